/* SPDX-License-Identifier: MIT */
/*
 * List registers below any encoding: sets, selection, acknowledge, EOI, DIR,
 * EOIcount, and every source of the maintenance interrupt.
 */
#include "machine.h"

#include "core.h"
#include "lr_own.h"

static struct vgs_vif *vif(struct machine *m)
{
	return &m->gic->vif[0];
}

static const struct vgs_lr *lr(struct machine *m, unsigned n)
{
	return &m->gic->lrs[n];
}

/* Group 1, pending unless told otherwise. */
static void fill(struct machine *m, unsigned n, uint32_t vintid,
		 uint8_t priority, unsigned flags)
{
	struct vgs_lr value = { .vintid = vintid,
				.priority = priority,
				.state = VGS_PENDING,
				.group = 1,
				.flags = (uint8_t)flags };

	vgs_lr_write(m->gic, 0, n, &value);
}

/* The virtual CPU interface on, both groups, nothing masked. */
static int setup(void **state)
{
	struct machine *m;

	if (machine_setup(state))
		return -1;
	m = *state;
	vif(m)->hcr = VGS_HCR_EN;
	vif(m)->cpu.pmr = 0xf8;
	vif(m)->cpu.igrpen = 1u << VGS_G0 | 1u << VGS_G1NS;
	return 0;
}

static uint32_t acknowledge(struct machine *m)
{
	struct vgs_vhppi hppi = vgs_lr_select(m->gic, 0);

	if (!vgs_lr_signalled(m->gic, 0, &hppi))
		return VGS_INTID_NONE;
	return vgs_lr_acknowledge(m->gic, 0, &hppi);
}

static void end(struct machine *m, uint32_t vintid)
{
	struct vgs_lr_end e = { .vintid = vintid, .group = VGS_G1NS };

	vgs_lr_eoi(m->gic, 0, &e);
}

static void deactivate(struct machine *m, uint32_t vintid)
{
	struct vgs_lr_end e = { .vintid = vintid, .any_group = true };

	vgs_lr_dir(m->gic, 0, &e);
}

static unsigned eoi_count(struct machine *m)
{
	return vif(m)->hcr >> 27;
}

/* --- selection ---------------------------------------------------- */

/* GIC-Q10 */
static void the_most_urgent_pending_one_is_selected(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, 0);
	fill(m, 1, 41, 0x40, 0);
	assert_int_equal(vgs_lr_select(m->gic, 0).lr, 1);
}

/* architecture.md section 4, rule 6 */
static void of_equal_ones_the_lowest_list_register_is_selected(void **state)
{
	struct machine *m = *state;

	fill(m, 2, 40, 0x80, 0);
	fill(m, 1, 90, 0x80, 0);
	assert_int_equal(vgs_lr_select(m->gic, 0).lr, 1);
}

/* GIC-Q10 */
static void a_disabled_group_is_not_selected(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, 0);
	vif(m)->cpu.igrpen = 1u << VGS_G0;
	assert_int_equal(vgs_lr_select(m->gic, 0).lr, -1);
}

/* GIC-Q14 */
static void without_en_nothing_is_signalled(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, 0);
	vif(m)->hcr = 0;
	assert_int_equal(acknowledge(m), VGS_INTID_NONE);
	assert_int_equal(vgs_lr_levels(m->gic, 0), 0);
}

/* GIC-P13 */
static void unimplemented_priority_bits_are_dropped(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x87, 0);
	assert_int_equal(lr(m, 0)->priority, 0x80);
}

/* --- acknowledge and end ------------------------------------------ */

/* GIC-P3 */
static void acknowledging_makes_it_active_and_runs(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, 0);
	assert_int_equal(acknowledge(m), 40);
	assert_int_equal(lr(m, 0)->state, VGS_ACTIVE);
	assert_int_equal(vgs_cpuif_running(&vif(m)->cpu, &m->gic->vshape),
			 0x80);
	assert_int_equal(acknowledge(m), VGS_INTID_NONE);
}

/* GIC-P1 */
static void an_active_and_pending_one_is_not_delivered(void **state)
{
	struct machine *m = *state;
	struct vgs_lr value = { .vintid = 40,
				.priority = 0x80,
				.state = VGS_ACTIVE_PENDING,
				.group = 1 };

	vgs_lr_write(m->gic, 0, 0, &value);
	assert_int_equal(acknowledge(m), VGS_INTID_NONE);
}

/* GIC-Q19, GIC-P5 */
static void ending_drops_and_deactivates(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, 0);
	acknowledge(m);
	end(m, 40);
	assert_int_equal(lr(m, 0)->state, VGS_INACTIVE);
	assert_int_equal(vgs_cpuif_running(&vif(m)->cpu, &m->gic->vshape),
			 0xff);
}

/* GIC-P4 */
static void with_split_eoi_ending_only_drops(void **state)
{
	struct machine *m = *state;

	vif(m)->cpu.eoimode = 1u << VGS_EOIMODE_NS;
	fill(m, 0, 40, 0x80, 0);
	acknowledge(m);
	end(m, 40);
	assert_int_equal(lr(m, 0)->state, VGS_ACTIVE);
	deactivate(m, 40);
	assert_int_equal(lr(m, 0)->state, VGS_INACTIVE);
}

/* GIC-Q23 */
static void without_split_eoi_dir_is_ignored(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, 0);
	acknowledge(m);
	deactivate(m, 40);
	assert_int_equal(lr(m, 0)->state, VGS_ACTIVE);
}

/* GIC-Q24 */
static void an_end_that_no_list_register_answers_is_counted(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, 0);
	acknowledge(m);
	end(m, 77);
	assert_int_equal(eoi_count(m), 1);
	assert_int_equal(lr(m, 0)->state, VGS_ACTIVE);
}

/* GIC-Q24 */
static void the_end_of_an_lpi_is_not_counted(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, 0);
	acknowledge(m);
	end(m, 8192);
	assert_int_equal(eoi_count(m), 0);
}

/* GIC-Q25: five bits that wrap and leave the others alone. */
static void the_count_wraps_at_32(void **state)
{
	struct machine *m = *state;

	vif(m)->cpu.eoimode = 1u << VGS_EOIMODE_NS;
	for (unsigned i = 0; i < 33; i++)
		deactivate(m, 77);
	assert_int_equal(eoi_count(m), 1);
	assert_int_equal(vif(m)->hcr & 0x07ffffffu, VGS_HCR_EN);
}

/* GIC-P6 */
static void with_hw_the_physical_one_is_deactivated_too(void **state)
{
	struct machine *m = *state;
	struct vgs_irq_info info;
	struct vgs_lr value = { .vintid = 50,
				.pintid = 40,
				.priority = 0x80,
				.state = VGS_PENDING,
				.group = 1,
				.flags = VGS_LR_HW };

	line(m, 40, true);
	gicc_read(m, 0, GICC_IAR);
	line(m, 40, false);
	vgs_lr_write(m->gic, 0, 0, &value);
	acknowledge(m);
	vgs_gic_irq(m->gic, VGS_INTID(40), &info);
	assert_true(info.active);
	end(m, 50);
	vgs_gic_irq(m->gic, VGS_INTID(40), &info);
	assert_false(info.active);
}

/* --- maintenance -------------------------------------------------- */

/* GIC-P20, GIC-Q32 */
static void an_ended_one_with_eoi_asks_for_maintenance(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, VGS_LR_EOI);
	acknowledge(m);
	assert_int_equal(vgs_lr_misr(m->gic, 0), 0);
	end(m, 40);
	assert_int_equal(vgs_lr_misr(m->gic, 0), VGS_MISR_EOI);
	assert_int_equal(vgs_lr_ended(&m->gic->lr_sets[0]), 1);
	assert_int_equal(vgs_lr_empty(m->gic, 0) & 1u, 0);
}

/* GIC-P20: with HW that bit is not EOI. */
static void with_hw_there_is_no_eoi_maintenance(void **state)
{
	struct machine *m = *state;

	fill(m, 0, 40, 0x80, VGS_LR_EOI | VGS_LR_HW);
	acknowledge(m);
	end(m, 40);
	assert_int_equal(vgs_lr_misr(m->gic, 0), 0);
}

static void underflow_is_none_or_one_valid_list_register(void **state)
{
	struct machine *m = *state;

	vif(m)->hcr |= VGS_HCR_UIE;
	assert_int_equal(vgs_lr_misr(m->gic, 0), VGS_MISR_U);
	fill(m, 0, 40, 0x80, 0);
	assert_int_equal(vgs_lr_misr(m->gic, 0), VGS_MISR_U);
	fill(m, 1, 41, 0x80, 0);
	assert_int_equal(vgs_lr_misr(m->gic, 0), 0);
}

/* GIC-Q37 */
static void no_pending_is_no_list_register_that_is_only_pending(void **state)
{
	struct machine *m = *state;

	vif(m)->hcr |= VGS_HCR_NPIE;
	fill(m, 0, 40, 0x80, 0);
	assert_int_equal(vgs_lr_misr(m->gic, 0), 0);
	acknowledge(m);
	assert_int_equal(vgs_lr_misr(m->gic, 0), VGS_MISR_NP);
}

static void a_count_that_is_not_zero_asks_if_enabled(void **state)
{
	struct machine *m = *state;

	vif(m)->hcr |= 1u << 27;
	assert_int_equal(vgs_lr_misr(m->gic, 0), 0);
	vif(m)->hcr |= VGS_HCR_LRENPIE;
	assert_int_equal(vgs_lr_misr(m->gic, 0), VGS_MISR_LRENP);
}

/* GIC-Q36 */
static void group_enables_ask_for_maintenance_each_way(void **state)
{
	struct machine *m = *state;

	vif(m)->hcr |= VGS_HCR_VGRP0EIE | VGS_HCR_VGRP0DIE | VGS_HCR_VGRP1EIE |
		       VGS_HCR_VGRP1DIE;
	assert_int_equal(vgs_lr_misr(m->gic, 0),
			 VGS_MISR_GRP0E | VGS_MISR_GRP1E);
	vif(m)->cpu.igrpen = 0;
	assert_int_equal(vgs_lr_misr(m->gic, 0),
			 VGS_MISR_GRP0D | VGS_MISR_GRP1D);
}

/* GIC-Q31 */
static void maintenance_is_signalled_while_en_is_set(void **state)
{
	struct machine *m = *state;

	vif(m)->hcr |= VGS_HCR_UIE;
	assert_int_equal(vgs_lr_levels(m->gic, 0), VGS_SIG_MAINTENANCE);
	vif(m)->hcr = VGS_HCR_UIE;
	assert_int_equal(vgs_lr_levels(m->gic, 0), 0);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_most_urgent_pending_one_is_selected),
		TEST(of_equal_ones_the_lowest_list_register_is_selected),
		TEST(a_disabled_group_is_not_selected),
		TEST(without_en_nothing_is_signalled),
		TEST(unimplemented_priority_bits_are_dropped),
		TEST(acknowledging_makes_it_active_and_runs),
		TEST(an_active_and_pending_one_is_not_delivered),
		TEST(ending_drops_and_deactivates),
		TEST(with_split_eoi_ending_only_drops),
		TEST(without_split_eoi_dir_is_ignored),
		TEST(an_end_that_no_list_register_answers_is_counted),
		TEST(the_end_of_an_lpi_is_not_counted),
		TEST(the_count_wraps_at_32),
		TEST(with_hw_the_physical_one_is_deactivated_too),
		TEST(an_ended_one_with_eoi_asks_for_maintenance),
		TEST(with_hw_there_is_no_eoi_maintenance),
		TEST(underflow_is_none_or_one_valid_list_register),
		TEST(no_pending_is_no_list_register_that_is_only_pending),
		TEST(a_count_that_is_not_zero_asks_if_enabled),
		TEST(group_enables_ask_for_maintenance_each_way),
		TEST(maintenance_is_signalled_while_en_is_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
