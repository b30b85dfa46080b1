/* SPDX-License-Identifier: MIT */
/*
 * What a PE makes of the levels that its GIC drives: ISR_EL1, and whether an
 * interrupt is taken that PSTATE cannot mask.  Pure functions.
 */
#ifndef VGICSIM_TOOLS_PE_H
#define VGICSIM_TOOLS_PE_H

#include "optrace.h"

#define PE_SCR_NS   (UINT64_C(1) << 0)
#define PE_SCR_IRQ  (UINT64_C(1) << 1)
#define PE_SCR_FIQ  (UINT64_C(1) << 2)
#define PE_SCR_EEL2 (UINT64_C(1) << 18)
#define PE_HCR_FMO  (UINT64_C(1) << 3)
#define PE_HCR_IMO  (UINT64_C(1) << 4)
#define PE_HCR_VF   (UINT64_C(1) << 6)
#define PE_HCR_VI   (UINT64_C(1) << 7)
#define PE_HCR_TGE  (UINT64_C(1) << 27)

/* HCR_EL2 where it has an effect: EL2 exists and is enabled. */
uint64_t pe_hcr(const struct vgs_pe_ctx *ctx, const struct vgs_gic_config *cfg);

/* ISR_EL1 with these output levels of the GIC. */
uint64_t pe_isr(const struct vgs_pe_ctx *ctx, const struct vgs_gic_config *cfg,
		uint32_t signals);

/*
 * The physical interrupt that is taken before the next instruction, because
 * it targets an exception level above the PE's.  Not set: none.
 */
struct optrace_taken pe_takes(const struct vgs_pe_ctx *ctx,
			      const struct vgs_gic_config *cfg,
			      uint32_t signals);

#endif
