/* SPDX-License-Identifier: MIT */
/*
 * From the scenario library's structs to JSON.
 */
#include "results.h"

#include <stdlib.h>
#include <string.h>

#include "carried.h"
#include "cli.h"
#include "paths.h"

static char *failure_text(const struct vgs_failure *failure)
{
	size_t n = vgs_failure_format(failure, NULL, 0);
	char *text = cli_alloc(1, n + 1);

	vgs_failure_format(failure, text, n + 1);
	return text;
}

static json_t *failure_json(const struct vgs_failure *f)
{
	json_t *o = json_object();
	json_t *change;

	json_set_text(o, "file", f->file);
	json_set_count(o, "line", f->line);
	json_set_count(o, "column", f->column);
	json_set_text(o, "id", f->id);
	json_set_text(o, "subject", f->subject);
	json_set_text(o, "expected", f->expected);
	json_set_text(o, "found", f->found);
	json_set_text(o, "basis", f->basis);
	json_set_text(o, "gate", f->gate);
	if (f->wanted)
		json_object_set_new(o, "wanted", json_true());
	if (!f->last_change.file)
		return o;
	change = json_object();
	json_set_text(change, "file", f->last_change.file);
	json_set_count(change, "line", f->last_change.line);
	json_set_text(change, "step", f->last_change.step);
	json_set_text(change, "rule", f->last_change.rule);
	json_object_set_new(o, "last_change", change);
	return o;
}

static json_t *failures_json(const struct vgs_scenario_result *r)
{
	json_t *list = json_array();
	unsigned i;

	for (i = 0; i < r->failure_count; i++)
		json_array_append_new(list, failure_json(&r->failures[i]));
	return list;
}

/* What is worth telling a person: failures that nobody wanted, findings. */
static char *failures_text(const struct vgs_scenario_result *r)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	unsigned i;

	if (!to)
		return cli_strdup("");
	for (i = 0; i < r->failure_count; i++) {
		char *one;

		if (r->failures[i].wanted)
			continue;
		one = failure_text(&r->failures[i]);
		diag_put_lines(one, to);
		free(one);
	}
	for (i = 0; i < r->not_failed_count; i++)
		fprintf(to, "%s: variant '%s': '%s' must fail but held\n",
			r->file, r->variant ? r->variant : "",
			r->not_failed[i]);
	for (i = 0; i < r->finding_count; i++)
		if (!r->findings[i].expected)
			fprintf(to,
				"%s:%u: finding %s, which no step "
				"expects\n",
				r->findings[i].file ? r->findings[i].file
						    : r->file,
				r->findings[i].line, r->findings[i].code);
	fclose(to);
	return text;
}

static json_t *findings_json(const struct vgs_scenario_result *r)
{
	json_t *list = json_array();
	unsigned i;

	for (i = 0; i < r->finding_count; i++) {
		json_t *o = json_object();

		json_set_text(o, "code", r->findings[i].code);
		json_set_count(o, "line", r->findings[i].line);
		if (r->findings[i].expected)
			json_object_set_new(o, "expected", json_true());
		json_array_append_new(list, o);
	}
	return list;
}

static int status_of(const struct vgs_scenario_result *r)
{
	if (r->bug)
		return CLI_BUG;
	switch (r->verdict) {
	case VGS_VERDICT_PASS:
		return CLI_OK;
	case VGS_VERDICT_FAIL:
		return CLI_DIFFERS;
	case VGS_VERDICT_SKIP:
		return CLI_SKIPPED;
	case VGS_VERDICT_ERROR:
		break;
	}
	return CLI_MALFORMED;
}

static json_t *result_json(const struct vgs_scenario_result *r)
{
	json_t *o = json_object();
	json_t *stats = json_object();
	json_t *vcpus = json_object();
	char *text = failures_text(r);
	unsigned i;

	json_set_text(o, "file", r->file);
	json_set_text(o, "title", r->title);
	json_object_set_new(o, "variant",
			    r->variant ? json_text(r->variant) : json_null());
	json_set_text(o, "result", vgs_verdict_name(r->verdict));
	json_set_text(o, "reason", r->reason);
	json_object_set_new(o, "failures", failures_json(r));
	for (i = 0; i < r->stat_count; i++)
		json_set_count(stats, r->stats[i].name, r->stats[i].value);
	json_object_set_new(o, "stats", stats);
	for (i = 0; i < r->vcpu_stat_count; i++)
		json_set_count(vcpus, r->vcpu_stats[i].name,
			       r->vcpu_stats[i].value);
	json_object_set_new(o, "vcpu-stats", vcpus);
	json_object_set_new(o, "findings", findings_json(r));
	carried_put(o, r);
	json_set_count(o, RESULT_STATUS, (uint64_t)status_of(r));
	json_set_text(o, RESULT_TEXT, text);
	json_set_text(o, RESULT_EXPLANATION, r->why);
	free(text);
	return o;
}

json_t *result_error(const char *file, int status, const char *reason)
{
	json_t *o = json_object();

	json_set_text(o, "file", file);
	json_set_text(o, "title", "");
	json_object_set_new(o, "variant", json_null());
	json_set_text(o, "result", status == CLI_SKIPPED ? "skip" : "error");
	json_set_text(o, "reason", reason);
	json_object_set_new(o, "failures", json_array());
	json_object_set_new(o, "stats", json_object());
	json_object_set_new(o, "findings", json_array());
	json_set_count(o, RESULT_STATUS, (uint64_t)status);
	return o;
}

static void report(const struct result_request *request, json_t *result)
{
	request->done(request->user, result);
	json_decref(result);
}

/* The loader's messages, as one text. */
static json_t *with_diags(json_t *result, const struct vgs_scenario *s)
{
	const struct vgs_diag *diags;
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	unsigned i, n;

	if (!to)
		return result;
	diags = vgs_scenario_diags(s, &n);
	for (i = 0; i < n; i++)
		diag_print(&diags[i], to);
	fclose(to);
	json_set_text(result, RESULT_DIAGNOSTICS, text);
	json_set_text(result, "title", vgs_scenario_title(s));
	free(text);
	return result;
}

static void run_variants(const struct vgs_scenario *s,
			 const struct result_request *request)
{
	unsigned v;

	for (v = 0; v <= vgs_scenario_variants(s); v++) {
		struct vgs_scenario_result *r;
		json_t *result;
		int err;

		if (request->begin)
			request->begin(request->user, s, v);
		err = vgs_scenario_run(s, v, &request->opts, &r);
		if (err) {
			report(request,
			       result_error(vgs_scenario_file(s), CLI_MALFORMED,
					    vgs_strerror(err)));
			return;
		}
		result = result_json(r);
		if (v == 0)
			with_diags(result, s);
		report(request, result);
		vgs_scenario_result_free(r);
	}
}

static void run_loaded(const struct vgs_scenario *s,
		       const struct result_request *request)
{
	const char *file = vgs_scenario_file(s);
	unsigned errors = vgs_scenario_errors(s);
	char reason[64];

	if (errors) {
		snprintf(reason, sizeof(reason), "malformed: %u error%s",
			 errors, errors == 1 ? "" : "s");
		report(request,
		       with_diags(result_error(file, CLI_MALFORMED, reason),
				  s));
	} else if (vgs_scenario_is_library(s)) {
		report(request,
		       result_error(file, CLI_SKIPPED, "a setup library"));
	} else if (vgs_scenario_skip_reason(s)) {
		report(request,
		       with_diags(result_error(file, CLI_SKIPPED,
					       vgs_scenario_skip_reason(s)),
				  s));
	} else {
		run_variants(s, request);
	}
}

void results_of(const char *file, const struct result_request *request)
{
	struct vgs_scenario_opts opts;
	struct vgs_scenario *s;
	int err;

	vgs_scenario_opts_default(&opts);
	opts.library_dir = paths_libraries();
	err = vgs_scenario_load(file, &opts, &s);
	if (err) {
		report(request,
		       result_error(file, CLI_MALFORMED, vgs_strerror(err)));
		return;
	}
	run_loaded(s, request);
	vgs_scenario_free(s);
}

void result_print_json(json_t *result)
{
	json_t *o = json_copy(result);

	json_object_del(o, RESULT_TEXT);
	json_object_del(o, RESULT_DIAGNOSTICS);
	json_object_del(o, RESULT_STATUS);
	cli_json(o);
}

const char *result_string(const json_t *result, const char *key)
{
	const char *text = json_string_value(json_object_get(result, key));

	return text ? text : "";
}

int result_status(const json_t *result)
{
	return (int)json_integer_value(json_object_get(result, RESULT_STATUS));
}

void result_count(struct result_summary *summary, const json_t *result)
{
	switch (result_status(result)) {
	case CLI_OK:
		summary->passed++;
		break;
	case CLI_DIFFERS:
		summary->failed++;
		break;
	case CLI_SKIPPED:
		summary->skipped++;
		break;
	default:
		summary->errors++;
		break;
	}
}

json_t *result_summary_json(const struct result_summary *summary)
{
	return json_pack("{s:{s:I, s:I, s:I, s:I}}", "summary", "passed",
			 (json_int_t)summary->passed, "failed",
			 (json_int_t)summary->failed, "skipped",
			 (json_int_t)summary->skipped, "errors",
			 (json_int_t)summary->errors);
}
