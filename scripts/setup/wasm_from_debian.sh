#!/usr/bin/env bash
# Builds the wasm standard library from Debian's rustc-web and rust-web-src (Debian keeps them for building browsers)
# and joins it with that compiler into a folder of its own. About two minutes of one core, once. Nothing under /usr changes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"
source "$ROOT/scripts/setup/wasm_rustc.sh"
cd "$ROOT"

target=wasm32-unknown-unknown
advice="Please add it by hand: rustup target add $target"
debian_rustc=/usr/bin/rustc

is_installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }
if ! is_installed rustc-web || ! is_installed rust-web-src; then
    command -v apt-get >/dev/null 2>&1 || fail "rustup could not add the wasm target" "$advice"
    if [[ $(id -u) == 0 ]]; then
        as_root=()
    elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
        as_root=(sudo)
    else
        fail "rustup could not add the wasm target" "$advice" "or install these packages: rustc-web rust-web-src"
    fi
    say "installing Debian's compiler for the browser half: rustc-web rust-web-src"
    install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -q rustc-web rust-web-src)
    "${install[@]}" >/dev/null 2>&1 || { "${as_root[@]}" apt-get update -q >&2 || true; "${install[@]}" >&2; } ||
        fail "rustup could not add the wasm target, and Debian's rustc-web could not be installed" "$advice"
fi

say "building the wasm standard library, once"
host=$(rustc -vV | sed -n 's/^host: //p')
version=$("$debian_rustc" --version | cut -d' ' -f2)
library=/usr/src/rustc-$version/library
[[ -d $library ]] || fail "Debian's standard library source is not in $library" "$advice"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# An empty crate: what is wanted is what cargo builds below it.
mkdir "$work/src"
echo '#![no_std]' >"$work/src/lib.rs"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "only_the_standard_library"
edition = "2024"
[profile.release]
panic = "abort"
[workspace]
TOML
# The library's own dependencies come from Debian's source package, so nothing is fetched. Embedded bitcode lets LTO work.
cat >"$work/config.toml" <<TOML
[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "$library/vendor"
TOML
RUSTC=$debian_rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cembed-bitcode=yes" \
    cargo --config "$work/config.toml" build --release --quiet --manifest-path "$work/Cargo.toml" --target-dir "$work/target" \
    --target "$target" -Zbuild-std=core,alloc,std,panic_abort,test,proc_macro >&2 ||
    fail "the wasm standard library could not be built" "$advice"

# The sysroot: our wasm library, Debian's host library, rustup's linker (so no lld package is needed).
sysroot=$work/sysroot
mkdir -p "$sysroot/bin" "$sysroot/lib/rustlib/$target/lib" "$sysroot/lib/rustlib/$host/bin"
cp "$work/target/$target"/release/deps/*.rlib "$sysroot/lib/rustlib/$target/lib/"
rm "$sysroot/lib/rustlib/$target/lib"/libonly_the_standard_library-*.rlib
ln -s "/usr/lib/rustlib/$host/lib" "$sysroot/lib/rustlib/$host/lib"
for tool in rust-lld gcc-ld; do
    ln -s "$(rustc --print sysroot)/lib/rustlib/$host/bin/$tool" "$sysroot/lib/rustlib/$host/bin/$tool"
done
# A link would not do: rustc finds its sysroot beside the file the link names.
printf '#!/bin/sh\nexec %s --sysroot "%s" "$@"\n' "$debian_rustc" "$(wasm_cache)" >"$sysroot/bin/rustc"
chmod +x "$sysroot/bin/rustc"

rm -rf "$(wasm_cache)"
mkdir -p "$(dirname "$(wasm_cache)")"
mv "$sysroot" "$(wasm_cache)"
