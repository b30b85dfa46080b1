/* SPDX-License-Identifier: MIT */
/* Somebody else's vgic in a VM: what it is asked, and what it is not. */
#include "test_vgic.h"

#include <libvgicsim/own-vgic.h>

struct own {
	struct vgs_vm *vm;
	unsigned enters, exits, injects, maps, destroyed;
	unsigned pe, vcpu;
	uint32_t intid, pintid;
	bool level, tied;
	enum vgs_reg_how how;
	enum vgs_frame frame;
	uint64_t offset, value;
	unsigned el; /* of the PE when it was called last */
	int err;
};

static struct own own;

static void note_el(unsigned pe)
{
	const struct vgs_hw_ops *hw = vgs_vm_config(own.vm)->hw;
	struct vgs_pe_ctx ctx = { .el = 9 };

	hw->get_pe(hw->user, pe, &ctx);
	own.el = ctx.el;
}

static int create(void *user, struct vgs_vm *vm, void **ret_vgic)
{
	assert_ptr_equal(user, &own);
	own.vm = vm;
	*ret_vgic = &own;
	return own.err;
}

static void destroy(void *vgic)
{
	((struct own *)vgic)->destroyed++;
}

static int own_inject(void *vgic, unsigned vcpu, uint32_t intid, bool level)
{
	struct own *o = vgic;

	o->injects++;
	o->vcpu = vcpu;
	o->intid = intid;
	o->level = level;
	vgs_vm_kick(o->vm, 0);
	return 0;
}

static int own_map(void *vgic, unsigned vcpu, uint32_t vintid, uint32_t pintid,
		   bool tied)
{
	struct own *o = vgic;

	(void)vcpu;
	o->maps++;
	o->intid = vintid;
	o->pintid = pintid;
	o->tied = tied;
	return 0;
}

static void own_enter(void *vgic, unsigned vcpu, unsigned pe)
{
	struct own *o = vgic;

	o->enters++;
	o->vcpu = vcpu;
	o->pe = pe;
	note_el(pe);
}

static void own_exit(void *vgic, unsigned vcpu, unsigned pe)
{
	struct own *o = vgic;

	(void)vcpu;
	o->exits++;
	note_el(pe);
}

static void own_frame(void *vgic, unsigned vcpu, enum vgs_reg_how how,
		      enum vgs_frame frame, unsigned index, uint64_t offset,
		      unsigned size, uint64_t *value)
{
	struct own *o = vgic;

	(void)vcpu;
	(void)index;
	(void)size;
	o->how = how;
	o->frame = frame;
	o->offset = offset;
	if (how == VGS_REG_WRITE)
		o->value = *value;
	else
		*value = 0x1234;
}

static int own_sysreg(void *vgic, unsigned vcpu, enum vgs_reg_how how,
		      enum vgs_sysreg id, uint64_t *value)
{
	struct own *o = vgic;

	(void)vcpu;
	o->how = how;
	o->offset = id;
	if (how == VGS_REG_WRITE)
		o->value = *value;
	else
		*value = 0x55;
	return VGS_ANSWER_OK;
}

static int own_irq(void *vgic, unsigned vcpu, uint32_t intid,
		   struct vgs_virq_info *ret_info)
{
	(void)vgic;
	(void)vcpu;
	if (intid == 60)
		return -VGS_ERANGE;
	ret_info->state = VGS_ACTIVE;
	return 0;
}

static struct vgs_vgic_ops ops_of_own(void)
{
	return (struct vgs_vgic_ops){
		.size = sizeof(struct vgs_vgic_ops),
		.create = create,
		.destroy = destroy,
		.inject = own_inject,
		.map = own_map,
		.enter = own_enter,
		.exit = own_exit,
		.frame = own_frame,
		.sysreg = own_sysreg,
		.irq = own_irq,
		.user = &own,
	};
}

static const struct shape v2 = { 2, 1, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 1, 4, VGS_EPOCH_E5, NULL, NULL };

static struct vgs_vm *new_own(struct fixture *f, const struct vgs_vgic_ops *ops,
			      int want)
{
	struct vgs_vm_config cfg;
	struct vgs_vm *vm = NULL;

	own = (struct own){ .err = own.err };
	vgs_vm_config_default(&cfg, (enum vgs_version)f->shape.version,
			      f->shape.epoch);
	cfg.gic = f->gic;
	cfg.own = ops;
	assert_int_equal(vgs_vm_new(&cfg, &vm), want);
	return vm;
}

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

/* --- a vgic that says what goes into list registers ---------------- */

struct small {
	uint32_t enabled, fields, folds, sgis;
	enum vgs_own_field field;
	enum vgs_irq_state folded;
	uint32_t intid, value;
	bool line, active;
};

static unsigned small_flush(void *vgic, unsigned vcpu, unsigned max,
			    struct vgs_lr_info *ret_lrs)
{
	struct small *s = vgic;

	(void)vcpu;
	assert_true(max >= 1);
	if (!vgs_own_enabled(vgs_own_vm(s)) || !(s->line || s->active))
		return 0;
	ret_lrs[0] = (struct vgs_lr_info){
		.state = s->active ? VGS_ACTIVE : VGS_PENDING,
		.vintid = 52,
		.priority = 0xa0,
		.group = vgs_vm_config(vgs_own_vm(s))->version == VGS_GIC_V3,
	};
	s->line = false;
	return 1;
}

static void small_fold(void *vgic, unsigned vcpu, const struct vgs_lr_info *lr)
{
	struct small *s = vgic;

	(void)vcpu;
	s->folds++;
	s->folded = lr->state;
	s->active = lr->state == VGS_ACTIVE;
	s->line |= lr->state == VGS_PENDING;
}

static uint32_t small_field(void *vgic, unsigned vcpu, enum vgs_reg_how how,
			    enum vgs_own_field field, uint32_t intid,
			    uint32_t value)
{
	struct small *s = vgic;

	(void)vcpu;
	if (how != VGS_REG_WRITE)
		return field == VGS_OWN_ENABLED && intid == 33;
	s->fields++;
	s->field = field;
	s->intid = intid;
	s->value = value;
	return 0;
}

static int small_inject(void *vgic, unsigned vcpu, uint32_t intid, bool level)
{
	struct small *s = vgic;

	(void)vcpu;
	s->sgis += intid < 16;
	s->line |= level && intid >= 32;
	return 0;
}

static int small_map(void *vgic, unsigned vcpu, uint32_t vintid,
		     uint32_t pintid, bool tied)
{
	(void)vgic;
	(void)vcpu;
	(void)vintid;
	(void)pintid;
	(void)tied;
	return 0;
}

static int small_irq(void *vgic, unsigned vcpu, uint32_t intid,
		     struct vgs_virq_info *ret_info)
{
	const struct small *s = vgic;

	(void)vcpu;
	ret_info->enabled = true;
	ret_info->line = intid == 52 && s->line;
	ret_info->active = intid == 52 && s->active;
	return 0;
}

static bool small_valid(const void *image)
{
	struct small s;

	memcpy(&s, image, sizeof(s));
	return s.folds < 1000;
}

static struct vgs_vgic_ops small_ops(void)
{
	return (struct vgs_vgic_ops){
		.size = sizeof(struct vgs_vgic_ops),
		.state = sizeof(struct small),
		.valid = small_valid,
		.inject = small_inject,
		.map = small_map,
		.flush = small_flush,
		.fold = small_fold,
		.field = small_field,
		.irq = small_irq,
	};
}

/* Its state is behind a pointer that only the calls have. */
static struct small *small_of;

static unsigned spy_flush(void *vgic, unsigned vcpu, unsigned max,
			  struct vgs_lr_info *ret_lrs)
{
	small_of = vgic;
	return small_flush(vgic, vcpu, max, ret_lrs);
}

static struct vgs_vm *new_small(struct fixture *f)
{
	struct vgs_vgic_ops ops = small_ops();
	struct vgs_vm *vm;

	ops.flush = spy_flush;
	vm = new_own(f, &ops, 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_TRAP), 0);
	return vm;
}

static void guest_gicd(struct vgs_vm *vm, uint32_t offset, uint32_t value)
{
	assert_int_equal(vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0, offset,
					      4, value),
			 0);
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
		TEST_BOTH(what_it_cannot_do_is_refused),
		TEST_BOTH(half_a_vgic_is_refused),
		TEST_BOTH(fields_are_told_one_by_one),
		TEST_BOTH(the_rest_of_the_guests_gic_is_there),
		TEST_BOTH(list_registers_are_loaded_and_folded),
		TEST_BOTH(its_state_is_in_images),
		TEST_BOTH(two_halves_of_a_vgic_are_refused),
	};

	return RUN("vgic_own", tests);
}
