/* SPDX-License-Identifier: MIT */
/* Scenario text: whatever it is, it is loaded, judged and run, or refused. */
#include <libvgicsim/scenario.h>
#include <string.h>

#include "fuzz.h"

unsigned long fuzz_done;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vgs_scenario_opts opts;
	struct vgs_scenario_result *result;
	struct vgs_run_opts run;
	struct vgs_scenario *s;
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	vgs_scenario_opts_default(&opts);
	vgs_run_opts_default(&run);
	fuzz_done++;
	if (!vgs_scenario_load_text("fuzz.yaml", text, size, &opts, &s)) {
		if (!vgs_scenario_errors(s) &&
		    !vgs_scenario_run(s, 0, &run, &result)) {
			FUZZ_CHECK(!result->bug);
			vgs_scenario_result_free(result);
		}
		vgs_scenario_free(s);
	}
	free(text);
	return 0;
}
