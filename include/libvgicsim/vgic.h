/* SPDX-License-Identifier: MIT */
/*
 * A hypervisor's virtual interrupt controller, modelled on KVM's vgic: VMs,
 * vCPUs, injection, ap_lists, flush and fold, the emulated distributor and
 * redistributors, physical interrupts forwarded to a guest.  Every policy that
 * changed over the kernel's history is selectable.
 *
 * The vgic sits on a physical GIC like any hypervisor: it reaches it through
 * register accesses only (struct vgs_hw_ops).  Nothing leaves the guest by
 * itself: a kick, a physical or a maintenance interrupt waits until the caller
 * calls vgs_vcpu_exit() (or lets <libvgicsim/host.h> do it).
 *
 * Life of a VM:
 *
 *	vgs_vm_config_default(&cfg, VGS_GIC_V3, VGS_EPOCH_DEFAULT);
 *	cfg.gic = gic;
 *	err = vgs_vm_new(&cfg, &vm);
 *	vgs_vcpu_bind(vm, 0, pe);
 *	vgs_vgic_map(vm, VGS_NO_VCPU, 52, 42);
 *	vgs_vgic_inject(vm, VGS_NO_VCPU, 52, true, 0);
 *	vgs_vcpu_enter(vm, 0);
 *	...the guest runs: vgs_vcpu_sysreg_read(), vgs_vcpu_mmio_write()
 *	vgs_vcpu_exit(vm, 0, VGS_EXIT_WFI);
 *	vm = vgs_vm_free(vm);
 *
 * Beside this header: <libvgicsim/policy.h>, what to decide otherwise;
 * <libvgicsim/kvm.h>, what a VMM asks by ioctl; <libvgicsim/migrate.h>, a vgic
 * read out and written back; <libvgicsim/irqfd.h> and <libvgicsim/vcpu-timer.h>;
 * <libvgicsim/own-vgic.h>, another vgic in place of this one.
 *
 * Calls return 0 or more, or an error of <libvgicsim/error.h> negated; those
 * that change state answer -VGS_EBUSY inside a callback of the VM, and
 * -VGS_EBUG after a bug of the library (vgs_vm_bug()).  Pointers that are handed
 * in are not kept, but for those of the config; nothing that is handed out needs
 * to be freed but VMs.
 *
 * A GICv2 guest needs a GICv2 or a GICv3 with config legacy.
 *
 * Not built yet: nested guests; the forwarding policy gicv4-vlpi.
 * vgs_vm_new() answers -VGS_ENOTSUP for it.
 */
#ifndef LIBVGICSIM_VGIC_H
#define LIBVGICSIM_VGIC_H

#include <libvgicsim/event.h>
#include <libvgicsim/gic.h>
#include <libvgicsim/policy.h>
#include <libvgicsim/regs.h>
#include <libvgicsim/timer.h>
#include <libvgicsim/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vgs_vm;
struct vgs_vgic_ops; /* <libvgicsim/own-vgic.h> */

/** "No vCPU": shared interrupts, a target that does not exist. */
#define VGS_NO_VCPU 0xffffu

#define VGS_MAX_VCPUS	 512u /**< KVM-ST-4 */
#define VGS_MAX_VCPUS_V2 8u
#define VGS_VM_IRQS	 256u /**< INTIDs of a VM unless told (KVM-ST-2) */
#define VGS_VM_VTIMER	 27u  /**< virtual timer unless told (KVM-TM-1) */
#define VGS_VM_PTIMER	 30u  /**< physical timer unless told */

/* --- the hardware below ----------------------------------------------------
 */

/**
 * struct vgs_hw_ops - how a hypervisor reaches the physical GIC
 *
 * Register accesses by the hypervisor running on @pe, at EL2.  The default
 * (vgs_hw_ops_of_gic()) is the model; another implementation of these
 * runs our vgic on other hardware.  Each returns what the function of
 * <libvgicsim/gic.h> of that name returns.
 */
struct vgs_hw_ops {
	int (*frame_read)(void *user, unsigned pe, enum vgs_frame frame,
			  unsigned index, uint64_t offset, unsigned size,
			  uint64_t *ret_value);
	int (*frame_write)(void *user, unsigned pe, enum vgs_frame frame,
			   unsigned index, uint64_t offset, unsigned size,
			   uint64_t value);
	int (*frame_peek)(void *user, unsigned pe, enum vgs_frame frame,
			  unsigned index, uint64_t offset, unsigned size,
			  uint64_t *ret_value);
	int (*sysreg_read)(void *user, unsigned pe, enum vgs_sysreg id,
			   uint64_t *ret_value);
	int (*sysreg_write)(void *user, unsigned pe, enum vgs_sysreg id,
			    uint64_t value);
	int (*sysreg_peek)(void *user, unsigned pe, enum vgs_sysreg id,
			   uint64_t *ret_value);
	int (*get_pe)(void *user, unsigned pe, struct vgs_pe_ctx *ret_ctx);
	int (*set_pe)(void *user, unsigned pe, const struct vgs_pe_ctx *ctx);
	uint32_t (*signals)(void *user, unsigned pe);
	uint32_t (*takes)(void *user, unsigned pe);
	void *user;
};

/** vgs_hw_ops_of_gic() - the accessors of our own hardware model */
VGS_API void vgs_hw_ops_of_gic(struct vgs_hw_ops *ops, struct vgs_gic *gic);

/* --- creation --------------------------------------------------------------
 */

/**
 * struct vgs_vm_config - everything that does not change after creation
 *
 * Always start with vgs_vm_config_default().  Copied by vgs_vm_new(), what it
 * points to as well.
 */
struct vgs_vm_config {
	size_t size; /**< sizeof(struct vgs_vm_config), set by the default */
	struct vgs_gic *gic; /**< host GIC; must outlive the VM */
	/** other hardware than @gic; NULL: vgs_hw_ops_of_gic(@gic) */
	const struct vgs_hw_ops *hw;
	enum vgs_version host;	  /**< of @hw; ignored with @gic */
	enum vgs_version version; /**< guest's GIC: VGS_GIC_V2, VGS_GIC_V3 */
	unsigned vcpus;		  /**< 1..512, GICv2 1..8 */
	unsigned nirqs;		  /**< INTIDs, 64..992, multiple of 32 */
	/** per vCPU Aff3.Aff2.Aff1.Aff0 in bytes 3..0; NULL: vCPU n is
	 * 0.0.(n / 16).(n % 16) */
	const uint32_t *affinities;
	unsigned routes; /**< most GSI routes; 0: one for each SPI and 32 */
	unsigned irqfds; /**< most irqfds, 64 */
	/** somebody else's vgic in place of ours, copied; NULL: ours */
	const struct vgs_vgic_ops *own;
	bool async; /**< work items of irqfds wait for vgs_vm_work_run() */
	enum vgs_epoch epoch; /**< what @policy was filled from */
	struct vgs_policy policy;
	/** accessors of the PEs' timers, copied; NULL: no arch timer */
	const struct vgs_timer_ops *timers;
	/** false: the guest's physical timer is emulated (KVM-TM-2) */
	bool vhe;
	/** no vgic: user space emulates the GIC, drives each vCPU's IRQ and
	 * FIQ inputs (VGS_KVM_IRQ_CPU) and hears of devices' levels when
	 * vgs_vcpu_enter() answers VGS_ENTER_USER (KVM-TM-30) */
	bool user_irqchip;
	/** PPI of the PMU's overflow, 23 by custom; 0: no PMU (KVM-TM-32) */
	uint32_t pmu_vintid;
	uint32_t timer_pintids[VGS_TIMER_IDS]; /**< 27, 30: of the host */
	/** guest-physical bases of GICD, GICC (v2), GICR (v3), the first ITS's
	 * GITS (others are placed by vgs_vits_set_addr()); UINT64_MAX */
	uint64_t frames[VGS_FRAMES];
	unsigned its; /**< ITSs of a v3 guest, 0..4 (0) */
	/** LPIs that exist at a time, up to 65536 (0: 256 with an ITS); without
	 * an ITS and not 0: vgs_vgic_inject_lpi() is how they come */
	unsigned lpis;
	unsigned its_devices;	  /**< mapped in all ITSs, 1..65536 (32) */
	unsigned its_events;	  /**< the same, 1..1048576 (512) */
	unsigned its_collections; /**< the same, 1..65536 (64) */
	/** commands, events and LPIs that a guest's access may make the vgic
	 * visit (0: as many as there are); the rest of a command queue waits
	 * for the next access to that ITS */
	unsigned work_budget;
	struct vgs_mem_ops mem; /**< guest-physical memory, for LPIs and ITS */
	/** nothing exists yet, @vcpus and @nirqs are maxima and @frames mean
	 * nothing: <libvgicsim/kvm.h> creates the rest */
	bool stepwise;
	struct vgs_allocator alloc; /**< zalloc NULL: libc */
	vgs_trace_fn trace;	    /**< NULL: none */
	void *user;		    /**< of @trace */
};

/**
 * vgs_vm_config_default() - one vCPU, 256 INTIDs, policies of @epoch
 * @version:	the guest's GIC
 *
 * Frames are where VGS_PROFILE_DEFAULT has them.
 */
VGS_API void vgs_vm_config_default(struct vgs_vm_config *cfg,
				   enum vgs_version version,
				   enum vgs_epoch epoch);

/**
 * vgs_vm_new() - create a VM in the state after KVM_CREATE and INIT
 * @cfg:	validated, copied
 * @ret_vm:	the new object, to be freed by vgs_vm_free()
 *
 * The only allocation the object ever makes.  vCPU n is bound to PE
 * n % (PEs of the host).
 *
 * Returns: 0; -VGS_EINVAL impossible config; -VGS_ENOTSUP a guest GIC, host or
 * epoch that is not built; -VGS_ENOMEM.
 */
VGS_API int vgs_vm_new(const struct vgs_vm_config *cfg, struct vgs_vm **ret_vm);

/** vgs_vm_free() - free a VM; accepts NULL. @return NULL */
VGS_API struct vgs_vm *vgs_vm_free(struct vgs_vm *vm);

/** @return the config as completed by creation; owned by @p vm. */
VGS_API const struct vgs_vm_config *vgs_vm_config(const struct vgs_vm *vm);

/** @return file:line of the bug that broke the instance, or NULL. */
VGS_API const char *vgs_vm_bug(const struct vgs_vm *vm);

/* --- vCPUs -----------------------------------------------------------------
 */

/** Why the guest was left; but for WFI only counted. */
enum vgs_exit_reason {
	VGS_EXIT_IRQ,
	VGS_EXIT_WFI,
	VGS_EXIT_TRAP,
	VGS_EXIT_MAINTENANCE,
	VGS_EXIT_KICK,
	VGS_EXIT_HVC,
	VGS_EXIT_REASONS,
};

/** @return "irq", "wfi", "trap", …; "?" */
VGS_API const char *vgs_exit_reason_name(enum vgs_exit_reason reason);

/** @return the reason of that name, VGS_EXIT_REASONS for another name. */
VGS_API enum vgs_exit_reason vgs_exit_reason_by_name(const char *name);

/**
 * vgs_vcpu_bind() - choose the PE that a vCPU runs on from now on
 * It is put where it was loaded.
 *
 * Returns: 0; -VGS_ERANGE no such vCPU or PE; -VGS_EPERM it is entered.
 */
VGS_API int vgs_vcpu_bind(struct vgs_vm *vm, unsigned vcpu, unsigned pe);

/**
 * vgs_vcpu_enter() - load if need be, flush and run the guest
 *
 * A list register with HW whose physical interrupt is not active raises the
 * finding KVM-ML-12.
 *
 * Sorts the ap_list if it must, computes list registers, writes the virtual
 * CPU interface of the PE and makes the PE run at EL1 under
 * HCR_EL2.{IMO,FMO}.
 *
 * Returns: 0; VGS_ENTER_USER it was not entered, user space has to be told of
 * a level first (KVM-TM-30); -VGS_ERANGE; -VGS_EPERM it is entered already,
 * another guest runs on that PE, or the hardware refuses its virtual interface; errors of
 * vgs_vcpu_load(); -VGS_EBUG.
 */
VGS_API int vgs_vcpu_enter(struct vgs_vm *vm, unsigned vcpu);

/** KVM_RUN returns -EINTR instead of entering the guest. */
#define VGS_ENTER_USER 1

/**
 * vgs_vcpu_exit() - leave the guest: save, fold, prune
 *
 * Acknowledges no physical interrupt.  The PE runs again what it ran before
 * the entry.  VGS_EXIT_WFI puts the vCPU (KVM-RL-5).
 *
 * Returns: 0; -VGS_ERANGE; -VGS_EINVAL @reason; -VGS_EPERM not entered.
 */
VGS_API int vgs_vcpu_exit(struct vgs_vm *vm, unsigned vcpu,
			  enum vgs_exit_reason reason);

/**
 * Where a vCPU is on its way round.  vgs_vcpu_enter() and vgs_vcpu_exit() go
 * all the way; the three functions below stop in between, for what happens
 * there to the rest of the VM.
 */
enum vgs_vcpu_phase {
	VGS_VCPU_OUT,
	VGS_VCPU_PREPARED, /**< flushed, not entered: vgs_vcpu_prepare() */
	VGS_VCPU_ENTERED,
	VGS_VCPU_LEFT, /**< not yet folded: vgs_vcpu_exit_unsynced() */
};

/**
 * vgs_vcpu_prepare() - load and flush, and stop short of the guest
 *
 * vgs_vcpu_enter() goes on from there; if the vCPU was kicked meanwhile it
 * folds first and flushes again, as KVM's last check does (KVM-RL-2).
 * vgs_vcpu_sync() gives up the entry: a fold without a run.
 *
 * Returns: as vgs_vcpu_enter(); -VGS_EPERM also if it is prepared.
 */
VGS_API int vgs_vcpu_prepare(struct vgs_vm *vm, unsigned vcpu);

/** vgs_vcpu_exit_unsynced() - leave, and do not fold yet; as vgs_vcpu_exit() */
VGS_API int vgs_vcpu_exit_unsynced(struct vgs_vm *vm, unsigned vcpu,
				   enum vgs_exit_reason reason);

/**
 * vgs_vcpu_sync() - fold and prune
 * Returns: 0; -VGS_ERANGE; -VGS_EPERM neither prepared nor left.
 */
VGS_API int vgs_vcpu_sync(struct vgs_vm *vm, unsigned vcpu);

/** Exception masks of a guest's PSTATE; all 0 at creation. */
struct vgs_guest_pstate {
	bool i, f, a;
};

/**
 * vgs_vcpu_set_pstate() - the guest masks exceptions, entered or not
 * @pstate:	PSTATE.I, F and A; copied
 *
 * Decides what of its signals it takes (struct vgs_vcpu_info), not what the
 * vgic does.
 *
 * Returns: 0; -VGS_ERANGE no such vCPU; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_vcpu_set_pstate(struct vgs_vm *vm, unsigned vcpu,
				const struct vgs_guest_pstate *pstate);

/** struct vgs_vcpu_info - a vCPU, decoded */
struct vgs_vcpu_info {
	bool entered;
	bool loaded; /**< its thread has the PE */
	enum vgs_vcpu_phase phase;
	unsigned pe;	  /**< it is bound to */
	uint32_t signals; /**< VIRQ, VFIQ levels; 0 unless entered */
	uint32_t takes;	  /**< those that its PSTATE lets through */
	bool pending;	  /**< KVM-AP-30: would end a WFI */
	bool kicked;	  /**< asked to leave the guest or to wake up */
	struct vgs_guest_pstate pstate;
	unsigned queued;   /**< interrupts on its ap_list */
	unsigned used_lrs; /**< list registers of this run; 0 while out */
	uint32_t hcr;	   /**< ICH_HCR or GICH_HCR as the vgic wrote it last */
	uint32_t vmcr;	   /**< as saved last, whatever runs now */
	/** VGS_KVM_LEVEL_*: device_irq_level as user space was told last */
	uint32_t device_levels;
};

/** vgs_vcpu_info() - Returns: 0; -VGS_ERANGE no such vCPU. */
VGS_API int vgs_vcpu_info(const struct vgs_vm *vm, unsigned vcpu,
			  struct vgs_vcpu_info *ret_info);

/** @return the vCPU of this VM that is entered on @p pe, VGS_NO_VCPU: none. */
VGS_API unsigned vgs_vm_entered(const struct vgs_vm *vm, unsigned pe);

/**
 * vgs_vcpu_ap_list() - INTIDs on the ap_list of a vCPU, in order
 * @max:	capacity of @ret_intids
 * Returns: how many there are (may exceed @max); -VGS_ERANGE.
 */
VGS_API int vgs_vcpu_ap_list(const struct vgs_vm *vm, unsigned vcpu,
			     unsigned max, uint32_t *ret_intids);

/* --- scheduling --------------------------------------------------------------
 *
 * A vCPU is loaded on a PE while its thread runs there: vgs_vcpu_enter() loads
 * it, an exit leaves it loaded, for its timers must go on while the host takes
 * their interrupt.  It is put when its thread sleeps (exit by WFI), returns to
 * user space, or makes room for another: vgs_vcpu_put().  Under mapped-level
 * owner-polls each exit puts (KVM-ML-31).
 *
 * The guest's virtual timer is the PE's own while the vCPU is loaded; so is its
 * physical timer with cfg.vhe, else that one is emulated by a software timer of
 * the host.  Nothing of this is done without cfg.timers.  What there is to do
 * with a vCPU's timers is in <libvgicsim/vcpu-timer.h>.
 */

/**
 * vgs_vcpu_load() - the vCPU's thread gets the PE that it is bound to
 *
 * Another vCPU of the VM that is loaded there is put first; one of another VM
 * is the caller's to put.  The first load of a VM maps the timers' PPIs and
 * fixes their numbers.
 *
 * Returns: 0, also if it is loaded already; -VGS_ERANGE; -VGS_EINVAL the
 * timers' PPIs are the same; -VGS_EEXIST one has an owner; -VGS_EPERM the
 * vCPU that is loaded there is entered.
 */
VGS_API int vgs_vcpu_load(struct vgs_vm *vm, unsigned vcpu);

/**
 * vgs_vcpu_put() - the vCPU's thread leaves the PE
 * @blocked:	it sleeps in WFI: a timer of the host will wake it (KVM-TM-10)
 *
 * Returns: 0, also if it is not loaded; -VGS_ERANGE; -VGS_EPERM entered.
 */
VGS_API int vgs_vcpu_put(struct vgs_vm *vm, unsigned vcpu, bool blocked);

/** @return the vCPU that is loaded on @p pe, VGS_NO_VCPU: none. */
VGS_API unsigned vgs_vm_loaded(const struct vgs_vm *vm, unsigned pe);

/* --- interrupts ------------------------------------------------------------
 */

/**
 * vgs_vgic_inject() - a virtual device, or the host for a device, signals
 * @vcpu:	whose private interrupt; VGS_NO_VCPU (or any) for an SPI
 * @level:	line level; an edge interrupt takes true only
 * @owner:	who injects: 0 user space, else as in vgs_vgic_set_owner()
 *
 * An injection that changes nothing or is not its owner's is dropped and
 * answers 0 (KVM-IN-2).
 *
 * Returns: 0; -VGS_EINVAL no such interrupt, or a private one without vCPU;
 * -VGS_EPERM the vgic is not initialised (KVM-UA-3).
 */
VGS_API int vgs_vgic_inject(struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
			    bool level, uint32_t owner);

/**
 * vgs_vgic_set_owner() - only @owner injects this interrupt (KVM-MP-4)
 * Returns: 0; -VGS_EINVAL neither PPI nor SPI; -VGS_EEXIST it has another.
 */
VGS_API int vgs_vgic_set_owner(struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
			       uint32_t owner);

/**
 * vgs_vgic_map() - tie a virtual interrupt to a physical one (KVM-MP-1)
 * @vcpu:	of a private @vintid; VGS_NO_VCPU for an SPI
 * @pintid:	PPI (of the PE that runs the vCPU) or SPI
 *
 * Its list register has HW set from the next entry on.  Touches no hardware.
 *
 * Returns: 0; -VGS_EINVAL no such interrupt, or one that cannot be mapped;
 * -VGS_EEXIST @vintid is tied to another one.
 */
VGS_API int vgs_vgic_map(struct vgs_vm *vm, unsigned vcpu, uint32_t vintid,
			 uint32_t pintid);

/**
 * vgs_vgic_unmap() - undo vgs_vgic_map(); parameters as there
 * Returns: 0; -VGS_ENOENT it is not mapped, or does not exist.
 */
VGS_API int vgs_vgic_unmap(struct vgs_vm *vm, unsigned vcpu, uint32_t vintid);

/**
 * vgs_vgic_set_resample() - the guest's end of a level SPI lowers its line
 *
 * As a resampling irqfd does (KVM-IF-6).  A mapped interrupt has no such end
 * (KVM-IF-13).
 *
 * Returns: 0; -VGS_EINVAL no such SPI.
 */
VGS_API int vgs_vgic_set_resample(struct vgs_vm *vm, uint32_t intid, bool on);

/**
 * vgs_vgic_resampled() - was the line lowered so since the last call?
 * @intid:	an SPI; of another one: false
 */
VGS_API bool vgs_vgic_resampled(struct vgs_vm *vm, uint32_t intid);

/**
 * struct vgs_virq_info - one virtual interrupt, decoded
 *
 * @state is what the guest would find if it were stopped now: what stands in
 * a list register of a running vCPU included.  The flags are what the vgic
 * has stored, which is stale while @lr is not -1 (KVM-ST-22).
 */
struct vgs_virq_info {
	uint32_t intid;
	enum vgs_irq_state state;
	bool line, latch, active, enabled, edge, hw;
	uint32_t pintid; /**< with hw */
	uint16_t target; /**< vCPU it should go to, VGS_NO_VCPU: none */
	uint16_t vcpu;	 /**< whose ap_list it is on, VGS_NO_VCPU: none */
	int lr;		 /**< list register of @vcpu, -1: none */
	uint8_t priority;
	uint8_t group;
	uint8_t source; /**< v2 SGI: pending source vCPUs */
	uint8_t active_source;
	uint32_t targets; /**< ITARGETSR byte, or affinity of IROUTER */
	uint32_t owner;
};

/**
 * vgs_vgic_irq() - look at a virtual interrupt
 * @vcpu:	of a private one, else VGS_NO_VCPU or any
 * Returns: 0; -VGS_ERANGE no such interrupt.
 */
VGS_API int vgs_vgic_irq(const struct vgs_vm *vm, unsigned vcpu, uint32_t intid,
			 struct vgs_virq_info *ret_info);

/**
 * vgs_vgic_explain() - why is this virtual interrupt (not) signalled?
 * @vcpu:	the vCPU it should reach
 * @ret_gates:	in order, at least VGS_GATES_MAX entries
 *
 * The gates of the vgic; while the vCPU is entered and a list register has
 * it, vgs_gic_explain() of the vCPU's PE continues.
 *
 * Returns: number of gates; -VGS_ERANGE.
 */
VGS_API int vgs_vgic_explain(const struct vgs_vm *vm, unsigned vcpu,
			     uint32_t intid, struct vgs_gate_info *ret_gates);

/* --- what the guest does ---------------------------------------------------
 */

/**
 * vgs_vcpu_mmio_read() - a guest's load by guest-physical address
 *
 * GICD, GICR and GITS are emulated: while the vCPU is entered, one exit.  A v2
 * guest's GICC is the hardware's GICV frame while it is entered, else the
 * saved context.  An illegal size reads 0 (KVM-MM-1).
 *
 * Returns: 0; VGS_ANSWER_ABORT the hardware's GICV does (choice GIC-CU9);
 * -VGS_ENOTMAPPED none of the VM's frames; -VGS_EINVAL @size; -VGS_ERANGE no
 * such vCPU.
 */
VGS_API int vgs_vcpu_mmio_read(struct vgs_vm *vm, unsigned vcpu, uint64_t addr,
			       unsigned size, uint64_t *ret_value);

/** vgs_vcpu_mmio_write() - one store; errors as vgs_vcpu_mmio_read(). */
VGS_API int vgs_vcpu_mmio_write(struct vgs_vm *vm, unsigned vcpu, uint64_t addr,
				unsigned size, uint64_t value);
/**
 * vgs_vcpu_mmio_peek() - what a load would return, without its effect and
 * without an exit
 *
 * Returns: as vgs_vcpu_mmio_read().
 */
VGS_API int vgs_vcpu_mmio_peek(const struct vgs_vm *vm, unsigned vcpu,
			       uint64_t addr, unsigned size,
			       uint64_t *ret_value);

/**
 * vgs_vcpu_frame_read() - a guest's load by frame and offset
 * @frame:	VGS_FRAME_GICD, VGS_FRAME_GICR, VGS_FRAME_GITS, VGS_FRAME_GICC
 *		(or GICV)
 * @index:	vCPU whose redistributor it is, number of the ITS; else 0
 *
 * Returns: as vgs_vcpu_mmio_read().
 */
VGS_API int vgs_vcpu_frame_read(struct vgs_vm *vm, unsigned vcpu,
				enum vgs_frame frame, unsigned index,
				uint64_t offset, unsigned size,
				uint64_t *ret_value);

/** vgs_vcpu_frame_write() - one store; errors as vgs_vcpu_frame_read(). */
VGS_API int vgs_vcpu_frame_write(struct vgs_vm *vm, unsigned vcpu,
				 enum vgs_frame frame, unsigned index,
				 uint64_t offset, unsigned size,
				 uint64_t value);

/**
 * vgs_vcpu_frame_peek() - what a load would return, without its effect
 * Returns: as vgs_vcpu_frame_read().
 */
VGS_API int vgs_vcpu_frame_peek(const struct vgs_vm *vm, unsigned vcpu,
				enum vgs_frame frame, unsigned index,
				uint64_t offset, unsigned size,
				uint64_t *ret_value);

/**
 * vgs_vcpu_sysreg_read() - a guest's MRS of an ICC_* register
 *
 * Entered: the hardware's ICV register; what it traps to EL2 (ICC_SGI*R,
 * ICC_DIR where the policy traps it) is emulated as one exit; with a knob
 * *-trap so are the others, on the list registers as they are, without a fold
 * (KVM-CI-1).  Not entered: the saved context, where nothing can be
 * acknowledged.
 *
 * Returns: enum vgs_answer as the guest sees it; -VGS_ERANGE.
 */
VGS_API int vgs_vcpu_sysreg_read(struct vgs_vm *vm, unsigned vcpu,
				 enum vgs_sysreg id, uint64_t *ret_value);

/** vgs_vcpu_sysreg_write() - MSR; answers as vgs_vcpu_sysreg_read(). */
VGS_API int vgs_vcpu_sysreg_write(struct vgs_vm *vm, unsigned vcpu,
				  enum vgs_sysreg id, uint64_t value);

/**
 * vgs_vcpu_sysreg_peek() - what an MRS would read, without its effect
 * Returns: as vgs_vcpu_sysreg_read().
 */
VGS_API int vgs_vcpu_sysreg_peek(const struct vgs_vm *vm, unsigned vcpu,
				 enum vgs_sysreg id, uint64_t *ret_value);

/**
 * vgs_vm_reg_lookup() - find a register of a guest's view by its name
 * @name:	GICD_*, GICR_* (v3), GITS_* (with an ITS), GICC_* (v2, answers
 *		VGS_FRAME_GICC), ICC_* and ICV_* (v3)
 *
 * Returns: 0; -VGS_ENOENT the guest has no such register; -VGS_ERANGE it has,
 * but not with this number.
 */
VGS_API int vgs_vm_reg_lookup(const struct vgs_vm *vm, const char *name,
			      struct vgs_reg_ref *ret_ref);

/* --- what the VMM does ------------------------------------------------------
 */

/**
 * vgs_vm_user_read() - a 32-bit access of user space to GICD or GICR
 * @vcpu:	whose view (GICD banked registers, GICR)
 *
 * Differs from the guest's (vgic.md 2.7b): latches are assigned, hardware is
 * not touched.
 *
 * Returns: 0; -VGS_EPERM a vCPU is entered; -VGS_ERANGE; -VGS_EINVAL.
 */
VGS_API int vgs_vm_user_read(struct vgs_vm *vm, unsigned vcpu,
			     enum vgs_frame frame, uint64_t offset,
			     uint64_t *ret_value);

/** vgs_vm_user_write() - the VMM writes; errors as vgs_vm_user_read(). */
VGS_API int vgs_vm_user_write(struct vgs_vm *vm, unsigned vcpu,
			      enum vgs_frame frame, uint64_t offset,
			      uint64_t value);

/* --- deferred actions -------------------------------------------------------
 */

/** What a VM leaves to its host, at most one of a kind for each vCPU. */
enum vgs_vm_work_kind {
	VGS_VM_WORK_KICK, /**< of an entered vCPU: it exits and enters again */
	/** the same for the maintenance interrupt of its list registers, which
	 * nobody has to take at once (KVM-MI-2, KVM-DT-2) */
	VGS_VM_WORK_MAINTENANCE,
	/** prepared and kicked: the last look before the guest gives this
	 * entry up, folds and flushes again (KVM-RL-2) */
	VGS_VM_WORK_BAIL_OUT,
	VGS_VM_WORK_SYNC,  /**< left and not folded: the fold (KVM-DT-1) */
	VGS_VM_WORK_IRQFD, /**< a write of an eventfd that had to wait */
	VGS_VM_WORK_KINDS,
};

/** struct vgs_vm_work - one deferred action of a VM */
struct vgs_vm_work {
	enum vgs_vm_work_kind kind;
	unsigned vcpu; /**< of all but IRQFD */
	uint32_t fd;   /**< IRQFD: the eventfd */
};

/**
 * vgs_vm_work() - what is deferred
 * @ret_work:	up to @max of it: in the order of kinds, by vCPU; irqfds as they
 *		were assigned
 * Returns: how many there are (may exceed @max).
 */
VGS_API int vgs_vm_work(const struct vgs_vm *vm, unsigned max,
			struct vgs_vm_work *ret_work);

/**
 * vgs_vm_work_run() - let one of them happen
 * Returns: 0; -VGS_ENOENT nothing of the kind is deferred.
 */
VGS_API int vgs_vm_work_run(struct vgs_vm *vm, const struct vgs_vm_work *work);

/* --- observables ------------------------------------------------------------
 */

/*
 * X(enumerator, name): counters since creation.  dropped-*: why an injection
 * was; maint-*: bits of MISR at exits for maintenance, which may be several;
 * ap-list-max: most interrupts that were on one vCPU's list.
 */
#define VGS_VM_STATS(X)                                                        \
	X(EXITS, "exits")                                                      \
	X(EXITS_IRQ, "exits-irq")                                              \
	X(EXITS_WFI, "exits-wfi")                                              \
	X(EXITS_TRAP, "exits-trap")                                            \
	X(MAINTENANCE, "maintenance")                                          \
	X(EXITS_KICK, "exits-kick")                                            \
	X(EXITS_HVC, "exits-hvc")                                              \
	X(ENTRIES, "entries")                                                  \
	X(KICKS, "kicks")                                                      \
	X(MMIO_TRAPS, "mmio-traps")                                            \
	X(SYSREG_TRAPS, "sysreg-traps")                                        \
	X(RESAMPLES, "resamples")                                              \
	X(ACK_NOTIFIES, "ack-notifies")                                        \
	X(INJECTIONS, "injections")                                            \
	X(INJECTIONS_DROPPED, "injections-dropped")                            \
	X(LR_POPULATES, "lr-populates")                                        \
	X(LR_FOLDS, "lr-folds")                                                \
	X(MIGRATIONS, "migrations")                                            \
	X(WORLD_STOPS, "world-stops")                                          \
	X(PHYS_ACTIVE_SETS, "phys-active-sets")                                \
	X(PHYS_ACTIVE_CLEARS, "phys-active-clears")                            \
	X(PHYS_PENDING_CLEARS, "phys-pending-clears")                          \
	X(TIMER_UPDATES, "timer-updates")                                      \
	X(SOFT_TIMERS, "soft-timers")                                          \
	X(IRQFD_SIGNALS, "irqfd-signals")                                      \
	X(EVENTFD_SIGNALS, "eventfd-signals")                                  \
	X(MSIS, "msis")                                                        \
	X(MSIS_DROPPED, "msis-dropped")                                        \
	X(ITS_COMMANDS, "its-commands")                                        \
	X(ITS_ERRORS, "its-errors")                                            \
	X(CACHE_HITS, "cache-hits")                                            \
	X(CACHE_MISSES, "cache-misses")                                        \
	X(CACHE_INVALIDATIONS, "cache-invalidations")                          \
	X(DROPPED_OWNER, "dropped-owner")                                      \
	X(DROPPED_NO_CHANGE, "dropped-no-change")                              \
	X(DROPPED_EDGE_LOW, "dropped-edge-low")                                \
	X(MAINT_EOI, "maint-eoi")                                              \
	X(MAINT_UNDERFLOW, "maint-underflow")                                  \
	X(MAINT_LRENP, "maint-lrenp")                                          \
	X(MAINT_NO_PENDING, "maint-no-pending")                                \
	X(MAINT_GROUP, "maint-group")                                          \
	X(AP_LIST_MAX, "ap-list-max")                                          \
	X(USER_NOTIFIES, "user-notifies")

/** Counters of a VM: VGS_VM_STATS() says which is which. */
enum vgs_vm_stat {
#define VGS_VM_STAT_ENUM(id, name) VGS_VM_STAT_##id,
	VGS_VM_STATS(VGS_VM_STAT_ENUM)
#undef VGS_VM_STAT_ENUM
		VGS_VM_STAT_COUNT,
};

/** @return name of a counter, NULL past the last. */
VGS_API const char *vgs_vm_stat_name(unsigned stat);

/** @return a counter; 0 past the last. */
VGS_API uint64_t vgs_vm_stat(const struct vgs_vm *vm, unsigned stat);

/**
 * vgs_vm_dump() - the state of all interrupts as text, a line at a time
 * @fn:		called with each line, in order
 * @user:	its first argument
 *
 * What KVM's vgic-state file shows (KVM-OBS-20 to KVM-OBS-23): the stored
 * state, which is stale for what stands in a list register of a running vCPU
 * (KVM-ST-22).  Nothing changes.
 */
VGS_API void vgs_vm_dump(const struct vgs_vm *vm, vgs_dump_fn fn, void *user);

/**
 * vgs_vm_check() - evaluate the invariants KVM-ST-20 to KVM-ST-24
 * @reterr_name:	name of the first one that does not hold
 * Returns: 0; -VGS_EBUG.
 */
VGS_API int vgs_vm_check(const struct vgs_vm *vm, const char **reterr_name);

/**
 * vgs_vm_links_hold() - does KVM-ML-12 hold of the guests that run?
 *
 * The physical interrupt of each list register with HW is active until the
 * guest deactivates it, or that deactivation is lost.  Unlike the invariants of
 * vgs_vm_check() this one is the host's to keep.  Interrupts that software made
 * pending do not count: KVM breaks it for them itself.
 *
 * Returns: true also for a VM with somebody else's vgic.
 */
VGS_API bool vgs_vm_links_hold(const struct vgs_vm *vm);

/* --- save, restore, compare --------------------------------------------------
 */

/** @return size in bytes of an image of this VM. */
VGS_API size_t vgs_vm_save_size(const struct vgs_vm *vm);

/**
 * vgs_vm_save() - write a versioned little-endian image
 *
 * Also while vCPUs are entered: restored together with the GIC's image.
 * Returns: 0; -VGS_ERANGE @size is less than vgs_vm_save_size().
 */
VGS_API int vgs_vm_save(const struct vgs_vm *vm, void *buf, size_t size);

/**
 * vgs_vm_restore() - replace the state by an image, validated as hostile
 * Returns: 0; -VGS_ECORRUPT, nothing has changed.
 */
VGS_API int vgs_vm_restore(struct vgs_vm *vm, const void *buf, size_t size);

/** vgs_vm_copy() - plain copy between VMs of one shape; -VGS_EINVAL. */
VGS_API int vgs_vm_copy(struct vgs_vm *dst, const struct vgs_vm *src);

/** @return 64-bit hash of the state. */
VGS_API uint64_t vgs_vm_hash(const struct vgs_vm *vm);

/** vgs_vm_diff() - as vgs_gic_diff() */
VGS_API int vgs_vm_diff(const struct vgs_vm *a, const struct vgs_vm *b,
			vgs_diff_fn fn, void *user);

#ifdef __cplusplus
}
#endif

#endif
