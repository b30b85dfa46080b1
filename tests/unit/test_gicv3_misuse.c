/* SPDX-License-Identifier: MIT */
/*
 * What software must not do and what comes of it (facts section V): findings
 * that no other test of a GICv3 is about, and the alternatives of choices.
 */
#include "test_gicv3.h"

#include <stdlib.h>
#include <string.h>

static struct fixture *new_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	*state = f;
	config(f);
	return f;
}

static void choose(struct fixture *f, const char *id, const char *name)
{
	assert_int_equal(vgs_gic_config_choose(&f->cfg, id, name), 0);
}

#define assert_finding(f, id)                                                  \
	do {                                                                   \
		assert_int_equal((f)->findings, 1);                            \
		assert_string_equal(vgs_rule_name((f)->finding), id);          \
		(f)->findings = 0;                                             \
	} while (0)

#define assert_no_finding(f) assert_int_equal((f)->findings, 0)

/* --- SGIs: the range selector ------------------------------------- */

static const uint32_t aff0s[] = { 0, 1, 16, 33 };

static struct fixture *with_affinities(void **state)
{
	struct fixture *f = new_fixture(state);

	f->cfg.affinities = aff0s;
	return f;
}

static bool sgi_pending(struct fixture *f, unsigned pe, unsigned sgi)
{
	return redist_read(f, pe, "GICR_ISPENDR0") >> sgi & 1;
}

static void send_to(struct fixture *f, unsigned sgi, uint64_t rs, uint64_t list)
{
	msr(f, 0, VGS_ICC_SGI1R_EL1, rs << 44 | (uint64_t)sgi << 24 | list);
}

static void group_1_everywhere(struct fixture *f)
{
	for (unsigned pe = 0; pe < f->cfg.pes; pe++)
		redist_write(f, pe, "GICR_IGROUPR0", 0xffff);
}

/* GIC-H3, GIC-K9 */
static void rs_selects_sixteen_affinities(void **state)
{
	struct fixture *f = with_affinities(state);

	f->cfg.rss = true;
	machine(f);
	group_1_everywhere(f);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) >> 18 & 1, 1);
	assert_int_equal(dist_read(f, "GICD_TYPER") >> 26 & 1, 1);
	send_to(f, 1, 2, 1u << 1);
	assert_true(sgi_pending(f, 3, 1));
	assert_false(sgi_pending(f, 1, 1));
	send_to(f, 2, 1, 1u << 0);
	assert_true(sgi_pending(f, 2, 2));
	assert_false(sgi_pending(f, 0, 2));
	assert_no_finding(f);
}

/* GIC-H4: without RSS the field is RES0. */
static void without_rss_rs_is_zero(void **state)
{
	struct fixture *f = with_affinities(state);

	machine(f);
	group_1_everywhere(f);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) >> 18 & 1, 0);
	send_to(f, 1, 2, 1u << 1);
	assert_true(sgi_pending(f, 1, 1));
	assert_false(sgi_pending(f, 3, 1));
	assert_no_finding(f);
}

/* GIC-H5, GIC-CU49 */
static void a_distributor_without_rss_ignores_a_range(void **state)
{
	struct fixture *f = with_affinities(state);

	f->cfg.icc_rss = true;
	machine(f);
	group_1_everywhere(f);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) >> 18 & 1, 1);
	assert_int_equal(dist_read(f, "GICD_TYPER") >> 26 & 1, 0);
	send_to(f, 1, 2, 1u << 1);
	assert_finding(f, "GIC-CU49");
	for (unsigned pe = 0; pe < 4; pe++)
		assert_false(sgi_pending(f, pe, 1));
	send_to(f, 1, 0, 1u << 1);
	assert_true(sgi_pending(f, 1, 1));
	assert_no_finding(f);
}

/* GIC-H5, GIC-CU49 */
static void or_takes_the_range_for_zero(void **state)
{
	struct fixture *f = with_affinities(state);

	f->cfg.icc_rss = true;
	choose(f, "GIC-CU49", "rs-is-zero");
	machine(f);
	group_1_everywhere(f);
	send_to(f, 1, 2, 1u << 1);
	assert_finding(f, "GIC-CU49");
	assert_true(sgi_pending(f, 1, 1));
	assert_false(sgi_pending(f, 3, 1));
}

/* --- extended ranges ---------------------------------------------- */

/* GIC-K3, GIC-CU93 */
static void interfaces_without_extended_ranges(void **state)
{
	struct fixture *f = new_fixture(state);

	f->cfg.espis = 32;
	f->cfg.eppis = 32;
	f->cfg.no_ext_range = true;
	machine(f);
	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL1) >> 19 & 1, 0);
	dist_write(f, "GICD_IROUTER0E", 0);
	dist_write(f, "GICD_ISENABLER0E", 1);
	assert_finding(f, "GIC-CU93");
	redist_write(f, 0, "GICR_ISENABLER1E", 1);
	assert_finding(f, "GIC-CU93");
	dist_write(f, "GICD_IROUTER40", 0);
	dist_write(f, "GICD_ISENABLER1", 1u << 8);
	assert_no_finding(f);
}

/* GIC-K6: pINTID has 13 bits with ExtRange, else 10. */
static void a_list_register_names_what_can_be_handled(void **state)
{
	struct fixture *f = new_fixture(state);
	const uint64_t lr = UINT64_C(1) << 61 | UINT64_C(0x1fff) << 32;

	machine(f);
	msr(f, 0, VGS_ICH_LR0_EL2, lr);
	assert_int_equal(mrs(f, 0, VGS_ICH_LR0_EL2) >> 32 & 0x1fff, 0x3ff);
	f->gic = vgs_gic_free(f->gic);
	f->cfg.espis = 32;
	machine(f);
	msr(f, 0, VGS_ICH_LR0_EL2, lr);
	assert_int_equal(mrs(f, 0, VGS_ICH_LR0_EL2) >> 32 & 0x1fff, 0x1fff);
}

/* --- sleeping and waking ------------------------------------------ */

static void run_children(struct fixture *f, unsigned pe)
{
	const struct vgs_work work = { VGS_WORK_CHILDREN, pe };

	assert_int_equal(vgs_gic_work_run(f->gic, &work), 0);
}

static struct fixture *stepwise(void **state)
{
	struct fixture *f = new_fixture(state);

	f->cfg.async = true;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	return f;
}

/* GIC-I14, GIC-I15: 6 is both bits, 2 ProcessorSleep, 4 ChildrenAsleep. */
static void children_asleep_follows_later(void **state)
{
	struct fixture *f = stepwise(state);

	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 6);
	redist_write(f, 0, "GICR_WAKER", 0);
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 4);
	run_children(f, 0);
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 0);
	redist_write(f, 0, "GICR_WAKER", 2);
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 2);
	run_children(f, 0);
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 6);
	assert_no_finding(f);
}

/* GIC-CU13 */
static void waking_before_it_sleeps_is_misuse(void **state)
{
	struct fixture *f = stepwise(state);
	const struct vgs_work work = { VGS_WORK_CHILDREN, 0 };

	redist_write(f, 0, "GICR_WAKER", 0);
	run_children(f, 0);
	redist_write(f, 0, "GICR_WAKER", 2);
	redist_write(f, 0, "GICR_WAKER", 0);
	assert_finding(f, "GIC-CU13");
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 0);
	assert_int_equal(vgs_gic_work_run(f->gic, &work), -VGS_ENOENT);
}

/* GIC-I14, GIC-I16: neither while it falls asleep nor before it is awake. */
static void nothing_is_signalled_while_a_pe_wakes(void **state)
{
	struct fixture *f = stepwise(state);

	dist_write(f, "GICD_CTLR", 3);
	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	el2(f, 0);
	msr(f, 0, VGS_ICC_PMR_EL1, 0xf8);
	assert_int_equal(signals(f, 0), VGS_SIG_WAKE);
	redist_write(f, 0, "GICR_WAKER", 0);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 1);
	assert_int_equal(signals(f, 0), 0);
	run_children(f, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	redist_write(f, 0, "GICR_WAKER", 2);
	assert_int_equal(signals(f, 0), VGS_SIG_WAKE);
}

/* GIC-I14: the step is part of the state. */
static void a_saved_pe_goes_on_waking(void **state)
{
	struct fixture *f = stepwise(state);
	size_t size = vgs_gic_save_size(f->gic);
	void *image = calloc(1, size);

	assert_non_null(image);
	redist_write(f, 0, "GICR_WAKER", 0);
	assert_int_equal(vgs_gic_save(f->gic, image, size), 0);
	run_children(f, 0);
	assert_int_equal(vgs_gic_restore(f->gic, image, size), 0);
	assert_int_equal(redist_read(f, 0, "GICR_WAKER"), 4);
	free(image);
}

/* --- active priorities -------------------------------------------- */

/* Each group has an active priority that software has read. */
static struct fixture *with_active_priorities(void **state)
{
	struct fixture *f = new_fixture(state);

	f->cfg.security = true;
	machine(f);
	msr(f, 0, VGS_ICC_AP0R0_EL1, 1u << 4);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 8);
	context(f, 0, 3, SCR_NS, 0);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 20);
	mrs(f, 0, VGS_ICC_AP0R0_EL1);
	mrs(f, 0, VGS_ICC_AP1R0_EL1);
	el3(f, 0);
	mrs(f, 0, VGS_ICC_AP1R0_EL1);
	f->findings = 0;
	return f;
}

/* GIC-CU59: AP0R, Secure AP1R, Non-secure AP1R. */
static void active_priorities_are_put_back_in_order(void **state)
{
	struct fixture *f = with_active_priorities(state);

	msr(f, 0, VGS_ICC_AP0R0_EL1, 1u << 4);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 8);
	context(f, 0, 3, SCR_NS, 0);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 20);
	assert_no_finding(f);
}

/* GIC-CU59 */
static void another_order_is_misuse(void **state)
{
	struct fixture *f = with_active_priorities(state);

	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 8);
	assert_no_finding(f);
	msr(f, 0, VGS_ICC_AP0R0_EL1, 1u << 4);
	assert_finding(f, "GIC-CU59");
}

/* GIC-CU59 */
static void non_secure_before_secure_is_misuse(void **state)
{
	struct fixture *f = with_active_priorities(state);

	context(f, 0, 3, SCR_NS, 0);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 20);
	assert_no_finding(f);
	el3(f, 0);
	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 8);
	assert_finding(f, "GIC-CU59");
}

/* GIC-CU59: who reads begins anew, and clearing is no putting back. */
static void a_read_begins_anew(void **state)
{
	struct fixture *f = with_active_priorities(state);

	msr(f, 0, VGS_ICC_AP1R0_EL1, 1u << 8);
	msr(f, 0, VGS_ICC_AP0R0_EL1, 0);
	assert_no_finding(f);
	mrs(f, 0, VGS_ICC_AP1R0_EL1);
	msr(f, 0, VGS_ICC_AP0R0_EL1, 1u << 4);
	assert_no_finding(f);
}

/* --- accesses ----------------------------------------------------- */

/* GIC-CU9 */
static void an_access_of_another_size_is_misuse(void **state)
{
	struct fixture *f = new_fixture(state);
	struct vgs_access access = { 0, VGS_NONSECURE };
	uint64_t value = 1;

	machine(f);
	/* GICD_CTLR has 32 bits. */
	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICD, 0,
					    0, 1, &value),
			 0);
	assert_int_equal(value, 0);
	assert_finding(f, "GIC-CU9");
	assert_int_equal(vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICD, 0,
					     0, 2, 0),
			 0);
	assert_int_equal(dist_read(f, "GICD_CTLR") & 3, 3);
	assert_finding(f, "GIC-CU9");
	/* A peek is no access; what is reserved is no misuse. */
	assert_int_equal(vgs_gic_frame_peek(f->gic, &access, VGS_FRAME_GICD, 0,
					    0, 1, &value),
			 0);
	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICD, 0,
					    0x30, 1, &value),
			 0);
	assert_no_finding(f);
}

/* GIC-CU91: 64 SPIs are INTIDs 32 to 95. */
static void writing_what_does_not_exist_is_misuse(void **state)
{
	struct fixture *f = new_fixture(state);

	machine(f);
	dist_write(f, "GICD_ICENABLER2", 0xffffffff);
	assert_no_finding(f);
	dist_write(f, "GICD_ICENABLER3", 0xffffffff);
	assert_finding(f, "GIC-CU91");
	dist_write(f, "GICD_ICENABLER3", 0);
	dist_write(f, "GICD_IPRIORITYR24", 0);
	assert_no_finding(f);
	dist_write(f, "GICD_IPRIORITYR24", 0x80);
	assert_finding(f, "GIC-CU91");
	assert_int_equal(dist_read(f, "GICD_IPRIORITYR24"), 0);
}

struct choices {
	unsigned count;
	unsigned rule;
};

static void count_choices(void *user, const struct vgs_event *event)
{
	struct choices *seen = user;

	if (event->kind != VGS_EV_CHOICE)
		return;
	seen->count++;
	seen->rule = event->rule;
}

/* GIC-CU90: the new value counts at once, which is a choice. */
static void a_pending_interrupt_changes_at_once(void **state)
{
	struct fixture *f = new_fixture(state);
	struct choices seen = { 0, 0 };

	f->cfg.trace = count_choices;
	f->cfg.user = &seen;
	machine(f);
	spi(f, 40, 0x80, 0);
	spi(f, 41, 0x60, 0);
	line(f, 41, true);
	assert_int_equal(seen.count, 0);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 41);
	dist_write(f, "GICD_IPRIORITYR10", 0x6040);
	assert_int_equal(seen.count, 1);
	assert_string_equal(vgs_rule_name(seen.rule), "GIC-CU90");
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
	dist_write(f, "GICD_IGROUPR1", 2u << 8);
	assert_int_equal(seen.count, 2);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 40);
}

/* --- legacy operation --------------------------------------------- */

static uint64_t word0_of_pe9(struct fixture *f)
{
	struct vgs_access access = { 9, VGS_NONSECURE };
	uint64_t value = 0;

	/* GICD_ISENABLER0 */
	assert_int_equal(vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICD, 0,
					     0x100, 4, 1u << 20),
			 0);
	assert_finding(f, "GIC-CU8");
	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICD, 0,
					    0x100, 4, &value),
			 0);
	f->findings = 0;
	return value >> 20 & 1;
}

static struct fixture *ten_legacy_pes(void **state)
{
	struct fixture *f = new_fixture(state);

	f->cfg.pes = 10;
	f->cfg.legacy = true;
	return f;
}

/* GIC-J14, GIC-CU8 */
static void processor_9_has_no_bank(void **state)
{
	struct fixture *f = ten_legacy_pes(state);

	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	assert_int_equal(word0_of_pe9(f), 0);
	assert_int_equal(dist_read(f, "GICD_ISENABLER0") >> 20 & 1, 0);
}

/* GIC-J14, GIC-CU8 */
static void or_processor_9_has_that_of_processor_0(void **state)
{
	struct fixture *f = ten_legacy_pes(state);

	choose(f, "GIC-CU8", "processor-zero");
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	assert_int_equal(word0_of_pe9(f), 1);
	assert_int_equal(dist_read(f, "GICD_ISENABLER0") >> 20 & 1, 1);
}

/* --- NMIs: acknowledged and ended like others --------------------- */

/* 41 was acknowledged first, the NMI 40 preempted it. */
static struct fixture *with_nmi(void **state)
{
	struct fixture *f = new_fixture(state);

	f->cfg.nmi = true;
	choose(f, "GIC-CU51", "ignored");
	machine(f);
	spi(f, 41, 0x80, 0);
	spi(f, 40, 0, 0);
	dist_write(f, "GICD_INMIR1", 1u << 8);
	line(f, 41, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 41);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	line(f, 40, false);
	line(f, 41, false);
	return f;
}

/* GIC-CU51, GIC-N10 */
static void an_nmi_ends_before_what_it_preempted(void **state)
{
	struct fixture *f = with_nmi(state);

	msr(f, 0, VGS_ICC_EOIR1_EL1, 41);
	assert_finding(f, "GIC-CU51");
	assert_int_equal(state_of(f, 41), VGS_ACTIVE);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 41);
	assert_no_finding(f);
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	assert_int_equal(state_of(f, 41), VGS_INACTIVE);
}

/* GIC-CU51: an NMI bit that software wrote was acknowledged by nobody. */
static void a_written_nmi_bit_is_anybodys(void **state)
{
	struct fixture *f = with_nmi(state);
	uint64_t active = mrs(f, 0, VGS_ICC_AP1R0_EL1);

	msr(f, 0, VGS_ICC_AP1R0_EL1, active);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 41);
	assert_no_finding(f);
	assert_int_equal(state_of(f, 41), VGS_INACTIVE);
}

/* GIC-CU56, GIC-CU58, GIC-N10 */
static void dir_of_a_running_nmi_is_misuse(void **state)
{
	struct fixture *f = with_nmi(state);

	msr(f, 0, VGS_ICC_CTLR_EL1, 2);
	msr(f, 1, VGS_ICC_CTLR_EL1, 2);
	msr(f, 1, VGS_ICC_DIR_EL1, 40);
	assert_finding(f, "GIC-CU58");
	assert_int_equal(state_of(f, 40), VGS_INACTIVE);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	line(f, 40, false);
	msr(f, 0, VGS_ICC_DIR_EL1, 40);
	assert_finding(f, "GIC-CU56");
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_no_finding(f);
}

#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN(rs_selects_sixteen_affinities),
		OWN(without_rss_rs_is_zero),
		OWN(a_distributor_without_rss_ignores_a_range),
		OWN(or_takes_the_range_for_zero),
		OWN(interfaces_without_extended_ranges),
		OWN(a_list_register_names_what_can_be_handled),
		OWN(children_asleep_follows_later),
		OWN(waking_before_it_sleeps_is_misuse),
		OWN(nothing_is_signalled_while_a_pe_wakes),
		OWN(a_saved_pe_goes_on_waking),
		OWN(active_priorities_are_put_back_in_order),
		OWN(another_order_is_misuse),
		OWN(non_secure_before_secure_is_misuse),
		OWN(a_read_begins_anew),
		OWN(an_access_of_another_size_is_misuse),
		OWN(writing_what_does_not_exist_is_misuse),
		OWN(a_pending_interrupt_changes_at_once),
		OWN(processor_9_has_no_bank),
		OWN(or_processor_9_has_that_of_processor_0),
		OWN(an_nmi_ends_before_what_it_preempted),
		OWN(a_written_nmi_bit_is_anybodys),
		OWN(dir_of_a_running_nmi_is_misuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
