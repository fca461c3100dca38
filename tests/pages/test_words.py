"""Words and figures of verdicts: never against the verdict, always with their unit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.locales.language import Language, Yardstick, apart, decimals_that_agree, number
from generator.model import Op
from generator.pages.facts import clause_order
from generator.pages.promises import agreement, depth_of, gap_words, section_of
from generator.pages.rounding import all_shown, shown

EN, ZH = Language("en"), Language("zh")
PERCENT = Yardstick("level", "%", 1)
STEPS = Yardstick("milestone", "", None, ("begun", "roof on", "in use"))


@pytest.mark.parametrize(
    ("value", "decimals", "zh", "en"),
    [
        (1740, None, "1\u202f740", "1,740"),
        (0.5, 0, "1", "1"),
        (2.5, 0, "3", "3"),
        (-1234.5, 1, "−1\u202f234.5", "−1,234.5"),
        (8.666666, None, "8.67", "8.67"),
        (float("nan"), 1, "—", "—"),
        (None, 1, "—", "—"),
        (-0.04, 1, "0.0", "0.0"),
    ],
)
def test_numbers(value: float | None, decimals: int | None, zh: str, en: str) -> None:
    """Thousands stand apart, halves are rounded up, what is missing is a dash."""
    assert (number(value, "zh", decimals), number(value, "en", decimals)) == (zh, en)


@pytest.mark.parametrize(
    ("value", "yardstick", "qualifier", "zh", "en"),
    [
        (95, PERCENT, "", "95.0%", "95.0%"),
        (4000, Yardstick("cumulative", "座", 0), "~", "约4\u202f000座", "about 4,000\u00a0座"),
        (95, PERCENT, ">", ">95.0%", ">95.0%"),
        (2, STEPS, "", "roof on", "roof on"),
        (0, STEPS, "", "第一步之前", "before the first step"),
        (70, Yardstick("milestone", ""), "", "70%", "70%"),
        (1, Yardstick("yes_no", ""), "", "已完成", "done"),
        (4, Yardstick("rank", ""), "", "第4名", "place 4"),
        (None, PERCENT, "not_reported", "未报", "not reported"),
        (None, PERCENT, "not_applicable", "不适用", "not applicable"),
        (None, PERCENT, "dash", "—", "—"),
    ],
)
def test_values(
    value: float | None, yardstick: Yardstick, qualifier: str, zh: str, en: str
) -> None:
    """A value has its unit of measure, its step or its word, and keeps its qualifier."""
    found = [language.value(value, yardstick, qualifier=qualifier) for language in (ZH, EN)]

    assert found == [zh, en]


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("2018", "2018年", "the year 2018"),
        ("2018H1", "2018年上半年", "the first half of 2018"),
        ("2018Q3", "2018年第三季度", "the third quarter of 2018"),
        ("2018-08", "2018年8月", "August 2018"),
        ("2018-08-15", "2018年8月15日", "15 August 2018"),
        ("2018-08-01/2018-08-10", "2018年8月1日至2018年8月10日", "1 August 2018 to 10 August 2018"),
    ],
)
def test_periods(name: str, zh: str, en: str) -> None:
    """Every form of a reporting period is written in words."""
    assert (ZH.period(name), EN.period(name)) == (zh, en)


@pytest.mark.parametrize(
    ("op", "goal", "value", "decimals"),
    [
        pytest.param(Op.AT_LEAST, 95, 94.96, 2, id="just short is not shown as reached"),
        pytest.param(Op.AT_LEAST, 95, 95.04, 1, id="reached needs no more digits"),
        pytest.param(Op.ABOVE, 95, 95.04, 2, id="just above is not shown as equal"),
        pytest.param(Op.AT_MOST, 120, 120.04, 2, id="just over a ceiling"),
        pytest.param(Op.BELOW, 120, 119.96, 2, id="just under a ceiling"),
        pytest.param(Op.AT_LEAST, 95, 94.5, 1, id="far off"),
    ],
)
def test_rounding_never_contradicts(op: str, goal: float, value: float, decimals: int) -> None:
    """One more digit is shown where the rounded value would contradict the verdict."""
    agrees = agreement(op, goal, value)

    assert agrees is not None
    assert decimals_that_agree(value, 1, agrees) == decimals


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (-0.0866667, "8.7 points behind"),
        (-0.0004, "0.04 points behind"),
        (-0.0502, "5.02 points behind"),
        (-0.05, "5 points behind"),
        (0.0, "just on the expected progress"),
        (0.4, "40 points ahead"),
        (None, ""),
    ],
)
def test_gap(gap: float | None, words: str) -> None:
    """A gap keeps its side of zero and of the tolerance when it is rounded."""
    assert gap_words(gap, 0.05, EN) == words


@pytest.mark.parametrize(
    ("expected", "value", "shown"),
    [(3.333, 3, "3.3"), (2.6, 3, "2.6"), (11, 11, "11"), (7.5, 5, "8")],
)
def test_expected_stays_apart_from_the_value(expected: float, value: float, shown: str) -> None:
    """What was expected is not rounded to the value that falls short of it."""
    yardstick = Yardstick("cumulative", "", 0)

    assert EN.value(expected, apart(expected, value, yardstick)) == shown


def test_needed_is_rounded_up() -> None:
    """A third of a hospital a month is a whole one; points of a percentage are points."""
    assert ZH.needed(0.3333, Yardstick("cumulative", "个", 0)) == "1个"
    assert ZH.needed(315.0, Yardstick("cumulative", "座", 0)) == "315座"
    assert EN.needed(1.75, PERCENT) == "1.8 points"


def test_clauses_are_ordered_by_their_numbers() -> None:
    """Chinese numbers count like others: 二、10 comes after 二、9, 十一 after 十."""
    clauses = ["十一", "二、10", "二、9", "十", "二（一）2", "二十"]

    assert sorted(clauses, key=clause_order) == [
        "二（一）2",
        "二、9",
        "二、10",
        "十",
        "十一",
        "二十",
    ]


@pytest.mark.parametrize(
    ("clause", "depth", "section"),
    [
        ("二（一）2", 1, "二"),
        ("二（一）2", 2, "二（一）"),
        ("二、5", 1, "二"),
        ("3.2", 1, "3"),
        ("一", 1, "一"),
        ("General aims", 1, "General aims"),
    ],
)
def test_sections(clause: str, depth: int, section: str) -> None:
    """The first parts of a clause number name its section."""
    assert section_of(clause, depth) == section


def test_a_plan_of_one_section_shows_its_parts() -> None:
    """Where all clauses share their first part, the second one tells them apart."""
    assert depth_of(["二（一）1", "二（二）1"]) == 2
    assert depth_of(["一、1", "二、1"]) == 1


NUMBERS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


@given(
    values=st.lists(NUMBERS | st.integers(-(10**6), 10**6).map(lambda n: n / 8), max_size=20),
    decimals=st.none() | st.integers(0, 4),
    measure=st.sampled_from(("level", "flow", "rank", "yes_no", "share_met")),
    locale=st.sampled_from(("zh", "en")),
)
def test_many_values_are_written_as_each(
    values: list[float], decimals: int | None, measure: str, locale: str
) -> None:
    """A column written at once says what its cells would say, in words and in drawn numbers."""
    language = Language(locale)
    yardstick = Yardstick(measure, "座", decimals)

    texts, numbers = all_shown(np.array(values), yardstick, language)

    assert list(texts) == [language.value(value, yardstick) for value in values]
    each = [shown(value, text, yardstick) for value, text in zip(values, texts, strict=True)]
    assert list(numbers) == each
