"""The tables of a site, described once; reading, checking, documents and forms all follow this."""

from __future__ import annotations

from generator.schema.tables.columns import KIND_WORDS
from generator.schema.tables.indicators import INDICATORS
from generator.schema.tables.places import COUNTIES, UNITS
from generator.schema.tables.plans import ACTIONS, PLANS, STAGES
from generator.schema.tables.reports import COMPARATORS, OBSERVATIONS, REVIEWS
from generator.schema.tables.targets import SCHEDULES, TARGETS

__all__ = ["KIND_WORDS", "TABLES", "TABLE_OF"]

TABLES = (
    COUNTIES,
    UNITS,
    INDICATORS,
    PLANS,
    STAGES,
    TARGETS,
    SCHEDULES,
    OBSERVATIONS,
    REVIEWS,
    COMPARATORS,
    ACTIONS,
)
"""All tables, in the order in which a person fills them."""
TABLE_OF = {table.name: table for table in TABLES}
"""The same by name."""
