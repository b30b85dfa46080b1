/* SPDX-License-Identifier: MIT */
/*
 * What the caller's memory holds of LPIs: which INTIDs there are, their
 * configuration bytes and their pending bits.
 */
#include "lpi_tables.h"

#include "mem.h"

/* --- what is in range --------------------------------------------- */

bool vgs_v3_lpi_enabled(const struct vgs_gic *gic, uint32_t owner)
{
	return gic->lpi.lpis && vgs_v3_lpi_space(gic, owner)->enabled;
}

bool vgs_v3_lpi_usable(const struct vgs_gic *gic, uint32_t owner,
		       uint32_t intid)
{
	return vgs_v3_lpi_in_space(gic, vgs_v3_lpi_space(gic, owner), intid);
}

/* --- configuration ---------------------------------------------------- */

#define ADDR_PROP UINT64_C(0x000ffffffffff000)

/* GIC-L2, GIC-L4: enable and the priority it competes with. */
int vgs_v3_lpi_read_config(struct vgs_gic *gic, uint32_t owner,
			   struct vgs_lpi *lpi)
{
	/* GIC-U2: a byte of the same format for a vLPI. */
	bool vpe = VGS_RULE(GIC_U2, vgs_v3_is_vpe(owner));
	uint64_t addr = (vgs_v3_lpi_space(gic, owner)->propbaser & ADDR_PROP) +
			(lpi->intid - VGS_INTID_LPI);
	uint64_t byte = 0;
	int err = vgs_mem_read(gic, addr, 1, &byte);
	unsigned priority = byte & 0xfcu;

	if (err)
		vgs_core_ignored(gic, vgs_lpi_pe(owner),
				 vpe ? "GICR_VPROPBASER" : "GICR_PROPBASER",
				 addr, VGS_R_GIC_L2);
	/* GIC-U31: virtual priorities have one view. */
	if (VGS_RULE(GIC_L4, !gic->one_security_state) &&
	    !VGS_RULE(GIC_U31, vpe))
		priority = vgs_prio_ns_write((uint8_t)priority);
	priority &= vpe ? gic->vshape.prio_mask : gic->shape.prio_mask;
	lpi->priority = (uint8_t)priority;
	lpi->flags &= (uint8_t)~VGS_LPI_ENABLED;
	lpi->flags |= VGS_LPI_CONFIG;
	if (VGS_RULE(GIC_L2, byte & 1u))
		lpi->flags |= VGS_LPI_ENABLED;
	return err;
}

int vgs_v3_lpi_config(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
		      uint8_t *ret_priority, bool *ret_enabled)
{
	const struct vgs_lpi *cached = vgs_lpi_find(&gic->lpi, owner, intid);
	struct vgs_lpi lpi = { .intid = intid };
	int err = 0;

	/* GIC-L16: an eager one reads it when the next MSI comes. */
	if (cached && (cached->flags & VGS_LPI_CONFIG) &&
	    gic->cfg.lpi_cache == VGS_LPI_CACHE_CACHED)
		lpi = *cached;
	else
		err = vgs_v3_lpi_read_config(gic, owner, &lpi);
	*ret_priority = lpi.priority;
	*ret_enabled = lpi.flags & VGS_LPI_ENABLED;
	return err;
}

/* --- pending bits ----------------------------------------------------- */

static int read_byte(struct vgs_gic *gic, uint64_t base, uint32_t bit,
		     uint64_t *ret_byte)
{
	return vgs_mem_read(gic, base + bit / 8, 1, ret_byte);
}

static int write_bit(struct vgs_gic *gic, uint64_t base, uint32_t bit,
		     bool value)
{
	uint64_t byte, changed;
	int err = read_byte(gic, base, bit, &byte);

	if (err)
		return err;
	changed = byte & ~(uint64_t)VGS_BIT(bit % 8);
	if (value)
		changed |= VGS_BIT(bit % 8);
	return changed == byte ? 0
			       : vgs_mem_write(gic, base + bit / 8, 1, changed);
}

/* GIC-L6; GIC-U3: virtual tables have the same format. */
int vgs_v3_pend_bit(struct vgs_gic *gic, uint64_t base, uint32_t intid,
		    bool *ret_pending)
{
	uint64_t byte = 0;
	int err = read_byte(gic, base, intid, &byte);

	*ret_pending = VGS_RULE(GIC_L6, byte >> intid % 8 & 1u);
	return err;
}

static uint64_t base_of(const struct vgs_gic *gic, uint32_t owner)
{
	return vgs_v3_lpi_space(gic, owner)->pendbaser & VGS_V3_PEND_ADDR;
}

int vgs_v3_lpi_table_bit(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool *ret_pending)
{
	return vgs_v3_pend_bit(gic, base_of(gic, owner), intid, ret_pending);
}

int vgs_v3_lpi_table_set(struct vgs_gic *gic, uint32_t owner, uint32_t intid,
			 bool pending)
{
	uint64_t base = base_of(gic, owner);

	return vgs_v3_is_vpe(owner) ? vgs_v3_vpt_set(gic, base, intid, pending)
				    : write_bit(gic, base, intid, pending);
}

/* --- the summary of a virtual pending table ----------------------------- */

static bool has_summary(const struct vgs_gic *gic)
{
	return !VGS_CHOICE(gic, GIC_U7);
}

int vgs_v3_vpt_set(struct vgs_gic *gic, uint64_t base, uint32_t intid,
		   bool pending)
{
	int err = write_bit(gic, base, intid, pending);

	if (!err && pending && has_summary(gic))
		err = write_bit(gic, base, intid / VGS_V3_VPT_BLOCK, true);
	return err;
}

bool vgs_v3_vpt_skips(struct vgs_gic *gic, uint32_t owner, uint32_t intid)
{
	bool some = true;

	/* GIC-U7: what IDAI called invalid is not looked at. */
	if (!vgs_v3_is_vpe(owner) || intid % VGS_V3_VPT_BLOCK ||
	    !has_summary(gic) ||
	    VGS_RULE(GIC_U7, gic->v3->vlpi[vgs_lpi_pe(owner)].whole))
		return false;
	if (vgs_v3_pend_bit(gic, base_of(gic, owner), intid / VGS_V3_VPT_BLOCK,
			    &some))
		return false;
	return !some;
}

void vgs_v3_vpt_emptied(struct vgs_gic *gic, uint32_t owner)
{
	uint32_t end =
		VGS_BIT(vgs_v3_lpi_id_bits(gic, owner)) / VGS_V3_VPT_BLOCK / 8;

	if (!vgs_v3_is_vpe(owner) || !has_summary(gic))
		return;
	/* A summary that says too much costs time, nothing else. */
	for (uint32_t i = 0; i < end && vgs_core_visit(gic); i += 8) {
		uint64_t addr = base_of(gic, owner) + i, word = 0;

		if (!vgs_mem_read(gic, addr, 8, &word) && word)
			(void)vgs_mem_write(gic, addr, 8, 0);
	}
}
