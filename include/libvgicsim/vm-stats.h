/* SPDX-License-Identifier: MIT */
/*
 * What a VM shows of itself: counters, its state as text, invariants.
 */
#ifndef LIBVGICSIM_VM_STATS_H
#define LIBVGICSIM_VM_STATS_H

#include <libvgicsim/gic.h>
#include <libvgicsim/types.h>
#include <libvgicsim/visibility.h>
#include <libvgicsim/vm.h>

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif

#endif
