#!/usr/bin/env bash
# Makes the passwords for compose.nodes.yaml, once, as files in deploy/secrets/. What is there is left alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/secrets"

# The folder is closed; the files are not, because each container reads its own by another user's number. Compose mounts
# them as they are.
chmod 700 .
write() {
    [[ ! -e $1 ]] || return 0
    (umask 277 && printf '%s' "$2" >"$1.new")
    chmod 444 "$1.new"
    mv "$1.new" "$1"
    echo "made deploy/secrets/$1"
}
# Letters and digits alone, so that a password means the same in an address.
password() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

write postgres_password "$(password)"
write database_password "$(password)"
write redis_password "$(password)"
write database_url "postgres://trunkline:$(cat database_password)@database/trunkline"
write redis_url "redis://:$(cat redis_password)@redis:6379"
