/* SPDX-License-Identifier: MIT */
/*
 * What the readers of optrace ops share: one line that is being read, its
 * values with their types, and messages that name file, line and column.
 */
#ifndef VGICSIM_TOOLS_OPTRACE_PARSE_H
#define VGICSIM_TOOLS_OPTRACE_PARSE_H

#include "optrace.h"

#define OPTRACE_PATH_SIZE 96

/* One line that is being read; @path is where a message points. */
struct optrace_parse {
	const struct optrace_reader *reader;
	char path[OPTRACE_PATH_SIZE];
	bool failed;
};

/* The first message of a line stands, what follows from it is dropped. */
void optrace_fail(struct optrace_parse *p, const char *key, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

/* Values of a key: get_ those that may be absent, need_ the others. */
struct optrace_number optrace_get_hex(struct optrace_parse *p, json_t *object,
				      const char *key);
uint64_t optrace_need_hex(struct optrace_parse *p, json_t *object,
			  const char *key);
unsigned optrace_get_count(struct optrace_parse *p, json_t *object,
			   const char *key, unsigned fallback, unsigned max);
unsigned optrace_need_count(struct optrace_parse *p, json_t *object,
			    const char *key, unsigned max);
struct optrace_code optrace_get_code(struct optrace_parse *p, json_t *object,
				     const char *key);
bool optrace_get_bool(struct optrace_parse *p, json_t *object, const char *key);
const char *optrace_get_string(struct optrace_parse *p, json_t *object,
			       const char *key);
const char *optrace_need_string(struct optrace_parse *p, json_t *object,
				const char *key);

/* Fields of an op that hardware has too (optrace_op.c). */
void optrace_read_fields(struct optrace_parse *p, json_t *object,
			 const struct optrace_machine *m,
			 struct optrace_op *op);

/* Fields of an op of a virtual machine, op->kvm included (optrace_kvm.c). */
void optrace_read_kvm_fields(struct optrace_parse *p, json_t *object,
			     const struct optrace_machine *m,
			     struct optrace_op *op);
void optrace_read_kvm_machine(struct optrace_parse *p, json_t *machine,
			      struct optrace_machine *m);
void optrace_free_kvm_op(struct optrace_kvm_op *op);

#endif
