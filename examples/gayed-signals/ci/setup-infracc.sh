#!/bin/sh
# Puts infracc on PATH of the machine that checks a pull request. The program lies beside this script: build it with
# `swift build --configuration release --static-swift-stdlib`, and replace it with every new version.
set -eu
cd -- "$(dirname -- "$0")"
[ -x infracc ] || {
  echo "setup-infracc: $PWD/infracc is missing" >&2
  exit 1
}
pwd >> "$GITHUB_PATH"
