/* SPDX-License-Identifier: MIT */
/*
 * A VM's vgic read out and written back as a VMM does it for migration: by
 * KVM's device attributes, register by register, in the order that KVM
 * demands (KVM-UA-30, KVM-UA-31).  An image of vgs_vm_save() has everything;
 * this has what the kernel gives away.
 *
 *	n = vgs_kvm_attrs(src);
 *	vgs_kvm_save(src, n, attrs, &n, &rc);
 *	...guest memory is copied; dst has the vCPUs and frames of src...
 *	vgs_kvm_restore(dst, n, attrs, &n, &rc);
 *
 * The rest is for the VMM, which knows it from before: GSI routes, irqfds,
 * timers (<libvgicsim/vcpu-timer.h>), mapped interrupts.  What gets lost:
 *
 * - the order in which interrupts became pending: they are queued anew, also
 *   what was pending and never queued (KVM-AP-4);
 * - active state of what is mapped at the restore (KVM-UA-33);
 * - the source of a GICv2's active SGI (KVM-UA-34), and a GICv2's lines, which
 *   come back as latches;
 * - a GICv3's ICC_BPR1_EL1 under CBPR (KVM-UA-26);
 * - pending LPIs that no event is mapped to any more, LPIs' configuration of
 *   before the guest changed its table (KVM-IT-61), a target that MOVALL chose
 *   (KVM-IT-29), cached translations;
 * - an event of the ITS that has no collection (KVM-IT-50).
 */
#ifndef LIBVGICSIM_MIGRATE_H
#define LIBVGICSIM_MIGRATE_H

#include <libvgicsim/kvm.h>

#ifdef __cplusplus
extern "C" {
#endif

/** "The vgic", not an ITS. */
#define VGS_KVM_VGIC 0xffffu

/** struct vgs_kvm_attr - one KVM_SET_DEVICE_ATTR of a restore */
struct vgs_kvm_attr {
	uint64_t attr, value;
	uint32_t group; /**< enum vgs_kvm_group */
	uint16_t its;	/**< whose; VGS_KVM_VGIC: the vgic's */
};

/** @return how many attributes vgs_kvm_save() of this VM gives. */
VGS_API size_t vgs_kvm_attrs(const struct vgs_vm *vm);

/**
 * vgs_kvm_save() - the tables of LPIs into guest memory, then all registers
 * @max:	capacity of @attrs
 * @ret_attrs:	in the order in which they are to be written
 * @ret_count:	how many there are (may exceed @max)
 * @ret_rc:	0; -EBUSY a vCPU runs, or a GICv3 is not initialised; -EFAULT
 *		guest memory; what vgs_vits_ctrl() answers
 *
 * Changes guest memory; under epoch E0 it also takes interrupts out of list
 * registers, as leaving a vCPU to user space did.
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_kvm_save(struct vgs_vm *vm, size_t max,
			 struct vgs_kvm_attr *ret_attrs, size_t *ret_count,
			 int *ret_rc);

/**
 * vgs_kvm_set() - write one of them
 * @ret_rc:	as vgs_vgic_set_attr(); -ENXIO there is no such ITS
 * Returns: as vgs_kvm_save().
 */
VGS_API int vgs_kvm_set(struct vgs_vm *vm, const struct vgs_kvm_attr *attr,
			int *ret_rc);

/**
 * vgs_kvm_restore() - write all, up to the first that is refused
 * @ret_count:	how many were taken
 * @ret_rc:	0, or what the one behind these was answered
 * Returns: as vgs_kvm_save().
 */
VGS_API int vgs_kvm_restore(struct vgs_vm *vm, size_t count,
			    const struct vgs_kvm_attr *attrs, size_t *ret_count,
			    int *ret_rc);

#ifdef __cplusplus
}
#endif

#endif
