/* SPDX-License-Identifier: MIT */
/*
 * What a plain scalar means: integer, boolean, text, or something that YAML
 * parsers read differently and format 1 therefore rejects.
 */
#include <stddef.h>
#include <string.h>

#include "node.h"
#include "text.h"

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static int hex_digit(char c)
{
	if (digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool only(const char *text, const char *set)
{
	return text[0] && text[strspn(text, set)] == 0;
}

static bool word(const char *text)
{
	static const char *const words[] = {
		"yes", "Yes", "YES", "no",  "No",   "NO",   "on",    "On",
		"ON",  "off", "Off", "OFF", "True", "TRUE", "False", "FALSE",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (vgs_scn_streq(text, words[i]))
			return true;
	}
	return false;
}

/* digits(:[0-5]?digit)+ */
static bool sexagesimal(const char *text)
{
	const char *p = text;

	while (digit(*p))
		p++;
	if (p == text || *p != ':')
		return false;
	while (*p == ':') {
		p++;
		if (!digit(*p))
			return false;
		if (digit(p[1])) {
			if (*p > '5')
				return false;
			p++;
		}
		p++;
	}
	return *p == 0;
}

/* 1.5, .5, 1., 1e3, 1.5e-3, .inf, .nan */
static bool floating(const char *text)
{
	const char *p = text;
	unsigned digits = 0;
	bool point = false;

	if (vgs_scn_streq(p, ".inf") || vgs_scn_streq(p, ".nan") ||
	    vgs_scn_streq(p, ".Inf") || vgs_scn_streq(p, ".NaN"))
		return true;
	for (; digit(*p) || (*p == '.' && !point); p++) {
		if (*p == '.')
			point = true;
		else
			digits++;
	}
	if (!digits)
		return false;
	if (*p == 0)
		return point;
	if (*p != 'e' && *p != 'E')
		return false;
	p++;
	if (*p == '+' || *p == '-')
		p++;
	return only(p, "0123456789");
}

static enum vgs_scn_scalar hexadecimal(const char *p, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (!only(p, "0123456789abcdefABCDEF"))
		return only(p, "0123456789abcdefABCDEF_")
			       ? VGS_SCN_BAD_UNDERSCORE
			       : VGS_SCN_TEXT;
	for (; *p; p++) {
		if (value >> 60)
			return VGS_SCN_BAD_RANGE;
		value = value << 4 | (uint64_t)hex_digit(*p);
	}
	*ret_value = value;
	return VGS_SCN_INT;
}

static enum vgs_scn_scalar decimal(const char *p, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (p[0] == '0' && p[1])
		return VGS_SCN_BAD_OCTAL;
	for (; *p; p++) {
		uint64_t d = (uint64_t)(*p - '0');

		if (value > (UINT64_MAX - d) / 10)
			return VGS_SCN_BAD_RANGE;
		value = value * 10 + d;
	}
	*ret_value = value;
	return VGS_SCN_INT;
}

enum vgs_scn_scalar vgs_scn_classify(const char *text, uint64_t *ret_value,
				     bool *ret_negative)
{
	bool negative = text[0] == '-';
	const char *p = text + negative;
	enum vgs_scn_scalar kind;
	uint64_t value = 0;

	*ret_value = 0;
	*ret_negative = false;
	if (!text[0])
		return VGS_SCN_BAD_EMPTY;
	if (vgs_scn_streq(text, "true") || vgs_scn_streq(text, "false")) {
		*ret_value = text[0] == 't';
		return VGS_SCN_BOOL;
	}
	if (word(text))
		return VGS_SCN_BAD_WORD;
	if (p[0] == '0' && p[1] == 'o' && only(p + 2, "01234567_"))
		return VGS_SCN_BAD_OCTAL;
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X') && p[2])
		kind = hexadecimal(p + 2, &value);
	else if (only(p, "0123456789"))
		kind = decimal(p, &value);
	else if (digit(p[0]) && only(p, "0123456789_"))
		kind = VGS_SCN_BAD_UNDERSCORE;
	else if (sexagesimal(p))
		kind = VGS_SCN_BAD_SEXAGESIMAL;
	else if (floating(p))
		kind = VGS_SCN_BAD_FLOAT;
	else
		kind = VGS_SCN_TEXT;
	if (kind == VGS_SCN_INT && negative) {
		if (value > (uint64_t)1 << 63)
			return VGS_SCN_BAD_RANGE;
		value = 0 - value;
		*ret_negative = value != 0;
	}
	*ret_value = value;
	return kind;
}
