#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Inputs of fuzz_vgic.c that are well-formed: what VMs live through.

usage: vgic_streams.py OUT...

Each OUT is one input; its place in the list chooses the topic, the epoch and
the GICs of host and guests.  Guests set themselves up, then devices, timers,
messages, user space and the host do what the topic is about, and a twin of the
machine is made again and again, by images and by attributes.  The bytes are
those that fuzz_vgic.c and its parts read; they say what each of them means.
"""
from stream import Bytes, write_all

STEPS = 300

# Low nibble of the byte that chooses a step; 0xff makes a twin.
CREATE, ATTRIBUTE, GUEST, ITS, EVENTFD, MESSAGE, IMAGE, MEMORY = range(8)
HOST, SYSTEM, RUN, REGISTERS, TWIN = 8, 10, 11, 14, 0xff
# Of RUN; of HOST.
EXIT, PREPARE, UNSYNCED, SYNC, PUT, LOAD, BIND, WORK, TAKE, ACK, ENTER = (
    0, 2, 3, 4, 5, 6, 7, 8, 9, 11, 15)
MAP, UNMAP, LINE, BELONGS, RESAMPLE, TIME, INJECT = 0, 1, 2, 3, 4, 5, 7
TOPICS = ("its", "irqfd", "timer", "overflow", "attributes", "own", "linked",
          "phases")


class Stream(Bytes):
    def __init__(self, seed):
        super().__init__(seed)
        self.topic = TOPICS[seed % len(TOPICS)]
        self.epoch = seed % 6
        self.v2 = self.topic in ("irqfd", "overflow") and seed % 3 == 0

    def some(self, size=2):
        """A value of so many bytes."""
        self.put(size, *(self.below(256) for _ in range(size)))

    def step(self, kind, vcpu, *values, vm=0):
        self.put(kind | vcpu << 4 | vm << 7, *values)

    # -- the machine

    def vm(self, own):
        self.put(3 | 16 * (self.topic == "irqfd" and self.below(2)) |
                 32 * self.below(2), self.epoch | own)
        self.put(0)                             # no knob
        self.put(1 | 4 if self.topic != "own" else 0)

    def prepare(self):
        self.put(self.v2 | self.below(4) << 3 | 64 * self.below(2))
        own = self.random.choice((0xe0, 0xc0)) if self.topic == "own" else 0
        self.vm(0)
        self.vm(own)
        for vcpu in range(4):
            for vm in range(2):
                self.step(GUEST, vcpu | 4, 128 if not self.v2 else 0, vm=vm)
        if self.topic in ("its", "attributes", "phases"):
            self.map_events()

    def command(self, code, device, event=0, icid=0, more=0, wild=()):
        self.step(GUEST, 0, code | device << 4 | 64 | 128 * bool(wild),
                  event | icid << 2 | more << 3, *wild)

    def map_events(self):
        for device in range(2):
            self.command(0, device)
        for icid in range(2):
            self.command(1, 0, event=icid, icid=icid, more=1)
        for event in range(4):
            self.command(2, event & 1, event, event & 1, event)

    # -- steps

    def go_round(self):
        vcpu = self.below(4 if self.below(2) else 2)
        self.step(RUN, vcpu, ENTER)
        for _ in range(self.below(3)):
            self.step(RUN, vcpu, ACK | self.below(4) << 4)
        self.step(RUN, vcpu, EXIT | self.below(6) << 4)

    def inject(self, vm=0):
        self.step(HOST, self.below(2), INJECT | 8 * self.below(2),
                  32 + self.below(60), vm=vm)

    def on_its(self):
        which, event = self.below(12), self.below(4)
        if which < 5:
            self.step(MESSAGE, 0, 128 | (event & 1) << 4 | event)
        elif which < 9:                         # mapped again, or what is so
            self.command(self.random.choice((2, 2, 2, 4, 5, 6, 7, 8, 9, 10)),
                         event & 1, event, self.below(2), event)
        elif which == 9:
            self.map_events()
        elif which == 10 and self.below(2):
            self.command(self.below(12), self.below(3), wild=(
                self.below(4), 3, self.below(256), self.below(256), 0))
        elif which == 10:
            self.step(MEMORY, 0)
            self.some(6)
            self.put(4, *(self.below(256) for _ in range(3)))
        else:                                   # tables: saved or restored
            self.step(ITS, 0, self.random.choice((1, 2)) << 5, 0, 0, 0)

    def on_irqfd(self):
        flags = self.random.choice((0, 0, 2, 1))
        self.step(EVENTFD, 0, 64 * self.below(2) | flags << 2 | self.below(4) |
                  self.below(2) << 5, self.below(70),
                  *(x for _ in range(3)
                    for x in (self.below(2) * 0x11, self.below(60),
                              self.below(64))))
        self.some(4)

    def on_timer(self):
        which = self.below(6)
        if which == 0:
            self.step(HOST, self.below(2), BELONGS, 3, 27)
        elif which < 3:
            self.step(HOST, 0, TIME | self.below(32) << 3, 0)
        elif which == 3:
            self.step(RUN, self.below(2), TAKE | self.below(2) << 4)
        elif which == 4:
            self.step(RUN, self.below(2), PUT | self.below(2) << 4)
        else:
            self.step(SYSTEM, self.below(2), 1 | self.below(32) << 1)
            self.some(1)
            self.put(0)

    def on_overflow(self):
        for _ in range(6):
            self.inject()

    def on_attributes(self):
        which = self.below(3)
        if which == 0:
            self.step(ATTRIBUTE, 0, self.random.choice((1, 5, 6, 7)) |
                      128 * self.below(2), 0)
            self.some(4)
            self.put(self.below(256), self.below(13), 1 | self.below(2) << 1)
        elif which == 1:
            self.step(REGISTERS, self.below(2), self.below(2) | 64, 0,
                      self.below(256), self.below(13), 1 | self.below(2) << 1)
            self.some(4)
        else:
            self.inject()

    def on_own(self):
        self.inject(vm=1)
        self.step(RUN, self.below(2), ENTER, vm=1)
        self.step(RUN, self.below(2), ACK, vm=1)
        self.step(RUN, self.below(2), EXIT, vm=1)
        self.step(MESSAGE, 0, 128 | self.below(64), vm=1)

    def on_linked(self):
        which, intid = self.below(5), self.below(16)
        if which == 0:
            self.step(HOST, 0, BELONGS, 6 | intid << 3, 40 + intid)
        elif which < 3:
            self.step(HOST, 0, LINE | 8 * self.below(2), intid)
        else:
            self.step(RUN, 0, TAKE | self.below(2) << 4)

    def on_phases(self):
        self.step(RUN, self.below(2), self.random.choice(
            (PREPARE, UNSYNCED, SYNC, WORK, LOAD, BIND, ENTER)) |
            self.below(2) << 4)
        self.on_its()

    def play(self):
        self.prepare()
        for n in range(STEPS):
            getattr(self, "on_" + self.topic)()
            if self.below(3) == 0:
                self.inject()
            if self.below(2):
                self.go_round()
            if n % 25 == 10:
                self.put(TWIN, self.random.choice((0, 0, 1, 1, 3)))
        return bytes(self.out)


if __name__ == "__main__":
    write_all(Stream)
