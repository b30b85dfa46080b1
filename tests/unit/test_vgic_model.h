/* SPDX-License-Identifier: MIT */
/*
 * KVM's vgic once more, as vgic.md says it and as simply as can be: arrays,
 * linear searches, an insertion sort.  It knows no hardware but the list
 * registers, EOIcount and wires that it is shown.
 */
#ifndef TEST_VGIC_MODEL_H
#define TEST_VGIC_MODEL_H

#include "test_vgic.h"

#define M_VCPUS 4u
#define M_SPIS	64u
#define M_LPIS	4u
#define M_COUNT (32 * M_VCPUS + M_SPIS + M_LPIS)
#define M_LRS	4u
#define M_LPI0	8192u
#define M_NONE	VGS_NO_VCPU

struct m_irq {
	uint32_t intid, pintid;
	bool line, latch, active, enabled, edge, group1, hw;
	bool queued, to_activate; /* of bits */
	unsigned priority, source, active_source;
	unsigned target, vcpu; /* M_NONE */
	int lr;		       /* -1 */
};

struct m_vcpu {
	unsigned list[M_COUNT], count;
	bool entered, kicked, stopped, update;
	bool flushed; /* in this step: lr and hcr are what hardware has */
	struct vgs_lr_info lr[M_LRS];
	unsigned used, pe;
	unsigned last;	   /* entry of the last list register, M_COUNT: none */
	bool taken[M_LRS]; /* of bits: lr stays */
	uint32_t hcr;
	/* shown */
	struct vgs_lr_info seen[M_LRS];
	unsigned eoicount;
	unsigned groups, groups_saved; /* enabled: now, at the last exit */
};

struct model {
	const struct shape *shape;
	bool v3, host_v3;  /* of the guest, of the machine */
	bool bits;	   /* E0: test_vgic_bitmap.h */
	bool counts;	   /* EOIcount and what goes with it */
	bool head;	   /* EOIcount counts from the head (KVM-OV-13) */
	bool traps;	   /* the guest's CPU interface is emulated */
	bool polls, masks; /* mapped-level owner-polls, sw-resample */
	bool on, eoimode;
	unsigned active_spis;
	struct m_irq irqs[M_COUNT];
	struct m_vcpu vcpus[M_VCPUS];
	bool wire[64], phys_active[64]; /* physical SPIs, by INTID */
};

static inline bool k_anywhere(const struct model *m, unsigned i, bool active);
static inline void k_queue(struct model *m, unsigned i);
static inline void k_run(struct model *m, unsigned vcpu);
static inline void k_leave(struct model *m, unsigned vcpu);

static inline unsigned m_index(unsigned vcpu, uint32_t intid)
{
	if (intid < 32)
		return 32 * vcpu + intid;
	if (intid >= M_LPI0)
		return 32 * M_VCPUS + M_SPIS + intid - M_LPI0;
	return 32 * M_VCPUS + intid - 32;
}

static inline bool m_lpi(const struct m_irq *q)
{
	return q->intid >= M_LPI0;
}

static inline bool m_spi(const struct m_irq *q)
{
	return q->intid >= 32 && !m_lpi(q);
}

static inline bool m_sgi2(const struct model *m, const struct m_irq *q)
{
	return !m->v3 && q->intid < 16;
}

/* KVM-ST-11 */
static inline bool m_pending(const struct m_irq *q)
{
	return q->latch || (!q->edge && q->line);
}

/* KVM-AP-1 to AP-3 */
static inline unsigned m_oracle(const struct model *m, const struct m_irq *q)
{
	if (q->active)
		return q->vcpu != M_NONE ? q->vcpu : q->target;
	if (q->enabled && m_pending(q) && m->on)
		return q->target;
	return M_NONE;
}

static inline void m_kick(struct model *m, unsigned vcpu)
{
	if (!m->vcpus[vcpu].stopped)
		m->vcpus[vcpu].kicked = true;
}

static inline void m_append(struct model *m, unsigned i, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];

	v->list[v->count++] = i;
	m->irqs[i].vcpu = vcpu;
}

static inline void m_remove(struct model *m, unsigned i)
{
	struct m_vcpu *v = &m->vcpus[m->irqs[i].vcpu];
	unsigned at = 0;

	while (v->list[at] != i)
		at++;
	memmove(&v->list[at], &v->list[at + 1],
		(--v->count - at) * sizeof(v->list[0]));
	m->irqs[i].vcpu = M_NONE;
}

/* KVM-AP-10 to AP-12 */
static inline void m_queue(struct model *m, unsigned i)
{
	unsigned to = m_oracle(m, &m->irqs[i]);

	if (m->bits)
		k_queue(m, i);
	if (m->bits || to == M_NONE)
		return;
	if (m->irqs[i].vcpu != M_NONE) {
		m_kick(m, to);
		return;
	}
	m_append(m, i, to);
	if (m->counts && m->v3 && m_spi(&m->irqs[i]) && !m->active_spis++)
		for (unsigned n = 0; n < m->shape->cpus; n++)
			m_kick(m, n);
	else
		m_kick(m, to);
}

/* KVM-AP-15 */
static inline void m_prune(struct model *m, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];

	for (unsigned at = 0; at < v->count;) {
		unsigned i = v->list[at];
		unsigned to = m_oracle(m, &m->irqs[i]);

		if (to == vcpu) {
			at++;
			continue;
		}
		m_remove(m, i);
		if (to != M_NONE) {
			m_append(m, i, to);
			m_kick(m, to);
		}
		at = 0;
	}
}

/* --- flush --------------------------------------------------------- */

static inline unsigned m_weight(const struct model *m, const struct m_irq *q)
{
	unsigned weight = 0;

	if (!m_sgi2(m, q) || !q->source)
		return m_pending(q) || q->active;
	for (unsigned n = 0; n < 8; n++)
		weight += q->source >> n & 1;
	return weight + q->active;
}

/* KVM-AP-20: does @b go before @a, which stands first? */
static inline bool m_overtakes_old(const struct m_irq *a, const struct m_irq *b)
{
	bool pend_a = a->enabled && m_pending(a);
	bool pend_b = b->enabled && m_pending(b);

	if (a->active || b->active)
		return b->active && !a->active;
	if (!pend_a || !pend_b)
		return pend_b && !pend_a;
	return b->priority < a->priority;
}

static inline bool m_group_off(const struct model *m, unsigned vcpu,
			       const struct m_irq *q)
{
	return !(m->vcpus[vcpu].groups_saved >> q->group1 & 1);
}

/* KVM-AP-22, KVM-AP-23 */
static inline bool m_overtakes_new(const struct model *m, unsigned vcpu,
				   const struct m_irq *a, const struct m_irq *b)
{
	const unsigned keys[2][5] = {
		{ m_oracle(m, a) != vcpu, m_group_off(m, vcpu, a),
		  !(a->enabled && m_pending(a) && !a->active), a->priority,
		  !a->hw },
		{ m_oracle(m, b) != vcpu, m_group_off(m, vcpu, b),
		  !(b->enabled && m_pending(b) && !b->active), b->priority,
		  !b->hw },
	};

	for (unsigned k = 0; k < 5; k++)
		if (keys[0][k] != keys[1][k])
			return keys[1][k] < keys[0][k];
	return false;
}

static inline void m_sort(struct model *m, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];

	for (unsigned n = 1; n < v->count; n++) {
		unsigned i = v->list[n], at = n;

		for (; at; at--) {
			const struct m_irq *a = &m->irqs[v->list[at - 1]];
			const struct m_irq *b = &m->irqs[i];

			if (!(m->counts ? m_overtakes_new(m, vcpu, a, b)
					: m_overtakes_old(a, b)))
				break;
			v->list[at] = v->list[at - 1];
		}
		v->list[at] = i;
	}
}

static inline enum vgs_irq_state m_state(bool pending, bool active)
{
	if (active)
		return pending ? VGS_ACTIVE_PENDING : VGS_ACTIVE;
	return pending ? VGS_PENDING : VGS_INACTIVE;
}

/* KVM-LR-10 to LR-15; what it takes, it takes from the interrupt. */
static inline struct vgs_lr_info m_compute(struct model *m, struct m_irq *q)
{
	struct vgs_lr_info lr = { .vintid = q->intid,
				  .priority = (uint8_t)q->priority,
				  .group = q->group1 };
	bool pend = m_pending(q);
	/* BUG-27 is E1's. */
	bool more = m_weight(m, q) > 1 && !m->polls;

	if (q->active && m_sgi2(m, q)) {
		lr.source = (uint8_t)q->active_source;
		if (more) {
			lr.eoi = true;
			pend = false;
		}
	}
	if (q->hw && !m->masks) {
		lr.hw = true;
		lr.pintid = q->pintid;
		pend = pend && !q->active;
	} else if (!q->edge) {
		/* BUG-29 is E1's, which polls. */
		lr.eoi = true;
		pend = pend && (!q->active || m->polls);
	}
	if (pend && q->edge)
		q->latch = false;
	if (pend && m_sgi2(m, q)) {
		for (lr.source = 0; !(q->source >> lr.source & 1);)
			lr.source++;
		q->source &= ~(1u << lr.source);
		q->latch = q->source;
		lr.eoi = q->source && !m->polls;
	}
	if (pend && q->hw && !q->edge && !m->polls)
		q->line = false;
	lr.state = m_state(pend, q->active);
	return lr;
}

static inline void m_populate(struct model *m, struct m_vcpu *v, unsigned at)
{
	struct m_irq *q = &m->irqs[v->list[at]];

	if (q->lr < 0)
		q->lr = (int)v->used;
	v->last = at;
	v->lr[v->used++] = m_compute(m, q);
}

/* KVM-AP-20, KVM-LR-2 to LR-5 */
static inline void m_flush_old(struct model *m, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];
	unsigned weight = 0, limit = 0xff;
	bool multiple = false, full = false;

	for (unsigned n = 0; n < v->count; n++) {
		unsigned w = m_weight(m, &m->irqs[v->list[n]]);

		weight += w;
		multiple |= w > 1;
	}
	if (multiple || weight > m->shape->lrs)
		m_sort(m, vcpu);
	for (unsigned n = 0; n < v->count && !full; n++) {
		struct m_irq *q = &m->irqs[v->list[n]];

		if (multiple && q->priority > limit && !m->polls)
			break;
		if (m_oracle(m, q) == vcpu) {
			m_populate(m, v, n);
			while (m->polls && q->source && v->used < m->shape->lrs)
				m_populate(m, v, n);
			if (q->source)
				limit = q->priority;
		}
		full = v->used == m->shape->lrs;
		if (full && n + 1 < v->count)
			v->hcr = 3;
	}
	/* Nothing loaded: the interface stays off, unless it traps. */
	v->hcr = v->used || m->traps ? v->hcr | 1u : 0;
	/* KVM-CI-1: TC and TALL0 keep a GICv2 guest from a GICv3. */
	if (v->hcr && !m->v3 && m->host_v3 && m->shape->epoch == VGS_EPOCH_E2)
		v->hcr |= 0xc00u;
}

/* KVM-OV-10, KVM-OV-11 */
static inline void m_flush_new(struct model *m, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];
	unsigned pending = 0, active = 0, sgis = 0, lrs = m->shape->lrs;
	bool outside, active_outside;

	for (unsigned n = 0; n < v->count; n++) {
		const struct m_irq *q = &m->irqs[v->list[n]];

		if (m_oracle(m, q) != vcpu)
			continue;
		active += q->active;
		pending += !q->active;
		sgis += q->intid < 16;
	}
	outside = pending + active > lrs;
	active_outside = active && outside;
	if (outside)
		m_sort(m, vcpu);
	v->hcr = 1u | (outside ? 2u : 0) | (active_outside ? 4u : 0) |
		 (pending > lrs ? 8u : 0) |
		 (v->groups_saved & 1 ? 0x20u : 0x10u) |
		 (v->groups_saved & 2 ? 0x80u : 0x40u);
	if (m->host_v3 && !sgis)
		v->hcr |= 1u << 8;
	if (m->host_v3 && (active_outside || m->active_spis))
		v->hcr |= 1u << 14;
	for (unsigned n = 0; n < v->count && v->used < lrs; n++)
		if (m_oracle(m, &m->irqs[v->list[n]]) == vcpu)
			m_populate(m, v, n);
}

static inline void m_run(struct model *m, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];

	if (m->bits) {
		k_run(m, vcpu);
		return;
	}
	v->kicked = v->stopped = false;
	if (v->update)
		m_prune(m, vcpu);
	v->update = false;
	v->used = 0;
	v->hcr = 0;
	v->last = M_COUNT;
	if (m->counts)
		m_flush_new(m, vcpu);
	else
		m_flush_old(m, vcpu);
	v->entered = v->flushed = true;
}

/* --- fold ---------------------------------------------------------- */

/* KVM-FO-1 to FO-7, KVM-FO-13, KVM-ML-5, ML-7, ML-20 */
static inline void m_fold(struct model *m, struct m_irq *q,
			  const struct vgs_lr_info *lr)
{
	bool pending =
		lr->state == VGS_PENDING || lr->state == VGS_ACTIVE_PENDING;
	bool active =
		(lr->state == VGS_ACTIVE || lr->state == VGS_ACTIVE_PENDING) &&
		!(m->counts && m_lpi(q));
	bool deactivated = q->active && !active;
	bool mapped = q->hw && !q->edge;

	q->active = active;
	/* BUG-33 is E1's. */
	if (active && m_sgi2(m, q) && !m->polls)
		q->active_source = lr->source;
	if (q->edge && pending) {
		q->latch = true;
		if (m_sgi2(m, q))
			q->source |= 1u << lr->source;
	}
	if (!q->edge && !pending && (!active || m->polls))
		q->latch = false;
	if (mapped && m->masks) {
		if (!q->active && !q->latch)
			m->phys_active[q->pintid] = false;
	} else if (mapped && !m->polls &&
		   (pending || (deactivated && q->line))) {
		q->line = m->wire[q->pintid];
		if (!q->line)
			m->phys_active[q->pintid] = false;
	}
	if (m_spi(q) && !pending && !active && lr->eoi && !lr->hw &&
	    deactivated && m->active_spis)
		m->active_spis--;
}

/* KVM-OV-12, KVM-OV-16: as if it had been on a list register. */
static inline void m_end_outside(struct model *m, struct m_irq *q)
{
	struct vgs_lr_info lr = m_compute(m, q);

	lr.state = m_state(lr.state == VGS_PENDING ||
				   lr.state == VGS_ACTIVE_PENDING,
			   false);
	if (lr.hw)
		m->phys_active[lr.pintid] = false;
	m_fold(m, q, &lr);
}

/* What the guest left behind is in seen and eoicount. */
static inline void m_leave(struct model *m, unsigned vcpu)
{
	struct m_vcpu *v = &m->vcpus[vcpu];
	unsigned ends = v->hcr & 4u ? v->eoicount : 0;

	if (m->bits) {
		k_leave(m, vcpu);
		return;
	}
	v->groups_saved = v->groups;
	v->entered = v->kicked = false;
	for (unsigned n = 0; n < v->used; n++) {
		struct m_irq *q = &m->irqs[m_index(vcpu, v->lr[n].vintid)];

		q->lr = -1;
		m_fold(m, q, &v->seen[n]);
	}
	for (unsigned n = m->head ? 0 : v->last + 1; ends && n < v->count;
	     n++) {
		struct m_irq *q = &m->irqs[v->list[n]];

		if (!q->active || m_oracle(m, q) != vcpu)
			continue;
		m_end_outside(m, q);
		ends--;
	}
	v->used = 0;
	m_prune(m, vcpu);
}

/* What the distributor says of it while nobody runs. */
static inline bool m_active(const struct model *m, unsigned i)
{
	if (m->bits)
		return m->irqs[i].to_activate || k_anywhere(m, i, true);
	return m->irqs[i].active;
}

/* --- a guest's access ---------------------------------------------- */

static inline void m_begin(struct model *m, unsigned vcpu, bool stops)
{
	for (unsigned n = 0; n < m->shape->cpus; n++) {
		/* The one who accesses is out first. */
		unsigned k = n ? (n <= vcpu ? n - 1 : n) : vcpu;

		if (!m->vcpus[k].entered || (k != vcpu && !stops))
			continue;
		m->vcpus[k].stopped = true;
		m_leave(m, k);
	}
}

static inline void m_end(struct model *m)
{
	for (unsigned n = 0; n < m->shape->cpus; n++)
		if (m->vcpus[n].stopped)
			m_run(m, n);
}

#include "test_vgic_bitmap.h"

#endif
