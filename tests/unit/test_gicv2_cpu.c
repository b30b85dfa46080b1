/* SPDX-License-Identifier: MIT */
/*
 * GICC of a GICv2: views, masks, binary points, which register acknowledges
 * and ends which group, active priorities.
 */
#include "test_gicv2.h"

/* A Group 0 and a Group 1 SPI, both at 0x80 or as given, on CPU 0. */
#define G0 40u
#define G1 41u

static void two_groups(struct fixture *f)
{
	use_spi(f, G0);
	use_spi(f, G1);
	set_group1(f, 0, G1);
}

static void priority(struct fixture *f, uint32_t intid, uint8_t value)
{
	dwb(f, 0, D_IPRIORITYR + intid, value);
}

/* --- GICC_CTLR ------------------------------------------------------------------ */

/* GIC-E2: every bit of the Secure view is stored. */
static void secure_ctlr_has_eleven_bits(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_CTLR, 0xffffffff);
	assert_int_equal(cr(f, 0, C_CTLR), 0x7ff);
}

static void only_ctlr_has_one_eoimode(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_CTLR, 0xffffffff);
	assert_int_equal(cr(f, 0, C_CTLR), 0x3ff);
}

/* The Non-secure view has bits 1, 7, 8 and 10 at 0, 5, 6 and 9. */
static void nonsecure_ctlr_is_part_of_the_secure_one(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_CTLR, 0);
	cw_ns(f, 0, C_CTLR, 0xffffffff);
	assert_int_equal(cr(f, 0, C_CTLR), 0x582);
	assert_int_equal(cr_ns(f, 0, C_CTLR), 0x261);
	cw(f, 0, C_CTLR, 0x7ff);
	cw_ns(f, 0, C_CTLR, 0);
	assert_int_equal(cr(f, 0, C_CTLR), 0x27d);
}

/* QD-39: QEMU has no bypass bits. */
static void profile_qemu_virt_has_no_bypass_bits(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	assert_int_equal(vgs_gic_config_profile(&f->cfg, VGS_PROFILE_QEMU_VIRT),
			 0);
	start(f);
	cw(f, 0, C_CTLR, 0xffffffff);
	assert_int_equal(cr(f, 0, C_CTLR), 0x61f);
	assert_int_equal(cr(f, 0, C_IIDR), 0x0002043b);
	assert_int_equal(dr(f, 0, D_IIDR), 0x0000043b);
}

/* --- PMR, RPR, binary points ----------------------------------------------------- */

/* GIC-G22 */
static void nothing_is_signalled_after_reset(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_gic_reset(f->gic), 0);
	use_spi(f, G0);
	dw(f, 0, D_CTLR, 3);
	cw(f, 0, C_CTLR, 3);
	spi(f, G0, true);
	assert_int_equal(cr(f, 0, C_PMR), 0);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
}

/* GIC-D1 */
static void pmr_has_the_implemented_bits(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_PMR, 0xff);
	assert_int_equal(cr(f, 0, C_PMR), 0xf8);
}

/* GIC-D14 */
static void pmr_lets_strictly_more_urgent_ones_through(void **state)
{
	struct fixture *f = *state;

	use_spi(f, G0);
	spi(f, G0, true);
	cw(f, 0, C_PMR, 0x80);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	cw(f, 0, C_PMR, 0x88);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
}

/* GIC-C14 */
static void nonsecure_pmr_is_the_lower_half_shifted(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_PMR, 0xa0);
	assert_int_equal(cr_ns(f, 0, C_PMR), 0x40);
	cw_ns(f, 0, C_PMR, 0x80);
	assert_int_equal(cr(f, 0, C_PMR), 0xc0);
}

/* GIC-C17 */
static void nonsecure_pmr_cannot_undo_a_secure_mask(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_PMR, 0x78);
	assert_int_equal(cr_ns(f, 0, C_PMR), 0);
	cw_ns(f, 0, C_PMR, 0xf0);
	assert_int_equal(cr(f, 0, C_PMR), 0x78);
}

/* GIC-D22 */
static void nonsecure_rpr_hides_secure_priorities(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	assert_int_equal(cr_ns(f, 0, C_RPR), 0xff);
	priority(f, G1, 0xa0);
	spi(f, G1, true);
	assert_int_equal(cr_ns(f, 0, C_IAR), G1);
	assert_int_equal(cr(f, 0, C_RPR), 0xa0);
	assert_int_equal(cr_ns(f, 0, C_RPR), 0x40);
	priority(f, G0, 0x20);
	spi(f, G0, true);
	assert_int_equal(cr(f, 0, C_IAR), G0);
	assert_int_equal(cr(f, 0, C_RPR), 0x20);
	assert_int_equal(cr_ns(f, 0, C_RPR), 0);
}

/* GIC-G23 with 5 bits, GIC-D6, GIC-D7 */
static void binary_points_have_a_minimum(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(cr(f, 0, C_BPR), 2);
	assert_int_equal(cr(f, 0, C_ABPR), 3);
	assert_int_equal(cr_ns(f, 0, C_BPR), 3);
	cw(f, 0, C_BPR, 0);
	cw(f, 0, C_ABPR, 0);
	assert_int_equal(cr(f, 0, C_BPR), 2);
	assert_int_equal(cr(f, 0, C_ABPR), 3);
	cw(f, 0, C_BPR, 0xff);
	assert_int_equal(cr(f, 0, C_BPR), 7);
}

static void abpr_is_the_nonsecure_bpr(void **state)
{
	struct fixture *f = *state;

	cw_ns(f, 0, C_BPR, 5);
	assert_int_equal(cr(f, 0, C_ABPR), 5);
	assert_int_equal(cr(f, 0, C_BPR), 2);
	cw(f, 0, C_ABPR, 6);
	assert_int_equal(cr_ns(f, 0, C_BPR), 6);
	assert_int_equal(cr_ns(f, 0, C_ABPR), 0);
}

/* GIC-D12 */
static void cbpr_shows_nonsecure_software_the_common_one(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_BPR, 4);
	cw(f, 0, C_CTLR, 0x13);
	assert_int_equal(cr_ns(f, 0, C_BPR), 5);
	cw_ns(f, 0, C_BPR, 7);
	assert_int_equal(cr_ns(f, 0, C_BPR), 5);
	assert_int_equal(cr(f, 0, C_ABPR), 3);
	cw(f, 0, C_BPR, 7);
	assert_int_equal(cr_ns(f, 0, C_BPR), 7);
}

/* GIC-D8: BPR 5 leaves two group bits: 0x60 and 0x48 are one level. */
static void bpr_decides_the_preemption_of_group_0(void **state)
{
	struct fixture *f = *state;

	use_spi(f, G0);
	use_spi(f, G1);
	priority(f, G0, 0x60);
	priority(f, G1, 0x48);
	cw(f, 0, C_BPR, 5);
	spi(f, G0, true);
	assert_int_equal(cr(f, 0, C_IAR), G0);
	assert_int_equal(cr(f, 0, C_RPR), 0x40);
	spi(f, G1, true);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
	priority(f, G1, 0x38);
	assert_int_equal(cr(f, 0, C_IAR), G1);
}

/* GIC-D9, GIC-D10: ABPR counts from its bit, with CBPR it does not count. */
static void abpr_decides_the_preemption_of_group_1(void **state)
{
	struct fixture *f = *state;

	use_spi(f, 42);
	use_spi(f, G1);
	set_group1(f, 0, 42);
	set_group1(f, 0, G1);
	cw(f, 0, C_CTLR, 0x7);
	cw(f, 0, C_ABPR, 6);
	priority(f, 42, 0xf0);
	priority(f, G1, 0xc8);
	spi(f, 42, true);
	assert_int_equal(cr(f, 0, C_IAR), 42);
	assert_int_equal(cr(f, 0, C_RPR), 0xc0);
	spi(f, G1, true);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
	cw(f, 0, C_CTLR, 0x17);
	cw(f, 0, C_EOIR, 42);
	spi(f, 42, false);
	assert_int_equal(cr(f, 0, C_IAR), G1);
	assert_int_equal(cr(f, 0, C_RPR), 0xc8);
}

/* --- acknowledge --------------------------------------------------------------------- */

/* GIC-G2 */
static void nonsecure_iar_names_group_1_only(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	spi(f, G1, true);
	assert_int_equal(cr_ns(f, 0, C_HPPIR), G1);
	spi(f, G0, true);
	assert_int_equal(cr_ns(f, 0, C_IAR), 1023);
	assert_int_equal(cr_ns(f, 0, C_HPPIR), 1023);
	spi(f, G0, false);
	assert_int_equal(cr_ns(f, 0, C_IAR), G1);
}

/* GIC-G3 */
static void secure_iar_of_group_1_is_1022_without_ackctl(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	spi(f, G1, true);
	assert_int_equal(cr(f, 0, C_HPPIR), 1022);
	assert_int_equal(cr(f, 0, C_IAR), 1022);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0);
	cw(f, 0, C_CTLR, 7);
	assert_int_equal(cr(f, 0, C_HPPIR), G1);
	assert_int_equal(cr(f, 0, C_IAR), G1);
}

/* GIC-G4 */
static void aiar_acknowledges_group_1_only(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	spi(f, G1, true);
	priority(f, G0, 0x40);
	spi(f, G0, true);
	assert_int_equal(cr(f, 0, C_AHPPIR), 1023);
	assert_int_equal(cr(f, 0, C_AIAR), 1023);
	spi(f, G0, false);
	assert_int_equal(cr(f, 0, C_AHPPIR), G1);
	assert_int_equal(cr(f, 0, C_AIAR), G1);
}

/* GIC-G4, GIC-G7 */
static void alias_registers_are_secure(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	spi(f, G1, true);
	assert_int_equal(cr_ns(f, 0, C_AIAR), 0);
	assert_int_equal(cr_ns(f, 0, C_AHPPIR), 0);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0);
	assert_int_equal(cr_ns(f, 0, C_IAR), G1);
	cw_ns(f, 0, C_AEOIR, G1);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 1u << 9);
}

/* GIC-G5 */
static void hppir_is_not_masked(void **state)
{
	struct fixture *f = *state;

	use_spi(f, G0);
	spi(f, G0, true);
	cw(f, 0, C_PMR, 0);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
	assert_int_equal(cr(f, 0, C_HPPIR), G0);
}

/* GIC-G5: an SGI is named with its source. */
static void hppir_names_the_source_of_an_sgi(void **state)
{
	struct fixture *f = *state;

	dw(f, 3, D_SGIR, 1u << 16 | 4);
	assert_int_equal(cr(f, 0, C_HPPIR), 3u << 10 | 4);
}

/* GIC-E2 and choice GIC-G3: masked by the running priority it is 1023. */
static void group_1_behind_the_running_priority_is_1023(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	spi(f, G0, true);
	assert_int_equal(cr(f, 0, C_IAR), G0);
	spi(f, G1, true);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
}

/* Choice GIC-G3 */
static void group_1_behind_the_running_priority_may_be_1022(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-G3", "1022"), 0);
	start(f);
	enable(f, 0);
	two_groups(f);
	spi(f, G0, true);
	assert_int_equal(cr(f, 0, C_IAR), G0);
	spi(f, G1, true);
	assert_int_equal(cr(f, 0, C_IAR), 1022);
	cw(f, 0, C_PMR, 0x80);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
}

/* GIC-D38 */
static void group_that_gicd_ctlr_disables_hides_nothing(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	priority(f, G0, 0x40);
	spi(f, G0, true);
	spi(f, G1, true);
	dw(f, 0, D_CTLR, 2);
	assert_int_equal(cr_ns(f, 0, C_IAR), G1);
}

/* Choice GIC-D38 */
static void group_that_gicd_ctlr_disables_may_hide_the_other(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-D38", "hidden"),
			 0);
	start(f);
	enable(f, 0);
	two_groups(f);
	priority(f, G0, 0x40);
	spi(f, G0, true);
	spi(f, G1, true);
	dw(f, 0, D_CTLR, 2);
	assert_int_equal(cr_ns(f, 0, C_IAR), 1023);
	assert_int_equal(cr(f, 0, C_HPPIR), 1023);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
}

/* --- signals ------------------------------------------------------------------------------ */

/* GIC-F6 */
static void fiqen_makes_group_0_an_fiq(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	spi(f, G1, true);
	cw(f, 0, C_CTLR, 0xb);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	spi(f, G1, false);
	spi(f, G0, true);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_FIQ);
	cw(f, 0, C_CTLR, 0x3);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
}

/* GIC-F7 */
static void only_the_most_urgent_one_is_signalled(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	priority(f, G0, 0x90);
	cw(f, 0, C_CTLR, 0xb);
	spi(f, G0, true);
	spi(f, G1, true);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
}

/* --- active priorities -------------------------------------------------------------------- */

/* GIC-G21, GIC-D24: one bit for a level, by group. */
static void apr_is_group_0_and_nsapr_group_1(void **state)
{
	struct fixture *f = *state;

	two_groups(f);
	cw(f, 0, C_CTLR, 7);
	priority(f, G1, 0x88);
	priority(f, G0, 0x40);
	spi(f, G1, true);
	assert_int_equal(cr(f, 0, C_IAR), G1);
	spi(f, G0, true);
	assert_int_equal(cr(f, 0, C_IAR), G0);
	assert_int_equal(cr(f, 0, C_APR), 1u << 8);
	assert_int_equal(cr(f, 0, C_NSAPR), 1u << 17);
}

/* GIC-G20: 16 of 32 levels. */
static void nonsecure_apr_is_the_lower_half_of_nsapr(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_NSAPR, 0x00420001);
	assert_int_equal(cr_ns(f, 0, C_APR), 0x42);
	cw_ns(f, 0, C_APR, 0xffff0008);
	assert_int_equal(cr(f, 0, C_NSAPR), 0x00080001);
	assert_int_equal(cr(f, 0, C_APR), 0);
	assert_int_equal(cr_ns(f, 0, C_NSAPR), 0);
}

/* GIC-D25, GIC-G20: 7 bits are four registers, two of them Non-secure. */
static void seven_bits_are_four_registers(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	f->cfg.priority_bits = 8;
	start(f);
	for (unsigned n = 0; n < 4; n++)
		cw(f, 0, C_NSAPR + 4 * n, 0x10u << n);
	assert_int_equal(cr(f, 0, C_NSAPR + 12), 0x80);
	assert_int_equal(cr_ns(f, 0, C_APR), 0x40);
	assert_int_equal(cr_ns(f, 0, C_APR + 4), 0x80);
	assert_int_equal(cr_ns(f, 0, C_APR + 8), 0);
}

/* GIC-D25: registers of levels that do not exist are RAZ/WI. */
static void four_bits_are_half_a_register(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	f->cfg.priority_bits = 4;
	start(f);
	cw(f, 0, C_APR, 0xffffffff);
	cw(f, 0, C_APR + 4, 0xffffffff);
	assert_int_equal(cr(f, 0, C_APR), 0xffff);
	assert_int_equal(cr(f, 0, C_APR + 4), 0);
	assert_int_equal(cr(f, 0, C_BPR), 3);
}

/* GIC-D19, GIC-D20: the lowest bit of all. */
static void rpr_is_the_most_urgent_active_priority(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(cr(f, 0, C_RPR), 0xff);
	cw(f, 0, C_APR, 1u << 20);
	cw(f, 0, C_NSAPR, 1u << 17);
	assert_int_equal(cr(f, 0, C_RPR), 0x88);
}

#define SINGLE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_single, teardown)
#define SECURE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_secure, teardown)
#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SECURE(secure_ctlr_has_eleven_bits),
		SINGLE(only_ctlr_has_one_eoimode),
		SECURE(nonsecure_ctlr_is_part_of_the_secure_one),
		OWN(profile_qemu_virt_has_no_bypass_bits),
		SINGLE(nothing_is_signalled_after_reset),
		SINGLE(pmr_has_the_implemented_bits),
		SINGLE(pmr_lets_strictly_more_urgent_ones_through),
		SECURE(nonsecure_pmr_is_the_lower_half_shifted),
		SECURE(nonsecure_pmr_cannot_undo_a_secure_mask),
		SECURE(nonsecure_rpr_hides_secure_priorities),
		SECURE(binary_points_have_a_minimum),
		SECURE(abpr_is_the_nonsecure_bpr),
		SECURE(cbpr_shows_nonsecure_software_the_common_one),
		SINGLE(bpr_decides_the_preemption_of_group_0),
		SINGLE(abpr_decides_the_preemption_of_group_1),
		SECURE(nonsecure_iar_names_group_1_only),
		SECURE(secure_iar_of_group_1_is_1022_without_ackctl),
		SINGLE(aiar_acknowledges_group_1_only),
		SECURE(alias_registers_are_secure),
		SINGLE(hppir_is_not_masked),
		SINGLE(hppir_names_the_source_of_an_sgi),
		SECURE(group_1_behind_the_running_priority_is_1023),
		OWN(group_1_behind_the_running_priority_may_be_1022),
		SECURE(group_that_gicd_ctlr_disables_hides_nothing),
		OWN(group_that_gicd_ctlr_disables_may_hide_the_other),
		SINGLE(fiqen_makes_group_0_an_fiq),
		SINGLE(only_the_most_urgent_one_is_signalled),
		SINGLE(apr_is_group_0_and_nsapr_group_1),
		SECURE(nonsecure_apr_is_the_lower_half_of_nsapr),
		OWN(seven_bits_are_four_registers),
		OWN(four_bits_are_half_a_register),
		SINGLE(rpr_is_the_most_urgent_active_priority),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
