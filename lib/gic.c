/* SPDX-License-Identifier: MIT */
/*
 * The version-neutral handle: wires, bus accesses, system registers, state
 * queries.  Finds who answers and lets it.
 */
#include <libvgicsim/gic.h>
#include <libvgicsim/vif.h>

#include "core.h"

const struct vgs_gic_config *vgs_gic_config(const struct vgs_gic *gic)
{
	return &gic->cfg;
}

const char *vgs_gic_bug(const struct vgs_gic *gic)
{
	return gic->bug;
}

bool vgs_gic_in_callback(const struct vgs_gic *gic)
{
	return gic->blocked && !gic->bug;
}

int vgs_gic_batch_begin(struct vgs_gic *gic)
{
	int err = vgs_core_enter(gic);

	if (!err)
		gic->batches++;
	return err;
}

int vgs_gic_batch_end(struct vgs_gic *gic)
{
	if (gic->blocked)
		return gic->bug ? -VGS_EBUG : -VGS_EBUSY;
	if (!gic->batches)
		return -VGS_EINVAL;
	gic->batches--;
	vgs_core_leave(gic);
	return gic->bug ? -VGS_EBUG : 0;
}

/* --- wires -------------------------------------------------------- */

/* Slot of a line or interrupt as the caller names it. */
static uint32_t line_slot(const struct vgs_gic *gic, struct vgs_line line)
{
	uint32_t slot;

	/* A private one is named with its PE, a shared one without. */
	if (line.vgs_pe == VGS_NO_PE) {
		slot = vgs_core_slot(gic, 0, line.vgs_intid);
		return slot >= gic->spi_slot ? slot : VGS_NO_SLOT;
	}
	if (line.vgs_pe >= gic->cfg.pes)
		return VGS_NO_SLOT;
	slot = vgs_core_slot(gic, line.vgs_pe, line.vgs_intid);
	return slot < gic->spi_slot ? slot : VGS_NO_SLOT;
}

int vgs_gic_set_line(struct vgs_gic *gic, struct vgs_line line, bool level)
{
	uint32_t slot = line_slot(gic, line);
	int err;

	/* What the maintenance signal drives is nobody else's (GIC-Q31). */
	if (slot == VGS_NO_SLOT || line.vgs_intid < VGS_INTID_PPI ||
	    line.vgs_intid == gic->own_wire)
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

/* --- frames ------------------------------------------------------- */

uint64_t vgs_gic_frame_size(const struct vgs_gic *gic, enum vgs_frame frame)
{
	const struct vgs_frame_desc *desc;

	if ((unsigned)frame >= VGS_FRAMES)
		return 0;
	desc = gic->map.rows[frame].desc;
	return desc ? desc->size : 0;
}

uint64_t vgs_gic_frame_base(const struct vgs_gic *gic, enum vgs_frame frame,
			    unsigned index)
{
	for (unsigned i = 0; i < gic->map.range_count; i++) {
		const struct vgs_range *range = &gic->map.ranges[i];

		if (range->frame == (unsigned)frame && index >= range->unit &&
		    index - range->unit < range->size >> range->shift)
			return range->base + ((uint64_t)(index - range->unit)
					      << range->shift);
	}
	return UINT64_MAX;
}

/* --- system registers --------------------------------------------- */

int vgs_gic_sysreg_read(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
			uint64_t *ret_value)
{
	if (pe >= gic->cfg.pes || (unsigned)id >= gic->sysregs)
		return -VGS_ERANGE;
	return gic->model->sysreg_read(gic, pe, id, ret_value);
}

int vgs_gic_sysreg_write(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
			 uint64_t value)
{
	if (pe >= gic->cfg.pes || (unsigned)id >= gic->sysregs)
		return -VGS_ERANGE;
	return gic->model->sysreg_write(gic, pe, id, value);
}

int vgs_gic_sysreg_peek(const struct vgs_gic *gic, unsigned pe,
			enum vgs_sysreg id, uint64_t *ret_value)
{
	if (pe >= gic->cfg.pes || (unsigned)id >= gic->sysregs)
		return -VGS_ERANGE;
	return gic->model->sysreg_peek(gic, pe, id, ret_value);
}

int vgs_gic_vif_usable(const struct vgs_gic *gic, unsigned pe)
{
	if (!gic->model->vif_usable)
		return -VGS_ENOTSUP;
	if (pe >= gic->cfg.pes)
		return -VGS_ERANGE;
	return gic->model->vif_usable(gic, pe);
}

int vgs_gic_vif_load(struct vgs_gic *gic, unsigned pe,
		     const struct vgs_vif_regs *regs)
{
	if (!gic->model->vif_load)
		return -VGS_ENOTSUP;
	if (pe >= gic->cfg.pes)
		return -VGS_ERANGE;
	return gic->model->vif_load(gic, pe, regs);
}

int vgs_gic_vif_save(struct vgs_gic *gic, unsigned pe,
		     struct vgs_vif_regs *regs)
{
	if (!gic->model->vif_save)
		return -VGS_ENOTSUP;
	if (pe >= gic->cfg.pes)
		return -VGS_ERANGE;
	return gic->model->vif_save(gic, pe, regs);
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
	return vgs_core_running(gic, pe);
}
