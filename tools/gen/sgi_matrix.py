#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Spell scenarios/gicv3/sgi-matrix.txt out as a scenario, on stdout.

Nothing is decided here: each outcome is a line of the table.  cpu1 has nine
SGIs, one for each group and value of GICR_NSACR; cpu0 sends them one by one.

usage: page.py [--write] scenarios/gicv3/sgi-matrix.yaml tools/gen/sgi_matrix.py
"""
import os
import sys

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "../../scenarios/gicv3/sgi-matrix.txt")
AXES = (("SGI0R", "SGI1R", "ASGI1R"), ("el3", "el1s", "el1"),
        ("G0", "SG1", "NSG1"), ("0", "1", "2"))

HEAD = """\
# Spelled out from sgi-matrix.txt by tools/gen/sgi_matrix.py: change that file.
vgicsim: 1
title: Which SGIs are forwarded is decided by request, writer, target group, NSACR
why: >
  Four inputs and one bit of outcome. A wrong cell lets Non-secure software raise a
  Secure interrupt, or loses the SGI with which one world wakes the other.
rules: [GIC-C7, GIC-C8, GIC-C24, GIC-H1, GIC-H7, GIC-H8, GIC-H9, GIC-H10, GIC-H11,
  GIC-H13, GIC-H14, GIC-H16]
needs: [gicv3, security]
machine:
  gic: v3
  cpus: 2
  security: true
setup:
  - { by: cpu0@el3, write: GICD_CTLR, fields: { ARE_S: 1, ARE_NS: 1 } }
  - by: cpu1@el3
    writes:
      - { write: GICR_IGROUPR0, value: 0x1c0, why: SGIs 6 to 8 are Non-secure Group 1 }
      - { write: GICR_IGRPMODR0, value: 0x38, why: "3 to 5 Secure Group 1, 0 to 2 Group 0" }
      - { write: GICR_NSACR, value: 0x24924, why: "0, 1 and 2 in each group" }
steps:
"""


def cases():
    with open(TABLE, encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#"):
                yield line.split()


def main():
    seen = set()
    sys.stdout.write(HEAD)
    for *key, outcome, rule in cases():
        register, writer, group, nsacr = key
        for value, axis in zip(key, AXES):
            if value not in axis:
                sys.exit("sgi-matrix.txt: not in %s: %s" % (axis, value))
        if tuple(key) in seen or outcome not in ("sent", "dropped"):
            sys.exit("sgi-matrix.txt: bad or repeated: %s" % " ".join(key))
        seen.add(tuple(key))
        sgi = AXES[2].index(group) * 3 + int(nsacr)
        bit = 1 << sgi if outcome == "sent" else 0
        sys.stdout.write(
            "  - by: cpu0@%s\n"
            "    write: ICC_%s_EL1\n"
            "    fields: { INTID: %d, TargetList: 0x2 }\n"
            "    why: \"at the target %s, NSACR %s\"\n"
            % (writer, register, sgi, group, nsacr))
        sys.stdout.write(
            "  - id: %s\n"
            "    expect: { cpu1@el3.GICR_ISPENDR0: 0x%x }\n"
            "    why: %s by %s\n"
            % ("-".join(key).lower(), bit, outcome, rule))
        if bit:
            sys.stdout.write("  - { by: cpu1@el3, write: GICR_ICPENDR0, "
                             "value: 0x%x }\n" % bit)
    if len(seen) != 81:
        sys.exit("sgi-matrix.txt: %d cases, not 81" % len(seen))
    sys.stdout.write("  - expect: { cpu0@el3.GICR_ISPENDR0: 0, "
                     "findings: [] }\n    why: the writer sent itself "
                     "nothing\n"
                     "# No variant: what decides it is in the steps, no key "
                     "of the machine does.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
