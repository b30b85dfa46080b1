/* SPDX-License-Identifier: MIT */
/*
 * The generic timer: pure functions on one timer, and the timers of a machine
 * with their wires.  Left out is what timer.h says.
 */
#include <libvgicsim/timer.h>

#include <string.h>

#include "alloc.h"
#include "bits.h"
#include "rule.h"

#define WRITABLE (VGS_TIMER_CTL_ENABLE | VGS_TIMER_CTL_IMASK)

/* --- one timer: pure ---------------------------------------------- */

static uint64_t count_of(const struct vgs_timer *timer, uint64_t counter)
{
	return counter - timer->offset;
}

bool vgs_timer_expired(const struct vgs_timer *timer, uint64_t counter)
{
	return timer->cval <= count_of(timer, counter);
}

bool vgs_timer_can_fire(const struct vgs_timer *timer)
{
	return (timer->ctl & WRITABLE) == VGS_TIMER_CTL_ENABLE;
}

bool vgs_timer_output(const struct vgs_timer *timer, uint64_t counter)
{
	return VGS_RULE(KVM_TM_3, vgs_timer_can_fire(timer) &&
					  vgs_timer_expired(timer, counter));
}

bool vgs_timer_deadline(const struct vgs_timer *timer, uint64_t counter,
			uint64_t *ret_counter)
{
	uint64_t left = 0;

	if (!vgs_timer_can_fire(timer))
		return false;
	if (!vgs_timer_expired(timer, counter))
		left = timer->cval - count_of(timer, counter);
	if (left > UINT64_MAX - counter)
		return false;
	*ret_counter = counter + left;
	return true;
}

uint64_t vgs_timer_read(const struct vgs_timer *timer, uint64_t counter,
			enum vgs_timer_reg reg)
{
	uint64_t count = count_of(timer, counter);

	switch (reg) {
	case VGS_TIMER_CTL:
		if ((timer->ctl & VGS_TIMER_CTL_ENABLE) &&
		    vgs_timer_expired(timer, counter))
			return timer->ctl | VGS_TIMER_CTL_ISTATUS;
		return timer->ctl;
	case VGS_TIMER_CVAL:
		return timer->cval;
	case VGS_TIMER_TVAL:
		return (uint32_t)(timer->cval - count);
	case VGS_TIMER_OFFSET:
		return timer->offset;
	case VGS_TIMER_COUNT:
		return count;
	case VGS_TIMER_REGS:
		break;
	}
	return 0;
}

/* A signed 32-bit distance, as 64 bits. */
static uint64_t extended(uint64_t value)
{
	uint64_t low = value & UINT32_MAX;

	if (VGS_RULE(KVM_TM_9, low >> 31))
		return low | UINT64_C(0xffffffff00000000);
	return low;
}

void vgs_timer_write(struct vgs_timer *timer, uint64_t counter,
		     enum vgs_timer_reg reg, uint64_t value)
{
	switch (reg) {
	case VGS_TIMER_CTL:
		timer->ctl = value & WRITABLE;
		return;
	case VGS_TIMER_CVAL:
		timer->cval = value;
		return;
	case VGS_TIMER_TVAL:
		timer->cval = count_of(timer, counter) + extended(value);
		return;
	case VGS_TIMER_OFFSET:
		timer->offset = value;
		return;
	case VGS_TIMER_COUNT:
	case VGS_TIMER_REGS:
		return;
	}
}

static const char *const names[VGS_TIMER_IDS][VGS_TIMER_REGS] = {
	[VGS_TIMER_VIRTUAL] = { "CNTV_CTL_EL0", "CNTV_CVAL_EL0",
				"CNTV_TVAL_EL0", "CNTVOFF_EL2", "CNTVCT_EL0" },
	[VGS_TIMER_PHYSICAL] = { "CNTP_CTL_EL0", "CNTP_CVAL_EL0",
				 "CNTP_TVAL_EL0", "CNTPOFF_EL2", "CNTPCT_EL0" },
};

const char *vgs_timer_reg_name(enum vgs_timer_id id, enum vgs_timer_reg reg)
{
	return (unsigned)id < VGS_TIMER_IDS && (unsigned)reg < VGS_TIMER_REGS
		       ? names[id][reg]
		       : NULL;
}

int vgs_timer_reg_by_name(const char *name, enum vgs_timer_id *ret_id,
			  enum vgs_timer_reg *ret_reg)
{
	for (unsigned id = 0; name && id < VGS_TIMER_IDS; id++) {
		for (unsigned reg = 0; reg < VGS_TIMER_REGS; reg++) {
			if (strcmp(names[id][reg], name))
				continue;
			*ret_id = (enum vgs_timer_id)id;
			*ret_reg = (enum vgs_timer_reg)reg;
			return 0;
		}
	}
	return -VGS_ENOENT;
}

/* --- a machine's ---------------------------------------------------------- */

/* Plain data: a timer and the level that its wire was driven to. */
struct wired {
	struct vgs_timer timer;
	bool level;
};

struct vgs_timers {
	struct vgs_timers_config cfg;
	uint64_t counter;
	struct wired *timers; /* by PE, then by id */
};

void vgs_timers_config_default(struct vgs_timers_config *cfg,
			       struct vgs_gic *gic)
{
	*cfg = (struct vgs_timers_config){
		.size = sizeof(*cfg),
		.pes = gic ? vgs_gic_config(gic)->pes : 1,
		.intids = { [VGS_TIMER_VIRTUAL] = 27,
			    [VGS_TIMER_PHYSICAL] = 30 },
		.gic = gic,
	};
}

static bool possible(const struct vgs_timers_config *cfg)
{
	if (cfg->size != sizeof(*cfg) || !cfg->pes || cfg->pes > VGS_MAX_PES ||
	    (!cfg->gic && !cfg->set_line))
		return false;
	for (unsigned id = 0; id < VGS_TIMER_IDS; id++)
		if (cfg->intids[id] < VGS_INTID_PPI ||
		    cfg->intids[id] >= VGS_INTID_SPI)
			return false;
	return cfg->intids[0] != cfg->intids[1];
}

int vgs_timers_new(const struct vgs_timers_config *cfg,
		   struct vgs_timers **ret_timers)
{
	struct vgs_allocator alloc;
	struct vgs_timers *t;
	size_t head = (sizeof(*t) + 63u) & ~(size_t)63u;

	if (!cfg || !ret_timers || !possible(cfg))
		return -VGS_EINVAL;
	alloc = cfg->alloc.zalloc ? cfg->alloc : vgs_alloc_libc();
	t = alloc.zalloc(alloc.user, head + (size_t)cfg->pes * VGS_TIMER_IDS *
						     sizeof(*t->timers));
	if (!t)
		return -VGS_ENOMEM;
	t->cfg = *cfg;
	t->cfg.alloc = alloc;
	t->timers = (void *)((unsigned char *)t + head);
	*ret_timers = t;
	return 0;
}

struct vgs_timers *vgs_timers_free(struct vgs_timers *timers)
{
	struct vgs_allocator alloc;

	if (timers) {
		alloc = timers->cfg.alloc;
		alloc.free(alloc.user, timers);
	}
	return NULL;
}

static struct wired *at(const struct vgs_timers *t, unsigned pe,
			enum vgs_timer_id id)
{
	if (pe >= t->cfg.pes || (unsigned)id >= VGS_TIMER_IDS)
		return NULL;
	return &t->timers[pe * VGS_TIMER_IDS + (unsigned)id];
}

static int set_line(struct vgs_timers *t, unsigned pe, unsigned id, bool level)
{
	uint32_t intid = t->cfg.intids[id];

	if (t->cfg.set_line)
		return t->cfg.set_line(t->cfg.user, pe, intid, level);
	return vgs_gic_set_line(t->cfg.gic, VGS_PRIVATE(pe, intid), level);
}

/* Drives a wire whose level is not the output's any more. */
static int drive(struct vgs_timers *t, unsigned pe, unsigned id)
{
	struct wired *w = at(t, pe, (enum vgs_timer_id)id);
	bool level = vgs_timer_output(&w->timer, t->counter);
	int err;

	if (level == w->level)
		return 0;
	err = set_line(t, pe, id, level);
	if (!err)
		w->level = level;
	return err;
}

uint64_t vgs_timers_counter(const struct vgs_timers *timers)
{
	return timers->counter;
}

int vgs_timers_set_counter(struct vgs_timers *timers, uint64_t counter)
{
	int err = 0;

	timers->counter = counter;
	for (unsigned pe = 0; pe < timers->cfg.pes && !err; pe++)
		for (unsigned id = 0; id < VGS_TIMER_IDS && !err; id++)
			err = drive(timers, pe, id);
	return err;
}

bool vgs_timers_deadline(const struct vgs_timers *timers, uint64_t *ret_counter)
{
	bool found = false;
	uint64_t when;

	for (unsigned n = 0; n < timers->cfg.pes * VGS_TIMER_IDS; n++) {
		const struct wired *w = &timers->timers[n];

		if (w->level ||
		    !vgs_timer_deadline(&w->timer, timers->counter, &when) ||
		    (found && when >= *ret_counter))
			continue;
		found = true;
		*ret_counter = when;
	}
	return found;
}

bool vgs_timers_output(const struct vgs_timers *timers, unsigned pe,
		       enum vgs_timer_id id)
{
	const struct wired *w = at(timers, pe, id);

	return w && vgs_timer_output(&w->timer, timers->counter);
}

int vgs_timers_read(const struct vgs_timers *timers, unsigned pe,
		    enum vgs_timer_id id, enum vgs_timer_reg reg,
		    uint64_t *ret_value)
{
	const struct wired *w = at(timers, pe, id);

	if (!w || (unsigned)reg >= VGS_TIMER_REGS)
		return -VGS_ERANGE;
	*ret_value = vgs_timer_read(&w->timer, timers->counter, reg);
	return 0;
}

int vgs_timers_write(struct vgs_timers *timers, unsigned pe,
		     enum vgs_timer_id id, enum vgs_timer_reg reg,
		     uint64_t value)
{
	struct wired *w = at(timers, pe, id);

	if (!w || (unsigned)reg >= VGS_TIMER_REGS)
		return -VGS_ERANGE;
	vgs_timer_write(&w->timer, timers->counter, reg, value);
	return drive(timers, pe, (unsigned)id);
}

static int ops_read(void *user, unsigned pe, enum vgs_timer_id id,
		    enum vgs_timer_reg reg, uint64_t *ret_value)
{
	return vgs_timers_read(user, pe, id, reg, ret_value);
}

static int ops_write(void *user, unsigned pe, enum vgs_timer_id id,
		     enum vgs_timer_reg reg, uint64_t value)
{
	return vgs_timers_write(user, pe, id, reg, value);
}

void vgs_timers_ops(struct vgs_timer_ops *ops, struct vgs_timers *timers)
{
	*ops = (struct vgs_timer_ops){ ops_read, ops_write, timers };
}

/* --- images ------------------------------------------------------- */

#define MAGIC UINT64_C(0x314d495447534756) /* "VGSGTIM1" */
#define HEAD  3u			   /* words: magic, PEs, counter */
#define WORDS 3u /* of a timer: CVAL, offset, CTL and level */

static size_t words(const struct vgs_timers *t)
{
	return HEAD + (size_t)t->cfg.pes * VGS_TIMER_IDS * WORDS;
}

/* Word @n of the image. */
static uint64_t word(const struct vgs_timers *t, size_t n)
{
	const struct wired *w;

	if (n < HEAD)
		return n == 0 ? MAGIC : n == 1 ? t->cfg.pes : t->counter;
	w = &t->timers[(n - HEAD) / WORDS];
	switch ((n - HEAD) % WORDS) {
	case 0:
		return w->timer.cval;
	case 1:
		return w->timer.offset;
	default:
		return w->timer.ctl | (uint64_t)w->level << 8;
	}
}

size_t vgs_timers_save_size(const struct vgs_timers *timers)
{
	return words(timers) * 8;
}

int vgs_timers_save(const struct vgs_timers *timers, void *buf, size_t size)
{
	unsigned char *to = buf;

	if (size < vgs_timers_save_size(timers))
		return -VGS_ERANGE;
	for (size_t n = 0; n < words(timers); n++)
		for (unsigned i = 0; i < 8; i++)
			*to++ = (unsigned char)(word(timers, n) >> 8 * i);
	return 0;
}

static uint64_t get_word(const unsigned char *from, size_t n)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 8; i++)
		value |= (uint64_t)from[n * 8 + i] << 8 * i;
	return value;
}

static struct wired get_timer(const unsigned char *from, size_t n)
{
	uint64_t bits = get_word(from, HEAD + n * WORDS + 2);

	return (struct wired){
		.timer = { .cval = get_word(from, HEAD + n * WORDS),
			   .offset = get_word(from, HEAD + n * WORDS + 1),
			   .ctl = (uint8_t)bits },
		.level = bits >> 8 & 1u,
	};
}

/* Values that no sequence of calls can produce. */
static bool valid(const struct vgs_timers *t, const unsigned char *from)
{
	if (get_word(from, 0) != MAGIC || get_word(from, 1) != t->cfg.pes)
		return false;
	for (size_t n = 0; n < (size_t)t->cfg.pes * VGS_TIMER_IDS; n++)
		if (get_word(from, HEAD + n * WORDS + 2) &
		    ~((uint64_t)WRITABLE | 1u << 8))
			return false;
	return true;
}

int vgs_timers_restore(struct vgs_timers *timers, const void *buf, size_t size)
{
	const unsigned char *from = buf;

	if (size != vgs_timers_save_size(timers) || !valid(timers, from))
		return -VGS_ECORRUPT;
	timers->counter = get_word(from, 2);
	for (size_t n = 0; n < (size_t)timers->cfg.pes * VGS_TIMER_IDS; n++)
		timers->timers[n] = get_timer(from, n);
	return 0;
}

uint64_t vgs_timers_hash(const struct vgs_timers *timers)
{
	uint64_t hash = MAGIC;

	for (size_t n = 0; n < words(timers); n++) {
		hash = (hash ^ word(timers, n)) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	return hash;
}
