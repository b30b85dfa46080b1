/* SPDX-License-Identifier: MIT */
/*
 * Scenarios: loading, checking and running the YAML files of format 1
 * (libvgicsim-scenario).  Everything comes back as data: nothing here
 * prints, and the formatters only fill the caller's buffer.
 *
 * Life cycle:
 *
 *	struct vgs_scenario_opts opts;
 *	struct vgs_scenario *s;
 *	struct vgs_scenario_result *r;
 *
 *	vgs_scenario_opts_default(&opts);
 *	err = vgs_scenario_load("x.yaml", &opts, &s);
 *	if (err)
 *		out of memory or misuse; a bad file is not an error here
 *	if (!vgs_scenario_errors(s) && !vgs_scenario_skip_reason(s))
 *		for (v = 0; v <= vgs_scenario_variants(s); v++)
 *			err = vgs_scenario_run(s, v, NULL, &r);
 *	s = vgs_scenario_free(s);
 *
 * Strings inside a scenario live as long as the scenario, strings inside a
 * result as long as the result.
 */
#ifndef LIBVGICSIM_SCENARIO_H
#define LIBVGICSIM_SCENARIO_H

#include <libvgicsim/error.h>
#include <libvgicsim/event.h>
#include <libvgicsim/gic.h>
#include <libvgicsim/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Most diagnostics kept for one file. */
#define VGS_SCENARIO_MAX_DIAGS 20u

/** Largest file that is read, in bytes. */
#define VGS_SCENARIO_MAX_BYTES (1u << 20)

/** Deepest nesting of lists and mappings in a file. */
#define VGS_SCENARIO_MAX_DEPTH 8u

struct vgs_scenario;
struct vgs_vm;

/** Does a message keep the file from running? */
enum vgs_diag_severity {
	VGS_DIAG_ERROR,	  /**< the file is malformed */
	VGS_DIAG_WARNING, /**< worth a look, the file still runs */
};

/** struct vgs_diag - one message for the author of a scenario */
struct vgs_diag {
	enum vgs_diag_severity severity;
	const char *code;	 /**< stable name, "unknown-key" */
	const char *file;	 /**< as the caller or the file named it */
	unsigned line;		 /**< from 1; 0: the file as a whole */
	unsigned column;	 /**< from 1, in characters; 0 with line 0 */
	const char *message;	 /**< one line, no final newline */
	const char *source_line; /**< printable excerpt, or NULL */
	unsigned caret;		 /**< column of the caret in source_line */
	const char *help;	 /**< one line, "did you mean ...", or NULL */
};

/**
 * struct vgs_scenario_opts - how files are found
 * @size:	filled by vgs_scenario_opts_default()
 * @alloc:	memory of scenarios and results; NULL: malloc and free
 * @library_dir: the installed scenarios/ directory, searched last for
 *		libraries; NULL: none
 * @read_file:	reads a whole file; NULL: the file system.  Writes at most
 *		@limit bytes to @buf and stores the file's full size, which
 *		may be larger than @limit: then it may be called again with
 *		a larger one; 0, or -VGS_ENOENT.
 * @user:	first argument of @read_file
 */
struct vgs_scenario_opts {
	size_t size;
	const struct vgs_allocator *alloc;
	const char *library_dir;
	int (*read_file)(void *user, const char *path, char *buf, size_t limit,
			 size_t *ret_size);
	void *user;
};

/** vgs_scenario_opts_default() - malloc, the file system, no library_dir. */
VGS_API void vgs_scenario_opts_default(struct vgs_scenario_opts *opts);

/**
 * vgs_scenario_load() - read and check one file, libraries included
 * @path:	the file; printed in diagnostics as given
 * @opts:	NULL: the defaults
 * @ret_s:	the scenario, also when the file is malformed: then
 *		vgs_scenario_errors() is not 0 and it cannot be run
 *
 * Everything that can be known without running is checked: names, types,
 * actors, registers and fields, INTIDs, for the machine of the file and for
 * that of each variant.
 *
 * Returns: 0; -VGS_ENOMEM; -VGS_EINVAL, an argument is NULL.
 */
VGS_API int vgs_scenario_load(const char *path,
			      const struct vgs_scenario_opts *opts,
			      struct vgs_scenario **ret_s);

/**
 * vgs_scenario_load_text() - the same from memory
 * @name:	stands for the file's path, also when libraries are searched
 * @text:	@len bytes; not needed any more after the call
 *
 * Returns: as vgs_scenario_load().
 */
VGS_API int vgs_scenario_load_text(const char *name, const char *text,
				   size_t len,
				   const struct vgs_scenario_opts *opts,
				   struct vgs_scenario **ret_s);

/** Frees a scenario; takes NULL.  Results of its runs stay valid. */
VGS_API struct vgs_scenario *vgs_scenario_free(struct vgs_scenario *s);

/** @return the diagnostics, in the order of the file; @ret_count of them. */
VGS_API const struct vgs_diag *vgs_scenario_diags(const struct vgs_scenario *s,
						  unsigned *ret_count);

/** @return how many errors; 0: well-formed (warnings do not count). */
VGS_API unsigned vgs_scenario_errors(const struct vgs_scenario *s);

/** @return true for a setup library: it is checked, never run. */
VGS_API bool vgs_scenario_is_library(const struct vgs_scenario *s);

/** @return why this build cannot run the file (one line), or NULL. */
VGS_API const char *vgs_scenario_skip_reason(const struct vgs_scenario *s);

/** @return the path that the scenario was loaded by. */
VGS_API const char *vgs_scenario_file(const struct vgs_scenario *s);

/** @return the title, "" when the file has none. */
VGS_API const char *vgs_scenario_title(const struct vgs_scenario *s);

/** @return the why, NULL when the file has none. */
VGS_API const char *vgs_scenario_why(const struct vgs_scenario *s);

/** @return "arch", "choice" or "policy". */
VGS_API const char *vgs_scenario_basis(const struct vgs_scenario *s);

/** @return the @i-th rule id that the file says it proves, or NULL. */
VGS_API const char *vgs_scenario_rule(const struct vgs_scenario *s, unsigned i);

/** @return the @i-th capability that the file needs, or NULL. */
VGS_API const char *vgs_scenario_need(const struct vgs_scenario *s, unsigned i);

/** @return the number of variants; runs are 0 (as it is) to this number. */
VGS_API unsigned vgs_scenario_variants(const struct vgs_scenario *s);

/** @return the name of variant 1..n, NULL for 0 and for others. */
VGS_API const char *vgs_scenario_variant_name(const struct vgs_scenario *s,
					      unsigned variant);

/**
 * vgs_diag_format() - the text of a diagnostic
 *
 * Several lines: place and message, the line itself, a caret, the help.
 * Works like snprintf(): writes at most @size bytes with the final NUL.
 *
 * Returns: the length of the whole text without the NUL.
 */
VGS_API size_t vgs_diag_format(const struct vgs_diag *diag, char *buf,
			       size_t size);

/* ---- running ----------------------------------------------------------- */

/** What came of one run: expectations met or not, or no run at all. */
enum vgs_verdict {
	VGS_VERDICT_PASS,
	VGS_VERDICT_FAIL,
	VGS_VERDICT_SKIP,
	VGS_VERDICT_ERROR, /**< malformed, or a bug in vgicsim */
};

/** @return "pass", "fail", "skip" or "error". */
VGS_API const char *vgs_verdict_name(enum vgs_verdict verdict);

/** struct vgs_run_step - the step that runs; valid during a callback */
struct vgs_run_step {
	const char *file;
	unsigned line;
	const char *text; /**< the step in one line, "lower: vtimer" */
	const char *id;	  /**< or NULL */
	const char *why;  /**< or NULL */
	bool setup;	  /**< in setup: or in a library used there */
};

/** What reaches the GIC from outside. */
enum vgs_hw_op_kind {
	VGS_HW_OP_READ,
	VGS_HW_OP_WRITE,
	VGS_HW_OP_MRS,
	VGS_HW_OP_MSR,
	VGS_HW_OP_LINE,
	VGS_HW_OP_MEMORY, /**< software writes memory */
};

/**
 * struct vgs_hw_op - one access of software, or one change of a wire
 * @pe:		who; VGS_NO_PE for the wire of a shared interrupt, and memory
 * @ctx:	state of that PE
 * @access:	READ, WRITE
 * @addr:	READ, WRITE, MEMORY
 * @size:	READ, WRITE: bytes
 * @reg:	MRS, MSR
 * @value:	written or read
 * @answer:	what the call of <libvgicsim/gic.h> returned
 * @intid:	LINE
 * @level:	LINE
 * @bytes:	MEMORY: @len of them
 * @before:	output levels of @pe before the op
 * @after:	and after it
 */
struct vgs_hw_op {
	enum vgs_hw_op_kind kind;
	unsigned pe;
	struct vgs_pe_ctx ctx;
	struct vgs_access access;
	uint64_t addr;
	unsigned size;
	enum vgs_sysreg reg;
	uint64_t value;
	int answer;
	uint32_t intid;
	bool level;
	const unsigned char *bytes;
	size_t len;
	uint32_t before, after;
};

/** A machine made anew before each step (struct vgs_run_opts). */
#define VGS_RUN_CUT_EACH 0xffffffffu

/**
 * struct vgs_run_opts - how a scenario is run
 * @size:	filled by vgs_run_opts_default()
 * @alloc:	as in struct vgs_scenario_opts
 * @strict:	every finding that no step expects fails the run
 * @why:	"p42@cpu0", "v52@vm0.v0": after the last step the result's
 *		why text names each gate of this interrupt; NULL: none.  One
 *		that the machine does not have is an error of the run
 * @on_event:	called with each step (@event NULL), then with each event it
 *		causes; NULL: not called
 * @on_machine:	called with the GIC of a run before its first step; NULL: not
 *		called
 * @on_end:	called with the GIC of a run after its last step, to be asked
 *		(vgs_gic_translate(), vgs_gic_explain()), not changed; NULL:
 *		not called
 * @on_op:	called after each access to the physical GIC by any software of
 *		the scenario, guests and hypervisor included, and after each
 *		change of a wire or of memory; NULL: not called
 * @on_vm_end:	called with each VM of a run after its last step, by its name in
 *		machine:, to be asked (vgs_vgic_translate()), not changed; NULL:
 *		not called
 * @user:	first argument of the five callbacks
 * @check:	evaluate vgs_gic_check() and, of each VM, vgs_vm_check() before the
 *		first step and after each: one that does not hold is a bug in
 *		libvgicsim, and ends the run with its name; and
 *		vgs_vm_links_hold(), which is a finding
 * @cut:	before this step, counted from 1 with those of setup: and of
 *		libraries, or before each with VGS_RUN_CUT_EACH, the machine and
 *		its VMs are saved, made anew and restored, which no step may
 *		notice; @on_machine is called again.  0: never
 * @migrate:	with @cut: of a VM whose vCPUs are all out, and of which that
 *		loses nothing that its guest could see, the vgic is carried over
 *		by its user ABI instead (<libvgicsim/migrate.h>)
 * @vgic:	the vgic that the steps run on (<libvgicsim/own-vgic.h>), in each
 *		VM of the machine; NULL: ours.  Knobs of machine: { vgic } then
 *		mean nothing, save: and restore: fail and @cut skips the
 *		scenario unless it has state, as do machines that it cannot
 *		have, and expectations are about what is asked of it: hardware,
 *		signals, states, registers
 */
struct vgs_run_opts {
	size_t size;
	const struct vgs_allocator *alloc;
	bool strict;
	const char *why;
	void (*on_event)(void *user, const struct vgs_run_step *step,
			 const struct vgs_event *event);
	void (*on_machine)(void *user, const struct vgs_gic *gic);
	void (*on_end)(void *user, struct vgs_gic *gic);
	void (*on_op)(void *user, const struct vgs_hw_op *op);
	void (*on_vm_end)(void *user, const char *name,
			  const struct vgs_vm *vm);
	void *user;
	const struct vgs_vgic_ops *vgic;
	bool check;
	unsigned cut;
	bool migrate;
};

/** vgs_run_opts_default() - malloc, not strict, no callbacks. */
VGS_API void vgs_run_opts_default(struct vgs_run_opts *opts);

/** struct vgs_failure - one expectation that did not hold */
struct vgs_failure {
	const char *file;
	unsigned line;
	unsigned column;
	const char *id;	     /**< of the step, or NULL */
	const char *subject; /**< "p27", "returns", "takes" */
	const char *expected;
	const char *found;
	const char *basis;	 /**< arch, choice or policy */
	const char *source_line; /**< printable excerpt, or NULL */
	unsigned caret;
	struct {
		const char *file; /**< NULL: it never changed in this run */
		unsigned line;
		const char *step;
		const char *old_value;
		const char *new_value;
		const char *rule; /**< "GIC-B10", "" when none is known */
	} last_change;
	const char *why;  /**< the why of the step, or NULL */
	const char *gate; /**< the gate that blocks a signal, or NULL */
	bool wanted;	  /**< listed in the variant's must-fail */
};

/** struct vgs_run_finding - misuse that the model saw */
struct vgs_run_finding {
	const char *code; /**< "GIC-CU75" */
	const char *file;
	unsigned line;
	bool expected; /**< a step expects it */
};

/** struct vgs_run_stat - one counter of the host or a VM after the run */
struct vgs_run_stat {
	const char *name;
	uint64_t value;
};

/** struct vgs_scenario_result - what one run of one variant gave */
struct vgs_scenario_result {
	enum vgs_verdict verdict;
	const char *file;
	const char *title;
	const char *variant; /**< NULL: the file as it is */
	const char *reason;  /**< one line: why skipped, what error, or NULL */
	const struct vgs_failure *failures; /**< wanted ones included */
	unsigned failure_count;
	const char *const *not_failed; /**< must-fail ids that held */
	unsigned not_failed_count;
	const struct vgs_run_finding *findings;
	unsigned finding_count;
	const struct vgs_run_stat *stats;
	unsigned stat_count;
	const char *why;     /**< text for vgs_run_opts.why, or NULL */
	unsigned steps;	     /**< executed, setup and libraries included */
	unsigned migrations; /**< of VMs by their user ABI */
	/** why an image had to carry VMs instead, and how many times */
	const struct vgs_run_stat *stayed;
	unsigned stayed_count;
	bool bug; /**< the library found a bug in itself: exit 3 */
	/** counters of vCPUs that are not 0: "vm0.v0.exits" */
	const struct vgs_run_stat *vcpu_stats;
	unsigned vcpu_stat_count;
};

/**
 * vgs_scenario_run() - run the file as it is, or one of its variants
 * @s:		loaded without errors
 * @variant:	0, or 1 to vgs_scenario_variants()
 * @opts:	NULL: the defaults
 * @ret_result:	free it with vgs_scenario_result_free()
 *
 * Each run has a machine of its own.  A failed expectation does not stop it.
 * A scenario with a skip reason gives verdict skip, one with errors error.
 *
 * Returns: 0; -VGS_ENOMEM; -VGS_EINVAL, no such variant or an argument NULL.
 */
VGS_API int vgs_scenario_run(const struct vgs_scenario *s, unsigned variant,
			     const struct vgs_run_opts *opts,
			     struct vgs_scenario_result **ret_result);

/** vgs_scenario_result_free() - NULL is nothing to free. @return NULL */
VGS_API struct vgs_scenario_result *
vgs_scenario_result_free(struct vgs_scenario_result *r);

/**
 * vgs_failure_format() - the text of a failure, as vgs_diag_format()
 *
 * With the source line, a caret, what changed the subject last and, for a
 * signal that should be high, the gate that blocks it.
 */
VGS_API size_t vgs_failure_format(const struct vgs_failure *failure, char *buf,
				  size_t size);

/* ---- the format itself ------------------------------------------------- */

/**
 * vgs_scenario_schema() - JSON Schema (draft-07) of scenario files
 *
 * Made from the tables that the loader uses.  Works like snprintf().
 *
 * Returns: the length of the whole text without the NUL.
 */
VGS_API size_t vgs_scenario_schema(char *buf, size_t size);

/** @return the @i-th capability word of needs:, or NULL after the last. */
VGS_API const char *vgs_scenario_capability(unsigned i, bool *ret_supported);

/** @return the code of the @i-th message of the loader, or NULL. */
VGS_API const char *vgs_scenario_message(unsigned i);

#ifdef __cplusplus
}
#endif

#endif
