/* SPDX-License-Identifier: MIT */
/* The documented choices: listed, named, selected. */
#include "check.h"

#include <string.h>

#include <libvgicsim/gic.h>

static void every_choice_is_a_rule_with_two_alternatives(void **state)
{
	const struct vgs_choice_info *info;
	unsigned n = 0;

	(void)state;
	for (; (info = vgs_choice_at(n)) != NULL; n++) {
		assert_int_not_equal(vgs_rule_by_name(info->id), 0);
		assert_non_null(info->names[0]);
		assert_non_null(info->names[1]);
		assert_int_not_equal(strlen(info->doc), 0);
	}
	assert_in_range(n, 1, VGS_CHOICES_MAX);
}

static void past_the_last_there_is_none(void **state)
{
	(void)state;
	assert_null(vgs_choice_at(VGS_CHOICES_MAX));
	assert_null(vgs_choice_at(UINT32_MAX));
}

static void every_alternative_of_every_choice_can_be_selected(void **state)
{
	const struct vgs_choice_info *info;

	(void)state;
	for (unsigned n = 0; (info = vgs_choice_at(n)) != NULL; n++) {
		for (unsigned k = 0; k < 6 && info->names[k]; k++) {
			struct vgs_gic_config cfg;

			vgs_gic_config_default(&cfg, VGS_GIC_V3);
			assert_int_equal(vgs_gic_config_choose(&cfg, info->id,
							       info->names[k]),
					 0);
			assert_int_equal(cfg.choices[n], k);
			assert_int_equal(vgs_gic_config_check(&cfg, NULL), 0);
		}
	}
}

/* The alternative of choice @id that @cfg has. */
static const char *chosen(const struct vgs_gic_config *cfg, const char *id)
{
	unsigned n = 0;

	while (strcmp(vgs_choice_at(n)->id, id) != 0)
		n++;
	return vgs_choice_at(n)->names[cfg->choices[n]];
}

/* GIC-D37 */
static void the_default_is_not_hidden(void **state)
{
	struct vgs_gic_config cfg;

	(void)state;
	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	assert_string_equal(chosen(&cfg, "GIC-D37"), "not-hidden");
}

static void an_unknown_choice_is_not_found(void **state)
{
	struct vgs_gic_config cfg;

	(void)state;
	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	assert_int_equal(vgs_gic_config_choose(&cfg, "GIC-B1", "hidden"),
			 -VGS_ENOENT);
	assert_int_equal(vgs_gic_config_choose(&cfg, "", ""), -VGS_ENOENT);
}

static void an_unknown_alternative_changes_nothing(void **state)
{
	struct vgs_gic_config cfg;

	(void)state;
	vgs_gic_config_default(&cfg, VGS_GIC_V3);
	vgs_gic_config_choose(&cfg, "GIC-D37", "hidden");
	assert_int_equal(vgs_gic_config_choose(&cfg, "GIC-D37", "maybe"),
			 -VGS_EINVAL);
	assert_string_equal(chosen(&cfg, "GIC-D37"), "hidden");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_choice_is_a_rule_with_two_alternatives),
		cmocka_unit_test(past_the_last_there_is_none),
		cmocka_unit_test(
			every_alternative_of_every_choice_can_be_selected),
		cmocka_unit_test(the_default_is_not_hidden),
		cmocka_unit_test(an_unknown_choice_is_not_found),
		cmocka_unit_test(an_unknown_alternative_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
