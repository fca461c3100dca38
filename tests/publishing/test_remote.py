"""Releases on another machine: a real rsync, over a daemon and over what stands for ssh."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.publishing.remote import Remote, parse_remote
from tests.publishing.made import files_of, seen, write_site, xushi
from tests.publishing.nginx import free_port, needed

pytestmark = pytest.mark.slow

RSYNC = shutil.which("rsync")
SSH = """#!/bin/sh
# Stands for ssh: what would go to another machine's shell goes to one here.
while [ "$1" != far.example ]; do shift; done
shift
exec sh -c "$*"
"""


@pytest.mark.parametrize(
    ("text", "host", "path"),
    [
        ("web:/srv/a", "web", "/srv/a"),
        ("me@web.example.org:/srv/a b/", "me@web.example.org", "/srv/a b"),
        ("rsync://web/module", "", ""),
        ("rsync://web:8873/module/below", "", ""),
    ],
)
def test_other_machine(text: str, host: str, path: str) -> None:
    """Host and folder are told apart."""
    assert parse_remote(text) == Remote(text.rstrip("/"), host, path)


@pytest.mark.parametrize(
    "text",
    [
        "-oProxyCommand=x:/srv",
        "web:srv",
        "web;id:/srv",
        "$(id):/srv",
        "web:/srv\nid",
        "rsync://-x/module",
        "rsync://web/",
    ],
)
def test_no_machine(text: str) -> None:
    """Nothing can be taken for an option or a command."""
    with pytest.raises(ValueError, match=r"."):
        parse_remote(text)


@pytest.mark.parametrize("text", ["/srv/a", "a", "../a", "./web:/a", "C:/site", "/srv/a:b"])
def test_folder(text: str) -> None:
    """All else is a folder."""
    assert parse_remote(text) is None


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Lay out a site that is built."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/mkdocs.yml").write_text("site_name: 目标\n", encoding="utf-8")
    write_site(tmp_path / "home/site/public", "one")
    return tmp_path / "home/mkdocs.yml"


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that is reached as far.example, whose path would harm an unquoted shell."""
    needed(RSYNC, "rsync")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/ssh").write_text(SSH)
    (tmp_path / "bin/ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "a 'b'; touch harmed; 目标"
    folder.mkdir()
    return folder


def publish(config: Path, mark: str, target: str, *options: str) -> str:
    """Publish a site with this mark; give the release that readers see."""
    write_site(config.parent / "site/public", mark)
    shown = xushi("publish", "-f", config, target, *options)
    assert shown.exit_code == 0, shown.output
    return shown.stdout.split()[2].rstrip(";.")


def test_over_ssh(config: Path, far: Path, tmp_path: Path) -> None:
    """Releases arrive whole, what stays is linked, and one goes back and forth."""
    target = f"far.example:{far}"
    first = publish(config, "one", target)
    second = publish(config, "two", target)

    there = seen(far)
    assert (there.current(), there.history()) == (second, [first, second])
    for name in (first, second):
        checked = ["sha256sum", "--quiet", "--strict", "-c", f"../{name}.sha256"]
        subprocess.run(checked, cwd=there.releases / name, check=True)
    assert (there.releases / first / "units/qx.html").samefile(
        there.releases / second / "units/qx.html"
    )
    before = files_of(far)
    assert publish(config, "two", target) == second
    assert files_of(far) == before

    assert "again" in xushi("publish", "-f", config, target, "--rollback").stdout
    assert there.current() == first
    assert "again" in xushi("publish", "-f", config, target, "--rollback", second).stdout
    third = publish(config, "tri", target, "--keep", "2", "--server-config")
    assert there.history() == [second, third]
    assert f'root "{far}/current";' in (far / "nginx/server.conf").read_text(encoding="utf-8")
    assert not (tmp_path / "harmed").exists()


def test_not_to_be_mixed_or_damaged(config: Path, far: Path) -> None:
    """Another edition is refused, and so is a release that is not whole."""
    target = f"far.example:{far}"
    first = publish(config, "one", target)
    publish(config, "two", target)
    write_site(config.parent / "site/internal", "one")

    shown = xushi("publish", "-f", config, target, "--edition", "internal")
    assert (shown.exit_code, "[other-edition]" in shown.stderr) == (1, True)
    (seen(far).releases / first / "index.html").write_text("changed")
    shown = xushi("publish", "-f", config, target, "--rollback")
    assert (shown.exit_code, "[release-damaged]" in shown.stderr) == (1, True)
    shown = xushi("publish", "-f", config, target, "--rollback", "$(touch harmed)")
    assert (shown.exit_code, "[no-release]" in shown.stderr) == (1, True)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[str]:
    """Let rsync listen on this machine; give the address of its one module."""
    needed(RSYNC, "rsync")
    (tmp_path / "module").mkdir()
    port = free_port()
    (tmp_path / "rsyncd.conf").write_text(
        f"port = {port}\naddress = 127.0.0.1\nuse chroot = no\nmunge symlinks = no\n"
        f"uid = {os.getuid()}\ngid = {os.getgid()}\n"
        f"[site]\npath = {tmp_path}/module\nread only = no\n"
    )
    command = ["rsync", "--daemon", "--no-detach", f"--config={tmp_path}/rsyncd.conf"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
        time.sleep(0.5)
        yield f"rsync://127.0.0.1:{port}/site"
        server.terminate()


def test_over_a_daemon(config: Path, daemon: str, tmp_path: Path) -> None:
    """It works the same but for what needs a program on the other side."""
    first = publish(config, "one", daemon)
    second = publish(config, "two", daemon)

    there = seen(tmp_path / "module")
    assert (there.current(), there.history()) == (second, [first, second])
    assert (there.releases / first / "404.html").samefile(there.releases / second / "404.html")
    shown = xushi("publish", "-f", config, daemon, "--rollback")
    assert (shown.exit_code, "[needs-ssh]" in shown.stderr) == (1, True)


def test_nobody_there(config: Path) -> None:
    """What keeps rsync from its work is said."""
    needed(RSYNC, "rsync")
    shown = xushi("publish", "-f", config, "rsync://127.0.0.1:9/site")

    assert (shown.exit_code, "[remote-failed]" in shown.stderr) == (1, True)


def test_without_rsync(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program that is missing is named."""
    monkeypatch.setenv("PATH", str(tmp_path))
    shown = xushi("publish", "-f", config, "far.example:/srv/a")

    assert shown.exit_code == 1
    assert "the program “rsync” is not on this machine [no-program]" in shown.stderr
