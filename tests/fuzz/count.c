/* SPDX-License-Identifier: MIT */
/* Under libFuzzer: how many operations all of its runs were. */
#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

static void print_count(void)
{
	fprintf(stderr, "%lu operations\n", fuzz_done);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return atexit(print_count);
}
