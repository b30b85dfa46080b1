/* SPDX-License-Identifier: MIT */
/*
 * What a GICv2 tells about itself: names of registers, fields by view, why an
 * interrupt is not signalled, saved images.
 */
#include "test_gicv2.h"

/* --- names ------------------------------------------------------------------ */

static int lookup(struct fixture *f, const char *name,
		  struct vgs_reg_ref *ret_ref)
{
	return vgs_gic_reg_lookup(f->gic, name, ret_ref);
}

static void registers_are_found_by_the_manuals_names(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(lookup(f, "GICD_ITARGETSR9", &ref), 0);
	assert_int_equal(ref.frame, VGS_FRAME_GICD);
	assert_int_equal(ref.info.offset, 0x800);
	assert_int_equal(ref.n, 9);
	assert_int_equal(lookup(f, "GICC_DIR", &ref), 0);
	assert_int_equal(ref.frame, VGS_FRAME_GICC);
	assert_int_equal(lookup(f, "GICH_LR3", &ref), 0);
	assert_int_equal(ref.frame, VGS_FRAME_GICH);
	assert_int_equal(lookup(f, "GICV_AEOIR", &ref), 0);
	assert_int_equal(ref.frame, VGS_FRAME_GICV);
}

static void both_blocks_of_peripheral_ids_are_found(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(lookup(f, "GICD_PIDR2", &ref), 0);
	assert_int_equal(ref.info.offset, 0xfe0);
	assert_int_equal(ref.n, 2);
	assert_int_equal(lookup(f, "GICD_PIDR4", &ref), 0);
	assert_int_equal(ref.info.offset, 0xfd0);
	assert_int_equal(ref.n, 0);
}

static void registers_of_another_version_are_not_found(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(lookup(f, "GICD_IROUTER", &ref), -VGS_ENOENT);
	assert_int_equal(lookup(f, "ICC_PMR_EL1", &ref), -VGS_ENOENT);
	assert_int_equal(lookup(f, "GICR_WAKER", &ref), -VGS_ENOENT);
}

/* GIC-C7: NSACR is part of the Security Extensions. */
static void nsacr_needs_security(void **state)
{
	struct fixture *f = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(lookup(f, "GICD_NSACR", &ref), -VGS_ENOENT);
	dw(f, 0, D_NSACR + 8, 0xffffffff);
	assert_int_equal(dr(f, 0, D_NSACR + 8), 0);
}

static void without_virt_there_is_no_gich_and_no_gicv(void **state)
{
	struct fixture *f = machine(false);
	struct vgs_reg_ref ref;

	*state = f;
	f->cfg.virt = false;
	start(f);
	assert_int_equal(vgs_gic_frame_size(f->gic, VGS_FRAME_GICH), 0);
	assert_int_equal(vgs_gic_frame_size(f->gic, VGS_FRAME_GICV), 0);
	assert_int_equal(lookup(f, "GICH_HCR", &ref), -VGS_ENOENT);
}

/* --- fields ------------------------------------------------------------------- */

static bool has_field(struct fixture *f, const char *reg,
		      enum vgs_security security, const char *field,
		      unsigned lsb)
{
	struct vgs_access access = { 0, security };
	const struct vgs_field *fields;
	struct vgs_reg_ref ref;

	assert_int_equal(lookup(f, reg, &ref), 0);
	fields = vgs_gic_reg_fields(f->gic, &ref, &access);
	for (; fields && fields->name; fields++) {
		if (!strcmp(fields->name, field))
			return fields->lsb == lsb;
	}
	return false;
}

static void fields_of_ctlr_are_those_of_the_view(void **state)
{
	struct fixture *f = *state;

	assert_true(has_field(f, "GICC_CTLR", VGS_SECURE, "EnableGrp1", 1));
	assert_true(has_field(f, "GICC_CTLR", VGS_SECURE, "EOImodeS", 9));
	assert_true(has_field(f, "GICC_CTLR", VGS_SECURE, "EOImodeNS", 10));
	assert_true(has_field(f, "GICC_CTLR", VGS_NONSECURE, "EnableGrp1", 0));
	assert_true(has_field(f, "GICC_CTLR", VGS_NONSECURE, "EOImodeNS", 9));
	assert_false(has_field(f, "GICC_CTLR", VGS_NONSECURE, "AckCtl", 2));
	assert_true(has_field(f, "GICD_CTLR", VGS_SECURE, "EnableGrp1", 1));
	assert_true(has_field(f, "GICD_CTLR", VGS_NONSECURE, "Enable", 0));
}

static void fields_of_the_only_ctlr(void **state)
{
	struct fixture *f = *state;

	assert_true(has_field(f, "GICC_CTLR", VGS_NONSECURE, "EOImode", 9));
	assert_true(has_field(f, "GICC_CTLR", VGS_NONSECURE, "AckCtl", 2));
	assert_false(has_field(f, "GICC_CTLR", VGS_NONSECURE, "EOImodeNS", 10));
	assert_true(has_field(f, "GICD_CTLR", VGS_NONSECURE, "EnableGrp1", 1));
}

/* --- explain ------------------------------------------------------------------- */

/* First closed gate for @intid on CPU 0, by the register that decides. */
static const char *blocked_by(struct fixture *f, uint32_t intid)
{
	static struct vgs_gate_info gates[VGS_GATES_MAX];
	int count = vgs_gic_explain(f->gic, 0, intid, false, gates);

	assert_true(count > 0);
	for (int i = 0; i < count; i++) {
		if (!gates[i].open)
			return gates[i].reg;
	}
	return "";
}

/* Each gate is opened in turn; the next one is then what blocks. */
static void explain_names_the_register_that_blocks(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	start(f);
	assert_string_equal(blocked_by(f, 40), "GICD_ISPENDR");
	spi(f, 40, true);
	assert_string_equal(blocked_by(f, 40), "GICD_ISENABLER");
	dw(f, 0, D_ISENABLER + 4, 0x100);
	assert_string_equal(blocked_by(f, 40), "GICD_ITARGETSR");
	dwb(f, 0, D_ITARGETSR + 40, 1);
	assert_string_equal(blocked_by(f, 40), "GICD_CTLR");
	dw(f, 0, D_CTLR, 1);
	assert_string_equal(blocked_by(f, 40), "GICC_CTLR");
	cw(f, 0, C_CTLR, 1);
	assert_string_equal(blocked_by(f, 40), "GICC_PMR");
	cw(f, 0, C_PMR, 0xff);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	assert_string_equal(blocked_by(f, 40), "GICD_ISACTIVER");
	use_spi(f, 41);
	spi(f, 41, true);
	assert_string_equal(blocked_by(f, 41), "GICC_RPR");
}

/* --- images ---------------------------------------------------------------------- */

/* The whole state: CPU interfaces, SGI sources, list registers, the wire. */
static void saved_image_restores_every_part(void **state)
{
	struct fixture *f = *state;
	size_t size = vgs_gic_save_size(f->gic);
	void *image = malloc(size);

	assert_non_null(image);
	dw(f, 2, D_SGIR, 0x01u << 16 | 3);
	dw(f, 1, D_SGIR, 0x01u << 16 | 3);
	assert_int_equal(cr(f, 0, C_IAR), 1u << 10 | 3);
	cw(f, 0, C_CTLR, 0x2f);
	hw(f, 0, H_HCR, 1);
	hw(f, 0, H_LR, 1u << 28 | 60);
	assert_int_equal(vgs_gic_set_cfgsdisable(f->gic, true), 0);
	assert_int_equal(vgs_gic_save(f->gic, image, size), 0);
	assert_int_equal(vgs_gic_set_cfgsdisable(f->gic, false), 0);
	assert_int_equal(vgs_gic_reset(f->gic), 0);
	assert_int_equal(vgs_gic_restore(f->gic, image, size), 0);
	assert_int_equal(cr(f, 0, C_CTLR), 0x2f);
	assert_int_equal(hr(f, 0, H_LR), 1u << 28 | 60);
	cw(f, 0, C_EOIR, 1u << 10 | 3);
	assert_int_equal(f->findings, 0);
	assert_int_equal(cr(f, 0, C_IAR), 2u << 10 | 3);
	free(image);
}

/* A copy has the routes and the index of the original. */
static void copy_delivers_what_the_original_would(void **state)
{
	struct fixture *f = *state;
	struct vgs_gic *other = NULL;

	use_spi(f, 40);
	spi(f, 40, true);
	assert_int_equal(vgs_gic_new(&f->cfg, &other), 0);
	assert_int_equal(vgs_gic_copy(other, f->gic), 0);
	vgs_gic_free(f->gic);
	f->gic = other;
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	assert_int_equal(cr(f, 0, C_IAR), 40);
}

/* --- impossible machines ------------------------------------------------------------ */

static void check_refused(struct fixture *f, const char *field)
{
	const char *found = "";

	assert_int_equal(vgs_gic_config_check(&f->cfg, &found), -VGS_EINVAL);
	assert_string_equal(found, field);
}

static void interface_numbers_are_different_and_below_eight(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	f->cfg.cpu_interfaces[3] = 1;
	check_refused(f, "cpu_interfaces");
	f->cfg.cpu_interfaces[3] = 8;
	check_refused(f, "cpu_interfaces");
	f->cfg.cpu_interfaces[3] = 7;
	assert_int_equal(vgs_gic_config_check(&f->cfg, NULL), 0);
}

static void msi_range_is_within_the_spis(void **state)
{
	struct fixture *f = machine(false);

	*state = f;
	f->cfg.msi_spi = 60;
	f->cfg.msi_spis = 5;
	check_refused(f, "msi_spis");
	f->cfg.msi_spis = 4;
	assert_int_equal(vgs_gic_config_check(&f->cfg, NULL), 0);
}

/* GIC-D2 */
static void security_needs_five_priority_bits(void **state)
{
	struct fixture *f = machine(true);

	*state = f;
	f->cfg.priority_bits = 4;
	check_refused(f, "priority_bits");
	f->cfg.security = false;
	assert_int_equal(vgs_gic_config_check(&f->cfg, NULL), 0);
}

/* --- quirks --------------------------------------------------------------------------- */

static void quirks_are_off_and_known_by_name(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(f->cfg.quirks, 0);
	for (unsigned i = 0; vgs_quirk_at(i); i++) {
		assert_int_equal(vgs_gic_config_quirk(
					 &f->cfg, vgs_quirk_at(i)->id, true),
				 0);
		assert_int_equal(f->cfg.quirks, 1u << i);
		assert_int_equal(vgs_gic_config_quirk(
					 &f->cfg, vgs_quirk_at(i)->id, false),
				 0);
		assert_int_equal(f->cfg.quirks, 0);
	}
	assert_int_equal(vgs_gic_config_quirk(&f->cfg, "QD-0", true),
			 -VGS_ENOENT);
}

static struct fixture *quirky(void **state, const char *id)
{
	struct fixture *f = machine(true);

	*state = f;
	assert_int_equal(vgs_gic_config_quirk(&f->cfg, id, true), 0);
	start(f);
	enable(f, 0);
	return f;
}

static void qd_32_sends_sgis_unfiltered(void **state)
{
	struct fixture *f = quirky(state, "QD-32");

	dw_ns(f, 1, D_SGIR, 1u << 16 | 2);
	assert_int_equal(dr(f, 0, D_SPENDSGIR), 0x020000);
}

/* GIC-B25 says otherwise: CPU 1 would read 1023. */
static void qd_33_acknowledges_for_the_acting_cpu(void **state)
{
	struct fixture *f = quirky(state, "QD-33");

	enable(f, 1);
	use_spi(f, 40);
	dwb(f, 0, D_ITARGETSR + 40, 0x03);
	spi(f, 40, true);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	assert_int_equal(vgs_gic_signals(f->gic, 1), VGS_SIG_IRQ);
	assert_int_equal(cr(f, 1, C_IAR), 40);
	assert_int_equal(vgs_gic_signals(f->gic, 1), 0);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0x100);
}

static void qd_33_ends_for_the_acting_cpu(void **state)
{
	struct fixture *f = quirky(state, "QD-33");

	enable(f, 1);
	use_spi(f, 40);
	dwb(f, 0, D_ITARGETSR + 40, 0x03);
	dw(f, 0, D_ISPENDR + 4, 0x100);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	assert_int_equal(cr(f, 1, C_IAR), 40);
	cw(f, 0, C_EOIR, 40);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0x100);
	spi(f, 40, true);
	assert_int_equal(vgs_gic_signals(f->gic, 0), VGS_SIG_IRQ);
	assert_int_equal(vgs_gic_signals(f->gic, 1), 0);
	dw(f, 0, D_ICACTIVER + 4, 0x100);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0);
}

/* QD-43: GIC-B27 lets a latched interrupt follow its target. */
static void qd_33_keeps_the_latch_for_the_old_target(void **state)
{
	struct fixture *f = quirky(state, "QD-33");

	enable(f, 1);
	use_spi(f, 40);
	dw(f, 0, D_ISPENDR + 4, 0x100);
	dwb(f, 0, D_ITARGETSR + 40, 0x02);
	assert_int_equal(cr(f, 1, C_IAR), 1023);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0x100);
	dwb(f, 0, D_ITARGETSR + 40, 0x01);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0);
}

/* A wire is the same for all; its edge is latched for the targets. */
static void qd_33_latches_an_edge_for_the_targets(void **state)
{
	struct fixture *f = quirky(state, "QD-33");

	enable(f, 1);
	set_edge(f, 40);
	use_spi(f, 40);
	spi(f, 40, true);
	dwb(f, 0, D_ITARGETSR + 40, 0x03);
	assert_int_equal(vgs_gic_signals(f->gic, 1), 0);
	spi(f, 40, false);
	spi(f, 40, true);
	assert_int_equal(cr(f, 1, C_IAR), 40);
	assert_int_equal(cr(f, 0, C_IAR), 40);
}

static void qd_33_is_in_images(void **state)
{
	struct fixture *f = quirky(state, "QD-33");
	size_t size = vgs_gic_save_size(f->gic);
	void *image = malloc(size);

	assert_non_null(image);
	use_spi(f, 40);
	dw(f, 0, D_ISPENDR + 4, 0x100);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	dw(f, 0, D_ISPENDR + 4, 0x100);
	assert_int_equal(vgs_gic_save(f->gic, image, size), 0);
	assert_int_equal(vgs_gic_reset(f->gic), 0);
	assert_int_equal(dr(f, 0, D_ISACTIVER + 4), 0);
	assert_int_equal(vgs_gic_restore(f->gic, image, size), 0);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	cw(f, 0, C_EOIR, 40);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	free(image);
}

/* An image of the machine as it should be is none of this one. */
static void quirks_are_part_of_the_machine(void **state)
{
	struct fixture *f = quirky(state, "QD-33");
	struct vgs_gic *good = NULL;

	f->cfg.quirks = 0;
	assert_int_equal(vgs_gic_new(&f->cfg, &good), 0);
	assert_int_equal(vgs_gic_copy(good, f->gic), -VGS_EINVAL);
	vgs_gic_free(good);
}

static void qd_34_forgets_spis_without_a_target(void **state)
{
	struct fixture *f = quirky(state, "QD-34");

	dw(f, 0, D_ISPENDR + 4, 0x100);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0);
	dwb(f, 0, D_ITARGETSR + 40, 1);
	dw(f, 0, D_ISPENDR + 4, 0x100);
	assert_int_equal(dr(f, 0, D_ISPENDR + 4), 0x100);
}

static void qd_35_keeps_bits_of_absent_cpus(void **state)
{
	struct fixture *f = quirky(state, "QD-35");

	dwb(f, 0, D_ITARGETSR + 40, 0xff);
	assert_int_equal(dr(f, 0, D_ITARGETSR + 40), 0xff);
}

static void qd_40_acknowledges_a_disabled_group(void **state)
{
	struct fixture *f = quirky(state, "QD-40");

	assert_int_equal(vgs_gic_config_choose(&f->cfg, "GIC-D37", "hidden"),
			 0);
	vgs_gic_free(f->gic);
	start(f);
	enable(f, 0);
	cw(f, 0, C_CTLR, 2);
	use_spi(f, 40);
	spi(f, 40, true);
	assert_int_equal(vgs_gic_signals(f->gic, 0), 0);
	assert_int_equal(cr(f, 0, C_IAR), 40);
}

static void qd_41_masks_hppir(void **state)
{
	struct fixture *f = quirky(state, "QD-41");

	use_spi(f, 40);
	spi(f, 40, true);
	assert_int_equal(cr(f, 0, C_HPPIR), 40);
	cw(f, 0, C_PMR, 0x80);
	assert_int_equal(cr(f, 0, C_HPPIR), 1023);
}

static void qd_42_opens_targets_to_nonsecure_software(void **state)
{
	struct fixture *f = quirky(state, "QD-42");

	dw_ns(f, 0, D_ITARGETSR + 40, 0x01);
	assert_int_equal(dr(f, 0, D_ITARGETSR + 40), 0x01);
}

static void qd_44_lets_subpriorities_preempt(void **state)
{
	struct fixture *f = quirky(state, "QD-44");

	use_spi(f, 40);
	use_spi(f, 41);
	dwb(f, 0, D_IPRIORITYR + 40, 0x48);
	dwb(f, 0, D_IPRIORITYR + 41, 0x40);
	spi(f, 40, true);
	assert_int_equal(cr(f, 0, C_IAR), 40);
	cw(f, 0, C_BPR, 7);
	spi(f, 41, true);
	assert_int_equal(cr(f, 0, C_IAR), 41);
}

#define SINGLE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_single, teardown)
#define SECURE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_secure, teardown)
#define OWN(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SINGLE(registers_are_found_by_the_manuals_names),
		SINGLE(both_blocks_of_peripheral_ids_are_found),
		SINGLE(registers_of_another_version_are_not_found),
		SINGLE(nsacr_needs_security),
		OWN(without_virt_there_is_no_gich_and_no_gicv),
		SECURE(fields_of_ctlr_are_those_of_the_view),
		SINGLE(fields_of_the_only_ctlr),
		OWN(explain_names_the_register_that_blocks),
		SINGLE(saved_image_restores_every_part),
		SINGLE(copy_delivers_what_the_original_would),
		OWN(interface_numbers_are_different_and_below_eight),
		OWN(msi_range_is_within_the_spis),
		OWN(security_needs_five_priority_bits),
		SINGLE(quirks_are_off_and_known_by_name),
		OWN(qd_32_sends_sgis_unfiltered),
		OWN(qd_33_acknowledges_for_the_acting_cpu),
		OWN(qd_33_ends_for_the_acting_cpu),
		OWN(qd_33_keeps_the_latch_for_the_old_target),
		OWN(qd_33_latches_an_edge_for_the_targets),
		OWN(qd_33_is_in_images),
		OWN(quirks_are_part_of_the_machine),
		OWN(qd_34_forgets_spis_without_a_target),
		OWN(qd_35_keeps_bits_of_absent_cpus),
		OWN(qd_40_acknowledges_a_disabled_group),
		OWN(qd_41_masks_hppir),
		OWN(qd_42_opens_targets_to_nonsecure_software),
		OWN(qd_44_lets_subpriorities_preempt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
