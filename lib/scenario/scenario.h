/* SPDX-License-Identifier: MIT */
/*
 * A loaded scenario from the inside.
 */
#ifndef VGS_SCENARIO_SCENARIO_H
#define VGS_SCENARIO_SCENARIO_H

#include <libvgicsim/scenario.h>

#include "schema.h"

#define VGS_SCN_MAX_STEPS      20000u
#define VGS_SCN_MAX_STEPS_TEXT "20000"

/* The file as it is (index 0), or one of its variants. */
struct vgs_scn_plan {
	const char *name; /* NULL: as it is */
	const struct vgs_scn_node *machine;
	const struct vgs_scn_node *must_fail; /* list of ids or NULL */
};

struct vgs_scn_library {
	struct vgs_scn_library *next;
	const char *path;		 /* as use: wrote it */
	const struct vgs_scn_node *root; /* NULL: cannot be used */
};

struct vgs_scenario {
	struct vgs_scn_arena arena;
	struct vgs_scenario_opts opts;
	struct vgs_scn_diags diags;
	const char *file;
	const char *skip;
	bool library;
	const struct vgs_scn_node *root;
	struct vgs_scn_step *first, *last; /* setup, then steps */
	unsigned step_count;
	bool too_many;
	struct vgs_scn_plan *plans;
	unsigned plan_count;
	struct vgs_scn_library *libraries;
};

/* Adds the steps of a list; libraries are expanded.  0 or -VGS_ENOMEM. */
int vgs_scn_add_steps(struct vgs_scenario *s, const struct vgs_scn_node *list,
		      bool setup);
int vgs_scn_add_step(struct vgs_scenario *s, const struct vgs_scn_step *step);
int vgs_scn_use(struct vgs_scenario *s, const struct vgs_scn_step *use,
		bool setup);
void vgs_scn_check_library(struct vgs_scenario *s,
			   const struct vgs_scn_node *root);

/* Skips the file if it needs what this build lacks. */
int vgs_scn_check_needs(struct vgs_scenario *s);
int vgs_scn_need(struct vgs_scenario *s, const char *capability);
/* The file uses the virtualization of the GIC somewhere. */
bool vgs_scn_uses_virt(const struct vgs_scenario *s);

/* Holds every plan's steps against its machine; reports. */
int vgs_scn_check_plans(struct vgs_scenario *s);

#endif
