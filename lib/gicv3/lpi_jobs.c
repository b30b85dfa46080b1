/* SPDX-License-Identifier: MIT */
/*
 * What an owner does to all of its LPIs: read the pending table in, write it
 * back, read all configuration again, move everything elsewhere.  Each is a
 * job that stops when the call has made its visits and goes on when the
 * deferred action is run; where it stands is part of the state.
 */
#include "gicv3.h"
#include "lpi_place.h"
#include "lpi_tables.h"
#include "lpis.h"
#include "mem.h"

/* --- the pending table, word by word ---------------------------------- */

/*
 * The next bits from the cursor on.  A word with its first bit is one visit.
 * False: no more visits; *@ret_bits 0 at the end of the table.
 */
static bool next_bits(struct vgs_gic *gic, uint32_t owner, uint64_t *ret_bits,
		      int *ret_err)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);
	uint32_t end = VGS_BIT(vgs_v3_lpi_id_bits(gic, owner));

	*ret_bits = 0;
	while (!*ret_bits && st->cursor < end) {
		uint64_t addr = (st->pendbaser & VGS_V3_PEND_ADDR) +
				st->cursor / 64 * 8,
			 word;

		if (!vgs_core_visit(gic))
			return false;
		if (vgs_v3_vpt_skips(gic, owner, st->cursor)) {
			st->cursor += VGS_V3_VPT_BLOCK;
			continue;
		}
		if (vgs_mem_read(gic, addr, 8, &word)) {
			vgs_core_ignored(gic, vgs_lpi_pe(owner),
					 vgs_v3_is_vpe(owner)
						 ? "GICR_VPENDBASER"
						 : "GICR_PENDBASER",
					 addr, VGS_R_GIC_L11);
			*ret_err = -VGS_EMEM;
			word = 0;
		}
		*ret_bits = word & UINT64_MAX << st->cursor % 64;
		if (!*ret_bits)
			st->cursor = (st->cursor | 63u) + 1;
	}
	return true;
}

/*
 * Call @each for all bits from the cursor on; true: all of them were visited.
 */
static bool for_each_bit(struct vgs_gic *gic, uint32_t owner, int *ret_err,
			 void (*each)(struct vgs_gic *gic, uint32_t owner,
				      uint32_t intid, int *ret_err))
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	for (;;) {
		uint64_t bits;

		if (!next_bits(gic, owner, &bits, ret_err))
			return false;
		if (!bits)
			return true;
		for (uint32_t first = st->cursor & ~63u; bits;) {
			each(gic, owner, first + vgs_ctz64(bits), ret_err);
			bits &= bits - 1;
			st->cursor = first + (bits ? vgs_ctz64(bits) : 64);
			if (bits && !vgs_core_visit(gic))
				return false;
		}
	}
}

/* --- reading the table in --------------------------------------------- */

static void take_from_table(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			    int *ret_err)
{
	struct vgs_lpi *lpi = vgs_lpi_find(&gic->lpi, owner, intid);

	if (vgs_v3_lpi_take_in(gic, owner, intid, lpi, ret_err) &&
	    !vgs_v3_written_through(gic))
		(void)vgs_v3_lpi_table_set(gic, owner, intid, false);
}

/* @return false: the visits are used up. */
static bool scan(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);
	int err = 0;

	if (!st->scanning)
		return true;
	if (!for_each_bit(gic, owner, &err, take_from_table))
		return false;
	st->scanning = 0;
	if (!st->overflowed && !vgs_v3_written_through(gic))
		vgs_v3_vpt_emptied(gic, owner);
	vgs_v3_lpi_rebuild_waiting(gic, owner);
	if (st->again)
		vgs_v3_lpi_settle(gic, owner);
	return true;
}

/* --- writing it back -------------------------------------------------- */

/* Most urgent first, then disabled ones. */
static struct vgs_lpi *any_pending(const struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_lpi *lpi = vgs_lpi_most_urgent(&gic->lpi, owner);

	return lpi ? lpi : vgs_lpi_any_disabled(&gic->lpi, owner);
}

void vgs_v3_lpi_write_back(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	while (st && st->flushing) {
		struct vgs_lpi *lpi = any_pending(gic, owner);
		bool pending = lpi != NULL;

		if (!lpi)
			lpi = vgs_lpi_any_cached(&gic->lpi, owner);
		if (!lpi) {
			st->flushing = 0;
			vgs_v3_lpi_forget_waiting(gic, owner);
			vgs_v3_lpi_settle(gic, owner);
			return;
		}
		if (!vgs_core_visit(gic)) {
			vgs_core_postpone(gic, vgs_v3_lpi_flush(owner),
					  vgs_lpi_pe(owner));
			return;
		}
		/* GIC-L12: memory has it all once RWP, or Dirty, is 0. */
		if (VGS_RULE(GIC_L12, pending))
			(void)vgs_v3_lpi_table_set(gic, owner, lpi->intid,
						   true);
		vgs_v3_lpi_drop(gic, lpi);
	}
}

void vgs_v3_lpi_disable(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	st->enabled = 0;
	st->scanning = 0;
	st->invalidating = 0;
	st->moving = VGS_V3_MOVING_NOTHING;
	st->flushing = 1;
	vgs_v3_lpi_forget_waiting(gic, owner);
	vgs_core_dirty(gic, vgs_lpi_pe(owner));
	vgs_core_defer(gic, vgs_v3_lpi_flush(owner), vgs_lpi_pe(owner));
}

/* GIC-L30: does the pending table of a PE overlap an enabled one's? */
static bool shares_table(const struct vgs_gic *gic, unsigned pe)
{
	uint64_t base = vgs_v3_lpi_space(gic, pe)->pendbaser & VGS_V3_PEND_ADDR;
	uint64_t size = VGS_BIT64(vgs_v3_lpi_id_bits(gic, pe)) / 8;

	for (unsigned other = 0; other < gic->cfg.pes; other++) {
		const struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, other);
		uint64_t at = st->pendbaser & VGS_V3_PEND_ADDR;

		if (other != pe && st->enabled &&
		    (at < base ? base - at : at - base) < size)
			return true;
	}
	return false;
}

/* Caches and shareability, which PENDBASER has where PROPBASER has them. */
#define ATTRIBUTES (UINT64_C(7) << 56 | 3u << 10 | 7u << 7)

/*
 * What PEs whose LPIs are enabled must have alike: PROPBASER within an Aff3
 * (CommonLPIAff), and how the pending tables are reached.
 */
static void check_alike(struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, pe);
	bool prop = true, pend = true;

	for (unsigned other = 0; other < gic->cfg.pes; other++) {
		const struct vgs_v3_lpi *it = vgs_v3_lpi_space(gic, other);

		if (other == pe || !it->enabled)
			continue;
		if (gic->affinities[other] >> 24 == gic->affinities[pe] >> 24)
			prop &= it->propbaser == st->propbaser;
		pend &= !((it->pendbaser ^ st->pendbaser) & ATTRIBUTES);
	}
	if (!VGS_RULE(GIC_L3, prop))
		vgs_core_finding(gic, pe, VGS_INTID_NONE, VGS_R_GIC_CU18);
	if (!VGS_RULE(GIC_L15, pend))
		vgs_core_finding(gic, pe, VGS_INTID_NONE, VGS_R_GIC_CU19);
}

void vgs_v3_lpi_enable(struct vgs_gic *gic, uint32_t owner, bool enable)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);
	bool zero;

	if (!gic->lpi.lpis || st->enabled == enable)
		return;
	if (!enable) {
		vgs_v3_lpi_disable(gic, owner);
		return;
	}
	/* GIC-CU22: UNPREDICTABLE before RWP reads 0; the write is ignored. */
	if (st->flushing) {
		vgs_core_finding(gic, vgs_lpi_pe(owner), VGS_INTID_NONE,
				 VGS_R_GIC_CU22);
		return;
	}
	st->enabled = 1;
	if (VGS_RULE(GIC_L30, shares_table(gic, owner)))
		vgs_core_finding(gic, owner, VGS_INTID_NONE, VGS_R_GIC_CU20);
	check_alike(gic, owner);
	/*
	 * GIC-L11: with PTZ the table is known to be zero, this time; what is
	 * written back to it later counts the next time (GIC-L12).
	 */
	zero = st->ptz;
	st->ptz = 0;
	if (VGS_RULE(GIC_L11, zero) || !vgs_v3_lpi_id_bits(gic, owner))
		return;
	vgs_v3_lpi_read_in(gic, owner);
}

/* --- configuration of all --------------------------------------------- */

static int reread(struct vgs_gic *gic, struct vgs_lpi *lpi)
{
	int err;

	if (!(lpi->flags & VGS_LPI_PENDING)) {
		vgs_v3_lpi_drop(gic, lpi);
		return 0;
	}
	/* GIC-L18: what is pending is judged anew. */
	vgs_v3_lpi_leave(gic, lpi);
	err = vgs_v3_lpi_read_config(gic, lpi->owner, lpi);
	vgs_v3_lpi_join(gic, lpi);
	return err;
}

int vgs_v3_lpi_invalidate(struct vgs_gic *gic, uint32_t owner, uint32_t intid)
{
	struct vgs_lpi *lpi;
	bool waits = false;
	int err = 0;

	if (!vgs_v3_lpi_usable(gic, owner, intid))
		return 0;
	if (VGS_QUIRK(gic, QX_4))
		return vgs_v3_lpi_invalidate_all(gic, owner);
	lpi = vgs_lpi_find(&gic->lpi, owner, intid);
	/* GIC-L26: an LPI that is not here has nothing to read again. */
	if (VGS_RULE(GIC_L26, lpi != NULL) && lpi) {
		err = reread(gic, lpi);
	} else if (vgs_v3_lpi_table_matters(gic, owner)) {
		err = vgs_v3_lpi_table_bit(gic, owner, intid, &waits);
		if (waits)
			take_from_table(gic, owner, intid, &err);
	}
	vgs_v3_lpi_settle(gic, owner);
	return err;
}

/* Slots that are looked at in one visit if none is the owner's. */
#define SLOTS_A_VISIT 64u

static bool invalidate(struct vgs_gic *gic, uint32_t owner, int *ret_err)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	while (st->invalidating && st->slot < gic->lpi.end) {
		uint32_t end = (st->slot | (SLOTS_A_VISIT - 1)) + 1;
		struct vgs_lpi *lpi;
		int err = 0;

		if (end > gic->lpi.end)
			end = gic->lpi.end;
		if (!vgs_core_visit(gic))
			return false;
		lpi = vgs_lpi_within(&gic->lpi, owner, st->slot, end);
		st->slot = lpi ? vgs_lpi_slot(&gic->lpi, lpi) + 1 : end;
		if (lpi)
			err = reread(gic, lpi);
		*ret_err = err ? err : *ret_err;
	}
	if (st->invalidating) {
		st->invalidating = 0;
		vgs_v3_lpi_suspect_waiting(gic, owner);
		vgs_v3_lpi_settle(gic, owner);
	}
	return true;
}

/* --- moving all -------------------------------------------------------- */

static void move_from_table(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			    int *ret_err)
{
	int err = vgs_v3_lpi_carry(
		gic, owner, vgs_v3_lpi_space(gic, owner)->move_to, intid);

	*ret_err = err ? err : *ret_err;
}

/* Quirk QX-4: who gets the LPIs of another reads all configuration again. */
static void finish_move(struct vgs_gic *gic, uint32_t owner)
{
	uint32_t to = vgs_v3_lpi_space(gic, owner)->move_to;

	vgs_v3_lpi_space(gic, owner)->moving = VGS_V3_MOVING_NOTHING;
	vgs_v3_lpi_rebuild_waiting(gic, owner);
	vgs_v3_lpi_settle(gic, owner);
	if (VGS_QUIRK(gic, QX_4))
		(void)vgs_v3_lpi_invalidate_all(gic, to);
}

static bool may_move(struct vgs_gic *gic, uint32_t to)
{
	if (vgs_v3_lpi_enabled(gic, to))
		return true;
	vgs_core_finding(gic, vgs_lpi_pe(to), VGS_INTID_NONE, VGS_R_GIC_CU46);
	return VGS_CHOICE(gic, GIC_CU46);
}

static bool go_on_moving(struct vgs_gic *gic, uint32_t owner, int *ret_err)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);
	struct vgs_lpi *lpi;

	while ((lpi = any_pending(gic, owner)) != NULL) {
		if (!vgs_core_visit(gic))
			return false;
		move_from_table(gic, owner, lpi->intid, ret_err);
	}
	/* Another owner took a place meanwhile: what it drove out goes too. */
	if (st->moving == VGS_V3_MOVING_POOL && st->overflowed) {
		st->moving = VGS_V3_MOVING_TABLE;
		st->cursor = VGS_INTID_LPI;
		vgs_v3_lpi_forget_waiting(gic, owner);
	}
	if (st->moving == VGS_V3_MOVING_TABLE &&
	    !for_each_bit(gic, owner, ret_err, move_from_table))
		return false;
	finish_move(gic, owner);
	return true;
}

static bool move_all(struct vgs_gic *gic, uint32_t owner, int *ret_err)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	if (!st->moving)
		return true;
	/* GIC-CU46: what has no way to go stays, or is lost. */
	if (!may_move(gic, st->move_to)) {
		if (st->moving == VGS_V3_MOVING_TABLE) {
			st->overflowed = 1;
			st->waiting = 0;
		}
		finish_move(gic, owner);
		return true;
	}
	return go_on_moving(gic, owner, ret_err);
}

int vgs_v3_lpi_move_all(struct vgs_gic *gic, uint32_t from, uint32_t to)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, from);
	int err = 0;

	if (from == to)
		return 0;
	vgs_v3_lpi_check_on(gic, from, VGS_INTID_NONE);
	if (!vgs_v3_lpi_enabled(gic, from) || !may_move(gic, to))
		return 0;
	st->moving = vgs_v3_lpi_table_matters(gic, from) ? VGS_V3_MOVING_TABLE
							 : VGS_V3_MOVING_POOL;
	st->move_to = to;
	st->cursor = VGS_INTID_LPI;
	st->scanning = 0;
	vgs_v3_lpi_forget_waiting(gic, from);
	if (!go_on_moving(gic, from, &err))
		vgs_core_postpone(gic, vgs_v3_lpi_job(from), vgs_lpi_pe(from));
	return err;
}

/* --- all of them -------------------------------------------------------- */

int vgs_v3_lpi_invalidate_all(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);
	int err = 0;

	if (!vgs_v3_lpi_enabled(gic, owner))
		return 0;
	st->invalidating = 1;
	st->slot = 0;
	if (!invalidate(gic, owner, &err))
		vgs_core_postpone(gic, vgs_v3_lpi_job(owner),
				  vgs_lpi_pe(owner));
	return err;
}

void vgs_v3_lpi_work(struct vgs_gic *gic, uint32_t owner)
{
	int err = 0;

	if (!gic->lpi.lpis)
		return;
	if (!move_all(gic, owner, &err) || !invalidate(gic, owner, &err) ||
	    !scan(gic, owner))
		vgs_core_postpone(gic, vgs_v3_lpi_job(owner),
				  vgs_lpi_pe(owner));
}

bool vgs_v3_lpi_moving(const struct vgs_gic *gic, uint32_t owner)
{
	const struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	return st && st->moving;
}

bool vgs_v3_lpi_busy(const struct vgs_gic *gic, uint32_t owner)
{
	const struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	return st && (st->moving || st->invalidating);
}
