/* SPDX-License-Identifier: MIT */
/*
 * What a VMM carries over beside the registers of the vgic: how a VM was made
 * step by step, its timers and counters by ONE_REG.
 */
#include "test_vgic_migrate.h"

#include <libvgicsim/vcpu-timer.h>

/* KVM-UA-7, KVM-UA-31: as it was made, however far that is. */
static struct vgs_vm *new_stepwise(struct fixture *f)
{
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);
	struct vgs_timer_ops ops;
	struct vgs_vm *vm = NULL;

	cfg.timers = NULL;
	if (f->timers) {
		vgs_timers_ops(&ops, f->timers);
		cfg.timers = &ops;
	}
	cfg.stepwise = true;
	cfg.hw = NULL;
	cfg.affinities = NULL;
	cfg.its = 1;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	return vm;
}

static int set_addr(struct vgs_vm *vm, uint64_t attr, uint64_t value)
{
	int rc = 1000;

	assert_int_equal(
		vgs_vgic_set_attr(vm, VGS_KVM_GRP_ADDR, attr, value, &rc), 0);
	return rc;
}

/* KVM-MM-42: user space has written GICD_IIDR, which a GICv2 remembers. */
static void differs(void *user, const char *where, uint64_t a, uint64_t b)
{
	unsigned *count = user;

	(void)a;
	(void)b;
	*count += strstr(where, "v2_groups_writable") == NULL;
}

/* The same calls again; what is read then is what was read before. */
static void is_made_again(struct fixture *f, struct vgs_vm *vm)
{
	struct copy c = { .count = 7 }, again = { .count = 0 };
	struct vgs_vm *to = new_stepwise(f);
	struct fixture other = { .vm = vm };
	unsigned differences = 0;
	size_t count = 1000;
	int rc = 1000;

	assert_int_equal(save(&other, &c), 0);
	assert_int_equal(vgs_kvm_restore(to, c.count, c.attrs, &count, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(count, c.count);
	other.vm = to;
	assert_int_equal(save(&other, &again), 0);
	assert_int_equal(again.count, c.count);
	assert_memory_equal(c.attrs, again.attrs, c.count * sizeof(*c.attrs));
	assert_true(vgs_vm_diff(vm, to, differs, &differences) >= 0);
	assert_int_equal(differences, 0);
	vgs_vm_free(to);
}

static void what_was_made_by_steps_is_made_again(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *vm = new_stepwise(f);
	int rc = 1000;

	is_made_again(f, vm);
	assert_int_equal(vgs_vcpu_create(vm, &rc), 0);
	is_made_again(f, vm);
	assert_int_equal(vgs_vgic_create(vm, &rc), 0);
	assert_int_equal(rc, 0);
	is_made_again(f, vm);
	assert_int_equal(set_addr(vm, 2, 0x08000000), 0);
	assert_int_equal(set_addr(vm, 5, UINT64_C(0x0010000020000000)), 0);
	is_made_again(f, vm);
	/* The second region is there before its vCPU. */
	assert_int_equal(set_addr(vm, 5, UINT64_C(0x0020000030000001)), 0);
	assert_int_equal(vgs_vcpu_create(vm, &rc), 0);
	assert_int_equal(rc, 1);
	is_made_again(f, vm);
	assert_int_equal(vgs_vits_create(vm, &rc), 0);
	assert_int_equal(vgs_vits_set_addr(vm, 0, 0x08080000, &rc), 0);
	/* KVM-IT-2, KVM-MM-14: sane from the first write on. */
	assert_int_equal(vgs_vits_set_reg(vm, 0, 0x80, 0, &rc), 0);
	assert_int_equal(vgs_vits_set_reg(vm, 0, 0x100, 0, &rc), 0);
	assert_int_equal(vgs_vits_set_reg(vm, 0, 0x108, 0, &rc), 0);
	assert_int_equal(vgs_vgic_set_attr(vm, VGS_KVM_GRP_NR_IRQS, 0, 96, &rc),
			 0);
	is_made_again(f, vm);
	assert_int_equal(vgs_vgic_set_attr(vm, VGS_KVM_GRP_CTRL,
					   VGS_KVM_CTRL_INIT, 0, &rc),
			 0);
	assert_int_equal(rc, 0);
	is_made_again(f, vm);
	assert_int_equal(vgs_vcpu_first_run(vm, 0, &rc), 0);
	assert_int_equal(rc, 0);
	is_made_again(f, vm);
	vgs_vm_free(vm);
}

/* KVM-UA-6: whoever asks a dead VM for something is answered so. */
static void a_dead_vm_is_not_saved(void **state)
{
	struct fixture *f = *state;
	struct copy c = { .count = 7 };
	struct fixture other = { .vm = new_stepwise(f) };
	int rc = 1000;

	assert_int_equal(vgs_vcpu_create(other.vm, &rc), 0);
	assert_int_equal(vgs_vgic_create(other.vm, &rc), 0);
	assert_int_equal(vgs_vcpu_first_run(other.vm, 0, &rc), 0);
	assert_int_not_equal(rc, 0);
	assert_int_equal(save(&other, &c), -VGS_KVM_EIO);
	assert_int_equal(c.count, 0);
	vgs_vm_free(other.vm);
}

/* --- timers --------------------------------------------------------- */

static int set_up_timers(void **state)
{
	return set_up_with(state, true, false, 0);
}

static uint64_t one_reg(const struct vgs_vm *vm, unsigned vcpu, uint64_t id)
{
	uint64_t value = 0;
	int rc = 1000;

	assert_int_equal(vgs_vcpu_get_one_reg(vm, vcpu, id, &value, &rc), 0);
	assert_int_equal(rc, 0);
	return value;
}

static int set_one_reg(struct vgs_vm *vm, unsigned vcpu, uint64_t id,
		       uint64_t value)
{
	int rc = 1000;

	assert_int_equal(vgs_vcpu_set_one_reg(vm, vcpu, id, value, &rc), 0);
	return rc;
}

static void advance(struct fixture *f, uint64_t steps)
{
	assert_int_equal(
		vgs_timers_set_counter(f->timers,
				       vgs_timers_counter(f->timers) + steps),
		0);
}

/* KVM-TM-11: the guest's time goes on where it was, whatever passed. */
static void timers_come_back_by_one_reg(void **state)
{
	struct fixture *f = *state;
	struct copy c = { .count = 0 };
	int rc = 1000;

	advance(f, 1000);
	assert_int_equal(set_one_reg(f->vm, 0, VGS_KVM_REG_TIMER_CNT, 40), 0);
	assert_int_equal(set_one_reg(f->vm, 1, VGS_KVM_REG_TIMER_CVAL, 50), 0);
	assert_int_equal(set_one_reg(f->vm, 1, VGS_KVM_REG_TIMER_CTL, 5), 0);
	assert_int_equal(set_one_reg(f->vm, 0, VGS_KVM_REG_PTIMER_CVAL, 60), 0);
	assert_int_equal(set_one_reg(f->vm, 0, VGS_KVM_REG_PTIMER_CTL, 3), 0);
	assert_int_equal(vgs_vcpu_timer_set_attr(f->vm, 0, 0, 20, &rc), 0);
	assert_int_equal(save(f, &c), 0);
	advance(f, 5000);
	assert_int_equal(restore(f, &c, &rc), c.count);
	assert_int_equal(rc, 0);
	assert_int_equal(one_reg(c.vm, 1, VGS_KVM_REG_TIMER_CNT), 40);
	assert_int_equal(one_reg(c.vm, 1, VGS_KVM_REG_PTIMER_CNT), 1000);
	assert_int_equal(one_reg(c.vm, 1, VGS_KVM_REG_TIMER_CVAL), 50);
	assert_int_equal(one_reg(c.vm, 1, VGS_KVM_REG_TIMER_CTL), 1);
	assert_int_equal(one_reg(c.vm, 0, VGS_KVM_REG_PTIMER_CVAL), 60);
	/* KVM-TM-9: with ISTATUS, which is not what was written. */
	assert_int_equal(one_reg(c.vm, 0, VGS_KVM_REG_PTIMER_CTL), 7);
	/* And fires when it would have. */
	assert_int_equal(vgs_vcpu_load(c.vm, 1), 0);
	assert_false(irq_of(c.vm, 1, 20).line);
	assert_int_equal(vgs_vcpu_put(c.vm, 1, false), 0);
	advance(f, 10);
	assert_int_equal(vgs_vcpu_load(c.vm, 1), 0);
	assert_true(irq_of(c.vm, 1, 20).line);
	vgs_vm_free(c.vm);
}

/* KVM-TM-11: it makes the VM deaf to counts, there as here. */
static void a_counter_offset_comes_back(void **state)
{
	struct fixture *f = *state;
	struct copy c = { .count = 0 };
	int rc = 1000;

	advance(f, 1000);
	assert_int_equal(vgs_vm_set_counter_offset(f->vm, 300, 0, &rc), 0);
	c = migrated(f);
	assert_int_equal(one_reg(c.vm, 0, VGS_KVM_REG_TIMER_CNT), 700);
	assert_int_equal(one_reg(c.vm, 0, VGS_KVM_REG_PTIMER_CNT), 700);
	assert_int_equal(set_one_reg(c.vm, 0, VGS_KVM_REG_TIMER_CNT, 9), 0);
	assert_int_equal(one_reg(c.vm, 0, VGS_KVM_REG_TIMER_CNT), 700);
	vgs_vm_free(c.vm);
}

static void one_reg_answers_as_the_kernel(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 77;
	int rc = 1000;

	assert_int_equal(set_one_reg(f->vm, 0, 0x6030000000100000, 0),
			 -VGS_KVM_ENOENT);
	assert_int_equal(set_one_reg(f->vm, 0, VGS_KVM_REG_PMOVSSET, 1),
			 -VGS_KVM_ENOENT);
	assert_int_equal(vgs_vcpu_get_one_reg(f->vm, 0, 0, &value, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_ENOENT);
	assert_int_equal(value, 77);
	assert_int_equal(vgs_vcpu_get_one_reg(f->vm, 9, VGS_KVM_REG_TIMER_CTL,
					      &value, &rc),
			 -VGS_ERANGE);
	enter(f, 0);
	assert_int_equal(
		vgs_vcpu_set_one_reg(f->vm, 0, VGS_KVM_REG_TIMER_CTL, 1, &rc),
		-VGS_EPERM);
	leave(f, 0);
}

/* KVM-TM-1: the PPIs may be chosen until then, whoever has the PE. */
static void timers_wait_for_the_first_run(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *vm = new_stepwise(f);
	int rc = 1000;

	assert_int_equal(vgs_vcpu_create(vm, &rc), 0);
	assert_int_equal(vgs_vcpu_load(vm, 0), 0);
	assert_int_equal(vgs_vgic_create(vm, &rc), 0);
	assert_int_equal(set_addr(vm, 2, 0x08000000), 0);
	assert_int_equal(vgs_vgic_set_attr(vm, VGS_KVM_GRP_NR_IRQS, 0, 96, &rc),
			 0);
	assert_int_equal(set_addr(vm, 3, 0x080a0000), 0);
	assert_int_equal(vgs_vcpu_load(vm, 0), 0);
	assert_int_equal(vgs_vgic_set_attr(vm, VGS_KVM_GRP_CTRL,
					   VGS_KVM_CTRL_INIT, 0, &rc),
			 0);
	assert_int_equal(rc, 0);
	assert_int_equal(vgs_vcpu_load(vm, 0), 0);
	assert_int_equal(irq_of(vm, 0, 27).owner, 0);
	assert_int_equal(vgs_vcpu_timer_set_attr(vm, 0, 0, 20, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(vgs_vcpu_first_run(vm, 0, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(vgs_vcpu_load(vm, 0), 0);
	assert_int_equal(irq_of(vm, 0, 27).owner, 0);
	assert_true(irq_of(vm, 0, 20).hw);
	vgs_vm_free(vm);
}

/* A list that somebody else wrote: refused, each by itself. */
static void calls_that_cannot_be_are_refused(void **state)
{
	struct fixture *f = *state;
	int rc;

	for (uint32_t group = 0x100; group < 0x110; group++) {
		struct vgs_kvm_attr a = { .attr = UINT64_MAX,
					  .value = UINT64_MAX,
					  .group = group,
					  .its = VGS_KVM_VGIC,
					  .vcpu = UINT16_MAX };

		/* A counter may be anywhere. */
		if (group == VGS_KVM_CALL_COUNTER_OFFSET && f->timers)
			continue;
		for (unsigned k = 0; k < 3; k++) {
			rc = 1000;
			a.its = k == 1 ? 3 : VGS_KVM_VGIC;
			a.vcpu = k == 2 ? 0 : UINT16_MAX;
			assert_int_equal(vgs_kvm_set(f->vm, &a, &rc), 0);
			assert_true(rc < 0 || group == VGS_KVM_CALL_FIRST_RUN);
		}
	}
	assert_null(vgs_vm_bug(f->vm));
}

/* clang-format off */
#define TIMER(name, shape)                                                     \
	{ #name " (timers, " #shape ")", name, set_up_timers, tear_down,       \
	  (void *)&shape }
/* clang-format on */
#define TIMER_BOTH(name) TIMER(name, v2), TIMER(name, v3)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_made_by_steps_is_made_again, v3),
		TEST(a_dead_vm_is_not_saved, v3),
		TIMER_BOTH(timers_come_back_by_one_reg),
		TIMER_BOTH(a_counter_offset_comes_back),
		TIMER_BOTH(one_reg_answers_as_the_kernel),
		TIMER(timers_wait_for_the_first_run, v3),
		TIMER_BOTH(calls_that_cannot_be_are_refused),
		TEST_BOTH(calls_that_cannot_be_are_refused),
	};

	return RUN("vgic migrate vm", tests);
}
