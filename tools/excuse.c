/* SPDX-License-Identifier: MIT */
/*
 * Which excuses apply to an observation.  The file is read by excuse_load.c.
 */
#include "excuse.h"

#include <string.h>

#include "cli.h"
#include "excuse_data.h"
#include "kernel.h"

static bool source_fits(const struct excuse *e, const struct optrace *trace)
{
	const char *version = trace->version ? trace->version : "";

	if (e->kvm != trace->machine.kvm)
		return false;
	if (e->source &&
	    (!trace->source || strcmp(e->source, trace->source) != 0))
		return false;
	if (!version_between(version, e->from, e->before))
		return false;
	if (e->cpus && e->cpus != trace->machine.cpus)
		return false;
	if (e->gics && !(e->gics & (1u << trace->machine.gic)))
		return false;
	return e->secure < 0 || (bool)e->secure == trace->machine.secure;
}

/* What the model itself does in this run needs no excuse. */
static bool is_done_by_model(const struct excuses *ex, const struct excuse *e)
{
	unsigned i;

	for (i = 0; e->without && ex->model[i]; i++)
		if (strcmp(ex->model[i], e->without) == 0)
			return true;
	return false;
}

void excuses_start(struct excuses *ex, const struct optrace *trace, bool quirks)
{
	unsigned i, count = 0;

	ex->quirks = quirks;
	for (i = 0; i < ex->count; i++) {
		struct excuse *e = &ex->entries[i];

		e->applies = source_fits(e, trace);
		e->uses[quirks] = 0;
		if (quirks && e->applies && e->model &&
		    count < EXCUSE_MODEL_QUIRKS) {
			ex->model[count++] = e->model;
			e->uses[quirks]++;
		}
	}
	ex->model[count] = NULL;
	for (i = 0; i < ex->count; i++)
		if (is_done_by_model(ex, &ex->entries[i]))
			ex->entries[i].applies = false;
	ex->write_count = 0;
	ex->taint_count = 0;
}

const char *const *excuses_model(const struct excuses *ex)
{
	return ex->model;
}

bool excuses_quirks(const struct excuses *ex)
{
	unsigned i;

	for (i = 0; i < ex->count; i++)
		if (ex->entries[i].applies &&
		    ex->entries[i].quirk != QUIRK_NONE)
			return true;
	return false;
}

void excuses_commit(struct excuses *ex, bool quirks)
{
	unsigned i;

	for (i = 0; i < ex->count; i++)
		ex->entries[i].total += ex->entries[i].uses[quirks];
}

bool excuse_register_fits(const struct excuse *e, const struct regname *name)
{
	unsigned i;

	for (i = 0; i < e->register_count; i++)
		if (strcmp(e->registers[i], "any") == 0 ||
		    strcmp(e->registers[i], name->base) == 0 ||
		    strcmp(e->registers[i], name->full) == 0)
			return true;
	return false;
}

/* ---- conditions -----------------------------------------------------------
 */

static struct excuse_write *find_write(struct excuses *ex,
				       const struct optrace_op *op,
				       const char *reg, bool secure)
{
	unsigned i;

	for (i = 0; i < ex->write_count; i++) {
		struct excuse_write *w = &ex->writes[i];

		if (w->pe == op->pe && w->secure == secure &&
		    strcmp(w->reg, reg) == 0)
			return w;
	}
	return NULL;
}

static bool is_secure(const struct optrace_op *op)
{
	return op->context == CTX_EL3 || op->context == CTX_SEL1;
}

static void note_write(struct excuses *ex, const struct optrace_op *op,
		       const struct regname *name)
{
	bool secure = is_secure(op);
	struct excuse_write *w = find_write(ex, op, name->full, secure);

	if (!w) {
		ex->writes = cli_grow(ex->writes, ex->write_count + 1,
				      sizeof(*ex->writes));
		w = &ex->writes[ex->write_count++];
		w->pe = op->pe;
		w->secure = secure;
		memcpy(w->reg, name->full, sizeof(w->reg));
	}
	w->value = op->value;
}

static bool written_fits(struct excuses *ex, const struct excuse *e,
			 const struct optrace_op *op,
			 const struct regname *name)
{
	const struct excuse_write *w;

	if (!e->written)
		return true;
	w = find_write(ex, op, name->full, is_secure(op));
	return w && (w->value & e->written);
}

/* The register as the model has it now, in its most privileged view. */
static bool peek(const struct rig *rig, unsigned pe, unsigned owner,
		 const char *reg, uint64_t *ret_value)
{
	struct vgs_access access = { pe, VGS_SECURE };
	enum vgs_sysreg id = vgs_sysreg_by_name(reg);
	struct vgs_reg_ref ref;
	uint64_t offset;
	unsigned index;

	if (strcmp(reg, "HCR_EL2") == 0 || strcmp(reg, "SCR_EL3") == 0) {
		if (!rig->pes)
			return false;
		*ret_value = *reg == 'H' ? rig->pes[pe].hcr_el2
					 : rig->pes[pe].scr_el3;
		return true;
	}
	if (id != VGS_SYSREG_COUNT)
		return vgs_gic_sysreg_peek(rig->gic, pe, id, ret_value) == 0;
	if (vgs_gic_reg_lookup(rig->gic, reg, &ref) != 0 || ref.sysreg)
		return false;
	offset = ref.info.offset;
	if (ref.n > 0)
		offset += (uint64_t)ref.n * ref.info.stride;
	index = ref.frame == VGS_FRAME_GICR ? owner : 0;
	return vgs_gic_frame_peek(rig->gic, &access, ref.frame, index, offset,
				  ref.info.width / 8u, ret_value) == 0;
}

static bool states_fit(const struct excuse *e, const struct rig *rig,
		       unsigned pe, unsigned owner)
{
	unsigned i;

	for (i = 0; i < e->state_count; i++) {
		const struct excuse_state *s = &e->states[i];
		uint64_t value;

		if (!peek(rig, pe, owner, s->reg, &value) ||
		    (value & s->mask) != s->is)
			return false;
	}
	return true;
}

static const struct vgs_event *event_of(const struct excuse *e,
					const struct rig *rig)
{
	unsigned i;

	for (i = 0; i < rig->event_count; i++)
		if (rig->events[i].kind == e->event &&
		    (!e->event_rule ||
		     strcmp(vgs_rule_name(rig->events[i].rule),
			    e->event_rule) == 0))
			return &rig->events[i];
	return NULL;
}

bool excuse_conditions_fit(struct excuses *ex, const struct excuse *e,
			   const struct rig *rig, const struct optrace_op *op,
			   const struct regname *name)
{
	if (e->contexts && !(e->contexts & (1u << op->context)))
		return false;
	if (e->value_set &&
	    (e->value_any ? !(op->value & e->value_mask)
			  : (op->value & e->value_mask) != e->value_is))
		return false;
	if (e->event_set && !event_of(e, rig))
		return false;
	return written_fits(ex, e, op, name) &&
	       states_fit(e, rig, op->pe, name->owner);
}

/* ---- taint -----------------------------------------------------------------
 */

static void add_taint(struct excuses *ex, struct excuse_taint taint)
{
	unsigned i;

	for (i = 0; i < ex->taint_count; i++) {
		const struct excuse_taint *t = &ex->taints[i];

		if (t->kind == taint.kind && t->pe == taint.pe &&
		    t->intid == taint.intid && strcmp(t->reg, taint.reg) == 0)
			return;
	}
	ex->taints =
		cli_grow(ex->taints, ex->taint_count + 1, sizeof(*ex->taints));
	ex->taints[ex->taint_count++] = taint;
}

static void taint_intids(struct excuses *ex, const struct excuse *e,
			 const struct rig *rig, const struct optrace_op *op,
			 const struct regname *name)
{
	struct excuse_taint taint = { .kind = TAINT_INTID };
	unsigned bits = name->known ? name->info.bits_per_intid : 0;
	unsigned i;

	if (e->event_set) {
		taint.intid = event_of(e, rig)->intid;
		add_taint(ex, taint);
		return;
	}
	for (i = 0; bits && i < 8 * op->size / bits; i++) {
		uint64_t mask = regname_intid_mask(name, name->first_intid + i);

		if (!(op->value & mask & e->bits))
			continue;
		taint.intid = name->first_intid + i;
		add_taint(ex, taint);
	}
}

static bool is_special(uint64_t value)
{
	return (value & 0x3ff) >= VGS_INTID_SPECIAL;
}

/* Registers that read as the INTID of an interrupt. */
static bool reads_intid(const struct regname *name)
{
	static const char *const names[] = {
		"GICC_IAR",	  "GICC_AIAR",	    "GICC_HPPIR",
		"GICC_AHPPIR",	  "ICC_IAR0_EL1",   "ICC_IAR1_EL1",
		"ICC_HPPIR0_EL1", "ICC_HPPIR1_EL1", NULL,
	};
	unsigned i;

	for (i = 0; names[i]; i++)
		if (strcmp(names[i], name->base) == 0)
			return true;
	return false;
}

/* What only one of both acknowledged is in another state from here on. */
static void taint_acknowledged(struct excuses *ex, uint64_t value)
{
	struct excuse_taint taint = { .kind = TAINT_INTID,
				      .intid = value & 0x3ff };

	if (!is_special(value))
		add_taint(ex, taint);
}

/* On a PE that is not comparable, whatever either side acknowledges is not. */
static void follow_acknowledge(struct excuses *ex, const struct rig *rig,
			       const struct optrace_op *op,
			       const struct regname *name)
{
	bool tainted = false;
	unsigned i;

	for (i = 0; i < ex->taint_count && !tainted; i++)
		tainted = ex->taints[i].kind == TAINT_PE &&
			  ex->taints[i].pe == op->pe;
	if (!tainted || !reads_intid(name))
		return;
	if (op->o.set)
		taint_acknowledged(ex, op->o.value);
	for (i = 0; i < rig->event_count; i++)
		if (rig->events[i].kind == VGS_EV_ACKNOWLEDGE)
			taint_acknowledged(ex, rig->events[i].intid);
}

void excuses_ran(struct excuses *ex, const struct rig *rig,
		 const struct optrace_op *op, const struct regname *name)
{
	bool writes = op->kind == OP_WRITE || op->kind == OP_MSR;
	unsigned i;

	for (i = 0; i < ex->count; i++) {
		struct excuse *e = &ex->entries[i];
		struct excuse_taint taint = { .kind = e->taint, .pe = op->pe };

		if (!e->applies || !excuse_register_fits(e, name))
			continue;
		if (e->written && writes)
			note_write(ex, op, name);
		if (e->taint == TAINT_NONE || e->kind != op->kind ||
		    !excuse_conditions_fit(ex, e, rig, op, name))
			continue;
		e->uses[ex->quirks]++;
		if (e->taint == TAINT_INTID) {
			taint_intids(ex, e, rig, op, name);
			continue;
		}
		if (e->taint == TAINT_REGISTER) {
			memcpy(taint.reg, name->base, sizeof(taint.reg));
			taint.pe = name->owner;
		}
		if (e->taint == TAINT_TRACE)
			taint.pe = 0;
		add_taint(ex, taint);
	}
	follow_acknowledge(ex, rig, op, name);
}

bool excuses_tainted(const struct excuses *ex, const struct optrace_op *op,
		     const struct regname *name)
{
	unsigned i;

	for (i = 0; i < ex->taint_count; i++) {
		const struct excuse_taint *t = &ex->taints[i];

		if (t->kind == TAINT_TRACE ||
		    (t->kind == TAINT_PE && t->pe == op->pe) ||
		    (t->kind == TAINT_REGISTER && t->pe == name->owner &&
		     strcmp(t->reg, name->base) == 0))
			return true;
	}
	return false;
}

/*
 * A tainted INTID shows in its own bits, where it would be acknowledged, and
 * in whether anything is signalled.  A PE that acknowledged another interrupt
 * than the recording did is not comparable any more.
 */
static bool intid_tainted(struct excuses *ex, const struct excuse_case *c)
{
	uint64_t different = c->expected ^ c->found;
	struct excuse_taint pe = { .kind = TAINT_PE, .pe = c->op->pe };
	bool named = false;
	bool any = false;
	unsigned i;

	for (i = 0; i < ex->taint_count; i++) {
		const struct excuse_taint *t = &ex->taints[i];

		if (t->kind != TAINT_INTID)
			continue;
		any = true;
		different &= ~regname_intid_mask(c->name, t->intid);
		named = named || (c->expected & 0x3ff) == t->intid ||
			(c->found & 0x3ff) == t->intid;
	}
	if (!any)
		return false;
	/* An interrupt was taken before it on one side: the op ran on one. */
	if (!c->numbers && strcmp(c->key, "o") == 0) {
		add_taint(ex, pe);
		return true;
	}
	if (c->numbers && c->name->known && c->name->info.bits_per_intid)
		return !different;
	if (c->numbers && reads_intid(c->name)) {
		bool none = is_special(c->expected) || is_special(c->found);

		/* Group 1 is named by 1022 too: which one is not known. */
		if (!named && !none)
			return false;
		if (!is_special(c->expected) || !is_special(c->found))
			add_taint(ex, pe);
		taint_acknowledged(ex, c->expected);
		taint_acknowledged(ex, c->found);
		return true;
	}
	return strcmp(c->name->base, "ISR_EL1") == 0 ||
	       strcmp(c->key, "isr") == 0 || strcmp(c->key, "pre") == 0 ||
	       strcmp(c->key, "post") == 0;
}

/* ---- judging ----------------------------------------------------------------
 */

/* @bits of each INTID's field, as bits of the whole value. */
static uint64_t spread(const struct excuse *e, const struct regname *name)
{
	unsigned width = name->known ? name->info.bits_per_intid : 0;
	uint64_t all = 0;
	unsigned i;

	if (!e->of_each)
		return e->bits >> name->first_bit;
	for (i = 0; width && i < 64; i += width)
		all |= e->bits << i;
	return all;
}

enum excuse_verdict excuses_judge(struct excuses *ex,
				  const struct excuse_case *c)
{
	uint64_t different = c->numbers ? c->expected ^ c->found : UINT64_MAX;
	uint64_t excused = 0;
	unsigned i;

	for (i = 0; i < ex->count; i++) {
		struct excuse *e = &ex->entries[i];

		e->fits = e->applies && e->taint == TAINT_NONE &&
			  e->quirk == QUIRK_NONE &&
			  strcmp(e->key, c->key) == 0 &&
			  excuse_register_fits(e, c->name) &&
			  excuse_conditions_fit(ex, e, c->rig, c->op, c->name);
		if (e->fits)
			excused |= spread(e, c->name);
	}
	if (different & ~excused)
		return intid_tainted(ex, c) ? EXCUSE_TAINTED : EXCUSE_NONE;
	for (i = 0; i < ex->count; i++) {
		struct excuse *e = &ex->entries[i];

		if (e->fits && (different & spread(e, c->name)))
			e->uses[ex->quirks]++;
	}
	return EXCUSE_EXCUSED;
}

const char *excuses_use(const struct excuses *ex, unsigned i,
			unsigned long *ret_uses)
{
	if (i >= ex->count)
		return NULL;
	*ret_uses = ex->entries[i].total;
	return ex->entries[i].id;
}
