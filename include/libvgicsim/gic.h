/* SPDX-License-Identifier: MIT */
/*
 * The interrupt controller as an embedder links it: create, connect, access,
 * observe, save.  One handle for every architecture version.
 *
 * Caveats.  An instance is single-threaded: the caller serialises calls on it.
 * Inside a callback (signals, memory, trace) calls that change state answer
 * -VGS_EBUSY.  Guest misbehaviour is never an error: it reads 0, is ignored
 * and shows up as an event.  A bug of the library marks the instance broken:
 * that call and every later one answers -VGS_EBUG, vgs_gic_bug() names the
 * line.
 */
#ifndef LIBVGICSIM_GIC_H
#define LIBVGICSIM_GIC_H

#include <libvgicsim/event.h>
#include <libvgicsim/regs.h>
#include <libvgicsim/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vgs_gic;

/** Called once per outermost call for each PE whose output levels changed. */
typedef void (*vgs_signals_fn)(void *user, unsigned pe, uint32_t old_levels,
			       uint32_t new_levels);

/** Ready-made sets of IMPLEMENTATION DEFINED values. */
enum vgs_profile {
	VGS_PROFILE_DEFAULT,   /**< this model's own documented choices */
	VGS_PROFILE_QEMU_VIRT, /**< the choices of QEMU's virt machine */
	VGS_PROFILE_GIC400,    /**< ID registers of a GIC-400 */
	VGS_PROFILE_GIC500,
	VGS_PROFILE_GIC600,
	VGS_PROFILE_GIC700,
	VGS_PROFILES,
};

/** What UNKNOWN reset values become. */
enum vgs_reset_mode {
	VGS_RESET_ZERO,
	/** triggers, priorities, groups and routes that a reset leaves UNKNOWN
	 * get a seeded pattern; forwarding an interrupt before software wrote
	 * them raises the finding VGS-6 (routes: GIC-CU12) */
	VGS_RESET_PATTERN,
};

#define VGS_CHOICES_MAX 128

/** Redistributors that stand side by side; several such regions. */
struct vgs_gicr_region {
	uint64_t base;
	unsigned pes; /**< how many PEs of those not in an earlier region */
};

#define VGS_GICR_REGIONS_MAX 32
#define VGS_MAX_ITS	     4u

/** When an LPI's configuration byte is read (GIC-L16). */
enum vgs_lpi_cache {
	VGS_LPI_CACHE_EAGER,  /**< whenever it is made pending, and at INV */
	VGS_LPI_CACHE_CACHED, /**< only while it is not cached */
};

/** What an ITS does about a command error (GIC-O17). */
enum vgs_its_error {
	VGS_ITS_ERROR_STALL,
	VGS_ITS_ERROR_IGNORE,
};

/** struct vgs_its_config - one ITS */
struct vgs_its_config {
	uint8_t device_id_bits;	    /**< 1..32 (16) */
	uint8_t event_id_bits;	    /**< 1..32 (16) */
	uint8_t collection_id_bits; /**< 1..16 (16) */
	uint8_t hcc;		    /**< collections without memory (0) */
	/** bytes of an entry, 8 (GICv3 only) or 12..16 (12) */
	uint8_t itt_entry_size;
	bool cct;  /**< ICIDs of hcc come before those of the table (GIC-O23) */
	bool cil;  /**< CIDbits says collection_id_bits; false: 16 (true) */
	bool pta;  /**< RDbase is an address, not a number */
	bool seis; /**< a command error is an SError: event "serror" */
	bool flat; /**< no two-level tables */
	/** GICv4: GITS_TYPER.VMOVP is 0, VMOVP goes to each ITS (GIC-CU87) */
	bool vmovp_each;
	/** GICv4.1: events have doorbells, too; GITS_TYPER.nID is 0 (GIC-U10) */
	bool doorbells;
};

/**
 * struct vgs_gic_config - everything that does not change after creation
 *
 * A feature that the version cannot have is impossible: legacy, no_1ofn, rss,
 * icc_rss, no_ext_range, no_tdir, mbis, direct_lpi, ITSes, extended ranges and regions
 * with a GICv2;
 * lockable_spis, cfgsdisable, bypass and cpu_interfaces with a GICv3.  So are
 * frames that overlap.
 *
 * Always start with vgs_gic_config_default().  The struct is copied by
 * vgs_gic_new(); what it points to (affinities) as well.
 */
struct vgs_gic_config {
	size_t size; /**< sizeof(struct vgs_gic_config), set by the default */
	enum vgs_version version;
	enum vgs_profile profile;
	unsigned pes; /**< 1..512; GICv2 1..8 */
	/** per PE Aff3.Aff2.Aff1.Aff0 in bytes 3..0, all different; NULL: PE
	 * n is 0.0.(n / 16).(n % 16) */
	const uint32_t *affinities;
	unsigned spis;		  /**< 0..988, INTIDs 32..31+spis */
	unsigned espis;		  /**< extended SPIs, 0..1024, multiple of 32 */
	unsigned eppis;		  /**< extended PPIs per PE: 0, 32, 64 */
	unsigned lrs;		  /**< list registers 1..16; GICv2 1..64 */
	unsigned priority_bits;	  /**< 4..8; at least 5 with security */
	unsigned vpriority_bits;  /**< 5..8; GICv2: 5 (GIC-S12) */
	unsigned preemption_bits; /**< 4..7, <= priority_bits; 0: derived */
	unsigned vpreemption_bits; /**< 5..7; 0: derived */
	bool security;		   /**< EL3 and two security states */
	bool virt;    /**< EL2, list registers, virtual interface */
	bool legacy;  /**< ARE and SRE can be 0 (GICv3) */
	bool nmi;     /**< FEAT_GICv3_NMI */
	bool no_1ofn; /**< GICD_TYPER.No1N (GIC-I13) */
	bool mbis;    /**< message-based SPIs */
	bool rss;     /**< range selector, 256 Aff0 values */
	/** CPU interfaces have the range selector (ICC_CTLR_EL1.RSS) though
	 * rss, which is the Distributor's too, is false (GIC-H5) */
	bool icc_rss;
	/** CPU interfaces cannot handle the extended ranges that the
	 * Distributor has (ICC_CTLR_EL1.ExtRange is 0, GIC-K3) */
	bool no_ext_range;
	/** ICH_HCR_EL2 has no TDIR (ICH_VTR_EL2.TDS is 0, GIC-T6) */
	bool no_tdir;
	unsigned its; /**< number of ITSes, 0..4 */
	struct vgs_its_config its_units[VGS_MAX_ITS];
	enum vgs_its_error its_error;
	enum vgs_lpi_cache lpi_cache;
	unsigned lpi_id_bits; /**< INTID bits with LPIs: 14..24 */
	unsigned lpi_slots;   /**< LPIs and vLPIs kept in the model */
	bool direct_lpi;
	unsigned maintenance_intid; /**< PPI that maintenance drives, 0: none */
	/** GICv2 LSPI, 0..31; without security nothing can be locked */
	unsigned lockable_spis;
	/** GICv2: CFGSDISABLE is high from the start; see security */
	bool cfgsdisable;
	bool bypass; /**< GICv2: legacy nIRQ and nFIQ inputs (true) */
	/** GICv2: CPU interface number of each PE, all different, 0..7 */
	uint8_t cpu_interfaces[VGS_MAX_PES_V2];
	unsigned msi_spi;  /**< frame GICM (GICv2m): index of its first SPI */
	unsigned msi_spis; /**< how many are its; 0: there is no such frame */
	enum vgs_reset_mode reset;
	uint32_t reset_seed;
	bool async; /**< step mode: deferred actions wait */
	/** visits of LPIs, table words and ITS commands that a call may make,
	 * the rest is deferred (docs/its-tables.md); 0: unbounded */
	unsigned work_budget;
	uint64_t frames[VGS_FRAMES]; /**< base addresses; UINT64_MAX: absent */
	/** where the GICR frames are if not all at frames[VGS_FRAME_GICR] */
	struct vgs_gicr_region gicr_regions[VGS_GICR_REGIONS_MAX];
	unsigned gicr_region_count;	  /**< 0: one region */
	uint8_t choices[VGS_CHOICES_MAX]; /**< by vgs_gic_config_choose() */
	uint32_t quirks;	    /**< by vgs_gic_config_quirk(); 0: none */
	struct vgs_allocator alloc; /**< zalloc NULL: libc */
	struct vgs_mem_ops mem;
	vgs_signals_fn on_signals;
	vgs_trace_fn trace;
	void *user; /**< of on_signals and trace */
};

/**
 * struct vgs_pe_ctx - the little of a PE that a GIC's answers depend on
 *
 * Raw architectural values; bits that do not matter are ignored.
 */
struct vgs_pe_ctx {
	uint8_t el;   /**< current exception level 0..3 */
	bool aarch32; /**< executing in AArch32 */
	/** NS[0] IRQ[1] FIQ[2] EEL2[18] FGTEn[27]; with security */
	uint64_t scr_el3;
	uint64_t hcr_el2;   /**< FMO[3] IMO[4] AMO[5] TGE[27] E2H[34] NV[42] */
	uint64_t sctlr_nmi; /**< SCTLR_ELx.NMI of EL n in bit n */
	bool pstate_i, pstate_f, pstate_a, pstate_allint;
	/**
	 * EL3 in AArch32 is Monitor mode and the other Secure PL1 modes alike:
	 * true in Monitor mode (GIC-T22, GIC-T27); elsewhere it means nothing
	 */
	bool monitor;
	/** ICC_IGRPENn_EL1[39]; with security under SCR_EL3.FGTEn (GIC-T8) */
	uint64_t hfgrtr_el2, hfgwtr_el2;
};

/** Answers of an access of the guest other than success. */
enum vgs_answer {
	VGS_ANSWER_OK = 0,
	VGS_ANSWER_UNDEF = 1,	 /**< UNDEFINED at the current EL */
	VGS_ANSWER_TRAP_EL1 = 2, /**< EC 0x18 to EL1 */
	VGS_ANSWER_TRAP_EL2 = 3,
	VGS_ANSWER_TRAP_EL3 = 4, /**< of an AArch32 EL3: Monitor Trap */
	VGS_ANSWER_ABORT = 5,	 /**< external abort; memory-mapped only */
};

/**
 * vgs_gic_config_default() - fill a config with the defaults of a version
 * @cfg:	filled in, every field
 * @version:	which GIC
 *
 * One PE, 64 SPIs, 4 list registers, 5 priority bits, one security state,
 * no EL2, frames at addresses of which vgs_gic_frame_base() tells.
 */
VGS_API void vgs_gic_config_default(struct vgs_gic_config *cfg,
				    enum vgs_version version);

/**
 * vgs_gic_config_profile() - take over a product's values and choices
 * @cfg:	already filled in by vgs_gic_config_default()
 * @profile:	whose
 *
 * Sets cfg->profile, the fields that the product fixes and the choices it is
 * known to make; change single ones afterwards.
 *
 * Returns: 0; -VGS_EINVAL no such profile.
 */
VGS_API int vgs_gic_config_profile(struct vgs_gic_config *cfg,
				   enum vgs_profile profile);

/**
 * vgs_gic_config_choose() - select an alternative of a documented choice
 * @cfg:	config to change
 * @id:		rule id of the choice, "GIC-CU10"
 * @name:	name of the alternative, "acts-as-zero"
 *
 * Returns: 0; -VGS_ENOENT unknown @id; -VGS_EINVAL unknown @name.
 */
VGS_API int vgs_gic_config_choose(struct vgs_gic_config *cfg, const char *id,
				  const char *name);

/** struct vgs_choice_info - one documented choice */
struct vgs_choice_info {
	const char *id; /**< rule id */
	const char *doc;
	const char *names[6]; /**< alternatives, the first is the default */
};

/** @return the choice number @p index, NULL past the last. */
VGS_API const struct vgs_choice_info *vgs_choice_at(unsigned index);

/** struct vgs_quirk_info - a known fault of another implementation */
struct vgs_quirk_info {
	const char *id; /**< "QD-32": the number in docs/quirks.md */
	const char *doc;
};

/** @return the quirk number @p index, NULL past the last. */
VGS_API const struct vgs_quirk_info *vgs_quirk_at(unsigned index);

/**
 * vgs_gic_config_quirk() - behave as a faulty implementation does
 * @cfg:	config to change
 * @id:		which fault, "QD-32"
 * @on:		false: behave as the architecture says, the default
 *
 * For the comparison with recordings of that implementation: the fault
 * changes state, so that its consequences cannot be told from others.
 *
 * Returns: 0; -VGS_ENOENT unknown @id.
 */
VGS_API int vgs_gic_config_quirk(struct vgs_gic_config *cfg, const char *id,
				 bool on);

/**
 * vgs_gic_config_check() - is this machine possible?
 * @cfg:		config to judge
 * @reterr_field:	name of the first impossible field; may be NULL
 *
 * Returns: 0; -VGS_EINVAL.
 */
VGS_API int vgs_gic_config_check(const struct vgs_gic_config *cfg,
				 const char **reterr_field);

/**
 * vgs_gic_new() - create a GIC in its reset state
 * @cfg:	validated as by vgs_gic_config_check(), copied
 * @ret_gic:	the new object, to be freed by vgs_gic_free()
 *
 * The only allocation the object ever makes, linear in PEs and INTIDs.
 *
 * Returns: 0; -VGS_EINVAL impossible config; -VGS_ENOMEM.
 */
VGS_API int vgs_gic_new(const struct vgs_gic_config *cfg,
			struct vgs_gic **ret_gic);

/** vgs_gic_free() - free a GIC; accepts NULL. @return NULL */
VGS_API struct vgs_gic *vgs_gic_free(struct vgs_gic *gic);

/** @return the config as completed by creation; owned by @p gic. */
VGS_API const struct vgs_gic_config *vgs_gic_config(const struct vgs_gic *gic);

/**
 * vgs_gic_reset() - architectural reset of everything but wires
 *
 * Deferred actions go; the context of vgs_gic_set_pe() stays.  Changed signals
 * are reported.
 * Returns: 0; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_reset(struct vgs_gic *gic);

/**
 * vgs_gic_reset_pe() - reset of one PE's CPU interfaces (GIC-B34)
 *
 * Physical and virtual; the Distributor and the Redistributor stay as they are
 * (GIC-CU95 says what is found where the Redistributor is awake).
 * Returns: 0; -VGS_ERANGE no such PE; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_reset_pe(struct vgs_gic *gic, unsigned pe);

/** @return file:line of the bug that broke the instance, or NULL. */
VGS_API const char *vgs_gic_bug(const struct vgs_gic *gic);

/**
 * vgs_gic_in_callback() - does a callback of the instance run now?
 *
 * Then calls that change its state answer -VGS_EBUSY.
 */
VGS_API bool vgs_gic_in_callback(const struct vgs_gic *gic);

/* --- the PE side -------------------------------------------------- */

/**
 * vgs_gic_set_pe() - tell the GIC what a PE is doing
 *
 * Levels of IRQ and FIQ depend on EL and security state (GIC-F5); access
 * answers on all of it.  Cheap: call it on every exception entry and return.
 *
 * Returns: 0; -VGS_ERANGE no such PE; -VGS_EINVAL el above 3.
 */
VGS_API int vgs_gic_set_pe(struct vgs_gic *gic, unsigned pe,
			   const struct vgs_pe_ctx *ctx);

/** vgs_gic_get_pe() - what vgs_gic_set_pe() told; -VGS_ERANGE no such PE. */
VGS_API int vgs_gic_get_pe(const struct vgs_gic *gic, unsigned pe,
			   struct vgs_pe_ctx *ret_ctx);

/**
 * vgs_gic_sysreg_read() - MRS of an ICC_*, ICV_* or ICH_* register
 * @id:		dense id of regs.h; ICC ids reach ICV under HCR_EL2.{IMO,FMO}
 * @ret_value:	set when the answer is VGS_ANSWER_OK
 *
 * May acknowledge an interrupt.  Returns: enum vgs_answer (>= 0);
 * -VGS_ERANGE no such PE or register; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_sysreg_read(struct vgs_gic *gic, unsigned pe,
				enum vgs_sysreg id, uint64_t *ret_value);

/**
 * vgs_gic_sysreg_write() - MSR of an ICC_*, ICV_* or ICH_* register
 * @id:		dense id of regs.h; ICC ids reach ICV under HCR_EL2.{IMO,FMO}
 * @value:	64 bits; RES0 bits are ignored
 *
 * Returns: enum vgs_answer (>= 0), and unless it is VGS_ANSWER_OK nothing has
 * changed; -VGS_ERANGE no such PE or register; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_sysreg_write(struct vgs_gic *gic, unsigned pe,
				 enum vgs_sysreg id, uint64_t value);

/**
 * vgs_gic_sysreg_peek() - what a read would answer, without its effect
 *
 * Registers whose read is the effect (IAR) peek as the INTID they would
 * return.  Traps are not evaluated: the register of the bank that the PE's
 * context selects is shown.
 *
 * Returns: VGS_ANSWER_OK; VGS_ANSWER_UNDEF the machine has no such register;
 * -VGS_ERANGE no such PE or id.
 */
VGS_API int vgs_gic_sysreg_peek(const struct vgs_gic *gic, unsigned pe,
				enum vgs_sysreg id, uint64_t *ret_value);

/** @return ESR_ELx ISS of a trapped access: EC 0x18 ISS encoding. */
VGS_API uint32_t vgs_sysreg_iss(enum vgs_sysreg id, bool read, unsigned rt);

/**
 * vgs_gic_mmio_read() - one load from a GIC frame
 * @gic:	the interrupt controller
 * @access:	who accesses: PE and security, which select banked state
 * @addr:	physical address inside a mapped frame
 * @size:	1, 2, 4 or 8 bytes
 * @ret_value:	what the load returns, zero-extended
 *
 * May acknowledge an interrupt (GICC_IAR); vgs_gic_mmio_peek() never does.
 * A size or alignment that the register does not support is the guest's
 * doing: 0 is read and events with GIC-A6 and GIC-CU9 go to cfg.trace.
 *
 * Returns: 0; VGS_ANSWER_ABORT (> 0), such a size or alignment where choice
 * GIC-CU9 is "external-abort": 0 is read, nothing is written, the CPU takes
 * an external abort; -VGS_ENOTMAPPED, no frame at @addr (the caller's map is wrong);
 * -VGS_EINVAL, @size is none of the four; -VGS_ERANGE, no such PE;
 * -VGS_EBUSY inside a callback.  On error nothing has changed.
 */
VGS_API int vgs_gic_mmio_read(struct vgs_gic *gic,
			      const struct vgs_access *access, uint64_t addr,
			      unsigned size, uint64_t *ret_value);

/**
 * vgs_gic_mmio_write() - one store to a GIC frame
 * @addr:	physical address inside a mapped frame
 * @size:	1, 2, 4 or 8 bytes
 * @value:	the lower @size bytes count
 *
 * Returns: as vgs_gic_mmio_read(); of an access that is refused nothing is
 * written.
 */
VGS_API int vgs_gic_mmio_write(struct vgs_gic *gic,
			       const struct vgs_access *access, uint64_t addr,
			       unsigned size, uint64_t value);

/**
 * vgs_gic_mmio_peek() - what a load would return, without its effect
 *
 * It is no access of the guest: cfg.trace hears nothing, not even that a
 * location is reserved.
 *
 * Returns: 0; -VGS_ENOTMAPPED, -VGS_EINVAL, -VGS_ERANGE as of a load.
 */
VGS_API int vgs_gic_mmio_peek(const struct vgs_gic *gic,
			      const struct vgs_access *access, uint64_t addr,
			      unsigned size, uint64_t *ret_value);

/**
 * vgs_gic_frame_read() - a load by frame and offset
 * @frame:	which frame
 * @index:	PE of GICR and GICH_PE, unit of GITS, else 0
 * @offset:	bytes from the frame's (that PE's) base
 *
 * For embedders that dispatch addresses themselves.
 *
 * Returns: as vgs_gic_mmio_read(); -VGS_ENOTMAPPED no such frame of that @index,
 * or @offset is beyond it.
 */
VGS_API int vgs_gic_frame_read(struct vgs_gic *gic,
			       const struct vgs_access *access,
			       enum vgs_frame frame, unsigned index,
			       uint64_t offset, unsigned size,
			       uint64_t *ret_value);

/**
 * vgs_gic_frame_write() - a store by frame and offset
 *
 * Operands as vgs_gic_frame_read(), effects as vgs_gic_mmio_write().
 * Returns: as vgs_gic_frame_read().
 */
VGS_API int vgs_gic_frame_write(struct vgs_gic *gic,
				const struct vgs_access *access,
				enum vgs_frame frame, unsigned index,
				uint64_t offset, unsigned size, uint64_t value);

/**
 * vgs_gic_frame_peek() - what a load by frame and offset would return
 *
 * Without its effect, and unheard by cfg.trace.
 * Returns: as vgs_gic_frame_read(), but never VGS_ANSWER_ABORT or -VGS_EBUSY.
 */
VGS_API int vgs_gic_frame_peek(const struct vgs_gic *gic,
			       const struct vgs_access *access,
			       enum vgs_frame frame, unsigned index,
			       uint64_t offset, unsigned size,
			       uint64_t *ret_value);

/** @return base address of a frame (of PE @p index for GICR, GICH_PE). */
VGS_API uint64_t vgs_gic_frame_base(const struct vgs_gic *gic,
				    enum vgs_frame frame, unsigned index);
/** @return size in bytes of one such frame, 0 when absent. */
VGS_API uint64_t vgs_gic_frame_size(const struct vgs_gic *gic,
				    enum vgs_frame frame);

/* --- wires in, signals out ---------------------------------------- */

/**
 * vgs_gic_set_line() - drive an input wire
 * @line:	VGS_SPI(), VGS_PPI(), VGS_INTID() or VGS_PRIVATE()
 * @level:	true: asserted
 *
 * Level interrupts follow it, edge interrupts latch its rising edge
 * (GIC-B5, GIC-B8).
 *
 * Returns: 0; -VGS_ERANGE not an implemented interrupt with a wire, or the
 * PPI whose wire is this GIC's own maintenance signal.
 */
VGS_API int vgs_gic_set_line(struct vgs_gic *gic, struct vgs_line line,
			     bool level);

/** Steps of an MSI, in order; the first that stops it. */
enum vgs_msi_step {
	VGS_MSI_REACHES, /**< nothing: it would be signalled to the PE */
	VGS_MSI_ITS_DISABLED,
	VGS_MSI_DEVICE_OUT_OF_RANGE,
	VGS_MSI_DEVICE_UNMAPPED,
	VGS_MSI_EVENT_OUT_OF_RANGE,
	VGS_MSI_EVENT_UNMAPPED,
	VGS_MSI_COLLECTION_UNMAPPED,
	VGS_MSI_LPIS_DISABLED,	   /**< GICR_CTLR.EnableLPIs of the PE */
	VGS_MSI_LPI_OUT_OF_RANGE,  /**< GICR_PROPBASER.IDbits */
	VGS_MSI_PROPERTY_DISABLED, /**< the configuration byte */
	/* It becomes pending, and is not signalled: */
	VGS_MSI_GROUP_DISABLED,	    /**< GICD_CTLR */
	VGS_MSI_ASLEEP,		    /**< GICR_WAKER */
	VGS_MSI_INTERFACE_DISABLED, /**< ICC_IGRPEN1_EL1 */
	VGS_MSI_PRIORITY_MASKED,    /**< ICC_PMR_EL1 */
	VGS_MSI_PRIORITY_RUNNING,   /**< an active priority */
	VGS_MSI_NO_MEMORY,	    /**< the memory callback failed */
	VGS_MSI_VPE_UNMAPPED,	    /**< of a vLPI: no such vPE (GIC-U1) */
	VGS_MSI_VPE_NOT_RESIDENT, /**< it waits in the pending table (GIC-U8) */
	/* A vLPI becomes pending where its vPE is, and is not signalled: */
	VGS_MSI_SECURE_STATE,	/**< the PE is in Secure state (GIC-U26) */
	VGS_MSI_LEGACY_GUEST,	/**< ICC_SRE_EL1.SRE of the guest is 0 */
	VGS_MSI_DIRECT_MASKED,	/**< ICH_HCR_EL2.DVIM (GIC-U27) */
	VGS_MSI_VIRTUAL_OFF,	/**< ICH_HCR_EL2.En, or no EL2 */
	VGS_MSI_GUEST_DISABLED, /**< ICH_VMCR_EL2.VENG1 (GIC-U32) */
	VGS_MSI_GUEST_MASKED,	/**< ICH_VMCR_EL2.VPMR */
	VGS_MSI_GUEST_RUNNING,	/**< an active virtual priority */
	/* Of a doorbell: */
	VGS_MSI_NO_DOORBELL,	     /**< there is none */
	VGS_MSI_DOORBELL_NOT_WANTED, /**< not asked for (GIC-U12) */
	VGS_MSI_STEPS,
};

/** @return "device-unmapped" and the like, "?" */
VGS_API const char *vgs_msi_step_name(enum vgs_msi_step step);

/** Where an MSI would go. */
struct vgs_translation {
	enum vgs_msi_step step;
	uint32_t intid; /**< 0: not known */
	uint16_t pe;	/**< VGS_NO_PE: not known; of a vLPI: of its vPE */
	uint8_t priority;
	bool virt;	   /**< a vLPI: intid is virtual */
	uint16_t vpe;	   /**< vPEID of a vLPI */
	uint32_t doorbell; /**< LPI that rings with a vLPI; 0: none */
	/** What stops the doorbell; with VGS_MSI_VPE_NOT_RESIDENT only. */
	enum vgs_msi_step doorbell_step;
};

/**
 * vgs_gic_msi() - a device writes to GITS_TRANSLATER
 * @its:	unit, from 0
 * @device_id:	of the writer; a sideband in hardware
 * @event_id:	the data
 *
 * An MSI that leads nowhere is dropped and logged (GIC-O2).
 *
 * Returns: 0; -VGS_ERANGE no such ITS; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_msi(struct vgs_gic *gic, unsigned its, uint32_t device_id,
			uint32_t event_id);

/**
 * vgs_gic_translate() - which LPI of which PE would this MSI reach?
 *
 * Changes nothing; reads the tables through the memory callback.
 *
 * Returns: 0; -VGS_ERANGE no such ITS; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_translate(struct vgs_gic *gic, unsigned its,
			      uint32_t device_id, uint32_t event_id,
			      struct vgs_translation *ret_to);

/** struct vgs_vpe_info - a vPE, as the table of an ITS has it */
struct vgs_vpe_info {
	bool mapped;	  /**< VMAPP with V = 1; else the rest is 0 */
	bool resident;	  /**< at the Redistributor of @p pe (GIC-U4) */
	uint16_t pe;	  /**< where it belongs: processor number */
	uint8_t id_bits;  /**< INTID bits of its pending table */
	uint64_t pending; /**< address of its pending table */
	/* GICv4.1: */
	uint64_t config;     /**< address of its configuration table */
	uint32_t doorbell;   /**< its default doorbell, 0: none */
	bool wants_doorbell; /**< it rings with the next vLPI (GIC-U12) */
};

/** struct vgs_vsgi_info - a virtual SGI of a vPE (GIC-U17) */
struct vgs_vsgi_info {
	bool pending, enabled;
	uint8_t group;	  /**< 0 or 1 */
	uint8_t priority; /**< bits [7:4] */
};

/**
 * vgs_gic_vpe() - a vPE of a GICv4
 * @its:	whose vPE table is read, from 0
 *
 * Changes nothing; reads the table through the memory callback.
 *
 * Returns: 0; -VGS_ERANGE no such ITS, or the table has no such vPE;
 * -VGS_ENOTSUP not a GICv4; -VGS_EMEM the callback failed; -VGS_EBUSY inside
 * a callback.
 */
VGS_API int vgs_gic_vpe(struct vgs_gic *gic, unsigned its, uint16_t vpeid,
			struct vgs_vpe_info *ret_vpe);

/**
 * vgs_gic_vlpi() - is a vLPI of a vPE pending?
 *
 * In the model or in its virtual pending table, wherever it is now.
 *
 * Returns: as vgs_gic_vpe(); -VGS_ERANGE also if the vPE is not mapped or
 * cannot have this vLPI.
 */
VGS_API int vgs_gic_vlpi(struct vgs_gic *gic, unsigned its, uint16_t vpeid,
			 uint32_t vintid, bool *ret_pending);

/**
 * vgs_gic_vsgi() - a virtual SGI of a vPE, 0 to 15
 *
 * Returns: as vgs_gic_vlpi(); -VGS_ENOTSUP not a GICv4.1.
 */
VGS_API int vgs_gic_vsgi(struct vgs_gic *gic, unsigned its, uint16_t vpeid,
			 unsigned vintid, struct vgs_vsgi_info *ret_vsgi);

/** struct vgs_its_info - an ITS, decoded */
struct vgs_its_info {
	bool enabled, stalled, queue_empty;
	uint32_t error;	 /**< code of the last command error, 0: none */
	uint32_t errors; /**< how many commands failed */
};

/** vgs_gic_its() - state of an ITS; -VGS_ERANGE there is no such unit. */
VGS_API int vgs_gic_its(const struct vgs_gic *gic, unsigned unit,
			struct vgs_its_info *ret_info);

/**
 * vgs_gic_lpi() - is an LPI pending, and where?
 * @ret_pe:	first PE where it is pending, VGS_NO_PE: nowhere
 *
 * Reads the pending tables where they hold more than the model.
 *
 * Returns: 0; -VGS_ERANGE not an LPI of this machine; -VGS_EBUSY.
 */
VGS_API int vgs_gic_lpi(struct vgs_gic *gic, uint32_t intid, uint16_t *ret_pe);

/**
 * vgs_gic_set_cfgsdisable() - drive the CFGSDISABLE input of a GICv2
 *
 * While it is high, writes of the Secure configuration are ignored: Group 0
 * SPIs among the first cfg.lockable_spis, Secure GICD_CTLR, what only Secure
 * software has of GICC_CTLR (GIC-C29).
 *
 * Returns: 0; -VGS_ENOTSUP, this version has no such input.
 */
VGS_API int vgs_gic_set_cfgsdisable(struct vgs_gic *gic, bool level);

/**
 * vgs_gic_set_bypass() - drive a legacy input, nIRQ or nFIQ, of a GICv2
 * @pe:		whose CPU interface
 * @input:	VGS_SIG_IRQ or VGS_SIG_FIQ
 * @level:	true: asserted
 *
 * It reaches the PE while the CPU interface signals no such exception itself
 * and neither of the two bits of GICC_CTLR disables its bypass (GIC-F8).  A
 * wire: a reset leaves it.
 *
 * Returns: 0; -VGS_ENOTSUP, the machine has no such inputs; -VGS_ERANGE, no
 * such PE; -VGS_EINVAL, another @input; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_set_bypass(struct vgs_gic *gic, unsigned pe,
			       enum vgs_signal input, bool level);

/** @return output levels of a PE, bits of enum vgs_signal; 0: no such PE. */
VGS_API uint32_t vgs_gic_signals(const struct vgs_gic *gic, unsigned pe);

/**
 * vgs_gic_group_signals() - which groups have an interrupt that is signalled
 *
 * For embedders that route groups to IRQ and FIQ themselves.
 * Returns: bit n set for enum vgs_group n.
 */
VGS_API uint32_t vgs_gic_group_signals(const struct vgs_gic *gic, unsigned pe);

/**
 * vgs_gic_takes() - would the PE take an exception now?
 *
 * The signals of vgs_gic_signals() that PSTATE and routing let through, as
 * the same bits; virtual ones only below EL2.  Where SCTLR_ELx.NMI of the EL
 * that takes it is set, an NMI passes PSTATE.{I,F} and PSTATE.ALLINT masks all
 * at that EL (GIC-N3).
 */
VGS_API uint32_t vgs_gic_takes(const struct vgs_gic *gic, unsigned pe);

/** @return true if WFI on @p pe must end: any signal, masked or not. */
VGS_API bool vgs_gic_wake(const struct vgs_gic *gic, unsigned pe);

/**
 * vgs_gic_batch_begin() - nest calls; signals are reported at the end
 *
 * Batches nest.  Returns: 0; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_batch_begin(struct vgs_gic *gic);

/**
 * vgs_gic_batch_end() - the outermost one reports the levels that changed
 *
 * Each PE once, whatever happened in between; not one whose levels are what
 * they were.
 * Returns: 0; -VGS_EINVAL none is open; -VGS_EBUSY inside a callback.
 */
VGS_API int vgs_gic_batch_end(struct vgs_gic *gic);

/* --- looking inside ----------------------------------------------- */

/** struct vgs_irq_info - one interrupt, decoded */
struct vgs_irq_info {
	uint32_t intid;
	uint16_t pe;	 /**< owner of a private one, else VGS_NO_PE */
	uint16_t target; /**< PE it is routed to now, VGS_NO_PE: none */
	enum vgs_irq_state state;
	bool line, latch, active, pending, enabled, edge, nmi;
	enum vgs_group group;
	uint8_t priority; /**< as stored: the Secure view */
	uint8_t targets;  /**< GICv2 ITARGETSR */
	uint8_t sources;  /**< GICv2 SGI: pending source CPUs */
};

/**
 * vgs_gic_irq() - the physical state of one interrupt
 * @line:	which one; SGIs by VGS_PRIVATE()
 *
 * Returns: 0; -VGS_ERANGE no such INTID here.
 */
VGS_API int vgs_gic_irq(const struct vgs_gic *gic, struct vgs_line line,
			struct vgs_irq_info *ret_info);

/** struct vgs_lr_info - one list register, decoded */
struct vgs_lr_info {
	enum vgs_irq_state state;
	uint32_t vintid, pintid;
	uint8_t priority;
	uint8_t group;	/**< 0 or 1 */
	uint8_t source; /**< GICv2 SGI: source CPU */
	bool hw, eoi, nmi;
};

/**
 * vgs_gic_lr() - one list register
 * @pe:		whose
 * @n:		0 to cfg.lrs - 1
 *
 * Returns: 0; -VGS_ERANGE no such PE or list register, or no EL2.
 */
VGS_API int vgs_gic_lr(const struct vgs_gic *gic, unsigned pe, unsigned n,
		       struct vgs_lr_info *ret_info);

/** @return physical running priority of a PE as the Secure view, 0xff idle. */
VGS_API uint8_t vgs_gic_running_priority(const struct vgs_gic *gic,
					 unsigned pe);

/**
 * struct vgs_gate_info - one gate on the way of an interrupt to a signal
 *
 * Gates come in the order the architecture evaluates them; the first closed
 * one is why the interrupt is not signalled.
 */
struct vgs_gate_info {
	const char *name; /**< "pending", "enable", "priority-mask", … */
	const char *reg;  /**< register that decides */
	uint64_t value;	  /**< its value; VGS_GATE_NONE: it has none */
	bool open;
	uint16_t rule;
	const char *note; /**< in words; NULL: the value is enough */
	const char *own;  /**< what of the interrupt it is held against, NULL */
	uint64_t own_value; /**< "priority" and so on */
};

/** struct vgs_gate_info.value of a gate whose note says all. */
#define VGS_GATE_NONE UINT64_MAX

#define VGS_GATES_MAX 16

/**
 * vgs_gic_explain() - why is this interrupt (not) signalled to this PE?
 * @pe:		PE it should reach
 * @intid:	physical INTID, or vINTID with @virt
 * @virt:	ask for the virtual CPU interface
 * @ret_gates:	filled in order, at least VGS_GATES_MAX entries
 *
 * An LPI passes the gates of its Redistributor ("lpis-enabled",
 * "intid-in-range", "pending", "enable") as the model has them: tables in
 * memory are not read, so what waits in a pending table for a place in the
 * pool is not pending here, and a configuration byte is the one last read.
 * vgs_gic_translate() has the gates before, from the device on.
 *
 * A vINTID in no list register that a GICv4 injects directly passes those of
 * the Redistributor where its vPE is resident ("vpe-resident", …), and what
 * the guest's CPU interface has for these ("non-secure", "system-registers",
 * "direct-injection").  Virtual SGIs are asked for while a vPE is resident.
 *
 * Returns: number of gates; -VGS_ERANGE.
 */
VGS_API int vgs_gic_explain(const struct vgs_gic *gic, unsigned pe,
			    uint32_t intid, bool virt,
			    struct vgs_gate_info *ret_gates);

/**
 * vgs_gic_check() - evaluate the invariants
 * @reterr_name:	name of the first one that does not hold
 *
 * Returns: 0; -VGS_EBUG.
 */
VGS_API int vgs_gic_check(const struct vgs_gic *gic, const char **reterr_name);

/** One line of vgs_gic_dump(), without its end; @p line is valid in the call. */
typedef void (*vgs_dump_fn)(void *user, const char *line);

/**
 * vgs_gic_dump() - the state of all interrupts as text, a line at a time
 * @fn:		called with each line, in order
 * @user:	its first argument
 *
 * The columns are those of KVM's vgic-state file: the Distributor, then the
 * private interrupts of each PE, the SPIs and the LPIs in ascending order.
 * Of a physical interrupt the columns say: TGT_ID, the PE it is forwarded to
 * now, -1 for none; H and HWID, a list register with HW = 1 names it, and the
 * vINTID in there; G, 2 for Secure Group 1; TARGET, the affinity of that PE,
 * the mask of targets with GICv2; SRC, pending source CPUs of a GICv2 SGI;
 * PRI, the priority as the Secure view; VCPU_ID, the PE whose highest priority
 * pending interrupt it is, -1 for none.  A GICv4 goes on with a section "VPE n"
 * for each PE n where a vPE is resident, with its virtual SGIs and vLPIs; there
 * VCPU_ID says what the guest's highest priority pending interrupt is.  The
 * state of other vPEs is in memory.  Nothing changes.
 */
VGS_API void vgs_gic_dump(const struct vgs_gic *gic, vgs_dump_fn fn,
			  void *user);

/* --- deferred actions --------------------------------------------- */

/** What hardware does later, at most one of a kind for each object. */
enum vgs_work_kind {
	VGS_WORK_GICD_RWP,  /**< GICD_CTLR.RWP becomes 0 */
	VGS_WORK_GICR_RWP,  /**< GICR_CTLR.RWP of PE index, LPIs written back */
	VGS_WORK_ITS,	    /**< next command of ITS index */
	VGS_WORK_VPE_DIRTY, /**< GICR_VPENDBASER.Dirty of PE index */
	/** PE index: its pending table is read in, MOVALL, INVALL */
	VGS_WORK_LPI_CACHE,
	VGS_WORK_CHILDREN, /**< GICR_WAKER.ChildrenAsleep of PE index */
	VGS_WORK_VSGI,	   /**< GICR_VSGIPENDR.Busy of PE index */
	VGS_WORK_KINDS,
};

/** struct vgs_work - one deferred action */
struct vgs_work {
	enum vgs_work_kind kind;
	unsigned index;
};

/**
 * vgs_gic_work() - list deferred actions
 * @max:	capacity of @ret_work
 *
 * Returns: how many there are (may exceed @max).
 */
VGS_API int vgs_gic_work(const struct vgs_gic *gic, unsigned max,
			 struct vgs_work *ret_work);

/** vgs_gic_work_run() - run one. -VGS_ENOENT: it is not deferred. */
VGS_API int vgs_gic_work_run(struct vgs_gic *gic, const struct vgs_work *work);

/* --- save, restore, compare --------------------------------------- */

/** @return size in bytes of an image of this GIC. */
VGS_API size_t vgs_gic_save_size(const struct vgs_gic *gic);

/**
 * vgs_gic_save() - write a versioned little-endian image
 * Returns: 0; -VGS_ERANGE @size is less than vgs_gic_save_size().
 */
VGS_API int vgs_gic_save(const struct vgs_gic *gic, void *buf, size_t size);

/**
 * vgs_gic_restore() - replace the state by an image
 *
 * The image is hostile input: it is validated as a whole first.
 * Returns: 0; -VGS_ECORRUPT, nothing has changed.
 */
VGS_API int vgs_gic_restore(struct vgs_gic *gic, const void *buf, size_t size);

/**
 * vgs_gic_copy() - plain copy between objects of one config
 *
 * @dst becomes what @src is, signals included, which are reported as changed
 * where they were others.
 * Returns: 0; -VGS_EINVAL the configs differ in what state means; -VGS_EBUSY
 * inside a callback of @dst.
 */
VGS_API int vgs_gic_copy(struct vgs_gic *dst, const struct vgs_gic *src);

/** @return 64-bit hash of the state (not of derived indexes). */
VGS_API uint64_t vgs_gic_hash(const struct vgs_gic *gic);

/**
 * One difference; @p where is "section[item].field", valid in the call, with an
 * item like p42, cpu1.p27, cpu1.lr2, else its number.
 */
typedef void (*vgs_diff_fn)(void *user, const char *where, uint64_t a,
			    uint64_t b);

/**
 * vgs_gic_diff() - compare two GICs of one config
 * Returns: number of differences; -VGS_EINVAL configs differ.
 */
VGS_API int vgs_gic_diff(const struct vgs_gic *a, const struct vgs_gic *b,
			 vgs_diff_fn fn, void *user);

#ifdef __cplusplus
}
#endif

#endif
