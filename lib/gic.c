/* SPDX-License-Identifier: MIT */
/*
 * The version-neutral handle: wires, bus accesses, system registers, state
 * queries.  Finds who answers and lets it.
 */
#include <libvgicsim/gic.h>

#include "core.h"
#include "its_ops.h"

const struct vgs_gic_config *vgs_gic_config(const struct vgs_gic *gic)
{
	return &gic->cfg;
}

const char *vgs_gic_bug(const struct vgs_gic *gic)
{
	return gic->bug;
}

int vgs_gic_batch_begin(struct vgs_gic *gic)
{
	return vgs_core_enter(gic);
}

int vgs_gic_batch_end(struct vgs_gic *gic)
{
	if (gic->blocked)
		return gic->bug ? -VGS_EBUG : -VGS_EBUSY;
	if (!gic->depth)
		return -VGS_EINVAL;
	vgs_core_leave(gic);
	return gic->bug ? -VGS_EBUG : 0;
}

/* --- wires -------------------------------------------------------- */

/* Slot of a line or interrupt as the caller names it. */
static uint32_t line_slot(const struct vgs_gic *gic, struct vgs_line line)
{
	bool shared = line.vgs_pe == VGS_NO_PE;
	uint32_t slot;

	if (!shared && line.vgs_pe >= gic->cfg.pes)
		return VGS_NO_SLOT;
	slot = vgs_core_slot(gic, shared ? 0 : line.vgs_pe, line.vgs_intid);
	/* A private one is named with its PE, a shared one without. */
	return shared == (slot >= gic->spi_slot) ? slot : VGS_NO_SLOT;
}

/* The wire that the maintenance signal drives is nobody else's (GIC-Q31). */
static bool is_own_wire(const struct vgs_gic *gic, struct vgs_line line)
{
	return gic->cfg.virt && gic->cfg.maintenance_intid &&
	       line.vgs_intid == gic->cfg.maintenance_intid;
}

int vgs_gic_set_line(struct vgs_gic *gic, struct vgs_line line, bool level)
{
	uint32_t slot = line_slot(gic, line);
	int err;

	if (slot == VGS_NO_SLOT || line.vgs_intid < VGS_INTID_PPI ||
	    is_own_wire(gic, line))
		return -VGS_ERANGE;
	err = vgs_core_enter(gic);
	if (err)
		return err;
	if (level)
		vgs_core_event_by(gic, slot, VGS_NO_PE, VGS_IRQ_EV_LINE_HIGH,
				  VGS_R_GIC_B8);
	else
		vgs_core_event_by(gic, slot, VGS_NO_PE, VGS_IRQ_EV_LINE_LOW,
				  VGS_R_GIC_B10);
	vgs_core_leave(gic);
	return 0;
}

int vgs_gic_set_cfgsdisable(struct vgs_gic *gic, bool level)
{
	int err;

	if (!gic->model->lock)
		return -VGS_ENOTSUP;
	err = vgs_core_enter(gic);
	if (err)
		return err;
	gic->model->lock(gic, level);
	vgs_core_leave(gic);
	return 0;
}

int vgs_gic_set_bypass(struct vgs_gic *gic, unsigned pe, enum vgs_signal input,
		       bool level)
{
	int err;

	if (!gic->model->bypass || !gic->cfg.bypass)
		return -VGS_ENOTSUP;
	if (pe >= gic->cfg.pes)
		return -VGS_ERANGE;
	if (input != VGS_SIG_IRQ && input != VGS_SIG_FIQ)
		return -VGS_EINVAL;
	err = vgs_core_enter(gic);
	if (err)
		return err;
	gic->model->bypass(gic, pe, input, level);
	vgs_core_leave(gic);
	return 0;
}

uint32_t vgs_gic_signals(const struct vgs_gic *gic, unsigned pe)
{
	return pe < gic->cfg.pes ? gic->offer[pe].levels : 0;
}

uint32_t vgs_gic_group_signals(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_hppi hppi;

	if (pe >= gic->cfg.pes)
		return 0;
	hppi = vgs_core_select(gic, pe);
	return vgs_core_signalled(gic, pe, &hppi) ? VGS_BIT(hppi.group) : 0;
}

/* --- memory-mapped accesses --------------------------------------- */

static const struct vgs_frame_desc *frame_desc(const struct vgs_gic *gic,
					       enum vgs_frame frame)
{
	if (frame == VGS_FRAME_GITS)
		return gic->cfg.its ? vgs_its_ops.frame : NULL;
	return gic->model->frame(gic, frame);
}

uint64_t vgs_gic_frame_size(const struct vgs_gic *gic, enum vgs_frame frame)
{
	const struct vgs_frame_desc *desc;

	if ((unsigned)frame >= VGS_FRAMES)
		return 0;
	desc = frame_desc(gic, frame);
	return desc ? desc->size : 0;
}

/* How many frames of a kind stand one after the other. */
static unsigned frame_units(const struct vgs_gic *gic, enum vgs_frame frame)
{
	switch (frame) {
	case VGS_FRAME_GICR:
	case VGS_FRAME_GICH_PE:
		return gic->cfg.pes;
	case VGS_FRAME_GITS:
		return gic->cfg.its;
	case VGS_FRAME_GICD:
	case VGS_FRAME_GICC:
	case VGS_FRAME_GICH:
	case VGS_FRAME_GICV:
	case VGS_FRAME_GICM:
	case VGS_FRAMES:
		break;
	}
	return 1;
}

/* GIC-I29: Redistributors in several regions. */
static bool has_regions(const struct vgs_gic *gic, enum vgs_frame frame)
{
	return frame == VGS_FRAME_GICR && gic->cfg.gicr_region_count;
}

static uint64_t region_base(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_gicr_region *region = gic->cfg.gicr_regions;

	for (; pe >= region->pes; region++)
		pe -= region->pes;
	return region->base + pe * vgs_gic_frame_size(gic, VGS_FRAME_GICR);
}

static bool find_region(const struct vgs_gic *gic, uint64_t addr,
			unsigned *ret_pe, uint64_t *ret_offset)
{
	uint64_t size = vgs_gic_frame_size(gic, VGS_FRAME_GICR);
	unsigned first = 0;

	for (unsigned i = 0; i < gic->cfg.gicr_region_count; i++) {
		const struct vgs_gicr_region *region =
			&gic->cfg.gicr_regions[i];

		if (addr >= region->base &&
		    addr - region->base < size * region->pes) {
			*ret_pe = first +
				  (unsigned)((addr - region->base) / size);
			*ret_offset = (addr - region->base) % size;
			return true;
		}
		first += region->pes;
	}
	return false;
}

uint64_t vgs_gic_frame_base(const struct vgs_gic *gic, enum vgs_frame frame,
			    unsigned index)
{
	uint64_t size = vgs_gic_frame_size(gic, frame);

	if (!size || index >= frame_units(gic, frame))
		return UINT64_MAX;
	if (has_regions(gic, frame))
		return region_base(gic, index);
	if (gic->cfg.frames[frame] == UINT64_MAX)
		return UINT64_MAX;
	return gic->cfg.frames[frame] + index * size;
}

/* Frame, unit and offset at an address; false: nothing there. */
static bool find_frame(const struct vgs_gic *gic, uint64_t addr,
		       enum vgs_frame *ret_frame, unsigned *ret_index,
		       uint64_t *ret_offset)
{
	for (unsigned f = 0; f < VGS_FRAMES; f++) {
		uint64_t base = gic->cfg.frames[f], size;
		unsigned units;

		if (has_regions(gic, (enum vgs_frame)f)) {
			if (!find_region(gic, addr, ret_index, ret_offset))
				continue;
			*ret_frame = VGS_FRAME_GICR;
			return true;
		}
		if (base == UINT64_MAX || addr < base)
			continue;
		size = vgs_gic_frame_size(gic, (enum vgs_frame)f);
		units = frame_units(gic, (enum vgs_frame)f);
		if (addr - base >= size * units)
			continue;
		*ret_frame = (enum vgs_frame)f;
		/* Most frames are the only one: no division. */
		*ret_index = units == 1 ? 0 : (unsigned)((addr - base) / size);
		*ret_offset = addr - base - *ret_index * size;
		return true;
	}
	return false;
}

/* Bytes of all frames of a kind that stand one after the other. */
static uint64_t frames_size(const struct vgs_gic *gic, enum vgs_frame frame)
{
	return vgs_gic_frame_size(gic, frame) * frame_units(gic, frame);
}

/* Does [base, base + size) meet a frame of a later kind than @frame? */
static bool meets_later(const struct vgs_gic *gic, unsigned frame,
			uint64_t base, uint64_t size)
{
	if (base > UINT64_MAX - size)
		return true;
	for (unsigned f = frame + 1; f < VGS_FRAMES; f++) {
		uint64_t other = gic->cfg.frames[f];
		uint64_t bytes = frames_size(gic, (enum vgs_frame)f);

		if (!bytes || other == UINT64_MAX ||
		    has_regions(gic, (enum vgs_frame)f))
			continue;
		if (other < base + size &&
		    (other > UINT64_MAX - bytes || base < other + bytes))
			return true;
	}
	return false;
}

static bool regions_overlap(const struct vgs_gic *gic)
{
	uint64_t size = vgs_gic_frame_size(gic, VGS_FRAME_GICR);

	for (unsigned i = 0; i < gic->cfg.gicr_region_count; i++) {
		const struct vgs_gicr_region *region =
			&gic->cfg.gicr_regions[i];
		uint64_t end = region->base + size * region->pes;

		for (unsigned f = 0; f < VGS_FRAME_GICR; f++) {
			uint64_t base = gic->cfg.frames[f];
			uint64_t bytes = frames_size(gic, (enum vgs_frame)f);

			if (bytes && base != UINT64_MAX && base < end &&
			    region->base < base + bytes)
				return true;
		}
		if (meets_later(gic, VGS_FRAME_GICR, region->base,
				size * region->pes))
			return true;
	}
	return false;
}

bool vgs_core_frames_overlap(const struct vgs_gic *gic)
{
	for (unsigned f = 0; f < VGS_FRAMES; f++) {
		uint64_t base = gic->cfg.frames[f];
		uint64_t size = frames_size(gic, (enum vgs_frame)f);

		if (size && base != UINT64_MAX &&
		    !has_regions(gic, (enum vgs_frame)f) &&
		    meets_later(gic, f, base, size))
			return true;
	}
	return regions_overlap(gic);
}

/* Judge an access by frame and prepare it. */
static int prepare(const struct vgs_gic *gic, const struct vgs_access *access,
		   enum vgs_frame frame, unsigned index, uint64_t offset,
		   unsigned size, struct vgs_acc *ret_acc)
{
	const struct vgs_frame_desc *desc;

	if (size != 4 && size != 8 && size != 1 && size != 2)
		return -VGS_EINVAL;
	if (access->pe >= gic->cfg.pes)
		return -VGS_ERANGE;
	if ((unsigned)frame >= VGS_FRAMES || index >= frame_units(gic, frame))
		return -VGS_ENOTMAPPED;
	desc = frame_desc(gic, frame);
	if (!desc || offset >= desc->size)
		return -VGS_ENOTMAPPED;
	*ret_acc = (struct vgs_acc){
		.frame = desc,
		.pe = access->pe,
		.owner = index,
		/* GIC-A11: Root is Secure, Realm is Non-secure here. */
		.secure =
			gic->one_security_state ||
			VGS_RULE(GIC_A11, access->security == VGS_SECURE ||
						  access->security == VGS_ROOT),
	};
	return 0;
}

int vgs_gic_frame_read(struct vgs_gic *gic, const struct vgs_access *access,
		       enum vgs_frame frame, unsigned index, uint64_t offset,
		       unsigned size, uint64_t *ret_value)
{
	struct vgs_acc acc;
	int err = prepare(gic, access, frame, index, offset, size, &acc);

	if (err)
		return err;
	err = vgs_core_enter(gic);
	if (err)
		return err;
	*ret_value = vgs_reg_read(gic, &acc, (uint32_t)offset, size);
	vgs_core_leave(gic);
	return 0;
}

int vgs_gic_frame_write(struct vgs_gic *gic, const struct vgs_access *access,
			enum vgs_frame frame, unsigned index, uint64_t offset,
			unsigned size, uint64_t value)
{
	struct vgs_acc acc;
	int err = prepare(gic, access, frame, index, offset, size, &acc);

	if (err)
		return err;
	err = vgs_core_enter(gic);
	if (err)
		return err;
	vgs_reg_write(gic, &acc, (uint32_t)offset, size, value);
	vgs_core_leave(gic);
	return 0;
}

int vgs_gic_frame_peek(const struct vgs_gic *gic,
		       const struct vgs_access *access, enum vgs_frame frame,
		       unsigned index, uint64_t offset, unsigned size,
		       uint64_t *ret_value)
{
	struct vgs_acc acc;
	int err = prepare(gic, access, frame, index, offset, size, &acc);

	if (err)
		return err;
	*ret_value = vgs_reg_peek(gic, &acc, (uint32_t)offset, size);
	return 0;
}

int vgs_gic_mmio_read(struct vgs_gic *gic, const struct vgs_access *access,
		      uint64_t addr, unsigned size, uint64_t *ret_value)
{
	enum vgs_frame frame;
	unsigned index;
	uint64_t offset;

	if (!find_frame(gic, addr, &frame, &index, &offset))
		return -VGS_ENOTMAPPED;
	return vgs_gic_frame_read(gic, access, frame, index, offset, size,
				  ret_value);
}

int vgs_gic_mmio_write(struct vgs_gic *gic, const struct vgs_access *access,
		       uint64_t addr, unsigned size, uint64_t value)
{
	enum vgs_frame frame;
	unsigned index;
	uint64_t offset;

	if (!find_frame(gic, addr, &frame, &index, &offset))
		return -VGS_ENOTMAPPED;
	return vgs_gic_frame_write(gic, access, frame, index, offset, size,
				   value);
}

int vgs_gic_mmio_peek(const struct vgs_gic *gic,
		      const struct vgs_access *access, uint64_t addr,
		      unsigned size, uint64_t *ret_value)
{
	enum vgs_frame frame;
	unsigned index;
	uint64_t offset;

	if (!find_frame(gic, addr, &frame, &index, &offset))
		return -VGS_ENOTMAPPED;
	return vgs_gic_frame_peek(gic, access, frame, index, offset, size,
				  ret_value);
}

/* --- system registers --------------------------------------------- */

int vgs_gic_sysreg_read(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
			uint64_t *ret_value)
{
	int answer;

	if (pe >= gic->cfg.pes || (unsigned)id >= VGS_SYSREG_COUNT ||
	    !gic->model->sysreg_read)
		return -VGS_ERANGE;
	answer = vgs_core_enter(gic);
	if (answer)
		return answer;
	answer = gic->model->sysreg_read(gic, pe, id, ret_value);
	vgs_core_leave(gic);
	return answer;
}

int vgs_gic_sysreg_write(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
			 uint64_t value)
{
	int answer;

	if (pe >= gic->cfg.pes || (unsigned)id >= VGS_SYSREG_COUNT ||
	    !gic->model->sysreg_write)
		return -VGS_ERANGE;
	answer = vgs_core_enter(gic);
	if (answer)
		return answer;
	answer = gic->model->sysreg_write(gic, pe, id, value);
	vgs_core_leave(gic);
	return answer;
}

int vgs_gic_sysreg_peek(const struct vgs_gic *gic, unsigned pe,
			enum vgs_sysreg id, uint64_t *ret_value)
{
	if (pe >= gic->cfg.pes || (unsigned)id >= VGS_SYSREG_COUNT ||
	    !gic->model->sysreg_peek)
		return -VGS_ERANGE;
	return gic->model->sysreg_peek(gic, pe, id, ret_value);
}

/* --- state -------------------------------------------------------- */

static uint16_t current_target(const struct vgs_gic *gic, uint32_t slot)
{
	if (vgs_core_is_private(gic, slot))
		return (uint16_t)vgs_core_owner(gic, slot);
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		if (vgs_core_targets(gic, slot, pe))
			return (uint16_t)pe;
	}
	return VGS_NO_PE;
}

int vgs_gic_irq(const struct vgs_gic *gic, struct vgs_line line,
		struct vgs_irq_info *ret_info)
{
	uint32_t slot = line_slot(gic, line);
	const struct vgs_irq *irq;
	bool sgi = line.vgs_intid < VGS_INTID_PPI;

	if (slot == VGS_NO_SLOT)
		return -VGS_ERANGE;
	irq = &gic->irqs[slot];
	*ret_info = (struct vgs_irq_info){
		.intid = line.vgs_intid,
		.pe = (uint16_t)line.vgs_pe,
		.target = current_target(gic, slot),
		.state = vgs_irq_state(irq->bits),
		.line = irq->bits & VGS_IRQ_LINE,
		.latch = irq->bits & VGS_IRQ_LATCH,
		.active = irq->bits & VGS_IRQ_ACTIVE,
		.pending = vgs_irq_pending(irq->bits),
		.enabled = irq->bits & VGS_IRQ_ENABLED,
		.edge = irq->bits & VGS_IRQ_EDGE,
		.nmi = vgs_core_nmi(gic, irq->bits),
		.group = vgs_core_group(gic, irq->bits),
		.priority = irq->priority,
		.targets = sgi ? 0 : irq->cpus,
		.sources = sgi ? irq->cpus : 0,
	};
	return 0;
}

int vgs_gic_lr(const struct vgs_gic *gic, unsigned pe, unsigned n,
	       struct vgs_lr_info *ret_info)
{
	const struct vgs_lr *lr;

	if (!gic->cfg.virt || pe >= gic->cfg.pes || n >= gic->cfg.lrs)
		return -VGS_ERANGE;
	lr = &gic->lrs[pe * gic->cfg.lrs + n];
	*ret_info = (struct vgs_lr_info){
		.state = (enum vgs_irq_state)lr->state,
		.vintid = lr->vintid,
		.pintid = lr->pintid,
		.priority = lr->priority,
		.group = lr->group,
		.source = lr->source,
		.hw = lr->flags & VGS_LR_HW,
		.eoi = lr->flags & VGS_LR_EOI,
		.nmi = lr->flags & VGS_LR_NMI,
	};
	return 0;
}

uint8_t vgs_gic_running_priority(const struct vgs_gic *gic, unsigned pe)
{
	if (pe >= gic->cfg.pes)
		return VGS_PRIO_IDLE;
	return vgs_cpuif_running(&gic->pe[pe].cpu, &gic->shape);
}
