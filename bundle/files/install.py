"""Install Xushi from this folder, without network, into its folder ``program``."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = HERE / "program"
OLDEST, NEWEST = (3, 11), (3, 13)
LONGEST = 259
"""Characters of a path that Windows takes."""


def refuse(chinese: str, english: str) -> None:
    """Say why not, and end."""
    print(chinese, english, sep="\n", file=sys.stderr)
    raise SystemExit(1)


def check_machine() -> None:
    """See that this Python, and on Windows this folder, will do."""
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST or sys.maxsize < 2**32:
        refuse(
            "需要 64 位的 Python 3.11、3.12 或 3.13。",
            "This needs Python 3.11, 3.12 or 3.13, of 64 bits.",
        )
    if os.name != "nt":
        return
    names = [
        name for path in HERE.glob("wheels/*.whl") for name in zipfile.ZipFile(path).namelist()
    ]
    longest = len(str(PROGRAM / "Lib" / "site-packages")) + 1 + max(map(len, names))
    if longest > LONGEST:
        refuse(
            "这个文件夹的路径太长，请把整个文件夹移到 C:\\xushi 再安装。",
            "The path of this folder is too long; move the whole folder to C:\\xushi first.",
        )


def install() -> None:
    """Make an environment and fill it from ``wheels``, each file checked by its hash."""
    venv.create(PROGRAM, clear=True, with_pip=False)
    python = PROGRAM / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (pip,) = HERE.glob("wheels/pip-*.whl")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    done = subprocess.run(
        [
            *(str(python), str(pip / "pip"), "install", "--no-index", "--no-cache-dir"),
            *("--quiet", "--disable-pip-version-check", "--require-hashes"),
            *("--find-links", str(HERE / "wheels"), "-r", str(HERE / "requirements.txt")),
        ],
        env={**plain, "PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"},
        check=False,
    )
    if done.returncode:
        refuse("安装没有完成，原因见上。", "The installation did not succeed; see above why.")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    check_machine()
    install()
    print(
        "安装完成。双击 demo 启动演示。",
        "Installed. Start `demo` to see the demonstration.",
        sep="\n",
    )
