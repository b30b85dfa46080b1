/* SPDX-License-Identifier: MIT */
/* The CPU interface engine: reset, active priorities, priority drop. */
#include "cpuif.h"

#include <string.h>

void vgs_cpuif_shape_init(struct vgs_cpuif_shape *shape, unsigned priority_bits,
			  unsigned preemption_bits)
{
	shape->prio_mask = vgs_prio_mask(priority_bits);
	shape->pmr_mask = shape->prio_mask;
	shape->preemption_bits = (uint8_t)preemption_bits;
	/* GIC-D25: 32 levels a register. */
	shape->ap_regs =
		(uint8_t)(preemption_bits <= 5 ? 1u
					       : VGS_BIT(preemption_bits - 5));
	shape->bpr_min = vgs_prio_bpr_min(preemption_bits);
}

void vgs_cpuif_reset(struct vgs_cpuif *cpu, const struct vgs_cpuif_shape *shape)
{
	memset(cpu, 0, sizeof(*cpu));
	for (unsigned g = 0; g < VGS_GROUPS; g++)
		cpu->bpr[g] = vgs_cpuif_bpr_clamp(shape, (enum vgs_group)g, 0);
}

int vgs_cpuif_highest_group(const struct vgs_cpuif *cpu,
			    const struct vgs_cpuif_shape *shape, bool security)
{
	int bit = vgs_cpuif_ap_highest(cpu, shape);
	uint8_t others = cpu->ap_nmi & (uint8_t)~VGS_BIT(VGS_G1NS);
	uint32_t mask;

	/*
	 * GIC-N10: an active NMI runs above its group's other levels, a Secure
	 * one above a Non-secure one; GIC-N2: that is not above all others.
	 */
	if (cpu->ap_nmi && vgs_cpuif_nmi_running(cpu, security) <=
				   vgs_cpuif_running(cpu, shape))
		return (int)vgs_ctz64(others ? others : cpu->ap_nmi);
	if (bit < 0)
		return -1;
	mask = VGS_BIT((unsigned)bit % 32);
	for (int g = 0; g < VGS_GROUPS; g++) {
		if (VGS_RULE(GIC_D29, cpu->ap[g][bit / 32] & mask))
			return g;
	}
	return -1;
}

void vgs_cpuif_drop(struct vgs_cpuif *cpu, const struct vgs_cpuif_shape *shape,
		    enum vgs_group group)
{
	if (cpu->ap_nmi & VGS_BIT(group)) {
		cpu->ap_nmi &= (uint8_t)~VGS_BIT(group);
		return;
	}
	for (unsigned n = 0; n < shape->ap_regs; n++) {
		uint32_t *ap = &cpu->ap[group][n];

		if (VGS_RULE(GIC_D27, *ap)) {
			*ap &= *ap - 1;
			return;
		}
	}
}
