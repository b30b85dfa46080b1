/* SPDX-License-Identifier: MIT */
/*
 * What user space makes of a VM by the kernel's ABI.  Functions that answer
 * the VMM return the ioctl's code: 0, or an enum vgs_kvm_errno negated.
 */
#ifndef VGS_VGIC_ABI_H
#define VGS_VGIC_ABI_H

#include <libvgicsim/kvm.h>

#include "vgic/vm.h"

/* Everything that the config asks for, as after INIT. */
void vgs_vabi_complete(struct vgs_vm *vm);
/* Can this host have such a guest?  A GICV is not in every GICv3 (KVM-UA-1). */
bool vgs_vabi_emulated(const struct vgs_vm_config *cfg, enum vgs_version host);

/* Nothing yet. */
void vgs_vabi_start(struct vgs_vm *vm);

/* KVM_DEV_ARM_VGIC_CTRL_INIT (KVM-UA-3). */
int vgs_vabi_init(struct vgs_vm *vm);

/* What a GICv2 does at its first access of any kind; a GICv3 is -EBUSY. */
int vgs_vabi_lazy_init(struct vgs_vm *vm);

/* The checks of the first KVM_RUN (KVM-UA-6). */
int vgs_vabi_first_run(struct vgs_vm *vm);

/* Group ADDR. */
int vgs_vabi_set_addr(struct vgs_vm *vm, uint64_t attr, uint64_t value);
int vgs_vabi_get_addr(const struct vgs_vm *vm, uint64_t attr, uint64_t *value);
bool vgs_vabi_has_addr(const struct vgs_vm *vm, uint64_t attr);

/*
 * One access of the groups that have registers, by the vCPU's number; the
 * upper half of @attr is not looked at.
 */
int vgs_vabi_register(struct vgs_vm *vm, uint32_t group, unsigned vcpu,
		      uint64_t attr, bool write, uint64_t *value);

/* CPU interface registers of a vCPU that is not entered (abi_cpu.c). */
int vgs_vabi_sysreg(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		    bool write, uint64_t *value);
bool vgs_vabi_has_sysreg(enum vgs_sysreg id);

/* Can state of this kind come from calls? */
bool vgs_vabi_in_range(const struct vgs_vm *vm, const struct vgs_vabi *abi);
/* The same of a region; @next: vCPUs in those before it, and then in it. */
bool vgs_vregion_in_range(const struct vgs_vregion *r, unsigned *next);

#endif
