#!/usr/bin/env bash
# The browser journeys of end2end/ against the development build. Usage: e2e.sh [--built] [arguments for Playwright].
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
cd "$ROOT"

if [[ ${1:-} == --built ]]; then
    shift
else
    scripts/setup.sh test
    scripts/build.sh test
fi

# Playwright's own browsers are not used: the system's Chromium is the one that setup installed.
for candidate in "${CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome; do
    CHROMIUM=$(command -v "$candidate" 2>/dev/null) && break
done
[[ -n $CHROMIUM ]] || fail "no Chromium was found" "Install it, or say where it is: CHROMIUM=/path/to/chromium make e2e"
export CHROMIUM

say "browser tests"
cd end2end
node_modules/.bin/playwright test "$@"
