/* SPDX-License-Identifier: MIT */
/*
 * What fuzz targets share: one entry point, bytes as numbers, a check that
 * stops the program.  Each target is a program by libFuzzer (-Dfuzz=true) and
 * one that replays files and random bytes (standalone.c), the plain test.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Things done to the library, for the summary; defined by the target. */
extern unsigned long fuzz_done;

#define FUZZ_CHECK(c)                                                          \
	do {                                                                   \
		if (!(c)) {                                                    \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__,       \
				__LINE__, #c);                                 \
			abort();                                               \
		}                                                              \
	} while (0)

struct fuzz_input {
	const uint8_t *data;
	size_t size;
};

/* The next byte, 0 behind the end. */
static inline uint8_t fuzz_u8(struct fuzz_input *in)
{
	if (!in->size)
		return 0;
	in->size--;
	return *in->data++;
}

static inline uint64_t fuzz_bytes(struct fuzz_input *in, unsigned n)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < n; i++)
		value |= (uint64_t)fuzz_u8(in) << 8 * i;
	return value;
}

/* Mostly below @n, now and then anything of @bits bits. */
static inline uint64_t fuzz_number(struct fuzz_input *in, unsigned n,
				   unsigned bits)
{
	uint8_t first = fuzz_u8(in);

	if (first < 0xf0)
		return first % n;
	return fuzz_bytes(in, 8) & (UINT64_MAX >> (64 - bits));
}

#endif
