#!/usr/bin/env bash
# Builds for development and starts the server; after every change builds again and starts the new one.
# A build that fails leaves the running server alone.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
cd "$ROOT"

inputs=(app domain engine frontend migration public server style Cargo.toml Cargo.lock)
stamp=target/.watched
server=

stop() {
    [[ -n $server ]] || return 0
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}
trap stop EXIT
trap 'exit 0' INT TERM

scripts/setup.sh
mkdir -p target
while true; do
    touch "$stamp"
    if scripts/build.sh dev; then
        stop
        target/debug/trunkline serve --demo-if-empty &
        server=$!
    else
        say "the build failed; waiting for the next change"
    fi
    until [[ -n $(find "${inputs[@]}" -newer "$stamp" -not -name icons.svg -print -quit) ]]; do sleep 0.5; done
    say "something changed"
done
