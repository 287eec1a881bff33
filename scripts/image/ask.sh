# Sourced by what tries an image: waiting, and asking a server over HTTP. No curl: bash opens the connection itself.

# wait_until SECONDS COMMAND …: as soon as the command succeeds; fails when it never did.
wait_until() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < until)) || return 1
        sleep 0.2
    done
}

# ask PORT PATH: the whole answer, head and body. HTTP/1.0, so that it ends with the connection and comes in one piece.
# What is said on stderr when nobody listens is of no interest while waiting.
ask() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
        printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$2" "$1" >&3
        cat <&3
    ) 2>/dev/null
}

# answers PORT PATH STATUS [TEXT]: whether the answer has this status and holds this text.
answers() {
    local answer
    # Without the zero bytes of wasm, which a variable cannot hold.
    answer=$(ask "$1" "$2" | tr -d '\0') || return 1
    [[ $answer == "HTTP/1."?" $3"* && $answer == *"${4:-}"* ]]
}

# ask_pages PORT: everything a visitor's first page needs; fails naming the first thing that is wrong.
ask_pages() {
    local port=$1 page file files
    answers "$port" /readyz 200 '"ready":true' || fail "/readyz does not say that the server is ready"
    answers "$port" /healthz 200 || fail "/healthz does not answer 200"
    answers "$port" /sign-in 200 '<form' || fail "the sign-in page does not answer with a form"
    page=$(ask "$port" /sign-in)
    files=$(grep -o '/pkg/[A-Za-z0-9_.-]*' <<<"$page" | sort -u)
    for file in $files; do
        answers "$port" "$file" 200 || fail "$file, which the sign-in page names, is not served"
    done
    for file in css js wasm; do
        grep -q "\.$file\$" <<<"$files" || fail "the sign-in page names no .$file file: the site folder was not found"
    done
    say "asked: /readyz, /healthz, /sign-in and its files: ${files//$'\n'/ }"
}
