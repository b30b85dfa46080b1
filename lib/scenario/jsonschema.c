/* SPDX-License-Identifier: MIT */
/*
 * JSON Schema (draft-07) of scenario files, from the loader's own tables.
 *
 * It says what the tables say: keys, types, words and ranges.  What needs
 * the machine (names, registers, INTIDs) is left to the loader.
 */
#include "schema.h"

#include <libvgicsim/scenario.h>

static void put_spec(struct vgs_scn_out *out, const struct vgs_scn_spec *spec);

static void put_string(struct vgs_scn_out *out, const char *text)
{
	vgs_scn_put(out, "\"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			vgs_scn_put(out, "\\");
		vgs_scn_put_n(out, text, 1);
	}
	vgs_scn_put(out, "\"");
}

static void put_words(struct vgs_scn_out *out, const char *const *words)
{
	unsigned i;

	vgs_scn_put(out, "\"enum\":[");
	for (i = 0; words[i]; i++) {
		if (i)
			vgs_scn_put(out, ",");
		put_string(out, words[i]);
	}
	vgs_scn_put(out, "]");
}

static void put_key(struct vgs_scn_out *out, const struct vgs_scn_key *key,
		    bool *first)
{
	if (!*first)
		vgs_scn_put(out, ",");
	*first = false;
	put_string(out, key->name);
	vgs_scn_put(out, ":{\"description\":");
	put_string(out, key->doc ? key->doc : "");
	vgs_scn_put(out, ",\"allOf\":[{");
	put_spec(out, key->spec);
	vgs_scn_put(out, "}]}");
}

static void put_required(struct vgs_scn_out *out,
			 const struct vgs_scn_key *keys, const char *also)
{
	bool first = also == NULL;

	vgs_scn_put(out, ",\"required\":[");
	if (also)
		put_string(out, also);
	for (; keys && keys->name; keys++) {
		if (!keys->required)
			continue;
		if (!first)
			vgs_scn_put(out, ",");
		first = false;
		put_string(out, keys->name);
	}
	vgs_scn_put(out, "]");
}

static void put_map(struct vgs_scn_out *out, const struct vgs_scn_spec *spec)
{
	const struct vgs_scn_key *key;
	bool first = true;

	vgs_scn_put(out, "\"type\":\"object\",\"properties\":{");
	for (key = spec->keys; key && key->name; key++)
		put_key(out, key, &first);
	vgs_scn_put(out, "}");
	put_required(out, spec->keys, NULL);
	if (!spec->open)
		vgs_scn_put(out, ",\"additionalProperties\":false");
}

/*
 * The machine and the overrides of a variant share a table; steps are
 * defined once.
 */
static void put_ref(struct vgs_scn_out *out, const char *name)
{
	vgs_scn_putf(out, "\"$ref\":\"#/definitions/%s\"", name);
}

/* The keys only: an override need not be complete. */
static void put_names(struct vgs_scn_out *out, const struct vgs_scn_spec *spec)
{
	const struct vgs_scn_key *key;

	vgs_scn_put(out, "\"type\":\"object\",\"propertyNames\":{\"enum\":[");
	for (key = spec->keys; key->name; key++) {
		if (key != spec->keys)
			vgs_scn_put(out, ",");
		put_string(out, key->name);
	}
	vgs_scn_put(out, "]}");
}

static void put_int(struct vgs_scn_out *out, const struct vgs_scn_spec *spec)
{
	vgs_scn_put(out, "\"type\":\"integer\"");
	if (spec->type == VGS_SCN_T_INT)
		vgs_scn_putf(out, ",\"minimum\":%llu",
			     (unsigned long long)spec->min);
	if (spec->max)
		vgs_scn_putf(out, ",\"maximum\":%llu",
			     (unsigned long long)spec->max);
}

static void put_elem(struct vgs_scn_out *out, const char *type,
		     const char *keyword, const struct vgs_scn_spec *spec)
{
	vgs_scn_putf(out, "\"type\":\"%s\",\"%s\":{", type, keyword);
	put_spec(out, spec->elem);
	vgs_scn_put(out, "}");
}

static void put_alternatives(struct vgs_scn_out *out,
			     const struct vgs_scn_spec *spec)
{
	unsigned i;

	vgs_scn_put(out, "\"anyOf\":[");
	for (i = 0; spec->alts[i]; i++) {
		vgs_scn_put(out, i ? ",{" : "{");
		put_spec(out, spec->alts[i]);
		vgs_scn_put(out, "}");
	}
	vgs_scn_put(out, "]");
}

/* The members of a schema object, without its braces. */
static void put_spec(struct vgs_scn_out *out, const struct vgs_scn_spec *spec)
{
	if (spec == &vgs_scn_machine_spec) {
		put_ref(out, "machine");
		return;
	}
	if (spec->partial) {
		put_names(out, spec);
		return;
	}
	switch (spec->type) {
	case VGS_SCN_T_TEXT:
		vgs_scn_put(out, "\"type\":[\"string\",\"integer\","
				 "\"boolean\"]");
		break;
	case VGS_SCN_T_NAME:
		vgs_scn_put(out, "\"type\":[\"string\",\"integer\","
				 "\"boolean\"],\"pattern\":\"^[^ ]+$\"");
		break;
	case VGS_SCN_T_INT:
	case VGS_SCN_T_SINT:
		put_int(out, spec);
		break;
	case VGS_SCN_T_BOOL:
		vgs_scn_put(out, "\"type\":\"boolean\"");
		break;
	case VGS_SCN_T_WORD:
		put_words(out, spec->words);
		break;
	case VGS_SCN_T_MAP:
		put_map(out, spec);
		break;
	case VGS_SCN_T_DICT:
		put_elem(out, "object", "additionalProperties", spec);
		break;
	case VGS_SCN_T_LIST:
		put_elem(out, "array", "items", spec);
		break;
	case VGS_SCN_T_ALT:
		put_alternatives(out, spec);
		break;
	case VGS_SCN_T_STEP:
		put_ref(out, "step");
		break;
	case VGS_SCN_T_ANY:
		break;
	}
}

/* One verb: its operand, its qualifiers and nothing else. */
static void put_verb(struct vgs_scn_out *out, enum vgs_scn_verb verb)
{
	const struct vgs_scn_verb_info *info = vgs_scn_verb(verb);
	struct vgs_scn_key arg = { .name = vgs_scn_verb_name(verb),
				   .spec = info->arg,
				   .doc = info->doc };
	const struct vgs_scn_key *key;
	bool first = true;

	vgs_scn_put(out, "{\"type\":\"object\",\"properties\":{");
	put_key(out, &arg, &first);
	for (key = info->quals; key->name; key++)
		put_key(out, key, &first);
	for (key = vgs_scn_common_quals; key->name; key++)
		put_key(out, key, &first);
	vgs_scn_put(out, "}");
	put_required(out, info->quals, arg.name);
	if (!info->open)
		vgs_scn_put(out, ",\"additionalProperties\":false");
	vgs_scn_put(out, "}");
}

static void put_steps(struct vgs_scn_out *out)
{
	unsigned verb;

	vgs_scn_put(out, "\"step\":{\"type\":\"object\",\"oneOf\":[");
	for (verb = 0; verb < VGS_SCN_V_COUNT; verb++) {
		if (verb)
			vgs_scn_put(out, ",\n");
		put_verb(out, (enum vgs_scn_verb)verb);
	}
	vgs_scn_put(out, "]}");
}

/* In a library any value may be $name; its steps are not described. */
static void put_library(struct vgs_scn_out *out)
{
	const struct vgs_scn_key *key;
	bool first = true;

	vgs_scn_put(out, "\"library\":{\"type\":\"object\",\"properties\":{");
	for (key = vgs_scn_library_spec.keys; key->name; key++) {
		static const struct vgs_scn_spec any = {
			.type = VGS_SCN_T_ANY
		};
		static const struct vgs_scn_spec steps = {
			.type = VGS_SCN_T_LIST, .elem = &any
		};
		struct vgs_scn_key k = *key;

		if (k.spec == &vgs_scn_steps_spec)
			k.spec = &steps;
		put_key(out, &k, &first);
	}
	vgs_scn_put(out, "}");
	put_required(out, vgs_scn_library_spec.keys, NULL);
	vgs_scn_put(out, ",\"additionalProperties\":false}");
}

size_t vgs_scenario_schema(char *buf, size_t size)
{
	struct vgs_scn_out out = { buf, size, 0 };

	vgs_scn_put(&out,
		    "{\"$schema\":\"http://json-schema.org/draft-07/schema#\","
		    "\n\"title\":\"libvgicsim scenario, format 1\",\n"
		    "\"oneOf\":[{\"$ref\":\"#/definitions/scenario\"},"
		    "{\"$ref\":\"#/definitions/library\"}],\n"
		    "\"definitions\":{\n\"scenario\":{");
	put_map(&out, &vgs_scn_top_spec);
	vgs_scn_put(&out, "},\n\"machine\":{");
	put_map(&out, &vgs_scn_machine_spec);
	vgs_scn_put(&out, "},\n");
	put_steps(&out);
	vgs_scn_put(&out, ",\n");
	put_library(&out);
	vgs_scn_put(&out, "}}\n");
	return out.len;
}
