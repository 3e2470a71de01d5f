#!/usr/bin/env bash
# Keeps to what the public image of RabbitMQ promises; written for these tests. The server itself reads RABBITMQ_DEFAULT_*.
set -euo pipefail
# The programs of the package are wrappers that run only as root or rabbitmq; the public image has the bare ones.
export HOME=/var/lib/rabbitmq PATH=/usr/lib/rabbitmq/bin:$PATH
if [[ $1 == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then
  find /var/lib/rabbitmq ! -user rabbitmq -exec chown rabbitmq '{}' +
  if [ "$1" = rabbitmq-server ]; then exec setpriv --reuid=rabbitmq --regid=rabbitmq --clear-groups "$0" "$@"; fi
fi
exec "$@"
