/* SPDX-License-Identifier: MIT */
/*
 * Legacy operation of a GICv3 (facts section J): the memory-mapped CPU
 * interfaces of a machine whose ARE and SRE can be 0.  The frames themselves
 * are the core's mmif; here is when they answer.
 */
#include "gicv3.h"

/*
 * GIC-A12: the physical interface is that of a security state whose software
 * does not use system registers.
 */
static bool gicc_closed(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	const struct vgs_v3_pe *v3pe = &gic->v3->pe[acc->pe];
	bool secure = gic->cfg.security && !vgs_v3_ds(gic) && acc->secure;
	uint32_t are = secure || vgs_v3_ds(gic) ? VGS_V3_ARE_S : VGS_V3_ARE_NS;

	/* GIC-J2: with ARE = 1 it is a mistake to come here. */
	if (VGS_RULE(GIC_J2, gic->v3->dist->ctlr & are)) {
		if (!acc->peek)
			vgs_core_finding(gic, acc->pe, VGS_INTID_NONE,
					 VGS_R_GIC_CU64);
		if (VGS_CHOICE(gic, GIC_CU64))
			return true;
	}
	return v3pe->sre[secure ? VGS_V3_SRE_EL1S : VGS_V3_SRE_EL1NS] &
	       VGS_V3_SRE;
}

static bool by_affinity(const struct vgs_gic *gic, uint32_t slot)
{
	return vgs_v3_are(gic, gic->irqs[slot].bits);
}

/* GIC-J12: no AckCtl.  Bypass bits are kept; there are no legacy inputs. */
static const struct vgs_mmif_variant variant = {
	.ctlr_mask = 0x7ff & ~VGS_GICC_CTLR_ACKCTL,
	.iidr = 0x0003043b,
	.gicv_iidr = 0x0003043b,
	.gicc_closed = gicc_closed,
	.apr_of_group1 = true,
	.by_affinity = by_affinity,
	.reroute = vgs_v3_reroute,
	/* GIC-E37, also where the enables are memory-mapped. */
	.enables = vgs_v3_update_eligible,
};

void vgs_v3_legacy_layout(struct vgs_gic *gic, struct vgs_layout *layout)
{
	vgs_mmif_layout(gic, layout, &variant);
}

const struct vgs_frame_desc *vgs_v3_legacy_frame(const struct vgs_gic *gic,
						 enum vgs_frame frame)
{
	if (!gic->cfg.legacy)
		return NULL;
	if (frame == VGS_FRAME_GICC)
		return &vgs_mmif_gicc_closing;
	if (!gic->cfg.virt)
		return NULL;
	return frame == VGS_FRAME_GICV ? &vgs_mmif_gicv : &vgs_mmif_gich;
}
