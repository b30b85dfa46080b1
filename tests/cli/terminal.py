#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Colour and progress belong to a terminal: terminal.py --vgicsim PROGRAM"""
import argparse
import os
import pty
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def on_terminal(program, args, **env):
    """Output and messages of the command on a terminal, as one text."""
    try:
        master, slave = pty.openpty()
    except OSError as error:
        print("1..0 # SKIP no terminal to be had: %s" % error)
        sys.exit(0)
    full = {"PATH": "/usr/bin:/bin", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    full.update(env)
    with subprocess.Popen([program] + args, stdin=subprocess.DEVNULL,
                          stdout=slave, stderr=slave, env=full,
                          cwd=os.path.join(HERE, "files")) as child:
        os.close(slave)
        data = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:
                break
            if not part:
                break
            data += part
        child.wait()
    os.close(master)
    return data.decode("utf-8", errors="replace")


def in_pipe(program, args):
    done = subprocess.run([program] + args, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False,
                          cwd=os.path.join(HERE, "files"),
                          env={"TERM": "xterm"})
    return done.stdout.decode("utf-8")


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--vgicsim", required=True, metavar="PROGRAM")
    program = os.path.abspath(ap.parse_args().vgicsim)
    args = ["replay", "differs.jsonl"]
    red, progress = "\033[31m", "\r\033[K"
    shown = on_terminal(program, args)
    plain = on_terminal(program, args, NO_COLOR="1")
    dumb = on_terminal(program, args, TERM="dumb")
    piped = in_pipe(program, args)
    facts = (
        ("a terminal gets colour", red in shown),
        ("a terminal sees progress, which is wiped",
         progress in shown and "differs.jsonl 1" in shown),
        ("NO_COLOR takes the colour away", red not in plain),
        ("a dumb terminal gets no colour", red not in dumb),
        ("a pipe gets neither", "\033" not in piped and "\r" not in piped),
    )
    print("1..%d" % len(facts))
    for i, (text, good) in enumerate(facts, 1):
        print("%sok %d - %s" % ("" if good else "not ", i, text))
    return 0 if all(good for _, good in facts) else 1


if __name__ == "__main__":
    sys.exit(main())
