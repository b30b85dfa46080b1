/* SPDX-License-Identifier: MIT */
/*
 * The registers of a vCPU's arch timers: in the PE while the vCPU is loaded
 * (KVM-TM-2), saved while it is not, trapped where a timer is emulated
 * (KVM-TM-7), and as the guest and others see them.
 */
#include <libvgicsim/vcpu-timer.h>

#include "vgic/callback.h"
#include "vgic/timer.h"
#include "vgic/tracepoint.h"
#include "vgic/vregs.h"

/* --- the PE's registers ------------------------------------------- */

/* @kept: what it is said to be where the PE does not say. */
static uint64_t pe_read_or(const struct vgs_vm *vm, unsigned pe, unsigned id,
			   enum vgs_timer_reg reg, uint64_t kept)
{
	uint64_t value = kept;
	int err;

	vgs_vm_out(vm);
	err = vm->timer_ops.read(vm->timer_ops.user, pe, (enum vgs_timer_id)id,
				 reg, &value);
	vgs_vm_back(vm);
	return VGS_RULE(VGS_7, err) ? kept : value;
}

uint64_t vgs_vtimer_pe_read(const struct vgs_vm *vm, unsigned pe, unsigned id,
			    enum vgs_timer_reg reg)
{
	return pe_read_or(vm, pe, id, reg, 0);
}

void vgs_vtimer_pe_write(struct vgs_vm *vm, unsigned pe, unsigned id,
			 enum vgs_timer_reg reg, uint64_t value)
{
	vgs_vm_out(vm);
	vm->timer_ops.write(vm->timer_ops.user, pe, (enum vgs_timer_id)id, reg,
			    value);
	vgs_vm_back(vm);
}

uint64_t vgs_vm_timer_counter(const struct vgs_vm *vm)
{
	return vgs_vtimer_pe_read(vm, 0, VGS_TIMER_PHYSICAL, VGS_TIMER_COUNT) +
	       vgs_vtimer_pe_read(vm, 0, VGS_TIMER_PHYSICAL, VGS_TIMER_OFFSET);
}

struct vgs_timer vgs_vtimer_saved(const struct vgs_vm *vm, unsigned vcpu,
				  unsigned id)
{
	const struct vgs_vtimer *t = vgs_vtimer_at(vm, vcpu, id);

	return (struct vgs_timer){ .cval = t->cval,
				   .offset = vm->dist->timer_offset[id],
				   .ctl = t->ctl };
}

void vgs_vtimer_restore(struct vgs_vm *vm, unsigned vcpu, unsigned id)
{
	struct vgs_vtimer *t = vgs_vtimer_at(vm, vcpu, id);
	unsigned pe = vm->vcpus[vcpu].pe;

	vgs_vtimer_pe_write(vm, pe, id, VGS_TIMER_OFFSET,
			    vm->dist->timer_offset[id]);
	vgs_vtimer_pe_write(vm, pe, id, VGS_TIMER_CVAL, t->cval);
	vgs_vtimer_pe_write(vm, pe, id, VGS_TIMER_CTL, t->ctl);
	t->in_pe = true;
	VGS_TRACEPOINT(vm, .kind = VGS_EV_TIMER_RESTORE_STATE,
		       .vcpu = (uint16_t)vcpu, .lr = (uint8_t)id,
		       .old_value = t->ctl, .new_value = t->cval);
}

void vgs_vtimer_save(struct vgs_vm *vm, unsigned vcpu, unsigned id)
{
	struct vgs_vtimer *t = vgs_vtimer_at(vm, vcpu, id);
	unsigned pe = vm->vcpus[vcpu].pe;

	if (!t->in_pe)
		return;
	t->cval = pe_read_or(vm, pe, id, VGS_TIMER_CVAL, t->cval);
	t->ctl = pe_read_or(vm, pe, id, VGS_TIMER_CTL, t->ctl) &
		 (VGS_TIMER_CTL_ENABLE | VGS_TIMER_CTL_IMASK);
	t->in_pe = false;
	vgs_vtimer_pe_write(vm, pe, id, VGS_TIMER_CTL, 0);
	vgs_vtimer_pe_write(vm, pe, id, VGS_TIMER_OFFSET, 0);
	VGS_TRACEPOINT(vm, .kind = VGS_EV_TIMER_SAVE_STATE,
		       .vcpu = (uint16_t)vcpu, .lr = (uint8_t)id,
		       .old_value = t->ctl, .new_value = t->cval);
}

/* --- the guest's registers ---------------------------------------- */

static int check(const struct vgs_vm *vm, unsigned vcpu, enum vgs_timer_id id,
		 enum vgs_timer_reg reg)
{
	if (vcpu >= vgs_vm_online(vm) || (unsigned)id >= VGS_TIMER_IDS ||
	    (unsigned)reg >= VGS_TIMER_REGS)
		return -VGS_ERANGE;
	return vgs_vm_has_timers(vm) ? 0 : -VGS_ENOTSUP;
}

/* KVM-TM-7: an emulated timer's registers trap, its counter does not. */
static bool traps(const struct vgs_vm *vm, unsigned vcpu, unsigned id,
		  enum vgs_timer_reg reg)
{
	return vm->vcpus[vcpu].entered && !vgs_vtimer_is_direct(vm, id) &&
	       reg != VGS_TIMER_COUNT && reg != VGS_TIMER_OFFSET;
}

/* Before the guest's access: may it, and does it leave the guest for it? */
static int begin(struct vgs_vm *vm, unsigned vcpu, enum vgs_timer_id id,
		 enum vgs_timer_reg reg, bool write, bool *ret_out)
{
	int err = vgs_vm_may(vm);

	if (!err)
		err = check(vm, vcpu, id, reg);
	if (err)
		return err;
	*ret_out = traps(vm, vcpu, id, reg);
	if (!*ret_out)
		return 0;
	err = vgs_vm_trap_begin(vm, vcpu, VGS_VM_STAT_SYSREG_TRAPS);
	if (err)
		return err;
	vgs_tp_sys_reg(vm, vcpu, vgs_timer_reg_name(id, reg), write);
	vgs_vtimer_told_map(vm, vcpu);
	return 0;
}

/* After it: back, if the guest was left. */
static int end(struct vgs_vm *vm, bool out)
{
	int err = out ? vgs_vm_resume(vm) : 0;

	return vm->bug ? -VGS_EBUG : err;
}

int vgs_vcpu_timer_read(struct vgs_vm *vm, unsigned vcpu, enum vgs_timer_id id,
			enum vgs_timer_reg reg, uint64_t *ret_value)
{
	bool out;
	int err = begin(vm, vcpu, id, reg, false, &out);

	if (err)
		return err;
	vgs_vcpu_timer_peek(vm, vcpu, id, reg, ret_value);
	return end(vm, out);
}

int vgs_vcpu_timer_peek(const struct vgs_vm *vm, unsigned vcpu,
			enum vgs_timer_id id, enum vgs_timer_reg reg,
			uint64_t *ret_value)
{
	int err = check(vm, vcpu, id, reg);
	struct vgs_timer timer;

	if (err)
		return err;
	timer = vgs_vtimer_saved(vm, vcpu, id);
	if (reg == VGS_TIMER_OFFSET)
		*ret_value = 0;
	else if (vgs_vtimer_at(vm, vcpu, id)->in_pe)
		*ret_value =
			vgs_vtimer_pe_read(vm, vm->vcpus[vcpu].pe, id, reg);
	else
		*ret_value =
			vgs_timer_read(&timer, vgs_vm_timer_counter(vm), reg);
	/* KVM's own read says so even while the timer is off. */
	if (reg == VGS_TIMER_CTL && !vgs_vtimer_at(vm, vcpu, id)->in_pe &&
	    VGS_RULE(KVM_TM_9,
		     vgs_timer_expired(&timer, vgs_vm_timer_counter(vm))))
		*ret_value |= VGS_TIMER_CTL_ISTATUS;
	return 0;
}

static void write_saved(struct vgs_vm *vm, unsigned vcpu, unsigned id,
			enum vgs_timer_reg reg, uint64_t value)
{
	struct vgs_timer timer = vgs_vtimer_saved(vm, vcpu, id);

	vgs_timer_write(&timer, vgs_vm_timer_counter(vm), reg, value);
	vgs_vtimer_at(vm, vcpu, id)->cval = timer.cval;
	vgs_vtimer_at(vm, vcpu, id)->ctl = timer.ctl;
}

int vgs_vcpu_timer_write(struct vgs_vm *vm, unsigned vcpu, enum vgs_timer_id id,
			 enum vgs_timer_reg reg, uint64_t value)
{
	bool out;
	int err = begin(vm, vcpu, id, reg, true, &out);

	if (err)
		return err;
	if (reg == VGS_TIMER_OFFSET || reg == VGS_TIMER_COUNT)
		return 0;
	if (vgs_vtimer_at(vm, vcpu, id)->in_pe) {
		vgs_vtimer_pe_write(vm, vm->vcpus[vcpu].pe, id, reg, value);
		return 0;
	}
	write_saved(vm, vcpu, id, reg, value);
	if (vm->vcpus[vcpu].loaded && !vgs_vtimer_is_direct(vm, id))
		vgs_vtimer_emulate(vm, vcpu, id);
	return end(vm, out);
}

int vgs_vcpu_timer_info(const struct vgs_vm *vm, unsigned vcpu,
			enum vgs_timer_id id,
			struct vgs_vcpu_timer_info *ret_info)
{
	int err = check(vm, vcpu, id, VGS_TIMER_CTL);
	uint64_t ctl = 0, cval = 0;

	if (err)
		return err;
	vgs_vcpu_timer_peek(vm, vcpu, id, VGS_TIMER_CTL, &ctl);
	vgs_vcpu_timer_peek(vm, vcpu, id, VGS_TIMER_CVAL, &cval);
	*ret_info = (struct vgs_vcpu_timer_info){
		.vintid = vm->dist->timer_vintid[id],
		.pintid = vgs_vtimer_is_direct(vm, id)
				  ? vm->cfg.timer_pintids[id]
				  : 0,
		.output = vgs_vcpu_timer_fires(vm, vcpu, id),
		.level = vgs_vtimer_at(vm, vcpu, id)->level,
		.soft = vgs_vtimer_at(vm, vcpu, id)->soft,
		.wake = vm->vcpus[vcpu].wake,
		.cval = cval,
		.offset = vm->dist->timer_offset[id],
		.ctl = (uint32_t)ctl,
		.owned = vgs_vtimer_owned(vm, vcpu, id),
	};
	return 0;
}
