# SPDX-License-Identifier: MIT
"""The checks of tests/lint/all.

Each check_NAME(tree) yields one text per complaint, "path:line: what".
"""
import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile

import policies


class Skip(Exception):
    """A tool that a check needs is not there."""


class Tree:
    """The tracked files of this repository."""

    def __init__(self, build, top=None):
        here = os.path.dirname(os.path.abspath(__file__))
        self.top = top or os.path.dirname(os.path.dirname(here))
        self.build = build
        listed = subprocess.run(["git", "-C", self.top, "ls-files", "-z"],
                                stdout=subprocess.PIPE, check=True)
        names = listed.stdout.decode("utf-8").split("\0")
        self.files = [n for n in names
                      if n and os.path.isfile(os.path.join(self.top, n))]
        self.cache = {}
        self.notes = []

    def lines(self, name):
        if name not in self.cache:
            path = os.path.join(self.top, name)
            with open(path, encoding="utf-8", errors="replace") as f:
                self.cache[name] = f.read().splitlines()
        return self.cache[name]

    def matching(self, pattern):
        return [n for n in self.files if re.search(pattern, n)]

    def c_files(self):
        return self.matching(r"\.[ch]$")

    def run(self, *command):
        return subprocess.run(command, cwd=self.top, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              errors="replace", check=False)


def need(tool):
    if not shutil.which(tool):
        raise Skip("no " + tool)


def check_format(tree):
    need("clang-format")
    version = tree.run("clang-format", "--version").stdout
    if not re.search(r"version 14\.", version):
        raise Skip("not clang-format 14: " + version.strip())
    for start in range(0, len(tree.c_files()), 50):
        found = tree.run("clang-format", "--dry-run",
                         *tree.c_files()[start:start + 50])
        for line in found.stdout.splitlines():
            if "warning:" in line or "error:" in line:
                yield line


# Formats whose text would change its meaning or its reader's view by a first
# line, and data.
NO_SPDX = (r"^(LICENSE|\.gitignore|\.editorconfig|\.clang-format)$"
           r"|\.(md|yaml|yml|json|csv|trace|optrace|out|err|exit|in|cmd|"
           r"golden|txt|dict|svg|gv|patch|expected|stdout|stderr|log|junit|jsonl|"
           r"xml|tap|exact|glob|args|status)$"
           r"|^tests/(cli|traces|fuzz|runner)/.*/[^.]*$")


def check_licence_lines(tree):
    for name in tree.files:
        if re.search(NO_SPDX, name):
            continue
        head = tree.lines(name)[:2]
        if not any("SPDX-License-Identifier: MIT" in line for line in head):
            yield name + ":1: no SPDX line"
        elif re.search(r"\.[ch]$", name) and \
                head[1:2] != ["/*"] and not head[1:2][0].startswith("/* "):
            yield name + ":2: no comment that says what the file models"


def check_comments_are_c90(tree):
    for name in tree.c_files():
        for number, line in enumerate(tree.lines(name), 1):
            bare = re.sub(r'"(\\.|[^"\\])*"', '""', line)
            bare = re.sub(r"/\*.*?\*/", "", bare)
            if re.search(r"(^|[\s;{}])//", bare) and \
                    not re.match(r"\s*\*|.*/\*", line):
                yield "%s:%d: // comment" % (name, number)


def check_public_functions_are_documented(tree):
    for name in tree.matching(r"^include/.*\.h$"):
        lines = tree.lines(name)
        for number, line in enumerate(lines):
            if line.startswith("VGS_API ") and \
                    not lines[number - 1].endswith("*/"):
                yield "%s:%d: no comment" % (name, number + 1)


def check_nothing_left_undone(tree):
    words = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HACK|not implemented yet|"
                       r"unimplemented yet|place" r"holder)\b")
    for name in tree.matching(r"^(lib|include|tools|examples)/"):
        for number, line in enumerate(tree.lines(name), 1):
            if words.search(line):
                yield "%s:%d: %s" % (name, number, line.strip()[:60])


def check_no_machine_paths(tree):
    path = re.compile(r"(^|[^A-Za-z0-9_.$}])/(home|root|work|farm|opt|tmp)/"
                      r"[a-z]")
    for name in tree.files:
        if name == "tests/lint/checks.py":
            continue
        for number, line in enumerate(tree.lines(name), 1):
            if path.search(line):
                yield "%s:%d: path of a machine" % (name, number)


# Longer than the limit, each with its reason.
LONG_FILES = {}
LONG_FUNCTIONS = {}


def functions(lines):
    """(name, first line, length) of each function, in kernel layout."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            head = ""
            back = start - 1
            while back > 0 and lines[back - 1].strip() and \
                    not lines[back - 1].startswith(("}", "#", " *", "/*")):
                head = lines[back - 1] + " " + head
                back -= 1
            match = re.search(r"(\w+)\s*\(", head)
            yield match.group(1) if match else "?", start, number - start
            start = None


def check_length(tree):
    sources = r"^(lib|include|tools|tests|bench|examples)/.*\.[ch]$"
    for name in tree.matching(sources):
        lines = tree.lines(name)
        if len(lines) > 600 and name not in LONG_FILES:
            report = "%s: %d lines" % (name, len(lines))
            if len(lines) > 1000:
                yield report
            else:
                tree.notes.append(report)
        for function, start, length in functions(lines):
            if length <= 60 or (name, function) in LONG_FUNCTIONS:
                continue
            report = "%s:%d: %s() has %d lines" % (name, start, function,
                                                   length)
            if length > 100:
                yield report
            else:
                tree.notes.append(report)


LIBC_OF_CORE = {"stdint.h", "stdbool.h", "stddef.h", "string.h", "limits.h"}


def room(name):
    """The room of architecture.md section 2 that a file is in."""
    match = re.match(r"lib/(gicv2|gicv3|its|vgic|host|scenario)/", name)
    if match:
        return match.group(1)
    if name.startswith("lib/"):
        return "gic" if re.match(r"lib/gic[._]", name) else "core"
    if name.startswith("tools/gen/"):
        return "gen"
    return name.split("/")[0]


# Which rooms may include internal headers of which.
MAY = {
    "core": {"core"},
    "gicv2": {"core", "gicv2"},
    "gicv3": {"core", "gicv3"},
    "its": {"core", "its"},
    "gic": {"core", "gic", "gicv2", "gicv3", "its"},
    "vgic": {"core", "vgic"},
    "host": {"core", "host"},
    "scenario": {"scenario"},
    "tools": {"tools"},
    "gen": {"core"},
    "examples": {"examples"},
    "include": set(),
}
# Narrow doors, named one by one: (room, header).
DOORS = {("its", "lib/gicv3/lpis.h"), ("its", "lib/gicv3/vlpis.h"),
         ("host", "lib/vgic/vgic.h")}


def resolve(tree, name, header):
    """The tracked file that #include "header" in @name means."""
    for base in (os.path.dirname(name), "lib", "tools", "tests/unit", "tests"):
        path = os.path.normpath(os.path.join(base, header))
        if path in tree.files:
            return path
    return None


def includes_of_line(tree, name, line):
    match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
    if not match:
        return None
    kind, header = match.groups()
    here = room(name)
    if header.startswith("libvgicsim/"):
        if kind == '"':
            return "public headers are included with <>"
        if "scenario.h" in header and here not in ("scenario", "tools",
                                                   "include", "examples"):
            return "the scenario library is above this room"
        return None
    if kind == "<":
        bare = here in ("core", "gic", "gicv2", "gicv3", "its", "vgic",
                        "host", "include")
        if bare and header not in LIBC_OF_CORE and \
                (name, header) != ("lib/alloc.c", "stdlib.h"):
            return "<%s> is not for the library" % header
        return None
    if header == "rule_ids.h":
        return None if here == "core" else "include rule.h instead"
    target = resolve(tree, name, header)
    if not target:
        return 'no tracked file "%s"' % header
    if room(target) in MAY[here] or (here, target) in DOORS:
        return None
    return "%s must not include %s" % (here, target)


def check_layers(tree):
    for name in tree.matching(r"^(lib|include|tools|examples)/.*\.[ch]$"):
        for number, line in enumerate(tree.lines(name), 1):
            wrong = includes_of_line(tree, name, line)
            if wrong:
                yield "%s:%d: %s" % (name, number, wrong)


def check_no_include_cycles(tree):
    edges = {}
    for name in tree.matching(r"^(lib|include|tools)/.*\.h$"):
        edges[name] = []
        for line in tree.lines(name):
            match = re.match(r'\s*#\s*include\s+[<"]([^>"]+)[>"]', line)
            if match:
                header = match.group(1)
                target = resolve(tree, name, header)
                if header.startswith("libvgicsim/"):
                    target = "include/" + header
                if target:
                    edges[name].append(target)
    state = {}

    def visit(node, path):
        state[node] = "open"
        for other in edges.get(node, []):
            if state.get(other) == "open":
                yield " -> ".join(path + [node, other])
            elif other not in state:
                yield from visit(other, path + [node])
        state[node] = "done"

    for node in sorted(edges):
        if node not in state:
            yield from visit(node, [])


def check_scenarios_expect_something(tree):
    for name in tree.matching(r"^scenarios/.*\.yaml$"):
        text = "\n".join(tree.lines(name))
        if "vgicsim-library:" in text:
            continue
        if not re.search(r"\b(expect|returns|takes|traps)\s*:", text):
            yield name + ": expects nothing"


def check_scenarios_can_fail(tree):
    """A variant makes each one fail, or its last line says why none can."""
    for name in tree.matching(r"^scenarios/.*\.yaml$"):
        text = "\n".join(tree.lines(name))
        if "vgicsim-library:" in text:
            continue
        fails = re.search(r"must-fail: \[\s*[\w-]", text)
        reason = re.search(r"^#.*\bNo variant(?: fails)?: \S+ \S+", text,
                           re.M)
        if not fails and not reason:
            yield name + ": no variant fails, and no line says why"
        elif fails and reason:
            yield name + ": has a variant that fails, drop the reason"


def known_rules(tree):
    known = set()
    for name in tree.matching(r"^docs/rules/(gic|kvm|vgs)\.yaml$"):
        for line in tree.lines(name):
            match = re.match(r"-\s+id:\s*(\S+)", line)
            if match:
                known.add(match.group(1).strip("\"'"))
    return known


CITED = re.compile(r"\b(GIC|KVM|VGS)((?:-[A-Z][A-Z0-9]*){0,2}-[A-Z]*[0-9]+"
                   r"[a-z]?)\b")


def check_cited_rules_exist(tree):
    known = known_rules(tree)
    where = r"^(lib|include|tools|scenarios|bench|examples|docs)/|^tests/"
    for name in tree.matching(where):
        if name.startswith(("docs/rules/", "tests/lint/", "tests/traces/",
                            "tests/runner/", "tests/fuzz/")) or \
                re.search(r"GIC-[0-9]00", name):
            continue
        for number, line in enumerate(tree.lines(name), 1):
            for match in CITED.finditer(line):
                rule = match.group(0)
                if rule in known or re.fullmatch(r"GIC-[0-9]{3}", rule):
                    continue
                yield "%s:%d: no rule %s" % (name, number, rule)


# Sections of docs/rules whose every rule has a proof or a reason.
PROVEN = ["GIC-" + letter for letter in "ABCDEFGHIJKLMNOPQSTU"] + \
    ["KVM-" + letters for letters in
     "ST AP IN AT MP MM LR SV FO MI OV CI GM NV ML TM RT IF IL MS IT UA "
     "RL".split()]


def commands_shown(tree, name):
    """What a scenario shows: commands that are accepted, codes of errors."""
    accepted, codes, waiting, errors = set(), set(), set(), 0
    text = "\n".join(tree.lines(name)).split("\nvariants:")[0]
    for line in text.split("\n"):
        waiting.update(re.findall(r"\bcmd: (\w+)", line))
        codes.update(re.findall(r"\bits\.error: 0x01(\w{4})\b", line))
        count = re.search(r"\bits\.errors: (\d+)", line)
        if count:
            if int(count.group(1)) == errors:
                accepted |= waiting
            errors, waiting = int(count.group(1)), set()
    return accepted, codes


def check_its_commands_have_scenarios(tree):
    """Each command is accepted by one, and refused for each of its errors."""
    accepted, codes = set(), set()
    for name in tree.matching(r"^scenarios/(its|gicv4)/.*\.yaml$"):
        more = commands_shown(tree, name)
        accepted |= more[0]
        codes |= more[1]
    table = "tests/data/its-commands.csv"
    for number, line in enumerate(tree.lines(table)[1:], 2):
        command, code, errors = line.split(",")
        if command and command not in accepted:
            yield "%s:%d: no scenario has %s accepted" % (table, number,
                                                          command)
        for error in errors.split():
            if code + error not in codes:
                yield "%s:%d: no scenario has %s refused with 0x01%s%s" % (
                    table, number, command, code, error)


def check_policies_have_falsifying_variants(tree):
    """Each value of a knob, and each epoch, makes some scenario fail."""
    texts = [tree.lines(n) for n in tree.matching(r"^scenarios/vgic/")]
    for what in policies.missing(tree.lines("include/libvgicsim/policy.h"),
                                 tree.lines("lib/vgic/policy.c"), texts):
        yield "lib/vgic/policy.c: no variant in scenarios/vgic fails by " + what


COUNTERS = ("include/libvgicsim/vm-stats.h", "include/libvgicsim/host.h")


def check_counters_count_something(tree):
    """Each counter is expected to be more than 0 by a scenario."""
    text = "\n".join("\n".join(tree.lines(n))
                     for n in tree.matching(r"^scenarios/vgic/"))
    counted = set(re.findall(r"[{ ,.]([\w-]+): [1-9]", text))
    for header in COUNTERS:
        for number, line in enumerate(tree.lines(header), 1):
            found = re.match(r'\tX\(\w+, "([a-z-]+)"\)', line)
            if found and found.group(1) not in counted:
                yield "%s:%d: no scenario expects %s of 1 or more" % (
                    header, number, found.group(1))


def rules_script(tree):
    """tools/ci/rules.py of this checkout, looking at the tree."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                        "..", "tools", "ci", "rules.py")
    spec = importlib.util.spec_from_file_location("rules", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.TOP = tree.top
    return script


def check_rules_are_proven(tree):
    """A test or scenario cites each rule of PROVEN, or a reason is given."""
    script = rules_script(tree)
    known = script.rules()
    cited = script.citations(known)
    reasons = script.reasons()
    sections = {script.section_of(rule) for rule in known}
    for rule in known:
        section = script.section_of(rule)
        proven = script.proven_by(cited, rule)
        if proven and rule in reasons:
            yield "%s: proven by %s, drop it from unproven.yaml" % (
                rule, proven[0])
        elif section in PROVEN and not proven and not reasons.get(rule) and \
                not reasons.get(section):
            yield rule + ": no test, no scenario and no reason: " + \
                known[rule][0]
    for name in reasons:
        if name not in known and name not in sections:
            yield "unproven.yaml: no rule or section " + name


def listed_proofs(lines):
    """{rule: words after it} of the page."""
    found = {}
    for line in lines:
        match = re.match(r"- (\S+): (.*)", line)
        if match:
            found[match.group(1)] = set(match.group(2).split())
    return found


def check_proofs_page_is_current(tree):
    """It claims nothing false and leaves no rule out.

    One more proof of a rule that has some makes it old, not wrong: otherwise
    each new scenario would break the next one's merge.
    """
    script = rules_script(tree)
    known = script.rules()
    page = script.proofs_page(known, script.citations(known))
    lines = tree.lines("docs/rules/proofs.md")
    now, listed = listed_proofs(page.splitlines()), listed_proofs(lines)
    advice = ": tools/dev rules --proofs"
    for rule in sorted(set(now) | set(listed)):
        if bool(now.get(rule)) != bool(listed.get(rule)):
            yield "docs/rules/proofs.md: %s%s" % (rule, advice)
        elif not listed[rule] <= now[rule]:
            yield "docs/rules/proofs.md: %s is not proven by %s%s" % (
                rule, " ".join(sorted(listed[rule] - now[rule])), advice)
    if page.splitlines() != lines:
        tree.notes.append("docs/rules/proofs.md is old" + advice)


def check_faults_name_what_exists(tree):
    """kvm-bugs.md: scenarios, their variants, tests, and rules are there."""
    name = "docs/rules/kvm-bugs.md"
    known = known_rules(tree)
    for number, line in enumerate(tree.lines(name), 1):
        where = "%s:%d: " % (name, number)
        for rule in re.findall(r"inverting (KVM-[A-Z]+-[0-9]+[a-z]?)", line):
            if rule not in known:
                yield where + "no rule " + rule
        for path in re.findall(r"`(tests/[^`]+)`", line):
            if path not in tree.files:
                yield where + "no test " + path
        for scenario, variant in re.findall(
                r"`(vgic/[^`]+)`(?: variant `([^`]+)`)?", line):
            path = "scenarios/%s.yaml" % scenario
            if path not in tree.files:
                yield where + "no " + path
            elif variant and "- name: " + variant not in \
                    "\n".join(tree.lines(path)):
                yield "%s%s has no variant %s" % (where, path, variant)


def check_shell_scripts(tree):
    need("sh")
    for name in tree.files:
        lines = tree.lines(name)
        if lines[:1] == ["#!/bin/sh"]:
            result = tree.run("sh", "-n", name)
            if result.returncode:
                yield result.stdout.strip()


def end_of_call(text, start):
    """The index behind the ")" that matches the "(" before start."""
    depth = 1
    while depth and start < len(text):
        depth += {"(": 1, ")": -1}.get(text[start], 0)
        start += 1
    return start


def operators_around(text, start, end):
    """What stands before and behind text[start:end], parentheses undone."""
    while True:
        before, behind = text[:start].rstrip(), text[end:].lstrip()
        if not (before.endswith("(") and behind.startswith(")") and
                re.search(r"[^\w\s]\s*\($|\breturn\s*\($", before)):
            return before[-2:], behind[:2]
        start = len(before) - 1
        end = len(text) - len(behind) + 1


def check_rules_are_no_masks(tree):
    """VGS_RULE() is a bool: "VGS_RULE(X, mask) & y" would test bit 0."""
    for name in tree.matching(r"^lib/.*\.[ch]$"):
        text = "\n".join(tree.lines(name))
        for match in re.finditer(r"\bVGS_RULE\((?!id, cond\))", text):
            before, behind = operators_around(
                text, match.start(), end_of_call(text, match.end()))
            if re.match(r"&(?!&)|\|(?!\|)|[-^+*/%<>=]|!=", behind) or \
                    re.search(r"(?<!&)&$|(?<!\|)\|$|[-^+*/%<>~]$|[^\w\s]=$",
                              before):
                yield "%s:%d: a rule is a bool, not a number" % (
                    name, text.count("\n", 0, match.start()) + 1)


def check_static_analysis(tree):
    need("cppcheck")
    sources = tree.matching(r"^(lib|tools)/.*\.c$")
    result = tree.run("cppcheck", "--quiet", "--std=c11", "--inline-suppr",
                      "--enable=warning,portability", "--error-exitcode=1",
                      "--suppress=missingInclude",
                      "--suppress=duplicateAssignExpression", "-j2", "-Iinclude",
                      "-Ilib", *sources)
    if result.returncode:
        yield from result.stdout.strip().splitlines()


def check_no_mutable_globals(tree):
    """In a release build: nothing in .data or .bss of the libraries."""
    need("size")
    if not tree.build:
        raise Skip("no --build")
    for name in ("lib/libvgicsim.a", "lib/scenario/libvgicsim-scenario.a"):
        path = os.path.join(tree.build, name)
        if not os.path.exists(path):
            yield "not built: " + name
            continue
        member = "?"
        for line in tree.run("size", "-A", path).stdout.splitlines():
            if "(ex " in line:
                member = line.split()[0]
            match = re.match(r"\.(data|bss|tdata|tbss)(\.(?!rel\.ro)\S*)?\s+"
                             r"([1-9]\d*)\s", line)
            if match:
                yield "%s: %s: .%s has %s bytes" % (name, member,
                                                    match.group(1),
                                                    match.group(3))


def transcripts(lines):
    """(line number, command, output) of ```console blocks."""
    inside, number, command, output = False, 0, None, []
    for at, line in enumerate(lines, 1):
        if line.startswith("```"):
            if command:
                yield number, command, output
            inside, command, output = line == "```console", None, []
        elif inside and line.startswith("$ "):
            if command:
                yield number, command, output
            number, command, output = at, line[2:], []
        elif inside:
            output.append(line)
    if command:
        yield number, command, output


def same_text(expected, found):
    """Do the lines match, with "..." for any lines?"""
    if not expected:
        return not found
    if expected[0] == "...":
        return any(same_text(expected[1:], found[i:])
                   for i in range(len(found) + 1))
    return bool(found) and expected[0] == found[0] and \
        same_text(expected[1:], found[1:])


def check_documented_transcripts(tree):
    """What the pages show is what the command prints."""
    for name in tree.matching(r"\.md$"):
        for number, command, expected in transcripts(tree.lines(name)):
            words = command.split()
            if words[:2] == ["tools/dev", "vgicsim"]:
                words = words[1:]
            elif words[:1] == ["tools/dev"] and words[1:2] in (["run"],
                                                               ["replay"]):
                words[0] = "vgicsim"
            if words[:1] != ["vgicsim"] or not tree.build:
                continue
            exe = os.path.join(tree.build, "tools", "vgicsim")
            found = tree.run(exe, *words[1:]).stdout.splitlines()
            if not same_text(expected, found):
                yield "%s:%d: '%s' prints something else:" % (name, number,
                                                              command)
                yield from ("  " + line for line in found[:20])


# What each check must complain about, as one small file.
BAIT = {
    "format": ("lib/a.c", "int  a ;\n"),
    "licence_lines": ("lib/a.c", "int a;\n"),
    "comments_are_c90": ("lib/a.c", "int a; // why\n"),
    "public_functions_are_documented":
        ("include/a.h", "/* a */\n\nVGS_API int vgs_a(void);\n"),
    "nothing_left_undone": ("lib/a.c", "/* TO" "DO */\n"),
    "no_machine_paths": ("docs/a.md", "see /ro" "ot/a\n"),
    "length": ("lib/a.c", "int f(void)\n{\n" + "\t;\n" * 101 + "}\n"),
    "layers": ("lib/gicv2/a.c", '#include "gicv3/gicv3.h"\n'),
    "no_include_cycles": ("lib/gicv3/gicv3.h", '#include "b.h"\n'),
    "its_commands_have_scenarios": ("tests/data/its-commands.csv",
                                    "command,code,errors\nMAPX,7e,01\n"),
    "scenarios_expect_something": ("scenarios/a.yaml", "steps: []\n"),
    "scenarios_can_fail":
        ("scenarios/a.yaml", "variants:\n  - name: a\n    must-fail: []\n"),
    "policies_have_falsifying_variants":
        ("lib/vgic/policy.c", '\tX(a, bool, "a", "KVM-A1", "doc", "false", '
                              '"true")\n'),
    "counters_count_something":
        ("include/libvgicsim/host.h", '\tX(MASKS, "masks")\n'),
    "cited_rules_exist": ("lib/a.c", "/* GIC-B9999 */\n"),
    "rules_are_proven": ("docs/rules/unproven.yaml", ""),
    "proofs_page_is_current": ("docs/rules/proofs.md",
                               "- GIC-B1: tests/a.c\n"),
    "rules_are_no_masks": ("lib/a.c", "return (VGS_RULE(GIC_B1, f(x))) & 4;\n"),
    "faults_name_what_exists": ("docs/rules/kvm-bugs.md",
                                "| BUG-1 | `vgic/gone` |\n"),
    "shell_scripts": ("a", "#!/bin/sh\nif\n"),
    "static_analysis": ("lib/a.c", "int f(void)\n{\n\tint a[1] = { 0 };\n\n"
                        "\treturn a[2];\n}\n"),
}


def check_the_checks(tree):
    """Each check complains about its bait."""
    with tempfile.TemporaryDirectory() as top:
        for name in sorted(BAIT):
            path, text = BAIT[name]
            work = os.path.join(top, name)
            files = {path: text, "lib/gicv3/b.h": '#include "gicv3.h"\n',
                     "docs/rules/gic.yaml": "- id: GIC-B1\n"}
            for empty in ("lib/gicv3/gicv3.h", "docs/rules/kvm.yaml",
                          "docs/rules/vgs.yaml", "docs/rules/unproven.yaml",
                          "tests/data/its-commands.csv",
                          "docs/rules/kvm-bugs.md", "lib/vgic/policy.c",
                          "include/libvgicsim/policy.h", *COUNTERS):
                files.setdefault(empty, "")
            for file, content in files.items():
                os.makedirs(os.path.dirname(os.path.join(work, file)),
                            exist_ok=True)
                with open(os.path.join(work, file), "w",
                          encoding="utf-8") as f:
                    f.write(content)
            shutil.copy(os.path.join(tree.top, ".clang-format"), work)
            subprocess.run(["git", "init", "-q", work], check=True)
            subprocess.run(["git", "-C", work, "add", "-A"], check=True)
            try:
                if not list(globals()["check_" + name](Tree(None, work))):
                    yield "%s does not see %r" % (name, text[:40])
            except Skip:
                pass
    for name in globals():
        if name.startswith("check_") and name[6:] not in BAIT and \
                name not in ("check_the_checks", "check_no_mutable_globals",
                             "check_documented_transcripts",
                             "check_the_count_of_the_gate"):
            yield name + " has no bait"


# (result, stdout) of a test and what the gate must count: passed, failed.
TALLIES = (
    ("OK", "1..2\nok 1 - a\nok 2 - b # SKIP c\n", 1, 0),
    ("OK", "no TAP\n", 1, 0),
    ("FAIL", "ok 1 - a\nnot ok 2 - b\n", 1, 1),
    ("ERROR", "ok 1 - a\n", 1, 1),
    ("TIMEOUT", "", 0, 1),
    ("SKIP", "", 0, 0),
)


def check_the_count_of_the_gate(tree):
    """tally.py counts each kind of result; no result is a failure."""
    script = os.path.join(tree.top, "tools", "ci", "tally.py")
    with tempfile.TemporaryDirectory() as work:
        log = os.path.join(work, "log.json")
        total = os.path.join(work, "total")
        for result, stdout, passed, failed in TALLIES:
            with open(log, "w", encoding="utf-8") as f:
                json.dump({"name": "t", "result": result, "stdout": stdout},
                          f)
            open(total, "w", encoding="utf-8").close()
            tree.run("python3", script, "--into", total, log)
            with open(total, encoding="utf-8") as f:
                found = f.read()
            if found != "%d %d\n" % (passed, failed):
                yield "%s %r counts as %s" % (result, stdout, found.strip())
        tree.run("python3", script, "--into", total, log + ".not")
        end = tree.run("python3", script, "--sum", total)
        if end.returncode == 0 or "1 failed" not in end.stdout:
            yield "a run without results passes"
