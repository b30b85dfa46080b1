/* SPDX-License-Identifier: MIT */
/* Where objects get their one allocation from when the caller has no wish. */
#ifndef VGS_ALLOC_H
#define VGS_ALLOC_H

#include <libvgicsim/types.h>

/* Zeroed, 64-byte aligned memory of libc. */
struct vgs_allocator vgs_alloc_libc(void);

#endif
