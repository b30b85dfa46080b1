#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of what users of the libraries rely on; prints TAP.

usage: abi.py headers STANDARD TOP "COMPILER..." HEADER...
       abi.py symbols core|scenario TOP ARCHIVE SHARED HEADER...
       abi.py install BUILDDIR "COMPILER..." CONSUMER.c CMakeLists.txt
       abi.py subproject TOP CONSUMER.c
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

results = []


def report(ok, name, detail=""):
    results.append(ok)
    print("%sok %d - %s" % ("" if ok else "not ", len(results), name))
    for line in detail.rstrip().splitlines():
        print("# " + line)


def skip(name, why):
    results.append(True)
    print("ok %d - %s # SKIP %s" % (len(results), name, why))


def run(command, **keywords):
    return subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False, **keywords)


def headers(argv):
    """Each header compiles alone, without a warning."""
    standard, top, compiler = argv[0], argv[1], argv[2].split()
    cxx = standard.startswith("c++")
    flags = ["-x", "c++" if cxx else "c", "-std=" + standard, "-fsyntax-only",
             "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror",
             "-I", os.path.join(top, "include")]
    # For C++ a function that is named like a struct shadows a constructor.
    flags += [] if cxx else ["-Wshadow"]
    names = [os.path.basename(path) for path in argv[3:]]
    present = {name for name in os.listdir(
        os.path.join(top, "include", "libvgicsim")) if name.endswith(".h")}
    for name in sorted(names):
        # Twice, so that the include guard is tried too.
        source = "#include <libvgicsim/%s>\n" % name * 2 + "int nothing;\n"
        result = run(compiler + flags + ["-"], input=source)
        report(result.returncode == 0, "%s compiles alone as %s"
               % (name, standard), result.stdout)
    left = present - set(names) - {"scenario.h"}
    report(not left, "every public header is installed", " ".join(left))


def symbols_of(path, *flags):
    result = run(["nm", "-P", *flags, path])
    if result.returncode:
        raise SystemExit(result.stdout)
    for line in result.stdout.splitlines():
        fields = line.split()
        if len(fields) >= 2 and len(fields[1]) == 1:
            yield fields[0], fields[1]


# All that the library may ask of its surroundings (plus what compilers emit
# for sanitizers, stack protectors and fortified copies).
FROM_OUTSIDE = {"memcpy", "memmove", "memset", "memcmp", "memchr", "strlen",
                "strcmp", "strncmp", "bcmp", "strchr", "strrchr", "strstr",
                "calloc", "malloc", "free", "aligned_alloc",
                "_GLOBAL_OFFSET_TABLE_"}
COMPILERS_OWN = re.compile(r"^(__asan_|__ubsan_|__sanitizer_|__stack_chk_|"
                           r"__(mem|str)\w+_chk$|__gcov|__llvm|__tls_get_addr|"
                           r"__sancov|__tsan_|__msan_|asan\.|___asan_)")


def declared(top, headers_):
    """Names of the functions that the public headers mark with VGS_API."""
    names = set()
    for path in headers_:
        name = os.path.join(top, "include", "libvgicsim",
                            os.path.basename(path))
        with open(name, encoding="utf-8") as f:
            text = re.sub(r"/\*.*?\*/", " ", f.read(), flags=re.S)
        for match in re.finditer(r"\bVGS_API\b([^;{]*)", text):
            found = re.search(r"\b(vgs_\w+)\s*\(", match.group(1))
            if found:
                names.add(found.group(1))
    return names


def symbols(argv):
    """Names outside belong to us; the library asks for little."""
    library, top, archive, shared, public = (argv[0], argv[1], argv[2],
                                             argv[3], argv[4:])
    own = {name for name, kind in symbols_of(archive, "-g", "--defined-only")
           if kind in "ABCDGRSTVW" and not COMPILERS_OWN.match(name)}
    alien = sorted(name for name in own if not name.startswith("vgs_"))
    report(own and not alien, "external symbols of the archive start with "
           "vgs_", "\n".join(alien))

    if library == "core":
        wanted = {name for name, kind in symbols_of(archive, "-u")
                  if kind == "U"} - own
        wanted = sorted(name for name in wanted
                        if name not in FROM_OUTSIDE
                        and not COMPILERS_OWN.match(name))
        report(not wanted, "the archive needs only a few functions of libc",
               "\n".join(wanted))

    exported = {name for name, kind in
                symbols_of(shared, "-D", "--defined-only")
                if kind in "ABCDGRSTVW" and not COMPILERS_OWN.match(name)}
    # Of a build with rules=true, for the tests of the rules.
    exported -= {"vgs_rule_invert", "vgs_rule_count",
                 "vgs_rule_reset_counts"}
    api = declared(top, public)
    report(exported and not exported - api,
           "the shared library exports only what public headers declare",
           "\n".join(sorted(exported - api)))
    missing = sorted(api - exported)
    report(not missing, "every function of a public header is there",
           "\n".join(missing))


def install(argv):
    """The installed files are enough to build and run a program."""
    build, compiler, consumer, cmake = (argv[0], argv[1].split(), argv[2],
                                        argv[3])
    with tempfile.TemporaryDirectory() as work:
        root = os.path.join(work, "root")
        result = run(["meson", "install", "-C", build, "--no-rebuild",
                      "--quiet", "--destdir", root])
        report(result.returncode == 0, "meson install", result.stdout)
        pcs = [directory for directory, _, names in os.walk(root)
               if "libvgicsim.pc" in names]
        report(len(pcs) == 1, "one libvgicsim.pc is installed")
        if len(pcs) != 1:
            return
        env = dict(os.environ, PKG_CONFIG_PATH=pcs[0],
                   PKG_CONFIG_SYSROOT_DIR=root)
        libdir = os.path.dirname(pcs[0])
        exe = os.path.join(work, "consumer")
        flags = run(["pkg-config", "--cflags", "--libs", "libvgicsim"],
                    env=env)
        result = run(compiler + ["-std=c11", "-Wall", "-Werror", consumer,
                                 "-o", exe] + flags.stdout.split())
        report(result.returncode == 0, "a program builds with pkg-config",
               flags.stdout + result.stdout)
        result = run([exe], env=dict(os.environ, LD_LIBRARY_PATH=libdir))
        report(result.returncode == 0, "and runs", result.stdout)
        include = [flag for flag in flags.stdout.split()
                   if flag.startswith("-I")]
        result = run(compiler + ["-std=c11", consumer, "-o", exe] + include +
                     [os.path.join(libdir, "libvgicsim.a")])
        report(result.returncode == 0 and run([exe]).returncode == 0,
               "the static library is enough too", result.stdout)
        if not shutil.which("cmake"):
            skip("a program builds with CMake", "no cmake")
            return
        prefix = os.path.dirname(include[0][2:]) if include else root
        binary = os.path.join(work, "cmake")
        result = run(["cmake", "-S", os.path.dirname(cmake), "-B", binary,
                      "-DCMAKE_PREFIX_PATH=" + prefix,
                      "-DCMAKE_LIBRARY_ARCHITECTURE="
                      + os.path.basename(libdir),
                      "-DCMAKE_C_COMPILER=" + compiler[0]])
        if result.returncode == 0:
            result = run(["cmake", "--build", binary])
        report(result.returncode == 0, "a program builds with CMake",
               result.stdout)
        result = run([os.path.join(binary, "consumer")],
                     env=dict(os.environ, LD_LIBRARY_PATH=libdir))
        report(result.returncode == 0, "and runs too", result.stdout)


MESON_BUILD = """project('consumer', 'c', default_options: 'c_std=c11')
test('consumer', executable('consumer', 'consumer.c',
    dependencies: dependency('libvgicsim', fallback: 'libvgicsim')))
"""


def subproject(argv):
    """A Meson project takes the library along as a subproject."""
    top, consumer = argv
    with tempfile.TemporaryDirectory() as work:
        os.mkdir(os.path.join(work, "subprojects"))
        os.symlink(top, os.path.join(work, "subprojects", "libvgicsim"))
        shutil.copy(consumer, os.path.join(work, "consumer.c"))
        with open(os.path.join(work, "meson.build"), "w",
                  encoding="utf-8") as f:
            f.write(MESON_BUILD)
        binary = os.path.join(work, "b")
        result = run(["meson", "setup", "--wrap-mode=forcefallback",
                      binary, work])
        report(result.returncode == 0, "meson setup", result.stdout)
        report("vgicsim command : NO" in result.stdout
               and "tests           : NO" in result.stdout,
               "a subproject builds only the library", result.stdout)
        result = run(["ninja", "-j2", "-C", binary, "consumer"])
        report(result.returncode == 0, "a program builds", result.stdout)
        result = run([os.path.join(binary, "consumer")])
        report(result.returncode == 0, "and runs", result.stdout)


def main(argv):
    modes = {"headers": headers, "symbols": symbols, "install": install,
             "subproject": subproject}
    if len(argv) < 4 or argv[1] not in modes:
        sys.stderr.write(__doc__)
        return 2
    modes[argv[1]](argv[2:])
    print("1..%d" % len(results))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
