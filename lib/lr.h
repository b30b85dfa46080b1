/* SPDX-License-Identifier: MIT */
/*
 * List registers and the virtual CPU interface: selection, acknowledge, EOI,
 * DIR, maintenance.  Decoded; encodings stay with GICH (mmif) and ICH (gicv3).
 */
#ifndef VGS_LR_H
#define VGS_LR_H

#include "cpuif.h"

struct vgs_gic;

/* Plain data: one list register. */
struct vgs_lr {
	uint32_t vintid;
	uint16_t pintid; /* with hw */
	uint8_t priority;
	uint8_t state;	/* enum vgs_irq_state */
	uint8_t group;	/* 0 or 1 */
	uint8_t source; /* GICv2 and legacy: CPUID of an SGI */
	uint8_t flags;	/* VGS_LR_* */
	uint8_t zero;
};

#define VGS_LR_HW  (1u << 0)
#define VGS_LR_EOI (1u << 1)
#define VGS_LR_NMI (1u << 2)

/* GICH_HCR and ICH_HCR_EL2 bits; the numbers are architectural. */
#define VGS_HCR_EN	 (1u << 0)
#define VGS_HCR_UIE	 (1u << 1)
#define VGS_HCR_LRENPIE	 (1u << 2)
#define VGS_HCR_NPIE	 (1u << 3)
#define VGS_HCR_VGRP0EIE (1u << 4)
#define VGS_HCR_VGRP0DIE (1u << 5)
#define VGS_HCR_VGRP1EIE (1u << 6)
#define VGS_HCR_VGRP1DIE (1u << 7)
#define VGS_HCR_ENABLES	 (0x7fu << 1) /* of maintenance, as above */
#define VGS_HCR_VSGIEOI	 (1u << 8)
#define VGS_HCR_TC	 (1u << 10)
#define VGS_HCR_TALL0	 (1u << 11)
#define VGS_HCR_TALL1	 (1u << 12)
#define VGS_HCR_TSEI	 (1u << 13)
#define VGS_HCR_TSEI	 (1u << 13)
#define VGS_HCR_TDIR	 (1u << 14)
#define VGS_HCR_DVIM	 (1u << 15)
#define VGS_HCR_EOICOUNT (0x1fu << 27)

/* The bits of GICH_HCR: no trap bits (GIC-S11). */
#define VGS_HCR_GICH (0xffu | VGS_HCR_EOICOUNT)

/* MISR bits. */
#define VGS_MISR_EOI   (1u << 0)
#define VGS_MISR_U     (1u << 1)
#define VGS_MISR_LRENP (1u << 2)
#define VGS_MISR_NP    (1u << 3)
#define VGS_MISR_GRP0E (1u << 4)
#define VGS_MISR_GRP0D (1u << 5)
#define VGS_MISR_GRP1E (1u << 6)
#define VGS_MISR_GRP1D (1u << 7)

/*
 * Plain data: the virtual CPU interface of a PE.  Groups are VGS_G0 and
 * VGS_G1NS; cpu.eoimode bit VGS_EOIMODE_NS is VEOIM, cpu.cbpr bit G1NS VCBPR.
 */
struct vgs_vif {
	struct vgs_cpuif cpu;
	uint32_t hcr;	/* bits as above, EOIcount included */
	uint8_t ackctl; /* VAckCtl */
	uint8_t fiqen;	/* VFIQEn */
	uint8_t zero[2];
};

/* struct vgs_vhppi.lr of a vLPI or virtual SGI, which is in no register. */
#define VGS_LR_DIRECT 64

/* Highest priority pending virtual interrupt; passed in a register. */
struct vgs_vhppi {
	uint32_t vintid;
	int8_t lr; /* -1: none; or VGS_LR_DIRECT */
	uint8_t priority;
	uint8_t group; /* enum vgs_group */
	bool nmi;
};

/*
 * Derived from the list registers: which are pending, active, want to be heard
 * of, how urgent each is, and which of them is the most urgent one.
 */
struct vgs_lr_sets {
	uint64_t pending; /* state pending */
	uint64_t active;  /* state active or active+pending */
	uint64_t notify;  /* HW=0, EOI=1, whatever the state */
	struct vgs_vhppi best;
	uint16_t best_key;	      /* of best, VGS_LR_KEY_IDLE */
	uint8_t best_for;	      /* cpu.igrpen it is for; VGS_LR_UNKNOWN */
	uint16_t key[VGS_MAX_LRS_V2]; /* the smallest is the most urgent */
};

/* From here on they are not offered: priority 0xff (GIC-Q11). */
#define VGS_LR_KEY_IDLE 0xff00u
#define VGS_LR_KEY_NONE 0xffffu

#define VGS_LR_UNKNOWN 0xffu

/* Those that hold an interrupt: state not inactive. */
static inline uint64_t vgs_lr_valid(const struct vgs_lr_sets *sets)
{
	return sets->pending | sets->active;
}

/* EISR: those that were ended and tell it (GIC-P20). */
static inline uint64_t vgs_lr_ended(const struct vgs_lr_sets *sets)
{
	return sets->notify & ~vgs_lr_valid(sets);
}

/* Recompute what is derived from all list registers: after a restore. */
void vgs_lr_rebuild(struct vgs_gic *gic, unsigned pe);

/* Write one, decoded: masks priority, raises findings, traces. */
void vgs_lr_write(struct vgs_gic *gic, unsigned pe, unsigned n,
		  const struct vgs_lr *lr);

/* Write 0 to the first @lrs of them, untold. */
void vgs_lr_clear(struct vgs_gic *gic, unsigned pe, unsigned lrs);

/* The bits that HCR has on this machine; others are RES0. */
uint32_t vgs_lr_hcr_bits(const struct vgs_gic *gic);

/* ELRSR: those that hold nothing and have nothing to tell (GIC-P19). */
uint64_t vgs_lr_empty(const struct vgs_gic *gic, unsigned pe);

/* MISR: computed whether or not HCR.En is set (GIC-Q32, GIC-Q33). */
uint32_t vgs_lr_misr(const struct vgs_gic *gic, unsigned pe);

/*
 * Self-check: is what is injected directly chosen as a naive evaluation would,
 * and are the virtual signals that are not dirty what they should be?
 */
bool vgs_lr_agrees(const struct vgs_gic *gic, unsigned pe);

/* Acknowledge it: state, active priority. @return vINTID */
uint32_t vgs_lr_acknowledge(struct vgs_gic *gic, unsigned pe,
			    const struct vgs_vhppi *hppi);

/* How an end of interrupt names what it ends. */
struct vgs_lr_end {
	uint32_t vintid;
	enum vgs_group group; /* group of the register written */
	bool any_group;	      /* GICV_EOIR, GICV_DIR, ICV_DIR: no group */
	bool gicv;	      /* written through GICV */
	bool match_source;    /* GICv2 SGI: the CPUID must match (GIC-S2) */
	uint8_t source;
};

/* EOI (GIC-Q19): drop, match, deactivate or count. */
void vgs_lr_eoi(struct vgs_gic *gic, unsigned pe, const struct vgs_lr_end *end);

/* DIR (GIC-Q23). */
void vgs_lr_dir(struct vgs_gic *gic, unsigned pe, const struct vgs_lr_end *end);

/* ICH_HCR_EL2.En, GICH_HCR.En, as it counts now. */
bool vgs_lr_interface_enabled(const struct vgs_gic *gic, unsigned pe);

/* Virtual signal levels of a PE: VGS_SIG_VIRQ | VFIQ | VNMI | MAINTENANCE. */
uint32_t vgs_lr_levels(const struct vgs_gic *gic, unsigned pe);

/* Flush the virtual signals of @pe, where nothing else is dirty. */
void vgs_lr_flush(struct vgs_gic *gic, unsigned pe);

#endif
