/* SPDX-License-Identifier: MIT */
/*
 * What one INTID's field of an emulated distributor or redistributor register
 * reads and does, for the guest and for user space, which differ (vgic.md
 * 2.7b).  The tables that use these are vgicd_v2.c and vgicd_v3.c.
 */
#include "vgic/order.h"

static bool is_v3(const struct vgs_vm *vm)
{
	return vm->cfg.version == VGS_GIC_V3;
}

/* Physical side of @i, for a guest access only. */
static bool touches_hw(const struct vgs_vaccess *who, uint32_t i)
{
	return !who->user && (who->vm->virqs[i].flags & VGS_VIRQ_HW);
}

/* --- group, enable ------------------------------------------------ */

VGS_VREG_GET(group)
{
	(void)gic;
	return (vgs_vreg_who(acc)->vm->virqs[slot].flags & VGS_VIRQ_GROUP1) !=
	       0;
}

VGS_VREG_SET(set_group)
{
	const struct vgs_vaccess *who = vgs_vreg_who(acc);
	struct vgs_vm *vm = who->vm;

	(void)gic;
	/* User space of a GICv2 chose a revision first, or means no groups. */
	if (VGS_RULE(KVM_MM_42,
		     who->user && !is_v3(vm) && !vm->dist->v2_groups_writable))
		return;
	vgs_virq_flags(vm, slot, VGS_VIRQ_GROUP1, value ? VGS_VIRQ_GROUP1 : 0,
		       VGS_R_KVM_MM_42);
	vgs_virq_queue(vm, slot);
}

VGS_VREG_GET(enabled)
{
	(void)gic;
	return (vgs_vreg_who(acc)->vm->virqs[slot].flags & VGS_VIRQ_ENABLED) !=
	       0;
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

VGS_VREG_SET(enable)
{
	struct vgs_vaccess *who = vgs_vreg_who(acc);
	struct vgs_vm *vm = who->vm;

	(void)gic;
	(void)value;
	if (VGS_RULE(KVM_MM_20,
		     !who->user && vgs_virq_mapped_level(&vm->virqs[slot])) &&
	    !vgs_virq_unwatched(vm, &vm->virqs[slot]))
		resample_line(vm, who->vcpu, slot);
	vgs_virq_flags(vm, slot, VGS_VIRQ_ENABLED, VGS_VIRQ_ENABLED,
		       VGS_R_KVM_MM_20);
	vgs_virq_queue(vm, slot);
}

VGS_VREG_SET(disable)
{
	(void)gic;
	(void)value;
	/* KVM-AP-13: neither dequeued nor kicked; prune sees to it. */
	vgs_virq_flags(vgs_vreg_who(acc)->vm, slot, VGS_VIRQ_ENABLED, 0,
		       VGS_R_KVM_MM_21);
}

/* --- pending ------------------------------------------------------ */

VGS_VREG_GET(pending)
{
	const struct vgs_vaccess *who = vgs_vreg_who(acc);
	const struct vgs_vm *vm = who->vm;
	const struct vgs_virq *q = &vm->virqs[slot];
	enum vgs_irq_state state;

	(void)gic;
	if (who->user && is_v3(vm)) {
		/* ICPENDR is RAZ to it (KVM-MM-30). */
		if (acc->reg->access == VGS_ACC_W1C)
			return 0;
		return VGS_RULE(KVM_MM_31, q->flags & VGS_VIRQ_LATCH);
	}
	if (VGS_RULE(KVM_MM_33, !who->user && vgs_virq_mapped_level(q)) &&
	    vm->cfg.policy.hw_pending_read == VGS_HW_PENDING_READ_PHYSICAL)
		return vgs_virq_sample(vm, slot, who->vcpu,
				       vgs_virq_pe(vm, slot));
	state = vgs_virq_effective(vm, slot);
	return state == VGS_PENDING || state == VGS_ACTIVE_PENDING;
}

VGS_VREG_SET(set_pending)
{
	struct vgs_vaccess *who = vgs_vreg_who(acc);
	struct vgs_vm *vm = who->vm;
	struct vgs_virq next = vm->virqs[slot];
	bool sgi = vgs_virq_is_v2_sgi(vm, slot);

	(void)gic;
	(void)value;
	if (VGS_RULE(KVM_MM_25, sgi && !who->user))
		return;
	next.flags |= VGS_VIRQ_LATCH;
	if (VGS_RULE(KVM_MM_26, sgi))
		next.source |= (uint8_t)VGS_BIT(who->vcpu);
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_27);
	/* So that the guest's end of it, which HW links, has its match. */
	if (VGS_RULE(KVM_MM_27, touches_hw(who, slot)))
		vgs_hw_set_active(vm, vgs_virq_pe(vm, slot), next.pintid, true);
	vgs_virq_queue(vm, slot);
}

VGS_VREG_SET(clear_pending)
{
	struct vgs_vaccess *who = vgs_vreg_who(acc);
	struct vgs_vm *vm = who->vm;
	struct vgs_virq next = vm->virqs[slot];
	bool sgi = vgs_virq_is_v2_sgi(vm, slot);
	unsigned pe = vgs_virq_pe(vm, slot);

	(void)gic;
	(void)value;
	if (VGS_RULE(KVM_MM_25, sgi && !who->user) ||
	    VGS_RULE(KVM_MM_30, who->user && is_v3(vm)))
		return;
	next.flags &= (uint16_t)~VGS_VIRQ_LATCH;
	if (sgi)
		next.source = 0;
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_28);
	if (!VGS_RULE(KVM_MM_28, touches_hw(who, slot)))
		return;
	vgs_hw_clear_pending(vm, pe, next.pintid);
	if (!(next.flags & VGS_VIRQ_ACTIVE))
		vgs_hw_set_active(vm, pe, next.pintid, false);
}

/* --- active ------------------------------------------------------- */

VGS_VREG_GET(active)
{
	const struct vgs_vaccess *who = vgs_vreg_who(acc);
	enum vgs_irq_state state;

	(void)gic;
	/* KVM-MM-39: the virtual one; a read has stopped the world before. */
	state = vgs_virq_effective(who->vm, slot);
	return state == VGS_ACTIVE || state == VGS_ACTIVE_PENDING;
}

static void change_active(const struct vgs_acc *acc, uint32_t slot, bool active)
{
	struct vgs_vaccess *who = vgs_vreg_who(acc);
	struct vgs_vm *vm = who->vm;
	struct vgs_virq next = vm->virqs[slot];

	if (VGS_RULE(KVM_MM_38, who->user && (next.flags & VGS_VIRQ_HW)))
		return;
	next.flags &= (uint16_t)~VGS_VIRQ_ACTIVE;
	if (active)
		next.flags |= VGS_VIRQ_ACTIVE;
	if (VGS_RULE(KVM_MM_37, active && vgs_virq_is_v2_sgi(vm, slot)))
		next.active_source = (uint8_t)(who->user ? 0 : who->vcpu);
	vgs_virq_commit(vm, slot, &next, VGS_R_KVM_MM_37);
	if (touches_hw(who, slot))
		vgs_hw_set_active(vm, vgs_virq_pe(vm, slot), next.pintid,
				  active);
	if (active)
		vgs_virq_queue(vm, slot);
}

VGS_VREG_SET(set_active)
{
	(void)gic;
	(void)value;
	change_active(acc, slot, true);
}

VGS_VREG_SET(clear_active)
{
	(void)gic;
	(void)value;
	change_active(acc, slot, false);
}

/* --- priority, configuration -------------------------------------- */

VGS_VREG_GET(priority)
{
	(void)gic;
	return vgs_vreg_who(acc)->vm->virqs[slot].priority;
}

VGS_VREG_SET(set_priority)
{
	(void)gic;
	/* KVM-ST-3: five bits; KVM-MM-40: neither sorted again nor kicked. */
	vgs_vreg_who(acc)->vm->virqs[slot].priority = value & 0xf8u;
	vgs_vorder_changed(vgs_vreg_who(acc)->vm, slot);
}

VGS_VREG_GET(config)
{
	(void)gic;
	return vgs_virq_is_level(&vgs_vreg_who(acc)->vm->virqs[slot]) ? 0 : 2;
}

VGS_VREG_SET(set_config)
{
	struct vgs_vm *vm = vgs_vreg_who(acc)->vm;

	(void)gic;
	/* Not queued again: only the meaning of pending changes. */
	if (VGS_RULE(KVM_MM_41, slot >= vm->spi0))
		vgs_virq_flags(vm, slot, VGS_VIRQ_EDGE,
			       value & 2u ? VGS_VIRQ_EDGE : 0, VGS_R_KVM_MM_41);
}

/* --- control ------------------------------------------------------ */

uint64_t vgs_vreg_iidr(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)gic;
	/* 'K', revision, Arm. */
	return 0x4b00043bu | (uint32_t)vgs_vreg_who(acc)->vm->dist->revision
				     << 12;
}

/* Revisions 2 and 3 of the same implementation. */
bool vgs_vreg_iidr_accepts(uint64_t value)
{
	uint64_t revision = vgs_field_get(value, 15, 12);

	return (value & ~vgs_field_mask(15, 12)) == 0x4b00043bu &&
	       VGS_RULE(KVM_MM_6, revision == 2 || revision == 3);
}

void vgs_vreg_iidr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint64_t value)
{
	struct vgs_vdist *d = vgs_vreg_who(acc)->vm->dist;

	(void)gic;
	if (!vgs_vreg_who(acc)->user || !vgs_vreg_iidr_accepts(value))
		return;
	/* BUG-66: some kernels look for the new revision in the old value. */
	if (!VGS_RULE(KVM_UA_24, vgs_vreg_who(acc)->vm->cfg.policy.iidr_write ==
					 VGS_IIDR_WRITE_KEPT))
		d->revision = (uint8_t)vgs_field_get(value, 15, 12);
	d->v2_groups_writable = true;
}

void vgs_vm_enable(struct vgs_vm *vm, bool enabled, bool user)
{
	bool was = vm->dist->enabled;

	vm->dist->enabled = enabled;
	/* Who was never queued stays so (KVM-AP-4). */
	if (!VGS_RULE(KVM_MM_6, !was && enabled && !user))
		return;
	for (unsigned n = 0; n < vgs_vm_online(vm); n++)
		if (vgs_vcpu_has_pending(vm, n))
			vgs_vcpu_kick(vm, n, VGS_R_KVM_MM_6);
}
