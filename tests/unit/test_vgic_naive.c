/* SPDX-License-Identifier: MIT */
/*
 * Two VMs that share three PEs, in random order of what hosts and guests do,
 * against a second evaluation of KVM's rules that shares nothing with the
 * first: list registers and HCR of each entry, then each bit of each interrupt
 * and the order of each ap_list after each step.
 */
#include "test_vgic_model.h"
#include "test_vits.h"

#define STEPS 2000u
#define MOVI  0x01u
#define VMS   2u

/* SPIs from 50 are mapped to physical ones from 40: four and two of them. */
static const unsigned mapped[VMS] = { 4, 2 };
static const uint32_t first_pintid[VMS] = { 40, 44 };

/* An argument says how many runs each play has, with other dice. */
static unsigned runs = 1;

struct play {
	const struct shape *shape;
	unsigned host_version;
	bool apart; /* EOImode 1 */
};

struct game {
	struct shape shape;
	struct fixture *f;
	struct vgs_vm *vms[VMS];
	struct model m[VMS];
	uint64_t dice;
	unsigned now; /* whose turn */
	uint32_t acked[VMS][M_VCPUS][32];
	unsigned acked_count[VMS][M_VCPUS];
	unsigned entries, outside;
};

static uint32_t roll(struct game *g, uint32_t sides)
{
	g->dice ^= g->dice << 13;
	g->dice ^= g->dice >> 7;
	g->dice ^= g->dice << 17;
	return (uint32_t)(g->dice >> 16) % sides;
}

static struct model *mine(struct game *g)
{
	return &g->m[g->now];
}

/* Mapped ones more often than their share. */
static uint32_t some_spi(struct game *g)
{
	return roll(g, 5) ? 32 + roll(g, M_SPIS) : 50 + roll(g, mapped[g->now]);
}

static bool is_mapped(const struct game *g, uint32_t intid)
{
	return intid >= 50 && intid < 50 + mapped[g->now];
}

/* --- both sides ------------------------------------------------------ */

static struct vgs_virq_info real(struct game *g, unsigned vm, unsigned vcpu,
				 uint32_t intid)
{
	struct vgs_virq_info info = { .intid = 0 };

	assert_int_equal(vgs_vgic_irq(g->vms[vm], vcpu, intid, &info), 0);
	return info;
}

static void copy_irq(struct game *g, unsigned vm, unsigned vcpu, uint32_t intid)
{
	struct vgs_virq_info is = real(g, vm, vcpu, intid);

	g->m[vm].irqs[m_index(vcpu, intid)] = (struct m_irq){
		.intid = intid,
		.pintid = is.pintid,
		.line = is.line,
		.latch = is.latch,
		.active = is.active,
		.enabled = is.enabled,
		.edge = is.edge,
		.group1 = is.group,
		.hw = is.hw,
		.priority = is.priority,
		.source = is.source,
		.active_source = is.active_source,
		.target = is.target,
		.vcpu = is.vcpu,
		.lr = is.lr,
	};
}

static uint32_t nth_intid(unsigned n)
{
	if (n < 32 + M_SPIS)
		return n;
	return M_LPI0 + n - 32 - M_SPIS;
}

/* For each interrupt of a VM that has some; the first vCPU's if shared. */
static void each(struct game *g, unsigned vm,
		 void (*fn)(struct game *, unsigned, unsigned, uint32_t))
{
	bool lpis = g->f->its && !vm;
	unsigned count = 32 + M_SPIS + (lpis ? M_LPIS : 0);

	for (unsigned n = 0; n < count; n++)
		for (unsigned vcpu = 0; vcpu < (n < 32 ? g->f->shape.cpus : 1);
		     vcpu++)
			fn(g, vm, vcpu, nth_intid(n));
}

static void same_irq(struct game *g, unsigned vm, unsigned vcpu, uint32_t intid)
{
	struct vgs_virq_info is = real(g, vm, vcpu, intid);
	const struct m_irq *q = &g->m[vm].irqs[m_index(vcpu, intid)];

	assert_int_equal(is.line, q->line);
	assert_int_equal(is.latch, q->latch);
	assert_int_equal(is.active, m_active(&g->m[vm], m_index(vcpu, intid)));
	assert_int_equal(is.enabled, q->enabled);
	assert_int_equal(is.edge, q->edge);
	assert_int_equal(is.priority, q->priority);
	assert_int_equal(is.group, q->group1);
	assert_int_equal(is.source, q->source);
	assert_int_equal(is.target, q->target);
	/* The rest is what a bitmap has not. */
	if (g->m[vm].bits)
		return;
	assert_int_equal(is.active_source, q->active_source);
	assert_int_equal(is.vcpu, q->vcpu);
	assert_int_equal(is.lr, q->lr);
}

static void same_lr(const struct vgs_lr_info *is, const struct vgs_lr_info *lr)
{
	assert_int_equal(is->state, lr->state);
	assert_int_equal(is->hw, lr->hw);
	assert_int_equal(is->vintid, lr->vintid);
	assert_int_equal(is->pintid, lr->pintid);
	assert_int_equal(is->priority, lr->priority);
	assert_int_equal(is->group, lr->group);
	assert_int_equal(is->eoi, lr->eoi);
	assert_int_equal(is->source, lr->source);
}

/* What was flushed in this step, as the hardware has it. */
static void same_entry(struct game *g, struct m_vcpu *v)
{
	for (unsigned k = 0; k < g->f->shape.lrs; k++) {
		struct vgs_lr_info is = lr(g->f, v->pe, k);

		if (k < v->used)
			same_lr(&is, &v->lr[k]);
		else
			assert_int_equal(is.state, VGS_INACTIVE);
	}
	/* vSGIEOICount is RES0 without vSGIs; TALL1 is this VM's config. */
	assert_int_equal(hcr(g->f, v->pe) & 0x6fff, v->hcr & ~0x100u);
	g->entries++;
	g->outside += v->hcr >> 1 & 1;
	v->flushed = false;
}

/* KVM-AP-15 to AP-24: who waits, and in which order. */
static void same_list(struct game *g, unsigned vm, unsigned vcpu)
{
	const struct m_vcpu *v = &g->m[vm].vcpus[vcpu];
	uint32_t intids[M_COUNT];

	assert_int_equal(vgs_vcpu_ap_list(g->vms[vm], vcpu, M_COUNT, intids),
			 v->count);
	for (unsigned n = 0; n < v->count; n++)
		assert_int_equal(intids[n], g->m[vm].irqs[v->list[n]].intid);
}

/* KVM-OLD-2: nobody runs on while he has something to take, and room. */
static void is_told(const struct model *m, unsigned vcpu, bool kicked)
{
	const struct m_vcpu *v = &m->vcpus[vcpu];

	for (unsigned i = 0; v->entered && !kicked && i < M_COUNT; i++)
		assert_false(k_due(m, i) && m->irqs[i].target == vcpu &&
			     !(v->hcr & 2));
}

static void same_vcpu(struct game *g, unsigned vm, unsigned vcpu)
{
	struct m_vcpu *v = &g->m[vm].vcpus[vcpu];
	struct vgs_vcpu_info is;

	assert_int_equal(vgs_vcpu_info(g->vms[vm], vcpu, &is), 0);
	assert_int_equal(is.entered, v->entered);
	assert_int_equal(is.used_lrs, v->used);
	if (g->m[vm].bits) {
		is_told(&g->m[vm], vcpu, is.kicked);
	} else {
		assert_int_equal(is.kicked, v->kicked);
		same_list(g, vm, vcpu);
	}
	if (v->flushed && g->m[vm].counts)
		assert_int_equal(is.hcr & 0x6fff, v->hcr);
	if (v->flushed)
		same_entry(g, v);
}

/* Each VM has its own view of the physical interrupts that it maps. */
static void same_phys(struct game *g, unsigned vm)
{
	for (unsigned n = 0; n < mapped[vm]; n++) {
		enum vgs_irq_state is = phys(g->f, first_pintid[vm] + n);

		assert_int_equal(is == VGS_ACTIVE || is == VGS_ACTIVE_PENDING,
				 g->m[vm].phys_active[first_pintid[vm] + n]);
	}
}

static void compare(struct game *g)
{
	for (unsigned vm = 0; vm < VMS; vm++) {
		each(g, vm, same_irq);
		for (unsigned n = 0; n < g->f->shape.cpus; n++)
			same_vcpu(g, vm, n);
		same_phys(g, vm);
	}
}

/* What hardware did by itself since the last look. */
static void show(struct game *g)
{
	for (unsigned vm = 0; vm < VMS; vm++) {
		struct model *m = &g->m[vm];

		for (unsigned n = 0; n < g->f->shape.cpus; n++) {
			struct m_vcpu *v = &m->vcpus[n];

			if (!v->entered)
				continue;
			for (unsigned k = 0; k < v->used; k++)
				v->seen[k] = lr(g->f, v->pe, k);
			v->eoicount = hcr(g->f, v->pe) >> 27;
		}
		for (unsigned n = 0; n < mapped[vm]; n++) {
			uint32_t p = first_pintid[vm] + n;
			enum vgs_irq_state is = phys(g->f, p);

			m->phys_active[p] =
				is == VGS_ACTIVE || is == VGS_ACTIVE_PENDING;
		}
	}
}

/* --- what a guest does to one interrupt ------------------------------ */

static void enable(struct game *g, struct m_irq *q)
{
	struct model *m = mine(g);
	bool was = q->line;

	/* KVM-MM-20 */
	if (q->hw && !m->bits) {
		q->line = m->wire[q->pintid];
		if (was && !q->line && !q->active)
			m->phys_active[q->pintid] = false;
	}
	q->enabled = true;
}

/* One bit of one of the arrays of bits. @return is it queued anew? */
static bool touched(struct game *g, unsigned vcpu, unsigned array,
		    struct m_irq *q)
{
	struct model *m = mine(g);
	bool sgi = m_sgi2(m, q);

	if (m->bits && array == D_ICPENDR && !sgi)
		q->line = false; /* KVM-OLD-10 */
	switch (array) {
	case D_ISENABLER:
		enable(g, q);
		return true;
	case D_ICENABLER:
		q->enabled = false;
		return false;
	case D_ISPENDR: /* KVM-MM-25, KVM-MM-27 */
		q->latch |= !sgi;
		if (q->hw)
			m->phys_active[q->pintid] = true;
		return !sgi;
	case D_ICPENDR: /* KVM-MM-28 */
		q->latch &= sgi;
		if (q->hw && !m_active(m, (unsigned)(q - m->irqs)))
			m->phys_active[q->pintid] = false;
		return false;
	case D_ISACTIVER: /* KVM-MM-37, KVM-MM-38, KVM-OLD-8 */
		q->active = q->to_activate = true;
		if (sgi && !m->polls)
			q->active_source = vcpu;
		if (q->hw)
			m->phys_active[q->pintid] = true;
		return true;
	default:
		q->active = q->to_activate = false;
		if (q->hw)
			m->phys_active[q->pintid] = false;
		return false;
	}
}

static void touch(struct game *g, unsigned vcpu)
{
	static const unsigned arrays[] = { D_ISENABLER, D_ISENABLER,
					   D_ICENABLER, D_ISPENDR,
					   D_ICPENDR,	D_ISACTIVER,
					   D_ICACTIVER };
	unsigned array = arrays[roll(g, 7)];
	uint32_t intid = roll(g, 4) ? some_spi(g) : roll(g, 32);
	unsigned i = m_index(vcpu, intid);
	bool stops = array >= D_ISACTIVER && intid >= 32;

	m_begin(mine(g), vcpu, stops);
	if (touched(g, vcpu, array, &mine(g)->irqs[i]))
		m_queue(mine(g), i);
	m_end(mine(g));
	vbit(g->f, vcpu, array, intid);
}

static void reprioritise(struct game *g, unsigned vcpu)
{
	uint32_t intid = roll(g, 32 + M_SPIS);
	unsigned priority = roll(g, 256);

	m_begin(mine(g), vcpu, false);
	mine(g)->irqs[m_index(vcpu, intid)].priority = priority & 0xf8;
	m_end(mine(g));
	vpriority(g->f, vcpu, intid, priority);
}

/* KVM-MM-43, KVM-MM-44: one target, or none. */
static void reroute(struct game *g, unsigned vcpu)
{
	uint32_t intid = 32 + roll(g, M_SPIS);
	struct m_irq *q = &mine(g)->irqs[m_index(vcpu, intid)];
	unsigned to = roll(g, g->f->shape.cpus + 1);

	m_begin(mine(g), vcpu, false);
	if (to < g->f->shape.cpus)
		q->target = to;
	else
		q->target = g->f->v3 ? M_NONE : 0;
	m_end(mine(g));
	if (g->f->v3)
		vw(g->f, vcpu, D_IROUTER + 8 * intid, 8, to);
	else
		vw(g->f, vcpu, D_ITARGETSR + intid, 1,
		   to < g->f->shape.cpus ? 1u << to | 0x80u : 0x80u);
}

/* KVM-MM-41: of 16 SPIs that nothing physical is tied to. */
static void reconfigure(struct game *g, unsigned vcpu)
{
	uint32_t value = roll(g, UINT32_MAX);

	m_begin(mine(g), vcpu, false);
	for (unsigned n = 0; n < 16; n++)
		mine(g)->irqs[m_index(0, 64 + n)].edge =
			value >> (2 * n + 1) & 1;
	m_end(mine(g));
	vw(g->f, vcpu, D_ICFGR + 16, 4, value);
}

/* KVM-MM-42: all of 32 are queued, the lowest first. */
static void regroup(struct game *g, unsigned vcpu)
{
	/* Mostly as they are delivered. */
	uint32_t value =
		roll(g, UINT32_MAX) & roll(g, UINT32_MAX) & roll(g, UINT32_MAX);

	if (g->f->v3)
		value = ~value;
	m_begin(mine(g), vcpu, false);
	for (unsigned n = 0; n < 32; n++) {
		mine(g)->irqs[m_index(0, 64 + n)].group1 = value >> n & 1;
		m_queue(mine(g), m_index(0, 64 + n));
	}
	m_end(mine(g));
	vw(g->f, vcpu, D_IGROUPR + 8, 4, value);
}

/* KVM-MM-50, KVM-MM-52 */
static void send_sgi(struct game *g, unsigned vcpu)
{
	unsigned targets = roll(g, 1u << g->f->shape.cpus), intid = roll(g, 4);
	uint64_t value = UINT64_C(1) * intid << 24 | targets;

	m_begin(mine(g), vcpu, false);
	for (unsigned n = 0; n < g->f->shape.cpus; n++) {
		struct m_irq *q = &mine(g)->irqs[m_index(n, intid)];

		if (!(targets >> n & 1))
			continue;
		q->latch = true;
		if (!g->f->v3)
			q->source |= 1u << vcpu;
		m_queue(mine(g), m_index(n, intid));
	}
	m_end(mine(g));
	if (g->f->v3)
		guest_writes(g->f, vcpu, 0, VGS_ICC_SGI1R_EL1, value);
	else
		vw(g->f, vcpu, D_SGIR, 4, targets << 16 | intid);
}

/* KVM-AP-30; E1 asked for neither the mask nor active (BUG-44). */
static bool is_due(const struct model *m, const struct m_irq *q)
{
	if (!m_pending(q) || !q->enabled)
		return false;
	return m->polls || (!q->active && q->priority < 0xf8);
}

/* KVM-MM-6, KVM-AP-4 */
static void turn_off_or_on(struct game *g, unsigned vcpu)
{
	struct model *m = mine(g);
	bool on = roll(g, 4);

	m_begin(m, vcpu, false);
	for (unsigned n = 0; n < m->shape->cpus && on && !m->on; n++) {
		bool any = false;

		for (unsigned k = 0; k < m->vcpus[n].count; k++)
			any |= is_due(m, &m->irqs[m->vcpus[n].list[k]]);
		if (any)
			m_kick(m, n);
	}
	m->on = on;
	m_end(m);
	vw(g->f, vcpu, D_CTLR, 4, on ? g->f->v3 ? 2 : 1 : 0);
}

/* --- LPIs of the first VM: event n is LPI 8192 + n ------------------- */

/* KVM-IT-23, IT-25 to IT-27 */
static void command_done(struct game *g, unsigned opcode, unsigned n,
			 unsigned icid)
{
	unsigned i = m_index(0, M_LPI0 + n);
	struct m_irq *q = &mine(g)->irqs[i];
	unsigned byte = (unsigned)mem(g->f, PROP + n, 1);

	if (opcode == INT || opcode == CLEAR)
		q->latch = opcode == INT;
	if (opcode == INV) {
		q->enabled = byte & 1;
		q->priority = byte & 0xfc;
	}
	if (opcode == MOVI)
		q->target = icid;
	if (opcode == INT || opcode == INV)
		m_queue(mine(g), i);
}

static void command_lpi(struct game *g)
{
	static const unsigned opcodes[] = { INT, INT, CLEAR, INV, MOVI };
	unsigned n = roll(g, M_LPIS), icid = roll(g, 2);
	unsigned opcode = opcodes[roll(g, 5)];
	uint64_t at;

	if (!g->f->its || g->now)
		return;
	if (opcode == INV)
		property(g->f, M_LPI0 + n, 8 * roll(g, 32) | (roll(g, 4) > 0));
	m_begin(mine(g), 0, false);
	m_end(mine(g));
	at = gits(g->f, S_CWRITER);
	compare(g);
	show(g);
	put(g->f, QUEUE + at, 8, opcode | UINT64_C(5) << 32);
	put(g->f, QUEUE + at + 8, 8, n);
	put(g->f, QUEUE + at + 16, 8, icid);
	put(g->f, QUEUE + at + 24, 8, 0);
	m_begin(mine(g), 0, false);
	command_done(g, opcode, n, icid);
	m_end(mine(g));
	gits_write(g->f, S_CWRITER, (at + 32) % 4096);
}

static void send_msi(struct game *g)
{
	unsigned n = roll(g, M_LPIS);

	if (!g->f->its || g->now)
		return;
	mine(g)->irqs[m_index(0, M_LPI0 + n)].latch = true;
	m_queue(mine(g), m_index(0, M_LPI0 + n));
	assert_int_equal(msi(g->f, 5, n), 1);
}

/* --- hosts, wires, entries ------------------------------------------- */

/* KVM-IN-2, KVM-IN-4 */
static void injected(struct game *g, unsigned vcpu, uint32_t intid, bool level)
{
	struct m_irq *q = &mine(g)->irqs[m_index(vcpu, intid)];
	bool taken = q->edge ? level : level != q->line;

	if (taken && q->edge)
		q->latch = true;
	else if (taken)
		q->line = level;
	if (taken)
		m_queue(mine(g), m_index(vcpu, intid));
	assert_int_equal(vgs_vgic_inject(g->vms[g->now], vcpu, intid, level, 0),
			 0);
}

static void device(struct game *g, unsigned vcpu)
{
	uint32_t intid = roll(g, 5) ? some_spi(g) : 16 + roll(g, 16);

	/* The owner of a mapped one may do so, too. */
	if (!is_mapped(g, intid) || !roll(g, 3))
		injected(g, vcpu, intid, roll(g, 3) > 0);
}

static void move_wire(struct game *g)
{
	uint32_t p = first_pintid[g->now] + roll(g, mapped[g->now]);

	mine(g)->wire[p] = roll(g, 2);
	wire(g->f, p, mine(g)->wire[p]);
}

/* Forwarded: priority drop only, and into the VM. */
static void host_takes(struct game *g)
{
	uint32_t intid;

	for (unsigned vm = 0; vm < VMS; vm++)
		for (unsigned n = 0; n < g->f->shape.cpus; n++)
			if (g->m[vm].vcpus[n].entered && !g->m[vm].vcpus[n].pe)
				return;
	intid = host_acks(g->f, 0);
	if (intid >= 1020)
		return;
	host_drops(g->f, 0, intid);
	g->now = intid >= first_pintid[1];
	g->f->vm = g->vms[g->now];
	mine(g)->phys_active[intid] = true;
	injected(g, 0, intid - first_pintid[g->now] + 50, true);
}

static void come_or_go(struct game *g, unsigned vcpu)
{
	struct m_vcpu *v = &mine(g)->vcpus[vcpu];
	unsigned pe = roll(g, g->f->shape.cpus);

	if (v->entered) {
		m_leave(mine(g), vcpu);
		leave(g->f, vcpu);
	} else if (!roll(g, 6)) {
		assert_int_equal(vgs_vcpu_bind(g->f->vm, vcpu, pe), 0);
		v->pe = pe;
	} else if (!vgs_vcpu_enter(g->f->vm, vcpu)) {
		m_run(mine(g), vcpu);
	}
}

/* --- the guest's CPU interface ---------------------------------------- */

/* KVM-OV-16, KVM-OV-17, KVM-OV-19 */
static void deactivate(struct game *g, unsigned vcpu, uint32_t value)
{
	struct model *m = mine(g);
	uint32_t intid = value & 0x3ff;
	struct m_irq *q = &m->irqs[m_index(vcpu, intid)];
	bool elsewhere;
	unsigned on;

	/* Another's before in this step may have flushed anew. */
	show(g);
	elsewhere = q->lr >= 0 && q->vcpu != vcpu;
	if (!m->counts || (g->f->v3 && !(m->vcpus[vcpu].hcr >> 14 & 1))) {
		guest_deactivates(g->f, vcpu, value);
		return;
	}
	m_begin(m, vcpu, elsewhere);
	on = q->vcpu;
	if (on != M_NONE && elsewhere) {
		/* As a write of ICACTIVER. */
		q->active = false;
		if (q->hw)
			m->phys_active[q->pintid] = false;
	} else if (on != M_NONE && q->active &&
		   (!m_sgi2(m, q) || q->active_source == value >> 10)) {
		m_end_outside(m, q);
		m->vcpus[on].update = true;
		m_kick(m, on);
	}
	m_end(m);
	guest_deactivates(g->f, vcpu, value);
}

/* KVM-OV-11, KVM-AP-23: of a GICv3 guest; mostly Group 1 is on. */
static void switch_group(struct game *g, unsigned vcpu)
{
	struct m_vcpu *v = &mine(g)->vcpus[vcpu];
	bool group1 = roll(g, 2), on = group1 ? roll(g, 4) : roll(g, 2);

	v->groups &= ~(1u << group1);
	v->groups |= (unsigned)on << group1;
	guest_writes(g->f, vcpu, C_CTLR,
		     group1 ? VGS_ICC_IGRPEN1_EL1 : VGS_ICC_IGRPEN0_EL1, on);
}

static void guest_runs(struct game *g, unsigned vcpu)
{
	uint32_t *acked = g->acked[g->now][vcpu];
	unsigned *count = &g->acked_count[g->now][vcpu];
	uint32_t intid;

	if (!mine(g)->vcpus[vcpu].entered)
		return;
	if (g->f->v3 && !roll(g, 12)) {
		switch_group(g, vcpu);
		return;
	}
	if (*count < 32 && roll(g, 5) < 3) {
		intid = guest_acks(g->f, vcpu);
		if ((intid & 0x3ff) < 1020 || intid >= M_LPI0)
			acked[(*count)++] = intid;
		return;
	}
	if (!*count)
		return;
	intid = acked[--*count];
	guest_ends(g->f, vcpu, intid);
	if (!mine(g)->eoimode || intid >= M_LPI0)
		return;
	if (roll(g, 4))
		deactivate(g, vcpu, intid);
	else if (intid >= 32)
		/* By another PE, if one runs. */
		for (unsigned n = 0; n < g->f->shape.cpus; n++)
			if (n != vcpu && mine(g)->vcpus[n].entered)
				deactivate(g, n, intid);
}

/* --- the game --------------------------------------------------------- */

static void guest_step(struct game *g, unsigned vcpu)
{
	switch (roll(g, 12)) {
	case 0:
		reprioritise(g, vcpu);
		break;
	case 1:
		reroute(g, vcpu);
		break;
	case 2:
		send_sgi(g, vcpu);
		break;
	case 3:
		/* Appendix E does not say what becomes of the pending bit. */
		if (!roll(g, 4) && !mine(g)->bits)
			reconfigure(g, vcpu);
		break;
	case 4:
		if (!roll(g, 4))
			regroup(g, vcpu);
		break;
	case 5:
		if (!roll(g, 4))
			turn_off_or_on(g, vcpu);
		break;
	case 6:
		command_lpi(g);
		break;
	default:
		touch(g, vcpu);
		break;
	}
}

/* While nobody runs; what it reads is no part of the game. */
static void user_looks(struct game *g)
{
	struct model *m = mine(g);
	uint64_t value;

	for (unsigned n = 0; n < m->shape->cpus; n++)
		if (m->vcpus[n].entered)
			return;
	assert_int_equal(vgs_vm_user_read(g->f->vm, 0, VGS_FRAME_GICD,
					  D_ISACTIVER + 4, &value),
			 0);
	for (unsigned n = 0; n < m->shape->cpus && m->bits; n++)
		k_unqueue(m, n);
}

static void step(struct game *g)
{
	unsigned vcpu = roll(g, g->f->shape.cpus);

	g->now = roll(g, VMS);
	g->f->vm = g->vms[g->now];
	show(g);
	switch (roll(g, 10)) {
	case 0:
	case 1:
		device(g, vcpu);
		break;
	case 2:
		move_wire(g);
		break;
	case 3:
		host_takes(g);
		break;
	case 4:
	case 5:
		come_or_go(g, vcpu);
		break;
	case 6:
	case 7:
		guest_runs(g, vcpu);
		show(g);
		break;
	case 8:
		if (g->f->its && roll(g, 2))
			send_msi(g);
		else
			user_looks(g);
		break;
	default:
		guest_step(g, vcpu);
		break;
	}
	compare(g);
}

static void open_guest(struct game *g, unsigned vm)
{
	struct fixture *f = g->f;

	f->vm = g->vms[vm];
	for (uint32_t n = 0; n < 32 + M_SPIS; n++)
		for (unsigned vcpu = 0; vcpu < (n < 32 ? g->f->shape.cpus : 1);
		     vcpu++) {
			vpriority(f, vcpu, n, 0x10 + n % 8 * 0x18);
			vbit(f, vcpu, D_ISENABLER, n);
		}
	for (uint32_t n = 32; n < 64; n++)
		vconfig(f, n, 0);
	for (unsigned n = 0; n < mapped[vm]; n++) {
		use_phys(f, 0, first_pintid[vm] + n);
		assert_int_equal(vgs_vgic_map(f->vm, VGS_NO_VCPU, 50 + n,
					      first_pintid[vm] + n),
				 0);
	}
}

static void open_lpis(struct fixture *f)
{
	memset(f->ram, 0xa1, M_LPIS);
	for (unsigned n = 0; n < f->shape.cpus; n++)
		lpis_on(f, n);
	its_on(f);
	mapd(f, 5, 5, ITT);
	mapc(f, 0, 0);
	mapc(f, 1, 1);
	for (unsigned n = 0; n < M_LPIS; n++)
		mapti(f, 5, n, M_LPI0 + n, 0);
	assert_int_equal(its_of(f).errors, 0);
}

static void open_game(struct game *g, unsigned host_version)
{
	const struct shape *shape = &g->shape;
	bool its = shape->version == 3 && shape->cpus > 1 &&
		   shape->epoch != VGS_EPOCH_E0;
	void *f = &g->shape;

	assert_int_equal(set_up_on(&f, host_version, false, false, its), 0);
	g->f = f;
	g->vms[0] = g->f->vm;
	new_vm(g->f, &g->vms[1]);
	g->f->vm = g->vms[1];
	start_guest(g->f);
	for (unsigned vm = 0; vm < VMS; vm++) {
		open_guest(g, vm);
		if (!vm && its)
			open_lpis(g->f);
		each(g, vm, copy_irq);
		g->m[vm].shape = shape;
		g->m[vm].v3 = g->f->v3;
		g->m[vm].host_v3 = host_version == 3;
		g->m[vm].on = true;
		g->m[vm].bits = shape->epoch == VGS_EPOCH_E0;
		g->m[vm].counts = shape->epoch >= VGS_EPOCH_E3;
		g->m[vm].head = shape->epoch == VGS_EPOCH_E3;
		g->m[vm].polls = shape->epoch == VGS_EPOCH_E1;
		g->m[vm].traps = shape->knob && strstr(shape->knob, "-trap");
		g->m[vm].masks =
			shape->knob && !strcmp(shape->knob, "mapped-level");
		for (unsigned n = 0; n < shape->cpus; n++)
			g->m[vm].vcpus[n] = (struct m_vcpu){
				.pe = n,
				.groups = g->f->v3 ? 2 : 1,
				.groups_saved = g->f->v3 ? 2 : 1,
			};
	}
}

static void close_game(struct game *g)
{
	void *f = g->f;

	g->f->vm = g->vms[0];
	vgs_vm_free(g->vms[1]);
	tear_down(&f);
}

/* The guests drop the priority first, and deactivate here or there. */
static void deactivate_apart(struct game *g)
{
	for (unsigned vm = 0; vm < VMS; vm++) {
		g->f->vm = g->vms[vm];
		g->m[vm].eoimode = true;
		for (unsigned n = 0; n < g->shape.cpus; n++)
			guest_eoimode(g->f, n, true);
	}
}

/* Further runs: other dice, one to four vCPUs, one to four list registers. */
static void plays(void **state)
{
	const struct play *play = *state;
	unsigned entries = 0, outside = 0;

	for (unsigned run = 0; run < runs; run++) {
		struct game *g = calloc(1, sizeof(*g));

		assert_non_null(g);
		g->dice = UINT64_C(0x9e3779b97f4a7c15) +
			  run * UINT64_C(0x2545f4914f6cdd1d);
		g->shape = *play->shape;
		if (run) {
			g->shape.cpus = 1 + run % 4;
			g->shape.lrs = 1 + run / 4 % 4;
		}
		open_game(g, play->host_version);
		if (play->apart)
			deactivate_apart(g);
		for (unsigned n = 0; n < STEPS; n++)
			step(g);
		entries += g->entries;
		outside += g->outside;
		close_game(g);
		free(g);
	}
	assert_true(entries > runs * (STEPS / 20));
	assert_true(outside > entries / 20);
}

/* clang-format off */
#define PLAY(shape, host, apart, label)                                        \
	{ label, plays, NULL, NULL, (void *)&(struct play){ &shape, host, apart } }
#define AT_ONCE(shape, host, label)                                            \
	PLAY(shape, host, false, "ends_and_deactivates_at_once (" label ")")
#define APART(shape, host, label)                                              \
	PLAY(shape, host, true, "deactivates_apart (" label ")")
/* clang-format on */
#define BOTH(shape, host)                                                      \
	AT_ONCE(shape, host, #shape), APART(shape, host, #shape)

static const struct shape v2_e0 = { 2, 3, 2, VGS_EPOCH_E0, NULL, NULL };
static const struct shape v3_e0 = { 3, 3, 3, VGS_EPOCH_E0, NULL, NULL };
static const struct shape v2_e1 = { 2, 3, 2, VGS_EPOCH_E1, NULL, NULL };
static const struct shape v2_e2 = { 2, 3, 1, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_e3 = { 2, 3, 2, VGS_EPOCH_E3, NULL, NULL };
static const struct shape v2_e5 = { 2, 3, 3, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_e1 = { 3, 3, 4, VGS_EPOCH_E1, NULL, NULL };
static const struct shape v3_e2 = { 3, 3, 2, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e3 = { 3, 3, 3, VGS_EPOCH_E3, NULL, NULL };
static const struct shape v3_e4 = { 3, 3, 1, VGS_EPOCH_E4, NULL, NULL };
static const struct shape v3_e5 = { 3, 3, 2, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_sw = {
	3, 3, 2, VGS_EPOCH_E2, "mapped-level", "sw-resample"
};
/* The same guests, whose Group 1 registers trap and are emulated. */
static const struct shape v3_e2_trap = {
	3, 3, 2, VGS_EPOCH_E2, "group1-trap", "true"
};
static const struct shape v3_e5_trap = {
	3, 3, 2, VGS_EPOCH_E5, "group1-trap", "true"
};

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		BOTH(v2_e0, 2),
		BOTH(v2_e1, 2),
		BOTH(v2_e2, 2),
		BOTH(v2_e3, 2),
		BOTH(v2_e5, 2),
		BOTH(v3_e0, 3),
		BOTH(v3_e1, 3),
		BOTH(v3_e2, 3),
		BOTH(v3_e3, 3),
		BOTH(v3_e4, 3),
		BOTH(v3_e5, 3),
		BOTH(v3_sw, 3),
		AT_ONCE(v3_e2_trap, 3, "v3_e2_trap"),
		AT_ONCE(v3_e5_trap, 3, "v3_e5_trap"),
#if defined(VGS_WITH_GICV2) && defined(VGS_WITH_GICV3)
		AT_ONCE(v2_e2, 3, "v2_e2 on v3"),
		AT_ONCE(v2_e5, 3, "v2_e5 on v3"),
		APART(v2_e5, 3, "v2_e5 on v3"),
#endif
	};

	if (argc > 1)
		runs = (unsigned)strtoul(argv[1], NULL, 10);
	return RUN("vgic_naive", tests);
}
