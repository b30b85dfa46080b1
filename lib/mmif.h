/* SPDX-License-Identifier: MIT */
/*
 * Memory-mapped CPU interfaces: GICC, GICH and GICV over cpuif and lr, and what
 * GICD has without affinity routing; for GICv2 and GICv3's legacy operation.  What differs between the two is in
 * the variant; state that no other interface has is struct vgs_mmif_pe.  Both
 * hang at struct vgs_gic; the model that has these frames sets them.
 */
#ifndef VGS_MMIF_H
#define VGS_MMIF_H

#include "core.h"

/* GICC_CTLR as a whole; views are cut from it. */
#define VGS_GICC_CTLR_GRP0	 (1u << 0)
#define VGS_GICC_CTLR_GRP1	 (1u << 1)
#define VGS_GICC_CTLR_ACKCTL	 (1u << 2)
#define VGS_GICC_CTLR_FIQEN	 (1u << 3)
#define VGS_GICC_CTLR_CBPR	 (1u << 4)
#define VGS_GICC_CTLR_FIQBYPDIS	 (5u << 5) /* of either group */
#define VGS_GICC_CTLR_IRQBYPDIS	 (5u << 6)
#define VGS_GICC_CTLR_BYPASS	 (VGS_GICC_CTLR_FIQBYPDIS | VGS_GICC_CTLR_IRQBYPDIS)
#define VGS_GICC_CTLR_EOIMODE	 (1u << 9) /* Secure, or the only one */
#define VGS_GICC_CTLR_EOIMODE_NS (1u << 10)

struct vgs_mmif_variant {
	uint32_t ctlr_mask; /* bits of GICC_CTLR that exist */
	uint32_t iidr;	    /* GICC_IIDR */
	uint32_t gicv_iidr;
	/* Secure GICC_EOIR of a Group 1 INTID with AckCtl = 0 (GIC-G6). */
	bool secure_eoir_g1;
	/* Is vgs_mmif_gicc_closing RAZ/WI for this access (GIC-A12)? */
	bool (*gicc_closed)(const struct vgs_gic *gic,
			    const struct vgs_acc *acc);
	/* GICV_APR is ICH_AP1R, of either group (GIC-J9). */
	bool apr_of_group1;
	/* Has the interrupt neither targets nor sources?  NULL: it has. */
	bool (*by_affinity)(const struct vgs_gic *gic, uint32_t slot);
	/* The target CPUs of a shared interrupt changed. */
	void (*reroute)(struct vgs_gic *gic, uint32_t slot);
	/* GICC_CTLR may have changed the group enables.  NULL: nobody asks. */
	void (*enables)(struct vgs_gic *gic, unsigned pe);
};

/* Derived from the config: CPUs as ITARGETSR and SGIR know them. */
struct vgs_mmif_cpus {
	uint8_t number[VGS_MAX_PES_V2]; /* of a PE */
	uint8_t pe[VGS_MAX_PES_V2];	/* of a number; VGS_MMIF_NO_PE */
	uint8_t implemented;		/* mask of numbers */
};

#define VGS_MMIF_NO_PE 0xffu

/* Plain data: one physical CPU interface, beyond struct vgs_cpuif. */
struct vgs_mmif_pe {
	uint8_t ackctl;
	uint8_t fiqen;
	uint8_t bypass;	    /* GICC_CTLR[8:5] */
	uint8_t wires;	    /* legacy inputs: VGS_SIG_IRQ, VGS_SIG_FIQ */
	uint8_t source[16]; /* CPUID that IAR gave last, by SGI; _NO_SOURCE */
	/* INTID that was acknowledged last, by level; VGS_MMIF_NO_ACK. */
	uint16_t acked[VGS_AP_REGS * 32u];
	/* Active priorities that software read last, by group. */
	uint32_t ap_seen[2][VGS_AP_REGS];
};

#define VGS_MMIF_NO_ACK	   0xffffu
#define VGS_MMIF_NO_SOURCE 0xffu /* software made it active: any may be right */

/* Takes the state of the interfaces; with a base, adds its section. */
void vgs_mmif_layout(struct vgs_gic *gic, struct vgs_layout *layout,
		     const struct vgs_mmif_variant *variant);

extern const struct vgs_frame_desc vgs_mmif_gicc;
extern const struct vgs_frame_desc vgs_mmif_gicc_closing; /* gicc_closed() */
extern const struct vgs_frame_desc vgs_mmif_gich;	  /* of who accesses */
extern const struct vgs_frame_desc vgs_mmif_gich_pe;	  /* of a named PE */
extern const struct vgs_frame_desc vgs_mmif_gicv;

/* Acknowledge and end: handlers of the GICC table. */
uint64_t vgs_mmif_iar_read(struct vgs_gic *gic, const struct vgs_acc *acc);
uint64_t vgs_mmif_iar_peek(const struct vgs_gic *gic,
			   const struct vgs_acc *acc);
uint64_t vgs_mmif_aiar_read(struct vgs_gic *gic, const struct vgs_acc *acc);
uint64_t vgs_mmif_aiar_peek(const struct vgs_gic *gic,
			    const struct vgs_acc *acc);
uint64_t vgs_mmif_hppir_peek(const struct vgs_gic *gic,
			     const struct vgs_acc *acc);
uint64_t vgs_mmif_ahppir_peek(const struct vgs_gic *gic,
			      const struct vgs_acc *acc);
void vgs_mmif_eoir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint64_t value);
void vgs_mmif_aeoir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint64_t value);
void vgs_mmif_dir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint64_t value);

/* GICD without affinity routing: handlers of both versions' tables. */
void vgs_mmif_active_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value);
void vgs_mmif_pending_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value);
void vgs_mmif_pending_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint32_t slot, uint32_t value);
uint32_t vgs_mmif_targets_get(const struct vgs_gic *gic,
			      const struct vgs_acc *acc, uint32_t slot);
void vgs_mmif_targets_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value);
uint32_t vgs_mmif_sources_get(const struct vgs_gic *gic,
			      const struct vgs_acc *acc, uint32_t slot);
void vgs_mmif_sources_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value);
void vgs_mmif_sources_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint32_t slot, uint32_t value);
void vgs_mmif_sgir_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint64_t value);

/* Number the CPUs: a GICv2's as configured, else by PE. */
void vgs_mmif_number_cpus(struct vgs_gic *gic);

/* The PE's bit in a mask of numbers; 0: it has none. */
uint8_t vgs_mmif_cpu_mask(const struct vgs_gic *gic, unsigned pe);

/* Numbers of the CPUs that a shared interrupt is for. */
uint8_t vgs_mmif_targets(const struct vgs_gic *gic, uint32_t slot);

/* The PEs of @numbers as a route. */
uint16_t vgs_mmif_route(const struct vgs_gic *gic, unsigned numbers);

/* Reset of what all PEs have beyond vgs_mmif_reset_pe(). */
void vgs_mmif_reset(struct vgs_gic *gic);

/* Reset of what GICC and GICV have beyond the core: @pe's. */
void vgs_mmif_reset_pe(struct vgs_gic *gic, unsigned pe);

/* Groups whose interrupts it signals as FIQs. */
uint8_t vgs_mmif_fiq(const struct vgs_gic *gic, unsigned pe);

/* FIQEn or a legacy input changed. */
void vgs_mmif_update_signals(struct vgs_gic *gic, unsigned pe);

/* VGS_SIG_IRQ or VGS_SIG_FIQ if it is signalled, and bypasses. */
uint32_t vgs_mmif_levels(const struct vgs_gic *gic, unsigned pe,
			 const struct vgs_hppi *hppi);

/* GICV_CTLR, which is also GICH_VMCR[9:0]. */
uint32_t vgs_mmif_vctlr(const struct vgs_vif *vif);
void vgs_mmif_set_vctlr(struct vgs_vif *vif, uint32_t value);

/* GICH_APR, GICV_APR: one set of active priorities for both groups. */
uint32_t vgs_mmif_vapr(const struct vgs_gic *gic, const struct vgs_vif *vif,
		       unsigned n);
void vgs_mmif_set_vapr(const struct vgs_gic *gic, struct vgs_vif *vif,
		       unsigned n, uint32_t value);

/* Of Group 1, which this access does not acknowledge (GIC-G3). */
#define VGS_MMIF_GROUP1 1022u

/* An identifier as IAR gives it and EOIR and DIR take it. */
static inline uint32_t vgs_mmif_intid(uint64_t value)
{
	return (uint32_t)(value & 0x3ffu);
}

static inline uint8_t vgs_mmif_cpuid(uint64_t value)
{
	return (uint8_t)(value >> 10 & 7u);
}

static inline uint32_t vgs_mmif_identifier(uint32_t intid, unsigned cpuid)
{
	return intid | cpuid << 10;
}

/* The fields of GICC_CTLR in a view. */
const struct vgs_field *vgs_mmif_ctlr_fields(const struct vgs_gic *gic,
					     bool secure);

/* Field tables that two frames share. */
extern const struct vgs_field vgs_mmif_fields_id[];   /* IAR, EOIR, DIR, … */
extern const struct vgs_field vgs_mmif_fields_ctlr[]; /* one state */
extern const struct vgs_field vgs_mmif_fields_prio[]; /* PMR, RPR */
extern const struct vgs_field vgs_mmif_fields_bpr[];
extern const struct vgs_field vgs_mmif_fields_iidr[];

#endif
