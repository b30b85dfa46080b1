/* SPDX-License-Identifier: MIT */
/* What those who know list registers and what they offer share. */
#ifndef VGS_LR_OWN_H
#define VGS_LR_OWN_H

#include "core.h"

static inline struct vgs_lr *vgs_lr_at(const struct vgs_gic *gic, unsigned pe,
				       unsigned n)
{
	return &gic->lrs[pe * gic->cfg.lrs + n];
}

static inline bool vgs_lr_is_special(uint32_t intid)
{
	return intid >= VGS_INTID_SPECIAL && intid <= VGS_INTID_NONE;
}

static inline enum vgs_group vgs_lr_group(const struct vgs_lr *lr)
{
	return lr->group ? VGS_G1NS : VGS_G0;
}

/* GIC-N14: what cannot be an NMI is none; choice GIC-CU76: or it is one. */
static inline bool vgs_lr_is_nmi(const struct vgs_gic *gic,
				 const struct vgs_lr *lr)
{
	bool can_be = lr->group && lr->vintid < VGS_INTID_LPI;

	return gic->cfg.nmi && (lr->flags & VGS_LR_NMI) &&
	       (VGS_RULE(GIC_N13, can_be) || VGS_CHOICE(gic, GIC_CU76));
}

/* GIC-P25: an NMI competes with priority 0. */
static inline uint8_t vgs_lr_priority(const struct vgs_gic *gic,
				      const struct vgs_lr *lr)
{
	return VGS_RULE(GIC_P25, vgs_lr_is_nmi(gic, lr)) ? 0 : lr->priority;
}

/* Its state is that from now on: what is derived, signals, trace. */
void vgs_lr_commit(struct vgs_gic *gic, unsigned pe, unsigned n,
		   enum vgs_irq_state state, unsigned rule);

/* --- selection ---------------------------------------------------- */

/* Is what is offered kept? */
static inline bool vgs_lr_is_known(const struct vgs_gic *gic, unsigned pe)
{
	return gic->lr_sets[pe].best_for == gic->vif[pe].cpu.igrpen &&
	       !gic->direct;
}

/* What vgs_lr_select() gives where it is not. */
struct vgs_vhppi vgs_lr_select_anew(const struct vgs_gic *gic, unsigned pe);

/*
 * GIC-Q10: most urgent pending LR of an enabled group, lowest index; or what
 * is directly injected, if that is more urgent (GIC-Q12).
 */
static inline struct vgs_vhppi vgs_lr_select(const struct vgs_gic *gic,
					     unsigned pe)
{
	return vgs_lr_is_known(gic, pe) ? gic->lr_sets[pe].best
					: vgs_lr_select_anew(gic, pe);
}

#endif
