#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Help, manual page and completion know the same commands and options.

documented.py --vgicsim PROGRAM
"""
import argparse
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def output(*words):
    done = subprocess.run(words, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode("utf-8")


def read(*parts):
    with open(os.path.join(TOP, *parts), encoding="utf-8") as f:
        return f.read()


def synopsis(manual, command):
    """The lines of a command in the manual's SYNOPSIS."""
    text = manual.split(".Sh SYNOPSIS\n")[1].split(".Sh ")[0]
    for part in text.split(".Nm\n")[1:]:
        if part.startswith(".Cm %s\n" % command):
            return part
    return ""


def completion(program, line):
    words = " ".join("'%s'" % w for w in line)
    script = ("source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; "
              "compopt() { :; }; _vgicsim; "
              "printf '%%s\\n' \"${COMPREPLY[@]}\"" % (
                  os.path.join(TOP, "tools", "completion", "vgicsim.bash"),
                  words.replace("'vgicsim'", "'%s'" % program),
                  len(line) - 1))
    return output("bash", "-c", script).split()


def choices(program):
    """Rows of docs/choices.md as the command's list has them."""
    rows = []
    for line in output(program, "choices", "--format=json").splitlines():
        info = json.loads(line)
        rows.append("| %s | %s | %s |" % (
            info["choice"], info["doc"],
            " \\| ".join(info["alternatives"])))
    return rows


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--vgicsim", required=True, metavar="PROGRAM")
    program = os.path.abspath(ap.parse_args().vgicsim)
    manual = read("docs", "man", "vgicsim.1")
    listed = output(program, "--help").split("Commands:")[1].split("\n\n")[0]
    commands = re.findall(r"^  ([a-z]+) ", listed,
                          re.MULTILINE)
    complete = completion(program, ["vgicsim", ""])
    facts = [("help lists commands", len(commands) > 3)]
    for command in commands:
        facts.append(("manual has " + command,
                      bool(synopsis(manual, command))))
        facts.append(("completion has " + command, command in complete))
        if command == "help":
            continue
        text = output(program, command, "--help")
        options = re.findall(r"^  --([a-z-]+)(=?)", text, re.MULTILINE)
        facts.append((command + " --help shows an example",
                      "Example:" in text and "Exit status:" in text))
        offered = completion(program, ["vgicsim", command, "--"])
        for name, value in options:
            if name != "help":
                facts.append(("manual has %s --%s" % (command, name),
                              "Fl -%s%s" % (name, " Ns = Ns Ar" if value
                                            else "") in
                              synopsis(manual, command)))
            facts.append(("completion has %s --%s" % (command, name),
                          "--%s%s" % (name, value) in offered))
    for command in re.findall(r"^\.Cm ([a-z]+)$",
                              manual.split(".Sh DESCRIPTION")[0],
                              re.MULTILINE):
        facts.append(("help has " + command, command in commands))
    listed = [line for line in read("docs", "choices.md").splitlines()
              if line.startswith("| GIC-")]
    facts.append(("docs/choices.md lists the choices",
                  choices(program) == [row for row in listed
                                       if row.count(" | ") == 2]))
    print("1..%d" % len(facts))
    for i, (text, good) in enumerate(facts, 1):
        print("%sok %d - %s" % ("" if good else "not ", i, text))
    return 0 if all(good for _, good in facts) else 1


if __name__ == "__main__":
    sys.exit(main())
