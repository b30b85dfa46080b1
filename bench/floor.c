/* SPDX-License-Identifier: MIT */
/* The floor: see floor.h. */
#include "floor.h"

#include <stdlib.h>

#include "bits.h"

struct irq {
	uint8_t priority;
	bool enabled : 1, pending : 1, level : 1, active : 1, edge : 1;
	bool indexed : 1;
	uint16_t pe;
};

/* LPIs of one PE, or vLPIs of a vPE: as struct pe's, a level deeper. */
struct lpis {
	uint32_t top[FLOOR_PRIORITIES]; /* middles that are not empty */
	uint64_t middle[FLOOR_PRIORITIES][FLOOR_LPIS / 4096];
	uint64_t bits[FLOOR_PRIORITIES][FLOOR_LPIS / 64];
};

struct lpi {
	uint8_t priority;
	bool enabled, pending;
	uint16_t pe;
};

struct event {
	uint32_t lpi; /* number of it; 0: the event is not mapped */
	uint16_t collection;
};

struct pe {
	uint32_t priorities;		  /* that have an interrupt */
	uint32_t lpi_priorities;	  /* that have an LPI */
	uint16_t words[FLOOR_PRIORITIES]; /* that are not empty */
	uint64_t bits[FLOOR_PRIORITIES][FLOOR_INTIDS / 64];
	uint32_t running; /* active priorities */
	uint8_t mask;
	bool line, vline;
	uint16_t lr_pending, lr_active;
	uint32_t vrunning;
	uint64_t lr[FLOOR_LRS];
	struct lpis *lpis, *vlpis;
	uint32_t vlpi_priorities; /* that have a vLPI */
};

struct floor {
	unsigned pes;
	struct pe *pe;
	struct irq *shared;
	struct irq (*banked)[32];
	struct lpi *lpi;
	struct event *events;
	uint32_t event_count;
	uint16_t *collections; /* PE of each */
	floor_line_fn line;
	void *user;
};

#define LR_PENDING  (UINT64_C(1) << 62)
#define LR_ACTIVE   (UINT64_C(1) << 63)
#define LR_PRIORITY 48

static struct irq *irq_at(struct floor *floor, unsigned pe, uint32_t intid)
{
	return intid < 32 ? &floor->banked[pe][intid] : &floor->shared[intid];
}

/* --- the index ------------------------------------------------------------ */

static void insert(struct pe *pe, uint32_t intid, unsigned priority)
{
	unsigned p = priority >> 3;

	pe->bits[p][intid / 64] |= VGS_BIT64(intid % 64);
	pe->words[p] |= (uint16_t)VGS_BIT(intid / 64);
	pe->priorities |= VGS_BIT(p);
}

static void take(struct pe *pe, uint32_t intid, unsigned priority)
{
	unsigned p = priority >> 3;

	pe->bits[p][intid / 64] &= ~VGS_BIT64(intid % 64);
	if (pe->bits[p][intid / 64])
		return;
	pe->words[p] &= (uint16_t)~VGS_BIT(intid / 64);
	if (!pe->words[p])
		pe->priorities &= ~VGS_BIT(p);
}

/* The output line: more urgent than the mask and than what runs. */
static void update_line(struct floor *floor, unsigned n)
{
	struct pe *pe = &floor->pe[n];
	unsigned best = 255, running = 256;
	bool line;

	if (pe->priorities | pe->lpi_priorities)
		best = vgs_ctz64(pe->priorities | pe->lpi_priorities) << 3;
	if (pe->running)
		running = vgs_ctz64(pe->running) << 3;
	line = best < pe->mask && best < running;
	if (line != pe->line) {
		pe->line = line;
		floor->line(floor->user, n, false, line);
	}
}

static void update_irq(struct floor *floor, unsigned pe, uint32_t intid,
		       struct irq *irq)
{
	bool ready = irq->enabled && !irq->active &&
		     (irq->pending || (!irq->edge && irq->level));

	if (ready == irq->indexed)
		return;
	irq->indexed = ready;
	if (intid >= 32)
		pe = irq->pe;
	if (ready)
		insert(&floor->pe[pe], intid, irq->priority);
	else
		take(&floor->pe[pe], intid, irq->priority);
	update_line(floor, pe);
}

/* @priorities: those that have one. */
static inline void insert_lpi(struct lpis *lpis, uint32_t *priorities,
			      uint32_t n, unsigned priority)
{
	unsigned p = priority >> 3;

	lpis->bits[p][n / 64] |= VGS_BIT64(n % 64);
	lpis->middle[p][n / 4096] |= VGS_BIT64(n / 64 % 64);
	lpis->top[p] |= VGS_BIT(n / 4096);
	*priorities |= VGS_BIT(p);
}

static inline void take_lpi(struct lpis *lpis, uint32_t *priorities, uint32_t n,
			    unsigned priority)
{
	unsigned p = priority >> 3;

	lpis->bits[p][n / 64] &= ~VGS_BIT64(n % 64);
	if (lpis->bits[p][n / 64])
		return;
	lpis->middle[p][n / 4096] &= ~VGS_BIT64(n / 64 % 64);
	if (lpis->middle[p][n / 4096])
		return;
	lpis->top[p] &= ~VGS_BIT(n / 4096);
	if (!lpis->top[p])
		*priorities &= ~VGS_BIT(p);
}

static uint32_t first_lpi(const struct lpis *lpis, unsigned p)
{
	unsigned top = vgs_ctz64(lpis->top[p]);
	unsigned word = top * 64 + vgs_ctz64(lpis->middle[p][top]);

	return word * 64 + vgs_ctz64(lpis->bits[p][word]);
}

/* --- requests ------------------------------------------------------------- */

void floor_set_line(struct floor *floor, uint32_t intid, bool level)
{
	struct irq *irq;

	if (intid < 32 || intid >= FLOOR_INTIDS)
		return;
	irq = &floor->shared[intid];
	if (irq->level == level)
		return;
	irq->level = level;
	if (irq->edge && level)
		irq->pending = true;
	update_irq(floor, 0, intid, irq);
}

static void set_pending(struct floor *floor, unsigned pe, uint32_t intid)
{
	struct irq *irq = irq_at(floor, pe, intid);

	irq->pending = true;
	update_irq(floor, pe, intid, irq);
}

void floor_set_pending(struct floor *floor, unsigned pe, unsigned n,
		       uint32_t bits)
{
	if (n >= FLOOR_INTIDS / 32)
		return;
	for (; bits; bits &= bits - 1)
		set_pending(floor, pe, n * 32 + vgs_ctz64(bits));
}

void floor_sgi(struct floor *floor, unsigned from, uint64_t value)
{
	uint32_t intid = value >> 24 & 15u;
	unsigned first = (value >> 16 & 0xffu) * 16;

	if (value >> 40 & 1u) {
		for (unsigned pe = 0; pe < floor->pes; pe++) {
			if (pe != from)
				set_pending(floor, pe, intid);
		}
		return;
	}
	for (unsigned targets = value & 0xffffu; targets;
	     targets &= targets - 1) {
		unsigned pe = first + vgs_ctz64(targets);

		if (pe < floor->pes)
			set_pending(floor, pe, intid);
	}
}

/* Number of the LPI that an event makes pending and that is enabled, or 0. */
static inline uint32_t make_pending(struct floor *floor, uint32_t event)
{
	struct lpi *lpi;
	uint32_t n;

	if (event >= floor->event_count || !floor->events[event].lpi)
		return 0;
	n = floor->events[event].lpi;
	lpi = &floor->lpi[n];
	if (lpi->pending)
		return 0;
	lpi->pending = true;
	lpi->pe = floor->collections[floor->events[event].collection];
	return lpi->enabled ? n : 0;
}

void floor_msi(struct floor *floor, uint32_t event)
{
	uint32_t n = make_pending(floor, event);
	struct lpi *lpi = &floor->lpi[n];
	struct pe *pe;

	if (!n)
		return;
	pe = &floor->pe[lpi->pe];
	insert_lpi(pe->lpis, &pe->lpi_priorities, n, lpi->priority);
	update_line(floor, lpi->pe);
}

/* --- the CPU interface ---------------------------------------------------- */

static inline uint32_t take_first_lpi(struct floor *floor, struct lpis *lpis,
				      uint32_t *priorities, unsigned p)
{
	uint32_t n = first_lpi(lpis, p);

	floor->lpi[n].pending = false;
	take_lpi(lpis, priorities, n, floor->lpi[n].priority);
	return n;
}

static uint32_t take_first(struct floor *floor, unsigned n, unsigned p)
{
	struct pe *pe = &floor->pe[n];
	unsigned word = vgs_ctz64(pe->words[p]);
	uint32_t intid = word * 64 + vgs_ctz64(pe->bits[p][word]);
	struct irq *irq = irq_at(floor, n, intid);

	irq->active = true;
	irq->pending = false;
	irq->indexed = false;
	take(pe, intid, irq->priority);
	return intid;
}

uint32_t floor_acknowledge(struct floor *floor, unsigned n)
{
	struct pe *pe;
	unsigned p;
	uint32_t intid;

	if (n >= floor->pes)
		return FLOOR_NONE;
	pe = &floor->pe[n];
	if (!pe->line)
		return FLOOR_NONE;
	p = vgs_ctz64(pe->priorities | pe->lpi_priorities);
	if (pe->priorities & VGS_BIT(p))
		intid = take_first(floor, n, p);
	else
		intid = take_first_lpi(floor, pe->lpis, &pe->lpi_priorities, p);
	pe->running |= VGS_BIT(p);
	update_line(floor, n);
	return intid;
}

void floor_end(struct floor *floor, unsigned n, uint32_t intid)
{
	struct irq *irq;

	if (n >= floor->pes || !floor->pe[n].running ||
	    (intid >= FLOOR_INTIDS && intid < FLOOR_LPI))
		return;
	floor->pe[n].running &= floor->pe[n].running - 1;
	if (intid < FLOOR_LPI) {
		irq = irq_at(floor, n, intid);
		irq->active = false;
		update_irq(floor, n, intid, irq);
	}
	update_line(floor, n);
}

/* --- the virtual CPU interface -------------------------------------------- */

/* Most urgent pending list register, FLOOR_LRS: none. */
static inline unsigned best_lr(const struct pe *pe, unsigned *ret_priority)
{
	unsigned best = FLOOR_LRS;

	*ret_priority = 256;
	for (unsigned m = pe->lr_pending; m; m &= m - 1) {
		unsigned n = vgs_ctz64(m);
		unsigned priority = pe->lr[n] >> LR_PRIORITY & 0xffu;

		if (priority < *ret_priority) {
			*ret_priority = priority;
			best = n;
		}
	}
	return best;
}

/* The virtual line, where the most urgent of what is pending has @priority. */
static inline void set_vline(struct floor *floor, unsigned n, unsigned priority)
{
	struct pe *pe = &floor->pe[n];
	unsigned running = pe->vrunning ? vgs_ctz64(pe->vrunning) << 3 : 256u;
	bool line = priority < 0xff && priority < running;

	if (line != pe->vline) {
		pe->vline = line;
		floor->line(floor->user, n, true, line);
	}
}

static inline void update_vline(struct floor *floor, unsigned n)
{
	unsigned priority;

	best_lr(&floor->pe[n], &priority);
	set_vline(floor, n, priority);
}

void floor_write_lr(struct floor *floor, unsigned pe, unsigned n,
		    uint64_t value)
{
	struct pe *here = &floor->pe[pe];
	unsigned others = ~VGS_BIT(n), pending = value >> 62 == 1;
	unsigned active = (unsigned)(value >> 63);

	here->lr[n] = value;
	here->lr_pending =
		(uint16_t)((here->lr_pending & others) | pending << n);
	here->lr_active = (uint16_t)((here->lr_active & others) | active << n);
	update_vline(floor, pe);
}

uint64_t floor_read_lr(const struct floor *floor, unsigned pe, unsigned n)
{
	return floor->pe[pe].lr[n];
}

uint32_t floor_acknowledge_virtual(struct floor *floor, unsigned n)
{
	struct pe *pe = &floor->pe[n];
	unsigned lr, priority;

	if (!pe->vline)
		return FLOOR_NONE;
	lr = best_lr(pe, &priority);
	pe->lr[lr] ^= LR_PENDING | LR_ACTIVE;
	pe->lr_pending &= (uint16_t)~VGS_BIT(lr);
	pe->lr_active |= (uint16_t)VGS_BIT(lr);
	pe->vrunning |= VGS_BIT(priority >> 3);
	update_vline(floor, n);
	return (uint32_t)pe->lr[lr];
}

void floor_end_virtual(struct floor *floor, unsigned n, uint32_t vintid)
{
	struct pe *pe = &floor->pe[n];

	if (!pe->vrunning)
		return;
	pe->vrunning &= pe->vrunning - 1;
	for (unsigned m = pe->lr_active; m; m &= m - 1) {
		unsigned lr = vgs_ctz64(m);

		if ((uint32_t)pe->lr[lr] == vintid) {
			pe->lr[lr] &= ~LR_ACTIVE;
			pe->lr_active &= (uint16_t)~VGS_BIT(lr);
			break;
		}
	}
	update_vline(floor, n);
}

/* --- vLPIs ------------------------------------------------------------------ */

static void update_vlpi_line(struct floor *floor, unsigned n)
{
	uint32_t priorities = floor->pe[n].vlpi_priorities;

	set_vline(floor, n, priorities ? vgs_ctz64(priorities) << 3 : 255u);
}

void floor_vlpi(struct floor *floor, uint32_t event)
{
	uint32_t n = make_pending(floor, event);
	struct lpi *lpi = &floor->lpi[n];
	struct pe *pe;

	if (!n)
		return;
	pe = &floor->pe[lpi->pe];
	insert_lpi(pe->vlpis, &pe->vlpi_priorities, n, lpi->priority);
	update_vlpi_line(floor, lpi->pe);
}

uint32_t floor_acknowledge_vlpi(struct floor *floor, unsigned n)
{
	struct pe *pe;
	unsigned p;
	uint32_t vintid;

	if (n >= floor->pes)
		return FLOOR_NONE;
	pe = &floor->pe[n];
	if (!pe->vline)
		return FLOOR_NONE;
	p = vgs_ctz64(pe->vlpi_priorities);
	vintid = take_first_lpi(floor, pe->vlpis, &pe->vlpi_priorities, p);
	pe->vrunning |= VGS_BIT(p);
	update_vlpi_line(floor, n);
	return vintid;
}

void floor_end_vlpi(struct floor *floor, unsigned n, uint32_t vintid)
{
	if (n >= floor->pes || !floor->pe[n].vrunning || vintid < FLOOR_LPI)
		return;
	floor->pe[n].vrunning &= floor->pe[n].vrunning - 1;
	update_vlpi_line(floor, n);
}

uint64_t floor_nothing(const struct floor *floor, uint32_t offset)
{
	(void)floor;
	return offset;
}

/* --- creation ------------------------------------------------------------- */

void floor_configure(struct floor *floor, uint32_t intid, uint8_t priority,
		     bool edge, unsigned pe)
{
	floor->shared[intid].priority = priority;
	floor->shared[intid].edge = edge;
	floor->shared[intid].pe = (uint16_t)pe;
}

static bool make_lpis(struct floor *floor, uint32_t events)
{
	bool made;

	floor->lpi = calloc(FLOOR_LPIS, sizeof(*floor->lpi));
	floor->events = calloc(events, sizeof(*floor->events));
	floor->collections = calloc(floor->pes, sizeof(*floor->collections));
	made = floor->lpi && floor->events && floor->collections;
	for (unsigned n = 0; made && n < floor->pes; n++) {
		floor->pe[n].lpis = calloc(1, sizeof(*floor->pe[n].lpis));
		made = floor->pe[n].lpis;
	}
	return made;
}

bool floor_map_lpis(struct floor *floor, uint32_t events, uint8_t priority)
{
	if (!make_lpis(floor, events))
		return false;
	floor->event_count = events;
	for (unsigned n = 0; n < floor->pes; n++)
		floor->collections[n] = (uint16_t)n;
	for (uint32_t i = 0; i < events; i++) {
		floor->events[i].lpi = FLOOR_LPI + i;
		floor->events[i].collection = (uint16_t)(i % floor->pes);
		floor->lpi[FLOOR_LPI + i].priority = priority;
		floor->lpi[FLOOR_LPI + i].enabled = true;
	}
	return true;
}

bool floor_map_vlpis(struct floor *floor, uint32_t events, uint8_t priority,
		     unsigned pe)
{
	if (!floor_map_lpis(floor, events, priority))
		return false;
	for (unsigned n = 0; n < floor->pes; n++)
		floor->collections[n] = (uint16_t)pe;
	floor->pe[pe].vlpis = calloc(1, sizeof(*floor->pe[pe].vlpis));
	return floor->pe[pe].vlpis;
}

void floor_prefer_lpi(struct floor *floor, uint32_t event, uint8_t priority)
{
	floor->lpi[FLOOR_LPI + event].priority = priority;
}

struct floor *floor_free(struct floor *floor)
{
	if (!floor)
		return NULL;
	for (unsigned n = 0; floor->pe && n < floor->pes; n++) {
		free(floor->pe[n].lpis);
		free(floor->pe[n].vlpis);
	}
	free(floor->collections);
	free(floor->lpi);
	free(floor->events);
	free(floor->pe);
	free(floor->shared);
	free(floor->banked);
	free(floor);
	return NULL;
}

struct floor *floor_new(unsigned pes, floor_line_fn line, void *user)
{
	struct floor *floor = calloc(1, sizeof(*floor));

	if (!floor)
		return NULL;
	floor->pes = pes;
	floor->line = line;
	floor->user = user;
	floor->pe = calloc(pes, sizeof(*floor->pe));
	floor->shared = calloc(FLOOR_INTIDS, sizeof(*floor->shared));
	floor->banked = calloc(pes, sizeof(*floor->banked));
	if (!floor->pe || !floor->shared || !floor->banked)
		return floor_free(floor);
	for (unsigned n = 0; n < pes; n++) {
		floor->pe[n].mask = 0xff;
		for (unsigned i = 0; i < 32; i++) {
			floor->banked[n][i].priority = 0xa0;
			floor->banked[n][i].enabled = true;
			floor->banked[n][i].edge = i < 16;
		}
	}
	for (unsigned i = 32; i < FLOOR_INTIDS; i++) {
		floor->shared[i].priority = 0xa0;
		floor->shared[i].enabled = true;
	}
	return floor;
}
