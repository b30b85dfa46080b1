/* SPDX-License-Identifier: MIT */
/*
 * What the architecture leaves to a GICv2: each choice's other alternative,
 * beside the default.
 */
#include "test_gicv2.h"

/* A machine that is ready, with the named alternative. */
static struct fixture *chosen(void **state, const char *id, const char *name)
{
	struct fixture *f = machine(false);

	*state = f;
	assert_int_equal(vgs_gic_config_choose(&f->cfg, id, name), 0);
	start(f);
	enable(f, 0);
	enable(f, 1);
	return f;
}

static bool active(struct fixture *f, uint32_t intid)
{
	return dr(f, 0, D_ISACTIVER + intid / 32 * 4) >> intid % 32 & 1u;
}

/* CPU 0 acknowledges edge-triggered SPI @intid. */
static void take(struct fixture *f, uint32_t intid)
{
	set_edge(f, intid);
	use_spi(f, intid);
	spi(f, intid, true);
	spi(f, intid, false);
	assert_int_equal(cr(f, 0, C_IAR), intid);
}

/* --- GIC-B30 ---------------------------------------------------------------------- */

static void ppis_have_a_trigger(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ICFGR + 4, 2u << 2 * (20 - 16));
	assert_int_equal(dr(f, 0, D_ICFGR + 4), 2u << 2 * (20 - 16));
}

static void ppis_may_be_fixed_as_levels(void **state)
{
	struct fixture *f = chosen(state, "GIC-B30", "fixed");

	dw(f, 0, D_ICFGR + 4, 0xaaaaaaaa);
	assert_int_equal(dr(f, 0, D_ICFGR + 4), 0);
	dw(f, 0, D_ICFGR + 8, 0xaaaaaaaa);
	assert_int_equal(dr(f, 0, D_ICFGR + 8), 0xaaaaaaaa);
}

/* --- GIC-G27 ---------------------------------------------------------------------- */

static void sgis_are_pending_while_nothing_is_forwarded(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_CTLR, 0);
	dw(f, 0, D_SGIR, 2u << 16 | 4);
	assert_int_equal(dr(f, 1, D_ISPENDR), 1u << 4);
}

static void sgis_may_be_lost_while_nothing_is_forwarded(void **state)
{
	struct fixture *f = chosen(state, "GIC-G27", "lost");

	dw(f, 0, D_CTLR, 0);
	dw(f, 0, D_SGIR, 2u << 16 | 4);
	dw(f, 0, D_CTLR, 2);
	assert_int_equal(dr(f, 1, D_ISPENDR), 0);
	dw(f, 0, D_SGIR, 2u << 16 | 4);
	assert_int_equal(dr(f, 1, D_ISPENDR), 1u << 4);
}

/* --- GIC-H21 ---------------------------------------------------------------------- */

static void sgis_are_always_enabled(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ICENABLER, 0xffffffff);
	assert_int_equal(dr(f, 0, D_ISENABLER), 0xffff);
}

static void sgis_may_be_switchable(void **state)
{
	struct fixture *f = chosen(state, "GIC-H21", "switchable");

	assert_int_equal(dr(f, 0, D_ISENABLER), 0);
	dw(f, 0, D_SGIR, 1u << 16 | 4);
	assert_int_equal(cr(f, 0, C_IAR), 1023);
	dw(f, 0, D_ISENABLER, 1u << 4);
	assert_int_equal(cr(f, 0, C_IAR), 4);
	dw(f, 0, D_ICENABLER, 1u << 4);
	assert_int_equal(dr(f, 0, D_ISENABLER), 0);
}

/* --- GIC-CU65 --------------------------------------------------------------------- */

static void dir_without_eoimode_is_ignored(void **state)
{
	struct fixture *f = *state;

	take(f, 40);
	cw(f, 0, C_DIR, 40);
	assert_string_equal(f->finding, "GIC-CU65");
	assert_true(active(f, 40));
}

static void dir_without_eoimode_may_deactivate(void **state)
{
	struct fixture *f = chosen(state, "GIC-CU65", "deactivates");

	take(f, 40);
	cw(f, 0, C_DIR, 40);
	assert_false(active(f, 40));
	assert_int_equal(cr(f, 0, C_RPR), 0x80);
}

/* --- GIC-CU66 --------------------------------------------------------------------- */

static void two_nested(struct fixture *f)
{
	use_spi(f, 40);
	take(f, 40);
	set_edge(f, 41);
	use_spi(f, 41);
	dwb(f, 0, D_IPRIORITYR + 41, 0x40);
	spi(f, 41, true);
	assert_int_equal(cr(f, 0, C_IAR), 41);
}

static void eoir_out_of_order_drops_and_deactivates(void **state)
{
	struct fixture *f = *state;

	two_nested(f);
	cw(f, 0, C_EOIR, 40);
	assert_string_equal(f->finding, "GIC-CU66");
	assert_int_equal(cr(f, 0, C_RPR), 0x80);
	assert_false(active(f, 40));
	assert_true(active(f, 41));
}

static void eoir_out_of_order_may_be_ignored(void **state)
{
	struct fixture *f = chosen(state, "GIC-CU66", "ignored");

	two_nested(f);
	cw(f, 0, C_EOIR, 40);
	assert_int_equal(cr(f, 0, C_RPR), 0x40);
	assert_true(active(f, 40));
	cw(f, 0, C_EOIR, 41);
	cw(f, 0, C_EOIR, 40);
	assert_int_equal(cr(f, 0, C_RPR), 0xff);
	assert_false(active(f, 40));
}

/* --- GIC-CU68 --------------------------------------------------------------------- */

static void an_sgi_is_ended_by_any_source(void **state)
{
	struct fixture *f = *state;

	dw(f, 1, D_SGIR, 1u << 16 | 4);
	assert_int_equal(cr(f, 0, C_IAR), 1u << 10 | 4);
	cw(f, 0, C_EOIR, 4);
	assert_string_equal(f->finding, "GIC-CU68");
	assert_false(active(f, 4));
}

static void an_sgi_may_be_ended_by_its_source_only(void **state)
{
	struct fixture *f = chosen(state, "GIC-CU68", "ignored");

	dw(f, 1, D_SGIR, 1u << 16 | 4);
	assert_int_equal(cr(f, 0, C_IAR), 1u << 10 | 4);
	cw(f, 0, C_EOIR, 4);
	assert_true(active(f, 4));
	assert_int_equal(cr(f, 0, C_RPR), 0);
	cw(f, 0, C_EOIR, 1u << 10 | 4);
	assert_false(active(f, 4));
}

/* --- GIC-CU74, GIC-S14 ------------------------------------------------------------ */

/* The guest on CPU 0 ends vINTID 60, whose physical interrupt is SGI 4. */
static void end_of_a_list_register_with_an_sgi(struct fixture *f)
{
	dw(f, 0, D_SGIR, 1u << 16 | 4);
	assert_int_equal(cr(f, 0, C_IAR), 4);
	hw(f, 0, H_HCR, 1);
	hw(f, 0, H_VMCR, 0xf84c0002);
	hw(f, 0, H_LR, 1u << 31 | 1u << 30 | 1u << 28 | 4u << 10 | 60);
	assert_string_equal(f->finding, "GIC-CU74");
	assert_int_equal(vr(f, 0, C_AIAR), 60);
	vw(f, 0, C_AEOIR, 60);
	assert_int_equal(hr(f, 0, H_ELRSR) & 1u, 1);
}

static void a_list_register_deactivates_an_sgi(void **state)
{
	struct fixture *f = *state;

	end_of_a_list_register_with_an_sgi(f);
	assert_false(active(f, 4));
}

static void a_list_register_may_not_deactivate_an_sgi(void **state)
{
	struct fixture *f = chosen(state, "GIC-CU74", "ignored");

	end_of_a_list_register_with_an_sgi(f);
	assert_true(active(f, 4));
}

/* --- GIC-CU89 --------------------------------------------------------------------- */

static void guest_dir(struct fixture *f)
{
	hw(f, 0, H_HCR, 1);
	hw(f, 0, H_VMCR, 0xf84c0002);
	hw(f, 0, H_LR, 1u << 30 | 1u << 28 | 60);
	assert_int_equal(vr(f, 0, C_AIAR), 60);
	vw(f, 0, C_DIR, 60);
	assert_string_equal(f->finding, "GIC-CU89");
}

static void gicv_dir_without_eoimode_is_ignored(void **state)
{
	struct fixture *f = *state;

	guest_dir(f);
	assert_int_equal(hr(f, 0, H_LR) >> 28 & 3u, VGS_ACTIVE);
}

static void gicv_dir_without_eoimode_may_deactivate(void **state)
{
	struct fixture *f = chosen(state, "GIC-CU89", "deactivates");

	guest_dir(f);
	assert_int_equal(hr(f, 0, H_LR) >> 28 & 3u, VGS_INACTIVE);
	assert_int_equal(vr(f, 0, C_RPR), 0);
}

#define SINGLE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_single, teardown)
#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SINGLE(ppis_have_a_trigger),
		OWN(ppis_may_be_fixed_as_levels),
		SINGLE(sgis_are_pending_while_nothing_is_forwarded),
		OWN(sgis_may_be_lost_while_nothing_is_forwarded),
		SINGLE(sgis_are_always_enabled),
		OWN(sgis_may_be_switchable),
		SINGLE(dir_without_eoimode_is_ignored),
		OWN(dir_without_eoimode_may_deactivate),
		SINGLE(eoir_out_of_order_drops_and_deactivates),
		OWN(eoir_out_of_order_may_be_ignored),
		SINGLE(an_sgi_is_ended_by_any_source),
		OWN(an_sgi_may_be_ended_by_its_source_only),
		SINGLE(a_list_register_deactivates_an_sgi),
		OWN(a_list_register_may_not_deactivate_an_sgi),
		SINGLE(gicv_dir_without_eoimode_is_ignored),
		OWN(gicv_dir_without_eoimode_may_deactivate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
