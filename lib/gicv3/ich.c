/* SPDX-License-Identifier: MIT */
/*
 * ICH_*_EL2: the hypervisor's registers of the virtual CPU interface.
 * Encodings of what lr.c keeps decoded.  With EL3 but no EL2 they are RES0
 * (GIC-T20).
 */
#include "gicv3.h"
#include "lr_own.h"

#include <libvgicsim/vif.h>

/* ICH_LR<n>_EL2 */
#define LR_VINTID   UINT64_C(0xffffff) /* as VTR_ID24 says */
#define LR_STATE    62
#define LR_HW	    (UINT64_C(1) << 61)
#define LR_GROUP    (UINT64_C(1) << 60)
#define LR_NMI	    (UINT64_C(1) << 59)
#define LR_PRIORITY 48
#define LR_EOI	    (UINT64_C(1) << 41)
#define LR_PINTID   32
#define LR_CPUID    10 /* of a legacy guest's SGI */

/* ICH_VTR_EL2 */
#define VTR_DVIM (1u << 18)
#define VTR_TDS	 (1u << 19)
#define VTR_NV4	 (1u << 20)
#define VTR_A3V	 (1u << 21)
#define VTR_SEIS (1u << 22)
#define VTR_ID24 (1u << 23)
#define VTR_PRE	 26
#define VTR_PRI	 29

/* ICH_VMCR_EL2 */
#define VMCR_VENG0   (1u << 0)
#define VMCR_VENG1   (1u << 1)
#define VMCR_VACKCTL (1u << 2)
#define VMCR_VFIQEN  (1u << 3)
#define VMCR_VCBPR   (1u << 4)
#define VMCR_VEOIM   (1u << 9)
#define VMCR_VBPR1   18
#define VMCR_VBPR0   21
#define VMCR_VPMR    24

/* Is the guest one that uses GICV instead of system registers (GIC-J8)? */
static bool legacy_guest(const struct vgs_gic *gic, unsigned pe)
{
	return !(gic->v3->pe[pe].sre[VGS_V3_SRE_EL1NS] & VGS_V3_SRE);
}

/* --- active priorities -------------------------------------------- */

/* GIC-CU60: the same level active in both groups. */
static void set_ap(struct vgs_gic *gic, unsigned pe, enum vgs_group group,
		   unsigned n, uint64_t value)
{
	struct vgs_cpuif *cpu = &gic->vif[pe].cpu;

	/* GIC-J9: a legacy guest keeps everything in AP1R. */
	if (group == VGS_G0 && value &&
	    VGS_RULE(GIC_J9, legacy_guest(gic, pe)) &&
	    VGS_MISUSE(gic, pe, VGS_INTID_NONE, GIC_CU78))
		return;
	vgs_v3_ap_store(gic, cpu, group, n, value);
	if (cpu->ap[VGS_G0][n] & cpu->ap[VGS_G1NS][n])
		vgs_core_finding(gic, pe, VGS_INTID_NONE, VGS_R_GIC_CU60);
}

static void ap_write(struct vgs_gic *gic, unsigned pe, enum vgs_group group,
		     unsigned n, uint64_t value)
{
	if (!gic->vif)
		return;
	set_ap(gic, pe, group, n, value);
	vgs_core_dirty_virtual(gic, pe);
}

static uint64_t ap_peek(const struct vgs_gic *gic, unsigned pe,
			enum vgs_group group, unsigned n)
{
	if (!VGS_RULE(GIC_T20, gic->vif))
		return 0;
	return vgs_v3_ap_image(gic, &gic->vif[pe].cpu, group, n);
}

#define AP_FUNCTIONS(n)                                                        \
	uint64_t vgs_v3_ich_ap0r##n##_peek(const struct vgs_gic *gic,          \
					   unsigned pe)                        \
	{                                                                      \
		return ap_peek(gic, pe, VGS_G0, n);                            \
	}                                                                      \
	void vgs_v3_ich_ap0r##n##_write(struct vgs_gic *gic, unsigned pe,      \
					uint64_t value)                        \
	{                                                                      \
		ap_write(gic, pe, VGS_G0, n, value);                           \
	}                                                                      \
	uint64_t vgs_v3_ich_ap1r##n##_peek(const struct vgs_gic *gic,          \
					   unsigned pe)                        \
	{                                                                      \
		return ap_peek(gic, pe, VGS_G1NS, n);                          \
	}                                                                      \
	void vgs_v3_ich_ap1r##n##_write(struct vgs_gic *gic, unsigned pe,      \
					uint64_t value)                        \
	{                                                                      \
		ap_write(gic, pe, VGS_G1NS, n, value);                         \
	}

AP_FUNCTIONS(0)
AP_FUNCTIONS(1)
AP_FUNCTIONS(2)
AP_FUNCTIONS(3)

/* --- HCR, VTR, VMCR and what is derived from list registers ------- */

static uint64_t hcr_peek(const struct vgs_gic *gic, unsigned pe)
{
	return gic->vif ? gic->vif[pe].hcr : 0;
}

static void hcr_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	if (!gic->vif)
		return;
	/*
	 * GIC-Q25: EOIcount is written as well.  Its traps are EL1's: they count
	 * once the PE is there.
	 */
	gic->vif[pe].hcr = (uint32_t)value & gic->hcr_bits;
	vgs_core_dirty_virtual(gic, pe);
}

static uint64_t vtr_peek(const struct vgs_gic *gic, unsigned pe)
{
	uint64_t value = VTR_A3V | VTR_ID24;

	(void)pe;
	if (!gic->vif)
		return 0;
	/* GIC-P26 */
	value |= gic->cfg.lrs - 1u;
	if (!gic->cfg.no_tdir)
		value |= VTR_TDS;
	if (vgs_core_seis(gic))
		value |= VTR_SEIS;
	if (gic->cfg.version == VGS_GIC_V3)
		value |= VTR_NV4;
	if (gic->cfg.version == VGS_GIC_V4_1)
		value |= VTR_DVIM;
	value |= (uint64_t)(gic->vshape.preemption_bits - 1u) << VTR_PRE;
	value |= (uint64_t)(gic->cfg.vpriority_bits - 1u) << VTR_PRI;
	return value;
}

static uint64_t misr_peek(const struct vgs_gic *gic, unsigned pe)
{
	return gic->vif ? vgs_lr_misr(gic, pe) : 0;
}

/* GIC-P18: bits of implemented list registers only. */
static uint64_t eisr_peek(const struct vgs_gic *gic, unsigned pe)
{
	return gic->vif ? vgs_lr_ended(&gic->lr_sets[pe]) : 0;
}

static uint64_t elrsr_peek(const struct vgs_gic *gic, unsigned pe)
{
	return gic->vif ? vgs_lr_empty(gic, pe) : 0;
}

static inline uint64_t vmcr_image(const struct vgs_vif *vif)
{
	uint64_t value = 0;

	if (vif->cpu.igrpen & VGS_BIT(VGS_G0))
		value |= VMCR_VENG0;
	if (vif->cpu.igrpen & VGS_BIT(VGS_G1NS))
		value |= VMCR_VENG1;
	if (vif->ackctl)
		value |= VMCR_VACKCTL;
	if (vif->fiqen)
		value |= VMCR_VFIQEN;
	if (vif->cpu.cbpr & VGS_BIT(VGS_G1NS))
		value |= VMCR_VCBPR;
	if (vif->cpu.eoimode & VGS_BIT(VGS_EOIMODE_NS))
		value |= VMCR_VEOIM;
	value |= (uint64_t)vif->cpu.bpr[VGS_G1NS] << VMCR_VBPR1;
	value |= (uint64_t)vif->cpu.bpr[VGS_G0] << VMCR_VBPR0;
	value |= (uint64_t)vif->cpu.pmr << VMCR_VPMR;
	return value;
}

static uint64_t vmcr_peek(const struct vgs_gic *gic, unsigned pe)
{
	return gic->vif ? vmcr_image(&gic->vif[pe]) : 0;
}

static inline void set_vmcr(const struct vgs_gic *gic, struct vgs_vif *vif,
			    uint64_t value)
{
	vif->cpu.igrpen =
		(uint8_t)((value & VMCR_VENG0 ? VGS_BIT(VGS_G0) : 0) |
			  (value & VMCR_VENG1 ? VGS_BIT(VGS_G1NS) : 0));
	/* VAckCtl is RES0 and VFIQEn RES1 where SRE_EL1 always is 1. */
	vif->ackctl = gic->cfg.legacy && (value & VMCR_VACKCTL);
	vif->fiqen = !gic->cfg.legacy || (value & VMCR_VFIQEN);
	vif->cpu.cbpr = value & VMCR_VCBPR ? VGS_BIT(VGS_G1NS) : 0;
	vif->cpu.eoimode = value & VMCR_VEOIM ? VGS_BIT(VGS_EOIMODE_NS) : 0;
	/* GIC-Q7: minima apply here too. */
	vif->cpu.bpr[VGS_G1NS] = vgs_cpuif_bpr_clamp(&gic->vshape, VGS_G1NS,
						     value >> VMCR_VBPR1);
	vif->cpu.bpr[VGS_G0] =
		vgs_cpuif_bpr_clamp(&gic->vshape, VGS_G0, value >> VMCR_VBPR0);
	vif->cpu.pmr = (uint8_t)(value >> VMCR_VPMR) & gic->vshape.pmr_mask;
}

static void vmcr_write(struct vgs_gic *gic, unsigned pe, uint64_t value)
{
	if (!gic->vif)
		return;
	set_vmcr(gic, &gic->vif[pe], value);
	vgs_core_dirty_virtual(gic, pe);
}

/* --- list registers ----------------------------------------------- */

static uint64_t lr_image(const struct vgs_lr *lr)
{
	uint64_t value = lr->vintid | (uint64_t)lr->source << LR_CPUID;

	value |= (uint64_t)lr->state << LR_STATE;
	value |= (uint64_t)lr->priority << LR_PRIORITY;
	if (lr->group)
		value |= LR_GROUP;
	if (lr->flags & VGS_LR_NMI)
		value |= LR_NMI;
	if (lr->flags & VGS_LR_HW)
		return value | LR_HW | (uint64_t)lr->pintid << LR_PINTID;
	return lr->flags & VGS_LR_EOI ? value | LR_EOI : value;
}

static uint64_t lr_peek(const struct vgs_gic *gic, unsigned pe, unsigned n)
{
	return gic->vif ? lr_image(&gic->lrs[pe * gic->cfg.lrs + n]) : 0;
}

/* GIC-N14, GIC-J10: NMIs of Group 0 or of LPIs, LPIs for a legacy guest. */
static void check_lr(const struct vgs_gic *gic, unsigned pe, struct vgs_lr *lr)
{
	bool lpi = lr->vintid >= VGS_INTID_LPI;

	if (lr->state == VGS_INACTIVE)
		return;
	if ((lr->flags & VGS_LR_NMI) && VGS_RULE(GIC_N14, !lr->group || lpi))
		vgs_core_finding(gic, pe, lr->vintid, VGS_R_GIC_CU76);
	if (lpi && VGS_RULE(GIC_J10, legacy_guest(gic, pe)) &&
	    VGS_MISUSE(gic, pe, lr->vintid, GIC_CU77))
		lr->state = VGS_INACTIVE;
}

/* An SGI that software made has a source. */
static void split_source(struct vgs_lr *lr)
{
	uint32_t cpuid = lr->vintid & 7u << LR_CPUID;

	if (lr->vintid - cpuid >= VGS_INTID_PPI)
		return;
	lr->source = (uint8_t)(cpuid >> LR_CPUID);
	lr->vintid -= cpuid;
}

static void lr_write(struct vgs_gic *gic, unsigned pe, unsigned n,
		     uint64_t value)
{
	struct vgs_lr lr = {
		/* GIC-P14: the bits that ICH_VTR.IDbits tells. */
		.vintid = (uint32_t)(value & LR_VINTID),
		.priority = (uint8_t)(value >> LR_PRIORITY),
		.state = (uint8_t)(value >> LR_STATE),
		.group = (value & LR_GROUP) != 0,
	};

	if (!gic->vif)
		return;
	/* GIC-P10, GIC-P11: one field, two meanings. */
	if (value & LR_HW) {
		lr.flags |= VGS_LR_HW;
		/* GIC-K6: 13 bits where there are extended ranges. */
		lr.pintid = (uint16_t)(value >> LR_PINTID &
				       (VGS_RULE(GIC_K6, vgs_v3_ext_range(gic))
						? 0x1fffu
						: 0x3ffu));
	} else if (VGS_RULE(GIC_P10, value & LR_EOI)) {
		lr.flags |= VGS_LR_EOI;
	}
	if (gic->cfg.nmi && (value & LR_NMI))
		lr.flags |= VGS_LR_NMI;
	if (!(value & LR_HW) && VGS_RULE(GIC_P22, legacy_guest(gic, pe)))
		split_source(&lr);
	check_lr(gic, pe, &lr);
	vgs_lr_write(gic, pe, n, &lr);
}

/* --- all of them at once (ADR 0009) ------------------------------- */

/* Are there such registers, and may they be accessed as one? */
static inline bool is_usable(const struct vgs_gic *gic, unsigned pe)
{
	return gic->vif && !VGS_TRACING(gic) &&
	       gic->v3->view[pe].answer[VGS_V3_ICH] == VGS_ANSWER_OK;
}

int vgs_v3_vif_usable(const struct vgs_gic *gic, unsigned pe)
{
	if (gic->blocked)
		return gic->bug ? -VGS_EBUG : -VGS_EBUSY;
	return is_usable(gic, pe) ? 0 : -VGS_ENOTSUP;
}

static inline int may_at_once(const struct vgs_gic *gic, unsigned pe,
			      const struct vgs_vif_regs *regs)
{
	if (!is_usable(gic, pe))
		return -VGS_ENOTSUP;
	return regs->lrs > gic->cfg.lrs || regs->ap_regs > gic->vshape.ap_regs
		       ? -VGS_ERANGE
		       : 0;
}

/* Is neither active, nor should be: nothing is written? */
static inline bool stay_idle(const struct vgs_cpuif *cpu,
			     const struct vgs_vif_regs *regs, unsigned n)
{
	return !(cpu->ap[VGS_G0][n] | cpu->ap[VGS_G1NS][n] | cpu->ap_nmi |
		 regs->ap0[n] | regs->ap1[n]);
}

int vgs_v3_vif_load(struct vgs_gic *gic, unsigned pe,
		    const struct vgs_vif_regs *regs)
{
	int err = may_at_once(gic, pe, regs);
	struct vgs_vif *vif;

	if (!err)
		err = vgs_core_enter(gic);
	if (err)
		return err;
	vif = &gic->vif[pe];
	/* Nothing comes of any of them before HCR is written (GIC-Q14). */
	if (vif->hcr & VGS_HCR_EN)
		return -VGS_ENOTSUP;
	set_vmcr(gic, vif, regs->vmcr);
	for (unsigned n = 0; n < regs->ap_regs; n++) {
		if (stay_idle(&vif->cpu, regs, n))
			continue;
		set_ap(gic, pe, VGS_G0, n, regs->ap0[n]);
		set_ap(gic, pe, VGS_G1NS, n, regs->ap1[n]);
	}
	for (unsigned n = 0; n < regs->lrs; n++)
		lr_write(gic, pe, n, regs->lr[n]);
	hcr_write(gic, pe, regs->hcr);
	vgs_core_leave(gic);
	return 0;
}

/* Sources of maintenance that come of list registers being empty. */
#define HCR_EMPTY (VGS_HCR_UIE | VGS_HCR_NPIE)

/*
 * Could a wire go down and up again while list registers are emptied one by
 * one?  Maintenance, when no end is told any more before an underflow is; or
 * the other virtual signal, when what is left is of another group.  Within a
 * group what is left is less urgent, and is not signalled if what was best was
 * not.
 */
static bool may_bounce(const struct vgs_gic *gic, unsigned pe)
{
	const struct vgs_lr_sets *sets = &gic->lr_sets[pe];
	uint32_t hcr = gic->vif[pe].hcr;
	unsigned groups = 0;

	if (!(hcr & VGS_HCR_EN))
		return false;
	if (gic->direct || ((hcr & HCR_EMPTY) && vgs_lr_ended(sets)))
		return true;
	for (uint64_t m = sets->pending; m; m &= m - 1)
		groups |=
			VGS_BIT(vgs_lr_group(vgs_lr_at(gic, pe, vgs_ctz64(m))));
	return groups & (groups - 1);
}

int vgs_v3_vif_save(struct vgs_gic *gic, unsigned pe, struct vgs_vif_regs *regs)
{
	int err = may_at_once(gic, pe, regs);

	if (!err)
		err = vgs_core_enter(gic);
	if (err)
		return err;
	if (may_bounce(gic, pe))
		return -VGS_ENOTSUP;
	regs->hcr = gic->vif[pe].hcr;
	regs->elrsr = vgs_lr_empty(gic, pe);
	for (unsigned n = 0; n < regs->lrs; n++) {
		if (!(regs->elrsr >> n & 1u))
			regs->lr[n] = lr_peek(gic, pe, n);
	}
	vgs_lr_clear(gic, pe, regs->lrs);
	/* An underflow is seen before the interface is off. */
	if (regs->hcr & HCR_EMPTY)
		vgs_core_leave(gic);
	hcr_write(gic, pe, 0);
	regs->vmcr = (uint32_t)vmcr_image(&gic->vif[pe]);
	for (unsigned n = 0; n < regs->ap_regs; n++) {
		regs->ap0[n] = (uint32_t)ap_peek(gic, pe, VGS_G0, n);
		regs->ap1[n] = (uint32_t)ap_peek(gic, pe, VGS_G1NS, n);
	}
	vgs_core_leave(gic);
	return 0;
}

/* --- rows --------------------------------------------------------- */

#define LR_FUNCTIONS(n)                                                        \
	static uint64_t lr##n##_peek(const struct vgs_gic *gic, unsigned pe)   \
	{                                                                      \
		return lr_peek(gic, pe, n);                                    \
	}                                                                      \
	static void lr##n##_write(struct vgs_gic *gic, unsigned pe,            \
				  uint64_t value)                              \
	{                                                                      \
		lr_write(gic, pe, n, value);                                   \
	}

LR_FUNCTIONS(0)
LR_FUNCTIONS(1)
LR_FUNCTIONS(2)
LR_FUNCTIONS(3)
LR_FUNCTIONS(4)
LR_FUNCTIONS(5)
LR_FUNCTIONS(6)
LR_FUNCTIONS(7)
LR_FUNCTIONS(8)
LR_FUNCTIONS(9)
LR_FUNCTIONS(10)
LR_FUNCTIONS(11)
LR_FUNCTIONS(12)
LR_FUNCTIONS(13)
LR_FUNCTIONS(14)
LR_FUNCTIONS(15)

#define AT(name)      [VGS_##name - VGS_ICH_AP0R0_EL2]
#define RW(name, reg) AT(name) = { reg##_peek, NULL, reg##_write }
#define AP_ROWS(n)                                                             \
	RW(ICH_AP0R##n##_EL2, vgs_v3_ich_ap0r##n),                             \
		RW(ICH_AP1R##n##_EL2, vgs_v3_ich_ap1r##n)

const struct vgs_v3_sysreg
	vgs_v3_ich_regs[VGS_SYSREG_COUNT - VGS_ICH_AP0R0_EL2] = {
		AP_ROWS(0),
		AP_ROWS(1),
		AP_ROWS(2),
		AP_ROWS(3),
		RW(ICH_HCR_EL2, hcr),
		RW(ICH_VMCR_EL2, vmcr),
		AT(ICH_VTR_EL2) = { vtr_peek, NULL, NULL },
		AT(ICH_MISR_EL2) = { misr_peek, NULL, NULL },
		AT(ICH_EISR_EL2) = { eisr_peek, NULL, NULL },
		AT(ICH_ELRSR_EL2) = { elrsr_peek, NULL, NULL },
		RW(ICH_LR0_EL2, lr0),
		RW(ICH_LR1_EL2, lr1),
		RW(ICH_LR2_EL2, lr2),
		RW(ICH_LR3_EL2, lr3),
		RW(ICH_LR4_EL2, lr4),
		RW(ICH_LR5_EL2, lr5),
		RW(ICH_LR6_EL2, lr6),
		RW(ICH_LR7_EL2, lr7),
		RW(ICH_LR8_EL2, lr8),
		RW(ICH_LR9_EL2, lr9),
		RW(ICH_LR10_EL2, lr10),
		RW(ICH_LR11_EL2, lr11),
		RW(ICH_LR12_EL2, lr12),
		RW(ICH_LR13_EL2, lr13),
		RW(ICH_LR14_EL2, lr14),
		RW(ICH_LR15_EL2, lr15),
	};
