/* SPDX-License-Identifier: MIT */
/*
 * Rule ids in code: VGS_RULE(GIC_B12, cond) marks the condition that is the
 * rule GIC-B12.  The ids come from docs/rules/ at build time.
 *
 * It is a bool, also where the condition is a mask, and no operand of anything
 * but !, &&, || and ?: (tests/lint).  A release build has no more than that.
 * With the build option rules=true each evaluation is counted, and a rule can
 * be inverted, so that a proof which does not depend on it shows up.  Those
 * counters are the only mutable globals of the library, and they are not in a
 * release build.
 */
#ifndef VGS_RULE_H
#define VGS_RULE_H

#include <libvgicsim/event.h>

#include <stdbool.h>
#include <stdint.h>

#include "rule_ids.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef VGS_RULES
#define VGS_RULE(id, cond) vgs_rule_eval(VGS_R_##id, (cond))

/** Counts one evaluation. @return @p cond, or its contrary if inverted */
bool vgs_rule_eval(enum vgs_rule rule, bool cond);

/** For tests: @p rule is false from now on; VGS_R_NONE ends that. */
VGS_API void vgs_rule_invert(unsigned rule);

/** For tests: how often @p rule was evaluated and came out as @p value. */
VGS_API uint64_t vgs_rule_count(unsigned rule, bool value);

/** For tests: all counters to 0. */
VGS_API void vgs_rule_reset_counts(void);
#else
#define VGS_RULE(id, cond) ((void)VGS_R_##id, (bool)(cond))
#endif

#ifdef __cplusplus
}
#endif

#endif
