/* SPDX-License-Identifier: MIT */
/*
 * What the loader of excuses fills and the judge reads; nobody else needs it.
 */
#ifndef VGICSIM_TOOLS_EXCUSE_DATA_H
#define VGICSIM_TOOLS_EXCUSE_DATA_H

#include "excuse.h"

#define EXCUSE_REGISTERS    12
#define EXCUSE_STATES	    4
#define EXCUSE_MODEL_QUIRKS 31

enum excuse_taint_kind {
	TAINT_NONE,
	TAINT_INTID,
	TAINT_REGISTER, /* of that PE */
	TAINT_PE,
	TAINT_TRACE,
};

/* What to do to an op instead of excusing what follows from it. */
enum excuse_quirk {
	QUIRK_NONE,
	QUIRK_DROP,	 /* it has no effect and reads 0 */
	QUIRK_DROP_BITS, /* these bits are not written */
	QUIRK_MODEL,	 /* the model has it: docs/quirks.md */
};

/* A register of the model, masked, has a value. */
struct excuse_state {
	const char *reg;
	uint64_t mask, is;
};

/* Strings belong to the JSON text the entry was read from. */
struct excuse {
	const char *id;
	bool kvm;
	const char *source, *before, *from; /* versions */
	unsigned gics; /* bit per architecture version, 0: all */
	unsigned cpus; /* 0: any number */
	int secure;    /* -1: any */
	const char *registers[EXCUSE_REGISTERS];
	unsigned register_count;
	enum optrace_kind kind; /* of the op, with taint */
	const char *key;
	uint64_t bits;
	bool of_each;	   /* @bits are of each INTID's field */
	unsigned contexts; /* bit per context, 0: all */
	uint64_t written;  /* the last write had one of these bits */
	bool value_set, value_any;
	uint64_t value_mask, value_is;
	bool event_set; /* the op causes such an event */
	enum vgs_event_kind event;
	const char *event_rule; /* NULL: whatever the rule */
	struct excuse_state states[EXCUSE_STATES];
	unsigned state_count;
	enum excuse_taint_kind taint;
	enum excuse_quirk quirk;
	const char *model;     /* QUIRK_MODEL: which one */
	const char *without;   /* not in a run with this quirk */
	unsigned long uses[2]; /* in the current trace, by quirks off, on */
	unsigned long total;   /* in the runs that counted */
	bool applies;	       /* to the current trace */
	bool fits;	       /* to the observation being judged */
};

struct excuse_write {
	unsigned pe;
	bool secure;
	char reg[REGNAME_SIZE];
	uint64_t value;
};

struct excuse_taint {
	enum excuse_taint_kind kind;
	unsigned pe;
	uint32_t intid;
	char reg[REGNAME_SIZE];
};

struct excuses {
	json_t *root;
	struct excuse *entries;
	unsigned count;
	bool quirks; /* of the current run */
	const char *model[EXCUSE_MODEL_QUIRKS + 1];
	struct excuse_write *writes;
	unsigned write_count;
	struct excuse_taint *taints;
	unsigned taint_count;
};

bool excuse_register_fits(const struct excuse *e, const struct regname *name);
bool excuse_conditions_fit(struct excuses *ex, const struct excuse *e,
			   const struct rig *rig, const struct optrace_op *op,
			   const struct regname *name);

#endif
