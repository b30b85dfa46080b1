/* SPDX-License-Identifier: MIT */
/*
 * Priorities of a GICv3 CPU interface: masks, binary points, running and
 * active priorities and their views (facts section D, C14 to C17).
 */
#include "test_gicv3.h"

/* Non-secure EL1 whose Group 0 is EL3's: it has the Non-secure view. */
static void el1_ns_view(struct fixture *f)
{
	context(f, 0, 1, SCR_NS | SCR_FIQ, 0);
}

/* --- PMR ------------------------------------------------------------------------- */

/* GIC-D1, GIC-D3 */
static void pmr_has_the_implemented_bits(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_PMR_EL1, UINT64_MAX);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0xf8);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) >> 8 & 7, 4);
}

/* GIC-D14, GIC-D15 */
static void the_mask_is_strict(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x80);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x88);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	msr(f, 0, VGS_ICC_PMR_EL1, 0);
	assert_int_equal(signals(f, 0), 0);
}

/* GIC-C14, GIC-C15 */
static void scr_fiq_gives_non_secure_software_its_view_of_pmr(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_PMR_EL1, 0xc8);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0xc8);
	el1_ns_view(f);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0x90);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x40);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0x40);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0xa0);
}

/* GIC-C17 */
static void non_secure_software_cannot_undo_a_secure_mask(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_PMR_EL1, 0x78);
	el1_ns_view(f);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0);
	msr(f, 0, VGS_ICC_PMR_EL1, 0xff);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0x78);
}

/* --- binary points ------------------------------------------------------------------ */

/* GIC-D5, GIC-D6, GIC-D7 */
static void binary_points_have_minima(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_BPR0_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR0_EL1), 2);
	msr(f, 0, VGS_ICC_BPR1_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 2);
	context(f, 0, 3, SCR_NS, 0);
	msr(f, 0, VGS_ICC_BPR1_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 3);
	msr(f, 0, VGS_ICC_BPR1_EL1, 0xf6);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 6);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 2);
}

/* GIC-D11, GIC-D10 */
static void with_cbpr_non_secure_software_reads_bpr0_plus_one(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL3, 2);
	msr(f, 0, VGS_ICC_BPR0_EL1, 4);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 5);
	msr(f, 0, VGS_ICC_BPR1_EL1, 7);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 5);
	context(f, 0, 3, SCR_NS, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 3);
	msr(f, 0, VGS_ICC_BPR0_EL1, 7);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 7);
}

/* GIC-D11 */
static void with_cbpr_secure_software_shares_bpr0(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL3, 1);
	secure_el1(f, 0);
	msr(f, 0, VGS_ICC_BPR1_EL1, 5);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR0_EL1), 5);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 5);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR1_EL1), 2);
}

/* GIC-D9, GIC-D16: does 0x60 preempt 0x70 under each binary point? */
static void group_1_preempts_above_its_binary_point(void **state)
{
	static const bool preempts[8] = { true, true,  true,  true,
					  true, false, false, false };
	struct fixture *f = *state;

	spi(f, 40, 0x70, 0);
	spi(f, 41, 0x60, 0);
	for (unsigned bpr = 3; bpr < 8; bpr++) {
		msr(f, 0, VGS_ICC_BPR1_EL1, bpr);
		line(f, 40, true);
		assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
		line(f, 41, true);
		assert_int_equal(signals(f, 0),
				 preempts[bpr] ? VGS_SIG_IRQ : 0);
		line(f, 41, false);
		line(f, 40, false);
		msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	}
}

/* GIC-D8, GIC-D13: Group 0 has one bit less for the same number. */
static void group_0_preempts_above_its_binary_point(void **state)
{
	static const bool preempts[8] = { true,	 true,	true,  true,
					  false, false, false, false };
	struct fixture *f = *state;

	spi(f, 40, 0x70, 0);
	spi(f, 41, 0x60, 0);
	group(f, 0, 40, 0, 0);
	group(f, 0, 41, 0, 0);
	for (unsigned bpr = 2; bpr < 8; bpr++) {
		msr(f, 0, VGS_ICC_BPR0_EL1, bpr);
		line(f, 40, true);
		assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 40);
		line(f, 41, true);
		assert_int_equal(signals(f, 0),
				 preempts[bpr] ? VGS_SIG_FIQ : 0);
		line(f, 41, false);
		line(f, 40, false);
		msr(f, 0, VGS_ICC_EOIR0_EL1, 40);
	}
}

/* GIC-D17 */
static void an_idle_pe_takes_anything_even_without_group_bits(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_BPR0_EL1, 7);
	spi(f, 40, 0xf0, 0);
	group(f, 0, 40, 0, 0);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0);
}

/* --- running and active priorities ------------------------------------------------------ */

/* GIC-D19, GIC-D21, GIC-D23 */
static void the_running_priority_is_the_group_priority(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
	msr(f, 0, VGS_ICC_BPR1_EL1, 5);
	spi(f, 40, 0x78, 0);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x60);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), 1u << 12);
}

/* GIC-D22 */
static void non_secure_software_sees_the_running_priority_shifted(void **state)
{
	struct fixture *f = *state;

	el1_ns_view(f);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
	spi(f, 40, 0xc0, 0);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xc0);
	msr(f, 0, VGS_ICC_AP0R0_EL1, 1u << 2);
	el1_ns_view(f);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0);
}

/* GIC-D24 */
static void each_group_has_its_active_priorities(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	spi(f, 41, 0x60, 0);
	spi(f, 42, 0x40, 0);
	group(f, 0, 41, 0, 1);
	group(f, 0, 42, 0, 0);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	line(f, 41, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 41);
	line(f, 42, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 42);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP0R0_EL1), 1u << 8);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), 1u << 12);
	context(f, 0, 3, SCR_NS, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), 1u << 16);
}

/* GIC-D20, GIC-D27 */
static void a_drop_clears_the_most_urgent_active_priority(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 10 | 1u << 20);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x50);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), 1u << 20);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xa0);
}

/* GIC-D26: the upper half is Secure software's. */
static void non_secure_software_writes_its_half_of_ap1r(void **state)
{
	struct fixture *f = *state;

	el1(f, 0);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 0xffffffff);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), 0xffff0000);
	context(f, 0, 3, SCR_NS, 0);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 0x8001);
	el1(f, 0);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), 0x8001);
}

/* GIC-D29, GIC-CU60 */
static void one_level_active_in_two_groups_is_misuse(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_AP0R0_EL1, 1u << 8);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU59"));
	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 8);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU60"));
}

/* GIC-CU59 */
static void active_priorities_that_were_never_read_are_misuse(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 8);
	assert_int_equal(f->findings, 1);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU59"));
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x40);
}

/* GIC-CU59: a PE that slept, and a GIC that was off meanwhile. */
static void what_was_read_last_may_be_written_back(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), 1u << 16);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 0);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 16);
	assert_int_equal(f->findings, 0);
}

/* GIC-CU59: the other group's value is not its own. */
static void active_priorities_of_another_group_are_misuse(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	mrs(f, 0, VGS_ICC_AP1R0_EL1);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 0);
	msr(f, 0, VGS_ICC_AP0R0_EL1, 1u << 16);
	assert_int_equal(f->findings, 1);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU59"));
}

/* GIC-CU59: what is shown by a debugger was not read by software. */
static void a_peek_is_no_read(void **state)
{
	struct fixture *f = *state;
	uint64_t value;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	assert_int_equal(
		vgs_gic_sysreg_peek(f->gic, 0, VGS_ICC_AP1R0_EL1, &value), 0);
	msr(f, 0, VGS_ICC_AP1R0_EL1, value);
	assert_int_equal(f->findings, 1);
}

/* GIC-D28, GIC-D30, GIC-D31 */
static void a_binary_point_changes_only_later_comparisons(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x78, 0);
	spi(f, 41, 0x70, 0);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	line(f, 41, true);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	msr(f, 0, VGS_ICC_BPR1_EL1, 5);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x78);
}

/* GIC-D34, GIC-B28 */
static void a_new_priority_leaves_the_running_one(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	dist_write(f, "GICD_IPRIORITYR10", 0x20);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
}

/* GIC-D33 */
static void the_lowest_intid_wins_a_tie(void **state)
{
	struct fixture *f = *state;

	spi(f, 41, 0x80, 0);
	spi(f, 40, 0x80, 0);
	line(f, 41, true);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
}

static int setup_d37(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-D37", "hidden"),
			 0);
	machine(f);
	*state = f;
	return 0;
}

static void disable_group_0_at_the_interface(struct fixture *f)
{
	spi(f, 40, 0x80, 0);
	spi(f, 41, 0x40, 0);
	group(f, 0, 41, 0, 0);
	line(f, 40, true);
	line(f, 41, true);
	msr(f, 0, VGS_ICC_IGRPEN0_EL1, 0);
}

/* GIC-D37 */
static void a_group_disabled_at_the_interface_hides_nothing(void **state)
{
	struct fixture *f = *state;

	disable_group_0_at_the_interface(f);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
}

/* GIC-D37, the other choice. */
static void a_group_disabled_at_the_interface_may_hide(void **state)
{
	struct fixture *f = *state;

	disable_group_0_at_the_interface(f);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 1023);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 1023);
}

/* GIC-D35, GIC-CU62 */
static void pmhe_goes_away_with_the_mask_open(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL1, 1u << 6);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) >> 6 & 1, 1);
	msr(f, 0, VGS_ICC_PMR_EL1, 0xff);
	msr(f, 0, VGS_ICC_CTLR_EL1, 0);
	assert_int_equal(f->findings, 0);
	msr(f, 0, VGS_ICC_CTLR_EL1, 1u << 6);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x80);
	msr(f, 0, VGS_ICC_CTLR_EL1, 0);
	assert_int_equal(f->findings, 1);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU62"));
}

/* --- how many bits -------------------------------------------------------------------------- */

static int setup_8_bits(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.priority_bits = 8;
	machine(f);
	msr(f, 0, VGS_ICC_PMR_EL1, 0xff);
	*state = f;
	return 0;
}

/* GIC-D4, GIC-D25 */
static void eight_bits_have_seven_that_preempt(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0xff);
	msr(f, 0, VGS_ICC_BPR0_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR0_EL1), 0);
	spi(f, 40, 0x83, 0);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x82);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R2_EL1), 2);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R3_EL1), 0);
}

static int setup_4_bits(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.priority_bits = 4;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-D2, GIC-D5 */
static void four_bits_have_sixteen_levels(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_PMR_EL1, 0xff);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0xf0);
	msr(f, 0, VGS_ICC_BPR0_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_BPR0_EL1), 3);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 0xffffffff);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), 0xffff);
}

#define ONE(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)
#define BOTH(test)	cmocka_unit_test_setup_teardown(test, setup_secure, teardown)
#define WITH(test, how) cmocka_unit_test_setup_teardown(test, how, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ONE(pmr_has_the_implemented_bits),
		ONE(the_mask_is_strict),
		BOTH(scr_fiq_gives_non_secure_software_its_view_of_pmr),
		BOTH(non_secure_software_cannot_undo_a_secure_mask),
		BOTH(binary_points_have_minima),
		BOTH(with_cbpr_non_secure_software_reads_bpr0_plus_one),
		BOTH(with_cbpr_secure_software_shares_bpr0),
		ONE(group_1_preempts_above_its_binary_point),
		ONE(group_0_preempts_above_its_binary_point),
		ONE(an_idle_pe_takes_anything_even_without_group_bits),
		ONE(the_running_priority_is_the_group_priority),
		BOTH(non_secure_software_sees_the_running_priority_shifted),
		BOTH(each_group_has_its_active_priorities),
		ONE(a_drop_clears_the_most_urgent_active_priority),
		BOTH(non_secure_software_writes_its_half_of_ap1r),
		BOTH(one_level_active_in_two_groups_is_misuse),
		ONE(active_priorities_that_were_never_read_are_misuse),
		ONE(what_was_read_last_may_be_written_back),
		ONE(active_priorities_of_another_group_are_misuse),
		ONE(a_peek_is_no_read),
		ONE(a_binary_point_changes_only_later_comparisons),
		ONE(a_new_priority_leaves_the_running_one),
		ONE(the_lowest_intid_wins_a_tie),
		ONE(a_group_disabled_at_the_interface_hides_nothing),
		WITH(a_group_disabled_at_the_interface_may_hide, setup_d37),
		ONE(pmhe_goes_away_with_the_mask_open),
		WITH(eight_bits_have_seven_that_preempt, setup_8_bits),
		WITH(four_bits_have_sixteen_levels, setup_4_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
