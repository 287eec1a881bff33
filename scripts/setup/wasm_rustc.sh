# Sourced. `wasm_rustc` prints the compiler that can build for the browser, and fails when none can yet.

# Built once by wasm.sh; outside target/, so that it survives `cargo clean` and serves every clone.
wasm_cache() { printf '%s/trunkline/wasm-rust' "${XDG_CACHE_HOME:-$HOME/.cache}"; }

has_wasm_std() { compgen -G "$1/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null; }

wasm_rustc() {
    if has_wasm_std "$(rustc --print sysroot)"; then
        echo rustc
    elif has_wasm_std "$(wasm_cache)" && "$(wasm_cache)/bin/rustc" --version >/dev/null 2>&1; then
        echo "$(wasm_cache)/bin/rustc"
    else
        return 1
    fi
}
