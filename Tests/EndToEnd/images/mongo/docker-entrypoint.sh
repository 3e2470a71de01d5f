#!/usr/bin/env bash
# Keeps to what the public image of MongoDB promises about its environment; written for these tests.
set -euo pipefail

if [ "$1" = mongod ] && [ "$(id -u)" = 0 ] && id mongodb >/dev/null 2>&1; then
  mkdir -p /data/db /data/configdb
  chown -R mongodb /data/db /data/configdb
  exec setpriv --reuid=mongodb --regid=mongodb --clear-groups "$0" "$@"
fi

# NAME or the content of the file NAME_FILE.
from_file() {
  local file=$1_FILE
  if [ "${!file:-}" ]; then
    [ -z "${!1:-}" ] || { echo "the public image takes one of $1 and $file" >&2 && exit 1; }
    printf -v "$1" '%s' "$(<"${!file}")"
    export "${1?}"
    unset "$file"
  fi
}

if [ "$1" = mongod ]; then
  from_file MONGO_INITDB_ROOT_USERNAME
  from_file MONGO_INITDB_ROOT_PASSWORD
  if [ "${MONGO_INITDB_ROOT_USERNAME:-}" ] && [ "${MONGO_INITDB_ROOT_PASSWORD:-}" ]; then
    if [ ! -s /data/db/WiredTiger ]; then
      # During its first start the server answers on loopback only, without a password.
      mongod --bind_ip 127.0.0.1 &
      server=$!
      until mongosh --quiet --norc --eval 'db.adminCommand("ping").ok' >/dev/null 2>&1; do
        kill -0 "$server"
        sleep 0.1
      done
      mongosh --quiet --norc admin --eval 'db.createUser({
        user: process.env.MONGO_INITDB_ROOT_USERNAME,
        pwd: process.env.MONGO_INITDB_ROOT_PASSWORD,
        roles: [{ role: "root", db: "admin" }],
      })' >/dev/null
      for file in /docker-entrypoint-initdb.d/*; do
        case $file in
          *.sh) bash "$file" ;;
          *.js) mongosh --quiet --norc "${MONGO_INITDB_DATABASE:-test}" "$file" ;;
        esac
      done
      kill "$server"
      wait "$server"
    fi
    set -- "$@" --auth
  fi
  unset MONGO_INITDB_ROOT_USERNAME MONGO_INITDB_ROOT_PASSWORD MONGO_INITDB_DATABASE
  # Without an address in the command it listens everywhere.
  if [[ " $* " != *" --bind_ip"* ]]; then set -- "$@" --bind_ip_all; fi
fi
exec "$@"
