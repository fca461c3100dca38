"""Reports of an evaluation that a test made itself."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from generator import pipeline
from generator.model import Evaluation
from generator.pages import totals_of
from generator.pipeline.how import How
from generator.pipeline.judging import dated
from generator.pipeline.keeping import keep, recall
from generator.pipeline.reports import Reports, write_reports
from generator.pipeline.whole import Whole
from generator.settings import Settings
from generator.shards import Shards


def write(evaluation: Evaluation, settings: Settings) -> Reports:
    """Write reports/ of what an edition shows, all counties in one shard."""
    how = How()
    evaluation = replace(
        evaluation,
        course=dated(evaluation.headlines, evaluation.as_of),
        before=evaluation.assessments[["target_id", "entity_id", "status"]].iloc[:0],
    )
    keep(evaluation, "", how.place(settings), "all")
    counties = evaluation.tables["counties"]["county_id"]
    shards = Shards(pd.Series(0, index=counties))
    whole = Whole(evaluation, totals_of(evaluation), shards, ("all",), ("",), ((),))
    return write_reports(whole, settings, how)


def judged(settings: Settings, place: str) -> Evaluation:
    """Judge the demonstration, whose counties share a shard; what a page of any kind needs."""
    how = How(storage=place)
    whole, _ = pipeline.judge(settings, how)
    assert len(whole.names) == 1
    return recall(how.place(settings), whole.names[0])[0]
