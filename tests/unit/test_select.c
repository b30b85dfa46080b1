/* SPDX-License-Identifier: MIT */
/*
 * Which interrupt a CPU interface is offered, what acknowledge, EOI and
 * deactivation do, and what vgs_gic_explain() tells about it.
 */
#include "machine.h"

#include "ack.h"

/* Number of the first closed gate and its name; -1: all are open. */
static int first_closed(struct machine *m, unsigned pe, uint32_t intid,
			const char **ret_name)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	int count = vgs_gic_explain(m->gic, pe, intid, false, gates);

	assert_in_range(count, 1, VGS_GATES_MAX);
	for (int g = 0; g < count; g++) {
		if (gates[g].open)
			continue;
		*ret_name = gates[g].name;
		return g;
	}
	return -1;
}

static const char *why(struct machine *m, unsigned pe, uint32_t intid)
{
	const char *name = "signalled";

	first_closed(m, pe, intid, &name);
	return name;
}

/* --- order -------------------------------------------------------- */

/* GIC-D1 */
static void the_most_urgent_pending_one_is_offered(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	line(m, 41, true);
	assert_int_equal(vgs_core_select(m->gic, 0).intid, 41);
}

/* GIC-D33 */
static void of_equal_ones_the_lowest_intid_is_offered(void **state)
{
	struct machine *m = *state;

	wire(m, 90, 0, 0x80);
	line(m, 90, true);
	line(m, 40, true);
	assert_int_equal(vgs_core_select(m->gic, 0).intid, 40);
}

/* GIC-D33 */
static void a_private_one_comes_before_a_shared_one(void **state)
{
	struct machine *m = *state;

	gicd_byte(m, GICD_IPRIORITYR + 27, 0x80);
	gicd(m, GICD_ISENABLER, 1u << 27);
	line(m, 40, true);
	vgs_gic_set_line(m->gic, VGS_PPI(0, 11), true);
	assert_int_equal(vgs_core_select(m->gic, 0).intid, 27);
}

/* GIC-CU90: at once, nothing lost or duplicated. */
static void a_new_priority_of_a_pending_one_counts_at_once(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	line(m, 41, true);
	gicd_byte(m, GICD_IPRIORITYR + 40, 0x20);
	assert_int_equal(vgs_core_select(m->gic, 0).intid, 40);
	gicd_byte(m, GICD_IPRIORITYR + 40, 0xa0);
	assert_int_equal(vgs_core_select(m->gic, 0).intid, 41);
}

/* GIC-G18 */
static void a_new_target_of_a_pending_one_counts_at_once(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	gicd_byte(m, GICD_ITARGETSR + 40, 2);
	assert_int_equal(vgs_core_select(m->gic, 0).slot, VGS_NO_SLOT);
	assert_int_equal(vgs_core_select(m->gic, 1).intid, 40);
}

/* GIC-G19 */
static void an_spi_with_two_targets_goes_to_the_first_reader(void **state)
{
	struct machine *m = *state;

	gicd_byte(m, GICD_ITARGETSR + 40, 3);
	line(m, 40, true);
	assert_int_equal(vgs_gic_signals(m->gic, 0), VGS_SIG_IRQ);
	assert_int_equal(vgs_gic_signals(m->gic, 1), VGS_SIG_IRQ);
	assert_int_equal(gicc_read(m, 1, GICC_IAR), 40);
	assert_int_equal(vgs_gic_signals(m->gic, 0), 0);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 1023);
}

/* GIC-D36 */
static void a_group_that_is_not_forwarded_is_not_offered(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	gicd(m, GICD_CTLR, 0);
	assert_int_equal(vgs_core_select(m->gic, 0).slot, VGS_NO_SLOT);
}

/* GIC-D37, the default: not hidden. */
static void a_group_disabled_at_the_cpu_interface_hides_nobody(void **state)
{
	struct machine *m = *state;

	gicd(m, GICD_CTLR, 3);
	gicd(m, GICD_IGROUPR + 4, 1u << 9);
	line(m, 40, true);
	line(m, 41, true);
	assert_int_equal(vgs_core_select(m->gic, 0).intid, 40);
	assert_int_equal(vgs_gic_signals(m->gic, 0), VGS_SIG_IRQ);
}

/* GIC-D37, the alternative. */
static void with_the_other_choice_it_hides_less_urgent_ones(void **state)
{
	struct machine m;

	(void)state;
	machine_config(&m);
	vgs_gic_config_choose(&m.cfg, "GIC-D37", "hidden");
	machine_start(&m);
	machine_open(&m);
	gicd(&m, GICD_CTLR, 3);
	gicd(&m, GICD_IGROUPR + 4, 1u << 9);
	line(&m, 40, true);
	line(&m, 41, true);
	assert_int_equal(vgs_core_select(m.gic, 0).intid, 41);
	assert_int_equal(vgs_gic_signals(m.gic, 0), 0);
	vgs_gic_free(m.gic);
}

/* GIC-E2: of the same group it is signalled as the less urgent one was. */
static void a_more_urgent_one_of_the_group_leaves_the_wires(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	assert_int_equal(m->reports, 1);
	line(m, 41, true);
	assert_int_equal(m->reports, 1);
	assert_int_equal(vgs_gic_signals(m->gic, 0), VGS_SIG_IRQ);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 41);
}

/* GIC-D36: GICC_CTLR.FIQEn makes Group 0 a FIQ. */
static void a_more_urgent_one_of_another_group_changes_the_wires(void **state)
{
	struct machine *m = *state;

	gicd(m, GICD_CTLR, 3);
	gicd(m, GICD_IGROUPR + 4, 1u << 8);
	gicc(m, 0, GICC_CTLR, 0xb);
	line(m, 40, true);
	assert_int_equal(vgs_gic_signals(m->gic, 0), VGS_SIG_IRQ);
	line(m, 41, true);
	assert_int_equal(vgs_gic_signals(m->gic, 0), VGS_SIG_FIQ);
	assert_null(vgs_gic_bug(m->gic));
}

/* GIC-E2: what is masked says nothing of a more urgent one. */
static void a_more_urgent_one_than_the_masked_is_signalled(void **state)
{
	struct machine *m = *state;

	gicc(m, 0, GICC_PMR, 0x80);
	line(m, 40, true);
	assert_int_equal(vgs_gic_signals(m->gic, 0), 0);
	line(m, 41, true);
	assert_int_equal(vgs_gic_signals(m->gic, 0), VGS_SIG_IRQ);
	assert_null(vgs_gic_bug(m->gic));
}

/* ADR 0006: the slow evaluation chooses the same. */
static void the_naive_evaluation_gives_the_same_answers(void **state)
{
	struct machine *m = *state;

	vgs_core_evaluate_naively(m->gic);
	line(m, 40, true);
	line(m, 41, true);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 41);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 1023);
	line(m, 41, false);
	gicc(m, 0, GICC_EOIR, 41);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 40);
}

/* --- acknowledge and end ------------------------------------------ */

/* GIC-E15, GIC-D23 */
static void acknowledging_activates_and_runs(void **state)
{
	struct machine *m = *state;
	struct vgs_irq_info info;

	line(m, 40, true);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 40);
	vgs_gic_irq(m->gic, VGS_INTID(40), &info);
	assert_int_equal(info.state, VGS_ACTIVE_PENDING);
	assert_int_equal(vgs_gic_running_priority(m->gic, 0), 0x80);
	assert_int_equal(vgs_gic_signals(m->gic, 0), 0);
}

/* GIC-E2 */
static void masked_it_is_offered_but_not_acknowledged(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	gicc(m, 0, GICC_PMR, 0x80);
	assert_int_equal(vgs_core_select(m->gic, 0).intid, 40);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 1023);
}

/* GIC-B11 */
static void ending_a_level_that_is_asserted_signals_it_again(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	gicc_read(m, 0, GICC_IAR);
	gicc(m, 0, GICC_EOIR, 40);
	assert_int_equal(vgs_gic_signals(m->gic, 0), VGS_SIG_IRQ);
}

/* GIC-D16 */
static void a_more_urgent_one_preempts_and_both_end(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 40);
	line(m, 41, true);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 41);
	assert_int_equal(vgs_gic_running_priority(m->gic, 0), 0x40);
	gicc(m, 0, GICC_EOIR, 41);
	assert_int_equal(vgs_gic_running_priority(m->gic, 0), 0x80);
	gicc(m, 0, GICC_EOIR, 40);
	assert_int_equal(vgs_gic_running_priority(m->gic, 0), 0xff);
}

/* GIC-G9, GIC-G10 */
static void an_sgi_is_acknowledged_once_for_each_source(void **state)
{
	struct machine *m = *state;

	machine_write(m, 0, VGS_FRAME_GICD, GICD_SGIR, 4, 1u << 16 | 3);
	machine_write(m, 1, VGS_FRAME_GICD, GICD_SGIR, 4, 1u << 16 | 3);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 3);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 1023);
	gicc(m, 0, GICC_EOIR, 3);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 1u << 10 | 3);
	gicc(m, 0, GICC_EOIR, 1u << 10 | 3);
	assert_int_equal(gicc_read(m, 0, GICC_IAR), 1023);
}

/* GIC-P6 */
static void a_list_register_with_hw_deactivates_the_physical_one(void **state)
{
	struct machine *m = *state;
	struct vgs_irq_info info;

	line(m, 40, true);
	gicc_read(m, 0, GICC_IAR);
	line(m, 40, false);
	vgs_core_deactivate_hw(m->gic, 0, 40);
	vgs_gic_irq(m->gic, VGS_INTID(40), &info);
	assert_int_equal(info.state, VGS_INACTIVE);
}

/* GIC-P8 */
static void deactivating_what_is_not_there_changes_nothing(void **state)
{
	struct machine *m = *state;
	uint64_t before = vgs_gic_hash(m->gic);

	vgs_core_deactivate_hw(m->gic, 0, 96);
	vgs_core_deactivate_hw(m->gic, 0, 1023);
	vgs_core_deactivate_hw(m->gic, 0, 40);
	assert_int_equal(vgs_gic_hash(m->gic), before);
}

/* --- explain ------------------------------------------------------ */

static void the_gates_come_in_the_architectures_order(void **state)
{
	struct machine *m = *state;
	struct vgs_gate_info gates[VGS_GATES_MAX];

	assert_int_equal(vgs_gic_explain(m->gic, 0, 40, false, gates), 11);
	assert_string_equal(gates[0].name, "pending");
	assert_string_equal(gates[1].name, "not-active");
	assert_string_equal(gates[2].name, "enable");
	assert_string_equal(gates[3].name, "target");
	assert_string_equal(gates[4].name, "group-enable");
	assert_string_equal(gates[5].name, "awake");
	assert_string_equal(gates[6].name, "cpu-group-enable");
	assert_string_equal(gates[7].name, "priority-mask");
	assert_string_equal(gates[8].name, "running-priority");
	assert_string_equal(gates[9].name, "highest-priority");
	assert_string_equal(gates[10].name, "pe-mask");
}

static void a_signalled_one_has_all_gates_open(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1 };

	vgs_gic_set_pe(m->gic, 0, &ctx);
	line(m, 40, true);
	assert_string_equal(why(m, 0, 40), "signalled");
}

static void not_pending_is_told(void **state)
{
	assert_string_equal(why(*state, 0, 40), "pending");
}

static void active_is_told(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	gicc_read(m, 0, GICC_IAR);
	assert_string_equal(why(m, 0, 40), "not-active");
}

static void not_enabled_is_told(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	gicd(m, GICD_ICENABLER + 4, 1u << 8);
	assert_string_equal(why(m, 0, 40), "enable");
}

static void another_target_is_told(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	assert_string_equal(why(m, 1, 40), "target");
}

static void not_forwarded_is_told(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	gicd(m, GICD_CTLR, 2);
	assert_string_equal(why(m, 0, 40), "group-enable");
}

static void the_cpu_interfaces_group_enable_is_told(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	gicc(m, 0, GICC_CTLR, 2);
	assert_string_equal(why(m, 0, 40), "cpu-group-enable");
}

static void the_mask_is_told_with_its_register_and_value(void **state)
{
	struct machine *m = *state;
	struct vgs_gate_info gates[VGS_GATES_MAX];

	line(m, 40, true);
	gicc(m, 0, GICC_PMR, 0x50);
	vgs_gic_explain(m->gic, 0, 40, false, gates);
	assert_string_equal(why(m, 0, 40), "priority-mask");
	assert_string_equal(gates[7].reg, "GICC_PMR");
	assert_int_equal(gates[7].value, 0x50);
	assert_int_equal(gates[7].rule, VGS_R_GIC_D14);
}

static void the_running_priority_is_told(void **state)
{
	struct machine *m = *state;

	line(m, 41, true);
	gicc_read(m, 0, GICC_IAR);
	line(m, 40, true);
	assert_string_equal(why(m, 0, 40), "running-priority");
}

static void another_one_ahead_is_told(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	line(m, 41, true);
	assert_string_equal(why(m, 0, 40), "highest-priority");
}

static void the_mask_of_the_pe_is_told(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1, .pstate_i = true };

	vgs_gic_set_pe(m->gic, 0, &ctx);
	line(m, 40, true);
	assert_string_equal(why(m, 0, 40), "pe-mask");
}

static void what_does_not_exist_cannot_be_explained(void **state)
{
	struct machine *m = *state;
	struct vgs_gate_info gates[VGS_GATES_MAX];

	assert_int_equal(vgs_gic_explain(m->gic, 0, 96, false, gates),
			 -VGS_ERANGE);
	assert_int_equal(vgs_gic_explain(m->gic, 2, 40, false, gates),
			 -VGS_ERANGE);
}

/* GIC-Q10, GIC-Q14 */
static void a_virtual_one_is_explained_gate_by_gate(void **state)
{
	struct machine *m = *state;
	struct vgs_gate_info gates[VGS_GATES_MAX];

	assert_int_equal(vgs_gic_explain(m->gic, 0, 27, true, gates), 1);
	assert_string_equal(gates[0].name, "list-register");
	assert_false(gates[0].open);
	machine_write(m, 0, VGS_FRAME_GICH, GICH_LR, 4, 0x1800001b);
	assert_int_equal(vgs_gic_explain(m->gic, 0, 27, true, gates), 8);
	assert_true(gates[0].open);
	assert_true(gates[1].open);
	assert_string_equal(gates[2].name, "interface-enable");
	assert_false(gates[2].open);
}

/* Explaining is looking: GIC state is untouched. */
static void explaining_changes_nothing(void **state)
{
	struct machine *m = *state;
	struct vgs_gate_info gates[VGS_GATES_MAX];
	uint64_t before;

	line(m, 40, true);
	before = vgs_gic_hash(m->gic);
	vgs_gic_explain(m->gic, 0, 40, false, gates);
	vgs_gic_explain(m->gic, 0, 40, true, gates);
	assert_int_equal(vgs_gic_hash(m->gic), before);
}

/* --- the invariants can fail -------------------------------------- */

static const char *broken(struct machine *m)
{
	const char *name = "";

	vgs_gic_check(m->gic, &name);
	return name;
}

static void a_sound_machine_passes_the_check(void **state)
{
	struct machine *m = *state;

	line(m, 40, true);
	assert_string_equal(broken(m), "");
	assert_int_equal(vgs_gic_check(m->gic, NULL), 0);
}

/* 41 is offered, 40 waits behind it in the index. */
static void two_lines(struct machine *m)
{
	line(m, 40, true);
	line(m, 41, true);
	assert_int_equal(vgs_core_select(m->gic, 0).intid, 41);
	assert_string_equal(broken(m), "");
}

/* ADR 0006 */
static void an_index_that_lost_one_is_noticed(void **state)
{
	struct machine *m = *state;

	two_lines(m);
	vgs_ready_remove(&m->gic->ready, 0, VGS_G0, 0x80 >> 3, 40);
	assert_string_equal(broken(m), "index-holds-what-is-ready");
}

/* ADR 0006 */
static void an_index_with_one_that_is_not_ready_is_noticed(void **state)
{
	struct machine *m = *state;

	two_lines(m);
	vgs_ready_insert(&m->gic->ready, 0, VGS_G0, 0x80 >> 3, 50);
	assert_string_equal(broken(m), "index-holds-what-is-ready");
}

/* ADR 0006 */
static void an_index_with_one_in_a_wrong_place_is_noticed(void **state)
{
	struct machine *m = *state;

	two_lines(m);
	vgs_ready_remove(&m->gic->ready, 0, VGS_G0, 0x80 >> 3, 40);
	vgs_ready_insert(&m->gic->ready, 0, VGS_G0, 0x88 >> 3, 40);
	assert_string_equal(broken(m), "index-holds-what-is-ready");
}

/* ADR 0006: the best is kept apart. */
static void a_best_that_is_nowhere_is_noticed(void **state)
{
	struct machine *m = *state;

	two_lines(m);
	assert_true(m->gic->offer[0].apart);
	m->gic->offer[0].apart = false;
	assert_string_equal(broken(m), "index-holds-what-is-ready");
}

/* ADR 0006 */
static void a_best_that_is_apart_and_in_the_index_is_noticed(void **state)
{
	struct machine *m = *state;
	const struct vgs_offer *offer = &m->gic->offer[0];

	two_lines(m);
	vgs_ready_insert(&m->gic->ready, 0, offer->best.group,
			 (unsigned)(offer->key >> 32), (uint32_t)offer->key);
	assert_string_equal(broken(m), "index-holds-what-is-ready");
}

/* ADR 0006: a group, a level or a word that is said to hold something. */
static void an_index_with_a_wrong_summary_is_noticed(void **state)
{
	struct machine *m = *state;
	uint64_t *block = vgs_ready_block(&m->gic->ready, 0, VGS_G0);

	two_lines(m);
	block[0] ^= VGS_BIT64(0xf0 >> 3);
	assert_string_equal(broken(m), "index-holds-what-is-ready");
	block[0] ^= VGS_BIT64(0xf0 >> 3);
	assert_string_equal(broken(m), "");
	block[m->gic->ready.level_words] ^= VGS_BIT64(0);
	assert_string_equal(broken(m), "index-holds-what-is-ready");
	block[m->gic->ready.level_words] ^= VGS_BIT64(0);
	*vgs_ready_groups(&m->gic->ready, 0) ^= VGS_BIT64(VGS_G1NS);
	assert_string_equal(broken(m), "index-holds-what-is-ready");
}

/* ADR 0006: what is offered is not what would be selected. */
static void an_offer_of_another_one_is_noticed(void **state)
{
	struct machine *m = *state;

	two_lines(m);
	m->gic->offer[0].best.intid = 40;
	assert_string_equal(broken(m), "index-agrees-with-naive-evaluation");
}

static void an_impossible_priority_is_noticed(void **state)
{
	struct machine *m = *state;

	m->gic->irqs[0].priority = 0x01;
	assert_string_equal(broken(m), "state-is-valid");
}

static void sgi_sources_without_a_latch_are_noticed(void **state)
{
	struct machine *m = *state;

	m->gic->irqs[3].cpus = 1;
	assert_int_equal(vgs_gic_check(m->gic, NULL), -VGS_EBUG);
}

static void stale_list_register_sets_are_noticed(void **state)
{
	struct machine *m = *state;

	m->gic->lr_sets[0].pending = 1;
	assert_string_equal(broken(m), "list-register-sets-agree");
}

/* vgs_gate_ready(): GIC-B18, GIC-B23. */
static void ready_is_pending_enabled_and_not_active(void **state)
{
	(void)state;
	assert_true(vgs_gate_ready(VGS_IRQ_LINE | VGS_IRQ_ENABLED));
	assert_false(vgs_gate_ready(VGS_IRQ_ENABLED));
	assert_false(vgs_gate_ready(VGS_IRQ_LINE));
	assert_false(vgs_gate_ready(VGS_IRQ_LINE | VGS_IRQ_ENABLED |
				    VGS_IRQ_ACTIVE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(the_most_urgent_pending_one_is_offered),
		MACHINE_TEST(of_equal_ones_the_lowest_intid_is_offered),
		MACHINE_TEST(a_private_one_comes_before_a_shared_one),
		MACHINE_TEST(a_new_priority_of_a_pending_one_counts_at_once),
		MACHINE_TEST(a_new_target_of_a_pending_one_counts_at_once),
		MACHINE_TEST(an_spi_with_two_targets_goes_to_the_first_reader),
		MACHINE_TEST(a_group_that_is_not_forwarded_is_not_offered),
		MACHINE_TEST(
			a_group_disabled_at_the_cpu_interface_hides_nobody),
		cmocka_unit_test(
			with_the_other_choice_it_hides_less_urgent_ones),
		MACHINE_TEST(a_more_urgent_one_of_the_group_leaves_the_wires),
		MACHINE_TEST(
			a_more_urgent_one_of_another_group_changes_the_wires),
		MACHINE_TEST(a_more_urgent_one_than_the_masked_is_signalled),
		MACHINE_TEST(the_naive_evaluation_gives_the_same_answers),
		MACHINE_TEST(acknowledging_activates_and_runs),
		MACHINE_TEST(masked_it_is_offered_but_not_acknowledged),
		MACHINE_TEST(ending_a_level_that_is_asserted_signals_it_again),
		MACHINE_TEST(a_more_urgent_one_preempts_and_both_end),
		MACHINE_TEST(an_sgi_is_acknowledged_once_for_each_source),
		MACHINE_TEST(
			a_list_register_with_hw_deactivates_the_physical_one),
		MACHINE_TEST(deactivating_what_is_not_there_changes_nothing),
		MACHINE_TEST(the_gates_come_in_the_architectures_order),
		MACHINE_TEST(a_signalled_one_has_all_gates_open),
		MACHINE_TEST(not_pending_is_told),
		MACHINE_TEST(active_is_told),
		MACHINE_TEST(not_enabled_is_told),
		MACHINE_TEST(another_target_is_told),
		MACHINE_TEST(not_forwarded_is_told),
		MACHINE_TEST(the_cpu_interfaces_group_enable_is_told),
		MACHINE_TEST(the_mask_is_told_with_its_register_and_value),
		MACHINE_TEST(the_running_priority_is_told),
		MACHINE_TEST(another_one_ahead_is_told),
		MACHINE_TEST(the_mask_of_the_pe_is_told),
		MACHINE_TEST(what_does_not_exist_cannot_be_explained),
		MACHINE_TEST(a_virtual_one_is_explained_gate_by_gate),
		MACHINE_TEST(explaining_changes_nothing),
		MACHINE_TEST(a_sound_machine_passes_the_check),
		MACHINE_TEST(an_index_that_lost_one_is_noticed),
		MACHINE_TEST(an_index_with_one_that_is_not_ready_is_noticed),
		MACHINE_TEST(an_index_with_one_in_a_wrong_place_is_noticed),
		MACHINE_TEST(a_best_that_is_nowhere_is_noticed),
		MACHINE_TEST(a_best_that_is_apart_and_in_the_index_is_noticed),
		MACHINE_TEST(an_index_with_a_wrong_summary_is_noticed),
		MACHINE_TEST(an_offer_of_another_one_is_noticed),
		MACHINE_TEST(an_impossible_priority_is_noticed),
		MACHINE_TEST(sgi_sources_without_a_latch_are_noticed),
		MACHINE_TEST(stale_list_register_sets_are_noticed),
		cmocka_unit_test(ready_is_pending_enabled_and_not_active),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
