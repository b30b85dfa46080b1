/* SPDX-License-Identifier: MIT */
/*
 * Tables of LPIs in the caller's memory: for lpis.c.  An owner is a
 * Redistributor, as in the pool.
 */
#ifndef VGS_GICV3_LPI_TABLES_H
#define VGS_GICV3_LPI_TABLES_H

#include "core.h"

struct vgs_v3_lpi;

#define VGS_V3_PEND_ADDR UINT64_C(0x000fffffffff0000)

/* State of an owner; NULL without LPIs, which callers exclude first. */
struct vgs_v3_lpi *vgs_v3_lpi_space(const struct vgs_gic *gic, uint32_t owner);

/* Bits of INTIDs, 0: no LPI is in range (GIC-L7, GIC-L8). */
unsigned vgs_v3_lpi_id_bits(const struct vgs_gic *gic, uint32_t owner);

/* Fill in priority and enable of @lpi from its configuration byte. */
int vgs_v3_lpi_read_config(struct vgs_gic *gic, uint32_t owner,
			   struct vgs_lpi *lpi);

/* Bit of an INTID in the pending table (GIC-L6). */
int vgs_v3_lpi_table_bit(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool *ret_pending);
int vgs_v3_lpi_table_set(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool pending);

#endif
