"""Releases on another machine, brought there by rsync and shown by one rename.

The release is made on this machine, in a folder of releases that is kept for it; what the other
machine holds already is linked there (`--link-dest`). No text of a user ever reaches a shell
unquoted, nor is taken for an option.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.locales import mark
from generator.problems import Code, Location, PublishError, problem
from generator.publishing.releases import Published, read_digests
from generator.publishing.target import (
    CURRENT,
    DIGESTS,
    EDITION,
    HISTORY,
    ID,
    INLINE,
    NEXT,
    RELEASES,
    Target,
    release_before,
)

SEND = mark("Sending the release")

_SSH = re.compile(r"(?P<host>(?:[\w.][\w.-]*@)?\w[\w.-]+):(?P<path>/(?!/)[^\0\r\n]*)", re.ASCII)
_DAEMON = re.compile(r"rsync://\w[\w.:@-]*/[\w.-]+(?:/[^\0\r\n]*)?", re.ASCII)
_LIKE_ONE = re.compile(r"[^/\\.]{2,}:|-")
_ARCHIVE = ["-rlt", "--chmod=D755,F644", "--delete", "--checksum"]


@dataclass(frozen=True, slots=True)
class Remote:
    """A folder of releases on another machine."""

    address: str
    """As rsync takes it, without a stroke at the end."""
    host: str
    """As ssh takes it; empty for an rsync daemon."""
    path: str
    """The folder there; empty for an rsync daemon."""


def parse_remote(text: str) -> Remote | None:
    """Read ``host:/path``, ``user@host:/path`` or ``rsync://host/module/path``; None is a folder.

    A host has two signs at least, for ``C:/`` is a disk. A folder with such a name is ``./a:b``.

    Raises:
        ValueError: It looks like another machine, but is none that could be reached.
    """
    if _DAEMON.fullmatch(text):
        return Remote(text.rstrip("/"), "", "")
    found = _SSH.fullmatch(text)
    if found is None:
        if _LIKE_ONE.match(text):
            raise ValueError(text)
        return None
    return Remote(text.rstrip("/"), found["host"], found["path"].rstrip("/"))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the other machine holds."""

    current: str | None
    """The release that its readers see; None before the first."""
    history: tuple[str, ...]
    """Its releases, the first published first."""


def look(remote: Remote, edition: str, target: Target) -> Seen:
    """Ask what the other machine holds.

    Raises:
        PublishError: other-edition, not-a-target, no-program, remote-failed.
    """
    with tempfile.TemporaryDirectory(dir=target.folder) as scratch:
        _rsync(remote, "-rl", *_only(EDITION, HISTORY, CURRENT), f"{remote.address}/", scratch)
        found = Target(Path(scratch))
        told = _text(Path(scratch) / EDITION)
        if told and told != edition:
            where = Location(remote.address)
            words = {"found": told, "edition": edition}
            raise PublishError([problem(Code.OTHER_EDITION, where, **words)])
        if not told and (Path(scratch) / CURRENT).is_symlink():
            raise PublishError([problem(Code.NOT_A_TARGET, Location(remote.address))])
        listed = [name for name in _text(Path(scratch) / HISTORY).split() if re.fullmatch(ID, name)]
        return Seen(found.current(), tuple(dict.fromkeys(listed)))


def send(
    remote: Remote, edition: str, target: Target, seen: Seen, say: Callable[[str], None]
) -> Published:
    """Bring the newest release to the other machine and let its readers see it.

    The release is not led to before it is whole; what tells so comes after it.

    Raises:
        PublishError: no-program, remote-failed.
    """
    name, current = target.current() or "", seen.current
    if name == current:
        return Published(name, current)
    say(SEND)
    links = [f"--link-dest=../{current}"] if current else []
    to = f"{remote.address}/{RELEASES}/{name}/"
    with tempfile.TemporaryDirectory(dir=target.folder) as scratch:
        _tell(Path(scratch), edition, name, seen)
        _rsync(remote, "-rt", "--chmod=D755,F644", f"{scratch}/", f"{remote.address}/")
        _rsync(remote, *_ARCHIVE, *links, f"{target.releases / name}/", to)
        beside = [f"{name}{ending}" for ending in (DIGESTS, INLINE)]
        above = f"{remote.address}/{RELEASES}/"
        _rsync(remote, "-rt", *_only(*beside), f"{target.releases}/", above)
        _show(remote, name, Path(scratch))
    return Published(name, current, written=len(read_digests(target, name)))


def _tell(scratch: Path, edition: str, name: str, seen: Seen) -> None:
    """Write what is told of the releases as it is to stand on the other machine."""
    (scratch / RELEASES).mkdir()
    (scratch / EDITION).write_text(f"{edition}\n", encoding="utf-8", newline="\n")
    others = [other for other in seen.history if other not in (name, seen.current)]
    listed = [*others, *([seen.current] if seen.current else []), name]
    text = "".join(f"{line}\n" for line in listed)
    (scratch / HISTORY).write_text(text, encoding="utf-8", newline="\n")


def _show(remote: Remote, name: str, scratch: Path) -> None:
    """Exchange the link: by a rename where there is ssh, else by rsync, which renames as well."""
    if remote.host:
        lead = f"ln -sfn {RELEASES}/{name} {NEXT} && mv -T {NEXT} {CURRENT}"
        _run(remote, "ssh", "--", remote.host, f"cd {shlex.quote(remote.path)} && {lead}")
        return
    (scratch / CURRENT).symlink_to(f"{RELEASES}/{name}")
    _rsync(remote, "-rl", *_only(CURRENT), f"{scratch}/", f"{remote.address}/")


def roll_back(remote: Remote, name: str | None, seen: Seen) -> Published:
    """Let its readers see the release before, or a named one, after checking it there.

    Raises:
        PublishError: needs-ssh, no-earlier-release, no-release, release-damaged, remote-failed.
    """
    if not remote.host:
        raise PublishError([problem(Code.NEEDS_SSH, Location(remote.address))])
    wanted = release_before(Location(remote.address), name, seen.history, seen.current)
    folder = shlex.quote(f"{remote.path}/{RELEASES}/{wanted}")
    check = f"cd {folder} && sha256sum --quiet --strict -c ../{wanted}{DIGESTS}"
    try:
        _run(remote, "ssh", "--", remote.host, check)
    except PublishError as error:
        where = Location(f"{remote.address}/{RELEASES}/{wanted}")
        raise PublishError([*error.problems, problem(Code.RELEASE_DAMAGED, where)]) from None
    _show(remote, wanted, Path())
    return Published(wanted, seen.current)


def keep(remote: Remote, number: int, seen: Seen, current: str) -> list[str]:
    """Remove its oldest releases but for so many; the current one and the one before it stay.

    Raises:
        PublishError: no-program, remote-failed.
    """
    listed = [*(name for name in seen.history if name != current), current]
    spare = [name for name in listed if name not in (current, seen.current, listed[-2:][0])]
    removed = spare[: max(0, len(listed) - number)]
    left = "".join(f"{name}\\n" for name in listed if name not in removed)
    gone = " ".join(f"{name} {name}{DIGESTS} {name}{INLINE}" for name in removed)
    if removed:
        told = f"printf '{left}' > {HISTORY}.part && mv -T {HISTORY}.part {HISTORY}"
        there = f"cd {shlex.quote(remote.path)}"
        command = f"{there} && {told} && cd {RELEASES} && rm -rf {gone}"
        _run(remote, "ssh", "--", remote.host, command)
    return removed


def send_files(remote: Remote, folder: Path) -> None:
    """Bring files, such as configurations, beside the releases.

    Raises:
        PublishError: no-program, remote-failed.
    """
    _rsync(remote, "-rt", f"{folder}/", f"{remote.address}/")


def _only(*names: str) -> Sequence[str]:
    """Say that of a folder just these are meant."""
    return [*(f"--include=/{name}" for name in names), "--exclude=*"]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _rsync(remote: Remote, *arguments: str) -> None:
    """Let rsync work; paths go to the other side as they are (`-s`), past every shell."""
    options, (source, to) = arguments[:-2], arguments[-2:]
    _run(remote, "rsync", "-s", "--timeout=60", *options, "--", source, to)


def _run(remote: Remote, *command: str) -> None:
    """Run a program.

    Raises:
        PublishError: no-program, remote-failed.
    """
    where = Location(remote.address)
    try:
        ran = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
    except FileNotFoundError:
        raise PublishError([problem(Code.NO_PROGRAM, where, program=command[0])]) from None
    if ran.returncode:
        said = ran.stderr.decode(errors="backslashreplace").strip().splitlines()
        detail = said[0] if said else f"{command[0]}: {ran.returncode}"
        raise PublishError([problem(Code.REMOTE_FAILED, where, detail=detail)])
