/* SPDX-License-Identifier: MIT */
/* GICD of a GICv3: every register of the frame, as data. */
#include "dist.h"
#include "gicd.h"
#include "mmif.h"

/* clang-format off */
static const struct vgs_field fields_ctlr[] = {
	{ "EnableGrp0", 0, 0 }, { "EnableGrp1NS", 1, 1 },
	{ "EnableGrp1S", 2, 2 }, { "ARE_S", 4, 4 }, { "ARE_NS", 5, 5 },
	{ "DS", 6, 6 }, { "E1NWF", 7, 7 }, { "RWP", 31, 31 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_ctlr_ns[] = {
	{ "EnableGrp1", 0, 0 }, { "EnableGrp1A", 1, 1 }, { "ARE_NS", 4, 4 },
	{ "RWP", 31, 31 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_ctlr_ds[] = {
	{ "EnableGrp0", 0, 0 }, { "EnableGrp1", 1, 1 }, { "ARE", 4, 4 },
	{ "DS", 6, 6 }, { "E1NWF", 7, 7 }, { "nASSGIreq", 8, 8 },
	{ "RWP", 31, 31 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_typer[] = {
	{ "ITLinesNumber", 4, 0 }, { "CPUNumber", 7, 5 }, { "ESPI", 8, 8 },
	{ "NMI", 9, 9 }, { "SecurityExtn", 10, 10 }, { "num_LPIs", 15, 11 },
	{ "MBIS", 16, 16 }, { "LPIS", 17, 17 }, { "DVIS", 18, 18 },
	{ "IDbits", 23, 19 }, { "A3V", 24, 24 }, { "No1N", 25, 25 },
	{ "RSS", 26, 26 }, { "ESPI_range", 31, 27 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_typer2[] = {
	{ "VID", 4, 0 }, { "VIL", 7, 7 }, { "nASSGIcap", 8, 8 },
	{ NULL, 0, 0 },
};

const struct vgs_field vgs_v3_fields_iidr[] = {
	{ "Implementer", 11, 0 }, { "Revision", 15, 12 },
	{ "Variant", 19, 16 }, { "ProductID", 31, 24 }, { NULL, 0, 0 },
};

const struct vgs_field vgs_v3_fields_statusr[] = {
	{ "RRD", 0, 0 }, { "WRD", 1, 1 }, { "RWOD", 2, 2 }, { "WROD", 3, 3 },
	{ NULL, 0, 0 },
};

const struct vgs_field vgs_v3_fields_message[] = {
	{ "INTID", 12, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_sgir[] = {
	{ "INTID", 3, 0 }, { "NSATT", 15, 15 }, { "CPUTargetList", 23, 16 },
	{ "TargetListFilter", 25, 24 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_irouter[] = {
	{ "Aff0", 7, 0 }, { "Aff1", 15, 8 }, { "Aff2", 23, 16 },
	{ "Interrupt_Routing_Mode", 31, 31 }, { "Aff3", 39, 32 },
	{ NULL, 0, 0 },
};

const struct vgs_field vgs_v3_fields_pidr[] = {
	{ "DES", 7, 0 }, { "ArchRev", 7, 4 }, { NULL, 0, 0 },
};

#define BITS(n, from) .bits_per_intid = (n), .first_intid = (from)
#define SPIS(n)	      BITS(n, 0), .count = 32 * (n)
#define ESPIS(n)      BITS(n, VGS_INTID_ESPI), .count = 32 * (n), \
		      .rule = VGS_R_GIC_K1

static const struct vgs_reg rows[] = {
	{ .name = "GICD_CTLR", .offset = 0x0000, .access = VGS_ACC_RW,
	  .peek = vgs_v3_gicd_ctlr_peek, .write = vgs_v3_gicd_ctlr_write,
	  .fields = fields_ctlr,
	  .doc = "group enables, affinity routing, security, RWP" },
	{ .name = "GICD_TYPER", .offset = 0x0004, .access = VGS_ACC_RO,
	  .peek = vgs_v3_gicd_typer_peek, .fields = fields_typer,
	  .doc = "what is implemented" },
	{ .name = "GICD_IIDR", .offset = 0x0008, .access = VGS_ACC_RO,
	  .peek = vgs_v3_iidr_peek, .fields = vgs_v3_fields_iidr,
	  .doc = "implementer" },
	{ .name = "GICD_TYPER2", .offset = 0x000c, .access = VGS_ACC_RO,
	  .peek = vgs_v3_gicd_typer2_peek, .fields = fields_typer2,
	  .doc = "vPEID bits; active state of SGIs" },
	{ .name = "GICD_STATUSR", .offset = 0x0010, .access = VGS_ACC_W1C,
	  .peek = vgs_v3_gicd_statusr_peek,
	  .write = vgs_v3_gicd_statusr_write,
	  .fields = vgs_v3_fields_statusr, .rule = VGS_R_GIC_C26,
	  .doc = "accesses without effect, a copy per security state" },
	{ .name = "GICD_SETSPI_NSR", .offset = 0x0040, .access = VGS_ACC_WO,
	  .sizes = 2 | 4, .write = vgs_v3_setspi_nsr_write,
	  .fields = vgs_v3_fields_message, .rule = VGS_R_GIC_M1,
	  .doc = "make an SPI pending by message" },
	{ .name = "GICD_CLRSPI_NSR", .offset = 0x0048, .access = VGS_ACC_WO,
	  .sizes = 2 | 4, .write = vgs_v3_clrspi_nsr_write,
	  .fields = vgs_v3_fields_message, .rule = VGS_R_GIC_M1,
	  .doc = "take back what SETSPI_NSR made pending" },
	{ .name = "GICD_SETSPI_SR", .offset = 0x0050, .access = VGS_ACC_WO,
	  .sizes = 2 | 4, .view = VGS_VIEW_SECURE,
	  .write = vgs_v3_setspi_sr_write,
	  .fields = vgs_v3_fields_message, .rule = VGS_R_GIC_M1,
	  .doc = "make an SPI pending by message, Secure" },
	{ .name = "GICD_CLRSPI_SR", .offset = 0x0058, .access = VGS_ACC_WO,
	  .sizes = 2 | 4, .view = VGS_VIEW_SECURE,
	  .write = vgs_v3_clrspi_sr_write,
	  .fields = vgs_v3_fields_message, .rule = VGS_R_GIC_M1,
	  .doc = "take back what SETSPI_SR made pending" },
	{ .name = "GICD_SEIR", .offset = 0x0068, .access = VGS_ACC_RAZ,
	  .sizes = 2 | 4,
	  .doc = "withdrawn; reserved" },
	{ .name = "GICD_IGROUPR", .offset = 0x0080, SPIS(1),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .irq_bit = VGS_IRQ_GROUP, .set = vgs_v3_group_set,
	  .doc = "group, with IGRPMODR" },
	{ .name = "GICD_ISENABLER", .offset = 0x0100, SPIS(1),
	  .access = VGS_ACC_W1S, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = vgs_v3_enable_set,
	  .doc = "enable" },
	{ .name = "GICD_ICENABLER", .offset = 0x0180, SPIS(1),
	  .access = VGS_ACC_W1C, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = vgs_v3_enable_clear,
	  .doc = "disable" },
	{ .name = "GICD_ISPENDR", .offset = 0x0200, SPIS(1),
	  .access = VGS_ACC_W1S, .view = VGS_VIEW_NSACR1,
	  .get = vgs_dist_pending_get, .set = vgs_mmif_pending_set,
	  .doc = "set the pending latch" },
	{ .name = "GICD_ICPENDR", .offset = 0x0280, SPIS(1),
	  .access = VGS_ACC_W1C, .view = VGS_VIEW_NSACR2,
	  .get = vgs_dist_pending_get, .set = vgs_mmif_pending_clear,
	  .doc = "clear the pending latch" },
	{ .name = "GICD_ISACTIVER", .offset = 0x0300, SPIS(1),
	  .access = VGS_ACC_W1S, .view = VGS_VIEW_NSACR2,
	  .irq_bit = VGS_IRQ_ACTIVE, .set = vgs_v3_active_set,
	  .doc = "set active" },
	{ .name = "GICD_ICACTIVER", .offset = 0x0380, SPIS(1),
	  .access = VGS_ACC_W1C, .view = VGS_VIEW_NSACR2,
	  .irq_bit = VGS_IRQ_ACTIVE, .set = vgs_v3_active_clear,
	  .doc = "deactivate" },
	{ .name = "GICD_IPRIORITYR", .offset = 0x0400, BITS(8, 0),
	  .count = 255, .sizes = 1 | 4,
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .irq_priority = true,
	  .get = vgs_dist_priority_get, .set = vgs_dist_priority_set,
	  .doc = "priority" },
	{ .name = "GICD_ITARGETSR", .offset = 0x0800, BITS(8, 0),
	  .count = 255, .sizes = 1 | 4,
	  .access = VGS_ACC_RW, .view = VGS_VIEW_NSACR3,
	  .get = vgs_mmif_targets_get, .set = vgs_mmif_targets_set,
	  .doc = "target CPUs where affinity routing is off" },
	{ .name = "GICD_ICFGR", .offset = 0x0c00, SPIS(2),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_config_get, .set = vgs_dist_config_set,
	  .doc = "edge or level" },
	{ .name = "GICD_IGRPMODR", .offset = 0x0d00, SPIS(1),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .get = vgs_v3_grpmod_get, .set = vgs_v3_grpmod_set,
	  .doc = "group modifier" },
	{ .name = "GICD_NSACR", .offset = 0x0e00, SPIS(2),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .get = vgs_v3_nsacr_get, .set = vgs_v3_nsacr_set,
	  .doc = "what Non-secure software may do to a Secure SPI" },
	{ .name = "GICD_SGIR", .offset = 0x0f00, .access = VGS_ACC_WO,
	  .fields = fields_sgir, .write = vgs_mmif_sgir_write,
	  .doc = "send an SGI where affinity routing is off" },
	{ .name = "GICD_CPENDSGIR", .offset = 0x0f10, BITS(8, 0), .count = 4,
	  .sizes = 1 | 4, .access = VGS_ACC_W1C, .view = VGS_VIEW_NSACR2,
	  .get = vgs_mmif_sources_get, .set = vgs_mmif_sources_clear,
	  .doc = "clear pending SGIs by source" },
	{ .name = "GICD_SPENDSGIR", .offset = 0x0f20, BITS(8, 0), .count = 4,
	  .sizes = 1 | 4, .access = VGS_ACC_W1S, .view = VGS_VIEW_NSACR1,
	  .get = vgs_mmif_sources_get, .set = vgs_mmif_sources_set,
	  .doc = "set pending SGIs by source" },
	{ .name = "GICD_INMIR", .offset = 0x0f80, BITS(1, 0), .count = 32,
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_v3_nmi_get, .set = vgs_v3_nmi_set,
	  .rule = VGS_R_GIC_N1, .doc = "non-maskable property" },
	{ .name = "GICD_IGROUPRE", .offset = 0x1000, ESPIS(1),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .irq_bit = VGS_IRQ_GROUP, .set = vgs_v3_group_set,
	  .doc = "group of extended SPIs" },
	{ .name = "GICD_ISENABLERE", .offset = 0x1200, ESPIS(1),
	  .access = VGS_ACC_W1S, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = vgs_v3_enable_set,
	  .doc = "enable extended SPIs" },
	{ .name = "GICD_ICENABLERE", .offset = 0x1400, ESPIS(1),
	  .access = VGS_ACC_W1C, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = vgs_v3_enable_clear,
	  .doc = "disable extended SPIs" },
	{ .name = "GICD_ISPENDRE", .offset = 0x1600, ESPIS(1),
	  .access = VGS_ACC_W1S, .view = VGS_VIEW_NSACR1,
	  .get = vgs_dist_pending_get, .set = vgs_dist_pending_set,
	  .doc = "set the pending latch of extended SPIs" },
	{ .name = "GICD_ICPENDRE", .offset = 0x1800, ESPIS(1),
	  .access = VGS_ACC_W1C, .view = VGS_VIEW_NSACR2,
	  .get = vgs_dist_pending_get, .set = vgs_dist_pending_clear,
	  .doc = "clear the pending latch of extended SPIs" },
	{ .name = "GICD_ISACTIVERE", .offset = 0x1a00, ESPIS(1),
	  .access = VGS_ACC_W1S, .view = VGS_VIEW_NSACR2,
	  .irq_bit = VGS_IRQ_ACTIVE, .set = vgs_v3_active_set,
	  .doc = "set extended SPIs active" },
	{ .name = "GICD_ICACTIVERE", .offset = 0x1c00, ESPIS(1),
	  .access = VGS_ACC_W1C, .view = VGS_VIEW_NSACR2,
	  .irq_bit = VGS_IRQ_ACTIVE, .set = vgs_v3_active_clear,
	  .doc = "deactivate extended SPIs" },
	{ .name = "GICD_IPRIORITYRE", .offset = 0x2000, ESPIS(8),
	  .sizes = 1 | 4, .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .irq_priority = true,
	  .get = vgs_dist_priority_get, .set = vgs_dist_priority_set,
	  .doc = "priority of extended SPIs" },
	{ .name = "GICD_ICFGRE", .offset = 0x3000, ESPIS(2),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_config_get, .set = vgs_dist_config_set,
	  .doc = "edge or level of extended SPIs" },
	{ .name = "GICD_IGRPMODRE", .offset = 0x3400, ESPIS(1),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .get = vgs_v3_grpmod_get, .set = vgs_v3_grpmod_set,
	  .doc = "group modifier of extended SPIs" },
	{ .name = "GICD_NSACRE", .offset = 0x3600, ESPIS(2),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .get = vgs_v3_nsacr_get, .set = vgs_v3_nsacr_set,
	  .doc = "what Non-secure software may do to an extended SPI" },
	{ .name = "GICD_INMIRE", .offset = 0x3b00, ESPIS(1),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_v3_nmi_get, .set = vgs_v3_nmi_set,
	  .doc = "non-maskable property of extended SPIs" },
	{ .name = "GICD_IROUTER", .offset = 0x6100, .first = 32,
	  .count = 988, .width = 64, BITS(64, 32),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_NSACR3,
	  .peek = vgs_v3_irouter_peek, .write = vgs_v3_irouter_reg_write,
	  .fields = fields_irouter, .doc = "affinity of the target PE" },
	{ .name = "GICD_IROUTERE", .offset = 0x8000, .count = 1024,
	  .width = 64, BITS(64, VGS_INTID_ESPI), .rule = VGS_R_GIC_K1,
	  .access = VGS_ACC_RW, .view = VGS_VIEW_NSACR3,
	  .peek = vgs_v3_irouter_peek, .write = vgs_v3_irouter_reg_write,
	  .fields = fields_irouter,
	  .doc = "affinity of the target PE of extended SPIs" },
	{ .name = "GICD_PIDR", .offset = 0xffd0, .first = 4, .count = 4,
	  .access = VGS_ACC_RO, .peek = vgs_v3_id_peek,
	  .fields = vgs_v3_fields_pidr, .doc = "peripheral id" },
	{ .name = "GICD_PIDR", .offset = 0xffe0, .count = 4,
	  .access = VGS_ACC_RO, .peek = vgs_v3_id_peek,
	  .fields = vgs_v3_fields_pidr,
	  .doc = "peripheral id; PIDR2 has the architecture" },
	{ .name = "GICD_CIDR", .offset = 0xfff0, .count = 4,
	  .access = VGS_ACC_RO, .peek = vgs_v3_id_peek, .doc = "component id" },
};
/* clang-format on */

const struct vgs_field *vgs_v3_gicd_ctlr_fields(const struct vgs_gic *gic,
						bool secure)
{
	if (vgs_v3_ds(gic))
		return fields_ctlr_ds;
	return secure ? fields_ctlr : fields_ctlr_ns;
}

const struct vgs_frame_desc vgs_gicv3_gicd = {
	.bank = VGS_BANK_GICV3_GICD,
	.regs = rows,
	.count = VGS_ARRAY(rows),
	.size = 0x10000,
	.slot = vgs_v3_gicd_slot,
	.visible = vgs_dist_visible_gicd,
	.present = vgs_v3_present,
	.misuse = vgs_v3_gicd_misuse,
};
