/* SPDX-License-Identifier: MIT */
/* Somebody else's vgic in a VM: what it is asked, and what it is not. */
#include "test_vgic_own.h"

#include "vgic/vm.h"

static void it_enters_and_leaves_at_el2(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	struct vgs_vm *vm = new_own(f, &ops, 0);
	struct vgs_pe_ctx ctx;

	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(own.enters, 1);
	assert_int_equal(own.el, 2);
	vgs_gic_get_pe(f->gic, 0, &ctx);
	assert_int_equal(ctx.el, 1);
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_IRQ), 0);
	assert_int_equal(own.exits, 1);
	assert_int_equal(own.el, 2);
	assert_int_equal(vgs_vm_stat(vm, VGS_VM_STAT_EXITS_IRQ), 1);
	vgs_vm_free(vm);
	assert_int_equal(own.destroyed, 1);
}

static void it_is_told_of_injections_and_ties(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	struct vgs_vm *vm = new_own(f, &ops, 0);
	struct vgs_vcpu_info info;
	struct vgs_virq_info q;

	assert_int_equal(vgs_vgic_inject(vm, 0, 52, true, 0), 0);
	assert_int_equal(vgs_vgic_inject(vm, 0, 52, true, 0), 0);
	assert_int_equal(own.injects, 2);
	assert_int_equal(own.intid, 52);
	assert_true(own.level);
	vgs_vcpu_info(vm, 0, &info);
	assert_true(info.kicked);
	assert_int_equal(vgs_vgic_inject(vm, 0, 1000, true, 0), -VGS_EINVAL);
	assert_int_equal(vgs_vgic_map(vm, VGS_NO_VCPU, 52, 42), 0);
	assert_true(own.tied);
	assert_int_equal(own.pintid, 42);
	assert_int_equal(vgs_vgic_unmap(vm, VGS_NO_VCPU, 52), 0);
	assert_false(own.tied);
	assert_int_equal(own.pintid, 42);
	assert_int_equal(own.maps, 2);
	assert_int_equal(vgs_vgic_irq(vm, 0, 52, &q), 0);
	assert_int_equal(q.state, VGS_ACTIVE);
	assert_int_equal(vgs_vgic_irq(vm, 0, 60, &q), -VGS_ERANGE);
	vgs_vm_free(vm);
}

static void it_answers_for_the_guests_registers(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	struct vgs_vm *vm = new_own(f, &ops, 0);
	uint64_t value = 0;

	assert_int_equal(
		vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0, 0x104, 4, 7), 0);
	assert_int_equal(own.how, VGS_REG_WRITE);
	assert_int_equal(own.offset, 0x104);
	assert_int_equal(own.value, 7);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(
		vgs_vcpu_frame_peek(vm, 0, VGS_FRAME_GICD, 0, 0, 4, &value), 0);
	assert_int_equal(own.how, VGS_REG_PEEK);
	assert_int_equal(own.enters, 1);
	assert_int_equal(
		vgs_vcpu_frame_read(vm, 0, VGS_FRAME_GICD, 0, 0, 4, &value), 0);
	assert_int_equal(value, 0x1234);
	assert_int_equal(own.how, VGS_REG_READ);
	assert_int_equal(own.enters, 2);
	assert_int_equal(own.exits, 1);
	assert_int_equal(vgs_vm_stat(vm, VGS_VM_STAT_MMIO_TRAPS), 1);
	vgs_vm_free(vm);
}

/* While the guest runs its CPU interface is the hardware's. */
static void its_cpu_interface_is_asked_while_out_only(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	struct vgs_vm *vm = new_own(f, &ops, 0);
	uint64_t value = 0;

	own.how = VGS_REG_PEEK;
	if (f->v3) {
		vgs_vcpu_sysreg_read(vm, 0, VGS_ICC_PMR_EL1, &value);
		assert_int_equal(value, 0x55);
		assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
		vgs_vcpu_sysreg_read(vm, 0, VGS_ICC_PMR_EL1, &value);
		assert_int_equal(value, 0);
		/* What traps is asked again. */
		vgs_vcpu_sysreg_write(vm, 0, VGS_ICC_SGI1R_EL1, 1);
		assert_int_equal(own.offset, VGS_ICC_SGI1R_EL1);
		assert_int_equal(own.enters, 2);
	} else {
		vgs_vcpu_frame_read(vm, 0, VGS_FRAME_GICC, 0, 4, 4, &value);
		assert_int_equal(value, 0x1234);
		assert_int_equal(own.frame, VGS_FRAME_GICC);
		assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
		vgs_vcpu_frame_read(vm, 0, VGS_FRAME_GICC, 0, 4, 4, &value);
		assert_int_equal(value, 0);
		assert_int_equal(own.enters, 1);
	}
	vgs_vm_free(vm);
}

/* What the hardware traps is its to answer, reads and peeks as well. */
static void its_traps_are_its_own(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	struct vgs_vm *vm = new_own(f, &ops, 0);
	uint64_t value = 0;

	own.traps = 1 | 1u << 12; /* En, TALL1 */
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_vcpu_sysreg_peek(vm, 0, VGS_ICC_IAR1_EL1, &value),
			 VGS_ANSWER_OK);
	assert_int_equal(value, 0x55);
	assert_int_equal(own.how, VGS_REG_PEEK);
	assert_int_equal(own.enters, 1);
	assert_int_equal(vgs_vcpu_sysreg_read(vm, 0, VGS_ICC_IAR1_EL1, &value),
			 VGS_ANSWER_OK);
	assert_int_equal(value, 0x55);
	assert_int_equal(own.how, VGS_REG_READ);
	assert_int_equal(own.offset, VGS_ICC_IAR1_EL1);
	assert_int_equal(own.enters, 2);
	assert_int_equal(own.exits, 1);
	/* Those of the other group and the common ones do not trap. */
	assert_int_equal(vgs_vcpu_sysreg_read(vm, 0, VGS_ICC_IAR0_EL1, &value),
			 VGS_ANSWER_OK);
	assert_int_equal(value, 1023);
	assert_int_equal(vgs_vcpu_sysreg_peek(vm, 0, VGS_ICC_IAR0_EL1, &value),
			 VGS_ANSWER_OK);
	assert_int_equal(value, 1023);
	assert_int_equal(own.enters, 2);
	vgs_vm_free(vm);
}

static void what_it_cannot_do_is_refused(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	struct vgs_vm *vm = new_own(f, &ops, 0);
	struct vgs_gate_info gates[VGS_GATES_MAX];
	size_t size = vgs_vm_save_size(vm);
	void *image = calloc(1, size);

	assert_non_null(image);
	assert_int_equal(vgs_vm_save(vm, image, size), -VGS_ENOTSUP);
	assert_int_equal(vgs_vm_restore(vm, image, size), -VGS_ENOTSUP);
	assert_int_equal(vgs_vm_copy(vm, f->vm), -VGS_ENOTSUP);
	assert_int_equal(vgs_vm_image_check(vm, image, size, NULL),
			 -VGS_ENOTSUP);
	assert_int_equal(vgs_vgic_explain(vm, 0, 52, gates), -VGS_ENOTSUP);
	free(image);
	vgs_vm_free(vm);
}

static void half_a_vgic_is_refused(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();

	ops.enter = NULL;
	assert_null(new_own(f, &ops, -VGS_EINVAL));
	ops = ops_of_own();
	ops.size--;
	assert_null(new_own(f, &ops, -VGS_EINVAL));
	ops = ops_of_own();
	own.err = -VGS_ENOMEM;
	assert_null(new_own(f, &ops, -VGS_ENOMEM));
	own.err = 0;
}

static void fields_are_told_one_by_one(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *vm = new_small(f);
	uint64_t value = 0;

	guest_gicd(vm, D_ISENABLER + 4, 3u << 5);
	assert_int_equal(small_of->fields, 2);
	assert_int_equal(small_of->field, VGS_OWN_ENABLED);
	assert_int_equal(small_of->intid, 38);
	assert_int_equal(small_of->value, 1);
	guest_gicd(vm, D_ICENABLER + 4, 1u << 20);
	assert_int_equal(small_of->intid, 52);
	assert_int_equal(small_of->value, 0);
	guest_gicd(vm, D_ICPENDR + 4, 1);
	assert_int_equal(small_of->field, VGS_OWN_PENDING);
	guest_gicd(vm, D_ISACTIVER + 4, 1);
	assert_int_equal(small_of->field, VGS_OWN_ACTIVE);
	assert_int_equal(vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0,
					      D_IPRIORITYR + 52, 1, 0x47),
			 0);
	assert_int_equal(small_of->field, VGS_OWN_PRIORITY);
	assert_int_equal(small_of->intid, 52);
	assert_int_equal(small_of->value, 0x47);
	assert_int_equal(vgs_vcpu_frame_peek(vm, 0, VGS_FRAME_GICD, 0,
					     D_ISENABLER + 4, 4, &value),
			 0);
	assert_int_equal(value, 2);
	vgs_vm_free(vm);
}

/* SGIs are no fields; the CPU interface and GICD_CTLR are the library's. */
static void the_rest_of_the_guests_gic_is_there(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *vm = new_small(f);
	uint64_t value = 0;

	guest_gicd(vm, D_CTLR, 3);
	assert_true(vgs_own_enabled(vm));
	assert_int_equal(small_of->fields, 0);
	if (f->v3) {
		vgs_vcpu_sysreg_write(vm, 0, VGS_ICC_PMR_EL1, 0xf0);
		vgs_vcpu_sysreg_read(vm, 0, VGS_ICC_PMR_EL1, &value);
		vgs_vcpu_sysreg_write(vm, 0, VGS_ICC_SGI1R_EL1, 1);
	} else {
		vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICC, 0, C_PMR, 4, 0xf0);
		vgs_vcpu_frame_read(vm, 0, VGS_FRAME_GICC, 0, C_PMR, 4, &value);
		guest_gicd(vm, D_SGIR, 1u << 16 | 3);
	}
	assert_int_equal(value, 0xf0);
	assert_int_equal(small_of->sgis, 1);
	vgs_vm_free(vm);
}

static void list_registers_are_loaded_and_folded(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *vm = new_small(f);
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct vgs_virq_info q;
	struct vgs_lr_info lr;

	guest_gicd(vm, D_CTLR, 3);
	assert_int_equal(vgs_vgic_inject(vm, VGS_NO_VCPU, 52, true, 0), 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_gic_lr(f->gic, 0, 0, &lr), 0);
	assert_int_equal(lr.vintid, 52);
	assert_int_equal(lr.state, VGS_PENDING);
	assert_int_equal(vgs_vgic_irq(vm, VGS_NO_VCPU, 52, &q), 0);
	assert_int_equal(q.state, VGS_PENDING);
	assert_int_equal(q.lr, 0);
	assert_int_equal(q.vcpu, 0);
	assert_true(vgs_vgic_explain(vm, 0, 52, gates) > 0);
	assert_true(gates[0].open && gates[1].open);
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_TRAP), 0);
	assert_int_equal(small_of->folds, 1);
	assert_int_equal(small_of->folded, VGS_PENDING);
	assert_int_equal(vgs_vgic_irq(vm, VGS_NO_VCPU, 52, &q), 0);
	assert_int_equal(q.lr, -1);
	assert_int_equal(q.state, VGS_PENDING);
	vgs_vm_free(vm);
}

static void its_state_is_in_images(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *vm = new_small(f), *other = new_small(f);
	size_t size = vgs_vm_save_size(vm);
	unsigned char *image = calloc(1, size);
	struct vgs_virq_info q;

	assert_non_null(image);
	assert_int_equal(vgs_vgic_inject(vm, VGS_NO_VCPU, 52, true, 0), 0);
	assert_int_equal(vgs_vm_save(vm, image, size), 0);
	assert_true(vgs_vm_hash(vm) != vgs_vm_hash(other));
	assert_int_equal(vgs_vm_restore(other, image, size), 0);
	assert_int_equal(vgs_vm_hash(vm), vgs_vm_hash(other));
	assert_int_equal(vgs_vm_diff(vm, other, NULL, NULL), 0);
	assert_int_equal(vgs_vgic_irq(other, VGS_NO_VCPU, 52, &q), 0);
	assert_int_equal(q.state, VGS_PENDING);
	/* vgs_own_vm() is of the VM, not of its state. */
	assert_int_equal(vgs_vcpu_enter(other, 0), 0);
	assert_ptr_equal(vgs_own_vm(small_of), other);
	assert_int_equal(vgs_vcpu_exit(other, 0, VGS_EXIT_TRAP), 0);
	small_of->folds = 1000;
	assert_int_equal(vgs_vm_save(other, image, size), 0);
	assert_int_equal(vgs_vm_restore(vm, image, size), -VGS_ECORRUPT);
	free(image);
	vgs_vm_free(vm);
	vgs_vm_free(other);
}

/* What is pending or active in a shell is nobody's: ours would queue it. */
static void images_of_a_shell_hold_no_state_of_ours(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *vm = new_small(f);
	size_t size = vgs_vm_save_size(vm);
	unsigned char *image = calloc(1, size);
	struct vgs_virq *q = &vm->virqs[vgs_virq_index(vm, 0, 52)];

	assert_non_null(image);
	q->flags |= VGS_VIRQ_LATCH;
	assert_int_equal(vgs_vm_save(vm, image, size), 0);
	q->flags &= (uint16_t)~VGS_VIRQ_LATCH;
	assert_int_equal(vgs_vm_restore(vm, image, size), -VGS_ECORRUPT);
	free(image);
	vgs_vm_free(vm);
}

static uint32_t flushed_intid;

static unsigned odd_flush(void *vgic, unsigned vcpu, unsigned max,
			  struct vgs_lr_info *ret_lrs)
{
	(void)vcpu;
	assert_true(max >= 2);
	small_of = vgic;
	ret_lrs[0] = (struct vgs_lr_info){ .state = VGS_PENDING,
					   .vintid = flushed_intid };
	ret_lrs[1] = (struct vgs_lr_info){ .state = VGS_PENDING,
					   .vintid = 52,
					   .eoi = true };
	return 2;
}

/* The guest has ended what is in a list register of PE 0. */
static void host_empty_lr(struct fixture *f, unsigned n)
{
	struct vgs_pe_ctx ctx, el2 = { .el = 2 };

	vgs_gic_get_pe(f->gic, 0, &ctx);
	vgs_gic_set_pe(f->gic, 0, &el2);
	if (f->host_v3)
		assert_int_equal(vgs_gic_sysreg_write(
					 f->gic, 0,
					 (enum vgs_sysreg)(VGS_ICH_LR0_EL2 + n),
					 0),
				 0);
	else
		assert_int_equal(
			vgs_gic_frame_write(f->gic,
					    &(struct vgs_access){
						    .security = VGS_NONSECURE },
					    VGS_FRAME_GICH, 0, 0x100 + 4 * n, 4,
					    0),
			0);
	vgs_gic_set_pe(f->gic, 0, &ctx);
}

/* What does not exist is in no list register, and in no image. */
static void only_interrupts_that_exist_are_loaded(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = small_ops();
	struct vgs_vcpu_info info;
	struct vgs_vm *vm;

	ops.flush = odd_flush;
	flushed_intid = 300;
	vm = new_own(f, &ops, 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_vcpu_info(vm, 0, &info), 0);
	assert_int_equal(info.used_lrs, 1);
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_TRAP), 0);
	assert_int_equal(small_of->folds, 1);
	flushed_intid = 255;
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_vcpu_info(vm, 0, &info), 0);
	assert_int_equal(info.used_lrs, 2);
	vgs_vm_free(vm);
}

static void an_image_names_no_other_interrupt(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = small_ops();
	struct vgs_vm *vm, *other;
	unsigned char *image;
	size_t size, n;

	ops.flush = odd_flush;
	flushed_intid = 255;
	vm = new_own(f, &ops, 0);
	other = new_own(f, &ops, 0);
	size = vgs_vm_save_size(vm);
	image = calloc(1, size);
	assert_non_null(image);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_vm_save(vm, image, size), 0);
	assert_int_equal(vgs_vm_restore(other, image, size), 0);
	/* The one place that has 255 and 52 in two images of list registers. */
	for (n = 0; n + 16 < size; n++)
		if (image[n] == 255 && (image[n + 1] & 3) == 0 &&
		    image[n + 8] == 52)
			break;
	assert_true(n + 16 < size);
	image[n + 1] |= 1; /* 511 */
	assert_int_equal(vgs_vm_restore(other, image, size), -VGS_ECORRUPT);
	free(image);
	vgs_vm_free(vm);
	vgs_vm_free(other);
}

/* KVM-IF-6: whoever resamples hears of the end of a level SPI. */
static void the_end_of_a_level_is_told(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = small_ops();
	const struct vgs_irqfd irqfd = {
		.fd = 1, .gsi = 20, .flags = VGS_IRQFD_RESAMPLE, .resamplefd = 2
	};
	struct vgs_lr_info lr = { 0 };
	struct vgs_vm *vm;
	int rc = 9;

	ops.flush = odd_flush;
	flushed_intid = 300;
	vm = new_own(f, &ops, 0);
	assert_int_equal(vgs_vm_irqfd(vm, &irqfd, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(vgs_vgic_set_resample(vm, 52, true), 0);
	assert_int_equal(vgs_vm_irqfd_signal(vm, 1), 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_gic_lr(f->gic, 0, 0, &lr), 0);
	assert_int_equal(lr.vintid, 52);
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_TRAP), 0);
	assert_int_equal(vgs_vm_irqfd_resampled(vm, 2), 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	/* The hypervisor's way to say that the guest has ended it. */
	host_empty_lr(f, 0);
	small_of->line = true;
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_TRAP), 0);
	assert_int_equal(vgs_vm_irqfd_resampled(vm, 2), 1);
	assert_true(vgs_vgic_resampled(vm, 52));
	vgs_vm_free(vm);
}

static void two_halves_of_a_vgic_are_refused(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = small_ops();

	ops.enter = own_enter;
	assert_null(new_own(f, &ops, -VGS_EINVAL));
	ops = small_ops();
	ops.create = create;
	assert_null(new_own(f, &ops, -VGS_EINVAL));
	ops = small_ops();
	ops.fold = NULL;
	assert_null(new_own(f, &ops, -VGS_EINVAL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(it_enters_and_leaves_at_el2),
		TEST_BOTH(it_is_told_of_injections_and_ties),
		TEST_BOTH(it_answers_for_the_guests_registers),
		TEST_BOTH(its_cpu_interface_is_asked_while_out_only),
		TEST(its_traps_are_its_own, v3),
		TEST_BOTH(what_it_cannot_do_is_refused),
		TEST_BOTH(half_a_vgic_is_refused),
		TEST_BOTH(fields_are_told_one_by_one),
		TEST_BOTH(the_rest_of_the_guests_gic_is_there),
		TEST_BOTH(list_registers_are_loaded_and_folded),
		TEST_BOTH(its_state_is_in_images),
		TEST_BOTH(images_of_a_shell_hold_no_state_of_ours),
		TEST_BOTH(only_interrupts_that_exist_are_loaded),
		TEST_BOTH(an_image_names_no_other_interrupt),
		TEST_BOTH(the_end_of_a_level_is_told),
		TEST_BOTH(two_halves_of_a_vgic_are_refused),
	};

	return RUN("vgic_own", tests);
}
