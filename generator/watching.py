"""Notice when data, templates or settings change, without reading them again and again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from watchdog.events import (
    EVENT_TYPE_CREATED,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

QUIET = 0.05
"""Seconds without a change after which a person, or a program that copies files, is done."""

KINDS: list[type[FileSystemEvent]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileDeletedEvent),
    *(DirCreatedEvent, DirMovedEvent, DirDeletedEvent),
]
"""What is a change; that a file is opened, as each build does, is none."""


class Changes(FileSystemEventHandler):
    """Collects the names of what changed in some folders and files beside each other."""

    def __init__(self, root: Path, names: frozenset[str], observer: BaseObserver) -> None:
        """``names`` are those of the folders, with all in them, and of the files."""
        self._root = root
        self._names = names
        self._observer = observer
        self._changed: SimpleQueue[tuple[str, bool]] = SimpleQueue()
        self._watched: dict[str, tuple[int, ObservedWatch]] = {}
        # Files are replaced and folders come and go: what is above them sees it.
        observer.schedule(self, str(root), event_filter=KINDS)
        self._attend()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take note of a change, in a thread of its own."""
        for path in {os.fsdecode(event.src_path), os.fsdecode(event.dest_path or "")} - {""}:
            name = Path(path).relative_to(self._root)
            is_passing = any(_is_passing(part) for part in name.parts)
            if name.parts and name.parts[0] in self._names and not is_passing:
                self._changed.put((name.as_posix(), event.event_type == EVENT_TYPE_CREATED))

    def wait(self, seconds: float) -> list[str]:
        """Name what has changed by now, sorted; nothing where there is nothing in some seconds.

        Names are relative, such as ``data/units.csv``. While things go on changing, it waits.
        """
        found: dict[str, bool] = {}
        try:
            name, is_new = self._changed.get(timeout=seconds)
            while True:
                found.setdefault(name, is_new)
                name, is_new = self._changed.get(timeout=QUIET)
        except Empty:
            if found.keys() & self._names:
                self._attend()
        # What came and went meanwhile is what an editor writes before it renames it.
        return sorted(
            name for name, is_new in found.items() if not is_new or (self._root / name).exists()
        )

    def _attend(self) -> None:
        """Watch the folders that are there now; one in the place of another has its own number."""
        for name in sorted(self._names):
            folder = self._root / name
            number = _number(folder)
            known, watch = self._watched.get(name, (0, None))
            if number == known:
                continue
            if watch:
                self._observer.unschedule(watch)
                del self._watched[name]
            if number:
                watch = self._observer.schedule(
                    self, str(folder), recursive=True, event_filter=KINDS, follow_symlink=True
                )
                self._watched[name] = number, watch


def _number(folder: Path) -> int:
    """Give the number of a folder on its disk; 0 where there is none."""
    try:
        return os.stat(f"{folder}/").st_ino  # noqa: PTH116 - only a folder bears the stroke
    except OSError:
        return 0


def _is_passing(name: str) -> bool:
    """Say whether a name is that of an editor's own file, which no build reads."""
    return name.startswith((".", "~$")) or name.endswith(("~", ".swp", ".tmp"))


@contextmanager
def watch(root: Path, names: frozenset[str]) -> Iterator[Changes]:
    """Watch some folders and files of a folder until the end; they need not be there yet."""
    observer = Observer()
    changes = Changes(root, names, observer)
    observer.start()
    try:
        yield changes
    finally:
        observer.stop()
        observer.join()
