#!/usr/bin/env bash
# Makes Rust able to compile for the browser: rustup's wasm target, or, where rustup cannot fetch it, Debian's.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"
source "$ROOT/scripts/setup/wasm_rustc.sh"
cd "$ROOT"

wasm_rustc >/dev/null && exit

say "wasm target by rustup"
if command -v rustup >/dev/null 2>&1 && rustup target add wasm32-unknown-unknown >&2; then
    wasm_rustc >/dev/null && exit
fi
"$ROOT/scripts/setup/wasm_from_debian.sh"
wasm_rustc >/dev/null || fail "the wasm target was built but does not work" "Remove $(wasm_cache) and try again."
