/* SPDX-License-Identifier: MIT */
/*
 * Every command of GICv3 with every field below, at and above its limit and at
 * its greatest value, in all combinations, generated from the descriptors
 * below.  What must come out is said a second time here: by a shadow of the
 * mappings that does the checks of each command in their order, and by a naive
 * walk of the tables.
 */
#include "naive_its.h"
#include "test_matrix.h"

/* The ITS of the fixture: 5 bits of EventID, 4 of ICID. */
#define EVENTS_MAX 32u
#define ICIDS	   16u
/* With 16 bits of ICID: what one page of 4 KB holds. */
#define TABLE_ICIDS 512u

/* Device 0x10 has events of 4 bits. */
#define DEVICE	    0x10u
#define DEVICE_BITS 4u

/* --- descriptors ---------------------------------------------------------- */

/* {n-1, n, n+1, max} around each limit, and a good one. */
/* clang-format off */
#define DEVICE_ID { "DeviceID", 0, 63, 32, 6, \
	{ DEVICE, 0x11, DEVICES_MAX - 1, DEVICES_MAX, DEVICES_MAX + 1, ALL32 } }
#define EVENT_ID { "EventID", 1, 31, 0, 6, \
	{ 3, (1u << DEVICE_BITS) - 1, 1u << DEVICE_BITS, \
	  (1u << DEVICE_BITS) + 1, EVENTS_MAX, ALL32 } }
#define INTID { "pINTID", 1, 63, 32, 9, \
	{ 0, 1023, 8191, 8192, 8193, LPI_END - 1, LPI_END, LPI_END + 1, \
	  ALL32 } }
#define ICID { "ICID", 2, 15, 0, 6, \
	{ 1, 5, ICIDS - 1, ICIDS, ICIDS + 1, 0xffff } }
#define RDBASE(dw) { "RDbase", dw, 51, 16, 6, \
	{ 1, 2, PES - 1, PES, PES + 1, ALL36 } }
#define VALID { "V", 2, 63, 63, 2, { 0, 1 } }

static const struct matrix matrices[] = {
	{ "MAPD", 0x08, false, false, { DEVICE_ID,
		{ "Size", 1, 4, 0, 5, { 3, 4, 5, 6, 31 } },
		{ "ITT_addr", 2, 51, 8, 2, { ITT2 >> 8, SPARE >> 8 } },
		VALID } },
	{ "MAPC", 0x09, false, false, { ICID, RDBASE(2), VALID } },
	{ "MAPTI", 0x0a, false, false, { DEVICE_ID, EVENT_ID, INTID, ICID } },
	{ "MAPI", 0x0b, false, false, { DEVICE_ID, { "EventID", 1, 31, 0, 7,
		{ 3, 15, 16, 8191, 8192, LPI_END, ALL32 } }, ICID } },
	{ "MOVI", 0x01, false, false, { DEVICE_ID, EVENT_ID, ICID } },
	{ "DISCARD", 0x0f, false, false, { DEVICE_ID, EVENT_ID } },
	{ "INV", 0x0c, false, false, { DEVICE_ID, EVENT_ID } },
	{ "INT", 0x03, false, false, { DEVICE_ID, EVENT_ID } },
	{ "CLEAR", 0x04, false, false, { DEVICE_ID, EVENT_ID } },
	{ "INVALL", 0x0d, false, false, { ICID } },
	{ "MOVALL", 0x0e, false, false, { RDBASE(2), RDBASE(3) } },
	{ "SYNC", 0x05, false, false, { RDBASE(2) } },
};
/* clang-format on */

/* --- the shadow ------------------------------------------------------------- */

struct shadow_event {
	bool valid, pending;
	uint64_t intid, icid;
};

struct shadow {
	struct {
		bool valid;
		uint64_t itt;
		unsigned bits;
	} devices[DEVICES_MAX];
	struct shadow_event events[EVENTS_MAX]; /* of DEVICE */
	struct {
		bool valid;
		uint64_t pe;
	} collections[TABLE_ICIDS];
	unsigned icids;	     /* what the bits or the table allow */
	unsigned pending_on; /* PE of LPI 8192, NOWHERE */
};

/* DeviceID in range, mapped, EventID in range, mapped: code or 0. */
static unsigned check_event(const struct shadow *s, uint64_t device,
			    uint64_t event)
{
	if (device >= DEVICES_MAX)
		return 0x01;
	if (!s->devices[device].valid)
		return 0x04;
	if (event >> s->devices[device].bits)
		return 0x05;
	return device == DEVICE && s->events[event].valid ? 0 : 0x07;
}

static unsigned shadow_mapd(struct shadow *s, const uint64_t dw[4])
{
	uint64_t device = bits(dw, 0, 63, 32), size = bits(dw, 1, 4, 0);
	bool valid = dw[2] >> 63;

	if (device >= DEVICES_MAX)
		return 0x01;
	if (valid && size > 4)
		return 0x02;
	s->devices[device].valid = valid;
	s->devices[device].itt = bits(dw, 2, 51, 8) << 8;
	s->devices[device].bits = (unsigned)size + 1;
	/* New tables are zero. */
	if (device == DEVICE)
		memset(s->events, 0, sizeof(s->events));
	return 0;
}

static unsigned shadow_mapc(struct shadow *s, const uint64_t dw[4])
{
	uint64_t icid = bits(dw, 2, 15, 0), pe = bits(dw, 2, 51, 16);
	bool valid = dw[2] >> 63;

	if (icid >= s->icids)
		return 0x03;
	if (valid && pe >= PES)
		return 0x02;
	s->collections[icid].valid = valid;
	s->collections[icid].pe = pe;
	return 0;
}

static unsigned shadow_map(struct shadow *s, const uint64_t dw[4],
			   uint64_t intid)
{
	uint64_t device = bits(dw, 0, 63, 32), event = bits(dw, 1, 31, 0);
	uint64_t icid = bits(dw, 2, 15, 0);

	if (device >= DEVICES_MAX)
		return 0x01;
	if (icid >= s->icids)
		return 0x03;
	if (!s->devices[device].valid)
		return 0x04;
	if (event >> s->devices[device].bits)
		return 0x05;
	if (intid < 8192 || intid >= LPI_END)
		return 0x06;
	if (device == DEVICE)
		s->events[event] = (struct shadow_event){ .valid = true,
							  .intid = intid,
							  .icid = icid };
	return 0;
}

static unsigned shadow_movi(struct shadow *s, const uint64_t dw[4])
{
	uint64_t device = bits(dw, 0, 63, 32), event = bits(dw, 1, 31, 0);
	uint64_t icid = bits(dw, 2, 15, 0);
	unsigned code;

	if (device >= DEVICES_MAX)
		return 0x01;
	if (icid >= s->icids)
		return 0x03;
	code = check_event(s, device, event);
	if (code)
		return code;
	if (!s->collections[s->events[event].icid].valid ||
	    !s->collections[icid].valid)
		return 0x09;
	if (s->events[event].intid == 8192 &&
	    s->pending_on == s->collections[s->events[event].icid].pe)
		s->pending_on = (unsigned)s->collections[icid].pe;
	s->events[event].icid = icid;
	return 0;
}

static unsigned shadow_on_event(struct shadow *s, const uint64_t dw[4])
{
	uint64_t device = bits(dw, 0, 63, 32), event = bits(dw, 1, 31, 0);
	unsigned code = check_event(s, device, event);
	unsigned pe;

	if (code)
		return code;
	if (!s->collections[s->events[event].icid].valid)
		return 0x09;
	pe = (unsigned)s->collections[s->events[event].icid].pe;
	if (s->events[event].intid == 8192) {
		if ((dw[0] & 0xff) == INT)
			s->pending_on = pe;
		else if ((dw[0] & 0xff) != INV && s->pending_on == pe)
			s->pending_on = NOWHERE;
	}
	if ((dw[0] & 0xff) == DISCARD)
		s->events[event].valid = false;
	return 0;
}

static unsigned shadow_invall(const struct shadow *s, const uint64_t dw[4])
{
	uint64_t icid = bits(dw, 2, 15, 0);

	if (icid >= s->icids)
		return 0x03;
	return s->collections[icid].valid ? 0 : 0x09;
}

static unsigned shadow_movall(struct shadow *s, const uint64_t dw[4])
{
	uint64_t from = bits(dw, 2, 51, 16), to = bits(dw, 3, 51, 16);

	if (from >= PES || to >= PES)
		return 0x01;
	if (s->pending_on == from)
		s->pending_on = (unsigned)to;
	return 0;
}

/* The whole code, 0: it is accepted. */
static uint32_t shadow_run(struct shadow *s, const uint64_t dw[4])
{
	unsigned opcode = dw[0] & 0xff, code = 0;

	switch (opcode) {
	case 0x08:
		code = shadow_mapd(s, dw);
		break;
	case 0x09:
		code = shadow_mapc(s, dw);
		break;
	case 0x0a:
		code = shadow_map(s, dw, bits(dw, 1, 63, 32));
		break;
	case 0x0b:
		code = shadow_map(s, dw, bits(dw, 1, 31, 0));
		break;
	case 0x01:
		code = shadow_movi(s, dw);
		break;
	case 0x0d:
		code = shadow_invall(s, dw);
		break;
	case 0x0e:
		code = shadow_movall(s, dw);
		break;
	case 0x05:
		break;
	default:
		code = shadow_on_event(s, dw);
		break;
	}
	/* CLEAR's codes say 05. */
	return code ? 0x010000u | (opcode == 0x04 ? 5u : opcode) << 8 | code
		    : 0;
}

/* --- the machine beside it --------------------------------------------------- */

static bool load_ram(void *user, uint64_t addr, unsigned size,
		     uint64_t *ret_value)
{
	const struct its *t = user;

	if (addr < RAM || addr - RAM > RAM_SIZE - size)
		return false;
	*ret_value = load(t, addr, size);
	return true;
}

/* Where an event leads: the model, the walk and the shadow say the same. */
static void compare_event(struct its *t, const struct shadow *s,
			  uint32_t device, uint32_t event)
{
	const struct naive_its naive = {
		.load = load_ram,
		.user = t,
		.enabled = true,
		.devices = gits(t, 0, "GITS_BASER0"),
		.collections = gits(t, 0, "GITS_BASER1"),
		.device_bits = 8,
		.entry_size = 12,
		.pes = PES,
	};
	struct vgs_translation to;
	uint64_t intid = 0;
	unsigned pe = 0;
	bool walked = naive_walk(&naive, device, event, &pe, &intid);
	bool mapped = !check_event(s, device, event) &&
		      s->collections[s->events[event].icid].valid;

	assert_int_equal(vgs_gic_translate(t->f.gic, 0, device, event, &to), 0);
	assert_int_equal(walked, to.pe != VGS_NO_PE);
	/* The shadow knows the events of one device. */
	if (device != DEVICE)
		return;
	assert_int_equal(mapped, walked);
	if (!mapped)
		return;
	assert_int_equal(to.intid, intid);
	assert_int_equal(to.pe, pe);
	assert_int_equal(intid, s->events[event].intid);
	assert_int_equal(pe, s->collections[s->events[event].icid].pe);
}

/* Device, collections 1 to 3 on their PEs, LPI 8192 pending on PE 1. */
static void prepare(struct its *t, struct shadow *s, unsigned icids)
{
	memset(s, 0, sizeof(*s));
	s->icids = icids;
	map_one(t);
	msi(t, DEVICE, 3);
	mapc(t, 3, 3);
	mapti(t, DEVICE, 15, 8199, 5);
	assert_accepted(t);
	s->devices[DEVICE].valid = true;
	s->devices[DEVICE].bits = 5;
	s->devices[DEVICE].itt = ITT;
	/* Events of 4 bits: MAPD again, the ITT is as it was. */
	mapd(t, DEVICE, DEVICE_BITS - 1, ITT);
	s->devices[DEVICE].bits = DEVICE_BITS;
	for (unsigned icid = 1; icid < 4; icid++) {
		s->collections[icid].valid = true;
		s->collections[icid].pe = icid;
	}
	s->events[3] = (struct shadow_event){ true, true, 8192, 1 };
	s->events[15] = (struct shadow_event){ true, false, 8199, 5 };
	s->pending_on = 1;
}

static void try_one(struct its *t, const struct start *start,
		    const struct shadow *before, const struct matrix *m,
		    const uint64_t dw[4])
{
	struct shadow s = *before;

	try_command(t, start, m->name, dw, shadow_run(&s, dw));
	if (pending_on(t, 8192) != s.pending_on)
		fail_msg("%llx %llx %llx %llx: 8192 on %x, not %x",
			 (unsigned long long)dw[0], (unsigned long long)dw[1],
			 (unsigned long long)dw[2], (unsigned long long)dw[3],
			 pending_on(t, 8192), s.pending_on);
	compare_event(t, &s, DEVICE, 3);
	compare_event(t, &s, DEVICE, 15);
	compare_event(t, &s, (uint32_t)bits(dw, 0, 63, 32),
		      (uint32_t)bits(dw, 1, 31, 0));
}

/* All combinations of the fields from @n on. */
static unsigned try_all(struct its *t, const struct start *start,
			const struct shadow *before, const struct matrix *m,
			unsigned n, uint64_t dw[4])
{
	const struct field *f = &m->fields[n];
	unsigned tried = 0;

	if (n == FIELDS_MAX || !f->name) {
		try_one(t, start, before, m, dw);
		return 1;
	}
	for (unsigned i = 0; i < f->count; i++) {
		uint64_t old = dw[f->dw];

		put(f, i, dw);
		tried += try_all(t, start, before, m, n + 1, dw);
		dw[f->dw] = old;
	}
	return tried;
}

/* Values of ICID around the limit that there is. */
static struct matrix with_limit(const struct matrix *m, unsigned icids)
{
	struct matrix moved = *m;

	for (unsigned n = 0; n < FIELDS_MAX && m->fields[n].name; n++) {
		struct field *f = &moved.fields[n];

		for (unsigned k = 0; k < f->count; k++)
			if (!strcmp(f->name, "ICID") &&
			    f->values[k] >= ICIDS - 1 &&
			    f->values[k] <= ICIDS + 1)
				f->values[k] += icids - ICIDS;
	}
	return moved;
}

static void try_matrices(struct its *t, unsigned icids)
{
	struct shadow shadow;
	struct start start;
	unsigned tried = 0;

	prepare(t, &shadow, icids);
	keep_start(t, &start);
	for (unsigned i = 0; i < sizeof(matrices) / sizeof(*matrices); i++) {
		struct matrix m = with_limit(&matrices[i], icids);
		uint64_t dw[4] = { m.opcode, 0, 0, 0 };

		tried += try_all(t, &start, &shadow, &m, 0, dw);
	}
	free_start(&start);
	/* 120 + 72 + 1944 + 252 + 216 + 4 x 36 + 6 + 36 + 6 */
	assert_int_equal(tried, 2796);
}

static void each_field_at_its_limits(void **state)
{
	try_matrices(*state, ICIDS);
}

static int its_setup_small_table(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	*state = t;
	if (!t)
		return -1;
	its_config(t);
	t->f.cfg.its_units[0].collection_id_bits = 16;
	its_machine(t);
	return 0;
}

/* CIDbits allow more than the collection table holds: the table decides. */
static void each_field_with_a_small_table(void **state)
{
	try_matrices(*state, TABLE_ICIDS);
}

static void fields_do_not_overlap(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(matrices) / sizeof(*matrices); i++)
		assert_fields_apart(&matrices[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ITS_TEST(each_field_at_its_limits),
		ITS_TEST_IN(small_table, each_field_with_a_small_table),
		cmocka_unit_test(fields_do_not_overlap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
