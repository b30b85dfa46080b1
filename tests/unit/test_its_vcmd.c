/* SPDX-License-Identifier: MIT */
/*
 * Commands of GICv4.0: each accepted, and each of its errors in order.  Codes
 * of vPEs and doorbells are this model's: docs/its-tables.md.
 */
#include "rule.h"
#include "test_vpe.h"

#define DEVICE (UINT64_C(0x10) << 32)
#define NO_VPE 512u /* one page of entries has 512 of them */

static bool mapped(struct its *t, unsigned vpe, struct vgs_vpe_info *ret_vpe)
{
	assert_int_equal(vgs_gic_vpe(t->f.gic, 0, (uint16_t)vpe, ret_vpe), 0);
	return ret_vpe->mapped;
}

/* Which vLPI an event is, 0: none. */
static uint32_t target(struct its *t, uint32_t event, unsigned *ret_vpe,
		       uint32_t *ret_doorbell)
{
	struct vgs_translation to;

	assert_int_equal(vgs_gic_translate(t->f.gic, 0, 0x10, event, &to), 0);
	*ret_vpe = to.vpe;
	*ret_doorbell = to.doorbell;
	return to.virt ? to.intid : 0;
}

/* --- VMAPP ---------------------------------------------------------------- */

static void vmapp_maps_and_unmaps(void **state)
{
	struct its *t = *state;
	struct vgs_vpe_info vpe;

	vmapp(t, 1, 3);
	assert_true(mapped(t, 1, &vpe));
	assert_int_equal(vpe.pe, 3);
	assert_int_equal(vpe.id_bits, 16);
	assert_int_equal(vpe.pending, VPT(1));
	unvmapp(t, 1);
	assert_false(mapped(t, 1, &vpe));
	vmapp(t, NO_VPE - 1, 3);
	assert_true(mapped(t, NO_VPE - 1, &vpe));
	assert_accepted(t);
}

static void vmapp_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	vmapp(t, NO_VPE, 1);
	assert_stalled(t, 0x012911);
}

static void vmapp_v0_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	unvmapp(t, NO_VPE);
	assert_stalled(t, 0x012911);
}

static void vmapp_size_out_of_range(void **state)
{
	struct its *t = *state;

	command(t, 0, 0x29, UINT64_C(1) << 32, V, VPT(1) | 16);
	assert_stalled(t, 0x012902);
}

static void vmapp_target_out_of_range(void **state)
{
	struct its *t = *state;

	vmapp(t, 1, 4);
	assert_stalled(t, 0x012902);
}

/* With V = 0 the other fields do not matter (facts W18). */
static void vmapp_v0_looks_at_nothing_else(void **state)
{
	struct its *t = *state;

	command(t, 0, 0x29, UINT64_C(1) << 32, UINT64_C(9) << 16, 31);
	assert_accepted(t);
}

/* --- VMAPTI and VMAPI ----------------------------------------------------- */

static void vmapti_maps_an_event(void **state)
{
	struct its *t = *state;
	uint32_t doorbell;
	unsigned vpe;

	mapd(t, 0x10, 4, ITT);
	vmapp(t, 1, 1);
	vmapti(t, 0x10, 31, 1, 8193, 8200);
	assert_accepted(t);
	assert_int_equal(target(t, 31, &vpe, &doorbell), 8193);
	assert_int_equal(vpe, 1);
	assert_int_equal(doorbell, 8200);
}

/* Before VMAPP the vPE has no limit but that of the Distributor. */
static void vmapti_may_come_before_vmapp(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	vmapti(t, 0x10, 3, 1, 65535, NO_DOORBELL);
	assert_accepted(t);
}

static void vmapti_device_out_of_range(void **state)
{
	struct its *t = *state;

	vmapti(t, 0x100, 3, NO_VPE, 8192, 8200);
	assert_stalled(t, 0x012a01);
}

static void vmapti_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	vmapti(t, 0x10, 3, NO_VPE, 8192, 8200);
	assert_stalled(t, 0x012a11);
}

static void vmapti_device_unmapped(void **state)
{
	struct its *t = *state;

	vmapti(t, 0x10, 32, 1, 8191, 8200);
	assert_stalled(t, 0x012a04);
}

static void vmapti_event_out_of_range(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	vmapti(t, 0x10, 32, 1, 8191, 8200);
	assert_stalled(t, 0x012a05);
}

static void vmapti_vintid_is_no_lpi(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	vmapti(t, 0x10, 3, 1, 8191, 5);
	assert_stalled(t, 0x012a06);
}

static void vmapti_vintid_beyond_the_table(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	command(t, 0, 0x29, UINT64_C(1) << 32, V, VPT(1) | 13);
	vmapti(t, 0x10, 3, 1, 16384, 8200);
	assert_stalled(t, 0x012a06);
}

static void vmapti_doorbell_is_no_lpi(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	vmapti(t, 0x10, 3, 1, 8192, 8191);
	assert_stalled(t, 0x012a13);
}

static void vmapti_over_a_mapping_is_a_finding(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vmapti(t, 0x10, 3, 1, 8195, NO_DOORBELL);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU42);
}

static void vmapi(struct its *t, uint64_t device, uint64_t event, uint64_t vpe,
		  uint64_t doorbell)
{
	command(t, 0, device << 32 | 0x2b, vpe << 32 | event, doorbell << 32,
		0);
}

/* The EventID is the vINTID. */
static void vmapi_maps_an_event(void **state)
{
	struct its *t = *state;
	uint32_t doorbell;
	unsigned vpe;

	vgs_gic_free(t->f.gic);
	t->f.cfg.its_units[0].event_id_bits = 14;
	its_machine(t);
	gits_write(t, 0, "GITS_CTLR", 0);
	gits_write(t, 0, "GITS_BASER2", V | VPES(0));
	gits_write(t, 0, "GITS_CTLR", 1);
	mapd(t, 0x10, 13, RAM + 0x120000);
	vmapi(t, 0x10, 8192, 1, 8200);
	assert_accepted(t);
	assert_int_equal(target(t, 8192, &vpe, &doorbell), 8192);
	assert_int_equal(vpe, 1);
	assert_int_equal(doorbell, 8200);
}

static void vmapi_device_out_of_range(void **state)
{
	struct its *t = *state;

	vmapi(t, 0x100, 3, NO_VPE, 8200);
	assert_stalled(t, 0x012b01);
}

static void vmapi_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	vmapi(t, 0x10, 3, NO_VPE, 8200);
	assert_stalled(t, 0x012b11);
}

static void vmapi_device_unmapped(void **state)
{
	struct its *t = *state;

	vmapi(t, 0x10, 3, 1, 8200);
	assert_stalled(t, 0x012b04);
}

static void vmapi_event_out_of_range(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	vmapi(t, 0x10, 32, 1, 8200);
	assert_stalled(t, 0x012b05);
}

static void vmapi_event_is_no_lpi(void **state)
{
	struct its *t = *state;

	mapd(t, 0x10, 4, ITT);
	vmapi(t, 0x10, 3, 1, 8200);
	assert_stalled(t, 0x012b06);
}

/* --- VMOVI ---------------------------------------------------------------- */

/* GIC-L29: the pending bit goes along; not resident, its doorbell rings. */
static void vmovi_moves_what_is_pending(void **state)
{
	struct its *t = *state;
	uint32_t doorbell;
	unsigned vpe;

	vmap_one(t);
	vmapp(t, 2, 2);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	vmovi(t, 0x10, 3, 2);
	assert_accepted(t);
	assert_false(virq(t, 1));
	assert_false(vlpi_pending(t, 1, 8192));
	assert_true(vpt_bit(t, 2, 8192));
	assert_int_equal(pending_on(t, 8200), 2);
	assert_int_equal(target(t, 3, &vpe, &doorbell), 8192);
	assert_int_equal(vpe, 2);
	assert_int_equal(doorbell, 8200);
}

static void vmovi_into_a_resident_vpe(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vmapp(t, 2, 2);
	vpe_in(t, 2, 2, 0);
	msi(t, 0x10, 3);
	vmovi(t, 0x10, 3, 2);
	assert_false(vpt_bit(t, 1, 8192));
	assert_int_equal(vack(t, 2), 8192);
}

static void vmovi_d_replaces_the_doorbell(void **state)
{
	struct its *t = *state;
	uint32_t doorbell;
	unsigned vpe;

	vmap_one(t);
	command(t, 0, DEVICE | 0x21, UINT64_C(1) << 32 | 3,
		UINT64_C(8201) << 32, 0);
	target(t, 3, &vpe, &doorbell);
	assert_int_equal(doorbell, 8200);
	command(t, 0, DEVICE | 0x21, UINT64_C(1) << 32 | 3,
		UINT64_C(8201) << 32 | 1, 0);
	target(t, 3, &vpe, &doorbell);
	assert_int_equal(doorbell, 8201);
	assert_accepted(t);
}

static void vmovi_device_out_of_range(void **state)
{
	struct its *t = *state;

	vmovi(t, 0x100, 3, NO_VPE);
	assert_stalled(t, 0x012101);
}

static void vmovi_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	vmovi(t, 0x10, 3, NO_VPE);
	assert_stalled(t, 0x012111);
}

static void vmovi_device_unmapped(void **state)
{
	struct its *t = *state;

	vmovi(t, 0x10, 3, 1);
	assert_stalled(t, 0x012104);
}

static void vmovi_event_out_of_range(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vmovi(t, 0x10, 32, 1);
	assert_stalled(t, 0x012105);
}

static void vmovi_event_unmapped(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vmovi(t, 0x10, 7, 1);
	assert_stalled(t, 0x012107);
}

static void vmovi_event_is_physical(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	mapc(t, 1, 1);
	mapti(t, 0x10, 7, 8192, 1);
	vmovi(t, 0x10, 7, 1);
	assert_stalled(t, 0x012110);
}

static void vmovi_new_vpe_unmapped(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vmovi(t, 0x10, 3, 2);
	assert_stalled(t, 0x012112);
}

static void vmovi_old_vpe_unmapped(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vmapp(t, 2, 2);
	unvmapp(t, 1);
	vmovi(t, 0x10, 3, 2);
	assert_stalled(t, 0x012112);
}

static void vmovi_vintid_beyond_the_new_table(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vmapti(t, 0x10, 5, 1, 20000, NO_DOORBELL);
	command(t, 0, 0x29, UINT64_C(2) << 32, V, VPT(2) | 13);
	vmovi(t, 0x10, 5, 2);
	assert_stalled(t, 0x012106);
}

static void vmovi_doorbell_is_no_lpi(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	command(t, 0, DEVICE | 0x21, UINT64_C(1) << 32 | 3, 1, 0);
	assert_stalled(t, 0x012113);
}

/* --- VMOVP ---------------------------------------------------------------- */

/* GIC-U20 */
static void vmovp_moves_a_vpe(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	msi(t, 0x10, 3);
	assert_int_equal(acknowledge(t, 1), 8200);
	vmovp(t, 1, 3);
	msi(t, 0x10, 3);
	assert_int_equal(pending_on(t, 8200), 3);
	vpe_in(t, 1, 3, 0);
	assert_int_equal(vack(t, 3), 8192);
	assert_accepted(t);
	assert_int_equal(t->f.findings, 0);
}

/* One command is for all ITSes: GITS_TYPER.VMOVP is 1. */
static void vmovp_reaches_the_other_its(void **state)
{
	struct its *t = *state;
	struct vgs_vpe_info vpe;

	assert_int_equal(gits(t, 0, "GITS_TYPER") >> 37 & 1u, 1);
	vmapp(t, 1, 1);
	command(t, 1, 0x29, UINT64_C(1) << 32, V | 1 << 16, VPT(1) | 15);
	vmovp(t, 1, 3);
	assert_int_equal(vgs_gic_vpe(t->f.gic, 1, 1, &vpe), 0);
	assert_int_equal(vpe.pe, 3);
}

/* GIC-CU82 */
static void vmovp_of_a_resident_vpe_is_a_finding(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	vmovp(t, 1, 3);
	assert_int_equal(t->f.finding, VGS_R_GIC_CU82);
}

static void vmovp_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	vmovp(t, NO_VPE, 9);
	assert_stalled(t, 0x012211);
}

static void vmovp_vpe_unmapped(void **state)
{
	struct its *t = *state;

	vmovp(t, 1, 9);
	assert_stalled(t, 0x012212);
}

static void vmovp_target_out_of_range(void **state)
{
	struct its *t = *state;

	vmapp(t, 1, 1);
	vmovp(t, 1, 4);
	assert_stalled(t, 0x012202);
}

/* --- VINVALL and VSYNC ---------------------------------------------------- */

/* GIC-L16: without it the old byte counts, in a cache. */
static void vinvall_reads_configuration_again(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	vproperty(t, 1, 8192, 0xa2);
	assert_true(virq(t, 1));
	vinvall(t, 1);
	assert_false(virq(t, 1));
	assert_accepted(t);
}

static void vinvall_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	vinvall(t, NO_VPE);
	assert_stalled(t, 0x012d11);
}

static void vinvall_vpe_unmapped(void **state)
{
	struct its *t = *state;

	vinvall(t, 1);
	assert_stalled(t, 0x012d12);
}

/* GIC-U24 */
static void vsync_of_a_mapped_vpe(void **state)
{
	struct its *t = *state;

	vmapp(t, 1, 1);
	vsync(t, 1);
	assert_accepted(t);
}

static void vsync_vpe_out_of_range(void **state)
{
	struct its *t = *state;

	vsync(t, NO_VPE);
	assert_stalled(t, 0x012511);
}

static void vsync_vpe_unmapped(void **state)
{
	struct its *t = *state;

	vsync(t, 1);
	assert_stalled(t, 0x012512);
}

/* --- what physical commands do to vLPIs ------------------------------------- */

static void int_sends_a_vlpi(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	on_event(t, INT, 0x10, 3);
	assert_true(vpt_bit(t, 1, 8192));
	assert_int_equal(pending_on(t, 8200), 1);
	vpe_in(t, 1, 1, 0);
	on_event(t, INT, 0x10, 4);
	assert_true(vlpi_pending(t, 1, 8193));
	assert_accepted(t);
}

static void clear_takes_it_back(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	msi(t, 0x10, 3);
	on_event(t, CLEAR, 0x10, 3);
	assert_false(vpt_bit(t, 1, 8192));
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	on_event(t, CLEAR, 0x10, 3);
	assert_false(virq(t, 1));
	assert_accepted(t);
}

/* GIC-O27 */
static void discard_takes_it_back_and_unmaps(void **state)
{
	struct its *t = *state;
	uint32_t doorbell;
	unsigned vpe;

	vmap_one(t);
	msi(t, 0x10, 3);
	on_event(t, DISCARD, 0x10, 3);
	assert_false(vpt_bit(t, 1, 8192));
	assert_int_equal(target(t, 3, &vpe, &doorbell), 0);
	assert_accepted(t);
}

static void inv_reads_its_configuration_again(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	msi(t, 0x10, 4);
	vproperty(t, 1, 8192, 0xa2);
	on_event(t, INV, 0x10, 3);
	assert_int_equal(vack(t, 1), 8193);
	assert_accepted(t);
}

/* Eager or cached: what is cached is what the model was told to read. */
static void a_cache_keeps_what_inv_does_not_drop(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	vpe_in(t, 1, 1, 0);
	msi(t, 0x10, 3);
	assert_int_equal(vack(t, 1), 8192);
	vend(t, 1, 8192);
	vproperty(t, 1, 8192, 0xa2);
	msi(t, 0x10, 3);
	assert_true(virq(t, 1));
	on_event(t, INV, 0x10, 3);
	assert_false(virq(t, 1));
	/* Coming back reads everything anew. */
	vproperty(t, 1, 8192, 0xa3);
	vpe_out(t, 1, 1, 0);
	vpe_in(t, 1, 1, 0);
	assert_true(virq(t, 1));
}

/* INT, CLEAR, DISCARD, INV of a vLPI whose vPE is not there. */
#define UNMAPPED_VPE(name, opcode, code)                                       \
	static void name##_vpe_unmapped(void **state)                          \
	{                                                                      \
		struct its *t = *state;                                        \
                                                                               \
		vmap_one(t);                                                   \
		unvmapp(t, 1);                                                 \
		on_event(t, opcode, 0x10, 3);                                  \
		assert_stalled(t, code);                                       \
	}

UNMAPPED_VPE(int, INT, 0x010312)
UNMAPPED_VPE(clear, CLEAR, 0x010512)
UNMAPPED_VPE(discard, DISCARD, 0x010f12)
UNMAPPED_VPE(inv, INV, 0x010c12)

/* An MSI that leads to no vPE is logged with its own syndrome. */
static void an_msi_without_a_vpe_is_logged(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	unvmapp(t, 1);
	msi(t, 0x10, 3);
	assert_int_equal(gits(t, 0, "GITS_STATUSR") >> 6 & 15u, 9);
}

/* --- hostile tables -------------------------------------------------------- */

/* Software wrote the table: a PE that does not exist is no vPE. */
static void a_vpe_on_a_pe_that_does_not_exist(void **state)
{
	struct its *t = *state;
	struct vgs_vpe_info vpe;

	store(t, VPES(0) + 8, 8, V | VPT(1) | 4 << 5 | 15);
	assert_false(mapped(t, 1, &vpe));
	store(t, VPES(0) + 8, 8, V | VPT(1) | 3 << 5 | 15);
	assert_true(mapped(t, 1, &vpe));
}

/* VPT_size 31, which no VMAPP writes: IDbits of the GIC are the limit. */
static void a_vpe_with_32_bits_of_intid(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	store(t, VPES(0) + 8, 8, V | VPT(1) | 1 << 5 | 31);
	msi(t, 0x10, 3);
	on_event(t, INT, 0x10, 4);
	assert_accepted(t);
	assert_true(vpt_bit(t, 1, 8192));
	assert_true(vpt_bit(t, 1, 8193));
}

/* A pending table nowhere: the command that needs it stalls the ITS. */
static void a_pending_table_outside_memory_stalls(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	command(t, 0, 0x29, UINT64_C(1) << 32, V,
		UINT64_C(0xfffffffff0000) | 15);
	on_event(t, INT, 0x10, 3);
	assert_stalled(t, 0x0103ff);
}

/* The largest INTID that an entry can name stays in range. */
static void a_huge_vintid_of_the_itt_is_out_of_range(void **state)
{
	struct its *t = *state;

	vmap_one(t);
	store(t, ITT + 12 * 3, 8,
	      V | UINT64_C(1) << 62 | UINT64_C(1) << 32 | 0xffffffffu);
	msi(t, 0x10, 3);
	assert_accepted(t);
	on_event(t, INT, 0x10, 3);
	assert_stalled(t, 0x010306);
}

static void an_unreadable_vpe_table_stalls(void **state)
{
	struct its *t = *state;

	t->fail_at = VPES(0);
	t->fail_end = VPES(0) + 0x1000;
	vsync(t, 1);
	assert_stalled(t, 0x0125ff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VPE_TEST(vmapp_maps_and_unmaps),
		VPE_TEST(vmapp_vpe_out_of_range),
		VPE_TEST(vmapp_v0_vpe_out_of_range),
		VPE_TEST(vmapp_size_out_of_range),
		VPE_TEST(vmapp_target_out_of_range),
		VPE_TEST(vmapp_v0_looks_at_nothing_else),
		VPE_TEST(vmapti_maps_an_event),
		VPE_TEST(vmapti_may_come_before_vmapp),
		VPE_TEST(vmapti_device_out_of_range),
		VPE_TEST(vmapti_vpe_out_of_range),
		VPE_TEST(vmapti_device_unmapped),
		VPE_TEST(vmapti_event_out_of_range),
		VPE_TEST(vmapti_vintid_is_no_lpi),
		VPE_TEST(vmapti_vintid_beyond_the_table),
		VPE_TEST(vmapti_doorbell_is_no_lpi),
		VPE_TEST(vmapti_over_a_mapping_is_a_finding),
		VPE_TEST(vmapi_maps_an_event),
		VPE_TEST(vmapi_device_out_of_range),
		VPE_TEST(vmapi_vpe_out_of_range),
		VPE_TEST(vmapi_device_unmapped),
		VPE_TEST(vmapi_event_out_of_range),
		VPE_TEST(vmapi_event_is_no_lpi),
		VPE_TEST(vmovi_moves_what_is_pending),
		VPE_TEST(vmovi_into_a_resident_vpe),
		VPE_TEST(vmovi_d_replaces_the_doorbell),
		VPE_TEST(vmovi_device_out_of_range),
		VPE_TEST(vmovi_vpe_out_of_range),
		VPE_TEST(vmovi_device_unmapped),
		VPE_TEST(vmovi_event_out_of_range),
		VPE_TEST(vmovi_event_unmapped),
		VPE_TEST(vmovi_event_is_physical),
		VPE_TEST(vmovi_new_vpe_unmapped),
		VPE_TEST(vmovi_old_vpe_unmapped),
		VPE_TEST(vmovi_vintid_beyond_the_new_table),
		VPE_TEST(vmovi_doorbell_is_no_lpi),
		VPE_TEST(vmovp_moves_a_vpe),
		VPE_TEST(vmovp_reaches_the_other_its),
		VPE_TEST(vmovp_of_a_resident_vpe_is_a_finding),
		VPE_TEST(vmovp_vpe_out_of_range),
		VPE_TEST(vmovp_vpe_unmapped),
		VPE_TEST(vmovp_target_out_of_range),
		VPE_TEST(vinvall_reads_configuration_again),
		VPE_TEST(vinvall_vpe_out_of_range),
		VPE_TEST(vinvall_vpe_unmapped),
		VPE_TEST(vsync_of_a_mapped_vpe),
		VPE_TEST(vsync_vpe_out_of_range),
		VPE_TEST(vsync_vpe_unmapped),
		VPE_TEST(int_sends_a_vlpi),
		VPE_TEST(clear_takes_it_back),
		VPE_TEST(discard_takes_it_back_and_unmaps),
		VPE_TEST(inv_reads_its_configuration_again),
		VPE_TEST_IN(cached, a_cache_keeps_what_inv_does_not_drop),
		VPE_TEST(int_vpe_unmapped),
		VPE_TEST(clear_vpe_unmapped),
		VPE_TEST(discard_vpe_unmapped),
		VPE_TEST(inv_vpe_unmapped),
		VPE_TEST(an_msi_without_a_vpe_is_logged),
		VPE_TEST(a_vpe_on_a_pe_that_does_not_exist),
		VPE_TEST(a_vpe_with_32_bits_of_intid),
		VPE_TEST(a_pending_table_outside_memory_stalls),
		VPE_TEST(a_huge_vintid_of_the_itt_is_out_of_range),
		VPE_TEST(an_unreadable_vpe_table_stalls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
