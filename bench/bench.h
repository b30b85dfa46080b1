/* SPDX-License-Identifier: MIT */
/*
 * Measuring: CPU time of this thread, the median of samples that alternate
 * between the model, its naive evaluation and the floor, so that what the
 * machine does meanwhile hits all three.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was measured: a row of the result. */
struct bench_point {
	const char *op;
	unsigned pes, spis, lpis, pending, lrs;
	size_t bytes;  /* that the operation allocates; 0: not of interest */
	unsigned used; /* list registers, of lrs; 0: not of interest */
};

/* Do the operation @n times. */
typedef void (*bench_fn)(void *arg, long n);

struct bench_side {
	bench_fn fn; /* NULL: there is no such reference */
	void *arg;
};

struct bench_sides {
	struct bench_side model, naive, floor;
	double per; /* operations in one turn of the loop, 0: 1 */
};

/* Measure all sides and print the row. */
void bench_run(const struct bench_point *point,
	       const struct bench_sides *sides);

/* A loop found what it did not expect (the wrong INTID): exit status 1. */
extern unsigned long bench_wrong;

static inline void bench_check(bool as_expected)
{
	bench_wrong += !as_expected;
}

/*
 * Is the row asked for: by its own name, which starts with what --op says, and
 * by its sizes?  Whoever runs a row asks before it sets anything up.
 */
bool bench_wanted(const struct bench_point *point);

/* --model: are the references left out? */
bool bench_model(void);

/* --quick: the corners of a sweep only. */
bool bench_quick(void);

/* The groups of operations. */
void bench_gicv3(void);
void bench_gicv2(void);
void bench_its(void);
void bench_vlpi(void);
void bench_virtual(void);
void bench_state(void);
void bench_vgic(void);
void bench_scenario(void);  /* needs the scenario library */
void bench_reference(void); /* needs the build option bench_reference */

#endif
