#!/usr/bin/env bash
# Install Debian's chromium for the browser tests, once, where that is possible. Never fails: without chromium those
# tests skip and say so.
set -euo pipefail

if command -v chromium >/dev/null 2>&1; then
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "No chromium here and no apt-get to install it: the browser tests will skip."
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "No chromium here and not root: the browser tests will skip (install Debian's package 'chromium' to run them)."
    exit 0
fi
echo "Installing chromium for the browser tests ..."
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
    >/dev/null 2>&1; then
    echo "chromium could not be installed: the browser tests will skip."
fi
