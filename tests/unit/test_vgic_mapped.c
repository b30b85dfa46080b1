/* SPDX-License-Identifier: MIT */
/*
 * A level interrupt that is tied to a physical one, from the wire to the
 * guest's end and back (vgic.md C.2, KVM-ML-1 to KVM-ML-44).
 */
#include "test_vgic.h"

static const struct shape v2 = { 2, 1, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 1, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_e5 = { 2, 1, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_e5 = { 3, 1, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v2_blind = {
	2, 1, 4, VGS_EPOCH_E2, "resample-on-fold", "false"
};
static const struct shape v3_blind = {
	3, 1, 4, VGS_EPOCH_E2, "resample-on-fold", "false"
};
static const struct shape v2_sw = {
	2, 1, 4, VGS_EPOCH_E2, "mapped-level", "sw-resample"
};
static const struct shape v3_sw = {
	3, 1, 4, VGS_EPOCH_E2, "mapped-level", "sw-resample"
};
static const struct shape v2_e1 = { 2, 1, 4, VGS_EPOCH_E1, NULL, NULL };
static const struct shape v3_e1 = { 3, 1, 4, VGS_EPOCH_E1, NULL, NULL };
static const struct shape v3_no_ap = {
	3, 1, 4, VGS_EPOCH_E2, "mapped-ap-resample", "false"
};
static const struct shape v3_virtual = {
	3, 1, 4, VGS_EPOCH_E2, "hw-pending-read", "virtual"
};

/* KVM-LR-12: the list register names the physical interrupt, without EOI. */
static void list_register_of_a_mapped_level_has_hw(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
	assert_true(lr(f, 0, 0).hw);
	assert_int_equal(lr(f, 0, 0).vintid, 52);
	assert_int_equal(lr(f, 0, 0).pintid, 42);
	assert_int_equal(lr(f, 0, 0).priority, 0xa0);
	assert_true(vcpu_of(f, 0).takes & (VGS_SIG_VIRQ | VGS_SIG_VFIQ));
}

/* KVM-ML-40: the whole way; the guest's end deactivates the physical SPI. */
static void guests_end_deactivates_the_physical_interrupt(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	assert_int_equal(phys(f, 42), VGS_ACTIVE_PENDING);
	assert_false(host_irq(f, 0));
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE);
	wire(f, 42, false);
	assert_int_equal(phys(f, 42), VGS_ACTIVE);
	guest_ends(f, 0, 52);
	assert_int_equal(lr(f, 0, 0).state, VGS_INACTIVE);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
	assert_false(vgs_gic_signals(f->gic, 0) & VGS_SIG_MAINTENANCE);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(virq(f, 0, 52).vcpu, VGS_NO_VCPU);
	wire(f, 42, true);
	assert_true(host_irq(f, 0));
}

/*
 * KVM-ML-2, KVM-LR-15, KVM-ST-12, D2: populate lowers the line, so that it can
 * be raised again.
 */
static void populate_lowers_a_mapped_line(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	assert_true(virq(f, 0, 52).line);
	enter(f, 0);
	assert_false(virq(f, 0, 52).line);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
}

/* KVM-ML-4, D3: not acknowledged and still high: it stays, PA stays. */
static void unacknowledged_and_high_stays_pending(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	leave(f, 0);
	assert_true(virq(f, 0, 52).line);
	assert_int_equal(virq(f, 0, 52).vcpu, 0);
	assert_int_equal(phys(f, 42), VGS_ACTIVE_PENDING);
	assert_int_equal(stat_of(f, VGS_VM_STAT_PHYS_ACTIVE_CLEARS), 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_RESAMPLES), 1);
}

/* KVM-ML-5, KVM-FO-7, D4: withdrawn, with the physical active state. */
static void unacknowledged_and_low_is_withdrawn(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	wire(f, 42, false);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(virq(f, 0, 52).vcpu, VGS_NO_VCPU);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
	wire(f, 42, true);
	assert_true(host_irq(f, 0));
}

/* KVM-ML-5 left out: the device is dead, its active state never ends. */
static void without_resampling_the_device_dies(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	wire(f, 42, false);
	leave(f, 0);
	assert_int_equal(phys(f, 42), VGS_ACTIVE);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_INACTIVE);
	leave(f, 0);
	wire(f, 42, true);
	assert_false(host_irq(f, 0));
}

/* KVM-ML-43, D6: the wire stays over the guest's end: the host takes it anew.
 */
static void wire_that_stays_fires_again_after_the_end(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	guest_acks(f, 0);
	guest_ends(f, 0, 52);
	assert_int_equal(phys(f, 42), VGS_PENDING);
	assert_true(host_irq(f, 0));
	assert_true(vcpu_of(f, 0).entered);
}

/* D7: an exit between acknowledge and end keeps it active on its list. */
static void active_interrupt_survives_an_exit(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	guest_acks(f, 0);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE);
	assert_int_equal(virq(f, 0, 52).vcpu, 0);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE);
	assert_true(lr(f, 0, 0).hw);
	wire(f, 42, false);
	guest_ends(f, 0, 52);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
}

/* The guest has it, and its line rises once more. */
static void raise_again_while_active(struct fixture *f)
{
	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	guest_acks(f, 0);
	leave(f, 0);
	inject(f, 52, true);
	enter(f, 0);
}

/* KVM-LR-12, D8: HW is never active and pending. */
static void mapped_and_active_is_not_pending_in_its_list_register(void **state)
{
	struct fixture *f = *state;

	raise_again_while_active(f);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE);
}

/* KVM-ML-7, D9: raised again while active, low at the end: no ghost. */
static void deactivation_with_a_raised_line_is_resampled(void **state)
{
	struct fixture *f = *state;

	raise_again_while_active(f);
	wire(f, 42, false);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
}

/* POL-4 without KVM-ML-7: the ghost of the line is delivered. */
static void without_ap_resample_a_ghost_stays(void **state)
{
	struct fixture *f = *state;

	raise_again_while_active(f);
	wire(f, 42, false);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
}

/* KVM-MM-20, D10: the line fell while the interrupt was disabled. */
static void enable_resamples_a_mapped_line(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	vbit(f, 0, D_ICENABLER, 52);
	device_fires(f);
	wire(f, 42, false);
	assert_int_equal(phys(f, 42), VGS_ACTIVE);
	vbit(f, 0, D_ISENABLER, 52);
	assert_false(virq(f, 0, 52).line);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
}

/* KVM-MM-27, D11: a guest's ISPENDR makes the physical one active. */
static void ispendr_marks_the_physical_interrupt_active(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	vbit(f, 0, D_ISPENDR, 52);
	assert_true(virq(f, 0, 52).latch);
	assert_int_equal(phys(f, 42), VGS_ACTIVE);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
	assert_true(lr(f, 0, 0).hw);
}

/* KVM-MM-28, D12: ICPENDR takes both back. */
static void icpendr_clears_the_physical_interrupt(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	vbit(f, 0, D_ISPENDR, 52);
	vbit(f, 0, D_ICPENDR, 52);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
}

/* KVM-MM-38, D13 and D14: active state is written through. */
static void active_registers_reach_the_physical_interrupt(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	vbit(f, 0, D_ISACTIVER, 52);
	assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE);
	assert_int_equal(phys(f, 42), VGS_ACTIVE);
	assert_int_equal(virq(f, 0, 52).vcpu, 0);
	vbit(f, 0, D_ICACTIVER, 52);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
}

/* KVM-MM-38, D15: user space's writes are ignored. */
static void user_active_writes_to_a_mapped_interrupt_are_ignored(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	assert_int_equal(vgs_vm_user_write(f->vm, 0, VGS_FRAME_GICD,
					   D_ISACTIVER + 4, 1u << 20),
			 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
}

/* KVM-MM-33: the guest reads the wire where the line was lowered. */
static void ispendr_of_a_mapped_level_reads_the_wire(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	guest_acks(f, 0);
	assert_true(vbit_is(f, 0, D_ISPENDR, 52));
	wire(f, 42, false);
	assert_false(vbit_is(f, 0, D_ISPENDR, 52));
}

/* POL-5 virtual: before 2022 it read the lowered line. */
static void virtual_ispendr_misses_the_wire(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	guest_acks(f, 0);
	assert_false(vbit_is(f, 0, D_ISPENDR, 52));
}

/* KVM-ML-42 with a PPI: the guest is masked and its timer is cancelled. */
static void masked_timer_that_drops_can_fire_again(void **state)
{
	struct fixture *f = *state;
	struct vgs_guest_pstate masked = { .i = true, .f = true };
	struct vgs_guest_pstate open = { .i = false };

	use_phys(f, 0, 27);
	use_virt(f, 0, 27);
	assert_int_equal(vgs_vgic_map(f->vm, 0, 27, 27), 0);
	assert_int_equal(vgs_vcpu_set_pstate(f->vm, 0, &masked), 0);
	wire(f, 27, true);
	assert_int_equal(host_acks(f, 0), 27);
	host_drops(f, 0, 27);
	inject(f, 27, true);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).pintid, 27);
	assert_int_equal(vcpu_of(f, 0).takes, 0);
	wire(f, 27, false);
	assert_int_equal(phys(f, 27), VGS_ACTIVE);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 27).state, VGS_INACTIVE);
	assert_int_equal(phys(f, 27), VGS_INACTIVE);
	enter(f, 0);
	vgs_vcpu_set_pstate(f->vm, 0, &open);
	assert_int_equal(vcpu_of(f, 0).takes, 0);
	wire(f, 27, true);
	assert_int_equal(phys(f, 27), VGS_PENDING);
	assert_true(host_irq(f, 0));
}

/* KVM-ML-12: HW without an active physical interrupt is a finding. */
static void hw_list_register_without_an_active_interrupt_is_found(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	inject(f, 52, true);
	enter(f, 0);
	assert_string_equal(f->finding, "KVM-ML-12");
}

/* KVM-GM-2: EOImode 1: EOIR keeps it active, DIR deactivates both. */
static void split_end_deactivates_at_dir(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	guest_eoimode(f, 0, true);
	device_fires(f);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	guest_ends(f, 0, 52);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE);
	assert_int_equal(phys(f, 42), VGS_ACTIVE_PENDING);
	wire(f, 42, false);
	guest_deactivates(f, 0, 52);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
}

/* KVM-ML-20, KVM-ML-21: without HW the fold takes the active state back. */
static void sw_resample_ends_the_physical_interrupt_at_fold(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	assert_false(lr(f, 0, 0).hw);
	assert_true(lr(f, 0, 0).eoi);
	guest_acks(f, 0);
	leave(f, 0);
	assert_int_equal(phys(f, 42), VGS_ACTIVE_PENDING);
	wire(f, 42, false);
	enter(f, 0);
	guest_ends(f, 0, 52);
	assert_int_equal(phys(f, 42), VGS_ACTIVE);
	leave(f, 0);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
}

/* KVM-ML-30: in E1 the vgic neither lowers the line nor looks at the wire. */
static void owner_polls_leaves_the_line_to_its_owner(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	enter(f, 0);
	assert_true(lr(f, 0, 0).hw);
	assert_true(virq(f, 0, 52).line);
	wire(f, 42, false);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	assert_int_equal(phys(f, 42), VGS_ACTIVE);
	inject(f, 52, false);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(list_register_of_a_mapped_level_has_hw),
		TEST_BOTH(guests_end_deactivates_the_physical_interrupt),
		TEST(guests_end_deactivates_the_physical_interrupt, v2_e5),
		TEST(guests_end_deactivates_the_physical_interrupt, v3_e5),
		TEST_BOTH(populate_lowers_a_mapped_line),
		TEST_BOTH(unacknowledged_and_high_stays_pending),
		TEST_BOTH(unacknowledged_and_low_is_withdrawn),
		TEST(unacknowledged_and_low_is_withdrawn, v2_e5),
		TEST(unacknowledged_and_low_is_withdrawn, v3_e5),
		TEST(without_resampling_the_device_dies, v2_blind),
		TEST(without_resampling_the_device_dies, v3_blind),
		TEST_BOTH(wire_that_stays_fires_again_after_the_end),
		TEST_BOTH(active_interrupt_survives_an_exit),
		TEST_BOTH(
			mapped_and_active_is_not_pending_in_its_list_register),
		TEST_BOTH(deactivation_with_a_raised_line_is_resampled),
		TEST(without_ap_resample_a_ghost_stays, v3_no_ap),
		TEST_BOTH(enable_resamples_a_mapped_line),
		TEST_BOTH(ispendr_marks_the_physical_interrupt_active),
		TEST_BOTH(icpendr_clears_the_physical_interrupt),
		TEST_BOTH(active_registers_reach_the_physical_interrupt),
		TEST_BOTH(user_active_writes_to_a_mapped_interrupt_are_ignored),
		TEST_BOTH(ispendr_of_a_mapped_level_reads_the_wire),
		TEST(virtual_ispendr_misses_the_wire, v3_virtual),
		TEST_BOTH(masked_timer_that_drops_can_fire_again),
		TEST(masked_timer_that_drops_can_fire_again, v2_e5),
		TEST(masked_timer_that_drops_can_fire_again, v3_e5),
		TEST_BOTH(
			hw_list_register_without_an_active_interrupt_is_found),
		TEST(sw_resample_ends_the_physical_interrupt_at_fold, v2_sw),
		TEST(sw_resample_ends_the_physical_interrupt_at_fold, v3_sw),
		TEST(owner_polls_leaves_the_line_to_its_owner, v2_e1),
		TEST(owner_polls_leaves_the_line_to_its_owner, v3_e1),
		TEST_BOTH(split_end_deactivates_at_dir),
		TEST(split_end_deactivates_at_dir, v2_e5),
		TEST(split_end_deactivates_at_dir, v3_e5),
	};

	return RUN("vgic_mapped", tests);
}
