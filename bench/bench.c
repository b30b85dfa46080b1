/* SPDX-License-Identifier: MIT */
/*
 * The command of the benchmark: options, sampling, table and JSON Lines.
 *
 * usage: bench [--format=table|json] [--op=PREFIX] [--quick] [--samples=N]
 *              [--model] [--turns=N] [--exact]
 *              [--pes=N] [--lpis=N] [--pending=N]
 *
 * --model leaves the references out, and --turns runs each loop so often and
 * measures nothing: for profilers.  With --exact, --op is the whole name.  The
 * last three choose among the rows.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define SAMPLES_MAX   101
#define SAMPLE_NS     1e6
#define CALIBRATE_MAX 100000000L

unsigned long bench_wrong;

static struct {
	bool json, quick, model, exact;
	const char *op;
	int samples;
	long turns;		 /* 0: as many as fill a sample */
	long pes, lpis, pending; /* -1: all */
	unsigned rows;
} options = { false, false, false, false, "", 11, 0, -1, -1, -1, 0 };

static bool is_wanted_op(const char *op)
{
	return options.exact ? !strcmp(op, options.op)
			     : !strncmp(op, options.op, strlen(options.op));
}

static bool is_wanted(long wanted, unsigned value)
{
	return wanted < 0 || wanted == (long)value;
}

bool bench_wanted(const struct bench_point *point)
{
	return is_wanted_op(point->op) && is_wanted(options.pes, point->pes) &&
	       is_wanted(options.lpis, point->lpis) &&
	       is_wanted(options.pending, point->pending);
}

bool bench_model(void)
{
	return options.model;
}

bool bench_quick(void)
{
	return options.quick;
}

/* --- sampling ------------------------------------------------------------- */

static double of_timeval(struct timeval tv)
{
	return (double)tv.tv_sec * 1e9 + (double)tv.tv_usec * 1e3;
}

/* This thread's, and that of processes it has waited for. */
static double cpu_ns(void)
{
	struct rusage children;
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	getrusage(RUSAGE_CHILDREN, &children);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec +
	       of_timeval(children.ru_utime) + of_timeval(children.ru_stime);
}

static double time_of(const struct bench_side *side, long n)
{
	double start = cpu_ns();

	side->fn(side->arg, n);
	return cpu_ns() - start;
}

/* How many turns fill a sample; the turns on the way warm the caches. */
static long calibrate(const struct bench_side *side)
{
	double ns = 0;
	long n = 1;

	for (; n < CALIBRATE_MAX; n *= 2) {
		ns = time_of(side, n);
		if (ns > SAMPLE_NS / 4)
			break;
	}
	n = (long)((double)n * SAMPLE_NS / ns);
	return n > 0 ? n : 1;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, (size_t)options.samples, sizeof(*values), compare);
	return values[options.samples / 2];
}

/* Median ns of each side, -1: there is none. */
static void measure(const struct bench_sides *sides, double ret_ns[3])
{
	const struct bench_side *side[3] = { &sides->model, &sides->naive,
					     &sides->floor };
	static double samples[3][SAMPLES_MAX];
	double per = sides->per != 0 ? sides->per : 1;
	long n[3] = { 0, 0, 0 };

	for (int k = 0; k < 3; k++) {
		ret_ns[k] = -1;
		if (!side[k]->fn || (k > 0 && options.model))
			continue;
		if (options.turns)
			side[k]->fn(side[k]->arg, options.turns);
		else
			n[k] = calibrate(side[k]);
	}
	for (int i = 0; i < options.samples; i++) {
		for (int k = 0; k < 3; k++) {
			if (n[k])
				samples[k][i] = time_of(side[k], n[k]) /
						(double)n[k] / per;
		}
	}
	for (int k = 0; k < 3; k++) {
		if (n[k])
			ret_ns[k] = median(samples[k]);
	}
}

/* --- results -------------------------------------------------------------- */

static void print_json_number(const char *name, double value)
{
	if (value < 0)
		printf(",\"%s\":null", name);
	else
		printf(",\"%s\":%.2f", name, value);
}

static void print_json(const struct bench_point *p, const double ns[3],
		       double ratio)
{
	options.rows++;
	printf("{\"v\":1,\"op\":\"%s\",\"pes\":%u,\"spis\":%u,\"lpis\":%u,"
	       "\"pending\":%u,\"lrs\":%u",
	       p->op, p->pes, p->spis, p->lpis, p->pending, p->lrs);
	print_json_number("ns", ns[0]);
	print_json_number("floor_ns", ns[2]);
	print_json_number("naive_ns", ns[1]);
	print_json_number("ratio", ratio);
	if (p->bytes)
		printf(",\"bytes\":%zu", p->bytes);
	if (p->used)
		printf(",\"used\":%u", p->used);
	printf("}\n");
}

static void print_cell(double value, int width, int digits)
{
	if (value < 0)
		printf(" %*s", width, "-");
	else
		printf(" %*.*f", width, digits, value);
}

static void print_table(const struct bench_point *p, const double ns[3],
			double ratio)
{
	if (!options.rows++)
		printf("%-18s %4s %5s %6s %7s %3s %10s %10s %12s %6s\n", "op",
		       "PEs", "SPIs", "LPIs", "pending", "LRs", "ns", "floor",
		       "naive", "ratio");
	printf("%-18s %4u %5u %6u %7u %3u", p->op, p->pes, p->spis, p->lpis,
	       p->pending, p->lrs);
	print_cell(ns[0], 10, 1);
	print_cell(ns[2], 10, 1);
	print_cell(ns[1], 12, 1);
	print_cell(ratio, 6, 2);
	if (p->bytes)
		printf(" %zu bytes", p->bytes);
	if (p->used)
		printf(" %u used", p->used);
	printf("\n");
}

void bench_run(const struct bench_point *point, const struct bench_sides *sides)
{
	unsigned long wrong = bench_wrong;
	double ns[3], ratio = -1;

	measure(sides, ns);
	if (ns[2] > 0)
		ratio = ns[0] / ns[2];
	if (options.json)
		print_json(point, ns, ratio);
	else
		print_table(point, ns, ratio);
	fflush(stdout);
	if (bench_wrong != wrong)
		fprintf(stderr, "bench: %s: %lu wrong INTIDs\n", point->op,
			bench_wrong - wrong);
}

/* --- command line --------------------------------------------------------- */

static const char *value_of(const char *arg, const char *name)
{
	size_t n = strlen(name);

	return strncmp(arg, name, n) ? NULL : arg + n;
}

/* --pes=N and the like. */
static bool parse_size(const char *arg)
{
	static const struct {
		const char *name;
		long *number;
	} sizes[] = {
		{ "--pes=", &options.pes },
		{ "--lpis=", &options.lpis },
		{ "--pending=", &options.pending },
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		const char *value = value_of(arg, sizes[i].name);

		if (!value)
			continue;
		*sizes[i].number = strtol(value, NULL, 10);
		return *sizes[i].number >= 0;
	}
	return false;
}

static bool parse(const char *arg)
{
	const char *value = value_of(arg, "--format=");

	if (value) {
		options.json = !strcmp(value, "json");
		return options.json || !strcmp(value, "table");
	}
	value = value_of(arg, "--op=");
	if (value) {
		options.op = value;
		return true;
	}
	value = value_of(arg, "--samples=");
	if (value) {
		options.samples = (int)strtol(value, NULL, 10);
		return options.samples > 0 && options.samples <= SAMPLES_MAX;
	}
	value = value_of(arg, "--turns=");
	if (value) {
		options.turns = strtol(value, NULL, 10);
		return options.turns > 0;
	}
	if (!strcmp(arg, "--model"))
		options.model = true;
	else if (!strcmp(arg, "--quick"))
		options.quick = true;
	else if (!strcmp(arg, "--exact"))
		options.exact = true;
	else
		return parse_size(arg);
	return true;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (parse(argv[i]))
			continue;
		fprintf(stderr, "usage: bench [--format=table|json] "
				"[--op=PREFIX] [--quick] [--samples=N] "
				"[--model] [--turns=N] [--exact] "
				"[--pes=N] [--lpis=N] [--pending=N]\n");
		return 2;
	}
	bench_gicv3();
	bench_gicv2();
	bench_its();
	bench_vlpi();
	bench_virtual();
	bench_state();
	bench_vgic();
#ifdef BENCH_SCENARIOS
	bench_scenario();
#endif
#ifdef BENCH_REFERENCE
	bench_reference();
#endif
	if (!options.rows) {
		fprintf(stderr, "bench: no operation begins with '%s'\n",
			options.op);
		return 2;
	}
	return bench_wrong ? 1 : 0;
}
