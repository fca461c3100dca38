"""What a person sees who publishes a site."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from generator.publishing.inline import Inline
from generator.publishing.servers import policy_of
from tests.publishing.made import files_of, seen, write_site, xushi
from tests.publishing.nginx import needed
from tests.test_cli import start


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Lay out a site of which both editions are built."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/mkdocs.yml").write_text("site_name: 目标\n", encoding="utf-8")
    write_site(tmp_path / "home/site/public", "one")
    write_site(tmp_path / "home/site/internal", "own")
    return tmp_path / "home/mkdocs.yml"


def test_told(config: Path, tmp_path: Path) -> None:
    """Phases on standard error, what came of it on standard output."""
    target = tmp_path / "target"
    first = xushi("publish", "-f", config, target)
    one = seen(target).current()
    again = xushi("publish", "-f", config, target)
    write_site(config.parent / "site/public", "two")
    second = xushi("publish", "-f", config, target, "--quiet")
    back = xushi("publish", "-f", config, target, "--rollback")

    assert first.stderr == "Looking at the site\nWriting the release\nShowing it to readers\n"
    assert first.stdout == f"Readers see {one}; 14 files written, 0 unchanged.\n"
    assert again.stdout == f"Readers see {one} already; nothing was written.\n"
    assert second.output == ""
    assert back.stdout == f"Readers see {one} again.\n"
    assert {run.exit_code for run in (first, again, second, back)} == {0}


def test_refused(config: Path, tmp_path: Path) -> None:
    """What cannot be is said with what to do, and nothing is written."""
    target = tmp_path / "target"
    xushi("publish", "-f", config, target)
    before = files_of(target)

    shown = xushi("publish", "-f", config, target, "--edition", "internal")
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert shown.stderr == (
        "To mend:\n"
        f"{target}: the folder holds releases of the edition “public”, not of “internal” "
        "[other-edition]\n"
        "    name a folder for each edition; those of two never share one\n"
        "1 to mend, 0 to look at.\n"
    )
    shown = xushi("publish", "-f", config, "web:srv")
    assert shown.exit_code == 2
    assert "“web:srv” is neither a folder nor host:/path nor rsync://host/module" in shown.stderr
    shown = xushi("publish", "-f", config, target, "--rollback", "--keep", "2")
    assert (shown.exit_code, "do not go together" in shown.stderr) == (2, True)
    assert files_of(target) == before


def test_attributes_are_named(config: Path, tmp_path: Path) -> None:
    """A style in an attribute does not weaken the policy; it is a thing to look at."""
    site = config.parent / "site/public"
    write_site(site, "one", files={"b.html": '<p style="color:red">'})

    shown = xushi("publish", "-f", config, tmp_path / "target")
    assert shown.exit_code == 0
    assert "b.html: a style or script in an attribute" in shown.stderr
    assert "unsafe" not in policy_of(Inline(attributes=frozenset({"b.html"})))


def test_configurations_follow(config: Path, tmp_path: Path) -> None:
    """Once written they are kept up to date, and it is said when a server must read them anew."""
    target, site = tmp_path / "target", config.parent / "site/public"
    told = [xushi("publish", "-f", config, target, "--server-config").stdout]
    told.append(xushi("publish", "-f", config, target, "--server-config").stdout)
    write_site(site, "two")
    told.append(xushi("publish", "-f", config, target).stdout)
    write_site(site, "tri", files={"c.html": "<script>new()</script>"})
    told.append(xushi("publish", "-f", config, target).stdout)

    assert ["read it anew" in text for text in told] == [True, False, False, True]
    policy = (target / "nginx/http.conf").read_text(encoding="utf-8")
    assert policy.count("'sha256-") == 2


def test_path_that_means_something(config: Path, tmp_path: Path) -> None:
    """A path that would be read as something else is refused in configurations."""
    shown = xushi("publish", "-f", config, tmp_path / "a$b", "--server-config")

    assert (shown.exit_code, "[path-not-plain]" in shown.stderr) == (1, True)


@pytest.mark.slow
def test_ctrl_c(config: Path, tmp_path: Path) -> None:
    """An interrupted publication leaves what readers saw, and nothing else."""
    target, site = tmp_path / "target", config.parent / "site/public"
    xushi("publish", "-f", config, target)
    before = files_of(target)
    write_site(site, "two", files={f"many/{n}.html": f"<p>{n}</p>" for n in range(20_000)})

    process = start("publish", "-f", config, target)
    assert process.stderr is not None
    while "Writing" not in process.stderr.readline():
        time.sleep(0)
    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate()

    assert process.returncode == 130
    assert "what was published before is as it was" in told
    assert files_of(target) == before


def test_programs_are_there_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing server skips a test here, and fails it where all is installed."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception):
        needed(None, "nginx-light")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(AssertionError, match="nginx-light is not installed"):
        needed(None, "nginx-light")


def test_only_what_was_searched(config: Path, tmp_path: Path) -> None:
    """A public file that did not come through the gate, or changed since, is not published."""
    page = config.parent / "site/public/index.html"
    page.write_text("<p>13812345678</p>\n", encoding="utf-8")
    shown = xushi("publish", "-f", config, tmp_path / "target")
    own = xushi("publish", "-f", config, tmp_path / "own", "--edition", "internal")

    assert shown.exit_code == 1
    assert shown.stderr == (
        "Looking at the site\n"
        "To mend:\n"
        f"{page}: the file was not searched for what the public may not see, or changed since "
        "[not-through-gate]\n"
        "    run xushi build again, then publish; nothing was published\n"
        "1 to mend, 0 to look at.\n"
    )
    assert not (tmp_path / "target/current").exists()
    assert own.exit_code == 0
