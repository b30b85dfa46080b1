/* SPDX-License-Identifier: MIT */
/*
 * What the kernel answers to a VMM, row by row as KVM's rules list it
 * (KVM-UA-1 to KVM-UA-29, KVM-IL-1, KVM-IF-1, KVM-RT-2 to KVM-RT-4, KVM-MS-1,
 * KVM-MS-2, KVM-TM-13, KVM-TM-11): each row is asked of a VM that has come as
 * far as the row needs, or says why it cannot be.
 */
#include "test_vgic_errno.h"

static const struct shape v2 = { VGS_GIC_V2, 2, 4, VGS_EPOCH_E5, NULL, NULL };
static const struct shape v3 = { VGS_GIC_V3, 2, 4, VGS_EPOCH_E5, NULL, NULL };

/* --- what a row needs beyond its stage ------------------------------- */

/* Another VM than the fixture's, which asks once and is gone. */
static int create_on(struct fixture *f, enum vgs_version version,
		     enum vgs_version host, unsigned vcpus, bool its)
{
	struct vgs_gic_config gcfg;
	struct vgs_gic *gic = NULL;
	struct vgs_vm_config cfg;
	struct fixture other = { .its = 0 };
	int rc;

	(void)f;
	vgs_gic_config_default(&gcfg, host);
	gcfg.virt = true;
	assert_int_equal(vgs_gic_new(&gcfg, &gic), 0);
	vgs_vm_config_default(&cfg, version, VGS_EPOCH_E5);
	cfg.gic = gic;
	cfg.vcpus = vcpus;
	cfg.stepwise = true;
	assert_int_equal(vgs_vm_new(&cfg, &other.vm), 0);
	for (unsigned n = 0; n < vcpus; n++)
		assert_int_equal(create_vcpu(&other), n);
	rc = its ? create_its(&other) : create(&other);
	vgs_vm_free(other.vm);
	vgs_gic_free(gic);
	return rc;
}

static int ninth_vcpu(struct fixture *f)
{
	for (int n = 2; n < 8; n++)
		assert_int_equal(create_vcpu(f), n);
	return create_vcpu(f);
}

/* Each region has room for one vCPU. */
static int too_many_regions(struct fixture *f)
{
	unsigned max = vgs_vm_config(f->vm)->regions;

	for (unsigned n = 0; n < max; n++)
		assert_int_equal(region(f, n, 0x10000000 + n * 0x20000u, 1), 0);
	return region(f, max, 0x40000000, 1);
}

/* KVM-UA-8: the failed one is gone, index and all. */
static int region_again(struct fixture *f)
{
	assert_int_equal(region(f, 0, 0x08000000, 2), -VGS_KVM_EINVAL);
	return region(f, 0, 0x09000000, 2);
}

/* KVM-UA-8: the same of a vCPU that has no place. */
static int vcpu_again(struct fixture *f)
{
	assert_int_equal(place_dist(f, 0x08000000), 0);
	assert_int_equal(region(f, 0, 0x08000000, 2), 0);
	assert_int_equal(create_vcpu(f), -VGS_KVM_EINVAL);
	return create_vcpu(f);
}

static int overlapping_run(struct fixture *f)
{
	if (!f->v3) {
		assert_int_equal(place_dist(f, 0x08000000), 0);
		assert_int_equal(place(f, VGS_KVM_ADDR_V2_CPU, 0x07fff000), 0);
		return first_run(f);
	}
	/* The region for all of them grows over the distributor. */
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_REDIST, 0x08000000), 0);
	assert_int_equal(place_dist(f, 0x08040000), 0);
	assert_int_equal(create_vcpu(f), 2);
	return init(f) ? 1000 : first_run(f);
}

/* The region for all grows out of what can be addressed. */
static int run_over_the_space(struct fixture *f)
{
	assert_int_equal(place(f, VGS_KVM_ADDR_V3_REDIST, TOP - 0x40000), 0);
	assert_int_equal(place_dist(f, 0x08000000), 0);
	assert_int_equal(create_vcpu(f), 2);
	return first_run(f);
}

static int dead(struct fixture *f)
{
	assert_true(first_run(f) < 0);
	return first_run(f);
}

static int same_ppis(struct fixture *f)
{
	assert_int_equal(timer(f, VGS_TIMER_VIRTUAL, 30), 0);
	return first_run(f);
}

static int after_a_load(struct fixture *f)
{
	assert_int_equal(vgs_vcpu_load(f->vm, 0), 0);
	return timer(f, VGS_TIMER_VIRTUAL, 20);
}

/* A CTE of vCPU @who, twice if @again; then a restore. */
static int restore(struct fixture *f, unsigned who, bool again)
{
	put(f, COLLECTS, 8, V | (uint64_t)who << 16);
	if (again)
		put(f, COLLECTS + 8, 8, V | (uint64_t)who << 16);
	return its_ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES);
}

static int its_without_memory(struct fixture *f, enum vgs_vits_ctrl ctrl)
{
	int rc;

	f->fail_at = COLLECTS;
	rc = its_ctrl(f, ctrl);
	f->fail_at = 0;
	return rc;
}

/* An LPI that is mapped and pending, and a table that cannot be written. */
static int pending_without_memory(struct fixture *f)
{
	struct vgs_vm *vm = NULL;
	int rc = 1000;

	/* Not stepwise: its guest can map at once. */
	new_vm(f, &vm);
	vgs_vm_free(f->vm);
	f->vm = vm;
	lpis_on(f, 0);
	its_on(f);
	map_one(f);
	msi(f, 5, 3);
	f->fail_at = PEND(0) + 8195 / 8;
	assert_int_equal(vgs_vgic_save_pending_tables(f->vm, &rc), 0);
	f->fail_at = 0;
	return rc;
}

static int enabled_creadr(struct fixture *f)
{
	assert_int_equal(its_reg(f, S_CTLR, 1), 0);
	return its_reg(f, S_CREADR, 0);
}

static int unplaced_its(struct fixture *f)
{
	assert_int_equal(create_its(f), 0);
	return its_reg(f, S_CBASER, 0);
}

static int bad_level_info(struct fixture *f, uint32_t attr)
{
	return get(f, VGS_KVM_GRP_LEVEL_INFO, attr, 0);
}

static int sysreg(struct fixture *f, enum vgs_sysreg id, uint64_t value)
{
	return set(f, VGS_KVM_GRP_CPU_SYSREGS,
		   vgs_kvm_attr_sysreg(f->vm, 0, id), value);
}

/* --- the rows --------------------------------------------------------- */

#define BOTH 3u
#define V2   1u
#define V3   2u

#define GRP(name)  VGS_KVM_GRP_##name
#define ADDR(name) VGS_KVM_ADDR_##name

/* X(call and condition, versions, stage, answer, question) */
/* clang-format off */
#define ROWS(X) \
X("CREATE_DEVICE: exists", BOTH, CREATED, -VGS_KVM_EEXIST, create(f)) \
X("CREATE_DEVICE: too many vCPUs", V2, NOTHING, -VGS_KVM_E2BIG, create_on(f, VGS_GIC_V2, VGS_GIC_V2, 9, false)) \
X("CREATE_DEVICE: as many as it can have", V2, NOTHING, 0, create_on(f, VGS_GIC_V2, VGS_GIC_V2, 8, false)) \
X("CREATE_DEVICE: no v2 support", V3, NOTHING, -VGS_KVM_ENODEV, create_on(f, VGS_GIC_V2, VGS_GIC_V3, 1, false)) \
X("CREATE_DEVICE: no v3 support", V2, NOTHING, -VGS_KVM_ENODEV, create_on(f, VGS_GIC_V3, VGS_GIC_V2, 1, false)) \
X("CREATE_DEVICE: none yet", BOTH, VCPU, -VGS_KVM_ENODEV, init(f)) \
X("CREATE_DEVICE ITS: wrong type", V2, NOTHING, -VGS_KVM_ENODEV, create_on(f, VGS_GIC_V3, VGS_GIC_V2, 1, true)) \
X("CREATE_DEVICE ITS: alloc", V3, WITH_ITS, -VGS_KVM_ENOMEM, create_its(f)) \
X("CREATE_DEVICE ITS: before the vgic", V3, VCPU, 0, create_its(f)) \
X("CREATE_VCPU: initialised", BOTH, INITED, -VGS_KVM_EBUSY, create_vcpu(f)) \
X("CREATE_VCPU: a ninth one", V2, CREATED, -VGS_KVM_EINVAL, ninth_vcpu(f)) \
X("CREATE_VCPU: failed, and again", V3, NOTHING, -VGS_KVM_EINVAL, (create(f), vcpu_again(f))) \
X("ADDR: wrong model", V2, CREATED, -VGS_KVM_ENXIO, place(f, ADDR(V3_DIST), 0x8000000)) \
X("ADDR: wrong model", V3, CREATED, -VGS_KVM_ENXIO, place(f, ADDR(V2_CPU), 0x8000000)) \
X("ADDR: an ITS's", V3, CREATED, -VGS_KVM_ENXIO, place(f, ADDR(ITS), 0x8000000)) \
X("ADDR: misaligned", BOTH, CREATED, -VGS_KVM_EINVAL, place_dist(f, 0x8000800)) \
X("ADDR: wraps", V3, CREATED, -VGS_KVM_EINVAL, place_dist(f, UINT64_C(0) - 0x10000)) \
X("ADDR: wraps", V2, CREATED, -VGS_KVM_EINVAL, place(f, ADDR(V2_CPU), UINT64_C(0) - 0x1000)) \
X("ADDR: above IPA size", BOTH, CREATED, -VGS_KVM_E2BIG, place_dist(f, TOP)) \
X("ADDR: already set", BOTH, PLACED, -VGS_KVM_EEXIST, place_dist(f, 0x8000000)) \
X("ADDR region: first is not 0", V3, CREATED, -VGS_KVM_EINVAL, region(f, 1, 0x9000000, 1)) \
X("ADDR region: not the next", V3, CREATED, -VGS_KVM_EINVAL, (region(f, 0, 0x9000000, 2), region(f, 2, 0xa000000, 1))) \
X("ADDR region: count 0", V3, CREATED, -VGS_KVM_EINVAL, region(f, 0, 0x9000000, 0)) \
X("ADDR region: flags", V3, CREATED, -VGS_KVM_EINVAL, region(f, 0, 0x9000000 | 0x1000, 1)) \
X("ADDR region: legacy after regions", V3, CREATED, -VGS_KVM_EINVAL, (region(f, 0, 0x9000000, 2), place(f, ADDR(V3_REDIST), 0xa000000))) \
X("ADDR region: second legacy", V3, PLACED, -VGS_KVM_EEXIST, place(f, ADDR(V3_REDIST), 0xa000000)) \
X("ADDR region: region after legacy", V3, PLACED, 0, region(f, 1, 0xa000000, 1)) \
X("ADDR region: overlap", V3, CREATED, -VGS_KVM_EINVAL, (region(f, 0, 0x9000000, 2), region(f, 1, 0x9020000, 1))) \
X("ADDR region: above IPA size", V3, CREATED, -VGS_KVM_E2BIG, region(f, 0, TOP - 0x10000, 1)) \
X("ADDR region: missing", V3, CREATED, -VGS_KVM_ENOENT, get(f, GRP(ADDR), ADDR(V3_REDIST_REGION), 0)) \
X("ADDR region: alloc", V3, NOTHING, -VGS_KVM_ENOMEM, (create(f), too_many_regions(f))) \
X("ADDR region: failed, and again", V3, VCPU, 0, (create(f), place_dist(f, 0x8000000), region_again(f))) \
X("NR_IRQS: too few", BOTH, CREATED, -VGS_KVM_EINVAL, set(f, GRP(NR_IRQS), 0, 32)) \
X("NR_IRQS: too many", BOTH, CREATED, -VGS_KVM_EINVAL, set(f, GRP(NR_IRQS), 0, 1024)) \
X("NR_IRQS: no multiple of 32", BOTH, CREATED, -VGS_KVM_EINVAL, set(f, GRP(NR_IRQS), 0, 100)) \
X("NR_IRQS: set twice", BOTH, CREATED, -VGS_KVM_EBUSY, (set(f, GRP(NR_IRQS), 0, 96), set(f, GRP(NR_IRQS), 0, 96))) \
X("NR_IRQS: initialised", BOTH, INITED, -VGS_KVM_EBUSY, set(f, GRP(NR_IRQS), 0, 96)) \
X("CTRL INIT: again", BOTH, INITED, 0, init(f)) \
X("CTRL INIT: alloc", BOTH, CREATED, -VGS_KVM_ENOMEM, (set(f, GRP(NR_IRQS), 0, 992), init(f))) \
X("CTRL: unknown", BOTH, INITED, -VGS_KVM_ENXIO, set(f, GRP(CTRL), 9, 0)) \
X("CTRL: read", BOTH, INITED, -VGS_KVM_ENXIO, get(f, GRP(CTRL), 0, 0)) \
X("SAVE_PENDING_TABLES: v2", V2, INITED, -VGS_KVM_ENXIO, set(f, GRP(CTRL), VGS_KVM_CTRL_SAVE_PENDING_TABLES, 0)) \
X("SAVE_PENDING_TABLES: v2, running", V2, RUNNING, -VGS_KVM_ENXIO, set(f, GRP(CTRL), VGS_KVM_CTRL_SAVE_PENDING_TABLES, 0)) \
X("SAVE_PENDING_TABLES: uninit", V3, PLACED, -VGS_KVM_ENXIO, set(f, GRP(CTRL), VGS_KVM_CTRL_SAVE_PENDING_TABLES, 0)) \
X("SAVE_PENDING_TABLES: running", V3, RUNNING, -VGS_KVM_EBUSY, set(f, GRP(CTRL), VGS_KVM_CTRL_SAVE_PENDING_TABLES, 0)) \
X("SAVE_PENDING_TABLES: RAM", V3, NOTHING, -VGS_KVM_EFAULT, pending_without_memory(f)) \
X("ITS ADDR: wrong attribute", V3, WITH_ITS, -VGS_KVM_ENODEV, its_set(f, GRP(ADDR), ADDR(V3_DIST), 0x8000000)) \
X("ITS ADDR: wrong attribute, read", V3, WITH_ITS, -VGS_KVM_ENODEV, its_get(f, GRP(ADDR), ADDR(V3_DIST))) \
X("ITS ADDR: has", V3, WITH_ITS, 0, its_has(f, GRP(ADDR), ADDR(ITS))) \
X("ITS ADDR: has another", V3, WITH_ITS, -VGS_KVM_ENXIO, its_has(f, GRP(ADDR), ADDR(V3_DIST))) \
X("ITS ADDR: already set", V3, WITH_ITS, -VGS_KVM_EEXIST, its_place(f, 0xa000000)) \
X("ITS ADDR: misaligned", V3, INITED, -VGS_KVM_EINVAL, (create_its(f), its_place(f, 0xa001000))) \
X("ITS ADDR: wraps", V3, INITED, -VGS_KVM_EINVAL, (create_its(f), its_place(f, UINT64_C(0) - 0x10000))) \
X("ITS ADDR: above IPA size", V3, INITED, -VGS_KVM_E2BIG, (create_its(f), its_place(f, TOP - 0x10000))) \
X("ITS: no such group", V3, WITH_ITS, -VGS_KVM_ENXIO, its_set(f, GRP(NR_IRQS), 0, 96)) \
X("ITS CTRL INIT", V3, WITH_ITS, 0, its_ctrl(f, VGS_VITS_CTRL_INIT)) \
X("ITS CTRL: unknown", V3, WITH_ITS, -VGS_KVM_ENXIO, its_ctrl(f, 3)) \
X("ITS CTRL: has not", V3, WITH_ITS, -VGS_KVM_ENXIO, its_has(f, GRP(CTRL), 3)) \
X("ITS CTRL: read", V3, WITH_ITS, -VGS_KVM_ENXIO, its_get(f, GRP(CTRL), 0)) \
X("ITS SAVE: running", V3, RUNNING, -VGS_KVM_EBUSY, its_ctrl(f, VGS_VITS_CTRL_SAVE_TABLES)) \
X("ITS SAVE: RAM", V3, WITH_ITS, -VGS_KVM_EFAULT, its_without_memory(f, VGS_VITS_CTRL_SAVE_TABLES)) \
X("ITS RESTORE: running", V3, RUNNING, -VGS_KVM_EBUSY, its_ctrl(f, VGS_VITS_CTRL_RESTORE_TABLES)) \
X("ITS RESTORE: inconsistent", V3, WITH_ITS, -VGS_KVM_EINVAL, restore(f, 9, false)) \
X("ITS RESTORE: duplicate collection", V3, WITH_ITS, -VGS_KVM_EEXIST, restore(f, 0, true)) \
X("ITS RESTORE: RAM", V3, WITH_ITS, -VGS_KVM_EFAULT, its_without_memory(f, VGS_VITS_CTRL_RESTORE_TABLES)) \
X("ITS_REGS: align", V3, WITH_ITS, -VGS_KVM_EINVAL, its_reg(f, S_CBASER + 4, 0)) \
X("ITS_REGS: has, align", V3, WITH_ITS, -VGS_KVM_EINVAL, its_has(f, GRP(ITS_REGS), S_CBASER + 4)) \
X("ITS_REGS: unknown", V3, WITH_ITS, -VGS_KVM_ENXIO, its_reg(f, 0x40, 0)) \
X("ITS_REGS: has, unknown", V3, WITH_ITS, -VGS_KVM_ENXIO, its_has(f, GRP(ITS_REGS), 0x40)) \
X("ITS_REGS: no base", V3, INITED, -VGS_KVM_ENXIO, unplaced_its(f)) \
X("ITS_REGS: running", V3, RUNNING, -VGS_KVM_EBUSY, its_get(f, GRP(ITS_REGS), S_CTLR)) \
X("ITS_REGS: CREADR enabled", V3, WITH_ITS, -VGS_KVM_EBUSY, enabled_creadr(f)) \
X("ITS_REGS: CREADR range", V3, WITH_ITS, -VGS_KVM_EINVAL, its_reg(f, S_CREADR, 0x10000)) \
X("ITS_REGS: IIDR rev", V3, WITH_ITS, -VGS_KVM_EINVAL, its_reg(f, S_IIDR, 0x4b00143b)) \
X("DIST_REGS: bad vcpu", V2, INITED, -VGS_KVM_EINVAL, get(f, GRP(DIST_REGS), UINT64_C(200) << 32, 0)) \
X("DIST_REGS: running", BOTH, RUNNING, -VGS_KVM_EBUSY, get(f, GRP(DIST_REGS), 0, 0)) \
X("DIST_REGS: v3 uninit", V3, PLACED, -VGS_KVM_EBUSY, get(f, GRP(DIST_REGS), 0, 0)) \
X("DIST_REGS: v2 uninit", V2, PLACED, 0, get(f, GRP(DIST_REGS), 0, 0)) \
X("DIST_REGS: not there", BOTH, INITED, 0, get(f, GRP(DIST_REGS), 0x20, 0)) \
X("DIST_REGS: has not", BOTH, INITED, -VGS_KVM_ENXIO, has(f, GRP(DIST_REGS), 0x20)) \
X("DIST_REGS: has, align", BOTH, INITED, -VGS_KVM_ENXIO, has(f, GRP(DIST_REGS), 1)) \
X("REDIST_REGS: bad mpidr", V3, INITED, -VGS_KVM_EINVAL, get(f, GRP(REDIST_REGS), UINT64_C(200) << 32, 0)) \
X("REDIST_REGS: has, bad mpidr", V3, INITED, -VGS_KVM_EINVAL, has(f, GRP(REDIST_REGS), UINT64_C(200) << 32)) \
X("REDIST_REGS: running", V3, RUNNING, -VGS_KVM_EBUSY, get(f, GRP(REDIST_REGS), 0, 0)) \
X("REDIST_REGS: v3 uninit", V3, PLACED, -VGS_KVM_EBUSY, get(f, GRP(REDIST_REGS), 0, 0)) \
X("CPU_REGS: running", V2, RUNNING, -VGS_KVM_EBUSY, get(f, GRP(CPU_REGS), 0, 0)) \
X("CPU_REGS: of a v3", V3, INITED, -VGS_KVM_ENXIO, get(f, GRP(CPU_REGS), 0, 0)) \
X("CPU_SYSREGS: unknown", V3, INITED, -VGS_KVM_ENXIO, has(f, GRP(CPU_SYSREGS), vgs_kvm_attr_sysreg(f->vm, 0, VGS_ICC_IAR1_EL1))) \
X("CPU_SYSREGS: unknown, as recorded", V3, INITED, -VGS_KVM_ENOENT, sysreg(f, VGS_ICC_IAR1_EL1, 0)) \
X("CPU_SYSREGS: bad value", V3, INITED, -VGS_KVM_EINVAL, sysreg(f, VGS_ICC_SRE_EL1, 0)) \
X("CPU_SYSREGS: bad value", V3, INITED, -VGS_KVM_EINVAL, sysreg(f, VGS_ICC_CTLR_EL1, 0xffff)) \
X("CPU_SYSREGS: beyond the priority bits", V3, INITED, -VGS_KVM_EINVAL, sysreg(f, VGS_ICC_AP1R1_EL1, 0)) \
X("CPU_SYSREGS: running", V3, RUNNING, -VGS_KVM_EBUSY, sysreg(f, VGS_ICC_PMR_EL1, 0)) \
X("LEVEL_INFO: misaligned intid", V3, INITED, -VGS_KVM_EINVAL, bad_level_info(f, 40)) \
X("LEVEL_INFO: info", V3, INITED, -VGS_KVM_EINVAL, bad_level_info(f, 32 | 1u << 10)) \
X("LEVEL_INFO: v2", V2, INITED, -VGS_KVM_ENXIO, bad_level_info(f, 32)) \
X("MAINT_IRQ: not a PPI", V3, CREATED, -VGS_KVM_EINVAL, set(f, GRP(MAINT_IRQ), 0, 32)) \
X("MAINT_IRQ: initialised", V3, INITED, -VGS_KVM_EBUSY, set(f, GRP(MAINT_IRQ), 0, 20)) \
X("group: unknown", BOTH, INITED, -VGS_KVM_ENXIO, set(f, 77, 0, 0)) \
X("KVM_IRQ_LINE: no irqchip", BOTH, VCPU, -VGS_KVM_ENXIO, irq_line(f, VGS_KVM_IRQ_SPI, 0, 40)) \
X("KVM_IRQ_LINE: a CPU's, with an irqchip", BOTH, INITED, -VGS_KVM_ENXIO, irq_line(f, VGS_KVM_IRQ_CPU, 0, 0)) \
X("KVM_IRQ_LINE: v3 uninit", V3, PLACED, -VGS_KVM_EBUSY, irq_line(f, VGS_KVM_IRQ_SPI, 0, 40)) \
X("KVM_IRQ_LINE: SPI below 32", BOTH, INITED, -VGS_KVM_EINVAL, irq_line(f, VGS_KVM_IRQ_SPI, 0, 31)) \
X("KVM_IRQ_LINE: no such SPI", BOTH, INITED, -VGS_KVM_EINVAL, irq_line(f, VGS_KVM_IRQ_SPI, 0, 900)) \
X("KVM_IRQ_LINE: PPI below 16", BOTH, INITED, -VGS_KVM_EINVAL, irq_line(f, VGS_KVM_IRQ_PPI, 0, 15)) \
X("KVM_IRQ_LINE: PPI above 31", BOTH, INITED, -VGS_KVM_EINVAL, irq_line(f, VGS_KVM_IRQ_PPI, 0, 32)) \
X("KVM_IRQ_LINE: PPI of no vCPU", BOTH, INITED, -VGS_KVM_EINVAL, irq_line(f, VGS_KVM_IRQ_PPI, 7, 20)) \
X("KVM_IRQ_LINE: type", BOTH, INITED, -VGS_KVM_EINVAL, irq_line(f, 3, 0, 40)) \
X("KVM_IRQFD: flags", BOTH, INITED, -VGS_KVM_EINVAL, irqfd(f, 1, 4, 8)) \
X("KVM_IRQFD: uninit", BOTH, PLACED, -VGS_KVM_EAGAIN, irqfd(f, 1, 0, 8)) \
X("KVM_IRQFD: no irqchip", BOTH, VCPU, -VGS_KVM_EAGAIN, irqfd(f, 1, 0, 8)) \
X("KVM_IRQFD: fd", BOTH, INITED, -VGS_KVM_EBADF, irqfd(f, 0, 0, 8)) \
X("KVM_IRQFD: duplicate eventfd", BOTH, INITED, -VGS_KVM_EBUSY, (irqfd(f, 1, 0, 8), irqfd(f, 1, 0, 9))) \
X("KVM_IRQFD: deassign nothing", BOTH, INITED, 0, irqfd(f, 1, VGS_IRQFD_DEASSIGN, 8)) \
X("SET_GSI_ROUTING: flags of the table", BOTH, INITED, -VGS_KVM_EINVAL, routing(f, PIN(.gsi = 1), 1)) \
X("SET_GSI_ROUTING: flags of an entry", BOTH, INITED, -VGS_KVM_EINVAL, routing(f, PIN(.gsi = 1, .msi = { .flags = 1 }), 0)) \
X("SET_GSI_ROUTING: a DeviceID of a pin", BOTH, INITED, -VGS_KVM_EINVAL, routing(f, PIN(.gsi = 1, .msi = { .has_devid = true }), 0)) \
X("SET_GSI_ROUTING: flags of a message", BOTH, INITED, -VGS_KVM_EINVAL, routing(f, (struct vgs_route){ .type = VGS_GSI_ROUTE_MSI, .msi = { .flags = 2, .has_devid = true } }, 0)) \
X("SET_GSI_ROUTING: gsi", BOTH, INITED, -VGS_KVM_EINVAL, routing(f, PIN(.gsi = 4096), 0)) \
X("SET_GSI_ROUTING: irqchip", BOTH, INITED, -VGS_KVM_EINVAL, routing(f, PIN(.irqchip = 1), 0)) \
X("SET_GSI_ROUTING: pin", BOTH, INITED, -VGS_KVM_EINVAL, routing(f, PIN(.pin = 988), 0)) \
X("SET_GSI_ROUTING: pin of no SPI", BOTH, INITED, 0, routing(f, PIN(.pin = 987), 0)) \
X("SET_GSI_ROUTING: one chip twice", BOTH, INITED, -VGS_KVM_EINVAL, twice(f, VGS_GSI_ROUTE_IRQCHIP)) \
X("SET_GSI_ROUTING: chip and message", BOTH, INITED, -VGS_KVM_EINVAL, twice(f, VGS_GSI_ROUTE_MSI)) \
X("SET_GSI_ROUTING: type", BOTH, INITED, -VGS_KVM_EINVAL, routing(f, (struct vgs_route){ .gsi = 1 }, 0)) \
X("SET_GSI_ROUTING: alloc", BOTH, INITED, -VGS_KVM_ENOMEM, too_many_routes(f)) \
X("SIGNAL_MSI: no irqchip", BOTH, VCPU, -VGS_KVM_EINVAL, signal_msi(f, TRANSLATER, 0, true)) \
X("SIGNAL_MSI: flags", BOTH, INITED, -VGS_KVM_EINVAL, signal_msi(f, TRANSLATER, 2, true)) \
X("SIGNAL_MSI: no ITS", BOTH, INITED, -VGS_KVM_ENODEV, signal_msi(f, TRANSLATER, 0, true)) \
X("SIGNAL_MSI: no devid", V3, WITH_ITS, -VGS_KVM_EINVAL, signal_msi(f, TRANSLATER, 0, false)) \
X("SIGNAL_MSI: doorbell", V3, WITH_ITS, -VGS_KVM_EINVAL, signal_msi(f, 0x1000, 0, true)) \
X("SIGNAL_MSI: disabled", V3, WITH_ITS, -VGS_KVM_EBUSY, signal_msi(f, TRANSLATER, 0, true)) \
X("SIGNAL_MSI: blocked", V3, WITH_ITS, 0, (its_reg(f, S_CTLR, 1), signal_msi(f, TRANSLATER, 0, true))) \
X("KVM_RUN first: no address", BOTH, CREATED, -VGS_KVM_ENXIO, first_run(f)) \
X("KVM_RUN first: overlap", BOTH, CREATED, -VGS_KVM_EINVAL, overlapping_run(f)) \
X("KVM_RUN first: above IPA size", V3, CREATED, -VGS_KVM_EINVAL, run_over_the_space(f)) \
X("KVM_RUN first: uninit", V3, PLACED, -VGS_KVM_EBUSY, first_run(f)) \
X("KVM_RUN first: v2 uninit", V2, PLACED, 0, first_run(f)) \
X("KVM_RUN first: timer PPIs clash", BOTH, INITED, -VGS_KVM_EINVAL, same_ppis(f)) \
X("KVM_RUN first: later", BOTH, CREATED, -VGS_KVM_EIO, dead(f)) \
X("timer attr: no irqchip", BOTH, VCPU, -VGS_KVM_EINVAL, timer(f, VGS_TIMER_VIRTUAL, 20)) \
X("timer attr: not PPI", BOTH, CREATED, -VGS_KVM_EINVAL, timer(f, VGS_TIMER_VIRTUAL, 32)) \
X("timer attr: immutable", BOTH, RAN, -VGS_KVM_EBUSY, after_a_load(f)) \
X("timer attr: unknown", BOTH, CREATED, -VGS_KVM_ENXIO, timer(f, 2, 20)) \
X("timer attr: unknown, read", BOTH, CREATED, -VGS_KVM_ENXIO, timer_get(f, 2)) \
X("counter offset: reserved", BOTH, INITED, -VGS_KVM_EINVAL, counter_offset(f, 1)) \
X("counter offset: running", BOTH, RUNNING, -VGS_KVM_EBUSY, counter_offset(f, 0))
/* clang-format on */

/* Rows that nobody can ask here. */
static const struct {
	const char *row, *why;
} not_asked[] = {
	{ "CREATE_DEVICE v2/v3: running or ran vCPU (EBUSY)",
	  "a stepwise VM runs with a vgic only, so EEXIST comes first" },
	{ "CREATE_DEVICE v3: too many vCPUs (E2BIG)",
	  "the kernel makes no 513th vCPU either" },
	{ "ADDR and others: bad pointer (EFAULT)", "values come by value" },
	{ "CTRL INIT: vCPU in creation (EBUSY)",
	  "vgs_vcpu_create() is one step" },
	{ "ITS SAVE: hw LPI without 4.1 (EACCES)",
	  "forwarding by GICv4 is not built" },
	{ "ITS SAVE: bad id, old (EINVAL)",
	  "its-save-unreachable.yaml asks it, with a guest's commands" },
	{ "KVM_IRQFD: not an eventfd (EINVAL)",
	  "any number but 0 is an eventfd" },
};

/* --- the test ----------------------------------------------------------- */

static void start_over(struct fixture *f)
{
	struct vgs_vm_config cfg = *vgs_vm_config(f->vm);
	struct vgs_timer_ops timers = *cfg.timers;

	cfg.stepwise = true;
	/* A GICv2 may be given a vCPU too many, and a GICv3 a third one. */
	cfg.vcpus = f->v3 ? 3 : 9;
	cfg.nirqs = 256;
	cfg.timers = &timers;
	cfg.hw = NULL;
	cfg.affinities = NULL;
	f->host = vgs_host_free(f->host);
	f->vm = vgs_vm_free(f->vm);
	assert_int_equal(vgs_vm_new(&cfg, &f->vm), 0);
}

static void make_its(struct fixture *f)
{
	const uint64_t page = V | 0x7;

	assert_int_equal(create_its(f), 0);
	assert_int_equal(its_place(f, GITS), 0);
	assert_int_equal(its_reg(f, S_CBASER, page | QUEUE), 0);
	assert_int_equal(its_reg(f, S_BASER0, V | DEVICES), 0);
	assert_int_equal(its_reg(f, S_BASER1, V | COLLECTS), 0);
}

static void reach(struct fixture *f, enum stage stage)
{
	if (stage >= VCPU)
		for (int n = 0; n < 2; n++)
			assert_int_equal(create_vcpu(f), n);
	if (stage >= CREATED)
		assert_int_equal(create(f), 0);
	if (stage >= PLACED) {
		assert_int_equal(place_dist(f, 0x08000000), 0);
		assert_int_equal(place(f,
				       f->v3 ? VGS_KVM_ADDR_V3_REDIST
					     : VGS_KVM_ADDR_V2_CPU,
				       0x080a0000),
				 0);
	}
	if (stage >= INITED)
		assert_int_equal(init(f), 0);
	if (stage >= WITH_ITS && f->v3)
		make_its(f);
	if (stage >= RAN)
		assert_int_equal(first_run(f), 0);
	if (stage >= RUNNING)
		assert_int_equal(vgs_vcpu_enter(f->vm, 0), 0);
}

static void begin(struct fixture *f, enum stage stage)
{
	f->fail_at = 0;
	/* The row before may have left it running. */
	vgs_vcpu_exit(f->vm, 0, VGS_EXIT_TRAP);
	start_over(f);
	reach(f, stage);
}

static unsigned answered(struct fixture *f, const char *row, int got, int want)
{
	const char *name = NULL;

	vgs_vm_check(f->vm, &name);
	assert_null(name);
	if (got == want)
		return 0;
	print_message("GICv%u, %s: %d instead of %d\n", f->shape.version, row,
		      got, want);
	return 1;
}

#define ASK(row, versions, stage, want, question)                              \
	if ((versions) & (f->v3 ? V3 : V2)) {                                  \
		begin(f, stage);                                               \
		wrong += answered(f, row, question, want);                     \
		asked++;                                                       \
	}

static void each_row_is_answered_as_by_the_kernel(void **state)
{
	struct fixture *f = *state;
	unsigned wrong = 0, asked = 0;

	ROWS(ASK)
	for (size_t n = 0; n < sizeof(not_asked) / sizeof(not_asked[0]); n++)
		print_message("# not asked: %s: %s\n", not_asked[n].row,
			      not_asked[n].why);
	assert_int_equal(wrong, 0);
	assert_true(asked > 40);
	begin(f, NOTHING);
}

/* KVM-MP-2, KVM-MP-4: what the kernel's own callers are answered. */
static void owners_and_ties_wait_for_init(void **state)
{
	struct fixture *f = *state;

	begin(f, VCPU);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 20, 7), -VGS_EPERM);
	begin(f, PLACED);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 20, 7), -VGS_EPERM);
	assert_int_equal(vgs_vgic_unmap(f->vm, 0, 20), -VGS_EPERM);
	begin(f, INITED);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 5, 7), -VGS_EINVAL);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 900, 7), -VGS_EINVAL);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 20, 7), 0);
	assert_int_equal(vgs_vgic_set_owner(f->vm, 0, 20, 8), -VGS_EEXIST);
	assert_int_equal(vgs_vgic_unmap(f->vm, 0, 20), -VGS_ENOENT);
}

/* KVM-UA-29: an ITS comes late, and LPIs with it. */
static void an_its_may_be_created_late(void **state)
{
	struct fixture *f = *state;
	uint64_t value = 0;

	begin(f, INITED);
	assert_int_equal(
		vgs_vits_get_reg(f->vm, 0, S_CTLR, &value, &(int){ 0 }),
		-VGS_ERANGE);
	assert_int_equal(first_run(f), 0);
	assert_int_equal(
		vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICD, 0, 4, 4, &value),
		0);
	assert_int_equal(value >> 17 & 1, 0);
	assert_int_equal(vgs_vcpu_mmio_read(f->vm, 0, GITS, 4, &value),
			 -VGS_ENOTMAPPED);
	make_its(f);
	assert_int_equal(
		vgs_vcpu_frame_read(f->vm, 0, VGS_FRAME_GICD, 0, 4, 4, &value),
		0);
	assert_int_equal(value >> 17 & 1, 1);
	assert_int_equal(vgs_vcpu_mmio_read(f->vm, 0, GITS, 4, &value), 0);
	assert_int_equal(value, 0x80000000);
}

static int set_up_all(void **state)
{
	const struct shape *shape = *state;

	return set_up_with(state, true, false, shape->version == 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "each_row_is_answered_as_by_the_kernel (v2)",
		  each_row_is_answered_as_by_the_kernel, set_up_all, tear_down,
		  (void *)&v2 },
		{ "each_row_is_answered_as_by_the_kernel (v3)",
		  each_row_is_answered_as_by_the_kernel, set_up_all, tear_down,
		  (void *)&v3 },
		{ "owners_and_ties_wait_for_init",
		  owners_and_ties_wait_for_init, set_up_all, tear_down,
		  (void *)&v3 },
		{ "an_its_may_be_created_late", an_its_may_be_created_late,
		  set_up_all, tear_down, (void *)&v3 },
	};

	return RUN("vgic errno", tests);
}
