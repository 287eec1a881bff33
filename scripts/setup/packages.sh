#!/usr/bin/env bash
# Installs the system packages that are missing. Usage: packages.sh [run|test].
#
# What counts is whether the program is there, not where it came from: a PostgreSQL built by hand is as good as Debian's.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"
source "$ROOT/scripts/setup/postgres_bin.sh"

purpose=${1:-run}
missing=()

has() { command -v "$1" >/dev/null 2>&1; }

# An own database needs no server here.
if [[ $purpose == test || -z ${DATABASE_URL:-} ]]; then
    postgres_bin >/dev/null || missing+=(postgresql)
fi
has cc || missing+=(gcc libc6-dev)
if [[ $purpose == test ]]; then
    # Tests start their own; what they start must be in PATH.
    has redis-server || missing+=(redis-server)
    if ! { has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome || [[ -x ${CHROMIUM:-/nonexistent} ]]; }; then
        # Debian has it without its windows, which is a fifth quicker.
        if grep -qs '^ID=debian' /etc/os-release; then missing+=(chromium-headless-shell); else missing+=(chromium); fi
    fi
    # Without any font a page has no width, and layout tests measure nothing.
    if [[ $(uname) == Linux && -z $(find /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts \
        \( -name '*.ttf' -o -name '*.otf' \) -print -quit 2>/dev/null) ]]; then
        missing+=(fonts-dejavu-core)
    fi
fi
[[ ${#missing[@]} == 0 ]] && exit

if ! has apt-get; then
    fail "these are missing: ${missing[*]} (names of Debian's packages)" \
        "This is not Debian or Ubuntu, so please install them the way it is done here, then run the command again." \
        "If PostgreSQL is somewhere unusual, put the folder of its programs into PATH."
fi
if [[ $(id -u) == 0 ]]; then
    as_root=()
elif has sudo && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
    as_root=(sudo)
else
    fail "install these packages: ${missing[*]}" "For example, as root: apt-get install -y ${missing[*]}"
fi

made=()
trap '[[ ${#made[@]} == 0 ]] || "${as_root[@]}" rm -f "${made[@]}"' EXIT

# Debian's postgresql makes and starts a cluster of its own when installed. Trunkline keeps a private one, so it is told not to.
no_cluster=/etc/postgresql-common/createcluster.d/trunkline-setup.conf
if [[ " ${missing[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
    "${as_root[@]}" mkdir -p "$(dirname "$no_cluster")"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$no_cluster" >/dev/null
    made+=("$no_cluster")
fi

# Debian's redis-server starts a service, at once and at each start of the machine; nobody here asked for one. A policy of
# the machine's own stands.
policy=/usr/sbin/policy-rc.d
if [[ " ${missing[*]} " == *" redis-server "* && ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    made+=("$policy")
fi

say "installing packages: ${missing[*]}"
install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -q "${missing[@]}")
# Package lists may be stale or absent on a fresh machine; fetch them only then.
"${install[@]}" >/dev/null 2>&1 || {
    "${as_root[@]}" apt-get update -q >&2 || true
    "${install[@]}" >&2 || fail "the packages could not be installed: ${missing[*]}" "What apt-get said is above."
}
if [[ " ${missing[*]} " == *" redis-server "* ]] && has systemctl; then
    "${as_root[@]}" systemctl disable --quiet redis-server >/dev/null 2>&1 || true
fi
