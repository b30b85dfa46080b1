/* SPDX-License-Identifier: MIT */
/*
 * What --cut=abi carried over, counted per run and summed up: TAP comments and
 * the keys "carried" and "stayed" of docs/schema/result.json.
 */
#include "carried.h"

#include "cli.h"
#include "diag.h"

static json_int_t count_of(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static void add_count(json_t *o, const char *key, json_int_t more)
{
	json_object_set_new(o, key, json_integer(count_of(o, key) + more));
}

void carried_put(json_t *result, const struct vgs_scenario_result *r)
{
	json_t *stayed;
	unsigned i;

	if (!r->migrations && !r->stayed_count)
		return;
	stayed = json_object();
	for (i = 0; i < r->stayed_count; i++)
		json_set_count(stayed, r->stayed[i].name, r->stayed[i].value);
	json_set_count(result, "carried", r->migrations);
	json_object_set_new(result, "stayed", stayed);
}

static json_t *stayed_of(const json_t *o)
{
	return json_object_get(o, "stayed");
}

void carried_print(const json_t *result)
{
	json_t *stayed = stayed_of(result);
	void *at = json_object_iter(stayed);

	if (!stayed)
		return;
	printf("# carried over by the user ABI: %lld\n",
	       (long long)count_of(result, "carried"));
	for (; at; at = json_object_iter_next(stayed, at))
		printf("# by an image: %lld: %s\n",
		       (long long)json_integer_value(
			       json_object_iter_value(at)),
		       json_object_iter_key(at));
}

json_t *carried_new(void)
{
	return json_pack("{s:i, s:i, s:{}}", "carried", 0, "runs", 0, "stayed");
}

void carried_add(json_t *sum, const json_t *result)
{
	json_t *all = stayed_of(sum), *stayed = stayed_of(result), *one;
	void *at = json_object_iter(stayed);
	json_int_t carried = count_of(result, "carried");

	add_count(sum, "carried", carried);
	add_count(sum, "runs", carried != 0);
	for (; at; at = json_object_iter_next(stayed, at)) {
		const char *why = json_object_iter_key(at);
		const json_t *times = json_object_iter_value(at);

		one = json_object_get(all, why);
		if (!one) {
			one = json_object();
			json_object_set_new(all, why, one);
		}
		add_count(one, "times", json_integer_value(times));
		add_count(one, "runs", 1);
	}
}

void carried_print_sum(const json_t *sum)
{
	json_t *stayed = stayed_of(sum);
	void *at = json_object_iter(stayed);

	printf("# carried over by the user ABI: %lld (runs: %lld)\n",
	       (long long)count_of(sum, "carried"),
	       (long long)count_of(sum, "runs"));
	for (; at; at = json_object_iter_next(stayed, at)) {
		const json_t *one = json_object_iter_value(at);

		printf("# by an image: %lld (runs: %lld): %s\n",
		       (long long)count_of(one, "times"),
		       (long long)count_of(one, "runs"),
		       json_object_iter_key(at));
	}
}
