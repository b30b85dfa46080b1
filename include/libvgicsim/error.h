/* SPDX-License-Identifier: MIT */
/*
 * What calls answer to their caller: 0, or one of these codes negated.  They
 * are about the caller's doing or the library's, never about the guest's:
 * guest misbehaviour is an event (<libvgicsim/event.h>).  Unless a function
 * says otherwise, nothing has changed when it answers an error.
 */
#ifndef LIBVGICSIM_ERROR_H
#define LIBVGICSIM_ERROR_H

#include <libvgicsim/visibility.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * X(name, value, text): values are part of the ABI, never renumbered and
 * never reused.
 *
 * Informative: the call was fine, the thing is not there.
 * VGS_ENOENT	nothing has this name, number or id.
 * VGS_ENOTMAPPED no frame at this address: the caller's memory map and the
 *		GIC's differ.
 * VGS_ENOTSUP	the object exists but was configured without this part.
 *
 * The caller's doing.
 * VGS_EINVAL	an argument has a value that no object accepts.
 * VGS_ERANGE	a number is beyond what this object was configured with: a
 *		PE, an INTID, an SPI index.
 * VGS_EBUSY	a call that changes state came out of a callback.
 * VGS_EPERM	right call, wrong moment: what it needs was not done yet, or
 *		the object is past the state in which it is allowed.
 * VGS_EEXIST	there is one already.
 * VGS_ENOSPC	the caller's buffer is too small, or a maximum that was
 *		fixed at creation is reached.
 *
 * The environment's doing.
 * VGS_ENOMEM	the allocator had no memory; only at creation and at load.
 * VGS_EMEM	the caller's guest memory callback failed.
 * VGS_EIO	a file could not be read or written; other hardware than ours
 *		(struct vgs_hw_ops) refused an access, or says what cannot be.
 *
 * The data's doing.
 * VGS_ECORRUPT	a saved image is damaged, hostile, of another version or of
 *		another configuration.
 *
 * Cannot happen.
 * VGS_EBUG	a bug in the library: the object is broken, each further call
 *		answers this.  Please report it with the recorded calls.
 */
#define VGS_ERRORS(X)                                                          \
	X(ENOENT, 1, "no such thing")                                          \
	X(ENOTMAPPED, 2, "no frame at this address")                           \
	X(ENOTSUP, 3, "not part of this configuration")                        \
	X(EINVAL, 4, "invalid argument")                                       \
	X(ERANGE, 5, "beyond the configured number")                           \
	X(EBUSY, 6, "not allowed inside a callback")                           \
	X(EPERM, 7, "not allowed in this state")                               \
	X(EEXIST, 8, "exists already")                                         \
	X(ENOSPC, 9, "no space left")                                          \
	X(ENOMEM, 10, "out of memory")                                         \
	X(EMEM, 11, "guest memory access failed")                              \
	X(EIO, 12, "input or output failed")                                   \
	X(ECORRUPT, 13, "damaged or incompatible image")                       \
	X(EBUG, 14, "bug in libvgicsim")

/** Why a call failed: functions return the negative of one of these. */
enum vgs_error {
	VGS_OK = 0,
#define VGS_ERROR_ENUM(name, value, text) VGS_##name = value,
	VGS_ERRORS(VGS_ERROR_ENUM)
#undef VGS_ERROR_ENUM
};

/**
 * vgs_strerror() - an error in words
 * @err:	what a call returned; the sign does not matter
 *
 * Returns: a constant string without a final newline, "success" for 0 and
 * "unknown error" for what is no code of this library.  Never NULL.
 */
VGS_API const char *vgs_strerror(int err);

/**
 * vgs_errname() - an error by its name
 * @err:	what a call returned; the sign does not matter
 *
 * Returns: "VGS_EINVAL" and the like, "VGS_OK" for 0, "VGS_E?" for what is no
 * code of this library.  Never NULL.
 */
VGS_API const char *vgs_errname(int err);

#ifdef __cplusplus
}
#endif

#endif
