/* SPDX-License-Identifier: MIT */
/* The CPU interface engine: shape and reset. */
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
	shape->group1_first = false;
}

void vgs_cpuif_reset(struct vgs_cpuif *cpu, const struct vgs_cpuif_shape *shape)
{
	memset(cpu, 0, sizeof(*cpu));
	for (unsigned g = 0; g < VGS_GROUPS; g++)
		cpu->bpr[g] = vgs_cpuif_bpr_clamp(shape, (enum vgs_group)g, 0);
}
