/* SPDX-License-Identifier: MIT */
/*
 * The floor beside another one: a file that the build option bench_reference
 * names, with the functions g_line(), g_iar(), g_eoi(), ... of the floor that
 * the figures of other implementations were measured with.  Rows "floor-*":
 * ours is the model's column, theirs the floor's.
 */
#define _POSIX_C_SOURCE 200809L

#include "subject.h"

#define main  reference_main
#define bench reference_bench
#include BENCH_REFERENCE
#undef main
#undef bench

#define EVENTS 57344

static Gic *reference_gic(const struct bench_turn *t)
{
	Gic *g = gnew((int)t->pes, 992);

	for (unsigned i = 32; i < 992; i++)
		g->spi[i].cpu = (u16)t->pe;
	g->spi[43].edge = 1;
	g->nite = EVENTS;
	g->ite = calloc(EVENTS, sizeof(*g->ite));
	for (unsigned i = 0; g->ite && i < EVENTS; i++)
		g->ite[i].lpi = LPI0 + i;
	nev = EVENTS;
	return g;
}

/* --- theirs: the loops of the file -------------------------------- */

static void theirs_level(void *arg, long n)
{
	struct bench_turn *t = arg;
	A a = { .irq = 39, .cpu = (int)t->pe };

	b_level(&a, n);
}

static void theirs_edge(void *arg, long n)
{
	A a = { .irq = 43 };

	(void)arg;
	b_edge(&a, n);
}

static void theirs_sgi(void *arg, long n)
{
	struct bench_turn *t = arg;
	A a = { .cpu = (int)t->pe };

	b_sgi1(&a, n);
}

/* --- ours, the same steps ----------------------------------------- */

static void ours_level(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_set_line(t->floor, 39, true);
		intid = floor_acknowledge(t->floor, t->pe);
		floor_set_line(t->floor, 39, false);
		floor_end(t->floor, t->pe, intid);
		bench_check(intid == 39);
	}
}

static void ours_edge(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_set_pending(t->floor, 0, 1, 1u << 43 % 32);
		intid = floor_acknowledge(t->floor, 0);
		floor_end(t->floor, 0, intid);
		bench_check(intid == 43);
	}
}

static void ours_sgi(void *arg, long n)
{
	struct bench_turn *t = arg;
	uint64_t value =
		(uint64_t)(t->pe / 16) << 16 | 1u << t->pe % 16 | 3u << 24;

	for (; n; n--) {
		uint32_t intid;

		floor_sgi(t->floor, 0, value);
		intid = floor_acknowledge(t->floor, t->pe);
		floor_end(t->floor, t->pe, intid);
		bench_check(intid == 3);
	}
}

static void ours_msi(void *arg, long n)
{
	struct bench_turn *t = arg;
	static uint32_t random = 1;

	for (; n; n--) {
		uint32_t event, intid;

		random = random * 1664525u + 1013904223u;
		event = (random >> 8) % EVENTS;
		floor_msi(t->floor, event);
		intid = floor_acknowledge(t->floor, 0);
		floor_end(t->floor, 0, intid);
		bench_check(intid == FLOOR_LPI + event);
	}
}

static void ours_lr(void *arg, long n)
{
	struct bench_turn *t = arg;

	for (; n; n--) {
		uint32_t intid;

		floor_write_lr(t->floor, 0, 0, UINT64_C(0x50a0) << 48 | 40);
		intid = floor_acknowledge_virtual(t->floor, 0);
		floor_end_virtual(t->floor, 0, intid);
		bench_check(intid == 40);
	}
}

static void change(void *user, unsigned pe, bool virt, bool level)
{
	(void)pe;
	(void)virt;
	(void)level;
	++*(unsigned long *)user;
}

static const struct {
	const char *op;
	bench_fn ours, theirs;
	bool one_pe;
} rows[] = {
	{ "floor-level", ours_level, theirs_level, false },
	{ "floor-edge", ours_edge, theirs_edge, true },
	{ "floor-sgi", ours_sgi, theirs_sgi, false },
	{ "floor-msi", ours_msi, b_msi, true },
	{ "floor-lr", ours_lr, b_virt, true },
};

static struct bench_point point_of(unsigned row, unsigned pes)
{
	return (struct bench_point){ rows[row].op, pes, 960, 0, 0, 0, 0, 0 };
}

static bool is_wanted(unsigned row, unsigned pes)
{
	struct bench_point point = point_of(row, pes);

	return bench_wanted(&point) && (pes == 1 || !rows[row].one_pe);
}

static bool is_any_wanted(unsigned pes)
{
	for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (is_wanted(i, pes))
			return true;
	}
	return false;
}

static void compare_floors(unsigned pes)
{
	static unsigned long changes;
	struct bench_turn turn = { .pe = pes - 1, .pes = pes };

	if (!is_any_wanted(pes))
		return;
	G = reference_gic(&turn);
	turn.floor = floor_new(pes, change, &changes);
	if (!turn.floor || !floor_map_lpis(turn.floor, EVENTS, 0xa0))
		return;
	for (uint32_t i = 32; i < 992; i++)
		floor_configure(turn.floor, i, 0xa0, i == 43, pes - 1);
	for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct bench_point point = point_of(i, pes);
		struct bench_sides sides = {
			.model = { rows[i].ours, &turn },
			.floor = { rows[i].theirs, &turn },
		};

		if (is_wanted(i, pes))
			bench_run(&point, &sides);
	}
	bench_check(!bad);
	floor_free(turn.floor);
}

void bench_reference(void)
{
	compare_floors(1);
	compare_floors(64);
}
