# shellcheck shell=bash disable=SC2034
# What the scripts of this folder share. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# The comment at the top of the calling script is its help.
show_help() { sed -n '2,/^[^#]*$/{s/^# \{0,1\}//p}' "$0"; }

# step NAME COMMAND...: runs the command and says how long it took and how it ended; returns its exit code.
step() {
    local name=$1 started=$SECONDS code=0
    shift
    say "== $name"
    "$@" || code=$?
    if ((code == 0)); then say "== $name: ok, $((SECONDS - started)) s"; else say "== $name: FAILED ($code), $((SECONDS - started)) s"; fi
    return "$code"
}

cores() { nproc 2>/dev/null || echo 2; }

# The names of the secrets that a configuration folder reads from the environment, one a line.
secrets_of() {
    grep --recursive --only-matching --no-filename --extended-regexp '\$\{env:[A-Za-z0-9_]+\}' "$1" |
        sed -E 's/.*:(.*)\}/\1/' | sort --unique
}
