/* SPDX-License-Identifier: MIT */
/*
 * Bus accesses to a machine: find the frame and its row, judge size, alignment
 * and view, carry out.  Fields of one INTID each are the engine's (reg.c), and
 * what has no row that answers is in bus_refused.c.
 */
#include <libvgicsim/gic.h>

#include <string.h>

#include "bus.h"

/* --- is it legal? ------------------------------------------------- */

static bool is_legal(const struct vgs_gic *gic, const struct vgs_acc *acc,
		     const struct vgs_row *row, unsigned byte, unsigned size)
{
	if ((row->sizes & size) && !(byte & (size - 1)))
		return true;
	return size == 1 && vgs_bus_by_bytes(gic, acc->frame) &&
	       acc->reg->access != VGS_ACC_WO;
}

/* The bits that an access of so many bytes covers. */
static const uint64_t ones[9] = {
	[1] = UINT8_MAX,
	[2] = UINT16_MAX,
	[4] = UINT32_MAX,
	[8] = UINT64_MAX,
};

/*
 * Find the row, judge size, alignment and view, fill in @acc and the first byte
 * of the register that is accessed.  NULL: RAZ/WI, or what @ret_why says.  Calls
 * nobody, so that the usual way keeps nothing for what seldom happens.
 */
static inline const struct vgs_row *
resolve(const struct vgs_gic *gic, struct vgs_acc *acc, uint32_t offset,
	unsigned size, unsigned *ret_byte, enum vgs_bus_why *ret_why)
{
	const struct vgs_row *row = vgs_map_row(acc->rows, offset);
	unsigned byte = row ? (offset - row->offset) & row->low : 0;

	*ret_why = VGS_BUS_RESERVED;
	/* GIC-A7: reserved locations are RES0. */
	if (!row || byte >= row->bytes) {
		acc->reg = NULL;
		return NULL;
	}
	acc->reg = row->reg;
	acc->row = row;
	acc->n = (offset - row->offset) >> row->shift;
	*ret_why = VGS_BUS_CLOSED;
	if (acc->frame->closed && !acc->open)
		return NULL;
	*ret_why = VGS_BUS_BAD_SIZE;
	/* GIC-A6: which of the allowed answers is choice GIC-CU9. */
	if (!VGS_RULE(GIC_A2, is_legal(gic, acc, row, byte, size)))
		return NULL;
	*ret_why = VGS_BUS_SECURE;
	/* GIC-C5: Secure registers are RAZ/WI to Non-secure accesses. */
	if (row->reg->view == VGS_VIEW_SECURE && !acc->secure &&
	    VGS_RULE(GIC_C5, !gic->one_security_state))
		return NULL;
	acc->mask = ones[size] << byte * 8;
	*ret_byte = byte;
	return row;
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

/* Bit k alone, of an element of 32 interrupts. */
#define BITS_AT(k) VGS_BIT(k), VGS_BIT(k + 1), VGS_BIT(k + 2), VGS_BIT(k + 3)
static const uint32_t places[32] = {
	BITS_AT(0),  BITS_AT(4),  BITS_AT(8),  BITS_AT(12),
	BITS_AT(16), BITS_AT(20), BITS_AT(24), BITS_AT(28),
};

/*
 * A row that is one bit of each interrupt: 32 of them, side by side, compared
 * as words without a branch, so that the compiler takes several at a time.  The
 * host's order of bytes decides where in a word the bit is.
 */
static inline uint32_t peek_bits(const struct vgs_irq *irqs, unsigned irq_bit)
{
	static const struct vgs_irq one = { .bits = 1 };
	uint32_t word, mask, value = 0;

	memcpy(&mask, &one, sizeof(mask));
	mask *= irq_bit;
	for (unsigned k = 0; k < 32; k++) {
		memcpy(&word, &irqs[k], sizeof(word));
		value |= word & mask ? places[k] : 0;
	}
	return value;
}

/* A row that is the priority byte of each interrupt: four, side by side. */
static inline uint32_t peek_priorities(const struct vgs_irq *irqs)
{
	return irqs[0].priority | (uint32_t)irqs[1].priority << 8 |
	       (uint32_t)irqs[2].priority << 16 |
	       (uint32_t)irqs[3].priority << 24;
}

static union vgs_reg_object machine(const struct vgs_gic *gic)
{
	return (union vgs_reg_object){ .gic_peek = gic };
}

/* Does the access see shared interrupts that are taken all at once? */
static inline bool gathers(const struct vgs_acc *acc, const struct vgs_row *row)
{
	return row->gathers && vgs_map_sees_block(acc);
}

/* What an element of such a row reads as. */
static inline uint64_t gather(const struct vgs_gic *gic,
			      const struct vgs_acc *acc,
			      const struct vgs_row *row)
{
	const struct vgs_reg *reg = row->reg;
	uint64_t value;

	if (reg->irq_bit)
		value = peek_bits(&gic->irqs[row->slot + acc->n * 32],
				  reg->irq_bit);
	else
		value = peek_priorities(&gic->irqs[row->slot + acc->n * 4]);
#ifdef VGS_SELFCHECK
	VGS_BUG_ON((struct vgs_gic *)gic,
		   (value & acc->mask) !=
			   vgs_reg_peek_fields(machine(gic), acc));
#endif
	return value;
}

/* What the row reads as, at least in the bytes that are accessed. */
static inline uint64_t peek_row(const struct vgs_gic *gic,
				const struct vgs_acc *acc,
				const struct vgs_row *row)
{
	const struct vgs_reg *reg = row->reg;

	if (gathers(acc, row))
		return gather(gic, acc, row);
	/* GIC-A8: what a write-only register reads as is UNKNOWN: 0. */
	if (VGS_RULE(GIC_A8, reg->access == VGS_ACC_WO))
		return 0;
	if (reg->peek)
		return reg->peek(gic, acc);
	return reg->get || reg->irq_bit ? vgs_reg_peek_fields(machine(gic), acc)
					: 0;
}

static uint64_t peek_register(const struct vgs_gic *gic, struct vgs_acc *acc,
			      uint32_t offset, unsigned size)
{
	const struct vgs_row *row;
	unsigned byte = 0;
	uint64_t value = 0;
	enum vgs_bus_why why;

	acc->peek = true;
	row = resolve(gic, acc, offset, size, &byte, &why);
	if (row)
		return (peek_row(gic, acc, row) & acc->mask) >> byte * 8;
	if (!vgs_bus_refused(gic, acc, offset, size, why))
		return peek_register(gic, acc, offset, size);
	if (why == VGS_BUS_BAD_SIZE && VGS_CHOICE(gic, GIC_CU9)) {
		unsigned chosen = vgs_bus_misfit(gic, acc);

		if (chosen == VGS_BUS_CU9_ONES)
			return UINT64_MAX >> (64 - size * 8);
		if (chosen == VGS_BUS_CU9_LOWER_HALF && size == 8)
			return peek_register(gic, acc, offset, 4);
	}
	if (size > 1 && vgs_bus_by_bytes(gic, acc->frame)) {
		for (unsigned i = 0; i < size; i++)
			value |= peek_register(gic, acc, offset + i, 1)
				 << 8 * i;
	}
	return value;
}

/* The bytes of the register that are accessed, as the row reads. */
static inline uint64_t read_row(struct vgs_gic *gic, const struct vgs_acc *acc,
				const struct vgs_row *row, unsigned byte)
{
	uint64_t value;

	if (gathers(acc, row))
		value = gather(gic, acc, row);
	else if (row->reg->read)
		value = row->reg->read(gic, acc);
	else
		value = peek_row(gic, acc, row);
	return (value & acc->mask) >> byte * 8;
}

/* Who listens is told, STATUSR of a write-only register. */
static VGS_COLD uint64_t read_told(struct vgs_gic *gic,
				   const struct vgs_acc *acc,
				   const struct vgs_row *row, unsigned byte)
{
	uint64_t value;

	if (row->reg->access == VGS_ACC_WO)
		vgs_bus_misuse(gic, acc, VGS_MISUSE_RWOD);
	value = read_row(gic, acc, row, byte);
	if (VGS_TRACING(gic))
		trace_access(gic, VGS_EV_READ, acc, value);
	return value;
}

static VGS_COLD uint64_t read_refused(struct vgs_gic *gic, struct vgs_acc *acc,
				      uint32_t offset, unsigned size,
				      enum vgs_bus_why why);

static VGS_APART uint64_t read_register(struct vgs_gic *gic,
					struct vgs_acc *acc, uint32_t offset,
					unsigned size)
{
	enum vgs_bus_why why;
	unsigned byte = 0;
	const struct vgs_row *row =
		resolve(gic, acc, offset, size, &byte, &why);

	if (!row)
		return read_refused(gic, acc, offset, size, why);
	if (row->reg->access == VGS_ACC_WO || VGS_TRACING(gic))
		return read_told(gic, acc, row, byte);
	return read_row(gic, acc, row, byte);
}

/* What is RAZ, or what is chosen instead. */
static uint64_t read_refused(struct vgs_gic *gic, struct vgs_acc *acc,
			     uint32_t offset, unsigned size,
			     enum vgs_bus_why why)
{
	uint64_t value = 0;

	if (!vgs_bus_refused(gic, acc, offset, size, why))
		return read_register(gic, acc, offset, size);
	if (why == VGS_BUS_BAD_SIZE) {
		unsigned chosen = vgs_bus_misfit(gic, acc);

		if (chosen == VGS_BUS_CU9_ONES)
			return UINT64_MAX >> (64 - size * 8);
		if (chosen == VGS_BUS_CU9_LOWER_HALF && size == 8)
			return read_register(gic, acc, offset, 4);
	}
	if (size > 1 && vgs_bus_by_bytes(gic, acc->frame)) {
		for (unsigned i = 0; i < size; i++)
			value |= read_register(gic, acc, offset + i, 1)
				 << 8 * i;
		return value;
	}
	if (!acc->reg)
		vgs_bus_misuse(gic, acc, VGS_MISUSE_RRD);
	return 0;
}

/* Fields of a row of which a bit of 1 does something: each by itself. */
static VGS_APART void write_irqs(struct vgs_gic *gic, const struct vgs_acc *acc,
				 const struct vgs_row *row, uint64_t value)
{
	const struct vgs_reg *reg = row->reg;
	uint32_t slot;

	if (reg->bits_per_intid != 1 ||
	    (reg->access != VGS_ACC_W1S && reg->access != VGS_ACC_W1C) ||
	    !vgs_map_sees_block(acc)) {
		vgs_reg_write_fields((union vgs_reg_object){ .gic = gic }, acc,
				     value);
		return;
	}
	slot = row->slot + acc->n * 32;
	for (; value; value &= value - 1)
		reg->set(gic, acc, slot + vgs_ctz64(value), 1);
}

static VGS_COLD void write_refused(struct vgs_gic *gic, struct vgs_acc *acc,
				   uint32_t offset, unsigned size,
				   uint64_t value, enum vgs_bus_why why);

/* GIC-A8: a write of a read-only register is ignored. */
static VGS_COLD void write_ignored(struct vgs_gic *gic,
				   const struct vgs_acc *acc, uint64_t value)
{
	vgs_bus_misuse(gic, acc, VGS_MISUSE_WROD);
	if (VGS_TRACING(gic))
		trace_access(gic, VGS_EV_WRITE, acc, value);
	vgs_core_ignored(gic, acc->pe, acc->reg->name, value, VGS_R_GIC_A8);
}

/* With what a write of a part of the register leaves as it is. */
static VGS_APART void write_part(struct vgs_gic *gic, const struct vgs_acc *acc,
				 uint64_t value)
{
	const struct vgs_reg *reg = acc->reg;
	vgs_reg_peek_fn kept = reg->kept ? reg->kept : reg->peek;

	if (kept)
		value |= kept(gic, acc) & ~acc->mask;
	reg->write(gic, acc, value);
}

static inline void write_row(struct vgs_gic *gic, const struct vgs_acc *acc,
			     const struct vgs_row *row, uint64_t value)
{
	const struct vgs_reg *reg = row->reg;

	if (reg->set)
		write_irqs(gic, acc, row, value);
	else if (reg->write && reg->access == VGS_ACC_RW)
		write_part(gic, acc, value);
	else if (reg->write) /* GIC-A5: a write-only one is zero-extended. */
		reg->write(gic, acc, value);
}

static VGS_COLD void write_told(struct vgs_gic *gic, const struct vgs_acc *acc,
				const struct vgs_row *row, unsigned byte,
				uint64_t value)
{
	trace_access(gic, VGS_EV_WRITE, acc, value);
	write_row(gic, acc, row, value << byte * 8 & acc->mask);
}

static VGS_APART void write_register(struct vgs_gic *gic, struct vgs_acc *acc,
				     uint32_t offset, unsigned size,
				     uint64_t value)
{
	enum vgs_bus_why why;
	unsigned byte = 0;
	const struct vgs_row *row =
		resolve(gic, acc, offset, size, &byte, &why);

	if (!row)
		write_refused(gic, acc, offset, size, value, why);
	else if (VGS_RULE(GIC_A8, row->reg->access == VGS_ACC_RO))
		write_ignored(gic, acc, value);
	else if (VGS_TRACING(gic))
		write_told(gic, acc, row, byte, value);
	else
		write_row(gic, acc, row, value << byte * 8 & acc->mask);
}

/* What is WI, or what is chosen instead. */
static void write_refused(struct vgs_gic *gic, struct vgs_acc *acc,
			  uint32_t offset, unsigned size, uint64_t value,
			  enum vgs_bus_why why)
{
	if (!vgs_bus_refused(gic, acc, offset, size, why)) {
		write_register(gic, acc, offset, size, value);
		return;
	}
	if (why == VGS_BUS_BAD_SIZE &&
	    vgs_bus_misfit(gic, acc) == VGS_BUS_CU9_LOWER_HALF && size == 8) {
		write_register(gic, acc, offset, 4, value & UINT32_MAX);
		return;
	}
	if (size > 1 && vgs_bus_by_bytes(gic, acc->frame)) {
		for (unsigned i = 0; i < size; i++)
			write_register(gic, acc, offset + i, 1,
				       value >> 8 * i & 0xffu);
		return;
	}
	if (!acc->reg)
		vgs_bus_misuse(gic, acc, VGS_MISUSE_WRD);
}

/* --- entries ------------------------------------------------------ */

/* Bytes that an access can have. */
#define SIZES (VGS_BIT(1) | VGS_BIT(2) | VGS_BIT(4) | VGS_BIT(8))

/* Judge who accesses and how, and prepare it. */
static inline int prepare(const struct vgs_gic *gic,
			  const struct vgs_access *access,
			  const struct vgs_frame_rows *rows, unsigned index,
			  unsigned size, struct vgs_acc *ret_acc)
{
	if (size > 8 || !(SIZES & VGS_BIT(size)))
		return -VGS_EINVAL;
	if (access->pe >= gic->cfg.pes)
		return -VGS_ERANGE;
	ret_acc->frame = rows->desc;
	ret_acc->rows = rows;
	ret_acc->user = NULL;
	ret_acc->pe = access->pe;
	ret_acc->owner = index;
	ret_acc->peek = false;
	ret_acc->open = false;
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
static inline int prepare_address(const struct vgs_gic *gic,
				  const struct vgs_access *access,
				  uint64_t addr, unsigned size,
				  struct vgs_acc *ret_acc, uint32_t *ret_offset)
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

static inline int read(struct vgs_gic *gic, struct vgs_acc *acc,
		       uint32_t offset, unsigned size, uint64_t *ret_value)
{
	int err = vgs_core_enter(gic);

	if (err)
		return err;
	*ret_value = read_register(gic, acc, offset, size);
	vgs_core_leave(gic);
	return acc->aborted ? VGS_ANSWER_ABORT : 0;
}

static inline int write(struct vgs_gic *gic, struct vgs_acc *acc,
			uint32_t offset, unsigned size, uint64_t value)
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
