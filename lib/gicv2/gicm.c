/* SPDX-License-Identifier: MIT */
/*
 * The MSI frame of GICv2m: a write of an INTID makes an edge-triggered SPI of
 * the frame's range pending.  One frame; it does nothing else.
 */
#include "gicv2/gicv2.h"

static uint64_t typer_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)acc;
	return (uint64_t)(VGS_INTID_SPI + gic->cfg.msi_spi) << 16 |
	       gic->cfg.msi_spis;
}

static void setspi_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint64_t value)
{
	uint32_t intid = vgs_mmif_intid(value);
	uint32_t first = VGS_INTID_SPI + gic->cfg.msi_spi;
	uint32_t slot;

	if (intid < first || intid >= first + gic->cfg.msi_spis) {
		vgs_core_ignored(gic, acc->pe, acc->reg->name, value,
				 VGS_R_GIC_B31);
		return;
	}
	slot = vgs_core_slot(gic, acc->pe, intid);
	/* The frame gives a pulse, which a level-sensitive SPI forgets. */
	if (VGS_RULE(GIC_M2, gic->irqs[slot].bits & VGS_IRQ_EDGE))
		vgs_core_event_by(gic, slot, VGS_NO_PE, VGS_IRQ_EV_SET_PENDING,
				  VGS_R_GIC_M2);
}

static uint64_t iidr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)acc;
	return gic->cfg.profile == VGS_PROFILE_QEMU_VIRT ? 0x05100000u
							 : 0x0000043bu;
}

/* clang-format off */
static const struct vgs_field typer_fields[] = {
	{ "NumSPIs", 9, 0 }, { "BaseSPI", 25, 16 }, { NULL, 0, 0 },
};

static const struct vgs_field setspi_fields[] = {
	{ "SPI", 9, 0 }, { NULL, 0, 0 },
};

static const struct vgs_reg gicm_regs[] = {
	{ .name = "MSI_TYPER", .offset = 0x008, .access = VGS_ACC_RO,
	  .fields = typer_fields, .peek = typer_peek,
	  .rule = VGS_R_GIC_M2, .doc = "first SPI and how many" },
	{ .name = "MSI_SETSPI_NS", .offset = 0x040, .access = VGS_ACC_WO,
	  .sizes = 2 | 4, .fields = setspi_fields, .write = setspi_write,
	  .rule = VGS_R_GIC_M2, .doc = "make an SPI pending" },
	{ .name = "MSI_IIDR", .offset = 0xfcc, .access = VGS_ACC_RO,
	  .fields = vgs_mmif_fields_iidr, .peek = iidr_peek,
	  .rule = VGS_R_GIC_A1, .doc = "implementer and product" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_gicv2_gicm = {
	.bank = VGS_BANK_GICM,
	.regs = gicm_regs,
	.count = VGS_ARRAY(gicm_regs),
	.size = 0x1000,
};
