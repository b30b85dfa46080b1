/* SPDX-License-Identifier: MIT */
/* vgs_vm_dump(): KVM's vgic-state of a VM, literally; and what is counted. */
#include "test_vgic.h"

#include "lines.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_one = { 3, 1, 1, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e5_one = { 3, 1, 1, VGS_EPOCH_E5, NULL, NULL };

static unsigned line_of(struct fixture *f, const char *text)
{
	struct wanted wanted = { text, 0, 0 };

	vgs_vm_dump(f->vm, compare, &wanted);
	return wanted.number;
}

/* KVM-OBS-21 */
static void distributor_comes_first(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(line_of(f, "Distributor"), 1);
	assert_int_equal(line_of(f, "==========="), 2);
	assert_int_equal(
		line_of(f, f->v3 ? "vgic_model:\tGICv3" : "vgic_model:\tGICv2"),
		3);
	assert_int_equal(line_of(f, "nr_spis:\t64"), 4);
	assert_int_equal(line_of(f, "nr_lpis:\t0"), f->v3 ? 5 : 0);
	assert_int_equal(line_of(f, "enabled:\t1"), f->v3 ? 6 : 5);
	assert_int_equal(line_of(f, ""), f->v3 ? 7 : 6);
	assert_int_equal(line_of(f, "P=pending_latch, L=line_level, A=active"),
			 f->v3 ? 8 : 7);
	assert_int_equal(line_of(f, "E=enabled, H=hw, C=config (level=1, "
				    "edge=0)"),
			 f->v3 ? 9 : 8);
	assert_int_equal(line_of(f, "G=group"), f->v3 ? 10 : 9);
}

/* KVM-OBS-20, KVM-OBS-22: 32 rows of each vCPU, a header of three lines. */
static void sections_follow_each_other(void **state)
{
	struct fixture *f = *state;
	unsigned first = f->v3 ? 12 : 11;

	assert_int_equal(line_of(f, "VCPU 0 TYP   ID TGT_ID PLAEHCG     HWID"
				    "   TARGET SRC PRI VCPU_ID"),
			 first);
	assert_int_equal(line_of(f, "VCPU 1 TYP   ID TGT_ID PLAEHCG     HWID"
				    "   TARGET SRC PRI VCPU_ID"),
			 first + 35);
	assert_int_equal(line_of(f, "SPI  0 TYP   ID TGT_ID PLAEHCG     HWID"
				    "   TARGET SRC PRI VCPU_ID"),
			 first + 70);
}

/* KVM-OBS-20, KVM-OBS-21: neither vCPUs nor SPIs before they are made. */
static void what_is_not_made_yet_is_not_there(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);
	struct vgs_vm *own = f->vm;

	cfg.stepwise = true;
	cfg.hw = NULL;
	cfg.affinities = NULL;
	assert_int_equal(vgs_vm_new(&cfg, &f->vm), 0);
	assert_int_equal(line_of(f, "nr_spis:\t0"), 4);
	assert_int_equal(line_of(f, "VCPU 0 TYP   ID TGT_ID PLAEHCG     HWID"
				    "   TARGET SRC PRI VCPU_ID"),
			 0);
	assert_int_equal(line_of(f, "SPI  0 TYP   ID TGT_ID PLAEHCG     HWID"
				    "   TARGET SRC PRI VCPU_ID"),
			 0);
	vgs_vm_free(f->vm);
	f->vm = own;
}

/* KVM-OBS-23 */
static void row_shows_a_forwarded_interrupt(void **state)
{
	struct fixture *f = *state;

	assert_int_not_equal(
		line_of(f, f->v3 ? "       SPI   52      0 0000001        0"
				   "        0   0   0      -1 "
				 : "       SPI   52      0 0000000        0"
				   "        0   0   0      -1 "),
		0);
	forward_spi(f);
	device_fires(f);
	assert_int_not_equal(
		line_of(f, f->v3 ? "       SPI   52      0 0101111       42"
				   "        0   0 160       0 "
				 : "       SPI   52      0 0101110       42"
				   "        1   0 160       0 "),
		0);
}

/* KVM-OBS-6: why an injection was dropped. */
static void drops_are_told_apart(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, false);
	inject(f, 52, true);
	inject(f, 52, true);
	vconfig(f, 53, 2);
	inject(f, 53, false);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 54, 7), 0);
	inject(f, 54, true);
	assert_int_equal(stat_of(f, VGS_VM_STAT_DROPPED_NO_CHANGE), 2);
	assert_int_equal(stat_of(f, VGS_VM_STAT_DROPPED_EDGE_LOW), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_DROPPED_OWNER), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_INJECTIONS_DROPPED), 4);
	assert_int_equal(stat_of(f, VGS_VM_STAT_AP_LIST_MAX), 1);
}

static void maintenance(struct fixture *f)
{
	assert_int_equal(vgs_vcpu_exit(f->vm, 0, VGS_EXIT_MAINTENANCE), 0);
}

/* KVM-OBS-6, KVM-MI-1: what a maintenance interrupt was about. */
static void maintenance_is_counted_by_cause(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	use_virt(f, 0, 53);
	inject(f, 52, true);
	inject(f, 53, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	guest_ends(f, 0, 52);
	maintenance(f);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MAINT_EOI), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MAINT_UNDERFLOW), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MAINT_NO_PENDING),
			 f->shape.epoch == VGS_EPOCH_E5);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MAINT_LRENP), 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MAINT_GROUP), 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_AP_LIST_MAX), 2);
}

/* KVM-OBS-5, KVM-OBS-6: each vCPU's own, and all of them as the VM's. */
static void vcpus_count_for_themselves(void **state)
{
	struct fixture *f = *state;
	unsigned past = VGS_VM_STAT_INJECTIONS;

	enter(f, 0);
	enter(f, 1);
	assert_int_equal(vgs_vcpu_exit(f->vm, 1, VGS_EXIT_WFI), 0);
	enter(f, 1);
	assert_int_equal(vgs_vcpu_stat(f->vm, 0, VGS_VM_STAT_ENTRIES), 1);
	assert_int_equal(vgs_vcpu_stat(f->vm, 1, VGS_VM_STAT_ENTRIES), 2);
	assert_int_equal(vgs_vcpu_stat(f->vm, 0, VGS_VM_STAT_WAKEUPS), 0);
	assert_int_equal(vgs_vcpu_stat(f->vm, 1, VGS_VM_STAT_WAKEUPS), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_ENTRIES), 3);
	assert_int_equal(vgs_vcpu_stat(f->vm, 2, VGS_VM_STAT_ENTRIES), 0);
	use_virt(f, 0, 52);
	inject(f, 52, true);
	assert_int_equal(vgs_vcpu_stat(f->vm, 0, past), 0);
	assert_true(stat_of(f, VGS_VM_STAT_INJECTIONS) > 0);
	assert_int_equal(past, VGS_VCPU_STAT_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(vcpus_count_for_themselves),
		TEST_BOTH(distributor_comes_first),
		TEST_BOTH(sections_follow_each_other),
		TEST_BOTH(what_is_not_made_yet_is_not_there),
		TEST_BOTH(row_shows_a_forwarded_interrupt),
		TEST_BOTH(drops_are_told_apart),
		TEST(maintenance_is_counted_by_cause, v3_one),
		TEST(maintenance_is_counted_by_cause, v3_e5_one),
	};

	return RUN("vgic_dump", tests);
}
