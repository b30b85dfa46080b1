#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Inputs of fuzz_vpe.c that are well-formed: what a hypervisor does.

usage: streams.py OUT...

Each OUT is one input, by its place in the list: GICv4.0 and 4.1 in turn, each
time another machine.  Devices, vPEs and events are mapped, vPEs come and go,
vLPIs and virtual SGIs are sent, taken, moved and invalidated.  The bytes are
those that fuzz_vpe.c reads; it says what each of them means.
"""
from stream import Bytes, write_all

PES, VPES, DEVICES, EVENTS = 3, 4, 3, 16
STEPS = 400

# Bytes that choose a step.
RESIDENCY, SEND, TRANSLATE, VSGIS, TAKE, WORK, IMAGE, COMMANDS = (
    0, 2, 4, 5, 6, 7, 8, 10)
# Bytes that choose a command.
(MAPD, MAPC, MAPTI, INT, CLEAR, INV, DISCARD, MOVALL, SYNC, VMOVI) = range(10)
VMOVP, VSYNC, VMAPP, VMAPTI, VINVALL, VSGI, INVDB = 11, 13, 14, 17, 22, 23, 25
# Bytes that mean what their names say.
VALID, WELL_FORMED, ALLOC_PTZ, NO_DOORBELL = 0, 1, 0x19, 1


class Stream(Bytes):
    def __init__(self, seed):
        super().__init__(seed)
        self.v41 = bool(seed & 1)

    def command(self, unit, *values):
        """One command: 3 says so."""
        self.put(unit << 4 | COMMANDS, 3, *values)

    def doorbell(self):
        return self.below(0xf0)

    def vmapp(self, unit, vpe):
        self.command(unit, VMAPP, ALLOC_PTZ if self.v41 else WELL_FORMED, vpe,
                     self.below(PES), vpe,
                     *([self.doorbell()] if self.v41 else []))

    def vmapti(self, unit, device, event):
        self.command(unit, VMAPTI, self.below(VPES), device, event,
                     NO_DOORBELL if self.v41 else self.doorbell(),
                     self.below(40))

    def prepare(self, its):
        for unit in range(its):
            for device in range(DEVICES):
                self.command(unit, MAPD, device, unit * 8 + device, VALID)
            for icid in range(PES):
                self.command(unit, MAPC, icid, icid)
            for vpe in range(VPES):
                self.vmapp(unit, vpe)
            for event in range(EVENTS):
                self.vmapti(unit, self.below(DEVICES), event)

    def on_event(self, unit):
        device, event = self.below(DEVICES), self.below(EVENTS)
        which = self.below(4)
        if which == 0:
            self.command(unit, VMOVI, self.below(VPES), device, event,
                         NO_DOORBELL, 0)
        elif which == 1:
            self.vmapti(unit, device, event)
        else:
            self.command(unit, self.random.choice((INT, CLEAR, INV, DISCARD)),
                         device, event, 0)

    def on_vpe(self, unit):
        vpe, which = self.below(VPES), self.below(8)
        if which == 0:
            self.vmapp(unit, vpe)
        elif which == 1:
            self.command(unit, VMOVP, vpe, 1, 3, self.below(PES), 0,
                         NO_DOORBELL)
        elif which < 5 and self.v41:
            self.command(unit, VSGI, vpe, 5 | self.below(2) << 1,
                         self.below(256), 0, self.below(16))
        else:
            self.command(unit, self.random.choice((VSYNC, VINVALL, INVDB)),
                         vpe)

    def residency(self):
        pe = self.below(PES)
        if self.below(2):
            self.put(RESIDENCY, pe, 0x20 | self.below(8))
        else:
            self.put(RESIDENCY, pe, 0x10, self.below(VPES))

    def step(self, unit):
        which = self.below(16)
        if which < 4:
            self.put(unit << 4 | SEND, self.below(DEVICES), self.below(EVENTS))
        elif which < 7:
            self.residency()
        elif which < 9:
            self.put(TAKE, 128 | self.below(PES))
        elif which == 9 and self.v41:
            self.put(unit << 4 | VSGIS, self.below(PES), self.below(VPES),
                     self.below(16))
        elif which == 10:
            self.put(unit << 4 | TRANSLATE, self.below(DEVICES),
                     self.below(EVENTS))
        elif which == 11:
            self.put(WORK, *([31] + [0] * 31))
        elif which == 12 and not self.below(4):
            self.put(IMAGE)
        elif which < 15:
            self.on_event(unit)
        else:
            self.on_vpe(unit)

    def play(self):
        # Byte one: ITSes, errors ignored, cache, steps, slots, budget.
        first = self.below(256) & ~2
        self.put(first, self.below(256) & ~1 | self.v41)
        its = 1 + (first & 1)
        self.prepare(its)
        for _ in range(STEPS):
            self.step(self.below(its))
        return bytes(self.out)


if __name__ == "__main__":
    write_all(Stream)
