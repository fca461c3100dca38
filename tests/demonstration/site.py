"""Puts the demonstration tables together and writes them as CSV files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random

from generator.schema import TABLE_OF, TABLES, Table
from generator.schema.descriptor import data_package
from tests.demonstration import campaign, events, grassroots, texts
from tests.demonstration.book import Book, Row
from tests.demonstration.indicators import add_indicators
from tests.demonstration.places import add_places
from tests.demonstration.plan import Plan

SEED = 20181109
PLANS = (
    "plan-lj-2018",
    "plan-lj-hospital-2018",
    "plan-dc-2017",
    "plan-dc-lingtang-2018",
    "plan-jc-2017",
)
TEXTS = ("jc-2017",)
"""Plans whose full text the demonstration shows."""
FIGURES = ("figures-lanjiang", "figures-daochuan", "figures-jichuan", "figures-institutions")


def make_book() -> Book:
    """Make all rows; the same ones every time."""
    book, random = Book(), Random(SEED)  # noqa: S311 - invented figures, not secrets
    add_places(book)
    add_indicators(book)
    for name in PLANS:
        Plan(book, name)
    for name in FIGURES:
        for line in texts.lines(name):
            book.series(*line.split(maxsplit=3))
    campaign.add_figures(book, random)
    grassroots.add_figures(book, random)
    events.add_events(book)
    return book


def make_files() -> dict[str, str]:
    """Make the text of every file, by its path below the data folder."""
    book = make_book()
    files = {}
    for table in TABLES:
        if table.name == "observations":
            continue
        files[f"{table.name}.csv"] = _csv(table, book.rows[table.name])
    observations = TABLE_OF["observations"]
    for month, rows in _by_month_of_receipt(book.rows["observations"]).items():
        files[f"observations/{month}.csv"] = _csv(observations, rows)
    plans = {f"plans/{plan_id}.md": texts.whole(f"plan-{plan_id}.md") for plan_id in TEXTS}
    return files | {"datapackage.json": _descriptor(files)} | plans


def write_site(folder: Path) -> None:
    """Write all tables and texts into a folder."""
    for name, text in make_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _descriptor(files: Iterable[str]) -> str:
    paths: dict[str, list[str]] = defaultdict(list)
    for name in files:
        paths[name.removesuffix(".csv").partition("/")[0]].append(name)
    package = data_package("demonstration", "演示数据", paths)
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _by_month_of_receipt(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    months: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        months[_text(row["reported_on"])[:7]].append(row)
    return {month: sorted(months[month], key=_order) for month in sorted(months)}


def _order(row: Row) -> tuple[str, ...]:
    names = ("reported_on", "indicator_id", "entity_id", "period", "intake", "value")
    return tuple(_text(row.get(name, "")) for name in names)


def _csv(table: Table, rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.names)
    writer.writerows([_text(row.get(name, "")) for name in table.names] for row in rows)
    return out.getvalue()


def _text(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
