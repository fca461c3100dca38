"""What can be downloaded: results as CSV and JSON, who is behind as a worksheet, a description."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from generator.downloads.cells import coded
from generator.downloads.worksheets import behind_workbook, workbook
from generator.downloads.written import Places, Written
from generator.formulas import safe_text
from generator.locales import Translate, mark, translations
from generator.matching import VERDICT_KEY
from generator.model import Evaluation
from generator.schema.results import RESULTS, Result, download_paths

__all__ = [
    "behind_workbook",
    "county_files",
    "files_of_one",
    "safe_text",
    "table_csv",
    "whole_files",
    "workbook",
]

NOWHERE: Places = np.array([], dtype=np.intp)

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
_TITLE = mark("Plan targets and how far they are")


Files = dict[PurePosixPath, bytes]
"""Contents by path below the site's folder of a language."""


def whole_files(
    evaluation: Evaluation, words: pd.DataFrame, locale: str, *, large: bool = False
) -> Files:
    """Make the downloads of the whole.

    Args:
        evaluation: What the edition may show.
        words: One row a verdict, as `generator.pages.verdict_words` gives them.
        locale: Language of titles and worksheets.
        large: Whether the site has too many observations for one file; then the whole offers its
            targets only.
    """
    translate = translations(locale).gettext
    tables = result_tables(evaluation, words)
    every = {name: np.arange(len(frame)) for name, frame in tables.items()}
    written = {name: Written(frame) for name, frame in tables.items()}
    return dict(_folder("", written, every, words, evaluation.as_of, translate, large=large))


def table_csv(frame: pd.DataFrame) -> bytes:
    """Write a table of at least two columns as CSV that is safe to open in a spreadsheet."""
    return Written(frame).csv(np.arange(len(frame)))


def county_files(
    evaluation: Evaluation, words: pd.DataFrame, county_ids: Iterable[str], locale: str
) -> Files:
    """Make the downloads of some counties; see `whole_files`."""
    translate = translations(locale).gettext
    tables = result_tables(evaluation, words)
    written = {name: Written(frame) for name, frame in tables.items()}
    homes = _counties_by_entity(evaluation)
    of_county = {
        name: _places(_county_of_rows(frame, homes, evaluation)) for name, frame in tables.items()
    }
    found: Files = {}
    for county_id in sorted(county_ids):
        parts = {name: places.get(county_id, NOWHERE) for name, places in of_county.items()}
        own = words[words["county_id"] == county_id]
        found |= dict(_folder(county_id, written, parts, own, evaluation.as_of, translate))
    return found


def files_of_one(
    county_id: str, read: Callable[[PurePosixPath], bytes], as_of: dt.date, locale: str
) -> Files:
    """Make the downloads of the whole where it has a single county: they are the county's own.

    Args:
        county_id: The only county.
        read: Gives a file of `county_files`, in this language, by its path.
        as_of: Day of the evaluation.
        locale: Language of titles.
    """
    description = json_bytes(describe("", as_of, translations(locale).gettext))
    pairs = zip(download_paths("").items(), download_paths(county_id), strict=True)
    return {
        PurePosixPath(path): description if name == "datapackage" else read(PurePosixPath(own))
        for (path, name), own in pairs
    }


def result_tables(evaluation: Evaluation, words: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Pick the columns of each table of results, with the names of what their ids mean.

    Rows:
        As in the evaluation, ordered by their ids.
    """
    known = evaluation.tables
    indicators = known["indicators"].set_index("indicator_id")
    entities = _entity_names(evaluation)
    targets = known["targets"].set_index("target_id")
    judged = evaluation.assessments
    ids = VERDICT_KEY
    keys = pd.MultiIndex.from_frame(judged[ids].astype(object))
    composed = words.set_index(ids)[["status_word", "sentence"]].reindex(keys)
    assessments = judged.assign(
        status_word=composed["status_word"].to_numpy(),
        sentence=composed["sentence"].to_numpy(),
        clause=_looked_up(judged["target_id"], targets["clause"]),
        title=_looked_up(judged["target_id"], targets["title"]),
    )
    found = {
        "assessments": assessments,
        "targets": known["targets"],
        "observations": known["observations"].rename(columns={"value_qualifier": "qualifier"}),
        "values": evaluation.values,
    }
    return {
        result.name: _picked(found[result.name], result, indicators, entities) for result in RESULTS
    }


def _picked(
    frame: pd.DataFrame, result: Result, indicators: pd.DataFrame, entities: pd.Series[str]
) -> pd.DataFrame:
    """Take the columns that the table is described with, in that order.

    A bound that is infinite is none: JSON has no word for it, and a spreadsheet reads it as text.
    """
    known = frame[[name for name in result.names if name in frame]].copy(deep=False)
    for name, numbers in known.select_dtypes("float").items():
        if np.isinf(numbers).any():
            known[name] = numbers.where(np.isfinite(numbers))
    if "indicator" in result.names:
        known["indicator"] = _looked_up(frame["indicator_id"], indicators["name"])
        units = _looked_up(frame["indicator_id"], indicators["unit_of_measure"])
        known["unit_of_measure"] = units
    if "entity" in result.names:
        known["entity"] = _looked_up(frame["entity_id"], entities)
    keys = [name for name in ("target_id", "indicator_id", "entity_id", "period") if name in known]
    ordered = known[list(result.names)].sort_values(keys, kind="stable")
    return ordered.reset_index(drop=True)


def _looked_up(ids: pd.Series[Any], texts: pd.Series[str]) -> pd.Series[Any]:
    """Give the text of each row's id as a category; each id is looked up once."""
    codes, known = coded(ids)
    of_known, found = pd.factorize(pd.Series(known.astype(str)).map(texts))
    # An id that is missing has the code -1, and so the last place.
    chosen = np.append(of_known, -1)[codes]
    return pd.Series(pd.Categorical.from_codes(chosen, found), index=ids.index)


def _entity_names(evaluation: Evaluation) -> pd.Series[str]:
    units, counties = evaluation.tables["units"], evaluation.tables["counties"]
    names = [*counties["name"], *units["name"]]
    return pd.Series(names, index=[*counties["county_id"], *units["unit_id"]], dtype=str)


def _counties_by_entity(evaluation: Evaluation) -> pd.Series[str]:
    units, counties = evaluation.tables["units"], evaluation.tables["counties"]
    homes = [*counties["county_id"], *units["county_id"]]
    return pd.Series(homes, index=[*counties["county_id"], *units["unit_id"]], dtype=str)


def _county_of_rows(
    frame: pd.DataFrame, homes: pd.Series[str], evaluation: Evaluation
) -> pd.Series[str]:
    if "entity_id" in frame:
        return _looked_up(frame["entity_id"], homes)
    plans = evaluation.tables["plans"].set_index("plan_id")["county_id"]
    return _looked_up(frame["plan_id"], plans)


def _places(county_ids: pd.Series[str]) -> dict[str, Places]:
    """Find the rows of each county."""
    codes, names = pd.factorize(county_ids)
    return {name: np.flatnonzero(codes == code) for code, name in enumerate(names)}


def _folder(
    county_id: str,
    tables: Mapping[str, Written],
    places: Mapping[str, Places],
    words: pd.DataFrame,
    as_of: dt.date,
    translate: Translate,
    *,
    large: bool = False,
) -> Iterator[tuple[PurePosixPath, bytes]]:
    for path, name in download_paths(county_id, large=large).items():
        match PurePosixPath(path).suffix:
            case ".csv":
                content = tables[name].csv(places[name])
            case ".xlsx":
                content = behind_workbook(words, as_of, translate)
            case _ if name == "datapackage":
                content = json_bytes(describe(county_id, as_of, translate, large=large))
            case _:
                content = tables[name].json(places[name])
        yield PurePosixPath(path), content


def json_bytes(value: Any) -> bytes:
    """Write JSON that people can read and tools can compare."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def describe(
    county_id: str, as_of: dt.date, translate: Translate, *, large: bool = False
) -> dict[str, Any]:
    """Describe the files of one folder as a Data Package (version 2) with Table Schemas."""
    by_name = {result.name: result for result in RESULTS}
    resources = [
        _resource(PurePosixPath(path).name, by_name[name], translate)
        for path, name in download_paths(county_id, large=large).items()
        if path.endswith(".csv")
    ]
    return {
        "$schema": SCHEMA,
        "name": f"xushi-{county_id.lower()}" if county_id else "xushi",
        "title": translate(_TITLE),
        "created": f"{as_of.isoformat()}T00:00:00Z",
        "resources": resources,
    }


def _resource(file: str, result: Result, translate: Translate) -> dict[str, Any]:
    return {
        "name": result.name,
        "path": file,
        "title": translate(result.title),
        "description": translate(result.about),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": {
            "fields": [
                {
                    "name": field.name,
                    "type": field.type,
                    "description": translate(field.about),
                }
                for field in result.fields
            ],
            "missingValues": [""],
        },
    }
