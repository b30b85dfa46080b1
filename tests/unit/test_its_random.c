/* SPDX-License-Identifier: MIT */
/*
 * Commands at random over tables at random: every call ends, nothing outside
 * the memory is touched, the invariants hold, and translations agree with a
 * walk of the tables that is written down a second time.
 */
#include "naive_its.h"
#include "test_its.h"

struct random {
	uint64_t state;
	uint32_t device, event; /* of the last MSI that reached an LPI */
	/* No two tables overlap, nor those of two ITSes. */
	bool disjoint;
};

static uint64_t next(struct random *r)
{
	r->state ^= r->state << 13;
	r->state ^= r->state >> 7;
	r->state ^= r->state << 17;
	return r->state * UINT64_C(0x2545f4914f6cdd1d);
}

static uint64_t below(struct random *r, uint64_t n)
{
	return next(r) % n;
}

/* One in eight values is anything at all. */
static uint64_t mostly_below(struct random *r, uint64_t n)
{
	return below(r, 8) ? below(r, n) : next(r) >> below(r, 64);
}

/* --- the walk ---------------------------------------------------------- */

static bool load_ram(void *user, uint64_t addr, unsigned size,
		     uint64_t *ret_value)
{
	const struct its *t = user;

	if (addr < RAM || addr - RAM > RAM_SIZE - size)
		return false;
	*ret_value = load(t, addr, size);
	return true;
}

static bool walk(struct its *t, unsigned unit, uint64_t device, uint64_t event,
		 unsigned *ret_pe, uint64_t *ret_intid)
{
	const struct naive_its its = {
		.load = load_ram,
		.user = t,
		.enabled = gits(t, unit, "GITS_CTLR") & 1,
		.devices = gits(t, unit, "GITS_BASER0"),
		.collections = gits(t, unit, "GITS_BASER1"),
		.device_bits = 8,
		.entry_size = 12,
		.pes = t->f.cfg.pes,
	};

	return naive_walk(&its, device, event, ret_pe, ret_intid);
}

static void assert_translation_agrees(struct its *t, unsigned unit,
				      uint32_t device, uint32_t event)
{
	struct vgs_translation to;
	unsigned pe = 0;
	uint64_t intid = 0;
	bool reaches = walk(t, unit, device, event, &pe, &intid);

	assert_int_equal(vgs_gic_translate(t->f.gic, unit, device, event, &to),
			 0);
	/* What can stop it at the Redistributor comes behind the walk. */
	assert_int_equal(reaches, to.step == VGS_MSI_REACHES ||
					  (to.step >= VGS_MSI_LPIS_DISABLED &&
					   to.step != VGS_MSI_NO_MEMORY));
	if (!reaches)
		return;
	assert_int_equal(to.pe, pe);
	assert_int_equal(to.intid, intid);
}

/* --- what happens ---------------------------------------------------------- */

/* One statement for each draw: each compiler plays the same game. */
static void some_command(struct random *r, unsigned unit, uint64_t dw[4])
{
	static const uint8_t opcodes[] = { 0x01, 0x03, 0x04, 0x05, 0x08,
					   0x09, 0x0a, 0x0a, 0x0a, 0x0b,
					   0x0c, 0x0d, 0x0e, 0x0f };
	unsigned opcode = opcodes[below(r, sizeof(opcodes))];

	dw[0] = mostly_below(r, 16) << 32 | opcode;
	dw[1] = mostly_below(r, 8);
	dw[2] = V | mostly_below(r, 4) << 16;
	dw[2] |= mostly_below(r, 4);
	dw[3] = mostly_below(r, 4) << 16;
	if (opcode == 0x08) {
		dw[1] = mostly_below(r, 5);
		dw[2] = V | (below(r, 8) ? ITT + below(r, 16) * 0x400
					 : mostly_below(r, 1));
	}
	if (opcode == 0x0a)
		dw[1] |= (8192 + mostly_below(r, 64)) << 32;
	if (!below(r, 8))
		dw[2] &= ~V;
	if (r->disjoint && opcode == 0x08)
		dw[2] = (dw[2] & V) |
			(ITT + (unit << 8 | (dw[0] >> 32 & 0xff)) * 0x200);
	else if (!below(r, 32))
		dw[below(r, 4)] = next(r);
}

static void some_commands(struct its *t, struct random *r, unsigned unit)
{
	uint64_t cwriter = gits(t, unit, "GITS_CWRITER") % 4096;

	for (uint64_t n = below(r, 4) + 1; n; n--) {
		uint64_t dw[4];

		some_command(r, unit, dw);
		for (unsigned i = 0; i < 4; i++)
			store(t, QUEUE(unit) + cwriter + i * 8, 8, dw[i]);
		cwriter = (cwriter + 32) % 4096;
	}
	/* Retry skips what stalled: the slot becomes a SYNC. */
	if (gits(t, unit, "GITS_CREADR") & 1)
		store(t, QUEUE(unit) + (gits(t, unit, "GITS_CREADR") & ~31u), 8,
		      0x05);
	gits_write(t, unit, "GITS_CWRITER",
		   (below(r, 64) ? cwriter : next(r) & 0xfffe0) | 1);
}

static void some_garbage(struct its *t, struct random *r)
{
	const uint64_t areas[] = { PROP,	PEND(1), DEVICES(0),
				   COLLECTS(0), ITT,	 SPARE };
	uint64_t addr = areas[below(r, 6)];

	addr += below(r, 256) * 8;
	store(t, addr, 8, below(r, 2) ? next(r) : V | below(r, 1u << 20));
}

static void some_register(struct its *t, struct random *r, unsigned unit)
{
	static const uint64_t indirect[] = { 0, UINT64_C(1) << 62 };

	gits_write(t, unit, "GITS_CTLR", 0);
	if (!below(r, 2))
		gits_write(t, unit, "GITS_BASER0",
			   V | DEVICES(unit) |
				   indirect[r->disjoint ? 0 : below(r, 2)]);
	if (!below(r, 4)) {
		gits_write(t, unit, "GITS_CBASER", V | QUEUE(unit));
		gits_write(t, unit, "GITS_CWRITER", 0);
	}
	gits_write(t, unit, "GITS_CTLR", below(r, 8) != 0);
}

static void some_redistributor(struct its *t, struct random *r)
{
	unsigned pe = (unsigned)below(r, t->f.cfg.pes);
	/* Where tables are kept apart, no promise about them is broken. */
	bool ptz = !below(r, 4) && !r->disjoint;

	redist_write(&t->f, pe, "GICR_CTLR", 0);
	redist_write(&t->f, pe, "GICR_PENDBASER", PEND(pe) | (ptz ? PTZ : 0));
	redist_write(&t->f, pe, "GICR_CTLR", 1);
}

static void some_work(struct its *t, struct random *r)
{
	for (uint64_t left = below(r, 16); left; left--) {
		struct vgs_work work[32];
		int n = vgs_gic_work(t->f.gic, 32, work);

		if (n <= 0)
			return;
		n = n > 32 ? 32 : n;
		(void)vgs_gic_work_run(t->f.gic, &work[below(r, (uint64_t)n)]);
	}
}

static void some_acknowledge(struct its *t, unsigned pe)
{
	unsigned intid = acknowledge(t, pe);

	if (intid < 1020 || intid >= 8192)
		end(t, pe, intid);
}

/* What the cache of translations says is what the tables say. */
static void some_msi(struct its *t, struct random *r, unsigned unit)
{
	bool again = below(r, 2);
	uint32_t device = again ? r->device : (uint32_t)mostly_below(r, 16);
	uint32_t event = again ? r->event : (uint32_t)mostly_below(r, 8);
	struct vgs_translation to;
	bool fresh;

	assert_int_equal(vgs_gic_translate(t->f.gic, unit, device, event, &to),
			 0);
	if (to.step == VGS_MSI_REACHES) {
		r->device = device;
		r->event = event;
	}
	fresh = r->disjoint && to.step == VGS_MSI_REACHES &&
		pending_on(t, to.intid) == NOWHERE;
	assert_int_equal(vgs_gic_msi(t->f.gic, unit, device, event), 0);
	if (fresh)
		assert_int_equal(pending_on(t, to.intid), to.pe);
}

static void some_step(struct its *t, struct random *r)
{
	unsigned unit = (unsigned)below(r, 2);

	switch (below(r, 16)) {
	case 0:
		some_garbage(t, r);
		/* Caches of what was changed under it are dropped. */
		some_register(t, r, 0);
		some_register(t, r, 1);
		break;
	case 1:
		if (!below(r, 8))
			some_redistributor(t, r);
		break;
	case 2:
	case 3:
		for (unsigned n = 0; n < 16; n++)
			some_acknowledge(t, (unsigned)below(r, t->f.cfg.pes));
		break;
	case 4:
	case 5:
	case 6:
	case 7:
		some_msi(t, r, unit);
		break;
	case 8:
	case 9:
		some_work(t, r);
		break;
	default:
		some_commands(t, r, unit);
		break;
	}
}

static void play(unsigned steps, uint64_t seed,
		 void (*adjust)(struct vgs_gic_config *cfg))
{
	struct its *t = calloc(1, sizeof(*t));
	struct random r = { .state = seed, .disjoint = seed % 2 };
	unsigned reached = 0;
	void *state = t;

	assert_non_null(t);
	its_config(t);
	adjust(&t->f.cfg);
	its_machine(t);
	for (unsigned i = 0; i < steps; i++) {
		const char *broken = "";
		unsigned long before = t->accesses;

		some_step(t, &r);
		/* Bounded: no single step reads all tables many times. */
		assert_true(t->accesses - before < 100000);
		if (i % 16)
			continue;
		if (vgs_gic_check(t->f.gic, &broken))
			fail_msg("step %u of seed %llu: %s", i,
				 (unsigned long long)seed, broken);
		for (unsigned unit = 0; unit < 2; unit++) {
			uint32_t device = (uint32_t)mostly_below(&r, 16);
			uint32_t event = (uint32_t)mostly_below(&r, 8);
			unsigned pe;
			uint64_t intid;

			assert_translation_agrees(t, unit, device, event);
			reached += walk(t, unit, device, event, &pe, &intid);
		}
	}
	assert_null(vgs_gic_bug(t->f.gic));
	/* Or all of this was about nothing. */
	assert_true(reached > steps / 1000);
	its_teardown(&state);
}

static void as_it_is(struct vgs_gic_config *cfg)
{
	cfg->its_error = VGS_ITS_ERROR_IGNORE;
}

static void stalling(struct vgs_gic_config *cfg)
{
	cfg->its_error = VGS_ITS_ERROR_STALL;
}

static void cached_and_tight(struct vgs_gic_config *cfg)
{
	cfg->its_error = VGS_ITS_ERROR_IGNORE;
	cfg->lpi_cache = VGS_LPI_CACHE_CACHED;
	cfg->lpi_slots = 5;
	cfg->lpi_id_bits = 14;
}

static void step_mode(struct vgs_gic_config *cfg)
{
	cfg->its_error = VGS_ITS_ERROR_IGNORE;
	cfg->async = true;
	cfg->lpi_id_bits = 14;
	cfg->lpi_slots = 16;
}

static void on_a_budget(struct vgs_gic_config *cfg)
{
	cfg->its_error = VGS_ITS_ERROR_IGNORE;
	cfg->work_budget = 3;
	cfg->lpi_id_bits = 14;
}

#define STEPS 40000u

static void hostile_commands_are_survived(void **state)
{
	(void)state;
	play(STEPS, 1, as_it_is);
	play(STEPS, 6, as_it_is);
}

static void hostile_commands_are_survived_with_stalls(void **state)
{
	(void)state;
	play(STEPS, 2, stalling);
}

static void hostile_commands_are_survived_with_a_tight_pool(void **state)
{
	(void)state;
	play(STEPS, 3, cached_and_tight);
}

static void hostile_commands_are_survived_in_step_mode(void **state)
{
	(void)state;
	play(STEPS, 4, step_mode);
}

static void hostile_commands_are_survived_on_a_budget(void **state)
{
	(void)state;
	play(STEPS, 5, on_a_budget);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_commands_are_survived),
		cmocka_unit_test(hostile_commands_are_survived_with_stalls),
		cmocka_unit_test(
			hostile_commands_are_survived_with_a_tight_pool),
		cmocka_unit_test(hostile_commands_are_survived_in_step_mode),
		cmocka_unit_test(hostile_commands_are_survived_on_a_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
