/* SPDX-License-Identifier: MIT */
/* Two vgics of somebody else: one that does all itself, one that says what
 * goes into list registers. */
#ifndef TEST_VGIC_OWN_H
#define TEST_VGIC_OWN_H

#include "test_vgic.h"

#include <libvgicsim/irqfd.h>
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
	unsigned msis, attrs, its;
	uint32_t group, data;
	uint64_t traps; /* ICH_HCR_EL2 while the guest runs */
};

static struct own own;

static inline void note_el(unsigned pe)
{
	const struct vgs_hw_ops *hw = vgs_vm_config(own.vm)->hw;
	struct vgs_pe_ctx ctx = { .el = 9 };

	hw->get_pe(hw->user, pe, &ctx);
	own.el = ctx.el;
}

static inline int create(void *user, struct vgs_vm *vm, void **ret_vgic)
{
	assert_ptr_equal(user, &own);
	own.vm = vm;
	*ret_vgic = &own;
	return own.err;
}

static inline void destroy(void *vgic)
{
	((struct own *)vgic)->destroyed++;
}

static inline int own_inject(void *vgic, unsigned vcpu, uint32_t intid,
			     bool level)
{
	struct own *o = vgic;

	o->injects++;
	o->vcpu = vcpu;
	o->intid = intid;
	o->level = level;
	vgs_vm_kick(o->vm, 0);
	return 0;
}

static inline int own_map(void *vgic, unsigned vcpu, uint32_t vintid,
			  uint32_t pintid, bool tied)
{
	struct own *o = vgic;

	(void)vcpu;
	o->maps++;
	o->intid = vintid;
	o->pintid = pintid;
	o->tied = tied;
	return 0;
}

static inline void own_enter(void *vgic, unsigned vcpu, unsigned pe)
{
	struct own *o = vgic;

	o->enters++;
	o->vcpu = vcpu;
	o->pe = pe;
	note_el(pe);
	if (o->traps)
		vgs_vm_config(o->vm)->hw->sysreg_write(
			vgs_vm_config(o->vm)->hw->user, pe, VGS_ICH_HCR_EL2,
			o->traps);
}

static inline void own_exit(void *vgic, unsigned vcpu, unsigned pe)
{
	struct own *o = vgic;

	(void)vcpu;
	o->exits++;
	note_el(pe);
}

static inline void own_frame(void *vgic, unsigned vcpu, enum vgs_reg_how how,
			     enum vgs_frame frame, unsigned index,
			     uint64_t offset, unsigned size, uint64_t *value)
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

static inline int own_sysreg(void *vgic, unsigned vcpu, enum vgs_reg_how how,
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

static inline int own_msi(void *vgic, const struct vgs_msi *msi)
{
	struct own *o = vgic;

	o->msis++;
	o->data = msi->data;
	return 1;
}

static inline int own_attr(void *vgic, enum vgs_reg_how how, unsigned its,
			   uint32_t group, uint64_t attr, uint64_t *value)
{
	struct own *o = vgic;

	o->attrs++;
	o->how = how;
	o->its = its;
	o->group = group;
	o->offset = attr;
	if (how == VGS_REG_WRITE)
		o->value = *value;
	else
		*value = 0x77;
	return 0;
}

static inline int own_irq(void *vgic, unsigned vcpu, uint32_t intid,
			  struct vgs_virq_info *ret_info)
{
	(void)vgic;
	(void)vcpu;
	if (intid == 60)
		return -VGS_ERANGE;
	ret_info->state = VGS_ACTIVE;
	return 0;
}

static inline struct vgs_vgic_ops ops_of_own(void)
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

static inline struct vgs_vm *new_own(struct fixture *f,
				     const struct vgs_vgic_ops *ops, int want)
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

/* --- a vgic that says what goes into list registers ---------------- */

struct small {
	uint32_t enabled, fields, folds, sgis;
	enum vgs_own_field field;
	enum vgs_irq_state folded;
	uint32_t intid, value;
	bool line, active;
};

static inline unsigned small_flush(void *vgic, unsigned vcpu, unsigned max,
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

static inline void small_fold(void *vgic, unsigned vcpu,
			      const struct vgs_lr_info *lr)
{
	struct small *s = vgic;

	(void)vcpu;
	s->folds++;
	s->folded = lr->state;
	s->active = lr->state == VGS_ACTIVE;
	s->line |= lr->state == VGS_PENDING;
}

static inline uint32_t small_field(void *vgic, unsigned vcpu,
				   enum vgs_reg_how how,
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

static inline int small_inject(void *vgic, unsigned vcpu, uint32_t intid,
			       bool level)
{
	struct small *s = vgic;

	(void)vcpu;
	s->sgis += intid < 16;
	s->line |= level && intid >= 32;
	return 0;
}

static inline int small_map(void *vgic, unsigned vcpu, uint32_t vintid,
			    uint32_t pintid, bool tied)
{
	(void)vgic;
	(void)vcpu;
	(void)vintid;
	(void)pintid;
	(void)tied;
	return 0;
}

static inline int small_irq(void *vgic, unsigned vcpu, uint32_t intid,
			    struct vgs_virq_info *ret_info)
{
	const struct small *s = vgic;

	(void)vcpu;
	ret_info->enabled = true;
	ret_info->line = intid == 52 && s->line;
	ret_info->active = intid == 52 && s->active;
	return 0;
}

static inline bool small_valid(const void *image)
{
	struct small s;

	memcpy(&s, image, sizeof(s));
	return s.folds < 1000;
}

static inline struct vgs_vgic_ops small_ops(void)
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

static inline unsigned spy_flush(void *vgic, unsigned vcpu, unsigned max,
				 struct vgs_lr_info *ret_lrs)
{
	small_of = vgic;
	return small_flush(vgic, vcpu, max, ret_lrs);
}

static inline struct vgs_vm *new_small(struct fixture *f)
{
	struct vgs_vgic_ops ops = small_ops();
	struct vgs_vm *vm;

	ops.flush = spy_flush;
	vm = new_own(f, &ops, 0);
	assert_int_equal(vgs_vcpu_enter(vm, 0), 0);
	assert_int_equal(vgs_vcpu_exit(vm, 0, VGS_EXIT_TRAP), 0);
	return vm;
}

static inline void guest_gicd(struct vgs_vm *vm, uint32_t offset,
			      uint32_t value)
{
	assert_int_equal(vgs_vcpu_frame_write(vm, 0, VGS_FRAME_GICD, 0, offset,
					      4, value),
			 0);
}

#endif
