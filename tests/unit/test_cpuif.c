/* SPDX-License-Identifier: MIT */
/*
 * The CPU interface engine without a machine: active priorities, binary
 * points, running priority, priority drop.
 */
#include "check.h"

#include "cpuif.h"

struct fixture {
	struct vgs_cpuif_shape shape;
	struct vgs_cpuif cpu;
};

/* A reset CPU interface with as many priority as preemption bits. */
static void reset(struct fixture *f, unsigned priority_bits,
		  unsigned preemption_bits)
{
	vgs_cpuif_shape_init(&f->shape, priority_bits, preemption_bits);
	vgs_cpuif_reset(&f->cpu, &f->shape);
}

static void activate(struct fixture *f, enum vgs_group group, uint8_t priority)
{
	vgs_cpuif_activate(&f->cpu, &f->shape, group, priority, false);
}

static uint8_t running(const struct fixture *f)
{
	return vgs_cpuif_running(&f->cpu, &f->shape);
}

/* GIC-D25 */
static void active_priority_registers_follow_preemption_bits(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 4, 4);
	assert_int_equal(f.shape.ap_regs, 1);
	reset(&f, 5, 5);
	assert_int_equal(f.shape.ap_regs, 1);
	reset(&f, 6, 6);
	assert_int_equal(f.shape.ap_regs, 2);
	reset(&f, 7, 7);
	assert_int_equal(f.shape.ap_regs, 4);
	reset(&f, 8, 7);
	assert_int_equal(f.shape.ap_regs, 4);
}

/* GIC-G22, GIC-D19 */
static void after_reset_all_is_masked_and_idle(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	assert_int_equal(f.cpu.pmr, 0);
	assert_int_equal(f.cpu.igrpen, 0);
	assert_int_equal(running(&f), 0xff);
}

/* GIC-D5, GIC-D6, GIC-G23 */
static void after_reset_binary_points_are_the_minimum(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	assert_int_equal(f.cpu.bpr[VGS_G0], 2);
	assert_int_equal(f.cpu.bpr[VGS_G1NS], 3);
	assert_int_equal(f.cpu.bpr[VGS_G1S], 2);
}

/* GIC-D7 */
static void a_binary_point_below_the_minimum_becomes_the_minimum(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 4, 4);
	assert_int_equal(vgs_cpuif_bpr_clamp(&f.shape, VGS_G0, 0), 3);
	assert_int_equal(vgs_cpuif_bpr_clamp(&f.shape, VGS_G1S, 2), 3);
	assert_int_equal(vgs_cpuif_bpr_clamp(&f.shape, VGS_G1NS, 3), 4);
	assert_int_equal(vgs_cpuif_bpr_clamp(&f.shape, VGS_G0, 7), 7);
}

/* GIC-D6 */
static void with_seven_bits_nonsecure_bpr1_is_at_least_one(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 8, 7);
	assert_int_equal(vgs_cpuif_bpr_clamp(&f.shape, VGS_G0, 0), 0);
	assert_int_equal(vgs_cpuif_bpr_clamp(&f.shape, VGS_G1NS, 0), 1);
}

/* GIC-D23 */
static void four_bits_put_priority_f0_at_bit_15(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 4, 4);
	activate(&f, VGS_G0, 0xf0);
	assert_int_equal(f.cpu.ap[VGS_G0][0], 1u << 15);
	assert_int_equal(running(&f), 0xf0);
}

/* GIC-D23 */
static void five_bits_put_priority_a0_at_bit_20(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	activate(&f, VGS_G1NS, 0xa0);
	assert_int_equal(f.cpu.ap[VGS_G1NS][0], 1u << 20);
	assert_int_equal(running(&f), 0xa0);
}

/* GIC-D23, GIC-D25 */
static void six_bits_put_priority_a0_in_the_second_register(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 6, 6);
	activate(&f, VGS_G1NS, 0xa0);
	assert_int_equal(f.cpu.ap[VGS_G1NS][1], 1u << 8);
	assert_int_equal(running(&f), 0xa0);
}

/* GIC-D23, GIC-D25 */
static void seven_bits_put_priority_fe_at_the_very_last_bit(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 7, 7);
	activate(&f, VGS_G0, 0xfe);
	assert_int_equal(f.cpu.ap[VGS_G0][3], 1u << 31);
	assert_int_equal(running(&f), 0xfe);
}

/* GIC-D4: bit 0 of eight is always subpriority. */
static void eight_priority_bits_preempt_with_seven(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 8, 7);
	activate(&f, VGS_G0, 0x47);
	assert_int_equal(running(&f), 0x46);
}

/* GIC-D23: the live binary point decides what is recorded. */
static void activation_records_the_group_priority(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	f.cpu.bpr[VGS_G0] = 5;
	activate(&f, VGS_G0, 0x78);
	assert_int_equal(running(&f), 0x40);
}

/* GIC-D9 */
static void nonsecure_bpr1_records_one_bit_more_than_bpr0(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	f.cpu.bpr[VGS_G1NS] = 5;
	activate(&f, VGS_G1NS, 0xf8);
	assert_int_equal(running(&f), 0xe0);
}

/* GIC-D10 */
static void cbpr_lets_group_1_use_bpr0(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	f.cpu.bpr[VGS_G0] = 6;
	assert_int_equal(vgs_cpuif_group_mask(&f.cpu, VGS_G1NS), 0xf8);
	f.cpu.cbpr = 1u << VGS_G1NS;
	assert_int_equal(vgs_cpuif_group_mask(&f.cpu, VGS_G1NS), 0x80);
	assert_int_equal(vgs_cpuif_group_mask(&f.cpu, VGS_G1S), 0xf8);
}

/* GIC-D17: with no group bits at all. */
static void bpr0_seven_records_priority_zero(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	f.cpu.bpr[VGS_G0] = 7;
	activate(&f, VGS_G0, 0xf8);
	assert_int_equal(f.cpu.ap[VGS_G0][0], 1u << 0);
	assert_int_equal(running(&f), 0x00);
}

/* GIC-D30, GIC-D31 */
static void writing_bpr_leaves_what_is_active(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	activate(&f, VGS_G0, 0x78);
	f.cpu.bpr[VGS_G0] = 7;
	assert_int_equal(running(&f), 0x78);
}

/* GIC-D20 */
static void the_most_urgent_of_all_groups_runs(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	activate(&f, VGS_G1NS, 0xa0);
	activate(&f, VGS_G1S, 0x50);
	activate(&f, VGS_G0, 0x60);
	assert_int_equal(running(&f), 0x50);
	assert_int_equal(vgs_cpuif_highest_group(&f.cpu, &f.shape, true),
			 VGS_G1S);
}

/* GIC-D20: across registers too. */
static void a_lower_register_runs_before_a_higher_one(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 7, 7);
	activate(&f, VGS_G0, 0xc0);
	activate(&f, VGS_G1NS, 0x42);
	assert_int_equal(running(&f), 0x42);
	assert_int_equal(vgs_cpuif_highest_group(&f.cpu, &f.shape, true),
			 VGS_G1NS);
}

/* GIC-D27 */
static void a_drop_ends_the_most_urgent_of_its_group(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	activate(&f, VGS_G0, 0xa0);
	activate(&f, VGS_G0, 0x40);
	vgs_cpuif_drop(&f.cpu, &f.shape, VGS_G0);
	assert_int_equal(running(&f), 0xa0);
	vgs_cpuif_drop(&f.cpu, &f.shape, VGS_G0);
	assert_int_equal(running(&f), 0xff);
}

/* GIC-D27 */
static void a_drop_leaves_other_groups_alone(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	activate(&f, VGS_G1NS, 0x40);
	activate(&f, VGS_G0, 0xa0);
	vgs_cpuif_drop(&f.cpu, &f.shape, VGS_G0);
	assert_int_equal(f.cpu.ap[VGS_G0][0], 0);
	assert_int_equal(f.cpu.ap[VGS_G1NS][0], 1u << 8);
}

/* GIC-D27, GIC-D25 */
static void a_drop_takes_one_bit_of_one_register(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 7, 7);
	activate(&f, VGS_G0, 0x10);
	activate(&f, VGS_G0, 0x50);
	activate(&f, VGS_G0, 0xd0);
	vgs_cpuif_drop(&f.cpu, &f.shape, VGS_G0);
	assert_int_equal(f.cpu.ap[VGS_G0][0], 0);
	assert_int_equal(f.cpu.ap[VGS_G0][1], 1u << 8);
	assert_int_equal(f.cpu.ap[VGS_G0][3], 1u << 8);
}

/* GIC-E21 */
static void a_drop_with_nothing_active_changes_nothing(void **state)
{
	struct fixture f, before;

	(void)state;
	reset(&f, 5, 5);
	before = f;
	vgs_cpuif_drop(&f.cpu, &f.shape, VGS_G1NS);
	assert_memory_equal(&f.cpu, &before.cpu, sizeof(f.cpu));
	assert_int_equal(vgs_cpuif_highest_group(&f.cpu, &f.shape, true), -1);
}

/* GIC-D28 */
static void the_same_level_twice_is_one_bit(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	activate(&f, VGS_G0, 0x40);
	activate(&f, VGS_G0, 0x40);
	vgs_cpuif_drop(&f.cpu, &f.shape, VGS_G0);
	assert_int_equal(running(&f), 0xff);
}

/* GIC-D29: UNPREDICTABLE; here the order of enum vgs_group. */
static void the_same_level_in_two_groups_is_group_0(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	activate(&f, VGS_G1NS, 0x40);
	activate(&f, VGS_G0, 0x40);
	assert_int_equal(vgs_cpuif_highest_group(&f.cpu, &f.shape, true),
			 VGS_G0);
}

/* GIC-N10 */
static void an_nmi_is_recorded_apart_and_dropped_first(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	activate(&f, VGS_G1NS, 0xa0);
	vgs_cpuif_activate(&f.cpu, &f.shape, VGS_G1NS, 0x80, true);
	assert_int_equal(f.cpu.ap[VGS_G1NS][0], 1u << 20);
	assert_int_equal(f.cpu.ap_nmi, 1u << VGS_G1NS);
	vgs_cpuif_drop(&f.cpu, &f.shape, VGS_G1NS);
	assert_int_equal(f.cpu.ap_nmi, 0);
	assert_int_equal(running(&f), 0xa0);
}

/* GIC-N10 */
static void an_active_nmi_makes_its_group_the_highest(void **state)
{
	struct fixture f;

	(void)state;
	reset(&f, 5, 5);
	activate(&f, VGS_G0, 0x40);
	vgs_cpuif_activate(&f.cpu, &f.shape, VGS_G1NS, 0x80, true);
	assert_int_equal(vgs_cpuif_highest_group(&f.cpu, &f.shape, false),
			 VGS_G1NS);
	/* GIC-N2: with two security states it runs at 0x80 only. */
	assert_int_equal(vgs_cpuif_highest_group(&f.cpu, &f.shape, true),
			 VGS_G0);
	vgs_cpuif_activate(&f.cpu, &f.shape, VGS_G1S, 0, true);
	assert_int_equal(vgs_cpuif_highest_group(&f.cpu, &f.shape, true),
			 VGS_G1S);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			active_priority_registers_follow_preemption_bits),
		cmocka_unit_test(after_reset_all_is_masked_and_idle),
		cmocka_unit_test(after_reset_binary_points_are_the_minimum),
		cmocka_unit_test(
			a_binary_point_below_the_minimum_becomes_the_minimum),
		cmocka_unit_test(
			with_seven_bits_nonsecure_bpr1_is_at_least_one),
		cmocka_unit_test(four_bits_put_priority_f0_at_bit_15),
		cmocka_unit_test(five_bits_put_priority_a0_at_bit_20),
		cmocka_unit_test(
			six_bits_put_priority_a0_in_the_second_register),
		cmocka_unit_test(
			seven_bits_put_priority_fe_at_the_very_last_bit),
		cmocka_unit_test(eight_priority_bits_preempt_with_seven),
		cmocka_unit_test(activation_records_the_group_priority),
		cmocka_unit_test(nonsecure_bpr1_records_one_bit_more_than_bpr0),
		cmocka_unit_test(cbpr_lets_group_1_use_bpr0),
		cmocka_unit_test(bpr0_seven_records_priority_zero),
		cmocka_unit_test(writing_bpr_leaves_what_is_active),
		cmocka_unit_test(the_most_urgent_of_all_groups_runs),
		cmocka_unit_test(a_lower_register_runs_before_a_higher_one),
		cmocka_unit_test(a_drop_ends_the_most_urgent_of_its_group),
		cmocka_unit_test(a_drop_leaves_other_groups_alone),
		cmocka_unit_test(a_drop_takes_one_bit_of_one_register),
		cmocka_unit_test(a_drop_with_nothing_active_changes_nothing),
		cmocka_unit_test(the_same_level_twice_is_one_bit),
		cmocka_unit_test(the_same_level_in_two_groups_is_group_0),
		cmocka_unit_test(an_nmi_is_recorded_apart_and_dropped_first),
		cmocka_unit_test(an_active_nmi_makes_its_group_the_highest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
