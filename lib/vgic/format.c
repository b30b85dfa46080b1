/* SPDX-License-Identifier: MIT */
/*
 * Encodings of list registers and VMCR, GICH and ICH (KVM-LR-1, KVM-LR-1b).
 */
#include "vgic/vm.h"

static uint64_t field(uint64_t value, unsigned msb, unsigned lsb)
{
	return value << lsb & vgs_field_mask(msb, lsb);
}

/* State of a list register: bit 0 pending, bit 1 active (GIC-P1). */
static unsigned state_bits(enum vgs_irq_state state)
{
	switch (state) {
	case VGS_INACTIVE:
		return 0;
	case VGS_PENDING:
		return 1;
	case VGS_ACTIVE:
		return 2;
	case VGS_ACTIVE_PENDING:
		return 3;
	}
	return 0;
}

static enum vgs_irq_state state_of(uint64_t bits)
{
	static const enum vgs_irq_state states[] = { VGS_INACTIVE, VGS_PENDING,
						     VGS_ACTIVE,
						     VGS_ACTIVE_PENDING };

	return states[bits & 3u];
}

static uint64_t encode_v2(const struct vgs_lr_info *lr)
{
	uint64_t value = field(lr->vintid, 9, 0) |
			 field(state_bits(lr->state), 29, 28) |
			 field(lr->priority >> 3, 27, 23) |
			 field(lr->group, 30, 30) | field(lr->hw, 31, 31);

	if (lr->hw)
		return value | field(lr->pintid, 19, 10);
	return value | field(lr->source, 12, 10) | field(lr->eoi, 19, 19);
}

/* KVM-LR-1: of a GICv2 guest's, vINTID has the source above the INTID. */
static uint64_t encode_v3(const struct vgs_lr_info *lr)
{
	uint64_t value = field(lr->vintid, 31, 0) |
			 field(state_bits(lr->state), 63, 62) |
			 field(lr->priority, 55, 48) |
			 field(lr->group, 60, 60) | field(lr->hw, 61, 61);

	if (lr->hw)
		return value | field(lr->pintid, 44, 32);
	return value | field(lr->source, 12, 10) | field(lr->eoi, 41, 41);
}

uint64_t vgs_vlr_encode(const struct vgs_vm *vm, const struct vgs_lr_info *lr)
{
	return vm->host_v2 ? encode_v2(lr) : encode_v3(lr);
}

uint64_t vgs_vlr_event(const struct vgs_lr_info *lr)
{
	return encode_v3(lr);
}

void vgs_vlr_decode(const struct vgs_vm *vm, uint64_t value,
		    struct vgs_lr_info *ret_lr)
{
	struct vgs_lr_info lr = { .state = VGS_INACTIVE };

	if (vm->host_v2) {
		lr.vintid = (uint32_t)vgs_field_get(value, 9, 0);
		lr.state = state_of(vgs_field_get(value, 29, 28));
		lr.priority = (uint8_t)(vgs_field_get(value, 27, 23) << 3);
		lr.group = vgs_field_get(value, 30, 30) & 1u;
		lr.hw = vgs_field_get(value, 31, 31);
		if (lr.hw)
			lr.pintid = (uint32_t)vgs_field_get(value, 19, 10);
		else
			lr.source = vgs_field_get(value, 12, 10) & 7u;
		lr.eoi = !lr.hw && vgs_field_get(value, 19, 19);
	} else {
		lr.vintid = (uint32_t)vgs_field_get(value, 31, 0);
		lr.state = state_of(vgs_field_get(value, 63, 62));
		lr.priority = (uint8_t)vgs_field_get(value, 55, 48);
		lr.group = vgs_field_get(value, 60, 60) & 1u;
		lr.hw = vgs_field_get(value, 61, 61);
		if (lr.hw)
			lr.pintid = (uint32_t)vgs_field_get(value, 44, 32);
		lr.eoi = !lr.hw && vgs_field_get(value, 41, 41);
		if (VGS_RULE(KVM_LR_1, vm->cfg.version == VGS_GIC_V2)) {
			lr.source = vgs_field_get(value, 12, 10) & 7u;
			lr.vintid &= 0x3ffu;
		}
	}
	*ret_lr = lr;
}

/*
 * VMCR of GICv2 and GICv3 have the same fields but for the priority mask,
 * which is five bits in GICH_VMCR and eight in ICH_VMCR_EL2.
 */
uint32_t vgs_vmcr_encode(const struct vgs_vm *vm, const struct vgs_vmcr *vmcr)
{
	uint64_t value = field(vmcr->enable0, 0, 0) |
			 field(vmcr->enable1, 1, 1) |
			 field(vmcr->ackctl, 2, 2) | field(vmcr->fiqen, 3, 3) |
			 field(vmcr->cbpr, 4, 4) | field(vmcr->eoimode, 9, 9) |
			 field(vmcr->bpr1, 20, 18) | field(vmcr->bpr0, 23, 21);

	if (vm->host_v2)
		value |= field(vmcr->pmr >> 3, 31, 27);
	else
		value |= field(vmcr->pmr, 31, 24);
	return (uint32_t)value;
}

void vgs_vmcr_decode(const struct vgs_vm *vm, uint32_t value,
		     struct vgs_vmcr *ret_vmcr)
{
	uint64_t pmr = vm->host_v2 ? vgs_field_get(value, 31, 27) << 3
				   : vgs_field_get(value, 31, 24);

	*ret_vmcr = (struct vgs_vmcr){
		.enable0 = vgs_vmcr_enables(value, false),
		.enable1 = vgs_vmcr_enables(value, true),
		.ackctl = vgs_field_get(value, 2, 2),
		.fiqen = vgs_field_get(value, 3, 3),
		.cbpr = vgs_field_get(value, 4, 4),
		.eoimode = vgs_field_get(value, 9, 9),
		.bpr1 = (uint8_t)vgs_field_get(value, 20, 18),
		.bpr0 = (uint8_t)vgs_field_get(value, 23, 21),
		.pmr = (uint8_t)pmr,
	};
}

uint32_t vgs_vcpu_vmcr(const struct vgs_vm *vm, unsigned vcpu)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (!v->entered)
		return v->vmcr_saved;
	return (uint32_t)vgs_hw_peek(vm, v->pe, VGS_HW_VMCR, 0);
}
