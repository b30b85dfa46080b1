/* SPDX-License-Identifier: MIT */
/*
 * Legacy operation of a GICv3 (facts section J): affinity routing and system
 * registers off, for both security states or one of them.
 */
#include "test_gicv3.h"

#define C_CTLR 0x00
#define C_PMR  0x04
#define C_BPR  0x08
#define C_IAR  0x0c
#define C_EOIR 0x10

static void expect_finding(struct fixture *f, const char *name)
{
	assert_string_equal(vgs_rule_name(f->finding), name);
}

static uint64_t gicc_read(struct fixture *f, unsigned pe,
			  enum vgs_security security, uint32_t offset)
{
	struct vgs_access access = { pe, security };
	uint64_t value = 0;

	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICC, 0,
					    offset, 4, &value),
			 0);
	return value;
}

static void gicc_write(struct fixture *f, unsigned pe,
		       enum vgs_security security, uint32_t offset,
		       uint64_t value)
{
	struct vgs_access access = { pe, security };

	assert_int_equal(vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICC, 0,
					     offset, 4, value),
			 0);
}

static void sgir(struct fixture *f, unsigned pe, enum vgs_security security,
		 uint64_t value)
{
	struct vgs_access access = { pe, security };

	assert_int_equal(vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICD, 0,
					     0xf00, 4, value),
			 0);
}

/* One security state, everything memory-mapped. */
static int setup_legacy(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.legacy = true;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	dist_write(f, "GICD_CTLR", 3);
	for (unsigned pe = 0; pe < 4; pe++) {
		redist_write(f, pe, "GICR_WAKER", 0);
		gicc_write(f, pe, VGS_SECURE, C_PMR, 0xf8);
		gicc_write(f, pe, VGS_SECURE, C_CTLR, 3);
	}
	f->findings = 0;
	*state = f;
	return 0;
}

/* Two security states, reset only. */
static int setup_legacy_secure(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.legacy = true;
	f->cfg.security = true;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	for (unsigned pe = 0; pe < 4; pe++)
		redist_write(f, pe, "GICR_WAKER", 0);
	*state = f;
	return 0;
}

/* --- distributor ---------------------------------------------------------------------- */

/* GIC-J1, GIC-I32 */
static void word_0_is_the_distributors_with_are_0(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISENABLER0", 1u << 20);
	assert_int_equal(dist_read(f, "GICD_ISENABLER0"), 1u << 20);
	assert_int_equal(redist_read(f, 0, "GICR_ISENABLER0"), 0);
	dist_write(f, "GICD_CTLR", 0x10);
	assert_int_equal(dist_read(f, "GICD_ISENABLER0"), 0);
	assert_int_equal(redist_read(f, 0, "GICR_ISENABLER0"), 1u << 20);
}

/* GIC-J1 */
static void itargetsr_routes_and_irouter_is_res0(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_IROUTER40", 1);
	assert_int_equal(dist_read(f, "GICD_IROUTER40"), 0);
	dist_write(f, "GICD_ITARGETSR10", 0xfffffff4);
	assert_int_equal(dist_read(f, "GICD_ITARGETSR10"), 0x0f0f0f04);
	dist_write(f, "GICD_ISENABLER1", 1u << 8);
	dist_write(f, "GICD_IGROUPR1", 1u << 8);
	line(f, 40, true);
	assert_int_equal(signals(f, 2), VGS_SIG_IRQ);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(gicc_read(f, 2, VGS_SECURE, C_IAR), 1022);
	dist_write(f, "GICD_IGROUPR1", 0);
	assert_int_equal(gicc_read(f, 2, VGS_SECURE, C_IAR), 40);
}

static int setup_extended(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.legacy = true;
	f->cfg.espis = 32;
	f->cfg.eppis = 32;
	/* GIC-CU5: affinity routing may be switched off again. */
	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-CU5", "cleared"),
			 0);
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	redist_write(f, 0, "GICR_WAKER", 0);
	gicc_write(f, 0, VGS_SECURE, C_PMR, 0xf8);
	gicc_write(f, 0, VGS_SECURE, C_CTLR, 3);
	*state = f;
	return 0;
}

/* GIC-K4: without affinity routing there are no extended INTIDs. */
static void extended_intids_are_for_are_1(void **state)
{
	static const char *const rows[] = {
		"GICD_IGROUPR0E", "GICD_ISENABLER0E",  "GICD_ISPENDR0E",
		"GICD_ICFGR0E",	  "GICD_IPRIORITYR0E", "GICD_ISACTIVER0E",
	};
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 3);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dist_write(f, rows[i], 0xaaaaaaaa);
		assert_int_equal(dist_read(f, rows[i]), 0);
	}
	dist_write(f, "GICD_CTLR", 0);
	dist_write(f, "GICD_CTLR", 0x10);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dist_write(f, rows[i], 0xa8);
		assert_int_equal(dist_read(f, rows[i]), 0xa8);
	}
	redist_write(f, 0, "GICR_ISENABLER1E", 1);
	redist_write(f, 0, "GICR_ISPENDR1E", 1);
	/* What was there before does not come to the interface. */
	dist_write(f, "GICD_CTLR", 0);
	assert_int_equal(dist_read(f, "GICD_CTLR") & 0x10, 0);
	dist_write(f, "GICD_CTLR", 3);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(gicc_read(f, 0, VGS_SECURE, C_IAR), 1023);
	dist_write(f, "GICD_CTLR", 0);
	dist_write(f, "GICD_CTLR", 0x10);
	assert_int_equal(dist_read(f, "GICD_ISENABLER0E"), 0);
	assert_int_equal(dist_read(f, "GICD_ISPENDR0E"), 0);
	assert_int_equal(dist_read(f, "GICD_ISACTIVER0E"), 0);
	assert_int_equal(redist_read(f, 0, "GICR_ISENABLER1E"), 0);
}

/* GIC-J11, GIC-J15 */
static void an_sgi_has_its_source(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISENABLER0", 1u << 3);
	sgir(f, 2, VGS_SECURE, 1u << 16 | 3);
	sgir(f, 1, VGS_SECURE, 1u << 16 | 3);
	assert_int_equal(gicc_read(f, 0, VGS_SECURE, C_IAR), 1u << 10 | 3);
	gicc_write(f, 0, VGS_SECURE, C_EOIR, 1u << 10 | 3);
	assert_int_equal(gicc_read(f, 0, VGS_SECURE, C_IAR), 2u << 10 | 3);
}

static bool sgi_pending(struct fixture *f)
{
	struct vgs_access secure = { 0, VGS_SECURE };
	uint64_t value = 0;

	assert_int_equal(vgs_gic_frame_peek(f->gic, &secure, VGS_FRAME_GICD, 0,
					    0x200, 4, &value),
			 0);
	dist_write(f, "GICD_CPENDSGIR0", UINT64_C(0xff) << 24);
	return value & 1u << 3;
}

/* GIC-G16, GIC-G17: NSATT for Secure software, NSACR for the others. */
static void sgir_reaches_the_group_it_may(void **state)
{
	struct fixture *f = *state;
	const uint64_t nsatt = 1u << 15, self = 1u << 16 | 3;

	sgir(f, 0, VGS_SECURE, self);
	assert_true(sgi_pending(f));
	sgir(f, 0, VGS_SECURE, self | nsatt);
	assert_false(sgi_pending(f));
	sgir(f, 0, VGS_NONSECURE, self);
	assert_false(sgi_pending(f));
	dist_write(f, "GICD_NSACR0", 1u << 6);
	sgir(f, 0, VGS_NONSECURE, self);
	assert_true(sgi_pending(f));
	dist_write(f, "GICD_IGROUPR0", 1u << 3);
	sgir(f, 0, VGS_SECURE, self);
	assert_false(sgi_pending(f));
	sgir(f, 0, VGS_SECURE, self | nsatt);
	assert_true(sgi_pending(f));
	sgir(f, 0, VGS_NONSECURE, self);
	assert_true(sgi_pending(f));
}

/* GIC-C7, GIC-C8: NSACR opens the sources of a Secure SGI as well. */
static void nsacr_opens_the_sources_of_an_sgi(void **state)
{
	struct fixture *f = *state;
	struct vgs_access ns = { 0, VGS_NONSECURE };
	uint64_t value = 1;

	vgs_gic_frame_write(f->gic, &ns, VGS_FRAME_GICD, 0, 0xf20, 4, 2u << 24);
	assert_int_equal(dist_read(f, "GICD_SPENDSGIR0"), 0);
	dist_write(f, "GICD_NSACR0", 1u << 6);
	vgs_gic_frame_write(f->gic, &ns, VGS_FRAME_GICD, 0, 0xf20, 4, 2u << 24);
	assert_int_equal(dist_read(f, "GICD_SPENDSGIR0"), 2u << 24);
	vgs_gic_frame_read(f->gic, &ns, VGS_FRAME_GICD, 0, 0xf10, 4, &value);
	assert_int_equal(value, 0);
	dist_write(f, "GICD_NSACR0", 2u << 6);
	vgs_gic_frame_write(f->gic, &ns, VGS_FRAME_GICD, 0, 0xf10, 4, 2u << 24);
	assert_int_equal(dist_read(f, "GICD_SPENDSGIR0"), 0);
}

/* GIC-G15, GIC-CU69 */
static void a_reserved_filter_sends_nothing(void **state)
{
	struct fixture *f = *state;

	sgir(f, 0, VGS_SECURE, 3u << 24 | 1u << 16 | 3);
	assert_false(sgi_pending(f));
	expect_finding(f, "GIC-CU69");
	sgir(f, 0, VGS_SECURE, 2u << 24 | 3);
	assert_true(sgi_pending(f));
	sgir(f, 1, VGS_SECURE, 1u << 24 | 3);
	assert_true(sgi_pending(f));
}

/* GIC-G25 */
static void itargetsr_of_private_interrupts_tells_the_reader(void **state)
{
	struct fixture *f = *state;
	struct vgs_access access = { 2, VGS_SECURE };
	uint64_t value = 0;

	assert_int_equal(dist_read(f, "GICD_ITARGETSR3"), 0x01010101);
	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICD, 0,
					    0x81c, 4, &value),
			 0);
	assert_int_equal(value, 0x04040404);
}

/* GIC-G25: with one PE there is nothing to choose. */
static int setup_one(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.legacy = true;
	f->cfg.pes = 1;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	dist_write(f, "GICD_CTLR", 3);
	redist_write(f, 0, "GICR_WAKER", 0);
	gicc_write(f, 0, VGS_SECURE, C_PMR, 0xff);
	gicc_write(f, 0, VGS_SECURE, C_CTLR, 3);
	*state = f;
	return 0;
}

static void the_only_pe_is_the_target_of_all(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ITARGETSR10", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_ITARGETSR10"), 0);
	assert_int_equal(dist_read(f, "GICD_ITARGETSR3"), 0);
	dist_write(f, "GICD_ISENABLER1", 1u << 8);
	line(f, 40, true);
	assert_int_equal(gicc_read(f, 0, VGS_SECURE, C_IAR), 40);
}

/* GIC-B16 */
static void ispendr0_does_not_make_an_sgi_pending(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ISPENDR0", 1u << 3 | 1u << 20);
	assert_int_equal(dist_read(f, "GICD_ISPENDR0"), 1u << 20);
	dist_write(f, "GICD_SPENDSGIR0", UINT64_C(2) << 24);
	assert_int_equal(dist_read(f, "GICD_ISPENDR0"), 1u << 20 | 1u << 3);
	assert_int_equal(dist_read(f, "GICD_CPENDSGIR0"), UINT64_C(2) << 24);
	dist_write(f, "GICD_CPENDSGIR0", UINT64_C(2) << 24);
	assert_int_equal(dist_read(f, "GICD_ISPENDR0"), 1u << 20);
}

static int setup_ten(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.legacy = true;
	f->cfg.pes = 10;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	*state = f;
	return 0;
}

/* GIC-J14, GIC-CU8, GIC-I31 */
static void word_0_has_eight_banks(void **state)
{
	struct fixture *f = *state;
	struct vgs_access access = { 8, VGS_SECURE };
	uint64_t value = 0;

	assert_int_equal(dist_read(f, "GICD_TYPER") >> 5 & 7, 7);
	assert_int_equal(vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICD, 0,
					     0x100, 4, 0xffff0000),
			 0);
	expect_finding(f, "GIC-CU8");
	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICD, 0,
					    0x100, 4, &value),
			 0);
	assert_int_equal(value, 0);
}

/* GIC-I25, GIC-CU4, GIC-CU5 */
static void affinity_routing_is_switched_on_while_disabled(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 0x13);
	expect_finding(f, "GIC-CU4");
	dist_write(f, "GICD_CTLR", 0);
	expect_finding(f, "GIC-CU5");
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0x50);
}

/* GIC-I23, GIC-I24, GIC-C3 */
static void secure_group_1_needs_are_s(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 0x27);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0x23);
	dist_write(f, "GICD_IGRPMODR1", 1u << 8);
	assert_int_equal(dist_read(f, "GICD_IGRPMODR1"), 0);
	dist_write(f, "GICD_CTLR", 0x20);
	dist_write(f, "GICD_CTLR", 0x10);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0x30);
	dist_write(f, "GICD_CTLR", 0x34);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 0x34);
	dist_write(f, "GICD_IGRPMODR1", 1u << 8);
	assert_int_equal(dist_read(f, "GICD_IGRPMODR1"), 1u << 8);
}

/* GIC-CU3 */
static void are_ns_with_its_group_enabled_is_misuse(void **state)
{
	struct fixture *f = *state;

	dist_write_ns(f, "GICD_CTLR", 1);
	assert_int_equal(dist_read(f, "GICD_CTLR"), 2);
	assert_int_equal(dist_read_ns(f, "GICD_CTLR"), 1);
	dist_write_ns(f, "GICD_CTLR", 0x11);
	expect_finding(f, "GIC-CU3");
	assert_int_equal(dist_read_ns(f, "GICD_CTLR"), 0x12);
}

/* --- CPU interface ------------------------------------------------------------------------ */

/* GIC-J12 */
static void there_is_no_ackctl(void **state)
{
	struct fixture *f = *state;

	gicc_write(f, 0, VGS_SECURE, C_CTLR, 7);
	assert_int_equal(gicc_read(f, 0, VGS_SECURE, C_CTLR), 3);
}

/* GIC-F6 */
static void fiqen_makes_group_0_a_fiq(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_ITARGETSR10", 1);
	dist_write(f, "GICD_ISENABLER1", 1u << 8);
	line(f, 40, true);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	gicc_write(f, 0, VGS_SECURE, C_CTLR, 0xb);
	assert_int_equal(signals(f, 0), VGS_SIG_FIQ);
}

/* GIC-A12, GIC-J13, GIC-CU64, GIC-J2 */
static void gicc_goes_away_with_sre(void **state)
{
	struct fixture *f = *state;

	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0xf);
	context(f, 0, 1, SCR_NS, 0);
	msr(f, 0, VGS_ICC_SRE_EL1, 7);
	assert_int_equal(gicc_read(f, 0, VGS_SECURE, C_PMR), 0);
	gicc_write(f, 0, VGS_SECURE, C_PMR, 0x10);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0xf8);
	assert_int_equal(gicc_read(f, 1, VGS_SECURE, C_PMR), 0xf8);
	assert_int_equal(f->findings, 0);
	dist_write(f, "GICD_CTLR", 0);
	dist_write(f, "GICD_CTLR", 0x10);
	gicc_read(f, 1, VGS_SECURE, C_PMR);
	expect_finding(f, "GIC-CU64");
}

/* GIC-J4, GIC-J5, GIC-J6, GIC-CU63 */
static void sre_is_switched_on_from_above(void **state)
{
	struct fixture *f = *state;

	context(f, 0, 1, SCR_NS, 0);
	msr(f, 0, VGS_ICC_SRE_EL1, 7);
	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL1), 6);
	el3(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL3, 0xf);
	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0xf);
	context(f, 0, 1, SCR_NS, 0);
	msr(f, 0, VGS_ICC_SRE_EL1, 7);
	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL1), 7);
	msr(f, 0, VGS_ICC_SRE_EL1, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL1), 0);
	assert_int_equal(f->findings, 0);
	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0);
	expect_finding(f, "GIC-CU63");
	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL2), 1);
}

/* GIC-J3 */
static void secure_may_be_memory_mapped_and_non_secure_not(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 0x20);
	dist_write(f, "GICD_CTLR", 0x23);
	el3(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL3, 0xf);
	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0xf);
	context(f, 0, 1, SCR_NS, 0);
	msr(f, 0, VGS_ICC_SRE_EL1, 7);
	gicc_write(f, 0, VGS_SECURE, C_PMR, 0xf8);
	gicc_write(f, 0, VGS_SECURE, C_CTLR, 9);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 1);
	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	line(f, 40, false);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	dist_write(f, "GICD_ITARGETSR10", 0x100);
	dist_write(f, "GICD_ISENABLER1", 1u << 9);
	line(f, 41, true);
	assert_int_equal(signals(f, 0), VGS_SIG_FIQ);
	assert_int_equal(gicc_read(f, 0, VGS_SECURE, C_IAR), 41);
}

/* --- a legacy guest --------------------------------------------------------------------------- */

static uint64_t gicv_read(struct fixture *f, uint32_t offset)
{
	struct vgs_access access = { 0, VGS_NONSECURE };
	uint64_t value = 0;

	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICV, 0,
					    offset, 4, &value),
			 0);
	return value;
}

/* GIC-J8, GIC-S18: EL2 has system registers, its guest has GICV. */
static void a_guest_may_use_gicv(void **state)
{
	struct fixture *f = *state;

	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0xf);
	msr(f, 0, VGS_ICH_HCR_EL2, 1);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 3);
	msr(f, 0, VGS_ICH_LR0_EL2,
	    UINT64_C(1) << 62 | UINT64_C(0x80) << 48 | 50);
	assert_int_equal(gicv_read(f, C_PMR), 0xf8);
	assert_int_equal(gicv_read(f, C_IAR), 50);
	assert_int_equal(mrs(f, 0, VGS_ICH_LR0_EL2) >> 62, 2);
}

/* GIC-Q14: in Secure state without EL2 En counts for GICV no more than for wires. */
static void gicv_is_off_where_there_is_no_el2(void **state)
{
	struct fixture *f = *state;

	el3(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL3, 0xf);
	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0xf);
	msr(f, 0, VGS_ICH_HCR_EL2, 1);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 3);
	msr(f, 0, VGS_ICH_LR0_EL2,
	    UINT64_C(1) << 62 | UINT64_C(0x80) << 48 | 50);
	secure_el1(f, 0);
	assert_int_equal(signals(f, 0) & VGS_SIG_VFIQ, 0);
	assert_int_equal(gicv_read(f, C_IAR), 1023);
	el2(f, 0);
	assert_int_equal(gicv_read(f, C_IAR), 50);
}

/* GIC-J9, GIC-J10, GIC-CU77, GIC-CU78 */
static void a_legacy_guest_has_no_lpis_and_one_set_of_priorities(void **state)
{
	struct fixture *f = *state;

	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0xf);
	msr(f, 0, VGS_ICH_LR0_EL2, UINT64_C(5) << 60 | 8192);
	expect_finding(f, "GIC-CU77");
	msr(f, 0, VGS_ICH_AP0R0_EL2, 1);
	expect_finding(f, "GIC-CU78");
}

/* GIC-S11: GICH_HCR neither has nor changes the trap bits of ICH_HCR_EL2. */
static void gich_leaves_the_traps_alone(void **state)
{
	struct fixture *f = *state;
	struct vgs_access access = { 0, VGS_NONSECURE };
	uint64_t value = 0;

	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 9);
	msr(f, 0, VGS_ICH_HCR_EL2, 1u << 10 | 1);
	assert_int_equal(vgs_gic_frame_write(f->gic, &access, VGS_FRAME_GICH, 0,
					     0, 4, 0xffffffff),
			 0);
	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICH, 0,
					    0, 4, &value),
			 0);
	assert_int_equal(value, 0xf80000ff);
	assert_int_equal(mrs(f, 0, VGS_ICH_HCR_EL2), 0xf80004ff);
}

/* GIC-C7: with two security states PPIs have no NSACR. */
static void nsacr_is_not_of_ppis(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_NSACR0", 0xffffffff);
	dist_write(f, "GICD_NSACR1", 0xffffffff);
	assert_int_not_equal(dist_read(f, "GICD_NSACR0"), 0);
	assert_int_equal(dist_read(f, "GICD_NSACR1"), 0);
}

/*
 * GIC-E37, GIC-I9: Secure GICC_CTLR disables Non-secure Group 1 at PE 0, which
 * uses system registers; what was there 1 of N goes to PE 1.
 */
static void gicc_ctlr_releases_1_of_n(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 0x20);
	dist_write(f, "GICD_CTLR", 0x23);
	dist_write(f, "GICD_IGROUPR1", 1u << 8);
	dist_write(f, "GICD_IROUTER40", UINT64_C(1) << 31);
	dist_write(f, "GICD_ISENABLER1", 1u << 8);
	for (unsigned pe = 0; pe < 2; pe++) {
		gicc_write(f, pe, VGS_SECURE, C_PMR, 0xf8);
		gicc_write(f, pe, VGS_SECURE, C_CTLR, 3);
	}
	line(f, 40, true);
	assert_int_not_equal(signals(f, 0), 0);
	assert_int_equal(signals(f, 1), 0);
	gicc_write(f, 0, VGS_SECURE, C_CTLR, 1);
	assert_int_equal(signals(f, 0), 0);
	assert_int_not_equal(signals(f, 1), 0);
}

#define LEGACY(test)                                                           \
	cmocka_unit_test_setup_teardown(test, setup_legacy, teardown)
#define SECURE(test)                                                           \
	cmocka_unit_test_setup_teardown(test, setup_legacy_secure, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LEGACY(word_0_is_the_distributors_with_are_0),
		LEGACY(itargetsr_routes_and_irouter_is_res0),
		cmocka_unit_test_setup_teardown(extended_intids_are_for_are_1,
						setup_extended, teardown),
		SECURE(nsacr_is_not_of_ppis),
		SECURE(gicc_ctlr_releases_1_of_n),
		LEGACY(an_sgi_has_its_source),
		SECURE(sgir_reaches_the_group_it_may),
		SECURE(nsacr_opens_the_sources_of_an_sgi),
		LEGACY(a_reserved_filter_sends_nothing),
		LEGACY(itargetsr_of_private_interrupts_tells_the_reader),
		cmocka_unit_test_setup_teardown(
			the_only_pe_is_the_target_of_all, setup_one, teardown),
		LEGACY(ispendr0_does_not_make_an_sgi_pending),
		cmocka_unit_test_setup_teardown(word_0_has_eight_banks,
						setup_ten, teardown),
		LEGACY(affinity_routing_is_switched_on_while_disabled),
		SECURE(secure_group_1_needs_are_s),
		SECURE(are_ns_with_its_group_enabled_is_misuse),
		LEGACY(there_is_no_ackctl),
		LEGACY(fiqen_makes_group_0_a_fiq),
		LEGACY(gicc_goes_away_with_sre),
		SECURE(sre_is_switched_on_from_above),
		SECURE(secure_may_be_memory_mapped_and_non_secure_not),
		LEGACY(a_guest_may_use_gicv),
		SECURE(gicv_is_off_where_there_is_no_el2),
		LEGACY(gich_leaves_the_traps_alone),
		LEGACY(a_legacy_guest_has_no_lpis_and_one_set_of_priorities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
