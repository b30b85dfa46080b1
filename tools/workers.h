/* SPDX-License-Identifier: MIT */
/*
 * Running many scenario files, in this process or in several.  Results come in
 * the order of the files whatever finishes first, and a worker that dies is
 * the result "error" of the file it was running.
 */
#ifndef VGICSIM_TOOLS_WORKERS_H
#define VGICSIM_TOOLS_WORKERS_H

#include "paths.h"
#include "results.h"

/*
 * workers_run() - all files of @paths
 * @jobs:	number of processes; 1: this one alone
 * @done:	called for each result, in order, in this process
 */
void workers_run(const struct paths *paths, unsigned jobs,
		 const struct vgs_run_opts *opts, result_fn done, void *user);

#endif
