/* SPDX-License-Identifier: MIT */
/*
 * GICD of a GICv2: registers in their Secure, Non-secure and only view,
 * lockdown.  Per-INTID accessors that every Distributor has are in dist.c,
 * target CPUs and SGIs with source CPUs in mmif_gicd.c.
 */
#include "gicv2/gicv2.h"

#include "dist.h"

/* --- whom a field belongs to -------------------------------------- */

static uint32_t slot_of(const struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t intid)
{
	return vgs_core_slot(gic, acc->pe, intid);
}

static bool is_group0(const struct vgs_gic *gic, uint32_t slot)
{
	return vgs_core_group(gic, gic->irqs[slot].bits) == VGS_G0;
}

static bool visible(const struct vgs_gic *gic, const struct vgs_acc *acc,
		    uint32_t slot)
{
	return vgs_dist_visible_gicd(gic, acc, slot) ||
	       (acc->reg->view == VGS_VIEW_NSACR3 && VGS_QUIRK(gic, QD_42));
}

/*
 * GIC-C29: while CFGSDISABLE is high, the configuration of a Group 0 SPI among
 * the lockable ones does not change.
 */
static bool locked(const struct vgs_gic *gic, const struct vgs_acc *acc,
		   uint32_t slot)
{
	if (!VGS_RULE(GIC_C29,
		      gic->locked && slot >= gic->spi_slot &&
			      slot - gic->spi_slot < gic->cfg.lockable_spis &&
			      is_group0(gic, slot)))
		return false;
	vgs_core_ignored(gic, acc->pe, acc->reg->name,
			 vgs_core_intid(gic, slot), VGS_R_GIC_C29);
	return true;
}

/* Product-specific and optional registers. */
static bool present(const struct vgs_gic *gic, const struct vgs_reg *reg)
{
	bool qemu = gic->cfg.profile == VGS_PROFILE_QEMU_VIRT;

	switch (reg->offset) {
	case 0xd00: /* GICD_PPISR */
	case 0xd04: /* GICD_SPISR */
		return !qemu;
	case 0xe00: /* GICD_NSACR: QD-35 */
		return gic->cfg.security && !qemu;
	default:
		return true;
	}
}

/* --- control and identification ----------------------------------- */

static uint64_t ctlr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint32_t ctlr = gic->v2->state.ctlr;

	/* The Non-secure view has Group 1's enable at bit 0. */
	return acc->secure ? ctlr : (ctlr & VGS_GICV2_CTLR_GRP1) != 0;
}

static void ctlr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	uint32_t ctlr = gic->v2->state.ctlr;

	if (acc->secure && gic->locked) {
		vgs_core_ignored(gic, acc->pe, acc->reg->name, value,
				 VGS_R_GIC_C29);
		return;
	}
	if (acc->secure) {
		ctlr = (uint32_t)value &
		       (VGS_GICV2_CTLR_GRP0 | VGS_GICV2_CTLR_GRP1);
	} else {
		ctlr &= ~VGS_GICV2_CTLR_GRP1;
		ctlr |= value & 1u ? VGS_GICV2_CTLR_GRP1 : 0;
	}
	gic->v2->state.ctlr = (uint8_t)ctlr;
	vgs_gicv2_forward(gic);
	vgs_core_dirty_all(gic);
}

static uint64_t typer_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint32_t value = (gic->cfg.spis + 31u) / 32u;

	(void)acc;
	value |= (gic->cfg.pes - 1u) << 5;
	if (gic->cfg.security)
		value |= 1u << 10 | gic->cfg.lockable_spis << 11;
	return value;
}

static uint64_t iidr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)acc;
	return gic->cfg.profile == VGS_PROFILE_QEMU_VIRT ? 0x0000043bu
							 : 0x0200143bu;
}

/* Peripheral and component ids: 0xfd0 to 0xffc. */
static uint64_t id_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	static const uint8_t ids[12] = {
		0x04, 0x00, 0x00, 0x00, /* PIDR4..7 */
		0x90, 0xb4, 0x2b, 0x00, /* PIDR0..3: GIC-400, GICv2 */
		0x0d, 0xf0, 0x05, 0xb1, /* CIDR0..3 */
	};

	(void)gic;
	return ids[(acc->reg->offset - 0xfd0u) / 4u + acc->n];
}

/* GIC-400: the wires of this CPU's PPIs, by PPI number. */
static uint64_t ppisr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 16; i++) {
		uint32_t slot = vgs_core_slot(gic, acc->pe, VGS_INTID_PPI + i);

		if (!acc->secure && is_group0(gic, slot))
			continue;
		if (gic->irqs[slot].bits & VGS_IRQ_LINE)
			value |= VGS_BIT(i);
	}
	return value;
}

/* --- per INTID ---------------------------------------------------- */

static void group_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot, uint32_t value)
{
	if (!locked(gic, acc, slot))
		vgs_dist_group_set(gic, acc, slot, value);
}

static void enable_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value)
{
	if (!locked(gic, acc, slot))
		vgs_dist_enable_set(gic, acc, slot, value);
}

static void priority_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	if (!locked(gic, acc, slot))
		vgs_dist_priority_set(gic, acc, slot, value);
}

static void config_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value)
{
	if (!locked(gic, acc, slot))
		vgs_dist_config_set(gic, acc, slot, value);
}

/* Choice GIC-H21: SGIs are always enabled, the bits are RAO/WI. */
static void enable_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	bool fixed = vgs_dist_is_sgi(gic, slot) && !VGS_CHOICE(gic, GIC_H21);

	if (!fixed && !locked(gic, acc, slot))
		vgs_dist_enable_clear(gic, acc, slot, value);
}

static void pending_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value)
{
	bool lost = VGS_QUIRK(gic, QD_34) && !gic->irqs[slot].cpus &&
		    !vgs_core_is_private(gic, slot);

	if (!lost)
		vgs_mmif_pending_set(gic, acc, slot, value);
}

/* GIC-C9: NSACR lets active bits of Secure interrupts be read, no more. */
static bool active_writable(const struct vgs_gic *gic,
			    const struct vgs_acc *acc, uint32_t slot)
{
	return acc->secure || VGS_RULE(GIC_C9, !is_group0(gic, slot));
}

static uint32_t active_get(const struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot)
{
	(void)acc;
	if (vgs_core_banked(gic, slot))
		return vgs_gicv2_banked_active(gic, slot);
	return (gic->irqs[slot].bits & VGS_IRQ_ACTIVE) != 0;
}

static void active_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value)
{
	if (active_writable(gic, acc, slot))
		vgs_mmif_active_set(gic, acc, slot, value);
}

static void active_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	if (active_writable(gic, acc, slot))
		vgs_dist_active_clear(gic, acc, slot, value);
}

static void targets_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value)
{
	if (!locked(gic, acc, slot))
		vgs_mmif_targets_set(gic, acc, slot, value);
}

/* GIC-C7: there is no NSACR for PPIs. */
static void nsacr_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot, uint32_t value)
{
	if (locked(gic, acc, slot))
		return;
	if (!vgs_core_is_private(gic, slot) ||
	    VGS_RULE(GIC_C7, vgs_dist_is_sgi(gic, slot)))
		vgs_dist_nsacr_set(gic, acc, slot, value);
}

/* --- the table ---------------------------------------------------- */

/* clang-format off */
const struct vgs_field vgs_gicv2_ctlr_fields[] = {
	{ "EnableGrp0", 0, 0 }, { "EnableGrp1", 1, 1 }, { NULL, 0, 0 },
};

const struct vgs_field vgs_gicv2_ctlr_ns_fields[] = {
	{ "Enable", 0, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field typer_fields[] = {
	{ "ITLinesNumber", 4, 0 }, { "CPUNumber", 7, 5 },
	{ "SecurityExtn", 10, 10 }, { "LSPI", 15, 11 }, { NULL, 0, 0 },
};

static const struct vgs_field iidr_fields[] = {
	{ "Implementer", 11, 0 }, { "Revision", 15, 12 },
	{ "Variant", 19, 16 }, { "ProductID", 31, 24 }, { NULL, 0, 0 },
};

static const struct vgs_field sgir_fields[] = {
	{ "SGIINTID", 3, 0 }, { "NSATT", 15, 15 },
	{ "CPUTargetList", 23, 16 }, { "TargetListFilter", 25, 24 },
	{ NULL, 0, 0 },
};

static const struct vgs_field pidr2_fields[] = {
	{ "ArchRev", 7, 4 }, { NULL, 0, 0 },
};

static const struct vgs_reg gicd_regs[] = {
	{ .name = "GICD_CTLR", .offset = 0x000, .access = VGS_ACC_RW,
	  .fields = vgs_gicv2_ctlr_fields, .peek = ctlr_peek,
	  .write = ctlr_write,
	  .rule = VGS_R_GIC_D36, .doc = "forwarding of each group" },
	{ .name = "GICD_TYPER", .offset = 0x004, .access = VGS_ACC_RO,
	  .fields = typer_fields, .peek = typer_peek,
	  .rule = VGS_R_GIC_G1, .doc = "INTIDs, CPU interfaces, security" },
	{ .name = "GICD_IIDR", .offset = 0x008, .access = VGS_ACC_RO,
	  .fields = iidr_fields, .peek = iidr_peek,
	  .rule = VGS_R_GIC_A1, .doc = "implementer and product" },
	{ .name = "GICD_IGROUPR", .offset = 0x080, .count = 32,
	  .access = VGS_ACC_RW, .bits_per_intid = 1, .view = VGS_VIEW_SECURE,
	  .irq_bit = VGS_IRQ_GROUP, .set = group_set,
	  .rule = VGS_R_GIC_C5, .doc = "group" },
	{ .name = "GICD_ISENABLER", .offset = 0x100, .count = 32,
	  .access = VGS_ACC_W1S, .bits_per_intid = 1, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = enable_set,
	  .rule = VGS_R_GIC_B18, .doc = "enable forwarding" },
	{ .name = "GICD_ICENABLER", .offset = 0x180, .count = 32,
	  .access = VGS_ACC_W1C, .bits_per_intid = 1, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = enable_clear,
	  .rule = VGS_R_GIC_B18, .doc = "disable forwarding" },
	{ .name = "GICD_ISPENDR", .offset = 0x200, .count = 32,
	  .access = VGS_ACC_W1S, .bits_per_intid = 1, .view = VGS_VIEW_NSACR1,
	  .get = vgs_dist_pending_get, .set = pending_set,
	  .rule = VGS_R_GIC_B12, .doc = "set the pending latch" },
	{ .name = "GICD_ICPENDR", .offset = 0x280, .count = 32,
	  .access = VGS_ACC_W1C, .bits_per_intid = 1, .view = VGS_VIEW_NSACR2,
	  .get = vgs_dist_pending_get, .set = vgs_mmif_pending_clear,
	  .rule = VGS_R_GIC_B13, .doc = "clear the pending latch" },
	{ .name = "GICD_ISACTIVER", .offset = 0x300, .count = 32,
	  .access = VGS_ACC_W1S, .bits_per_intid = 1, .view = VGS_VIEW_NSACR2,
	  .get = active_get, .set = active_set,
	  .rule = VGS_R_GIC_B21, .doc = "make active" },
	{ .name = "GICD_ICACTIVER", .offset = 0x380, .count = 32,
	  .access = VGS_ACC_W1C, .bits_per_intid = 1, .view = VGS_VIEW_NSACR2,
	  .get = active_get, .set = active_clear,
	  .rule = VGS_R_GIC_B22, .doc = "deactivate" },
	{ .name = "GICD_IPRIORITYR", .offset = 0x400, .count = 255,
	  .access = VGS_ACC_RW, .sizes = 1 | 4, .bits_per_intid = 8,
	  .view = VGS_VIEW_GROUP, .irq_priority = true,
	  .get = vgs_dist_priority_get, .set = priority_set,
	  .rule = VGS_R_GIC_C11, .doc = "priority" },
	{ .name = "GICD_ITARGETSR", .offset = 0x800, .count = 255,
	  .access = VGS_ACC_RW, .sizes = 1 | 4, .bits_per_intid = 8,
	  .view = VGS_VIEW_NSACR3, .get = vgs_mmif_targets_get,
	  .set = targets_set,
	  .rule = VGS_R_GIC_G25, .doc = "target CPU interfaces" },
	{ .name = "GICD_ICFGR", .offset = 0xc00, .count = 64,
	  .access = VGS_ACC_RW, .bits_per_intid = 2, .view = VGS_VIEW_GROUP,
	  .reset = 0xaaaaaaaa, .get = vgs_dist_config_get,
	  .set = config_set,
	  .rule = VGS_R_GIC_B30, .doc = "level or edge" },
	{ .name = "GICD_PPISR", .offset = 0xd00, .access = VGS_ACC_RO,
	  .peek = ppisr_peek,
	  .rule = VGS_R_GIC_C4, .doc = "wires of PPIs (GIC-400)" },
	{ .name = "GICD_SPISR", .offset = 0xd04, .count = 31,
	  .access = VGS_ACC_RO, .bits_per_intid = 1, .first_intid = 32,
	  .view = VGS_VIEW_GROUP, .irq_bit = VGS_IRQ_LINE,
	  .rule = VGS_R_GIC_C4, .doc = "wires of SPIs (GIC-400)" },
	{ .name = "GICD_NSACR", .offset = 0xe00, .count = 64,
	  .access = VGS_ACC_RW, .bits_per_intid = 2, .view = VGS_VIEW_SECURE,
	  .get = vgs_dist_nsacr_get, .set = nsacr_set,
	  .rule = VGS_R_GIC_C8, .doc = "what Non-secure software may do" },
	{ .name = "GICD_SGIR", .offset = 0xf00, .access = VGS_ACC_WO,
	  .fields = sgir_fields, .write = vgs_mmif_sgir_write,
	  .rule = VGS_R_GIC_G16, .doc = "send an SGI" },
	{ .name = "GICD_CPENDSGIR", .offset = 0xf10, .count = 4,
	  .access = VGS_ACC_W1C, .sizes = 1 | 4, .bits_per_intid = 8,
	  .view = VGS_VIEW_NSACR2, .get = vgs_mmif_sources_get,
	  .set = vgs_mmif_sources_clear,
	  .rule = VGS_R_GIC_B17, .doc = "clear pending sources of SGIs" },
	{ .name = "GICD_SPENDSGIR", .offset = 0xf20, .count = 4,
	  .access = VGS_ACC_W1S, .sizes = 1 | 4, .bits_per_intid = 8,
	  .view = VGS_VIEW_NSACR1, .get = vgs_mmif_sources_get,
	  .set = vgs_mmif_sources_set,
	  .rule = VGS_R_GIC_B17, .doc = "set pending sources of SGIs" },
	{ .name = "GICD_PIDR", .offset = 0xfd0, .first = 4, .count = 4,
	  .access = VGS_ACC_RO, .peek = id_peek,
	  .rule = VGS_R_GIC_A1, .doc = "peripheral id" },
	{ .name = "GICD_PIDR", .offset = 0xfe0, .count = 4,
	  .access = VGS_ACC_RO, .fields = pidr2_fields, .peek = id_peek,
	  .rule = VGS_R_GIC_A1, .doc = "peripheral id" },
	{ .name = "GICD_CIDR", .offset = 0xff0, .count = 4,
	  .access = VGS_ACC_RO, .peek = id_peek,
	  .rule = VGS_R_GIC_A1, .doc = "component id" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_gicv2_gicd = {
	.bank = VGS_BANK_GICV2_GICD,
	.regs = gicd_regs,
	.count = VGS_ARRAY(gicd_regs),
	.size = 0x1000,
	.slot = slot_of,
	.visible = visible,
	.present = present,
	.by_bytes = true,
};
