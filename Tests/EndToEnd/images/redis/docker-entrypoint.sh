#!/usr/bin/env bash
# Keeps to what the public image of Redis promises; written for these tests. That image is built without protected mode.
set -euo pipefail
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . ! -user redis -exec chown redis '{}' +
  exec setpriv --reuid=redis --regid=redis --clear-groups "$0" "$@"
fi
if [ "$1" = redis-server ]; then exec "$@" --protected-mode no; fi
exec "$@"
