/* SPDX-License-Identifier: MIT */
/*
 * Lists of registers in tests/data: lines of columns.  TEST_DATA is their
 * directory.
 */
#ifndef TESTS_SUPPORT_CSV_H
#define TESTS_SUPPORT_CSV_H

#include <stdio.h>

#include "check.h"

#define CSV_COLUMNS 24

struct csv {
	FILE *file;
	char text[4096];
	char *column[CSV_COLUMNS];
	unsigned columns;
};

static inline void csv_open(struct csv *csv, const char *name)
{
	char path[512];

	assert_true(snprintf(path, sizeof(path), "%s/%s", TEST_DATA, name) <
		    (int)sizeof(path));
	csv->file = fopen(path, "r");
	if (!csv->file)
		fail_msg("cannot read %s", path);
	assert_non_null(fgets(csv->text, sizeof(csv->text), csv->file));
}

/* Next line, cut into columns; a column in quotes may hold commas. */
static inline bool csv_next(struct csv *csv)
{
	char *p = csv->text, *out = csv->text;

	if (!fgets(csv->text, sizeof(csv->text), csv->file)) {
		fclose(csv->file);
		return false;
	}
	csv->columns = 0;
	while (*p && *p != '\n') {
		bool quoted = *p == '"';

		assert_true(csv->columns < CSV_COLUMNS);
		csv->column[csv->columns++] = out;
		if (quoted)
			p++;
		while (*p && *p != '\n' && (quoted ? *p != '"' : *p != ','))
			*out++ = *p++;
		if (quoted && *p == '"')
			p++;
		if (*p == ',')
			p++;
		*out++ = '\0';
	}
	return true;
}

#endif
