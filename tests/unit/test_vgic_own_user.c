/* SPDX-License-Identifier: MIT */
/* Somebody else's vgic and user space: messages, attributes, a dump. */
#include "test_vgic_own.h"

/* --- what user space asks of it ------------------------------------ */

static struct vgs_vm *new_own_its(struct fixture *f,
				  const struct vgs_vgic_ops *ops)
{
	struct vgs_vm_config cfg;
	struct vgs_vm *vm = NULL;

	own = (struct own){ .err = 0 };
	vgs_vm_config_default(&cfg, VGS_GIC_V3, f->shape.epoch);
	cfg.gic = f->gic;
	cfg.own = ops;
	cfg.its = 1;
	assert_int_equal(vgs_vm_new(&cfg, &vm), 0);
	return vm;
}

/* Without a hook nothing of ours stands in for it. */
static void messages_are_its_own(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	struct vgs_vm *vm = new_own_its(f, &ops);
	const struct vgs_msi msi = { .addr = 0x08080040,
				     .data = 3,
				     .has_devid = true };
	uint64_t hash = vgs_vm_hash(vm);
	struct vgs_vtranslation to;
	int rc = 9;

	assert_int_equal(vgs_vgic_msi(vm, &msi, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_ENODEV);
	assert_int_equal(vgs_vgic_inject_lpi(vm, 0, 8192, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_ENODEV);
	assert_int_equal(vgs_vgic_translate(vm, 0, 0, 3, &to), -VGS_ENOTSUP);
	assert_true(vgs_vm_hash(vm) == hash);
	vgs_vm_free(vm);

	ops.msi = own_msi;
	vm = new_own_its(f, &ops);
	assert_int_equal(vgs_vgic_msi(vm, &msi, &rc), 0);
	assert_int_equal(rc, 1);
	assert_int_equal(own.msis, 1);
	assert_int_equal(own.data, 3);
	vgs_vm_free(vm);
}

static int ask(struct vgs_vm *vm, uint32_t group, uint64_t attr, bool write,
	       uint64_t *value)
{
	int rc = 9;

	assert_int_equal(write ? vgs_vgic_set_attr(vm, group, attr, *value, &rc)
			       : vgs_vgic_get_attr(vm, group, attr, value, &rc),
			 0);
	return rc;
}

static void attributes_of_nobody_are_refused(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	struct vgs_vm *vm = new_own(f, &ops, 0);
	uint64_t hash = vgs_vm_hash(vm), value = UINT32_MAX;
	struct vgs_kvm_attr attrs[1];
	size_t count = 9;
	int rc = 9;

	assert_int_equal(
		ask(vm, VGS_KVM_GRP_DIST_REGS, D_ISPENDR + 4, true, &value),
		-VGS_KVM_ENXIO);
	assert_int_equal(ask(vm, VGS_KVM_GRP_LEVEL_INFO, 32, true, &value),
			 -VGS_KVM_ENXIO);
	assert_int_equal(
		ask(vm, f->v3 ? VGS_KVM_GRP_CPU_SYSREGS : VGS_KVM_GRP_CPU_REGS,
		    f->v3 ? vgs_kvm_attr_sysreg(vm, 0, VGS_ICC_PMR_EL1) : 4,
		    false, &value),
		-VGS_KVM_ENXIO);
	assert_int_equal(vgs_vgic_has_attr(vm, VGS_KVM_GRP_DIST_REGS, 0, &rc),
			 0);
	assert_int_equal(rc, -VGS_KVM_ENXIO);
	assert_int_equal(vgs_vgic_save_pending_tables(vm, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_ENXIO);
	assert_int_equal(vgs_kvm_save(vm, 1, attrs, &count, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_ENXIO);
	assert_true(vgs_vm_hash(vm) == hash);
	/* What the library keeps it answers for. */
	assert_int_equal(ask(vm, VGS_KVM_GRP_NR_IRQS, 0, false, &value), 0);
	assert_int_equal(value, 256);
	vgs_vm_free(vm);
}

static void attributes_are_its_own(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	uint64_t value = 0x20;
	struct vgs_vm *vm;
	int rc = 9;

	ops.attr = own_attr;
	vm = new_own(f, &ops, 0);
	assert_int_equal(
		ask(vm, VGS_KVM_GRP_DIST_REGS, D_ISPENDR + 4, true, &value), 0);
	assert_int_equal(own.attrs, 1);
	assert_int_equal(own.how, VGS_REG_WRITE);
	assert_int_equal(own.its, VGS_KVM_VGIC);
	assert_int_equal(own.group, VGS_KVM_GRP_DIST_REGS);
	assert_int_equal((uint32_t)own.offset, D_ISPENDR + 4);
	assert_int_equal(own.value, 0x20);
	assert_int_equal(ask(vm, VGS_KVM_GRP_DIST_REGS, 0, false, &value), 0);
	assert_int_equal(value, 0x77);
	assert_int_equal(vgs_vgic_has_attr(vm, VGS_KVM_GRP_DIST_REGS, 4, &rc),
			 0);
	assert_int_equal(rc, 0);
	assert_int_equal(own.how, VGS_REG_PEEK);
	/* The checks are the library's. */
	own.attrs = 0;
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(ask(vm, VGS_KVM_GRP_DIST_REGS, 0, false, &value),
			 -VGS_KVM_EBUSY);
	assert_int_equal(own.attrs, 0);
	vgs_vm_free(vm);
}

static void attributes_of_its_itses_are_its_own(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = ops_of_own();
	struct vgs_vm *vm = new_own_its(f, &ops);
	uint64_t value = 0;
	int rc = 9;

	assert_int_equal(vgs_vits_get_reg(vm, 0, 0x80, &value, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_ENXIO);
	assert_int_equal(vgs_vits_set_reg(vm, 0, 0x80, 1, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_ENXIO);
	assert_int_equal(vgs_vits_has_reg(vm, 0, 0x80, &rc), 0);
	assert_int_equal(rc, -VGS_KVM_ENXIO);
	assert_int_equal(vgs_vits_ctrl(vm, 0, VGS_VITS_CTRL_SAVE_TABLES, &rc),
			 0);
	assert_int_equal(rc, -VGS_KVM_ENXIO);
	vgs_vm_free(vm);

	ops.attr = own_attr;
	vm = new_own_its(f, &ops);
	assert_int_equal(vgs_vits_set_reg(vm, 0, 0x80, 0x123, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(own.its, 0);
	assert_int_equal(own.group, VGS_KVM_GRP_ITS_REGS);
	assert_int_equal(own.value, 0x123);
	assert_int_equal(vgs_vits_get_reg(vm, 0, 0x88, &value, &rc), 0);
	assert_int_equal(value, 0x77);
	assert_int_equal(
		vgs_vits_ctrl(vm, 0, VGS_VITS_CTRL_RESTORE_TABLES, &rc), 0);
	assert_int_equal(own.group, VGS_KVM_GRP_CTRL);
	assert_int_equal(own.offset, VGS_VITS_CTRL_RESTORE_TABLES);
	assert_int_equal(own.how, VGS_REG_WRITE);
	vgs_vm_free(vm);
}

/* User space's accesses are fields, too, and lines are inputs. */
static void attributes_are_fields(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *vm = new_small(f);
	struct vgs_kvm_attr *attrs;
	uint64_t value = 1u << 20;
	const char *name = NULL;
	size_t count;
	int rc = 9;

	assert_int_equal(
		ask(vm, VGS_KVM_GRP_DIST_REGS, D_ISENABLER + 4, true, &value),
		0);
	assert_int_equal(small_of->field, VGS_OWN_ENABLED);
	assert_int_equal(small_of->intid, 52);
	assert_int_equal(small_of->value, 1);
	assert_int_equal(
		ask(vm, VGS_KVM_GRP_DIST_REGS, D_ISENABLER + 4, false, &value),
		0);
	assert_int_equal(value, 2);
	value = 1;
	assert_int_equal(
		ask(vm, VGS_KVM_GRP_DIST_REGS, D_ISPENDR + 4, true, &value), 0);
	assert_int_equal(small_of->field, VGS_OWN_PENDING);
	count = vgs_kvm_attrs(vm);
	attrs = calloc(count, sizeof(*attrs));
	assert_non_null(attrs);
	assert_int_equal(vgs_kvm_save(vm, count, attrs, &count, &rc), 0);
	assert_int_equal(rc, 0);
	free(attrs);
	if (f->v3) {
		value = 1u << 20;
		assert_int_equal(
			ask(vm, VGS_KVM_GRP_LEVEL_INFO, 32, true, &value), 0);
		assert_true(small_of->line);
		assert_int_equal(
			ask(vm, VGS_KVM_GRP_LEVEL_INFO, 32, false, &value), 0);
		assert_int_equal(value, 1u << 20);
	}
	assert_int_equal(vgs_vm_check(vm, &name), 0);
	vgs_vm_free(vm);
}

/* It has no frames for them. */
static void lpis_are_not_part_of_list_registers(void **state)
{
	struct fixture *f = *state;
	struct vgs_vgic_ops ops = small_ops();
	struct vgs_vm_config cfg;
	struct vgs_vm *vm = NULL;

	vgs_vm_config_default(&cfg, VGS_GIC_V3, f->shape.epoch);
	cfg.gic = f->gic;
	cfg.own = &ops;
	cfg.its = 1;
	assert_int_equal(vgs_vm_new(&cfg, &vm), -VGS_ENOTSUP);
	cfg.its = 0;
	cfg.lpis = 16;
	assert_int_equal(vgs_vm_new(&cfg, &vm), -VGS_ENOTSUP);
	cfg.lpis = 0;
	ops.attr = own_attr;
	assert_int_equal(vgs_vm_new(&cfg, &vm), -VGS_EINVAL);
	assert_null(vm);
}

static void find_52(void *user, const char *line)
{
	if (strstr(line, " 52 "))
		strncpy(user, line, 99);
}

static void a_dump_is_of_its_state(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm *vm = new_small(f);
	char idle[100] = "", line[100] = "";

	vgs_vm_dump(vm, find_52, idle);
	assert_true(idle[0]);
	assert_int_equal(vgs_vgic_inject(vm, VGS_NO_VCPU, 52, true, 0), 0);
	assert_int_equal(vgs_vgic_map(vm, VGS_NO_VCPU, 52, 42), 0);
	vgs_vm_dump(vm, find_52, line);
	assert_true(strcmp(line, idle) != 0);
	assert_non_null(strstr(line, "42"));
	vgs_vm_free(vm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(messages_are_its_own, v3),
		TEST_BOTH(attributes_of_nobody_are_refused),
		TEST_BOTH(attributes_are_its_own),
		TEST(attributes_of_its_itses_are_its_own, v3),
		TEST_BOTH(attributes_are_fields),
		TEST(lpis_are_not_part_of_list_registers, v3),
		TEST_BOTH(a_dump_is_of_its_state),
	};

	return RUN("vgic_own_user", tests);
}
