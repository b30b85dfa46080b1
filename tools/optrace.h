/* SPDX-License-Identifier: MIT */
/*
 * Optrace 1 as data: one trace per line of a JSON Lines file.  Reading is
 * all or nothing per line, and a message names file, line and column.
 */
#ifndef VGICSIM_TOOLS_OPTRACE_H
#define VGICSIM_TOOLS_OPTRACE_H

#include <stdint.h>
#include <stdio.h>

#include <jansson.h>
#include <libvgicsim/gic.h>

#define OPTRACE_MAX_CPUS 512u

/* X(enumerator, name, may be in a qemu-virt trace) */
#define OPTRACE_KINDS(X)                                                       \
	X(READ, "r", 1)                                                        \
	X(WRITE, "w", 1)                                                       \
	X(MRS, "mrs", 1)                                                       \
	X(MSR, "msr", 1)                                                       \
	X(LINE, "line", 1)                                                     \
	X(RAM, "ram", 1)                                                       \
	X(RAMRD, "ramrd", 1)                                                   \
	X(MARK, "mark", 1)                                                     \
	X(VM, "vm", 0)                                                         \
	X(IRQ_LINE, "irq-line", 0)                                             \
	X(MSI, "msi", 0)                                                       \
	X(IRQFD, "irqfd", 0)                                                   \
	X(IRQFD_RESAMPLE, "irqfd-resample", 0)                                 \
	X(KICK, "kick", 0)                                                     \
	X(RESAMPLED, "resampled", 0)                                           \
	X(UGET, "uget", 0)                                                     \
	X(USET, "uset", 0)                                                     \
	X(CTRL, "ctrl", 0)                                                     \
	X(HAS, "has", 0)                                                       \
	X(RUN, "run", 0)                                                       \
	X(STATE, "state", 0)

enum optrace_kind {
#define OPTRACE_ENUM(id, name, hardware) OP_##id,
	OPTRACE_KINDS(OPTRACE_ENUM)
#undef OPTRACE_ENUM
		OP_KINDS,
};

/* Exception level and security state an op runs in. */
enum optrace_context {
	CTX_EL3,   /* Secure */
	CTX_EL3NS, /* SCR_EL3.NS = 1 */
	CTX_SEL1,
	CTX_EL2,
	CTX_EL1,   /* Non-secure */
	CTX_GUEST, /* EL1 under HCR_EL2.{IMO,FMO} = 1 */
	CTX_COUNT,
};

extern const char *const optrace_contexts[CTX_COUNT + 1];

/* Keys of machine.frames; ends with key NULL. */
struct optrace_frame {
	const char *key;
	enum vgs_frame frame;
};

extern const struct optrace_frame optrace_frames[];

/* Physical interrupt taken at an exception level, "irq@el2". */
struct optrace_taken {
	bool set;
	bool fiq;
	unsigned el;
};

struct optrace_number {
	bool set;
	uint64_t value;
};

/* Memory contents: bytes, or one byte repeated. */
struct optrace_data {
	const char *hex; /* NULL: @fill repeated */
	uint8_t fill;
	uint64_t size;
};

/* What a return code was, or should be: 0, 1, a negative errno. */
struct optrace_code {
	bool set;
	int value;
};

/* Whose attributes an access of user space is about. */
enum optrace_dev {
	DEV_DIST,
	DEV_REDIST,
	DEV_ICC,
	DEV_GICC,
	DEV_LVL,
	DEV_ITS,
	DEV_NRIRQS,
	DEV_MAINT,
	DEV_GIC, /* "ctrl" and "has" */
	DEV_COUNT,
};

/* The virtual interface at an entry or an exit of a guest. */
struct optrace_lr {
	bool out;
	bool put; /* ap0, ap1: saved at some time in between, not comparable */
	uint64_t hcr, vmcr;
	uint64_t ap0, ap1; /* GICv2: APR is ap0 */
	uint64_t lr[VGS_MAX_LRS];
};

/* One interrupt in the vgic's own view. */
struct optrace_virq {
	uint32_t id;
	int target, vcpu; /* -1: none */
	bool latch, line, active, enabled, hw, level, group1;
	unsigned priority, source;
	uint32_t hwid;
};

#define OPTRACE_VM_CODES 8
#define OPTRACE_ALL_IDS	 UINT32_MAX /* id_count of "all" */

/* What an op of a virtual machine has beside the fields of all ops. */
struct optrace_kvm_op {
	bool batch;  /* in the KVM_RUN of the op before it */
	bool leaves; /* last op of its KVM_RUN */
	bool exit_mmio;
	struct optrace_code rc;
	struct optrace_code codes[OPTRACE_VM_CODES]; /* vm */
	unsigned cpus, nirqs;			     /* vm */
	bool its, init;				     /* vm */
	enum optrace_dev dev;
	unsigned type;	 /* irq-line */
	unsigned group;	 /* has; ctrl: the attribute */
	uint32_t number; /* irq-line: INTID; irqfd and its kin: gsi */
	unsigned count;	 /* irqfd and its kin: n */
	struct optrace_number devid;
	bool lr_set;
	unsigned lr_count;
	struct optrace_lr *lr;
	unsigned id_count;
	uint32_t *ids;
	unsigned virq_count;
	struct optrace_virq *virqs;
};

struct optrace_op {
	enum optrace_kind kind;
	enum optrace_context context;
	unsigned pe;
	unsigned size;
	unsigned bit; /* of the register that "o" is, 64: all of it */
	unsigned intid;
	bool level;
	uint64_t addr;
	uint64_t value;
	const char *reg; /* as the trace names it */
	const char *note;
	struct optrace_number o, arch, esr, isr;
	unsigned taken_el; /* "t", 0: none */
	struct optrace_taken pre, post;
	struct optrace_data data;
	unsigned observations;	    /* keys that a replay compares */
	struct optrace_kvm_op *kvm; /* NULL: the trace is of hardware */
};

struct optrace_machine {
	bool kvm;
	bool own; /* recorded by vgicsim: its own choices, not QEMU's */
	unsigned gic, cpus, spis, priority_bits, vpriority_bits, lrs;
	unsigned maintenance;
	bool secure, virt, its;
	uint64_t frames[VGS_FRAMES]; /* UINT64_MAX: absent */
	uint64_t gicr_stride;	     /* 0: not given */
	uint64_t ram_at, ram_size;
	uint64_t scr_el3, hcr_el2;
	const char *kernel, *epoch;		    /* kvm */
	unsigned host_gic, host_lrs, host_priority; /* kvm */
	bool host_vhe;				    /* kvm */
};

struct optrace {
	const char *id;
	const char *title;
	const char *source;
	const char *version;
	struct optrace_machine machine;
	struct optrace_op *ops;
	struct optrace_kvm_op *kvm_ops; /* as many; NULL: hardware */
	size_t op_count;
	json_t *root; /* owns the strings */
};

struct optrace_reader {
	const char *file; /* as the user named it */
	FILE *stream;
	char *line;
	size_t capacity;
	unsigned long number;
};

/*
 * optrace_open() - open a file, "-" is standard input
 * Returns: true, or false and errno.
 */
bool optrace_open(struct optrace_reader *r, const char *file);
void optrace_close(struct optrace_reader *r);

/*
 * optrace_next() - read the next trace
 * @ret_trace:	free it with optrace_free()
 *
 * Returns: 1; 0 at the end of the file; -1 malformed, after a message on
 * stderr: the next call goes on with the next line.
 */
int optrace_next(struct optrace_reader *r, struct optrace *ret_trace);
void optrace_free(struct optrace *trace);

/* @return "irq-line" and the like, as the file has it. */
const char *optrace_kind_name(enum optrace_kind kind);

/* @return byte @i of @data. */
uint8_t optrace_byte(const struct optrace_data *data, uint64_t i);

/*
 * jsonpos_find() - where in @text the value of a key stands
 * @path:	keys joined by dots, numbers index lists: "ops.3.k"
 *
 * Returns: its offset; that of the innermost value on the path that exists.
 */
size_t jsonpos_find(const char *text, const char *path);

#endif
