"""A small site with two hundred canaries in what the public may not see."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from tests.changing import Row, rows_of, write_rows, write_small_site

N_NOTES = 100
SYLLABLES = "岩松柏榆槐楠樟桦椴枫"
IDS = ("target_id", "indicator_id", "plan_id", "stage_id", "action_id")


class Canaries:
    """Texts that stand nowhere else; those for ids are of letters."""

    def __init__(self) -> None:
        self.planted: list[str] = []

    def text(self) -> str:
        """Give a new one in Chinese, as in a clause of its own."""
        digits = f"{len(self.planted):04}"
        return self._plant("雀鸣" + "".join(SYLLABLES[int(digit)] for digit in digits))

    def id(self) -> str:
        """Give a new one for an id."""
        return self._plant(f"canary-{len(self.planted):03}")

    def _plant(self, text: str) -> str:
        self.planted.append(text)
        return text

    def row(self, table: list[Row], columns: str, **cells: str) -> Row:
        """Make a row like the first of a table, with new texts in some columns; put it last."""
        new = {name: self.text() for name in columns.split()}
        table.append({**table[0], **new, **cells})
        return table[-1]


def write_planted_site(folder: Path) -> list[str]:
    """Write the site; give its canaries."""
    write_small_site(folder)
    data, made = folder / "data", Canaries()
    names = ("indicators", "plans", "stages", "targets", "reviews", "comparators", "actions")
    tables = {name: rows_of(data / f"{name}.csv") for name in names}
    indicator, hidden_plan = made.id(), made.id()
    rows = tables["indicators"]
    words = "name aliases group unit_of_measure numerator_name denominator_name definition source"
    first = dict.fromkeys(("scale", "part_of", "minimum", "maximum", "counts", "derived"), "")
    kind = {"measure": "flow", "cadence": "month", "aggregation": "", "per": "", "reported_by": ""}
    made.row(rows, words, indicator_id=indicator, public="no", **first, **kind)
    made.row(tables["plans"], "title issuer document_number", plan_id=hidden_plan)
    stage = made.row(tables["stages"], "name", plan_id=hidden_plan, stage_id=made.id())
    stage |= {name: tables["plans"][0][f"period_{name}"] for name in ("start", "end")}
    _plant_targets(tables["targets"], made, indicator, hidden_plan)
    public = next(row for row in tables["actions"] if row["public"] == "yes")
    for _ in range(4):
        tables["actions"].insert(0, public)
        made.row(tables["actions"], "title evidence", action_id=made.id(), public="no")
        del tables["actions"][0]
    _plant_reviews(tables["reviews"], made)
    for _ in range(3):
        made.row(tables["comparators"], "name source", public="no")
    for name, rows in tables.items():
        write_rows(data / f"{name}.csv", rows)
    _plant_files(data, made, indicator)
    text = "\n\n".join(f"{number}. {made.text()}。" for number in range(20))
    (data / "plans" / f"{hidden_plan}.md").write_text(f"## {made.text()}\n\n{text}\n", "utf-8")
    config = folder / "mkdocs.yml"
    lines = config.read_text("utf-8").replace("course_months: 12", "course_months: 0")
    config.write_text(lines, "utf-8")
    return made.planted


def _plant_targets(rows: list[Row], made: Canaries, indicator: str, hidden_plan: str) -> None:
    for row in rows:
        row["note"] = made.text()
    plain = next(row for row in rows if row["scope"] == "county" and row["op"] == "at_least")
    rows.insert(0, plain)
    own = {"scope": "county", "counts_towards": "", "stage_id": "", "lead_ids": "", "method": ""}
    for day in ("2017-12-01", "2018-05-01", "2099-01-01"):
        cells = {"target_id": "canary-target", "public": "no", "decided_on": day, **own}
        made.row(rows, "title clause document_number note", **cells)
    made.planted.append("canary-target")
    made.row(rows, "title clause note", target_id=made.id(), indicator_id=indicator, **own)
    dates = {"start": "", "deadline": "", "baseline_period": "", "public": "no"}
    made.row(rows, "title clause", target_id=made.id(), plan_id=hidden_plan, **own, **dates)
    del rows[0]


def _plant_reviews(rows: list[Row], made: Canaries) -> None:
    for number in range(6):
        made.row(rows, "reason answer office", public="no", decided_on=f"2018-10-0{number + 1}")


def _plant_files(data: Path, made: Canaries, indicator: str) -> None:
    """Plant notes, a name of a file and one of a sheet, and properties of a workbook."""
    folder = data / "observations"
    path = folder / "2018-10.csv"
    rows = rows_of(path)
    for row in rows[:N_NOTES]:
        row["note"] = f"更正：{made.text()}，{made.text()} & <{made.text()}>"
    write_rows(path, rows)
    path.rename(folder / f"{made.text()}.csv")
    new = {**rows[0], "indicator_id": indicator, "period": "2018-09", "reported_on": "2018-10-08"}
    new |= {"value": "12", "numerator": "", "denominator": "", "reached_on": "", "intake": ""}
    book = xlsxwriter.Workbook(folder / f"{made.text()}.xlsx")
    book.set_properties({name: made.text() for name in ("title", "author", "comments")})
    sheet = book.add_worksheet(made.text())
    sheet.write_row(0, 0, list(new))
    sheet.write_row(1, 0, [*(new | {"note": made.text()}).values()])
    book.close()


def all_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Give the text of every file, and of all that is packed in it, with no escapes left."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            yield name, name
            for content in _unpacked(path.name, path.read_bytes()):
                text = content.decode("utf-8", "replace").replace("\u200b", "")
                text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
                yield name, text.replace("\u200b", "")


def _unpacked(name: str, content: bytes) -> Iterator[bytes]:
    yield content
    if name.endswith(".gz"):
        yield gzip.decompress(content)
    elif name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            yield from (book.read(part) for part in book.namelist())
