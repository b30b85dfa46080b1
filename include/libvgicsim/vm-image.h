/* SPDX-License-Identifier: MIT */
/*
 * A VM saved, restored, copied, hashed and compared.
 */
#ifndef LIBVGICSIM_VM_IMAGE_H
#define LIBVGICSIM_VM_IMAGE_H

#include <libvgicsim/gic.h>
#include <libvgicsim/types.h>
#include <libvgicsim/visibility.h>
#include <libvgicsim/vm.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @return size in bytes of an image of this VM. */
VGS_API size_t vgs_vm_save_size(const struct vgs_vm *vm);

/**
 * vgs_vm_save() - write a versioned little-endian image
 *
 * Also while vCPUs are entered: restored together with the GIC's image.
 * Returns: 0; -VGS_ERANGE @size is less than vgs_vm_save_size(); -VGS_EBUSY
 * inside a callback; -VGS_ENOTSUP the vgic is somebody else's, without state
 * that an image has.
 */
VGS_API int vgs_vm_save(const struct vgs_vm *vm, void *buf, size_t size);

/**
 * vgs_vm_restore() - replace the state by an image, validated as hostile
 * Returns: 0; -VGS_ECORRUPT, nothing has changed; -VGS_ENOTSUP where
 * vgs_vm_save() answers that.
 */
VGS_API int vgs_vm_restore(struct vgs_vm *vm, const void *buf, size_t size);

/** vgs_vm_copy() - plain copy between VMs of one shape; -VGS_EINVAL they are
 * not; -VGS_EBUSY inside a callback of either; -VGS_ENOTSUP where vgs_vm_save()
 * answers that. */
VGS_API int vgs_vm_copy(struct vgs_vm *dst, const struct vgs_vm *src);

/** @return 64-bit hash of the state. */
VGS_API uint64_t vgs_vm_hash(const struct vgs_vm *vm);

/** vgs_vm_diff() - as vgs_gic_diff() */
VGS_API int vgs_vm_diff(const struct vgs_vm *a, const struct vgs_vm *b,
			vgs_diff_fn fn, void *user);

/**
 * vgs_vm_image_check() - may an image be this VM's state?
 * @reterr_name:	what is wrong: "size", "header", "version", "config" (it is
 *		of another VM), "own" (its vgic does not want it), or the
 *		invariant that it would break, by the name that vgs_vm_check()
 *		has for it; may be NULL, set on -VGS_ECORRUPT only
 *
 * Returns: 0; -VGS_ECORRUPT; -VGS_ENOTSUP another vgic's that has no images.
 */
VGS_API int vgs_vm_image_check(const struct vgs_vm *vm, const void *buf,
			       size_t size, const char **reterr_name);

#ifdef __cplusplus
}
#endif

#endif
