/* SPDX-License-Identifier: MIT */
/* Deferred actions: what hardware does later, a bit for each. */
#include "core.h"
#include "its_ops.h"

static unsigned work_objects(const struct vgs_gic *gic)
{
	return gic->cfg.pes > gic->cfg.its ? gic->cfg.pes : gic->cfg.its;
}

unsigned vgs_core_work_bits(const struct vgs_gic *gic)
{
	return work_objects(gic) * VGS_WORK_KINDS;
}

size_t vgs_core_work_words(const struct vgs_gic *gic)
{
	return (vgs_core_work_bits(gic) + 63u) / 64u;
}

static unsigned work_bit(const struct vgs_gic *gic, enum vgs_work_kind kind,
			 unsigned index)
{
	return (unsigned)kind * work_objects(gic) + index;
}

bool vgs_core_deferred(const struct vgs_gic *gic, enum vgs_work_kind kind,
		       unsigned index)
{
	unsigned bit = work_bit(gic, kind, index);

	return gic->work_bitmap[bit / 64] >> bit % 64 & 1u;
}

void vgs_core_postpone(struct vgs_gic *gic, enum vgs_work_kind kind,
		       unsigned index)
{
	unsigned bit = work_bit(gic, kind, index);

	gic->work_bitmap[bit / 64] |= VGS_BIT64(bit % 64);
}

bool vgs_core_work_exists(const struct vgs_gic *gic, unsigned bit)
{
	enum vgs_work_kind kind = (enum vgs_work_kind)(bit / work_objects(gic));
	unsigned index = bit % work_objects(gic);

	switch (kind) {
	case VGS_WORK_GICD_RWP:
	case VGS_WORK_GICR_RWP:
	case VGS_WORK_CHILDREN:
		return index < gic->cfg.pes;
	case VGS_WORK_ITS:
		return index < gic->cfg.its;
	case VGS_WORK_VPE_DIRTY:
		return index < gic->cfg.pes && gic->cfg.its &&
		       gic->cfg.version > VGS_GIC_V3;
	case VGS_WORK_VSGI:
		return index < gic->cfg.pes && gic->cfg.its &&
		       gic->cfg.version == VGS_GIC_V4_1;
	case VGS_WORK_LPI_CACHE:
		return index < gic->cfg.pes && gic->lpi.lpis;
	case VGS_WORK_KINDS:
		break;
	}
	return false;
}

static void run_work(struct vgs_gic *gic, const struct vgs_work *work)
{
	if (work->kind == VGS_WORK_ITS)
		vgs_its_ops.work(gic, work->index);
	else
		gic->model->work(gic, work);
}

void vgs_core_cancel(struct vgs_gic *gic, enum vgs_work_kind kind,
		     unsigned index)
{
	unsigned bit = work_bit(gic, kind, index);

	gic->work_bitmap[bit / 64] &= ~VGS_BIT64(bit % 64);
}

void vgs_core_defer(struct vgs_gic *gic, enum vgs_work_kind kind,
		    unsigned index)
{
	struct vgs_work work = { kind, index };

	if (gic->cfg.async)
		vgs_core_postpone(gic, kind, index);
	else
		run_work(gic, &work);
}

int vgs_gic_work(const struct vgs_gic *gic, unsigned max,
		 struct vgs_work *ret_work)
{
	int count = 0;

	for (unsigned kind = 0; kind < VGS_WORK_KINDS; kind++) {
		for (unsigned i = 0; i < work_objects(gic); i++) {
			if (!vgs_core_deferred(gic, (enum vgs_work_kind)kind,
					       i))
				continue;
			if ((unsigned)count < max) {
				ret_work[count].kind = (enum vgs_work_kind)kind;
				ret_work[count].index = i;
			}
			count++;
		}
	}
	return count;
}

int vgs_gic_work_run(struct vgs_gic *gic, const struct vgs_work *work)
{
	int err = vgs_core_enter(gic);

	if (err)
		return err;
	if ((unsigned)work->kind >= VGS_WORK_KINDS ||
	    work->index >= work_objects(gic) ||
	    !vgs_core_deferred(gic, work->kind, work->index)) {
		err = -VGS_ENOENT;
	} else {
		vgs_core_cancel(gic, work->kind, work->index);
		run_work(gic, work);
	}
	vgs_core_leave(gic);
	return err;
}
