/* SPDX-License-Identifier: MIT */
/*
 * How the vgic reaches the physical GIC: the virtual interface control
 * registers (GICH or ICH) and the state of one physical interrupt, by register
 * accesses of the hypervisor and nothing else.
 */
#include "vgic/callback.h"

/* --- the default accessors -------------------------------------------------
 */

static struct vgs_access by(unsigned pe)
{
	return (struct vgs_access){ .pe = pe, .security = VGS_NONSECURE };
}

static int gic_frame_read(void *user, unsigned pe, enum vgs_frame frame,
			  unsigned index, uint64_t offset, unsigned size,
			  uint64_t *ret_value)
{
	struct vgs_access access = by(pe);

	return vgs_gic_frame_read(user, &access, frame, index, offset, size,
				  ret_value);
}

static int gic_frame_write(void *user, unsigned pe, enum vgs_frame frame,
			   unsigned index, uint64_t offset, unsigned size,
			   uint64_t value)
{
	struct vgs_access access = by(pe);

	return vgs_gic_frame_write(user, &access, frame, index, offset, size,
				   value);
}

static int gic_frame_peek(void *user, unsigned pe, enum vgs_frame frame,
			  unsigned index, uint64_t offset, unsigned size,
			  uint64_t *ret_value)
{
	struct vgs_access access = by(pe);

	return vgs_gic_frame_peek(user, &access, frame, index, offset, size,
				  ret_value);
}

static int gic_sysreg_read(void *user, unsigned pe, enum vgs_sysreg id,
			   uint64_t *ret_value)
{
	return vgs_gic_sysreg_read(user, pe, id, ret_value);
}

static int gic_sysreg_write(void *user, unsigned pe, enum vgs_sysreg id,
			    uint64_t value)
{
	return vgs_gic_sysreg_write(user, pe, id, value);
}

static int gic_sysreg_peek(void *user, unsigned pe, enum vgs_sysreg id,
			   uint64_t *ret_value)
{
	return vgs_gic_sysreg_peek(user, pe, id, ret_value);
}

static int gic_get_pe(void *user, unsigned pe, struct vgs_pe_ctx *ret_ctx)
{
	return vgs_gic_get_pe(user, pe, ret_ctx);
}

static int gic_set_pe(void *user, unsigned pe, const struct vgs_pe_ctx *ctx)
{
	return vgs_gic_set_pe(user, pe, ctx);
}

static uint32_t gic_signals(void *user, unsigned pe)
{
	return vgs_gic_signals(user, pe);
}

static uint32_t gic_takes(void *user, unsigned pe)
{
	return vgs_gic_takes(user, pe);
}

static int gic_vif_usable(void *user, unsigned pe)
{
	return vgs_gic_vif_usable(user, pe);
}

static int gic_vif_load(void *user, unsigned pe,
			const struct vgs_vif_regs *regs)
{
	return vgs_gic_vif_load(user, pe, regs);
}

static int gic_vif_save(void *user, unsigned pe, struct vgs_vif_regs *regs)
{
	return vgs_gic_vif_save(user, pe, regs);
}

void vgs_hw_ops_of_gic(struct vgs_hw_ops *ops, struct vgs_gic *gic)
{
	*ops = (struct vgs_hw_ops){
		.frame_read = gic_frame_read,
		.frame_write = gic_frame_write,
		.frame_peek = gic_frame_peek,
		.sysreg_read = gic_sysreg_read,
		.sysreg_write = gic_sysreg_write,
		.sysreg_peek = gic_sysreg_peek,
		.get_pe = gic_get_pe,
		.set_pe = gic_set_pe,
		.signals = gic_signals,
		.takes = gic_takes,
		.user = gic,
	};
}

void vgs_hw_of_gic(struct vgs_hw_ops *ops, struct vgs_gic *gic)
{
	vgs_hw_ops_of_gic(ops, gic);
	ops->vif_usable = gic_vif_usable;
	ops->vif_load = gic_vif_load;
	ops->vif_save = gic_vif_save;
}

/* --- virtual interface control ---------------------------------------------
 */

#define HCR_LRENPIE VGS_BIT(2) /* ICH_HCR_EL2, GICH_HCR */

static const uint16_t gich_offset[] = {
	[VGS_HW_HCR] = 0x00,  [VGS_HW_VTR] = 0x04,   [VGS_HW_VMCR] = 0x08,
	[VGS_HW_MISR] = 0x10, [VGS_HW_ELRSR] = 0x30, [VGS_HW_AP0] = 0xf0,
	[VGS_HW_AP1] = 0xf0,  [VGS_HW_LR] = 0x100,
};

static const enum vgs_sysreg ich_reg[] = {
	[VGS_HW_HCR] = VGS_ICH_HCR_EL2,	    [VGS_HW_VTR] = VGS_ICH_VTR_EL2,
	[VGS_HW_VMCR] = VGS_ICH_VMCR_EL2,   [VGS_HW_MISR] = VGS_ICH_MISR_EL2,
	[VGS_HW_ELRSR] = VGS_ICH_ELRSR_EL2, [VGS_HW_AP0] = VGS_ICH_AP0R0_EL2,
	[VGS_HW_AP1] = VGS_ICH_AP1R0_EL2,   [VGS_HW_LR] = VGS_ICH_LR0_EL2,
	[VGS_HW_SRE] = VGS_ICC_SRE_EL1,
};

static enum vgs_sysreg ich(enum vgs_hw_reg reg, unsigned n)
{
	return (enum vgs_sysreg)(ich_reg[reg] + n);
}

static int gich(const struct vgs_vm *vm, unsigned pe, unsigned offset,
		bool peek, uint64_t *ret_value)
{
	return peek ? vgs_hw_frame_peek(vm, pe, VGS_FRAME_GICH, 0, offset, 4,
					ret_value)
		    : vgs_hw_frame_read(vm, pe, VGS_FRAME_GICH, 0, offset, 4,
					ret_value);
}

static int gich_load(const struct vgs_vm *vm, unsigned pe, enum vgs_hw_reg reg,
		     unsigned n, bool peek, uint64_t *ret_value)
{
	unsigned offset = gich_offset[reg] + 4u * n;
	int err = gich(vm, pe, offset, peek, ret_value);
	uint64_t high = 0;

	*ret_value &= UINT32_MAX;
	if (err || reg != VGS_HW_ELRSR || vm->nr_lr <= 32)
		return err;
	err = gich(vm, pe, offset + 4, peek, &high);
	*ret_value |= high << 32;
	return err;
}

/* @kept: what is answered where the hardware does not. */
static uint64_t load_or(const struct vgs_vm *vm, unsigned pe,
			enum vgs_hw_reg reg, unsigned n, bool peek,
			uint64_t kept)
{
	uint64_t value = 0;
	int err;

	if (vm->host_v2)
		err = gich_load(vm, pe, reg, n, peek, &value);
	else if (peek)
		err = vgs_hw_sysreg_peek(vm, pe, ich(reg, n), &value);
	else
		err = vgs_hw_sysreg_read(vm, pe, ich(reg, n), &value);
	return VGS_RULE(VGS_7, err) ? kept : value;
}

uint64_t vgs_hw_read(const struct vgs_vm *vm, unsigned pe, enum vgs_hw_reg reg,
		     unsigned n)
{
	return load_or(vm, pe, reg, n, false, 0);
}

uint64_t vgs_hw_peek(const struct vgs_vm *vm, unsigned pe, enum vgs_hw_reg reg,
		     unsigned n)
{
	return load_or(vm, pe, reg, n, true, 0);
}

int vgs_hw_write(struct vgs_vm *vm, unsigned pe, enum vgs_hw_reg reg,
		 unsigned n, uint64_t value)
{
	return vgs_hw_error(
		vm->host_v2 ? vgs_hw_frame_write(vm, pe, VGS_FRAME_GICH, 0,
						 gich_offset[reg] + 4u * n, 4,
						 value)
			    : vgs_hw_sysreg_write(vm, pe, ich(reg, n), value));
}

int vgs_hw_load_vif(struct vgs_vm *vm, unsigned pe,
		    const struct vgs_vif_regs *regs, bool idle)
{
	int err;

	if (!idle && vm->hw.vif_load && !vgs_hw_vif_load(vm, pe, regs))
		return 0;
	err = vgs_hw_write(vm, pe, VGS_HW_VMCR, 0, regs->vmcr);
	for (unsigned n = 0; n < regs->ap_regs && !err; n++) {
		err = vgs_hw_write(vm, pe, VGS_HW_AP0, n, regs->ap0[n]);
		if (!err && !vm->host_v2)
			err = vgs_hw_write(vm, pe, VGS_HW_AP1, n, regs->ap1[n]);
	}
	if (idle)
		return err;
	for (unsigned n = 0; n < regs->lrs && !err; n++)
		err = vgs_hw_write(vm, pe, VGS_HW_LR, n, regs->lr[n]);
	return err ? err : vgs_hw_write(vm, pe, VGS_HW_HCR, 0, regs->hcr);
}

/* Read one again; it stays what it is if the hardware does not answer. */
static void renew(struct vgs_vm *vm, unsigned pe, enum vgs_hw_reg reg,
		  unsigned n, uint32_t *value)
{
	*value = (uint32_t)load_or(vm, pe, reg, n, false, *value);
}

/* List registers are left empty (KVM-SV-2). */
static void save_lrs(struct vgs_vm *vm, unsigned pe, struct vgs_vif_regs *regs)
{
	/* Of it EOIcount is of use, if the guest may leave one. */
	if (regs->hcr & HCR_LRENPIE)
		renew(vm, pe, VGS_HW_HCR, 0, &regs->hcr);
	regs->elrsr = vgs_hw_read(vm, pe, VGS_HW_ELRSR, 0);
	for (unsigned n = 0; n < regs->lrs; n++) {
		if (!(regs->elrsr >> n & 1u))
			regs->lr[n] = load_or(vm, pe, VGS_HW_LR, n, false,
					      regs->lr[n]);
		vgs_hw_write(vm, pe, VGS_HW_LR, n, 0);
	}
	vgs_hw_write(vm, pe, VGS_HW_HCR, 0, 0);
}

void vgs_hw_save_vif(struct vgs_vm *vm, unsigned pe, struct vgs_vif_regs *regs,
		     bool idle)
{
	if (!idle && vm->hw.vif_save && !vgs_hw_vif_save(vm, pe, regs))
		return;
	if (!idle)
		save_lrs(vm, pe, regs);
	renew(vm, pe, VGS_HW_VMCR, 0, &regs->vmcr);
	for (unsigned n = 0; n < regs->ap_regs; n++) {
		renew(vm, pe, VGS_HW_AP0, n, &regs->ap0[n]);
		if (!vm->host_v2)
			renew(vm, pe, VGS_HW_AP1, n, &regs->ap1[n]);
	}
}

bool vgs_hw_usable(const struct vgs_vm *vm, unsigned pe)
{
	uint64_t value = 0;

	if (vm->hw.vif_usable && !vgs_hw_vif_usable(vm, pe))
		return true;
	/* Any of its registers would do: all have the same answer. */
	if (vm->host_v2)
		return !vgs_hw_frame_read(vm, pe, VGS_FRAME_GICH, 0,
					  gich_offset[VGS_HW_HCR], 4, &value);
	return !vgs_hw_sysreg_read(vm, pe, VGS_ICH_HCR_EL2, &value);
}

/* --- state of a physical interrupt ------------------------------------------
 */

#define ISENABLER 0x100u
#define ICENABLER 0x180u
#define ISPENDR	  0x200u
#define ICPENDR	  0x280u
#define ISACTIVER 0x300u
#define ICACTIVER 0x380u
#define SGI_BASE  0x10000u /* of the redistributor's SGI frame */

/* Where the bit of @pintid is in a 1-bit-per-INTID register array. */
static enum vgs_frame bit_at(const struct vgs_vm *vm, unsigned pe,
			     uint32_t pintid, unsigned array,
			     unsigned *ret_index, uint64_t *ret_offset)
{
	/* A GICv3 keeps private interrupts in the redistributor (KVM-HO-7). */
	if (!vm->host_v2 && pintid < VGS_INTID_SPI) {
		*ret_index = pe;
		*ret_offset = SGI_BASE + array;
		return VGS_FRAME_GICR;
	}
	*ret_index = 0;
	*ret_offset = array + 4u * (pintid / 32u);
	return VGS_FRAME_GICD;
}

static bool bit_peek(const struct vgs_vm *vm, unsigned pe, uint32_t pintid,
		     unsigned array)
{
	uint64_t offset, value = 0;
	unsigned index;
	enum vgs_frame frame = bit_at(vm, pe, pintid, array, &index, &offset);

	/* A load of these has no effect: peek serves const callers too. */
	vgs_hw_frame_peek(vm, pe, frame, index, offset, 4, &value);
	return value >> pintid % 32u & 1u;
}

static void bit_write(struct vgs_vm *vm, unsigned pe, uint32_t pintid,
		      unsigned array)
{
	uint64_t offset;
	unsigned index;
	enum vgs_frame frame = bit_at(vm, pe, pintid, array, &index, &offset);

	vgs_hw_frame_write(vm, pe, frame, index, offset, 4,
			   UINT64_C(1) << pintid % 32u);
}

bool vgs_hw_pending(const struct vgs_vm *vm, unsigned pe, uint32_t pintid)
{
	return bit_peek(vm, pe, pintid, ISPENDR);
}

bool vgs_hw_active(const struct vgs_vm *vm, unsigned pe, uint32_t pintid)
{
	return bit_peek(vm, pe, pintid, ISACTIVER);
}

void vgs_hw_set_active(struct vgs_vm *vm, unsigned pe, uint32_t pintid,
		       bool active)
{
	vgs_vm_count(vm, active ? VGS_VM_STAT_PHYS_ACTIVE_SETS
				: VGS_VM_STAT_PHYS_ACTIVE_CLEARS);
	bit_write(vm, pe, pintid, active ? ISACTIVER : ICACTIVER);
}

void vgs_hw_set_enabled(struct vgs_vm *vm, unsigned pe, uint32_t pintid,
			bool enabled)
{
	bit_write(vm, pe, pintid, enabled ? ISENABLER : ICENABLER);
}

void vgs_hw_clear_pending(struct vgs_vm *vm, unsigned pe, uint32_t pintid)
{
	vgs_vm_count(vm, VGS_VM_STAT_PHYS_PENDING_CLEARS);
	bit_write(vm, pe, pintid, ICPENDR);
}

#define GICC_DIR 0x1000u

void vgs_hw_deactivate(struct vgs_vm *vm, unsigned pe, uint32_t pintid)
{
	if (vm->host_v2)
		vgs_hw_frame_write(vm, pe, VGS_FRAME_GICC, 0, GICC_DIR, 4,
				   pintid);
	else
		vgs_hw_sysreg_write(vm, pe, VGS_ICC_DIR_EL1, pintid);
}

unsigned vgs_virq_pe(const struct vgs_vm *vm, uint32_t i)
{
	const struct vgs_virq *q = &vm->virqs[i];
	unsigned vcpu = vgs_virq_private_to(vm, i);

	if (vcpu == VGS_NO_VCPU)
		vcpu = q->vcpu != VGS_NO_VCPU ? q->vcpu : q->target;
	return vm->vcpus[vcpu < vm->cfg.vcpus ? vcpu : 0].pe;
}
