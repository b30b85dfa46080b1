#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Show where rules are cited.

usage: tools/dev rules             one line per rule: code, tests, scenarios
       tools/dev rules ID...       the rule, its source, and each citation
       tools/dev rules --unproven  rules that code cites and no proof does
"""
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
KINDS = (("code", r"^(lib|include)/.*\.[ch]$"),
         ("test", r"^tests/.*\.c$"),
         ("scenario", r"^scenarios/.*\.yaml$"))
CODE = re.compile(r"\b(?:VGS_R_|VGS_RULE\(|VGS_CHOICE\()"
                  r"((?:GIC|KVM|VGS)_\w+)")
NAME = re.compile(r"\b((?:GIC|KVM|VGS)(?:-[A-Za-z0-9]+)+)\b")


def rules():
    """{id: (text, source)} in the order of the files."""
    found = {}
    for name in ("gic.yaml", "kvm.yaml", "vgs.yaml"):
        path = os.path.join(TOP, "docs", "rules", name)
        current = None
        with open(path, encoding="utf-8") as f:
            for line in f:
                match = re.match(r"-\s+id:\s*(\S+)", line)
                if match:
                    current = match.group(1)
                    found[current] = ["", ""]
                match = re.match(r'\s+(text|source):\s*"?(.*?)"?\s*$', line)
                if match and current:
                    found[current][match.group(1) == "source"] = \
                        match.group(2)
    return found


def citations(known):
    """{id: {kind: [path:line]}}."""
    cited = {rule: {kind: [] for kind, _ in KINDS} for rule in known}
    by_enum = {rule.replace("-", "_"): rule for rule in known}
    files = subprocess.run(["git", "-C", TOP, "ls-files"], check=True,
                           stdout=subprocess.PIPE, text=True).stdout
    for name in files.splitlines():
        for kind, pattern in KINDS:
            if re.search(pattern, name):
                scan(name, kind, cited, by_enum)
    return cited


def scan(name, kind, cited, by_enum):
    with open(os.path.join(TOP, name), encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            here = {by_enum.get(word) for word in CODE.findall(line)}
            here |= {word for word in NAME.findall(line) if word in cited}
            for rule in here - {None}:
                cited[rule][kind].append("%s:%d" % (name, number))


def main(argv):
    if any(word in ("-h", "--help") for word in argv[1:]):
        print(__doc__.strip())
        return 0
    known = rules()
    cited = citations(known)
    unproven = argv[1:] == ["--unproven"]
    if argv[1:] and not unproven:
        status = 0
        for rule in argv[1:]:
            if rule not in known:
                print("tools/dev rules: no rule " + rule, file=sys.stderr)
                status = 1
                continue
            print("%s: %s" % (rule, known[rule][0]))
            if known[rule][1]:
                print("    source: " + known[rule][1])
            for kind, _ in KINDS:
                for where in cited[rule][kind]:
                    print("    %s: %s" % (kind, where))
        return status
    for rule in known:
        counts = {kind: len(cited[rule][kind]) for kind, _ in KINDS}
        proven = counts["test"] + counts["scenario"]
        if not any(counts.values()) or (unproven and
                                        (proven or not counts["code"])):
            continue
        print("%-12s code %d, tests %d, scenarios %d"
              % (rule, counts["code"], counts["test"], counts["scenario"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
