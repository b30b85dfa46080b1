/* SPDX-License-Identifier: MIT */
/*
 * Message-based SPIs (facts section M): SETSPI and CLRSPI of the Distributor,
 * and the frame GICM, which offers the same for a range of SPIs of its own.
 */
#include "gicd.h"

/* GIC-M7: through GICM a message reaches the frame's own SPIs only. */
static bool frame_has(const struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t intid)
{
	uint32_t first = VGS_INTID_SPI + gic->cfg.msi_spi;

	return !VGS_RULE(GIC_M7, acc->frame == &vgs_gicv3_gicm) ||
	       (intid >= first && intid - first < gic->cfg.msi_spis);
}

/* SPI that a message names, or VGS_NO_SLOT: GIC-M6, GIC-K7. */
static uint32_t message_slot(const struct vgs_gic *gic,
			     const struct vgs_acc *acc, uint64_t value,
			     unsigned least_nsacr)
{
	uint32_t intid = (uint32_t)value & (gic->cfg.espis ? 0x1fffu : 0x3ffu);
	uint32_t slot = VGS_NO_SLOT;
	unsigned bits, nsacr;

	/* GIC-M1: SPIs and extended SPIs only. */
	if (VGS_RULE(GIC_M1, intid >= VGS_INTID_SPI) &&
	    !(intid >= VGS_INTID_EPPI && intid < VGS_INTID_EPPI_END) &&
	    frame_has(gic, acc, intid))
		slot = vgs_core_slot(gic, acc->pe, intid);
	if (VGS_RULE(GIC_M6, slot == VGS_NO_SLOT))
		return VGS_NO_SLOT;
	bits = gic->irqs[slot].bits;
	nsacr = (bits & VGS_IRQ_NSACR) >> VGS_IRQ_NSACR_SHIFT;
	/* GIC-M4 */
	if (!acc->secure &&
	    VGS_RULE(GIC_M4, vgs_core_group(gic, bits) != VGS_G1NS &&
				     nsacr < least_nsacr)) {
		vgs_core_finding(gic, acc->pe, intid, VGS_R_GIC_CU92);
		return VGS_NO_SLOT;
	}
	return slot;
}

static void message(struct vgs_gic *gic, const struct vgs_acc *acc,
		    uint64_t value, enum vgs_irq_event event,
		    unsigned least_nsacr)
{
	uint32_t slot = message_slot(gic, acc, value, least_nsacr);

	if (slot == VGS_NO_SLOT)
		vgs_core_ignored(gic, acc->pe, acc->reg->name, value,
				 VGS_R_GIC_M6);
	else
		vgs_core_event(gic, slot, event, VGS_R_GIC_M2);
}

void vgs_v3_setspi_nsr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value)
{
	message(gic, acc, value, VGS_IRQ_EV_MESSAGE_SET, 1);
}

void vgs_v3_clrspi_nsr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			     uint64_t value)
{
	message(gic, acc, value, VGS_IRQ_EV_MESSAGE_CLEAR, 2);
}

/* GIC-M5: with one security state only the _NSR ones exist. */
void vgs_v3_setspi_sr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value)
{
	if (!VGS_RULE(GIC_M5, vgs_v3_ds(gic)))
		message(gic, acc, value, VGS_IRQ_EV_MESSAGE_SET, 0);
}

void vgs_v3_clrspi_sr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value)
{
	if (!VGS_RULE(GIC_M5, vgs_v3_ds(gic)))
		message(gic, acc, value, VGS_IRQ_EV_MESSAGE_CLEAR, 0);
}

/* --- GICM --------------------------------------------------------- */

#define TYPER_SR    (1u << 29)
#define TYPER_CLR   (1u << 30)
#define TYPER_VALID (1u << 31)

static uint64_t typer_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint32_t first = VGS_INTID_SPI + gic->cfg.msi_spi;

	(void)acc;
	return TYPER_VALID | TYPER_CLR | (vgs_v3_ds(gic) ? 0 : TYPER_SR) |
	       first << 16 | gic->cfg.msi_spis;
}

/* clang-format off */
static const struct vgs_field fields_typer[] = {
	{ "NumSPIs", 10, 0 }, { "INTID", 28, 16 }, { "SR", 29, 29 },
	{ "CLR", 30, 30 }, { "Valid", 31, 31 }, { NULL, 0, 0 },
};

static const struct vgs_reg rows[] = {
	{ .name = "GICM_TYPER", .offset = 0x0004, .access = VGS_ACC_RO,
	  .peek = typer_peek, .fields = fields_typer, .rule = VGS_R_GIC_M7,
	  .doc = "the first SPI of the frame and how many" },
	{ .name = "GICM_SETSPI_NSR", .offset = 0x0040, .access = VGS_ACC_WO,
	  .sizes = 2 | 4, .write = vgs_v3_setspi_nsr_write,
	  .fields = vgs_v3_fields_message, .rule = VGS_R_GIC_M7,
	  .doc = "as GICD_SETSPI_NSR, for an SPI of the frame" },
	{ .name = "GICM_CLRSPI_NSR", .offset = 0x0048, .access = VGS_ACC_WO,
	  .sizes = 2 | 4, .write = vgs_v3_clrspi_nsr_write,
	  .fields = vgs_v3_fields_message, .rule = VGS_R_GIC_M7,
	  .doc = "as GICD_CLRSPI_NSR, for an SPI of the frame" },
	{ .name = "GICM_SETSPI_SR", .offset = 0x0050, .access = VGS_ACC_WO,
	  .sizes = 2 | 4, .view = VGS_VIEW_SECURE,
	  .write = vgs_v3_setspi_sr_write,
	  .fields = vgs_v3_fields_message, .rule = VGS_R_GIC_M7,
	  .doc = "as GICD_SETSPI_SR, for an SPI of the frame" },
	{ .name = "GICM_CLRSPI_SR", .offset = 0x0058, .access = VGS_ACC_WO,
	  .sizes = 2 | 4, .view = VGS_VIEW_SECURE,
	  .write = vgs_v3_clrspi_sr_write,
	  .fields = vgs_v3_fields_message, .rule = VGS_R_GIC_M7,
	  .doc = "as GICD_CLRSPI_SR, for an SPI of the frame" },
	{ .name = "GICM_IIDR", .offset = 0x0fcc, .access = VGS_ACC_RO,
	  .peek = vgs_v3_iidr_peek, .fields = vgs_v3_fields_iidr,
	  .rule = VGS_R_GIC_M7, .doc = "implementer" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_gicv3_gicm = {
	.bank = VGS_BANK_GICV3_GICM,
	.regs = rows,
	.count = VGS_ARRAY(rows),
	.size = 0x10000,
};
