/* SPDX-License-Identifier: MIT */
/*
 * vgicsim, the command line: finds the command and runs it.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const struct cli_cmd *const commands[] = {
	&cmd_run,  &cmd_test,	 &cmd_check,	 &cmd_replay, &cmd_record,
	&cmd_regs, &cmd_choices, &cmd_translate, &cmd_schema, &cmd_version,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *to)
{
	size_t i;

	fprintf(to, "Usage: vgicsim COMMAND [OPTION]... [FILE]...\n\n"
		    "A reference model of Arm's interrupt controllers and of "
		    "what a hypervisor\nbuilds on them.\n\nCommands:\n");
	for (i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-9s %s\n", commands[i]->name,
			commands[i]->brief);
	fprintf(to, "  %-9s %s\n", "help",
		"Show this help, or that of a command.");
	fprintf(to,
		"\n'vgicsim COMMAND --help' describes a command.\n\n"
		"Exit status: 0 all as expected; 1 an expectation or an "
		"observation differed;\n2 malformed input or usage; 3 a bug in "
		"vgicsim; 77 everything was skipped.\n"
		"With several files the highest of 3 > 2 > 1 counts.\n\n"
		"Example:\n  vgicsim test scenarios/\n");
}

static const struct cli_cmd *find(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int unknown(const char *name)
{
	const char *names[COMMANDS + 2] = { "help" };
	const char *near;
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		names[i + 1] = commands[i]->name;
	near = cli_suggest(name, names);
	cli_diag("vgicsim: unknown command '%s'%s%s%s", name,
		 near ? "; did you mean '" : "", near ? near : "",
		 near ? "'?" : "");
	cli_diag("Try 'vgicsim --help'.");
	return CLI_MALFORMED;
}

static int help(int argc, char **argv)
{
	const struct cli_cmd *cmd;

	if (argc < 2 || strcmp(argv[1], "--help") == 0) {
		print_help(stdout);
		return CLI_OK;
	}
	cmd = find(argv[1]);
	if (!cmd)
		return unknown(argv[1]);
	cli_help(cmd, stdout);
	return CLI_OK;
}

static int dispatch(int argc, char **argv)
{
	const struct cli_cmd *cmd;

	if (argc < 2) {
		print_help(stderr);
		return CLI_MALFORMED;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help(argc - 1, argv + 1);
	if (strcmp(argv[1], "--version") == 0)
		argv[1] += 2;
	cmd = find(argv[1]);
	if (!cmd)
		return unknown(argv[1]);
	optind = 1;
	return cmd->run(cmd, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	int status = dispatch(argc, argv);

	cli_progress_end();
	if (fflush(stdout) != 0 || ferror(stdout)) {
		cli_diag("vgicsim: cannot write standard output: %s",
			 strerror(errno));
		status = cli_worse(status, CLI_MALFORMED);
	}
	return status;
}
