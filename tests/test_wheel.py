"""The wheel works without the tree, and makes the same site."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from generator.starter import write_starter
from tests.changing import copy_sources, write_small_site

ROOT = Path(__file__).parent.parent

pytestmark = [pytest.mark.wheel, pytest.mark.slow]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command that must succeed, and give what it said."""
    plain = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**plain, "LANG": "en_GB.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it in an environment of its own, give that one's commands.

    The environment sees the packages installed here, but not this tree: nothing is fetched.
    """
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (wheel,) = folder.glob("xushi-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    (packages,) = folder.glob("env/lib/python*/site-packages")
    # A folder named in a .pth file is searched, but the .pth files in it are not read; the one
    # that leads to this tree is among those.
    (packages / "here.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    python = folder / "env" / "bin" / "python"
    run(
        *(sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", "--no-cache"),
        *("--python", python, wheel),
        cwd=folder,
    )
    run(python, "-m", "compileall", "-q", packages / "generator", cwd=folder)  # as pip does
    return folder / "env" / "bin"


def files(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder by name."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_same_site(installed: Path, tmp_path: Path) -> None:
    """A demonstration laid out from the wheel is the tree's, and a site built with it too."""
    run(installed / "xushi", "init", "--demo", "demo", cwd=tmp_path)
    write_starter(tmp_path / "starter", demonstration=True)
    assert files(tmp_path / "demo") == files(tmp_path / "starter")

    small = write_small_site(tmp_path / "tree")
    copy_sources(small, tmp_path / "demo")
    run(installed / "xushi", "build", "--quiet", cwd=tmp_path / "demo")
    run(sys.executable, "-m", "generator", "build", "--quiet", cwd=small, PYTHONPATH=str(ROOT))

    assert len(files(tmp_path / "demo/site/public")) > 300
    assert files(tmp_path / "demo/site/public") == files(small / "site/public")


def test_not_from_the_tree(installed: Path, tmp_path: Path) -> None:
    """The installed program finds nothing in this tree: it uses what it brought."""
    code = "import generator.resources as r; print(r.__file__); print(r.resource('templates'))"

    said = run(installed / "python", "-c", code, cwd=tmp_path)

    assert str(ROOT) not in said


def test_empty_site(installed: Path, tmp_path: Path) -> None:
    """Empty tables from the wheel hold no mistake."""
    run(installed / "xushi", "init", "empty", cwd=tmp_path)

    assert run(installed / "xushi", "check", cwd=tmp_path / "empty") == "Nothing to mend.\n"
