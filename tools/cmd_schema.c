/* SPDX-License-Identifier: MIT */
/*
 * vgicsim schema: the JSON Schema of scenario files.
 */
#include <getopt.h>
#include <stdlib.h>

#include <libvgicsim/scenario.h>

#include "cli.h"

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	const char *value;
	size_t n;
	char *text;
	int opt = cli_next(cmd, argc, argv, &value);

	if (opt != CLI_END)
		return opt == CLI_HELPED ? CLI_OK : CLI_MALFORMED;
	if (optind < argc)
		return cli_usage(cmd, "'%s': schema takes no operand",
				 argv[optind]);
	n = vgs_scenario_schema(NULL, 0);
	text = cli_alloc(1, n + 2);
	vgs_scenario_schema(text, n + 1);
	if (n && text[n - 1] != '\n')
		text[n] = '\n';
	fputs(text, stdout);
	free(text);
	return CLI_OK;
}

const struct cli_cmd cmd_schema = {
	.name = "schema",
	.args = "",
	.brief = "Print the JSON Schema (draft-07) of scenario files.",
	.more = "Editors with a YAML language server complete and check "
		"scenarios with it.\n\n"
		"Exit status: 0.\n\n"
		"Example:\n  vgicsim schema >scenario.schema.json\n",
	.run = run,
};
