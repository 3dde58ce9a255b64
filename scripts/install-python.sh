#!/bin/sh
# Makes .venv and installs the locked dependencies and Parley itself (editable) into it.
# Safe to run again: an existing .venv is brought up to the lock.
set -eu
cd "$(dirname "$0")/.."

if ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(scripts/find-python.sh)
    echo "==> making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

echo "==> installing the locked Python packages (a minute or two the first time)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-build-isolation --no-deps --editable .
touch .venv/.installed
echo "==> Python is ready: $(.venv/bin/python -m pip list --format=freeze 2>/dev/null | wc -l | tr -d ' ') packages"
