/* SPDX-License-Identifier: MIT */
/*
 * Every message of the loader: X(id, code, text, help).
 *
 * A code keeps its meaning for ever.  {0} to {2} are arguments.  The help is
 * the default help line or NULL.  tests/runner/invalid has a file for each;
 * a test fails on a message without one.
 */
#ifndef VGS_SCENARIO_MESSAGES_H
#define VGS_SCENARIO_MESSAGES_H

/* clang-format off */
#define VGS_SCN_MESSAGES_NODE(X)                                             \
	X(CANNOT_READ, "cannot-read", "the file cannot be read", NULL)       \
	X(TOO_LARGE, "too-large", "the file is larger than 1 MiB", NULL)     \
	X(SYNTAX, "syntax", "this is not YAML: {0}", NULL)                   \
	X(EMPTY, "empty", "the file has no content",                         \
	  "a scenario is a mapping that starts with vgicsim: 1")             \
	X(TAB, "tab", "a tab character",                                     \
	  "indent and separate with spaces")                                 \
	X(DOCUMENTS, "documents", "a second document",                       \
	  "a file holds one scenario; put the other in a file of its own")   \
	X(DIRECTIVE, "directive", "a YAML directive",                        \
	  "remove the lines that start with %")                              \
	X(ANCHOR, "anchor", "an anchor: &{0}",                               \
	  "write the value out where it is needed")                          \
	X(ALIAS, "alias", "an alias: *{0}",                                  \
	  "write the value out")                                             \
	X(TAG, "tag", "a tag: {0}", "the loader knows the types; remove it") \
	X(MERGE_KEY, "merge-key", "a merge key",                             \
	  "write the keys out")                                              \
	X(COMPLEX_KEY, "complex-key", "a key that is not one word",          \
	  "keys are plain text")                                             \
	X(DUPLICATE_KEY, "duplicate-key", "the key \"{0}\" again",           \
	  NULL)                                                              \
	X(TOO_DEEP, "too-deep", "nested deeper than 8 levels", NULL)         \
	X(TOO_MANY, "too-many", "more than {0} values", NULL) \
	X(NO_VALUE, "no-value", "a value is missing",                        \
	  "quote it (\"\") if the empty text is meant")                      \
	X(BOOL_WORD, "bool-word", "\"{0}\" is neither true nor false",       \
	  "write true or false, or quote it if it is text")                  \
	X(BOOL_KEY, "bool-key", "\"{0}\" cannot be a key",                   \
	  "YAML parsers disagree about it")                                  \
	X(OCTAL, "octal", "{0} looks like an octal number",                  \
	  "write decimal or 0x...; quote it if it is text")                  \
	X(UNDERSCORE, "underscore", "{0} has an underscore",                 \
	  "write the digits only; quote it if it is text")                   \
	X(SEXAGESIMAL, "sexagesimal", "{0} is a base 60 number in YAML 1.1", \
	  "quote it if it is text")                                          \
	X(FLOAT, "float", "{0} is a floating-point number",                  \
	  "there are integers only; quote it if it is text")                 \
	X(INT_RANGE, "int-range", "{0} does not fit 64 bits", NULL)          \
	X(NUL, "nul", "a NUL character in a text", NULL)
/* clang-format on */

#include "messages-load.h"

#define VGS_SCN_MESSAGES(X)                                                    \
	VGS_SCN_MESSAGES_NODE(X)                                               \
	VGS_SCN_MESSAGES_LOAD(X)                                               \
	VGS_SCN_MESSAGES_BIND(X)

#endif
