/* SPDX-License-Identifier: MIT */
/*
 * A GICv3 guest's CPU interface: the hardware's ICV registers while the vCPU
 * is entered, with what they trap to EL2; its saved ICH_VMCR and active
 * priorities while it is not.
 */
#include "vgic/callback.h"
#include "vgic/own.h"
#include "vgic/tracepoint.h"
#include "vgic/vregs.h"

static uint64_t vtr(const struct vgs_vm *vm, unsigned msb, unsigned lsb)
{
	return vgs_field_get(vm->vtr, msb, lsb);
}

/* --- the saved context -------------------------------------------- */

static uint8_t bpr0(const struct vgs_vm *vm, const struct vgs_vmcr *vmcr)
{
	return (uint8_t)(vmcr->bpr0 < vm->bpr_min ? vm->bpr_min : vmcr->bpr0);
}

/* KVM-CI-4: with CBPR it is the other one plus one, and cannot be written. */
static uint8_t bpr1(const struct vgs_vm *vm, const struct vgs_vmcr *vmcr)
{
	unsigned shared = bpr0(vm, vmcr) + 1u;

	if (VGS_RULE(KVM_CI_4, vmcr->cbpr))
		return (uint8_t)(shared > 7 ? 7 : shared);
	return (uint8_t)(vmcr->bpr1 <= vm->bpr_min ? vm->bpr_min + 1
						   : vmcr->bpr1);
}

/* KVM-CI-8 */
static uint64_t ctlr(const struct vgs_vm *vm, const struct vgs_vmcr *vmcr)
{
	return (uint64_t)vmcr->cbpr | (uint64_t)vmcr->eoimode << 1 |
	       vtr(vm, 31, 29) << 8 | vtr(vm, 25, 23) << 11 |
	       vtr(vm, 22, 22) << 14 | vtr(vm, 21, 21) << 15;
}

static uint64_t rpr(const struct vgs_vm *vm, const struct vgs_vcpu *v)
{
	for (unsigned n = 0; n < vm->ap_regs; n++) {
		uint32_t active = v->ap0[n] | v->ap1[n];

		if (active)
			return (uint64_t)(n * 32u + vgs_ctz64(active))
			       << (vm->bpr_min + 1);
	}
	return 0xff;
}

/* Saved active priority register, NULL: not implemented or another one. */
static const uint32_t *saved_ap(const struct vgs_vm *vm,
				const struct vgs_vcpu *v, enum vgs_sysreg id)
{
	if (id >= VGS_ICC_AP0R0_EL1 && id <= VGS_ICC_AP0R3_EL1)
		return (unsigned)id - VGS_ICC_AP0R0_EL1 < vm->ap_regs
			       ? &v->ap0[id - VGS_ICC_AP0R0_EL1]
			       : NULL;
	if (id >= VGS_ICC_AP1R0_EL1 && id <= VGS_ICC_AP1R3_EL1)
		return (unsigned)id - VGS_ICC_AP1R0_EL1 < vm->ap_regs
			       ? &v->ap1[id - VGS_ICC_AP1R0_EL1]
			       : NULL;
	return NULL;
}

int vgs_icc_read(const struct vgs_vm *vm, const struct vgs_vcpu *v,
		 enum vgs_sysreg id, uint64_t *ret_value)
{
	const uint32_t *ap = saved_ap(vm, v, id);
	struct vgs_vmcr vmcr;

	vgs_vmcr_decode(vm, v->vmcr, &vmcr);
	if (ap)
		*ret_value = *ap;
	else if (id == VGS_ICC_PMR_EL1)
		*ret_value = vmcr.pmr;
	else if (id == VGS_ICC_BPR0_EL1)
		*ret_value = bpr0(vm, &vmcr);
	else if (id == VGS_ICC_BPR1_EL1)
		*ret_value = bpr1(vm, &vmcr);
	else if (id == VGS_ICC_CTLR_EL1)
		*ret_value = ctlr(vm, &vmcr);
	else if (id == VGS_ICC_IGRPEN0_EL1)
		*ret_value = vmcr.enable0;
	else if (id == VGS_ICC_IGRPEN1_EL1)
		*ret_value = vmcr.enable1;
	else if (id == VGS_ICC_SRE_EL1)
		*ret_value = 7; /* KVM-LR-1c */
	else if (id == VGS_ICC_RPR_EL1)
		*ret_value = rpr(vm, v);
	else if (id == VGS_ICC_IAR0_EL1 || id == VGS_ICC_IAR1_EL1 ||
		 id == VGS_ICC_HPPIR0_EL1 || id == VGS_ICC_HPPIR1_EL1)
		*ret_value = VGS_INTID_NONE; /* KVM-ST-22 */
	else
		return VGS_ANSWER_UNDEF;
	return VGS_ANSWER_OK;
}

/* Registers that are nothing but a field of VMCR. @return is it one? */
static bool vmcr_write(const struct vgs_vm *vm, struct vgs_vmcr *vmcr,
		       enum vgs_sysreg id, uint64_t value)
{
	unsigned mask = 0xffu << (8 - vm->pri_bits) & 0xffu;
	uint8_t bpr = value & 7u;

	if (id == VGS_ICC_PMR_EL1) {
		vmcr->pmr = (uint8_t)(value & mask);
	} else if (id == VGS_ICC_BPR0_EL1) {
		vmcr->bpr0 = (uint8_t)(bpr < vm->bpr_min ? vm->bpr_min : bpr);
	} else if (id == VGS_ICC_BPR1_EL1) {
		if (!VGS_RULE(KVM_CI_4, vmcr->cbpr))
			vmcr->bpr1 =
				(uint8_t)(bpr <= vm->bpr_min ? vm->bpr_min + 1
							     : bpr);
	} else if (id == VGS_ICC_CTLR_EL1) {
		vmcr->cbpr = value & 1u;
		vmcr->eoimode = value >> 1 & 1u;
	} else if (id == VGS_ICC_IGRPEN0_EL1) {
		vmcr->enable0 = value & 1u;
	} else if (id == VGS_ICC_IGRPEN1_EL1) {
		vmcr->enable1 = value & 1u;
	} else {
		return false;
	}
	return true;
}

int vgs_icc_write(const struct vgs_vm *vm, struct vgs_vcpu *v,
		  enum vgs_sysreg id, uint64_t value)
{
	const uint32_t *ap = saved_ap(vm, v, id);
	struct vgs_vmcr vmcr;

	vgs_vmcr_decode(vm, v->vmcr, &vmcr);
	if (vmcr_write(vm, &vmcr, id, value)) {
		v->vmcr = v->vmcr_saved = vgs_vmcr_encode(vm, &vmcr);
		return VGS_ANSWER_OK;
	}
	if (ap) {
		if (id < VGS_ICC_AP1R0_EL1)
			v->ap0[id - VGS_ICC_AP0R0_EL1] = (uint32_t)value;
		else
			v->ap1[id - VGS_ICC_AP1R0_EL1] = (uint32_t)value;
		return VGS_ANSWER_OK;
	}
	return VGS_ANSWER_UNDEF; /* KVM-CI-9 */
}

/* Nothing is active in a saved context that these could end. */
static int saved_write(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		       uint64_t value)
{
	if (id != VGS_ICC_EOIR0_EL1 && id != VGS_ICC_EOIR1_EL1 &&
	    id != VGS_ICC_DIR_EL1 && id != VGS_ICC_SRE_EL1)
		return vgs_icc_write(vm, &vm->vcpus[vcpu], id, value);
	vgs_vm_trace(vm, VGS_EV_IGNORED, vcpu, VGS_NO_VIRQ, id, value,
		     VGS_R_KVM_ST_22);
	return VGS_ANSWER_OK;
}

/* --- what traps --------------------------------------------------- */

static bool is_sgi_register(enum vgs_sysreg id)
{
	return id == VGS_ICC_SGI1R_EL1 || id == VGS_ICC_SGI0R_EL1 ||
	       id == VGS_ICC_ASGI1R_EL1;
}

/* Emulate a write that left the guest, or that a vCPU outside it makes. */
static void emulate_sgi(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
			uint64_t value)
{
	/* KVM-MM-52: with DS=1 ASGI1R is treated like SGI0R. */
	vgs_vm_sgi_v3(vm, vcpu, value, id == VGS_ICC_SGI1R_EL1);
}

int vgs_vcpu_trap_dir(struct vgs_vm *vm, unsigned vcpu, enum vgs_vm_stat stat,
		      uint32_t value)
{
	int err = vgs_vm_trap_begin(vm, vcpu, stat), resumed;

	if (err)
		return err;
	if (stat == VGS_VM_STAT_SYSREG_TRAPS)
		vgs_tp_sys_reg(vm, vcpu, vgs_sysreg_name(VGS_ICC_DIR_EL1),
			       true);
	else
		vgs_tp_mmio(vm, vcpu, VGS_MMIO_WRITE, VGS_FRAME_GICC, 0,
			    VGS_VM_GICC_DIR, 4, value);
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_DIR_TRAPS);
	err = vgs_vcpu_deactivate(vm, vcpu, value);
	resumed = vgs_vm_resume(vm);
	return err ? err : resumed;
}

/* ICC_SGI1R and its kin are the hypervisor's, entered or not. */
static int trap_sgi(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		    uint64_t value)
{
	int err = vgs_vm_trap_begin(vm, vcpu, VGS_VM_STAT_SYSREG_TRAPS);

	if (err)
		return err;
	vgs_tp_sys_reg(vm, vcpu, vgs_sysreg_name(id), true);
	emulate_sgi(vm, vcpu, id, value);
	err = vgs_vm_resume(vm);
	return err ? err : VGS_ANSWER_OK;
}

/* Is it a register of a guest's EL1 at all? */
static bool guest_register(const struct vgs_vm *vm, enum vgs_sysreg id)
{
	/* KVM-MM-54: a GICv2 guest has none of them. */
	return VGS_RULE(KVM_MM_54, vm->cfg.version == VGS_GIC_V3 &&
					   !vm->cfg.user_irqchip) &&
	       (unsigned)id <= VGS_ICC_IGRPEN1_EL1;
}

int vgs_vcpu_sysreg_read(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
			 uint64_t *ret_value)
{
	const struct vgs_vcpu *v;
	int answer = vgs_vm_may(vm);

	if (answer)
		return answer;
	if (vcpu >= vgs_vm_online(vm) || (unsigned)id >= VGS_SYSREG_COUNT)
		return -VGS_ERANGE;
	if (!guest_register(vm, id))
		return VGS_ANSWER_UNDEF;
	v = &vm->vcpus[vcpu];
	if (!v->entered)
		return vgs_own_sysregs(vm)
			       ? vgs_own_sysreg(vm, vcpu, VGS_REG_READ, id,
						ret_value)
			       : vgs_icc_read(vm, v, id, ret_value);
	answer = vgs_hw_sysreg_read(vm, v->pe, id, ret_value);
	if (answer != VGS_ANSWER_TRAP_EL2)
		return answer;
	if (vgs_own_sysregs(vm))
		return vgs_own_sysreg(vm, vcpu, VGS_REG_READ, id, ret_value);
	return vgs_icv_read(vm, vcpu, id, ret_value);
}

int vgs_vcpu_sysreg_write(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
			  uint64_t value)
{
	const struct vgs_vcpu *v;
	int answer = vgs_vm_may(vm);

	if (answer)
		return answer;
	if (vcpu >= vgs_vm_online(vm) || (unsigned)id >= VGS_SYSREG_COUNT)
		return -VGS_ERANGE;
	if (!guest_register(vm, id))
		return VGS_ANSWER_UNDEF;
	v = &vm->vcpus[vcpu];
	if (!v->entered && vgs_own_sysregs(vm))
		return vgs_own_sysreg(vm, vcpu, VGS_REG_WRITE, id, &value);
	if (!v->entered) {
		if (!is_sgi_register(id))
			return saved_write(vm, vcpu, id, value);
		emulate_sgi(vm, vcpu, id, value);
		return vm->bug ? -VGS_EBUG : VGS_ANSWER_OK;
	}
	answer = vgs_hw_sysreg_write(vm, v->pe, id, value);
	if (answer != VGS_ANSWER_TRAP_EL2)
		return answer;
	if (vgs_own_sysregs(vm))
		return vgs_own_sysreg(vm, vcpu, VGS_REG_WRITE, id, &value);
	if (is_sgi_register(id)) {
		answer = trap_sgi(vm, vcpu, id, value);
	} else if (VGS_RULE(KVM_OV_18, vgs_vm_traps(vm))) {
		answer = vgs_icv_write(vm, vcpu, id, value);
	} else if (id == VGS_ICC_DIR_EL1) {
		answer = vgs_vcpu_trap_dir(vm, vcpu, VGS_VM_STAT_SYSREG_TRAPS,
					   (uint32_t)value);
	} else {
		answer = VGS_ANSWER_UNDEF;
	}
	return vm->bug ? -VGS_EBUG : answer;
}

int vgs_vcpu_sysreg_peek(const struct vgs_vm *vm, unsigned vcpu,
			 enum vgs_sysreg id, uint64_t *ret_value)
{
	const struct vgs_vcpu *v;

	if (vcpu >= vgs_vm_online(vm) || (unsigned)id >= VGS_SYSREG_COUNT)
		return -VGS_ERANGE;
	if (!guest_register(vm, id))
		return VGS_ANSWER_UNDEF;
	v = &vm->vcpus[vcpu];
	if (vgs_own_sysregs(vm) && (!v->entered || vgs_own_traps(vm, vcpu, id)))
		return vgs_own_sysreg_peek(vm, vcpu, id, ret_value);
	if (!v->entered)
		return vgs_icc_read(vm, v, id, ret_value);
	/* The hardware does not evaluate traps for a peek. */
	if (vgs_vm_traps(vm) && !vm->own)
		return vgs_icv_peek(vm, vcpu, id, ret_value);
	return vgs_hw_sysreg_peek(vm, v->pe, id, ret_value);
}
