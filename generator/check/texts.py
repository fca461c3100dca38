"""The full texts of plans: whose they are, and whether their marks name targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.check.rows import Site
from generator.check.suggest import closest
from generator.plantext import PlanText, marks, unread_ids
from generator.problems import Code, Location, Problem, problem


@dataclass(frozen=True, slots=True)
class _Promise:
    """What a problem says of a target."""

    clause: str
    title: str


def check_texts(texts: Iterable[PlanText], site: Site) -> list[Problem]:
    """Name texts without a plan, marks without a target and promises without a mark.

    While the plans or targets cannot be read, nothing is said: the cause is named already.
    """
    if site["plans"].is_waiting or site["targets"].is_waiting:
        return []
    promised = _promised(site)
    plan_ids = [text for text in site["plans"].text["plan_id"].distinct if text]
    problems: list[Problem] = []
    for text in texts:
        if text.plan_id in plan_ids:
            problems += _check_text(text, promised.get(text.plan_id, {}), promised)
        else:
            meant = closest(text.plan_id, plan_ids)
            where = Location(text.file)
            suggestion = f"{meant}.md" if meant else ""
            problems.append(problem(Code.TEXT_WITHOUT_PLAN, where, suggestion, text=text.plan_id))
    return problems


def _promised(site: Site) -> dict[str, dict[str, _Promise]]:
    """Give the targets of each plan by their ids; of several versions the last row."""
    targets = site["targets"]
    found: dict[str, dict[str, _Promise]] = {}
    columns = [targets.text[name] for name in ("plan_id", "target_id", "clause", "title")]
    for position in range(len(targets)):
        plan_id, target_id, clause, title = (texts[position] for texts in columns)
        found.setdefault(plan_id, {})[target_id] = _Promise(clause, title)
    return found


def _check_text(
    text: PlanText, own: dict[str, _Promise], promised: dict[str, dict[str, _Promise]]
) -> Iterator[Problem]:
    marked: set[str] = set()
    for found in marks(text.text):
        where = Location(text.file, row=found.row)
        for target_id in found.target_ids:
            if target_id not in own:
                meant = closest(target_id.removeprefix("#t-"), own)
                words = {"text": target_id, "plan": text.plan_id}
                yield problem(Code.UNKNOWN_MARK, where, meant, **words)
        marked.update(found.target_ids)
    every = set().union(*promised.values())
    for row, target_id in unread_ids(text.text):
        if target_id in every:
            marked.add(target_id)  # one cause, one problem
            yield problem(Code.UNREAD_MARK, Location(text.file, row=row), text=target_id)
    unmarked = [target_id for target_id in own if target_id not in marked]
    if unmarked:
        first = own[unmarked[0]]
        yield problem(
            Code.UNMARKED_TARGET,
            Location(text.file),
            times=len(unmarked),
            text=first.title,
            clause=first.clause,
            target=unmarked[0],
        )
