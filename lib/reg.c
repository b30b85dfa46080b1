/* SPDX-License-Identifier: MIT */
/*
 * The register engine: decode, legality, security view, the loop over INTIDs
 * and the halves of 64-bit registers.
 */
#include "reg.h"

#include "core.h"

#include <string.h>

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

/* Choice GIC-A6: any access is one of its bytes, where no effect is hidden. */
static bool by_bytes(const struct vgs_gic *gic,
		     const struct vgs_frame_desc *frame)
{
	return frame->by_bytes && VGS_CHOICE(gic, GIC_A6);
}

static bool is_legal(const struct vgs_gic *gic, const struct vgs_acc *acc,
		     const struct vgs_row *row, unsigned byte, unsigned size)
{
	if ((row->sizes & size) && !(byte & (size - 1)))
		return true;
	return size == 1 && by_bytes(gic, acc->frame) &&
	       acc->reg->access != VGS_ACC_WO;
}

/*
 * Find the row, judge size, alignment and view, fill in @acc.
 * Returns the first byte of the register that is accessed, or RAZ/WI, below 0.
 */
enum {
	RAZ_WI = -1,
	BAD_SIZE = -2, /* by choice GIC-CU9, and a mistake */
};

/* An access that is RAZ/WI, and why. @return @answer */
static VGS_COLD int refuse(const struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint64_t value, unsigned rule, int answer)
{
	if (!acc->peek)
		vgs_core_ignored(gic, acc->pe,
				 acc->reg ? acc->reg->name : "reserved", value,
				 rule);
	return answer;
}

static inline int resolve(const struct vgs_gic *gic, struct vgs_acc *acc,
			  uint32_t offset, unsigned size)
{
	const struct vgs_row *row = vgs_map_row(acc->rows, offset);
	const struct vgs_reg *reg;
	unsigned byte;

	acc->reg = NULL;
	/* GIC-A7: reserved locations are RES0. */
	if (!row)
		return refuse(gic, acc, offset, VGS_R_GIC_A7, RAZ_WI);
	reg = row->reg;
	acc->reg = reg;
	acc->row = row;
	acc->n = (offset - row->offset) >> row->shift;
	/* GIC-A12: a frame that software has turned away from. */
	if (acc->frame->closed &&
	    VGS_RULE(GIC_A12, acc->frame->closed(gic, acc)))
		return refuse(gic, acc, size, VGS_R_GIC_A12, RAZ_WI);
	byte = (offset - row->offset) & (VGS_BIT(row->shift) - 1u);
	/* GIC-A6: which of the allowed answers is choice GIC-CU9. */
	if (!VGS_RULE(GIC_A2, is_legal(gic, acc, row, byte, size)))
		return refuse(gic, acc, size, VGS_R_GIC_A6, BAD_SIZE);
	/* GIC-C5: Secure registers are RAZ/WI to Non-secure accesses. */
	if (reg->view == VGS_VIEW_SECURE && !acc->secure &&
	    VGS_RULE(GIC_C5, !gic->one_security_state))
		return refuse(gic, acc, size, VGS_R_GIC_C5, RAZ_WI);
	acc->mask = UINT64_MAX >> (64 - size * 8) << byte * 8;
	return (int)byte;
}

/* For STATUSR: a reserved location, or the wrong direction. */
static VGS_COLD void misuse(struct vgs_gic *gic, const struct vgs_acc *acc,
			    enum vgs_reg_misuse what)
{
	if (acc->frame->misuse)
		acc->frame->misuse(gic, acc, what);
}

/* Alternatives of choice GIC-CU9. */
enum {
	CU9_RAZ_WI,
	CU9_ABORT,
	CU9_ONES,
	CU9_LOWER_HALF,
};

/*
 * A size or an alignment that the register does not have: what choice GIC-CU9
 * makes of it.  Choice GIC-A6 may have made it legal bytes.
 */
static VGS_COLD unsigned misfit(const struct vgs_gic *gic, struct vgs_acc *acc)
{
	unsigned chosen = VGS_CHOICE(gic, GIC_CU9);

	if (!acc->peek)
		vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, VGS_R_GIC_CU9);
	if (by_bytes(gic, acc->frame))
		return CU9_RAZ_WI;
	acc->aborted = chosen == CU9_ABORT;
	return chosen;
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

/*
 * Shared interrupts stand side by side: where the access sees all of them, no
 * slot has to be looked up.
 */
static bool sees_block(const struct vgs_acc *acc)
{
	return acc->row && acc->n >= acc->row->block &&
	       acc->n < acc->row->block_end &&
	       (acc->reg->view == VGS_VIEW_ALL || acc->secure);
}

/*
 * A row that is one bit of each interrupt: @count of them, side by side, taken
 * in pairs and eight at a time, since an access is of whole bytes.  The host's
 * order of bytes decides where in a pair the bits are.
 */
static inline uint32_t peek_bits(const struct vgs_irq *irqs, unsigned irq_bit,
				 unsigned count)
{
	static const struct vgs_irq ones[3] = { [1] = { .bits = 1 } };
	unsigned shift = vgs_ctz64(irq_bit);
	uint64_t pair, even, odd, value = 0;

	memcpy(&even, &ones[1], sizeof(even));
	memcpy(&odd, &ones[0], sizeof(odd));
	for (const struct vgs_irq *end = irqs + count; end != irqs;) {
		uint64_t eight = 0;

		end -= 8;
		for (unsigned k = 8; k; k -= 2) {
			memcpy(&pair, &end[k - 2], sizeof(pair));
			eight = eight * 4 + (pair >> shift & (even | odd));
		}
		value = value << 8 | eight;
	}
	return (uint32_t)(value >> vgs_ctz64(even) & 0x55555555u) |
	       (uint32_t)(value >> vgs_ctz64(odd) & 0x55555555u) << 1;
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

static uint64_t peek_fields(union vgs_reg_object of, const struct vgs_acc *acc)
{
	unsigned bits = acc->reg->bits_per_intid, first;
	unsigned count = fields_covered(acc, &first) - first;
	uint32_t intid = first_intid(acc) + first, start = 0;
	bool block = sees_block(acc);
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
static void write_fields(union vgs_reg_object of, const struct vgs_acc *acc,
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

/* --- accesses of a machine ---------------------------------------- */

static VGS_COLD void trace_access(const struct vgs_gic *gic,
				  enum vgs_event_kind kind,
				  const struct vgs_acc *acc, uint64_t value)
{
	struct vgs_event event = {
		.kind = kind,
		.pe = (uint16_t)acc->pe,
		.vcpu = VGS_NO_PE,
		.intid = VGS_INTID_NONE,
		.old_value = acc->n,
		.new_value = value,
		.reg = acc->reg->name,
	};

	vgs_core_trace(gic, &event);
}

static union vgs_reg_object machine(const struct vgs_gic *gic)
{
	return (union vgs_reg_object){ .gic_peek = gic };
}

/* What the row reads as, at least in the @size bytes from @byte. */
static inline uint64_t peek_row(const struct vgs_gic *gic,
				const struct vgs_acc *acc, unsigned byte,
				unsigned size)
{
	const struct vgs_reg *reg = acc->reg;

	/* GIC-A8: what a write-only register reads as is UNKNOWN: 0. */
	if (VGS_RULE(GIC_A8, reg->access == VGS_ACC_WO))
		return 0;
	if (reg->peek)
		return reg->peek(gic, acc);
	if (reg->irq_bit && reg->bits_per_intid == 1 && sees_block(acc))
		return (uint64_t)peek_bits(&gic->irqs[acc->row->slot +
						      acc->n * 32 + byte * 8],
					   reg->irq_bit, size * 8)
		       << byte * 8;
	return reg->get || reg->irq_bit ? peek_fields(machine(gic), acc) : 0;
}

uint64_t vgs_reg_peek(const struct vgs_gic *gic, struct vgs_acc *acc,
		      uint32_t offset, unsigned size)
{
	uint64_t value = 0;
	int byte;

	acc->peek = true;
	byte = resolve(gic, acc, offset, size);
	if (byte == BAD_SIZE && VGS_CHOICE(gic, GIC_CU9)) {
		unsigned chosen = misfit(gic, acc);

		if (chosen == CU9_ONES)
			return UINT64_MAX >> (64 - size * 8);
		if (chosen == CU9_LOWER_HALF && size == 8)
			return vgs_reg_peek(gic, acc, offset, 4);
	}
	if (byte < 0 && size > 1 && by_bytes(gic, acc->frame)) {
		for (unsigned i = 0; i < size; i++)
			value |= vgs_reg_peek(gic, acc, offset + i, 1) << 8 * i;
		return value;
	}
	if (byte < 0)
		return 0;
	return (peek_row(gic, acc, (unsigned)byte, size) & acc->mask) >>
	       byte * 8;
}

uint64_t vgs_reg_read(struct vgs_gic *gic, struct vgs_acc *acc, uint32_t offset,
		      unsigned size)
{
	int byte = resolve(gic, acc, offset, size);
	uint64_t value = 0;

	if (byte == BAD_SIZE) {
		unsigned chosen = misfit(gic, acc);

		if (chosen == CU9_ONES)
			return UINT64_MAX >> (64 - size * 8);
		if (chosen == CU9_LOWER_HALF && size == 8)
			return vgs_reg_read(gic, acc, offset, 4);
	}
	if (byte < 0 && size > 1 && by_bytes(gic, acc->frame)) {
		for (unsigned i = 0; i < size; i++)
			value |= vgs_reg_read(gic, acc, offset + i, 1) << 8 * i;
		return value;
	}
	if (!acc->reg)
		misuse(gic, acc, VGS_MISUSE_RRD);
	if (byte < 0)
		return 0;
	if (acc->reg->access == VGS_ACC_WO)
		misuse(gic, acc, VGS_MISUSE_RWOD);
	if (acc->reg->read)
		value = acc->reg->read(gic, acc);
	else
		value = peek_row(gic, acc, (unsigned)byte, size);
	value = (value & acc->mask) >> byte * 8;
	if (VGS_TRACING(gic))
		trace_access(gic, VGS_EV_READ, acc, value);
	return value;
}

void vgs_reg_write(struct vgs_gic *gic, struct vgs_acc *acc, uint32_t offset,
		   unsigned size, uint64_t value)
{
	int byte = resolve(gic, acc, offset, size);
	const struct vgs_reg *reg = acc->reg;

	if (byte == BAD_SIZE && misfit(gic, acc) == CU9_LOWER_HALF &&
	    size == 8) {
		vgs_reg_write(gic, acc, offset, 4, value & UINT32_MAX);
		return;
	}
	if (byte < 0 && size > 1 && by_bytes(gic, acc->frame)) {
		for (unsigned i = 0; i < size; i++)
			vgs_reg_write(gic, acc, offset + i, 1,
				      value >> 8 * i & 0xffu);
		return;
	}
	if (!reg)
		misuse(gic, acc, VGS_MISUSE_WRD);
	if (byte < 0)
		return;
	if (reg->access == VGS_ACC_RO)
		misuse(gic, acc, VGS_MISUSE_WROD);
	if (VGS_TRACING(gic))
		trace_access(gic, VGS_EV_WRITE, acc, value);
	if (VGS_RULE(GIC_A8, reg->access == VGS_ACC_RO)) {
		vgs_core_ignored(gic, acc->pe, reg->name, value, VGS_R_GIC_A8);
		return;
	}
	value = value << byte * 8 & acc->mask;
	if (reg->set) {
		write_fields((union vgs_reg_object){ .gic = gic }, acc, value);
	} else if (reg->write) {
		/* GIC-A5: a write-only register is zero-extended. */
		if (reg->access != VGS_ACC_WO && reg->peek)
			value |= reg->peek(gic, acc) & ~acc->mask;
		reg->write(gic, acc, value);
	}
}

/* --- accesses of a VM --------------------------------------------- */

/*
 * Find the row, judge size and alignment, choose between guest and user space.
 * Returns the first byte of the register that is accessed, or RAZ_WI.
 */
static int resolve_vm(struct vgs_acc *acc, uint32_t offset, unsigned size)
{
	const struct vgs_reg *reg = vgs_reg_decode(acc->frame, offset, &acc->n);
	unsigned byte;

	acc->reg = reg;
	if (!reg)
		return RAZ_WI;
	byte = (offset - reg->offset) % reg_stride(reg);
	if (!VGS_RULE(KVM_MM_1, (reg_sizes(reg) & size) && !(byte % size)))
		return RAZ_WI;
	acc->mask = UINT64_MAX >> (64 - size * 8) << byte * 8;
	if (acc->user && reg->user)
		acc->vm = *reg->user;
	else
		acc->vm = (struct vgs_vreg){ reg->access, reg->vm_peek,
					     reg->vm_write, reg->vm_get,
					     reg->vm_set };
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
	return acc->vm.get ? peek_fields(of, acc) : 0;
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

void vgs_reg_vm_write(struct vgs_vm *vm, struct vgs_acc *acc, uint32_t offset,
		      unsigned size, uint64_t value)
{
	int byte = resolve_vm(acc, offset, size);

	if (byte < 0)
		return;
	acc->frame->vm_trace(vm, acc, VGS_EV_WRITE, value);
	value = value << byte * 8 & acc->mask;
	if (acc->vm.set) {
		write_fields((union vgs_reg_object){ .vm = vm }, acc, value);
	} else if (acc->vm.write) {
		if (acc->vm.access != VGS_ACC_WO && acc->vm.peek)
			value |= acc->vm.peek(vm, acc) & ~acc->mask;
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
