/* SPDX-License-Identifier: MIT */
/*
 * What the GICv2 tests share: a machine, accesses by frame and offset in the
 * two security views, and the last finding.
 */
#ifndef TEST_GICV2_H
#define TEST_GICV2_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <libvgicsim/vgicsim.h>

#include "gicd.h"

/* GICD */
#define D_PPISR 0xd00
#define D_SPISR 0xd04
#define D_NSACR 0xe00
/* GICC and GICV */
#define C_CTLR	 0x0000
#define C_PMR	 0x0004
#define C_BPR	 0x0008
#define C_IAR	 0x000c
#define C_EOIR	 0x0010
#define C_RPR	 0x0014
#define C_HPPIR	 0x0018
#define C_ABPR	 0x001c
#define C_AIAR	 0x0020
#define C_AEOIR	 0x0024
#define C_AHPPIR 0x0028
#define C_APR	 0x00d0
#define C_NSAPR	 0x00e0
#define C_IIDR	 0x00fc
#define C_DIR	 0x1000
/* GICH */
#define H_HCR	0x000
#define H_VTR	0x004
#define H_VMCR	0x008
#define H_MISR	0x010
#define H_EISR	0x020
#define H_ELRSR 0x030
#define H_APR	0x0f0
#define H_LR	0x100

struct fixture {
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;
	char finding[16]; /* last one, "" */
	unsigned findings;
};

static inline void on_event(void *user, const struct vgs_event *event)
{
	struct fixture *f = user;

	if (event->kind != VGS_EV_FINDING)
		return;
	f->findings++;
	strncpy(f->finding, vgs_rule_name(event->rule), sizeof(f->finding) - 1);
}

/* Four CPUs, list registers, 64 SPIs; the caller changes it, then starts. */
static inline struct fixture *machine(bool security)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	vgs_gic_config_default(&f->cfg, VGS_GIC_V2);
	f->cfg.pes = 4;
	f->cfg.virt = true;
	f->cfg.security = security;
	f->cfg.trace = on_event;
	f->cfg.user = f;
	return f;
}

static inline void start(struct fixture *f)
{
	assert_int_equal(vgs_gic_new(&f->cfg, &f->gic), 0);
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;

	if (f->gic)
		assert_null(vgs_gic_bug(f->gic));
	vgs_gic_free(f->gic);
	free(f);
	return 0;
}

static inline uint32_t access_read(struct fixture *f, unsigned pe,
				   enum vgs_security security,
				   enum vgs_frame frame, uint64_t offset,
				   unsigned size)
{
	struct vgs_access access = { pe, security };
	uint64_t value = 0xdead;

	assert_int_equal(vgs_gic_frame_read(f->gic, &access, frame, 0, offset,
					    size, &value),
			 0);
	return (uint32_t)value;
}

static inline void access_write(struct fixture *f, unsigned pe,
				enum vgs_security security,
				enum vgs_frame frame, uint64_t offset,
				unsigned size, uint32_t value)
{
	struct vgs_access access = { pe, security };

	assert_int_equal(vgs_gic_frame_write(f->gic, &access, frame, 0, offset,
					     size, value),
			 0);
}

/* Names: frame (d, c, h, v), what (r, w), view (Secure unless ns). */
static inline uint32_t dr(struct fixture *f, unsigned pe, uint64_t offset)
{
	return access_read(f, pe, VGS_SECURE, VGS_FRAME_GICD, offset, 4);
}

static inline void dw(struct fixture *f, unsigned pe, uint64_t offset,
		      uint32_t value)
{
	access_write(f, pe, VGS_SECURE, VGS_FRAME_GICD, offset, 4, value);
}

static inline void dwb(struct fixture *f, unsigned pe, uint64_t offset,
		       uint8_t value)
{
	access_write(f, pe, VGS_SECURE, VGS_FRAME_GICD, offset, 1, value);
}

static inline uint32_t dr_ns(struct fixture *f, unsigned pe, uint64_t offset)
{
	return access_read(f, pe, VGS_NONSECURE, VGS_FRAME_GICD, offset, 4);
}

static inline void dw_ns(struct fixture *f, unsigned pe, uint64_t offset,
			 uint32_t value)
{
	access_write(f, pe, VGS_NONSECURE, VGS_FRAME_GICD, offset, 4, value);
}

static inline uint32_t cr(struct fixture *f, unsigned pe, uint64_t offset)
{
	return access_read(f, pe, VGS_SECURE, VGS_FRAME_GICC, offset, 4);
}

static inline void cw(struct fixture *f, unsigned pe, uint64_t offset,
		      uint32_t value)
{
	access_write(f, pe, VGS_SECURE, VGS_FRAME_GICC, offset, 4, value);
}

static inline uint32_t cr_ns(struct fixture *f, unsigned pe, uint64_t offset)
{
	return access_read(f, pe, VGS_NONSECURE, VGS_FRAME_GICC, offset, 4);
}

static inline void cw_ns(struct fixture *f, unsigned pe, uint64_t offset,
			 uint32_t value)
{
	access_write(f, pe, VGS_NONSECURE, VGS_FRAME_GICC, offset, 4, value);
}

static inline uint32_t hr(struct fixture *f, unsigned pe, uint64_t offset)
{
	return access_read(f, pe, VGS_NONSECURE, VGS_FRAME_GICH, offset, 4);
}

static inline void hw(struct fixture *f, unsigned pe, uint64_t offset,
		      uint32_t value)
{
	access_write(f, pe, VGS_NONSECURE, VGS_FRAME_GICH, offset, 4, value);
}

static inline uint32_t vr(struct fixture *f, unsigned pe, uint64_t offset)
{
	return access_read(f, pe, VGS_NONSECURE, VGS_FRAME_GICV, offset, 4);
}

static inline void vw(struct fixture *f, unsigned pe, uint64_t offset,
		      uint32_t value)
{
	access_write(f, pe, VGS_NONSECURE, VGS_FRAME_GICV, offset, 4, value);
}

/* SPI @intid: group 0, priority 0x80, CPU 0, enabled. */
static inline void use_spi(struct fixture *f, uint32_t intid)
{
	dwb(f, 0, D_IPRIORITYR + intid, 0x80);
	dwb(f, 0, D_ITARGETSR + intid, 0x01);
	dw(f, 0, D_ISENABLER + intid / 32 * 4, 1u << intid % 32);
}

static inline void set_edge(struct fixture *f, uint32_t intid)
{
	uint64_t offset = D_ICFGR + intid / 16 * 4;

	dw(f, 0, offset, dr(f, 0, offset) | 2u << intid % 16 * 2);
}

static inline void set_group1(struct fixture *f, unsigned pe, uint32_t intid)
{
	uint64_t offset = D_IGROUPR + intid / 32 * 4;

	dw(f, pe, offset, dr(f, pe, offset) | 1u << intid % 32);
}

static inline void spi(struct fixture *f, uint32_t intid, bool level)
{
	assert_int_equal(vgs_gic_set_line(f->gic, VGS_INTID(intid), level), 0);
}

static inline void ppi(struct fixture *f, unsigned pe, uint32_t intid,
		       bool level)
{
	assert_int_equal(
		vgs_gic_set_line(f->gic, VGS_PRIVATE(pe, intid), level), 0);
}

/* Both groups forwarded; @pe's interface on, nothing masked. */
static inline void enable(struct fixture *f, unsigned pe)
{
	dw(f, pe, D_CTLR, 3);
	cw(f, pe, C_PMR, 0xff);
	cw(f, pe, C_CTLR, 3);
}

/* A machine that is ready to deliver to CPU 0 and 1. */
static inline int setup_on(void **state, bool security)
{
	struct fixture *f = machine(security);

	start(f);
	enable(f, 0);
	enable(f, 1);
	*state = f;
	return 0;
}

static inline int setup_single(void **state)
{
	return setup_on(state, false);
}

static inline int setup_secure(void **state)
{
	return setup_on(state, true);
}

#endif
