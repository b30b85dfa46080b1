/* SPDX-License-Identifier: MIT */
/*
 * The funnel: every change of an interrupt's state, group, priority or route
 * goes through here, so that index, signals and trace cannot be forgotten.
 */
#include "core.h"

/* --- where an interrupt stands in the index --------------------------------
 */

static unsigned slot_rank(const struct vgs_gic *gic, uint32_t slot)
{
	uint32_t n;

	if (vgs_core_is_private(gic, slot)) {
		n = vgs_core_private(gic, slot);
		return n < 32 ? n : gic->eppi_rank + (n - 32);
	}
	if (slot < gic->espi_slot)
		return 32 + (slot - gic->spi_slot);
	return gic->espi_rank + (slot - gic->espi_slot);
}

static unsigned slot_level(const struct vgs_gic *gic, const struct vgs_irq *irq)
{
	unsigned level = vgs_core_priority(gic, irq) >> gic->level_shift;

	if (gic->cfg.nmi)
		level = level * 2 + (vgs_core_nmi(gic, irq->bits) ? 0u : 1u);
	return level;
}

/* PEs an interrupt is forwarded to, one at a time: next one from @pe on. */
static unsigned next_target(const struct vgs_gic *gic, uint32_t slot,
			    unsigned pe)
{
	uint16_t route;

	if (vgs_core_is_private(gic, slot)) {
		unsigned owner = vgs_core_owner(gic, slot);

		return pe <= owner ? owner : VGS_NO_PE;
	}
	route = gic->routes[slot - gic->spi_slot];
	if (route == VGS_ROUTE_NONE)
		return VGS_NO_PE;
	if (!(route & VGS_ROUTE_CPUS))
		return pe <= route ? route : VGS_NO_PE;
	for (; pe < 8; pe++) {
		if (route & VGS_BIT(pe))
			return pe;
	}
	return VGS_NO_PE;
}

bool vgs_core_targets(const struct vgs_gic *gic, uint32_t slot, unsigned pe)
{
	return next_target(gic, slot, pe) == pe;
}

static void index_insert(struct vgs_gic *gic, uint32_t slot)
{
	const struct vgs_irq *irq = &gic->irqs[slot];
	enum vgs_group group = vgs_core_group(gic, irq->bits);
	unsigned level = slot_level(gic, irq);
	unsigned rank = slot_rank(gic, slot);

	for (unsigned pe = next_target(gic, slot, 0); pe != VGS_NO_PE;
	     pe = next_target(gic, slot, pe + 1)) {
		vgs_ready_insert(&gic->ready, pe, group, level, rank);
		vgs_core_dirty(gic, pe);
	}
}

static void index_remove(struct vgs_gic *gic, uint32_t slot)
{
	const struct vgs_irq *irq = &gic->irqs[slot];
	enum vgs_group group = vgs_core_group(gic, irq->bits);
	unsigned level = slot_level(gic, irq);
	unsigned rank = slot_rank(gic, slot);

	for (unsigned pe = next_target(gic, slot, 0); pe != VGS_NO_PE;
	     pe = next_target(gic, slot, pe + 1)) {
		vgs_ready_remove(&gic->ready, pe, group, level, rank);
		vgs_core_dirty(gic, pe);
	}
}

/* --- the funnel -------------------------------------------------------------
 */

static void trace_state(struct vgs_gic *gic, uint32_t slot, unsigned old_bits,
			unsigned rule)
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
static void report_unknown(struct vgs_gic *gic, uint32_t slot)
{
	unsigned pe = vgs_core_is_private(gic, slot) ? vgs_core_owner(gic, slot)
						     : VGS_NO_PE;

	vgs_core_finding(gic, pe, vgs_core_intid(gic, slot), VGS_R_VGS_6);
	gic->irqs[slot].bits &= (uint16_t)~VGS_IRQ_UNKNOWN;
}

void vgs_core_event(struct vgs_gic *gic, uint32_t slot,
		    enum vgs_irq_event event, unsigned rule)
{
	struct vgs_irq *irq = &gic->irqs[slot];
	unsigned old_bits = irq->bits;
	unsigned bits = vgs_irq_next(old_bits, event);
	bool was_ready, is_ready;

	if (bits == old_bits)
		return;
	was_ready = vgs_gate_ready(old_bits);
	is_ready = vgs_gate_ready(bits);
	irq->bits = (uint16_t)bits;
	if (was_ready != is_ready) {
		if (is_ready)
			index_insert(gic, slot);
		else
			index_remove(gic, slot);
	}
	if (is_ready && (bits & VGS_IRQ_UNKNOWN))
		report_unknown(gic, slot);
	if (VGS_TRACING(gic))
		trace_state(gic, slot, old_bits, rule);
}

/* Take it out of the index, change what orders it there, put it back. */
#define REORDER(gic, slot, change)                                             \
	do {                                                                   \
		bool ready_ = vgs_gate_ready((gic)->irqs[slot].bits);          \
		if (ready_)                                                    \
			index_remove(gic, slot);                               \
		change;                                                        \
		if (ready_)                                                    \
			index_insert(gic, slot);                               \
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

void vgs_core_set_cpus(struct vgs_gic *gic, uint32_t slot, uint8_t cpus)
{
	gic->irqs[slot].cpus = cpus;
}

void vgs_core_set_route(struct vgs_gic *gic, uint32_t slot, uint16_t route)
{
	uint16_t *here = &gic->routes[slot - gic->spi_slot];

	if (*here != route)
		REORDER(gic, slot, *here = route);
}

void vgs_core_reindex(struct vgs_gic *gic)
{
	for (size_t i = 0; i < gic->ready_words; i++)
		gic->ready.words[i] = 0;
	for (uint32_t slot = 0; slot < gic->slots; slot++) {
		if (vgs_gate_ready(gic->irqs[slot].bits))
			index_insert(gic, slot);
	}
	vgs_core_dirty_all(gic);
}
