/* SPDX-License-Identifier: MIT */
/*
 * A hypervisor's own vgic: one vCPU, SPIs, level interrupts that are tied to
 * physical ones.  It is what a small hypervisor would write; what it has to get
 * right the scenario files say, which own-vgic-run.c runs on it.
 */
#include "own-vgic.h"

#define IRQS 1020u /* the library asks about those that exist */

struct irq {
	bool enabled, level, line, latch, active, hw;
	uint8_t priority;
	uint32_t pintid;
};

struct vgic {
	struct irq irqs[IRQS];
};

static bool is_pending(const struct irq *q)
{
	return q->latch || (q->level && q->line);
}

static int inject(void *vgic, unsigned vcpu, uint32_t intid, bool level)
{
	struct vgic *v = vgic;
	struct irq *q = &v->irqs[intid];

	q->line = level;
	q->latch |= level && !q->level;
	vgs_vm_kick(vgs_own_vm(v), intid < 32 ? vcpu : 0);
	return 0;
}

static int map(void *vgic, unsigned vcpu, uint32_t vintid, uint32_t pintid,
	       bool tied)
{
	struct vgic *v = vgic;

	(void)vcpu;
	v->irqs[vintid].hw = tied;
	v->irqs[vintid].pintid = pintid;
	return 0;
}

/* What fits goes into list registers, in order of INTID. */
static unsigned flush(void *vgic, unsigned vcpu, unsigned max,
		      struct vgs_lr_info *ret_lrs)
{
	struct vgic *v = vgic;
	bool on = vgs_own_enabled(vgs_own_vm(v));
	bool v3 = vgs_vm_config(vgs_own_vm(v))->version == VGS_GIC_V3;
	unsigned used = 0;

	(void)vcpu;
	for (uint32_t n = 0; n < IRQS && used < max; n++) {
		struct irq *q = &v->irqs[n];

		if (!q->active && !(on && q->enabled && is_pending(q)))
			continue;
		ret_lrs[used++] = (struct vgs_lr_info){
			.state = q->active ? VGS_ACTIVE : VGS_PENDING,
			.vintid = n,
			.pintid = q->pintid,
			.priority = q->priority,
			.group = v3, /* all are of one */
			.hw = q->hw,
			.eoi = q->level && !q->hw, /* tell me of the end */
		};
		if (q->active)
			continue;
		q->latch = q->latch && q->level; /* until it is acknowledged */
		q->line = q->line && !q->hw; /* the host will raise it again */
	}
	return used;
}

static void fold(void *vgic, unsigned vcpu, const struct vgs_lr_info *lr)
{
	struct vgic *v = vgic;
	struct irq *q = &v->irqs[lr->vintid];
	bool pending =
		lr->state == VGS_PENDING || lr->state == VGS_ACTIVE_PENDING;
	bool taken = !q->active && !pending;

	q->active = lr->state == VGS_ACTIVE || lr->state == VGS_ACTIVE_PENDING;
	/* What the guest has not acknowledged is pending still. */
	q->latch = q->level ? q->latch && !taken : q->latch || pending;
	if (!pending || !q->level || !q->hw)
		return;
	/* A tied line that fell before the guest looked: nobody will end it. */
	q->line = vgs_own_wire(vgs_own_vm(v), vcpu, q->pintid);
	if (!q->line)
		vgs_own_deactivate(vgs_own_vm(v), vcpu, q->pintid);
}

static uint32_t field(void *vgic, unsigned vcpu, enum vgs_reg_how how,
		      enum vgs_own_field field, uint32_t intid, uint32_t value)
{
	struct vgic *v = vgic;
	struct irq *q = &v->irqs[intid];
	bool write = how == VGS_REG_WRITE;

	(void)vcpu;
	if (field == VGS_OWN_ENABLED)
		return write ? q->enabled = value : q->enabled;
	if (field == VGS_OWN_PENDING)
		return write ? q->latch = value : is_pending(q);
	if (field == VGS_OWN_PRIORITY)
		return write ? q->priority = value & 0xf8 : q->priority;
	if (field == VGS_OWN_CONFIG && write)
		q->level = !(value & 2);
	return field == VGS_OWN_CONFIG && !q->level ? 2 : 0;
}

static int irq(void *vgic, unsigned vcpu, uint32_t intid,
	       struct vgs_virq_info *ret_info)
{
	const struct vgic *v = vgic;
	const struct irq *q = &v->irqs[intid];

	(void)vcpu;
	ret_info->enabled = q->enabled;
	ret_info->edge = !q->level;
	ret_info->line = q->line;
	ret_info->latch = q->latch;
	ret_info->active = q->active;
	return 0;
}

const struct vgs_vgic_ops own_vgic = {
	.size = sizeof(own_vgic),
	.state = sizeof(struct vgic),
	.inject = inject,
	.map = map,
	.flush = flush,
	.fold = fold,
	.field = field,
	.irq = irq,
};
