/* SPDX-License-Identifier: MIT */
/*
 * Deviations that are done instead of excused: the op is changed into what the
 * recorded implementation makes of it, so that everything after it stays
 * comparable.  The model itself knows nothing of them.
 */
#include "excuse_data.h"

#include <string.h>

#define GICD_ITARGETSR 0x800u
#define GICD_SPENDSGIR 0xf20u

static uint8_t peek_byte(const struct rig *rig, uint64_t offset)
{
	struct vgs_access access = { 0, VGS_SECURE };
	uint64_t value = 0;

	vgs_gic_frame_peek(rig->gic, &access, VGS_FRAME_GICD, 0, offset, 1,
			   &value);
	return (uint8_t)value;
}

static uint64_t untargeted(const struct rig *rig, const struct regname *name)
{
	uint64_t bits = 0;
	unsigned i;

	for (i = 0; i < 32; i++) {
		uint32_t intid = name->first_intid + i;

		if (intid >= VGS_INTID_SPI &&
		    !peek_byte(rig, GICD_ITARGETSR + intid))
			bits |= regname_intid_mask(name, intid);
	}
	return bits;
}

/* GICD_SGIR as a source CPU set pending at each target, which no group stops.
 */
static void send_sgi(struct rig *rig, const struct optrace_op *op)
{
	unsigned cpus = rig->machine->cpus;
	unsigned list = op->value >> 16 & 0xff;
	unsigned pe;

	if ((op->value >> 24 & 3) == 1)
		list = ~(1u << op->pe);
	else if ((op->value >> 24 & 3) == 2)
		list = 1u << op->pe;
	for (pe = 0; pe < cpus && pe < 8; pe++) {
		struct vgs_access access = { pe, VGS_SECURE };

		if (list >> pe & 1)
			vgs_gic_frame_write(rig->gic, &access, VGS_FRAME_GICD,
					    0,
					    GICD_SPENDSGIR + (op->value & 0xf),
					    1, 1u << op->pe);
	}
}

static bool apply(struct excuse *e, struct rig *rig, struct optrace_op *op,
		  const struct regname *name)
{
	uint64_t bits = e->bits >> name->first_bit;

	switch (e->quirk) {
	case QUIRK_NONE:
		return false;
	case QUIRK_DROP:
		e->uses[1]++;
		return true;
	case QUIRK_AS_SECURE:
		if (!rig_secure_context(op->context)) {
			op->as_secure = true;
			e->uses[1]++;
		}
		return false;
	case QUIRK_DROP_UNTARGETED:
		bits = untargeted(rig, name);
		break;
	case QUIRK_DROP_BITS:
		break;
	case QUIRK_SGI_ANY_GROUP:
		if ((op->value >> 24 & 3) == 3)
			return false;
		e->uses[1]++;
		send_sgi(rig, op);
		return true;
	}
	if (op->value & bits)
		e->uses[1]++;
	op->value &= ~bits;
	return false;
}

bool excuses_before(struct excuses *ex, struct rig *rig, struct optrace_op *op,
		    const struct regname *name)
{
	bool drop = false;
	unsigned i;

	if (op->kind > OP_MSR || !ex->quirks)
		return false;
	for (i = 0; i < ex->count; i++) {
		struct excuse *e = &ex->entries[i];

		if (e->applies && e->quirk != QUIRK_NONE &&
		    e->kind == op->kind && excuse_register_fits(e, name) &&
		    excuse_conditions_fit(ex, e, rig, op, name))
			drop = apply(e, rig, op, name) || drop;
	}
	return drop;
}
