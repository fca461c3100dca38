"""Decisions on figures, explanations, values to compare with, and actions to mend shortfalls."""

from __future__ import annotations

from tests.demonstration import texts
from tests.demonstration.book import Book


def add_events(book: Book) -> None:
    """Add reviews, comparators and actions, and the figures that were sent again."""
    _reviews(book)
    _comparators(book)
    _actions(book)
    _sent_again(book)
    _history(book)


def _reviews(book: Book) -> None:
    for line in texts.lines("reviews"):
        keys, office, reason, answer = texts.parts(line)
        indicator, entity, period, reported_on, decision, decided_on, public = keys.split()
        book.add(
            "reviews",
            indicator_id=indicator,
            entity_id=entity,
            period=period,
            reported_on="" if reported_on == "-" else reported_on,
            decision=decision,
            office=office,
            reason=reason,
            answer=answer,
            public=public,
            decided_on=decided_on,
        )


def _comparators(book: Book) -> None:
    for line in texts.lines("comparators"):
        indicator, kind, entity, name, period, value, source, decided_on = line.split()
        book.add(
            "comparators",
            indicator_id=indicator,
            kind=kind,
            entity_id="" if entity == "-" else entity,
            name=name,
            period=period,
            value=value,
            source=source,
            public="yes",
            decided_on=decided_on,
        )


def _actions(book: Book) -> None:
    for line in texts.lines("actions"):
        keys, title, evidence = texts.parts(line)
        action, target, entity, owner, opened, due, closed, public = keys.split()
        row = {
            "action_id": action,
            "target_id": target,
            "entity_id": entity,
            "owner_id": owner,
            "title": title,
            "opened_on": opened,
            "due_on": due,
            "public": public,
        }
        book.add("actions", **row, decided_on=opened)
        if closed != "-":
            book.add("actions", **row, closed_on=closed, evidence=evidence, decided_on=closed)


def _sent_again(book: Book) -> None:
    """Send a rejected figure again, correct two others, one of them on the same day."""
    book.report("records-rate", "lj-lancheng-csc", "2018-07", "78010/88820@16", note="退回后重报")
    book.report("infectious-rate", "lj-cdc", "2018-07", "331/516900@19", note="补入订正病例")
    book.report("toilets", "lj-luting", "2018-09", "320@8", note="按验收单更正", intake=2)
    book.report("toilets", "lj-luting", "2018-09", "302@8", note="数字颠倒", intake=1)
    book.report("healthy-units", "lanjiang", "2018-07", "2@6", note="一家复核未通过")


def _history(book: Book) -> None:
    """Add yearly figures of the years before, entered when the first plan was set up."""
    for period, value in (("2014", 88), ("2015", 89.6), ("2016", 91.5), ("2017", 93.1)):
        book.report("family-it", "lanjiang", period, f"{value}@15")
