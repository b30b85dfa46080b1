/* SPDX-License-Identifier: MIT */
/*
 * Every command of GICv4.0 and 4.1 with each two of its fields below, at and
 * above their limits and at their greatest values, generated from the
 * descriptors below; the other fields are good.  What must come out is said a
 * second time here, check by check in the order of the commands.
 */
#include "test_matrix.h"
#include "test_vpe.h"

#define DEVICE	    0x10u
#define DEVICE_BITS 4u
/* The table is one page of 4 KB; entries of 8 bytes, or 32. */
#define VPES_V4	 512u
#define VPES_V41 128u

/* Events of DEVICE. */
#define EV_VLPI	    3u	/* vLPI 8192 of vPE 1 */
#define EV_HIGH	    4u	/* vLPI 0x8000 of vPE 1: vPE 2 is too small */
#define EV_PHYSICAL 5u	/* LPI 8200 */
#define EV_NO_VPE   6u	/* vLPI 8192 of vPE 3, which is not mapped */
#define EV_NONE	    15u /* not mapped */
#define HIGH	    0x8000u
#define SMALL_END   0x4000u /* VPT_size 13 */

/* --- descriptors ---------------------------------------------------------- */

/* The first value of a field is good. */
/* clang-format off */
#define DEVICE_ID { "DeviceID", 0, 63, 32, 6, \
	{ DEVICE, 0x11, DEVICES_MAX - 1, DEVICES_MAX, DEVICES_MAX + 1, ALL32 } }
#define EVENT_ID { "EventID", 1, 31, 0, 8, \
	{ EV_VLPI, EV_HIGH, EV_PHYSICAL, EV_NO_VPE, EV_NONE, \
	  1u << DEVICE_BITS, (1u << DEVICE_BITS) + 1, ALL32 } }
#define VPEID { "vPEID", 1, 47, 32, 10, \
	{ 1, 2, 3, VPES_V41 - 1, VPES_V41, VPES_V41 + 1, VPES_V4 - 1, \
	  VPES_V4, VPES_V4 + 1, 0xffff } }
#define RDBASE { "RDbase", 2, 51, 16, 5, { 1, PES - 1, PES, PES + 1, ALL36 } }
#define INTIDS { 8192, 0, 1022, 1023, 8191, SMALL_END - 1, SMALL_END, \
	  LPI_END - 1, LPI_END, ALL32 }
#define VINTID { "vINTID", 2, 31, 0, 10, INTIDS }
#define DOORBELL_AT(dw, msb, lsb) { "Dbell_pINTID", dw, msb, lsb, 9, \
	{ 1023, 0, 1022, 1024, 8191, 8192, LPI_END - 1, LPI_END, ALL32 } }
#define VPT_SIZE { "VPT_size", 3, 4, 0, 5, { 15, 13, 14, 16, 31 } }
#define VALID { "V", 2, 63, 63, 2, { 1, 0 } }

static const struct matrix matrices[] = {
	{ "VMAPP", 0x29, true, false, { VPEID, RDBASE, VALID, VPT_SIZE } },
	{ "VMAPP", 0x29, false, true, { VPEID, RDBASE, VALID, VPT_SIZE,
		{ "Alloc", 0, 8, 8, 2, { 1, 0 } }, DOORBELL_AT(1, 31, 0) } },
	{ "VMAPTI", 0x2a, true, true, { DEVICE_ID, EVENT_ID, VPEID, VINTID,
		DOORBELL_AT(2, 63, 32) } },
	{ "VMAPI", 0x2b, true, true, { DEVICE_ID, EVENT_ID, VPEID,
		DOORBELL_AT(2, 63, 32) } },
	{ "VMOVI", 0x21, true, true, { DEVICE_ID, EVENT_ID, VPEID,
		{ "D", 2, 0, 0, 2, { 1, 0 } }, DOORBELL_AT(2, 63, 32) } },
	{ "VMOVP", 0x22, true, false, { VPEID, RDBASE } },
	{ "VMOVP", 0x22, false, true, { VPEID, RDBASE,
		{ "DB", 2, 63, 63, 2, { 1, 0 } }, DOORBELL_AT(3, 31, 0) } },
	{ "VINVALL", 0x2d, true, true, { VPEID } },
	{ "VSYNC", 0x25, true, true, { VPEID } },
	{ "INVDB", 0x2e, false, true, { VPEID } },
	{ "VSGI", 0x23, false, true, { VPEID,
		{ "vINTID", 0, 35, 32, 3, { 1, 0, 15 } },
		{ "Priority", 0, 23, 20, 3, { 10, 0, 15 } } } },
};
/* clang-format on */

/* --- what must come out ------------------------------------------------------ */

static bool is_lpi(uint64_t intid)
{
	return intid >= 8192 && intid < LPI_END;
}

/* vPEs 1 and 2 are mapped, with 16 and 14 bits. */
static unsigned check_vpe(bool v41, uint64_t vpe, bool mapped)
{
	if (vpe >= (v41 ? VPES_V41 : VPES_V4))
		return 0x11;
	return mapped && vpe != 1 && vpe != 2 ? 0x12 : 0;
}

static unsigned check_doorbell(uint64_t intid)
{
	return intid == 1023 || is_lpi(intid) ? 0 : 0x13;
}

/* Of an event: GICv4.1 has none. */
static unsigned check_own_doorbell(bool v41, uint64_t intid)
{
	return v41 && intid != 1023 ? 0x13 : check_doorbell(intid);
}

static unsigned expect_vmapp(bool v41, const uint64_t dw[4])
{
	unsigned code = check_vpe(v41, bits(dw, 1, 47, 32), false);

	if (code || !bits(dw, 2, 63, 63))
		return code;
	if (bits(dw, 3, 4, 0) > 15 || bits(dw, 2, 51, 16) >= PES)
		return 0x02;
	return v41 ? check_doorbell(bits(dw, 1, 31, 0)) : 0;
}

static unsigned expect_map(bool v41, const uint64_t dw[4], uint64_t vintid)
{
	uint64_t device = bits(dw, 0, 63, 32), vpe = bits(dw, 1, 47, 32);
	unsigned code = check_vpe(v41, vpe, false);

	if (device >= DEVICES_MAX)
		return 0x01;
	if (code)
		return code;
	if (device != DEVICE)
		return 0x04;
	if (bits(dw, 1, 31, 0) >> DEVICE_BITS)
		return 0x05;
	if (!is_lpi(vintid) || (vpe == 2 && vintid >= SMALL_END))
		return 0x06;
	return check_own_doorbell(v41, bits(dw, 2, 63, 32));
}

static unsigned expect_vmovi(bool v41, const uint64_t dw[4])
{
	uint64_t device = bits(dw, 0, 63, 32), vpe = bits(dw, 1, 47, 32);
	/* EventID and vPEID share a doubleword; EventIDs have 32 bits. */
	uint64_t event = bits(dw, 1, 31, 0);

	if (device >= DEVICES_MAX)
		return 0x01;
	if (check_vpe(v41, vpe, false))
		return 0x11;
	if (device != DEVICE)
		return 0x04;
	if (event >> DEVICE_BITS)
		return 0x05;
	if (event == EV_NONE)
		return 0x07;
	if (event == EV_PHYSICAL)
		return 0x10;
	if (event == EV_NO_VPE || check_vpe(v41, vpe, true))
		return 0x12;
	if (event == EV_HIGH && vpe == 2)
		return 0x06;
	return bits(dw, 2, 0, 0) ? check_own_doorbell(v41, bits(dw, 2, 63, 32))
				 : 0;
}

static unsigned expect_vmovp(bool v41, const uint64_t dw[4])
{
	unsigned code = check_vpe(v41, bits(dw, 1, 47, 32), true);

	if (code)
		return code;
	if (bits(dw, 2, 51, 16) >= PES)
		return 0x02;
	return v41 && bits(dw, 2, 63, 63) ? check_doorbell(bits(dw, 3, 31, 0))
					  : 0;
}

static uint32_t expected(bool v41, const uint64_t dw[4])
{
	unsigned opcode = dw[0] & 0xff, code;

	switch (opcode) {
	case 0x29:
		code = expect_vmapp(v41, dw);
		break;
	case 0x2a:
		code = expect_map(v41, dw, bits(dw, 2, 31, 0));
		break;
	case 0x2b:
		code = expect_map(v41, dw, bits(dw, 1, 31, 0));
		break;
	case 0x21:
		code = expect_vmovi(v41, dw);
		break;
	case 0x22:
		code = expect_vmovp(v41, dw);
		break;
	default:
		code = check_vpe(v41, bits(dw, 1, 47, 32), true);
		break;
	}
	return code ? 0x010000u | opcode << 8 | code : 0;
}

/* --- the machine ------------------------------------------------------------- */

static void prepare(struct its *t, bool v41)
{
	for (unsigned vpe = 1; vpe <= 2; vpe++)
		command(t, 0, 0x29 | (v41 ? ALLOC | VCONF(vpe) : 0),
			(uint64_t)vpe << 32 | (v41 ? NO_DOORBELL : 0),
			V | (uint64_t)vpe << 16,
			VPT(vpe) | (vpe == 1 ? 15 : 13));
	mapd(t, DEVICE, DEVICE_BITS - 1, ITT);
	mapc(t, 1, 1);
	vmapti(t, DEVICE, EV_VLPI, 1, 8192, NO_DOORBELL);
	vmapti(t, DEVICE, EV_HIGH, 1, HIGH, NO_DOORBELL);
	mapti(t, DEVICE, EV_PHYSICAL, 8200, 1);
	vmapti(t, DEVICE, EV_NO_VPE, 3, 8192, NO_DOORBELL);
	assert_accepted(t);
}

/* Where the command has left the vPE and the event that it names. */
static void check_effect(struct its *t, const uint64_t dw[4])
{
	uint16_t id = (uint16_t)bits(dw, 1, 47, 32);
	struct vgs_translation to;
	struct vgs_vpe_info vpe;

	assert_int_equal(vgs_gic_vpe(t->f.gic, 0, id, &vpe), 0);
	switch (dw[0] & 0xff) {
	case 0x29:
		assert_int_equal(vpe.mapped, bits(dw, 2, 63, 63));
		break;
	case 0x22:
		assert_int_equal(vpe.pe, bits(dw, 2, 51, 16));
		break;
	case 0x2a:
	case 0x21:
		assert_int_equal(vgs_gic_translate(t->f.gic, 0, DEVICE,
						   (uint32_t)dw[1], &to),
				 0);
		assert_true(to.virt);
		assert_int_equal(to.vpe, id);
		if ((dw[0] & 0xff) == 0x2a)
			assert_int_equal(to.intid, bits(dw, 2, 31, 0));
		break;
	default:
		break;
	}
}

static void try_one(struct its *t, const struct start *start, bool v41,
		    const char *name, const uint64_t dw[4])
{
	uint32_t code = expected(v41, dw);

	try_command(t, start, name, dw, code);
	if (!code)
		check_effect(t, dw);
}

/* All values of fields @i and @k, which may be the same. */
static void try_pair(struct its *t, const struct start *start, bool v41,
		     const struct matrix *m, unsigned i, unsigned k)
{
	for (unsigned a = 0; a < m->fields[i].count; a++) {
		for (unsigned b = 0; b < m->fields[k].count; b++) {
			uint64_t dw[4] = { m->opcode, 0, 0,
					   m->opcode == 0x29 ? VPT(3) : 0 };

			if (i == k && a != b)
				continue;
			for (unsigned n = 0; n < FIELDS_MAX; n++) {
				if (!m->fields[n].name)
					break;
				put(&m->fields[n],
				    n == i   ? a
				    : n == k ? b
					     : 0,
				    dw);
			}
			try_one(t, start, v41, m->name, dw);
		}
	}
}

static void try_all(struct its *t, bool v41)
{
	struct start start;

	prepare(t, v41);
	keep_start(t, &start);
	for (size_t n = 0; n < sizeof(matrices) / sizeof(*matrices); n++) {
		const struct matrix *m = &matrices[n];

		if (!(v41 ? m->v41 : m->v4))
			continue;
		for (unsigned i = 0; i < FIELDS_MAX; i++) {
			for (unsigned k = i; k < FIELDS_MAX; k++) {
				if (m->fields[i].name && m->fields[k].name)
					try_pair(t, &start, v41, m, i, k);
			}
		}
	}
	free_start(&start);
}

static void fields_of_v4_at_their_limits(void **state)
{
	try_all(*state, false);
}

static void fields_of_v41_at_their_limits(void **state)
{
	try_all(*state, true);
}

static void fields_do_not_overlap(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(matrices) / sizeof(*matrices); n++)
		assert_fields_apart(&matrices[n]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		VPE_TEST(fields_of_v4_at_their_limits),
		VPE41_TEST(fields_of_v41_at_their_limits),
		cmocka_unit_test(fields_do_not_overlap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
