/* SPDX-License-Identifier: MIT */
/*
 * Injection, the target oracle, the ap_list, kicks, and what a vCPU knows to
 * be pending (vgic.md 1).
 */
#include "test_vgic.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e5 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };

static void route(struct fixture *f, uint32_t intid, unsigned vcpu)
{
	if (f->v3)
		vw(f, 0, D_IROUTER + intid * 8, 8, vcpu);
	else
		vw(f, 0, D_ITARGETSR + intid, 1, 1u << vcpu);
}

static unsigned queued(struct fixture *f, unsigned vcpu)
{
	return vcpu_of(f, vcpu).queued;
}

/* --- injection
 * ---------------------------------------------------------------- */

/* KVM-IN-1: no such interrupt. */
static void inject_of_an_unknown_intid_is_invalid(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vgic_inject(f->vm, 0, 96, true, 0), -VGS_EINVAL);
	assert_int_equal(vgs_vgic_inject(f->vm, 0, 1022, true, 0), -VGS_EINVAL);
}

/* KVM-IN-1: a private interrupt without a vCPU. */
static void inject_of_a_ppi_needs_a_vcpu(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vgic_inject(f->vm, VGS_NO_VCPU, 27, true, 0),
			 -VGS_EINVAL);
}

/* KVM-IN-2: the level it already has is accepted and changes nothing. */
static void same_level_is_dropped(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	inject(f, 52, true);
	assert_int_equal(stat_of(f, VGS_VM_STAT_INJECTIONS), 2);
	assert_int_equal(stat_of(f, VGS_VM_STAT_INJECTIONS_DROPPED), 1);
}

/* KVM-IN-2: an edge is a rise only; its fall is nothing. */
static void fall_of_an_edge_is_dropped(void **state)
{
	struct fixture *f = *state;

	vconfig(f, 52, 2);
	inject(f, 52, false);
	assert_int_equal(stat_of(f, VGS_VM_STAT_INJECTIONS_DROPPED), 1);
	inject(f, 52, true);
	assert_true(virq(f, 0, 52).latch);
}

/* KVM-IN-3: an interrupt with an owner is its owner's. */
static void injection_by_another_owner_is_dropped(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 27);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 27, 7), 0);
	inject(f, 27, true);
	assert_false(virq(f, 0, 27).line);
	assert_int_equal(vgs_vgic_inject(f->vm, 0, 27, true, 7), 0);
	assert_true(virq(f, 0, 27).line);
}

/* KVM-MP-4: neither an SGI nor someone else's. */
static void owner_is_set_once_and_not_on_sgis(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 3, 7), -VGS_EINVAL);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 27, 7), 0);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 27, 8), -VGS_EEXIST);
}

/* KVM-HO-5: an SGI is never tied to anything. */
static void sgis_cannot_be_mapped(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vgic_map(f->vm, 0, 3, 42), -VGS_EINVAL);
	assert_int_equal(vgs_vgic_map(f->vm, 0, 52, 3), -VGS_EINVAL);
	assert_int_equal(vgs_vgic_unmap(f->vm, 0, 52), -VGS_ENOENT);
}

/* --- the oracle
 * -------------------------------------------------------------------- */

/* KVM-AP-3: a disabled interrupt goes nowhere. */
static void disabled_interrupt_is_not_queued(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vbit(f, 0, D_ICENABLER, 52);
	inject(f, 52, true);
	assert_int_equal(queued(f, 0), 0);
	vbit(f, 0, D_ISENABLER, 52);
	assert_int_equal(queued(f, 0), 1);
}

/* KVM-AP-4: pending while the distributor is off: its enable queues nothing. */
static void distributor_enable_queues_nothing(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vw(f, 0, D_CTLR, 4, 0);
	inject(f, 52, true);
	assert_int_equal(queued(f, 0), 0);
	vw(f, 0, D_CTLR, 4, f->v3 ? 2 : 1);
	assert_int_equal(queued(f, 0), 0);
	inject(f, 52, false);
	inject(f, 52, true);
	assert_int_equal(queued(f, 0), 1);
}

/* KVM-MM-6, KVM-AP-30: the enable kicks for what is stored as pending. */
static void distributor_enable_kicks_for_what_is_stored(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vconfig(f, 52, 2);
	inject(f, 52, true);
	enter(f, 0);
	/* In a list register it is stored no more. */
	vw(f, 1, D_CTLR, 4, 0);
	vw(f, 1, D_CTLR, 4, f->v3 ? 2 : 1);
	assert_false(vcpu_of(f, 0).kicked);
	assert_true(vcpu_of(f, 0).pending);
	/* A level's line is. */
	use_virt(f, 0, 53);
	inject(f, 53, true);
	leave(f, 0);
	enter(f, 0);
	assert_false(vcpu_of(f, 0).kicked);
	vw(f, 1, D_CTLR, 4, 0);
	vw(f, 1, D_CTLR, 4, f->v3 ? 2 : 1);
	assert_true(vcpu_of(f, 0).kicked);
}

/* KVM-MM-6: so does user space's of a GICv2; that of a GICv3 is only stored. */
static void user_spaces_enable_kicks_for_a_gicv2(void **state)
{
	struct fixture *f = *state;
	uint64_t on = f->v3 ? 2 : 1;

	use_virt(f, 0, 53);
	inject(f, 53, true);
	enter(f, 0);
	leave(f, 0);
	assert_false(vcpu_of(f, 0).kicked);
	assert_int_equal(vgs_vm_user_write(f->vm, 0, VGS_FRAME_GICD, D_CTLR, 0),
			 0);
	assert_false(vcpu_of(f, 0).kicked);
	assert_int_equal(
		vgs_vm_user_write(f->vm, 0, VGS_FRAME_GICD, D_CTLR, on), 0);
	assert_int_equal(vcpu_of(f, 0).kicked, !f->v3);
}

/* KVM-AP-13: what is disabled leaves the list at the next exit only. */
static void disable_dequeues_at_the_exit(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	vbit(f, 0, D_ICENABLER, 52);
	assert_int_equal(queued(f, 0), 1);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_INACTIVE);
	leave(f, 0);
	assert_int_equal(queued(f, 0), 0);
}

/* KVM-AP-14, KVM-AP-15: a new route takes effect when the old vCPU exits. */
static void reroute_moves_at_the_exit_of_the_old_vcpu(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	route(f, 52, 1);
	assert_int_equal(queued(f, 0), 1);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_INACTIVE);
	leave(f, 0);
	assert_int_equal(queued(f, 0), 0);
	assert_int_equal(queued(f, 1), 1);
	assert_true(vcpu_of(f, 1).kicked);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MIGRATIONS), 1);
}

/* KVM-AP-10b: the kick goes to the new target, though another one has it. */
static void injection_after_a_reroute_kicks_the_new_target(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	leave(f, 0);
	route(f, 52, 1);
	inject(f, 52, false);
	inject(f, 52, true);
	assert_true(vcpu_of(f, 1).kicked);
	assert_false(vcpu_of(f, 0).kicked);
	assert_int_equal(queued(f, 0), 1);
}

/* KVM-AP-1, KVM-AP-17: an active one stays until it is inactive. */
static void active_interrupt_does_not_migrate(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	guest_acks(f, 0);
	route(f, 52, 1);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).vcpu, 0);
	enter(f, 0);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).vcpu, 1);
}

/* KVM-MM-44, KVM-MM-45: routed nowhere, and a good route queues nothing. */
static void route_to_nobody_and_back_waits_for_a_change(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vw(f, 0, D_IROUTER + 52 * 8, 8, 0x050000);
	assert_int_equal(virq(f, 0, 52).target, VGS_NO_VCPU);
	inject(f, 52, true);
	assert_int_equal(queued(f, 0), 0);
	route(f, 52, 0);
	assert_int_equal(queued(f, 0), 0);
	vbit(f, 0, D_ISENABLER, 52);
	assert_int_equal(queued(f, 0), 1);
}

/* --- order
 * ----------------------------------------------------------------------------
 */

/* KVM-AP-11, KVM-DT-3: first come, first in the list. */
static void arrival_order_is_list_order(void **state)
{
	struct fixture *f = *state;
	uint32_t intids[3] = { 0 };

	for (uint32_t intid = 54; intid > 51; intid--) {
		use_virt(f, 0, intid);
		inject(f, intid, true);
	}
	assert_int_equal(vgs_vcpu_ap_list(f->vm, 0, 3, intids), 3);
	assert_int_equal(intids[0], 54);
	assert_int_equal(intids[2], 52);
}

/* KVM-AP-24: the sort is stable and stays. */
static void sort_is_stable_and_stays(void **state)
{
	static const uint32_t order[] = { 57, 55, 53, 56, 54 };
	struct fixture *f = *state;
	uint32_t intids[5] = { 0 };

	for (unsigned i = 0; i < 5; i++) {
		use_virt(f, 0, order[i]);
		vpriority(f, 0, order[i], order[i] % 2 ? 0x80 : 0x40);
		inject(f, order[i], true);
	}
	enter(f, 0);
	leave(f, 0);
	assert_int_equal(vgs_vcpu_ap_list(f->vm, 0, 5, intids), 5);
	assert_int_equal(intids[0], 56);
	assert_int_equal(intids[1], 54);
	assert_int_equal(intids[2], 57);
	assert_int_equal(intids[3], 55);
	assert_int_equal(intids[4], 53);
}

/* --- kicks and what is pending
 * ------------------------------------------------------------ */

/* KVM-RL-6: an injection into a running guest waits as a kick. */
static void injection_into_a_running_guest_is_a_kick(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_work work = { .vcpu = 9 };

	use_virt(f, 0, 52);
	enter(f, 0);
	inject(f, 52, true);
	assert_true(vcpu_of(f, 0).kicked);
	assert_true(vcpu_of(f, 0).entered);
	assert_int_equal(vcpu_of(f, 0).signals, 0);
	assert_int_equal(vgs_vm_work(f->vm, 1, &work), 1);
	assert_int_equal(work.kind, VGS_VM_WORK_KICK);
	assert_int_equal(work.vcpu, 0);
	assert_int_equal(vgs_vm_work_run(f->vm, &work), 0);
	assert_false(vcpu_of(f, 0).kicked);
	assert_int_not_equal(vcpu_of(f, 0).signals, 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS_KICK), 1);
	assert_int_equal(vgs_vm_work_run(f->vm, &work), -VGS_ENOENT);
}

/* KVM-AP-30: strictly more urgent than the mask; group enables do not count. */
static void pending_is_by_priority_mask_only(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	assert_true(vcpu_of(f, 0).pending);
	guest_writes(f, 0, C_PMR, VGS_ICC_PMR_EL1, 0xa0);
	assert_false(vcpu_of(f, 0).pending);
	guest_writes(f, 0, C_PMR, VGS_ICC_PMR_EL1, 0xa8);
	assert_true(vcpu_of(f, 0).pending);
	guest_writes(f, 0, C_CTLR, VGS_ICC_IGRPEN1_EL1, 0);
	assert_true(vcpu_of(f, 0).pending);
	vw(f, 0, D_CTLR, 4, 0);
	assert_false(vcpu_of(f, 0).pending);
}

/* KVM-AP-12: the first SPI that is out kicks every vCPU, to load TDIR. */
static void first_active_spi_kicks_all_vcpus(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	assert_true(vcpu_of(f, 0).kicked);
	assert_true(vcpu_of(f, 1).kicked);
	enter(f, 1);
	assert_true(hcr(f, 1) & 1u << 14);
}

/* KVM-RL-1, KVM-OV-16: deactivated by another vCPU, pruned before it runs. */
static void dir_from_another_vcpu_prunes_at_the_next_entry(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	leave(f, 0);
	inject(f, 52, false);
	guest_eoimode(f, 1, true);
	enter(f, 1);
	guest_deactivates(f, 1, 52);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(queued(f, 0), 1);
	enter(f, 0);
	assert_int_equal(queued(f, 0), 0);
}

/*
 * KVM-OV-16: where it is in the list register of another vCPU, a DIR is a write
 * of ICACTIVER: what software made pending stays so.
 */
static void dir_of_anothers_list_register_is_icactiver(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	inject(f, 52, false);
	guest_eoimode(f, 1, true);
	enter(f, 1);
	vbit(f, 1, D_ISPENDR, 52);
	guest_deactivates(f, 1, 52);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	assert_true(virq(f, 0, 52).latch);
	assert_int_equal(stat_of(f, VGS_VM_STAT_WORLD_STOPS), 1);
	/* Under EOImode 0 nothing is stopped, nothing happens. */
	guest_eoimode(f, 1, false);
	guest_deactivates(f, 1, 52);
	assert_int_equal(stat_of(f, VGS_VM_STAT_WORLD_STOPS), 1);
}

/* Two VMs share the PEs, one guest at a time. */
static void one_guest_of_several_vms_is_entered_per_pe(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *other;

	new_vm(f, &other);
	enter(f, 0);
	assert_int_equal(vgs_vcpu_enter(other, 0), -VGS_EPERM);
	assert_int_equal(vgs_vcpu_enter(other, 1), 0);
	leave(f, 0);
	assert_int_equal(vgs_vcpu_enter(other, 0), 0);
	vgs_vm_free(other);
}

/* One vCPU runs on a PE; a vCPU runs once. */
static void one_vcpu_is_entered_per_pe(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vcpu_bind(f->vm, 1, 0), 0);
	enter(f, 0);
	assert_int_equal(vgs_vcpu_enter(f->vm, 0), -VGS_EPERM);
	assert_int_equal(vgs_vcpu_enter(f->vm, 1), -VGS_EPERM);
	assert_int_equal(vgs_vcpu_bind(f->vm, 0, 1), -VGS_EPERM);
	leave(f, 0);
	enter(f, 1);
	leave(f, 1);
	assert_int_equal(vgs_vcpu_exit(f->vm, 1, VGS_EXIT_IRQ), -VGS_EPERM);
}

/* KVM-ML-13: a vCPU takes its state along to another PE. */
static void virtual_interface_moves_with_its_vcpu(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	leave(f, 0);
	vgs_vcpu_bind(f->vm, 0, 1);
	enter(f, 0);
	assert_int_equal(lr(f, 1, 0).state, VGS_ACTIVE);
	assert_int_equal(lr(f, 0, 0).state, VGS_INACTIVE);
	assert_int_equal(guest_reads(f, 0, C_RPR, VGS_ICC_RPR_EL1), 0xa0);
	guest_ends(f, 0, 52);
	assert_int_equal(lr(f, 1, 0).state, VGS_INACTIVE);
}

/* --- explain
 * ----------------------------------------------------------------------------------
 */

/* The first closed gate is why an interrupt does not get there. */
static void explain_names_the_closed_gate(void **state)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct fixture *f = *state;

	inject(f, 52, true);
	use_virt(f, 0, 52);
	vbit(f, 0, D_ICENABLER, 52);
	inject(f, 52, true);
	assert_int_equal(vgs_vgic_explain(f->vm, 0, 52, gates), 7);
	assert_true(gates[0].open);
	assert_string_equal(gates[1].name, "enable");
	assert_false(gates[1].open);
	vbit(f, 0, D_ISENABLER, 52);
	enter(f, 0);
	vgs_vgic_explain(f->vm, 0, 52, gates);
	assert_true(gates[1].open);
	assert_string_equal(gates[5].name, "entered");
	assert_true(gates[5].open);
	assert_true(gates[6].open);
	/* What has none has no number, but words. */
	leave(f, 0);
	vgs_vgic_explain(f->vm, 0, 52, gates);
	assert_false(gates[5].open);
	assert_true(gates[5].value == VGS_GATE_NONE && gates[5].note);
	assert_true(gates[6].value == VGS_GATE_NONE && gates[6].note);
	assert_int_equal(vgs_vgic_explain(f->vm, 0, 96, gates), -VGS_ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(inject_of_an_unknown_intid_is_invalid),
		TEST_BOTH(inject_of_a_ppi_needs_a_vcpu),
		TEST_BOTH(same_level_is_dropped),
		TEST_BOTH(fall_of_an_edge_is_dropped),
		TEST_BOTH(injection_by_another_owner_is_dropped),
		TEST_BOTH(owner_is_set_once_and_not_on_sgis),
		TEST_BOTH(sgis_cannot_be_mapped),
		TEST_BOTH(disabled_interrupt_is_not_queued),
		TEST_BOTH(distributor_enable_queues_nothing),
		TEST_BOTH(distributor_enable_kicks_for_what_is_stored),
		TEST_BOTH(user_spaces_enable_kicks_for_a_gicv2),
		TEST_BOTH(disable_dequeues_at_the_exit),
		TEST_BOTH(reroute_moves_at_the_exit_of_the_old_vcpu),
		TEST_BOTH(injection_after_a_reroute_kicks_the_new_target),
		TEST_BOTH(active_interrupt_does_not_migrate),
		TEST(route_to_nobody_and_back_waits_for_a_change, v3),
		TEST_BOTH(arrival_order_is_list_order),
		TEST_BOTH(sort_is_stable_and_stays),
		TEST_BOTH(injection_into_a_running_guest_is_a_kick),
		TEST_BOTH(pending_is_by_priority_mask_only),
		TEST(first_active_spi_kicks_all_vcpus, v3_e5),
		TEST(dir_from_another_vcpu_prunes_at_the_next_entry, v3_e5),
		TEST(dir_of_anothers_list_register_is_icactiver, v3_e5),
		TEST_BOTH(one_guest_of_several_vms_is_entered_per_pe),
		TEST_BOTH(one_vcpu_is_entered_per_pe),
		TEST_BOTH(virtual_interface_moves_with_its_vcpu),
		TEST_BOTH(explain_names_the_closed_gate),
	};

	return RUN("vgic_list", tests);
}
