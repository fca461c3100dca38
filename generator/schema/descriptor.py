"""The tables of a site as a Data Package v2 with Table Schemas, for programs of other people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from generator.schema.definition import Column, Table, Type
from generator.schema.tables import KIND_WORDS, TABLES

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"

_TYPES = {
    Type.YES_NO: "boolean",
    Type.INTEGER: "integer",
    Type.NUMBER: "number",
    Type.DATE: "date",
}
"""Types of Table Schema; everything else is text that follows rules of our own."""

_PATTERNS = {
    Type.ID: r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    Type.SHARE: r"[0-9.]+%?",
    Type.PERIOD: (
        r"[0-9]{4}(H[12]|Q[1-4]|-[0-9]{2}(-[0-9]{2})?)?"
        r"|[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}"
    ),
}
_MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def data_package(
    name: str,
    title: str,
    files: Mapping[str, Sequence[str]],
    sheets: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Describe the files of a site's tables.

    Args:
        name: Short name of the package, in small letters.
        title: What a person calls it.
        files: Paths below the data folder, by table; several are parts of one table.
        sheets: The worksheet of tables that are kept in workbooks.

    Returns:
        What ``datapackage.json`` holds; tables in the order of the schema.
    """
    listed = [table for table in TABLES if files.get(table.name)]
    names = {table.name for table in listed}
    resources = [
        _resource(table, files[table.name], (sheets or {}).get(table.name, ""), names)
        for table in listed
    ]
    return {"$schema": PROFILE, "name": name, "title": title, "resources": resources}


def moved(package: Mapping[str, Any], files: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Describe the same tables, some of which have become other files, by table."""
    resources = [
        {
            **{name: of for name, of in listed.items() if name not in ("encoding", "dialect")},
            **_files(files[listed["name"]]),
        }
        if listed["name"] in files
        else listed
        for listed in package["resources"]
    ]
    return {**package, "resources": resources}


def _files(paths: Sequence[str]) -> dict[str, Any]:
    form = paths[0].rpartition(".")[2].lower()
    found: dict[str, Any] = {
        "path": paths[0] if len(paths) == 1 else sorted(paths),
        "format": form,
        "mediatype": _MEDIA_TYPES[form],
    }
    return found | ({"encoding": "utf-8"} if form == "csv" else {})


def _resource(
    table: Table, paths: Sequence[str], sheet: str, known: Collection[str]
) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": table.name,
        "type": "table",
        "title": table.title_zh,
        "description": f"{table.zh} {table.en}",
        **_files(paths),
    }
    if sheet:
        resource["dialect"] = {"sheetName": sheet}
    return {**resource, "schema": table_schema(table, known)}


def table_schema(table: Table, known: Collection[str] = ()) -> dict[str, Any]:
    """Describe the columns of one table.

    Args:
        known: Tables of the same package, to which foreign keys may point.
    """
    also = ("intake",) if "intake" in table.names else ()
    schema: dict[str, Any] = {
        "$schema": TABLE_PROFILE,
        "fieldsMatch": "partial",
        "missingValues": [""],
        "fields": [_field(column) for column in table.columns],
        "primaryKey": [*table.identity, *also],
    }
    keys = [
        {"fields": [column.name], "reference": {"resource": other, "fields": [field]}}
        for column in table.columns
        for other, field in [_reference(column)]
        if other in known
    ]
    return {**schema, "foreignKeys": keys} if keys else schema


def _reference(column: Column) -> tuple[str, str]:
    """Give the table and column that a foreign key can name: one id, in one table."""
    if column.type is not Type.ID or len(column.refers_to) != 1:
        return "", ""
    table, _, field = column.refers_to[0].partition(".")
    return table, field


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.type, "string"),
        "title": column.title_zh,
        "description": f"{column.zh} {column.en}",
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.type in _PATTERNS:
        constraints["pattern"] = _PATTERNS[column.type]
    if column.type is Type.CHOICE:
        constraints["enum"] = list(column.choices)
        field["categories"] = [_category(choice) for choice in column.choices]
    if column.type is Type.YES_NO:
        field |= {"trueValues": ["yes", "是"], "falseValues": ["no", "否"]}
    if column.unit_of_measure:
        field["unitOfMeasure"] = column.unit_of_measure
    return {**field, "constraints": constraints} if constraints else field


def _category(choice: str) -> dict[str, str]:
    """Name one allowed value, with a label where it has one of its own."""
    label = KIND_WORDS.get(choice, (str(choice), ""))[0]
    return {"value": str(choice), "label": label}
