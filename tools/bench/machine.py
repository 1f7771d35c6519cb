"""What a reader needs to judge a measurement: the machine it was taken on."""

import os
import pathlib
import platform
import statistics
import time


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


def folder_bytes(folder):
    """Bytes on disk of a folder."""
    return sum(path.stat().st_blocks * 512
               for path in pathlib.Path(folder).rglob("*") if path.is_file())


def describe():
    """Cores, memory and kernel in one line."""
    model = "?"
    for line in pathlib.Path("/proc/cpuinfo").read_text().split("\n"):
        if line.startswith("model name"):
            model = line.split(":")[1].strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (f"{os.cpu_count()} cores ({model}), {memory:.1f} GiB, "
            f"Linux {platform.release()}")
