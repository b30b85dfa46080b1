/* SPDX-License-Identifier: MIT */
/*
 * Distributor registers that are not one field per INTID in plain sight:
 * CTLR and its three views, TYPER, STATUSR, IROUTER, identification.  The
 * table of the frame is in gicd_table.c.
 */
#include "gicd.h"

#include "dist.h"

/* --- CTLR --------------------------------------------------------- */

#define NS_GRP1	 (1u << 0)
#define NS_GRP1A (1u << 1)
#define NS_ARE	 (1u << 4)

/* The Non-secure view: aliases of what is Non-secure (DS = 0). */
static uint32_t ctlr_ns_view(uint32_t ctlr)
{
	uint32_t value = ctlr & VGS_V3_RWP;

	if (ctlr & VGS_V3_ARE_NS)
		value |= NS_ARE;
	if (ctlr & VGS_BIT(VGS_G1NS))
		value |= ctlr & VGS_V3_ARE_NS ? NS_GRP1A : NS_GRP1;
	return value;
}

uint64_t vgs_v3_gicd_ctlr_peek(const struct vgs_gic *gic,
			       const struct vgs_acc *acc)
{
	uint32_t ctlr = gic->v3->dist->ctlr;

	/* GIC-I17 */
	if (VGS_RULE(GIC_I17, vgs_core_deferred(gic, VGS_WORK_GICD_RWP, 0)))
		ctlr |= VGS_V3_RWP;
	return acc->secure ? ctlr : ctlr_ns_view(ctlr);
}

/* What a Non-secure write asks for, as a write of the Secure view. */
static uint32_t ctlr_from_ns(uint32_t ctlr, uint32_t value)
{
	uint32_t enable = ctlr & VGS_V3_ARE_NS ? NS_GRP1A : NS_GRP1;
	uint32_t result = ctlr & ~(VGS_BIT(VGS_G1NS) | VGS_V3_ARE_NS);

	if (value & enable)
		result |= VGS_BIT(VGS_G1NS);
	if (value & NS_ARE)
		result |= VGS_V3_ARE_NS;
	return result;
}

static bool anything_active(const struct vgs_gic *gic)
{
	for (uint32_t slot = 0; slot < gic->slots; slot++) {
		if (gic->irqs[slot].bits & VGS_IRQ_ACTIVE)
			return true;
	}
	return false;
}

/* UNPREDICTABLE changes, GIC-CU1 to GIC-CU5: what they write by choice. */
static uint32_t check_ctlr(const struct vgs_gic *gic, unsigned pe,
			   uint32_t old_value, uint32_t new_value)
{
	const uint32_t ares = VGS_V3_ARE_S | VGS_V3_ARE_NS;
	uint32_t risen = new_value & ~old_value;
	uint32_t fallen = old_value & ~new_value & ares;
	uint32_t enables = old_value & VGS_V3_ENABLES, refused = 0;

	if ((risen & VGS_V3_DS) && enables &&
	    VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU1))
		refused |= VGS_V3_DS;
	if ((risen & VGS_V3_DS) && anything_active(gic) &&
	    VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU2))
		refused |= VGS_V3_DS;
	if ((risen & VGS_V3_ARE_NS) && (enables & VGS_BIT(VGS_G1NS)) &&
	    VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU3))
		refused |= VGS_V3_ARE_NS;
	if ((risen & VGS_V3_ARE_S) && enables &&
	    VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU4))
		refused |= VGS_V3_ARE_S;
	if (fallen && !VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU5))
		new_value |= fallen;
	return new_value & ~refused;
}

/* Bits that a write in the Secure view or with DS = 1 can change. */
static uint32_t ctlr_writable(const struct vgs_gic *gic, uint32_t ctlr)
{
	uint32_t mask = VGS_BIT(VGS_G0) | VGS_BIT(VGS_G1NS);

	if (!gic->cfg.no_1ofn)
		mask |= VGS_V3_E1NWF;
	if (gic->cfg.legacy)
		mask |= VGS_V3_ARE_S;
	/* GIC-B35: WI while a group is enabled. */
	if (vgs_v3_has_nassgi(gic) && !VGS_RULE(GIC_B35, ctlr & VGS_V3_ENABLES))
		mask |= VGS_V3_NASSGIREQ;
	if (vgs_v3_ds(gic))
		return mask;
	mask |= VGS_V3_DS;
	if (gic->cfg.legacy)
		mask |= VGS_V3_ARE_NS;
	/* GIC-I24: EnableGrp1S is RES0 while ARE_S = 0. */
	if (VGS_RULE(GIC_I24, ctlr & VGS_V3_ARE_S))
		mask |= VGS_BIT(VGS_G1S);
	return mask;
}

/* Fields that follow from others. */
static uint32_t ctlr_settle(const struct vgs_gic *gic, uint32_t ctlr)
{
	/* GIC-I24: also when ARE_S falls. */
	if (!(ctlr & VGS_V3_ARE_S))
		ctlr &= ~VGS_BIT(VGS_G1S);
	/* GIC-I23: ARE_S = 1 makes ARE_NS 1. */
	if (VGS_RULE(GIC_I23, ctlr & VGS_V3_ARE_S) && !vgs_v3_ds(gic))
		ctlr |= VGS_V3_ARE_NS;
	/* GIC-C19: one way; then only one ARE and no Secure Group 1. */
	if (VGS_RULE(GIC_C19, ctlr & VGS_V3_DS))
		ctlr &= ~(VGS_V3_ARE_NS | VGS_BIT(VGS_G1S));
	return ctlr;
}

void vgs_v3_gicd_ctlr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			    uint64_t value)
{
	uint32_t old_value = gic->v3->dist->ctlr, ctlr = (uint32_t)value;
	uint32_t mask = ctlr_writable(gic, old_value);

	if (!acc->secure) {
		ctlr = ctlr_from_ns(old_value, ctlr);
		mask &= VGS_BIT(VGS_G1NS) | VGS_V3_ARE_NS;
	}
	/* GIC-I22: the old format decides how the write is read. */
	ctlr = (old_value & ~mask) | (ctlr & mask);
	ctlr = check_ctlr(gic, acc->pe, old_value, ctlr);
	ctlr = ctlr_settle(gic, ctlr);
	if (ctlr == old_value)
		return;
	gic->v3->dist->ctlr = ctlr;
	vgs_v3_apply_ctlr(gic);
	if ((ctlr ^ old_value) & ~VGS_V3_ENABLES) {
		for (uint32_t slot = 0; slot < gic->slots; slot++)
			vgs_v3_leave_range(gic, slot);
		for (unsigned pe = 0; pe < gic->cfg.pes; pe++)
			vgs_v3_update_view(gic, pe);
		vgs_v3_reroute_all(gic);
	}
	/* GIC-I20: setting an enable is not tracked. */
	if (((ctlr ^ old_value) & ~VGS_V3_ENABLES) || (old_value & ~ctlr))
		vgs_core_defer(gic, VGS_WORK_GICD_RWP, 0);
}

/* --- what is implemented ------------------------------------------ */

static unsigned id_bits(const struct vgs_gic *gic)
{
	if (gic->cfg.its || gic->cfg.profile == VGS_PROFILE_QEMU_VIRT)
		return gic->cfg.lpi_id_bits;
	return gic->cfg.espis ? 13 : 10;
}

/* vPEIDs have 16 bits: VIL 0. */
uint64_t vgs_v3_gicd_typer2_peek(const struct vgs_gic *gic,
				 const struct vgs_acc *acc)
{
	(void)acc;
	return vgs_v3_has_nassgi(gic) ? 1u << 8 : 0;
}

uint64_t vgs_v3_gicd_typer_peek(const struct vgs_gic *gic,
				const struct vgs_acc *acc)
{
	uint64_t value = (gic->cfg.spis + 31) / 32;

	(void)acc;
	/* GIC-I31: CPUNumber is for ARE = 0 only. */
	if (VGS_RULE(GIC_I31, gic->cfg.legacy))
		value |= (gic->cfg.pes < 8 ? gic->cfg.pes - 1u : 7u) << 5;
	if (gic->cfg.nmi)
		value |= 1u << 9;
	/* GIC-C20 */
	if (VGS_RULE(GIC_C20, !vgs_v3_ds(gic)))
		value |= 1u << 10;
	if (gic->cfg.mbis)
		value |= 1u << 16;
	value |= (uint64_t)(id_bits(gic) - 1u) << 19;
	value |= 1u << 24; /* A3V */
	if (gic->cfg.its)
		value |= 1u << 17;
	if (gic->cfg.its && gic->cfg.version > VGS_GIC_V3)
		value |= 1u << 18;
	if (gic->cfg.no_1ofn)
		value |= 1u << 25;
	if (VGS_RULE(GIC_K9, gic->cfg.rss))
		value |= 1u << 26;
	/* GIC-K1 */
	if (VGS_RULE(GIC_K1, gic->cfg.espis))
		value |= 1u << 8 | (uint64_t)(gic->cfg.espis / 32 - 1u) << 27;
	return value;
}

uint32_t vgs_v3_iidr(const struct vgs_gic *gic)
{
	switch (gic->cfg.profile) {
	case VGS_PROFILE_GIC600:
		return 0x0200043bu;
	case VGS_PROFILE_GIC700:
		return 0x0400043bu;
	case VGS_PROFILE_DEFAULT:
	case VGS_PROFILE_QEMU_VIRT:
	case VGS_PROFILE_GIC400:
	case VGS_PROFILE_GIC500:
	case VGS_PROFILES:
		break;
	}
	return 0x0000043bu;
}

uint64_t vgs_v3_iidr_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)acc;
	return vgs_v3_iidr(gic);
}

uint64_t vgs_v3_zero_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	(void)gic;
	(void)acc;
	return 0;
}

/* PIDR4..7, PIDR0..3, CIDR0..3; PIDR2.ArchRev is the version. */
uint32_t vgs_v3_id_reg(const struct vgs_gic *gic, unsigned n)
{
	static const uint8_t ids[12] = {
		0x44, 0x00, 0x00, 0x00, 0x92, 0xb4,
		0x0b, 0x00, 0x0d, 0xf0, 0x05, 0xb1,
	};
	uint32_t arch = gic->cfg.version == VGS_GIC_V3 ? 0x30u : 0x40u;

	return n == 6 ? ids[n] | arch : ids[n];
}

uint64_t vgs_v3_id_peek(const struct vgs_gic *gic, const struct vgs_acc *acc)
{
	return vgs_v3_id_reg(gic, (acc->reg->offset - 0xffd0u) / 4u + acc->n);
}

/* --- STATUSR ------------------------------------------------------ */

/* GIC-C26: a copy for each security state. */
uint64_t vgs_v3_gicd_statusr_peek(const struct vgs_gic *gic,
				  const struct vgs_acc *acc)
{
	return gic->v3->dist->statusr[VGS_RULE(GIC_C26, acc->secure)];
}

void vgs_v3_gicd_statusr_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			       uint64_t value)
{
	gic->v3->dist->statusr[acc->secure] &= (uint8_t)~value;
}

void vgs_v3_gicd_misuse(struct vgs_gic *gic, const struct vgs_acc *acc,
			enum vgs_reg_misuse misuse)
{
	gic->v3->dist->statusr[acc->secure] |= (uint8_t)VGS_BIT(misuse);
}

/* --- IROUTER ------------------------------------------------------ */

/* Shared interrupt of a router, if it exists and this access may see it. */
static uint32_t router_slot(const struct vgs_gic *gic,
			    const struct vgs_acc *acc)
{
	uint32_t intid = acc->reg->first_intid + acc->n;
	uint32_t slot = vgs_core_slot(gic, acc->pe, intid);

	if (slot == VGS_NO_SLOT || !vgs_v3_are(gic, gic->irqs[slot].bits))
		return VGS_NO_SLOT;
	/* GIC-C28: NSACR = 3 opens it. */
	return VGS_RULE(GIC_C28, vgs_dist_visible(gic, acc, slot))
		       ? slot
		       : VGS_NO_SLOT;
}

uint64_t vgs_v3_irouter_peek(const struct vgs_gic *gic,
			     const struct vgs_acc *acc)
{
	uint32_t slot = router_slot(gic, acc);

	return slot == VGS_NO_SLOT ? 0 : vgs_v3_irouter_read(gic, slot);
}

void vgs_v3_irouter_reg_write(struct vgs_gic *gic, const struct vgs_acc *acc,
			      uint64_t value)
{
	uint32_t slot = router_slot(gic, acc);

	if (slot != VGS_NO_SLOT)
		vgs_v3_irouter_write(gic, acc->pe, slot, value);
}

/* --- per-INTID fields that have an effect of their own ------------ */

void vgs_v3_group_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot, uint32_t value)
{
	vgs_dist_group_set(gic, acc, slot, value);
	vgs_v3_leave_range(gic, slot);
	if (!vgs_core_is_private(gic, slot))
		vgs_v3_reroute(gic, slot);
}

/* GIC-C3: IGRPMODR is RES0 with DS = 1 or ARE_S = 0. */
static bool modifier_exists(const struct vgs_gic *gic)
{
	return !vgs_v3_ds(gic) &&
	       VGS_RULE(GIC_C3, gic->v3->dist->ctlr & VGS_V3_ARE_S);
}

uint32_t vgs_v3_grpmod_get(const struct vgs_gic *gic, const struct vgs_acc *acc,
			   uint32_t slot)
{
	(void)acc;
	return modifier_exists(gic) && (gic->irqs[slot].bits & VGS_IRQ_GRPMOD);
}

void vgs_v3_grpmod_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value)
{
	if (!modifier_exists(gic))
		return;
	vgs_dist_grpmod_set(gic, acc, slot, value);
	vgs_v3_leave_range(gic, slot);
	if (!vgs_core_is_private(gic, slot))
		vgs_v3_reroute(gic, slot);
}

/* GIC-C9: NSACR lets Non-secure software read active bits, never write. */
static bool may_write_active(const struct vgs_gic *gic,
			     const struct vgs_acc *acc, uint32_t slot)
{
	return acc->secure ||
	       VGS_RULE(GIC_C9,
			vgs_core_group(gic, gic->irqs[slot].bits) == VGS_G1NS);
}

void vgs_v3_active_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value)
{
	if (may_write_active(gic, acc, slot))
		vgs_mmif_active_set(gic, acc, slot, value);
}

void vgs_v3_active_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	if (may_write_active(gic, acc, slot))
		vgs_dist_active_clear(gic, acc, slot, value);
}

/*
 * GIC-CU93: enabled, it may be delivered to an interface that cannot have it.
 * GIC-CU12, GIC-CU11: an SPI that goes nowhere anyone has chosen.
 */
void vgs_v3_enable_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		       uint32_t slot, uint32_t value)
{
	unsigned bits = gic->irqs[slot].bits;
	bool are = vgs_v3_are(gic, bits);
	uint32_t intid = vgs_core_intid(gic, slot);

	if (intid >= VGS_INTID_EPPI &&
	    VGS_RULE(GIC_K3, !vgs_v3_ext_range(gic)) &&
	    VGS_MISUSE(gic, acc->pe, intid, GIC_CU93))
		return;
	vgs_dist_enable_set(gic, acc, slot, value);
	/* The only PE there is needs no ITARGETSR. */
	if (vgs_core_is_private(gic, slot) || (bits & VGS_IRQ_ENABLED) ||
	    (!are && gic->cfg.pes == 1))
		return;
	if (VGS_RULE(GIC_I3, !(bits & VGS_IRQ_ROUTED)))
		vgs_core_finding(gic, acc->pe, intid, VGS_R_GIC_CU12);
	else if (are && vgs_v3_goes_nowhere(gic, slot))
		vgs_core_finding(gic, acc->pe, intid, VGS_R_GIC_CU11);
}

/* GIC-I17, GIC-I18: disabling is what RWP tells of. */
void vgs_v3_enable_clear(struct vgs_gic *gic, const struct vgs_acc *acc,
			 uint32_t slot, uint32_t value)
{
	bool enabled = gic->irqs[slot].bits & VGS_IRQ_ENABLED;

	vgs_dist_enable_clear(gic, acc, slot, value);
	if (!enabled)
		return;
	if (vgs_core_is_private(gic, slot))
		vgs_core_defer(gic, VGS_WORK_GICR_RWP,
			       vgs_core_owner(gic, slot));
	else
		vgs_core_defer(gic, VGS_WORK_GICD_RWP, 0);
}

/* NSACR: only for two security states; GIC-C7: not of PPIs. */
static bool nsacr_exists(const struct vgs_gic *gic, uint32_t slot)
{
	return !vgs_v3_ds(gic) &&
	       !VGS_RULE(GIC_C7,
			 vgs_core_is_private(gic, slot) &&
				 vgs_core_intid(gic, slot) >= VGS_INTID_PPI);
}

uint32_t vgs_v3_nsacr_get(const struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t slot)
{
	return nsacr_exists(gic, slot) ? vgs_dist_nsacr_get(gic, acc, slot) : 0;
}

void vgs_v3_nsacr_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		      uint32_t slot, uint32_t value)
{
	if (nsacr_exists(gic, slot))
		vgs_dist_nsacr_set(gic, acc, slot, value);
}

/* GIC-N16: RES0 where affinity routing is off, and without NMIs. */
static bool nmi_exists(const struct vgs_gic *gic, uint32_t slot)
{
	return gic->cfg.nmi && vgs_v3_are(gic, gic->irqs[slot].bits);
}

/* GIC-N1: the bit is RES0 for Group 0. */
uint32_t vgs_v3_nmi_get(const struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot)
{
	(void)acc;
	return nmi_exists(gic, slot) && vgs_core_nmi(gic, gic->irqs[slot].bits);
}

void vgs_v3_nmi_set(struct vgs_gic *gic, const struct vgs_acc *acc,
		    uint32_t slot, uint32_t value)
{
	if (nmi_exists(gic, slot))
		vgs_dist_nmi_set(gic, acc, slot, value);
}

/* --- the frame ---------------------------------------------------- */

/*
 * Private interrupts are the Redistributors' while affinity routing is on for
 * their security state, else those of the PE that accesses (GIC-I32).
 */
uint32_t vgs_v3_gicd_slot(const struct vgs_gic *gic, const struct vgs_acc *acc,
			  uint32_t intid)
{
	uint32_t slot = vgs_core_slot(gic, acc->pe, intid);

	if (slot == VGS_NO_SLOT)
		return slot;
	if (intid >= VGS_INTID_SPI)
		return vgs_v3_exists(gic, slot) ? slot : VGS_NO_SLOT;
	if (vgs_v3_are(gic, gic->irqs[slot].bits))
		return VGS_NO_SLOT;
	/* GIC-J14, choice: RAZ/WI beyond processor 7. */
	if (VGS_RULE(GIC_J14, acc->pe >= 8)) {
		if (!acc->peek)
			vgs_core_finding(gic, acc->pe, intid, VGS_R_GIC_CU8);
		return VGS_CHOICE(gic, GIC_CU8) ? vgs_core_slot(gic, 0, intid)
						: VGS_NO_SLOT;
	}
	return slot;
}

bool vgs_v3_present(const struct vgs_gic *gic, const struct vgs_reg *reg)
{
	/* The VLPI frames. */
	if (reg->offset >= 0x20000 && !vgs_v3_has_vlpis(gic))
		return false;
	switch (reg->rule) {
	case VGS_R_GIC_C26:
		return gic->cfg.profile != VGS_PROFILE_QEMU_VIRT;
	case VGS_R_GIC_U18:
		return gic->cfg.version == VGS_GIC_V4_1;
	case VGS_R_GIC_M1:
		return gic->cfg.mbis;
	case VGS_R_GIC_K1:
		return gic->cfg.espis;
	case VGS_R_GIC_K2:
		return gic->cfg.eppis;
	case VGS_R_GIC_N1:
		return gic->cfg.nmi;
	default:
		return true;
	}
}
