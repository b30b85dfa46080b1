/* SPDX-License-Identifier: MIT */
/*
 * Names for people: which register an op reaches, which of its bits belong to
 * which INTID, and which fields of two values differ.
 */
#ifndef VGICSIM_TOOLS_REGNAME_H
#define VGICSIM_TOOLS_REGNAME_H

#include "rig.h"

#define REGNAME_SIZE 64

struct regname {
	char base[REGNAME_SIZE]; /* manual's name without a number */
	char full[REGNAME_SIZE]; /* with it, and with the byte of a part */
	unsigned owner; /* PE whose register it is, where PEs have their own */
	bool known;
	struct vgs_reg_info info; /* if known */
	unsigned n;		  /* number in the array */
	unsigned first_bit;   /* bit of the register that bit 0 of a value is */
	uint32_t first_intid; /* INTID of that bit, with bits_per_intid */
};

/* System registers by dense id. */
struct regname_sysreg {
	const char *name;
	unsigned op0, op1, crn, crm, op2;
};

extern const struct regname_sysreg regname_sysregs[VGS_SYSREG_COUNT];

/* Always names it, by its address if by nothing better. */
void regname_of(const struct rig *rig, const struct optrace_op *op,
		struct regname *ret_name);

/* @return bits of a value of this access that belong to @intid. */
uint64_t regname_intid_mask(const struct regname *name, uint32_t intid);

/* Appends "EnableGrp1 is 0, not 1" for each field that differs. */
void regname_fields(const struct vgs_gic *gic, const struct regname *name,
		    const struct vgs_access *access, uint64_t expected,
		    uint64_t found, FILE *to);

#endif
