/* SPDX-License-Identifier: MIT */
/*
 * The vgicsim command: finds the subcommand and prints the overview of all.
 */
#include <stdio.h>
#include <string.h>

#include <libvgicsim/error.h>

enum { STATUS_OK = 0, STATUS_USAGE = 2 };

static const char overview[] = "usage: vgicsim COMMAND [ARGUMENTS]\n"
			       "\n"
			       "commands:\n"
			       "  version  print the version\n";

int main(int argc, char **argv)
{
	if (argc < 2) {
		fputs(overview, stderr);
		return STATUS_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
		fputs(overview, stdout);
		return STATUS_OK;
	}
	if (!strcmp(argv[1], "version") || !strcmp(argv[1], "--version")) {
		puts("vgicsim " VGICSIM_VERSION);
		return STATUS_OK;
	}
	fprintf(stderr, "vgicsim: unknown command '%s', see vgicsim --help\n",
		argv[1]);
	return STATUS_USAGE;
}
