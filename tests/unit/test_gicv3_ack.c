/* SPDX-License-Identifier: MIT */
/*
 * Acknowledge, end and deactivate on a GICv3 (facts section E), and what
 * misuse of them raises.
 */
#include "test_gicv3.h"

static void pending(struct fixture *f, unsigned intid, enum vgs_group target)
{
	spi(f, intid, 0x80, 0);
	group(f, 0, intid, target == VGS_G1NS, target == VGS_G1S);
	line(f, intid, true);
}

static void expect_finding(struct fixture *f, const char *name)
{
	assert_string_equal(vgs_rule_name(f->finding), name);
}

/* --- which register for which group ------------------------------------------------- */

/* GIC-E1, GIC-E8, GIC-E9 */
static void iar0_is_for_group_0_and_secure_software(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G0);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 1023);
	secure_el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 40);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 40);
}

/* GIC-E4, GIC-E5 */
static void el3_is_told_whose_group_1_it_is(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G1S);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1020);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 1020);
	group(f, 0, 40, 1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1021);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 1021);
	secure_el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1023);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
}

/* GIC-E10, GIC-E11, GIC-E12 */
static void iar1_is_for_the_group_1_of_the_state(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G1S);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 1023);
	secure_el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
	group(f, 0, 40, 1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 1023);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
	group(f, 0, 40, 0, 1);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
	group(f, 0, 40, 0, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 1023);
}

static int setup_legacy_secure(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.security = true;
	f->cfg.legacy = true;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	dist_write(f, "GICD_CTLR", 0x30);
	dist_write(f, "GICD_CTLR", 0x37);
	redist_write(f, 0, "GICR_WAKER", 0);
	el3(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL3, 0xf);
	msr(f, 0, VGS_ICC_SRE_EL1, 7);
	msr(f, 0, VGS_ICC_PMR_EL1, 0xf8);
	msr(f, 0, VGS_ICC_IGRPEN0_EL1, 1);
	msr(f, 0, VGS_ICC_IGRPEN1_EL3, 3);
	f->findings = 0;
	*state = f;
	return 0;
}

/* GIC-E6, GIC-CU61 */
static void with_rm_el3_leaves_both_to_others(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL3, 1u << 5);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL3) >> 5 & 1, 1);
	expect_finding(f, "GIC-CU61");
	pending(f, 40, VGS_G0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1020);
	group(f, 0, 40, 1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1021);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 1021);
	group(f, 0, 40, 0, 1);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
}

/* GIC-E2, GIC-E3, GIC-B32 */
static void a_spurious_acknowledge_changes_nothing(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1023);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
	pending(f, 40, VGS_G1NS);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x40);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
}

/* GIC-E13, GIC-E14 */
static void hppir_ignores_mask_and_running_priority(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G1NS);
	msr(f, 0, VGS_ICC_PMR_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
	msr(f, 0, VGS_ICC_PMR_EL1, 0xf8);
	msr(f, 0, VGS_ICC_AP0R0_EL1, 1);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 1023);
}

/* GIC-E15 */
static void acknowledge_consumes_an_edge(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ICFGR2", 2u << 16);
	spi(f, 40, 0x80, 0);
	dist_write(f, "GICD_ISPENDR1", 1u << 8);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE);
}

/* --- end ----------------------------------------------------------------------------- */

/* GIC-E18 */
static void special_intids_are_not_ended(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G1NS);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	for (unsigned intid = 1020; intid < 1024; intid++)
		msr(f, 0, VGS_ICC_EOIR1_EL1, intid);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	assert_int_equal(f->findings, 0);
}

/* GIC-E19, GIC-CU52 */
static void the_wrong_register_ends_nothing(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G1NS);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	msr(f, 0, VGS_ICC_EOIR0_EL1, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE_PENDING);
	expect_finding(f, "GIC-CU52");
}

/* GIC-E20 */
static void a_state_ends_its_own_group_1(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G1S);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	el1(f, 0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	secure_el1(f, 0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
	line(f, 40, false);
	pending(f, 41, VGS_G1NS);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 41);
	secure_el1(f, 0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 41);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	el3(f, 0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 41);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
}

/* GIC-E20 */
static void non_secure_software_does_not_end_group_0(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G0);
	mrs(f, 0, VGS_ICC_IAR0_EL1);
	el1(f, 0);
	msr(f, 0, VGS_ICC_EOIR0_EL1, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	secure_el1(f, 0);
	msr(f, 0, VGS_ICC_EOIR0_EL1, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
}

/* GIC-E21, GIC-CU53 */
static void an_end_of_nothing_is_ignored(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISACTIVER1", 1u << 8);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE);
	expect_finding(f, "GIC-CU53");
}

static int setup_cu53(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	vgs_gic_config_choose(&f->cfg, "GIC-CU53", "deactivates");
	machine(f);
	*state = f;
	return 0;
}

/* GIC-CU53, the other choice. */
static void an_end_of_nothing_may_deactivate(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISACTIVER1", 1u << 8);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
}

/* GIC-E24, GIC-E17, GIC-CU51 */
static void the_written_intid_is_deactivated(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISACTIVER1", 1u << 9);
	pending(f, 40, VGS_G1NS);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 41);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE_PENDING);
	assert_int_equal(state_of(f, 41), VGS_INACTIVE);
	expect_finding(f, "GIC-CU51");
}

/* GIC-E41 */
static void upper_bits_of_eoir_are_res0(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G1NS);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	line(f, 40, false);
	msr(f, 0, VGS_ICC_EOIR1_EL1, UINT64_C(0xffffffffff000028));
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
}

/* GIC-E22: EL3, Secure and Non-secure software each have an EOImode. */
static void eoimode_is_the_executing_softwares(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL3, 1u << 4);
	pending(f, 40, VGS_G1NS);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	line(f, 40, false);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) & 2, 2);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE);
	msr(f, 0, VGS_ICC_DIR_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	line(f, 40, false);
	el3(f, 0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
}

/* GIC-E22 */
static void el3_has_an_eoimode_of_its_own(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL3, 1u << 2);
	pending(f, 40, VGS_G0);
	mrs(f, 0, VGS_ICC_IAR0_EL1);
	line(f, 40, false);
	msr(f, 0, VGS_ICC_EOIR0_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE);
	msr(f, 0, VGS_ICC_DIR_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	line(f, 40, true);
	mrs(f, 0, VGS_ICC_IAR0_EL1);
	line(f, 40, false);
	secure_el1(f, 0);
	msr(f, 0, VGS_ICC_EOIR0_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
}

/* GIC-E40 */
static void el1_cannot_write_cbpr_with_two_states(void **state)
{
	struct fixture *f = *state;

	el1(f, 0);
	msr(f, 0, VGS_ICC_CTLR_EL1, 0x43);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) & 0x43, 2);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL3) & 0x7f, 0x10);
	msr(f, 0, VGS_ICC_CTLR_EL3, 0x42);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) & 0x43, 0x41);
}

/* GIC-E39 */
static void igrpen1_el3_is_both_banked_copies(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_IGRPEN1_EL3, 1);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 0);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 1);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 0);
	secure_el1(f, 0);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 1);
	el3(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL3), 2);
}

/* GIC-E38 */
static void a_disabled_group_can_still_be_ended(void **state)
{
	struct fixture *f = *state;

	pending(f, 40, VGS_G1NS);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
}

/* --- DIR --------------------------------------------------------------------------------- */

/* GIC-E25, GIC-CU55 */
static void dir_with_eoimode_0_is_ignored(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISACTIVER1", 1u << 8);
	msr(f, 0, VGS_ICC_DIR_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE);
	expect_finding(f, "GIC-CU55");
}

/* GIC-E26, GIC-CU56 */
static void dir_before_the_drop_leaves_the_priority_active(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL1, 2);
	pending(f, 40, VGS_G1NS);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	line(f, 40, false);
	msr(f, 0, VGS_ICC_DIR_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x80);
	expect_finding(f, "GIC-CU56");
}

/* GIC-E27, GIC-CU58 */
static void dir_of_special_and_absent_intids_does_nothing(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL1, 2);
	msr(f, 0, VGS_ICC_DIR_EL1, 1021);
	expect_finding(f, "GIC-CU58");
	msr(f, 0, VGS_ICC_DIR_EL1, 8192);
	assert_int_equal(f->findings, 2);
}

/* GIC-E33, GIC-CU57 */
static void deactivating_what_is_inactive_does_nothing(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL1, 2);
	msr(f, 0, VGS_ICC_DIR_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	expect_finding(f, "GIC-CU57");
}

/* GIC-E34, GIC-E35 */
static void an_spi_may_be_deactivated_by_any_pe_a_ppi_by_its_own(void **state)
{
	struct fixture *f = *state;

	msr(f, 1, VGS_ICC_CTLR_EL1, 2);
	dist_write(f, "GICD_ISACTIVER1", 1u << 8);
	redist_write(f, 0, "GICR_ISACTIVER0", 1u << 20);
	msr(f, 1, VGS_ICC_DIR_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	msr(f, 1, VGS_ICC_DIR_EL1, 20);
	assert_int_equal(ppi_state(f, 0, 20), VGS_ACTIVE);
}

static bool dir_works(struct fixture *f, enum vgs_group target)
{
	group(f, 0, 40, target == VGS_G1NS, target == VGS_G1S);
	dist_write(f, "GICD_ISACTIVER1", 1u << 8);
	msr(f, 0, VGS_ICC_DIR_EL1, 40);
	return state_of(f, 40) == VGS_INACTIVE;
}

static void eoimode_1_everywhere(struct fixture *f)
{
	msr(f, 0, VGS_ICC_CTLR_EL3, 0x1c);
}

/* GIC-E29 */
static void el3_deactivates_anything(void **state)
{
	struct fixture *f = *state;

	eoimode_1_everywhere(f);
	assert_true(dir_works(f, VGS_G0));
	assert_true(dir_works(f, VGS_G1S));
	assert_true(dir_works(f, VGS_G1NS));
}

/* GIC-E30, GIC-E31 */
static void non_secure_software_deactivates_its_own(void **state)
{
	struct fixture *f = *state;

	eoimode_1_everywhere(f);
	el2(f, 0);
	assert_false(dir_works(f, VGS_G0));
	assert_false(dir_works(f, VGS_G1S));
	assert_true(dir_works(f, VGS_G1NS));
	context(f, 0, 2, SCR_NS | SCR_IRQ, 0);
	assert_false(dir_works(f, VGS_G1NS));
	el1(f, 0);
	assert_false(dir_works(f, VGS_G0));
	assert_true(dir_works(f, VGS_G1NS));
}

/* GIC-E32 */
static void secure_el1_deactivates_what_is_not_routed_to_el3(void **state)
{
	struct fixture *f = *state;

	eoimode_1_everywhere(f);
	secure_el1(f, 0);
	assert_true(dir_works(f, VGS_G0));
	assert_true(dir_works(f, VGS_G1S));
	assert_true(dir_works(f, VGS_G1NS));
	context(f, 0, 1, SCR_FIQ, 0);
	assert_false(dir_works(f, VGS_G0));
	assert_true(dir_works(f, VGS_G1S));
	context(f, 0, 1, SCR_IRQ, 0);
	assert_true(dir_works(f, VGS_G0));
	assert_false(dir_works(f, VGS_G1S));
}

/* GIC-E30 */
static void with_one_state_el2_deactivates_group_0(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_CTLR_EL1, 2);
	assert_true(dir_works(f, VGS_G0));
	assert_true(dir_works(f, VGS_G1NS));
}

#define ONE(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)
#define BOTH(test)	cmocka_unit_test_setup_teardown(test, setup_secure, teardown)
#define WITH(test, how) cmocka_unit_test_setup_teardown(test, how, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(iar0_is_for_group_0_and_secure_software),
		BOTH(el3_is_told_whose_group_1_it_is),
		BOTH(iar1_is_for_the_group_1_of_the_state),
		WITH(with_rm_el3_leaves_both_to_others, setup_legacy_secure),
		ONE(a_spurious_acknowledge_changes_nothing),
		ONE(hppir_ignores_mask_and_running_priority),
		ONE(acknowledge_consumes_an_edge),
		ONE(special_intids_are_not_ended),
		ONE(the_wrong_register_ends_nothing),
		BOTH(a_state_ends_its_own_group_1),
		BOTH(non_secure_software_does_not_end_group_0),
		ONE(an_end_of_nothing_is_ignored),
		WITH(an_end_of_nothing_may_deactivate, setup_cu53),
		ONE(the_written_intid_is_deactivated),
		ONE(upper_bits_of_eoir_are_res0),
		BOTH(eoimode_is_the_executing_softwares),
		BOTH(el3_has_an_eoimode_of_its_own),
		BOTH(el1_cannot_write_cbpr_with_two_states),
		BOTH(igrpen1_el3_is_both_banked_copies),
		ONE(a_disabled_group_can_still_be_ended),
		ONE(dir_with_eoimode_0_is_ignored),
		ONE(dir_before_the_drop_leaves_the_priority_active),
		ONE(dir_of_special_and_absent_intids_does_nothing),
		ONE(deactivating_what_is_inactive_does_nothing),
		ONE(an_spi_may_be_deactivated_by_any_pe_a_ppi_by_its_own),
		BOTH(el3_deactivates_anything),
		BOTH(non_secure_software_deactivates_its_own),
		BOTH(secure_el1_deactivates_what_is_not_routed_to_el3),
		ONE(with_one_state_el2_deactivates_group_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
