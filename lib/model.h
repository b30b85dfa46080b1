/* SPDX-License-Identifier: MIT */
/* What a model is to the core: the functions that GICv2 and GICv3 fill in. */
#ifndef VGS_MODEL_H
#define VGS_MODEL_H

#include <libvgicsim/gic.h>

#include "gate.h"
#include "irq.h"
#include "reg.h"

struct vgs_gic;
struct vgs_image;
struct vgs_lpi;
struct vgs_hppi;
struct vgs_layout;
struct vgs_vhppi;
struct vgs_vif_regs;

struct vgs_model {
	const char *name;
	/* Take state from the layout and, with a base, register sections. */
	void (*layout)(struct vgs_gic *gic, struct vgs_layout *layout);
	/* Reset of everything but wires; PE state was reset by the core. */
	void (*reset)(struct vgs_gic *gic);
	void (*reset_pe)(struct vgs_gic *gic, unsigned pe);
	/* Which VGS_IRQ_UNKNOWN_* properties a reset leaves UNKNOWN. */
	unsigned (*unknown)(const struct vgs_gic *gic, uint32_t slot);
	/* After restore or copy: recompute what the model derives. */
	void (*rebuild)(struct vgs_gic *gic);
	/* What the software context of a PE decides changed. */
	void (*context)(struct vgs_gic *gic, unsigned pe);
	/*
	 * VGS_SIG_IRQ | FIQ | NMI for the PE's signalled interrupt: asked of a
	 * PE that is asleep or whose offer.asks is set.
	 */
	uint32_t (*levels)(const struct vgs_gic *gic, unsigned pe,
			   const struct vgs_hppi *hppi);
	/* Frames: NULL entries are absent. */
	const struct vgs_frame_desc *(*frame)(const struct vgs_gic *gic,
					      enum vgs_frame frame);
	/*
	 * System registers: NULL where the version has none.  Each is an entry
	 * to the object, the number is in range.
	 */
	int (*sysreg_read)(struct vgs_gic *gic, unsigned pe, enum vgs_sysreg id,
			   uint64_t *ret_value);
	int (*sysreg_write)(struct vgs_gic *gic, unsigned pe,
			    enum vgs_sysreg id, uint64_t value);
	int (*sysreg_peek)(const struct vgs_gic *gic, unsigned pe,
			   enum vgs_sysreg id, uint64_t *ret_value);
	/*
	 * A virtual CPU interface as a whole (vif.h): NULL where the version
	 * cannot.  Each is an entry to the object, the PE is in range.
	 */
	int (*vif_usable)(const struct vgs_gic *gic, unsigned pe);
	int (*vif_load)(struct vgs_gic *gic, unsigned pe,
			const struct vgs_vif_regs *regs);
	int (*vif_save)(struct vgs_gic *gic, unsigned pe,
			struct vgs_vif_regs *regs);
	/* May the pool have this LPI, as its owner is in the image? */
	bool (*lpi_agrees)(const struct vgs_gic *gic,
			   const struct vgs_image *image,
			   const struct vgs_lpi *lpi);
	/* An LPI was acknowledged on @pe: it is not pending any more. */
	void (*lpi_acknowledged)(struct vgs_gic *gic, unsigned pe,
				 uint32_t intid);
	/*
	 * A vLPI or virtual SGI that is more urgent than @best takes its
	 * place; one of these was acknowledged.  Called with gic->direct.
	 */
	void (*direct_select)(const struct vgs_gic *gic, unsigned pe,
			      struct vgs_vhppi *best);
	void (*direct_acknowledged)(struct vgs_gic *gic, unsigned pe,
				    uint32_t vintid);
	/* Self-check: a walk over all of them gives what direct_select() does. */
	bool (*direct_agrees)(const struct vgs_gic *gic, unsigned pe);
	/* Run a deferred action. */
	void (*work)(struct vgs_gic *gic, const struct vgs_work *work);
	/*
	 * The gates before those of every interrupt that an LPI of this PE
	 * passes, as the model has them; how many.  Without LPIs none asks.
	 */
	unsigned (*lpi_gates)(const struct vgs_gic *gic, unsigned pe,
			      uint32_t intid, struct vgs_gate_info *ret_gates);
	/*
	 * The same for a vLPI or virtual SGI and the vPE that is resident at
	 * @pe, and what the gates behind look at; 0: @vintid can be neither.
	 * Called with gic->direct.
	 */
	unsigned (*direct_gates)(const struct vgs_gic *gic, unsigned pe,
				 uint32_t vintid,
				 struct vgs_gate_info *ret_gates,
				 struct vgs_gate_irq *ret_gated);
	/* Register that decides a gate and its value, for explain. */
	const char *(*gate_reg)(const struct vgs_gic *gic, enum vgs_gate gate,
				unsigned pe, uint32_t slot,
				uint64_t *ret_value);
	/*
	 * Quirk QD-33: an event of a shared interrupt whose state is kept for
	 * each CPU; of @pe's doing, VGS_NO_PE: for all of them.
	 */
	void (*banked_event)(struct vgs_gic *gic, uint32_t slot, unsigned pe,
			     enum vgs_irq_event event, unsigned rule);
	/* The input CFGSDISABLE; NULL: there is none. */
	void (*lock)(struct vgs_gic *gic, bool level);
	/* A legacy input of @pe; NULL: there are none. */
	void (*bypass)(struct vgs_gic *gic, unsigned pe, enum vgs_signal input,
		       bool level);
	/* Fields of a register whose views differ; NULL: the row's own. */
	const struct vgs_field *(*fields)(const struct vgs_gic *gic,
					  const struct vgs_reg_ref *ref,
					  const struct vgs_access *access);
};

#endif
