/* SPDX-License-Identifier: MIT */
/*
 * What a PE is offered: the highest priority pending interrupt, whether it is
 * signalled, and what of that is not true any more.
 */
#ifndef VGS_OFFER_H
#define VGS_OFFER_H

#include "gate.h"
#include "object.h"

/* An LPI has no slot: it stands in the pool. */
#define VGS_SLOT_LPI (UINT32_MAX - 1)

/* Highest priority pending interrupt of a PE. */
struct vgs_hppi {
	uint32_t slot; /* VGS_NO_SLOT: none; VGS_SLOT_LPI */
	uint32_t intid;
	uint8_t priority;
	bool nmi;
	enum vgs_group group;
};

/* Where nothing stands in the order of selection: behind everything. */
#define VGS_KEY_NONE UINT64_MAX

/*
 * Derived: what a PE is offered and its wires.  A flag of @dirty says what is
 * not true any more and is made anew when the outermost call ends.
 */
struct vgs_offer {
	struct vgs_hppi best;
	uint64_t key;	    /* of best, vgs_core_key() */
	uint32_t levels;    /* of the wires, as last reported */
	uint8_t candidates; /* groups that take part in the selection */
	bool signalled;	    /* is best? */
	uint8_t dirty;	    /* VGS_DIRTY_* */
	bool watch;	    /* whatever becomes ready is of interest */
	bool apart;	    /* best is not in the index: vgs_core_offer() */
	uint8_t fiq;	    /* groups that are signalled as FIQs */
	bool asks;	    /* the model for the signals: bypass, ARE = 0 */
	uint8_t unused[29]; /* a power of two: found by a shift */
};

/* What is selected if this interrupt is. */
static inline void vgs_core_hppi(const struct vgs_gic *gic, uint32_t slot,
				 uint32_t intid, struct vgs_hppi *ret_hppi)
{
	const struct vgs_irq *irq = &gic->irqs[slot];

	ret_hppi->slot = slot;
	ret_hppi->intid = intid;
	ret_hppi->priority = vgs_core_priority(gic, irq);
	ret_hppi->nmi = vgs_core_nmi(gic, irq->bits);
	ret_hppi->group = vgs_core_group(gic, irq->bits);
}

/* The same of an LPI. */
static inline void vgs_core_lpi_hppi(uint32_t intid, uint8_t priority,
				     struct vgs_hppi *ret_hppi)
{
	ret_hppi->slot = VGS_SLOT_LPI;
	ret_hppi->intid = intid;
	ret_hppi->priority = priority;
	ret_hppi->nmi = false;
	ret_hppi->group = VGS_G1NS; /* GIC-C22 */
}

/* The physical signals of what is signalled. */
static inline uint32_t vgs_core_signal(const struct vgs_hppi *hppi, bool fiq)
{
	uint32_t signals = fiq ? VGS_SIG_FIQ : VGS_SIG_IRQ;

	/* GIC-N3: signalled with superpriority. */
	return VGS_RULE(GIC_N3, hppi->nmi) ? signals | VGS_SIG_NMI : signals;
}

/* Wires that list registers and the virtual CPU interface decide. */
#define VGS_VIRTUAL_LEVELS                                                     \
	((uint32_t)VGS_SIG_VIRQ | VGS_SIG_VFIQ | VGS_SIG_VNMI |                \
	 VGS_SIG_MAINTENANCE)

/* What is not true any more of a PE's offer. */
#define VGS_DIRTY_LEVELS  (1u << 0) /* signalled, and the physical signals */
#define VGS_DIRTY_BEST	  (1u << 1) /* best */
#define VGS_DIRTY_GROUPS  (1u << 2) /* candidates, and with them best */
#define VGS_DIRTY_VIRTUAL (1u << 3) /* the virtual signals and maintenance */
#define VGS_DIRTY_ALL	  (VGS_BIT(4) - 1)

static inline void vgs_core_mark(struct vgs_gic *gic, unsigned pe,
				 unsigned flags)
{
	struct vgs_offer *offer = &gic->offer[pe];

	if (!offer->dirty)
		gic->dirty[gic->dirty_count++] = (uint16_t)pe;
	offer->dirty |= (uint8_t)flags;
}

/* Groups forwarded, WAKER or IGRPEN changed. */
static inline void vgs_core_dirty(struct vgs_gic *gic, unsigned pe)
{
	vgs_core_mark(gic, pe, VGS_DIRTY_ALL);
}

/* Only what a model makes of the offer did: what is selected stays. */
static inline void vgs_core_dirty_levels(struct vgs_gic *gic, unsigned pe)
{
	vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS);
}

/*
 * Only PMR, a binary point or active priorities did: what nobody is offered,
 * is not signalled.
 */
static inline void vgs_core_dirty_running(struct vgs_gic *gic, unsigned pe)
{
	if (gic->offer[pe].best.slot != VGS_NO_SLOT || gic->offer[pe].dirty)
		vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS);
}

/*
 * Only the context did: what is selected stays, but vLPIs may be anybody's no
 * more, and there may be no EL2 (GIC-Q14).
 */
static inline void vgs_core_dirty_context(struct vgs_gic *gic, unsigned pe)
{
	vgs_core_dirty_running(gic, pe);
	if (gic->vif && (gic->direct || gic->cfg.security))
		vgs_core_mark(gic, pe, VGS_DIRTY_VIRTUAL);
}

/*
 * Only list registers or the virtual CPU interface did: nothing comes of it
 * while that is off (GIC-Q14, GIC-Q31) and its wires are low.
 */
static inline void vgs_core_dirty_virtual(struct vgs_gic *gic, unsigned pe)
{
	if ((gic->vif[pe].hcr & VGS_HCR_EN) ||
	    (gic->offer[pe].levels & VGS_VIRTUAL_LEVELS))
		vgs_core_mark(gic, pe, VGS_DIRTY_VIRTUAL);
}

void vgs_core_dirty_all(struct vgs_gic *gic);

/* The wires of a PE are that from now on: whoever listens is told. */
void vgs_core_set_levels(struct vgs_gic *gic, unsigned pe, uint32_t levels);

/* --- selection ---------------------------------------------------- */

/* Effective security state of software on @pe: EL3, or SCR_EL3.NS = 0. */
bool vgs_core_pe_secure(const struct vgs_gic *gic, unsigned pe);

/* EL2 exists for the current security state (GIC-Q2). */
bool vgs_core_el2_enabled(const struct vgs_gic *gic, unsigned pe);

/* The PE's side of the gates. */
static inline void vgs_core_gate_pe(const struct vgs_gic *gic, unsigned pe,
				    struct vgs_gate_pe *ret_pe)
{
	ret_pe->cpu = &gic->pe[pe].cpu;
	ret_pe->shape = &gic->shape;
	ret_pe->forwarded = gic->forwarded;
	ret_pe->awake = gic->pe[pe].awake;
	ret_pe->security = !gic->one_security_state;
	ret_pe->secure = gic->cfg.nmi && vgs_core_pe_secure(gic, pe);
}

/*
 * The order of selection: the smallest key first.  The level of the priority,
 * then whether it is an NMI (GIC-N5), then the rank of the INTID (GIC-D33).
 */
#define VGS_RANK_LPI 0x10000u /* of LPI 0, GIC-L22: behind all others */

static inline unsigned vgs_core_level(const struct vgs_gic *gic,
				      unsigned priority, bool nmi)
{
	unsigned level = priority >> gic->level_shift;

	return gic->cfg.nmi ? level * 2 + !nmi : level;
}

/* The other way round: the priority of a level, and whether it is of NMIs. */
static inline uint8_t vgs_core_level_priority(const struct vgs_gic *gic,
					      unsigned level)
{
	return (uint8_t)((gic->cfg.nmi ? level / 2 : level)
			 << gic->level_shift);
}

static inline bool vgs_core_level_nmi(const struct vgs_gic *gic, unsigned level)
{
	return gic->cfg.nmi && !(level & 1u);
}

static inline uint64_t vgs_core_key(unsigned level, uint32_t rank)
{
	return (uint64_t)level << 32 | rank;
}

static inline uint64_t vgs_core_lpi_key(const struct vgs_gic *gic,
					uint8_t priority, uint32_t intid)
{
	return vgs_core_key(vgs_core_level(gic, priority, false),
			    VGS_RANK_LPI + intid);
}

/*
 * Fill in candidates of an offer: the groups that the Distributor forwards and
 * the CPU interface enables.  Choice GIC-D37: "hidden" lets a group that only
 * IGRPEN disables hide the others.
 */
void vgs_core_admit(const struct vgs_gic *gic, unsigned pe,
		    struct vgs_offer *offer);

/* Then best and key: the highest priority pending interrupt among those. */
void vgs_core_select_now(struct vgs_gic *gic, unsigned pe);

/* The best of a PE goes to the index: it is not apart any more. */
VGS_APART void vgs_core_put_back(struct vgs_gic *gic, unsigned pe);

/* From now on the gates of all interrupts are evaluated (bench, tests). */
void vgs_core_evaluate_naively(struct vgs_gic *gic);

/* The best, where it seldom is asked. */
VGS_COLD struct vgs_hppi vgs_core_select_anew(const struct vgs_gic *gic,
					      unsigned pe);

/*
 * The best; whatever changes it marks the PE dirty, so it is kept till then, and
 * then found out in @spare.  What an acknowledge does leaves it as it is.
 */
static inline const struct vgs_hppi *
vgs_core_best(const struct vgs_gic *gic, unsigned pe, struct vgs_hppi *spare)
{
	if (!(gic->offer[pe].dirty & VGS_DIRTY_BEST))
		return &gic->offer[pe].best;
	*spare = vgs_core_select_anew(gic, pe);
	return spare;
}

static inline struct vgs_hppi vgs_core_select(const struct vgs_gic *gic,
					      unsigned pe)
{
	struct vgs_hppi spare;

	return *vgs_core_best(gic, pe, &spare);
}

/* Self-check: do the index and the naive evaluation choose the same? */
bool vgs_core_select_agrees(const struct vgs_gic *gic, unsigned pe);

/* --- whether it is signalled ------------------------------------ */

/* Running priority of a PE, in the Secure view. */
static inline uint8_t vgs_core_running(const struct vgs_gic *gic, unsigned pe)
{
	return vgs_cpuif_rpr(&gic->pe[pe].cpu, &gic->shape,
			     !gic->one_security_state);
}

/* Does it preempt what runs (GIC-D16), quirk QD-44 considered? */
static inline bool vgs_core_preempts(const struct vgs_gic *gic,
				     const struct vgs_gate_pe *view,
				     const struct vgs_gate_irq *gated)
{
	if (VGS_QUIRK(gic, QD_44))
		return gated->priority <
		       vgs_cpuif_running(view->cpu, view->shape);
	return vgs_gate_running(view, gated);
}

/* May the CPU interface signal what is selected: GIC-E2? */
static inline bool vgs_core_signalled_now(const struct vgs_gic *gic,
					  unsigned pe,
					  const struct vgs_hppi *hppi)
{
	struct vgs_gate_pe view;
	struct vgs_gate_irq gated = {
		.priority = hppi->priority,
		.group = hppi->group,
		.nmi = hppi->nmi,
		.targeted = true,
	};

	if (hppi->slot == VGS_NO_SLOT)
		return false;
	vgs_core_gate_pe(gic, pe, &view);
	return vgs_gate_group_enable(&view, hppi->group) &&
	       vgs_gate_igrpen(&view, hppi->group) &&
	       vgs_gate_pmr(&view, &gated) &&
	       vgs_core_preempts(gic, &view, &gated);
}

/* The same, for where it seldom is asked. */
VGS_COLD bool vgs_core_signalled_anew(const struct vgs_gic *gic, unsigned pe,
				      const struct vgs_hppi *hppi);

/* The same, kept like the selection; @hppi is what vgs_core_select() gave. */
static inline bool vgs_core_signalled(const struct vgs_gic *gic, unsigned pe,
				      const struct vgs_hppi *hppi)
{
	if (!(gic->offer[pe].dirty & (VGS_DIRTY_LEVELS | VGS_DIRTY_BEST)))
		return gic->offer[pe].signalled;
	return vgs_core_signalled_anew(gic, pe, hppi);
}

/* --- what became ready, or is not any more ------------------------- */

/* The self-check looks at each PE for which something changed. */
static inline void vgs_core_suspect(struct vgs_gic *gic, unsigned pe)
{
#ifdef VGS_SELFCHECK
	vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS);
#else
	(void)gic;
	(void)pe;
#endif
}

/*
 * Does a more urgent interrupt leave the wires of an offer that was true as they
 * are?  It is signalled if one that is less urgent is (GIC-E2), and as that one
 * if the group is the same.  With NMIs more than the priority decides.
 */
static inline bool vgs_core_signals_alike(const struct vgs_gic *gic,
					  const struct vgs_offer *offer,
					  const struct vgs_hppi *hppi)
{
	return offer->signalled && !offer->asks &&
	       offer->best.group == hppi->group && !gic->cfg.nmi;
}

/* Has what stands apart to go to the index first, for one with @key? */
static inline bool vgs_core_in_the_way(const struct vgs_gic *gic, unsigned pe,
				       uint64_t key)
{
	return gic->offer[pe].apart && key < gic->offer[pe].key;
}

/*
 * An interrupt became ready on a PE, and nothing is in its way: is it the best
 * now?  Then it may stay apart from the index, which it has to enter only if a
 * more urgent one comes before it is taken.
 */
static inline bool vgs_core_offer(struct vgs_gic *gic, unsigned pe,
				  uint64_t key, const struct vgs_hppi *hppi)
{
	struct vgs_offer *offer = &gic->offer[pe];
	unsigned dirty = offer->dirty;

#ifdef VGS_SELFCHECK
	VGS_BUG_ON(gic, vgs_core_in_the_way(gic, pe, key));
#endif
	vgs_core_suspect(gic, pe);
	/* A sleeping PE is woken by whatever is ready (GIC-I16). */
	if (offer->watch)
		vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS | VGS_DIRTY_BEST);
	if (key >= offer->key || (offer->dirty & VGS_DIRTY_BEST) ||
	    !(offer->candidates & VGS_BIT(hppi->group)))
		return false;
	if (dirty || !vgs_core_signals_alike(gic, offer, hppi))
		vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS);
#ifdef VGS_SELFCHECK
	else
		VGS_BUG_ON(gic, gic->model->levels(gic, pe, hppi) !=
					(offer->levels & ~VGS_VIRTUAL_LEVELS));
#endif
	offer->key = key;
	offer->best = *hppi;
	return true;
}

/* One is not ready any more: was it the best? */
static inline void vgs_core_withdraw(struct vgs_gic *gic, unsigned pe,
				     uint64_t key)
{
	const struct vgs_offer *offer = &gic->offer[pe];

	vgs_core_suspect(gic, pe);
	if (key == offer->key || offer->watch)
		vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS | VGS_DIRTY_BEST);
}

#endif
