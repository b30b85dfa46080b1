/* SPDX-License-Identifier: MIT */
/*
 * What stands in list registers and what comes back: interrupts that software
 * keeps (vgic.md C.1, C.3), SGIs with several sources, too few list registers.
 */
#include "test_vgic.h"

static const struct shape v2 = { 2, 1, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 1, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_e4 = { 2, 1, 4, VGS_EPOCH_E4, NULL, NULL };
static const struct shape v3_e4 = { 3, 1, 4, VGS_EPOCH_E4, NULL, NULL };
static const struct shape v2_2lr = { 2, 1, 2, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_2lr = { 3, 1, 2, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_2lr_e4 = { 2, 1, 2, VGS_EPOCH_E4, NULL, NULL };
static const struct shape v3_2lr_e4 = { 3, 1, 2, VGS_EPOCH_E4, NULL, NULL };
static const struct shape v3_2lr_e3 = { 3, 1, 2, VGS_EPOCH_E3, NULL, NULL };
static const struct shape v2_4cpu = { 2, 4, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_notify = {
	3, 1, 4, VGS_EPOCH_E4, "sw-level-ack-notify", "on-deactivated"
};

#define HCR_EN	    0x01u
#define HCR_UIE	    0x02u
#define HCR_LRENPIE 0x04u
#define HCR_NPIE    0x08u

/* KVM-LR-13: a level that nothing is tied to asks for its end by EOI. */
static void software_level_has_eoi(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
	assert_false(lr(f, 0, 0).hw);
	assert_true(lr(f, 0, 0).eoi);
}

/* C3: an exit changes nothing of a level that was not acknowledged. */
static void unacknowledged_level_stays_queued(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	assert_int_equal(virq(f, 0, 52).vcpu, 0);
}

/* C5, C7: the end is a maintenance interrupt, and notified at fold. */
static void end_of_a_level_is_notified(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	guest_acks(f, 0);
	guest_ends(f, 0, 52);
	assert_true(vgs_gic_signals(f->gic, 0) & VGS_SIG_MAINTENANCE);
	leave(f, 0);
	assert_false(vgs_gic_signals(f->gic, 0) & VGS_SIG_MAINTENANCE);
	assert_int_equal(stat_of(f, VGS_VM_STAT_ACK_NOTIFIES), 1);
}

/* KVM-FO-12: taken and ended within a run, the later kernels say nothing. */
static void on_deactivated_misses_an_end_within_one_run(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	guest_acks(f, 0);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_ACK_NOTIFIES), 0);
}

/* C8, KVM-FO-10: a line that is still high pends again. */
static void level_that_stays_high_pends_again(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	guest_acks(f, 0);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
}

/* C9, C10: lowered before the acknowledge: withdrawn at the exit. */
static void lowered_level_is_withdrawn_at_the_exit(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	inject(f, 52, false);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(virq(f, 0, 52).vcpu, VGS_NO_VCPU);
}

/* KVM-LR-13: level and active is not pending beside it. */
static void active_level_is_not_pending_in_its_list_register(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	guest_acks(f, 0);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE_PENDING);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE);
	assert_true(lr(f, 0, 0).eoi);
}

/* C13, KVM-FO-5: the end consumes a soft pending level. */
static void end_consumes_a_soft_pending_level(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vbit(f, 0, D_ISPENDR, 52);
	enter(f, 0);
	guest_acks(f, 0);
	leave(f, 0);
	assert_true(virq(f, 0, 52).latch);
	enter(f, 0);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_false(virq(f, 0, 52).latch);
}

/* E3, E4, KVM-ST-23: an edge that comes during the run is another one. */
static void edge_is_latched_anew_during_a_run(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vconfig(f, 52, 2);
	inject(f, 52, true);
	enter(f, 0);
	assert_false(virq(f, 0, 52).latch);
	assert_false(lr(f, 0, 0).eoi);
	inject(f, 52, true);
	assert_true(virq(f, 0, 52).latch);
	leave(f, 0);
	enter(f, 0);
	guest_acks(f, 0);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
}

/* E5, E6: an edge while active is active and pending, delivered at the end. */
static void edge_while_active_is_delivered_without_an_exit(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vconfig(f, 52, 2);
	inject(f, 52, true);
	enter(f, 0);
	guest_acks(f, 0);
	inject(f, 52, true);
	leave(f, 0);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE_PENDING);
	guest_ends(f, 0, 52);
	assert_int_equal(guest_acks(f, 0), 52);
}

/* KVM-FO-4: an edge that was not acknowledged is latched again. */
static void unacknowledged_edge_is_latched_again(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vconfig(f, 52, 2);
	inject(f, 52, true);
	enter(f, 0);
	leave(f, 0);
	assert_true(virq(f, 0, 52).latch);
	assert_int_equal(virq(f, 0, 52).vcpu, 0);
}

/* KVM-MM-40: a new priority counts from the next entry on. */
static void priority_counts_from_the_next_entry(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vconfig(f, 52, 2);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).priority, 0xa0);
	vpriority(f, 0, 52, 0x47);
	assert_int_equal(lr(f, 0, 0).priority, 0x40);
}

/* KVM-AP-4, KVM-LR-2: disabled distributor: active ones run, pending not. */
static void disabled_distributor_keeps_active_ones_only(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	use_virt(f, 0, 53);
	inject(f, 52, true);
	enter(f, 0);
	guest_acks(f, 0);
	leave(f, 0);
	inject(f, 53, true);
	vw(f, 0, D_CTLR, 4, 0);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).vintid, 52);
	assert_int_equal(lr(f, 0, 1).state, VGS_INACTIVE);
}

/* --- SGIs of a GICv2 with several sources
 * ------------------------------------------- */

static void sgi(struct fixture *f, unsigned from, unsigned intid)
{
	vw(f, from, D_SGIR, 4, 0x00010000u | intid);
}

/* KVM-LR-14: one source at a time, the lowest first, EOI for the next. */
static void sources_of_an_sgi_come_one_by_one(void **state)
{
	struct fixture *f = *state;

	sgi(f, 2, 5);
	sgi(f, 1, 5);
	assert_int_equal(virq(f, 0, 5).source, 6);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).source, 1);
	assert_true(lr(f, 0, 0).eoi);
	assert_int_equal(lr(f, 0, 1).state, VGS_INACTIVE);
	assert_int_equal(guest_acks(f, 0), 0x405);
	guest_ends(f, 0, 0x405);
	assert_true(vgs_gic_signals(f->gic, 0) & VGS_SIG_MAINTENANCE);
	leave(f, 0);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 0x805);
}

/* KVM-FO-3: the source of the active instance survives an exit. */
static void active_source_survives_an_exit(void **state)
{
	struct fixture *f = *state;

	sgi(f, 3, 4);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 0xc04);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 4).active_source, 3);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).source, 3);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE);
}

/* KVM-LR-11: active with a further source: alone, with EOI. */
static void active_sgi_with_a_further_source_is_not_pending(void **state)
{
	struct fixture *f = *state;

	sgi(f, 1, 5);
	enter(f, 0);
	guest_acks(f, 0);
	leave(f, 0);
	sgi(f, 2, 5);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE);
	assert_true(lr(f, 0, 0).eoi);
	guest_ends(f, 0, 0x405);
	leave(f, 0);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 0x805);
}

/* KVM-LR-3, KVM-AP-21: nothing less urgent beside an SGI with more sources. */
static void nothing_less_urgent_beside_a_multi_source_sgi(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vpriority(f, 0, 5, 0x80);
	sgi(f, 1, 5);
	sgi(f, 2, 5);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).vintid, 5);
	assert_int_equal(lr(f, 0, 1).state, VGS_INACTIVE);
}

/* --- too few list registers
 * ------------------------------------------------------------- */

static void raise_three(struct fixture *f)
{
	for (uint32_t intid = 52; intid < 55; intid++) {
		use_virt(f, 0, intid);
		vpriority(f, 0, intid, 0xa0 - 8 * (intid - 52));
		inject(f, intid, true);
	}
}

/* KVM-OV-1, KVM-AP-20: the most urgent ones get the list registers. */
static void overflow_keeps_the_most_urgent(void **state)
{
	struct fixture *f = *state;

	raise_three(f);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).vintid, 54);
	assert_int_equal(lr(f, 0, 1).vintid, 53);
}

/* KVM-OV-2: UIE, and the underflow brings the third. */
static void underflow_brings_who_was_left_out(void **state)
{
	struct fixture *f = *state;

	raise_three(f);
	enter(f, 0);
	assert_int_equal(hcr(f, 0), HCR_EN | HCR_UIE);
	assert_int_equal(guest_acks(f, 0), 54);
	inject(f, 54, false);
	guest_ends(f, 0, 54);
	assert_true(vgs_gic_signals(f->gic, 0) & VGS_SIG_MAINTENANCE);
	leave(f, 0);
	enter(f, 0);
	assert_int_equal(hcr(f, 0), HCR_EN);
	assert_int_equal(lr(f, 0, 1).vintid, 52);
}

/* KVM-AP-20: without an overflow the order of arrival stays. */
static void no_sort_without_overflow(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	use_virt(f, 0, 53);
	vpriority(f, 0, 53, 0x20);
	inject(f, 52, true);
	inject(f, 53, true);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).vintid, 52);
	assert_int_equal(guest_acks(f, 0), 53);
}

/* Acknowledge two of three; both stay active. */
static void two_active(struct fixture *f)
{
	raise_three(f);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 54);
	leave(f, 0);
	for (uint32_t intid = 52; intid < 55; intid++)
		inject(f, intid, false);
	use_virt(f, 0, 56);
	vpriority(f, 0, 56, 0x40);
	inject(f, 56, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 56);
	leave(f, 0);
	inject(f, 56, false);
}

/* KVM-OV-3: active ones first: a more urgent pending one waits. */
static void active_first_starves_a_more_urgent_one(void **state)
{
	struct fixture *f = *state;

	two_active(f);
	use_virt(f, 0, 57);
	vpriority(f, 0, 57, 0x10);
	inject(f, 57, true);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE);
	assert_int_equal(lr(f, 0, 1).state, VGS_ACTIVE);
	assert_int_equal(guest_acks(f, 0), 1023);
}

/* KVM-AP-22, KVM-OV-11: pending first; LRENPIE watches who is outside. */
static void pending_first_presents_the_more_urgent_one(void **state)
{
	struct fixture *f = *state;

	two_active(f);
	use_virt(f, 0, 57);
	vpriority(f, 0, 57, 0x10);
	inject(f, 57, true);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).vintid, 57);
	assert_int_equal(lr(f, 0, 1).vintid, 56);
	assert_int_equal(hcr(f, 0) & 0xf, HCR_EN | HCR_UIE | HCR_LRENPIE);
}

/*
 * KVM-OV-12, KVM-SV-3, KVM-GM-1: an end without a list register deactivates
 * who is outside.
 */
static void eoicount_ends_the_active_one_outside(void **state)
{
	struct fixture *f = *state;

	pending_first_presents_the_more_urgent_one(state);
	assert_int_equal(guest_acks(f, 0), 57);
	inject(f, 57, false);
	guest_ends(f, 0, 57);
	guest_ends(f, 0, 56);
	guest_ends(f, 0, 54);
	assert_true(vgs_gic_signals(f->gic, 0) & VGS_SIG_MAINTENANCE);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 54).state, VGS_INACTIVE);
	assert_int_equal(virq(f, 0, 56).state, VGS_INACTIVE);
	assert_int_equal(vcpu_of(f, 0).queued, 0);
}

/* KVM-OV-4: where the count is not looked at, it is active for ever. */
static void uie_only_loses_the_end_of_one_outside(void **state)
{
	struct fixture *f = *state;

	two_active(f);
	use_virt(f, 0, 57);
	vpriority(f, 0, 57, 0x10);
	vbit(f, 0, D_ISACTIVER, 57);
	enter(f, 0);
	assert_int_not_equal(lr(f, 0, 0).vintid, 57);
	assert_int_not_equal(lr(f, 0, 1).vintid, 57);
	guest_eoimode(f, 0, true);
	guest_deactivates(f, 0, 57);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 57).state, VGS_ACTIVE);
}

/*
 * KVM-OV-13: an end is counted for 54, outside; meanwhile 57, in a list
 * register, became active.  From the head, 57 is mistaken for it.
 */
static void count_with_an_active_list_register(struct fixture *f)
{
	pending_first_presents_the_more_urgent_one((void **)&f);
	assert_int_equal(guest_acks(f, 0), 57);
	inject(f, 57, false);
	guest_ends(f, 0, 54);
	leave(f, 0);
}

static void count_from_the_tail_spares_list_registers(void **state)
{
	struct fixture *f = *state;

	count_with_an_active_list_register(f);
	assert_int_equal(virq(f, 0, 57).state, VGS_ACTIVE);
	assert_int_equal(virq(f, 0, 54).state, VGS_INACTIVE);
}

static void count_from_the_head_takes_the_wrong_one(void **state)
{
	struct fixture *f = *state;

	count_with_an_active_list_register(f);
	assert_int_equal(virq(f, 0, 57).state, VGS_INACTIVE);
	assert_int_equal(virq(f, 0, 54).state, VGS_ACTIVE);
}

/* KVM-OV-10, KVM-OV-11: NPIE when not even the pending ones fit. */
static void npie_when_pending_ones_are_left_out(void **state)
{
	struct fixture *f = *state;

	raise_three(f);
	enter(f, 0);
	assert_int_equal(hcr(f, 0) & 0xf, HCR_EN | HCR_UIE | HCR_NPIE);
}

/* KVM-OV-16, KVM-OV-19: a trapped DIR deactivates, wherever it is. */
static void trapped_dir_deactivates(void **state)
{
	struct fixture *f = *state;

	guest_eoimode(f, 0, true);
	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	inject(f, 52, false);
	guest_ends(f, 0, 52);
	assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE);
	guest_deactivates(f, 0, 52);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS_TRAP), 1);
	assert_true(vcpu_of(f, 0).entered);
}

/* KVM-LR-5: with nothing queued the old kernels write nothing, the new do. */
static void empty_list_leaves_the_interface_off(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	assert_int_equal(hcr(f, 0), 0);
}

static void empty_list_programs_the_interface(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	/* Group 1 of a v3 guest is on, group 0 is off; v2: the reverse. */
	assert_int_equal(hcr(f, 0), f->v3 ? 0x91 : 0x61);
	leave(f, 0);
	assert_int_equal(hcr(f, 0), 0);
}

/* KVM-OV-14: with nothing loaded an end is nobody's. */
static void an_end_with_nothing_loaded_ends_nobody(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	assert_int_equal(vcpu_of(f, 0).used_lrs, 0);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_LR_FOLDS), 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
}

/* KVM-OV-15: ends of vSGIs count only while an SGI of the list may be out. */
static void sgis_on_the_list_let_their_ends_count(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	assert_true(vcpu_of(f, 0).hcr & 1u << 8);
	leave(f, 0);
	vbit(f, 0, D_ISPENDR, 3);
	enter(f, 0);
	assert_false(vcpu_of(f, 0).hcr & 1u << 8);
}

/* KVM-FO-13: an SPI that ended in a later run than it began is not out. */
static void end_of_the_last_spi_ends_the_dir_trap(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_true(vcpu_of(f, 0).hcr & 1u << 14);
	assert_int_equal(guest_acks(f, 0), 52);
	leave(f, 0);
	inject(f, 52, false);
	enter(f, 0);
	guest_ends(f, 0, 52);
	leave(f, 0);
	enter(f, 0);
	assert_false(vcpu_of(f, 0).hcr & 1u << 14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(software_level_has_eoi),
		TEST_BOTH(unacknowledged_level_stays_queued),
		TEST_BOTH(end_of_a_level_is_notified),
		TEST(on_deactivated_misses_an_end_within_one_run, v3_notify),
		TEST_BOTH(level_that_stays_high_pends_again),
		TEST_BOTH(lowered_level_is_withdrawn_at_the_exit),
		TEST_BOTH(active_level_is_not_pending_in_its_list_register),
		TEST_BOTH(end_consumes_a_soft_pending_level),
		TEST_BOTH(edge_is_latched_anew_during_a_run),
		TEST_BOTH(edge_while_active_is_delivered_without_an_exit),
		TEST_BOTH(unacknowledged_edge_is_latched_again),
		TEST_BOTH(priority_counts_from_the_next_entry),
		TEST_BOTH(disabled_distributor_keeps_active_ones_only),
		TEST(sources_of_an_sgi_come_one_by_one, v2_4cpu),
		TEST(active_source_survives_an_exit, v2_4cpu),
		TEST(active_sgi_with_a_further_source_is_not_pending, v2_4cpu),
		TEST(nothing_less_urgent_beside_a_multi_source_sgi, v2_4cpu),
		TEST(overflow_keeps_the_most_urgent, v2_2lr),
		TEST(overflow_keeps_the_most_urgent, v3_2lr),
		TEST(overflow_keeps_the_most_urgent, v3_2lr_e4),
		TEST(underflow_brings_who_was_left_out, v2_2lr),
		TEST(underflow_brings_who_was_left_out, v3_2lr),
		TEST_BOTH(no_sort_without_overflow),
		TEST(active_first_starves_a_more_urgent_one, v2_2lr),
		TEST(active_first_starves_a_more_urgent_one, v3_2lr),
		TEST(pending_first_presents_the_more_urgent_one, v2_2lr_e4),
		TEST(pending_first_presents_the_more_urgent_one, v3_2lr_e4),
		TEST(eoicount_ends_the_active_one_outside, v2_2lr_e4),
		TEST(eoicount_ends_the_active_one_outside, v3_2lr_e4),
		TEST(uie_only_loses_the_end_of_one_outside, v2_2lr),
		TEST(uie_only_loses_the_end_of_one_outside, v3_2lr),
		TEST(count_from_the_tail_spares_list_registers, v3_2lr_e4),
		TEST(count_from_the_head_takes_the_wrong_one, v3_2lr_e3),
		TEST(npie_when_pending_ones_are_left_out, v2_2lr_e4),
		TEST(npie_when_pending_ones_are_left_out, v3_2lr_e4),
		TEST(trapped_dir_deactivates, v2_e4),
		TEST(trapped_dir_deactivates, v3_e4),
		TEST_BOTH(empty_list_leaves_the_interface_off),
		TEST(an_end_with_nothing_loaded_ends_nobody, v2_e4),
		TEST(an_end_with_nothing_loaded_ends_nobody, v3_e4),
		TEST(sgis_on_the_list_let_their_ends_count, v3_e4),
		TEST(end_of_the_last_spi_ends_the_dir_trap, v3_e4),
		TEST(empty_list_programs_the_interface, v2_e4),
		TEST(empty_list_programs_the_interface, v3_e4),
	};

	return RUN("vgic_lr", tests);
}
