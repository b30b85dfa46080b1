# SPDX-License-Identifier: MIT
"""What generators of fuzz inputs share: the same bytes for the same seed."""
import random
import sys


class Bytes:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.out = bytearray()

    def below(self, n):
        return self.random.randrange(n)

    def put(self, *values):
        self.out += bytes(values)


def write_all(stream):
    """One input, played by a stream of its own, to each file named."""
    for seed, path in enumerate(sys.argv[1:]):
        with open(path, "wb") as f:
            f.write(stream(seed).play())
