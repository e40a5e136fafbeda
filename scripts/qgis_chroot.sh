#!/usr/bin/env bash
# Usage: scripts/qgis_chroot.sh SUITE [COMMAND [ARGUMENT ...]]
#
# Run a command on this working tree under the QGIS of another Debian release:
#   trixie   QGIS 3.40, Python 3.13
#   sid      QGIS 3.44 or later, Python 3.14
# Without a command, only see to it that the release is installed (first time: a few minutes).
#
# The command runs as root, without a screen, in a private copy of the tree's git files and with a
# private HOME. It finds the real scenes, read-only, at $FINECOVER_DATA, and whatever it writes to
# $OUT comes back to build/SUITE/ here. Several calls may run at once; all mounts are private to
# the call and end with it, so any folder below the base may be deleted between calls.
#
#   FINECOVER_CHROOTS   base folder (default /var/tmp/finecover-chroots)
#   FINECOVER_DATA      folder of real scenes (default ../shared/data beside the tree)
#   DEBIAN_MIRROR       archive to install from (default: the one this Debian uses)
set -euo pipefail

readonly PACKAGES="qgis python3-qgis qgis-providers python3-sklearn python3-rasterio
  python3-joblib python3-scipy python3-pytest python3-hypothesis python3-matplotlib
  xvfb xauth make git zip unzip qttools5-dev-tools"

fail() {
  printf 'qgis_chroot: %s\n' "$*" >&2
  exit 1
}

# Print the archive that this machine's own Debian packages come from, if it is a Debian.
host_mirror() {
  grep -qx 'ID=debian' /etc/os-release 2>/dev/null || return 0
  cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' | sed -n 1p
}

# Run a command in a mount namespace of its own: what it mounts vanishes with it.
privately() {
  unshare --mount --propagation private "$@"
}

# Bind the kernel's file systems into the root $1, then run the rest there (call privately).
enter() {
  local root=$1 place
  shift
  for place in proc dev sys; do
    mount --rbind "/$place" "$root/$place"
  done
  chroot "$root" "$@"
}

# Install the release under a name of its own, and give it the final name when all is there. The
# signatures of the archive are checked, its "valid until" is not: a mirror that lags behind sid by
# more than a week is old, and still good enough to test on.
build() {
  local fresh=$root.new stage=$root
  if [ ! -d "$root" ]; then
    stage=$fresh
    rm -rf --one-file-system "$fresh"
    # shellcheck disable=SC2046
    privately debootstrap --variant=minbase --include=ca-certificates "$suite" "$fresh" \
      $(printf '%s' "${DEBIAN_MIRROR:-$(host_mirror)}") || return 1
    echo force-unsafe-io >"$fresh/etc/dpkg/dpkg.cfg.d/fast"
  fi
  cp -L /etc/resolv.conf "$stage/etc/resolv.conf"
  export -f enter
  # shellcheck disable=SC2016,SC2086
  privately bash -euc 'enter "$@"' enter "$stage" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive http_proxy="${http_proxy:-}" sh -euc \
    'apt-get -o Acquire::Check-Valid-Until=false update
     apt-get install -y --no-install-recommends "$@"; apt-get clean' \
    install $PACKAGES || return 1
  echo "$PACKAGES" >"$stage/.finecover-packages"
  [ "$stage" = "$root" ] || mv "$fresh" "$root"
}

is_built() {
  [ "$(cat "$root/.finecover-packages" 2>/dev/null)" = "$PACKAGES" ]
}

ensure_built() {
  is_built && return
  printf 'qgis_chroot: installing %s in %s; the log is %s\n' "$suite" "$root" "$log" >&2
  flock 9
  # Nothing a package starts may inherit the lock and hold it for ever.
  if ! is_built && ! build >"$log" 2>&1 9>&-; then
    tail -n 5 "$log" >&2
    fail "could not install $suite; see $log"
  fi
}

# Copy the tree's files, tracked or new but not ignored, to the folder $1.
copy_tree() {
  local file
  git -C "$tree" ls-files -z --cached --others --exclude-standard |
    while IFS= read -r -d '' file; do
      if [ -e "$tree/$file" ]; then printf '%s\0' "$file"; fi
    done | tar -C "$tree" --null -T - -cf - | tar -C "$1" -xf -
}

# Lay out what the command sees, then run it (call privately).
run_inside() {
  local root=$1 job=$2 data=$3
  shift 3
  mkdir -p "$root/job"
  mount --bind "$job" "$root/job"
  if [ -n "$data" ]; then
    mount --bind "$data" "$root/job/data"
    mount -o remount,bind,ro "$root/job/data"
  fi
  # shellcheck disable=SC2016
  enter "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM="${TERM:-dumb}" \
    HOME=/job/home TMPDIR=/job/tmp XDG_RUNTIME_DIR=/job/run OUT=/job/out \
    QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE=1 PYTHON=/usr/bin/python3 \
    CI="${CI:-}" ${data:+FINECOVER_DATA=/job/data} \
    sh -c 'cd /job/tree && exec "$@"' sh "$@"
}

run_job() {
  local status=0 data=""
  job=$(mktemp -d "$base/job.$suite.XXXXXX")
  # The command's mounts are gone by then; --one-file-system is a second lock on that door.
  trap 'rm -rf --one-file-system "$job"' EXIT
  mkdir "$job"/{tree,home,tmp,run,out,data}
  chmod 700 "$job/run"
  copy_tree "$job/tree"
  if [ -d "${FINECOVER_DATA:-$tree/../shared/data}" ]; then
    data=$(realpath "${FINECOVER_DATA:-$tree/../shared/data}")
  fi
  export -f enter run_inside
  # shellcheck disable=SC2016
  privately bash -euc 'run_inside "$@"' run_inside "$root" "$job" "$data" "$@" 9>&- || status=$?
  if [ -n "$(ls -A "$job/out")" ]; then
    mkdir -p "$tree/build/$suite"
    cp -rT "$job/out" "$tree/build/$suite"
  fi
  return "$status"
}

case "${1:-}" in
  trixie | sid) suite=$1 && shift ;;
  *) fail "the first argument is trixie or sid, not '${1:-}'" ;;
esac
[ "$(id -u)" = 0 ] || fail "must run as root, because it installs and mounts a Debian; use sudo"
command -v debootstrap >/dev/null || fail "debootstrap is missing; apt-get install debootstrap"

tree=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
base=${FINECOVER_CHROOTS:-/var/tmp/finecover-chroots}
root=$base/$suite
log=$base/$suite.log
mkdir -p "$base"
exec 9>"$base/$suite.lock"
ensure_built
flock --shared 9 # an installation waits until the commands under way are done
if [ $# -gt 0 ]; then run_job "$@"; fi
