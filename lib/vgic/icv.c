/* SPDX-License-Identifier: MIT */
/*
 * A GICv3 guest's CPU interface in software: accesses that the hardware traps
 * to EL2 (KVM-CI-1) act on the list registers, VMCR and active priorities of
 * the PE as they are, without a fold.
 *
 * What a guest is given, and what its end of it does:
 * - the most urgent list register that is pending and nothing else, of a group
 *   that is enabled (KVM-CI-2);
 * - if it is of the register's group, passes the mask and preempts (KVM-CI-3);
 * - an end drops the priority whatever is ended (KVM-CI-5); it deactivates if
 *   the INTID is active in a list register, of the right group and priority;
 *   what is in none is counted (EOIcount).
 * Therefore: read everything, compute on the copy, write back what changed.
 */
#include "vgic/own.h"
#include "vgic/vregs.h"

#define HCR_EOICOUNT1 VGS_BIT64(27)
#define HCR_TDIR      VGS_BIT(14)
#define IDLE	      0xffu

/* The guest's interface at work, and who it is. */
struct icv {
	struct vgs_vcpu now; /* lr, vmcr, ap0, ap1 as the PE has them */
	struct vgs_vmcr vmcr;
	bool uncounted; /* one more was ended that is in no list register */
	uint32_t deactivated; /* physical INTID, 0: none */
};

static void load(const struct vgs_vm *vm, unsigned vcpu, struct icv *icv)
{
	unsigned pe = vm->vcpus[vcpu].pe;

	*icv = (struct icv){ .now = vm->vcpus[vcpu] };
	for (unsigned n = 0; n < icv->now.used_lrs; n++)
		icv->now.lr[n] = vgs_hw_peek(vm, pe, VGS_HW_LR, n);
	for (unsigned n = 0; n < vm->ap_regs; n++) {
		icv->now.ap0[n] = (uint32_t)vgs_hw_peek(vm, pe, VGS_HW_AP0, n);
		icv->now.ap1[n] = (uint32_t)vgs_hw_peek(vm, pe, VGS_HW_AP1, n);
	}
	icv->now.vmcr = (uint32_t)vgs_hw_peek(vm, pe, VGS_HW_VMCR, 0);
	vgs_vmcr_decode(vm, icv->now.vmcr, &icv->vmcr);
}

/* Write @value where the PE has another one. */
static void put(struct vgs_vm *vm, unsigned pe, enum vgs_hw_reg reg, unsigned n,
		uint64_t value)
{
	if (vgs_hw_peek(vm, pe, reg, n) != value)
		vgs_hw_write(vm, pe, reg, n, value);
}

static void store(struct vgs_vm *vm, const struct icv *icv)
{
	unsigned pe = icv->now.pe;

	for (unsigned n = 0; n < icv->now.used_lrs; n++)
		put(vm, pe, VGS_HW_LR, n, icv->now.lr[n]);
	for (unsigned n = 0; n < vm->ap_regs; n++) {
		put(vm, pe, VGS_HW_AP0, n, icv->now.ap0[n]);
		put(vm, pe, VGS_HW_AP1, n, icv->now.ap1[n]);
	}
	put(vm, pe, VGS_HW_VMCR, 0, icv->now.vmcr);
	if (icv->uncounted)
		vgs_hw_write(vm, pe, VGS_HW_HCR, 0,
			     vgs_hw_read(vm, pe, VGS_HW_HCR, 0) +
				     HCR_EOICOUNT1);
	if (icv->deactivated)
		vgs_hw_deactivate(vm, pe, icv->deactivated);
}

/* --- priorities --------------------------------------------------- */

static uint64_t reg_of(const struct vgs_vm *vm, const struct icv *icv,
		       enum vgs_sysreg id)
{
	uint64_t value = 0;

	vgs_icc_read(vm, &icv->now, id, &value);
	return value;
}

/* The part of @priority that decides about preemption (KVM-CI-4). */
static unsigned preemption(const struct vgs_vm *vm, const struct icv *icv,
			   unsigned priority, bool group1)
{
	unsigned bpr = (unsigned)reg_of(
		vm, icv, group1 ? VGS_ICC_BPR1_EL1 : VGS_ICC_BPR0_EL1);

	/* Group 0 splits one bit above its register. */
	return priority &
	       (VGS_RULE(KVM_CI_4, group1) ? 0xffu << bpr : 0xffu << (bpr + 1));
}

static void set_active_priority(const struct vgs_vm *vm, struct icv *icv,
				unsigned preempts, bool group1)
{
	unsigned bit = preempts >> (vm->bpr_min + 1);
	uint32_t *ap = group1 ? icv->now.ap1 : icv->now.ap0;

	ap[bit / 32] |= VGS_BIT(bit % 32);
}

/* @return the priority that is dropped, IDLE: none was active. */
static unsigned drop_priority(const struct vgs_vm *vm, struct icv *icv)
{
	for (unsigned n = 0; n < vm->ap_regs; n++) {
		uint32_t *ap0 = &icv->now.ap0[n], *ap1 = &icv->now.ap1[n];
		unsigned bit;

		if (!(*ap0 | *ap1))
			continue;
		bit = vgs_ctz64(*ap0 | *ap1);
		/* Whosever it is; of both Group 1's. */
		if (VGS_RULE(KVM_CI_5, *ap1 >> bit & 1u))
			*ap1 &= ~VGS_BIT(bit);
		else
			*ap0 &= ~VGS_BIT(bit);
		return (n * 32u + bit) << (vm->bpr_min + 1);
	}
	return IDLE;
}

/* --- list registers ----------------------------------------------- */

/* KVM-CI-2. @return list register, -1: nothing is to be acknowledged. */
static int most_urgent(const struct vgs_vm *vm, const struct icv *icv,
		       struct vgs_lr_info *ret_lr)
{
	struct vgs_lr_info lr;
	int best = -1;

	for (unsigned n = 0; n < icv->now.used_lrs; n++) {
		vgs_vlr_decode(vm, icv->now.lr[n], &lr);
		if (!VGS_RULE(KVM_CI_2, lr.state == VGS_PENDING) ||
		    !(lr.group ? icv->vmcr.enable1 : icv->vmcr.enable0) ||
		    (best >= 0 && lr.priority >= ret_lr->priority))
			continue;
		best = (int)n;
		*ret_lr = lr;
	}
	return best;
}

static int find_active(const struct vgs_vm *vm, const struct icv *icv,
		       uint32_t intid, struct vgs_lr_info *ret_lr)
{
	for (unsigned n = 0; n < icv->now.used_lrs; n++) {
		vgs_vlr_decode(vm, icv->now.lr[n], ret_lr);
		if (ret_lr->vintid == intid &&
		    (ret_lr->state == VGS_ACTIVE ||
		     ret_lr->state == VGS_ACTIVE_PENDING))
			return (int)n;
	}
	return -1;
}

static void deactivate(const struct vgs_vm *vm, struct icv *icv, int n,
		       struct vgs_lr_info *lr)
{
	lr->state = lr->state == VGS_ACTIVE ? VGS_INACTIVE : VGS_PENDING;
	icv->now.lr[n] = vgs_vlr_encode(vm, lr);
	if (lr->hw)
		icv->deactivated = lr->pintid;
}

/* --- the registers that act on them ------------------------------- */

static uint64_t hppir(const struct vgs_vm *vm, const struct icv *icv,
		      bool group1)
{
	struct vgs_lr_info lr;

	if (most_urgent(vm, icv, &lr) < 0 ||
	    !VGS_RULE(KVM_CI_8, (lr.group != 0) == group1))
		return VGS_INTID_NONE;
	return lr.vintid;
}

/* KVM-CI-3; a spurious one has no effect. */
static uint64_t iar(const struct vgs_vm *vm, struct icv *icv, bool group1)
{
	struct vgs_lr_info lr;
	int n = most_urgent(vm, icv, &lr);
	unsigned preempts;

	if (n < 0 || !VGS_RULE(KVM_CI_3, (lr.group != 0) == group1))
		return VGS_INTID_NONE;
	preempts = preemption(vm, icv, lr.priority, group1);
	if (!VGS_RULE(KVM_CI_3, icv->vmcr.pmr > lr.priority) ||
	    !VGS_RULE(KVM_CI_3, reg_of(vm, icv, VGS_ICC_RPR_EL1) > preempts))
		return VGS_INTID_NONE;
	lr.state = VGS_ACTIVE;
	icv->now.lr[n] = vgs_vlr_encode(vm, &lr);
	set_active_priority(vm, icv, preempts, group1);
	return lr.vintid;
}

static void eoir(const struct vgs_vm *vm, struct icv *icv, uint32_t intid,
		 bool group1)
{
	unsigned dropped = drop_priority(vm, icv);
	bool lpi = intid >= VGS_INTID_LPI;
	struct vgs_lr_info lr;
	int n = find_active(vm, icv, intid, &lr);

	if (n < 0) {
		icv->uncounted = !VGS_RULE(KVM_OV_15, lpi);
		return;
	}
	/* KVM-CI-10: an LPI's end is its EOI in either mode. */
	if (icv->vmcr.eoimode && !VGS_RULE(KVM_CI_10, lpi))
		return;
	/* KVM-CI-7: the guest ends what it does not run. */
	if (VGS_RULE(KVM_CI_7, (lr.group != 0) == group1 &&
				       preemption(vm, icv, lr.priority,
						  group1) == dropped))
		deactivate(vm, icv, n, &lr);
}

/*
 * What is in no list register is the kernel's to look for, if it has asked for
 * that in its copy of HCR (KVM-OV-11); if not it is counted, as always was.
 * @return was it all that had to be done?
 */
static bool dir(const struct vgs_vm *vm, struct icv *icv, uint32_t intid)
{
	struct vgs_lr_info lr;
	int n;

	if (VGS_RULE(KVM_CI_6, !icv->vmcr.eoimode || intid >= VGS_INTID_LPI))
		return true;
	n = find_active(vm, icv, intid, &lr);
	if (n >= 0)
		deactivate(vm, icv, n, &lr);
	else if (!VGS_RULE(KVM_CI_6, vm->cfg.policy.lr_overflow !=
						     VGS_LR_OVERFLOW_UIE_ONLY &&
					     (icv->now.hcr & HCR_TDIR)))
		icv->uncounted = true;
	else
		return false;
	return true;
}

/* --- what a trap does --------------------------------------------- */

static int read_trapped(const struct vgs_vm *vm, struct icv *icv,
			enum vgs_sysreg id, uint64_t *ret_value)
{
	switch ((unsigned)id) {
	case VGS_ICC_IAR0_EL1:
	case VGS_ICC_IAR1_EL1:
		*ret_value = iar(vm, icv, id == VGS_ICC_IAR1_EL1);
		return VGS_ANSWER_OK;
	case VGS_ICC_HPPIR0_EL1:
	case VGS_ICC_HPPIR1_EL1:
		*ret_value = hppir(vm, icv, id == VGS_ICC_HPPIR1_EL1);
		return VGS_ANSWER_OK;
	default:
		return vgs_icc_read(vm, &icv->now, id, ret_value);
	}
}

static int write_trapped(const struct vgs_vm *vm, struct icv *icv,
			 enum vgs_sysreg id, uint64_t value, bool *ret_done)
{
	*ret_done = true;
	switch ((unsigned)id) {
	case VGS_ICC_EOIR0_EL1:
	case VGS_ICC_EOIR1_EL1:
		eoir(vm, icv, (uint32_t)value, id == VGS_ICC_EOIR1_EL1);
		return VGS_ANSWER_OK;
	case VGS_ICC_DIR_EL1:
		*ret_done = dir(vm, icv, (uint32_t)value);
		return VGS_ANSWER_OK;
	default:
		return vgs_icc_write(vm, &icv->now, id, value);
	}
}

/* Back to the guest with what the access changed. @return what it answers */
static int leave(struct vgs_vm *vm, unsigned vcpu, const struct icv *icv,
		 int answer)
{
	int err = 0;

	if (answer == VGS_ANSWER_OK)
		err = vgs_vcpu_at_el2(vm, vcpu, true);
	if (VGS_RULE(VGS_7, err))
		return err;
	vgs_vm_trap_brief(vm, vcpu, VGS_VM_STAT_SYSREG_TRAPS);
	if (answer != VGS_ANSWER_OK)
		return answer;
	store(vm, icv);
	err = vgs_vcpu_at_el2(vm, vcpu, false);
	return err ? err : answer;
}

int vgs_icv_read(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		 uint64_t *ret_value)
{
	struct icv icv;
	int answer;

	load(vm, vcpu, &icv);
	answer = read_trapped(vm, &icv, id, ret_value);
	return leave(vm, vcpu, &icv, answer);
}

int vgs_icv_peek(const struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		 uint64_t *ret_value)
{
	struct icv icv;

	load(vm, vcpu, &icv);
	return read_trapped(vm, &icv, id, ret_value);
}

int vgs_icv_write(struct vgs_vm *vm, unsigned vcpu, enum vgs_sysreg id,
		  uint64_t value)
{
	struct icv icv;
	bool done;
	int answer;

	load(vm, vcpu, &icv);
	answer = write_trapped(vm, &icv, id, value, &done);
	if (!done)
		return vgs_vcpu_trap_dir(vm, vcpu, VGS_VM_STAT_SYSREG_TRAPS,
					 (uint32_t)value);
	if (id == VGS_ICC_DIR_EL1)
		vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_DIR_TRAPS);
	return leave(vm, vcpu, &icv, answer);
}
