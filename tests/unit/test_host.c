/* SPDX-License-Identifier: MIT */
/*
 * The host kernel's part: EOImode 0 and 1, whose an interrupt is, maintenance,
 * and the loop that leaves guests by itself (vgic.md 6.1).
 */
#include "test_vgic.h"

static const struct shape v2 = { 2, 1, 2, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 1, 2, VGS_EPOCH_E2, NULL, NULL };

static const struct shape v2_none = { 2,     1, 2, VGS_EPOCH_E2, "forwarding",
				      "none" };
static const struct shape v3_rfc = {
	3, 1, 2, VGS_EPOCH_E2, "forwarding", "fwd-2014-rfc"
};
static const struct shape v3_none = { 3,     1, 2, VGS_EPOCH_E2, "forwarding",
				      "none" };

static uint32_t take(struct fixture *f)
{
	uint32_t intid = 0;

	assert_int_equal(vgs_host_take(f->host, 0, &intid), 0);
	return intid;
}

static void owned(struct fixture *f, enum vgs_host_irq_kind kind,
		  uint32_t pintid, uint32_t vintid)
{
	struct vgs_host_irq irq = { .kind = kind, .vcpu = 0, .vintid = vintid };
	struct vgs_line line =
		pintid < 32 ? VGS_PRIVATE(0, pintid) : VGS_INTID(pintid);

	use_phys(f, 0, pintid);
	use_virt(f, 0, vintid);
	assert_int_equal(vgs_host_set_irq(f->host, line, &irq), 0);
}

static void rehost(struct fixture *f, unsigned eoimode)
{
	struct vgs_host_config cfg;

	vgs_host_free(f->host);
	vgs_host_config_default(&cfg, f->gic);
	cfg.eoimode = eoimode;
	cfg.trace = on_event;
	cfg.user = f;
	assert_int_equal(vgs_host_new(&cfg, &f->host), 0);
	assert_int_equal(vgs_host_add_vm(f->host, f->vm), 0);
	host_reg(f, 0, C_CTLR, VGS_ICC_CTLR_EL1,
		 f->v3 ? eoimode << 1 : 1 | eoimode << 9);
}

/* Nothing to take is spurious. */
static void nothing_pending_is_spurious(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(take(f), VGS_INTID_NONE);
	assert_int_equal(vgs_host_stat(f->host, VGS_HOST_STAT_SPURIOUS), 1);
	assert_int_equal(vgs_host_stat(f->host, VGS_HOST_STAT_HOST_IRQS), 0);
}

/* KVM-HO-3: a host driver's interrupt is dropped and deactivated. */
static void unhandled_interrupt_is_ended(void **state)
{
	struct fixture *f = *state;

	use_phys(f, 0, 40);
	wire(f, 40, true);
	assert_int_equal(take(f), 40);
	assert_int_equal(phys(f, 40), VGS_PENDING);
	assert_int_equal(vgs_gic_running_priority(f->gic, 0), 0xff);
	assert_int_equal(vgs_host_stat(f->host, VGS_HOST_STAT_HOST_IRQS), 1);
}

/* KVM-HO-3, KVM-TM-6: a forwarded one stays active for the guest to end. */
static void forwarded_interrupt_stays_active(void **state)
{
	struct fixture *f = *state;

	owned(f, VGS_HOST_IRQ_FORWARDED, 42, 52);
	wire(f, 42, true);
	assert_int_equal(take(f), 42);
	assert_int_equal(phys(f, 42), VGS_ACTIVE_PENDING);
	assert_int_equal(vgs_gic_running_priority(f->gic, 0), 0xff);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	vgs_vcpu_enter(f->vm, 0);
	assert_true(lr(f, 0, 0).hw);
	assert_int_equal(lr(f, 0, 0).pintid, 42);
}

/* KVM-HO-2: EOImode 0 ends it before the guest has seen it. */
static void eoimode_0_deactivates_too_early(void **state)
{
	struct fixture *f = *state;

	rehost(f, 0);
	owned(f, VGS_HOST_IRQ_FORWARDED, 42, 52);
	wire(f, 42, true);
	assert_int_equal(take(f), 42);
	assert_int_equal(phys(f, 42), VGS_PENDING);
	assert_true(host_irq(f, 0));
}

/* KVM-HO-41: a host that does not split the end cannot leave it to a guest. */
static void eoimode_0_forwards_nothing(void **state)
{
	struct fixture *f = *state;
	struct vgs_host_irq irq = { .vintid = 52 };
	int rc = 0;

	assert_int_equal(vgs_host_forward(f->host, VGS_INTID(42), &irq, &rc),
			 0);
	assert_int_equal(rc, 0);
	assert_int_equal(vgs_host_unforward(f->host, VGS_INTID(42), &rc), 0);
	assert_int_equal(rc, 0);
	rehost(f, 0);
	assert_int_equal(vgs_host_forward(f->host, VGS_INTID(42), &irq, &rc),
			 0);
	assert_int_equal(rc, -VGS_KVM_ENXIO);
	assert_int_equal(vgs_host_forward(f->host, VGS_INTID(1022), &irq, &rc),
			 -VGS_ERANGE);
	irq.vm = 1;
	assert_int_equal(vgs_host_forward(f->host, VGS_INTID(42), &irq, &rc),
			 -VGS_ERANGE);
}

static bool enabled(struct fixture *f, uint32_t intid)
{
	struct vgs_irq_info info;

	assert_int_equal(vgs_gic_irq(f->gic, VGS_INTID(intid), &info), 0);
	return info.enabled;
}

/* KVM-VF-2, KVM-VF-5: not forwarded: masked, deactivated, no HW. */
static void unforwarded_interrupt_is_masked(void **state)
{
	struct fixture *f = *state;

	owned(f, VGS_HOST_IRQ_FORWARDED, 42, 52);
	wire(f, 42, true);
	assert_int_equal(take(f), 42);
	assert_false(enabled(f, 42));
	assert_int_equal(phys(f, 42), VGS_PENDING);
	assert_false(host_irq(f, 0));
	enter(f, 0);
	assert_int_equal(lr(f, 0, 0).state, VGS_PENDING);
	assert_false(lr(f, 0, 0).hw);
}

/* KVM-VF-3, KVM-IF-6: the guest's end lowers the line and unmasks. */
static void end_of_an_unforwarded_interrupt_unmasks_it(void **state)
{
	struct fixture *f = *state;

	unforwarded_interrupt_is_masked(state);
	assert_int_equal(guest_acks(f, 0), 52);
	assert_int_equal(vgs_host_drain(f->host), 0);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_false(virq(f, 0, 52).line);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(vgs_host_drain(f->host), 1);
	assert_true(enabled(f, 42));
	assert_true(host_irq(f, 0));
	assert_int_equal(vgs_host_drain(f->host), 0);
	assert_int_equal(take(f), 42);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
}

/* KVM-VF-2: an edge needs no mask. */
static void unforwarded_edge_is_not_masked(void **state)
{
	struct fixture *f = *state;

	owned(f, VGS_HOST_IRQ_FORWARDED, 42, 52);
	gicd(f, D_ICENABLER + 4, 1u << 10);
	gicd(f, D_ICFGR + 8, 2u << 20);
	gicd(f, D_ISENABLER + 4, 1u << 10);
	wire(f, 42, true);
	assert_int_equal(take(f), 42);
	assert_true(enabled(f, 42));
	assert_int_equal(phys(f, 42), VGS_INACTIVE);
}

/* VFIO has no private interrupts. */
static void private_interrupts_need_forwarding(void **state)
{
	struct fixture *f = *state;
	struct vgs_host_irq irq = { .kind = VGS_HOST_IRQ_FORWARDED,
				    .vintid = 27 };

	assert_int_equal(vgs_host_set_irq(f->host, VGS_PRIVATE(0, 27), &irq),
			 -VGS_ENOTSUP);
}

/* The whole round in a host that leaves guests by itself. */
static void run_serves_an_unforwarded_interrupt(void **state)
{
	struct fixture *f = *state;

	owned(f, VGS_HOST_IRQ_FORWARDED, 42, 52);
	use_phys(f, 0, 25);
	enter(f, 0);
	wire(f, 42, true);
	assert_int_equal(vgs_host_run(f->host), 1);
	assert_int_equal(guest_acks(f, 0), 52);
	wire(f, 42, false);
	guest_ends(f, 0, 52);
	assert_int_equal(vgs_host_run(f->host), 1);
	assert_true(enabled(f, 42));
	assert_int_equal(vgs_host_stat(f->host, VGS_HOST_STAT_MASKS), 1);
	assert_int_equal(vgs_host_stat(f->host, VGS_HOST_STAT_UNMASKS), 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS), 2);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MAINTENANCE), 1);
}

/* A physical interrupt makes the host leave the guest first. */
static void taking_leaves_the_guest(void **state)
{
	struct fixture *f = *state;

	owned(f, VGS_HOST_IRQ_FORWARDED, 42, 52);
	enter(f, 0);
	wire(f, 42, true);
	assert_true(vcpu_of(f, 0).entered);
	assert_int_equal(take(f), 42);
	assert_false(vcpu_of(f, 0).entered);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS_IRQ), 1);
}

/* KVM-MI-2, KVM-RL-3: maintenance is over when the guest has been left. */
static void maintenance_is_reported_and_gone(void **state)
{
	struct fixture *f = *state;

	use_phys(f, 0, 25);
	use_virt(f, 0, 52);
	inject(f, 52, true);
	enter(f, 0);
	guest_acks(f, 0);
	guest_ends(f, 0, 52);
	assert_true(host_irq(f, 0));
	assert_int_equal(take(f), 25);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MAINTENANCE), 1);
	assert_int_equal(phys(f, 25), VGS_INACTIVE);
	assert_false(host_irq(f, 0));
	assert_int_equal(vgs_host_stat(f->host, VGS_HOST_STAT_HOST_IRQS), 0);
}

/* Another owner unties the first one's virtual interrupt. */
static void new_descriptor_unties_the_old_one(void **state)
{
	struct fixture *f = *state;
	struct vgs_host_irq none = { .kind = VGS_HOST_IRQ_UNHANDLED };
	struct vgs_host_irq found = { .kind = VGS_HOST_IRQ_TIMER };

	owned(f, VGS_HOST_IRQ_FORWARDED, 42, 52);
	assert_true(virq(f, 0, 52).hw);
	assert_int_equal(vgs_host_set_irq(f->host, VGS_INTID(42), &none), 0);
	assert_false(virq(f, 0, 52).hw);
	assert_int_equal(vgs_host_irq(f->host, VGS_INTID(42), &found), 0);
	assert_int_equal(found.kind, VGS_HOST_IRQ_UNHANDLED);
	assert_int_equal(vgs_host_set_irq(f->host, VGS_INTID(1020), &none),
			 -VGS_ERANGE);
}

/* exits: auto: the interrupt is in the guest when the loop is done. */
static void run_delivers_to_the_guest(void **state)
{
	struct fixture *f = *state;

	owned(f, VGS_HOST_IRQ_FORWARDED, 42, 52);
	enter(f, 0);
	wire(f, 42, true);
	assert_int_equal(vgs_host_run(f->host), 1);
	assert_true(vcpu_of(f, 0).entered);
	assert_int_equal(guest_acks(f, 0), 52);
	assert_int_equal(vgs_host_run(f->host), 0);
}

/* exits: auto: a kick is an exit and an entry. */
static void run_serves_a_kick(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	enter(f, 0);
	inject(f, 52, true);
	assert_int_equal(vgs_host_run(f->host), 1);
	assert_int_equal(guest_acks(f, 0), 52);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EXITS_KICK), 1);
}

/* VGS-4: a wire that nobody lowers, ended at once, again and again. */
static void storm_is_a_livelock(void **state)
{
	struct fixture *f = *state;

	use_phys(f, 0, 40);
	enter(f, 0);
	wire(f, 40, true);
	assert_int_equal(vgs_host_run(f->host), -VGS_EPERM);
	assert_string_equal(f->finding, "VGS-4");
	assert_int_equal(vgs_host_stat(f->host, VGS_HOST_STAT_HOST_IRQS), 1000);
}

/* Impossible configurations. */
static void impossible_host_is_refused(void **state)
{
	struct fixture *f = *state;
	struct vgs_host_config cfg;
	struct vgs_host *host = NULL;

	vgs_host_config_default(&cfg, f->gic);
	cfg.eoimode = 2;
	assert_int_equal(vgs_host_new(&cfg, &host), -VGS_EINVAL);
	vgs_host_config_default(&cfg, f->gic);
	cfg.vms = 1;
	assert_int_equal(vgs_host_new(&cfg, &host), 0);
	assert_int_equal(vgs_host_add_vm(host, f->vm), 0);
	assert_int_equal(vgs_host_add_vm(host, f->vm), -VGS_ENOSPC);
	assert_null(vgs_host_free(host));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(nothing_pending_is_spurious),
		TEST_BOTH(unhandled_interrupt_is_ended),
		TEST_BOTH(forwarded_interrupt_stays_active),
		TEST_BOTH(eoimode_0_deactivates_too_early),
		TEST(eoimode_0_forwards_nothing, v3_rfc),
		TEST(unforwarded_interrupt_is_masked, v2_none),
		TEST(unforwarded_interrupt_is_masked, v3_none),
		TEST(end_of_an_unforwarded_interrupt_unmasks_it, v2_none),
		TEST(end_of_an_unforwarded_interrupt_unmasks_it, v3_none),
		TEST(unforwarded_edge_is_not_masked, v2_none),
		TEST(unforwarded_edge_is_not_masked, v3_none),
		TEST(private_interrupts_need_forwarding, v2_none),
		TEST(run_serves_an_unforwarded_interrupt, v2_none),
		TEST(run_serves_an_unforwarded_interrupt, v3_none),
		TEST_BOTH(taking_leaves_the_guest),
		TEST_BOTH(maintenance_is_reported_and_gone),
		TEST_BOTH(new_descriptor_unties_the_old_one),
		TEST_BOTH(run_delivers_to_the_guest),
		TEST_BOTH(run_serves_a_kick),
		TEST_BOTH(storm_is_a_livelock),
		TEST_BOTH(impossible_host_is_refused),
	};

	return RUN("host", tests);
}
