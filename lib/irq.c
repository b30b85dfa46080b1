/* SPDX-License-Identifier: MIT */
/*
 * The funnel: every change of an interrupt's state, group, priority or route
 * goes through here, so that index, signals and trace cannot be forgotten.
 */
#include "core.h"

/* --- where an interrupt stands in the index --------------------------------
 */

/* The route of a shared interrupt, the PE of a private one. */
static unsigned route_of(const struct vgs_gic *gic, uint32_t slot)
{
	if (vgs_core_is_private(gic, slot))
		return vgs_core_owner(gic, slot);
	return gic->routes[slot - gic->spi_slot];
}

bool vgs_core_targets(const struct vgs_gic *gic, uint32_t slot, unsigned pe)
{
	unsigned route = route_of(gic, slot);

	if (route < VGS_ROUTE_CPUS || route == VGS_ROUTE_NONE)
		return pe == route;
	return pe < 8 && (route & VGS_BIT(pe));
}

/* Where an interrupt stands in the index of a PE. */
struct place {
	struct vgs_hppi hppi;
	unsigned level, rank;
};

static inline void find_place(const struct vgs_gic *gic, uint32_t slot,
			      struct place *ret_place)
{
	struct vgs_hppi *hppi = &ret_place->hppi;

	vgs_core_hppi(gic, slot, vgs_core_intid(gic, slot), hppi);
	ret_place->level = vgs_core_level(gic, hppi->priority, hppi->nmi);
	ret_place->rank = vgs_core_rank(gic, hppi->intid);
}

static inline uint64_t key_of(const struct place *place)
{
	return vgs_core_key(place->level, place->rank);
}

static VGS_APART void insert_behind(struct vgs_gic *gic, unsigned pe,
				    enum vgs_group group, unsigned level,
				    unsigned rank)
{
	vgs_ready_insert(&gic->ready, pe, group, level, rank);
}

static inline void insert_at(struct vgs_gic *gic, unsigned pe,
			     const struct place *at)
{
	if (vgs_core_offer(gic, pe, key_of(at), &at->hppi))
		gic->offer[pe].apart = true;
	else
		insert_behind(gic, pe, at->hppi.group, at->level, at->rank);
}

static inline void remove_at(struct vgs_gic *gic, unsigned pe,
			     const struct place *at)
{
	vgs_ready_remove(&gic->ready, pe, at->hppi.group, at->level, at->rank);
	vgs_core_withdraw(gic, pe, key_of(at));
}

/* It was the best and stood apart: no place has to be found. */
static inline bool remove_apart(struct vgs_gic *gic, unsigned pe, uint32_t slot)
{
	struct vgs_offer *offer = &gic->offer[pe];

	if (!offer->apart || offer->best.slot != slot)
		return false;
	offer->apart = false;
	vgs_core_withdraw(gic, pe, offer->key);
	return true;
}

/* VGS_ROUTE_CPUS, VGS_ROUTE_NONE: several PEs, or none. */
static VGS_COLD void insert_at_cpus(struct vgs_gic *gic, uint32_t slot,
				    unsigned route)
{
	struct place place;

	find_place(gic, slot, &place);
	for (unsigned m = route & 0xffu; m; m &= m - 1) {
		unsigned pe = vgs_ctz64(m);

		if (vgs_core_in_the_way(gic, pe, key_of(&place)))
			vgs_core_put_back(gic, pe);
		insert_at(gic, pe, &place);
	}
}

/* The same way again, with nothing in it: the usual way calls nobody. */
static VGS_APART void insert_before(struct vgs_gic *gic, uint32_t slot,
				    unsigned pe)
{
	vgs_core_put_back(gic, pe);
	vgs_core_index_insert(gic, slot);
}

static VGS_COLD void remove_at_cpus(struct vgs_gic *gic, uint32_t slot,
				    unsigned route)
{
	struct place place;

	find_place(gic, slot, &place);
	for (unsigned m = route & 0xffu; m; m &= m - 1) {
		if (!remove_apart(gic, vgs_ctz64(m), slot))
			remove_at(gic, vgs_ctz64(m), &place);
	}
}

void vgs_core_index_insert(struct vgs_gic *gic, uint32_t slot)
{
	unsigned route = route_of(gic, slot);
	struct place place;

	if (route >= VGS_ROUTE_CPUS) {
		if (route != VGS_ROUTE_NONE)
			insert_at_cpus(gic, slot, route);
		return;
	}
	find_place(gic, slot, &place);
	if (vgs_core_in_the_way(gic, route, key_of(&place)))
		insert_before(gic, slot, route);
	else
		insert_at(gic, route, &place);
}

void vgs_core_index_remove(struct vgs_gic *gic, uint32_t slot)
{
	unsigned route = route_of(gic, slot);
	struct place place;

	if (route >= VGS_ROUTE_CPUS) {
		if (route != VGS_ROUTE_NONE)
			remove_at_cpus(gic, slot, route);
		return;
	}
	if (remove_apart(gic, route, slot))
		return;
	find_place(gic, slot, &place);
	remove_at(gic, route, &place);
}

/* --- the invariant of the index -------------------------------------------
 */

/* Is it either in the index of a PE where it belongs, or kept apart? */
static bool stands(const struct vgs_gic *gic, unsigned pe, uint32_t slot)
{
	const struct vgs_offer *offer = &gic->offer[pe];
	struct place at;
	bool apart;

	find_place(gic, slot, &at);
	apart = offer->apart && offer->best.slot == slot &&
		offer->best.group == at.hppi.group && offer->key == key_of(&at);
	return apart !=
	       vgs_ready_has(&gic->ready, pe, at.hppi.group, at.level, at.rank);
}

/* Of a PE: how many are ready and sent there; -1: one does not stand there. */
static long expected(const struct vgs_gic *gic, unsigned pe)
{
	long count = 0;

	for (uint32_t slot = 0; slot < gic->slots; slot++) {
		if (!vgs_gate_ready(gic->irqs[slot].bits) ||
		    !vgs_core_targets(gic, slot, pe))
			continue;
		if (!stands(gic, pe, slot))
			return -1;
		count++;
	}
	return count;
}

bool vgs_core_index_agrees(const struct vgs_gic *gic)
{
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		long indexed = vgs_ready_count(&gic->ready, pe);
		long count = expected(gic, pe);

		if (indexed < 0 || count != indexed + gic->offer[pe].apart)
			return false;
	}
	return true;
}

/* --- the funnel -------------------------------------------------------------
 */

static VGS_COLD void trace_state(struct vgs_gic *gic, uint32_t slot,
				 unsigned old_bits, unsigned rule)
{
	unsigned bits = gic->irqs[slot].bits;
	struct vgs_event event = {
		.kind = VGS_EV_IRQ,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)(vgs_core_is_private(gic, slot)
					 ? vgs_core_owner(gic, slot)
					 : VGS_NO_PE),
		.vcpu = VGS_NO_PE,
		.intid = vgs_core_intid(gic, slot),
		.old_value = vgs_irq_state(old_bits),
		.new_value = vgs_irq_state(bits),
	};

	if (event.old_value != event.new_value)
		vgs_core_trace(gic, &event);
}

/* Forwarded with a property that a reset leaves UNKNOWN: said once. */
static VGS_COLD void report_unknown(struct vgs_gic *gic, uint32_t slot)
{
	unsigned pe = vgs_core_is_private(gic, slot) ? vgs_core_owner(gic, slot)
						     : VGS_NO_PE;

	vgs_core_finding(gic, pe, vgs_core_intid(gic, slot), VGS_R_VGS_6);
	gic->irqs[slot].bits &= (uint16_t)~VGS_IRQ_UNKNOWN;
}

void vgs_core_reindex_told(struct vgs_gic *gic, uint32_t slot,
			   unsigned old_bits, unsigned rule)
{
	unsigned bits = gic->irqs[slot].bits;

	vgs_core_reindex_one(gic, slot, old_bits, bits);
	if (vgs_gate_ready(bits) && (bits & VGS_IRQ_UNKNOWN))
		report_unknown(gic, slot);
	if (VGS_TRACING(gic))
		trace_state(gic, slot, old_bits, rule);
}

/* Take it out of the index, change what orders it there, put it back. */
#define REORDER(gic, slot, change)                                             \
	do {                                                                   \
		bool ready_ = vgs_gate_ready((gic)->irqs[slot].bits);          \
		if (ready_)                                                    \
			vgs_core_index_remove(gic, slot);                      \
		change;                                                        \
		if (ready_)                                                    \
			vgs_core_index_insert(gic, slot);                      \
	} while (0)

/*
 * GIC-CU90: group, priority or NMI of a pending interrupt changed.  The old or
 * the new value may count; here the new one does at once.
 */
static void trace_changed(const struct vgs_gic *gic, uint32_t slot)
{
	struct vgs_event event = {
		.kind = VGS_EV_CHOICE,
		.rule = VGS_R_GIC_CU90,
		.pe = VGS_NO_PE,
		.vcpu = VGS_NO_PE,
		.intid = vgs_core_intid(gic, slot),
	};

	if (VGS_TRACING(gic) && vgs_irq_pending(gic->irqs[slot].bits))
		vgs_core_trace(gic, &event);
}

#define PROPERTIES (VGS_IRQ_GROUP | VGS_IRQ_GRPMOD | VGS_IRQ_NMI)

void vgs_core_set_bits(struct vgs_gic *gic, uint32_t slot, unsigned mask,
		       unsigned bits)
{
	struct vgs_irq *irq = &gic->irqs[slot];
	uint16_t new_bits = (uint16_t)((irq->bits & ~mask) | (bits & mask));

	if (new_bits == irq->bits)
		return;
	REORDER(gic, slot, irq->bits = new_bits);
	if (mask & PROPERTIES)
		trace_changed(gic, slot);
}

void vgs_core_set_priority(struct vgs_gic *gic, uint32_t slot, uint8_t priority)
{
	struct vgs_irq *irq = &gic->irqs[slot];

	/* GIC-D1: unimplemented low bits are RAZ/WI. */
	priority &= gic->irq_prio_mask;
	if (priority == irq->priority)
		return;
	REORDER(gic, slot, irq->priority = priority);
	trace_changed(gic, slot);
}

void vgs_core_set_route(struct vgs_gic *gic, uint32_t slot, uint16_t route)
{
	uint16_t *here = &gic->routes[slot - gic->spi_slot];

	if (*here != route)
		REORDER(gic, slot, *here = route);
}

/* Mostly nothing is pending, and so many of them are seen at once. */
#define REINDEX_BLOCK 64u

static void reindex_block(struct vgs_gic *gic, uint32_t slot, uint32_t end)
{
	struct vgs_irq any = vgs_irq_any(&gic->irqs[slot], end - slot);

	/* An image may hold them where a reset leaves none. */
	if (any.bits & VGS_IRQ_UNKNOWN)
		gic->told = true;
	for (; (any.bits & VGS_IRQ_REQUESTS) && slot < end; slot++) {
		if (vgs_gate_ready(gic->irqs[slot].bits))
			vgs_core_index_insert(gic, slot);
	}
}

void vgs_core_reindex(struct vgs_gic *gic)
{
	vgs_ready_clear(&gic->ready, gic->cfg.pes);
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
		gic->offer[pe].apart = false;
	for (uint32_t slot = 0; slot < gic->slots; slot += REINDEX_BLOCK)
		reindex_block(gic, slot,
			      gic->slots - slot > REINDEX_BLOCK
				      ? slot + REINDEX_BLOCK
				      : gic->slots);
	vgs_core_dirty_all(gic);
}
