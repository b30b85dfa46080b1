/* SPDX-License-Identifier: MIT */
/*
 * GICC: the physical CPU interface as memory-mapped registers, in the Secure,
 * the Non-secure and the only view.  Masking, preemption and active priorities
 * are the core's; what the bypass bits let through is in mmif.c.
 */
#include "mmif.h"

/* --- views ------------------------------------------------------------------
 */

static struct vgs_cpuif *cpu_of(const struct vgs_gic *gic,
				const struct vgs_acc *acc)
{
	return &gic->pe[acc->pe].cpu;
}

static bool eoimode_bit(const struct vgs_cpuif *cpu, enum vgs_eoimode who)
{
	return cpu->eoimode & VGS_BIT(who);
}

/* GICC_CTLR with all bits that exist, in the layout of the Secure view. */
static uint32_t ctlr_whole(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_cpuif *cpu = &gic->pe[pe].cpu;
	const struct vgs_mmif_pe *here = &gic->mmif_pe[pe];
	bool single = gic->one_security_state;
	uint32_t value = (uint32_t)here->bypass << 5;

	if (cpu->igrpen & VGS_BIT(VGS_G0))
		value |= VGS_GICC_CTLR_GRP0;
	if (cpu->igrpen & VGS_BIT(VGS_G1NS))
		value |= VGS_GICC_CTLR_GRP1;
	if (here->ackctl)
		value |= VGS_GICC_CTLR_ACKCTL;
	if (here->fiqen)
		value |= VGS_GICC_CTLR_FIQEN;
	if (cpu->cbpr & VGS_BIT(VGS_G1NS))
		value |= VGS_GICC_CTLR_CBPR;
	if (eoimode_bit(cpu, single ? VGS_EOIMODE_NS : VGS_EOIMODE_S))
		value |= VGS_GICC_CTLR_EOIMODE;
	if (!single && eoimode_bit(cpu, VGS_EOIMODE_NS))
		value |= VGS_GICC_CTLR_EOIMODE_NS;
	return value;
}

static void ctlr_commit(struct vgs_gic *gic, unsigned pe, uint32_t value)
{
	struct vgs_cpuif *cpu = &gic->pe[pe].cpu;
	struct vgs_mmif_pe *here = &gic->mmif_pe[pe];
	bool single = gic->one_security_state;
	unsigned igrpen = cpu->igrpen & VGS_BIT(VGS_G1S);
	unsigned eoimode = cpu->eoimode & VGS_BIT(VGS_EOIMODE_EL3);

	value &= gic->mmif->ctlr_mask;
	if (value & VGS_GICC_CTLR_GRP0)
		igrpen |= VGS_BIT(VGS_G0);
	if (value & VGS_GICC_CTLR_GRP1)
		igrpen |= VGS_BIT(VGS_G1NS);
	if (value & VGS_GICC_CTLR_EOIMODE)
		eoimode |= VGS_BIT(single ? VGS_EOIMODE_NS : VGS_EOIMODE_S);
	if (!single && (value & VGS_GICC_CTLR_EOIMODE_NS))
		eoimode |= VGS_BIT(VGS_EOIMODE_NS);
	cpu->igrpen = (uint8_t)igrpen;
	cpu->eoimode = (uint8_t)eoimode;
	cpu->cbpr = value & VGS_GICC_CTLR_CBPR ? VGS_BIT(VGS_G1NS) : 0;
	here->ackctl = (value & VGS_GICC_CTLR_ACKCTL) != 0;
	here->fiqen = (value & VGS_GICC_CTLR_FIQEN) != 0;
	here->bypass = (uint8_t)((value & VGS_GICC_CTLR_BYPASS) >> 5);
	vgs_mmif_update_signals(gic, pe);
	vgs_core_dirty(gic, pe);
	if (gic->mmif->enables)
		gic->mmif->enables(gic, pe);
}

/* Where the Non-secure view has what the Secure one has at @from. */
static const struct {
	uint8_t from, to;
} ns_ctlr_bits[] = {
	{ 1, 0 },  /* EnableGrp1 */
	{ 7, 5 },  /* FIQBypDisGrp1 */
	{ 8, 6 },  /* IRQBypDisGrp1 */
	{ 10, 9 }, /* EOImodeNS */
};

/* Those bits of the Secure view that the Non-secure one has too. */
static uint32_t ns_ctlr_mask(void)
{
	uint32_t mask = 0;

	for (size_t i = 0; i < VGS_ARRAY(ns_ctlr_bits); i++)
		mask |= VGS_BIT(ns_ctlr_bits[i].from);
	return mask;
}

static uint64_t ctlr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint32_t whole = ctlr_whole(gic, acc->pe), view = 0;

	if (acc->secure)
		return whole;
	for (size_t i = 0; i < VGS_ARRAY(ns_ctlr_bits); i++)
		view |= (whole >> ns_ctlr_bits[i].from & 1u)
			<< ns_ctlr_bits[i].to;
	return view;
}

static void ctlr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	uint32_t whole = ctlr_whole(gic, acc->pe);

	if (acc->secure && VGS_RULE(GIC_C29, gic->locked)) {
		/* What Non-secure software has as well stays writable. */
		whole = (whole & ~ns_ctlr_mask()) |
			((uint32_t)value & ns_ctlr_mask());
		ctlr_commit(gic, acc->pe, whole);
		return;
	}
	if (acc->secure) {
		whole = (uint32_t)value;
		if (gic->one_security_state)
			whole &= ~VGS_GICC_CTLR_EOIMODE_NS;
		ctlr_commit(gic, acc->pe, whole);
		return;
	}
	for (size_t i = 0; i < VGS_ARRAY(ns_ctlr_bits); i++) {
		whole &= ~VGS_BIT(ns_ctlr_bits[i].from);
		whole |= (uint32_t)(value >> ns_ctlr_bits[i].to & 1u)
			 << ns_ctlr_bits[i].from;
	}
	ctlr_commit(gic, acc->pe, whole);
}

/* --- masks and binary points -------------------------------------------------
 */

static uint64_t pmr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint8_t pmr = cpu_of(gic, acc)->pmr;

	if (!VGS_RULE(GIC_C14, !acc->secure))
		return pmr;
	/* GIC-C17: a Secure mask reads as 0; unlike RPR 0xff is no idle. */
	return pmr < 0x80u ? 0 : vgs_prio_ns_read(pmr);
}

static void pmr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	struct vgs_cpuif *cpu = cpu_of(gic, acc);
	uint8_t pmr = (uint8_t)value;

	if (!acc->secure) {
		/* GIC-C17: Secure software has masked, nobody unmasks. */
		if (VGS_RULE(GIC_C17, cpu->pmr < 0x80u))
			return;
		pmr = vgs_prio_ns_write(pmr);
	}
	cpu->pmr = pmr & gic->shape.pmr_mask;
	vgs_core_dirty_running(gic, acc->pe);
}

static uint64_t rpr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint8_t running = vgs_core_running(gic, acc->pe);

	return acc->secure ? running : vgs_prio_ns_view(running);
}

static void bpr_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		    enum vgs_group group, uint64_t value)
{
	struct vgs_cpuif *cpu = cpu_of(gic, acc);

	cpu->bpr[group] = vgs_cpuif_bpr_clamp(&gic->shape, group, value);
	vgs_core_dirty_running(gic, acc->pe);
}

static uint64_t bpr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	const struct vgs_cpuif *cpu = cpu_of(gic, acc);
	unsigned common = cpu->bpr[VGS_G0];

	if (acc->secure)
		return common;
	/* GIC-D12: with CBPR Non-secure software sees the common one. */
	if (VGS_RULE(GIC_D12, cpu->cbpr & VGS_BIT(VGS_G1NS)))
		return common < 7 ? common + 1 : 7;
	return cpu->bpr[VGS_G1NS];
}

static void bpr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	if (acc->secure)
		bpr_set(gic, acc, VGS_G0, value);
	else if (!VGS_RULE(GIC_D12, cpu_of(gic, acc)->cbpr & VGS_BIT(VGS_G1NS)))
		bpr_set(gic, acc, VGS_G1NS, value);
}

static uint64_t abpr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return cpu_of(gic, acc)->bpr[VGS_G1NS];
}

static void abpr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	bpr_set(gic, acc, VGS_G1NS, value);
}

/* --- active priorities -------------------------------------------- */

/* Bits of register @n that stand for an implemented level. */
static uint32_t ap_mask(const struct vgs_gic *gic, unsigned n)
{
	unsigned levels = 1u << gic->shape.preemption_bits;

	if (n >= gic->shape.ap_regs)
		return 0;
	return levels >= 32 ? UINT32_MAX : VGS_BIT(levels) - 1u;
}

/* Reading is what makes a value known for GIC-CU59. */
static void ap_note(struct vgs_gic *gic, const struct vgs_acc *acc,
		    enum vgs_group group, unsigned n, uint32_t mask)
{
	uint32_t *seen = &gic->mmif_pe[acc->pe].ap_seen[group == VGS_G1NS][n];

	*seen = (*seen & ~mask) | (cpu_of(gic, acc)->ap[group][n] & mask);
}

static uint64_t ap_get(const struct vgs_gic *gic, const struct vgs_acc *acc,
		       enum vgs_group group)
{
	return cpu_of(gic, acc)->ap[group][acc->n] & ap_mask(gic, acc->n);
}

static void ap_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		   enum vgs_group group, unsigned n, uint32_t mask,
		   uint64_t value)
{
	uint32_t *ap = &cpu_of(gic, acc)->ap[group][n];
	uint32_t seen = gic->mmif_pe[acc->pe].ap_seen[group == VGS_G1NS][n];

	mask &= ap_mask(gic, n);
	/* GIC-CU59: neither what was read last nor 0, with which one begins. */
	if ((value & mask) && ((value ^ seen) & mask) &&
	    VGS_MISUSE(gic, acc->pe, VGS_INTID_NONE, GIC_CU59))
		return;
	/* Who made a level active that software sets is not known. */
	for (uint32_t m = (uint32_t)value & mask & ~*ap; m; m &= m - 1)
		gic->mmif_pe[acc->pe].acked[n * 32 + vgs_ctz64(m)] =
			VGS_MMIF_NO_ACK;
	*ap = (*ap & ~mask) | ((uint32_t)value & mask);
	if (cpu_of(gic, acc)->ap[VGS_G0][n] & cpu_of(gic, acc)->ap[VGS_G1NS][n])
		vgs_core_finding(gic, acc->pe, VGS_INTID_NONE, VGS_R_GIC_CU60);
	vgs_core_dirty_running(gic, acc->pe);
}

/*
 * GIC-G20: the Non-secure view is the less urgent half of NSAPR, shifted down:
 * register @ret_n from bit @ret_shift on; false: no such register.
 */
static bool ns_half(const struct vgs_gic *gic, unsigned n, unsigned *ret_n,
		    unsigned *ret_shift)
{
	unsigned half = 1u << (gic->shape.preemption_bits - 1);

	*ret_n = n + half / 32;
	*ret_shift = half % 32;
	return VGS_RULE(GIC_G20, *ret_n < gic->shape.ap_regs);
}

static uint64_t apr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	unsigned n, shift;

	if (acc->secure)
		return ap_get(gic, acc, VGS_G0); /* GIC-G21 */
	if (!ns_half(gic, acc->n, &n, &shift))
		return 0;
	return cpu_of(gic, acc)->ap[VGS_G1NS][n] >> shift;
}

static uint64_t apr_read(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	unsigned n, shift;

	if (acc->secure)
		ap_note(gic, acc, VGS_G0, acc->n, UINT32_MAX);
	else if (ns_half(gic, acc->n, &n, &shift))
		ap_note(gic, acc, VGS_G1NS, n, UINT32_MAX << shift);
	return apr_peek(gic, acc);
}

static void apr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	unsigned n, shift;

	if (acc->secure)
		ap_set(gic, acc, VGS_G0, acc->n, UINT32_MAX, value);
	else if (ns_half(gic, acc->n, &n, &shift))
		ap_set(gic, acc, VGS_G1NS, n, UINT32_MAX << shift,
		       value << shift);
}

static uint64_t nsapr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return ap_get(gic, acc, VGS_G1NS);
}

static uint64_t nsapr_read(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	ap_note(gic, acc, VGS_G1NS, acc->n, UINT32_MAX);
	return nsapr_peek(gic, acc);
}

static void nsapr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value)
{
	ap_set(gic, acc, VGS_G1NS, acc->n, UINT32_MAX, value);
}

/* --- the rest ----------------------------------------------------- */

static uint64_t iidr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)acc;
	return gic->mmif->iidr;
}

/* --- the table ---------------------------------------------------- */

/* clang-format off */
static const struct vgs_reg gicc_regs[] = {
	{ .name = "GICC_CTLR", .offset = 0x0000, .access = VGS_ACC_RW,
	  .fields = vgs_mmif_fields_ctlr, .peek = ctlr_peek,
	  .write = ctlr_write,
	  .rule = VGS_R_GIC_E2, .doc = "group enables, views, EOI modes" },
	{ .name = "GICC_PMR", .offset = 0x0004, .access = VGS_ACC_RW,
	  .fields = vgs_mmif_fields_prio, .peek = pmr_peek, .write = pmr_write,
	  .rule = VGS_R_GIC_D14, .doc = "priority mask" },
	{ .name = "GICC_BPR", .offset = 0x0008, .access = VGS_ACC_RW,
	  .fields = vgs_mmif_fields_bpr, .peek = bpr_peek, .write = bpr_write,
	  .rule = VGS_R_GIC_G23, .doc = "binary point, banked by security" },
	{ .name = "GICC_IAR", .offset = 0x000c, .access = VGS_ACC_RO,
	  .reset = VGS_INTID_NONE, .fields = vgs_mmif_fields_id,
	  .peek = vgs_mmif_iar_peek, .read = vgs_mmif_iar_read,
	  .rule = VGS_R_GIC_G3, .doc = "acknowledge" },
	{ .name = "GICC_EOIR", .offset = 0x0010, .access = VGS_ACC_WO,
	  .fields = vgs_mmif_fields_id, .write = vgs_mmif_eoir_write,
	  .rule = VGS_R_GIC_G8, .doc = "priority drop, and deactivate" },
	{ .name = "GICC_RPR", .offset = 0x0014, .access = VGS_ACC_RO,
	  .reset = VGS_PRIO_IDLE, .fields = vgs_mmif_fields_prio,
	  .peek = rpr_peek,
	  .rule = VGS_R_GIC_D20, .doc = "running priority" },
	{ .name = "GICC_HPPIR", .offset = 0x0018, .access = VGS_ACC_RO,
	  .reset = VGS_INTID_NONE, .fields = vgs_mmif_fields_id,
	  .peek = vgs_mmif_hppir_peek,
	  .rule = VGS_R_GIC_G5, .doc = "highest priority pending interrupt" },
	{ .name = "GICC_ABPR", .offset = 0x001c, .access = VGS_ACC_RW,
	  .view = VGS_VIEW_SECURE, .fields = vgs_mmif_fields_bpr,
	  .peek = abpr_peek, .write = abpr_write,
	  .rule = VGS_R_GIC_D9, .doc = "binary point of Group 1" },
	{ .name = "GICC_AIAR", .offset = 0x0020, .access = VGS_ACC_RO,
	  .view = VGS_VIEW_SECURE, .reset = VGS_INTID_NONE,
	  .fields = vgs_mmif_fields_id, .peek = vgs_mmif_aiar_peek, .read = vgs_mmif_aiar_read,
	  .rule = VGS_R_GIC_G4, .doc = "acknowledge of Group 1" },
	{ .name = "GICC_AEOIR", .offset = 0x0024, .access = VGS_ACC_WO,
	  .view = VGS_VIEW_SECURE, .fields = vgs_mmif_fields_id,
	  .write = vgs_mmif_aeoir_write,
	  .rule = VGS_R_GIC_G7, .doc = "end of Group 1" },
	{ .name = "GICC_AHPPIR", .offset = 0x0028, .access = VGS_ACC_RO,
	  .view = VGS_VIEW_SECURE, .reset = VGS_INTID_NONE,
	  .fields = vgs_mmif_fields_id, .peek = vgs_mmif_ahppir_peek,
	  .rule = VGS_R_GIC_G5, .doc = "highest pending of Group 1" },
	{ .name = "GICC_APR", .offset = 0x00d0, .count = 4,
	  .access = VGS_ACC_RW, .peek = apr_peek, .read = apr_read,
	  .write = apr_write,
	  .rule = VGS_R_GIC_G21, .doc = "active priorities of Group 0" },
	{ .name = "GICC_NSAPR", .offset = 0x00e0, .count = 4,
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE, .peek = nsapr_peek,
	  .read = nsapr_read,
	  .write = nsapr_write,
	  .rule = VGS_R_GIC_G21, .doc = "active priorities of Group 1" },
	{ .name = "GICC_IIDR", .offset = 0x00fc, .access = VGS_ACC_RO,
	  .fields = vgs_mmif_fields_iidr, .peek = iidr_peek,
	  .rule = VGS_R_GIC_A1, .doc = "implementer and version" },
	{ .name = "GICC_DIR", .offset = 0x1000, .access = VGS_ACC_WO,
	  .fields = vgs_mmif_fields_id, .write = vgs_mmif_dir_write,
	  .rule = VGS_R_GIC_G13, .doc = "deactivate" },
};
/* clang-format on */

#define GICC                                                                   \
	.bank = VGS_BANK_GICV2_GICC, .regs = gicc_regs,                        \
	.count = VGS_ARRAY(gicc_regs), .size = 0x2000,                         \
	.dense = 11 /* up to GICC_AHPPIR */

const struct vgs_frame_desc vgs_mmif_gicc = { GICC };

static bool closed(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return gic->mmif->gicc_closed(gic, acc);
}

const struct vgs_frame_desc vgs_mmif_gicc_closing = { GICC, .closed = closed };
