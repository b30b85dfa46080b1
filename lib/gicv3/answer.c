/* SPDX-License-Identifier: MIT */
/*
 * Who may access a system register (facts section T): for each class of
 * registers the answer that a PE's exception level, security state, SRE and
 * trap controls give.  Recomputed when one of those changes, so that an access
 * costs one load.  NV2 redirection and the debug state (GIC-T26) are the
 * embedder's: they are decided before the access reaches a GIC.
 */
#include "gicv3.h"

#include <string.h>

#define SCR_NS	(UINT64_C(1) << 0)
#define SCR_IRQ (UINT64_C(1) << 1)
#define SCR_FIQ (UINT64_C(1) << 2)
#define SCR_FGT (UINT64_C(1) << 27)
#define HCR_NV	(UINT64_C(1) << 42)

/* What decides the answers of one PE. */
struct who {
	const struct vgs_gic *gic;
	const struct vgs_v3_pe *v3pe;
	uint64_t scr, hcr;
	uint32_t ich_hcr;
	unsigned el;
	unsigned virt; /* bit 0 FMO, bit 1 IMO redirect */
	bool el3, el2, el2_enabled, nonsecure;
	bool aarch32;
	bool secure_pl1; /* of an AArch32 EL3, not Monitor mode */
	bool hfgr, hfgw; /* ICC_IGRPENn_EL1, where they count */
};

/* --- the steps of the manual's accessors -------------------------- */

/* GIC-T12: SRE = 0 traps to the same EL, it is not UNDEFINED. */
static bool sre(const struct who *who)
{
	enum vgs_v3_sre which = VGS_V3_SRE_EL3;

	if (who->el == 1)
		which = who->el3 && !who->nonsecure ? VGS_V3_SRE_EL1S
						    : VGS_V3_SRE_EL1NS;
	else if (who->el == 2)
		which = VGS_V3_SRE_EL2;
	return VGS_RULE(GIC_T12, who->v3pe->sre[which] & VGS_V3_SRE);
}

static uint8_t trap_to(unsigned el)
{
	if (el == 3)
		return VGS_ANSWER_TRAP_EL3;
	return el == 2 ? VGS_ANSWER_TRAP_EL2 : VGS_ANSWER_TRAP_EL1;
}

/* Without SRE: GIC-T12; AArch32 has no trap to the same EL (GIC-T27). */
static uint8_t no_sre(const struct who *who)
{
	return VGS_RULE(GIC_T27, who->aarch32) ? VGS_ANSWER_UNDEF
					       : trap_to(who->el);
}

/* SCR_EL3 routes the interrupts that the register is about (GIC-T22). */
static bool routed_to_el3(const struct who *who, uint64_t bits)
{
	return who->el3 && (who->el < 3 || who->secure_pl1) &&
	       VGS_RULE(GIC_T22, (who->scr & bits) == bits);
}

/* How a class is trapped at EL1. */
struct gates {
	uint32_t ich_traps; /* ICH_HCR_EL2 bits that trap to EL2 */
	unsigned redirect;  /* HCR_EL2 bits that make it virtual */
	uint64_t scr;	    /* SCR_EL3 bits that together trap to EL3 */
};

/* GIC-T3: SRE, ICH_HCR_EL2, redirection, SCR_EL3, in this order. */
static uint8_t answer_icc(const struct who *who, const struct gates *gates)
{
	if (VGS_RULE(GIC_T1, who->el == 0))
		return VGS_ANSWER_UNDEF;
	if (!sre(who))
		return no_sre(who);
	if (who->el == 1) {
		if (who->el2_enabled &&
		    VGS_RULE(GIC_Q34, who->ich_hcr & gates->ich_traps))
			return VGS_ANSWER_TRAP_EL2;
		/* GIC-T25: before the trap to EL3. */
		if (VGS_RULE(GIC_Q1, who->virt & gates->redirect))
			return VGS_V3_VIRTUAL;
	}
	if (routed_to_el3(who, gates->scr))
		return VGS_ANSWER_TRAP_EL3;
	return VGS_ANSWER_OK;
}

/*
 * GIC-T8: IGRPEN<n>, read or written.  The fine-grained trap comes after SRE and
 * before ICH_HCR_EL2, and is to EL2 whatever the GIC would answer.
 */
static uint8_t answer_igrpen(const struct who *who, uint8_t answer, bool trap)
{
	if (who->el == 1 && sre(who) && VGS_RULE(GIC_T8, trap))
		return VGS_ANSWER_TRAP_EL2;
	return answer;
}

/* GIC-T6, choice: TDIR traps the physical register as well, or does not. */
static uint8_t answer_dir(const struct who *who)
{
	struct gates gates = { VGS_HCR_TC, 3, SCR_IRQ | SCR_FIQ };

	if (VGS_RULE(GIC_T6, who->virt || !VGS_CHOICE(who->gic, GIC_T6)))
		gates.ich_traps |= VGS_HCR_TDIR;
	return answer_icc(who, &gates);
}

/* GIC-T7: there is no virtual SGI register, the redirection traps. */
static uint8_t answer_sgi(const struct who *who)
{
	static const struct gates gates = { VGS_HCR_TC, 3, SCR_IRQ | SCR_FIQ };
	uint8_t answer = answer_icc(who, &gates);

	return VGS_RULE(GIC_T7, answer == VGS_V3_VIRTUAL) ? VGS_ANSWER_TRAP_EL2
							  : answer;
}

/* GIC-T16: Enable acts as 1 while its SRE is 0. */
static bool enable(const struct who *who, enum vgs_v3_sre which)
{
	uint8_t value = who->v3pe->sre[which];

	return VGS_RULE(GIC_T16, !(value & VGS_V3_SRE)) ||
	       (value & VGS_V3_SRE_ENABLE);
}

/* GIC-T13 */
static uint8_t answer_sre_el1(const struct who *who)
{
	if (who->el == 0)
		return VGS_ANSWER_UNDEF;
	if (who->el == 1 && who->el2_enabled &&
	    !VGS_RULE(GIC_T13, enable(who, VGS_V3_SRE_EL2)))
		return VGS_ANSWER_TRAP_EL2;
	if (who->el < 3 && who->el3 && !enable(who, VGS_V3_SRE_EL3))
		return VGS_ANSWER_TRAP_EL3;
	return VGS_ANSWER_OK;
}

/* At EL1 what is EL2's is UNDEFINED, or EL2's to emulate (GIC-T17). */
static uint8_t answer_el2_register(const struct who *who)
{
	/* Nested virtualization is of AArch64 alone. */
	if (who->el == 1 && who->el2_enabled && !who->aarch32 &&
	    VGS_RULE(GIC_T17, who->hcr & HCR_NV))
		return VGS_ANSWER_TRAP_EL2;
	return VGS_ANSWER_UNDEF;
}

/* GIC-T14 */
static uint8_t answer_sre_el2(const struct who *who)
{
	if (!who->el2)
		return VGS_ANSWER_UNDEF;
	if (who->el < 2)
		return answer_el2_register(who);
	if (who->el == 2)
		return who->el3 && !VGS_RULE(GIC_T14,
					     enable(who, VGS_V3_SRE_EL3))
			       ? VGS_ANSWER_TRAP_EL3
			       : VGS_ANSWER_OK;
	return who->el2_enabled ? VGS_ANSWER_OK : VGS_ANSWER_UNDEF;
}

/* GIC-T15 */
static uint8_t answer_el3(const struct who *who)
{
	if (!who->el3 || VGS_RULE(GIC_T15, who->el < 3))
		return VGS_ANSWER_UNDEF;
	return sre(who) ? VGS_ANSWER_OK : no_sre(who);
}

/* ICC_MSRE and ICC_MGRPEN1 are not for the other modes of EL3. */
static uint8_t answer_monitor(const struct who *who, uint8_t answer)
{
	return VGS_RULE(GIC_T27, who->secure_pl1) ? VGS_ANSWER_UNDEF : answer;
}

/* GIC-T15; it is what sets SRE. */
static uint8_t answer_sre_el3(const struct who *who)
{
	return who->el3 && who->el == 3 ? VGS_ANSWER_OK : VGS_ANSWER_UNDEF;
}

/* GIC-T17, GIC-T18, GIC-T2 */
static uint8_t answer_ich(const struct who *who)
{
	if (!VGS_RULE(GIC_T2, who->el2 || who->el3))
		return VGS_ANSWER_UNDEF;
	if (who->el < 2)
		return answer_el2_register(who);
	return VGS_RULE(GIC_T18, !sre(who)) ? no_sre(who) : VGS_ANSWER_OK;
}

/* --- the table of answers ----------------------------------------- */

/* GIC-D25: AP registers that only one of ICC and ICV has. */
static uint8_t answer_ap(const struct vgs_gic *gic, uint8_t answer, unsigned n)
{
	if (answer == VGS_ANSWER_OK && gic->shape.ap_regs <= n)
		return VGS_ANSWER_UNDEF;
	if (answer == VGS_V3_VIRTUAL && gic->vshape.ap_regs <= n)
		return VGS_ANSWER_UNDEF;
	return answer;
}

static void fill_answers(const struct who *who, uint8_t *answer)
{
	static const struct gates common = { VGS_HCR_TC, 3, SCR_IRQ | SCR_FIQ };
	static const struct gates grp0 = { VGS_HCR_TALL0, 1, SCR_FIQ };
	static const struct gates grp1 = { VGS_HCR_TALL1, 2, SCR_IRQ };
	const struct vgs_gic *gic = who->gic;
	uint8_t a0 = answer_icc(who, &grp0), a1 = answer_icc(who, &grp1);

	answer[VGS_V3_COMMON] = answer_icc(who, &common);
	answer[VGS_V3_DIR] = answer_dir(who);
	answer[VGS_V3_GRP0] = a0;
	answer[VGS_V3_GRP0_AP1] = answer_ap(gic, a0, 1);
	answer[VGS_V3_GRP0_AP2] = answer_ap(gic, a0, 2);
	answer[VGS_V3_IGRPEN0_R] = answer_igrpen(who, a0, who->hfgr);
	answer[VGS_V3_IGRPEN0_W] = answer_igrpen(who, a0, who->hfgw);
	answer[VGS_V3_IGRPEN1_R] = answer_igrpen(who, a1, who->hfgr);
	answer[VGS_V3_IGRPEN1_W] = answer_igrpen(who, a1, who->hfgw);
	answer[VGS_V3_GRP1] = a1;
	answer[VGS_V3_GRP1_AP1] = answer_ap(gic, a1, 1);
	answer[VGS_V3_GRP1_AP2] = answer_ap(gic, a1, 2);
	answer[VGS_V3_SGI] = answer_sgi(who);
	answer[VGS_V3_CLASS_SRE1] = answer_sre_el1(who);
	answer[VGS_V3_CLASS_SRE2] = answer_sre_el2(who);
	answer[VGS_V3_CLASS_SRE3] = answer_monitor(who, answer_sre_el3(who));
	answer[VGS_V3_EL3ONLY] = answer_el3(who);
	answer[VGS_V3_MONITOR] = answer_monitor(who, answer_el3(who));
	answer[VGS_V3_ICH] = answer_ich(who);
	answer[VGS_V3_ABSENT] = VGS_ANSWER_UNDEF;
}

/* Which groups the acknowledge and end registers are for (GIC-E8 .. E12, E20).
 */
static void fill_groups(const struct vgs_gic *gic, unsigned pe,
			struct vgs_v3_view *view)
{
	bool el3 = gic->cfg.security && view->el == 3;
	bool rm = el3 && gic->v3->pe[pe].rm;
	uint8_t g0 = VGS_BIT(VGS_G0), g1s = VGS_BIT(VGS_G1S);
	uint8_t g1ns = VGS_BIT(VGS_G1NS);

	/* GIC-E9: Group 0 is Secure with two security states. */
	view->eoir0 = VGS_RULE(GIC_E9, view->secure || vgs_v3_ds(gic)) ? g0 : 0;
	view->iar0 = VGS_RULE(GIC_E6, rm) ? 0 : view->eoir0;
	if (VGS_RULE(GIC_E12, el3))
		view->eoir1 = g1s | g1ns;
	else
		/* GIC-E11: each security state its own Group 1. */
		view->eoir1 = VGS_RULE(GIC_E11, view->secure) ? g1s : g1ns;
	view->iar1 = rm ? g1s : view->eoir1;
}

/* IRQ or FIQ: by group, security state and EL of the PE (section F). */
static bool is_fiq(const struct vgs_gic *gic, unsigned pe,
		   const struct vgs_v3_view *view, enum vgs_group group)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];

	if (VGS_RULE(GIC_F1, group == VGS_G0))
		return true;
	/* GIC-F4: with one security state there is no other FIQ. */
	if (VGS_RULE(GIC_F4, vgs_v3_ds(gic)))
		return false;
	/* GIC-F2: not for software that handles it as its own. */
	if (group == VGS_G1S)
		return VGS_RULE(GIC_F2, !view->secure || (state->el == 3 &&
							  !state->aarch32));
	return VGS_RULE(GIC_F3, view->secure);
}

/* The groups whose interrupts are FIQs with ARE = 1. */
static uint8_t fiq_groups(const struct vgs_gic *gic, unsigned pe,
			  const struct vgs_v3_view *view)
{
	uint8_t fiq = 0;

	for (unsigned g = 0; g < VGS_GROUPS; g++) {
		if (is_fiq(gic, pe, view, (enum vgs_group)g))
			fiq |= VGS_BIT(g);
	}
	return fiq;
}

/* Do HFGRTR_EL2 and HFGWTR_EL2 count?  They trap AArch64 alone. */
static bool has_fine_traps(const struct vgs_gic *gic, unsigned pe)
{
	return vgs_core_el2_enabled(gic, pe) && !gic->pe_state[pe].aarch32 &&
	       (!gic->cfg.security ||
		VGS_RULE(GIC_T8, gic->pe_state[pe].scr_el3 & SCR_FGT));
}

static void compute_view(struct vgs_gic *gic, unsigned pe)
{
	bool fine = has_fine_traps(gic, pe);
	const struct vgs_pe_state *state = &gic->pe_state[pe];
	struct vgs_v3_view *view = &gic->v3->view[pe];
	bool nonsecure = !gic->cfg.security || (state->scr_el3 & SCR_NS);
	const struct who who = {
		.gic = gic,
		.v3pe = &gic->v3->pe[pe],
		.scr = state->scr_el3,
		.hcr = state->hcr_el2,
		.ich_hcr = gic->vif ? gic->vif[pe].hcr : 0,
		.el = state->el,
		.virt = vgs_core_pe_virtual(gic, pe),
		.el3 = gic->cfg.security,
		.el2 = gic->cfg.virt,
		.el2_enabled = vgs_core_el2_enabled(gic, pe),
		.nonsecure = nonsecure,
		.aarch32 = state->aarch32,
		.secure_pl1 = state->el == 3 && state->aarch32 &&
			      !(state->pstate & VGS_PSTATE_MON),
		.hfgr = fine && (state->pstate & VGS_PSTATE_HFGR),
		.hfgw = fine && (state->pstate & VGS_PSTATE_HFGW),
	};

	/*
	 * What rules say of EL3 is Monitor mode's where EL3 is AArch32; other
	 * modes there are what Secure EL1 is below an AArch64 EL3.
	 */
	view->el = VGS_RULE(GIC_T27, who.secure_pl1) ? 1 : state->el;
	view->secure = vgs_core_pe_secure(gic, pe);
	view->nmi = gic->cfg.nmi && (state->sctlr_nmi >> state->el & 1u);
	/* GIC-C24: registers are banked by SCR_EL3.NS, also at EL3. */
	view->bank = nonsecure ? VGS_G1NS : VGS_G1S;
	/* GIC-C14, GIC-C15 */
	view->ns_view = who.el3 && !view->secure &&
			VGS_RULE(GIC_C15, state->scr_el3 & SCR_FIQ);
	/* GIC-E22 */
	view->eoimode = VGS_EOIMODE_NS;
	if (who.el3 && VGS_RULE(GIC_E22, view->el == 3))
		view->eoimode = VGS_EOIMODE_EL3;
	else if (view->secure)
		view->eoimode = VGS_EOIMODE_S;
	fill_groups(gic, pe, view);
	gic->offer[pe].asks = gic->cfg.legacy;
	gic->offer[pe].fiq = fiq_groups(gic, pe, view);
	fill_answers(&who, view->answer);
	/* GIC-T9: UNDEFINED before anything else; AArch32 has none. */
	view->answer[VGS_V3_NMIAR1] =
		VGS_RULE(GIC_T9, !view->nmi || state->aarch32)
			? VGS_ANSWER_UNDEF
			: view->answer[VGS_V3_GRP1];
}

static void keep_view(struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];

	gic->v3->kept[pe].at[state->el] = (struct vgs_v3_kept){
		.state = *state,
		.traps = vgs_v3_traps(gic, pe),
		.view = gic->v3->view[pe],
		.fiq = gic->offer[pe].fiq,
		.valid = true,
	};
}

/* Self-check: is what was kept what would be computed? */
static void check_kept(struct vgs_gic *gic, unsigned pe,
		       const struct vgs_v3_kept *kept)
{
#ifdef VGS_SELFCHECK
	compute_view(gic, pe);
	VGS_BUG_ON(gic, memcmp(&gic->v3->view[pe], &kept->view,
			       sizeof(kept->view)) != 0 ||
				gic->offer[pe].fiq != kept->fiq);
#else
	(void)gic;
	(void)pe;
	(void)kept;
#endif
}

static VGS_APART void compute_and_keep(struct vgs_gic *gic, unsigned pe)
{
	compute_view(gic, pe);
	keep_view(gic, pe);
}

/* What is kept follows from context and traps, and from what it is under. */
void vgs_v3_change_view(struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];
	const struct vgs_v3_kept *kept = &gic->v3->kept[pe].at[state->el];

	if (!kept->valid || kept->traps != vgs_v3_traps(gic, pe) ||
	    memcmp(&kept->state, state, sizeof(*state)) != 0) {
		compute_and_keep(gic, pe);
		return;
	}
	gic->v3->view[pe] = kept->view;
	gic->offer[pe].fiq = kept->fiq;
	check_kept(gic, pe, kept);
}

static struct vgs_v3_decides decides_now(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_decides now = {
		.rm = gic->v3->pe[pe].rm,
		.one_security_state = vgs_v3_ds(gic),
	};

	memcpy(now.sre, gic->v3->pe[pe].sre, sizeof(now.sre));
	return now;
}

void vgs_v3_update_view(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_v3_views *kept = &gic->v3->kept[pe];
	struct vgs_v3_decides now = decides_now(gic, pe);

	/* Its padding has a name: every byte of it is compared. */
	if (memcmp(&kept->under, &now, sizeof(now)) != 0) {
		kept->under = now;
		for (unsigned el = 0; el < VGS_ARRAY(kept->at); el++)
			kept->at[el].valid = false;
	}
	vgs_v3_change_view(gic, pe);
}

/* --- classes ------------------------------------------------------ */

static enum vgs_v3_class icc_class(enum vgs_sysreg id)
{
	if (id >= VGS_ICH_AP0R0_EL2)
		return VGS_V3_ICH;
	if (id >= VGS_ICC_SGI1R_EL1 && id <= VGS_ICC_SGI0R_EL1)
		return VGS_V3_SGI;
	if (id >= VGS_ICC_IAR0_EL1 && id <= VGS_ICC_AP0R0_EL1)
		return VGS_V3_GRP0;
	if (id == VGS_ICC_AP0R1_EL1)
		return VGS_V3_GRP0_AP1;
	if (id == VGS_ICC_AP0R2_EL1 || id == VGS_ICC_AP0R3_EL1)
		return VGS_V3_GRP0_AP2;
	if (id == VGS_ICC_AP1R1_EL1)
		return VGS_V3_GRP1_AP1;
	if (id == VGS_ICC_AP1R2_EL1 || id == VGS_ICC_AP1R3_EL1)
		return VGS_V3_GRP1_AP2;
	if (id == VGS_ICC_NMIAR1_EL1)
		return VGS_V3_NMIAR1;
	if (id == VGS_ICC_DIR_EL1)
		return VGS_V3_DIR;
	if (id == VGS_ICC_SRE_EL1)
		return VGS_V3_CLASS_SRE1;
	if (id == VGS_ICC_SRE_EL2)
		return VGS_V3_CLASS_SRE2;
	if (id == VGS_ICC_SRE_EL3)
		return VGS_V3_CLASS_SRE3;
	if (id == VGS_ICC_CTLR_EL3)
		return VGS_V3_EL3ONLY;
	if (id == VGS_ICC_IGRPEN1_EL3)
		return VGS_V3_MONITOR;
	if (id == VGS_ICC_IGRPEN0_EL1)
		return VGS_V3_IGRPEN0_R;
	if (id == VGS_ICC_IGRPEN1_EL1)
		return VGS_V3_IGRPEN1_R;
	if (id == VGS_ICC_PMR_EL1 || id == VGS_ICC_RPR_EL1 ||
	    id == VGS_ICC_CTLR_EL1)
		return VGS_V3_COMMON;
	return VGS_V3_GRP1;
}

/* GIC-T19: beyond what is implemented, UNDEFINED before anything else. */
static bool absent(const struct vgs_gic *gic, enum vgs_sysreg id)
{
	unsigned icc = gic->shape.ap_regs;
	unsigned ich = gic->cfg.virt ? gic->vshape.ap_regs : 4;
	unsigned most = gic->cfg.virt && ich > icc ? ich : icc;

	if (id >= VGS_ICC_AP0R0_EL1 && id <= VGS_ICC_AP0R3_EL1)
		return (unsigned)(id - VGS_ICC_AP0R0_EL1) >= most;
	if (id >= VGS_ICC_AP1R0_EL1 && id <= VGS_ICC_AP1R3_EL1)
		return (unsigned)(id - VGS_ICC_AP1R0_EL1) >= most;
	if (id >= VGS_ICH_AP0R0_EL2 && id <= VGS_ICH_AP0R3_EL2)
		return (unsigned)(id - VGS_ICH_AP0R0_EL2) >= ich;
	if (id >= VGS_ICH_AP1R0_EL2 && id <= VGS_ICH_AP1R3_EL2)
		return (unsigned)(id - VGS_ICH_AP1R0_EL2) >= ich;
	if (id >= VGS_ICH_LR0_EL2)
		return gic->cfg.virt &&
		       (unsigned)(id - VGS_ICH_LR0_EL2) >= gic->cfg.lrs;
	return false;
}

void vgs_v3_classify(struct vgs_gic *gic)
{
	for (unsigned id = 0; id < VGS_SYSREG_COUNT; id++) {
		enum vgs_sysreg reg = (enum vgs_sysreg)id;

		gic->v3->class_of[id] =
			(uint8_t)(VGS_RULE(GIC_T19, absent(gic, reg))
					  ? VGS_V3_ABSENT
					  : icc_class(reg));
		gic->v3->write_class_of[id] = gic->v3->class_of[id];
	}
	gic->v3->write_class_of[VGS_ICC_IGRPEN0_EL1] = VGS_V3_IGRPEN0_W;
	gic->v3->write_class_of[VGS_ICC_IGRPEN1_EL1] = VGS_V3_IGRPEN1_W;
}
