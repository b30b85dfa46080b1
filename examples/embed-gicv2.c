/* SPDX-License-Identifier: MIT */
/*
 * A GICv2 in an emulator of two CPUs: CPU 0 gets a device's interrupt and
 * passes the work on with an SGI to CPU 1.  All by address, as a guest does;
 * bus accesses outside the GIC are told apart by the answer.
 */
#include <libvgicsim/vgicsim.h>

#include <stdio.h>

#define TIMER	  VGS_PPI(0, 11) /* INTID 27 of CPU 0 */
#define TIMER_ID  27u
#define WORK_ID	  5u
#define GICD_BASE 0x2c001000u
#define GICC_BASE 0x2c002000u

struct machine {
	struct vgs_gic *gic;
	unsigned ticks, work;
};

static void store(struct machine *m, unsigned cpu, uint64_t addr, unsigned size,
		  uint32_t value)
{
	const struct vgs_access access = { cpu, VGS_NONSECURE };

	if (vgs_gic_mmio_write(m->gic, &access, addr, size, value) ==
	    -VGS_ENOTMAPPED)
		fprintf(stderr, "not the GIC's: %#llx\n",
			(unsigned long long)addr);
}

static uint32_t load(struct machine *m, unsigned cpu, uint64_t addr)
{
	const struct vgs_access access = { cpu, VGS_NONSECURE };
	uint64_t value = 0;

	vgs_gic_mmio_read(m->gic, &access, addr, 4, &value);
	return (uint32_t)value;
}

static void boot(struct machine *m, unsigned cpu)
{
	store(m, cpu, GICD_BASE + 0x000, 4, 1);		     /* GICD_CTLR */
	store(m, cpu, GICD_BASE + 0x100, 4, 1u << TIMER_ID); /* ISENABLER0 */
	store(m, cpu, GICC_BASE + 0x004, 4, 0xf8);	     /* GICC_PMR */
	store(m, cpu, GICC_BASE + 0x000, 4, 1);		     /* GICC_CTLR */
}

/* The IRQ vector of both CPUs. */
static void take_irq(struct machine *m, unsigned cpu)
{
	uint32_t iar = load(m, cpu, GICC_BASE + 0x00c);

	if ((iar & 0x3ffu) == TIMER_ID) {
		vgs_gic_set_line(m->gic, TIMER, false);
		m->ticks++;
		/* GICD_SGIR: to CPU 1. */
		store(m, cpu, GICD_BASE + 0xf00, 4, 2u << 16 | WORK_ID);
	} else if (iar == WORK_ID) { /* CPUID 0: who sent it */
		m->work++;
	}
	store(m, cpu, GICC_BASE + 0x010, 4, iar); /* GICC_EOIR */
}

int main(void)
{
	struct machine m = { NULL, 0, 0 };
	struct vgs_gic_config cfg;

	vgs_gic_config_default(&cfg, VGS_GIC_V2);
	cfg.pes = 2;
	cfg.frames[VGS_FRAME_GICD] = GICD_BASE;
	cfg.frames[VGS_FRAME_GICC] = GICC_BASE;
	if (vgs_gic_new(&cfg, &m.gic))
		return 1;
	boot(&m, 0);
	boot(&m, 1);
	for (unsigned step = 1; step <= 40; step++) {
		if (step % 10 == 0)
			vgs_gic_set_line(m.gic, TIMER, true);
		for (unsigned cpu = 0; cpu < cfg.pes; cpu++) {
			if (vgs_gic_signals(m.gic, cpu) & VGS_SIG_IRQ)
				take_irq(&m, cpu);
		}
	}
	printf("%u ticks, %u times work\n", m.ticks, m.work);
	vgs_gic_free(m.gic);
	return m.ticks == 4 && m.work == 4 ? 0 : 1;
}
