/* SPDX-License-Identifier: MIT */
/*
 * Virtual SGIs of GICv4.1 (GIC-U17): sixteen for each vPE, sent through an
 * ITS, pending or not, without an active state.  While the vPE is resident
 * the Redistributor has them, else its entry of the vPE table: the
 * Redistributor's or, if that one has none yet, the ITS's (GIC-U14).
 */
#include "gicv3.h"
#include "lpi_tables.h"
#include "vlpis.h"

/* The Redistributor's copy; NULL: the entry has them. */
static struct vgs_v3_vsgis *here(const struct vgs_gic *gic,
				 const struct vgs_v3_vpe *vpe)
{
	struct vgs_v3_vlpi *st = &gic->v3->vlpi[vpe->pe];

	if (!(st->space.enabled || st->leaving) || st->vpeid != vpe->id)
		return NULL;
	return &st->sgi;
}

static int found_or_memory(enum vgs_found found)
{
	return found == VGS_NO_MEMORY ? -VGS_EMEM : 0;
}

int vgs_v3_vsgis_of(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
		    struct vgs_v3_vsgis *ret_sgi)
{
	const struct vgs_v3_vsgis *sgi = here(gic, vpe);
	struct vgs_v3_vpe entry;
	enum vgs_found found;

	if (sgi) {
		*ret_sgi = *sgi;
		return 0;
	}
	found = vgs_v3_vpe_load(gic, vpe->pe, vpe->id, &entry);
	*ret_sgi = found == VGS_OUT_OF_RANGE ? vpe->sgi : entry.sgi;
	return found_or_memory(found);
}

static int put_back(struct vgs_gic *gic, struct vgs_v3_vpe *vpe,
		    const struct vgs_v3_vsgis *sgi)
{
	struct vgs_v3_vpe entry;
	enum vgs_found found;

	if (here(gic, vpe)) {
		*here(gic, vpe) = *sgi;
		vgs_core_dirty(gic, vpe->pe);
		return 0;
	}
	found = vgs_v3_vpe_load(gic, vpe->pe, vpe->id, &entry);
	if (VGS_RULE(GIC_U14, found == VGS_OUT_OF_RANGE))
		vpe->sgi = *sgi;
	if (found != VGS_FOUND || !entry.valid)
		return found_or_memory(found);
	entry.sgi = *sgi;
	/* GIC-U12: the first one that the vPE would take rings. */
	if (vgs_v3_vsgi_groups(sgi) & entry.groups)
		return vgs_v3_vpe_ring(gic, &entry);
	return found_or_memory(vgs_v3_vpe_store(gic, &entry));
}

static void trace(const struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
		  unsigned vintid, bool was, bool is)
{
	if (was != is && VGS_TRACING(gic))
		vgs_v3_lpi_trace(gic, VGS_LPI_VPE | vpe->pe, vintid, is,
				 VGS_R_GIC_U17);
}

int vgs_v3_vsgi_configure(struct vgs_gic *gic, struct vgs_v3_vpe *vpe,
			  unsigned vintid, bool enable, bool group,
			  unsigned priority)
{
	uint16_t bit = (uint16_t)VGS_BIT(vintid);
	struct vgs_v3_vsgis sgi;
	int err = vgs_v3_vsgis_of(gic, vpe, &sgi);

	if (err)
		return err;
	sgi.enabled = (uint16_t)((sgi.enabled & ~bit) | (enable ? bit : 0));
	sgi.group = (uint16_t)((sgi.group & ~bit) | (group ? bit : 0));
	sgi.priority &= ~(UINT64_C(15) << vintid * 4);
	sgi.priority |= (uint64_t)(priority & 15u) << vintid * 4;
	return put_back(gic, vpe, &sgi);
}

static int set_pending(struct vgs_gic *gic, struct vgs_v3_vpe *vpe,
		       unsigned vintid, bool pending)
{
	uint16_t bit = (uint16_t)VGS_BIT(vintid);
	struct vgs_v3_vsgis sgi;
	int err = vgs_v3_vsgis_of(gic, vpe, &sgi);

	if (err)
		return err;
	trace(gic, vpe, vintid, sgi.pending & bit, pending);
	sgi.pending = (uint16_t)((sgi.pending & ~bit) | (pending ? bit : 0));
	return put_back(gic, vpe, &sgi);
}

int vgs_v3_vsgi_clear(struct vgs_gic *gic, struct vgs_v3_vpe *vpe,
		      unsigned vintid)
{
	return set_pending(gic, vpe, vintid, false);
}

int vgs_v3_vsgi_send(struct vgs_gic *gic, struct vgs_v3_vpe *vpe,
		     unsigned vintid)
{
	return set_pending(gic, vpe, vintid, true);
}

unsigned vgs_v3_vsgi_groups(const struct vgs_v3_vsgis *sgi)
{
	unsigned ready = sgi->pending & sgi->enabled;

	return (ready & ~sgi->group ? VGS_BIT(VGS_G0) : 0) |
	       (ready & sgi->group ? VGS_BIT(VGS_G1NS) : 0);
}

/* --- what the virtual CPU interface sees -------------------------------- */

void vgs_v3_vsgi_select(const struct vgs_gic *gic, unsigned pe,
			struct vgs_vhppi *best)
{
	const struct vgs_v3_vsgis *sgi = &gic->v3->vlpi[pe].sgi;

	for (uint64_t m = sgi->enabled & sgi->pending; m; m &= m - 1) {
		unsigned vintid = vgs_ctz64(m);
		enum vgs_group group =
			sgi->group >> vintid & 1u ? VGS_G1NS : VGS_G0;
		unsigned priority =
			(unsigned)(sgi->priority >> vintid * 4 & 15u) << 4;

		if (!VGS_RULE(GIC_U17,
			      gic->vif[pe].cpu.igrpen & VGS_BIT(group)) ||
		    priority >= best->priority)
			continue;
		*best = (struct vgs_vhppi){
			.lr = VGS_LR_DIRECT,
			.vintid = vintid,
			.priority = (uint8_t)priority,
			.group = (uint8_t)group,
		};
	}
}

void vgs_v3_vsgi_acknowledged(struct vgs_gic *gic, unsigned pe, unsigned vintid)
{
	struct vgs_v3_vpe vpe = {
		.id = gic->v3->vlpi[pe].vpeid,
		.pe = (uint16_t)pe,
	};

	(void)vgs_v3_vsgi_clear(gic, &vpe, vintid);
}

/* GIC-U18: of any vPE, whether it is resident or not. */
void vgs_v3_vsgi_answer(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_vlpi *st = &gic->v3->vlpi[pe];
	struct vgs_v3_vpe vpe;
	struct vgs_v3_vsgis sgi = { 0 };

	if (vgs_v3_vpe_load(gic, pe, st->vsgir, &vpe) == VGS_FOUND && vpe.valid)
		(void)vgs_v3_vsgis_of(gic, &vpe, &sgi);
	st->vsgipendr = sgi.pending;
}
