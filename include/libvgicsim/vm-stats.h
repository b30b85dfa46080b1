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
 * X(enumerator, name): counters since creation that each vCPU has.
 *
 * exits-*, maintenance: exits by reason, of which maint-* are bits of MISR at
 * those for maintenance, which may be several (KVM-MI-1); mmio-gicd to
 * mmio-gicc: mmio-traps by frame; dir-traps: writes of DIR that trapped, which
 * are in mmio-traps or sysreg-traps too; wakeups: ends of a sleep in WFI;
 * prunes: walks of the ap_list that took something off it; migrations: how many
 * of these went to another vCPU; user-notifies: KVM-TM-30; ap-list-max: most
 * interrupts that were on its list.
 */
#define VGS_VCPU_STATS(X)                                                      \
	X(EXITS, "exits")                                                      \
	X(EXITS_IRQ, "exits-irq")                                              \
	X(EXITS_WFI, "exits-wfi")                                              \
	X(EXITS_TRAP, "exits-trap")                                            \
	X(MAINTENANCE, "maintenance")                                          \
	X(EXITS_KICK, "exits-kick")                                            \
	X(EXITS_HVC, "exits-hvc")                                              \
	X(ENTRIES, "entries")                                                  \
	X(KICKS, "kicks")                                                      \
	X(WAKEUPS, "wakeups")                                                  \
	X(MMIO_TRAPS, "mmio-traps")                                            \
	X(MMIO_GICD, "mmio-gicd")                                              \
	X(MMIO_GICR, "mmio-gicr")                                              \
	X(MMIO_ITS, "mmio-its")                                                \
	X(MMIO_GICC, "mmio-gicc")                                              \
	X(SYSREG_TRAPS, "sysreg-traps")                                        \
	X(DIR_TRAPS, "dir-traps")                                              \
	X(RESAMPLES, "resamples")                                              \
	X(ACK_NOTIFIES, "ack-notifies")                                        \
	X(LR_POPULATES, "lr-populates")                                        \
	X(LR_FOLDS, "lr-folds")                                                \
	X(PRUNES, "prunes")                                                    \
	X(MIGRATIONS, "migrations")                                            \
	X(TIMER_UPDATES, "timer-updates")                                      \
	X(SOFT_TIMERS, "soft-timers")                                          \
	X(MAINT_EOI, "maint-eoi")                                              \
	X(MAINT_UNDERFLOW, "maint-underflow")                                  \
	X(MAINT_LRENP, "maint-lrenp")                                          \
	X(MAINT_NO_PENDING, "maint-no-pending")                                \
	X(MAINT_GROUP, "maint-group")                                          \
	X(AP_LIST_MAX, "ap-list-max")                                          \
	X(USER_NOTIFIES, "user-notifies")

/*
 * X(enumerator, name): all counters of a VM.  Those of vCPUs come first and are
 * their sums, ap-list-max their greatest.
 *
 * injections-dropped is the sum of dropped-owner, -no-change and -edge-low;
 * dropped-dist-off: high or edge while the distributor is off, so not queued;
 * dropped-no-route: signals of eventfds whose GSI has no route; msis-dropped:
 * messages without an interrupt, of which dropped-unmapped, -lpi-off (disabled
 * at the redistributor) and -its-off say why where the ITS is asked; its-*: by
 * command, and how many of them were in error, which a SYNC never is.
 */
#define VGS_VM_STATS(X)                                                        \
	VGS_VCPU_STATS(X)                                                      \
	X(INJECTIONS, "injections")                                            \
	X(INJECTIONS_DROPPED, "injections-dropped")                            \
	X(DROPPED_OWNER, "dropped-owner")                                      \
	X(DROPPED_NO_CHANGE, "dropped-no-change")                              \
	X(DROPPED_EDGE_LOW, "dropped-edge-low")                                \
	X(DROPPED_DIST_OFF, "dropped-dist-off")                                \
	X(DROPPED_NO_ROUTE, "dropped-no-route")                                \
	X(WORLD_STOPS, "world-stops")                                          \
	X(PHYS_ACTIVE_SETS, "phys-active-sets")                                \
	X(PHYS_ACTIVE_CLEARS, "phys-active-clears")                            \
	X(PHYS_PENDING_CLEARS, "phys-pending-clears")                          \
	X(IRQFD_SIGNALS, "irqfd-signals")                                      \
	X(EVENTFD_SIGNALS, "eventfd-signals")                                  \
	X(MSIS, "msis")                                                        \
	X(MSIS_DROPPED, "msis-dropped")                                        \
	X(DROPPED_UNMAPPED, "dropped-unmapped")                                \
	X(DROPPED_LPI_OFF, "dropped-lpi-off")                                  \
	X(DROPPED_ITS_OFF, "dropped-its-off")                                  \
	X(CACHE_HITS, "cache-hits")                                            \
	X(CACHE_MISSES, "cache-misses")                                        \
	X(CACHE_INVALIDATIONS, "cache-invalidations")                          \
	X(ITS_COMMANDS, "its-commands")                                        \
	X(ITS_ERRORS, "its-errors")                                            \
	X(ITS_MAPD, "its-mapd")                                                \
	X(ITS_MAPC, "its-mapc")                                                \
	X(ITS_MAPI, "its-mapi")                                                \
	X(ITS_MAPTI, "its-mapti")                                              \
	X(ITS_MOVI, "its-movi")                                                \
	X(ITS_DISCARD, "its-discard")                                          \
	X(ITS_INV, "its-inv")                                                  \
	X(ITS_MOVALL, "its-movall")                                            \
	X(ITS_INVALL, "its-invall")                                            \
	X(ITS_INT, "its-int")                                                  \
	X(ITS_CLEAR, "its-clear")                                              \
	X(ITS_SYNC, "its-sync")                                                \
	X(ITS_OTHER, "its-other")                                              \
	X(ITS_MAPD_ERRORS, "its-mapd-errors")                                  \
	X(ITS_MAPC_ERRORS, "its-mapc-errors")                                  \
	X(ITS_MAPI_ERRORS, "its-mapi-errors")                                  \
	X(ITS_MAPTI_ERRORS, "its-mapti-errors")                                \
	X(ITS_MOVI_ERRORS, "its-movi-errors")                                  \
	X(ITS_DISCARD_ERRORS, "its-discard-errors")                            \
	X(ITS_INV_ERRORS, "its-inv-errors")                                    \
	X(ITS_MOVALL_ERRORS, "its-movall-errors")                              \
	X(ITS_INVALL_ERRORS, "its-invall-errors")                              \
	X(ITS_INT_ERRORS, "its-int-errors")                                    \
	X(ITS_CLEAR_ERRORS, "its-clear-errors")                                \
	X(ITS_OTHER_ERRORS, "its-other-errors")

/** Counters of a VM: VGS_VM_STATS() says which is which. */
enum vgs_vm_stat {
#define VGS_VM_STAT_ENUM(id, name) VGS_VM_STAT_##id,
	VGS_VM_STATS(VGS_VM_STAT_ENUM)
#undef VGS_VM_STAT_ENUM
		VGS_VM_STAT_COUNT,
};

/** How many of them, from the first on, a vCPU has. */
#define VGS_VCPU_STAT_COUNT ((unsigned)VGS_VM_STAT_USER_NOTIFIES + 1u)

/**
 * vgs_vm_stat_name() - a counter's name
 * @stat:	enum vgs_vm_stat
 * Returns: a constant string, NULL past the last.
 */
VGS_API const char *vgs_vm_stat_name(unsigned stat);

/**
 * vgs_vm_stat() - a counter of a VM
 * @stat:	enum vgs_vm_stat
 *
 * Images have counters; comparisons and hashes leave them out.
 *
 * Returns: what was counted since creation; 0 past the last.
 */
VGS_API uint64_t vgs_vm_stat(const struct vgs_vm *vm, unsigned stat);

/**
 * vgs_vcpu_stat() - a counter of one vCPU
 * @stat:	enum vgs_vm_stat, below VGS_VCPU_STAT_COUNT
 * Returns: the vCPU's part of vgs_vm_stat(); 0 past the last vCPU or counter.
 */
VGS_API uint64_t vgs_vcpu_stat(const struct vgs_vm *vm, unsigned vcpu,
			       unsigned stat);

/**
 * vgs_vm_dump() - the state of all interrupts as text, a line at a time
 * @fn:		called with each line, in order
 * @user:	its first argument
 *
 * What KVM's vgic-state file shows (KVM-OBS-20 to KVM-OBS-23): the stored
 * state, which is stale for what stands in a list register of a running vCPU
 * (KVM-ST-22).  Nothing changes.  A row ends with a space, as there.  A call is
 * a whole reading: there is no second reader to turn away, and no SGI of GICv4.1
 * whose pending state the hardware has (KVM-OBS-24).
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
