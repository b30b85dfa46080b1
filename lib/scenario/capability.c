/* SPDX-License-Identifier: MIT */
/*
 * What a scenario may need and what this build has.
 */
#include <string.h>

#include "scenario.h"

static const struct capability {
	const char *name;
	bool supported;
} capabilities[] = {
	{ "gicv2", true },    { "gicv3", true },    { "virt", true },
	{ "vgic", true },     { "security", true }, { "legacy", true },
	{ "espi", true },     { "eppi", true },	    { "nmi", true },
	{ "its", true },      { "gicv4", true },    { "gicv41", true },
	{ "vits", true },     { "irqfd", true },    { "kvm", true },
	{ "kvm-attr", true }, { "timer", true },    { "vfio", true },
	{ "lpi", true },      { "gicv2m", true },   { "mbis", true },
	{ "nested", false },
};

#define CAPABILITIES (sizeof(capabilities) / sizeof(capabilities[0]))

const char *vgs_scenario_capability(unsigned i, bool *ret_supported)
{
	if (i >= CAPABILITIES)
		return NULL;
	if (ret_supported)
		*ret_supported = capabilities[i].supported;
	return capabilities[i].name;
}

int vgs_scn_need(struct vgs_scenario *s, const char *capability)
{
	struct vgs_scn_near near;
	const char *safe;
	unsigned i;

	vgs_scn_near_init(&near, capability);
	for (i = 0; i < CAPABILITIES; i++) {
		if (vgs_scn_streq(capabilities[i].name, capability))
			break;
		vgs_scn_near_try(&near, capabilities[i].name);
	}
	if (s->skip || (i < CAPABILITIES && capabilities[i].supported))
		return 0;
	safe = vgs_scn_excerpt(&s->arena, capability, strlen(capability), 40);
	if (!safe)
		return -VGS_ENOMEM;
	if (i < CAPABILITIES || !near.best)
		s->skip = vgs_scn_strf(&s->arena,
				       "needs %s, which this vgicsim does not "
				       "have",
				       safe);
	else
		s->skip = vgs_scn_strf(&s->arena,
				       "needs %s, which this vgicsim does not "
				       "know (did you mean \"%s\"?)",
				       safe, near.best);
	return s->skip ? 0 : -VGS_ENOMEM;
}

int vgs_scn_check_needs(struct vgs_scenario *s)
{
	const struct vgs_scn_node *needs = vgs_scn_get(s->root, "needs");
	const struct vgs_scn_node *need;
	int err = 0;

	if (!needs || needs->kind != VGS_SCN_LIST)
		return 0;
	VGS_SCN_EACH (need, needs) {
		if (need->kind == VGS_SCN_SCALAR)
			err = vgs_scn_need(s, need->text);
		if (err)
			return err;
	}
	return 0;
}

static bool begins(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool virt_name(const char *name)
{
	return begins(name, "ICH_") || begins(name, "ICV_") ||
	       begins(name, "GICH_") || begins(name, "GICV_") ||
	       strstr(name, "HCR_EL2") || begins(name, "lr") ||
	       strstr(name, ".lr") || strstr(name, ".virq") ||
	       strstr(name, ".vfiq") || strstr(name, ".maintenance") ||
	       strstr(name, "ICH_") || strstr(name, "GICH_");
}

static bool step_uses_virt(const struct vgs_scn_step *step)
{
	const struct vgs_scn_node *child;

	if (!step->arg)
		return false;
	if (step->arg->kind == VGS_SCN_SCALAR)
		return virt_name(step->arg->text);
	VGS_SCN_EACH (child, step->arg) {
		const struct vgs_scn_node *w = vgs_scn_get(child, "write");

		if (step->verb == VGS_SCN_V_EXPECT &&
		    virt_name(child->key->text))
			return true;
		if (w && w->kind == VGS_SCN_SCALAR && virt_name(w->text))
			return true;
	}
	return false;
}

bool vgs_scn_uses_virt(const struct vgs_scenario *s)
{
	const struct vgs_scn_step *step;
	const char *need;
	unsigned i;

	for (i = 0; (need = vgs_scenario_need(s, i)) != NULL; i++) {
		if (vgs_scn_streq(need, "virt") || vgs_scn_streq(need, "vgic"))
			return true;
	}
	for (step = s->first; step; step = step->next) {
		if (step_uses_virt(step))
			return true;
	}
	return false;
}
