/* SPDX-License-Identifier: MIT */
/*
 * What a vLPI or virtual SGI passes before the gates of every virtual
 * interrupt, for vgs_gic_explain(): as the Redistributor has it, tables in
 * memory are not read.
 */
#include "gicv3.h"
#include "vlpis.h"

static void gate(struct vgs_gate_info *ret_gate, const char *name,
		 const char *reg, uint64_t value, bool open, unsigned rule)
{
	*ret_gate = (struct vgs_gate_info){ .name = name,
					    .reg = reg,
					    .value = value,
					    .open = open,
					    .rule = (uint16_t)rule };
}

/* GIC-U32: in range, pending, enabled; that is what LPIs are asked, too. */
static unsigned vlpi_gates(const struct vgs_gic *gic, unsigned pe,
			   uint32_t vintid, struct vgs_gate_info *ret_gates,
			   struct vgs_gate_irq *ret_gated)
{
	const struct vgs_lpi *lpi =
		vgs_lpi_find(&gic->lpi, VGS_LPI_VPE | pe, vintid);
	unsigned count =
		vgs_v3_lpi_gates(gic, VGS_LPI_VPE | pe, vintid, ret_gates);

	/* GIC-U31: no shift, Group 1. */
	ret_gated->priority = lpi ? lpi->priority : 0;
	ret_gated->group = VGS_G1NS;
	ret_gates[0].name = "vpe-resident";
	ret_gates[0].reg = "GICR_VPENDBASER.Valid";
	ret_gates[0].rule = VGS_R_GIC_U4;
	ret_gates[1].reg = gic->cfg.version == VGS_GIC_V4_1
				   ? "VPT_size of the vPE"
				   : "GICR_VPROPBASER.IDbits";
	ret_gates[1].rule = VGS_R_GIC_U3;
	ret_gates[3].rule = VGS_R_GIC_U32;
	return count;
}

static unsigned vsgi_gates(const struct vgs_gic *gic, unsigned pe,
			   uint32_t vintid, struct vgs_gate_info *ret_gates,
			   struct vgs_gate_irq *ret_gated)
{
	const struct vgs_v3_vsgis *sgi = &gic->v3->vlpi[pe].sgi;

	ret_gated->priority =
		(uint8_t)((sgi->priority >> vintid * 4 & 15u) << 4);
	ret_gated->group = sgi->group >> vintid & 1u ? VGS_G1NS : VGS_G0;
	gate(&ret_gates[0], "vpe-resident", "GICR_VPENDBASER.Valid", 1, true,
	     VGS_R_GIC_U4);
	gate(&ret_gates[1], "pending", "virtual SGIs that are pending",
	     sgi->pending, sgi->pending >> vintid & 1u, VGS_R_GIC_U17);
	gate(&ret_gates[2], "enable", "virtual SGIs that are enabled",
	     sgi->enabled, sgi->enabled >> vintid & 1u, VGS_R_GIC_U17);
	return 3;
}

unsigned vgs_v3_direct_gates(const struct vgs_gic *gic, unsigned pe,
			     uint32_t vintid, struct vgs_gate_info *ret_gates,
			     struct vgs_gate_irq *ret_gated)
{
	bool here = gic->v3->vlpi[pe].space.enabled;
	unsigned n;

	if (vintid >= VGS_INTID_LPI)
		n = vlpi_gates(gic, pe, vintid, ret_gates, ret_gated);
	else if (vintid < VGS_V3_VSGIS && here &&
		 gic->cfg.version == VGS_GIC_V4_1)
		n = vsgi_gates(gic, pe, vintid, ret_gates, ret_gated);
	else
		return 0;
	gate(&ret_gates[n++], "non-secure", "SCR_EL3",
	     gic->pe_state[pe].scr_el3, !vgs_v3_direct_in_secure(gic, pe),
	     VGS_R_GIC_U26);
	gate(&ret_gates[n++], "system-registers", "ICC_SRE_EL1",
	     gic->v3->pe[pe].sre[VGS_V3_SRE_EL1NS],
	     !vgs_v3_direct_in_legacy(gic, pe), VGS_R_GIC_U26);
	/* GIC-Q13 says the same, of both. */
	gate(&ret_gates[n++], "direct-injection", "ICH_HCR_EL2.DVIM",
	     (gic->vif[pe].hcr & VGS_HCR_DVIM) != 0,
	     !(gic->vif[pe].hcr & VGS_HCR_DVIM), VGS_R_GIC_U27);
	return n;
}
