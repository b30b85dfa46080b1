/* SPDX-License-Identifier: MIT */
/* The seam to somebody else's vgic: checks, exits and entries are ours. */
#include "vgic/own.h"

bool vgs_own_possible(const struct vgs_vgic_ops *ops, enum vgs_version version)
{
	return ops->size == sizeof(*ops) && ops->create && ops->destroy &&
	       ops->inject && ops->map && ops->enter && ops->exit &&
	       ops->frame && ops->irq && (version == VGS_GIC_V2 || ops->sysreg);
}

void vgs_own_frame(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		   enum vgs_frame frame, unsigned index, uint64_t offset,
		   unsigned size, uint64_t *value)
{
	if (how != VGS_REG_PEEK)
		vgs_vm_trap_begin(vm, vcpu, VGS_VM_STAT_MMIO_TRAPS);
	vm->own->ops.frame(vm->own->vgic, vcpu, how, frame, index, offset, size,
			   value);
	if (how != VGS_REG_PEEK)
		vgs_vm_resume(vm);
}

int vgs_own_sysreg(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		   enum vgs_sysreg id, uint64_t *value)
{
	int answer;

	if (how != VGS_REG_PEEK)
		vgs_vm_trap_begin(vm, vcpu, VGS_VM_STAT_SYSREG_TRAPS);
	answer = vm->own->ops.sysreg(vm->own->vgic, vcpu, how, id, value);
	if (how != VGS_REG_PEEK)
		vgs_vm_resume(vm);
	return answer;
}

void vgs_vm_kick(struct vgs_vm *vm, unsigned vcpu)
{
	if (vcpu < vm->cfg.vcpus)
		vgs_vcpu_kick(vm, vcpu, VGS_R_KVM_RL_6);
}
