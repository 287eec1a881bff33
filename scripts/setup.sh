#!/usr/bin/env bash
# Installs what is missing on this machine. Usage: setup.sh [run|test]. Quick when nothing is missing.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"

purpose=${1:-run}
[[ $purpose == run || $purpose == test ]] || fail "usage: scripts/setup.sh [run|test]"

"$ROOT/scripts/setup/packages.sh" "$purpose"
"$ROOT/scripts/setup/compilers.sh"
"$ROOT/scripts/setup/wasm.sh"
"$ROOT/scripts/setup/npm.sh" "$ROOT"
if [[ $purpose == test ]]; then
    [[ -f $ROOT/end2end/package.json ]] || fail "end2end/package.json is missing, so the browser tests cannot run"
    "$ROOT/scripts/setup/npm.sh" "$ROOT/end2end"
fi
