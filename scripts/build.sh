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
    release) browser=front site=() server=(--release) ;;
    test) browser=front site=() server=() ;;
    dev) browser=dev site=(--uncompressed) server=() ;;
    *) fail "usage: scripts/build.sh [release|test|dev]" ;;
esac

scripts/build/wasm.sh "$browser"
cargo xtask icons
scripts/build/site.sh "${site[@]}"
cargo build "${server[@]}" --package server --bin trunkline
