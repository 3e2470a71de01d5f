#!/usr/bin/env bash
# sandbox.sh COMMAND…: runs a command in a throw-away copy of this machine and ends with its exit code.
#
# What it starts sees the same files, but writes into memory; has an empty network, loopback only (with
# SANDBOX_NETWORK=host: the machine's own); and ends with it. So a test may write /etc/hosts, listen on port 5432 and
# be killed at any moment, and nothing of it is left: no process, no mount, no file, no firewall rule.
# The repository is read-only in there, save for the folder SANDBOX_WRITABLE.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
writable=${SANDBOX_WRITABLE:-}
network=${SANDBOX_NETWORK:-none}

if [ "${1:-}" != --inside ]; then
  if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env "$0" "$@"; fi
  namespaces=(--mount --propagation private --pid --fork --kill-child --ipc)
  if [ "$network" = none ]; then namespaces+=(--net); fi
  exec unshare "${namespaces[@]}" "$0" --inside "$@"
fi
shift

# Everything below lies in a mount namespace of its own.
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
root=/mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay $root
mount -t proc proc $root/proc
mount --rbind /sys $root/sys
mount --rbind /dev $root/dev
mount -t tmpfs -o mode=1777 tmpfs $root/tmp
mount -t tmpfs -o mode=755 tmpfs $root/run
mkdir -p "$root$repository"
mount --bind "$repository" "$root$repository"
mount -o remount,bind,ro "$root$repository"
if [ -n "$writable" ]; then
  mkdir -p "$writable"
  mount --bind "$writable" "$root$writable"
fi
if [ "$network" = none ]; then
  ip link set lo up
else
  cp --remove-destination "$(readlink -f /etc/resolv.conf)" $root/etc/resolv.conf   # may have been a link into /run
fi
# Not chroot: what enters the namespace of a container's mounts must find the container's root at its top.
cd $root
pivot_root . mnt
umount --lazy /mnt
cd "$repository"
exec "$@"
