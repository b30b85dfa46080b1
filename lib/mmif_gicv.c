/* SPDX-License-Identifier: MIT */
/*
 * GICV: the virtual CPU interface that a guest finds where it expects GICC,
 * without security views (GIC-S15).  What acknowledge and end do to list
 * registers is in lr.c.
 */
#include "lr_own.h"
#include "mmif.h"

static struct vgs_vif *vif_of(const struct vgs_gic *gic,
			      const struct vgs_acc *acc)
{
	return &gic->vif[acc->pe];
}

/* --- control: aliases of GICH_VMCR (GIC-S8) ----------------------- */

uint32_t vgs_mmif_vctlr(const struct vgs_vif *vif)
{
	uint32_t value = 0;

	if (vif->cpu.igrpen & VGS_BIT(VGS_G0))
		value |= VGS_GICC_CTLR_GRP0;
	if (vif->cpu.igrpen & VGS_BIT(VGS_G1NS))
		value |= VGS_GICC_CTLR_GRP1;
	if (vif->ackctl)
		value |= VGS_GICC_CTLR_ACKCTL;
	if (vif->fiqen)
		value |= VGS_GICC_CTLR_FIQEN;
	if (vif->cpu.cbpr & VGS_BIT(VGS_G1NS))
		value |= VGS_GICC_CTLR_CBPR;
	if (vif->cpu.eoimode & VGS_BIT(VGS_EOIMODE_NS))
		value |= VGS_GICC_CTLR_EOIMODE;
	return value;
}

void vgs_mmif_set_vctlr(struct vgs_vif *vif, uint32_t value)
{
	unsigned igrpen = 0;

	if (value & VGS_GICC_CTLR_GRP0)
		igrpen |= VGS_BIT(VGS_G0);
	if (value & VGS_GICC_CTLR_GRP1)
		igrpen |= VGS_BIT(VGS_G1NS);
	vif->cpu.igrpen = (uint8_t)igrpen;
	vif->ackctl = (value & VGS_GICC_CTLR_ACKCTL) != 0;
	vif->fiqen = (value & VGS_GICC_CTLR_FIQEN) != 0;
	vif->cpu.cbpr = value & VGS_GICC_CTLR_CBPR ? VGS_BIT(VGS_G1NS) : 0;
	vif->cpu.eoimode =
		value & VGS_GICC_CTLR_EOIMODE ? VGS_BIT(VGS_EOIMODE_NS) : 0;
}

static uint64_t ctlr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vgs_mmif_vctlr(vif_of(gic, acc));
}

static void ctlr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	vgs_mmif_set_vctlr(vif_of(gic, acc), (uint32_t)value);
	vgs_core_dirty_virtual(gic, acc->pe);
}

static uint64_t pmr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vif_of(gic, acc)->cpu.pmr;
}

static void pmr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	vif_of(gic, acc)->cpu.pmr = (uint8_t)value & gic->vshape.prio_mask;
	vgs_core_dirty_virtual(gic, acc->pe);
}

static void bpr_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		    enum vgs_group group, uint64_t value)
{
	vif_of(gic, acc)->cpu.bpr[group] =
		vgs_cpuif_bpr_clamp(&gic->vshape, group, value);
	vgs_core_dirty_virtual(gic, acc->pe);
}

static uint64_t bpr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vif_of(gic, acc)->cpu.bpr[VGS_G0];
}

static void bpr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	bpr_set(gic, acc, VGS_G0, value);
}

static uint64_t abpr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vif_of(gic, acc)->cpu.bpr[VGS_G1NS];
}

static void abpr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	bpr_set(gic, acc, VGS_G1NS, value);
}

static uint64_t rpr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vgs_cpuif_running(&vif_of(gic, acc)->cpu, &gic->vshape);
}

static uint64_t apr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vgs_mmif_vapr(gic, vif_of(gic, acc), acc->n);
}

static void apr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	vgs_mmif_set_vapr(gic, vif_of(gic, acc), acc->n, (uint32_t)value);
	vgs_core_dirty_virtual(gic, acc->pe);
}

static uint64_t iidr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)acc;
	return gic->mmif->gicv_iidr;
}

/* --- acknowledge -------------------------------------------------- */

/*
 * GIC-S3: what is said instead of the pending list register by who may not name
 * it, as the aliases Group 0; 0: it is named.
 */
static uint32_t instead(const struct vgs_gic *gic, const struct vgs_acc *acc,
			const struct vgs_vhppi *hppi, bool group1)
{
	if (hppi->lr < 0)
		return VGS_INTID_NONE;
	if (hppi->group == VGS_G0)
		return VGS_RULE(GIC_S3, group1) ? VGS_INTID_NONE : 0;
	if (!group1 && VGS_RULE(GIC_S9, !vif_of(gic, acc)->ackctl))
		return VGS_MMIF_GROUP1;
	return 0;
}

static uint32_t identify(const struct vgs_gic *gic, const struct vgs_acc *acc,
			 const struct vgs_vhppi *hppi, bool group1)
{
	uint32_t other = instead(gic, acc, hppi, group1);
	unsigned cpuid = 0;

	if (other)
		return other;
	/* GIC-S2: only a software-made SGI has a source. */
	if (hppi->lr != VGS_LR_DIRECT && hppi->vintid < VGS_INTID_PPI)
		cpuid = gic->lrs[acc->pe * gic->cfg.lrs + (unsigned)hppi->lr]
				.source;
	return vgs_mmif_identifier(hppi->vintid, cpuid);
}

static uint32_t iar_value(const struct vgs_gic *gic, const struct vgs_acc *acc,
			  bool group1, struct vgs_vhppi *ret_hppi)
{
	const struct vgs_vif *vif = vif_of(gic, acc);

	*ret_hppi = vgs_lr_select(gic, acc->pe);
	if (vgs_lr_signalled(gic, acc->pe, ret_hppi))
		return identify(gic, acc, ret_hppi, group1);
	/* Choice GIC-G3: only the running priority is in the way. */
	if (VGS_CHOICE(gic, GIC_G3) && (vif->hcr & VGS_HCR_EN) &&
	    ret_hppi->priority < vif->cpu.pmr &&
	    identify(gic, acc, ret_hppi, group1) == VGS_MMIF_GROUP1)
		return VGS_MMIF_GROUP1;
	return VGS_INTID_NONE;
}

/* GIC-P15: is the special INTID that IAR gives the list register's own? */
static VGS_COLD bool is_special_lr(const struct vgs_gic *gic,
				   const struct vgs_acc *acc,
				   const struct vgs_vhppi *hppi, bool group1)
{
	return vgs_lr_signalled(gic, acc->pe, hppi) &&
	       !instead(gic, acc, hppi, group1);
}

/* GIC-J9: where the active priorities of both groups are. */
static void gather(struct vgs_gic *gic, struct vgs_vif *vif)
{
	for (unsigned n = 0; n < gic->vshape.ap_regs; n++)
		vgs_mmif_set_vapr(gic, vif, n, vgs_mmif_vapr(gic, vif, n));
}

static uint32_t acknowledge(struct vgs_gic *gic, const struct vgs_acc *acc,
			    bool group1)
{
	struct vgs_vhppi hppi;
	uint32_t value = iar_value(gic, acc, group1, &hppi);

	if (vgs_mmif_intid(value) < VGS_INTID_SPECIAL ||
	    is_special_lr(gic, acc, &hppi, group1))
		vgs_lr_acknowledge(gic, acc->pe, &hppi);
	if (VGS_RULE(GIC_J9, gic->mmif->apr_of_group1))
		gather(gic, vif_of(gic, acc));
	return value;
}

static uint64_t iar_read(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return acknowledge(gic, acc, false);
}

static uint64_t iar_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	struct vgs_vhppi hppi;

	return iar_value(gic, acc, false, &hppi);
}

static uint64_t aiar_read(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return acknowledge(gic, acc, true);
}

static uint64_t aiar_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	struct vgs_vhppi hppi;

	return iar_value(gic, acc, true, &hppi);
}

/* GIC-Q16: neither VPMR nor the virtual running priority counts. */
static uint64_t hppir_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	struct vgs_vhppi hppi = vgs_lr_select(gic, acc->pe);

	if (VGS_QUIRK(gic, QD_41) && hppi.priority >= vif_of(gic, acc)->cpu.pmr)
		return VGS_INTID_NONE;
	return identify(gic, acc, &hppi, false);
}

static uint64_t ahppir_peek(const struct vgs_gic *gic,
			    const struct vgs_acc *acc)
{
	struct vgs_vhppi hppi = vgs_lr_select(gic, acc->pe);

	return identify(gic, acc, &hppi, true);
}

/* --- end of interrupt --------------------------------------------- */

static struct vgs_lr_end ended(uint64_t value, bool any_group)
{
	struct vgs_lr_end end = {
		.vintid = vgs_mmif_intid(value),
		.group = VGS_G1NS,
		.any_group = any_group,
		.gicv = true,
		.match_source = true,
		.source = vgs_mmif_cpuid(value),
	};

	return end;
}

static void eoir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	struct vgs_lr_end end = ended(value, true);

	vgs_lr_eoi(gic, acc->pe, &end);
}

static void aeoir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value)
{
	struct vgs_lr_end end = ended(value, false);

	vgs_lr_eoi(gic, acc->pe, &end);
}

static void dir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	struct vgs_lr_end end = ended(value, true);

	vgs_lr_dir(gic, acc->pe, &end);
}

/* --- the table ---------------------------------------------------- */

/* clang-format off */
static const struct vgs_field ctlr_fields[] = {
	{ "EnableGrp0", 0, 0 }, { "EnableGrp1", 1, 1 }, { "AckCtl", 2, 2 },
	{ "FIQEn", 3, 3 }, { "CBPR", 4, 4 }, { "EOImode", 9, 9 },
	{ NULL, 0, 0 },
};

static const struct vgs_reg gicv_regs[] = {
	{ .name = "GICV_CTLR", .offset = 0x0000, .access = VGS_ACC_RW,
	  .fields = ctlr_fields, .peek = ctlr_peek, .write = ctlr_write,
	  .rule = VGS_R_GIC_S8, .doc = "group enables, AckCtl, EOImode" },
	{ .name = "GICV_PMR", .offset = 0x0004, .access = VGS_ACC_RW,
	  .fields = vgs_mmif_fields_prio, .peek = pmr_peek, .write = pmr_write,
	  .rule = VGS_R_GIC_S12, .doc = "priority mask" },
	{ .name = "GICV_BPR", .offset = 0x0008, .access = VGS_ACC_RW,
	  .reset = 2, .fields = vgs_mmif_fields_bpr, .peek = bpr_peek,
	  .write = bpr_write,
	  .rule = VGS_R_GIC_S12, .doc = "binary point of Group 0" },
	{ .name = "GICV_IAR", .offset = 0x000c, .access = VGS_ACC_RO,
	  .reset = VGS_INTID_NONE, .fields = vgs_mmif_fields_id,
	  .peek = iar_peek, .read = iar_read,
	  .rule = VGS_R_GIC_S3, .doc = "acknowledge" },
	{ .name = "GICV_EOIR", .offset = 0x0010, .access = VGS_ACC_WO,
	  .fields = vgs_mmif_fields_id, .write = eoir_write,
	  .rule = VGS_R_GIC_S10, .doc = "priority drop, and deactivate" },
	{ .name = "GICV_RPR", .offset = 0x0014, .access = VGS_ACC_RO,
	  .reset = VGS_PRIO_IDLE, .fields = vgs_mmif_fields_prio,
	  .peek = rpr_peek,
	  .rule = VGS_R_GIC_Q15, .doc = "virtual running priority" },
	{ .name = "GICV_HPPIR", .offset = 0x0018, .access = VGS_ACC_RO,
	  .reset = VGS_INTID_NONE, .fields = vgs_mmif_fields_id,
	  .peek = hppir_peek,
	  .rule = VGS_R_GIC_Q16, .doc = "highest priority pending" },
	{ .name = "GICV_ABPR", .offset = 0x001c, .access = VGS_ACC_RW,
	  .reset = 3, .fields = vgs_mmif_fields_bpr, .peek = abpr_peek,
	  .write = abpr_write,
	  .rule = VGS_R_GIC_S12, .doc = "binary point of Group 1" },
	{ .name = "GICV_AIAR", .offset = 0x0020, .access = VGS_ACC_RO,
	  .reset = VGS_INTID_NONE, .fields = vgs_mmif_fields_id,
	  .peek = aiar_peek, .read = aiar_read,
	  .rule = VGS_R_GIC_S3, .doc = "acknowledge of Group 1" },
	{ .name = "GICV_AEOIR", .offset = 0x0024, .access = VGS_ACC_WO,
	  .fields = vgs_mmif_fields_id, .write = aeoir_write,
	  .rule = VGS_R_GIC_S6, .doc = "end of Group 1" },
	{ .name = "GICV_AHPPIR", .offset = 0x0028, .access = VGS_ACC_RO,
	  .reset = VGS_INTID_NONE, .fields = vgs_mmif_fields_id,
	  .peek = ahppir_peek,
	  .rule = VGS_R_GIC_S3, .doc = "highest pending of Group 1" },
	{ .name = "GICV_STATUSR", .offset = 0x002c, .access = VGS_ACC_RAZ,
	  .rule = VGS_R_GIC_A7, .doc = "not implemented" },
	{ .name = "GICV_APR", .offset = 0x00d0, .count = 4,
	  .access = VGS_ACC_RW, .peek = apr_peek, .write = apr_write,
	  .rule = VGS_R_GIC_S1, .doc = "virtual active priorities" },
	{ .name = "GICV_IIDR", .offset = 0x00fc, .access = VGS_ACC_RO,
	  .fields = vgs_mmif_fields_iidr, .peek = iidr_peek,
	  .rule = VGS_R_GIC_A1, .doc = "implementer and version" },
	{ .name = "GICV_DIR", .offset = 0x1000, .access = VGS_ACC_WO,
	  .fields = vgs_mmif_fields_id, .write = dir_write,
	  .rule = VGS_R_GIC_S5, .doc = "deactivate" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_mmif_gicv = {
	.bank = VGS_BANK_GICV2_GICV,
	.regs = gicv_regs,
	.count = VGS_ARRAY(gicv_regs),
	.size = 0x2000,
	.dense = 12, /* up to GICV_STATUSR */
};
