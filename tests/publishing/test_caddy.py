"""Releases as Caddy serves them, where it is installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.publishing.made import bring, write_site
from tests.publishing.nginx import free_port
from tests.publishing.test_nginx import configure, get

CADDY = shutil.which("caddy")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CADDY is None, reason="caddy is not installed"),
]


@contextmanager
def caddy(target: Path, work: Path) -> Iterator[str]:
    """Serve a folder of releases with its own configuration; give the address of the root."""
    work.mkdir()
    port = free_port()
    (work / "Caddyfile").write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f'http://127.0.0.1:{port} {{\n\timport "{target}/Caddyfile"\n}}\n',
        encoding="utf-8",
    )
    command = [str(CADDY), "run", "--config", str(work / "Caddyfile")]
    surroundings = {"HOME": str(work)}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=surroundings) as server:
        for _ in range(200):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
        server.terminate()


def test_public(tmp_path: Path) -> None:
    """Pages, packed files, names by content, and what is lost: each with its headers."""
    site = write_site(tmp_path / "site", "one", files={"en/404.html": "<h1>gone</h1>"})
    bring(site, tmp_path / "target")
    configure(tmp_path / "target", site)
    with caddy(tmp_path / "target", tmp_path / "caddy") as address:
        page, packed = get(address, "/"), get(address, "/data/units.csv", Accept_Encoding="gzip")
        named = get(address, "/assets/main.0123abcd.min.css")
        lost = [get(address, path) for path in ("/x.html", "/edition.txt", "/en/x/y.html")]

    assert (page[0], page[1]["cache-control"]) == (200, "public, no-cache")
    assert packed[1]["content-encoding"] == "gzip"
    assert packed[1]["content-type"] == "text/csv; charset=utf-8"
    assert named[1]["cache-control"] == "public, max-age=31536000, immutable"
    assert [answer[0] for answer in lost] == [404] * 3
    assert [answer[2] for answer in lost] == [b"<h1>lost</h1>\n"] * 2 + [b"<h1>gone</h1>"]
    for _, headers, _ in (page, packed, named, *lost):
        assert (
            "default-src 'none'; script-src 'self' 'sha256-" in (headers["content-security-policy"])
        )
        assert headers["x-content-type-options"] == "nosniff"
    assert {answer[1]["content-type"] for answer in lost} == {"text/html; charset=utf-8"}


def test_internal(tmp_path: Path) -> None:
    """Without name and password there is nothing; what is shown stays with the reader."""
    site = write_site(tmp_path / "site", "one")
    bring(site, tmp_path / "target", "internal")
    configure(tmp_path / "target", site, "internal")
    hashed = subprocess.run(
        [str(CADDY), "hash-password", "--plaintext", "geheim"], capture_output=True, check=True
    )
    (tmp_path / "target/caddy-passwords").write_bytes(b"name " + hashed.stdout)
    with caddy(tmp_path / "target", tmp_path / "caddy") as address:
        statuses = {get(address, path)[0] for path in ("/", "/assets/site.css", "/x", "/404.html")}
        status, headers, _ = get(address, "/", Authorization="Basic bmFtZTpnZWhlaW0=")

    assert statuses == {401}
    assert status == 200
    assert headers["cache-control"] == "private, no-cache"
