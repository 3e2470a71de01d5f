#!/usr/bin/env bash
# run.sh fast|pages|docker|demo [EXAMPLE [ENVIRONMENT]]: what `make e2e-fast`, `make e2e` and `make e2e-demo` run. Everything
# but the build of infracc happens in sandboxes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

form=${1:?fast, pages, docker or demo}
all=(examples/*/topology.yaml)
all=("${all[@]#examples/}")
read -ra examples <<<"${2:-${all[*]%/topology.yaml}}"
read -ra environments <<<"${3:-staging production}"
chosen=${3:-}
export PYTHONPATH=$PWD/Tests/EndToEnd PYTHONDONTWRITEBYTECODE=1 INFRACC=${INFRACC:-$PWD/.build/debug/infracc}
export PYTHONUNBUFFERED=1
python=$PWD/.build/tools/venv/bin/python
log=$PWD/.build/e2e/fast
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

# Every stack has a network of its own, so that all can run at once on the same ports.
fast() {
  local example environment failed=0
  rm -rf "$log"
  mkdir -p "$log"
  for example in "${examples[@]}"; do
    for environment in "${environments[@]}"; do
      Tests/EndToEnd/sandbox.sh "$python" -m e2e.fast "$example" "$environment" >"$log/$example-$environment" 2>&1 &
    done
  done
  for _ in $(jobs -p); do wait -n || failed=1; done
  cat "$log"/*
  grep -h 'FAILED\|Error' "$log"/* >&2 || true
  # One line for all, as test runners have it.
  awk '/ passed, / { p += $(NF - 3); f += $(NF - 1) } END { printf "%d passed, %d failed\n", p, f }' "$log"/*
  return $failed
}

# Images are built in a sandbox with the machine's network, and run in one without any.
engine() {
  Tests/EndToEnd/sandbox.sh Tests/EndToEnd/engine.sh "$python" -m e2e.docker "$@"
}

# One engine at a time has the machine's network.
images() {
  export SANDBOX_WRITABLE=$PWD/.build/e2e CACHE=$PWD/.build/e2e/cache
  export ENGINE=${ENGINE:-0}
  export ENGINE_DATA=$PWD/.build/e2e/engine-$ENGINE
  mkdir -p "$CACHE"
  (
    flock 9
    SANDBOX_NETWORK=host engine build "$@"
  ) 9>"$PWD/.build/e2e/images.lock"
}

# Two environments side by side are tried with the first example; the others show that their stack runs. All of them run in
# both as plain processes (`fast`).
places() {
  case $1 in
    gayed-signals) echo "${environments[@]}" ;;
    *) echo "${chosen:-staging}" ;;
  esac
}

# The page about each example, in a browser without a network.
pages() {
  local example failed=0
  for example in "${examples[@]}"; do
    Tests/EndToEnd/sandbox.sh "$python" -m e2e.overview "$example" || failed=1
  done
  return $failed
}

# lane NUMBER EXAMPLE…: examples one after another, with an engine of their own.
lane() {
  local example failed=0
  export ENGINE=$1
  for example in "${@:2}"; do
    read -ra environments_here <<<"$(places "$example")"
    if images "$example" "${environments_here[@]}"; then
      engine run "$example" "${environments_here[@]}" || failed=1
    else
      echo "images of $example: FAILED"
      failed=1
    fi
  done
  return $failed
}

# Most of the time is spent in waiting: the first example, of which the most is tried, runs beside the others.
docker() {
  local failed=0
  pages || failed=1
  lane 0 "${examples[0]}" &
  lane 1 "${examples[@]:1}" &
  for _ in $(jobs -p); do wait -n || failed=1; done
  return $failed
}

# The way of the README: what `make demo` prints is what is run.
demo() {
  local log=.build/e2e/demo.log
  mkdir -p .build/e2e
  make demo 2>&1 | tee "$log"
  images gayed-signals staging
  engine demo "$log"
}

"$form"
