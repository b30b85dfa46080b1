/* SPDX-License-Identifier: MIT */
/*
 * What happens when software acknowledges, ends and deactivates an interrupt,
 * whichever register it does that with.
 */
#ifndef VGS_ACK_H
#define VGS_ACK_H

#include "core.h"

/* Who listens is told of an acknowledge, a drop or a deactivation. */
VGS_COLD void vgs_core_tell(const struct vgs_gic *gic, enum vgs_event_kind kind,
			    unsigned pe, uint32_t intid, uint64_t old_value,
			    uint64_t new_value, unsigned rule);

/*
 * GIC-G9: a GICv2 SGI is acknowledged for one source, the lowest; the others
 * keep it pending.
 */
void vgs_core_acknowledge_source(struct vgs_gic *gic, uint32_t slot);

/* GIC-B35: SGIs without an active state. */
static inline bool vgs_core_without_active(const struct vgs_gic *gic,
					   uint32_t slot)
{
	return VGS_RULE(GIC_B35,
			gic->inactive_sgis &&
				vgs_core_intid(gic, slot) < VGS_INTID_PPI);
}

/* Its state after that.  GICv2 SGI sources too. */
static inline void vgs_core_take(struct vgs_gic *gic, unsigned pe,
				 const struct vgs_hppi *hppi)
{
	/* GIC-L19: an LPI has no active state. */
	if (VGS_RULE(GIC_L19, hppi->slot == VGS_SLOT_LPI))
		gic->model->lpi_acknowledged(gic, pe, hppi->intid);
	else if (hppi->intid < VGS_INTID_PPI && gic->irqs[hppi->slot].cpus)
		vgs_core_acknowledge_source(gic, hppi->slot);
	else if (vgs_core_without_active(gic, hppi->slot))
		vgs_core_event_by(gic, hppi->slot, pe,
				  VGS_IRQ_EV_ACKNOWLEDGE_ONLY, VGS_R_GIC_B7);
	else
		vgs_core_event_by(gic, hppi->slot, pe, VGS_IRQ_EV_ACKNOWLEDGE,
				  VGS_R_GIC_B7);
}

/*
 * Acknowledge what is offered to @pe: active priority, state.  It is withdrawn,
 * which marks the PE dirty, for what runs too.
 * @return number of the active priority, -1: an NMI has none
 */
static inline int vgs_core_acknowledge(struct vgs_gic *gic, unsigned pe,
				       const struct vgs_hppi *hppi)
{
	struct vgs_cpuif *cpu = &gic->pe[pe].cpu;
	int level = vgs_cpuif_activate(cpu, &gic->shape, hppi->group,
				       hppi->priority, hppi->nmi);

	if (VGS_TRACING(gic))
		vgs_core_tell(gic, VGS_EV_ACKNOWLEDGE, pe, hppi->intid, 0,
			      hppi->priority, VGS_R_GIC_E15);
	vgs_core_take(gic, pe, hppi);
#ifdef VGS_SELFCHECK
	VGS_BUG_ON(gic, !(gic->offer[pe].dirty & VGS_DIRTY_BEST));
#endif
	return level;
}

static inline void vgs_core_drop_untold(struct vgs_gic *gic, unsigned pe,
					enum vgs_group group)
{
	vgs_cpuif_drop(&gic->pe[pe].cpu, &gic->shape, group);
	vgs_core_dirty_running(gic, pe);
}

/* The same, and who listens is told of the running priorities. */
VGS_COLD void vgs_core_drop_told(struct vgs_gic *gic, unsigned pe,
				 enum vgs_group group);

/* Priority drop of the most urgent active priority of @group. */
static inline void vgs_core_drop(struct vgs_gic *gic, unsigned pe,
				 enum vgs_group group)
{
	if (VGS_TRACING(gic))
		vgs_core_drop_told(gic, pe, group);
	else
		vgs_core_drop_untold(gic, pe, group);
}

/* Under QD-33 the model knows for whom; it may be anybody. */
static inline bool vgs_core_is_active(const struct vgs_gic *gic, uint32_t slot)
{
	return vgs_core_banked(gic, slot) ||
	       (gic->irqs[slot].bits & VGS_IRQ_ACTIVE);
}

/* Deactivate by EOI or DIR; an inactive one is a finding. */
static inline void vgs_core_deactivate(struct vgs_gic *gic, unsigned pe,
				       uint32_t slot, unsigned rule)
{
	if (vgs_core_without_active(gic, slot))
		return;
	if (VGS_RULE(GIC_E33, !vgs_core_is_active(gic, slot))) {
		vgs_core_refused(gic, pe, vgs_core_intid(gic, slot),
				 VGS_R_GIC_CU57,
				 gic->cfg.version != VGS_GIC_V2 &&
					 VGS_CHOICE(gic, GIC_CU57));
		return;
	}
	if (VGS_TRACING(gic))
		vgs_core_tell(gic, VGS_EV_DEACTIVATE, pe,
			      vgs_core_intid(gic, slot), 0, 0, rule);
	vgs_core_event_by(gic, slot, pe, VGS_IRQ_EV_DEACTIVATE, rule);
}

/* Deactivation by a list register with HW=1 (GIC-P6 .. GIC-P9). */
void vgs_core_deactivate_hw(struct vgs_gic *gic, unsigned pe, uint32_t pintid);

#endif
