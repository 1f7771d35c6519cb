#!/usr/bin/env python3
"""Measurements: tools/dev bench [--quick] [--adults N …] [--write].

The service and its load run on this machine, in one run with PostgreSQL on the
same events with the same durability. Prints medians of several runs with the
least and the most, the flush latency of the machine while it ran, and the
seed; --write keeps them as docs/benchmarks.md. Nothing is asserted.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import machine  # noqa: E402
import postgres  # noqa: E402
from report import Report  # noqa: E402

SEED = "1"
PACT = "deploy/pacts/demo/herault-2017-2020-demo.textproto"


class Service:
    """A jalond of its own, on a store of its own."""

    def __init__(self, binaries, data):
        self.binaries, self.data = binaries, data
        self.start()

    def start(self):
        """Starts it; the seconds until it answers."""
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [self.binaries / "jalond", "--insecure_demo",
             "--listen=127.0.0.1:0", f"--data={self.data}", "--territories=34",
             f"--definitions={ROOT}/deploy", "--demo_pacts"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if "listening on " in line:
                self.address = line.split("listening on ")[1].strip()
                return time.perf_counter() - started
        sys.exit("the service did not start")

    def stop(self, kill=False):
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        self.process.wait()

    def resident_bytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(l for l in status.split("\n") if l.startswith("VmRSS"))
        return 1024 * int(line.split()[1])

    def load(self, *arguments):
        done = subprocess.run(
            [self.binaries / "jalon_bench", "--server", self.address,
             *map(str, arguments)], check=True, stdout=subprocess.PIPE,
            text=True)
        return json.loads(done.stdout)


def simulate(binaries, folder, adults):
    files = folder / f"files-{adults}"
    subprocess.run(
        [binaries / "jalon", "simulate", files, "--adults", str(adults),
         "--seed", SEED, "--format", "binary", "--pact", ROOT / PACT],
        check=True, stdout=subprocess.DEVNULL)
    return sorted(files.glob("*.pb"))


def measure_size(report, binaries, folder, adults, runs):
    """One size of territory: from empty to loaded, read, and started again."""
    files = simulate(binaries, folder, adults)
    pushes = []
    for run in range(runs):
        data = folder / f"data-{adults}-{run}"
        data.mkdir()
        service = Service(binaries, data)
        pushes.append(service.load("ingest", *files))
        if run + 1 < runs:
            service.stop()
    try:
        measure_loaded(report, service, data, adults, runs, pushes)
    finally:
        service.stop()
    return files


def measure_loaded(report, service, data, adults, runs, pushes):
    events = pushes[-1]["count"]
    size = f"{events:,} events".replace(",", " ")
    report.rates("durable ingest, 4 streams of batches of 1 000", size, pushes)
    calls = min(100_000, events)
    report.rates("pathway over gRPC, 64 at a time", size,
                 [service.load("pathway", "--calls", calls, "--persons",
                               adults) for _ in range(runs)])
    for work, name in (("delay", "orientation delay with its curve"),
                       ("pact", "scorecard, every measure by zone")):
        service.load(work, "--calls", 1)
        report.times(name, size, [service.load(work, "--calls", 1)["p50_ms"]
                                  for _ in range(5)])
    report.number("resident memory", size, service.resident_bytes() / 2**20,
                  "MiB")
    service.stop()
    report.number("disk", size, machine.folder_bytes(data) / events,
                  "bytes an event")
    clean = []
    for _ in range(runs):
        clean.append(1000 * service.start())
        service.stop()
    report.times("ready after a clean stop", size, clean)
    service.start()
    service.stop(kill=True)
    report.times("ready after kill -9", size, [1000 * service.start()])
    # Last: it adds events.
    report.rates("single events, 64 callers, each durable", size,
                 [service.load("single", "--calls", calls, "--first",
                               1 + run * calls) for run in range(runs)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true",
                        help="one small size, in three minutes")
    parser.add_argument("--adults", type=int, nargs="+",
                        default=[10_000, 46_612])
    parser.add_argument("--write", action="store_true",
                        help="writes docs/benchmarks.md")
    asked = parser.parse_args()
    adults = [5_000] if asked.quick else asked.adults
    runs = 3
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:
        folder = pathlib.Path(name)
        report = Report(SEED, runs)
        report.flushes(machine.flush_latency(folder))
        for size in adults:
            files = measure_size(report, asked.binaries.resolve(), folder,
                                 size, runs)
            if size == adults[0]:
                postgres.measure(report, asked.binaries.resolve(), files,
                                 runs)
        report.flushes(machine.flush_latency(folder))
    print(report.text())
    (ROOT / "build/bench.json").write_text(json.dumps(report.raw(), indent=1))
    if asked.write:
        (ROOT / "docs/benchmarks.md").write_text(report.text())


if __name__ == "__main__":
    main()
