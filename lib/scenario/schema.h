/* SPDX-License-Identifier: MIT */
/*
 * The tables of format 1: which keys exist, what type their values have and
 * what they mean.  The checker and the JSON Schema are made from them.
 */
#ifndef VGS_SCENARIO_SCHEMA_H
#define VGS_SCENARIO_SCHEMA_H

#include "diag.h"

enum vgs_scn_type {
	VGS_SCN_T_TEXT, /* any text; a bare integer or boolean counts as one */
	VGS_SCN_T_NAME, /* letters, digits, '-', '_', '.' */
	VGS_SCN_T_INT,
	VGS_SCN_T_SINT, /* an integer that may be negative */
	VGS_SCN_T_BOOL,
	VGS_SCN_T_WORD, /* one of words */
	VGS_SCN_T_MAP,	/* a mapping with keys */
	VGS_SCN_T_DICT, /* a mapping of names of the author to elem */
	VGS_SCN_T_LIST, /* of elem */
	VGS_SCN_T_ALT,	/* the first of alts whose shape fits */
	VGS_SCN_T_ANY,
	VGS_SCN_T_STEP,
};

struct vgs_scn_key;

struct vgs_scn_spec {
	enum vgs_scn_type type;
	const char *what;  /* "an INTID", in "expected ..." */
	uint64_t min, max; /* of an integer; max 0: no bound */
	const char *const *words;
	const struct vgs_scn_key *keys; /* ends with name NULL */
	const struct vgs_scn_spec *elem;
	const struct vgs_scn_spec *const *alts; /* ends with NULL */
	bool open;    /* keys that are not listed are allowed */
	bool partial; /* keys may be missing, also further down */
};

struct vgs_scn_key {
	const char *name;
	const struct vgs_scn_spec *spec;
	bool required;
	const char *doc;
};

#define VGS_SCN_VERBS(X)                                                       \
	X(WRITE, "write")                                                      \
	X(READ, "read")                                                        \
	X(WRITES, "writes")                                                    \
	X(MMIO, "mmio")                                                        \
	X(RAISE, "raise")                                                      \
	X(LOWER, "lower")                                                      \
	X(PULSE, "pulse")                                                      \
	X(MSI, "msi")                                                          \
	X(ITS, "its")                                                          \
	X(MEMORY, "memory")                                                    \
	X(SET, "set")                                                          \
	X(HOST, "host")                                                        \
	X(INJECT, "inject")                                                    \
	X(IRQFD, "irqfd")                                                      \
	X(KVM, "kvm")                                                          \
	X(ADVANCE, "advance")                                                  \
	X(LOAD, "load")                                                        \
	X(PUT, "put")                                                          \
	X(ENTER, "enter")                                                      \
	X(FLUSH, "flush")                                                      \
	X(LEAVE, "leave")                                                      \
	X(SYNC, "sync")                                                        \
	X(EXIT, "exit")                                                        \
	X(GUEST, "guest")                                                      \
	X(SAVE, "save")                                                        \
	X(RESTORE, "restore")                                                  \
	X(STEP, "step")                                                        \
	X(PENDING_WORK, "pending-work")                                        \
	X(USE, "use")                                                          \
	X(EXPECT, "expect")

#define VGS_SCN_QUALS(X)                                                       \
	X(ID, "id")                                                            \
	X(WHY, "why")                                                          \
	X(EACH, "each")                                                        \
	X(BASIS, "basis")                                                      \
	X(BY, "by")                                                            \
	X(INTID, "intid")                                                      \
	X(N, "n")                                                              \
	X(VALUE, "value")                                                      \
	X(FIELDS, "fields")                                                    \
	X(TRAPS, "traps")                                                      \
	X(RETURNS, "returns")                                                  \
	X(SIZE, "size")                                                        \
	X(STRIDE, "stride")                                                    \
	X(EVENT, "event")                                                      \
	X(UNIT, "unit")                                                        \
	X(RUN, "run")                                                          \
	X(U8, "u8")                                                            \
	X(U16, "u16")                                                          \
	X(U32, "u32")                                                          \
	X(U64, "u64")                                                          \
	X(HEX, "hex")                                                          \
	X(TAKES, "takes")                                                      \
	X(INTO, "into")                                                        \
	X(LEVEL, "level")                                                      \
	X(REASON, "reason")                                                    \
	X(ENDS, "ends")                                                        \
	X(DEACTIVATES, "deactivates")                                          \
	X(ONTO, "onto")                                                        \
	X(WITH, "with")

enum vgs_scn_verb {
#define VGS_SCN_VERB_ENUM(id, name) VGS_SCN_V_##id,
	VGS_SCN_VERBS(VGS_SCN_VERB_ENUM)
#undef VGS_SCN_VERB_ENUM
		VGS_SCN_V_COUNT,
};

enum vgs_scn_qual {
#define VGS_SCN_QUAL_ENUM(id, name) VGS_SCN_Q_##id,
	VGS_SCN_QUALS(VGS_SCN_QUAL_ENUM)
#undef VGS_SCN_QUAL_ENUM
		VGS_SCN_Q_COUNT,
};

/* One verb: its operand and qualifiers (keys, ends with name NULL). */
struct vgs_scn_verb_info {
	const struct vgs_scn_spec *arg;
	const struct vgs_scn_key *quals;
	const char *capability; /* the verb needs it; NULL: none */
	const char *doc;
	bool open; /* operands of its own: any other key */
};

const struct vgs_scn_verb_info *vgs_scn_verb(enum vgs_scn_verb verb);
const char *vgs_scn_verb_name(enum vgs_scn_verb verb);
const char *vgs_scn_qual_name(enum vgs_scn_qual qual);
/* VGS_SCN_V_COUNT, VGS_SCN_Q_COUNT: none. */
enum vgs_scn_verb vgs_scn_verb_by_name(const char *name);
enum vgs_scn_qual vgs_scn_qual_by_name(const char *name);

/* Qualifiers of every step: id, why; each in libraries; basis of expect. */
extern const struct vgs_scn_key vgs_scn_common_quals[];

extern const struct vgs_scn_spec vgs_scn_top_spec;
extern const struct vgs_scn_spec vgs_scn_machine_spec;
extern const struct vgs_scn_spec vgs_scn_override_spec;
extern const struct vgs_scn_spec vgs_scn_library_spec;
extern const struct vgs_scn_spec vgs_scn_steps_spec;
extern const struct vgs_scn_spec vgs_scn_write_entry_spec;
extern const struct vgs_scn_spec vgs_scn_its_command_spec;
extern const struct vgs_scn_spec vgs_scn_actor_spec;
extern const struct vgs_scn_spec vgs_scn_int_spec;
extern const struct vgs_scn_spec vgs_scn_text_spec;
extern const struct vgs_scn_spec vgs_scn_name_spec;
extern const struct vgs_scn_spec vgs_scn_bool_spec;
extern const char *const vgs_scn_basis_words[];

/* How a step was understood; the parse of a mapping as a step. */
struct vgs_scn_step {
	struct vgs_scn_step *next;
	enum vgs_scn_verb verb;
	const struct vgs_scn_node *node; /* the mapping */
	const struct vgs_scn_node *arg;	 /* of the verb */
	const struct vgs_scn_node *q[VGS_SCN_Q_COUNT];
	const char *id;
	const char *why;
	const char *text; /* "lower: vtimer" */
	bool setup;
	const struct vgs_scn_node *use; /* the use: it came from, or NULL */
	const char *use_file;
};

struct vgs_scn_checker {
	struct vgs_scn_diags *diags;
	/* of the library that is checked by itself: $name fits any type */
	const struct vgs_scn_node *params;
	bool library;
	bool no_steps; /* they are checked one by one */
	bool partial;  /* required keys may be missing */
};

/* Reports what does not fit; true if all does. */
bool vgs_scn_check(const struct vgs_scn_checker *checker,
		   const struct vgs_scn_spec *spec,
		   const struct vgs_scn_node *node);
/* True if the mapping is one step; fills in all but use and setup. */
bool vgs_scn_check_step(const struct vgs_scn_checker *checker,
			const struct vgs_scn_node *node,
			struct vgs_scn_step *ret_step);
const char *vgs_scn_found(struct vgs_scn_arena *arena,
			  const struct vgs_scn_node *node);

#endif
