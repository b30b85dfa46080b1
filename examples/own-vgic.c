/* SPDX-License-Identifier: MIT */
/*
 * A hypervisor's own vgic under the scenarios: GICv2, one vCPU, SPIs, level
 * interrupts that are tied to physical ones.  It is what a small hypervisor
 * would write; what it has to get right the scenario files say.
 *
 *	own-vgic SCENARIO...
 */
#include <libvgicsim/own-vgic.h>
#include <libvgicsim/scenario.h>

#include <stdio.h>
#include <stdlib.h>

#define IRQS 96u

struct irq {
	bool enabled, level, line, latch, active, hw;
	uint8_t priority;
	uint32_t pintid;
	int lr; /* -1: in none */
};

struct vgic {
	const struct vgs_hw_ops *hw;
	unsigned pe, lrs;
	bool enabled, running;
	uint32_t vmcr, apr;
	struct irq irqs[IRQS];
};

static uint32_t rd(struct vgic *v, enum vgs_frame frame, unsigned offset)
{
	uint64_t value = 0;

	v->hw->frame_peek(v->hw->user, v->pe, frame, 0, offset, 4, &value);
	return (uint32_t)value;
}

static void wr(struct vgic *v, enum vgs_frame frame, unsigned offset,
	       uint32_t value)
{
	v->hw->frame_write(v->hw->user, v->pe, frame, 0, offset, 4, value);
}

static int create(void *user, struct vgs_vm *vm, void **ret_vgic)
{
	struct vgic *v = calloc(1, sizeof(*v));

	(void)user;
	if (!v)
		return -VGS_ENOMEM;
	v->hw = vgs_vm_config(vm)->hw;
	v->lrs = (rd(v, VGS_FRAME_GICH, 0x04) & 0x3f) + 1;
	for (unsigned n = 0; n < IRQS; n++)
		v->irqs[n].lr = -1;
	*ret_vgic = v;
	return 0;
}

static bool pending(const struct irq *q)
{
	return q->latch || (q->level && q->line);
}

static int inject(void *vgic, unsigned vcpu, uint32_t intid, bool level)
{
	struct vgic *v = vgic;

	(void)vcpu;
	if (intid < 32 || intid >= IRQS)
		return -VGS_EINVAL;
	v->irqs[intid].line = level;
	v->irqs[intid].latch |= level && !v->irqs[intid].level;
	return 0;
}

static int map(void *vgic, unsigned vcpu, uint32_t vintid, uint32_t pintid,
	       bool tied)
{
	struct vgic *v = vgic;

	(void)vcpu;
	if (vintid >= IRQS)
		return -VGS_EINVAL;
	v->irqs[vintid].hw = tied;
	v->irqs[vintid].pintid = pintid;
	return 0;
}

/* What fits goes into list registers, in order of INTID. */
static void enter(void *vgic, unsigned vcpu, unsigned pe)
{
	struct vgic *v = vgic;
	unsigned used = 0;

	(void)vcpu;
	v->pe = pe;
	for (uint32_t n = 32; n < IRQS && used < v->lrs; n++) {
		struct irq *q = &v->irqs[n];
		bool wants = v->enabled && q->enabled && pending(q);
		uint32_t lr = n | (uint32_t)(q->priority >> 3) << 23;

		if (!wants && !q->active)
			continue;
		lr |= q->active ? 2u << 28 : 1u << 28;
		if (q->hw)
			lr |= 1u << 31 | q->pintid << 10;
		else if (q->level)
			lr |= 1u << 19; /* tell me of the end */
		if (!q->active) {
			q->latch = false;
			/* The host will raise it again. */
			q->line = q->line && !q->hw;
		}
		q->lr = (int)used;
		wr(v, VGS_FRAME_GICH, 0x100 + 4 * used++, lr);
	}
	wr(v, VGS_FRAME_GICH, 0x08, v->vmcr);
	wr(v, VGS_FRAME_GICH, 0xf0, v->apr);
	wr(v, VGS_FRAME_GICH, 0x00, 1);
	v->running = true;
}

/* A tied line that fell while it was pending: nobody else will end it. */
static void sample(struct vgic *v, struct irq *q)
{
	unsigned word = q->pintid / 32 * 4, bit = q->pintid % 32;

	q->line = rd(v, VGS_FRAME_GICD, 0x200 + word) >> bit & 1;
	if (!q->line)
		wr(v, VGS_FRAME_GICD, 0x380 + word, 1u << bit);
}

static void leave(void *vgic, unsigned vcpu, unsigned pe)
{
	struct vgic *v = vgic;

	(void)vcpu;
	(void)pe;
	for (uint32_t n = 32; n < IRQS; n++) {
		struct irq *q = &v->irqs[n];
		uint32_t lr;

		if (q->lr < 0)
			continue;
		lr = rd(v, VGS_FRAME_GICH, 0x100 + 4u * (unsigned)q->lr);
		wr(v, VGS_FRAME_GICH, 0x100 + 4u * (unsigned)q->lr, 0);
		q->lr = -1;
		q->active = lr >> 29 & 1;
		if ((lr >> 28 & 1) && !q->level)
			q->latch = true;
		if ((lr >> 28 & 1) && q->level && q->hw)
			sample(v, q);
	}
	v->vmcr = rd(v, VGS_FRAME_GICH, 0x08);
	v->apr = rd(v, VGS_FRAME_GICH, 0xf0);
	wr(v, VGS_FRAME_GICH, 0x00, 0);
	v->running = false;
}

/* Its CPU interface while it does not run: the saved VMCR. */
static void gicc(struct vgic *v, enum vgs_reg_how how, uint64_t offset,
		 uint32_t *value)
{
	unsigned shift = offset ? 27 : 0;
	uint32_t mask = offset ? 0x1f : 0x21f;
	uint32_t in = offset ? *value >> 3 : *value;

	if (offset > 4)
		return;
	if (how == VGS_REG_WRITE)
		v->vmcr = (v->vmcr & ~(mask << shift)) | (in & mask) << shift;
	*value = (v->vmcr >> shift & mask) << (offset ? 3 : 0);
}

/* One bit or two of each INTID in a word, or a byte of each. */
static uint32_t field(struct vgic *v, enum vgs_reg_how how, uint64_t offset,
		      uint32_t n, uint32_t value)
{
	struct irq *q = &v->irqs[n < IRQS ? n : 0];
	bool write = how == VGS_REG_WRITE;

	if (offset >= 0x100 && offset < 0x200) {
		if (write && value)
			q->enabled = offset < 0x180;
		return q->enabled;
	}
	if (offset >= 0x400 && offset < 0x800) {
		if (write)
			q->priority = value & 0xf8;
		return q->priority;
	}
	if (offset >= 0xc00 && offset < 0xd00) {
		if (write)
			q->level = !(value & 2);
		return q->level ? 0 : 2;
	}
	return 0;
}

static void frame(void *vgic, unsigned vcpu, enum vgs_reg_how how,
		  enum vgs_frame frame, unsigned index, uint64_t offset,
		  unsigned size, uint64_t *value)
{
	struct vgic *v = vgic;
	uint32_t in = (uint32_t)*value, out = 0;
	unsigned bits = offset < 0x400 ? 1 : offset < 0xc00 ? 8 : 2;
	uint32_t first =
		(uint32_t)(offset & (bits == 8 ? 0x3ff : 0x7f)) * 8 / bits;

	(void)vcpu;
	(void)index;
	if (frame != VGS_FRAME_GICD) {
		out = in;
		gicc(v, how, offset, &out);
	} else if (offset < 0x100) {
		if (how == VGS_REG_WRITE && !offset)
			v->enabled = in & 1;
		out = offset ? 0 : v->enabled;
	} else {
		if (bits == 2)
			first = (uint32_t)(offset & 0xff) * 4;
		for (unsigned k = 0; k < size * 8 / bits; k++)
			out |= field(v, how, offset, first + k,
				     in >> k * bits & (bits == 8 ? 0xff : 3) &
					     (bits == 1 ? 1 : ~0u))
			       << k * bits;
	}
	*value = out;
}

static int irq(void *vgic, unsigned vcpu, uint32_t intid,
	       struct vgs_virq_info *ret_info)
{
	struct vgic *v = vgic;
	const struct irq *q = &v->irqs[intid];
	bool p, a;

	(void)vcpu;
	if (intid >= IRQS)
		return -VGS_ERANGE;
	p = pending(q);
	a = q->active;
	if (q->lr >= 0) {
		uint32_t lr =
			rd(v, VGS_FRAME_GICH, 0x100 + 4u * (unsigned)q->lr);

		p |= lr >> 28 & 1;
		a = lr >> 29 & 1;
	}
	ret_info->state = p ? (a ? VGS_ACTIVE_PENDING : VGS_PENDING)
			    : (a ? VGS_ACTIVE : VGS_INACTIVE);
	return 0;
}

static const struct vgs_vgic_ops own_vgic = {
	.size = sizeof(own_vgic),
	.create = create,
	.destroy = free,
	.inject = inject,
	.map = map,
	.enter = enter,
	.exit = leave,
	.frame = frame,
	.irq = irq,
};

/* As they are: their variants are about policies of our vgic. */
static int run(const char *path)
{
	struct vgs_scenario_result *r = NULL;
	struct vgs_scenario *s = NULL;
	struct vgs_run_opts opts;
	char text[2000];
	int failed = 1;

	vgs_run_opts_default(&opts);
	opts.vgic = &own_vgic;
	if (!vgs_scenario_load(path, NULL, &s) && !vgs_scenario_errors(s) &&
	    !vgs_scenario_run(s, 0, &opts, &r)) {
		failed = r->verdict != VGS_VERDICT_PASS;
		printf("%s %s%s%s\n", vgs_verdict_name(r->verdict), path,
		       r->reason ? ": " : "", r->reason ? r->reason : "");
		for (unsigned n = 0; n < r->failure_count; n++) {
			vgs_failure_format(&r->failures[n], text, sizeof(text));
			printf("%s\n", text);
		}
	}
	vgs_scenario_result_free(r);
	vgs_scenario_free(s);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = argc < 2;

	for (int n = 1; n < argc; n++)
		failed |= run(argv[n]);
	return failed;
}
