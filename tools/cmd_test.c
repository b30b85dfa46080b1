/* SPDX-License-Identifier: MIT */
/*
 * vgicsim test: scenarios as tests, TAP on stdout.
 */
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "carried.h"
#include "cli.h"
#include "junit.h"
#include "workers.h"

enum {
	OPT_JOBS,
	OPT_SHARD,
	OPT_JUNIT,
	OPT_STRICT,
	OPT_CUT,
	OPT_VERBOSE,
	OPT_FORMAT
};

static const struct cli_opt options[] = {
	{ "jobs", "N", "run N processes; 0: one per processor" },
	{ "shard", "I/N", "run share I of N of the files" },
	{ "junit", "FILE", "also write JUnit XML to FILE" },
	{ "strict", NULL, "findings that no step expects fail the run" },
	{ "cut", "HOW",
	  "make the machine anew before each step and carry it\n"
	  "                         over by 'image', or VMs by 'abi'" },
	{ "verbose", NULL, "-v: of --cut=abi, what each run could carry" },
	{ "format", "FORMAT", "'tap' (default) or 'json' (JSON Lines)" },
	{ NULL, NULL, NULL },
};

struct test {
	struct vgs_run_opts opts;
	unsigned long jobs, shard, shards;
	const char *junit;
	bool json, verbose;
	int status;
	unsigned long number;
	struct result_summary summary;
	json_t *results; /* kept for JUnit */
	json_t *carried; /* of --cut=abi; NULL */
};

static void comment(const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		printf("# %.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

/* TAP: '#' starts a directive and a backslash escapes it. */
static void description(const char *text)
{
	for (; *text; text++) {
		if (*text == '#' || *text == '\\')
			putchar('\\');
		putchar(*text == '\n' ? ' ' : *text);
	}
}

static void tap_point(struct test *t, const json_t *result)
{
	const char *variant = result_string(result, "variant");
	const char *title = result_string(result, "title");
	const char *reason = result_string(result, "reason");
	int status = result_status(result);

	cli_progress_end();
	printf("%s%sok%s %lu - ",
	       status == CLI_OK || status == CLI_SKIPPED ? cli_green(stdout)
							 : cli_red(stdout),
	       status == CLI_OK || status == CLI_SKIPPED ? "" : "not ",
	       cli_plain(stdout), ++t->number);
	description(result_string(result, "file"));
	if (*variant) {
		printf(" variant ");
		description(variant);
	}
	if (*title) {
		printf(": ");
		description(title);
	}
	if (status == CLI_SKIPPED) {
		printf(" # SKIP ");
		description(reason);
	}
	putchar('\n');
	if (status != CLI_OK && status != CLI_SKIPPED)
		comment(reason);
	comment(result_string(result, RESULT_TEXT));
	if (t->verbose)
		carried_print(result);
	fflush(stdout);
}

static void done(void *user, json_t *result)
{
	struct test *t = user;
	const char *diagnostics = result_string(result, RESULT_DIAGNOSTICS);

	if (*diagnostics) {
		cli_progress_end();
		fflush(stdout);
		fputs(diagnostics, stderr);
	}
	if (t->json)
		result_print_json(result);
	else
		tap_point(t, result);
	result_count(&t->summary, result);
	if (t->carried)
		carried_add(t->carried, result);
	t->status = cli_worse(t->status, result_status(result));
	if (t->results)
		json_array_append(t->results, result);
}

static bool parse_shard(const struct cli_cmd *cmd, const char *text,
			struct test *t)
{
	char end;

	if (sscanf(text, "%lu/%lu%c", &t->shard, &t->shards, &end) == 2 &&
	    t->shard >= 1 && t->shard <= t->shards && *text != '-')
		return true;
	cli_usage(cmd, "--shard is like 1/4, not '%s'", text);
	return false;
}

static bool parse_format(const struct cli_cmd *cmd, const char *text,
			 struct test *t)
{
	t->json = strcmp(text, "json") == 0;
	if (t->json || strcmp(text, "tap") == 0)
		return true;
	cli_usage(cmd, "--format is 'tap' or 'json', not '%s'", text);
	return false;
}

static bool parse_cut(const struct cli_cmd *cmd, const char *text,
		      struct test *t)
{
	t->opts.cut = VGS_RUN_CUT_EACH;
	t->opts.migrate = strcmp(text, "abi") == 0;
	if (t->opts.migrate && !t->carried)
		t->carried = carried_new();
	if (t->opts.migrate || strcmp(text, "image") == 0)
		return true;
	cli_usage(cmd, "--cut is 'image' or 'abi', not '%s'", text);
	return false;
}

static bool parse_option(const struct cli_cmd *cmd, int opt, const char *value,
			 struct test *t)
{
	long processors;

	switch (opt) {
	case OPT_JOBS:
		if (!cli_parse_count(cmd, "jobs", value, 0, 64, &t->jobs))
			return false;
		processors = sysconf(_SC_NPROCESSORS_ONLN);
		if (t->jobs == 0)
			t->jobs =
				processors > 0 ? (unsigned long)processors : 1;
		return true;
	case OPT_SHARD:
		return parse_shard(cmd, value, t);
	case OPT_JUNIT:
		t->junit = value;
		return true;
	case OPT_STRICT:
		t->opts.strict = true;
		return true;
	case OPT_CUT:
		return parse_cut(cmd, value, t);
	case OPT_VERBOSE:
		t->verbose = true;
		return true;
	default:
		return parse_format(cmd, value, t);
	}
}

static void finish_json(const struct test *t)
{
	json_t *o = result_summary_json(&t->summary);

	if (t->carried)
		json_object_update(json_object_get(o, "summary"), t->carried);
	cli_json(o);
}

static void finish(struct test *t)
{
	cli_progress_end();
	if (t->json)
		finish_json(t);
	else
		printf("1..%lu\n# %lu passed, %lu failed, %lu skipped, "
		       "%lu errors\n",
		       t->number, t->summary.passed, t->summary.failed,
		       t->summary.skipped, t->summary.errors);
	if (t->carried && !t->json)
		carried_print_sum(t->carried);
	if (t->junit && !junit_write(t->junit, t->results, &t->summary)) {
		cli_diag("%s: error: %s", t->junit, strerror(errno));
		t->status = cli_worse(t->status, CLI_MALFORMED);
	}
	json_decref(t->results);
	json_decref(t->carried);
}

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	struct test t = {
		.jobs = 1, .shard = 1, .shards = 1, .status = CLI_SKIPPED
	};
	struct paths paths = { NULL, 0 };
	const char *value;
	int opt;

	vgs_run_opts_default(&t.opts);
	while ((opt = cli_next(cmd, argc, argv, &value)) >= 0)
		if (!parse_option(cmd, opt, value, &t))
			return CLI_MALFORMED;
	if (opt != CLI_END)
		return opt == CLI_HELPED ? CLI_OK : CLI_MALFORMED;
	if (optind == argc)
		return cli_usage(cmd, "no file or directory given");
	for (; optind < argc; optind++)
		if (!paths_add(&paths, argv[optind], ".yaml"))
			t.status = cli_worse(t.status, CLI_MALFORMED);
	paths_shard(&paths, t.shard, t.shards);
	if (t.junit)
		t.results = json_array();
	if (!t.json)
		printf("TAP version 13\n");
	workers_run(&paths, (unsigned)t.jobs, &t.opts, done, &t);
	finish(&t);
	paths_free(&paths);
	return t.status;
}

const struct cli_cmd cmd_test = {
	.name = "test",
	.args = "PATH...",
	.brief = "Run scenarios as tests (TAP).",
	.opts = options,
	.more = "PATH is a scenario or a directory; below a directory every "
		".yaml file is run, in\nthe order of the names.  Each file and "
		"each of its variants is one test.  Setup\nlibraries and "
		"scenarios that need what this build lacks are skipped.\n\n"
		"Exit status: 0 all passed; 1 one failed; 2 a malformed file; "
		"3 a bug in vgicsim;\n77 everything was skipped.\n\n"
		"Example:\n  vgicsim test --jobs=4 --junit=results.xml "
		"scenarios/\n",
	.run = run,
};
