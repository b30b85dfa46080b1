#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Recorded traces on the model: ratchet.py --vgicsim PROGRAM [--update]

Replays each tests/traces/*.jsonl and compares the number of observations that
differ with tests/traces/ratchet.json.  The number may only fall: more is a
fault, and less means that somebody should write the new number down, which
--update does (it never raises one).  A file without a number is skipped, as
is one whose machines this build lacks.  Results are TAP.
"""
import argparse
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NUMBERS = os.path.join(HERE, "ratchet.json")


def replay(program, name):
    """(exit status, total) of one file"""
    done = subprocess.run([program, "replay", "--format=json",
                           os.path.join(HERE, name)],
                          stdout=subprocess.PIPE, check=False)
    lines = done.stdout.decode("utf-8").splitlines()
    if done.returncode not in (0, 1, 77) or not lines:
        return done.returncode, None
    return done.returncode, json.loads(lines[-1])["total"]


def judge(status, total, allowed):
    """(good, what to say)"""
    if total is None:
        return False, "replay failed with status %d" % status
    found = total["differing"]
    counts = "%d of %d differ" % (found, total["compared"])
    if total["traces"] == 0:
        return True, "# SKIP this build lacks these machines"
    if allowed is None:
        return True, "# SKIP no number yet: %s" % counts
    if found > allowed:
        return False, "%s, at most %d may" % (counts, allowed)
    if found < allowed:
        return False, "%s, but ratchet.json says %d: run ratchet.py " \
            "--update" % (counts, allowed)
    return True, counts


def update(numbers, name, total):
    if total is None or total["traces"] == 0:
        return
    if name not in numbers or total["differing"] < numbers[name]:
        numbers[name] = total["differing"]


def main():
    ap = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--vgicsim", required=True, metavar="PROGRAM")
    ap.add_argument("--update", action="store_true")
    args = ap.parse_args()
    with open(NUMBERS, encoding="utf-8") as f:
        numbers = json.load(f)
    names = sorted(n for n in os.listdir(HERE) if n.endswith(".jsonl"))
    bad = 0
    print("1..%d" % len(names))
    for i, name in enumerate(names, 1):
        status, total = replay(os.path.abspath(args.vgicsim), name)
        if args.update:
            update(numbers, name, total)
        good, text = judge(status, total, numbers.get(name))
        bad += not good
        if text.startswith("#"):
            print("ok %d - %s %s" % (i, name, text))
        else:
            print("%sok %d - %s: %s" % ("" if good else "not ", i, name,
                                        text))
    if args.update:
        with open(NUMBERS, "w", encoding="utf-8") as f:
            json.dump(numbers, f, indent=2, sort_keys=True)
            f.write("\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
