/* SPDX-License-Identifier: MIT */
/* Fixture of the tests of LPIs and of the ITS. */
#include "test_its.h"

#include <stdlib.h>
#include <string.h>

/* --- memory ------------------------------------------------------------ */

static unsigned char *at(const struct its *t, uint64_t addr, size_t len)
{
	if (addr < RAM || addr - RAM > RAM_SIZE - len)
		return NULL;
	if (addr < t->fail_end && addr + len > t->fail_at)
		return NULL;
	return (unsigned char *)(uintptr_t)t->ram + (addr - RAM);
}

static bool is_device(uint64_t addr)
{
	return (addr >= DEVICES(0) && addr < COLLECTS(0)) ||
	       (addr >= DEVICES(1) && addr < COLLECTS(1));
}

static int ram_read(void *user, uint64_t addr, void *buf, size_t len)
{
	struct its *t = user;
	const unsigned char *from = at(t, addr, len);

	t->accesses++;
	t->walks += is_device(addr);
	if (!from)
		return -1;
	memcpy(buf, from, len);
	return 0;
}

static int ram_write(void *user, uint64_t addr, const void *buf, size_t len)
{
	struct its *t = user;
	unsigned char *to = at(t, addr, len);

	t->accesses++;
	if (!to)
		return -1;
	memcpy(to, buf, len);
	return 0;
}

uint64_t load(const struct its *t, uint64_t addr, unsigned size)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)t->ram[addr - RAM + i] << 8 * i;
	return value;
}

void store(struct its *t, uint64_t addr, unsigned size, uint64_t value)
{
	for (unsigned i = 0; i < size; i++)
		t->ram[addr - RAM + i] = (unsigned char)(value >> 8 * i);
}

void property(struct its *t, unsigned intid, unsigned byte)
{
	store(t, PROP + intid - 8192, 1, byte);
}

/* --- registers --------------------------------------------------------- */

static uint64_t offset_of(struct its *t, const char *name, unsigned *ret_size)
{
	struct vgs_reg_ref ref;

	if (vgs_gic_reg_lookup(t->f.gic, name, &ref))
		fail_msg("no register %s", name);
	*ret_size = ref.info.width / 8u;
	return ref.info.offset +
	       (ref.n < 0 ? 0u : (unsigned)ref.n * ref.info.stride);
}

uint64_t gits(struct its *t, unsigned unit, const char *name)
{
	const struct vgs_access access = { 0, VGS_NONSECURE };
	unsigned size;
	uint64_t offset = offset_of(t, name, &size), value = 0;

	assert_int_equal(vgs_gic_frame_read(t->f.gic, &access, VGS_FRAME_GITS,
					    unit, offset, size, &value),
			 0);
	return value;
}

void gits_write(struct its *t, unsigned unit, const char *name, uint64_t value)
{
	const struct vgs_access access = { 0, VGS_NONSECURE };
	unsigned size;
	uint64_t offset = offset_of(t, name, &size);

	assert_int_equal(vgs_gic_frame_write(t->f.gic, &access, VGS_FRAME_GITS,
					     unit, offset, size, value),
			 0);
}

/* --- commands ------------------------------------------------------------ */

static uint64_t queue_size(struct its *t, unsigned unit)
{
	return 4096 * ((gits(t, unit, "GITS_CBASER") & 0xff) + 1);
}

void enqueue(struct its *t, unsigned unit, uint64_t dw0, uint64_t dw1,
	     uint64_t dw2, uint64_t dw3)
{
	uint64_t slot = QUEUE(unit) + gits(t, unit, "GITS_CWRITER");

	store(t, slot, 8, dw0);
	store(t, slot + 8, 8, dw1);
	store(t, slot + 16, 8, dw2);
	store(t, slot + 24, 8, dw3);
}

void command(struct its *t, unsigned unit, uint64_t dw0, uint64_t dw1,
	     uint64_t dw2, uint64_t dw3)
{
	enqueue(t, unit, dw0, dw1, dw2, dw3);
	gits_write(t, unit, "GITS_CWRITER",
		   (gits(t, unit, "GITS_CWRITER") + 32) % queue_size(t, unit));
}

void mapd(struct its *t, uint64_t device, unsigned size, uint64_t itt)
{
	command(t, 0, device << 32 | 0x08, size, V | itt, 0);
}

void unmapd(struct its *t, uint64_t device)
{
	command(t, 0, device << 32 | 0x08, 0, 0, 0);
}

void mapc(struct its *t, unsigned icid, uint64_t rdbase)
{
	command(t, 0, 0x09, 0, V | rdbase << 16 | icid, 0);
}

void unmapc(struct its *t, unsigned icid)
{
	command(t, 0, 0x09, 0, icid, 0);
}

void mapti(struct its *t, uint64_t device, uint32_t event, uint64_t intid,
	   unsigned icid)
{
	command(t, 0, device << 32 | 0x0a, intid << 32 | event, icid, 0);
}

void mapi(struct its *t, uint64_t device, uint32_t event, unsigned icid)
{
	command(t, 0, device << 32 | 0x0b, event, icid, 0);
}

void movi(struct its *t, uint64_t device, uint32_t event, unsigned icid)
{
	command(t, 0, device << 32 | 0x01, event, icid, 0);
}

void movall(struct its *t, uint64_t from, uint64_t to)
{
	command(t, 0, 0x0e, 0, from << 16, to << 16);
}

void invall(struct its *t, unsigned icid)
{
	command(t, 0, 0x0d, 0, icid, 0);
}

void sync_to(struct its *t, uint64_t rdbase)
{
	command(t, 0, 0x05, 0, rdbase << 16, 0);
}

void on_event(struct its *t, unsigned opcode, uint64_t device, uint32_t event)
{
	command(t, 0, device << 32 | opcode, event, 0, 0);
}

void map_one(struct its *t)
{
	mapd(t, 0x10, 4, ITT);
	mapc(t, 1, 1);
	mapc(t, 2, 2);
	mapti(t, 0x10, 3, 8192, 1);
}

/* --- what is seen ---------------------------------------------------------- */

void msi(struct its *t, uint32_t device, uint32_t event)
{
	assert_int_equal(vgs_gic_msi(t->f.gic, 0, device, event), 0);
}

unsigned pending_on(struct its *t, uint32_t intid)
{
	uint16_t pe = 0;

	assert_int_equal(vgs_gic_lpi(t->f.gic, intid, &pe), 0);
	return pe;
}

unsigned acknowledge(struct its *t, unsigned pe)
{
	return (unsigned)mrs(&t->f, pe, VGS_ICC_IAR1_EL1);
}

void end(struct its *t, unsigned pe, unsigned intid)
{
	msr(&t->f, pe, VGS_ICC_EOIR1_EL1, intid);
}

void assert_accepted(struct its *t)
{
	struct vgs_its_info info;

	assert_int_equal(vgs_gic_its(t->f.gic, 0, &info), 0);
	assert_int_equal(info.error, 0);
	assert_int_equal(info.errors, 0);
	assert_false(info.stalled);
	assert_true(info.queue_empty);
}

void assert_stalled(struct its *t, uint32_t code)
{
	struct vgs_its_info info;

	assert_int_equal(vgs_gic_its(t->f.gic, 0, &info), 0);
	assert_int_equal(info.error, code);
	assert_int_equal(info.errors, 1);
	assert_true(info.stalled);
	assert_false(info.queue_empty);
}

/* --- machines ---------------------------------------------------------------- */

void its_config(struct its *t)
{
	config(&t->f);
	t->f.cfg.its = 2;
	for (unsigned unit = 0; unit < 2; unit++) {
		t->f.cfg.its_units[unit].device_id_bits = 8;
		t->f.cfg.its_units[unit].event_id_bits = 5;
		t->f.cfg.its_units[unit].collection_id_bits = 4;
	}
	t->f.cfg.lpi_id_bits = 16;
	t->f.cfg.mem = (struct vgs_mem_ops){ ram_read, ram_write, t };
}

void its_machine(struct its *t)
{
	machine(&t->f);
	memset(t->ram, 0xa3, 0x10000);
	for (unsigned pe = 0; pe < t->f.cfg.pes; pe++) {
		redist_write(&t->f, pe, "GICR_PROPBASER", PROP | 15);
		redist_write(&t->f, pe, "GICR_PENDBASER", PEND(pe));
		redist_write(&t->f, pe, "GICR_CTLR", 1);
	}
	for (unsigned unit = 0; unit < t->f.cfg.its; unit++) {
		gits_write(t, unit, "GITS_BASER0", V | DEVICES(unit));
		gits_write(t, unit, "GITS_BASER1", V | COLLECTS(unit));
		gits_write(t, unit, "GITS_CBASER", V | QUEUE(unit));
		gits_write(t, unit, "GITS_CTLR", 1);
	}
	t->f.findings = 0;
	t->f.finding = 0;
}

static struct its *make(void **state)
{
	struct its *t = calloc(1, sizeof(*t));

	*state = t;
	if (t)
		its_config(t);
	return t;
}

int its_setup(void **state)
{
	struct its *t = make(state);

	if (!t)
		return -1;
	its_machine(t);
	return 0;
}

int its_setup_ignore(void **state)
{
	struct its *t = make(state);

	if (!t)
		return -1;
	t->f.cfg.its_error = VGS_ITS_ERROR_IGNORE;
	its_machine(t);
	return 0;
}

int its_setup_cached(void **state)
{
	struct its *t = make(state);

	if (!t)
		return -1;
	t->f.cfg.lpi_cache = VGS_LPI_CACHE_CACHED;
	its_machine(t);
	return 0;
}

int its_setup_async(void **state)
{
	struct its *t = make(state);

	if (!t)
		return -1;
	t->f.cfg.async = true;
	its_machine(t);
	return 0;
}

int its_teardown(void **state)
{
	struct its *t = *state;

	assert_null(vgs_gic_bug(t->f.gic));
	vgs_gic_free(t->f.gic);
	free(t->image);
	free(t);
	return 0;
}
