/* SPDX-License-Identifier: MIT */
/*
 * Virtual LPIs: which vPE is resident, what becomes pending there and what in
 * memory, doorbells, and what the virtual CPU interface is offered.
 *
 * A vPE is resident at the Redistributor that its entry of the vPE table
 * names, while GICR_VPENDBASER.Valid is 1 and has the address of its pending
 * table.  Its vLPIs are then LPIs of the owner VGS_LPI_VPE | PE: lpis.c.
 */
#include "vlpis.h"

#include "gicv3.h"
#include "lpi_place.h"
#include "lpi_tables.h"

static struct vgs_v3_vlpi *vlpi_of(const struct vgs_gic *gic, unsigned pe)
{
	return &gic->v3->vlpi[pe];
}

/* --- residency -------------------------------------------------------- */

bool vgs_v3_vpe_here(const struct vgs_gic *gic, unsigned pe)
{
	return VGS_RULE(GIC_U4, vlpi_of(gic, pe)->space.enabled);
}

/* Does the pool have its vLPIs: it is resident, or leaving? */
static bool in_pool(const struct vgs_gic *gic, const struct vgs_v3_vpe *vpe)
{
	const struct vgs_v3_lpi *space = &vlpi_of(gic, vpe->pe)->space;

	return (space->enabled || space->flushing) &&
	       (space->pendbaser & VGS_V3_PEND_ADDR) == vpe->vpt;
}

bool vgs_v3_vpe_resident(const struct vgs_gic *gic,
			 const struct vgs_v3_vpe *vpe)
{
	return in_pool(gic, vpe) && vgs_v3_vpe_here(gic, vpe->pe);
}

static uint32_t owner_of(const struct vgs_v3_vpe *vpe)
{
	return VGS_LPI_VPE | vpe->pe;
}

bool vgs_v3_vpe_dirty(const struct vgs_gic *gic, unsigned pe)
{
	return VGS_RULE(GIC_U5, vlpi_of(gic, pe)->space.flushing);
}

void vgs_v3_vpe_enter(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, pe);
	uint32_t owner = VGS_LPI_VPE | pe;

	st->space = (struct vgs_v3_lpi){
		.propbaser = st->vpropbaser,
		.pendbaser = st->vpendbaser & VGS_V3_PEND_ADDR,
		.enabled = 1,
	};
	vgs_core_dirty(gic, pe);
	if (vgs_v3_lpi_id_bits(gic, owner))
		vgs_v3_lpi_read_in(gic, owner);
}

void vgs_v3_vpe_leave(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, pe);

	st->leaving = 1;
	/* Of what waits for a place only the disabled does not matter. */
	st->unread =
		st->space.scanning || (st->space.overflowed &&
				       st->space.waiting != VGS_V3_LPI_NOTHING);
	vgs_v3_lpi_disable(gic, VGS_LPI_VPE | pe);
}

/*
 * GIC-U5: PendingLast says whether a pending vLPI is enabled.  It says 1 as
 * well where the table has bits that never got into the pool.
 */
static void decide_pending_last(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, pe);

	if (!st->leaving)
		return;
	st->leaving = 0;
	if (VGS_RULE(GIC_U5, vgs_lpi_most_urgent(&gic->lpi, VGS_LPI_VPE | pe) !=
				     NULL) ||
	    st->unread)
		st->vpendbaser |= VGS_V3_PENDING_LAST;
}

void vgs_v3_vpe_work(struct vgs_gic *gic, unsigned pe)
{
	decide_pending_last(gic, pe);
	vgs_v3_lpi_write_back(gic, VGS_LPI_VPE | pe);
	vgs_v3_lpi_work(gic, VGS_LPI_VPE | pe);
}

/* --- what the virtual CPU interface sees -------------------------------- */

/* GIC-U26; system registers only: a legacy guest has none of these. */
static bool can_take(const struct vgs_gic *gic, unsigned pe)
{
	return vgs_v3_vpe_here(gic, pe) &&
	       !VGS_RULE(GIC_U26, vgs_core_pe_secure(gic, pe)) &&
	       (gic->v3->pe[pe].sre[VGS_V3_SRE_EL1NS] & VGS_V3_SRE);
}

void vgs_v3_direct_select(const struct vgs_gic *gic, unsigned pe,
			  struct vgs_vhppi *best)
{
	uint8_t priority;
	uint32_t vintid;

	if (!can_take(gic, pe) ||
	    !VGS_RULE(GIC_U32, gic->vif[pe].cpu.igrpen & VGS_BIT(VGS_G1NS)) ||
	    !vgs_lpi_index_min(&gic->lpi, VGS_LPI_VPE | pe, &priority, &vintid))
		return;
	/* GIC-Q12: at equal priority the list register is first. */
	if (VGS_RULE(GIC_Q12, priority < best->priority))
		*best = (struct vgs_vhppi){
			.lr = VGS_LR_DIRECT,
			.vintid = vintid,
			.priority = priority,
			.group = VGS_G1NS, /* GIC-U31 */
		};
}

void vgs_v3_direct_acknowledged(struct vgs_gic *gic, unsigned pe,
				uint32_t vintid)
{
	(void)vgs_v3_lpi_clear(gic, VGS_LPI_VPE | pe, vintid, VGS_R_GIC_U29);
}

/* --- pending state ------------------------------------------------------- */

bool vgs_v3_vlpi_in_range(const struct vgs_gic *gic,
			  const struct vgs_v3_vpe *vpe, uint32_t vintid)
{
	return vintid >= VGS_INTID_LPI && vintid >> vpe->id_bits == 0 &&
	       vintid >> gic->cfg.lpi_id_bits == 0;
}

/* Entry of a vLPI that is pending; NULL: none, or in the table. */
static struct vgs_lpi *entry_of(const struct vgs_gic *gic,
				const struct vgs_v3_vpe *vpe, uint32_t vintid)
{
	struct vgs_lpi *lpi = vgs_lpi_find(&gic->lpi, owner_of(vpe), vintid);

	return lpi && (lpi->flags & VGS_LPI_PENDING) ? lpi : NULL;
}

int vgs_v3_vlpi_pending(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
			uint32_t vintid, bool *ret_pending)
{
	if (vgs_v3_vpe_resident(gic, vpe)) {
		*ret_pending = vgs_v3_lpi_pending(gic, owner_of(vpe), vintid);
		return 0;
	}
	*ret_pending = in_pool(gic, vpe) && entry_of(gic, vpe, vintid);
	return *ret_pending
		       ? 0
		       : vgs_v3_pend_bit(gic, vpe->vpt, vintid, ret_pending);
}

static int ring(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
		uint32_t doorbell)
{
	if (doorbell == VGS_INTID_NONE)
		return 0;
	return vgs_v3_lpi_set(gic, vpe->pe, doorbell, VGS_R_GIC_U8);
}

int vgs_v3_vlpi_set(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
		    uint32_t vintid, uint32_t doorbell, unsigned rule)
{
	bool was = false;
	int err, failed;

	if (!vgs_v3_vlpi_in_range(gic, vpe, vintid))
		return 0;
	if (VGS_RULE(GIC_U8, vgs_v3_vpe_resident(gic, vpe)))
		return vgs_v3_lpi_set(gic, owner_of(vpe), vintid, rule);
	err = vgs_v3_pend_bit(gic, vpe->vpt, vintid, &was);
	if (!err && !was)
		err = vgs_v3_vpt_set(gic, vpe->vpt, vintid, true);
	if (!err && !was && VGS_TRACING(gic))
		vgs_v3_lpi_trace(gic, owner_of(vpe), vintid, true, rule);
	/* GIC-U9: each time, also if it was pending. */
	failed = ring(gic, vpe, doorbell);
	return err ? err : failed;
}

int vgs_v3_vlpi_clear(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
		      uint32_t vintid, unsigned rule)
{
	bool was = false;
	int err;

	if (!vgs_v3_vlpi_in_range(gic, vpe, vintid))
		return 0;
	if (vgs_v3_vpe_resident(gic, vpe))
		return vgs_v3_lpi_clear(gic, owner_of(vpe), vintid, rule);
	err = vgs_v3_vlpi_pending(gic, vpe, vintid, &was);
	if (err || !was)
		return err;
	/* While the vPE leaves it may be here, or there, or both. */
	if (in_pool(gic, vpe) && entry_of(gic, vpe, vintid))
		vgs_v3_lpi_drop(gic, entry_of(gic, vpe, vintid));
	if (VGS_TRACING(gic))
		vgs_v3_lpi_trace(gic, owner_of(vpe), vintid, false, rule);
	return vgs_v3_vpt_set(gic, vpe->vpt, vintid, false);
}

int vgs_v3_vlpi_move(struct vgs_gic *gic, const struct vgs_v3_vpe *from,
		     const struct vgs_v3_vpe *to, uint32_t vintid,
		     uint32_t doorbell)
{
	bool pending = false;
	int err;

	if (from->vpt == to->vpt || !vgs_v3_vlpi_in_range(gic, from, vintid))
		return 0;
	err = vgs_v3_vlpi_pending(gic, from, vintid, &pending);
	if (err || !pending)
		return err;
	err = vgs_v3_vlpi_clear(gic, from, vintid, VGS_R_GIC_L29);
	return err ? err
		   : vgs_v3_vlpi_set(gic, to, vintid, doorbell, VGS_R_GIC_L29);
}

/* --- configuration -------------------------------------------------------- */

/* Of a vPE that is not resident nothing is cached. */
int vgs_v3_vlpi_invalidate(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
			   uint32_t vintid)
{
	return vgs_v3_vpe_resident(gic, vpe)
		       ? vgs_v3_lpi_invalidate(gic, owner_of(vpe), vintid)
		       : 0;
}

int vgs_v3_vlpi_invalidate_all(struct vgs_gic *gic,
			       const struct vgs_v3_vpe *vpe)
{
	return vgs_v3_vpe_resident(gic, vpe)
		       ? vgs_v3_lpi_invalidate_all(gic, owner_of(vpe))
		       : 0;
}

bool vgs_v3_vlpi_settled(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe)
{
	if (!vgs_v3_vpe_resident(gic, vpe))
		return true;
	if (vgs_v3_lpi_busy(gic, owner_of(vpe)))
		vgs_v3_lpi_work(gic, owner_of(vpe));
	return !vgs_v3_lpi_busy(gic, owner_of(vpe));
}
