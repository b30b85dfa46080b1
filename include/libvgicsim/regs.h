/* SPDX-License-Identifier: MIT */
/*
 * The register tables as data: names, addresses, encodings, fields.  What
 * decode, the scenario loader, `vgicsim regs` and the property tests share.
 */
#ifndef LIBVGICSIM_REGS_H
#define LIBVGICSIM_REGS_H

#include <libvgicsim/error.h>
#include <libvgicsim/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vgs_gic;

/*
 * System registers: X(name, op0, op1, CRn, CRm, op2).  ICV_* have the
 * encodings of their ICC_* and are reached through them (GIC-Q1).
 */
#define VGS_SYSREGS(X)                                                         \
	X(ICC_PMR_EL1, 3, 0, 4, 6, 0)                                          \
	X(ICC_IAR0_EL1, 3, 0, 12, 8, 0)                                        \
	X(ICC_EOIR0_EL1, 3, 0, 12, 8, 1)                                       \
	X(ICC_HPPIR0_EL1, 3, 0, 12, 8, 2)                                      \
	X(ICC_BPR0_EL1, 3, 0, 12, 8, 3)                                        \
	X(ICC_AP0R0_EL1, 3, 0, 12, 8, 4)                                       \
	X(ICC_AP0R1_EL1, 3, 0, 12, 8, 5)                                       \
	X(ICC_AP0R2_EL1, 3, 0, 12, 8, 6)                                       \
	X(ICC_AP0R3_EL1, 3, 0, 12, 8, 7)                                       \
	X(ICC_AP1R0_EL1, 3, 0, 12, 9, 0)                                       \
	X(ICC_AP1R1_EL1, 3, 0, 12, 9, 1)                                       \
	X(ICC_AP1R2_EL1, 3, 0, 12, 9, 2)                                       \
	X(ICC_AP1R3_EL1, 3, 0, 12, 9, 3)                                       \
	X(ICC_NMIAR1_EL1, 3, 0, 12, 9, 5)                                      \
	X(ICC_DIR_EL1, 3, 0, 12, 11, 1)                                        \
	X(ICC_RPR_EL1, 3, 0, 12, 11, 3)                                        \
	X(ICC_SGI1R_EL1, 3, 0, 12, 11, 5)                                      \
	X(ICC_ASGI1R_EL1, 3, 0, 12, 11, 6)                                     \
	X(ICC_SGI0R_EL1, 3, 0, 12, 11, 7)                                      \
	X(ICC_IAR1_EL1, 3, 0, 12, 12, 0)                                       \
	X(ICC_EOIR1_EL1, 3, 0, 12, 12, 1)                                      \
	X(ICC_HPPIR1_EL1, 3, 0, 12, 12, 2)                                     \
	X(ICC_BPR1_EL1, 3, 0, 12, 12, 3)                                       \
	X(ICC_CTLR_EL1, 3, 0, 12, 12, 4)                                       \
	X(ICC_SRE_EL1, 3, 0, 12, 12, 5)                                        \
	X(ICC_IGRPEN0_EL1, 3, 0, 12, 12, 6)                                    \
	X(ICC_IGRPEN1_EL1, 3, 0, 12, 12, 7)                                    \
	X(ICC_SRE_EL2, 3, 4, 12, 9, 5)                                         \
	X(ICC_CTLR_EL3, 3, 6, 12, 12, 4)                                       \
	X(ICC_SRE_EL3, 3, 6, 12, 12, 5)                                        \
	X(ICC_IGRPEN1_EL3, 3, 6, 12, 12, 7)                                    \
	X(ICH_AP0R0_EL2, 3, 4, 12, 8, 0)                                       \
	X(ICH_AP0R1_EL2, 3, 4, 12, 8, 1)                                       \
	X(ICH_AP0R2_EL2, 3, 4, 12, 8, 2)                                       \
	X(ICH_AP0R3_EL2, 3, 4, 12, 8, 3)                                       \
	X(ICH_AP1R0_EL2, 3, 4, 12, 9, 0)                                       \
	X(ICH_AP1R1_EL2, 3, 4, 12, 9, 1)                                       \
	X(ICH_AP1R2_EL2, 3, 4, 12, 9, 2)                                       \
	X(ICH_AP1R3_EL2, 3, 4, 12, 9, 3)                                       \
	X(ICH_HCR_EL2, 3, 4, 12, 11, 0)                                        \
	X(ICH_VTR_EL2, 3, 4, 12, 11, 1)                                        \
	X(ICH_MISR_EL2, 3, 4, 12, 11, 2)                                       \
	X(ICH_EISR_EL2, 3, 4, 12, 11, 3)                                       \
	X(ICH_ELRSR_EL2, 3, 4, 12, 11, 5)                                      \
	X(ICH_VMCR_EL2, 3, 4, 12, 11, 7)                                       \
	X(ICH_LR0_EL2, 3, 4, 12, 12, 0)                                        \
	X(ICH_LR1_EL2, 3, 4, 12, 12, 1)                                        \
	X(ICH_LR2_EL2, 3, 4, 12, 12, 2)                                        \
	X(ICH_LR3_EL2, 3, 4, 12, 12, 3)                                        \
	X(ICH_LR4_EL2, 3, 4, 12, 12, 4)                                        \
	X(ICH_LR5_EL2, 3, 4, 12, 12, 5)                                        \
	X(ICH_LR6_EL2, 3, 4, 12, 12, 6)                                        \
	X(ICH_LR7_EL2, 3, 4, 12, 12, 7)                                        \
	X(ICH_LR8_EL2, 3, 4, 12, 13, 0)                                        \
	X(ICH_LR9_EL2, 3, 4, 12, 13, 1)                                        \
	X(ICH_LR10_EL2, 3, 4, 12, 13, 2)                                       \
	X(ICH_LR11_EL2, 3, 4, 12, 13, 3)                                       \
	X(ICH_LR12_EL2, 3, 4, 12, 13, 4)                                       \
	X(ICH_LR13_EL2, 3, 4, 12, 13, 5)                                       \
	X(ICH_LR14_EL2, 3, 4, 12, 13, 6)                                       \
	X(ICH_LR15_EL2, 3, 4, 12, 13, 7)

/** Dense ids of system registers: VGS_ICC_PMR_EL1, … */
enum vgs_sysreg {
#define VGS_SYSREG_ENUM(name, op0, op1, crn, crm, op2) VGS_##name,
	VGS_SYSREGS(VGS_SYSREG_ENUM)
#undef VGS_SYSREG_ENUM
		VGS_SYSREG_COUNT,
};

/** @return dense id of an encoding, VGS_SYSREG_COUNT if it is none of ours. */
VGS_API enum vgs_sysreg vgs_sysreg_by_encoding(unsigned op0, unsigned op1,
					       unsigned crn, unsigned crm,
					       unsigned op2);

/** @return dense id of an ESR_ELx ISS (EC 0x18), or VGS_SYSREG_COUNT. */
VGS_API enum vgs_sysreg vgs_sysreg_by_iss(uint32_t iss);

/**
 * vgs_sysreg_by_cp15() - dense id of an AArch32 register (MRC, MCR of p15)
 * @ret_high:	set to true for ICH_LRC<n>, which is bits [63:32] of
 *		ICH_LR<n>_EL2; to false otherwise
 *
 * An AArch32 access is one of the lower or the upper half of the register of
 * the same name; write the halves of a list register by vgs_gic_sysreg_peek()
 * and vgs_gic_sysreg_write().
 *
 * Returns: VGS_SYSREG_COUNT if it is none of ours.
 */
VGS_API enum vgs_sysreg vgs_sysreg_by_cp15(unsigned opc1, unsigned crn,
					   unsigned crm, unsigned opc2,
					   bool *ret_high);

/** @return dense id of an AArch32 MCRR (p15), or VGS_SYSREG_COUNT. */
VGS_API enum vgs_sysreg vgs_sysreg_by_cp15_64(unsigned opc1, unsigned crm);

/** @return the manual's name of a dense id, NULL if it is none. */
VGS_API const char *vgs_sysreg_name(enum vgs_sysreg id);

/** @return dense id by the manual's name, or VGS_SYSREG_COUNT. */
VGS_API enum vgs_sysreg vgs_sysreg_by_name(const char *name);

/** Access kinds: a closed list. */
enum vgs_reg_access {
	VGS_ACC_RO,
	VGS_ACC_RW,
	VGS_ACC_WO,
	VGS_ACC_W1S, /**< reads state, writing 1 sets */
	VGS_ACC_W1C, /**< reads state, writing 1 clears */
	VGS_ACC_RAZ, /**< RAZ/WI on this implementation */
};

/** One field: bits [msb:lsb]. */
struct vgs_field {
	const char *name;
	uint8_t msb, lsb;
};

/** Bus frames and system register banks that have a table. */
enum vgs_reg_bank {
	VGS_BANK_GICV2_GICD,
	VGS_BANK_GICV2_GICC,
	VGS_BANK_GICV2_GICH,
	VGS_BANK_GICV2_GICV,
	VGS_BANK_GICV3_GICD,
	VGS_BANK_GICV3_GICR,
	VGS_BANK_GICV3_ICC, /**< ICC_* and ICH_*, offset is enum vgs_sysreg */
	VGS_BANK_GITS,
	VGS_BANK_GICM, /**< the MSI frame of GICv2m */
	VGS_BANK_GICV3_GICM,
	VGS_BANK_VM_GICV2_GICD, /**< what the vgic emulates for a guest, … */
	VGS_BANK_VM_GICC,	/**< outside a run; inside it is the GICV */
	VGS_BANK_VM_GICV3_GICD,
	VGS_BANK_VM_GICR,
	VGS_BANK_VM_GITS,
	VGS_BANKS,
};

/** struct vgs_reg_info - one register or register array of a table */
struct vgs_reg_info {
	const char *name;	/**< manual's name: "GICD_ISENABLER" */
	uint32_t offset;	/**< bytes in its frame, or enum vgs_sysreg */
	uint16_t first;		/**< number of the first one: NSACR 0, LR 0 */
	uint16_t count;		/**< registers in the array, 1: no array */
	uint8_t stride;		/**< bytes between them */
	uint8_t width;		/**< 32 or 64 bits */
	uint8_t sizes;		/**< legal access sizes, OR of 1 2 4 8 */
	uint8_t bits_per_intid; /**< 0: not one field per INTID */
	uint32_t first_intid;	/**< INTID of bit 0 of the first register */
	enum vgs_reg_access access;
	enum vgs_reg_access user_access; /**< a VM's: of user space */
	bool user_differs; /**< a VM's: user space finds something else */
	uint64_t reset;	   /**< architectural reset, UNKNOWN as 0 */
	const struct vgs_field *fields; /**< ends with name NULL; may be NULL */
	const char *rule;		/**< a rule id, or "" */
	const char *doc;		/**< one line */
	bool gap;			/**< no behaviour yet: RAZ/WI */
};

/**
 * vgs_reg_at() - walk the table of a bank
 * Returns: 0; -VGS_ENOENT @index is past the last.
 */
VGS_API int vgs_reg_at(enum vgs_reg_bank bank, unsigned index,
		       struct vgs_reg_info *ret_info);

/** @return "GICv2 GICD" and the like. */
VGS_API const char *vgs_reg_bank_name(enum vgs_reg_bank bank);

/** Where a named register of a machine lives. */
struct vgs_reg_ref {
	bool sysreg;
	enum vgs_sysreg id;   /**< sysreg */
	enum vgs_frame frame; /**< not sysreg; per-PE frames by the actor */
	struct vgs_reg_info info;
	int n; /**< array index named ("GICD_ISENABLER1"), or -1 */
};

/**
 * vgs_gic_reg_lookup() - find a register of this machine by its name
 * @name:	manual's name; arrays with or without a number, ICV_* and
 *		AArch32 names (ICC_PMR) included; GICV_*, GICH_* too.  Upper
 *		halves that AArch32 names (ICH_LRC0) are their register's
 *
 * Returns: 0; -VGS_ENOENT this machine has no such register; -VGS_ERANGE it
 * has, but not with this number.
 */
VGS_API int vgs_gic_reg_lookup(const struct vgs_gic *gic, const char *name,
			       struct vgs_reg_ref *ret_ref);

/**
 * vgs_gic_reg_bank() - the tables a machine has
 * Returns: true if @bank is one of its banks; those of VMs never are.
 */
VGS_API bool vgs_gic_reg_bank(const struct vgs_gic *gic,
			      enum vgs_reg_bank bank);

/**
 * vgs_reg_fields() - the fields of a register in an actor's view
 * @access:	selects the Secure, Non-secure or single view
 * Returns: fields ending with name NULL, or NULL: the register has none.
 */
VGS_API const struct vgs_field *
vgs_gic_reg_fields(const struct vgs_gic *gic, const struct vgs_reg_ref *ref,
		   const struct vgs_access *access);

#ifdef __cplusplus
}
#endif

#endif
