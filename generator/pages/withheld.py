"""What the public edition does not show, and by which rule; a page of the internal edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from generator.locales import mark
from generator.pages.book import Book
from generator.pages.rows import group, rows
from generator.schema import TABLES
from generator.schema.page import Frame, Link, Page, about

MOST_LISTED = 500
"""Rows that the page lists at most."""

RULES: Mapping[str, str] = {
    "not_marked": mark("not marked public"),
    "indicator": mark("its indicator is not public"),
    "target": mark("its target is not public"),
    "plan": mark("its plan has no public target"),
    "status": mark("being verified"),
    "release": mark("before its release day"),
    "primary": mark("fewer persons than may be shown"),
    "secondary": mark("would give a small number away"),
    "exposed": mark("a small number that cannot be protected otherwise"),
    "already_public": mark("a small number that was published before"),
}

KINDS: Mapping[str, str] = {
    "value": mark("value"),
    "numerator": mark("numerator"),
    "denominator": mark("denominator"),
    "stated": mark("reported, where another value was computed"),
    "running": mark("running total"),
    "possible": mark("bounds of a rate without all units"),
}


@dataclass(frozen=True, slots=True)
class WithheldCount:
    """How many rows of a table are withheld by one rule."""

    table: str
    rule: str
    n: int


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """One row that is withheld."""

    table: str
    id: str
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class WithheldColumns:
    """Columns of a table that the public sees empty."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WithheldContext:
    """The variables of withheld.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    counts: tuple[WithheldCount, ...] = about("rows by table and rule")
    withheld: tuple[WithheldRow, ...] = about("the rows, in the order of the tables")
    n: int = about("how many rows are withheld")
    columns: tuple[WithheldColumns, ...] = about("columns that are emptied, by table")
    counties: tuple[Link, ...] = about("the counties' pages of figures that are withheld")


def withheld_pages(book: Book, found: pd.DataFrame | None) -> Iterator[Page]:
    """Make the page; in the internal edition only.

    Args:
        found: From `generator.audience.withheld_rows`; None in an edition that has no such page.
    """
    if found is None:
        return
    language = book.language
    title = language(mark("Withheld from the public"))
    is_chinese = language.locale == "zh"
    tables = {table.name: table.title_zh if is_chinese else table.name for table in TABLES}
    counted = found.groupby(["table", "rule"], sort=False).size().rename("n").reset_index()
    yield Page(
        path=PurePosixPath("withheld.md"),
        template="withheld.md.j2",
        title=title,
        description=language(
            mark("Rows that the public edition does not show: %(n)s, and the rule for each."),
            n=language.number(len(found)),
        ),
        in_search=False,
        context=WithheldContext(
            frame=book.frame(),
            title=title,
            counts=tuple(
                WithheldCount(tables[row.table], language(RULES[row.rule]), row.n)
                for row in rows(counted)
            ),
            withheld=tuple(
                WithheldRow(tables[row.table], row.row_id, row.name, language(RULES[row.rule]))
                for row in rows(found.head(MOST_LISTED))
            ),
            n=len(found),
            columns=tuple(
                WithheldColumns(tables[table.name], names)
                for table in TABLES
                if (names := tuple(column.name for column in table.columns if column.is_hidden))
            ),
            counties=tuple(Link(one.name, f"withheld/{one.id}.html") for one in book.own),
        ),
    )


def county_withheld_pages(book: Book, found: pd.DataFrame | None) -> Iterator[Page]:
    """Make the page of each county; in the internal edition only.

    Args:
        found: Figures that are withheld: indicator_id, entity_id, period, kind, rule;
            None in an edition that has no such page.
    """
    if found is None:
        return
    facts, language = book.facts, book.language
    by_county = group(rows(found), lambda row: facts.county_of(row.entity_id))
    for county in book.own:
        own = by_county.get(county.id, ())
        counted = Counter((row.kind.partition(":")[0], row.rule) for row in own)
        title = language(mark("%(name)s: withheld from the public"), name=county.name)
        whole = Link(language(mark("Withheld from the public")), "withheld.html")
        yield Page(
            path=PurePosixPath(f"withheld/{county.id}.md"),
            template="withheld.md.j2",
            title=title,
            description=language(
                mark("Figures that the public edition does not show: %(n)s."),
                n=language.number(len(own)),
            ),
            in_search=False,
            context=WithheldContext(
                frame=book.frame(county.link, whole, county_id=county.id),
                title=title,
                counts=tuple(
                    WithheldCount(language(KINDS[kind]), language(RULES[rule]), n)
                    for (kind, rule), n in sorted(counted.items())
                ),
                withheld=tuple(
                    WithheldRow(
                        language(KINDS[row.kind.partition(":")[0]]),
                        language.period(row.period),
                        " · ".join(
                            (
                                facts.indicators[row.indicator_id].name,
                                facts.entities[row.entity_id].name,
                            )
                        ),
                        language(RULES[row.rule]),
                    )
                    for row in own[:MOST_LISTED]
                ),
                n=len(own),
                columns=(),
                counties=(),
            ),
        )
