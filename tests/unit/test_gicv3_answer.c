/* SPDX-License-Identifier: MIT */
/* Who may access a system register, and what the others get (section T). */
#include "test_gicv3.h"

#define OK    VGS_ANSWER_OK
#define UNDEF VGS_ANSWER_UNDEF
#define TO1   VGS_ANSWER_TRAP_EL1
#define TO2   VGS_ANSWER_TRAP_EL2
#define TO3   VGS_ANSWER_TRAP_EL3

#define HCR_TGE	 (1u << 27)
#define HCR_NV	 (UINT64_C(1) << 42)
#define SCR_BOTH (SCR_IRQ | SCR_FIQ)

#define TC    (1u << 10)
#define TALL0 (1u << 11)
#define TALL1 (1u << 12)
#define TDIR  (1u << 14)

/* --- exception levels ---------------------------------------------------------------- */

/* GIC-T1 */
static void el0_has_no_register(void **state)
{
	struct fixture *f = *state;

	context(f, 0, 0, SCR_NS, 0);
	for (unsigned id = 0; id < VGS_SYSREG_COUNT; id++) {
		assert_int_equal(mrs_answer(f, 0, (enum vgs_sysreg)id), UNDEF);
		assert_int_equal(msr_answer(f, 0, (enum vgs_sysreg)id), UNDEF);
	}
}

/* GIC-T21 */
static void the_wrong_direction_is_undefined(void **state)
{
	struct fixture *f = *state;

	el3(f, 0);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_IAR1_EL1), UNDEF);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_RPR_EL1), UNDEF);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_HPPIR0_EL1), UNDEF);
	assert_int_equal(msr_answer(f, 0, VGS_ICH_VTR_EL2), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_EOIR1_EL1), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_DIR_EL1), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SGI1R_EL1), UNDEF);
}

/* GIC-T15 */
static void el3_registers_are_undefined_below(void **state)
{
	struct fixture *f = *state;

	el2(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL3), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_CTLR_EL3), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IGRPEN1_EL3), UNDEF);
	secure_el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IGRPEN1_EL3), UNDEF);
	el3(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL3), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_CTLR_EL3), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IGRPEN1_EL3), OK);
}

/* GIC-T15 */
static void without_el3_its_registers_do_not_exist(void **state)
{
	struct fixture *f = *state;

	context(f, 0, 3, 0, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL3), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_CTLR_EL3), UNDEF);
}

/* GIC-T17, GIC-T18, GIC-T2 */
static void ich_is_for_el2_and_el3(void **state)
{
	struct fixture *f = *state;

	el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_HCR_EL2), UNDEF);
	context(f, 0, 1, SCR_NS, HCR_NV);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_HCR_EL2), TO2);
	secure_el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_HCR_EL2), UNDEF);
	el2(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_HCR_EL2), OK);
	el3(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_HCR_EL2), OK);
}

/* GIC-T19, GIC-P17, GIC-D25 */
static void what_is_not_implemented_is_undefined(void **state)
{
	struct fixture *f = *state;

	el3(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_LR3_EL2), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_LR4_EL2), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_LR15_EL2), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_AP0R1_EL1), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_AP1R1_EL1), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_AP1R1_EL2), UNDEF);
}

static int setup_8_virtual_bits(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.vpriority_bits = 8;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-T19, GIC-D25: an encoding may be only the virtual register. */
static void ap_registers_may_be_only_virtual(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mrs_answer(f, 0, VGS_ICC_AP1R3_EL1), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_AP1R3_EL2), OK);
	guest(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_AP1R3_EL1), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_AP0R2_EL1), OK);
}

static int setup_no_el2(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.virt = false;
	f->cfg.security = true;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-T20, GIC-T14 */
static void without_el2_ich_is_res0_at_el3(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICH_HCR_EL2, UINT64_MAX);
	msr(f, 0, VGS_ICH_LR0_EL2, UINT64_MAX);
	assert_int_equal(mrs(f, 0, VGS_ICH_HCR_EL2), 0);
	assert_int_equal(mrs(f, 0, VGS_ICH_LR0_EL2), 0);
	assert_int_equal(mrs(f, 0, VGS_ICH_VTR_EL2), 0);
	msr(f, 0, VGS_ICH_AP0R0_EL2, UINT64_MAX);
	assert_int_equal(mrs(f, 0, VGS_ICH_AP0R0_EL2), 0);
	msr(f, 0, VGS_ICH_AP1R0_EL2, UINT64_MAX);
	assert_int_equal(mrs(f, 0, VGS_ICH_AP1R0_EL2), 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL2), UNDEF);
}

static int setup_el1_only(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.virt = false;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-T2 */
static void without_el2_and_el3_ich_does_not_exist(void **state)
{
	struct fixture *f = *state;

	context(f, 0, 2, 0, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_HCR_EL2), UNDEF);
	context(f, 0, 1, 0, HCR_IMO | HCR_FMO);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 1);
}

/* --- SCR_EL3 ------------------------------------------------------------------------- */

/* GIC-T3, GIC-T28, GIC-T22 */
static void common_registers_trap_to_el3_with_both_bits(void **state)
{
	struct fixture *f = *state;

	for (unsigned el = 1; el <= 2; el++) {
		context(f, 0, el, SCR_NS | SCR_FIQ, 0);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), OK);
		context(f, 0, el, SCR_NS | SCR_IRQ, 0);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_RPR_EL1), OK);
		context(f, 0, el, SCR_NS | SCR_BOTH, 0);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), TO3);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_CTLR_EL1), TO3);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_RPR_EL1), TO3);
		assert_int_equal(msr_answer(f, 0, VGS_ICC_DIR_EL1), TO3);
		assert_int_equal(msr_answer(f, 0, VGS_ICC_SGI0R_EL1), TO3);
	}
	context(f, 0, 3, SCR_BOTH, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), OK);
}

/* GIC-T4, GIC-T5, GIC-T10 */
static void scr_routes_group_registers_one_by_one(void **state)
{
	struct fixture *f = *state;

	for (unsigned el = 1; el <= 2; el++) {
		context(f, 0, el, SCR_NS | SCR_FIQ, 0);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_BPR0_EL1), TO3);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_IGRPEN0_EL1), TO3);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_BPR1_EL1), OK);
		context(f, 0, el, SCR_NS | SCR_IRQ, 0);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_BPR0_EL1), OK);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR1_EL1), TO3);
		assert_int_equal(msr_answer(f, 0, VGS_ICC_EOIR1_EL1), TO3);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_AP1R0_EL1), TO3);
	}
}

/* --- ICH_HCR_EL2 traps ------------------------------------------------------------------ */

static void trap_and_be_el1(struct fixture *f, uint64_t hcr)
{
	el2(f, 0);
	msr(f, 0, VGS_ICH_HCR_EL2, hcr);
	el1(f, 0);
}

/* GIC-T3, GIC-T24, GIC-Q34 */
static void tc_traps_common_registers(void **state)
{
	struct fixture *f = *state;

	trap_and_be_el1(f, TC);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), TO2);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_CTLR_EL1), TO2);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_RPR_EL1), TO2);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_DIR_EL1), TO2);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_SGI1R_EL1), TO2);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR1_EL1), OK);
	guest(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), TO2);
}

/* GIC-T4, GIC-T5, GIC-Q34 */
static void tall_traps_a_group(void **state)
{
	struct fixture *f = *state;

	trap_and_be_el1(f, TALL0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR0_EL1), TO2);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IGRPEN0_EL1), TO2);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR1_EL1), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), OK);
	trap_and_be_el1(f, TALL1);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR0_EL1), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR1_EL1), TO2);
	guest(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR1_EL1), TO2);
}

/* GIC-T6 */
static void tdir_traps_dir_alone(void **state)
{
	struct fixture *f = *state;

	trap_and_be_el1(f, TDIR);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_DIR_EL1), TO2);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), OK);
	guest(f, 0);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_DIR_EL1), TO2);
	el2(f, 0);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_DIR_EL1), OK);
}

/* GIC-Q2: there is no EL2 above Secure EL1 without EEL2. */
static void secure_el1_is_trapped_with_eel2_only(void **state)
{
	struct fixture *f = *state;

	trap_and_be_el1(f, TC);
	secure_el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), OK);
	context(f, 0, 1, SCR_EEL2, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), TO2);
}

/* --- redirection ------------------------------------------------------------------------ */

/* GIC-Q1, GIC-Q3 */
static void fmo_and_imo_redirect_their_groups(void **state)
{
	struct fixture *f = *state;

	context(f, 0, 1, SCR_NS, HCR_FMO);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN0_EL1), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 1);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0);
	context(f, 0, 1, SCR_NS, HCR_IMO);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN0_EL1), 1);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0);
	context(f, 0, 2, SCR_NS, HCR_IMO | HCR_FMO);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 1);
}

/* GIC-T25 */
static void redirection_comes_before_the_trap_to_el3(void **state)
{
	struct fixture *f = *state;

	context(f, 0, 1, SCR_NS | SCR_BOTH, HCR_IMO);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR1_EL1), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR0_EL1), TO3);
}

/* GIC-T7, GIC-H22 */
static void there_are_no_virtual_sgi_registers(void **state)
{
	struct fixture *f = *state;

	context(f, 0, 1, SCR_NS, HCR_IMO);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_SGI1R_EL1), TO2);
	context(f, 0, 1, SCR_NS, HCR_FMO);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_SGI0R_EL1), TO2);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_ASGI1R_EL1), TO2);
	el1(f, 0);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_SGI1R_EL1), OK);
}

/* GIC-Q29 */
static void a_host_with_tge_is_not_redirected(void **state)
{
	struct fixture *f = *state;

	context(f, 0, 1, SCR_NS, HCR_IMO | HCR_FMO | HCR_TGE);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 1);
}

/* GIC-Q2 */
static void secure_el1_is_redirected_with_eel2_only(void **state)
{
	struct fixture *f = *state;

	context(f, 0, 1, 0, HCR_IMO);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 1);
	context(f, 0, 1, SCR_EEL2, HCR_IMO);
	assert_int_equal(mrs(f, 0, VGS_ICC_IGRPEN1_EL1), 0);
}

/* --- SRE -------------------------------------------------------------------------------- */

/* GIC-J7 */
static void sre_is_fixed_without_legacy_operation(void **state)
{
	struct fixture *f = *state;

	el3(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL3, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL3), 0xf);
	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL2), 0xf);
	el1(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL1), 7);
}

/* GIC-T14 */
static void sre_el2_is_undefined_where_el2_is_disabled(void **state)
{
	struct fixture *f = *state;

	el3(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL2), UNDEF);
	context(f, 0, 3, SCR_NS, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL2), OK);
	context(f, 0, 3, SCR_EEL2, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL2), OK);
	el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL2), UNDEF);
	context(f, 0, 1, SCR_NS, HCR_NV);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL2), TO2);
}

static int setup_legacy(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.security = true;
	f->cfg.legacy = true;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	*state = f;
	return 0;
}

/* GIC-T12, GIC-T11, GIC-J4 */
static void without_sre_accesses_trap_to_their_own_el(void **state)
{
	struct fixture *f = *state;

	el3(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), TO3);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_CTLR_EL3), TO3);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_HCR_EL2), TO3);
	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL3), 0);
	el2(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), TO2);
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_HCR_EL2), TO2);
	el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR1_EL1), TO1);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_SGI1R_EL1), TO1);
}

/* GIC-T13, GIC-T14, GIC-T16 */
static void enable_decides_once_its_sre_is_set(void **state)
{
	struct fixture *f = *state;

	el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL1), OK);
	el3(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL3, 1);
	el2(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL2), TO3);
	el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL1), TO3);
	el3(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL3, 9);
	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 1);
	el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL1), TO2);
	secure_el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL1), OK);
	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 9);
	el1(f, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL1), OK);
}

/* --- AArch32 ---------------------------------------------------------------------------- */

/* EL3 is AArch32: Monitor mode, or another Secure PL1 mode. */
static void aarch32(struct fixture *f, unsigned el, bool monitor, uint64_t scr)
{
	const struct vgs_pe_ctx ctx = { .el = (uint8_t)el,
					.aarch32 = true,
					.monitor = monitor,
					.scr_el3 = scr };

	assert_int_equal(vgs_gic_set_pe(f->gic, 0, &ctx), 0);
}

/* GIC-T22 */
static void secure_pl1_is_trapped_to_monitor_mode(void **state)
{
	struct fixture *f = *state;

	aarch32(f, 3, false, SCR_FIQ);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR0_EL1), TO3);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR1_EL1), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), OK);
	aarch32(f, 3, false, SCR_IRQ);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_IGRPEN1_EL1), TO3);
	aarch32(f, 3, false, SCR_BOTH);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), TO3);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_SGI1R_EL1), TO3);
	aarch32(f, 3, true, SCR_BOTH);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IAR0_EL1), OK);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), OK);
}

/* GIC-T27, GIC-E8, GIC-E11, GIC-E12, GIC-E22: to EL3 it is Secure EL1. */
static void secure_pl1_is_told_what_secure_el1_is(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 40, 1, 0);
	spi(f, 40, 0x40, 0);
	line(f, 40, true);
	aarch32(f, 3, false, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 1023);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 1023);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
	aarch32(f, 3, true, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 1021);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	aarch32(f, 3, false, 0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE_PENDING);
	aarch32(f, 3, true, 0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
}

/* GIC-T27 */
static void msre_and_mgrpen1_are_for_monitor_mode(void **state)
{
	struct fixture *f = *state;

	aarch32(f, 3, false, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL3), UNDEF);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_SRE_EL3), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_IGRPEN1_EL3), UNDEF);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_IGRPEN1_EL3), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_CTLR_EL3), OK);
	aarch32(f, 3, true, 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL3), OK);
	assert_int_equal(msr_answer(f, 0, VGS_ICC_IGRPEN1_EL3), OK);
	aarch32(f, 1, false, SCR_NS);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL3), UNDEF);
}

/* GIC-T27: what traps to its own EL in AArch64. */
static void without_sre_aarch32_is_undefined(void **state)
{
	struct fixture *f = *state;

	for (unsigned el = 1; el <= 3; el++) {
		aarch32(f, el, el == 3, SCR_NS);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_PMR_EL1), UNDEF);
		assert_int_equal(mrs_answer(f, 0, VGS_ICC_SRE_EL1), OK);
	}
	assert_int_equal(mrs_answer(f, 0, VGS_ICH_HCR_EL2), UNDEF);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_CTLR_EL3), UNDEF);
}

/* --- the syndrome ------------------------------------------------------------------------ */

/* GIC-T12: EC 0x18 ISS of MRS X3, ICC_CTLR_EL1. */
static void a_trap_has_a_syndrome(void **state)
{
	(void)state;
	assert_int_equal(vgs_sysreg_iss(VGS_ICC_CTLR_EL1, true, 0),
			 0x383019 & ~0x3e0u);
	assert_int_equal(vgs_sysreg_by_iss(0x383019), VGS_ICC_CTLR_EL1);
}

#define ONE(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)
#define BOTH(test)	cmocka_unit_test_setup_teardown(test, setup_secure, teardown)
#define WITH(test, how) cmocka_unit_test_setup_teardown(test, how, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(el0_has_no_register),
		BOTH(the_wrong_direction_is_undefined),
		BOTH(el3_registers_are_undefined_below),
		ONE(without_el3_its_registers_do_not_exist),
		BOTH(ich_is_for_el2_and_el3),
		BOTH(what_is_not_implemented_is_undefined),
		WITH(ap_registers_may_be_only_virtual, setup_8_virtual_bits),
		WITH(without_el2_ich_is_res0_at_el3, setup_no_el2),
		WITH(without_el2_and_el3_ich_does_not_exist, setup_el1_only),
		BOTH(common_registers_trap_to_el3_with_both_bits),
		BOTH(scr_routes_group_registers_one_by_one),
		BOTH(tc_traps_common_registers),
		BOTH(tall_traps_a_group),
		BOTH(tdir_traps_dir_alone),
		BOTH(secure_el1_is_trapped_with_eel2_only),
		BOTH(fmo_and_imo_redirect_their_groups),
		BOTH(redirection_comes_before_the_trap_to_el3),
		BOTH(there_are_no_virtual_sgi_registers),
		BOTH(a_host_with_tge_is_not_redirected),
		BOTH(secure_el1_is_redirected_with_eel2_only),
		BOTH(sre_is_fixed_without_legacy_operation),
		BOTH(sre_el2_is_undefined_where_el2_is_disabled),
		WITH(without_sre_accesses_trap_to_their_own_el, setup_legacy),
		WITH(enable_decides_once_its_sre_is_set, setup_legacy),
		BOTH(secure_pl1_is_trapped_to_monitor_mode),
		BOTH(secure_pl1_is_told_what_secure_el1_is),
		BOTH(msre_and_mgrpen1_are_for_monitor_mode),
		WITH(without_sre_aarch32_is_undefined, setup_legacy),
		cmocka_unit_test(a_trap_has_a_syndrome),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
