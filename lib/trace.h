/* SPDX-License-Identifier: MIT */
/*
 * Is somebody listening?  Asked before an event is made up.  With the build
 * option trace=false nobody can be, and the question costs nothing: the
 * measure of what tracing costs while it is off.
 */
#ifndef VGS_TRACE_H
#define VGS_TRACE_H

#ifdef VGS_NO_TRACE
#define VGS_TRACING(object) ((void)(object), false)
#else
#define VGS_TRACING(object) ((object)->cfg.trace != NULL)
#endif

#endif
