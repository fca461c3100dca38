"""Reads a plan: its stages, targets, dated steps, schedules and amendments.

``target | number | clause | title | indicator op value | name=value …`` adds a target; its scope
follows from ``units=``, ``kinds=`` or ``population=``. ``step | number | clause | title | slug``
is a promise to have one thing done: it has an indicator of its own, and ``done=day@day`` says
when it was done and when that was reported.
"""

from __future__ import annotations

from tests.demonstration import texts
from tests.demonstration.book import Book, Row

_CENTRES = "central_health_centre|health_centre|community_centre"
KINDS = {
    "@centres": _CENTRES,
    "@public-hospitals": "county_hospital|mch_hospital|other_hospital",
    "@everybody": f"department|township|{_CENTRES}|county_hospital|mch_hospital",
}
"""Short words for several kinds of units."""


class Plan:
    """One plan on its way into the book."""

    def __init__(self, book: Book, name: str) -> None:
        self.book = book
        self.row: Row = {}
        self.targets: dict[str, Row] = {}
        for line in texts.lines(name):
            word, *rest = texts.parts(line)
            getattr(self, f"_{word}")(*rest)

    def _plan(self, *cells: str) -> None:
        self.row = self.book.add("plans", **dict(cell.split("=", 1) for cell in cells))

    def _stage(self, stage_id: str, name: str, start: str, end: str) -> None:
        row = {"plan_id": self.row["plan_id"], "decided_on": self.row["decided_on"]}
        self.book.add("stages", stage_id=stage_id, name=name, start=start, end=end, **row)

    def _target(self, number: str, clause: str, title: str, condition: str, more: str) -> None:
        indicator, op, *value = condition.split()
        cells = texts.cells(more)
        units, kinds = cells.pop("units", ""), cells.pop("kinds", "")
        group = cells.get("population", "")
        usual: Row = {
            "target_id": self._id(number),
            "plan_id": self.row["plan_id"],
            "clause": clause,
            "title": title,
            "indicator_id": indicator,
            "scope": "units" if units else "each" if kinds else "population" if group else "county",
            "scope_ids": units,
            "scope_kinds": KINDS.get(kinds, kinds),
            "op": op,
            "value": value[0] if value else "",
            "lead_ids": cells.pop("lead", ""),
            "support_ids": cells.pop("support", ""),
            "public": "yes",
            "decided_on": self.row["decided_on"],
        }
        self.targets[number] = self.book.add("targets", **usual | cells)

    def _step(self, number: str, clause: str, title: str, slug: str, more: str) -> None:
        cells = texts.cells(more)
        done, _, told = cells.pop("done", "").partition("@")
        indicator = f"{str(self.row['plan_id']).split('-')[0]}-{slug}"
        self.book.add(
            "indicators",
            indicator_id=indicator,
            name=title,
            group=cells.pop("group"),
            measure="yes_no",
            cadence="once",
            due_days=10,
            reported_by="county",
            definition=f"{title}是否已完成。",
            public="yes",
        )
        rest = " ".join(f"{name}={value}" for name, value in cells.items())
        self._target(number, clause, title, f"{indicator} reach 是", rest)
        if done:
            days = {"reached_on": done, "reported_on": told or done}
            self.book.report(indicator, str(self.row["county_id"]), done, "是", **days)

    def _schedule(self, number: str, points: str, more: str) -> None:
        for point in points.split():
            period, share = point.split(":")
            self.book.add(
                "schedules",
                target_id=self._id(number),
                period=period,
                expected_share=share,
                **texts.cells(more),
            )

    def _amend(self, number: str, changed: str) -> None:
        """Add a later row of a target, with what a newer document changed."""
        self.book.add("targets", **self.targets[number] | texts.cells(changed))

    def _id(self, number: str) -> str:
        return f"{self.row['plan_id']}-{number}"
