"""Rows of measurements: medians, least and most; as text and as JSON."""

import datetime
import statistics
import subprocess

import machine


class Report:
    def __init__(self, seed, runs):
        self.rows, self.flush = [], []
        self.seed, self.runs = seed, runs
        self.foot = []

    def flushes(self, latency):
        self.flush.append(latency)

    def note(self, text):
        self.foot.append(text)

    def _add(self, work, size, values, unit, more=""):
        self.rows.append({"work": work, "size": size, "values": values,
                          "unit": unit, "more": more})

    def rates(self, work, size, runs):
        """Runs of jalon_bench: how many a second, and their latencies."""
        p50 = statistics.median(run["p50_ms"] for run in runs)
        p99 = statistics.median(run["p99_ms"] for run in runs)
        self._add(work, size, [run["per_second"] for run in runs], "/s",
                  f"p50 {p50:.2f} ms, p99 {p99:.2f} ms")

    def rate(self, work, size, values):
        self._add(work, size, values, "/s")

    def times(self, work, size, milliseconds):
        self._add(work, size, milliseconds, "ms")

    def number(self, work, size, value, unit):
        self._add(work, size, [value], unit)

    def raw(self):
        return {"machine": machine.describe(), "seed": self.seed,
                "flush_ms": self.flush, "rows": self.rows, "notes": self.foot}

    def text(self):
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"],
                                capture_output=True, text=True,
                                check=False).stdout.strip()
        flushes = "; ".join(f"{median:.2f} (p99 {worst:.2f})"
                            for median, worst in self.flush)
        out = ["# Benchmarks", "",
               "Made by `tools/dev bench --write`; not edited by hand.", "",
               f"{machine.describe()}. {datetime.date.today()}, commit "
               f"{commit}, seed {self.seed}. Flush of 4 KiB with fdatasync "
               f"before and after the run, ms: {flushes}. Load and service on "
               f"the same machine; median of {self.runs} runs, least and most "
               "in brackets.", "",
               "| work | on | median | [least – most] | |",
               "|---|---|---:|---|---|"]
        for row in self.rows:
            values = sorted(row["values"])
            spread = ("" if len(values) == 1 else
                      f"[{number(values[0])} – {number(values[-1])}]")
            out.append(f"| {row['work']} | {row['size']} | "
                       f"{number(statistics.median(values))} {row['unit']} | "
                       f"{spread} | {row['more']} |")
        return "\n".join(out + [""] + self.foot + [""])


def number(value):
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.2f}"
