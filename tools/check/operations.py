#!/usr/bin/env python3
"""Checks that docs/operations.md, the alerts and the dashboard fit together.

Flags: those of services/jalond/config.cc, each with its default. Alerts: each
has a runbook that is there, and each runbook an alert. Panels and alerts name
only metrics of the manual; tests/services/metrics_test.cc holds the manual
against a running server.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MANUAL = "docs/operations.md"
ALERTS = "deploy/prometheus/jalon.rules.yml"
PANELS = "deploy/grafana/jalon.json"
FLAGS = "services/jalond/config.cc"

# Defaults of the sources whose words in the manual differ.
WORDS = {'""': {"none", "none, required", "none, required with TLS", "off"},
         "{}": {"none, required"}, "absl::Seconds(10)": {"`10s`"}}


def read(name):
    return (ROOT / name).read_text()


def flag_faults():
    given = dict(re.findall(r"ABSL_FLAG\([\w:<>]+, (\w+),\s+([^,]+),",
                            re.sub(r"std::vector<std::string>", "list",
                                   read(FLAGS))))
    told = dict(re.findall(r"^\| `--(\w+)` \| ([^|]*?) \|", read(MANUAL), re.M))
    for name in sorted(given.keys() - told.keys()):
        yield f"{MANUAL}: --{name} is missing"
    for name in sorted(told.keys() - given.keys()):
        yield f"{MANUAL}: --{name} is no flag"
    for name in sorted(told.keys() & given.keys()):
        default = given[name]
        words = WORDS.get(default, {f"`{default.strip(chr(34))}`"})
        if told[name] not in words:
            yield f"{MANUAL}: --{name} has the default {default}"


def alert_faults():
    text = read(ALERTS)
    alerts = re.findall(r"- alert: (\w+)(.*?)(?=- alert:|\Z)", text, re.S)
    part = read(MANUAL).split("\n## Alerts\n")[1].split("\n## ")[0]
    runbooks = set(re.findall(r"^### (\w+)$", part, re.M))
    for name, body in alerts:
        if f"runbook: {MANUAL}#{name.lower()}\n" not in body:
            yield f"{ALERTS}: {name} has no runbook of its name"
    for name in sorted({a for a, _ in alerts} ^ runbooks):
        yield f"{MANUAL} and {ALERTS}: {name} is in one only"


def metric_faults():
    told = set(re.findall(r"^\| `((?:jalon|process)_\w+)` \|", read(MANUAL), re.M))
    json.loads(read(PANELS))
    for name in (ALERTS, PANELS):
        used = set(re.findall(r"\b((?:jalon|process)_[a-z_]+?)"
                              r"(?:_bucket|_sum|_count)?\b", read(name)))
        for metric in sorted(used - told):
            yield f"{name}: {metric} is not in {MANUAL}"


def promtool_faults():
    """The rules as Prometheus reads them, where it is installed."""
    if not shutil.which("promtool"):
        return
    ran = subprocess.run(["promtool", "check", "rules", ROOT / ALERTS],
                         text=True, capture_output=True)
    if ran.returncode:
        yield f"{ALERTS}: {(ran.stdout + ran.stderr).strip()}"


def main():
    faults = [*flag_faults(), *alert_faults(), *metric_faults(),
              *promtool_faults()]
    for line in faults:
        print(line)
    print(f"operations: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
