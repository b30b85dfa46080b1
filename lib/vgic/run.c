/* SPDX-License-Identifier: MIT */
/*
 * Entering and leaving the guest: the virtual CPU interface (vif.c) and the
 * context of the PE around flush, fold and prune (KVM-RL-2, KVM-RL-3).  Each
 * entry loads and each exit saves everything, as if the vCPU had been
 * scheduled.
 */
#include "vgic/abi.h"
#include "vgic/callback.h"
#include "vgic/own.h"
#include "vgic/run.h"
#include "vgic/tracepoint.h"
#include "vgic/vregs.h"

/* HCR_EL2 */
#define HCR_FMO VGS_BIT64(3)
#define HCR_IMO VGS_BIT64(4)
#define HCR_AMO VGS_BIT64(5)
#define HCR_TGE VGS_BIT64(27)
#define HCR_VF	VGS_BIT64(6)
#define HCR_VI	VGS_BIT64(7)

/* struct vgs_vcpu.host_flags */
#define CTX_AARCH32 VGS_BIT(0)
#define CTX_I	    VGS_BIT(1)
#define CTX_F	    VGS_BIT(2)
#define CTX_A	    VGS_BIT(3)
#define CTX_ALLINT  VGS_BIT(4)
#define CTX_MONITOR VGS_BIT(5)
#define CTX_HFGR    VGS_BIT(6)
#define CTX_HFGW    VGS_BIT(7)

/* HFGRTR_EL2 and HFGWTR_EL2 */
#define HFG_ICC_IGRPEN VGS_BIT64(39)

static void save_host_ctx(struct vgs_vcpu *v, const struct vgs_pe_ctx *ctx)
{
	v->host_scr = ctx->scr_el3;
	v->host_hcr = ctx->hcr_el2;
	v->host_el = ctx->el;
	v->host_nmi = (uint8_t)ctx->sctlr_nmi;
	v->host_flags =
		(uint8_t)((ctx->aarch32 ? CTX_AARCH32 : 0) |
			  (ctx->pstate_i ? CTX_I : 0) |
			  (ctx->pstate_f ? CTX_F : 0) |
			  (ctx->pstate_a ? CTX_A : 0) |
			  (ctx->pstate_allint ? CTX_ALLINT : 0) |
			  (ctx->monitor ? CTX_MONITOR : 0) |
			  (ctx->hfgrtr_el2 & HFG_ICC_IGRPEN ? CTX_HFGR : 0) |
			  (ctx->hfgwtr_el2 & HFG_ICC_IGRPEN ? CTX_HFGW : 0));
}

static struct vgs_pe_ctx host_ctx(const struct vgs_vcpu *v)
{
	return (struct vgs_pe_ctx){
		.el = v->host_el,
		.aarch32 = v->host_flags & CTX_AARCH32,
		.scr_el3 = v->host_scr,
		.hcr_el2 = v->host_hcr,
		.sctlr_nmi = v->host_nmi,
		.pstate_i = v->host_flags & CTX_I,
		.pstate_f = v->host_flags & CTX_F,
		.pstate_a = v->host_flags & CTX_A,
		.pstate_allint = v->host_flags & CTX_ALLINT,
		.monitor = v->host_flags & CTX_MONITOR,
		.hfgrtr_el2 = v->host_flags & CTX_HFGR ? HFG_ICC_IGRPEN : 0,
		.hfgwtr_el2 = v->host_flags & CTX_HFGW ? HFG_ICC_IGRPEN : 0,
	};
}

static struct vgs_pe_ctx guest_ctx(const struct vgs_vcpu *v)
{
	return (struct vgs_pe_ctx){
		.el = 1,
		.scr_el3 = v->host_scr,
		.hcr_el2 = (v->host_hcr | HCR_IMO | HCR_FMO | HCR_AMO |
			    (v->irq_lines & 1u ? HCR_VI : 0) |
			    (v->irq_lines & 2u ? HCR_VF : 0)) &
			   ~HCR_TGE,
		.hfgrtr_el2 = v->host_flags & CTX_HFGR ? HFG_ICC_IGRPEN : 0,
		.hfgwtr_el2 = v->host_flags & CTX_HFGW ? HFG_ICC_IGRPEN : 0,
		.pstate_i = v->pstate & VGS_GUEST_I,
		.pstate_f = v->pstate & VGS_GUEST_F,
		.pstate_a = v->pstate & VGS_GUEST_A,
	};
}

/* What the PE is said to do; -VGS_EIO: none is at such an EL. */
static int ctx_of(const struct vgs_vm *vm, unsigned pe,
		  struct vgs_pe_ctx *ret_ctx)
{
	int err;

	*ret_ctx = (struct vgs_pe_ctx){ .el = 2 };
	err = vgs_hw_get_pe(vm, pe, ret_ctx);
	if (!err && ret_ctx->el > 3)
		err = -VGS_EIO;
	return err;
}

/* The hypervisor runs at EL2, whatever the PE did, which is @ctx. */
static int to_el2(struct vgs_vm *vm, struct vgs_vcpu *v, struct vgs_pe_ctx *ctx)
{
	int err = 0;

	if (ctx->el < 2) {
		ctx->el = 2;
		err = vgs_hw_set_pe(vm, v->pe, ctx);
	}
	if (!err)
		save_host_ctx(v, ctx);
	return err;
}

int vgs_vcpu_at_el2(struct vgs_vm *vm, unsigned vcpu, bool on)
{
	const struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_pe_ctx ctx = on ? host_ctx(v) : guest_ctx(v);

	return vgs_hw_set_pe(vm, v->pe, &ctx);
}

/* Does the vgic look at VMCR whenever the guest is left? */
static bool saves_vmcr(const struct vgs_vm *vm)
{
	/* BUG-35: that of a GICv2 guest on a GICv3 goes with its SRE. */
	return VGS_RULE(KVM_SV_3,
			vm->cfg.policy.vmcr_saved == VGS_VMCR_SAVED_AT_EXIT) ||
	       (vm->cfg.version == VGS_GIC_V2 && !vm->host_v2);
}

void vgs_run_prepare(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	/* KVM-RL-4: the timer may inject, so it is before the flush. */
	VGS_VM_BUG_ON(vm, vgs_vcpu_timer_load(vm, vcpu));
	/* KVM-IN-6: what asked for this entry is served by it. */
	v->kicked = false;
	if (VGS_RULE(KVM_RL_1, v->update))
		vgs_vcpu_prune(vm, vcpu);
	v->update = false;
	/* KVM-RL-2 */
	vgs_vcpu_pmu_update(vm, vcpu);
	vgs_vcpu_flush(vm, vcpu);
	v->phase = VGS_VCPU_PREPARED;
}

void vgs_run_sync(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	bool sleeps = v->phase == VGS_VCPU_LEFT && v->left_by == VGS_EXIT_WFI;

	v->phase = VGS_VCPU_OUT;
	v->left_by = 0;
	/* KVM-RL-3: before the vgic, which is told of it. */
	vgs_vcpu_pmu_update(vm, vcpu);
	vgs_vcpu_timer_sync(vm, vcpu);
	vgs_vcpu_fold(vm, vcpu);
	vgs_vcpu_prune(vm, vcpu);
	if (!VGS_RULE(KVM_RL_5, sleeps))
		return;
	/* WFE does not trap. */
	VGS_TRACEPOINT(vm, .kind = VGS_EV_WFX, .vcpu = (uint16_t)vcpu,
		       .new_value = 0);
	vgs_vcpu_timer_put(vm, vcpu, true);
}

static const enum vgs_vm_stat exit_stats[VGS_EXIT_REASONS] = {
	[VGS_EXIT_IRQ] = VGS_VM_STAT_EXITS_IRQ,
	[VGS_EXIT_WFI] = VGS_VM_STAT_EXITS_WFI,
	[VGS_EXIT_TRAP] = VGS_VM_STAT_EXITS_TRAP,
	[VGS_EXIT_MAINTENANCE] = VGS_VM_STAT_MAINTENANCE,
	[VGS_EXIT_KICK] = VGS_VM_STAT_EXITS_KICK,
	[VGS_EXIT_HVC] = VGS_VM_STAT_EXITS_HVC,
};

/* What the maintenance interrupt was about (KVM-MI-1), by bit of MISR. */
static void count_maintenance(struct vgs_vm *vm, unsigned vcpu)
{
	static const enum vgs_vm_stat stats[] = {
		VGS_VM_STAT_MAINT_EOI,	 VGS_VM_STAT_MAINT_UNDERFLOW,
		VGS_VM_STAT_MAINT_LRENP, VGS_VM_STAT_MAINT_NO_PENDING,
		VGS_VM_STAT_MAINT_GROUP,
	};
	uint64_t misr = vgs_hw_peek(vm, vm->vcpus[vcpu].pe, VGS_HW_MISR, 0);

	/* Four bits are about groups. */
	if (misr >> 4)
		misr = (misr & 0xfu) | 1u << 4;
	for (unsigned n = 0; n < VGS_ARRAY(stats); n++)
		if (misr >> n & 1u)
			vgs_vcpu_count(vm, vcpu, stats[n]);
}

/*
 * Out of the guest, on a PE that is the hypervisor's, with the list registers
 * read back and not yet folded.
 */
static void stop_running(struct vgs_vm *vm, unsigned vcpu,
			 enum vgs_exit_reason reason)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	if (reason == VGS_EXIT_MAINTENANCE)
		count_maintenance(vm, vcpu);
	v->entered = false;
	v->kicked = false;
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_EXITS);
	vgs_vcpu_count(vm, vcpu, exit_stats[reason]);
	vgs_vm_trace(vm, VGS_EV_EXIT, vcpu, VGS_NO_VIRQ, v->used_lrs, reason,
		     VGS_R_KVM_RL_3);
	if (vgs_own_frames(vm))
		vgs_own_exit(vm, vcpu);
	else if (!vm->cfg.user_irqchip)
		vgs_vcpu_save_vif(vm, vcpu);
	if (saves_vmcr(vm))
		vgs_vcpu_save_vmcr(v);
	if (vm->own && !vgs_own_frames(vm))
		vgs_own_fold(vm, vcpu);
	v->phase = VGS_VCPU_LEFT;
	v->left_by = (uint8_t)reason;
}

/* The virtual interface as the guest finds it. */
static int load_interface(struct vgs_vm *vm, unsigned vcpu)
{
	if (vgs_own_frames(vm)) {
		vgs_own_enter(vm, vcpu);
		return 0;
	}
	if (vm->cfg.user_irqchip)
		return 0;
	if (vm->own)
		vgs_own_flush(vm, vcpu);
	return vgs_vcpu_load_vif(vm, vcpu);
}

/* From EL2 into the guest; if the hardware refuses that, it was left again. */
static int run(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	int err;

	/* KVM-RL-2: the last look before the guest; fold, and flush again. */
	if (v->phase == VGS_VCPU_PREPARED && VGS_RULE(KVM_IN_6, v->kicked))
		vgs_run_sync(vm, vcpu);
	if (v->phase != VGS_VCPU_PREPARED)
		vgs_run_prepare(vm, vcpu);
	v->phase = VGS_VCPU_OUT;
	err = load_interface(vm, vcpu);
	v->entered = true;
	v->stopped = false;
	vgs_vcpu_count(vm, vcpu, VGS_VM_STAT_ENTRIES);
	vgs_vm_trace(vm, VGS_EV_ENTER, vcpu, VGS_NO_VIRQ, 0, v->used_lrs,
		     VGS_R_KVM_RL_2);
	if (!err)
		err = vgs_vcpu_at_el2(vm, vcpu, false);
	if (VGS_RULE(VGS_7, err)) {
		stop_running(vm, vcpu, VGS_EXIT_KICK);
		vgs_run_sync(vm, vcpu);
	}
	return err;
}

int vgs_vcpu_run(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];
	struct vgs_pe_ctx ctx;
	int err = ctx_of(vm, v->pe, &ctx);

	v->stopped = false;
	if (!err)
		err = to_el2(vm, v, &ctx);
	return err ? err : run(vm, vcpu);
}

int vgs_vcpu_leave(struct vgs_vm *vm, unsigned vcpu,
		   enum vgs_exit_reason reason)
{
	int err = vgs_vcpu_at_el2(vm, vcpu, true);

	if (VGS_RULE(VGS_7, err))
		return err;
	stop_running(vm, vcpu, reason);
	vgs_run_sync(vm, vcpu);
	return 0;
}

/* One of the world. */
static int stop_one(struct vgs_vm *vm, unsigned vcpu)
{
	int err;

	if (vm->vcpus[vcpu].phase != VGS_VCPU_OUT)
		vgs_run_sync(vm, vcpu);
	if (!vm->vcpus[vcpu].entered)
		return 0;
	vgs_vcpu_kick(vm, vcpu, VGS_R_KVM_MM_35);
	err = vgs_vcpu_leave(vm, vcpu, VGS_EXIT_KICK);
	vm->vcpus[vcpu].stopped = !err;
	return err;
}

int vgs_vm_stop(struct vgs_vm *vm)
{
	int err = 0;

	vgs_vm_count(vm, VGS_VM_STAT_WORLD_STOPS);
	for (unsigned n = 0; n < vgs_vm_online(vm) && !err; n++)
		err = stop_one(vm, n);
	return err;
}

int vgs_vm_resume(struct vgs_vm *vm)
{
	int first = 0;

	for (unsigned n = 0; n < vgs_vm_online(vm); n++) {
		int err = vm->vcpus[n].stopped ? vgs_vcpu_run(vm, n) : 0;

		first = first ? first : err;
	}
	return first;
}

void vgs_vm_leave_pes(struct vgs_vm *vm)
{
	for (unsigned n = 0; n < vgs_vm_online(vm); n++) {
		if (vm->vcpus[n].entered)
			vgs_vcpu_leave(vm, n, VGS_EXIT_KICK);
		vgs_vcpu_timer_put(vm, n, false);
	}
}

/* --- the interface ------------------------------------------------ */

unsigned vgs_vm_entered(const struct vgs_vm *vm, unsigned pe)
{
	/* Who runs has the PE. */
	unsigned n = vgs_vm_loaded(vm, pe);

	return n != VGS_NO_VCPU && vm->vcpus[n].entered ? n : VGS_NO_VCPU;
}

/* Does a guest run on @pe, whose context is @ctx: of this VM or of another? */
static bool pe_taken(const struct vgs_vm *vm, unsigned pe,
		     const struct vgs_pe_ctx *ctx)
{
	if (ctx->el < 2 && (ctx->hcr_el2 & (HCR_IMO | HCR_FMO)))
		return true;
	return vgs_vm_entered(vm, pe) != VGS_NO_VCPU;
}

/* Can it get ready to enter, and is it loaded then? */
static int ready(struct vgs_vm *vm, unsigned vcpu)
{
	struct vgs_vcpu *v;
	struct vgs_pe_ctx ctx;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	v = &vm->vcpus[vcpu];
	err = ctx_of(vm, v->pe, &ctx);
	if (err)
		return err;
	if (pe_taken(vm, v->pe, &ctx) || v->phase == VGS_VCPU_LEFT ||
	    vgs_vabi_first_run(vm))
		return -VGS_EPERM;
	err = to_el2(vm, v, &ctx);
	if (err)
		return err;
	if (!vm->cfg.user_irqchip && !vgs_hw_usable(vm, v->pe))
		return -VGS_EPERM;
	err = vgs_vcpu_load(vm, vcpu);
	if (!err && vgs_vcpu_notify_user(vm, vcpu))
		return VGS_ENTER_USER;
	return err;
}

int vgs_vcpu_enter(struct vgs_vm *vm, unsigned vcpu)
{
	int err = ready(vm, vcpu);

	if (err)
		return err;
	err = run(vm, vcpu);
	return vm->bug ? -VGS_EBUG : err;
}

int vgs_vcpu_prepare(struct vgs_vm *vm, unsigned vcpu)
{
	int err = ready(vm, vcpu);

	if (err)
		return err;
	if (vm->vcpus[vcpu].phase == VGS_VCPU_PREPARED)
		return -VGS_EPERM;
	vgs_run_prepare(vm, vcpu);
	return vm->bug ? -VGS_EBUG : 0;
}

/* May the guest be left now, for this reason?  Then the PE is at EL2. */
static int leave_for(struct vgs_vm *vm, unsigned vcpu,
		     enum vgs_exit_reason reason)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	if ((unsigned)reason >= VGS_EXIT_REASONS)
		return -VGS_EINVAL;
	if (!vm->vcpus[vcpu].entered)
		return -VGS_EPERM;
	return vgs_vcpu_at_el2(vm, vcpu, true);
}

int vgs_vcpu_exit(struct vgs_vm *vm, unsigned vcpu, enum vgs_exit_reason reason)
{
	int err = leave_for(vm, vcpu, reason);

	if (err)
		return err;
	stop_running(vm, vcpu, reason);
	vgs_run_sync(vm, vcpu);
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_vcpu_exit_unsynced(struct vgs_vm *vm, unsigned vcpu,
			   enum vgs_exit_reason reason)
{
	int err = leave_for(vm, vcpu, reason);

	if (err)
		return err;
	stop_running(vm, vcpu, reason);
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_vcpu_sync(struct vgs_vm *vm, unsigned vcpu)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	if (vm->vcpus[vcpu].phase == VGS_VCPU_OUT)
		return -VGS_EPERM;
	vgs_run_sync(vm, vcpu);
	return vm->bug ? -VGS_EBUG : 0;
}

int vgs_vcpu_bind(struct vgs_vm *vm, unsigned vcpu, unsigned pe)
{
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm) || pe >= vm->pes)
		return -VGS_ERANGE;
	if (vgs_vcpu_busy(&vm->vcpus[vcpu]))
		return -VGS_EPERM;
	vgs_vcpu_timer_put(vm, vcpu, false);
	vm->vcpus[vcpu].pe = (uint16_t)pe;
	return 0;
}

int vgs_vcpu_set_pstate(struct vgs_vm *vm, unsigned vcpu,
			const struct vgs_guest_pstate *pstate)
{
	struct vgs_vcpu *v;
	struct vgs_pe_ctx ctx;
	int err = vgs_vm_may(vm);

	if (err)
		return err;
	if (vcpu >= vgs_vm_online(vm))
		return -VGS_ERANGE;
	v = &vm->vcpus[vcpu];
	v->pstate = (uint8_t)((pstate->i ? VGS_GUEST_I : 0) |
			      (pstate->f ? VGS_GUEST_F : 0) |
			      (pstate->a ? VGS_GUEST_A : 0));
	if (!v->entered)
		return 0;
	ctx = guest_ctx(v);
	return vgs_hw_set_pe(vm, v->pe, &ctx);
}
