/* SPDX-License-Identifier: MIT */
/* The VMM's calls, each as what the kernel answers. */
#ifndef TEST_VGIC_ERRNO_H
#define TEST_VGIC_ERRNO_H

#include "test_vits.h"

#include <libvgicsim/irqfd.h>
#include <libvgicsim/migrate.h>
#include <libvgicsim/vcpu-timer.h>

#define TOP UINT64_C(0x10000000000) /* beyond VGS_VM_IPA_BITS */
#define REGION(index, base, count)                                             \
	((uint64_t)(count) << 52 | (base) | (uint64_t)(index))

/* How far a VM has come. */
enum stage {
	NOTHING,
	VCPU,	 /* two vCPUs */
	CREATED, /* and a vgic */
	PLACED,	 /* its frames */
	INITED,
	WITH_ITS, /* with an ITS that has memory; a GICv3 only */
	RAN,	  /* WITH_ITS or INITED, first run done */
	RUNNING,
};

/* --- asking --------------------------------------------------------- */

static inline int create_vcpu(struct fixture *f)
{
	int rc = 1000;

	assert_int_equal(vgs_vcpu_create(f->vm, &rc), 0);
	return rc;
}

static inline int create(struct fixture *f)
{
	int rc = 1000;

	assert_int_equal(vgs_vgic_create(f->vm, &rc), 0);
	return rc;
}

static inline int create_its(struct fixture *f)
{
	int rc = 1000;

	assert_int_equal(vgs_vits_create(f->vm, &rc), 0);
	return rc;
}

static inline int set(struct fixture *f, uint32_t group, uint64_t attr,
		      uint64_t value)
{
	int rc = 1000;

	assert_int_equal(vgs_vgic_set_attr(f->vm, group, attr, value, &rc), 0);
	return rc;
}

static inline int get(struct fixture *f, uint32_t group, uint64_t attr,
		      uint64_t value)
{
	int rc = 1000;

	assert_int_equal(vgs_vgic_get_attr(f->vm, group, attr, &value, &rc), 0);
	return rc;
}

static inline int has(struct fixture *f, uint32_t group, uint64_t attr)
{
	int rc = 1000;

	assert_int_equal(vgs_vgic_has_attr(f->vm, group, attr, &rc), 0);
	return rc;
}

static inline int place(struct fixture *f, uint64_t attr, uint64_t value)
{
	return set(f, VGS_KVM_GRP_ADDR, attr, value);
}

/* The distributor of either version. */
static inline int place_dist(struct fixture *f, uint64_t value)
{
	return place(f, f->v3 ? VGS_KVM_ADDR_V3_DIST : VGS_KVM_ADDR_V2_DIST,
		     value);
}

static inline int region(struct fixture *f, unsigned index, uint64_t base,
			 unsigned count)
{
	return place(f, VGS_KVM_ADDR_V3_REDIST_REGION,
		     REGION(index, base, count));
}

static inline int init(struct fixture *f)
{
	return set(f, VGS_KVM_GRP_CTRL, VGS_KVM_CTRL_INIT, 0);
}

static inline int first_run(struct fixture *f)
{
	int rc = 1000;

	assert_int_equal(vgs_vcpu_first_run(f->vm, 0, &rc), 0);
	return rc;
}

static inline int its_set(struct fixture *f, uint32_t group, uint64_t attr,
			  uint64_t value)
{
	int rc = 1000;

	assert_int_equal(vgs_vits_set_attr(f->vm, 0, group, attr, value, &rc),
			 0);
	return rc;
}

static inline int its_get(struct fixture *f, uint32_t group, uint64_t attr)
{
	uint64_t value = 0;
	int rc = 1000;

	assert_int_equal(vgs_vits_get_attr(f->vm, 0, group, attr, &value, &rc),
			 0);
	return rc;
}

static inline int its_has(struct fixture *f, uint32_t group, uint64_t attr)
{
	int rc = 1000;

	assert_int_equal(vgs_vits_has_attr(f->vm, 0, group, attr, &rc), 0);
	return rc;
}

static inline int its_place(struct fixture *f, uint64_t addr)
{
	return its_set(f, VGS_KVM_GRP_ADDR, VGS_KVM_ADDR_ITS, addr);
}

static inline int its_reg(struct fixture *f, uint64_t offset, uint64_t value)
{
	return its_set(f, VGS_KVM_GRP_ITS_REGS, offset, value);
}

static inline int its_ctrl(struct fixture *f, uint64_t attr)
{
	return its_set(f, VGS_KVM_GRP_CTRL, attr, 0);
}

static inline int irq_line(struct fixture *f, unsigned type, unsigned vcpu,
			   uint32_t num)
{
	int rc = 1000;

	assert_int_equal(
		vgs_vm_irq_line(f->vm, VGS_KVM_IRQ(type, vcpu, num), true, &rc),
		0);
	return rc;
}

static inline int irqfd(struct fixture *f, uint32_t fd, uint32_t flags,
			uint32_t gsi)
{
	const struct vgs_irqfd q = { .fd = fd, .gsi = gsi, .flags = flags };
	int rc = 1000;

	assert_int_equal(vgs_vm_irqfd(f->vm, &q, &rc), 0);
	return rc;
}

static inline int routing(struct fixture *f, struct vgs_route a, uint32_t flags)
{
	int rc = 1000;

	assert_int_equal(vgs_vm_set_routing(f->vm, &a, 1, flags, &rc), 0);
	return rc;
}

#define PIN(...)                                                               \
	(struct vgs_route)                                                     \
	{                                                                      \
		.type = VGS_GSI_ROUTE_IRQCHIP, __VA_ARGS__                     \
	}

/* Two routes of one GSI, the second one to pin 1 or a message. */
static inline int twice(struct fixture *f, enum vgs_route_type type)
{
	const struct vgs_route routes[] = {
		{ .gsi = 5, .type = VGS_GSI_ROUTE_IRQCHIP },
		{ .gsi = 5, .type = type, .pin = 1 },
	};
	int rc = 1000;

	assert_int_equal(vgs_vm_set_routing(f->vm, routes, 2, 0, &rc), 0);
	return rc;
}

static inline int too_many_routes(struct fixture *f)
{
	unsigned count = vgs_vm_config(f->vm)->routes + 1;
	struct vgs_route *routes = calloc(count, sizeof(*routes));
	int rc = 1000;

	assert_non_null(routes);
	for (unsigned n = 0; n < count; n++)
		routes[n] = PIN(.gsi = n);
	assert_int_equal(vgs_vm_set_routing(f->vm, routes, count, 0, &rc), 0);
	free(routes);
	return rc;
}

static inline int signal_msi(struct fixture *f, uint64_t addr, uint32_t flags,
			     bool has_devid)
{
	const struct vgs_msi m = { .addr = addr,
				   .data = 3,
				   .flags = flags,
				   .has_devid = has_devid,
				   .devid = 5 };
	int rc = 1000;

	assert_int_equal(vgs_vgic_msi(f->vm, &m, &rc), 0);
	return rc;
}

static inline int timer(struct fixture *f, uint64_t attr, uint64_t intid)
{
	int rc = 1000;

	assert_int_equal(vgs_vcpu_timer_set_attr(f->vm, 0, attr, intid, &rc),
			 0);
	return rc;
}

static inline int timer_get(struct fixture *f, uint64_t attr)
{
	uint64_t value = 0;
	int rc = 1000;

	assert_int_equal(vgs_vcpu_timer_get_attr(f->vm, 0, attr, &value, &rc),
			 0);
	return rc;
}

static inline int counter_offset(struct fixture *f, uint64_t reserved)
{
	int rc = 1000;

	assert_int_equal(vgs_vm_set_counter_offset(f->vm, 7, reserved, &rc), 0);
	return rc;
}

#endif
