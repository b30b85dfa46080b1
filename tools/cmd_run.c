/* SPDX-License-Identifier: MIT */
/*
 * vgicsim run: scenarios for a person who reads along.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "dump_vm.h"
#include "event_text.h"
#include "paths.h"
#include "results.h"

enum {
	OPT_TRACE,
	OPT_WHY,
	OPT_STATS,
	OPT_DUMP,
	OPT_DIFF,
	OPT_CHECK,
	OPT_STRICT,
	OPT_FORMAT,
};

static const struct cli_opt options[] = {
	{ "trace", NULL, "print each step and what it changes" },
	{ "why", "IRQ", "after the last step, print each gate of p42@cpu0" },
	{ "stats", NULL, "print counters: exits, kicks, host interrupts" },
	{ "dump", NULL,
	  "after the last step, print the state of all interrupts, vCPUs" },
	{ "diff", NULL, "print each step and what of the state it changed" },
	{ "check", NULL, "hold the invariants before and after each step" },
	{ "strict", NULL, "findings that no step expects fail the run" },
	{ "format", "FORMAT", "'text' (default) or 'json' (JSON Lines)" },
	{ NULL, NULL, NULL },
};

struct run {
	enum cli_format format;
	bool trace, stats, diff, dump;
	const struct vgs_gic *gic; /* of the run that goes on */
	struct vgs_gic *before;	   /* what it was, with diff */
	int status;
	struct result_summary summary;
	FILE *dump_to;	 /* what follows, while it is written */
	char *dump_text; /* of the run that has just ended, or NULL */
	size_t dump_size;
};

static void begin(void *user, const struct vgs_scenario *s, unsigned variant)
{
	const struct run *r = user;
	const char *name = vgs_scenario_variant_name(s, variant);

	if (r->trace || r->diff)
		printf("%s%s%s%s%s\n", cli_bold(stdout), vgs_scenario_file(s),
		       name ? " variant " : "", name ? name : "",
		       cli_plain(stdout));
}

static void print_difference(void *user, const char *where, uint64_t a,
			     uint64_t b)
{
	(void)user;
	printf("       %s: %#" PRIx64 " -> %#" PRIx64 "\n", where, a, b);
}

/* What has changed since this was called last. */
static void show_diff(struct run *r)
{
	if (!r->before)
		return;
	vgs_gic_diff(r->before, r->gic, print_difference, NULL);
	vgs_gic_copy(r->before, r->gic);
}

static void on_machine(void *user, const struct vgs_gic *gic)
{
	struct vgs_gic_config cfg = *vgs_gic_config(gic);
	struct run *r = user;

	cfg.trace = NULL;
	cfg.on_signals = NULL;
	r->gic = gic;
	r->before = vgs_gic_free(r->before);
	if (!vgs_gic_new(&cfg, &r->before))
		vgs_gic_copy(r->before, gic);
}

static void on_event(void *user, const struct vgs_run_step *step,
		     const struct vgs_event *event)
{
	struct run *r = user;

	if (!event)
		show_diff(r);
	if (event && r->trace)
		event_print(event, stdout);
	else if (!event)
		printf("%5u  %s%s\n", step->line, step->setup ? "setup: " : "",
		       step->text);
}

static const char *verdict_colour(int status)
{
	switch (status) {
	case CLI_OK:
		return cli_green(stdout);
	case CLI_SKIPPED:
		return cli_yellow(stdout);
	default:
		return cli_red(stdout);
	}
}

static void dump_line(void *user, const char *line)
{
	fprintf(user, "%s\n", line);
}

static void end_dump(struct run *r)
{
	if (r->dump_to)
		fclose(r->dump_to);
	r->dump_to = NULL;
}

/* The GIC is gone when the result comes: keep its text. */
static void on_end(void *user, struct vgs_gic *gic)
{
	struct run *r = user;

	show_diff(r);
	r->before = vgs_gic_free(r->before);
	end_dump(r);
	free(r->dump_text);
	r->dump_text = NULL;
	if (!r->dump)
		return;
	r->dump_to = open_memstream(&r->dump_text, &r->dump_size);
	if (r->dump_to)
		vgs_gic_dump(gic, dump_line, r->dump_to);
}

static void on_vm_end(void *user, const char *name, const struct vgs_vm *vm)
{
	struct run *r = user;

	if (r->dump_to)
		dump_vm(r->dump_to, name, vm);
}

static void print_counters(const json_t *result, const char *key)
{
	json_t *stats = json_object_get(result, key);
	void *at = json_object_iter(stats);

	for (; at; at = json_object_iter_next(stats, at)) {
		if (!json_integer_value(json_object_iter_value(at)))
			continue;
		printf("    %-28s %" JSON_INTEGER_FORMAT "\n",
		       json_object_iter_key(at),
		       json_integer_value(json_object_iter_value(at)));
	}
}

static void print_result(const struct run *r, const json_t *result)
{
	const char *variant = result_string(result, "variant");
	const char *reason = result_string(result, "reason");
	const char *title = result_string(result, "title");

	printf("%s%s%s %s%s%s", verdict_colour(result_status(result)),
	       result_string(result, "result"), cli_plain(stdout),
	       result_string(result, "file"), *variant ? " variant " : "",
	       variant);
	if (*reason)
		printf(": %s\n", reason);
	else
		printf("%s%s\n", *title ? ": " : "", title);
	fputs(result_string(result, RESULT_TEXT), stdout);
	fputs(result_string(result, RESULT_EXPLANATION), stdout);
	if (r->stats) {
		print_counters(result, "stats");
		print_counters(result, "vcpu-stats");
	}
	if (r->dump_text)
		fputs(r->dump_text, stdout);
}

static void done(void *user, json_t *result)
{
	struct run *r = user;
	const char *diagnostics = result_string(result, RESULT_DIAGNOSTICS);

	end_dump(r);
	if (*diagnostics) {
		fflush(stdout);
		fputs(diagnostics, stderr);
	}
	if (r->format == CLI_JSON)
		result_print_json(result);
	else
		print_result(r, result);
	result_count(&r->summary, result);
	r->status = cli_worse(r->status, result_status(result));
	free(r->dump_text);
	r->dump_text = NULL;
	r->before = vgs_gic_free(r->before);
}

static int run_all(struct run *r, struct result_request *request, int argc,
		   char **argv)
{
	struct paths paths = { NULL, 0 };
	size_t i;

	for (; optind < argc; optind++)
		if (!paths_add(&paths, argv[optind], ".yaml"))
			r->status = cli_worse(r->status, CLI_MALFORMED);
	for (i = 0; i < paths.count; i++)
		results_of(paths.list[i], request);
	if (r->format == CLI_JSON)
		cli_json(result_summary_json(&r->summary));
	else if (paths.count > 1)
		printf("%lu passed, %lu failed, %lu skipped, %lu errors\n",
		       r->summary.passed, r->summary.failed, r->summary.skipped,
		       r->summary.errors);
	paths_free(&paths);
	return r->status;
}

/* "p42@cpu0", "lpi8192@cpu0" or "v52@vm0.v0"; whether there is one the runner says. */
static bool is_interrupt(const char *text)
{
	size_t digits;

	if (!strncmp(text, "lpi", 3))
		text += 3;
	else if (*text == 'p' || *text == 'v')
		text++;
	else
		return false;
	digits = strspn(text, "0123456789");
	return digits && text[digits] == '@' && text[digits + 1];
}

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	struct run r = { .format = CLI_TEXT, .status = CLI_SKIPPED };
	struct result_request request = { .begin = begin,
					  .done = done,
					  .user = &r };
	const char *value;
	int opt;

	vgs_run_opts_default(&request.opts);
	while ((opt = cli_next(cmd, argc, argv, &value)) >= 0) {
		if (opt == OPT_TRACE)
			r.trace = true;
		else if (opt == OPT_WHY)
			request.opts.why = value;
		else if (opt == OPT_STATS)
			r.stats = true;
		else if (opt == OPT_DUMP)
			r.dump = true;
		else if (opt == OPT_DIFF)
			r.diff = true;
		else if (opt == OPT_CHECK)
			request.opts.check = true;
		else if (opt == OPT_STRICT)
			request.opts.strict = true;
		else if (!cli_parse_format(cmd, value, &r.format))
			return CLI_MALFORMED;
	}
	if (opt != CLI_END)
		return opt == CLI_HELPED ? CLI_OK : CLI_MALFORMED;
	if (optind == argc)
		return cli_usage(cmd, "no scenario given");
	if (request.opts.why && !is_interrupt(request.opts.why))
		return cli_usage(cmd, "--why is like p42@cpu0, not '%s'",
				 request.opts.why);
	if ((r.trace || r.dump || r.diff) && r.format == CLI_JSON)
		return cli_usage(cmd, "--%s is for --format=text",
				 r.trace  ? "trace"
				 : r.dump ? "dump"
					  : "diff");
	request.opts.user = &r;
	if (r.dump || r.diff)
		request.opts.on_end = on_end;
	if (r.dump)
		request.opts.on_vm_end = on_vm_end;
	if (r.diff)
		request.opts.on_machine = on_machine;
	if (r.trace || r.diff)
		request.opts.on_event = on_event;
	return run_all(&r, &request, argc, argv);
}

const struct cli_cmd cmd_run = {
	.name = "run",
	.args = "FILE...",
	.brief = "Run scenarios and tell what was seen.",
	.opts = options,
	.more = "FILE is a scenario or a directory of scenarios.  Each file runs as it is and\n"
		"then once for each of its variants.  An interrupt for --why is written like\n"
		"p42@cpu0 (physical) or v52@vm0.v0 (virtual).\n"
		"\n"
		"Exit status: 0 all as expected; 1 an expectation failed; 2 a malformed file;\n"
		"3 a bug in vgicsim; 77 everything was skipped.\n"
		"\n"
		"Example:\n"
		"  vgicsim run --trace --why=p42@cpu0 scenarios/gicv2/spurious.yaml\n",
	.run = run,
};
