/* SPDX-License-Identifier: MIT */
/*
 * What every command of vgicsim shares: exit statuses, the option table that
 * parsing and --help are both made from, diagnostics, colour, progress and
 * JSON Lines.  Results go to stdout, everything else to stderr.
 */
#ifndef VGICSIM_TOOLS_CLI_H
#define VGICSIM_TOOLS_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

/* Exit statuses; with several files the worst one counts. */
enum cli_status {
	CLI_OK = 0,
	CLI_DIFFERS = 1,   /* an expectation or an observation differed */
	CLI_MALFORMED = 2, /* malformed input or usage */
	CLI_BUG = 3,	   /* a bug in vgicsim */
	CLI_SKIPPED = 77,  /* everything was skipped */
};

/* @arg: name of the option's value in the help, NULL: it takes none. */
struct cli_opt {
	const char *name;
	const char *arg;
	const char *help;
};

struct cli_cmd {
	const char *name;
	const char *args; /* operands, for the usage line */
	const char *brief;
	const struct cli_opt *opts; /* ends with name NULL; may be NULL */
	const char *more;	    /* details, exit status, example */
	int (*run)(const struct cli_cmd *cmd, int argc, char **argv);
};

/* Answers of cli_next() other than the index of an option. */
enum {
	CLI_END = -1,	 /* operands start at argv[optind] */
	CLI_HELPED = -2, /* --help was printed: leave with 0 */
	CLI_BAD = -3,	 /* a message was printed: leave with 2 */
};

enum cli_format { CLI_TEXT, CLI_JSON };

int cli_next(const struct cli_cmd *cmd, int argc, char **argv,
	     const char **ret_value);
void cli_help(const struct cli_cmd *cmd, FILE *to);
int cli_usage(const struct cli_cmd *cmd, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
bool cli_parse_format(const struct cli_cmd *cmd, const char *text,
		      enum cli_format *ret_format);
/* Options where --format is the only one: CLI_END, else the exit status. */
int cli_format_alone(const struct cli_cmd *cmd, int argc, char **argv,
		     enum cli_format *ret_format);
bool cli_parse_count(const struct cli_cmd *cmd, const char *option,
		     const char *text, unsigned long min, unsigned long max,
		     unsigned long *ret_count);

int cli_worse(int a, int b);
const char *cli_suggest(const char *word, const char *const *words);

void cli_diag(const char *format, ...) __attribute__((format(printf, 1, 2)));
void *cli_alloc(size_t count, size_t size);
void *cli_grow(void *mem, size_t count, size_t size);
char *cli_strdup(const char *text);

/* @return the escape sequence of a colour, or "" where @to has none. */
const char *cli_red(FILE *to);
const char *cli_green(FILE *to);
const char *cli_yellow(FILE *to);
const char *cli_bold(FILE *to);
const char *cli_plain(FILE *to);

/* A line on a terminal's stderr that the next message overwrites. */
void cli_progress(const char *what, unsigned long done, unsigned long total);
void cli_progress_end(void);

/* One JSON object and a newline; takes the reference, sets "v": 1. */
void cli_json(json_t *object);

extern const struct cli_cmd cmd_run;
extern const struct cli_cmd cmd_test;
extern const struct cli_cmd cmd_check;
extern const struct cli_cmd cmd_replay;
extern const struct cli_cmd cmd_record;
extern const struct cli_cmd cmd_regs;
extern const struct cli_cmd cmd_choices;
extern const struct cli_cmd cmd_schema;
extern const struct cli_cmd cmd_translate;
extern const struct cli_cmd cmd_version;

#endif
