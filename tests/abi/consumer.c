/* SPDX-License-Identifier: MIT */
/*
 * A user of the installed library: built with pkg-config and with CMake.
 */
#include <libvgicsim/error.h>

#include <string.h>

int main(void)
{
	return strcmp(vgs_errname(-VGS_EBUSY), "VGS_EBUSY") != 0;
}
