# Starts a throwaway server for a script: a free port, a temporary folder, no configuration except the given
# variables. Sourced after lib.sh.
server_pid=
server_dir=

# build_server: builds the server and sets HABITRO_BIN, unless it already names a binary.
build_server() {
    if [ -z "${HABITRO_BIN:-}" ]; then
        cargo build --quiet --bin habitro
        HABITRO_BIN=${CARGO_TARGET_DIR:-target}/debug/habitro
    fi
    [ -x "$HABITRO_BIN" ] || die "HABITRO_BIN: $HABITRO_BIN is not an executable"
    HABITRO_BIN=$(realpath "$HABITRO_BIN")
}

# start_server [NAME=VALUE...]: starts the server with these variables and waits until it is ready.
# Sets server_pid, server_dir, MAIL_DIR (a folder with one .eml file per email), PORT and BASE.
start_server() {
    build_server
    server_dir=$(mktemp -d "${TMPDIR:-/tmp}/habitro-server.XXXXXX")
    MAIL_DIR=$server_dir/mail
    PORT=$(free_port)
    BASE=http://127.0.0.1:$PORT
    mkdir "$MAIL_DIR" "$server_dir/home"
    (
        # Ignore the caller's HABITRO_ variables and any habitro.toml in the current folder.
        program=$HABITRO_BIN
        for name in $(compgen -v HABITRO_); do unset "$name"; done
        cd "$server_dir/home"
        exec env HABITRO_LISTEN="127.0.0.1:$PORT" HABITRO_DATA_DIR="$server_dir/data" \
            HABITRO_MAIL_URL="file://$MAIL_DIR" "$@" "$program" serve
    ) >"$server_dir/log" 2>&1 &
    server_pid=$!
    wait_until 30 ready_or_gone || true
    if ! is_ready; then
        say "$(tail -20 "$server_dir/log")"
        die "the server did not start"
    fi
}

is_ready() { curl -sf -o /dev/null "$BASE/readyz"; }
ready_or_gone() { is_ready || ! kill -0 "$server_pid" 2>/dev/null; }

# stop_server: stops the server and removes its folder. Never fails, so that traps can call it.
stop_server() {
    if [ -n "$server_pid" ]; then
        kill "$server_pid" 2>/dev/null || true
        wait "$server_pid" 2>/dev/null || true
        server_pid=
    fi
    [ -z "$server_dir" ] || rm -rf "$server_dir"
    server_dir=
}

# post PATH JSON: prints the response; sends TOKEN if it is set; fails on an HTTP error.
post() {
    local session=()
    [ -z "${TOKEN:-}" ] || session=(-H "Authorization: Bearer $TOKEN")
    curl -sS --fail-with-body "${session[@]}" -H 'Content-Type: application/json' -d "$2" "$BASE/api/v1$1" ||
        die "POST $1 failed"
}

# value_of KEY...: prints one value of the JSON on standard input (`value_of habits 0 id`).
value_of() {
    python3 -c 'import json, sys
value = json.load(sys.stdin)
for key in sys.argv[1:]:
    value = value[int(key)] if isinstance(value, list) else value[key]
print(value)' "$@"
}

mail_to() { grep -l "^To: $1" "$MAIL_DIR"/*.eml; }

# sign_up EMAIL: creates an account and sets TOKEN.
sign_up() {
    local flow code
    TOKEN=
    flow=$(post /auth/register "{\"full_name\":\"A Tester\",\"email\":\"$1\",\"password\":\"nine wild geese\"}" | value_of flow)
    wait_until 20 mail_to "$1" || die "no email arrived"
    code=$(grep -Eom1 '\b[0-9]{6}\b' "$(mail_to "$1" | head -1)")
    TOKEN=$(post /auth/verify-otp "{\"email\":\"$1\",\"otp\":\"$code\",\"flow\":\"$flow\"}" | value_of token)
    [ -n "$TOKEN" ] || die "signing up returned no session"
}
