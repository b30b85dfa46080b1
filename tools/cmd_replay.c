/* SPDX-License-Identifier: MIT */
/*
 * vgicsim replay: recorded op streams against the model.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <getopt.h>

#include "cli.h"
#include "paths.h"
#include "replay.h"

enum { OPT_VERBOSE, OPT_ALL, OPT_BY_REGISTER, OPT_EXCUSES, OPT_FORMAT };

static const struct cli_opt options[] = {
	{ "verbose", NULL, "-v: print the first difference of each trace" },
	{ "all", NULL, "print every difference" },
	{ "by-register", NULL, "count the differences of each register" },
	{ "excuses", "FILE", "use these excuses; 'none': no excuses" },
	{ "format", "FORMAT", "'text' (default) or 'json' (JSON Lines)" },
	{ NULL, NULL, NULL },
};

struct tally {
	char name[REGNAME_SIZE + 8];
	unsigned long count;
};

struct replay {
	struct excuses *ex;
	enum cli_format format;
	bool verbose, all;
	const char *file;
	unsigned long line;
	struct replay_count total;
	bool printed;  /* a difference of the current trace */
	json_t *first; /* of the current trace, for JSON */
	bool by_register;
	struct tally *tallies;
	size_t tally_count;
};

static char *pe_text(const struct optrace_op *op, char text[32])
{
	if (op->kvm && op->kind > OP_MSR)
		snprintf(text, 32, "vmm");
	else
		snprintf(text, 32, "cpu%u@%s", op->pe,
			 optrace_contexts[op->context]);
	return text;
}

static void print_difference(const struct replay_difference *d)
{
	const struct optrace_op *op = &d->trace->ops[d->op];
	char pe[32];

	printf("  %s op %zu", d->trace->id, d->op);
	if (d->name)
		printf(" %s %s%s", pe_text(op, pe), d->name->full,
		       op->kind == OP_WRITE || op->kind == OP_MSR ||
				       op->kind == OP_USET
			       ? " (write)"
			       : "");
	if (strcmp(d->key, "o") != 0)
		printf(" %s", d->key);
	printf(": expected %s, found %s%s%s%s\n", d->expected, d->found,
	       *d->fields ? " (" : "", d->fields, *d->fields ? ")" : "");
	if (op->note)
		printf("    note: %s\n", op->note);
}

static json_t *difference_json(const struct replay_difference *d)
{
	const struct optrace_op *op = &d->trace->ops[d->op];
	json_t *o = json_object();

	json_object_set_new(o, "op", json_integer((json_int_t)d->op));
	if (d->name) {
		json_object_set_new(o, "pe", json_integer(op->pe));
		json_object_set_new(o, "context",
				    json_string(optrace_contexts[op->context]));
		json_object_set_new(o, "register", json_string(d->name->full));
	}
	json_object_set_new(o, "observation", json_string(d->key));
	json_object_set_new(o, "expected", json_string(d->expected));
	json_object_set_new(o, "found", json_string(d->found));
	if (*d->fields)
		json_object_set_new(o, "fields", json_string(d->fields));
	return o;
}

static void tally(struct replay *r, const struct replay_difference *d)
{
	char name[REGNAME_SIZE + 8];
	size_t i;

	snprintf(name, sizeof(name), "%s%s%s",
		 d->name ? d->name->base : "memory",
		 strcmp(d->key, "o") ? " " : "",
		 strcmp(d->key, "o") ? d->key : "");
	for (i = 0; i < r->tally_count; i++)
		if (strcmp(r->tallies[i].name, name) == 0)
			break;
	if (i == r->tally_count) {
		r->tallies = cli_grow(r->tallies, i + 1, sizeof(*r->tallies));
		memcpy(r->tallies[i].name, name, sizeof(name));
		r->tallies[i].count = 0;
		r->tally_count++;
	}
	r->tallies[i].count++;
}

static int by_count(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->name, y->name);
}

static void print_tallies(struct replay *r)
{
	size_t i;

	if (r->tally_count)
		qsort(r->tallies, r->tally_count, sizeof(*r->tallies),
		      by_count);
	for (i = 0; i < r->tally_count; i++)
		printf("%8lu %s\n", r->tallies[i].count, r->tallies[i].name);
	free(r->tallies);
}

static void on_difference(void *user, const struct replay_difference *d)
{
	struct replay *r = user;

	if (r->by_register)
		tally(r, d);
	if (r->format == CLI_JSON) {
		if (!r->first)
			r->first = difference_json(d);
	} else if (r->all || (r->verbose && !r->printed)) {
		cli_progress_end();
		print_difference(d);
	}
	r->printed = true;
}

static json_t *count_json(const struct replay_count *c)
{
	return json_pack(
		"{s:I, s:I, s:I, s:I, s:I, s:I}", "compared",
		(json_int_t)c->compared, "matched", (json_int_t)c->matched,
		"excused", (json_int_t)c->excused, "tainted",
		(json_int_t)c->tainted, "differing", (json_int_t)c->differing,
		"skipped", (json_int_t)c->skipped);
}

static void trace_json(struct replay *r, const struct optrace *trace,
		       const struct replay_count *c)
{
	json_t *o = json_object();
	json_t *count = count_json(c);

	json_object_set_new(o, "file", json_string(r->file));
	json_object_set_new(o, "id", json_string(trace->id));
	json_object_update(o, count);
	json_object_set_new(o, "first", r->first ? r->first : json_null());
	r->first = NULL;
	json_decref(count);
	cli_json(o);
}

static int replay_one(struct replay *r, const struct optrace *trace,
		      struct replay_count *file_total)
{
	struct replay_count c = { 0 };
	int err;

	r->printed = false;
	err = replay_trace(trace, r->ex, &c, on_difference, r);
	if (r->format == CLI_JSON)
		trace_json(r, trace, &c);
	replay_add(file_total, &c);
	if (err == -VGS_EINVAL || err == -VGS_ENOMEM)
		return CLI_MALFORMED;
	if (err)
		return CLI_BUG;
	if (c.skipped_traces)
		return CLI_SKIPPED;
	return c.differing ? CLI_DIFFERS : CLI_OK;
}

static void print_count(const char *what, const struct replay_count *c)
{
	printf("%s%s%s: traces %lu, compared %lu, matched %lu, excused %lu, "
	       "tainted %lu, differing %s%lu%s",
	       cli_bold(stdout), what, cli_plain(stdout), c->traces,
	       c->compared, c->matched, c->excused, c->tainted,
	       c->differing ? cli_red(stdout) : cli_green(stdout), c->differing,
	       cli_plain(stdout));
	if (c->skipped_traces)
		printf(", skipped %lu traces with %lu observations",
		       c->skipped_traces, c->skipped);
	printf("\n");
}

static int replay_file(struct replay *r, const char *file)
{
	struct replay_count c = { 0 };
	struct optrace_reader reader;
	struct optrace trace;
	int status = CLI_SKIPPED;
	int n;

	if (!optrace_open(&reader, file)) {
		cli_diag("%s: error: %s", file, strerror(errno));
		return CLI_MALFORMED;
	}
	r->file = reader.file;
	while ((n = optrace_next(&reader, &trace)) != 0) {
		if (n < 0) {
			status = cli_worse(status, CLI_MALFORMED);
			continue;
		}
		status = cli_worse(status, replay_one(r, &trace, &c));
		cli_progress(r->file, c.traces + c.skipped_traces, 0);
		optrace_free(&trace);
	}
	if (ferror(reader.stream)) {
		cli_diag("%s: error: cannot read: %s", file, strerror(errno));
		status = cli_worse(status, CLI_MALFORMED);
	}
	cli_progress_end();
	if (r->format == CLI_TEXT)
		print_count(r->file, &c);
	optrace_close(&reader);
	replay_add(&r->total, &c);
	return status;
}

/* An entry that never fires may be stale; --verbose names those too. */
static void print_excuses(const struct replay *r, bool used)
{
	const char *separator = used ? "excuses used: " : "excuses not used: ";
	unsigned long uses;
	const char *id;
	bool any = false;
	unsigned i;

	for (i = 0; (id = excuses_use(r->ex, i, &uses)) != NULL; i++) {
		if ((uses != 0) != used)
			continue;
		printf("%s%s", separator, id);
		if (used)
			printf(" %lu", uses);
		separator = ", ";
		any = true;
	}
	if (any)
		printf("\n");
}

static void total_json(const struct replay *r)
{
	json_t *total = json_pack("{s:I, s:I}", "traces",
				  (json_int_t)r->total.traces, "skipped-traces",
				  (json_int_t)r->total.skipped_traces);
	json_t *count = count_json(&r->total);
	json_t *uses = json_object();
	unsigned long n;
	const char *id;
	unsigned i;

	for (i = 0; (id = excuses_use(r->ex, i, &n)) != NULL; i++)
		json_object_set_new(uses, id, json_integer((json_int_t)n));
	json_object_update(total, count);
	json_decref(count);
	cli_json(json_pack("{s:o, s:o}", "total", total, "excuses", uses));
}

static int run_files(struct replay *r, int argc, char **argv)
{
	struct paths paths = { NULL, 0 };
	int status = CLI_SKIPPED;
	size_t i;

	for (; optind < argc; optind++) {
		if (strcmp(argv[optind], "-") == 0)
			status = cli_worse(status, replay_file(r, "-"));
		else if (!paths_add(&paths, argv[optind], ".jsonl"))
			status = cli_worse(status, CLI_MALFORMED);
	}
	for (i = 0; i < paths.count; i++)
		status = cli_worse(status, replay_file(r, paths.list[i]));
	if (r->format == CLI_JSON) {
		total_json(r);
	} else {
		if (paths.count > 1)
			print_count("total", &r->total);
		print_tallies(r);
		print_excuses(r, true);
		if (r->verbose)
			print_excuses(r, false);
	}
	paths_free(&paths);
	return status;
}

static int run(const struct cli_cmd *cmd, int argc, char **argv)
{
	struct replay r = { .format = CLI_TEXT };
	const char *excuses = NULL;
	const char *value;
	int status;
	int opt;

	while ((opt = cli_next(cmd, argc, argv, &value)) >= 0) {
		if (opt == OPT_VERBOSE)
			r.verbose = true;
		else if (opt == OPT_ALL)
			r.all = true;
		else if (opt == OPT_BY_REGISTER)
			r.by_register = true;
		else if (opt == OPT_EXCUSES)
			excuses = value;
		else if (!cli_parse_format(cmd, value, &r.format))
			return CLI_MALFORMED;
	}
	if (opt != CLI_END)
		return opt == CLI_HELPED ? CLI_OK : CLI_MALFORMED;
	if (optind == argc)
		return cli_usage(cmd, "no trace file given");
	r.ex = excuses_load(excuses);
	if (!r.ex)
		return CLI_MALFORMED;
	status = run_files(&r, argc, argv);
	excuses_free(r.ex);
	return status;
}

const struct cli_cmd cmd_replay = {
	.name = "replay",
	.args = "TRACE...",
	.brief = "Run recorded op streams and compare every observation.",
	.opts = options,
	.more = "TRACE is a file of optraces (JSON Lines), a directory of .jsonl files, or '-'\n"
		"for standard input.  Known faults of the recorded implementation are excused\n"
		"by a list that is built in; 'tainted' are observations that such a fault makes\n"
		"incomparable.  Traces of machines that this build lacks are skipped and\n"
		"counted.\n"
		"\n"
		"Exit status: 0 nothing differs unexcused; 1 something does; 2 a malformed trace;\n"
		"3 a bug in vgicsim; 77 every trace was skipped.\n"
		"\n"
		"Example:\n"
		"  vgicsim replay --verbose v2-behaviour.jsonl\n",
	.run = run,
};
