/* SPDX-License-Identifier: MIT */
/*
 * vgicsim check: is a scenario well-formed?  Nothing is run.
 */
#include <getopt.h>

#include "cli.h"
#include "diag.h"
#include "paths.h"

enum { OPT_FORMAT };

static const struct cli_opt options[] = {
	{ "format", "FORMAT", "'text' (default) or 'json' (JSON Lines)" },
	{ NULL, NULL, NULL },
};

static void print_diag(const struct vgs_diag *diag, enum cli_format format)
{
	if (format == CLI_JSON) {
		cli_json(diag_json(diag));
		return;
	}
	fflush(stdout);
	diag_print(diag, stderr);
}

static int check_file(const char *file, enum cli_format format)
{
	struct vgs_scenario_opts opts;
	const struct vgs_diag *diags;
	struct vgs_scenario *s;
	unsigned i, n, errors;
	int err;

	vgs_scenario_opts_default(&opts);
	opts.library_dir = paths_libraries();
	err = vgs_scenario_load(file, &opts, &s);
	if (err) {
		cli_diag("%s: error: %s", file, vgs_strerror(err));
		return CLI_MALFORMED;
	}
	diags = vgs_scenario_diags(s, &n);
	for (i = 0; i < n; i++)
		print_diag(&diags[i], format);
	errors = vgs_scenario_errors(s);
	if (format == CLI_TEXT) {
		if (errors)
			printf("%s: %s%u error%s%s\n", file, cli_red(stdout),
			       errors, errors == 1 ? "" : "s",
			       cli_plain(stdout));
		else
			printf("%s: %sok%s%s\n", file, cli_green(stdout),
			       cli_plain(stdout),
			       vgs_scenario_is_library(s) ? " (a setup library)"
							  : "");
	}
	vgs_scenario_free(s);
	return errors ? CLI_MALFORMED : CLI_OK;
}

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	enum cli_format format = CLI_TEXT;
	struct paths paths = { NULL, 0 };
	int status = CLI_OK;
	size_t i;
	int opt;

	opt = cli_format_alone(cmd, argc, argv, &format);
	if (opt != CLI_END)
		return opt;
	if (optind == argc)
		return cli_usage(cmd, "no file given");
	for (; optind < argc; optind++)
		if (!paths_add(&paths, argv[optind], ".yaml"))
			status = CLI_MALFORMED;
	for (i = 0; i < paths.count; i++)
		status = cli_worse(status, check_file(paths.list[i], format));
	paths_free(&paths);
	return status;
}

const struct cli_cmd cmd_check = {
	.name = "check",
	.args = "FILE...",
	.brief = "Parse and validate scenarios without running them.",
	.opts = options,
	.more = "FILE is a scenario, a setup library or a directory of them.  Messages go to\n"
		"stderr, one line per file to stdout; with --format=json each message is an\n"
		"object on stdout and a good file prints nothing.\n"
		"\n"
		"Exit status: 0 every file is well-formed; 2 one is not.\n"
		"\n"
		"Example:\n"
		"  vgicsim check scenarios/\n",
	.run = run,
};
