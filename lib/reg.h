/* SPDX-License-Identifier: MIT */
/*
 * Register descriptors and the one engine that carries out accesses: decode,
 * size and alignment, security view, the loop over INTIDs, halves of 64-bit
 * registers.  Tables of this type are everything a frame is, a machine's and
 * those that a vgic emulates for a VM alike.
 */
#ifndef VGS_REG_H
#define VGS_REG_H

#include <libvgicsim/event.h>
#include <libvgicsim/regs.h>

#include "bits.h"
#include "rule.h"

struct vgs_gic;
struct vgs_vm;
struct vgs_frame_rows;
struct vgs_reg;
struct vgs_row;
struct vgs_acc;

/* What has the registers; which of them it is, the frame says. */
union vgs_reg_object {
	struct vgs_gic *gic;
	const struct vgs_gic *gic_peek;
	struct vgs_vm *vm;
	const struct vgs_vm *vm_peek;
};

typedef uint64_t (*vgs_reg_peek_fn)(const struct vgs_gic *gic,
				    const struct vgs_acc *acc);
typedef uint64_t (*vgs_reg_read_fn)(struct vgs_gic *gic,
				    const struct vgs_acc *acc);
typedef void (*vgs_reg_write_fn)(struct vgs_gic *gic, const struct vgs_acc *acc,
				 uint64_t value);
typedef uint32_t (*vgs_reg_get_fn)(const struct vgs_gic *gic,
				   const struct vgs_acc *acc, uint32_t slot);
typedef void (*vgs_reg_set_fn)(struct vgs_gic *gic, const struct vgs_acc *acc,
			       uint32_t slot, uint32_t value);

typedef uint64_t (*vgs_vreg_peek_fn)(const struct vgs_vm *vm,
				     const struct vgs_acc *acc);
typedef void (*vgs_vreg_write_fn)(struct vgs_vm *vm, const struct vgs_acc *acc,
				  uint64_t value);
typedef uint32_t (*vgs_vreg_get_fn)(const struct vgs_vm *vm,
				    const struct vgs_acc *acc, uint32_t slot);
typedef void (*vgs_vreg_set_fn)(struct vgs_vm *vm, const struct vgs_acc *acc,
				uint32_t slot, uint32_t value);

/* What a VM's register does: to its guest, or to user space. */
struct vgs_vreg {
	uint8_t access; /* enum vgs_reg_access */
	vgs_vreg_peek_fn peek;
	vgs_vreg_write_fn write;
	vgs_vreg_get_fn get;
	vgs_vreg_set_fn set;
	vgs_vreg_peek_fn kept; /* NULL: peek */
};

/* One access while it is carried out. */
struct vgs_acc {
	const struct vgs_frame_desc *frame;
	const struct vgs_reg *reg;
	const struct vgs_row *row;	   /* a machine: where @reg is */
	const struct vgs_frame_rows *rows; /* a machine: @frame decoded */
	uint64_t mask;	/* bits of the register that the access covers */
	unsigned pe;	/* who accesses, a PE or a vCPU: selects banks */
	unsigned n;	/* number in the array, from 0 */
	unsigned owner; /* GICR, GICH_PE: whose frame; GITS: unit */
	bool secure;	/* Secure or Root access, or one security state */
	bool user;	/* a VM: user space accesses it, not the guest */
	bool peek;	/* no access at all: the trace is not told */
	bool open;	/* of a frame that may be closed: it is not */
	bool aborted;	/* answered with an external abort (choice GIC-CU9) */
	struct vgs_vreg vm;	       /* a VM: what @reg does */
	const struct vgs_vreg *fields; /* a VM: get and set instead; NULL */
};

/* Who may see what of a register (GIC-C4 .. GIC-C10). */
enum vgs_reg_view {
	VGS_VIEW_ALL,	 /* handlers look at acc->secure themselves */
	VGS_VIEW_SECURE, /* wholly RAZ/WI to Non-secure (GIC-C5) */
	VGS_VIEW_NSACR1, /* per INTID: Non-secure, or NSACR >= 1, … */
	VGS_VIEW_NSACR2,
	VGS_VIEW_NSACR3,
	VGS_VIEW_GROUP, /* per INTID: Non-secure interrupts only (GIC-C9) */
};

/* What STATUSR tells apart (GIC-A7): the numbers are its bits. */
enum vgs_reg_misuse {
	VGS_MISUSE_RRD,	 /* read of a reserved location */
	VGS_MISUSE_WRD,	 /* write of a reserved location */
	VGS_MISUSE_RWOD, /* read of a write-only register */
	VGS_MISUSE_WROD, /* write of a read-only register */
};

/* Not an implemented interrupt, or not one for this access. */
#define VGS_NO_SLOT UINT32_MAX

/* What the per-INTID loop asks of the model whose frame it is. */
struct vgs_frame_desc {
	enum vgs_reg_bank bank;
	const struct vgs_reg *regs; /* sorted by offset */
	unsigned count;
	uint32_t size; /* bytes of the frame */
	bool virt;     /* a VM has it: vm_slot, vm_trace, rows with vm_* */
	union {
		/*
		 * Slot of an INTID for this access, VGS_NO_SLOT: RAZ/WI.  That
		 * of a shared one is vgs_core_slot(), whoever accesses.
		 */
		uint32_t (*slot)(const struct vgs_gic *gic,
				 const struct vgs_acc *acc, uint32_t intid);
		uint32_t (*vm_slot)(const struct vgs_vm *vm,
				    const struct vgs_acc *acc, uint32_t intid);
	};
	/* A VM is told of accesses that are no peeks. */
	void (*vm_trace)(struct vgs_vm *vm, const struct vgs_acc *acc,
			 enum vgs_event_kind kind, uint64_t value);
	/* May this access see the interrupt at all under acc->reg->view? */
	bool (*visible)(const struct vgs_gic *gic, const struct vgs_acc *acc,
			uint32_t slot);
	/* Is the register present on this machine?  NULL: all are. */
	bool (*present)(const struct vgs_gic *gic, const struct vgs_reg *reg);
	/* Is the whole frame RAZ/WI for this access?  NULL: never. */
	bool (*closed)(const struct vgs_gic *gic, const struct vgs_acc *acc);
	/* An access without effect, for STATUSR; NULL: not kept. */
	void (*misuse)(struct vgs_gic *gic, const struct vgs_acc *acc,
		       enum vgs_reg_misuse misuse);
	bool by_bytes; /* choice GIC-A6 is taken here */
	uint8_t dense; /* so many first rows are one word each, no holes */
};

/*
 * struct vgs_reg - one row: a register or an array of registers
 *
 * With bits_per_intid the row has get and set for one INTID's field; set of a
 * W1S or W1C row is called for fields written non-zero only, of an RW row for
 * every field the access covers.  Otherwise it has peek, and read where a load
 * has an effect, and write.  A row without any of them is a gap: it is listed,
 * reads 0, ignores writes, and a test counts it.
 *
 * An access to a part of a register writes all of it: of an RW row the other
 * bytes are what kept says, which has the fields that do not read as they were
 * written (PTZ); NULL: what peek says.  Of other rows they are 0.
 *
 * A VM's rows have the vm_* of these for the guest; where user space's accesses
 * differ, user has all that those do.
 */
struct vgs_reg {
	const char *name;
	uint32_t offset;
	uint16_t first;
	uint16_t count; /* 0 is 1 */
	uint8_t stride; /* 0: width / 8 */
	uint8_t width;	/* 0 is 32 */
	uint8_t sizes;	/* 0: width / 8 only (and both halves of 64) */
	uint8_t bits_per_intid;
	uint16_t first_intid;
	uint8_t access;	   /* enum vgs_reg_access */
	uint8_t view;	   /* enum vgs_reg_view */
	bool irq_priority; /* Secure view, no NMIs: get is vgs_irq.priority */
	uint16_t irq_bit;  /* get is just this bit of vgs_irq.bits */
	uint16_t rule;
	uint64_t reset;
	const struct vgs_field *fields;
	union {
		struct {
			vgs_reg_peek_fn peek;
			vgs_reg_read_fn read;
			vgs_reg_write_fn write;
			vgs_reg_get_fn get;
			vgs_reg_set_fn set;
			vgs_reg_peek_fn kept;
		};
		struct {
			vgs_vreg_peek_fn vm_peek;
			const struct vgs_vreg *user; /* NULL: as the guest */
			vgs_vreg_write_fn vm_write;
			vgs_vreg_get_fn vm_get;
			vgs_vreg_set_fn vm_set;
			vgs_vreg_peek_fn vm_kept;
		};
	};
	const char *doc;
};

/* Has the row behaviour?  RAZ rows have: it is their behaviour. */
static inline bool vgs_reg_is_gap(const struct vgs_reg *reg)
{
	return reg->access != VGS_ACC_RAZ && !reg->peek && !reg->read &&
	       !reg->write && !reg->get && !reg->set && !reg->irq_bit;
}

/* Row and number at an offset, NULL: reserved (GIC-A7). */
const struct vgs_reg *vgs_reg_decode(const struct vgs_frame_desc *frame,
				     uint32_t offset, unsigned *ret_n);

/* What the fields of an access read as, one per INTID, and a write of them. */
uint64_t vgs_reg_peek_fields(union vgs_reg_object of,
			     const struct vgs_acc *acc);
void vgs_reg_write_fields(union vgs_reg_object of, const struct vgs_acc *acc,
			  uint64_t value);

/*
 * Carry out one access of a VM's frame, where loads have no effects.  @acc
 * holds who and where; reg, n and mask are filled in here.  What is illegal
 * reads 0 or is ignored, with an event.
 */
uint64_t vgs_reg_vm_read(struct vgs_vm *vm, struct vgs_acc *acc,
			 uint32_t offset, unsigned size);
uint64_t vgs_reg_vm_peek(const struct vgs_vm *vm, struct vgs_acc *acc,
			 uint32_t offset, unsigned size);
void vgs_reg_vm_write(struct vgs_vm *vm, struct vgs_acc *acc, uint32_t offset,
		      unsigned size, uint64_t value);

/* The public description of a row; with what user space does to a VM's. */
void vgs_reg_describe(const struct vgs_reg *reg, struct vgs_reg_info *ret_info);
void vgs_reg_describe_user(const struct vgs_reg *reg,
			   struct vgs_reg_info *ret_info);

/*
 * Does @name call row @own of @count registers, and with which number?
 * "GICD_ISENABLER1" is number 1 of GICD_ISENABLER, "GICD_ISENABLER1E" of
 * GICD_ISENABLERE; a row whose own name ends in 0 is also called without it.
 * Returns -1: the array, -2: not this row, else the number.
 */
int vgs_reg_number(const char *own, unsigned count, const char *name);

#endif
