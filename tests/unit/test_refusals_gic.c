/* SPDX-License-Identifier: MIT */
/*
 * What calls of <libvgicsim/gic.h> answer that cannot be right whatever the
 * state is: out of a callback, about what does not exist.
 */
#include "check.h"

#include <libvgicsim/gic.h>
#include <libvgicsim/vif.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY 9999u
#define GICD   UINT64_C(0x08000000)
#define RAM    UINT64_C(0x80000000)
#define VALID  (UINT64_C(1) << 63)

static const struct vgs_access el2 = { 0, VGS_NONSECURE };
static const struct vgs_access nobody = { NOBODY, VGS_NONSECURE };

/* What calls fill in. */
static struct scratch {
	uint64_t value;
	uint16_t pe;
	bool pending;
	struct vgs_translation to;
	struct vgs_vpe_info vpe;
	struct vgs_vsgi_info vsgi;
	uint32_t ap[2];
	uint64_t lr[1];
	struct vgs_vif_regs vif;
} s;

struct machine {
	struct vgs_gic *gic;
	unsigned heard;
	bool broken; /* memory fails */
	bool v2;
};

static int mem_read(void *user, uint64_t addr, void *buf, size_t size)
{
	const struct machine *m = user;

	(void)addr;
	memset(buf, 0, size);
	return m->broken;
}

static int mem_write(void *user, uint64_t addr, const void *buf, size_t size)
{
	const struct machine *m = user;

	(void)addr;
	(void)buf;
	(void)size;
	return m->broken;
}

/* Each is -VGS_EBUSY out of a callback. */
static void call_from_inside(struct machine *m)
{
	struct vgs_gic *gic = m->gic;
	const int answers[] = {
		vgs_gic_frame_read(gic, &el2, VGS_FRAME_GICD, 0, 0, 4,
				   &s.value),
		vgs_gic_sysreg_read(gic, 0, VGS_ICC_PMR_EL1, &s.value),
		vgs_gic_sysreg_write(gic, 0, VGS_ICC_PMR_EL1, 0),
		vgs_gic_msi(gic, 0, 0, 0),
		vgs_gic_translate(gic, 0, 0, 0, &s.to),
		vgs_gic_vpe(gic, 0, 0, &s.vpe),
		vgs_gic_vlpi(gic, 0, 0, 8192, &s.pending),
		vgs_gic_vsgi(gic, 0, 0, 0, &s.vsgi),
		vgs_gic_lpi(gic, 8192, &s.pe),
		vgs_gic_vif_usable(gic, 0),
		vgs_gic_vif_load(gic, 0, &s.vif),
		vgs_gic_vif_save(gic, 0, &s.vif),
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		assert_int_equal(answers[i], -VGS_EBUSY);
}

static void on_signals(void *user, unsigned pe, uint32_t was, uint32_t signals)
{
	struct machine *m = user;

	(void)pe;
	(void)was;
	(void)signals;
	m->heard++;
	if (m->v2)
		assert_int_equal(
			vgs_gic_set_bypass(m->gic, 0, VGS_SIG_FIQ, true),
			-VGS_EBUSY);
	else
		call_from_inside(m);
}

static struct machine *new_machine(enum vgs_version version)
{
	struct machine *m = calloc(1, sizeof(*m));
	struct vgs_gic_config cfg;

	assert_non_null(m);
	m->v2 = version == VGS_GIC_V2;
	vgs_gic_config_default(&cfg, version);
	cfg.pes = 1;
	cfg.virt = true;
	cfg.maintenance_intid = 25;
	cfg.its = m->v2 ? 0 : 1;
	cfg.lpi_id_bits = 14;
	cfg.mem = (struct vgs_mem_ops){ mem_read, mem_write, m };
	cfg.on_signals = on_signals;
	cfg.user = m;
	assert_int_equal(vgs_gic_new(&cfg, &m->gic), 0);
	s.vif = (struct vgs_vif_regs){ .ap0 = &s.ap[0],
				       .ap1 = &s.ap[1],
				       .lr = s.lr };
	return m;
}

static void free_machine(struct machine *m)
{
	vgs_gic_free(m->gic);
	free(m);
}

/* A line of a GICv3 that reaches its PE. */
static void raise(struct machine *m)
{
	static const struct {
		uint32_t offset, value;
	} writes[] = {
		{ 0x000, 0x12 }, /* ARE, EnableGrp1 */
		{ 0x084, 1u << 8 },
		{ 0x104, 1u << 8 },
	};

	assert_int_equal(vgs_gic_frame_write(m->gic, &el2, VGS_FRAME_GICR, 0,
					     0x14, 4, 0),
			 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(vgs_gic_frame_write(
					 m->gic, &el2, VGS_FRAME_GICD, 0,
					 writes[i].offset, 4, writes[i].value),
				 0);
	vgs_gic_sysreg_write(m->gic, 0, VGS_ICC_PMR_EL1, 0xf8);
	vgs_gic_sysreg_write(m->gic, 0, VGS_ICC_IGRPEN1_EL1, 1);
	assert_int_equal(vgs_gic_set_line(m->gic, VGS_INTID(40), true), 0);
}

static void out_of_a_callback_nothing_is_accessed(void **state)
{
	struct machine *m = new_machine(VGS_GIC_V4_1);

	(void)state;
	raise(m);
	assert_int_equal(m->heard, 1);
	free_machine(m);
}

static void out_of_a_callback_no_input_is_driven(void **state)
{
	struct machine *m = new_machine(VGS_GIC_V2);

	(void)state;
	assert_int_equal(vgs_gic_set_bypass(m->gic, 0, VGS_SIG_IRQ, true), 0);
	assert_int_equal(m->heard, 1);
	free_machine(m);
}

/* Frames by address and by number, read, written and looked at. */
static void accesses_are_of_a_pe_a_frame_and_a_size(void **state)
{
	struct machine *m = new_machine(VGS_GIC_V3);
	const struct {
		const struct vgs_access *access;
		uint64_t addr;
		unsigned frame, size;
		int want;
	} rows[] = {
		{ &nobody, GICD, VGS_FRAME_GICD, 4, -VGS_ERANGE },
		{ &el2, GICD, VGS_FRAME_GICD, 3, -VGS_EINVAL },
		{ &el2, 0x10, VGS_FRAMES, 4, -VGS_ENOTMAPPED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vgs_access *a = rows[i].access;
		enum vgs_frame frame = (enum vgs_frame)rows[i].frame;
		uint64_t addr = rows[i].addr;
		unsigned size = rows[i].size;
		const int answers[] = {
			vgs_gic_mmio_read(m->gic, a, addr, size, &s.value),
			vgs_gic_mmio_write(m->gic, a, addr, size, 0),
			vgs_gic_mmio_peek(m->gic, a, addr, size, &s.value),
			vgs_gic_frame_read(m->gic, a, frame, 0, 0, size,
					   &s.value),
			vgs_gic_frame_write(m->gic, a, frame, 0, 0, size, 0),
			vgs_gic_frame_peek(m->gic, a, frame, 0, 0, size,
					   &s.value),
		};

		for (unsigned n = 0; n < 6; n++)
			assert_int_equal(answers[n], rows[i].want);
	}
	free_machine(m);
}

static void what_a_gic_has_not_is_not_looked_up(void **state)
{
	struct machine *m = new_machine(VGS_GIC_V3);

	(void)state;
	assert_int_equal(vgs_gic_lpi(m->gic, 40, &s.pe), -VGS_ERANGE);
	assert_int_equal(vgs_gic_vpe(m->gic, 0, 0, &s.vpe), -VGS_ENOTSUP);
	assert_int_equal(vgs_gic_vlpi(m->gic, 0, 0, 8192, &s.pending),
			 -VGS_ENOTSUP);
	assert_int_equal(vgs_gic_vsgi(m->gic, 0, 0, 0, &s.vsgi), -VGS_ENOTSUP);
	free_machine(m);
}

/* GITS_BASER2 says where vPEs are; reading there is the caller's memory. */
static void memory_that_fails_is_told(void **state)
{
	struct machine *m = new_machine(VGS_GIC_V4_1);

	(void)state;
	assert_int_equal(vgs_gic_vsgi(m->gic, 0, 0, 0, &s.vsgi), -VGS_ERANGE);
	assert_int_equal(vgs_gic_frame_write(m->gic, &el2, VGS_FRAME_GITS, 0,
					     0x110, 8, VALID | RAM),
			 0);
	m->broken = true;
	assert_int_equal(vgs_gic_vpe(m->gic, 0, 0, &s.vpe), -VGS_EMEM);
	assert_int_equal(vgs_gic_vlpi(m->gic, 0, 0, 8192, &s.pending),
			 -VGS_EMEM);
	assert_int_equal(vgs_gic_vsgi(m->gic, 0, 0, 0, &s.vsgi), -VGS_EMEM);
	free_machine(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(out_of_a_callback_nothing_is_accessed),
		cmocka_unit_test(out_of_a_callback_no_input_is_driven),
		cmocka_unit_test(accesses_are_of_a_pe_a_frame_and_a_size),
		cmocka_unit_test(what_a_gic_has_not_is_not_looked_up),
		cmocka_unit_test(memory_that_fails_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
