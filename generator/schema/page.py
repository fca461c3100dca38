"""What a page is, and what every page says about its data."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import PurePosixPath
from typing import Any


def about(text: str) -> Any:
    """Declare a field of a context with the words that tell template writers what it holds."""
    return field(metadata={"about": text})


def ending(*, directory_urls: bool) -> str:
    """Say how the address of a page ends: in ``.html``, or in the folder whose index it is."""
    return "/" if directory_urls else ".html"


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a page of the site; with an empty address it leads nowhere."""

    text: str
    path: str = ""
    """Address from the root of the site, such as ``units/u1.html#t-3``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page says, whatever it shows."""

    site: str
    """Name of the site."""
    as_of: str
    """The day whose knowledge is shown, in words."""
    next_due: str
    """The next day on which a report that enters this page is due; empty when none is."""
    corrected_since: str
    """The day from which corrections are counted, in words."""
    n_corrected: int
    """Figures of this page's entities that were corrected since that day."""
    corrections: Link
    """Where the corrections are listed."""
    facts: tuple[str, ...]
    """The same in whole sentences, with the office to turn to; stands at the foot of the page."""
    internal: bool
    """Whether this is the internal edition, which also shows where figures came from."""
    trail: tuple[Link, ...] = ()
    """The pages above this one."""
    changes: Link = Link("")
    """What changed since the last snapshot; with no text where there is none."""
    correction: str = ""
    """Why this snapshot corrects an earlier one; empty where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: where it goes, the template that makes it, and what the template may use."""

    path: PurePosixPath
    """Below the reports of one edition and locale, such as ``units/u1.md``."""
    template: str
    title: str
    description: str
    """One sentence for search results and shared links."""
    context: Any
    """A frozen dataclass; each field says in its metadata what it is about."""
    in_search: bool = True
    """Whether the theme's own search index holds the page."""

    def variables(self) -> dict[str, Any]:
        """Give the template's variables by name."""
        return {item.name: getattr(self.context, item.name) for item in fields(self.context)}
