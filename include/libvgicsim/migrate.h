/* SPDX-License-Identifier: MIT */
/*
 * A VM's vgic read out and written back as a VMM does it for migration: by
 * KVM's device attributes, register by register, in the order that KVM
 * demands (KVM-UA-30, KVM-UA-31); its vCPUs' timers and PMU by ONE_REG; and if
 * it was made step by step, how it was made.  An image of vgs_vm_save() has
 * everything; this has what the kernel gives away.
 *
 *	n = vgs_kvm_attrs(src);
 *	vgs_kvm_save(src, n, attrs, &n, &rc);
 *	...guest memory is copied; dst has the vCPUs and frames of src, or of
 *	one that is made stepwise nothing...
 *	vgs_kvm_restore(dst, n, attrs, &n, &rc);
 *
 * The rest is for the VMM, which knows it from before: GSI routes, irqfds and
 * what was written to them, mapped interrupts; without a vgic the levels of
 * IRQ and FIQ.  What gets lost:
 *
 * - the order in which interrupts became pending: they are queued anew, also
 *   what was pending and never queued (KVM-AP-4);
 * - active state of what is mapped at the restore (KVM-UA-33);
 * - the source of a GICv2's active SGI (KVM-UA-34), and a GICv2's lines, which
 *   come back as latches;
 * - a GICv3's stored line of an SPI that is configured as edge: LEVEL_INFO is
 *   about levels (KVM-UA-27);
 * - a GICv3's ICC_BPR1_EL1 under CBPR (KVM-UA-26);
 * - pending LPIs that no event is mapped to any more, LPIs' configuration of
 *   before the guest changed its table (KVM-IT-61), a target that MOVALL chose
 *   (KVM-IT-29), cached translations;
 * - an event of the ITS that has no collection, a device whose page of the table
 *   the guest took away (KVM-IT-50);
 * - whether a timer has been told of: the first run tells of one that fires as
 *   if it had fired while its vCPU was out (KVM-TM-20); that a vCPU sleeps;
 * - that of one not made stepwise timers' PPIs are fixed: a run does it again.
 *
 * Under epoch E0 interrupts stay in list registers between runs (KVM-OLD-5):
 * a save takes them out, and the order in which they stood there is lost.
 */
#ifndef LIBVGICSIM_MIGRATE_H
#define LIBVGICSIM_MIGRATE_H

#include <libvgicsim/kvm.h>

#ifdef __cplusplus
extern "C" {
#endif

/** "The vgic", not an ITS. */
#define VGS_KVM_VGIC 0xffffu

/** Calls of a restore that set no attribute of the vgic or an ITS, as groups;
 * the numbers are ours. */
enum vgs_kvm_call {
	VGS_KVM_CALL_CREATE_VCPU = 0x100, /**< vgs_vcpu_create() */
	VGS_KVM_CALL_CREATE_DEVICE,	  /**< @its: which */
	VGS_KVM_CALL_TIMER_CTRL,     /**< vgs_vcpu_timer_set_attr() of @attr */
	VGS_KVM_CALL_COUNTER_OFFSET, /**< vgs_vm_set_counter_offset() */
	VGS_KVM_CALL_ONE_REG,	     /**< vgs_vcpu_set_one_reg() of @attr */
	VGS_KVM_CALL_FIRST_RUN,	     /**< vgs_vcpu_first_run() */
	VGS_KVM_CALLS_END,
};

/** struct vgs_kvm_attr - one KVM_SET_DEVICE_ATTR of a restore, or a call */
struct vgs_kvm_attr {
	uint64_t attr, value;
	uint32_t group; /**< enum vgs_kvm_group, or enum vgs_kvm_call */
	uint16_t its;	/**< whose; VGS_KVM_VGIC: the vgic's, or the VM's */
	uint16_t vcpu;	/**< of TIMER_CTRL, ONE_REG; else 0 */
};

/** @return how many attributes vgs_kvm_save() of this VM gives. */
VGS_API size_t vgs_kvm_attrs(const struct vgs_vm *vm);

/**
 * vgs_kvm_save() - the tables of LPIs into guest memory, then all registers
 * @max:	capacity of @attrs
 * @ret_attrs:	in the order in which they are to be written
 * @ret_count:	how many there are (may exceed @max)
 * @ret_rc:	0; -EBUSY a vCPU runs, or a GICv3 is not initialised that was
 *		not made stepwise; -EFAULT guest memory; what vgs_vits_ctrl()
 *		answers; -ENODEV the VM has no vgic, no timers and no PMU; -EIO
 *		its first run has killed it (KVM-UA-6)
 *
 * Of one that is made stepwise and not initialised there are no registers but
 * those that can be written before INIT (KVM-UA-10).
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
 * @ret_rc:	as vgs_vgic_set_attr(), or the call's; of one that creates, 0
 *		for a number; -ENXIO there is no such ITS, vCPU, timer or call
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
