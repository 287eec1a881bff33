# Sourced. `postgres_bin` prints the folder of PostgreSQL's server programs, newest version first, or fails.
# The server looks in the same places: server/src/embedded_postgres/binaries.rs.

postgres_bin() {
    local program candidate
    if program=$(command -v initdb 2>/dev/null); then
        # A link to it may stand alone: the other programs are where it points.
        dirname "$(readlink -f "$program")"
        return
    fi
    while read -r candidate; do
        if [[ -x $candidate/initdb && -x $candidate/postgres ]]; then
            echo "$candidate"
            return
        fi
    done < <(
        printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin \
            /usr/local/opt/postgresql@*/bin | sort -rV
        pg_config --bindir 2>/dev/null || true
    )
    return 1
}
