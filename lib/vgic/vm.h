/* SPDX-License-Identifier: MIT */
/*
 * What is done with a VM (object.h) inside the vgic: the predicates on one
 * virtual interrupt, the funnel through which it changes, and what the parts
 * of the vgic ask of each other.
 */
#ifndef VGS_VGIC_VM_H
#define VGS_VGIC_VM_H

#include "bits.h"
#include "reg.h"
#include "rule.h"
#include "trace.h"
#include "vgic/object.h"

/* --- one virtual interrupt: predicates (pure) ------------------------------
 */

/* vCPUs that exist, INTIDs that do (0 before they do). */
static inline unsigned vgs_vm_online(const struct vgs_vm *vm)
{
	return vm->abi->online;
}

/* ITSs that exist. */
static inline unsigned vgs_vm_itses(const struct vgs_vm *vm)
{
	return vm->abi->its;
}

static inline unsigned vgs_vm_nirqs(const struct vgs_vm *vm)
{
	return vm->abi->initialised ? vm->abi->nirqs : 0;
}

/* Index of an interrupt, VGS_NO_VIRQ: the VM has none of that INTID. */
uint32_t vgs_virq_index(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid);

static inline bool vgs_virq_is_lpi(const struct vgs_vm *vm, uint32_t i)
{
	return i >= vm->lpi0;
}

static inline bool vgs_virq_is_spi(const struct vgs_vm *vm, uint32_t i)
{
	return i >= vm->spi0 && i < vm->lpi0;
}

static inline uint32_t vgs_virq_intid(const struct vgs_vm *vm, uint32_t i)
{
	if (vgs_virq_is_lpi(vm, i))
		return vm->lpis[i - vm->lpi0].intid;
	return i < vm->spi0 ? i % VGS_VM_PRIV : i - vm->spi0 + VGS_VM_PRIV;
}

/* vCPU of a private interrupt, VGS_NO_VCPU for an SPI or LPI. */
static inline unsigned vgs_virq_private_to(const struct vgs_vm *vm, uint32_t i)
{
	return i < vm->spi0 ? i / VGS_VM_PRIV : VGS_NO_VCPU;
}

static inline bool vgs_virq_pending(const struct vgs_virq *q)
{
	if (q->flags & VGS_VIRQ_LATCH)
		return true;
	return VGS_RULE(KVM_ST_11, !(q->flags & VGS_VIRQ_EDGE) &&
					   (q->flags & VGS_VIRQ_LINE));
}

static inline bool vgs_virq_is_level(const struct vgs_virq *q)
{
	return !(q->flags & VGS_VIRQ_EDGE);
}

static inline bool vgs_virq_mapped_level(const struct vgs_virq *q)
{
	return VGS_RULE(KVM_ST_12,
			(q->flags & VGS_VIRQ_HW) && vgs_virq_is_level(q));
}

/* Does a list register of it get HW?  Not where the host cannot (ML-20). */
static inline bool vgs_virq_hw_lr(const struct vgs_vm *vm,
				  const struct vgs_virq *q)
{
	return (q->flags & VGS_VIRQ_HW) &&
	       VGS_RULE(KVM_ML_20, vm->cfg.policy.mapped_level !=
					   VGS_MAPPED_LEVEL_SW_RESAMPLE);
}

/*
 * Is the guest's end of it nobody's business but the hardware's, as the RFC of
 * 2014 has it?  A device's, that is: a timer has an owner.
 */
static inline bool vgs_virq_unwatched(const struct vgs_vm *vm,
				      const struct vgs_virq *q)
{
	return VGS_RULE(KVM_HO_42, vm->cfg.policy.forwarding ==
					   VGS_FORWARDING_FWD_2014_RFC) &&
	       !q->owner && vgs_virq_mapped_level(q);
}

static inline bool vgs_virq_is_v2_sgi(const struct vgs_vm *vm, uint32_t i)
{
	return vm->cfg.version == VGS_GIC_V2 &&
	       vgs_virq_intid(vm, i) < VGS_VM_SGIS;
}

enum vgs_irq_state vgs_virq_state_of(bool pending, bool active);
enum vgs_irq_state vgs_virq_state(const struct vgs_virq *q);

/* As after KVM's INIT; of an LPI slot: as if it were new. */
void vgs_virq_reset(struct vgs_vm *vm, uint32_t i);

/*
 * What the guest would find if it were stopped now: pending and active of
 * @i with what stands in the list register of a running vCPU.
 */
enum vgs_irq_state vgs_virq_effective(const struct vgs_vm *vm, uint32_t i);

/*
 * What @vcpu reads as pending (KVM-MM-32): what is stored, as a fold of its own
 * list registers leaves it.  Those of another that runs are not looked into.
 */
bool vgs_virq_reads_pending(const struct vgs_vm *vm, uint32_t i, unsigned vcpu);

/* Where a redistributor is, UINT64_MAX: nowhere (abi_addr.c). */
uint64_t vgs_vm_redistributor(const struct vgs_vm *vm, unsigned vcpu);
/* Whose redistributor is at @addr, VGS_NO_VCPU: nobody's. */
unsigned vgs_vm_redistributor_at(const struct vgs_vm *vm, uint64_t addr);
bool vgs_vm_redistributor_last(const struct vgs_vm *vm, unsigned vcpu);

/* --- changes -----------------------------------------------------------------
 */

/* The funnel: every change of what a virtual interrupt is goes through it. */
void vgs_virq_commit(struct vgs_vm *vm, uint32_t i, const struct vgs_virq *next,
		     unsigned rule);

/* Whose it is; -VGS_EEXIST: it has another owner. */
int vgs_virq_set_owner(struct vgs_vm *vm, uint32_t i, uint32_t owner);

/* Set @mask of the flags to @bits. */
void vgs_virq_flags(struct vgs_vm *vm, uint32_t i, unsigned mask, unsigned bits,
		    unsigned rule);

/* After a change that could make it deliverable (AP-10 to AP-12). */
void vgs_virq_queue(struct vgs_vm *vm, uint32_t i);

/* An LPI that nothing holds any more is gone. */
void vgs_virq_release(struct vgs_vm *vm, uint32_t i);

/* Take it off its ap_list. */
void vgs_virq_unlink(struct vgs_vm *vm, uint32_t i, unsigned rule);

/* Append to the ap_list of @vcpu. */
void vgs_virq_link(struct vgs_vm *vm, uint32_t i, unsigned vcpu, unsigned rule);

void vgs_vcpu_kick(struct vgs_vm *vm, unsigned vcpu, unsigned rule);

/* ap_list of a vCPU: KVM-AP-15, KVM-AP-20 to AP-24. */
void vgs_vcpu_prune(struct vgs_vm *vm, unsigned vcpu);
void vgs_vcpu_sort(struct vgs_vm *vm, unsigned vcpu);

/* KVM-AP-30 of what is stored: is there a reason to kick it? */
bool vgs_vcpu_is_due(const struct vgs_vm *vm, unsigned vcpu);
/* KVM-AP-30 of what is, list registers included: would a WFI end? */
bool vgs_vcpu_has_pending(const struct vgs_vm *vm, unsigned vcpu);

/*
 * Traps of the guest's CPU interface on this host, as bits of ICH_HCR
 * (KVM-CI-1): what is trapped whatever a vCPU's list registers hold.
 */
static inline uint32_t vgs_vm_traps(const struct vgs_vm *vm)
{
	return vm->traps;
}

/* The same, decided: when the VM is made. */
uint32_t vgs_vm_decide_traps(const struct vgs_vm *vm);

/* --- flush and fold ----------------------------------------------- */

/* Compute and remember list registers and HCR of the next run. */
void vgs_vcpu_flush(struct vgs_vm *vm, unsigned vcpu);

/* Take over list registers that vgs_vcpu_save() has read. */
void vgs_vcpu_fold(struct vgs_vm *vm, unsigned vcpu);

/*
 * The list register that @i would have and what it is after that; pure.
 * Answers in @ret_lr and @ret_next.
 */
void vgs_virq_compute_lr(const struct vgs_vm *vm, uint32_t i,
			 struct vgs_lr_info *ret_lr, struct vgs_virq *ret_next);

/* --- list registers that stay (bitmap.c) -------------------------- */

static inline bool vgs_vm_keeps_lrs(const struct vgs_vm *vm)
{
	return vm->cfg.policy.list_registers == VGS_LIST_REGISTERS_KEPT;
}

/* Would it take a list register, or the pending bit of the one it has? */
bool vgs_virq_due_kept(const struct vgs_vm *vm, const struct vgs_virq *q);
/* vgs_virq_oracle() where a list register keeps what it has (KVM-OLD-2). */
unsigned vgs_virq_oracle_kept(const struct vgs_vm *vm,
			      const struct vgs_virq *q);

/* Target oracle (KVM-AP-1 to AP-3): a vCPU or VGS_NO_VCPU. */
static inline unsigned vgs_virq_oracle(const struct vgs_vm *vm,
				       const struct vgs_virq *q)
{
	if (VGS_RULE(KVM_OLD_2, vgs_vm_keeps_lrs(vm)))
		return vgs_virq_oracle_kept(vm, q);
	/* An active one stays where it was acknowledged. */
	if (VGS_RULE(KVM_AP_1, q->flags & VGS_VIRQ_ACTIVE))
		return q->vcpu != VGS_NO_VCPU ? q->vcpu : q->target;
	if (VGS_RULE(KVM_AP_2,
		     (q->flags & VGS_VIRQ_ENABLED) && vgs_virq_pending(q)))
		return VGS_RULE(KVM_AP_4, vm->dist->enabled) ? q->target
							     : VGS_NO_VCPU;
	return VGS_NO_VCPU;
}
/* vgs_virq_effective() of one that several vCPUs' list registers have. */
enum vgs_irq_state vgs_virq_effective_kept(const struct vgs_vm *vm, uint32_t i);
/*
 * A write to the distributor's active bit: those of list registers that are
 * handed out are others, which it does not reach (KVM-OLD-8).
 */
void vgs_virq_activate_kept(struct vgs_vm *vm, uint32_t i, bool active);
/* What of @i stands in list registers, after it came to another's list. */
void vgs_virq_moved_kept(struct vgs_vm *vm, uint32_t i);

void vgs_vcpu_flush_kept(struct vgs_vm *vm, unsigned vcpu);
void vgs_vcpu_fold_kept(struct vgs_vm *vm, unsigned vcpu);
/* Before user space looks: back to where it can be seen (KVM-OLD-9). */
void vgs_vm_unqueue(struct vgs_vm *vm);

/* The end of a level SPI by software: whoever waits for it (KVM-FO-1). */
void vgs_virq_ended(struct vgs_vm *vm, unsigned vcpu, uint32_t i,
		    bool deactivated);

/* One folded list register @lr of @i on @vcpu: KVM-FO-1 to FO-7. */
void vgs_virq_fold(struct vgs_vm *vm, unsigned vcpu, uint32_t i,
		   const struct vgs_lr_info *lr);

/* A DIR that was trapped (KVM-OV-16); errors of vgs_vm_stop(). */
int vgs_vcpu_deactivate(struct vgs_vm *vm, unsigned vcpu, uint32_t value);

/* What a guest's write of ICACTIVER does to one interrupt, the world stopped. */
void vgs_virq_clear_active(struct vgs_vm *vm, uint32_t i);

/*
 * Leave and enter without counting by the caller.  Errors of the hardware: it
 * is still in the guest, or out of it as after an exit.
 */
int vgs_vcpu_leave(struct vgs_vm *vm, unsigned vcpu,
		   enum vgs_exit_reason reason);
int vgs_vcpu_run(struct vgs_vm *vm, unsigned vcpu);

/*
 * Stop all running vCPUs for an access to active state (KVM-MM-35); resumed be
 * they also after an error, which says that not all are.
 */
int vgs_vm_stop(struct vgs_vm *vm);
int vgs_vm_resume(struct vgs_vm *vm);

/* Give back all PEs; what refuses that keeps its own. */
void vgs_vm_leave_pes(struct vgs_vm *vm);

/* --- list register and VMCR formats (KVM-LR-1) -------------------- */

uint64_t vgs_vlr_encode(const struct vgs_vm *vm, const struct vgs_lr_info *lr);
/* In the layout of ICH_LR, for events. */
uint64_t vgs_vlr_event(const struct vgs_lr_info *lr);
void vgs_vlr_decode(const struct vgs_vm *vm, uint64_t value,
		    struct vgs_lr_info *ret_lr);
/*
 * Is the soft pending of a level gone with what its list register says?  Once
 * it is ended (KVM-FO-5), in E1 already once it is acknowledged (KVM-ML-30).
 */
static inline bool vgs_vlr_consumes(const struct vgs_vm *vm,
				    const struct vgs_lr_info *lr)
{
	if (VGS_RULE(KVM_ML_30, vm->cfg.policy.level_active_pending) &&
	    lr->state == VGS_ACTIVE)
		return true;
	return VGS_RULE(KVM_FO_5, lr->state == VGS_INACTIVE);
}

/* Decodes @value.  Is its physical interrupt as KVM-ML-12 wants it on @pe? */
bool vgs_vlr_linked(const struct vgs_vm *vm, unsigned pe, uint64_t value,
		    struct vgs_lr_info *ret_lr);

/* VMCR fields, decoded (KVM-LR-1b). */
struct vgs_vmcr {
	bool enable0, enable1, ackctl, fiqen, cbpr, eoimode;
	uint8_t bpr0, bpr1; /* as written, before the minimum */
	uint8_t pmr;
};

/* Both formats have the enables of both groups in bits 0 and 1. */
static inline bool vgs_vmcr_enables(uint32_t vmcr, bool group1)
{
	return vmcr >> group1 & 1u;
}

uint32_t vgs_vmcr_encode(const struct vgs_vm *vm, const struct vgs_vmcr *vmcr);
void vgs_vmcr_decode(const struct vgs_vm *vm, uint32_t value,
		     struct vgs_vmcr *ret_vmcr);

/*
 * Active priority registers of a group that user space reaches: as many as the
 * priority bits that ICC_CTLR says to it ask for, be they those of a host with
 * fewer.  The kernel knows five, six and seven bits; with eight the first one
 * is all there is.
 */
static inline unsigned vgs_vcpu_user_aps(const struct vgs_vcpu *v)
{
	if (VGS_RULE(KVM_MM_61, v->pri_bits == 7))
		return 4;
	return v->pri_bits == 6 ? 2 : 1;
}

/*
 * Active priority register @n of a GICv2 guest; on a GICv3 those of Group 1
 * hold all.
 */
static inline uint32_t *vgs_vcpu_apr(const struct vgs_vm *vm, unsigned vcpu,
				     unsigned n)
{
	struct vgs_vcpu *v = &vm->vcpus[vcpu];

	return VGS_RULE(KVM_MM_61, vm->host_v2) ? &v->ap0[n] : &v->ap1[n];
}

/*
 * The vgic decides by a copy of VMCR, which the kernels renew at different
 * times (KVM-AP-31).  @v is not entered.
 */
static inline void vgs_vcpu_save_vmcr(struct vgs_vcpu *v)
{
	v->vmcr_saved = v->vmcr;
}

/* VMCR of a vCPU: the hardware's while it is entered, else the vgic's copy. */
uint32_t vgs_vcpu_vmcr(const struct vgs_vm *vm, unsigned vcpu);

/* --- the hardware (hw.c): register accesses only ------------------ */

enum vgs_hw_reg {
	VGS_HW_HCR,
	VGS_HW_VTR,
	VGS_HW_VMCR,
	VGS_HW_MISR,
	VGS_HW_ELRSR, /* 64 bits of a GICv2 */
	VGS_HW_AP0,   /* + n */
	VGS_HW_AP1,
	VGS_HW_LR,
	VGS_HW_SRE, /* of the guest's EL; a GICv3 only */
};

uint64_t vgs_hw_read(const struct vgs_vm *vm, unsigned pe, enum vgs_hw_reg reg,
		     unsigned n);
uint64_t vgs_hw_peek(const struct vgs_vm *vm, unsigned pe, enum vgs_hw_reg reg,
		     unsigned n);
int vgs_hw_write(struct vgs_vm *vm, unsigned pe, enum vgs_hw_reg reg,
		 unsigned n, uint64_t value);
/* vgs_hw_ops_of_gic() and what is done at once. */
void vgs_hw_of_gic(struct vgs_hw_ops *ops, struct vgs_gic *gic);

/*
 * An entry loads the virtual interface: VMCR, active priorities, and unless it
 * is @idle list registers and HCR.  An exit saves it and leaves it off, where
 * @regs say which list registers there are.
 */
int vgs_hw_load_vif(struct vgs_vm *vm, unsigned pe,
		    const struct vgs_vif_regs *regs, bool idle);
void vgs_hw_save_vif(struct vgs_vm *vm, unsigned pe, struct vgs_vif_regs *regs,
		     bool idle);
/* Does the hardware let the hypervisor at its virtual interface? */
bool vgs_hw_usable(const struct vgs_vm *vm, unsigned pe);

/* irqchip state of a physical interrupt (KVM-HO-6), from @pe (KVM-HO-7). */
bool vgs_hw_pending(const struct vgs_vm *vm, unsigned pe, uint32_t pintid);
bool vgs_hw_active(const struct vgs_vm *vm, unsigned pe, uint32_t pintid);
void vgs_hw_set_active(struct vgs_vm *vm, unsigned pe, uint32_t pintid,
		       bool active);
void vgs_hw_set_enabled(struct vgs_vm *vm, unsigned pe, uint32_t pintid,
			bool enabled);
void vgs_hw_clear_pending(struct vgs_vm *vm, unsigned pe, uint32_t pintid);
/* Deactivate as DIR does. */
void vgs_hw_deactivate(struct vgs_vm *vm, unsigned pe, uint32_t pintid);

/* PE that answers for the physical side of @i: the one its vCPU runs on. */
unsigned vgs_virq_pe(const struct vgs_vm *vm, uint32_t i);

/* --- without a vgic, and the PMU (userchip.c) --------------------- */

/* KVM_IRQ_LINE of a vCPU's input; as the kernel. */
int vgs_vcpu_irq_line(struct vgs_vm *vm, unsigned vcpu, uint32_t line,
		      bool level);
uint32_t vgs_vcpu_device_levels(const struct vgs_vm *vm, unsigned vcpu);
/* Must user space be told of levels before the guest runs?  It is, then. */
bool vgs_vcpu_notify_user(struct vgs_vm *vm, unsigned vcpu);
void vgs_vcpu_pmu_update(struct vgs_vm *vm, unsigned vcpu);

/* --- the arch timer (timer.c) ------------------------------------- */

/* Is its output high?  false: no timers. */
bool vgs_vcpu_timer_fires(const struct vgs_vm *vm, unsigned vcpu, unsigned id);

/* Has each timer a PPI of its own? */
bool vgs_vm_timers_valid(const struct vgs_vm *vm);

/* On the way in, before flush; maps the timers' PPIs if nobody has. */
int vgs_vcpu_timer_load(struct vgs_vm *vm, unsigned vcpu);

/* On the way out: owner-polls puts at each exit (KVM-ML-31). */
void vgs_vcpu_timer_sync(struct vgs_vm *vm, unsigned vcpu);

void vgs_vcpu_timer_put(struct vgs_vm *vm, unsigned vcpu, bool blocked);

/* Who has which PE, made anew: after a restore. */
void vgs_vm_find_loaded(struct vgs_vm *vm);

/*
 * The wire of mapped level @i as KVM samples it (KVM-ML-6): what that timer of
 * @vcpu, which runs, says; or else the pending bit of @pe's GIC.
 */
bool vgs_virq_sample(const struct vgs_vm *vm, uint32_t i, unsigned vcpu,
		     unsigned pe);

/* --- events and counters ------------------------------------------ */

void vgs_vm_tell(struct vgs_vm *vm, enum vgs_event_kind kind, unsigned vcpu,
		 uint32_t i, uint64_t old_value, uint64_t new_value,
		 unsigned rule);

static inline void vgs_vm_trace(struct vgs_vm *vm, enum vgs_event_kind kind,
				unsigned vcpu, uint32_t i, uint64_t old_value,
				uint64_t new_value, unsigned rule)
{
	if (VGS_TRACING(vm))
		vgs_vm_tell(vm, kind, vcpu, i, old_value, new_value, rule);
}

/* The same of a flush into or a fold from list register @n. */
static inline void vgs_vm_trace_lr(struct vgs_vm *vm, enum vgs_event_kind kind,
				   unsigned vcpu, uint32_t i, unsigned n,
				   const struct vgs_lr_info *lr, unsigned rule)
{
	if (VGS_TRACING(vm))
		vgs_vm_tell(vm, kind, vcpu, i, n, vgs_vlr_event(lr), rule);
}

/* What the work budget of a command queue is about. */
static inline void vgs_vm_visited(struct vgs_vm *vm, uint32_t count)
{
	vm->visits += count;
}

/* Our own bug: never reachable by input. */
#define VGS_VM_BUG_STR2(x) #x
#define VGS_VM_BUG_STR(x)  VGS_VM_BUG_STR2(x)
#define VGS_VM_BUG_ON(vm, c)                                                   \
	do {                                                                   \
		if ((c) && !(vm)->bug)                                         \
			(vm)->bug = __FILE__ ":" VGS_VM_BUG_STR(__LINE__);     \
	} while (0)

static inline void vgs_vm_count(struct vgs_vm *vm, enum vgs_vm_stat stat)
{
	VGS_VM_BUG_ON(vm, stat < VGS_VCPU_STAT_COUNT);
	vm->stats[stat]++;
}

static inline void vgs_vcpu_count(struct vgs_vm *vm, unsigned vcpu,
				  enum vgs_vm_stat stat)
{
	vm->vcpu_stats[vcpu * VGS_VCPU_STAT_COUNT + stat]++;
}

static inline void vgs_vcpu_count_max(struct vgs_vm *vm, unsigned vcpu,
				      enum vgs_vm_stat stat, uint64_t value)
{
	uint64_t *most = &vm->vcpu_stats[vcpu * VGS_VCPU_STAT_COUNT + stat];

	if (value > *most)
		*most = value;
}

/* What user space's call is answered while a vCPU runs: 0 or -EBUSY. */
int vgs_vm_user_rc(const struct vgs_vm *vm);

/* Does a callback run, of it or of the GIC that it would change? */
static inline bool vgs_vm_in_callback(const struct vgs_vm *vm)
{
	return VGS_RULE(VGS_2,
			*vm->callbacks || (vm->cfg.gic &&
					   vgs_gic_in_callback(vm->cfg.gic)));
}

/* May a call change state now?  0, -VGS_EBUSY, -VGS_EBUG. */
static inline int vgs_vm_may(const struct vgs_vm *vm)
{
	if (vm->bug)
		return -VGS_EBUG;
	return vgs_vm_in_callback(vm) ? -VGS_EBUSY : 0;
}

/* Does the callback run that is told that a line fell, and no other? */
static inline bool vgs_vm_resampling(const struct vgs_vm *vm)
{
	return vm->resampling && *vm->callbacks == vm->resampling &&
	       !(vm->cfg.gic && vgs_gic_in_callback(vm->cfg.gic));
}

/*
 * May it change state by an injection now?  Who is told that a line fell may
 * raise it at once: when that is, nothing of the fold is half done.
 */
static inline int vgs_vm_may_inject(const struct vgs_vm *vm)
{
	int err = vgs_vm_may(vm);

	if (err == -VGS_EBUSY && VGS_RULE(KVM_IF_7, vgs_vm_resampling(vm)))
		return 0;
	return err;
}

#endif
