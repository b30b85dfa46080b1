/* SPDX-License-Identifier: MIT */
/*
 * Bus accesses to a machine: find the frame and its row, judge size, alignment
 * and view, carry out.  Fields of one INTID each are the engine's (reg.c).
 */
#include <libvgicsim/gic.h>

#include <string.h>

#include "core.h"

/* --- is it legal? ------------------------------------------------- */

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

/* --- carry out ---------------------------------------------------- */

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
	if (reg->irq_bit && reg->bits_per_intid == 1 && vgs_map_sees_block(acc))
		return (uint64_t)peek_bits(&gic->irqs[acc->row->slot +
						      acc->n * 32 + byte * 8],
					   reg->irq_bit, size * 8)
		       << byte * 8;
	return reg->get || reg->irq_bit ? vgs_reg_peek_fields(machine(gic), acc)
					: 0;
}

static uint64_t peek_register(const struct vgs_gic *gic, struct vgs_acc *acc,
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
			return peek_register(gic, acc, offset, 4);
	}
	if (byte < 0 && size > 1 && by_bytes(gic, acc->frame)) {
		for (unsigned i = 0; i < size; i++)
			value |= peek_register(gic, acc, offset + i, 1)
				 << 8 * i;
		return value;
	}
	if (byte < 0)
		return 0;
	return (peek_row(gic, acc, (unsigned)byte, size) & acc->mask) >>
	       byte * 8;
}

static uint64_t read_register(struct vgs_gic *gic, struct vgs_acc *acc,
			      uint32_t offset, unsigned size)
{
	int byte = resolve(gic, acc, offset, size);
	uint64_t value = 0;

	if (byte == BAD_SIZE) {
		unsigned chosen = misfit(gic, acc);

		if (chosen == CU9_ONES)
			return UINT64_MAX >> (64 - size * 8);
		if (chosen == CU9_LOWER_HALF && size == 8)
			return read_register(gic, acc, offset, 4);
	}
	if (byte < 0 && size > 1 && by_bytes(gic, acc->frame)) {
		for (unsigned i = 0; i < size; i++)
			value |= read_register(gic, acc, offset + i, 1)
				 << 8 * i;
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

static void write_register(struct vgs_gic *gic, struct vgs_acc *acc,
			   uint32_t offset, unsigned size, uint64_t value)
{
	int byte = resolve(gic, acc, offset, size);
	const struct vgs_reg *reg = acc->reg;

	if (byte == BAD_SIZE && misfit(gic, acc) == CU9_LOWER_HALF &&
	    size == 8) {
		write_register(gic, acc, offset, 4, value & UINT32_MAX);
		return;
	}
	if (byte < 0 && size > 1 && by_bytes(gic, acc->frame)) {
		for (unsigned i = 0; i < size; i++)
			write_register(gic, acc, offset + i, 1,
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
		vgs_reg_write_fields((union vgs_reg_object){ .gic = gic }, acc,
				     value);
	} else if (reg->write) {
		/* GIC-A5: a write-only register is zero-extended. */
		if (reg->access != VGS_ACC_WO && reg->peek)
			value |= reg->peek(gic, acc) & ~acc->mask;
		reg->write(gic, acc, value);
	}
}

/* --- entries ------------------------------------------------------ */

/* Judge who accesses and how, and prepare it. */
static int prepare(const struct vgs_gic *gic, const struct vgs_access *access,
		   const struct vgs_frame_rows *rows, unsigned index,
		   unsigned size, struct vgs_acc *ret_acc)
{
	if (size != 4 && size != 8 && size != 1 && size != 2)
		return -VGS_EINVAL;
	if (access->pe >= gic->cfg.pes)
		return -VGS_ERANGE;
	ret_acc->frame = rows->desc;
	ret_acc->rows = rows;
	ret_acc->user = NULL;
	ret_acc->pe = access->pe;
	ret_acc->owner = index;
	ret_acc->peek = false;
	ret_acc->aborted = false;
	/* GIC-A11: Root is Secure, Realm is Non-secure here. */
	ret_acc->secure =
		gic->one_security_state ||
		VGS_RULE(GIC_A11, access->security == VGS_SECURE ||
					  access->security == VGS_ROOT);
	return 0;
}

/* The same, by frame. */
static int prepare_frame(const struct vgs_gic *gic,
			 const struct vgs_access *access, enum vgs_frame frame,
			 unsigned index, uint64_t offset, unsigned size,
			 struct vgs_acc *ret_acc)
{
	const struct vgs_frame_rows *rows;
	int err;

	if ((unsigned)frame >= VGS_FRAMES)
		return size && size <= 8 ? -VGS_ENOTMAPPED : -VGS_EINVAL;
	rows = &gic->map.rows[frame];
	err = prepare(gic, access, rows, index, size, ret_acc);
	if (!err &&
	    (!rows->desc || index >= rows->units || offset >= rows->desc->size))
		err = -VGS_ENOTMAPPED;
	return err;
}

/* The same, by address. */
static int prepare_address(const struct vgs_gic *gic,
			   const struct vgs_access *access, uint64_t addr,
			   unsigned size, struct vgs_acc *ret_acc,
			   uint32_t *ret_offset)
{
	const struct vgs_range *range = vgs_map_find(&gic->map, addr);
	uint64_t offset;

	if (!range)
		return -VGS_ENOTMAPPED;
	offset = addr - range->base;
	*ret_offset = (uint32_t)(offset & (VGS_BIT64(range->shift) - 1));
	return prepare(gic, access, &gic->map.rows[range->frame],
		       range->unit + (unsigned)(offset >> range->shift), size,
		       ret_acc);
}

static int read(struct vgs_gic *gic, struct vgs_acc *acc, uint32_t offset,
		unsigned size, uint64_t *ret_value)
{
	int err = vgs_core_enter(gic);

	if (err)
		return err;
	*ret_value = read_register(gic, acc, offset, size);
	vgs_core_leave(gic);
	return acc->aborted ? VGS_ANSWER_ABORT : 0;
}

static int write(struct vgs_gic *gic, struct vgs_acc *acc, uint32_t offset,
		 unsigned size, uint64_t value)
{
	int err = vgs_core_enter(gic);

	if (err)
		return err;
	write_register(gic, acc, offset, size, value);
	vgs_core_leave(gic);
	return acc->aborted ? VGS_ANSWER_ABORT : 0;
}

int vgs_gic_frame_read(struct vgs_gic *gic, const struct vgs_access *access,
		       enum vgs_frame frame, unsigned index, uint64_t offset,
		       unsigned size, uint64_t *ret_value)
{
	struct vgs_acc acc;
	int err = prepare_frame(gic, access, frame, index, offset, size, &acc);

	return err ? err : read(gic, &acc, (uint32_t)offset, size, ret_value);
}

int vgs_gic_frame_write(struct vgs_gic *gic, const struct vgs_access *access,
			enum vgs_frame frame, unsigned index, uint64_t offset,
			unsigned size, uint64_t value)
{
	struct vgs_acc acc;
	int err = prepare_frame(gic, access, frame, index, offset, size, &acc);

	return err ? err : write(gic, &acc, (uint32_t)offset, size, value);
}

int vgs_gic_frame_peek(const struct vgs_gic *gic,
		       const struct vgs_access *access, enum vgs_frame frame,
		       unsigned index, uint64_t offset, unsigned size,
		       uint64_t *ret_value)
{
	struct vgs_acc acc;
	int err = prepare_frame(gic, access, frame, index, offset, size, &acc);

	if (err)
		return err;
	*ret_value = peek_register(gic, &acc, (uint32_t)offset, size);
	return 0;
}

int vgs_gic_mmio_read(struct vgs_gic *gic, const struct vgs_access *access,
		      uint64_t addr, unsigned size, uint64_t *ret_value)
{
	struct vgs_acc acc;
	uint32_t offset;
	int err = prepare_address(gic, access, addr, size, &acc, &offset);

	return err ? err : read(gic, &acc, offset, size, ret_value);
}

int vgs_gic_mmio_write(struct vgs_gic *gic, const struct vgs_access *access,
		       uint64_t addr, unsigned size, uint64_t value)
{
	struct vgs_acc acc;
	uint32_t offset;
	int err = prepare_address(gic, access, addr, size, &acc, &offset);

	return err ? err : write(gic, &acc, offset, size, value);
}

int vgs_gic_mmio_peek(const struct vgs_gic *gic,
		      const struct vgs_access *access, uint64_t addr,
		      unsigned size, uint64_t *ret_value)
{
	struct vgs_acc acc;
	uint32_t offset;
	int err = prepare_address(gic, access, addr, size, &acc, &offset);

	if (err)
		return err;
	*ret_value = peek_register(gic, &acc, offset, size);
	return 0;
}
