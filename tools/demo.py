#!/usr/bin/env python3
"""The demonstration: tools/dev demo.

Simulates the Hérault of 2017-2020, starts the real service on an embedded
store, pushes the files of four partners at once, then reads it as a referent
and as an evaluator would. ADULTS=3000 tools/dev demo is a quicker one.
"""

import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = pathlib.Path(sys.argv[1] if len(sys.argv) > 1
                   else ROOT / "build/dev/bin").resolve()
os.chdir(ROOT)
WORK = pathlib.Path("build/demo")
PACT = "herault-2017-2020-demo"
ADULTS = int(os.environ.get("ADULTS", "46612"))
SEED = "1"
YEAR = ["--from", "2018-01-01", "--to", "2018-12-31"]
DAY = "2018-12-31"
# Published by DREES for the Hérault, OARSA survey, wave 2018.
PUBLISHED = {"oriented": 92, "under six months": 66, "orientation": 96,
             "contract": 32}
NOT_FRANCE_TRAVAIL = ["DEPARTEMENT", "CCAS", "PLIE", "CAF", "MISSION_LOCALE",
                      "CAP_EMPLOI"]


def title(text):
    print(f"\n\033[1m━━ {text}\033[0m", flush=True)


class Jalon:
    def __init__(self, address):
        self.common = [str(BIN / "jalon"), "--server", address,
                       "--territory", "34"]

    def show(self, *arguments):
        print(f"\033[2m$ jalon {' '.join(arguments)}\033[0m", flush=True)
        subprocess.run(self.common + list(arguments), check=True)

    def ask(self, *arguments):
        done = subprocess.run(self.common + ["--json", *arguments], check=True,
                              stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout)


def simulate():
    files = WORK / f"files-{ADULTS}-{SEED}"
    made_by = BIN / "jalon"
    stamp = files / "done"
    if stamp.exists() and stamp.stat().st_mtime > made_by.stat().st_mtime:
        print(f"files of an earlier demonstration: {files}")
    else:
        shutil.rmtree(files, ignore_errors=True)
        subprocess.run(
            [str(BIN / "jalon"), "simulate", str(files), "--adults", str(ADULTS),
             "--seed", SEED, "--format", "binary", "--pact",
             str(ROOT / f"deploy/pacts/demo/{PACT}.textproto")], check=True)
        stamp.touch()
    for left in files.glob("*.acknowledged"):
        left.unlink()
    return sorted(str(path) for path in files.glob("*.pb"))


def start():
    data = WORK / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    log = open(WORK / "jalond.log", "w", encoding="utf-8")
    server = subprocess.Popen(
        [str(BIN / "jalond"), "--insecure_demo", "--listen=127.0.0.1:0",
         f"--data={data}", "--territories=34", f"--definitions={ROOT}/deploy",
         "--demo_pacts"],
        stdout=subprocess.PIPE, stderr=log, text=True)
    for line in server.stdout:
        if "listening on " in line:
            return server, line.split("listening on ")[1].strip()
    sys.exit(f"the service did not start: see {WORK}/jalond.log")


def indicator(scorecard, measure, cell=None):
    for figure in scorecard["indicators"]:
        if figure["measure"] != measure:
            continue
        if cell is None:
            return figure["value"]["value"]
        for one in figure["cells"]:
            if one["key"] == [cell]:
                return one["value"]["value"]
    return None


def published(jalon):
    title("The figures of the OARSA survey, beside the published ones of 2018")
    scorecard = jalon.ask("pact", PACT, *YEAR, "--by", "seniority",
                          "--as-of", DAY)
    orientation = jalon.ask("delays", *YEAR, "--as-of", DAY)
    contract = jalon.ask(
        "delays", "--start", "ORIENTED", "--stop", "CONTRACT", *YEAR,
        "--as-of", DAY,
        *[word for name in NOT_FRANCE_TRAVAIL
          for word in ("--organisation", name)])
    mean = lambda answer: answer["figure"]["mean_reached"]["days"]["value"]
    rows = [
        ("oriented, of those with duties (%)", "oriented",
         100 * indicator(scorecard, "oriented_rate")),
        ("  of whom under six months (%)", "under six months",
         100 * indicator(scorecard, "oriented_rate", "<6m")),
        ("claim to first orientation (mean days)", "orientation",
         mean(orientation)),
        ("orientation to contract, outside France Travail (mean days)",
         "contract", mean(contract)),
    ]
    print(f"{'':62}{'simulated':>10}{'published':>11}{'apart':>9}")
    for label, key, value in rows:
        apart = 100 * (value / PUBLISHED[key] - 1)
        print(f"{label:62}{value:10.1f}{PUBLISHED[key]:11}{apart:+8.1f} %")


SHOWN = ("cohort", "classes.REACHED", "classes.WAITING",
         "classes.EXITED_FIRST", "mean_reached.days")


def number(value):
    return f"{value['value']:.1f}".removesuffix(".0") if value else "–"


def two_dates(jalon):
    title("The same figure, known at two dates, and why they differ")
    today = datetime.date.today().isoformat()
    answer = jalon.ask("delays", *YEAR, "--as-of", DAY, "--known-at", DAY,
                       "--compare-known-at", today, "--limit", "1")
    causes = [cause for cause in answer["causes"] if int(cause["persons"])]
    at = [answer["causes"].index(cause) for cause in causes]
    print(f"{'':22}{DAY:>12}{'today':>9}  of which: "
          + "".join(f"{cause['cause'].lower():>14}" for cause in causes))
    for value in answer["values"]:
        if value["name"] not in SHOWN:
            continue
        print(f"{value['name']:22}{number(value.get('before')):>12}"
              f"{number(value.get('after')):>9}{'':13}"
              + "".join(f"{number(value['parts'][i]):>14}" for i in at))
    print(f"{'persons concerned':56}"
          + "".join(f"{cause['persons']:>14}" for cause in causes))
    unit = answer["units"][0]
    shown = unit.get("after") or unit["before"]
    print(f"For instance {shown['person']}: "
          f"{unit.get('before', {}).get('class', 'no entry')} → "
          f"{unit.get('after', {}).get('class', 'no entry')}, by "
          f"{', '.join(shown.get('events', []))}")


def main():
    started = time.time()
    WORK.mkdir(parents=True, exist_ok=True)
    title(f"Simulating the Hérault, 2017-2020: {ADULTS} adults in the stock")
    files = simulate()
    server, address = start()
    jalon = Jalon(address)
    try:
        title("Four partners push at once, each event durable before its answer")
        jalon.show("push", *files)
        title("A referent's caseload, the urgent ones first")
        jalon.show("caseload", "--organisation", "PLIE", "--as-of", "2019-06-30",
                   "--page-size", "5")
        urgent = jalon.ask("caseload", "--organisation", "PLIE", "--as-of",
                           "2019-06-30", "--page-size", "40")["items"]
        person = urgent[len(urgent) // 2]["person"]
        title("One person's pathway")
        jalon.show("pathway", person, "--as-of", "2019-06-30")
        title("The orientation delay of those who entered in 2018")
        jalon.show("delays", *YEAR, "--as-of", DAY)
        published(jalon)
        title("Continuity breaks of 2018")
        jalon.show("breaks", *YEAR, "--as-of", DAY)
        title("The Hérault pact's scorecard, by axis and by zone (SDI)")
        jalon.show("pact", PACT, *YEAR, "--by", "zone", "--as-of", DAY)
        two_dates(jalon)
        title("What to try next")
        print(f"""  export JALON_SERVER={address} JALON_TERRITORY=34
  build/dev/bin/jalon delays --start RECEIVED --stop ORIENTED \\
      --from 2019-01-01 --to 2019-12-31 --as-of 2019-12-31 --by track
  build/dev/bin/jalon breaks --from 2019-01-01 --to 2019-12-31 \\
      --as-of 2019-12-31 --type NO_CONTACT --tolerance NO_CONTACT=15
  build/dev/bin/jalon table oarsa-t5 --year 2018
  build/dev/bin/jalon table plan-pauvrete-b1 --year 2019 \\
      --known-at 2020-03-31 --xlsx b1.xlsx
  build/dev/bin/jalon verify""")
        print(f"\nDone in {time.time() - started:.0f} s.")
        if sys.stdin.isatty() and sys.stdout.isatty():
            input("The service is running; Enter stops it. ")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
