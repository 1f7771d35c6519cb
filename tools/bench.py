#!/usr/bin/env python3
"""Measurements: tools/dev bench [ADULTS].

Prints medians of several runs with what a reader needs to judge them: the
flush latency of this machine, its cores, the seed. Nothing is asserted.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = pathlib.Path(sys.argv[1]).resolve()
ADULTS = sys.argv[2] if len(sys.argv) > 2 else "5000"
SEED = "1"
RUNS = 5
PERIOD = ["--from", "2018-01-01", "--to", "2018-12-31", "--as-of", "2018-12-31"]


def flush_latency(folder):
    """Milliseconds of a 4 KiB append with fdatasync: median and 99th."""
    times = []
    with open(folder / "flush", "wb", buffering=0) as out:
        for _ in range(300):
            out.write(b"x" * 4096)
            started = time.perf_counter()
            os.fdatasync(out.fileno())
            times.append(1000 * (time.perf_counter() - started))
    times.sort()
    return statistics.median(times), times[int(0.99 * len(times))]


def start(folder, life):
    data = folder / f"data-{life}"
    data.mkdir()
    server = subprocess.Popen(
        [BIN / "jalond", "--insecure_demo", "--listen=127.0.0.1:0",
         f"--data={data}", "--territories=34", f"--definitions={ROOT}/deploy",
         "--demo_pacts"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in server.stdout:
        if "listening on " in line:
            return server, line.split("listening on ")[1].strip()
    sys.exit("the service did not start")


def timed(command):
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def row(what, seconds, unit="s", scale=1.0):
    values = sorted(scale * value for value in seconds)
    print(f"{what:46}{statistics.median(values):12.3f} {unit:9}"
          f"[{values[0]:.3f} – {values[-1]:.3f}]")


def main():
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:
        folder = pathlib.Path(name)
        median, worst = flush_latency(folder)
        print(f"{os.cpu_count()} cores, flush {median:.2f} ms (p99 {worst:.2f}), "
              f"{ADULTS} adults, seed {SEED}, median of {RUNS} [min – max]")
        subprocess.run(
            [BIN / "jalon", "simulate", folder / "files", "--adults", ADULTS,
             "--seed", SEED, "--format", "binary"], check=True,
            stdout=subprocess.DEVNULL)
        files = sorted((folder / "files").glob("*.pb"))
        pushes = []
        for life in range(3):
            server, address = start(folder, life)
            jalon = [BIN / "jalon", "--server", address]
            pushes.append(timed(jalon + ["push", "--from-start", *files]))
            if life < 2:
                server.terminate()
                server.wait()
        row("push of four files at once, durable", pushes)
        start_up = [timed(jalon + ["status"]) for _ in range(RUNS)]
        row("client start and one small call", start_up, "ms", 1000)
        for what, command in [
            ("pathway", ["pathway", "caf:0000001"]),
            ("caseload of an organisation", ["caseload", "--organisation", "CCAS"]),
            ("delay, curve and classes", ["delays", *PERIOD]),
            ("breaks, all types", ["breaks", *PERIOD]),
            ("scorecard by zone",
             ["pact", "herault-2017-2020-demo", *PERIOD, "--by", "zone"]),
        ]:
            row(f"{what}, by the client",
                [timed(jalon + command) for _ in range(RUNS)], "ms", 1000)
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
