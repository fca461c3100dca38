"""The register of actions (整改台账): what is being mended, by whom and by when, what is closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.locales.language import Language
from generator.pages.book import Book
from generator.pages.rows import Row, group
from generator.pages.verdicts import StatusWord
from generator.schema.page import Frame, Link, Page, about

MOST_LISTED = 300
"""Actions that the page of the whole lists at most; the counties' pages list them all."""

_ORDER = ("overdue", "open", "closed_late", "closed")
_STATES = {
    "overdue": mark("Overdue"),
    "open": mark("Under way"),
    "closed_late": mark("Closed late"),
    "closed": mark("Closed"),
}
_ICONS = {"overdue": "✖", "open": "▷", "closed_late": "◑", "closed": "✔"}
_LIGHTS = {"overdue": "red", "open": "blue", "closed_late": "yellow", "closed": "green"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One action as it stands."""

    id: str
    state: str
    """``overdue``, ``open``, ``closed_late`` or ``closed``."""
    word: str
    icon: str
    light: str
    title: str
    target: Link
    """The promise, at its clause."""
    status: StatusWord | None
    """What the verdict says now."""
    entity: Link
    owner: Link
    owner_id: str
    entity_id: str
    county_id: str
    opened_on: str
    due_on: str
    closed_on: str
    late: str
    """By how many days it is or was late, in words; empty when it is not."""
    evidence: str


@dataclass(frozen=True, slots=True)
class ActionCount:
    """How many actions of a county have each state."""

    county: Link
    overdue: int
    open: int
    closed_late: int
    closed: int


@dataclass(frozen=True, kw_only=True)
class ActionsContext:
    """The variables of actions.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    says: str = about("the state of the register as one sentence")
    counts: tuple[ActionCount, ...] = about("actions by county and state; empty for one county")
    lines: tuple[ActionLine, ...] = about("the actions, overdue ones first")
    n_left_out: int = about("how many the page leaves to the counties' pages")


def action_lines(book: Book) -> tuple[ActionLine, ...]:
    """Show all actions, overdue ones first, then the soonest due."""
    lines = [_line(row, book) for row in book.facts.actions]
    return tuple(sorted(lines, key=lambda line: _ORDER.index(line.state)))


def _line(row: Row, book: Book) -> ActionLine:
    facts, language = book.facts, book.language
    state, days = _state(row, book)
    verdict = next(
        (
            item
            for item in book.verdicts.by_target.get(row.target_id, ())
            if item.entity_id == row.entity_id
        ),
        None,
    )
    target = facts.targets.get(row.target_id)
    title = target.title if target else row.target_id
    path = f"plans/{target.plan_id}.html#t-{row.target_id}" if target else ""
    return ActionLine(
        id=row.action_id,
        state=state,
        word=language(_STATES[state]),
        icon=_ICONS[state],
        light=_LIGHTS[state],
        title=row.title,
        target=Link(title, path),
        status=verdict.status if verdict else None,
        entity=facts.link(row.entity_id),
        owner=facts.link(row.owner_id),
        owner_id=row.owner_id,
        entity_id=row.entity_id,
        county_id=facts.county_of(row.entity_id),
        opened_on=language.day(row.opened_on),
        due_on=language.day(row.due_on),
        closed_on=language.day(row.closed_on),
        late=language.plural("%(n)s day late", "%(n)s days late", days) if days else "",
        evidence=row.evidence,
    )


def _state(row: Row, book: Book) -> tuple[str, int]:
    as_of = book.facts.as_of
    closed = row.closed_on is not None and row.closed_on <= as_of
    days = max(((row.closed_on if closed else as_of) - row.due_on).days, 0)
    if closed:
        return ("closed_late" if days else "closed"), days
    return ("overdue" if days else "open"), days


def _says(lines: Iterable[ActionLine], language: Language) -> str:
    found = group(lines, lambda line: line.state)
    counts = {state: len(found.get(state, ())) for state in _ORDER}
    if not any(counts.values()):
        return language(mark("There are no actions."))
    return language(
        mark(
            "Actions: %(overdue)s overdue, %(open)s under way, %(closed)s closed,"
            " %(late)s of these late."
        ),
        overdue=language.number(counts["overdue"]),
        open=language.number(counts["open"]),
        closed=language.number(counts["closed"] + counts["closed_late"]),
        late=language.number(counts["closed_late"]),
    )


def actions_pages(book: Book, lines: tuple[ActionLine, ...]) -> Iterator[Page]:
    """Make the register of the whole."""
    title = book.language(mark("Register of actions"))
    by_county = group(lines, lambda line: line.county_id)
    counts = tuple(
        ActionCount(
            Link(county.name, f"actions/{county.id}.html"),
            **{
                state: sum(line.state == state for line in by_county.get(county.id, ()))
                for state in _ORDER
            },
        )
        for county in book.own
    )
    yield _page("actions.md", title, book.frame(), lines, counts, book)


def county_actions_pages(book: Book, lines: tuple[ActionLine, ...]) -> Iterator[Page]:
    """Make the register of each county."""
    language = book.language
    whole = Link(language(mark("Register of actions")), "actions.html")
    by_county = group(lines, lambda line: line.county_id)
    for county in book.own:
        yield _page(
            f"actions/{county.id}.md",
            language(mark("%(name)s: register of actions"), name=county.name),
            book.frame(county.link, whole, county_id=county.id),
            by_county.get(county.id, ()),
            (),
            book,
        )


def _page(
    path: str,
    title: str,
    frame: Frame,
    lines: tuple[ActionLine, ...],
    counts: tuple[ActionCount, ...],
    book: Book,
) -> Page:
    says = _says(lines, book.language)
    shown = lines[:MOST_LISTED] if counts else lines
    return Page(
        path=PurePosixPath(path),
        template="actions.md.j2",
        title=title,
        description=says,
        context=ActionsContext(
            frame=frame,
            title=title,
            says=says,
            counts=counts,
            lines=shown,
            n_left_out=len(lines) - len(shown),
        ),
    )
