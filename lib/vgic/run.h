/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a run share: the way into the guest and out of it (run.c),
 * the virtual CPU interface on that way (vif.c), and what is put off (work.c).
 */
#ifndef VGS_VGIC_RUN_H
#define VGS_VGIC_RUN_H

#include "vgic/vm.h"

/* Up to where the guest could be entered (KVM-RL-1, KVM-RL-2). */
void vgs_run_prepare(struct vgs_vm *vm, unsigned vcpu);

/* From saved list registers, of a run or not, to the interrupts. */
void vgs_run_sync(struct vgs_vm *vm, unsigned vcpu);

/* The virtual interface of the PE for the guest; errors of the hardware. */
int vgs_vcpu_load_vif(struct vgs_vm *vm, unsigned vcpu);

/* The same back into the vCPU, not yet folded. */
void vgs_vcpu_save_vif(struct vgs_vm *vm, unsigned vcpu);

#endif
