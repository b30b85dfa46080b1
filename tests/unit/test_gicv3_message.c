/* SPDX-License-Identifier: MIT */
/*
 * Message-based SPIs by the frame GICM, and what it shares with GICD_SETSPI_*
 * and GICD_CLRSPI_* (test_gicv3_groups.c).
 */
#include "test_gicv3.h"

#include <stdlib.h>

#define FIRST 48u
#define COUNT 8u

static struct fixture *with_frame(void **state, bool security)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	*state = f;
	config(f);
	f->cfg.security = security;
	f->cfg.msi_spi = FIRST - 32;
	f->cfg.msi_spis = COUNT;
	machine(f);
	return f;
}

static void edge(struct fixture *f, unsigned intid)
{
	dist_write(f, "GICD_ICFGR3",
		   dist_read(f, "GICD_ICFGR3") | 2u << (intid - 48) * 2);
}

/* GIC-M7 */
static void typer_tells_the_range_and_what_there_is(void **state)
{
	struct fixture *f = with_frame(state, true);

	/* Valid, CLRSPI exists, the Secure aliases exist. */
	assert_int_equal(dist_read(f, "GICM_TYPER"),
			 0xe0000000u | FIRST << 16 | COUNT);
	assert_int_equal(dist_read_ns(f, "GICM_TYPER"),
			 0xe0000000u | FIRST << 16 | COUNT);
	assert_int_equal(dist_read(f, "GICM_IIDR"), dist_read(f, "GICD_IIDR"));
	/* It is a frame of its own: GICD_TYPER.MBIS speaks of GICD. */
	assert_int_equal(dist_read(f, "GICD_TYPER") >> 16 & 1, 0);
}

/* GIC-M7, GIC-M5 */
static void one_security_state_has_no_secure_aliases(void **state)
{
	struct fixture *f = with_frame(state, false);

	assert_int_equal(dist_read(f, "GICM_TYPER") >> 29 & 1, 0);
	edge(f, 50);
	dist_write(f, "GICM_SETSPI_SR", 50);
	assert_int_equal(state_of(f, 50), VGS_INACTIVE);
	dist_write(f, "GICM_SETSPI_NSR", 50);
	assert_int_equal(state_of(f, 50), VGS_PENDING);
}

/* GIC-M7, GIC-M2 */
static void a_message_makes_its_spi_pending(void **state)
{
	struct fixture *f = with_frame(state, false);

	edge(f, 50);
	dist_write(f, "GICM_SETSPI_NSR", 50);
	assert_int_equal(state_of(f, 50), VGS_PENDING);
	dist_write(f, "GICM_CLRSPI_NSR", 50);
	assert_int_equal(state_of(f, 50), VGS_INACTIVE);
}

/* GIC-M7, GIC-M3 */
static void a_level_is_held_until_it_is_cleared(void **state)
{
	struct fixture *f = with_frame(state, false);

	dist_write(f, "GICM_SETSPI_NSR", 51);
	dist_write(f, "GICD_ICPENDR1", 1u << 19);
	assert_int_equal(state_of(f, 51), VGS_PENDING);
	dist_write(f, "GICM_CLRSPI_NSR", 51);
	assert_int_equal(state_of(f, 51), VGS_INACTIVE);
}

/* GIC-M7: the frame reaches no SPI but its own. */
static void spis_of_others_are_out_of_reach(void **state)
{
	struct fixture *f = with_frame(state, false);

	dist_write(f, "GICM_SETSPI_NSR", FIRST - 1);
	dist_write(f, "GICM_SETSPI_NSR", FIRST + COUNT);
	assert_int_equal(state_of(f, FIRST - 1), VGS_INACTIVE);
	assert_int_equal(state_of(f, FIRST + COUNT), VGS_INACTIVE);
	dist_write(f, "GICM_SETSPI_NSR", FIRST);
	dist_write(f, "GICM_SETSPI_NSR", FIRST + COUNT - 1);
	assert_int_equal(state_of(f, FIRST), VGS_PENDING);
	assert_int_equal(state_of(f, FIRST + COUNT - 1), VGS_PENDING);
}

/* GIC-M7, GIC-M4, GIC-CU92 */
static void non_secure_messages_need_nsacr_here_too(void **state)
{
	struct fixture *f = with_frame(state, true);

	dist_write_ns(f, "GICM_SETSPI_NSR", 50);
	assert_int_equal(state_of(f, 50), VGS_INACTIVE);
	assert_int_equal(f->finding, vgs_rule_by_name("GIC-CU92"));
	dist_write_ns(f, "GICM_SETSPI_SR", 50);
	assert_int_equal(state_of(f, 50), VGS_INACTIVE);
	dist_write(f, "GICM_SETSPI_SR", 50);
	assert_int_equal(state_of(f, 50), VGS_PENDING);
	dist_write_ns(f, "GICM_CLRSPI_SR", 50);
	assert_int_equal(state_of(f, 50), VGS_PENDING);
	dist_write(f, "GICM_CLRSPI_SR", 50);
	assert_int_equal(state_of(f, 50), VGS_INACTIVE);
}

/* GIC-A3, GIC-M8 */
static void half_a_word_is_a_message(void **state)
{
	struct fixture *f = with_frame(state, false);
	struct vgs_access access = { 0, VGS_NONSECURE };

	assert_int_equal(vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICM, 0,
					     0x40, 2, 50),
			 0);
	assert_int_equal(state_of(f, 50), VGS_PENDING);
}

static void without_spis_there_is_no_frame(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(vgs_gic_frame_size(f->gic, VGS_FRAME_GICM), 0);
	assert_int_equal(vgs_gic_reg_lookup(f->gic, "GICM_TYPER", &ref),
			 -VGS_ENOENT);
}

#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN(typer_tells_the_range_and_what_there_is),
		OWN(one_security_state_has_no_secure_aliases),
		OWN(a_message_makes_its_spi_pending),
		OWN(a_level_is_held_until_it_is_cleared),
		OWN(spis_of_others_are_out_of_reach),
		OWN(non_secure_messages_need_nsacr_here_too),
		OWN(half_a_word_is_a_message),
		cmocka_unit_test_setup_teardown(without_spis_there_is_no_frame,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
