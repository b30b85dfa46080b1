/* SPDX-License-Identifier: MIT */
/*
 * Entries of the vPE table (GIC-U1): docs/its-tables.md.  The format is this
 * model's own; what is in memory cannot name a PE that does not exist.
 */
#include "gicv3.h"
#include "vlpis.h"

#define VALID	   (UINT64_C(1) << 63)
#define PE_SHIFT   5
#define UNITS	   52
#define RINGS	   (UINT64_C(1) << 56)
#define WHOLE	   (UINT64_C(1) << 57)
#define GROUPS	   58
#define VCONF_ADDR UINT64_C(0x000fffffffff0000)

static void decode_v41(const uint64_t words[4], struct vgs_v3_vpe *vpe)
{
	vpe->units = (uint8_t)(words[0] >> UNITS & 15u);
	vpe->groups = (uint8_t)(words[0] >> GROUPS & 3u);
	vpe->rings = words[0] & RINGS;
	vpe->whole = words[0] & WHOLE;
	vpe->vconf = words[1] & VCONF_ADDR;
	vpe->sgi.group = (uint16_t)words[1];
	vpe->doorbell = (uint32_t)words[2];
	vpe->sgi.pending = (uint16_t)(words[2] >> 32);
	vpe->sgi.enabled = (uint16_t)(words[2] >> 48);
	vpe->sgi.priority = words[3];
}

static void encode_v41(const struct vgs_v3_vpe *vpe, uint64_t words[4])
{
	words[0] |= (uint64_t)vpe->units << UNITS |
		    (uint64_t)vpe->groups << GROUPS | (vpe->rings ? RINGS : 0) |
		    (vpe->whole ? WHOLE : 0);
	words[1] = (vpe->vconf & VCONF_ADDR) | vpe->sgi.group;
	words[2] = (uint64_t)vpe->sgi.enabled << 48 |
		   (uint64_t)vpe->sgi.pending << 32 | vpe->doorbell;
	words[3] = vpe->sgi.priority;
}

enum vgs_found vgs_v3_vpe_read(struct vgs_gic *gic,
			       const struct vgs_table *table, uint16_t id,
			       struct vgs_v3_vpe *ret_vpe)
{
	uint64_t words[4] = { 0 };
	enum vgs_found found =
		vgs_table_read(gic, table, id, words, vgs_v3_vpe_words(gic));
	unsigned pe = (unsigned)(words[0] >> PE_SHIFT & 0x3ffu);

	*ret_vpe = (struct vgs_v3_vpe){
		.valid = (words[0] & VALID) && pe < gic->cfg.pes,
		.id = id,
		.pe = (uint16_t)pe,
		.id_bits = (uint8_t)((words[0] & 31u) + 1),
		.vpt = words[0] & VGS_V3_VPT_ADDR,
		.doorbell = VGS_INTID_NONE,
	};
	if (gic->cfg.version == VGS_GIC_V4_1)
		decode_v41(words, ret_vpe);
	return found;
}

enum vgs_found vgs_v3_vpe_write(struct vgs_gic *gic,
				const struct vgs_table *table,
				const struct vgs_v3_vpe *vpe)
{
	uint64_t words[4] = { 0 };

	if (vpe->valid) {
		words[0] = VALID | (vpe->vpt & VGS_V3_VPT_ADDR) |
			   (uint64_t)vpe->pe << PE_SHIFT |
			   ((vpe->id_bits - 1u) & 31u);
		if (gic->cfg.version == VGS_GIC_V4_1)
			encode_v41(vpe, words);
	}
	return vgs_table_write(gic, table, vpe->id, words,
			       vgs_v3_vpe_words(gic));
}

/* --- the table of a Redistributor ------------------------------------- */

/* GICR_VPROPBASER of GICv4.1; Page_Size 3 is taken for 64 KB. */
static struct vgs_table table_of(const struct vgs_gic *gic, unsigned pe)
{
	static const uint32_t sizes[4] = { 0x1000, 0x4000, 0x10000, 0x10000 };
	uint64_t value = gic->v3->vlpi[pe].vpropbaser;
	uint32_t page = sizes[value >> 53 & 3u];

	return (struct vgs_table){
		.base = value & UINT64_C(0x000ffffffffff000) &
			~((uint64_t)page - 1),
		.page_size = page,
		.pages = (uint32_t)(value & 0x7fu) + 1,
		.entry_size = vgs_v3_vpe_words(gic) * 8,
		.valid = value & VALID,
		.indirect = value >> 55 & 1u,
	};
}

enum vgs_found vgs_v3_vpe_load(struct vgs_gic *gic, unsigned pe, uint16_t id,
			       struct vgs_v3_vpe *ret_vpe)
{
	const struct vgs_table table = table_of(gic, pe);

	return vgs_v3_vpe_read(gic, &table, id, ret_vpe);
}

enum vgs_found vgs_v3_vpe_store(struct vgs_gic *gic,
				const struct vgs_v3_vpe *vpe)
{
	const struct vgs_table table = table_of(gic, vpe->pe);

	return vgs_v3_vpe_write(gic, &table, vpe);
}
