# SPDX-License-Identifier: MIT
"""Which values of the vgic's knobs, and which epochs, a scenario tells apart.

A value is told apart by a scenario that holds with it and has a variant that
differs in that knob alone and fails, or the other way round.  An epoch is, by
a scenario and a variant of another epoch that fails.
"""
import re

# (knob, value): why there can be no such scenario.
WITHOUT = {
    ("forwarding", "gicv4-vlpi"): "no VM takes it: not built",
    ("hide-gicv3", "any-host"): "on a GICv2 host, and no register there shows "
                                "it: tests/unit/test_vgic_epochs.c",
}


def enumerators(text):
    """Number of each enumerator of a header."""
    numbers = {"false": 0, "true": 1}
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for body in re.findall(r"enum \w+ \{(.*?)\}", text, re.S):
        for n, name in enumerate(re.findall(r"\b(VGS_\w+)\b", body)):
            numbers[name] = n
    return numbers


def knobs_of(text):
    """[(field, name, values)] in the list of knobs of policy.c."""
    found = []
    for field, rest in re.findall(r"\bX\((\w+),(.*?)\)(?=\s*(?:\\|/\*|$))",
                                  text.replace("\\\n", "\n"), re.S | re.M):
        texts = re.findall(r'"([^"]*)"((?:\s*"[^"]*")*)', rest)
        words = [a + "".join(re.findall(r'"([^"]*)"', b)) for a, b in texts]
        if len(words) > 4:
            found.append((field, words[0], words[3:]))
    return found


def epochs_of(text, numbers, knobs):
    """{epoch: {knob: value}} of the tables of policy.c."""
    epochs = {}
    for epoch, body in re.findall(r"\[VGS_EPOCH_(E\d)\] = \{(.*?)\n\t\},",
                                  text, re.S):
        fields = dict(re.findall(r"\.(\w+) = (\w+)", body))
        epochs[epoch] = {
            name: values[numbers.get(fields.get(field, "false"), 0)]
            for field, name, values in knobs}
    return epochs


def settings(text):
    """The mapping of a vgic: in flow style, {} without one."""
    found = re.search(r"\bvgic: \{(.*?)\}", text)
    return dict(re.findall(r"([\w-]+): ([\w-]+)", found.group(1))) \
        if found else {}


def variants(lines):
    """(settings, names a step that fails, changes nothing else) of each."""
    for block in re.split(r"(?m)^  - (?=name:)", "\n".join(lines))[1:]:
        machine = re.search(r"(?m)^ +machine: \{(.*)\}$", block)
        rest = re.sub(r"vgic: \{.*?\}", "", machine.group(1)).strip(" ,") \
            if machine else "none"
        fails = re.search(r"must-fail: \[\s*[\w-]", block)
        yield settings(block), bool(fails), not rest


def told_apart(lines, epochs):
    """((knob, value), ...) and epochs that one scenario tells apart."""
    text = "\n".join(lines)
    if "\nvariants:\n" not in text:
        return set()
    head, tail = text.split("\nvariants:\n", 1)
    base = settings(head)
    first = base.get("epoch", "E5")
    found = set()
    for change, fails, alone in variants(tail.split("\n")):
        merged = dict(base, **change)
        second = merged.get("epoch", "E5")
        if not (fails and alone and change):
            continue
        a = dict(epochs[first], **base)
        b = dict(epochs[second], **merged)
        if first != second:
            found |= {("epoch", first), ("epoch", second)}
        differ = [k for k in a if k != "epoch" and a[k] != b.get(k)]
        if len(differ) == 1:
            found |= {(differ[0], a[differ[0]]), (differ[0], b[differ[0]])}
    return found


def missing(header, source, scenarios):
    """What no scenario tells apart; all three are lists of lines."""
    knobs = knobs_of("\n".join(source))
    epochs = epochs_of("\n".join(source), enumerators("\n".join(header)),
                       knobs)
    found = set()
    for lines in scenarios:
        found |= told_apart(lines, epochs)
    wanted = [("epoch", epoch) for epoch in epochs]
    for _, name, values in knobs:
        wanted += [(name, value) for value in values]
    for pair in wanted:
        if pair not in found and pair not in WITHOUT:
            yield "%s: %s" % pair
    if not wanted:
        yield "no knobs"
