"""What can be downloaded from a site: the tables of results, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.locales import mark


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table of results."""

    name: str
    type: str
    """Type in the sense of Table Schema: string, number, integer, boolean, date."""
    about: str
    """Meaning, in English, marked for the catalogue."""


@dataclass(frozen=True, slots=True)
class Result:
    """One table of results."""

    name: str
    title: str
    about: str
    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)


_TARGET = Field("target_id", "string", mark("id of the target"))
_ENTITY = Field("entity_id", "string", mark("id of the county or unit"))
_NAME = Field("entity", "string", mark("name of the county or unit"))
_COUNTY = Field("county_id", "string", mark("id of the county"))
_PLAN = Field("plan_id", "string", mark("id of the plan"))
_CLAUSE = Field("clause", "string", mark("clause of the plan"))
_TITLE = Field("title", "string", mark("short title of the target"))
_INDICATOR = Field("indicator_id", "string", mark("id of the indicator"))
_INDICATOR_NAME = Field("indicator", "string", mark("name of the indicator"))
_UNIT = Field("unit_of_measure", "string", mark("unit of measure of the values"))
_COMMITMENT = Field("commitment", "string", mark("must, should or strive"))
_OP = Field("op", "string", mark("code of the condition"))
_MODE = Field("mode", "string", mark("reach: by the deadline; keep: in every period"))
_GOAL = Field("goal", "number", mark("target value in the unit of measure"))
_DEADLINE = Field("deadline", "date", mark("last day of the window"))
_PERIOD = Field("period", "string", mark("reporting period"))
_VALUE = Field("value", "number", mark("value in the unit of measure"))
_QUALIFIER = Field(
    "qualifier", "string", mark("what the report says besides or instead of a number")
)
_VALUE_TEXT = Field("value_text", "string", mark("the value as it was written"))
_REPORTED_ON = Field("reported_on", "date", mark("day the report was received"))
_NUMERATOR = Field("numerator", "number", mark("numerator of a ratio"))
_DENOMINATOR = Field("denominator", "number", mark("denominator of a ratio"))

ASSESSMENTS = Result(
    "assessments",
    mark("Verdicts"),
    mark("One row a target and county or unit: what was promised, what came of it, the verdict."),
    (
        _TARGET,
        _ENTITY,
        _NAME,
        _COUNTY,
        _PLAN,
        _CLAUSE,
        _TITLE,
        _INDICATOR,
        _INDICATOR_NAME,
        _UNIT,
        _COMMITMENT,
        Field("measure", "string", mark("what a value is")),
        _OP,
        _MODE,
        Field("status", "string", mark("code of the verdict")),
        Field("status_word", "string", mark("the verdict in words")),
        Field("rule", "integer", mark("number of the rule that decided, 1–13")),
        Field("reason", "string", mark("why it cannot be judged")),
        Field("sentence", "string", mark("the verdict as one sentence")),
        _GOAL,
        Field("goal_high", "number", mark("upper end of the target range")),
        Field("goal_text", "string", mark("target as the plan writes it")),
        Field("stretch", "number", mark("further aim beside the floor")),
        Field("baseline", "number", mark("value at the start")),
        Field("window_start", "date", mark("first day of the window")),
        _DEADLINE,
        Field("closed", "boolean", mark("whether the window is closed")),
        _PERIOD,
        _VALUE,
        Field("value_low", "number", mark("lower bound of the value while reports are missing")),
        Field("value_high", "number", mark("upper bound of the value while reports are missing")),
        _QUALIFIER,
        _VALUE_TEXT,
        _NUMERATOR,
        _DENOMINATOR,
        _REPORTED_ON,
        Field("reached_on", "date", mark("day it was reached or done")),
        Field("holds", "boolean", mark("whether the condition holds")),
        Field("attainment", "number", mark("share of the way covered, 1 is all")),
        Field("expected_share", "number", mark("share of the way wanted by the end of the period")),
        Field("pace_gap", "number", mark("attainment minus expected share; negative is behind")),
        Field("tolerance", "number", mark("gap that still counts as slightly behind, as a share")),
        Field("needed_per_month", "number", mark("what is needed each month from now on")),
        Field("months_left", "number", mark("months left until the deadline")),
        Field("projection", "number", mark("value at the deadline if the pace stays")),
        Field("interval_low", "number", mark("lower end of the 95% interval")),
        Field("interval_high", "number", mark("upper end of the 95% interval")),
        Field("chance", "boolean", mark("whether chance alone could explain the difference")),
        Field("provisional", "boolean", mark("whether missing reports could change the verdict")),
        Field("could_be", "string", mark("the verdicts that are possible")),
        Field("overdue", "boolean", mark("whether the last report that was due is missing")),
        Field("n_expected", "number", mark("units that should have reported")),
        Field("n_reported", "number", mark("units that reported")),
        Field("n_pending", "number", mark("units whose figures are being verified")),
        Field("missing_ids", "string", mark("units whose reports are missing")),
        Field("n_met", "number", mark("units that met theirs")),
        Field("n_children", "number", mark("units that have a target of their own")),
        Field("prior_value", "number", mark("value of the same period a year earlier")),
        Field("cagr_class", "string", mark("class by the peers' growth rule")),
        Field("lead_ids", "string", mark("ids of the responsible units")),
        Field("support_ids", "string", mark("ids of the supporting units")),
    ),
)

TARGETS = Result(
    "targets",
    mark("Targets"),
    mark("One row a target in force, tied to its clause."),
    (
        _TARGET,
        _PLAN,
        Field("stage_id", "string", mark("id of the stage")),
        _CLAUSE,
        _TITLE,
        _INDICATOR,
        Field("scope", "string", mark("whose target it is")),
        Field("scope_ids", "string", mark("ids of the named units")),
        Field("scope_kinds", "string", mark("kinds of units")),
        Field("population", "string", mark("group of people")),
        _OP,
        Field("value_text", "string", mark("target as the plan writes it")),
        Field("value_high", "number", mark("upper end of the target range")),
        Field("change_in", "string", mark("whether a change is in percent or points")),
        Field("baseline", "number", mark("value at the start")),
        Field("baseline_period", "string", mark("period of the baseline")),
        Field("stretch", "number", mark("further aim beside the floor")),
        _MODE,
        Field("start", "date", mark("first day of the window, if not the plan's")),
        Field("deadline", "date", mark("last day of the window, if not the plan's")),
        _COMMITMENT,
        Field("lead_ids", "string", mark("ids of the responsible units")),
        Field("support_ids", "string", mark("ids of the supporting units")),
        Field("weight", "number", mark("weight in shares, or points in a score")),
        Field("counts_towards", "string", mark("target that it counts towards")),
        Field("document_number", "string", mark("document that amended it")),
        Field("decided_on", "date", mark("day the row became known")),
    ),
)

OBSERVATIONS = Result(
    "observations",
    mark("Reports"),
    mark("One row a reported value, corrections included."),
    (
        _INDICATOR,
        _ENTITY,
        _PERIOD,
        _VALUE,
        _QUALIFIER,
        _VALUE_TEXT,
        _NUMERATOR,
        _DENOMINATOR,
        _REPORTED_ON,
        Field("reached_on", "date", mark("day it was reached or done")),
        Field("status", "string", mark("how settled the figure is")),
    ),
)

VALUES = Result(
    "values",
    mark("Values"),
    mark("One row an indicator, county or unit and period: the newest value, or the computed one."),
    (
        _INDICATOR,
        _INDICATOR_NAME,
        _UNIT,
        _ENTITY,
        _NAME,
        _PERIOD,
        Field("period_start", "date", mark("first day of the period")),
        Field("period_end", "date", mark("last day of the period")),
        _VALUE,
        Field("value_low", "number", mark("lower bound of the value while reports are missing")),
        Field("value_high", "number", mark("upper bound of the value while reports are missing")),
        _QUALIFIER,
        _VALUE_TEXT,
        _NUMERATOR,
        _DENOMINATOR,
        _REPORTED_ON,
        Field("origin", "string", mark("reported, or computed from the units")),
        Field("n_expected", "number", mark("units that should have reported")),
        Field("n_reported", "number", mark("units that reported")),
        Field("n_pending", "number", mark("units whose figures are being verified")),
        Field("missing_ids", "string", mark("units whose reports are missing")),
    ),
)

RESULTS = (ASSESSMENTS, TARGETS, OBSERVATIONS, VALUES)
"""All tables of results, in the order of the data page."""

BEHIND = Result(
    "behind",
    mark("Who is behind"),
    mark("Targets that are behind, missed or not reported, as a worksheet."),
    (
        Field("county", "string", mark("County")),
        Field("entity", "string", mark("County or unit")),
        Field("title", "string", mark("Target")),
        Field("status", "string", mark("Status")),
        Field("commitment", "string", mark("Commitment")),
        Field("condition", "string", mark("Asked for")),
        Field("value", "string", mark("Value")),
        Field("period", "string", mark("Period")),
        Field("gap", "number", mark("Behind by (percentage points)")),
        Field("needed", "number", mark("Needed per month")),
        Field("unit_of_measure", "string", mark("Unit of measure")),
        Field("leads", "string", mark("Lead")),
        Field("plan", "string", mark("Plan")),
        Field("clause", "string", mark("Clause")),
        Field("deadline", "date", mark("Deadline")),
        Field("sentence", "string", mark("Why")),
    ),
)

FORMATS: Mapping[str, str] = {
    "csv": mark("table, opens in a spreadsheet"),
    "xlsx": mark("worksheet"),
    "json": mark("for programs"),
}
"""Endings of downloads with what they are good for."""


MOST_IN_ONE_FILE = 200_000
"""Observations of a site up to which its tables are offered in one file, too, not only by county.

More rows no longer open well in a spreadsheet, and each new figure would write all of them again.
"""

IN_LARGE = ("targets", "datapackage")
"""What the whole of a larger site offers."""


def download_paths(folder: str, *, large: bool = False) -> dict[str, str]:
    """Give the downloads of the whole or of one county: the table's name by its address.

    Args:
        folder: Empty for the whole, else the id of a county.
        large: Whether the site has too many observations for one file.
    """
    if large and not folder:
        every = download_paths(folder)
        return {path: name for path, name in every.items() if name in IN_LARGE}
    place = f"data/{folder}/" if folder else "data/"
    found = {f"{place}{result.name}.csv": result.name for result in RESULTS}
    return {
        **found,
        f"{place}behind.xlsx": "behind",
        f"{place}assessments.json": "assessments",
        f"{place}datapackage.json": "datapackage",
    }
