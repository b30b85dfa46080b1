/* SPDX-License-Identifier: MIT */
/*
 * Who may do what to a virtual interrupt, and what an access does not do: the
 * guest, user space, the host that maps it.
 */
#include "test_vgic.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };

static void user_writes(struct fixture *f, unsigned vcpu, unsigned offset,
			uint64_t value)
{
	assert_int_equal(
		vgs_vm_user_write(f->vm, vcpu, VGS_FRAME_GICD, offset, value),
		0);
}

/* An SPI that is queued is so because of an edge. */
static void use_edge(struct fixture *f, uint32_t intid)
{
	use_virt(f, 0, intid);
	vconfig(f, intid, 2);
}

/* KVM-ST-1: SGI, PPI, SPI; what is special or beyond is no interrupt. */
static void intids_are_of_their_kinds(void **state)
{
	static const uint32_t none[] = {
		96, 1019, 1020, 1023, 1024, 8191, 8192
	};
	struct fixture *f = *state;

	assert_true(virq(f, 1, 15).edge);
	assert_false(virq(f, 1, 16).edge);
	assert_int_equal(virq(f, 1, 15).target, 1);
	assert_int_equal(virq(f, 1, 31).target, 1);
	assert_int_equal(virq(f, 1, 32).target, 0);
	/* A private one is each vCPU's own, an SPI is everybody's. */
	assert_int_equal(vgs_vgic_inject(f->vm, 1, 31, true, 0), 0);
	assert_int_equal(vgs_vgic_inject(f->vm, 1, 33, true, 0), 0);
	assert_false(virq(f, 0, 31).line);
	assert_true(virq(f, 1, 31).line);
	assert_true(virq(f, 0, 33).latch || virq(f, 0, 33).line);
	for (unsigned n = 0; n < sizeof(none) / sizeof(none[0]); n++)
		assert_int_equal(vgs_vgic_inject(f->vm, 0, none[n], true, 0),
				 -VGS_EINVAL);
}

/* KVM-ST-10: each field is there and is what was done to it. */
static void fields_of_an_interrupt(void **state)
{
	struct fixture *f = *state;
	struct vgs_virq_info q;

	forward_spi(f);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 52, 7), 0);
	vbit(f, 0, D_ISPENDR, 52);
	assert_int_equal(vgs_vgic_inject(f->vm, 0, 52, true, 7), 0);
	q = virq(f, 0, 52);
	assert_int_equal(q.intid, 52);
	assert_true(q.line && q.latch && q.enabled && q.hw);
	assert_false(q.active || q.edge);
	assert_int_equal(q.pintid, 42);
	assert_int_equal(q.target, 0);
	assert_int_equal(q.vcpu, 0);
	assert_int_equal(q.lr, -1);
	assert_int_equal(q.priority, 0xa0);
	assert_int_equal(q.group, f->v3);
	assert_int_equal(q.targets, f->v3 ? 0 : 1);
	assert_int_equal(q.owner, 7);
	enter(f, 0);
	assert_int_equal(virq(f, 0, 52).lr, 0);
}

/* KVM-IN-5, KVM-OBS-1: an injection is seen, whatever becomes of it. */
static void injection_is_traced_before_it_is_judged(void **state)
{
	struct fixture *f = *state;
	unsigned before = f->counts[VGS_EV_INJECT];

	use_virt(f, 0, 52);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 52, 7), 0);
	assert_int_equal(vgs_vgic_inject(f->vm, 0, 52, true, 0), 0);
	assert_int_equal(vgs_vgic_inject(f->vm, 0, 52, false, 7), 0);
	assert_int_equal(f->counts[VGS_EV_INJECT] - before, 2);
	assert_int_equal(stat_of(f, VGS_VM_STAT_INJECTIONS), 2);
	assert_int_equal(stat_of(f, VGS_VM_STAT_INJECTIONS_DROPPED), 2);
	assert_false(virq(f, 0, 52).line);
	/* Nor is it looked for before; but it must be said whose a PPI is. */
	assert_int_equal(vgs_vgic_inject(f->vm, 0, 1020, true, 0), -VGS_EINVAL);
	assert_int_equal(f->counts[VGS_EV_INJECT] - before, 3);
	assert_int_equal(vgs_vgic_inject(f->vm, VGS_NO_VCPU, 20, true, 0),
			 -VGS_EINVAL);
	assert_int_equal(f->counts[VGS_EV_INJECT] - before, 3);
	assert_int_equal(stat_of(f, VGS_VM_STAT_INJECTIONS), 2);
}

/* KVM-AT-2: the bits of a write, from the lowest INTID to the highest. */
static void bits_of_a_write_are_taken_in_order(void **state)
{
	struct fixture *f = *state;
	uint32_t intids[4];

	for (uint32_t intid = 40; intid < 44; intid++)
		use_edge(f, intid);
	inject(f, 43, true);
	vw(f, 0, D_ISPENDR + 4, 4, 0x0700);
	assert_int_equal(vgs_vcpu_ap_list(f->vm, 0, 4, intids), 4);
	assert_int_equal(intids[0], 43);
	assert_int_equal(intids[1], 40);
	assert_int_equal(intids[2], 41);
	assert_int_equal(intids[3], 42);
}

/* KVM-AT-5: an injection waits for nobody, active state for everybody. */
static void only_active_state_stops_the_world(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	enter(f, 0);
	inject(f, 52, true);
	vbit(f, 1, D_ISPENDR, 52);
	assert_true(vbit_is(f, 1, D_ISPENDR, 52));
	assert_int_equal(stat_of(f, VGS_VM_STAT_WORLD_STOPS), 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS), 0);
	assert_false(vbit_is(f, 1, D_ISACTIVER, 52));
	assert_int_equal(stat_of(f, VGS_VM_STAT_WORLD_STOPS), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS), 1);
}

/* KVM-MP-1, KVM-MP-2: hwintid and hw; the hardware is not touched. */
static void map_and_unmap(void **state)
{
	struct fixture *f = *state;

	use_phys(f, 0, 42);
	use_virt(f, 0, 52);
	wire(f, 42, true);
	assert_int_equal(vgs_vgic_map(f->vm, VGS_NO_VCPU, 52, 42), 0);
	assert_int_equal(phys(f, 42), VGS_PENDING);
	assert_true(virq(f, 0, 52).hw);
	assert_int_equal(virq(f, 0, 52).pintid, 42);
	assert_int_equal(vgs_vgic_map(f->vm, VGS_NO_VCPU, 52, 43), -VGS_EEXIST);
	assert_int_equal(vgs_vgic_map(f->vm, VGS_NO_VCPU, 96, 42), -VGS_EINVAL);
	assert_int_equal(host_acks(f, 0), 42);
	host_drops(f, 0, 42);
	inject(f, 52, true);
	enter(f, 0);
	assert_true(lr(f, 0, 0).hw);
	leave(f, 0);
	assert_int_equal(vgs_vgic_unmap(f->vm, VGS_NO_VCPU, 52), 0);
	assert_int_equal(phys(f, 42), VGS_ACTIVE_PENDING);
	assert_false(virq(f, 0, 52).hw);
	assert_int_equal(virq(f, 0, 52).pintid, 0);
	enter(f, 0);
	assert_false(lr(f, 0, 0).hw);
	assert_int_equal(lr(f, 0, 0).vintid, 52);
	assert_int_equal(vgs_vgic_unmap(f->vm, VGS_NO_VCPU, 52), -VGS_ENOENT);
}

/* KVM-MM-3: little-endian: the lowest byte is the lowest INTID's. */
static void frames_are_little_endian(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_IPRIORITYR + 40, 4, 0x40302010);
	assert_int_equal(vr(f, 0, D_IPRIORITYR + 40, 1), 0x10);
	assert_int_equal(vr(f, 0, D_IPRIORITYR + 43, 1), 0x40);
	assert_int_equal(virq(f, 0, 41).priority, 0x20);
}

static bool decodes(struct fixture *f, enum vgs_frame frame, uint64_t offset)
{
	uint64_t base = vgs_vm_config(f->vm)->frames[frame], value;
	int rc = vgs_vcpu_mmio_read(f->vm, 0, base + offset, 4, &value);

	assert_true(rc == 0 || rc == -VGS_ENOTMAPPED);
	return !rc;
}

/* KVM-MM-5: 4 and 8 KB; 64 KB and 128 KB for each vCPU. */
static void frames_have_their_sizes(void **state)
{
	struct fixture *f = *state;
	uint64_t gicd = f->v3 ? 0x10000 : 0x1000;
	enum vgs_frame second = f->v3 ? VGS_FRAME_GICR : VGS_FRAME_GICC;
	uint64_t size = f->v3 ? UINT64_C(2) * 0x20000 : 0x2000;

	assert_true(decodes(f, VGS_FRAME_GICD, gicd - 4));
	assert_false(decodes(f, VGS_FRAME_GICD, gicd));
	assert_true(decodes(f, second, size - 4));
	assert_false(decodes(f, second, size));
}

/*
 * KVM-MM-22, KVM-ML-10, KVM-MM-20: the guest's enable looks at the wire, user
 * space's does not.
 */
static void enable_by_user_space_touches_no_hardware(void **state)
{
	struct fixture *f = *state;
	uint64_t bit = UINT64_C(1) << (52 - 32);

	forward_spi(f);
	device_fires(f);
	user_writes(f, 0, D_ICENABLER + 4, bit);
	assert_false(virq(f, 0, 52).enabled);
	wire(f, 42, false);
	assert_int_equal(phys(f, 42), VGS_ACTIVE);
	user_writes(f, 0, D_ISENABLER + 4, bit);
	assert_true(virq(f, 0, 52).enabled);
	assert_true(virq(f, 0, 52).line);
	assert_int_equal(phys(f, 42), VGS_ACTIVE);
	assert_int_equal(stat_of(f, VGS_VM_STAT_PHYS_ACTIVE_CLEARS), 0);
	vbit(f, 0, D_ISENABLER, 52);
	assert_false(virq(f, 0, 52).line);
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
}

/* KVM-MM-29: what is in a list register of a running vCPU is beyond reach. */
static void icpendr_leaves_a_running_list_register(void **state)
{
	struct fixture *f = *state;

	use_edge(f, 52);
	inject(f, 52, true);
	enter(f, 0);
	vbit(f, 1, D_ICPENDR, 52);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS), 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
	assert_int_equal(guest_acks(f, 0), 52);
}

/* KVM-MM-32: latch of an edge, latch or line of a level; not the rest. */
static void guest_reads_pending(void **state)
{
	struct fixture *f = *state;

	use_edge(f, 52);
	use_virt(f, 0, 53);
	inject(f, 52, true);
	inject(f, 53, true);
	assert_true(vbit_is(f, 0, D_ISPENDR, 52));
	assert_true(vbit_is(f, 0, D_ISPENDR, 53));
	vbit(f, 0, D_ICPENDR, 52);
	vbit(f, 0, D_ICPENDR, 53);
	assert_false(vbit_is(f, 0, D_ISPENDR, 52));
	assert_true(vbit_is(f, 0, D_ISPENDR, 53));
	inject(f, 53, false);
	assert_false(vbit_is(f, 0, D_ICPENDR, 53));
	vbit(f, 0, D_ISPENDR, 53);
	assert_true(vbit_is(f, 0, D_ICPENDR, 53));
	/* Whether it is enabled does not matter. */
	vbit(f, 0, D_ICENABLER, 53);
	assert_true(vbit_is(f, 0, D_ISPENDR, 53));
}

/* KVM-UA-34, KVM-MM-26: who sent an SGI is lost, but for SPENDSGIR. */
static void ispendr_does_not_restore_the_source(void **state)
{
	struct fixture *f = *state;
	uint64_t sources;

	vw(f, 1, D_SGIR, 4, 1u << 16 | 3);
	assert_int_equal(virq(f, 0, 3).source, 1u << 1);
	assert_int_equal(vgs_vm_user_read(f->vm, 0, VGS_FRAME_GICD, D_SPENDSGIR,
					  &sources),
			 0);
	user_writes(f, 0, D_ICPENDR, 1u << 3);
	assert_int_equal(virq(f, 0, 3).source, 0);
	user_writes(f, 0, D_ISPENDR, 1u << 3);
	assert_int_equal(virq(f, 0, 3).source, 1u << 0);
	user_writes(f, 0, D_CPENDSGIR, UINT32_MAX);
	user_writes(f, 0, D_SPENDSGIR, sources);
	assert_int_equal(virq(f, 0, 3).source, 1u << 1);
}

/* KVM-UA-25, KVM-MM-4: GICD_STATUSR, of which the manual says otherwise. */
static void statusr_of_user_space_reads_as_ones(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;

	user_writes(f, 0, 0x10, 0);
	assert_int_equal(
		vgs_vm_user_read(f->vm, 0, VGS_FRAME_GICD, 0x10, &value), 0);
	assert_int_equal(value, UINT32_MAX);
}

/* KVM-MI-3: without a maintenance interrupt the next exit does. */
static void end_is_noticed_without_a_maintenance_interrupt(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	guest_ends(f, 0, 52);
	assert_true(vgs_gic_signals(f->gic, 0) & VGS_SIG_MAINTENANCE);
	/* Nobody enabled PPI 25: the host does not hear of it. */
	assert_false(host_irq(f, 0));
	leave(f, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(intids_are_of_their_kinds),
		TEST_BOTH(fields_of_an_interrupt),
		TEST_BOTH(injection_is_traced_before_it_is_judged),
		TEST_BOTH(bits_of_a_write_are_taken_in_order),
		TEST_BOTH(only_active_state_stops_the_world),
		TEST_BOTH(map_and_unmap),
		TEST_BOTH(frames_are_little_endian),
		TEST_BOTH(frames_have_their_sizes),
		TEST_BOTH(enable_by_user_space_touches_no_hardware),
		TEST_BOTH(icpendr_leaves_a_running_list_register),
		TEST_BOTH(guest_reads_pending),
		TEST(ispendr_does_not_restore_the_source, v2),
		TEST(statusr_of_user_space_reads_as_ones, v3),
		TEST_BOTH(end_is_noticed_without_a_maintenance_interrupt),
	};

	return RUN("vgic_access", tests);
}
