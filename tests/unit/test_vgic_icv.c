/* SPDX-License-Identifier: MIT */
/*
 * The CPU interface in software against the one in hardware: two machines, one
 * whose guest traps, are told the same and must show the same, list registers
 * included.  The guest ends what it runs, in order; what else it may do is a
 * scenario each.
 */
#include "test_vgic.h"

/* Without TDIR, which makes the untrapped guest leave more often. */
static const struct shape two = { 3, 1, 2, VGS_EPOCH_E2, NULL, NULL };
static const struct shape four = { 3, 1, 4, VGS_EPOCH_E2, NULL, NULL };

#define FIRST 40u
#define SPIS  8u
#define STEPS 6000u

struct game {
	struct fixture *f[2]; /* hardware, software */
	uint64_t dice;
	uint32_t running[32]; /* INTIDs, the last one on top */
	bool group1[32];
	unsigned depth;
	uint32_t dropped; /* bits of INTIDs that wait for their DIR */
	bool split;
};

static uint32_t roll(struct game *g, uint32_t sides)
{
	g->dice ^= g->dice << 13;
	g->dice ^= g->dice >> 7;
	g->dice ^= g->dice << 17;
	return (uint32_t)(g->dice >> 16) % sides;
}

static uint64_t both_read(struct game *g, enum vgs_sysreg id)
{
	uint64_t value = guest_reads(g->f[0], 0, 0, id);

	assert_int_equal(value, guest_reads(g->f[1], 0, 0, id));
	return value;
}

static void both_write(struct game *g, enum vgs_sysreg id, uint64_t value)
{
	for (unsigned n = 0; n < 2; n++)
		guest_writes(g->f[n], 0, 0, id, value);
}

static void leave_and_enter(struct game *g, uint32_t intid)
{
	for (unsigned n = 0; n < 2; n++) {
		assert_int_equal(vgs_vcpu_exit(g->f[n]->vm, 0, VGS_EXIT_IRQ),
				 0);
		if (intid)
			vgs_vgic_inject(g->f[n]->vm, 0, intid, true, 0);
		assert_int_equal(vgs_vcpu_enter(g->f[n]->vm, 0), 0);
	}
}

static void acknowledge(struct game *g)
{
	bool group1 = roll(g, 2);
	uint32_t intid = (uint32_t)both_read(g, group1 ? VGS_ICC_IAR1_EL1
						       : VGS_ICC_IAR0_EL1);

	if (intid == VGS_INTID_NONE)
		return;
	assert_true(g->depth < 32);
	g->running[g->depth] = intid;
	g->group1[g->depth++] = group1;
}

static void end(struct game *g)
{
	uint32_t intid;

	if (!g->depth)
		return;
	intid = g->running[--g->depth];
	both_write(g,
		   g->group1[g->depth] ? VGS_ICC_EOIR1_EL1 : VGS_ICC_EOIR0_EL1,
		   intid);
	if (g->split)
		g->dropped |= 1u << (intid - FIRST);
}

static void deactivate(struct game *g)
{
	uint32_t n = roll(g, SPIS);

	if (g->dropped >> n & 1u)
		both_write(g, VGS_ICC_DIR_EL1, FIRST + n);
	g->dropped &= ~(1u << n);
}

/*
 * What decides about preemption changes while nothing runs, and splits both
 * groups alike: KVM compares with an active priority as it is (KVM-CI-3), the
 * hardware with its group's part of it.
 */
static void reconfigure(struct game *g)
{
	uint32_t bpr = 2 + roll(g, 5);

	if (g->depth || g->dropped)
		return;
	both_write(g, VGS_ICC_CTLR_EL1, 0);
	both_write(g, VGS_ICC_BPR0_EL1, bpr);
	both_write(g, VGS_ICC_BPR1_EL1, bpr + 1);
	g->split = roll(g, 2);
	both_write(g, VGS_ICC_CTLR_EL1, (uint64_t)g->split << 1 | roll(g, 2));
}

static void step(struct game *g)
{
	switch (roll(g, 8)) {
	case 0:
	case 1:
		leave_and_enter(g, FIRST + roll(g, SPIS));
		break;
	case 2:
	case 3:
		acknowledge(g);
		break;
	case 4:
		end(g);
		break;
	case 5:
		deactivate(g);
		break;
	case 6:
		both_write(g, VGS_ICC_PMR_EL1, roll(g, 4) ? 0xf8 : 0x80);
		both_write(g,
			   roll(g, 2) ? VGS_ICC_IGRPEN0_EL1
				      : VGS_ICC_IGRPEN1_EL1,
			   roll(g, 4) != 0);
		break;
	default:
		reconfigure(g);
		break;
	}
}

static void compare(struct game *g)
{
	static const enum vgs_sysreg ids[] = {
		VGS_ICC_RPR_EL1,    VGS_ICC_HPPIR0_EL1, VGS_ICC_HPPIR1_EL1,
		VGS_ICC_PMR_EL1,    VGS_ICC_BPR0_EL1,	VGS_ICC_BPR1_EL1,
		VGS_ICC_CTLR_EL1,   VGS_ICC_AP0R0_EL1,	VGS_ICC_AP1R0_EL1,
		VGS_ICC_IGRPEN0_EL1
	};

	for (unsigned n = 0; n < sizeof(ids) / sizeof(ids[0]); n++) {
		uint64_t peeked = 0;
		uint64_t value = both_read(g, ids[n]);

		assert_int_equal(
			vgs_vcpu_sysreg_peek(g->f[1]->vm, 0, ids[n], &peeked),
			0);
		assert_int_equal(peeked, value);
	}
	for (unsigned n = 0; n < g->f[0]->shape.lrs; n++) {
		struct vgs_lr_info a = lr(g->f[0], 0, n), b = lr(g->f[1], 0, n);

		assert_int_equal(a.vintid, b.vintid);
		assert_int_equal(a.state, b.state);
		assert_int_equal(a.eoi, b.eoi);
	}
}

/* Both groups split alike from the start. */
static void prepare(struct game *g)
{
	for (uint32_t n = 0; n < SPIS; n++) {
		uint32_t intid = FIRST + n, level = roll(g, 2);
		uint32_t group = roll(g, 2), priority = 0x40 + 8 * roll(g, 8);

		for (unsigned i = 0; i < 2; i++) {
			struct fixture *f = g->f[i];
			uint64_t groups = vr(f, 0, D_IGROUPR + 4, 4);

			use_virt(f, 0, intid);
			vconfig(f, intid, level ? 0 : 2);
			vpriority(f, 0, intid, priority);
			groups &= ~(UINT64_C(1) << intid % 32);
			vw(f, 0, D_IGROUPR + 4, 4,
			   groups | (uint64_t)group << intid % 32);
		}
	}
	for (unsigned n = 0; n < 2; n++)
		assert_int_equal(vgs_vcpu_enter(g->f[n]->vm, 0), 0);
	reconfigure(g);
}

/* The second machine's guest traps. */
static void trap(struct fixture *f)
{
	static const char *const knobs[] = { "group0-trap", "group1-trap",
					     "common-trap" };
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);

	for (unsigned n = 0; n < 3; n++)
		assert_int_equal(vgs_policy_set(&cfg.policy, knobs[n], "true"),
				 0);
	/* What it has of the old VM's. */
	cfg.affinities = NULL;
	cfg.hw = NULL;
	vgs_vm_free(f->vm);
	assert_int_equal(vgs_vm_new(&cfg, &f->vm), 0);
	start_guest(f);
}

/* KVM-CI-1 to CI-8. */
static void software_decides_as_the_hardware_does(void **state)
{
	struct game g = { .dice = UINT64_C(0x2545f4914f6cdd1d) };
	struct fixture *f = *state;
	void *other = &f->shape;

	assert_int_equal(set_up(&other), 0);
	g.f[0] = f;
	g.f[1] = other;
	trap(g.f[1]);
	prepare(&g);
	for (unsigned n = 0; n < STEPS; n++) {
		step(&g);
		compare(&g);
	}
	assert_true(vgs_vm_stat(g.f[1]->vm, VGS_VM_STAT_SYSREG_TRAPS) > STEPS);
	assert_int_equal(tear_down(&other), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(software_decides_as_the_hardware_does, two),
		TEST(software_decides_as_the_hardware_does, four),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
