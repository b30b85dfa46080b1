/* SPDX-License-Identifier: MIT */
/*
 * What reaches a virtual interrupt from outside the guest: injection, its
 * owner, and the physical interrupt it is tied to.
 */
#include "vgic/abi.h"
#include "vgic/lpi.h"
#include "vgic/own.h"
#include "vgic/tracepoint.h"

/* Is it a change its owner makes (KVM-IN-2)?  Counts why not. */
static bool accepted(struct vgs_vm *vm, const struct vgs_virq *q, bool level,
		     uint32_t owner)
{
	enum vgs_vm_stat why = VGS_VM_STAT_COUNT;

	if (VGS_RULE(KVM_IN_3, q->owner != owner))
		why = VGS_VM_STAT_DROPPED_OWNER;
	else if (!vgs_virq_is_level(q) && !level)
		why = VGS_VM_STAT_DROPPED_EDGE_LOW;
	else if (vgs_virq_is_level(q) &&
		 VGS_RULE(KVM_IN_2, level == ((q->flags & VGS_VIRQ_LINE) != 0)))
		why = VGS_VM_STAT_DROPPED_NO_CHANGE;
	if (why == VGS_VM_STAT_COUNT)
		return true;
	vgs_vm_count(vm, VGS_VM_STAT_INJECTIONS_DROPPED);
	vgs_vm_count(vm, why);
	return false;
}

/*
 * KVM-UA-3: an injection initialises a GICv2 that nobody has; from 7.2 on not
 * one that comes out of the run loop, as a timer's does.
 */
static bool initialised(struct vgs_vm *vm, uint32_t owner)
{
	bool inside = owner && vm->cfg.policy.lazy_v2_init ==
				       VGS_LAZY_V2_INIT_OUTSIDE_RUN_LOOP;

	if (VGS_RULE(KVM_UA_3, inside))
		return vm->abi->initialised;
	return !vgs_vabi_lazy_init(vm);
}

/* KVM-IN-5, KVM-OBS-1: before it is judged, and be it of no interrupt. */
static void told(struct vgs_vm *vm, unsigned vcpu, uint32_t intid, uint32_t i,
		 bool level)
{
	bool private = intid < VGS_VM_PRIV;

	if (!VGS_TRACING(vm) ||
	    VGS_RULE(KVM_OBS_1, private && vcpu >= vgs_vm_online(vm)))
		return;
	VGS_TRACEPOINT(vm, .kind = VGS_EV_INJECT,
		       .vcpu = (uint16_t)(private ? vcpu : VGS_NO_VCPU),
		       .intid = intid,
		       .old_value = i != VGS_NO_VIRQ &&
				    (vm->virqs[i].flags & VGS_VIRQ_LINE),
		       .new_value = level);
}

int vgs_vgic_inject(struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
		    bool level, uint32_t owner)
{
	uint32_t i;
	unsigned bit;
	int err = vgs_vm_may_inject(vm);

	if (err)
		return err;
	if (!initialised(vm, owner))
		return -VGS_EPERM;
	i = vgs_virq_index(vm, vcpu, intid);
	told(vm, vcpu, intid, i, level);
	if (VGS_RULE(KVM_IN_1, i == VGS_NO_VIRQ))
		return -VGS_EINVAL;
	vgs_vm_count(vm, VGS_VM_STAT_INJECTIONS);
	if (vm->own)
		return vgs_own_inject(vm, vcpu, intid, level);
	if (!accepted(vm, &vm->virqs[i], level, owner))
		return 0;
	bit = vgs_virq_is_level(&vm->virqs[i]) ? VGS_VIRQ_LINE : VGS_VIRQ_LATCH;
	vgs_virq_flags(vm, i, bit, level ? bit : 0, VGS_R_KVM_IN_4);
	if (!vm->dist->enabled && level)
		vgs_vm_count(vm, VGS_VM_STAT_DROPPED_DIST_OFF);
	vgs_virq_queue(vm, i);
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_virq_set_owner(struct vgs_vm *vm, uint32_t i, uint32_t owner)
{
	if (vm->virqs[i].owner && vm->virqs[i].owner != owner)
		return -VGS_EEXIST;
	vm->virqs[i].owner = owner;
	return 0;
}

int vgs_vgic_set_owner(struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
		       uint32_t owner)
{
	uint32_t i = vgs_virq_index(vm, vcpu, intid);
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (!VGS_RULE(KVM_MP_4, vm->abi->initialised))
		return -VGS_EPERM;
	if (!VGS_RULE(KVM_MP_4, i != VGS_NO_VIRQ && intid >= VGS_VM_SGIS &&
					!vgs_virq_is_lpi(vm, i)))
		return -VGS_EINVAL;
	return vgs_virq_set_owner(vm, i, owner);
}

int vgs_vgic_map(struct vgs_vm *vm, unsigned vcpu, uint32_t vintid,
		 uint32_t pintid)
{
	uint32_t i = vgs_virq_index(vm, vcpu, vintid);
	struct vgs_virq next;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	/* KVM-HO-5: an SGI cannot be forwarded; KVM-LR-1: 10 bits. */
	if (i == VGS_NO_VIRQ || vintid < VGS_VM_SGIS ||
	    vgs_virq_is_lpi(vm, i) ||
	    !VGS_RULE(KVM_HO_5, pintid >= VGS_VM_SGIS) ||
	    pintid >= VGS_INTID_SPECIAL)
		return -VGS_EINVAL;
	next = vm->virqs[i];
	if ((next.flags & VGS_VIRQ_HW) && next.pintid != pintid)
		return -VGS_EEXIST;
	next.flags |= VGS_VIRQ_HW;
	next.pintid = pintid;
	vgs_virq_commit(vm, i, &next, VGS_R_KVM_MP_1);
	return vm->own ? vgs_own_map(vm, vcpu, vintid, pintid, true) : 0;
}

int vgs_vgic_unmap(struct vgs_vm *vm, unsigned vcpu, uint32_t vintid)
{
	uint32_t i = vgs_virq_index(vm, vcpu, vintid);
	struct vgs_virq next;
	uint32_t pintid;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (!VGS_RULE(KVM_MP_2, vm->abi->initialised))
		return -VGS_EPERM;
	if (i == VGS_NO_VIRQ || !(vm->virqs[i].flags & VGS_VIRQ_HW))
		return -VGS_ENOENT;
	next = vm->virqs[i];
	pintid = next.pintid;
	next.flags &= (uint16_t)~VGS_VIRQ_HW;
	next.pintid = 0;
	vgs_virq_commit(vm, i, &next, VGS_R_KVM_MP_2);
	return vm->own ? vgs_own_map(vm, vcpu, vintid, pintid, false) : 0;
}

int vgs_vgic_set_resample(struct vgs_vm *vm, uint32_t intid, bool on)
{
	uint32_t i = vgs_virq_index(vm, 0, intid);
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (i == VGS_NO_VIRQ || !VGS_RULE(KVM_FO_1, vgs_virq_is_spi(vm, i)))
		return -VGS_EINVAL;
	vgs_virq_flags(vm, i, VGS_VIRQ_RESAMPLE | VGS_VIRQ_RESAMPLED,
		       on ? VGS_VIRQ_RESAMPLE : 0, VGS_R_KVM_IF_5);
	return 0;
}

bool vgs_vgic_resampled(struct vgs_vm *vm, uint32_t intid)
{
	uint32_t i = vgs_virq_index(vm, 0, intid);

	if (vgs_vm_may(vm) || i == VGS_NO_VIRQ ||
	    !(vm->virqs[i].flags & VGS_VIRQ_RESAMPLED))
		return false;
	vgs_virq_flags(vm, i, VGS_VIRQ_RESAMPLED, 0, VGS_R_KVM_IF_6);
	return true;
}

/* --- LPIs without an ITS ------------------------------------------ */

static int inject_lpi(struct vgs_vm *vm, unsigned vcpu, uint32_t intid)
{
	uint32_t i;
	int err;

	if (vm->own)
		return -VGS_KVM_ENODEV;
	if (VGS_RULE(KVM_MS_20, vm->cfg.its))
		return -VGS_KVM_EINVAL;
	if (!vm->vcpus[vcpu].lpis) {
		vgs_vm_count(vm, VGS_VM_STAT_DROPPED_LPI_OFF);
		return -VGS_KVM_EBUSY;
	}
	if (intid < VGS_INTID_LPI || intid >= vgs_vlpi_limit(vm))
		return -VGS_KVM_EINVAL;
	/* Held while it is made pending; then by being pending. */
	err = vgs_vlpi_hold(vm, intid, vcpu, &i);
	if (err)
		return err == -VGS_EMEM ? -VGS_KVM_EFAULT : -VGS_KVM_ENOMEM;
	vgs_vlpi_pend(vm, i, VGS_R_KVM_MS_20);
	vgs_vlpi_drop(vm, i);
	return 1;
}

int vgs_vgic_inject_lpi(struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
			int *ret_rc)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	vgs_vm_count(vm, VGS_VM_STAT_MSIS);
	*ret_rc = inject_lpi(vm, vcpu, intid);
	if (*ret_rc <= 0)
		vgs_vm_count(vm, VGS_VM_STAT_MSIS_DROPPED);
	return vm->bug ? -VGS_EBUG : 0;
}
