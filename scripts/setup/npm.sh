#!/usr/bin/env bash
# Installs a folder's npm packages exactly as its lock file says. Usage: npm.sh FOLDER. Skips when they are there.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"

cd "$1"
installed=node_modules/.trunkline-lock
cmp -s package-lock.json "$installed" && exit
say "npm packages of ${PWD#"$ROOT"/}"
# Neither Playwright's browsers nor install scripts are wanted: everything needed is in the packages.
PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 ||
    fail "npm ci failed in $PWD" "It needs a way to an npm registry once; what it said is above."
cp package-lock.json "$installed"
