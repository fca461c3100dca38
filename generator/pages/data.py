"""The data page: what can be downloaded, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.pages.book import Book
from generator.schema.page import Frame, Link, Page, about
from generator.schema.results import BEHIND, FORMATS, RESULTS, Result, download_paths


@dataclass(frozen=True, slots=True)
class Download:
    """One file to download."""

    link: Link
    file: str
    about: str


@dataclass(frozen=True, slots=True)
class Downloads:
    """The files of the whole or of one county."""

    anchor: str
    name: str
    files: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: str
    about: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """One table, column by column."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class DataContext:
    """The variables of data.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    whole: Downloads = about("files of the whole")
    counties: tuple[Downloads, ...] = about("files of each county")
    tables: tuple[Dictionary, ...] = about("what the columns mean")


def data_pages(book: Book) -> Iterator[Page]:
    """Make the data page."""
    language = book.language
    title = language(mark("Data"))
    yield Page(
        path=PurePosixPath("data.md"),
        template="data.md.j2",
        title=title,
        description=language(mark("Everything on these pages as tables, and what columns mean.")),
        context=DataContext(
            frame=book.frame(),
            title=title,
            whole=_downloads("", language(mark("All counties")), book),
            counties=tuple(
                _downloads(county.id, county.name, book) for county in book.facts.counties
            ),
            tables=tuple(_dictionary(result, book) for result in RESULTS),
        ),
    )


def _downloads(folder: str, name: str, book: Book) -> Downloads:
    titles = {result.name: result for result in (*RESULTS, BEHIND)}
    found = []
    for path, table in download_paths(folder, large=book.is_large).items():
        file = path.rsplit("/", 1)[-1]
        if table == "datapackage":
            title, text = mark("Description of the files"), mark("Data Package, for programs")
        else:
            title, text = titles[table].title, FORMATS[file.rsplit(".", 1)[-1]]
        found.append(Download(Link(book.language(title), path), file, book.language(text)))
    return Downloads(folder or "whole", name, tuple(found))


def _dictionary(result: Result, book: Book) -> Dictionary:
    language = book.language
    return Dictionary(
        result.name,
        language(result.title),
        language(result.about),
        tuple(Column(field.name, field.type, language(field.about)) for field in result.fields),
    )
