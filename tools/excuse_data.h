/* SPDX-License-Identifier: MIT */
/*
 * What the loader of excuses fills and the judge reads; nobody else needs it.
 */
#ifndef VGICSIM_TOOLS_EXCUSE_DATA_H
#define VGICSIM_TOOLS_EXCUSE_DATA_H

#include "excuse.h"

#define EXCUSE_REGISTERS 12
#define EXCUSE_STATES	 4

enum excuse_taint_kind {
	TAINT_NONE,
	TAINT_INTID,
	TAINT_REGISTER, /* of that PE */
	TAINT_PE,
	TAINT_TRACE,
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
	unsigned long uses;
	bool applies; /* to the current trace */
	bool fits;    /* to the observation being judged */
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
	struct excuse_write *writes;
	unsigned write_count;
	struct excuse_taint *taints;
	unsigned taint_count;
};

#endif
