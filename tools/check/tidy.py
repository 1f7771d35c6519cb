#!/usr/bin/env python3
"""clang-tidy on every source (--all), or on those changed since the branch
point; on main, in the last commits. As many runs side by side as there are cores."""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMITS = 10  # Of main that count as changed.
BATCH = 8  # Files a run: evens the two halves out.


def git(*args):
    done = subprocess.run(["git", *args], cwd=ROOT, text=True,
                          capture_output=True, check=False)
    return done.stdout.split("\n") if done.returncode == 0 else []


def base():
    """The branch point; on main itself some commits ago, or the first."""
    head = git("rev-parse", "HEAD")[0]
    point = git("merge-base", "HEAD", "origin/main")
    if point and point[0] and point[0] != head:
        return point[0]
    for ago in range(COMMITS, 0, -1):
        if git("rev-parse", "--verify", f"HEAD~{ago}"):
            return f"HEAD~{ago}"
    return "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # The empty tree.


def changed():
    names = set(git("diff", "--name-only", base())) | set(
        git("ls-files", "--others", "--exclude-standard"))
    return sorted(n for n in names if n.endswith(".cc") and (ROOT / n).exists())


def tidy(files):
    done = subprocess.run(
        ["clang-tidy-14", "-p", "build/dev", "--quiet",
         "--extra-arg=-Wno-sign-conversion", *files], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        check=False)
    print(done.stdout, end="", flush=True)
    if done.returncode < 0:
        print("clang-tidy was killed on", *files, flush=True)
    return done.returncode != 0


def main():
    database = ROOT / "build/dev/compile_commands.json"
    known = {str(pathlib.Path(entry["file"]).resolve().relative_to(ROOT))
             for entry in json.loads(database.read_text())
             if str(ROOT / "build") not in entry["file"]}
    files = sorted(known) if "--all" in sys.argv else [
        name for name in changed() if name in known]
    if not files:
        print("no changed source")
        return 0
    batches = [files[i:i + BATCH] for i in range(0, len(files), BATCH)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = any(list(pool.map(tidy, batches)))
    print(f"clang-tidy: {len(files)} sources, "
          f"{'faults above' if failed else 'no fault'}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
