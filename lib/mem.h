/* SPDX-License-Identifier: MIT */
/*
 * Guest memory through the embedder's callbacks: little-endian words.  The
 * callbacks are someone else's code: while one runs, calls that would change
 * the object answer -VGS_EBUSY, and a failure is a value, not a crash.
 */
#ifndef VGS_MEM_H
#define VGS_MEM_H

#include "core.h"

/*
 * Read or write @size bytes (1, 2, 4, 8) at @addr.
 * Returns: 0; -VGS_EMEM, no memory there or no callback.
 */
int vgs_mem_read(struct vgs_gic *gic, uint64_t addr, unsigned size,
		 uint64_t *ret_value);
int vgs_mem_write(struct vgs_gic *gic, uint64_t addr, unsigned size,
		  uint64_t value);

/* The same for any object that has such callbacks and guards itself. */
int vgs_mem_ops_read(const struct vgs_mem_ops *mem, uint64_t addr,
		     unsigned size, uint64_t *ret_value);
int vgs_mem_ops_write(const struct vgs_mem_ops *mem, uint64_t addr,
		      unsigned size, uint64_t value);

#endif
