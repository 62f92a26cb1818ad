#!/bin/sh
# Finds a Python that is new enough and hands over to setup.py.
# $1: "run" for what the program needs, "dev" for what its tests need as well.

case "$(uname -s)" in
MINGW* | MSYS* | CYGWIN*)
    echo "modtui does not run on native Windows. Use WSL: https://learn.microsoft.com/windows/wsl/install" >&2
    exit 1
    ;;
esac

# Python 2 must be able to read this test.
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
found=""
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    version=$("$candidate" --version 2>&1) || continue
    if "$candidate" -c "$new_enough" 2>/dev/null; then
        exec "$candidate" "$(dirname "$0")/setup.py" "$@"
    fi
    found="${found:+$found, }$candidate is $version"
done

if [ -n "$found" ]; then
    echo "modtui needs Python 3.11 or newer; $found." >&2
elif [ -n "$PYTHON" ]; then
    echo "modtui needs Python 3.11 or newer; there is none at $PYTHON." >&2
else
    echo "modtui needs Python 3.11 or newer; none was found." >&2
fi
echo "Install one (Debian: apt install python3 python3-venv; macOS: brew install python)," >&2
echo "or name one: make PYTHON=/path/to/python3.12 ..." >&2
exit 1
