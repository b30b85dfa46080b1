/* SPDX-License-Identifier: MIT */
/*
 * Subjects about vPEs of a GICv4: vpe3.resident, its1.vpe3.vlpi8192.
 */
#include <string.h>

#include "run.h"

static const char *const facts[] = { "mapped", "resident", "wants-doorbell",
				     "pe" };

#define FACTS (sizeof(facts) / sizeof(facts[0]))

/* vlpi8192, vsgi5 */
static bool parse_vintid(const char *what, uint32_t *ret_vintid)
{
	bool sgi = strncmp(what, "vsgi", 4) == 0;
	uint64_t vintid;

	if ((!sgi && strncmp(what, "vlpi", 4) != 0) ||
	    !vgs_scn_number(what + 4, strlen(what + 4), &vintid) ||
	    (sgi ? vintid >= 16
		 : vintid < VGS_INTID_LPI || vintid > UINT32_MAX))
		return false;
	*ret_vintid = (uint32_t)vintid;
	return true;
}

bool vgs_scn_vpe_parse(struct vgs_scn_run *run, const struct vgs_scn_node *key,
		       const char *text, unsigned unit,
		       struct vgs_scn_subject *s)
{
	const char *dot = strchr(text, '.'), *what = dot ? dot + 1 : "";
	struct vgs_scn_near near;
	uint64_t vpe = 0;
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
		if (parse_vintid(what, &s->intid))
			return true;
	}
	vgs_scn_help_near(run->diags,
			  vgs_scn_diag(run->diags, VGS_SCN_MSG_SUBJECT, key,
				       key->text, NULL, NULL),
			  &near);
	return false;
}

static const char *vsgi_text(struct vgs_scn_run *run,
			     const struct vgs_scn_subject *s)
{
	struct vgs_vsgi_info info = { 0 };

	if (vgs_gic_vsgi(run->gic, s->unit, s->vpe, s->intid, &info))
		return "not there";
	return vgs_scn_state_word(info.pending ? VGS_PENDING : VGS_INACTIVE);
}

static const char *vlpi_text(struct vgs_scn_run *run,
			     const struct vgs_scn_subject *s)
{
	bool pending = false;

	if (s->intid < VGS_INTID_LPI)
		return vsgi_text(run, s);
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
	if (vgs_scn_streq(s->key, "wants-doorbell"))
		return vpe.wants_doorbell ? "true" : "false";
	return vpe.resident ? "true" : "false";
}
