# A server of its own for a script: a free port, a folder that goes with it, no configuration
# but what is given. Sourced after lib.sh.
server_pid=
server_dir=

# build_server: sets HABITRO_BIN, unless it names a binary already.
build_server() {
    if [ -z "${HABITRO_BIN:-}" ]; then
        cargo build --quiet --bin habitro
        HABITRO_BIN=${CARGO_TARGET_DIR:-target}/debug/habitro
    fi
    [ -x "$HABITRO_BIN" ] || die "HABITRO_BIN: $HABITRO_BIN is not a program"
    HABITRO_BIN=$(realpath "$HABITRO_BIN")
}

# start_server [NAME=VALUE...]: starts it with these variables and waits until it is ready.
# Sets server_pid, server_dir, LETTERS (a folder with one .eml a mail), PORT and BASE.
start_server() {
    build_server
    server_dir=$(mktemp -d "${TMPDIR:-/tmp}/habitro-server.XXXXXX")
    LETTERS=$server_dir/mail
    PORT=$(free_port)
    BASE=http://127.0.0.1:$PORT
    mkdir "$LETTERS" "$server_dir/home"
    (
        # Neither the caller's variables nor a habitro.toml where we stand are meant for it.
        program=$HABITRO_BIN
        for name in $(compgen -v HABITRO_); do unset "$name"; done
        cd "$server_dir/home"
        exec env HABITRO_LISTEN="127.0.0.1:$PORT" HABITRO_DATA_DIR="$server_dir/data" \
            HABITRO_MAIL_URL="file://$LETTERS" "$@" "$program" serve
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

# stop_server: ends it and removes its folder; for a trap, so it never fails.
stop_server() {
    if [ -n "$server_pid" ]; then
        kill "$server_pid" 2>/dev/null || true
        wait "$server_pid" 2>/dev/null || true
        server_pid=
    fi
    [ -z "$server_dir" ] || rm -rf "$server_dir"
    server_dir=
}

# post PATH JSON: what the server answers, with TOKEN once there is one; fails on an error.
post() {
    local session=()
    [ -z "${TOKEN:-}" ] || session=(-H "Authorization: Bearer $TOKEN")
    curl -sS --fail-with-body "${session[@]}" -H 'Content-Type: application/json' -d "$2" "$BASE/api/v1$1" ||
        die "POST $1 failed"
}

# value_of KEY...: the value there in the JSON on standard input (`value_of habits 0 id`).
value_of() {
    python3 -c 'import json, sys
value = json.load(sys.stdin)
for key in sys.argv[1:]:
    value = value[int(key)] if isinstance(value, list) else value[key]
print(value)' "$@"
}

mail_to() { grep -l "^To: $1" "$LETTERS"/*.eml; }

# sign_up EMAIL: makes an account; sets TOKEN.
sign_up() {
    local flow code
    TOKEN=
    flow=$(post /auth/register "{\"full_name\":\"A Tester\",\"email\":\"$1\",\"password\":\"nine wild geese\"}" | value_of flow)
    wait_until 20 mail_to "$1" || die "no mail came"
    code=$(grep -Eom1 '\b[0-9]{6}\b' "$(mail_to "$1" | head -1)")
    TOKEN=$(post /auth/verify-otp "{\"email\":\"$1\",\"otp\":\"$code\",\"flow\":\"$flow\"}" | value_of token)
    [ -n "$TOKEN" ] || die "no session came"
}
