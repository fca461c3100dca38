"""What differs from an earlier state, and why: the states on the way are judged as any other is.

The public edition is told of its own verdicts only: both ends are what its readers see, and of
the states between them nothing but the reasons is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from generator.audience import PUBLIC, for_edition
from generator.differences import Stage, State, changed_ids, compared, read_off, steps
from generator.differences.comparing import FIGURES
from generator.latest import known_on
from generator.model import Evaluation, Exchange, Tables
from generator.pipeline.judging import Judging, evaluated, shown
from generator.suppression.figures import family_of_persons


@dataclass(frozen=True, slots=True)
class Side:
    """One of two states to compare."""

    state: State | None
    """All that it was judged from; None where only what was published is known."""
    small_below: int
    """Least number of persons that its public edition shows, besides none."""
    published: pd.DataFrame | None = None
    """The verdicts that readers of the edition were shown; None makes them anew."""


def differences(
    earlier: Side, later: Side, edition: str, whole: Evaluation | None = None
) -> pd.DataFrame:
    """List what differs for the readers of an edition, with reasons; see `compared`.

    Adds columns: title (of the target) and entity (its name), the newest that are known; read_off
    (whether reasons are read off what was published, because one state is not known beyond that).

    Args:
        earlier: The first state.
        later: One of a day that is not before it.
        edition: Whose verdicts are compared.
        whole: All of the later state, where it was judged already.
    """
    is_public = edition == PUBLIC
    if earlier.state is None or later.state is None:
        ends = [_published(earlier, None, edition), _published(later, whole, edition)]
        found = read_off(*ends, withholds=is_public).assign(read_off=True)
        pairs = zip((earlier, later), ends, strict=True)
        found = _with_names(found, *(_names_of(side, end) for side, end in pairs))
        return _for_public(found, whole) if is_public and whole else found
    way = list(steps(earlier.state, later.state))
    judged = [_judged(step.state) for step in way[:-1]]
    judged.append(whole or _judged(later.state))
    path = [
        Stage(None, _published(earlier, judged[0], edition)),
        *(Stage(step.reason, one.assessments) for step, one in zip(way, judged, strict=True)),
        Stage(None, _published(later, judged[-1], edition)),
    ]
    amended = changed_ids(earlier.state.tables, later.state.tables)
    found = compared(path, amended, withholds=is_public).assign(read_off=False)
    found = _with_names(found, _names(judged[0].tables), _names(judged[-1].tables))
    return _for_public(found, judged[-1]) if is_public else found


def _judged(state: State) -> Evaluation:
    return evaluated(state.tables, state.as_of, state.tolerance, state.release)


def _published(side: Side, whole: Evaluation | None, edition: str) -> pd.DataFrame:
    """Give the verdicts that the readers of an edition were shown."""
    if side.published is not None:
        return side.published
    whole = whole or _judged(_given(side.state))
    release = side.state.release if side.state else None
    judging = Judging(whole.as_of, (), 0.0, edition, side.small_below, release=release)
    return shown(whole, judging)[0].assessments


def _given(state: State | None) -> State:
    if state is None:
        raise ValueError("neither what it was judged from nor what was published")
    return state


Names = dict[str, dict[str, str]]


def _names_of(side: Side, published: pd.DataFrame) -> Names:
    """Give the names of a state, as it knows them or as it published them."""
    if side.state is None:
        return _published_names(published)
    return _names(known_on(side.state.tables, side.state.as_of)[0])


def _names(tables: Tables) -> Names:
    """Give the titles of targets and the names of entities, by id."""
    targets, units, counties = (tables[name] for name in ("targets", "units", "counties"))
    named = {
        **dict(zip(counties["county_id"], counties["name"], strict=True)),
        **dict(zip(units["unit_id"], units["name"], strict=True)),
    }
    return {
        "title": dict(zip(targets["target_id"], targets["title"], strict=True)),
        "entity": named,
    }


def _published_names(verdicts: pd.DataFrame) -> Names:
    columns = {"title": "target_id", "entity": "entity_id"}
    return {
        name: dict(zip(verdicts[key], verdicts[name], strict=True)) if name in verdicts else {}
        for name, key in columns.items()
    }


def _with_names(found: pd.DataFrame, before: Names, now: Names) -> pd.DataFrame:
    """Add names; an id that nobody names stands for itself."""
    columns = {"title": "target_id", "entity": "entity_id"}
    named = {
        name: [now[name].get(one) or before[name].get(one) or one for one in found[key].astype(str)]
        for name, key in columns.items()
    }
    return found.assign(**named).astype(dict.fromkeys(named, "str"))


def _for_public(found: pd.DataFrame, whole: Evaluation) -> pd.DataFrame:
    """Leave what may be told in public of differences between what is shown in public.

    Of targets that are not public any more nothing is said; of a verdict that is withheld on one
    side, only that it was; of the states on the way, nothing; of earlier figures of persons,
    nothing, for what protects them is decided anew for each day.
    """
    tables = for_edition(whole, PUBLIC).tables
    found = found[found["target_id"].isin(tables["targets"]["target_id"])]
    known = {*tables["units"]["unit_id"], *tables["counties"]["county_id"]}
    found = found[found["entity_id"].isin(known)].reset_index(drop=True)
    reasons = found["reasons"].str.split("|")
    is_hidden = reasons.map(lambda names: Exchange.WITHHELD.value in names).astype(bool)
    is_gone = is_hidden & (found["status"] == "")
    of_persons = found["indicator_id"].isin(family_of_persons(whole.tables["indicators"]))
    emptied = {
        f"{name}_before": found[f"{name}_before"].mask(is_hidden | of_persons) for name in FIGURES
    }
    return found.assign(
        **emptied,
        reasons=found["reasons"].mask(is_hidden, Exchange.WITHHELD.value),
        status_before=found["status_before"].mask(is_gone, ""),
        period_before=found["period_before"].mask(is_hidden, ""),
        amended=found["amended"].mask(is_hidden, ""),
        steps="",
    ).astype({"steps": "str"})


def by_reason(found: pd.DataFrame) -> Iterator[tuple[Exchange, int]]:
    """Count the verdicts that changed, by reason; one with several counts for each."""
    names = found.loc[found["changed"], "reasons"].str.split("|").explode()
    counts = names.value_counts()
    for reason in Exchange:
        if counts.get(reason.value, 0):
            yield reason, int(counts[reason.value])
