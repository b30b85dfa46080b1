/* SPDX-License-Identifier: MIT */
/*
 * The smallest machine exhaustively: one PE, two interrupts, one list register
 * with the HW bit.  From every state that strings of these operations reach,
 * every operation is tried, until there is no new state: that is every string
 * of any length.  In each: the invariants, the naive twin, no lost and no
 * invented interrupt.
 */
#include "machines.h"

#include "core.h"

#define STATES_MAX 20000u
#define TABLE	   (1u << 16)

#define A 32u
#define B 33u

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
	OP_FORWARD_A, /* list register: vINTID 40 with HW, pINTID 32 */
	OP_GUEST_ACKNOWLEDGE,
	OP_GUEST_END,
	OPS,
};

struct state {
	unsigned char *image;
	unsigned depth;
};

struct world {
	struct vgs_gic *gic, *naive;
	struct state *states;
	uint64_t *seen; /* hashes, open addressing; 0: free */
	size_t size;
	unsigned count;
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

static uint32_t toggled_split(struct vgs_gic *gic)
{
	return get(gic, VGS_FRAME_GICC, 0x000) ^ 1u << 9;
}

/* One operation; what a guest or host would read, 0 where nothing is. */
static uint32_t operate(struct vgs_gic *gic, enum op op)
{
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
		return get(gic, VGS_FRAME_GICC, 0x00c);
	case OP_END_A:
		set(gic, VGS_FRAME_GICC, 0x010, 4, A);
		return 0;
	case OP_END_B:
		set(gic, VGS_FRAME_GICC, 0x010, 4, B);
		return 0;
	case OP_DEACTIVATE_A:
		set(gic, VGS_FRAME_GICC, 0x1000, 4, A);
		return 0;
	case OP_TOGGLE_SPLIT:
		set(gic, VGS_FRAME_GICC, 0x000, 4, toggled_split(gic));
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
	case OP_FORWARD_A:
		set(gic, VGS_FRAME_GICH, 0x100, 4,
		    1u << 31 | 1u << 28 | 16u << 23 | A << 10 | 40);
		return 0;
	case OP_GUEST_ACKNOWLEDGE:
		return get(gic, VGS_FRAME_GICV, 0x00c);
	case OP_GUEST_END:
		/* EOIcount would only multiply the states by 32. */
		set(gic, VGS_FRAME_GICV, 0x010, 4, 40);
		set(gic, VGS_FRAME_GICH, 0x000, 4, 1);
		return 0;
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

static uint32_t peeked_offer(const struct vgs_gic *gic)
{
	uint64_t value = 0;

	vgs_gic_frame_peek(gic, &pe0, VGS_FRAME_GICC, 0, 0x00c, 4, &value);
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

static void check_state(const struct world *w)
{
	uint32_t levels = vgs_gic_signals(w->gic, 0);
	uint32_t offer = expected_offer(w->gic);

	prop_sound(w->gic, "small machine");
	assert_int_equal(peeked_offer(w->gic), offer);
	assert_int_equal((levels & VGS_SIG_IRQ) != 0, offer != 1023);
	assert_int_equal((levels & VGS_SIG_VIRQ) != 0,
			 expected_virtual(w->gic));
	assert_int_equal(vgs_gic_hash(w->naive), vgs_gic_hash(w->gic));
	assert_int_equal(vgs_gic_signals(w->naive, 0), levels);
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

static void open_machine(struct vgs_gic *gic)
{
	set(gic, VGS_FRAME_GICD, 0x000, 4, 1);
	set(gic, VGS_FRAME_GICD, 0x420, 1, 0x80);
	set(gic, VGS_FRAME_GICD, 0x421, 1, 0x40);
	set(gic, VGS_FRAME_GICD, 0xc08, 4, 2u << 2);
	set(gic, VGS_FRAME_GICD, 0x104, 4, 3);
	set(gic, VGS_FRAME_GICC, 0x004, 4, 0xf8);
	set(gic, VGS_FRAME_GICC, 0x000, 4, 1);
	set(gic, VGS_FRAME_GICH, 0x008, 4, 31u << 27 | 3);
	set(gic, VGS_FRAME_GICH, 0x000, 4, 1);
}

static void open_world(struct world *w)
{
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg, VGS_GIC_V2);
	cfg.spis = 2;
	cfg.lrs = 1;
	cfg.virt = true;
	cfg.maintenance_intid = 0;
	assert_int_equal(vgs_gic_new(&cfg, &w->gic), 0);
	assert_int_equal(vgs_gic_new(&cfg, &w->naive), 0);
	w->naive->naive = true;
	open_machine(w->gic);
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

static void every_reachable_state_keeps_every_law(void **state)
{
	struct world w;
	unsigned depth = 0;

	(void)state;
	open_world(&w);
	remember(&w, 0);
	for (unsigned i = 0; i < w.count; i++) {
		const struct state *s = &w.states[i];

		depth = s->depth;
		for (int op = 0; op < OPS; op++) {
			uint32_t answer;

			vgs_gic_restore(w.gic, s->image, w.size);
			vgs_gic_restore(w.naive, s->image, w.size);
			answer = operate(w.gic, (enum op)op);
			assert_int_equal(operate(w.naive, (enum op)op), answer);
			check_state(&w);
			remember(&w, depth + 1);
		}
	}
	print_message("# %u states, the last after %u operations\n", w.count,
		      depth);
	assert_in_range(w.count, 100, STATES_MAX);
	close_world(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reachable_state_keeps_every_law),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
