#!/bin/sh
# Validate the RO-Crates of all reports with roc-validator, offline, in an environment of its own: it wants other versions
# of packages than evaluatie's lock has.   sh scripts/validate_crates.sh [required|recommended] [REPORT-FOLDER...]
set -eu
place="${TMPDIR:-/tmp}/evaluatie-roc-validator"
uv="$(dirname "$0")/../.venv/bin/uv"
[ -x "$uv" ] || uv=uv
if [ ! -x "$place/bin/rocrate-validator" ]; then
    "$uv" venv --quiet --clear "$place"
    "$uv" pip install --quiet --python "$place/bin/python" "roc-validator==0.13.0"
    "$uv" pip install --quiet --python "$place/bin/python" --no-deps "rocrate==0.13.0"
fi
exec "$place/bin/python" "$(dirname "$0")/validate_crates.py" "$@"
