/* SPDX-License-Identifier: MIT */
/*
 * Which interrupt a CPU interface is offered.  The index answers; the naive
 * evaluation of the same gates over all interrupts checks it in test builds
 * and is the slow reference of the benchmark.
 */
#include "core.h"

static const struct vgs_hppi nothing = {
	.slot = VGS_NO_SLOT,
	.intid = VGS_INTID_NONE,
	.priority = VGS_PRIO_IDLE,
};

/* INTID of a rank: the inverse of vgs_core_rank(). */
static uint32_t rank_intid(const struct vgs_gic *gic, uint32_t rank)
{
	if (rank < gic->eppi_rank)
		return rank;
	if (rank < gic->espi_rank)
		return VGS_INTID_EPPI + (rank - gic->eppi_rank);
	return VGS_INTID_ESPI + (rank - gic->espi_rank);
}

/*
 * Does the group take part in the selection?  GIC-D36: if the Distributor
 * forwards it.  Choices GIC-D37 and GIC-D38: whether one that only the CPU
 * interface disables does, or the Distributor too, and hides the others.
 */
static bool is_candidate(const struct vgs_gic *gic,
			 const struct vgs_gate_pe *view, enum vgs_group group)
{
	return (VGS_CHOICE(gic, GIC_D38) ||
		vgs_gate_group_enable(view, group)) &&
	       (VGS_CHOICE(gic, GIC_D37) || vgs_gate_igrpen(view, group));
}

void vgs_core_admit(const struct vgs_gic *gic, unsigned pe,
		    struct vgs_offer *offer)
{
	struct vgs_gate_pe view;

	vgs_core_gate_pe(gic, pe, &view);
	offer->candidates = 0;
	offer->watch =
		gic->naive || !vgs_gate_awake(&view) || VGS_QUIRK(gic, QD_4);
	for (unsigned g = 0; vgs_gate_awake(&view) && g < gic->ready.groups;
	     g++) {
		if (is_candidate(gic, &view, (enum vgs_group)g))
			offer->candidates |= (uint8_t)VGS_BIT(g);
	}
}

/*
 * What stands at a place in the order: the level is that of its priority, and
 * the interrupt need not be looked at.
 */
static inline void fill_best(const struct vgs_gic *gic, unsigned pe,
			     enum vgs_group group, uint64_t key,
			     struct vgs_hppi *ret_best)
{
	uint32_t intid = rank_intid(gic, (uint32_t)key);
	unsigned level = (unsigned)(key >> 32);

	ret_best->slot = vgs_core_slot(gic, pe, intid);
	ret_best->intid = intid;
	ret_best->priority = vgs_core_level_priority(gic, level);
	ret_best->nmi = vgs_core_level_nmi(gic, level);
	ret_best->group = group;
}

/* The first of @groups, which all have one. */
static VGS_APART void select_of(const struct vgs_gic *gic, unsigned pe,
				uint64_t groups, struct vgs_offer *offer)
{
	enum vgs_group group = VGS_G0;
	uint64_t best = VGS_KEY_NONE;
	unsigned level, rank;

	for (; groups; groups &= groups - 1) {
		unsigned g = vgs_ctz64(groups);

		if (vgs_ready_min(&gic->ready, pe, g, &level, &rank) &&
		    vgs_core_key(level, rank) < best) {
			best = vgs_core_key(level, rank);
			group = (enum vgs_group)g;
		}
	}
	offer->key = best;
	fill_best(gic, pe, group, best, &offer->best);
}

static inline void select_indexed(const struct vgs_gic *gic, unsigned pe,
				  struct vgs_offer *offer)
{
	uint64_t groups =
		offer->candidates & *vgs_ready_groups(&gic->ready, pe);

	if (groups) {
		select_of(gic, pe, groups, offer);
	} else {
		offer->key = VGS_KEY_NONE;
		offer->best = nothing;
	}
}

/* The best that is kept may be apart from the index. */
static void select_apart(const struct vgs_gic *gic, unsigned pe,
			 struct vgs_offer *offer)
{
	const struct vgs_offer *kept = &gic->offer[pe];

	if (kept->apart && kept->key < offer->key &&
	    (offer->candidates & VGS_BIT(kept->best.group))) {
		offer->key = kept->key;
		offer->best = kept->best;
	}
}

/* LPIs are Non-secure Group 1 (GIC-C22). */
static bool takes_lpis(const struct vgs_gic *gic, unsigned pe, unsigned groups)
{
	return gic->lpi.lpis && !vgs_lpi_is(&gic->lpi, pe, VGS_LPI_HIDDEN) &&
	       VGS_RULE(GIC_C22, groups & VGS_BIT(VGS_G1NS));
}

/*
 * GIC-L22: an LPI wins if it is strictly more urgent; all other INTIDs are
 * lower than any LPI's.
 */
static void select_lpi(const struct vgs_gic *gic, unsigned pe,
		       struct vgs_offer *offer)
{
	uint32_t key = vgs_lpi_index_first(&gic->lpi, pe);
	uint32_t intid = vgs_lpi_key_intid(key);
	uint8_t priority = vgs_lpi_key_level(key);

	if (key == VGS_LPI_NONE)
		return;
	if (offer->best.slot == VGS_NO_SLOT ||
	    VGS_RULE(GIC_L22, priority < offer->best.priority)) {
		vgs_core_lpi_hppi(intid, priority, &offer->best);
		offer->key = vgs_core_lpi_key(gic, priority, intid);
	}
}

static bool naive_candidate(const struct vgs_gic *gic, unsigned pe,
			    uint32_t slot)
{
	const struct vgs_irq *irq = &gic->irqs[slot];
	struct vgs_gate_pe view;
	struct vgs_gate_irq gated = {
		.bits = irq->bits,
		.group = vgs_core_group(gic, irq->bits),
		.targeted = vgs_core_targets(gic, slot, pe),
	};

	vgs_core_gate_pe(gic, pe, &view);
	for (unsigned gate = 0; gate <= VGS_GATE_IGRPEN; gate++) {
		if (gate == VGS_GATE_IGRPEN && VGS_CHOICE(gic, GIC_D37))
			continue;
		if (gate == VGS_GATE_GROUP_ENABLE && VGS_CHOICE(gic, GIC_D38))
			continue;
		if (!vgs_gate_open((enum vgs_gate)gate, &view, &gated))
			return false;
	}
	return true;
}

/*
 * Better than: GIC-D1 priority, GIC-N5 NMI first, GIC-D33 lowest INTID.  The
 * index knows no other order: choice GIC-D33 does without it.
 */
static bool naive_better(const struct vgs_gic *gic, const struct vgs_hppi *a,
			 const struct vgs_hppi *b)
{
	if (a->priority != b->priority)
		return a->priority < b->priority;
	if (a->nmi != b->nmi)
		return a->nmi;
	if (VGS_CHOICE(gic, GIC_D33))
		return a->intid > b->intid;
	return a->intid < b->intid;
}

static void naive_lpis(const struct vgs_gic *gic, unsigned pe,
		       struct vgs_hppi *best)
{
	const unsigned ready = VGS_LPI_PENDING | VGS_LPI_ENABLED;

	for (const struct vgs_lpi *lpi = vgs_lpi_first(&gic->lpi, pe); lpi;
	     lpi = vgs_lpi_next(&gic->lpi, lpi)) {
		struct vgs_hppi hppi;

		vgs_core_lpi_hppi(lpi->intid, lpi->priority, &hppi);
		if ((lpi->flags & ready) != ready)
			continue;
		if (best->slot == VGS_NO_SLOT || naive_better(gic, &hppi, best))
			*best = hppi;
	}
}

static VGS_APART void select_naive(const struct vgs_gic *gic, unsigned pe,
				   struct vgs_offer *offer)
{
	struct vgs_hppi *best = &offer->best;

	offer->key = VGS_KEY_NONE;
	*best = nothing;
	for (uint32_t slot = 0; slot < gic->slots; slot++) {
		struct vgs_hppi hppi;

		if (!naive_candidate(gic, pe, slot))
			continue;
		vgs_core_hppi(gic, slot, vgs_core_intid(gic, slot), &hppi);
		if (best->slot == VGS_NO_SLOT || naive_better(gic, &hppi, best))
			*best = hppi;
	}
	if (takes_lpis(gic, pe, offer->candidates))
		naive_lpis(gic, pe, best);
}

/* Quirk QD-4: what has the priority of nothing is nothing. */
static void hide_idle(const struct vgs_gic *gic, struct vgs_hppi *hppi)
{
	if (VGS_QUIRK(gic, QD_4) && hppi->priority == VGS_PRIO_IDLE)
		*hppi = nothing;
}

static bool is_same(const struct vgs_hppi *a, const struct vgs_hppi *b)
{
	return a->slot == b->slot && a->intid == b->intid &&
	       a->priority == b->priority && a->nmi == b->nmi &&
	       a->group == b->group;
}

bool vgs_core_select_agrees(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_offer *kept = &gic->offer[pe];
	struct vgs_offer naive, indexed;

	vgs_core_admit(gic, pe, &naive);
	vgs_core_admit(gic, pe, &indexed);
	select_naive(gic, pe, &naive);
	select_indexed(gic, pe, &indexed);
	select_apart(gic, pe, &indexed);
	if (takes_lpis(gic, pe, indexed.candidates))
		select_lpi(gic, pe, &indexed);
	hide_idle(gic, &naive.best);
	hide_idle(gic, &indexed.best);
	if (!is_same(&indexed.best, &naive.best) && !VGS_CHOICE(gic, GIC_D33))
		return false;
	/* What is kept is what would be selected and signalled. */
	if (!(kept->dirty & VGS_DIRTY_BEST) &&
	    (!is_same(&kept->best, &naive.best) ||
	     (!gic->naive && kept->key != indexed.key) ||
	     kept->candidates != naive.candidates))
		return false;
	return (kept->dirty & (VGS_DIRTY_LEVELS | VGS_DIRTY_BEST)) ||
	       kept->signalled == vgs_core_signalled_now(gic, pe, &naive.best);
}

/* What not every machine has besides, or instead. */
static inline bool has_more(const struct vgs_gic *gic)
{
	return gic->naive || gic->lpi.lpis || VGS_QUIRK(gic, QD_4);
}

static VGS_APART void select_more(const struct vgs_gic *gic, unsigned pe,
				  struct vgs_offer *offer)
{
	if (gic->naive)
		select_naive(gic, pe, offer);
	else if (takes_lpis(gic, pe, offer->candidates))
		select_lpi(gic, pe, offer);
	hide_idle(gic, &offer->best);
}

void vgs_core_put_back(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_offer *offer = &gic->offer[pe];

	vgs_ready_insert(&gic->ready, pe, offer->best.group,
			 (unsigned)(offer->key >> 32), (uint32_t)offer->key);
	offer->apart = false;
}

/* The seldom way of vgs_core_select_now(), which calls nobody in between. */
static VGS_APART void select_all(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_offer *offer = &gic->offer[pe];

	if (offer->apart)
		vgs_core_put_back(gic, pe);
	select_indexed(gic, pe, offer);
	if (has_more(gic))
		select_more(gic, pe, offer);
}

void vgs_core_select_now(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_offer *offer = &gic->offer[pe];

	if (offer->apart || has_more(gic))
		select_all(gic, pe);
	else
		select_indexed(gic, pe, offer);
}

struct vgs_hppi vgs_core_select_anew(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_offer offer;

	vgs_core_admit(gic, pe, &offer);
	select_indexed(gic, pe, &offer);
	select_apart(gic, pe, &offer);
	if (has_more(gic))
		select_more(gic, pe, &offer);
	return offer.best;
}

bool vgs_core_signalled_anew(const struct vgs_gic *gic, unsigned pe,
			     const struct vgs_hppi *hppi)
{
	return vgs_core_signalled_now(gic, pe, hppi);
}

void vgs_core_evaluate_naively(struct vgs_gic *gic)
{
	gic->naive = true;
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
		gic->offer[pe].watch = true;
}
