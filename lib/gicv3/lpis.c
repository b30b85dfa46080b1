/* SPDX-License-Identifier: MIT */
/*
 * LPIs: configuration and pending tables in the caller's memory, pending state
 * in the pool.
 *
 * While LPIs are enabled, what is pending is what the pool has and, where the
 * pool was too small or the table is still being read in, what the table has.
 * Choice GIC-L12: "written-back", the table is brought up to date when LPIs are
 * disabled; "written-through", it always is.
 */
#include "lpis.h"

#include "gicv3.h"
#include "lpi_tables.h"
#include "mem.h"

static bool written_through(const struct vgs_gic *gic)
{
	return VGS_CHOICE(gic, GIC_L12);
}

/* May the table hold bits that the pool does not? */
static bool table_matters(const struct vgs_gic *gic, uint32_t owner)
{
	const struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	return st->scanning || st->overflowed;
}

/* --- owners ---------------------------------------------------------- */

static unsigned owners(const struct vgs_gic *gic)
{
	return gic->cfg.pes;
}

/* The owner that comes @i places after @owner, in a circle. */
static uint32_t owner_after(const struct vgs_gic *gic, uint32_t owner,
			    unsigned i)
{
	return (owner + i) % owners(gic);
}

/* --- entries of the pool ------------------------------------------- */

static void trace_state(const struct vgs_gic *gic, uint32_t owner,
			uint32_t intid, bool pending, unsigned rule)
{
	const struct vgs_event event = {
		.kind = VGS_EV_IRQ,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)vgs_lpi_pe(owner),
		.vcpu = VGS_NO_PE,
		.intid = intid,
		.old_value = pending ? VGS_INACTIVE : VGS_PENDING,
		.new_value = pending ? VGS_PENDING : VGS_INACTIVE,
	};

	vgs_core_trace(gic, &event);
}

static bool is_ready(const struct vgs_lpi *lpi)
{
	const unsigned ready = VGS_LPI_PENDING | VGS_LPI_ENABLED;

	return (lpi->flags & ready) == ready;
}

static void index_add(struct vgs_gic *gic, uint32_t owner, struct vgs_lpi *lpi)
{
	if (!is_ready(lpi))
		return;
	vgs_lpi_index_insert(&gic->lpi, owner, lpi->priority, lpi->intid);
	vgs_core_dirty(gic, vgs_lpi_pe(owner));
}

static void index_drop(struct vgs_gic *gic, uint32_t owner, struct vgs_lpi *lpi)
{
	if (!is_ready(lpi))
		return;
	vgs_lpi_index_remove(&gic->lpi, owner, lpi->priority, lpi->intid);
	vgs_core_dirty(gic, vgs_lpi_pe(owner));
}

static void read_in(struct vgs_gic *gic, uint32_t owner)
{
	vgs_v3_lpi_space(gic, owner)->scanning = 1;
	vgs_v3_lpi_space(gic, owner)->cursor = VGS_INTID_LPI;
	vgs_core_defer(gic, VGS_WORK_LPI_CACHE, owner);
}

static bool waits(const struct vgs_gic *gic, uint32_t owner)
{
	return vgs_v3_lpi_space(gic, owner)->overflowed &&
	       !vgs_v3_lpi_space(gic, owner)->scanning;
}

/*
 * Bits wait in tables for the place that @owner left: of a PE that has none in
 * the pool, or of @owner, or of any.
 */
static void offer_place(struct vgs_gic *gic, uint32_t owner)
{
	unsigned to = waits(gic, owner) ? owner : VGS_NO_PE;

	if (!gic->v3->lpi_waiting)
		return;
	for (unsigned i = 1; i <= owners(gic); i++) {
		uint32_t other = owner_after(gic, owner, i);

		if (!waits(gic, other))
			continue;
		if (!vgs_lpi_first(&gic->lpi, other)) {
			read_in(gic, other);
			return;
		}
		if (to == VGS_NO_PE)
			to = other;
	}
	if (to != VGS_NO_PE)
		read_in(gic, to);
}

/* It is not pending any more; kept only as a cached configuration. */
static void forget(struct vgs_gic *gic, uint32_t owner, struct vgs_lpi *lpi)
{
	index_drop(gic, owner, lpi);
	lpi->flags &= (uint8_t)~VGS_LPI_PENDING;
	if (gic->cfg.lpi_cache == VGS_LPI_CACHE_EAGER ||
	    !(lpi->flags & VGS_LPI_CONFIG))
		vgs_lpi_remove(&gic->lpi, lpi);
	/* A cached configuration gives way to what waits. */
	offer_place(gic, owner);
}

/* Give up a cached configuration that nothing pending needs. */
static bool evict(struct vgs_gic *gic)
{
	for (unsigned i = 0; i < owners(gic); i++) {
		struct vgs_lpi *lpi =
			vgs_lpi_first(&gic->lpi, owner_after(gic, 0, i));

		for (; lpi; lpi = vgs_lpi_next(&gic->lpi, lpi)) {
			if (lpi->flags & VGS_LPI_PENDING)
				continue;
			vgs_lpi_remove(&gic->lpi, lpi);
			return true;
		}
	}
	return false;
}

/* --- pending --------------------------------------------------------- */

static void set_overflowed(struct vgs_gic *gic, uint32_t owner, bool overflowed)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	if (st->overflowed == overflowed)
		return;
	st->overflowed = overflowed;
	gic->v3->lpi_waiting += overflowed ? 1u : -1u;
}

/* A bit goes into a part of the table that has been read in already. */
static void scan_again_from(struct vgs_gic *gic, uint32_t owner, uint32_t intid)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	if (st->scanning && intid < st->cursor)
		st->cursor = intid & ~63u;
}

/* The least urgent pending LPI of a PE that has another one. */
static struct vgs_lpi *least_urgent(const struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_lpi *least = vgs_lpi_first(&gic->lpi, owner), *lpi;

	if (!least || !vgs_lpi_next(&gic->lpi, least))
		return NULL;
	for (lpi = least; lpi; lpi = vgs_lpi_next(&gic->lpi, lpi)) {
		if (!is_ready(lpi))
			return lpi;
		if (lpi->priority > least->priority)
			least = lpi;
	}
	return least;
}

/*
 * No PE waits for another one's software to acknowledge: where @owner has nothing
 * in a full pool, somebody's LPI goes to its table.
 */
static bool spill(struct vgs_gic *gic, uint32_t owner)
{
	for (unsigned i = 1; i < owners(gic); i++) {
		uint32_t other = owner_after(gic, owner, i);
		struct vgs_lpi *lpi = least_urgent(gic, other);

		if (!lpi || vgs_v3_lpi_table_set(gic, other, lpi->intid, true))
			continue;
		index_drop(gic, other, lpi);
		set_overflowed(gic, other, true);
		scan_again_from(gic, other, lpi->intid);
		vgs_lpi_remove(&gic->lpi, lpi);
		return true;
	}
	return false;
}

static struct vgs_lpi *take_entry(struct vgs_gic *gic, uint32_t owner,
				  uint32_t intid)
{
	struct vgs_lpi *lpi = vgs_lpi_add(&gic->lpi, owner, intid);

	if (!lpi && gic->cfg.lpi_cache == VGS_LPI_CACHE_CACHED && evict(gic))
		lpi = vgs_lpi_add(&gic->lpi, owner, intid);
	if (!lpi && !vgs_lpi_first(&gic->lpi, owner) && spill(gic, owner))
		lpi = vgs_lpi_add(&gic->lpi, owner, intid);
	return lpi;
}

/* Into the pool; false: it is full, the table keeps the bit. */
static bool pool_pending(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 int *ret_err)
{
	struct vgs_lpi *lpi = take_entry(gic, owner, intid);

	if (!lpi) {
		set_overflowed(gic, owner, true);
		return false;
	}
	if (lpi->flags & VGS_LPI_PENDING)
		return true;
	/* GIC-L16: eager reads each time, cached only what it does not have. */
	if (VGS_RULE(GIC_L16, gic->cfg.lpi_cache == VGS_LPI_CACHE_EAGER ||
				      !(lpi->flags & VGS_LPI_CONFIG)))
		*ret_err = vgs_v3_lpi_read_config(gic, owner, lpi);
	lpi->flags |= VGS_LPI_PENDING;
	index_add(gic, owner, lpi);
	return true;
}

bool vgs_v3_lpi_pending(struct vgs_gic *gic, uint32_t owner, uint32_t intid)
{
	const struct vgs_lpi *lpi = vgs_lpi_find(&gic->lpi, owner, intid);
	bool pending = false;

	if (lpi && (lpi->flags & VGS_LPI_PENDING))
		return true;
	if (vgs_v3_lpi_usable(gic, owner, intid) && table_matters(gic, owner))
		(void)vgs_v3_lpi_table_bit(gic, owner, intid, &pending);
	return pending;
}

int vgs_v3_lpi_set(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		   unsigned rule)
{
	const struct vgs_lpi *lpi;
	int err = 0;

	if (!vgs_v3_lpi_usable(gic, owner, intid))
		return 0;
	lpi = vgs_lpi_find(&gic->lpi, owner, intid);
	/* GIC-L20: pending already, no effect. */
	if (VGS_RULE(GIC_L20, lpi && (lpi->flags & VGS_LPI_PENDING)))
		return 0;
	if (!pool_pending(gic, owner, intid, &err)) {
		scan_again_from(gic, owner, intid);
		err = vgs_v3_lpi_table_set(gic, owner, intid, true);
	} else if (written_through(gic)) {
		int failed = vgs_v3_lpi_table_set(gic, owner, intid, true);

		err = failed ? failed : err;
	}
	if (VGS_TRACING(gic))
		trace_state(gic, owner, intid, true, rule);
	return err;
}

/*
 * Take a pending bit away wherever it is; false: it was not pending.  The
 * place of one that is moved is for itself.
 */
static bool take_pending(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool moved, int *ret_err)
{
	struct vgs_lpi *lpi = vgs_lpi_find(&gic->lpi, owner, intid);
	bool pending = lpi && (lpi->flags & VGS_LPI_PENDING), in_table = false;

	if (table_matters(gic, owner) || (pending && written_through(gic))) {
		*ret_err = vgs_v3_lpi_table_bit(gic, owner, intid, &in_table);
		if (in_table)
			*ret_err =
				vgs_v3_lpi_table_set(gic, owner, intid, false);
	}
	if (pending && moved) {
		index_drop(gic, owner, lpi);
		vgs_lpi_remove(&gic->lpi, lpi);
	} else if (pending) {
		forget(gic, owner, lpi);
	}
	return pending || in_table;
}

int vgs_v3_lpi_clear(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		     unsigned rule)
{
	int err = 0;

	if (vgs_v3_lpi_usable(gic, owner, intid) &&
	    take_pending(gic, owner, intid, false, &err) && VGS_TRACING(gic))
		trace_state(gic, owner, intid, false, rule);
	return err;
}

void vgs_v3_lpi_acknowledged(struct vgs_gic *gic, uint32_t owner,
			     uint32_t intid)
{
	(void)vgs_v3_lpi_clear(gic, owner, intid, VGS_R_GIC_L19);
}

/* --- configuration ---------------------------------------------------- */

int vgs_v3_lpi_invalidate(struct vgs_gic *gic, uint32_t owner, uint32_t intid)
{
	struct vgs_lpi *lpi;
	int err;

	/* GIC-L26: an LPI that is not here has nothing to read again. */
	if (!vgs_v3_lpi_usable(gic, owner, intid))
		return 0;
	lpi = vgs_lpi_find(&gic->lpi, owner, intid);
	if (VGS_RULE(GIC_L26, !lpi))
		return 0;
	if (!(lpi->flags & VGS_LPI_PENDING)) {
		vgs_lpi_remove(&gic->lpi, lpi);
		return 0;
	}
	/* GIC-L18: what is pending is judged anew. */
	index_drop(gic, owner, lpi);
	err = vgs_v3_lpi_read_config(gic, owner, lpi);
	index_add(gic, owner, lpi);
	return err;
}

int vgs_v3_lpi_invalidate_all(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_lpi *lpi, *next;
	int err = 0;

	if (!vgs_v3_lpi_enabled(gic, owner))
		return 0;
	for (lpi = vgs_lpi_first(&gic->lpi, owner); lpi; lpi = next) {
		int failed;

		next = vgs_lpi_next(&gic->lpi, lpi);
		failed = vgs_v3_lpi_invalidate(gic, owner, lpi->intid);
		err = failed ? failed : err;
	}
	return err;
}

/* --- moving -------------------------------------------------------------- */

static int move(struct vgs_gic *gic, unsigned from, unsigned to, uint32_t intid)
{
	int err = 0, failed;

	if (from == to || !vgs_v3_lpi_usable(gic, from, intid))
		return 0;
	/* GIC-CU46: to a Redistributor without LPIs they would be lost. */
	if (!vgs_v3_lpi_enabled(gic, to)) {
		vgs_core_finding(gic, to, intid, VGS_R_GIC_CU46);
		return 0;
	}
	if (!VGS_RULE(GIC_L29, take_pending(gic, from, intid, true, &err)))
		return err;
	if (VGS_TRACING(gic))
		trace_state(gic, from, intid, false, VGS_R_GIC_L29);
	failed = vgs_v3_lpi_set(gic, to, intid, VGS_R_GIC_L29);
	return failed ? failed : err;
}

int vgs_v3_lpi_move(struct vgs_gic *gic, unsigned from, unsigned to,
		    uint32_t intid)
{
	int err = move(gic, from, to, intid);

	if (gic->lpi.lpis)
		offer_place(gic, from);
	return err;
}

/* Bits that only the table of @from has. */
static int move_table(struct vgs_gic *gic, unsigned from, unsigned to)
{
	uint64_t base =
		vgs_v3_lpi_space(gic, from)->pendbaser & VGS_V3_PEND_ADDR;
	uint32_t end = VGS_BIT(vgs_v3_lpi_id_bits(gic, from));

	for (uint32_t first = VGS_INTID_LPI; first < end; first += 64) {
		uint64_t word;
		int err = vgs_mem_read(gic, base + first / 8, 8, &word);

		for (; !err && word; word &= word - 1)
			err = move(gic, from, to, first + vgs_ctz64(word));
		if (err)
			return err;
	}
	return 0;
}

int vgs_v3_lpi_move_all(struct vgs_gic *gic, unsigned from, unsigned to)
{
	struct vgs_lpi *lpi, *next;
	int err = 0;

	if (from == to || !vgs_v3_lpi_enabled(gic, from))
		return 0;
	if (!vgs_v3_lpi_enabled(gic, to)) {
		vgs_core_finding(gic, to, VGS_INTID_NONE, VGS_R_GIC_CU46);
		return 0;
	}
	for (lpi = vgs_lpi_first(&gic->lpi, from); lpi; lpi = next) {
		int failed = 0;

		next = vgs_lpi_next(&gic->lpi, lpi);
		if (lpi->flags & VGS_LPI_PENDING)
			failed = move(gic, from, to, lpi->intid);
		err = failed ? failed : err;
	}
	/* @to has an LPI in the pool now, so that none goes back to @from. */
	if (!err && table_matters(gic, from))
		err = move_table(gic, from, to);
	offer_place(gic, from);
	return err;
}

/* --- enabling --------------------------------------------------------------- */

void vgs_v3_lpi_scan(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);
	uint32_t end = VGS_BIT(vgs_v3_lpi_id_bits(gic, owner));
	unsigned budget = gic->cfg.work_budget;

	for (; st->scanning && st->cursor < end; st->cursor += 64) {
		uint64_t addr = (st->pendbaser & VGS_V3_PEND_ADDR) +
				st->cursor / 8,
			 word;

		if (gic->cfg.work_budget && budget-- == 0) {
			vgs_core_postpone(gic, VGS_WORK_LPI_CACHE, owner);
			return;
		}
		if (vgs_mem_read(gic, addr, 8, &word)) {
			vgs_core_ignored(gic, owner, "GICR_PENDBASER", addr,
					 VGS_R_GIC_L11);
			continue;
		}
		for (uint64_t m = word; m; m &= m - 1) {
			uint32_t intid = st->cursor + vgs_ctz64(m);
			int err = 0;

			if (!pool_pending(gic, owner, intid, &err)) {
				st->scanning = 0;
				return;
			}
			if (!written_through(gic))
				(void)vgs_v3_lpi_table_set(gic, owner, intid,
							   false);
		}
	}
	st->scanning = 0;
	set_overflowed(gic, owner, false);
}

static void disable(struct vgs_gic *gic, uint32_t owner)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);
	struct vgs_lpi *lpi, *next;

	/* GIC-L12: memory has it all once RWP reads 0. */
	for (lpi = vgs_lpi_first(&gic->lpi, owner); lpi; lpi = next) {
		next = vgs_lpi_next(&gic->lpi, lpi);
		if (VGS_RULE(GIC_L12, lpi->flags & VGS_LPI_PENDING)) {
			index_drop(gic, owner, lpi);
			(void)vgs_v3_lpi_table_set(gic, owner, lpi->intid,
						   true);
		}
		vgs_lpi_remove(&gic->lpi, lpi);
	}
	st->enabled = 0;
	st->scanning = 0;
	set_overflowed(gic, owner, false);
	offer_place(gic, owner);
}

void vgs_v3_lpi_enable(struct vgs_gic *gic, uint32_t owner, bool enable)
{
	struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);

	if (!gic->lpi.lpis || st->enabled == enable)
		return;
	if (!enable) {
		disable(gic, owner);
		vgs_core_defer(gic, VGS_WORK_GICR_RWP, owner);
		return;
	}
	st->enabled = 1;
	/* GIC-L11: with PTZ the table is known to be zero. */
	if (VGS_RULE(GIC_L11, st->ptz) || !vgs_v3_lpi_id_bits(gic, owner))
		return;
	st->scanning = 1;
	st->cursor = VGS_INTID_LPI;
	vgs_core_defer(gic, VGS_WORK_LPI_CACHE, owner);
}

void vgs_v3_lpi_reindex(struct vgs_gic *gic)
{
	if (!gic->lpi.lpis)
		return;
	vgs_lpi_index_clear(&gic->lpi);
	gic->v3->lpi_waiting = 0;
	for (unsigned i = 0; i < owners(gic); i++) {
		uint32_t owner = owner_after(gic, 0, i);
		struct vgs_lpi *lpi = vgs_lpi_first(&gic->lpi, owner);

		for (; lpi; lpi = vgs_lpi_next(&gic->lpi, lpi))
			index_add(gic, owner, lpi);
		gic->v3->lpi_waiting +=
			vgs_v3_lpi_space(gic, owner)->overflowed;
	}
}
