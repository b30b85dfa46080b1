/* SPDX-License-Identifier: MIT */
/* A VM of the fixture, carried over by what its user ABI tells of it. */
#ifndef TEST_VGIC_MIGRATE_H
#define TEST_VGIC_MIGRATE_H

#include "test_vgic.h"

#include <libvgicsim/migrate.h>

static const struct shape v2 = { VGS_GIC_V2, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3 = { VGS_GIC_V3, 2, 4, VGS_EPOCH_E5, NULL, NULL };

#define MAX 1024u

struct copy {
	struct vgs_kvm_attr attrs[MAX];
	size_t count;
	struct vgs_vm *vm;
};

static inline int save(struct fixture *f, struct copy *c)
{
	int rc = 1000;

	assert_true(vgs_kvm_attrs(f->vm) <= MAX);
	assert_int_equal(vgs_kvm_save(f->vm, MAX, c->attrs, &c->count, &rc), 0);
	return rc;
}

/* Into a VM of the same shape; how many were taken. */
static inline size_t restore(struct fixture *f, struct copy *c, int *ret_rc)
{
	size_t count = 1000;

	new_vm(f, &c->vm);
	assert_int_equal(
		vgs_kvm_restore(c->vm, c->count, c->attrs, &count, ret_rc), 0);
	return count;
}

static inline struct copy migrated(struct fixture *f)
{
	struct copy c = { .count = 0 };
	int rc = 1000;

	assert_int_equal(save(f, &c), 0);
	assert_int_equal(c.count, vgs_kvm_attrs(f->vm));
	assert_int_equal(restore(f, &c, &rc), c.count);
	assert_int_equal(rc, 0);
	return c;
}

static inline struct vgs_virq_info irq_of(const struct vgs_vm *vm,
					  unsigned vcpu, uint32_t intid)
{
	struct vgs_virq_info q;

	assert_int_equal(vgs_vgic_irq(vm, vcpu, intid, &q), 0);
	return q;
}

#endif
