/* SPDX-License-Identifier: MIT */
/*
 * Device attributes: which register of which vCPU an attribute means, who may
 * access it when, and the accesses of user space to the emulated frames.
 */
#include "vgic/abi.h"
#include "vgic/own.h"
#include "vgic/vregs.h"

#define INFO(attr)	   vgs_field_get(attr, 31, 10)
#define INFO_INTID(attr)   ((uint32_t)vgs_field_get(attr, 9, 0))
#define OFFSET(attr)	   ((uint32_t)(attr))
#define SYSREG(attr, m, l) ((unsigned)vgs_field_get(attr, m, l))
#define GICD_IIDR	   0x008u
#define GICD_TYPER2	   0x00cu

static bool is_v3(const struct vgs_vm *vm)
{
	return vm->cfg.version == VGS_GIC_V3;
}

/* vCPU of an attribute (KVM-UA-21), VGS_NO_VCPU: there is none. */
static unsigned vcpu_of(const struct vgs_vm *vm, uint32_t group, uint64_t attr)
{
	uint32_t who = (uint32_t)(attr >> 32);

	if (!is_v3(vm)) {
		who &= 0xffu;
		return who < vgs_vm_online(vm) ? who : VGS_NO_VCPU;
	}
	if (VGS_RULE(KVM_UA_21, group == VGS_KVM_GRP_DIST_REGS))
		return vgs_vm_online(vm) ? 0 : VGS_NO_VCPU;
	for (unsigned n = 0; n < vgs_vm_online(vm); n++)
		if (vm->affinities[n] == who)
			return n;
	return VGS_NO_VCPU;
}

uint64_t vgs_kvm_attr_reg(const struct vgs_vm *vm, unsigned vcpu,
			  uint32_t offset)
{
	uint32_t who = UINT32_MAX;

	if (!is_v3(vm))
		who = vcpu < 0xffu ? vcpu : 0xffu;
	else if (vcpu < vm->cfg.vcpus)
		who = vm->affinities[vcpu];
	return (uint64_t)who << 32 | offset;
}

uint64_t vgs_kvm_attr_sysreg(const struct vgs_vm *vm, unsigned vcpu,
			     enum vgs_sysreg id)
{
	uint32_t iss = vgs_sysreg_iss(id, false, 0);
	uint32_t op = (uint32_t)(vgs_field_get(iss, 21, 20) << 14 |
				 vgs_field_get(iss, 16, 14) << 11 |
				 vgs_field_get(iss, 13, 10) << 7 |
				 vgs_field_get(iss, 4, 1) << 3 |
				 vgs_field_get(iss, 19, 17));

	return vgs_kvm_attr_reg(vm, vcpu, op);
}

static enum vgs_sysreg sysreg_of(uint64_t attr)
{
	return vgs_sysreg_by_encoding(SYSREG(attr, 15, 14),
				      SYSREG(attr, 13, 11), SYSREG(attr, 10, 7),
				      SYSREG(attr, 6, 3), SYSREG(attr, 2, 0));
}

/* --- one access --------------------------------------------------- */

/* KVM-UA-24: what may be written of GICD_IIDR and GICD_TYPER2. */
static int check_write(const struct vgs_vm *vm, uint32_t offset, uint64_t value)
{
	const struct vgs_policy *p = &vm->cfg.policy;

	if (offset == GICD_IIDR && p->iidr_write == VGS_IIDR_WRITE_CHECKED &&
	    !VGS_RULE(KVM_UA_24, vgs_vreg_iidr_accepts(value)))
		return -VGS_KVM_EINVAL;
	if (!is_v3(vm) || offset != GICD_TYPER2 || !value)
		return 0;
	/* KVM-UA-10: such kernels take it before INIT, and only then. */
	return p->pre_init_registers && vm->abi->initialised ? -VGS_KVM_EBUSY
							     : -VGS_KVM_EINVAL;
}

static int frame_access(struct vgs_vm *vm, enum vgs_frame frame, unsigned vcpu,
			uint32_t offset, bool write, uint64_t *value)
{
	const struct vgs_frame_desc *desc = vgs_vm_frame(vm, frame);
	struct vgs_acc acc = {
		.frame = desc,
		.fields = vm->own ? &vgs_own_fields : NULL,
		.pe = vcpu,
		.owner = vcpu,
		.user = true,
	};
	int rc = 0;

	if (!desc)
		return -VGS_KVM_ENXIO;
	if (!write) {
		/* KVM-UA-22: what is not there reads 0. */
		*value = vgs_reg_vm_read(vm, &acc, offset, 4);
		return 0;
	}
	if (frame == VGS_FRAME_GICD)
		rc = check_write(vm, offset, (uint32_t)*value);
	if (!rc)
		vgs_reg_vm_write(vm, &acc, offset, 4, (uint32_t)*value);
	return rc;
}

/* One INTID's line (KVM-UA-27): SGIs have none. */
static void line_access(struct vgs_vm *vm, uint32_t i, bool write, bool *level)
{
	const struct vgs_virq *q = &vm->virqs[i];

	if (vm->own) {
		*level = vgs_own_line(vm, i, write, *level);
		return;
	}
	if (!write) {
		*level = VGS_RULE(KVM_UA_27, vgs_virq_is_level(q)) &&
			 (q->flags & VGS_VIRQ_LINE);
		return;
	}
	/* Whatever its trigger: the order of restoring does not matter. */
	vgs_virq_flags(vm, i, VGS_VIRQ_LINE, *level ? VGS_VIRQ_LINE : 0,
		       VGS_R_KVM_UA_27);
	if (*level)
		vgs_virq_queue(vm, i);
}

static int level_access(struct vgs_vm *vm, unsigned vcpu, uint64_t attr,
			bool write, uint64_t *value)
{
	uint32_t first = INFO_INTID(attr);

	if (INFO(attr) || first % 32)
		return -VGS_KVM_EINVAL;
	if (!write)
		*value = 0;
	for (unsigned k = 0; k < 32; k++) {
		uint32_t i = vgs_virq_index(vm, vcpu, first + k);
		bool level = *value >> k & 1u;

		if (i == VGS_NO_VIRQ || first + k < VGS_VM_SGIS)
			continue;
		line_access(vm, i, write, &level);
		if (level)
			*value |= VGS_BIT64(k);
	}
	return 0;
}

static int maintenance_access(struct vgs_vm *vm, bool write, uint64_t *value)
{
	struct vgs_vabi *abi = vm->abi;

	if (!write) {
		*value = abi->maintenance;
		return 0;
	}
	if (VGS_RULE(KVM_UA_9, abi->initialised))
		return -VGS_KVM_EBUSY;
	if (*value < VGS_VM_SGIS || *value >= VGS_VM_PRIV)
		return -VGS_KVM_EINVAL;
	abi->maintenance = (uint8_t)*value;
	return 0;
}

static bool entered(const struct vgs_vm *vm)
{
	for (unsigned n = 0; n < vgs_vm_online(vm); n++)
		if (VGS_RULE(KVM_MM_36, vgs_vcpu_busy(&vm->vcpus[n])))
			return true;
	return false;
}

/* May this be reached before INIT (KVM-UA-10)? */
static bool before_init(const struct vgs_vm *vm, uint32_t group, uint64_t attr)
{
	if (!VGS_RULE(KVM_UA_10, vm->cfg.policy.pre_init_registers))
		return false;
	return group == VGS_KVM_GRP_MAINT_IRQ ||
	       (group == VGS_KVM_GRP_DIST_REGS &&
		(OFFSET(attr) == GICD_IIDR || OFFSET(attr) == GICD_TYPER2));
}

/* Is the VM in a state in which registers are accessed (KVM-UA-23)? */
static int check_state(struct vgs_vm *vm, uint32_t group, uint64_t attr)
{
	if (VGS_RULE(KVM_UA_23, entered(vm)))
		return -VGS_KVM_EBUSY;
	/* Nobody is in KVM_RUN, so everybody has been put. */
	for (unsigned n = 0; n < vgs_vm_online(vm); n++)
		vgs_vcpu_save_vmcr(&vm->vcpus[n]);
	return before_init(vm, group, attr) ? 0 : vgs_vabi_lazy_init(vm);
}

int vgs_vabi_register(struct vgs_vm *vm, uint32_t group, unsigned vcpu,
		      uint64_t attr, bool write, uint64_t *value)
{
	int rc = check_state(vm, group, attr);

	if (rc)
		return rc;
	if (vgs_own_frames(vm) && group != VGS_KVM_GRP_MAINT_IRQ)
		return vgs_own_attr(
			vm, write ? VGS_REG_WRITE : VGS_REG_READ, VGS_KVM_VGIC,
			group, vgs_kvm_attr_reg(vm, vcpu, OFFSET(attr)), value);
	vgs_vm_unqueue(vm);
	switch (group) {
	case VGS_KVM_GRP_DIST_REGS:
		return frame_access(vm, VGS_FRAME_GICD, vcpu, OFFSET(attr),
				    write, value);
	case VGS_KVM_GRP_REDIST_REGS:
		return frame_access(vm, VGS_FRAME_GICR, vcpu, OFFSET(attr),
				    write, value);
	case VGS_KVM_GRP_CPU_REGS:
		return frame_access(vm, VGS_FRAME_GICC, vcpu, OFFSET(attr),
				    write, value);
	case VGS_KVM_GRP_CPU_SYSREGS:
		return vgs_vabi_sysreg(vm, vcpu, sysreg_of(attr), write, value);
	case VGS_KVM_GRP_LEVEL_INFO:
		return level_access(vm, vcpu, attr, write, value);
	default:
		return maintenance_access(vm, write, value);
	}
}

static int register_access(struct vgs_vm *vm, uint32_t group, uint64_t attr,
			   bool write, uint64_t *value)
{
	unsigned vcpu = vcpu_of(vm, group, attr);

	if (vcpu == VGS_NO_VCPU)
		return -VGS_KVM_EINVAL;
	return vgs_vabi_register(vm, group, vcpu, attr, write, value);
}

/* --- groups ------------------------------------------------------- */

/* Does a vgic of this version have this group? */
static bool has_group(const struct vgs_vm *vm, uint32_t group)
{
	switch (group) {
	case VGS_KVM_GRP_ADDR:
	case VGS_KVM_GRP_DIST_REGS:
	case VGS_KVM_GRP_NR_IRQS:
	case VGS_KVM_GRP_CTRL:
		return true;
	case VGS_KVM_GRP_CPU_REGS:
		return !is_v3(vm);
	case VGS_KVM_GRP_REDIST_REGS:
	case VGS_KVM_GRP_CPU_SYSREGS:
	case VGS_KVM_GRP_LEVEL_INFO:
		return is_v3(vm);
	case VGS_KVM_GRP_MAINT_IRQ:
		return is_v3(vm) && vm->cfg.policy.pre_init_registers;
	default:
		return false;
	}
}

static int set_nirqs(struct vgs_vm *vm, uint64_t value)
{
	struct vgs_vabi *abi = vm->abi;

	if (!VGS_RULE(KVM_UA_4,
		      value >= 64 && value <= 1023 && value % 32 == 0))
		return -VGS_KVM_EINVAL;
	if (abi->nirqs || abi->initialised)
		return -VGS_KVM_EBUSY;
	abi->nirqs = (uint32_t)value;
	return 0;
}

static int set_ctrl(struct vgs_vm *vm, uint64_t attr)
{
	int rc = -VGS_KVM_ENXIO;

	if (attr == VGS_KVM_CTRL_INIT)
		return vgs_vabi_init(vm);
	if (attr == VGS_KVM_CTRL_SAVE_PENDING_TABLES)
		vgs_vgic_save_pending_tables(vm, &rc);
	return rc;
}

int vgs_vgic_set_attr(struct vgs_vm *vm, uint32_t group, uint64_t attr,
		      uint64_t value, int *ret_rc)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (!vm->abi->created)
		*ret_rc = -VGS_KVM_ENODEV;
	else if (!VGS_RULE(KVM_UA_20, has_group(vm, group)))
		*ret_rc = -VGS_KVM_ENXIO;
	else if (group == VGS_KVM_GRP_ADDR)
		*ret_rc = vgs_vabi_set_addr(vm, attr, value);
	else if (group == VGS_KVM_GRP_NR_IRQS)
		*ret_rc = set_nirqs(vm, value);
	else if (group == VGS_KVM_GRP_CTRL)
		*ret_rc = set_ctrl(vm, attr);
	else
		*ret_rc = register_access(vm, group, attr, true, &value);
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_vgic_get_attr(struct vgs_vm *vm, uint32_t group, uint64_t attr,
		      uint64_t *value, int *ret_rc)
{
	uint64_t found = *value;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (!vm->abi->created) {
		*ret_rc = -VGS_KVM_ENODEV;
	} else if (!has_group(vm, group) || group == VGS_KVM_GRP_CTRL) {
		*ret_rc = -VGS_KVM_ENXIO;
	} else if (group == VGS_KVM_GRP_ADDR) {
		*ret_rc = vgs_vabi_get_addr(vm, attr, &found);
	} else if (group == VGS_KVM_GRP_NR_IRQS) {
		/* Not chosen: only the private ones are counted. */
		found = vm->abi->nirqs ? vm->abi->nirqs : VGS_VM_PRIV;
		*ret_rc = 0;
	} else {
		*ret_rc = register_access(vm, group, attr, false, &found);
	}
	if (!*ret_rc)
		*value = found;
	return vm->bug ? -VGS_EBUG : 0;
}

/* --- KVM_HAS_DEVICE_ATTR ------------------------------------------ */

/* Is there a 32-bit register, of interrupts that exist (KVM-UA-22)? */
static bool has_row(const struct vgs_vm *vm, enum vgs_frame frame,
		    unsigned vcpu, uint32_t offset)
{
	const struct vgs_frame_desc *desc = vgs_vm_frame(vm, frame);
	struct vgs_reg_info info;
	const struct vgs_reg *reg;
	unsigned n;

	if (offset % 4 || !desc || offset >= desc->size)
		return false;
	reg = vgs_reg_decode(desc, offset, &n);
	if (!reg || reg->user == &vgs_vuser_none)
		return false;
	vgs_reg_describe(reg, &info);
	if (!info.bits_per_intid)
		return true;
	return vgs_virq_index(vm, vcpu,
			      info.first_intid +
				      n * info.width / info.bits_per_intid) !=
	       VGS_NO_VIRQ;
}

static int has_register(const struct vgs_vm *vm, uint32_t group, uint64_t attr)
{
	unsigned vcpu = vcpu_of(vm, group, attr);
	uint64_t value = 0;
	bool has;

	if (vcpu == VGS_NO_VCPU)
		return -VGS_KVM_EINVAL;
	if (vgs_own_frames(vm))
		return vgs_own_attr(vm, VGS_REG_PEEK, VGS_KVM_VGIC, group, attr,
				    &value);
	switch (group) {
	case VGS_KVM_GRP_DIST_REGS:
		has = has_row(vm, VGS_FRAME_GICD, vcpu, OFFSET(attr));
		break;
	case VGS_KVM_GRP_REDIST_REGS:
		has = has_row(vm, VGS_FRAME_GICR, vcpu, OFFSET(attr));
		break;
	case VGS_KVM_GRP_CPU_REGS:
		has = has_row(vm, VGS_FRAME_GICC, vcpu, OFFSET(attr));
		break;
	default:
		has = vgs_vabi_has_sysreg(sysreg_of(attr));
		break;
	}
	return VGS_RULE(KVM_UA_22, has) ? 0 : -VGS_KVM_ENXIO;
}

int vgs_vgic_has_attr(const struct vgs_vm *vm, uint32_t group, uint64_t attr,
		      int *ret_rc)
{
	bool has = has_group(vm, group);

	if (!vm->abi->created) {
		*ret_rc = -VGS_KVM_ENODEV;
		return 0;
	}
	if (group == VGS_KVM_GRP_ADDR)
		has = vgs_vabi_has_addr(vm, attr);
	else if (group == VGS_KVM_GRP_CTRL)
		has = attr == VGS_KVM_CTRL_INIT ||
		      (is_v3(vm) && attr == VGS_KVM_CTRL_SAVE_PENDING_TABLES);
	else if (group == VGS_KVM_GRP_LEVEL_INFO)
		has = has && !INFO(attr);
	*ret_rc = has ? 0 : -VGS_KVM_ENXIO;
	if (has &&
	    (group == VGS_KVM_GRP_DIST_REGS || group == VGS_KVM_GRP_CPU_REGS ||
	     group == VGS_KVM_GRP_REDIST_REGS ||
	     group == VGS_KVM_GRP_CPU_SYSREGS ||
	     (group == VGS_KVM_GRP_LEVEL_INFO && vgs_own_frames(vm))))
		*ret_rc = has_register(vm, group, attr);
	return 0;
}
