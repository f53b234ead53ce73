# Provides the PostgreSQL of the tests; sourced after lib.sh. Uses a server on 127.0.0.1:5432 if it trusts
# local connections; otherwise starts one on a free port and stops it with the script.
postgres_dir=

trusted_postgres() {
    answers 5432 || return 1
    local psql
    psql=$(command -v psql || ls /usr/lib/postgresql/*/bin/psql 2>/dev/null | tail -1) || return 1
    [ -n "$psql" ] && "$psql" -wqAt -h 127.0.0.1 -U postgres -d postgres -c 'select 1' >/dev/null 2>&1
}

as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start_services() {
    if [ -n "${HABITRO_TEST_POSTGRES:-}" ] || trusted_postgres; then return; fi
    local bin port
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
    [ -n "$bin" ] || { apt_install postgresql; bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1); }
    port=$(free_port)
    postgres_dir=$(mktemp -d "${TMPDIR:-/tmp}/habitro-postgres.XXXXXX")
    [ "$(id -u)" != 0 ] || chown postgres "$postgres_dir"
    as_postgres "$bin/initdb" -D "$postgres_dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    as_postgres "$bin/pg_ctl" -D "$postgres_dir/data" -w -l "$postgres_dir/log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgres_dir -c max_connections=400" \
        start >/dev/null || die "PostgreSQL did not start: $(tail -5 "$postgres_dir/log")"
    postgres_bin=$bin
    export HABITRO_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port"
}

stop_services() {
    [ -n "$postgres_dir" ] || return 0
    as_postgres "$postgres_bin/pg_ctl" -D "$postgres_dir/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$postgres_dir"
}
