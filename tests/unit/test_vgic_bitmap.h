/* SPDX-License-Identifier: MIT */
/*
 * KVM's vgic before 4.7 as vgic.md's appendix E says it: bits of interrupts,
 * and list registers that stay.  The part of test_vgic_model.h for epoch E0.
 */
#ifndef TEST_VGIC_BITMAP_H
#define TEST_VGIC_BITMAP_H

static inline bool k_lr_active(const struct vgs_lr_info *lr)
{
	return lr->state == VGS_ACTIVE || lr->state == VGS_ACTIVE_PENDING;
}

static inline bool k_lr_pending(const struct vgs_lr_info *lr)
{
	return lr->state == VGS_PENDING || lr->state == VGS_ACTIVE_PENDING;
}

/* Does a list register of @vcpu have it?  Active or not, as asked. */
static inline bool k_has(const struct model *m, unsigned vcpu, unsigned i,
			 bool active)
{
	const struct m_vcpu *v = &m->vcpus[vcpu];

	for (unsigned n = 0; n < m->shape->lrs; n++)
		if (v->taken[n] && m_index(vcpu, v->lr[n].vintid) == i &&
		    (!active || k_lr_active(&v->lr[n])))
			return true;
	return false;
}

static inline bool k_anywhere(const struct model *m, unsigned i, bool active)
{
	for (unsigned n = 0; n < m->shape->cpus; n++)
		if (k_has(m, n, i, active))
			return true;
	return false;
}

/* What the distributor has to hand out: OLD-2, OLD-4, OLD-8, BUG-13. */
static inline bool k_due(const struct model *m, unsigned i)
{
	const struct m_irq *q = &m->irqs[i];

	if (q->target == M_NONE || (q->hw && k_anywhere(m, i, false)))
		return false;
	if (q->to_activate)
		return true;
	return q->enabled && m->on && m_pending(q) && (q->edge || !q->queued);
}

/* OLD-2: whoever has something to hand out now is told. */
static inline void k_queue(struct model *m, unsigned i)
{
	if (k_due(m, i))
		m_kick(m, m->irqs[i].target);
}

/* OLD-5.  @return was there a list register? */
static inline bool k_give(struct model *m, unsigned vcpu, unsigned i,
			  unsigned source, bool active)
{
	struct m_vcpu *v = &m->vcpus[vcpu];
	const struct m_irq *q = &m->irqs[i];
	unsigned n = 0;
	struct vgs_lr_info *lr;

	while (n < m->shape->lrs &&
	       !(v->taken[n] && v->lr[n].vintid == q->intid &&
		 v->lr[n].source == source))
		n++;
	if (n == m->shape->lrs) {
		for (n = 0; n < m->shape->lrs && v->taken[n];)
			n++;
		if (n == m->shape->lrs)
			return false;
		v->taken[n] = true;
		v->lr[n] = (struct vgs_lr_info){
			.state = VGS_INACTIVE,
			.vintid = q->intid,
			.group = q->group1,
			.source = (uint8_t)source,
			.hw = q->hw,
			.pintid = q->hw ? q->pintid : 0,
			.eoi = !q->edge && !q->hw,
		};
	}
	lr = &v->lr[n];
	lr->state =
		m_state(k_lr_pending(lr) || !active, k_lr_active(lr) || active);
	return true;
}

/* OLD-4, OLD-11.  @return did it get all it wants? */
static inline bool k_hand_out(struct model *m, unsigned vcpu, unsigned i)
{
	struct m_irq *q = &m->irqs[i];

	if (q->to_activate) {
		if (!k_give(m, vcpu, i, q->active_source, true))
			return false;
		q->to_activate = false;
		if (!k_due(m, i))
			return true;
	}
	for (unsigned source = 0; m_sgi2(m, q) && source < 8; source++) {
		if (!(q->source >> source & 1))
			continue;
		if (!k_give(m, vcpu, i, source, false))
			return false;
		q->source &= ~(1u << source);
		q->latch = q->source;
	}
	if (m_sgi2(m, q))
		return true;
	if (!k_give(m, vcpu, i, 0, false))
		return false;
	if (q->edge || q->hw)
		q->latch = false;
	if (!q->edge && q->hw)
		q->line = false;
	q->queued = !q->edge && !q->hw;
	return true;
}

static inline void k_run(struct model *m, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];
	bool overflow = false;

	v->kicked = v->stopped = false;
	for (uint32_t intid = 0; intid < 32 + M_SPIS; intid++) {
		unsigned i = m_index(vcpu, intid);

		if (k_due(m, i) && m->irqs[i].target == vcpu)
			overflow |= !k_hand_out(m, vcpu, i);
	}
	v->used = 0;
	for (unsigned n = 0; n < m->shape->lrs; n++)
		if (v->taken[n])
			v->used = n + 1;
	v->hcr = v->used ? 1 : 0;
	if (overflow)
		v->hcr |= 2;
	v->entered = v->flushed = true;
}

/* OLD-6 */
static inline void k_ended(struct model *m, unsigned vcpu,
			   const struct vgs_lr_info *lr)
{
	struct m_irq *q = &m->irqs[m_index(vcpu, lr->vintid)];

	if (!lr->eoi)
		return;
	q->queued = false;
	q->latch = false;
}

static inline void k_leave(struct model *m, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];

	v->entered = v->kicked = false;
	for (unsigned n = 0; n < v->used; n++) {
		if (!v->taken[n])
			continue;
		v->lr[n].state = v->seen[n].state;
		v->taken[n] = v->seen[n].state != VGS_INACTIVE;
		if (v->taken[n])
			continue;
		k_ended(m, vcpu, &v->lr[n]);
		v->lr[n] = (struct vgs_lr_info){ .state = VGS_INACTIVE };
	}
	v->used = 0;
}

/* OLD-9: user space looks, and all is bits again. */
static inline void k_unqueue(struct model *m, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];

	for (unsigned n = 0; n < m->shape->lrs; n++) {
		const struct vgs_lr_info *lr = &v->lr[n];
		struct m_irq *q = &m->irqs[m_index(vcpu, lr->vintid)];

		if (!v->taken[n])
			continue;
		v->taken[n] = q->queued = false;
		if (k_lr_active(lr)) {
			q->to_activate = true;
			q->active_source = lr->source;
		}
		/* A high line says so itself, and as long as it is high. */
		if (k_lr_pending(lr) && (q->edge || !q->line))
			q->latch = true;
		if (k_lr_pending(lr) && m_sgi2(m, q))
			q->source |= 1u << lr->source;
		v->lr[n] = (struct vgs_lr_info){ .state = VGS_INACTIVE };
	}
}

#endif
