"""Show a finished site to the person who works on it, on this machine only.

Open pages load anew when the site is another one, and say what keeps it from being made. What that
takes is put into pages on their way out; no file of the site is touched.
"""

from __future__ import annotations

import io
import json
import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Thread
from typing import Any, BinaryIO
from urllib.parse import unquote

HOST = "127.0.0.1"

OWN_NAMES = {HOST, "localhost"}
"""Names of this machine in an address; another one is a page elsewhere that wants to read here."""

SCRIPT, STATE = "/.xushi/reload.js", "/.xushi/state"

LONGEST = 25.0
"""Seconds that a page waits for an answer before it asks again."""

PORTS = 100
"""How many ports are looked at for a free one."""

RELOAD = """\
(() => {
  const { site } = document.currentScript.dataset;
  const banner = document.createElement("pre");
  banner.setAttribute("role", "alert");
  banner.tabIndex = 0;
  Object.assign(banner.style, {
    position: "fixed", inset: "auto 0 0 0", zIndex: 1000, maxHeight: "50vh", overflow: "auto",
    margin: 0, padding: "1em", whiteSpace: "pre-wrap", font: "14px/1.5 monospace",
    color: "#fff", background: "#8b1a1a",
  });
  let known = -1;
  let asking;
  const ask = async (own) => {
    try {
      while (!own.signal.aborted) {
        const answer = await fetch(`/.xushi/state?after=${known}`, { signal: own.signal });
        const told = await answer.json();
        if (told.site !== site) {
          location.reload();
          return;
        }
        known = told.number;
        banner.remove();
        if (told.problems) {
          banner.textContent = told.problems;
          document.body.append(banner);
        }
      }
    } catch {
      // The server has stopped, or the page is out of sight.
      if (!own.signal.aborted) setTimeout(ask, 1000, own);
    }
  };
  // A browser opens few connections to one server: pages out of sight wait without one.
  const turn = () => {
    asking?.abort();
    if (document.visibilityState === "visible") ask((asking = new AbortController()));
  };
  document.addEventListener("visibilitychange", turn);
  turn();
})();
"""

EMPTY = b'<!doctype html><html><head><meta charset="utf-8"><title>xushi</title></head><body></body>'


@dataclass(frozen=True, slots=True)
class State:
    """What open pages are told."""

    folder: Path
    """The site."""
    number: int = 0
    """Of what has happened so far."""
    site: int = 0
    """Of the sites so far."""
    problems: str = ""
    """What keeps the next site from being made."""

    @property
    def name(self) -> str:
        """Stand for the site, also beside those of an earlier server."""
        return f"{os.getpid()}-{self.site}"


class Preview(ThreadingHTTPServer):
    """Serves the folder of a site, whichever it is at the moment."""

    allow_reuse_address = sys.platform != "win32"  # there it would share a port with another
    allow_reuse_port = False

    def __init__(self, port: int, folder: Path) -> None:
        """Port 0 takes any free one.

        Raises:
            OSError: The port is taken, or not ours to use.
        """
        self.state = State(folder)
        self._happened = Condition()
        super().__init__((HOST, port), _Request)

    @property
    def address(self) -> str:
        """Give the address of the home page."""
        return f"http://{HOST}:{self.server_port}/"

    def show(self, folder: Path) -> None:
        """Let open pages load anew, from the site that is now in a folder."""
        was = self.state
        self._tell(State(folder, was.number + 1, was.site + 1))

    def complain(self, problems: str) -> None:
        """Let open pages say what keeps the next site from being made; they stay as they are."""
        self._tell(replace(self.state, number=self.state.number + 1, problems=problems))

    def _tell(self, state: State) -> None:
        with self._happened:
            self.state = state
            self._happened.notify_all()

    def after(self, number: str) -> State:
        """Wait until something happens that a page does not know of, or for some time."""
        with self._happened:
            self._happened.wait_for(lambda: str(self.state.number) != number, LONGEST)
            return self.state

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a browser that has hung up; show a bug."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Request(SimpleHTTPRequestHandler):
    """Answers GET and HEAD, which is all that its class knows; nothing above the folder."""

    server: Preview

    def __init__(self, request: Any, client_address: Any, server: Preview) -> None:
        self._state = server.state  # before the file is read: one that is newer loads once more
        super().__init__(request, client_address, server, directory=str(self._state.folder))

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Send what comes before the content; give the content."""
        asked, _, query = self.path.partition("?")
        # All files carry the day of the data, so a date says nothing about what a browser has.
        del self.headers["If-Modified-Since"]
        host = self.headers.get("Host", HOST)
        if re.sub(r":\d*$", "", host).lower() not in OWN_NAMES:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        if asked == SCRIPT:
            return self._send(RELOAD.encode(), "text/javascript")
        if asked == STATE:
            return self._send(self._told(query), "application/json")
        if "\0" in unquote(asked):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        path = Path(self.translate_path(self.path))
        if asked.endswith("/"):
            path /= "index.html"
        if path.suffix == ".html":
            with suppress(OSError):
                return self._send(self._with_script(path.read_bytes()), "text/html")
            if not self._state.folder.is_dir():
                return self._send(self._with_script(EMPTY), "text/html")
        return super().send_head()

    def _told(self, query: str) -> bytes:
        known = query.removeprefix("after=")
        state = self.server.after(known) if self.command == "GET" else self._state
        told = {"number": state.number, "site": state.name, "problems": state.problems}
        return json.dumps(told).encode()

    def _with_script(self, html: bytes) -> bytes:
        script = f'<script src="{SCRIPT}" data-site="{self._state.name}"></script>'
        before, end, after = html.rpartition(b"</body>")
        return before + script.encode() + end + after if end else html + script.encode()

    def _send(self, content: bytes, kind: str) -> io.BytesIO:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def list_directory(self, path: Any) -> None:
        """Show no folder that has no page."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Keep browsers from keeping what may be another one in a second."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Leave the terminal to what is told of the site."""


@contextmanager
def open_preview(port: int, folder: Path) -> Iterator[Preview]:
    """Serve a folder, which may not be there yet, until the end.

    Raises:
        OSError: The port is taken, or not ours to use.
    """
    with Preview(port, folder) as preview:
        Thread(target=preview.serve_forever, args=(0.1,), daemon=True).start()
        try:
            yield preview
        finally:
            preview.shutdown()


def free_port(port: int) -> int:
    """Find a free port above one; 0, which takes any, where there is none near by."""
    for other in range(max(port + 1, 1024), min(port + PORTS, 65536)):
        with closing(socket.socket()) as tried, suppress(OSError):
            tried.bind((HOST, other))
            return other
    return 0
