/* SPDX-License-Identifier: MIT */
/*
 * What the tests of GICv4 share: the machine of test_its.h as a GICv4, with a
 * vPE table; commands and registers of vPEs.
 */
#ifndef TEST_VPE_H
#define TEST_VPE_H

#include "test_its.h"

#define VPES(u)	   (RAM + 0x98000u + (u)*0x80000u)
#define VPROP(vpe) (RAM + 0xa0000u + (vpe)*0x1000u)
#define VCONF(vpe) (RAM + 0x160000u + (vpe) % 2u * 0x10000u) /* GICv4.1 */
#define VPT(vpe)   (RAM + 0x120000u + (vpe)*0x10000u)	     /* four of them */

/* Of GICR_VPENDBASER. */
#define DIRTY	     (UINT64_C(1) << 60)
#define PENDING_LAST (UINT64_C(1) << 61)
#define IDAI	     (UINT64_C(1) << 62)

#define NO_DOORBELL 1023u

/*
 * As its_setup() and its variants.  PEs run guests: VENG1 is 1, VPMR 0xf8, HCR.En
 * 1.  vLPIs 8192.. of all vPEs are enabled with priority 0xa0.
 */
int vpe_setup(void **state);
int vpe_setup_ignore(void **state);
int vpe_setup_cached(void **state);
int vpe_setup_async(void **state);

/* GICv4.1: all ITSes and Redistributors share the vPE table VPES(0). */
int vpe41_setup(void **state);
int vpe41_setup_async(void **state);

#define VPE41_TEST(name)                                                       \
	cmocka_unit_test_setup_teardown(name, vpe41_setup, its_teardown)
#define VPE41_TEST_IN(mode, name)                                              \
	cmocka_unit_test_setup_teardown(name, vpe41_setup_##mode, its_teardown)

#define VPE_TEST(name)                                                         \
	cmocka_unit_test_setup_teardown(name, vpe_setup, its_teardown)
#define VPE_TEST_IN(mode, name)                                                \
	cmocka_unit_test_setup_teardown(name, vpe_setup_##mode, its_teardown)

/* The machine of f.cfg with tables, once more. */
void vpe_machine(struct its *t);

/* Configuration byte of a vLPI. */
void vproperty(struct its *t, unsigned vpe, unsigned vintid, unsigned byte);

/* Commands to ITS 0: VPT_size 15. */
void vmapp(struct its *t, unsigned vpe, unsigned pe);
void unvmapp(struct its *t, unsigned vpe);
void vmapti(struct its *t, uint64_t device, uint32_t event, unsigned vpe,
	    uint64_t vintid, uint64_t doorbell);
void vmovi(struct its *t, uint64_t device, uint32_t event, unsigned vpe);
void vmovp(struct its *t, unsigned vpe, unsigned pe);
void vinvall(struct its *t, unsigned vpe);
void vsync(struct its *t, unsigned vpe);

/* Device 0x10: event 3 is vLPI 8192 of vPE 1 on PE 1, doorbell LPI 8200. */
void vmap_one(struct its *t);

/* GICR_VPENDBASER: Valid 0 to 1 and 1 to 0, with more bits. */
void vpe_in(struct its *t, unsigned vpe, unsigned pe, uint64_t bits);
void vpe_out(struct its *t, unsigned vpe, unsigned pe, uint64_t bits);
uint64_t vpendbaser(struct its *t, unsigned pe);

bool vlpi_pending(struct its *t, unsigned vpe, uint32_t vintid);

/* Bit of a virtual pending table. */
bool vpt_bit(const struct its *t, unsigned vpe, uint32_t vintid);

/* What a guest on this PE acknowledges; ends. */
unsigned vack(struct its *t, unsigned pe);
void vend(struct its *t, unsigned pe, unsigned vintid);

/* Is a virtual IRQ signalled? */
bool virq(struct its *t, unsigned pe);

/* --- GICv4.1 ------------------------------------------------------------- */

/* Of VMAPP, of GICR_VPENDBASER. */
#define ALLOC	 (UINT64_C(1) << 8)
#define VPTZ	 (UINT64_C(1) << 9)
#define DOORBELL (UINT64_C(1) << 62)

void vmapp41(struct its *t, unsigned unit, unsigned vpe, unsigned pe,
	     uint64_t flags, uint64_t doorbell);
void unvmapp41(struct its *t, unsigned unit, unsigned vpe, uint64_t flags);
void vsgi(struct its *t, unsigned vpe, unsigned vintid, bool enable,
	  unsigned group, unsigned priority);
void vsgi_clear(struct its *t, unsigned vpe, unsigned vintid);
void vsgi_send(struct its *t, unsigned vpe, unsigned vintid);
bool vsgi_pending(struct its *t, unsigned vpe, unsigned vintid);

/* Device 0x10: event 3 is vLPI 8192 of vPE 1 on PE 1, default doorbell 8200. */
void vmap_one41(struct its *t);

void vpe41_in(struct its *t, unsigned vpe, unsigned pe);
void vpe41_out(struct its *t, unsigned pe, uint64_t bits);

/* Run all deferred actions. */
void drain(struct its *t);

#endif
