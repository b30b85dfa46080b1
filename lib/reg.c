/* SPDX-License-Identifier: MIT */
/*
 * The register engine: decode, the loop over INTIDs, the halves of 64-bit
 * registers, accesses of a VM.  Those of a machine are in bus.c.
 */
#include "reg.h"

#include "core.h"

static unsigned reg_width(const struct vgs_reg *reg)
{
	return reg->width ? reg->width : 32u;
}

static unsigned reg_stride(const struct vgs_reg *reg)
{
	return reg->stride ? reg->stride : reg_width(reg) / 8u;
}

static unsigned reg_count(const struct vgs_reg *reg)
{
	return reg->count ? reg->count : 1u;
}

static unsigned reg_sizes(const struct vgs_reg *reg)
{
	if (reg->sizes)
		return reg->sizes;
	/* GIC-A1 and GIC-A4: 64-bit registers have two 32-bit halves. */
	return reg_width(reg) == 64 ? 4u | 8u : 4u;
}

const struct vgs_reg *vgs_reg_decode(const struct vgs_frame_desc *frame,
				     uint32_t offset, unsigned *ret_n)
{
	unsigned low = 0, high = frame->count;
	const struct vgs_reg *reg;

	if (offset / 4 < frame->dense) {
		*ret_n = 0;
		return &frame->regs[offset / 4];
	}
	/* Last row that starts at or before the offset. */
	while (high - low > 1) {
		unsigned middle = (low + high) / 2;

		if (frame->regs[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	reg = &frame->regs[low];
	if (!frame->count || offset < reg->offset)
		return NULL;
	*ret_n = (offset - reg->offset) >> vgs_ctz64(reg_stride(reg));
	if (*ret_n >= reg_count(reg) ||
	    ((offset - reg->offset) & (reg_stride(reg) - 1u)) * 8 >=
		    reg_width(reg))
		return NULL;
	return reg;
}

/* --- one field per INTID ------------------------------------------ */

/* INTID of the first field of the register. */
static uint32_t first_intid(const struct vgs_acc *acc)
{
	const struct vgs_reg *reg = acc->reg;
	unsigned per_reg = reg_width(reg) >> vgs_ctz64(reg->bits_per_intid);

	return reg->first_intid + acc->n * per_reg;
}

static uint32_t gic_slot(const struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t intid)
{
	const struct vgs_reg *reg = acc->reg;
	uint32_t slot = acc->frame->slot(gic, acc, intid);

	/* GIC-B31: unimplemented INTIDs are RAZ/WI. */
	if (VGS_RULE(GIC_B31, slot == VGS_NO_SLOT))
		return VGS_NO_SLOT;
	if (reg->view != VGS_VIEW_ALL && acc->frame->visible &&
	    !acc->frame->visible(gic, acc, slot))
		return VGS_NO_SLOT;
	return slot;
}

/* Slot of the field of @intid, if this access may see it. */
static uint32_t field_slot(union vgs_reg_object of, const struct vgs_acc *acc,
			   uint32_t intid)
{
	uint32_t slot;

	if (!acc->frame->virt)
		return gic_slot(of.gic_peek, acc, intid);
	slot = acc->frame->vm_slot(of.vm_peek, acc, intid);
	return VGS_RULE(KVM_MM_2, slot == VGS_NO_SLOT) ? VGS_NO_SLOT : slot;
}

/* Fields of which the access covers a part: [*ret_first, return value). */
static unsigned fields_covered(const struct vgs_acc *acc, unsigned *ret_first)
{
	unsigned shift = vgs_ctz64(acc->reg->bits_per_intid);
	unsigned low = vgs_ctz64(acc->mask);
	uint64_t beyond = ~(acc->mask >> low);
	unsigned size = beyond ? vgs_ctz64(beyond) : 64;

	*ret_first = low >> shift;
	return (low + size + VGS_BIT(shift) - 1) >> shift;
}

static uint32_t get_field(union vgs_reg_object of, const struct vgs_acc *acc,
			  uint32_t slot)
{
	const struct vgs_reg *reg = acc->reg;

	if (acc->frame->virt)
		return acc->vm.get(of.vm_peek, acc, slot);
	if (reg->irq_bit)
		return (of.gic_peek->irqs[slot].bits & reg->irq_bit) != 0;
	return reg->get(of.gic_peek, acc, slot);
}

uint64_t vgs_reg_peek_fields(union vgs_reg_object of, const struct vgs_acc *acc)
{
	unsigned bits = acc->reg->bits_per_intid, first;
	unsigned count = fields_covered(acc, &first) - first;
	uint32_t intid = first_intid(acc) + first, start = 0;
	bool block = vgs_map_sees_block(acc);
	uint64_t value = 0;

	if (block)
		start = acc->row->slot + (intid - acc->reg->first_intid);
	for (unsigned k = 0; k < count; k++) {
		uint32_t slot =
			block ? start + k : field_slot(of, acc, intid + k);

		if (slot != VGS_NO_SLOT)
			value |= (uint64_t)get_field(of, acc, slot) << k * bits;
	}
	return value << first * bits;
}

static void write_field(union vgs_reg_object of, const struct vgs_acc *acc,
			unsigned k, uint64_t value)
{
	unsigned bits = acc->reg->bits_per_intid;
	uint64_t ones = UINT64_MAX >> (64 - bits);
	uint64_t covered = acc->mask >> k * bits & ones;
	uint64_t field = value >> k * bits & ones;
	uint32_t slot = field_slot(of, acc, first_intid(acc) + k);

	if (slot == VGS_NO_SLOT)
		return;
	/* Half a field keeps its other half. */
	if (covered != ones)
		field |= get_field(of, acc, slot) & ~covered;
	if (acc->frame->virt)
		acc->vm.set(of.vm, acc, slot, (uint32_t)field);
	else
		acc->reg->set(of.gic, acc, slot, (uint32_t)field);
}

/* GIC-CU91: software writes to interrupts of which none is implemented. */
static void check_implemented(const struct vgs_gic *gic,
			      const struct vgs_acc *acc, unsigned first,
			      unsigned end)
{
	uint32_t intid = first_intid(acc);

	for (unsigned k = first; k < end; k++) {
		if (vgs_core_slot(gic, acc->pe, intid + k) != VGS_NO_SLOT)
			return;
	}
	vgs_core_finding(gic, acc->pe, intid + first, VGS_R_GIC_CU91);
}

static enum vgs_reg_access access_of(const struct vgs_acc *acc)
{
	return (enum vgs_reg_access)(acc->frame->virt ? acc->vm.access
						      : acc->reg->access);
}

/*
 * Ascending INTIDs, one at a time (KVM-AT-2); of a W1S or W1C row only fields
 * that are not zero are written.
 */
void vgs_reg_write_fields(union vgs_reg_object of, const struct vgs_acc *acc,
			  uint64_t value)
{
	unsigned bits = acc->reg->bits_per_intid, first;
	unsigned end = fields_covered(acc, &first);
	enum vgs_reg_access access = access_of(acc);

	if (!acc->frame->virt && VGS_TRACING(of.gic) && value)
		check_implemented(of.gic, acc, first, end);
	if (access != VGS_ACC_W1S && access != VGS_ACC_W1C) {
		for (unsigned k = first; k < end; k++)
			write_field(of, acc, k, value);
		return;
	}
	for (uint64_t left = value; left;) {
		unsigned k = vgs_ctz64(left) / bits;

		write_field(of, acc, k, value);
		left &= ~(UINT64_MAX >> (64 - bits) << k * bits);
	}
}

/* --- accesses of a VM --------------------------------------------- */

/*
 * Find the row, judge size and alignment, choose between guest and user space.
 * Returns the first byte of the register that is accessed, or -1: RAZ/WI.
 */
static int resolve_vm(struct vgs_acc *acc, uint32_t offset, unsigned size)
{
	const struct vgs_reg *reg = vgs_reg_decode(acc->frame, offset, &acc->n);
	unsigned byte;

	acc->reg = reg;
	if (!reg)
		return -1;
	byte = (offset - reg->offset) % reg_stride(reg);
	if (!VGS_RULE(KVM_MM_1, (reg_sizes(reg) & size) && !(byte % size)))
		return -1;
	acc->mask = UINT64_MAX >> (64 - size * 8) << byte * 8;
	if (acc->user && reg->user)
		acc->vm = *reg->user;
	else
		acc->vm = (struct vgs_vreg){ reg->access,   reg->vm_peek,
					     reg->vm_write, reg->vm_get,
					     reg->vm_set,   reg->vm_kept };
	if (acc->fields && acc->vm.get) {
		acc->vm.get = acc->fields->get;
		acc->vm.set = acc->fields->set;
	}
	return (int)byte;
}

static uint64_t peek_vm(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	const union vgs_reg_object of = { .vm_peek = vm };

	if (acc->vm.peek)
		return acc->vm.peek(vm, acc);
	return acc->vm.get ? vgs_reg_peek_fields(of, acc) : 0;
}

uint64_t vgs_reg_vm_peek(const struct vgs_vm *vm, struct vgs_acc *acc,
			 uint32_t offset, unsigned size)
{
	int byte = resolve_vm(acc, offset, size);

	acc->peek = true;
	return byte < 0 ? 0 : (peek_vm(vm, acc) & acc->mask) >> byte * 8;
}

uint64_t vgs_reg_vm_read(struct vgs_vm *vm, struct vgs_acc *acc,
			 uint32_t offset, unsigned size)
{
	int byte = resolve_vm(acc, offset, size);
	uint64_t value;

	if (byte < 0)
		return 0;
	value = (peek_vm(vm, acc) & acc->mask) >> byte * 8;
	acc->frame->vm_trace(vm, acc, VGS_EV_READ, value);
	return value;
}

/* What a write of a part of the register leaves as it is. */
static uint64_t kept_vm(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	if (acc->vm.access != VGS_ACC_RW)
		return 0;
	if (acc->vm.kept)
		return acc->vm.kept(vm, acc);
	return acc->vm.peek ? acc->vm.peek(vm, acc) : 0;
}

void vgs_reg_vm_write(struct vgs_vm *vm, struct vgs_acc *acc, uint32_t offset,
		      unsigned size, uint64_t value)
{
	int byte = resolve_vm(acc, offset, size);

	if (byte < 0)
		return;
	acc->frame->vm_trace(vm, acc, VGS_EV_WRITE, value);
	value = value << byte * 8 & acc->mask;
	if (acc->vm.set) {
		vgs_reg_write_fields((union vgs_reg_object){ .vm = vm }, acc,
				     value);
	} else if (acc->vm.write) {
		value |= kept_vm(vm, acc) & ~acc->mask;
		acc->vm.write(vm, acc, value);
	}
}

/* --- what a row is ------------------------------------------------ */

void vgs_reg_describe_user(const struct vgs_reg *reg,
			   struct vgs_reg_info *ret_info)
{
	vgs_reg_describe(reg, ret_info);
	ret_info->user_differs = reg->user != NULL;
	if (reg->user)
		ret_info->user_access = (enum vgs_reg_access)reg->user->access;
}

void vgs_reg_describe(const struct vgs_reg *reg, struct vgs_reg_info *ret_info)
{
	*ret_info = (struct vgs_reg_info){
		.name = reg->name,
		.offset = reg->offset,
		.first = reg->first,
		.count = (uint16_t)reg_count(reg),
		.stride = (uint8_t)reg_stride(reg),
		.width = (uint8_t)reg_width(reg),
		.sizes = (uint8_t)reg_sizes(reg),
		.bits_per_intid = reg->bits_per_intid,
		.first_intid = reg->first_intid,
		.access = (enum vgs_reg_access)reg->access,
		.user_access = (enum vgs_reg_access)reg->access,
		.reset = reg->reset,
		.fields = reg->fields,
		.rule = vgs_rule_name(reg->rule),
		.doc = reg->doc ? reg->doc : "",
		.gap = vgs_reg_is_gap(reg),
	};
}
