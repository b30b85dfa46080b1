/* SPDX-License-Identifier: MIT */
/*
 * What is known of the ap_lists between runs: counts and order, kept up to
 * date by what changes.  Derived: never saved, made anew from the lists.
 */
#ifndef VGS_VGIC_ORDER_H
#define VGS_VGIC_ORDER_H

#include "vgic/vm.h"

/* Of a list of so few it costs more to know than to look. */
#define VGS_VORDER_SHORT 4u

/* So many changes of one list are noted. */
#define VGS_VORDER_MAX 64u

/* An ap_list in numbers. */
struct vgs_vcounts {
	/* whose oracle is the vCPU (KVM-OV-11) */
	unsigned pending, active, sgis;
	unsigned weight;   /* list registers that it needs (KVM-AP-21) */
	unsigned multiple; /* interrupts that need several */
};

/* By vCPU. */
struct vgs_vorder {
	struct vgs_vcounts counts;
	unsigned changed_count;
	uint32_t changed[VGS_VORDER_MAX]; /* since they were counted, sorted */
	bool known;			  /* but for what is in changed */
	bool sorted;			  /* likewise */
	bool anew;	 /* all were looked at since it was served last */
	uint32_t active; /* first of those that are counted as active */
	unsigned group1; /* so many on the list are of Group 1 */
	uint8_t groups;	 /* that were enabled when it was sorted */
	uint8_t enabled; /* GICD_CTLR when all were looked at */
};

#define VGS_VORDER_NO_KEY UINT32_MAX

/*
 * vgs_virq_key(): its group is disabled (KVM-AP-23).  A key is kept without it,
 * and with the group instead: a guest that switches a group changes no key.
 */
#define VGS_VORDER_DISABLED VGS_BIT(10)
#define VGS_VORDER_GROUP1   VGS_BIT(12)

/* By virtual interrupt, while it is queued. */
struct vgs_vplace {
	uint64_t label;	       /* grows along the list */
	uint32_t next, prev;   /* among those counted as active, unordered */
	uint32_t key;	       /* it was sorted by, VGS_VORDER_NO_KEY */
	uint8_t class, weight; /* as it is counted */
	bool group1;	       /* likewise */
	bool changed, moved;
};

/* Nothing is known any more: after a restore. */
void vgs_vorder_forget(struct vgs_vm *vm);

/* It is on no list any more. */
void vgs_vwants_forget(struct vgs_vm *vm, uint32_t i, unsigned vcpu);

/* Of a list that is known: an interrupt changed, was appended, was taken off. */
void vgs_vorder_note(struct vgs_vm *vm, uint32_t i);
void vgs_vorder_append(struct vgs_vm *vm, uint32_t i);
void vgs_vorder_remove(struct vgs_vm *vm, uint32_t i, unsigned vcpu);

/* An interrupt changed, was appended to its list, was taken off one. */
static inline void vgs_vorder_changed(struct vgs_vm *vm, uint32_t i)
{
	unsigned vcpu = vm->virqs[i].vcpu;

	if (vcpu != VGS_NO_VCPU && vm->orders[vcpu].known)
		vgs_vorder_note(vm, i);
}

static inline void vgs_vorder_linked(struct vgs_vm *vm, uint32_t i,
				     unsigned vcpu)
{
	if (vm->orders[vcpu].known)
		vgs_vorder_append(vm, i);
}

static inline void vgs_vorder_unlinked(struct vgs_vm *vm, uint32_t i,
				       unsigned vcpu)
{
	if (vm->wants)
		vgs_vwants_forget(vm, i, vcpu);
	if (vm->orders[vcpu].known)
		vgs_vorder_remove(vm, i, vcpu);
}

/*
 * Is a list so short that nothing is known of it?  E0 has always to know who
 * wants a list register (bitmap.c).
 */
static inline bool vgs_vorder_is_short(const struct vgs_vm *vm, unsigned vcpu)
{
	return vm->vcpus[vcpu].queued <= VGS_VORDER_SHORT && !vm->wants;
}

struct vgs_vcounts vgs_vorder_counts(struct vgs_vm *vm, unsigned vcpu);

/*
 * The first @max active ones behind @after (VGS_NO_VIRQ: of all) whose oracle
 * is @vcpu, in list order.  @return how many; costs what is active.
 */
unsigned vgs_vorder_active(struct vgs_vm *vm, unsigned vcpu, uint32_t after,
			   unsigned max, uint32_t *ret_virqs);

/*
 * Who changed since the list was served last.  False: anybody may have; look at
 * the list.
 */
bool vgs_vorder_changes(struct vgs_vm *vm, unsigned vcpu, unsigned *ret_count,
			const uint32_t **ret_virqs);

/* Is it @vcpu's to deliver, as it was counted last? */
static inline bool vgs_vorder_counted(const struct vgs_vm *vm, uint32_t i)
{
	return vm->places[i].class;
}

/*
 * Who is queued on @vcpu and should not be, in list order.  False: too many, or
 * the list is short; look at it.
 */
bool vgs_vorder_strangers(struct vgs_vm *vm, unsigned vcpu, unsigned *ret_count,
			  uint32_t ret_virqs[VGS_VORDER_MAX]);

/* Sort as vgs_vcpu_sort() does. */
void vgs_vorder_sort(struct vgs_vm *vm, unsigned vcpu);

/* The list has been counted for a run; @sorted: sorted too. */
void vgs_vorder_served(struct vgs_vm *vm, unsigned vcpu, bool sorted);

/* Words of vgs_vm.wants for a VM with so many interrupts of no vCPU. */
size_t vgs_vwants_words(uint32_t shared);
/*
 * Where it goes in a sorted list: before those of a greater key, and of equal
 * ones as it stands (KVM-AP-20 to AP-23).
 */
unsigned vgs_virq_key(const struct vgs_vm *vm, unsigned vcpu, uint32_t i);

/* List registers that an interrupt needs (KVM-AP-21). */
unsigned vgs_virq_weight(const struct vgs_vm *vm, uint32_t i);

#endif
