#!/usr/bin/env bash
# The rest of target/site: styles, public files, and compressed copies of everything that compresses.
# Usage: site.sh [--uncompressed]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"
cd "$ROOT"

site=target/site
css=$site/pkg/trunkline.css
mkdir -p "$site/pkg"

# Class names are read from the sources, so they are inputs as much as the styles are.
if [[ ! -e $css || -n $(find style app/src package-lock.json -newer "$css" -print -quit) ]]; then
    say "styles"
    node_modules/.bin/tailwindcss --input style/main.css --output "$css.new" --minify 2>/dev/null ||
        node_modules/.bin/tailwindcss --input style/main.css --output "$css.new" --minify
    mv "$css.new" "$css"
    touch "$css"
fi

cp -Rpu public/. "$site/"
# A compressed copy that is older than its file would be served in its place, so there are all or none.
if [[ ${1:-} == --uncompressed ]]; then
    find "$site" \( -name '*.br' -o -name '*.gz' \) -delete
else
    node scripts/build/compress.mjs "$site"
fi
