/* SPDX-License-Identifier: MIT */
/* Guest memory, one word at a time. */
#include "mem.h"

static void callback_begin(struct vgs_gic *gic)
{
	gic->in_callback = true;
	gic->blocked = true;
}

static void callback_end(struct vgs_gic *gic)
{
	gic->in_callback = false;
	gic->blocked = gic->bug != NULL;
}

int vgs_mem_read(struct vgs_gic *gic, uint64_t addr, unsigned size,
		 uint64_t *ret_value)
{
	const struct vgs_mem_ops *mem = &gic->cfg.mem;
	unsigned char bytes[8] = { 0 };
	uint64_t value = 0;
	int err;

	if (!mem->read)
		return -VGS_EMEM;
	callback_begin(gic);
	err = mem->read(mem->user, addr, bytes, size);
	callback_end(gic);
	if (err)
		return -VGS_EMEM;
	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)bytes[i] << 8 * i;
	*ret_value = value;
	return 0;
}

int vgs_mem_write(struct vgs_gic *gic, uint64_t addr, unsigned size,
		  uint64_t value)
{
	const struct vgs_mem_ops *mem = &gic->cfg.mem;
	unsigned char bytes[8];
	int err;

	if (!mem->write)
		return -VGS_EMEM;
	for (unsigned i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	callback_begin(gic);
	err = mem->write(mem->user, addr, bytes, size);
	callback_end(gic);
	return err ? -VGS_EMEM : 0;
}
