/* SPDX-License-Identifier: MIT */
/*
 * What the VMM asks of KVM's vgic by ioctl, and what the kernel answers.
 *
 * Each of these calls returns 0 or an error of this library, which is about
 * the call itself; what the kernel's ioctl would return to the VMM stands in
 * *ret_rc: 0 or more, or an enum vgs_kvm_errno negated.
 */
#ifndef LIBVGICSIM_KVM_H
#define LIBVGICSIM_KVM_H

#include <libvgicsim/vgic.h>

#ifdef __cplusplus
extern "C" {
#endif

/* X(name, value): Linux's numbers, which are part of its ABI. */
#define VGS_KVM_ERRNOS(X)                                                      \
	X(EPERM, 1)                                                            \
	X(ENOENT, 2)                                                           \
	X(EIO, 5)                                                              \
	X(ENXIO, 6)                                                            \
	X(E2BIG, 7)                                                            \
	X(EBADF, 9)                                                            \
	X(EAGAIN, 11)                                                          \
	X(ENOMEM, 12)                                                          \
	X(EACCES, 13)                                                          \
	X(EFAULT, 14)                                                          \
	X(EBUSY, 16)                                                           \
	X(EEXIST, 17)                                                          \
	X(ENODEV, 19)                                                          \
	X(EINVAL, 22)

/** What KVM's ioctls answer: Linux' numbers, positive here. */
enum vgs_kvm_errno {
#define VGS_KVM_ERRNO_ENUM(name, value) VGS_KVM_##name = value,
	VGS_KVM_ERRNOS(VGS_KVM_ERRNO_ENUM)
#undef VGS_KVM_ERRNO_ENUM
};

/** @return "-EBUSY" and the like of what a call answered in *ret_rc, or NULL:
 * it is no error of the list. */
VGS_API const char *vgs_kvm_errname(int rc);

/* --- messages ---------------------------------------------------------------
 */

/** struct vgs_msi - a message that a device writes */
struct vgs_msi {
	uint64_t addr;	/**< doorbell, guest-physical */
	uint32_t data;	/**< EventID */
	bool has_devid; /**< KVM_MSI_VALID_DEVID */
	/** DeviceID; without has_devid a cached translation is still found by
	 * it (KVM-MS-2) */
	uint32_t devid;
};

/**
 * vgs_vgic_msi() - KVM_SIGNAL_MSI, and an MSI route of an irqfd
 * @ret_rc:	1 delivered; 0 the guest has not mapped it; -ENODEV the VM has
 *		no ITS (KVM-MS-1); -EINVAL no DeviceID, or an address that is
 *		no doorbell; -EBUSY the ITS, or LPIs of the vCPU, are disabled
 *
 * Any address inside an ITS's frames is its doorbell (KVM-MS-3).
 *
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vgic_msi(struct vgs_vm *vm, const struct vgs_msi *msi,
			 int *ret_rc);

/**
 * vgs_vgic_inject_lpi() - a VMM that translates MSIs itself sends an LPI
 * @vcpu:	vCPU it goes to; one that is pending already stays where it is
 * @ret_rc:	1 delivered; -EINVAL the VM has an ITS: mixing both contradicts
 *		the architecture (KVM-MS-20); or @intid is no LPI that
 *		GICR_PROPBASER allows; -EBUSY LPIs of @vcpu are disabled;
 *		-ENOMEM as many exist as the VM was made for; -EFAULT the
 *		configuration table cannot be read
 *
 * The object exists until the guest has taken it.
 *
 * Returns: 0; -VGS_ERANGE no such vCPU; -VGS_EBUSY inside a callback;
 * -VGS_EBUG.
 */
VGS_API int vgs_vgic_inject_lpi(struct vgs_vm *vm, unsigned vcpu,
				uint32_t intid, int *ret_rc);

/**
 * vgs_vgic_lpis() - INTIDs of the LPIs that exist, ascending
 * @max:	capacity of @ret_intids
 * @return how many there are (may exceed @max)
 */
VGS_API unsigned vgs_vgic_lpis(const struct vgs_vm *vm, unsigned max,
			       uint32_t *ret_intids);

/** struct vgs_vtranslation - where an MSI to a VM's ITS would go */
struct vgs_vtranslation {
	enum vgs_msi_step step; /**< that stops it */
	uint32_t intid;		/**< LPI, 0: not known */
	uint16_t vcpu;		/**< its target, VGS_NO_VCPU: not known */
	uint8_t priority;
	bool cached; /**< a cached translation: nothing but this is asked */
};

/**
 * vgs_vgic_translate() - which LPI of which vCPU would this MSI reach?
 * @its:	number, from 0
 *
 * The question of KVM_TRANSLATE_MSI (KVM-MS-21).  Changes nothing, not even
 * the translation cache.  Returns: 0; -VGS_ERANGE no such ITS.
 */
VGS_API int vgs_vgic_translate(const struct vgs_vm *vm, unsigned its,
			       uint32_t devid, uint32_t event,
			       struct vgs_vtranslation *ret_to);

/* --- the ITS device ----------------------------------------------------------
 */

/** Bits of guest-physical addresses. */
#define VGS_VM_IPA_BITS 40u

/** KVM_DEV_ARM_VGIC_GRP_CTRL of an ITS; the numbers are the kernel's. */
enum vgs_vits_ctrl {
	VGS_VITS_CTRL_INIT = 0,		  /**< nothing to do */
	VGS_VITS_CTRL_SAVE_TABLES = 1,	  /**< KVM-IT-50 */
	VGS_VITS_CTRL_RESTORE_TABLES = 2, /**< KVM-IT-52 */
	VGS_VITS_CTRL_RESET = 4,	  /**< KVM-IT-9 */
};

/**
 * vgs_vits_set_addr() - KVM_VGIC_ITS_ADDR_TYPE: place an ITS
 * @ret_rc:	0; -EEXIST it is placed; -EINVAL not aligned to 64 KB, or it
 *		wraps; -E2BIG beyond VGS_VM_IPA_BITS
 *
 * Returns: 0; -VGS_ERANGE no such ITS; -VGS_EBUSY inside a callback;
 * -VGS_EBUG.
 */
VGS_API int vgs_vits_set_addr(struct vgs_vm *vm, unsigned its, uint64_t addr,
			      int *ret_rc);

/**
 * vgs_vits_get_reg() - KVM_DEV_ARM_VGIC_GRP_ITS_REGS, read
 * @ret_value:	set with *ret_rc 0
 * @ret_rc:	0; -EINVAL misaligned; -ENXIO no such register, or the ITS is
 *		not placed; -EBUSY a vCPU runs
 *
 * Returns: as vgs_vits_set_addr().
 */
VGS_API int vgs_vits_get_reg(struct vgs_vm *vm, unsigned its, uint64_t offset,
			     uint64_t *ret_value, int *ret_rc);

/**
 * vgs_vits_set_reg() - the same, write
 * @ret_rc:	as vgs_vits_get_reg(); GITS_CREADR also -EBUSY enabled, -EINVAL
 *		beyond the queue; GITS_IIDR -EINVAL another revision than 0
 *
 * A write of GITS_CTLR or GITS_CWRITER carries out commands, as the guest's.
 * Returns: as vgs_vits_set_addr().
 */
VGS_API int vgs_vits_set_reg(struct vgs_vm *vm, unsigned its, uint64_t offset,
			     uint64_t value, int *ret_rc);

/** vgs_vits_has_reg() - KVM_HAS_DEVICE_ATTR: 0, -EINVAL or -ENXIO */
VGS_API int vgs_vits_has_reg(const struct vgs_vm *vm, unsigned its,
			     uint64_t offset, int *ret_rc);

/**
 * vgs_vits_ctrl() - save or restore the tables in guest memory, or reset
 * @ret_rc:	0; -EBUSY a vCPU runs; -EFAULT guest memory; a save -EINVAL a
 *		device has lost its place (KVM-IT-50); a restore -EINVAL,
 *		-EEXIST, -ENOMEM: nothing is mapped then (KVM-IT-52); -ENXIO
 *		there is no such @ctrl
 *
 * Returns: as vgs_vits_set_addr().
 */
VGS_API int vgs_vits_ctrl(struct vgs_vm *vm, unsigned its,
			  enum vgs_vits_ctrl ctrl, int *ret_rc);

/**
 * vgs_vgic_save_pending_tables() - KVM_DEV_ARM_VGIC_SAVE_PENDING_TABLES
 * @ret_rc:	0; -ENXIO a GICv2 guest; -EBUSY a vCPU runs; -EFAULT
 *
 * Pending bits of all LPIs go to the tables of their vCPUs (KVM-IT-62).
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vgic_save_pending_tables(struct vgs_vm *vm, int *ret_rc);

/** struct vgs_vits_info - a VM's ITS, decoded */
struct vgs_vits_info {
	uint64_t base; /**< guest-physical, UINT64_MAX: not placed */
	bool enabled, queue_empty;
	/** of the last command that failed, as KVM has it inside (KVM-IT-12)
	 * or a negated errno; 0: none did */
	int error;
	uint32_t errors; /**< how many failed */
	uint32_t events; /**< that are mapped */
	uint32_t cached; /**< translations */
};

/** vgs_vits_info() - look at an ITS; -VGS_ERANGE there is no such one. */
VGS_API int vgs_vits_info(const struct vgs_vm *vm, unsigned its,
			  struct vgs_vits_info *ret_info);

#ifdef __cplusplus
}
#endif

#endif
