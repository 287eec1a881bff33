#!/usr/bin/env bash
# Builds the site files (target/site) and the server; what is up to date is left alone. Usage: build.sh [HOW].
#   release   both halves optimised                                        make run, make build, make bench
#   test      the browser half as it is released, the server for debugging make test
#   dev       both for debugging: quick to rebuild                         make watch
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
cd "$ROOT"

how=${1:-release}
case $how in
    release) browser=front site=() ;;
    test) browser=front site=() ;;
    dev) browser=dev site=(--uncompressed) ;;
    *) fail "usage: scripts/build.sh [release|test|dev]" ;;
esac

scripts/build/wasm.sh "$browser"
cargo xtask icons
scripts/build/site.sh "${site[@]}"
case $how in
    release) cargo build --release --package server --bin trunkline ;;
    # Together with the tests: alone, the server would be compiled once more, with other features of its dependencies.
    test) cargo test --no-run ;;
    dev) cargo build --package server --bin trunkline ;;
esac
