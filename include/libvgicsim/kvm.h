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
	X(EINTR, 4)                                                            \
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
	uint32_t flags; /**< beside KVM_MSI_VALID_DEVID; must be 0 */
	bool has_devid; /**< KVM_MSI_VALID_DEVID */
	/** DeviceID; without has_devid a cached translation is still found by
	 * it (KVM-MS-2) */
	uint32_t devid;
};

/**
 * vgs_vgic_msi() - KVM_SIGNAL_MSI, and an MSI route of an irqfd
 * @ret_rc:	1 delivered; 0 the guest has not mapped it; -ENODEV the VM has
 *		no ITS (KVM-MS-1); -EINVAL it has no vgic, or flags, no
 *		DeviceID, an address that is no doorbell; -EBUSY the ITS, or LPIs of the vCPU, are disabled
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
 *		GICR_PROPBASER allows; -ENODEV its vgic is somebody else's;
 *		-EBUSY LPIs of @vcpu are disabled;
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
 * the translation cache.  Returns: 0; -VGS_ERANGE no such ITS; -VGS_ENOTSUP the
 * vgic is somebody else's.
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
 * vgs_vits_create() - KVM_CREATE_DEVICE of an ITS (KVM-UA-29)
 * @ret_rc:	its number, from 0; -ENODEV the host has a GICv2; -ENOMEM as
 *		many exist as the VM was made for
 *
 * At any time, also after INIT and the first run.  Until the first one exists
 * the guest's redistributors have no LPIs.  A VM that is not made stepwise has
 * them all, the first one placed.
 *
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vits_create(struct vgs_vm *vm, int *ret_rc);

/**
 * vgs_vits_set_attr() - KVM_SET_DEVICE_ATTR of an ITS
 * @group:	VGS_KVM_GRP_ADDR with VGS_KVM_ADDR_ITS: vgs_vits_set_addr();
 *		VGS_KVM_GRP_CTRL: vgs_vits_ctrl();
 *		VGS_KVM_GRP_ITS_REGS: vgs_vits_set_reg()
 * @ret_rc:	as these; -ENODEV an address of another device; -ENXIO no such
 *		group or attribute
 *
 * Returns: as vgs_vits_set_addr().
 */
VGS_API int vgs_vits_set_attr(struct vgs_vm *vm, unsigned its, uint32_t group,
			      uint64_t attr, uint64_t value, int *ret_rc);

/**
 * vgs_vits_get_attr() - KVM_GET_DEVICE_ATTR of an ITS
 * @value:	set with *ret_rc 0; UINT64_MAX: the address of one not placed
 *
 * Otherwise as vgs_vits_set_attr(); VGS_KVM_GRP_CTRL is -ENXIO.
 */
VGS_API int vgs_vits_get_attr(struct vgs_vm *vm, unsigned its, uint32_t group,
			      uint64_t attr, uint64_t *value, int *ret_rc);

/**
 * vgs_vits_has_attr() - KVM_HAS_DEVICE_ATTR of an ITS
 * @ret_rc:	0 it exists; -ENXIO it does not; -EINVAL a register's is
 *		misaligned
 *
 * Returns: 0; -VGS_ERANGE no such ITS.
 */
VGS_API int vgs_vits_has_attr(const struct vgs_vm *vm, unsigned its,
			      uint32_t group, uint64_t attr, int *ret_rc);

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

/**
 * vgs_vits_has_reg() - KVM_HAS_DEVICE_ATTR of KVM_DEV_ARM_VGIC_GRP_ITS_REGS
 * @offset:	in the control frame
 * @ret_rc:	0; -EINVAL misaligned; -ENXIO no such register
 * Returns: 0; -VGS_ERANGE no such ITS.
 */
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
 * @ret_rc:	0; -ENXIO a GICv2 guest, or not initialised; -EBUSY a vCPU
 *		runs; -EFAULT
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

/* --- creating a VM step by step ---------------------------------------------
 *
 * A VM made with vgs_vm_config.stepwise has its memory, taken from the maxima
 * of the config, and nothing else: vCPUs, the vgic, its addresses and its
 * interrupts come by the calls below, in any order that the kernel allows.
 */

/**
 * vgs_vcpu_create() - KVM_CREATE_VCPU of the next vCPU
 * @ret_rc:	its number; -EINVAL as many exist as the VM was made for or a
 *		GICv2 can have, or its redistributor has no place (KVM-UA-5);
 *		-EBUSY the vgic is
 *		initialised
 *
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vcpu_create(struct vgs_vm *vm, int *ret_rc);

/**
 * vgs_vgic_create() - KVM_CREATE_DEVICE of the vgic (KVM-UA-1)
 * @ret_rc:	0; -ENODEV the host has no such interface for a guest; -EEXIST
 *		there is one; -EBUSY a vCPU runs or has ever run; -E2BIG more
 *		vCPUs exist than VGS_MAX_VCPUS_V2 for a GICv2 (a stepwise config
 *		may have more)
 *
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vgic_create(struct vgs_vm *vm, int *ret_rc);

/**
 * vgs_vcpu_first_run() - what the first KVM_RUN of a vCPU checks (KVM-UA-6)
 * @ret_rc:	0; -ENODEV there is no vgic, which such a VM does not run
 *		without; -ENXIO a frame has no address; -EINVAL frames overlap
 *		or lie beyond VGS_VM_IPA_BITS, or the timers have one PPI
 *		(KVM-TM-1); -EBUSY a GICv3 is not initialised; -EIO a failure
 *		with the frames or INIT has killed the VM
 *
 * Initialises a GICv2 that nobody has.  vgs_vcpu_enter() wants it done; a VM
 * that is not made stepwise is past it.
 *
 * Returns: 0; -VGS_ERANGE no such vCPU; -VGS_EBUSY inside a callback;
 * -VGS_EBUG.
 */
VGS_API int vgs_vcpu_first_run(struct vgs_vm *vm, unsigned vcpu, int *ret_rc);

/* --- device attributes --------------------------------------------------------
 */

/** KVM_DEV_ARM_VGIC_GRP_*; the numbers are the kernel's (KVM-UA-20). */
enum vgs_kvm_group {
	VGS_KVM_GRP_ADDR = 0,	     /**< enum vgs_kvm_addr */
	VGS_KVM_GRP_DIST_REGS = 1,   /**< vgs_kvm_attr_reg() */
	VGS_KVM_GRP_CPU_REGS = 2,    /**< GICv2: GICC */
	VGS_KVM_GRP_NR_IRQS = 3,     /**< attribute 0 */
	VGS_KVM_GRP_CTRL = 4,	     /**< enum vgs_kvm_ctrl, set only */
	VGS_KVM_GRP_REDIST_REGS = 5, /**< GICv3: vgs_kvm_attr_reg() */
	VGS_KVM_GRP_CPU_SYSREGS = 6, /**< GICv3: vgs_kvm_attr_sysreg() */
	VGS_KVM_GRP_LEVEL_INFO = 7,  /**< GICv3: first INTID of 32 */
	VGS_KVM_GRP_ITS_REGS = 8,    /**< of an ITS: offset */
	VGS_KVM_GRP_MAINT_IRQ = 9,   /**< GICv3: PPI of nested guests */
};

/** Attributes of VGS_KVM_GRP_ADDR. */
enum vgs_kvm_addr {
	VGS_KVM_ADDR_V2_DIST = 0,
	VGS_KVM_ADDR_V2_CPU = 1,
	VGS_KVM_ADDR_V3_DIST = 2,
	VGS_KVM_ADDR_V3_REDIST = 3, /**< one region for all vCPUs */
	VGS_KVM_ADDR_ITS = 4,	    /**< of an ITS */
	/** count[63:52] base[51:16] flags[15:12] index[11:0]; to read one, the
	 * value holds its index */
	VGS_KVM_ADDR_V3_REDIST_REGION = 5,
};

/** Attributes of VGS_KVM_GRP_CTRL. */
enum vgs_kvm_ctrl {
	VGS_KVM_CTRL_INIT = 0,
	VGS_KVM_CTRL_SAVE_PENDING_TABLES = 3,
};

/**
 * vgs_kvm_attr_reg() - attribute of a register of the groups *_REGS and
 * LEVEL_INFO
 * @vcpu:	whose; one that does not exist gives an attribute of no vCPU
 * @offset:	in its frame; LEVEL_INFO: the first INTID
 */
VGS_API uint64_t vgs_kvm_attr_reg(const struct vgs_vm *vm, unsigned vcpu,
				  uint32_t offset);

/** vgs_kvm_attr_sysreg() - attribute of a register of group CPU_SYSREGS */
VGS_API uint64_t vgs_kvm_attr_sysreg(const struct vgs_vm *vm, unsigned vcpu,
				     enum vgs_sysreg id);

/**
 * vgs_vgic_set_attr() - KVM_SET_DEVICE_ATTR of the vgic
 * @group:	enum vgs_kvm_group
 * @attr:	what the group says
 * @value:	what the ioctl's addr points to
 * @ret_rc:	0; -ENXIO no such group or attribute; -EBUSY a vCPU runs, or the
 *		vgic is not initialised, or already (KVM-UA-3, UA-4, UA-23);
 *		-EINVAL no such vCPU, a value that cannot be; -EEXIST an address
 *		that is set; -E2BIG beyond VGS_VM_IPA_BITS; -ENODEV there is
 *		no vgic; -ENOENT a system register that user space has not;
 *		-ENOMEM more than the VM was made for
 *
 * An access of user space is not the guest's: it touches no hardware, assigns
 * latches, and is ignored where the guest's would be (vgic.md 2.7b).
 *
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vgic_set_attr(struct vgs_vm *vm, uint32_t group, uint64_t attr,
			      uint64_t value, int *ret_rc);

/**
 * vgs_vgic_get_attr() - KVM_GET_DEVICE_ATTR
 * @value:	in: the index of VGS_KVM_ADDR_V3_REDIST_REGION; out: set with
 *		*ret_rc 0
 *
 * Otherwise as vgs_vgic_set_attr(); -ENOENT is also a region that is not.
 */
VGS_API int vgs_vgic_get_attr(struct vgs_vm *vm, uint32_t group, uint64_t attr,
			      uint64_t *value, int *ret_rc);

/**
 * vgs_vgic_has_attr() - KVM_HAS_DEVICE_ATTR (KVM-UA-22)
 * @ret_rc:	0 it exists; -ENXIO it does not; -EINVAL its vCPU does not;
 *		-ENODEV there is no vgic
 *
 * Returns: 0.
 */
VGS_API int vgs_vgic_has_attr(const struct vgs_vm *vm, uint32_t group,
			      uint64_t attr, int *ret_rc);

#ifdef __cplusplus
}
#endif

#endif
