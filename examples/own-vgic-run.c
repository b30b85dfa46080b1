/* SPDX-License-Identifier: MIT */
/*
 * Scenario files under a hypervisor's own vgic.
 *
 *	own-vgic SCENARIO... [--not-for-it SCENARIO...]
 */
#include <libvgicsim/scenario.h>

#include <stdio.h>
#include <string.h>

#include "own-vgic.h"

/*
 * As they are: their variants are about policies of our vgic.  The machine is
 * saved and made anew before each step: images have this vgic's state, too.
 * What is about something that it is not asked for is skipped, not passed.
 */
static int run(const char *path, enum vgs_verdict want)
{
	struct vgs_scenario_result *r = NULL;
	struct vgs_scenario *s = NULL;
	struct vgs_run_opts opts;
	char text[2000];
	int failed = 1;

	vgs_run_opts_default(&opts);
	opts.vgic = &own_vgic;
	opts.cut = VGS_RUN_CUT_EACH;
	if (!vgs_scenario_load(path, NULL, &s) && !vgs_scenario_errors(s) &&
	    !vgs_scenario_run(s, 0, &opts, &r)) {
		failed = r->verdict != want;
		printf("%s %s%s%s\n", vgs_verdict_name(r->verdict), path,
		       r->reason ? ": " : "", r->reason ? r->reason : "");
		for (unsigned n = 0; n < r->failure_count; n++) {
			vgs_failure_format(&r->failures[n], text, sizeof(text));
			printf("%s\n", text);
		}
	}
	vgs_scenario_result_free(r);
	vgs_scenario_free(s);
	return failed;
}

int main(int argc, char **argv)
{
	enum vgs_verdict want = VGS_VERDICT_PASS;
	int failed = argc < 2;

	for (int n = 1; n < argc; n++) {
		if (!strcmp(argv[n], "--not-for-it"))
			want = VGS_VERDICT_SKIP;
		else
			failed |= run(argv[n], want);
	}
	return failed;
}
