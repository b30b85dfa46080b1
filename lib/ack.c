/* SPDX-License-Identifier: MIT */
/* Acknowledge and deactivation: what seldom happens, and what is told. */
#include "ack.h"

void vgs_core_tell(const struct vgs_gic *gic, enum vgs_event_kind kind,
		   unsigned pe, uint32_t intid, uint64_t old_value,
		   uint64_t new_value, unsigned rule)
{
	struct vgs_event event = {
		.kind = kind,
		.rule = (uint16_t)rule,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_PE,
		.intid = intid,
		.old_value = old_value,
		.new_value = new_value,
	};

	vgs_core_trace(gic, &event);
}

void vgs_core_drop_told(struct vgs_gic *gic, unsigned pe, enum vgs_group group)
{
	uint8_t running = vgs_core_running(gic, pe);

	vgs_core_drop_untold(gic, pe, group);
	vgs_core_tell(gic, VGS_EV_PRIORITY_DROP, pe, VGS_INTID_NONE, running,
		      vgs_core_running(gic, pe), VGS_R_GIC_D27);
}

/*
 * GIC-G9: a GICv2 SGI is acknowledged for one source, the lowest; the others
 * keep it pending.
 */
void vgs_core_acknowledge_source(struct vgs_gic *gic, uint32_t slot)
{
	uint8_t others = gic->irqs[slot].cpus;

	others &= (uint8_t)(others - 1);
	vgs_core_set_cpus(gic, slot, others);
	vgs_core_event(gic, slot, VGS_IRQ_EV_ACKNOWLEDGE, VGS_R_GIC_B7);
	if (VGS_RULE(GIC_G9, others))
		vgs_core_event(gic, slot, VGS_IRQ_EV_SET_PENDING, VGS_R_GIC_G9);
}

void vgs_core_deactivate_hw(struct vgs_gic *gic, unsigned pe, uint32_t pintid)
{
	uint32_t slot = vgs_core_slot(gic, pe, pintid);
	unsigned bits;

	/* GIC-P8: special and unimplemented INTIDs. */
	if (VGS_RULE(GIC_P8, slot == VGS_NO_SLOT)) {
		vgs_core_finding(gic, pe, pintid, VGS_R_GIC_CU74);
		return;
	}
	/* GIC-S14: an SGI of a GICv2. */
	if (VGS_RULE(GIC_S14, gic->cfg.version == VGS_GIC_V2 &&
				      pintid < VGS_INTID_PPI &&
				      VGS_CHOICE(gic, GIC_CU74)))
		return;
	bits = gic->irqs[slot].bits;
	/* GIC-P7: as a Non-secure DIR, so never a Secure interrupt. */
	if (VGS_RULE(GIC_P7, !gic->one_security_state &&
				     vgs_core_group(gic, bits) != VGS_G1NS)) {
		vgs_core_finding(gic, pe, pintid, VGS_R_GIC_CU75);
		if (!VGS_CHOICE(gic, GIC_CU75))
			return;
	}
	if (!vgs_core_is_active(gic, slot)) {
		vgs_core_finding(gic, pe, pintid, VGS_R_GIC_CU75);
		return;
	}
	vgs_core_deactivate(gic, pe, slot, VGS_R_GIC_P6);
}
