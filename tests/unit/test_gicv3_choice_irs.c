/* SPDX-License-Identifier: MIT */
/*
 * Distributor and Redistributors: what comes of misuse (facts section V) under
 * each alternative of its choice.
 */
#include "test_choice_table.h"

#define DS     0x40u
#define ARE_S  0x10u
#define ARE_NS 0x20u

static void two_states(struct world *w)
{
	w->f.cfg.security = true;
	machine(&w->f);
}

/* Affinity routing and system registers off, nothing enabled. */
static void legacy(struct world *w)
{
	w->f.cfg.security = true;
	w->f.cfg.legacy = true;
	assert_int_equal(vgs_gic_new(&w->f.cfg, &w->f.gic), 0);
}

/* --- GICD_CTLR ---------------------------------------------------- */

/* GIC-CU1, GIC-C19 */
static uint64_t ds_while_enabled(struct world *w)
{
	two_states(w);
	dist_write(&w->f, "GICD_CTLR", DS | 7);
	return dist_read(&w->f, "GICD_CTLR") & DS;
}

/* GIC-CU2, GIC-C19 */
static uint64_t ds_while_active(struct world *w)
{
	two_states(w);
	dist_write(&w->f, "GICD_CTLR", 0);
	dist_write(&w->f, "GICD_ISACTIVER1", 1);
	dist_write(&w->f, "GICD_CTLR", DS);
	return dist_read(&w->f, "GICD_CTLR") & DS;
}

/* GIC-CU3, GIC-I25 */
static uint64_t are_ns_while_enabled(struct world *w)
{
	legacy(w);
	dist_write(&w->f, "GICD_CTLR", 2);
	dist_write(&w->f, "GICD_CTLR", ARE_NS | 2);
	return dist_read(&w->f, "GICD_CTLR");
}

/* GIC-CU4, GIC-I25 */
static uint64_t are_s_while_enabled(struct world *w)
{
	legacy(w);
	dist_write(&w->f, "GICD_CTLR", 1);
	dist_write(&w->f, "GICD_CTLR", ARE_S | 1);
	return dist_read(&w->f, "GICD_CTLR");
}

/* GIC-CU5, GIC-I25, GIC-I24: ITARGETSR has the routes again. */
static uint64_t are_cleared(struct world *w)
{
	uint64_t value;

	legacy(w);
	dist_write(&w->f, "GICD_ITARGETSR10", 4);
	dist_write(&w->f, "GICD_CTLR", ARE_S | ARE_NS);
	dist_write(&w->f, "GICD_IROUTER40", 1);
	dist_write(&w->f, "GICD_CTLR", ARE_S | ARE_NS | 4);
	dist_write(&w->f, "GICD_CTLR", 0);
	value = dist_read(&w->f, "GICD_CTLR");
	return value << 16 | dist_read(&w->f, "GICD_ITARGETSR10") << 8 |
	       dist_read(&w->f, "GICD_IROUTER40");
}

/* --- ICFGR -------------------------------------------------------- */

/* GIC-CU6 */
static uint64_t config_while_enabled(struct world *w)
{
	machine(&w->f);
	spi(&w->f, 40, 0x80, 0);
	dist_write(&w->f, "GICD_ICFGR2", 2u << 16);
	return dist_read(&w->f, "GICD_ICFGR2");
}

/* GIC-CU7: pending by the latch (1), pending by the wire alone (2). */
static uint64_t config_while_pending(struct world *w)
{
	machine(&w->f);
	dist_write(&w->f, "GICD_ISPENDR1", 1u << 8);
	line(&w->f, 41, true);
	dist_write(&w->f, "GICD_ICFGR2", 2u << 16 | 2u << 18);
	return dist_read(&w->f, "GICD_ISPENDR1") >> 8;
}

/* --- routes ------------------------------------------------------- */

static uint64_t irqs(struct world *w)
{
	uint64_t set = 0;

	for (unsigned pe = 0; pe < 4; pe++)
		set |= (uint64_t) !!(signals(&w->f, pe) & VGS_SIG_IRQ) << pe;
	return set;
}

/* GIC-CU11: which PEs are signalled, and what IROUTER reads. */
static uint64_t router_to_nobody(struct world *w)
{
	machine(&w->f);
	spi(&w->f, 40, 0x80, 0);
	dist_write(&w->f, "GICD_IROUTER40", 0x0700000009);
	line(&w->f, 40, true);
	return irqs(w) << 48 | dist_read(&w->f, "GICD_IROUTER40");
}

/* GIC-CU12, GIC-I3 */
static uint64_t router_never_written(struct world *w)
{
	machine(&w->f);
	dist_write(&w->f, "GICD_IGROUPR1", 1u << 8);
	dist_write(&w->f, "GICD_ISENABLER1", 1u << 8);
	line(&w->f, 40, true);
	return irqs(w);
}

/* GIC-CU12 with affinity routing off: GICD_ITARGETSR. */
static uint64_t targets_never_written(struct world *w)
{
	uint64_t pending = 0;

	w->f.cfg.legacy = true;
	assert_int_equal(vgs_gic_new(&w->f.cfg, &w->f.gic), 0);
	dist_write(&w->f, "GICD_CTLR", 3);
	dist_write(&w->f, "GICD_ITARGETSR11", 1);
	dist_write(&w->f, "GICD_ISENABLER1", 1u << 12);
	assert_false(w->found);
	dist_write(&w->f, "GICD_ISENABLER1", 1u << 8);
	line(&w->f, 40, true);
	for (unsigned pe = 0; pe < 4; pe++) {
		struct vgs_access access = { pe, VGS_SECURE };
		uint64_t value = 0;

		redist_write(&w->f, pe, "GICR_WAKER", 0);
		assert_int_equal(vgs_gic_frame_write(w->f.gic, &access,
						     VGS_FRAME_GICC, 0, 0, 4,
						     1),
				 0);
		assert_int_equal(vgs_gic_frame_read(w->f.gic, &access,
						    VGS_FRAME_GICC, 0, 0x18, 4,
						    &value),
				 0);
		pending |= (uint64_t)(value == 40) << pe;
	}
	return pending;
}

/* GIC-CU93, GIC-K3 */
static uint64_t extended_where_there_are_none(struct world *w)
{
	w->f.cfg.espis = 32;
	w->f.cfg.no_ext_range = true;
	machine(&w->f);
	dist_write(&w->f, "GICD_IROUTER0E", 0);
	dist_write(&w->f, "GICD_ISENABLER0E", 1);
	return dist_read(&w->f, "GICD_ISENABLER0E");
}

/* --- Redistributor ------------------------------------------------ */

/* GIC-CU13, GIC-I15 */
static uint64_t woken_too_soon(struct world *w)
{
	const struct vgs_work work = { VGS_WORK_CHILDREN, 0 };

	w->f.cfg.async = true;
	assert_int_equal(vgs_gic_new(&w->f.cfg, &w->f.gic), 0);
	redist_write(&w->f, 0, "GICR_WAKER", 0);
	assert_int_equal(vgs_gic_work_run(w->f.gic, &work), 0);
	redist_write(&w->f, 0, "GICR_WAKER", 2);
	redist_write(&w->f, 0, "GICR_WAKER", 0);
	return redist_read(&w->f, 0, "GICR_WAKER");
}

/* GIC-CU14, GIC-I15 */
static uint64_t sleeping_while_enabled(struct world *w)
{
	machine(&w->f);
	redist_write(&w->f, 0, "GICR_WAKER", 2);
	return redist_read(&w->f, 0, "GICR_WAKER");
}

/* GIC-CU95, GIC-B34 */
static uint64_t reset_while_awake(struct world *w)
{
	machine(&w->f);
	assert_int_equal(vgs_gic_reset_pe(w->f.gic, 0), 0);
	return redist_read(&w->f, 0, "GICR_WAKER");
}

/* --- accesses ----------------------------------------------------- */

/* GIC-CU9, GIC-A6: a doubleword of two registers, and a halfword. */
static uint64_t of_no_register(struct world *w)
{
	struct vgs_access access = { 0, VGS_SECURE };
	uint64_t half = 0, both = 0, peeked = 0;
	int read, write;

	machine(&w->f);
	dist_write(&w->f, "GICD_IGROUPR1", 0x10203040);
	read = vgs_gic_frame_read(w->f.gic, &access, VGS_FRAME_GICD, 0, 0x84, 2,
				  &half);
	assert_int_equal(vgs_gic_frame_read(w->f.gic, &access, VGS_FRAME_GICD,
					    0, 0x84, 8, &both),
			 read);
	w->found = false;
	vgs_gic_frame_peek(w->f.gic, &access, VGS_FRAME_GICD, 0, 0x84, 8,
			   &peeked);
	assert_int_equal(peeked, both);
	assert_false(w->found);
	write = vgs_gic_frame_write(w->f.gic, &access, VGS_FRAME_GICD, 0, 0x80,
				    8, UINT64_MAX);
	assert_int_equal(write, read);
	assert_true(w->found);
	assert_int_equal(dist_read(&w->f, "GICD_IGROUPR1"), 0x10203040);
	vgs_gic_frame_write(w->f.gic, &access, VGS_FRAME_GICD, 0, 0x84, 8,
			    0x1234567800000001);
	/* Each digit is what came of one. */
	return (uint64_t)(both == UINT64_MAX ? 0xf : both == 0x10203040) << 12 |
	       (half & 0xf) << 8 | (uint64_t)(read == VGS_ANSWER_ABORT) << 4 |
	       (dist_read(&w->f, "GICD_IGROUPR1") & 1);
}

/* GIC-D33: four SPIs of one priority, and a less urgent one. */
static uint64_t equal_priorities(struct world *w)
{
	machine(&w->f);
	for (unsigned intid = 40; intid < 44; intid++) {
		spi(&w->f, intid, 0x80, 0);
		line(&w->f, intid, true);
	}
	spi(&w->f, 50, 0x88, 0);
	line(&w->f, 50, true);
	assert_int_equal(vgs_gic_check(w->f.gic, NULL), 0);
	return mrs(&w->f, 0, VGS_ICC_IAR1_EL1);
}

/* --- SGIs --------------------------------------------------------- */

/* GIC-CU50, GIC-H3: the others of the list are sent to. */
static uint64_t sgi_to_nobody(struct world *w)
{
	machine(&w->f);
	redist_write(&w->f, 1, "GICR_IGROUPR0", 0xffff);
	msr(&w->f, 0, VGS_ICC_SGI1R_EL1, 5u << 24 | 0x8002);
	return (uint64_t)w->serrors << 16 |
	       redist_read(&w->f, 1, "GICR_ISPENDR0");
}

/* GIC-H23: EL3 has system registers, Secure state no affinity routing. */
static uint64_t sgi_without_affinity_routing(struct world *w)
{
	struct vgs_access access = { 0, VGS_SECURE };
	uint64_t pending = 0;

	legacy(w);
	el3(&w->f, 0);
	msr(&w->f, 0, VGS_ICC_SRE_EL3, 0xf);
	msr(&w->f, 0, VGS_ICC_SGI0R_EL1, 5u << 24 | 1);
	assert_int_equal(vgs_gic_frame_peek(w->f.gic, &access, VGS_FRAME_GICD,
					    0, 0x200, 4, &pending),
			 0);
	/* With affinity routing it is forwarded whatever is chosen. */
	dist_write(&w->f, "GICD_CTLR", ARE_S);
	msr(&w->f, 0, VGS_ICC_SGI0R_EL1, 6u << 24 | 1);
	assert_int_equal(redist_read(&w->f, 0, "GICR_ISPENDR0") >> 6 & 1, 1);
	return pending;
}

static const struct alternative rows[] = {
	{ "GIC-H23", "forwarded", sgi_without_affinity_routing, 1u << 5, true },
	{ "GIC-H23", "discarded", sgi_without_affinity_routing, 0, true },
	{ "GIC-CU1", "takes-effect", ds_while_enabled, DS, false },
	{ "GIC-CU1", "ignored", ds_while_enabled, 0, false },
	{ "GIC-CU2", "takes-effect", ds_while_active, DS, false },
	{ "GIC-CU2", "ignored", ds_while_active, 0, false },
	{ "GIC-CU3", "takes-effect", are_ns_while_enabled, ARE_NS | 2, false },
	{ "GIC-CU3", "ignored", are_ns_while_enabled, 2, false },
	{ "GIC-CU4", "takes-effect", are_s_while_enabled, ARE_S | ARE_NS | 1,
	  false },
	{ "GIC-CU4", "ignored", are_s_while_enabled, 1, false },
	{ "GIC-CU5", "stays-set", are_cleared, 0x300001, false },
	{ "GIC-CU5", "cleared", are_cleared, 0x000400, false },
	{ "GIC-CU6", "takes-effect", config_while_enabled, 2u << 16, false },
	{ "GIC-CU6", "ignored", config_while_enabled, 0, false },
	{ "GIC-CU7", "latch-stays", config_while_pending, 1, false },
	{ "GIC-CU7", "cleared", config_while_pending, 0, false },
	{ "GIC-CU7", "pending", config_while_pending, 3, false },
	{ "GIC-CU9", "raz-wi", of_no_register, 0, false },
	{ "GIC-CU9", "external-abort", of_no_register, 0x0010, false },
	{ "GIC-CU9", "reads-ones", of_no_register, 0xff00, false },
	{ "GIC-CU9", "lower-half", of_no_register, 0x1001, false },
	{ "GIC-D33", "lowest-intid", equal_priorities, 40, true },
	{ "GIC-D33", "highest-intid", equal_priorities, 43, true },
	{ "GIC-CU11", "not-forwarded", router_to_nobody, 0x0700000009, false },
	{ "GIC-CU11", "processor-zero", router_to_nobody, 0x1000700000009,
	  false },
	{ "GIC-CU11", "processor-zero-read-back", router_to_nobody,
	  0x1000000000000, false },
	{ "GIC-CU12", "by-reset-value", router_never_written, 1u << 0, false },
	{ "GIC-CU12", "last-processor", router_never_written, 1u << 3, false },
	{ "GIC-CU12", "by-reset-value", targets_never_written, 0, false },
	{ "GIC-CU12", "last-processor", targets_never_written, 1u << 3, false },
	{ "GIC-CU13", "takes-effect", woken_too_soon, 0, false },
	{ "GIC-CU13", "ignored", woken_too_soon, 2, false },
	{ "GIC-CU14", "takes-effect", sleeping_while_enabled, 6, false },
	{ "GIC-CU14", "ignored", sleeping_while_enabled, 0, false },
	{ "GIC-CU50", "ignored", sgi_to_nobody, 1u << 5, false },
	{ "GIC-CU50", "serror", sgi_to_nobody, 1u << 16 | 1u << 5, false },
	{ "GIC-CU93", "enables", extended_where_there_are_none, 1, false },
	{ "GIC-CU93", "ignored", extended_where_there_are_none, 0, false },
	{ "GIC-CU95", "stays-awake", reset_while_awake, 0, false },
	{ "GIC-CU95", "falls-asleep", reset_while_awake, 6, false },
};

int main(void)
{
	return run_alternatives("irs", rows, sizeof(rows) / sizeof(rows[0]));
}
