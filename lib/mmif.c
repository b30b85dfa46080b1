/* SPDX-License-Identifier: MIT */
/* What GICC, GICH and GICV share: state, reset, output levels, fields. */
#include "mmif.h"

#include <string.h>

/*
 * GIC-F8: what the legacy inputs signal.  The interface signals FIQs while
 * Group 0 is enabled and is FIQ, IRQs while any other group is; then, and
 * while a bypass is disabled for either group, its input does not get through.
 */
static uint32_t bypassed(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_mmif_pe *here = &gic->mmif_pe[pe];
	unsigned enabled = gic->pe[pe].cpu.igrpen;
	unsigned off = (unsigned)here->bypass << 5;
	bool grp0 = enabled & VGS_BIT(VGS_G0);
	bool grp1 = enabled & VGS_BIT(VGS_G1NS);
	bool fiq = grp0 && here->fiqen;
	bool irq = grp1 || (grp0 && !here->fiqen);
	uint32_t levels = 0;

	if (VGS_RULE(GIC_F8, !fiq && !(off & VGS_GICC_CTLR_FIQBYPDIS)))
		levels |= here->wires & VGS_SIG_FIQ;
	if (VGS_RULE(GIC_F8, !irq && !(off & VGS_GICC_CTLR_IRQBYPDIS)))
		levels |= here->wires & VGS_SIG_IRQ;
	return levels;
}

uint8_t vgs_mmif_fiq(const struct vgs_gic *gic, unsigned pe)
{
	/* GIC-F6: Group 1 is an IRQ, Group 0 what FIQEn says. */
	return VGS_RULE(GIC_F6, gic->mmif_pe[pe].fiqen) ? VGS_BIT(VGS_G0) : 0;
}

uint32_t vgs_mmif_levels(const struct vgs_gic *gic, unsigned pe,
			 const struct vgs_hppi *hppi)
{
	const struct vgs_mmif_pe *here = &gic->mmif_pe[pe];
	uint32_t levels = here->wires ? bypassed(gic, pe) : 0;

	if (!vgs_core_signalled(gic, pe, hppi))
		return levels;
	return levels | vgs_core_signal(hppi, vgs_mmif_fiq(gic, pe) &
						      VGS_BIT(hppi->group));
}

void vgs_mmif_update_signals(struct vgs_gic *gic, unsigned pe)
{
	/* A GICv3 asks for those of ARE = 0. */
	if (gic->v3)
		return;
	gic->offer[pe].fiq = vgs_mmif_fiq(gic, pe);
	gic->offer[pe].asks = gic->mmif_pe[pe].wires != 0;
}

/* --- state -------------------------------------------------------- */

static const struct vgs_member members[] = {
	VGS_MEMBER(vgs_mmif_pe, ackctl, 1),
	VGS_MEMBER(vgs_mmif_pe, fiqen, 1),
	VGS_MEMBER(vgs_mmif_pe, bypass, 1),
	VGS_MEMBER(vgs_mmif_pe, wires, 1),
	VGS_MEMBER_ARRAY(vgs_mmif_pe, source, 1, 16),
	VGS_MEMBER_ARRAY(vgs_mmif_pe, acked, 2, VGS_AP_REGS * 32u),
	VGS_MEMBER_ARRAY(vgs_mmif_pe, ap_seen, 4, 2 * VGS_AP_REGS),
};

static bool valid(const struct vgs_gic *gic, const void *item, uint32_t index)
{
	const struct vgs_mmif_pe *here = item;
	uint32_t ctlr = gic->mmif->ctlr_mask;
	unsigned bypass = (ctlr & VGS_GICC_CTLR_BYPASS) >> 5;
	unsigned wires = gic->cfg.bypass && gic->model->bypass
				 ? VGS_SIG_IRQ | VGS_SIG_FIQ
				 : 0;
	unsigned impossible = 0;

	(void)index;
	for (unsigned i = 0; i < VGS_ARRAY(here->source); i++)
		impossible |= here->source[i] >= VGS_MAX_PES_V2 &&
			      here->source[i] != VGS_MMIF_NO_SOURCE;
	for (unsigned i = 0; i < VGS_ARRAY(here->acked); i++)
		impossible |= here->acked[i] >= VGS_INTID_SPECIAL &&
			      here->acked[i] != VGS_MMIF_NO_ACK;
	return !impossible &&
	       here->ackctl <= ((ctlr & VGS_GICC_CTLR_ACKCTL) != 0) &&
	       here->fiqen <= 1 && !(here->bypass & ~bypass) &&
	       !(here->wires & ~wires);
}

void vgs_mmif_layout(struct vgs_gic *gic, struct vgs_layout *layout,
		     const struct vgs_mmif_variant *variant)
{
	gic->mmif = variant;
	gic->mmif_cpus = vgs_layout_take(layout, sizeof(*gic->mmif_cpus));
	gic->mmif_pe =
		vgs_layout_take(layout, gic->cfg.pes * sizeof(*gic->mmif_pe));
	if (!layout->base)
		return;
	vgs_mmif_number_cpus(gic);
	vgs_core_section(gic, &(struct vgs_section){
				      .name = "gicc",
				      .members = members,
				      .member_count = VGS_ARRAY(members),
				      .item_size = sizeof(*gic->mmif_pe),
				      .count = gic->cfg.pes,
				      .items = gic->mmif_pe,
				      .valid = valid,
			      });
}

void vgs_mmif_reset(struct vgs_gic *gic)
{
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
		memset(gic->mmif_pe[pe].ap_seen, 0,
		       sizeof(gic->mmif_pe[pe].ap_seen));
}

/* Not ap_seen: a PE may restore what it read before. */
void vgs_mmif_reset_pe(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_mmif_pe *here = &gic->mmif_pe[pe];

	here->ackctl = 0;
	here->fiqen = 0;
	here->bypass = 0;
	memset(here->source, 0, sizeof(here->source));
	for (unsigned i = 0; i < VGS_ARRAY(here->acked); i++)
		here->acked[i] = VGS_MMIF_NO_ACK;
	vgs_mmif_update_signals(gic, pe);
}

/* clang-format off */
const struct vgs_field vgs_mmif_fields_id[] = {
	{ "INTID", 9, 0 }, { "CPUID", 12, 10 }, { NULL, 0, 0 },
};

const struct vgs_field vgs_mmif_fields_prio[] = {
	{ "Priority", 7, 0 }, { NULL, 0, 0 },
};

const struct vgs_field vgs_mmif_fields_bpr[] = {
	{ "Binary_Point", 2, 0 }, { NULL, 0, 0 },
};

const struct vgs_field vgs_mmif_fields_iidr[] = {
	{ "Implementer", 11, 0 }, { "Revision", 15, 12 },
	{ "ArchVersion", 19, 16 }, { "ProductID", 31, 20 }, { NULL, 0, 0 },
};

/* GICC_CTLR with one security state, in the Secure and the Non-secure view. */
const struct vgs_field vgs_mmif_fields_ctlr[] = {
	{ "EnableGrp0", 0, 0 }, { "EnableGrp1", 1, 1 }, { "AckCtl", 2, 2 },
	{ "FIQEn", 3, 3 }, { "CBPR", 4, 4 }, { "FIQBypDisGrp0", 5, 5 },
	{ "IRQBypDisGrp0", 6, 6 }, { "FIQBypDisGrp1", 7, 7 },
	{ "IRQBypDisGrp1", 8, 8 }, { "EOImode", 9, 9 }, { NULL, 0, 0 },
};

static const struct vgs_field ctlr_s_fields[] = {
	{ "EnableGrp0", 0, 0 }, { "EnableGrp1", 1, 1 }, { "AckCtl", 2, 2 },
	{ "FIQEn", 3, 3 }, { "CBPR", 4, 4 }, { "FIQBypDisGrp0", 5, 5 },
	{ "IRQBypDisGrp0", 6, 6 }, { "FIQBypDisGrp1", 7, 7 },
	{ "IRQBypDisGrp1", 8, 8 }, { "EOImodeS", 9, 9 },
	{ "EOImodeNS", 10, 10 }, { NULL, 0, 0 },
};

static const struct vgs_field ctlr_ns_fields[] = {
	{ "EnableGrp1", 0, 0 }, { "FIQBypDisGrp1", 5, 5 },
	{ "IRQBypDisGrp1", 6, 6 }, { "EOImodeNS", 9, 9 }, { NULL, 0, 0 },
};
/* clang-format on */

const struct vgs_field *vgs_mmif_ctlr_fields(const struct vgs_gic *gic,
					     bool secure)
{
	if (gic->one_security_state)
		return vgs_mmif_fields_ctlr;
	return secure ? ctlr_s_fields : ctlr_ns_fields;
}
