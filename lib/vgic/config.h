/* SPDX-License-Identifier: MIT */
/* Configs of VMs (config.c). */
#ifndef VGS_VGIC_CONFIG_H
#define VGS_VGIC_CONFIG_H

#include "vgic/vm.h"

/* With maxima where they were left to us. */
struct vgs_vm_config vgs_vconfig_completed(const struct vgs_vm_config *cfg);

#endif
