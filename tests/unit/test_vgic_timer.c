/* SPDX-License-Identifier: MIT */
/*
 * A vCPU's arch timers: in the PE while it is loaded, a mapped PPI of the
 * guest, kept right across load and put (KVM-TM-1 to KVM-TM-21).
 */
#include "test_vgic.h"

#include "vgic/timer.h"

#include <libvgicsim/kvm.h>

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3_e5 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_e1 = { 3, 2, 4, VGS_EPOCH_E1, NULL, NULL };
static const struct shape v3_cached = {
	3, 2, 4, VGS_EPOCH_E5, "timer-level-cache", "true"
};

#define V VGS_TIMER_VIRTUAL
#define P VGS_TIMER_PHYSICAL

static void own_timer(struct fixture *f, uint32_t intid)
{
	struct vgs_host_irq irq = { .kind = VGS_HOST_IRQ_TIMER };

	for (unsigned pe = 0; pe < f->shape.cpus; pe++) {
		use_phys(f, pe, intid);
		assert_int_equal(
			vgs_host_set_irq(f->host, VGS_PRIVATE(pe, intid), &irq),
			0);
	}
	for (unsigned n = 0; n < f->shape.cpus; n++)
		use_virt(f, n, intid);
}

static int set_up_timers(void **state)
{
	return set_up_with(state, true, false, 0);
}

static int set_up_nvhe(void **state)
{
	return set_up_with(state, true, true, 0);
}

static int set_ppi(struct fixture *f, uint64_t attr, uint64_t intid)
{
	int rc = 1000;

	assert_int_equal(vgs_vcpu_timer_set_attr(f->vm, 0, attr, intid, &rc),
			 0);
	return rc;
}

static int set_offset(struct fixture *f, uint64_t offset, uint64_t reserved)
{
	int rc = 1000;

	assert_int_equal(
		vgs_vm_set_counter_offset(f->vm, offset, reserved, &rc), 0);
	return rc;
}

static void set_timer(struct fixture *f, enum vgs_timer_id id, uint64_t cval,
		      uint64_t ctl)
{
	assert_int_equal(
		vgs_vcpu_timer_write(f->vm, 0, id, VGS_TIMER_CVAL, cval), 0);
	assert_int_equal(vgs_vcpu_timer_write(f->vm, 0, id, VGS_TIMER_CTL, ctl),
			 0);
}

static uint64_t read_timer(struct fixture *f, enum vgs_timer_id id,
			   enum vgs_timer_reg reg)
{
	uint64_t value = 0;

	assert_int_equal(vgs_vcpu_timer_read(f->vm, 0, id, reg, &value), 0);
	return value;
}

static void advance(struct fixture *f, uint64_t steps)
{
	assert_int_equal(
		vgs_timers_set_counter(f->timers,
				       vgs_timers_counter(f->timers) + steps),
		0);
	vgs_vm_timer_tick(f->vm);
}

static uint32_t host_takes(struct fixture *f)
{
	uint32_t intid = 0;

	assert_int_equal(vgs_host_take(f->host, 0, &intid), 0);
	return intid;
}

static struct vgs_vcpu_timer_info timer_of(struct fixture *f,
					   enum vgs_timer_id id)
{
	struct vgs_vcpu_timer_info info;

	assert_int_equal(vgs_vcpu_timer_info(f->vm, 0, id, &info), 0);
	return info;
}

/* KVM-TM-1: owner and physical PPI come with the first load. */
static void first_load_maps_the_timers(void **state)
{
	struct fixture *f = *state;

	assert_false(virq(f, 0, 27).hw);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	assert_true(virq(f, 0, 27).hw);
	assert_int_equal(virq(f, 0, 27).pintid, 27);
	assert_true(virq(f, 0, 30).hw);
	assert_int_equal(virq(f, 0, 30).pintid, 30);
	assert_false(virq(f, 1, 27).hw);
}

/* KVM-TM-13: whoever comes later cannot choose. */
static void ppis_are_fixed_by_the_first_load(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;
	int rc = 1000;

	assert_int_equal(vgs_vcpu_timer_get_attr(f->vm, 0, V, &value, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(value, 27);
	assert_int_equal(vgs_vcpu_timer_get_attr(f->vm, 0, 2, &value, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_ENXIO);
	assert_int_equal(vgs_vcpu_timer_get_attr(f->vm, 9, V, &value, &rc),
			 -VGS_ERANGE);
	assert_int_equal(set_ppi(f, 2, 20), -VGS_KVM_ENXIO);
	assert_int_equal(set_ppi(f, 2, 32), -VGS_KVM_EINVAL);
	assert_int_equal(set_ppi(f, V, 32), -VGS_KVM_EINVAL);
	assert_int_equal(set_ppi(f, V, 15), -VGS_KVM_EINVAL);
	assert_int_equal(set_ppi(f, V, 30), 0);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), -VGS_EINVAL);
	assert_int_equal(set_ppi(f, V, 20), 0);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	assert_int_equal(set_ppi(f, V, 21), -VGS_KVM_EBUSY);
	assert_int_equal(set_ppi(f, 2, 21), -VGS_KVM_EBUSY);
	assert_true(virq(f, 0, 20).hw);
	assert_int_equal(virq(f, 0, 20).pintid, 27);
}

/* KVM-TM-6: one host interrupt; the guest's end deactivates the PPI. */
static void timer_is_forwarded_to_the_guest(void **state)
{
	struct fixture *f = *state;

	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 10, 1);
	advance(f, 9);
	assert_false(host_irq(f, 0));
	advance(f, 1);
	assert_true(host_irq(f, 0));
	assert_int_equal(host_takes(f), 27);
	assert_int_equal(phys(f, 27), VGS_ACTIVE_PENDING);
	assert_true(virq(f, 0, 27).line);
	enter(f, 0);
	assert_true(lr(f, 0, 0).hw);
	assert_int_equal(guest_acks(f, 0), 27);
	set_timer(f, V, 100, 1);
	assert_int_equal(phys(f, 27), VGS_ACTIVE);
	guest_ends(f, 0, 27);
	assert_int_equal(phys(f, 27), VGS_INACTIVE);
	assert_int_equal(vgs_host_stat(f->host, VGS_HOST_STAT_HOST_IRQS), 1);
}

/* KVM-IN-3: it has an owner, others are not heard. */
static void user_space_cannot_inject_a_timer(void **state)
{
	struct fixture *f = *state;

	own_timer(f, 27);
	enter(f, 0);
	inject(f, 27, true);
	assert_false(virq(f, 0, 27).line);
	assert_int_equal(stat_of(f, VGS_VM_STAT_INJECTIONS_DROPPED), 3);
}

/* KVM-TM-21: put leaves the PE's timer off, its state is the vCPU's. */
static void put_takes_the_timer_out_of_the_pe(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 1;

	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 10, 1);
	leave(f, 0);
	assert_true(vcpu_of(f, 0).loaded);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, false), 0);
	assert_false(vcpu_of(f, 0).loaded);
	vgs_timers_read(f->timers, 0, V, VGS_TIMER_CTL, &value);
	assert_int_equal(value, 0);
	advance(f, 10);
	assert_false(host_irq(f, 0));
	assert_int_equal(read_timer(f, V, VGS_TIMER_CTL), 5);
	assert_int_equal(read_timer(f, V, VGS_TIMER_CVAL), 10);
}

/* KVM-TM-20: it fired while the vCPU was out; the host is not interrupted. */
static void load_marks_a_fired_timer_active(void **state)
{
	struct fixture *f = *state;

	own_timer(f, 27);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	set_timer(f, V, 10, 1);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, false), 0);
	advance(f, 20);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	assert_int_equal(phys(f, 27), VGS_ACTIVE_PENDING);
	assert_false(host_irq(f, 0));
	assert_true(virq(f, 0, 27).line);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 27);
	set_timer(f, V, 10, 0);
	guest_ends(f, 0, 27);
	assert_int_equal(phys(f, 27), VGS_INACTIVE);
}

/* KVM-TM-20: what the guest has active stays active on the next PE too. */
static void load_keeps_an_active_timer_active(void **state)
{
	struct fixture *f = *state;
	struct vgs_irq_info info;

	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 0, 1);
	assert_int_equal(host_takes(f), 27);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 27);
	set_timer(f, V, 0, 0);
	leave(f, 0);
	assert_int_equal(vgs_vcpu_bind(f->vm, 0, 1), 0);
	assert_false(vcpu_of(f, 0).loaded);
	enter(f, 0);
	assert_int_equal(vgs_gic_irq(f->gic, VGS_PRIVATE(1, 27), &info), 0);
	assert_int_equal(info.state, VGS_ACTIVE);
	guest_ends(f, 0, 27);
	assert_int_equal(vgs_gic_irq(f->gic, VGS_PRIVATE(1, 27), &info), 0);
	assert_int_equal(info.state, VGS_INACTIVE);
}

/* KVM-TM-21, BUG-24: put came before the interrupt. */
static void interrupt_after_put_is_ignored(void **state)
{
	struct fixture *f = *state;

	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 0, 1);
	leave(f, 0);
	assert_int_equal(host_acks(f, 0), 27);
	host_drops(f, 0, 27);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, false), 0);
	assert_false(vgs_vm_timer_irq(f->vm, 0, 27));
	assert_false(virq(f, 0, 27).line);
	assert_int_equal(read_timer(f, V, VGS_TIMER_CTL), 5);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	assert_true(virq(f, 0, 27).line);
}

/* KVM-TM-5: the guest switched it off before the handler looked. */
static void handler_only_raises_what_fires(void **state)
{
	struct fixture *f = *state;

	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 0, 1);
	leave(f, 0);
	set_timer(f, V, 0, 3);
	assert_true(vgs_vm_timer_irq(f->vm, 0, 27));
	assert_false(virq(f, 0, 27).line);
	assert_false(vgs_vm_timer_irq(f->vm, 0, 26));
}

/* KVM-ML-6: the timer is asked, which is right also where the GIC is not. */
static void fold_samples_the_timer(void **state)
{
	struct fixture *f = *state;

	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 0, 1);
	assert_int_equal(host_takes(f), 27);
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
	set_timer(f, V, 0, 3);
	leave(f, 0);
	assert_int_equal(virq(f, 0, 27).state, VGS_INACTIVE);
	assert_int_equal(phys(f, 27), VGS_INACTIVE);
}

/* KVM-TM-10: asleep, with a timer of the host for the earliest of both. */
static void wfi_arms_a_timer_that_wakes(void **state)
{
	struct fixture *f = *state;

	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 50, 1);
	set_timer(f, P, 20, 1);
	assert_int_equal(vgs_vcpu_exit(f->vm, 0, VGS_EXIT_WFI), 0);
	assert_false(vcpu_of(f, 0).loaded);
	assert_int_equal(timer_of(f, V).wake, 20);
	advance(f, 19);
	assert_false(vcpu_of(f, 0).kicked);
	advance(f, 1);
	assert_true(vcpu_of(f, 0).kicked);
	assert_int_equal(stat_of(f, VGS_VM_STAT_SOFT_TIMERS), 1);
}

/* KVM-TM-10, KVM-TM-11: it is judged again when it expires. */
static void counter_moved_back_lets_it_sleep_on(void **state)
{
	struct fixture *f = *state;

	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 20, 1);
	assert_int_equal(vgs_vcpu_exit(f->vm, 0, VGS_EXIT_WFI), 0);
	assert_int_equal(set_offset(f, 15, 0), 0);
	advance(f, 20);
	assert_false(vcpu_of(f, 0).kicked);
	assert_int_equal(timer_of(f, V).wake, 35);
	advance(f, 15);
	assert_true(vcpu_of(f, 0).kicked);
	assert_int_equal(timer_of(f, V).wake, UINT64_MAX);
}

/* KVM-TM-10: a masked timer wakes nobody. */
static void wfi_without_a_timer_that_can_fire_arms_nothing(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	set_timer(f, V, 5, 3);
	assert_int_equal(vgs_vcpu_exit(f->vm, 0, VGS_EXIT_WFI), 0);
	assert_int_equal(timer_of(f, V).wake, UINT64_MAX);
	advance(f, 100);
	assert_false(vcpu_of(f, 0).kicked);
}

/* KVM-TM-11: a restored count moves all vCPUs, until the VMM sets offsets. */
static void count_is_restored_for_the_vm(void **state)
{
	struct fixture *f = *state;

	advance(f, 1000);
	assert_int_equal(vgs_vm_set_timer_count(f->vm, V, 10), 0);
	assert_int_equal(read_timer(f, V, VGS_TIMER_COUNT), 10);
	assert_int_equal(read_timer(f, P, VGS_TIMER_COUNT), 1000);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	assert_int_equal(read_timer(f, V, VGS_TIMER_COUNT), 10);
	assert_int_equal(set_offset(f, 300, 1), -VGS_KVM_EINVAL);
	assert_int_equal(set_offset(f, 300, 0), 0);
	assert_int_equal(read_timer(f, V, VGS_TIMER_COUNT), 700);
	assert_int_equal(read_timer(f, P, VGS_TIMER_COUNT), 700);
	assert_int_equal(vgs_vm_set_timer_count(f->vm, V, 10), 0);
	assert_int_equal(read_timer(f, V, VGS_TIMER_COUNT), 700);
	enter(f, 0);
	assert_int_equal(set_offset(f, 1, 0), -VGS_KVM_EBUSY);
	leave(f, 0);
	assert_int_equal(read_timer(f, V, VGS_TIMER_OFFSET), 0);
}

/* KVM-TM-12, KVM-MP-5 */
static void reset_lowers_the_line(void **state)
{
	struct fixture *f = *state;

	unsigned *updates = &f->counts[VGS_EV_TIMER_UPDATE_IRQ];

	/* Before the first run there is nobody's line to lower. */
	assert_int_equal(vgs_vcpu_timer_reset(f->vm, 0), 0);
	assert_int_equal(*updates, 0);
	assert_int_equal(f->counts[VGS_EV_GET_TIMER_MAP], 1);
	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 0, 1);
	assert_int_equal(host_takes(f), 27);
	assert_true(virq(f, 0, 27).line);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 27);
	leave(f, 0);
	*updates = 0;
	assert_true(virq(f, 0, 27).active);
	assert_int_equal(vgs_vcpu_timer_reset(f->vm, 0), 0);
	assert_false(virq(f, 0, 27).line);
	assert_false(virq(f, 0, 27).active);
	/* Two are lowered, and both told of again by the load. */
	assert_int_equal(*updates, 4);
	assert_int_equal(read_timer(f, V, VGS_TIMER_CTL), 0);
	assert_true(vcpu_of(f, 0).loaded);
	assert_int_equal(phys(f, 27), VGS_INACTIVE);
}

/* KVM-TM-7: no PE has it; the host's timer injects. */
static void emulated_timer_fires_by_a_timer_of_the_host(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 30);
	enter(f, 0);
	assert_false(virq(f, 0, 30).hw);
	set_timer(f, P, 10, 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_SYSREG_TRAPS), 2);
	assert_int_equal(timer_of(f, P).soft, 10);
	advance(f, 10);
	assert_false(host_irq(f, 0));
	assert_true(virq(f, 0, 30).line);
	assert_true(vcpu_of(f, 0).kicked);
	assert_int_equal(timer_of(f, P).soft, UINT64_MAX);
}

/* KVM-TM-7, BUG-45, BUG-55: a later CVAL lowers the line and arms again. */
static void emulated_timer_falls_when_it_is_written(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 30);
	enter(f, 0);
	set_timer(f, P, 0, 1);
	assert_true(virq(f, 0, 30).line);
	assert_int_equal(timer_of(f, P).soft, UINT64_MAX);
	set_timer(f, P, 60, 1);
	assert_false(virq(f, 0, 30).line);
	assert_int_equal(timer_of(f, P).soft, 60);
	leave(f, 0);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, false), 0);
	assert_int_equal(timer_of(f, P).soft, UINT64_MAX);
}

/* KVM-TM-9: KVM's read of it has ISTATUS while it is off. */
static void emulated_ctl_has_istatus_while_off(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	assert_int_equal(read_timer(f, P, VGS_TIMER_CTL), 4);
	assert_int_equal(read_timer(f, V, VGS_TIMER_CTL), 0);
}

/* KVM-TM-8: with the cache only a change of the level reaches the vgic. */
static void level_cache_saves_updates(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	set_timer(f, P, 100, 1);
	set_timer(f, P, 200, 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_TIMER_UPDATES), 1);
}

static void without_level_cache_each_look_is_an_update(void **state)
{
	struct fixture *f = *state;

	enter(f, 0);
	set_timer(f, P, 100, 1);
	set_timer(f, P, 200, 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_TIMER_UPDATES), 6);
}

/* KVM-ML-31: the timer itself finds both edges, at each entry and exit. */
static void polled_timer_is_updated_at_each_exit(void **state)
{
	struct fixture *f = *state;

	own_timer(f, 27);
	enter(f, 0);
	set_timer(f, V, 0, 1);
	leave(f, 0);
	assert_true(virq(f, 0, 27).line);
	assert_false(host_irq(f, 0));
	enter(f, 0);
	assert_int_equal(phys(f, 27), VGS_ACTIVE_PENDING);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
	set_timer(f, V, 0, 0);
	leave(f, 0);
	assert_false(virq(f, 0, 27).line);
	enter(f, 0);
	assert_int_equal(phys(f, 27), VGS_INACTIVE);
}

/* KVM-ML-32, KVM-ML-33: an idle timer costs one write, not one per entry. */
static void polled_idle_timer_writes_active_once(void **state)
{
	struct fixture *f = *state;

	for (unsigned n = 0; n < 5; n++) {
		enter(f, 0);
		leave(f, 0);
	}
	assert_int_equal(stat_of(f, VGS_VM_STAT_PHYS_ACTIVE_CLEARS), 2);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, false), 0);
	enter(f, 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_PHYS_ACTIVE_CLEARS), 4);
}

/* Within a VM the scheduler makes room by itself. */
static void load_puts_the_other_vcpu(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	assert_int_equal(vgs_vcpu_bind(f->vm, 1, 0), 0);
	assert_int_equal(vgs_vcpu_load(f->vm, 1), 0);
	assert_false(vcpu_of(f, 0).loaded);
	assert_int_equal(vgs_vm_loaded(f->vm, 0), 1);
	enter(f, 1);
	assert_int_equal(vgs_vcpu_put(f->vm, 1, false), -VGS_EPERM);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), -VGS_EPERM);
}

/* Everything is in the image: the timers go on where they were. */
static void image_has_the_timers(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_vm_save_size(f->vm);
	unsigned char *image = calloc(1, size);
	uint64_t hash;

	assert_non_null(image);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	set_timer(f, V, 33, 1);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, true), 0);
	hash = vgs_vm_hash(f->vm);
	assert_int_equal(vgs_vm_save(f->vm, image, size), 0);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	set_timer(f, V, 44, 1);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, false), 0);
	assert_int_not_equal(vgs_vm_hash(f->vm), hash);
	assert_int_equal(vgs_vm_restore(f->vm, image, size), 0);
	assert_int_equal(vgs_vm_hash(f->vm), hash);
	assert_int_equal(read_timer(f, V, VGS_TIMER_CVAL), 33);
	assert_int_equal(timer_of(f, V).wake, 33);
	free(image);
}

/* KVM-TM-9: whether its thread still has the PE or not. */
static void user_space_is_told_that_a_timer_is_due_that_is_off(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;
	int rc = 1000;

	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	assert_int_equal(vgs_vcpu_get_one_reg(f->vm, 0, VGS_KVM_REG_TIMER_CTL,
					      &value, &rc),
			 0);
	assert_int_equal(value, VGS_TIMER_CTL_ISTATUS);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, false), 0);
	assert_int_equal(vgs_vcpu_get_one_reg(f->vm, 0, VGS_KVM_REG_TIMER_CTL,
					      &value, &rc),
			 0);
	assert_int_equal(value, VGS_TIMER_CTL_ISTATUS);
}

/* KVM-TM-1: who is loaded in an image has claimed the PPIs, or the next entry
 * would find somebody else's. */
static void image_of_a_loaded_vcpu_owns_its_timers(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_vm_save_size(f->vm);
	unsigned char *image = calloc(1, size);
	const char *name = NULL;
	uint32_t *owner;

	assert_non_null(image);
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	owner = &f->vm->virqs[vgs_vtimer_virq(f->vm, 0, V)].owner;
	assert_int_equal(*owner, VGS_OWNER_TIMER + V);
	*owner = 7;
	assert_int_equal(vgs_vm_check(f->vm, &name), -VGS_EBUG);
	assert_string_equal(name, "KVM-TM-1");
	assert_int_equal(vgs_vm_save(f->vm, image, size), 0);
	assert_int_equal(vgs_vm_restore(f->vm, image, size), -VGS_ECORRUPT);
	assert_int_equal(vgs_vcpu_put(f->vm, 0, false), 0);
	assert_int_equal(vgs_vm_check(f->vm, &name), 0);
	free(image);
}

/* clang-format off */
#define TIMER(name, shape)                                                     \
	{ #name " (" #shape ")", name, set_up_timers, tear_down, (void *)&shape }
#define NVHE(name, shape)                                                      \
	{ #name " (" #shape ")", name, set_up_nvhe, tear_down, (void *)&shape }
/* clang-format on */
#define TIMER_ALL(name) TIMER(name, v2), TIMER(name, v3), TIMER(name, v3_e5)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TIMER_ALL(first_load_maps_the_timers),
		TIMER_ALL(ppis_are_fixed_by_the_first_load),
		TIMER_ALL(timer_is_forwarded_to_the_guest),
		TIMER_ALL(user_space_cannot_inject_a_timer),
		TIMER_ALL(put_takes_the_timer_out_of_the_pe),
		TIMER_ALL(load_marks_a_fired_timer_active),
		TIMER_ALL(load_keeps_an_active_timer_active),
		TIMER_ALL(interrupt_after_put_is_ignored),
		TIMER_ALL(handler_only_raises_what_fires),
		TIMER_ALL(fold_samples_the_timer),
		TIMER_ALL(wfi_arms_a_timer_that_wakes),
		TIMER_ALL(counter_moved_back_lets_it_sleep_on),
		TIMER_ALL(wfi_without_a_timer_that_can_fire_arms_nothing),
		TIMER_ALL(count_is_restored_for_the_vm),
		TIMER_ALL(reset_lowers_the_line),
		NVHE(emulated_timer_fires_by_a_timer_of_the_host, v3),
		NVHE(emulated_timer_fires_by_a_timer_of_the_host, v3_e5),
		NVHE(emulated_timer_falls_when_it_is_written, v3),
		NVHE(emulated_timer_falls_when_it_is_written, v3_e5),
		NVHE(emulated_ctl_has_istatus_while_off, v3),
		NVHE(level_cache_saves_updates, v3_cached),
		NVHE(without_level_cache_each_look_is_an_update, v3_e5),
		TIMER(polled_timer_is_updated_at_each_exit, v3_e1),
		TIMER(polled_idle_timer_writes_active_once, v3_e1),
		TIMER_ALL(load_puts_the_other_vcpu),
		TIMER_ALL(image_has_the_timers),
		TIMER_ALL(user_space_is_told_that_a_timer_is_due_that_is_off),
		TIMER_ALL(image_of_a_loaded_vcpu_owns_its_timers),
	};

	return RUN("vgic_timer", tests);
}
