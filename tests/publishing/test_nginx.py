"""Releases as the real nginx of Debian serves them."""

from __future__ import annotations

import gzip
import http.client
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from generator.publishing import open_target, server_files, write_server_files
from tests.publishing.made import bring, seen, write_site
from tests.publishing.nginx import nginx

pytestmark = pytest.mark.slow
READERS, SWAPS = 200, 20
OPENSSL = ["openssl", "passwd", "-apr1", "geheim"]

Answer = tuple[int, dict[str, str], bytes]


def configure(target: Path, site: Path, edition: str = "public") -> None:
    """Write the configuration beside the releases."""
    with open_target(target, edition, site) as opened:
        write_server_files(opened, server_files(opened, edition))


def get(address: str, path: str, **headers: str) -> Answer:
    """Ask for one address; give status, headers in small letters, and body."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    answer = ask(connection, path, **headers)
    connection.close()
    return answer


def ask(connection: http.client.HTTPConnection, path: str, **headers: str) -> Answer:
    """Ask over a connection that stays open."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=named)
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a site whose address has a sign that is not ASCII, and a blank."""
    return write_site(tmp_path / "site", "one", files={"en/404.html": "<h1>gone</h1>"})


@pytest.fixture
def target(tmp_path: Path, site: Path) -> Path:
    """Publish it, with a configuration."""
    bring(site, tmp_path / "目标 1")
    configure(tmp_path / "目标 1", site)
    return tmp_path / "目标 1"


@pytest.fixture
def address(target: Path, tmp_path: Path) -> Iterator[str]:
    """Serve it."""
    with nginx(target, tmp_path / "nginx") as address:
        yield address


def test_page(address: str) -> None:
    """A page comes with the policy, is asked for again each time, and names its release."""
    status, headers, body = get(address, "/")

    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"page one" in body
    assert headers["content-security-policy"] == (
        "default-src 'none'; "
        "script-src 'self' 'sha256-WazVQOu5lmXfSreSrMJd1CsaQ4c00fUQpJfBYCuMSIw='; "
        "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "public, no-cache"
    assert re.search(r"=2018-11-09-[0-9a-f]{16}; Path=/; HttpOnly; Same", headers["set-cookie"])
    again = get(address, "/", If_None_Match=headers["etag"])
    assert (again[0], again[2]) == (304, b"")


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/units/qx.html", "text/html; charset=utf-8"),
        ("/data/units.csv", "text/csv; charset=utf-8"),
        ("/data/README.md", "text/markdown; charset=utf-8"),
        ("/assets/site.css", "text/css; charset=utf-8"),
    ],
)
def test_packed(address: str, target: Path, path: str, media: str) -> None:
    """What can be packed lies there packed, and has its characters named in both forms."""
    _, plain, text = get(address, path)
    _, packed, body = get(address, path, Accept_Encoding="gzip")

    assert plain["content-type"] == packed["content-type"] == media
    assert packed["content-encoding"] == "gzip"
    assert packed["vary"] == "Accept-Encoding"
    assert body == (target / "current" / f"{path[1:]}.gz").read_bytes()
    assert gzip.decompress(body) == text
    assert packed["etag"] != plain["etag"]


def test_named_by_content(address: str) -> None:
    """What is named by its content is kept for a year; what is lost under such a name is not."""
    _, found, _ = get(address, "/assets/main.0123abcd.min.css")
    status, lost, _ = get(address, "/assets/main.ffffffff.min.css")

    assert found["cache-control"] == "public, max-age=31536000, immutable"
    assert (status, lost["cache-control"]) == (404, "public, no-cache")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/nowhere.html", b"<h1>lost</h1>\n"),
        ("/nowhere", b"<h1>lost</h1>\n"),
        ("/data/", b"<h1>lost</h1>\n"),
        ("/en/nowhere.html", b"<h1>gone</h1>"),
        ("/edition.txt", b"<h1>lost</h1>\n"),
        ("/.lock", b"<h1>lost</h1>\n"),
        ("/releases/", b"<h1>lost</h1>\n"),
    ],
)
def test_lost(address: str, path: str, body: bytes) -> None:
    """What is not there has a page of the site; nothing beside the release is there."""
    status, headers, found = get(address, path)

    assert (status, found) == (404, body)
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("asked", ["", ".", "..", "../..", "2018-11-09-0123456789abcdef/.."])
def test_cookie_leads_nowhere_else(address: str, target: Path, asked: str) -> None:
    """A cookie that names no release, be it a path, is as none."""
    name = get(address, "/")[1]["set-cookie"].partition("=")[0]
    (release,) = seen(target).history()

    for path in (f"/{release}/data/units.csv", f"/{release}.sha256", "/edition.txt"):
        assert get(address, path, Cookie=f"{name}={asked}")[0] == 404
    assert get(address, "/assets/site.css", Cookie=f"{name}={asked}")[2] == b"/* one */\n"


def test_old_page_gets_its_own_styles(address: str, target: Path, site: Path) -> None:
    """What a page asks for is of its release, until that is removed."""
    cookie = get(address, "/")[1]["set-cookie"].partition(";")[0]
    bring(write_site(site, "two"), target)

    assert get(address, "/assets/site.css", Cookie=cookie)[2] == b"/* one */\n"
    assert get(address, "/assets/site.css")[2] == b"/* two */\n"
    opened = seen(target)
    opened.remove(opened.history()[0])
    assert get(address, "/assets/site.css", Cookie=cookie)[2] == b"/* two */\n"


def test_same_size_is_not_same_version(address: str, target: Path, site: Path) -> None:
    """A figure that was corrected on the same day is not taken for the wrong one."""
    _, before, _ = get(address, "/")
    bring(write_site(site, "two"), target)

    status, after, body = get(address, "/", If_None_Match=before["etag"])
    assert (status, after["content-length"]) == (200, before["content-length"])
    assert b"page two" in body


def test_internal_edition_asks_who_reads(tmp_path: Path, site: Path) -> None:
    """Without name and password there is nothing; what is shown stays with the reader."""
    target = tmp_path / "internal"
    bring(site, target, "internal")
    configure(target, site, "internal")
    made = subprocess.run(OPENSSL, capture_output=True, check=True, text=True)
    with nginx(target, tmp_path / "nginx") as address:
        assert get(address, "/", Authorization="Basic bmFtZTpnZWhlaW0=")[0] in (403, 404)
        (target / "passwords").write_text(f"name:{made.stdout}", encoding="utf-8")
        statuses = {get(address, path)[0] for path in ("/", "/assets/site.css", "/x", "/404.html")}
        status, headers, _ = get(address, "/", Authorization="Basic bmFtZTpnZWhlaW0=")

    assert statuses == {401}
    assert status == 200
    assert headers["cache-control"] == "private, no-cache"
    assert headers["x-robots-tag"] == "noindex"


def test_readers_during_swaps(address: str, target: Path, site: Path) -> None:
    """200 readers, 20 releases: no error, and each page with its style and its table."""
    stop, faults, read = threading.Event(), [], [0] * READERS
    started = threading.Barrier(READERS + 1)

    def reader(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        started.wait()
        try:
            while not stop.is_set() or read[number] == 0:
                if fault := visit(connection):
                    faults.append(fault)
                read[number] += 1
        except Exception as error:  # it has nobody to tell
            faults.append(repr(error))
        connection.close()

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    started.wait()
    marks = {bring(write_site(site, f"release {number}"), target).id for number in range(SWAPS)}
    stop.set()
    for thread in threads:
        thread.join()

    assert len(marks) == SWAPS
    assert faults == []
    assert min(read) >= 1


def visit(connection: http.client.HTTPConnection) -> str:
    """Open the page as a browser does, with what it asks for; say what does not fit together."""
    status, headers, page = ask(connection, "/")
    cookie = headers.get("set-cookie", "").partition(";")[0]
    found = re.search(rb"page ([\w ]+)<", page)
    if status != 200 or found is None:
        return f"{status}: {page[:80]!r}"
    for path in ("/assets/site.css", "/data/units.csv"):
        packed = ask(connection, path, Cookie=cookie, Accept_Encoding="gzip")
        if packed[0] != 200 or found[1] not in gzip.decompress(packed[2]):
            return f"{path} {packed[0]}: {found[1]!r}, {packed[2][:80]!r}"
    return ""
