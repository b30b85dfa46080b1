/* SPDX-License-Identifier: MIT */
/*
 * One interrupt: what each event does to its bits, and the states that follow
 * from them.  No machine is needed: the function is pure.
 */
#include "check.h"

#include "irq.h"

/* A level-sensitive interrupt, as it is after reset, is 0. */
#define EDGE   VGS_IRQ_EDGE
#define LINE   VGS_IRQ_LINE
#define LATCH  VGS_IRQ_LATCH
#define ACTIVE VGS_IRQ_ACTIVE

/* --- what is pending ---------------------------------------------- */

/* GIC-B8 */
static void a_level_is_pending_while_its_line_is_asserted(void **state)
{
	(void)state;
	assert_true(vgs_irq_pending(LINE));
	assert_false(vgs_irq_pending(0));
}

/* GIC-B8 */
static void a_level_is_pending_by_its_latch_too(void **state)
{
	(void)state;
	assert_true(vgs_irq_pending(LATCH));
	assert_true(vgs_irq_pending(LATCH | LINE));
}

/* GIC-B5: the wire of an edge interrupt is no request once it was seen. */
static void an_edge_is_pending_by_its_latch_only(void **state)
{
	(void)state;
	assert_false(vgs_irq_pending(EDGE | LINE));
	assert_true(vgs_irq_pending(EDGE | LATCH));
}

/* GIC-M3 */
static void a_level_asserted_by_message_is_pending(void **state)
{
	(void)state;
	assert_true(vgs_irq_pending(VGS_IRQ_MESSAGE));
	assert_false(vgs_irq_pending(VGS_IRQ_MESSAGE | EDGE));
}

/* GIC-B18 */
static void a_disabled_interrupt_is_pending_all_the_same(void **state)
{
	(void)state;
	assert_true(vgs_irq_pending(LINE));
	assert_true(vgs_irq_pending(LINE | VGS_IRQ_ENABLED));
}

/* GIC-B4 */
static void the_four_states_are_functions_of_pending_and_active(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_state(0), VGS_INACTIVE);
	assert_int_equal(vgs_irq_state(LINE), VGS_PENDING);
	assert_int_equal(vgs_irq_state(ACTIVE), VGS_ACTIVE);
	assert_int_equal(vgs_irq_state(ACTIVE | LATCH), VGS_ACTIVE_PENDING);
}

/* GIC-B4 */
static void an_active_edge_with_an_asserted_wire_is_just_active(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_state(EDGE | LINE | ACTIVE), VGS_ACTIVE);
}

/* --- the wire ----------------------------------------------------- */

/* GIC-B5 */
static void a_rising_edge_sets_the_latch(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(EDGE, VGS_IRQ_EV_LINE_HIGH),
			 EDGE | LINE | LATCH);
}

/* GIC-B5: no second edge without the wire going low. */
static void a_wire_that_stays_high_is_no_new_edge(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(EDGE | LINE, VGS_IRQ_EV_LINE_HIGH),
			 EDGE | LINE);
}

/* GIC-B6 */
static void an_edge_while_pending_is_lost(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(EDGE | LATCH, VGS_IRQ_EV_LINE_HIGH),
			 EDGE | LATCH | LINE);
}

/* GIC-B6 */
static void an_edge_while_active_makes_active_and_pending(void **state)
{
	unsigned bits = vgs_irq_next(EDGE | ACTIVE, VGS_IRQ_EV_LINE_HIGH);

	(void)state;
	assert_int_equal(vgs_irq_state(bits), VGS_ACTIVE_PENDING);
}

/* GIC-B8 */
static void an_asserted_level_is_not_latched(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(0, VGS_IRQ_EV_LINE_HIGH), LINE);
}

/* GIC-B8 */
static void a_level_that_is_deasserted_is_not_pending(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(LINE, VGS_IRQ_EV_LINE_LOW), 0);
}

/* GIC-B5 */
static void an_edge_stays_latched_when_the_wire_falls(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(EDGE | LINE | LATCH, VGS_IRQ_EV_LINE_LOW),
			 EDGE | LATCH);
}

/* GIC-B10 */
static void a_level_active_and_pending_is_active_when_deasserted(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(LINE | ACTIVE, VGS_IRQ_EV_LINE_LOW),
			 ACTIVE);
}

/* --- set and clear pending ---------------------------------------- */

/* GIC-B12 */
static void set_pending_outlives_the_line(void **state)
{
	unsigned bits = vgs_irq_next(LINE, VGS_IRQ_EV_SET_PENDING);

	(void)state;
	assert_int_equal(vgs_irq_next(bits, VGS_IRQ_EV_LINE_LOW), LATCH);
}

/* GIC-B13 */
static void clear_pending_does_not_clear_an_asserted_level(void **state)
{
	unsigned bits = vgs_irq_next(LINE | LATCH, VGS_IRQ_EV_CLEAR_PENDING);

	(void)state;
	assert_int_equal(bits, LINE);
	assert_true(vgs_irq_pending(bits));
}

/* GIC-B13 */
static void clear_pending_takes_the_latch_of_an_edge(void **state)
{
	(void)state;
	assert_int_equal(
		vgs_irq_next(EDGE | LINE | LATCH, VGS_IRQ_EV_CLEAR_PENDING),
		EDGE | LINE);
}

/* GIC-B12 */
static void set_pending_of_an_active_one_makes_active_and_pending(void **state)
{
	unsigned bits = vgs_irq_next(ACTIVE, VGS_IRQ_EV_SET_PENDING);

	(void)state;
	assert_int_equal(vgs_irq_state(bits), VGS_ACTIVE_PENDING);
}

/* --- messages ----------------------------------------------------- */

/* GIC-M2 */
static void a_message_to_an_edge_is_latched(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(EDGE, VGS_IRQ_EV_MESSAGE_SET),
			 EDGE | LATCH);
}

/* GIC-M2 */
static void a_clearing_message_takes_the_latch_of_an_edge(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(EDGE | LATCH, VGS_IRQ_EV_MESSAGE_CLEAR),
			 EDGE);
}

/* GIC-M3 */
static void a_message_holds_a_level(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(0, VGS_IRQ_EV_MESSAGE_SET),
			 VGS_IRQ_MESSAGE);
}

/* GIC-M3 */
static void clear_pending_does_not_end_what_a_message_holds(void **state)
{
	unsigned bits = vgs_irq_next(VGS_IRQ_MESSAGE, VGS_IRQ_EV_CLEAR_PENDING);

	(void)state;
	assert_true(vgs_irq_pending(bits));
}

/* GIC-M3 */
static void a_clearing_message_ends_what_a_message_holds(void **state)
{
	(void)state;
	assert_int_equal(
		vgs_irq_next(VGS_IRQ_MESSAGE, VGS_IRQ_EV_MESSAGE_CLEAR), 0);
}

/* GIC-M3: the wire is another request. */
static void a_clearing_message_leaves_the_wire_alone(void **state)
{
	(void)state;
	assert_int_equal(
		vgs_irq_next(VGS_IRQ_MESSAGE | LINE, VGS_IRQ_EV_MESSAGE_CLEAR),
		LINE);
}

/* --- acknowledge and deactivate ----------------------------------- */

/* GIC-B7 */
static void acknowledging_an_edge_consumes_it(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(EDGE | LATCH, VGS_IRQ_EV_ACKNOWLEDGE),
			 EDGE | ACTIVE);
}

/* GIC-B14 */
static void acknowledging_a_level_consumes_its_latch(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(LATCH, VGS_IRQ_EV_ACKNOWLEDGE), ACTIVE);
}

/* GIC-B14 */
static void acknowledging_an_asserted_level_leaves_it_pending(void **state)
{
	unsigned bits = vgs_irq_next(LINE, VGS_IRQ_EV_ACKNOWLEDGE);

	(void)state;
	assert_int_equal(vgs_irq_state(bits), VGS_ACTIVE_PENDING);
}

/* GIC-B35 */
static void without_an_active_state_acknowledging_makes_inactive(void **state)
{
	(void)state;
	assert_int_equal(
		vgs_irq_next(EDGE | LATCH, VGS_IRQ_EV_ACKNOWLEDGE_ONLY), EDGE);
}

/* GIC-B11 */
static void deactivating_an_active_one_makes_inactive(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(EDGE | ACTIVE, VGS_IRQ_EV_DEACTIVATE),
			 EDGE);
}

/* GIC-B11 */
static void deactivating_active_and_pending_makes_pending(void **state)
{
	unsigned bits =
		vgs_irq_next(EDGE | ACTIVE | LATCH, VGS_IRQ_EV_DEACTIVATE);

	(void)state;
	assert_int_equal(vgs_irq_state(bits), VGS_PENDING);
}

/* GIC-B11 */
static void a_level_still_asserted_is_pending_when_deactivated(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(LINE | ACTIVE, VGS_IRQ_EV_DEACTIVATE),
			 LINE);
}

/* GIC-B21 */
static void activating_a_pending_one_keeps_it_pending(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(EDGE | LATCH, VGS_IRQ_EV_ACTIVATE),
			 EDGE | LATCH | ACTIVE);
}

/* GIC-B21 */
static void activating_an_inactive_one_makes_active(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(0, VGS_IRQ_EV_ACTIVATE), ACTIVE);
}

/* --- enable and configuration ------------------------------------- */

/* GIC-B18 */
static void enabling_changes_nothing_else(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(LINE | LATCH | ACTIVE, VGS_IRQ_EV_ENABLE),
			 LINE | LATCH | ACTIVE | VGS_IRQ_ENABLED);
}

/* GIC-B18, GIC-B20 */
static void disabling_keeps_pending_and_active(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(LINE | LATCH | ACTIVE | VGS_IRQ_ENABLED,
				      VGS_IRQ_EV_DISABLE),
			 LINE | LATCH | ACTIVE);
}

/* GIC-B29: UNKNOWN while pending; here the wire counts or does not, at once. */
static void an_asserted_level_made_edge_is_not_pending(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(LINE, VGS_IRQ_EV_MAKE_EDGE), LINE | EDGE);
	assert_false(vgs_irq_pending(LINE | EDGE));
}

/* GIC-B29 */
static void an_edge_with_a_high_wire_made_level_is_pending(void **state)
{
	(void)state;
	assert_int_equal(vgs_irq_next(LINE | EDGE, VGS_IRQ_EV_MAKE_LEVEL),
			 LINE);
}

/* GIC-C1: what an interrupt is and what happens to it are separate. */
static void no_event_touches_group_nmi_or_nsacr(void **state)
{
	const unsigned kept = VGS_IRQ_GROUP | VGS_IRQ_GRPMOD | VGS_IRQ_NMI |
			      VGS_IRQ_NSACR | VGS_IRQ_ROUTED;

	(void)state;
	for (int e = VGS_IRQ_EV_LINE_HIGH; e <= VGS_IRQ_EV_MAKE_LEVEL; e++) {
		unsigned bits = vgs_irq_next(kept, (enum vgs_irq_event)e);

		assert_int_equal(bits & kept, kept);
		bits = vgs_irq_next(0, (enum vgs_irq_event)e);
		assert_int_equal(bits & kept, 0);
	}
}

/* Twice is once: the function has no counter anywhere. */
static void every_event_is_idempotent(void **state)
{
	(void)state;
	for (int e = VGS_IRQ_EV_LINE_HIGH; e <= VGS_IRQ_EV_MAKE_LEVEL; e++) {
		for (unsigned bits = 0; bits <= VGS_IRQ_BITS; bits++) {
			enum vgs_irq_event event = (enum vgs_irq_event)e;
			unsigned once = vgs_irq_next(bits, event);

			assert_int_equal(vgs_irq_next(once, event), once);
			assert_int_equal(once & ~VGS_IRQ_BITS, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_level_is_pending_while_its_line_is_asserted),
		cmocka_unit_test(a_level_is_pending_by_its_latch_too),
		cmocka_unit_test(an_edge_is_pending_by_its_latch_only),
		cmocka_unit_test(a_level_asserted_by_message_is_pending),
		cmocka_unit_test(a_disabled_interrupt_is_pending_all_the_same),
		cmocka_unit_test(
			the_four_states_are_functions_of_pending_and_active),
		cmocka_unit_test(
			an_active_edge_with_an_asserted_wire_is_just_active),
		cmocka_unit_test(a_rising_edge_sets_the_latch),
		cmocka_unit_test(a_wire_that_stays_high_is_no_new_edge),
		cmocka_unit_test(an_edge_while_pending_is_lost),
		cmocka_unit_test(an_edge_while_active_makes_active_and_pending),
		cmocka_unit_test(an_asserted_level_is_not_latched),
		cmocka_unit_test(a_level_that_is_deasserted_is_not_pending),
		cmocka_unit_test(an_edge_stays_latched_when_the_wire_falls),
		cmocka_unit_test(
			a_level_active_and_pending_is_active_when_deasserted),
		cmocka_unit_test(set_pending_outlives_the_line),
		cmocka_unit_test(
			clear_pending_does_not_clear_an_asserted_level),
		cmocka_unit_test(clear_pending_takes_the_latch_of_an_edge),
		cmocka_unit_test(
			set_pending_of_an_active_one_makes_active_and_pending),
		cmocka_unit_test(a_message_to_an_edge_is_latched),
		cmocka_unit_test(a_clearing_message_takes_the_latch_of_an_edge),
		cmocka_unit_test(a_message_holds_a_level),
		cmocka_unit_test(
			clear_pending_does_not_end_what_a_message_holds),
		cmocka_unit_test(a_clearing_message_ends_what_a_message_holds),
		cmocka_unit_test(a_clearing_message_leaves_the_wire_alone),
		cmocka_unit_test(acknowledging_an_edge_consumes_it),
		cmocka_unit_test(acknowledging_a_level_consumes_its_latch),
		cmocka_unit_test(
			acknowledging_an_asserted_level_leaves_it_pending),
		cmocka_unit_test(
			without_an_active_state_acknowledging_makes_inactive),
		cmocka_unit_test(deactivating_an_active_one_makes_inactive),
		cmocka_unit_test(deactivating_active_and_pending_makes_pending),
		cmocka_unit_test(
			a_level_still_asserted_is_pending_when_deactivated),
		cmocka_unit_test(activating_a_pending_one_keeps_it_pending),
		cmocka_unit_test(activating_an_inactive_one_makes_active),
		cmocka_unit_test(enabling_changes_nothing_else),
		cmocka_unit_test(disabling_keeps_pending_and_active),
		cmocka_unit_test(an_asserted_level_made_edge_is_not_pending),
		cmocka_unit_test(
			an_edge_with_a_high_wire_made_level_is_pending),
		cmocka_unit_test(no_event_touches_group_nmi_or_nsacr),
		cmocka_unit_test(every_event_is_idempotent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
