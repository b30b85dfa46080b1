/* SPDX-License-Identifier: MIT */
/*
 * GICC: acknowledge, end of interrupt and deactivation, with the identifiers
 * that carry the source CPU of an SGI.  Who may name and end what is here;
 * active priorities and states are the core's.
 */
#include "ack.h"
#include "mmif.h"

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
	unsigned here = gic->pe[acc->pe].cpu.igrpen;

	if (VGS_QUIRK(gic, QD_40))
		return here && gic->forwarded;
	return here & gic->forwarded & VGS_BIT(hppi->group);
}

static bool unmasked(const struct vgs_gic *gic, const struct vgs_acc *acc,
		     const struct vgs_hppi *hppi)
{
	return hppi->slot != VGS_NO_SLOT && enabled(gic, acc, hppi) &&
	       hppi->priority < gic->pe[acc->pe].cpu.pmr;
}

/* Not signalled: masked, of a disabled group, or not urgent enough. */
static VGS_APART uint32_t not_signalled(const struct vgs_gic *gic,
					const struct vgs_acc *acc,
					const struct vgs_hppi *hppi,
					bool group1)
{
	uint32_t value = identify(gic, acc, hppi, group1);
	struct vgs_gate_irq gated = { .priority = hppi->priority,
				      .group = hppi->group };
	struct vgs_gate_pe view;

	if (!unmasked(gic, acc, hppi))
		return VGS_INTID_NONE;
	vgs_core_gate_pe(gic, acc->pe, &view);
	if (VGS_QUIRK(gic, QD_40) && vgs_core_preempts(gic, &view, &gated))
		return value;
	if (VGS_CHOICE(gic, GIC_G3) && value == VGS_MMIF_GROUP1)
		return value;
	return VGS_INTID_NONE;
}

/* GIC-E2: may it be signalled, may it be named, then activate. */
static uint32_t iar_value(const struct vgs_gic *gic, const struct vgs_acc *acc,
			  bool group1, const struct vgs_hppi *best)
{
	if (VGS_RULE(GIC_E2, vgs_core_signalled(gic, acc->pe, best)))
		return identify(gic, acc, best, group1);
	return not_signalled(gic, acc, best, group1);
}

/* What is active at each level, and from whom: for what EOIR is told. */
static void remember(struct vgs_gic *gic, unsigned pe,
		     const struct vgs_hppi *hppi, uint32_t value)
{
	struct vgs_mmif_pe *here = &gic->mmif_pe[pe];
	uint8_t mask = vgs_cpuif_group_mask(&gic->pe[pe].cpu, hppi->group);
	unsigned level =
		(hppi->priority & mask) >> (8 - gic->shape.preemption_bits);

	here->acked[level] = (uint16_t)hppi->intid;
	if (hppi->intid < VGS_INTID_PPI)
		here->source[hppi->intid] = vgs_mmif_cpuid(value);
}

static uint32_t acknowledge(struct vgs_gic *gic, const struct vgs_acc *acc,
			    bool group1)
{
	struct vgs_hppi spare;
	const struct vgs_hppi *best = vgs_core_best(gic, acc->pe, &spare);
	uint32_t value = iar_value(gic, acc, group1, best);

	/* GIC-B32: a special INTID changes nothing. */
	if (VGS_RULE(GIC_B32, vgs_mmif_intid(value) >= VGS_INTID_SPECIAL))
		return value;
	remember(gic, acc->pe, best, value);
	vgs_core_acknowledge(gic, acc->pe, best);
	return value;
}

uint64_t vgs_mmif_iar_read(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return acknowledge(gic, acc, !acc->secure);
}

uint64_t vgs_mmif_iar_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	struct vgs_hppi spare;

	return iar_value(gic, acc, !acc->secure,
			 vgs_core_best(gic, acc->pe, &spare));
}

uint64_t vgs_mmif_aiar_read(struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return acknowledge(gic, acc, true);
}

uint64_t vgs_mmif_aiar_peek(const struct vgs_gic *gic,
			    const struct vgs_acc *acc)
{
	struct vgs_hppi spare;

	return iar_value(gic, acc, true, vgs_core_best(gic, acc->pe, &spare));
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

uint64_t vgs_mmif_hppir_peek(const struct vgs_gic *gic,
			     const struct vgs_acc *acc)
{
	return hppir(gic, acc, !acc->secure);
}

uint64_t vgs_mmif_ahppir_peek(const struct vgs_gic *gic,
			      const struct vgs_acc *acc)
{
	return hppir(gic, acc, true);
}

/* --- end of interrupt --------------------------------------------- */

static bool splits(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	/* GIC-E22: the access's security state, not the interrupt's. */
	bool ns = VGS_RULE(GIC_E22, gic->one_security_state || !acc->secure);
	unsigned who = ns ? VGS_EOIMODE_NS : VGS_EOIMODE_S;

	return gic->pe[acc->pe].cpu.eoimode & VGS_BIT(who);
}

static bool is_source(const struct vgs_gic *gic, unsigned pe, uint32_t intid,
		      uint8_t cpuid)
{
	uint8_t source = gic->mmif_pe[pe].source[intid];

	return source == cpuid || source == VGS_MMIF_NO_SOURCE;
}

/*
 * The interrupt that EOIR or DIR names, or VGS_NO_SLOT: special and
 * unimplemented INTIDs are ignored (GIC-E18), and Group 0 ones where the
 * access may only end Group 1 (GIC-G7, GIC-G13).
 */
static inline uint32_t ended_slot(const struct vgs_gic *gic,
				  const struct vgs_acc *acc, uint64_t value,
				  bool group1)
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
	if (VGS_RULE(GIC_G11, intid < VGS_INTID_PPI &&
				      !is_source(gic, acc->pe, intid,
						 vgs_mmif_cpuid(value)))) {
		vgs_core_finding(gic, acc->pe, intid, VGS_R_GIC_CU68);
		if (VGS_CHOICE(gic, GIC_CU68))
			return VGS_NO_SLOT;
	}
	return slot;
}

/* GIC-CU66: is it the interrupt that this CPU acknowledged last? */
static bool in_order(const struct vgs_gic *gic, unsigned pe, uint32_t intid)
{
	int level = vgs_cpuif_ap_highest(&gic->pe[pe].cpu, &gic->shape);
	uint32_t last = gic->mmif_pe[pe].acked[level];

	if (VGS_RULE(GIC_E17, last == intid || last == VGS_MMIF_NO_ACK))
		return true;
	vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU66);
	return false;
}

/* Is it what the CPU acknowledged last at some level? */
static bool has_acked(const struct vgs_gic *gic, unsigned pe, uint32_t intid)
{
	const struct vgs_mmif_pe *here = &gic->mmif_pe[pe];

	for (unsigned i = 0; i < VGS_ARRAY(here->acked); i++) {
		if (here->acked[i] == intid)
			return true;
	}
	return false;
}

/*
 * GIC-CU58: a shared interrupt that other CPUs are for, one of them has
 * acknowledged and this one, as far as is known, has not.  With EOImode a level
 * is used again before what was active there is deactivated.  False: by choice
 * nothing comes of it.
 */
static VGS_COLD bool check_owner(const struct vgs_gic *gic, unsigned pe,
				 uint32_t slot)
{
	uint32_t intid = vgs_core_intid(gic, slot);

	if (vgs_core_targets(gic, slot, pe) || has_acked(gic, pe, intid))
		return true;
	for (unsigned other = 0; other < gic->cfg.pes; other++) {
		if (has_acked(gic, other, intid))
			return !VGS_MISUSE(gic, pe, intid, GIC_CU58);
	}
	return true;
}

/* GIC-CU56: deactivated before its priority was dropped. */
static VGS_COLD void check_dropped(const struct vgs_gic *gic, unsigned pe,
				   uint32_t intid)
{
	const struct vgs_mmif_pe *here = &gic->mmif_pe[pe];

	for (unsigned i = 0; i < VGS_ARRAY(here->acked); i++) {
		uint32_t any = vgs_cpuif_ap_any(&gic->pe[pe].cpu, i / 32);

		if (VGS_RULE(GIC_E26, here->acked[i] == intid &&
					      (any & VGS_BIT(i % 32))))
			vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU56);
	}
}

static VGS_COLD void deactivate_checked(struct vgs_gic *gic, unsigned pe,
					uint32_t slot, unsigned rule)
{
	if (check_owner(gic, pe, slot))
		vgs_core_deactivate(gic, pe, slot, rule);
}

/* Deactivation by EOIR or DIR.  Only who is told of it need know whose it is. */
static inline void deactivate(struct vgs_gic *gic, unsigned pe, uint32_t slot,
			      unsigned rule)
{
	if (VGS_TRACING(gic) || VGS_CHOICE(gic, GIC_CU58))
		deactivate_checked(gic, pe, slot, rule);
	else
		vgs_core_deactivate(gic, pe, slot, rule);
}

/* Choice GIC-CU67: the running priority goes where it is a Secure one. */
static void drop_secure(struct vgs_gic *gic, unsigned pe)
{
	if (vgs_cpuif_highest_group(&gic->pe[pe].cpu, &gic->shape,
				    !gic->one_security_state) == VGS_G0)
		vgs_core_drop(gic, pe, VGS_G0);
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
	if (gic->cfg.version != VGS_GIC_V2 && VGS_CHOICE(gic, GIC_CU67))
		drop_secure(gic, acc->pe);
	return VGS_RULE(GIC_G6, gic->mmif->secure_eoir_g1) &&
	       !VGS_CHOICE(gic, GIC_G6);
}

static void end(struct vgs_gic *gic, const struct vgs_acc *acc, uint64_t value,
		bool group1)
{
	uint32_t slot = ended_slot(gic, acc, value, group1);
	enum vgs_group group;
	bool idle;

	if (slot == VGS_NO_SLOT || !eoir_allowed(gic, acc, slot, group1))
		return;
	idle = vgs_cpuif_is_idle(&gic->pe[acc->pe].cpu, &gic->shape);
	if (idle) {
		vgs_core_finding(gic, acc->pe, vgs_mmif_intid(value),
				 VGS_R_GIC_CU53);
		if (!VGS_CHOICE(gic, GIC_CU53))
			return;
	}
	/* Only who is told of it or chooses otherwise need know. */
	if (!idle && (VGS_TRACING(gic) || VGS_CHOICE(gic, GIC_CU66)) &&
	    !in_order(gic, acc->pe, vgs_mmif_intid(value)) &&
	    VGS_CHOICE(gic, GIC_CU66))
		return;
	/* GIC-G8: the interrupt's group decides, not the register. */
	group = vgs_core_group(gic, gic->irqs[slot].bits);
	vgs_core_drop(gic, acc->pe, group);
	if (!VGS_RULE(GIC_E23, splits(gic, acc)))
		deactivate(gic, acc->pe, slot, VGS_R_GIC_E23);
}

void vgs_mmif_eoir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint64_t value)
{
	end(gic, acc, value, !acc->secure);
}

void vgs_mmif_aeoir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value)
{
	end(gic, acc, value, true);
}

void vgs_mmif_dir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value)
{
	uint32_t slot;

	/* GIC-E25: without EOImode there is nothing to deactivate. */
	if (!VGS_RULE(GIC_E25, splits(gic, acc))) {
		vgs_core_finding(gic, acc->pe, vgs_mmif_intid(value),
				 VGS_R_GIC_CU65);
		if (gic->cfg.version != VGS_GIC_V2 ||
		    !VGS_CHOICE(gic, GIC_CU65))
			return;
	}
	slot = ended_slot(gic, acc, value, !acc->secure);
	if (slot == VGS_NO_SLOT)
		return;
	if (VGS_TRACING(gic))
		check_dropped(gic, acc->pe, vgs_mmif_intid(value));
	deactivate(gic, acc->pe, slot, VGS_R_GIC_G14);
}
