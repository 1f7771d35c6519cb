#!/usr/bin/env python3
"""clang-tidy on the sources changed since the branch point, or since the last
commit on main (the sources of HEAD's commit when the tree is clean)."""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT = 40  # Files a run: keeps the stage short; the rest is named.


def git(*args):
    done = subprocess.run(["git", *args], cwd=ROOT, text=True,
                          capture_output=True, check=False)
    return done.stdout.split("\n") if done.returncode == 0 else []


def changed():
    base = "HEAD~1"
    for line in git("merge-base", "HEAD", "origin/main"):
        if line and line != git("rev-parse", "HEAD")[0]:
            base = line
            break
    names = set(git("diff", "--name-only", base)) | set(
        git("ls-files", "--others", "--exclude-standard"))
    return sorted(n for n in names if n.endswith(".cc") and (ROOT / n).exists())


def main():
    database = ROOT / "build/dev/compile_commands.json"
    known = {str(pathlib.Path(entry["file"]).resolve().relative_to(ROOT))
             for entry in json.loads(database.read_text())
             if str(ROOT / "build") not in entry["file"]}
    files = [name for name in changed() if name in known]
    if len(files) > LIMIT:
        print(f"{len(files)} changed sources, checking the first {LIMIT}")
        files = files[:LIMIT]
    if not files:
        print("no changed source")
        return 0
    command = ["clang-tidy-14", "-p", str(database.parent), "--quiet",
               "--extra-arg=-Wno-unknown-warning-option"]
    halves = [files[0::2], files[1::2]]
    running = [subprocess.Popen(command + half, cwd=ROOT,
                                stderr=subprocess.DEVNULL)
               for half in halves if half]
    return max(process.wait() for process in running)


if __name__ == "__main__":
    sys.exit(main())
