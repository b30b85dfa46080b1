/* SPDX-License-Identifier: MIT */
/*
 * The emulated distributors and redistributors and the guest's CPU interface:
 * values, masks, who may do what (vgic.md 2; recorded-behaviour.md 1, 2, 8).
 */
#include "test_vgic.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_e4 = { 2, 2, 4, VGS_EPOCH_E4, NULL, NULL };
static const struct shape v3_e4 = { 3, 2, 4, VGS_EPOCH_E4, NULL, NULL };

/* A redistributor register of vCPU @owner, by vCPU 0. */
static uint64_t rr(struct fixture *f, unsigned owner, uint64_t offset,
		   unsigned size)
{
	uint64_t value = 0;

	assert_int_equal(vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICR, owner,
					     offset, size, &value),
			 0);
	return value;
}

static void rw(struct fixture *f, unsigned owner, uint64_t offset,
	       unsigned size, uint64_t value)
{
	assert_int_equal(vgs_vcpu_frame_write(f->vm, 0, VGS_FRAME_GICR, owner,
					      offset, size, value),
			 0);
}

static uint64_t icc(struct fixture *f, enum vgs_sysreg id)
{
	uint64_t value = 0;

	assert_int_equal(vgs_vcpu_sysreg_read(f->vm, 0, id, &value), 0);
	return value;
}

static uint64_t user(struct fixture *f, uint64_t offset)
{
	uint64_t value = 0;

	assert_int_equal(
		vgs_vm_user_read(f->vm, 0, VGS_FRAME_GICD, offset, &value), 0);
	return value;
}

static void user_writes(struct fixture *f, uint64_t offset, uint64_t value)
{
	assert_int_equal(
		vgs_vm_user_write(f->vm, 0, VGS_FRAME_GICD, offset, value), 0);
}

/* --- control and identification --------------------------------------------------- */

/* KVM-MM-7: only bit 1 counts, ARE and DS are fixed. */
static void v3_ctlr_has_one_writable_bit(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_CTLR, 4, UINT32_MAX);
	assert_int_equal(vr(f, 0, D_CTLR, 4), 0x52);
	vw(f, 0, D_CTLR, 4, 1);
	assert_int_equal(vr(f, 0, D_CTLR, 4), 0x50);
}

/* KVM-MM-9, KVM-ST-6: 96 interrupts without an ITS. */
static void v3_typer_counts_interrupts(void **state)
{
	assert_int_equal(vr(*state, 0, D_TYPER, 4), 0x480002);
}

/* KVM-MM-6: 2 CPUs, 96 interrupts; one enable bit. */
static void v2_control_registers(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vr(f, 0, D_TYPER, 4), 0x22);
	vw(f, 0, D_CTLR, 4, UINT32_MAX);
	assert_int_equal(vr(f, 0, D_CTLR, 4), 1);
}

/* KVM-MM-6: 'K', revision 3, Arm; a guest cannot change it. */
static void iidr_is_revision_3(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_IIDR, 4, 0);
	assert_int_equal(vr(f, 0, D_IIDR, 4), 0x4b00343b);
}

/* KVM-MM-4, KVM-MM-10: what reads as constants. */
static void v3_constants(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vr(f, 0, 0x10, 4), UINT32_MAX);
	assert_int_equal(vr(f, 0, 0xffe8, 4), 0x3b);
	assert_int_equal(vr(f, 0, 0x0c, 4), 0);
	assert_int_equal(rr(f, 0, 0x04, 4), 0x4b00043b);
	assert_int_equal(rr(f, 0, 0x14, 4), 0);
}

/* KVM-MM-11, KVM-MM-12: redistributor 1 is the last one. */
static void v3_redistributor_identification(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rr(f, 0, 0x08, 8), 0);
	assert_int_equal(rr(f, 1, 0x08, 8), 0x0000000100000110);
	assert_int_equal(rr(f, 1, 0x0c, 4), 1);
	assert_int_equal(rr(f, 0, 0x00, 4), 6);
}

/* KVM-MM-12: revision 2 hides CES and IR. */
static void v3_revision_2_hides_ces_and_ir(void **state)
{
	struct fixture *f = *state;

	user_writes(f, D_IIDR, 0x4b00243b);
	assert_int_equal(rr(f, 0, 0x00, 4), 0);
}

/* RB-95: only revisions 2 and 3 of this implementation can be chosen. */
static void user_chooses_revision_2_or_3(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
		vgs_vm_user_write(f->vm, 0, VGS_FRAME_GICD, D_IIDR, 0x4b00143b),
		-VGS_EINVAL);
	assert_int_equal(
		vgs_vm_user_write(f->vm, 0, VGS_FRAME_GICD, D_IIDR, 0x4c00243b),
		-VGS_EINVAL);
	assert_int_equal(user(f, D_IIDR), 0x4b00343b);
	user_writes(f, D_IIDR, 0x4b00243b);
	assert_int_equal(user(f, D_IIDR), 0x4b00243b);
}

/* KVM-MM-14: what all ones leave. */
static void v3_lpi_table_registers_are_sanitised(void **state)
{
	struct fixture *f = *state;

	rw(f, 0, 0x70, 8, UINT64_MAX);
	assert_int_equal(rr(f, 1, 0x70, 8), UINT64_C(0x000fffffffffff9f));
	rw(f, 0, 0x78, 8, UINT64_MAX);
	assert_int_equal(rr(f, 0, 0x78, 8), UINT64_C(0x000fffffffff0f80));
	assert_int_not_equal(rr(f, 1, 0x78, 8), rr(f, 0, 0x78, 8));
}

/* --- access rules --------------------------------------------------------------------- */

/* KVM-MM-1: 16 bits never; bytes only where a byte is an interrupt. */
static void illegal_sizes_read_zero_and_are_ignored(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_IPRIORITYR + 40, 4, 0x80808080);
	assert_int_equal(vr(f, 0, D_IPRIORITYR + 40, 2), 0);
	vw(f, 0, D_IPRIORITYR + 40, 2, 0);
	assert_int_equal(vr(f, 0, D_IPRIORITYR + 41, 1), 0x80);
	assert_int_equal(vr(f, 0, D_TYPER, 1), 0);
}

/* KVM-MM-2: beyond the configured number. */
static void registers_beyond_the_last_interrupt_are_raz(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_ISENABLER + 12, 4, UINT32_MAX);
	assert_int_equal(vr(f, 0, D_ISENABLER + 12, 4), 0);
	vw(f, 0, D_ISENABLER + 8, 4, UINT32_MAX);
	assert_int_equal(vr(f, 0, D_ISENABLER + 8, 4), UINT32_MAX);
}

/* KVM-MM-4: a GICv3's distributor has no private interrupts. */
static void v3_distributor_hides_private_interrupts(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_ISENABLER, 4, UINT32_MAX);
	assert_int_equal(vr(f, 0, D_ISENABLER, 4), 0);
	assert_int_equal(rr(f, 0, R_SGI + D_ISENABLER, 4), 0xffff);
}

/* KVM-ST-13: what they are before anyone wrote. */
static void reset_state_of_interrupts(void **state)
{
	struct fixture *f = *state;

	assert_true(virq(f, 0, 3).enabled);
	assert_true(virq(f, 0, 3).edge);
	assert_false(virq(f, 0, 27).enabled);
	assert_false(virq(f, 0, 27).edge);
	assert_true(virq(f, 0, 40).edge);
	assert_int_equal(virq(f, 0, 40).group, f->v3);
	assert_int_equal(virq(f, 0, 40).target, 0);
	assert_int_equal(virq(f, 0, 40).priority, 0);
}

/* A GICv2's private interrupts are banked. */
static void v2_private_interrupts_are_banked(void **state)
{
	struct fixture *f = *state;

	vw(f, 1, D_ISENABLER, 4, 1u << 27);
	assert_false(virq(f, 0, 27).enabled);
	assert_true(virq(f, 1, 27).enabled);
}

/* KVM-ST-3: five bits of priority. */
static void priorities_have_five_bits(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_IPRIORITYR + 40, 4, 0x12345678);
	assert_int_equal(vr(f, 0, D_IPRIORITYR + 40, 4), 0x10305078);
}

/* KVM-MM-41: the configuration of a PPI cannot be written. */
static void ppi_configuration_is_fixed(void **state)
{
	struct fixture *f = *state;

	if (f->v3)
		rw(f, 0, R_SGI + 0xc04, 4, UINT32_MAX);
	else
		vw(f, 0, D_ICFGR + 4, 4, UINT32_MAX);
	assert_false(virq(f, 0, 27).edge);
}

/* KVM-MM-41, SC-8: from edge to level the latch stays; level is its meaning. */
static void edge_to_level_keeps_the_latch(void **state)
{
	struct fixture *f = *state;

	vconfig(f, 52, 2);
	inject(f, 52, true);
	vconfig(f, 52, 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
}

/* KVM-MM-43: two CPUs; the lowest is the target, none is CPU 0. */
static void v2_targets(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_ITARGETSR + 40, 1, 0xfe);
	assert_int_equal(vr(f, 0, D_ITARGETSR + 40, 1), 2);
	assert_int_equal(virq(f, 0, 40).target, 1);
	vw(f, 0, D_ITARGETSR + 40, 1, 0xf0);
	assert_int_equal(virq(f, 0, 40).target, 0);
	assert_int_equal(vr(f, 1, D_ITARGETSR, 4), 0x02020202);
}

/* KVM-MM-44: neither Aff3 nor IRM; halves are written alone. */
static void v3_routes(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_IROUTER + 40 * 8, 8, UINT64_MAX);
	assert_int_equal(vr(f, 0, D_IROUTER + 40 * 8, 8), 0xffffff);
	assert_int_equal(virq(f, 0, 40).target, VGS_NO_VCPU);
	vw(f, 0, D_IROUTER + 40 * 8, 4, 1);
	assert_int_equal(virq(f, 0, 40).target, 1);
	vw(f, 0, D_IROUTER + 40 * 8 + 4, 4, 1);
	assert_int_equal(virq(f, 0, 40).target, 1);
}

/* KVM-MM-44: no route has an Aff3. */
static void v3_who_has_an_aff3_is_out_of_reach(void **state)
{
	struct fixture *f = *state;
	const uint32_t affinities[] = { 0, 0x01000001 };
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);

	cfg.hw = NULL;
	cfg.affinities = affinities;
	f->host = vgs_host_free(f->host);
	f->vm = vgs_vm_free(f->vm);
	assert_int_equal(vgs_vm_new(&cfg, &f->vm), 0);
	vw(f, 0, D_IROUTER + 40 * 8, 8, 1);
	assert_int_equal(virq(f, 0, 40).target, VGS_NO_VCPU);
	vw(f, 0, D_IROUTER + 40 * 8, 8, 0x0100000001);
	assert_int_equal(virq(f, 0, 40).target, VGS_NO_VCPU);
	vw(f, 0, D_IROUTER + 40 * 8, 8, 0);
	assert_int_equal(virq(f, 0, 40).target, 0);
}

/* --- SGIs ----------------------------------------------------------------------------------- */

/* KVM-MM-50: list, all but self, self, nobody. */
static void v2_sgi_filters(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_SGIR, 4, 0x00020001);
	assert_int_equal(virq(f, 1, 1).source, 1);
	vw(f, 1, D_SGIR, 4, 0x01000002);
	assert_int_equal(virq(f, 0, 2).source, 2);
	assert_int_equal(virq(f, 1, 2).source, 0);
	vw(f, 1, D_SGIR, 4, 0x02000003);
	assert_int_equal(virq(f, 1, 3).source, 2);
	vw(f, 1, D_SGIR, 4, 0x03030004);
	assert_int_equal(virq(f, 0, 4).source, 0);
}

/* KVM-MM-51, KVM-ST-24: sources one by one; the latch follows. */
static void v2_sgi_sources_are_set_and_cleared(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_SPENDSGIR + 5, 1, 3);
	assert_int_equal(vr(f, 0, D_CPENDSGIR + 5, 1), 3);
	assert_true(virq(f, 0, 5).latch);
	vw(f, 0, D_CPENDSGIR + 5, 1, 1);
	assert_true(virq(f, 0, 5).latch);
	vw(f, 0, D_CPENDSGIR + 5, 1, 2);
	assert_false(virq(f, 0, 5).latch);
}

/* KVM-MM-25: ISPENDR and ICPENDR do nothing to a GICv2's SGIs. */
static void v2_sgis_ignore_pending_registers(void **state)
{
	struct fixture *f = *state;

	vw(f, 0, D_ISPENDR, 4, 1u << 5);
	assert_false(virq(f, 0, 5).latch);
	vw(f, 0, D_SPENDSGIR + 5, 1, 1);
	vw(f, 0, D_ICPENDR, 4, 1u << 5);
	assert_true(virq(f, 0, 5).latch);
}

/* KVM-MM-25: a GICv3's they do. */
static void v3_sgis_have_pending_registers(void **state)
{
	struct fixture *f = *state;

	rw(f, 0, R_SGI + D_ISPENDR, 4, 1u << 5);
	assert_true(virq(f, 0, 5).latch);
	rw(f, 0, R_SGI + D_ICPENDR, 4, 1u << 5);
	assert_false(virq(f, 0, 5).latch);
}

static void sends(struct fixture *f, unsigned vcpu, enum vgs_sysreg id,
		  uint64_t value)
{
	assert_int_equal(vgs_vcpu_sysreg_write(f->vm, vcpu, id, value), 0);
}

/* KVM-MM-52, KVM-MM-53: lists, IRM, groups. */
static void v3_sgis_reach_their_targets(void **state)
{
	struct fixture *f = *state;

	sends(f, 0, VGS_ICC_SGI1R_EL1, 0x01000002);
	assert_true(virq(f, 1, 1).latch);
	assert_false(virq(f, 0, 1).latch);
	sends(f, 0, VGS_ICC_SGI1R_EL1, UINT64_C(1) << 40 | 0x02000000);
	assert_true(virq(f, 1, 2).latch);
	assert_false(virq(f, 0, 2).latch);
	sends(f, 0, VGS_ICC_SGI1R_EL1, 0x03010003);
	assert_false(virq(f, 0, 3).latch);
	sends(f, 0, VGS_ICC_SGI0R_EL1, 0x04000001);
	assert_false(virq(f, 0, 4).latch);
	rw(f, 0, R_SGI + D_IGROUPR, 4, 0);
	sends(f, 0, VGS_ICC_ASGI1R_EL1, 0x05000001);
	assert_true(virq(f, 0, 5).latch);
}

/* A trapped access of a running guest is one exit. */
static void v3_sgi_of_a_running_guest_is_one_exit(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	enter(f, 1);
	sends(f, 0, VGS_ICC_SGI1R_EL1, 0x01000002);
	assert_int_equal(stat_of(f, VGS_VM_STAT_SYSREG_TRAPS), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS), 1);
	assert_true(vcpu_of(f, 0).entered);
	assert_true(vcpu_of(f, 1).kicked);
	assert_false(vcpu_of(f, 0).kicked);
}

/* --- running guests ---------------------------------------------------------------------------- */

static void mmio_of_a_running_guest_is_one_exit(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	vr(f, 0, D_TYPER, 4);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MMIO_TRAPS), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS_TRAP), 1);
	assert_true(vcpu_of(f, 0).entered);
	leave(f, 0);
	vr(f, 0, D_TYPER, 4);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MMIO_TRAPS), 1);
}

/* KVM-MM-35, KVM-MM-39: reading active state folds the one who runs. */
static void active_read_stops_the_world(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 1, 52);
	if (f->v3)
		vw(f, 0, D_IROUTER + 52 * 8, 8, 1);
	inject(f, 52, true);
	enter(f, 1);
	assert_int_equal(guest_acks(f, 1), 52);
	assert_true(vbit_is(f, 0, D_ISACTIVER, 52));
	assert_true(virq(f, 0, 52).active);
	assert_int_equal(stat_of(f, VGS_VM_STAT_WORLD_STOPS), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS_KICK), 1);
	assert_true(vcpu_of(f, 1).entered);
	assert_int_equal(lr(f, 1, 0).state, VGS_ACTIVE);
}

/* KVM-MM-35, SC-37: deactivated from elsewhere while in a list register. */
static void icactiver_reaches_a_running_list_register(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 1, 52);
	if (f->v3)
		vw(f, 0, D_IROUTER + 52 * 8, 8, 1);
	vconfig(f, 52, 2);
	inject(f, 52, true);
	enter(f, 1);
	guest_acks(f, 1);
	vbit(f, 0, D_ICACTIVER, 52);
	assert_int_equal(lr(f, 1, 0).state, VGS_INACTIVE);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
}

/* KVM-MM-35: another's redistributor stops the world, one's own does not. */
static void v3_private_active_read_stops_for_another(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	enter(f, 1);
	rr(f, 0, R_SGI + D_ISACTIVER, 4);
	assert_int_equal(stat_of(f, VGS_VM_STAT_WORLD_STOPS), 0);
	rr(f, 1, R_SGI + D_ISACTIVER, 4);
	assert_int_equal(stat_of(f, VGS_VM_STAT_WORLD_STOPS), 1);
}

/* KVM-MM-37: who makes a GICv2 SGI active is its source; user space: 0. */
static void v2_sgi_made_active_has_its_maker_as_source(void **state)
{
	struct fixture *f = *state;

	vw(f, 1, D_ISACTIVER, 4, 1u << 5);
	assert_int_equal(virq(f, 1, 5).active_source, 1);
	assert_int_equal(vgs_vm_user_write(f->vm, 1, VGS_FRAME_GICD,
					   D_ISACTIVER, 1u << 6),
			 0);
	assert_true(virq(f, 1, 6).active);
	assert_int_equal(virq(f, 1, 6).active_source, 0);
}

/* KVM-MM-35: a GICv2's own private interrupts need no stop. */
static void v2_private_active_read_stops_nobody(void **state)
{
	struct fixture *f = *state;

	enter(f, 1);
	vr(f, 0, D_ISACTIVER, 4);
	assert_int_equal(stat_of(f, VGS_VM_STAT_WORLD_STOPS), 0);
}

/* A peek sees what a read would, without an exit. */
static void peek_sees_the_running_list_register(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	guest_acks(f, 0);
	assert_int_equal(vgs_vcpu_frame_peek(f->vm, 0, VGS_FRAME_GICD, 0,
					     D_ISACTIVER + 4, 4, &value),
			 0);
	assert_int_equal(value, 1u << 20);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS), 0);
}

/* --- user space (vgic.md 2.7b) ------------------------------------------------------------------- */

/* KVM-MM-30, KVM-MM-31: a GICv3's latches are assigned, and read alone. */
static void v3_user_ispendr_is_the_latch(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	inject(f, 52, true);
	assert_int_equal(user(f, D_ISPENDR + 4), 0);
	user_writes(f, D_ISPENDR + 4, 1u << 21);
	assert_int_equal(user(f, D_ISPENDR + 4), 1u << 21);
	user_writes(f, D_ISPENDR + 4, 1u << 20);
	assert_int_equal(user(f, D_ISPENDR + 4), 1u << 20);
	user_writes(f, D_ICPENDR + 4, UINT32_MAX);
	assert_int_equal(user(f, D_ISPENDR + 4), 1u << 20);
	assert_int_equal(user(f, D_ICPENDR + 4), 0);
}

/* KVM-MM-26, KVM-MM-31: a GICv2's SGI gets its own vCPU as source. */
static void v2_user_ispendr_invents_a_source(void **state)
{
	struct fixture *f = *state;

	user_writes(f, D_ISPENDR, 1u << 5);
	assert_int_equal(virq(f, 0, 5).source, 1);
	assert_int_equal(user(f, D_ISPENDR), 1u << 5);
	user_writes(f, D_ICPENDR, 1u << 5);
	assert_int_equal(virq(f, 0, 5).source, 0);
}

/* KVM-MM-42: groups of a GICv2 once a revision was chosen. */
static void v2_user_groups_need_a_revision(void **state)
{
	struct fixture *f = *state;

	user_writes(f, D_IGROUPR + 4, UINT32_MAX);
	assert_int_equal(user(f, D_IGROUPR + 4), 0);
	user_writes(f, D_IIDR, 0x4b00243b);
	user_writes(f, D_IGROUPR + 4, UINT32_MAX);
	assert_int_equal(user(f, D_IGROUPR + 4), UINT32_MAX);
}

/* KVM-MM-36: vCPUs must be stopped. */
static void user_access_needs_stopped_vcpus(void **state)
{
	struct fixture *f = *state;
	uint64_t value;

	enter(f, 1);
	assert_int_equal(vgs_vm_user_read(f->vm, 0, VGS_FRAME_GICD, 0, &value),
			 -VGS_EPERM);
	leave(f, 1);
	assert_int_equal(vgs_vm_user_read(f->vm, 0, VGS_FRAME_GICD, 2, &value),
			 -VGS_EINVAL);
}

/* --- the CPU interface ------------------------------------------------------------------------------ */

/* RB-12, RB-13: what a GICv3 guest finds, entered or not. */
static void v3_cpu_interface_values(void **state)
{
	struct fixture *f = *state;

	for (unsigned entered = 0; entered < 2; entered++) {
		assert_int_equal(icc(f, VGS_ICC_BPR0_EL1), 2);
		assert_int_equal(icc(f, VGS_ICC_BPR1_EL1), 3);
		assert_int_equal(icc(f, VGS_ICC_SRE_EL1), 7);
		assert_int_equal(icc(f, VGS_ICC_RPR_EL1), 0xff);
		assert_int_equal(icc(f, VGS_ICC_IAR1_EL1), 1023);
		assert_int_equal(icc(f, VGS_ICC_HPPIR1_EL1), 1023);
		if (!entered)
			enter(f, 0);
	}
}

/* KVM-CI-8: identification bits come from VTR, the same in both states. */
static void v3_ctlr_is_the_same_entered_or_not(void **state)
{
	struct fixture *f = *state;
	uint64_t saved = icc(f, VGS_ICC_CTLR_EL1);

	assert_int_equal(saved & 0x700, 0x400);
	enter(f, 0);
	assert_int_equal(icc(f, VGS_ICC_CTLR_EL1) & 0xff03, saved);
}

/* What is written before an entry is there after it, and the reverse. */
static void saved_and_live_cpu_interface_agree(void **state)
{
	struct fixture *f = *state;

	guest_writes(f, 0, C_PMR, VGS_ICC_PMR_EL1, 0xff);
	guest_writes(f, 0, C_BPR, VGS_ICC_BPR0_EL1, 4);
	assert_int_equal(guest_reads(f, 0, C_PMR, VGS_ICC_PMR_EL1), 0xf8);
	enter(f, 0);
	assert_int_equal(guest_reads(f, 0, C_PMR, VGS_ICC_PMR_EL1), 0xf8);
	assert_int_equal(guest_reads(f, 0, C_BPR, VGS_ICC_BPR0_EL1), 4);
	guest_writes(f, 0, C_PMR, VGS_ICC_PMR_EL1, 0x50);
	guest_writes(f, 0, C_BPR, VGS_ICC_BPR0_EL1, 0);
	leave(f, 0);
	assert_int_equal(guest_reads(f, 0, C_PMR, VGS_ICC_PMR_EL1), 0x50);
	assert_int_equal(guest_reads(f, 0, C_BPR, VGS_ICC_BPR0_EL1), 2);
}

/* KVM-CI-4: CBPR. */
static void v3_cbpr_of_the_saved_interface(void **state)
{
	struct fixture *f = *state;

	guest_writes(f, 0, 0, VGS_ICC_BPR0_EL1, 4);
	guest_writes(f, 0, 0, VGS_ICC_CTLR_EL1, 1);
	assert_int_equal(icc(f, VGS_ICC_BPR1_EL1), 5);
	guest_writes(f, 0, 0, VGS_ICC_BPR1_EL1, 7);
	assert_int_equal(icc(f, VGS_ICC_BPR1_EL1), 5);
}

/* KVM-CI-9, KVM-MM-54: wrong direction, another version: UNDEFINED. */
static void undefined_system_registers(void **state)
{
	struct fixture *f = *state;
	uint64_t value;

	assert_int_equal(
		vgs_vcpu_sysreg_read(f->vm, 0, VGS_ICC_SRE_EL2, &value),
		VGS_ANSWER_UNDEF);
	assert_int_equal(vgs_vcpu_sysreg_write(f->vm, 0, VGS_ICC_IAR1_EL1, 0),
			 VGS_ANSWER_UNDEF);
	if (!f->v3)
		assert_int_equal(
			vgs_vcpu_sysreg_write(f->vm, 0, VGS_ICC_PMR_EL1, 0),
			VGS_ANSWER_UNDEF);
	else
		assert_int_equal(vgs_vcpu_sysreg_read(
					 f->vm, 0, VGS_ICC_AP1R1_EL1, &value),
				 VGS_ANSWER_UNDEF);
}

/* --- by address and by name --------------------------------------------------------------------------- */

static void frames_are_where_the_config_says(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;

	assert_int_equal(vgs_vcpu_mmio_read(f->vm, 0, 0x08000004, 4, &value),
			 0);
	assert_int_equal(value, f->v3 ? 0x480002 : 0x22);
	if (f->v3) {
		assert_int_equal(
			vgs_vcpu_mmio_read(f->vm, 0, 0x080c0008, 8, &value), 0);
		assert_int_equal(value, 0x0000000100000110);
	} else {
		assert_int_equal(
			vgs_vcpu_mmio_read(f->vm, 0, 0x08010004, 4, &value), 0);
		assert_int_equal(value, 0xf8);
	}
	assert_int_equal(vgs_vcpu_mmio_read(f->vm, 0, 0x080e0000, 4, &value),
			 -VGS_ENOTMAPPED);
	assert_int_equal(vgs_vcpu_mmio_read(f->vm, 0, 0x08000004, 3, &value),
			 -VGS_EINVAL);
	assert_int_equal(vgs_vcpu_mmio_read(f->vm, 2, 0x08000004, 4, &value),
			 -VGS_ERANGE);
}

static int lookup(struct fixture *f, const char *name, struct vgs_reg_ref *ref)
{
	return vgs_vm_reg_lookup(f->vm, name, ref);
}

static void registers_have_names(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(lookup(f, "GICD_ISENABLER1", &ref), 0);
	assert_int_equal(ref.frame, VGS_FRAME_GICD);
	assert_int_equal(ref.info.offset, 0x100);
	assert_int_equal(ref.n, 1);
	assert_int_equal(lookup(f, "GICD_ISENABLER", &ref), 0);
	assert_int_equal(ref.n, -1);
	assert_int_equal(lookup(f, "GICD_ISENABLER32", &ref), -VGS_ERANGE);
	assert_int_equal(lookup(f, "GICD_NOPE", &ref), -VGS_ENOENT);
	assert_int_equal(lookup(f, "ICH_HCR_EL2", &ref), -VGS_ENOENT);
}

static void v3_registers_have_names(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(lookup(f, "GICR_ISENABLER", &ref), 0);
	assert_int_equal(ref.info.offset, 0x10100);
	assert_int_equal(lookup(f, "GICD_IROUTER40", &ref), 0);
	assert_int_equal(ref.n, 8);
	assert_int_equal(lookup(f, "ICC_PMR_EL1", &ref), 0);
	assert_true(ref.sysreg);
	assert_int_equal(ref.id, VGS_ICC_PMR_EL1);
	assert_int_equal(lookup(f, "GICC_IAR", &ref), -VGS_ENOENT);
}

static void v2_registers_have_names(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(lookup(f, "GICC_IAR", &ref), 0);
	assert_int_equal(ref.frame, VGS_FRAME_GICC);
	assert_int_equal(ref.info.offset, C_IAR);
	assert_int_equal(lookup(f, "GICR_CTLR", &ref), -VGS_ENOENT);
	assert_int_equal(lookup(f, "ICC_PMR_EL1", &ref), -VGS_ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(v3_ctlr_has_one_writable_bit, v3),
		TEST(v3_typer_counts_interrupts, v3),
		TEST(v2_control_registers, v2),
		TEST_BOTH(iidr_is_revision_3),
		TEST(v3_constants, v3),
		TEST(user_chooses_revision_2_or_3, v2_e4),
		TEST(user_chooses_revision_2_or_3, v3_e4),
		TEST(v3_redistributor_identification, v3),
		TEST(v3_revision_2_hides_ces_and_ir, v3_e4),
		TEST(v3_lpi_table_registers_are_sanitised, v3),
		TEST_BOTH(illegal_sizes_read_zero_and_are_ignored),
		TEST_BOTH(registers_beyond_the_last_interrupt_are_raz),
		TEST(v3_distributor_hides_private_interrupts, v3),
		TEST_BOTH(reset_state_of_interrupts),
		TEST(v2_private_interrupts_are_banked, v2),
		TEST_BOTH(priorities_have_five_bits),
		TEST_BOTH(ppi_configuration_is_fixed),
		TEST_BOTH(edge_to_level_keeps_the_latch),
		TEST(v2_targets, v2),
		TEST(v3_routes, v3),
		TEST(v3_who_has_an_aff3_is_out_of_reach, v3),
		TEST(v2_sgi_filters, v2),
		TEST(v2_sgi_sources_are_set_and_cleared, v2),
		TEST(v2_sgis_ignore_pending_registers, v2),
		TEST(v3_sgis_have_pending_registers, v3),
		TEST(v3_sgis_reach_their_targets, v3),
		TEST(v3_sgi_of_a_running_guest_is_one_exit, v3),
		TEST_BOTH(mmio_of_a_running_guest_is_one_exit),
		TEST_BOTH(active_read_stops_the_world),
		TEST_BOTH(icactiver_reaches_a_running_list_register),
		TEST(v2_private_active_read_stops_nobody, v2),
		TEST(v3_private_active_read_stops_for_another, v3),
		TEST(v2_sgi_made_active_has_its_maker_as_source, v2),
		TEST_BOTH(peek_sees_the_running_list_register),
		TEST(v3_user_ispendr_is_the_latch, v3),
		TEST(v2_user_ispendr_invents_a_source, v2),
		TEST(v2_user_groups_need_a_revision, v2),
		TEST_BOTH(user_access_needs_stopped_vcpus),
		TEST(v3_cpu_interface_values, v3),
		TEST(v3_ctlr_is_the_same_entered_or_not, v3),
		TEST_BOTH(saved_and_live_cpu_interface_agree),
		TEST(v3_cbpr_of_the_saved_interface, v3),
		TEST_BOTH(undefined_system_registers),
		TEST_BOTH(frames_are_where_the_config_says),
		TEST_BOTH(registers_have_names),
		TEST(v3_registers_have_names, v3),
		TEST(v2_registers_have_names, v2),
	};

	return RUN("vgic_dist", tests);
}
