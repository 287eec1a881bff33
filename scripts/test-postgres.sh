#!/usr/bin/env bash
# The PostgreSQL that tests clone their databases on. Usage: test-postgres.sh start|stop|status
#
# It listens on a socket only and forgets everything when it is stopped: durability is off, because a test's database
# lives for seconds. Its address is left in target/test-postgres/url.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"
source "$ROOT/scripts/setup/postgres_bin.sh"

# PostgreSQL refuses root, and root's folders refuse its account: the data lies in the folder for temporary files.
folder=${TMPDIR:-/tmp}/trunkline-test-postgres-$(id -u)-$(printf '%s' "$ROOT" | cksum | cut -d' ' -f1)
url_file=$ROOT/target/test-postgres/url

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
