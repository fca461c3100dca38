"""What the shell and the press agree on: the marks that specimen pages carry.

A specimen is a page whose every varying part is a mark. A mark is made of letters only, so that no
step of MkDocs and no theme changes it, and it occurs in no other text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

TITLE = "XsmarkTitle"
DESCRIPTION = "XsmarkDescription"
FACTS = ("XsmarkFactOne", "XsmarkFactTwo")
"""Two, so that what stands between two facts is seen."""

NAME, FOLDER = "XsmarkName", "XsmarkFolder"
"""The path of a specimen outside the navigation; a folder's mark ends in its depth, as a letter."""

BODY = ("XsmarkBegin", "XsmarkEnd")
HIDDEN = "XsmarkHidden"
"""Value of an attribute that the theme's search takes out of the pages, where it does."""

UNTITLED = "XsmarkUntitled"
"""Id of a heading without text, which the theme's search calls by the title of the page."""

HEADINGS = (
    (1, "XsmarkHeadA", "XsmarkIdA"),
    (4, "XsmarkHeadB", "XsmarkIdB"),
    (5, "XsmarkHeadC", "XsmarkIdC"),
    (6, "XsmarkHeadD", "XsmarkIdD"),
    (2, "XsmarkHeadE", "XsmarkIdE"),
    (2, "XsmarkHeadF", "XsmarkIdF"),
    (3, "XsmarkHeadG", "XsmarkIdG"),
    (3, "XsmarkHeadH", "XsmarkIdH"),
    (2, "XsmarkHeadI", "XsmarkIdI"),
)
"""Level, text and id: the title; one of each level that contents seldom list; a part without parts
of its own, one with two, and one more."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page that one specimen stands for."""

    depth: int
    """Folders above the page."""
    has_toc: bool
    """Whether the page has headings below its title."""
    path: PurePosixPath | None = None
    """The page itself, where it is in the navigation, which shows it as the one that is open."""
    title: str = ""
    """Its title, which the navigation of all pages shows."""

    @property
    def place(self) -> PurePosixPath:
        """Where the specimen lies, below the folder of its pages."""
        if self.path:
            return self.path
        folders = [f"{FOLDER}{chr(ord('A') + depth)}" for depth in range(self.depth)]
        name = NAME if self.has_toc else f"{NAME}Short"
        return PurePosixPath(*folders, f"{name}.md")


@dataclass(frozen=True, slots=True)
class Shell:
    """What MkDocs made of the specimens of one language."""

    digest: str
    """Changes when anything of it does."""
    specimens: Mapping[Kind, str]
    """The HTML of each specimen."""
    files: Mapping[PurePosixPath, bytes]
    """All else that MkDocs and the theme put into a site: styles, scripts, the page that is shown
    where there is none, and the search index and site map of the specimens."""
    directory_urls: bool
    """Whether a page is the index of a folder of its own."""
