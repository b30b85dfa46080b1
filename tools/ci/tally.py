#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Count the tests of `meson test` runs.

usage: tally.py --into FILE TESTLOG.json...   one run: report it, remember it
       tally.py --sum FILE                    all runs: "N passed, N failed"

A test that prints TAP counts once per line "ok" or "not ok", any other once.
A run without a log, or without a single test, is a failure: nothing was
proven.
"""
import json
import os
import re
import sys

BAD = {"FAIL", "TIMEOUT", "ERROR", "UNEXPECTEDPASS", "INTERRUPT"}
POINT = re.compile(r"^\s*(not )?ok\b(.*)$")


def points(test):
    """(passed, failed, skipped) of one entry of the log."""
    passed = failed = skipped = 0
    for line in test.get("stdout", "").splitlines():
        match = POINT.match(line)
        if not match:
            continue
        if re.search(r"#\s*(skip|todo)", match.group(2), re.I):
            skipped += 1
        elif match.group(1):
            failed += 1
        else:
            passed += 1
    bad = test["result"] in BAD
    if test["result"] == "SKIP":
        return 0, 0, max(1, skipped)
    if passed + failed + skipped == 0:
        return (0, 1, 0) if bad else (1, 0, 0)
    if bad and not failed:
        failed = 1
    return passed, failed, skipped


def show(test):
    print("---- %s: %s" % (test["name"], test["result"]))
    for stream in ("stdout", "stderr"):
        text = test.get(stream, "").rstrip()
        if not text:
            continue
        lines = text.splitlines()
        wrong = [line for line in lines
                 if not re.match(r"\s*(ok\b|#\s*ok\b)", line)]
        if len(wrong) > 120:
            wrong = wrong[:60] + ["..."] + wrong[-60:]
        print("\n".join(wrong))


def one_run(into, logs):
    passed = failed = skipped = count = 0
    for log in logs:
        if not os.path.exists(log):
            continue
        with open(log, encoding="utf-8", errors="replace") as f:
            for line in f:
                test = json.loads(line)
                p, f_, s = points(test)
                passed, failed, skipped = passed + p, failed + f_, skipped + s
                count += 1
                if f_:
                    show(test)
    if not count:
        print("---- no test ran")
        failed = 1
    text = "   %d passed, %d failed" % (passed, failed)
    print(text + (", %d skipped" % skipped if skipped else ""), flush=True)
    with open(into, "a", encoding="utf-8") as f:
        f.write("%d %d\n" % (passed, failed))


def total(path):
    passed = failed = 0
    with open(path, encoding="utf-8") as f:
        for line in f:
            p, f_ = line.split()
            passed, failed = passed + int(p), failed + int(f_)
    if passed + failed == 0:
        failed = 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


def main(argv):
    if len(argv) >= 3 and argv[1] == "--into":
        one_run(argv[2], argv[3:])
        return 0
    if len(argv) == 3 and argv[1] == "--sum":
        return total(argv[2])
    sys.stderr.write(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv))
