#!/usr/bin/env bash
# Checks and tests everything (npm test); arguments go to vitest: npm test -- test/lake
#
# Provides what the tests meet for real, where this machine lets it: Ceph's S3 server and Chromium,
# from Debian's packages. What cannot be provided is said, and the tests that need it are skipped.
# SHELFCAST_NO_SKIP=1 makes a skip without such an excuse a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH:/usr/sbin:/sbin"
log="$(mktemp "${TMPDIR:-/tmp}/shelfcast-install.XXXXXX")"
trap 'rm -f "$log"' EXIT

say() { printf 'npm test: %s\n' "$*" >&2; }

has_all() {
  local program
  for program in "$@"; do command -v "$program" >/dev/null || return 1; done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null || { echo "this machine has no apt-get"; return 1; }
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || { echo "it takes root, or sudo without a password"; return 1; }
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive timeout 600 \
    apt-get -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 "$@" >>"$log" 2>&1 </dev/null
}

is_updated=false
install() {
  $is_updated || apt update || return 1
  is_updated=true
  apt install --yes --no-install-recommends "$@"
}

# provide NAME WHAT "PROGRAMS" PACKAGES…: the reporter of skips knows what is missing by NAME.
provide() {
  local name=$1 what=$2 programs=$3 reason
  shift 3
  # shellcheck disable=SC2086 # a list of words
  if has_all $programs; then return; fi
  if reason=$(may_install); then
    say "installing $what ($*); once, some minutes"
    if install "$@"; then return; fi
    reason="apt-get failed: $(tail -n 1 "$log")"
  fi
  say "$what is not installed, and tests that need it are skipped: $reason"
  export SHELFCAST_WITHOUT="${SHELFCAST_WITHOUT:-} $name"
}

provide ceph "Ceph's S3 server" \
  "ceph ceph-authtool ceph-mon ceph-osd monmaptool radosgw radosgw-admin setpriv" \
  radosgw ceph-mon ceph-osd ceph-common ceph-base util-linux
provide chromium "Chromium" chromium chromium

biome check .
tsc
knip
vitest run "$@"
