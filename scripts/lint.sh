#!/usr/bin/env bash
# Everything that reads the code and runs none of it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
source "$ROOT/scripts/setup/wasm_rustc.sh"
cd "$ROOT"

say "formatting"
cargo fmt --all --check

say "clippy"
said=$(mktemp)
trap 'rm -f "$said"' EXIT
# `frontend` is the browser's: in one build with the server, features that exclude each other would meet.
cargo clippy --workspace --exclude frontend --all-targets -- -D warnings 2>&1 | tee "$said" >&2
# A misspelt path in clippy.toml is only a warning to clippy, and the rule then holds nowhere.
if grep -q 'does not refer to' "$said"; then
    fail "clippy.toml names something that is not there" "Correct the path named above."
fi
# Clippy comes with rustup's compiler; Debian's for the browser half has none.
if [[ $(wasm_rustc || true) == rustc ]]; then
    say "clippy, browser half"
    cargo clippy --package frontend --package app --features app/hydrate --target wasm32-unknown-unknown \
        --target-dir target/front -- -D warnings
fi

say "dependency direction, homes, names"
cargo xtask check

if cargo deny --version >/dev/null 2>&1; then
    say "licences, sources, doubles"
    cargo deny --log-level error check bans licenses sources
else
    say "cargo-deny is not installed, so licences and sources go unchecked (cargo install cargo-deny)"
fi
