/* SPDX-License-Identifier: MIT */
/*
 * What happens to a vCPU between flush and entry, and between exit and fold
 * (KVM-RL-2, KVM-IN-6, KVM-DT-1).
 */
#include "test_vgic.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e5 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };

static void prepare(struct fixture *f, unsigned vcpu)
{
	assert_int_equal(vgs_vcpu_prepare(f->vm, vcpu), 0);
}

static void edge(struct fixture *f, uint32_t intid)
{
	use_virt(f, 0, intid);
	vconfig(f, intid, 2);
	inject(f, intid, true);
}

/* KVM-RL-2, KVM-FO-4: what was flushed and not run is pending again. */
static void giving_up_the_entry_loses_nothing(void **state)
{
	struct fixture *f = *state;

	edge(f, 52);
	prepare(f, 0);
	assert_int_equal(vcpu_of(f, 0).phase, VGS_VCPU_PREPARED);
	assert_int_equal(vcpu_of(f, 0).used_lrs, 1);
	assert_false(virq(f, 0, 52).latch);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	assert_int_equal(vgs_vcpu_sync(f->vm, 0), 0);
	assert_int_equal(vcpu_of(f, 0).phase, VGS_VCPU_OUT);
	assert_true(virq(f, 0, 52).latch);
	assert_int_equal(stat_of(f, VGS_VM_STAT_ENTRIES), 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS), 0);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
}

/* KVM-IN-6: what comes after the flush makes the entry flush again. */
static void injection_after_the_flush_is_not_missed(void **state)
{
	struct fixture *f = *state;

	edge(f, 52);
	prepare(f, 0);
	use_virt(f, 0, 53);
	inject(f, 53, true);
	assert_true(vcpu_of(f, 0).kicked);
	enter(f, 0);
	assert_false(vcpu_of(f, 0).kicked);
	assert_int_equal(vcpu_of(f, 0).used_lrs, 2);
	assert_int_equal(guest_acks(f, 0), 52);
	guest_ends(f, 0, 52);
	assert_int_equal(guest_acks(f, 0), 53);
}

/* Without a kick the entry runs what was flushed. */
static void entry_after_the_flush_runs_what_was_flushed(void **state)
{
	struct fixture *f = *state;

	edge(f, 52);
	prepare(f, 0);
	assert_int_equal(vgs_vcpu_prepare(f->vm, 0), -VGS_EPERM);
	enter(f, 0);
	assert_int_equal(vcpu_of(f, 0).phase, VGS_VCPU_ENTERED);
	assert_int_equal(stat_of(f, VGS_VM_STAT_LR_POPULATES), 1);
	assert_int_equal(guest_acks(f, 0), 52);
}

/* KVM-ML-5: a mapped line that fell before the entry is noticed, too. */
static void giving_up_the_entry_samples_a_mapped_line(void **state)
{
	struct fixture *f = *state;

	forward_spi(f);
	device_fires(f);
	prepare(f, 0);
	assert_false(virq(f, 0, 52).line);
	wire(f, 42, false);
	assert_int_equal(vgs_vcpu_sync(f->vm, 0), 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
}

/* Between exit and fold the list registers know, the structure does not. */
static void unfolded_exit_is_seen_through_its_list_registers(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	assert_int_equal(vgs_vcpu_exit_unsynced(f->vm, 0, VGS_EXIT_IRQ), 0);
	assert_int_equal(vcpu_of(f, 0).phase, VGS_VCPU_LEFT);
	assert_false(virq(f, 0, 52).active);
	assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE_PENDING);
	inject(f, 52, false);
	assert_int_equal(virq(f, 0, 52).state, VGS_ACTIVE);
	assert_int_equal(vgs_vcpu_enter(f->vm, 0), -VGS_EPERM);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, false), -VGS_EPERM);
	assert_int_equal(vgs_vcpu_sync(f->vm, 0), 0);
	assert_true(virq(f, 0, 52).active);
	assert_int_equal(vgs_vcpu_sync(f->vm, 0), -VGS_EPERM);
}

/* KVM-MM-35: an access to active state waits for them, too. */
static void world_stop_folds_who_is_in_between(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	assert_int_equal(vgs_vcpu_exit_unsynced(f->vm, 0, VGS_EXIT_IRQ), 0);
	assert_true(vbit_is(f, 1, D_ISACTIVER, 52));
	assert_int_equal(vcpu_of(f, 0).phase, VGS_VCPU_OUT);
	prepare(f, 0);
	vbit(f, 1, D_ICACTIVER, 52);
	assert_int_equal(vcpu_of(f, 0).phase, VGS_VCPU_OUT);
	assert_false(virq(f, 0, 52).active);
}

/* KVM-MM-36: to user space it is running. */
static void user_space_has_to_wait(void **state)
{
	struct fixture *f = *state;
	uint64_t value;

	prepare(f, 0);
	assert_int_not_equal(
		vgs_vm_user_read(f->vm, 0, VGS_FRAME_GICD, 0, &value), 0);
	assert_int_equal(vgs_vcpu_bind(f->vm, 0, 1), -VGS_EPERM);
	assert_int_equal(vgs_vcpu_sync(f->vm, 0), 0);
	assert_int_equal(vgs_vm_user_read(f->vm, 0, VGS_FRAME_GICD, 0, &value),
			 0);
}

/* An image of either moment goes on from there. */
static void image_keeps_the_phase(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_vm_save_size(f->vm);
	unsigned char *image = calloc(1, size);

	assert_non_null(image);
	edge(f, 52);
	prepare(f, 0);
	assert_int_equal(vgs_vm_save(f->vm, image, size), 0);
	assert_int_equal(vgs_vcpu_sync(f->vm, 0), 0);
	assert_int_equal(vgs_vm_restore(f->vm, image, size), 0);
	assert_int_equal(vcpu_of(f, 0).phase, VGS_VCPU_PREPARED);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(giving_up_the_entry_loses_nothing),
		TEST(giving_up_the_entry_loses_nothing, v3_e5),
		TEST_BOTH(injection_after_the_flush_is_not_missed),
		TEST(injection_after_the_flush_is_not_missed, v3_e5),
		TEST_BOTH(entry_after_the_flush_runs_what_was_flushed),
		TEST_BOTH(giving_up_the_entry_samples_a_mapped_line),
		TEST_BOTH(unfolded_exit_is_seen_through_its_list_registers),
		TEST_BOTH(world_stop_folds_who_is_in_between),
		TEST_BOTH(user_space_has_to_wait),
		TEST_BOTH(image_keeps_the_phase),
	};

	return RUN("vgic_phase", tests);
}
