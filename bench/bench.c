/* SPDX-License-Identifier: MIT */
/*
 * The command of the benchmark: options, sampling, table and JSON Lines.
 *
 * print_help() says what they are.  --model and --turns are for profilers.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"

#include <ctype.h>
#include <errno.h>
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
	long samples;
	long turns;		       /* 0: as many as fill a sample */
	long pes, lpis, pending, used; /* -1: all */
	unsigned rows;
	bool ops; /* there is an operation that --op names */
} options = { .op = "",
	      .samples = 11,
	      .pes = -1,
	      .lpis = -1,
	      .pending = -1,
	      .used = -1 };

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
	if (!is_wanted_op(point->op))
		return false;
	options.ops = true;
	return is_wanted(options.pes, point->pes) &&
	       is_wanted(options.lpis, point->lpis) &&
	       is_wanted(options.pending, point->pending) &&
	       is_wanted(options.used, point->used);
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

static const struct {
	const char *name;
	long min, max;
	long *number;
} numbers[] = {
	{ "--samples=", 1, SAMPLES_MAX, &options.samples },
	{ "--turns=", 1, 1000000000, &options.turns },
	{ "--pes=", 0, INT32_MAX, &options.pes },
	{ "--lpis=", 0, INT32_MAX, &options.lpis },
	{ "--pending=", 0, INT32_MAX, &options.pending },
	{ "--used=", 0, INT32_MAX, &options.used },
};

static const struct {
	const char *name;
	bool *flag;
} flags[] = {
	{ "--model", &options.model },
	{ "--quick", &options.quick },
	{ "--exact", &options.exact },
};

static void print_help(void)
{
	printf("usage: bench [OPTION]...\n"
	       "CPU time of operations: a row for each, ns an operation.\n"
	       "  --format=table|json  a table (default), or JSON Lines\n"
	       "  --op=PREFIX          rows whose op begins with PREFIX\n"
	       "  --exact              rows whose op is PREFIX\n"
	       "  --pes=N              rows with N PEs, 0 to %ld\n"
	       "  --lpis=N             rows with N LPIs, 0 to %ld\n"
	       "  --pending=N          rows with N others pending, 0 to %ld\n"
	       "  --used=N             rows with N list registers filled,"
	       " 0 to %ld\n"
	       "  --quick              the corners of a sweep only\n"
	       "  --samples=N          samples of about 1 ms of CPU time,"
	       " 1 to %d (11)\n"
	       "  --model              without naive evaluation and floor\n"
	       "  --turns=N            run each loop N times, 1 to %ld,"
	       " measure nothing\n"
	       "  --help               this text\n"
	       "Exit status: 0, 1: a loop saw a wrong INTID, 2: usage, no row.\n",
	       numbers[2].max, numbers[3].max, numbers[4].max, numbers[5].max,
	       SAMPLES_MAX, numbers[1].max);
}

/* False: @arg is no number's option, or what it says was refused. */
static bool parse_number(const char *arg)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		const char *value = value_of(arg, numbers[i].name);
		char *end;
		long number;

		if (!value)
			continue;
		errno = 0;
		number = strtol(value, &end, 10);
		if (isdigit((unsigned char)*value) && !*end && !errno &&
		    number >= numbers[i].min && number <= numbers[i].max) {
			*numbers[i].number = number;
			return true;
		}
		fprintf(stderr, "bench: %s: not a number from %ld to %ld\n",
			arg, numbers[i].min, numbers[i].max);
		return false;
	}
	fprintf(stderr, "bench: %s: no such option, see --help\n", arg);
	return false;
}

static bool parse(const char *arg)
{
	const char *value = value_of(arg, "--format=");

	if (value) {
		options.json = !strcmp(value, "json");
		if (options.json || !strcmp(value, "table"))
			return true;
		fprintf(stderr, "bench: %s: neither table nor json\n", arg);
		return false;
	}
	value = value_of(arg, "--op=");
	if (value) {
		options.op = value;
		return true;
	}
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		if (!strcmp(arg, flags[i].name)) {
			*flags[i].flag = true;
			return true;
		}
	}
	return parse_number(arg);
}

static int no_row(void)
{
	if (!options.ops)
		fprintf(stderr, "bench: no operation %s '%s'\n",
			options.exact ? "is" : "begins with", options.op);
	else
		fprintf(stderr,
			"bench: no row of '%s' has these sizes "
			"(--pes, --lpis, --pending, --used)\n",
			options.op);
	return 2;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			print_help();
			return 0;
		}
		if (!parse(argv[i]))
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
	if (!options.rows)
		return no_row();
	return bench_wrong ? 1 : 0;
}
