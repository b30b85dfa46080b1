/* SPDX-License-Identifier: MIT */
/*
 * Anything a host, a guest and a VMM can do, in random order: the invariants
 * hold after each step, an image brings the state back, and two machines that
 * are told the same are the same.
 */
#include "test_vgic.h"

static const struct shape v2_e0 = { 2, 3, 2, VGS_EPOCH_E0, NULL, NULL };
static const struct shape v3_e0 = { 3, 3, 2, VGS_EPOCH_E0, NULL, NULL };
static const struct shape v2_e1 = { 2, 3, 2, VGS_EPOCH_E1, NULL, NULL };
static const struct shape v2_e2 = { 2, 3, 2, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_e5 = { 2, 3, 2, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_e1 = { 3, 3, 2, VGS_EPOCH_E1, NULL, NULL };
static const struct shape v3_e2 = { 3, 3, 2, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e3 = { 3, 3, 2, VGS_EPOCH_E3, NULL, NULL };
static const struct shape v3_e5 = { 3, 3, 2, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_sw = {
	3, 3, 2, VGS_EPOCH_E2, "mapped-level", "sw-resample"
};
static const struct shape v3_none = { 3,     3, 2, VGS_EPOCH_E2, "forwarding",
				      "none" };

#define STEPS 3000u

struct dice {
	uint64_t state;
};

static uint32_t roll(struct dice *dice, uint32_t sides)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return (uint32_t)(dice->state >> 16) % sides;
}

static uint32_t some_intid(struct dice *dice)
{
	static const uint32_t intids[] = { 0,  3,  15, 16, 27, 31, 32,
					   40, 42, 52, 53, 95, 96, 1023 };

	return intids[roll(dice, 14)];
}

static void guest_mmio(struct fixture *f, struct dice *dice, unsigned vcpu)
{
	static const uint16_t arrays[] = { 0x000, 0x080, 0x100, 0x180, 0x200,
					   0x280, 0x300, 0x380, 0x400, 0x420,
					   0x800, 0x820, 0xc00, 0xf00, 0xf10,
					   0xf20, 0x6100 };
	static const uint8_t sizes[] = { 1, 2, 4, 4, 4, 8 };
	unsigned size = sizes[roll(dice, 6)];
	bool redist = f->v3 && roll(dice, 2);
	uint64_t offset = arrays[roll(dice, 17)] + roll(dice, 16) * size;
	enum vgs_frame frame = redist ? VGS_FRAME_GICR : VGS_FRAME_GICD;
	unsigned index = redist ? roll(dice, 4) : 0;
	uint64_t value =
		(uint64_t)roll(dice, UINT32_MAX) & roll(dice, UINT32_MAX);

	if (redist)
		offset += R_SGI;
	/* Mostly leave the distributor on. */
	if (!redist && offset < 4 && roll(dice, 4))
		value |= 3;
	if (roll(dice, 3))
		vgs_vcpu_frame_write(f->vm, vcpu, frame, index, offset, size,
				     value);
	else
		vgs_vcpu_frame_read(f->vm, vcpu, frame, index, offset, size,
				    &value);
}

static void guest_cpu(struct fixture *f, struct dice *dice, unsigned vcpu)
{
	static const uint16_t offsets[] = { C_CTLR, C_PMR, C_BPR,   C_IAR,
					    C_EOIR, C_RPR, C_HPPIR, C_DIR };
	uint64_t value = some_intid(dice);
	bool write = roll(dice, 2);

	if (!roll(dice, 4))
		value = roll(dice, UINT32_MAX);
	if (f->v3 && write)
		vgs_vcpu_sysreg_write(f->vm, vcpu,
				      (enum vgs_sysreg)roll(dice, 28), value);
	else if (f->v3)
		vgs_vcpu_sysreg_read(f->vm, vcpu,
				     (enum vgs_sysreg)roll(dice, 28), &value);
	else if (write)
		vgs_vcpu_frame_write(f->vm, vcpu, VGS_FRAME_GICC, 0,
				     offsets[roll(dice, 8)], 4, value);
	else
		vgs_vcpu_frame_read(f->vm, vcpu, VGS_FRAME_GICC, 0,
				    offsets[roll(dice, 8)], 4, &value);
}

static void hypervisor(struct fixture *f, struct dice *dice, unsigned vcpu)
{
	struct vgs_guest_pstate pstate = { .i = roll(dice, 2) };
	struct vgs_vm_work work = { .kind = VGS_VM_WORK_KICK, .vcpu = vcpu };
	uint64_t value = roll(dice, UINT32_MAX);
	uint32_t intid = some_intid(dice);

	switch (roll(dice, 8)) {
	case 0:
		vgs_vcpu_bind(f->vm, vcpu, roll(dice, 4));
		break;
	case 1:
		vgs_vgic_map(f->vm, vcpu, intid, some_intid(dice));
		break;
	case 2:
		vgs_vgic_unmap(f->vm, vcpu, intid);
		break;
	case 3:
		vgs_vcpu_set_pstate(f->vm, vcpu, &pstate);
		break;
	case 4:
		vgs_vm_work_run(f->vm, &work);
		break;
	case 5:
		vgs_vm_user_write(f->vm, vcpu, VGS_FRAME_GICD,
				  (roll(dice, 0x400) & ~3u), value);
		break;
	case 6:
		vgs_vgic_set_resample(f->vm, intid, roll(dice, 2));
		break;
	default:
		vgs_host_take(f->host, vcpu, &intid);
		break;
	}
}

/* The VMM's eventfds, and the places between flush and fold. */
static void vmm(struct fixture *f, struct dice *dice, unsigned vcpu)
{
	struct vgs_irqfd irqfd = { .fd = 1 + roll(dice, 3),
				   .gsi = roll(dice, 30),
				   .flags = roll(dice, 4),
				   .resamplefd = roll(dice, 3) };
	int rc = 0;

	switch (roll(dice, 6)) {
	case 0:
		vgs_vm_irqfd(f->vm, &irqfd, &rc);
		break;
	case 1:
		vgs_vm_irqfd_signal(f->vm, irqfd.fd);
		break;
	case 2:
		vgs_vcpu_prepare(f->vm, vcpu);
		break;
	case 3:
		vgs_vcpu_exit_unsynced(f->vm, vcpu,
				       (enum vgs_exit_reason)roll(dice, 7));
		break;
	case 4:
		vgs_vcpu_sync(f->vm, vcpu);
		break;
	default:
		vgs_vcpu_put(f->vm, vcpu, roll(dice, 2));
		break;
	}
}

static void step(struct fixture *f, struct dice *dice)
{
	unsigned vcpu = roll(dice, 3);
	struct vgs_line line = VGS_INTID(32 + roll(dice, 20));

	switch (roll(dice, 11)) {
	case 10:
		vmm(f, dice, vcpu);
		break;
	case 0:
	case 1:
		vgs_vcpu_enter(f->vm, vcpu);
		break;
	case 2:
		vgs_vcpu_exit(f->vm, vcpu, (enum vgs_exit_reason)roll(dice, 7));
		break;
	case 3:
	case 4:
		guest_mmio(f, dice, vcpu);
		break;
	case 5:
	case 6:
		guest_cpu(f, dice, vcpu);
		break;
	case 7:
		vgs_vgic_inject(f->vm, vcpu, some_intid(dice), roll(dice, 2),
				0);
		break;
	case 8:
		vgs_gic_set_line(f->gic, line, roll(dice, 2));
		break;
	default:
		hypervisor(f, dice, vcpu);
		break;
	}
}

static void forward_some(struct fixture *f)
{
	struct vgs_host_irq irq = { .kind = VGS_HOST_IRQ_FORWARDED,
				    .vcpu = VGS_NO_VCPU };

	for (uint32_t intid = 40; intid < 44; intid++) {
		use_phys(f, 0, intid);
		use_virt(f, 0, intid + 10);
		irq.vintid = intid + 10;
		vgs_host_set_irq(f->host, VGS_INTID(intid), &irq);
	}
}

/*
 * KVM-ST-20 to KVM-ST-24 by name; KVM-LR-17 is a bug that vgs_vm_bug() would
 * tell of; KVM-LR-16: what was flushed has a state.
 */
static void invariants_hold(void **state)
{
	struct fixture *f = *state;
	struct dice dice = { UINT64_C(0x9e3779b97f4a7c15) };

	forward_some(f);
	for (unsigned n = 0; n < STEPS; n++) {
		const char *name = NULL;

		step(f, &dice);
		vgs_vm_check(f->vm, &name);
		assert_null(name);
		assert_null(vgs_vm_bug(f->vm));
		vgs_gic_check(f->gic, &name);
		assert_null(name);
	}
	assert_int_equal(f->stateless, 0);
	assert_true(stat_of(f, VGS_VM_STAT_LR_FOLDS) > 100);
}

static void images_bring_the_state_back(void **state)
{
	struct fixture *f = *state;
	struct dice dice = { UINT64_C(0x2545f4914f6cdd1d) };
	size_t size = vgs_vm_save_size(f->vm);
	size_t gic_size = vgs_gic_save_size(f->gic);
	unsigned char *vm = malloc(size), *gic = malloc(gic_size);

	assert_non_null(vm);
	assert_non_null(gic);
	forward_some(f);
	for (unsigned n = 0; n < 60; n++) {
		struct dice again = dice;
		uint64_t hash;

		assert_int_equal(vgs_vm_save(f->vm, vm, size), 0);
		assert_int_equal(vgs_gic_save(f->gic, gic, gic_size), 0);
		for (unsigned k = 0; k < 20; k++)
			step(f, &dice);
		hash = vgs_vm_hash(f->vm) ^ vgs_gic_hash(f->gic);
		assert_int_equal(vgs_vm_restore(f->vm, vm, size), 0);
		assert_int_equal(vgs_gic_restore(f->gic, gic, gic_size), 0);
		for (unsigned k = 0; k < 20; k++)
			step(f, &again);
		assert_int_equal(vgs_vm_hash(f->vm) ^ vgs_gic_hash(f->gic),
				 hash);
	}
	free(gic);
	free(vm);
}

/* --- at once, and register by register ---------------------------- */

static unsigned done;

static int counted_load(void *user, unsigned pe,
			const struct vgs_vif_regs *regs)
{
	int err = vgs_gic_vif_load(user, pe, regs);

	done += !err;
	return err;
}

static int counted_save(void *user, unsigned pe, struct vgs_vif_regs *regs)
{
	int err = vgs_gic_vif_save(user, pe, regs);

	done += !err;
	return err;
}

static void count_them(struct vgs_hw_ops *hw)
{
	hw->vif_load = counted_load;
	hw->vif_save = counted_save;
}

static void register_by_register(struct vgs_hw_ops *hw)
{
	assert_null(hw->vif_load);
	assert_null(hw->vif_save);
}

static int set_up_changed(void **state, void (*change)(struct vgs_hw_ops *hw))
{
	int err;

	change_hw = change;
	err = set_up(state);
	change_hw = NULL;
	return err;
}

static int set_up_counted(void **state)
{
	done = 0;
	return set_up_changed(state, count_them);
}

/* ADR 0009: the same state after each step, and no wire rose more often. */
static void an_entry_at_once_is_as_one_by_registers(void **state)
{
	struct fixture *f = *state, *g;
	struct dice dice = { UINT64_C(0x6a09e667f3bcc909) };
	void *other = &f->shape;

	assert_int_equal(set_up_changed(&other, register_by_register), 0);
	g = other;
	forward_some(f);
	forward_some(g);
	for (unsigned n = 0; n < STEPS; n++) {
		struct dice again = dice;

		step(f, &dice);
		step(g, &again);
		assert_int_equal(vgs_vm_hash(f->vm), vgs_vm_hash(g->vm));
		assert_int_equal(vgs_gic_hash(f->gic), vgs_gic_hash(g->gic));
	}
	assert_memory_equal(f->rises, g->rises, sizeof(f->rises));
	assert_true(done > 100);
	tear_down(&other);
}

/* clang-format off */
#define AT_ONCE(shape)                                                         \
	{ "an_entry_at_once_is_as_one_by_registers (" #shape ")",              \
	  an_entry_at_once_is_as_one_by_registers, set_up_counted, tear_down,  \
	  (void *)&shape }
/* clang-format on */

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_ONCE(v3_e0),
		AT_ONCE(v3_e1),
		AT_ONCE(v3_e2),
		AT_ONCE(v3_e3),
		AT_ONCE(v3_e5),
		AT_ONCE(v3_sw),
		TEST(invariants_hold, v2_e0),
		TEST(invariants_hold, v3_e0),
		TEST(invariants_hold, v2_e1),
		TEST(invariants_hold, v2_e2),
		TEST(invariants_hold, v2_e5),
		TEST(invariants_hold, v3_e1),
		TEST(invariants_hold, v3_e2),
		TEST(invariants_hold, v3_e3),
		TEST(invariants_hold, v3_e5),
		TEST(invariants_hold, v3_sw),
		TEST(invariants_hold, v3_none),
		TEST(images_bring_the_state_back, v2_e2),
		TEST(images_bring_the_state_back, v2_e5),
		TEST(images_bring_the_state_back, v3_e2),
		TEST(images_bring_the_state_back, v3_e5),
	};

	return RUN("vgic_random", tests);
}
