#!/usr/bin/env bash
# Usage: scripts/setup_system.sh GROUP ...
#
# Install from apt what the named groups need and this Debian or Ubuntu lacks; do nothing, and ask
# for no rights, when all of it is there. Groups: demo test browser lint package chroots.
set -euo pipefail

readonly RUN="qgis python3-qgis qgis-providers python3-sklearn python3-rasterio python3-joblib
  python3-scipy python3-numba"

packages_of() {
  case $1 in
    demo) echo "$RUN python3-matplotlib" ;;
    test) echo "$RUN python3-matplotlib python3-pytest python3-pytest-xdist python3-hypothesis
      python3-jsonschema python3-distributed xvfb xauth git" ;;
    # Node.js from elsewhere brings its own npm, which Debian's would fight with.
    browser) echo "chromium nodejs $(command -v npm >/dev/null || echo npm)" ;;
    lint) echo "python3-venv" ;;
    package) echo "git zip qttools5-dev-tools" ;;
    chroots) echo "git debootstrap" ;;
    *) fail "there is no group '$1'; choose among demo test browser lint package chroots" ;;
  esac
}

fail() {
  printf 'setup_system: %s\n' "$*" >&2
  exit 1
}

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

[ $# -gt 0 ] || fail "name at least one group: demo test browser lint package chroots"
wanted=""
for group in "$@"; do
  wanted+=" $(packages_of "$group")"
done
if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  fail "this is not Debian or Ubuntu, so install by other means what these packages hold:" $wanted
fi

missing=()
for package in $wanted; do
  is_installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null ||
    fail "needs root to install; as root, run: apt-get install ${missing[*]}"
  as_root=(sudo)
fi
log=$(mktemp "${TMPDIR:-/tmp}/finecover-setup.XXXXXX.log")
printf 'Installing %s (log: %s)\n' "${missing[*]}" "$log"
# One unreachable third-party list must not stop the install, which tells whether it matters.
"${as_root[@]}" apt-get update >"$log" 2>&1 || true
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
  "${missing[@]}" >>"$log" 2>&1 ||
  fail "apt-get could not install ${missing[*]} (no network, or no rights?); see $log"
rm -f "$log"
