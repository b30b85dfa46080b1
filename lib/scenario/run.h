/* SPDX-License-Identifier: MIT */
/*
 * A machine and the steps that run on it.
 *
 * The same code binds and executes: at load it runs "dry", on a machine in
 * reset that executes nothing but set:, and reports what does not fit; in a
 * run it executes.
 */
#ifndef VGS_SCENARIO_RUN_H
#define VGS_SCENARIO_RUN_H

#include <libvgicsim/host.h>
#include <libvgicsim/vgicsim.h>

#include "memory.h"
#include "scenario.h"

struct vgs_scn_device {
	const char *name;
	bool wire;
	uint32_t intid;
	unsigned pe; /* VGS_NO_PE: shared */
	bool edge;
	bool has_id;
	uint32_t id;  /* DeviceID of its MSIs */
	bool message; /* its interrupt is a message-based SPI */
	bool secure;  /* by GICD_SETSPI_SR and GICD_CLRSPI_SR */
	bool mismatch_told;
};

struct vgs_scn_vcpu {
	const char *name;
	unsigned pe;
	uint64_t sgi[16]; /* GICv2: what IAR returned, with the source */
};

struct vgs_scn_run;

struct vgs_scn_vm {
	struct vgs_scn_run *run; /* first: the trace callback finds both */
	const char *name;
	unsigned index;
	const struct vgs_scn_node *node;
	enum vgs_version version;
	unsigned nirqs;
	struct vgs_scn_vcpu *vcpus;
	unsigned vcpu_count;
	bool timer;    /* its vCPUs have arch timers */
	bool stepwise; /* the steps create it */
	struct vgs_vm *vm;
	/* Of VMs that it was carried over from; vcpu_stats by vCPU. */
	uint64_t stats[VGS_VM_STAT_COUNT];
	uint64_t *vcpu_stats;
};

/* A VM as its user ABI has it; list NULL: an image has it. */
struct vgs_scn_attrs {
	struct vgs_kvm_attr *list;
	size_t count;
};

struct vgs_scn_image {
	struct vgs_scn_image *next;
	const char *name;
	unsigned char *gic;
	unsigned char *timers;
	unsigned char **vms;
	unsigned vm_count;
	struct vgs_scn_attrs *attrs;   /* of each VM; NULL: none has */
	const struct vgs_scn_vm *from; /* with attrs: the VMs they are of */
	struct vgs_scn_vcpu **vcpus;   /* of each VM */
	struct vgs_pe_ctx *home;
	struct vgs_host_irq *irqs; /* of each device */
	unsigned *ages;		   /* of each PE's maintenance interrupt */
	uint64_t eventfds_written;
	struct vgs_scn_memory memory;
};

struct vgs_scn_watch;

struct vgs_scn_finding {
	unsigned rule;
	const struct vgs_scn_step *step;
	bool expected;
};

#define VGS_SCN_MAX_EVENTFDS 64u
#define VGS_SCN_MAX_FINDINGS 1000u
#define VGS_SCN_MAX_EVENTS   4096u
#define VGS_SCN_MAX_FAILURES 200u

struct vgs_scn_failure {
	struct vgs_failure f;
	const struct vgs_scn_step *step;
	const struct vgs_scn_node *node; /* place, or key of the subject */
	bool subject;			 /* node is a subject */
};

struct vgs_scn_run {
	const struct vgs_scenario *s;
	const struct vgs_scn_plan *plan;
	struct vgs_scn_arena *arena;
	struct vgs_scn_diags *diags;
	bool dry;
	const struct vgs_run_opts *opts;
	const struct vgs_vgic_ops *own; /* NULL: our vgic */

	struct vgs_gic_config cfg;
	struct vgs_gic *gic;
	struct vgs_timers *timers; /* NULL: PEs have none */
	struct vgs_hw_ops hw;	   /* below the accessors of hw.c */
	struct vgs_host *host;
	uint64_t host_stats[VGS_HOST_STAT_COUNT]; /* of hosts before this one */
	struct vgs_pe_ctx *home; /* of each PE outside of guests */
	struct vgs_scn_memory memory;
	const struct vgs_scn_node *memory_node;
	struct vgs_scn_device *devices;
	unsigned device_count;
	struct vgs_scn_vm *vms;
	unsigned vm_count;
	enum vgs_epoch epoch;
	struct vgs_policy policy;
	unsigned eoimode;
	bool auto_exits;
	unsigned maintenance_latency;
	struct vgs_scn_image *images;
	const char *eventfds[VGS_SCN_MAX_EVENTFDS]; /* number n is [n - 1] */
	unsigned eventfd_count;
	uint64_t eventfds_written; /* and nobody listened */
	/* What is written back when a resample eventfd is, by its number. */
	struct {
		uint32_t fd;
		uint32_t left; /* so many times more */
	} again[VGS_SCN_MAX_EVENTFDS];

	const struct vgs_scn_step *step;
	uint64_t hash, hash_before; /* around the last step that is no expect */
	bool uses_unchanged;
	unsigned steps;
	unsigned migrations; /* of VMs by their user ABI */
	/* Why they were not, and how often; as many as there are reasons. */
	struct vgs_run_stat stays[32];
	unsigned stay_count;

	struct vgs_scn_finding *findings;
	unsigned finding_count, finding_cursor;
	uint8_t *events;
	unsigned event_count;
	struct vgs_event *tracepoints; /* NULL: none are expected */
	unsigned tracepoint_count;

	struct vgs_scn_failure *failures;
	unsigned failure_count;
	struct vgs_scn_watch *watches;
	unsigned watch_count;
	const char *error; /* the run cannot go on */
	const char *skip;  /* what this build or its vgic lacks, or NULL */
	bool bug;
	bool quiet; /* events are not wanted */
};

/* ---- machine ------------------------------------------------------------ */

/* Reports an impossible machine; *ret_skip is set for one that this build
 * lacks.  0 or -VGS_ENOMEM. */
int vgs_scn_machine_new(struct vgs_scn_run *run, const char **ret_skip);
void vgs_scn_machine_free(struct vgs_scn_run *run);
int vgs_scn_machine_vms(struct vgs_scn_run *run,
			const struct vgs_scn_node *machine);
int vgs_scn_machine_connect(struct vgs_scn_run *run,
			    const struct vgs_scn_node *machine,
			    const char **ret_skip);
void vgs_scn_add_finding(struct vgs_scn_run *run, unsigned rule);
void vgs_scn_trace(void *user, const struct vgs_event *event);
void vgs_scn_trace_vm(void *user, const struct vgs_event *event);

/* ---- names -------------------------------------------------------------- */

enum vgs_scn_actor_kind {
	VGS_SCN_PE,
	VGS_SCN_ALL_PES,
	VGS_SCN_VCPU,
	VGS_SCN_HYP,
	VGS_SCN_USER,
};

struct vgs_scn_actor {
	enum vgs_scn_actor_kind kind;
	unsigned pe;
	unsigned vm, vcpu;     /* VCPU; USER when there is a VM */
	bool inline_ctx;       /* @el3 */
	struct vgs_pe_ctx ctx; /* PE: what it is at */
};

/* Each reports and answers false when there is none of that name. */
bool vgs_scn_actor(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		   struct vgs_scn_actor *ret_actor);
bool vgs_scn_pe(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		unsigned *ret_pe);
bool vgs_scn_vcpu(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		  unsigned *ret_vm, unsigned *ret_vcpu);
bool vgs_scn_device(struct vgs_scn_run *run, const struct vgs_scn_node *node,
		    struct vgs_scn_device **ret_device);
/* Silent: of the first len characters. */
bool vgs_scn_parse_actor(const struct vgs_scn_run *run, const char *text,
			 size_t len, struct vgs_scn_actor *ret_actor);
int vgs_scn_vm_index(const struct vgs_scn_run *run, const char *name,
		     size_t len);
int vgs_scn_vcpu_index(const struct vgs_scn_vm *vm, const char *name,
		       size_t len);
/* A decimal number of the whole text; false for another. */
bool vgs_scn_number(const char *text, size_t len, uint64_t *ret_value);
struct vgs_access vgs_scn_access_of(const struct vgs_scn_run *run,
				    const struct vgs_scn_actor *actor);
struct vgs_line vgs_scn_line(const struct vgs_scn_run *run, uint32_t intid,
			     unsigned pe);
bool vgs_scn_private(uint32_t intid);
/* Reports an INTID that the machine, or the VM, does not implement. */
bool vgs_scn_check_intid(struct vgs_scn_run *run,
			 const struct vgs_scn_node *node, uint64_t intid);
bool vgs_scn_check_vintid(struct vgs_scn_run *run,
			  const struct vgs_scn_node *node, unsigned vm,
			  unsigned vcpu, uint64_t intid);

/* ---- timers ------------------------------------------------------------- */

/* Timers of the PEs, if the machine or a VM wants any; 0 or -VGS_ENOMEM. */
int vgs_scn_machine_timers(struct vgs_scn_run *run,
			   const struct vgs_scn_node *machine);
/* Their interrupts belong to the vCPU that is loaded. */
void vgs_scn_timer_hosts(struct vgs_scn_run *run);
/* What timer: of a VM says; @ops must live until the VM is made. */
void vgs_scn_vm_timer(const struct vgs_scn_vm *vm, struct vgs_vm_config *cfg,
		      struct vgs_timer_ops *ops);

/* ---- registers ---------------------------------------------------------- */

/* One access to a register, or to a field of it. */
struct vgs_scn_reg {
	struct vgs_scn_actor actor;
	struct vgs_reg_ref ref;
	const char *name;
	uint32_t offset;
	unsigned size;	/* bytes */
	unsigned shift; /* of the part that is addressed, in the access */
	unsigned width; /* of that part, in bits */
	unsigned unit;	/* of GITS */
	bool part;	/* not the whole of what is accessed */
	bool timer;	/* one of a timer, not of a GIC */
	enum vgs_timer_id timer_id;
	enum vgs_timer_reg timer_reg;
	const struct vgs_field *fields;
};

bool vgs_scn_reg_bind(struct vgs_scn_run *run,
		      const struct vgs_scn_actor *actor, const char *name,
		      const struct vgs_scn_node *at,
		      const struct vgs_scn_node *intid,
		      const struct vgs_scn_node *n,
		      struct vgs_scn_reg *ret_reg);
/* A register of a timer that the actor has; false without a report. */
bool vgs_scn_timer_reg(const struct vgs_scn_run *run,
		       const struct vgs_scn_actor *actor, const char *name,
		       struct vgs_scn_reg *ret_reg);
int vgs_scn_timer_read(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		       uint64_t *ret_value);
int vgs_scn_timer_peek(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		       uint64_t *ret_value);
int vgs_scn_timer_write(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
			uint64_t value);
/* A system register that is not there, for an access that must trap; false
 * without a report: it is there, or nowhere. */
bool vgs_scn_reg_lacking(const struct vgs_scn_run *run,
			 const struct vgs_scn_actor *actor, const char *name,
			 struct vgs_scn_reg *ret_reg);
/* A named field; false without a report. */
bool vgs_scn_reg_field(const struct vgs_scn_reg *reg, const char *name,
		       struct vgs_field *ret_field);
/* A value or a mapping of fields as the value to write and the bits named. */
bool vgs_scn_reg_value(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		       const struct vgs_scn_node *value,
		       const struct vgs_scn_node *fields, uint64_t *ret_value,
		       uint64_t *ret_mask);
/* Answers are an error or enum vgs_answer. */
int vgs_scn_reg_read(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		     uint64_t *ret_value);
int vgs_scn_reg_write(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		      uint64_t value);
int vgs_scn_reg_peek(struct vgs_scn_run *run, const struct vgs_scn_reg *reg,
		     uint64_t *ret_value);

/* ---- steps -------------------------------------------------------------- */

void vgs_scn_exec(struct vgs_scn_run *run, const struct vgs_scn_step *step);
void vgs_scn_exec_access(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step);
void vgs_scn_exec_writes(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step);
void vgs_scn_exec_mmio(struct vgs_scn_run *run,
		       const struct vgs_scn_step *step);
void vgs_scn_exec_memory(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step);
void vgs_scn_exec_set(struct vgs_scn_run *run, const struct vgs_scn_step *step);
void vgs_scn_exec_expect(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step);
void vgs_scn_exec_guest(struct vgs_scn_run *run,
			const struct vgs_scn_step *step);
void vgs_scn_exec_irqfd(struct vgs_scn_run *run,
			const struct vgs_scn_step *step);
void vgs_scn_exec_kvm(struct vgs_scn_run *run, const struct vgs_scn_step *step);
/* What the kernel answered a call, held against returns:. */
void vgs_scn_check_rc(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		      int rc);
/* An eventfd that a step names; false: none does. */
bool vgs_scn_eventfd(const struct vgs_scn_run *run, const char *name,
		     uint32_t *ret_fd);
const char *vgs_scn_eventfd_name(const struct vgs_scn_run *run, uint32_t fd);
/* How often it was signalled because a level interrupt was ended. */
uint64_t vgs_scn_eventfd_signals(const struct vgs_scn_run *run, uint32_t fd);
void vgs_scn_exec_advance(struct vgs_scn_run *run,
			  const struct vgs_scn_step *step);
void vgs_scn_exec_schedule(struct vgs_scn_run *run,
			   const struct vgs_scn_step *step);
/* Drives the wire of an interrupt, and tells of it. */
int vgs_scn_drive(struct vgs_scn_run *run, uint32_t intid, unsigned pe,
		  bool level);
/* A call that the state of the machine refuses is a failed expectation. */
bool vgs_scn_refused(struct vgs_scn_run *run, const struct vgs_scn_node *at,
		     int err);
void vgs_scn_exec_enter(struct vgs_scn_run *run,
			const struct vgs_scn_step *step);
void vgs_scn_exec_sync(struct vgs_scn_run *run,
		       const struct vgs_scn_step *step);
void vgs_scn_exec_exit(struct vgs_scn_run *run,
		       const struct vgs_scn_step *step);
void vgs_scn_exec_inject(struct vgs_scn_run *run,
			 const struct vgs_scn_step *step);
void vgs_scn_exec_host(struct vgs_scn_run *run,
		       const struct vgs_scn_step *step);
void vgs_scn_exec_save(struct vgs_scn_run *run,
		       const struct vgs_scn_step *step);
void vgs_scn_exec_restore(struct vgs_scn_run *run,
			  const struct vgs_scn_step *step);
/* The machine is saved, made anew and restored: nobody may notice. */
void vgs_scn_cut(struct vgs_scn_run *run);

/* Why its user ABI cannot carry it over unnoticed, NULL: it can. */
const char *vgs_scn_stays(struct vgs_scn_run *run, const struct vgs_scn_vm *vm);
/* The same, of its LPIs and ITSs. */
const char *vgs_scn_tables_stay(struct vgs_scn_run *run,
				const struct vgs_scn_vm *vm);
/* Also why it cannot after all, with which @ret_attrs->list is NULL. */
int vgs_scn_migrate_save(struct vgs_scn_run *run, const struct vgs_scn_vm *vm,
			 struct vgs_scn_attrs *ret_attrs, const char **ret_why);
int vgs_scn_migrate_restore(struct vgs_scn_run *run,
			    const struct vgs_scn_vm *from,
			    const struct vgs_scn_attrs *attrs,
			    struct vgs_scn_vm *to);
void vgs_scn_exec_work(struct vgs_scn_run *run,
		       const struct vgs_scn_step *step);
void vgs_scn_exec_msi(struct vgs_scn_run *run, const struct vgs_scn_step *step);
void vgs_scn_exec_its(struct vgs_scn_run *run, const struct vgs_scn_step *step);
/* Sends the event of an msi: step to an ITS of a VM. */
void vgs_scn_vm_msi(struct vgs_scn_run *run, const struct vgs_scn_step *step,
		    struct vgs_vm *vm, uint32_t devid, unsigned unit);

/* kvm: calls of exec-vits.c; an error of the library, and the kernel's rc. */
#define VGS_SCN_CALL(name)                                                     \
	int vgs_scn_call_##name(struct vgs_scn_run *run, struct vgs_vm *vm,    \
				const struct vgs_scn_step *step, int *ret_rc)
VGS_SCN_CALL(signal_msi);
VGS_SCN_CALL(inject_lpi);
VGS_SCN_CALL(save_its);
VGS_SCN_CALL(restore_its);
VGS_SCN_CALL(reset_its);
VGS_SCN_CALL(set_its);
VGS_SCN_CALL(save_pending);
/* Of exec-attr.c: attributes of the vgic. */
extern const char *const vgs_scn_attr_groups[];
VGS_SCN_CALL(create_vcpu);
VGS_SCN_CALL(create_vgic);
VGS_SCN_CALL(first_run);
VGS_SCN_CALL(place_its);
VGS_SCN_CALL(forward);
VGS_SCN_CALL(unforward);
VGS_SCN_CALL(release);
VGS_SCN_CALL(create_its);
VGS_SCN_CALL(set_timer);
VGS_SCN_CALL(counter_offset);
VGS_SCN_CALL(migrate);
VGS_SCN_CALL(set_attr);
VGS_SCN_CALL(get_attr);
VGS_SCN_CALL(has_attr);

/* Holds what a call answered against returns:. */
void vgs_scn_check_returns(struct vgs_scn_run *run,
			   const struct vgs_scn_node *want, int err);
void vgs_scn_free_images(struct vgs_scn_run *run);
/* The PE's context outside of guests goes to the GIC. */
void vgs_scn_restore_home(struct vgs_scn_run *run, unsigned pe);
/* A vCPU is entered on the PE. */
bool vgs_scn_entered(const struct vgs_scn_run *run, unsigned pe,
		     unsigned *ret_vm, unsigned *ret_vcpu);

/* Hash of all that a save would hold. */
uint64_t vgs_scn_hash(const struct vgs_scn_run *run);

/* A failed expectation; texts are copied by the caller into run->arena. */
struct vgs_failure *vgs_scn_fail(struct vgs_scn_run *run,
				 const struct vgs_scn_node *at,
				 const char *subject, const char *expected,
				 const char *found);
/* A call that answers what it must not: a bug, or the run cannot go on. */
void vgs_scn_call(struct vgs_scn_run *run, const char *what, int err);
const char *vgs_scn_hex(struct vgs_scn_run *run, uint64_t value);

/* ---- subjects ----------------------------------------------------------- */

enum vgs_scn_subject_kind {
	VGS_SCN_S_PIRQ,
	VGS_SCN_S_VIRQ,
	VGS_SCN_S_LR,
	VGS_SCN_S_LRS,
	VGS_SCN_S_SIGNAL,
	VGS_SCN_S_PE_TAKES,
	VGS_SCN_S_RPR,
	VGS_SCN_S_VCPU,
	VGS_SCN_S_REG,
	VGS_SCN_S_LPI,
	VGS_SCN_S_ITS,
	VGS_SCN_S_VITS, /* of a VM */
	VGS_SCN_S_VMSI,
	VGS_SCN_S_COUNTER,
	VGS_SCN_S_TIMER,
	VGS_SCN_S_EVENTFD,
	VGS_SCN_S_VPE,
	VGS_SCN_S_UNCHANGED,
	VGS_SCN_S_FINDINGS,
	VGS_SCN_S_EVENTS,
	VGS_SCN_S_TRACEPOINTS,
	VGS_SCN_S_STATS,
	VGS_SCN_S_STAT,
};

enum vgs_scn_vcpu_subject {
	VGS_SCN_VCPU_IRQ,
	VGS_SCN_VCPU_FIQ,
	VGS_SCN_VCPU_TAKES_IRQ,
	VGS_SCN_VCPU_TAKES_FIQ,
	VGS_SCN_VCPU_PENDING,
	VGS_SCN_VCPU_KICKED,
	VGS_SCN_VCPU_ENTERED,
	VGS_SCN_VCPU_LOADED,
	VGS_SCN_VCPU_VTIMER,
	VGS_SCN_VCPU_PTIMER,
	VGS_SCN_VCPU_USER_VTIMER,
	VGS_SCN_VCPU_USER_PTIMER,
	VGS_SCN_VCPU_USER_PMU,
};

/* Whose counters. */
enum vgs_scn_scope { VGS_SCN_OF_ALL, VGS_SCN_OF_VM, VGS_SCN_OF_VCPU };

struct vgs_scn_subject {
	enum vgs_scn_subject_kind kind;
	enum vgs_scn_scope scope;
	const char *name; /* as written */
	uint32_t intid;	  /* or LR number */
	unsigned pe;
	unsigned vm, vcpu;
	unsigned unit; /* ITS of a vPE */
	uint16_t vpe;
	uint32_t signal;
	enum vgs_scn_vcpu_subject what;
	const char *key; /* of a list register, a counter, a vPE */
	struct vgs_scn_reg reg;
	uint32_t device; /* DeviceID */
};

/* vm0.its.queue, vm0.msi.nvme.3, after "vm0."; see subject-vits.c. */
bool vgs_scn_vits_parse(struct vgs_scn_run *run, const struct vgs_scn_node *key,
			const char *text, struct vgs_scn_subject *s);
const char *vgs_scn_vits_text(struct vgs_scn_run *run,
			      const struct vgs_scn_subject *s);
const char *vgs_scn_vmsi_text(struct vgs_scn_run *run,
			      const struct vgs_scn_subject *s);
/* What its: of a VM says goes into its config; where further ones are. */
void vgs_scn_vm_its(struct vgs_scn_run *run, const struct vgs_scn_vm *vm,
		    struct vgs_vm_config *cfg);
void vgs_scn_vm_place_its(const struct vgs_scn_vm *vm);

/* Understands the key of an expect: entry; reports. */
bool vgs_scn_subject(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		     struct vgs_scn_subject *ret_subject);
/* vpe3.resident, vpe3.vlpi8192: subject-vpe.c; @text from "vpe" on. */
bool vgs_scn_vpe_parse(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		       const char *text, unsigned unit,
		       struct vgs_scn_subject *s);
const char *vgs_scn_vpe_text(struct vgs_scn_run *run,
			     const struct vgs_scn_subject *s);

/* Its value as text, for messages and for watching; NULL without memory. */
const char *vgs_scn_subject_text(struct vgs_scn_run *run,
				 const struct vgs_scn_subject *subject);
/* Reports a value that the subject cannot have. */
bool vgs_scn_subject_check(struct vgs_scn_run *run,
			   const struct vgs_scn_subject *subject,
			   const struct vgs_scn_node *value);
/* True if it has the value; else texts say what it is and should be. */
bool vgs_scn_subject_compare(struct vgs_scn_run *run,
			     const struct vgs_scn_subject *subject,
			     const struct vgs_scn_node *value,
			     const char **ret_expected, const char **ret_found);
/* Words of a message: "[a, b" grows by one, and gets its end. */
const char *vgs_scn_add_word(struct vgs_scn_run *run, const char *list,
			     const char *word);
const char *vgs_scn_close_list(struct vgs_scn_run *run, const char *list);
/* What KVM's tracepoints said: tracepoints.c. */
bool vgs_scn_is_tracepoint(enum vgs_event_kind kind);
bool vgs_scn_tracepoints_check(struct vgs_scn_run *run,
			       const struct vgs_scn_node *value);
bool vgs_scn_tracepoints_compare(struct vgs_scn_run *run,
				 const struct vgs_scn_node *value,
				 const char **ret_expected,
				 const char **ret_found);
/* Entries that are not a value of the machine: findings, events, stats. */
bool vgs_scn_record_check(struct vgs_scn_run *run,
			  const struct vgs_scn_subject *subject,
			  const struct vgs_scn_node *value);
bool vgs_scn_record_compare(struct vgs_scn_run *run,
			    const struct vgs_scn_subject *subject,
			    const struct vgs_scn_node *value,
			    const char **ret_expected, const char **ret_found);
/* A counter of @s's scope: all VMs and the host, a VM, a vCPU; false: none. */
bool vgs_scn_stat(const struct vgs_scn_run *run,
		  const struct vgs_scn_subject *s, const char *name,
		  uint64_t *ret_value);
/* The VM @to counts on from where @from is. */
void vgs_scn_carry_stats(const struct vgs_scn_vm *from, struct vgs_scn_vm *to);
/* The names of those that there are, for what is near. */
void vgs_scn_near_stat(struct vgs_scn_near *near,
		       const struct vgs_scn_subject *s);
const char *vgs_scn_stat_name(unsigned i);
const char *vgs_scn_state_word(enum vgs_irq_state state);
extern const char *const vgs_scn_lr_keys[];
bool vgs_scn_lr_key(const struct vgs_lr_info *lr, const char *key,
		    uint64_t *ret_value, bool *ret_bool);

/* ---- watching and results ------------------------------------------------ */

/* A subject whose last change is wanted; see watch.c. */
struct vgs_scn_watch {
	const struct vgs_scn_node *node; /* the key in expect:, NULL: none */
	struct vgs_scn_subject subject;
	const struct vgs_scn_step *step; /* where it failed */
	const char *value;
	const char *rule; /* of the last matching event of this step */
	const struct vgs_scn_step *changed_at;
	const char *old_value, *new_value, *changed_rule;
	bool done;
};

int vgs_scn_watch_failures(struct vgs_scn_run *run,
			   const struct vgs_scn_run *failed);
void vgs_scn_watch_step(struct vgs_scn_run *run,
			const struct vgs_scn_step *step);
void vgs_scn_watch_report(const struct vgs_scn_run *run,
			  struct vgs_scn_run *failed);
void vgs_scn_head_result(const struct vgs_scenario *s, unsigned variant,
			 struct vgs_scn_arena *arena,
			 struct vgs_scenario_result *ret_result);
int vgs_scn_fill_result(struct vgs_scn_run *run,
			const struct vgs_run_opts *opts,
			struct vgs_scenario_result *r);

/* ---- why ---------------------------------------------------------------- */

/* The gate that keeps a signal low, or NULL. */
const char *vgs_scn_gate(struct vgs_scn_run *run,
			 const struct vgs_scn_subject *subject);
/* The text for vgs_run_opts.why. */
const char *vgs_scn_why_text(struct vgs_scn_run *run, const char *what,
			     bool *ret_known);

/* ---- telling the caller of accesses -------------------------------------- */

/* Does the caller of this run want to know of accesses? */
bool vgs_scn_hw_told(const struct vgs_scn_run *run);
void vgs_scn_hw_begin(struct vgs_scn_run *run, enum vgs_hw_op_kind kind,
		      unsigned pe, struct vgs_hw_op *ret_op);
void vgs_scn_hw_bus(struct vgs_hw_op *op, const struct vgs_access *access,
		    uint64_t addr, unsigned size);
/* Tells of @op unless @answer is an error. */
void vgs_scn_hw_end(struct vgs_scn_run *run, struct vgs_hw_op *op,
		    uint64_t value, int answer);
/* Accessors for a host or VM that tell, or NULL: nobody wants to know. */
const struct vgs_hw_ops *vgs_scn_hw_ops(struct vgs_scn_run *run,
					struct vgs_hw_ops *ops);

#endif
