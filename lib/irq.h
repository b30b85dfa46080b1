/* SPDX-License-Identifier: MIT */
/*
 * One interrupt: its primitive bits, the predicates on them and the pure
 * next-state function.  The four state names of the manual are derived here
 * and stored nowhere.  Selection is in gate.h, the index in ready.h, the
 * funnel through which every change goes in core.h.
 */
#ifndef VGS_IRQ_H
#define VGS_IRQ_H

#include <libvgicsim/types.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "rule.h"

/* struct vgs_irq.bits */
#define VGS_IRQ_LINE	(1u << 0) /* the wire is asserted */
#define VGS_IRQ_LATCH	(1u << 1) /* edge or software set it pending */
#define VGS_IRQ_ACTIVE	(1u << 2)
#define VGS_IRQ_ENABLED (1u << 3)
#define VGS_IRQ_EDGE	(1u << 4) /* ICFGR: edge-triggered */
#define VGS_IRQ_GROUP	(1u << 5) /* IGROUPR bit */
#define VGS_IRQ_GRPMOD	(1u << 6) /* IGRPMODR bit */
#define VGS_IRQ_NMI	(1u << 7) /* INMIR bit */
#define VGS_IRQ_NSACR	(3u << 8)
#define VGS_IRQ_MESSAGE (1u << 10) /* a level SPI asserted by SETSPI */
#define VGS_IRQ_ROUTED	(1u << 11) /* route was written since reset */
/* reset: pattern: not written since a reset that leaves it UNKNOWN. */
#define VGS_IRQ_UNKNOWN_CONFIG	 (1u << 12)
#define VGS_IRQ_UNKNOWN_PRIORITY (1u << 13)
#define VGS_IRQ_UNKNOWN_GROUP	 (1u << 14)
#define VGS_IRQ_UNKNOWN		 (7u << 12)
#define VGS_IRQ_BITS		 0x7fffu

/* With none of these bits it is not pending. */
#define VGS_IRQ_REQUESTS (VGS_IRQ_LINE | VGS_IRQ_LATCH | VGS_IRQ_MESSAGE)

#define VGS_IRQ_GROUP_SHIFT 5
#define VGS_IRQ_NSACR_SHIFT 8

/* Plain data, one per implemented (PE, private INTID) and shared INTID. */
struct vgs_irq {
	uint16_t bits;
	uint8_t priority; /* Secure view; unimplemented bits are 0 */
	/* GICv2 and ARE=0: targets of an SPI, pending sources of an SGI. */
	uint8_t cpus;
};

/* Every bit that any of them has, in its place. */
static inline struct vgs_irq vgs_irq_any(const struct vgs_irq *irqs,
					 uint32_t count)
{
	struct vgs_irq ret;
	uint32_t word, any = 0;

	for (uint32_t k = 0; k < count; k++) {
		memcpy(&word, &irqs[k], sizeof(word));
		any |= word;
	}
	memcpy(&ret, &any, sizeof(ret));
	return ret;
}

/* Every bit that any of them has otherwise than the one before them. */
static inline struct vgs_irq vgs_irq_unlike(const struct vgs_irq *irqs,
					    uint32_t count)
{
	struct vgs_irq ret;
	uint32_t before, word, unlike = 0;

	memcpy(&before, irqs - 1, sizeof(before));
	for (uint32_t k = 0; k < count; k++) {
		memcpy(&word, &irqs[k], sizeof(word));
		unlike |= word ^ before;
	}
	memcpy(&ret, &unlike, sizeof(ret));
	return ret;
}

enum vgs_irq_event {
	VGS_IRQ_EV_LINE_HIGH,
	VGS_IRQ_EV_LINE_LOW,
	VGS_IRQ_EV_SET_PENDING,	  /* ISPENDR, SGI, an edge by message */
	VGS_IRQ_EV_CLEAR_PENDING, /* ICPENDR */
	VGS_IRQ_EV_MESSAGE_SET,	  /* SETSPI */
	VGS_IRQ_EV_MESSAGE_CLEAR, /* CLRSPI */
	VGS_IRQ_EV_ACKNOWLEDGE,
	VGS_IRQ_EV_ACKNOWLEDGE_ONLY, /* no active state (GIC-B35) */
	VGS_IRQ_EV_DEACTIVATE,	     /* EOI, DIR, ICACTIVER */
	VGS_IRQ_EV_ACTIVATE,	     /* ISACTIVER */
	VGS_IRQ_EV_ENABLE,
	VGS_IRQ_EV_DISABLE,
	VGS_IRQ_EV_MAKE_EDGE,
	VGS_IRQ_EV_MAKE_LEVEL,
};

/* GIC-B8: a level interrupt is pending by its line or by the latch. */
static inline bool vgs_irq_pending(unsigned bits)
{
	if (bits & VGS_IRQ_LATCH)
		return true;
	return VGS_RULE(GIC_B8,
			!(bits & VGS_IRQ_EDGE) &&
				(bits & (VGS_IRQ_LINE | VGS_IRQ_MESSAGE)));
}

/* The manual's name of the state (GIC-B4). */
static inline enum vgs_irq_state vgs_irq_state(unsigned bits)
{
	bool active = bits & VGS_IRQ_ACTIVE;

	if (vgs_irq_pending(bits))
		return active ? VGS_ACTIVE_PENDING : VGS_PENDING;
	return active ? VGS_ACTIVE : VGS_INACTIVE;
}

/**
 * vgs_irq_next() - the bits of an interrupt after an event
 *
 * Pure.  Bits that the event does not concern are kept.
 */
static inline unsigned vgs_irq_next(unsigned bits, enum vgs_irq_event event)
{
	switch (event) {
	case VGS_IRQ_EV_LINE_HIGH:
		/* An edge while active or pending merges (GIC-B5, GIC-B6). */
		if (VGS_RULE(GIC_B5,
			     (bits & VGS_IRQ_EDGE) && !(bits & VGS_IRQ_LINE)))
			bits |= VGS_IRQ_LATCH;
		return bits | VGS_IRQ_LINE;
	case VGS_IRQ_EV_LINE_LOW:
		/* What was latched stays: GIC-B8, GIC-B12. */
		return bits & ~VGS_IRQ_LINE;
	case VGS_IRQ_EV_SET_PENDING:
		/* Also for a level that is already asserted (GIC-B12). */
		return bits | VGS_IRQ_LATCH;
	case VGS_IRQ_EV_CLEAR_PENDING:
		/* Only the latch: an asserted level stays (GIC-B13). */
		return bits & ~VGS_IRQ_LATCH;
	case VGS_IRQ_EV_MESSAGE_SET:
		/* GIC-M2 an edge is latched, GIC-M3 a level is held. */
		if (VGS_RULE(GIC_M2, bits & VGS_IRQ_EDGE))
			return bits | VGS_IRQ_LATCH;
		return bits | VGS_IRQ_MESSAGE;
	case VGS_IRQ_EV_MESSAGE_CLEAR:
		if (bits & VGS_IRQ_EDGE)
			return bits & ~VGS_IRQ_LATCH;
		return bits & ~VGS_IRQ_MESSAGE;
	case VGS_IRQ_EV_ACKNOWLEDGE:
		/* GIC-B7 and GIC-B14: one request is consumed. */
		return (bits & ~VGS_IRQ_LATCH) | VGS_IRQ_ACTIVE;
	case VGS_IRQ_EV_ACKNOWLEDGE_ONLY:
		return bits & ~VGS_IRQ_LATCH;
	case VGS_IRQ_EV_DEACTIVATE:
		/* GIC-B11: what is pending then is pending again. */
		return bits & ~VGS_IRQ_ACTIVE;
	case VGS_IRQ_EV_ACTIVATE:
		/* GIC-B21: no acknowledge, the latch stays. */
		return bits | VGS_IRQ_ACTIVE;
	case VGS_IRQ_EV_ENABLE:
		return bits | VGS_IRQ_ENABLED;
	case VGS_IRQ_EV_DISABLE:
		/* Pending and active are kept (GIC-B18, GIC-B20). */
		return bits & ~VGS_IRQ_ENABLED;
	case VGS_IRQ_EV_MAKE_EDGE:
		return bits | VGS_IRQ_EDGE;
	case VGS_IRQ_EV_MAKE_LEVEL:
		return bits & ~VGS_IRQ_EDGE;
	}
	return bits;
}

#endif
