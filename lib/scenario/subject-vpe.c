/* SPDX-License-Identifier: MIT */
/*
 * Subjects about vPEs of a GICv4: vpe3.resident, its1.vpe3.vlpi8192.
 */
#include <string.h>

#include "run.h"

static const char *const facts[] = { "mapped", "resident", "pe" };

#define FACTS (sizeof(facts) / sizeof(facts[0]))

bool vgs_scn_vpe_parse(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		       const char *text, unsigned unit,
		       struct vgs_scn_subject *s)
{
	const char *dot = strchr(text, '.'), *what = dot ? dot + 1 : "";
	struct vgs_scn_near near;
	uint64_t vpe = 0, vintid;
	size_t i;

	s->kind = VGS_SCN_S_VPE;
	s->unit = unit;
	vgs_scn_near_init(&near, what);
	if (dot && vgs_scn_number(text + 3, (size_t)(dot - text) - 3, &vpe) &&
	    vpe <= UINT16_MAX) {
		s->vpe = (uint16_t)vpe;
		for (i = 0; i < FACTS; i++) {
			s->key = facts[i];
			if (vgs_scn_streq(facts[i], what))
				return true;
			vgs_scn_near_try(&near, facts[i]);
		}
		s->key = NULL;
		if (strncmp(what, "vlpi", 4) == 0 &&
		    vgs_scn_number(what + 4, strlen(what + 4), &vintid) &&
		    vintid >= VGS_INTID_LPI && vintid <= UINT32_MAX) {
			s->intid = (uint32_t)vintid;
			return true;
		}
	}
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_SUBJECT, key,
				       key->text, NULL, NULL),
			  &near);
	return false;
}

static const char *vlpi_text(struct vgs_scn_run *run,
			     const struct vgs_scn_subject *s)
{
	bool pending = false;

	if (vgs_gic_vlpi(run->gic, s->unit, s->vpe, s->intid, &pending))
		return "not there";
	return vgs_scn_state_word(pending ? VGS_PENDING : VGS_INACTIVE);
}

const char *vgs_scn_vpe_text(struct vgs_scn_run *run,
			     const struct vgs_scn_subject *s)
{
	struct vgs_vpe_info vpe = { 0 };

	if (!s->key)
		return vlpi_text(run, s);
	if (vgs_gic_vpe(run->gic, s->unit, s->vpe, &vpe))
		return "not there";
	if (vgs_scn_streq(s->key, "pe"))
		return vpe.mapped ? vgs_scn_strf(run->arena, "%u", vpe.pe)
				  : "not mapped";
	if (vgs_scn_streq(s->key, "mapped"))
		return vpe.mapped ? "true" : "false";
	return vpe.resident ? "true" : "false";
}
