/* SPDX-License-Identifier: MIT */
/*
 * What KVM decided otherwise from kernel to kernel: the epochs, and the knobs
 * that each of them sets.  A VM has a struct vgs_policy in its config; what it
 * says may be told by names, as the scenarios do (vgs_policy_set()).
 */
#ifndef LIBVGICSIM_POLICY_H
#define LIBVGICSIM_POLICY_H

#include <libvgicsim/error.h>
#include <libvgicsim/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Kernels between which KVM's behaviour changed; each stands for its last. */
enum vgs_epoch {
	VGS_EPOCH_E0, /**< 3.9 to 4.6, bitmap vgic */
	VGS_EPOCH_E1, /**< 4.7 to 4.15, the owner polls mapped interrupts */
	VGS_EPOCH_E2, /**< 4.16 to 6.18, the vgic resamples them */
	VGS_EPOCH_E3, /**< 6.19-rc, overflow by EOIcount */
	VGS_EPOCH_E4, /**< 6.19 to 7.2, EOIcount counts behind the last LR */
	VGS_EPOCH_E5, /**< 7.3 */
	VGS_EPOCHS,
};
#define VGS_EPOCH_DEFAULT VGS_EPOCH_E5

/** In which order flush takes what is queued (POL-1). */
enum vgs_ap_sort {
	VGS_AP_SORT_ACTIVE_FIRST,	       /**< KVM-AP-20 */
	VGS_AP_SORT_PENDING_FIRST,	       /**< KVM-AP-22 */
	VGS_AP_SORT_PENDING_FIRST_DELIVERABLE, /**< KVM-AP-23 */
};

/** What is done when list registers do not suffice (POL-2). */
enum vgs_lr_overflow {
	VGS_LR_OVERFLOW_UIE_ONLY,      /**< KVM-OV-1 to OV-4 */
	VGS_LR_OVERFLOW_EOICOUNT_HEAD, /**< walk from the head: BUG-81 */
	VGS_LR_OVERFLOW_EOICOUNT_TAIL, /**< walk behind the last LR: OV-12 */
};

/** What becomes of list registers when the guest is left. */
enum vgs_list_registers {
	VGS_LIST_REGISTERS_REFILLED, /**< read back, made anew: KVM-LR-2 */
	VGS_LIST_REGISTERS_KEPT,     /**< bitmap vgic: KVM-OLD-4 to OLD-7 */
};

/** Who finds out that the line of a mapped interrupt fell (POL-3). */
enum vgs_mapped_level {
	VGS_MAPPED_LEVEL_OWNER_POLLS,	     /**< KVM-ML-30 */
	VGS_MAPPED_LEVEL_LOWER_AND_RESAMPLE, /**< KVM-ML-1 */
	VGS_MAPPED_LEVEL_SW_RESAMPLE,	     /**< KVM-ML-20 */
};

/** What ISPENDR reads for a mapped interrupt (POL-5). */
enum vgs_hw_pending_read {
	VGS_HW_PENDING_READ_VIRTUAL,
	VGS_HW_PENDING_READ_PHYSICAL, /**< KVM-MM-33 */
};

/** Has an LPI an active state that the distributor remembers (POL-6)? */
enum vgs_lpi_active {
	VGS_LPI_ACTIVE_KEPT,
	VGS_LPI_ACTIVE_DROPPED, /**< KVM-FO-6 */
};

/** How a device's interrupt gets to the guest (POL-8). */
enum vgs_forwarding {
	VGS_FORWARDING_NONE,	      /**< automask and resamplefd: VF-5 */
	VGS_FORWARDING_FWD_2014_RFC,  /**< KVM-HO-40 */
	VGS_FORWARDING_VCPU_AFFINITY, /**< KVM-HO-20 */
	VGS_FORWARDING_GICV4_VLPI,    /**< directly injected */
};

/** When the owner of a level interrupt hears of its end (POL-10). */
enum vgs_ack_notify {
	VGS_ACK_NOTIFY_ON_LR_STATE,    /**< KVM-FO-1 */
	VGS_ACK_NOTIFY_ON_DEACTIVATED, /**< KVM-FO-12, of GICv3 hosts */
};

/** What initialises a GICv2 guest by itself (POL-11). */
enum vgs_lazy_v2_init {
	VGS_LAZY_V2_INIT_ANY,
	VGS_LAZY_V2_INIT_OUTSIDE_RUN_LOOP,
};

/** What user space's choice of a GICD_IIDR revision does. */
enum vgs_iidr_write {
	VGS_IIDR_WRITE_CHECKED, /**< 2 and 3 are taken, others refused */
	VGS_IIDR_WRITE_KEPT,	/**< BUG-66: all pass, none is taken */
};

/** Where a VM without a GICv3 has the trap bits of one in its HCR (KVM-CI-1). */
enum vgs_hide_gicv3 {
	VGS_HIDE_GICV3_NEVER, /**< before 6.12; from 6.19 on flush drops them */
	VGS_HIDE_GICV3_ON_GICV3, /**< 6.18 */
	VGS_HIDE_GICV3_ALWAYS, /**< 6.12 to 6.17: in GICH_HCR, too, reserved */
};

/** What ends a vCPU's WFI, and has it kicked (KVM-AP-30). */
enum vgs_wakes_for {
	VGS_WAKES_FOR_UNMASKED, /**< not active, and priority before PMR */
	VGS_WAKES_FOR_PENDING,	/**< BUG-44: anything that is pending */
};

/** When the vgic's copy of a running guest's VMCR is renewed (KVM-AP-31). */
enum vgs_vmcr_saved {
	VGS_VMCR_SAVED_AT_EXIT,	       /**< KVM-SV-3 */
	VGS_VMCR_SAVED_AT_PUT_AND_WFI, /**< by vcpu_put, and for WFI */
	VGS_VMCR_SAVED_AT_PUT,	       /**< BUG-31: WFI looks at an old one */
};

/** Which translations of MSIs a VM's ITSs remember (KVM-IT-70). */
enum vgs_translation_cache {
	VGS_TRANSLATION_CACHE_NONE,    /**< before 5.3 */
	VGS_TRANSLATION_CACHE_LRU,     /**< 5.3 to 6.9: 16 for each vCPU */
	VGS_TRANSLATION_CACHE_PER_ITS, /**< all of them */
};

/** Which LPIs MOVALL moves (KVM-IT-29). */
enum vgs_its_movall {
	VGS_ITS_MOVALL_SOURCE, /**< those of the vCPU it names */
	VGS_ITS_MOVALL_ALL,    /**< all of the VM: 6.9 to 7.2, BUG-115 */
};

/** Which writes of GITS_BASER drop what is mapped (KVM-IT-3). */
enum vgs_its_baser_frees {
	VGS_ITS_BASER_ON_INVALID, /**< those that leave Valid 0 */
	VGS_ITS_BASER_ON_CHANGE,  /**< those that change it: BUG-62 */
};

/** A save finds a device that its table has no place for (KVM-IT-50). */
enum vgs_its_save_unreachable {
	VGS_ITS_SAVE_UNREACHABLE_FAIL, /**< BUG-63 */
	VGS_ITS_SAVE_UNREACHABLE_SKIP,
};

/** struct vgs_policy - the decisions of a vgic that can be chosen */
struct vgs_policy {
	enum vgs_ap_sort ap_sort;		  /**< POL-1 */
	enum vgs_lr_overflow lr_overflow;	  /**< POL-2 */
	enum vgs_mapped_level mapped_level;	  /**< POL-3 */
	bool mapped_ap_resample;		  /**< POL-4, KVM-ML-7 */
	enum vgs_hw_pending_read hw_pending_read; /**< POL-5 */
	enum vgs_lpi_active lpi_active_in_dist;	  /**< POL-6 */
	enum vgs_forwarding forwarding;		  /**< POL-8 */
	/** fwd-2014-rfc: a busy interrupt's owner stays (KVM-VF-22) */
	bool forward_check;
	bool timer_level_cache;			 /**< POL-9 */
	enum vgs_ack_notify sw_level_ack_notify; /**< POL-10 */
	enum vgs_lazy_v2_init lazy_v2_init;	 /**< POL-11 */
	/** false leaves out KVM-ML-4, ML-5, ML-7 and ML-8 */
	bool resample_on_fold;
	enum vgs_translation_cache translation_cache;	    /**< KVM-IT-70 */
	enum vgs_its_movall its_movall;			    /**< KVM-IT-29 */
	enum vgs_its_baser_frees its_baser_frees;	    /**< KVM-IT-3 */
	enum vgs_its_save_unreachable its_save_unreachable; /**< KVM-IT-50 */
	/** MAPD without V and DISCARD write a zero entry (BUG-60) */
	bool its_unmap_clears;
	enum vgs_iidr_write iidr_write; /**< KVM-UA-24 */
	/** GICD_IIDR and TYPER2 before INIT, group 9 (KVM-UA-10) */
	bool pre_init_registers;
	enum vgs_list_registers list_registers; /**< KVM-OLD-5 */
	/** ICPENDR of a level clears its line, too (KVM-OLD-10, BUG-2) */
	bool icpendr_clears_line;
	/** a failed first run kills the VM (KVM-UA-6) */
	bool failed_run_kills;
	/** the guest's ICC registers of Group 0, of Group 1, of both, and DIR
	 * trap and are emulated: hosts with errata, and kvm-arm's options
	 * vgic_v3_group0_trap, group1_trap, common_trap (KVM-CI-1) */
	bool group0_trap, group1_trap, common_trap, dir_trap;
	enum vgs_hide_gicv3 hide_gicv3; /**< KVM-CI-1 */
	enum vgs_vmcr_saved vmcr_saved; /**< KVM-AP-31 */
	/** a level may be pending and active in a list register, and its soft
	 * pending ends with the acknowledge (BUG-29, KVM-ML-30) */
	bool level_active_pending;
	/** each source of an SGI has a list register of its own, of one INTID
	 * (BUG-27) */
	bool sgi_sources_at_once;
	/** an SGI that is active comes from vCPU 0 after an exit (BUG-33) */
	bool sgi_active_source_lost;
	enum vgs_wakes_for wakes_for; /**< KVM-AP-30 */
	/** a GICv2 guest's GICC traps: the host's GICV is not page aligned
	 * (KVM-MM-62) */
	bool gicv_trap;
};

/** vgs_policy_epoch() - what the kernels of an epoch did */
VGS_API void vgs_policy_epoch(struct vgs_policy *policy, enum vgs_epoch epoch);

/** @return epoch "E2" and the like, VGS_EPOCHS for another name. */
VGS_API enum vgs_epoch vgs_epoch_by_name(const char *name);

/** @return "E2" and the like, "?" */
VGS_API const char *vgs_epoch_name(enum vgs_epoch epoch);

/** struct vgs_knob_info - one knob of struct vgs_policy */
struct vgs_knob_info {
	const char *name;      /**< "ap-sort" */
	const char *rule;      /**< "KVM-AP-20", a rule that defines it */
	const char *values[5]; /**< ends with NULL; "false", "true" of a flag */
	const char *doc;
};

/** @return knob number @p index, NULL past the last. */
VGS_API const struct vgs_knob_info *vgs_knob_at(unsigned index);

/**
 * vgs_policy_set() - set a knob by its names
 * Returns: 0; -VGS_ENOENT no such knob; -VGS_EINVAL no such value.
 */
VGS_API int vgs_policy_set(struct vgs_policy *policy, const char *knob,
			   const char *value);

/** @return name of the value of a knob, NULL: no such knob. */
VGS_API const char *vgs_policy_get(const struct vgs_policy *policy,
				   const char *knob);

#ifdef __cplusplus
}
#endif

#endif
