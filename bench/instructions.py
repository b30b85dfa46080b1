#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Instructions of operations, counted by callgrind: what tracing costs that is
off, and how the way of an MSI grows.

usage: tools/dev bench --instructions [OP|growth]...

Counts a turn of each OP twice, with tracing compiled in but off and in a
build without it (option trace=false): a run of 20,000 turns less one of
10,000, the mean over the op's rows of the sizes in OPS.  JSON Lines: the ratio
is that of the two builds.  Status 1: one is above BOUND.

"growth" counts a turn of an MSI to an LPI, and to a vLPI of a resident vPE,
for each number of PEs and of LPIs, with none and with all others pending.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

# Every lifecycle, and which of its rows are counted.
OPS = {
    "gicv3-level": ("--pes=1", "--pending=0"),
    "gicv3-level-rotate": (),
    "gicv3-edge": ("--pes=1",),
    "gicv3-sgi": (),
    "gicv3-sgi-all": ("--pes=8",),
    "gicv2-level": ("--pending=0",),
    "gicv2-edge": (),
    "gicv2-sgi": (),
    "ich-lr": ("--used=1",),
    "gich-lr": (),
    "msi": ("--pes=1", "--lpis=1024"),
    "msi-spread": ("--pes=1", "--lpis=1024"),
    "vlpi": ("--pes=1", "--lpis=1024"),
    "vgic-level": (),
    "vgic-flush-fold": ("--pending=4",),
}
BOUND = 1.03
TURNS = 10000

PES = (1, 512)
LPIS = (1 << 10, 1 << 16)


def count(bench, op, turns, *more):
    with tempfile.NamedTemporaryFile() as out:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out.name,
             bench, "--model", "--format=json", "--exact", "--op=" + op,
             "--turns=%d" % turns, *more],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            check=False)
    total = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not total:
        sys.exit(done.stderr)
    return int(total.group(1)), len(done.stdout.splitlines())


def per_turn(bench, op, *more):
    """Mean over the rows of OP."""
    once, rows = count(bench, op, TURNS, *more)
    twice, _ = count(bench, op, 2 * TURNS, *more)
    return (twice - once) / TURNS / rows


def trace_off(op, with_trace, without):
    sizes = OPS.get(op, ())
    off, never = (per_turn(build, op, *sizes) for build in
                  (with_trace, without))
    print(json.dumps({"v": 1, "op": "trace-off", "of": op,
                      "instructions": round(off, 1),
                      "without": round(never, 1),
                      "ratio": round(off / never, 4)}), flush=True)
    return off / never <= BOUND


def growth(bench):
    sizes = [(pes, lpis, pending) for pes in PES for lpis in LPIS
             for pending in (0, lpis - 1)]
    for op in ("msi", "vlpi"):
        for pes, lpis, pending in sizes:
            turn = per_turn(bench, op, "--pes=%d" % pes,
                            "--lpis=%d" % lpis, "--pending=%d" % pending)
            print(json.dumps({"v": 1, "op": op, "pes": pes, "lpis": lpis,
                              "pending": pending,
                              "instructions": round(turn, 1)}), flush=True)


def main(argv):
    with_trace, without = (os.path.join(build, "bench", "bench")
                           for build in argv[1:3])
    within = True
    for op in argv[3:] or (*OPS, "growth"):
        if op == "growth":
            growth(with_trace)
        else:
            within &= trace_off(op, with_trace, without)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
