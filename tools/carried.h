/* SPDX-License-Identifier: MIT */
/*
 * What runs with --cut=abi carried by the user ABI of their VMs, and why images
 * had to carry the rest: of one run, and of all.
 */
#ifndef VGICSIM_TOOLS_CARRIED_H
#define VGICSIM_TOOLS_CARRIED_H

#include <jansson.h>
#include <libvgicsim/scenario.h>

/* Puts "carried" and "stayed" into the run's result, if it had such cuts. */
void carried_put(json_t *result, const struct vgs_scenario_result *r);

/* As TAP comments. */
void carried_print(const json_t *result);

/* All runs: {carried, stayed: {reason: {times, runs}}}. */
json_t *carried_new(void);
void carried_add(json_t *sum, const json_t *result);
void carried_print_sum(const json_t *sum);

#endif
