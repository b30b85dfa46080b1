/* SPDX-License-Identifier: MIT */
/*
 * What a guest does: loads and stores by guest-physical address or by frame, MRS
 * and MSR of its ICC registers, each with a peek that has no effect.
 */
#ifndef LIBVGICSIM_GUEST_H
#define LIBVGICSIM_GUEST_H

#include <libvgicsim/regs.h>
#include <libvgicsim/types.h>
#include <libvgicsim/visibility.h>
#include <libvgicsim/vm.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * vgs_vcpu_mmio_read() - a guest's load by guest-physical address
 *
 * GICD, GICR and GITS are emulated: while the vCPU is entered, one exit.  A v2
 * guest's GICC is the hardware's GICV frame while it is entered, else the
 * saved context.  An illegal size reads 0 (KVM-MM-1).
 *
 * Returns: 0; VGS_ANSWER_ABORT the hardware's GICV does (choice GIC-CU9);
 * -VGS_ENOTMAPPED none of the VM's frames; -VGS_EINVAL @size; -VGS_ERANGE no
 * such vCPU; -VGS_EPERM the vgic is not initialised (KVM-UA-3).
 */
VGS_API int vgs_vcpu_mmio_read(struct vgs_vm *vm, unsigned vcpu, uint64_t addr,
			       unsigned size, uint64_t *ret_value);

/** vgs_vcpu_mmio_write() - one store; errors as vgs_vcpu_mmio_read(). */
VGS_API int vgs_vcpu_mmio_write(struct vgs_vm *vm, unsigned vcpu, uint64_t addr,
				unsigned size, uint64_t value);
/**
 * vgs_vcpu_mmio_peek() - what a load would return, without its effect and
 * without an exit
 *
 * Returns: as vgs_vcpu_mmio_read(); -VGS_EIO other hardware refuses.
 */
VGS_API int vgs_vcpu_mmio_peek(const struct vgs_vm *vm, unsigned vcpu,
			       uint64_t addr, unsigned size,
			       uint64_t *ret_value);

/**
 * vgs_vcpu_frame_read() - a guest's load by frame and offset
 * @frame:	VGS_FRAME_GICD, VGS_FRAME_GICR, VGS_FRAME_GITS, VGS_FRAME_GICC
 *		(or GICV)
 * @index:	vCPU whose redistributor it is, number of the ITS; else 0
 *
 * Returns: as vgs_vcpu_mmio_read().
 */
VGS_API int vgs_vcpu_frame_read(struct vgs_vm *vm, unsigned vcpu,
				enum vgs_frame frame, unsigned index,
				uint64_t offset, unsigned size,
				uint64_t *ret_value);

/** vgs_vcpu_frame_write() - one store; errors as vgs_vcpu_frame_read(). */
VGS_API int vgs_vcpu_frame_write(struct vgs_vm *vm, unsigned vcpu,
				 enum vgs_frame frame, unsigned index,
				 uint64_t offset, unsigned size,
				 uint64_t value);

/**
 * vgs_vcpu_frame_peek() - what a load would return, without its effect
 * Returns: as vgs_vcpu_frame_read(); -VGS_EIO other hardware refuses.
 */
VGS_API int vgs_vcpu_frame_peek(const struct vgs_vm *vm, unsigned vcpu,
				enum vgs_frame frame, unsigned index,
				uint64_t offset, unsigned size,
				uint64_t *ret_value);

/**
 * vgs_vcpu_sysreg_read() - a guest's MRS of an ICC_* register
 *
 * Entered: the hardware's ICV register; what it traps to EL2 (ICC_SGI*R,
 * ICC_DIR where the policy traps it) is emulated as one exit; with a knob
 * *-trap so are the others, on the list registers as they are, without a fold
 * (KVM-CI-1).  Not entered: the saved context, where nothing can be
 * acknowledged.
 *
 * Returns: enum vgs_answer as the guest sees it; -VGS_ERANGE.
 */
VGS_API int vgs_vcpu_sysreg_read(struct vgs_vm *vm, unsigned vcpu,
				 enum vgs_sysreg id, uint64_t *ret_value);

/** vgs_vcpu_sysreg_write() - MSR; answers as vgs_vcpu_sysreg_read(). */
VGS_API int vgs_vcpu_sysreg_write(struct vgs_vm *vm, unsigned vcpu,
				  enum vgs_sysreg id, uint64_t value);

/**
 * vgs_vcpu_sysreg_peek() - what an MRS would read, without its effect
 * Returns: as vgs_vcpu_sysreg_read(); -VGS_EIO other hardware refuses.
 */
VGS_API int vgs_vcpu_sysreg_peek(const struct vgs_vm *vm, unsigned vcpu,
				 enum vgs_sysreg id, uint64_t *ret_value);

#ifdef __cplusplus
}
#endif

#endif
