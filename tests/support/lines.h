/* SPDX-License-Identifier: MIT */
/* A line of a dump, looked for by its text. */
#ifndef TESTS_LINES_H
#define TESTS_LINES_H

#include <string.h>

struct wanted {
	const char *text;
	unsigned number; /* of the line it stands in, from 1; 0: nowhere */
	unsigned lines;
};

/* A vgs_dump_fn. */
static inline void compare(void *user, const char *text)
{
	struct wanted *wanted = user;

	wanted->lines++;
	if (!wanted->number && strcmp(text, wanted->text) == 0)
		wanted->number = wanted->lines;
}

#endif
