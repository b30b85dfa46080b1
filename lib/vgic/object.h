/* SPDX-License-Identifier: MIT */
/*
 * The VM object of the vgic: its config and its plain-data state (indices, no
 * pointers).
 *
 * Virtual interrupts live in one array: 32 private ones of vCPU 0, of vCPU 1,
 * ..., then SPIs, then the LPIs that exist.  An ap_list is a doubly linked list
 * of indices into it.
 */
#ifndef VGS_VGIC_OBJECT_H
#define VGS_VGIC_OBJECT_H

#include <libvgicsim/vgic.h>

#include "vgic/pool.h"

#define VGS_NO_VIRQ   UINT32_MAX
#define VGS_NO_VLR    0xffu
#define VGS_VM_PRIV   32u
#define VGS_VM_SGIS   16u
#define VGS_VM_LRS    64u
#define VGS_VM_APREGS 4u

/* struct vgs_virq.flags */
#define VGS_VIRQ_LINE	   (1u << 0) /* input wire, stored for edge too */
#define VGS_VIRQ_LATCH	   (1u << 1) /* edge, or a level's soft pending */
#define VGS_VIRQ_ACTIVE	   (1u << 2)
#define VGS_VIRQ_ENABLED   (1u << 3)
#define VGS_VIRQ_EDGE	   (1u << 4)
#define VGS_VIRQ_HW	   (1u << 5) /* tied to physical INTID pintid */
#define VGS_VIRQ_GROUP1	   (1u << 6)
#define VGS_VIRQ_SHOWN	   0x7fu     /* what events are about */
#define VGS_VIRQ_RESAMPLE  (1u << 7) /* its end lowers the line */
#define VGS_VIRQ_RESAMPLED (1u << 8) /* it did, and nobody asked yet */
#define VGS_VIRQ_QUEUED	   (1u << 9) /* handed out, not ended: bitmap.c */
/* a list register of another vCPU than that of its list has it: bitmap.c */
#define VGS_VIRQ_ELSEWHERE (1u << 10)
#define VGS_VIRQ_TO_ACTIVATE                                                   \
	(1u << 11) /* active, and no list register knows: bitmap.c */
#define VGS_VIRQ_FLAGS 0xfffu

/* Plain data: one virtual interrupt (KVM-ST-10). */
struct vgs_virq {
	uint32_t pintid;
	uint32_t targets; /* v2: ITARGETSR byte; v3: affinity of IROUTER */
	uint32_t owner;
	uint32_t next, prev; /* on the ap_list of vcpu */
	uint16_t target;     /* vCPU it should go to next */
	uint16_t vcpu;	     /* whose ap_list it is on */
	uint16_t flags;
	uint8_t priority;
	uint8_t source; /* v2 SGI: requesting vCPUs */
	uint8_t active_source;
	uint8_t lr; /* of vcpu while that is entered (E0: always), or NO_VLR */
	uint8_t zero[2];
};

/* Plain data: one vCPU. */
struct vgs_vcpu {
	uint64_t lr[VGS_VM_LRS];     /* images of this run, as flushed */
	uint64_t host_scr, host_hcr; /* what its PE ran before the entry */
	uint64_t pendbaser;
	uint64_t wake;	  /* counter of the timer that ends its WFI (TM-10) */
	uint64_t lr_used; /* E0: list registers that are handed out (BUG-8) */
	uint32_t hcr, vmcr;
	uint32_t vmcr_saved;	     /* what the vgic knows of vmcr */
	uint32_t ap0[VGS_VM_APREGS]; /* GICv2: ap0[0] is the APR */
	uint32_t ap1[VGS_VM_APREGS];
	uint32_t head, tail, queued; /* ap_list */
	uint32_t last_lr_virq;	     /* last one in a list register (OV-12) */
	uint16_t pe;
	uint8_t host_el, host_flags; /* VGS_HOST_CTX_* */
	uint8_t host_nmi;
	uint8_t entered, kicked, stopped;
	uint8_t used_lrs, pstate;  /* pstate: VGS_GUEST_* */
	uint8_t update;		   /* prune before the next run (KVM-RL-1) */
	uint8_t loaded;		   /* its thread has the PE (KVM-RL-4) */
	uint8_t lpis;		   /* GICR_CTLR.EnableLPIs */
	uint8_t phase;		   /* VGS_VCPU_*, but never _ENTERED */
	uint8_t left_by;	   /* phase _LEFT: enum vgs_exit_reason */
	uint8_t pri_bits, id_bits; /* as ICC_CTLR says to user space (UA-26) */
	uint8_t irq_lines;	   /* VI, VF: by user space (KVM-IL-1) */
	uint8_t exported;	   /* levels user space was told (KVM-TM-30) */
	uint8_t pmu;		   /* userchip.c */
	uint8_t blocked;	   /* it sleeps in WFI (KVM-RL-5) */
	uint8_t zero[7];
};

/* Is it somewhere between flush and the end of sync? */
static inline bool vgs_vcpu_busy(const struct vgs_vcpu *v)
{
	return v->entered || v->phase != VGS_VCPU_OUT;
}

#define VGS_GUEST_I (1u << 0)
#define VGS_GUEST_F (1u << 1)
#define VGS_GUEST_A (1u << 2)

/* Plain data: one timer of a vCPU; what the PE has while it is loaded. */
struct vgs_vtimer {
	uint64_t cval;
	uint64_t soft; /* counter of the timer that emulates it, UINT64_MAX */
	uint8_t ctl;   /* ENABLE, IMASK */
	uint8_t level; /* as the vgic was told last (KVM-TM-4) */
	uint8_t inactive; /* owner-polls: that was written last (ML-32) */
	uint8_t in_pe;	  /* the PE has it, cval and ctl are stale */
	uint8_t zero[4];
};

/* Plain data: one route; those that are set come first. */
struct vgs_vroute {
	uint64_t addr; /* of the message */
	uint32_t gsi, data, devid;
	uint16_t pin;
	uint8_t type; /* enum vgs_route_type */
	uint8_t has_devid;
};

#define VGS_NO_ROUTE	  0xffffu
#define VGS_VM_MAX_ROUTES 4096u

/* Plain data: one irqfd; those that are assigned come first, in order. */
struct vgs_virqfd {
	uint32_t fd, gsi, resamplefd;
	uint32_t resamples; /* signals of resamplefd that nobody has read */
	uint16_t route;	    /* of gsi, VGS_NO_ROUTE */
	uint8_t resample;
	uint8_t work; /* a write waits for the worker */
	uint8_t zero[4];
};

#define VGS_NO_IRQFD UINT32_MAX

/* Plain data: what an LPI that exists has beside its struct vgs_virq. */
struct vgs_vlpi {
	uint32_t intid; /* 0: this slot is free */
	uint32_t ites;	/* events that are mapped to it (KVM-ST-14) */
};

/* Plain data: the distributor and what belongs to no vCPU. */
struct vgs_vdist {
	uint64_t propbaser;   /* one for all redistributors (KVM-MM-14) */
	uint64_t cache_stamp; /* of the translation cached or used last */
	uint64_t timer_offset[VGS_TIMER_IDS];
	uint32_t timer_vintid[VGS_TIMER_IDS];
	uint32_t routes, irqfds;		     /* how many are set */
	uint32_t resamplers;			     /* of the irqfds */
	uint32_t active_spis;			     /* KVM-AP-12 */
	uint32_t lpis, devices, events, collections; /* in use */
	uint8_t enabled, revision, v2_groups_writable;
	uint8_t timers_fixed; /* mapped; their PPIs cannot be changed */
	uint8_t offset_fixed; /* KVM_ARM_SET_COUNTER_OFFSET was used */
	uint8_t zero[3];
};

struct vgs_vorder;
struct vgs_vplace;
struct vgs_vits;
struct vgs_vdevice;
struct vgs_vevent;
struct vgs_vcollection;

/*
 * Plain data: a region of redistributors.  They fill up in order, so each holds
 * vCPUs in a row.
 */
struct vgs_vregion {
	uint64_t base;
	uint16_t size;	/* vCPUs, 0: as many as exist */
	uint16_t first; /* vCPU in its first slot */
	uint16_t used;
	uint16_t zero;
};

#define VGS_VM_MAX_REGIONS 4096u /* their index has 12 bits */

/* Plain data: what user space has made of the VM so far (KVM-UA-1 to UA-8). */
struct vgs_vabi {
	uint64_t dist_base, cpu_base; /* UINT64_MAX: not placed */
	uint32_t nirqs;		      /* NR_IRQS, 0: not chosen */
	uint16_t online;
	uint16_t regions;
	uint8_t created, initialised, ran, dead;
	uint8_t maintenance; /* PPI of a nested guest's hypervisor */
	uint8_t its;	     /* devices that exist */
	uint8_t zero[2];
};

struct vgs_vm {
	struct vgs_vm_config cfg;
	struct vgs_hw_ops hw;
	struct vgs_timer_ops timer_ops; /* read NULL: no arch timer */
	struct vgs_own *own;		/* NULL: the vgic is ours */
	uint32_t *affinities;
	unsigned pes;	   /* of the host */
	unsigned nr_lr;	   /* KVM-ST-5 */
	unsigned ap_regs;  /* active priority registers of a group */
	unsigned bpr_min;  /* of VBPR0 */
	unsigned pri_bits; /* of the virtual CPU interface */
	unsigned id_bits;  /* of it, as ICH_VTR has it */
	uint32_t vtr;	   /* ICH_VTR or GICH_VTR of the host */
	uint32_t spi0;	   /* index of INTID 32 */
	uint32_t lpi0;	   /* index of the first LPI slot */
	uint32_t virqs_count;
	bool host_v2;
	/* a GICv3 whose guests may do without system registers (GIC-J8) */
	bool host_legacy;
	bool tdir; /* of a GICv3: DIR can be trapped alone (ICH_VTR.TDS) */
	uint32_t traps;

	/* Plain data, in sections. */
	struct vgs_virq *virqs;
	struct vgs_vcpu *vcpus;
	struct vgs_vtimer *vtimers; /* by vCPU, then by id */
	struct vgs_vroute *routes;
	struct vgs_virqfd *irqfds;
	struct vgs_vdist *dist;
	struct vgs_vlpi *lpis;
	struct vgs_vits *its;
	struct vgs_vdevice *devices;
	struct vgs_vevent *events;
	struct vgs_vcollection *collections;
	struct vgs_vpool lpi_pool, device_pool, event_pool, collection_pool;
	struct vgs_vabi *abi;
	struct vgs_vregion *regions; /* those that exist come first */
	uint64_t *stats;	     /* but for those that vCPUs have */
	uint64_t *vcpu_stats;	     /* by vCPU */

	/* Derived: order.c. */
	struct vgs_vorder *orders; /* by vCPU */
	struct vgs_vplace *places; /* by virtual interrupt */
	/* Derived: timer.c. */
	uint16_t *on_pe; /* by PE: the vCPU that has it, VGS_NO_VCPU */
	/* Derived: bitmap.c, by vCPU; NULL: list registers do not stay. */
	uint64_t *wants;

	uint32_t *scratch;   /* of check_its.c; as many as a pool has at most */
	uint64_t visits;     /* of events and LPIs, for cfg.work_budget */
	unsigned *callbacks; /* of the host that run now (callback.h) */
	unsigned resampling; /* *callbacks inside the one that may inject */
	const char *bug;
};

#endif
