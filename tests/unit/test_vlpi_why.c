/* SPDX-License-Identifier: MIT */
/*
 * Why a vLPI or virtual SGI is not signalled: vgs_gic_explain() and
 * vgs_gic_translate() name the gate that is closed, and the guest is signalled
 * if and only if none is.
 */
#include <string.h>

#include "gicv3/gicv3.h"
#include "test_vpe.h"

#define PE 1u

/* The first closed gate but for PSTATE, which stops no signal; "" for none. */
static const char *blocked(struct its *t, uint32_t vintid)
{
	struct vgs_gate_info gates[VGS_GATES_MAX];
	int n = vgs_gic_explain(t->f.gic, PE, vintid, true, gates);

	assert_in_range(n, 1, VGS_GATES_MAX);
	for (int i = 0; i < n; i++) {
		if (!gates[i].open && strcmp(gates[i].name, "pe-mask") != 0)
			return gates[i].name;
	}
	return "";
}

static struct vgs_translation translate(struct its *t, uint32_t event)
{
	struct vgs_translation to;

	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, event, &to), 0);
	return to;
}

static void assert_stopped(struct its *t, const char *gate,
			   enum vgs_msi_step step)
{
	assert_string_equal(blocked(t, 8192), gate);
	assert_string_equal(vgs_msi_step_name(translate(t, 3).step),
			    vgs_msi_step_name(step));
	assert_int_equal(virq(t, PE), !gate[0]);
}

static void assert_passes(struct its *t)
{
	guest(&t->f, PE);
	assert_stopped(t, "", VGS_MSI_REACHES);
	el2(&t->f, PE);
}

/* --- vLPIs ----------------------------------------------------------------- */

static void enter(struct its *t)
{
	vmap_one(t);
	msi(t, 0x10, 3);
	vpe_in(t, 1, PE, 0);
}

/* GIC-U4: without the vPE nothing else is asked. */
static void a_vpe_that_is_not_resident(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	msi(t, 0x10, 3);
	assert_stopped(t, "vpe-resident", VGS_MSI_VPE_NOT_RESIDENT);
	vpe_in(t, 1, PE, 0);
	assert_passes(t);
}

/* GIC-U27, of GICv4.1 */
static void dvim_masks_it(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	store(t, VCONF(1), 1, 0xa3);
	vpe41_in(t, 1, PE);
	msi(t, 0x10, 3);
	msr(&t->f, PE, VGS_ICH_HCR_EL2, 1u | 1u << 15);
	assert_stopped(t, "direct-injection", VGS_MSI_DIRECT_MASKED);
	msr(&t->f, PE, VGS_ICH_HCR_EL2, 1);
	assert_passes(t);
}

/* GIC-Q14 */
static void the_virtual_interface_is_off(void **state)
{
	struct its *t = *state;

	enter(t);
	msr(&t->f, PE, VGS_ICH_HCR_EL2, 0);
	assert_stopped(t, "interface-enable", VGS_MSI_VIRTUAL_OFF);
	msr(&t->f, PE, VGS_ICH_HCR_EL2, 1);
	assert_passes(t);
}

/* GIC-U32 */
static void veng1_is_0(void **state)
{
	struct its *t = *state;

	enter(t);
	msr(&t->f, PE, VGS_ICH_VMCR_EL2, 0xf8000001);
	assert_stopped(t, "group-enable", VGS_MSI_GUEST_DISABLED);
	msr(&t->f, PE, VGS_ICH_VMCR_EL2, 0xf8000002);
	assert_passes(t);
}

/* GIC-D14: as urgent as the mask is not urgent enough. */
static void vpmr_masks_it(void **state)
{
	struct its *t = *state;

	enter(t);
	msr(&t->f, PE, VGS_ICH_VMCR_EL2, 0xa0000002);
	assert_stopped(t, "priority-mask", VGS_MSI_GUEST_MASKED);
	msr(&t->f, PE, VGS_ICH_VMCR_EL2, 0xa8000002);
	assert_passes(t);
}

/* GIC-D16: the guest handles another one of this priority. */
static void the_guest_handles_another_one(void **state)
{
	struct its *t = *state;

	enter(t);
	msi(t, 0x10, 4);
	assert_int_equal(vack(t, PE), 8192);
	msi(t, 0x10, 3);
	assert_stopped(t, "running-priority", VGS_MSI_GUEST_RUNNING);
	vend(t, PE, 8192);
	assert_passes(t);
	assert_string_equal(blocked(t, 8193), "highest-priority");
}

/* The configuration byte, as the model read it and as it is. */
static void it_is_disabled(void **state)
{
	struct its *t = *state;

	enter(t);
	vproperty(t, 1, 8192, 0xa2);
	on_event(t, INV, 0x10, 3);
	assert_stopped(t, "enable", VGS_MSI_PROPERTY_DISABLED);
	vproperty(t, 1, 8192, 0xa3);
	on_event(t, INV, 0x10, 3);
	assert_passes(t);
}

static void it_is_not_pending_or_not_in_range(void **state)
{
	struct its *t = *state;

	enter(t);
	assert_string_equal(blocked(t, 8193), "pending");
	assert_string_equal(blocked(t, 0x10000), "intid-in-range");
	/* What no vPE has is for list registers. */
	assert_string_equal(blocked(t, 40), "list-register");
}

/* GIC-U26: both views of who executes. */
static void a_legacy_guest_has_none(void **state)
{
	struct its *t = *state;

	enter(t);
	t->f.gic->v3->pe[PE].sre[VGS_V3_SRE_EL1NS] = 0;
	vgs_core_dirty(t->f.gic, PE);
	msr(&t->f, PE, VGS_ICH_HCR_EL2, 1);
	assert_stopped(t, "system-registers", VGS_MSI_LEGACY_GUEST);
}

static int secure_setup(void **state)
{
	struct its *t;

	if (vpe_setup(state))
		return -1;
	t = *state;
	vgs_gic_free(t->f.gic);
	t->f.cfg.security = true;
	vpe_machine(t);
	return 0;
}

static void a_secure_pe_takes_none(void **state)
{
	struct its *t = *state;

	enter(t);
	secure_el1(&t->f, PE);
	assert_stopped(t, "non-secure", VGS_MSI_SECURE_STATE);
	el2(&t->f, PE);
	assert_passes(t);
}

/* A list register that has the vINTID is what is explained. */
static void a_list_register_comes_first(void **state)
{
	struct its *t = *state;
	struct vgs_gate_info gates[VGS_GATES_MAX];

	enter(t);
	msr(&t->f, PE, VGS_ICH_LR0_EL2, 1ull << 62 | 1ull << 60 | 8192);
	assert_in_range(vgs_gic_explain(t->f.gic, PE, 8192, true, gates), 1,
			16);
	assert_string_equal(gates[0].name, "list-register");
	assert_true(gates[0].open);
}

/* --- doorbells --------------------------------------------------------------- */

/* GIC-U8: which LPI tells the host, and what stops it. */
static void a_doorbell_has_a_way_of_its_own(void **state)
{
	struct its *t = *state;
	struct vgs_translation to;

	vmap_one(t);
	to = translate(t, 3);
	assert_int_equal(to.step, VGS_MSI_VPE_NOT_RESIDENT);
	assert_int_equal(to.doorbell, 8200);
	assert_int_equal(to.doorbell_step, VGS_MSI_REACHES);
	assert_int_equal(translate(t, 4).doorbell_step, VGS_MSI_NO_DOORBELL);
	property(t, 8200, 0xa2);
	assert_int_equal(translate(t, 3).doorbell_step,
			 VGS_MSI_PROPERTY_DISABLED);
	redist_write(&t->f, PE, "GICR_CTLR", 0);
	assert_int_equal(translate(t, 3).doorbell_step, VGS_MSI_LPIS_DISABLED);
}

/* GIC-U12: asked for when the vPE left, and once. */
static void the_default_doorbell_is_asked_for(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	store(t, VCONF(1), 2, 0xa2a3); /* 8192 enabled, 8193 not */
	assert_int_equal(translate(t, 3).doorbell, 8200);
	assert_int_equal(translate(t, 3).doorbell_step,
			 VGS_MSI_DOORBELL_NOT_WANTED);
	vpe41_in(t, 1, PE);
	vpe41_out(t, PE, DOORBELL);
	assert_int_equal(translate(t, 3).doorbell_step, VGS_MSI_REACHES);
	assert_int_equal(translate(t, 4).doorbell_step,
			 VGS_MSI_DOORBELL_NOT_WANTED);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), PE);
	assert_int_equal(translate(t, 3).doorbell_step,
			 VGS_MSI_DOORBELL_NOT_WANTED);
}

/* --- virtual SGIs -------------------------------------------------------------- */

/* GIC-U17 */
static void a_virtual_sgi_has_gates(void **state)
{
	struct its *t = *state;

	vmap_one41(t);
	assert_string_equal(blocked(t, 3), "list-register");
	vpe41_in(t, 1, PE);
	assert_string_equal(blocked(t, 3), "pending");
	vsgi_send(t, 1, 3);
	assert_string_equal(blocked(t, 3), "enable");
	vsgi(t, 1, 3, true, 0, 0x40);
	assert_string_equal(blocked(t, 3), "group-enable");
	vsgi(t, 1, 3, true, 1, 0xf0);
	msr(&t->f, PE, VGS_ICH_VMCR_EL2, 0xf0000002);
	assert_string_equal(blocked(t, 3), "priority-mask");
	assert_false(virq(t, PE));
	vsgi(t, 1, 3, true, 1, 0x40);
	guest(&t->f, PE);
	assert_string_equal(blocked(t, 3), "");
	assert_true(virq(t, PE));
}

#define TEST_OF(name, setup)                                                   \
	cmocka_unit_test_setup_teardown(name, setup, its_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		VPE_TEST(a_vpe_that_is_not_resident),
		VPE41_TEST(dvim_masks_it),
		VPE_TEST(the_virtual_interface_is_off),
		VPE_TEST(veng1_is_0),
		VPE_TEST(vpmr_masks_it),
		VPE_TEST(the_guest_handles_another_one),
		VPE_TEST(it_is_disabled),
		VPE_TEST(it_is_not_pending_or_not_in_range),
		VPE_TEST(a_legacy_guest_has_none),
		TEST_OF(a_secure_pe_takes_none, secure_setup),
		VPE_TEST(a_list_register_comes_first),
		VPE_TEST(a_doorbell_has_a_way_of_its_own),
		VPE41_TEST(the_default_doorbell_is_asked_for),
		VPE41_TEST(a_virtual_sgi_has_gates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
