"""All checks, in their order, over all tables of a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.check.codes import check_codes
from generator.check.columns import check_columns
from generator.check.defaults import fill_defaults
from generator.check.entities import check_entities
from generator.check.figures import check_figures
from generator.check.header import check_headers
from generator.check.homes import check_homes
from generator.check.observations import check_observations
from generator.check.plans import check_plans, check_target_ranges
from generator.check.references import check_ids, check_references
from generator.check.reviews import check_reviews
from generator.check.rows import Site
from generator.check.texts import check_texts
from generator.check.typed import typed
from generator.model import Tables, TextTable
from generator.plantext import PlanText
from generator.problems import Problem, errors

Check = Callable[[Site], None]

CELLS: tuple[Check, ...] = (check_columns, fill_defaults, check_references)
"""What is done first: single cells, and the ids in them."""
TABLES: tuple[Check, ...] = (
    check_homes,
    check_ids,
    check_figures,
    check_plans,
    check_entities,
    check_observations,
    check_target_ranges,
    check_reviews,
    check_codes,
)
"""What is done then, up to whole tables; each sees what came before."""


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
    for check in (*CELLS, *TABLES):
        check(site)
    problems = sorted([*site.all_problems(), *check_texts(texts, site)])
    if errors(problems):
        return {}, problems
    return {name: typed(rows) for name, rows in site.tables.items()}, problems
