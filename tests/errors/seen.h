/* SPDX-License-Identifier: MIT */
/* Each answer of a public function in a test, for documented.py. */
#ifndef VGS_SEEN_H
#define VGS_SEEN_H

/**
 * vgs_seen() - a public function has answered
 * @name:	of the function, a constant
 * @documented:	bit n: its comment has error n
 * @rc:		its answer
 *
 * Ends the program if the comment does not have that error.  At the end of the
 * program what was seen is in VGS_SEEN_DIR, one file for each program.
 *
 * Returns: @rc.
 */
int vgs_seen(const char *name, unsigned documented, int rc);

#endif
