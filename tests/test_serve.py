"""The preview: what it serves, what it notices, and what it leaves alone."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator import serving
from generator.serving import Preview, free_port, open_preview
from generator.starter import write_starter
from generator.watching import Changes, watch
from tests.served import Serving, serve
from tests.test_cli import xushi

PAGE = "<!doctype html><html><head><title>a</title></head><body><p>甲</p></body></html>"


@pytest.fixture
def preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Preview]:
    """Serve a small folder that has another file beside it."""
    monkeypatch.setattr(serving, "LONGEST", 0.2)
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    folder = tmp_path / "site"
    (folder / "units").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "units" / "a.css").write_text("p {}", encoding="utf-8")
    with open_preview(0, folder) as preview:
        yield preview


def ask(
    preview: Preview, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, str]:
    """Ask for a path as it is written; give the answer and its content."""
    connection = http.client.HTTPConnection(serving.HOST, preview.server_port, timeout=10)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=names)
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer, content


def test_pages_carry_the_script(preview: Preview) -> None:
    """A page gets one line before its end, on its way out only."""
    answer, content = ask(preview, "/")
    line = f'<script src="/.xushi/reload.js" data-site="{os.getpid()}-0"></script>'

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert content == PAGE.replace("</body>", f"{line}</body>")
    assert (preview.state.folder / "index.html").read_text(encoding="utf-8") == PAGE
    assert ask(preview, "/index.html")[1] == content
    assert "location.reload()" in ask(preview, "/.xushi/reload.js")[1]
    assert ask(preview, "/units/a.css")[1] == "p {}"


def test_nothing_is_kept(preview: Preview) -> None:
    """A browser asks anew each time, for all files carry the same day."""
    day = "Fri, 01 Jan 2100 00:00:00 GMT"

    for path in ("/", "/units/a.css", "/.xushi/reload.js", "/.xushi/state", "/nothing"):
        answer, _ = ask(preview, path, If_Modified_Since=day)

        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.status == (404 if path == "/nothing" else 200)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/../secret.html",
            "/..%2fsecret.html",
            "/%2e%2e/secret.html",
            "/units/../../secret.html",
        ),
        *("//secret.html", "/a%00.html", "/units/", "/.xushi/", "/..%5csecret.html"),
        *("/[", "*"),
    ],
)
def test_nothing_else_is_shown(preview: Preview, path: str) -> None:
    """Neither files above the site, nor lists of files."""
    answer, content = ask(preview, path)

    assert answer.status == 404
    assert "secret</" not in content
    assert "a.css" not in content


def test_only_reading(preview: Preview) -> None:
    """HEAD gives no content; other ways are refused."""
    head, content = ask(preview, "/", "HEAD")

    assert (head.status, content) == (200, "")
    assert int(head.headers["Content-Length"]) > len(PAGE)
    assert {ask(preview, "/", method)[0].status for method in ("POST", "PUT", "DELETE")} == {501}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(("localhost:9000", 200), ("127.0.0.1", 200)),
        *(("evil.example", 421), ("127.0.0.1.evil.example:80", 421), ("[::1", 421)),
    ],
)
def test_only_this_machine(preview: Preview, host: str, status: int) -> None:
    """A page elsewhere, whose name leads here, reads nothing."""
    assert ask(preview, "/", Host=host)[0].status == status


def told(preview: Preview, after: str) -> dict[str, object]:
    """Ask what has happened."""
    found: dict[str, object] = json.loads(ask(preview, f"/.xushi/state?after={after}")[1])
    return found


def test_pages_are_told(preview: Preview, tmp_path: Path) -> None:
    """What is wrong and that it is mended; a site in another place."""
    site = f"{os.getpid()}-0"
    assert told(preview, "-1") == {"number": 0, "site": site, "problems": ""}
    assert told(preview, "0") == {"number": 0, "site": site, "problems": ""}

    preview.complain("甲")
    assert told(preview, "0") == {"number": 1, "site": site, "problems": "甲"}

    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "index.html").write_text("other", encoding="utf-8")
    preview.show(tmp_path / "other")
    assert told(preview, "x") == {"number": 2, "site": f"{os.getpid()}-1", "problems": ""}
    assert ask(preview, "/")[1].startswith("other<script ")


def test_before_the_first_site(tmp_path: Path) -> None:
    """Where there is no site yet, every page waits for it."""
    with open_preview(0, tmp_path / "site") as preview:
        assert 'data-site="' in ask(preview, "/units/a.html")[1]


def test_free_port() -> None:
    """Another port is one that can be had."""
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        port = taken.getsockname()[1]

        assert free_port(port - 1) != port


def test_port_is_taken(tmp_path: Path) -> None:
    """A port that is taken: another one is named, and nothing is built."""
    write_starter(tmp_path / "site", demonstration=False)
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]

        shown = xushi("serve", "-f", tmp_path / "site" / "mkdocs.yml", "--port", str(port))

    assert shown.exit_code == 2
    assert re.search(rf"{port} is taken, or not for you to use; try --port \d+\.", shown.stderr)
    assert not (tmp_path / "site" / "site" / "public").exists()


@pytest.fixture
def changes(tmp_path: Path) -> Iterator[Changes]:
    """Watch a folder of data and a file."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "units.csv").write_text("1", encoding="utf-8")
    (tmp_path / "site").mkdir()
    with watch(tmp_path, frozenset({"data", "templates", "mkdocs.yml"})) as changes:
        yield changes


def test_what_is_a_change(changes: Changes, tmp_path: Path) -> None:
    """Reading is none, nor what editors and builds write for themselves."""
    (tmp_path / "data" / "units.csv").read_text(encoding="utf-8")
    for name in ("data/.units.csv.swp", "data/~$units.xlsx", "data/units.csv~", "site/index.html"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert changes.wait(0.3) == []

    new = tmp_path / "data" / "sedXYZ"
    new.write_text("2", encoding="utf-8")
    new.rename(tmp_path / "data" / "units.csv")
    (tmp_path / "mkdocs.yml").write_text("x", encoding="utf-8")
    assert changes.wait(5) == ["data/units.csv", "mkdocs.yml"]
    assert changes.wait(0.3) == []


def test_folders_come_and_go(changes: Changes, tmp_path: Path) -> None:
    """A folder that appears is watched, and so is one in the place of another."""
    (tmp_path / "templates").mkdir()
    assert changes.wait(5) == ["templates"]
    (tmp_path / "templates" / "home.md.j2").write_text("x", encoding="utf-8")
    assert changes.wait(5) == ["templates/home.md.j2"]

    (tmp_path / "data").rename(tmp_path / "before")
    assert "data" in changes.wait(5)
    (tmp_path / "before").rename(tmp_path / "data")
    assert "data" in changes.wait(5)
    (tmp_path / "data" / "units.csv").write_text("3", encoding="utf-8")
    assert changes.wait(5) == ["data/units.csv"]


def until(happened: Callable[[], bool], seconds: float = 90) -> None:
    """Wait for something."""
    last = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < last, "it did not happen"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Serve a small site."""
    with serve(tmp_path_factory.mktemp("served") / "demo") as served:
        yield served


@pytest.mark.slow
def test_a_new_figure(served: Serving) -> None:
    """One unit's figure: its page is another one, that of another unit is the same file."""
    own, other = (served.page(f"units/lj-{name}.html") for name in ("qingxi-hc", "xingdu-nanpu"))
    before, text = own.stat().st_ino, own.read_text(encoding="utf-8")
    kept = other.stat().st_ino

    site = served.told()["site"]
    served.change("two-cancer,lj-qingxi-hc,2018-09,197,", "two-cancer,lj-qingxi-hc,2018-09,198,")
    until(lambda: served.told()["site"] != site)

    assert own.stat().st_ino != before
    assert own.read_text(encoding="utf-8") != text
    assert other.stat().st_ino == kept
    assert re.fullmatch(
        r"data/observations/2018-10\.csv: \d+ files changed in \d+\.\d s\.\n", served.line()
    )


@pytest.mark.slow
def test_half_a_table(served: Serving) -> None:
    """What is wrong is told, the site stays, and the next save goes on."""
    units = served.folder / "data" / "units.csv"
    whole, home = units.read_bytes(), served.get("/")

    units.write_bytes(whole[: len(whole) // 2])
    until(lambda: bool(served.told()["problems"]))
    problems = str(served.told()["problems"])
    assert problems.startswith("The site stays as it was until this is mended:\nTo mend:\n")
    assert served.get("/") == home
    # Settings that nobody can read are told in the same way.
    settings = served.folder / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text("site_name: [", encoding="utf-8")
    until(lambda: "[broken-settings]" in str(served.told()["problems"]))

    settings.write_text(text, encoding="utf-8")
    units.write_bytes(whole)
    until(lambda: not served.told()["problems"])


@pytest.mark.slow
def test_ctrl_c_ends_it(served: Serving) -> None:
    """The usual end of a preview, here of that of this module, is no accident: exit code 0."""
    os.killpg(served.process.pid, signal.SIGINT)
    _, said = served.process.communicate(timeout=30)

    assert served.process.returncode == 0
    assert said.endswith(f"\nEnded; the last site is in {served.folder / 'site/public'}.\n")
