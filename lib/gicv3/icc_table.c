/* SPDX-License-Identifier: MIT */
/*
 * System registers as data: a row for each encoding, in the order of enum
 * vgs_sysreg, then one for each ICV_* that the same encodings reach (GIC-Q1).
 * What they do is in the tables of icc_ctlr.c, icv.c and ich.c.
 */
#include "gicv3.h"

/* clang-format off */
static const struct vgs_field fields_intid[] = {
	{ "INTID", 23, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_prio[] = {
	{ "Priority", 7, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_rpr[] = {
	{ "Priority", 7, 0 }, { "NMI_NS", 62, 62 }, { "NMI", 63, 63 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_bpr[] = {
	{ "BinaryPoint", 2, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_ap[] = {
	{ "P", 31, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_ap1r0[] = {
	{ "P", 31, 0 }, { "NMI", 63, 63 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_enable[] = {
	{ "Enable", 0, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_sgi[] = {
	{ "TargetList", 15, 0 }, { "Aff1", 23, 16 }, { "INTID", 27, 24 },
	{ "Aff2", 39, 32 }, { "IRM", 40, 40 }, { "RS", 47, 44 },
	{ "Aff3", 55, 48 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_ctlr[] = {
	{ "CBPR", 0, 0 }, { "EOImode", 1, 1 }, { "PMHE", 6, 6 },
	{ "PRIbits", 10, 8 }, { "IDbits", 13, 11 }, { "SEIS", 14, 14 },
	{ "A3V", 15, 15 }, { "RSS", 18, 18 }, { "ExtRange", 19, 19 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_ctlr3[] = {
	{ "CBPR_EL1S", 0, 0 }, { "CBPR_EL1NS", 1, 1 }, { "EOImode_EL3", 2, 2 },
	{ "EOImode_EL1S", 3, 3 }, { "EOImode_EL1NS", 4, 4 }, { "RM", 5, 5 },
	{ "PMHE", 6, 6 }, { "PRIbits", 10, 8 }, { "IDbits", 13, 11 },
	{ "SEIS", 14, 14 }, { "A3V", 15, 15 }, { "nDS", 17, 17 },
	{ "RSS", 18, 18 }, { "ExtRange", 19, 19 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_sre[] = {
	{ "SRE", 0, 0 }, { "DFB", 1, 1 }, { "DIB", 2, 2 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_sre_hi[] = {
	{ "SRE", 0, 0 }, { "DFB", 1, 1 }, { "DIB", 2, 2 }, { "Enable", 3, 3 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_igrpen1_el3[] = {
	{ "EnableGrp1NS", 0, 0 }, { "EnableGrp1S", 1, 1 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_hcr[] = {
	{ "En", 0, 0 }, { "UIE", 1, 1 }, { "LRENPIE", 2, 2 }, { "NPIE", 3, 3 },
	{ "VGrp0EIE", 4, 4 }, { "VGrp0DIE", 5, 5 }, { "VGrp1EIE", 6, 6 },
	{ "VGrp1DIE", 7, 7 }, { "vSGIEOICount", 8, 8 }, { "TC", 10, 10 },
	{ "TALL0", 11, 11 }, { "TALL1", 12, 12 }, { "TSEI", 13, 13 },
	{ "TDIR", 14, 14 }, { "DVIM", 15, 15 }, { "EOIcount", 31, 27 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_vtr[] = {
	{ "ListRegs", 4, 0 }, { "DVIM", 18, 18 }, { "TDS", 19, 19 },
	{ "nV4", 20, 20 }, { "A3V", 21, 21 }, { "SEIS", 22, 22 },
	{ "IDbits", 25, 23 }, { "PREbits", 28, 26 }, { "PRIbits", 31, 29 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_misr[] = {
	{ "EOI", 0, 0 }, { "U", 1, 1 }, { "LRENP", 2, 2 }, { "NP", 3, 3 },
	{ "VGrp0E", 4, 4 }, { "VGrp0D", 5, 5 }, { "VGrp1E", 6, 6 },
	{ "VGrp1D", 7, 7 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_status[] = {
	{ "Status", 15, 0 }, { NULL, 0, 0 },
};

static const struct vgs_field fields_vmcr[] = {
	{ "VENG0", 0, 0 }, { "VENG1", 1, 1 }, { "VAckCtl", 2, 2 },
	{ "VFIQEn", 3, 3 }, { "VCBPR", 4, 4 }, { "VEOIM", 9, 9 },
	{ "VBPR1", 20, 18 }, { "VBPR0", 23, 21 }, { "VPMR", 31, 24 },
	{ NULL, 0, 0 },
};

static const struct vgs_field fields_lr[] = {
	{ "vINTID", 31, 0 }, { "pINTID", 44, 32 }, { "EOI", 41, 41 },
	{ "Priority", 55, 48 }, { "NMI", 59, 59 }, { "Group", 60, 60 },
	{ "HW", 61, 61 }, { "State", 63, 62 }, { NULL, 0, 0 },
};

/* A row has behaviour if the register its encoding reaches has. */
static uint64_t icc_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint64_t value = 0;

	vgs_v3_sysreg_peek(gic, acc->pe, (enum vgs_sysreg)acc->reg->offset,
			   &value);
	return value;
}

#define ROW(id, kind, list, text)                                              \
	[VGS_##id] = { .name = #id, .offset = VGS_##id, .width = 64,           \
		       .access = VGS_ACC_##kind, .peek = icc_peek,             \
		       .fields = fields_##list, .doc = (text) }
#define ICV(id, icc, kind, list, text)                                         \
	{ .name = #id, .offset = VGS_##icc, .width = 64,                       \
	  .access = VGS_ACC_##kind, .peek = icc_peek,                          \
	  .fields = fields_##list, .rule = VGS_R_GIC_Q1, .doc = (text) }

static const struct vgs_reg rows[] = {
	ROW(ICC_PMR_EL1, RW, prio,
	    "priority mask"),
	ROW(ICC_IAR0_EL1, RO, intid,
	    "acknowledge Group 0"),
	ROW(ICC_EOIR0_EL1, WO, intid,
	    "end of a Group 0 interrupt"),
	ROW(ICC_HPPIR0_EL1, RO, intid,
	    "highest priority pending, Group 0"),
	ROW(ICC_BPR0_EL1, RW, bpr,
	    "binary point, Group 0"),
	ROW(ICC_AP0R0_EL1, RW, ap,
	    "active priorities, Group 0"),
	ROW(ICC_AP0R1_EL1, RW, ap,
	    "active priorities, Group 0"),
	ROW(ICC_AP0R2_EL1, RW, ap,
	    "active priorities, Group 0"),
	ROW(ICC_AP0R3_EL1, RW, ap,
	    "active priorities, Group 0"),
	ROW(ICC_AP1R0_EL1, RW, ap1r0,
	    "active priorities, Group 1"),
	ROW(ICC_AP1R1_EL1, RW, ap,
	    "active priorities, Group 1"),
	ROW(ICC_AP1R2_EL1, RW, ap,
	    "active priorities, Group 1"),
	ROW(ICC_AP1R3_EL1, RW, ap,
	    "active priorities, Group 1"),
	ROW(ICC_NMIAR1_EL1, RO, intid,
	    "acknowledge a Group 1 NMI"),
	ROW(ICC_DIR_EL1, WO, intid,
	    "deactivate"),
	ROW(ICC_RPR_EL1, RO, rpr,
	    "running priority"),
	ROW(ICC_SGI1R_EL1, WO, sgi,
	    "send an SGI, own Group 1"),
	ROW(ICC_ASGI1R_EL1, WO, sgi,
	    "send an SGI, the other Group 1"),
	ROW(ICC_SGI0R_EL1, WO, sgi,
	    "send an SGI, Group 0"),
	ROW(ICC_IAR1_EL1, RO, intid,
	    "acknowledge Group 1"),
	ROW(ICC_EOIR1_EL1, WO, intid,
	    "end of a Group 1 interrupt"),
	ROW(ICC_HPPIR1_EL1, RO, intid,
	    "highest priority pending, Group 1"),
	ROW(ICC_BPR1_EL1, RW, bpr,
	    "binary point, Group 1"),
	ROW(ICC_CTLR_EL1, RW, ctlr,
	    "control"),
	ROW(ICC_SRE_EL1, RW, sre,
	    "system register enable"),
	ROW(ICC_IGRPEN0_EL1, RW, enable,
	    "enable Group 0"),
	ROW(ICC_IGRPEN1_EL1, RW, enable,
	    "enable Group 1"),
	ROW(ICC_SRE_EL2, RW, sre_hi,
	    "system register enable, EL2"),
	ROW(ICC_CTLR_EL3, RW, ctlr3,
	    "control of all security states"),
	ROW(ICC_SRE_EL3, RW, sre_hi,
	    "system register enable, EL3"),
	ROW(ICC_IGRPEN1_EL3, RW, igrpen1_el3,
	    "enable Group 1 of both states"),
	ROW(ICH_AP0R0_EL2, RW, ap,
	    "virtual active priorities, Group 0"),
	ROW(ICH_AP0R1_EL2, RW, ap,
	    "virtual active priorities, Group 0"),
	ROW(ICH_AP0R2_EL2, RW, ap,
	    "virtual active priorities, Group 0"),
	ROW(ICH_AP0R3_EL2, RW, ap,
	    "virtual active priorities, Group 0"),
	ROW(ICH_AP1R0_EL2, RW, ap1r0,
	    "virtual active priorities, Group 1"),
	ROW(ICH_AP1R1_EL2, RW, ap,
	    "virtual active priorities, Group 1"),
	ROW(ICH_AP1R2_EL2, RW, ap,
	    "virtual active priorities, Group 1"),
	ROW(ICH_AP1R3_EL2, RW, ap,
	    "virtual active priorities, Group 1"),
	ROW(ICH_HCR_EL2, RW, hcr,
	    "virtual interface control, traps, EOIcount"),
	ROW(ICH_VTR_EL2, RO, vtr,
	    "what the virtual interface implements"),
	ROW(ICH_MISR_EL2, RO, misr,
	    "why maintenance is asserted"),
	ROW(ICH_EISR_EL2, RO, status,
	    "list registers with an EOI to report"),
	ROW(ICH_ELRSR_EL2, RO, status,
	    "list registers that are free"),
	ROW(ICH_VMCR_EL2, RW, vmcr,
	    "the guest's view of its interface"),
	ROW(ICH_LR0_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR1_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR2_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR3_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR4_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR5_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR6_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR7_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR8_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR9_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR10_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR11_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR12_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR13_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR14_EL2, RW, lr,
	    "list register"),
	ROW(ICH_LR15_EL2, RW, lr,
	    "list register"),
	ICV(ICV_PMR_EL1, ICC_PMR_EL1, RW, prio,
	    "virtual priority mask"),
	ICV(ICV_IAR0_EL1, ICC_IAR0_EL1, RO, intid,
	    "acknowledge virtual Group 0"),
	ICV(ICV_EOIR0_EL1, ICC_EOIR0_EL1, WO, intid,
	    "end of a virtual Group 0 interrupt"),
	ICV(ICV_HPPIR0_EL1, ICC_HPPIR0_EL1, RO, intid,
	    "highest priority pending, virtual Group 0"),
	ICV(ICV_BPR0_EL1, ICC_BPR0_EL1, RW, bpr,
	    "virtual binary point, Group 0"),
	ICV(ICV_AP0R0_EL1, ICC_AP0R0_EL1, RW, ap,
	    "as ICH_AP0R"),
	ICV(ICV_AP0R1_EL1, ICC_AP0R1_EL1, RW, ap,
	    "as ICH_AP0R"),
	ICV(ICV_AP0R2_EL1, ICC_AP0R2_EL1, RW, ap,
	    "as ICH_AP0R"),
	ICV(ICV_AP0R3_EL1, ICC_AP0R3_EL1, RW, ap,
	    "as ICH_AP0R"),
	ICV(ICV_AP1R0_EL1, ICC_AP1R0_EL1, RW, ap1r0,
	    "as ICH_AP1R"),
	ICV(ICV_AP1R1_EL1, ICC_AP1R1_EL1, RW, ap,
	    "as ICH_AP1R"),
	ICV(ICV_AP1R2_EL1, ICC_AP1R2_EL1, RW, ap,
	    "as ICH_AP1R"),
	ICV(ICV_AP1R3_EL1, ICC_AP1R3_EL1, RW, ap,
	    "as ICH_AP1R"),
	ICV(ICV_NMIAR1_EL1, ICC_NMIAR1_EL1, RO, intid,
	    "acknowledge a virtual NMI"),
	ICV(ICV_DIR_EL1, ICC_DIR_EL1, WO, intid,
	    "deactivate a virtual interrupt"),
	ICV(ICV_RPR_EL1, ICC_RPR_EL1, RO, rpr,
	    "virtual running priority"),
	ICV(ICV_IAR1_EL1, ICC_IAR1_EL1, RO, intid,
	    "acknowledge virtual Group 1"),
	ICV(ICV_EOIR1_EL1, ICC_EOIR1_EL1, WO, intid,
	    "end of a virtual Group 1 interrupt"),
	ICV(ICV_HPPIR1_EL1, ICC_HPPIR1_EL1, RO, intid,
	    "highest priority pending, virtual Group 1"),
	ICV(ICV_BPR1_EL1, ICC_BPR1_EL1, RW, bpr,
	    "virtual binary point, Group 1"),
	ICV(ICV_CTLR_EL1, ICC_CTLR_EL1, RW, ctlr,
	    "virtual control"),
	ICV(ICV_IGRPEN0_EL1, ICC_IGRPEN0_EL1, RW, enable,
	    "enable virtual Group 0"),
	ICV(ICV_IGRPEN1_EL1, ICC_IGRPEN1_EL1, RW, enable,
	    "enable virtual Group 1"),
};
/* clang-format on */

/* GIC-T19: what this machine has, whoever asks. */
static bool present(const struct vgs_gic *gic, const struct vgs_reg *reg)
{
	return gic->v3->class_of[reg->offset] != VGS_V3_ABSENT;
}

const struct vgs_frame_desc vgs_gicv3_icc = {
	.bank = VGS_BANK_GICV3_ICC,
	.regs = rows,
	.count = VGS_ARRAY(rows),
	.present = present,
};
