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

/* The same as vgs_lr_signalled(), whatever the wires say. */
bool vgs_lr_signalled_anew(const struct vgs_gic *gic, unsigned pe,
			   const struct vgs_vhppi *hppi);

/*
 * May it, which vgs_lr_select() gave, be signalled: HCR.En, VPMR, virtual
 * running priority (Q14, Q15)?
 */
static inline bool vgs_lr_signalled(const struct vgs_gic *gic, unsigned pe,
				    const struct vgs_vhppi *hppi)
{
	const struct vgs_offer *offer = &gic->offer[pe];

	/* The wires tell, unless something changed since. */
	if (!(offer->dirty & VGS_DIRTY_VIRTUAL))
		return offer->levels & (VGS_SIG_VIRQ | VGS_SIG_VFIQ);
	return vgs_lr_signalled_anew(gic, pe, hppi);
}

/* --- what is offered, kept ---------------------------------------- */

/* Of a key: not an NMI, which goes before others of its priority (GIC-N5). */
#define VGS_LR_KEY_NO_NMI 0x80u

static inline void vgs_lr_gates(const struct vgs_gic *gic,
				const struct vgs_vif *vif,
				struct vgs_gate_pe *ret_view)
{
	ret_view->cpu = &vif->cpu;
	ret_view->shape = &gic->vshape;
	ret_view->forwarded = 0xffu;
	ret_view->awake = true;
	ret_view->security = false; /* GIC-Q9: one view of priorities */
	ret_view->secure = false;
}

/* Is it of an enabled group? */
static inline bool vgs_lr_is_enabled(const struct vgs_gic *gic,
				     const struct vgs_vif *vif,
				     const struct vgs_lr *lr)
{
	struct vgs_gate_pe view;

	vgs_lr_gates(gic, vif, &view);
	return VGS_RULE(GIC_Q10, vgs_gate_igrpen(&view, vgs_lr_group(lr)));
}

/* From now on @n, which is @lr, is what is offered. */
static inline void vgs_lr_offer(struct vgs_lr_sets *sets, unsigned n,
				const struct vgs_lr *lr)
{
	sets->best_key = sets->key[n];
	sets->best = (struct vgs_vhppi){
		.lr = (int8_t)n,
		.vintid = lr->vintid,
		.priority = (uint8_t)(sets->best_key >> 8),
		.group = (uint8_t)vgs_lr_group(lr),
		.nmi = !(sets->best_key & VGS_LR_KEY_NO_NMI),
	};
}

static inline void vgs_lr_offer_nothing(struct vgs_lr_sets *sets)
{
	sets->best_key = VGS_LR_KEY_IDLE;
	sets->best = (struct vgs_vhppi){
		.lr = -1,
		.priority = VGS_PRIO_IDLE,
	};
}

/* --- changes of a state ------------------------------------------- */

static inline void vgs_lr_set_bit(uint64_t *set, unsigned n, bool value)
{
	*set = (*set & ~VGS_BIT64(n)) | (uint64_t)value << n;
}

/* List register @n changed: what of the best one is still so? */
static inline void vgs_lr_reconsider(struct vgs_gic *gic, unsigned pe,
				     unsigned n, const struct vgs_lr *lr,
				     bool pending)
{
	struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	const struct vgs_vif *vif = &gic->vif[pe];

	if (sets->best.lr == (int)n && !sets->pending)
		vgs_lr_offer_nothing(sets);
	else if (sets->best.lr == (int)n || sets->best_for != vif->cpu.igrpen)
		sets->best_for = VGS_LR_UNKNOWN;
	else if (pending && sets->key[n] < sets->best_key &&
		 vgs_lr_is_enabled(gic, vif, lr))
		vgs_lr_offer(sets, n, lr);
}

/* List register @n, which is @lr, is in that state: in which sets it is. */
static inline void vgs_lr_update_sets(struct vgs_gic *gic, unsigned pe,
				      unsigned n, const struct vgs_lr *lr,
				      enum vgs_irq_state state)
{
	struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	/* GIC-P1: state 3 is never delivered until it is deactivated. */
	bool pending = VGS_RULE(GIC_P1, state == VGS_PENDING);

	vgs_lr_set_bit(&sets->pending, n, pending);
	vgs_lr_set_bit(&sets->active, n,
		       state == VGS_ACTIVE || state == VGS_ACTIVE_PENDING);
	vgs_lr_reconsider(gic, pe, n, lr, pending);
}

static inline void vgs_lr_set_state(struct vgs_gic *gic, unsigned pe,
				    unsigned n, struct vgs_lr *lr,
				    enum vgs_irq_state state)
{
	lr->state = (uint8_t)state;
	vgs_lr_update_sets(gic, pe, n, lr, state);
	vgs_core_dirty_virtual(gic, pe);
}

/* The same, and who listens is told. */
VGS_COLD void vgs_lr_set_state_told(struct vgs_gic *gic, unsigned pe,
				    unsigned n, struct vgs_lr *lr,
				    enum vgs_irq_state state, unsigned rule);

/*
 * The state of list register @n, which is @lr, is that from now on: what is
 * derived, signals, trace.
 */
static inline void vgs_lr_commit(struct vgs_gic *gic, unsigned pe, unsigned n,
				 struct vgs_lr *lr, enum vgs_irq_state state,
				 unsigned rule)
{
	if (VGS_TRACING(gic))
		vgs_lr_set_state_told(gic, pe, n, lr, state, rule);
	else
		vgs_lr_set_state(gic, pe, n, lr, state);
}

#endif
