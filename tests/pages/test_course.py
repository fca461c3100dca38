"""What headlines were on earlier days, and which verdicts changed since the month before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from generator import evaluate, pipeline
from generator.audience import for_edition
from generator.model import Evaluation
from generator.pages import open_book
from generator.pages.course import changes, course_of, turns
from generator.pipeline.protecting import protected
from tests import written
from tests.pages import sample


@pytest.fixture(scope="module")
def shown(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """What the public edition of the demonstration shows, with half a year before it."""
    settings = sample.settings(root=root, course_months=6)
    return written.judged(settings, str(tmp_path_factory.mktemp("place")))


@pytest.mark.slow
def test_course_ends_with_the_headlines_shown(shown):
    """The newest point is today's headline, the first one half a year old."""
    days = shown.course["as_of"]
    today = shown.course[days == days.max()].drop(columns="as_of").reset_index(drop=True)

    pd.testing.assert_frame_equal(today, shown.headlines)
    assert [days.min().date(), days.max().date()] == [shown.as_of.replace(month=5), shown.as_of]


@pytest.mark.slow
def test_a_past_point_is_the_headline_of_that_day(shown, root):
    """Each day of the course was judged on what was known then, and shows what the public may."""
    tables = pipeline.check(sample.settings(root=root)).tables
    whole = pipeline.evaluate_tables(tables, dt.date(2018, 5, 9), 5)
    then = for_edition(protected(whole, sample.settings().small_below), "public")
    course = shown.course[shown.course["as_of"] == "2018-05-09"].drop(columns="as_of")

    pd.testing.assert_frame_equal(
        course.reset_index(drop=True), evaluate.summarise(then.assessments, then.tables)
    )


def course_evaluation(judged: Evaluation, shares: list[float]) -> Evaluation:
    """The small site with a course whose shares on schedule are these, a month apart."""
    months = pd.date_range("2018-01-09", periods=len(shares), freq="MS").as_unit("s")
    frames = [
        judged.headlines.assign(as_of=month, share_on_schedule=share)
        for month, share in zip(months, shares, strict=True)
    ]
    return replace(judged, course=pd.concat(frames))


@pytest.mark.slow
def test_course_says_how_the_share_moved(judged):
    """Each month stands beside the one before it, the newest first; a blink is no change."""
    found = course_evaluation(judged, [0.5, 0.625, 0.6, 0.6004])
    book = open_book(found, sample.settings(), "en")
    county = book.facts.counties[0].id

    points = course_of([county], book)

    assert [(point.change, point.better) for point in points] == [
        ("unchanged", None),
        ("down 2.5 points", False),
        ("up 12.5 points", True),
        ("", None),
    ]


def test_parts_of_a_bar_fill_it(judged):
    """The widths add up to the whole bar, each beginning where the one before ends."""
    book = open_book(course_evaluation(judged, [0.5]), sample.settings(), "en")
    (point,) = course_of([book.facts.counties[0].id], book)

    assert sum(part.n for part in point.segments) == point.tally.n
    assert sum(part.width for part in point.segments) == pytest.approx(100, abs=0.1)
    assert point.segments[0].start == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("was", "now", "key"),
    [
        ("on_schedule", "behind", "worse"),
        ("behind", "slightly_behind", "better"),
        ("missed", "achieved_late", "better"),
        ("slightly_behind", "no_report", "worse"),
        ("in_progress", "achieved", "better"),
        ("in_progress", "missed", "worse"),
        ("in_progress", "no_report", "worse"),
        ("not_started", "in_progress", "other"),
        ("on_schedule", "achieved_late", "other"),
        ("behind", "not_assessable", "other"),
    ],
)
def test_change_of_a_verdict(judged, was, now, key):
    """A verdict got better, got worse, or went where the two cannot be ordered."""
    row = judged.assessments.iloc[[0]]
    found = replace(
        judged,
        assessments=judged.assessments.assign(status=now),
        before=row[["target_id", "entity_id"]].assign(status=was),
    )
    book = open_book(found, sample.settings(), "en")
    verdicts = [
        item
        for item in book.verdicts.every
        if (item.id, item.entity_id) == (row["target_id"].item(), row["entity_id"].item())
    ]

    changed = changes(verdicts, book, 5)

    assert changed is not None
    assert {part.key: part.n for part in changed.parts if part.n} == {key: 1}


def test_nothing_is_said_without_a_month_before(judged, book):
    """A site's first month has no changes to tell."""
    assert changes(book.verdicts.every, book, 5) is None


def test_a_target_that_was_not_known_is_new(judged):
    """A promise that came since then stands among the other changes, without a verdict then."""
    first = judged.assessments.iloc[[0]]
    before = judged.assessments.iloc[1:][["target_id", "entity_id", "status"]]
    book = open_book(replace(judged, before=before), sample.settings(), "en")

    changed = changes(book.verdicts.every, book, 5)

    assert changed is not None
    assert [
        (change.verdict.id, change.was) for part in changed.parts for change in part.listed
    ] == [(first["target_id"].item(), None)]


def test_months_without_a_change_are_left_out(judged):
    """Of three alike months only the first stays."""
    months = pd.to_datetime(["2018-01-09", "2018-02-09", "2018-03-09", "2018-04-09"])
    done, behind = judged.headlines["achieved"], judged.headlines["behind"]
    more = judged.headlines.assign(achieved=done + 1, behind=behind - 1)  # as many as before
    frames = [judged.headlines, judged.headlines, judged.headlines, more]
    course = [frame.assign(as_of=day) for frame, day in zip(frames, months, strict=True)]
    book = open_book(replace(judged, course=pd.concat(course)), sample.settings(), "en")

    points = turns(course_of([book.facts.counties[0].id], book))

    assert [point.day for point in points] == ["9 April 2018", "9 January 2018"]


def test_a_unit_without_targets_has_no_course():
    """Nothing to show is nothing to leave out."""
    assert turns(()) == ()
