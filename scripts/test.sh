#!/usr/bin/env bash
# All tests: rules, engine on real databases, the router in process, the lines nobody crosses, browser journeys.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
cd "$ROOT"

scripts/setup.sh test
scripts/build.sh test

say "tests"
# `frontend` is the browser's: in one build with the server, features that exclude each other would meet.
members=(--workspace --exclude frontend)
if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run "${members[@]}" --no-fail-fast
    say "examples in the documentation"
    cargo test --quiet --doc "${members[@]}"
else
    cargo test --quiet --no-fail-fast "${members[@]}"
fi

say "dependency direction, homes, names"
cargo xtask check

scripts/e2e.sh --built
