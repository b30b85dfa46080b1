/* SPDX-License-Identifier: MIT */
/*
 * The software context of a PE: which signals it takes, what wakes it.
 */
#include "machine.h"

#include "core.h"

static void context(struct machine *m, const struct vgs_pe_ctx *ctx)
{
	assert_int_equal(vgs_gic_set_pe(m->gic, 0, ctx), 0);
}

static void what_was_set_is_what_is_got(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx set = { .el = 2,
				  .aarch32 = true,
				  .scr_el3 = 0x401,
				  .hcr_el2 = 0x18,
				  .sctlr_nmi = 6,
				  .pstate_i = true,
				  .pstate_allint = true,
				  .monitor = true,
				  .hfgrtr_el2 = UINT64_MAX,
				  .hfgwtr_el2 = UINT64_C(1) << 39 };
	struct vgs_pe_ctx got;

	context(m, &set);
	assert_int_equal(vgs_gic_get_pe(m->gic, 0, &got), 0);
	assert_int_equal(got.el, 2);
	assert_true(got.aarch32);
	assert_int_equal(got.scr_el3, 0x401);
	assert_int_equal(got.hcr_el2, 0x18);
	assert_int_equal(got.sctlr_nmi, 6);
	assert_true(got.pstate_i);
	assert_false(got.pstate_f);
	assert_false(got.pstate_a);
	assert_true(got.pstate_allint);
	assert_true(got.monitor);
	/* ICC_IGRPENn_EL1 alone matters. */
	assert_int_equal(got.hfgrtr_el2, UINT64_C(1) << 39);
	assert_int_equal(got.hfgwtr_el2, UINT64_C(1) << 39);
}

static void there_is_no_exception_level_4(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 4 };

	assert_int_equal(vgs_gic_set_pe(m->gic, 0, &ctx), -VGS_EINVAL);
}

static void a_pe_that_is_not_there_has_no_context(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1 };

	assert_int_equal(vgs_gic_set_pe(m->gic, 2, &ctx), -VGS_ERANGE);
	assert_int_equal(vgs_gic_get_pe(m->gic, 2, &ctx), -VGS_ERANGE);
}

static void an_unmasked_irq_is_taken(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1 };

	context(m, &ctx);
	line(m, 40, true);
	assert_int_equal(vgs_gic_takes(m->gic, 0), VGS_SIG_IRQ);
}

static void pstate_i_masks_an_irq_at_its_own_level(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1, .pstate_i = true };

	context(m, &ctx);
	line(m, 40, true);
	assert_int_equal(vgs_gic_takes(m->gic, 0), 0);
}

/* A fiq is masked by F, not by I. */
static void pstate_f_masks_a_fiq_only(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1, .pstate_i = true };

	gicc(m, 0, GICC_CTLR, 1u | 1u << 3);
	line(m, 40, true);
	context(m, &ctx);
	assert_int_equal(vgs_gic_takes(m->gic, 0), VGS_SIG_FIQ);
	ctx.pstate_f = true;
	context(m, &ctx);
	assert_int_equal(vgs_gic_takes(m->gic, 0), 0);
}

/* An exception to a higher level is not masked by PSTATE. */
static void routed_to_el2_no_mask_of_el1_counts(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1,
				  .hcr_el2 = 1u << 4,
				  .pstate_i = true };

	context(m, &ctx);
	line(m, 40, true);
	assert_int_equal(vgs_gic_takes(m->gic, 0), VGS_SIG_IRQ);
}

static void routed_to_a_lower_level_it_is_not_taken(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 2 };

	context(m, &ctx);
	line(m, 40, true);
	assert_int_equal(vgs_gic_takes(m->gic, 0), 0);
}

/* GIC-F9 */
static void wfi_ends_whatever_is_masked(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1, .pstate_i = true, .pstate_f = true };

	context(m, &ctx);
	assert_false(vgs_gic_wake(m->gic, 0));
	line(m, 40, true);
	assert_true(vgs_gic_wake(m->gic, 0));
}

/* One virtual interrupt, the interface enabled. */
static void virtual_interrupt(struct machine *m)
{
	machine_write(m, 0, VGS_FRAME_GICH, GICH_VMCR, 4, 31u << 27 | 3);
	machine_write(m, 0, VGS_FRAME_GICH, GICH_HCR, 4, 1);
	machine_write(m, 0, VGS_FRAME_GICH, GICH_LR, 4, 0x1800001b);
}

/* GIC-Q28 */
static void a_virtual_irq_is_taken_by_a_guest_only(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1, .hcr_el2 = 1u << 4 };

	virtual_interrupt(m);
	context(m, &ctx);
	assert_int_equal(vgs_gic_signals(m->gic, 0), VGS_SIG_VIRQ);
	assert_int_equal(vgs_gic_takes(m->gic, 0), VGS_SIG_VIRQ);
	ctx.el = 2;
	context(m, &ctx);
	assert_int_equal(vgs_gic_takes(m->gic, 0), 0);
}

/* GIC-Q28 */
static void pstate_i_masks_a_virtual_irq(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1,
				  .hcr_el2 = 1u << 4,
				  .pstate_i = true };

	virtual_interrupt(m);
	context(m, &ctx);
	assert_int_equal(vgs_gic_takes(m->gic, 0), 0);
	assert_true(vgs_gic_wake(m->gic, 0));
}

/* GIC-Q29 */
static void a_host_with_tge_has_no_virtual_interface(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 0, .hcr_el2 = 1u << 4 | 1u << 27 };

	context(m, &ctx);
	assert_int_equal(vgs_core_pe_virtual(m->gic, 0), 0);
}

static void fmo_and_imo_redirect_each_its_own(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1, .hcr_el2 = 1u << 3 };

	context(m, &ctx);
	assert_int_equal(vgs_core_pe_virtual(m->gic, 0), 1);
	ctx.hcr_el2 = 1u << 4;
	context(m, &ctx);
	assert_int_equal(vgs_core_pe_virtual(m->gic, 0), 2);
}

/* GIC-C24 */
static void el3_is_secure_and_scr_ns_decides_below(void **state)
{
	struct vgs_pe_ctx ctx = { .el = 3, .scr_el3 = 1 };
	struct machine m;

	(void)state;
	machine_config(&m);
	m.cfg.security = true;
	machine_start(&m);
	context(&m, &ctx);
	assert_true(vgs_core_pe_secure(m.gic, 0));
	ctx.el = 1;
	context(&m, &ctx);
	assert_false(vgs_core_pe_secure(m.gic, 0));
	ctx.scr_el3 = 0;
	context(&m, &ctx);
	assert_true(vgs_core_pe_secure(m.gic, 0));
	vgs_gic_free(m.gic);
}

static void without_el3_nothing_is_secure(void **state)
{
	struct machine *m = *state;
	struct vgs_pe_ctx ctx = { .el = 1 };

	context(m, &ctx);
	assert_false(vgs_core_pe_secure(m->gic, 0));
}

/* GIC-Q2: Secure EL2 exists only with SCR_EL3.EEL2. */
static void secure_el2_needs_eel2(void **state)
{
	struct vgs_pe_ctx ctx = { .el = 1, .hcr_el2 = 1u << 4 };
	struct machine m;

	(void)state;
	machine_config(&m);
	m.cfg.security = true;
	machine_start(&m);
	context(&m, &ctx);
	assert_int_equal(vgs_core_pe_virtual(m.gic, 0), 0);
	ctx.scr_el3 = 1u << 18;
	context(&m, &ctx);
	assert_int_equal(vgs_core_pe_virtual(m.gic, 0), 2);
	vgs_gic_free(m.gic);
}

/* SCR_EL3.IRQ */
static void routed_to_el3_no_mask_below_counts(void **state)
{
	struct vgs_pe_ctx ctx = { .el = 2,
				  .scr_el3 = 1u << 0 | 1u << 1,
				  .pstate_i = true };
	struct machine m;

	(void)state;
	machine_config(&m);
	m.cfg.security = true;
	machine_start(&m);
	machine_open(&m);
	context(&m, &ctx);
	line(&m, 40, true);
	assert_int_equal(vgs_gic_takes(m.gic, 0), VGS_SIG_IRQ);
	ctx.el = 3;
	context(&m, &ctx);
	assert_int_equal(vgs_gic_takes(m.gic, 0), 0);
	vgs_gic_free(m.gic);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(what_was_set_is_what_is_got),
		MACHINE_TEST(there_is_no_exception_level_4),
		MACHINE_TEST(a_pe_that_is_not_there_has_no_context),
		MACHINE_TEST(an_unmasked_irq_is_taken),
		MACHINE_TEST(pstate_i_masks_an_irq_at_its_own_level),
		MACHINE_TEST(pstate_f_masks_a_fiq_only),
		MACHINE_TEST(routed_to_el2_no_mask_of_el1_counts),
		MACHINE_TEST(routed_to_a_lower_level_it_is_not_taken),
		MACHINE_TEST(wfi_ends_whatever_is_masked),
		MACHINE_TEST(a_virtual_irq_is_taken_by_a_guest_only),
		MACHINE_TEST(pstate_i_masks_a_virtual_irq),
		MACHINE_TEST(a_host_with_tge_has_no_virtual_interface),
		MACHINE_TEST(fmo_and_imo_redirect_each_its_own),
		cmocka_unit_test(el3_is_secure_and_scr_ns_decides_below),
		MACHINE_TEST(without_el3_nothing_is_secure),
		cmocka_unit_test(secure_el2_needs_eel2),
		cmocka_unit_test(routed_to_el3_no_mask_below_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
