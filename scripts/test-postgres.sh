#!/usr/bin/env bash
# The PostgreSQL that tests clone their databases on. Usage: test-postgres.sh start|stop|status
#
# It listens on a socket only and forgets everything when it is stopped: durability is off, because a test's database
# lives for seconds. Its address is left in target/test-postgres/url.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
source "$ROOT/scripts/setup/postgres_bin.sh"

url_file=$ROOT/target/test-postgres/url

# A database is a thousand files, and every test makes one and takes it away: on a disk that takes longer than most tests do.
# So the data lies in memory where there is room for it, else in the folder for temporary files. PostgreSQL refuses root, and
# root's folders refuse its account: both are outside them.
place() {
    local free
    free=$(df --output=avail -B 1G /dev/shm 2>/dev/null | tail -n 1 | tr -d ' ') || free=0
    if [[ -w /dev/shm && ${free:-0} -ge 8 ]]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi
}

# One that was started stays where it is.
folder=$(sed -n 's/.*?host=//p' "$url_file" 2>/dev/null || true)
[[ -n $folder ]] || folder=$(place)/trunkline-test-postgres-$(id -u)-$(printf '%s' "$ROOT" | cksum | cut -d' ' -f1)

bin=$(postgres_bin) || fail "PostgreSQL's server programs were not found; run make setup"

as_server() {
    if [[ $(id -u) == 0 ]]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

running() { [[ -f $folder/data/postmaster.pid ]] && as_server "$bin/pg_ctl" -D "$folder/data" status >/dev/null 2>&1; }

start() {
    if ! running; then
        rm -rf "$folder"
        mkdir -m 700 "$folder"
        [[ $(id -u) != 0 ]] || chown postgres "$folder"
        as_server "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder.log" 2>&1 ||
            fail "the test server could not be made" "see $folder.log"
        as_server "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
            -o "-k $folder -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
            -o "-c max_connections=300 -c shared_buffers=128MB -c max_wal_size=1GB" start >>"$folder.log" 2>&1 ||
            fail "the test server did not start" "see $folder.log and $folder/log"
        as_server "$bin/psql" -q -h "$folder" -d postgres -v ON_ERROR_STOP=1 \
            -c "create role tester login createdb nosuperuser nobypassrls"
    fi
    mkdir -p "$(dirname "$url_file")"
    printf 'postgres://tester@localhost/postgres?host=%s\n' "$folder" >"$url_file"
}

stop() {
    if running; then
        as_server "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null
    fi
    rm -rf "$folder" "$folder.log" "$url_file"
}

case ${1:-} in
start) start ;;
stop) stop ;;
status) running ;;
*) fail "usage: scripts/test-postgres.sh start|stop|status" ;;
esac
