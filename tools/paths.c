/* SPDX-License-Identifier: MIT */
/*
 * Finding files.  Names that start with a dot are left out.
 */
#include "paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

#define MAX_DEPTH 32

static void append(struct paths *paths, char *path)
{
	paths->list =
		cli_grow(paths->list, paths->count + 1, sizeof(*paths->list));
	paths->list[paths->count++] = path;
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name);
	size_t m = strlen(suffix);

	return n > m && strcmp(name + n - m, suffix) == 0;
}

static char *join(const char *directory, const char *name)
{
	size_t n = strlen(directory);
	size_t size = n + strlen(name) + 2;
	char *path = cli_alloc(1, size);

	while (n > 1 && directory[n - 1] == '/')
		n--;
	snprintf(path, size, "%.*s/%s", (int)n, directory, name);
	return path;
}

static bool walk(struct paths *paths, const char *directory, const char *suffix,
		 unsigned depth)
{
	struct dirent **entries;
	bool good = true;
	int i, n;

	n = scandir(directory, &entries, NULL, alphasort);
	if (n < 0) {
		cli_diag("%s: error: %s", directory, strerror(errno));
		return false;
	}
	for (i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		char *path = join(directory, name);
		struct stat st;

		if (*name == '.' || stat(path, &st) != 0) {
			free(path);
		} else if (S_ISDIR(st.st_mode)) {
			if (depth < MAX_DEPTH)
				good = walk(paths, path, suffix, depth + 1) &&
				       good;
			free(path);
		} else if (ends_in(name, suffix)) {
			append(paths, path);
		} else {
			free(path);
		}
		free(entries[i]);
	}
	free(entries);
	return good;
}

bool paths_add(struct paths *paths, const char *operand, const char *suffix)
{
	struct stat st;

	if (stat(operand, &st) != 0) {
		cli_diag("%s: error: %s", operand, strerror(errno));
		return false;
	}
	if (S_ISDIR(st.st_mode))
		return walk(paths, operand, suffix, 0);
	append(paths, cli_strdup(operand));
	return true;
}

void paths_free(struct paths *paths)
{
	size_t i;

	for (i = 0; i < paths->count; i++)
		free(paths->list[i]);
	free(paths->list);
	paths->list = NULL;
	paths->count = 0;
}

void paths_shard(struct paths *paths, unsigned long index, unsigned long total)
{
	size_t kept = 0;
	size_t i;

	for (i = 0; i < paths->count; i++) {
		if (i % total == index - 1)
			paths->list[kept++] = paths->list[i];
		else
			free(paths->list[i]);
	}
	paths->count = kept;
}

const char *paths_libraries(void)
{
	const char *dir = getenv("VGICSIM_SCENARIOS");

	return dir && *dir ? dir : VGICSIM_SCENARIOS;
}
