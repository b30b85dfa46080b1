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

/* Is everything there that a guest of this version needs? */
bool vgs_own_possible(const struct vgs_vgic_ops *ops, enum vgs_version version);

/* Out of the guest if need be, the access, back into it. */
void vgs_own_frame(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		   enum vgs_frame frame, unsigned index, uint64_t offset,
		   unsigned size, uint64_t *value);
int vgs_own_sysreg(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		   enum vgs_sysreg id, uint64_t *value);

#endif
