#!/usr/bin/env bash
# Lays the built application out as the image has it, below a root folder. Usage: layout.sh ROOT_FOLDER [SYMBOLS_FOLDER]
#
#   opt/trunkline/trunkline     the binary, stripped: 71 MB instead of 250
#   opt/trunkline/site/         beside it, where the binary looks for it
#   usr/local/bin/trunkline     a link, for `docker exec … trunkline …`
#
# What was stripped goes to SYMBOLS_FOLDER: put beside the binary, it gives backtraces their names and lines again.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"

[[ $# == 1 || $# == 2 ]] || fail "usage: scripts/image/layout.sh ROOT_FOLDER [SYMBOLS_FOLDER]"
root=$1 symbols=${2:-}
built=$ROOT/target/release/trunkline
app=$root/opt/trunkline
[[ -x $built && -d $ROOT/target/site/pkg ]] || fail "nothing is built yet" "Run: scripts/image/build.sh, or make build"

rm -rf "$app"
mkdir -p "$app" "$root/usr/local/bin"
if [[ -n $symbols ]]; then
    mkdir -p "$symbols"
    objcopy --only-keep-debug --compress-debug-sections "$built" "$symbols/trunkline.debug"
    objcopy --strip-all --add-gnu-debuglink="$symbols/trunkline.debug" "$built" "$app/trunkline"
else
    objcopy --strip-all "$built" "$app/trunkline"
fi
cp -R "$ROOT/target/site" "$app/site"
cp "$ROOT/LICENSE" "$app/LICENSE"
ln -sfn /opt/trunkline/trunkline "$root/usr/local/bin/trunkline"

# Everybody may read and nobody may write, whatever the umask was here.
chmod -R u=rwX,go=rX "$app"
chmod 755 "$app/trunkline"
