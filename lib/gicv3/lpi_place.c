/* SPDX-License-Identifier: MIT */
/*
 * Places in the pool of LPIs.
 *
 * - Nothing is lost: what has no place waits as a bit of its pending table.
 * - The right one first: of one owner the most urgent are in the pool.  The
 *   most urgent of those that wait is remembered; the table is read again when
 *   nothing more urgent is left in the pool, and before that never.  So a scan
 *   is paid for by as many acknowledges as the owner has places.
 * - An LPI that is disabled competes with nobody: it gives its place up.
 * - No owner waits for another one's software: who has nothing in a full pool
 *   takes a place from somebody who has several.
 */
#include "lpi_place.h"

#include "gicv3.h"
#include "lpi_tables.h"
#include "lpis.h"

/* --- who waits -------------------------------------------------------- */

void vgs_v3_lpi_rebuild_waiting(struct vgs_gic *gic, uint32_t owner)
{
	const struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	/* Of one that is being written back the table alone matters. */
	vgs_lpi_say(&gic->lpi, owner, VGS_LPI_WAITING,
		    st->enabled && st->overflowed && !st->scanning &&
			    !st->moving && st->waiting != VGS_LPI_NONE);
	vgs_lpi_say(&gic->lpi, owner, VGS_LPI_HIDDEN, st->flushing);
}

void vgs_v3_lpi_forget_waiting(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	st->overflowed = 0;
	st->waiting = VGS_LPI_NONE;
	vgs_v3_lpi_rebuild_waiting(gic, owner);
}

void vgs_v3_lpi_suspect_waiting(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	if (!st->overflowed)
		return;
	st->waiting = 0;
	vgs_v3_lpi_rebuild_waiting(gic, owner);
}

/* It is pending in the table only. */
static void wait(struct vgs_gic *gic, const struct vgs_lpi *lpi)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, lpi->owner);

	if (!st->overflowed && !st->scanning && !st->moving)
		st->waiting = VGS_LPI_NONE;
	st->overflowed = 1;
	if ((lpi->flags & VGS_LPI_ENABLED) && vgs_lpi_key_of(lpi) < st->waiting)
		st->waiting = vgs_lpi_key_of(lpi);
	vgs_v3_lpi_rebuild_waiting(gic, lpi->owner);
}

/* --- places ----------------------------------------------------------- */

static bool competes(const struct vgs_lpi *lpi)
{
	const unsigned both = VGS_LPI_PENDING | VGS_LPI_ENABLED;

	return (lpi->flags & both) == both;
}

void vgs_v3_lpi_join(struct vgs_gic *gic, const struct vgs_lpi *lpi)
{
	unsigned pe = vgs_lpi_pe(lpi->owner);
	struct vgs_hppi hppi;
	uint64_t key;

	vgs_lpi_place(&gic->lpi, lpi);
	if (!competes(lpi))
		return;
	if (vgs_v3_is_vpe(lpi->owner)) {
		vgs_core_mark(gic, pe, VGS_DIRTY_VIRTUAL);
	} else if (!vgs_lpi_is(&gic->lpi, pe, VGS_LPI_HIDDEN)) {
		vgs_core_lpi_hppi(lpi->intid, lpi->priority, &hppi);
		key = vgs_core_lpi_key(gic, lpi->priority, lpi->intid);
		if (vgs_core_in_the_way(gic, pe, key))
			vgs_core_put_back(gic, pe);
		vgs_core_offer(gic, pe, key, &hppi);
	}
}

void vgs_v3_lpi_leave(struct vgs_gic *gic, const struct vgs_lpi *lpi)
{
	unsigned pe = vgs_lpi_pe(lpi->owner);

	vgs_lpi_unplace(&gic->lpi, lpi);
	if (!competes(lpi))
		return;
	if (vgs_v3_is_vpe(lpi->owner))
		vgs_core_mark(gic, pe, VGS_DIRTY_VIRTUAL);
	else
		vgs_core_withdraw(
			gic, pe,
			vgs_core_lpi_key(gic, lpi->priority, lpi->intid));
}

void vgs_v3_lpi_drop(struct vgs_gic *gic, struct vgs_lpi *lpi)
{
	vgs_v3_lpi_leave(gic, lpi);
	vgs_lpi_remove(&gic->lpi, lpi);
}

/* From the pool to the table; false: memory failed, it stays. */
static bool spill(struct vgs_gic *gic, struct vgs_lpi *lpi)
{
	if (!lpi || vgs_v3_lpi_table_set(gic, lpi->owner, lpi->intid, true))
		return false;
	wait(gic, lpi);
	vgs_v3_lpi_drop(gic, lpi);
	return true;
}

static struct vgs_lpi *worst(const struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_lpi *lpi = vgs_lpi_any_disabled(&gic->lpi, owner);

	return lpi ? lpi : vgs_lpi_least_urgent(&gic->lpi, owner);
}

/* Make room in a full pool for @lpi, which is not in it. */
static bool make_room(struct vgs_gic *gic, const struct vgs_lpi *lpi)
{
	struct vgs_lpi_pool *pool = &gic->lpi;
	uint32_t owner = vgs_lpi_owner_after(pool, lpi->owner, VGS_LPI_CACHED);
	struct vgs_lpi *victim;

	/* Configuration that nothing pending needs. */
	if (owner != VGS_LPI_NONE) {
		vgs_v3_lpi_drop(gic, vgs_lpi_any_cached(pool, owner));
		return true;
	}
	if (!(lpi->flags & VGS_LPI_ENABLED))
		return false;
	if (!vgs_lpi_is(pool, lpi->owner, VGS_LPI_SOME)) {
		owner = vgs_lpi_owner_after(pool, lpi->owner, VGS_LPI_MANY);
		return owner != VGS_LPI_NONE && spill(gic, worst(gic, owner));
	}
	victim = worst(gic, lpi->owner);
	if ((victim->flags & VGS_LPI_ENABLED) &&
	    vgs_lpi_key_of(victim) < vgs_lpi_key_of(lpi))
		return false;
	return spill(gic, victim);
}

bool vgs_v3_lpi_take_in(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			struct vgs_lpi *lpi, int *ret_err)
{
	struct vgs_lpi seen = { .owner = owner, .intid = intid };

	if (lpi && (lpi->flags & VGS_LPI_PENDING))
		return true;
	if (lpi)
		seen = *lpi;
	/* GIC-L16: eager reads each time, cached only what it does not have. */
	if (VGS_RULE(GIC_L16, gic->cfg.lpi_cache == VGS_LPI_CACHE_EAGER ||
				      !(seen.flags & VGS_LPI_CONFIG)))
		*ret_err = vgs_v3_lpi_read_config(gic, owner, &seen);
	if (lpi)
		vgs_v3_lpi_leave(gic, lpi);
	else
		lpi = vgs_lpi_add(&gic->lpi, owner, intid);
	if (!lpi && make_room(gic, &seen))
		lpi = vgs_lpi_add(&gic->lpi, owner, intid);
	if (!lpi) {
		wait(gic, &seen);
		return false;
	}
	lpi->priority = seen.priority;
	lpi->flags = seen.flags | VGS_LPI_USED | VGS_LPI_PENDING;
	vgs_v3_lpi_join(gic, lpi);
	return true;
}

/* --- reading in what waits -------------------------------------------- */

void vgs_v3_lpi_read_in(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	st->scanning = 1;
	st->again = 0;
	st->cursor = VGS_INTID_LPI;
	/* What the scan does not find a place for says so again. */
	vgs_v3_lpi_forget_waiting(gic, owner);
	vgs_core_defer(gic, vgs_v3_lpi_job(owner), vgs_lpi_pe(owner));
}

/* Could one of @owner get a place, if it were urgent enough? */
static bool has_chance(const struct vgs_gic *gic, uint32_t owner)
{
	const struct vgs_lpi_pool *pool = &gic->lpi;

	return pool->used < pool->slots ||
	       vgs_lpi_is(pool, owner, VGS_LPI_SOME) ||
	       vgs_lpi_has(pool, VGS_LPI_CACHED) ||
	       vgs_lpi_has(pool, VGS_LPI_MANY);
}

/* Does one wait that is more urgent than all in the pool? */
static bool is_due(const struct vgs_gic *gic, uint32_t owner)
{
	const struct vgs_lpi *first;

	if (!vgs_lpi_is(&gic->lpi, owner, VGS_LPI_WAITING))
		return false;
	first = vgs_lpi_most_urgent(&gic->lpi, owner);
	return (!first || vgs_v3_lpi_space(gic, owner)->waiting <
				  vgs_lpi_key_of(first)) &&
	       has_chance(gic, owner);
}

void vgs_v3_lpi_settle_now(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_lpi_pool *pool = &gic->lpi;
	uint32_t other = owner;

	/* What the scan has passed may be due when it ends. */
	if (vgs_v3_lpi_space(gic, owner)->scanning)
		vgs_v3_lpi_space(gic, owner)->again = 1;
	if (!vgs_lpi_has(pool, VGS_LPI_WAITING))
		return;
	for (unsigned i = 0; i < 2 * gic->cfg.pes; i++) {
		other = vgs_lpi_starving_after(pool, other);
		if (other == VGS_LPI_NONE || !is_due(gic, other))
			break;
		vgs_v3_lpi_read_in(gic, other);
	}
	if (is_due(gic, owner))
		vgs_v3_lpi_read_in(gic, owner);
}
