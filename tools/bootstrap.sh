#!/bin/sh
# Makes a virtual environment from plain Python and installs this project into it.
# usage: tools/bootstrap.sh VENV EXTRAS    for instance: tools/bootstrap.sh .venv dev
# PYTHON=... names the interpreter; without it the newest of python3.13, 3.12, 3.11 and python3 is taken.
set -eu
venv=$1
extras=${2:-}

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if ! { [ -x "$venv/bin/python" ] && fits "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
    found=
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if command -v "$candidate" >/dev/null 2>&1 && fits "$candidate"; then
            found=$candidate
            if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then break; fi
        fi
    done
    if [ -z "$found" ]; then
        echo "according needs Python 3.11 or later, and found: $(python3 --version 2>&1 || echo 'no python3 at all')." >&2
        echo "Install one (Debian, Ubuntu: apt install python3.11 python3.11-venv) or name it: make run PYTHON=/path/to/python3.12" >&2
        exit 1
    fi
    if ! "$found" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "$found cannot make virtual environments: its parts venv and ensurepip are missing." >&2
        echo "Install them (Debian, Ubuntu: apt install python$version-venv), then run the same command again." >&2
        exit 1
    fi
    echo "making $venv with $("$found" --version)" >&2
    "$found" -m venv --clear "$venv"
fi

echo "installing according${extras:+ with extras $extras} into $venv (a minute or two the first time)" >&2
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable ".${extras:+[$extras]}"
