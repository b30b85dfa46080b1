/* SPDX-License-Identifier: MIT */
/*
 * KVM_IRQ_LINE, GSI routes and irqfds: what the kernel answers, what reaches
 * the guest, and who hears of the end (vgic.md 7).
 */
#include "test_vgic.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v2_e0 = { 2, 2, 4, VGS_EPOCH_E0, NULL, NULL };
static const struct shape v3_e5 = { 3, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3_deactivated = {
	3, 2, 4, VGS_EPOCH_E5, "sw-level-ack-notify", "on-deactivated"
};

static int irq_line(struct fixture *f, unsigned type, unsigned vcpu,
		    uint32_t num, bool level)
{
	int rc = 77;

	assert_int_equal(vgs_vm_irq_line(f->vm, VGS_KVM_IRQ(type, vcpu, num),
					 level, &rc),
			 0);
	return rc;
}

static int route(struct fixture *f, const struct vgs_route *routes,
		 unsigned count)
{
	int rc = 77;

	assert_int_equal(vgs_vm_set_routing(f->vm, routes, count, 0, &rc), 0);
	return rc;
}

static int assign(struct fixture *f, uint32_t fd, uint32_t gsi,
		  uint32_t resamplefd)
{
	struct vgs_irqfd irqfd = { .fd = fd,
				   .gsi = gsi,
				   .flags = resamplefd ? VGS_IRQFD_RESAMPLE : 0,
				   .resamplefd = resamplefd };
	int rc = 77;

	assert_int_equal(vgs_vm_irqfd(f->vm, &irqfd, &rc), 0);
	return rc;
}

static int deassign(struct fixture *f, uint32_t fd, uint32_t gsi)
{
	struct vgs_irqfd irqfd = { .fd = fd,
				   .gsi = gsi,
				   .flags = VGS_IRQFD_DEASSIGN };
	int rc = 77;

	assert_int_equal(vgs_vm_irqfd(f->vm, &irqfd, &rc), 0);
	return rc;
}

static void signals(struct fixture *f, uint32_t fd)
{
	assert_int_equal(vgs_vm_irqfd_signal(f->vm, fd), 0);
}

/* The guest takes and ends it, then is left. */
static void guest_serves(struct fixture *f, uint32_t intid)
{
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), intid);
	guest_ends(f, 0, intid);
	leave(f, 0);
}

/* KVM-IL-1, KVM-IL-2: the codes that kernels were seen to answer. */
static void irq_line_answers_as_the_kernel(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(irq_line(f, 0, 0, 0, true), -VGS_KVM_ENXIO);
	assert_int_equal(irq_line(f, 0, 0, 2, true), -VGS_KVM_ENXIO);
	assert_int_equal(irq_line(f, 1, 0, 31, true), -VGS_KVM_EINVAL);
	assert_int_equal(irq_line(f, 1, 0, 96, true), -VGS_KVM_EINVAL);
	assert_int_equal(irq_line(f, 1, 0, 1020, true), -VGS_KVM_EINVAL);
	assert_int_equal(irq_line(f, 1, 0, 95, true), 0);
	assert_int_equal(irq_line(f, 2, 0, 15, true), -VGS_KVM_EINVAL);
	assert_int_equal(irq_line(f, 2, 0, 32, true), -VGS_KVM_EINVAL);
	assert_int_equal(irq_line(f, 2, 2, 20, true), -VGS_KVM_EINVAL);
	assert_int_equal(irq_line(f, 2, 1, 20, true), 0);
	assert_int_equal(irq_line(f, 3, 0, 40, true), -VGS_KVM_EINVAL);
	assert_true(virq(f, 1, 20).line);
	assert_false(virq(f, 0, 20).line);
}

/* KVM-IL-3 */
static void irq_line_triggers_an_edge_once(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	vconfig(f, 52, 2);
	assert_int_equal(irq_line(f, 1, 0, 52, false), 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(irq_line(f, 1, 0, 52, true), 0);
	assert_int_equal(irq_line(f, 1, 0, 52, false), 0);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
}

/* KVM-IL-1, BUG-89: more than 256 vCPUs have a second field. */
static void irq_line_word_has_a_second_vcpu_field(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg;
	struct vgs_virq_info is;
	struct vgs_vm *vm;
	int rc = 77;

	assert_int_equal(VGS_KVM_IRQ(2, 300, 20), 0x122c0014);
	vgs_vm_config_default(&cfg, VGS_GIC_V3, VGS_EPOCH_DEFAULT);
	cfg.gic = f->gic;
	cfg.vcpus = 301;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	assert_int_equal(vgs_vm_irq_line(vm, 0x122c0014, true, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(vgs_vgic_irq(vm, 300, 20, &is), 0);
	assert_true(is.line);
	assert_int_equal(vgs_vgic_irq(vm, 44, 20, &is), 0);
	assert_false(is.line);
	assert_int_equal(vgs_vm_irq_line(vm, 0x122d0014, true, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_EINVAL);
	vgs_vm_free(vm);
}

/* KVM-RT-1: a GSI is no INTID. */
static void default_routes_are_gsi_n_to_pin_n(void **state)
{
	struct fixture *f = *state;
	struct vgs_route r = { 0 };

	assert_int_equal(vgs_vm_route(f->vm, 0, &r), 0);
	assert_int_equal(r.type, VGS_GSI_ROUTE_IRQCHIP);
	assert_int_equal(r.pin, 0);
	assert_int_equal(vgs_vm_route(f->vm, 63, &r), 0);
	assert_int_equal(r.pin, 63);
	assert_int_equal(vgs_vm_route(f->vm, 64, &r), -VGS_ENOENT);
	use_virt(f, 0, 32);
	assert_int_equal(assign(f, 1, 0, 0), 0);
	signals(f, 1);
	assert_true(virq(f, 0, 32).line);
}

/* KVM-RT-2 to KVM-RT-4: all or nothing. */
static void bad_tables_change_nothing(void **state)
{
	struct fixture *f = *state;
	const struct vgs_route far = { .gsi = 4096,
				       .type = VGS_GSI_ROUTE_IRQCHIP };
	const struct vgs_route chip = { .type = VGS_GSI_ROUTE_IRQCHIP,
					.irqchip = 1 };
	const struct vgs_route pin = { .type = VGS_GSI_ROUTE_IRQCHIP,
				       .pin = 988 };
	const struct vgs_route none = { .type = VGS_GSI_ROUTE_NONE };
	const struct vgs_route twice[] = {
		{ .gsi = 5, .type = VGS_GSI_ROUTE_IRQCHIP, .pin = 1 },
		{ .gsi = 5, .type = VGS_GSI_ROUTE_MSI },
	};
	struct vgs_route many[97] = { 0 };
	struct vgs_route r;
	int rc = 0;

	assert_int_equal(route(f, &far, 1), -VGS_KVM_EINVAL);
	assert_int_equal(route(f, &chip, 1), -VGS_KVM_EINVAL);
	assert_int_equal(route(f, &pin, 1), -VGS_KVM_EINVAL);
	assert_int_equal(route(f, &none, 1), -VGS_KVM_EINVAL);
	assert_int_equal(route(f, twice, 2), -VGS_KVM_EINVAL);
	assert_int_equal(vgs_vm_set_routing(f->vm, twice, 1, 1, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_EINVAL);
	for (unsigned n = 0; n < 97; n++)
		many[n] = (struct vgs_route){ .gsi = n,
					      .type = VGS_GSI_ROUTE_IRQCHIP };
	assert_int_equal(route(f, many, 97), -VGS_KVM_ENOMEM);
	assert_int_equal(vgs_vm_route(f->vm, 63, &r), 0);
	assert_int_equal(r.pin, 63);
	assert_int_equal(route(f, many, 96), 0);
	assert_int_equal(vgs_vm_route(f->vm, 63, &r), 0);
	assert_int_equal(r.pin, 0);
	assert_int_equal(route(f, NULL, 0), 0);
	assert_int_equal(vgs_vm_route(f->vm, 0, &r), -VGS_ENOENT);
}

/* KVM-RT-3: the pin of an absent SPI is found out by the injection only. */
static void route_to_an_absent_spi_is_accepted(void **state)
{
	struct fixture *f = *state;
	const struct vgs_route r = { .gsi = 9,
				     .type = VGS_GSI_ROUTE_IRQCHIP,
				     .pin = 987 };
	uint64_t hash;

	assert_int_equal(route(f, &r, 1), 0);
	assert_int_equal(assign(f, 1, 9, 0), 0);
	hash = vgs_vm_hash(f->vm);
	signals(f, 1);
	assert_int_equal(vgs_vm_hash(f->vm), hash);
}

/* KVM-RT-7: an irqfd follows its GSI to another route. */
static void new_routes_reach_old_irqfds(void **state)
{
	struct fixture *f = *state;
	const struct vgs_route r = { .gsi = 3,
				     .type = VGS_GSI_ROUTE_IRQCHIP,
				     .pin = 20 };

	use_virt(f, 0, 35);
	use_virt(f, 0, 52);
	assert_int_equal(assign(f, 1, 3, 0), 0);
	assert_int_equal(route(f, &r, 1), 0);
	signals(f, 1);
	assert_false(virq(f, 0, 35).line);
	assert_true(virq(f, 0, 52).line);
}

/* KVM-IF-1, KVM-IF-10 */
static void irqfd_answers_as_the_kernel(void **state)
{
	struct fixture *f = *state;
	struct vgs_irqfd odd = { .fd = 1, .flags = 4 };
	int rc = 0;

	assert_int_equal(vgs_vm_irqfd(f->vm, &odd, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_EINVAL);
	assert_int_equal(assign(f, 0, 5, 0), -VGS_KVM_EBADF);
	odd = (struct vgs_irqfd){ .fd = 1, .flags = VGS_IRQFD_RESAMPLE };
	assert_int_equal(vgs_vm_irqfd(f->vm, &odd, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_EBADF);
	assert_int_equal(assign(f, 1, 5, 0), 0);
	assert_int_equal(assign(f, 1, 6, 0), -VGS_KVM_EBUSY);
	assert_int_equal(assign(f, 2, 5, 0), 0);
	assert_int_equal(deassign(f, 1, 6), 0);
	assert_int_equal(vgs_vm_irqfd_signal(f->vm, 1), 0);
	assert_int_equal(deassign(f, 1, 5), 0);
	assert_int_equal(vgs_vm_irqfd_signal(f->vm, 1), -VGS_ENOENT);
	assert_int_equal(vgs_vm_irqfd_close(f->vm, 2), 0);
	assert_int_equal(vgs_vm_irqfd_signal(f->vm, 2), -VGS_ENOENT);
	for (uint32_t fd = 1; fd <= 64; fd++)
		assert_int_equal(assign(f, fd, 5, 0), 0);
	assert_int_equal(assign(f, 65, 5, 0), -VGS_KVM_ENOMEM);
}

/* KVM-IF-4: at once, a level that does not resample stays high for ever. */
static void level_without_resampling_sticks(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	assert_int_equal(assign(f, 1, 20, 0), 0);
	signals(f, 1);
	guest_serves(f, 52);
	assert_true(virq(f, 0, 52).line);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
}

/* KVM-IF-2, KVM-IF-4: what the worker does is a pulse. */
static void worker_pulses_the_line(void **state)
{
	struct fixture *f = *state;
	struct vgs_irqfd irqfd = { .fd = 1, .gsi = 20, .signalled = true };
	int rc = 77;

	use_virt(f, 0, 52);
	assert_int_equal(vgs_vm_irqfd(f->vm, &irqfd, &rc), 0);
	assert_int_equal(rc, 0);
	assert_false(virq(f, 0, 52).line);
	assert_int_equal(f->counts[VGS_EV_INJECT], 2);
}

/* KVM-IF-5, KVM-IF-6, KVM-IF-8: the line first, then the eventfd. */
static void end_lowers_the_line_and_signals(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	assert_int_equal(assign(f, 1, 20, 2), 0);
	signals(f, 1);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 2), 0);
	guest_serves(f, 52);
	assert_false(virq(f, 0, 52).line);
	assert_int_equal(virq(f, 0, 52).state, VGS_INACTIVE);
	assert_int_equal(vgs_vm_irqfd_resamples(f->vm, 2), 1);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 2), 1);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 2), 0);
	assert_int_equal(stat_of(f, VGS_VM_STAT_EVENTFD_SIGNALS), 1);
	assert_int_equal(f->counts[VGS_EV_EVENTFD], 1);
}

/* The device still wants something, and does all that it must not. */
static void assert_again(struct fixture *f, const struct vgs_event *event)
{
	struct vgs_irqfd other = { .fd = 9, .gsi = 3 };
	int rc = 77;

	if (event->kind == VGS_EV_INJECT && f->counts[VGS_EV_EVENTFD])
		assert_int_equal(vgs_vm_irqfd_signal(f->vm, 1), -VGS_EBUSY);
	if (event->kind != VGS_EV_EVENTFD)
		return;
	assert_false(virq(f, 0, 52).line);
	assert_int_equal(vgs_vm_irqfd(f->vm, &other, &rc), -VGS_EBUSY);
	assert_int_equal(vgs_vcpu_load(f->vm, 1), -VGS_EBUSY);
	assert_int_equal(vgs_vgic_unmap(f->vm, VGS_NO_VCPU, 52), -VGS_EBUSY);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 2), 1);
	assert_int_equal(vgs_vm_irqfd_signal(f->vm, 1), 0);
	assert_true(virq(f, 0, 52).line);
}

/* KVM-IF-7: high again before it has left its place. */
static void device_asserts_again_when_it_is_told(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	use_virt(f, 0, 53);
	assert_int_equal(assign(f, 1, 20, 2), 0);
	signals(f, 1);
	assert_int_equal(vgs_vgic_inject(f->vm, VGS_NO_VCPU, 53, true, 0), 0);
	in_callback = assert_again;
	guest_serves(f, 52);
	in_callback = NULL;
	assert_int_equal(f->counts[VGS_EV_EVENTFD], 1);
	assert_true(virq(f, 0, 52).line);
	assert_int_equal(virq(f, 0, 52).state, VGS_PENDING);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_false(virq(f, 0, 52).line);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 2), 1);
	guest_serves(f, 53);
}

/* KVM-IF-13, KVM-IF-15: neither an edge, nor a mask, nor an exit is an end. */
static void nothing_else_signals(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	assert_int_equal(assign(f, 1, 20, 2), 0);
	signals(f, 1);
	enter(f, 0);
	leave(f, 0);
	vbit(f, 0, D_ICENABLER, 52);
	vbit(f, 0, D_ICPENDR, 52);
	enter(f, 0);
	leave(f, 0);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 2), 0);
	assert_true(virq(f, 0, 52).line);
	use_virt(f, 0, 53);
	vconfig(f, 53, 2);
	assert_int_equal(assign(f, 3, 21, 4), 0);
	signals(f, 3);
	guest_serves(f, 53);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 4), 0);
}

/* KVM-IF-9: one line for all; each is told. */
static void shared_gsi_tells_everyone(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	assert_int_equal(assign(f, 1, 20, 11), 0);
	assert_int_equal(assign(f, 2, 20, 12), 0);
	signals(f, 1);
	signals(f, 2);
	guest_serves(f, 52);
	assert_false(virq(f, 0, 52).line);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 11), 1);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 12), 1);
	signals(f, 2);
	assert_true(virq(f, 0, 52).line);
	assert_int_equal(deassign(f, 1, 20), 0);
	assert_true(virq(f, 0, 52).line);
	/* KVM-IF-10: the last one lowers it. */
	assert_int_equal(deassign(f, 2, 20), 0);
	assert_false(virq(f, 0, 52).line);
}

/* KVM-RT-4: the last route that names a pin is told of its end. */
static void last_route_of_a_pin_is_told(void **state)
{
	struct fixture *f = *state;
	const struct vgs_route both[] = {
		{ .gsi = 1, .type = VGS_GSI_ROUTE_IRQCHIP, .pin = 20 },
		{ .gsi = 2, .type = VGS_GSI_ROUTE_IRQCHIP, .pin = 20 },
	};

	use_virt(f, 0, 52);
	assert_int_equal(route(f, both, 2), 0);
	assert_int_equal(assign(f, 1, 1, 11), 0);
	assert_int_equal(assign(f, 2, 2, 12), 0);
	signals(f, 1);
	guest_serves(f, 52);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 11), 0);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 12), 1);
}

/* KVM-FO-12, acknowledged and ended in one run is not noticed. */
static void on_deactivated_misses_an_end_in_one_run(void **state)
{
	struct fixture *f = *state;

	use_virt(f, 0, 52);
	assert_int_equal(assign(f, 1, 20, 2), 0);
	signals(f, 1);
	guest_serves(f, 52);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 2), 0);
	assert_true(virq(f, 0, 52).line);
	enter(f, 0);
	assert_int_equal(guest_acks(f, 0), 52);
	leave(f, 0);
	enter(f, 0);
	guest_ends(f, 0, 52);
	leave(f, 0);
	assert_int_equal(vgs_vm_irqfd_resampled(f->vm, 2), 1);
}

/* KVM-RT-5, KVM-IF-3, KVM-MS-4: the worker's, who sends it once. */
static void message_route_goes_to_the_its(void **state)
{
	struct fixture *f = *state;
	const struct vgs_route r = { .gsi = 7,
				     .type = VGS_GSI_ROUTE_MSI,
				     .msi = { .addr = 0x8090040, .data = 3 } };

	assert_int_equal(route(f, &r, 1), 0);
	assert_int_equal(assign(f, 1, 7, 0), 0);
	signals(f, 1);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MSIS), 1);
	/* One that resamples is not lowered by the worker. */
	assert_int_equal(assign(f, 2, 7, 3), 0);
	signals(f, 2);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MSIS), 2);
	assert_int_equal(stat_of(f, VGS_VM_STAT_MSIS_DROPPED), 2);
	assert_int_equal(stat_of(f, VGS_VM_STAT_INJECTIONS), 0);
}

/* Everything is in the image, and no image can bring in nonsense. */
static void image_has_routes_and_irqfds(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_vm_save_size(f->vm);
	unsigned char *image = calloc(1, size);
	uint64_t hash;

	assert_non_null(image);
	use_virt(f, 0, 52);
	assert_int_equal(assign(f, 1, 20, 2), 0);
	hash = vgs_vm_hash(f->vm);
	assert_int_equal(vgs_vm_save(f->vm, image, size), 0);
	assert_int_equal(deassign(f, 1, 20), 0);
	assert_int_equal(route(f, NULL, 0), 0);
	assert_int_not_equal(vgs_vm_hash(f->vm), hash);
	assert_int_equal(vgs_vm_restore(f->vm, image, size), 0);
	assert_int_equal(vgs_vm_hash(f->vm), hash);
	signals(f, 1);
	assert_true(virq(f, 0, 52).line);
	/* Any byte that no member may hold is refused, or is harmless. */
	for (size_t n = 0; n < size; n += 7) {
		unsigned char old = image[n];
		const char *name = NULL;

		image[n] ^= 0xa5;
		vgs_vm_restore(f->vm, image, size);
		image[n] = old;
		vgs_vm_check(f->vm, &name);
		assert_null(name);
	}
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(irq_line_answers_as_the_kernel),
		TEST_BOTH(irq_line_triggers_an_edge_once),
		TEST(irq_line_word_has_a_second_vcpu_field, v3),
		TEST_BOTH(default_routes_are_gsi_n_to_pin_n),
		TEST_BOTH(bad_tables_change_nothing),
		TEST_BOTH(route_to_an_absent_spi_is_accepted),
		TEST_BOTH(new_routes_reach_old_irqfds),
		TEST_BOTH(irqfd_answers_as_the_kernel),
		TEST_BOTH(level_without_resampling_sticks),
		TEST_BOTH(worker_pulses_the_line),
		TEST_BOTH(end_lowers_the_line_and_signals),
		TEST(end_lowers_the_line_and_signals, v3_e5),
		TEST_BOTH(device_asserts_again_when_it_is_told),
		TEST(device_asserts_again_when_it_is_told, v3_e5),
		TEST(device_asserts_again_when_it_is_told, v2_e0),
		TEST_BOTH(nothing_else_signals),
		TEST_BOTH(shared_gsi_tells_everyone),
		TEST_BOTH(last_route_of_a_pin_is_told),
		TEST(on_deactivated_misses_an_end_in_one_run, v3_deactivated),
		TEST(message_route_goes_to_the_its, v3),
		TEST_BOTH(image_has_routes_and_irqfds),
	};

	return RUN("vgic_irqfd", tests);
}
