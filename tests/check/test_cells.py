"""Cells are read as people write them, and nothing else is made a number."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.check.cells import (
    narrow,
    number_text,
    read_figure,
    read_number,
    read_share,
    read_yes_no,
    trim,
)
from generator.check.days import read_date, read_period


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2950", 2950),
        ("2,950", 2950),
        ("２，９５０", 2950),
        ("2 950", 2950),
        ("2\u00a0950", 2950),
        ("2\u202f950.5", 2950.5),
        ("\u3000 12.5 \u00a0", 12.5),
        ("１２．５", 12.5),
        ("-3", -3),
        ("－3", -3),
        ("−3", -3),
        ("+3", 3),
        ("1.2万", 12_000),
        ("3亿", 300_000_000),
        ("007", 7),
    ],
)
def test_numbers(text, value):
    """Full width, thousands separators, signs, spaces, 万 and 亿 are understood."""
    assert read_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "六",
        "12.",
        "29,50",
        "1,2,3",
        "1.234.567",
        "3-5",
        "2018-09",
        "12 34",
        "12\n345",
        "95²",
        "①",
        "1/2",
        "0x10",
        "1e5",
        "1_000",
        "nan",
        "inf",
        "٣",
        "(3)",
        "▲3",
        "95%",
        "约4000",
        "—",
    ],
)
def test_not_a_number(text):
    """What may mean something else is not guessed."""
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "number", "qualifier", "unit"),
    [
        ("95%", 95, "", "%"),
        ("９５％", 95, "", "%"),
        ("9.5‰", 9.5, "", "‰"),
        ("120/10万", 120, "", "/10万"),
        ("3000座", 3000, "", "座"),
        ("3个百分点", 3, "", "个百分点"),
        ("≥95", 95, ">=", ""),
        (">=95%", 95, ">=", "%"),
        (">95", 95, ">", ""),
        ("＞95", 95, ">", ""),
        ("≤5", 5, "<=", ""),
        ("＜5", 5, "<", ""),
        ("约4000", 4000, "~", ""),
        ("近4000", 4000, "~", ""),
        ("4000人左右", 4000, "~", "人"),
        ("100多", 100, ">", ""),
        ("100余人", 100, ">", "人"),
        ("100多万", 1_000_000, ">", ""),
        ("1.5万余人", 15_000, ">", "人"),
        ("95%以上", 95, ">=", "%"),
        ("3000座以上", 3000, ">=", "座"),
        ("5%以内", 5, "<=", "%"),
        ("不足100", 100, "<", ""),
        ("超过 20", 20, ">", ""),
        ("不低于90%", 90, ">=", "%"),
        ("第四名", 4, "", "第"),
        ("第12", 12, "", "第"),
        ("并列第十五位", 15, "", "第"),
        ("第二十一名", 21, "", "第"),
    ],
)
def test_figures(text, number, qualifier, unit):
    """A figure keeps its qualifier and what stands behind it."""
    figure = read_figure(text)

    assert figure is not None
    assert (figure.value(), str(figure.qualifier), figure.unit) == (number, qualifier, unit)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("", "blank"),
        ("　", "blank"),
        ("—", "dash"),
        ("——", "dash"),
        ("-", "dash"),
        ("/", "dash"),
        ("未报", "not_reported"),
        ("不适用", "not_applicable"),
        ("N/A", "not_applicable"),
        ("无", "none"),
        ("无变化", "no_change"),
    ],
)
def test_words_for_no_figure(text, qualifier):
    """A blank, a dash, 未报, 不适用, 无 and 无变化 are different things."""
    figure = read_figure(text)

    assert figure is not None
    assert figure.number is None
    assert math.isnan(figure.value())
    assert str(figure.qualifier) == qualifier


@pytest.mark.parametrize("text", ["约95%以上", "几十", "未报95", "第四", "95%~98%", "#N/A", "<>5"])
def test_no_figures(text):
    """What is no figure, or two at once, is none; 第四 alone is a place."""
    assert (read_figure(text) is None) == (text != "第四")


@pytest.mark.parametrize(
    ("text", "share"),
    [("20%", 0.2), ("0.2", 0.2), ("100%", 1), ("0", 0), ("20", None), ("-5%", None), ("半", None)],
)
def test_shares(text, share):
    """A share is between 0 and 1, in per cent or as it is."""
    assert read_share(text) == share


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("是", True),
        ("YES", True),
        ("已完成", True),
        ("√", True),
        ("１", True),
        ("否", False),
        ("no", False),
        ("未完成", False),
        ("×", False),
        ("大概", None),
        ("", None),
    ],
)
def test_yes_and_no(text, answer):
    """Yes and no have several words; others are neither."""
    assert read_yes_no(text) is answer


@pytest.mark.parametrize(
    "text",
    [
        "2018-09-30",
        "2018/9/30",
        "2018.9.30",
        "2018年9月30日",
        "20180930",
        "２０１８－９－３０",
        "2018-09-30 00:00:00",
        "2018-9-30 8:15",
        "2018-09-30T08:15:00.123",
    ],
)
def test_dates(text):
    """A day has many spellings."""
    assert str(read_date(text)) == "2018-09-30"


@pytest.mark.parametrize(
    "text",
    ["", "2018-02-30", "9月30日", "18-09-30", "2018-09", "43373", "2018-13-01", "0218-09-30"],
)
def test_no_dates(text):
    """A day that is not in the calendar, or lacks its year, is none."""
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2018", "2018"),
        ("2018年", "2018"),
        ("2018-09", "2018-09"),
        ("2018年9月", "2018-09"),
        ("2018年9月份", "2018-09"),
        ("201809", "2018-09"),
        ("2018Q3", "2018Q3"),
        ("2018q3", "2018Q3"),
        ("2018年第三季度", "2018Q3"),
        ("2018年3季度", "2018Q3"),
        ("2018年上半年", "2018H1"),
        ("2018H2", "2018H2"),
        ("2018-09-15", "2018-09-15"),
        ("2018-09-01/2018-09-30", "2018-09"),
        ("2018-07-01/2018-09-30", "2018Q3"),
        ("2018年1-9月", "2018-01-01/2018-09-30"),
        ("2018年1—9月", "2018-01-01/2018-09-30"),
        ("2018年前三季度", "2018-01-01/2018-09-30"),
        ("2018年9月上旬", "2018-09-01/2018-09-10"),
        ("2018年2月下旬", "2018-02-21/2018-02-28"),
        ("2018-09-03/2018-09-09", "2018-09-03/2018-09-09"),
    ],
)
def test_periods(text, name):
    """A period has one name, however it is written."""
    period = read_period(text)

    assert period is not None
    assert period.name == name


@pytest.mark.parametrize(
    "text",
    ["", "9月", "2018Q5", "2018年13月", "2018-09-30/2018-09-01", "三季度", "1818", "2018-00"],
)
def test_no_periods(text):
    """What has no year, or is not in the calendar, is none."""
    assert read_period(text) is None


@pytest.mark.slow
@given(st.text(max_size=30))
def test_nothing_raises(text):
    """No text of a cell makes a reader fail, and what is read is a finite number."""
    figure = read_figure(text)
    read_yes_no(text)
    read_date(text)
    read_period(text)
    share, number = read_share(text), read_number(text)

    assert figure is None or figure.number is None or math.isfinite(figure.value())
    assert share is None or 0 <= share <= 1
    assert number is None or math.isfinite(number)


@given(
    st.text(
        alphabet="0123456789.,-+ %‰万亿以上多约≥<第名年月日季度半Q/ＱＨ１２３　—无未报", max_size=14
    )
)
def test_nothing_raises_near_figures(text):
    """Texts made of the pieces of figures and periods do not fail either."""
    read_figure(text)
    read_share(text)
    read_date(text)
    read_period(text)


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_number_text_and_back(number):
    """A number written out and read again is the same number."""
    assert read_number(number_text(number)) == number


@given(st.integers(min_value=0, max_value=10**12))
def test_separators_change_nothing(number):
    """Thousands separators and full-width digits do not change a number."""
    wide = f"{number:,}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,"})

    assert read_number(wide) == number


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_dates_and_back(day):
    """A day is read back from its own spelling, and is a period too."""
    period = read_period(str(day))

    assert read_date(str(day)) == day
    assert period is not None
    assert (period.start, period.end) == (day, day)


@given(st.text(max_size=20))
def test_tidying_twice_changes_nothing(text):
    """Trimming and narrowing are done once for all."""
    assert trim(trim(text)) == trim(text)
    assert narrow(narrow(text)) == narrow(text)
