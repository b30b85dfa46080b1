/* SPDX-License-Identifier: MIT */
/*
 * Snapshots of a machine, beside a memcpy of the image's size, and what it
 * costs to create one.
 */
#include "subject.h"

#include <stdlib.h>
#include <string.h>

struct snapshot {
	struct vgs_gic_config cfg;
	struct vgs_gic *gic, *other;
	unsigned char *image, *copy;
	size_t size;
	uint64_t hash;
};

static void save(void *arg, long n)
{
	struct snapshot *s = arg;

	for (; n; n--)
		bench_check(!vgs_gic_save(s->gic, s->image, s->size));
}

static void restore(void *arg, long n)
{
	struct snapshot *s = arg;

	for (; n; n--)
		bench_check(!vgs_gic_restore(s->other, s->image, s->size));
}

static void copy(void *arg, long n)
{
	struct snapshot *s = arg;

	for (; n; n--)
		bench_check(!vgs_gic_copy(s->other, s->gic));
}

static void hash(void *arg, long n)
{
	struct snapshot *s = arg;

	for (; n; n--)
		bench_check(vgs_gic_hash(s->gic) == s->hash);
}

static void create(void *arg, long n)
{
	struct snapshot *s = arg;

	for (; n; n--) {
		struct vgs_gic *gic = NULL;

		bench_check(!vgs_gic_new(&s->cfg, &gic));
		vgs_gic_free(gic);
	}
}

/* Through a volatile pointer, or the compiler drops all but one. */
static void floor_copy(void *arg, long n)
{
	struct snapshot *s = arg;
	void *(*volatile copy_fn)(void *, const void *, size_t) = memcpy;

	for (; n; n--)
		copy_fn(s->copy, s->image, s->size);
}

static bool open_snapshot(struct snapshot *s, enum vgs_version version,
			  unsigned pes, unsigned spis)
{
	memset(s, 0, sizeof(*s));
	vgs_gic_config_default(&s->cfg, version);
	s->cfg.pes = pes;
	s->cfg.spis = spis;
	s->cfg.virt = true;
	if (vgs_gic_new(&s->cfg, &s->gic) || vgs_gic_new(&s->cfg, &s->other))
		return false;
	s->size = vgs_gic_save_size(s->gic);
	s->image = malloc(s->size);
	s->copy = malloc(s->size);
	if (!s->image || !s->copy)
		return false;
	s->hash = vgs_gic_hash(s->gic);
	return !vgs_gic_save(s->gic, s->image, s->size);
}

static void close_snapshot(struct snapshot *s)
{
	vgs_gic_free(s->gic);
	vgs_gic_free(s->other);
	free(s->image);
	free(s->copy);
}

static void run(const char *op, enum vgs_version version, unsigned pes,
		unsigned spis, bench_fn fn, bench_fn floor_fn)
{
	struct bench_point point = { op, pes, spis, 0, 0, 4, 0, 0 };
	struct snapshot s;
	struct bench_sides sides = { .model = { fn, &s },
				     .floor = { floor_fn, &s } };

	if (!bench_wanted(&point))
		return;
	if (open_snapshot(&s, version, pes, spis))
		bench_run(&point, &sides);
	close_snapshot(&s);
}

/* --- creation -------------------------------------------------------------- */

static void *count_bytes(void *user, size_t size)
{
	*(size_t *)user += size;
	return calloc(1, size);
}

static void free_bytes(void *user, void *ptr)
{
	(void)user;
	free(ptr);
}

/* What one machine allocates. */
static size_t bytes_of(const struct vgs_gic_config *cfg)
{
	struct vgs_gic_config mine = *cfg;
	struct vgs_gic *gic = NULL;
	size_t bytes = 0;

	mine.alloc = (struct vgs_allocator){ count_bytes, free_bytes, &bytes };
	bench_check(!vgs_gic_new(&mine, &gic));
	vgs_gic_free(gic);
	return bytes;
}

static void run_create(unsigned pes)
{
	struct bench_point point = { "create", pes, 988, 0, 0, 4, 0, 0 };
	struct snapshot s;
	struct bench_sides sides = { .model = { create, &s } };

	if (!bench_wanted(&point))
		return;
	memset(&s, 0, sizeof(s));
	vgs_gic_config_default(&s.cfg, VGS_GIC_V3);
	s.cfg.pes = pes;
	s.cfg.spis = 988;
	s.cfg.virt = true;
	point.bytes = bytes_of(&s.cfg);
	bench_run(&point, &sides);
}

void bench_state(void)
{
	static const unsigned all_pes[] = { 1, 8, 64, 256, 512 };

	run("snapshot-save", VGS_GIC_V3, 4, 256, save, floor_copy);
	run("snapshot-restore", VGS_GIC_V3, 4, 256, restore, floor_copy);
	run("snapshot-copy", VGS_GIC_V3, 4, 256, copy, floor_copy);
	run("hash", VGS_GIC_V3, 4, 256, hash, floor_copy);
	run("gicv2-save", VGS_GIC_V2, 4, 256, save, floor_copy);
	run("gicv2-restore", VGS_GIC_V2, 4, 256, restore, floor_copy);
	/* Linear in what there is. */
	for (unsigned i = 0; i < sizeof(all_pes) / sizeof(*all_pes); i++)
		run("snapshot-restore", VGS_GIC_V3, all_pes[i], 988, restore,
		    floor_copy);
	for (unsigned i = 0; i < sizeof(all_pes) / sizeof(*all_pes); i++)
		run_create(all_pes[i]);
}
