"""The worked cases leave no combination out."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from generator.evaluate import RULES
from generator.model import Measure, Op, Reason, Status
from tests.evaluate.cases import read_cases

CASES = read_cases()
TABLE = re.compile(r"^\| (\w+) \| (\w+) \| ((?:reach|keep)(?:, keep)?) \|$", re.MULTILINE)
PAIRS = [
    (measure, op, mode)
    for measure, op, modes in TABLE.findall(
        Path(__file__).with_name("cases.md").read_text(encoding="utf-8")
    )
    for mode in modes.split(", ")
]
SITUATIONS = list(
    itertools.product(("before", "at", "after"), ("yes", "no"), ("in_time", "late", "missing"))
)


@pytest.mark.parametrize("pair", PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_every_situation_is_worked_out(pair):
    """Each measure, condition and mode is crossed with deadline, held and receipt."""
    worked = {
        (case["when"], case["held"], case["report"])
        for case in CASES
        if (case["measure"], case["op"], case["mode"]) == pair
    }

    assert worked >= set(SITUATIONS)


@pytest.mark.parametrize(
    ("column", "words"),
    [("measure", Measure), ("op", Op), ("status", Status), ("reason", Reason)],
)
def test_every_word_occurs(column, words):
    """Each measure, condition, status and reason has a case."""
    assert {case[column] for case in CASES} - {""} == {word.value for word in words}


def test_every_rule_decides_somewhere():
    """Each of the thirteen rules decides at least one case."""
    assert {case["rule"] for case in CASES} == {str(n) for n in range(1, len(RULES) + 1)}


def test_every_case_shows_its_working():
    """No expected value stands without the reasoning behind it."""
    assert all(case["working"].strip() for case in CASES)
    assert len({case["case_id"] for case in CASES}) == len(CASES)
