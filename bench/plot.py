#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Growth curves of the benchmark as an SVG.

usage: tools/dev bench --format=json | bench/plot.py [OP [OVER]] >growth.svg

Cost of OP (gicv3-level) over OVER: pes (the default), spis, lpis or pending,
all else as it is in the first row that has the most of OVER: model, naive
evaluation and floor.  Both axes are logarithmic.
"""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 400, 70, 50
SERIES = (("ns", "model", "#1f4e9c"), ("naive_ns", "naive", "#b03a2e"),
          ("floor_ns", "floor", "#4d7c0f"))


AXES = {"pes": "PEs", "spis": "SPIs", "lpis": "LPIs", "pending": "pending"}


def points(rows, key, over):
    return [(row[over], row[key]) for row in rows if row[key]]


def curve(rows, over):
    """Rows that differ in OVER alone."""
    most = max(row[over] for row in rows)
    last = next(row for row in rows if row[over] == most)
    others = [axis for axis in (*AXES, "lrs") if axis != over]
    return sorted((row for row in rows if row[over] and
                   all(row[axis] == last[axis] for axis in others)),
                  key=lambda row: row[over])


def scale(value, low, high, start, length):
    part = math.log(value / low) / math.log(high / low)
    return start + part * length


def main(argv):
    op = argv[1] if len(argv) > 1 else "gicv3-level"
    over = argv[2] if len(argv) > 2 else "pes"
    rows = [row for row in map(json.loads, sys.stdin) if row["op"] == op]
    if over == "pes":
        spis = max(row["spis"] for row in rows)
        rows = [row for row in rows
                if row["spis"] == spis and not row["pending"]]
    rows = curve(rows, over)
    most = rows[-1][over]
    high = 10 ** math.ceil(math.log10(max(v for key, _, _ in SERIES
                                          for _, v in
                                          points(rows, key, over))))

    def x_of(value):
        return scale(value, 1, most, LEFT, WIDTH - LEFT - 80)

    def y_of(ns):
        return HEIGHT - scale(ns, 1, high, BOTTOM, HEIGHT - BOTTOM - 20)

    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" '
           'font-family="sans-serif" font-size="12">' % (WIDTH, HEIGHT),
           '<rect width="100%" height="100%" fill="white"/>']
    decade = 1
    while decade <= high:
        out.append('<path d="M%d %.1f H%d" stroke="#ddd"/>'
                   % (LEFT, y_of(decade), WIDTH - 80))
        out.append('<text x="%d" y="%.1f" text-anchor="end">%d ns</text>'
                   % (LEFT - 6, y_of(decade) + 4, decade))
        decade *= 10
    for row in rows:
        out.append('<text x="%.1f" y="%d" text-anchor="middle">%d</text>'
                   % (x_of(row[over]), HEIGHT - BOTTOM + 20, row[over]))
    out.append('<text x="%d" y="%d" text-anchor="middle">%s (%s)</text>'
               % (WIDTH // 2, HEIGHT - 10, AXES[over], op))
    for key, name, colour in SERIES:
        line = points(rows, key, over)
        if not line:
            continue
        out.append('<polyline fill="none" stroke="%s" stroke-width="2" '
                   'points="%s"/>' % (colour, " ".join(
                       "%.1f,%.1f" % (x_of(x), y_of(y)) for x, y in line)))
        out.append('<text x="%.1f" y="%.1f" fill="%s">%s</text>'
                   % (x_of(line[-1][0]) + 8, y_of(line[-1][1]) + 4, colour,
                      name))
    print("\n".join(out + ["</svg>"]))


if __name__ == "__main__":
    main(sys.argv)
