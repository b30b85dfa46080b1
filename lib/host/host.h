/* SPDX-License-Identifier: MIT */
/*
 * The host kernel: its descriptors, and what the parts of it share.
 */
#ifndef VGS_HOST_HOST_H
#define VGS_HOST_HOST_H

#include <libvgicsim/host.h>

#include "rule.h"

#define VGS_HOST_SHARED 1020u /* INTIDs below the special ones */
#define VGS_HOST_PRIV	32u

struct vgs_host {
	struct vgs_host_config cfg;
	struct vgs_hw_ops hw;
	struct vgs_vm **vms;
	unsigned vm_count;
	uint32_t *ages;		   /* by PE: vgs_host_maintenance_age() */
	struct vgs_host_irq *irqs; /* private ones by PE, then by INTID */
	uint64_t stats[VGS_HOST_STAT_COUNT];
};

static inline void vgs_host_count(struct vgs_host *host,
				  enum vgs_host_stat stat)
{
	host->stats[stat]++;
}

/* NULL: no such interrupt. */
struct vgs_host_irq *vgs_host_descriptor(const struct vgs_host *host,
					 unsigned pe, uint32_t intid);

/* A bit of the distributor's array at @offset for SPI @intid. */
#define VGS_HOST_ISENABLER 0x0100u
#define VGS_HOST_ICENABLER 0x0180u
#define VGS_HOST_ISACTIVER 0x0300u
#define VGS_HOST_ICACTIVER 0x0380u
bool vgs_host_spi_get(struct vgs_host *host, unsigned offset, uint32_t intid);
void vgs_host_spi_set(struct vgs_host *host, unsigned offset, uint32_t intid);
bool vgs_host_spi_is_edge(struct vgs_host *host, uint32_t intid);

#endif
