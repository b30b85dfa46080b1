/* SPDX-License-Identifier: MIT */
/* Non-maskable interrupts, physical and virtual (facts section N). */
#include "test_gicv3.h"

#define NMI_BIT (UINT64_C(1) << 63)

/* SCTLR_ELx.NMI of every EL set or clear. */
static void at(struct fixture *f, unsigned el, uint64_t scr, uint64_t hcr,
	       bool nmi)
{
	const struct vgs_pe_ctx ctx = {
		.el = (uint8_t)el,
		.scr_el3 = scr,
		.hcr_el2 = hcr,
		.sctlr_nmi = nmi ? 15 : 0,
		.pstate_i = true,
		.pstate_f = true,
	};

	assert_int_equal(vgs_gic_set_pe(f->gic, 0, &ctx), 0);
}

static int setup_nmi(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.nmi = true;
	machine(f);
	*state = f;
	return 0;
}

static int setup_nmi_secure(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.nmi = true;
	f->cfg.security = true;
	machine(f);
	*state = f;
	return 0;
}

static void nmi(struct fixture *f, unsigned bit)
{
	spi(f, 32 + bit, 0xa0, 0);
	dist_write(f, "GICD_INMIR1", 1u << bit);
	line(f, 32 + bit, true);
}

/* GIC-N1, GIC-N16 */
static void inmir_is_for_group_1(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(dist_read(f, "GICD_TYPER") >> 9 & 1, 1);
	dist_write(f, "GICD_INMIR1", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_INMIR1"), 0);
	group(f, 0, 40, 1, 0);
	group(f, 0, 41, 0, 1);
	dist_write_ns(f, "GICD_INMIR1", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_INMIR1"), 1u << 8);
	dist_write(f, "GICD_INMIR1", 0xffffffff);
	assert_int_equal(dist_read(f, "GICD_INMIR1"), 3u << 8);
	assert_int_equal(dist_read_ns(f, "GICD_INMIR1"), 1u << 8);
}

/* GIC-N2 */
static void the_priority_of_an_nmi_is_res0(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	assert_int_equal(dist_read(f, "GICD_IPRIORITYR10"), 0);
}

/* GIC-N2, GIC-N3 */
static void an_nmi_is_signalled_with_superpriority(void **state)
{
	struct fixture *f = *state;

	spi(f, 33, 0x20, 0);
	line(f, 33, true);
	nmi(f, 8);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ | VGS_SIG_NMI);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
}

/* GIC-N4 */
static void the_mask_does_not_stop_an_nmi(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	msr(f, 0, VGS_ICC_PMR_EL1, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ | VGS_SIG_NMI);
}

/* GIC-N4 */
static void a_secure_mask_stops_a_non_secure_nmi(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x78);
	assert_int_equal(signals(f, 0), 0);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x80);
	assert_int_equal(signals(f, 0), 0);
	at(f, 1, SCR_NS, 0, false);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ | VGS_SIG_NMI);
	group(f, 0, 40, 0, 1);
	at(f, 3, 0, 0, false);
	msr(f, 0, VGS_ICC_PMR_EL1, 0);
	assert_int_equal(signals(f, 0), VGS_SIG_FIQ | VGS_SIG_NMI);
}

/* GIC-N5 */
static void an_nmi_preempts_its_own_priority_but_no_nmi(void **state)
{
	struct fixture *f = *state;

	spi(f, 33, 0, 0);
	line(f, 33, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 33);
	nmi(f, 8);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ | VGS_SIG_NMI);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	spi(f, 41, 0, 0);
	dist_write(f, "GICD_INMIR1", 3u << 8);
	line(f, 41, true);
	assert_int_equal(signals(f, 0), 0);
}

/* GIC-N6, GIC-N8, GIC-N12, GIC-CU54 */
static void with_sctlr_nmi_it_is_for_nmiar1(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	at(f, 2, 0, 0, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1022);
	assert_string_equal(vgs_rule_name(f->finding), "GIC-CU54");
	assert_int_equal(f->findings, 1);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
	assert_int_equal(mrs(f, 0, VGS_ICC_NMIAR1_EL1), 40);
	assert_int_equal(state_of(f, 40), VGS_ACTIVE_PENDING);
	/* Nothing is signalled: to ask was right. */
	assert_int_equal(mrs(f, 0, VGS_ICC_NMIAR1_EL1), 1023);
	assert_int_equal(f->findings, 1);
}

#define LR_PENDING (UINT64_C(1) << 62)
#define LR_GROUP1  (UINT64_C(1) << 60)
#define LR_NMI	   (UINT64_C(1) << 59)
#define LR_A0	   (UINT64_C(0xa0) << 48)

/* An LPI in LR0 and a Group 0 interrupt in LR1, both marked, for a guest. */
static void marked(struct fixture *f)
{
	msr(f, 0, VGS_ICH_HCR_EL2, 1);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 3);
	msr(f, 0, VGS_ICH_LR0_EL2,
	    LR_PENDING | LR_GROUP1 | LR_NMI | LR_A0 | 8192);
	msr(f, 0, VGS_ICH_LR1_EL2, LR_PENDING | LR_NMI | LR_A0 | 50);
}

/* GIC-N13, GIC-N14, GIC-CU76: what cannot be an NMI is none. */
static void a_marked_lpi_is_no_nmi(void **state)
{
	struct fixture *f = *state;

	marked(f);
	assert_int_equal(signals(f, 0), VGS_SIG_VIRQ);
	at(f, 1, 0, HCR_IMO | HCR_FMO, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 8192);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xa0);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 8192);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 50);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xa0);
	msr(f, 0, VGS_ICC_EOIR0_EL1, 50);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
}

static int setup_cu76(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.nmi = true;
	vgs_gic_config_choose(&f->cfg, "GIC-CU76", "superpriority");
	machine(f);
	*state = f;
	return 0;
}

/* GIC-CU76, the other choice: both have superpriority. */
static void a_marked_lpi_may_have_superpriority(void **state)
{
	struct fixture *f = *state;

	marked(f);
	assert_int_equal(signals(f, 0), VGS_SIG_VIRQ | VGS_SIG_VNMI);
	at(f, 1, 0, HCR_IMO | HCR_FMO, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1022);
	assert_int_equal(mrs(f, 0, VGS_ICC_NMIAR1_EL1), 8192);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), NMI_BIT);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1023);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 8192);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 50);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), NMI_BIT);
	msr(f, 0, VGS_ICC_EOIR0_EL1, 50);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
}

/* GIC-N8, GIC-CU54 */
static void nmiar1_takes_nothing_else(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	line(f, 40, true);
	at(f, 2, 0, 0, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_NMIAR1_EL1), 1023);
	assert_string_equal(vgs_rule_name(f->finding), "GIC-CU54");
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
}

/* GIC-N7, GIC-N9 */
static void without_sctlr_nmi_it_is_an_interrupt_like_others(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_NMIAR1_EL1),
			 VGS_ANSWER_UNDEF);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
}

/* GIC-N10, GIC-N11 */
static void an_active_nmi_has_a_bit_of_its_own(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	mrs(f, 0, VGS_ICC_IAR1_EL1);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), NMI_BIT);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), NMI_BIT);
	line(f, 40, false);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_AP1R0_EL1), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
}

/* GIC-N11 */
static void the_running_priority_tells_whose_nmi_it_is(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), UINT64_C(1) << 62 | 0x80);
	at(f, 1, SCR_NS, 0, false);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), NMI_BIT | 0x80);
	at(f, 1, SCR_NS | SCR_FIQ, 0, false);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), NMI_BIT);
}

/* GIC-N2, GIC-N10: what preempted a Non-secure NMI ends before it. */
static void what_preempts_a_non_secure_nmi_ends_first(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	spi(f, 41, 0x40, 0);
	group(f, 0, 41, 0, 0);
	line(f, 41, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 41);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), UINT64_C(1) << 62 | 0x40);
	line(f, 41, false);
	msr(f, 0, VGS_ICC_EOIR0_EL1, 41);
	assert_int_equal(f->findings, 0);
	assert_int_equal(state_of(f, 41), VGS_INACTIVE);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), UINT64_C(1) << 62 | 0x80);
	line(f, 40, false);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 40);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
}

/* GIC-D8, GIC-D16, GIC-N2: binary point 7 leaves nothing to preempt with. */
static void without_group_bits_nothing_preempts_an_nmi(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	msr(f, 0, VGS_ICC_BPR0_EL1, 7);
	spi(f, 41, 0x40, 0);
	group(f, 0, 41, 0, 0);
	line(f, 41, true);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1023);
	/* Bit 7 is enough to tell 0x40 from 0x80. */
	msr(f, 0, VGS_ICC_BPR0_EL1, 6);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 41);
}

/* GIC-N5, GIC-D16: only NMIs of one group priority are alike. */
static void a_secure_nmi_preempts_a_non_secure_one(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	spi(f, 41, 0, 0);
	group(f, 0, 41, 0, 1);
	dist_write(f, "GICD_INMIR1", 3u << 8);
	line(f, 41, true);
	assert_int_equal(signals(f, 0), VGS_SIG_FIQ | VGS_SIG_NMI);
	msr(f, 0, VGS_ICC_BPR1_EL1, 7);
	assert_int_equal(signals(f, 0), 0);
}

/* GIC-N11: what the host is told is what RPR reads at EL3. */
static void the_host_is_told_at_what_an_nmi_runs(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	assert_int_equal(vgs_gic_running_priority(f->gic, 0), 0xff);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	assert_int_equal(vgs_gic_running_priority(f->gic, 0), 0x80);
}

/* Affinity routing for Non-secure software only: no group depends on DS. */
static int setup_nmi_legacy(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.nmi = true;
	f->cfg.security = true;
	f->cfg.legacy = true;
	f->cfg.virt = false;
	f->cfg.pes = 1;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	dist_write(f, "GICD_CTLR", 0x20);
	redist_write(f, 0, "GICR_WAKER", 0);
	*state = f;
	return 0;
}

/* GIC-N2, GIC-C19: DS = 1 makes 0x80 of a pending NMI 0x00. */
static void a_pending_nmi_follows_ds(void **state)
{
	struct fixture *f = *state;

	spi(f, 33, 0x20, 0);
	spi(f, 40, 0, 0);
	dist_write_ns(f, "GICD_INMIR1", 1u << 8);
	line(f, 33, true);
	line(f, 40, true);
	dist_write(f, "GICD_CTLR", 0x70);
	dist_write(f, "GICD_CTLR", 0x52);
	el3(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL3, 0xf);
	el1(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL1, 7);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 1);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 40);
	assert_int_equal(vgs_gic_check(f->gic, NULL), 0);
}

/* GIC-N1 */
static void redistributors_have_nmis_too(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 27, 1, 0);
	redist_write(f, 0, "GICR_ISENABLER0", 1u << 27);
	redist_write(f, 0, "GICR_INMIR0", 1u << 27);
	assert_int_equal(redist_read(f, 0, "GICR_INMIR0"), 1u << 27);
	ppi_line(f, 0, 27, true);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ | VGS_SIG_NMI);
}

/* --- virtual --------------------------------------------------------------------------- */

static void virtual_nmi(struct fixture *f)
{
	msr(f, 0, VGS_ICH_HCR_EL2, 1);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 2);
	msr(f, 0, VGS_ICH_LR0_EL2,
	    UINT64_C(1) << 62 | UINT64_C(1) << 60 | UINT64_C(1) << 59 |
		    UINT64_C(0xa0) << 48 | 50);
}

/* GIC-N13, GIC-P25 */
static void a_virtual_nmi_is_for_nmiar1(void **state)
{
	struct fixture *f = *state;

	virtual_nmi(f);
	assert_int_equal(signals(f, 0), VGS_SIG_VIRQ | VGS_SIG_VNMI);
	at(f, 1, 0, HCR_IMO, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1022);
	assert_int_equal(mrs(f, 0, VGS_ICC_NMIAR1_EL1), 50);
}

/* GIC-P25: its field says 0xa0, it competes with 0. */
static void a_virtual_nmi_comes_before_a_more_urgent_field(void **state)
{
	struct fixture *f = *state;

	virtual_nmi(f);
	msr(f, 0, VGS_ICH_LR1_EL2,
	    UINT64_C(1) << 62 | UINT64_C(1) << 60 | UINT64_C(0x10) << 48 | 51);
	at(f, 1, 0, HCR_IMO, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR1_EL1), 50);
	assert_int_equal(mrs(f, 0, VGS_ICC_NMIAR1_EL1), 50);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 1023);
}

/* GIC-N15 */
static void an_active_virtual_nmi_has_its_bit(void **state)
{
	struct fixture *f = *state;

	virtual_nmi(f);
	at(f, 1, 0, HCR_IMO, true);
	mrs(f, 0, VGS_ICC_NMIAR1_EL1);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), NMI_BIT);
	at(f, 2, 0, 0, false);
	assert_int_equal(mrs(f, 0, VGS_ICH_AP1R0_EL2), NMI_BIT);
	at(f, 1, 0, HCR_IMO, true);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 50);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0xff);
}

/* --- what the PE takes -------------------------------------------------- */

static uint32_t takes(struct fixture *f, unsigned el, uint64_t hcr, bool nmis,
		      const char *masks)
{
	const struct vgs_pe_ctx ctx = {
		.el = (uint8_t)el,
		.scr_el3 = SCR_NS,
		.hcr_el2 = hcr,
		.sctlr_nmi = nmis ? 1u << 1 : 0,
		.pstate_i = strchr(masks, 'I'),
		.pstate_allint = strchr(masks, 'A'),
	};

	assert_int_equal(vgs_gic_set_pe(f->gic, 0, &ctx), 0);
	return vgs_gic_takes(f->gic, 0);
}

/* GIC-N3: superpriority counts where the EL that takes it has NMIs. */
static void an_nmi_passes_pstate_i_where_sctlr_says_so(void **state)
{
	struct fixture *f = *state;

	nmi(f, 8);
	assert_int_equal(takes(f, 0, 0, false, "I"), 0);
	assert_int_equal(takes(f, 0, 0, true, "I"), VGS_SIG_IRQ);
	assert_int_equal(takes(f, 1, 0, false, "I"), 0);
	assert_int_equal(takes(f, 1, 0, true, "I"), VGS_SIG_IRQ);
	assert_int_equal(takes(f, 1, 0, true, "IA"), 0);
	assert_int_equal(takes(f, 1, 0, false, "A"), VGS_SIG_IRQ);
}

/* GIC-N3 */
static void allint_masks_any_interrupt(void **state)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct fixture *f = *state;
	int count;

	spi(f, 33, 0x20, 0);
	line(f, 33, true);
	assert_int_equal(takes(f, 1, 0, true, ""), VGS_SIG_IRQ);
	assert_int_equal(takes(f, 1, 0, true, "A"), 0);
	count = vgs_gic_explain(f->gic, 0, 33, false, gates);
	assert_true(count > 0);
	assert_string_equal(gates[count - 1].reg, "PSTATE.ALLINT");
	assert_string_equal(vgs_rule_name(gates[count - 1].rule), "GIC-N3");
	assert_false(gates[count - 1].open);
	assert_int_equal(takes(f, 1, 0, false, "A"), VGS_SIG_IRQ);
}

/* GIC-N3, GIC-N13, GIC-Q28 */
static void a_guest_takes_virtual_nmis_as_physical_ones(void **state)
{
	struct fixture *f = *state;

	virtual_nmi(f);
	assert_int_equal(takes(f, 1, HCR_IMO, false, "I"), 0);
	assert_int_equal(takes(f, 1, HCR_IMO, true, "I"), VGS_SIG_VIRQ);
	assert_int_equal(takes(f, 1, HCR_IMO, true, "A"), 0);
}

/* GIC-P25, GIC-N13: not the priority that its field has. */
static void a_virtual_nmi_is_explained_as_one(void **state)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	struct fixture *f = *state;
	int count;

	virtual_nmi(f);
	msr(f, 0, VGS_ICH_LR1_EL2,
	    UINT64_C(1) << 62 | UINT64_C(1) << 60 | UINT64_C(1) << 59 |
		    UINT64_C(0xa0) << 48 | 51);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0x80) << 24 | 2);
	msr(f, 0, VGS_ICH_AP1R0_EL2, 1u << (0x40 >> 3));
	assert_int_equal(takes(f, 1, HCR_IMO, true, "I"), VGS_SIG_VIRQ);
	for (unsigned vintid = 50; vintid < 52; vintid++) {
		count = vgs_gic_explain(f->gic, 0, vintid, true, gates);
		assert_true(count > 0);
		for (int i = 0; i < count; i++)
			assert_int_equal(gates[i].open,
					 vintid == 50 ||
						 strcmp(gates[i].name,
							"highest-priority"));
	}
}

/* GIC-N14, GIC-CU76, GIC-N17 */
static void a_group_0_or_lpi_nmi_is_misuse(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICH_LR0_EL2, UINT64_C(1) << 62 | UINT64_C(1) << 59 | 50);
	assert_string_equal(vgs_rule_name(f->finding), "GIC-CU76");
	f->findings = 0;
	msr(f, 0, VGS_ICH_LR1_EL2,
	    UINT64_C(1) << 62 | UINT64_C(1) << 60 | UINT64_C(1) << 59 | 8192);
	assert_int_equal(f->findings, 1);
}

#define NMI(test) cmocka_unit_test_setup_teardown(test, setup_nmi, teardown)
#define SECURE(test)                                                           \
	cmocka_unit_test_setup_teardown(test, setup_nmi_secure, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SECURE(inmir_is_for_group_1),
		NMI(the_priority_of_an_nmi_is_res0),
		NMI(an_nmi_is_signalled_with_superpriority),
		NMI(the_mask_does_not_stop_an_nmi),
		SECURE(a_secure_mask_stops_a_non_secure_nmi),
		NMI(an_nmi_preempts_its_own_priority_but_no_nmi),
		NMI(with_sctlr_nmi_it_is_for_nmiar1),
		NMI(nmiar1_takes_nothing_else),
		NMI(without_sctlr_nmi_it_is_an_interrupt_like_others),
		NMI(an_active_nmi_has_a_bit_of_its_own),
		SECURE(the_running_priority_tells_whose_nmi_it_is),
		SECURE(what_preempts_a_non_secure_nmi_ends_first),
		SECURE(without_group_bits_nothing_preempts_an_nmi),
		SECURE(a_secure_nmi_preempts_a_non_secure_one),
		SECURE(the_host_is_told_at_what_an_nmi_runs),
		cmocka_unit_test_setup_teardown(a_pending_nmi_follows_ds,
						setup_nmi_legacy, teardown),
		NMI(redistributors_have_nmis_too),
		NMI(a_virtual_nmi_is_for_nmiar1),
		NMI(a_virtual_nmi_comes_before_a_more_urgent_field),
		NMI(an_active_virtual_nmi_has_its_bit),
		NMI(an_nmi_passes_pstate_i_where_sctlr_says_so),
		NMI(allint_masks_any_interrupt),
		NMI(a_guest_takes_virtual_nmis_as_physical_ones),
		NMI(a_virtual_nmi_is_explained_as_one),
		NMI(a_group_0_or_lpi_nmi_is_misuse),
		NMI(a_marked_lpi_is_no_nmi),
		cmocka_unit_test_setup_teardown(
			a_marked_lpi_may_have_superpriority, setup_cu76,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
