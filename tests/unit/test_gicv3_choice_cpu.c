/* SPDX-License-Identifier: MIT */
/*
 * CPU interfaces, physical and virtual: what comes of misuse (facts section V)
 * under each alternative of its choice.
 */
#include "test_choice_table.h"

#define PENDING (UINT64_C(1) << 62)
#define ACTIVE	(UINT64_C(2) << 62)
#define BOTH_ST (UINT64_C(3) << 62)
#define HW	(UINT64_C(1) << 61)
#define GROUP1	(UINT64_C(1) << 60)
#define TSEI	(UINT64_C(1) << 13)
#define TDIR	(UINT64_C(1) << 14)

static uint64_t prio(unsigned priority)
{
	return (uint64_t)priority << 48;
}

static uint64_t pint(unsigned intid)
{
	return (uint64_t)intid << 32;
}

/* Edge-triggered SPI @intid of Group 1, acknowledged by PE 0. */
static void take(struct world *w, unsigned intid, unsigned priority)
{
	char icfgr[] = "GICD_ICFGR2";

	icfgr[10] = (char)('0' + intid / 16);
	dist_write(&w->f, icfgr,
		   dist_read(&w->f, icfgr) | UINT64_C(2) << intid % 16 * 2);
	spi(&w->f, intid, priority, 0);
	line(&w->f, intid, true);
	line(&w->f, intid, false);
	assert_int_equal(mrs(&w->f, 0, VGS_ICC_IAR1_EL1), intid);
}

static void eoimode(struct world *w, unsigned pe)
{
	msr(&w->f, pe, VGS_ICC_CTLR_EL1, 2);
}

/* What was told of system errors: how many, SEIS of the three registers. */
static uint64_t serrors(struct world *w)
{
	struct fixture *f = &w->f;
	uint64_t seis;

	el2(f, 0);
	seis = (mrs(f, 0, VGS_ICC_CTLR_EL1) >> 14 & 1) |
	       (mrs(f, 0, VGS_ICH_VTR_EL2) >> 22 & 1) << 1;
	guest(f, 0);
	seis |= (mrs(f, 0, VGS_ICC_CTLR_EL1) >> 14 & 1) << 2;
	return seis << 8 | w->serrors;
}

#define SERROR 0x701u

/* --- ends --------------------------------------------------------- */

/* GIC-CU51, GIC-E17, GIC-E24: running priority, states of both. */
static uint64_t eoir_of_the_outer_one(struct world *w)
{
	machine(&w->f);
	take(w, 40, 0x80);
	take(w, 41, 0x40);
	msr(&w->f, 0, VGS_ICC_EOIR1_EL1, 40);
	return mrs(&w->f, 0, VGS_ICC_RPR_EL1) << 8 |
	       (uint64_t)state_of(&w->f, 40) << 4 |
	       (uint64_t)state_of(&w->f, 41);
}

/* GIC-CU52, GIC-E19 */
static uint64_t eoir_of_the_other_group(struct world *w)
{
	machine(&w->f);
	take(w, 40, 0x80);
	msr(&w->f, 0, VGS_ICC_EOIR0_EL1, 40);
	assert_int_equal(mrs(&w->f, 0, VGS_ICC_RPR_EL1), 0x80);
	return serrors(w);
}

/* GIC-CU55, GIC-E25 */
static uint64_t dir_without_eoimode(struct world *w)
{
	machine(&w->f);
	take(w, 40, 0x80);
	msr(&w->f, 0, VGS_ICC_DIR_EL1, 40);
	assert_int_equal(state_of(&w->f, 40), VGS_ACTIVE);
	return serrors(w);
}

/* GIC-CU57, GIC-E33 */
static uint64_t dir_of_an_inactive_one(struct world *w)
{
	machine(&w->f);
	eoimode(w, 0);
	msr(&w->f, 0, VGS_ICC_DIR_EL1, 40);
	return serrors(w);
}

/* GIC-CU58, GIC-E34, GIC-E35 */
static uint64_t dir_of_what_runs_elsewhere(struct world *w)
{
	machine(&w->f);
	eoimode(w, 0);
	eoimode(w, 1);
	take(w, 40, 0x80);
	msr(&w->f, 1, VGS_ICC_DIR_EL1, 40);
	return state_of(&w->f, 40);
}

/* GIC-T6: is ICC_DIR_EL1 trapped, that of the guest in any case? */
static uint64_t tdir(struct world *w)
{
	machine(&w->f);
	el2(&w->f, 0);
	msr(&w->f, 0, VGS_ICH_HCR_EL2, TDIR);
	guest(&w->f, 0);
	assert_int_equal(msr_answer(&w->f, 0, VGS_ICC_DIR_EL1),
			 VGS_ANSWER_TRAP_EL2);
	el1(&w->f, 0);
	return (uint64_t)msr_answer(&w->f, 0, VGS_ICC_DIR_EL1);
}

/* --- active priorities -------------------------------------------- */

/* GIC-CU59, GIC-D30 */
static uint64_t ap_out_of_nothing(struct world *w)
{
	machine(&w->f);
	msr(&w->f, 0, VGS_ICC_AP1R0_EL1, 0x30);
	return mrs(&w->f, 0, VGS_ICC_AP1R0_EL1);
}

/* GIC-CU60, GIC-D29: which bit EOIR1 drops, the physical way. */
static uint64_t ap_of_two_groups(struct world *w)
{
	machine(&w->f);
	msr(&w->f, 0, VGS_ICC_AP0R0_EL1, 0x10);
	msr(&w->f, 0, VGS_ICC_AP1R0_EL1, 0x10);
	msr(&w->f, 0, VGS_ICC_EOIR1_EL1, 40);
	return mrs(&w->f, 0, VGS_ICC_AP0R0_EL1) << 8 |
	       mrs(&w->f, 0, VGS_ICC_AP1R0_EL1);
}

/* The same of a virtual interface, whose EOIRs drop any group's. */
static uint64_t virtual_ap_of_two_groups(struct world *w)
{
	struct fixture *f = &w->f;

	machine(f);
	msr(f, 0, VGS_ICH_AP0R0_EL2, 0x10);
	msr(f, 0, VGS_ICH_AP1R0_EL2, 0x10);
	guest(f, 0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	el2(f, 0);
	return mrs(f, 0, VGS_ICH_AP0R0_EL2) << 8 | mrs(f, 0, VGS_ICH_AP1R0_EL2);
}

/* --- ICC_CTLR_EL3, ICC_SRE ---------------------------------------- */

static void legacy(struct world *w)
{
	w->f.cfg.security = true;
	w->f.cfg.legacy = true;
	assert_int_equal(vgs_gic_new(&w->f.cfg, &w->f.gic), 0);
	redist_write(&w->f, 0, "GICR_WAKER", 0);
	el3(&w->f, 0);
	msr(&w->f, 0, VGS_ICC_SRE_EL3, 0xf);
}

/* GIC-CU61, GIC-E6 */
static uint64_t rm_with_secure_sre(struct world *w)
{
	legacy(w);
	msr(&w->f, 0, VGS_ICC_SRE_EL1, 1);
	msr(&w->f, 0, VGS_ICC_CTLR_EL3, 1u << 5);
	return mrs(&w->f, 0, VGS_ICC_CTLR_EL3) >> 5 & 1;
}

/* GIC-CU62, GIC-D35 */
static uint64_t pmhe_while_masked(struct world *w)
{
	machine(&w->f);
	msr(&w->f, 0, VGS_ICC_CTLR_EL1, 1u << 6);
	msr(&w->f, 0, VGS_ICC_PMR_EL1, 0x80);
	msr(&w->f, 0, VGS_ICC_CTLR_EL1, 0);
	return mrs(&w->f, 0, VGS_ICC_CTLR_EL1) >> 6 & 1;
}

/* GIC-CU63, GIC-J6, GIC-J4: all lower ones fall with it. */
static uint64_t sre_cleared(struct world *w)
{
	struct fixture *f = &w->f;
	uint64_t value;

	legacy(w);
	context(f, 0, 3, SCR_NS, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0xf);
	msr(f, 0, VGS_ICC_SRE_EL1, 1);
	msr(f, 0, VGS_ICC_SRE_EL3, 8);
	value = mrs(f, 0, VGS_ICC_SRE_EL3) & 1;
	value |= (mrs(f, 0, VGS_ICC_SRE_EL2) & 1) << 1;
	return value | (mrs(f, 0, VGS_ICC_SRE_EL1) & 1) << 2;
}

/* --- GICC --------------------------------------------------------- */

static uint64_t gicc(struct world *w, uint32_t offset)
{
	struct vgs_access access = { 0, VGS_SECURE };
	uint64_t value = 0;

	assert_int_equal(vgs_gic_frame_read(w->f.gic, &access, VGS_FRAME_GICC,
					    0, offset, 4, &value),
			 0);
	return value;
}

static void set_gicc(struct world *w, uint32_t offset, uint64_t value)
{
	struct vgs_access access = { 0, VGS_SECURE };

	assert_int_equal(vgs_gic_frame_write(w->f.gic, &access, VGS_FRAME_GICC,
					     0, offset, 4, value),
			 0);
}

/* GIC-CU64, GIC-J2: GICC_PMR of a state with ARE = 1. */
static uint64_t gicc_with_affinity_routing(struct world *w)
{
	legacy(w);
	msr(&w->f, 0, VGS_ICC_SRE_EL1, 0);
	dist_write(&w->f, "GICD_CTLR", 0x30);
	set_gicc(w, 0x04, 0xf0);
	return gicc(w, 0x04);
}

/* GIC-CU67: SPI 40 of Group 0 runs, Secure software ends 41 of Group 1. */
static uint64_t secure_eoir_of_group_1(struct world *w)
{
	legacy(w);
	set_gicc(w, 0x04, 0xf0);
	set_gicc(w, 0x00, 1);
	dist_write(&w->f, "GICD_CTLR", 1);
	dist_write(&w->f, "GICD_IGROUPR1", 1u << 9);
	dist_write(&w->f, "GICD_ITARGETSR10", 1);
	dist_write(&w->f, "GICD_ISENABLER1", 1u << 8);
	line(&w->f, 40, true);
	assert_int_equal(gicc(w, 0x0c), 40);
	set_gicc(w, 0x10, 41);
	assert_int_not_equal(state_of(&w->f, 40), VGS_PENDING);
	return gicc(w, 0x14);
}

/* --- list registers ----------------------------------------------- */

/* A guest that EOImode 0 and open masks belong to. */
static void vgic(struct world *w)
{
	machine(&w->f);
	el2(&w->f, 0);
	msr(&w->f, 0, VGS_ICH_HCR_EL2, 1);
	msr(&w->f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 3);
}

static void set_ich(struct world *w, enum vgs_sysreg id, uint64_t value)
{
	el2(&w->f, 0);
	msr(&w->f, 0, id, value);
}

static uint64_t lr_state(struct world *w, unsigned n)
{
	struct vgs_lr_info info;

	assert_int_equal(vgs_gic_lr(w->f.gic, 0, n, &info), 0);
	return info.state;
}

static uint64_t eoicount(struct world *w)
{
	el2(&w->f, 0);
	return mrs(&w->f, 0, VGS_ICH_HCR_EL2) >> 27;
}

/* GIC-CU71, GIC-P16: which of the two is still active. */
static uint64_t one_vintid_twice(struct world *w)
{
	vgic(w);
	set_ich(w, VGS_ICH_AP1R0_EL2, 1u << 16);
	set_ich(w, VGS_ICH_LR0_EL2, ACTIVE | GROUP1 | prio(0x80) | 50);
	set_ich(w, VGS_ICH_LR2_EL2, ACTIVE | GROUP1 | prio(0x80) | 50);
	guest(&w->f, 0);
	msr(&w->f, 0, VGS_ICC_EOIR1_EL1, 50);
	return lr_state(w, 0) << 4 | lr_state(w, 2);
}

/* GIC-CU72, GIC-P15: what is read, and what becomes of it. */
static uint64_t special_vintid(struct world *w)
{
	uint64_t intid;

	vgic(w);
	set_ich(w, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 1021);
	set_ich(w, VGS_ICH_LR1_EL2, PENDING | GROUP1 | prio(0x88) | 50);
	guest(&w->f, 0);
	intid = mrs(&w->f, 0, VGS_ICC_IAR1_EL1);
	return intid << 4 | lr_state(w, 0);
}

/* GIC-Q10: three list registers of one priority, and a less urgent one. */
static uint64_t equal_list_registers(struct world *w)
{
	vgic(w);
	set_ich(w, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x88) | 60);
	set_ich(w, VGS_ICH_LR1_EL2, PENDING | GROUP1 | prio(0x80) | 61);
	set_ich(w, VGS_ICH_LR2_EL2, PENDING | GROUP1 | prio(0x80) | 62);
	set_ich(w, VGS_ICH_LR3_EL2, PENDING | GROUP1 | prio(0x80) | 63);
	guest(&w->f, 0);
	return mrs(&w->f, 0, VGS_ICC_IAR1_EL1);
}

/* GIC-CU73, GIC-P2 */
static uint64_t hw_both(struct world *w)
{
	vgic(w);
	set_ich(w, VGS_ICH_LR0_EL2, BOTH_ST | HW | pint(40) | GROUP1 | 50);
	return lr_state(w, 0);
}

/* GIC-CU77, GIC-J10 */
static uint64_t lpi_of_a_legacy_guest(struct world *w)
{
	legacy(w);
	context(&w->f, 0, 3, SCR_NS, 0);
	msr(&w->f, 0, VGS_ICC_SRE_EL2, 0xf);
	set_ich(w, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 8192);
	return lr_state(w, 0);
}

/* GIC-CU78, GIC-J9 */
static uint64_t ap0_of_a_legacy_guest(struct world *w)
{
	legacy(w);
	context(&w->f, 0, 3, SCR_NS, 0);
	msr(&w->f, 0, VGS_ICC_SRE_EL2, 0xf);
	set_ich(w, VGS_ICH_AP0R0_EL2, 0x10);
	return mrs(&w->f, 0, VGS_ICH_AP0R0_EL2);
}

/* GIC-CU88, GIC-Q21: nobody's end, of what no list register has. */
static uint64_t virtual_eoir_of_nothing(struct world *w)
{
	vgic(w);
	guest(&w->f, 0);
	msr(&w->f, 0, VGS_ICC_EOIR1_EL1, 50);
	return eoicount(w);
}

/* GIC-CU88: the same of what is active in one, which examining finds. */
static uint64_t virtual_eoir_without_priority(struct world *w)
{
	vgic(w);
	set_ich(w, VGS_ICH_LR0_EL2, ACTIVE | GROUP1 | prio(0x80) | 50);
	guest(&w->f, 0);
	msr(&w->f, 0, VGS_ICC_EOIR1_EL1, 50);
	return eoicount(w) << 4 | lr_state(w, 0);
}

/* GIC-CU89, GIC-Q23 */
static uint64_t virtual_dir_without_eoimode(struct world *w)
{
	vgic(w);
	set_ich(w, VGS_ICH_LR0_EL2, ACTIVE | GROUP1 | prio(0x80) | 50);
	guest(&w->f, 0);
	msr(&w->f, 0, VGS_ICC_DIR_EL1, 50);
	assert_int_equal(lr_state(w, 0), VGS_ACTIVE);
	return serrors(w);
}

/* GIC-Q14: maintenance (1) and vIRQ (2) in a context, and what En reads. */
static uint64_t virtual_signals(struct world *w, unsigned el, uint64_t scr)
{
	struct fixture *f = &w->f;
	uint32_t levels;

	context(f, 0, el, scr, 0);
	levels = signals(f, 0);
	context(f, 0, 3, scr, 0);
	return (uint64_t) !!(levels & VGS_SIG_MAINTENANCE) |
	       (uint64_t) !!(levels & VGS_SIG_VIRQ) << 1 |
	       (mrs(f, 0, VGS_ICH_HCR_EL2) & 1) << 2;
}

/* Non-secure, Secure without EL2, EL3 as that, Secure with EL2: a digit each. */
static uint64_t enabled_where_there_is_no_el2(struct world *w)
{
	uint64_t seen;

	w->f.cfg.security = true;
	vgic(w);
	set_ich(w, VGS_ICH_HCR_EL2, 1u << 1 | 1);
	set_ich(w, VGS_ICH_LR0_EL2, PENDING | GROUP1 | prio(0x80) | 50);
	seen = virtual_signals(w, 1, SCR_NS) << 12;
	seen |= virtual_signals(w, 1, 0) << 8;
	seen |= virtual_signals(w, 3, 0) << 4;
	seen |= virtual_signals(w, 1, SCR_EEL2);
	assert_int_equal(vgs_gic_check(w->f.gic, NULL), 0);
	return seen;
}

/* GIC-Q35: TSEI exists where SEIS does, and says where the error goes. */
static uint64_t trapped_to_el2(struct world *w)
{
	uint64_t tsei;

	vgic(w);
	set_ich(w, VGS_ICH_HCR_EL2, TSEI | 1);
	tsei = mrs(&w->f, 0, VGS_ICH_HCR_EL2) & TSEI;
	guest(&w->f, 0);
	msr(&w->f, 0, VGS_ICC_DIR_EL1, 50);
	return tsei | w->serror_el;
}

static const struct alternative rows[] = {
	/* 41 runs at 0x40, 40 at 0x80; 2 is active */
	{ "GIC-CU51", "drops-and-deactivates", eoir_of_the_outer_one, 0x8002,
	  false },
	{ "GIC-CU51", "drops", eoir_of_the_outer_one, 0x8022, false },
	{ "GIC-CU51", "ignored", eoir_of_the_outer_one, 0x4022, false },
	{ "GIC-CU52", "ignored", eoir_of_the_other_group, 0, false },
	{ "GIC-CU52", "serror", eoir_of_the_other_group, SERROR, false },
	{ "GIC-CU55", "ignored", dir_without_eoimode, 0, false },
	{ "GIC-CU55", "serror", dir_without_eoimode, SERROR, false },
	{ "GIC-CU57", "ignored", dir_of_an_inactive_one, 0, false },
	{ "GIC-CU57", "serror", dir_of_an_inactive_one, SERROR, false },
	{ "GIC-CU58", "deactivates", dir_of_what_runs_elsewhere, VGS_INACTIVE,
	  false },
	{ "GIC-CU58", "ignored", dir_of_what_runs_elsewhere, VGS_ACTIVE,
	  false },
	{ "GIC-T6", "traps", tdir, VGS_ANSWER_TRAP_EL2, true },
	{ "GIC-T6", "virtual-only", tdir, VGS_ANSWER_OK, true },
	{ "GIC-CU59", "stored", ap_out_of_nothing, 0x30, false },
	{ "GIC-CU59", "ignored", ap_out_of_nothing, 0, false },
	{ "GIC-CU60", "group-0", ap_of_two_groups, 0x1010, false },
	{ "GIC-CU60", "group-1", ap_of_two_groups, 0x1000, false },
	{ "GIC-CU60", "group-0", virtual_ap_of_two_groups, 0x0010, false },
	{ "GIC-CU60", "group-1", virtual_ap_of_two_groups, 0x1000, false },
	{ "GIC-CU61", "stored", rm_with_secure_sre, 1, false },
	{ "GIC-CU61", "ignored", rm_with_secure_sre, 0, false },
	{ "GIC-CU62", "takes-effect", pmhe_while_masked, 0, false },
	{ "GIC-CU62", "ignored", pmhe_while_masked, 1, false },
	{ "GIC-CU63", "stays-set", sre_cleared, 7, false },
	{ "GIC-CU63", "cleared", sre_cleared, 0, false },
	{ "GIC-CU64", "answers", gicc_with_affinity_routing, 0xf0, false },
	{ "GIC-CU64", "raz-wi", gicc_with_affinity_routing, 0, false },
	{ "GIC-CU67", "stays", secure_eoir_of_group_1, 0, false },
	{ "GIC-CU67", "drops", secure_eoir_of_group_1, 0xff, false },
	{ "GIC-CU71", "lowest-list-register", one_vintid_twice, 0x02, false },
	{ "GIC-CU71", "highest-list-register", one_vintid_twice, 0x20, false },
	{ "GIC-CU72", "forgotten-when-read", special_vintid, 1021 << 4, false },
	{ "GIC-CU72", "never-offered", special_vintid, 50 << 4 | VGS_PENDING,
	  false },
	{ "GIC-Q14", "without-effect", enabled_where_there_is_no_el2, 0x7447,
	  true },
	{ "GIC-Q14", "counts", enabled_where_there_is_no_el2, 0x7777, true },
	{ "GIC-Q10", "lowest", equal_list_registers, 61, true },
	{ "GIC-Q10", "highest", equal_list_registers, 63, true },
	{ "GIC-CU73", "as-written", hw_both, VGS_ACTIVE_PENDING, false },
	{ "GIC-CU73", "active", hw_both, VGS_ACTIVE, false },
	{ "GIC-CU77", "as-written", lpi_of_a_legacy_guest, VGS_PENDING, false },
	{ "GIC-CU77", "invalid", lpi_of_a_legacy_guest, VGS_INACTIVE, false },
	{ "GIC-CU78", "stored", ap0_of_a_legacy_guest, 0x10, false },
	{ "GIC-CU78", "ignored", ap0_of_a_legacy_guest, 0, false },
	{ "GIC-CU88", "ignored", virtual_eoir_of_nothing, 0, false },
	{ "GIC-CU88", "examines-list-registers", virtual_eoir_of_nothing, 1,
	  false },
	{ "GIC-CU88", "counted", virtual_eoir_of_nothing, 1, false },
	{ "GIC-CU88", "examines-list-registers", virtual_eoir_without_priority,
	  VGS_ACTIVE, false },
	{ "GIC-CU88", "counted", virtual_eoir_without_priority,
	  1 << 4 | VGS_ACTIVE, false },
	{ "GIC-CU89", "ignored", virtual_dir_without_eoimode, 0, false },
	{ "GIC-CU89", "deactivates", virtual_dir_without_eoimode, 0, false },
	{ "GIC-CU89", "serror", virtual_dir_without_eoimode, SERROR, false },
	{ "GIC-CU89", "ignored", trapped_to_el2, 0, false },
	{ "GIC-CU89", "serror", trapped_to_el2, TSEI | 2, false },
};

int main(void)
{
	return run_alternatives("cpu", rows, sizeof(rows) / sizeof(rows[0]));
}
