#!/bin/sh
# Installs from this folder; nothing is fetched and nothing outside this folder is changed.
cd "$(dirname "$0")" || exit 1
for python in python3.13 python3.12 python3.11 python3; do
    if command -v "$python" >/dev/null 2>&1; then
        exec "$python" install.py
    fi
done
echo "没有找到 Python 3.11、3.12 或 3.13。" >&2
echo "Python 3.11, 3.12 or 3.13 was not found." >&2
exit 1
