/* SPDX-License-Identifier: MIT */
/*
 * What the GICv3 tests share: a machine, accesses by register name, contexts.
 * A test that names a register that does not exist fails.
 */
#ifndef TEST_GICV3_H
#define TEST_GICV3_H

#include "check.h"

#include <libvgicsim/gic.h>

#define SCR_NS	 1u
#define SCR_IRQ	 2u
#define SCR_FIQ	 4u
#define SCR_EEL2 (1u << 18)
#define HCR_FMO	 (1u << 3)
#define HCR_IMO	 (1u << 4)

struct fixture {
	struct vgs_gic_config cfg;
	struct vgs_gic *gic;
	unsigned finding; /* rule of the last finding */
	unsigned findings;
};

void trace_findings(void *user, const struct vgs_event *event);

/* A GIC of @cfg; every PE awake with groups enabled and PMR open. */
void machine(struct fixture *f);

/* Default config: 4 PEs, 64 SPIs, EL2, findings counted. */
void config(struct fixture *f);

/* Software context of a PE. */
void context(struct fixture *f, unsigned pe, unsigned el, uint64_t scr,
	     uint64_t hcr);
void el3(struct fixture *f, unsigned pe);
void secure_el1(struct fixture *f, unsigned pe);
void el2(struct fixture *f, unsigned pe);
void el1(struct fixture *f, unsigned pe);
void guest(struct fixture *f, unsigned pe);

/* GICD register by name, Secure and Non-secure. */
uint64_t dist_read(struct fixture *f, const char *name);
void dist_write(struct fixture *f, const char *name, uint64_t value);
uint64_t dist_read_ns(struct fixture *f, const char *name);
void dist_write_ns(struct fixture *f, const char *name, uint64_t value);

/* GICR register of a PE. */
uint64_t redist_read(struct fixture *f, unsigned pe, const char *name);
void redist_write(struct fixture *f, unsigned pe, const char *name,
		  uint64_t value);
uint64_t redist_read_ns(struct fixture *f, unsigned pe, const char *name);
void redist_write_ns(struct fixture *f, unsigned pe, const char *name,
		     uint64_t value);

/* System registers that must not trap; the answers of those that may. */
uint64_t mrs(struct fixture *f, unsigned pe, enum vgs_sysreg id);
void msr(struct fixture *f, unsigned pe, enum vgs_sysreg id, uint64_t value);
int mrs_answer(struct fixture *f, unsigned pe, enum vgs_sysreg id);
int msr_answer(struct fixture *f, unsigned pe, enum vgs_sysreg id);

/* An SPI in Group 1 of priority @priority, enabled, routed to PE @pe. */
void spi(struct fixture *f, unsigned intid, unsigned priority, unsigned pe);

/* Group of a private interrupt or SPI: IGROUPR and IGRPMODR bits. */
void group(struct fixture *f, unsigned pe, unsigned intid, unsigned igroupr,
	   unsigned igrpmodr);

void line(struct fixture *f, unsigned intid, bool level);
void ppi_line(struct fixture *f, unsigned pe, unsigned intid, bool level);
enum vgs_irq_state state_of(struct fixture *f, unsigned intid);
enum vgs_irq_state ppi_state(struct fixture *f, unsigned pe, unsigned intid);
uint32_t signals(struct fixture *f, unsigned pe);

int setup(void **state);	/* one security state, EL2 */
int setup_secure(void **state); /* two security states, EL2 */
int teardown(void **state);

#endif
