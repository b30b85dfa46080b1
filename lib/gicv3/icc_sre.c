/* SPDX-License-Identifier: MIT */
/*
 * ICC_CTLR_EL1, ICC_CTLR_EL3 and ICC_SRE_EL1, EL2, EL3.  Interrupt bypass
 * (DFB, DIB) is kept where it can be written but nothing is bypassed.
 */
#include "gicv3.h"

/* ICC_CTLR_EL1; PRIbits up to ExtRange are in CTLR_EL3 too. */
#define CTLR_CBPR    (1u << 0)
#define CTLR_EOIMODE (1u << 1)
#define CTLR_PMHE    (1u << 6)
#define CTLR_PRI     8
#define CTLR_ID24    (1u << 11)
#define CTLR_SEIS    (1u << 14)
#define CTLR_A3V     (1u << 15)
#define CTLR_RSS     (1u << 18)
#define CTLR_EXT     (1u << 19)

#define CTLR3_CBPR_S	 (1u << 0)
#define CTLR3_CBPR_NS	 (1u << 1)
#define CTLR3_EOIMODE3	 (1u << 2)
#define CTLR3_EOIMODE_S	 (1u << 3)
#define CTLR3_EOIMODE_NS (1u << 4)
#define CTLR3_RM	 (1u << 5)
#define CTLR3_NDS	 (1u << 17)

/* --- CTLR --------------------------------------------------------- */

static uint64_t implemented(const struct vgs_gic *gic)
{
	uint64_t value = CTLR_ID24 | CTLR_A3V |
			 (gic->cfg.priority_bits - 1u) << CTLR_PRI;

	if (vgs_core_seis(gic))
		value |= CTLR_SEIS;
	if (vgs_v3_icc_rss(gic))
		value |= CTLR_RSS;
	/* GIC-K3: INTIDs 1024 to 8191 are handled. */
	if (VGS_RULE(GIC_K3, vgs_v3_ext_range(gic)))
		value |= CTLR_EXT;
	return value;
}

static enum vgs_eoimode eoimode_of(unsigned bank)
{
	return bank == VGS_G1S ? VGS_EOIMODE_S : VGS_EOIMODE_NS;
}

static uint8_t with_bit(uint8_t set, unsigned n, bool value)
{
	return (uint8_t)((set & ~VGS_BIT(n)) | (value ? VGS_BIT(n) : 0u));
}

uint64_t vgs_v3_ctlr_el1_peek(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_cpuif *cpu = &gic->pe[pe].cpu;
	unsigned bank = gic->v3->view[pe].bank;
	uint64_t value = implemented(gic);

	if (cpu->cbpr & VGS_BIT(bank))
		value |= CTLR_CBPR;
	if (cpu->eoimode & VGS_BIT(eoimode_of(bank)))
		value |= CTLR_EOIMODE;
	if (gic->v3->pe[pe].pmhe)
		value |= CTLR_PMHE;
	return value;
}

/* GIC-D35: only where 1 of N could make use of it. */
static void set_pmhe(struct vgs_gic *gic, unsigned pe, bool value)
{
	struct vgs_v3_pe *v3pe = &gic->v3->pe[pe];

	if (gic->cfg.no_1ofn)
		return;
	if (VGS_RULE(GIC_D35,
		     v3pe->pmhe && !value &&
			     gic->pe[pe].cpu.pmr != gic->shape.pmr_mask) &&
	    VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU62))
		return;
	v3pe->pmhe = value;
}

void vgs_v3_ctlr_el1_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	struct vgs_cpuif *cpu = &gic->pe[pe].cpu;
	unsigned bank = gic->v3->view[pe].bank;

	cpu->eoimode =
		with_bit(cpu->eoimode, eoimode_of(bank), value & CTLR_EOIMODE);
	/* GIC-E40: the rest is EL3's with two security states. */
	if (VGS_RULE(GIC_E40, gic->cfg.security && !vgs_v3_ds(gic)))
		return;
	cpu->cbpr = with_bit(cpu->cbpr, bank, value & CTLR_CBPR);
	set_pmhe(gic, pe, value & CTLR_PMHE);
	vgs_core_dirty(gic, pe);
}

uint64_t vgs_v3_ctlr_el3_peek(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_cpuif *cpu = &gic->pe[pe].cpu;
	const struct vgs_v3_pe *v3pe = &gic->v3->pe[pe];
	uint64_t value = implemented(gic);

	if (cpu->cbpr & VGS_BIT(VGS_G1S))
		value |= CTLR3_CBPR_S;
	if (cpu->cbpr & VGS_BIT(VGS_G1NS))
		value |= CTLR3_CBPR_NS;
	if (cpu->eoimode & VGS_BIT(VGS_EOIMODE_EL3))
		value |= CTLR3_EOIMODE3;
	if (cpu->eoimode & VGS_BIT(VGS_EOIMODE_S))
		value |= CTLR3_EOIMODE_S;
	if (cpu->eoimode & VGS_BIT(VGS_EOIMODE_NS))
		value |= CTLR3_EOIMODE_NS;
	if (v3pe->rm)
		value |= CTLR3_RM;
	if (v3pe->pmhe)
		value |= CTLR_PMHE;
	/* GIC-C21: this CPU interface works with DS = 1, QEMU's says not. */
	if (gic->cfg.profile == VGS_PROFILE_QEMU_VIRT)
		value |= CTLR3_NDS;
	return value;
}

void vgs_v3_ctlr_el3_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	struct vgs_cpuif *cpu = &gic->pe[pe].cpu;
	struct vgs_v3_pe *v3pe = &gic->v3->pe[pe];

	cpu->cbpr = with_bit(cpu->cbpr, VGS_G1S, value & CTLR3_CBPR_S);
	cpu->cbpr = with_bit(cpu->cbpr, VGS_G1NS, value & CTLR3_CBPR_NS);
	cpu->eoimode =
		with_bit(cpu->eoimode, VGS_EOIMODE_EL3, value & CTLR3_EOIMODE3);
	cpu->eoimode =
		with_bit(cpu->eoimode, VGS_EOIMODE_S, value & CTLR3_EOIMODE_S);
	cpu->eoimode = with_bit(cpu->eoimode, VGS_EOIMODE_NS,
				value & CTLR3_EOIMODE_NS);
	/* RM is RES0 where Secure SRE_EL1 is fixed. */
	if (gic->cfg.legacy) {
		v3pe->rm = (value & CTLR3_RM) != 0;
		if (v3pe->rm && (v3pe->sre[VGS_V3_SRE_EL1S] & VGS_V3_SRE) &&
		    VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU61))
			v3pe->rm = 0;
	}
	set_pmhe(gic, pe, value & CTLR_PMHE);
	vgs_v3_update_view(gic, pe);
	vgs_core_dirty(gic, pe);
}

/* --- SRE ---------------------------------------------------------- */

/* GIC-J4: a lower SRE is RAZ/WI while a higher one is 0. */
bool vgs_v3_higher_sre(const struct vgs_gic *gic, const uint8_t *sre,
		       enum vgs_v3_sre which)
{
	bool el3 = !gic->cfg.security || (sre[VGS_V3_SRE_EL3] & VGS_V3_SRE);
	bool el2 = !gic->cfg.virt || (sre[VGS_V3_SRE_EL2] & VGS_V3_SRE);

	switch (which) {
	case VGS_V3_SRE_EL1NS:
		return el3 && el2;
	case VGS_V3_SRE_EL1S:
	case VGS_V3_SRE_EL2:
		return el3;
	case VGS_V3_SRE_EL3:
	case VGS_V3_SRES:
		break;
	}
	return true;
}

/* Those below one that has fallen, from above. */
static void lower_sres(struct vgs_gic *gic, unsigned pe)
{
	uint8_t *sre = gic->v3->pe[pe].sre;

	for (unsigned i = VGS_V3_SRES; i-- > 0;) {
		if (!VGS_RULE(GIC_J4,
			      vgs_v3_higher_sre(gic, sre, (enum vgs_v3_sre)i)))
			sre[i] &= (uint8_t)~VGS_V3_SRE;
	}
}

static void sre_write(struct vgs_gic *gic, unsigned pe, enum vgs_v3_sre which,
		      uint64_t value, uint8_t fields)
{
	uint8_t *sre = gic->v3->pe[pe].sre;
	uint8_t old_value = sre[which], new_value = (uint8_t)value & fields;

	/* GIC-J7: RAO/WI without legacy operation. */
	if (!gic->cfg.legacy)
		return;
	if (!VGS_RULE(GIC_J4, vgs_v3_higher_sre(gic, sre, which)))
		new_value &= (uint8_t)~VGS_V3_SRE;
	/* GIC-J6: only Non-secure EL1 may go back. */
	if ((old_value & ~new_value & VGS_V3_SRE) &&
	    VGS_RULE(GIC_J6, which != VGS_V3_SRE_EL1NS)) {
		if (!VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU63))
			new_value |= VGS_V3_SRE;
	}
	/* GIC-J5: a lower one that becomes writable reads 0, as before. */
	sre[which] = new_value;
	lower_sres(gic, pe);
	vgs_v3_update_view(gic, pe);
	vgs_core_dirty(gic, pe);
}

static enum vgs_v3_sre sre_el1(const struct vgs_gic *gic, unsigned pe)
{
	return gic->v3->view[pe].bank == VGS_G1S ? VGS_V3_SRE_EL1S
						 : VGS_V3_SRE_EL1NS;
}

uint64_t vgs_v3_sre_el1_peek(const struct vgs_gic *gic, unsigned pe)
{
	return gic->v3->pe[pe].sre[sre_el1(gic, pe)];
}

void vgs_v3_sre_el1_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	sre_write(gic, pe, sre_el1(gic, pe), value,
		  VGS_V3_SRE | VGS_V3_DFB | VGS_V3_DIB);
}

uint64_t vgs_v3_sre_el2_peek(const struct vgs_gic *gic, unsigned pe)
{
	return gic->v3->pe[pe].sre[VGS_V3_SRE_EL2];
}

void vgs_v3_sre_el2_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	sre_write(gic, pe, VGS_V3_SRE_EL2, value,
		  VGS_V3_SRE | VGS_V3_DFB | VGS_V3_DIB | VGS_V3_SRE_ENABLE);
}

uint64_t vgs_v3_sre_el3_peek(const struct vgs_gic *gic, unsigned pe)
{
	return gic->v3->pe[pe].sre[VGS_V3_SRE_EL3];
}

void vgs_v3_sre_el3_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	sre_write(gic, pe, VGS_V3_SRE_EL3, value,
		  VGS_V3_SRE | VGS_V3_DFB | VGS_V3_DIB | VGS_V3_SRE_ENABLE);
}
