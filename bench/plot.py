#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Growth curves of the benchmark as an SVG.

usage: tools/dev bench --format=json | bench/plot.py [OP] >growth.svg

Cost of OP (gicv3-level) over PEs, with the most SPIs, nothing else pending:
model, naive evaluation and floor.  Both axes are logarithmic.
"""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 400, 70, 50
SERIES = (("ns", "model", "#1f4e9c"), ("naive_ns", "naive", "#b03a2e"),
          ("floor_ns", "floor", "#4d7c0f"))


def points(rows, key):
    return [(row["pes"], row[key]) for row in rows if row[key]]


def scale(value, low, high, start, length):
    part = math.log(value / low) / math.log(high / low)
    return start + part * length


def main(argv):
    op = argv[1] if len(argv) > 1 else "gicv3-level"
    rows = [row for row in map(json.loads, sys.stdin) if row["op"] == op]
    spis = max(row["spis"] for row in rows)
    rows = sorted((row for row in rows
                   if row["spis"] == spis and not row["pending"]),
                  key=lambda row: row["pes"])
    most = max(row["pes"] for row in rows)
    high = 10 ** math.ceil(math.log10(max(v for key, _, _ in SERIES
                                          for _, v in points(rows, key))))

    def x_of(pes):
        return scale(pes, 1, most, LEFT, WIDTH - LEFT - 80)

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
                   % (x_of(row["pes"]), HEIGHT - BOTTOM + 20, row["pes"]))
    out.append('<text x="%d" y="%d" text-anchor="middle">PEs (%s, %d SPIs)'
               '</text>' % (WIDTH // 2, HEIGHT - 10, op, spis))
    for key, name, colour in SERIES:
        line = points(rows, key)
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
