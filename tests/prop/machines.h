/* SPDX-License-Identifier: MIT */
/*
 * The machines that laws are tried on: small ones that together have every
 * register of every frame.
 */
#ifndef PROP_MACHINES_H
#define PROP_MACHINES_H

#include <libvgicsim/gic.h>

#include "check.h"
#include "core.h"
#include "its_ops.h"

struct prop_machine {
	const char *name;
	enum vgs_version version;
	bool security, virt, legacy, rich; /* rich: optional features */
	bool its;			   /* LPIs and an ITS */
	const char *quirk;		   /* NULL: none */
};

static const struct prop_machine prop_machines[] = {
#ifdef VGS_WITH_GICV2
	{ "gicv2", VGS_GIC_V2, false, true, false, false, false, NULL },
	{ "gicv2, security", VGS_GIC_V2, true, true, false, true, false, NULL },
	{ "gicv2, QD-33", VGS_GIC_V2, false, false, false, false, false,
	  "QD-33" },
#endif
#ifdef VGS_WITH_GICV3
	{ "gicv3", VGS_GIC_V3, false, false, false, false, false, NULL },
	{ "gicv3, virtualization", VGS_GIC_V3, false, true, false, true, false,
	  NULL },
	{ "gicv3, security", VGS_GIC_V3, true, true, false, true, false, NULL },
	{ "gicv3, ITS", VGS_GIC_V3, false, true, false, false, true, NULL },
	{ "gicv4, ITS", VGS_GIC_V4, true, true, false, false, true, NULL },
	{ "gicv4.1, ITS", VGS_GIC_V4_1, false, true, false, true, true, NULL },
	{ "gicv3, legacy", VGS_GIC_V3, false, true, true, false, false, NULL },
	{ "gicv3, security, legacy", VGS_GIC_V3, true, true, true, false, false,
	  NULL },
#endif
};

#define PROP_MACHINES COUNT_OF(prop_machines)

/* Two PEs, 40 SPIs: the last register of each array is partly there. */
static inline void prop_config(const struct prop_machine *m,
			       struct vgs_gic_config *cfg)
{
	vgs_gic_config_default(cfg, m->version);
	cfg->pes = 2;
	cfg->spis = 40;
	cfg->security = m->security;
	cfg->virt = m->virt;
	cfg->legacy = m->legacy;
	if (m->quirk)
		vgs_gic_config_quirk(cfg, m->quirk, true);
	if (m->its) {
		cfg->its = 1;
		cfg->lpi_slots = 64;
		cfg->work_budget = 256;
	}
	if (!m->rich)
		return;
	if (m->version == VGS_GIC_V2) {
		cfg->msi_spi = 8;
		cfg->msi_spis = 16;
		cfg->lockable_spis = 4;
		return;
	}
	cfg->priority_bits = 8;
	cfg->vpriority_bits = 8;
	cfg->espis = 32;
	cfg->eppis = 32;
	cfg->nmi = true;
	cfg->mbis = true;
	cfg->rss = true;
}

/* Guest memory of one machine: any address is somewhere in it. */
struct prop_memory {
	unsigned char bytes[1u << 16];
};

static inline int prop_mem_read(void *user, uint64_t addr, void *buf,
				size_t len)
{
	const struct prop_memory *memory = user;
	unsigned char *to = buf;

	for (size_t i = 0; i < len; i++)
		to[i] = memory->bytes[(addr + i) % sizeof(memory->bytes)];
	return 0;
}

static inline int prop_mem_write(void *user, uint64_t addr, const void *buf,
				 size_t len)
{
	struct prop_memory *memory = user;
	const unsigned char *from = buf;

	for (size_t i = 0; i < len; i++)
		memory->bytes[(addr + i) % sizeof(memory->bytes)] = from[i];
	return 0;
}

/* @memory: NULL, every access to memory fails. */
static inline struct vgs_gic *prop_new_with(const struct prop_machine *m,
					    struct prop_memory *memory)
{
	struct vgs_gic_config cfg;
	struct vgs_gic *gic = NULL;

	prop_config(m, &cfg);
	if (memory) {
		cfg.mem.read = prop_mem_read;
		cfg.mem.write = prop_mem_write;
		cfg.mem.user = memory;
	}
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	return gic;
}

static inline struct vgs_gic *prop_new(const struct prop_machine *m)
{
	return prop_new_with(m, NULL);
}

/* Table of a frame, the ITS's too; NULL: this machine has none. */
static inline const struct vgs_frame_desc *prop_frame(const struct vgs_gic *gic,
						      enum vgs_frame frame)
{
	if (frame == VGS_FRAME_GITS)
		return gic->cfg.its ? vgs_its_ops.frame(gic) : NULL;
	return gic->model->frame(gic, frame);
}

/* Numbers that a seed decides, the same everywhere. */
struct prop_random {
	uint64_t state;
};

static inline uint64_t prop_next(struct prop_random *r)
{
	r->state = r->state * UINT64_C(6364136223846793005) +
		   UINT64_C(1442695040888963407);
	return r->state >> 32 ^ r->state << 20;
}

static inline unsigned prop_below(struct prop_random *r, unsigned n)
{
	return (unsigned)(prop_next(r) >> 8) % n;
}

/* The invariants hold, and no bug of ours was met. */
static inline void prop_sound(const struct vgs_gic *gic, const char *where)
{
	const char *name = "";

	if (vgs_gic_bug(gic))
		fail_msg("%s: bug at %s", where, vgs_gic_bug(gic));
	if (vgs_gic_check(gic, &name))
		fail_msg("%s: %s does not hold", where, name);
}

#endif
