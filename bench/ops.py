#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each row that the benchmark prints can be asked for by the name it prints.

usage: ops.py BENCH

Runs each loop once, without references, then each operation by its name, and
compares the rows.  No two rows have equal keys.
"""
import json
import subprocess
import sys

NOT_KEYS = ("v", "ns", "floor_ns", "naive_ns", "ratio")


def rows(bench, *args):
    done = subprocess.run(
        [bench, "--model", "--turns=1", "--quick", "--format=json", *args],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit("%s: status %d: %s" % (" ".join(args), done.returncode,
                                        done.stderr))
    return [tuple((key, value) for key, value in json.loads(line).items()
                  if key not in NOT_KEYS)
            for line in done.stdout.splitlines()]


def main(argv):
    bench = argv[1]
    printed = rows(bench)
    wrong = {row for row in printed if printed.count(row) > 1}
    for row in sorted(wrong):
        print("twice: %s" % (row,))
    for op in dict.fromkeys(dict(row)["op"] for row in printed):
        expected = [row for row in printed if dict(row)["op"] == op]
        if rows(bench, "--exact", "--op=" + op) != expected:
            print("--exact --op=%s: not the rows of %s" % (op, op))
            wrong.add(op)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
