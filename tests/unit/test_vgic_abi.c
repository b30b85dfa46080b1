/* SPDX-License-Identifier: MIT */
/*
 * What user space makes of a VM: creation step by step, places of frames,
 * device attributes, with the kernel's return codes.
 */
#include "test_vgic.h"

#include <libvgicsim/kvm.h>

static const struct shape v2 = { VGS_GIC_V2, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3 = { VGS_GIC_V3, 4, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v2_e3 = {
	VGS_GIC_V2, 2, 4, VGS_EPOCH_E3, NULL, NULL
};
static const struct shape v3_e1 = {
	VGS_GIC_V3, 4, 4, VGS_EPOCH_E1, NULL, NULL
};
static const struct shape v3_e3 = {
	VGS_GIC_V3, 4, 4, VGS_EPOCH_E3, NULL, NULL
};

#define REDIST UINT64_C(0x20000)
#define TOP    (UINT64_C(1) << VGS_VM_IPA_BITS)
#define REGION(index, base, count)                                             \
	((uint64_t)(count) << 52 | (base) | (uint64_t)(index))

/* A VM of which nothing exists yet, instead of the fixture's own. */
static void start_over(struct fixture *f)
{
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);

	cfg.stepwise = true;
	cfg.nirqs = 512;
	cfg.hw = NULL;
	cfg.affinities = NULL; /* it is the old one's */
	f->host = vgs_host_free(f->host);
	f->vm = vgs_vm_free(f->vm);
	assert_int_equal(vgs_vm_new(&cfg, &f->vm), 0);
}

static int create_vcpu(struct fixture *f)
{
	int rc = 1000;

	assert_int_equal(vgs_vcpu_create(f->vm, &rc), 0);
	return rc;
}

static int create(struct fixture *f)
{
	int rc = 1000;

	assert_int_equal(vgs_vgic_create(f->vm, &rc), 0);
	return rc;
}

static int set(struct fixture *f, uint32_t group, uint64_t attr, uint64_t value)
{
	int rc = 1000;

	assert_int_equal(vgs_vgic_set_attr(f->vm, group, attr, value, &rc), 0);
	return rc;
}

static int get(struct fixture *f, uint32_t group, uint64_t attr,
	       uint64_t *value)
{
	int rc = 1000;

	assert_int_equal(vgs_vgic_get_attr(f->vm, group, attr, value, &rc), 0);
	return rc;
}

static int has(struct fixture *f, uint32_t group, uint64_t attr)
{
	int rc = 1000;

	assert_int_equal(vgs_vgic_has_attr(f->vm, group, attr, &rc), 0);
	return rc;
}

static int place(struct fixture *f, uint64_t attr, uint64_t value)
{
	return set(f, VGS_KVM_GRP_ADDR, attr, value);
}

static int init(struct fixture *f)
{
	return set(f, VGS_KVM_GRP_CTRL, VGS_KVM_CTRL_INIT, 0);
}

static int first_run(struct fixture *f)
{
	int rc = 1000;

	assert_int_equal(vgs_vcpu_first_run(f->vm, 0, &rc), 0);
	return rc;
}

static int reg(struct fixture *f, uint32_t group, unsigned vcpu,
	       uint32_t offset, bool write, uint64_t *value)
{
	uint64_t attr = vgs_kvm_attr_reg(f->vm, vcpu, offset);

	return write ? set(f, group, attr, *value) : get(f, group, attr, value);
}

static uint64_t dist(struct fixture *f, uint32_t offset)
{
	uint64_t value = 0;

	assert_int_equal(
		reg(f, VGS_KVM_GRP_DIST_REGS, 0, offset, false, &value), 0);
	return value;
}

static int set_dist(struct fixture *f, uint32_t offset, uint64_t value)
{
	return reg(f, VGS_KVM_GRP_DIST_REGS, 0, offset, true, &value);
}

static int sysreg(struct fixture *f, enum vgs_sysreg id, bool write,
		  uint64_t *value)
{
	uint64_t attr = vgs_kvm_attr_sysreg(f->vm, 0, id);

	return write ? set(f, VGS_KVM_GRP_CPU_SYSREGS, attr, *value)
		     : get(f, VGS_KVM_GRP_CPU_SYSREGS, attr, value);
}

static int set_sysreg(struct fixture *f, enum vgs_sysreg id, uint64_t value)
{
	return sysreg(f, id, true, &value);
}

static uint64_t get_sysreg(struct fixture *f, enum vgs_sysreg id)
{
	uint64_t value = 0;

	assert_int_equal(sysreg(f, id, false, &value), 0);
	return value;
}

static uint64_t redist_typer(struct fixture *f, unsigned vcpu)
{
	uint64_t value = 0;

	assert_int_equal(vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICR, vcpu, 8,
					     8, &value),
			 0);
	return value;
}

/* --- creation --------------------------------------------------------------- */

/* KVM-UA-1, KVM-UA-2 */
static void vgic_is_created_once(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;

	start_over(f);
	assert_int_equal(has(f, VGS_KVM_GRP_NR_IRQS, 0), -VGS_KVM_ENODEV);
	assert_int_equal(init(f), -VGS_KVM_ENODEV);
	assert_int_equal(get(f, VGS_KVM_GRP_NR_IRQS, 0, &value),
			 -VGS_KVM_ENODEV);
	assert_int_equal(create_vcpu(f), 0);
	assert_int_equal(create(f), 0);
	assert_int_equal(create(f), -VGS_KVM_EEXIST);
	assert_int_equal(create_vcpu(f), 1);
	assert_int_equal(init(f), 0);
	assert_int_equal(init(f), 0);
	assert_int_equal(create_vcpu(f), -VGS_KVM_EBUSY);
}

/* KVM-UA-1: not once a vCPU has tried to run; KVM-UA-6: that VM is dead. */
static void vgic_is_not_created_late(void **state)
{
	struct fixture *f = *state;

	start_over(f);
	assert_int_equal(create_vcpu(f), 0);
	assert_int_equal(first_run(f), -VGS_KVM_ENODEV);
	assert_int_equal(vgs_vcpu_enter(f->vm, 0), -VGS_EPERM);
	assert_int_equal(create(f), 0);
	assert_int_equal(first_run(f), -VGS_KVM_ENXIO);
	assert_int_equal(first_run(f), -VGS_KVM_EIO);
}

/* A maximum of the object answers as the kernel would. */
static void maxima_answer_as_the_kernel(void **state)
{
	struct fixture *f = *state;

	start_over(f);
	for (unsigned n = 0; n < f->shape.cpus; n++)
		assert_int_equal(create_vcpu(f), n);
	assert_int_equal(create_vcpu(f), -VGS_KVM_EINVAL);
	assert_int_equal(create(f), 0);
	assert_int_equal(set(f, VGS_KVM_GRP_NR_IRQS, 0, 544), 0);
	assert_int_equal(init(f), -VGS_KVM_ENOMEM);
}

/* KVM-UA-4, KVM-ST-2 */
static void nr_irqs_is_chosen_once(void **state)
{
	static const uint64_t bad[] = { 0, 32, 63, 65, 100, 1024, 1056 };
	struct fixture *f = *state;
	uint64_t value = 0;

	start_over(f);
	assert_int_equal(create_vcpu(f), 0);
	assert_int_equal(create(f), 0);
	assert_int_equal(get(f, VGS_KVM_GRP_NR_IRQS, 0, &value), 0);
	assert_int_equal(value, 32);
	for (unsigned i = 0; i < 7; i++)
		assert_int_equal(set(f, VGS_KVM_GRP_NR_IRQS, 0, bad[i]),
				 -VGS_KVM_EINVAL);
	assert_int_equal(set(f, VGS_KVM_GRP_NR_IRQS, 0, 96), 0);
	assert_int_equal(set(f, VGS_KVM_GRP_NR_IRQS, 0, 96), -VGS_KVM_EBUSY);
	assert_int_equal(init(f), 0);
	assert_int_equal(get(f, VGS_KVM_GRP_NR_IRQS, 0, &value), 0);
	assert_int_equal(value, 96);
	assert_int_equal(dist(f, D_TYPER) & 0x1f, 2);
	assert_int_equal(has(f, VGS_KVM_GRP_DIST_REGS, D_ISENABLER + 8), 0);
	assert_int_equal(has(f, VGS_KVM_GRP_DIST_REGS, D_ISENABLER + 12),
			 -VGS_KVM_ENXIO);
}

/* KVM-ST-2: 256 unless told. */
static void nr_irqs_has_a_default(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;

	start_over(f);
	assert_int_equal(create_vcpu(f), 0);
	assert_int_equal(create(f), 0);
	assert_int_equal(init(f), 0);
	assert_int_equal(get(f, VGS_KVM_GRP_NR_IRQS, 0, &value), 0);
	assert_int_equal(value, 256);
}

/* KVM-UA-3: a GICv3 waits for INIT, a GICv2 does it by itself. */
static void gicv3_wants_an_explicit_init(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;

	start_over(f);
	create_vcpu(f);
	create(f);
	assert_int_equal(vgs_vgic_inject(f->vm, VGS_NO_VCPU, 40, true, 0),
			 -VGS_EPERM);
	assert_int_equal(
		reg(f, VGS_KVM_GRP_DIST_REGS, 0, D_CTLR, false, &value),
		-VGS_KVM_EBUSY);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_DIST, 0x8000000), 0);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_REDIST, 0x80a0000), 0);
	assert_int_equal(first_run(f), -VGS_KVM_EBUSY);
}

static void gicv2_initialises_itself(void **state)
{
	struct fixture *f = *state;

	start_over(f);
	create_vcpu(f);
	create(f);
	assert_int_equal(dist(f, D_TYPER), 7);
	assert_int_equal(create_vcpu(f), -VGS_KVM_EBUSY);
	start_over(f);
	create_vcpu(f);
	create(f);
	assert_int_equal(vgs_vgic_inject(f->vm, VGS_NO_VCPU, 40, true, 0), 0);
	assert_int_equal(create_vcpu(f), -VGS_KVM_EBUSY);
}

/* KVM-UA-3, BUG-114: an injection out of the run loop, by epoch. */
static void timer_does_not_initialise(void **state)
{
	struct fixture *f = *state;
	bool any = f->shape.epoch == VGS_EPOCH_E3;

	start_over(f);
	create_vcpu(f);
	create(f);
	assert_int_equal(vgs_vgic_inject(f->vm, 0, 27, true, 1),
			 any ? 0 : -VGS_EPERM);
	assert_int_equal(create_vcpu(f), any ? -VGS_KVM_EBUSY : 1);
}

/* --- places (KVM-UA-5) ------------------------------------------------------- */

static void frames_have_places(void **state)
{
	struct fixture *f = *state;
	uint64_t dist_attr =
		f->v3 ? VGS_KVM_ADDR_V3_DIST : VGS_KVM_ADDR_V2_DIST;
	uint64_t other = f->v3 ? VGS_KVM_ADDR_V2_CPU : VGS_KVM_ADDR_V3_REDIST;
	uint64_t value = 0;

	start_over(f);
	create(f);
	assert_int_equal(has(f, VGS_KVM_GRP_ADDR, dist_attr), 0);
	assert_int_equal(has(f, VGS_KVM_GRP_ADDR, other), -VGS_KVM_ENXIO);
	assert_int_equal(place(f, other, 0), -VGS_KVM_ENXIO);
	assert_int_equal(get(f, VGS_KVM_GRP_ADDR, dist_attr, &value), 0);
	assert_true(value == UINT64_MAX);
	assert_int_equal(place(f, dist_attr, 0x8000800), -VGS_KVM_EINVAL);
	assert_int_equal(place(f, dist_attr, UINT64_C(0) - 0x10000),
			 f->v3 ? -VGS_KVM_EINVAL : -VGS_KVM_E2BIG);
	assert_int_equal(place(f, dist_attr, TOP), -VGS_KVM_E2BIG);
	assert_int_equal(place(f, dist_attr, TOP - 0x10000), 0);
	assert_int_equal(place(f, dist_attr, 0x8000000), -VGS_KVM_EEXIST);
	assert_int_equal(get(f, VGS_KVM_GRP_ADDR, dist_attr, &value), 0);
	assert_true(value == TOP - 0x10000);
}

/* KVM-UA-6 */
static void gicv2_frames_must_not_overlap(void **state)
{
	struct fixture *f = *state;

	start_over(f);
	create_vcpu(f);
	create(f);
	assert_int_equal(place(f, VGS_KVM_ADDR_V2_DIST, 0x8000000), 0);
	assert_int_equal(place(f, VGS_KVM_ADDR_V2_CPU, 0x7fff000), 0);
	assert_int_equal(first_run(f), -VGS_KVM_EINVAL);
	start_over(f);
	create_vcpu(f);
	create(f);
	assert_int_equal(place(f, VGS_KVM_ADDR_V2_DIST, 0x8000000), 0);
	assert_int_equal(place(f, VGS_KVM_ADDR_V2_CPU, 0x8001000), 0);
	assert_int_equal(first_run(f), 0);
	assert_int_equal(vgs_vcpu_enter(f->vm, 0), 0);
}

/* KVM-UA-5: order, mixing, overlap, reading back. */
static void redistributor_regions_come_in_order(void **state)
{
	const uint64_t attr = VGS_KVM_ADDR_V3_REDIST_REGION;
	struct fixture *f = *state;
	uint64_t value = 0;

	start_over(f);
	create(f);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_DIST, 0x8000000), 0);
	assert_int_equal(place(f, attr, REGION(0, 0x9000000, 0)),
			 -VGS_KVM_EINVAL);
	assert_int_equal(place(f, attr, REGION(0, 0x9000000, 1) | 0x1000),
			 -VGS_KVM_EINVAL);
	assert_int_equal(place(f, attr, REGION(1, 0x9000000, 1)),
			 -VGS_KVM_EINVAL);
	assert_int_equal(place(f, attr, REGION(0, 0x9000000, 2)), 0);
	assert_int_equal(place(f, attr, REGION(2, 0xa000000, 1)),
			 -VGS_KVM_EINVAL);
	assert_int_equal(place(f, attr, REGION(1, 0x9020000, 1)),
			 -VGS_KVM_EINVAL);
	assert_int_equal(place(f, attr, REGION(1, TOP - 0x10000, 1)),
			 -VGS_KVM_E2BIG);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_REDIST, 0xa000000),
			 -VGS_KVM_EINVAL);
	assert_int_equal(place(f, attr, REGION(1, 0xa000000, 1)), 0);
	value = 1;
	assert_int_equal(get(f, VGS_KVM_GRP_ADDR, attr, &value), 0);
	assert_true(value == REGION(1, 0xa000000, 1));
	value = 2;
	assert_int_equal(get(f, VGS_KVM_GRP_ADDR, attr, &value),
			 -VGS_KVM_ENOENT);
	assert_int_equal(
		get(f, VGS_KVM_GRP_ADDR, VGS_KVM_ADDR_V3_REDIST, &value),
		-VGS_KVM_EINVAL);
}

static void one_region_holds_all(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;

	start_over(f);
	create_vcpu(f);
	create(f);
	assert_int_equal(
		get(f, VGS_KVM_GRP_ADDR, VGS_KVM_ADDR_V3_REDIST, &value), 0);
	assert_true(value == UINT64_MAX);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_DIST, 0x8000000), 0);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_REDIST, 0x7ff0000),
			 -VGS_KVM_EINVAL);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_REDIST, 0x80a0000), 0);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_REDIST, 0x80a0000),
			 -VGS_KVM_EEXIST);
	assert_int_equal(create_vcpu(f), 1);
	assert_int_equal(
		get(f, VGS_KVM_GRP_ADDR, VGS_KVM_ADDR_V3_REDIST, &value), 0);
	assert_true(value == 0x80a0000);
	assert_int_equal(init(f), 0);
	assert_int_equal(first_run(f), 0);
	assert_int_equal(
		vgs_vcpu_mmio_read(f->vm, 0, 0x80a0000 + REDIST + 8, 4, &value),
		0);
	assert_int_equal(value, 0x110);
}

/* KVM-UA-7, SC-38: slots in the order of vCPUs and of regions. */
static void redistributors_take_slots_in_order(void **state)
{
	const uint64_t attr = VGS_KVM_ADDR_V3_REDIST_REGION;
	struct fixture *f = *state;
	uint64_t value = 0;

	start_over(f);
	create(f);
	create_vcpu(f);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_DIST, 0x8000000), 0);
	assert_int_equal(place(f, attr, REGION(0, 0x9000000, 2)), 0);
	create_vcpu(f);
	create_vcpu(f); /* waits for a region */
	assert_int_equal(place(f, attr, REGION(1, 0xa000000, 2)), 0);
	create_vcpu(f);
	assert_int_equal(init(f), 0);
	assert_int_equal(first_run(f), 0);
	vgs_vcpu_mmio_read(f->vm, 0, 0x9000000 + REDIST + 8, 4, &value);
	assert_int_equal(value, 0x110);
	vgs_vcpu_mmio_read(f->vm, 0, 0xa000000 + 8, 4, &value);
	assert_int_equal(value, 0x200);
	vgs_vcpu_mmio_read(f->vm, 0, 0xa000000 + REDIST + 8, 4, &value);
	assert_int_equal(value, 0x310);
	assert_int_equal(
		vgs_vcpu_mmio_read(f->vm, 0, 0xa000000 + 2 * REDIST, 4, &value),
		-VGS_ENOTMAPPED);
}

/* KVM-MM-11, SC-38: Last where no populated region goes on. */
static void last_looks_at_the_next_region(void **state)
{
	const uint64_t attr = VGS_KVM_ADDR_V3_REDIST_REGION;
	struct fixture *f = *state;

	start_over(f);
	create(f);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_DIST, 0x8000000), 0);
	for (unsigned n = 0; n < 4; n++)
		create_vcpu(f);
	assert_int_equal(place(f, attr, REGION(0, 0x9000000, 1)), 0);
	assert_int_equal(place(f, attr, REGION(1, 0x9000000 + REDIST, 2)), 0);
	assert_int_equal(place(f, attr, REGION(2, 0xa000000, 8)), 0);
	assert_int_equal(init(f), 0);
	assert_int_equal(redist_typer(f, 0) & 0x10, 0); /* goes on */
	assert_int_equal(redist_typer(f, 1) & 0x10, 0);
	assert_int_equal(redist_typer(f, 2) & 0x10, 0x10); /* a gap */
	assert_int_equal(redist_typer(f, 3) & 0x10, 0x10); /* not full */
}

/* KVM-UA-6: a region for all may outgrow the address space. */
static void region_may_outgrow_the_space(void **state)
{
	struct fixture *f = *state;

	start_over(f);
	create_vcpu(f);
	create(f);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_REDIST, TOP - 3 * REDIST), 0);
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_DIST, 0), 0);
	for (int n = 1; n < 4; n++)
		assert_int_equal(create_vcpu(f), n);
	assert_int_equal(init(f), 0);
	assert_int_equal(first_run(f), -VGS_KVM_EINVAL);
}

/* --- registers --------------------------------------------------------------- */

/* KVM-UA-21, KVM-UA-22, KVM-UA-23 */
static void registers_are_found_by_attribute(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 5;

	assert_int_equal(has(f, VGS_KVM_GRP_DIST_REGS, D_CTLR), 0);
	assert_int_equal(has(f, VGS_KVM_GRP_DIST_REGS, D_CTLR + 1),
			 -VGS_KVM_ENXIO);
	assert_int_equal(has(f, VGS_KVM_GRP_DIST_REGS, 0x20), -VGS_KVM_ENXIO);
	/* What has no attribute can be accessed all the same. */
	assert_int_equal(dist(f, 0x20), 0);
	assert_int_equal(set_dist(f, 0x20, 1), 0);
	assert_int_equal(has(f, 8, 0), -VGS_KVM_ENXIO);
	assert_int_equal(set(f, 77, 0, 0), -VGS_KVM_ENXIO);
	assert_int_equal(get(f, VGS_KVM_GRP_CTRL, 0, &value), -VGS_KVM_ENXIO);
	assert_int_equal(value, 5);
	assert_int_equal(
		reg(f, f->v3 ? VGS_KVM_GRP_REDIST_REGS : VGS_KVM_GRP_DIST_REGS,
		    9, 0, false, &value),
		-VGS_KVM_EINVAL);
	assert_int_equal(vgs_vcpu_enter(f->vm, 0), 0);
	assert_int_equal(set_dist(f, D_CTLR, 1), -VGS_KVM_EBUSY);
}

/* KVM-UA-20: which groups there are. */
static void groups_by_version(void **state)
{
	struct fixture *f = *state;
	int only_v3 = f->v3 ? 0 : -VGS_KVM_ENXIO;

	assert_int_equal(has(f, VGS_KVM_GRP_REDIST_REGS, 0), only_v3);
	assert_int_equal(has(f, VGS_KVM_GRP_LEVEL_INFO, 0), only_v3);
	assert_int_equal(has(f, VGS_KVM_GRP_CPU_SYSREGS, 0xc664), only_v3);
	assert_int_equal(has(f, VGS_KVM_GRP_CPU_REGS, 0),
			 f->v3 ? -VGS_KVM_ENXIO : 0);
	assert_int_equal(has(f, VGS_KVM_GRP_CTRL, VGS_KVM_CTRL_INIT), 0);
	assert_int_equal(
		has(f, VGS_KVM_GRP_CTRL, VGS_KVM_CTRL_SAVE_PENDING_TABLES),
		only_v3);
	assert_int_equal(set(f, VGS_KVM_GRP_CTRL, 9, 0), -VGS_KVM_ENXIO);
}

/* KVM-UA-24: the revision. */
static void iidr_takes_two_revisions(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(dist(f, D_IIDR), 0x4b00343b);
	assert_int_equal(set_dist(f, D_IIDR, 0x4b00143b), -VGS_KVM_EINVAL);
	assert_int_equal(set_dist(f, D_IIDR, 0x4b00443b), -VGS_KVM_EINVAL);
	assert_int_equal(set_dist(f, D_IIDR, 0x4b00243c), -VGS_KVM_EINVAL);
	assert_int_equal(set_dist(f, D_IIDR, 0x4b00243b), 0);
	assert_int_equal(dist(f, D_IIDR), 0x4b00243b);
}

/* KVM-UA-24, BUG-66: some kernels take all and change nothing. */
static void iidr_was_once_ignored(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set_dist(f, D_IIDR, 0x4b00143b), 0);
	assert_int_equal(set_dist(f, D_IIDR, 0x4b00243b), 0);
	assert_int_equal(dist(f, D_IIDR), 0x4b00343b);
}

/* KVM-UA-9, KVM-UA-10: registers before INIT, and the errno after. */
static void some_registers_come_before_init(void **state)
{
	struct fixture *f = *state;
	bool early = f->shape.epoch != VGS_EPOCH_E1;
	int rc = early ? 0 : -VGS_KVM_EBUSY;
	uint64_t value = 0x4b00343b, ppi = 20;

	start_over(f);
	create_vcpu(f);
	create(f);
	assert_int_equal(reg(f, VGS_KVM_GRP_DIST_REGS, 0, D_IIDR, true, &value),
			 rc);
	assert_int_equal(set_dist(f, 0xc, 0), rc);
	assert_int_equal(set_dist(f, D_CTLR, 0), -VGS_KVM_EBUSY);
	assert_int_equal(has(f, VGS_KVM_GRP_MAINT_IRQ, 0),
			 early ? 0 : -VGS_KVM_ENXIO);
	if (early) {
		assert_int_equal(set(f, VGS_KVM_GRP_MAINT_IRQ, 0, 5),
				 -VGS_KVM_EINVAL);
		assert_int_equal(set(f, VGS_KVM_GRP_MAINT_IRQ, 0, ppi), 0);
	}
	assert_int_equal(init(f), 0);
	assert_int_equal(set_dist(f, 0xc, 0), 0);
	assert_int_equal(set_dist(f, 0xc, 1),
			 early ? -VGS_KVM_EBUSY : -VGS_KVM_EINVAL);
	if (early)
		assert_int_equal(set(f, VGS_KVM_GRP_MAINT_IRQ, 0, ppi),
				 -VGS_KVM_EBUSY);
}

/* KVM-UA-27, SC-40: lines, whatever the trigger. */
static void level_info_is_the_wire(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 1u << 8;
	struct vgs_virq_info info;

	assert_int_equal(set_dist(f, D_ISENABLER + 4, 1u << 8), 0);
	assert_int_equal(set_dist(f, D_CTLR, 2), 0);
	/* Still an edge: the line is kept, not shown, not pending. */
	assert_int_equal(reg(f, VGS_KVM_GRP_LEVEL_INFO, 0, 32, true, &value),
			 0);
	vgs_vgic_irq(f->vm, 0, 40, &info);
	assert_true(info.line);
	assert_int_equal(info.state, VGS_INACTIVE);
	value = 0;
	reg(f, VGS_KVM_GRP_LEVEL_INFO, 0, 32, false, &value);
	assert_int_equal(value, 0);
	/* A level: pending, but nobody queues it (KVM-MM-41). */
	assert_int_equal(set_dist(f, D_ICFGR + 8, 0), 0);
	reg(f, VGS_KVM_GRP_LEVEL_INFO, 0, 32, false, &value);
	assert_int_equal(value, 1u << 8);
	vgs_vgic_irq(f->vm, 0, 40, &info);
	assert_int_equal(info.state, VGS_PENDING);
	assert_int_equal(info.vcpu, VGS_NO_VCPU);
	/* Written again it is queued. */
	reg(f, VGS_KVM_GRP_LEVEL_INFO, 0, 32, true, &value);
	vgs_vgic_irq(f->vm, 0, 40, &info);
	assert_int_equal(info.vcpu, 0);
	assert_int_equal(reg(f, VGS_KVM_GRP_LEVEL_INFO, 0, 40, false, &value),
			 -VGS_KVM_EINVAL);
	assert_int_equal(
		reg(f, VGS_KVM_GRP_LEVEL_INFO, 0, 32 | 1u << 10, false, &value),
		-VGS_KVM_EINVAL);
	assert_int_equal(reg(f, VGS_KVM_GRP_LEVEL_INFO, 0, 992, false, &value),
			 0);
	assert_int_equal(value, 0);
}

/* KVM-UA-26 */
static void sysregs_are_saved_and_restored(void **state)
{
	struct fixture *f = *state;
	uint64_t ctlr = get_sysreg(f, VGS_ICC_CTLR_EL1), value = 0;

	assert_int_equal(set_sysreg(f, VGS_ICC_PMR_EL1, 0xff), 0);
	assert_int_equal(get_sysreg(f, VGS_ICC_PMR_EL1), 0xff);
	assert_int_equal(set_sysreg(f, VGS_ICC_AP1R0_EL1, 0x10), 0);
	assert_int_equal(get_sysreg(f, VGS_ICC_AP1R0_EL1), 0x10);
	assert_int_equal(sysreg(f, VGS_ICC_AP1R1_EL1, false, &value),
			 -VGS_KVM_EINVAL);
	assert_int_equal(sysreg(f, VGS_ICC_IAR1_EL1, false, &value),
			 -VGS_KVM_ENOENT);
	assert_int_equal(has(f, VGS_KVM_GRP_CPU_SYSREGS,
			     vgs_kvm_attr_sysreg(f->vm, 0, VGS_ICC_IAR1_EL1)),
			 -VGS_KVM_ENXIO);
	assert_int_equal(set_sysreg(f, VGS_ICC_SRE_EL1, 0), -VGS_KVM_EINVAL);
	assert_int_equal(set_sysreg(f, VGS_ICC_SRE_EL1, 1), 0);
	assert_int_equal(get_sysreg(f, VGS_ICC_SRE_EL1), 7);
	assert_int_equal(set_sysreg(f, VGS_ICC_BPR0_EL1, 4), 0);
	assert_int_equal(set_sysreg(f, VGS_ICC_CTLR_EL1, ctlr | 1), 0);
	assert_int_equal(get_sysreg(f, VGS_ICC_BPR1_EL1), 5);
	assert_int_equal(set_sysreg(f, VGS_ICC_BPR1_EL1, 7), 0);
	assert_int_equal(get_sysreg(f, VGS_ICC_BPR1_EL1), 5);
	assert_int_equal(set_sysreg(f, VGS_ICC_IGRPEN1_EL1, 1), 0);
	assert_int_equal(get_sysreg(f, VGS_ICC_IGRPEN1_EL1), 1);
}

/* KVM-UA-26: what a refused ICC_CTLR leaves behind. */
static void refused_ctlr_lowers_the_priority_bits(void **state)
{
	struct fixture *f = *state;
	uint64_t ctlr = get_sysreg(f, VGS_ICC_CTLR_EL1);

	assert_int_equal(set_sysreg(f, VGS_ICC_CTLR_EL1, ctlr + 0x100),
			 -VGS_KVM_EINVAL);
	assert_int_equal(set_sysreg(f, VGS_ICC_CTLR_EL1, ctlr), 0);
	assert_int_equal(set_sysreg(f, VGS_ICC_CTLR_EL1, 0), -VGS_KVM_EINVAL);
	assert_int_equal(set_sysreg(f, VGS_ICC_CTLR_EL1, ctlr),
			 -VGS_KVM_EINVAL);
}

/* KVM-MM-60, KVM-MM-61 */
static void gicc_of_user_space(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0x1e;

	assert_int_equal(reg(f, VGS_KVM_GRP_CPU_REGS, 0, C_PMR, true, &value),
			 0);
	value = 0;
	vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICC, 0, C_PMR, 4, &value);
	assert_int_equal(value, 0xf0);
	reg(f, VGS_KVM_GRP_CPU_REGS, 0, C_PMR, false, &value);
	assert_int_equal(value, 0x1e);
	reg(f, VGS_KVM_GRP_CPU_REGS, 0, 0xfc, false, &value);
	assert_int_equal(value, 0x4b2043b);
	value = 0x8;
	reg(f, VGS_KVM_GRP_CPU_REGS, 0, 0xd0, true, &value);
	reg(f, VGS_KVM_GRP_CPU_REGS, 0, 0xd4, true, &value);
	reg(f, VGS_KVM_GRP_CPU_REGS, 0, 0xd4, false, &value);
	assert_int_equal(value, 0);
	reg(f, VGS_KVM_GRP_CPU_REGS, 0, 0xd0, false, &value);
	assert_int_equal(value, 8);
	assert_int_equal(has(f, VGS_KVM_GRP_CPU_REGS, 0xd4), 0);
	assert_int_equal(has(f, VGS_KVM_GRP_CPU_REGS, C_IAR), -VGS_KVM_ENXIO);
	value = 0x21f;
	reg(f, VGS_KVM_GRP_CPU_REGS, 0, C_CTLR, true, &value);
	value = 7;
	reg(f, VGS_KVM_GRP_CPU_REGS, 0, C_BPR, true, &value);
	reg(f, VGS_KVM_GRP_CPU_REGS, 0, 0x1c, true, &value);
	vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICC, 0, C_CTLR, 4, &value);
	assert_int_equal(value, 0x21f);
	vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICC, 0, C_BPR, 4, &value);
	assert_int_equal(value, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(vgic_is_created_once),
		TEST_BOTH(vgic_is_not_created_late),
		TEST_BOTH(maxima_answer_as_the_kernel),
		TEST_BOTH(nr_irqs_is_chosen_once),
		TEST_BOTH(nr_irqs_has_a_default),
		TEST(gicv3_wants_an_explicit_init, v3),
		TEST(gicv2_initialises_itself, v2),
		TEST(timer_does_not_initialise, v2),
		TEST(timer_does_not_initialise, v2_e3),
		TEST_BOTH(frames_have_places),
		TEST(gicv2_frames_must_not_overlap, v2),
		TEST(redistributor_regions_come_in_order, v3),
		TEST(one_region_holds_all, v3),
		TEST(redistributors_take_slots_in_order, v3),
		TEST(last_looks_at_the_next_region, v3),
		TEST(region_may_outgrow_the_space, v3),
		TEST_BOTH(registers_are_found_by_attribute),
		TEST_BOTH(groups_by_version),
		TEST_BOTH(iidr_takes_two_revisions),
		TEST(iidr_was_once_ignored, v3_e3),
		TEST(some_registers_come_before_init, v3),
		TEST(some_registers_come_before_init, v3_e1),
		TEST(level_info_is_the_wire, v3),
		TEST(sysregs_are_saved_and_restored, v3),
		TEST(refused_ctlr_lowers_the_priority_bits, v3),
		TEST(gicc_of_user_space, v2),
	};

	return RUN("vgic abi", tests);
}
