#!/usr/bin/env bash
# Usage: scripts/with_screen.sh COMMAND [ARGUMENT ...]
#
# Run a command that opens windows: on a virtual screen where Xvfb is installed, else on the screen
# there is, else without one (Qt's platform offscreen).
set -euo pipefail

if command -v xvfb-run >/dev/null && command -v xauth >/dev/null; then
  # A root and what is chrooted in it see the same X servers but not each other's lock files, so
  # that both would take the first free number.
  exec xvfb-run --auto-servernum --server-num=$((100 + $$ % 800)) \
    --server-args="-screen 0 1400x1000x24" env QT_QPA_PLATFORM=xcb "$@"
fi
if [ -n "${DISPLAY:-}" ]; then
  exec env QT_QPA_PLATFORM=xcb "$@"
fi
exec env QT_QPA_PLATFORM=offscreen "$@"
