/* SPDX-License-Identifier: MIT */
/*
 * Software-generated interrupts of a GICv2: targets, security, sources.
 */
#include "test_gicv2.h"

/* SGIs that are pending on a PE, as sources by SGI. */
static uint32_t pending(struct fixture *f, unsigned pe)
{
	return dr(f, pe, D_SPENDSGIR);
}

/* GIC-G10 */
static void sgir_filter_0_sends_to_the_list(void **state)
{
	struct fixture *f = *state;

	dw(f, 1, D_SGIR, 0x0bu << 16 | 2);
	assert_int_equal(pending(f, 0), 0x020000);
	assert_int_equal(pending(f, 1), 0x020000);
	assert_int_equal(pending(f, 2), 0);
	assert_int_equal(pending(f, 3), 0x020000);
}

/* GIC-CU50 */
static void sgi_to_a_cpu_that_does_not_exist_is_found(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_SGIR, 0x0fu << 16 | 2);
	assert_int_equal(f->findings, 0);
	dw(f, 0, D_SGIR, 0x12u << 16 | 2);
	assert_string_equal(f->finding, "GIC-CU50");
	assert_int_equal(pending(f, 1), 0x010000);
}

/* GIC-G10 */
static void sgir_filter_1_sends_to_all_others(void **state)
{
	struct fixture *f = *state;

	dw(f, 1, D_SGIR, 1u << 24 | 0xffu << 16 | 2);
	assert_int_equal(pending(f, 0), 0x020000);
	assert_int_equal(pending(f, 1), 0);
	assert_int_equal(pending(f, 2), 0x020000);
	assert_int_equal(pending(f, 3), 0x020000);
}

/* GIC-G10 */
static void sgir_filter_2_sends_to_itself(void **state)
{
	struct fixture *f = *state;

	dw(f, 1, D_SGIR, 2u << 24 | 0xffu << 16 | 2);
	assert_int_equal(pending(f, 0), 0);
	assert_int_equal(pending(f, 1), 0x020000);
}

/* GIC-G15 */
static void sgir_filter_3_sends_nothing_and_is_found(void **state)
{
	struct fixture *f = *state;

	dw(f, 1, D_SGIR, 3u << 24 | 0xffu << 16 | 2);
	assert_int_equal(pending(f, 0), 0);
	assert_int_equal(pending(f, 1), 0);
	assert_string_equal(f->finding, "GIC-CU69");
}

/* GIC-G15 */
static void sgir_filter_3_may_send_to_all(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-CU69", "all"), 0);
	start(f);
	dw(f, 1, D_SGIR, 3u << 24 | 2);
	assert_int_equal(pending(f, 0), 0x020000);
	assert_int_equal(pending(f, 1), 0x020000);
}

/* GIC-G27 */
static void sgi_sent_while_nothing_is_forwarded_stays_pending(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_CTLR, 0);
	dw(f, 1, D_SGIR, 1u << 16 | 2);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
	dw(f, 0, D_CTLR, 3);
	assert_int_equal(cr(f, 0, C_IAR), 1u << 10 | 2);
}

/* GIC-G16: Secure software says with NSATT which group it means. */
static void secure_sgi_goes_where_its_group_is_nsatt(void **state)
{
	struct fixture *f = *state;

	set_group1(f, 1, 2);
	dw(f, 0, D_SGIR, 0x03u << 16 | 2);
	assert_int_equal(pending(f, 0), 0x010000);
	assert_int_equal(pending(f, 1), 0);
	dw(f, 0, D_CPENDSGIR, 0x010000);
	dw(f, 0, D_SGIR, 0x03u << 16 | 1u << 15 | 2);
	assert_int_equal(pending(f, 0), 0);
	assert_int_equal(pending(f, 1), 0x010000);
}

/* GIC-G17 */
static void nonsecure_sgi_reaches_group_1_and_what_nsacr_opens(void **state)
{
	struct fixture *f = *state;

	set_group1(f, 1, 2);
	dw_ns(f, 3, D_SGIR, 0x07u << 16 | 2);
	assert_int_equal(pending(f, 0), 0);
	assert_int_equal(pending(f, 1), 0x080000);
	dw(f, 0, D_NSACR, 1u << 4);
	dw_ns(f, 3, D_SGIR, 0x05u << 16 | 2);
	assert_int_equal(pending(f, 0), 0x080000);
	assert_int_equal(pending(f, 2), 0);
}

/* GIC-G16: without Security Extensions NSATT means nothing. */
static void nsatt_is_ignored_with_one_security_state(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_SGIR, 1u << 16 | 1u << 15 | 2);
	assert_int_equal(pending(f, 0), 0x010000);
}

/* GIC-B17 */
static void spendsgir_and_cpendsgir_set_and_clear_sources(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_SPENDSGIR + 4, 0x0000f500);
	assert_int_equal(dr(f, 0, D_SPENDSGIR + 4), 0x00000500);
	assert_int_equal(dr(f, 0, D_ISPENDR), 1u << 5);
	dw(f, 0, D_CPENDSGIR + 4, 0x00000100);
	assert_int_equal(dr(f, 0, D_CPENDSGIR + 4), 0x00000400);
	assert_int_equal(dr(f, 0, D_ISPENDR), 1u << 5);
	dw(f, 0, D_CPENDSGIR + 4, 0x00000400);
	assert_int_equal(dr(f, 0, D_ISPENDR), 0);
}

/* GIC-C8: sources of Group 0 SGIs are open to Non-secure by NSACR. */
static void sources_of_group_0_sgis_follow_nsacr(void **state)
{
	struct fixture *f = *state;

	dw_ns(f, 0, D_SPENDSGIR, 0x01);
	assert_int_equal(pending(f, 0), 0);
	dw(f, 0, D_NSACR, 1);
	dw_ns(f, 0, D_SPENDSGIR, 0x01);
	assert_int_equal(pending(f, 0), 0x01);
	dw_ns(f, 0, D_CPENDSGIR, 0x01);
	assert_int_equal(pending(f, 0), 0x01);
	dw(f, 0, D_NSACR, 2);
	dw_ns(f, 0, D_CPENDSGIR, 0x01);
	assert_int_equal(pending(f, 0), 0);
}

/* GIC-B16 */
static void ispendr_and_icpendr_do_not_change_sgis(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ISPENDR, 0xffff);
	assert_int_equal(dr(f, 0, D_ISPENDR), 0);
	dw(f, 0, D_SPENDSGIR, 0x01);
	dw(f, 0, D_ICPENDR, 0xffff);
	assert_int_equal(dr(f, 0, D_ISPENDR), 1);
}

/* As on GIC-400: GICD_ISENABLER0[15:0] is RAO/WI. */
static void sgis_are_always_enabled(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ICENABLER, 0xffff);
	assert_int_equal(dr(f, 0, D_ISENABLER), 0xffff);
}

/* GIC-B30 */
static void sgis_are_always_edge_triggered(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ICFGR, 0);
	assert_int_equal(dr(f, 0, D_ICFGR), 0xaaaaaaaa);
}

/* GIC-G26: the model bits of GICv1 are RES0. */
static void icfgr_has_one_bit_per_interrupt(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ICFGR + 8, 0xffffffff);
	assert_int_equal(dr(f, 0, D_ICFGR + 8), 0xaaaaaaaa);
}

#define SINGLE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_single, teardown)
#define SECURE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_secure, teardown)
#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SINGLE(sgir_filter_0_sends_to_the_list),
		SINGLE(sgi_to_a_cpu_that_does_not_exist_is_found),
		SINGLE(sgir_filter_1_sends_to_all_others),
		SINGLE(sgir_filter_2_sends_to_itself),
		SINGLE(sgir_filter_3_sends_nothing_and_is_found),
		OWN(sgir_filter_3_may_send_to_all),
		SINGLE(sgi_sent_while_nothing_is_forwarded_stays_pending),
		SECURE(secure_sgi_goes_where_its_group_is_nsatt),
		SECURE(nonsecure_sgi_reaches_group_1_and_what_nsacr_opens),
		SINGLE(nsatt_is_ignored_with_one_security_state),
		SINGLE(spendsgir_and_cpendsgir_set_and_clear_sources),
		SECURE(sources_of_group_0_sgis_follow_nsacr),
		SINGLE(ispendr_and_icpendr_do_not_change_sgis),
		SINGLE(sgis_are_always_enabled),
		SINGLE(sgis_are_always_edge_triggered),
		SINGLE(icfgr_has_one_bit_per_interrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
