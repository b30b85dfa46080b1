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

/* A vPE as its entry of the vPE table describes it (GIC-U1). */
struct vgs_v3_vpe {
	bool valid;
	uint16_t id;
	uint16_t pe;	 /* Redistributor: processor number */
	uint8_t id_bits; /* VPT_size + 1 */
	uint64_t vpt;	 /* pending table */
};

/* Plain data: the VLPI frame of a Redistributor and the vPE that is there. */
struct vgs_v3_vlpi {
	/* Tables of the vPE; enabled: it is here, flushing: leaving. */
	struct vgs_v3_lpi space;
	uint64_t vpropbaser;
	uint64_t vpendbaser; /* but for Dirty */
	uint8_t leaving;     /* PendingLast is not known yet */
	uint8_t unread;	     /* and the table has bits that were not read */
	uint8_t whole;	     /* the summary of the table is not to be used */
	uint8_t zero[5];
};

#define VGS_V3_VPE_WORDS 1u

/* GICR_VPENDBASER of GICv4.0. */
#define VGS_V3_VPT_ADDR	    UINT64_C(0x000fffffffff0000)
#define VGS_V3_PENDING_LAST (UINT64_C(1) << 61)

/* --- entries of the vPE table: vpe.c --------------------------------- */

enum vgs_found vgs_v3_vpe_read(struct vgs_gic *gic,
			       const struct vgs_table *table, uint16_t id,
			       struct vgs_v3_vpe *ret_vpe);
enum vgs_found vgs_v3_vpe_write(struct vgs_gic *gic,
				const struct vgs_table *table,
				const struct vgs_v3_vpe *vpe);

/* --- residency: vlpis.c ------------------------------------------------ */

/* Is a vPE resident at @pe; is this one, where it belongs? */
bool vgs_v3_vpe_here(const struct vgs_gic *gic, unsigned pe);
bool vgs_v3_vpe_resident(const struct vgs_gic *gic,
			 const struct vgs_v3_vpe *vpe);

/* GICR_VPENDBASER.Dirty. */
bool vgs_v3_vpe_dirty(const struct vgs_gic *gic, unsigned pe);

/* GICR_VPENDBASER.Valid 0 to 1, registers being written (GIC-U4). */
void vgs_v3_vpe_enter(struct vgs_gic *gic, unsigned pe);

/* Valid 1 to 0: what is pending goes back to memory (GIC-U5). */
void vgs_v3_vpe_leave(struct vgs_gic *gic, unsigned pe);

/* Go on with either, and with VINVALL: a deferred action. */
void vgs_v3_vpe_work(struct vgs_gic *gic, unsigned pe);

/* --- vLPIs: vlpis.c --------------------------------------------------- */

/* What a vLPI of a resident vPE does: the model's hooks. */
void vgs_v3_direct_select(const struct vgs_gic *gic, unsigned pe,
			  struct vgs_vhppi *best);
void vgs_v3_direct_acknowledged(struct vgs_gic *gic, unsigned pe,
				uint32_t vintid);

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
