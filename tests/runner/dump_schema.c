/* SPDX-License-Identifier: MIT */
/*
 * Prints the JSON Schema of scenario files, for schema.py.
 */
#include <libvgicsim/scenario.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	size_t len = vgs_scenario_schema(NULL, 0);
	char *text = malloc(len + 1);

	if (!text || vgs_scenario_schema(text, len + 1) != len)
		return 1;
	fputs(text, stdout);
	free(text);
	return 0;
}
