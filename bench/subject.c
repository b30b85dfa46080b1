/* SPDX-License-Identifier: MIT */
/* Creation of what is measured; the naive mode is an internal switch. */
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core.h"

static void count_model(void *user, unsigned pe, uint32_t old_levels,
			uint32_t new_levels)
{
	struct bench_subject *subject = user;

	(void)pe;
	(void)old_levels;
	(void)new_levels;
	subject->changes++;
}

static void count_floor(void *user, unsigned pe, bool virt, bool level)
{
	struct bench_subject *subject = user;

	(void)pe;
	(void)virt;
	(void)level;
	subject->changes++;
}

void bench_subject_free(struct bench_subject *subject)
{
	subject->model.gic = vgs_gic_free(subject->model.gic);
	subject->naive.gic = vgs_gic_free(subject->naive.gic);
	subject->floor.floor = floor_free(subject->floor.floor);
}

bool bench_subject_new(struct bench_subject *subject,
		       const struct vgs_gic_config *cfg)
{
	struct vgs_gic_config mine = *cfg;
	int err;

	memset(subject, 0, sizeof(*subject));
	mine.on_signals = count_model;
	mine.user = subject;
	err = vgs_gic_new(&mine, &subject->model.gic);
	if (!err)
		err = vgs_gic_new(&mine, &subject->naive.gic);
	subject->floor.floor = floor_new(cfg->pes, count_floor, subject);
	if (!err && !subject->floor.floor)
		err = -VGS_ENOMEM;
	if (err) {
		fprintf(stderr, "bench: no machine: %s\n", vgs_strerror(err));
		bench_subject_free(subject);
		return false;
	}
	return true;
}

struct bench_sides bench_sides_of(struct bench_subject *subject, bench_fn fn,
				  bench_fn floor_fn)
{
	struct bench_sides sides = {
		.model = { fn, &subject->model },
		.naive = { fn, &subject->naive },
		.floor = { floor_fn, &subject->floor },
	};

	/* Not before: the set-up of 2^16 pending would take a minute. */
	vgs_core_evaluate_naively(subject->naive.gic);
	return sides;
}

void bench_aim(struct bench_subject *subject, unsigned pe, uint32_t intid,
	       uint64_t addr, uint64_t value)
{
	struct bench_turn *turns[3] = { &subject->model, &subject->naive,
					&subject->floor };

	for (int k = 0; k < 3; k++) {
		turns[k]->access.pe = pe;
		turns[k]->access.security = VGS_NONSECURE;
		turns[k]->pe = pe;
		turns[k]->pes = vgs_gic_config(subject->model.gic)->pes;
		turns[k]->intid = intid;
		turns[k]->addr = addr;
		turns[k]->value = value;
	}
}

void bench_raise_others(struct bench_subject *subject, unsigned spis,
			uint32_t intid, unsigned count)
{
	for (uint32_t i = 32; i < 32 + spis && count; i++) {
		if (i == intid)
			continue;
		vgs_gic_set_line(subject->model.gic, VGS_INTID(i), true);
		vgs_gic_set_line(subject->naive.gic, VGS_INTID(i), true);
		floor_set_line(subject->floor.floor, i, true);
		count--;
	}
}

void bench_mmio_write(struct vgs_gic *gic, unsigned pe, enum vgs_frame frame,
		      unsigned index, uint64_t offset, unsigned size,
		      uint64_t value)
{
	struct vgs_access access = { pe, VGS_NONSECURE };
	int err = vgs_gic_frame_write(gic, &access, frame, index, offset, size,
				      value);

	if (err) {
		fprintf(stderr, "bench: set-up: %s\n", vgs_strerror(err));
		exit(1);
	}
}
