/* SPDX-License-Identifier: MIT */
/*
 * A fuzz target without a fuzzer: replays files, and random bytes.
 *
 * usage: fuzz_NAME [--random=N] [--seed=S] [--size=BYTES] [FILE...]
 */
#include <errno.h>
#include <string.h>

#include "fuzz.h"

#define SIZE_MAX_BYTES 65536u

static uint8_t buffer[SIZE_MAX_BYTES];

static unsigned long number_of(const char *text)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno || *end) {
		fprintf(stderr, "not a number: %s\n", text);
		exit(2);
	}
	return value;
}

static bool replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t size;

	if (!f) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	size = fread(buffer, 1, sizeof(buffer), f);
	fclose(f);
	LLVMFuzzerTestOneInput(buffer, size);
	return true;
}

static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * UINT64_C(0x2545f4914f6cdd1d);
}

static void random_input(uint64_t seed, size_t size)
{
	/* A state of 0 would stay 0. */
	uint64_t state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);

	for (size_t i = 0; i < size; i++)
		buffer[i] = (uint8_t)(next(&state) >> 32);
	LLVMFuzzerTestOneInput(buffer, size);
}

int main(int argc, char **argv)
{
	unsigned long random = 0, seed = 1, size = 2048, files = 0;
	bool ok = true;

	for (int i = 1; i < argc; i++) {
		if (!strncmp(argv[i], "--random=", 9))
			random = number_of(argv[i] + 9);
		else if (!strncmp(argv[i], "--seed=", 7))
			seed = number_of(argv[i] + 7);
		else if (!strncmp(argv[i], "--size=", 7))
			size = number_of(argv[i] + 7);
		else if (!replay(argv[i]))
			ok = false;
		else
			files++;
	}
	if (size > sizeof(buffer))
		size = sizeof(buffer);
	for (unsigned long i = 0; i < random; i++)
		random_input(seed + i, size);
	printf("1..1\n%sok 1 - %lu files, %lu random inputs, %lu operations\n",
	       ok && fuzz_done ? "" : "not ", files, random, fuzz_done);
	return ok && fuzz_done ? 0 : 1;
}
