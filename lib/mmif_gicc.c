/* SPDX-License-Identifier: MIT */
/*
 * GICC: the physical CPU interface as memory-mapped registers, in the Secure,
 * the Non-secure and the only view.  Masking, preemption and active priorities
 * are the core's.  Leaves out the legacy nIRQ and nFIQ inputs that the bypass
 * bits would let through (GIC-F8): the bits are kept, there are no such wires.
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
	vgs_core_dirty(gic, pe);
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
	cpu->pmr = pmr & gic->shape.prio_mask;
	vgs_core_dirty(gic, acc->pe);
}

static uint64_t rpr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	uint8_t running = vgs_cpuif_running(cpu_of(gic, acc), &gic->shape);

	return acc->secure ? running : vgs_prio_ns_view(running);
}

static void bpr_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		    enum vgs_group group, uint64_t value)
{
	struct vgs_cpuif *cpu = cpu_of(gic, acc);

	cpu->bpr[group] = vgs_cpuif_bpr_clamp(&gic->shape, group, value);
	vgs_core_dirty(gic, acc->pe);
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

/* --- acknowledge -------------------------------------------------- */

/*
 * What IAR and HPPIR answer for the highest priority pending interrupt.
 * @group1: a Non-secure access or an alias register, which see Group 1 only.
 */
static uint32_t identify(const struct vgs_gic *gic, const struct vgs_acc *acc,
			 const struct vgs_hppi *hppi, bool group1)
{
	unsigned cpuid = 0;

	if (hppi->slot == VGS_NO_SLOT)
		return VGS_INTID_NONE;
	if (hppi->group == VGS_G0) {
		if (VGS_RULE(GIC_G2, group1))
			return VGS_INTID_NONE;
	} else if (!group1 && VGS_RULE(GIC_G3, !gic->mmif_pe[acc->pe].ackctl)) {
		return VGS_MMIF_GROUP1;
	}
	/* GIC-G9: the lowest source first. */
	if (hppi->intid < VGS_INTID_PPI && gic->irqs[hppi->slot].cpus)
		cpuid = vgs_ctz64(gic->irqs[hppi->slot].cpus);
	return vgs_mmif_identifier(hppi->intid, cpuid);
}

/* May the CPU interface name it, apart from its priority? */
static bool enabled(const struct vgs_gic *gic, const struct vgs_acc *acc,
		    const struct vgs_hppi *hppi)
{
	unsigned here = cpu_of(gic, acc)->igrpen;

	if (VGS_QUIRK(gic, QD_40))
		return here && gic->forwarded;
	return here & gic->forwarded & VGS_BIT(hppi->group);
}

static bool unmasked(const struct vgs_gic *gic, const struct vgs_acc *acc,
		     const struct vgs_hppi *hppi)
{
	return hppi->slot != VGS_NO_SLOT && enabled(gic, acc, hppi) &&
	       hppi->priority < cpu_of(gic, acc)->pmr;
}

/* An unmasked interrupt that is not signalled: a disabled group, or busy. */
static uint32_t not_signalled(const struct vgs_gic *gic,
			      const struct vgs_acc *acc,
			      const struct vgs_hppi *hppi, bool group1)
{
	uint32_t value = identify(gic, acc, hppi, group1);
	struct vgs_gate_irq gated = { .priority = hppi->priority,
				      .group = hppi->group };
	struct vgs_gate_pe view;

	vgs_core_gate_pe(gic, acc->pe, &view);
	if (VGS_QUIRK(gic, QD_40) && vgs_core_preempts(gic, &view, &gated))
		return value;
	if (VGS_CHOICE(gic, GIC_G3) && value == VGS_MMIF_GROUP1)
		return value;
	return VGS_INTID_NONE;
}

/* GIC-E2: may it be signalled, may it be named, then activate. */
static uint32_t iar_value(const struct vgs_gic *gic, const struct vgs_acc *acc,
			  bool group1, struct vgs_hppi *ret_hppi)
{
	*ret_hppi = vgs_core_select(gic, acc->pe);
	if (VGS_RULE(GIC_E2, vgs_core_signalled(gic, acc->pe, ret_hppi)))
		return identify(gic, acc, ret_hppi, group1);
	if (!unmasked(gic, acc, ret_hppi))
		return VGS_INTID_NONE;
	return not_signalled(gic, acc, ret_hppi, group1);
}

static uint32_t acknowledge(struct vgs_gic *gic, const struct vgs_acc *acc,
			    bool group1)
{
	struct vgs_hppi hppi;
	uint32_t value = iar_value(gic, acc, group1, &hppi);

	/* GIC-B32: a special INTID changes nothing. */
	if (VGS_RULE(GIC_B32, vgs_mmif_intid(value) >= VGS_INTID_SPECIAL))
		return value;
	if (hppi.intid < VGS_INTID_PPI)
		gic->mmif_pe[acc->pe].source[hppi.intid] =
			vgs_mmif_cpuid(value);
	vgs_core_acknowledge(gic, acc->pe, &hppi);
	return value;
}

static uint64_t iar_read(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return acknowledge(gic, acc, !acc->secure);
}

static uint64_t iar_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	struct vgs_hppi hppi;

	return iar_value(gic, acc, !acc->secure, &hppi);
}

static uint64_t aiar_read(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return acknowledge(gic, acc, true);
}

static uint64_t aiar_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	struct vgs_hppi hppi;

	return iar_value(gic, acc, true, &hppi);
}

/* GIC-G5: as IAR, but neither PMR nor the running priority counts. */
static uint32_t hppir(const struct vgs_gic *gic, const struct vgs_acc *acc,
		      bool group1)
{
	struct vgs_hppi hppi = vgs_core_select(gic, acc->pe);

	/* GIC-D37, GIC-D38: a disabled one may hide the others. */
	if (hppi.slot != VGS_NO_SLOT && !enabled(gic, acc, &hppi))
		return VGS_INTID_NONE;
	if (VGS_QUIRK(gic, QD_41) && !unmasked(gic, acc, &hppi))
		return VGS_INTID_NONE;
	return identify(gic, acc, &hppi, group1);
}

static uint64_t hppir_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return hppir(gic, acc, !acc->secure);
}

static uint64_t ahppir_peek(const struct vgs_gic *gic,
			    const struct vgs_acc *acc)
{
	return hppir(gic, acc, true);
}

/* --- end of interrupt --------------------------------------------- */

static bool eoimode(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	bool ns = gic->one_security_state || !acc->secure;

	return eoimode_bit(cpu_of(gic, acc),
			   ns ? VGS_EOIMODE_NS : VGS_EOIMODE_S);
}

/*
 * The interrupt that EOIR or DIR names, or VGS_NO_SLOT: special and
 * unimplemented INTIDs are ignored (GIC-E18), and Group 0 ones where the
 * access may only end Group 1 (GIC-G7, GIC-G13).
 */
static uint32_t ended_slot(const struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint64_t value, bool group1)
{
	uint32_t intid = vgs_mmif_intid(value);
	uint32_t slot;

	if (VGS_RULE(GIC_E18, intid >= VGS_INTID_SPECIAL))
		return VGS_NO_SLOT;
	slot = vgs_core_slot(gic, acc->pe, intid);
	if (slot == VGS_NO_SLOT) {
		vgs_core_finding(gic, acc->pe, intid, VGS_R_GIC_CU66);
		return VGS_NO_SLOT;
	}
	if (VGS_RULE(GIC_G7,
		     group1 && vgs_core_group(gic, gic->irqs[slot].bits) ==
				       VGS_G0)) {
		vgs_core_ignored(gic, acc->pe, acc->reg->name, value,
				 VGS_R_GIC_G7);
		return VGS_NO_SLOT;
	}
	/* GIC-G11: an SGI is ended with the source it was read with. */
	if (intid < VGS_INTID_PPI &&
	    gic->mmif_pe[acc->pe].source[intid] != vgs_mmif_cpuid(value))
		vgs_core_finding(gic, acc->pe, intid, VGS_R_GIC_CU68);
	return slot;
}

/* GIC-G6: what a Secure EOIR of a Group 1 interrupt without AckCtl does. */
static bool eoir_allowed(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, bool group1)
{
	if (group1 || gic->mmif_pe[acc->pe].ackctl ||
	    vgs_core_group(gic, gic->irqs[slot].bits) == VGS_G0)
		return true;
	vgs_core_finding(gic, acc->pe, vgs_core_intid(gic, slot),
			 VGS_R_GIC_CU67);
	return VGS_RULE(GIC_G6, gic->mmif->secure_eoir_g1) &&
	       !VGS_CHOICE(gic, GIC_G6);
}

static void end(struct vgs_gic *gic, const struct vgs_acc *acc, uint64_t value,
		bool group1)
{
	const struct vgs_cpuif *cpu = cpu_of(gic, acc);
	uint32_t slot = ended_slot(gic, acc, value, group1);
	enum vgs_group group;
	int highest;

	if (slot == VGS_NO_SLOT || !eoir_allowed(gic, acc, slot, group1))
		return;
	highest = vgs_cpuif_highest_group(cpu, &gic->shape);
	if (highest < 0) {
		vgs_core_finding(gic, acc->pe, vgs_mmif_intid(value),
				 VGS_R_GIC_CU53);
		if (!VGS_CHOICE(gic, GIC_CU53))
			return;
	}
	/* GIC-G8: the interrupt's group decides, not the register. */
	group = vgs_core_group(gic, gic->irqs[slot].bits);
	if (VGS_RULE(GIC_G8, highest != (int)group) && highest >= 0)
		vgs_core_finding(gic, acc->pe, vgs_mmif_intid(value),
				 VGS_R_GIC_CU66);
	vgs_core_drop(gic, acc->pe, group);
	if (!VGS_RULE(GIC_E23, eoimode(gic, acc)))
		vgs_core_deactivate(gic, acc->pe, slot, VGS_R_GIC_E23);
}

static void eoir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint64_t value)
{
	end(gic, acc, value, !acc->secure);
}

static void aeoir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value)
{
	end(gic, acc, value, true);
}

static void dir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint64_t value)
{
	uint32_t slot;

	/* GIC-E25: without EOImode there is nothing to deactivate. */
	if (!VGS_RULE(GIC_E25, eoimode(gic, acc))) {
		vgs_core_finding(gic, acc->pe, vgs_mmif_intid(value),
				 VGS_R_GIC_CU65);
		return;
	}
	slot = ended_slot(gic, acc, value, !acc->secure);
	if (slot != VGS_NO_SLOT)
		vgs_core_deactivate(gic, acc->pe, slot, VGS_R_GIC_G14);
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

	mask &= ap_mask(gic, n);
	*ap = (*ap & ~mask) | ((uint32_t)value & mask);
	vgs_core_dirty(gic, acc->pe);
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
	  .peek = iar_peek, .read = iar_read,
	  .rule = VGS_R_GIC_G3, .doc = "acknowledge" },
	{ .name = "GICC_EOIR", .offset = 0x0010, .access = VGS_ACC_WO,
	  .fields = vgs_mmif_fields_id, .write = eoir_write,
	  .rule = VGS_R_GIC_G8, .doc = "priority drop, and deactivate" },
	{ .name = "GICC_RPR", .offset = 0x0014, .access = VGS_ACC_RO,
	  .reset = VGS_PRIO_IDLE, .fields = vgs_mmif_fields_prio,
	  .peek = rpr_peek,
	  .rule = VGS_R_GIC_D20, .doc = "running priority" },
	{ .name = "GICC_HPPIR", .offset = 0x0018, .access = VGS_ACC_RO,
	  .reset = VGS_INTID_NONE, .fields = vgs_mmif_fields_id,
	  .peek = hppir_peek,
	  .rule = VGS_R_GIC_G5, .doc = "highest priority pending interrupt" },
	{ .name = "GICC_ABPR", .offset = 0x001c, .access = VGS_ACC_RW,
	  .view = VGS_VIEW_SECURE, .fields = vgs_mmif_fields_bpr,
	  .peek = abpr_peek, .write = abpr_write,
	  .rule = VGS_R_GIC_D9, .doc = "binary point of Group 1" },
	{ .name = "GICC_AIAR", .offset = 0x0020, .access = VGS_ACC_RO,
	  .view = VGS_VIEW_SECURE, .reset = VGS_INTID_NONE,
	  .fields = vgs_mmif_fields_id, .peek = aiar_peek, .read = aiar_read,
	  .rule = VGS_R_GIC_G4, .doc = "acknowledge of Group 1" },
	{ .name = "GICC_AEOIR", .offset = 0x0024, .access = VGS_ACC_WO,
	  .view = VGS_VIEW_SECURE, .fields = vgs_mmif_fields_id,
	  .write = aeoir_write,
	  .rule = VGS_R_GIC_G7, .doc = "end of Group 1" },
	{ .name = "GICC_AHPPIR", .offset = 0x0028, .access = VGS_ACC_RO,
	  .view = VGS_VIEW_SECURE, .reset = VGS_INTID_NONE,
	  .fields = vgs_mmif_fields_id, .peek = ahppir_peek,
	  .rule = VGS_R_GIC_G5, .doc = "highest pending of Group 1" },
	{ .name = "GICC_APR", .offset = 0x00d0, .count = 4,
	  .access = VGS_ACC_RW, .peek = apr_peek, .write = apr_write,
	  .rule = VGS_R_GIC_G21, .doc = "active priorities of Group 0" },
	{ .name = "GICC_NSAPR", .offset = 0x00e0, .count = 4,
	  .access = VGS_ACC_RW, .view = VGS_VIEW_SECURE, .peek = nsapr_peek,
	  .write = nsapr_write,
	  .rule = VGS_R_GIC_G21, .doc = "active priorities of Group 1" },
	{ .name = "GICC_IIDR", .offset = 0x00fc, .access = VGS_ACC_RO,
	  .fields = vgs_mmif_fields_iidr, .peek = iidr_peek,
	  .rule = VGS_R_GIC_A1, .doc = "implementer and version" },
	{ .name = "GICC_DIR", .offset = 0x1000, .access = VGS_ACC_WO,
	  .fields = vgs_mmif_fields_id, .write = dir_write,
	  .rule = VGS_R_GIC_G13, .doc = "deactivate" },
};
/* clang-format on */

static bool gicc_closed(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return gic->mmif->gicc_closed && gic->mmif->gicc_closed(gic, acc);
}

const struct vgs_frame_desc vgs_mmif_gicc = {
	.bank = VGS_BANK_GICV2_GICC,
	.closed = gicc_closed,
	.regs = gicc_regs,
	.count = VGS_ARRAY(gicc_regs),
	.size = 0x2000,
};
