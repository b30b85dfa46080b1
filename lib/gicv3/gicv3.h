/* SPDX-License-Identifier: MIT */
/*
 * GICv3 hardware: the state that only this version has and what its files
 * share.  Its layout and images in state.c, Distributor in gicd*.c and
 * message.c, Redistributors in gicr*.c, routing in route.c, system registers in
 * icc*.c, icv.c, ich.c, sgi.c, who may access them in answer.c, LPIs in lpis.c,
 * virtual ones in vlpis.c, ARE = 0 and SRE = 0 in *legacy.c.  The ITS has a
 * directory of its own.
 */
#ifndef VGS_GICV3_H
#define VGS_GICV3_H

#include "core.h"
#include "mmif.h"
#include "models.h"

/* --- plain data --------------------------------------------------- */

/* struct vgs_v3_dist.ctlr; the numbers are those of GICD_CTLR's S view. */
#define VGS_V3_ENABLES	 (7u << 0) /* EnableGrp<n>: bit per enum vgs_group */
#define VGS_V3_ARE_S	 (1u << 4) /* ARE with one security state */
#define VGS_V3_ARE_NS	 (1u << 5)
#define VGS_V3_DS	 (1u << 6)
#define VGS_V3_E1NWF	 (1u << 7)
#define VGS_V3_NASSGIREQ (1u << 8)
#define VGS_V3_RWP	 (1u << 31)

struct vgs_v3_dist {
	uint32_t ctlr;
	/* enum vgs_reg_misuse, a bit each; Non-secure, Secure (GIC-C26) */
	uint8_t statusr[2];
	uint8_t zero[2];
};

/* Fields of GICD_IROUTER: Aff3, IRM, Aff2.Aff1.Aff0. */
#define VGS_V3_IRM     (UINT64_C(1) << 31)
#define VGS_V3_IROUTER (UINT64_C(0xff00ffffff) | VGS_V3_IRM)

/* Which ICC_SRE_ELx. */
enum vgs_v3_sre {
	VGS_V3_SRE_EL1NS,
	VGS_V3_SRE_EL1S,
	VGS_V3_SRE_EL2,
	VGS_V3_SRE_EL3,
	VGS_V3_SRES,
};

#define VGS_V3_SRE	  (1u << 0)
#define VGS_V3_DFB	  (1u << 1)
#define VGS_V3_DIB	  (1u << 2)
#define VGS_V3_SRE_ENABLE (1u << 3)

struct vgs_v3_pe {
	uint8_t sre[VGS_V3_SRES]; /* as the registers read */
	uint8_t asleep;		  /* GICR_WAKER.ProcessorSleep */
	uint8_t dpg;		  /* GICR_CTLR.DPG*: bit per enum vgs_group */
	uint8_t rm;		  /* ICC_CTLR_EL3.RM */
	uint8_t pmhe;		  /* ICC_CTLR_EL1.PMHE */
	uint8_t statusr[2];
	uint8_t ap_written; /* how far software is in restoring AP registers */
	uint8_t zero[5];
};

/* What software last read from ICC_AP0R<n>, and each bank of ICC_AP1R<n>. */
struct vgs_v3_ap_seen {
	uint64_t value[VGS_GROUPS][VGS_AP_REGS];
};

/* --- derived ------------------------------------------------------ */

/*
 * Who may access a system register: sets of registers with the same answer
 * (facts section T).  A register of a set that the machine does not have is
 * in VGS_V3_ABSENT.
 */
enum vgs_v3_class {
	VGS_V3_COMMON, /* PMR, CTLR_EL1, RPR */
	VGS_V3_DIR,    /* DIR: TDIR */
	VGS_V3_GRP0,
	VGS_V3_GRP0_AP1, /* AP0R1: may exist in only one of ICC and ICV */
	VGS_V3_GRP0_AP2, /* AP0R2, AP0R3 */
	VGS_V3_IGRPEN0_R,
	VGS_V3_IGRPEN0_W,
	VGS_V3_GRP1,
	VGS_V3_GRP1_AP1,
	VGS_V3_GRP1_AP2,
	VGS_V3_IGRPEN1_R,
	VGS_V3_IGRPEN1_W,
	VGS_V3_NMIAR1,
	VGS_V3_SGI,
	VGS_V3_CLASS_SRE1,
	VGS_V3_CLASS_SRE2,
	VGS_V3_CLASS_SRE3,
	VGS_V3_EL3ONLY,
	VGS_V3_MONITOR, /* IGRPEN1_EL3: ICC_MGRPEN1 is for Monitor mode */
	VGS_V3_ICH,
	VGS_V3_ABSENT,
	VGS_V3_CLASSES,
};

/* An answer is enum vgs_answer or this: the ICV register of that encoding. */
#define VGS_V3_VIRTUAL 0x80u

/* What a PE's software context, SRE and ICH_HCR_EL2 amount to. */
struct vgs_v3_view {
	uint8_t answer[VGS_V3_CLASSES];
	uint8_t el;
	bool secure;	 /* executing in Secure state or EL3 */
	bool ns_view;	 /* PMR, RPR: Non-secure priorities (GIC-C14) */
	bool nmi;	 /* SCTLR_ELx.NMI of the current EL */
	uint8_t bank;	 /* enum vgs_group: which Group 1 registers */
	uint8_t eoimode; /* enum vgs_eoimode */
	uint8_t iar0;	 /* groups that IAR0, HPPIR0 may return, a bit each */
	uint8_t iar1;
	uint8_t eoir0; /* groups that EOIR0 may end, a bit each */
	uint8_t eoir1;
	uint8_t zero; /* 32 bytes: found by a shift */
};

/* What else decides a view, beside the context and ICH_HCR_EL2. */
struct vgs_v3_decides {
	uint8_t sre[VGS_V3_SRES];
	uint8_t rm;
	uint8_t one_security_state;
	uint8_t zero[2];
};

/* A view as it was when the PE was last at an exception level. */
struct vgs_v3_kept {
	struct vgs_pe_state state;
	uint32_t traps; /* VGS_V3_HCR_TRAPS, where they count */
	struct vgs_v3_view view;
	uint8_t fiq; /* struct vgs_offer.fiq */
	bool valid;
};

/* Those of a PE, by exception level, all of them under the same. */
struct vgs_v3_views {
	struct vgs_v3_kept at[4];
	struct vgs_v3_decides under;
};

/* PEs that 1-of-N interrupts of a group may go to, a bit each. */
struct vgs_v3_eligible {
	uint64_t awake[VGS_MAX_PES / 64];
	uint64_t any[VGS_MAX_PES / 64]; /* asleep ones too: E1NWF */
};

#define VGS_V3_NO_ACK UINT32_MAX

/* The model's own part of struct vgs_gic; pointers into its allocation. */
struct vgs_v3_lpi;
struct vgs_v3_vlpi;

struct vgs_gicv3 {
	struct vgs_v3_dist *dist;
	struct vgs_v3_pe *pe;
	uint64_t *irouter; /* by shared slot, from spi_slot on */
	/*
	 * INTID that made an active priority active: PE x preemption level,
	 * VGS_V3_NO_ACK if software wrote it; then the NMIs' (see below).  What
	 * misuse is held against.
	 */
	uint32_t *acknowledged;
	struct vgs_v3_ap_seen *ap_seen; /* by PE; for the same purpose */
	struct vgs_v3_lpi *lpi;		/* by PE; NULL: no LPIs */
	struct vgs_v3_vlpi *vlpi;	/* by PE; NULL: no virtual ones */

	struct vgs_v3_view *view;  /* by PE */
	struct vgs_v3_views *kept; /* by PE */
	uint16_t *by_affinity;	   /* PEs in ascending order of affinity */
	uint64_t *one_of_n;	   /* shared slots with IRM = 1, a bit each */
	struct vgs_v3_eligible eligible[VGS_GROUPS];
	uint8_t class_of[VGS_SYSREG_COUNT]; /* of reads */
	uint8_t write_class_of[VGS_SYSREG_COUNT];
};

/* --- gicv3.c ----------------------------------------------------------------
 */

/* Is affinity routing on for the interrupt's security state (GIC-J1)? */
bool vgs_v3_are(const struct vgs_gic *gic, unsigned bits);

/* Is no higher SRE 0 of those in @sre (GIC-J4)? */
bool vgs_v3_higher_sre(const struct vgs_gic *gic, const uint8_t *sre,
		       enum vgs_v3_sre which);

/* GIC-K4: an extended INTID does only with affinity routing. */
bool vgs_v3_exists(const struct vgs_gic *gic, uint32_t slot);

/* An extended INTID that does not exist any more is left idle. */
void vgs_v3_leave_range(struct vgs_gic *gic, uint32_t slot);

/* What GICD_CTLR decides: groups, security, forwarding, routes. */
void vgs_v3_apply_ctlr(struct vgs_gic *gic);

/* ICC_CTLR_EL1.RSS: SGIs to any Aff0 can be asked for (GIC-H4). */
static inline bool vgs_v3_icc_rss(const struct vgs_gic *gic)
{
	return gic->cfg.rss || gic->cfg.icc_rss;
}

/* ICC_CTLR_EL1.ExtRange: INTIDs 1024 to 8191 are handled (GIC-K3). */
static inline bool vgs_v3_ext_range(const struct vgs_gic *gic)
{
	return (gic->cfg.espis || gic->cfg.eppis) && !gic->cfg.no_ext_range;
}

/* GICD_CTLR.DS, or a machine without EL3. */
static inline bool vgs_v3_ds(const struct vgs_gic *gic)
{
	return gic->one_security_state;
}

/* Preemption levels: active priority bits of a CPU interface. */
static inline unsigned vgs_v3_preemption_levels(const struct vgs_gic *gic)
{
	return VGS_BIT(gic->shape.preemption_bits);
}

/* Group 1 has two banks, each with an NMI bit among its active priorities. */
#define VGS_V3_NMI_BANKS 2u

/* Which NMI made the NMI bit of Group 1 active: behind all levels of all PEs. */
static inline uint32_t *vgs_v3_acknowledged_nmi(const struct vgs_gic *gic,
						unsigned pe,
						enum vgs_group group)
{
	size_t first = (size_t)gic->cfg.pes << gic->shape.preemption_bits;

	return &gic->v3->acknowledged[first + pe * VGS_V3_NMI_BANKS +
				      (group == VGS_G1S ? 1u : 0u)];
}

/* Has the machine virtual LPIs: GICR_TYPER.VLPIS? */
static inline bool vgs_v3_has_vlpis(const struct vgs_gic *gic)
{
	return gic->cfg.its && gic->cfg.version > VGS_GIC_V3;
}

/* GICD_TYPER2.nASSGIcap: with two security states it is RES0. */
static inline bool vgs_v3_has_nassgi(const struct vgs_gic *gic)
{
	return gic->cfg.version == VGS_GIC_V4_1 && !gic->cfg.security;
}

/* Is this register implemented: the frames' present()? */
bool vgs_v3_present(const struct vgs_gic *gic, const struct vgs_reg *reg);

/* Identification registers PIDR4..7, PIDR0..3, CIDR0..3 by number. */
uint32_t vgs_v3_id_reg(const struct vgs_gic *gic, unsigned n);

/* GICD_IIDR and GICR_IIDR. */
uint32_t vgs_v3_iidr(const struct vgs_gic *gic);

/* --- state.c ------------------------------------------------------ */

/* Where the model's state is in the allocation; its sections of an image. */
void vgs_v3_layout(struct vgs_gic *gic, struct vgs_layout *layout);

/* GIC-J7: what ICC_SRE_ELx read without legacy operation. */
extern const uint8_t vgs_v3_sre_fixed[VGS_V3_SRES];

/* --- gicr.c -------------------------------------------------------- */

/* Does GICR_WAKER let interrupts through to the PE (GIC-I14, GIC-I16)? */
bool vgs_v3_awake(const struct vgs_gic *gic, unsigned pe);

/* GICR_WAKER. */
uint32_t vgs_v3_waker(const struct vgs_gic *gic, unsigned pe);

/* ProcessorSleep and ChildrenAsleep are set, as after a cold reset. */
void vgs_v3_fall_asleep(struct vgs_gic *gic, unsigned pe);

/* GICR_WAKER.ChildrenAsleep has become ProcessorSleep. */
void vgs_v3_children_follow(struct vgs_gic *gic, unsigned pe);

/* --- legacy.c ------------------------------------------------------ */

void vgs_v3_legacy_layout(struct vgs_gic *gic, struct vgs_layout *layout);

/* GICC, GICH, GICV; NULL: not on this machine. */
const struct vgs_frame_desc *vgs_v3_legacy_frame(const struct vgs_gic *gic,
						 enum vgs_frame frame);

/* --- route.c ------------------------------------------------------ */

/* PE with this affinity, or VGS_NO_PE. */
unsigned vgs_v3_pe_by_affinity(const struct vgs_gic *gic, uint32_t affinity);

/* by_affinity, from the config. */
void vgs_v3_affinity_sort(struct vgs_gic *gic);

/* Where a shared interrupt goes now. */
void vgs_v3_reroute(struct vgs_gic *gic, uint32_t slot);
void vgs_v3_reroute_all(struct vgs_gic *gic);

/* Everything changed: who may be chosen, and where all of them go. */
void vgs_v3_update_routes(struct vgs_gic *gic);

/* A PE joined or left the 1-of-N candidates (GIC-I8, GIC-I11, GIC-E37). */
void vgs_v3_update_eligible(struct vgs_gic *gic, unsigned pe);

/* Does IROUTER, with IRM = 0, name no PE? */
bool vgs_v3_goes_nowhere(const struct vgs_gic *gic, uint32_t slot);
uint64_t vgs_v3_irouter_read(const struct vgs_gic *gic, uint32_t slot);
void vgs_v3_irouter_write(struct vgs_gic *gic, unsigned pe, uint32_t slot,
			  uint64_t value);

/* --- answer.c ----------------------------------------------------- */

/* The bits of ICH_HCR_EL2 that decide who may access what. */
#define VGS_V3_HCR_TRAPS                                                       \
	(VGS_HCR_TC | VGS_HCR_TALL0 | VGS_HCR_TALL1 | VGS_HCR_TDIR)

/* Those that count where the PE is: they are EL1's. */
static inline uint32_t vgs_v3_traps(const struct vgs_gic *gic, unsigned pe)
{
	if (!gic->vif || gic->pe_state[pe].el != 1)
		return 0;
	return gic->vif[pe].hcr & VGS_V3_HCR_TRAPS;
}

/* Make view true: SRE, ICC_CTLR_EL3, GICD_CTLR.DS or everything changed. */
void vgs_v3_update_view(struct vgs_gic *gic, unsigned pe);

/* The same, if only context or ICH_HCR_EL2 did. */
void vgs_v3_change_view(struct vgs_gic *gic, unsigned pe);

/* class_of and write_class_of, from the config. */
void vgs_v3_classify(struct vgs_gic *gic);

/* --- system registers --------------------------------------------- */

typedef uint64_t (*vgs_v3_read_fn)(struct vgs_gic *gic, unsigned pe);
typedef uint64_t (*vgs_v3_peek_fn)(const struct vgs_gic *gic, unsigned pe);
typedef void (*vgs_v3_write_fn)(struct vgs_gic *gic, unsigned pe,
				uint64_t value);

/* Effects of one register; peek alone where a read has none. */
struct vgs_v3_sysreg {
	vgs_v3_peek_fn peek;
	vgs_v3_read_fn read;
	vgs_v3_write_fn write;
};

/* By enum vgs_sysreg: ICC_*, ICV_* (empty rows: no redirection), ICH_*. */
extern const struct vgs_v3_sysreg vgs_v3_icc_regs[VGS_ICH_AP0R0_EL2];
extern const struct vgs_v3_sysreg vgs_v3_icv_regs[VGS_ICH_AP0R0_EL2];
extern const struct vgs_v3_sysreg
	vgs_v3_ich_regs[VGS_SYSREG_COUNT - VGS_ICH_AP0R0_EL2];

int vgs_v3_sysreg_read(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
		       uint64_t *ret_value);
int vgs_v3_sysreg_write(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
			uint64_t value);
int vgs_v3_sysreg_peek(const struct vgs_gic *gic, unsigned pe,
		       enum vgs_sysreg id, uint64_t *ret_value);

/* ICC_*, section E. */
uint64_t vgs_v3_iar0_peek(const struct vgs_gic *gic, unsigned pe);
uint64_t vgs_v3_iar0_read(struct vgs_gic *gic, unsigned pe);
uint64_t vgs_v3_iar1_peek(const struct vgs_gic *gic, unsigned pe);
uint64_t vgs_v3_iar1_read(struct vgs_gic *gic, unsigned pe);
uint64_t vgs_v3_nmiar1_peek(const struct vgs_gic *gic, unsigned pe);
uint64_t vgs_v3_nmiar1_read(struct vgs_gic *gic, unsigned pe);
uint64_t vgs_v3_hppir0(const struct vgs_gic *gic, unsigned pe);
uint64_t vgs_v3_hppir1(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_eoir0_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
void vgs_v3_eoir1_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
void vgs_v3_dir_write(struct vgs_gic *gic, unsigned pe, uint64_t value);

/* CTLR and SRE: icc_sre.c. */
uint64_t vgs_v3_ctlr_el1_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ctlr_el1_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_ctlr_el3_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ctlr_el3_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_sre_el1_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_sre_el1_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_sre_el2_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_sre_el2_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_sre_el3_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_sre_el3_write(struct vgs_gic *gic, unsigned pe, uint64_t value);

/* SGI generation, section H. */
void vgs_v3_sgi0r_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
void vgs_v3_sgi1r_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
void vgs_v3_asgi1r_write(struct vgs_gic *gic, unsigned pe, uint64_t value);

/* Active priority registers of ICC, ICV and ICH share their image. */
uint64_t vgs_v3_ap_image(const struct vgs_gic *gic, const struct vgs_cpuif *cpu,
			 enum vgs_group group, unsigned n);
void vgs_v3_ap_store(const struct vgs_gic *gic, struct vgs_cpuif *cpu,
		     enum vgs_group group, unsigned n, uint64_t value);

/* Active priorities of ICH, also those of ICV. */
int vgs_v3_vif_usable(const struct vgs_gic *gic, unsigned pe);
int vgs_v3_vif_load(struct vgs_gic *gic, unsigned pe,
		    const struct vgs_vif_regs *regs);
int vgs_v3_vif_save(struct vgs_gic *gic, unsigned pe,
		    struct vgs_vif_regs *regs);
uint64_t vgs_v3_ich_ap0r0_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ich_ap0r0_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_ich_ap1r0_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ich_ap1r0_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_ich_ap0r1_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ich_ap0r1_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_ich_ap1r1_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ich_ap1r1_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_ich_ap0r2_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ich_ap0r2_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_ich_ap1r2_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ich_ap1r2_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_ich_ap0r3_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ich_ap0r3_write(struct vgs_gic *gic, unsigned pe, uint64_t value);
uint64_t vgs_v3_ich_ap1r3_peek(const struct vgs_gic *gic, unsigned pe);
void vgs_v3_ich_ap1r3_write(struct vgs_gic *gic, unsigned pe, uint64_t value);

/* Bits of INTIDs in EOIR and DIR (GIC-E41). */
#define VGS_V3_INTID_MASK 0xffffffu

static inline bool vgs_v3_is_special(uint32_t intid)
{
	return intid >= VGS_INTID_SPECIAL && intid <= VGS_INTID_NONE;
}

#endif
