"""Make dist/bundle/: all that a laptop without network needs to install Xushi and try it.

Wheels come from the locked versions, each checked against its hash in the lock; ``make bundle``
calls this after the project's own wheel is made.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parent.parent
FILES = Path(__file__).parent / "files"
PYTHONS = ("3.11", "3.12", "3.13")
"""Versions of Python that a laptop may have."""
SYSTEMS = {
    "win32": ("win_amd64",),
    "linux": tuple(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 26, 24, 17, 12, 5)),
}
"""Tags of wheels that suit, by `sys.platform`; Linux from glibc 2.28 on, as Debian 10 has."""
SOURCES = ("jieba",)
"""Packages that come as source only; a wheel of plain Python is built here."""
EPOCH = "1514764800"
"""Date of what is built here, so that it is the same every time."""


def locked(lock: Path) -> Iterator[tuple[Requirement, str]]:
    """Give each requirement of a lock, with its options of hashes."""
    text = re.sub(r"^\s*#.*$", "", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            asked, _, hashes = line.partition("--hash")
            yield Requirement(asked), f"--hash{hashes}"


def suits(asked: Requirement, system: str, python: str) -> bool:
    """Say whether a requirement is one of a system and a version of Python."""
    names = {
        "win32": {"platform_system": "Windows", "os_name": "nt"},
        "linux": {"platform_system": "Linux", "os_name": "posix"},
    }[system]
    version = {"python_version": python, "python_full_version": f"{python}.0"}
    place = {"sys_platform": system, "implementation_name": "cpython"}
    return asked.marker is None or asked.marker.evaluate({**names, **version, **place})


def pip(python: str, *arguments: str | Path) -> None:
    """Run the pip of an interpreter, which fetches as its settings say."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    command = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run([str(part) for part in command], env=environment, check=True)


def fetch(lock: Path, wheels: Path, python: str) -> None:
    """Put the wheels of all systems and versions of Python into a folder."""
    every = list(locked(lock))
    with tempfile.TemporaryDirectory() as folder:
        for system, tags in SYSTEMS.items():
            for version in PYTHONS:
                own = [(asked, hashes) for asked, hashes in every if suits(asked, system, version)]
                asked = _written(own, Path(folder, "asked.txt"), but=SOURCES)
                pip(
                    python,
                    *("download", "--no-deps", "--require-hashes", "--only-binary=:all:"),
                    *("--python-version", version, "--implementation", "cp"),
                    *(f"--platform={tag}" for tag in tags),
                    *("--dest", wheels, "--requirement", asked),
                )
        sources = [pair for pair in every if canonicalize_name(pair[0].name) in SOURCES]
        asked = _written(sources, Path(folder, "asked.txt"))
        pip(
            python,
            *("--python", sys.executable, "wheel", "--no-deps", "--require-hashes"),
            *("--no-build-isolation", "--wheel-dir", wheels, "--requirement", asked),
        )
    pip(
        python,
        *("download", "--no-deps", "--require-hashes", "--only-binary=:all:"),
        *("--dest", wheels, "--requirement", Path(__file__).parent / "pip.txt"),
    )


def _written(asked: list[tuple[Requirement, str]], path: Path, but: tuple[str, ...] = ()) -> Path:
    """Write requirements without their conditions, which were looked at already."""
    lines = [
        f"{one.name}{one.specifier} {hashes}\n"
        for one, hashes in asked
        if canonicalize_name(one.name) not in but
    ]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return path


def requirements(lock: Path, wheels: Path) -> str:
    """List what is to be installed, each with the hashes of its files in the bundle."""
    hashes: dict[str, list[str]] = {}
    versions = {}
    for path in sorted(wheels.glob("*.whl")):
        name, version, *_ = parse_wheel_filename(path.name)
        versions[name] = version
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        hashes.setdefault(name, []).append(f"--hash=sha256:{digest}")
    lines = [f"xushi=={versions[canonicalize_name('xushi')]} {' '.join(hashes['xushi'])}\n"]
    for asked, _ in locked(lock):
        own = " ".join(hashes[canonicalize_name(asked.name)])
        lines.append(f"{asked} {own}\n")
    return "".join(lines)


def make(out: Path, wheel: Path, python: str) -> None:
    """Make the folder anew."""
    shutil.rmtree(out, ignore_errors=True)
    wheels = out / "wheels"
    wheels.mkdir(parents=True)
    lock = ROOT / "requirements.lock"
    fetch(lock, wheels, python)
    shutil.copy(wheel, wheels)
    listed = requirements(lock, wheels)
    (out / "requirements.txt").write_text(listed, encoding="utf-8", newline="\n")
    for path in sorted(FILES.iterdir()):
        text = path.read_text(encoding="utf-8")
        is_for_windows = path.suffix in (".cmd", ".txt")
        (out / path.name).write_text(
            text,
            # Notepad of old needs the mark; the shell of Windows must not see it.
            encoding="utf-8-sig" if path.suffix == ".txt" else "utf-8",
            newline="\r\n" if is_for_windows else "\n",
        )
        (out / path.name).chmod(0o755 if path.suffix == ".sh" else 0o644)
    command = [sys.executable, "-m", "generator", "init", "--demo", str(out / "demo")]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (out / "SHA256SUMS").write_text("".join(sums(out)), encoding="utf-8", newline="\n")


def sums(folder: Path) -> Iterator[str]:
    """List the checksums of all files of a folder, as `sha256sum -c` reads them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            yield f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "bundle")
    parser.add_argument("--wheel", type=Path, required=True, help="the project's own wheel")
    parser.add_argument("--python", default="python3", help="an interpreter that has pip")
    asked = parser.parse_args()
    make(asked.out, asked.wheel, asked.python)


if __name__ == "__main__":
    main()
