/* SPDX-License-Identifier: MIT */
/*
 * vgicsim choices: what the architecture leaves open, and the alternatives.
 */
#include <getopt.h>
#include <string.h>

#include <libvgicsim/gic.h>

#include "cli.h"

static const struct cli_opt options[] = {
	{ "format", "FORMAT", "'text' (default) or 'json' (JSON Lines)" },
	{ NULL, NULL, NULL },
};

#define NAMES(info) (sizeof((info)->names) / sizeof((info)->names[0]))

static void print_json(const struct vgs_choice_info *info)
{
	json_t *names = json_array();

	for (size_t k = 0; k < NAMES(info) && info->names[k]; k++)
		json_array_append_new(names, json_string(info->names[k]));
	cli_json(json_pack("{s:s, s:s, s:o}", "choice", info->id, "doc",
			   info->doc, "alternatives", names));
}

static void print_text(const struct vgs_choice_info *info)
{
	printf("%s%s%s: %s\n  %s", cli_bold(stdout), info->id,
	       cli_plain(stdout), info->doc, info->names[0]);
	for (size_t k = 1; k < NAMES(info) && info->names[k]; k++)
		printf(" | %s", info->names[k]);
	printf("\n");
}

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	enum cli_format format = CLI_TEXT;
	const struct vgs_choice_info *info;
	const char *wanted;
	bool found = false;
	int opt;

	opt = cli_format_alone(cmd, argc, argv, &format);
	if (opt != CLI_END)
		return opt;
	if (argc - optind > 1)
		return cli_usage(cmd, "'%s': choices takes one operand",
				 argv[optind + 1]);
	wanted = argv[optind];
	for (unsigned i = 0; (info = vgs_choice_at(i)) != NULL; i++) {
		if (wanted && strcmp(wanted, info->id))
			continue;
		found = true;
		if (format == CLI_JSON)
			print_json(info);
		else
			print_text(info);
	}
	if (!found)
		cli_diag("vgicsim choices: no choice '%s'", wanted);
	return found ? CLI_OK : CLI_DIFFERS;
}

const struct cli_cmd cmd_choices = {
	.name = "choices",
	.args = "[CHOICE]",
	.brief = "List what the architecture leaves open, or one of it.",
	.opts = options,
	.more = "CHOICE is the id of a rule (GIC-CU10).  The first alternative "
		"is the default;\nmachine: { choose: { GIC-CU10: name } } in a "
		"scenario selects another.\n\n"
		"Exit status: 0; 1 there is no such choice; 2 usage.\n\n"
		"Example:\n  vgicsim choices GIC-CU10\n",
	.run = run,
};
