/* SPDX-License-Identifier: MIT */
/*
 * The little of a PE that a GIC's answers depend on: exception level,
 * security state, routing bits, masks; and whether it takes an exception.
 */
#include "core.h"

#include <string.h>

#define SCR_NS	 (UINT64_C(1) << 0)
#define SCR_IRQ	 (UINT64_C(1) << 1)
#define SCR_FIQ	 (UINT64_C(1) << 2)
#define SCR_EEL2 (UINT64_C(1) << 18)
#define HCR_FMO	 (UINT64_C(1) << 3)
#define HCR_IMO	 (UINT64_C(1) << 4)
#define HCR_TGE	 (UINT64_C(1) << 27)

/* HFGRTR_EL2, HFGWTR_EL2 */
#define HFG_ICC_IGRPEN (UINT64_C(1) << 39)

/* One bit, without a branch. */
static inline unsigned flag(bool value, unsigned bit)
{
	return value ? bit : 0;
}

static inline struct vgs_pe_state state_of(const struct vgs_pe_ctx *ctx)
{
	return (struct vgs_pe_state){
		.scr_el3 = ctx->scr_el3,
		.hcr_el2 = ctx->hcr_el2,
		.sctlr_nmi = (uint8_t)(ctx->sctlr_nmi & 0xfu),
		.el = ctx->el,
		.aarch32 = ctx->aarch32,
		.pstate =
			(uint8_t)(flag(ctx->pstate_i, VGS_PSTATE_I) |
				  flag(ctx->pstate_f, VGS_PSTATE_F) |
				  flag(ctx->pstate_a, VGS_PSTATE_A) |
				  flag(ctx->pstate_allint, VGS_PSTATE_ALLINT) |
				  flag(ctx->monitor, VGS_PSTATE_MON) |
				  flag(ctx->hfgrtr_el2 & HFG_ICC_IGRPEN,
				       VGS_PSTATE_HFGR) |
				  flag(ctx->hfgwtr_el2 & HFG_ICC_IGRPEN,
				       VGS_PSTATE_HFGW)),
	};
}

int vgs_gic_set_pe(struct vgs_gic *gic, unsigned pe,
		   const struct vgs_pe_ctx *ctx)
{
	struct vgs_pe_state state;
	int err;

	if (pe >= gic->cfg.pes)
		return -VGS_ERANGE;
	if (ctx->el > 3)
		return -VGS_EINVAL;
	err = vgs_core_enter(gic);
	if (err)
		return err;
	state = state_of(ctx);
	/* Its padding has a name: every byte of it is compared. */
	if (memcmp(&state, &gic->pe_state[pe], sizeof(state)) != 0) {
		gic->pe_state[pe] = state;
		gic->model->context(gic, pe);
		vgs_core_dirty_context(gic, pe);
	}
	vgs_core_leave(gic);
	return 0;
}

int vgs_gic_get_pe(const struct vgs_gic *gic, unsigned pe,
		   struct vgs_pe_ctx *ret_ctx)
{
	const struct vgs_pe_state *state;

	if (pe >= gic->cfg.pes)
		return -VGS_ERANGE;
	state = &gic->pe_state[pe];
	*ret_ctx = (struct vgs_pe_ctx){
		.el = state->el,
		.aarch32 = state->aarch32,
		.scr_el3 = state->scr_el3,
		.hcr_el2 = state->hcr_el2,
		.sctlr_nmi = state->sctlr_nmi,
		.pstate_i = state->pstate & VGS_PSTATE_I,
		.pstate_f = state->pstate & VGS_PSTATE_F,
		.pstate_a = state->pstate & VGS_PSTATE_A,
		.pstate_allint = state->pstate & VGS_PSTATE_ALLINT,
		.monitor = state->pstate & VGS_PSTATE_MON,
		.hfgrtr_el2 =
			state->pstate & VGS_PSTATE_HFGR ? HFG_ICC_IGRPEN : 0,
		.hfgwtr_el2 =
			state->pstate & VGS_PSTATE_HFGW ? HFG_ICC_IGRPEN : 0,
	};
	return 0;
}

bool vgs_core_pe_secure(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];

	/* GIC-C24: EL3 is Secure whatever SCR_EL3.NS says. */
	return gic->cfg.security &&
	       VGS_RULE(GIC_C24, state->el == 3 || !(state->scr_el3 & SCR_NS));
}

bool vgs_core_el2_enabled(const struct vgs_gic *gic, unsigned pe)
{
	uint64_t scr = gic->pe_state[pe].scr_el3;

	if (!gic->cfg.virt)
		return false;
	return !gic->cfg.security || (scr & SCR_NS) ||
	       VGS_RULE(GIC_Q2, scr & SCR_EEL2);
}

unsigned vgs_core_pe_virtual(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];

	/* GIC-Q29: no virtual CPU interface for a host at EL0. */
	if (state->el > 1 || !vgs_core_el2_enabled(gic, pe) ||
	    VGS_RULE(GIC_Q29, state->hcr_el2 & HCR_TGE))
		return 0;
	return (state->hcr_el2 & HCR_FMO ? 1u : 0u) |
	       (state->hcr_el2 & HCR_IMO ? 2u : 0u);
}

/* EL that a physical exception is taken to. */
static unsigned target_el(const struct vgs_gic *gic, unsigned pe,
			  uint64_t scr_bit, uint64_t hcr_bit)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];

	if (gic->cfg.security && (state->scr_el3 & scr_bit))
		return 3;
	if (vgs_core_el2_enabled(gic, pe) &&
	    (state->hcr_el2 & (hcr_bit | HCR_TGE)))
		return 2;
	return 1;
}

/*
 * Taken to a higher EL always, to the same one unless PSTATE masks it.  Where
 * SCTLR_ELx.NMI of the EL it goes to is set, superpriority passes the mask of
 * its kind, and ALLINT masks everything at that EL (GIC-N3).
 */
static bool taken(const struct vgs_pe_state *state, unsigned target,
		  unsigned mask, bool superpriority)
{
	bool nmis = state->sctlr_nmi & VGS_BIT(target);
	bool passes = !(state->pstate & mask) ||
		      VGS_RULE(GIC_N3, nmis && superpriority);

	if (target != state->el)
		return target > state->el && (target > 1 || passes);
	return passes &&
	       !VGS_RULE(GIC_N3, nmis && (state->pstate & VGS_PSTATE_ALLINT));
}

uint32_t vgs_core_takes(const struct vgs_gic *gic, unsigned pe, uint32_t levels)
{
	const struct vgs_pe_state *state = &gic->pe_state[pe];
	uint32_t takes = 0;
	unsigned redirected;

	if ((levels & VGS_SIG_IRQ) &&
	    taken(state, target_el(gic, pe, SCR_IRQ, HCR_IMO), VGS_PSTATE_I,
		  levels & VGS_SIG_NMI))
		takes |= VGS_SIG_IRQ;
	if ((levels & VGS_SIG_FIQ) &&
	    taken(state, target_el(gic, pe, SCR_FIQ, HCR_FMO), VGS_PSTATE_F,
		  levels & VGS_SIG_NMI))
		takes |= VGS_SIG_FIQ;
	redirected = vgs_core_pe_virtual(gic, pe);
	/* GIC-Q28: virtual interrupts are masked as physical ones. */
	if ((redirected & 2u) && (levels & VGS_SIG_VIRQ) &&
	    VGS_RULE(GIC_Q28,
		     taken(state, 1, VGS_PSTATE_I, levels & VGS_SIG_VNMI)))
		takes |= VGS_SIG_VIRQ;
	if ((redirected & 1u) && (levels & VGS_SIG_VFIQ) &&
	    taken(state, 1, VGS_PSTATE_F, levels & VGS_SIG_VNMI))
		takes |= VGS_SIG_VFIQ;
	return takes;
}

uint32_t vgs_gic_takes(const struct vgs_gic *gic, unsigned pe)
{
	if (pe >= gic->cfg.pes)
		return 0;
	return vgs_core_takes(gic, pe, gic->offer[pe].levels);
}

bool vgs_gic_wake(const struct vgs_gic *gic, unsigned pe)
{
	const uint32_t wakes = VGS_SIG_IRQ | VGS_SIG_FIQ | VGS_SIG_VIRQ |
			       VGS_SIG_VFIQ | VGS_SIG_WAKE;

	/* GIC-F9: WFI ends whatever PSTATE masks. */
	return pe < gic->cfg.pes &&
	       VGS_RULE(GIC_F9, gic->offer[pe].levels & wakes);
}
