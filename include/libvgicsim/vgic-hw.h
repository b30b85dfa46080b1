/* SPDX-License-Identifier: MIT */
/*
 * How a hypervisor's vgic reaches the physical GIC: register accesses only.  The
 * default is our hardware model; other accessors run our vgic on other hardware.
 */
#ifndef LIBVGICSIM_VGIC_HW_H
#define LIBVGICSIM_VGIC_HW_H

#include <libvgicsim/gic.h>
#include <libvgicsim/types.h>
#include <libvgicsim/vif.h>
#include <libvgicsim/visibility.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct vgs_hw_ops - how a hypervisor reaches the physical GIC
 *
 * Register accesses by the hypervisor running on @pe, at EL2.  The default
 * (vgs_hw_ops_of_gic()) is the model; another implementation of these
 * runs our vgic on other hardware.  Each returns what the function of
 * <libvgicsim/gic.h> of that name returns.  Errors are returned by the call of
 * the VM that came upon them.
 */
struct vgs_hw_ops {
	int (*frame_read)(void *user, unsigned pe, enum vgs_frame frame,
			  unsigned index, uint64_t offset, unsigned size,
			  uint64_t *ret_value);
	int (*frame_write)(void *user, unsigned pe, enum vgs_frame frame,
			   unsigned index, uint64_t offset, unsigned size,
			   uint64_t value);
	int (*frame_peek)(void *user, unsigned pe, enum vgs_frame frame,
			  unsigned index, uint64_t offset, unsigned size,
			  uint64_t *ret_value);
	int (*sysreg_read)(void *user, unsigned pe, enum vgs_sysreg id,
			   uint64_t *ret_value);
	int (*sysreg_write)(void *user, unsigned pe, enum vgs_sysreg id,
			    uint64_t value);
	int (*sysreg_peek)(void *user, unsigned pe, enum vgs_sysreg id,
			   uint64_t *ret_value);
	int (*get_pe)(void *user, unsigned pe, struct vgs_pe_ctx *ret_ctx);
	int (*set_pe)(void *user, unsigned pe, const struct vgs_pe_ctx *ctx);
	uint32_t (*signals)(void *user, unsigned pe);
	uint32_t (*takes)(void *user, unsigned pe);
	void *user;
	/**
	 * Optional, NULL: never.  All registers of an entry or an exit of a
	 * guest at once; not 0: nothing was done, and the vgic accesses
	 * register by register.  What they leave behind must be the same.
	 */
	int (*vif_load)(void *user, unsigned pe,
			const struct vgs_vif_regs *regs);
	int (*vif_save)(void *user, unsigned pe, struct vgs_vif_regs *regs);
	/**
	 * Optional, NULL: never.  0: the hypervisor may access each of those
	 * registers; else the vgic reads one and sees.
	 */
	int (*vif_usable)(void *user, unsigned pe);
};

/**
 * vgs_hw_ops_of_gic() - the accessors of our own hardware model
 *
 * Those of registers: the entries vif_* are NULL, so that who puts others in
 * place sees every access.  A VM without config hw has them (vgs_gic_vif_*()).
 */
VGS_API void vgs_hw_ops_of_gic(struct vgs_hw_ops *ops, struct vgs_gic *gic);

#ifdef __cplusplus
}
#endif

#endif
