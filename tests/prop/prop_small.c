/* SPDX-License-Identifier: MIT */
/*
 * The smallest machine exhaustively, of each version by the same code: one PE,
 * two interrupts, one list register.  From every state that strings of these
 * operations reach, every operation is tried, until there is no new state: that
 * is every string of any length.  In each: the invariants, the naive twin, no
 * lost and no invented interrupt, status registers equal their definition.
 */
#include "machines.h"

#include "core.h"

#define STATES_MAX 60000u
#define TABLE	   (1u << 18)

#define A 32u /* level */
#define B 33u /* edge */
#define V 40u /* vINTID of A, with HW */
#define W 41u /* vINTID without, with EOI */

enum op {
	OP_RAISE_A,
	OP_LOWER_A,
	OP_EDGE_B,
	OP_ACKNOWLEDGE,
	OP_END_A,
	OP_END_B,
	OP_DEACTIVATE_A,
	OP_TOGGLE_SPLIT,
	OP_DISABLE_A,
	OP_ENABLE_A,
	OP_CLEAR_B,
	OP_SET_A,
	OP_CLEAR_A,
	OP_CLEAR_PRIORITIES,
	OP_PLACE_V,
	OP_PLACE_W,
	OP_GUEST_ACKNOWLEDGE,
	OP_GUEST_END_V,
	OP_GUEST_END_W,
	OPS,
};

/* --- registers of both versions ----------------------------------- */

enum reg {
	R_CTLR,
	R_PMR,
	R_IAR,
	R_EOIR,
	R_DIR,
	R_AP,
	R_HCR,
	R_VMCR,
	R_MISR,
	R_EISR,
	R_ELRSR,
	R_LR,
	R_VIAR,
	R_VEOIR,
	REGS,
};

struct version {
	enum vgs_version version;
	/* Frame and offset, or what a system register has as id. */
	struct {
		enum vgs_frame frame;
		uint32_t at;
	} regs[REGS];
	uint32_t split;		   /* EOImode in R_CTLR */
	uint64_t place_v, place_w; /* R_LR of V and W, pending */
	void (*open)(struct vgs_gic *gic);
};

struct state {
	unsigned char *image;
	unsigned depth;
};

struct world {
	const struct version *version;
	struct vgs_gic *gic, *naive;
	struct state *states;
	uint64_t *seen; /* hashes, open addressing; 0: free */
	size_t size;
	unsigned count;
	unsigned cu75; /* findings of the last operation */
};

static const struct vgs_access pe0 = { 0, VGS_SECURE };

static uint32_t get(struct vgs_gic *gic, enum vgs_frame frame, uint32_t at)
{
	uint64_t value = 0;

	assert_int_equal(vgs_gic_frame_read(gic, &pe0, frame, 0, at, 4, &value),
			 0);
	return (uint32_t)value;
}

static void set(struct vgs_gic *gic, enum vgs_frame frame, uint32_t at,
		unsigned size, uint32_t value)
{
	assert_int_equal(
		vgs_gic_frame_write(gic, &pe0, frame, 0, at, size, value), 0);
}

/* The guest's registers are reached at EL1 under HCR_EL2.IMO. */
static void enter(struct vgs_gic *gic, bool guest)
{
	const struct vgs_pe_ctx ctx = {
		.el = guest ? 1 : 2,
		.scr_el3 = 1,
		.hcr_el2 = guest ? 1u << 4 : 0,
	};

	assert_int_equal(vgs_gic_set_pe(gic, 0, &ctx), 0);
}

static uint64_t read_reg(const struct world *w, struct vgs_gic *gic,
			 enum reg reg)
{
	uint32_t at = w->version->regs[reg].at;
	uint64_t value = 0;

	if (w->version->version == VGS_GIC_V2)
		return get(gic, w->version->regs[reg].frame, at);
	enter(gic, reg >= R_VIAR);
	assert_int_equal(
		vgs_gic_sysreg_read(gic, 0, (enum vgs_sysreg)at, &value), 0);
	enter(gic, false);
	return value;
}

static void write_reg(const struct world *w, struct vgs_gic *gic, enum reg reg,
		      uint64_t value)
{
	uint32_t at = w->version->regs[reg].at;

	if (w->version->version == VGS_GIC_V2) {
		set(gic, w->version->regs[reg].frame, at, 4, (uint32_t)value);
		return;
	}
	enter(gic, reg >= R_VIAR);
	assert_int_equal(
		vgs_gic_sysreg_write(gic, 0, (enum vgs_sysreg)at, value), 0);
	enter(gic, false);
}

/* Both interrupts: priorities, B an edge, enabled. */
static void open_distributor(struct vgs_gic *gic)
{
	set(gic, VGS_FRAME_GICD, 0x420, 1, 0x80);
	set(gic, VGS_FRAME_GICD, 0x421, 1, 0x40);
	set(gic, VGS_FRAME_GICD, 0xc08, 4, 2u << 2);
	set(gic, VGS_FRAME_GICD, 0x104, 4, 3);
}

static void open_v2(struct vgs_gic *gic)
{
	set(gic, VGS_FRAME_GICD, 0x000, 4, 1);
	open_distributor(gic);
	set(gic, VGS_FRAME_GICC, 0x004, 4, 0xf8);
	set(gic, VGS_FRAME_GICC, 0x000, 4, 1);
	set(gic, VGS_FRAME_GICH, 0x008, 4, 31u << 27 | 3);
}

static void open_v3(struct vgs_gic *gic)
{
	enter(gic, false);
	set(gic, VGS_FRAME_GICR, 0x014, 4, 0);
	set(gic, VGS_FRAME_GICD, 0x000, 4, 3);
	set(gic, VGS_FRAME_GICD, 0x084, 4, 3);
	open_distributor(gic);
	vgs_gic_sysreg_write(gic, 0, VGS_ICC_PMR_EL1, 0xf8);
	vgs_gic_sysreg_write(gic, 0, VGS_ICC_IGRPEN1_EL1, 1);
	vgs_gic_sysreg_write(gic, 0, VGS_ICH_VMCR_EL2, 31u << 27 | 3);
}

static const struct version versions[] = {
#ifdef VGS_WITH_GICV2
	{
		.version = VGS_GIC_V2,
		.regs = {
			[R_CTLR] = { VGS_FRAME_GICC, 0x0000 },
			[R_PMR] = { VGS_FRAME_GICC, 0x0004 },
			[R_IAR] = { VGS_FRAME_GICC, 0x000c },
			[R_EOIR] = { VGS_FRAME_GICC, 0x0010 },
			[R_DIR] = { VGS_FRAME_GICC, 0x1000 },
			[R_AP] = { VGS_FRAME_GICC, 0x00d0 },
			[R_HCR] = { VGS_FRAME_GICH, 0x0000 },
			[R_VMCR] = { VGS_FRAME_GICH, 0x0008 },
			[R_MISR] = { VGS_FRAME_GICH, 0x0010 },
			[R_EISR] = { VGS_FRAME_GICH, 0x0020 },
			[R_ELRSR] = { VGS_FRAME_GICH, 0x0030 },
			[R_LR] = { VGS_FRAME_GICH, 0x0100 },
			[R_VIAR] = { VGS_FRAME_GICV, 0x000c },
			[R_VEOIR] = { VGS_FRAME_GICV, 0x0010 },
		},
		.split = 1u << 9,
		.place_v = 1u << 31 | 1u << 28 | 16u << 23 | A << 10 | V,
		.place_w = 1u << 28 | 16u << 23 | 1u << 19 | W,
		.open = open_v2,
	},
#endif
#ifdef VGS_WITH_GICV3
	{
		.version = VGS_GIC_V3,
		.regs = {
			[R_CTLR] = { 0, VGS_ICC_CTLR_EL1 },
			[R_PMR] = { 0, VGS_ICC_PMR_EL1 },
			[R_IAR] = { 0, VGS_ICC_IAR1_EL1 },
			[R_EOIR] = { 0, VGS_ICC_EOIR1_EL1 },
			[R_DIR] = { 0, VGS_ICC_DIR_EL1 },
			[R_AP] = { 0, VGS_ICC_AP1R0_EL1 },
			[R_HCR] = { 0, VGS_ICH_HCR_EL2 },
			[R_VMCR] = { 0, VGS_ICH_VMCR_EL2 },
			[R_MISR] = { 0, VGS_ICH_MISR_EL2 },
			[R_EISR] = { 0, VGS_ICH_EISR_EL2 },
			[R_ELRSR] = { 0, VGS_ICH_ELRSR_EL2 },
			[R_LR] = { 0, VGS_ICH_LR0_EL2 },
			[R_VIAR] = { 0, VGS_ICC_IAR1_EL1 },
			[R_VEOIR] = { 0, VGS_ICC_EOIR1_EL1 },
		},
		.split = 1u << 1,
		.place_v = UINT64_C(7) << 60 | UINT64_C(0x80) << 48 |
			   (uint64_t)A << 32 | V,
		.place_w = UINT64_C(5) << 60 | UINT64_C(0x80) << 48 |
			   UINT64_C(1) << 41 | W,
		.open = open_v3,
	},
#endif
};

/* --- operations --------------------------------------------------- */

/* Every maintenance source; EOIcount would only multiply the states by 32. */
static void clear_eoicount(const struct world *w, struct vgs_gic *gic)
{
	write_reg(w, gic, R_HCR, 0xff);
}

static uint32_t guest_end(const struct world *w, struct vgs_gic *gic,
			  uint32_t vintid)
{
	write_reg(w, gic, R_VEOIR, vintid);
	return 0;
}

/* One operation; what a guest or host would read, 0 where nothing is. */
static uint32_t operate(const struct world *w, struct vgs_gic *gic, enum op op)
{
	uint64_t value;

	switch (op) {
	case OP_RAISE_A:
		vgs_gic_set_line(gic, VGS_INTID(A), true);
		return 0;
	case OP_LOWER_A:
		vgs_gic_set_line(gic, VGS_INTID(A), false);
		return 0;
	case OP_EDGE_B:
		vgs_gic_set_line(gic, VGS_INTID(B), true);
		vgs_gic_set_line(gic, VGS_INTID(B), false);
		return 0;
	case OP_ACKNOWLEDGE:
		return (uint32_t)read_reg(w, gic, R_IAR);
	case OP_END_A:
		write_reg(w, gic, R_EOIR, A);
		return 0;
	case OP_END_B:
		write_reg(w, gic, R_EOIR, B);
		return 0;
	case OP_DEACTIVATE_A:
		write_reg(w, gic, R_DIR, A);
		return 0;
	case OP_TOGGLE_SPLIT:
		value = read_reg(w, gic, R_CTLR);
		write_reg(w, gic, R_CTLR, value ^ w->version->split);
		return 0;
	case OP_DISABLE_A:
		set(gic, VGS_FRAME_GICD, 0x184, 4, 1);
		return 0;
	case OP_ENABLE_A:
		set(gic, VGS_FRAME_GICD, 0x104, 4, 1);
		return 0;
	case OP_CLEAR_B:
		set(gic, VGS_FRAME_GICD, 0x284, 4, 2);
		return 0;
	case OP_SET_A:
		set(gic, VGS_FRAME_GICD, 0x204, 4, 1);
		return 0;
	case OP_CLEAR_A:
		set(gic, VGS_FRAME_GICD, 0x284, 4, 1);
		return 0;
	case OP_CLEAR_PRIORITIES:
		write_reg(w, gic, R_AP, 0);
		return 0;
	case OP_PLACE_V:
		write_reg(w, gic, R_LR, w->version->place_v);
		return 0;
	case OP_PLACE_W:
		write_reg(w, gic, R_LR, w->version->place_w);
		return 0;
	case OP_GUEST_ACKNOWLEDGE:
		return (uint32_t)read_reg(w, gic, R_VIAR);
	case OP_GUEST_END_V:
		return guest_end(w, gic, V);
	case OP_GUEST_END_W:
		return guest_end(w, gic, W);
	case OPS:
		break;
	}
	return 0;
}

/* --- laws of one state -------------------------------------------- */

/* GIC-B8, GIC-D16, GIC-D33: worked out from the parts, not by the gates. */
static uint32_t expected_offer(const struct vgs_gic *gic)
{
	struct vgs_irq_info a, b;
	uint8_t running = vgs_gic_running_priority(gic, 0);
	bool ready_a, ready_b;

	vgs_gic_irq(gic, VGS_INTID(A), &a);
	vgs_gic_irq(gic, VGS_INTID(B), &b);
	ready_a = a.enabled && !a.active && (a.line || a.latch);
	ready_b = b.enabled && !b.active && b.latch;
	/* B is at 0x40, A at 0x80. */
	if (ready_b)
		return 0x40 < running ? B : 1023;
	if (ready_a)
		return 0x80 < running ? A : 1023;
	return 1023;
}

static uint32_t peeked_offer(const struct world *w)
{
	uint32_t at = w->version->regs[R_IAR].at;
	uint64_t value = 0;

	if (w->version->version == VGS_GIC_V2)
		vgs_gic_frame_peek(w->gic, &pe0, VGS_FRAME_GICC, 0, at, 4,
				   &value);
	else
		vgs_gic_sysreg_peek(w->gic, 0, (enum vgs_sysreg)at, &value);
	return (uint32_t)value;
}

/* GIC-Q14: one list register, all enabled, nothing masked. */
static bool expected_virtual(const struct vgs_gic *gic)
{
	struct vgs_lr_info lr;

	vgs_gic_lr(gic, 0, 0, &lr);
	return lr.state == VGS_PENDING &&
	       vgs_cpuif_running(&gic->vif[0].cpu, &gic->vshape) == 0xff;
}

/* GIC-P19, GIC-P20, GIC-Q32, GIC-Q36, GIC-Q37: both groups are enabled. */
static void check_status(const struct world *w)
{
	uint64_t count = read_reg(w, w->gic, R_HCR) >> 27 & 31u;
	struct vgs_lr_info lr;
	bool eoi, empty;
	uint32_t misr = 1u << 1 | 1u << 4 | 1u << 6; /* U, VGrp0E, VGrp1E */

	vgs_gic_lr(w->gic, 0, 0, &lr);
	eoi = lr.state == VGS_INACTIVE && !lr.hw && lr.eoi;
	empty = lr.state == VGS_INACTIVE && (lr.hw || !lr.eoi);
	misr |= eoi ? 1u << 0 : 0;
	misr |= count ? 1u << 2 : 0;
	misr |= lr.state != VGS_PENDING ? 1u << 3 : 0;
	assert_int_equal(read_reg(w, w->gic, R_EISR), eoi);
	assert_int_equal(read_reg(w, w->gic, R_ELRSR), empty);
	assert_int_equal(read_reg(w, w->gic, R_MISR), misr);
	assert_true(vgs_gic_signals(w->gic, 0) & VGS_SIG_MAINTENANCE);
}

static void check_state(const struct world *w)
{
	uint32_t levels = vgs_gic_signals(w->gic, 0);
	uint32_t offer = expected_offer(w->gic);

	prop_sound(w->gic, "small machine");
	assert_int_equal(peeked_offer(w), offer);
	assert_int_equal((levels & VGS_SIG_IRQ) != 0, offer != 1023);
	assert_int_equal((levels & VGS_SIG_VIRQ) != 0,
			 expected_virtual(w->gic));
	check_status(w);
	assert_int_equal(vgs_gic_hash(w->naive), vgs_gic_hash(w->gic));
	assert_int_equal(vgs_gic_signals(w->naive, 0), levels);
}

/* --- laws of one step --------------------------------------------- */

struct facts {
	struct vgs_irq_info a, b;
	struct vgs_irq raw_a;
	struct vgs_lr_info lr;
	struct vgs_cpuif cpu, vcpu;
};

static struct facts facts_of(const struct vgs_gic *gic)
{
	struct facts f;

	vgs_gic_irq(gic, VGS_INTID(A), &f.a);
	vgs_gic_irq(gic, VGS_INTID(B), &f.b);
	vgs_gic_lr(gic, 0, 0, &f.lr);
	f.raw_a = gic->irqs[vgs_core_slot(gic, 0, A)];
	f.cpu = gic->pe[0].cpu;
	f.vcpu = gic->vif[0].cpu;
	return f;
}

/* Active priorities change by acknowledge, EOI and writing them. */
static void check_priorities(enum op op, const struct facts *before,
			     const struct facts *after)
{
	bool guest = op == OP_GUEST_ACKNOWLEDGE || op == OP_GUEST_END_V ||
		     op == OP_GUEST_END_W;

	if (op != OP_ACKNOWLEDGE && op != OP_END_A && op != OP_END_B &&
	    op != OP_CLEAR_PRIORITIES)
		assert_memory_equal(before->cpu.ap, after->cpu.ap,
				    sizeof(before->cpu.ap));
	if (!guest)
		assert_memory_equal(before->vcpu.ap, after->vcpu.ap,
				    sizeof(before->vcpu.ap));
}

/* GIC-B5: an edge is pending till it is acknowledged or cleared by name. */
static void check_edge(enum op op, uint32_t answer, const struct facts *before,
		       const struct facts *after)
{
	bool gone = op == OP_CLEAR_B || (op == OP_ACKNOWLEDGE && answer == B);

	if (op == OP_EDGE_B)
		assert_true(after->b.latch);
	else
		assert_int_equal(after->b.latch, before->b.latch && !gone);
}

/* GIC-B12 to GIC-B14: so is a level that software has set, whatever the line. */
static void check_set_pending(enum op op, uint32_t answer,
			      const struct facts *before,
			      const struct facts *after)
{
	bool gone = op == OP_CLEAR_A || (op == OP_ACKNOWLEDGE && answer == A);

	if (op == OP_SET_A)
		assert_true(after->a.latch);
	else
		assert_int_equal(after->a.latch, before->a.latch && !gone);
	assert_int_equal(after->a.pending, after->a.line || after->a.latch);
}

/* GIC-P6, GIC-CU75: the end of V deactivates A if that is active. */
static void check_hw_end(const struct world *w, enum op op,
			 const struct facts *before, const struct facts *after)
{
	bool ended = op == OP_GUEST_END_V && before->lr.hw &&
		     before->lr.state == VGS_ACTIVE &&
		     after->lr.state == VGS_INACTIVE;

	assert_int_equal(w->cu75, ended && !before->a.active);
	if (ended)
		assert_false(after->a.active);
	if (ended && !before->a.active)
		assert_memory_equal(&before->raw_a, &after->raw_a,
				    sizeof(before->raw_a));
}

/* --- the walk ----------------------------------------------------- */

static bool is_new(struct world *w, uint64_t hash)
{
	uint32_t at = (uint32_t)(hash >> 40) & (TABLE - 1);

	hash |= 1;
	for (; w->seen[at]; at = (at + 1) & (TABLE - 1)) {
		if (w->seen[at] == hash)
			return false;
	}
	w->seen[at] = hash;
	return true;
}

static void remember(struct world *w, unsigned depth)
{
	struct state *s = &w->states[w->count];

	if (!is_new(w, vgs_gic_hash(w->gic)))
		return;
	assert_true(w->count < STATES_MAX - 1);
	s->image = malloc(w->size);
	assert_non_null(s->image);
	assert_int_equal(vgs_gic_save(w->gic, s->image, w->size), 0);
	s->depth = depth;
	w->count++;
}

static void on_event(void *user, const struct vgs_event *event)
{
	struct world *w = user;

	w->cu75 +=
		event->kind == VGS_EV_FINDING && event->rule == VGS_R_GIC_CU75;
}

static void open_world(struct world *w, const struct version *version)
{
	struct vgs_gic_config cfg;

	w->version = version;
	vgs_gic_config_default(&cfg, version->version);
	cfg.spis = 2;
	cfg.lrs = 1;
	cfg.virt = true;
	cfg.maintenance_intid = 0;
	assert_int_equal(vgs_gic_new(&cfg, &w->naive), 0);
	cfg.trace = on_event;
	cfg.user = w;
	assert_int_equal(vgs_gic_new(&cfg, &w->gic), 0);
	vgs_core_evaluate_naively(w->naive);
	version->open(w->gic);
	clear_eoicount(w, w->gic);
	w->size = vgs_gic_save_size(w->gic);
	w->states = calloc(STATES_MAX, sizeof(*w->states));
	w->seen = calloc(TABLE, sizeof(*w->seen));
	w->count = 0;
	assert_non_null(w->states);
	assert_non_null(w->seen);
}

static void close_world(struct world *w)
{
	for (unsigned i = 0; i < w->count; i++)
		free(w->states[i].image);
	free(w->states);
	free(w->seen);
	vgs_gic_free(w->gic);
	vgs_gic_free(w->naive);
}

/* From a state that was reached; what it leads to is remembered. */
static void step(struct world *w, const struct state *s, enum op op)
{
	struct facts before, after;
	uint32_t answer;

	assert_int_equal(vgs_gic_restore(w->gic, s->image, w->size), 0);
	assert_int_equal(vgs_gic_restore(w->naive, s->image, w->size), 0);
	before = facts_of(w->gic);
	w->cu75 = 0;
	answer = operate(w, w->gic, op);
	assert_int_equal(operate(w, w->naive, op), answer);
	after = facts_of(w->gic);
	check_priorities(op, &before, &after);
	check_edge(op, answer, &before, &after);
	check_set_pending(op, answer, &before, &after);
	check_hw_end(w, op, &before, &after);
	check_state(w);
	clear_eoicount(w, w->gic);
	remember(w, s->depth + 1);
}

static void try_everything(const struct version *version)
{
	struct world w;
	unsigned depth = 0;

	open_world(&w, version);
	remember(&w, 0);
	for (unsigned i = 0; i < w.count; i++) {
		depth = w.states[i].depth;
		for (int op = 0; op < OPS; op++)
			step(&w, &w.states[i], (enum op)op);
	}
	print_message("# GICv%d: %u states, the last after %u operations\n",
		      version->version, w.count, depth);
	assert_in_range(w.count, 100, STATES_MAX);
	/* Strings of six operations, and all that are longer. */
	assert_true(depth > 6);
	close_world(&w);
}

static void every_reachable_state_keeps_every_law(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(versions); i++)
		try_everything(&versions[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reachable_state_keeps_every_law),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
