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
#include "mem.h"

static struct vgs_v3_vlpi *vlpi_of(const struct vgs_gic *gic, unsigned pe)
{
	return &gic->v3->vlpi[pe];
}

static bool is_v41(const struct vgs_gic *gic)
{
	return gic->cfg.version == VGS_GIC_V4_1;
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

	if (!space->enabled && !space->flushing)
		return false;
	/* GIC-U14: by its number; GICv4.0 knows its pending table only. */
	if (VGS_RULE(GIC_U14, is_v41(gic)))
		return vlpi_of(gic, vpe->pe)->vpeid == vpe->id;
	return (space->pendbaser & VGS_V3_PEND_ADDR) == vpe->vpt;
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
	const struct vgs_v3_lpi *space = &vlpi_of(gic, pe)->space;

	/* GICv4.1 shows that the table is read in, too. */
	return VGS_RULE(GIC_U5, space->flushing) ||
	       (is_v41(gic) && space->scanning);
}

void vgs_v3_vpe_enter(struct vgs_gic *gic, unsigned pe,
		      const struct vgs_v3_vpe *vpe)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, pe);
	uint32_t owner = VGS_LPI_VPE | pe;

	st->space = (struct vgs_v3_lpi){
		.propbaser = vpe->vconf | (vpe->id_bits - 1u),
		.pendbaser = vpe->vpt,
		.enabled = 1,
	};
	st->vpeid = vpe->id;
	st->sgi = vpe->sgi;
	st->whole = vpe->whole;
	vgs_core_dirty(gic, pe);
	if (vgs_v3_lpi_id_bits(gic, owner))
		vgs_v3_lpi_read_in(gic, owner);
}

void vgs_v3_vpe_leave(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, pe);

	st->leaving = 1;
	/* Of what waits for a place only the disabled does not matter. */
	st->unread = st->space.scanning || (st->space.overflowed &&
					    st->space.waiting != VGS_LPI_NONE);
	vgs_v3_lpi_disable(gic, VGS_LPI_VPE | pe);
}

/* GIC-U5: an enabled vLPI is pending, or one may be in the table. */
static bool any_pending(const struct vgs_gic *gic, unsigned pe)
{
	return VGS_RULE(GIC_U5, vgs_lpi_most_urgent(
					&gic->lpi, VGS_LPI_VPE | pe) != NULL) ||
	       vlpi_of(gic, pe)->unread;
}

/*
 * GIC-U16: the guest's own group enables as they were when Valid became 0;
 * the virtual CPU interface may be another vPE's by now.
 */
static uint8_t groups_left(const struct vgs_v3_vlpi *st)
{
	return (uint8_t)((st->vpendbaser & VGS_V3_VGRP0_EN ? VGS_BIT(VGS_G0)
							   : 0) |
			 (st->vpendbaser & VGS_V3_VGRP1_EN ? VGS_BIT(VGS_G1NS)
							   : 0));
}

/*
 * GICv4.1: what the entry of the vPE table keeps from now on.  The doorbell
 * is asked for only if nothing that the vPE would take is pending (GIC-U11).
 */
static bool leave_v41(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, pe);
	uint8_t groups = groups_left(st);
	struct vgs_v3_vpe vpe;
	bool pending = VGS_RULE(GIC_U16, vgs_v3_vsgi_groups(&st->sgi) & groups);

	if (VGS_RULE(GIC_U16, groups & VGS_BIT(VGS_G1NS)) &&
	    any_pending(gic, pe))
		pending = true;
	if (vgs_v3_vpe_load(gic, pe, st->vpeid, &vpe) == VGS_FOUND &&
	    vpe.valid) {
		vpe.pe = (uint16_t)pe;
		vpe.sgi = st->sgi;
		vpe.whole = st->whole && st->unread;
		vpe.groups = groups;
		vpe.rings = st->rings && !VGS_RULE(GIC_U11, pending);
		(void)vgs_v3_vpe_store(gic, &vpe);
	}
	st->sgi = (struct vgs_v3_vsgis){ 0 };
	return pending;
}

static void decide_pending_last(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_vlpi *st = vlpi_of(gic, pe);

	if (!st->leaving)
		return;
	if (is_v41(gic) ? leave_v41(gic, pe) : any_pending(gic, pe))
		st->vpendbaser |= VGS_V3_PENDING_LAST;
	st->leaving = 0;
	st->unread = 0;
	st->rings = 0;
}

void vgs_v3_vpe_work(struct vgs_gic *gic, unsigned pe)
{
	decide_pending_last(gic, pe);
	vgs_v3_lpi_write_back(gic, VGS_LPI_VPE | pe);
	vgs_v3_lpi_work(gic, VGS_LPI_VPE | pe);
}

bool vgs_v3_vpe_left(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe)
{
	struct vgs_v3_lpi *space = &vlpi_of(gic, vpe->pe)->space;

	if (!space->flushing || !in_pool(gic, vpe))
		return true;
	decide_pending_last(gic, vpe->pe);
	vgs_v3_lpi_write_back(gic, owner_of(vpe));
	return !space->flushing;
}

/* --- what the virtual CPU interface sees -------------------------------- */

/* GIC-U26; system registers only: a legacy guest has none of these. */
bool vgs_v3_direct_in_secure(const struct vgs_gic *gic, unsigned pe)
{
	return VGS_RULE(GIC_U26, vgs_core_pe_secure(gic, pe));
}

bool vgs_v3_direct_in_legacy(const struct vgs_gic *gic, unsigned pe)
{
	return !(gic->v3->pe[pe].sre[VGS_V3_SRE_EL1NS] & VGS_V3_SRE);
}

static bool can_take(const struct vgs_gic *gic, unsigned pe)
{
	return vgs_v3_vpe_here(gic, pe) && !vgs_v3_direct_in_secure(gic, pe) &&
	       !vgs_v3_direct_in_legacy(gic, pe);
}

void vgs_v3_direct_select(const struct vgs_gic *gic, unsigned pe,
			  struct vgs_vhppi *best)
{
	const struct vgs_v3_vsgis *sgi = &vlpi_of(gic, pe)->sgi;
	uint32_t key = vgs_lpi_index_first(&gic->lpi, VGS_LPI_VPE | pe);

	/* Mostly nothing is pending. */
	if ((key == VGS_LPI_NONE && !(sgi->enabled & sgi->pending)) ||
	    !can_take(gic, pe))
		return;
	/* Equal priority: the lowest INTID. */
	vgs_v3_vsgi_select(gic, pe, best);
	if (key == VGS_LPI_NONE ||
	    !VGS_RULE(GIC_U32, gic->vif[pe].cpu.igrpen & VGS_BIT(VGS_G1NS)))
		return;
	/* GIC-Q12: at equal priority the list register is first. */
	if (VGS_RULE(GIC_Q12, vgs_lpi_key_level(key) < best->priority))
		*best = (struct vgs_vhppi){
			.lr = VGS_LR_DIRECT,
			.vintid = vgs_lpi_key_intid(key),
			.priority = vgs_lpi_key_level(key),
			.group = VGS_G1NS, /* GIC-U31 */
		};
}

/* Lowest priority value first, of these the lowest INTID. */
static void naive_offer(const struct vgs_vhppi *it, struct vgs_vhppi *best)
{
	if (it->priority < best->priority ||
	    (it->priority == best->priority && it->vintid < best->vintid))
		*best = *it;
}

static void naive_vlpis(const struct vgs_gic *gic, unsigned pe,
			struct vgs_vhppi *best)
{
	const unsigned ready = VGS_LPI_PENDING | VGS_LPI_ENABLED;

	for (const struct vgs_lpi *lpi =
		     vgs_lpi_first(&gic->lpi, VGS_LPI_VPE | pe);
	     lpi; lpi = vgs_lpi_next(&gic->lpi, lpi)) {
		const struct vgs_vhppi it = {
			.lr = VGS_LR_DIRECT,
			.vintid = lpi->intid,
			.priority = lpi->priority,
			.group = VGS_G1NS,
		};

		if ((lpi->flags & ready) == ready)
			naive_offer(&it, best);
	}
}

bool vgs_v3_direct_agrees(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_v3_vsgis *sgi = &vlpi_of(gic, pe)->sgi;
	unsigned groups = gic->vif[pe].cpu.igrpen;
	struct vgs_vhppi best = { .lr = -1, .priority = VGS_PRIO_IDLE };
	struct vgs_vhppi naive = best;

	vgs_v3_direct_select(gic, pe, &best);
	for (unsigned i = 0; can_take(gic, pe) && i < VGS_V3_VSGIS; i++) {
		bool group1 = sgi->group >> i & 1u;
		const struct vgs_vhppi it = {
			.lr = VGS_LR_DIRECT,
			.vintid = i,
			.priority = (uint8_t)((sgi->priority >> i * 4) << 4),
			.group = group1 ? VGS_G1NS : VGS_G0,
		};

		if ((sgi->enabled & sgi->pending) >> i & 1u &&
		    groups & VGS_BIT(it.group))
			naive_offer(&it, &naive);
	}
	if (can_take(gic, pe) && groups & VGS_BIT(VGS_G1NS))
		naive_vlpis(gic, pe, &naive);
	return best.lr == naive.lr && best.vintid == naive.vintid &&
	       best.priority == naive.priority && best.group == naive.group;
}

void vgs_v3_direct_acknowledged(struct vgs_gic *gic, unsigned pe,
				uint32_t vintid)
{
	if (vintid < VGS_V3_VSGIS)
		vgs_v3_vsgi_acknowledged(gic, pe, vintid);
	else
		(void)vgs_v3_lpi_clear(gic, VGS_LPI_VPE | pe, vintid,
				       VGS_R_GIC_U29);
}

/* --- pending state ------------------------------------------------------- */

bool vgs_v3_vlpi_in_range(const struct vgs_gic *gic,
			  const struct vgs_v3_vpe *vpe, uint32_t vintid)
{
	/* 32 bits stand in no table that VMAPP writes, but in hostile ones. */
	return vintid >= VGS_INTID_LPI &&
	       (uint64_t)vintid >> vpe->id_bits == 0 &&
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

int vgs_v3_vpe_ring(struct vgs_gic *gic, struct vgs_v3_vpe *vpe)
{
	bool rings = VGS_RULE(GIC_U12, vpe->rings);
	enum vgs_found found;

	vpe->rings = false;
	found = vgs_v3_vpe_store(gic, vpe);
	if (rings && vpe->doorbell != VGS_INTID_NONE)
		return vgs_v3_lpi_set(gic, vpe->pe, vpe->doorbell,
				      VGS_R_GIC_U12);
	return found == VGS_NO_MEMORY ? -VGS_EMEM : 0;
}

/*
 * GIC-U12: the default doorbell of a vPE rings for a vLPI that the vPE would
 * take, by its configuration now.  @ret_entry: of the vPE, valid if it has one.
 */
static int wants_default(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
			 uint32_t vintid, struct vgs_v3_vpe *ret_entry,
			 bool *ret_wanted)
{
	uint64_t byte = 0;

	*ret_wanted = false;
	if (vgs_v3_vpe_load(gic, vpe->pe, vpe->id, ret_entry) != VGS_FOUND)
		ret_entry->valid = false;
	if (!ret_entry->valid || !ret_entry->rings ||
	    !(ret_entry->groups & VGS_BIT(VGS_G1NS)))
		return 0;
	if (vgs_mem_read(gic, ret_entry->vconf + (vintid - VGS_INTID_LPI), 1,
			 &byte))
		return -VGS_EMEM;
	*ret_wanted = byte & 1u;
	return 0;
}

int vgs_v3_vlpi_doorbell(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
			 uint32_t vintid, uint32_t *doorbell, bool *ret_wanted)
{
	struct vgs_v3_vpe entry;
	int err;

	*ret_wanted = true;
	if (*doorbell != VGS_INTID_NONE || !is_v41(gic))
		return 0;
	err = wants_default(gic, vpe, vintid, &entry, ret_wanted);
	if (entry.valid)
		*doorbell = entry.doorbell;
	return err;
}

/* One of the event, and the default one of the vPE. */
static int ring(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
		uint32_t vintid, uint32_t doorbell)
{
	struct vgs_v3_vpe entry;
	bool wanted = false;
	int err = 0, failed;

	/* What comes while it leaves counts for PendingLast. */
	if (in_pool(gic, vpe) && vlpi_of(gic, vpe->pe)->leaving)
		vlpi_of(gic, vpe->pe)->unread = 1;
	if (doorbell != VGS_INTID_NONE)
		err = vgs_v3_lpi_set(gic, vpe->pe, doorbell, VGS_R_GIC_U8);
	if (!is_v41(gic))
		return err;
	failed = wants_default(gic, vpe, vintid, &entry, &wanted);
	if (wanted)
		failed = vgs_v3_vpe_ring(gic, &entry);
	return err ? err : failed;
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
	failed = ring(gic, vpe, vintid, doorbell);
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

	if ((is_v41(gic) ? from->id == to->id : from->vpt == to->vpt) ||
	    !vgs_v3_vlpi_in_range(gic, from, vintid))
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
