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

enum vgs_kvm_errno {
#define VGS_KVM_ERRNO_ENUM(name, value) VGS_KVM_##name = value,
	VGS_KVM_ERRNOS(VGS_KVM_ERRNO_ENUM)
#undef VGS_KVM_ERRNO_ENUM
};

/** @return "-EBUSY" and the like of what a call answered in *ret_rc, or NULL:
 * it is no error of the list. */
VGS_API const char *vgs_kvm_errname(int rc);

/** struct vgs_msi - a message that a device writes */
struct vgs_msi {
	uint64_t addr;	/**< doorbell, guest-physical */
	uint32_t data;	/**< EventID */
	bool has_devid; /**< KVM_MSI_VALID_DEVID */
	uint32_t devid; /**< DeviceID, with has_devid */
};

/**
 * vgs_vgic_msi() - KVM_SIGNAL_MSI, and an MSI route of an irqfd
 * @ret_rc:	1 delivered; 0 the guest has not mapped it; -ENODEV the VM has
 *		no ITS (KVM-MS-1)
 *
 * Returns: 0; -VGS_EBUSY inside a callback; -VGS_EBUG.
 */
VGS_API int vgs_vgic_msi(struct vgs_vm *vm, const struct vgs_msi *msi,
			 int *ret_rc);

#ifdef __cplusplus
}
#endif

#endif
