/* SPDX-License-Identifier: MIT */
/* Accessors of one INTID's field, shared by every GICD and GICR. */
#include "dist.h"

static struct vgs_irq *irq_at(const struct vgs_gic *gic, uint32_t slot)
{
	return &gic->irqs[slot];
}

/* Software has chosen: it is not what the reset left any more. */
static void known(struct vgs_gic *gic, uint32_t slot, unsigned flag)
{
	irq_at(gic, slot)->bits &= (uint16_t)~flag;
}

void vgs_dist_enable_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	(void)acc;
	(void)value;
	vgs_core_event(gic, slot, VGS_IRQ_EV_ENABLE, VGS_R_GIC_B18);
}

void vgs_dist_enable_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot, uint32_t value)
{
	(void)acc;
	(void)value;
	vgs_core_event(gic, slot, VGS_IRQ_EV_DISABLE, VGS_R_GIC_B19);
}

uint32_t vgs_dist_pending_get(const struct vgs_gic *gic,
			      const struct vgs_acc *acc, uint32_t slot)
{
	(void)acc;
	return vgs_irq_pending(irq_at(gic, slot)->bits);
}

void vgs_dist_pending_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value)
{
	(void)acc;
	(void)value;
	vgs_core_event_by(gic, slot, VGS_NO_PE, VGS_IRQ_EV_SET_PENDING,
			  VGS_R_GIC_B12);
}

void vgs_dist_pending_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint32_t slot, uint32_t value)
{
	unsigned bits = irq_at(gic, slot)->bits;

	(void)value;
	/* An asserted level stays pending: a common mistake (GIC-CU70). */
	if (!(bits & VGS_IRQ_EDGE) && (bits & VGS_IRQ_LINE))
		vgs_core_finding(gic, acc->pe, vgs_core_intid(gic, slot),
				 VGS_R_GIC_CU70);
	/* What a legacy SGI has of sources goes with the latch (GIC-B17). */
	if (vgs_dist_is_sgi(gic, slot))
		vgs_core_set_cpus(gic, slot, 0);
	vgs_core_event_by(gic, slot, VGS_NO_PE, VGS_IRQ_EV_CLEAR_PENDING,
			  VGS_R_GIC_B13);
}

void vgs_dist_active_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	(void)acc;
	(void)value;
	/* GIC-B35: there is no such state to set. */
	if (gic->inactive_sgis && vgs_core_intid(gic, slot) < VGS_INTID_PPI)
		return;
	vgs_core_event_by(gic, slot, VGS_NO_PE, VGS_IRQ_EV_ACTIVATE,
			  VGS_R_GIC_B21);
}

void vgs_dist_active_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot, uint32_t value)
{
	(void)acc;
	(void)value;
	vgs_core_event_by(gic, slot, VGS_NO_PE, VGS_IRQ_EV_DEACTIVATE,
			  VGS_R_GIC_B22);
}

/* Accesses that have the Non-secure view of priorities. */
static bool ns_view(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return !gic->one_security_state && !acc->secure;
}

uint32_t vgs_dist_priority_get(const struct vgs_gic *gic,
			       const struct vgs_acc *acc, uint32_t slot)
{
	uint8_t priority = irq_at(gic, slot)->priority;

	/* GIC-N2: the byte of an NMI is RES0. */
	if (VGS_RULE(GIC_N2, vgs_core_nmi(gic, irq_at(gic, slot)->bits)))
		return 0;
	if (VGS_RULE(GIC_C11, ns_view(gic, acc)))
		return vgs_prio_ns_read(priority);
	return priority;
}

void vgs_dist_priority_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot, uint32_t value)
{
	uint8_t priority = (uint8_t)value;

	if (VGS_RULE(GIC_C11, ns_view(gic, acc)))
		priority = vgs_prio_ns_write(priority);
	known(gic, slot, VGS_IRQ_UNKNOWN_PRIORITY);
	vgs_core_set_priority(gic, slot, priority);
}

uint32_t vgs_dist_config_get(const struct vgs_gic *gic,
			     const struct vgs_acc *acc, uint32_t slot)
{
	(void)acc;
	return irq_at(gic, slot)->bits & VGS_IRQ_EDGE ? 2u : 0u;
}

/* Alternatives of choice GIC-CU7. */
enum {
	CU7_LATCH_STAYS,
	CU7_CLEARED,
	CU7_PENDING,
};

/* GIC-CU7: an interrupt was pending when its trigger changed. */
static void config_of_pending(struct vgs_gic *gic, const struct vgs_acc *acc,
			      uint32_t slot)
{
	unsigned chosen =
		VGS_MISUSE(gic, acc->pe, vgs_core_intid(gic, slot), GIC_CU7);

	if (chosen != CU7_LATCH_STAYS)
		vgs_core_event_by(gic, slot, VGS_NO_PE,
				  chosen == CU7_PENDING
					  ? VGS_IRQ_EV_SET_PENDING
					  : VGS_IRQ_EV_CLEAR_PENDING,
				  VGS_R_GIC_CU7);
}

void vgs_dist_config_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	unsigned bits = irq_at(gic, slot)->bits;
	bool edge = value & 2u;

	/* GIC-B30: SGIs are always edge-triggered. */
	if (VGS_RULE(GIC_B30, vgs_dist_is_sgi(gic, slot)) ||
	    (vgs_core_is_private(gic, slot) && VGS_CHOICE(gic, GIC_B30)))
		return;
	if (edge != ((bits & VGS_IRQ_EDGE) != 0) && (bits & VGS_IRQ_ENABLED) &&
	    VGS_MISUSE(gic, acc->pe, vgs_core_intid(gic, slot), GIC_CU6))
		return;
	known(gic, slot, VGS_IRQ_UNKNOWN_CONFIG);
	vgs_core_event_by(gic, slot, VGS_NO_PE,
			  edge ? VGS_IRQ_EV_MAKE_EDGE : VGS_IRQ_EV_MAKE_LEVEL,
			  VGS_R_GIC_B29);
	if (edge != ((bits & VGS_IRQ_EDGE) != 0) && vgs_irq_pending(bits))
		config_of_pending(gic, acc, slot);
}

static void set_flag(struct vgs_gic *gic, uint32_t slot, unsigned flag,
		     uint32_t value)
{
	vgs_core_set_bits(gic, slot, flag, value ? flag : 0);
}

void vgs_dist_group_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value)
{
	(void)acc;
	known(gic, slot, VGS_IRQ_UNKNOWN_GROUP);
	set_flag(gic, slot, VGS_IRQ_GROUP, value);
}

void vgs_dist_grpmod_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	(void)acc;
	set_flag(gic, slot, VGS_IRQ_GRPMOD, value);
}

void vgs_dist_nmi_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot, uint32_t value)
{
	(void)acc;
	/* GIC-N1: Group 0 interrupts cannot have the property. */
	if (VGS_RULE(GIC_N1,
		     vgs_core_group(gic, irq_at(gic, slot)->bits) != VGS_G0))
		set_flag(gic, slot, VGS_IRQ_NMI, value);
}

uint32_t vgs_dist_nsacr_get(const struct vgs_gic *gic,
			    const struct vgs_acc *acc, uint32_t slot)
{
	(void)acc;
	return (irq_at(gic, slot)->bits & VGS_IRQ_NSACR) >> VGS_IRQ_NSACR_SHIFT;
}

void vgs_dist_nsacr_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value)
{
	(void)acc;
	vgs_core_set_bits(gic, slot, VGS_IRQ_NSACR,
			  (value & 3u) << VGS_IRQ_NSACR_SHIFT);
}

/* GIC-C7: NSACR opens SPIs and, @sgis, SGIs; a PPI has none. */
static bool opened(const struct vgs_gic *gic, const struct vgs_acc *acc,
		   uint32_t slot, bool sgis)
{
	unsigned bits = irq_at(gic, slot)->bits;
	unsigned nsacr = (bits & VGS_IRQ_NSACR) >> VGS_IRQ_NSACR_SHIFT;
	unsigned view = acc->reg->view;

	if (!VGS_RULE(GIC_C7, !vgs_core_is_private(gic, slot) ||
				      (sgis && vgs_dist_is_sgi(gic, slot))))
		return false;
	if (view < VGS_VIEW_NSACR1 || view > VGS_VIEW_NSACR3)
		return false;
	return VGS_RULE(GIC_C8, nsacr >= view - VGS_VIEW_NSACR1 + 1u);
}

static bool visible(const struct vgs_gic *gic, const struct vgs_acc *acc,
		    uint32_t slot, bool sgis)
{
	/* GIC-C4: Secure accesses see all, Non-secure ones their own. */
	if (acc->secure || gic->one_security_state)
		return true;
	return VGS_RULE(GIC_C4, vgs_core_group(gic, irq_at(gic, slot)->bits) ==
					VGS_G1NS) ||
	       opened(gic, acc, slot, sgis);
}

/* GIC-C10: GICR_NSACR is about sending SGIs, not about their registers. */
bool vgs_dist_visible(const struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot)
{
	return visible(gic, acc, slot, false);
}

bool vgs_dist_visible_gicd(const struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot)
{
	return visible(gic, acc, slot, true);
}
