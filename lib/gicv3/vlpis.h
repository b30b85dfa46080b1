/* SPDX-License-Identifier: MIT */
/*
 * Virtual LPIs (facts section U): the narrow interface through which an ITS
 * and the registers of the VLPI frame reach them.
 *
 * A vPE that is resident has its vLPIs in the pool, as an owner of its own
 * (lpi.h); the pending bits of all others are in their pending tables.
 *
 * Functions that touch memory answer 0 or -VGS_EMEM, as those of lpis.h.
 */
#ifndef VGS_GICV3_VLPIS_H
#define VGS_GICV3_VLPIS_H

#include "core.h"
#include "lpis.h"
#include "table.h"

/* The virtual SGIs of a vPE (GIC-U17): a bit, or four, for each. */
struct vgs_v3_vsgis {
	uint64_t priority; /* [7:4] of it */
	uint16_t pending, enabled, group;
	uint16_t zero;
};

#define VGS_V3_VSGIS 16u

/* A vPE as its entry of the vPE table describes it (GIC-U1). */
struct vgs_v3_vpe {
	bool valid;
	uint16_t id;
	uint16_t pe;	 /* Redistributor: processor number */
	uint8_t id_bits; /* VPT_size + 1 */
	uint64_t vpt;	 /* pending table */
	/* GICv4.1: */
	uint8_t units;	   /* ITSes that map it, a bit each */
	uint8_t groups;	   /* VGrp0En, VGrp1En: bit per enum vgs_group */
	bool rings;	   /* the default doorbell has been asked for */
	bool whole;	   /* nothing is known of its pending table */
	uint64_t vconf;	   /* configuration table */
	uint32_t doorbell; /* default doorbell; VGS_INTID_NONE: none */
	struct vgs_v3_vsgis sgi;
};

/* Plain data: the VLPI frame of a Redistributor and the vPE that is there. */
struct vgs_v3_vlpi {
	/* Tables of the vPE; enabled: it is here, flushing: leaving. */
	struct vgs_v3_lpi space;
	uint64_t vpropbaser;
	uint64_t vpendbaser;	 /* but for Dirty */
	struct vgs_v3_vsgis sgi; /* GICv4.1: of the vPE that is here */
	uint16_t vpeid;		 /* GICv4.1: which it is */
	uint16_t vsgir;		 /* GICR_VSGIR: the vPE that was asked for */
	uint16_t vsgipendr;	 /* and the answer */
	uint8_t leaving;	 /* PendingLast is not known yet */
	uint8_t unread;		 /* and the table has bits that were not read */
	uint8_t whole; /* the summary of the table is not to be used */
	uint8_t rings; /* GICR_VPENDBASER.Doorbell at the end */
	uint8_t zero[6];
};

/* Words of an entry of the vPE table. */
static inline unsigned vgs_v3_vpe_words(const struct vgs_gic *gic)
{
	return gic->cfg.version == VGS_GIC_V4_1 ? 4 : 1;
}

/* GICR_VPENDBASER of GICv4.0. */
#define VGS_V3_VPT_ADDR	    UINT64_C(0x000fffffffff0000)
#define VGS_V3_PENDING_LAST (UINT64_C(1) << 61)
/* Of GICv4.1. */
#define VGS_V3_VGRP1_EN (UINT64_C(1) << 58)
#define VGS_V3_VGRP0_EN (UINT64_C(1) << 59)

/* --- entries of the vPE table: vpe.c --------------------------------- */

enum vgs_found vgs_v3_vpe_read(struct vgs_gic *gic,
			       const struct vgs_table *table, uint16_t id,
			       struct vgs_v3_vpe *ret_vpe);
enum vgs_found vgs_v3_vpe_write(struct vgs_gic *gic,
				const struct vgs_table *table,
				const struct vgs_v3_vpe *vpe);

/*
 * GICv4.1: the same in the table of Redistributor @pe, GICR_VPROPBASER, whose
 * entries have what only Redistributors know (GIC-U14).
 */
enum vgs_found vgs_v3_vpe_load(struct vgs_gic *gic, unsigned pe, uint16_t id,
			       struct vgs_v3_vpe *ret_vpe);
enum vgs_found vgs_v3_vpe_store(struct vgs_gic *gic,
				const struct vgs_v3_vpe *vpe);

/* --- residency: vlpis.c ------------------------------------------------ */

/* Is a vPE resident at @pe; is this one, where it belongs? */
bool vgs_v3_vpe_here(const struct vgs_gic *gic, unsigned pe);
bool vgs_v3_vpe_resident(const struct vgs_gic *gic,
			 const struct vgs_v3_vpe *vpe);

/* GICR_VPENDBASER.Dirty. */
bool vgs_v3_vpe_dirty(const struct vgs_gic *gic, unsigned pe);

/* GICR_VPENDBASER.Valid 0 to 1: the vPE and its tables (GIC-U4). */
void vgs_v3_vpe_enter(struct vgs_gic *gic, unsigned pe,
		      const struct vgs_v3_vpe *vpe);

/* Valid 1 to 0: what is pending goes back to memory (GIC-U5). */
void vgs_v3_vpe_leave(struct vgs_gic *gic, unsigned pe);

/* Go on with either, and with VINVALL: a deferred action. */
void vgs_v3_vpe_work(struct vgs_gic *gic, unsigned pe);

/* Help it with leaving, if it is; true: its tables have it all. */
bool vgs_v3_vpe_left(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe);

/* The default doorbell of @vpe rings, once, if it was asked for (GIC-U12). */
int vgs_v3_vpe_ring(struct vgs_gic *gic, struct vgs_v3_vpe *vpe);

/* --- virtual SGIs: vsgi.c ---------------------------------------------- */

/*
 * VSGI: enable, group and priority[7:4], or take the pending state back.  If
 * the Redistributor has no table with @vpe yet, @vpe has the result, and who
 * has read it from the ITS's table writes it there.
 */
int vgs_v3_vsgi_configure(struct vgs_gic *gic, struct vgs_v3_vpe *vpe,
			  unsigned vintid, bool enable, bool group,
			  unsigned priority);
int vgs_v3_vsgi_clear(struct vgs_gic *gic, struct vgs_v3_vpe *vpe,
		      unsigned vintid);

/* GITS_SGIR */
int vgs_v3_vsgi_send(struct vgs_gic *gic, struct vgs_v3_vpe *vpe,
		     unsigned vintid);

/* Its virtual SGIs, wherever they are. */
int vgs_v3_vsgis_of(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
		    struct vgs_v3_vsgis *ret_sgi);

/* Groups of which an enabled one is pending, a bit each. */
unsigned vgs_v3_vsgi_groups(const struct vgs_v3_vsgis *sgi);

/* One that is more urgent than @best takes its place; it is acknowledged. */
void vgs_v3_vsgi_select(const struct vgs_gic *gic, unsigned pe,
			struct vgs_vhppi *best);
void vgs_v3_vsgi_acknowledged(struct vgs_gic *gic, unsigned pe,
			      unsigned vintid);

/* Answer what GICR_VSGIR asked: a deferred action. */
void vgs_v3_vsgi_answer(struct vgs_gic *gic, unsigned pe);

/* --- vLPIs: vlpis.c --------------------------------------------------- */

/* What a vLPI of a resident vPE does: the model's hooks. */
void vgs_v3_direct_select(const struct vgs_gic *gic, unsigned pe,
			  struct vgs_vhppi *best);
void vgs_v3_direct_acknowledged(struct vgs_gic *gic, unsigned pe,
				uint32_t vintid);
/* Self-check: does a walk over all vLPIs and virtual SGIs choose the same? */
bool vgs_v3_direct_agrees(const struct vgs_gic *gic, unsigned pe);

/* What keeps all of them from the guest: its PE is Secure; it is a legacy one. */
bool vgs_v3_direct_in_secure(const struct vgs_gic *gic, unsigned pe);
bool vgs_v3_direct_in_legacy(const struct vgs_gic *gic, unsigned pe);

/* The model's direct_gates(): vlpi_gates.c. */
unsigned vgs_v3_direct_gates(const struct vgs_gic *gic, unsigned pe,
			     uint32_t vintid, struct vgs_gate_info *ret_gates,
			     struct vgs_gate_irq *ret_gated);

/* Can the vPE have a vLPI of this number: VPT_size, IDbits? */
bool vgs_v3_vlpi_in_range(const struct vgs_gic *gic,
			  const struct vgs_v3_vpe *vpe, uint32_t vintid);

/* Is it pending, in the model or in the table? */
int vgs_v3_vlpi_pending(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
			uint32_t vintid, bool *ret_pending);

/*
 * Make it pending; where the vPE is not resident the physical LPI @doorbell
 * is, too (GIC-U8); VGS_INTID_NONE: no doorbell.
 */
int vgs_v3_vlpi_set(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
		    uint32_t vintid, uint32_t doorbell, unsigned rule);
int vgs_v3_vlpi_clear(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
		      uint32_t vintid, unsigned rule);

/*
 * Which LPI would ring for it, given that of its event, and would it now?
 * Changes nothing.
 */
int vgs_v3_vlpi_doorbell(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
			 uint32_t vintid, uint32_t *doorbell, bool *ret_wanted);

/* Move its pending state to another vPE. */
int vgs_v3_vlpi_move(struct vgs_gic *gic, const struct vgs_v3_vpe *from,
		     const struct vgs_v3_vpe *to, uint32_t vintid,
		     uint32_t doorbell);

/* Read its configuration again; that of all of them. */
int vgs_v3_vlpi_invalidate(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe,
			   uint32_t vintid);
int vgs_v3_vlpi_invalidate_all(struct vgs_gic *gic,
			       const struct vgs_v3_vpe *vpe);

/* Help it with what the work budget has interrupted; true: that is over. */
bool vgs_v3_vlpi_settled(struct vgs_gic *gic, const struct vgs_v3_vpe *vpe);

#endif
