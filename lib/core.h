/* SPDX-License-Identifier: MIT */
/*
 * The object behind the handle: its config, its plain-data state, and the
 * funnel through which every change of an interrupt goes.
 *
 * Interrupts live in one array of slots: the private ones of PE 0, of PE 1, …,
 * then SPIs, then extended SPIs.  Models never touch vgs_irq.bits: they send
 * events through vgs_core_event(), which keeps index, signals and trace right.
 */
#ifndef VGS_CORE_H
#define VGS_CORE_H

#include <libvgicsim/gic.h>

#include "choice.h"
#include "cpuif.h"
#include "gate.h"
#include "irq.h"
#include "lpi.h"
#include "lr.h"
#include "map.h"
#include "ready.h"
#include "reg.h"
#include "rule.h"
#include "trace.h"

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

/* An LPI has no slot: it stands in the pool. */
#define VGS_SLOT_LPI (UINT32_MAX - 1)

/* Highest priority pending interrupt of a PE. */
struct vgs_hppi {
	uint32_t slot; /* VGS_NO_SLOT: none; VGS_SLOT_LPI */
	uint32_t intid;
	uint8_t priority;
	bool nmi;
	enum vgs_group group;
};

/* Where nothing stands in the order of selection: behind everything. */
#define VGS_KEY_NONE UINT64_MAX

/*
 * Derived: what a PE is offered and its wires.  A flag of @dirty says what is
 * not true any more and is made anew when the outermost call ends.
 */
struct vgs_offer {
	struct vgs_hppi best;
	uint64_t key;	    /* of best, vgs_core_key() */
	uint32_t levels;    /* of the wires, as last reported */
	uint8_t candidates; /* groups that take part in the selection */
	bool signalled;	    /* is best? */
	uint8_t dirty;	    /* VGS_DIRTY_* */
	bool watch;	    /* whatever becomes ready is of interest */
};

/* --- sections: plain-data state for save, restore, hash, diff ----- */

struct vgs_member {
	const char *name;
	uint16_t offset;
	uint8_t size;	/* 1, 2, 4 or 8 bytes */
	uint16_t count; /* elements of an array member, 1 otherwise */
};

#define VGS_MEMBER(type, field, size)                                          \
	{                                                                      \
#field, offsetof(struct type, field), size, 1                  \
	}
#define VGS_MEMBER_ARRAY(type, field, size, count)                             \
	{                                                                      \
#field, offsetof(struct type, field), size, count              \
	}

struct vgs_section {
	const char *name;
	const struct vgs_member *members; /* cover every byte, in order */
	unsigned member_count;
	uint32_t item_size;
	uint32_t count;
	void *items;
	/* Is this item of a hostile image possible?  NULL: any is. */
	bool (*valid)(const struct vgs_gic *gic, const void *item,
		      uint32_t index);
};

#define VGS_SECTIONS_MAX 16

/* What follows from the sections and is copied with them. */
struct vgs_derived {
	void *items;
	size_t size;
};

#define VGS_DERIVED_MAX 8

/* Parts of the one allocation, collected before it is made and laid out after.
 */
struct vgs_layout {
	unsigned char *base; /* NULL while sizes are collected */
	size_t size;
};

/* Next @size bytes, 64-byte aligned; NULL while sizes are collected. */
void *vgs_layout_take(struct vgs_layout *layout, size_t size);

/* --- models ----------------------------------------------------------------
 */

struct vgs_model {
	const char *name;
	/* Take state from the layout and, with a base, register sections. */
	void (*layout)(struct vgs_gic *gic, struct vgs_layout *layout);
	/* Reset of everything but wires; PE state was reset by the core. */
	void (*reset)(struct vgs_gic *gic);
	void (*reset_pe)(struct vgs_gic *gic, unsigned pe);
	/* Which VGS_IRQ_UNKNOWN_* properties a reset leaves UNKNOWN. */
	unsigned (*unknown)(const struct vgs_gic *gic, uint32_t slot);
	/* After restore or copy: recompute what the model derives. */
	void (*rebuild)(struct vgs_gic *gic);
	/* What the software context of a PE decides changed. */
	void (*context)(struct vgs_gic *gic, unsigned pe);
	/* VGS_SIG_IRQ | FIQ | NMI for the PE's signalled interrupt. */
	uint32_t (*levels)(const struct vgs_gic *gic, unsigned pe,
			   const struct vgs_hppi *hppi);
	/* Frames: NULL entries are absent. */
	const struct vgs_frame_desc *(*frame)(const struct vgs_gic *gic,
					      enum vgs_frame frame);
	/* System registers: NULL where the version has none. */
	int (*sysreg_read)(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
			   uint64_t *ret_value);
	int (*sysreg_write)(struct vgs_gic *gic, unsigned pe,
			    enum vgs_sysreg id, uint64_t value);
	int (*sysreg_peek)(const struct vgs_gic *gic, unsigned pe,
			   enum vgs_sysreg id, uint64_t *ret_value);
	/* An LPI was acknowledged on @pe: it is not pending any more. */
	void (*lpi_acknowledged)(struct vgs_gic *gic, unsigned pe,
				 uint32_t intid);
	/*
	 * A vLPI or virtual SGI that is more urgent than @best takes its
	 * place; one of these was acknowledged.  Called with gic->direct.
	 */
	void (*direct_select)(const struct vgs_gic *gic, unsigned pe,
			      struct vgs_vhppi *best);
	void (*direct_acknowledged)(struct vgs_gic *gic, unsigned pe,
				    uint32_t vintid);
	/* Self-check: a walk over all of them gives what direct_select() does. */
	bool (*direct_agrees)(const struct vgs_gic *gic, unsigned pe);
	/* Run a deferred action. */
	void (*work)(struct vgs_gic *gic, const struct vgs_work *work);
	/*
	 * The gates before those of every interrupt that an LPI of this PE
	 * passes, as the model has them; how many.  Without LPIs none asks.
	 */
	unsigned (*lpi_gates)(const struct vgs_gic *gic, unsigned pe,
			      uint32_t intid, struct vgs_gate_info *ret_gates);
	/* Register that decides a gate and its value, for explain. */
	const char *(*gate_reg)(const struct vgs_gic *gic, enum vgs_gate gate,
				unsigned pe, uint32_t slot,
				uint64_t *ret_value);
	/*
	 * Quirk QD-33: an event of a shared interrupt whose state is kept for
	 * each CPU; of @pe's doing, VGS_NO_PE: for all of them.
	 */
	void (*banked_event)(struct vgs_gic *gic, uint32_t slot, unsigned pe,
			     enum vgs_irq_event event, unsigned rule);
	/* The input CFGSDISABLE; NULL: there is none. */
	void (*lock)(struct vgs_gic *gic, bool level);
	/* A legacy input of @pe; NULL: there are none. */
	void (*bypass)(struct vgs_gic *gic, unsigned pe, enum vgs_signal input,
		       bool level);
	/* Fields of a register whose views differ; NULL: the row's own. */
	const struct vgs_field *(*fields)(const struct vgs_gic *gic,
					  const struct vgs_reg_ref *ref,
					  const struct vgs_access *access);
};

/* --- the object ------------------------------------------------------------
 */

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
	unsigned depth;
	unsigned visits; /* of tables and LPIs that it made */
	bool in_callback;
	bool naive;	 /* bench: evaluate without the index */
	bool blocked;	 /* in_callback or broken: one test per call */
	const char *bug; /* file:line of ours that broke the instance */
	size_t alloc_size;
	uint64_t shape_digest; /* of what decides the meaning of an image */
};

/* One entry to the object: nests; -VGS_EBUSY, -VGS_EBUG. */
static inline int vgs_core_enter(struct vgs_gic *gic)
{
	if (gic->blocked)
		return gic->bug ? -VGS_EBUG : -VGS_EBUSY;
	gic->depth++;
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

/* Compute and report signals of dirty PEs; called at depth 0 only. */
void vgs_core_flush(struct vgs_gic *gic);

static inline void vgs_core_leave(struct vgs_gic *gic)
{
	if (--gic->depth == 0 && gic->dirty_count)
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

/* What is selected if this interrupt is. */
static inline void vgs_core_hppi(const struct vgs_gic *gic, uint32_t slot,
				 uint32_t intid, struct vgs_hppi *ret_hppi)
{
	const struct vgs_irq *irq = &gic->irqs[slot];

	ret_hppi->slot = slot;
	ret_hppi->intid = intid;
	ret_hppi->priority = vgs_core_priority(gic, irq);
	ret_hppi->nmi = vgs_core_nmi(gic, irq->bits);
	ret_hppi->group = vgs_core_group(gic, irq->bits);
}

/* --- the funnel: every change of an interrupt -------------------------------
 */

/*
 * The interrupt's bits are @bits from now on.  Keeps the index and offers,
 * marks PEs dirty, traces.
 */
void vgs_core_commit(struct vgs_gic *gic, uint32_t slot, unsigned bits,
		     unsigned rule);

/* Send an event to the state machine of irq.h.  @rule: why, for the trace. */
static inline void vgs_core_event(struct vgs_gic *gic, uint32_t slot,
				  enum vgs_irq_event event, unsigned rule)
{
	unsigned old_bits = gic->irqs[slot].bits;
	unsigned bits = vgs_irq_next(old_bits, event);

	if (bits != old_bits)
		vgs_core_commit(gic, slot, bits, rule);
}

/* Quirk QD-33: is the state of this interrupt kept for each CPU? */
static inline bool vgs_core_banked(const struct vgs_gic *gic, uint32_t slot)
{
	return gic->banked && !vgs_core_is_private(gic, slot);
}

/* vgs_core_event() where QD-33 asks whose doing it is; VGS_NO_PE: of all. */
static inline void vgs_core_event_by(struct vgs_gic *gic, uint32_t slot,
				     unsigned pe, enum vgs_irq_event event,
				     unsigned rule)
{
	if (vgs_core_banked(gic, slot))
		gic->model->banked_event(gic, slot, pe, event, rule);
	else
		vgs_core_event(gic, slot, event, rule);
}

/* Change group, modifier, NMI or NSACR bits: @mask of @bits. */
void vgs_core_set_bits(struct vgs_gic *gic, uint32_t slot, unsigned mask,
		       unsigned bits);

/* Priority byte as stored; unimplemented bits are dropped (GIC-D1). */
void vgs_core_set_priority(struct vgs_gic *gic, uint32_t slot,
			   uint8_t priority);

/* GICv2 byte: target CPUs of an SPI, pending sources of an SGI. */
void vgs_core_set_cpus(struct vgs_gic *gic, uint32_t slot, uint8_t cpus);

/* Route of a shared slot: a PE, VGS_ROUTE_NONE, VGS_ROUTE_CPUS | mask. */
void vgs_core_set_route(struct vgs_gic *gic, uint32_t slot, uint16_t route);

/* True if the interrupt is forwarded to @pe when it is ready. */
bool vgs_core_targets(const struct vgs_gic *gic, uint32_t slot, unsigned pe);

/* group_of[] or a whole property changed: index everything anew. */
void vgs_core_reindex(struct vgs_gic *gic);

/* Wires that list registers and the virtual CPU interface decide. */
#define VGS_VIRTUAL_LEVELS                                                     \
	((uint32_t)VGS_SIG_VIRQ | VGS_SIG_VFIQ | VGS_SIG_VNMI |                \
	 VGS_SIG_MAINTENANCE)

/* What is not true any more of a PE's offer. */
#define VGS_DIRTY_LEVELS  (1u << 0) /* signalled, and the physical signals */
#define VGS_DIRTY_BEST	  (1u << 1) /* best */
#define VGS_DIRTY_GROUPS  (1u << 2) /* candidates, and with them best */
#define VGS_DIRTY_VIRTUAL (1u << 3) /* the virtual signals and maintenance */
#define VGS_DIRTY_ALL	  (VGS_BIT(4) - 1)

static inline void vgs_core_mark(struct vgs_gic *gic, unsigned pe,
				 unsigned flags)
{
	struct vgs_offer *offer = &gic->offer[pe];

	if (!offer->dirty)
		gic->dirty[gic->dirty_count++] = (uint16_t)pe;
	offer->dirty |= (uint8_t)flags;
}

/* Groups forwarded, WAKER, IGRPEN or PMR changed. */
static inline void vgs_core_dirty(struct vgs_gic *gic, unsigned pe)
{
	vgs_core_mark(gic, pe, VGS_DIRTY_ALL);
}

/*
 * Only the context did: what is selected stays, but vLPIs may be anybody's no
 * more.
 */
static inline void vgs_core_dirty_context(struct vgs_gic *gic, unsigned pe)
{
	vgs_core_mark(gic, pe,
		      VGS_DIRTY_LEVELS |
			      (gic->direct ? VGS_DIRTY_VIRTUAL : 0u));
}

/* Only what a model makes of the offer did: what is selected stays. */
static inline void vgs_core_dirty_levels(struct vgs_gic *gic, unsigned pe)
{
	vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS);
}

/* Only active priorities did: what nobody is offered, is not signalled. */
static inline void vgs_core_dirty_running(struct vgs_gic *gic, unsigned pe)
{
	if (gic->offer[pe].best.slot != VGS_NO_SLOT || gic->offer[pe].dirty)
		vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS);
}

/*
 * Only list registers or the virtual CPU interface did: nothing comes of it
 * while that is off (GIC-Q14, GIC-Q31) and its wires are low.
 */
static inline void vgs_core_dirty_virtual(struct vgs_gic *gic, unsigned pe)
{
	if ((gic->vif[pe].hcr & VGS_HCR_EN) ||
	    (gic->offer[pe].levels & VGS_VIRTUAL_LEVELS))
		vgs_core_mark(gic, pe, VGS_DIRTY_VIRTUAL);
}

void vgs_core_dirty_all(struct vgs_gic *gic);

/* --- selection and the CPU interface ----------------------------------------
 */

/* Effective security state of software on @pe: EL3, or SCR_EL3.NS = 0. */
bool vgs_core_pe_secure(const struct vgs_gic *gic, unsigned pe);

/* EL2 exists for the current security state (GIC-Q2). */
bool vgs_core_el2_enabled(const struct vgs_gic *gic, unsigned pe);

/* The PE's side of the gates. */
static inline void vgs_core_gate_pe(const struct vgs_gic *gic, unsigned pe,
				    struct vgs_gate_pe *ret_pe)
{
	ret_pe->cpu = &gic->pe[pe].cpu;
	ret_pe->shape = &gic->shape;
	ret_pe->forwarded = gic->forwarded;
	ret_pe->awake = gic->pe[pe].awake;
	ret_pe->security = !gic->one_security_state;
	ret_pe->secure = gic->cfg.nmi && vgs_core_pe_secure(gic, pe);
}

/*
 * The order of selection: the smallest key first.  The level of the priority,
 * then whether it is an NMI (GIC-N5), then the rank of the INTID (GIC-D33).
 */
#define VGS_RANK_LPI 0x10000u /* of LPI 0, GIC-L22: behind all others */

static inline unsigned vgs_core_level(const struct vgs_gic *gic,
				      unsigned priority, bool nmi)
{
	unsigned level = priority >> gic->level_shift;

	return gic->cfg.nmi ? level * 2 + !nmi : level;
}

static inline uint64_t vgs_core_key(unsigned level, uint32_t rank)
{
	return (uint64_t)level << 32 | rank;
}

static inline uint64_t vgs_core_lpi_key(const struct vgs_gic *gic,
					uint8_t priority, uint32_t intid)
{
	return vgs_core_key(vgs_core_level(gic, priority, false),
			    VGS_RANK_LPI + intid);
}

/*
 * Fill in candidates of an offer: the groups that the Distributor forwards and
 * the CPU interface enables.  Choice GIC-D37: "hidden" lets a group that only
 * IGRPEN disables hide the others.
 */
void vgs_core_admit(const struct vgs_gic *gic, unsigned pe,
		    struct vgs_offer *offer);

/* Then best and key: the highest priority pending interrupt among those. */
void vgs_core_select_now(const struct vgs_gic *gic, unsigned pe,
			 struct vgs_offer *offer);

/* From now on the gates of all interrupts are evaluated (bench, tests). */
void vgs_core_evaluate_naively(struct vgs_gic *gic);

/* The best; whatever changes it marks the PE dirty, so it is kept till then. */
static inline struct vgs_hppi vgs_core_select(const struct vgs_gic *gic,
					      unsigned pe)
{
	struct vgs_offer offer;

	if (!(gic->offer[pe].dirty & VGS_DIRTY_BEST))
		return gic->offer[pe].best;
	vgs_core_admit(gic, pe, &offer);
	vgs_core_select_now(gic, pe, &offer);
	return offer.best;
}

/* The self-check looks at each PE for which something changed. */
static inline void vgs_core_suspect(struct vgs_gic *gic, unsigned pe)
{
#ifdef VGS_SELFCHECK
	vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS);
#else
	(void)gic;
	(void)pe;
#endif
}

/* An interrupt became ready on a PE: is it the best now? */
void vgs_core_offer_now(struct vgs_gic *gic, unsigned pe, uint64_t key,
			const struct vgs_hppi *hppi);

static inline void vgs_core_offer(struct vgs_gic *gic, unsigned pe,
				  uint64_t key, const struct vgs_hppi *hppi)
{
	const struct vgs_offer *offer = &gic->offer[pe];

	vgs_core_suspect(gic, pe);
	if (key < offer->key || offer->watch)
		vgs_core_offer_now(gic, pe, key, hppi);
}

/* One is not ready any more: was it the best? */
static inline void vgs_core_withdraw(struct vgs_gic *gic, unsigned pe,
				     uint64_t key)
{
	const struct vgs_offer *offer = &gic->offer[pe];

	vgs_core_suspect(gic, pe);
	if (key == offer->key || offer->watch)
		vgs_core_mark(gic, pe, VGS_DIRTY_LEVELS | VGS_DIRTY_BEST);
}

/* Acknowledge it on @pe: active priority, state.  GICv2 SGI sources too. */
void vgs_core_acknowledge(struct vgs_gic *gic, unsigned pe,
			  const struct vgs_hppi *hppi);

/* Priority drop of the most urgent active priority of @group. */
void vgs_core_drop(struct vgs_gic *gic, unsigned pe, enum vgs_group group);

/* Deactivate by EOI, DIR or ICACTIVER; inactive ones raise @finding. */
void vgs_core_deactivate(struct vgs_gic *gic, unsigned pe, uint32_t slot,
			 unsigned rule);

/* Deactivation by a list register with HW=1 (GIC-P6 .. GIC-P9). */
void vgs_core_deactivate_hw(struct vgs_gic *gic, unsigned pe, uint32_t pintid);

/* --- context -----------------------------------------------------------------
 */

/* HCR_EL2.{FMO,IMO} as they redirect EL1 accesses: bits 0 (FMO) and 1 (IMO). */
unsigned vgs_core_pe_virtual(const struct vgs_gic *gic, unsigned pe);
/* Which of these signals the PE would take; vgs_gic_takes() with its own. */
uint32_t vgs_core_takes(const struct vgs_gic *gic, unsigned pe,
			uint32_t levels);

/* --- events ------------------------------------------------------------------
 */

void vgs_core_trace(const struct vgs_gic *gic, const struct vgs_event *event);

/* Misuse by software: a finding with its code (facts section V). */
void vgs_core_finding(const struct vgs_gic *gic, unsigned pe, uint32_t intid,
		      unsigned rule);

/* An access without effect and why. */
void vgs_core_ignored(const struct vgs_gic *gic, unsigned pe, const char *reg,
		      uint64_t value, unsigned rule);

/* --- sections and choices ----------------------------------------- */

void vgs_core_section(struct vgs_gic *gic, const struct vgs_section *section);

/* Derived plain data, which a copy takes over; called from a layout(). */
void vgs_core_derived(struct vgs_gic *gic, void *items, size_t size);

/*
 * Take over what is derived from the sections, which are equal.  False: it has
 * to be rebuilt.
 */
bool vgs_core_copy_derived(struct vgs_gic *dst, const struct vgs_gic *src);

/* Next word of a reset pattern: a value that no software may rely on. */
uint32_t vgs_core_pattern(uint32_t *state);

/* The core's own sections; models add theirs from their layout(). */
void vgs_core_state_sections(struct vgs_gic *gic);

/* Digest of the config as far as it decides what an image means. */
uint64_t vgs_core_shape_digest(const struct vgs_gic *gic);

/* Recompute everything derived: after a restore or a copy. */
void vgs_core_rebuild(struct vgs_gic *gic);

/* Bits and words of the bitmap of deferred actions. */
unsigned vgs_core_work_bits(const struct vgs_gic *gic);
size_t vgs_core_work_words(const struct vgs_gic *gic);
/* Can the machine have that one? */
bool vgs_core_work_exists(const struct vgs_gic *gic, unsigned bit);

/* Self-check: do the index and the naive evaluation choose the same? */
bool vgs_core_select_agrees(const struct vgs_gic *gic, unsigned pe);

/* Faults of other implementations, off by default: index into quirk.c. */
enum vgs_quirk_id {
	VGS_QUIRK_QD_4,
	VGS_QUIRK_QD_6,
	VGS_QUIRK_QD_32,
	VGS_QUIRK_QD_33,
	VGS_QUIRK_QD_34,
	VGS_QUIRK_QD_35,
	VGS_QUIRK_QD_40,
	VGS_QUIRK_QD_41,
	VGS_QUIRK_QD_42,
	VGS_QUIRK_QD_44,
	VGS_QUIRK_QX_3,
	VGS_QUIRK_QX_4,
	VGS_QUIRKS,
};

#define VGS_QUIRK(gic, id) ((gic)->cfg.quirks & VGS_BIT(VGS_QUIRK_##id))

/* Deferred actions: in step mode they wait, else they run at once. */
void vgs_core_defer(struct vgs_gic *gic, enum vgs_work_kind kind,
		    unsigned index);
/* The same, but it waits in every mode: the budget of the call is used up. */
void vgs_core_postpone(struct vgs_gic *gic, enum vgs_work_kind kind,
		       unsigned index);
/* What is deferred will not happen. */
void vgs_core_cancel(struct vgs_gic *gic, enum vgs_work_kind kind,
		     unsigned index);
bool vgs_core_deferred(const struct vgs_gic *gic, enum vgs_work_kind kind,
		       unsigned index);

/* --- whether it is signalled ------------------------------------ */

/* Does it preempt what runs (GIC-D16), quirk QD-44 considered? */
static inline bool vgs_core_preempts(const struct vgs_gic *gic,
				     const struct vgs_gate_pe *view,
				     const struct vgs_gate_irq *gated)
{
	if (VGS_QUIRK(gic, QD_44))
		return gated->priority <
		       vgs_cpuif_running(view->cpu, view->shape);
	return vgs_gate_running(view, gated);
}

/* May the CPU interface signal what is selected: GIC-E2? */
static inline bool vgs_core_signalled_now(const struct vgs_gic *gic,
					  unsigned pe,
					  const struct vgs_hppi *hppi)
{
	struct vgs_gate_pe view;
	struct vgs_gate_irq gated = {
		.priority = hppi->priority,
		.group = hppi->group,
		.nmi = hppi->nmi,
		.targeted = true,
	};

	if (hppi->slot == VGS_NO_SLOT)
		return false;
	vgs_core_gate_pe(gic, pe, &view);
	return vgs_gate_group_enable(&view, hppi->group) &&
	       vgs_gate_igrpen(&view, hppi->group) &&
	       vgs_gate_pmr(&view, &gated) &&
	       vgs_core_preempts(gic, &view, &gated);
}

/* The same, for where it seldom is asked. */
VGS_COLD bool vgs_core_signalled_anew(const struct vgs_gic *gic, unsigned pe,
				      const struct vgs_hppi *hppi);

/* The same, kept like the selection; @hppi is what vgs_core_select() gave. */
static inline bool vgs_core_signalled(const struct vgs_gic *gic, unsigned pe,
				      const struct vgs_hppi *hppi)
{
	if (!(gic->offer[pe].dirty & (VGS_DIRTY_LEVELS | VGS_DIRTY_BEST)))
		return gic->offer[pe].signalled;
	return vgs_core_signalled_anew(gic, pe, hppi);
}

#endif
