/* SPDX-License-Identifier: MIT */
/*
 * One test suite, one test case per run.  No times: two runs of one tree give
 * the same file.
 */
#include "junit.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"

static void escape(const char *text, FILE *to)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '<')
			fputs("&lt;", to);
		else if (c == '>')
			fputs("&gt;", to);
		else if (c == '&')
			fputs("&amp;", to);
		else if (c == '"')
			fputs("&quot;", to);
		else if (c >= 0x20 || c == '\n' || c == '\t')
			fputc(c, to);
		else
			fputc('?', to);
	}
}

/* The directory of a file as a dotted class name, for grouping. */
static void class_name(const char *file, FILE *to)
{
	const char *slash = strrchr(file, '/');

	if (!slash) {
		fputs("scenarios", to);
		return;
	}
	for (; file < slash; file++) {
		char one[2] = { *file == '/' ? '.' : *file, '\0' };

		escape(one, to);
	}
}

static void element(const char *name, const json_t *result, const char *body,
		    FILE *to)
{
	const char *reason = result_string(result, "reason");
	char first[256];

	snprintf(first, sizeof(first), "%.*s", (int)strcspn(body, "\n"), body);
	fprintf(to, "    <%s message=\"", name);
	escape(*reason ? reason : first, to);
	fputs("\">", to);
	escape(body, to);
	fprintf(to, "</%s>\n", name);
}

static void test_case(const json_t *result, FILE *to)
{
	const char *file = result_string(result, "file");
	const char *slash = strrchr(file, '/');
	const char *variant = result_string(result, "variant");

	fputs("  <testcase classname=\"", to);
	class_name(file, to);
	fputs("\" name=\"", to);
	escape(slash ? slash + 1 : file, to);
	if (*variant) {
		fputs(" variant ", to);
		escape(variant, to);
	}
	fputs("\">\n", to);
	switch (result_status(result)) {
	case CLI_OK:
		break;
	case CLI_DIFFERS:
		element("failure", result, result_string(result, RESULT_TEXT),
			to);
		break;
	case CLI_SKIPPED:
		element("skipped", result, "", to);
		break;
	default:
		element("error", result,
			result_string(result, RESULT_DIAGNOSTICS), to);
		break;
	}
	fputs("  </testcase>\n", to);
}

bool junit_write(const char *file, const json_t *results,
		 const struct result_summary *s)
{
	FILE *to = fopen(file, "w");
	bool good;
	size_t i;

	if (!to)
		return false;
	fprintf(to,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuite name=\"vgicsim\" tests=\"%zu\" "
		"failures=\"%lu\" errors=\"%lu\" skipped=\"%lu\">\n",
		json_array_size(results), s->failed, s->errors, s->skipped);
	for (i = 0; i < json_array_size(results); i++)
		test_case(json_array_get(results, i), to);
	fputs("</testsuite>\n", to);
	good = !ferror(to);
	return fclose(to) == 0 && good;
}
