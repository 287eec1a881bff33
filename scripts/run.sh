#!/usr/bin/env bash
# From a fresh machine to a running server. Ends with the server: Ctrl-C reaches it directly.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
cd "$ROOT"

scripts/setup.sh
scripts/build.sh
exec target/release/trunkline serve --demo-if-empty
