/* SPDX-License-Identifier: MIT */
/*
 * Somebody else's vgic on our hardware model: a hypervisor's own code behind
 * struct vgs_vgic_ops takes the place of ours in a struct vgs_vm.  The VM is
 * then an empty shell that enters and leaves the guest, counts, and asks the
 * ops for everything else; <libvgicsim/host.h> and the scenarios run on it
 * unchanged (struct vgs_run_opts).  examples/own-vgic.c is one in full.
 *
 * Such a vgic reaches the hardware through vgs_vm_config(vm)->hw, by register
 * accesses of the hypervisor on a PE, as ours does.  Turning that around, ours
 * runs on other hardware with another struct vgs_hw_ops.
 *
 * What such a VM does not do: images (vgs_vm_save() answers -VGS_ENOTSUP),
 * user ABI calls that read registers, vgs_vgic_explain(), our policies.
 */
#ifndef LIBVGICSIM_OWN_VGIC_H
#define LIBVGICSIM_OWN_VGIC_H

#include <libvgicsim/vgic.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a guest's register is accessed. */
enum vgs_reg_how {
	VGS_REG_READ,
	VGS_REG_WRITE,
	VGS_REG_PEEK, /**< what a read would return, without its effect */
};

/**
 * struct vgs_vgic_ops - a vgic
 *
 * All but @sysreg (a GICv3 guest only) are required.  @vgic is what @create
 * made.  Calls never nest, but for vgs_vm_kick() and register accesses.
 */
struct vgs_vgic_ops {
	size_t size; /**< sizeof(struct vgs_vgic_ops) */

	/** A VM begins; vgs_vm_config(@p vm) says of which shape.  0 or an
	 * error, which vgs_vm_new() returns. */
	int (*create)(void *user, struct vgs_vm *vm, void **ret_vgic);
	void (*destroy)(void *vgic);

	/** An interrupt input changes (level) or fires (edge: true).  Errors
	 * as vgs_vgic_inject(). */
	int (*inject)(void *vgic, unsigned vcpu, uint32_t intid, bool level);

	/** @p vintid is tied to physical @p pintid, or no more. */
	int (*map)(void *vgic, unsigned vcpu, uint32_t vintid, uint32_t pintid,
		   bool tied);

	/** Load the virtual CPU interface of @p pe; it runs at EL2. */
	void (*enter)(void *vgic, unsigned vcpu, unsigned pe);

	/** Save it and leave it empty. */
	void (*exit)(void *vgic, unsigned vcpu, unsigned pe);

	/** A guest's access to an emulated frame, or to its GICC while it is
	 * not entered.  What the frame lacks reads 0. */
	void (*frame)(void *vgic, unsigned vcpu, enum vgs_reg_how how,
		      enum vgs_frame frame, unsigned index, uint64_t offset,
		      unsigned size, uint64_t *value);

	/** A guest's access to an ICC register that the hardware traps, or
	 * while it is not entered.  Returns enum vgs_answer. */
	int (*sysreg)(void *vgic, unsigned vcpu, enum vgs_reg_how how,
		      enum vgs_sysreg id, uint64_t *value);

	/** State of an interrupt as the guest would find it now; the members
	 * of @p ret_info that it has.  -VGS_ERANGE: no such interrupt. */
	int (*irq)(void *vgic, unsigned vcpu, uint32_t intid,
		   struct vgs_virq_info *ret_info);

	void *user; /**< of @create */
};

/** vgs_vm_kick() - it wants the vCPU to leave the guest, or to wake up. */
VGS_API void vgs_vm_kick(struct vgs_vm *vm, unsigned vcpu);

#ifdef __cplusplus
}
#endif

#endif
