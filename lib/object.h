/* SPDX-License-Identifier: MIT */
/*
 * The object behind the handle: its config and its plain-data state; entry to
 * it, and the numbers of its interrupts.
 *
 * Interrupts live in one array of slots: the private ones of PE 0, of PE 1, …,
 * then SPIs, then extended SPIs.
 */
#ifndef VGS_OBJECT_H
#define VGS_OBJECT_H

#include <libvgicsim/gic.h>

#include "choice.h"
#include "cpuif.h"
#include "irq.h"
#include "lpi.h"
#include "lr.h"
#include "map.h"
#include "model.h"
#include "quirk.h"
#include "ready.h"
#include "rule.h"
#include "section.h"

/*
 * Where a shared interrupt is forwarded to; derived by the model.  A PE
 * number, VGS_ROUTE_NONE, or VGS_ROUTE_CPUS with a mask of eight PEs, each of
 * which may take it first (GICv2 and ARE=0).
 */
#define VGS_ROUTE_NONE 0xffffu
#define VGS_ROUTE_CPUS 0x8000u

/* Plain data: what a PE has in every model. */
struct vgs_pe {
	struct vgs_cpuif cpu;
	uint8_t awake; /* GICR_WAKER lets interrupts through */
	uint8_t zero[3];
};

/* Plain data: what software context a PE is in (struct vgs_pe_ctx). */
struct vgs_pe_state {
	uint64_t scr_el3, hcr_el2;
	uint8_t sctlr_nmi, el, aarch32, pstate; /* pstate: VGS_PSTATE_* */
	uint8_t zero[4];
};

#define VGS_PSTATE_I	  (1u << 0)
#define VGS_PSTATE_F	  (1u << 1)
#define VGS_PSTATE_A	  (1u << 2)
#define VGS_PSTATE_ALLINT (1u << 3)
#define VGS_PSTATE_MON	  (1u << 4) /* Monitor mode */
/* Nor are these of PSTATE: HFGRTR_EL2 and HFGWTR_EL2.ICC_IGRPENn_EL1. */
#define VGS_PSTATE_HFGR (1u << 5)
#define VGS_PSTATE_HFGW (1u << 6)

struct vgs_gicv2;
struct vgs_gicv3;
struct vgs_mmif_pe;
struct vgs_mmif_cpus;
struct vgs_mmif_variant;
struct vgs_its;
struct vgs_its_cached;
struct vgs_its_seen;
struct vgs_its_held;

struct vgs_gic {
	struct vgs_gic_config cfg;
	const struct vgs_model *model;
	struct vgs_gicv2 *v2; /* the model's own state, one of both */
	struct vgs_gicv3 *v3;

	/* Shape, fixed at creation. */
	uint32_t *affinities;
	uint32_t npriv; /* slots of one PE: 32 + eppis */
	uint32_t spi_slot, espi_slot, slots;
	uint32_t eppi_rank, espi_rank, ranks;
	uint8_t level_shift;   /* priority >> level_shift is its level */
	uint8_t irq_prio_mask; /* bits that IPRIORITYR keeps (GIC-D1) */
	uint32_t sysregs;      /* VGS_SYSREG_COUNT; 0: the model has none */
	uint32_t own_wire;     /* PPI that maintenance drives; 0: none */
	uint32_t hcr_bits;     /* that ICH_HCR_EL2 or GICH_HCR has */
	bool inactive_sgis;    /* SGIs have no active state: nASSGIreq */
	bool direct;	       /* virtual interrupts are directly injected */
	struct vgs_map map;
	struct vgs_cpuif_shape shape, vshape;

	/* Plain data, in sections. */
	struct vgs_irq *irqs;
	struct vgs_pe *pe;
	struct vgs_pe_state *pe_state;
	struct vgs_vif *vif; /* NULL without virt */
	struct vgs_lr *lrs;  /* pes x cfg.lrs */
	/* Memory-mapped CPU interfaces: by PE; NULL where there are none. */
	struct vgs_mmif_pe *mmif_pe;
	const struct vgs_mmif_variant *mmif; /* of the model */
	struct vgs_lpi_pool lpi;	     /* lpis NULL: no LPIs */
	struct vgs_its *its;		     /* cfg.its of them */
	struct vgs_its_held *its_held;	     /* NULL: no HCC */
	struct vgs_its_seen *its_seen;	     /* last mappings; for findings */
	uint64_t *work_bitmap;		     /* deferred actions */
	struct vgs_section sections[VGS_SECTIONS_MAX];
	unsigned section_count;

	/* Derived, rebuilt after a restore. */
	struct vgs_derived derived[VGS_DERIVED_MAX];
	unsigned derived_count;
	struct vgs_ready ready;
	size_t ready_words;
	struct vgs_its_cached *its_cache;
	struct vgs_offer *offer;	 /* by PE */
	uint16_t *routes;		 /* of shared slots, from spi_slot on */
	struct vgs_mmif_cpus *mmif_cpus; /* numbers of CPUs, with mmif */
	struct vgs_lr_sets *lr_sets;	 /* by PE */
	uint8_t group_of[4];		 /* enum vgs_group by {GRPMOD, GROUP} */
	uint8_t forwarded;		 /* groups GICD_CTLR forwards */
	bool one_security_state;	 /* no EL3, or DS = 1 */
	bool locked;			 /* CFGSDISABLE, GICv2 */
	bool banked;			 /* quirk QD-33 */

	/* The call in progress. */
	uint16_t *dirty; /* PEs whose offer is */
	unsigned dirty_count;
	unsigned batches; /* that the caller has begun */
	unsigned visits;  /* of tables and LPIs that it made */
	bool naive;	  /* bench: evaluate without the index */
	bool told;    /* of interrupts: events, or what a reset left UNKNOWN */
	bool blocked; /* in a callback or broken: one test per call */
	const char *bug; /* file:line of ours that broke the instance */
	size_t alloc_size;
	uint64_t shape_digest; /* of what decides the meaning of an image */
};

/* One entry to the object, a public function: -VGS_EBUSY, -VGS_EBUG. */
static inline int vgs_core_enter(struct vgs_gic *gic)
{
	if (gic->blocked)
		return gic->bug ? -VGS_EBUG : -VGS_EBUSY;
	gic->visits = 0;
	return 0;
}

/*
 * May the call in progress visit one more LPI, word of a table or command
 * (architecture.md rule 8)?  If not, the caller defers what is left.
 */
static inline bool vgs_core_visit(struct vgs_gic *gic)
{
	if (gic->cfg.work_budget && gic->visits >= gic->cfg.work_budget)
		return false;
	gic->visits++;
	return true;
}

/* Compute and report signals of dirty PEs, of which there is one. */
void vgs_core_flush(struct vgs_gic *gic);
/* The same without a look at what is dirty most of the time. */
void vgs_core_flush_all(struct vgs_gic *gic);

static inline void vgs_core_leave(struct vgs_gic *gic)
{
	if (gic->dirty_count && !gic->batches)
		vgs_core_flush(gic);
}

/* Our own bug: never reachable by input (architecture.md rule 3). */
void vgs_core_bug(struct vgs_gic *gic, const char *where);

#define VGS_STR2(x) #x
#define VGS_STR(x)  VGS_STR2(x)
#define VGS_BUG_ON(gic, c)                                                     \
	do {                                                                   \
		if (c)                                                         \
			vgs_core_bug(gic, __FILE__ ":" VGS_STR(__LINE__));     \
	} while (0)

/* --- slots ------------------------------------------------------------------
 */

/* Slot of a private INTID of @pe or of a shared one; VGS_NO_SLOT. */
static inline uint32_t vgs_core_slot(const struct vgs_gic *gic, unsigned pe,
				     uint32_t intid)
{
	if (intid < VGS_INTID_SPI)
		return pe * gic->npriv + intid;
	if (intid < VGS_INTID_SPI + gic->cfg.spis)
		return gic->spi_slot + (intid - VGS_INTID_SPI);
	if (intid >= VGS_INTID_EPPI && intid < VGS_INTID_EPPI + gic->cfg.eppis)
		return pe * gic->npriv + 32 + (intid - VGS_INTID_EPPI);
	if (intid >= VGS_INTID_ESPI && intid < VGS_INTID_ESPI + gic->cfg.espis)
		return gic->espi_slot + (intid - VGS_INTID_ESPI);
	return VGS_NO_SLOT;
}

static inline bool vgs_core_is_private(const struct vgs_gic *gic, uint32_t slot)
{
	return slot < gic->spi_slot;
}

/* PE of a private slot. */
static inline unsigned vgs_core_owner(const struct vgs_gic *gic, uint32_t slot)
{
	/* Mostly there are no extended PPIs, and this is not a division. */
	return gic->npriv == 32 ? slot / 32 : slot / gic->npriv;
}

/* Number of a private slot among those of its PE. */
static inline uint32_t vgs_core_private(const struct vgs_gic *gic,
					uint32_t slot)
{
	return slot - vgs_core_owner(gic, slot) * gic->npriv;
}

/* INTID of a slot. */
static inline uint32_t vgs_core_intid(const struct vgs_gic *gic, uint32_t slot)
{
	if (vgs_core_is_private(gic, slot)) {
		uint32_t n = vgs_core_private(gic, slot);

		return n < 32 ? n : VGS_INTID_EPPI + (n - 32);
	}
	if (slot < gic->espi_slot)
		return VGS_INTID_SPI + (slot - gic->spi_slot);
	return VGS_INTID_ESPI + (slot - gic->espi_slot);
}

/*
 * Position of an implemented INTID in ascending order: the INTID itself,
 * unless it is of the extended ranges.
 */
static inline uint32_t vgs_core_rank(const struct vgs_gic *gic, uint32_t intid)
{
	if (intid < VGS_INTID_SPECIAL)
		return intid;
	if (intid < VGS_INTID_EPPI_END)
		return gic->eppi_rank + (intid - VGS_INTID_EPPI);
	return gic->espi_rank + (intid - VGS_INTID_ESPI);
}

static inline enum vgs_group vgs_core_group(const struct vgs_gic *gic,
					    unsigned bits)
{
	return (enum vgs_group)gic->group_of[bits >> VGS_IRQ_GROUP_SHIFT & 3u];
}

/* Is the interrupt's NMI property in force (GIC-N1, GIC-N2)? */
static inline bool vgs_core_nmi(const struct vgs_gic *gic, unsigned bits)
{
	return gic->cfg.nmi && (bits & VGS_IRQ_NMI) &&
	       vgs_core_group(gic, bits) != VGS_G0;
}

/* Priority the interrupt competes with: NMIs have superpriority (GIC-N2). */
static inline uint8_t vgs_core_priority(const struct vgs_gic *gic,
					const struct vgs_irq *irq)
{
	if (!VGS_RULE(GIC_N2, vgs_core_nmi(gic, irq->bits)))
		return irq->priority;
	if (gic->one_security_state ||
	    vgs_core_group(gic, irq->bits) != VGS_G1NS)
		return 0;
	return 0x80u;
}

#endif
