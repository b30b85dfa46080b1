/* SPDX-License-Identifier: MIT */
/*
 * vgicsim version: what this build is and can do.
 */
#include <getopt.h>

#include <libvgicsim/scenario.h>

#include "cli.h"

enum { OPT_FORMAT };

static const struct cli_opt options[] = {
	{ "format", "FORMAT", "'text' (default) or 'json'" },
	{ NULL, NULL, NULL },
};

static void print_json(void)
{
	json_t *list = json_object();
	const char *word;
	bool supported;
	unsigned i;

	for (i = 0; (word = vgs_scenario_capability(i, &supported)); i++)
		json_object_set_new(list, word, json_boolean(supported));
	cli_json(json_pack("{s:s, s:i, s:i, s:o}", "version", VGICSIM_VERSION,
			   "scenario-format", 1, "optrace-format", 1,
			   "capabilities", list));
}

static void print_words(const char *label, bool wanted)
{
	const char *word;
	bool supported;
	unsigned i;

	printf("%s:", label);
	for (i = 0; (word = vgs_scenario_capability(i, &supported)); i++)
		if (supported == wanted)
			printf(" %s", word);
	printf("\n");
}

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	enum cli_format format = CLI_TEXT;
	int opt;

	opt = cli_format_alone(cmd, argc, argv, &format);
	if (opt != CLI_END)
		return opt;
	if (optind < argc)
		return cli_usage(cmd, "'%s': version takes no operand",
				 argv[optind]);
	if (format == CLI_JSON) {
		print_json();
		return CLI_OK;
	}
	printf("vgicsim %s\nscenario format 1, optrace format 1\n",
	       VGICSIM_VERSION);
	print_words("can", true);
	print_words("cannot yet", false);
	return CLI_OK;
}

const struct cli_cmd cmd_version = {
	.name = "version",
	.args = "",
	.brief = "Print the version and what this build can run.",
	.opts = options,
	.more = "'can' and 'cannot yet' are the capability words of needs: in "
		"scenarios.\n\n"
		"Exit status: 0.\n\n"
		"Example:\n  vgicsim version --format=json\n",
	.run = run,
};
