/* SPDX-License-Identifier: MIT */
/*
 * How software ends interrupts of a GICv2: EOIR, AEOIR and DIR by group and
 * EOImode, misuse of them and what is found.
 */
#include "test_gicv2.h"

#define G0 40u
#define G1 41u

/* Both are active on CPU 0: Group 1 at 0x88, then Group 0 at 0x40. */
static void both_active(struct fixture *f, uint32_t ctlr)
{
	set_edge(f, G0);
	set_edge(f, G1);
	use_spi(f, G0);
	use_spi(f, G1);
	set_group1(f, 0, G1);
	dwb(f, 0, D_IPRIORITYR + G1, 0x88);
	dwb(f, 0, D_IPRIORITYR + G0, 0x40);
	spi(f, G1, true);
	assert_int_equal(cr(f, 0, C_AIAR), G1);
	spi(f, G0, true);
	assert_int_equal(cr(f, 0, C_IAR), G0);
	cw(f, 0, C_CTLR, ctlr);
}

static uint32_t active(struct fixture *f)
{
	return dr(f, 0, D_ISACTIVER + 4);
}

/* GIC-G7 */
static void nonsecure_eoir_of_group_0_is_ignored(void **state)
{
	struct fixture *f = *state;

	both_active(f, 3);
	cw_ns(f, 0, C_EOIR, G0);
	assert_int_equal(active(f), 0x300);
	assert_int_equal(cr(f, 0, C_RPR), 0x40);
	assert_int_equal(f->findings, 0);
}

/* GIC-G7 */
static void aeoir_of_group_0_is_ignored(void **state)
{
	struct fixture *f = *state;

	both_active(f, 3);
	cw(f, 0, C_AEOIR, G0);
	assert_int_equal(active(f), 0x300);
}

/* GIC-G8: the interrupt's group decides what is dropped. */
static void eoir_drops_the_priority_of_the_interrupts_group(void **state)
{
	struct fixture *f = *state;

	both_active(f, 7);
	cw(f, 0, C_EOIR, G1);
	assert_int_equal(cr(f, 0, C_APR), 1u << 8);
	assert_int_equal(cr(f, 0, C_NSAPR), 0);
	cw(f, 0, C_EOIR, G0);
	assert_int_equal(cr(f, 0, C_APR), 0);
}

/* GIC-G6: completes, as the choice is by default. */
static void secure_eoir_of_group_1_without_ackctl_is_found(void **state)
{
	struct fixture *f = *state;

	both_active(f, 3);
	cw(f, 0, C_EOIR, G0);
	assert_int_equal(f->findings, 0);
	cw(f, 0, C_EOIR, G1);
	assert_string_equal(f->finding, "GIC-CU67");
	assert_int_equal(active(f), 0);
}

/* Choice GIC-G6 */
static void secure_eoir_of_group_1_may_be_ignored(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-G6", "ignored"),
			 0);
	start(f);
	enable(f, 0);
	both_active(f, 3);
	cw(f, 0, C_EOIR, G0);
	cw(f, 0, C_EOIR, G1);
	assert_int_equal(active(f), 0x200);
	cw(f, 0, C_AEOIR, G1);
	assert_int_equal(active(f), 0);
}

/* GIC-E18 */
static void eoir_of_a_special_intid_is_ignored(void **state)
{
	struct fixture *f = *state;

	both_active(f, 3);
	cw(f, 0, C_EOIR, 1023);
	cw(f, 0, C_EOIR, 1022);
	assert_int_equal(cr(f, 0, C_RPR), 0x40);
	assert_int_equal(f->findings, 0);
}

/* GIC-CU66 */
static void eoir_of_an_intid_that_does_not_exist_is_found(void **state)
{
	struct fixture *f = *state;

	both_active(f, 3);
	cw(f, 0, C_EOIR, 500);
	assert_int_equal(cr(f, 0, C_RPR), 0x40);
	assert_string_equal(f->finding, "GIC-CU66");
}

/* GIC-CU66: the outer one before the inner one. */
static void eoir_in_the_wrong_order_is_found(void **state)
{
	struct fixture *f = *state;

	both_active(f, 7);
	cw(f, 0, C_EOIR, G1);
	assert_string_equal(f->finding, "GIC-CU66");
}

/* GIC-CU53: EOIR while nothing is active is ignored. */
static void eoir_without_active_priority_is_ignored(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ISACTIVER + 4, 0x100);
	cw(f, 0, C_EOIR, G0);
	assert_int_equal(active(f), 0x100);
	assert_string_equal(f->finding, "GIC-CU53");
}

/* Choice GIC-CU53 */
static void eoir_without_active_priority_may_deactivate(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	assert_int_equal(
		vgs_gic_config_choose(&f->cfg, "GIC-CU53", "deactivates"), 0);
	start(f);
	dw(f, 0, D_ISACTIVER + 4, 0x100);
	cw(f, 0, C_EOIR, G0);
	assert_int_equal(active(f), 0);
}

/* GIC-G11, GIC-CU68 */
static void eoir_of_an_sgi_with_another_source_is_found(void **state)
{
	struct fixture *f = *state;

	dw(f, 1, D_SGIR, 1u << 16 | 3);
	assert_int_equal(cr(f, 0, C_IAR), 1u << 10 | 3);
	cw(f, 0, C_EOIR, 2u << 10 | 3);
	assert_string_equal(f->finding, "GIC-CU68");
	assert_int_equal(dr(f, 0, D_ISACTIVER), 0);
}

/* GIC-B21, GIC-G11: who restores an active SGI knows its source. */
static void a_restored_active_sgi_is_ended_with_any_source(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-CU68", "ignored"),
			 0);
	start(f);
	enable(f, 0);
	cw(f, 0, C_CTLR, 0x203);
	dw(f, 0, D_ISACTIVER, 1u << 3);
	cw(f, 0, C_DIR, 2u << 10 | 3);
	assert_int_equal(dr(f, 0, D_ISACTIVER), 0);
	assert_int_equal(f->findings, 0);
	/* The next acknowledge makes it known again. */
	dw(f, 1, D_SGIR, 1u << 16 | 3);
	assert_int_equal(cr(f, 0, C_IAR), 1u << 10 | 3);
	cw(f, 0, C_EOIR, 2u << 10 | 3);
	assert_string_equal(f->finding, "GIC-CU68");
	assert_int_equal(dr(f, 0, D_ISACTIVER), 1u << 3);
	/* Written over while active it stays known. */
	dw(f, 0, D_ISACTIVER, 1u << 3);
	f->findings = 0;
	cw(f, 0, C_DIR, 2u << 10 | 3);
	assert_int_equal(f->findings, 1);
}

/* GIC-G12: a second source is pending while the first is active. */
static void sgi_is_active_once_for_all_sources(void **state)
{
	struct fixture *f = *state;

	dw(f, 1, D_SGIR, 1u << 16 | 3);
	dw(f, 2, D_SGIR, 1u << 16 | 3);
	assert_int_equal(cr(f, 0, C_IAR), 1u << 10 | 3);
	assert_int_equal(dr(f, 0, D_ISACTIVER), 1u << 3);
	assert_int_equal(dr(f, 0, D_SPENDSGIR), 4u << 24);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
}

/* GIC-E22: each security state has an EOImode of its own. */
static void eoimode_is_that_of_the_access(void **state)
{
	struct fixture *f = *state;

	both_active(f, 0x403);
	cw(f, 0, C_EOIR, G0);
	assert_int_equal(active(f), 0x200);
	cw_ns(f, 0, C_EOIR, G1);
	assert_int_equal(cr(f, 0, C_RPR), 0xff);
	assert_int_equal(active(f), 0x200);
	cw_ns(f, 0, C_DIR, G1);
	assert_int_equal(active(f), 0);
}

/* GIC-E22: AEOIR is a Secure access. */
static void aeoir_follows_the_secure_eoimode(void **state)
{
	struct fixture *f = *state;

	both_active(f, 0x203);
	cw(f, 0, C_EOIR, G0);
	cw(f, 0, C_AEOIR, G1);
	assert_int_equal(cr(f, 0, C_RPR), 0xff);
	assert_int_equal(active(f), 0x300);
}

/* GIC-G13 */
static void nonsecure_dir_of_group_0_is_ignored(void **state)
{
	struct fixture *f = *state;

	both_active(f, 0x603);
	cw_ns(f, 0, C_DIR, G0);
	assert_int_equal(active(f), 0x300);
}

/* GIC-G14 */
static void secure_dir_deactivates_both_groups(void **state)
{
	struct fixture *f = *state;

	both_active(f, 0x603);
	cw(f, 0, C_DIR, G1);
	assert_int_equal(active(f), 0x100);
	cw(f, 0, C_DIR, G0);
	assert_int_equal(active(f), 0);
	assert_int_equal(cr(f, 0, C_RPR), 0x40);
}

/* GIC-E25, GIC-CU65 */
static void dir_without_eoimode_is_ignored_and_found(void **state)
{
	struct fixture *f = *state;

	both_active(f, 3);
	cw(f, 0, C_DIR, G0);
	assert_int_equal(active(f), 0x300);
	assert_string_equal(f->finding, "GIC-CU65");
}

/* GIC-CU57 */
static void dir_of_an_inactive_interrupt_is_found(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_CTLR, 0x203);
	use_spi(f, G0);
	cw(f, 0, C_DIR, G0);
	assert_string_equal(f->finding, "GIC-CU57");
}

/* GIC-CU58, GIC-E34: a CPU ends the interrupt of another one. */
static void dir_of_another_cpus_spi_deactivates_and_is_found(void **state)
{
	struct fixture *f = *state;

	both_active(f, 0x603);
	cw(f, 1, C_CTLR, 0x603);
	cw(f, 1, C_DIR, G0);
	assert_int_equal(active(f), 0x200);
	assert_string_equal(f->finding, "GIC-CU58");
}

/* GIC-E34 */
static void dir_of_a_ppi_is_of_the_own_cpu(void **state)
{
	struct fixture *f = *state;

	cw(f, 1, C_CTLR, 0x203);
	dw(f, 0, D_ISACTIVER, 1u << 27);
	dw(f, 1, D_ISACTIVER, 1u << 27);
	cw(f, 1, C_DIR, 27);
	assert_int_equal(dr(f, 0, D_ISACTIVER), 1u << 27);
	assert_int_equal(dr(f, 1, D_ISACTIVER), 0);
}

/* GIC-E26, GIC-CU56: the running priority stays. */
static void dir_leaves_the_active_priority(void **state)
{
	struct fixture *f = *state;

	both_active(f, 0x603);
	cw(f, 0, C_DIR, G0);
	assert_int_equal(cr(f, 0, C_APR), 1u << 8);
	assert_string_equal(f->finding, "GIC-CU56");
}

/* GIC-E28: the order of DIR is free, and no misuse. */
static void dir_after_eoir_in_any_order_is_right(void **state)
{
	struct fixture *f = *state;

	both_active(f, 0x607);
	cw(f, 0, C_EOIR, G0);
	cw(f, 0, C_EOIR, G1);
	cw(f, 0, C_DIR, G1);
	cw(f, 0, C_DIR, G0);
	assert_int_equal(active(f), 0);
	assert_int_equal(f->findings, 0);
}

/* GIC-CU58, GIC-E35: EOIR as well. */
static void eoir_of_another_cpus_spi_deactivates_and_is_found(void **state)
{
	struct fixture *f = *state;

	both_active(f, 7);
	use_spi(f, 42);
	dwb(f, 0, D_ITARGETSR + 42, 2);
	spi(f, 42, true);
	assert_int_equal(cr(f, 1, C_IAR), 42);
	cw(f, 1, C_EOIR, G0);
	assert_int_equal(active(f), 0x600);
	assert_string_equal(f->finding, "GIC-CU58");
}

/*
 * GIC-E28, GIC-G18: a host with EOImode takes another one at the same level,
 * retargets the first and deactivates it.
 */
static void dir_of_a_retargeted_spi_is_right(void **state)
{
	struct fixture *f = *state;

	use_spi(f, 50);
	use_spi(f, 51);
	cw(f, 0, C_CTLR, 0x203);
	for (uint32_t intid = 50; intid < 52; intid++) {
		spi(f, intid, true);
		assert_int_equal(cr(f, 0, C_IAR), intid);
		cw(f, 0, C_EOIR, intid);
		spi(f, intid, false);
	}
	dwb(f, 0, D_ITARGETSR + 50, 2);
	cw(f, 0, C_DIR, 50);
	assert_int_equal(active(f), 1u << 19);
	assert_int_equal(f->findings, 0);
}

/* GIC-G18: whoever acknowledged it ends it, wherever it goes next. */
static void eoir_of_a_retargeted_spi_is_right(void **state)
{
	struct fixture *f = *state;

	both_active(f, 7);
	dwb(f, 0, D_ITARGETSR + G0, 2);
	cw(f, 0, C_EOIR, G0);
	assert_int_equal(active(f), 0x200);
	assert_int_equal(f->findings, 0);
}

/* GIC-CU60 */
static void one_level_in_both_groups_is_found(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_APR, 0x10);
	assert_string_equal(f->finding, "GIC-CU59");
	cw(f, 0, C_NSAPR, 0x30);
	assert_string_equal(f->finding, "GIC-CU60");
}

/* GIC-CU59: what was read, or 0, may be written; nothing else. */
static void active_priorities_never_read_are_found(void **state)
{
	struct fixture *f = *state;
	uint32_t saved;

	both_active(f, 7);
	saved = cr(f, 0, C_APR);
	assert_int_equal(vgs_gic_reset_pe(f->gic, 0), 0);
	cw(f, 0, C_APR, 0);
	cw(f, 0, C_APR, saved);
	assert_int_equal(f->findings, 0);
	cw(f, 0, C_APR, saved ^ 2u);
	assert_string_equal(f->finding, "GIC-CU59");
	assert_int_equal(vgs_gic_reset(f->gic), 0);
	f->findings = 0;
	cw(f, 0, C_APR, saved);
	assert_int_equal(f->findings, 1);
}

/* The Non-secure view is of its half only. */
static void nonsecure_software_restores_its_half(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_NSAPR, 0);
	(void)cr_ns(f, 0, C_APR);
	cw_ns(f, 0, C_APR, 0);
	assert_int_equal(f->findings, 0);
	cw_ns(f, 0, C_APR, 0x4);
	assert_string_equal(f->finding, "GIC-CU59");
	assert_int_equal(cr(f, 0, C_NSAPR), 0x40000);
	f->findings = 0;
	assert_int_equal(cr_ns(f, 0, C_APR), 0x4);
	cw_ns(f, 0, C_APR, 0);
	cw_ns(f, 0, C_APR, 0x4);
	assert_int_equal(f->findings, 0);
}

/* GIC-CU66: but what software restored may be ended in any order. */
static void eoir_of_a_restored_priority_is_right(void **state)
{
	struct fixture *f = *state;

	both_active(f, 7);
	cw(f, 0, C_APR, 0);
	cw(f, 0, C_APR, 1u << 8);
	cw(f, 0, C_EOIR, 44);
	assert_string_not_equal(f->finding, "GIC-CU66");
}

#define SINGLE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_single, teardown)
#define SECURE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_secure, teardown)
#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SECURE(nonsecure_eoir_of_group_0_is_ignored),
		SECURE(aeoir_of_group_0_is_ignored),
		SINGLE(eoir_drops_the_priority_of_the_interrupts_group),
		SECURE(secure_eoir_of_group_1_without_ackctl_is_found),
		OWN(secure_eoir_of_group_1_may_be_ignored),
		SINGLE(eoir_of_a_special_intid_is_ignored),
		SINGLE(eoir_of_an_intid_that_does_not_exist_is_found),
		SINGLE(eoir_in_the_wrong_order_is_found),
		SINGLE(eoir_without_active_priority_is_ignored),
		OWN(eoir_without_active_priority_may_deactivate),
		SINGLE(eoir_of_an_sgi_with_another_source_is_found),
		OWN(a_restored_active_sgi_is_ended_with_any_source),
		SINGLE(sgi_is_active_once_for_all_sources),
		SECURE(eoimode_is_that_of_the_access),
		SECURE(aeoir_follows_the_secure_eoimode),
		SECURE(nonsecure_dir_of_group_0_is_ignored),
		SECURE(secure_dir_deactivates_both_groups),
		SECURE(dir_without_eoimode_is_ignored_and_found),
		SINGLE(dir_of_an_inactive_interrupt_is_found),
		SECURE(dir_of_another_cpus_spi_deactivates_and_is_found),
		SINGLE(dir_of_a_ppi_is_of_the_own_cpu),
		SECURE(dir_leaves_the_active_priority),
		SINGLE(dir_after_eoir_in_any_order_is_right),
		SINGLE(eoir_of_another_cpus_spi_deactivates_and_is_found),
		SINGLE(dir_of_a_retargeted_spi_is_right),
		SINGLE(eoir_of_a_retargeted_spi_is_right),
		SINGLE(one_level_in_both_groups_is_found),
		SINGLE(active_priorities_never_read_are_found),
		SECURE(nonsecure_software_restores_its_half),
		SINGLE(eoir_of_a_restored_priority_is_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
