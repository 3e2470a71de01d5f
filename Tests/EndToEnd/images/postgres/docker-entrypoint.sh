#!/usr/bin/env bash
# Keeps to what the public image of PostgreSQL promises about its environment; written for these tests.
set -euo pipefail
: "${POSTGRES_USER:=postgres}" "${POSTGRES_DB:=$POSTGRES_USER}" "${PGDATA:=/var/lib/postgresql/data}"
export PGDATA

if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R postgres "$PGDATA"
  chown postgres /var/run/postgresql
  chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ "${POSTGRES_PASSWORD_FILE:-}" ]; then
    [ -z "${POSTGRES_PASSWORD:-}" ] || { echo "the public image takes one of the two" >&2 && exit 1; }
    POSTGRES_PASSWORD=$(<"$POSTGRES_PASSWORD_FILE")
  fi
  : "${POSTGRES_PASSWORD:?the public image asks for it}"
  read -ra options <<<"${POSTGRES_INITDB_ARGS:-}"
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") ${options[0]:+"${options[@]}"}
  printf '\nhost all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
  # While it is made ready, the server answers on its socket only.
  printf -v words ' %q' -c listen_addresses= "${@:2}"
  PGUSER=$POSTGRES_USER pg_ctl -o "$words" -w start
  run=(psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER")
  [ "$POSTGRES_DB" = postgres ] || "${run[@]}" --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) bash "$file" ;;
      *.sql) "${run[@]}" --dbname "$POSTGRES_DB" --file "$file" ;;
    esac
  done
  PGUSER=$POSTGRES_USER pg_ctl -m fast -w stop
fi
exec "$@"
