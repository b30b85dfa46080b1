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
#include "lpi_place.h"
#include "lpi_tables.h"

void vgs_v3_lpi_trace(const struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		      bool pending, unsigned rule)
{
	const struct vgs_event event = {
		.kind = VGS_EV_IRQ,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)vgs_lpi_pe(owner),
		.vcpu = VGS_NO_PE,
		.virt = vgs_v3_is_vpe(owner),
		.intid = intid,
		.old_value = pending ? VGS_INACTIVE : VGS_PENDING,
		.new_value = pending ? VGS_PENDING : VGS_INACTIVE,
	};

	vgs_core_trace(gic, &event);
}

bool vgs_v3_lpi_pending(struct vgs_gic *gic, uint32_t owner, uint32_t intid)
{
	const struct vgs_lpi *lpi = vgs_lpi_find(&gic->lpi, owner, intid);
	bool pending = false;

	if (lpi && (lpi->flags & VGS_LPI_PENDING))
		return true;
	if (vgs_v3_lpi_usable(gic, owner, intid) &&
	    vgs_v3_lpi_table_matters(gic, owner))
		(void)vgs_v3_lpi_table_bit(gic, owner, intid, &pending);
	return pending;
}

int vgs_v3_lpi_set(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		   unsigned rule)
{
	struct vgs_lpi *lpi;
	int err = 0;

	if (!vgs_v3_lpi_in_space(gic, vgs_v3_lpi_space(gic, owner), intid))
		return 0;
	lpi = vgs_lpi_find(&gic->lpi, owner, intid);
	/* GIC-L20: pending already, no effect. */
	if (VGS_RULE(GIC_L20, lpi && (lpi->flags & VGS_LPI_PENDING)))
		return 0;
	if (!vgs_v3_lpi_take_in(gic, owner, intid, lpi, &err) ||
	    vgs_v3_written_through(gic)) {
		int failed = vgs_v3_lpi_table_set(gic, owner, intid, true);

		err = failed ? failed : err;
	}
	if (VGS_TRACING(gic))
		vgs_v3_lpi_trace(gic, owner, intid, true, rule);
	return err;
}

/* It is not pending any more; kept only as a cached configuration. */
static void forget(struct vgs_gic *gic, struct vgs_lpi *lpi, bool keep)
{
	if (!keep || gic->cfg.lpi_cache == VGS_LPI_CACHE_EAGER) {
		vgs_v3_lpi_drop(gic, lpi);
		return;
	}
	vgs_v3_lpi_leave(gic, lpi);
	lpi->flags &= (uint8_t)~VGS_LPI_PENDING;
	vgs_v3_lpi_join(gic, lpi);
}

/* Take a pending bit away wherever it is; false: it was not pending. */
static bool take_pending(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool keep, int *ret_err)
{
	struct vgs_lpi *lpi = vgs_lpi_find(&gic->lpi, owner, intid);
	bool pending = lpi && (lpi->flags & VGS_LPI_PENDING), in_table = false;

	if (vgs_v3_lpi_table_matters(gic, owner) ||
	    (pending && vgs_v3_written_through(gic))) {
		*ret_err = vgs_v3_lpi_table_bit(gic, owner, intid, &in_table);
		if (in_table)
			*ret_err =
				vgs_v3_lpi_table_set(gic, owner, intid, false);
	}
	if (pending)
		forget(gic, lpi, keep);
	return pending || in_table;
}

/* Quirk QX-4: who loses the most urgent reads all configuration again. */
static bool rescans_without(const struct vgs_gic *gic, uint32_t owner,
			    uint32_t intid)
{
	const struct vgs_lpi *first;

	if (!VGS_QUIRK(gic, QX_4))
		return false;
	first = vgs_lpi_most_urgent(&gic->lpi, owner);
	return first && first->intid == intid;
}

int vgs_v3_lpi_clear(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		     unsigned rule)
{
	bool rescans;
	int err = 0;

	if (!vgs_v3_lpi_in_space(gic, vgs_v3_lpi_space(gic, owner), intid))
		return 0;
	rescans = rescans_without(gic, owner, intid);
	if (!take_pending(gic, owner, intid, true, &err))
		return err;
	vgs_v3_lpi_settle(gic, owner);
	if (VGS_TRACING(gic))
		vgs_v3_lpi_trace(gic, owner, intid, false, rule);
	if (rescans)
		(void)vgs_v3_lpi_invalidate_all(gic, owner);
	return err;
}

void vgs_v3_lpi_acknowledged(struct vgs_gic *gic, uint32_t owner,
			     uint32_t intid)
{
	(void)vgs_v3_lpi_clear(gic, owner, intid, VGS_R_GIC_L19);
}

int vgs_v3_lpi_carry(struct vgs_gic *gic, uint32_t from, uint32_t to,
		     uint32_t intid)
{
	int err = 0, failed;

	if (from == to || !vgs_v3_lpi_usable(gic, from, intid))
		return 0;
	/* GIC-CU46: by choice it stays, or is lost on the way. */
	if (!vgs_v3_lpi_enabled(gic, to) && !VGS_CHOICE(gic, GIC_CU46))
		return 0;
	if (!VGS_RULE(GIC_L29, take_pending(gic, from, intid, false, &err)))
		return err;
	if (VGS_TRACING(gic))
		vgs_v3_lpi_trace(gic, from, intid, false, VGS_R_GIC_L29);
	failed = vgs_v3_lpi_set(gic, to, intid, VGS_R_GIC_L29);
	return failed ? failed : err;
}

void vgs_v3_lpi_check_on(struct vgs_gic *gic, unsigned pe, uint32_t intid)
{
	if (!vgs_v3_lpi_enabled(gic, pe))
		vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU46);
}

int vgs_v3_lpi_move(struct vgs_gic *gic, uint32_t from, uint32_t to,
		    uint32_t intid)
{
	int err;

	if (from == to)
		return 0;
	vgs_v3_lpi_check_on(gic, from, intid);
	if (!vgs_v3_lpi_usable(gic, from, intid))
		return 0;
	vgs_v3_lpi_check_on(gic, to, intid);
	err = vgs_v3_lpi_carry(gic, from, to, intid);
	vgs_v3_lpi_settle(gic, from);
	return err;
}

/* Without a look at memory: what the Redistributor knows. */
unsigned vgs_v3_lpi_gates(const struct vgs_gic *gic, uint32_t owner,
			  uint32_t intid, struct vgs_gate_info *ret_gates)
{
	const struct vgs_v3_lpi *st = vgs_v3_lpi_space(gic, owner);
	const struct vgs_lpi *lpi = vgs_lpi_find(&gic->lpi, owner, intid);
	uint8_t flags = lpi && !st->flushing ? lpi->flags : 0;

	ret_gates[0] = (struct vgs_gate_info){
		.name = "lpis-enabled",
		.reg = "GICR_CTLR.EnableLPIs",
		.value = st->enabled,
		.open = st->enabled,
		.rule = VGS_R_GIC_L10,
	};
	ret_gates[1] = (struct vgs_gate_info){
		.name = "intid-in-range",
		.reg = "GICR_PROPBASER.IDbits",
		.value = st->propbaser & 31u,
		.open = intid >> vgs_v3_lpi_id_bits(gic, owner) == 0,
		.rule = VGS_R_GIC_L7,
	};
	ret_gates[2] = (struct vgs_gate_info){
		.name = "pending",
		.reg = "pending state in the Redistributor",
		.value = (flags & VGS_LPI_PENDING) != 0,
		.open = flags & VGS_LPI_PENDING,
		.rule = VGS_R_GIC_L20,
	};
	ret_gates[3] = (struct vgs_gate_info){
		.name = "enable",
		.reg = "configuration byte as last read",
		.value = lpi ? lpi->priority | ((flags & VGS_LPI_ENABLED) != 0)
			     : 0,
		.open = flags & VGS_LPI_ENABLED,
		.rule = VGS_R_GIC_L2,
	};
	return 4;
}

void vgs_v3_lpi_reindex(struct vgs_gic *gic)
{
	if (!gic->lpi.lpis)
		return;
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		vgs_v3_lpi_rebuild_waiting(gic, pe);
		if (gic->v3->vlpi)
			vgs_v3_lpi_rebuild_waiting(gic, VGS_LPI_VPE | pe);
	}
}
