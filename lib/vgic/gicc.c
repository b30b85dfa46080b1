/* SPDX-License-Identifier: MIT */
/*
 * A GICv2 guest's CPU interface: the hardware's GICV frame while the vCPU is
 * entered, its saved GICH_VMCR and GICH_APR while it is not, which user space
 * sees too (vgic.md A.5).  Nothing can be acknowledged there: list registers
 * exist only during a run (KVM-ST-22).
 */
#include "vgic/callback.h"
#include "vgic/vregs.h"

#define GICC_IIDR     0x00fcu
#define CTLR_MASK     0x21fu /* EnableGrp0/1 AckCtl FIQEn CBPR EOImode */
#define KVM_GICC_IIDR 0x4b2043bu

static struct vgs_vcpu *vcpu_of(const struct vgs_vm *vm,
				const struct vgs_acc *acc)
{
	return &vm->vcpus[acc->pe];
}

static struct vgs_vmcr vmcr_of(const struct vgs_vm *vm,
			       const struct vgs_acc *acc)
{
	struct vgs_vmcr vmcr;

	vgs_vmcr_decode(vm, vcpu_of(vm, acc)->vmcr, &vmcr);
	return vmcr;
}

static void set_vmcr(struct vgs_vm *vm, const struct vgs_acc *acc,
		     const struct vgs_vmcr *vmcr)
{
	vcpu_of(vm, acc)->vmcr = vgs_vmcr_encode(vm, vmcr);
	vgs_vcpu_save_vmcr(vcpu_of(vm, acc));
}

static uint8_t at_least(unsigned value, unsigned min)
{
	return (uint8_t)(value < min ? min : value);
}

/* --- control and priorities --------------------------------------- */

/* KVM-GM-5: the bits of GICV_CTLR are those of VMCR. */
static VGS_VREG_PEEK(ctlr_peek)
{
	return vcpu_of(vm, acc)->vmcr & CTLR_MASK;
}

static VGS_VREG_WRITE(ctlr_write)
{
	struct vgs_vcpu *v = vcpu_of(vm, acc);

	v->vmcr = (v->vmcr & ~CTLR_MASK) | (value & CTLR_MASK);
	vgs_vcpu_save_vmcr(v);
}

/* To user space in five bits, as GICH_VMCR has it. */
static VGS_VREG_PEEK(pmr_peek)
{
	uint8_t pmr = vmcr_of(vm, acc).pmr;

	return VGS_RULE(KVM_MM_60, acc->user) ? pmr >> 3 : pmr;
}

static VGS_VREG_WRITE(pmr_write)
{
	struct vgs_vmcr vmcr = vmcr_of(vm, acc);

	vmcr.pmr = value & 0xf8u;
	set_vmcr(vm, acc, &vmcr);
}

static VGS_VREG_WRITE(user_pmr_write)
{
	struct vgs_vmcr vmcr = vmcr_of(vm, acc);

	vmcr.pmr = (uint8_t)(value << 3);
	set_vmcr(vm, acc, &vmcr);
}

static VGS_VREG_PEEK(bpr_peek)
{
	return at_least(vmcr_of(vm, acc).bpr0, vm->bpr_min);
}

static VGS_VREG_WRITE(bpr_write)
{
	struct vgs_vmcr vmcr = vmcr_of(vm, acc);

	vmcr.bpr0 = at_least(value & 7u, acc->user ? 0 : vm->bpr_min);
	set_vmcr(vm, acc, &vmcr);
}

static VGS_VREG_PEEK(user_bpr_peek)
{
	return vmcr_of(vm, acc).bpr0;
}

static VGS_VREG_PEEK(abpr_peek)
{
	return at_least(vmcr_of(vm, acc).bpr1, vm->bpr_min + 1);
}

static VGS_VREG_WRITE(abpr_write)
{
	struct vgs_vmcr vmcr = vmcr_of(vm, acc);

	vmcr.bpr1 = at_least(value & 7u, acc->user ? 0 : vm->bpr_min + 1);
	set_vmcr(vm, acc, &vmcr);
}

static VGS_VREG_PEEK(user_abpr_peek)
{
	return vmcr_of(vm, acc).bpr1;
}

/* --- active priorities -------------------------------------------- */

/* Priority of the most urgent active bit, 0xff: idle. */
static VGS_VREG_PEEK(rpr_peek)
{
	for (unsigned n = 0; n < vm->ap_regs; n++) {
		uint32_t apr = *vgs_vcpu_apr(vm, acc->pe, n);

		if (apr)
			return (n * 32u + vgs_ctz64(apr)) << (vm->bpr_min + 1);
	}
	return 0xff;
}

/* KVM-MM-61: there are four, of which not all are real. */
static bool apr_is_real(const struct vgs_vm *vm, const struct vgs_acc *acc)
{
	return acc->n <
	       (acc->user ? vgs_vcpu_user_aps(vcpu_of(vm, acc)) : vm->ap_regs);
}

static VGS_VREG_PEEK(apr_peek)
{
	return apr_is_real(vm, acc) ? *vgs_vcpu_apr(vm, acc->pe, acc->n) : 0;
}

static VGS_VREG_WRITE(apr_write)
{
	if (VGS_RULE(KVM_MM_61, apr_is_real(vm, acc)))
		*vgs_vcpu_apr(vm, acc->pe, acc->n) = (uint32_t)value;
}

/* --- what only list registers have -------------------------------- */

/* Nothing is pending outside a run (KVM-ST-22). */
static VGS_VREG_PEEK(none_peek)
{
	(void)vm;
	(void)acc;
	return VGS_INTID_NONE;
}

static VGS_VREG_WRITE(end_write)
{
	vgs_vm_trace(vm, VGS_EV_IGNORED, acc->pe, VGS_NO_VIRQ, acc->reg->offset,
		     value, VGS_R_KVM_ST_22);
}

static VGS_VREG_PEEK(iidr_peek)
{
	uint64_t value = 0;

	vgs_hw_frame_peek(vm, vcpu_of(vm, acc)->pe, VGS_FRAME_GICV, 0,
			  GICC_IIDR, 4, &value);
	return value;
}

static VGS_VREG_PEEK(user_iidr_peek)
{
	(void)vm;
	(void)acc;
	return KVM_GICC_IIDR;
}

/* --- the table ---------------------------------------------------- */

static const struct vgs_vreg user_pmr = {
	.access = VGS_ACC_RW,
	.peek = pmr_peek,
	.write = user_pmr_write,
};

static const struct vgs_vreg user_bpr = {
	.access = VGS_ACC_RW,
	.peek = user_bpr_peek,
	.write = bpr_write,
};

static const struct vgs_vreg user_abpr = {
	.access = VGS_ACC_RW,
	.peek = user_abpr_peek,
	.write = abpr_write,
};

static const struct vgs_vreg user_iidr = {
	.access = VGS_ACC_RO,
	.peek = user_iidr_peek,
};

const struct vgs_vreg vgs_vuser_none = {
	.access = VGS_ACC_RAZ,
};

static const struct vgs_field ctlr_fields[] = {
	{ "EnableGrp0", 0, 0 }, { "EnableGrp1", 1, 1 }, { "AckCtl", 2, 2 },
	{ "FIQEn", 3, 3 },	{ "CBPR", 4, 4 },	{ "EOImode", 9, 9 },
	{ NULL, 0, 0 },
};

/* clang-format off */
static const struct vgs_reg rows[] = {
	{ .name = "GICC_CTLR", .offset = 0x00, .access = VGS_ACC_RW,
	  .fields = ctlr_fields, .vm_peek = ctlr_peek, .vm_write = ctlr_write,
	  .rule = VGS_R_KVM_GM_5, .doc = "enables, EOI mode" },
	{ .name = "GICC_PMR", .offset = 0x04, .access = VGS_ACC_RW,
	  .vm_peek = pmr_peek, .vm_write = pmr_write, .user = &user_pmr,
	  .rule = VGS_R_KVM_MM_60, .doc = "priority mask" },
	{ .name = "GICC_BPR", .offset = 0x08, .access = VGS_ACC_RW,
	  .vm_peek = bpr_peek, .vm_write = bpr_write, .user = &user_bpr,
	  .rule = VGS_R_KVM_MM_60, .doc = "binary point of group 0" },
	{ .name = "GICC_IAR", .offset = 0x0c, .access = VGS_ACC_RO,
	  .vm_peek = none_peek, .user = &vgs_vuser_none,
	  .rule = VGS_R_KVM_ST_22, .doc = "1023 outside a run" },
	{ .name = "GICC_EOIR", .offset = 0x10, .access = VGS_ACC_WO,
	  .vm_write = end_write, .user = &vgs_vuser_none,
	  .rule = VGS_R_KVM_ST_22, .doc = "ends nothing outside a run" },
	{ .name = "GICC_RPR", .offset = 0x14, .access = VGS_ACC_RO,
	  .vm_peek = rpr_peek, .user = &vgs_vuser_none,
	  .rule = VGS_R_KVM_ST_22, .doc = "running priority" },
	{ .name = "GICC_HPPIR", .offset = 0x18, .access = VGS_ACC_RO,
	  .vm_peek = none_peek, .user = &vgs_vuser_none,
	  .rule = VGS_R_KVM_ST_22, .doc = "1023 outside a run" },
	{ .name = "GICC_ABPR", .offset = 0x1c, .access = VGS_ACC_RW,
	  .vm_peek = abpr_peek, .vm_write = abpr_write, .user = &user_abpr,
	  .rule = VGS_R_KVM_MM_60, .doc = "binary point of group 1" },
	{ .name = "GICC_AIAR", .offset = 0x20, .access = VGS_ACC_RO,
	  .vm_peek = none_peek, .user = &vgs_vuser_none,
	  .rule = VGS_R_KVM_ST_22, .doc = "1023 outside a run" },
	{ .name = "GICC_AEOIR", .offset = 0x24, .access = VGS_ACC_WO,
	  .vm_write = end_write, .user = &vgs_vuser_none,
	  .rule = VGS_R_KVM_ST_22, .doc = "ends nothing outside a run" },
	{ .name = "GICC_AHPPIR", .offset = 0x28, .access = VGS_ACC_RO,
	  .vm_peek = none_peek, .user = &vgs_vuser_none,
	  .rule = VGS_R_KVM_ST_22, .doc = "1023 outside a run" },
	{ .name = "GICC_APR", .offset = 0xd0, .count = 4, .access = VGS_ACC_RW,
	  .vm_peek = apr_peek, .vm_write = apr_write,
	  .rule = VGS_R_KVM_MM_61, .doc = "active priorities: not all are real" },
	{ .name = "GICC_IIDR", .offset = 0xfc, .access = VGS_ACC_RO,
	  .vm_peek = iidr_peek, .user = &user_iidr,
	  .rule = VGS_R_KVM_MM_60, .doc = "the hardware's; KVM's for user space" },
	{ .name = "GICC_DIR", .offset = 0x1000, .access = VGS_ACC_WO,
	  .vm_write = end_write, .user = &vgs_vuser_none,
	  .rule = VGS_R_KVM_ST_22, .doc = "ends nothing outside a run" },
};
/* clang-format on */

const struct vgs_frame_desc vgs_vgicc = {
	.bank = VGS_BANK_VM_GICC,
	.regs = rows,
	.count = VGS_ARRAY(rows),
	.size = VGS_VM_GICC_SIZE,
	.virt = true,
	.vm_trace = vgs_vreg_trace,
};

/* --- the guest's accesses ----------------------------------------- */

static struct vgs_acc access_of(unsigned vcpu)
{
	return (struct vgs_acc){ .frame = &vgs_vgicc, .pe = vcpu };
}

/* KVM-MM-62: the hypervisor makes each access for the guest. */
static bool proxied(const struct vgs_vm *vm)
{
	return VGS_RULE(KVM_MM_62, vm->cfg.policy.gicv_trap) && !vm->own;
}

static bool refused(const struct vgs_vm *vm, uint32_t offset, unsigned size)
{
	return proxied(vm) && (size != 4 || offset % 4);
}

static void count_proxied(struct vgs_vm *vm, unsigned vcpu, bool dir)
{
	if (!proxied(vm))
		return;
	vgs_vm_trap_brief(vm, vcpu, VGS_VM_STAT_MMIO_GICC);
	if (dir)
		vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_DIR_TRAPS);
}

int vgs_vcpu_gicc_read(struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
		       unsigned size, uint64_t *ret_value)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_acc acc = access_of(vcpu);

	if (v->entered)
		count_proxied(vm, vcpu, false);
	if (v->entered && refused(vm, offset, size))
		return VGS_ANSWER_ABORT;
	if (v->entered)
		return vgs_hw_frame_read(vm, v->pe, VGS_FRAME_GICV, 0, offset,
					 size, ret_value);
	*ret_value = vgs_reg_vm_read(vm, &acc, offset, size);
	return 0;
}

int vgs_vcpu_gicc_peek(const struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
		       unsigned size, uint64_t *ret_value)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_acc acc = access_of(vcpu);

	if (v->entered && refused(vm, offset, size))
		return VGS_ANSWER_ABORT;
	if (v->entered)
		return vgs_hw_frame_peek(vm, v->pe, VGS_FRAME_GICV, 0, offset,
					 size, ret_value);
	*ret_value = vgs_reg_vm_peek(vm, &acc, offset, size);
	return 0;
}

/* KVM-OV-19: where the vgic counts on EOIcount, GICV_DIR traps. */
static bool dir_traps(const struct vgs_vm *vm, uint32_t offset)
{
	return offset == VGS_VM_GICC_DIR && !vm->own &&
	       VGS_RULE(KVM_OV_19,
			vm->cfg.policy.lr_overflow != VGS_LR_OVERFLOW_UIE_ONLY);
}

int vgs_vcpu_gicc_write(struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
			unsigned size, uint64_t value)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_acc acc = access_of(vcpu);

	if (v->entered && size == 4 && dir_traps(vm, offset)) {
		int err = vgs_vcpu_trap_dir(vm, vcpu, VGS_VM_STAT_MMIO_GICC,
					    (uint32_t)value);

		return vm->bug ? -VGS_EBUG : err;
	}
	if (v->entered)
		count_proxied(vm, vcpu, offset == VGS_VM_GICC_DIR);
	if (v->entered && refused(vm, offset, size))
		return VGS_ANSWER_ABORT;
	if (v->entered)
		return vgs_hw_frame_write(vm, v->pe, VGS_FRAME_GICV, 0, offset,
					  size, value);
	vgs_reg_vm_write(vm, &acc, offset, size, value);
	return 0;
}
