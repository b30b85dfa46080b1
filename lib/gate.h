/* SPDX-License-Identifier: MIT */
/*
 * The gates between an interrupt and the signal of a PE, in the order the
 * architecture evaluates them.  Selection (select.c), the naive evaluation
 * that checks it and vgs_gic_explain() all use the predicates of this page,
 * so each rule stands here once.
 */
#ifndef VGS_GATE_H
#define VGS_GATE_H

#include "cpuif.h"
#include "irq.h"

/* Properties of one interrupt that gates look at. */
struct vgs_gate_irq {
	uint16_t bits; /* struct vgs_irq.bits */
	uint8_t priority;
	enum vgs_group group;
	bool nmi;
	bool targeted; /* routed to the PE in question */
};

/* Properties of one PE that gates look at. */
struct vgs_gate_pe {
	const struct vgs_cpuif *cpu;
	const struct vgs_cpuif_shape *shape;
	uint8_t forwarded; /* groups enabled in GICD_CTLR, bit per group */
	bool awake;	   /* GICR_WAKER: not asleep */
	bool security;	   /* two security states */
	bool secure;	   /* the PE executes in Secure state */
};

enum vgs_gate {
	VGS_GATE_PENDING,
	VGS_GATE_ACTIVE, /* open: not active */
	VGS_GATE_ENABLE,
	VGS_GATE_TARGET,
	VGS_GATE_GROUP_ENABLE,
	VGS_GATE_AWAKE,
	VGS_GATE_IGRPEN,
	VGS_GATE_PMR,
	VGS_GATE_RUNNING,
	VGS_GATES,
};

/* May be forwarded: what membership in the ready index means. */
static inline bool vgs_gate_ready(unsigned bits)
{
	return vgs_irq_pending(bits) &&
	       VGS_RULE(GIC_B23, !(bits & VGS_IRQ_ACTIVE)) &&
	       VGS_RULE(GIC_B18, bits & VGS_IRQ_ENABLED);
}

/* GIC-D36: the Distributor forwards the group. */
static inline bool vgs_gate_group_enable(const struct vgs_gate_pe *pe,
					 enum vgs_group group)
{
	return VGS_RULE(GIC_D36, pe->forwarded & VGS_BIT(group));
}

/* GIC-I16: a sleeping PE is sent nothing. */
static inline bool vgs_gate_awake(const struct vgs_gate_pe *pe)
{
	return VGS_RULE(GIC_I16, pe->awake);
}

/* GIC-E2: the group is enabled at the CPU interface. */
static inline bool vgs_gate_igrpen(const struct vgs_gate_pe *pe,
				   enum vgs_group group)
{
	return VGS_RULE(GIC_E2, pe->cpu->igrpen & VGS_BIT(group));
}

/*
 * GIC-D14: strictly more urgent than the mask.  An NMI of a Non-secure group
 * with two security states is masked by a Secure mask only, in Secure state
 * also by 0x80 (GIC-N4), any other NMI never.
 */
static inline bool vgs_gate_pmr(const struct vgs_gate_pe *pe,
				const struct vgs_gate_irq *irq)
{
	if (VGS_RULE(GIC_N4, irq->nmi))
		return !pe->security || irq->group != VGS_G1NS ||
		       pe->cpu->pmr > 0x80u ||
		       (pe->cpu->pmr == 0x80u && !pe->secure);
	return VGS_RULE(GIC_D14, irq->priority < pe->cpu->pmr);
}

/*
 * GIC-D16: strictly more urgent group priority than what runs; with nothing
 * active always (GIC-D17).  An active NMI runs at its superpriority (GIC-N2),
 * of which the pending interrupt's binary point takes the group priority as of
 * any other (GIC-D8).  An NMI preempts a non-NMI of the same group priority,
 * another NMI does not (GIC-N5).
 */
static inline bool vgs_gate_running(const struct vgs_gate_pe *pe,
				    const struct vgs_gate_irq *irq)
{
	uint8_t running = vgs_cpuif_running(pe->cpu, pe->shape);
	bool runs_nmi = false;
	uint8_t mask;

	if (pe->cpu->ap_nmi) {
		uint8_t level = vgs_cpuif_nmi_running(pe->cpu, pe->security);

		runs_nmi = VGS_RULE(GIC_N2, level <= running);
		if (runs_nmi)
			running = level;
	}
	if (VGS_RULE(GIC_D17, running == VGS_PRIO_IDLE))
		return true;
	mask = vgs_cpuif_group_mask(pe->cpu, irq->group);
	if (VGS_RULE(GIC_N5,
		     irq->nmi && !runs_nmi &&
			     (irq->priority & mask) == (running & mask)))
		return true;
	return VGS_RULE(GIC_D16, (irq->priority & mask) < (running & mask));
}

/* One gate by number: for explain and the naive evaluation. */
bool vgs_gate_open(enum vgs_gate gate, const struct vgs_gate_pe *pe,
		   const struct vgs_gate_irq *irq);

/* "pending", "not-active", "enable", … */
const char *vgs_gate_name(enum vgs_gate gate);

/* The rule a gate stands for, enum vgs_rule. */
unsigned vgs_gate_rule(enum vgs_gate gate);

#endif
