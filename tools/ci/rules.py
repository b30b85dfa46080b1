#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Show where rules are cited.

usage: tools/dev rules             one line per rule: code, tests, scenarios
       tools/dev rules ID...       the rule, its source, and each citation
       tools/dev rules --unproven  rules that code cites and no proof does
       tools/dev rules --proofs    docs/rules/proofs.md, written anew
       tools/dev rules --fired     how often the proofs evaluate each rule
       tools/dev rules --break [ID...]
                                   invert each rule: does its proof notice?

--break and --fired run the tests and scenarios of the build in BUILD (an
option of this script, which tools/dev gives), made with -Drules=true.
"""
import collections
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
KINDS = (("code", r"^(lib|include)/.*\.[ch]$"),
         ("test", r"^tests/.*\.c$"),
         ("scenario", r"^scenarios/.*\.yaml$"))
MARKED = re.compile(r"\bVGS_RULE\(((?:GIC|KVM|VGS)_\w+)\s*,")
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


def reasons():
    """{rule or section: why it has no proof} of docs/rules/unproven.yaml."""
    found, current = {}, None
    path = os.path.join(TOP, "docs", "rules", "unproven.yaml")
    with open(path, encoding="utf-8") as f:
        for line in f:
            match = re.match(r"-\s+(?:id|section):\s*(\S+)", line)
            if match:
                current = match.group(1)
                found[current] = ""
            match = re.match(r'\s+reason:\s*"?(.*?)"?\s*$', line)
            if match and current:
                found[current] = match.group(1)
    return found


def section_of(rule):
    """GIC-B12: GIC-B; KVM-ML-5: KVM-ML."""
    return re.sub(r"-?[0-9]+[a-z]?$", "", rule)


def proven_by(cited, rule):
    """The files that prove a rule, in the order of their names."""
    return sorted({where.rsplit(":", 1)[0] for kind in ("test", "scenario")
                   for where in cited[rule][kind]})


def proofs_page(known, cited):
    """docs/rules/proofs.md: by section, each rule and what proves it."""
    why = reasons()
    lines = ["# What proves a rule", "",
             "Written by `tools/dev rules --proofs`: the tests and scenarios "
             "that cite each rule.",
             "`tools/dev rules ID` shows its text and the lines.", ""]
    heads, body = [], []
    for section in dict.fromkeys(section_of(rule) for rule in known):
        group = [rule for rule in known if section_of(rule) == section]
        proven = sum(bool(proven_by(cited, rule)) for rule in group)
        heads.append("| %s | %d | %d | %s |" % (
            section, len(group), proven, why.get(section, "")))
        body += ["", "## " + section, ""]
        for rule in group:
            files = proven_by(cited, rule)
            text = " ".join(files) or why.get(rule) or why.get(section)
            if text:
                body.append("- %s: %s" % (rule, text))
    lines += ["## Sections", "",
                         "| section | rules | proven | why not |",
                         "|---|---|---|---|"] + heads + body
    return "\n".join(lines) + "\n"


def marked(known):
    """The rules whose condition stands in a VGS_RULE() of lib/."""
    by_enum = {rule.replace("-", "_"): rule for rule in known}
    found = set()
    for directory, _, names in os.walk(os.path.join(TOP, "lib")):
        for name in names:
            if not name.endswith((".c", ".h")) or name == "rule.h":
                continue
            with open(os.path.join(directory, name), encoding="utf-8") as f:
                found |= {by_enum.get(e) for e in MARKED.findall(f.read())}
    return [rule for rule in known if rule in found]


def proofs_of(build, places):
    """Commands that run the tests and scenarios at the places."""
    commands = collections.OrderedDict()
    for where in places:
        name = where.rsplit(":", 1)[0]
        if name.endswith(".yaml"):
            if "/lib/" in name:
                continue
            command = [os.path.join(build, "tools", "vgicsim"), "run",
                       os.path.join(TOP, name)]
        else:
            command = [os.path.join(build, os.path.splitext(name)[0])]
        if os.path.exists(command[0]):
            commands[name] = command
    return commands


def run_proof(command, **variables):
    """The exit status; a proof that does not come to an end fails too."""
    env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", **variables)
    try:
        return subprocess.run(command, env=env, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False,
                              timeout=20).returncode
    except subprocess.TimeoutExpired:
        return -1


def break_rules(known, cited, build, only):
    """Invert each marked rule; complain where no cited proof fails."""
    noticed, unnoticed, unproven = [], [], []
    wrapped = marked(known)
    unknown = [rule for rule in only if rule not in known]
    unwrapped = [rule for rule in only if rule in known and
                 rule not in wrapped]
    for rule in unknown:
        print("%s: no such rule" % rule)
    for rule in unwrapped:
        print("%s: not wrapped by a VGS_RULE(), nothing to invert" % rule)
    for rule in [rule for rule in only or wrapped if rule in wrapped]:
        commands = proofs_of(build, cited[rule]["test"] +
                             cited[rule]["scenario"])
        if not commands:
            unproven.append(rule)
            continue
        for command in commands.values():
            if run_proof(command, VGS_RULE_INVERT=rule) not in (0, 77):
                noticed.append(rule)
                break
        else:
            unnoticed.append(rule)
            print("%s: inverted, and none of these fails: %s"
                  % (rule, " ".join(commands)), flush=True)
    for rule in unproven:
        print("%s: no test or scenario cites it" % rule)
    print("%d noticed, %d unnoticed, %d without a proof, %d not wrapped"
          % (len(noticed), len(unnoticed), len(unproven), len(unwrapped)))
    return 1 if unnoticed or unproven or unknown else 0


def fired(known, cited, build):
    """Count evaluations over all proofs; list what is never both ways."""
    places = sorted({where.rsplit(":", 1)[0] + ":0" for rule in known
                     for kind in ("test", "scenario")
                     for where in cited[rule][kind]})
    counts = {rule: [0, 0] for rule in known}
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "counts")
        for command in proofs_of(build, places).values():
            run_proof(command, VGS_RULE_COUNTS=path)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as f:
                for line in f:
                    rule, yes, no = line.split()
                    counts[rule][0] += int(yes)
                    counts[rule][1] += int(no)
    for rule in marked(known):
        yes, no = counts[rule]
        note = "" if yes and no else "   <- never " + (
            "evaluated" if not yes + no else "false" if yes else "true")
        print("%-12s true %-9d false %-9d%s" % (rule, yes, no, note))
    return 0


def main(argv):
    if any(word in ("-h", "--help") for word in argv[1:]):
        print(__doc__.strip())
        return 0
    known = rules()
    cited = citations(known)
    build = None
    if argv[1:2] == ["--build"] and len(argv) > 2:
        build, argv = argv[2], argv[:1] + argv[3:]
    if argv[1:2] == ["--break"] and build:
        return break_rules(known, cited, build, argv[2:])
    if argv[1:] == ["--fired"] and build:
        return fired(known, cited, build)
    if argv[1:] == ["--proofs"]:
        path = os.path.join(TOP, "docs", "rules", "proofs.md")
        with open(path, "w", encoding="utf-8") as f:
            f.write(proofs_page(known, cited))
        return 0
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
