/* SPDX-License-Identifier: MIT */
/* Configs that no VM can have, and why. */
#include "test_vgic.h"

static const struct shape v2 = { 2, 2, 4, VGS_EPOCH_E2, NULL, NULL };
static const struct shape v3 = { 3, 2, 4, VGS_EPOCH_E2, NULL, NULL };

static struct vgs_vm_config config_of(struct fixture *f)
{
	struct vgs_vm_config cfg;

	vgs_vm_config_default(&cfg, (enum vgs_version)f->shape.version,
			      VGS_EPOCH_E2);
	cfg.gic = f->gic;
	cfg.vcpus = 2;
	cfg.its = f->v3;
	return cfg;
}

static void assert_possible(const struct vgs_vm_config *cfg)
{
	const char *why = "";
	struct vgs_vm *vm = NULL;

	assert_int_equal(vgs_vm_config_check(cfg, &why), 0);
	assert_null(why);
	assert_int_equal(vgs_vm_new(cfg, &vm), 0);
	vgs_vm_free(vm);
}

static void assert_refused(const struct vgs_vm_config *cfg, int err,
			   const char *words)
{
	const char *why = NULL;
	struct vgs_vm *vm = NULL;

	assert_int_equal(vgs_vm_config_check(cfg, &why), err);
	assert_non_null(why);
	if (!strstr(why, words))
		fail_msg("\"%s\", expected \"%s\"", why, words);
	assert_int_equal(vgs_vm_new(cfg, &vm), err);
	assert_null(vm);
}

/* KVM-UA-5: at creation as by the ABI. */
static void frames_are_aligned(void **state)
{
	struct fixture *f = *state;
	static const enum vgs_frame frames[] = { VGS_FRAME_GICD, VGS_FRAME_GICC,
						 VGS_FRAME_GICR,
						 VGS_FRAME_GITS };
	struct vgs_vm_config cfg = config_of(f);

	assert_possible(&cfg);
	for (unsigned n = 0; n < 4; n++) {
		cfg = config_of(f);
		if (cfg.frames[frames[n]] == UINT64_MAX)
			continue;
		cfg.frames[frames[n]] |= f->v3 ? 0x8000 : 0x800;
		assert_refused(&cfg, -VGS_EINVAL, "aligned");
		/* The last address, and past it. */
		cfg.frames[frames[n]] = UINT64_C(1) << VGS_VM_IPA_BITS;
		assert_refused(&cfg, -VGS_EINVAL, "beyond");
		cfg.frames[frames[n]] = UINT64_MAX - 0xffff;
		assert_refused(&cfg, -VGS_EINVAL, "beyond");
	}
	/* Two vCPUs have 256 KiB of redistributors. */
	cfg = config_of(f);
	cfg.frames[f->v3 ? VGS_FRAME_GICR : VGS_FRAME_GICC] =
		(UINT64_C(1) << VGS_VM_IPA_BITS) - (f->v3 ? 0x40000 : 0x2000);
	assert_possible(&cfg);
	cfg.vcpus = 3;
	cfg.frames[VGS_FRAME_GICC] += f->v3 ? 0 : 0x1000;
	assert_refused(&cfg, -VGS_EINVAL, "beyond");
	/* What is not placed is nowhere. */
	cfg = config_of(f);
	for (unsigned n = 0; n < VGS_FRAMES; n++)
		cfg.frames[n] = UINT64_MAX;
	assert_possible(&cfg);
}

static void frames_do_not_overlap(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg = config_of(f);
	enum vgs_frame cpus = f->v3 ? VGS_FRAME_GICR : VGS_FRAME_GICC;
	uint64_t gicd = cfg.frames[VGS_FRAME_GICD];

	cfg.frames[cpus] = gicd;
	assert_refused(&cfg, -VGS_EINVAL, "overlap");
	/* The last page of one on the first of the other. */
	cfg.frames[cpus] = gicd - (f->v3 ? 0x30000 : 0x1000);
	assert_refused(&cfg, -VGS_EINVAL, "overlap");
	cfg.frames[cpus] = gicd - (f->v3 ? 0x40000 : 0x2000);
	assert_possible(&cfg);
	if (!f->v3)
		return;
	cfg = config_of(f);
	cfg.frames[VGS_FRAME_GITS] = cfg.frames[VGS_FRAME_GICR] + 0x30000;
	assert_refused(&cfg, -VGS_EINVAL, "overlap");
	cfg.its = 0;
	assert_possible(&cfg);
	/* Frames mean nothing to one that comes to be step by step. */
	cfg.frames[VGS_FRAME_GICR] = cfg.frames[VGS_FRAME_GICD];
	cfg.stepwise = true;
	assert_possible(&cfg);
}

static void affinities_are_each_vcpus_own(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg = config_of(f);
	uint32_t affinities[] = { 0x100, 0x101, 0x100 };

	cfg.affinities = affinities;
	assert_possible(&cfg);
	cfg.vcpus = 3;
	assert_refused(&cfg, -VGS_EINVAL, "affinity");
	cfg.stepwise = true;
	assert_refused(&cfg, -VGS_EINVAL, "affinity");
}

/* Each accessor in turn. */
static void hardware_is_whole(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg = config_of(f);
	struct vgs_hw_ops hw, whole;
	unsigned refused = 0;

	vgs_hw_ops_of_gic(&whole, f->gic);
	cfg.gic = NULL;
	cfg.hw = &hw;
	cfg.host = (enum vgs_version)f->shape.version;
	memset(&hw, 0, sizeof(hw));
	assert_refused(&cfg, -VGS_EINVAL, "accessor");
#define WITHOUT(op)                                                            \
	do {                                                                   \
		hw = whole;                                                    \
		hw.op = NULL;                                                  \
		refused += vgs_vm_config_check(&cfg, NULL) == -VGS_EINVAL;     \
	} while (0)
	WITHOUT(frame_read);
	WITHOUT(frame_write);
	WITHOUT(frame_peek);
	WITHOUT(get_pe);
	WITHOUT(set_pe);
	WITHOUT(signals);
	WITHOUT(takes);
	assert_int_equal(refused, 7);
	/* A GICv2 has no system registers. */
	WITHOUT(sysreg_read);
	WITHOUT(sysreg_write);
	WITHOUT(sysreg_peek);
	assert_int_equal(refused, f->v3 ? 10 : 7);
	hw = whole;
	assert_possible(&cfg);
	cfg.host = (enum vgs_version)9;
	assert_refused(&cfg, -VGS_EINVAL, "no version of the GIC");
}

static uint64_t vtr;

static int vtr_frame_peek(void *user, unsigned pe, enum vgs_frame frame,
			  unsigned index, uint64_t offset, unsigned size,
			  uint64_t *ret_value)
{
	(void)user;
	(void)pe;
	(void)index;
	(void)size;
	*ret_value = frame == VGS_FRAME_GICH && offset == 4 ? vtr : 0;
	return vtr ? 0 : -VGS_EIO;
}

static int vtr_sysreg_peek(void *user, unsigned pe, enum vgs_sysreg id,
			   uint64_t *ret_value)
{
	(void)user;
	(void)pe;
	*ret_value = id == VGS_ICH_VTR_EL2 ? vtr : 0;
	return vtr ? 0 : VGS_ANSWER_UNDEF;
}

static int with_vtr(struct fixture *f, unsigned pri_bits, unsigned pre_bits,
		    unsigned rest)
{
	struct vgs_vm_config cfg = config_of(f);
	struct vgs_vm *vm = NULL;
	struct vgs_hw_ops hw;
	int err;

	vtr = (pri_bits - 1) << 29 | (pre_bits - 1) << 26 | rest;
	vgs_hw_ops_of_gic(&hw, f->gic);
	hw.frame_peek = vtr_frame_peek;
	hw.sysreg_peek = vtr_sysreg_peek;
	cfg.hw = &hw;
	err = vgs_vm_new(&cfg, &vm);
	assert_true(err || vm);
	vgs_vm_free(vm);
	return err;
}

/* VGS-9: a random ICH_VTR is not the base of a VM. */
static void interfaces_that_no_gic_has_are_refused(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg = config_of(f);
	struct vgs_hw_ops hw;
	struct vgs_vm *vm;

	assert_int_equal(with_vtr(f, 5, 5, 3), 0);
	assert_int_equal(with_vtr(f, 5, 5, f->v3 ? 15 : 63), 0);
	assert_int_equal(with_vtr(f, 4, 4, 3), -VGS_ENOTSUP);
	assert_int_equal(with_vtr(f, 5, 4, 3), -VGS_ENOTSUP);
	assert_int_equal(with_vtr(f, 5, 6, 3), -VGS_ENOTSUP);
	assert_int_equal(with_vtr(f, 7, 6, 3), f->v3 ? 0 : -VGS_ENOTSUP);
	assert_int_equal(with_vtr(f, 7, 7, 3 | 1 << 23),
			 f->v3 ? 0 : -VGS_ENOTSUP);
	assert_int_equal(with_vtr(f, 7, 7, 3 | 2 << 23), -VGS_ENOTSUP);
	/* It does not answer at all. */
	vtr = 0;
	vgs_hw_ops_of_gic(&hw, f->gic);
	hw.frame_peek = vtr_frame_peek;
	hw.sysreg_peek = vtr_sysreg_peek;
	cfg.hw = &hw;
	assert_int_equal(vgs_vm_new(&cfg, &vm), -VGS_ENOTSUP);
}

/* One of each kind says what it is about. */
static void other_configs_say_what_is_wrong(void **state)
{
	struct fixture *f = *state;
	struct vgs_vm_config cfg = config_of(f);

	cfg.size = 8;
	assert_refused(&cfg, -VGS_EINVAL, "size");
	cfg = config_of(f);
	cfg.gic = NULL;
	assert_refused(&cfg, -VGS_EINVAL, "neither gic nor hw");
	cfg = config_of(f);
	cfg.version = VGS_GIC_V4;
	assert_refused(&cfg, -VGS_EINVAL, "version");
	cfg = config_of(f);
	cfg.nirqs = 100;
	assert_refused(&cfg, -VGS_EINVAL, "nirqs");
	cfg = config_of(f);
	cfg.pmu_vintid = 40;
	assert_refused(&cfg, -VGS_EINVAL, "pmu");
	cfg = config_of(f);
	cfg.irqfds = 5000;
	assert_refused(&cfg, -VGS_EINVAL, "irqfds");
	cfg = config_of(f);
	cfg.version = f->v3 ? VGS_GIC_V2 : VGS_GIC_V3;
	cfg.frames[VGS_FRAME_GITS] = UINT64_MAX;
	cfg.its = 0;
	assert_refused(&cfg, -VGS_ENOTSUP, "interface for guests");
	assert_int_equal(vgs_vm_config_check(NULL, NULL), -VGS_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BOTH(frames_are_aligned),
		TEST_BOTH(frames_do_not_overlap),
		TEST_BOTH(affinities_are_each_vcpus_own),
		TEST_BOTH(hardware_is_whole),
		TEST_BOTH(interfaces_that_no_gic_has_are_refused),
		TEST_BOTH(other_configs_say_what_is_wrong),
	};

	return RUN("vgic_config", tests);
}
