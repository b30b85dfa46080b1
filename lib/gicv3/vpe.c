/* SPDX-License-Identifier: MIT */
/*
 * Entries of the vPE table (GIC-U1): docs/its-tables.md.  The format is this
 * model's own; what is in memory cannot name a PE that does not exist.
 */
#include "vlpis.h"

#define VALID	 (UINT64_C(1) << 63)
#define PE_SHIFT 5

enum vgs_found vgs_v3_vpe_read(struct vgs_gic *gic,
			       const struct vgs_table *table, uint16_t id,
			       struct vgs_v3_vpe *ret_vpe)
{
	uint64_t words[VGS_V3_VPE_WORDS] = { 0 };
	enum vgs_found found =
		vgs_table_read(gic, table, id, words, VGS_V3_VPE_WORDS);
	unsigned pe = (unsigned)(words[0] >> PE_SHIFT & 0x3ffu);

	*ret_vpe = (struct vgs_v3_vpe){
		.valid = (words[0] & VALID) && pe < gic->cfg.pes,
		.id = id,
		.pe = (uint16_t)pe,
		.id_bits = (uint8_t)((words[0] & 31u) + 1),
		.vpt = words[0] & VGS_V3_VPT_ADDR,
	};
	return found;
}

enum vgs_found vgs_v3_vpe_write(struct vgs_gic *gic,
				const struct vgs_table *table,
				const struct vgs_v3_vpe *vpe)
{
	uint64_t words[VGS_V3_VPE_WORDS] = { 0 };

	if (vpe->valid)
		words[0] = VALID | (vpe->vpt & VGS_V3_VPT_ADDR) |
			   (uint64_t)vpe->pe << PE_SHIFT |
			   ((vpe->id_bits - 1u) & 31u);
	return vgs_table_write(gic, table, vpe->id, words, VGS_V3_VPE_WORDS);
}
