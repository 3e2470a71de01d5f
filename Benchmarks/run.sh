#!/usr/bin/env bash
# Times whole processes of `infracc check` and `infracc build` over generated topologies, and beside them the bare
# minimum: libyaml's event loop over the same file, a C loop that writes the same bytes. Prints a Markdown table.
#
#   Benchmarks/run.sh [SIZE]…        SIZE in services; 5 50 500 5000 10000 by default
#
# INFRACC names another program than the release build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=$(realpath "${INFRACC:-.build/release/infracc}")
work=$PWD/.build/bench
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(5 50 500 5000 10000)
mkdir -p "$work"

compiler=${CC:-$(command -v cc || command -v clang)}
read -ra yaml_flags <<<"$(pkg-config --cflags --libs yaml-0.1)"
"$compiler" -O2 -o "$work/events" Benchmarks/events.c "${yaml_flags[@]}"
"$compiler" -O2 -o "$work/rewrite" Benchmarks/rewrite.c

# The median of the wall times of a command in milliseconds. Large ones run fewer times.
median() {
  local runs=$1
  shift
  hyperfine --shell=none --style=none --warmup=1 --runs="$runs" --export-json="$work/times.json" "$@" \
    >"$work/hyperfine.log" 2>&1 || {
    cat "$work/hyperfine.log" >&2
    return 1
  }
  python3 -c 'import json, sys; print("%.2f" % (json.load(sys.stdin)["results"][0]["median"] * 1e3))' <"$work/times.json"
}

# The peak memory of a command in KiB.
peak() {
  python3 - "$@" <<'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PYTHON
}

quotient() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# What quality asks for, by size; the figures of the other sizes are for the eye.
bar() {
  case $1 in
    5) echo "check ≤ 4 ms, unchanged build ≤ 5 ms" ;;
    500) echo "unchanged build ≤ 60 ms" ;;
    10000) echo "check ≤ 2 × events, first build ≤ 1.5 × writing, unchanged build ≤ 400 ms" ;;
    *) echo "" ;;
  esac
}

echo "| services | size | events | check | / events | first build | writing the same bytes | / writing | unchanged build | files | memory of check | bar |"
echo "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"
previous=""
for size in "${sizes[@]}"; do
  project=$work/$size
  rm -rf "$project"
  python3 Benchmarks/generate.py "$size" "$project"
  topology=$project/topology.yaml
  runs=$((size > 1000 ? 5 : 30))

  "$program" check --no-fs --no-probe "$topology" >"$work/check.log" 2>&1 || {
    head -n 40 "$work/check.log" >&2
    echo "bench: the topology of $size services has findings of error level" >&2
    exit 1
  }
  events=$(median $runs "$work/events $topology")
  memory=$(peak "$program" check --no-fs --no-probe "$topology")
  check=$(median $runs "$program check --no-fs --no-probe $topology")
  first=$(median $((size > 1000 ? 3 : 10)) --prepare="rm -rf $project/infra" "$program build $topology")
  unchanged=$(median $runs "$program build $topology")
  rm -rf "$work/copy"
  read -r writing files <<<"$("$work/rewrite" "$project/infra" "$work/copy")"
  bytes=$(stat --format=%s "$topology")

  echo "| $size | $((bytes / 1024)) KiB | $events ms | $check ms | $(quotient "$check" "$events") |" \
    "$first ms | $writing ms | $(quotient "$first" "$writing") | $unchanged ms | $files |" \
    "$((memory / 1024)) MiB | $(bar "$size") |"
  if [ -n "$previous" ]; then
    growth="from ${previous% *} to $size services check takes $(quotient "$check" "${previous#* }") times as long"
  fi
  previous="$size $check"
  rm -rf "$work/copy"
done
echo
echo "Medians of whole processes, start-up included, on $(nproc) cores. Growth: ${growth:-one size only}."
