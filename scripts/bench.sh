#!/usr/bin/env bash
# Benchmarks on a release build. Arguments go to the bench program: scripts/bench.sh --help.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
cd "$ROOT"

scripts/setup.sh
scripts/build.sh
exec cargo run --release --quiet --package bench -- "$@"
