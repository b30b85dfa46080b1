/* SPDX-License-Identifier: MIT */
/*
 * Worker processes.  The parent writes the index of a file to a worker, which
 * answers with one line of JSON per run and an empty line.
 */
#include "workers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

#define MAX_JOBS 64
#define IDLE	 SIZE_MAX

struct worker {
	pid_t pid;
	int to, from;
	size_t file; /* it runs this one, or IDLE */
	char *text;  /* answer so far */
	size_t length;
	bool dead;
};

struct pool {
	const struct paths *paths;
	const struct vgs_run_opts *opts;
	struct worker workers[MAX_JOBS];
	unsigned count;
	size_t next;	/* file to hand out */
	json_t **lists; /* results by file, NULL: not there yet */
};

/* ---- the child --------------------------------------------------------------
 */

static void send_result(void *user, json_t *result)
{
	FILE *to = user;

	json_dumpf(result, to, JSON_COMPACT);
	fputc('\n', to);
}

static void serve(const struct pool *pool, int in, int out)
{
	FILE *to = fdopen(out, "w");
	struct result_request request = { .opts = *pool->opts,
					  .done = send_result,
					  .user = to };
	size_t file;

	while (to && read(in, &file, sizeof(file)) == (ssize_t)sizeof(file)) {
		results_of(pool->paths->list[file], &request);
		fputc('\n', to);
		fflush(to);
	}
	_exit(0);
}

/* ---- the parent -------------------------------------------------------------
 */

static bool start(struct pool *pool, struct worker *w)
{
	int to[2], from[2];

	if (pipe(to) != 0)
		return false;
	if (pipe(from) != 0) {
		close(to[0]);
		close(to[1]);
		return false;
	}
	fflush(stdout);
	w->pid = fork();
	if (w->pid == 0) {
		close(to[1]);
		close(from[0]);
		serve(pool, to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	w->to = to[1];
	w->from = from[0];
	w->file = IDLE;
	w->text = NULL;
	w->length = 0;
	w->dead = w->pid < 0;
	return !w->dead;
}

static void give_work(struct pool *pool, struct worker *w)
{
	if (pool->next >= pool->paths->count) {
		close(w->to);
		w->to = -1;
		w->file = IDLE;
		return;
	}
	w->file = pool->next++;
	if (write(w->to, &w->file, sizeof(w->file)) != (ssize_t)sizeof(w->file))
		w->dead = true;
}

static void collect(struct pool *pool, struct worker *w)
{
	json_t *list = json_array();
	char *line, *rest = w->text;

	while ((line = strsep(&rest, "\n")) != NULL) {
		json_t *result = *line ? json_loads(line, 0, NULL) : NULL;

		if (result)
			json_array_append_new(list, result);
	}
	pool->lists[w->file] = list;
	free(w->text);
	w->text = NULL;
	w->length = 0;
}

static void bury(struct pool *pool, struct worker *w)
{
	char reason[64] = "its process ended early";
	int status;

	w->dead = true;
	close(w->from);
	if (w->to >= 0)
		close(w->to);
	if (waitpid(w->pid, &status, 0) == w->pid && WIFSIGNALED(status))
		snprintf(reason, sizeof(reason),
			 "its process died of signal %d", WTERMSIG(status));
	if (w->file == IDLE)
		return;
	pool->lists[w->file] =
		json_pack("[o]", result_error(pool->paths->list[w->file],
					      CLI_BUG, reason));
	w->file = IDLE;
	free(w->text);
	w->text = NULL;
	w->length = 0;
	if (start(pool, w))
		give_work(pool, w);
}

static void receive(struct pool *pool, struct worker *w)
{
	char buffer[8192];
	ssize_t n = read(w->from, buffer, sizeof(buffer));

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		bury(pool, w);
		return;
	}
	w->text = cli_grow(w->text, w->length + (size_t)n + 1, 1);
	memcpy(w->text + w->length, buffer, (size_t)n);
	w->length += (size_t)n;
	w->text[w->length] = '\0';
	if ((w->length == 1 && w->text[0] == '\n') ||
	    (w->length > 1 && strcmp(w->text + w->length - 2, "\n\n") == 0)) {
		collect(pool, w);
		give_work(pool, w);
	}
}

static bool wait_for_some(struct pool *pool)
{
	struct pollfd fds[MAX_JOBS];
	unsigned owners[MAX_JOBS];
	nfds_t n = 0;
	unsigned i;

	for (i = 0; i < pool->count; i++) {
		if (pool->workers[i].dead)
			continue;
		fds[n].fd = pool->workers[i].from;
		fds[n].events = POLLIN;
		fds[n].revents = 0;
		owners[n++] = i;
	}
	if (n == 0)
		return false;
	if (poll(fds, n, -1) < 0)
		return errno == EINTR;
	for (i = 0; i < n; i++)
		if (fds[i].revents)
			receive(pool, &pool->workers[owners[i]]);
	return true;
}

static size_t deliver(struct pool *pool, size_t from, result_fn done,
		      void *user)
{
	while (from < pool->paths->count && pool->lists[from]) {
		json_t *list = pool->lists[from];
		size_t i;

		for (i = 0; i < json_array_size(list); i++)
			done(user, json_array_get(list, i));
		json_decref(list);
		pool->lists[from++] = NULL;
		cli_progress("test", from, pool->paths->count);
	}
	return from;
}

/* Files that nobody could run, because no process could be made. */
static void give_up(struct pool *pool, size_t from, result_fn done, void *user)
{
	for (; from < pool->paths->count; from++) {
		json_t *result =
			result_error(pool->paths->list[from], CLI_MALFORMED,
				     "cannot start a process");

		done(user, result);
		json_decref(result);
	}
}

static void run_pool(struct pool *pool, unsigned jobs, result_fn done,
		     void *user)
{
	size_t delivered = 0;

	pool->lists = cli_alloc(pool->paths->count, sizeof(*pool->lists));
	signal(SIGPIPE, SIG_IGN);
	for (; pool->count < jobs; pool->count++)
		if (!start(pool, &pool->workers[pool->count]))
			break;
		else
			give_work(pool, &pool->workers[pool->count]);
	while (wait_for_some(pool))
		delivered = deliver(pool, delivered, done, user);
	delivered = deliver(pool, delivered, done, user);
	give_up(pool, delivered, done, user);
	signal(SIGPIPE, SIG_DFL);
	free(pool->lists);
}

void workers_run(const struct paths *paths, unsigned jobs,
		 const struct vgs_run_opts *opts, result_fn done, void *user)
{
	struct pool pool = { .paths = paths, .opts = opts };
	struct result_request request = { .opts = *opts,
					  .done = done,
					  .user = user };
	size_t i;

	if (jobs > paths->count)
		jobs = (unsigned)paths->count;
	if (jobs > MAX_JOBS)
		jobs = MAX_JOBS;
	if (jobs > 1) {
		run_pool(&pool, jobs, done, user);
		return;
	}
	for (i = 0; i < paths->count; i++) {
		results_of(paths->list[i], &request);
		cli_progress("test", i + 1, paths->count);
	}
}
