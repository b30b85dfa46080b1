/* SPDX-License-Identifier: MIT */
/*
 * Per-INTID registers that every Distributor and Redistributor has: accessors
 * of one INTID's field for the rows of GICD (both versions) and GICR.  Views
 * are the engine's (reg.c) and the frame's business.
 */
#ifndef VGS_DIST_H
#define VGS_DIST_H

#include "core.h"

static inline bool vgs_dist_is_sgi(const struct vgs_gic *gic, uint32_t slot)
{
	return vgs_core_is_private(gic, slot) &&
	       vgs_core_private(gic, slot) < VGS_INTID_PPI;
}

/* ISENABLER, ICENABLER */
void vgs_dist_enable_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value);
void vgs_dist_enable_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot, uint32_t value);
/* ISPENDR, ICPENDR */
uint32_t vgs_dist_pending_get(const struct vgs_gic *gic,
			      const struct vgs_acc *acc, uint32_t slot);
void vgs_dist_pending_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot, uint32_t value);
void vgs_dist_pending_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint32_t slot, uint32_t value);
/* ISACTIVER, ICACTIVER */
void vgs_dist_active_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value);
void vgs_dist_active_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot, uint32_t value);
/* IPRIORITYR, with the Non-secure view (GIC-C11) */
uint32_t vgs_dist_priority_get(const struct vgs_gic *gic,
			       const struct vgs_acc *acc, uint32_t slot);
void vgs_dist_priority_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot, uint32_t value);
/* ICFGR: two bits, bit 1 is edge; SGIs are fixed (GIC-B30) */
uint32_t vgs_dist_config_get(const struct vgs_gic *gic,
			     const struct vgs_acc *acc, uint32_t slot);
void vgs_dist_config_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value);
/* IGROUPR, IGRPMODR, INMIR, NSACR */
void vgs_dist_group_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value);
void vgs_dist_grpmod_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value);
void vgs_dist_nmi_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot, uint32_t value);
uint32_t vgs_dist_nsacr_get(const struct vgs_gic *gic,
			    const struct vgs_acc *acc, uint32_t slot);
void vgs_dist_nsacr_set(struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot, uint32_t value);

/*
 * Does the access see the interrupt under its row's view (GIC-C4, GIC-C8)?
 * The frames' visible(): Secure sees all, Non-secure its own and what NSACR
 * opens.
 */
bool vgs_dist_visible(const struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot);

/* The same of GICD without affinity routing, where NSACR opens SGIs too. */
bool vgs_dist_visible_gicd(const struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot);

#endif
