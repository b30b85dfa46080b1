/* SPDX-License-Identifier: MIT */
/*
 * Physical CPU interface registers that hold state: PMR, RPR, BPR, AP,
 * IGRPEN, each in the views of security states and EL3; and the table of
 * what every ICC_* register does.
 */
#include "gicv3.h"

/* --- priorities --------------------------------------------------- */

static struct vgs_cpuif *cpu_of(const struct vgs_gic *gic, unsigned pe)
{
	return &gic->pe[pe].cpu;
}

static uint64_t pmr_peek(const struct vgs_gic *gic, unsigned pe)
{
	uint8_t pmr = cpu_of(gic, pe)->pmr;

	if (!VGS_RULE(GIC_C14, gic->v3->view[pe].ns_view))
		return pmr;
	/* Unlike RPR, 0xff is no special case: it reads shifted. */
	return pmr & 0x80u ? vgs_prio_ns_read(pmr) : 0;
}

static void pmr_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	struct vgs_cpuif *cpu = cpu_of(gic, pe);
	uint8_t pmr = (uint8_t)value;

	if (gic->v3->view[pe].ns_view) {
		/* GIC-C17: Secure software has masked; that stays. */
		if (VGS_RULE(GIC_C17, cpu->pmr < 0x80u))
			return;
		pmr = vgs_prio_ns_write(pmr);
	}
	cpu->pmr = pmr & gic->shape.pmr_mask;
	vgs_core_dirty_running(gic, pe);
}

static uint64_t rpr_peek(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_cpuif *cpu = cpu_of(gic, pe);
	const struct vgs_v3_view *view = &gic->v3->view[pe];
	uint8_t running = vgs_core_running(gic, pe);
	uint64_t nmi = 0;

	if (VGS_RULE(GIC_N11, cpu->ap_nmi)) {
		uint8_t own = view->secure && !vgs_v3_ds(gic)
				      ? VGS_BIT(VGS_G1S)
				      : VGS_BIT(VGS_G1NS);

		if (cpu->ap_nmi & own)
			nmi |= UINT64_C(1) << 63;
		if (view->secure && !vgs_v3_ds(gic) &&
		    (cpu->ap_nmi & VGS_BIT(VGS_G1NS)))
			nmi |= UINT64_C(1) << 62;
	}
	if (view->ns_view)
		running = vgs_prio_ns_view(running);
	return running | nmi;
}

/* --- binary points ------------------------------------------------ */

static uint64_t bpr0_peek(const struct vgs_gic *gic, unsigned pe)
{
	return cpu_of(gic, pe)->bpr[VGS_G0];
}

static void bpr0_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	cpu_of(gic, pe)->bpr[VGS_G0] =
		vgs_cpuif_bpr_clamp(&gic->shape, VGS_G0, value);
	vgs_core_dirty_running(gic, pe);
}

/* GIC-D11: below EL3 CBPR makes BPR1 a view of BPR0. */
static bool common_bpr(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_v3_view *view = &gic->v3->view[pe];

	return VGS_RULE(GIC_D11, view->el < 3 && (cpu_of(gic, pe)->cbpr &
						  VGS_BIT(view->bank)));
}

static uint64_t bpr1_peek(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_cpuif *cpu = cpu_of(gic, pe);
	unsigned bank = gic->v3->view[pe].bank;

	if (!common_bpr(gic, pe))
		return cpu->bpr[bank];
	if (bank == VGS_G1S)
		return cpu->bpr[VGS_G0];
	return cpu->bpr[VGS_G0] < 7 ? cpu->bpr[VGS_G0] + 1u : 7u;
}

static void bpr1_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	struct vgs_cpuif *cpu = cpu_of(gic, pe);
	enum vgs_group bank = (enum vgs_group)gic->v3->view[pe].bank;

	if (common_bpr(gic, pe)) {
		if (bank == VGS_G1S)
			bpr0_write(gic, pe, value);
		return;
	}
	cpu->bpr[bank] = vgs_cpuif_bpr_clamp(&gic->shape, bank, value);
	vgs_core_dirty_running(gic, pe);
}

/* --- active priorities -------------------------------------------- */

#define AP_NMI (UINT64_C(1) << 63)

uint64_t vgs_v3_ap_image(const struct vgs_gic *gic, const struct vgs_cpuif *cpu,
			 enum vgs_group group, unsigned n)
{
	uint64_t image = cpu->ap[group][n];

	/* GIC-N10: the NMI bit is in the first register of Group 1. */
	if (gic->cfg.nmi && n == 0 && (cpu->ap_nmi & VGS_BIT(group)))
		image |= AP_NMI;
	return image;
}

void vgs_v3_ap_store(const struct vgs_gic *gic, struct vgs_cpuif *cpu,
		     enum vgs_group group, unsigned n, uint64_t value)
{
	cpu->ap[group][n] = (uint32_t)value;
	if (!gic->cfg.nmi || n || group == VGS_G0)
		return;
	if (value & AP_NMI)
		cpu->ap_nmi |= (uint8_t)VGS_BIT(group);
	else
		cpu->ap_nmi &= (uint8_t)~VGS_BIT(group);
}

/* Bits that exist: 16 with 4 preemption bits, else all. */
static uint32_t ap_mask(const struct vgs_cpuif_shape *shape)
{
	return shape->preemption_bits < 5
		       ? VGS_BIT(VGS_BIT(shape->preemption_bits)) - 1u
		       : UINT32_MAX;
}

/* Levels that software makes active were acknowledged by nobody. */
static void forget_acknowledged(const struct vgs_gic *gic, unsigned pe,
				unsigned n)
{
	unsigned levels = VGS_BIT(gic->shape.preemption_bits);

	for (unsigned i = n * 32; i < (n + 1) * 32 && i < levels; i++)
		gic->v3->acknowledged[pe * levels + i] = VGS_V3_NO_ACK;
}

/* GIC-CU60: the same level active in two groups. */
static void check_ap(const struct vgs_gic *gic, unsigned pe, unsigned n)
{
	const struct vgs_cpuif *cpu = cpu_of(gic, pe);

	if ((cpu->ap[VGS_G0][n] & cpu->ap[VGS_G1NS][n]) |
	    (cpu->ap[VGS_G0][n] & cpu->ap[VGS_G1S][n]) |
	    (cpu->ap[VGS_G1NS][n] & cpu->ap[VGS_G1S][n]))
		vgs_core_finding(gic, pe, VGS_INTID_NONE, VGS_R_GIC_CU60);
}

static uint64_t *ap_seen(const struct vgs_gic *gic, unsigned pe,
			 enum vgs_group group, unsigned n)
{
	return &gic->v3->ap_seen[pe].value[group][n];
}

static uint64_t ap_read(struct vgs_gic *gic, unsigned pe, enum vgs_group group,
			unsigned n)
{
	uint64_t value = vgs_v3_ap_image(gic, cpu_of(gic, pe), group, n);

	*ap_seen(gic, pe, group, n) = value;
	gic->v3->pe[pe].ap_written = 0;
	return value;
}

/* Active priorities are put back in this order. */
static uint8_t restore_order(enum vgs_group group)
{
	static const uint8_t order[VGS_GROUPS] = {
		[VGS_G0] = 1, [VGS_G1S] = 2, [VGS_G1NS] = 3
	};

	return order[group];
}

/*
 * GIC-CU59: neither what was read last nor 0, with which software begins; or
 * active priorities of a group after those of one that comes later.  False:
 * by choice nothing is written.
 */
static bool check_restore(struct vgs_gic *gic, unsigned pe,
			  enum vgs_group group, unsigned n, uint64_t value,
			  uint64_t writable)
{
	uint64_t seen = *ap_seen(gic, pe, group, n);
	struct vgs_v3_pe *v3pe = &gic->v3->pe[pe];

	if (!gic->cfg.nmi)
		writable &= ~AP_NMI;
	if (!(value & writable))
		return true;
	if ((((value ^ seen) & writable) ||
	     restore_order(group) < v3pe->ap_written) &&
	    VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU59))
		return false;
	v3pe->ap_written = restore_order(group);
	return true;
}

static void ap0_write(struct vgs_gic *gic, unsigned pe, unsigned n,
		      uint64_t value)
{
	if (!check_restore(gic, pe, VGS_G0, n, value, ap_mask(&gic->shape)))
		return;
	vgs_v3_ap_store(gic, cpu_of(gic, pe), VGS_G0, n,
			value & ap_mask(&gic->shape));
	forget_acknowledged(gic, pe, n);
	check_ap(gic, pe, n);
	vgs_core_dirty_running(gic, pe);
}

/*
 * GIC-D26: Non-secure software cannot touch the active priorities that only
 * Secure interrupts have, the upper half of the range.
 */
static uint64_t ap1_writable(const struct vgs_gic *gic, unsigned pe, unsigned n)
{
	unsigned levels = VGS_BIT(gic->shape.preemption_bits);
	uint64_t all = ap_mask(&gic->shape) | AP_NMI;

	if (!VGS_RULE(GIC_D26, !gic->v3->view[pe].secure && !vgs_v3_ds(gic)))
		return all;
	if ((n + 1) * 32 <= levels / 2)
		return n ? 0 : AP_NMI;
	if (n * 32 >= levels / 2)
		return all;
	return all & ~(uint64_t)(VGS_BIT(levels / 2) - 1u);
}

static void ap1_write(struct vgs_gic *gic, unsigned pe, unsigned n,
		      uint64_t value)
{
	enum vgs_group bank = (enum vgs_group)gic->v3->view[pe].bank;
	struct vgs_cpuif *cpu = cpu_of(gic, pe);
	uint64_t writable = ap1_writable(gic, pe, n);
	uint64_t old_value = vgs_v3_ap_image(gic, cpu, bank, n);

	if (!check_restore(gic, pe, bank, n, value, writable))
		return;
	vgs_v3_ap_store(gic, cpu, bank, n,
			(old_value & ~writable) | (value & writable));
	forget_acknowledged(gic, pe, n);
	if (gic->cfg.nmi && n == 0)
		*vgs_v3_acknowledged_nmi(gic, pe, bank) = VGS_V3_NO_ACK;
	check_ap(gic, pe, n);
	vgs_core_dirty_running(gic, pe);
}

#define AP_FUNCTIONS(n)                                                        \
	static uint64_t ap0r##n##_peek(const struct vgs_gic *gic, unsigned pe) \
	{                                                                      \
		return vgs_v3_ap_image(gic, cpu_of(gic, pe), VGS_G0, n);       \
	}                                                                      \
	static uint64_t ap0r##n##_read(struct vgs_gic *gic, unsigned pe)       \
	{                                                                      \
		return ap_read(gic, pe, VGS_G0, n);                            \
	}                                                                      \
	static void ap0r##n##_write(struct vgs_gic *gic, unsigned pe,          \
				    uint64_t value)                            \
	{                                                                      \
		ap0_write(gic, pe, n, value);                                  \
	}                                                                      \
	static uint64_t ap1r##n##_peek(const struct vgs_gic *gic, unsigned pe) \
	{                                                                      \
		enum vgs_group bank = (enum vgs_group)gic->v3->view[pe].bank;  \
                                                                               \
		return vgs_v3_ap_image(gic, cpu_of(gic, pe), bank, n);         \
	}                                                                      \
	static uint64_t ap1r##n##_read(struct vgs_gic *gic, unsigned pe)       \
	{                                                                      \
		enum vgs_group bank = (enum vgs_group)gic->v3->view[pe].bank;  \
                                                                               \
		return ap_read(gic, pe, bank, n);                              \
	}                                                                      \
	static void ap1r##n##_write(struct vgs_gic *gic, unsigned pe,          \
				    uint64_t value)                            \
	{                                                                      \
		ap1_write(gic, pe, n, value);                                  \
	}

AP_FUNCTIONS(0)
AP_FUNCTIONS(1)
AP_FUNCTIONS(2)
AP_FUNCTIONS(3)

/* --- group enables ------------------------------------------------ */

static void set_igrpen(struct vgs_gic *gic, unsigned pe, unsigned groups,
		       unsigned values)
{
	struct vgs_cpuif *cpu = cpu_of(gic, pe);
	uint8_t igrpen = (uint8_t)((cpu->igrpen & ~groups) | (values & groups));

	if (igrpen == cpu->igrpen)
		return;
	if (gic->v3->pe[pe].asleep && (igrpen & ~cpu->igrpen))
		vgs_core_finding(gic, pe, VGS_INTID_NONE, VGS_R_GIC_CU15);
	cpu->igrpen = igrpen;
	vgs_core_dirty(gic, pe);
	/* GIC-E37: released, or welcome, as a 1-of-N target. */
	vgs_v3_update_eligible(gic, pe);
}

static uint64_t igrpen0_peek(const struct vgs_gic *gic, unsigned pe)
{
	return cpu_of(gic, pe)->igrpen & VGS_BIT(VGS_G0) ? 1 : 0;
}

static void igrpen0_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	set_igrpen(gic, pe, VGS_BIT(VGS_G0), value & 1u ? VGS_BIT(VGS_G0) : 0);
}

static uint64_t igrpen1_peek(const struct vgs_gic *gic, unsigned pe)
{
	return cpu_of(gic, pe)->igrpen >> gic->v3->view[pe].bank & 1u;
}

static void igrpen1_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	unsigned bit = VGS_BIT(gic->v3->view[pe].bank);

	set_igrpen(gic, pe, bit, value & 1u ? bit : 0);
}

static uint64_t igrpen1_el3_peek(const struct vgs_gic *gic, unsigned pe)
{
	return cpu_of(gic, pe)->igrpen >> 1 & 3u;
}

/* GIC-E39: EnableGrp1NS[0] and EnableGrp1S[1] are both banked copies. */
static void igrpen1_el3_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	set_igrpen(gic, pe, VGS_BIT(VGS_G1NS) | VGS_BIT(VGS_G1S),
		   (unsigned)(value & 3u) << 1);
}

#define RW(name, reg)	  [VGS_##name] = { reg##_peek, NULL, reg##_write }
#define AP_ROW(name, reg) [VGS_##name] = { reg##_peek, reg##_read, reg##_write }
#define AP_ROWS(n)                                                             \
	AP_ROW(ICC_AP0R##n##_EL1, ap0r##n), AP_ROW(ICC_AP1R##n##_EL1, ap1r##n)

const struct vgs_v3_sysreg vgs_v3_icc_regs[VGS_ICH_AP0R0_EL2] = {
	RW(ICC_PMR_EL1, pmr),
	RW(ICC_BPR0_EL1, bpr0),
	RW(ICC_BPR1_EL1, bpr1),
	RW(ICC_IGRPEN0_EL1, igrpen0),
	RW(ICC_IGRPEN1_EL1, igrpen1),
	RW(ICC_IGRPEN1_EL3, igrpen1_el3),
	RW(ICC_CTLR_EL1, vgs_v3_ctlr_el1),
	RW(ICC_CTLR_EL3, vgs_v3_ctlr_el3),
	RW(ICC_SRE_EL1, vgs_v3_sre_el1),
	RW(ICC_SRE_EL2, vgs_v3_sre_el2),
	RW(ICC_SRE_EL3, vgs_v3_sre_el3),
	AP_ROWS(0),
	AP_ROWS(1),
	AP_ROWS(2),
	AP_ROWS(3),
	[VGS_ICC_RPR_EL1] = { rpr_peek, NULL, NULL },
	[VGS_ICC_IAR0_EL1] = { vgs_v3_iar0_peek, vgs_v3_iar0_read, NULL },
	[VGS_ICC_IAR1_EL1] = { vgs_v3_iar1_peek, vgs_v3_iar1_read, NULL },
	[VGS_ICC_NMIAR1_EL1] = { vgs_v3_nmiar1_peek, vgs_v3_nmiar1_read, NULL },
	[VGS_ICC_HPPIR0_EL1] = { vgs_v3_hppir0, NULL, NULL },
	[VGS_ICC_HPPIR1_EL1] = { vgs_v3_hppir1, NULL, NULL },
	[VGS_ICC_EOIR0_EL1] = { NULL, NULL, vgs_v3_eoir0_write },
	[VGS_ICC_EOIR1_EL1] = { NULL, NULL, vgs_v3_eoir1_write },
	[VGS_ICC_DIR_EL1] = { NULL, NULL, vgs_v3_dir_write },
	[VGS_ICC_SGI0R_EL1] = { NULL, NULL, vgs_v3_sgi0r_write },
	[VGS_ICC_SGI1R_EL1] = { NULL, NULL, vgs_v3_sgi1r_write },
	[VGS_ICC_ASGI1R_EL1] = { NULL, NULL, vgs_v3_asgi1r_write },
};
