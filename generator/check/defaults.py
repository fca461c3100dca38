"""Empty cells that mean something take what they mean."""

from __future__ import annotations

import numpy as np

from generator.check.cells import narrow
from generator.check.rows import Site
from generator.model import Aggregation, Commitment, Mode

_WORDS = {
    ("targets", "mode"): Mode.REACH,
    ("targets", "commitment"): Commitment.SHOULD,
    ("schedules", "shape"): "line",
    ("indicators", "direction"): "up",
    ("indicators", "aggregation"): Aggregation.NONE,
}
_NUMBERS = {("targets", "weight"): 1.0, ("indicators", "due_days"): 5.0}
_PER = {"%": 100.0, "‰": 1000.0, "/10万": 100000.0, "1/10万": 100000.0}


def fill_defaults(site: Site) -> None:
    """Fill in what `generator.schema` says that an empty cell means."""
    for (table, column), word in _WORDS.items():
        typed = site[table].typed
        typed[column] = np.where(typed[column] == "", str(word), typed[column]).astype(object)
    for (table, column), number in _NUMBERS.items():
        typed = site[table].typed
        typed[column] = np.where(np.isnan(typed[column]), number, typed[column])
    indicators = site["indicators"]
    natural = indicators.text["unit_of_measure"].map(
        lambda unit: _PER.get(narrow(unit), 1.0), float
    )
    per = indicators.typed["per"]
    indicators.typed["per"] = np.where(np.isnan(per), natural, per)
