#!/usr/bin/env bash
# Builds what goes into the image, with the same two scripts as `make build`: there is no second way of building.
# The Dockerfile calls it in its build stage, scripts/image/plain.sh in a clean clone where no container engine runs.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"
cd "$ROOT"

# A database of one's own is setup's sign that no PostgreSQL is wanted on this machine; building needs none.
DATABASE_URL=not-needed-to-build scripts/setup.sh

# A lock file that had to change would mean that somebody else's build is another one.
cargo fetch --locked --quiet

# target/ may be a cache that outlives the source, and a file that was removed from public/ would live on in it.
rm -rf target/site
scripts/build.sh release
