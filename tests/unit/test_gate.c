/* SPDX-License-Identifier: MIT */
/*
 * The gates between an interrupt and a signal, one by one: what opens each.
 */
#include "check.h"

#include "gate.h"

struct fixture {
	struct vgs_cpuif cpu;
	struct vgs_cpuif_shape shape;
	struct vgs_gate_pe pe;
	struct vgs_gate_irq irq;
};

/* All gates open: Group 1, priority 0x80, two Security states. */
static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	if (!f)
		return -1;
	vgs_cpuif_shape_init(&f->shape, 5, 5);
	vgs_cpuif_reset(&f->cpu, &f->shape);
	f->cpu.pmr = 0xf8;
	f->cpu.igrpen = 1u << VGS_G1NS;
	f->pe.cpu = &f->cpu;
	f->pe.shape = &f->shape;
	f->pe.forwarded = 1u << VGS_G1NS;
	f->pe.awake = true;
	f->pe.security = true;
	f->irq.bits = VGS_IRQ_LATCH | VGS_IRQ_ENABLED;
	f->irq.priority = 0x80;
	f->irq.group = VGS_G1NS;
	f->irq.targeted = true;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

/* Number of the first closed gate, VGS_GATES: all are open. */
static unsigned closed(const struct fixture *f)
{
	for (unsigned g = 0; g < VGS_GATES; g++) {
		if (!vgs_gate_open((enum vgs_gate)g, &f->pe, &f->irq))
			return g;
	}
	return VGS_GATES;
}

static void run(struct fixture *f, uint8_t priority)
{
	vgs_cpuif_activate(&f->cpu, &f->shape, VGS_G1NS, priority, false);
}

static void an_interrupt_with_all_it_needs_passes(void **state)
{
	assert_int_equal(closed(*state), VGS_GATES);
}

/* GIC-B8 */
static void not_pending_closes(void **state)
{
	struct fixture *f = *state;

	f->irq.bits = VGS_IRQ_ENABLED;
	assert_int_equal(closed(f), VGS_GATE_PENDING);
}

/* GIC-B23 */
static void active_closes(void **state)
{
	struct fixture *f = *state;

	f->irq.bits |= VGS_IRQ_ACTIVE;
	assert_int_equal(closed(f), VGS_GATE_ACTIVE);
}

/* GIC-B18 */
static void not_enabled_closes(void **state)
{
	struct fixture *f = *state;

	f->irq.bits = VGS_IRQ_LATCH;
	assert_int_equal(closed(f), VGS_GATE_ENABLE);
}

/* GIC-I2 */
static void another_target_closes(void **state)
{
	struct fixture *f = *state;

	f->irq.targeted = false;
	assert_int_equal(closed(f), VGS_GATE_TARGET);
}

/* GIC-D36 */
static void a_group_that_is_not_forwarded_closes(void **state)
{
	struct fixture *f = *state;

	f->pe.forwarded = 1u << VGS_G0 | 1u << VGS_G1S;
	assert_int_equal(closed(f), VGS_GATE_GROUP_ENABLE);
}

/* GIC-I16 */
static void sleep_closes(void **state)
{
	struct fixture *f = *state;

	f->pe.awake = false;
	assert_int_equal(closed(f), VGS_GATE_AWAKE);
}

/* GIC-E2 */
static void a_group_disabled_at_the_cpu_interface_closes(void **state)
{
	struct fixture *f = *state;

	f->cpu.igrpen = 1u << VGS_G0;
	assert_int_equal(closed(f), VGS_GATE_IGRPEN);
}

/* GIC-D14 */
static void the_mask_lets_strictly_more_urgent_ones_pass(void **state)
{
	struct fixture *f = *state;

	f->cpu.pmr = 0x88;
	assert_int_equal(closed(f), VGS_GATES);
	f->cpu.pmr = 0x80;
	assert_int_equal(closed(f), VGS_GATE_PMR);
}

/* GIC-D15 */
static void mask_zero_blocks_even_priority_zero(void **state)
{
	struct fixture *f = *state;

	f->irq.priority = 0;
	f->cpu.pmr = 0;
	assert_int_equal(closed(f), VGS_GATE_PMR);
}

/* GIC-D14: subpriority counts for the mask, group priority does not. */
static void the_mask_compares_the_full_priority(void **state)
{
	struct fixture *f = *state;

	f->cpu.bpr[VGS_G1NS] = 7;
	f->cpu.pmr = 0x88;
	assert_int_equal(closed(f), VGS_GATES);
}

/* GIC-D16 */
static void a_more_urgent_running_one_closes(void **state)
{
	struct fixture *f = *state;

	run(f, 0x40);
	assert_int_equal(closed(f), VGS_GATE_RUNNING);
}

/* GIC-D18 */
static void an_equal_running_one_closes(void **state)
{
	struct fixture *f = *state;

	run(f, 0x80);
	assert_int_equal(closed(f), VGS_GATE_RUNNING);
}

/* GIC-D16 */
static void a_less_urgent_running_one_is_preempted(void **state)
{
	struct fixture *f = *state;

	run(f, 0x88);
	assert_int_equal(closed(f), VGS_GATES);
}

/* GIC-D8, GIC-D16: within one group priority nothing preempts. */
static void only_the_group_priority_preempts(void **state)
{
	struct fixture *f = *state;

	f->cpu.bpr[VGS_G1NS] = 5;
	run(f, 0x98);
	f->irq.priority = 0x80;
	assert_int_equal(closed(f), VGS_GATE_RUNNING);
}

/* GIC-D13 */
static void the_pending_ones_group_chooses_the_binary_point(void **state)
{
	struct fixture *f = *state;

	f->cpu.bpr[VGS_G0] = 7;
	f->cpu.igrpen |= 1u << VGS_G0;
	f->pe.forwarded |= 1u << VGS_G0;
	run(f, 0xa0);
	f->irq.priority = 0x10;
	assert_int_equal(closed(f), VGS_GATES);
	f->irq.group = VGS_G0;
	assert_int_equal(closed(f), VGS_GATE_RUNNING);
}

/* GIC-D17 */
static void while_idle_bpr_seven_lets_pass(void **state)
{
	struct fixture *f = *state;

	f->irq.group = VGS_G0;
	f->cpu.igrpen = 1u << VGS_G0;
	f->pe.forwarded = 1u << VGS_G0;
	f->cpu.bpr[VGS_G0] = 7;
	assert_int_equal(closed(f), VGS_GATES);
}

/* GIC-N4 */
static void a_nonsecure_nmi_passes_a_nonsecure_mask(void **state)
{
	struct fixture *f = *state;

	f->irq.nmi = true;
	f->cpu.pmr = 0x80;
	assert_int_equal(closed(f), VGS_GATES);
	f->cpu.pmr = 0x78;
	assert_int_equal(closed(f), VGS_GATE_PMR);
}

/* GIC-N4 */
static void with_one_security_state_no_mask_stops_an_nmi(void **state)
{
	struct fixture *f = *state;

	f->irq.nmi = true;
	f->pe.security = false;
	f->cpu.pmr = 0;
	assert_int_equal(closed(f), VGS_GATES);
}

/* GIC-N5 */
static void an_nmi_preempts_its_own_group_priority(void **state)
{
	struct fixture *f = *state;

	run(f, 0x80);
	f->irq.nmi = true;
	assert_int_equal(closed(f), VGS_GATES);
}

/* GIC-N5 */
static void an_nmi_does_not_preempt_an_nmi(void **state)
{
	struct fixture *f = *state;

	vgs_cpuif_activate(&f->cpu, &f->shape, VGS_G1NS, 0x80, true);
	f->irq.nmi = true;
	assert_int_equal(closed(f), VGS_GATE_RUNNING);
}

/* GIC-N10: a Non-secure NMI runs at 0x80, a Secure one at 0. */
static void a_secure_interrupt_preempts_a_nonsecure_nmi(void **state)
{
	struct fixture *f = *state;

	vgs_cpuif_activate(&f->cpu, &f->shape, VGS_G1NS, 0x80, true);
	f->irq.priority = 0x78;
	assert_int_equal(closed(f), VGS_GATES);
	vgs_cpuif_activate(&f->cpu, &f->shape, VGS_G1S, 0x00, true);
	assert_int_equal(closed(f), VGS_GATE_RUNNING);
}

static void gates_have_names_and_rules(void **state)
{
	(void)state;
	assert_string_equal(vgs_gate_name(VGS_GATE_PENDING), "pending");
	assert_string_equal(vgs_gate_name(VGS_GATE_RUNNING),
			    "running-priority");
	assert_int_equal(vgs_gate_rule(VGS_GATE_PMR), VGS_R_GIC_D14);
	assert_int_equal(vgs_gate_rule(VGS_GATE_AWAKE), VGS_R_GIC_I16);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_interrupt_with_all_it_needs_passes),
		TEST(not_pending_closes),
		TEST(active_closes),
		TEST(not_enabled_closes),
		TEST(another_target_closes),
		TEST(a_group_that_is_not_forwarded_closes),
		TEST(sleep_closes),
		TEST(a_group_disabled_at_the_cpu_interface_closes),
		TEST(the_mask_lets_strictly_more_urgent_ones_pass),
		TEST(mask_zero_blocks_even_priority_zero),
		TEST(the_mask_compares_the_full_priority),
		TEST(a_more_urgent_running_one_closes),
		TEST(an_equal_running_one_closes),
		TEST(a_less_urgent_running_one_is_preempted),
		TEST(only_the_group_priority_preempts),
		TEST(the_pending_ones_group_chooses_the_binary_point),
		TEST(while_idle_bpr_seven_lets_pass),
		TEST(a_nonsecure_nmi_passes_a_nonsecure_mask),
		TEST(with_one_security_state_no_mask_stops_an_nmi),
		TEST(an_nmi_preempts_its_own_group_priority),
		TEST(an_nmi_does_not_preempt_an_nmi),
		TEST(a_secure_interrupt_preempts_a_nonsecure_nmi),
		TEST(gates_have_names_and_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
