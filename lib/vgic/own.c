/* SPDX-License-Identifier: MIT */
/* The seam to somebody else's vgic: checks, exits and entries are ours. */
#include "vgic/own.h"
#include "vgic/callback.h"
#include "vgic/route.h"
#include "vgic/tracepoint.h"
#include "vgic/vregs.h"

/* ICH_HCR_EL2 */
#define HCR_TC	  VGS_BIT64(10)
#define HCR_TALL0 VGS_BIT64(11)
#define HCR_TALL1 VGS_BIT64(12)

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
	       ops->irq && (all || lrs) && !mixed && (all || !ops->attr);
}

/* --- calls of it -------------------------------------------------- */

int vgs_own_create(struct vgs_vm *vm)
{
	const struct vgs_vgic_ops *ops = &vm->own->ops;
	int err;

	vgs_vm_out(vm);
	err = ops->create(ops->user, vm, &vm->own->vgic);
	vgs_vm_back(vm);
	return err;
}

void vgs_own_destroy(struct vgs_vm *vm)
{
	if (!vm->own || !vm->own->ops.destroy)
		return;
	vgs_vm_out(vm);
	vm->own->ops.destroy(vm->own->vgic);
	vgs_vm_back(vm);
}

bool vgs_own_valid(const struct vgs_vm *vm, const void *image)
{
	bool valid;

	if (!vm->own->ops.valid)
		return true;
	vgs_vm_out(vm);
	valid = vm->own->ops.valid(image);
	vgs_vm_back(vm);
	return valid;
}

int vgs_own_inject(struct vgs_vm *vm, unsigned vcpu, uint32_t intid, bool level)
{
	int err;

	vgs_vm_out(vm);
	err = vm->own->ops.inject(vm->own->vgic, vcpu, intid, level);
	vgs_vm_back(vm);
	return err;
}

int vgs_own_map(struct vgs_vm *vm, unsigned vcpu, uint32_t vintid,
		uint32_t pintid, bool tied)
{
	int err;

	vgs_vm_out(vm);
	err = vm->own->ops.map(vm->own->vgic, vcpu, vintid, pintid, tied);
	vgs_vm_back(vm);
	return err;
}

void vgs_own_enter(struct vgs_vm *vm, unsigned vcpu)
{
	vgs_vm_out(vm);
	vm->own->ops.enter(vm->own->vgic, vcpu, vm->vcpus[vcpu].pe);
	vgs_vm_back(vm);
}

void vgs_own_exit(struct vgs_vm *vm, unsigned vcpu)
{
	vgs_vm_out(vm);
	vm->own->ops.exit(vm->own->vgic, vcpu, vm->vcpus[vcpu].pe);
	vgs_vm_back(vm);
}

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

static uint32_t field(const struct vgs_vm *vm, const struct vgs_acc *acc,
		      uint32_t slot, enum vgs_reg_how how, uint32_t value)
{
	vgs_vm_out(vm);
	value = vm->own->ops.field(vm->own->vgic, owner_of(vm, slot), how,
				   field_of(acc->reg), vgs_virq_intid(vm, slot),
				   value);
	vgs_vm_back(vm);
	return value;
}

static int ask(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
	       struct vgs_virq_info *ret_info)
{
	int err;

	vgs_vm_out(vm);
	err = vm->own->ops.irq(vm->own->vgic, vcpu, intid, ret_info);
	vgs_vm_back(vm);
	return err;
}

static int sysreg(const struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		  enum vgs_sysreg id, uint64_t *value)
{
	int answer;

	vgs_vm_out(vm);
	answer = vm->own->ops.sysreg(vm->own->vgic, vcpu, how, id, value);
	vgs_vm_back(vm);
	return answer;
}

int vgs_own_sysreg_peek(const struct vgs_vm *vm, unsigned vcpu,
			enum vgs_sysreg id, uint64_t *ret_value)
{
	return sysreg(vm, vcpu, VGS_REG_PEEK, id, ret_value);
}

/* --- list registers ----------------------------------------------- */

void vgs_own_flush(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_lr_info lrs[VGS_VM_LRS];
	unsigned count;

	vgs_vm_out(vm);
	count = vm->own->ops.flush(vm->own->vgic, vcpu, vm->nr_lr, lrs);
	vgs_vm_back(vm);
	v->used_lrs = 0;
	for (unsigned n = 0; n < count && n < vm->nr_lr; n++)
		if (vgs_virq_index(vm, vcpu, lrs[n].vintid) != VGS_NO_VIRQ)
			v->lr[v->used_lrs++] = vgs_vlr_encode(vm, &lrs[n]);
	v->hcr = 1; /* En */
}

/* The end of a level SPI that is not tied, to whoever waits for it. */
static void ended(struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_ACK_NOTIFIES);
	vgs_tp_ack_irq(vm, vcpu, i);
	vgs_vm_trace(vm, VGS_EV_RESAMPLE, vcpu, i, 1, 0, VGS_R_KVM_FO_1);
	if (vm->virqs[i].flags & VGS_VIRQ_RESAMPLE) {
		vgs_vgic_inject(vm, VGS_NO_VCPU, vgs_virq_intid(vm, i), false,
				0);
		vgs_virq_flags(vm, i, VGS_VIRQ_RESAMPLED, VGS_VIRQ_RESAMPLED,
			       VGS_R_KVM_IF_6);
	}
	vgs_vm_irqfd_ack(vm, i);
}

void vgs_own_fold(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	unsigned used = v->used_lrs;
	struct vgs_lr_info lr;
	uint32_t i;

	v->used_lrs = 0;
	for (unsigned n = 0; n < used; n++) {
		vgs_vlr_decode(vm, v->lr[n], &lr);
		vgs_vm_out(vm);
		vm->own->ops.fold(vm->own->vgic, vcpu, &lr);
		vgs_vm_back(vm);
		i = vgs_virq_index(vm, vcpu, lr.vintid);
		if (lr.eoi && !lr.hw && lr.state == VGS_INACTIVE &&
		    vgs_virq_is_spi(vm, i))
			ended(vm, vcpu, i);
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
	const struct vgs_virq *q = &vm->virqs[vgs_virq_index(vm, vcpu, intid)];
	struct vgs_lr_info lr;
	int err;

	/* Who is tied to what is ours to know. */
	*ret_info = (struct vgs_virq_info){ .intid = intid,
					    .hw = q->flags & VGS_VIRQ_HW,
					    .pintid = q->pintid,
					    .owner = q->owner,
					    .vcpu = VGS_NO_VCPU,
					    .lr = -1 };
	err = ask(vm, vcpu, intid, ret_info);
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

bool vgs_own_active(const struct vgs_vm *vm, unsigned vcpu, uint32_t i)
{
	struct vgs_virq_info q;

	return !vgs_own_irq(vm, vcpu, vgs_virq_intid(vm, i), &q) &&
	       (q.state == VGS_ACTIVE || q.state == VGS_ACTIVE_PENDING);
}

/* --- fields ------------------------------------------------------- */

static uint32_t get(const struct vgs_vm *vm, const struct vgs_acc *acc,
		    uint32_t slot)
{
	return field(vm, acc, slot, acc->peek ? VGS_REG_PEEK : VGS_REG_READ, 0);
}

static void set(struct vgs_vm *vm, const struct vgs_acc *acc, uint32_t slot,
		uint32_t value)
{
	bool ones =
		acc->vm.access == VGS_ACC_W1S || acc->vm.access == VGS_ACC_W1C;

	if (ones && acc->reg->bits_per_intid == 1)
		value = acc->vm.access == VGS_ACC_W1S;
	field(vm, acc, slot, VGS_REG_WRITE, value);
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

/* Does the virtual interface that it has loaded trap this register? */
bool vgs_own_traps(const struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id)
{
	uint64_t hcr = vgs_hw_peek(vm, vm->vcpus[vcpu].pe, VGS_HW_HCR, 0);

	switch ((unsigned)id) {
	case VGS_ICC_PMR_EL1:
	case VGS_ICC_CTLR_EL1:
	case VGS_ICC_RPR_EL1:
		return hcr & HCR_TC;
	case VGS_ICC_IAR0_EL1:
	case VGS_ICC_HPPIR0_EL1:
	case VGS_ICC_BPR0_EL1:
	case VGS_ICC_IGRPEN0_EL1:
		return hcr & HCR_TALL0;
	case VGS_ICC_IAR1_EL1:
	case VGS_ICC_HPPIR1_EL1:
	case VGS_ICC_BPR1_EL1:
	case VGS_ICC_IGRPEN1_EL1:
		return hcr & HCR_TALL1;
	default:
		break;
	}
	if (id >= VGS_ICC_AP0R0_EL1 && id <= VGS_ICC_AP0R3_EL1)
		return hcr & HCR_TALL0;
	return id >= VGS_ICC_AP1R0_EL1 && id <= VGS_ICC_AP1R3_EL1 &&
	       (hcr & HCR_TALL1);
}

/* --- accesses of those that do all themselves --------------------- */

int vgs_own_frame(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		  enum vgs_frame frame, unsigned index, uint64_t offset,
		  unsigned size, uint64_t *value)
{
	int err = 0;

	if (how != VGS_REG_PEEK)
		err = vgs_vm_trap_begin(vm, vcpu, vgs_vm_trap_stat(frame));
	if (err)
		return err;
	if (how != VGS_REG_PEEK)
		vgs_tp_mmio(vm, vcpu,
			    how == VGS_REG_READ ? VGS_MMIO_READ_UNSATISFIED
						: VGS_MMIO_WRITE,
			    frame, index, offset, size,
			    how == VGS_REG_READ ? 0 : *value);
	vgs_vm_out(vm);
	vm->own->ops.frame(vm->own->vgic, vcpu, how, frame, index, offset, size,
			   value);
	vgs_vm_back(vm);
	if (how == VGS_REG_READ)
		vgs_tp_mmio(vm, vcpu, VGS_MMIO_READ, frame, index, offset, size,
			    *value);
	return how != VGS_REG_PEEK ? vgs_vm_resume(vm) : 0;
}

int vgs_own_sysreg(struct vgs_vm *vm, unsigned vcpu, enum vgs_reg_how how,
		   enum vgs_sysreg id, uint64_t *value)
{
	int answer, err = vgs_vm_trap_begin(vm, vcpu, VGS_VM_STAT_SYSREG_TRAPS);

	if (err)
		return err;
	vgs_tp_sys_reg(vm, vcpu, vgs_sysreg_name(id), how == VGS_REG_WRITE);
	answer = sysreg(vm, vcpu, how, id, value);
	err = vgs_vm_resume(vm);
	return err ? err : answer;
}

/* --- what user space asks ------------------------------------------ */

bool vgs_own_line(struct vgs_vm *vm, uint32_t i, bool write, bool level)
{
	unsigned vcpu = vgs_virq_private_to(vm, i);
	uint32_t intid = vgs_virq_intid(vm, i);
	struct vgs_virq_info q;

	/* KVM-UA-27: an edge has none to show. */
	if (vgs_own_irq(vm, vcpu, intid, &q) || q.edge)
		return false;
	if (write && q.line != level)
		vgs_own_inject(vm, vcpu, intid, level);
	return q.line;
}

int vgs_own_attr(const struct vgs_vm *vm, enum vgs_reg_how how, unsigned its,
		 uint32_t group, uint64_t attr, uint64_t *value)
{
	int rc;

	if (!vm->own->ops.attr)
		return -VGS_KVM_ENXIO;
	vgs_vm_out(vm);
	rc = vm->own->ops.attr(vm->own->vgic, how, its, group, attr, value);
	vgs_vm_back(vm);
	return rc;
}

int vgs_own_msi(struct vgs_vm *vm, const struct vgs_msi *msi)
{
	int rc;

	if (!vm->own->ops.msi)
		return -VGS_KVM_ENODEV;
	vgs_vm_out(vm);
	rc = vm->own->ops.msi(vm->own->vgic, msi);
	vgs_vm_back(vm);
	return rc;
}

void vgs_vm_kick(struct vgs_vm *vm, unsigned vcpu)
{
	if (vcpu < vm->cfg.vcpus)
		vgs_vcpu_kick(vm, vcpu, VGS_R_KVM_RL_6);
}
