/* SPDX-License-Identifier: MIT */
/*
 * A GICv3's vCPU interface as user space saves and restores it, by system
 * registers (KVM-UA-26).  That of a GICv2 is a frame: gicc.c.
 */
#include "vgic/abi.h"

/* ICC_CTLR_EL1 */
#define CTLR_PRIBITS(v) ((unsigned)vgs_field_get(v, 10, 8) + 1u)
#define CTLR_IDBITS(v)	((unsigned)vgs_field_get(v, 13, 11))
#define CTLR_SEIS	VGS_BIT64(14)
#define CTLR_A3V	VGS_BIT64(15)

static uint64_t host_ctlr(const struct vgs_vm *vm)
{
	return (vm->vtr & VGS_BIT(22) ? CTLR_SEIS : 0) |
	       (vm->vtr & VGS_BIT(21) ? CTLR_A3V : 0);
}

static uint64_t ctlr_get(const struct vgs_vm *vm, const struct vgs_vcpu *v,
			 const struct vgs_vmcr *vmcr)
{
	return host_ctlr(vm) | (uint64_t)(v->pri_bits - 1u) << 8 |
	       (uint64_t)v->id_bits << 11 | (uint64_t)vmcr->eoimode << 1 |
	       vmcr->cbpr;
}

/*
 * What the guest was told must be no more than the hardware has; it is taken
 * over from then on, also when a later field is refused.
 */
static int ctlr_set(const struct vgs_vm *vm, struct vgs_vcpu *v,
		    struct vgs_vmcr *vmcr, uint64_t value)
{
	if (VGS_RULE(KVM_UA_26, CTLR_PRIBITS(value) > v->pri_bits))
		return -VGS_KVM_EINVAL;
	v->pri_bits = (uint8_t)CTLR_PRIBITS(value);
	if (CTLR_IDBITS(value) > v->id_bits)
		return -VGS_KVM_EINVAL;
	v->id_bits = (uint8_t)CTLR_IDBITS(value);
	if ((value & (CTLR_SEIS | CTLR_A3V)) != host_ctlr(vm))
		return -VGS_KVM_EINVAL;
	vmcr->cbpr = value & 1u;
	vmcr->eoimode = value >> 1 & 1u;
	return 0;
}

/* Active priority register, NULL: more priority bits are needed for it. */
static uint32_t *active_priorities(struct vgs_vcpu *v, enum vgs_sysreg id)
{
	unsigned n = id < VGS_ICC_AP1R0_EL1 ? (unsigned)id - VGS_ICC_AP0R0_EL1
					    : (unsigned)id - VGS_ICC_AP1R0_EL1;

	if (n >= vgs_vcpu_user_aps(v))
		return NULL;
	return id < VGS_ICC_AP1R0_EL1 ? &v->ap0[n] : &v->ap1[n];
}

static bool is_active_priority(enum vgs_sysreg id)
{
	return (id >= VGS_ICC_AP0R0_EL1 && id <= VGS_ICC_AP0R3_EL1) ||
	       (id >= VGS_ICC_AP1R0_EL1 && id <= VGS_ICC_AP1R3_EL1);
}

bool vgs_vabi_has_sysreg(enum vgs_sysreg id)
{
	return is_active_priority(id) || id == VGS_ICC_PMR_EL1 ||
	       id == VGS_ICC_BPR0_EL1 || id == VGS_ICC_BPR1_EL1 ||
	       id == VGS_ICC_CTLR_EL1 || id == VGS_ICC_SRE_EL1 ||
	       id == VGS_ICC_IGRPEN0_EL1 || id == VGS_ICC_IGRPEN1_EL1;
}

static uint64_t bpr1_get(const struct vgs_vmcr *vmcr)
{
	unsigned shared = vmcr->bpr0 + 1u;

	if (!VGS_RULE(KVM_UA_26, vmcr->cbpr))
		return vmcr->bpr1;
	return shared > 7 ? 7 : shared;
}

static uint64_t sysreg_get(const struct vgs_vm *vm, const struct vgs_vcpu *v,
			   enum vgs_sysreg id)
{
	struct vgs_vmcr vmcr;

	vgs_vmcr_decode(vm, v->vmcr, &vmcr);
	if (id == VGS_ICC_PMR_EL1)
		return vmcr.pmr;
	if (id == VGS_ICC_BPR0_EL1)
		return vmcr.bpr0;
	if (id == VGS_ICC_BPR1_EL1)
		return bpr1_get(&vmcr);
	if (id == VGS_ICC_CTLR_EL1)
		return ctlr_get(vm, v, &vmcr);
	if (id == VGS_ICC_IGRPEN0_EL1)
		return vmcr.enable0;
	if (id == VGS_ICC_IGRPEN1_EL1)
		return vmcr.enable1;
	return 7; /* ICC_SRE_EL1, KVM-LR-1c */
}

static int sysreg_set(const struct vgs_vm *vm, struct vgs_vcpu *v,
		      enum vgs_sysreg id, uint64_t value)
{
	struct vgs_vmcr vmcr;
	int rc = 0;

	vgs_vmcr_decode(vm, v->vmcr, &vmcr);
	if (id == VGS_ICC_PMR_EL1)
		vmcr.pmr = (uint8_t)value;
	else if (id == VGS_ICC_BPR0_EL1)
		vmcr.bpr0 = value & 7u;
	else if (id == VGS_ICC_BPR1_EL1 && !vmcr.cbpr)
		vmcr.bpr1 = value & 7u;
	else if (id == VGS_ICC_CTLR_EL1)
		rc = ctlr_set(vm, v, &vmcr, value);
	else if (id == VGS_ICC_IGRPEN0_EL1)
		vmcr.enable0 = value & 1u;
	else if (id == VGS_ICC_IGRPEN1_EL1)
		vmcr.enable1 = value & 1u;
	else if (id == VGS_ICC_SRE_EL1)
		return VGS_RULE(KVM_UA_26, value & 1u) ? 0 : -VGS_KVM_EINVAL;
	v->vmcr = v->vmcr_saved = vgs_vmcr_encode(vm, &vmcr);
	return rc;
}

int vgs_vabi_sysreg(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		    bool write, uint64_t *value)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	uint32_t *ap;

	if (!VGS_RULE(KVM_UA_26, vgs_vabi_has_sysreg(id)))
		return -VGS_KVM_ENOENT;
	if (is_active_priority(id)) {
		ap = active_priorities(v, id);
		if (!ap)
			return -VGS_KVM_EINVAL;
		if (write)
			*ap = (uint32_t)*value;
		else
			*value = *ap;
		return 0;
	}
	if (write)
		return sysreg_set(vm, v, id, *value);
	*value = sysreg_get(vm, v, id);
	return 0;
}
