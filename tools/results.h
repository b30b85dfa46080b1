/* SPDX-License-Identifier: MIT */
/*
 * Running one scenario file with its variants, each run as a JSON object: what
 * --format=json prints, what a worker process sends, and what text, TAP and
 * JUnit are made from.
 */
#ifndef VGICSIM_TOOLS_RESULTS_H
#define VGICSIM_TOOLS_RESULTS_H

#include <jansson.h>
#include <libvgicsim/scenario.h>

#include "diag.h"

/*
 * Keys beside those of docs/schema/result.json, private to this program:
 * "text" is the failures for people, "diagnostics" the loader's messages for
 * people, "status" the run's exit status, "explanation" the answer to --why.
 */
#define RESULT_TEXT	   "text"
#define RESULT_DIAGNOSTICS "diagnostics"
#define RESULT_STATUS	   "status"
#define RESULT_EXPLANATION "explanation"

/* One run is over; the callee borrows @result. */
typedef void (*result_fn)(void *user, json_t *result);
/* One run begins. */
typedef void (*result_begin_fn)(void *user, const struct vgs_scenario *s,
				unsigned variant);

struct result_request {
	struct vgs_run_opts opts;
	result_begin_fn begin; /* may be NULL */
	result_fn done;
	void *user;
};

void results_of(const char *file, const struct result_request *request);

/* A result for a file that could not be run at all. */
json_t *result_error(const char *file, int status, const char *reason);

/* Prints the object without the private keys. */
void result_print_json(json_t *result);

const char *result_string(const json_t *result, const char *key);
int result_status(const json_t *result);

/* {passed, failed, skipped, errors} over results. */
struct result_summary {
	unsigned long passed, failed, skipped, errors;
};

void result_count(struct result_summary *summary, const json_t *result);
json_t *result_summary_json(const struct result_summary *summary);

#endif
