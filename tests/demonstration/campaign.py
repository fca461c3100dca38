"""What every department, township and institution of the campaign county reports each month."""

from __future__ import annotations

from random import Random

from tests.demonstration.book import Book

MONTHS = 10
"""From 2018-01 on."""
GRADES = {
    "jc-jiyang": 9,
    "jc-songpi": 9,
    "jc-zhuyin": 8,
    "jc-yunxiu": 8,
    "jc-yanyan": 6,
    "jc-pinggao": 7,
    "jc-chalong": 5,
    "jc-ximiao": 3,
    "jc-finance": 8,
    "jc-education": 7,
    "jc-environment": 6,
    "jc-construction": 5,
    "jc-hospital": 8,
    "jc-mch": 9,
}
"""How well a unit works, 0 to 10; a health centre works as well as its township."""


def add_figures(book: Book, random: Random) -> None:
    """Add the self-checks and the promises of all units of the county."""
    kinds = {str(row["unit_id"]): str(row["kind"]) for row in book.rows["units"]}
    townships = {str(row["unit_id"]): str(row["township_id"]) for row in book.rows["units"]}
    for unit, kind in kinds.items():
        grade = GRADES.get(unit) or GRADES.get(townships[unit])
        if grade is None:
            continue
        _self_checks(book, random, unit, grade)
        book.series("unit-scheme", unit, "2018-01", _done_after(0 if grade > 4 else 2))
        book.series("unit-plan", unit, "2018-01", _done_after(3 if grade > 6 else 6))
        book.series("unit-contact", unit, "2018-01", _done_after(0 if grade > 5 else 1))
        if kind in ("department", "township"):
            book.series("unit-started", unit, "2018-01", _done_after(1 if grade > 4 else 2))


def _self_checks(book: Book, random: Random, unit: str, grade: int) -> None:
    """Report how many of a unit's items meet the standard, month after month."""
    items = random.randint(14, 26)
    words = []
    for month in range(MONTHS):
        missing = (10 - grade) * (9 - month) / 9 + random.uniform(-0.4, 0.4)
        met = min(items, round(items - max(missing, 0) - (1 if grade < 6 else 0)))
        late = random.random() < (10 - grade) / 60
        lost = grade < 5 and random.random() < 0.1
        words.append("." if lost else f"{met}/{items}" + ("@8" if late else ""))
    book.series("items-met", unit, "2018-01", " ".join(words))


def _done_after(months: int) -> str:
    return " ".join(["否"] * months + ["是"] + ["无变化"] * (MONTHS - months - 1))
