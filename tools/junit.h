/* SPDX-License-Identifier: MIT */
/*
 * Results as a JUnit XML file, for CI systems that show one.
 */
#ifndef VGICSIM_TOOLS_JUNIT_H
#define VGICSIM_TOOLS_JUNIT_H

#include "results.h"

/* @results: array of results.  Returns: true; false and errno. */
bool junit_write(const char *file, const json_t *results,
		 const struct result_summary *summary);

#endif
