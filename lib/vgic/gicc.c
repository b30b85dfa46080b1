/* SPDX-License-Identifier: MIT */
/*
 * A GICv2 guest's CPU interface: the hardware's GICV frame while the vCPU is
 * entered, its saved GICH_VMCR and GICH_APR while it is not.  Nothing can be
 * acknowledged there: list registers exist only during a run (KVM-ST-22).
 */
#include "vgic/vm.h"

/* Offsets of GICC and GICV. */
#define GICC_CTLR   0x000u
#define GICC_PMR    0x004u
#define GICC_BPR    0x008u
#define GICC_IAR    0x00cu
#define GICC_RPR    0x014u
#define GICC_HPPIR  0x018u
#define GICC_ABPR   0x01cu
#define GICC_AIAR   0x020u
#define GICC_AHPPIR 0x028u
#define GICC_APR0   0x0d0u
#define GICC_IIDR   0x0fcu
#define GICC_DIR    0x1000u

#define CTLR_MASK 0x21fu /* EnableGrp0/1 AckCtl FIQEn CBPR EOImode */

/* KVM-GM-5: the bits of GICV_CTLR are those of VMCR. */
static uint32_t saved_ctlr(const struct vgs_vcpu *v)
{
	return v->vmcr & CTLR_MASK;
}

static uint32_t at_least(uint32_t value, uint32_t min)
{
	return value < min ? min : value;
}

/* Priority of the most urgent active bit, 0xff: idle. */
static uint32_t saved_rpr(const struct vgs_vm *vm, const struct vgs_vcpu *v)
{
	if (!v->ap0[0])
		return 0xff;
	return vgs_ctz64(v->ap0[0]) << (vm->bpr_min + 1);
}

static uint32_t saved_read(const struct vgs_vm *vm, unsigned vcpu,
			   uint32_t offset)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_vmcr vmcr;
	uint64_t value = 0;

	vgs_vmcr_decode(vm, v->vmcr, &vmcr);
	switch (offset) {
	case GICC_CTLR:
		return saved_ctlr(v);
	case GICC_PMR:
		return vmcr.pmr;
	case GICC_BPR:
		return at_least(vmcr.bpr0, vm->bpr_min);
	case GICC_ABPR:
		return at_least(vmcr.bpr1, vm->bpr_min + 1);
	case GICC_IAR:
	case GICC_HPPIR:
	case GICC_AIAR:
	case GICC_AHPPIR:
		return VGS_INTID_NONE;
	case GICC_RPR:
		return saved_rpr(vm, v);
	case GICC_APR0:
		return v->ap0[0];
	case GICC_IIDR:
		vm->hw.frame_peek(vm->hw.user, v->pe, VGS_FRAME_GICV, 0,
				  GICC_IIDR, 4, &value);
		return (uint32_t)value;
	default:
		return 0;
	}
}

static void saved_write(struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
			uint32_t value)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_vmcr vmcr;

	vgs_vmcr_decode(vm, v->vmcr, &vmcr);
	switch (offset) {
	case GICC_CTLR:
		v->vmcr = (v->vmcr & ~CTLR_MASK) | (value & CTLR_MASK);
		return;
	case GICC_PMR:
		vmcr.pmr = value & 0xf8u;
		break;
	case GICC_BPR:
		vmcr.bpr0 = (uint8_t)at_least(value & 7u, vm->bpr_min);
		break;
	case GICC_ABPR:
		vmcr.bpr1 = (uint8_t)at_least(value & 7u, vm->bpr_min + 1);
		break;
	case GICC_APR0:
		v->ap0[0] = value;
		return;
	default:
		vgs_vm_trace(vm, VGS_EV_IGNORED, vcpu, VGS_NO_VIRQ, offset,
			     value, VGS_R_KVM_ST_22);
		return;
	}
	v->vmcr = vgs_vmcr_encode(vm, &vmcr);
}

int vgs_vcpu_gicc_read(struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
		       unsigned size, uint64_t *ret_value)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (v->entered)
		return vm->hw.frame_read(vm->hw.user, v->pe, VGS_FRAME_GICV, 0,
					 offset, size, ret_value);
	*ret_value =
		size == 4 && offset % 4 == 0 ? saved_read(vm, vcpu, offset) : 0;
	return 0;
}

int vgs_vcpu_gicc_peek(const struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
		       unsigned size, uint64_t *ret_value)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (v->entered)
		return vm->hw.frame_peek(vm->hw.user, v->pe, VGS_FRAME_GICV, 0,
					 offset, size, ret_value);
	*ret_value =
		size == 4 && offset % 4 == 0 ? saved_read(vm, vcpu, offset) : 0;
	return 0;
}

/* KVM-OV-19: where the vgic counts on EOIcount, GICV_DIR traps. */
static bool dir_traps(const struct vgs_vm *vm, uint32_t offset)
{
	return offset == GICC_DIR && !vm->own &&
	       VGS_RULE(KVM_OV_19,
			vm->cfg.policy.lr_overflow != VGS_LR_OVERFLOW_UIE_ONLY);
}

int vgs_vcpu_gicc_write(struct vgs_vm *vm, unsigned vcpu, uint32_t offset,
			unsigned size, uint64_t value)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (v->entered && size == 4 && dir_traps(vm, offset)) {
		vgs_vcpu_trap_dir(vm, vcpu, VGS_VM_STAT_MMIO_TRAPS,
				  (uint32_t)value);
		return vm->bug ? -VGS_EBUG : 0;
	}
	if (v->entered)
		return vm->hw.frame_write(vm->hw.user, v->pe, VGS_FRAME_GICV, 0,
					  offset, size, value);
	if (size == 4 && offset % 4 == 0)
		saved_write(vm, vcpu, offset, (uint32_t)value);
	return 0;
}
