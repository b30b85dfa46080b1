#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Instructions of operations, counted by callgrind; what tracing costs off.

usage: tools/dev bench --instructions [OP]...

Counts a turn of each OP twice, with tracing compiled in but off and in a
build without it (option trace=false): a run of 20,000 turns less one of
10,000.  JSON Lines: the ratio is that of the two builds.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

OPS = ("gicv3-level-rotate", "gicv3-sgi", "gicv2-sgi", "ich-lr", "msi")
TURNS = 10000


def count(bench, op, turns):
    with tempfile.NamedTemporaryFile() as out:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out.name,
             bench, "--model", "--format=json", "--op=" + op,
             "--turns=%d" % turns],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            check=False)
    total = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not total:
        sys.exit(done.stderr)
    return int(total.group(1)), len(done.stdout.splitlines())


def per_turn(bench, op):
    """Mean over the rows that begin with OP."""
    once, rows = count(bench, op, TURNS)
    twice, _ = count(bench, op, 2 * TURNS)
    return (twice - once) / TURNS / rows


def main(argv):
    with_trace, without = (os.path.join(build, "bench", "bench")
                           for build in argv[1:3])
    for op in argv[3:] or OPS:
        off, never = per_turn(with_trace, op), per_turn(without, op)
        print(json.dumps({"v": 1, "op": "trace-off", "of": op,
                          "instructions": round(off, 1),
                          "without": round(never, 1),
                          "ratio": round(off / never, 4)}), flush=True)


if __name__ == "__main__":
    main(sys.argv)
