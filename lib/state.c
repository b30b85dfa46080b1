/* SPDX-License-Identifier: MIT */
/*
 * The plain-data state of the core as sections: every byte of it named, and
 * what a hostile image may not contain.
 */
#include "core.h"

#include <string.h>

void vgs_core_section(struct vgs_gic *gic, const struct vgs_section *section)
{
	uint64_t zeros = 0;
	size_t covered = 0;

	/* An image is every byte of an item, in order, and no other. */
	for (unsigned m = 0; m < section->member_count; m++) {
		const struct vgs_member *member = &section->members[m];

		VGS_BUG_ON(gic, member->offset != covered);
		covered += (size_t)member->size * member->count;
		if (strcmp(member->name, "zero"))
			continue;
		zeros |= VGS_BIT64(m);
		VGS_BUG_ON(gic, (unsigned)member->size * member->count >
					VGS_PADDING_MAX);
	}
	VGS_BUG_ON(gic, zeros && section->item_size < VGS_PADDING_MAX);
	VGS_BUG_ON(gic, covered != section->item_size);
	VGS_BUG_ON(gic, section->item_size > VGS_ITEM_MAX);
	VGS_BUG_ON(gic, section->member_count > 64);
	VGS_BUG_ON(gic, gic->section_count == VGS_SECTIONS_MAX);
	if (gic->bug)
		return;
	gic->sections[gic->section_count] = *section;
	gic->sections[gic->section_count++].zeros = zeros;
}

bool vgs_core_items_valid(const struct vgs_gic *gic,
			  const struct vgs_section *section, const void *items,
			  uint32_t first, uint32_t count)
{
	const unsigned char *item = items;

	if (section->all_valid)
		return section->all_valid(gic, items, first, count);
	for (uint32_t k = 0; section->valid && k < count; k++) {
		if (!section->valid(gic, item, first + k))
			return false;
		item += section->item_size;
	}
	return true;
}

static const struct vgs_member irq_members[] = {
	VGS_MEMBER(vgs_irq, bits, 2),
	VGS_MEMBER(vgs_irq, priority, 1),
	VGS_MEMBER(vgs_irq, cpus, 1),
};

static const struct vgs_member pe_members[] = {
	VGS_MEMBER_ARRAY(vgs_pe, cpu.ap, 4, VGS_GROUPS *VGS_AP_REGS),
	VGS_MEMBER_ARRAY(vgs_pe, cpu.bpr, 1, VGS_GROUPS),
	VGS_MEMBER(vgs_pe, cpu.pmr, 1),
	VGS_MEMBER(vgs_pe, cpu.igrpen, 1),
	VGS_MEMBER(vgs_pe, cpu.cbpr, 1),
	VGS_MEMBER(vgs_pe, cpu.eoimode, 1),
	VGS_MEMBER(vgs_pe, cpu.ap_nmi, 1),
	VGS_MEMBER(vgs_pe, awake, 1),
	VGS_MEMBER_ARRAY(vgs_pe, zero, 1, 3),
};

static const struct vgs_member pe_state_members[] = {
	VGS_MEMBER(vgs_pe_state, scr_el3, 8),
	VGS_MEMBER(vgs_pe_state, hcr_el2, 8),
	VGS_MEMBER(vgs_pe_state, sctlr_nmi, 1),
	VGS_MEMBER(vgs_pe_state, el, 1),
	VGS_MEMBER(vgs_pe_state, aarch32, 1),
	VGS_MEMBER(vgs_pe_state, pstate, 1),
	VGS_MEMBER_ARRAY(vgs_pe_state, zero, 1, 4),
};

static const struct vgs_member vif_members[] = {
	VGS_MEMBER_ARRAY(vgs_vif, cpu.ap, 4, VGS_GROUPS *VGS_AP_REGS),
	VGS_MEMBER_ARRAY(vgs_vif, cpu.bpr, 1, VGS_GROUPS),
	VGS_MEMBER(vgs_vif, cpu.pmr, 1),
	VGS_MEMBER(vgs_vif, cpu.igrpen, 1),
	VGS_MEMBER(vgs_vif, cpu.cbpr, 1),
	VGS_MEMBER(vgs_vif, cpu.eoimode, 1),
	VGS_MEMBER(vgs_vif, cpu.ap_nmi, 1),
	VGS_MEMBER(vgs_vif, hcr, 4),
	VGS_MEMBER(vgs_vif, ackctl, 1),
	VGS_MEMBER(vgs_vif, fiqen, 1),
	VGS_MEMBER_ARRAY(vgs_vif, zero, 1, 2),
};

static const struct vgs_member lr_members[] = {
	VGS_MEMBER(vgs_lr, vintid, 4),	 VGS_MEMBER(vgs_lr, pintid, 2),
	VGS_MEMBER(vgs_lr, priority, 1), VGS_MEMBER(vgs_lr, state, 1),
	VGS_MEMBER(vgs_lr, group, 1),	 VGS_MEMBER(vgs_lr, source, 1),
	VGS_MEMBER(vgs_lr, flags, 1),	 VGS_MEMBER(vgs_lr, zero, 1),
};

static const struct vgs_member work_members[] = {
	{ "word", 0, 8, 1 },
};

/* --- what a GICv2 has not, and no access could take away again ------ */

/* GIC-C1: no group modifier, no NMI; no message that asserts a level. */
#define ONLY_V3_BITS                                                           \
	(VGS_IRQ_GRPMOD | VGS_IRQ_NMI | VGS_IRQ_MESSAGE | VGS_IRQ_ROUTED)

static bool is_v2(const struct vgs_gic *gic)
{
	return gic->cfg.version == VGS_GIC_V2;
}

/* Nothing of Secure Group 1: GIC-C2, and of guests. */
static bool without_g1s(const struct vgs_cpuif *cpu)
{
	uint32_t active = 0;

	for (unsigned n = 0; n < VGS_AP_REGS; n++)
		active |= cpu->ap[VGS_G1S][n];
	return !active && !((cpu->igrpen | cpu->ap_nmi) & VGS_BIT(VGS_G1S));
}

/* Neither Secure Group 1 nor what ICC_CTLR_EL3 has. */
static bool cpuif_fits_v2(const struct vgs_cpuif *cpu)
{
	return without_g1s(cpu) && !(cpu->cbpr & ~VGS_BIT(VGS_G1NS)) &&
	       !(cpu->eoimode & VGS_BIT(VGS_EOIMODE_EL3)) && !cpu->ap_nmi;
}

/* What GICH_LR can say; with HW its bits [19:10] are all PhysicalID. */
static bool lr_fits_v2(const struct vgs_lr *lr)
{
	bool hw = lr->flags & VGS_LR_HW;

	return lr->vintid <= VGS_INTID_NONE && lr->pintid <= VGS_INTID_NONE &&
	       lr->source < VGS_MAX_PES_V2 && !(lr->flags & VGS_LR_NMI) &&
	       !(hw && (lr->source || (lr->flags & VGS_LR_EOI)));
}

/* --- nor every GICv3 ---------------------------------------------- */

/* GIC-N1, GIC-M1, GIC-I3: what only some machines, or shared interrupts, have. */
static unsigned irq_bits(const struct vgs_gic *gic, bool private)
{
	bool messages = gic->cfg.mbis || gic->cfg.msi_spis;
	unsigned bits = VGS_IRQ_BITS;

	if (is_v2(gic))
		return bits & ~ONLY_V3_BITS;
	if (!gic->cfg.nmi)
		bits &= ~VGS_IRQ_NMI;
	if (private || !messages)
		bits &= ~VGS_IRQ_MESSAGE;
	return private ? bits & ~VGS_IRQ_ROUTED : bits;
}

/* VAckCtl and VFIQEn are fixed where system registers are (GIC-Q26, GIC-Q27). */
static bool vif_fits_v3(const struct vgs_gic *gic, const struct vgs_vif *vif)
{
	return gic->cfg.legacy || (!vif->ackctl && vif->fiqen);
}

/* GIC-K6: what ICH_LR can say of a pINTID; without HW GICH_LR alone. */
static bool lr_fits_v3(const struct vgs_gic *gic, const struct vgs_lr *lr)
{
	bool extended =
		(gic->cfg.espis || gic->cfg.eppis) && !gic->cfg.no_ext_range;

	if (!(lr->flags & VGS_LR_HW))
		return !lr->pintid ||
		       (gic->cfg.legacy && lr->pintid <= VGS_INTID_NONE);
	return extended || lr->pintid <= VGS_INTID_NONE;
}

/* --- sections ----------------------------------------------------- */

/* GIC-B17: an SGI with pending sources is pending; GIC-B30. */
static bool sgis_valid(const struct vgs_irq *sgis, uint32_t count)
{
	bool valid = true;

	for (uint32_t k = 0; k < count; k++)
		valid &= (sgis[k].bits & VGS_IRQ_EDGE) &&
			 (!sgis[k].cpus || (sgis[k].bits & VGS_IRQ_LATCH));
	return valid;
}

/* SGIs are the first private ones of each PE. */
static bool all_sgis_valid(const struct vgs_gic *gic,
			   const struct vgs_irq *privates, uint32_t first,
			   uint32_t count)
{
	const uint32_t end = first + count;

	for (uint32_t slot = first; slot < end;) {
		uint32_t n = vgs_core_private(gic, slot);
		uint32_t next = slot - n + gic->npriv;
		uint32_t sgis = n < VGS_INTID_PPI ? VGS_INTID_PPI - n : 0;

		if (sgis > end - slot)
			sgis = end - slot;
		if (!sgis_valid(&privates[slot - first], sgis))
			return false;
		slot = next;
	}
	return true;
}

/* All private, or none. */
static bool alike_valid(const struct vgs_gic *gic, const struct vgs_irq *irqs,
			uint32_t count, bool private)
{
	struct vgs_irq any = vgs_irq_any(irqs, count);

	/* GIC-H17: sources and targets are for ARE = 0. */
	if (any.cpus && !is_v2(gic) && !gic->cfg.legacy)
		return false;
	return !(any.bits & ~irq_bits(gic, private)) &&
	       !(any.priority & ~gic->irq_prio_mask);
}

static bool irqs_valid(const struct vgs_gic *gic, const void *items,
		       uint32_t first, uint32_t count)
{
	const struct vgs_irq *irqs = items;
	uint32_t privates = first < gic->spi_slot ? gic->spi_slot - first : 0;

	if (privates > count)
		privates = count;
	return all_sgis_valid(gic, irqs, first, privates) &&
	       alike_valid(gic, irqs, privates, true) &&
	       alike_valid(gic, irqs + privates, count - privates, false);
}

/*
 * Active priorities that exist, binary points at least the minimum, active NMIs
 * of groups @nmis only.
 */
static bool cpuif_valid(const struct vgs_cpuif *cpu,
			const struct vgs_cpuif_shape *shape, unsigned nmis)
{
	const uint32_t half = shape->preemption_bits < 5 ? 0xffff0000u : 0;
	uint32_t beyond = 0;
	bool clamped = true;

	for (unsigned g = 0; g < VGS_GROUPS; g++) {
		clamped &= cpu->bpr[g] == vgs_cpuif_bpr_clamp(shape,
							      (enum vgs_group)g,
							      cpu->bpr[g]);
		beyond |= cpu->ap[g][0] & half;
		for (unsigned n = 1; n < VGS_AP_REGS; n++)
			beyond |= n < shape->ap_regs ? 0 : cpu->ap[g][n];
	}
	if (!clamped || beyond || (cpu->pmr & ~shape->pmr_mask))
		return false;
	return !((cpu->igrpen | cpu->cbpr | cpu->eoimode) & ~7u) &&
	       !(cpu->ap_nmi & ~nmis);
}

static bool pe_valid(const struct vgs_gic *gic, const void *item,
		     uint32_t index)
{
	const struct vgs_pe *pe = item;
	/* GIC-N1: of Group 1 alone. */
	unsigned nmis = VGS_BIT(VGS_G1NS) | VGS_BIT(VGS_G1S);

	(void)index;
	if (is_v2(gic) && !(cpuif_fits_v2(&pe->cpu) && pe->awake))
		return false;
	if (!gic->cfg.security && !without_g1s(&pe->cpu))
		return false;
	return cpuif_valid(&pe->cpu, &gic->shape, gic->cfg.nmi ? nmis : 0) &&
	       pe->awake <= 1;
}

static bool pe_state_valid(const struct vgs_gic *gic, const void *item,
			   uint32_t index)
{
	const struct vgs_pe_state *state = item;

	(void)gic;
	(void)index;
	return state->el <= 3 && state->aarch32 <= 1 &&
	       state->sctlr_nmi <= 0xf && state->pstate <= 0x7f;
}

static bool vif_valid(const struct vgs_gic *gic, const void *item,
		      uint32_t index)
{
	const struct vgs_vif *vif = item;
	unsigned nmis = VGS_BIT(VGS_G1NS);

	(void)index;
	if (!without_g1s(&vif->cpu))
		return false;
	if (is_v2(gic) ? !cpuif_fits_v2(&vif->cpu) : !vif_fits_v3(gic, vif))
		return false;
	if (VGS_CHOICE(gic, GIC_CU76))
		nmis |= VGS_BIT(VGS_G0);
	return cpuif_valid(&vif->cpu, &gic->vshape, gic->cfg.nmi ? nmis : 0) &&
	       !(vif->hcr & ~gic->hcr_bits) && vif->ackctl <= 1 &&
	       vif->fiqen <= 1;
}

static bool lr_valid(const struct vgs_gic *gic, const struct vgs_lr *lr)
{
	/* GIC-P10, GIC-P11: one field, so one of them. */
	bool both = (lr->flags & VGS_LR_HW) && (lr->flags & VGS_LR_EOI);

	if (is_v2(gic) ? !lr_fits_v2(lr) : !lr_fits_v3(gic, lr))
		return false;
	return lr->state <= VGS_ACTIVE_PENDING && lr->group <= 1 && !both &&
	       lr->flags <= (VGS_LR_HW | VGS_LR_EOI | VGS_LR_NMI) &&
	       (gic->cfg.nmi || !(lr->flags & VGS_LR_NMI)) &&
	       !(lr->priority & ~gic->vshape.prio_mask) && lr->pintid < 8192 &&
	       lr->vintid >> 24 == 0;
}

static bool lrs_valid(const struct vgs_gic *gic, const void *items,
		      uint32_t first, uint32_t count)
{
	static const struct vgs_lr reset;
	const struct vgs_lr *lrs = items;

	(void)first;
	for (uint32_t k = 0; k < count; k++) {
		/* Its padding has a name: every byte of it is compared. */
		if (memcmp(&lrs[k], &reset, sizeof(reset)) != 0 &&
		    !lr_valid(gic, &lrs[k]))
			return false;
	}
	return true;
}

/* No action of an object that the machine does not have. */
static bool work_valid(const struct vgs_gic *gic, const void *item,
		       uint32_t index)
{
	for (uint64_t bits = *(const uint64_t *)item; bits; bits &= bits - 1) {
		unsigned bit = index * 64 + vgs_ctz64(bits);

		if (bit >= vgs_core_work_bits(gic) ||
		    !vgs_core_work_exists(gic, bit))
			return false;
	}
	return true;
}

static const struct vgs_member lpi_members[] = {
	VGS_MEMBER(vgs_lpi, owner, 4),	  VGS_MEMBER(vgs_lpi, intid, 4),
	VGS_MEMBER(vgs_lpi, priority, 1), VGS_MEMBER(vgs_lpi, flags, 1),
	VGS_MEMBER(vgs_lpi, zero, 2),
};

/* A free entry is all zero; copies of one are dropped by the rebuild. */
static bool lpi_valid(const struct vgs_gic *gic, const void *item,
		      uint32_t index)
{
	const struct vgs_lpi *lpi = item;
	const struct vgs_cpuif_shape *shape;

	(void)index;
	if (!(lpi->flags & VGS_LPI_USED))
		return !lpi->owner && !lpi->intid && !lpi->priority &&
		       !lpi->flags && !lpi->zero;
	if (vgs_lpi_pe(lpi->owner) >= gic->cfg.pes ||
	    ((lpi->owner & VGS_LPI_VPE) && gic->cfg.version < VGS_GIC_V4))
		return false;
	shape = lpi->owner & VGS_LPI_VPE ? &gic->vshape : &gic->shape;
	return lpi->intid >= VGS_INTID_LPI &&
	       lpi->intid >> gic->cfg.lpi_id_bits == 0 &&
	       !(lpi->priority & ~shape->prio_mask) &&
	       lpi->flags <= (VGS_LPI_USED | VGS_LPI_PENDING | VGS_LPI_ENABLED |
			      VGS_LPI_CONFIG);
}

static bool lpi_agrees(const struct vgs_gic *gic, const struct vgs_image *image,
		       const void *item)
{
	const struct vgs_lpi *lpi = item;

	return !(lpi->flags & VGS_LPI_USED) ||
	       gic->model->lpi_agrees(gic, image, lpi);
}

#define SECTION(gic, name_, members_, items_, count_, valid_)                  \
	vgs_core_section(gic, &(struct vgs_section){                           \
				      .name = name_,                           \
				      .members = members_,                     \
				      .member_count = VGS_ARRAY(members_),     \
				      .item_size = sizeof(*(items_)),          \
				      .count = (uint32_t)(count_),             \
				      .items = items_,                         \
				      .valid = valid_,                         \
			      })

void vgs_core_state_sections(struct vgs_gic *gic)
{
	unsigned pes = gic->cfg.pes;

	vgs_core_section(gic, &(struct vgs_section){
				      .name = "irq",
				      .members = irq_members,
				      .member_count = VGS_ARRAY(irq_members),
				      .item_size = sizeof(*gic->irqs),
				      .count = gic->slots,
				      .items = gic->irqs,
				      .all_valid = irqs_valid,
			      });
	SECTION(gic, "pe", pe_members, gic->pe, pes, pe_valid);
	SECTION(gic, "pe-state", pe_state_members, gic->pe_state, pes,
		pe_state_valid);
	SECTION(gic, "work", work_members, gic->work_bitmap,
		vgs_core_work_words(gic), work_valid);
	if (gic->lpi.lpis)
		vgs_core_section(gic,
				 &(struct vgs_section){
					 .name = "lpi",
					 .members = lpi_members,
					 .member_count = VGS_ARRAY(lpi_members),
					 .item_size = sizeof(*gic->lpi.lpis),
					 .count = gic->cfg.lpi_slots,
					 .items = gic->lpi.lpis,
					 .valid = lpi_valid,
					 .agrees = lpi_agrees,
				 });
	if (!gic->cfg.virt)
		return;
	SECTION(gic, "vif", vif_members, gic->vif, pes, vif_valid);
	vgs_core_section(gic, &(struct vgs_section){
				      .name = "lr",
				      .members = lr_members,
				      .member_count = VGS_ARRAY(lr_members),
				      .item_size = sizeof(*gic->lrs),
				      .count = pes * gic->cfg.lrs,
				      .items = gic->lrs,
				      .all_valid = lrs_valid,
			      });
}
