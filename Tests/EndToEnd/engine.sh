#!/usr/bin/env bash
# engine.sh COMMAND…: runs a command with a Docker Engine of its own, inside a sandbox, and stops the engine after it.
#
# In a sandbox with the machine's network the engine can build (what it builds uses that network), and touches no
# firewall. In a sandbox without, it makes networks and rules as anywhere, and nothing of it leaves the sandbox.
# Images stay in the folder ENGINE_DATA, so that they are made only once.
set -euo pipefail

data=${ENGINE_DATA:?a folder for images}
state=/run/engine
cgroup=infracc-e2e-${ENGINE:?a number of the engine, of those that run at once}
files=$(ulimit -Hn)   # containers must not ask for more than this machine may give
options=(--data-root "$data" --exec-root "$state" --pidfile "$state/pid" --host unix:///run/docker.sock)
options+=(--cgroup-parent "$cgroup" --default-ulimit "nofile=$files:$files")
if [ "${SANDBOX_NETWORK:-none}" = host ]; then
  options+=(--iptables=false --ip-masq=false --bridge=none)
else
  # The rest of the world: one host, in a network namespace of its own, that serves a page and knows no names.
  ip netns add outside
  ip link add outside type veth peer name eth0 netns outside
  ip address add 198.51.100.1/24 dev outside
  ip link set outside up
  ip -n outside address add 198.51.100.2/24 dev eth0
  ip -n outside link set eth0 up
  ip -n outside link set lo up
  ip route add default via 198.51.100.2
  # Containers inherit the options: nobody waits long for names that the world does not know.
  printf 'nameserver 198.51.100.2\noptions timeout:2 attempts:1\n' >/etc/resolv.conf
  mkdir -p /srv/outside
  ip netns exec outside python3 -m http.server 80 --directory /srv/outside >/srv/outside.log 2>&1 &
fi

mkdir -p "$state" "$data" /srv/docker/cli-plugins
ln -s "$(realpath .build/tools/venv/bin/docker-compose)" /srv/docker/cli-plugins/docker-compose
export DOCKER_HOST=unix:///run/docker.sock DOCKER_CONFIG=/srv/docker

dockerd "${options[@]}" >/srv/dockerd.log 2>&1 &
engine=$!
stop() {
  kill "$engine" && wait "$engine" || true
  find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + 2>/dev/null || true
}
trap stop EXIT
for _ in $(seq 300); do
  if docker version >/dev/null 2>&1; then break; fi
  sleep 0.1
done
docker version >/dev/null || { tail -n 20 /srv/dockerd.log >&2; exit 1; }
# Of a run that was killed: the engine has just started its containers again.
docker ps --all --quiet | xargs --no-run-if-empty docker rm --force --volumes >/dev/null
docker volume prune --force >/dev/null
docker network prune --force >/dev/null
"$@"
