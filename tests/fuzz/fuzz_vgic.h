/* SPDX-License-Identifier: MIT */
/*
 * The target of the vgic: two VMs on one machine, a twin of that machine that
 * is played the same steps, and what a step may draw from the input.
 */
#ifndef FUZZ_VGIC_H
#define FUZZ_VGIC_H

#include <libvgicsim/vgicsim.h>
#include <string.h>

#include "fuzz.h"

#define RAM  UINT64_C(0x40000000)
#define SIZE 0x80000u /* eight pages of 64 KB, as tables want them */
#define PES  2u
#define VMS  2u

/* Where a guest that means well has its tables; any guest may write there. */
#define PROP	 RAM
#define PEND(n)	 (RAM + 0x10000u + (uint64_t)((n)&1) * 0x10000u)
#define QUEUE	 (RAM + 0x30000u)
#define DEVICES	 (RAM + 0x40000u)
#define COLLECTS (RAM + 0x50000u)
#define ITTS	 (RAM + 0x60000u) /* of 4 KB */
#define VALID	 (UINT64_C(1) << 63)

/** struct world - a host with its guests, and what its calls answered */
struct world {
	struct vgs_gic *gic;
	struct vgs_timers *timers;
	struct vgs_host *host;
	struct vgs_vm *vm[VMS]; /* [1] NULL: the second does not go with it */
	unsigned char *ram, *image;
	size_t image_size;
	uint64_t answers; /* digest of return values and values read */
	bool tampered;	  /* a damaged image and the like: no guest's state */
};

/** struct shape - what worlds are made of */
struct shape {
	struct vgs_gic_config gic;
	struct vgs_vm_config vm[VMS];
	unsigned eoimode;
	bool by_register; /* the twin's vgic has accessors of registers only */
};

/** struct player - input, world, twin */
struct player {
	struct fuzz_input in;
	struct shape shape;
	struct world *now, *twin;
	bool exact; /* the twin has the image, else the attributes */
};

/** A value that was read, for the comparison with the twin's. */
static inline void note_value(struct world *w, uint64_t value)
{
	w->answers = (w->answers ^ value) * UINT64_C(0x100000001b3);
}

/** What a call answered. */
static inline void note(struct world *w, int answer)
{
	note_value(w, (uint64_t)answer);
}

/* --- drawn from the input ---------------------------------------------------
 */

static inline uint32_t some_intid(struct player *p)
{
	uint8_t n = fuzz_u8(&p->in);

	return n < 0xe0 ? n % 100 : n < 0xf0 ? 8192u + n % 16 : 1000u + n % 32;
}

/* Often an address of the guest's memory, a table's or a command's fields. */
static inline uint64_t some_value(struct player *p)
{
	uint8_t how = fuzz_u8(&p->in);
	uint64_t value = fuzz_bytes(&p->in, how & 7);

	if (how & 8)
		value = RAM + (value & (SIZE - 1) & ~UINT64_C(0xfff));
	if (how & 16)
		value |= VALID;
	if (how & 32)
		value = ~value;
	return value;
}

static inline uint32_t some_offset(struct player *p)
{
	uint32_t offset = (uint32_t)fuzz_bytes(&p->in, 2);
	uint8_t how = fuzz_u8(&p->in);

	if (how & 1)
		offset &= 0xfffcu;
	return offset + ((how & 2) ? 0x10000u : 0);
}

/* --- fuzz_vgic_world.c ------------------------------------------------------
 */

/** Draws a shape; what cannot be made is no VM. */
void draw_shape(struct player *p);

/** NULL: a build without this GIC, or a config that is refused. */
struct world *new_world(const struct shape *shape, bool by_register);
struct world *free_world(struct world *w);

/** The state of a world as one number. */
uint64_t hash_world(const struct world *w);

/** A second world by the image of the first; NULL: an own vgic has none. */
struct world *twin_by_image(const struct player *p);

/** By attributes; NULL: they are refused, or @damage had a hand in them. */
struct world *twin_by_attributes(struct player *p, bool damage);

/** Is each vCPU as far in both? */
bool same_phases(const struct world *a, const struct world *b);

/** Do guests find the same configuration in both? */
bool same_configuration(const struct world *a, const struct world *b);

/* --- fuzz_vgic_own.c --------------------------------------------------------
 */

/** Vgics of somebody else: by list registers, by the frames. */
extern const struct vgs_vgic_ops fuzz_own_lists, fuzz_own_frames;

/* --- steps: fuzz_vgic_guest.c, fuzz_vgic_vmm.c ------------------------------
 */

void guest_registers(struct player *p, struct world *w, struct vgs_vm *vm,
		     unsigned vcpu);
void guest_system(struct player *p, struct world *w, struct vgs_vm *vm,
		  unsigned vcpu);
void guest_ready(struct player *p, struct world *w, struct vgs_vm *vm,
		 unsigned vcpu);
void guest_command(struct player *p, struct world *w, struct vgs_vm *vm,
		   unsigned vcpu);
void run(struct player *p, struct world *w, struct vgs_vm *vm, unsigned vcpu);
void host(struct player *p, struct world *w, struct vgs_vm *vm, unsigned vcpu);

void attribute(struct player *p, struct world *w, struct vgs_vm *vm);
void create(struct player *p, struct world *w, struct vgs_vm *vm);
void its(struct player *p, struct world *w, struct vgs_vm *vm);
void eventfd(struct player *p, struct world *w, struct vgs_vm *vm);
void message(struct player *p, struct world *w, struct vgs_vm *vm);
void image(struct player *p, struct world *w, struct vgs_vm *vm);
void write_memory(struct player *p, struct world *w);

#endif
