/* SPDX-License-Identifier: MIT */
/*
 * The order and the counts of ap_lists that are kept up to date by what
 * changes, against a twin that forgets them before each step and so sorts,
 * counts and prunes all of each list as KVM does.
 */
#include "test_vgic.h"

#include "vgic/order.h"

static const struct shape v2_e0 = { 2, 3, 2, VGS_EPOCH_E0, NULL, NULL };
static const struct shape v3_e0 = { 3, 3, 4, VGS_EPOCH_E0, NULL, NULL };
static const struct shape v2_e2 = { 2, 3, 2, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_e5 = { 2, 3, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_e1 = { 3, 3, 2, VGS_EPOCH_E1, NULL, NULL };
static const struct shape v3_e3 = { 3, 3, 2, VGS_EPOCH_E3, NULL, NULL };
static const struct shape v3_e5 = { 3, 3, 4, VGS_EPOCH_E5, NULL, NULL };

#define STEPS	 6000u
#define VCPUS	 3u
#define LAST_SPI 95u

struct pair {
	struct fixture *mine, *twin;
};

static uint32_t roll(uint64_t *dice, uint32_t sides)
{
	*dice ^= *dice << 13;
	*dice ^= *dice >> 7;
	*dice ^= *dice << 17;
	return (uint32_t)(*dice >> 16) % sides;
}

/* One access of the guest to one interrupt; some of them stop the world. */
static void touch(struct fixture *f, uint64_t *dice, unsigned vcpu)
{
	static const uint16_t arrays[] = {
		D_ISENABLER, D_ICENABLER, D_ISPENDR,
		D_ICPENDR,   D_ISACTIVER, D_ICACTIVER
	};
	uint32_t intid = 32 + roll(dice, LAST_SPI - 31);
	unsigned what = roll(dice, 12);

	if (what < 6)
		vbit(f, vcpu, arrays[what], intid);
	else if (what < 9)
		vpriority(f, vcpu, intid, 8 * roll(dice, 6));
	else if (what < 11 && f->v3)
		vw(f, vcpu, D_IROUTER + 8 * intid, 8, roll(dice, VCPUS));
	else if (what < 11)
		vw(f, vcpu, D_ITARGETSR + intid, 1, 1u << roll(dice, VCPUS));
	else if (!roll(dice, 8))
		vw(f, vcpu, D_CTLR, 4, roll(dice, 2) ? 3 : 0);
	else if (!roll(dice, 8))
		/* Mostly all of one group, as guests have it. */
		vw(f, vcpu, D_IGROUPR + 4 * (1 + roll(dice, 2)), 4,
		   roll(dice, 3) ? UINT32_MAX * f->v3 : roll(dice, UINT32_MAX));
}

static void serve(struct fixture *f, uint64_t *dice, unsigned vcpu)
{
	uint32_t intid = guest_acks(f, vcpu);

	if (intid < 1020 && roll(dice, 3))
		guest_ends(f, vcpu, intid);
	if (!roll(dice, 20))
		guest_writes(f, vcpu, C_CTLR, VGS_ICC_IGRPEN1_EL1,
			     roll(dice, 2));
	if (f->v3 && !roll(dice, 20))
		guest_writes(f, vcpu, C_CTLR, VGS_ICC_IGRPEN0_EL1,
			     roll(dice, 2));
}

static void step(struct fixture *f, uint64_t *dice)
{
	unsigned vcpu = roll(dice, VCPUS);
	uint32_t intid = 32 + roll(dice, LAST_SPI - 31);

	switch (roll(dice, 8)) {
	case 0:
	case 1:
		vgs_vgic_inject(f->vm, vcpu, intid, true, 0);
		break;
	case 2:
		vgs_vgic_inject(f->vm, vcpu, intid, false, 0);
		break;
	case 3:
		touch(f, dice, vcpu);
		break;
	case 4:
		vgs_vcpu_enter(f->vm, vcpu);
		break;
	case 5:
		vgs_vcpu_exit(f->vm, vcpu, VGS_EXIT_IRQ);
		break;
	case 6:
		/* An SGI, which in a GICv2 has sources. */
		if (!f->v3)
			vw(f, vcpu, D_SGIR, 4,
			   (uint64_t)roll(dice, 8) << 16 | roll(dice, 4));
		break;
	default:
		serve(f, dice, vcpu);
		break;
	}
}

static void open_guest(struct fixture *f)
{
	for (uint32_t intid = 32; intid <= LAST_SPI; intid++) {
		if (intid % 3)
			use_virt(f, 0, intid);
		else
			vbit(f, 0, D_ISENABLER, intid);
	}
}

static int set_up_pair(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));
	void *mine = *state, *twin = *state;

	if (!pair || set_up(&mine) || set_up(&twin))
		return -1;
	pair->mine = mine;
	pair->twin = twin;
	open_guest(pair->mine);
	open_guest(pair->twin);
	*state = pair;
	return 0;
}

static int tear_down_pair(void **state)
{
	struct pair *pair = *state;
	void *mine = pair->mine, *twin = pair->twin;

	free(pair);
	return tear_down(&mine) | tear_down(&twin);
}

/* KVM-AP-24: the order that a stable sort of the whole list leaves. */
static void lists_are_those_of_a_vm_that_looks_at_all(void **state)
{
	struct pair *pair = *state;
	uint64_t dice = UINT64_C(0x9e3779b97f4a7c15);
	unsigned most = 0;

	for (unsigned n = 0; n < STEPS; n++) {
		uint64_t again = dice;
		struct vgs_vcpu_info info;

		step(pair->mine, &dice);
		vgs_vorder_forget(pair->twin->vm);
		step(pair->twin, &again);
		assert_int_equal(vgs_vm_hash(pair->mine->vm),
				 vgs_vm_hash(pair->twin->vm));
		vgs_vcpu_info(pair->mine->vm, n % VCPUS, &info);
		most = info.queued > most ? info.queued : most;
	}
	/* Far beyond the list registers. */
	assert_true(most > 12);
}

/*
 * KVM-OLD-5: one that finds no list register leaves those behind it what they
 * have; they still get the pending bit there.
 */
static void the_listed_become_pending_behind_one_that_waits(void **state)
{
	struct fixture *f = *state;

	for (uint32_t intid = 40; intid <= 60; intid += 10) {
		use_virt(f, 0, intid);
		vconfig(f, intid, 2);
	}
	inject(f, 60, true);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 60);
	leave(f, 0);
	inject(f, 50, true);
	enter(f, 0);
	leave(f, 0);
	inject(f, 40, true);
	inject(f, 60, true);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).vintid, 60);
	assert_int_equal(lr(f, 0, 0).state, VGS_ACTIVE_PENDING);
	assert_int_equal(lr(f, 0, 1).vintid, 50);
	assert_true(hcr(f, 0) & 2u);
}

/* What list and order are, to see whether all of it was made anew. */
static uint64_t label_of(struct fixture *f, uint32_t intid)
{
	return f->vm->places[vgs_virq_index(f->vm, 0, intid)].label;
}

static void switch_group1(struct fixture *f, bool on)
{
	enter(f, 0);
	guest_writes(f, 0, C_CTLR, VGS_ICC_IGRPEN1_EL1, on);
	leave(f, 0);
	enter(f, 0);
	leave(f, 0);
}

/*
 * KVM-AP-23: where all are of one group its enable moves nobody, and the list
 * is not sorted anew; where they are not, it is.
 */
static void a_group_that_all_are_of_is_switched_at_no_cost(void **state)
{
	struct fixture *f = *state;
	uint64_t label;

	for (uint32_t intid = 40; intid <= 60; intid++) {
		use_virt(f, 0, intid);
		if (intid < 60)
			inject(f, intid, true);
	}
	enter(f, 0);
	leave(f, 0);
	/* Between two that are sorted: a label that no list begins with. */
	vpriority(f, 0, 60, 8);
	inject(f, 60, true);
	enter(f, 0);
	leave(f, 0);
	label = label_of(f, 60);
	assert_true(label < label_of(f, 40) && label_of(f, 40) < 2 * label + 2);
	switch_group1(f, false);
	switch_group1(f, true);
	assert_int_equal(label_of(f, 60), label);
	vw(f, 0, D_IGROUPR + 4, 4, ~(1u << 10));
	switch_group1(f, false);
	assert_int_not_equal(label_of(f, 60), label);
}

#define PAIR(name, shape)                                                      \
	{                                                                      \
#name " (" #shape ")", name, set_up_pair, tear_down_pair,      \
			(void *)&shape                                         \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PAIR(lists_are_those_of_a_vm_that_looks_at_all, v2_e0),
		PAIR(lists_are_those_of_a_vm_that_looks_at_all, v3_e0),
		TEST(a_group_that_all_are_of_is_switched_at_no_cost, v3_e5),
		TEST(the_listed_become_pending_behind_one_that_waits, v2_e0),
		PAIR(lists_are_those_of_a_vm_that_looks_at_all, v2_e2),
		PAIR(lists_are_those_of_a_vm_that_looks_at_all, v2_e5),
		PAIR(lists_are_those_of_a_vm_that_looks_at_all, v3_e1),
		PAIR(lists_are_those_of_a_vm_that_looks_at_all, v3_e3),
		PAIR(lists_are_those_of_a_vm_that_looks_at_all, v3_e5),
	};

	return RUN("vgic_order", tests);
}
