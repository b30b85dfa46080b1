/* SPDX-License-Identifier: MIT */
/* The documented choices, listed and selected by name. */
#include "choice.h"

#include <string.h>

#include "core.h"

#define CHOICE(name, rule, what, ...)                                          \
	[VGS_CHOICE_##name] = {                                                \
		.id = (rule),                                                  \
		.doc = (what),                                                 \
		.names = { __VA_ARGS__ },                                      \
	},

static const struct vgs_choice_info choices[VGS_CHOICES] = { VGS_CHOICE_LIST(
	CHOICE) };

const struct vgs_choice_info *vgs_choice_at(unsigned index)
{
	return index < VGS_CHOICES ? &choices[index] : NULL;
}

int vgs_gic_config_choose(struct vgs_gic_config *cfg, const char *id,
			  const char *name)
{
	for (unsigned i = 0; i < VGS_CHOICES; i++) {
		if (strcmp(choices[i].id, id))
			continue;
		for (unsigned k = 0; k < VGS_ARRAY(choices[i].names); k++) {
			if (choices[i].names[k] &&
			    !strcmp(choices[i].names[k], name)) {
				cfg->choices[i] = (uint8_t)k;
				return 0;
			}
		}
		return -VGS_EINVAL;
	}
	return -VGS_ENOENT;
}
