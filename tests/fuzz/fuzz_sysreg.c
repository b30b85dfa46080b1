/* SPDX-License-Identifier: MIT */
/*
 * System registers by dense id, in any context: an answer is one of the known
 * ones, a peek changes nothing, no invariant breaks.
 */
#include <libvgicsim/gic.h>
#include <string.h>

#include "fuzz.h"

unsigned long fuzz_done;

static void configure(struct fuzz_input *in, struct vgs_gic_config *cfg)
{
	uint8_t a = fuzz_u8(in), b = fuzz_u8(in);

	vgs_gic_config_default(cfg, VGS_GIC_V3);
	cfg->pes = 1 + (a & 3);
	cfg->spis = 64;
	cfg->security = a & 4;
	cfg->virt = a & 8;
	cfg->legacy = a & 16;
	cfg->nmi = a & 32;
	cfg->rss = a & 64;
	cfg->direct_lpi = a & 128;
	cfg->lrs = 1 + b % 16;
	cfg->priority_bits = 5 + b / 16 % 4;
	if (b & 128)
		vgs_gic_config_profile(cfg, VGS_PROFILE_QEMU_VIRT);
}

static void open_groups(struct vgs_gic *gic)
{
	const struct vgs_access access = { 0, VGS_SECURE };

	(void)vgs_gic_frame_write(gic, &access, VGS_FRAME_GICD, 0, 0, 4, 0x37);
	(void)vgs_gic_frame_write(gic, &access, VGS_FRAME_GICD, 0, 0x104, 4,
				  UINT32_MAX);
}

static void some_access(struct vgs_gic *gic, struct fuzz_input *in)
{
	enum vgs_sysreg id = (enum vgs_sysreg)(fuzz_u8(in) % VGS_SYSREG_COUNT);
	unsigned pe = fuzz_u8(in) % vgs_gic_config(gic)->pes;
	uint64_t value = 0, hash = vgs_gic_hash(gic);
	uint8_t how = fuzz_u8(in);
	int answer;

	(void)vgs_gic_sysreg_peek(gic, pe, id, &value);
	FUZZ_CHECK(hash == vgs_gic_hash(gic));
	if (how & 1) {
		answer = vgs_gic_sysreg_read(gic, pe, id, &value);
		/* What was acknowledged may be ended. */
		if (how & 2)
			(void)vgs_gic_sysreg_write(gic, pe, VGS_ICC_EOIR1_EL1,
						   value);
	} else {
		answer = vgs_gic_sysreg_write(gic, pe, id,
					      fuzz_bytes(in, how & 2 ? 8 : 1));
	}
	FUZZ_CHECK(answer <= VGS_ANSWER_TRAP_EL3);
	fuzz_done++;
}

static void some_context(struct vgs_gic *gic, struct fuzz_input *in)
{
	uint8_t a = fuzz_u8(in);
	const struct vgs_pe_ctx ctx = {
		.el = a & 3,
		.aarch32 = a & 4,
		.pstate_i = a & 8,
		.pstate_f = a & 16,
		.pstate_allint = a & 32,
		.scr_el3 = fuzz_bytes(in, 3),
		.hcr_el2 = fuzz_bytes(in, 6),
		.sctlr_nmi = a >> 4,
	};

	(void)vgs_gic_set_pe(gic, fuzz_u8(in) % 4, &ctx);
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
	open_groups(gic);
	while (in.size) {
		const char *broken = "";
		uint8_t what = fuzz_u8(&in);

		if (what % 8 == 0)
			some_context(gic, &in);
		else if (what % 8 == 1)
			(void)vgs_gic_set_line(gic, VGS_INTID(32u + what / 8),
					       fuzz_u8(&in) & 1);
		else
			some_access(gic, &in);
		FUZZ_CHECK(!vgs_gic_bug(gic));
		if (steps++ % 16 == 0)
			FUZZ_CHECK(!vgs_gic_check(gic, &broken));
	}
	vgs_gic_free(gic);
	return 0;
}
