/* SPDX-License-Identifier: MIT */
/*
 * What the caller's memory holds of LPIs: which INTIDs there are, their
 * configuration bytes and their pending bits.
 */
#include "lpi_tables.h"

#include "gicv3.h"
#include "lpis.h"
#include "mem.h"

struct vgs_v3_lpi *vgs_v3_lpi_space(const struct vgs_gic *gic, uint32_t owner)
{
	return gic->lpi.lpis ? &gic->v3->lpi[owner] : NULL;
}

/* --- what is in range --------------------------------------------- */

#define ADDR_PROP UINT64_C(0x000ffffffffff000)

/* GIC-L7: the smaller of both; fewer than 14 bits leave none (GIC-L8). */
unsigned vgs_v3_lpi_id_bits(const struct vgs_gic *gic, uint32_t owner)
{
	unsigned bits =
		(unsigned)(vgs_v3_lpi_space(gic, owner)->propbaser & 31u) + 1;

	if (VGS_RULE(GIC_L7, bits > gic->cfg.lpi_id_bits))
		bits = gic->cfg.lpi_id_bits;
	return VGS_RULE(GIC_L8, bits < 14) ? 0 : bits;
}

bool vgs_v3_lpi_enabled(const struct vgs_gic *gic, uint32_t owner)
{
	return gic->lpi.lpis && vgs_v3_lpi_space(gic, owner)->enabled;
}

bool vgs_v3_lpi_usable(const struct vgs_gic *gic, uint32_t owner,
		       uint32_t intid)
{
	/* GIC-L10: otherwise it is dropped, not latched. */
	return VGS_RULE(GIC_L10, vgs_v3_lpi_enabled(gic, owner)) &&
	       intid >= VGS_INTID_LPI &&
	       intid >> vgs_v3_lpi_id_bits(gic, owner) == 0;
}

/* --- tables -------------------------------------------------------- */

/* GIC-L2, GIC-L4: enable and the priority it competes with. */
int vgs_v3_lpi_read_config(struct vgs_gic *gic, uint32_t owner,
			   struct vgs_lpi *lpi)
{
	uint64_t addr = (vgs_v3_lpi_space(gic, owner)->propbaser & ADDR_PROP) +
			(lpi->intid - VGS_INTID_LPI);
	uint64_t byte = 0;
	int err = vgs_mem_read(gic, addr, 1, &byte);
	unsigned priority = byte & 0xfcu;

	if (err)
		vgs_core_ignored(gic, owner, "GICR_PROPBASER", addr,
				 VGS_R_GIC_L2);
	if (VGS_RULE(GIC_L4, !gic->one_security_state))
		priority = vgs_prio_ns_write((uint8_t)priority);
	lpi->priority = (uint8_t)(priority & gic->shape.prio_mask);
	lpi->flags &= (uint8_t)~VGS_LPI_ENABLED;
	lpi->flags |= VGS_LPI_CONFIG;
	if (VGS_RULE(GIC_L2, byte & 1u))
		lpi->flags |= VGS_LPI_ENABLED;
	return err;
}

int vgs_v3_lpi_config(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		      uint8_t *ret_priority, bool *ret_enabled)
{
	struct vgs_lpi lpi = { .intid = intid };
	int err = vgs_v3_lpi_read_config(gic, owner, &lpi);

	*ret_priority = lpi.priority;
	*ret_enabled = lpi.flags & VGS_LPI_ENABLED;
	return err;
}

/* GIC-L6: bit of an INTID in the pending table. */
int vgs_v3_lpi_table_bit(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool *ret_pending)
{
	uint64_t addr =
		(vgs_v3_lpi_space(gic, owner)->pendbaser & VGS_V3_PEND_ADDR) +
		intid / 8;
	uint64_t byte = 0;
	int err = vgs_mem_read(gic, addr, 1, &byte);

	*ret_pending = VGS_RULE(GIC_L6, byte >> intid % 8 & 1u);
	return err;
}

int vgs_v3_lpi_table_set(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool pending)
{
	uint64_t addr =
		(vgs_v3_lpi_space(gic, owner)->pendbaser & VGS_V3_PEND_ADDR) +
		intid / 8;
	uint64_t byte, changed;
	int err = vgs_mem_read(gic, addr, 1, &byte);

	if (err)
		return err;
	changed = byte & ~(uint64_t)VGS_BIT(intid % 8);
	if (pending)
		changed |= VGS_BIT(intid % 8);
	return changed == byte ? 0 : vgs_mem_write(gic, addr, 1, changed);
}
