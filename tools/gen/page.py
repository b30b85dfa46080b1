#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare a page with what a program prints, or write it.

usage: page.py [--write] PAGE PROGRAM
"""
import difflib
import subprocess
import sys


def main(argv):
    write = argv[1:2] == ["--write"]
    page, program = argv[2:] if write else argv[1:]
    new = subprocess.run([program], stdout=subprocess.PIPE, check=True,
                         text=True).stdout
    if write:
        with open(page, "w", encoding="utf-8") as f:
            f.write(new)
        return 0
    with open(page, encoding="utf-8") as f:
        old = f.read()
    sys.stdout.writelines(difflib.unified_diff(
        old.splitlines(True), new.splitlines(True), "page", "program"))
    return 0 if old == new else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
