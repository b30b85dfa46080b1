/* SPDX-License-Identifier: MIT */
/* The ITS of a guest under a replay of a KVM trace; see rig_kvm.h. */
#ifndef VGICSIM_TOOLS_RIG_KVM_ITS_H
#define VGICSIM_TOOLS_RIG_KVM_ITS_H

#include <libvgicsim/vgic.h>

#include "rig.h"

/* Each returns what the ioctl does. */
int rig_kvm_msi(struct vgs_vm *vm, const struct optrace_op *op);

/* uget, uset, ctrl and has of the ITS device. */
int rig_kvm_its(struct vgs_vm *vm, const struct optrace_op *op,
		struct outcome *out);

#endif
