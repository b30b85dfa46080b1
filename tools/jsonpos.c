/* SPDX-License-Identifier: MIT */
/*
 * Where a value stands in a JSON text.  The JSON library tells the place of a
 * syntax error only; this walks a text that it has accepted, so nothing here
 * has to judge syntax.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "optrace.h"

static const char *blank(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

static const char *skip_string(const char *p)
{
	for (p++; *p && *p != '"'; p++)
		if (*p == '\\' && p[1])
			p++;
	return *p ? p + 1 : p;
}

/* Past one value: brackets are counted, strings skipped. */
static const char *skip_value(const char *p)
{
	unsigned depth = 0;

	for (p = blank(p); *p; p = blank(p)) {
		if (*p == '"') {
			p = skip_string(p);
		} else if (*p == '{' || *p == '[') {
			depth++;
			p++;
		} else if (*p == '}' || *p == ']') {
			depth--;
			p++;
		} else if (*p == ',' || *p == ':') {
			p++;
		} else {
			p += strcspn(p, ",:]} \t\r\n");
		}
		if (depth == 0)
			return p;
	}
	return p;
}

static const char *find_key(const char *p, const char *key, size_t n)
{
	for (p = blank(p + 1); *p == '"';) {
		const char *end = skip_string(p);
		bool here = (size_t)(end - p) == n + 2 &&
			    strncmp(p + 1, key, n) == 0;

		p = blank(end);
		if (*p == ':')
			p = blank(p + 1);
		if (here)
			return p;
		p = blank(skip_value(p));
		if (*p == ',')
			p = blank(p + 1);
	}
	return NULL;
}

static const char *find_index(const char *p, unsigned long index)
{
	for (p = blank(p + 1); *p && *p != ']'; index--) {
		if (index == 0)
			return p;
		p = blank(skip_value(p));
		if (*p == ',')
			p = blank(p + 1);
	}
	return NULL;
}

size_t jsonpos_find(const char *text, const char *path)
{
	const char *p = blank(text);

	while (*path) {
		size_t n = strcspn(path, ".");
		const char *next = NULL;

		if (*p == '{')
			next = find_key(p, path, n);
		else if (*p == '[')
			next = find_index(p, strtoul(path, NULL, 10));
		if (!next)
			break;
		p = next;
		path += n;
		path += *path == '.';
	}
	return (size_t)(p - text);
}
