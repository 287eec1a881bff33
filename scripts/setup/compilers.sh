#!/usr/bin/env bash
# Checks that Rust and Node are there and new enough: those two a person chooses how to install.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"

wanted=$(sed -n 's/^rust-version *= *"\([0-9.]*\)"/\1/p' "$ROOT/Cargo.toml")
cd "$ROOT" # rustup chooses the toolchain by folder
command -v cargo >/dev/null 2>&1 || fail "Rust is missing" "Install it from https://rustup.rs, then run the command again."
version=$(rustc --version 2>/dev/null | cut -d' ' -f2) || version=
[[ -n $version ]] || fail "there is no stable Rust toolchain" "Run: rustup toolchain install stable"
if [[ $(printf '%s\n%s\n' "$wanted" "$version" | sort -V | head -n1) != "$wanted" ]]; then
    fail "Rust $wanted or newer is needed, this is $version" "Run: rustup update stable"
fi

command -v npm >/dev/null 2>&1 || fail "Node is missing" "Install Node 20 or newer with npm, then run the command again."
node_major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
((node_major >= 20)) || fail "Node 20 or newer is needed, this is $(node --version)"
