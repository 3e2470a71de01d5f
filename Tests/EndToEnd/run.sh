#!/usr/bin/env bash
# run.sh fast|docker [EXAMPLE [ENVIRONMENT]]: what `make e2e-fast` and `make e2e` run, all of it in sandboxes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

form=${1:?fast or docker}
read -ra examples <<<"${2:-gayed-signals tradesense}"
read -ra environments <<<"${3:-staging production}"
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

# First images, in a sandbox with the machine's network; then containers, in one without any.
docker() {
  local example failed=0
  export SANDBOX_WRITABLE=$PWD/.build/e2e ENGINE_DATA=$PWD/.build/e2e/engine CACHE=$PWD/.build/e2e/cache
  mkdir -p "$CACHE"
  export SANDBOX_NETWORK=host
  Tests/EndToEnd/sandbox.sh Tests/EndToEnd/engine.sh "$python" -m e2e.docker build "${examples[*]}" "${environments[@]}"
  export SANDBOX_NETWORK=none
  for example in "${examples[@]}"; do
    Tests/EndToEnd/sandbox.sh Tests/EndToEnd/engine.sh "$python" -m e2e.docker run "$example" "${environments[@]}" || failed=1
  done
  return $failed
}

"$form"
