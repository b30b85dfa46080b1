/* SPDX-License-Identifier: MIT */
/*
 * Every call of a VM into code that is not the library's: hardware, timers,
 * guest memory, the trace, somebody else's vgic.  Such code may call back, at a
 * moment when what the VM is doing is half done: what would change the VM then
 * answers -VGS_EBUSY (vgs_vm_may()).  They nest: a vgic that kicks a vCPU is
 * traced.
 */
#ifndef VGS_VGIC_CALLBACK_H
#define VGS_VGIC_CALLBACK_H

#include "vgic/vm.h"

static inline void vgs_vm_out(const struct vgs_vm *vm)
{
	++*vm->callbacks;
}

static inline void vgs_vm_back(const struct vgs_vm *vm)
{
	--*vm->callbacks;
}

/* --- the hardware (struct vgs_hw_ops) ----------------------------- */

/* An error of the library's: what is refused as an exception is no other. */
static inline int vgs_hw_error(int answer)
{
	return answer > 0 ? -VGS_EIO : answer;
}

static inline int vgs_hw_frame_read(const struct vgs_vm *vm, unsigned pe,
				    enum vgs_frame frame, unsigned index,
				    uint64_t offset, unsigned size,
				    uint64_t *ret_value)
{
	int err;

	vgs_vm_out(vm);
	err = vm->hw.frame_read(vm->hw.user, pe, frame, index, offset, size,
				ret_value);
	vgs_vm_back(vm);
	return err;
}

static inline int vgs_hw_frame_write(const struct vgs_vm *vm, unsigned pe,
				     enum vgs_frame frame, unsigned index,
				     uint64_t offset, unsigned size,
				     uint64_t value)
{
	int err;

	vgs_vm_out(vm);
	err = vm->hw.frame_write(vm->hw.user, pe, frame, index, offset, size,
				 value);
	vgs_vm_back(vm);
	return err;
}

static inline int vgs_hw_frame_peek(const struct vgs_vm *vm, unsigned pe,
				    enum vgs_frame frame, unsigned index,
				    uint64_t offset, unsigned size,
				    uint64_t *ret_value)
{
	int err;

	vgs_vm_out(vm);
	err = vm->hw.frame_peek(vm->hw.user, pe, frame, index, offset, size,
				ret_value);
	vgs_vm_back(vm);
	return err;
}

static inline int vgs_hw_sysreg_read(const struct vgs_vm *vm, unsigned pe,
				     enum vgs_sysreg id, uint64_t *ret_value)
{
	int answer;

	vgs_vm_out(vm);
	answer = vm->hw.sysreg_read(vm->hw.user, pe, id, ret_value);
	vgs_vm_back(vm);
	return answer;
}

static inline int vgs_hw_sysreg_write(const struct vgs_vm *vm, unsigned pe,
				      enum vgs_sysreg id, uint64_t value)
{
	int answer;

	vgs_vm_out(vm);
	answer = vm->hw.sysreg_write(vm->hw.user, pe, id, value);
	vgs_vm_back(vm);
	return answer;
}

static inline int vgs_hw_sysreg_peek(const struct vgs_vm *vm, unsigned pe,
				     enum vgs_sysreg id, uint64_t *ret_value)
{
	int answer;

	vgs_vm_out(vm);
	answer = vm->hw.sysreg_peek(vm->hw.user, pe, id, ret_value);
	vgs_vm_back(vm);
	return answer;
}

static inline int vgs_hw_get_pe(const struct vgs_vm *vm, unsigned pe,
				struct vgs_pe_ctx *ret_ctx)
{
	int err;

	vgs_vm_out(vm);
	err = vm->hw.get_pe(vm->hw.user, pe, ret_ctx);
	vgs_vm_back(vm);
	return vgs_hw_error(err);
}

static inline int vgs_hw_set_pe(const struct vgs_vm *vm, unsigned pe,
				const struct vgs_pe_ctx *ctx)
{
	int err;

	vgs_vm_out(vm);
	err = vm->hw.set_pe(vm->hw.user, pe, ctx);
	vgs_vm_back(vm);
	return vgs_hw_error(err);
}

static inline uint32_t vgs_hw_signals(const struct vgs_vm *vm, unsigned pe)
{
	uint32_t levels;

	vgs_vm_out(vm);
	levels = vm->hw.signals(vm->hw.user, pe);
	vgs_vm_back(vm);
	return levels;
}

static inline uint32_t vgs_hw_takes(const struct vgs_vm *vm, unsigned pe)
{
	uint32_t levels;

	vgs_vm_out(vm);
	levels = vm->hw.takes(vm->hw.user, pe);
	vgs_vm_back(vm);
	return levels;
}

static inline int vgs_hw_vif_usable(const struct vgs_vm *vm, unsigned pe)
{
	int err;

	vgs_vm_out(vm);
	err = vm->hw.vif_usable(vm->hw.user, pe);
	vgs_vm_back(vm);
	return err;
}

static inline int vgs_hw_vif_load(const struct vgs_vm *vm, unsigned pe,
				  const struct vgs_vif_regs *regs)
{
	int err;

	vgs_vm_out(vm);
	err = vm->hw.vif_load(vm->hw.user, pe, regs);
	vgs_vm_back(vm);
	return err;
}

static inline int vgs_hw_vif_save(const struct vgs_vm *vm, unsigned pe,
				  struct vgs_vif_regs *regs)
{
	int err;

	vgs_vm_out(vm);
	err = vm->hw.vif_save(vm->hw.user, pe, regs);
	vgs_vm_back(vm);
	return err;
}

#endif
