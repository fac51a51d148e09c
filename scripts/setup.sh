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

# A Chromium for the tests of the pages: the system's, else Debian's, else Playwright's own. NAME as above.
setup_browser() {
    local name
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" > /dev/null; then
            return
        fi
    done
    echo "Setting up Chromium (once) …" >&2
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null && return
    fi
    ".venv/$1/bin/playwright" install --with-deps chromium >&2 || ".venv/$1/bin/playwright" install chromium >&2
}
