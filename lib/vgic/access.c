/* SPDX-License-Identifier: MIT */
/*
 * What surrounds an access to the emulated frames: of a guest the exit, the
 * world stop, the entry; of user space its checks.  The access itself is the
 * register engine's (reg.h).
 */
#include "vgic/abi.h"
#include "vgic/callback.h"
#include "vgic/own.h"
#include "vgic/tracepoint.h"
#include "vgic/vits.h"
#include "vgic/vregs.h"

void vgs_vreg_trace(struct vgs_vm *vm, const struct vgs_acc *acc,
		    enum vgs_event_kind kind, uint64_t value)
{
	struct vgs_event event = {
		.kind = kind,
		.pe = vm->vcpus[acc->pe].pe,
		.vcpu = (uint16_t)acc->pe,
		.virt = true,
		.intid = VGS_INTID_NONE,
		.old_value = acc->n,
		.new_value = value,
		.reg = acc->reg->name,
	};

	if (!VGS_TRACING(vm))
		return;
	vgs_vm_out(vm);
	vm->cfg.trace(vm->cfg.user, &event);
	vgs_vm_back(vm);
}

bool vgs_vreg_stops(const struct vgs_acc *acc, uint32_t offset)
{
	struct vgs_reg_info info;
	unsigned n;
	const struct vgs_reg *reg = vgs_reg_decode(acc->frame, offset, &n);

	if (!reg || reg->vm_get != vgs_vreg_get_active)
		return false;
	vgs_reg_describe(reg, &info);
	return VGS_RULE(KVM_MM_35,
			acc->frame == &vgs_vgicr
				? acc->owner != acc->pe
				: info.first_intid + n * 32 >= VGS_VM_PRIV);
}

const struct vgs_frame_desc *vgs_vm_frame(const struct vgs_vm *vm,
					  enum vgs_frame frame)
{
	bool v3 = vm->cfg.version == VGS_GIC_V3;

	if (frame == VGS_FRAME_GICD)
		return v3 ? &vgs_vgicd_v3 : &vgs_vgicd_v2;
	if (frame == VGS_FRAME_GITS && vgs_vm_itses(vm))
		return &vgs_vgits;
	if (frame == VGS_FRAME_GICC && !v3)
		return &vgs_vgicc;
	return frame == VGS_FRAME_GICR && v3 ? &vgs_vgicr : NULL;
}

/* --- a guest's access --------------------------------------------- */

/* @stat: of which frame, or SYSREG_TRAPS. */
static void count_trap(struct vgs_vm *vm, unsigned vcpu, enum vgs_vm_stat stat)
{
	if (stat != VGS_VM_STAT_SYSREG_TRAPS)
		vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_MMIO_TRAPS);
	vgs_vcpu_count(vm, vcpu, stat);
}

/* An access that the hypervisor makes in the guest's place: no entry. */
void vgs_vm_trap_brief(struct vgs_vm *vm, unsigned vcpu, enum vgs_vm_stat stat)
{
	count_trap(vm, vcpu, stat);
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_EXITS);
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_EXITS_TRAP);
}

enum vgs_vm_stat vgs_vm_trap_stat(enum vgs_frame frame)
{
	if (frame == VGS_FRAME_GICD)
		return VGS_VM_STAT_MMIO_GICD;
	if (frame == VGS_FRAME_GICR)
		return VGS_VM_STAT_MMIO_GICR;
	return frame == VGS_FRAME_GITS ? VGS_VM_STAT_MMIO_ITS
				       : VGS_VM_STAT_MMIO_GICC;
}

int vgs_vm_trap_begin(struct vgs_vm *vm, unsigned vcpu, enum vgs_vm_stat stat)
{
	int err;

	if (!vm->vcpus[vcpu].entered)
		return 0;
	err = vgs_vcpu_leave(vm, vcpu, VGS_EXIT_TRAP);
	if (err)
		return err;
	count_trap(vm, vcpu, stat);
	vm->vcpus[vcpu].stopped = true;
	return 0;
}

/* All others leave the guest, too, if the access wants that. */
static int stop(struct vgs_vm *vm, const struct vgs_acc *acc, uint64_t offset)
{
	int err = 0;

	if (vgs_vreg_stops(acc, (uint32_t)offset))
		err = vgs_vm_stop(vm);
	if (err)
		vgs_vm_resume(vm);
	return err;
}

/* Is there such an emulated frame and offset? */
static const struct vgs_frame_desc *emulated(const struct vgs_vm *vm,
					     enum vgs_frame frame,
					     unsigned index, uint64_t offset)
{
	const struct vgs_frame_desc *desc = vgs_vm_frame(vm, frame);

	if (!desc || offset >= desc->size ||
	    (frame == VGS_FRAME_GICR && index >= vgs_vm_online(vm)) ||
	    (frame == VGS_FRAME_GITS && index >= vgs_vm_itses(vm)))
		return NULL;
	return desc;
}

static int check(const struct vgs_vm *vm, unsigned vcpu, unsigned size)
{
	/* KVM-TM-30: none of its frames is ours. */
	if (vm->cfg.user_irqchip)
		return -VGS_ENOTMAPPED;
	if (!vm->abi->initialised)
		return -VGS_EPERM;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	if (size != 1 && size != 2 && size != 4 && size != 8)
		return -VGS_EINVAL;
	return 0;
}

static bool is_gicc(const struct vgs_vm *vm, enum vgs_frame frame,
		    uint64_t offset)
{
	return vm->cfg.version == VGS_GIC_V2 &&
	       (frame == VGS_FRAME_GICC || frame == VGS_FRAME_GICV) &&
	       offset < VGS_VM_GICC_SIZE;
}

/* Is it somebody else's vgic that answers?  An entered GICC is hardware. */
static bool is_own(const struct vgs_vm *vm, unsigned vcpu, enum vgs_frame frame,
		   uint64_t offset)
{
	if (!vgs_own_frames(vm))
		return false;
	return is_gicc(vm, frame, offset)
		       ? !vm->vcpus[vcpu].entered
		       : emulated(vm, frame, vcpu, offset) != NULL;
}

static struct vgs_acc access_of(const struct vgs_vm *vm,
				const struct vgs_frame_desc *desc,
				unsigned vcpu, unsigned index)
{
	return (struct vgs_acc){
		.frame = desc,
		.fields = vm->own ? &vgs_own_fields : NULL,
		.pe = vcpu,
		.owner = index,
	};
}

int vgs_vcpu_frame_read(struct vgs_vm *vm, unsigned vcpu, enum vgs_frame frame,
			unsigned index, uint64_t offset, unsigned size,
			uint64_t *ret_value)
{
	const struct vgs_frame_desc *desc = emulated(vm, frame, index, offset);
	struct vgs_acc acc = access_of(vm, desc, vcpu, index);
	int err = vgs_vm_may(vm);

	if (!err)
		err = check(vm, vcpu, size);
	if (err)
		return err;
	if (is_own(vm, vcpu, frame, offset)) {
		err = vgs_own_frame(vm, vcpu, VGS_REG_READ, frame, index,
				    offset, size, ret_value);
		return vm->bug ? -VGS_EBUG : err;
	}
	if (is_gicc(vm, frame, offset))
		return vgs_vcpu_gicc_read(vm, vcpu, (uint32_t)offset, size,
					  ret_value);
	if (!desc)
		return -VGS_ENOTMAPPED;
	err = vgs_vm_trap_begin(vm, vcpu, vgs_vm_trap_stat(frame));
	if (err)
		return err;
	vgs_tp_mmio(vm, vcpu, VGS_MMIO_READ_UNSATISFIED, frame, index, offset,
		    size, 0);
	err = stop(vm, &acc, offset);
	if (err)
		return err;
	/* What was over the work budget. */
	if (frame == VGS_FRAME_GITS)
		vgs_vits_run(vm, index);
	*ret_value = vgs_reg_vm_read(vm, &acc, (uint32_t)offset, size);
	vgs_tp_mmio(vm, vcpu, VGS_MMIO_READ, frame, index, offset, size,
		    *ret_value);
	err = vgs_vm_resume(vm);
	return vm->bug ? -VGS_EBUG : err;
}

int vgs_vcpu_frame_write(struct vgs_vm *vm, unsigned vcpu, enum vgs_frame frame,
			 unsigned index, uint64_t offset, unsigned size,
			 uint64_t value)
{
	const struct vgs_frame_desc *desc = emulated(vm, frame, index, offset);
	struct vgs_acc acc = access_of(vm, desc, vcpu, index);
	int err = vgs_vm_may(vm);

	if (!err)
		err = check(vm, vcpu, size);
	if (err)
		return err;
	if (is_own(vm, vcpu, frame, offset)) {
		err = vgs_own_frame(vm, vcpu, VGS_REG_WRITE, frame, index,
				    offset, size, &value);
		return vm->bug ? -VGS_EBUG : err;
	}
	if (is_gicc(vm, frame, offset))
		return vgs_vcpu_gicc_write(vm, vcpu, (uint32_t)offset, size,
					   value);
	if (!desc)
		return -VGS_ENOTMAPPED;
	err = vgs_vm_trap_begin(vm, vcpu, vgs_vm_trap_stat(frame));
	if (err)
		return err;
	vgs_tp_mmio(vm, vcpu, VGS_MMIO_WRITE, frame, index, offset, size,
		    value);
	err = stop(vm, &acc, offset);
	if (err)
		return err;
	/* What was over the work budget. */
	if (frame == VGS_FRAME_GITS)
		vgs_vits_run(vm, index);
	vgs_reg_vm_write(vm, &acc, (uint32_t)offset, size, value);
	err = vgs_vm_resume(vm);
	return vm->bug ? -VGS_EBUG : err;
}

/* The accessors take a VM that they change; a peek is among those that don't.
 */
static struct vgs_vm *unconst(const struct vgs_vm *vm)
{
	union {
		const struct vgs_vm *in;
		struct vgs_vm *out;
	} u = { .in = vm };

	return u.out;
}

int vgs_vcpu_frame_peek(const struct vgs_vm *vm, unsigned vcpu,
			enum vgs_frame frame, unsigned index, uint64_t offset,
			unsigned size, uint64_t *ret_value)
{
	const struct vgs_frame_desc *desc = emulated(vm, frame, index, offset);
	struct vgs_acc acc = access_of(vm, desc, vcpu, index);
	int err = check(vm, vcpu, size);

	if (err)
		return err;
	if (is_own(vm, vcpu, frame, offset)) {
		vgs_own_frame(unconst(vm), vcpu, VGS_REG_PEEK, frame, index,
			      offset, size, ret_value);
		return 0;
	}
	if (is_gicc(vm, frame, offset))
		return vgs_vcpu_gicc_peek(vm, vcpu, (uint32_t)offset, size,
					  ret_value);
	if (!desc)
		return -VGS_ENOTMAPPED;
	*ret_value = vgs_reg_vm_peek(vm, &acc, (uint32_t)offset, size);
	return 0;
}

/* --- by address --------------------------------------------------- */

/* Is @addr in a frame at @base?  Where in it, then. */
static bool inside(uint64_t addr, uint64_t base, uint64_t size,
		   uint64_t *ret_offset)
{
	if (base == UINT64_MAX || addr < base || addr - base >= size)
		return false;
	*ret_offset = addr - base;
	return true;
}

/* Frame, index and offset of an address; VGS_FRAMES: none. */
static enum vgs_frame locate(const struct vgs_vm *vm, uint64_t addr,
			     unsigned *ret_index, uint64_t *ret_offset)
{
	bool v3 = vm->cfg.version == VGS_GIC_V3;
	unsigned vcpu;

	*ret_index = 0;
	if (inside(addr, vm->abi->dist_base,
		   vgs_vm_frame(vm, VGS_FRAME_GICD)->size, ret_offset))
		return VGS_FRAME_GICD;
	if (!v3)
		return inside(addr, vm->abi->cpu_base, VGS_VM_GICC_SIZE,
			      ret_offset)
			       ? VGS_FRAME_GICC
			       : VGS_FRAMES;
	vcpu = vgs_vm_redistributor_at(vm, addr);
	if (vcpu != VGS_NO_VCPU) {
		*ret_index = vcpu;
		*ret_offset = addr - vgs_vm_redistributor(vm, vcpu);
		return VGS_FRAME_GICR;
	}
	for (unsigned n = 0; n < vgs_vm_itses(vm); n++) {
		*ret_index = n;
		if (inside(addr, vm->its[n].base, vgs_vgits.size, ret_offset))
			return VGS_FRAME_GITS;
	}
	return VGS_FRAMES;
}

int vgs_vcpu_mmio_read(struct vgs_vm *vm, unsigned vcpu, uint64_t addr,
		       unsigned size, uint64_t *ret_value)
{
	uint64_t offset;
	unsigned index;
	enum vgs_frame frame = locate(vm, addr, &index, &offset);

	if (frame == VGS_FRAMES)
		return -VGS_ENOTMAPPED;
	return vgs_vcpu_frame_read(vm, vcpu, frame, index, offset, size,
				   ret_value);
}

int vgs_vcpu_mmio_write(struct vgs_vm *vm, unsigned vcpu, uint64_t addr,
			unsigned size, uint64_t value)
{
	uint64_t offset;
	unsigned index;
	enum vgs_frame frame = locate(vm, addr, &index, &offset);

	if (frame == VGS_FRAMES)
		return -VGS_ENOTMAPPED;
	return vgs_vcpu_frame_write(vm, vcpu, frame, index, offset, size,
				    value);
}

int vgs_vcpu_mmio_peek(const struct vgs_vm *vm, unsigned vcpu, uint64_t addr,
		       unsigned size, uint64_t *ret_value)
{
	uint64_t offset;
	unsigned index;
	enum vgs_frame frame = locate(vm, addr, &index, &offset);

	if (frame == VGS_FRAMES)
		return -VGS_ENOTMAPPED;
	return vgs_vcpu_frame_peek(vm, vcpu, frame, index, offset, size,
				   ret_value);
}

/* --- user space --------------------------------------------------- */

static int check_user(const struct vgs_vm *vm, unsigned vcpu,
		      enum vgs_frame frame, uint64_t offset)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	if (!emulated(vm, frame, vcpu, offset) || offset % 4)
		return -VGS_EINVAL;
	return 0;
}

/* The library's error for what the kernel's ABI answers. */
static int error_of(int rc)
{
	if (rc == -VGS_KVM_EBUSY)
		return -VGS_EPERM;
	return rc ? -VGS_EINVAL : 0;
}

static uint32_t group_of(enum vgs_frame frame)
{
	return frame == VGS_FRAME_GICD ? VGS_KVM_GRP_DIST_REGS
				       : VGS_KVM_GRP_REDIST_REGS;
}

int vgs_vm_user_read(struct vgs_vm *vm, unsigned vcpu, enum vgs_frame frame,
		     uint64_t offset, uint64_t *ret_value)
{
	int err = check_user(vm, vcpu, frame, offset);

	if (err)
		return err;
	return error_of(vgs_vabi_register(vm, group_of(frame), vcpu,
					  (uint32_t)offset, false, ret_value));
}

int vgs_vm_user_write(struct vgs_vm *vm, unsigned vcpu, enum vgs_frame frame,
		      uint64_t offset, uint64_t value)
{
	int err = check_user(vm, vcpu, frame, offset);

	if (err)
		return err;
	err = error_of(vgs_vabi_register(vm, group_of(frame), vcpu,
					 (uint32_t)offset, true, &value));
	return vm->bug ? -VGS_EBUG : err;
}
