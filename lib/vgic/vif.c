/* SPDX-License-Identifier: MIT */
/*
 * The virtual CPU interface at an entry and an exit: what the vCPU has in it is
 * loaded, and taken over when it was read back (KVM-SV-1).
 */
#include "vgic/run.h"

#include <string.h>

/* ICH_HCR_EL2 and GICH_HCR */
#define HCR_LRENPIE  VGS_BIT(2)
#define HCR_EOICOUNT 0xf8000000u

#define VMCR_VFIQEN VGS_BIT(3)
#define SRE_ON	    7u /* ICC_SRE_EL1: SRE, DFB, DIB */

/* Does this vCPU run without a virtual interface at work (KVM-LR-5)? */
static bool interface_idle(const struct vgs_vm *vm, const struct vgs_vcpu *v)
{
	return VGS_RULE(KVM_LR_5, vm->cfg.policy.lr_overflow ==
						  VGS_LR_OVERFLOW_UIE_ONLY &&
					  !v->used_lrs) &&
	       !(v->hcr & vgs_vm_traps(vm));
}

/*
 * BUG-35: how the guest reaches its interface decides what VMCR can be, so it
 * comes first.  A GICv2 guest uses GICV, the host and others ICC registers.
 */
static void set_sre(struct vgs_vm *vm, const struct vgs_vcpu *v, bool guest)
{
	if (vm->host_legacy)
		vgs_hw_write(vm, v->pe, VGS_HW_SRE, 0,
			     guest && vm->cfg.version == VGS_GIC_V2 ? 0
								    : SRE_ON);
}

/* The registers of a run, in the vCPU. */
static struct vgs_vif_regs regs_of(struct vgs_vm *vm, struct vgs_vcpu *v)
{
	return (struct vgs_vif_regs){
		.hcr = v->hcr,
		.vmcr = v->vmcr,
		.ap_regs = vm->ap_regs,
		.lrs = v->used_lrs,
		.ap0 = v->ap0,
		.ap1 = v->ap1,
		.lr = v->lr,
	};
}

/* State bits of a list register image. */
static uint64_t without_state(const struct vgs_vm *vm, uint64_t lr)
{
	return lr &
	       ~(vm->host_v2 ? vgs_field_mask(29, 28) : vgs_field_mask(63, 62));
}

/*
 * What a list register is about: virtual INTID, and on a GICv2 what software
 * gave it beside that.  A guest changes the state of it, nothing else.
 */
static uint64_t identity(const struct vgs_vm *vm, uint64_t lr)
{
	return lr &
	       (vm->host_v2 ? vgs_field_mask(19, 0) : vgs_field_mask(31, 0));
}

/*
 * One that was not empty when it was read back.  It is whose it was, or what
 * the vgic has on it belongs to nobody; then of its state nothing is known, and
 * none can have come where there was none.
 */
static void take_lr(struct vgs_vm *vm, unsigned vcpu, unsigned n,
		    uint64_t flushed)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	uint64_t found = v->lr[n];
	bool same = identity(vm, found) == identity(vm, flushed) &&
		    without_state(vm, flushed) != flushed;
	struct vgs_lr_info lr;

	if (!VGS_RULE(VGS_8, !same) || found == flushed)
		return;
	v->lr[n] = flushed;
	vgs_vlr_decode(vm, flushed, &lr);
	vgs_vm_trace(vm, VGS_EV_FINDING, vcpu,
		     vgs_virq_index(vm, vcpu, lr.vintid), n, found,
		     VGS_R_VGS_8);
}

/* Take over list registers, as they were read back (KVM-SV-1). */
static void take_lrs(struct vgs_vm *vm, unsigned vcpu,
		     const struct vgs_vif_regs *regs, const uint64_t *flushed)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	/* What the guest ended without a list register, if that is of use. */
	if (VGS_RULE(KVM_SV_3, v->hcr & HCR_LRENPIE))
		v->hcr |= regs->hcr & HCR_EOICOUNT;
	for (unsigned n = 0; n < v->used_lrs; n++)
		if (VGS_RULE(KVM_SV_1, regs->elrsr >> n & 1u))
			v->lr[n] = without_state(vm, flushed[n]);
		else
			take_lr(vm, vcpu, n, flushed[n]);
}

/*
 * KVM-ML-12: the physical side of a list register with HW must be active, or
 * the guest's deactivation of it is lost.  Whoever injected it saw to that, or
 * it is a finding.
 */
static void check_hw_lrs(struct vgs_vm *vm, unsigned vcpu)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (!VGS_TRACING(vm))
		return;
	for (unsigned n = 0; n < v->used_lrs; n++) {
		struct vgs_lr_info lr;

		if (!vgs_vlr_linked(vm, v->pe, v->lr[n], &lr))
			vgs_vm_trace(vm, VGS_EV_FINDING, vcpu,
				     vgs_virq_index(vm, vcpu, lr.vintid), n,
				     lr.pintid, VGS_R_KVM_ML_12);
	}
}

static int load(struct vgs_vm *vm, struct vgs_vcpu *v)
{
	struct vgs_vif_regs regs = regs_of(vm, v);
	bool fiqs = vm->host_legacy &&
		    VGS_RULE(KVM_LR_1c, vm->cfg.version == VGS_GIC_V3);

	set_sre(vm, v, true);
	regs.vmcr |= fiqs ? VMCR_VFIQEN : 0;
	/* KVM-OV-11: the traps are no part of what the vgic keeps. */
	regs.hcr |= vgs_vm_traps(vm);
	return vgs_hw_load_vif(vm, v->pe, &regs, interface_idle(vm, v));
}

int vgs_vcpu_load_vif(struct vgs_vm *vm, unsigned vcpu)
{
	check_hw_lrs(vm, vcpu);
	return load(vm, &vm->vcpus[vcpu]);
}

void vgs_vcpu_save_vif(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_vif_regs regs = regs_of(vm, v);
	bool idle = interface_idle(vm, v);
	uint64_t flushed[VGS_VM_LRS];

	memcpy(flushed, v->lr, v->used_lrs * sizeof(flushed[0]));
	vgs_hw_save_vif(vm, v->pe, &regs, idle);
	if (!idle)
		take_lrs(vm, vcpu, &regs, flushed);
	v->vmcr = regs.vmcr;
	set_sre(vm, v, false);
}
