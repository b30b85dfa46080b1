/* SPDX-License-Identifier: MIT */
/*
 * Choices by table: what comes of a misuse under each alternative.  Each row is
 * a test of its own, and each alternative of a choice in the table has a row.
 */
#ifndef TEST_CHOICE_TABLE_H
#define TEST_CHOICE_TABLE_H

#include "test_gicv3.h"

/* A machine under an alternative, and what it told of. */
struct world {
	struct fixture f; /* first: the fixture's functions take it */
	const char *id;
	bool found; /* the choice's own code, as a finding */
	unsigned serrors;
	uint64_t serror_el;
};

struct alternative {
	const char *id, *name;
	/* Make the machine, do it, and @return what is seen of it. */
	uint64_t (*outcome)(struct world *w);
	uint64_t expected;
	bool silent; /* it is no misuse: there is no finding */
};

/* Run the rows as tests. @return cmocka's */
int run_alternatives(const char *group, const struct alternative *rows,
		     size_t count);

#endif
