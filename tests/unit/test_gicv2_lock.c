/* SPDX-License-Identifier: MIT */
/*
 * What a GICv2 may have besides: lockdown by CFGSDISABLE, the MSI frame of
 * GICv2m, legacy inputs.
 */
#include "test_gicv2.h"

/* --- lockdown ----------------------------------------------------------------------------- */

static struct fixture *lockable(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	f->cfg.lockable_spis = 4;
	start(f);
	dw(f, 0, D_CTLR, 3);
	return f;
}

/* GIC-C29: SPIs 32 to 35, while they are Group 0. */
static void cfgsdisable_locks_group_0_spis_in_range(void **state)
{
	struct fixture *f = lockable(state);

	set_group1(f, 0, 33);
	assert_int_equal(vgs_gic_set_cfgsdisable(f->gic, true), 0);
	dw(f, 0, D_ISENABLER + 4, 0x1f);
	assert_int_equal(dr(f, 0, D_ISENABLER + 4), 0x12);
	dw(f, 0, D_IPRIORITYR + 32, 0x80808080);
	assert_int_equal(dr(f, 0, D_IPRIORITYR + 32), 0x8000);
	dw(f, 0, D_ITARGETSR + 32, 0x01010101);
	assert_int_equal(dr(f, 0, D_ITARGETSR + 32), 0x0100);
	dw(f, 0, D_ICFGR + 8, 0x2aa);
	assert_int_equal(dr(f, 0, D_ICFGR + 8), 0x208);
	dw(f, 0, D_NSACR + 8, 0x3ff);
	assert_int_equal(dr(f, 0, D_NSACR + 8), 0x30c);
	dw(f, 0, D_IGROUPR + 4, 0x1f);
	assert_int_equal(dr(f, 0, D_IGROUPR + 4), 0x12);
	dw(f, 0, D_ICENABLER + 4, 0xff);
	assert_int_equal(dr(f, 0, D_ISENABLER + 4), 0);
}

/* GIC-C29 */
static void cfgsdisable_locks_secure_gicd_ctlr(void **state)
{
	struct fixture *f = lockable(state);

	assert_int_equal(vgs_gic_set_cfgsdisable(f->gic, true), 0);
	dw(f, 0, D_CTLR, 0);
	assert_int_equal(dr(f, 0, D_CTLR), 3);
	dw_ns(f, 0, D_CTLR, 0);
	assert_int_equal(dr(f, 0, D_CTLR), 1);
	assert_int_equal(vgs_gic_set_cfgsdisable(f->gic, false), 0);
	dw(f, 0, D_CTLR, 0);
	assert_int_equal(dr(f, 0, D_CTLR), 0);
}

/* GIC-C29 */
static void cfgsdisable_locks_the_secure_part_of_gicc_ctlr(void **state)
{
	struct fixture *f = lockable(state);

	cw(f, 0, C_CTLR, 0x20b);
	assert_int_equal(vgs_gic_set_cfgsdisable(f->gic, true), 0);
	cw(f, 0, C_CTLR, 0x400);
	assert_int_equal(cr(f, 0, C_CTLR), 0x609);
}

/* GIC-C29: a wire, so a reset leaves it. */
static void cfgsdisable_survives_a_reset(void **state)
{
	struct fixture *f = lockable(state);

	assert_int_equal(vgs_gic_set_cfgsdisable(f->gic, true), 0);
	assert_int_equal(vgs_gic_reset(f->gic), 0);
	dw(f, 0, D_CTLR, 3);
	assert_int_equal(dr(f, 0, D_CTLR), 0);
}

/* --- GICv2m --------------------------------------------------------------------------------- */

static uint32_t mr(struct fixture *f, uint64_t offset)
{
	return access_read(f, 0, VGS_NONSECURE, VGS_FRAME_GICM, offset, 4);
}

static struct fixture *with_msi(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	f->cfg.msi_spi = 16;
	f->cfg.msi_spis = 8;
	start(f);
	enable(f, 0);
	return f;
}

static void msi_typer_says_the_range(void **state)
{
	struct fixture *f = with_msi(state);

	assert_int_equal(mr(f, 0x008), 48u << 16 | 8);
}

/* GIC-M2 */
static void setspi_makes_an_edge_spi_pending(void **state)
{
	struct fixture *f = with_msi(state);

	set_edge(f, 50);
	use_spi(f, 50);
	access_write(f, 0, VGS_NONSECURE, VGS_FRAME_GICM, 0x040, 4, 50);
	assert_int_equal(cr(f, 0, C_IAR), 50);
}

/* GIC-A3: 16 bits are enough for an INTID. */
static void setspi_takes_16_bits(void **state)
{
	struct fixture *f = with_msi(state);

	set_edge(f, 55);
	access_write(f, 0, VGS_NONSECURE, VGS_FRAME_GICM, 0x040, 2, 55);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 1u << 23);
}

static void setspi_outside_the_range_does_nothing(void **state)
{
	struct fixture *f = with_msi(state);

	set_edge(f, 47);
	set_edge(f, 56);
	access_write(f, 0, VGS_NONSECURE, VGS_FRAME_GICM, 0x040, 4, 47);
	access_write(f, 0, VGS_NONSECURE, VGS_FRAME_GICM, 0x040, 4, 56);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0);
}

/* GIC-M2: the pulse leaves nothing at a level-sensitive SPI. */
static void setspi_of_a_level_spi_does_nothing(void **state)
{
	struct fixture *f = with_msi(state);

	access_write(f, 0, VGS_NONSECURE, VGS_FRAME_GICM, 0x040, 4, 50);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0);
}

static void without_msi_spis_there_is_no_frame(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_gic_frame_size(f->gic, VGS_FRAME_GICM), 0);
}

/* --- bypass --------------------------------------------------------------------- */

#define FIQBYPDISGRP0 (1u << 5)
#define IRQBYPDISGRP0 (1u << 6)
#define FIQBYPDISGRP1 (1u << 7)
#define IRQBYPDISGRP1 (1u << 8)

static void legacy(struct fixture *f, enum vgs_signal input, bool level)
{
	assert_int_equal(vgs_gic_set_bypass(f->gic, 0, input, level), 0);
}

/* Levels of CPU 0 with both inputs asserted and GICC_CTLR @ctlr. */
static uint32_t bypassed(struct fixture *f, uint32_t ctlr)
{
	legacy(f, VGS_SIG_IRQ, true);
	legacy(f, VGS_SIG_FIQ, true);
	cw(f, 0, C_CTLR, ctlr);
	return vgs_gic_signals(f->gic, 0);
}

/* GIC-F8 */
static void legacy_inputs_pass_a_disabled_interface(void **state)
{
	struct fixture *f = *state;

	cw(f, 0, C_CTLR, 0);
	legacy(f, VGS_SIG_IRQ, true);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	assert_int_equal(vgs_gic_signals(f->gic, 1), 0);
	legacy(f, VGS_SIG_FIQ, true);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ | VGS_SIG_FIQ);
	legacy(f, VGS_SIG_IRQ, false);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_FIQ);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
}

/* GIC-F8: what the interface signals itself has no bypass. */
static void enabled_groups_shut_the_bypass_of_their_exception(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(bypassed(f, 0), VGS_SIG_IRQ | VGS_SIG_FIQ);
	/* Group 0 as an IRQ, Group 1: IRQs are the interface's. */
	assert_int_equal(bypassed(f, 0x1), VGS_SIG_FIQ);
	assert_int_equal(bypassed(f, 0x2), VGS_SIG_FIQ);
	assert_int_equal(bypassed(f, 0x3), VGS_SIG_FIQ);
	/* With FIQEn Group 0 is an FIQ. */
	assert_int_equal(bypassed(f, 0x8), VGS_SIG_IRQ | VGS_SIG_FIQ);
	assert_int_equal(bypassed(f, 0x9), VGS_SIG_IRQ);
	assert_int_equal(bypassed(f, 0xa), VGS_SIG_FIQ);
	assert_int_equal(bypassed(f, 0xb), 0);
}

/* GIC-F8: one of both disable bits is enough. */
static void either_disable_bit_shuts_the_bypass(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(bypassed(f, FIQBYPDISGRP0), VGS_SIG_IRQ);
	assert_int_equal(bypassed(f, FIQBYPDISGRP1), VGS_SIG_IRQ);
	assert_int_equal(bypassed(f, IRQBYPDISGRP0), VGS_SIG_FIQ);
	assert_int_equal(bypassed(f, IRQBYPDISGRP1), VGS_SIG_FIQ);
	assert_int_equal(bypassed(f, FIQBYPDISGRP1 | IRQBYPDISGRP0), 0);
}

/* Non-secure software has the bits of Group 1. */
static void nonsecure_software_shuts_the_bypass(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(bypassed(f, 0), VGS_SIG_IRQ | VGS_SIG_FIQ);
	cw_ns(f, 0, C_CTLR, 1u << 6);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_FIQ);
	cw_ns(f, 0, C_CTLR, 1u << 5);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
}

/* An interrupt of the GIC and the other input at the same time. */
static void a_bypass_is_beside_what_the_interface_signals(void **state)
{
	struct fixture *f = *state;

	use_spi(f, 40);
	spi(f, 40, true);
	assert_int_equal(bypassed(f, 1), VGS_SIG_IRQ | VGS_SIG_FIQ);
	assert_int_equal(bypassed(f, 1 | FIQBYPDISGRP0), VGS_SIG_IRQ);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
}

static void legacy_inputs_are_wires(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_gic_save_size(f->gic);
	void *image = malloc(size);

	assert_non_null(image);
	legacy(f, VGS_SIG_IRQ, true);
	assert_int_equal(vgs_gic_reset(f->gic), 0);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	assert_int_equal(vgs_gic_save(f->gic, image, size), 0);
	legacy(f, VGS_SIG_IRQ, false);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	assert_int_equal(vgs_gic_restore(f->gic, image, size), 0);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	assert_true(vgs_gic_wake(f->gic, 0));
	free(image);
}

static void legacy_inputs_are_asked_for_by_name(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_gic_set_bypass(f->gic, 4, VGS_SIG_IRQ, true),
			 -VGS_ERANGE);
	assert_int_equal(vgs_gic_set_bypass(f->gic, 0, VGS_SIG_VIRQ, true),
			 -VGS_EINVAL);
}

/* Without the inputs the bits are RAZ/WI. */
static void without_bypass_there_are_no_bits(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	f->cfg.bypass = false;
	start(f);
	cw(f, 0, C_CTLR, 0xffffffff);
	assert_int_equal(cr(f, 0, C_CTLR), 0x61f);
	assert_int_equal(vgs_gic_set_bypass(f->gic, 0, VGS_SIG_IRQ, true),
			 -VGS_ENOTSUP);
}

#define SINGLE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_single, teardown)
#define SECURE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_secure, teardown)
#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN(cfgsdisable_locks_group_0_spis_in_range),
		OWN(cfgsdisable_locks_secure_gicd_ctlr),
		OWN(cfgsdisable_locks_the_secure_part_of_gicc_ctlr),
		OWN(cfgsdisable_survives_a_reset),
		OWN(msi_typer_says_the_range),
		OWN(setspi_makes_an_edge_spi_pending),
		OWN(setspi_takes_16_bits),
		OWN(setspi_outside_the_range_does_nothing),
		OWN(setspi_of_a_level_spi_does_nothing),
		SINGLE(without_msi_spis_there_is_no_frame),
		SINGLE(legacy_inputs_pass_a_disabled_interface),
		SINGLE(enabled_groups_shut_the_bypass_of_their_exception),
		SINGLE(either_disable_bit_shuts_the_bypass),
		SECURE(nonsecure_software_shuts_the_bypass),
		SINGLE(a_bypass_is_beside_what_the_interface_signals),
		SINGLE(legacy_inputs_are_wires),
		SINGLE(legacy_inputs_are_asked_for_by_name),
		OWN(without_bypass_there_are_no_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
