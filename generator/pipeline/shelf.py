"""The snapshots that a site lists, and the way to them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from generator.bags import snapshots_of
from generator.settings import Settings
from generator.snapshot_names import Snapshot

VERSIONS = PurePosixPath("versions.json")
"""What the theme's version selector reads."""


def kept_snapshots(settings: Settings) -> list[Snapshot]:
    """List the snapshots of a site; none for one that is itself a snapshot being made.

    Raises:
        BagError: A folder has the name of a snapshot, but is no bag.
    """
    return [] if settings.snapshot else snapshots_of(settings.snapshots_dir)


def has_versions(settings: Settings, kept: Sequence[Snapshot]) -> bool:
    """Say whether the site has something to select; a list without entries stops the selector."""
    public = [one for one in kept if one.opens and not one.name.is_internal]
    return bool(public) and settings.default_locale in settings.locales


def place_of(settings: Settings, locale: str) -> str:
    """Give the way from the root of a language's pages to the folder of snapshots, on a disk.

    It is also the way on a server that shows the site at its root: a browser stays there however
    far up an address leads.
    """
    site = settings.site_dir / _below(settings, locale)
    return Path(os.path.relpath(settings.snapshots_dir, site)).as_posix()


def root_of(settings: Settings, locale: str) -> str:
    """Give the way from a page beside the home page of a language to the root of the site."""
    n_up = bool(_below(settings, locale)) + settings.directory_urls
    return "../" * n_up or "./"


def _below(settings: Settings, locale: str) -> str:
    return "" if locale == settings.default_locale else locale
