"""What a clerk's Windows laptop needs: imports, encodings, line ends, names of files."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from generator.bags.names import check_file_names
from generator.check.columns import is_safe_id
from generator.resources import resource
from tests.test_cli import xushi

ROOT = Path(__file__).parent.parent
LONGEST = 259
"""Characters of a path that every program on Windows can open."""
USUAL = r"C:\Users\Administrator\Documents\目标进度报告"
"""A folder such as a clerk would put a site into."""

IMPORT_ALL = """
import importlib, os, pkgutil, signal, sys, types

import generator


def import_all():
    for found in pkgutil.walk_packages(generator.__path__, "generator."):
        importlib.import_module(found.name)


import_all()  # and all packages of others, which are made for both systems
for name in [name for name in sys.modules if name.partition(".")[0] == "generator"]:
    del sys.modules[name]
posix = ("fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix", "syslog", "crypt")
sys.modules.update(dict.fromkeys(posix))
for name in ("fork", "forkpty", "sync", "getuid", "geteuid", "getgid", "chown", "lchown", "setsid",
             "killpg", "getpgid", "statvfs", "uname", "mkfifo", "O_DIRECTORY", "O_NOFOLLOW"):
    delattr(os, name)
for name in ("SIGKILL", "SIGHUP", "SIGALRM", "SIGUSR1", "SIGPIPE"):
    delattr(signal, name)
sys.modules["msvcrt"] = types.ModuleType("msvcrt")  # which Windows has
sys.platform = "win32"
import generator
import_all()
"""


@pytest.mark.slow
def test_every_module_can_be_imported() -> None:
    """No module needs, to be imported, what only Linux and macOS have."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_line_ends_are_named() -> None:
    """A text that is written says its line ends, so that they are the same on every system.

    That its encoding is named is asked by the linter.
    """
    silent = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "generator").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and writes_text(call)
        if not {"newline"} & {word.arg for word in call.keywords}
    ]

    assert silent == []


def writes_text(call: ast.Call) -> bool:
    """Say whether a call writes a text, by its name and its mode."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if name == "write_text":
        return True
    of_path = isinstance(call.func, ast.Attribute)  # one of an archive has its name first
    words = [
        *call.args[0 if of_path else 1 :][:1],
        *(word.value for word in call.keywords if word.arg == "mode"),
    ]
    modes = [word.value for word in words if isinstance(word, ast.Constant)]
    texts = [mode for mode in modes if isinstance(mode, str) and set(mode) <= set("rwaxt+")]
    return name == "open" and any(set(mode) & set("wax") for mode in texts)


@pytest.mark.parametrize(
    ("text", "is_safe"),
    [
        pytest.param("con", False, id="a device"),
        pytest.param("NUL.x", False, id="a device with an ending"),
        pytest.param("aux.2018", False, id="another one"),
        pytest.param("com1", False, id="a port"),
        pytest.param("a.", False, id="ends in a dot"),
        pytest.param("a ", False, id="ends in a space"),
        pytest.param("a:b", False, id="a colon"),
        pytest.param("a?", False, id="a question mark"),
        pytest.param("console", True, id="only begins like a device"),
        pytest.param("qx-wsy", True, id="an ordinary id"),
    ],
)
def test_ids_become_names_of_files(text: str, is_safe: bool) -> None:
    """An id that Windows could not have as the name of a file is refused by the check."""
    assert is_safe_id(text) is is_safe


@pytest.mark.slow
def test_files_of_a_site(tmp_path: Path) -> None:
    """Windows can hold every file of a built demonstration, none is a link, none too long."""
    assert xushi("init", "--demo", tmp_path / "demo").exit_code == 0
    config = tmp_path / "demo" / "mkdocs.yml"
    done = xushi("build", "-f", config, "--locale", "all", "--edition", "internal", "--quiet")
    assert done.exit_code == 0, done.output

    paths = sorted((tmp_path / "demo").rglob("*"))
    names = [path.relative_to(tmp_path / "demo").as_posix() for path in paths if path.is_file()]

    assert [path for path in paths if path.is_symlink()] == []
    assert [str(found) for found in check_file_names(names)] == []
    longest = max(names, key=len)
    assert len(rf"{USUAL}\{longest}") <= LONGEST, longest


def test_files_of_the_program() -> None:
    """The same of all that the program brings."""
    folder = resource("templates").parent
    names = [
        path.relative_to(folder).as_posix()
        for part in ("generator", "templates", "data")
        for path in (folder / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]

    assert [str(found) for found in check_file_names(names)] == []
