"""Whose form it is: by its hidden key, and by the title that its sender saw."""

from __future__ import annotations

from collections.abc import Mapping, Set

from generator.intake.returned import Returned
from generator.model import Tables
from generator.problems import Code, Location, Problem, problem


def names_of(tables: Tables) -> dict[str, set[str]]:
    """Give all names that each unit and county had."""
    found: dict[str, set[str]] = {}
    for table, key in (("counties", "county_id"), ("units", "unit_id")):
        frame = tables[table]
        for entity, name in zip(frame[key], frame["name"], strict=True):
            found.setdefault(entity, set()).add(name)
    return found


def of_another(form: Returned, names: Mapping[str, Set[str]]) -> Problem | None:
    """Say where the title names another unit than the key.

    Somebody filled in a neighbour's form under a new title: its figures would be booked to the
    neighbour. A title that names nobody says nothing; units are renamed.
    """
    own = names.get(form.entity_id, set())
    if form.title in own or not any(form.title in other for other in names.values()):
        return None
    where = Location(form.file, form.sheet)
    return problem(Code.OTHER_SENDER, where, own="、".join(sorted(own)), text=form.title)
