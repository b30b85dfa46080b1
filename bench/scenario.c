/* SPDX-License-Identifier: MIT */
/*
 * Scenarios: loading and running one of about 60 lines in this process, and
 * by the command, as one process and as a thousand files with two workers.
 * Beside the first, as its floor, the file's bytes are read.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"

#include <libvgicsim/scenario.h>

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_NAME BENCH_SCENARIOS "/vgic/more-pending-than-lrs-gicv3.yaml"
#define MANY	  1000

extern char **environ;

static void load_run(void *arg, long n)
{
	const struct vgs_scenario_opts *opts = arg;

	for (; n; n--) {
		struct vgs_scenario_result *result = NULL;
		struct vgs_scenario *scenario = NULL;
		struct vgs_run_opts run;

		vgs_run_opts_default(&run);
		bench_check(!vgs_scenario_load(FILE_NAME, opts, &scenario) &&
			    !vgs_scenario_errors(scenario));
		bench_check(!vgs_scenario_run(scenario, 0, &run, &result) &&
			    result->verdict == VGS_VERDICT_PASS);
		vgs_scenario_result_free(result);
		vgs_scenario_free(scenario);
	}
}

static void read_bytes(void *arg, long n)
{
	static char text[65536];

	(void)arg;
	for (; n; n--) {
		FILE *file = fopen(FILE_NAME, "rb");

		bench_check(file && fread(text, 1, sizeof(text), file));
		if (file)
			fclose(file);
	}
}

static void spawn(char *const argv[])
{
	posix_spawn_file_actions_t actions;
	int status = -1;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	if (!posix_spawn(&pid, argv[0], &actions, NULL, argv, environ))
		waitpid(pid, &status, 0);
	posix_spawn_file_actions_destroy(&actions);
	bench_check(status == 0);
}

static void command(void *arg, long n)
{
	for (; n; n--)
		spawn(arg);
}

#ifdef BENCH_VGICSIM
static void run_commands(void)
{
	static char *argv[MANY + 5] = { BENCH_VGICSIM, "run", FILE_NAME };
	struct bench_point point = { "scenario-process", 0, 0, 0, 0, 4, 0, 0 };
	struct bench_sides sides = { .model = { command, argv } };

	if (bench_wanted(&point))
		bench_run(&point, &sides);
	point.op = "scenario-thousand";
	argv[1] = "test";
	argv[2] = "--jobs=2";
	for (unsigned i = 0; i < MANY; i++)
		argv[3 + i] = FILE_NAME;
	if (bench_wanted(&point))
		bench_run(&point, &sides);
}
#endif

void bench_scenario(void)
{
	struct bench_point point = { "scenario-load-run", 0, 0, 0, 0, 4, 0, 0 };
	struct vgs_scenario_opts opts;
	struct bench_sides sides = { .model = { load_run, &opts },
				     .floor = { read_bytes, NULL } };

	vgs_scenario_opts_default(&opts);
	opts.library_dir = BENCH_SCENARIOS;
	if (bench_wanted(&point))
		bench_run(&point, &sides);
#ifdef BENCH_VGICSIM
	setenv("VGICSIM_SCENARIOS", BENCH_SCENARIOS, 1);
	run_commands();
#endif
}
