/* SPDX-License-Identifier: MIT */
/*
 * ICV_*: the virtual CPU interface as a guest reaches it by the encodings of
 * ICC_* (facts section Q).  List registers are in the core's lr.c; virtual
 * LPIs and SGIs of GICv4 in vlpis.c.
 */
#include "gicv3.h"
#include "lr_own.h"

#define INTID_NMI 1022u

#define CTLR_CBPR    (1u << 0)
#define CTLR_EOIMODE (1u << 1)
#define CTLR_PRI     8
#define CTLR_ID24    (1u << 11)
#define CTLR_SEIS    (1u << 14)
#define CTLR_A3V     (1u << 15)
#define CTLR_RSS     (1u << 18)
#define CTLR_EXT     (1u << 19)
#define RPR_NMI	     (UINT64_C(1) << 63)

static struct vgs_cpuif *vcpu_of(const struct vgs_gic *gic, unsigned pe)
{
	return &gic->vif[pe].cpu;
}

/* --- acknowledge and end ------------------------------------------ */

/* GIC-Q16: of this register's group; neither VPMR nor what runs matter. */
static uint64_t hppir(const struct vgs_gic *gic, unsigned pe,
		      enum vgs_group group)
{
	const struct vgs_vhppi hppi = vgs_lr_select(gic, pe);

	if (hppi.lr < 0 || !VGS_RULE(GIC_Q16, hppi.group == group))
		return VGS_INTID_NONE;
	/* GIC-U30: a vLPI too. */
	return hppi.vintid;
}

static uint64_t hppir0_peek(const struct vgs_gic *gic, unsigned pe)
{
	return hppir(gic, pe, VGS_G0);
}

static uint64_t hppir1_peek(const struct vgs_gic *gic, unsigned pe)
{
	return hppir(gic, pe, VGS_G1NS);
}

/* GIC-Q17, GIC-Q18: 1023 is the only special INTID but for NMIs. */
static uint32_t offer(const struct vgs_gic *gic, unsigned pe,
		      enum vgs_group group, struct vgs_vhppi *ret_hppi)
{
	*ret_hppi = vgs_lr_select(gic, pe);
	if (!vgs_lr_signalled(gic, pe, ret_hppi) ||
	    !VGS_RULE(GIC_Q18, ret_hppi->group == group))
		return VGS_INTID_NONE;
	return ret_hppi->vintid;
}

static uint64_t iar0_peek(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vhppi hppi;

	return offer(gic, pe, VGS_G0, &hppi);
}

static uint64_t iar0_read(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vhppi hppi;

	if (offer(gic, pe, VGS_G0, &hppi) == VGS_INTID_NONE)
		return VGS_INTID_NONE;
	return vgs_lr_acknowledge(gic, pe, &hppi);
}

/* GIC-N13: a virtual NMI is for ICV_NMIAR1 where the guest uses NMIs. */
static bool left_to_nmiar1(const struct vgs_gic *gic, unsigned pe,
			   const struct vgs_vhppi *hppi)
{
	return VGS_RULE(GIC_N13, hppi->nmi && gic->v3->view[pe].nmi);
}

static uint64_t iar1_peek(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vhppi hppi;
	uint32_t vintid = offer(gic, pe, VGS_G1NS, &hppi);

	if (vintid == VGS_INTID_NONE || !left_to_nmiar1(gic, pe, &hppi))
		return vintid;
	return INTID_NMI;
}

static uint64_t iar1_read(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vhppi hppi;

	if (offer(gic, pe, VGS_G1NS, &hppi) == VGS_INTID_NONE)
		return VGS_INTID_NONE;
	if (left_to_nmiar1(gic, pe, &hppi))
		return INTID_NMI;
	return vgs_lr_acknowledge(gic, pe, &hppi);
}

static uint64_t nmiar1_peek(const struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vhppi hppi;
	uint32_t vintid = offer(gic, pe, VGS_G1NS, &hppi);

	return hppi.nmi ? vintid : VGS_INTID_NONE;
}

static uint64_t nmiar1_read(struct vgs_gic *gic, unsigned pe)
{
	struct vgs_vhppi hppi;

	if (offer(gic, pe, VGS_G1NS, &hppi) == VGS_INTID_NONE || !hppi.nmi)
		return VGS_INTID_NONE;
	return vgs_lr_acknowledge(gic, pe, &hppi);
}

static void eoir0_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	const struct vgs_lr_end end = {
		.vintid = (uint32_t)value & VGS_V3_INTID_MASK,
		.group = VGS_G0,
	};

	vgs_lr_eoi(gic, pe, &end);
}

static void eoir1_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	const struct vgs_lr_end end = {
		.vintid = (uint32_t)value & VGS_V3_INTID_MASK,
		.group = VGS_G1NS,
	};

	vgs_lr_eoi(gic, pe, &end);
}

static void dir_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	const struct vgs_lr_end end = {
		.vintid = (uint32_t)value & VGS_V3_INTID_MASK,
		.any_group = true,
	};

	vgs_lr_dir(gic, pe, &end);
}

/* --- state: all of it is ICH_VMCR_EL2 and ICH_AP (GIC-Q5) --------- */

/* GIC-Q9: virtual priorities have one view. */
static uint64_t pmr_peek(const struct vgs_gic *gic, unsigned pe)
{
	return vcpu_of(gic, pe)->pmr;
}

static void pmr_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	vcpu_of(gic, pe)->pmr = (uint8_t)value & gic->vshape.prio_mask;
	vgs_core_dirty_virtual(gic, pe);
}

static uint64_t rpr_peek(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_cpuif *cpu = vcpu_of(gic, pe);

	/* GIC-N15 */
	if (VGS_RULE(GIC_N15, cpu->ap_nmi))
		return RPR_NMI;
	return vgs_cpuif_running(cpu, &gic->vshape);
}

static uint64_t bpr0_peek(const struct vgs_gic *gic, unsigned pe)
{
	return vcpu_of(gic, pe)->bpr[VGS_G0];
}

static void bpr0_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	vcpu_of(gic, pe)->bpr[VGS_G0] =
		vgs_cpuif_bpr_clamp(&gic->vshape, VGS_G0, value);
	vgs_core_dirty_virtual(gic, pe);
}

/* GIC-Q8 */
static uint64_t bpr1_peek(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_cpuif *cpu = vcpu_of(gic, pe);
	uint8_t bpr0 = cpu->bpr[VGS_G0];

	if (!VGS_RULE(GIC_Q8, cpu->cbpr & VGS_BIT(VGS_G1NS)))
		return cpu->bpr[VGS_G1NS];
	if (gic->v3->view[pe].secure)
		return bpr0;
	return bpr0 < 7 ? bpr0 + 1u : 7u;
}

static void bpr1_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	struct vgs_cpuif *cpu = vcpu_of(gic, pe);

	if (cpu->cbpr & VGS_BIT(VGS_G1NS)) {
		if (gic->v3->view[pe].secure)
			bpr0_write(gic, pe, value);
		return;
	}
	cpu->bpr[VGS_G1NS] = vgs_cpuif_bpr_clamp(&gic->vshape, VGS_G1NS, value);
	vgs_core_dirty_virtual(gic, pe);
}

/* GIC-Q6: two fields of its own, the rest is what is implemented. */
static uint64_t ctlr_peek(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_cpuif *cpu = vcpu_of(gic, pe);
	uint64_t value = CTLR_ID24 | CTLR_A3V |
			 (gic->cfg.vpriority_bits - 1u) << CTLR_PRI;

	if (vgs_core_seis(gic))
		value |= CTLR_SEIS;
	if (vgs_v3_icc_rss(gic))
		value |= CTLR_RSS;
	if (vgs_v3_ext_range(gic))
		value |= CTLR_EXT;
	if (cpu->cbpr & VGS_BIT(VGS_G1NS))
		value |= CTLR_CBPR;
	if (cpu->eoimode & VGS_BIT(VGS_EOIMODE_NS))
		value |= CTLR_EOIMODE;
	return value;
}

static void ctlr_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	struct vgs_cpuif *cpu = vcpu_of(gic, pe);

	cpu->cbpr = value & CTLR_CBPR ? VGS_BIT(VGS_G1NS) : 0;
	cpu->eoimode = value & CTLR_EOIMODE ? VGS_BIT(VGS_EOIMODE_NS) : 0;
	vgs_core_dirty_virtual(gic, pe);
}

static void set_igrpen(struct vgs_gic *gic, unsigned pe, enum vgs_group group,
		       bool enable)
{
	struct vgs_cpuif *cpu = vcpu_of(gic, pe);

	cpu->igrpen = (uint8_t)((cpu->igrpen & ~VGS_BIT(group)) |
				(enable ? VGS_BIT(group) : 0u));
	vgs_core_dirty_virtual(gic, pe);
}

static uint64_t igrpen0_peek(const struct vgs_gic *gic, unsigned pe)
{
	return vcpu_of(gic, pe)->igrpen >> VGS_G0 & 1u;
}

static void igrpen0_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	set_igrpen(gic, pe, VGS_G0, value & 1u);
}

static uint64_t igrpen1_peek(const struct vgs_gic *gic, unsigned pe)
{
	return vcpu_of(gic, pe)->igrpen >> VGS_G1NS & 1u;
}

static void igrpen1_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	set_igrpen(gic, pe, VGS_G1NS, value & 1u);
}

#define RW(name, reg) [VGS_##name] = { reg##_peek, NULL, reg##_write }
#define AP_ROWS(n)                                                             \
	RW(ICC_AP0R##n##_EL1, vgs_v3_ich_ap0r##n),                             \
		RW(ICC_AP1R##n##_EL1, vgs_v3_ich_ap1r##n)

const struct vgs_v3_sysreg vgs_v3_icv_regs[VGS_ICH_AP0R0_EL2] = {
	RW(ICC_PMR_EL1, pmr),
	RW(ICC_BPR0_EL1, bpr0),
	RW(ICC_BPR1_EL1, bpr1),
	RW(ICC_IGRPEN0_EL1, igrpen0),
	RW(ICC_IGRPEN1_EL1, igrpen1),
	RW(ICC_CTLR_EL1, ctlr),
	AP_ROWS(0),
	AP_ROWS(1),
	AP_ROWS(2),
	AP_ROWS(3),
	[VGS_ICC_RPR_EL1] = { rpr_peek, NULL, NULL },
	[VGS_ICC_IAR0_EL1] = { iar0_peek, iar0_read, NULL },
	[VGS_ICC_IAR1_EL1] = { iar1_peek, iar1_read, NULL },
	[VGS_ICC_NMIAR1_EL1] = { nmiar1_peek, nmiar1_read, NULL },
	[VGS_ICC_HPPIR0_EL1] = { hppir0_peek, NULL, NULL },
	[VGS_ICC_HPPIR1_EL1] = { hppir1_peek, NULL, NULL },
	[VGS_ICC_EOIR0_EL1] = { NULL, NULL, eoir0_write },
	[VGS_ICC_EOIR1_EL1] = { NULL, NULL, eoir1_write },
	[VGS_ICC_DIR_EL1] = { NULL, NULL, dir_write },
};
