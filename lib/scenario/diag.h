/* SPDX-License-Identifier: MIT */
/*
 * Collecting messages for the author of a scenario.
 */
#ifndef VGS_SCENARIO_DIAG_H
#define VGS_SCENARIO_DIAG_H

#include <libvgicsim/scenario.h>

#include "messages.h"
#include "node.h"
#include "text.h"

enum vgs_scn_msg {
#define VGS_SCN_MSG_ENUM(id, code, text, help) VGS_SCN_MSG_##id,
	VGS_SCN_MESSAGES(VGS_SCN_MSG_ENUM)
#undef VGS_SCN_MSG_ENUM
		VGS_SCN_MSG_COUNT,
};

struct vgs_scn_diags {
	struct vgs_scn_arena *arena;
	struct vgs_diag list[VGS_SCENARIO_MAX_DIAGS];
	struct vgs_scn_pos used_at[VGS_SCENARIO_MAX_DIAGS];
	unsigned count;
	unsigned errors;  /* different ones */
	unsigned reports; /* calls, those of known ones too */
	/* where a library is being used: names the place in its messages */
	const struct vgs_scn_node *use;
};

/*
 * Adds a message; {0} to {2} in its text become the arguments.  Returns the
 * new entry so that a help line can be set, or NULL: there are enough, this
 * one is there already, or no memory (arena->failed tells).
 */
struct vgs_diag *vgs_scn_diag_at(struct vgs_scn_diags *diags,
				 enum vgs_scn_msg msg,
				 const struct vgs_scn_pos *pos, const char *a,
				 const char *b, const char *c);
struct vgs_diag *vgs_scn_diag(struct vgs_scn_diags *diags, enum vgs_scn_msg msg,
			      const struct vgs_scn_node *node, const char *a,
			      const char *b, const char *c);

/* The same as a warning: the file runs all the same. */
struct vgs_diag *vgs_scn_warn(struct vgs_scn_diags *diags, enum vgs_scn_msg msg,
			      const struct vgs_scn_node *node, const char *a);

/* Help lines; a NULL diag is nothing to do. */
void vgs_scn_help(struct vgs_scn_diags *diags, struct vgs_diag *diag,
		  const char *format, ...) VGS_SCN_PRINTF(3, 4);
void vgs_scn_help_near(struct vgs_scn_diags *diags, struct vgs_diag *diag,
		       const struct vgs_scn_near *near);

/* By file as they were read, line and column. */
void vgs_scn_diags_sort(struct vgs_scn_diags *diags);

const char *vgs_scn_msg_code(enum vgs_scn_msg msg);

#endif
