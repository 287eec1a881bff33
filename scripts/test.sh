#!/usr/bin/env bash
# All tests: rules, engine on real databases, the router in process, the lines nobody crosses, browser journeys.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
cd "$ROOT"

scripts/setup.sh test

# First what is known soonest.
say "dependency direction, homes, names"
cargo xtask check

scripts/build.sh test

# One that runs already is somebody's who is at work here: it stays.
if ! scripts/test-postgres.sh status; then
    trap 'scripts/test-postgres.sh stop' EXIT
fi
scripts/test-postgres.sh start

say "tests"
if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --no-fail-fast
    say "examples in the documentation"
    cargo test --quiet --doc
else
    cargo test --quiet --no-fail-fast
fi
cargo test --quiet --package xtask

scripts/e2e.sh --built
