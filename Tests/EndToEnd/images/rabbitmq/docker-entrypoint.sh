#!/usr/bin/env bash
# Keeps to what the public image of RabbitMQ promises; written for these tests. The server itself reads RABBITMQ_DEFAULT_*.
set -euo pipefail
if [[ $1 == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then
  find /var/lib/rabbitmq ! -user rabbitmq -exec chown rabbitmq '{}' +
  if [ "$1" = rabbitmq-server ]; then exec setpriv --reuid=rabbitmq --regid=rabbitmq --clear-groups "$0" "$@"; fi
fi
exec "$@"
