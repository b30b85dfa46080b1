/* SPDX-License-Identifier: MIT */
/*
 * The CPU interface: priority masking, preemption, active priorities.  One
 * engine for GICC, ICC, GICV and ICV.  Who may acknowledge what through which
 * register is the register's affair (gicv3, mmif); this is what happens then.
 *
 * Active priorities are kept per group in the full physical priority space:
 * bit n of a set of 128 is the group priority n << (8 - preemption bits).
 */
#ifndef VGS_CPUIF_H
#define VGS_CPUIF_H

#include <libvgicsim/types.h>

#include "bits.h"
#include "prio.h"

#define VGS_AP_REGS 4u

/* Plain data: one physical CPU interface, or one virtual one. */
struct vgs_cpuif {
	uint32_t ap[VGS_GROUPS][VGS_AP_REGS];
	uint8_t bpr[VGS_GROUPS]; /* BPR0, Non-secure BPR1, Secure BPR1 */
	uint8_t pmr;		 /* Secure view */
	uint8_t igrpen;		 /* bit per enum vgs_group */
	uint8_t cbpr;		 /* bit per group: it uses BPR0 */
	uint8_t eoimode;	 /* bit per enum vgs_eoimode */
	uint8_t ap_nmi;		 /* bit per group: an NMI is active */
};

/* Where the CPU interface keeps EOImode: one bit per kind of software. */
enum vgs_eoimode {
	VGS_EOIMODE_NS, /* Non-secure, and the only one with one state */
	VGS_EOIMODE_S,
	VGS_EOIMODE_EL3,
};

/* What is fixed for all CPU interfaces of a kind; derived from the config. */
struct vgs_cpuif_shape {
	uint8_t prio_mask;	 /* implemented priority bits */
	uint8_t pmr_mask;	 /* those of PMR: the same */
	uint8_t preemption_bits; /* 4..7 */
	uint8_t ap_regs;	 /* 1, 2 or 4 (GIC-D25) */
	uint8_t bpr_min;
	bool group1_first; /* choice GIC-CU60 */
};

void vgs_cpuif_shape_init(struct vgs_cpuif_shape *shape, unsigned priority_bits,
			  unsigned preemption_bits);

/* Reset state: masked, minimum binary points, idle. */
void vgs_cpuif_reset(struct vgs_cpuif *cpu,
		     const struct vgs_cpuif_shape *shape);

/* A binary point as it is stored: never below the minimum (GIC-D7). */
static inline uint8_t vgs_cpuif_bpr_clamp(const struct vgs_cpuif_shape *shape,
					  enum vgs_group group, uint64_t value)
{
	unsigned min =
		shape->bpr_min + (group == VGS_G1NS ? 1u : 0u); /* GIC-D6 */
	unsigned bpr = value & 7u;

	return (uint8_t)(VGS_RULE(GIC_D7, bpr < min) ? min : bpr);
}

/*
 * Group-priority mask that a pending interrupt of @group is compared under:
 * the pending one's group decides (GIC-D13), CBPR may redirect (GIC-D10).
 */
static inline uint8_t vgs_cpuif_group_mask(const struct vgs_cpuif *cpu,
					   enum vgs_group group)
{
	if (VGS_RULE(GIC_D10, cpu->cbpr & VGS_BIT(group)))
		return vgs_prio_group_mask(cpu->bpr[VGS_G0], false);
	return vgs_prio_group_mask(cpu->bpr[group], group == VGS_G1NS);
}

/* All groups' active priorities of register n. */
static inline uint32_t vgs_cpuif_ap_any(const struct vgs_cpuif *cpu, unsigned n)
{
	return cpu->ap[VGS_G0][n] | cpu->ap[VGS_G1NS][n] | cpu->ap[VGS_G1S][n];
}

/* Number of the most urgent active priority bit, or -1 (GIC-D20). */
static inline int vgs_cpuif_ap_highest(const struct vgs_cpuif *cpu,
				       const struct vgs_cpuif_shape *shape)
{
	for (unsigned n = 0; n < shape->ap_regs; n++) {
		uint32_t any = vgs_cpuif_ap_any(cpu, n);

		if (any)
			return (int)(n * 32u + vgs_ctz64(any));
	}
	return -1;
}

/* Is no priority active (GIC-D19), of NMIs neither? */
static inline bool vgs_cpuif_is_idle(const struct vgs_cpuif *cpu,
				     const struct vgs_cpuif_shape *shape)
{
	return !cpu->ap_nmi && vgs_cpuif_ap_highest(cpu, shape) < 0;
}

/* The most urgent active priority but of NMIs: GIC-D20, idle 0xff (GIC-D19). */
static inline uint8_t vgs_cpuif_running(const struct vgs_cpuif *cpu,
					const struct vgs_cpuif_shape *shape)
{
	int bit = vgs_cpuif_ap_highest(cpu, shape);

	if (bit < 0)
		return VGS_PRIO_IDLE;
	return (uint8_t)(bit << (8 - shape->preemption_bits));
}

/*
 * Priority at which the active NMIs run (GIC-N2): 0, with two security states
 * 0x80 for those of Non-secure Group 1; idle without any.
 */
static inline uint8_t vgs_cpuif_nmi_running(const struct vgs_cpuif *cpu,
					    bool security)
{
	if (!cpu->ap_nmi)
		return VGS_PRIO_IDLE;
	return security && cpu->ap_nmi == VGS_BIT(VGS_G1NS) ? 0x80u : 0u;
}

/* Running priority, active NMIs included (GIC-N11). */
static inline uint8_t vgs_cpuif_rpr(const struct vgs_cpuif *cpu,
				    const struct vgs_cpuif_shape *shape,
				    bool security)
{
	uint8_t running = vgs_cpuif_running(cpu, shape);
	uint8_t nmi = vgs_cpuif_nmi_running(cpu, security);

	return VGS_RULE(GIC_N11, nmi < running) ? nmi : running;
}

/*
 * Mark the group priority of an acknowledged interrupt active (GIC-D23, D24).
 * @return number of the active priority, -1: an NMI has none
 */
static inline int vgs_cpuif_activate(struct vgs_cpuif *cpu,
				     const struct vgs_cpuif_shape *shape,
				     enum vgs_group group, uint8_t priority,
				     bool nmi)
{
	unsigned bit;

	if (VGS_RULE(GIC_N10, nmi)) {
		cpu->ap_nmi |= (uint8_t)VGS_BIT(group);
		return -1;
	}
	bit = (unsigned)(priority & vgs_cpuif_group_mask(cpu, group)) >>
	      (8 - shape->preemption_bits);
	cpu->ap[group][bit / 32] |= VGS_BIT(bit % 32);
	return (int)bit;
}

/*
 * The group of active priority @bit, which is active.  The same level in two
 * groups is UNPREDICTABLE (GIC-D29): the order of enum vgs_group, by choice
 * GIC-CU60 the other way round.
 */
static inline int vgs_cpuif_group_of(const struct vgs_cpuif *cpu,
				     const struct vgs_cpuif_shape *shape,
				     unsigned bit)
{
	uint32_t mask = VGS_BIT(bit % 32);

	for (int i = 0; i < VGS_GROUPS; i++) {
		int g = shape->group1_first ? VGS_GROUPS - 1 - i : i;

		if (VGS_RULE(GIC_D29, cpu->ap[g][bit / 32] & mask))
			return g;
	}
	return -1;
}

/*
 * The group whose active priority is the most urgent one, or -1.
 * @security: two security states, which decides about NMIs.
 */
static inline int vgs_cpuif_highest_group(const struct vgs_cpuif *cpu,
					  const struct vgs_cpuif_shape *shape,
					  bool security)
{
	int bit = vgs_cpuif_ap_highest(cpu, shape);
	uint8_t others = cpu->ap_nmi & (uint8_t)~VGS_BIT(VGS_G1NS);

	/*
	 * GIC-N10: an active NMI runs above its group's other levels, a Secure
	 * one above a Non-secure one; GIC-N2: that is not above all others.
	 */
	if (cpu->ap_nmi && vgs_cpuif_nmi_running(cpu, security) <=
				   vgs_cpuif_running(cpu, shape))
		return (int)vgs_ctz64(others ? others : cpu->ap_nmi);
	return bit < 0 ? -1 : vgs_cpuif_group_of(cpu, shape, (unsigned)bit);
}

/* Clear the most urgent active priority of a group (GIC-D27). */
static inline void vgs_cpuif_drop(struct vgs_cpuif *cpu,
				  const struct vgs_cpuif_shape *shape,
				  enum vgs_group group)
{
	if (cpu->ap_nmi & VGS_BIT(group)) {
		cpu->ap_nmi &= (uint8_t)~VGS_BIT(group);
		return;
	}
	for (unsigned n = 0; n < shape->ap_regs; n++) {
		uint32_t *ap = &cpu->ap[group][n];

		if (VGS_RULE(GIC_D27, *ap)) {
			*ap &= *ap - 1;
			return;
		}
	}
}

#endif
