/* SPDX-License-Identifier: MIT */
/*
 * Umbrella header of libvgicsim and its manual page in short.
 *
 * vgs_gic_config_default(), vgs_gic_new(): make a GIC.  vgs_gic_set_line():
 * drive a wire.  vgs_gic_mmio_*(), vgs_gic_sysreg_*(): what software does.
 * vgs_gic_signals() or cfg.on_signals: what the PE sees.
 */
#ifndef LIBVGICSIM_VGICSIM_H
#define LIBVGICSIM_VGICSIM_H

#include <libvgicsim/error.h>
#include <libvgicsim/event.h>
#include <libvgicsim/gic.h>
#include <libvgicsim/guest.h>
#include <libvgicsim/host.h>
#include <libvgicsim/irqfd.h>
#include <libvgicsim/kvm.h>
#include <libvgicsim/migrate.h>
#include <libvgicsim/own-vgic.h>
#include <libvgicsim/policy.h>
#include <libvgicsim/regs.h>
#include <libvgicsim/timer.h>
#include <libvgicsim/types.h>
#include <libvgicsim/vcpu.h>
#include <libvgicsim/vcpu-timer.h>
#include <libvgicsim/vgic.h>
#include <libvgicsim/vgic-hw.h>
#include <libvgicsim/vif.h>
#include <libvgicsim/virq.h>
#include <libvgicsim/vm.h>
#include <libvgicsim/vm-image.h>
#include <libvgicsim/vm-stats.h>

#endif
