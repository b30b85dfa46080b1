/* SPDX-License-Identifier: MIT */
/*
 * Accesses to the emulated frames: legality (KVM-MM-1, KVM-MM-2), the loop
 * over INTIDs, and what surrounds a guest's access: the exit, the world stop,
 * the entry.
 */
#include "vgic/abi.h"
#include "vgic/own.h"
#include "vgic/vits.h"

/* One access, resolved. */
struct resolved {
	struct vgs_acc acc;
	struct vgs_reg_info info;
	unsigned byte; /* of the register, where the access starts */
};

static bool resolve(const struct vgs_frame_desc *frame, struct vgs_vaccess *who,
		    unsigned owner, uint32_t offset, unsigned size,
		    struct resolved *r)
{
	const struct vgs_reg *reg;

	r->acc = (struct vgs_acc){
		.frame = frame,
		.user = who,
		.pe = who->vcpu,
		.owner = owner,
		.secure = true,
	};
	reg = vgs_reg_decode(frame, offset, &r->acc.n);
	if (!reg)
		return false;
	r->acc.reg = reg;
	vgs_reg_describe(reg, &r->info);
	r->byte = (offset - reg->offset) % r->info.stride;
	if (!VGS_RULE(KVM_MM_1, (r->info.sizes & size) && !(r->byte % size)))
		return false;
	r->acc.mask = UINT64_MAX >> (64 - size * 8) << r->byte * 8;
	return true;
}

/* --- one field per INTID ------------------------------------------ */

static uint64_t field_mask(const struct resolved *r, unsigned k)
{
	unsigned bits = r->info.bits_per_intid;

	return UINT64_MAX >> (64 - bits) << k * bits;
}

static unsigned fields(const struct resolved *r)
{
	return r->info.width / r->info.bits_per_intid;
}

/* Index of the interrupt of field @k, VGS_NO_VIRQ: RAZ/WI (KVM-MM-2). */
static uint32_t slot_of(const struct resolved *r, unsigned k)
{
	uint32_t intid = r->info.first_intid + r->acc.n * fields(r) + k;

	if (!(field_mask(r, k) & r->acc.mask))
		return VGS_NO_VIRQ;
	return r->acc.frame->slot(NULL, &r->acc, intid);
}

static uint64_t read_fields(const struct resolved *r)
{
	uint64_t value = 0;

	for (unsigned k = 0; k < fields(r); k++) {
		uint32_t i = slot_of(r, k);

		if (VGS_RULE(KVM_MM_2, i != VGS_NO_VIRQ))
			value |= (uint64_t)r->acc.reg->get(NULL, &r->acc, i)
				 << k * r->info.bits_per_intid;
	}
	return value;
}

/* Ascending INTIDs, one at a time (KVM-AT-2). */
static void write_fields(const struct resolved *r, uint64_t value)
{
	const struct vgs_reg *reg = r->acc.reg;
	bool ones = reg->access == VGS_ACC_W1S || reg->access == VGS_ACC_W1C;

	for (unsigned k = 0; k < fields(r); k++) {
		uint64_t mask = field_mask(r, k);
		unsigned shift = k * r->info.bits_per_intid;
		uint32_t i = slot_of(r, k);
		uint64_t field = value & mask & r->acc.mask;

		if (i == VGS_NO_VIRQ || (ones && !field))
			continue;
		/* Half a field keeps its other half. */
		if (!ones && (mask & ~r->acc.mask))
			field |= (uint64_t)reg->get(NULL, &r->acc, i) << shift &
				 mask & ~r->acc.mask;
		reg->set(NULL, &r->acc, i, (uint32_t)(field >> shift));
	}
}

/* KVM-MM-30: user space assigns the latches of a GICv3. */
static bool assigns_latch(const struct resolved *r)
{
	const struct vgs_vaccess *who = r->acc.user;

	return VGS_RULE(KVM_MM_30,
			who->user && who->vm->cfg.version == VGS_GIC_V3) &&
	       r->acc.reg->set == vgs_vreg_set_pending;
}

static void clear_latches(const struct resolved *r, uint64_t value)
{
	const struct vgs_vaccess *who = r->acc.user;

	for (unsigned k = 0; k < fields(r); k++) {
		uint32_t i = slot_of(r, k);

		if (i != VGS_NO_VIRQ && !(value & field_mask(r, k)))
			vgs_virq_flags(who->vm, i, VGS_VIRQ_LATCH, 0,
				       VGS_R_KVM_MM_30);
	}
}

/* --- one access --------------------------------------------------- */

static void trace(const struct resolved *r, enum vgs_event_kind kind,
		  uint64_t value)
{
	const struct vgs_vaccess *who = r->acc.user;
	struct vgs_vm *vm = who->vm;
	struct vgs_event event = {
		.kind = kind,
		.pe = vm->vcpus[who->vcpu].pe,
		.vcpu = (uint16_t)who->vcpu,
		.virt = true,
		.intid = VGS_INTID_NONE,
		.old_value = r->acc.n,
		.new_value = value,
		.reg = r->info.name,
	};

	if (!VGS_TRACING(vm) || who->peek)
		return;
	vm->in_callback = true;
	vm->cfg.trace(vm->cfg.user, &event);
	vm->in_callback = false;
}

static uint64_t peek_row(const struct resolved *r)
{
	if (r->acc.reg->peek)
		return r->acc.reg->peek(NULL, &r->acc);
	return r->acc.reg->get ? read_fields(r) : 0;
}

uint64_t vgs_vreg_read(const struct vgs_frame_desc *frame,
		       struct vgs_vaccess *who, unsigned owner, uint32_t offset,
		       unsigned size)
{
	struct resolved r;
	uint64_t value;

	if (!resolve(frame, who, owner, offset, size, &r))
		return 0;
	value = (peek_row(&r) & r.acc.mask) >> r.byte * 8;
	trace(&r, VGS_EV_READ, value);
	return value;
}

void vgs_vreg_write(const struct vgs_frame_desc *frame, struct vgs_vaccess *who,
		    unsigned owner, uint32_t offset, unsigned size,
		    uint64_t value)
{
	struct resolved r;

	if (!resolve(frame, who, owner, offset, size, &r))
		return;
	trace(&r, VGS_EV_WRITE, value);
	value = value << r.byte * 8 & r.acc.mask;
	if (r.acc.reg->set) {
		write_fields(&r, value);
		if (assigns_latch(&r))
			clear_latches(&r, value);
	} else if (r.acc.reg->write) {
		if (r.acc.reg->peek)
			value |= r.acc.reg->peek(NULL, &r.acc) & ~r.acc.mask;
		r.acc.reg->write(NULL, &r.acc, value);
	}
}

bool vgs_vreg_stops(const struct vgs_frame_desc *frame,
		    const struct vgs_vaccess *who, unsigned owner,
		    uint32_t offset)
{
	struct vgs_reg_info info;
	unsigned n;
	const struct vgs_reg *reg = vgs_reg_decode(frame, offset, &n);

	if (!reg || reg->get != vgs_vreg_get_active)
		return false;
	vgs_reg_describe(reg, &info);
	if (frame == &vgs_vgicr)
		return VGS_RULE(KVM_MM_35, owner != who->vcpu);
	return info.first_intid + n * 32 >= VGS_VM_PRIV;
}

const struct vgs_frame_desc *vgs_vm_frame(const struct vgs_vm *vm,
					  enum vgs_frame frame)
{
	bool v3 = vm->cfg.version == VGS_GIC_V3;

	if (frame == VGS_FRAME_GICD)
		return v3 ? &vgs_vgicd_v3 : &vgs_vgicd_v2;
	if (frame == VGS_FRAME_GITS && vm->cfg.its)
		return &vgs_vgits;
	return frame == VGS_FRAME_GICR && v3 ? &vgs_vgicr : NULL;
}

/* --- a guest's access --------------------------------------------- */

/* Out of the guest for the access, all others too if it wants that. */
static void begin(struct vgs_vm *vm, unsigned vcpu, enum vgs_vm_stat stat,
		  bool stops)
{
	if (vm->vcpus[vcpu].entered) {
		vgs_vm_count(vm, stat);
		vm->vcpus[vcpu].stopped = true;
		vgs_vcpu_leave(vm, vcpu, VGS_EXIT_TRAP);
	}
	if (stops)
		vgs_vm_stop(vm);
}

void vgs_vm_trap_begin(struct vgs_vm *vm, unsigned vcpu, enum vgs_vm_stat stat)
{
	begin(vm, vcpu, stat, false);
}

/* Is there such an emulated frame and offset? */
static const struct vgs_frame_desc *emulated(const struct vgs_vm *vm,
					     enum vgs_frame frame,
					     unsigned index, uint64_t offset)
{
	const struct vgs_frame_desc *desc = vgs_vm_frame(vm, frame);

	if (!desc || offset >= desc->size ||
	    (frame == VGS_FRAME_GICR && index >= vgs_vm_online(vm)) ||
	    (frame == VGS_FRAME_GITS && index >= vm->cfg.its))
		return NULL;
	return desc;
}

static int check(const struct vgs_vm *vm, unsigned vcpu, unsigned size)
{
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
	if (!vm->own)
		return false;
	return is_gicc(vm, frame, offset)
		       ? !vm->vcpus[vcpu].entered
		       : emulated(vm, frame, vcpu, offset) != NULL;
}

int vgs_vcpu_frame_read(struct vgs_vm *vm, unsigned vcpu, enum vgs_frame frame,
			unsigned index, uint64_t offset, unsigned size,
			uint64_t *ret_value)
{
	const struct vgs_frame_desc *desc = emulated(vm, frame, index, offset);
	struct vgs_vaccess who = { .vm = vm, .vcpu = vcpu };
	int err = vgs_vm_may(vm);

	if (!err)
		err = check(vm, vcpu, size);
	if (err)
		return err;
	if (is_own(vm, vcpu, frame, offset)) {
		vgs_own_frame(vm, vcpu, VGS_REG_READ, frame, index, offset,
			      size, ret_value);
		return vm->bug ? -VGS_EBUG : 0;
	}
	if (is_gicc(vm, frame, offset))
		return vgs_vcpu_gicc_read(vm, vcpu, (uint32_t)offset, size,
					  ret_value);
	if (!desc)
		return -VGS_ENOTMAPPED;
	begin(vm, vcpu, VGS_VM_STAT_MMIO_TRAPS,
	      vgs_vreg_stops(desc, &who, index, (uint32_t)offset));
	/* What was over the work budget. */
	if (frame == VGS_FRAME_GITS)
		vgs_vits_run(vm, index);
	*ret_value = vgs_vreg_read(desc, &who, index, (uint32_t)offset, size);
	vgs_vm_resume(vm);
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_vcpu_frame_write(struct vgs_vm *vm, unsigned vcpu, enum vgs_frame frame,
			 unsigned index, uint64_t offset, unsigned size,
			 uint64_t value)
{
	const struct vgs_frame_desc *desc = emulated(vm, frame, index, offset);
	struct vgs_vaccess who = { .vm = vm, .vcpu = vcpu };
	int err = vgs_vm_may(vm);

	if (!err)
		err = check(vm, vcpu, size);
	if (err)
		return err;
	if (is_own(vm, vcpu, frame, offset)) {
		vgs_own_frame(vm, vcpu, VGS_REG_WRITE, frame, index, offset,
			      size, &value);
		return vm->bug ? -VGS_EBUG : 0;
	}
	if (is_gicc(vm, frame, offset))
		return vgs_vcpu_gicc_write(vm, vcpu, (uint32_t)offset, size,
					   value);
	if (!desc)
		return -VGS_ENOTMAPPED;
	begin(vm, vcpu, VGS_VM_STAT_MMIO_TRAPS,
	      vgs_vreg_stops(desc, &who, index, (uint32_t)offset));
	/* What was over the work budget. */
	if (frame == VGS_FRAME_GITS)
		vgs_vits_run(vm, index);
	vgs_vreg_write(desc, &who, index, (uint32_t)offset, size, value);
	vgs_vm_resume(vm);
	return vm->bug ? -VGS_EBUG : 0;
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
	struct vgs_vaccess who = { .vm = unconst(vm),
				   .vcpu = vcpu,
				   .peek = true };
	int err = check(vm, vcpu, size);

	if (err)
		return err;
	if (is_own(vm, vcpu, frame, offset)) {
		vgs_own_frame(who.vm, vcpu, VGS_REG_PEEK, frame, index, offset,
			      size, ret_value);
		return 0;
	}
	if (is_gicc(vm, frame, offset))
		return vgs_vcpu_gicc_peek(vm, vcpu, (uint32_t)offset, size,
					  ret_value);
	if (!desc)
		return -VGS_ENOTMAPPED;
	*ret_value = vgs_vreg_read(desc, &who, index, (uint32_t)offset, size);
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
	for (unsigned n = 0; n < vm->cfg.its; n++) {
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
