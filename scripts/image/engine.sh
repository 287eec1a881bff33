#!/usr/bin/env bash
# Builds the image from a clean clone and tries it, read-only and without capabilities.
# Usage: engine.sh docker|podman TAG PORT
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"
source "$ROOT/scripts/image/ask.sh"
cd "$ROOT"

engine=$1 tag=$2 port=$3
context=$(mktemp -d)
name=trunkline-try-$$
end() {
    "$engine" rm --force --volumes "$name" >/dev/null 2>&1 || true
    "$engine" volume rm --force "$name" >/dev/null 2>&1 || true
    rm -rf "$context"
}
trap end EXIT

say "a clean clone of HEAD"
[[ -z $(git status --porcelain) ]] || say "what is not committed is not in it"
git clone --quiet --no-hardlinks "$ROOT" "$context/source"

say "building $tag with $engine"
# Podman's own format has no health check.
format=()
[[ $engine != podman ]] || format=(--format docker)
DOCKER_BUILDKIT=1 "$engine" build "${format[@]}" --tag "$tag" --build-arg VERSION="${tag#*:}" \
    --build-arg REVISION="$(git rev-parse HEAD)" "$context/source" >&2

is_healthy() {
    [[ $("$engine" inspect --format '{{.State.Running}}' "$name") == true ]] ||
        fail "the container ended; its last lines:" "$("$engine" logs --tail 5 "$name" 2>&1)"
    "$engine" exec "$name" trunkline health >/dev/null 2>&1
}
wait_healthy() {
    wait_until 120 is_healthy || fail "not healthy in two minutes" "$("$engine" logs --tail 5 "$name" 2>&1)"
    # The engine's own look, by the image's HEALTHCHECK; podman looks by systemd's timers, which are not everywhere.
    if [[ $engine == docker ]]; then
        wait_until 60 engine_says_healthy || fail "docker does not find the container healthy"
    fi
}
engine_says_healthy() { [[ $("$engine" inspect --format '{{.State.Health.Status}}' "$name") == healthy ]]; }

stop() {
    "$engine" stop -t 150 "$name" >/dev/null
    local outcome
    outcome=$("$engine" inspect --format '{{.State.ExitCode}}' "$name")
    [[ $outcome == 0 ]] || fail "the container ended with $outcome" "$("$engine" logs --tail 5 "$name" 2>&1)"
    # Not `grep -q`, which would cut the log off and make that look like a fault.
    "$engine" logs "$name" 2>&1 | grep 'private PostgreSQL stopped' >/dev/null || fail "the private PostgreSQL was not stopped"
    say "stopped cleanly"
}

say "first start, on an empty volume"
"$engine" run --detach --name "$name" --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
    --shm-size 256m --volume "$name:/var/lib/trunkline" --publish "127.0.0.1:$port:3000" \
    --env TRUNKLINE_PUBLIC_URL="http://127.0.0.1:$port" "$tag" >/dev/null
wait_healthy
[[ $("$engine" exec "$name" id -u) == 10001 ]] || fail "the container does not run as 10001"
ask_pages "$port"
"$engine" exec "$name" trunkline tenant create "Left behind" --slug left-behind >/dev/null ||
    fail "a command beside the server failed"
stop

say "second start, on the data of the first"
"$engine" start "$name" >/dev/null
wait_healthy
ask_pages "$port"
said=$("$engine" exec "$name" trunkline tenant create "Left behind" --slug left-behind 2>&1) &&
    fail "what the first start kept is gone"
grep -q 'taken' <<<"$said" || fail "a command beside the second server failed otherwise than expected: $said"
stop

cat <<END
DONE WITH $engine: the image $tag was built and tried.
  size          $("$engine" image inspect --format '{{.Size}}' "$tag" | numfmt --to=si)
  ran as        10001, read-only, without capabilities
END
