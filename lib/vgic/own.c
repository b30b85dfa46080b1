/* SPDX-License-Identifier: MIT */
/* The seam to somebody else's vgic: checks, exits and entries are ours. */
#include "vgic/own.h"
#include "vgic/vregs.h"

bool vgs_own_possible(const struct vgs_vgic_ops *ops, enum vgs_version version)
{
	bool all = ops->enter && ops->exit && ops->frame &&
		   (version == VGS_GIC_V2 || ops->sysreg);
	bool lrs = ops->flush && ops->fold && ops->field;
	bool mixed = (ops->enter || ops->exit || ops->frame || ops->sysreg) &&
		     (ops->flush || ops->fold || ops->field);

	bool made = ops->state ? !ops->create && !ops->destroy
			       : ops->create && ops->destroy;

	return ops->size == sizeof(*ops) && made && ops->inject && ops->map &&
	       ops->irq && (all || lrs) && !mixed;
}

/* --- list registers ----------------------------------------------- */

void vgs_own_flush(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_lr_info lrs[VGS_VM_LRS];
	unsigned count =
		vm->own->ops.flush(vm->own->vgic, vcpu, vm->nr_lr, lrs);

	v->used_lrs = (uint8_t)(count < vm->nr_lr ? count : vm->nr_lr);
	for (unsigned n = 0; n < v->used_lrs; n++)
		v->lr[n] = vgs_vlr_encode(vm, &lrs[n]);
	v->hcr = 1; /* En */
}

void vgs_own_fold(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	unsigned used = v->used_lrs;
	struct vgs_lr_info lr;

	v->used_lrs = 0;
	for (unsigned n = 0; n < used; n++) {
		vgs_vlr_decode(vm, v->lr[n], &lr);
		vm->own->ops.fold(vm->own->vgic, vcpu, &lr);
	}
}

/* The list register of @vcpu's run that has @intid, -1: none. */
static int find_lr(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
		   struct vgs_lr_info *ret_lr)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];

	for (unsigned n = 0; v->entered && n < v->used_lrs; n++) {
		vgs_vlr_decode(vm, vgs_hw_peek(vm, v->pe, VGS_HW_LR, n),
			       ret_lr);
		if (ret_lr->vintid == intid)
			return (int)n;
	}
	return -1;
}

/* What the guest has made of it since, and what came in behind it. */
static void on_top(const struct vgs_vm *vm, unsigned vcpu,
		   struct vgs_virq_info *q)
{
	bool pending = q->latch || (!q->edge && q->line), active = q->active;
	struct vgs_lr_info lr;

	q->lr = find_lr(vm, vcpu, q->intid, &lr);
	if (q->lr >= 0) {
		q->vcpu = (uint16_t)vcpu;
		q->group = lr.group;
		q->priority = lr.priority;
		active = lr.state == VGS_ACTIVE ||
			 lr.state == VGS_ACTIVE_PENDING;
		pending |= lr.state == VGS_PENDING ||
			   lr.state == VGS_ACTIVE_PENDING;
	}
	q->state = vgs_virq_state_of(pending, active);
}

int vgs_own_irq(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
		struct vgs_virq_info *ret_info)
{
	struct vgs_lr_info lr;
	int err;

	*ret_info = (struct vgs_virq_info){ .intid = intid,
					    .vcpu = VGS_NO_VCPU,
					    .lr = -1 };
	err = vm->own->ops.irq(vm->own->vgic, vcpu, intid, ret_info);
	if (err || !vm->own->ops.flush)
		return err;
	/* A shared one may be in the list register of any. */
	if (intid >= VGS_VM_PRIV)
		vcpu = 0;
	for (unsigned n = 0; intid >= VGS_VM_PRIV && n < vgs_vm_online(vm); n++)
		if (find_lr(vm, n, intid, &lr) >= 0)
			vcpu = n;
	if (vcpu < vgs_vm_online(vm))
		on_top(vm, vcpu, ret_info);
	return 0;
}

/* --- fields ------------------------------------------------------- */

static enum vgs_own_field field_of(const struct vgs_reg *reg)
{
	if (reg->vm_get == vgs_vreg_get_group)
		return VGS_OWN_GROUP;
	if (reg->vm_get == vgs_vreg_get_enabled)
		return VGS_OWN_ENABLED;
	if (reg->vm_get == vgs_vreg_get_pending)
		return VGS_OWN_PENDING;
	if (reg->vm_get == vgs_vreg_get_active)
		return VGS_OWN_ACTIVE;
	if (reg->vm_get == vgs_vreg_get_priority)
		return VGS_OWN_PRIORITY;
	if (reg->vm_get == vgs_vreg_get_config)
		return VGS_OWN_CONFIG;
	return reg->bits_per_intid == 8 && reg->offset >= 0xf00
		       ? VGS_OWN_SOURCES
		       : VGS_OWN_TARGETS;
}

static unsigned owner_of(const struct vgs_vm *vm, uint32_t slot)
{
	unsigned vcpu = vgs_virq_private_to(vm, slot);

	return vcpu == VGS_NO_VCPU ? 0 : vcpu;
}

static uint32_t get(const struct vgs_vm *vm, const struct vgs_acc *acc,
		    uint32_t slot)
{
	return vm->own->ops.field(vm->own->vgic, owner_of(vm, slot),
				  acc->peek ? VGS_REG_PEEK : VGS_REG_READ,
				  field_of(acc->reg), vgs_virq_intid(vm, slot),
				  0);
}

static void set(struct vgs_vm *vm, const struct vgs_acc *acc, uint32_t slot,
		uint32_t value)
{
	bool ones =
		acc->vm.access == VGS_ACC_W1S || acc->vm.access == VGS_ACC_W1C;

	if (ones && acc->reg->bits_per_intid == 1)
		value = acc->vm.access == VGS_ACC_W1S;
	vm->own->ops.field(vm->own->vgic, owner_of(vm, slot), VGS_REG_WRITE,
			   field_of(acc->reg), vgs_virq_intid(vm, slot), value);
}

const struct vgs_vreg vgs_own_fields = { .get = get, .set = set };

/* --- what it may ask ---------------------------------------------- */

struct vgs_vm *vgs_own_vm(void *vgic)
{
	return ((union vgs_own_head *)vgic - 1)->vm;
}

bool vgs_own_enabled(const struct vgs_vm *vm)
{
	return vm->dist->enabled;
}

bool vgs_own_wire(const struct vgs_vm *vm, unsigned vcpu, uint32_t pintid)
{
	return vcpu < vm->cfg.vcpus &&
	       vgs_hw_pending(vm, vm->vcpus[vcpu].pe, pintid);
}

void vgs_own_deactivate(struct vgs_vm *vm, unsigned vcpu, uint32_t pintid)
{
	if (vcpu < vm->cfg.vcpus)
		vgs_hw_set_active(vm, vm->vcpus[vcpu].pe, pintid, false);
}

/* --- accesses of those that do all themselves --------------------- */

void vgs_own_frame(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		   enum vgs_frame frame, unsigned index, uint64_t offset,
		   unsigned size, uint64_t *value)
{
	if (how != VGS_REG_PEEK)
		vgs_vm_trap_begin(vm, vcpu, VGS_VM_STAT_MMIO_TRAPS);
	vm->own->ops.frame(vm->own->vgic, vcpu, how, frame, index, offset, size,
			   value);
	if (how != VGS_REG_PEEK)
		vgs_vm_resume(vm);
}

int vgs_own_sysreg(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		   enum vgs_sysreg id, uint64_t *value)
{
	int answer;

	if (how != VGS_REG_PEEK)
		vgs_vm_trap_begin(vm, vcpu, VGS_VM_STAT_SYSREG_TRAPS);
	answer = vm->own->ops.sysreg(vm->own->vgic, vcpu, how, id, value);
	if (how != VGS_REG_PEEK)
		vgs_vm_resume(vm);
	return answer;
}

void vgs_vm_kick(struct vgs_vm *vm, unsigned vcpu)
{
	if (vcpu < vm->cfg.vcpus)
		vgs_vcpu_kick(vm, vcpu, VGS_R_KVM_RL_6);
}
