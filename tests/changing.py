"""A small site, the demonstration cut down, and what people do to it at random."""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from generator.settings import Settings, read_settings
from generator.starter import write_starter

Row = dict[str, str]
Edit = Callable[[Path, random.Random], None]

MONTHS = ("2018-08", "2018-09", "2018-10")
"""Of the figures that are left."""
AS_OF, LATE = "2018-11-12", "2018-10-24"
"""The day that is shown, and one before the newest report, on which figures are corrected."""
NAMES = {
    "units": ("name", "short_name"),
    "counties": ("name", "short_name"),
    "indicators": ("name", "group", "unit_of_measure", "definition"),
    "plans": ("title", "issuer"),
    "targets": ("title", "clause"),
    "actions": ("title",),
}


def write_small_site(folder: Path) -> Path:
    """Write the demonstration with every sixth target and the figures of some months; give it.

    Three counties, about 130 units.
    """
    write_starter(folder, demonstration=True)
    data = folder / "data"
    (data / "datapackage.json").unlink()  # it lists files that go now
    shutil.rmtree(data / "plans")
    targets = rows_of(data / "targets.csv")
    kept = {row["target_id"] for row in targets[::6]} | {row["counts_towards"] for row in targets}
    first = targets[0]["target_id"]
    figures = {row["indicator_id"] for row in targets if row["target_id"] in kept}
    figures |= {row["part_of"] for row in rows_of(data / "indicators.csv")}
    for path in [*data.glob("*.csv"), *(data / "observations").iterdir()]:
        rows = [row for row in rows_of(path) if row.get("target_id", first) in kept]
        write_rows(path, [row for row in rows if row.get("indicator_id", "") in figures])
    for path in (data / "observations").iterdir():
        if path.stem not in MONTHS:
            path.unlink()
    path = data / "reviews.csv"
    write_rows(path, [row for row in rows_of(path) if row["period"] in MONTHS])
    (data / "plans").mkdir()
    for row in rows_of(data / "plans.csv")[:2]:
        text = f"## 一\n\n{row['title']}\n"
        (data / "plans" / f"{row['plan_id']}.md").write_text(text, encoding="utf-8")
    return folder


def settings_of(folder: Path, **flags: object) -> Settings:
    """Read the settings; a short course, which changes nothing but the time that tests take."""
    usual = {"course_months": 2, "as_of": dt.date.fromisoformat(AS_OF)}
    return read_settings(folder / "mkdocs.yml", **(usual | flags))


def rows_of(path: Path) -> list[Row]:
    """Read a table as texts."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write other rows into a table that is there."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def tree(folder: Path) -> dict[str, bytes]:
    """Read what a build makes: all files of reports/ and site/."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for name in ("reports", "site")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }


def inodes(folder: Path) -> dict[str, int]:
    """Tell files of reports/ and site/ from others that took their place."""
    return {
        str(path.relative_to(folder)): path.stat().st_ino
        for name in ("reports", "site")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }


def _one(data: Path, name: str, chance: random.Random, column: str = "") -> Iterator[Row]:
    """Give one row of a table, which has something in a column; write the table afterwards."""
    path = chance.choice(sorted(data.glob(f"{name}.csv")) or sorted((data / name).glob("*.csv")))
    rows = rows_of(path)
    filled = [row for row in rows if row.get(column, "filled")]
    if filled:
        yield chance.choice(filled)
        write_rows(path, rows)


def _changed(text: str, chance: random.Random) -> str:
    """Write another number in place of the first one of a text."""
    return re.sub(
        r"\d+", lambda match: str(int(match[0]) + chance.choice((-1, 1, 2))), text, count=1
    )


def _figure(folder: Path, chance: random.Random) -> None:
    column = chance.choice(("value", "numerator"))
    for row in _one(folder / "data", "observations", chance, column):
        row[column] = _changed(row[column], chance)


def add_figure(folder: Path, chance: random.Random, entity_id: str = "") -> Row:
    """Add a row that corrects a figure, of a unit if one is named; give it."""
    path = folder / "data" / "observations" / f"{MONTHS[-1]}.csv"
    rows = rows_of(path)
    own = [
        row for row in rows if row["value"] and row["entity_id"] == (entity_id or row["entity_id"])
    ]
    late = {**chance.choice(own), "reported_on": LATE}
    late["value"] = _changed(late["value"], chance)
    write_rows(path, [*rows, late])
    return late


def _lost_figures(folder: Path, chance: random.Random) -> None:
    path = chance.choice(sorted((folder / "data/observations").iterdir()))
    write_rows(path, [row for row in rows_of(path) if chance.random() > 0.02])


def _name(folder: Path, chance: random.Random) -> None:
    table = chance.choice(sorted(NAMES))
    column = chance.choice(NAMES[table])
    for row in _one(folder / "data", table, chance, column):
        row[column] += chance.choice(("新", "二", "·甲"))


def _target(folder: Path, chance: random.Random) -> None:
    column = chance.choice(("value", "deadline", "tolerance", "weight", "lead_ids", "support_ids"))
    for row in _one(folder / "data", "targets", chance):
        others = {other[column] for other in rows_of(folder / "data/targets.csv")}
        row[column] = chance.choice(
            sorted({_changed(row[column], chance), *others} - {row[column]})
        )


def _lost_row(folder: Path, chance: random.Random) -> None:
    path = folder / "data" / f"{chance.choice(('targets', 'actions', 'reviews', 'schedules'))}.csv"
    rows = rows_of(path)
    if len(rows) > 1:
        rows.pop(chance.randrange(len(rows)))
        write_rows(path, rows)


def _plan_text(folder: Path, chance: random.Random) -> None:
    path = chance.choice(sorted((folder / "data/plans").iterdir()))
    target = chance.choice(rows_of(folder / "data/targets.csv"))
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{target['title']}，{chance.randrange(99)}。\n")


def _action(folder: Path, chance: random.Random) -> None:
    for row in _one(folder / "data", "actions", chance):
        row["closed_on"] = "" if row["closed_on"] else "2018-11-02"
        row["due_on"] = chance.choice(("2018-10-15", "2018-12-20"))


def _review(folder: Path, chance: random.Random) -> None:
    path = folder / "data" / "reviews.csv"
    late = add_figure(folder, chance)
    row = {name: late.get(name, "") for name in rows_of(path)[0]} | {
        **{
            "decision": chance.choice(("rejected", "verified")),
            "reason": "核对",
            "office": "统计科",
        },
        **{"decided_on": AS_OF, "public": chance.choice(("yes", "no"))},
    }
    write_rows(path, [*rows_of(path), row])


def _schedule(folder: Path, chance: random.Random) -> None:
    for row in _one(folder / "data", "schedules", chance):
        row["expected_share"] = f"{chance.randrange(20, 100)}%"


def _decimals(folder: Path, chance: random.Random) -> None:
    for row in _one(folder / "data", "indicators", chance, "decimals"):
        row["decimals"] = str((int(row["decimals"]) + 1) % 3)


def _unit(folder: Path, chance: random.Random) -> None:
    """Open a clinic; close it where it is there."""
    path = folder / "data" / "units.csv"
    rows = rows_of(path)
    left = [row for row in rows if row["unit_id"] != "new-clinic"]
    if len(left) == len(rows):
        county = chance.choice(sorted({row["county_id"] for row in rows}))
        new = {"unit_id": "new-clinic", "county_id": county, "name": "新村卫生室"}
        left.append({**dict.fromkeys(rows[0], ""), **new, "kind": "village_clinic"})
    write_rows(path, left)


def _setting(folder: Path, chance: random.Random) -> None:
    path = folder / "mkdocs.yml"
    line, words = chance.choice(
        (
            (r"^(site_name:) .*$", "进度"),
            (r"^(    tolerance:) .*$", ""),
            (r"^(    contact:) .*$", ""),
        )
    )
    text = path.read_text(encoding="utf-8")
    text = re.sub(line, rf"\1 {words}{chance.randrange(3, 12)}", text, flags=re.MULTILINE)
    text = re.sub(r"^(    contact:) (\d+)$", r'\1 "\2"', text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def _template(folder: Path, chance: random.Random) -> None:
    """Say one sentence more on all pages of a kind; no more of it where it is said."""
    name = chance.choice(("unit.md.j2", "home.md.j2", "indicator.md.j2"))
    path = folder / "templates" / name
    if path.exists():
        path.unlink()
    else:
        packaged = Path(__file__).parent.parent / "templates" / name
        path.write_text(
            packaged.read_text(encoding="utf-8") + "\n<p>另有一句。</p>\n", encoding="utf-8"
        )


def _county_gone(folder: Path, chance: random.Random) -> None:
    """Take a county away, with all that is its own; bring all back where one is away."""
    data = folder / "data"
    if len(rows_of(data / "counties.csv")) < 3:
        shutil.rmtree(folder)
        write_small_site(folder)
        return
    gone = chance.choice(rows_of(data / "counties.csv"))["county_id"]
    of = {
        name: {row[f"{name}_id"] for row in rows_of(data / f"{name}s.csv") if row[by] in ids}
        for name, by, ids in (("unit", "county_id", {gone}), ("plan", "county_id", {gone}))
    }
    targets = {
        row["target_id"] for row in rows_of(data / "targets.csv") if row["plan_id"] in of["plan"]
    }
    away = of["unit"] | of["plan"] | targets | {gone}
    for path in [*data.glob("*.csv"), *(data / "observations").iterdir()]:
        write_rows(path, [row for row in rows_of(path) if away.isdisjoint(row.values())])
    for plan in of["plan"]:
        (data / "plans" / f"{plan}.md").unlink(missing_ok=True)


EDITS: tuple[Edit, ...] = (
    *(_figure, add_figure, _lost_figures, _name, _target, _lost_row, _plan_text, _action),
    *(_review, _schedule, _decimals, _unit, _setting, _template, _county_gone),
)
