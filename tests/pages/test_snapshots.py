"""The list of snapshots: newest first, corrections beside what they correct, and how to check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.pages import Book, snapshots_pages
from generator.pages.snapshots import SnapshotsContext
from generator.pipeline import page_environment
from generator.render import render
from generator.resources import resource
from generator.snapshot_names import Snapshot, parse_name

REASON = "Wrong <b>sum</b>"


def kept(*names: str) -> list[Snapshot]:
    """Give snapshots as the folder tells of them."""
    return [
        Snapshot(
            name=parse_name(name),
            place=Path("/nowhere") / name,
            fixity=f"{number:064x}",
            title="Progress",
            as_of="2018-10-12",
            reason=REASON if ".r" in name else "",
            is_newest=True,
            opens="data/site/index.html",
            octets=2_340_000,
            files=1204,
            archive_octets=1_000_000,
            is_signed=True,
        )
        for number, name in enumerate(names)
    ]


def shown(book: Book, found: list[Snapshot], *, frozen: bool = False) -> tuple[list[str], str]:
    """Give the names on the page, and the page."""
    (page,) = snapshots_pages(book, found, "../../snapshots", "./", frozen=frozen)
    assert isinstance(page.context, SnapshotsContext)
    text = render(page, page_environment([resource("templates")], "en"))
    return [one.name for one in page.context.snapshots], text


ALL = ("2018Q3", "2018Q4", "2018Q3.r2", "2018Q3.internal", "2018Q3.r2.internal")


def test_public_page(book: Book) -> None:
    """Internal bags are not named; a correction stands above what it corrects, and beside it."""
    names, text = shown(book, kept(*ALL))

    assert names == ["2018Q4", "2018Q3.r2", "2018Q3"]
    assert "internal" not in text
    assert text.count("Wrong &lt;b&gt;sum&lt;/b&gt;") == 2
    assert "Corrected by 2018Q3.r2." in text
    assert f'<code class="xs-fixity">{1:064x}</code>' in text
    assert 'href="../../snapshots/2018Q3.r2/data/site/index.html"' in text
    assert "2.3 MB in 1,204 files" in text
    assert "xushi verify 2018Q4" in text


def test_internal_page(book: Book) -> None:
    """It names both bags, and says which is not for the public."""
    settings = replace_edition(book)
    names, text = shown(settings, kept(*ALL))

    assert names == ["2018Q4", "2018Q3.r2", "2018Q3.r2.internal", "2018Q3", "2018Q3.internal"]
    assert text.count("<strong>not for the public</strong>") == 2


def replace_edition(book: Book) -> Book:
    """Open the book of the internal edition."""
    settings = book.facts.settings.model_copy(update={"edition": "internal"})
    return replace(book, facts=replace(book.facts, settings=settings))


def test_no_snapshot(book: Book) -> None:
    """The page says so plainly."""
    names, text = shown(book, [])

    assert names == []
    assert "There are no snapshots yet." in text


def test_in_a_snapshot(book: Book) -> None:
    """Whatever lies beside it, it lists nothing."""
    names, text = shown(book, kept(*ALL), frozen=True)

    assert names == []
    assert "This site is itself a snapshot" in text
    assert text == shown(book, [], frozen=True)[1]
