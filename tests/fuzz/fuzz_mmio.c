/* SPDX-License-Identifier: MIT */
/*
 * Loads and stores of any size at any offset of any frame, from any PE and
 * security state, with wires moving and images taken in between.
 */
#include <libvgicsim/gic.h>
#include <string.h>

#include "fuzz.h"

unsigned long fuzz_done;

static void configure(struct fuzz_input *in, struct vgs_gic_config *cfg)
{
	uint8_t a = fuzz_u8(in), b = fuzz_u8(in);

	vgs_gic_config_default(cfg, a & 1     ? VGS_GIC_V2
				    : b & 128 ? VGS_GIC_V4
					      : VGS_GIC_V3);
	cfg->pes = 1 + (a >> 1 & 3);
	cfg->spis = 64;
	cfg->security = a & 8;
	cfg->virt = a & 16;
	cfg->legacy = a & 32;
	cfg->mbis = a & 64;
	cfg->async = a & 128;
	if (cfg->version == VGS_GIC_V2)
		return;
	cfg->its = b & 1;
	cfg->direct_lpi = b & 2;
	cfg->nmi = b & 4;
	cfg->espis = b & 8 ? 64 : 0;
	cfg->eppis = b & 16 ? 32 : 0;
	if (b & 32)
		vgs_gic_config_profile(cfg, VGS_PROFILE_QEMU_VIRT);
	if (b & 64)
		cfg->reset = VGS_RESET_PATTERN;
}

/* Where registers are dense, mostly. */
static uint64_t some_offset(struct fuzz_input *in, uint64_t size)
{
	uint64_t offset = fuzz_bytes(in, 2);

	if (fuzz_u8(in) & 1)
		offset &= UINT64_C(0xfffc);
	return (offset + (fuzz_u8(in) & 3u) * 0x10000u) % size;
}

static void some_access(struct vgs_gic *gic, struct fuzz_input *in)
{
	static const unsigned sizes[] = { 4, 4, 4, 8, 1, 2 };
	enum vgs_frame frame = (enum vgs_frame)(fuzz_u8(in) % VGS_FRAMES);
	uint64_t bytes = vgs_gic_frame_size(gic, frame), value;
	uint8_t how = fuzz_u8(in);
	struct vgs_access access = {
		how % vgs_gic_config(gic)->pes,
		how & 64 ? VGS_SECURE : VGS_NONSECURE,
	};
	unsigned size = sizes[fuzz_u8(in) % 6];
	unsigned index = fuzz_u8(in) % 4;
	uint64_t offset = some_offset(in, bytes ? bytes : 0x10000);
	uint64_t hash = vgs_gic_hash(gic);

	/* A peek changes nothing. */
	(void)vgs_gic_frame_peek(gic, &access, frame, index, offset, size,
				 &value);
	FUZZ_CHECK(hash == vgs_gic_hash(gic));
	if (how & 128)
		(void)vgs_gic_frame_read(gic, &access, frame, index, offset,
					 size, &value);
	else
		(void)vgs_gic_frame_write(gic, &access, frame, index, offset,
					  size, fuzz_bytes(in, size));
	fuzz_done++;
}

static void some_event(struct vgs_gic *gic, struct fuzz_input *in)
{
	struct vgs_pe_ctx ctx = { .el = fuzz_u8(in) & 3 };
	struct vgs_work work;
	uint8_t what = fuzz_u8(in);

	switch (what % 4) {
	case 0:
		(void)vgs_gic_set_line(gic, VGS_INTID(32u + what / 4),
				       fuzz_u8(in) & 1);
		break;
	case 1:
		ctx.scr_el3 = fuzz_u8(in);
		ctx.hcr_el2 = fuzz_u8(in);
		(void)vgs_gic_set_pe(gic, what / 4 % 4, &ctx);
		break;
	case 2:
		while (vgs_gic_work(gic, 1, &work) > 0 && what--)
			(void)vgs_gic_work_run(gic, &work);
		break;
	default:
		(void)vgs_gic_reset_pe(gic, what / 4 % 4);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;
	unsigned steps = 0;

	configure(&in, &cfg);
	if (vgs_gic_new(&cfg, &gic))
		return 0;
	while (in.size) {
		const char *broken = "";

		if (fuzz_u8(&in) % 8)
			some_access(gic, &in);
		else
			some_event(gic, &in);
		FUZZ_CHECK(!vgs_gic_bug(gic));
		if (steps++ % 16 == 0)
			FUZZ_CHECK(!vgs_gic_check(gic, &broken));
	}
	vgs_gic_free(gic);
	return 0;
}
