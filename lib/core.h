/* SPDX-License-Identifier: MIT */
/*
 * The core: the funnel through which every change of an interrupt goes,
 * events and deferred actions.  It works on object.h and makes
 * offer.h true.
 *
 * Models never touch vgs_irq.bits: they send events through vgs_core_event(),
 * which keeps index, signals and trace right.
 */
#ifndef VGS_CORE_H
#define VGS_CORE_H

#include "object.h"
#include "offer.h"
#include "trace.h"

/* --- the funnel: every change of an interrupt -------------------------------
 */

/* It became ready, or is not any more: keep the index and offers. */
void vgs_core_index_insert(struct vgs_gic *gic, uint32_t slot);
void vgs_core_index_remove(struct vgs_gic *gic, uint32_t slot);

/*
 * Invariant: each interrupt that is ready is in the index of the PEs it is sent
 * to, where its priority and INTID put it, or the best of such a PE and kept
 * apart; and nothing else is.
 */
bool vgs_core_index_agrees(const struct vgs_gic *gic);

static inline void vgs_core_reindex_one(struct vgs_gic *gic, uint32_t slot,
					unsigned old_bits, unsigned bits)
{
	bool was_ready = vgs_gate_ready(old_bits);
	bool is_ready = vgs_gate_ready(bits);

	if (is_ready && !was_ready)
		vgs_core_index_insert(gic, slot);
	else if (was_ready && !is_ready)
		vgs_core_index_remove(gic, slot);
}

/* The same, with gic->told. */
VGS_COLD void vgs_core_reindex_told(struct vgs_gic *gic, uint32_t slot,
				    unsigned old_bits, unsigned rule);

/*
 * The interrupt's bits are @bits from now on.  Keeps the index and offers,
 * marks PEs dirty, traces.
 */
static inline void vgs_core_commit(struct vgs_gic *gic, uint32_t slot,
				   unsigned bits, unsigned rule)
{
	unsigned old_bits = gic->irqs[slot].bits;

	gic->irqs[slot].bits = (uint16_t)bits;
	if (gic->told)
		vgs_core_reindex_told(gic, slot, old_bits, rule);
	else
		vgs_core_reindex_one(gic, slot, old_bits, bits);
}

/* Send an event to the state machine of irq.h.  @rule: why, for the trace. */
static inline void vgs_core_event(struct vgs_gic *gic, uint32_t slot,
				  enum vgs_irq_event event, unsigned rule)
{
	unsigned old_bits = gic->irqs[slot].bits;
	unsigned bits = vgs_irq_next(old_bits, event);

	if (bits != old_bits)
		vgs_core_commit(gic, slot, bits, rule);
}

/* Quirk QD-33: is the state of this interrupt kept for each CPU? */
static inline bool vgs_core_banked(const struct vgs_gic *gic, uint32_t slot)
{
	return gic->banked && !vgs_core_is_private(gic, slot);
}

/* vgs_core_event() where QD-33 asks whose doing it is; VGS_NO_PE: of all. */
static inline void vgs_core_event_by(struct vgs_gic *gic, uint32_t slot,
				     unsigned pe, enum vgs_irq_event event,
				     unsigned rule)
{
	if (vgs_core_banked(gic, slot))
		gic->model->banked_event(gic, slot, pe, event, rule);
	else
		vgs_core_event(gic, slot, event, rule);
}

/* Change group, modifier, NMI or NSACR bits: @mask of @bits. */
void vgs_core_set_bits(struct vgs_gic *gic, uint32_t slot, unsigned mask,
		       unsigned bits);

/* Priority byte as stored; unimplemented bits are dropped (GIC-D1). */
void vgs_core_set_priority(struct vgs_gic *gic, uint32_t slot,
			   uint8_t priority);

/* GICv2 byte: target CPUs of an SPI, pending sources of an SGI. */
static inline void vgs_core_set_cpus(struct vgs_gic *gic, uint32_t slot,
				     uint8_t cpus)
{
	gic->irqs[slot].cpus = cpus;
}

/* Route of a shared slot: a PE, VGS_ROUTE_NONE, VGS_ROUTE_CPUS | mask. */
void vgs_core_set_route(struct vgs_gic *gic, uint32_t slot, uint16_t route);

/* True if the interrupt is forwarded to @pe when it is ready. */
bool vgs_core_targets(const struct vgs_gic *gic, uint32_t slot, unsigned pe);

/* group_of[] or a whole property changed: index everything anew. */
void vgs_core_reindex(struct vgs_gic *gic);

/* --- context -----------------------------------------------------------------
 */

/* HCR_EL2.{FMO,IMO} as they redirect EL1 accesses: bits 0 (FMO) and 1 (IMO). */
unsigned vgs_core_pe_virtual(const struct vgs_gic *gic, unsigned pe);
/* Which of these signals the PE would take; vgs_gic_takes() with its own. */
uint32_t vgs_core_takes(const struct vgs_gic *gic, unsigned pe,
			uint32_t levels);

/* --- events ------------------------------------------------------------------
 */

void vgs_core_trace(const struct vgs_gic *gic, const struct vgs_event *event);

/* Misuse by software: a finding with its code (facts section V). */
void vgs_core_finding(const struct vgs_gic *gic, unsigned pe, uint32_t intid,
		      unsigned rule);

/*
 * The same of a CPU interface that ignores it, or raises a system error, by
 * choice.  ICH_HCR_EL2.TSEI sends that to EL2 (GIC-Q35).
 */
void vgs_core_refused(const struct vgs_gic *gic, unsigned pe, uint32_t intid,
		      unsigned rule, bool serror);

/* Can a CPU interface raise system errors: ICC_CTLR_EL1.SEIS and others? */
bool vgs_core_seis(const struct vgs_gic *gic);

/* An access without effect and why. */
void vgs_core_ignored(const struct vgs_gic *gic, unsigned pe, const char *reg,
		      uint64_t value, unsigned rule);

/* --- derived state -------------------------------------------------- */

/* Next word of a reset pattern: a value that no software may rely on. */
uint32_t vgs_core_pattern(uint32_t *state);

/* Digest of the config as far as it decides what an image means. */
uint64_t vgs_core_shape_digest(const struct vgs_gic *gic);

/* Recompute everything derived: after a restore or a copy. */
void vgs_core_rebuild(struct vgs_gic *gic);

/* --- deferred actions ---------------------------------------------- */

/* Bits and words of the bitmap of deferred actions. */
unsigned vgs_core_work_bits(const struct vgs_gic *gic);
size_t vgs_core_work_words(const struct vgs_gic *gic);
/* Can the machine have that one? */
bool vgs_core_work_exists(const struct vgs_gic *gic, unsigned bit);

/* Deferred actions: in step mode they wait, else they run at once. */
void vgs_core_defer(struct vgs_gic *gic, enum vgs_work_kind kind,
		    unsigned index);
/* The same, but it waits in every mode: the budget of the call is used up. */
void vgs_core_postpone(struct vgs_gic *gic, enum vgs_work_kind kind,
		       unsigned index);
/* What is deferred will not happen. */
void vgs_core_cancel(struct vgs_gic *gic, enum vgs_work_kind kind,
		     unsigned index);
bool vgs_core_deferred(const struct vgs_gic *gic, enum vgs_work_kind kind,
		       unsigned index);

#endif
