#!/usr/bin/env python3
"""Counts single tests in the logs of ctest -V and of the other stages.

Prints "N passed, N failed" over all the files given: GoogleTest's summaries,
and a suite that died without one as one failure.
"""

import re
import sys

PASSED = re.compile(r"\[  PASSED  \] (\d+) test")
FAILED = re.compile(r"\[  FAILED  \] (\d+) test")
SUITE = re.compile(r"^\s*\d+/\d+ Test\s+#\d+: (\S+) .*?(Passed|\*\*\*\w+)")
STAGE = re.compile(r"^(\d+) passed, (\d+) failed  \S")


def count(path):
    passed = failed = suite_failed = 0
    with open(path, errors="replace") as log:
        for line in log:
            if match := STAGE.match(line):
                passed += int(match[1])
                failed += int(match[2])
            if match := PASSED.search(line):
                passed += int(match[1])
            if match := FAILED.search(line):
                failed += int(match[1])
                suite_failed += int(match[1])
            if match := SUITE.match(line):
                if match[2] != "Passed" and suite_failed == 0:
                    failed += 1
                suite_failed = 0
    return passed, failed


def main():
    totals = [count(path) for path in sys.argv[1:]]
    passed = sum(total[0] for total in totals)
    failed = sum(total[1] for total in totals)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
