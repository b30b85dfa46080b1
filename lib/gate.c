/* SPDX-License-Identifier: MIT */
/* The gates by number, their names and rules. */
#include "gate.h"

bool vgs_gate_open(enum vgs_gate gate, const struct vgs_gate_pe *pe,
		   const struct vgs_gate_irq *irq)
{
	switch (gate) {
	case VGS_GATE_PENDING:
		return vgs_irq_pending(irq->bits);
	case VGS_GATE_ACTIVE:
		return !(irq->bits & VGS_IRQ_ACTIVE);
	case VGS_GATE_ENABLE:
		return irq->bits & VGS_IRQ_ENABLED;
	case VGS_GATE_TARGET:
		return irq->targeted;
	case VGS_GATE_GROUP_ENABLE:
		return vgs_gate_group_enable(pe, irq->group);
	case VGS_GATE_AWAKE:
		return vgs_gate_awake(pe);
	case VGS_GATE_IGRPEN:
		return vgs_gate_igrpen(pe, irq->group);
	case VGS_GATE_PMR:
		return vgs_gate_pmr(pe, irq);
	case VGS_GATE_RUNNING:
		return vgs_gate_running(pe, irq);
	case VGS_GATES:
		break;
	}
	return false;
}

static const struct {
	const char *name;
	uint16_t rule;
} gates[VGS_GATES] = {
	[VGS_GATE_PENDING] = { "pending", VGS_R_GIC_B8 },
	[VGS_GATE_ACTIVE] = { "not-active", VGS_R_GIC_B23 },
	[VGS_GATE_ENABLE] = { "enable", VGS_R_GIC_B18 },
	[VGS_GATE_TARGET] = { "target", VGS_R_GIC_I2 },
	[VGS_GATE_GROUP_ENABLE] = { "group-enable", VGS_R_GIC_D36 },
	[VGS_GATE_AWAKE] = { "awake", VGS_R_GIC_I16 },
	[VGS_GATE_IGRPEN] = { "cpu-group-enable", VGS_R_GIC_E2 },
	[VGS_GATE_PMR] = { "priority-mask", VGS_R_GIC_D14 },
	[VGS_GATE_RUNNING] = { "running-priority", VGS_R_GIC_D16 },
};

const char *vgs_gate_name(enum vgs_gate gate)
{
	return gates[gate].name;
}

unsigned vgs_gate_rule(enum vgs_gate gate)
{
	return gates[gate].rule;
}
