/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a vCPU's arch timers share: their life with the vCPU
 * (timer.c), their registers (timer_regs.c), and what user space may do to them
 * (timer_user.c).
 */
#ifndef VGS_VGIC_TIMER_H
#define VGS_VGIC_TIMER_H

#include "vgic/vm.h"

#define VGS_TIMER_NEVER UINT64_MAX

static inline bool vgs_vm_has_timers(const struct vgs_vm *vm)
{
	return vm->timer_ops.read != NULL;
}

static inline struct vgs_vtimer *vgs_vtimer_at(const struct vgs_vm *vm,
					       unsigned vcpu, unsigned id)
{
	return &vm->vtimers[vcpu * VGS_TIMER_IDS + id];
}

/* Its PPI of this vCPU. */
static inline uint32_t vgs_vtimer_virq(const struct vgs_vm *vm, unsigned vcpu,
				       unsigned id)
{
	return vgs_virq_index(vm, vcpu, vm->dist->timer_vintid[id]);
}

/* Has the timer claimed its PPI: did the vCPU run? */
static inline bool vgs_vtimer_owned(const struct vgs_vm *vm, unsigned vcpu,
				    unsigned id)
{
	return vm->virqs[vgs_vtimer_virq(vm, vcpu, id)].owner ==
	       VGS_OWNER_TIMER + id;
}

/* Is it the PE's own while the vCPU is loaded, or emulated? */
static inline bool vgs_vtimer_is_direct(const struct vgs_vm *vm, unsigned id)
{
	return VGS_RULE(KVM_TM_2, id == VGS_TIMER_VIRTUAL || vm->cfg.vhe);
}

/* A register of the PE; 0 where the PE does not say. */
uint64_t vgs_vtimer_pe_read(const struct vgs_vm *vm, unsigned pe, unsigned id,
			    enum vgs_timer_reg reg);
void vgs_vtimer_pe_write(struct vgs_vm *vm, unsigned pe, unsigned id,
			 enum vgs_timer_reg reg, uint64_t value);

/* The counter itself, whatever offset a guest sees. */
uint64_t vgs_vm_timer_counter(const struct vgs_vm *vm);

/* The timer as it is where no PE has it. */
struct vgs_timer vgs_vtimer_saved(const struct vgs_vm *vm, unsigned vcpu,
				  unsigned id);

/* Into the PE, CTL last. */
void vgs_vtimer_restore(struct vgs_vm *vm, unsigned vcpu, unsigned id);

/* Out of the PE, which is left with its timer off (KVM-TM-21). */
void vgs_vtimer_save(struct vgs_vm *vm, unsigned vcpu, unsigned id);

/* A timer that is in no PE: tell its level, set the host's (KVM-TM-7). */
void vgs_vtimer_emulate(struct vgs_vm *vm, unsigned vcpu, unsigned id);

/* kvm_get_timer_map: somebody asks which timers the PE has, and which not. */
void vgs_vtimer_told_map(struct vgs_vm *vm, unsigned vcpu);

/* Tell the vgic the timer's level. */
void vgs_vtimer_update(struct vgs_vm *vm, unsigned vcpu, unsigned id,
		       bool level);

#endif
