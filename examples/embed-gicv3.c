/* SPDX-License-Identifier: MIT */
/*
 * A GICv3 in an emulator: a machine of one PE whose guest waits in WFI, is
 * woken by a device's level, acknowledges, quiets the device and goes on.
 * The guest is a function; a real one would be translated code.
 */
#include <libvgicsim/vgicsim.h>

#include <inttypes.h>
#include <stdio.h>

#define UART	  VGS_SPI(8) /* INTID 40 */
#define UART_ID	  40u
#define GICD_BASE 0x08000000u
#define GICR_BASE 0x10000000u

struct machine {
	struct vgs_gic *gic;
	uint32_t signals; /* levels at the PE, as last reported */
	unsigned served;
};

/* The only thing the GIC calls: remember what the PE's inputs are now. */
static void signals_changed(void *user, unsigned pe, uint32_t old_levels,
			    uint32_t new_levels)
{
	struct machine *m = user;

	(void)pe;
	(void)old_levels;
	m->signals = new_levels;
}

static void store(struct machine *m, uint32_t addr, unsigned size,
		  uint64_t value)
{
	const struct vgs_access cpu0 = { 0, VGS_NONSECURE };

	if (vgs_gic_mmio_write(m->gic, &cpu0, addr, size, value))
		fprintf(stderr, "bus error at %#" PRIx32 "\n", addr);
}

/* What a guest's driver does at boot. */
static void boot(struct machine *m)
{
	store(m, GICD_BASE + 0x0000, 4, 0x12);		  /* CTLR: ARE, Grp1 */
	store(m, GICD_BASE + 0x0084, 4, 1u << 8);	  /* IGROUPR1 */
	store(m, GICD_BASE + 0x0104, 4, 1u << 8);	  /* ISENABLER1 */
	store(m, GICD_BASE + 0x0400 + UART_ID, 1, 0xa0);  /* IPRIORITYR */
	store(m, GICD_BASE + 0x6000 + UART_ID * 8, 8, 0); /* IROUTER: PE 0 */
	store(m, GICR_BASE + 0x0014, 4, 0); /* GICR_WAKER: awake */
	vgs_gic_sysreg_write(m->gic, 0, VGS_ICC_PMR_EL1, 0xf8);
	vgs_gic_sysreg_write(m->gic, 0, VGS_ICC_IGRPEN1_EL1, 1);
}

/* The guest's IRQ vector. */
static void take_irq(struct machine *m)
{
	uint64_t intid = 1023;

	vgs_gic_sysreg_read(m->gic, 0, VGS_ICC_IAR1_EL1, &intid);
	if (intid == UART_ID) {
		vgs_gic_set_line(m->gic, UART, false); /* the device is quiet */
		m->served++;
	}
	vgs_gic_sysreg_write(m->gic, 0, VGS_ICC_EOIR1_EL1, intid);
}

int main(void)
{
	struct machine m = { NULL, 0, 0 };
	struct vgs_gic_config cfg;
	int err;

	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	cfg.frames[VGS_FRAME_GICD] = GICD_BASE;
	cfg.frames[VGS_FRAME_GICR] = GICR_BASE;
	cfg.on_signals = signals_changed;
	cfg.user = &m;
	err = vgs_gic_new(&cfg, &m.gic);
	if (err) {
		fprintf(stderr, "no GIC: %s\n", vgs_strerror(err));
		return 1;
	}
	boot(&m);
	for (unsigned tick = 1; tick <= 30; tick++) {
		if (tick % 10 == 0) /* the device has something to say */
			vgs_gic_set_line(m.gic, UART, true);
		if (!vgs_gic_wake(m.gic, 0))
			continue; /* still in WFI */
		if (vgs_gic_takes(m.gic, 0) & VGS_SIG_IRQ)
			take_irq(&m);
	}
	printf("served %u, signals %#" PRIx32 "\n", m.served, m.signals);
	vgs_gic_free(m.gic);
	return m.served == 3 && !m.signals ? 0 : 1;
}
