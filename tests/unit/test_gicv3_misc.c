/* SPDX-License-Identifier: MIT */
/*
 * What no other GICv3 test is about: bus security and frame sizes, fields
 * that say what is not implemented, priorities where Group 0 is shared.
 */
#include "test_gicv3.h"

#include "gicv3/gicv3.h"

static uint64_t dist_as(struct fixture *f, enum vgs_security security,
			uint32_t offset)
{
	struct vgs_access access = { 0, security };
	uint64_t value = 0;

	assert_int_equal(vgs_gic_frame_read(f->gic, &access, VGS_FRAME_GICD, 0,
					    offset, 4, &value),
			 0);
	return value;
}

/* GIC-A11 */
static void root_is_secure_and_realm_is_non_secure(void **state)
{
	struct fixture *f = *state;

	group(f, 0, 40, 1, 0);
	assert_int_equal(dist_as(f, VGS_SECURE, 0x84), 0x100);
	assert_int_equal(dist_as(f, VGS_ROOT, 0x84), 0x100);
	assert_int_equal(dist_as(f, VGS_NONSECURE, 0x84), 0);
	assert_int_equal(dist_as(f, VGS_REALM, 0x84), 0);
}

/* GIC-A6, GIC-CU9, GIC-A2 */
static void an_access_of_a_wrong_size_is_raz_and_wi(void **state)
{
	struct fixture *f = *state;
	struct vgs_access secure = { 0, VGS_SECURE };
	uint64_t value = 1;

	dist_write(f, "GICD_ISENABLER1", 0x100);
	assert_int_equal(vgs_gic_frame_read(f->gic, &secure, VGS_FRAME_GICD, 0,
					    0x105, 1, &value),
			 0);
	assert_int_equal(value, 0);
	assert_int_equal(vgs_gic_frame_write(f->gic, &secure, VGS_FRAME_GICD, 0,
					     0x104, 8, UINT64_MAX),
			 0);
	assert_int_equal(dist_read(f, "GICD_ISENABLER1"), 0x100);
	assert_int_equal(vgs_gic_frame_write(f->gic, &secure, VGS_FRAME_GICD, 0,
					     0x429, 1, 0x88),
			 0);
	assert_int_equal(dist_read(f, "GICD_IPRIORITYR10"), 0x8800);
}

static int setup_aborts(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	vgs_gic_config_choose(&f->cfg, "GIC-CU9", "external-abort");
	machine(f);
	*state = f;
	return 0;
}

/* GIC-A6, GIC-CU9: the other choice; GIC-A7: a reserved location does not. */
static void an_access_of_a_wrong_size_may_abort(void **state)
{
	struct fixture *f = *state;
	struct vgs_access secure = { 0, VGS_SECURE };
	uint64_t value = 1;

	dist_write(f, "GICD_ISENABLER1", 0x100);
	f->findings = 0;
	assert_int_equal(vgs_gic_frame_read(f->gic, &secure, VGS_FRAME_GICD, 0,
					    0x105, 1, &value),
			 VGS_ANSWER_ABORT);
	assert_int_equal(value, 0);
	assert_int_equal(vgs_gic_frame_write(f->gic, &secure, VGS_FRAME_GICD, 0,
					     0x104, 8, UINT64_MAX),
			 VGS_ANSWER_ABORT);
	assert_int_equal(vgs_gic_frame_write(f->gic, &secure, VGS_FRAME_GICR, 0,
					     0x10101, 2, 0xffff),
			 VGS_ANSWER_ABORT);
	assert_int_equal(f->findings, 3);
	assert_int_equal(dist_read(f, "GICD_ISENABLER1"), 0x100);
	assert_int_equal(vgs_gic_frame_read(f->gic, &secure, VGS_FRAME_GICD, 0,
					    0x30, 1, &value),
			 0);
	assert_int_equal(vgs_gic_frame_write(f->gic, &secure, VGS_FRAME_GICD, 0,
					     0x429, 1, 0x88),
			 0);
	assert_int_equal(vgs_gic_frame_peek(f->gic, &secure, VGS_FRAME_GICD, 0,
					    0x105, 1, &value),
			 0);
}

static int setup_v4(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	vgs_gic_config_default(&f->cfg, VGS_GIC_V4);
	f->cfg.its = 1;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	*state = f;
	return 0;
}

/* GIC-A9 */
static void frames_of_64_kb_two_or_four_a_redistributor(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vgs_gic_frame_size(f->gic, VGS_FRAME_GICD), 0x10000);
	assert_int_equal(vgs_gic_frame_size(f->gic, VGS_FRAME_GICR), 0x40000);
	assert_int_equal(redist_read(f, 0, "GICR_TYPER") >> 1 & 1, 1);
	assert_int_equal(redist_read(f, 0, "GICR_PIDR2"), 0x4b);
}

/* GIC-B19, GIC-B33 */
static void a_disabled_interrupt_is_retrieved(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x80, 0);
	spi(f, 41, 0x90, 0);
	line(f, 40, true);
	line(f, 41, true);
	dist_write(f, "GICD_ICENABLER1", 1u << 8);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 41);
	assert_int_equal(state_of(f, 40), VGS_PENDING);
}

/* GIC-C16 */
static void with_ds_non_secure_software_has_all_priorities(void **state)
{
	struct fixture *f = *state;

	dist_write(f, "GICD_CTLR", 0);
	dist_write(f, "GICD_CTLR", 0x40);
	dist_write(f, "GICD_CTLR", 3);
	el1(f, 0);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x40);
	assert_int_equal(mrs(f, 0, VGS_ICC_PMR_EL1), 0x40);
	dist_write_ns(f, "GICD_IPRIORITYR10", 0x30);
	assert_int_equal(dist_read_ns(f, "GICD_IPRIORITYR10"), 0x30);
	dist_write_ns(f, "GICD_ISENABLER1", 1u << 8);
	line(f, 40, true);
	assert_int_equal(signals(f, 0), VGS_SIG_FIQ);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 40);
}

/* GIC-C21, GIC-D35 */
static void this_interface_works_with_ds(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mrs(f, 0, VGS_ICC_CTLR_EL3) >> 17 & 1, 0);
}

/* GIC-F8: there is no bypass to enable. */
static void bypass_is_always_disabled(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL3) & 6, 6);
	msr(f, 0, VGS_ICC_SRE_EL3, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_SRE_EL3) & 6, 6);
}

/* GIC-H19, GIC-I21: what is written is there. */
static void upstream_writes_are_never_outstanding(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICC_SGI0R_EL1, 1);
	assert_int_equal(redist_read(f, 0, "GICR_CTLR") >> 31, 0);
}

/* GIC-K10 */
static void there_is_no_mpam(void **state)
{
	struct fixture *f = *state;

	redist_write(f, 0, "GICR_PARTIDR", 0xffffffff);
	assert_int_equal(redist_read(f, 0, "GICR_PARTIDR"), 0);
	assert_int_equal(redist_read(f, 0, "GICR_MPAMIDR"), 0);
	assert_int_equal(redist_read(f, 0, "GICR_TYPER") >> 6 & 1, 0);
}

static int setup_extended_async(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.espis = 32;
	f->cfg.eppis = 64;
	f->cfg.async = true;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-K8 */
static void rwp_tells_of_disabling_extended_interrupts(void **state)
{
	struct fixture *f = *state;
	struct vgs_work work;

	while (vgs_gic_work(f->gic, 1, &work))
		assert_int_equal(vgs_gic_work_run(f->gic, &work), 0);
	dist_write(f, "GICD_ISENABLER0E", 1);
	redist_write(f, 0, "GICR_ISENABLER2E", 1);
	assert_int_equal(dist_read(f, "GICD_CTLR") >> 31, 0);
	dist_write(f, "GICD_ICENABLER0E", 1);
	assert_int_equal(dist_read(f, "GICD_CTLR") >> 31, 1);
	assert_int_equal(redist_read(f, 0, "GICR_CTLR") & 8, 0);
	redist_write(f, 0, "GICR_ICENABLER2E", 1);
	assert_int_equal(redist_read(f, 0, "GICR_CTLR") & 8, 8);
}

/* GIC-Q17, GIC-Q18: a guest is told of nobody else. */
static void a_guest_sees_no_special_intid_but_1023(void **state)
{
	struct fixture *f = *state;

	el2(f, 0);
	msr(f, 0, VGS_ICH_HCR_EL2, 1);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 3);
	msr(f, 0, VGS_ICH_LR0_EL2, UINT64_C(5) << 60 | UINT64_C(8) << 52 | 50);
	guest(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1023);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 1023);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 50);
}

/* GIC-Q13, GIC-Q24: what needs GICv4 is RES0. */
static void dvim_and_vsgieoicount_are_res0(void **state)
{
	struct fixture *f = *state;

	el2(f, 0);
	msr(f, 0, VGS_ICH_HCR_EL2, 1u << 15 | 1u << 8);
	assert_int_equal(mrs(f, 0, VGS_ICH_HCR_EL2), 0);
	assert_int_equal(mrs(f, 0, VGS_ICH_VTR_EL2) >> 18 & 1, 0);
}

/* GIC-T9 */
static void without_nmis_nmiar1_does_not_exist(void **state)
{
	struct fixture *f = *state;
	struct vgs_pe_ctx ctx = { .el = 3, .sctlr_nmi = 15 };

	assert_int_equal(vgs_gic_set_pe(f->gic, 0, &ctx), 0);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_NMIAR1_EL1),
			 VGS_ANSWER_UNDEF);
	assert_int_equal(vgs_gic_sysreg_read(f->gic, 9, VGS_ICC_PMR_EL1,
					     &(uint64_t){ 0 }),
			 -VGS_ERANGE);
}

static int setup_512(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	vgs_gic_config_default(&f->cfg, VGS_GIC_V3);
	f->cfg.pes = 512;
	f->cfg.spis = 988;
	machine(f);
	*state = f;
	return 0;
}

/* GIC-I30, GIC-H2 */
static void five_hundred_and_twelve_pes_work(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(redist_read(f, 511, "GICR_TYPER") >> 8 & 0xffff, 511);
	assert_int_equal(redist_read(f, 511, "GICR_TYPER") >> 32, 0x1f0f);
	spi(f, 1019, 0x80, 511);
	line(f, 1019, true);
	assert_int_equal(mrs(f, 511, VGS_ICC_IAR1_EL1), 1019);
	group(f, 300, 2, 0, 0);
	redist_write(f, 300, "GICR_ISENABLER0", 4);
	msr(f, 7, VGS_ICC_SGI0R_EL1, UINT64_C(1) << 40 | 2u << 24);
	assert_int_equal(mrs(f, 300, VGS_ICC_IAR0_EL1), 2);
}

/* --- snapshots ---------------------------------------------------------------------- */

/* A copy behaves as what it was copied from: derived state is rebuilt. */
static void a_restored_gic_goes_on(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_gic_save_size(f->gic);
	void *image = malloc(size);
	struct vgs_gic *other;

	assert_non_null(image);
	spi(f, 40, 0x80, 1);
	dist_write(f, "GICD_IROUTER40", UINT64_C(1) << 31);
	line(f, 40, true);
	spi(f, 41, 0x40, 0);
	line(f, 41, true);
	el1(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 41);
	assert_int_equal(vgs_gic_save(f->gic, image, size), 0);
	assert_int_equal(vgs_gic_new(&f->cfg, &other), 0);
	assert_int_equal(vgs_gic_restore(other, image, size), 0);
	assert_int_equal(vgs_gic_hash(other), vgs_gic_hash(f->gic));
	vgs_gic_free(f->gic);
	free(image);
	f->gic = other;
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x40);
	assert_int_equal(mrs_answer(f, 0, VGS_ICC_CTLR_EL3), VGS_ANSWER_UNDEF);
	msr(f, 0, VGS_ICC_EOIR1_EL1, 41);
	line(f, 41, false);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	msr(f, 0, VGS_ICC_IGRPEN1_EL1, 0);
	assert_int_equal(signals(f, 1) != 0, true);
}

static bool survives(struct vgs_gic *gic, const unsigned char *image,
		     size_t size)
{
	const char *name = NULL;
	uint64_t intid = 0;
	int err = vgs_gic_restore(gic, image, size);

	if (err)
		return err == -VGS_ECORRUPT;
	if (vgs_gic_check(gic, &name))
		return false;
	vgs_gic_sysreg_read(gic, 0, VGS_ICC_IAR1_EL1, &intid);
	vgs_gic_sysreg_write(gic, 0, VGS_ICC_EOIR1_EL1, intid);
	return !vgs_gic_check(gic, &name) && !vgs_gic_bug(gic);
}

/* Every byte of an image damaged in turn: refused, or a possible state. */
static void a_damaged_image_is_refused_or_possible(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_gic_save_size(f->gic);
	unsigned char *image = malloc(size);
	struct vgs_gic *other;

	assert_non_null(image);
	assert_int_equal(vgs_gic_new(&f->cfg, &other), 0);
	assert_int_equal(vgs_gic_save(f->gic, image, size), 0);
	for (size_t i = 0; i < size; i++) {
		image[i] ^= 0xff;
		if (!survives(other, image, size))
			fail_msg("byte %zu", i);
		image[i] ^= 0xff;
	}
	assert_int_equal(vgs_gic_restore(other, image, size), 0);
	vgs_gic_free(other);
	free(image);
}

/* --- no context synchronisation is needed -------------------------- */

/* GIC-D32 */
static void a_mask_takes_effect_with_its_write(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x90, 0);
	line(f, 40, true);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x90);
	assert_int_equal(signals(f, 0), 0);
	msr(f, 0, VGS_ICC_PMR_EL1, 0x98);
	assert_int_equal(signals(f, 0), VGS_SIG_IRQ);
}

/* GIC-E16 */
static void an_acknowledge_takes_effect_with_its_read(void **state)
{
	struct fixture *f = *state;

	spi(f, 40, 0x90, 0);
	line(f, 40, true);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 40);
	assert_int_equal(signals(f, 0), 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_RPR_EL1), 0x90);
}

/* GIC-P24 */
static void a_list_register_takes_effect_with_its_write(void **state)
{
	struct fixture *f = *state;

	msr(f, 0, VGS_ICH_HCR_EL2, 1);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 3);
	guest(f, 0);
	assert_int_equal(signals(f, 0), 0);
	el2(f, 0);
	msr(f, 0, VGS_ICH_LR0_EL2,
	    UINT64_C(1) << 62 | UINT64_C(1) << 60 | UINT64_C(0x80) << 48 | 50);
	assert_int_equal(signals(f, 0), VGS_SIG_VIRQ);
}

static int setup_legacy(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.legacy = true;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	el2(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL2, 0xf);
	el1(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL1, 7);
	*state = f;
	return 0;
}

/* GIC-Q27: VAckCtl would let GICV_IAR return Group 1. */
static void vackctl_means_nothing_to_icv(void **state)
{
	struct fixture *f = *state;

	el2(f, 0);
	msr(f, 0, VGS_ICH_HCR_EL2, 1);
	msr(f, 0, VGS_ICH_VMCR_EL2, UINT64_C(0xf8) << 24 | 7);
	assert_int_equal(mrs(f, 0, VGS_ICH_VMCR_EL2) & 7, 7);
	msr(f, 0, VGS_ICH_LR0_EL2,
	    UINT64_C(1) << 62 | UINT64_C(1) << 60 | UINT64_C(0x80) << 48 | 50);
	guest(f, 0);
	assert_int_equal(mrs(f, 0, VGS_ICC_HPPIR0_EL1), 1023);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR0_EL1), 1023);
	assert_int_equal(mrs(f, 0, VGS_ICC_IAR1_EL1), 50);
}

static int setup_small(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	config(f);
	f->cfg.pes = 1;
	f->cfg.spis = 16;
	f->cfg.security = true;
	f->cfg.legacy = true;
	f->cfg.trace = NULL;
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
	el3(f, 0);
	msr(f, 0, VGS_ICC_SRE_EL3, 0xf);
	*state = f;
	return 0;
}

/* Is an image of @gic as it is now refused? */
static bool refused(struct vgs_gic *gic)
{
	size_t size = vgs_gic_save_size(gic);
	unsigned char *image = malloc(size);
	int err;

	assert_non_null(image);
	assert_int_equal(vgs_gic_save(gic, image, size), 0);
	err = vgs_gic_restore(gic, image, size);
	free(image);
	assert_true(!err || err == -VGS_ECORRUPT);
	return err != 0;
}

#define assert_refused(gic, field, value)                                      \
	do {                                                                   \
		const __typeof__(field) old_ = (field);                        \
                                                                               \
		assert_false(refused(gic));                                    \
		(field) = (value);                                             \
		assert_true(refused(gic));                                     \
		(field) = old_;                                                \
	} while (0)

/* GIC-N1, GIC-Q35, GIC-P10, GIC-I10: what no write of software leads to. */
static void what_a_machine_cannot_have_is_refused(void **state)
{
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;

	(void)state;
	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.virt = true;
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	assert_refused(gic, gic->pe[0].cpu.ap_nmi, VGS_BIT(VGS_G1NS));
	assert_refused(gic, gic->vif[0].cpu.ap_nmi, VGS_BIT(VGS_G1NS));
	assert_refused(gic, gic->vif[0].hcr, VGS_HCR_TSEI);
	assert_refused(gic, gic->vif[0].hcr, VGS_HCR_DVIM);
	assert_refused(gic, gic->lrs[0].flags, VGS_LR_NMI);
	assert_refused(gic, gic->lrs[0].flags, VGS_LR_HW | VGS_LR_EOI);
	assert_refused(gic, gic->v3->pe[0].rm, 1);
	vgs_gic_free(gic);
	cfg.nmi = true;
	cfg.no_1ofn = true;
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	gic->pe[0].cpu.ap_nmi = VGS_BIT(VGS_G1NS);
	gic->vif[0].cpu.ap_nmi = VGS_BIT(VGS_G1NS);
	gic->lrs[0].flags = VGS_LR_NMI;
	assert_refused(gic, gic->pe[0].cpu.ap_nmi, VGS_BIT(VGS_G0));
	assert_refused(gic, gic->vif[0].cpu.ap_nmi, VGS_BIT(VGS_G0));
	assert_refused(gic, gic->v3->pe[0].dpg, 2);
	vgs_gic_free(gic);
}

/* GIC-I13, GIC-I23, GIC-I24, GIC-M1, GIC-K6, GIC-B30: nor of these. */
static void what_a_config_excludes_is_refused(void **state)
{
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;

	(void)state;
	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.virt = true;
	cfg.security = true;
	cfg.no_1ofn = true;
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	/* ARE_S and ARE_NS are 1 here; IRM is bit 31. */
	assert_refused(gic, gic->v3->dist->ctlr, 0);
	assert_refused(gic, gic->v3->dist->ctlr, 0x20);
	assert_refused(gic, gic->v3->irouter[0], UINT64_C(1) << 31);
	assert_refused(gic, gic->irqs[40].bits, VGS_IRQ_NMI | VGS_IRQ_GROUP);
	assert_refused(gic, gic->irqs[40].bits, VGS_IRQ_MESSAGE);
	assert_refused(gic, gic->irqs[20].bits, VGS_IRQ_ROUTED);
	assert_refused(gic, gic->irqs[3].bits, 0);
	assert_refused(gic, gic->vif[0].ackctl, 1);
	assert_refused(gic, gic->vif[0].fiqen, 0);
	assert_refused(gic, gic->lrs[0].pintid, 40);
	gic->lrs[0].flags = VGS_LR_HW;
	assert_refused(gic, gic->lrs[0].pintid, 4096);
	vgs_gic_free(gic);
	cfg.legacy = true;
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	/* EnableGrp1S without ARE_S; ARE_S without ARE_NS. */
	assert_refused(gic, gic->v3->dist->ctlr, 0x04);
	assert_refused(gic, gic->v3->dist->ctlr, 0x10);
	vgs_gic_free(gic);
	cfg.espis = 32;
	cfg.mbis = true;
	cfg.nmi = true;
	assert_int_equal(vgs_gic_config_choose(&cfg, "GIC-CU10",
					       "reads-one-acts-as-zero"),
			 0);
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	gic->v3->irouter[0] = UINT64_C(1) << 31;
	gic->irqs[40].bits |= VGS_IRQ_NMI | VGS_IRQ_GROUP | VGS_IRQ_MESSAGE;
	gic->lrs[0].flags = VGS_LR_HW;
	gic->lrs[0].pintid = 4096;
	assert_false(refused(gic));
	assert_refused(gic, gic->irqs[20].bits, VGS_IRQ_MESSAGE);
	vgs_gic_free(gic);
}

/* GIC-C2, GIC-H17, GIC-D35, GIC-P14: with one security state, by affinity. */
static void what_one_security_state_excludes_is_refused(void **state)
{
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;

	(void)state;
	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.virt = true;
	cfg.no_1ofn = true;
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	assert_refused(gic, gic->pe[0].cpu.ap[VGS_G1S][0], 1);
	assert_refused(gic, gic->pe[0].cpu.igrpen, VGS_BIT(VGS_G1S));
	assert_refused(gic, gic->vif[0].cpu.ap[VGS_G1S][0], 1);
	assert_refused(gic, gic->vif[0].cpu.igrpen, VGS_BIT(VGS_G1S));
	assert_refused(gic, gic->v3->pe[0].pmhe, 1);
	assert_refused(gic, gic->lrs[0].vintid, 1u << 24);
	gic->irqs[3].bits |= VGS_IRQ_LATCH;
	assert_refused(gic, gic->irqs[3].cpus, 7);
	assert_refused(gic, gic->irqs[40].cpus, 1);
	vgs_gic_free(gic);
}

/* GIC-J4: a lower SRE with a higher one at 0. */
static void sre_without_a_higher_one_is_refused(void **state)
{
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;
	uint8_t *sre;

	(void)state;
	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.virt = true;
	cfg.security = true;
	cfg.legacy = true;
	assert_int_equal(vgs_gic_new(&cfg, &gic), 0);
	sre = gic->v3->pe[0].sre;
	assert_refused(gic, sre[VGS_V3_SRE_EL1S], VGS_V3_SRE);
	assert_refused(gic, sre[VGS_V3_SRE_EL2], VGS_V3_SRE);
	sre[VGS_V3_SRE_EL3] = VGS_V3_SRE;
	assert_refused(gic, sre[VGS_V3_SRE_EL1NS], VGS_V3_SRE);
	sre[VGS_V3_SRE_EL2] = VGS_V3_SRE;
	sre[VGS_V3_SRE_EL1NS] = VGS_V3_SRE;
	assert_false(refused(gic));
	vgs_gic_free(gic);
}

#define ONE(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)
#define BOTH(test)	cmocka_unit_test_setup_teardown(test, setup_secure, teardown)
#define WITH(test, how) cmocka_unit_test_setup_teardown(test, how, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(root_is_secure_and_realm_is_non_secure),
		ONE(an_access_of_a_wrong_size_is_raz_and_wi),
		WITH(an_access_of_a_wrong_size_may_abort, setup_aborts),
		cmocka_unit_test(what_a_machine_cannot_have_is_refused),
		cmocka_unit_test(what_a_config_excludes_is_refused),
		cmocka_unit_test(what_one_security_state_excludes_is_refused),
		cmocka_unit_test(sre_without_a_higher_one_is_refused),
		WITH(frames_of_64_kb_two_or_four_a_redistributor, setup_v4),
		ONE(a_disabled_interrupt_is_retrieved),
		BOTH(with_ds_non_secure_software_has_all_priorities),
		BOTH(this_interface_works_with_ds),
		BOTH(bypass_is_always_disabled),
		ONE(upstream_writes_are_never_outstanding),
		ONE(there_is_no_mpam),
		WITH(rwp_tells_of_disabling_extended_interrupts,
		     setup_extended_async),
		ONE(a_guest_sees_no_special_intid_but_1023),
		ONE(dvim_and_vsgieoicount_are_res0),
		BOTH(without_nmis_nmiar1_does_not_exist),
		ONE(a_mask_takes_effect_with_its_write),
		ONE(an_acknowledge_takes_effect_with_its_read),
		ONE(a_list_register_takes_effect_with_its_write),
		WITH(vackctl_means_nothing_to_icv, setup_legacy),
		WITH(five_hundred_and_twelve_pes_work, setup_512),
		BOTH(a_restored_gic_goes_on),
		WITH(a_damaged_image_is_refused_or_possible, setup_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
