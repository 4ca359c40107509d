#!/usr/bin/env bash
# Build .venv from the hashed lock, once per lock. uv installs it; where uv cannot, pip installs the same file.
set -euo pipefail
cd "$(dirname "$0")/.."

fingerprint=$(cat requirements/lock.txt requirements/uv.txt pyproject.toml | cksum)
[ "$(cat .venv/.fingerprint 2>/dev/null)" = "$fingerprint" ] && exit 0

find_python() {
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "evaluatie needs Python 3.11 or newer with the venv module; set PYTHON=/path/to/python3.11" >&2
    return 1
}

python=$(find_python)
echo "Setting up .venv with $("$python" --version) ..."
rm -rf .venv
"$python" -m venv .venv
quiet="--quiet --disable-pip-version-check"
# shellcheck disable=SC2086
if .venv/bin/python -m pip install $quiet --require-hashes -r requirements/uv.txt &&
    .venv/bin/uv pip install --quiet --python .venv --system-certs --compile-bytecode --no-deps --require-hashes -r requirements/lock.txt; then
    :
else
    echo "uv could not install the lock; pip installs the same file (slower)."
    .venv/bin/python -m pip install $quiet --no-deps --require-hashes -r requirements/lock.txt
fi
.venv/bin/python -m pip install $quiet --no-deps --no-build-isolation --no-index --editable .
# where Python is told to keep no compiled code, every one of a report's processes would compile all of it
.venv/bin/python -m compileall -q src
echo "$fingerprint" > .venv/.fingerprint
