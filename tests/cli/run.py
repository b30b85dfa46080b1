#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Transcripts of the command: run.py --vgicsim PROGRAM [--bless] [NAME...]

A transcript, tests/cli/NAME.txt, starts with a line that says what it is for
("# ...") and then has commands and everything they print:

    $ vgicsim replay bad.jsonl
    a line of standard output
    ! a line of standard error
    = 2

"= N" is the exit status.  Lines of standard output that start with "$ ", "! ",
"= " or a backslash have a backslash in front.  A line "..." stands for
any lines.  Commands run by sh in a fresh copy of tests/cli/files.

VGICSIM_BLESS says what becomes of a transcript that differs: "no" (the default
where CI is set) nothing, "new" (the default elsewhere) it is written to
NAME.txt.new, "always" it replaces NAME.txt.  --bless shows the differences one
by one and asks.  Results are TAP.
"""
import argparse
import difflib
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SPECIAL = ("$ ", "! ", "= ", "\\")


def parse(lines):
    """(purpose lines, [(command, lines printed)])"""
    head, commands = [], []
    for line in lines:
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif commands:
            commands[-1][1].append(line)
        else:
            head.append(line)
    return head, commands


def run(command, program, work):
    env = {"PATH": os.path.dirname(program) + ":/usr/bin:/bin",
           "LC_ALL": "C.UTF-8", "TERM": "xterm", "HOME": work}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
                 "VGS_RULE_LOG", "VGS_RULE_BREAK"):
        if name in os.environ:
            env[name] = os.environ[name]
    done = subprocess.run(["sh", "-c", command], cwd=work, env=env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, timeout=120)
    out = []
    for line in text_lines(done.stdout):
        out.append("\\" + line if line.startswith(SPECIAL) or line == "..."
                   else line)
    out += ["! " + line for line in text_lines(done.stderr)]
    out.append("= %d" % done.returncode)
    return out


def text_lines(data):
    text = data.decode("utf-8", errors="replace")
    lines = text.split("\n")
    if lines[-1] == "":
        return lines[:-1]
    return lines[:-1] + [lines[-1] + "<no newline>"]


def same(expected, found):
    """Do they match, with "..." for any lines?"""
    if not expected:
        return not found
    if expected[0] == "...":
        return any(same(expected[1:], found[i:])
                   for i in range(len(found) + 1))
    return bool(found) and expected[0] == found[0] and \
        same(expected[1:], found[1:])


def keep_elision(expected, found):
    """What was printed, with the elisions of the old text where they fit."""
    if "..." not in expected:
        return found
    out, at = [], 0
    for i, line in enumerate(expected):
        if line != "...":
            if at < len(found):
                out.append(found[at])
                at += 1
            continue
        out.append(line)
        rest = expected[i + 1:]
        following = rest[0] if rest else None
        while at < len(found) and found[at] != following:
            at += 1
    return out + found[at:]


def check(path, program):
    """(problem or None, the transcript as it would be now)"""
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")[:-1]
    head, commands = parse(lines)
    now, bad = list(head), False
    with tempfile.TemporaryDirectory() as top:
        work = os.path.join(top, "work")
        shutil.copytree(os.path.join(HERE, "files"), work)
        for command, expected in commands:
            found = run(command, program, work)
            now.append("$ " + command)
            if same(expected, found):
                now += expected
            else:
                bad = True
                now += keep_elision(expected, found)
    if not head or not head[0].startswith("# "):
        return "no line says what it is for", lines, now
    if not commands:
        return "no command", lines, now
    return ("differs" if bad else None), lines, now


def write(path, lines):
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")


def diff(lines, now):
    return list(difflib.unified_diff(lines, now, "expected", "found",
                                     lineterm=""))


def bless(paths, program):
    dirty = subprocess.run(["git", "-C", TOP, "status", "--porcelain", "lib"],
                           stdout=subprocess.PIPE, check=True).stdout
    if dirty:
        sys.exit("run.py: commit or stash the changes of lib/ first")
    for path in paths:
        problem, lines, now = check(path, program)
        if not problem:
            continue
        print("\n".join(diff(lines, now)))
        answer = input("%s: accept? [y/N] " % os.path.basename(path))
        if answer == "y":
            write(path, now)
            if os.path.exists(path + ".new"):
                os.remove(path + ".new")
    return 0


def main():
    ap = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--vgicsim", required=True, metavar="PROGRAM")
    ap.add_argument("--bless", action="store_true")
    ap.add_argument("names", nargs="*", metavar="NAME")
    args = ap.parse_args()
    program = os.path.abspath(args.vgicsim)
    names = args.names or sorted(n[:-4] for n in os.listdir(HERE)
                                 if n.endswith(".txt"))
    paths = [os.path.join(HERE, n + ".txt") for n in names]
    if args.bless:
        return bless(paths, program)
    mode = os.environ.get("VGICSIM_BLESS",
                          "no" if os.environ.get("CI") else "new")
    failed = 0
    print("1..%d" % len(paths))
    for i, path in enumerate(paths, 1):
        problem, lines, now = check(path, program)
        print("%sok %d - %s" % ("not " if problem else "", i, names[i - 1]))
        if not problem:
            continue
        failed += 1
        print("# " + problem)
        for line in diff(lines, now):
            print("# " + line)
        if mode == "always":
            write(path, now)
        elif mode == "new" and os.access(HERE, os.W_OK):
            write(path + ".new", now)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
