/* SPDX-License-Identifier: MIT */
/*
 * The frame of the commands: options, help, messages, colour, JSON Lines.
 * Options are long only and come from one table per command, so --help can
 * not forget one.
 */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_OPTS 24

static bool progress_shown;

void cli_help(const struct cli_cmd *cmd, FILE *to)
{
	const struct cli_opt *opt;

	fprintf(to, "Usage: vgicsim %s%s%s%s\n\n%s\n", cmd->name,
		cmd->opts ? " [OPTION]..." : "", *cmd->args ? " " : "",
		cmd->args, cmd->brief);
	fprintf(to, "\nOptions:\n");
	for (opt = cmd->opts; opt && opt->name; opt++) {
		char left[48];

		snprintf(left, sizeof(left), "--%s%s%s", opt->name,
			 opt->arg ? "=" : "", opt->arg ? opt->arg : "");
		fprintf(to, "  %-22s %s\n", left, opt->help);
	}
	fprintf(to, "  %-22s %s\n", "--help", "print this help and exit");
	if (cmd->more)
		fprintf(to, "\n%s", cmd->more);
}

int cli_usage(const struct cli_cmd *cmd, const char *format, ...)
{
	va_list ap;

	cli_progress_end();
	fprintf(stderr, "vgicsim %s: ", cmd->name);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fprintf(stderr, "\nTry 'vgicsim %s --help'.\n", cmd->name);
	return CLI_MALFORMED;
}

static int bad_option(const struct cli_cmd *cmd, const char *word, bool missing)
{
	const char *names[MAX_OPTS + 2] = { "help" };
	const char *near;
	char name[32];
	unsigned i;

	if (missing) {
		cli_usage(cmd, "%s needs a value", word);
		return CLI_BAD;
	}
	for (i = 0; cmd->opts && cmd->opts[i].name; i++)
		names[i + 1] = cmd->opts[i].name;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	near = cli_suggest(name + strspn(name, "-"), names);
	if (near)
		cli_usage(cmd, "unknown option '%s'; did you mean '--%s'?",
			  word, near);
	else
		cli_usage(cmd, "unknown option '%s'", word);
	return CLI_BAD;
}

/* -v is --verbose of a command that has it. */
static int short_option(const struct cli_cmd *cmd)
{
	int n = 0;

	for (; cmd->opts && cmd->opts[n].name; n++)
		if (strcmp(cmd->opts[n].name, "verbose") == 0)
			return 256 + n;
	return '?';
}

/*
 * The next option as its index in the command's table.  Parsing is the C
 * library's; only the messages are ours.
 */
int cli_next(const struct cli_cmd *cmd, int argc, char **argv,
	     const char **ret_value)
{
	struct option table[MAX_OPTS + 2] = { 0 };
	int at = optind;
	int n = 0;
	int c;

	for (; cmd->opts && cmd->opts[n].name; n++) {
		table[n].name = cmd->opts[n].name;
		table[n].has_arg =
			cmd->opts[n].arg ? required_argument : no_argument;
		table[n].val = 256 + n;
	}
	table[n].name = "help";
	table[n].val = 256 + n;
	opterr = 0;
	c = getopt_long(argc, argv, ":v", table, NULL);
	if (c == 'v')
		c = short_option(cmd);
	if (c == -1)
		return CLI_END;
	if (c == '?' || c == ':') {
		const char *word = argv[optind > at ? optind - 1 : at];

		return bad_option(cmd, word, c == ':');
	}
	if (c == 256 + n) {
		cli_help(cmd, stdout);
		return CLI_HELPED;
	}
	*ret_value = optarg;
	return c - 256;
}

bool cli_parse_format(const struct cli_cmd *cmd, const char *text,
		      enum cli_format *ret_format)
{
	if (strcmp(text, "text") == 0) {
		*ret_format = CLI_TEXT;
		return true;
	}
	if (strcmp(text, "json") == 0) {
		*ret_format = CLI_JSON;
		return true;
	}
	cli_usage(cmd, "--format is 'text' or 'json', not '%s'", text);
	return false;
}

int cli_format_alone(const struct cli_cmd *cmd, int argc, char **argv,
		     enum cli_format *ret_format)
{
	const char *value;
	int opt;

	while ((opt = cli_next(cmd, argc, argv, &value)) >= 0)
		if (!cli_parse_format(cmd, value, ret_format))
			return CLI_MALFORMED;
	if (opt == CLI_END)
		return CLI_END;
	return opt == CLI_HELPED ? CLI_OK : CLI_MALFORMED;
}

bool cli_parse_count(const struct cli_cmd *cmd, const char *option,
		     const char *text, unsigned long min, unsigned long max,
		     unsigned long *ret_count)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || end == text || *end || text[0] < '0' || text[0] > '9' ||
	    n < min || n > max) {
		cli_usage(cmd, "--%s is a number from %lu to %lu, not '%s'",
			  option, min, max, text);
		return false;
	}
	*ret_count = n;
	return true;
}

static int rank(int status)
{
	switch (status) {
	case CLI_BUG:
		return 4;
	case CLI_MALFORMED:
		return 3;
	case CLI_DIFFERS:
		return 2;
	case CLI_OK:
		return 1;
	default:
		return 0;
	}
}

/* 3 > 2 > 1 > 0 > 77: one file that ran is enough not to be "skipped". */
int cli_worse(int a, int b)
{
	return rank(a) >= rank(b) ? a : b;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

static unsigned distance(const char *a, const char *b)
{
	unsigned row[64];
	size_t n = strlen(b);
	unsigned i, j;

	if (n >= 63 || strlen(a) >= 63)
		return 99;
	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1]; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= n; j++) {
			unsigned old = row[j];

			row[j] = min3(row[j] + 1, row[j - 1] + 1,
				      diagonal + (a[i - 1] != b[j - 1]));
			diagonal = old;
		}
	}
	return row[n];
}

/* @return the word of the NULL-ended list that is near, or NULL. */
const char *cli_suggest(const char *word, const char *const *words)
{
	const char *best = NULL;
	unsigned best_distance = 3;

	for (; *words; words++) {
		unsigned d = distance(word, *words);

		if (d < best_distance && d < strlen(*words)) {
			best = *words;
			best_distance = d;
		}
	}
	return best;
}

void cli_diag(const char *format, ...)
{
	va_list ap;

	cli_progress_end();
	fflush(stdout);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void *cli_alloc(size_t count, size_t size)
{
	void *mem = calloc(count ? count : 1, size);

	if (!mem) {
		cli_diag("vgicsim: out of memory");
		exit(CLI_MALFORMED);
	}
	return mem;
}

void *cli_grow(void *mem, size_t count, size_t size)
{
	void *grown = NULL;

	if (!size || count <= SIZE_MAX / size)
		grown = realloc(mem, count * size);
	if (!grown) {
		cli_diag("vgicsim: out of memory");
		exit(CLI_MALFORMED);
	}
	return grown;
}

char *cli_strdup(const char *text)
{
	size_t n = strlen(text) + 1;

	return memcpy(cli_alloc(1, n), text, n);
}

static bool coloured(FILE *to)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if ((no && *no) || !isatty(fileno(to)))
		return false;
	return term && strcmp(term, "dumb") != 0;
}

const char *cli_red(FILE *to)
{
	return coloured(to) ? "\033[31m" : "";
}

const char *cli_green(FILE *to)
{
	return coloured(to) ? "\033[32m" : "";
}

const char *cli_yellow(FILE *to)
{
	return coloured(to) ? "\033[33m" : "";
}

const char *cli_bold(FILE *to)
{
	return coloured(to) ? "\033[1m" : "";
}

const char *cli_plain(FILE *to)
{
	return coloured(to) ? "\033[0m" : "";
}

void cli_progress(const char *what, unsigned long done, unsigned long total)
{
	if (!isatty(STDERR_FILENO))
		return;
	progress_shown = true;
	if (total)
		fprintf(stderr, "\r\033[K%s %lu/%lu", what, done, total);
	else
		fprintf(stderr, "\r\033[K%s %lu", what, done);
	fflush(stderr);
}

void cli_progress_end(void)
{
	if (!progress_shown)
		return;
	progress_shown = false;
	fprintf(stderr, "\r\033[K");
	fflush(stderr);
}

void cli_json(json_t *object)
{
	json_t *out = json_object();

	json_object_set_new(out, "v", json_integer(1));
	json_object_update(out, object);
	if (json_dumpf(out, stdout, JSON_COMPACT) != 0)
		cli_diag("vgicsim: cannot write JSON");
	fputc('\n', stdout);
	json_decref(out);
	json_decref(object);
}
