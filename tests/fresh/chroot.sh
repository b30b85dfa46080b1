#!/bin/sh
# SPDX-License-Identifier: MIT
# Proves that a fresh Debian 12 with git, a C compiler and apt is enough:
# makes one in a directory, clones this repository into it and runs
# tools/dev there.  Needs root and debootstrap.
#
#   FRESH_DIR     where to make it (required; kept, and reused if it exists)
#   FRESH_MIRROR  Debian mirror (default: what debootstrap takes)
#   FRESH_RUN     shell commands to run in the clone (default: below)
#
# The package sources, proxies and keys of this machine's apt are copied in.
set -eu

if [ -z "${FRESH_DIR:-}" ]; then
	sed -n '3,12s/^# \{0,1\}//p' "$0" >&2
	exit 2
fi
top=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
run=${FRESH_RUN:-'tools/dev vgicsim version && tools/dev test'}

if [ ! -e "$FRESH_DIR/usr/bin/git" ]; then
	debootstrap --variant=minbase \
		--include=ca-certificates,git,gcc,libc6-dev \
		bookworm "$FRESH_DIR" ${FRESH_MIRROR:+"$FRESH_MIRROR"}
	if [ -d /etc/apt/apt.conf.d ]; then
		cp /etc/apt/apt.conf.d/*proxy* "$FRESH_DIR/etc/apt/apt.conf.d/" \
			2>/dev/null || :
	fi
	if [ -f /etc/apt/apt.conf ]; then
		cp /etc/apt/apt.conf "$FRESH_DIR/etc/apt/"
	fi
fi
cp /etc/resolv.conf "$FRESH_DIR/etc/resolv.conf"

rm -rf "$FRESH_DIR/src"
git clone -q "$top" "$FRESH_DIR/src"
unmount()
{
	for dir in proc dev/pts; do
		if mountpoint -q "$FRESH_DIR/$dir"; then
			umount "$FRESH_DIR/$dir"
		fi
	done
}
unmount
trap unmount EXIT
mount -t proc proc "$FRESH_DIR/proc"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$FRESH_DIR/dev/pts"
ln -sf pts/ptmx "$FRESH_DIR/dev/ptmx"

chroot "$FRESH_DIR" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	HOME=/root LANG=C ${http_proxy:+http_proxy="$http_proxy"} \
	${https_proxy:+https_proxy="$https_proxy"} \
	sh -c "cd /src && $run"
