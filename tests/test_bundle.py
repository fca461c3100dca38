"""The folder for laptops without network: what is in it, and that it installs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bundle import make
from generator.bags.names import check_file_names

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        pytest.param('a==1; sys_platform == "win32"', {"win32"}, id="Windows only"),
        pytest.param('a==1; platform_system != "Windows"', {"linux"}, id="not Windows"),
        pytest.param('a==1; sys_platform == "darwin"', set(), id="neither"),
        pytest.param("a==1", {"win32", "linux"}, id="both"),
    ],
)
def test_systems(asked: str, where: set[str]) -> None:
    """A condition of the lock is asked of the laptop, not of the machine that makes the bundle."""
    assert {name for name in make.SYSTEMS if make.suits(Requirement(asked), name, "3.12")} == where


def test_versions_of_python() -> None:
    """What is brought, what the script asks for and what the README says are the same."""
    code = (make.FILES / "install.py").read_text(encoding="utf-8")
    ends = re.findall(r"\((3), (\d+)\)", code)
    readme = (make.FILES / "README.txt").read_text(encoding="utf-8")

    assert [".".join(end) for end in ends] == [make.PYTHONS[0], make.PYTHONS[-1]]
    assert "、".join(make.PYTHONS[:-1]) + f" 或 {make.PYTHONS[-1]}" in readme
    assert ", ".join(make.PYTHONS[:-1]) + f" or {make.PYTHONS[-1]}" in readme


def test_every_package_is_brought() -> None:
    """Each package of the lock is one of some system that is brought, with its hashes."""
    every = list(make.locked(ROOT / "requirements.lock"))

    assert len(every) > 30
    assert all(hashes.count("--hash=sha256:") for _, hashes in every)
    brought = {
        asked.name
        for asked, _ in every
        for system in make.SYSTEMS
        for version in make.PYTHONS
        if make.suits(asked, system, version)
    }
    assert {asked.name for asked, _ in every} == brought


def without_network() -> list[str]:
    """Give the words that run a command in a place that has no network."""
    alone = ["unshare", "--map-root-user", "--net"]
    try:
        done = subprocess.run([*alone, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return []
    return [] if done.returncode else alone


def run(*command: str, cwd: Path) -> str:
    """Run a command without network that must succeed; give what it said."""
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        [*without_network(), *command],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(cwd), "LANG": "C", **nowhere},
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the bundle as `make bundle` does, in a folder whose name has a space."""
    folder = tmp_path_factory.mktemp("made")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    make.make(folder / "a bundle", wheel, shutil.which("python3") or sys.executable)
    return folder / "a bundle"


@pytest.mark.long
def test_windows_can_hold_it(bundle: Path) -> None:
    """No name of a file, also within the wheels, is one that Windows forbids, or too long."""
    names = [path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()]
    inside = [
        name
        for path in bundle.glob("wheels/*.whl")
        if "manylinux" not in path.name
        for name in zipfile.ZipFile(path).namelist()
    ]

    assert [str(found) for found in check_file_names(names)] == []
    assert len(r"C:\xushi\program\Lib\site-packages" + "\\") + max(map(len, inside)) < 260
    assert (bundle / "install.cmd").read_bytes().count(b"\r\n") > 5
    assert (bundle / "README.txt").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.long
def test_installs_without_network(bundle: Path) -> None:
    """Whole as listed, it installs with no network, and the demonstration is built and shown."""
    run("sha256sum", "--quiet", "-c", "SHA256SUMS", cwd=bundle)
    run("sh", "install.sh", cwd=bundle)
    said = run("sh", "demo.sh", cwd=bundle)

    assert (bundle / "demo/site/public/index.html").is_file(), said
    assert run("sh", "../xushi.sh", "due", "--locale", "zh", cwd=bundle / "demo").startswith("截至")


@pytest.mark.long
def test_a_changed_wheel_is_refused(bundle: Path, tmp_path: Path) -> None:
    """A wheel that is not the one listed is not installed."""
    other = tmp_path / "bundle"
    shutil.copytree(bundle, other, ignore=shutil.ignore_patterns("program", "demo"))
    (wheel,) = other.glob("wheels/xushi-*.whl")
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("generator/added.py", "")

    with pytest.raises(AssertionError, match="DO NOT MATCH THE HASHES"):
        run("sh", "install.sh", cwd=other)

    assert not os.path.lexists(other / "program" / "bin" / "xushi")
