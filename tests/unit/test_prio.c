/* SPDX-License-Identifier: MIT */
/*
 * Priorities: implemented bits, binary points, group masks, Non-secure views.
 */
#include "check.h"

#include "prio.h"

/* GIC-D1 */
static void implemented_bits_are_the_upper_ones(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_mask(4), 0xf0);
	assert_int_equal(vgs_prio_mask(5), 0xf8);
	assert_int_equal(vgs_prio_mask(6), 0xfc);
	assert_int_equal(vgs_prio_mask(7), 0xfe);
	assert_int_equal(vgs_prio_mask(8), 0xff);
}

/* GIC-D5 */
static void the_smallest_bpr0_is_seven_less_the_preemption_bits(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_bpr_min(7), 0);
	assert_int_equal(vgs_prio_bpr_min(6), 1);
	assert_int_equal(vgs_prio_bpr_min(5), 2);
	assert_int_equal(vgs_prio_bpr_min(4), 3);
}

/* GIC-D8 */
static void bpr0_leaves_the_bits_above_it_to_the_group(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_group_mask(0, false), 0xfe);
	assert_int_equal(vgs_prio_group_mask(3, false), 0xf0);
	assert_int_equal(vgs_prio_group_mask(6, false), 0x80);
}

/* GIC-D8 */
static void bpr0_seven_leaves_no_group_bits(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_group_mask(7, false), 0x00);
}

/* GIC-D9 */
static void nonsecure_bpr1_leaves_one_more_bit_to_the_group(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_group_mask(1, true), 0xfe);
	assert_int_equal(vgs_prio_group_mask(4, true), 0xf0);
	assert_int_equal(vgs_prio_group_mask(7, true), 0x80);
}

/* GIC-C11 */
static void a_nonsecure_write_lands_in_the_upper_half(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_ns_write(0x00), 0x80);
	assert_int_equal(vgs_prio_ns_write(0xa0), 0xd0);
	assert_int_equal(vgs_prio_ns_write(0xff), 0xff);
}

/* GIC-C11 */
static void a_nonsecure_read_is_shifted_up(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_ns_read(0x80), 0x00);
	assert_int_equal(vgs_prio_ns_read(0xd0), 0xa0);
	assert_int_equal(vgs_prio_ns_read(0xf8), 0xf0);
}

/* GIC-D22 */
static void a_secure_running_priority_reads_zero_to_nonsecure(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_ns_view(0x00), 0x00);
	assert_int_equal(vgs_prio_ns_view(0x40), 0x00);
	assert_int_equal(vgs_prio_ns_view(0x7f), 0x00);
}

/* GIC-D22 */
static void a_nonsecure_running_priority_is_shifted_up(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_ns_view(0x80), 0x00);
	assert_int_equal(vgs_prio_ns_view(0xd0), 0xa0);
}

/* GIC-D19, GIC-D22 */
static void idle_reads_the_same_in_both_views(void **state)
{
	(void)state;
	assert_int_equal(vgs_prio_ns_view(0xff), 0xff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(implemented_bits_are_the_upper_ones),
		cmocka_unit_test(
			the_smallest_bpr0_is_seven_less_the_preemption_bits),
		cmocka_unit_test(bpr0_leaves_the_bits_above_it_to_the_group),
		cmocka_unit_test(bpr0_seven_leaves_no_group_bits),
		cmocka_unit_test(
			nonsecure_bpr1_leaves_one_more_bit_to_the_group),
		cmocka_unit_test(a_nonsecure_write_lands_in_the_upper_half),
		cmocka_unit_test(a_nonsecure_read_is_shifted_up),
		cmocka_unit_test(
			a_secure_running_priority_reads_zero_to_nonsecure),
		cmocka_unit_test(a_nonsecure_running_priority_is_shifted_up),
		cmocka_unit_test(idle_reads_the_same_in_both_views),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
