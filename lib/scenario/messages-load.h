/* SPDX-License-Identifier: MIT */
/*
 * Messages about the format, and about names that must fit the machine.
 * See messages.h.
 */
#ifndef VGS_SCENARIO_MESSAGES_LOAD_H
#define VGS_SCENARIO_MESSAGES_LOAD_H

/* clang-format off */
#define VGS_SCN_MESSAGES_LOAD(X)                                             \
	X(NOT_MAPPING, "not-mapping", "a scenario is a mapping", NULL)       \
	X(VERSION, "version", "format {0} is not known here",                \
	  "this vgicsim reads vgicsim: 1")                                   \
	X(LIB_VERSION, "library-version",                                    \
	  "library format {0} is not known here",                            \
	  "this vgicsim reads vgicsim-library: 1")                           \
	X(UNKNOWN_KEY, "unknown-key", "unknown key \"{0}\"", NULL)           \
	X(MISSING_KEY, "missing-key", "the key \"{0}\" is missing", NULL)    \
	X(KEY_NOT_HERE, "key-not-here", "{0}: does not belong to {1}:",      \
	  NULL)                                                              \
	X(NO_VERB, "no-verb", "a step without a verb", NULL)                 \
	X(TWO_VERBS, "two-verbs", "two verbs in a step: {0}: and {1}:",      \
	  "make two steps of it")                                            \
	X(TYPE, "type", "expected {0}, found {1}", NULL)                     \
	X(WORD, "word", "expected {0}, found \"{1}\"", NULL)                 \
	X(NAME, "name", "\"{0}\" is not a name",                             \
	  "a name has letters, digits, '-', '_', '.' and '@'")               \
	X(RANGE, "range", "{0} is out of range", NULL)                       \
	X(EXCLUDE, "exclude", "{0}: and {1}: exclude each other", NULL)      \
	X(ONE_OF, "one-of", "{0}: needs {1}", NULL)                          \
	X(DUPLICATE_ID, "duplicate-id", "the id \"{0}\" again", NULL)        \
	X(DUPLICATE_NAME, "duplicate-name", "the name \"{0}\" again", NULL)  \
	X(NO_SUCH_ID, "no-such-id", "no step has the id \"{0}\"", NULL)      \
	X(CANNOT_FAIL, "cannot-fail", "the step \"{0}\" expects nothing",    \
	  "name a step with expect:, returns:, takes: or traps:")            \
	X(NEEDS_ASYNC, "needs-async", "{0}: needs machine: {async: true}",   \
	  NULL)                                                              \
	X(TOO_MANY_STEPS, "too-many-steps", "more than {0} steps", NULL)     \
	X(STRIDE_ACTOR, "stride-actor", "stride: needs by: all-cpus", NULL)  \
	X(LIB_NOT_FOUND, "library-not-found", "no library \"{0}\"", NULL)    \
	X(NOT_LIBRARY, "not-a-library", "\"{0}\" is not a library",          \
	  "a library starts with vgicsim-library: 1")                        \
	X(LIB_NESTED, "library-nested", "a library cannot use another",      \
	  "use: both in the scenario")                                       \
	X(PARAM_UNKNOWN, "parameter-unknown",                                \
	  "the library has no parameter \"{0}\"", NULL)                      \
	X(PARAM_MISSING, "parameter-missing",                                \
	  "the parameter \"{0}\" has no value", NULL)                        \
	X(PARAM_UNUSED, "parameter-unused",                                  \
	  "the parameter \"{0}\" is not used by the library", NULL)          \
	X(PARAM_TYPE, "parameter-type",                                      \
	  "the parameter \"{0}\" is {1}, found {2}", NULL)                   \
	X(PARAM_UNDECLARED, "parameter-undeclared",                          \
	  "\"{0}\" is not in params:", NULL)                                 \
	X(EACH_OUTSIDE, "each-outside", "each: outside of a library", NULL)  \
	X(EACH_LIST, "each-list", "each: needs a parameter that is a list",  \
	  NULL)
/* clang-format on */

/* clang-format off */
#define VGS_SCN_MESSAGES_BIND(X)
/* clang-format on */

#endif
