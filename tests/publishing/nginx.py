"""The real nginx of Debian, on a port of this machine, as the user of the tests."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")

CONFIGURATION = """
{user}
worker_processes 2;
daemon off;
pid "{work}/pid";
error_log "{work}/error.log" warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path "{work}/body";
    proxy_temp_path "{work}/proxy";
    fastcgi_temp_path "{work}/fastcgi";
    uwsgi_temp_path "{work}/uwsgi";
    scgi_temp_path "{work}/scgi";
    keepalive_requests 100000;
    include "{target}/nginx/http.conf";
    server {{
        listen 127.0.0.1:{port};
        include "{target}/nginx/server.conf";
    }}
}}
"""


def needed(program: str | None, name: str) -> None:
    """Skip a test whose program is not there; `make test` brings it, so in CI it fails."""
    if program is None:
        assert not os.environ.get("CI"), f"{name} is not installed"
        pytest.skip(f"{name} is not installed")


def free_port() -> int:
    """Find a port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
    return number


@contextmanager
def nginx(target: Path, work: Path) -> Iterator[str]:
    """Serve a folder of releases with its own configuration; give the address of the root."""
    needed(NGINX, "nginx-light")
    work.mkdir()
    port = free_port()
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    text = CONFIGURATION.format(user=user, work=work, target=target, port=port)
    (work / "nginx.conf").write_text(text, encoding="utf-8")
    command = [NGINX, "-p", work, "-e", work / "error.log", "-c", work / "nginx.conf"]
    with subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE) as server:
        try:
            _wait(server, port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
    log = (work / "error.log").read_text(encoding="utf-8")
    assert "[emerg]" not in log
    assert "[alert]" not in log


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers, or say what it complains of."""
    for _ in range(200):
        if server.poll() is not None:
            assert server.stderr is not None
            raise AssertionError(server.stderr.read().decode())
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")
