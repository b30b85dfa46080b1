/* SPDX-License-Identifier: MIT */
/*
 * GICH: the hypervisor's side of the virtual CPU interface as memory-mapped
 * registers: the encodings of list registers and of GICH_VMCR.  Two frames
 * share the table: the one banked by who accesses it, and the alias frames,
 * each of a named PE.  What list registers do is in lr.c.
 */
#include "mmif.h"

/* Whose interface an access means: the alias frames name it. */
static unsigned pe_of(const struct vgs_acc *acc)
{
	return acc->frame == &vgs_mmif_gich_pe ? acc->owner : acc->pe;
}

static struct vgs_vif *vif_of(const struct vgs_gic *gic,
			      const struct vgs_acc *acc)
{
	return &gic->vif[pe_of(acc)];
}

/* --- control ------------------------------------------------------ */

/* GIC-S11: no trap bits; those of ICH_HCR_EL2 stay. */
static uint64_t hcr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vif_of(gic, acc)->hcr & VGS_HCR_GICH;
}

static void hcr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	uint32_t *hcr = &vif_of(gic, acc)->hcr;

	*hcr = (*hcr & ~VGS_HCR_GICH) | ((uint32_t)value & VGS_HCR_GICH);
	vgs_core_dirty_virtual(gic, pe_of(acc));
}

static uint64_t vtr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint32_t bits = gic->cfg.vpriority_bits - 1u;

	(void)acc;
	return bits << 29 | (gic->vshape.preemption_bits - 1u) << 26 |
	       (gic->cfg.lrs - 1u);
}

/* GIC-S8: what GICV_CTLR, PMR, BPR and ABPR show, in one word. */
static uint64_t vmcr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	const struct vgs_vif *vif = vif_of(gic, acc);
	const struct vgs_cpuif *cpu = &vif->cpu;
	uint32_t value = (uint32_t)cpu->pmr << 24;

	value |= (uint32_t)cpu->bpr[VGS_G0] << 21;
	value |= (uint32_t)cpu->bpr[VGS_G1NS] << 18;
	return value | vgs_mmif_vctlr(vif);
}

static void vmcr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	struct vgs_vif *vif = vif_of(gic, acc);
	struct vgs_cpuif *cpu = &vif->cpu;

	vgs_mmif_set_vctlr(vif, (uint32_t)value);
	/* GIC-S12: the mask has as many bits as list registers have. */
	cpu->pmr = (uint8_t)(value >> 24) & gic->vshape.prio_mask;
	cpu->bpr[VGS_G0] =
		vgs_cpuif_bpr_clamp(&gic->vshape, VGS_G0, value >> 21);
	cpu->bpr[VGS_G1NS] =
		vgs_cpuif_bpr_clamp(&gic->vshape, VGS_G1NS, value >> 18);
	vgs_core_dirty_virtual(gic, pe_of(acc));
}

/* --- status ------------------------------------------------------- */

static uint64_t misr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vgs_lr_misr(gic, pe_of(acc));
}

static uint64_t eisr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return (uint32_t)(vgs_lr_ended(&gic->lr_sets[pe_of(acc)]) >>
			  32 * acc->n);
}

static uint64_t elrsr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return (uint32_t)(vgs_lr_empty(gic, pe_of(acc)) >> 32 * acc->n);
}

/* --- active priorities: one set for both groups (GIC-S1) ---------- */

uint32_t vgs_mmif_vapr(const struct vgs_gic *gic, const struct vgs_vif *vif,
		       unsigned n)
{
	return n < gic->vshape.ap_regs ? vgs_cpuif_ap_any(&vif->cpu, n) : 0;
}

void vgs_mmif_set_vapr(const struct vgs_gic *gic, struct vgs_vif *vif,
		       unsigned n, uint32_t value)
{
	if (n >= gic->vshape.ap_regs)
		return;
	vif->cpu.ap[VGS_G0][n] = 0;
	vif->cpu.ap[VGS_G1NS][n] = value;
}

static uint64_t apr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vgs_mmif_vapr(gic, vif_of(gic, acc), acc->n);
}

static void apr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	vgs_mmif_set_vapr(gic, vif_of(gic, acc), acc->n, (uint32_t)value);
	vgs_core_dirty_virtual(gic, pe_of(acc));
}

/* --- list registers ----------------------------------------------- */

#define LR_HW  (1u << 31)
#define LR_GRP (1u << 30)
#define LR_EOI (1u << 19)

static uint64_t lr_encode(const struct vgs_lr *lr)
{
	uint32_t value = lr->vintid & 0x3ffu;

	value |= (uint32_t)(lr->priority >> 3) << 23;
	value |= (uint32_t)lr->state << 28;
	if (lr->group)
		value |= LR_GRP;
	value |= (lr->pintid & 0x3ffu) << 10;
	if (lr->flags & VGS_LR_HW)
		return value | LR_HW;
	if (lr->flags & VGS_LR_EOI)
		value |= LR_EOI;
	return value | (uint32_t)lr->source << 10;
}

static struct vgs_lr lr_decode(uint32_t value)
{
	struct vgs_lr lr = {
		.vintid = vgs_mmif_intid(value),
		.priority = (uint8_t)((value >> 23 & 0x1fu) << 3),
		.state = (uint8_t)(value >> 28 & 3u),
		.group = (value & LR_GRP) != 0,
	};

	if (value & LR_HW) {
		lr.flags = VGS_LR_HW;
		lr.pintid = (uint16_t)(value >> 10 & 0x3ffu);
		return lr;
	}
	if (value & LR_EOI)
		lr.flags = VGS_LR_EOI;
	lr.source = vgs_mmif_cpuid(value);
	/* What is left of PhysicalID is SBZ: kept as written. */
	lr.pintid = (uint16_t)(value >> 10 & 0x1f8u);
	return lr;
}

static uint64_t lr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	/* GIC-P17: one that is not implemented is RAZ/WI. */
	if (VGS_RULE(GIC_P17, acc->n >= gic->cfg.lrs))
		return 0;
	return lr_encode(&gic->lrs[pe_of(acc) * gic->cfg.lrs + acc->n]);
}

static void lr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		     uint64_t value)
{
	struct vgs_lr lr = lr_decode((uint32_t)value);

	if (!VGS_RULE(GIC_P17, acc->n >= gic->cfg.lrs))
		vgs_lr_write(gic, pe_of(acc), acc->n, &lr);
}

/* --- the table ---------------------------------------------------- */

/* clang-format off */
static const struct vgs_field hcr_fields[] = {
	{ "En", 0, 0 }, { "UIE", 1, 1 }, { "LRENPIE", 2, 2 }, { "NPIE", 3, 3 },
	{ "VGrp0EIE", 4, 4 }, { "VGrp0DIE", 5, 5 }, { "VGrp1EIE", 6, 6 },
	{ "VGrp1DIE", 7, 7 }, { "EOICount", 31, 27 }, { NULL, 0, 0 },
};

static const struct vgs_field vtr_fields[] = {
	{ "ListRegs", 5, 0 }, { "PREbits", 28, 26 }, { "PRIbits", 31, 29 },
	{ NULL, 0, 0 },
};

static const struct vgs_field vmcr_fields[] = {
	{ "VENG0", 0, 0 }, { "VENG1", 1, 1 }, { "VAckCtl", 2, 2 },
	{ "VFIQEn", 3, 3 }, { "VCBPR", 4, 4 }, { "VEOIM", 9, 9 },
	{ "VBPR1", 20, 18 }, { "VBPR0", 23, 21 }, { "VPMR", 31, 24 },
	{ NULL, 0, 0 },
};

static const struct vgs_field misr_fields[] = {
	{ "EOI", 0, 0 }, { "U", 1, 1 }, { "LRENP", 2, 2 }, { "NP", 3, 3 },
	{ "VGrp0E", 4, 4 }, { "VGrp0D", 5, 5 }, { "VGrp1E", 6, 6 },
	{ "VGrp1D", 7, 7 }, { NULL, 0, 0 },
};

static const struct vgs_field lr_fields[] = {
	{ "VirtualID", 9, 0 }, { "PhysicalID", 19, 10 }, { "CPUID", 12, 10 },
	{ "EOI", 19, 19 }, { "Priority", 27, 23 }, { "State", 29, 28 },
	{ "Grp1", 30, 30 }, { "HW", 31, 31 }, { NULL, 0, 0 },
};

static const struct vgs_reg gich_regs[] = {
	{ .name = "GICH_HCR", .offset = 0x000, .access = VGS_ACC_RW,
	  .fields = hcr_fields, .peek = hcr_peek, .write = hcr_write,
	  .rule = VGS_R_GIC_Q14, .doc = "enable, maintenance sources" },
	{ .name = "GICH_VTR", .offset = 0x004, .access = VGS_ACC_RO,
	  .fields = vtr_fields, .peek = vtr_peek,
	  .rule = VGS_R_GIC_P26, .doc = "list registers and priority bits" },
	{ .name = "GICH_VMCR", .offset = 0x008, .access = VGS_ACC_RW,
	  .reset = 0x004c0000, .fields = vmcr_fields, .peek = vmcr_peek,
	  .write = vmcr_write,
	  .rule = VGS_R_GIC_S8, .doc = "the guest's GICV control registers" },
	{ .name = "GICH_MISR", .offset = 0x010, .access = VGS_ACC_RO,
	  .fields = misr_fields, .peek = misr_peek,
	  .rule = VGS_R_GIC_Q32, .doc = "maintenance interrupt sources" },
	{ .name = "GICH_EISR", .offset = 0x020, .count = 2,
	  .access = VGS_ACC_RO, .peek = eisr_peek,
	  .rule = VGS_R_GIC_P20, .doc = "list registers with an EOI" },
	{ .name = "GICH_ELRSR", .offset = 0x030, .count = 2,
	  .access = VGS_ACC_RO, .peek = elrsr_peek,
	  .rule = VGS_R_GIC_S13, .doc = "empty list registers" },
	{ .name = "GICH_APR", .offset = 0x0f0, .count = 4,
	  .access = VGS_ACC_RW, .peek = apr_peek, .write = apr_write,
	  .rule = VGS_R_GIC_S1, .doc = "virtual active priorities" },
	{ .name = "GICH_LR", .offset = 0x100, .count = 64,
	  .access = VGS_ACC_RW, .fields = lr_fields, .peek = lr_peek,
	  .write = lr_write,
	  .rule = VGS_R_GIC_P1, .doc = "list register" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_mmif_gich = {
	.bank = VGS_BANK_GICV2_GICH,
	.regs = gich_regs,
	.count = VGS_ARRAY(gich_regs),
	.size = 0x1000,
};

const struct vgs_frame_desc vgs_mmif_gich_pe = {
	.bank = VGS_BANK_GICV2_GICH,
	.regs = gich_regs,
	.count = VGS_ARRAY(gich_regs),
	.size = 0x200,
};
