"""Canada's progress classes, reproduced from its published inputs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from . import canada_cif
from .sites import Checked, by_target, check_folder

pytestmark = pytest.mark.real

HAS_ALL_DATA = "2027-01-31"


@pytest.fixture(scope="module")
def checked(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Write, read and check the tables."""
    folder = tmp_path_factory.mktemp("canada")
    canada_cif.write_site(real_data, folder)
    return check_folder(folder)


@pytest.fixture(scope="module")
def classes(checked: Checked) -> pd.Series:
    """Give our class of each component."""
    return by_target(checked.on(HAS_ALL_DATA).assessments)["cagr_class"]


@pytest.fixture(scope="module")
def published(real_data: Path) -> dict[str, str]:
    """Give the published class of each component; empty where there is none."""
    components = canada_cif.read_components(real_data)
    return {key: row["status"] if row["score"] else "" for key, row in components.items()}


def test_tables_have_no_errors(checked: Checked) -> None:
    """136 components become as many indicators and targets that the check lets pass."""
    assert checked.errors == []
    assert len(checked.tables["indicators"]) == 136
    assert len(checked.tables["targets"]) == 136


def test_every_published_class_is_reproduced(classes: pd.Series, published: dict[str, str]) -> None:
    """125 components have their inputs, and none of their classes differs from ours."""
    with_inputs = {key: name for key, name in published.items() if name}

    ours = {key: classes[key] for key in with_inputs}

    assert len(with_inputs) == 125
    assert ours == with_inputs
    assert Counter(ours.values()) == {
        "target_achieved": 4,
        "substantial_progress": 33,
        "moderate_progress": 19,
        "limited_progress": 18,
        "deterioration": 51,
    }


def test_components_without_inputs_have_no_class(
    classes: pd.Series, published: dict[str, str]
) -> None:
    """Five have no base value, six have their base in the newest year: none of them is classed."""
    without = [key for key, name in published.items() if not name]

    assert len(without) == 11
    assert set(classes[without]) == {""}


def test_class_is_never_the_status(checked: Checked) -> None:
    """The class stands in a column of its own beside the verdict of the thirteen rules."""
    assessments = checked.on(HAS_ALL_DATA).assessments

    assert set(assessments["status"]).isdisjoint(assessments["cagr_class"])
