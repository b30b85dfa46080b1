/* SPDX-License-Identifier: MIT */
/*
 * A GICv2 for tests of what no version owns: created from a config, driven by
 * the public interface only, with its callbacks counted.
 */
#ifndef TESTS_MACHINE_H
#define TESTS_MACHINE_H

#include <libvgicsim/gic.h>

#include "check.h"

/* Offsets in GICD and GICC. */
#define GICD_CTLR	0x000u
#define GICD_IGROUPR	0x080u
#define GICD_ISENABLER	0x100u
#define GICD_ICENABLER	0x180u
#define GICD_ISPENDR	0x200u
#define GICD_ICPENDR	0x280u
#define GICD_IPRIORITYR 0x400u
#define GICD_ITARGETSR	0x800u
#define GICD_SGIR	0xf00u
#define GICC_CTLR	0x000u
#define GICC_PMR	0x004u
#define GICC_BPR	0x008u
#define GICC_IAR	0x00cu
#define GICC_EOIR	0x010u
#define GICC_RPR	0x014u
#define GICH_HCR	0x000u
#define GICH_VMCR	0x008u
#define GICH_LR		0x100u

struct machine {
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;
	unsigned reports; /* calls of on_signals */
	unsigned reported_pe;
	uint32_t reported_old, reported_new;
	unsigned events; /* calls of trace */
};

static inline void machine_signals(void *user, unsigned pe, uint32_t old_levels,
				   uint32_t new_levels)
{
	struct machine *m = user;

	m->reports++;
	m->reported_pe = pe;
	m->reported_old = old_levels;
	m->reported_new = new_levels;
}

/* Two PEs, 64 SPIs, one security state, EL2, 4 list registers. */
static inline void machine_config(struct machine *m)
{
	memset(m, 0, sizeof(*m));
	vgs_gic_config_default(&m->cfg, VGS_GIC_V2);
	m->cfg.pes = 2;
	m->cfg.virt = true;
	m->cfg.maintenance_intid = 0;
	m->cfg.on_signals = machine_signals;
	m->cfg.user = m;
}

static inline void machine_start(struct machine *m)
{
	assert_int_equal(vgs_gic_new(&m->cfg, &m->gic), 0);
}

static inline uint32_t machine_read(struct machine *m, unsigned pe,
				    enum vgs_frame frame, uint32_t offset)
{
	struct vgs_access access = { pe, VGS_SECURE };
	uint64_t value = 0;

	assert_int_equal(vgs_gic_frame_read(m->gic, &access, frame, 0, offset,
					    4, &value),
			 0);
	return (uint32_t)value;
}

static inline void machine_write(struct machine *m, unsigned pe,
				 enum vgs_frame frame, uint32_t offset,
				 unsigned size, uint32_t value)
{
	struct vgs_access access = { pe, VGS_SECURE };

	assert_int_equal(vgs_gic_frame_write(m->gic, &access, frame, 0, offset,
					     size, value),
			 0);
}

static inline void gicd(struct machine *m, uint32_t offset, uint32_t value)
{
	machine_write(m, 0, VGS_FRAME_GICD, offset, 4, value);
}

static inline void gicd_byte(struct machine *m, uint32_t offset, uint8_t value)
{
	machine_write(m, 0, VGS_FRAME_GICD, offset, 1, value);
}

static inline void gicc(struct machine *m, unsigned pe, uint32_t offset,
			uint32_t value)
{
	machine_write(m, pe, VGS_FRAME_GICC, offset, 4, value);
}

static inline uint32_t gicc_read(struct machine *m, unsigned pe,
				 uint32_t offset)
{
	return machine_read(m, pe, VGS_FRAME_GICC, offset);
}

static inline void line(struct machine *m, uint32_t intid, bool level)
{
	assert_int_equal(vgs_gic_set_line(m->gic, VGS_INTID(intid), level), 0);
}

/* One SPI that reaches a PE: Group 0, enabled, routed, priority. */
static inline void wire(struct machine *m, uint32_t intid, unsigned pe,
			uint8_t priority)
{
	gicd_byte(m, GICD_IPRIORITYR + intid, priority);
	gicd_byte(m, GICD_ITARGETSR + intid, (uint8_t)(1u << pe));
	gicd(m, GICD_ISENABLER + intid / 32 * 4, 1u << intid % 32);
}

/* Everything forwarded, nothing masked: SPIs 40, 41 to PE 0; 42 to PE 1. */
static inline void machine_open(struct machine *m)
{
	gicd(m, GICD_CTLR, 1);
	for (unsigned pe = 0; pe < m->cfg.pes; pe++) {
		gicc(m, pe, GICC_PMR, 0xf8);
		gicc(m, pe, GICC_CTLR, 1);
	}
	wire(m, 40, 0, 0x80);
	wire(m, 41, 0, 0x40);
	wire(m, 42, 1, 0x80);
}

static inline int machine_setup(void **state)
{
	struct machine *m = calloc(1, sizeof(*m));

	*state = m;
	if (!m)
		return -1;
	machine_config(m);
	machine_start(m);
	machine_open(m);
	m->reports = 0;
	return 0;
}

static inline int machine_teardown(void **state)
{
	struct machine *m = *state;

	assert_null(vgs_gic_bug(m->gic));
	vgs_gic_free(m->gic);
	free(m);
	return 0;
}

#define MACHINE_TEST(name)                                                     \
	cmocka_unit_test_setup_teardown(name, machine_setup, machine_teardown)

#endif
