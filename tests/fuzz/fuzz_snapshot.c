/* SPDX-License-Identifier: MIT */
/*
 * Images: one of this machine with some bytes changed is refused and changes
 * nothing, or is a state in which every call is safe.
 */
#include <libvgicsim/error.h>
#include <libvgicsim/gic.h>
#include <string.h>

#include "fuzz.h"

unsigned long fuzz_done;

static int no_read(void *user, uint64_t addr, void *buf, size_t len)
{
	(void)user;
	(void)addr;
	memset(buf, 0, len);
	return 0;
}

static int no_write(void *user, uint64_t addr, const void *buf, size_t len)
{
	(void)user;
	(void)addr;
	(void)buf;
	(void)len;
	return 0;
}

static void configure(struct fuzz_input *in, struct vgs_gic_config *cfg)
{
	static const enum vgs_version versions[] = { VGS_GIC_V2, VGS_GIC_V3,
						     VGS_GIC_V4, VGS_GIC_V4_1 };
	uint8_t a = fuzz_u8(in), b = fuzz_u8(in);

	vgs_gic_config_default(cfg, versions[b % 4]);
	cfg->pes = 1 + (a >> 1 & 3);
	cfg->spis = 32;
	cfg->security = a & 8;
	cfg->virt = a & 16;
	cfg->lpi_slots = 8;
	cfg->lpi_id_bits = 14;
	cfg->work_budget = 16;
	cfg->mem = (struct vgs_mem_ops){ no_read, no_write, NULL };
	if (cfg->version == VGS_GIC_V2)
		return;
	cfg->its = a & 32 ? 2 : 0;
	cfg->its_units[1].hcc = 4;
	cfg->direct_lpi = a & 64;
	cfg->legacy = a & 128;
}

/* LPIs off and on, vPEs out and in, an MSI, a virtual SGI. */
static void use_lpis(struct vgs_gic *gic, unsigned pes)
{
	static const struct {
		enum vgs_frame frame;
		unsigned size;
		uint64_t offset, value;
	} writes[] = {
		{ VGS_FRAME_GICR, 8, 0x20078, 0 },
		{ VGS_FRAME_GICR, 8, 0x20070, UINT64_C(1) << 63 | 13 },
		{ VGS_FRAME_GICR, 8, 0x20078, UINT64_C(1) << 63 },
		{ VGS_FRAME_GICR, 8, 0x20080, 0 },
		{ VGS_FRAME_GICR, 4, 0, 0 },
		{ VGS_FRAME_GICR, 4, 0, 1 },
		{ VGS_FRAME_GITS, 8, 0x88, 0x60 },
		{ VGS_FRAME_GITS, 8, 0x20020, 0 },
		{ VGS_FRAME_GITS, 4, 0, 0 },
		{ VGS_FRAME_GITS, 4, 0, 1 },
	};
	const struct vgs_access access = { 0, VGS_NONSECURE };
	uint16_t pe;

	for (size_t i = 0; i < sizeof(writes) / sizeof(*writes); i++) {
		for (unsigned n = 0; n < pes; n++)
			(void)vgs_gic_frame_write(gic, &access, writes[i].frame,
						  n, writes[i].offset,
						  writes[i].size,
						  writes[i].value);
	}
	(void)vgs_gic_msi(gic, 0, 1, 1);
	(void)vgs_gic_lpi(gic, 8192, &pe);
}

/* Whatever state it is. */
static void use(struct vgs_gic *gic, unsigned pes)
{
	const struct vgs_access access = { 0, VGS_SECURE };
	uint64_t value;

	for (unsigned pe = 0; pe < pes; pe++) {
		for (unsigned id = 0; id < VGS_SYSREG_COUNT; id++)
			(void)vgs_gic_sysreg_read(gic, pe, (enum vgs_sysreg)id,
						  &value);
		(void)vgs_gic_signals(gic, pe);
	}
	for (unsigned frame = 0; frame < VGS_FRAMES; frame++)
		(void)vgs_gic_frame_write(gic, &access, (enum vgs_frame)frame,
					  0, 0, 4, 3);
	(void)vgs_gic_set_line(gic, VGS_SPI(3), true);
	use_lpis(gic, pes);
	for (unsigned i = 0; i < 64; i++) {
		struct vgs_work work;

		if (vgs_gic_work(gic, 1, &work) <= 0)
			break;
		(void)vgs_gic_work_run(gic, &work);
	}
}

static void change(unsigned char *image, size_t size, struct fuzz_input *in)
{
	/* Behind the header now and then, in the state mostly. */
	for (unsigned n = 1 + fuzz_u8(in) % 4; n; n--) {
		size_t at = (size_t)(fuzz_bytes(in, 3) % size);

		image[at] = (unsigned char)(fuzz_u8(in) & 1
						    ? fuzz_u8(in)
						    : 1u << fuzz_u8(in) % 8);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;
	unsigned char *good, *image;
	size_t bytes;

	configure(&in, &cfg);
	if (vgs_gic_config_check(&cfg, NULL))
		return 0;
	FUZZ_CHECK(!vgs_gic_new(&cfg, &gic));
	bytes = vgs_gic_save_size(gic);
	good = malloc(bytes);
	image = malloc(bytes);
	while (good && image && in.size) {
		const char *broken = "";
		uint64_t hash = vgs_gic_hash(gic);
		int err;

		FUZZ_CHECK(!vgs_gic_save(gic, good, bytes));
		memcpy(image, good, bytes);
		change(image, bytes, &in);
		err = vgs_gic_restore(gic, image, bytes);
		FUZZ_CHECK(!err || err == -VGS_ECORRUPT);
		if (err)
			FUZZ_CHECK(hash == vgs_gic_hash(gic));
		FUZZ_CHECK(!vgs_gic_check(gic, &broken));
		if (!err)
			use(gic, cfg.pes);
		FUZZ_CHECK(!vgs_gic_bug(gic));
		fuzz_done++;
	}
	free(good);
	free(image);
	vgs_gic_free(gic);
	return 0;
}
