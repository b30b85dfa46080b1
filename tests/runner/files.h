/* SPDX-License-Identifier: MIT */
/* The scenario files of a directory, by name. */
#ifndef RUNNER_FILES_H
#define RUNNER_FILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>

#define MAX_FILES 1024

static char files[MAX_FILES][512];
static unsigned file_count;

static inline int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Adds those of @dir to files[], each behind @prefix. */
static inline void list_files(const char *dir, const char *prefix)
{
	struct dirent *entry;
	DIR *d = opendir(dir);

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len < 6 || len > 100 ||
		    strcmp(entry->d_name + len - 5, ".yaml") != 0)
			continue;
		assert_true(file_count < MAX_FILES);
		snprintf(files[file_count++], sizeof(files[0]), "%.400s%.100s",
			 prefix, entry->d_name);
	}
	closedir(d);
	qsort(files, file_count, sizeof(files[0]), by_name);
}

/* Those of a directory of fixtures alone, without its name.  How many? */
static inline unsigned list_fixtures(const char *name)
{
	char path[1024];

	file_count = 0;
	snprintf(path, sizeof(path), "%s/%s", getenv("VGS_RUNNER_DIR"), name);
	list_files(path, "");
	return file_count;
}

#endif
