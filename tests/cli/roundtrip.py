#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A recorded scenario replays without a difference.

roundtrip.py --vgicsim PROGRAM

Records every scenario of scenarios/ and replays the result.  One that is no
optrace (a restored state, a machine that the format has no word for) and one
that is skipped do not count; at least half must have been compared.
"""
import argparse
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def scenarios():
    found = []
    for folder, _, names in os.walk(os.path.join(TOP, "scenarios")):
        for name in names:
            if name.endswith(".yaml"):
                found.append(os.path.relpath(os.path.join(folder, name), TOP))
    return sorted(found)


def run(program, args, data=b""):
    return subprocess.run([program] + args, cwd=TOP, input=data,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)


def judge(program, name):
    """(good, compared, what to say)"""
    made = run(program, ["record", name])
    if made.returncode == 77:
        return True, 0, "# SKIP skipped"
    if made.returncode == 2 and b"not an optrace" in made.stderr:
        return True, 0, "# SKIP not an optrace"
    if made.returncode != 0:
        return False, 0, made.stderr.decode("utf-8")
    back = run(program, ["replay", "--excuses=none", "--format=json", "-"],
               made.stdout)
    if back.returncode not in (0, 1):
        return False, 0, back.stderr.decode("utf-8")
    first = json.loads(back.stdout.splitlines()[0])
    if back.returncode or first["differing"]:
        return False, first["compared"], "differs: %s" % first["first"]
    return True, first["compared"], "%d observations" % first["compared"]


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--vgicsim", required=True, metavar="PROGRAM")
    program = os.path.abspath(ap.parse_args().vgicsim)
    names = scenarios()
    bad = held = 0
    print("1..%d" % (len(names) + 1))
    for i, name in enumerate(names, 1):
        good, compared, text = judge(program, name)
        bad += not good
        held += compared > 0
        mark = "ok" if good else "not ok"
        if text.startswith("#"):
            print("%s %d - %s %s" % (mark, i, name, text))
        else:
            print("%s %d - %s" % (mark, i, name))
            for line in text.splitlines():
                print("# " + line)
    enough = held * 2 >= len(names)
    print("%s %d - %d of %d were compared" % ("ok" if enough else "not ok",
                                              len(names) + 1, held,
                                              len(names)))
    return 1 if bad or not enough else 0


if __name__ == "__main__":
    sys.exit(main())
