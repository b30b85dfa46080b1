/* SPDX-License-Identifier: MIT */
/*
 * LPIs of a VM.  An object exists while an event is mapped to it or while it
 * is on an ap_list.  What the guest's tables say of it is read when the object
 * is made, and again when the guest says so.
 */
#include <libvgicsim/kvm.h>

#include "mem.h"
#include "vgic/callback.h"
#include "vgic/lpi.h"
#include "vgic/own.h"

#define PROP_ENABLE   VGS_BIT(0)
#define PROP_PRIORITY 0xfcu /* KVM-ST-3 */

#define PENDBASER_PTZ VGS_BIT64(62)

/* --- guest memory -------------------------------------------------- */

int vgs_vm_mem_read(struct vgs_vm *vm, uint64_t addr, unsigned size,
		    uint64_t *ret_value)
{
	int err;

	vgs_vm_out(vm);
	err = vgs_mem_ops_read(&vm->cfg.mem, addr, size, ret_value);
	vgs_vm_back(vm);
	return err;
}

int vgs_vm_mem_write(struct vgs_vm *vm, uint64_t addr, unsigned size,
		     uint64_t value)
{
	int err;

	vgs_vm_out(vm);
	err = vgs_mem_ops_write(&vm->cfg.mem, addr, size, value);
	vgs_vm_back(vm);
	return err;
}

/* --- the tables --------------------------------------------------- */

uint64_t vgs_vtable_sanitise(uint64_t value, unsigned inner, unsigned outer)
{
	/* Outer Shareable is not, device and non-cacheable memory neither. */
	if (VGS_RULE(KVM_MM_14, vgs_field_get(value, 11, 10) == 2))
		value ^= 3u << 10;
	if (vgs_field_get(value, inner + 2, inner) <= 1)
		value = (value & ~vgs_field_mask(inner + 2, inner)) |
			UINT64_C(3) << inner;
	if (vgs_field_get(value, outer + 2, outer) != 1)
		value &= ~vgs_field_mask(outer + 2, outer);
	return value;
}

uint64_t vgs_vlpi_limit(const struct vgs_vm *vm)
{
	uint64_t bits = (vm->dist->propbaser & 31u) + 1;

	return UINT64_C(1) << (bits < 16 ? bits : 16);
}

static uint64_t property_addr(const struct vgs_vm *vm, uint32_t intid)
{
	return (vm->dist->propbaser & vgs_field_mask(51, 12)) + intid -
	       VGS_INTID_LPI;
}

static uint64_t pending_addr(const struct vgs_vm *vm, unsigned vcpu,
			     uint32_t intid)
{
	return (vm->vcpus[vcpu].pendbaser & vgs_field_mask(51, 16)) + intid / 8;
}

int vgs_vlpi_configure(struct vgs_vm *vm, uint32_t i)
{
	struct vgs_virq next = vm->virqs[i];
	uint64_t property;
	int err = vgs_vm_mem_read(vm, property_addr(vm, vgs_virq_intid(vm, i)),
				  1, &property);

	if (err)
		return err;
	next.priority = property & PROP_PRIORITY;
	next.flags &= (uint16_t)~VGS_VIRQ_ENABLED;
	if (VGS_RULE(KVM_IT_61, property & PROP_ENABLE))
		next.flags |= VGS_VIRQ_ENABLED;
	vgs_virq_commit(vm, i, &next, VGS_R_KVM_IT_61);
	vgs_virq_queue(vm, i);
	return 0;
}

void vgs_vlpi_configure_all(struct vgs_vm *vm, unsigned vcpu)
{
	vgs_vm_visited(vm, *vm->lpi_pool.count);
	for (uint32_t at = 0; at < *vm->lpi_pool.count; at++) {
		uint32_t i = vm->lpi0 + vm->lpi_pool.entries[at].slot;

		if (VGS_RULE(KVM_IT_28, vm->virqs[i].target == vcpu))
			vgs_vlpi_configure(vm, i);
	}
}

/* A new LPI's pending bit; what was taken over is cleared (KVM-IT-60). */
static int take_pending(struct vgs_vm *vm, uint32_t i)
{
	uint32_t intid = vgs_virq_intid(vm, i);
	unsigned vcpu = vm->virqs[i].target;
	uint64_t addr, byte, bit = VGS_BIT64(intid % 8);
	int err;

	if (vcpu == VGS_NO_VCPU)
		return 0;
	addr = pending_addr(vm, vcpu, intid);
	err = vgs_vm_mem_read(vm, addr, 1, &byte);
	if (err || !VGS_RULE(KVM_IT_60, byte & bit))
		return err;
	vgs_virq_flags(vm, i, VGS_VIRQ_LATCH, VGS_VIRQ_LATCH, VGS_R_KVM_IT_60);
	vgs_virq_queue(vm, i);
	return vgs_vm_mem_write(vm, addr, 1, byte & ~bit);
}

/* --- objects ------------------------------------------------------ */

uint32_t vgs_vlpi_find(const struct vgs_vm *vm, uint32_t intid)
{
	uint32_t slot = VGS_NO_VSLOT;

	if (intid >= VGS_INTID_LPI)
		slot = vgs_vpool_find(&vm->lpi_pool, intid);
	return slot == VGS_NO_VSLOT ? VGS_NO_VIRQ : vm->lpi0 + slot;
}

/* Does user space itself keep it, for want of an ITS? */
static bool kept_by_user(const struct vgs_vm *vm, uint32_t i)
{
	return !vm->cfg.its && (vm->virqs[i].flags & VGS_VIRQ_LATCH);
}

void vgs_virq_release(struct vgs_vm *vm, uint32_t i)
{
	struct vgs_vlpi *lpi;

	if (!vgs_virq_is_lpi(vm, i))
		return;
	lpi = &vm->lpis[i - vm->lpi0];
	if (!VGS_RULE(KVM_ST_14,
		      !lpi->ites && vm->virqs[i].vcpu == VGS_NO_VCPU) ||
	    kept_by_user(vm, i))
		return;
	vgs_vpool_drop_key(&vm->lpi_pool, lpi->intid);
	*lpi = (struct vgs_vlpi){ 0, 0 };
	vgs_virq_reset(vm, i);
}

static int make(struct vgs_vm *vm, uint32_t intid, unsigned target,
		uint32_t *ret_i)
{
	uint32_t slot = vgs_vpool_take(&vm->lpi_pool, intid);
	uint32_t i = vm->lpi0 + slot;
	int err;

	if (slot == VGS_NO_VSLOT)
		return -VGS_ENOSPC;
	vm->lpis[slot].intid = intid;
	vgs_virq_reset(vm, i);
	vm->virqs[i].target = (uint16_t)target;
	err = vgs_vlpi_configure(vm, i);
	if (!err)
		err = take_pending(vm, i);
	if (err) {
		vgs_virq_release(vm, i);
		return err;
	}
	*ret_i = i;
	return 0;
}

int vgs_vlpi_hold(struct vgs_vm *vm, uint32_t intid, unsigned target,
		  uint32_t *ret_i)
{
	uint32_t i = vgs_vlpi_find(vm, intid);
	int err;

	/* One that exists is shared as it is. */
	if (VGS_RULE(KVM_ST_14, i == VGS_NO_VIRQ)) {
		err = make(vm, intid, target, &i);
		if (err)
			return err;
	}
	vm->lpis[i - vm->lpi0].ites++;
	*ret_i = i;
	return 0;
}

void vgs_vlpi_drop(struct vgs_vm *vm, uint32_t i)
{
	vm->lpis[i - vm->lpi0].ites--;
	vgs_virq_release(vm, i);
}

void vgs_vlpi_target(struct vgs_vm *vm, uint32_t i, unsigned vcpu,
		     unsigned rule)
{
	struct vgs_virq next = vm->virqs[i];

	next.target = (uint16_t)vcpu;
	vgs_virq_commit(vm, i, &next, rule);
}

void vgs_vlpi_pend(struct vgs_vm *vm, uint32_t i, unsigned rule)
{
	vgs_virq_flags(vm, i, VGS_VIRQ_LATCH, VGS_VIRQ_LATCH, rule);
	vgs_virq_queue(vm, i);
}

/* --- a vCPU's LPIs ------------------------------------------------ */

/* Pending bits of its table, for the LPIs that exist (KVM-IT-60). */
static void read_pending(struct vgs_vm *vm, unsigned vcpu)
{
	uint64_t last = UINT64_MAX, byte = 0;

	for (uint32_t at = 0; at < *vm->lpi_pool.count; at++) {
		uint32_t i = vm->lpi0 + vm->lpi_pool.entries[at].slot;
		uint32_t intid = vgs_virq_intid(vm, i);
		uint64_t addr = pending_addr(vm, vcpu, intid);

		if (addr != last && vgs_vm_mem_read(vm, addr, 1, &byte))
			return;
		last = addr;
		if (!VGS_RULE(KVM_IT_60, vm->virqs[i].target == vcpu))
			continue;
		vgs_virq_flags(vm, i, VGS_VIRQ_LATCH,
			       byte >> intid % 8 & 1u ? VGS_VIRQ_LATCH : 0,
			       VGS_R_KVM_IT_60);
		vgs_virq_queue(vm, i);
	}
}

void vgs_vcpu_lpis_on(struct vgs_vm *vm, unsigned vcpu)
{
	vm->vcpus[vcpu].lpis = true;
	if (VGS_RULE(KVM_MM_13, !(vm->vcpus[vcpu].pendbaser & PENDBASER_PTZ)))
		read_pending(vm, vcpu);
}

/* Not on a list any more, and of no list register that is still out. */
static void force_off(struct vgs_vm *vm, uint32_t i)
{
	struct vgs_vcpu *v = &vm->vcpus[vm->virqs[i].vcpu];

	if (v->last_lr_virq == i)
		v->last_lr_virq = VGS_NO_VIRQ;
	vm->virqs[i].lr = VGS_NO_VLR;
	vgs_virq_unlink(vm, i, VGS_R_KVM_MM_13);
	vgs_virq_release(vm, i);
}

void vgs_vcpu_lpis_off(struct vgs_vm *vm, unsigned vcpu)
{
	uint32_t i = vm->vcpus[vcpu].head;

	vm->vcpus[vcpu].lpis = false;
	while (i != VGS_NO_VIRQ) {
		uint32_t next = vm->virqs[i].next;

		if (VGS_RULE(KVM_MM_13, vgs_virq_is_lpi(vm, i)))
			force_off(vm, i);
		i = next;
	}
}

unsigned vgs_vgic_lpis(const struct vgs_vm *vm, unsigned max,
		       uint32_t *ret_intids)
{
	uint32_t count = *vm->lpi_pool.count;

	for (uint32_t at = 0; at < count && at < max; at++)
		ret_intids[at] = (uint32_t)vm->lpi_pool.entries[at].key;
	return count;
}

/* --- user space --------------------------------------------------- */

/* One LPI's bit of its vCPU's pending table; -VGS_EMEM. */
static int save_pending(struct vgs_vm *vm, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	uint32_t intid = vgs_virq_intid(vm, i);
	uint64_t addr, byte, bit = VGS_BIT64(intid % 8);
	bool pending = q->flags & VGS_VIRQ_LATCH;
	int err;

	if (q->target == VGS_NO_VCPU)
		return 0;
	addr = pending_addr(vm, q->target, intid);
	err = vgs_vm_mem_read(vm, addr, 1, &byte);
	if (err || VGS_RULE(KVM_IT_62, pending == ((byte & bit) != 0)))
		return err;
	return vgs_vm_mem_write(vm, addr, 1, byte ^ bit);
}

int vgs_vgic_save_pending_tables(struct vgs_vm *vm, int *ret_rc)
{
	int err = vgs_vm_may(vm);
	uint64_t unused = 0;

	if (err)
		return err;
	/* A GICv2 has no such attribute, whatever runs. */
	*ret_rc = vm->cfg.version == VGS_GIC_V3 ? vgs_vm_user_rc(vm)
						: -VGS_KVM_ENXIO;
	if (!*ret_rc && !vm->abi->initialised)
		*ret_rc = -VGS_KVM_ENXIO;
	if (!*ret_rc && vgs_own_frames(vm))
		*ret_rc = vgs_own_attr(
			vm, VGS_REG_WRITE, VGS_KVM_VGIC, VGS_KVM_GRP_CTRL,
			VGS_KVM_CTRL_SAVE_PENDING_TABLES, &unused);
	for (uint32_t at = 0; !*ret_rc && at < *vm->lpi_pool.count; at++)
		if (save_pending(vm, vm->lpi0 + vm->lpi_pool.entries[at].slot))
			*ret_rc = -VGS_KVM_EFAULT;
	return 0;
}
