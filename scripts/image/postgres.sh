#!/usr/bin/env bash
# Puts PostgreSQL's programs below a root folder, from Debian's packages. Usage: postgres.sh ROOT_FOLDER
# When that is /, in the image, the libraries they need are installed as well.
#
# The packages are unpacked and not installed: installed, they bring Perl, a compiler for queries (LLVM, 110 MB), a cluster,
# and a private key that everybody with the image would know. Dependencies stay ordinary packages that a scanner sees.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../say.sh"

[[ $# == 1 && -d $1 ]] || fail "usage: scripts/image/postgres.sh ROOT_FOLDER"
root=$1
command -v apt-get >/dev/null 2>&1 || fail "PostgreSQL's packages are taken by apt-get, which is not here"

# `postgresql` stands for the release's own version, such as postgresql-15.
server=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/^ *Depends: \(postgresql-[0-9]*\)$/\1/p' | head -n1)
[[ -n $server ]] || fail "apt knows no package postgresql" "Run as root: apt-get update"
packages=("$server" "${server/postgresql/postgresql-client}")

say "unpacking ${packages[*]}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# apt's own user may not write here, which is worth a warning to it and nothing to us.
(cd "$work" && apt-get download -q -o APT::Sandbox::User=root "${packages[@]}" >&2) ||
    fail "PostgreSQL's packages could not be fetched" "What apt-get said is above."

# Kept: the programs, their libraries and data. The JIT's pieces are useless without LLVM; PostgreSQL does without by itself.
unwanted=(--exclude='./etc' --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale'
    --exclude='./usr/share/lintian' --exclude='./usr/share/postgresql/*/man' --exclude='./usr/share/postgresql-common'
    --exclude='./usr/lib/postgresql/*/lib/bitcode' --exclude='./usr/lib/postgresql/*/lib/pgxs' --exclude='./usr/lib/tmpfiles.d'
    --exclude='./usr/lib/postgresql/*/lib/llvmjit*')
libraries=()
for package in "$work"/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --no-same-owner --no-overwrite-dir "${unwanted[@]}" ./usr
    while read -r name; do
        case $name in
            '' | postgresql-* | locales | ssl-cert | debconf | sensible-utils | libllvm*) ;;
            *) libraries+=("$name") ;;
        esac
    done < <(dpkg-deb --field "$package" Depends | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/ //g')
done

# What operators call by name; the server finds its programs without links.
mkdir -p "$root/usr/local/bin"
for program in psql pg_dump pg_restore createdb dropdb; do
    ln -sfn "/usr/lib/postgresql/${server#postgresql-}/bin/$program" "$root/usr/local/bin/$program"
done

if [[ $root == / ]]; then
    say "installing ${#libraries[@]} libraries"
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -q "${libraries[@]}" >&2
fi
