/* SPDX-License-Identifier: MIT */
/*
 * What the tests of LPIs and of the ITS share: the GICv3 machine with memory,
 * tables and a command queue for each ITS.
 */
#ifndef TEST_ITS_H
#define TEST_ITS_H

#include "test_gicv3.h"

#define RAM	 UINT64_C(0x80000000)
#define RAM_SIZE 0x180000u

#define PROP	    RAM
#define PEND(pe)    (RAM + 0x10000u + (pe)*0x10000u)
#define DEVICES(u)  (RAM + 0x50000u + (u)*0x80000u)
#define COLLECTS(u) (RAM + 0x60000u + (u)*0x80000u)
#define QUEUE(u)    (RAM + 0x70000u + (u)*0x80000u)
#define ITT	    (RAM + 0x80000u)
#define ITT2	    (RAM + 0x81000u)
#define SPARE	    (RAM + 0x90000u) /* 256 KB, nobody's */

#define V   (UINT64_C(1) << 63)
#define PTZ (UINT64_C(1) << 62)

struct its {
	struct fixture f; /* first: the callbacks of its tests get it */
	unsigned char ram[RAM_SIZE];
	uint64_t fail_at, fail_end; /* accesses there fail */
	unsigned long accesses;
	unsigned long walks; /* entries of devices that were read */
	unsigned char *image;
};

/*
 * Four PEs, LPIs of 16 bits, two ITSes with 8 bits of DeviceID, 5 of EventID,
 * 4 of ICID; command errors stall.
 */
void its_config(struct its *t);

/* The machine of f.cfg; LPIs all enabled with priority 0xa0, ITSes on. */
void its_machine(struct its *t);

int its_setup(void **state);
int its_setup_ignore(void **state); /* command errors are ignored */
int its_setup_cached(void **state); /* configuration is cached */
int its_setup_async(void **state);
int its_teardown(void **state);

#define ITS_TEST(name)                                                         \
	cmocka_unit_test_setup_teardown(name, its_setup, its_teardown)
#define ITS_TEST_IN(mode, name)                                                \
	cmocka_unit_test_setup_teardown(name, its_setup_##mode, its_teardown)

uint64_t load(const struct its *t, uint64_t addr, unsigned size);
void store(struct its *t, uint64_t addr, unsigned size, uint64_t value);

/* Configuration byte of an LPI. */
void property(struct its *t, unsigned intid, unsigned byte);

uint64_t gits(struct its *t, unsigned unit, const char *name);
void gits_write(struct its *t, unsigned unit, const char *name, uint64_t value);

/* Put a command into the queue; ring(): and move CWRITER past it. */
void enqueue(struct its *t, unsigned unit, uint64_t dw0, uint64_t dw1,
	     uint64_t dw2, uint64_t dw3);
void command(struct its *t, unsigned unit, uint64_t dw0, uint64_t dw1,
	     uint64_t dw2, uint64_t dw3);

/* Commands to ITS 0. */
void mapd(struct its *t, uint64_t device, unsigned size, uint64_t itt);
void unmapd(struct its *t, uint64_t device);
void mapc(struct its *t, unsigned icid, uint64_t rdbase);
void unmapc(struct its *t, unsigned icid);
void mapti(struct its *t, uint64_t device, uint32_t event, uint64_t intid,
	   unsigned icid);
void mapi(struct its *t, uint64_t device, uint32_t event, unsigned icid);
void movi(struct its *t, uint64_t device, uint32_t event, unsigned icid);
void movall(struct its *t, uint64_t from, uint64_t to);
void invall(struct its *t, unsigned icid);
void sync_to(struct its *t, uint64_t rdbase);

/* DISCARD, CLEAR, INT, INV: opcode, device, event. */
#define DISCARD 0x0fu
#define CLEAR	0x04u
#define INT	0x03u
#define INV	0x0cu
void on_event(struct its *t, unsigned opcode, uint64_t device, uint32_t event);

/* Device 0x10: event 3 is LPI 8192 on PE 1.  ICID 2 is on PE 2. */
void map_one(struct its *t);

void msi(struct its *t, uint32_t device, uint32_t event);

/* PE on which an LPI is pending, or NOWHERE. */
#define NOWHERE VGS_NO_PE
unsigned pending_on(struct its *t, uint32_t intid);

/* What acknowledging on this PE answers. */
unsigned acknowledge(struct its *t, unsigned pe);
void end(struct its *t, unsigned pe, unsigned intid);

/* No error, empty queue; or one error that stalls with this code. */
void assert_accepted(struct its *t);
void assert_stalled(struct its *t, uint32_t code);

#endif
