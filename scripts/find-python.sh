#!/bin/sh
# Prints the newest Python between 3.11 and 3.13 on this machine; says what to do when there is none.
# Each candidate is run, because a version manager's shim may stand in the PATH for a Python
# that is not active. PYTHON=/path/to/python overrides the search.
set -eu

suits() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
        >/dev/null 2>&1
}

for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    if suits "$candidate"; then
        command -v "$candidate"
        exit 0
    fi
done

echo "Parley needs Python 3.11, 3.12 or 3.13 with its venv module, and found none." >&2
echo "Install one (Debian, Ubuntu: apt-get install python3 python3-venv), or name it:" >&2
echo "  make PYTHON=/path/to/python3.12 ..." >&2
exit 1
