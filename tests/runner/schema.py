# SPDX-License-Identifier: MIT
"""The JSON Schema and the loader agree about files.

usage: schema.py DUMP_SCHEMA ROOT

Every scenario and library of the project is valid by the schema; files that
are malformed by the tables alone (keys, types, words, ranges, verbs) are not.
"""
import json
import os
import subprocess
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print("1..0 # SKIP %s" % missing)
    sys.exit(0)

# Messages that come from the tables; others need the machine or the text.
BY_TABLES = [
    "unknown-key", "unknown-key-verb", "unknown-key-qualifier",
    "missing-key", "missing-key-actor", "key-not-here", "no-verb",
    "two-verbs", "type", "type-list", "word", "name", "range",
]


def files(top):
    for where, _, names in os.walk(top):
        for name in sorted(names):
            if name.endswith(".yaml"):
                yield os.path.join(where, name)


def errors(validator, path):
    with open(path, encoding="utf-8") as f:
        document = yaml.safe_load(f)
    return [e.message for e in validator.iter_errors(document)]


def main(dump, root):
    schema = json.loads(subprocess.run([dump], stdout=subprocess.PIPE,
                                       check=True).stdout.decode())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    runner = os.path.join(root, "tests", "runner")
    lines = []
    for top in [os.path.join(root, "scenarios"),
                os.path.join(runner, "valid-pass"),
                os.path.join(runner, "valid-fail"),
                os.path.join(runner, "invalid", "lib")]:
        for path in files(top):
            if os.path.basename(path) in ("future.yaml",):
                continue
            found = errors(validator, path)
            lines.append((not found, "valid: " +
                          os.path.relpath(path, root), found[:1]))
    for name in BY_TABLES:
        path = os.path.join(runner, "invalid", name + ".yaml")
        lines.append((bool(errors(validator, path)),
                      "invalid: " + name, []))
    print("1..%d" % len(lines))
    for number, (good, text, found) in enumerate(lines, 1):
        print("%sok %d - %s" % ("" if good else "not ", number, text))
        for message in found:
            print("# " + str(message)[:200].replace("\n", " "))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
