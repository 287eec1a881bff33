#!/usr/bin/env bash
# Builds the container image trunkline:VERSION and tries it. Where no container engine runs, the same steps are executed
# without one, and the result is tried. Says on stdout which of the two it was. Usage: image.sh [--plain|--reuse] [--port N]
#   --plain   without an engine, even where one runs
#   --reuse   the same, on target/release and target/site as they are: seconds instead of a build
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
cd "$ROOT"

how=engine port=3190
while [[ $# != 0 ]]; do
    case $1 in
        --plain | --reuse) how=${1#--} ;;
        --port) port=${2:?--port needs a number} && shift ;;
        *) fail "usage: scripts/image.sh [--plain|--reuse] [--port N]" ;;
    esac
    shift
done

# A command without its daemon is no engine.
running_engine() {
    local engine
    for engine in docker podman; do
        if command -v "$engine" >/dev/null 2>&1 && "$engine" info >/dev/null 2>&1; then
            echo "$engine"
            return
        fi
    done
    return 1
}

if [[ $how == engine ]] && engine=$(running_engine); then
    version=$(sed -n 's/^version *= *"\(.*\)"/\1/p' Cargo.toml | head -n1)
    exec scripts/image/engine.sh "$engine" "trunkline:$version" "$port"
fi
case $how in
    reuse) exec scripts/image/plain.sh --reuse "$port" ;;
    plain) exec scripts/image/plain.sh "$port" ;;
    *)
        say "no container engine runs here (docker, podman): the image's steps are executed without one"
        exec scripts/image/plain.sh "$port"
        ;;
esac
