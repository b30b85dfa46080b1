/* SPDX-License-Identifier: MIT */
/*
 * The nouns of the interface: architecture versions, INTIDs and lines,
 * groups, interrupt states, signals, security states.  No functions but
 * small constructors that make mixing up numbers a compile error.
 */
#ifndef LIBVGICSIM_TYPES_H
#define LIBVGICSIM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Architecture version of a GIC. */
enum vgs_version {
	VGS_GIC_V2 = 2,	  /**< GICv2 (GIC-400 and friends) */
	VGS_GIC_V3 = 3,	  /**< GICv3, v3.1 and v3.3 by features */
	VGS_GIC_V4 = 4,	  /**< GICv4.0 */
	VGS_GIC_V4_1 = 5, /**< GICv4.1 */
};

/* INTID ranges (GIC-B1). */
#define VGS_INTID_PPI	   16u
#define VGS_INTID_SPI	   32u
#define VGS_INTID_SPECIAL  1020u /**< 1020..1023 */
#define VGS_INTID_NONE	   1023u /**< spurious */
#define VGS_INTID_EPPI	   1056u
#define VGS_INTID_EPPI_END 1120u
#define VGS_INTID_ESPI	   4096u
#define VGS_INTID_ESPI_END 5120u
#define VGS_INTID_LPI	   8192u

#define VGS_MAX_PES    512u
#define VGS_MAX_PES_V2 8u
#define VGS_MAX_SPIS   988u
#define VGS_MAX_LRS    16u
#define VGS_MAX_LRS_V2 64u

/** "No PE": lines of shared interrupts, frames without a PE. */
#define VGS_NO_PE 0xffffu

/**
 * Interrupt group.  With one security state G1NS is simply Group 1 and G1S
 * does not exist (GIC-C1, GIC-C2).
 */
enum vgs_group {
	VGS_G0,
	VGS_G1NS,
	VGS_G1S,
	VGS_GROUPS,
};

/** State of an interrupt; derived from line, latch and active (GIC-B4). */
enum vgs_irq_state {
	VGS_INACTIVE,
	VGS_PENDING,
	VGS_ACTIVE,
	VGS_ACTIVE_PENDING,
};

/** Physical address space of a bus access (GIC-A11). */
enum vgs_security {
	VGS_NONSECURE,
	VGS_SECURE,
	VGS_REALM, /**< treated as Non-secure */
	VGS_ROOT,  /**< treated as Secure */
};

/** Output levels of a PE's CPU interface, bits of vgs_gic_signals(). */
enum vgs_signal {
	VGS_SIG_IRQ = 1u << 0,	       /**< nIRQ asserted */
	VGS_SIG_FIQ = 1u << 1,	       /**< nFIQ asserted */
	VGS_SIG_VIRQ = 1u << 2,	       /**< virtual IRQ */
	VGS_SIG_VFIQ = 1u << 3,	       /**< virtual FIQ */
	VGS_SIG_NMI = 1u << 4,	       /**< the IRQ or FIQ has superpriority */
	VGS_SIG_VNMI = 1u << 5,	       /**< the virtual one has */
	VGS_SIG_MAINTENANCE = 1u << 6, /**< maintenance interrupt */
	VGS_SIG_WAKE = 1u << 7,	       /**< WakeRequest (GIC-I16) */
};

/** Who makes a memory-mapped access; selects banked state and view. */
struct vgs_access {
	unsigned pe; /**< processor number, 0-based */
	enum vgs_security security;
};

/** Memory-mapped frames. */
enum vgs_frame {
	VGS_FRAME_GICD,
	VGS_FRAME_GICC,
	VGS_FRAME_GICH,
	VGS_FRAME_GICV,
	VGS_FRAME_GICR,	   /**< RD_base + SGI_base (+ VLPI frames), per PE */
	VGS_FRAME_GITS,	   /**< control frame, translation at +64 KB */
	VGS_FRAME_GICM,	   /**< GICv2m / GICM */
	VGS_FRAME_GICH_PE, /**< GICv2: GICH of a named PE (alias frames) */
	VGS_FRAMES,
};

/**
 * struct vgs_line - an input wire
 *
 * Made only by VGS_SPI(), VGS_PPI(), VGS_INTID() and VGS_PRIVATE(), so that
 * an SPI index is never taken for an INTID.
 */
struct vgs_line {
	uint32_t vgs_intid; /**< private: do not fill in by hand */
	uint32_t vgs_pe;    /**< private */
};

/** SPI by index: VGS_SPI(8) is INTID 40. */
static inline struct vgs_line VGS_SPI(unsigned index) {
	struct vgs_line line = { 32u + index, VGS_NO_PE };

	return line;
}

/** PPI by index on a PE: VGS_PPI(0, 11) is INTID 27 of PE 0. */
static inline struct vgs_line
VGS_PPI(unsigned pe, unsigned index) {
	struct vgs_line line = { 16u + index, pe };

	return line;
}

/** Shared interrupt (SPI, extended SPI) by INTID. */
static inline struct vgs_line
VGS_INTID(uint32_t intid) {
	struct vgs_line line = { intid, VGS_NO_PE };

	return line;
}

/** Private interrupt (PPI, extended PPI) by INTID on a PE. */
static inline struct vgs_line
VGS_PRIVATE(unsigned pe, uint32_t intid) {
	struct vgs_line line = { intid, pe };

	return line;
}

/** Memory of the object, taken once at creation. */
struct vgs_allocator {
	/** @return zeroed memory of @p size bytes, aligned to 64, or NULL */
	void *(*zalloc)(void *user, size_t size);
	void (*free)(void *user, void *mem);
	void *user;
};

/** Guest (physical) memory; 0 or a negative value on failure. */
struct vgs_mem_ops {
	int (*read)(void *user, uint64_t addr, void *buf, size_t len);
	int (*write)(void *user, uint64_t addr, const void *buf, size_t len);
	void *user;
};

#ifdef __cplusplus
}
#endif

#endif
