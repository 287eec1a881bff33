#!/usr/bin/env bash
# Where no container engine runs: the steps of the Dockerfile in a clean clone, and the result tried as a container would
# run it: by an unprivileged user, without capabilities, the application read-only, data in a folder of its own.
# Usage: plain.sh [--reuse] PORT
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"
source "$ROOT/scripts/image/ask.sh"
source "$ROOT/scripts/setup/postgres_bin.sh"
cd "$ROOT"

reuse=
[[ ${1:-} != --reuse ]] || { reuse=yes && shift; }
port=${1:?usage: scripts/image/plain.sh [--reuse] PORT}

# --- who ---------------------------------------------------------------------------------------------------------------
# Root becomes somebody else. PostgreSQL wants an account with a name, so a bare number would not do outside an image.
user=$(id -un)
if [[ $(id -u) == 0 ]]; then
    command -v setpriv >/dev/null 2>&1 || fail "setpriv is missing (util-linux), and root may not try the image as root"
    for user in trunkline nobody; do ! getent passwd "$user" >/dev/null || break; done
fi
uid=$(id -u "$user") gid=$(id -g "$user")
as_user() {
    if [[ $(id -u) == 0 ]]; then
        setpriv --reuid="$uid" --regid="$gid" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"
    else
        "$@"
    fi
}

# --- where -------------------------------------------------------------------------------------------------------------
# A checkout may lie in a folder that is closed to others, such as /root, or below /tmp, which is made empty further down;
# and a socket's path has room for 100 letters.
area=$ROOT/target/image
mkdir -p "$area"
if ! as_user test -x "$area" || [[ $area == /tmp/* ]] || ((${#area} > 70)); then
    area=/var/tmp/trunkline-image-$(id -u)
    mkdir -p "$area"
    [[ -O $area ]] || fail "$area belongs to somebody else"
fi
rootfs=$area/rootfs data=$area/data log=$area/server.log

server=
end() {
    if [[ -n $server ]]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$data"
}
trap end EXIT

# --- build -------------------------------------------------------------------------------------------------------------
# A plain user builds, too. Root's toolchain lies where others may not enter: in a mount namespace of the build's own, the
# folders of it that are needed stand alone where root's home is, so that every path stays what it was.
builder=$user
as_builder() {
    local cargo=${CARGO_HOME:-$HOME/.cargo} own=$area/home file opening=()
    if [[ $(id -u) != 0 ]]; then
        "$@"
        return
    fi
    if ! as_user test -x "$HOME"; then
        if ! unshare --mount true 2>/dev/null; then
            say "root builds: $user may not enter $HOME, where the toolchain is"
            builder=root
            "$@"
            return
        fi
        opening=(unshare --mount --propagation private -- bash -c '
            opened=$1 home=$2 && shift 2
            for folder in .rustup .cargo/bin .cache/trunkline; do
                [[ -d $home/$folder ]] || continue
                mkdir -p "$opened/$folder" && mount --bind "$home/$folder" "$opened/$folder" || exit 1
            done
            mount --rbind "$opened" "$home" && exec "$@"' - "$area/opened" "$HOME")
    fi
    # Where crates and packages come from is the machine's affair, and crates that are here need not come again.
    mkdir -p "$area/opened" "$own/cargo/registry" "$own/cargo/git"
    for file in config.toml registry/cache registry/index git/db; do
        [[ ! -e $cargo/$file || -e $own/cargo/$file ]] || cp -R "$cargo/$file" "$own/cargo/$file"
    done
    [[ ! -e $HOME/.npmrc ]] || cp "$HOME/.npmrc" "$own/.npmrc"
    chown -R "$uid:$gid" "$own"
    # HOME last: the ones before it are root's.
    RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup} XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache} PATH=$cargo/bin:$PATH \
        CARGO_HOME=$own/cargo npm_config_cache=$own/npm HOME=$own \
        "${opening[@]}" setpriv --reuid="$uid" --regid="$gid" --clear-groups --no-new-privs --inh-caps=-all \
        --bounding-set=-all -- "$@"
}

if [[ -n $reuse ]]; then
    source_tree=$ROOT
    sources=(app domain engine frontend migration server style Cargo.lock)
    newer=$(find "${sources[@]}" -newer target/release/trunkline -type f -print -quit)
    built="the build that was there${newer:+ (sources are newer than it, such as $newer)}"
else
    source_tree=$area/source
    # What the machine itself lacks is installed by who calls, as the image's first layers are.
    scripts/setup.sh
    say "a clean clone of HEAD"
    [[ -z $(git status --porcelain) ]] || say "what is not committed is not in it"
    rm -rf "$source_tree"
    git clone --quiet --no-hardlinks "$ROOT" "$source_tree"
    [[ $(id -u) != 0 ]] || chown -R "$uid:$gid" "$source_tree"
    as_builder "$source_tree/scripts/image/build.sh"
    # What is run from it from here on is run by who called.
    [[ $(id -u) != 0 ]] || chown -R root:root "$source_tree"
    built="a clean clone of $(git rev-parse --short HEAD), built by $builder"
fi

# --- layout ------------------------------------------------------------------------------------------------------------
[[ ! -e $rootfs ]] || chmod -R u+w "$rootfs"
rm -rf "$rootfs"
mkdir -p "$rootfs"
"$source_tree/scripts/image/layout.sh" "$rootfs" "$area/symbols"
app=$rootfs/opt/trunkline
chmod -R a-w "$app"
for place in "$app" "$app/trunkline" "$app/site/pkg"; do
    ! as_user test -w "$place" || fail "$user may write to $place"
done

# Debian's packages as in the image; elsewhere the PostgreSQL that is installed.
postgres=
if "$source_tree/scripts/image/postgres.sh" "$rootfs" >"$area/postgres.log" 2>&1; then
    postgres=$(cd "$rootfs"/usr/lib/postgresql/*/bin && pwd)
    "$postgres/postgres" --version >/dev/null 2>&1 || postgres=
fi
# Some gigabytes that nobody needs any more; after a fault they are still there to be looked at.
[[ -n $reuse ]] || rm -rf "$source_tree"
[[ -n $postgres ]] || postgres=$(postgres_bin) || fail "PostgreSQL's programs were not found" "Run: make setup"

# --- run ---------------------------------------------------------------------------------------------------------------
# Where a mount namespace may be made, the root file system is read-only and /tmp empty, as under `--read-only --tmpfs /tmp`.
namespace=()
if [[ $(id -u) == 0 ]] && unshare --mount true 2>/dev/null; then
    namespace=(unshare --mount --propagation private -- bash -c '
        mount --bind "$1" "$1" && mount -o remount,ro,bind / && mount -t tmpfs -o mode=1777 tmpfs /tmp || exit 1
        cd / && shift && exec "$@"' - "$data")
fi
command=(env -i PATH="$postgres:/usr/bin:/bin" TRUNKLINE_ADDR="127.0.0.1:$port" TRUNKLINE_DATA_DIR="$data" "$app/trunkline")
# A function that replaces its shell, so that a server in the background is the server and no shell around it.
trunkline() {
    cd /
    if [[ $(id -u) != 0 ]]; then exec "${command[@]}" "$@"; fi
    exec "${namespace[@]}" setpriv --reuid="$uid" --regid="$gid" --clear-groups --no-new-privs --inh-caps=-all \
        --bounding-set=-all -- "${command[@]}" "$@"
}

is_healthy() {
    kill -0 "$server" 2>/dev/null || fail "the server ended; its last lines:" "$(tail -n 5 "$log")"
    if [[ -n $has_health ]]; then (trunkline health) >/dev/null 2>&1; else answers "$port" /readyz 200; fi
}

start() {
    local begun=${EPOCHREALTIME/./}
    trunkline serve >>"$log" 2>&1 &
    server=$!
    wait_until 120 is_healthy || fail "the server was not ready in two minutes; its last lines:" "$(tail -n 5 "$log")"
    say "ready after $(((${EPOCHREALTIME/./} - begun) / 1000)) ms"
}

stop() {
    local begun=${EPOCHREALTIME/./} outcome=0 left
    kill -TERM "$server"
    wait "$server" || outcome=$?
    server=
    [[ $outcome == 0 ]] || fail "the server ended with $outcome after SIGTERM; its last lines:" "$(tail -n 5 "$log")"
    ! kill -0 "$postmaster" 2>/dev/null || fail "PostgreSQL (process $postmaster) outlived the server"
    left=$(find /proc -maxdepth 2 -name cwd -lname "$data*" 2>/dev/null) || true
    [[ -z $left ]] || fail "processes are left in the data folder: $left"
    [[ ! -e $data/postgres/postmaster.pid ]] || fail "PostgreSQL did not stop cleanly: its postmaster.pid is left"
    say "stopped cleanly after $(((${EPOCHREALTIME/./} - begun) / 1000)) ms, PostgreSQL with it"
}

look() {
    local process
    postmaster=$(head -n1 "$data/postgres/postmaster.pid")
    for process in "$server" "$postmaster"; do
        [[ $(stat -c %u "/proc/$process") == "$uid" && $uid != 0 ]] || fail "process $process does not run as $user"
        grep -q '^CapEff:\s*0*$' "/proc/$process/status" || fail "process $process has capabilities"
    done
    if [[ ${#namespace[@]} != 0 ]]; then
        awk '$5 == "/" { split($6, options, ","); if (options[1] != "ro") exit 1 }' "/proc/$server/mountinfo" ||
            fail "the root file system is not read-only to the server"
    fi
    say "server and PostgreSQL run as $user without capabilities; PostgreSQL is $(readlink "/proc/$postmaster/exe")"
}

rm -rf "$data"
mkdir -m 711 "$data"
[[ $(id -u) != 0 ]] || chown "$uid:$gid" "$data"
: >"$log"
if exec 3<>"/dev/tcp/127.0.0.1/$port"; then fail "port $port is taken" "Choose another: scripts/image.sh --port N"; fi 2>/dev/null
has_health=
! "$app/trunkline" help health >/dev/null 2>&1 || has_health=yes

say "first start, on an empty data folder"
start
look
ask_pages "$port"
(trunkline tenant create "Left behind" --slug left-behind) >/dev/null || fail "a command beside the server failed"
stop

say "second start, on the data of the first"
start
look
ask_pages "$port"
said=$( (trunkline tenant create "Left behind" --slug left-behind) 2>&1) && fail "what the first start kept is gone"
grep -q 'taken' <<<"$said" || fail "a command beside the second server failed otherwise than expected: $said"
stop

cat <<END
DONE WITHOUT A CONTAINER ENGINE (none runs here): the image's steps were executed and their result was tried.
  built from    $built
  laid out in   $rootfs ($(du -sh "$rootfs" | cut -f1): application and PostgreSQL, without the base system's libraries)
  ran as        $user, without capabilities; root file system $([[ ${#namespace[@]} != 0 ]] && echo "read-only" || echo "as it is, application folder read-only")
  health by     $([[ -n $has_health ]] && echo "trunkline health" || echo "/readyz (this build has no command health)")
  not tried     the Dockerfile itself, the base image's libraries, process 1
END
