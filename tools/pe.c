/* SPDX-License-Identifier: MIT */
/*
 * Routing of physical interrupts and the view of ISR_EL1.  PSTATE.{I,F} mask
 * an interrupt only at the exception level that it targets.
 */
#include "pe.h"

#define ISR_F (UINT64_C(1) << 6)
#define ISR_I (UINT64_C(1) << 7)

uint64_t pe_hcr(const struct vgs_pe_ctx *ctx, const struct vgs_gic_config *cfg)
{
	uint64_t scr = ctx->scr_el3;

	if (!cfg->virt)
		return 0;
	if (cfg->security && !(scr & PE_SCR_NS) && !(scr & PE_SCR_EEL2))
		return 0;
	return ctx->hcr_el2;
}

static unsigned target_el(const struct vgs_pe_ctx *ctx,
			  const struct vgs_gic_config *cfg, bool fiq)
{
	uint64_t hcr = pe_hcr(ctx, cfg);

	if (cfg->security && (ctx->scr_el3 & (fiq ? PE_SCR_FIQ : PE_SCR_IRQ)))
		return 3;
	if (hcr & ((fiq ? PE_HCR_FMO : PE_HCR_IMO) | PE_HCR_TGE))
		return 2;
	return 1;
}

struct optrace_taken pe_takes(const struct vgs_pe_ctx *ctx,
			      const struct vgs_gic_config *cfg,
			      uint32_t signals)
{
	struct optrace_taken taken = { false, true, 0 };

	taken.el = target_el(ctx, cfg, true);
	if ((signals & VGS_SIG_FIQ) && taken.el > ctx->el) {
		taken.set = true;
		return taken;
	}
	taken.fiq = false;
	taken.el = target_el(ctx, cfg, false);
	taken.set = (signals & VGS_SIG_IRQ) && taken.el > ctx->el;
	return taken;
}

/* EL1 under HCR_EL2.{IMO,FMO} sees the virtual interrupts instead. */
uint64_t pe_isr(const struct vgs_pe_ctx *ctx, const struct vgs_gic_config *cfg,
		uint32_t signals)
{
	uint64_t hcr = ctx->el == 1 ? pe_hcr(ctx, cfg) : 0;
	bool irq = signals & VGS_SIG_IRQ;
	bool fiq = signals & VGS_SIG_FIQ;

	if (hcr & PE_HCR_IMO)
		irq = (signals & VGS_SIG_VIRQ) || (hcr & PE_HCR_VI);
	if (hcr & PE_HCR_FMO)
		fiq = (signals & VGS_SIG_VFIQ) || (hcr & PE_HCR_VF);
	return (irq ? ISR_I : 0) | (fiq ? ISR_F : 0);
}
