/* SPDX-License-Identifier: MIT */
/*
 * The generic timer, as far as an interrupt controller is concerned: a counter
 * that moves only when it is told to, and the EL1 virtual and physical timer of
 * each PE, whose outputs are levels of two PPIs.
 *
 * Two layers.  struct vgs_timer and the functions on it are pure: an emulator
 * with timers of its own asks them for an output or for the next deadline.
 * struct vgs_timers is a machine's worth of them and drives the wires of a GIC:
 *
 *	vgs_timers_config_default(&cfg, gic);
 *	err = vgs_timers_new(&cfg, &timers);
 *	vgs_timers_write(timers, pe, VGS_TIMER_VIRTUAL, VGS_TIMER_CVAL, 100);
 *	vgs_timers_write(timers, pe, VGS_TIMER_VIRTUAL, VGS_TIMER_CTL, 1);
 *	if (vgs_timers_deadline(timers, &when))
 *		vgs_timers_set_counter(timers, when);
 *
 * Left out: the timers of EL2 and of Secure state, event streams, traps
 * (CNTKCTL, CNTHCTL), and the frequency: the unit is the counter's step.
 */
#ifndef LIBVGICSIM_TIMER_H
#define LIBVGICSIM_TIMER_H

#include <libvgicsim/error.h>
#include <libvgicsim/gic.h>
#include <libvgicsim/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The timers of a PE that this model has. */
enum vgs_timer_id {
	VGS_TIMER_VIRTUAL,  /**< CNTV_*: PPI 27 by convention */
	VGS_TIMER_PHYSICAL, /**< CNTP_*: PPI 30 by convention */
	VGS_TIMER_IDS,
};

/** What can be read of a timer, and written but for VGS_TIMER_COUNT. */
enum vgs_timer_reg {
	VGS_TIMER_CTL,	  /**< CNT[VP]_CTL_EL0 */
	VGS_TIMER_CVAL,	  /**< CNT[VP]_CVAL_EL0 */
	VGS_TIMER_TVAL,	  /**< CNT[VP]_TVAL_EL0 */
	VGS_TIMER_OFFSET, /**< CNTVOFF_EL2, CNTPOFF_EL2 */
	VGS_TIMER_COUNT,  /**< CNTVCT_EL0, CNTPCT_EL0: read-only */
	VGS_TIMER_REGS,
};

#define VGS_TIMER_CTL_ENABLE  (1u << 0)
#define VGS_TIMER_CTL_IMASK   (1u << 1)
#define VGS_TIMER_CTL_ISTATUS (1u << 2) /**< read-only: the condition is met */

/** struct vgs_timer - one timer; plain data, all zero is its reset */
struct vgs_timer {
	uint64_t cval;	 /**< fires when the count reaches it */
	uint64_t offset; /**< count = counter - offset, modulo 2^64 */
	uint8_t ctl;	 /**< ENABLE and IMASK; ISTATUS is computed */
};

/** @return has the count reached CVAL? Whatever CTL says. */
VGS_API bool vgs_timer_expired(const struct vgs_timer *timer, uint64_t counter);

/** @return the level of the timer's interrupt (KVM-TM-3). */
VGS_API bool vgs_timer_output(const struct vgs_timer *timer, uint64_t counter);

/** @return can the output become high by itself: enabled, not masked? */
VGS_API bool vgs_timer_can_fire(const struct vgs_timer *timer);

/**
 * vgs_timer_deadline() - when does the output become high?
 * @ret_counter:	that value of the counter, @counter if it is high now
 *
 * Returns: false if it does not before something is written or the counter
 * wraps.
 */
VGS_API bool vgs_timer_deadline(const struct vgs_timer *timer, uint64_t counter,
				uint64_t *ret_counter);

/**
 * vgs_timer_read() - what a read of one of its registers returns
 *
 * CTL has ISTATUS only while ENABLE is set (where it is not, the architecture
 * leaves it UNKNOWN).  TVAL is the low half of CVAL - count.
 */
VGS_API uint64_t vgs_timer_read(const struct vgs_timer *timer, uint64_t counter,
				enum vgs_timer_reg reg);

/**
 * vgs_timer_write() - a write of one of its registers
 *
 * TVAL is a signed 32-bit distance from the count (KVM-TM-9); ISTATUS and
 * COUNT ignore writes.
 */
VGS_API void vgs_timer_write(struct vgs_timer *timer, uint64_t counter,
			     enum vgs_timer_reg reg, uint64_t value);

/**
 * vgs_timer_reg_by_name() - the register of a name
 * @name:	"CNTV_CTL_EL0", "CNTPCT_EL0", "CNTVOFF_EL2", …
 * Returns: 0; -VGS_ENOENT none of these timers has it.
 */
VGS_API int vgs_timer_reg_by_name(const char *name, enum vgs_timer_id *ret_id,
				  enum vgs_timer_reg *ret_reg);

/** @return the name of a register, NULL: there is none. */
VGS_API const char *vgs_timer_reg_name(enum vgs_timer_id id,
				       enum vgs_timer_reg reg);

/**
 * struct vgs_timer_ops - how a hypervisor reaches the timers of a PE
 *
 * Register accesses by the hypervisor that runs on @pe.  Both return 0 or an
 * error; a read has no effect.
 */
struct vgs_timer_ops {
	int (*read)(void *user, unsigned pe, enum vgs_timer_id id,
		    enum vgs_timer_reg reg, uint64_t *ret_value);
	int (*write)(void *user, unsigned pe, enum vgs_timer_id id,
		     enum vgs_timer_reg reg, uint64_t value);
	void *user;
};

/* --- the timers of a machine ------------------------------------------------
 */

struct vgs_timers;

/** struct vgs_timers_config - start with vgs_timers_config_default() */
struct vgs_timers_config {
	size_t size;
	unsigned pes;			/**< 1 or more */
	uint32_t intids[VGS_TIMER_IDS]; /**< PPI of each timer, 16 to 31 */
	/** drives a wire; NULL: vgs_gic_set_line() of @gic */
	int (*set_line)(void *user, unsigned pe, uint32_t intid, bool level);
	void *user; /**< of @set_line */
	struct vgs_gic *gic;
	struct vgs_allocator alloc; /**< zalloc NULL: libc */
};

/** vgs_timers_config_default() - PPIs 27 and 30 of each PE of @gic. */
VGS_API void vgs_timers_config_default(struct vgs_timers_config *cfg,
				       struct vgs_gic *gic);

/**
 * vgs_timers_new() - timers in reset, counter 0, outputs low
 * Returns: 0; -VGS_EINVAL; -VGS_ENOMEM.
 */
VGS_API int vgs_timers_new(const struct vgs_timers_config *cfg,
			   struct vgs_timers **ret_timers);

/** vgs_timers_free() - accepts NULL. @return NULL */
VGS_API struct vgs_timers *vgs_timers_free(struct vgs_timers *timers);

/** @return the counter, the same for all PEs. */
VGS_API uint64_t vgs_timers_counter(const struct vgs_timers *timers);

/**
 * vgs_timers_set_counter() - time passes, or an author chooses it
 *
 * Then drives what has changed, PE by PE, the virtual timer first.  Outputs
 * that would have risen one after the other rise together: to see them apart,
 * go from deadline to deadline.
 *
 * Returns: 0; the error of the wire.
 */
VGS_API int vgs_timers_set_counter(struct vgs_timers *timers, uint64_t counter);

/** @return is there a next rise of an output, and when? */
VGS_API bool vgs_timers_deadline(const struct vgs_timers *timers,
				 uint64_t *ret_counter);

/** @return the level of a timer's output; false without such a PE. */
VGS_API bool vgs_timers_output(const struct vgs_timers *timers, unsigned pe,
			       enum vgs_timer_id id);

/** vgs_timers_read() - -VGS_ERANGE no such PE, timer or register. */
VGS_API int vgs_timers_read(const struct vgs_timers *timers, unsigned pe,
			    enum vgs_timer_id id, enum vgs_timer_reg reg,
			    uint64_t *ret_value);

/** vgs_timers_write() - errors as vgs_timers_read(), and of the wire. */
VGS_API int vgs_timers_write(struct vgs_timers *timers, unsigned pe,
			     enum vgs_timer_id id, enum vgs_timer_reg reg,
			     uint64_t value);

/** vgs_timers_ops() - accessors that reach @timers. */
VGS_API void vgs_timers_ops(struct vgs_timer_ops *ops,
			    struct vgs_timers *timers);

/** @return size in bytes of an image. */
VGS_API size_t vgs_timers_save_size(const struct vgs_timers *timers);

/** vgs_timers_save() - little-endian image; -VGS_ERANGE @size is too small. */
VGS_API int vgs_timers_save(const struct vgs_timers *timers, void *buf,
			    size_t size);

/**
 * vgs_timers_restore() - replace the state, drive no wire
 *
 * Belongs together with vgs_gic_restore() of an image of the same moment,
 * which has the wires.
 *
 * Returns: 0; -VGS_ECORRUPT, nothing has changed.
 */
VGS_API int vgs_timers_restore(struct vgs_timers *timers, const void *buf,
			       size_t size);

/** @return 64-bit hash of the state. */
VGS_API uint64_t vgs_timers_hash(const struct vgs_timers *timers);

#ifdef __cplusplus
}
#endif

#endif
