/* SPDX-License-Identifier: MIT */
/*
 * Physical CPU interface registers with an effect: acknowledge, end of
 * interrupt, deactivate (facts section E).  What they do lives in the core;
 * here is which interrupt an access may do it to.
 */
#include "ack.h"
#include "gicv3.h"

#define SCR_IRQ (UINT64_C(1) << 1)
#define SCR_FIQ (UINT64_C(1) << 2)
#define HCR_FMO (UINT64_C(1) << 3)
#define HCR_IMO (UINT64_C(1) << 4)

#define INTID_SECURE	1020u
#define INTID_NONSECURE 1021u
#define INTID_NMI	1022u

/* --- which INTID a read returns ----------------------------------- */

/* GIC-E4, GIC-E5, GIC-E6: what EL3 is told about someone else's interrupt. */
static uint32_t special0(const struct vgs_gic *gic, unsigned pe,
			 const struct vgs_hppi *hppi)
{
	const struct vgs_v3_view *view = &gic->v3->view[pe];

	if (!VGS_RULE(GIC_E8, gic->cfg.security && view->el == 3))
		return VGS_INTID_NONE;
	if (VGS_RULE(GIC_E5, hppi->group == VGS_G1NS))
		return INTID_NONSECURE;
	/* GIC-E4: Secure Group 1; GIC-E6: Group 0, which RM = 1 hides. */
	return INTID_SECURE;
}

static uint32_t visible0(const struct vgs_gic *gic, unsigned pe,
			 const struct vgs_hppi *hppi)
{
	if (hppi->slot == VGS_NO_SLOT)
		return VGS_INTID_NONE;
	if (VGS_RULE(GIC_E1, gic->v3->view[pe].iar0 & VGS_BIT(hppi->group)))
		return hppi->intid;
	return special0(gic, pe, hppi);
}

static uint32_t visible1(const struct vgs_gic *gic, unsigned pe,
			 const struct vgs_hppi *hppi)
{
	const struct vgs_v3_view *view = &gic->v3->view[pe];

	if (hppi->slot == VGS_NO_SLOT)
		return VGS_INTID_NONE;
	if (view->iar1 & VGS_BIT(hppi->group))
		return hppi->intid;
	/* GIC-E6: Non-secure Group 1 at EL3 with RM = 1. */
	if (hppi->group == VGS_G1NS && (view->eoir1 & VGS_BIT(VGS_G1NS)))
		return INTID_NONSECURE;
	/* GIC-E10: Group 0 never; GIC-E11: another state's Group 1. */
	return VGS_INTID_NONE;
}

/*
 * GIC-E13: neither PMR nor the running priority matter, but the group must be
 * enabled here, also where choice GIC-D37 lets it hide others.
 */
static bool enabled(const struct vgs_gic *gic, unsigned pe,
		    const struct vgs_hppi *hppi)
{
	return VGS_RULE(GIC_E13, gic->pe[pe].cpu.igrpen & VGS_BIT(hppi->group));
}

uint64_t vgs_v3_hppir0(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_hppi hppi = vgs_core_select(gic, pe);

	return enabled(gic, pe, &hppi) ? visible0(gic, pe, &hppi)
				       : VGS_INTID_NONE;
}

uint64_t vgs_v3_hppir1(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_hppi hppi = vgs_core_select(gic, pe);

	return enabled(gic, pe, &hppi) ? visible1(gic, pe, &hppi)
				       : VGS_INTID_NONE;
}

/* --- acknowledge -------------------------------------------------- */

/* Who made the preemption level active. */
static uint32_t *acknowledged(const struct vgs_gic *gic, unsigned pe, int level)
{
	return &gic->v3->acknowledged[(pe << gic->shape.preemption_bits) +
				      (unsigned)level];
}

/* GIC-E2: first whether it can be signalled, then special INTIDs. */
static uint32_t offer0(const struct vgs_gic *gic, unsigned pe,
		       const struct vgs_hppi *best)
{
	if (!vgs_core_signalled(gic, pe, best))
		return VGS_INTID_NONE;
	return visible0(gic, pe, best);
}

static inline uint32_t offer1(const struct vgs_gic *gic, unsigned pe,
			      const struct vgs_hppi *best)
{
	if (!vgs_core_signalled(gic, pe, best))
		return VGS_INTID_NONE;
	return visible1(gic, pe, best);
}

/* GIC-E3, GIC-B32: a special INTID changes nothing. */
static inline uint32_t take(struct vgs_gic *gic, unsigned pe, uint32_t intid,
			    const struct vgs_hppi *hppi)
{
	int level;

	if (vgs_v3_is_special(intid)) {
		if (gic->v3->pe[pe].asleep)
			vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU15);
		return intid;
	}
	level = vgs_core_acknowledge(gic, pe, hppi);
	gic->v3->pe[pe].ap_written = 0;
	if (level >= 0)
		*acknowledged(gic, pe, level) = intid;
	else
		*vgs_v3_acknowledged_nmi(gic, pe, hppi->group) = intid;
	return intid;
}

uint64_t vgs_v3_iar0_peek(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_hppi spare;

	return offer0(gic, pe, vgs_core_best(gic, pe, &spare));
}

uint64_t vgs_v3_iar0_read(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_hppi spare;
	const struct vgs_hppi *best = vgs_core_best(gic, pe, &spare);

	return take(gic, pe, offer0(gic, pe, best), best);
}

/* GIC-N6, GIC-N7: where NMIs are a thing, IAR1 leaves them to NMIAR1. */
static uint32_t offer_iar1(const struct vgs_gic *gic, unsigned pe,
			   const struct vgs_hppi *best)
{
	uint32_t intid = offer1(gic, pe, best);

	if (!vgs_v3_is_special(intid) &&
	    VGS_RULE(GIC_N6, best->nmi && gic->v3->view[pe].nmi))
		return INTID_NMI;
	return intid;
}

uint64_t vgs_v3_iar1_peek(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_hppi spare;

	return offer_iar1(gic, pe, vgs_core_best(gic, pe, &spare));
}

uint64_t vgs_v3_iar1_read(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_hppi spare;
	const struct vgs_hppi *best = vgs_core_best(gic, pe, &spare);
	uint32_t intid = offer_iar1(gic, pe, best);

	/* GIC-CU54: software asked for it where it should not. */
	if (intid == INTID_NMI)
		vgs_core_finding(gic, pe, best->intid, VGS_R_GIC_CU54);
	return take(gic, pe, intid, best);
}

/* GIC-N8 */
static uint32_t offer_nmiar1(const struct vgs_gic *gic, unsigned pe,
			     const struct vgs_hppi *best)
{
	uint32_t intid = offer1(gic, pe, best);

	return VGS_RULE(GIC_N8, best->nmi) ? intid : VGS_INTID_NONE;
}

uint64_t vgs_v3_nmiar1_peek(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_hppi spare;

	return offer_nmiar1(gic, pe, vgs_core_best(gic, pe, &spare));
}

uint64_t vgs_v3_nmiar1_read(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_hppi spare;
	const struct vgs_hppi *best = vgs_core_best(gic, pe, &spare);
	uint32_t intid = offer_nmiar1(gic, pe, best);

	/* GIC-CU54: what is signalled is no NMI. */
	if (intid == VGS_INTID_NONE && vgs_core_signalled(gic, pe, best))
		vgs_core_finding(gic, pe, best->intid, VGS_R_GIC_CU54);
	return take(gic, pe, intid, best);
}

/* --- end of interrupt --------------------------------------------- */

/* GIC-E22: EOIR drops the priority only, DIR deactivates. */
static bool split(const struct vgs_gic *gic, unsigned pe)
{
	return VGS_RULE(GIC_E23, gic->pe[pe].cpu.eoimode &
					 VGS_BIT(gic->v3->view[pe].eoimode));
}

/* GIC-E36: an LPI has nothing to deactivate. */
static void deactivate(struct vgs_gic *gic, unsigned pe, uint32_t intid,
		       unsigned rule)
{
	uint32_t slot = vgs_core_slot(gic, pe, intid);

	if (slot != VGS_NO_SLOT)
		vgs_core_deactivate(gic, pe, slot, rule);
}

/* Alternatives of choice GIC-CU51. */
enum {
	CU51_DROPS_AND_DEACTIVATES,
	CU51_DROPS,
	CU51_IGNORED,
};

/* What was acknowledged last and has not ended, or VGS_V3_NO_ACK. */
static VGS_COLD uint32_t acknowledged_last(const struct vgs_gic *gic,
					   unsigned pe)
{
	const struct vgs_cpuif *cpu = &gic->pe[pe].cpu;
	int level = vgs_cpuif_ap_highest(cpu, &gic->shape);
	bool secure = cpu->ap_nmi & VGS_BIT(VGS_G1S);

	if (VGS_RULE(GIC_N10,
		     cpu->ap_nmi && vgs_core_running(gic, pe) ==
					    vgs_cpuif_nmi_running(
						    cpu, !vgs_v3_ds(gic))))
		return *vgs_v3_acknowledged_nmi(gic, pe,
						secure ? VGS_G1S : VGS_G1NS);
	return level < 0 ? VGS_V3_NO_ACK : *acknowledged(gic, pe, level);
}

/*
 * GIC-CU51: not the interrupt that was acknowledged last (GIC-E17).
 * @return what is chosen for it
 */
static VGS_COLD unsigned check_order(const struct vgs_gic *gic, unsigned pe,
				     uint32_t intid)
{
	uint32_t last = acknowledged_last(gic, pe);

	if (VGS_RULE(GIC_E17, last != intid && last != VGS_V3_NO_ACK))
		return VGS_MISUSE(gic, pe, intid, GIC_CU51);
	return CU51_DROPS_AND_DEACTIVATES;
}

static void end(struct vgs_gic *gic, unsigned pe, uint64_t value,
		unsigned groups)
{
	uint32_t intid = (uint32_t)value & VGS_V3_INTID_MASK;
	int group = vgs_cpuif_highest_group(&gic->pe[pe].cpu, &gic->shape,
					    !gic->one_security_state);
	unsigned order = CU51_DROPS_AND_DEACTIVATES;

	if (VGS_RULE(GIC_E18, vgs_v3_is_special(intid)))
		return;
	if (VGS_RULE(GIC_E21, group < 0)) {
		vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU53);
		if (VGS_CHOICE(gic, GIC_CU53) && !split(gic, pe))
			deactivate(gic, pe, intid, VGS_R_GIC_CU53);
		return;
	}
	/* GIC-E19, GIC-E20: the highest active priority is not of its group. */
	if (!VGS_RULE(GIC_E19, groups & VGS_BIT(group))) {
		vgs_core_refused(gic, pe, intid, VGS_R_GIC_CU52,
				 VGS_CHOICE(gic, GIC_CU52));
		return;
	}
	/* Only who is told of it or chooses otherwise need know. */
	if (VGS_TRACING(gic) || VGS_CHOICE(gic, GIC_CU51))
		order = check_order(gic, pe, intid);
	if (order == CU51_IGNORED)
		return;
	vgs_core_drop(gic, pe, (enum vgs_group)group);
	if (order == CU51_DROPS_AND_DEACTIVATES && !split(gic, pe))
		deactivate(gic, pe, intid, VGS_R_GIC_E23);
}

void vgs_v3_eoir0_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	end(gic, pe, value, gic->v3->view[pe].eoir0);
}

void vgs_v3_eoir1_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	end(gic, pe, value, gic->v3->view[pe].eoir1);
}

/* --- deactivate --------------------------------------------------- */

/* GIC-E30, GIC-E31: below EL3 in Non-secure state. */
static bool may_deactivate_ns(const struct vgs_gic *gic, unsigned pe,
			      enum vgs_group group)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];
	uint64_t scr = gic->cfg.security ? state->scr_el3 : 0;
	uint64_t hcr = 0;

	if (state->el == 1 && vgs_core_el2_enabled(gic, pe))
		hcr = state->hcr_el2;
	if (group == VGS_G0)
		return VGS_RULE(GIC_E30, vgs_v3_ds(gic) && !(scr & SCR_FIQ)) &&
		       VGS_RULE(GIC_E31, !(hcr & HCR_FMO));
	return group == VGS_G1NS && !(scr & SCR_IRQ) && !(hcr & HCR_IMO);
}

static bool may_deactivate(const struct vgs_gic *gic, unsigned pe,
			   enum vgs_group group)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];

	if (gic->cfg.security && VGS_RULE(GIC_E29, gic->v3->view[pe].el == 3))
		return true;
	if (!gic->v3->view[pe].secure)
		return may_deactivate_ns(gic, pe, group);
	/* GIC-E32 */
	return VGS_RULE(GIC_E32, !(state->scr_el3 &
				   (group == VGS_G0 ? SCR_FIQ : SCR_IRQ)));
}

/* Has the PE acknowledged it, and is its priority active still? */
static VGS_COLD bool is_running(const struct vgs_gic *gic, unsigned pe,
				uint32_t intid)
{
	const struct vgs_cpuif *cpu = &gic->pe[pe].cpu;

	for (unsigned m = cpu->ap_nmi; m; m &= m - 1) {
		enum vgs_group group = (enum vgs_group)vgs_ctz64(m);

		if (VGS_RULE(GIC_N10,
			     *vgs_v3_acknowledged_nmi(gic, pe, group) == intid))
			return true;
	}
	for (unsigned n = 0; n < gic->shape.ap_regs; n++) {
		for (uint32_t m = vgs_cpuif_ap_any(cpu, n); m; m &= m - 1) {
			int level = (int)(n * 32 + vgs_ctz64(m));

			if (*acknowledged(gic, pe, level) == intid)
				return true;
		}
	}
	return false;
}

/*
 * GIC-CU58: another PE has acknowledged it, and its priority is active there
 * still (GIC-E35).  Afterwards any PE may deactivate it (GIC-E34).
 */
static VGS_COLD bool is_running_elsewhere(const struct vgs_gic *gic,
					  unsigned pe, uint32_t intid)
{
	for (unsigned other = 0; other < gic->cfg.pes; other++) {
		if (other != pe && is_running(gic, other, intid))
			return true;
	}
	return false;
}

/* Is DIR misplaced, and is it ignored for that? */
static VGS_COLD bool check_dir(const struct vgs_gic *gic, unsigned pe,
			       uint32_t intid)
{
	if (VGS_RULE(GIC_E26, is_running(gic, pe, intid)))
		vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU56);
	return intid >= VGS_INTID_SPI && is_running_elsewhere(gic, pe, intid) &&
	       VGS_MISUSE(gic, pe, intid, GIC_CU58);
}

void vgs_v3_dir_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	uint32_t intid = (uint32_t)value & VGS_V3_INTID_MASK;
	uint32_t slot = vgs_core_slot(gic, pe, intid);
	enum vgs_group group;

	if (!VGS_RULE(GIC_E25, split(gic, pe))) {
		vgs_core_refused(gic, pe, intid, VGS_R_GIC_CU55,
				 VGS_CHOICE(gic, GIC_CU55));
		return;
	}
	/* GIC-E27: special INTIDs and LPIs; GIC-E34: another PE's own. */
	if (VGS_RULE(GIC_E27, slot == VGS_NO_SLOT)) {
		vgs_core_finding(gic, pe, intid, VGS_R_GIC_CU58);
		return;
	}
	group = vgs_core_group(gic, gic->irqs[slot].bits);
	if (!may_deactivate(gic, pe, group)) {
		vgs_core_ignored(gic, pe, "ICC_DIR_EL1", value, VGS_R_GIC_E30);
		return;
	}
	if ((VGS_TRACING(gic) || VGS_CHOICE(gic, GIC_CU58)) &&
	    check_dir(gic, pe, intid))
		return;
	vgs_core_deactivate(gic, pe, slot, VGS_R_GIC_E28);
}
