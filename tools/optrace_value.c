/* SPDX-License-Identifier: MIT */
/*
 * Values in a line of an optrace, each with its type and range.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "optrace_parse.h"

void optrace_fail(struct optrace_parse *p, const char *key, const char *format,
		  ...)
{
	const struct optrace_reader *r = p->reader;
	char path[OPTRACE_PATH_SIZE + 32];
	char message[256];
	va_list ap;

	if (p->failed)
		return;
	p->failed = true;
	snprintf(path, sizeof(path), "%s%s%s", p->path,
		 *p->path && *key ? "." : "", key);
	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	cli_diag("%s:%lu:%zu: error: %s", r->file, r->number,
		 jsonpos_find(r->line, path) + 1, message);
}

static bool parse_hex(const char *text, uint64_t *ret_value)
{
	size_t digits;

	if (!text || text[0] != '0' || text[1] != 'x')
		return false;
	digits = strspn(text + 2, "0123456789abcdef");
	if (digits < 1 || digits > 16 || text[2 + digits])
		return false;
	*ret_value = strtoull(text + 2, NULL, 16);
	return true;
}

/* A register value or an address: a hexadecimal string. */
struct optrace_number optrace_get_hex(struct optrace_parse *p, json_t *object,
				      const char *key)
{
	struct optrace_number n = { false, 0 };
	json_t *value = json_object_get(object, key);

	if (!value)
		return n;
	n.set = parse_hex(json_string_value(value), &n.value);
	if (!n.set)
		optrace_fail(p, key,
			     "'%s' is a hexadecimal string like \"0x1f\"", key);
	return n;
}

uint64_t optrace_need_hex(struct optrace_parse *p, json_t *object,
			  const char *key)
{
	struct optrace_number n = optrace_get_hex(p, object, key);

	if (!n.set)
		optrace_fail(p, "", "'%s' is missing", key);
	return n.value;
}

unsigned optrace_get_count(struct optrace_parse *p, json_t *object,
			   const char *key, unsigned fallback, unsigned max)
{
	json_t *value = json_object_get(object, key);
	json_int_t n;

	if (!value)
		return fallback;
	n = json_integer_value(value);
	if (!json_is_integer(value) || n < 0 || n > (json_int_t)max) {
		optrace_fail(p, key, "'%s' is a number from 0 to %u", key, max);
		return fallback;
	}
	return (unsigned)n;
}

unsigned optrace_need_count(struct optrace_parse *p, json_t *object,
			    const char *key, unsigned max)
{
	if (!json_object_get(object, key))
		optrace_fail(p, "", "'%s' is missing", key);
	return optrace_get_count(p, object, key, 0, max);
}

bool optrace_get_bool(struct optrace_parse *p, json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	if (value && !json_is_boolean(value))
		optrace_fail(p, key, "'%s' is true or false", key);
	return json_is_true(value);
}

const char *optrace_get_string(struct optrace_parse *p, json_t *object,
			       const char *key)
{
	json_t *value = json_object_get(object, key);

	if (value && !json_is_string(value))
		optrace_fail(p, key, "'%s' is a string", key);
	return json_string_value(value);
}

const char *optrace_need_string(struct optrace_parse *p, json_t *object,
				const char *key)
{
	const char *text = optrace_get_string(p, object, key);

	if (!text)
		optrace_fail(p, "", "'%s' is missing", key);
	return text ? text : "";
}

struct optrace_code optrace_get_code(struct optrace_parse *p, json_t *object,
				     const char *key)
{
	struct optrace_code code = { false, 0 };
	json_t *value = json_object_get(object, key);
	json_int_t n = json_integer_value(value);

	if (!value)
		return code;
	code.set = json_is_integer(value) && n > -4096 && n < 4096;
	code.value = code.set ? (int)n : 0;
	if (!code.set)
		optrace_fail(p, key, "'%s' is a small number", key);
	return code;
}
