"""Workbooks: who is behind, and any other table of results, a worksheet each."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]

from generator.locales import Translate
from generator.model import Status
from generator.schema.results import BEHIND, Field, Result

NOT_WELL = (Status.MISSED, Status.BEHIND, Status.NO_REPORT, Status.SLIGHTLY_BEHIND)
"""What the worksheet of those who are behind lists, in this order."""

_WIDTHS = {
    **{"sentence": 60, "title": 32, "plan": 28, "leads": 24, "county": 14, "entity": 24},
    **{"indicator": 32, "missing_reports": 60, "due_reports": 40},
}


def behind_workbook(words: pd.DataFrame, as_of: dt.date, translate: Translate) -> bytes:
    """Write the worksheet of those who are behind, the worst first."""
    rows = worst_first(words)
    return workbook([(BEHIND, rows.assign(status=rows["status_word"]))], as_of, translate)


def workbook(
    tables: Iterable[tuple[Result, pd.DataFrame]], as_of: dt.date, translate: Translate
) -> bytes:
    """Write each table on a worksheet, a text never as a formula; same rows, same bytes."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "string": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0.##", "valign": "top"}),
            "integer": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        }
        titles = []
        for result, rows in tables:
            titles.append(translate(result.title))
            sheet = book.add_worksheet(titles[-1][:31])
            _fill(sheet, result, rows, styles, translate)
        midnight = dt.datetime.combine(as_of, dt.time(), tzinfo=None)
        book.set_properties({"title": titles[0], "created": midnight})
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


def _fill(
    sheet: Any,
    result: Result,
    rows: pd.DataFrame,
    styles: Mapping[str, Any],
    translate: Translate,
) -> None:
    for number, field in enumerate(result.fields):
        sheet.set_column(number, number, _WIDTHS.get(field.name, 16))
        sheet.write_string(0, number, translate(field.about), styles["head"])
        _fill_column(sheet, number, field, rows[field.name], styles)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(rows), 1), len(result.fields) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _fill_column(
    sheet: Any, number: int, field: Field, cells: pd.Series[Any], styles: Mapping[str, Any]
) -> None:
    style = styles[field.type]
    missing = cells.isna().tolist()
    for row, (cell, is_missing) in enumerate(zip(cells.tolist(), missing, strict=True), start=1):
        if is_missing:
            sheet.write_blank(row, number, None, style)
        elif field.type in ("number", "integer"):
            sheet.write_number(row, number, round(float(cell), 6), style)
        elif field.type == "date":
            sheet.write_datetime(row, number, pd.Timestamp(cell).to_pydatetime(), style)
        else:
            sheet.write_string(row, number, str(cell), style)
