"""All checks, in their order, over all tables of a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from generator.check.codes import check_codes
from generator.check.columns import check_columns
from generator.check.defaults import fill_defaults
from generator.check.entities import check_entities
from generator.check.figures import check_figures
from generator.check.header import check_headers
from generator.check.observations import check_observations
from generator.check.plans import check_plans, check_target_ranges
from generator.check.references import check_ids, check_references
from generator.check.reviews import check_reviews
from generator.check.rows import Rows, Site, Texts
from generator.check.texts import check_texts
from generator.model import Tables, TextTable
from generator.plantext import PlanText
from generator.problems import Problem, errors
from generator.schema import Type

CHECKS: tuple[Callable[[Site], None], ...] = (
    check_columns,
    fill_defaults,
    check_references,
    check_ids,
    check_figures,
    check_plans,
    check_entities,
    check_observations,
    check_target_ranges,
    check_reviews,
    check_codes,
)
"""What is done with the rows, from single cells to whole tables; each sees what came before."""

_REPEATED = ("indicator_id", "entity_id", "period", "status", "value_text", "value_qualifier")


def check_site(
    text_tables: Iterable[TextTable], texts: Iterable[PlanText] = ()
) -> tuple[Tables, list[Problem]]:
    """Find everything that is wrong with the tables of a site, and give them typed.

    ``texts`` are the full texts of plans, whose marks name targets.

    Rows:
        As in the files. With an error among the problems there are no tables at all.

    Columns:
        Those of the schema, then ``file``, ``sheet`` and ``row``. Empty text is ``""``; numbers
        are float64 and days ``datetime64[s]``, NaN and NaT where empty; a period also has
        ``<name>_start`` and ``<name>_end``, a figure ``<name>_qualifier`` and ``<name>_text``.
    """
    site = check_headers(text_tables)
    for check in CHECKS:
        check(site)
    problems = sorted([*site.all_problems(), *check_texts(texts, site)])
    if errors(problems):
        return {}, problems
    return {name: _typed(rows) for name, rows in site.tables.items()}, problems


def _typed(rows: Rows) -> pd.DataFrame:
    """Make the typed table; in observations what repeats is categorical."""
    columns: dict[str, Any] = {}
    for column in rows.table.columns:
        name = column.name
        columns[name] = rows.typed[name]
        if column.type is Type.FIGURE:
            columns[f"{name}_qualifier"] = rows.typed[f"{name}_qualifier"]
            columns[f"{name}_text"] = rows.text[name]
        if column.type is Type.PERIOD:
            columns[f"{name}_start"] = rows.typed[f"{name}_start"]
            columns[f"{name}_end"] = rows.typed[f"{name}_end"]
    columns |= {"file": rows.files, "sheet": rows.sheets, "row": rows.rows}
    is_large = rows.table.name == "observations"
    series = {name: _series(name, values, is_large) for name, values in columns.items()}
    return pd.DataFrame(series, index=pd.RangeIndex(len(rows)))


def _series(name: str, values: Any, is_large: bool) -> pd.Series:
    if isinstance(values, Texts):
        if is_large:
            return pd.Series(values.categorical())
        values = values.distinct[values.codes]
    if is_large and name in _REPEATED:
        codes, distinct = pd.factorize(values, sort=True)
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index(distinct, dtype=str)))
    return pd.Series(values, dtype=str if values.dtype.kind == "O" else None)
