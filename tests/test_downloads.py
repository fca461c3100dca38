"""Downloads: safe in a spreadsheet, described truly, the same bytes each time."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np
import openpyxl
import pandas as pd
import pytest

from generator import downloads
from generator.downloads import safe_text
from generator.downloads.written import Written
from generator.model import Evaluation
from generator.pages import open_book, verdict_words
from generator.schema.results import BEHIND, RESULTS
from tests.evaluate.county import county, evaluate
from tests.pages import sample

Files = dict[PurePosixPath, bytes]


@pytest.fixture(scope="module")
def judged() -> Evaluation:
    """Judge the small site."""
    return sample.evaluation()


def download_files(evaluation: Evaluation, words: pd.DataFrame, locale: str) -> Files:
    """Make the downloads of the whole and of each county."""
    counties = evaluation.tables["counties"]["county_id"]
    return {
        **downloads.whole_files(evaluation, words, locale),
        **downloads.county_files(evaluation, words, counties, locale),
    }


@pytest.fixture(scope="module")
def files(judged: Evaluation) -> Files:
    """Make the downloads of the small site in English."""
    words = verdict_words(open_book(judged, sample.settings(), "en"))
    return download_files(judged, words, "en")


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    """Read the rows of a workbook's first sheet."""
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_formulas_are_disarmed(text: str) -> None:
    """A text that a spreadsheet would run gets an apostrophe in front."""
    assert downloads.safe_text(text) == f"'{text}"


def test_whole_and_each_county_have_files(files: Files) -> None:
    """The whole and every county have the tables, the worksheet and the description."""
    assert sorted(str(path) for path in files if len(path.parts) == 2) == [
        "data/assessments.csv",
        "data/assessments.json",
        "data/behind.xlsx",
        "data/datapackage.json",
        "data/observations.csv",
        "data/targets.csv",
        "data/values.csv",
    ]
    assert PurePosixPath("data/c2/behind.xlsx") in files


def test_csv_opens_in_a_spreadsheet(files: Files) -> None:
    """A mark says that it is UTF-8; negative numbers stay numbers."""
    content = files[PurePosixPath("data/assessments.csv")]
    text = content.decode("utf-8-sig")

    assert content.startswith(b"\xef\xbb\xbf")
    first = next(line for line in text.splitlines() if line.startswith("t1,"))
    assert "-0.0866666" in first
    assert ",1740.0," in first
    assert "\r" not in text


@pytest.mark.parametrize("place", ["data", "data/c1"])
def test_description_is_true(files: Files, tmp_path: Path, place: str) -> None:
    """An independent checker finds every file as the data package describes it."""
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)

    import frictionless  # takes long

    report = frictionless.Package(str(tmp_path / place / "datapackage.json")).validate()

    assert report.valid, report.flatten(["title", "fieldName", "rowNumber", "message"])


def test_tables_hold_described_columns_only(files: Files) -> None:
    """The columns are those of the description: nothing internal comes along."""
    for result in RESULTS:
        header = files[PurePosixPath(f"data/{result.name}.csv")].decode("utf-8-sig").split("\n")[0]
        assert header.split(",") == list(result.names)
        assert "note" not in result.names


def test_json_is_plain(files: Files) -> None:
    """What is missing is null, days are text."""
    found = json.loads(files[PurePosixPath("data/c1/assessments.json")])

    verdict = next(row for row in found if row["target_id"] == "t1")
    assert (verdict["status"], verdict["deadline"], verdict["stretch"]) == (
        "behind",
        "2018-12-31",
        None,
    )


def test_worksheet_says_who_is_behind(files: Files) -> None:
    """The worst come first, with the gap, the need, the lead and the clause."""
    head, *rows = rows_of(files[PurePosixPath("data/behind.xlsx")])

    assert list(head) == [field.about for field in BEHIND.fields]
    found = {(row[1], row[2]): row for row in rows}
    row = found["Alpha County", "Rebuild toilets"]
    assert row[3] == "Behind"
    assert (row[8], row[9]) == (pytest.approx(8.666667), 315)
    assert row[11:14] == ("Works section", "Plan of Alpha | 2018", "2.10")


def test_worksheet_runs_no_formula(judged: Evaluation) -> None:
    """A name that looks like a formula is text in the worksheet."""
    words = verdict_words(open_book(judged, sample.settings(), "en")).assign(entity="=1+1")

    content = downloads.behind_workbook(words, judged.as_of, str)

    assert rows_of(content)[1][1] == "=1+1"
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["B2"]
    assert cell.data_type == "s"


@pytest.mark.slow
def test_same_data_same_bytes(judged: Evaluation, files: Files) -> None:
    """Made again, every file is the same to the byte."""
    words = verdict_words(open_book(judged, sample.settings(), "en"))

    assert download_files(judged, words, "en") == files


@pytest.mark.slow
def test_site_without_targets_has_downloads(judged: Evaluation) -> None:
    """With nothing to judge, the files are there and empty."""
    bare = replace(
        judged,
        assessments=judged.assessments.iloc[:0],
        headlines=judged.headlines.iloc[:0],
        tables={**judged.tables, "targets": judged.tables["targets"].iloc[:0]},
    )
    words = verdict_words(open_book(bare, sample.settings(), "en"))

    found = download_files(bare, words, "en")

    assert found[PurePosixPath("data/assessments.csv")].count(b"\n") == 1


@pytest.mark.slow
def test_no_upper_bound_is_no_number() -> None:
    """A sum that could be anything above has no upper bound, in JSON as in CSV."""
    reported = "u1 2018-01 30 2018-02-02\nu1 2018-02 30 2018-03-02"
    judged = evaluate(county({"measure": "flow", "aggregation": "sum"}, reported), "2018-03-20")
    words = verdict_words(open_book(judged, sample.settings(), "en"))

    files = download_files(judged, words, "en")

    (verdict,) = json.loads(files[PurePosixPath("data/assessments.json")])
    assert [verdict["value_low"], verdict["value_high"]] == [60, None]
    assert b"inf" not in files[PurePosixPath("data/values.csv")]


@pytest.mark.slow
def test_a_single_county_is_the_whole() -> None:
    """Where there is one county, its files are those of the whole, as if these had been made."""
    reported = "u1 2018-01 30 2018-02-02\nu2 2018-02 3.5 2018-03-02"
    judged = evaluate(county({"measure": "flow", "aggregation": "sum"}, reported), "2018-03-20")
    words = verdict_words(open_book(judged, sample.settings(), "en"))

    own = downloads.county_files(judged, words, ["c"], "en")
    found = downloads.files_of_one("c", own.__getitem__, judged.as_of, "en")

    assert found == downloads.whole_files(judged, words, "en")


ODD = pd.DataFrame(
    {
        "text": pd.Series(['a "b", c', "line\nend", "=1+1", None, "=1+1", ""], dtype="str"),
        "kind": pd.Categorical(["x", "y", None, "x", "x", "-2"]),
        "fraction": [1.5, np.nan, -0.1, 1e-7, 2.0, 1e17],
        "count": [1.0, np.nan, 3.0, 4.0, 5.0, 6.0],
        "mixed": [1.0, 2.0, np.nan, 0.25, 7.0, 8.0],
        "number": [1, 2, 3, 4, 5, 6],
        "is_so": [True, False, True, True, False, False],
        "day": pd.to_datetime(["2018-08-31", None, "2018-01-01", "2018-08-31", None, "2019-02-03"]),
    }
)
"""Cells that a writer of tables could trip over."""


@pytest.mark.parametrize("places", [[0, 1, 2, 3, 4, 5], [0, 1, 2], [1, 4], [5], []])
def test_parts_of_a_table_are_written_as_if_alone(places: list[int]) -> None:
    """A part says what its rows say; numbers that are whole in all of them have no decimals."""
    part = ODD.iloc[places]
    whole = ["count", *(["mixed"] if 3 not in places else [])]
    whole += ["fraction"] if not {0, 2, 3} & set(places) else []
    texts = part[["text", "kind"]].astype(object).fillna("").map(safe_text)
    plain = part.assign(
        **{name: part[name].astype("Int64") for name in whole},
        **texts,
        is_so=part["is_so"].map({True: "true", False: "false"}),
    )
    days = part.assign(day=part["day"].dt.strftime("%Y-%m-%d")).astype(object)
    records = days.where(days.notna(), None).to_dict("records")

    written = Written(ODD)
    chosen = np.array(places, dtype=np.intp)

    found = written.csv(chosen).decode("utf-8-sig")
    assert found == plain.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
    expected = json.dumps(records, ensure_ascii=False, indent=1) + "\n"
    assert written.json(chosen).decode() == expected


def test_a_long_table_is_written_as_its_rows_are() -> None:
    """Rows beyond those joined at a time, joined neighbours and bounds are what each row says."""
    rows = np.arange(3000)
    ids, names = np.array(["a", "一", "c"]), np.array(["=A", "一,二", "C"])
    values = np.where(rows % 7 == 0, -0.0, rows / 4)
    lows = np.where(rows % 5 == 0, np.nan, values)
    table = pd.DataFrame(
        {
            "id": pd.Categorical(ids[rows % 3]),
            "name": pd.Categorical(names[rows % 3]),
            "value": values,
            "low": lows,
            "high": np.where(rows % 5 == 0, 0.0, values),
        }
    )

    written = Written(table)

    head, *lines = written.csv(rows).decode("utf-8-sig").splitlines()
    whole = np.array(["a,'=A", '一,"一,二"', "c,C"])[rows % 3]
    assert lines == [
        f"{text},{value!r},{'' if np.isnan(low) else repr(low)},{high!r}"
        for text, value, low, high in zip(
            whole, values.tolist(), lows.tolist(), table["high"].tolist(), strict=True
        )
    ]
    records = json.loads(written.json(rows))
    assert [repr(record["value"]) for record in records] == [*map(repr, values.tolist())]
    backwards = written.csv(rows[::-1]).decode("utf-8-sig").splitlines()
    assert backwards == [head, *lines[::-1]]
