#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What --format=json prints fits docs/schema: schema.py --vgicsim PROGRAM

Has a small validator for the part of draft-07 that the schemas use; a keyword
that it does not know is a failure, and it must refuse each of WRONG.
"""
import argparse
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))

# (schema, arguments, exit statuses, fewest lines)
RUNS = (
    ("replay.json", ["replay", "good.jsonl", "differs.jsonl", "kvm.jsonl"],
     (1,), 6),
    ("replay.json", ["replay", "malformed.jsonl"], (2,), 2),
    ("regs.json", ["regs", "--gic=v2"], (0,), 20),
    ("regs.json", ["regs", "GICC_IAR"], (0,), 2),
    ("version.json", ["version"], (0,), 1),
    ("choices.json", ["choices"], (0,), 30),
    ("check.json", ["check", "bad.yaml"], (2,), 1),
    ("check.json", ["check", "good.yaml"], (0,), 0),
    ("result.json", ["run", "--why=p42@cpu0", "good.yaml", "fails.yaml"],
     (1,), 3),
    ("result.json", ["test", "."], (2,), 4),
    ("translate.json", ["translate", "--device=0x10", "--event=3",
                        "msi.yaml"], (0,), 1),
    ("translate.json", ["translate", "--vm=vm0", "--device=5", "--event=3",
                        "guest-msi.yaml"], (0,), 1),
    ("translate.json", ["translate", "--device=0x10", "--event=5",
                        "msi.yaml"], (1,), 1),
)

# Lines that a schema must refuse.
WRONG = (
    ("version.json", {}),
    ("version.json", {"v": 2, "version": "1", "scenario-format": 1,
                      "optrace-format": 1, "capabilities": {}}),
    ("version.json", {"v": 1, "version": "1", "scenario-format": 1,
                      "optrace-format": 1, "capabilities": {"its": 1}}),
    ("choices.json", {"v": 1, "choice": "GIC-CU1", "doc": "",
                      "alternatives": "ignored"}),
    ("check.json", {"v": 1, "file": "a", "line": -1, "column": 1,
                    "severity": "error", "message": ""}),
    ("check.json", {"v": 1, "file": "a", "line": 1, "column": 1,
                    "severity": "fatal", "message": ""}),
    ("replay.json", {"v": 1, "total": {}}),
    ("translate.json", {"v": 1, "file": "a", "unit": 0, "device": 1,
                        "event": 2, "step": "lost"}),
    ("result.json", {"v": 1, "summary": {"passed": 1, "failed": 0,
                                         "skipped": 0, "errors": 0,
                                         "more": 1}}),
)

TYPES = {"object": dict, "array": list, "string": str, "null": type(None)}
KNOWN = {"$schema", "title", "description", "type", "required", "properties",
         "additionalProperties", "items", "enum", "const", "oneOf", "minimum"}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "boolean":
        return isinstance(value, bool)
    return isinstance(value, TYPES[name])


def problems(value, schema, where="line"):
    unknown = set(schema) - KNOWN
    if unknown:
        return ["%s: schema has unknown %s" % (where, sorted(unknown))]
    found = []
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(is_type(value, n) for n in names):
        return ["%s: %r is not %s" % (where, value, "/".join(names))]
    if "const" in schema and value != schema["const"]:
        found.append("%s: %r is not %r" % (where, value, schema["const"]))
    if "enum" in schema and value not in schema["enum"]:
        found.append("%s: %r is none of %s" % (where, value, schema["enum"]))
    if "minimum" in schema and value < schema["minimum"]:
        found.append("%s: %r is too small" % (where, value))
    if "oneOf" in schema:
        tries = [problems(value, s, where) for s in schema["oneOf"]]
        if sum(not t for t in tries) != 1:
            found += ["%s: fits %d forms" % (where,
                                             sum(not t for t in tries))]
            found += min(tries, key=len)
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            found += problems(item, schema["items"], "%s[%d]" % (where, i))
    if isinstance(value, dict):
        found += object_problems(value, schema, where)
    return found


def object_problems(value, schema, where):
    found = ["%s: no %s" % (where, k) for k in schema.get("required", [])
             if k not in value]
    properties = schema.get("properties", {})
    rest = schema.get("additionalProperties", True)
    for key, item in value.items():
        inside = "%s.%s" % (where, key)
        if key in properties:
            found += problems(item, properties[key], inside)
        elif rest is False:
            found.append("%s: not in the schema" % inside)
        elif isinstance(rest, dict):
            found += problems(item, rest, inside)
    return found


def load(name):
    with open(os.path.join(TOP, "docs", "schema", name),
              encoding="utf-8") as f:
        return json.load(f)


def check_run(program, name, args, statuses, fewest):
    done = subprocess.run([program, args[0], "--format=json"] + args[1:],
                          cwd=os.path.join(HERE, "files"),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    lines = done.stdout.decode("utf-8").splitlines()
    found = []
    if done.returncode not in statuses:
        found.append("exit status %d" % done.returncode)
    if len(lines) < fewest:
        found.append("%d lines" % len(lines))
    for line in lines:
        found += problems(json.loads(line), load(name))
    return found


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--vgicsim", required=True, metavar="PROGRAM")
    program = os.path.abspath(ap.parse_args().vgicsim)
    bad, number = 0, 0
    print("1..%d" % (len(RUNS) + len(WRONG)))
    for name, args, statuses, fewest in RUNS:
        number += 1
        found = check_run(program, name, args, statuses, fewest)
        bad += bool(found)
        print("%sok %d - %s: %s" % ("not " if found else "", number, name,
                                    " ".join(args)))
        for text in found[:10]:
            print("# " + text)
    for name, value in WRONG:
        number += 1
        refused = bool(problems(value, load(name)))
        bad += not refused
        print("%sok %d - %s refuses %s" % ("" if refused else "not ", number,
                                           name, json.dumps(value)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
