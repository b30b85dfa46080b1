/* SPDX-License-Identifier: MIT */
/* Guest memory, one word at a time. */
#include "mem.h"

int vgs_mem_ops_read(const struct vgs_mem_ops *mem, uint64_t addr,
		     unsigned size, uint64_t *ret_value)
{
	unsigned char bytes[8] = { 0 };
	uint64_t value = 0;

	if (!mem->read || mem->read(mem->user, addr, bytes, size))
		return -VGS_EMEM;
	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)bytes[i] << 8 * i;
	*ret_value = value;
	return 0;
}

int vgs_mem_ops_write(const struct vgs_mem_ops *mem, uint64_t addr,
		      unsigned size, uint64_t value)
{
	unsigned char bytes[8];

	for (unsigned i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	if (!mem->write || mem->write(mem->user, addr, bytes, size))
		return -VGS_EMEM;
	return 0;
}

/* --- of a GIC ----------------------------------------------------- */

static void callback_begin(struct vgs_gic *gic)
{
	gic->blocked = true;
}

static void callback_end(struct vgs_gic *gic)
{
	gic->blocked = gic->bug != NULL;
}

int vgs_mem_read(struct vgs_gic *gic, uint64_t addr, unsigned size,
		 uint64_t *ret_value)
{
	int err;

	callback_begin(gic);
	err = vgs_mem_ops_read(&gic->cfg.mem, addr, size, ret_value);
	callback_end(gic);
	return err;
}

int vgs_mem_write(struct vgs_gic *gic, uint64_t addr, unsigned size,
		  uint64_t value)
{
	int err;

	callback_begin(gic);
	err = vgs_mem_ops_write(&gic->cfg.mem, addr, size, value);
	callback_end(gic);
	return err;
}
