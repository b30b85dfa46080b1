/* SPDX-License-Identifier: MIT */
/* A VM whose vgic is somebody else's (<libvgicsim/own-vgic.h>). */
#ifndef VGS_VGIC_OWN_H
#define VGS_VGIC_OWN_H

#include <libvgicsim/own-vgic.h>

#include "vgic/vm.h"

/* struct vgs_vm.own, NULL where the vgic is ours. */
struct vgs_own {
	struct vgs_vgic_ops ops;
	void *vgic;
};

/* With ops.state: what stands in front of it. */
union vgs_own_head {
	struct vgs_vm *vm;
	uint64_t align[2];
};

/* Of its own accord: as struct vgs_vgic_ops says of each. */
int vgs_own_create(struct vgs_vm *vm);
void vgs_own_destroy(struct vgs_vm *vm);
bool vgs_own_valid(const struct vgs_vm *vm, const void *image);
int vgs_own_inject(struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
		   bool level);
int vgs_own_map(struct vgs_vm *vm, unsigned vcpu, uint32_t vintid,
		uint32_t pintid, bool tied);
void vgs_own_enter(struct vgs_vm *vm, unsigned vcpu);
void vgs_own_exit(struct vgs_vm *vm, unsigned vcpu);
int vgs_own_sysreg_peek(const struct vgs_vm *vm, unsigned vcpu,
			enum vgs_sysreg id, uint64_t *ret_value);

/* Can images have it? */
static inline bool vgs_own_saved(const struct vgs_vm *vm)
{
	return !vm->own || vm->own->ops.state;
}

/* Is everything there that a guest of this version needs? */
bool vgs_own_possible(const struct vgs_vgic_ops *ops, enum vgs_version version);

/* Does it answer for the guest's frames and system registers by itself? */
static inline bool vgs_own_frames(const struct vgs_vm *vm)
{
	return vm->own && vm->own->ops.frame;
}

static inline bool vgs_own_sysregs(const struct vgs_vm *vm)
{
	return vm->own && vm->own->ops.sysreg;
}

/* Else: get and set of fields, list registers of a run, state on top. */
extern const struct vgs_vreg vgs_own_fields;
void vgs_own_flush(struct vgs_vm *vm, unsigned vcpu);
void vgs_own_fold(struct vgs_vm *vm, unsigned vcpu);
int vgs_own_irq(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
		struct vgs_virq_info *ret_info);

/* Out of the guest if need be, the access, back into it. */
int vgs_own_frame(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		  enum vgs_frame frame, unsigned index, uint64_t offset,
		  unsigned size, uint64_t *value);
int vgs_own_sysreg(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		   enum vgs_sysreg id, uint64_t *value);

/* With @sysreg, of an entered vCPU: would a read be its to answer? */
bool vgs_own_traps(const struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id);

/* Has the guest acknowledged @i of @vcpu, and not ended it? */
bool vgs_own_active(const struct vgs_vm *vm, unsigned vcpu, uint32_t i);

/* With @flush: the line of a level, before it is written. */
bool vgs_own_line(struct vgs_vm *vm, uint32_t i, bool write, bool level);

/* With @frame: a device attribute, of the vgic or an ITS; as the kernel. */
int vgs_own_attr(const struct vgs_vm *vm, enum vgs_reg_how how, unsigned its,
		 uint32_t group, uint64_t attr, uint64_t *value);

/* KVM_SIGNAL_MSI, as the kernel. */
int vgs_own_msi(struct vgs_vm *vm, const struct vgs_msi *msi);

#endif
