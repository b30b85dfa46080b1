/* SPDX-License-Identifier: MIT */
/*
 * Random operations on small machines.  After each one the invariants hold, an
 * image restores to the same machine, a copy has the same hash; signals and
 * explain agree; the naive evaluation does the same as the index; who only
 * listens to on_signals knows the levels, and hears of a PE once a call.
 *
 * VGS_PROP_OPS and VGS_PROP_SEED choose how many and which.
 */
#include "machines.h"

#include "core.h"

#define OPS_DEFAULT 4000u

struct world {
	const struct prop_machine *machine;
	struct vgs_gic *gic, *naive, *other;
	struct prop_memory *memory, *twin_memory;
	unsigned char *image;
	size_t size;
	struct prop_random random;
	uint32_t bypass[2]; /* legacy inputs that are asserted, by PE */
	unsigned step;
	uint32_t told[2];    /* levels as on_signals told them, by PE */
	unsigned reports[2]; /* calls of it in this step */
};

/* --- operations: the same to the machine and its naive twin ------- */

struct access_op {
	struct vgs_access access;
	enum vgs_frame frame;
	unsigned index, size;
	uint64_t offset, value;
};

/* An offset that mostly is a register, sometimes anything. */
static uint64_t some_offset(struct world *w, enum vgs_frame frame)
{
	const struct vgs_frame_desc *desc = prop_frame(w->gic, frame);
	const struct vgs_reg *reg;
	struct vgs_reg_info info;

	if (prop_below(&w->random, 16) == 0)
		return prop_below(&w->random, desc->size);
	reg = &desc->regs[prop_below(&w->random, desc->count)];
	vgs_reg_describe(reg, &info);
	/* Mostly among the first registers of an array: they are there. */
	return info.offset +
	       prop_below(&w->random, info.count < 3 ? info.count : 3u) *
		       info.stride +
	       (prop_below(&w->random, 8) ? 0 : prop_below(&w->random, 8));
}

/* Values that mean something: few bits, bytes, priorities, INTIDs. */
static uint64_t some_value(struct world *w)
{
	uint64_t value = prop_next(&w->random);

	switch (prop_below(&w->random, 6)) {
	case 0:
		return UINT64_MAX;
	case 1:
		return 0;
	case 2:
		return UINT64_C(1) << prop_below(&w->random, 64);
	case 3:
		return prop_below(&w->random, 80);
	case 4:
		return value & UINT64_C(0xf0f0f0f0f0f0f0f0);
	default:
		return value;
	}
}

static struct access_op some_access(struct world *w)
{
	struct access_op op = { .value = some_value(w) };

	do
		op.frame = (enum vgs_frame)prop_below(&w->random, VGS_FRAMES);
	while (!prop_frame(w->gic, op.frame));
	op.access.pe = prop_below(&w->random, 2);
	op.access.security =
		prop_below(&w->random, 3) ? VGS_SECURE : VGS_NONSECURE;
	if (op.frame == VGS_FRAME_GICR || op.frame == VGS_FRAME_GICH_PE)
		op.index = prop_below(&w->random, 2);
	op.size = prop_below(&w->random, 4) ? 4u
					    : 1u << prop_below(&w->random, 4);
	op.offset = some_offset(w, op.frame) &
		    (prop_frame(w->gic, op.frame)->size - 1u);
	return op;
}

static void do_read(struct world *w)
{
	struct access_op op = some_access(w);
	uint64_t value = 0, twin = 0;

	assert_int_equal(vgs_gic_frame_read(w->gic, &op.access, op.frame,
					    op.index, op.offset, op.size,
					    &value),
			 0);
	assert_int_equal(vgs_gic_frame_read(w->naive, &op.access, op.frame,
					    op.index, op.offset, op.size,
					    &twin),
			 0);
	assert_int_equal(value, twin);
}

static void do_write(struct world *w)
{
	struct access_op op = some_access(w);

	assert_int_equal(vgs_gic_frame_write(w->gic, &op.access, op.frame,
					     op.index, op.offset, op.size,
					     op.value),
			 0);
	assert_int_equal(vgs_gic_frame_write(w->naive, &op.access, op.frame,
					     op.index, op.offset, op.size,
					     op.value),
			 0);
}

/* Tables and commands: some words anywhere in memory. */
static void do_memory(struct world *w)
{
	for (unsigned i = 0; i < 4; i++) {
		uint64_t value = some_value(w);
		size_t at = prop_below(&w->random, 1u << 13) * 8u;

		memcpy(&w->memory->bytes[at], &value, 8);
		memcpy(&w->twin_memory->bytes[at], &value, 8);
	}
}

static void do_line(struct world *w)
{
	unsigned n = 16 + prop_below(&w->random, 56);
	struct vgs_line line = n < 32 ? VGS_PRIVATE(n & 1, n) : VGS_INTID(n);
	bool level = prop_below(&w->random, 2);
	int err = vgs_gic_set_line(w->gic, line, level);

	/* INTID 25 is the maintenance interrupt where there is one. */
	assert_int_equal(err, w->machine->virt && n == 25 ? -VGS_ERANGE : 0);
	assert_int_equal(vgs_gic_set_line(w->naive, line, level), err);
}

static void do_context(struct world *w)
{
	static const uint64_t hcrs[] = { 0, 3u << 3, 1u << 3, 1u << 4 };
	struct vgs_pe_ctx ctx = {
		.el = (uint8_t)prop_below(&w->random, 4),
		.scr_el3 = prop_below(&w->random, 2),
		.hcr_el2 = hcrs[prop_below(&w->random, 4)],
		.sctlr_nmi = prop_below(&w->random, 16),
	};
	unsigned pe = prop_below(&w->random, 2);

	assert_int_equal(vgs_gic_set_pe(w->gic, pe, &ctx), 0);
	assert_int_equal(vgs_gic_set_pe(w->naive, pe, &ctx), 0);
}

static void do_sysreg(struct world *w)
{
	enum vgs_sysreg id =
		(enum vgs_sysreg)prop_below(&w->random, VGS_SYSREG_COUNT);
	unsigned pe = prop_below(&w->random, 2);
	uint64_t value = some_value(w), twin = value;
	bool write = prop_below(&w->random, 2);
	int answer;

	if (write) {
		answer = vgs_gic_sysreg_write(w->gic, pe, id, value);
		assert_int_equal(vgs_gic_sysreg_write(w->naive, pe, id, value),
				 answer);
		return;
	}
	answer = vgs_gic_sysreg_read(w->gic, pe, id, &value);
	assert_int_equal(vgs_gic_sysreg_read(w->naive, pe, id, &twin), answer);
	assert_int_equal(value, twin);
}

/* Acknowledge and end, so that things go on: else all is soon active. */
static void do_service(struct world *w)
{
	unsigned pe = prop_below(&w->random, 2);
	struct vgs_access access = { pe, VGS_SECURE };
	uint64_t intid = 0, twin = 0;

	if (w->machine->version == VGS_GIC_V2) {
		vgs_gic_frame_read(w->gic, &access, VGS_FRAME_GICC, 0, 0xc, 4,
				   &intid);
		vgs_gic_frame_read(w->naive, &access, VGS_FRAME_GICC, 0, 0xc, 4,
				   &twin);
		assert_int_equal(intid, twin);
		vgs_gic_frame_write(w->gic, &access, VGS_FRAME_GICC, 0, 0x10, 4,
				    intid);
		vgs_gic_frame_write(w->naive, &access, VGS_FRAME_GICC, 0, 0x10,
				    4, intid);
		return;
	}
	vgs_gic_sysreg_read(w->gic, pe, VGS_ICC_IAR1_EL1, &intid);
	vgs_gic_sysreg_read(w->naive, pe, VGS_ICC_IAR1_EL1, &twin);
	assert_int_equal(intid, twin);
	vgs_gic_sysreg_write(w->gic, pe, VGS_ICC_EOIR1_EL1, intid);
	vgs_gic_sysreg_write(w->naive, pe, VGS_ICC_EOIR1_EL1, intid);
}

static void do_reset(struct world *w)
{
	unsigned pe = prop_below(&w->random, 2);

	if (prop_below(&w->random, 2)) {
		assert_int_equal(vgs_gic_reset(w->gic), 0);
		assert_int_equal(vgs_gic_reset(w->naive), 0);
	} else {
		assert_int_equal(vgs_gic_reset_pe(w->gic, pe), 0);
		assert_int_equal(vgs_gic_reset_pe(w->naive, pe), 0);
	}
}

/* The inputs that only a GICv2 has: nIRQ and nFIQ, CFGSDISABLE. */
static void do_wire(struct world *w)
{
	unsigned pe = prop_below(&w->random, 2);
	enum vgs_signal input =
		prop_below(&w->random, 2) ? VGS_SIG_IRQ : VGS_SIG_FIQ;
	bool level = prop_below(&w->random, 2);
	int err = w->machine->version == VGS_GIC_V2 ? 0 : -VGS_ENOTSUP;

	if (prop_below(&w->random, 4) == 0) {
		assert_int_equal(vgs_gic_set_cfgsdisable(w->gic, level), err);
		assert_int_equal(vgs_gic_set_cfgsdisable(w->naive, level), err);
		return;
	}
	assert_int_equal(vgs_gic_set_bypass(w->gic, pe, input, level), err);
	assert_int_equal(vgs_gic_set_bypass(w->naive, pe, input, level), err);
	w->bypass[pe] &= ~(uint32_t)input;
	w->bypass[pe] |= level && !err ? (uint32_t)input : 0;
}

static void do_something(struct world *w)
{
	unsigned dice = prop_below(&w->random, 400);

	if (dice == 0)
		do_reset(w);
	else if (dice < 20)
		do_context(w);
	else if (dice < 80)
		do_read(w);
	else if (dice < 90)
		do_memory(w);
	else if (dice < 170)
		do_line(w);
	else if (dice < 220)
		do_service(w);
	else if (dice < 300)
		do_sysreg(w);
	else if (dice < 310)
		do_wire(w);
	else
		do_write(w);
}

/* --- laws --------------------------------------------------------- */

#define assert_law(w, condition)                                               \
	do {                                                                   \
		if (!(condition))                                              \
			fail_msg("%s, step %u: %s", (w)->machine->name,        \
				 (w)->step, #condition);                       \
	} while (0)

static void show(void *user, const char *where, uint64_t a, uint64_t b)
{
	(void)user;
	print_message("# %s: %#llx, %#llx\n", where, (unsigned long long)a,
		      (unsigned long long)b);
}

static uint32_t both(const struct vgs_gic *gic)
{
	return vgs_gic_signals(gic, 0) | vgs_gic_signals(gic, 1) << 16;
}

static void law_image(struct world *w)
{
	uint64_t hash = vgs_gic_hash(w->gic);
	uint32_t levels = both(w->gic);

	assert_int_equal(vgs_gic_copy(w->other, w->gic), 0);
	vgs_gic_diff(w->other, w->gic, show, NULL);
	assert_int_equal(vgs_gic_save(w->gic, w->image, w->size), 0);
	assert_law(w, !vgs_gic_restore(w->gic, w->image, w->size));
	assert_law(w, vgs_gic_hash(w->gic) == hash);
	assert_law(w, both(w->gic) == levels);
	assert_int_equal(vgs_gic_copy(w->other, w->gic), 0);
	assert_law(w, vgs_gic_hash(w->other) == hash);
	assert_law(w, both(w->other) == levels);
	assert_law(w, vgs_gic_diff(w->other, w->gic, NULL, NULL) == 0);
}

static void on_signals(void *user, unsigned pe, uint32_t old_levels,
		       uint32_t new_levels)
{
	struct world *w = user;

	assert_law(w, old_levels == w->told[pe]);
	assert_law(w, new_levels != old_levels);
	w->told[pe] = new_levels;
	w->reports[pe]++;
}

/* Of the operations only do_service() is more than one outermost call. */
static void do_and_listen(struct world *w)
{
	bool batch = prop_below(&w->random, 2);

	w->reports[0] = w->reports[1] = 0;
	if (batch)
		assert_int_equal(vgs_gic_batch_begin(w->gic), 0);
	do_something(w);
	if (batch) {
		assert_law(w, !w->reports[0] && !w->reports[1]);
		assert_int_equal(vgs_gic_batch_end(w->gic), 0);
	}
	for (unsigned pe = 0; pe < w->gic->cfg.pes; pe++) {
		assert_law(w, w->told[pe] == vgs_gic_signals(w->gic, pe));
		assert_law(w, w->reports[pe] <= (batch ? 1u : 2u));
	}
}

static void law_naive(struct world *w)
{
	vgs_gic_diff(w->naive, w->gic, show, NULL);
	assert_law(w, vgs_gic_hash(w->naive) == vgs_gic_hash(w->gic));
	assert_law(w, both(w->naive) == both(w->gic));
	assert_law(w, !memcmp(w->memory, w->twin_memory, sizeof(*w->memory)));
}

/* Does every gate of the GIC let it through?  The last one is the PE's. */
static bool passes(const struct world *w, unsigned pe, uint32_t intid,
		   bool virt)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	int count = vgs_gic_explain(w->gic, pe, intid, virt, gates);

	for (int g = 0; g < count - 1; g++) {
		if (!gates[g].open)
			return false;
	}
	return count > 1;
}

/*
 * A signal is there exactly if explain finds one that passes; without one only
 * what a legacy input asserts (GIC-F8).
 */
static void law_explain(struct world *w)
{
	const uint32_t physical = VGS_SIG_IRQ | VGS_SIG_FIQ;

	for (unsigned pe = 0; pe < 2; pe++) {
		uint32_t levels = vgs_gic_signals(w->gic, pe) & physical;
		bool any = false;

		/* LPIs are too many to ask for each. */
		if (vgs_core_select(w->gic, pe).slot == VGS_SLOT_LPI)
			continue;
		for (uint32_t intid = 0; intid < 72; intid++)
			any |= passes(w, pe, intid, false);
		for (uint32_t i = 0; w->machine->rich && i < 32; i++)
			any |= passes(w, pe, 1056 + i, false) ||
			       passes(w, pe, 4096 + i, false);
		assert_law(w, any ? levels != 0 : !(levels & ~w->bypass[pe]));
	}
}

/* --- programs ----------------------------------------------------- */

static unsigned from_environment(const char *name, unsigned otherwise)
{
	const char *value = getenv(name);

	return value ? (unsigned)strtoul(value, NULL, 0) : otherwise;
}

static void walk(const struct prop_machine *machine, unsigned seed)
{
	struct world w = { .machine = machine, .random = { seed } };
	unsigned ops = from_environment("VGS_PROP_OPS", OPS_DEFAULT);

	w.memory = calloc(1, sizeof(*w.memory));
	w.twin_memory = calloc(1, sizeof(*w.twin_memory));
	w.gic = prop_new_with(machine, w.memory);
	w.naive = prop_new_with(machine, w.twin_memory);
	w.other = prop_new(machine);
	w.gic->cfg.on_signals = on_signals;
	w.gic->cfg.user = &w;
	for (unsigned pe = 0; pe < w.gic->cfg.pes; pe++)
		w.told[pe] = vgs_gic_signals(w.gic, pe);
	vgs_core_evaluate_naively(w.naive);
	w.size = vgs_gic_save_size(w.gic);
	w.image = malloc(w.size);
	assert_non_null(w.image);
	for (w.step = 0; w.step < ops; w.step++) {
		do_and_listen(&w);
		prop_sound(w.gic, machine->name);
		law_image(&w);
		law_naive(&w);
		if (w.step % 8 == 0)
			law_explain(&w);
	}
	free(w.image);
	free(w.memory);
	free(w.twin_memory);
	vgs_gic_free(w.gic);
	vgs_gic_free(w.naive);
	vgs_gic_free(w.other);
}

/* ADR 0002, ADR 0006 */
static void random_operations_keep_every_law(void **state)
{
	unsigned seed = from_environment("VGS_PROP_SEED", 1);

	(void)state;
	for (size_t i = 0; i < PROP_MACHINES; i++)
		walk(&prop_machines[i], seed + (unsigned)i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_operations_keep_every_law),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
