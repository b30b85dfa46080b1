/* SPDX-License-Identifier: MIT */
/*
 * GICR of a GICv3 or GICv4: every register of the RD, SGI and VLPI frames of
 * one Redistributor, as data.
 */
#include "dist.h"
#include "gicr.h"

/* clang-format off */
static const struct vgs_field fields_ctlr[] = {
	{ "EnableLPIs", 0, 0 }, { "CES", 1, 1 }, { "IR", 2, 2 },
	{ "RWP", 3, 3 }, { "DPG0", 24, 24 }, { "DPG1NS", 25, 25 },
	{ "DPG1S", 26, 26 }, { "UWP", 31, 31 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_typer[] = {
	{ "PLPIS", 0, 0 }, { "VLPIS", 1, 1 }, { "Dirty", 2, 2 },
	{ "DirectLPI", 3, 3 }, { "Last", 4, 4 }, { "DPGS", 5, 5 },
	{ "MPAM", 6, 6 }, { "RVPEID", 7, 7 }, { "Processor_Number", 23, 8 },
	{ "CommonLPIAff", 25, 24 }, { "VSGI", 26, 26 }, { "PPInum", 31, 27 },
	{ "Affinity_Value", 63, 32 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_waker[] = {
	{ "ProcessorSleep", 1, 1 }, { "ChildrenAsleep", 2, 2 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_mpamidr[] = {
	{ "PARTIDmax", 15, 0 }, { "PMGmax", 23, 16 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_partidr[] = {
	{ "PARTID", 15, 0 }, { "PMG", 23, 16 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_lpir[] = {
	{ "pINTID", 31, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_propbaser[] = {
	{ "IDbits", 4, 0 }, { "InnerCache", 9, 7 },
	{ "Shareability", 11, 10 }, { "Physical_Address", 51, 12 },
	{ "OuterCache", 58, 56 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_pendbaser[] = {
	{ "InnerCache", 9, 7 }, { "Shareability", 11, 10 },
	{ "Physical_Address", 51, 16 }, { "OuterCache", 58, 56 },
	{ "PTZ", 62, 62 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_invlpir[] = {
	{ "INTID", 31, 0 }, { "vPEID", 47, 32 }, { "V", 63, 63 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_invallr[] = {
	{ "vPEID", 47, 32 }, { "V", 63, 63 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_syncr[] = {
	{ "Busy", 0, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_vpropbaser[] = {
	{ "IDbits", 4, 0 }, { "Size", 6, 0 }, { "InnerCache", 9, 7 },
	{ "Shareability", 11, 10 }, { "Physical_Address", 51, 12 },
	{ "Z", 52, 52 }, { "Page_Size", 54, 53 }, { "Indirect", 55, 55 },
	{ "OuterCache", 58, 56 }, { "Entry_Size", 61, 59 },
	{ "Valid", 63, 63 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_vpendbaser[] = {
	{ "vPEID", 15, 0 }, { "InnerCache", 9, 7 },
	{ "Shareability", 11, 10 }, { "Physical_Address", 51, 16 },
	{ "OuterCache", 58, 56 }, { "VGrp1En", 58, 58 },
	{ "VGrp0En", 59, 59 }, { "Dirty", 60, 60 },
	{ "PendingLast", 61, 61 }, { "IDAI", 62, 62 },
	{ "Doorbell", 62, 62 }, { "Valid", 63, 63 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_vsgir[] = {
	{ "vPEID", 15, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_vsgipendr[] = {
	{ "Pending", 15, 0 }, { "Busy", 31, 31 }, { NULL, 0, 0 },
};

#define SGI(offset)   (0x10000 + (offset))
#define VLPI(offset)  (0x20000 + (offset))
#define BITS(n, from) .bits_per_intid = (n), .first_intid = (from)
#define PPIS(n)	      BITS(n, 0)
#define EPPIS(n)      BITS(n, VGS_INTID_EPPI), .count = 2 * (n), \
		      .rule = VGS_R_GIC_K2

static const struct vgs_reg rows[] = {
	{ .name = "GICR_CTLR", .offset = 0x0000, .access = VGS_ACC_RW,
	  .peek = vgs_v3_gicr_ctlr_peek, .write = vgs_v3_gicr_ctlr_write,
	  .fields = fields_ctlr, .doc = "LPI enable, DPG, RWP" },
	{ .name = "GICR_IIDR", .offset = 0x0004, .access = VGS_ACC_RO,
	  .peek = vgs_v3_iidr_peek, .fields = vgs_v3_fields_iidr,
	  .doc = "implementer" },
	{ .name = "GICR_TYPER", .offset = 0x0008, .width = 64,
	  .access = VGS_ACC_RO, .peek = vgs_v3_gicr_typer_peek,
	  .fields = fields_typer,
	  .doc = "affinity, processor number, what is implemented" },
	{ .name = "GICR_STATUSR", .offset = 0x0010, .access = VGS_ACC_W1C,
	  .peek = vgs_v3_gicr_statusr_peek,
	  .write = vgs_v3_gicr_statusr_write,
	  .fields = vgs_v3_fields_statusr, .rule = VGS_R_GIC_C26,
	  .doc = "accesses without effect, a copy per security state" },
	{ .name = "GICR_WAKER", .offset = 0x0014, .access = VGS_ACC_RW,
	  .view = VGS_VIEW_SECURE, .reset = 6,
	  .peek = vgs_v3_waker_peek, .write = vgs_v3_waker_write,
	  .fields = fields_waker, .doc = "sleep and wake" },
	{ .name = "GICR_MPAMIDR", .offset = 0x0018, .access = VGS_ACC_RO,
	  .peek = vgs_v3_zero_peek, .fields = fields_mpamidr,
	  .doc = "MPAM: RES0, TYPER.MPAM is 0" },
	{ .name = "GICR_PARTIDR", .offset = 0x001c, .access = VGS_ACC_RW,
	  .peek = vgs_v3_zero_peek, .fields = fields_partidr,
	  .doc = "MPAM: RES0, TYPER.MPAM is 0" },
	{ .name = "GICR_SETLPIR", .offset = 0x0040, .width = 64,
	  .access = VGS_ACC_WO, .fields = fields_lpir,
	  .write = vgs_v3_setlpir_write,
	  .doc = "make an LPI pending" },
	{ .name = "GICR_CLRLPIR", .offset = 0x0048, .width = 64,
	  .access = VGS_ACC_WO, .fields = fields_lpir,
	  .write = vgs_v3_clrlpir_write,
	  .doc = "make an LPI not pending" },
	{ .name = "GICR_PROPBASER", .offset = 0x0070, .width = 64,
	  .access = VGS_ACC_RW, .fields = fields_propbaser,
	  .peek = vgs_v3_propbaser_peek,
	  .write = vgs_v3_propbaser_write,
	  .doc = "LPI configuration table" },
	{ .name = "GICR_PENDBASER", .offset = 0x0078, .width = 64,
	  .access = VGS_ACC_RW, .fields = fields_pendbaser,
	  .peek = vgs_v3_pendbaser_peek,
	  .write = vgs_v3_pendbaser_write, .kept = vgs_v3_pendbaser_kept,
	  .doc = "LPI pending table" },
	{ .name = "GICR_INVLPIR", .offset = 0x00a0, .width = 64,
	  .access = VGS_ACC_WO, .fields = fields_invlpir,
	  .write = vgs_v3_invlpir_write,
	  .doc = "drop the cached configuration of an LPI" },
	{ .name = "GICR_INVALLR", .offset = 0x00b0, .width = 64,
	  .access = VGS_ACC_WO, .fields = fields_invallr,
	  .write = vgs_v3_invallr_write,
	  .doc = "drop all cached LPI configuration" },
	{ .name = "GICR_SYNCR", .offset = 0x00c0, .access = VGS_ACC_RO,
	  .fields = fields_syncr,
	  .peek = vgs_v3_syncr_peek,
	  .doc = "are invalidations in progress" },
	{ .name = "GICR_MOVLPIR", .offset = 0x0100, .count = 2, .width = 64,
	  .access = VGS_ACC_RAZ, .doc = "withdrawn; reserved" },
	{ .name = "GICR_PIDR", .offset = 0xffd0, .first = 4, .count = 4,
	  .access = VGS_ACC_RO, .peek = vgs_v3_id_peek,
	  .fields = vgs_v3_fields_pidr, .doc = "peripheral id" },
	{ .name = "GICR_PIDR", .offset = 0xffe0, .count = 4,
	  .access = VGS_ACC_RO, .peek = vgs_v3_id_peek,
	  .fields = vgs_v3_fields_pidr,
	  .doc = "peripheral id; PIDR2 has the architecture" },
	{ .name = "GICR_CIDR", .offset = 0xfff0, .count = 4,
	  .access = VGS_ACC_RO, .peek = vgs_v3_id_peek, .doc = "component id" },
	{ .name = "GICR_IGROUPR0", .offset = SGI(0x0080), PPIS(1),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .irq_bit = VGS_IRQ_GROUP, .set = vgs_v3_group_set,
	  .doc = "group of SGIs and PPIs" },
	{ .name = "GICR_IGROUPRE", .offset = SGI(0x0084), EPPIS(1),
	  .first = 1, .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .irq_bit = VGS_IRQ_GROUP, .set = vgs_v3_group_set,
	  .doc = "group of extended PPIs" },
	{ .name = "GICR_ISENABLER0", .offset = SGI(0x0100), PPIS(1),
	  .access = VGS_ACC_W1S, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = vgs_dist_enable_set,
	  .doc = "enable SGIs and PPIs" },
	{ .name = "GICR_ISENABLERE", .offset = SGI(0x0104), EPPIS(1),
	  .first = 1, .access = VGS_ACC_W1S, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = vgs_v3_enable_set,
	  .doc = "enable extended PPIs" },
	{ .name = "GICR_ICENABLER0", .offset = SGI(0x0180), PPIS(1),
	  .access = VGS_ACC_W1C, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = vgs_v3_enable_clear,
	  .doc = "disable SGIs and PPIs" },
	{ .name = "GICR_ICENABLERE", .offset = SGI(0x0184), EPPIS(1),
	  .first = 1, .access = VGS_ACC_W1C, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ENABLED, .set = vgs_v3_enable_clear,
	  .doc = "disable extended PPIs" },
	{ .name = "GICR_ISPENDR0", .offset = SGI(0x0200), PPIS(1),
	  .access = VGS_ACC_W1S, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_pending_get, .set = vgs_dist_pending_set,
	  .doc = "set the pending latch of SGIs and PPIs" },
	{ .name = "GICR_ISPENDRE", .offset = SGI(0x0204), EPPIS(1),
	  .first = 1, .access = VGS_ACC_W1S, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_pending_get, .set = vgs_dist_pending_set,
	  .doc = "set the pending latch of extended PPIs" },
	{ .name = "GICR_ICPENDR0", .offset = SGI(0x0280), PPIS(1),
	  .access = VGS_ACC_W1C, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_pending_get, .set = vgs_dist_pending_clear,
	  .doc = "clear the pending latch of SGIs and PPIs" },
	{ .name = "GICR_ICPENDRE", .offset = SGI(0x0284), EPPIS(1),
	  .first = 1, .access = VGS_ACC_W1C, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_pending_get, .set = vgs_dist_pending_clear,
	  .doc = "clear the pending latch of extended PPIs" },
	{ .name = "GICR_ISACTIVER0", .offset = SGI(0x0300), PPIS(1),
	  .access = VGS_ACC_W1S, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ACTIVE, .set = vgs_dist_active_set,
	  .doc = "set SGIs and PPIs active" },
	{ .name = "GICR_ISACTIVERE", .offset = SGI(0x0304), EPPIS(1),
	  .first = 1, .access = VGS_ACC_W1S, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ACTIVE, .set = vgs_dist_active_set,
	  .doc = "set extended PPIs active" },
	{ .name = "GICR_ICACTIVER0", .offset = SGI(0x0380), PPIS(1),
	  .access = VGS_ACC_W1C, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ACTIVE, .set = vgs_dist_active_clear,
	  .doc = "deactivate SGIs and PPIs" },
	{ .name = "GICR_ICACTIVERE", .offset = SGI(0x0384), EPPIS(1),
	  .first = 1, .access = VGS_ACC_W1C, .view = VGS_VIEW_GROUP,
	  .irq_bit = VGS_IRQ_ACTIVE, .set = vgs_dist_active_clear,
	  .doc = "deactivate extended PPIs" },
	{ .name = "GICR_IPRIORITYR", .offset = SGI(0x0400), PPIS(8),
	  .count = 8, .sizes = 1 | 4,
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_priority_get, .set = vgs_dist_priority_set,
	  .doc = "priority of SGIs and PPIs" },
	{ .name = "GICR_IPRIORITYRE", .offset = SGI(0x0420), EPPIS(8),
	  .first = 8, .sizes = 1 | 4,
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_priority_get, .set = vgs_dist_priority_set,
	  .doc = "priority of extended PPIs" },
	{ .name = "GICR_ICFGR0", .offset = SGI(0x0c00), PPIS(2),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .reset = 0xaaaaaaaa,
	  .get = vgs_dist_config_get, .set = vgs_dist_config_set,
	  .doc = "SGIs are edge-triggered" },
	{ .name = "GICR_ICFGR1", .offset = SGI(0x0c04),
	  BITS(2, VGS_INTID_PPI),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_config_get, .set = vgs_dist_config_set,
	  .doc = "edge or level of PPIs" },
	{ .name = "GICR_ICFGRE", .offset = SGI(0x0c08), EPPIS(2),
	  .first = 2, .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_dist_config_get, .set = vgs_dist_config_set,
	  .doc = "edge or level of extended PPIs" },
	{ .name = "GICR_IGRPMODR0", .offset = SGI(0x0d00), PPIS(1),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .get = vgs_v3_grpmod_get, .set = vgs_v3_grpmod_set,
	  .doc = "group modifier of SGIs and PPIs" },
	{ .name = "GICR_IGRPMODRE", .offset = SGI(0x0d04), EPPIS(1),
	  .first = 1, .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .get = vgs_v3_grpmod_get, .set = vgs_v3_grpmod_set,
	  .doc = "group modifier of extended PPIs" },
	{ .name = "GICR_NSACR", .offset = SGI(0x0e00), PPIS(2),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE,
	  .get = vgs_v3_nsacr_get, .set = vgs_v3_nsacr_set,
	  .doc = "which Secure SGIs Non-secure software may send" },
	{ .name = "GICR_INMIR0", .offset = SGI(0x0f80), PPIS(1),
	  .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_v3_nmi_get, .set = vgs_v3_nmi_set,
	  .rule = VGS_R_GIC_N1, .doc = "non-maskable SGIs and PPIs" },
	{ .name = "GICR_INMIRE", .offset = SGI(0x0f84), EPPIS(1),
	  .first = 1, .access = VGS_ACC_RW, .view = VGS_VIEW_GROUP,
	  .get = vgs_v3_nmi_get, .set = vgs_v3_nmi_set,
	  .doc = "non-maskable extended PPIs" },
	{ .name = "GICR_VPROPBASER", .offset = VLPI(0x0070), .width = 64,
	  .access = VGS_ACC_RW, .fields = fields_vpropbaser,
	  .peek = vgs_v3_vpropbaser_peek,
	  .write = vgs_v3_vpropbaser_write, .rule = VGS_R_GIC_U2,
	  .doc = "virtual LPI configuration, or vPE table" },
	{ .name = "GICR_VPENDBASER", .offset = VLPI(0x0078), .width = 64,
	  .access = VGS_ACC_RW, .fields = fields_vpendbaser,
	  .peek = vgs_v3_vpendbaser_peek,
	  .write = vgs_v3_vpendbaser_write, .rule = VGS_R_GIC_U4,
	  .doc = "resident vPE" },
	{ .name = "GICR_VSGIR", .offset = VLPI(0x0080),
	  .access = VGS_ACC_WO, .fields = fields_vsgir,
	  .write = vgs_v3_vsgir_write, .rule = VGS_R_GIC_U18,
	  .doc = "ask which virtual SGIs are pending" },
	{ .name = "GICR_VSGIPENDR", .offset = VLPI(0x0088),
	  .access = VGS_ACC_RO, .fields = fields_vsgipendr,
	  .peek = vgs_v3_vsgipendr_peek, .rule = VGS_R_GIC_U18,
	  .doc = "which virtual SGIs are pending" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_gicv3_gicr = {
	.bank = VGS_BANK_GICV3_GICR,
	.regs = rows,
	.count = VGS_ARRAY(rows),
	.size = 0x20000,
	.slot = vgs_v3_gicr_slot,
	.visible = vgs_dist_visible,
	.present = vgs_v3_present,
	.misuse = vgs_v3_gicr_misuse,
};

/* GIC-A9: four frames of 64 KB with virtual LPIs. */
const struct vgs_frame_desc vgs_v3_gicr_vlpis = {
	.bank = VGS_BANK_GICV3_GICR,
	.regs = rows,
	.count = VGS_ARRAY(rows),
	.size = 0x40000,
	.slot = vgs_v3_gicr_slot,
	.visible = vgs_dist_visible,
	.present = vgs_v3_present,
	.misuse = vgs_v3_gicr_misuse,
};
