/* SPDX-License-Identifier: MIT */
/*
 * A VM's vgic read out and written back by device attributes: what is kept,
 * what is lost, in which order, and what is answered when it cannot be.  That
 * no guest notices, runner-invariants shows with every scenario.
 */
#include "test_vgic_migrate.h"

/* KVM-UA-32 */
static void line_and_latch_of_a_level_stay_apart(void **state)
{
	struct fixture *f = *state;
	struct vgs_virq_info q;
	struct copy c;

	vconfig(f, 40, 0);
	vconfig(f, 41, 0);
	assert_int_equal(vgs_vgic_inject(f->vm, VGS_NO_VCPU, 40, true, 0), 0);
	assert_int_equal(vgs_vcpu_frame_write(f->vm, 0, VGS_FRAME_GICD, 0,
					      D_ISPENDR + 4, 4, 1u << 9),
			 0);
	c = migrated(f);
	q = irq_of(c.vm, 0, 40);
	assert_true(q.line && !q.latch && q.state == VGS_PENDING);
	q = irq_of(c.vm, 0, 41);
	assert_true(!q.line && q.latch && q.state == VGS_PENDING);
	vgs_vm_free(c.vm);
}

/* KVM-UA-34 */
static void pending_sgis_of_a_gicv2_keep_their_sources(void **state)
{
	struct fixture *f = *state;
	struct vgs_virq_info q;
	struct copy c;

	for (unsigned vcpu = 0; vcpu < 2; vcpu++)
		assert_int_equal(vgs_vcpu_frame_write(f->vm, vcpu,
						      VGS_FRAME_GICD, 0, D_SGIR,
						      4, 2u << 16 | 3u),
				 0);
	q = irq_of(f->vm, 1, 3);
	assert_int_equal(q.source, 3);
	c = migrated(f);
	q = irq_of(c.vm, 1, 3);
	assert_int_equal(q.source, 3);
	assert_int_equal(q.state, VGS_PENDING);
	assert_int_equal(irq_of(c.vm, 0, 3).state, VGS_INACTIVE);
	vgs_vm_free(c.vm);
}

/* KVM-UA-34 */
static void the_source_of_an_active_sgi_gets_lost(void **state)
{
	struct fixture *f = *state;
	struct copy c;

	assert_int_equal(vgs_vcpu_frame_write(f->vm, 1, VGS_FRAME_GICD, 0,
					      D_ISACTIVER, 4, 1u << 3),
			 0);
	assert_int_equal(irq_of(f->vm, 1, 3).active_source, 1);
	c = migrated(f);
	assert_int_equal(irq_of(c.vm, 1, 3).state, VGS_ACTIVE);
	assert_int_equal(irq_of(c.vm, 1, 3).active_source, 0);
	vgs_vm_free(c.vm);
}

/* KVM-UA-33 */
static void active_state_comes_back_only_where_nothing_is_mapped(void **state)
{
	struct fixture *f = *state;
	struct copy c = { .count = 0 };
	struct vgs_vm *vm;
	size_t count;
	int rc = 1000;

	assert_int_equal(vgs_vcpu_frame_write(f->vm, 0, VGS_FRAME_GICD, 0,
					      D_ISACTIVER + 4, 4, 1u << 8),
			 0);
	c = migrated(f);
	assert_int_equal(irq_of(c.vm, 0, 40).state, VGS_ACTIVE);
	vgs_vm_free(c.vm);
	new_vm(f, &vm);
	assert_int_equal(vgs_vgic_map(vm, VGS_NO_VCPU, 40, 50), 0);
	assert_int_equal(vgs_kvm_restore(vm, c.count, c.attrs, &count, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(irq_of(vm, 0, 40).state, VGS_INACTIVE);
	vgs_vm_free(vm);
}

/* KVM-UA-30, KVM-UA-23 */
static void nothing_is_saved_while_a_vcpu_runs(void **state)
{
	struct fixture *f = *state;
	struct copy c = { .count = 7 };

	assert_int_equal(vgs_vcpu_enter(f->vm, 1), 0);
	assert_int_equal(save(f, &c), -VGS_KVM_EBUSY);
	assert_int_equal(c.count, 0);
	assert_int_equal(vgs_vcpu_exit(f->vm, 1, VGS_EXIT_TRAP), 0);
	assert_int_equal(save(f, &c), 0);
}

static void more_than_there_is_room_for_is_counted(void **state)
{
	struct fixture *f = *state;
	struct vgs_kvm_attr one[1];
	size_t count = 0;
	int rc = 1000;

	assert_int_equal(vgs_kvm_save(f->vm, 1, one, &count, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(count, vgs_kvm_attrs(f->vm));
	/* KVM-UA-31: the revision is first. */
	assert_int_equal(one[0].group, VGS_KVM_GRP_DIST_REGS);
	assert_int_equal((uint32_t)one[0].attr, D_IIDR);
}

/* KVM-UA-22: nothing is saved that the kernel says it has not. */
static void all_that_is_saved_exists(void **state)
{
	struct fixture *f = *state;
	struct copy c = { .count = 0 };
	int rc;

	assert_int_equal(save(f, &c), 0);
	for (size_t n = 0; n < c.count; n++) {
		rc = 1000;
		assert_int_equal(vgs_vgic_has_attr(f->vm, c.attrs[n].group,
						   c.attrs[n].attr, &rc),
				 0);
		assert_int_equal(rc, 0);
	}
}

/* KVM-UA-24 */
static void a_restore_ends_at_the_first_refusal(void **state)
{
	struct fixture *f = *state;
	struct copy c = { .count = 0 };
	int rc = 1000;

	assert_int_equal(save(f, &c), 0);
	c.attrs[2] = c.attrs[0];
	c.attrs[2].value = 0x4b00143b; /* revision 1 */
	assert_int_equal(restore(f, &c, &rc), 2);
	assert_int_equal(rc, -VGS_KVM_EINVAL);
	vgs_vm_free(c.vm);
}

/* --- between hosts ------------------------------------------------ */

/* A VM on a GICv3 with @bits virtual priority bits. */
struct other {
	struct vgs_gic *gic;
	struct vgs_vm *vm;
	struct copy copy;
};

static void make_other(struct other *o, unsigned bits)
{
	struct vgs_gic_config gic;
	struct vgs_vm_config cfg;

	*o = (struct other){ .copy = { .count = 0 } };
	vgs_gic_config_default(&gic, VGS_GIC_V3);
	gic.virt = true;
	gic.priority_bits = bits;
	gic.vpriority_bits = bits;
	assert_int_equal(vgs_gic_new(&gic, &o->gic), 0);
	vgs_vm_config_default(&cfg, VGS_GIC_V3, VGS_EPOCH_E5);
	cfg.gic = o->gic;
	assert_int_equal(vgs_vm_new(&cfg, &o->vm), 0);
}

static void free_other(struct other *o)
{
	vgs_vm_free(o->vm);
	vgs_gic_free(o->gic);
}

static int save_other(struct other *o)
{
	int rc = 1000;

	assert_int_equal(
		vgs_kvm_save(o->vm, MAX, o->copy.attrs, &o->copy.count, &rc),
		0);
	return rc;
}

static int other_sysreg(struct other *o, enum vgs_sysreg id, bool write,
			uint64_t *value)
{
	uint64_t attr = vgs_kvm_attr_sysreg(o->vm, 0, id);
	int rc = 1000;

	if (write)
		assert_int_equal(vgs_vgic_set_attr(o->vm,
						   VGS_KVM_GRP_CPU_SYSREGS,
						   attr, *value, &rc),
				 0);
	else
		assert_int_equal(vgs_vgic_get_attr(o->vm,
						   VGS_KVM_GRP_CPU_SYSREGS,
						   attr, value, &rc),
				 0);
	return rc;
}

/* KVM-MM-61 */
static void active_priorities_are_reached_by_priority_bits(void **p)
{
	static const unsigned aps[] = { [5] = 1, [6] = 2, [7] = 4, [8] = 1 };

	(void)p;
	for (unsigned bits = 5; bits <= 8; bits++) {
		struct other o;

		make_other(&o, bits);
		for (unsigned n = 0; n < 4; n++) {
			uint64_t value = 1u << n;
			int rc = n < aps[bits] ? 0 : -VGS_KVM_EINVAL;

			assert_int_equal(other_sysreg(&o, VGS_ICC_AP0R0_EL1 + n,
						      true, &value),
					 rc);
			assert_int_equal(other_sysreg(&o, VGS_ICC_AP1R0_EL1 + n,
						      true, &value),
					 rc);
		}
		assert_int_equal(save_other(&o), 0);
		free_other(&o);
	}
}

/* KVM-UA-26: five bits is what the guest was told, here and on from here. */
static void a_guest_of_five_bits_moves_on_from_a_host_of_seven(void **state)
{
	struct other five, seven, next;
	uint64_t value = 0x10;
	size_t count = 0;
	int rc = 1000;

	(void)state;
	make_other(&five, 5);
	make_other(&seven, 7);
	make_other(&next, 7);
	assert_int_equal(other_sysreg(&five, VGS_ICC_AP1R0_EL1, true, &value),
			 0);
	assert_int_equal(save_other(&five), 0);
	assert_int_equal(vgs_kvm_restore(seven.vm, five.copy.count,
					 five.copy.attrs, &count, &rc),
			 0);
	assert_int_equal(rc, 0);
	assert_int_equal(save_other(&seven), 0);
	assert_int_equal(seven.copy.count, five.copy.count);
	assert_int_equal(vgs_kvm_restore(next.vm, seven.copy.count,
					 seven.copy.attrs, &count, &rc),
			 0);
	assert_int_equal(rc, 0);
	value = 0;
	assert_int_equal(other_sysreg(&next, VGS_ICC_AP1R0_EL1, false, &value),
			 0);
	assert_int_equal(value, 0x10);
	/* The other way there are levels that the host has not. */
	free_other(&seven);
	make_other(&seven, 7);
	assert_int_equal(save_other(&seven), 0);
	assert_int_equal(vgs_kvm_restore(five.vm, seven.copy.count,
					 seven.copy.attrs, &count, &rc),
			 0);
	assert_int_equal(rc, -VGS_KVM_EINVAL);
	free_other(&five);
	free_other(&seven);
	free_other(&next);
}

static void an_its_that_is_not_there_answers_enxio(void **state)
{
	struct fixture *f = *state;
	static const uint32_t groups[] = { VGS_KVM_GRP_ITS_REGS,
					   VGS_KVM_GRP_CTRL, 77 };
	int rc;

	for (size_t n = 0; n < sizeof(groups) / sizeof(groups[0]); n++) {
		struct vgs_kvm_attr attr = { .group = groups[n], .its = 0 };

		rc = 1000;
		assert_int_equal(vgs_kvm_set(f->vm, &attr, &rc), 0);
		assert_int_equal(rc, -VGS_KVM_ENXIO);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(line_and_latch_of_a_level_stay_apart, v3),
		TEST(pending_sgis_of_a_gicv2_keep_their_sources, v2),
		TEST(the_source_of_an_active_sgi_gets_lost, v2),
		TEST_BOTH(active_state_comes_back_only_where_nothing_is_mapped),
		TEST_BOTH(nothing_is_saved_while_a_vcpu_runs),
		TEST_BOTH(more_than_there_is_room_for_is_counted),
		TEST_BOTH(all_that_is_saved_exists),
		TEST_BOTH(a_restore_ends_at_the_first_refusal),
		TEST_BOTH(an_its_that_is_not_there_answers_enxio),
		TEST(active_priorities_are_reached_by_priority_bits, v3),
		TEST(a_guest_of_five_bits_moves_on_from_a_host_of_seven, v3),
	};

	return RUN("vgic migrate", tests);
}
