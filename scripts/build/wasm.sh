#!/usr/bin/env bash
# The browser half: frontend → wasm → bound → optimised, as target/site/pkg/trunkline.{js,wasm}. Usage: wasm.sh [front|dev].
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"
source "$ROOT/scripts/setup/wasm_rustc.sh"
cd "$ROOT"

profile=${1:-front}
pkg=target/site/pkg
case $profile in
    front) compiled=target/front/wasm32-unknown-unknown/front/frontend.wasm ;;
    dev) compiled=target/front/wasm32-unknown-unknown/debug/frontend.wasm ;;
    *) fail "usage: scripts/build/wasm.sh [front|dev]" ;;
esac
rustc=$(wasm_rustc) || fail "Rust cannot compile for the browser yet" "Run: scripts/setup.sh"

# A target folder of its own: another compiler may be at work here than for the server.
RUSTC=$rustc cargo build --package frontend --profile "$profile" --target wasm32-unknown-unknown --target-dir target/front

# What lies in target/site, by profile; written last, so that it stands for the whole step.
placed=target/front/placed-in-site
[[ $(cat "$placed" 2>/dev/null) == "$profile" && $placed -nt $compiled && -e $pkg/trunkline.wasm ]] && exit
rm -f "$placed"

say "binding the wasm"
bound=target/front/bound
rm -rf "$bound"
cargo xtask bindgen "$compiled" "$bound"
if [[ $profile == front ]]; then
    node_modules/.bin/wasm-opt -Oz --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
        --enable-mutable-globals --enable-reference-types --enable-multivalue "$bound/trunkline.wasm" -o "$bound/optimised.wasm"
    mv "$bound/optimised.wasm" "$bound/trunkline.wasm"
fi

mkdir -p "$pkg"
rm -rf "$pkg/snippets"
cp -R "$bound/." "$pkg/"
echo "$profile" >"$placed"
