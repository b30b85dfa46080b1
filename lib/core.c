/* SPDX-License-Identifier: MIT */
/* The object: its one allocation, reset, and the signals of PEs. */
#include "core.h"

#include <string.h>

#include "alloc.h"
#include "its_ops.h"
#include "models.h"

/* --- layout ------------------------------------------------------- */

void *vgs_layout_take(struct vgs_layout *layout, size_t size)
{
	size_t at = layout->size;

	layout->size += (size + 63u) & ~(size_t)63u;
	return layout->base ? layout->base + at : NULL;
}

/* Priority bits that order what is pending. */
static unsigned level_bits(const struct vgs_gic *gic)
{
	return VGS_QUIRK(gic, QD_4) ? 8 : gic->cfg.priority_bits;
}

static void fix_shape(struct vgs_gic *gic)
{
	const struct vgs_gic_config *cfg = &gic->cfg;
	unsigned preemption = cfg->preemption_bits;
	unsigned vpreemption = cfg->vpreemption_bits;

	/* GIC-D4: as many preemption bits as priority bits, at most 7. */
	if (!preemption)
		preemption = cfg->priority_bits > 7 ? 7 : cfg->priority_bits;
	if (!vpreemption)
		vpreemption = cfg->vpriority_bits > 7 ? 7 : cfg->vpriority_bits;
	vgs_cpuif_shape_init(&gic->shape, cfg->priority_bits, preemption);
	vgs_cpuif_shape_init(&gic->vshape, cfg->vpriority_bits, vpreemption);
	gic->naive = VGS_CHOICE(gic, GIC_D33);
	gic->shape.group1_first = VGS_CHOICE(gic, GIC_CU60);
	gic->vshape.group1_first = VGS_CHOICE(gic, GIC_CU60);
	gic->irq_prio_mask = gic->shape.prio_mask;
	if (VGS_QUIRK(gic, QD_4))
		gic->irq_prio_mask = 0xff;
	if (VGS_QUIRK(gic, QX_3))
		gic->vshape.pmr_mask = 0xff;
	gic->level_shift = (uint8_t)(8 - level_bits(gic));
	gic->npriv = 32 + cfg->eppis;
	gic->spi_slot = cfg->pes * gic->npriv;
	gic->espi_slot = gic->spi_slot + cfg->spis;
	gic->slots = gic->espi_slot + cfg->espis;
	gic->eppi_rank = 32 + cfg->spis;
	gic->espi_rank = gic->eppi_rank + cfg->eppis;
	gic->ranks = gic->espi_rank + cfg->espis;
	gic->one_security_state = !cfg->security;
	gic->sysregs = gic->model->sysreg_read ? VGS_SYSREG_COUNT : 0;
	gic->hcr_bits = vgs_lr_hcr_bits(gic);
	gic->own_wire = cfg->virt ? cfg->maintenance_intid : 0;
}

static unsigned index_levels(const struct vgs_gic *gic)
{
	return VGS_BIT(level_bits(gic)) * (gic->cfg.nmi ? 2u : 1u);
}

static unsigned index_groups(const struct vgs_gic *gic)
{
	return gic->cfg.security && gic->cfg.version != VGS_GIC_V2 ? VGS_GROUPS
								   : 2;
}

static bool has_lpis(const struct vgs_gic *gic)
{
	return gic->cfg.its || gic->cfg.direct_lpi;
}

static void lay_out_lpis(struct vgs_gic *gic, struct vgs_layout *layout)
{
	struct vgs_lpi_pool *pool = &gic->lpi;
	unsigned slots = gic->cfg.lpi_slots;

	pool->lpis = vgs_layout_take(layout, slots * sizeof(*pool->lpis));
	pool->owners = vgs_layout_take(layout, 2 * (size_t)gic->cfg.pes *
						       sizeof(*pool->owners));
	pool->table = vgs_layout_take(layout, vgs_lpi_table_size(slots) *
						      sizeof(*pool->table));
	pool->words = vgs_layout_take(layout, vgs_lpi_words_size(slots) *
						      sizeof(*pool->words));
	if (layout->base)
		vgs_lpi_pool_init(pool, slots, gic->cfg.pes,
				  gic->cfg.lpi_id_bits);
}

/* Every array of the object; run twice, to measure and to place. */
static void lay_out(struct vgs_gic *gic, struct vgs_layout *layout)
{
	const struct vgs_gic_config *cfg = &gic->cfg;
	size_t pes = cfg->pes;

	vgs_layout_take(layout, sizeof(*gic));
	gic->affinities = vgs_layout_take(layout, pes * sizeof(uint32_t));
	gic->irqs = vgs_layout_take(layout, gic->slots * sizeof(*gic->irqs));
	gic->pe = vgs_layout_take(layout, pes * sizeof(*gic->pe));
	gic->pe_state = vgs_layout_take(layout, pes * sizeof(*gic->pe_state));
	if (cfg->virt) {
		gic->vif = vgs_layout_take(layout, pes * sizeof(*gic->vif));
		gic->lrs = vgs_layout_take(layout,
					   pes * cfg->lrs * sizeof(*gic->lrs));
		gic->lr_sets =
			vgs_layout_take(layout, pes * sizeof(*gic->lr_sets));
	}
	gic->work_bitmap = vgs_layout_take(layout, vgs_core_work_words(gic) *
							   sizeof(uint64_t));
	gic->offer = vgs_layout_take(layout, pes * sizeof(*gic->offer));
	gic->routes = vgs_layout_take(layout, (gic->slots - gic->spi_slot + 1) *
						      sizeof(*gic->routes));
	if (layout->base) {
		vgs_core_derived(gic, gic->routes,
				 (gic->slots - gic->spi_slot) *
					 sizeof(*gic->routes));
		if (cfg->virt)
			vgs_core_derived(gic, gic->lr_sets,
					 pes * sizeof(*gic->lr_sets));
	}
	gic->dirty = vgs_layout_take(layout, pes * sizeof(*gic->dirty));
	gic->ready_words = vgs_ready_words(cfg->pes, index_groups(gic),
					   index_levels(gic), gic->ranks);
	gic->ready.words =
		vgs_layout_take(layout, gic->ready_words * sizeof(uint64_t));
	if (has_lpis(gic))
		lay_out_lpis(gic, layout);
	if (layout->base)
		vgs_core_state_sections(gic);
	gic->model->layout(gic, layout);
	if (cfg->its)
		vgs_its_ops.layout(gic, layout);
	vgs_map_layout(gic, layout);
}

/* --- creation ----------------------------------------------------- */

static void copy_affinities(struct vgs_gic *gic, const uint32_t *affinities)
{
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
		gic->affinities[pe] =
			affinities ? affinities[pe] : (pe / 16) << 8 | pe % 16;
	gic->cfg.affinities = gic->affinities;
}

/* Software starts at EL2 or EL1, Non-secure where there are two states. */
static void default_context(struct vgs_gic *gic)
{
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++) {
		gic->pe_state[pe].el = gic->cfg.virt ? 2 : 1;
		gic->pe_state[pe].scr_el3 = 1;
	}
}

int vgs_gic_new(const struct vgs_gic_config *cfg, struct vgs_gic **ret_gic)
{
	struct vgs_allocator alloc = cfg->alloc;
	struct vgs_layout layout = { NULL, 0 };
	struct vgs_gic plan, *gic;
	int err = vgs_gic_config_check(cfg, NULL);

	if (err)
		return err;
	if (!alloc.zalloc)
		alloc = vgs_alloc_libc();
	memset(&plan, 0, sizeof(plan));
	plan.cfg = *cfg;
	plan.cfg.alloc = alloc;
	plan.model = vgs_model_find(cfg->version);
	if (!plan.model)
		return -VGS_ENOTSUP;
	fix_shape(&plan);
	vgs_map_ranges(&plan);
	lay_out(&plan, &layout);
	gic = alloc.zalloc(alloc.user, layout.size);
	if (!gic)
		return -VGS_ENOMEM;
	*gic = plan;
	gic->alloc_size = layout.size;
	gic->told = VGS_TRACING(gic) || cfg->reset == VGS_RESET_PATTERN;
	gic->section_count = 0;
	gic->derived_count = 0;
	layout = (struct vgs_layout){ (unsigned char *)gic, 0 };
	lay_out(gic, &layout);
	vgs_ready_init(&gic->ready, gic->ready.words, index_groups(gic),
		       index_levels(gic), gic->ranks);
	default_context(gic);
	copy_affinities(gic, cfg->affinities);
	gic->shape_digest = vgs_core_shape_digest(gic);
	err = vgs_gic_reset(gic);
	if (err) {
		vgs_gic_free(gic);
		return err;
	}
	*ret_gic = gic;
	return 0;
}

struct vgs_gic *vgs_gic_free(struct vgs_gic *gic)
{
	if (gic)
		gic->cfg.alloc.free(gic->cfg.alloc.user, gic);
	return NULL;
}

/* --- reset -------------------------------------------------------- */

/* Only wires survive (architecture: they are not the GIC's). */
static void reset_irqs(struct vgs_gic *gic)
{
	for (uint32_t slot = 0; slot < gic->slots; slot++) {
		struct vgs_irq *irq = &gic->irqs[slot];

		irq->bits &= VGS_IRQ_LINE;
		irq->priority = 0;
		irq->cpus = 0;
		/* GIC-B30: SGIs are always edge-triggered. */
		if (vgs_core_is_private(gic, slot) &&
		    vgs_core_private(gic, slot) < VGS_INTID_PPI)
			irq->bits |= VGS_IRQ_EDGE;
	}
}

static void reset_pe(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vif *vif;

	vgs_cpuif_reset(&gic->pe[pe].cpu, &gic->shape);
	gic->pe[pe].awake = 1;
	if (!gic->cfg.virt)
		return;
	vif = &gic->vif[pe];
	memset(vif, 0, sizeof(*vif));
	vgs_cpuif_reset(&vif->cpu, &gic->vshape);
	memset(&gic->lrs[pe * gic->cfg.lrs], 0,
	       gic->cfg.lrs * sizeof(*gic->lrs));
	vgs_lr_rebuild(gic, pe);
}

uint32_t vgs_core_pattern(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* What is UNKNOWN after a reset is not zero, but reproducible. */
static void reset_to_pattern(struct vgs_gic *gic)
{
	uint32_t state = gic->cfg.reset_seed;

	for (uint32_t slot = 0; slot < gic->slots; slot++) {
		struct vgs_irq *irq = &gic->irqs[slot];
		unsigned unknown = gic->model->unknown(gic, slot);
		uint32_t random = vgs_core_pattern(&state);

		irq->bits |= (uint16_t)unknown;
		if ((unknown & VGS_IRQ_UNKNOWN_CONFIG) && (random & 1u))
			irq->bits |= VGS_IRQ_EDGE;
		if ((unknown & VGS_IRQ_UNKNOWN_GROUP) && (random & 2u))
			irq->bits |= VGS_IRQ_GROUP;
		if (unknown & VGS_IRQ_UNKNOWN_PRIORITY)
			irq->priority =
				(uint8_t)(random >> 8 & gic->irq_prio_mask);
	}
}

int vgs_gic_reset(struct vgs_gic *gic)
{
	int err = vgs_core_enter(gic);

	if (err)
		return err;
	reset_irqs(gic);
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
		reset_pe(gic, pe);
	for (size_t i = 0; i < vgs_core_work_words(gic); i++)
		gic->work_bitmap[i] = 0;
	gic->model->reset(gic);
	if (gic->cfg.reset == VGS_RESET_PATTERN)
		reset_to_pattern(gic);
	if (gic->cfg.its)
		vgs_its_ops.reset(gic);
	vgs_core_reindex(gic);
	vgs_core_leave(gic);
	return gic->bug ? -VGS_EBUG : 0;
}

int vgs_gic_reset_pe(struct vgs_gic *gic, unsigned pe)
{
	int err = vgs_core_enter(gic);

	if (err)
		return err;
	if (pe >= gic->cfg.pes) {
		err = -VGS_ERANGE;
	} else {
		reset_pe(gic, pe);
		gic->model->reset_pe(gic, pe);
		vgs_core_dirty(gic, pe);
	}
	vgs_core_leave(gic);
	return err;
}

void vgs_core_rebuild(struct vgs_gic *gic)
{
	for (unsigned pe = 0; gic->cfg.virt && pe < gic->cfg.pes; pe++)
		vgs_lr_rebuild(gic, pe);
	if (gic->lpi.lpis)
		vgs_lpi_pool_rebuild(&gic->lpi);
	gic->model->rebuild(gic);
	if (gic->cfg.its)
		vgs_its_ops.rebuild(gic);
	vgs_core_reindex(gic);
}

/* --- signals ------------------------------------------------------ */

void vgs_core_dirty_all(struct vgs_gic *gic)
{
	for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
		vgs_core_dirty(gic, pe);
}

/*
 * The maintenance signal is a wire to a PPI of its own PE (GIC-Q31).  This may
 * make the physical signals dirty.
 */
static VGS_APART void drive_maintenance(struct vgs_gic *gic, unsigned pe,
					bool level)
{
	if (gic->own_wire)
		vgs_core_event(gic, vgs_core_slot(gic, pe, gic->own_wire),
			       level ? VGS_IRQ_EV_LINE_HIGH
				     : VGS_IRQ_EV_LINE_LOW,
			       VGS_R_GIC_Q31);
}

/* What offer.fiq says, unless the model has more to say. */
static inline uint32_t levels_of(const struct vgs_gic *gic, unsigned pe,
				 const struct vgs_offer *offer)
{
	if (offer->asks || offer->watch)
		return gic->model->levels(gic, pe, &offer->best);
	if (!offer->signalled)
		return 0;
	return vgs_core_signal(&offer->best,
			       offer->fiq & VGS_BIT(offer->best.group));
}

/* Make true what is offered, and whether it is signalled. */
static inline uint32_t physical_levels(struct vgs_gic *gic, unsigned pe,
				       struct vgs_offer *offer)
{
	uint32_t levels;

#ifdef VGS_SELFCHECK
	VGS_BUG_ON(gic, !vgs_core_select_agrees(gic, pe));
#endif
	if (offer->dirty & VGS_DIRTY_BEST)
		vgs_core_select_now(gic, pe);
	offer->signalled = vgs_core_signalled_now(gic, pe, &offer->best);
	offer->dirty = 0;
	levels = levels_of(gic, pe, offer);
#ifdef VGS_SELFCHECK
	VGS_BUG_ON(gic, levels != gic->model->levels(gic, pe, &offer->best));
#endif
	return levels;
}

/*
 * List registers decide these.  The wire is as it was told last, unless it came
 * with a restore.
 */
static inline uint32_t virtual_levels(struct vgs_gic *gic, unsigned pe,
				      const struct vgs_offer *offer)
{
	uint32_t levels = vgs_lr_levels(gic, pe);

	if (((levels ^ offer->levels) & VGS_SIG_MAINTENANCE) ||
	    (offer->dirty & VGS_DIRTY_GROUPS))
		drive_maintenance(gic, pe, levels & VGS_SIG_MAINTENANCE);
	return levels;
}

/* What a lifecycle does not make dirty: @levels with that made true. */
static VGS_APART uint32_t other_levels(struct vgs_gic *gic, unsigned pe,
				       struct vgs_offer *offer, uint32_t levels)
{
	if ((offer->dirty & VGS_DIRTY_VIRTUAL) && gic->cfg.virt)
		levels = (levels & ~VGS_VIRTUAL_LEVELS) |
			 virtual_levels(gic, pe, offer);
	if (offer->dirty & VGS_DIRTY_GROUPS)
		vgs_core_admit(gic, pe, offer);
	return levels;
}

static VGS_COLD void trace_levels(const struct vgs_gic *gic, unsigned pe,
				  uint32_t old_levels)
{
	struct vgs_event event = {
		.kind = VGS_EV_SIGNAL,
		.pe = (uint16_t)pe,
		.vcpu = VGS_NO_PE,
		.intid = VGS_INTID_NONE,
		.old_value = old_levels,
		.new_value = gic->offer[pe].levels,
	};

	vgs_core_trace(gic, &event);
}

static inline void report_levels(struct vgs_gic *gic, unsigned pe,
				 uint32_t old_levels, uint32_t levels)
{
	if (VGS_TRACING(gic))
		trace_levels(gic, pe, old_levels);
	if (!gic->cfg.on_signals)
		return;
	gic->blocked = true;
	gic->cfg.on_signals(gic->cfg.user, pe, old_levels, levels);
	gic->blocked = gic->bug != NULL;
}

static inline void set_levels(struct vgs_gic *gic, unsigned pe,
			      struct vgs_offer *offer, uint32_t levels)
{
	uint32_t old_levels = offer->levels;

	if (levels != old_levels) {
		offer->levels = levels;
		report_levels(gic, pe, old_levels, levels);
	}
}

void vgs_core_set_levels(struct vgs_gic *gic, unsigned pe, uint32_t levels)
{
	set_levels(gic, pe, &gic->offer[pe], levels);
}

/* Make true what is not: the levels of a PE's signals. */
static VGS_APART void flush_one(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_offer *offer = &gic->offer[pe];
	uint32_t levels = offer->levels;

#ifdef VGS_SELFCHECK
	VGS_BUG_ON(gic, !vgs_lr_agrees(gic, pe));
#endif
	if (offer->dirty & (VGS_DIRTY_VIRTUAL | VGS_DIRTY_GROUPS))
		levels = other_levels(gic, pe, offer, levels);
	if (offer->dirty & (VGS_DIRTY_LEVELS | VGS_DIRTY_BEST))
		levels = (levels & VGS_VIRTUAL_LEVELS) |
			 physical_levels(gic, pe, offer);
	offer->dirty = 0;
	set_levels(gic, pe, offer, levels);
}

/* Self-check: what is injected directly, on PEs that nobody marked, too. */
static void check_direct(struct vgs_gic *gic)
{
#ifdef VGS_SELFCHECK
	for (unsigned pe = 0; gic->direct && pe < gic->cfg.pes; pe++)
		VGS_BUG_ON(gic, !vgs_lr_agrees(gic, pe));
#else
	(void)gic;
#endif
}

VGS_APART void vgs_core_flush_all(struct vgs_gic *gic)
{
	/* A PE marked again meanwhile is at the end of the same list. */
	for (unsigned i = 0; i < gic->dirty_count; i++)
		flush_one(gic, gic->dirty[i]);
	gic->dirty_count = 0;
	check_direct(gic);
}

/* Most calls leave one PE dirty, those of a guest its virtual signals only. */
void vgs_core_flush(struct vgs_gic *gic)
{
	unsigned pe = gic->dirty[0];

	if (gic->dirty_count > 1) {
		vgs_core_flush_all(gic);
		return;
	}
	if (gic->offer[pe].dirty == VGS_DIRTY_VIRTUAL) {
		vgs_lr_flush(gic, pe);
		return;
	}
	gic->dirty_count = 0;
	flush_one(gic, pe);
#ifdef VGS_SELFCHECK
	VGS_BUG_ON(gic, gic->dirty_count);
	check_direct(gic);
#endif
}

/* --- copies ------------------------------------------------------- */

void vgs_core_derived(struct vgs_gic *gic, void *items, size_t size)
{
	VGS_BUG_ON(gic, gic->derived_count == VGS_DERIVED_MAX);
	if (!gic->bug)
		gic->derived[gic->derived_count++] =
			(struct vgs_derived){ items, size };
}

/* The other's offers; what differs of the wires is told. */
static void copy_offers(struct vgs_gic *dst, const struct vgs_gic *src)
{
	for (unsigned pe = 0; pe < dst->cfg.pes; pe++) {
		uint32_t old_levels = dst->offer[pe].levels;

		dst->offer[pe] = src->offer[pe];
		vgs_core_suspect(dst, pe);
		if (dst->offer[pe].levels != old_levels)
			report_levels(dst, pe, old_levels,
				      dst->offer[pe].levels);
	}
}

bool vgs_core_copy_derived(struct vgs_gic *dst, const struct vgs_gic *src)
{
	/* LPIs have tables of their own; a batch has not been worked off. */
	if (src->lpi.lpis || src->batches || dst->batches || src->naive ||
	    dst->naive)
		return false;
	for (unsigned i = 0; i < src->derived_count; i++)
		memcpy(dst->derived[i].items, src->derived[i].items,
		       src->derived[i].size);
	memcpy(dst->group_of, src->group_of, sizeof(dst->group_of));
	dst->forwarded = src->forwarded;
	dst->one_security_state = src->one_security_state;
	dst->locked = src->locked;
	dst->told = dst->told || src->told;
	vgs_ready_copy(&dst->ready, &src->ready, src->cfg.pes);
	copy_offers(dst, src);
	return true;
}

void vgs_core_bug(struct vgs_gic *gic, const char *where)
{
	if (!gic->bug)
		gic->bug = where;
	gic->blocked = true;
}
