/* SPDX-License-Identifier: MIT */
/*
 * SGI generation (facts section H): the forwarding table spelled out by hand,
 * target lists, one security state.
 */
#include "test_gicv3.h"

enum writer {
	EL1NS,
	SEL1,
	EL3,
};

/* One line of the table: which of NSACR 0, 1, 2 let the SGI through. */
struct outcome {
	enum vgs_sysreg reg;
	enum writer writer;
	enum vgs_group target;
	bool nsacr[3];
};

/*
 * GIC-H1, GIC-H8 to GIC-H11, GIC-H13, GIC-H14, GIC-H16: 27 lines of three, 81
 * outcomes.
 */
static const struct outcome outcomes[] = {
	/* Group 0 is asked for. */
	{ VGS_ICC_SGI0R_EL1, EL1NS, VGS_G0, { false, true, true } },
	{ VGS_ICC_SGI0R_EL1, EL1NS, VGS_G1S, { false, false, false } },
	{ VGS_ICC_SGI0R_EL1, EL1NS, VGS_G1NS, { false, false, false } },
	{ VGS_ICC_SGI0R_EL1, SEL1, VGS_G0, { true, true, true } },
	{ VGS_ICC_SGI0R_EL1, SEL1, VGS_G1S, { false, false, false } },
	{ VGS_ICC_SGI0R_EL1, SEL1, VGS_G1NS, { false, false, false } },
	{ VGS_ICC_SGI0R_EL1, EL3, VGS_G0, { true, true, true } },
	{ VGS_ICC_SGI0R_EL1, EL3, VGS_G1S, { false, false, false } },
	{ VGS_ICC_SGI0R_EL1, EL3, VGS_G1NS, { false, false, false } },
	/* The writer's own Group 1. */
	{ VGS_ICC_SGI1R_EL1, EL1NS, VGS_G0, { false, false, false } },
	{ VGS_ICC_SGI1R_EL1, EL1NS, VGS_G1S, { false, false, false } },
	{ VGS_ICC_SGI1R_EL1, EL1NS, VGS_G1NS, { true, true, true } },
	{ VGS_ICC_SGI1R_EL1, SEL1, VGS_G0, { true, true, true } },
	{ VGS_ICC_SGI1R_EL1, SEL1, VGS_G1S, { true, true, true } },
	{ VGS_ICC_SGI1R_EL1, SEL1, VGS_G1NS, { false, false, false } },
	{ VGS_ICC_SGI1R_EL1, EL3, VGS_G0, { true, true, true } },
	{ VGS_ICC_SGI1R_EL1, EL3, VGS_G1S, { true, true, true } },
	{ VGS_ICC_SGI1R_EL1, EL3, VGS_G1NS, { false, false, false } },
	/* The other security state's Group 1. */
	{ VGS_ICC_ASGI1R_EL1, EL1NS, VGS_G0, { false, true, true } },
	{ VGS_ICC_ASGI1R_EL1, EL1NS, VGS_G1S, { false, false, true } },
	{ VGS_ICC_ASGI1R_EL1, EL1NS, VGS_G1NS, { false, false, false } },
	{ VGS_ICC_ASGI1R_EL1, SEL1, VGS_G0, { false, false, false } },
	{ VGS_ICC_ASGI1R_EL1, SEL1, VGS_G1S, { false, false, false } },
	{ VGS_ICC_ASGI1R_EL1, SEL1, VGS_G1NS, { true, true, true } },
	{ VGS_ICC_ASGI1R_EL1, EL3, VGS_G0, { false, false, false } },
	{ VGS_ICC_ASGI1R_EL1, EL3, VGS_G1S, { false, false, false } },
	{ VGS_ICC_ASGI1R_EL1, EL3, VGS_G1NS, { true, true, true } },
};

static void act_as(struct fixture *f, enum writer writer)
{
	if (writer == EL3)
		el3(f, 0);
	else if (writer == SEL1)
		secure_el1(f, 0);
	else
		el1(f, 0);
}

static bool is_sent(struct fixture *f, const struct outcome *o, unsigned nsacr)
{
	bool pending;

	group(f, 1, 3, o->target == VGS_G1NS, o->target == VGS_G1S);
	redist_write(f, 1, "GICR_NSACR", (uint64_t)nsacr << 6);
	redist_write(f, 1, "GICR_ICPENDR0", 8);
	act_as(f, o->writer);
	msr(f, 0, o->reg, 3u << 24 | 2);
	pending = redist_read(f, 1, "GICR_ISPENDR0") & 8;
	return pending;
}

static void the_forwarding_table(void **state)
{
	struct fixture *f = *state;
	unsigned count = 0;

	for (unsigned i = 0; i < COUNT_OF(outcomes); i++) {
		for (unsigned nsacr = 0; nsacr < 3; nsacr++, count++) {
			if (is_sent(f, &outcomes[i], nsacr) !=
			    outcomes[i].nsacr[nsacr])
				fail_msg("line %u, NSACR %u", i, nsacr);
		}
	}
	assert_int_equal(count, 81);
}

/* --- one security state ------------------------------------------------------------ */

static bool sends(struct fixture *f, enum vgs_sysreg reg, unsigned igroupr)
{
	group(f, 1, 3, igroupr, 0);
	redist_write(f, 1, "GICR_ICPENDR0", 8);
	msr(f, 0, reg, 3u << 24 | 2);
	return redist_read(f, 1, "GICR_ISPENDR0") & 8;
}

/* GIC-H15 */
static void with_one_state_each_register_has_its_group(void **state)
{
	struct fixture *f = *state;

	assert_true(sends(f, VGS_ICC_SGI0R_EL1, 0));
	assert_false(sends(f, VGS_ICC_SGI0R_EL1, 1));
	assert_true(sends(f, VGS_ICC_ASGI1R_EL1, 0));
	assert_false(sends(f, VGS_ICC_ASGI1R_EL1, 1));
	assert_true(sends(f, VGS_ICC_SGI1R_EL1, 1));
	assert_false(sends(f, VGS_ICC_SGI1R_EL1, 0));
}

static int setup_h12(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-H12", "forwarded"),
			 0);
	machine(f);
	*state = f;
	return 0;
}

/* GIC-H12: the other choice. */
static void sgi1r_may_reach_group_0(void **state)
{
	struct fixture *f = *state;

	assert_true(sends(f, VGS_ICC_SGI1R_EL1, 0));
	assert_true(sends(f, VGS_ICC_SGI1R_EL1, 1));
	assert_false(sends(f, VGS_ICC_SGI0R_EL1, 1));
}

/* --- who is meant -------------------------------------------------------------------- */

static const uint32_t affinities[] = { 0x00000001, 0x00000011, 0x01020300,
				       0x010203ff };

static int setup_affinities(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.affinities = affinities;
	f->cfg.rss = true;
	machine(f);
	for (unsigned pe = 0; pe < 4; pe++)
		group(f, pe, 3, 1, 0);
	*state = f;
	return 0;
}

static unsigned reached(struct fixture *f)
{
	unsigned set = 0;

	for (unsigned pe = 0; pe < 4; pe++)
		set |= (redist_read(f, pe, "GICR_ISPENDR0") & 8 ? 1u : 0u)
		       << pe;
	return set;
}

/* GIC-H3, GIC-H6 */
static void all_affinity_fields_are_compared(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_SGI1R_EL1,
	    UINT64_C(1) << 48 | UINT64_C(2) << 32 | 3u << 16 | 3u << 24 | 1);
	assert_int_equal(reached(f), 4);
}

/* GIC-K9, GIC-H3 */
static void the_range_selector_reaches_beyond_sixteen(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_SGI1R_EL1, UINT64_C(1) << 44 | 3u << 24 | 2);
	assert_int_equal(reached(f), 2);
	msr(f, 0, VGS_ICC_SGI1R_EL1,
	    UINT64_C(1) << 48 | UINT64_C(2) << 32 | UINT64_C(15) << 44 |
		    3u << 16 | 3u << 24 | 0x8000);
	assert_int_equal(reached(f), 2 | 8);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) >> 18 & 1, 1);
	assert_int_equal(dist_read(f, "GICD_TYPER") >> 26 & 1, 1);
}

/* GIC-CU50 */
static void a_target_that_does_not_exist_is_a_finding(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_SGI1R_EL1, 3u << 24 | 6);
	assert_int_equal(reached(f), 1);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU50"));
}

/* GIC-H4 */
static void without_rss_the_range_is_res0(void **state)
{
	struct fixture *f = *state;

	group(f, 1, 3, 1, 0);
	msr(f, 0, VGS_ICC_SGI1R_EL1, UINT64_C(1) << 44 | 3u << 24 | 2);
	assert_int_equal(reached(f), 2);
}

/* GIC-H17, GIC-H18 */
static void sgis_collapse_and_keep_no_source(void **state)
{
	struct fixture *f = *state;

	group(f, 2, 3, 1, 0);
	redist_write(f, 2, "GICR_ISENABLER0", 8);
	msr(f, 0, VGS_ICC_SGI1R_EL1, 3u << 24 | 4);
	msr(f, 1, VGS_ICC_SGI1R_EL1, 3u << 24 | 4);
	assert_int_equal(mrs(f, 2, VGS_ICC_IAR1_EL1), 3);
	assert_int_equal(ppi_state(f, 2, 3), VGS_ACTIVE);
	msr(f, 0, VGS_ICC_SGI1R_EL1, 3u << 24 | 4);
	assert_int_equal(ppi_state(f, 2, 3), VGS_ACTIVE_PENDING);
}

/* GIC-H20, GIC-I16 */
static void an_sgi_to_a_sleeping_pe_requests_to_wake_it(void **state)
{
	struct fixture *f = *state;

	group(f, 2, 3, 1, 0);
	redist_write(f, 2, "GICR_ISENABLER0", 8);
	redist_write(f, 2, "GICR_WAKER", 2);
	msr(f, 0, VGS_ICC_SGI1R_EL1, 3u << 24 | 4);
	assert_int_equal(ppi_state(f, 2, 3), VGS_PENDING);
	assert_int_equal(signals(f, 2), VGS_SIG_WAKE);
	redist_write(f, 2, "GICR_WAKER", 0);
	assert_int_equal(signals(f, 2), VGS_SIG_IRQ);
}

/* GIC-H21 */
static void an_sgi_can_be_disabled(void **state)
{
	struct fixture *f = *state;

	group(f, 2, 3, 1, 0);
	msr(f, 0, VGS_ICC_SGI1R_EL1, 3u << 24 | 4);
	assert_int_equal(signals(f, 2), 0);
	redist_write(f, 2, "GICR_ISENABLER0", 8);
	assert_int_equal(signals(f, 2), VGS_SIG_IRQ);
}

#define ONE(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)
#define BOTH(test)	cmocka_unit_test_setup_teardown(test, setup_secure, teardown)
#define WITH(test, how) cmocka_unit_test_setup_teardown(test, how, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(the_forwarding_table),
		ONE(with_one_state_each_register_has_its_group),
		WITH(sgi1r_may_reach_group_0, setup_h12),
		WITH(all_affinity_fields_are_compared, setup_affinities),
		WITH(the_range_selector_reaches_beyond_sixteen,
		     setup_affinities),
		WITH(a_target_that_does_not_exist_is_a_finding,
		     setup_affinities),
		ONE(without_rss_the_range_is_res0),
		ONE(sgis_collapse_and_keep_no_source),
		ONE(an_sgi_to_a_sleeping_pe_requests_to_wake_it),
		ONE(an_sgi_can_be_disabled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
