"""What can be downloaded: results as CSV and JSON, who is behind as a worksheet, a description."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]

from generator.downloads.cells import coded, safe_text
from generator.downloads.written import Places, Written
from generator.locales import Translate, mark, translations
from generator.model import Evaluation, Status
from generator.schema.results import BEHIND, RESULTS, Field, Result, download_paths

__all__ = ["behind_workbook", "county_files", "safe_text", "whole_files"]

NOWHERE: Places = np.array([], dtype=np.intp)

NOT_WELL = (Status.MISSED, Status.BEHIND, Status.NO_REPORT, Status.SLIGHTLY_BEHIND)
"""What the worksheet of those who are behind lists, in this order."""

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
_TITLE = mark("Plan targets and how far they are")
_WIDTHS = {"sentence": 60, "title": 32, "plan": 28, "leads": 24, "county": 14, "entity": 24}


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
    ids = ["target_id", "entity_id"]
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


def behind_workbook(words: pd.DataFrame, as_of: dt.date, translate: Translate) -> bytes:
    """Write the worksheet of those who are behind, the worst first; same rows, same bytes."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        midnight = dt.datetime.combine(as_of, dt.time(), tzinfo=None)
        workbook.set_properties({"title": translate(BEHIND.title), "created": midnight})
        sheet = workbook.add_worksheet(translate(BEHIND.title)[:31])
        styles = {
            "head": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "string": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "number": workbook.add_format({"num_format": "#,##0.##", "valign": "top"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        }
        _fill(sheet, worst_first(words), styles, translate)
    return content.getvalue()


def worst_first(words: pd.DataFrame) -> pd.DataFrame:
    """Pick the verdicts that are not well, worst first; firm promises before strived for ones."""
    order = {status: place for place, status in enumerate(NOT_WELL)}
    kept = words[words["status"].isin(order) & words["counts"]]
    ranked = kept.assign(
        rank=kept["status"].map(order), strives=kept["commitment_code"] == "strive"
    )
    keys = ["strives", "rank", "gap", "target_id", "entity_id"]
    return ranked.sort_values(keys, kind="stable", na_position="last")


def _fill(sheet: Any, rows: pd.DataFrame, styles: Mapping[str, Any], translate: Translate) -> None:
    for number, field in enumerate(BEHIND.fields):
        sheet.set_column(number, number, _WIDTHS.get(field.name, 16))
        sheet.write_string(0, number, translate(field.about), styles["head"])
        _fill_column(sheet, number, field, rows[_SOURCE.get(field.name, field.name)], styles)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(rows), 1), len(BEHIND.fields) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)


_SOURCE = {"status": "status_word"}
"""Columns of the worksheet that come from a column of another name."""


def _fill_column(
    sheet: Any, number: int, field: Field, cells: pd.Series[Any], styles: Mapping[str, Any]
) -> None:
    style = styles[field.type]
    missing = cells.isna().tolist()
    for row, (cell, is_missing) in enumerate(zip(cells.tolist(), missing, strict=True), start=1):
        if is_missing:
            sheet.write_blank(row, number, None, style)
        elif field.type == "number":
            sheet.write_number(row, number, round(float(cell), 6), style)
        elif field.type == "date":
            sheet.write_datetime(row, number, pd.Timestamp(cell).to_pydatetime(), style)
        else:
            sheet.write_string(row, number, str(cell), style)
