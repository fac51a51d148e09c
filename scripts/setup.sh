# Sourced by the other scripts: a virtual environment in .venv with exactly the locked versions.
# usage: setup NAME EXTRAS  (NAME of the environment; EXTRAS such as ",dev" are installed beside the core)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

setup() {
    local folder=".venv/$1" stamp want
    stamp="$folder/.stamp"
    want=$(cat pyproject.toml config/requirements.lock | sha256sum | cut -d' ' -f1)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then
        return
    fi
    echo "Setting up $folder (once) …" >&2
    "${PYTHON:-python3}" -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
        --constraint config/requirements.lock --editable ".$2" >&2
    echo "$want" > "$stamp"
}
