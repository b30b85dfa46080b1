/* SPDX-License-Identifier: MIT */
/* A hypervisor's own vgic: the example that the others run. */
#ifndef EXAMPLE_OWN_VGIC_H
#define EXAMPLE_OWN_VGIC_H

#include <libvgicsim/own-vgic.h>

extern const struct vgs_vgic_ops own_vgic;

#endif
