/* SPDX-License-Identifier: MIT */
/*
 * Names and texts of the error codes.
 */
#include <libvgicsim/error.h>

#include <stddef.h>

struct error_text {
	const char *name;
	const char *text;
};

/* clang-format off */
static const struct error_text texts[] = {
	[VGS_OK] = { "VGS_OK", "success" },
#define VGS_ERROR_TEXT(name, value, text) [value] = { "VGS_" #name, text },
	VGS_ERRORS(VGS_ERROR_TEXT)
#undef VGS_ERROR_TEXT
};
/* clang-format on */

/* -(err + 1) + 1 keeps INT_MIN inside unsigned arithmetic. */
static const struct error_text *find(int err)
{
	unsigned code = err < 0 ? (unsigned)-(err + 1) + 1u : (unsigned)err;

	if (code >= sizeof(texts) / sizeof(texts[0]) || !texts[code].name)
		return NULL;
	return &texts[code];
}

const char *vgs_strerror(int err)
{
	const struct error_text *found = find(err);

	return found ? found->text : "unknown error";
}

const char *vgs_errname(int err)
{
	const struct error_text *found = find(err);

	return found ? found->name : "VGS_E?";
}
