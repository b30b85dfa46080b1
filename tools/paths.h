/* SPDX-License-Identifier: MIT */
/*
 * Operands that may be directories: every file of a kind below one, sorted, so
 * that two machines run the same list.
 */
#ifndef VGICSIM_TOOLS_PATHS_H
#define VGICSIM_TOOLS_PATHS_H

#include <stdbool.h>
#include <stddef.h>

struct paths {
	char **list;
	size_t count;
};

/*
 * paths_add() - a file, or the files below a directory
 * @suffix:	of those that are wanted below a directory, ".yaml"
 *
 * Returns: true; false after a message: it is not there or not readable.
 */
bool paths_add(struct paths *paths, const char *operand, const char *suffix);
void paths_free(struct paths *paths);

/*
 * paths_libraries() - where setup libraries are searched last
 *
 * Returns: VGICSIM_SCENARIOS of the environment, else the installed scenarios/.
 */
const char *paths_libraries(void);

/* Keeps share @index (from 1) of @total. */
void paths_shard(struct paths *paths, unsigned long index, unsigned long total);

#endif
