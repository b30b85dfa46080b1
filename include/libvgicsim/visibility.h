/* SPDX-License-Identifier: MIT */
/*
 * VGS_API marks the functions that the shared libraries export; everything
 * else is hidden.  Leaves out calling conventions: none is needed.
 */
#ifndef LIBVGICSIM_VISIBILITY_H
#define LIBVGICSIM_VISIBILITY_H

#if defined(__GNUC__) || defined(__clang__)
#define VGS_API __attribute__((visibility("default")))
#else
#define VGS_API
#endif

#endif
