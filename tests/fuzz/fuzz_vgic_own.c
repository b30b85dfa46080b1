/* SPDX-License-Identifier: MIT */
/*
 * Two vgics of somebody else that do as little as a vgic can: shared
 * interrupts, one list register, lowest INTID first.  One says what goes into
 * list registers, one has the frames and writes the hardware by itself.
 */
#include "fuzz_vgic.h"

#define IRQS 128u

/* Bytes without meaning to the compiler: an image may have any of them. */
struct lists {
	unsigned char pending[IRQS], active[IRQS], enabled[IRQS];
	unsigned char priority[IRQS];
};

static int lists_inject(void *vgic, unsigned vcpu, uint32_t intid, bool level)
{
	struct lists *l = vgic;

	if (intid >= IRQS)
		return -VGS_EINVAL;
	l->pending[intid] |= level;
	vgs_vm_kick(vgs_own_vm(l), vcpu);
	return 0;
}

static int own_map(void *vgic, unsigned vcpu, uint32_t vintid, uint32_t pintid,
		   bool tied)
{
	(void)vgic;
	(void)vcpu;
	(void)vintid;
	return tied && pintid > 1000 ? -VGS_EINVAL : 0;
}

static unsigned lists_flush(void *vgic, unsigned vcpu, unsigned max,
			    struct vgs_lr_info *ret_lrs)
{
	struct lists *l = vgic;
	unsigned used = 0;

	for (uint32_t n = vcpu ? 32 : 0; n < IRQS && used < max; n++) {
		if (!l->active[n] && !(l->pending[n] && l->enabled[n]))
			continue;
		ret_lrs[used++] = (struct vgs_lr_info){
			.state = l->active[n] ? VGS_ACTIVE : VGS_PENDING,
			.vintid = n,
			.priority = l->priority[n],
			.group = l->priority[n] & 1,
			.eoi = n & 1,
		};
		l->pending[n] = 0;
	}
	return used;
}

static void lists_fold(void *vgic, unsigned vcpu, const struct vgs_lr_info *lr)
{
	struct lists *l = vgic;

	(void)vcpu;
	FUZZ_CHECK(lr->vintid < IRQS);
	l->active[lr->vintid] =
		lr->state == VGS_ACTIVE || lr->state == VGS_ACTIVE_PENDING;
	l->pending[lr->vintid] |=
		lr->state == VGS_PENDING || lr->state == VGS_ACTIVE_PENDING;
}

static uint32_t lists_field(void *vgic, unsigned vcpu, enum vgs_reg_how how,
			    enum vgs_own_field field, uint32_t intid,
			    uint32_t value)
{
	struct lists *l = vgic;
	unsigned char *byte;

	(void)vcpu;
	if (intid >= IRQS)
		return 0;
	if (field == VGS_OWN_ENABLED)
		byte = &l->enabled[intid];
	else if (field == VGS_OWN_PENDING)
		byte = &l->pending[intid];
	else if (field == VGS_OWN_ACTIVE)
		byte = &l->active[intid];
	else if (field == VGS_OWN_PRIORITY)
		byte = &l->priority[intid];
	else
		return 0;
	if (how == VGS_REG_WRITE)
		*byte = (unsigned char)value;
	return *byte;
}

static int lists_irq(void *vgic, unsigned vcpu, uint32_t intid,
		     struct vgs_virq_info *ret_info)
{
	const struct lists *l = vgic;

	(void)vcpu;
	if (intid >= IRQS)
		return -VGS_ERANGE;
	ret_info->latch = l->pending[intid];
	ret_info->active = l->active[intid];
	ret_info->enabled = l->enabled[intid];
	ret_info->priority = l->priority[intid];
	return 0;
}

const struct vgs_vgic_ops fuzz_own_lists = {
	.size = sizeof(fuzz_own_lists),
	.state = sizeof(struct lists),
	.inject = lists_inject,
	.map = own_map,
	.flush = lists_flush,
	.fold = lists_fold,
	.field = lists_field,
	.irq = lists_irq,
};

/* --- by the frames ---------------------------------------------------------
 */

struct frames {
	struct vgs_vm *vm;
	uint64_t regs[64];
	uint32_t pending; /* INTID, 0: none */
};

static int frames_create(void *user, struct vgs_vm *vm, void **ret_vgic)
{
	struct frames *f = calloc(1, sizeof(*f));

	(void)user;
	FUZZ_CHECK(f);
	f->vm = vm;
	*ret_vgic = f;
	return 0;
}

static void frames_destroy(void *vgic)
{
	free(vgic);
}

static int frames_inject(void *vgic, unsigned vcpu, uint32_t intid, bool level)
{
	struct frames *f = vgic;

	if (level)
		f->pending = intid;
	vgs_vm_kick(f->vm, vcpu);
	return 0;
}

static void write_lr(struct frames *f, unsigned pe, bool on)
{
	const struct vgs_vm_config *cfg = vgs_vm_config(f->vm);
	const struct vgs_hw_ops *hw = cfg->hw;
	uint32_t intid = f->pending & 0x3ff;

	if (vgs_gic_config(cfg->gic)->version == VGS_GIC_V2) {
		hw->frame_write(hw->user, pe, VGS_FRAME_GICH, pe, 0x100, 4,
				on && intid ? 0x10000000u | intid : 0);
		hw->frame_write(hw->user, pe, VGS_FRAME_GICH, pe, 0, 4, on);
		return;
	}
	hw->sysreg_write(hw->user, pe, VGS_ICH_LR0_EL2,
			 on && intid ? UINT64_C(5) << 60 | intid : 0);
	hw->sysreg_write(hw->user, pe, VGS_ICH_HCR_EL2, on);
}

static void frames_enter(void *vgic, unsigned vcpu, unsigned pe)
{
	(void)vcpu;
	write_lr(vgic, pe, true);
}

static void frames_exit(void *vgic, unsigned vcpu, unsigned pe)
{
	struct frames *f = vgic;

	(void)vcpu;
	write_lr(f, pe, false);
	f->pending = 0;
}

static void frames_frame(void *vgic, unsigned vcpu, enum vgs_reg_how how,
			 enum vgs_frame frame, unsigned index, uint64_t offset,
			 unsigned size, uint64_t *value)
{
	struct frames *f = vgic;
	uint64_t *reg = &f->regs[(offset / 4 + frame + index + vcpu) % 64];

	(void)size;
	if (how == VGS_REG_WRITE)
		*reg = *value;
	else
		*value = *reg;
}

static int frames_sysreg(void *vgic, unsigned vcpu, enum vgs_reg_how how,
			 enum vgs_sysreg id, uint64_t *value)
{
	frames_frame(vgic, vcpu, how, VGS_FRAME_GICC, 0, 4u * id, 8, value);
	return id % 7 ? VGS_ANSWER_OK : VGS_ANSWER_UNDEF;
}

static int frames_msi(void *vgic, const struct vgs_msi *msi)
{
	((struct frames *)vgic)->pending = msi->data;
	return msi->has_devid ? 1 : -VGS_KVM_EINVAL;
}

static int frames_attr(void *vgic, enum vgs_reg_how how, unsigned its,
		       uint32_t group, uint64_t attr, uint64_t *value)
{
	uint64_t none = 0;

	if (attr & 8)
		return -VGS_KVM_ENXIO;
	frames_frame(vgic, its & 1, how, VGS_FRAME_GICD, group, attr & 0xfff, 4,
		     value ? value : &none);
	return 0;
}

static int frames_irq(void *vgic, unsigned vcpu, uint32_t intid,
		      struct vgs_virq_info *ret_info)
{
	const struct frames *f = vgic;

	(void)vcpu;
	ret_info->state = f->pending == intid ? VGS_PENDING : VGS_INACTIVE;
	return 0;
}

const struct vgs_vgic_ops fuzz_own_frames = {
	.size = sizeof(fuzz_own_frames),
	.create = frames_create,
	.destroy = frames_destroy,
	.inject = frames_inject,
	.map = own_map,
	.enter = frames_enter,
	.exit = frames_exit,
	.frame = frames_frame,
	.sysreg = frames_sysreg,
	.msi = frames_msi,
	.attr = frames_attr,
	.irq = frames_irq,
};
