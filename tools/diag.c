/* SPDX-License-Identifier: MIT */
/*
 * Messages of the scenario loader for people and for programs.
 */
#include "diag.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

json_t *json_text(const char *text)
{
	json_t *string = json_string(text);
	char *plain, *p;

	if (string)
		return string;
	plain = cli_strdup(text);
	for (p = plain; *p; p++)
		if ((unsigned char)*p >= 0x80)
			*p = '?';
	string = json_string(plain);
	free(plain);
	return string;
}

void json_set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, json_text(text));
}

void json_set_count(json_t *object, const char *key, uint64_t n)
{
	json_object_set_new(object, key, json_integer((json_int_t)n));
}

void diag_put_lines(const char *text, FILE *to)
{
	size_t n = strlen(text);

	fputs(text, to);
	if (n && text[n - 1] != '\n')
		fputc('\n', to);
}

void diag_print(const struct vgs_diag *diag, FILE *to)
{
	size_t n = vgs_diag_format(diag, NULL, 0);
	char *text = cli_alloc(1, n + 1);

	vgs_diag_format(diag, text, n + 1);
	diag_put_lines(text, to);
	free(text);
}

json_t *diag_json(const struct vgs_diag *diag)
{
	bool error = diag->severity == VGS_DIAG_ERROR;
	json_t *o = json_object();

	json_set_text(o, "file", diag->file);
	json_set_count(o, "line", diag->line);
	json_set_count(o, "column", diag->column);
	json_set_text(o, "severity", error ? "error" : "warning");
	json_set_text(o, "code", diag->code);
	json_set_text(o, "message", diag->message);
	json_set_text(o, "help", diag->help);
	return o;
}
