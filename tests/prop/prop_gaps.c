/* SPDX-License-Identifier: MIT */
/*
 * Registers that are listed but have no behaviour yet, per bank: exactly as
 * many as gaps.txt says.  Whoever fills one lowers the number there.
 */
#include <stdio.h>

#include <libvgicsim/regs.h>

#include "check.h"

static const char *list; /* path of gaps.txt */

static unsigned gaps_of(enum vgs_reg_bank bank)
{
	struct vgs_reg_info info;
	unsigned gaps = 0;

	for (unsigned i = 0; !vgs_reg_at(bank, i, &info); i++) {
		if (info.gap) {
			print_message("# gap: %s\n", info.name);
			gaps++;
		}
	}
	return gaps;
}

/* Number that gaps.txt has for a bank, -1: no line. */
static int listed(const char *bank)
{
	FILE *f = fopen(list, "r");
	char line[128];
	int found = -1;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		char *colon = strchr(line, ':');

		if (line[0] == '#' || !colon)
			continue;
		*colon = '\0';
		if (!strcmp(line, bank))
			found = atoi(colon + 1);
	}
	fclose(f);
	return found;
}

static void each_bank_has_as_many_gaps_as_listed(void **state)
{
	(void)state;
	for (unsigned b = 0; b < VGS_BANKS; b++) {
		enum vgs_reg_bank bank = (enum vgs_reg_bank)b;
		struct vgs_reg_info info;
		unsigned gaps;

		if (vgs_reg_at(bank, 0, &info))
			continue;
		gaps = gaps_of(bank);
		if (listed(vgs_reg_bank_name(bank)) != (int)gaps)
			fail_msg("%s: %u gaps, gaps.txt says %d",
				 vgs_reg_bank_name(bank), gaps,
				 listed(vgs_reg_bank_name(bank)));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bank_has_as_many_gaps_as_listed),
	};

	if (argc != 2)
		return 2;
	list = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
