"""What web servers must be told to show the releases of a folder: nginx and Caddy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.problems import Code, Location, PublishError, problem
from generator.publishing.caddy import caddyfile
from generator.publishing.inline import Inline, read_inline
from generator.publishing.nginx import http_part, server_part, whole_server
from generator.publishing.target import INLINE, Target, write

NGINX, CADDY = "nginx", "Caddyfile"
_UNSAFE = re.compile(r'[\0-\x1f"\\$`{}*?\x7f]')
"""What a path may not hold, for it would mean something in a configuration."""


@dataclass(frozen=True, slots=True)
class Served:
    """What configurations are made from."""

    root: str
    """The folder of releases, as the server sees it."""
    edition: str
    policy: str
    """The Content-Security-Policy of all pages."""
    languages: Sequence[str] = ()
    """Folders of other languages, which have a page of their own for what is not found."""

    @property
    def name(self) -> str:
        """A name for the server's own variables, another one for each folder of releases."""
        return f"xs_{self.edition}_{sha256(self.root.encode()).hexdigest()[:6]}"


def policy_of(inline: Inline) -> str:
    """Write a Content-Security-Policy that allows nothing inline but what is named by its hash.

    Nothing is asked of other places, nothing is composed from text (`eval`), no other site may show
    the pages in a frame. A script may hold a picture for a moment (`data:`), to save it as a file.
    """
    scripts, styles = (
        " ".join(["'self'", *(f"'{hash}'" for hash in sorted(hashes))])
        for hashes in (inline.scripts, inline.styles)
    )
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


def server_files(target: Target, edition: str, root: str = "") -> Mapping[str, str]:
    """Write the configurations, by path beside the releases.

    The policy names what stands inline in the pages of all releases, so that the server need not be
    told of a rollback.

    Args:
        target: The folder of releases.
        edition: Whose they are; the internal one is behind a password.
        root: The folder of releases as the server sees it, where that is another machine.

    Raises:
        PublishError: no-release, path-not-plain.
    """
    root = root or str(target.folder)
    if _UNSAFE.search(root):
        raise PublishError([problem(Code.PATH_NOT_PLAIN, Location(root))])
    current = target.current()
    if current is None:
        where = Location(str(target.releases))
        raise PublishError([problem(Code.NO_RELEASE, where, text="", known="")])
    inline = Inline()
    for name in target.history():
        beside = target.beside(name, INLINE)
        inline |= read_inline(beside.read_text(encoding="utf-8") if beside.is_file() else "")
    lost = (target.releases / current).glob("[a-z][a-z]/404.html")
    languages = sorted(path.parent.name for path in lost)
    served = Served(root, edition, policy_of(inline), languages)
    return {
        f"{NGINX}/http.conf": http_part(served.name, edition, served.policy, languages),
        f"{NGINX}/server.conf": server_part(served.name, edition, root),
        f"{NGINX}/example.conf": whole_server(root, edition),
        CADDY: caddyfile(edition, root, served.policy, languages),
    }


def write_server_files(target: Target, files: Mapping[str, str]) -> list[Path]:
    """Write configurations beside the releases; give those that are others than before."""
    changed = []
    for name, text in files.items():
        path = target.folder / name
        path.parent.mkdir(exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write(path, text)
            changed.append(path)
    return changed
