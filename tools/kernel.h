/* SPDX-License-Identifier: MIT */
/*
 * Kernels by version: what one of them did otherwise than its epoch, of which
 * its recordings name one.
 */
#ifndef VGICSIM_TOOLS_KERNEL_H
#define VGICSIM_TOOLS_KERNEL_H

#include <stdbool.h>

#include <libvgicsim/policy.h>

/* Is @version at least @from and less than @before?  NULL: no such bound. */
bool version_between(const char *version, const char *from, const char *before);

/* Set in @policy, that of an epoch, the knobs that @kernel had elsewhere. */
void kernel_policy(struct vgs_policy *policy, const char *kernel);

#endif
