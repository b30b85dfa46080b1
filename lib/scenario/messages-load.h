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
#define VGS_SCN_MESSAGES_BIND(X)                                             \
	X(MACHINE, "machine", "this machine is impossible: {0}", NULL)       \
	X(AFFINITY, "affinity", "\"{0}\" is not an affinity",                \
	  "write Aff3.Aff2.Aff1.Aff0, each 0 to 255")                        \
	X(CHOICE, "choice", "there is no choice {0}", NULL)                  \
	X(ALTERNATIVE, "alternative", "the choice {0} has no \"{1}\"", NULL) \
	X(REGION, "region", "the region ends beyond 64 bits", NULL)          \
	X(SGI_WIRE, "sgi-wire", "INTID {0} is an SGI and has no wire", NULL) \
	X(PRIVATE_CPU, "private-cpu",                                        \
	  "INTID {0} is private to a PE", "say which: cpu: cpu0")            \
	X(VM, "vm", "the VM {0} is impossible: {1}", NULL)                   \
	X(VM_VIRT, "vm-virt", "VMs need a machine with virt: true", NULL)    \
	X(FORWARD, "forward", "{0} cannot be forwarded: {1}", NULL)          \
	X(ACTOR, "actor", "no actor is called \"{0}\"", NULL)                \
	X(ACTOR_HERE, "actor-here", "{0} does not access {1}", NULL)         \
	X(NO_PE, "no-pe", "no PE is called \"{0}\"", NULL)                   \
	X(NO_VCPU, "no-vcpu", "no vCPU is called \"{0}\"", NULL)             \
	X(NO_VM, "no-vm", "no VM is called \"{0}\"", NULL)                   \
	X(NO_DEVICE, "no-device", "no device is called \"{0}\"", NULL)       \
	X(NO_WIRE, "no-wire", "the device {0} has no wire",                  \
	  "give it an intid:")                                               \
	X(INTID, "intid", "INTID {0} is not implemented by {1}", NULL)       \
	X(NO_ITS, "no-its", "there is no ITS {0}",                           \
	  "give the machine one: its: { ... }")                              \
	X(NO_TIMERS, "no-timers", "there is no timer here",                  \
	  "give the VM one (timer: true), or the machine (timers: true)")    \
	X(NO_DEVICE_ID, "no-device-id", "the device {0} sends no MSIs",      \
	  "give it a device-id:")                                            \
	X(INTO_VCPU, "into-vcpu", "INTID {0} is private to a vCPU",          \
	  "say which: into: vm0.v0")                                         \
	X(REGISTER, "register", "{0} has no register {1}", NULL)             \
	X(REG_NUMBER, "register-number",                                     \
	  "{0}: there is no register of this number", NULL)                  \
	X(REG_ARRAY, "register-array", "{0} is an array",                    \
	  "say which: intid: or n:")                                         \
	X(REG_NOT_ARRAY, "register-not-array",                               \
	  "{0} is one register, n: does not fit", NULL)                      \
	X(REG_NO_INTID, "register-no-intid",                                 \
	  "{0} has no field per INTID", NULL)                                \
	X(REG_INTID, "register-intid", "{0} does not hold INTID {1}", NULL)  \
	X(FIELD, "field", "{0} has no field {1}", NULL)                      \
	X(FIT, "fit", "{0} does not fit: the width is {1}", NULL)            \
	X(ADDRESS, "address", "{0} has bits outside of {1}",                 \
	  "the field takes a byte address")                                  \
	X(SIZE, "size", "{0} is no size of an access", "1, 2, 4 or 8")       \
	X(NO_FRAME, "no-frame", "there is no frame at {0}", NULL)            \
	X(NO_MEMORY, "no-memory", "there is no memory at {0}",               \
	  "declare it: machine: { memory: [{ at: ..., size: ... }] }")       \
	X(HEX, "hex", "these are not bytes", "hexadecimal, two digits each") \
	X(SET, "set", "\"{0}\" cannot be set to this", NULL)                 \
	X(NOT_SAVED, "not-saved", "nothing was saved as \"{0}\"", NULL)      \
	X(SUBJECT, "subject", "nothing is called \"{0}\"", NULL)             \
	X(SUBJECT_PE, "subject-pe", "{0} is private to a PE", NULL)          \
	X(SUBJECT_VCPU, "subject-vcpu", "{0} is private to a vCPU", NULL)    \
	X(NO_LR, "no-list-register",                                         \
	  "{0}: there are {1} list registers", NULL)                         \
	X(NO_STAT, "no-counter", "no counter is called \"{0}\"", NULL)       \
	X(NO_EVENT, "no-event", "no event is called \"{0}\"", NULL)          \
	X(NO_EVENT_FIELD, "no-event-field", "{0} says no \"{1}\"", NULL)     \
	X(CITED_RULE, "cited-rule", "there is no rule \"{0}\"", NULL)        \
	X(NO_RULE, "no-rule", "no rule is called \"{0}\"", NULL)
/* clang-format on */

#endif
