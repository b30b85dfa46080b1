#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the public headers say that functions answer, against what they do.

usage: documented.py header OUT HEADER...
       documented.py seen DIR HEADER...

"header" writes a C header for the tests, which puts each call of a public
function through vgs_seen() (seen.h): an error that the function's comment
does not have fails the test that saw it.  "seen" reads what the tests of a
build noted in DIR, and complains about errors that a comment has and no test
has seen.

An error is documented if the comment names it, or says that the function
answers "as" another one, or has "errors of" it; "never" takes it back.  What
the introductions of error.h, vgic.h and vgic-hw.h say of all that change
state, -VGS_EBUSY and -VGS_EBUG, and of all that reach other hardware, its
errors (-VGS_EIO in the tests), is documented for those.
"""
import os
import re
import sys

FUNCTION = re.compile(r"/\*\*((?:(?!\*/).)*)\*/\s*VGS_API int\s*(vgs_\w+)"
                      r"\(([^;]*)\);", re.S)
ELSEWHERE = re.compile(r"\b(?:[Aa]s|errors of|and of)\s+"
                       r"((?:vgs_\w+\(\)(?:,| and| or)?\s*)+)")
CODE = re.compile(r"-VGS_(E[A-Z]+)")


class Function:
    def __init__(self, comment, name, arguments, where):
        text = re.sub(r"\n[ \t]*\* ?", "\n", comment)
        self.name, self.where = name, where
        never = set()
        for part in re.findall(r"\bnever\b([^.;]*)", text):
            never |= set(CODE.findall(part))
            text = text.replace(part, "")
        self.named = set(CODE.findall(text)) - never
        self.never = never
        self.others = {other for part in ELSEWHERE.findall(text)
                       for other in re.findall(r"vgs_\w+", part)}
        # What is said of all that change an object of this kind.
        kind = re.match(r"\s*struct vgs_(gic|vm|host|timers) \*", arguments)
        self.general = {"EBUSY", "EBUG"} if kind else set()
        if kind and kind.group(1) == "vm":
            self.general |= {"EIO"}


def errors_of(header):
    """{name: number} of error.h."""
    with open(header, encoding="utf-8") as f:
        return {name: int(value) for name, value in
                re.findall(r"X\((E[A-Z]+), (\d+), ", f.read())}


def functions_of(headers):
    """{name: Function}, the errors of others taken over."""
    found = {}
    for path in headers:
        with open(path, encoding="utf-8") as f:
            text = f.read()
        for match in FUNCTION.finditer(text):
            comment, name, arguments = match.groups()
            line = text.count("\n", 0, match.start(2)) + 1
            found[name] = Function(comment, name, arguments,
                                   "%s:%d" % (path, line))
    again = True
    while again:
        again = False
        for function in found.values():
            for other in function.others & set(found):
                more = found[other].named - function.never - function.named
                function.named |= more
                again = again or bool(more)
    return found


def error_header(headers):
    return next(h for h in headers if h.endswith("/error.h"))


def write_header(out, headers):
    numbers = errors_of(error_header(headers))
    functions = functions_of(headers)
    lines = ["/* SPDX-License-Identifier: MIT */",
             "/* Written by documented.py from the public headers. */",
             "#ifndef VGS_DOCUMENTED_H", "#define VGS_DOCUMENTED_H",
             "#include <libvgicsim/vgicsim.h>"]
    lines += ["#include <libvgicsim/%s>" % os.path.basename(h)
              for h in headers]
    lines.append('#include "seen.h"')
    for name in sorted(functions):
        f = functions[name]
        codes = f.named | f.general - f.never
        mask = sum(1 << numbers[code] for code in codes)
        lines.append('#define %s(...) vgs_seen("%s", 0x%xu, %s(__VA_ARGS__))' %
                     (name, name, mask, name))
    lines.append("#endif")
    with open(out, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")


def compare(directory, headers):
    numbers = errors_of(error_header(headers))
    functions = functions_of(headers)
    seen = {}
    programs = 0
    for program in sorted(os.listdir(directory)):
        programs += 1
        with open(os.path.join(directory, program), encoding="utf-8") as f:
            for line in f:
                name, mask = line.split()
                seen[name] = seen.get(name, 0) | int(mask, 0)
    complaints = []
    for name in sorted(functions):
        for code in sorted(functions[name].named):
            if not seen.get(name, 0) >> numbers[code] & 1:
                complaints.append("%s: %s() answers -VGS_%s in no test" % (
                    functions[name].where, name, code))
    return programs, len(functions), complaints


def main(argv):
    if argv[1:2] == ["header"]:
        write_header(argv[2], argv[3:])
        return 0
    programs, functions, complaints = compare(argv[2], argv[3:])
    print("1..1")
    if not programs:
        print("ok 1 # SKIP no test of this build has been run")
        return 0
    for complaint in complaints:
        print("# " + complaint)
    print("%sok 1 - %d programs have seen the errors of %d functions" %
          ("not " if complaints else "", programs, functions))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
