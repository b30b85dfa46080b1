/* SPDX-License-Identifier: MIT */
/*
 * Reads a file of excuses.  Every key must be known, every entry must cite
 * what it stems from and say more than a context: an entry that could hide a
 * fault of the model is refused.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "excuse_data.h"

extern const char excuse_builtin[];

struct load {
	const char *file;
	const char *id;
	bool failed;
};

__attribute__((format(printf, 2, 3))) static void fail(struct load *l,
						       const char *format, ...)
{
	char message[256];
	va_list ap;

	if (l->failed)
		return;
	l->failed = true;
	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	cli_diag("%s: error: entry '%s': %s", l->file, l->id, message);
}

static const char *text(struct load *l, json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	if (value && !json_is_string(value))
		fail(l, "'%s' is a string", key);
	return json_string_value(value);
}

static void only(struct load *l, json_t *object, const char *const *keys)
{
	void *at = json_object_iter(object);

	for (; at; at = json_object_iter_next(object, at)) {
		const char *key = json_object_iter_key(at);
		unsigned i;

		for (i = 0; keys[i] && strcmp(keys[i], key) != 0; i++)
			;
		if (!keys[i])
			fail(l, "unknown key '%s'", key);
	}
}

/* "4:0", "63:8,5": the bits as a mask. */
static uint64_t bits(struct load *l, const char *spec)
{
	uint64_t mask = 0;

	while (spec && *spec) {
		char *end;
		unsigned long msb = strtoul(spec, &end, 10);
		unsigned long lsb = msb;

		if (end != spec && *end == ':') {
			spec = end + 1;
			lsb = strtoul(spec, &end, 10);
		}
		if (end == spec || msb > 63 || lsb > msb ||
		    (*end && *end != ',')) {
			fail(l, "bits are like \"63:8,5\"");
			return 0;
		}
		mask |= (UINT64_MAX >> (63 - (msb - lsb))) << lsb;
		spec = *end ? end + 1 : end;
	}
	return mask;
}

static uint64_t number(struct load *l, const char *hex)
{
	char *end;
	uint64_t value = strtoull(hex, &end, 16);

	if (strncmp(hex, "0x", 2) != 0 || *end)
		fail(l, "'%s' is not a number like \"0x1f\"", hex);
	return value;
}

static unsigned read_contexts(struct load *l, json_t *list)
{
	unsigned mask = 0;
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		const char *word = json_string_value(json_array_get(list, i));
		unsigned c;

		for (c = 0; word && c < CTX_COUNT; c++)
			if (strcmp(word, optrace_contexts[c]) == 0)
				break;
		if (!word || c == CTX_COUNT)
			fail(l, "unknown context");
		else
			mask |= 1u << c;
	}
	return mask;
}

static void read_states(struct load *l, json_t *list, struct excuse *e)
{
	static const char *const keys[] = { "register", "bits", "is", NULL };
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		json_t *object = json_array_get(list, i);
		struct excuse_state *s = &e->states[e->state_count];
		const char *is = text(l, object, "is");

		if (e->state_count == EXCUSE_STATES) {
			fail(l, "more than %d states", EXCUSE_STATES);
			return;
		}
		only(l, object, keys);
		s->reg = text(l, object, "register");
		s->mask = bits(l, text(l, object, "bits"));
		s->is = is ? number(l, is) : 0;
		if (!s->reg || !is || !s->mask)
			fail(l, "a state has register, bits and is");
		e->state_count++;
	}
}

static void read_event(struct load *l, json_t *object, struct excuse *e)
{
	static const char *const keys[] = { "kind", "rule", NULL };
	const char *kind = text(l, object, "kind");
	unsigned i;

	only(l, object, keys);
	e->event_rule = text(l, object, "rule");
	for (i = 0; kind && i < VGS_EV_COUNT; i++)
		if (strcmp(kind, vgs_event_name((enum vgs_event_kind)i)) == 0)
			break;
	e->event_set = true;
	if (!kind || i == VGS_EV_COUNT)
		fail(l, "an event has a known kind");
	else
		e->event = (enum vgs_event_kind)i;
}

static void read_value(struct load *l, json_t *object, struct excuse *e)
{
	static const char *const keys[] = { "bits", "is", NULL };
	const char *is = text(l, object, "is");

	only(l, object, keys);
	e->value_set = true;
	e->value_any = !is;
	e->value_mask = bits(l, text(l, object, "bits"));
	e->value_is = is ? number(l, is) : 0;
}

static void read_when(struct load *l, json_t *when, struct excuse *e)
{
	static const char *const keys[] = { "gic",   "cpus",	"secure",
					    "state", "context", "written",
					    "value", "event",	NULL };
	json_t *gic = json_object_get(when, "gic");
	json_t *cpus = json_object_get(when, "cpus");
	json_t *secure = json_object_get(when, "secure");
	size_t i;

	e->secure = secure ? json_is_true(secure) : -1;
	if (!when)
		return;
	only(l, when, keys);
	for (i = 0; i < json_array_size(gic); i++)
		e->gics |= 1u
			   << (json_integer_value(json_array_get(gic, i)) & 7);
	if (json_array_size(cpus) > 1)
		fail(l, "'cpus' is a list of one number");
	e->cpus = (unsigned)json_integer_value(json_array_get(cpus, 0));
	e->contexts = read_contexts(l, json_object_get(when, "context"));
	read_states(l, json_object_get(when, "state"), e);
	e->written = bits(l, text(l, when, "written"));
	if (json_object_get(when, "value"))
		read_value(l, json_object_get(when, "value"), e);
	if (json_object_get(when, "event"))
		read_event(l, json_object_get(when, "event"), e);
}

static void read_registers(struct load *l, json_t *value, struct excuse *e)
{
	size_t i;

	if (json_is_string(value)) {
		e->registers[e->register_count++] = json_string_value(value);
		return;
	}
	for (i = 0; i < json_array_size(value); i++) {
		const char *name = json_string_value(json_array_get(value, i));

		if (!name || i == EXCUSE_REGISTERS) {
			fail(l, "up to %d register names", EXCUSE_REGISTERS);
			return;
		}
		e->registers[e->register_count++] = name;
	}
	if (!e->register_count)
		fail(l, "'register' is missing");
}

static unsigned word(const char *text, const char *const *words)
{
	unsigned i;

	for (i = 0; words[i] && (!text || strcmp(text, words[i]) != 0); i++)
		;
	return i;
}

static void read_op(struct load *l, json_t *object, struct excuse *e)
{
	static const char *const taints[] = { "",   "intid", "register",
					      "pe", "trace", NULL };
	static const char *const quirks[] = { "", "drop", "drop-bits", NULL };
	static const char *const ops[] = { "r", "w", "mrs", "msr", NULL };
	const char *taint = text(l, object, "taint");
	const char *quirk = text(l, object, "quirk");
	const char *op = text(l, object, "op");

	if (!taint && !quirk && !op)
		return;
	e->kind = (enum optrace_kind)word(op, ops);
	e->taint = taint ? (enum excuse_taint_kind)word(taint, taints)
			 : TAINT_NONE;
	e->quirk = quirk ? (enum excuse_quirk)word(quirk, quirks) : QUIRK_NONE;
	if (!op || !ops[e->kind] || !taint == !quirk || !taints[e->taint] ||
	    !quirks[e->quirk])
		fail(l, "an entry with op r, w, mrs or msr has a known taint "
			"or a known quirk, and the other way round");
}

static void read_source(struct load *l, json_t *source, struct excuse *e)
{
	static const char *const keys[] = { "name", "before", "from", NULL };

	if (!source)
		return;
	only(l, source, keys);
	e->source = text(l, source, "name");
	e->before = text(l, source, "before");
	e->from = text(l, source, "from");
}

static void read_entry(struct load *l, json_t *object, struct excuse *e)
{
	static const char *const keys[] = {
		"id",  "profile", "source",  "register", "bits",  "of",
		"key", "op",	  "when",    "taint",	 "quirk", "cites",
		"why", "model",	  "without", NULL,
	};
	const char *profile = text(l, object, "profile");
	const char *of = text(l, object, "of");
	const char *spec = text(l, object, "bits");

	e->id = text(l, object, "id");
	l->id = e->id ? e->id : "?";
	only(l, object, keys);
	if (!e->id || !text(l, object, "cites") || !text(l, object, "why"))
		fail(l, "'id', 'cites' and 'why' are needed");
	if (!profile ||
	    (strcmp(profile, "kvm") != 0 && strcmp(profile, "qemu-virt") != 0))
		fail(l, "'profile' is qemu-virt or kvm");
	else
		e->kvm = strcmp(profile, "kvm") == 0;
	e->of_each = of && strcmp(of, "each-intid") == 0;
	if (of && !e->of_each)
		fail(l, "'of' is each-intid");
	e->bits = spec ? bits(l, spec) : UINT64_MAX;
	e->key = text(l, object, "key");
	if (!e->key)
		e->key = "o";
	read_source(l, json_object_get(object, "source"), e);
	e->model = text(l, object, "model");
	e->without = text(l, object, "without");
	if (e->model) {
		e->quirk = QUIRK_MODEL;
		read_when(l, json_object_get(object, "when"), e);
		return;
	}
	read_registers(l, json_object_get(object, "register"), e);
	read_op(l, object, e);
	read_when(l, json_object_get(object, "when"), e);
}

static json_t *parse(const char *file)
{
	json_error_t error;
	json_t *root;

	if (file)
		root = json_load_file(file, JSON_REJECT_DUPLICATES, &error);
	else
		root = json_loads(excuse_builtin, JSON_REJECT_DUPLICATES,
				  &error);
	if (!root && error.line < 0)
		cli_diag("%s: error: %s", file ? file : "excuses.json",
			 error.text);
	else if (!root)
		cli_diag("%s:%d:%d: error: %s", file ? file : "excuses.json",
			 error.line, error.column, error.text);
	return root;
}

struct excuses *excuses_load(const char *file)
{
	struct load l = { .file = file ? file : "excuses.json", .id = "?" };
	struct excuses *ex = cli_alloc(1, sizeof(*ex));
	json_t *list;
	size_t i;

	if (file && strcmp(file, "none") == 0)
		return ex;
	ex->root = parse(file);
	list = json_object_get(ex->root, "excuses");
	if (ex->root && !json_is_array(list))
		fail(&l, "'excuses' is a list");
	ex->entries = cli_alloc(json_array_size(list), sizeof(*ex->entries));
	for (i = 0; i < json_array_size(list) && !l.failed; i++)
		read_entry(&l, json_array_get(list, i),
			   &ex->entries[ex->count++]);
	if (ex->root && !l.failed)
		return ex;
	excuses_free(ex);
	return NULL;
}

void excuses_free(struct excuses *ex)
{
	if (!ex)
		return;
	json_decref(ex->root);
	free(ex->entries);
	free(ex->writes);
	free(ex->taints);
	free(ex);
}
