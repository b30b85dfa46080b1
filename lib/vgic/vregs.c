/* SPDX-License-Identifier: MIT */
/*
 * What one INTID's field of an emulated distributor or redistributor register
 * reads and does, for the guest and for user space, which differ (vgic.md
 * 2.7b).  The tables that use these are vgicd_v2.c and vgicd_v3.c.
 */
#include "vgic/order.h"
#include "vgic/vregs.h"

/* --- group, enable ------------------------------------------------ */

VGS_VREG_GET(group)
{
	(void)acc;
	return (vm->virqs[slot].flags & VGS_VIRQ_GROUP1) != 0;
}

VGS_VREG_SET(set_group)
{
	(void)acc;
	vgs_virq_flags(vm, slot, VGS_VIRQ_GROUP1, value ? VGS_VIRQ_GROUP1 : 0,
		       VGS_R_KVM_MM_42);
	vgs_virq_queue(vm, slot);
}

/* User space of a GICv2 chose a revision first, or means no groups. */
static VGS_VREG_SET(user_v2_set_group)
{
	if (!VGS_RULE(KVM_MM_42, !vm->dist->v2_groups_writable))
		vgs_vreg_set_group(vm, acc, slot, value);
}

const struct vgs_vreg vgs_vuser_v2_group = {
	.access = VGS_ACC_RW,
	.get = vgs_vreg_get_group,
	.set = vgs_vreg_user_v2_set_group,
};

VGS_VREG_GET(enabled)
{
	(void)acc;
	return (vm->virqs[slot].flags & VGS_VIRQ_ENABLED) != 0;
}

/*
 * The device may have dropped its line while the interrupt was disabled, and
 * nobody told the vgic (KVM-MM-20, KVM-ML-10).
 */
static void resample_line(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	unsigned pe = vgs_virq_pe(vm, i);
	bool was = q->flags & VGS_VIRQ_LINE;
	bool high = vgs_virq_sample(vm, i, vcpu, pe);

	vgs_virq_flags(vm, i, VGS_VIRQ_LINE, high ? VGS_VIRQ_LINE : 0,
		       VGS_R_KVM_MM_20);
	if (was && !high && !(q->flags & VGS_VIRQ_ACTIVE))
		vgs_hw_set_active(vm, pe, q->pintid, false);
}

static VGS_VREG_SET(user_enable)
{
	(void)acc;
	(void)value;
	vgs_virq_flags(vm, slot, VGS_VIRQ_ENABLED, VGS_VIRQ_ENABLED,
		       VGS_R_KVM_MM_20);
	vgs_virq_queue(vm, slot);
}

VGS_VREG_SET(enable)
{
	if (VGS_RULE(KVM_MM_20, vgs_virq_mapped_level(&vm->virqs[slot])) &&
	    !vgs_virq_unwatched(vm, &vm->virqs[slot]))
		resample_line(vm, acc->pe, slot);
	vgs_vreg_user_enable(vm, acc, slot, value);
}

const struct vgs_vreg vgs_vuser_enable = {
	.access = VGS_ACC_W1S,
	.get = vgs_vreg_get_enabled,
	.set = vgs_vreg_user_enable,
};

VGS_VREG_SET(disable)
{
	(void)acc;
	(void)value;
	/* KVM-AP-13: neither dequeued nor kicked; prune sees to it. */
	vgs_virq_flags(vm, slot, VGS_VIRQ_ENABLED, 0, VGS_R_KVM_MM_21);
}

/* --- pending ------------------------------------------------------ */

static VGS_VREG_GET(user_v2_pending)
{
	return vgs_virq_reads_pending(vm, slot, acc->pe);
}

VGS_VREG_GET(pending)
{
	if (VGS_RULE(KVM_MM_33, vgs_virq_mapped_level(&vm->virqs[slot])) &&
	    vm->cfg.policy.hw_pending_read == VGS_HW_PENDING_READ_PHYSICAL)
		return vgs_virq_sample(vm, slot, acc->pe,
				       vgs_virq_pe(vm, slot));
	return vgs_vreg_get_user_v2_pending(vm, acc, slot);
}

VGS_VREG_SET(set_pending)
{
	struct vgs_virq next = vm->virqs[slot];

	(void)acc;
	(void)value;
	if (VGS_RULE(KVM_MM_25, vgs_virq_is_v2_sgi(vm, slot)))
		return;
	next.flags |= VGS_VIRQ_LATCH;
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_27);
	/* So that the guest's end of it, which HW links, has its match. */
	if (VGS_RULE(KVM_MM_27, next.flags & VGS_VIRQ_HW))
		vgs_hw_set_active(vm, vgs_virq_pe(vm, slot), next.pintid, true);
	vgs_virq_queue(vm, slot);
}

static VGS_VREG_SET(user_v2_set_pending)
{
	struct vgs_virq next = vm->virqs[slot];

	(void)value;
	next.flags |= VGS_VIRQ_LATCH;
	if (VGS_RULE(KVM_MM_26, vgs_virq_is_v2_sgi(vm, slot)))
		next.source |= (uint8_t)VGS_BIT(acc->pe);
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_27);
	vgs_virq_queue(vm, slot);
}

const struct vgs_vreg vgs_vuser_v2_set_pending = {
	.access = VGS_ACC_W1S,
	.get = vgs_vreg_get_user_v2_pending,
	.set = vgs_vreg_user_v2_set_pending,
};

static VGS_VREG_SET(user_v2_clear_pending)
{
	struct vgs_virq next = vm->virqs[slot];

	(void)acc;
	(void)value;
	next.flags &= (uint16_t)~VGS_VIRQ_LATCH;
	if (vgs_virq_is_v2_sgi(vm, slot))
		next.source = 0;
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_28);
}

VGS_VREG_SET(clear_pending)
{
	const struct vgs_virq *q = &vm->virqs[slot];
	unsigned pe = vgs_virq_pe(vm, slot);

	if (VGS_RULE(KVM_MM_25, vgs_virq_is_v2_sgi(vm, slot)))
		return;
	vgs_vreg_user_v2_clear_pending(vm, acc, slot, value);
	if (VGS_RULE(KVM_OLD_10, vm->cfg.policy.icpendr_clears_line) &&
	    vgs_virq_is_level(q))
		vgs_virq_flags(vm, slot, VGS_VIRQ_LINE, 0, VGS_R_KVM_OLD_10);
	if (!VGS_RULE(KVM_MM_28, q->flags & VGS_VIRQ_HW))
		return;
	vgs_hw_clear_pending(vm, pe, q->pintid);
	if (!(q->flags & VGS_VIRQ_ACTIVE))
		vgs_hw_set_active(vm, pe, q->pintid, false);
}

const struct vgs_vreg vgs_vuser_v2_clear_pending = {
	.access = VGS_ACC_W1C,
	.get = vgs_vreg_get_user_v2_pending,
	.set = vgs_vreg_user_v2_clear_pending,
};

static VGS_VREG_GET(user_v3_latch)
{
	(void)acc;
	return VGS_RULE(KVM_MM_31, vm->virqs[slot].flags & VGS_VIRQ_LATCH);
}

/* KVM-MM-30: user space assigns the latches of a GICv3. */
static VGS_VREG_SET(user_v3_assign_latch)
{
	(void)acc;
	if (VGS_RULE(KVM_MM_30, !value)) {
		vgs_virq_flags(vm, slot, VGS_VIRQ_LATCH, 0, VGS_R_KVM_MM_30);
		return;
	}
	vgs_virq_flags(vm, slot, VGS_VIRQ_LATCH, VGS_VIRQ_LATCH,
		       VGS_R_KVM_MM_30);
	vgs_virq_queue(vm, slot);
}

const struct vgs_vreg vgs_vuser_v3_set_pending = {
	.access = VGS_ACC_RW,
	.get = vgs_vreg_get_user_v3_latch,
	.set = vgs_vreg_user_v3_assign_latch,
};

/* ICPENDR is RAZ/WI to it (KVM-MM-30). */
const struct vgs_vreg vgs_vuser_v3_clear_pending = {
	.access = VGS_ACC_RAZ,
};

/* --- active ------------------------------------------------------- */

VGS_VREG_GET(active)
{
	/* KVM-MM-39: the virtual one; a read has stopped the world before. */
	enum vgs_irq_state state = vgs_virq_effective(vm, slot);

	(void)acc;
	return state == VGS_ACTIVE || state == VGS_ACTIVE_PENDING;
}

static void change_active(struct vgs_vm *vm, uint32_t slot, bool active,
			  unsigned source)
{
	struct vgs_virq next = vm->virqs[slot];

	next.flags &= (uint16_t)~VGS_VIRQ_ACTIVE;
	if (active)
		next.flags |= VGS_VIRQ_ACTIVE;
	if (VGS_RULE(KVM_MM_37, active && vgs_virq_is_v2_sgi(vm, slot)) &&
	    !vm->cfg.policy.sgi_active_source_lost)
		next.active_source = (uint8_t)source;
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_37);
	if (VGS_RULE(KVM_OLD_8, vgs_vm_keeps_lrs(vm)))
		vgs_virq_activate_kept(vm, slot, active);
}

/* KVM-MM-38: the physical side of what the guest changes. */
static void change_phys_active(struct vgs_vm *vm, uint32_t i, bool active)
{
	const struct vgs_virq *q = &vm->virqs[i];

	if (q->flags & VGS_VIRQ_HW)
		vgs_hw_set_active(vm, vgs_virq_pe(vm, i), q->pintid, active);
}

void vgs_virq_clear_active(struct vgs_vm *vm, uint32_t i)
{
	change_active(vm, i, false, 0);
	change_phys_active(vm, i, false);
}

static void user_active(struct vgs_vm *vm, uint32_t slot, bool active)
{
	if (VGS_RULE(KVM_MM_38, vm->virqs[slot].flags & VGS_VIRQ_HW))
		return;
	change_active(vm, slot, active, 0);
	if (active)
		vgs_virq_queue(vm, slot);
}

VGS_VREG_SET(set_active)
{
	(void)value;
	change_active(vm, slot, true, acc->pe);
	change_phys_active(vm, slot, true);
	vgs_virq_queue(vm, slot);
}

VGS_VREG_SET(clear_active)
{
	(void)acc;
	(void)value;
	vgs_virq_clear_active(vm, slot);
}

static VGS_VREG_SET(user_set_active)
{
	(void)acc;
	(void)value;
	user_active(vm, slot, true);
}

static VGS_VREG_SET(user_clear_active)
{
	(void)acc;
	(void)value;
	user_active(vm, slot, false);
}

const struct vgs_vreg vgs_vuser_set_active = {
	.access = VGS_ACC_W1S,
	.get = vgs_vreg_get_active,
	.set = vgs_vreg_user_set_active,
};

const struct vgs_vreg vgs_vuser_clear_active = {
	.access = VGS_ACC_W1C,
	.get = vgs_vreg_get_active,
	.set = vgs_vreg_user_clear_active,
};

/* --- priority, configuration -------------------------------------- */

VGS_VREG_GET(priority)
{
	(void)acc;
	return vm->virqs[slot].priority;
}

VGS_VREG_SET(set_priority)
{
	(void)acc;
	/* KVM-ST-3: five bits; KVM-MM-40: neither sorted again nor kicked. */
	vm->virqs[slot].priority = value & 0xf8u;
	vgs_vorder_changed(vm, slot);
}

VGS_VREG_GET(config)
{
	(void)acc;
	return vgs_virq_is_level(&vm->virqs[slot]) ? 0 : 2;
}

VGS_VREG_SET(set_config)
{
	(void)acc;
	/* Not queued again: only the meaning of pending changes. */
	if (VGS_RULE(KVM_MM_41, slot >= vm->spi0))
		vgs_virq_flags(vm, slot, VGS_VIRQ_EDGE,
			       value & 2u ? VGS_VIRQ_EDGE : 0, VGS_R_KVM_MM_41);
}

/* --- control ------------------------------------------------------ */

VGS_VREG_PEEK(vgs_vreg_iidr)
{
	(void)acc;
	/* 'K', revision, Arm. */
	return 0x4b00043bu | (uint32_t)vm->dist->revision << 12;
}

/* Revisions 2 and 3 of the same implementation. */
bool vgs_vreg_iidr_accepts(uint64_t value)
{
	uint64_t revision = vgs_field_get(value, 15, 12);

	return (value & ~vgs_field_mask(15, 12)) == 0x4b00043bu &&
	       VGS_RULE(KVM_MM_6, revision == 2 || revision == 3);
}

static VGS_VREG_WRITE(iidr_write)
{
	struct vgs_vdist *d = vm->dist;

	(void)acc;
	if (!vgs_vreg_iidr_accepts(value))
		return;
	/* BUG-66: some kernels look for the new revision in the old value. */
	if (!VGS_RULE(KVM_UA_24,
		      vm->cfg.policy.iidr_write == VGS_IIDR_WRITE_KEPT))
		d->revision = (uint8_t)vgs_field_get(value, 15, 12);
	d->v2_groups_writable = true;
}

const struct vgs_vreg vgs_vuser_iidr = {
	.access = VGS_ACC_RW,
	.peek = vgs_vreg_iidr,
	.write = iidr_write,
};

/* BUG-15: of a bitmap everything is looked at anew. */
static void queue_all(struct vgs_vm *vm)
{
	for (uint32_t i = 0; i < vm->virqs_count; i++)
		vgs_virq_queue(vm, i);
}

void vgs_vm_enable(struct vgs_vm *vm, bool enabled, bool kicks)
{
	bool was = vm->dist->enabled;

	vm->dist->enabled = enabled;
	if (!was && enabled && VGS_RULE(KVM_OLD_2, vgs_vm_keeps_lrs(vm)))
		queue_all(vm);
	/* Who was never queued stays so (KVM-AP-4). */
	if (!VGS_RULE(KVM_MM_6, !was && enabled && kicks))
		return;
	for (unsigned n = 0; n < vgs_vm_online(vm); n++)
		if (vgs_vcpu_is_due(vm, n))
			vgs_vcpu_kick(vm, n, VGS_R_KVM_MM_6);
}
