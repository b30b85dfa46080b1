/* SPDX-License-Identifier: MIT */
/*
 * GICD of a GICv2: identification, what each security state sees and may
 * change, target CPUs.
 */
#include "test_gicv2.h"

/* --- identification and reset ---------------------------------------------- */

/* GIC-G1 */
static void typer_counts_intids_and_cpu_interfaces(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(dr(f, 0, D_TYPER), 3u << 5 | 2);
}

/* GIC-G1 */
static void typer_says_security_and_lockable_spis(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	f->cfg.lockable_spis = 9;
	start(f);
	assert_int_equal(dr(f, 0, D_TYPER), 9u << 11 | 1u << 10 | 3u << 5 | 2);
}

/* GIC-G1: 33 SPIs need a third block of 32 INTIDs. */
static void typer_rounds_up_to_whole_blocks(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	f->cfg.spis = 33;
	start(f);
	assert_int_equal(dr(f, 0, D_TYPER) & 0x1f, 2);
}

/* GIC-B31 */
static void intids_that_do_not_exist_are_raz_and_wi(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ISENABLER + 8, 0xffffffff);
	dw(f, 0, D_ISENABLER + 12, 0xffffffff);
	assert_int_equal(dr(f, 0, D_ISENABLER + 8), 0xffffffff);
	assert_int_equal(dr(f, 0, D_ISENABLER + 12), 0);
}

/* GIC-A1 */
static void default_ids_are_those_of_gic_400(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(dr(f, 0, D_IIDR), 0x0200143b);
	assert_int_equal(cr(f, 0, C_IIDR), 0x0202143b);
	assert_int_equal(vr(f, 0, C_IIDR), 0x0202143b);
	assert_int_equal(dr(f, 0, 0xfe8), 0x2b);
	assert_int_equal(dr(f, 0, 0xfd0), 0x04);
	assert_int_equal(dr(f, 0, 0xffc), 0xb1);
}

/* GIC-C4: the wires of GIC-400, Non-secure ones for Non-secure accesses. */
static void ppisr_and_spisr_show_wires(void **state)
{
	struct fixture *f = *state;

	ppi(f, 1, 27, true);
	spi(f, 45, true);
	assert_int_equal(dr(f, 1, D_PPISR), 1u << 11);
	assert_int_equal(dr(f, 0, D_PPISR), 0);
	assert_int_equal(dr(f, 0, D_SPISR), 1u << 13);
	assert_int_equal(dr_ns(f, 1, D_PPISR), 0);
	assert_int_equal(dr_ns(f, 1, D_SPISR), 0);
	set_group1(f, 1, 27);
	set_group1(f, 1, 45);
	assert_int_equal(dr_ns(f, 1, D_PPISR), 1u << 11);
	assert_int_equal(dr_ns(f, 1, D_SPISR), 1u << 13);
}

/* GIC-A2: byte accesses where they are architected, nowhere else. */
static void bytes_reach_priorities_targets_and_sources(void **state)
{
	struct fixture *f = *state;

	dwb(f, 0, D_IPRIORITYR + 41, 0x60);
	dwb(f, 0, D_ITARGETSR + 42, 0x04);
	dwb(f, 0, D_SPENDSGIR + 3, 0x02);
	dwb(f, 0, D_ISENABLER + 5, 0xff);
	assert_int_equal(dr(f, 0, D_IPRIORITYR + 40), 0x6000);
	assert_int_equal(dr(f, 0, D_ITARGETSR + 40), 0x040000);
	assert_int_equal(dr(f, 0, D_SPENDSGIR), 0x02000000);
	assert_int_equal(dr(f, 0, D_ISENABLER + 4), 0);
}

/* --- security ------------------------------------------------------------------ */

/* GIC-C5 */
static void igroupr_is_secure(void **state)
{
	struct fixture *f = *state;

	dw_ns(f, 0, D_IGROUPR + 4, 0xffffffff);
	assert_int_equal(dr(f, 0, D_IGROUPR + 4), 0);
	dw(f, 0, D_IGROUPR + 4, 0x5);
	assert_int_equal(dr_ns(f, 0, D_IGROUPR + 4), 0);
}

/* GIC-C6 */
static void igroupr_is_plain_with_one_security_state(void **state)
{
	struct fixture *f = *state;

	dw_ns(f, 0, D_IGROUPR + 4, 0x5);
	assert_int_equal(dr_ns(f, 0, D_IGROUPR + 4), 0x5);
}

/* GIC-D36 */
static void nonsecure_gicd_ctlr_is_the_enable_of_group_1(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_CTLR, 3);
	assert_int_equal(dr_ns(f, 0, D_CTLR), 1);
	dw_ns(f, 0, D_CTLR, 0);
	assert_int_equal(dr(f, 0, D_CTLR), 1);
	dw_ns(f, 0, D_CTLR, 1);
	assert_int_equal(dr(f, 0, D_CTLR), 3);
}

/* GIC-C4 */
static void nonsecure_accesses_see_group_1_only(void **state)
{
	struct fixture *f = *state;

	set_group1(f, 0, 41);
	dw(f, 0, D_ISENABLER + 4, 0x300);
	assert_int_equal(dr_ns(f, 0, D_ISENABLER + 4), 0x200);
	dw_ns(f, 0, D_ICENABLER + 4, 0x300);
	assert_int_equal(dr(f, 0, D_ISENABLER + 4), 0x100);
}

/* GIC-C11 */
static void nonsecure_priorities_are_the_lower_half_shifted(void **state)
{
	struct fixture *f = *state;

	set_group1(f, 0, 40);
	access_write(f, 0, VGS_NONSECURE, VGS_FRAME_GICD, D_IPRIORITYR + 40, 1,
		     0x40);
	assert_int_equal(dr(f, 0, D_IPRIORITYR + 40), 0xa0);
	assert_int_equal(dr_ns(f, 0, D_IPRIORITYR + 40), 0x40);
}

/* GIC-C12 */
static void secure_priority_in_group_1_loses_its_top_bit(void **state)
{
	struct fixture *f = *state;

	set_group1(f, 0, 40);
	dwb(f, 0, D_IPRIORITYR + 40, 0x20);
	assert_int_equal(dr_ns(f, 0, D_IPRIORITYR + 40), 0x40);
}

/* GIC-C13, GIC-D1: 5 bits leave Non-secure software 16 levels. */
static void nonsecure_software_has_one_priority_bit_less(void **state)
{
	struct fixture *f = *state;

	set_group1(f, 0, 40);
	access_write(f, 0, VGS_NONSECURE, VGS_FRAME_GICD, D_IPRIORITYR + 40, 1,
		     0xff);
	assert_int_equal(dr_ns(f, 0, D_IPRIORITYR + 40), 0xf0);
	assert_int_equal(dr(f, 0, D_IPRIORITYR + 40), 0xf8);
}

/* GIC-C8: each value of NSACR adds to what the one before allows. */
static void nsacr_opens_pending_then_active_then_targets(void **state)
{
	struct fixture *f = *state;
	const uint32_t bit = 1u << 8;

	dw_ns(f, 0, D_ISPENDR + 4, bit);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0);
	dw(f, 0, D_NSACR + 8, 1u << 16);
	dw_ns(f, 0, D_ISPENDR + 4, bit);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), bit);
	assert_int_equal(dr_ns(f, 0, D_ISPENDR + 4), bit);
	dw_ns(f, 0, D_ICPENDR + 4, bit);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), bit);
	dw(f, 0, D_ISACTIVER + 4, bit);
	assert_int_equal(dr_ns(f, 0, D_ISACTIVER + 4), 0);
	dw(f, 0, D_NSACR + 8, 2u << 16);
	dw_ns(f, 0, D_ICPENDR + 4, bit);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0);
	assert_int_equal(dr_ns(f, 0, D_ISACTIVER + 4), bit);
	access_write(f, 0, VGS_NONSECURE, VGS_FRAME_GICD, D_ITARGETSR + 40, 1,
		     2);
	assert_int_equal(dr(f, 0, D_ITARGETSR + 40), 0);
	dw(f, 0, D_NSACR + 8, 3u << 16);
	access_write(f, 0, VGS_NONSECURE, VGS_FRAME_GICD, D_ITARGETSR + 40, 1,
		     2);
	assert_int_equal(dr(f, 0, D_ITARGETSR + 40), 2);
}

/* GIC-C9 */
static void nsacr_never_opens_enable_priority_trigger_or_active(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_NSACR + 8, 3u << 16);
	dw_ns(f, 0, D_ISENABLER + 4, 0x100);
	dw_ns(f, 0, D_IPRIORITYR + 40, 0x80);
	dw_ns(f, 0, D_ICFGR + 8, 2u << 16);
	dw_ns(f, 0, D_ISACTIVER + 4, 0x100);
	assert_int_equal(dr(f, 0, D_ISENABLER + 4), 0);
	assert_int_equal(dr(f, 0, D_IPRIORITYR + 40), 0);
	assert_int_equal(dr(f, 0, D_ICFGR + 8), 0);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0);
	dw(f, 0, D_ISACTIVER + 4, 0x100);
	dw_ns(f, 0, D_ICACTIVER + 4, 0x100);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0x100);
}

/* GIC-C7 */
static void there_is_no_nsacr_for_ppis(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_NSACR + 4, 0xffffffff);
	assert_int_equal(dr(f, 0, D_NSACR + 4), 0);
}

/* GIC-C25 */
static void nsacr_is_secure(void **state)
{
	struct fixture *f = *state;

	dw_ns(f, 0, D_NSACR + 8, 3);
	assert_int_equal(dr(f, 0, D_NSACR + 8), 0);
	dw(f, 0, D_NSACR + 8, 3);
	assert_int_equal(dr_ns(f, 0, D_NSACR + 8), 0);
}

/* --- targets ----------------------------------------------------------------------- */

/* GIC-G25 */
static void private_targets_name_the_reading_cpu(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(dr(f, 0, D_ITARGETSR), 0x01010101);
	assert_int_equal(dr(f, 2, D_ITARGETSR + 28), 0x04040404);
	dw(f, 2, D_ITARGETSR + 28, 0);
	assert_int_equal(dr(f, 2, D_ITARGETSR + 28), 0x04040404);
}

/* GIC-G25: and every SPI goes there. */
static void targets_of_the_only_cpu_are_raz_and_wi(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	f->cfg.pes = 1;
	start(f);
	enable(f, 0);
	dw(f, 0, D_ITARGETSR + 40, 0xffffffff);
	assert_int_equal(dr(f, 0, D_ITARGETSR + 40), 0);
	assert_int_equal(dr(f, 0, D_ITARGETSR), 0);
	dw(f, 0, D_ISENABLER + 4, 0x100);
	spi(f, 40, true);
	assert_int_equal(cr(f, 0, C_IAR), 40);
}

/* GIC-CU91 */
static void bits_of_cpus_that_do_not_exist_are_raz_and_wi(void **state)
{
	struct fixture *f = *state;

	dw(f, 0, D_ITARGETSR + 40, 0xffffffff);
	assert_int_equal(dr(f, 0, D_ITARGETSR + 40), 0x0f0f0f0f);
}

/* The numbers of CPU interfaces are the machine's. */
static void cpu_interfaces_have_the_configured_numbers(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	f->cfg.pes = 2;
	f->cfg.cpu_interfaces[0] = 5;
	f->cfg.cpu_interfaces[1] = 2;
	start(f);
	enable(f, 0);
	enable(f, 1);
	assert_int_equal(dr(f, 0, D_ITARGETSR), 0x20202020);
	dw(f, 0, D_ITARGETSR + 40, 0xffffffff);
	assert_int_equal(dr(f, 0, D_ITARGETSR + 40), 0x24242424);
	dw(f, 0, D_SGIR, 0x04u << 16 | 1);
	assert_int_equal(cr(f, 1, C_IAR), 5u << 10 | 1);
	dw(f, 0, D_ISENABLER + 4, 0x100);
	dwb(f, 0, D_ITARGETSR + 40, 0x20);
	spi(f, 40, true);
	assert_int_equal(cr(f, 0, C_IAR), 40);
}

/* GIC-G18 */
static void pending_spi_moves_with_its_target(void **state)
{
	struct fixture *f = *state;

	use_spi(f, 40);
	spi(f, 40, true);
	dwb(f, 0, D_ITARGETSR + 40, 0x02);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	assert_int_equal(vgs_gic_signals(f->gic, 1), VGS_SIG_IRQ);
}

/* GIC-G18: the CPU that has acknowledged it ends it. */
static void active_spi_is_not_moved(void **state)
{
	struct fixture *f = *state;

	set_edge(f, 40);
	use_spi(f, 40);
	spi(f, 40, true);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	dwb(f, 0, D_ITARGETSR + 40, 0x02);
	assert_int_equal(cr(f, 1, C_IAR), 1023);
	cw(f, 0, C_EOIR, 40);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0);
}

/* GIC-B12: a target is needed to be forwarded, not to be pending. */
static void spi_without_a_target_is_pending_and_goes_nowhere(void **state)
{
	struct fixture *f = *state;

	use_spi(f, 40);
	dwb(f, 0, D_ITARGETSR + 40, 0);
	dw(f, 0, D_ISPENDR + 4, 0x100);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0x100);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	dwb(f, 0, D_ITARGETSR + 40, 1);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
}

#define SINGLE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_single, teardown)
#define SECURE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_secure, teardown)
#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SINGLE(typer_counts_intids_and_cpu_interfaces),
		OWN(typer_says_security_and_lockable_spis),
		OWN(typer_rounds_up_to_whole_blocks),
		SINGLE(intids_that_do_not_exist_are_raz_and_wi),
		SINGLE(default_ids_are_those_of_gic_400),
		SECURE(ppisr_and_spisr_show_wires),
		SINGLE(bytes_reach_priorities_targets_and_sources),
		SECURE(igroupr_is_secure),
		SINGLE(igroupr_is_plain_with_one_security_state),
		SECURE(nonsecure_gicd_ctlr_is_the_enable_of_group_1),
		SECURE(nonsecure_accesses_see_group_1_only),
		SECURE(nonsecure_priorities_are_the_lower_half_shifted),
		SECURE(secure_priority_in_group_1_loses_its_top_bit),
		SECURE(nonsecure_software_has_one_priority_bit_less),
		SECURE(nsacr_opens_pending_then_active_then_targets),
		SECURE(nsacr_never_opens_enable_priority_trigger_or_active),
		SECURE(there_is_no_nsacr_for_ppis),
		SECURE(nsacr_is_secure),
		SINGLE(private_targets_name_the_reading_cpu),
		OWN(targets_of_the_only_cpu_are_raz_and_wi),
		SINGLE(bits_of_cpus_that_do_not_exist_are_raz_and_wi),
		OWN(cpu_interfaces_have_the_configured_numbers),
		SINGLE(pending_spi_moves_with_its_target),
		SINGLE(active_spi_is_not_moved),
		SINGLE(spi_without_a_target_is_pending_and_goes_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
