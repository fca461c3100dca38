"""Worked cases, judged and put into words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from generator.model import Evaluation
from generator.pages import totals_of
from generator.pages.facts import prepare
from generator.pages.verdicts import all_verdicts
from generator.pipeline import evaluate_tables
from generator.settings import Settings
from tests.evaluate.cases import site
from tests.evaluate.site import typed_tables

SETTINGS = Settings(root=Path("/nowhere"), title="演示")


def evaluation_of(cases: list[dict[str, str]]) -> Evaluation:
    """Judge cases of one day as one site."""
    day = dt.date.fromisoformat(cases[0]["as_of"])
    return evaluate_tables(typed_tables(site(cases)), day, tolerance=5.0)


def sentences(cases: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Give the sentence of each case by its id, in every language."""
    found: dict[str, dict[str, str]] = {}
    for day in sorted({case["as_of"] for case in cases}):
        chosen = [case for case in cases if case["as_of"] == day]
        evaluation = evaluation_of(chosen)
        for locale in ("zh", "en"):
            facts = prepare(evaluation, totals_of(evaluation), SETTINGS, locale)
            verdicts = all_verdicts(facts).every
            said = {verdict.id: verdict.sentence for verdict in verdicts}
            for number, case in enumerate(chosen):
                found.setdefault(case["case_id"], {})[locale] = said[f"t{number:04d}"]
    return found
