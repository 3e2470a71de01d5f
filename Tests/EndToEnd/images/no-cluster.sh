#!/bin/sh
# Called by mmdebstrap with the folder of a new root file system: Debian's package shall not make a cluster in it.
set -eu
mkdir -p "$1/etc/postgresql-common/createcluster.d"
echo create_main_cluster = false >"$1/etc/postgresql-common/createcluster.d/e2e.conf"
