/* SPDX-License-Identifier: MIT */
/*
 * The virtual CPU interface of a PE as a hypervisor loads and saves it around a
 * run of a guest: what it does register by register, in one call.
 */
#ifndef LIBVGICSIM_VIF_H
#define LIBVGICSIM_VIF_H

#include <libvgicsim/types.h>
#include <libvgicsim/visibility.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vgs_gic;

/**
 * struct vgs_vif_regs - registers of a virtual CPU interface
 *
 * Values as ICH_*_EL2 have them.  The arrays are the caller's and are not kept.
 */
struct vgs_vif_regs {
	uint32_t hcr, vmcr;
	unsigned ap_regs;    /**< ICH_AP0R<n>, ICH_AP1R<n> to move */
	unsigned lrs;	     /**< ICH_LR<n> to move, from 0 on */
	uint32_t *ap0, *ap1; /**< @ap_regs of each */
	uint64_t *lr;	     /**< @lrs */
	uint64_t elrsr;	     /**< set by a save: ICH_ELRSR as it was before */
};

/**
 * vgs_gic_vif_usable() - may software read and write these registers as one?
 *
 * Software on @pe in its present context.  Nothing is accessed.
 *
 * Returns: 0 each of its accesses would be carried out; -VGS_ENOTSUP ask by an
 * access: one of them would not be, or it is traced, or there is no such
 * interface; -VGS_ERANGE no such PE; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_vif_usable(const struct vgs_gic *gic, unsigned pe);

/**
 * vgs_gic_vif_load() - write the registers of a virtual CPU interface
 * @regs:	copied
 *
 * What software at EL2 on @pe does by writes of ICH_VMCR, of ICH_AP0R<n> and
 * ICH_AP1R<n>, of ICH_LR<n> and of ICH_HCR, in this order; signals are reported
 * once.  It is refused, and nothing has changed, where that could be told from
 * those writes: ICH_HCR.En is set before, or each access is traced.
 *
 * Returns: 0; -VGS_ENOTSUP write register by register; -VGS_ERANGE no such PE,
 * list or active priority register; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_vif_load(struct vgs_gic *gic, unsigned pe,
			     const struct vgs_vif_regs *regs);

/**
 * vgs_gic_vif_save() - read the registers of a virtual CPU interface, turn it off
 * @regs:	@ap_regs and @lrs say what to read; the rest is filled in
 *
 * What software at EL2 on @pe does by reads of ICH_HCR and ICH_ELRSR, reads of
 * those ICH_LR<n> whose bit is clear there (others in @lr stay what they are),
 * writes of 0 to all @lrs of them and to ICH_HCR, reads of ICH_VMCR and of the
 * active priorities; signals are reported at the end, and before the write of
 * ICH_HCR if that has UIE or NPIE.  It is refused, and nothing has changed,
 * where a signal could fall and rise in between, or each access is traced.
 *
 * Returns: as vgs_gic_vif_load().
 */
VGS_API int vgs_gic_vif_save(struct vgs_gic *gic, unsigned pe,
			     struct vgs_vif_regs *regs);

#ifdef __cplusplus
}
#endif

#endif
