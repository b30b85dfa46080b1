/* SPDX-License-Identifier: MIT */
/*
 * From an access back to the manual's words, by the register tables of the
 * library.
 */
#include "regname.h"

#include <inttypes.h>
#include <string.h>

const struct regname_sysreg regname_sysregs[VGS_SYSREG_COUNT] = {
#define REGNAME_ROW(name, op0, op1, crn, crm, op2)                             \
	{ #name, op0, op1, crn, crm, op2 },
	VGS_SYSREGS(REGNAME_ROW)
#undef REGNAME_ROW
};

static const struct {
	enum vgs_frame frame;
	enum vgs_reg_bank bank;
	const char *name;
} frames[] = {
	{ VGS_FRAME_GICD, VGS_BANK_GICV2_GICD, "GICD" },
	{ VGS_FRAME_GICD, VGS_BANK_GICV3_GICD, "GICD" },
	{ VGS_FRAME_GICC, VGS_BANK_GICV2_GICC, "GICC" },
	{ VGS_FRAME_GICH, VGS_BANK_GICV2_GICH, "GICH" },
	{ VGS_FRAME_GICV, VGS_BANK_GICV2_GICV, "GICV" },
	{ VGS_FRAME_GICR, VGS_BANK_GICV3_GICR, "GICR" },
	{ VGS_FRAME_GITS, VGS_BANK_GITS, "GITS" },
};

#define FRAMES (sizeof(frames) / sizeof(frames[0]))

/* Offset of @addr in one of a frame's instances, or -1. */
static int64_t offset_in(const struct vgs_gic *gic, enum vgs_frame frame,
			 uint64_t addr, unsigned *ret_owner)
{
	const struct vgs_gic_config *cfg = vgs_gic_config(gic);
	uint64_t size = vgs_gic_frame_size(gic, frame);
	unsigned copies = frame == VGS_FRAME_GICR   ? cfg->pes
			  : frame == VGS_FRAME_GITS ? cfg->its
						    : 1;
	unsigned i;

	for (i = 0; size && i < copies; i++) {
		uint64_t base = vgs_gic_frame_base(gic, frame, i);

		if (addr < base || addr - base >= size)
			continue;
		if (frame == VGS_FRAME_GICR)
			*ret_owner = i;
		return (int64_t)(addr - base);
	}
	return -1;
}

static bool find_row(enum vgs_reg_bank bank, uint32_t offset,
		     struct regname *name)
{
	struct vgs_reg_info info;
	unsigned i;

	for (i = 0; vgs_reg_at(bank, i, &info) == 0; i++) {
		uint32_t bytes = info.width / 8u;
		uint32_t stride = info.stride ? info.stride : bytes;
		uint32_t count = info.count ? info.count : 1;
		uint32_t into;

		if (offset < info.offset ||
		    offset - info.offset >= count * stride)
			continue;
		into = (offset - info.offset) % stride;
		name->info = info;
		name->n = (offset - info.offset) / stride;
		name->first_bit = 8 * into;
		return true;
	}
	return false;
}

static void spell(struct regname *name, unsigned size)
{
	const struct vgs_reg_info *info = &name->info;
	int n;

	snprintf(name->base, sizeof(name->base), "%s", info->name);
	n = snprintf(name->full, sizeof(name->full), "%s", info->name);
	if (info->count > 1)
		n += snprintf(name->full + n, sizeof(name->full) - (size_t)n,
			      "%u", info->first + name->n);
	if (size && 8 * size < info->width)
		n += snprintf(name->full + n, sizeof(name->full) - (size_t)n,
			      "[%u:%u]", name->first_bit + 8 * size - 1,
			      name->first_bit);
	if (!info->bits_per_intid)
		return;
	name->first_intid =
		info->first_intid + (name->n * info->width + name->first_bit) /
					    info->bits_per_intid;
}

static void name_sysreg(const struct optrace_op *op, struct regname *name)
{
	enum vgs_sysreg id = rig_sysreg(op->reg);
	unsigned i;

	snprintf(name->base, sizeof(name->base), "%s", op->reg);
	for (i = 0; id != VGS_SYSREG_COUNT &&
		    vgs_reg_at(VGS_BANK_GICV3_ICC, i, &name->info) == 0;
	     i++) {
		uint32_t count = name->info.count ? name->info.count : 1;

		if (id < name->info.offset || id >= name->info.offset + count)
			continue;
		name->known = true;
		name->n = id - name->info.offset;
		break;
	}
	memcpy(name->full, name->base, sizeof(name->full));
}

/* A frame that this build lacks still has a name in the trace. */
static void name_by_trace(const struct rig *rig, const struct optrace_op *op,
			  struct regname *name)
{
	const struct optrace_machine *m = rig->machine;
	uint64_t nearest = 0x100000;
	size_t i;

	snprintf(name->full, sizeof(name->full), "0x%" PRIx64, op->addr);
	for (i = 0; i < FRAMES; i++) {
		uint64_t base = m->frames[frames[i].frame];
		uint64_t offset = op->addr - base;

		if (base == UINT64_MAX || op->addr < base || offset >= nearest)
			continue;
		nearest = offset;
		snprintf(name->full, sizeof(name->full), "%s+0x%" PRIx64,
			 frames[i].name, offset);
	}
}

/* The registers of a guest's view are named as those of the hardware. */
static bool guest_sees(const struct rig *rig, enum vgs_reg_bank bank)
{
	bool v2 = bank == VGS_BANK_GICV2_GICD || bank == VGS_BANK_GICV2_GICC;

	return v2 == (rig->machine->gic == 2);
}

/* Offset of @addr in a frame that the guest sees, or -1. */
static int64_t guest_offset(const struct rig *rig, enum vgs_frame frame,
			    uint64_t addr, unsigned *ret_owner)
{
	const struct optrace_machine *m = rig->machine;
	uint64_t base = m->frames[frame];
	uint64_t stride = m->gicr_stride ? m->gicr_stride : 0x20000;
	uint64_t size = m->gic == 2 ? 0x2000 : 0x10000;

	if (frame == VGS_FRAME_GICR)
		size = m->cpus * stride;
	if (base == UINT64_MAX || addr < base || addr - base >= size)
		return -1;
	if (frame != VGS_FRAME_GICR)
		return (int64_t)(addr - base);
	*ret_owner = (unsigned)((addr - base) / stride);
	return (int64_t)((addr - base) % stride);
}

static void name_guest(const struct rig *rig, const struct optrace_op *op,
		       struct regname *name)
{
	size_t i;

	for (i = 0; i < FRAMES; i++) {
		enum vgs_reg_bank bank = frames[i].bank;
		int64_t offset = guest_offset(rig, frames[i].frame, op->addr,
					      &name->owner);

		if (offset < 0 || !guest_sees(rig, bank))
			continue;
		name->known = find_row(bank, (uint32_t)offset, name);
		if (name->known)
			spell(name, op->size);
		else
			snprintf(name->full, sizeof(name->full),
				 "%s+0x%" PRIx64, frames[i].name,
				 (uint64_t)offset);
		return;
	}
	name_by_trace(rig, op, name);
}

static void name_bus(const struct rig *rig, const struct optrace_op *op,
		     struct regname *name)
{
	size_t i;

	for (i = 0; i < FRAMES; i++) {
		int64_t offset = offset_in(rig->gic, frames[i].frame, op->addr,
					   &name->owner);

		if (offset < 0 || !vgs_gic_reg_bank(rig->gic, frames[i].bank))
			continue;
		name->known = find_row(frames[i].bank, (uint32_t)offset, name);
		if (name->known)
			spell(name, op->size);
		else
			snprintf(name->full, sizeof(name->full),
				 "%s+0x%" PRIx64, frames[i].name,
				 (uint64_t)offset);
		return;
	}
	name_by_trace(rig, op, name);
}

/* An op of the VMM: the register it is about, or what is done. */
static void name_call(const struct rig *rig, const struct optrace_op *op,
		      struct regname *name)
{
	bool attribute = op->kind == OP_UGET || op->kind == OP_USET;
	struct optrace_op at = *op;

	at.size = 4;
	if (attribute && op->kvm->dev == DEV_DIST) {
		at.addr += rig->machine->frames[VGS_FRAME_GICD];
		name_guest(rig, &at, name);
	} else if (attribute && op->kvm->dev == DEV_REDIST) {
		at.addr += rig->machine->frames[VGS_FRAME_GICR];
		name_guest(rig, &at, name);
		name->owner = op->pe;
	} else if (attribute && op->kvm->dev == DEV_ICC) {
		name_sysreg(op, name);
	} else {
		snprintf(name->full, sizeof(name->full), "%s",
			 optrace_kind_name(op->kind));
	}
}

void regname_of(const struct rig *rig, const struct optrace_op *op,
		struct regname *ret_name)
{
	struct regname *name = ret_name;

	memset(name, 0, sizeof(*name));
	name->owner = op->pe;
	if (op->kind > OP_MSR)
		name_call(rig, op, name);
	else if (op->kind == OP_MRS || op->kind == OP_MSR)
		name_sysreg(op, name);
	else if (rig->kvm)
		name_guest(rig, op, name);
	else
		name_bus(rig, op, name);
	if (!name->known)
		memcpy(name->base, name->full, sizeof(name->base));
}

uint64_t regname_intid_mask(const struct regname *name, uint32_t intid)
{
	unsigned bits = name->known ? name->info.bits_per_intid : 0;
	uint32_t index = intid - name->first_intid;

	if (!bits || intid < name->first_intid || index * bits >= 64)
		return 0;
	return (bits >= 64 ? UINT64_MAX : (1ull << bits) - 1) << (index * bits);
}

void regname_fields(const struct vgs_gic *gic, const struct regname *name,
		    const struct vgs_access *access, uint64_t expected,
		    uint64_t found, FILE *to)
{
	const struct vgs_field *field = NULL;
	const char *separator = "";
	struct vgs_reg_ref ref;

	if (!name->known || name->info.bits_per_intid)
		return;
	if (vgs_gic_reg_lookup(gic, name->base, &ref) == 0)
		field = vgs_gic_reg_fields(gic, &ref, access);
	expected <<= name->first_bit;
	found <<= name->first_bit;
	for (; field && field->name; field++) {
		unsigned width = field->msb - field->lsb + 1u;
		uint64_t mask = width >= 64 ? UINT64_MAX : (1ull << width) - 1;
		uint64_t want = expected >> field->lsb & mask;
		uint64_t have = found >> field->lsb & mask;

		if (want == have)
			continue;
		fprintf(to, "%s%s is %#" PRIx64 ", not %#" PRIx64, separator,
			field->name, have, want);
		separator = "; ";
	}
}
