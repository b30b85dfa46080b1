/* SPDX-License-Identifier: MIT */
/*
 * The register engine on literal registers of a GICv2; the laws that every row
 * keeps are in tests/prop.
 */
#include "machine.h"

#include "core.h"

static uint64_t get(struct machine *m, unsigned pe, uint32_t offset,
		    unsigned size)
{
	struct vgs_access access = { pe, VGS_SECURE };
	uint64_t value = 0xdead;

	assert_int_equal(vgs_gic_frame_read(m->gic, &access, VGS_FRAME_GICD, 0,
					    offset, size, &value),
			 0);
	return value;
}

/* The last SPI of 64 is INTID 95, bit 31 of ISENABLER2. */
static void the_last_interrupt_is_the_last_bit(void **state)
{
	struct machine *m = *state;

	gicd(m, GICD_ISENABLER + 8, UINT32_MAX);
	assert_int_equal(get(m, 0, GICD_ISENABLER + 8, 4), 0xffffffff);
}

/* GIC-B31 */
static void interrupts_that_are_not_there_stay_zero(void **state)
{
	struct machine m;

	(void)state;
	machine_config(&m);
	m.cfg.spis = 40;
	machine_start(&m);
	gicd(&m, GICD_ISENABLER + 8, UINT32_MAX);
	assert_int_equal(get(&m, 0, GICD_ISENABLER + 8, 4), 0x000000ff);
	gicd(&m, GICD_ISENABLER + 12, UINT32_MAX);
	assert_int_equal(get(&m, 0, GICD_ISENABLER + 12, 4), 0);
	vgs_gic_free(m.gic);
}

/* GIC-G1 */
static void private_registers_are_banked_by_the_accessor(void **state)
{
	struct machine *m = *state;

	machine_write(m, 1, VGS_FRAME_GICD, GICD_ISENABLER, 4, 1u << 27);
	assert_int_equal(get(m, 1, GICD_ISENABLER, 4) >> 27 & 1u, 1);
	assert_int_equal(get(m, 0, GICD_ISENABLER, 4) >> 27 & 1u, 0);
}

/* GIC-A2 */
static void a_byte_of_ipriorityr_is_one_interrupts(void **state)
{
	struct machine *m = *state;

	gicd(m, GICD_IPRIORITYR + 44, 0);
	gicd_byte(m, GICD_IPRIORITYR + 45, 0xa0);
	assert_int_equal(get(m, 0, GICD_IPRIORITYR + 44, 4), 0x0000a000);
	assert_int_equal(get(m, 0, GICD_IPRIORITYR + 45, 1), 0xa0);
}

/* GIC-A6 */
static void a_halfword_of_ipriorityr_is_raz_and_wi(void **state)
{
	struct machine *m = *state;

	machine_write(m, 0, VGS_FRAME_GICD, GICD_IPRIORITYR + 40, 2, 0);
	assert_int_equal(get(m, 0, GICD_IPRIORITYR + 40, 1), 0x80);
	assert_int_equal(get(m, 0, GICD_IPRIORITYR + 40, 2), 0);
}

/* GIC-A7 */
static void a_reserved_offset_reads_zero(void **state)
{
	struct machine *m = *state;

	assert_int_equal(get(m, 0, 0x040, 4), 0);
}

/* Side by side or one by one: a partly implemented register reads the same. */
static void bits_of_shared_interrupts_read_as_they_are(void **state)
{
	struct machine *m = *state;

	gicd(m, GICD_ICENABLER + 4, UINT32_MAX);
	gicd(m, GICD_ISENABLER + 4, 0x80010001);
	assert_int_equal(get(m, 0, GICD_ISENABLER + 4, 4), 0x80010001);
	assert_int_equal(get(m, 0, GICD_ICENABLER + 4, 4), 0x80010001);
}

/* GIC-C4: Group 0 is Secure, Group 1 is not. */
static void a_nonsecure_access_sees_group_1_only(void **state)
{
	struct vgs_access ns = { 0, VGS_NONSECURE };
	struct machine m;
	uint64_t value = 0;

	(void)state;
	machine_config(&m);
	m.cfg.security = true;
	machine_start(&m);
	gicd(&m, GICD_IGROUPR + 4, 0x0000ff00);
	gicd(&m, GICD_ISENABLER + 4, UINT32_MAX);
	vgs_gic_frame_read(m.gic, &ns, VGS_FRAME_GICD, 0, GICD_ISENABLER + 4, 4,
			   &value);
	assert_int_equal(value, 0x0000ff00);
	assert_int_equal(get(&m, 0, GICD_ISENABLER + 4, 4), 0xffffffff);
	vgs_gic_free(m.gic);
}

/* GIC-A11 */
static void root_is_secure_and_realm_is_not(void **state)
{
	struct vgs_access access = { 0, VGS_ROOT };
	struct machine m;
	uint64_t value = 0;

	(void)state;
	machine_config(&m);
	m.cfg.security = true;
	machine_start(&m);
	gicd(&m, GICD_IGROUPR + 4, 0x0f);
	vgs_gic_frame_read(m.gic, &access, VGS_FRAME_GICD, 0, GICD_IGROUPR + 4,
			   4, &value);
	assert_int_equal(value, 0x0f);
	access.security = VGS_REALM;
	vgs_gic_frame_read(m.gic, &access, VGS_FRAME_GICD, 0, GICD_IGROUPR + 4,
			   4, &value);
	assert_int_equal(value, 0);
	vgs_gic_free(m.gic);
}

/* --- peeks -------------------------------------------------------- */

static void count_event(void *user, const struct vgs_event *event)
{
	struct machine *m = user;

	(void)event;
	m->events++;
}

/* All sizes, views and offsets of a frame, what is reserved as well. */
static unsigned peek_everywhere(struct machine *m, enum vgs_frame frame)
{
	static const enum vgs_security views[] = { VGS_SECURE, VGS_NONSECURE };
	unsigned peeks = 0;

	for (uint64_t at = 0; at < vgs_gic_frame_size(m->gic, frame); at++) {
		for (unsigned k = 0; k < 8; k++) {
			struct vgs_access access = { 0, views[k & 1u] };
			uint64_t value;

			assert_int_equal(
				vgs_gic_frame_peek(m->gic, &access, frame, 0,
						   at, 1u << k / 2, &value),
				0);
			peeks++;
		}
	}
	return peeks;
}

static void a_peek_tells_the_trace_nothing(void **state)
{
	struct vgs_access access = { 0, VGS_NONSECURE };
	uint64_t value, hash;
	struct machine m;

	(void)state;
	machine_config(&m);
	m.cfg.security = true;
	m.cfg.msi_spis = 8;
	m.cfg.trace = count_event;
	machine_start(&m);
	machine_open(&m);
	line(&m, 40, true);
	m.events = 0;
	hash = vgs_gic_hash(m.gic);
	for (unsigned f = 0; f < VGS_FRAMES; f++) {
		enum vgs_frame frame = (enum vgs_frame)f;

		if (vgs_gic_frame_size(m.gic, frame))
			assert_true(peek_everywhere(&m, frame) >= 8 * 0x200);
	}
	assert_int_equal(m.events, 0);
	assert_int_equal(vgs_gic_hash(m.gic), hash);
	/* A load of the same does: GIC-A7. */
	assert_int_equal(vgs_gic_frame_read(m.gic, &access, VGS_FRAME_GICD, 0,
					    0x30, 4, &value),
			 0);
	assert_true(m.events > 0);
	vgs_gic_free(m.gic);
}

/* --- names -------------------------------------------------------- */

static void a_name_finds_its_register_and_number(void **state)
{
	struct machine *m = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(vgs_gic_reg_lookup(m->gic, "GICD_ISENABLER2", &ref),
			 0);
	assert_int_equal(ref.frame, VGS_FRAME_GICD);
	assert_int_equal(ref.info.offset, 0x100);
	assert_int_equal(ref.n, 2);
	assert_int_equal(vgs_gic_reg_lookup(m->gic, "GICD_ISENABLER", &ref), 0);
	assert_int_equal(ref.n, -1);
}

static void a_name_that_is_none_is_not_found(void **state)
{
	struct machine *m = *state;
	struct vgs_reg_ref ref;

	assert_int_equal(vgs_gic_reg_lookup(m->gic, "GICD_NOTHING", &ref),
			 -VGS_ENOENT);
	assert_int_equal(vgs_gic_reg_lookup(m->gic, "GICD_ISENABLER32", &ref),
			 -VGS_ERANGE);
	assert_int_equal(vgs_gic_reg_lookup(m->gic, "GICD_ISENABLER01", &ref),
			 -VGS_ENOENT);
	assert_int_equal(vgs_gic_reg_lookup(m->gic, "", &ref), -VGS_ENOENT);
}

static void a_machine_has_the_banks_of_its_version(void **state)
{
	struct machine *m = *state;

	assert_true(vgs_gic_reg_bank(m->gic, VGS_BANK_GICV2_GICD));
	assert_true(vgs_gic_reg_bank(m->gic, VGS_BANK_GICV2_GICV));
	assert_false(vgs_gic_reg_bank(m->gic, VGS_BANK_GICV3_GICD));
	assert_false(vgs_gic_reg_bank(m->gic, VGS_BANKS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(the_last_interrupt_is_the_last_bit),
		MACHINE_TEST(interrupts_that_are_not_there_stay_zero),
		MACHINE_TEST(private_registers_are_banked_by_the_accessor),
		MACHINE_TEST(a_byte_of_ipriorityr_is_one_interrupts),
		MACHINE_TEST(a_halfword_of_ipriorityr_is_raz_and_wi),
		MACHINE_TEST(a_reserved_offset_reads_zero),
		MACHINE_TEST(bits_of_shared_interrupts_read_as_they_are),
		cmocka_unit_test(a_nonsecure_access_sees_group_1_only),
		cmocka_unit_test(root_is_secure_and_realm_is_not),
		cmocka_unit_test(a_peek_tells_the_trace_nothing),
		MACHINE_TEST(a_name_finds_its_register_and_number),
		MACHINE_TEST(a_name_that_is_none_is_not_found),
		MACHINE_TEST(a_machine_has_the_banks_of_its_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
