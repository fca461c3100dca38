"""Problems speak to people, in their language."""

import importlib
import pkgutil
import re

import pytest

from generator import problems
from generator.problems import (
    KINDS,
    Code,
    DataError,
    GeneratorError,
    Location,
    Problem,
    Severity,
    problem,
)


def test_printed_form_names_file_row_and_column():
    """A problem is printed as place, message and code, with the fix on a line of its own."""
    found = problem(Code.UNKNOWN_ID, Location("units.csv", "", 4, "county_id"), text="x", table="t")

    assert found.lines(str) == (
        "units.csv:4:county_id: “x” is not in the table “t” [unknown-id]\n"
        "    correct the id, or add it to “t” first"
    )


def test_printed_form_names_the_sheet():
    """In a workbook the sheet stands in brackets, and a suggestion replaces the fix."""
    where = Location("units.xlsx", "在册单位", 4, "valid_to")
    found = problem(Code.NOT_A_DATE, where, "2018-09-30", text="43373")

    assert found.lines(str) == (
        "units.xlsx[在册单位]:4:valid_to: “43373” is not a date [not-a-date]\n"
        "    did you mean “2018-09-30”?"
    )


def test_each_code_has_its_sentences_once():
    """A code stands in the module of one topic, and no module takes another's place."""
    modules = [
        importlib.import_module(f"generator.problems.{found.name}")
        for found in pkgutil.iter_modules(problems.__path__)
    ]
    own = [kinds for module in modules if len(kinds := getattr(module, "KINDS", {})) < len(Code)]

    assert sorted(code for kinds in own for code in kinds) == sorted(Code)


def test_json_form_is_flat():
    """Machines get every part of a problem by name."""
    found = problem(Code.BLANK_VALUE, Location("observations.csv", row=7, column="value"))

    assert found.as_json(str) == {
        "file": "observations.csv",
        "sheet": "",
        "row": 7,
        "column": "value",
        "code": "blank-value",
        "severity": "warning",
        "message": "the value is blank, which says neither zero nor why there is none",
        "fix": "write the figure, or one of the words 未报, 不适用, 无, —",
        "suggestion": "",
    }


def test_long_and_unprintable_words_are_tamed():
    """A message stays on one line and shows at most 80 characters of a cell."""
    found = problem(Code.NOT_A_DATE, Location("a.csv", row=2), text="\x1b[31m\n" + "x" * 200)

    message, _ = found.describe(str)

    assert "\x1b" not in message
    assert "\n" not in message
    assert len(message) < 110


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("A1:XFD3 = 49152 cells", "A1:XFD3 = 49152个单元格"),
        ("100001 merged areas", "100001处合并单元格"),
        ("> 200000 rows", "> 200000行"),
        ("> 64 MiB", "> 64 MiB"),
    ],
)
def test_sizes_are_translated(size, expected, chinese):
    """What is counted is a word of the reader's language."""
    found = problem(Code.FORM_TOO_LARGE, Location("a.xlsx"), size=size, most="1")

    assert found.describe(str)[0].endswith(f": {size}, at most 1")
    assert found.describe(chinese)[0] == f"文件太大：{expected}，最多1"


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_its_sentences(code):
    """Each code has a message and a fix that use only words by name."""
    kind = KINDS[code]

    for template in (kind.message, kind.fix):
        rest = re.sub(r"%\([a-z]+\)s|%%", "", template)
        assert template
        assert "%" not in rest


@pytest.mark.parametrize("code", list(Code))
def test_chinese_keeps_the_words(code, chinese):
    """The Chinese sentences use no word that the English ones do not give."""
    kind = KINDS[code]
    known = set(re.findall(r"%\(([a-z]+)\)s", kind.message + kind.fix))

    for template in (kind.message, kind.fix):
        translated = chinese(template)
        assert translated != template or template == "%(detail)s"
        assert set(re.findall(r"%\(([a-z]+)\)s", translated)) <= known


@pytest.fixture
def chinese():
    """Translate into Chinese."""
    from generator.locales import translations

    return translations("zh").gettext


def test_errors_are_sorted_and_kept():
    """An error carries its problems in the order of their places."""
    second = Problem(Location("b.csv", row=3, column="x"), Code.BLANK_VALUE)
    first = Problem(Location("b.csv", row=2, column="x"), Code.BLANK_VALUE)

    error = DataError([second, first])

    assert error.problems == (first, second)
    assert isinstance(error, GeneratorError)
    assert first.severity is Severity.WARNING
