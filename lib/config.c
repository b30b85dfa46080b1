/* SPDX-License-Identifier: MIT */
/* The config: defaults, and which machines are impossible. */
#include "core.h"
#include "models.h"

#include <string.h>

void vgs_gic_config_default(struct vgs_gic_config *cfg,
			    enum vgs_version version)
{
	memset(cfg, 0, sizeof(*cfg));
	cfg->size = sizeof(*cfg);
	cfg->version = version;
	cfg->pes = 1;
	cfg->spis = 64;
	cfg->lrs = 4;
	cfg->priority_bits = 5;
	cfg->vpriority_bits = 5;
	cfg->lpi_id_bits = 16;
	cfg->lpi_slots = 4096;
	for (unsigned i = 0; i < VGS_MAX_ITS; i++) {
		cfg->its_units[i].device_id_bits = 16;
		cfg->its_units[i].event_id_bits = 16;
		cfg->its_units[i].collection_id_bits = 16;
		cfg->its_units[i].itt_entry_size = 12;
		cfg->its_units[i].cil = true;
	}
	cfg->maintenance_intid = 25;
	for (unsigned i = 0; i < VGS_MAX_PES_V2; i++)
		cfg->cpu_interfaces[i] = (uint8_t)i;
	for (unsigned i = 0; i < VGS_FRAMES; i++)
		cfg->frames[i] = UINT64_MAX;
	cfg->frames[VGS_FRAME_GICD] = 0x08000000;
	if (version == VGS_GIC_V2) {
		cfg->frames[VGS_FRAME_GICC] = 0x08010000;
		cfg->frames[VGS_FRAME_GICM] = 0x08020000;
		cfg->frames[VGS_FRAME_GICH] = 0x08030000;
		cfg->frames[VGS_FRAME_GICV] = 0x08040000;
		cfg->frames[VGS_FRAME_GICH_PE] = 0x08050000;
		cfg->bypass = true;
	} else {
		cfg->frames[VGS_FRAME_GICC] = 0x08010000;
		cfg->frames[VGS_FRAME_GICV] = 0x08020000;
		cfg->frames[VGS_FRAME_GICH] = 0x08030000;
		cfg->frames[VGS_FRAME_GICM] = 0x08040000;
		cfg->frames[VGS_FRAME_GITS] = 0x08080000;
		cfg->frames[VGS_FRAME_GICR] = 0x10000000;
	}
}

int vgs_gic_config_profile(struct vgs_gic_config *cfg, enum vgs_profile profile)
{
	static const struct {
		const char *id, *name;
		bool v2, v3;
	} qemu[] = {
		{ "GIC-A6", "by-bytes", true, false },
		{ "GIC-D37", "hidden", true, true },
		{ "GIC-D38", "hidden", true, false },
		{ "GIC-G3", "1022", true, false },
		{ "GIC-CU69", "all", true, false },
		{ "GIC-CU74", "ignored", true, false },
		{ "GIC-S2", "ends-it", true, false },
		{ "GIC-CU88", "examines-list-registers", true, false },
		{ "GIC-CU10", "reads-one-acts-as-zero", false, true },
		{ "GIC-CU75", "deactivates", false, true },
		{ "GIC-Q14", "counts", false, true },
		{ "GIC-L12", "written-through", false, true },
		{ "GIC-U7", "unused", false, true },
	};

	if ((unsigned)profile >= VGS_PROFILES)
		return -VGS_EINVAL;
	cfg->profile = profile;
	if (profile != VGS_PROFILE_QEMU_VIRT)
		return 0;
	/* Recorded: no 1-of-N, a disabled group hides others. */
	cfg->bypass = false;
	cfg->no_1ofn = cfg->version != VGS_GIC_V2;
	cfg->its_error = VGS_ITS_ERROR_IGNORE;
	for (unsigned i = 0; i < VGS_ARRAY(qemu); i++) {
		if (cfg->version == VGS_GIC_V2 ? qemu[i].v2 : qemu[i].v3)
			vgs_gic_config_choose(cfg, qemu[i].id, qemu[i].name);
	}
	return 0;
}

static bool in_range(unsigned value, unsigned low, unsigned high)
{
	return value >= low && value <= high;
}

/* What only a GICv3 has: the first of it that is set, or NULL. */
static const char *only_v3(const struct vgs_gic_config *cfg)
{
	if (cfg->espis)
		return "espis";
	if (cfg->eppis)
		return "eppis";
	if (cfg->its)
		return "its";
	if (cfg->nmi)
		return "nmi";
	if (cfg->legacy)
		return "legacy";
	if (cfg->no_1ofn)
		return "no_1ofn";
	if (cfg->rss)
		return "rss";
	if (cfg->icc_rss)
		return "icc_rss";
	if (cfg->no_ext_range)
		return "no_ext_range";
	if (cfg->no_tdir)
		return "no_tdir";
	if (cfg->mbis)
		return "mbis";
	if (cfg->direct_lpi)
		return "direct_lpi";
	return cfg->gicr_region_count ? "gicr_regions" : NULL;
}

/* Likewise of a GICv2. */
static const char *only_v2(const struct vgs_gic_config *cfg)
{
	if (cfg->lockable_spis)
		return "lockable_spis";
	if (cfg->cfgsdisable)
		return "cfgsdisable";
	if (cfg->bypass)
		return "bypass";
	for (unsigned i = 0; i < VGS_MAX_PES_V2; i++) {
		if (cfg->cpu_interfaces[i] != i)
			return "cpu_interfaces";
	}
	return NULL;
}

/* Name of the first impossible field of a GICv2, or NULL. */
static const char *check_v2(const struct vgs_gic_config *cfg)
{
	unsigned numbers = 0;

	if (!in_range(cfg->pes, 1, VGS_MAX_PES_V2))
		return "pes";
	if (!in_range(cfg->lrs, 1, VGS_MAX_LRS_V2))
		return "lrs";
	if (only_v3(cfg))
		return only_v3(cfg);
	for (unsigned i = 0; i < cfg->pes; i++) {
		if (numbers & 1u << cfg->cpu_interfaces[i] % 32 ||
		    cfg->cpu_interfaces[i] >= VGS_MAX_PES_V2)
			return "cpu_interfaces";
		numbers |= 1u << cfg->cpu_interfaces[i];
	}
	/* GIC-S12: GICH_LR and VMPriMask hold five bits of a priority. */
	if (VGS_RULE(GIC_S12, cfg->vpriority_bits > 5))
		return "vpriority_bits";
	return cfg->lockable_spis > 31 ? "lockable_spis" : NULL;
}

static bool is_its(const struct vgs_gic_config *cfg,
		   const struct vgs_its_config *its)
{
	/* A doorbell stands behind the eight bytes that GICv3 needs. */
	bool fits = its->itt_entry_size == 8
			    ? cfg->version == VGS_GIC_V3
			    : in_range(its->itt_entry_size, 12, 16);

	return fits && in_range(its->device_id_bits, 1, 32) &&
	       in_range(its->event_id_bits, 1, 32) &&
	       in_range(its->collection_id_bits, 1, 16) &&
	       (its->cil || its->collection_id_bits == 16);
}

static const char *check_its(const struct vgs_gic_config *cfg)
{
	if (cfg->its > VGS_MAX_ITS)
		return "its";
	if ((unsigned)cfg->its_error > VGS_ITS_ERROR_IGNORE)
		return "its_error";
	if ((unsigned)cfg->lpi_cache > VGS_LPI_CACHE_CACHED)
		return "lpi_cache";
	for (unsigned i = 0; i < cfg->its; i++) {
		if (!is_its(cfg, &cfg->its_units[i]))
			return "its_units";
	}
	return NULL;
}

/* Regions hold every PE once and do not overlap. */
static bool check_regions(const struct vgs_gic_config *cfg)
{
	const struct vgs_gicr_region *regions = cfg->gicr_regions;
	uint64_t size =
		cfg->its && cfg->version > VGS_GIC_V3 ? 0x40000 : 0x20000;
	unsigned pes = 0;

	if (!cfg->gicr_region_count)
		return true;
	if (cfg->gicr_region_count > VGS_GICR_REGIONS_MAX)
		return false;
	for (unsigned i = 0; i < cfg->gicr_region_count; i++) {
		if (!in_range(regions[i].pes, 1, cfg->pes) ||
		    regions[i].base > UINT64_MAX - regions[i].pes * size)
			return false;
		pes += regions[i].pes;
		for (unsigned k = 0; k < i; k++) {
			if (regions[i].base <
				    regions[k].base + regions[k].pes * size &&
			    regions[k].base <
				    regions[i].base + regions[i].pes * size)
				return false;
		}
	}
	return pes == cfg->pes;
}

static const char *check_v3(const struct vgs_gic_config *cfg)
{
	if (only_v2(cfg))
		return only_v2(cfg);
	if (!in_range(cfg->pes, 1, VGS_MAX_PES))
		return "pes";
	if (!in_range(cfg->lrs, 1, VGS_MAX_LRS))
		return "lrs";
	if (cfg->espis > 1024 || cfg->espis % 32)
		return "espis";
	if (cfg->eppis > 64 || cfg->eppis % 32)
		return "eppis";
	if (!check_regions(cfg))
		return "gicr_regions";
	if (!in_range(cfg->lpi_id_bits, 14, 24))
		return "lpi_id_bits";
	if ((cfg->its || cfg->direct_lpi) &&
	    !in_range(cfg->lpi_slots, 1, 1u << 24))
		return "lpi_slots";
	return check_its(cfg);
}

/* Priority and preemption bits (GIC-D2 to GIC-D4). */
static const char *check_priorities(const struct vgs_gic_config *cfg)
{
	unsigned min = cfg->security ? 5 : 4;

	if (VGS_RULE(GIC_D2, !in_range(cfg->priority_bits, min, 8)))
		return "priority_bits";
	if (!in_range(cfg->vpriority_bits, 5, 8))
		return "vpriority_bits";
	if (cfg->preemption_bits && (!in_range(cfg->preemption_bits, 4, 7) ||
				     cfg->preemption_bits > cfg->priority_bits))
		return "preemption_bits";
	if (cfg->vpreemption_bits &&
	    (!in_range(cfg->vpreemption_bits, 5, 7) ||
	     cfg->vpreemption_bits > cfg->vpriority_bits))
		return "vpreemption_bits";
	return NULL;
}

static const char *check_affinities(const struct vgs_gic_config *cfg)
{
	if (!cfg->affinities)
		return NULL;
	for (unsigned i = 0; i < cfg->pes; i++) {
		for (unsigned k = 0; k < i; k++) {
			if (cfg->affinities[i] == cfg->affinities[k])
				return "affinities";
		}
	}
	return NULL;
}

static const char *check_choices(const struct vgs_gic_config *cfg)
{
	for (unsigned i = 0; i < VGS_CHOICES; i++) {
		const struct vgs_choice_info *info = vgs_choice_at(i);
		unsigned k = cfg->choices[i];

		if (k >= VGS_ARRAY(info->names) || !info->names[k])
			return "choices";
	}
	return NULL;
}

/* Each address has one frame. */
static const char *check_frames(const struct vgs_gic_config *cfg)
{
	struct vgs_gic machine = {
		.cfg = *cfg,
		.model = vgs_model_find(cfg->version),
	};

	if (!machine.model)
		return NULL;
	vgs_map_ranges(&machine);
	return vgs_map_overlaps(&machine.map) ? "frames" : NULL;
}

static const char *check(const struct vgs_gic_config *cfg)
{
	const char *field = NULL;

	if (cfg->size != sizeof(*cfg))
		return "size";
	switch (cfg->version) {
	case VGS_GIC_V2:
		field = check_v2(cfg);
		break;
	case VGS_GIC_V3:
	case VGS_GIC_V4:
	case VGS_GIC_V4_1:
		field = check_v3(cfg);
		break;
	default:
		return "version";
	}
	if (field)
		return field;
	if ((unsigned)cfg->profile >= VGS_PROFILES)
		return "profile";
	if ((unsigned)cfg->reset > VGS_RESET_PATTERN)
		return "reset";
	if (cfg->spis > VGS_MAX_SPIS)
		return "spis";
	if (cfg->msi_spi > cfg->spis ||
	    cfg->msi_spis > cfg->spis - cfg->msi_spi)
		return "msi_spis";
	if (cfg->maintenance_intid && !in_range(cfg->maintenance_intid, 16, 31))
		return "maintenance_intid";
	if (!cfg->alloc.zalloc != !cfg->alloc.free)
		return "alloc";
	field = check_priorities(cfg);
	if (!field)
		field = check_affinities(cfg);
	if (!field)
		field = check_choices(cfg);
	return field ? field : check_frames(cfg);
}

int vgs_gic_config_check(const struct vgs_gic_config *cfg,
			 const char **reterr_field)
{
	const char *field = check(cfg);

	if (!field)
		return 0;
	if (reterr_field)
		*reterr_field = field;
	return -VGS_EINVAL;
}
