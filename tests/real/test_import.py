"""Tables of other publishers come in with a mapping file each, and equal an independent reading."""

from __future__ import annotations

import csv
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from generator.cli import cli

from .sites import lay_out
from .tables import write_tables

pytestmark = [pytest.mark.real, pytest.mark.slow]

MAPPINGS = Path(__file__).parent.parent.parent / "examples" / "import"
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
Key = tuple[str, str, str]


def indicator(indicator_id: str, cadence: str, by: str, **rest: Any) -> dict[str, Any]:
    """Make an indicator that counts."""
    row = {"indicator_id": indicator_id, "name": indicator_id, "measure": "flow"}
    return {**row, "cadence": cadence, "reported_by": by, **rest}


def county(county_id: str, name: str, **rest: str) -> dict[str, str]:
    """Make a place."""
    return {"county_id": county_id, "name": name, "code_system": "other", **rest}


def take(folder: Path, mapping: str, file: Path, *more: str) -> Result:
    """Run the command in English."""
    arguments = ["import", str(MAPPINGS / mapping), str(file), "--locale", "en", *more]
    return CliRunner().invoke(cli, [*arguments, "-f", str(folder / "mkdocs.yml")])


def rows(path: Path) -> list[dict[str, str]]:
    """Read what was written."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def figures(path: Path, column: str = "value") -> dict[Key, str]:
    """Give what was written by indicator, entity and period."""
    found = {(r["indicator_id"], r["entity_id"], r["period"]): r[column] for r in rows(path)}
    assert len(found) == len(rows(path))
    return found


def sheet(path: Path, name: str) -> list[tuple[Any, ...]]:
    """Read a sheet with another reader than the program's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that no figure depends on
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = list(book[name].iter_rows(values_only=True))
        book.close()
    return rows


@pytest.mark.parametrize("mapping", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_mapping_is_short(mapping: Path) -> None:
    """A mapping has at most 40 lines."""
    assert len(mapping.read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize(
    ("name", "n", "left_out"),
    [
        ("eoocl", 124, "an empty cell: 31"),
        ("tobby", 775, "above the header: 3"),
    ],
)
def test_nbs(real_data: Path, tmp_path: Path, name: str, n: int, left_out: str) -> None:
    """Yearly figures of 31 provinces, from GBK with lines above and below."""
    file = real_data / "nbs-gbk" / f"{name}_分省年度数据.csv"
    lines = [line.split(",") for line in file.read_text(encoding="gb18030").splitlines()]
    head = next(number for number, line in enumerate(lines) if line[0] == "地区")
    named = [line[0] for line in lines[head + 1 :] if len(line) > 2 and any(line[1:])]
    provinces = {name: f"p{number:02}" for number, name in enumerate(named)}
    wanted = {
        ("gdp", provinces[line[0]], year.removesuffix("年")): cell
        for line in lines[head + 1 :]
        if line[0] in provinces
        for year, cell in zip(lines[head][1:], line[1:], strict=True)
        if cell
    }
    data = lay_out(tmp_path / "site", "NBS")
    write_tables(
        data,
        counties=[county(key, name) for name, key in provinces.items()],
        indicators=[indicator("gdp", "year", "county", measure="level")],
    )

    said = take(tmp_path / "site", "nbs-gbk.toml", file)

    assert said.exit_code == 0, said.output
    assert len(wanted) == n
    assert figures(data / "observations.csv") == wanted
    assert left_out in said.output
    assert "a title or a note: only one cell is filled" in said.output
    assert {row["reported_on"][4:] for row in rows(data / "observations.csv")} == {"-01-31"}


@pytest.fixture
def kenya(real_data: Path, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Lay out a site of Kenya's counties, with their ids by name."""
    file = real_data / "kenya-countdown" / "kenya.xlsx"
    names = sorted({line[2] for line in sheet(file, "Admin_data") if isinstance(line[0], int)})
    places = {name.strip(): name.strip().lower().replace(" ", "-") for name in names}
    counts = [
        str(name)
        for number in (1, 2, 3)
        for name in sheet(file, f"Service_data_{number}")[0][3:]
        if name
    ]
    services = [str(name) for name in list(sheet(file, "Reporting_completeness"))[1][3:] if name]
    write_tables(
        lay_out(tmp_path / "site", "Kenya"),
        counties=[county(key, name) for name, key in places.items()],
        indicators=[
            *(indicator(name.lower(), "month", "county") for name in dict.fromkeys(counts)),
            *(
                indicator(
                    name.removesuffix(" reporting").lower().replace(" ", "-") + "-reports",
                    "month",
                    "county",
                    measure="level",
                    aggregation="ratio",
                    unit_of_measure="%",
                    aliases=name.removesuffix(" reporting"),
                )
                for name in services
            ),
        ],
    )
    return tmp_path / "site", places


def test_kenya(real_data: Path, kenya: tuple[Path, dict[str, str]]) -> None:
    """Counts of 47 counties by month: padded names, months in words, notes between headers."""
    site, places = kenya
    file = real_data / "kenya-countdown" / "kenya.xlsx"
    wanted = {}
    for number in (1, 2, 3):
        head, _, _, *lines = sheet(file, f"Service_data_{number}")
        for line in lines:
            month = f"{line[1]}-{MONTHS.index(line[2]) + 1:02}" if line[0] else ""
            for name, cell in list(zip(head, line, strict=True))[3:]:
                if name and isinstance(cell, int | float):
                    wanted[name.lower(), places[line[0].strip()], month] = float(cell)

    said = take(site, "kenya-countdown.toml", file)

    assert said.exit_code == 0, said.output
    found = figures(site / "data" / "observations.csv")
    assert {key: float(value) for key, value in found.items()} == wanted
    assert len(wanted) == 94958


def test_kenya_completeness(real_data: Path, kenya: tuple[Path, dict[str, str]]) -> None:
    """Two numbers below one merged heading become numerator and denominator of one row."""
    site, places = kenya
    file = real_data / "kenya-countdown" / "kenya.xlsx"
    lines = sheet(file, "Reporting_completeness")
    first = {name.removesuffix(" reporting"): n for n, name in enumerate(lines[1][3:], 3) if name}

    said = take(site, "kenya-completeness.toml", file, "--out", str(site / "out.csv"))

    assert "unknown-name" not in said.output
    found = {
        (row["indicator_id"], row["entity_id"], row["period"]): row
        for row in rows(site / "out.csv")
    }
    wanted = 0
    for line in lines[3:]:
        for name, position in first.items():
            if line[0] and any(cell or cell == 0 for cell in line[position : position + 2]):
                key = name.lower().replace(" ", "-") + "-reports"
                month = f"{line[1]}-{MONTHS.index(line[2]) + 1:02}"
                row = found[key, places[line[0].strip()], month]
                assert float(row["denominator"] or 0) == float(line[position] or 0)
                assert float(row["numerator"] or 0) == float(line[position + 1] or 0)
                wanted += 1
    assert wanted == len(found)


def test_austin(real_data: Path, tmp_path: Path) -> None:
    """1,716 measures of 37 departments by year, with words in the place of figures."""
    file = real_data / "austin-eperf" / "2016_EPERF_DOWNLOAD 9-22-16.xlsx"
    head, *lines = sheet(file, "OM_EPERF_MEASURES_VW")
    at = {name: position for position, name in enumerate(head)}
    data = lay_out(tmp_path / "site", "Austin")
    write_tables(
        data,
        counties=[county("austin", "Austin")],
        indicators=[
            indicator(f"m{line[at['MEASURE_ID']]:.0f}", "year", "department", measure="level")
            for line in lines
        ],
    )
    years = {"CFY": 2016, **{f"PFY{n}": 2016 - n for n in range(1, 6)}}
    wanted, dropped = {}, 0
    for line in lines:
        for name, year in years.items():
            cell = line[at[f"{name}_ACTUAL"]]
            if cell is None:
                continue
            try:
                figure: float | str = float(cell)
            except ValueError:
                words = {"New Meas.": "不适用", "No Data": "未报"}
                figure = words.get(cell, "不适用" if cell.startswith("No ") else "")
            if figure == "":
                dropped += 1
            else:
                key = f"m{line[at['MEASURE_ID']]:.0f}", line[at["DEPT_CD"]], str(year)
                wanted[key] = figure

    units = take(tmp_path / "site", "austin-departments.toml", file)
    said = take(tmp_path / "site", "austin-eperf.toml", file)

    assert units.exit_code == 0, units.output
    assert len(rows(data / "units.csv")) == 37
    assert said.exit_code == 0, said.output
    found = figures(data / "observations.csv")
    assert {key: _number(value) for key, value in found.items()} == wanted
    assert f"left out, as the mapping says: {dropped}" in said.output


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def test_tenjo(real_data: Path, tmp_path: Path) -> None:
    """What was done for 331 goals in seven quarters, whole headings told from half of them."""
    file = real_data / "tenjo-plan" / "PLAN INDICATIVO TENJO.xlsx"
    head, *lines = sheet(file, "PDM")
    offices = sorted({" ".join(str(line[23]).split()) for line in lines if line[17] is not None})
    ids = {name: f"office-{number:02}" for number, name in enumerate(offices, 1)}
    data = lay_out(tmp_path / "site", "Tenjo")
    write_tables(
        data,
        counties=[county("tenjo", "Tenjo")],
        units=[
            {"unit_id": key, "county_id": "tenjo", "name": name, "kind": "department"}
            for name, key in ids.items()
        ],
        indicators=[
            indicator(f"meta-{line[17]:03.0f}", "quarter", "department")
            for line in lines
            if line[17] is not None
        ],
    )
    wanted = {}
    columns = [n for n, name in enumerate(head) if name and "EJECUTADO 20" in name]
    columns = [n for n in columns if head[n].startswith("T") and not head[n].startswith("TOTAL")]
    for line in lines:
        for position in columns:
            if line[17] is not None and line[position] is not None:
                digits = [c for c in head[position] if c.isdigit()]
                period = f"{''.join(digits[1:])}Q{digits[0]}"
                office = ids[" ".join(line[23].split())]
                wanted[f"meta-{int(line[17]):03}", office, period] = float(line[position])

    said = take(tmp_path / "site", "tenjo-plan.toml", file)

    assert said.exit_code == 0, said.output
    found = figures(data / "observations.csv")
    assert {key: float(value) for key, value in found.items()} == pytest.approx(wanted, abs=1e-12)
    assert Counter(period for *_, period in wanted) == {
        "2024Q3": 331,
        "2024Q4": 327,
        "2025Q1": 303,
        "2025Q2": 303,
        "2025Q3": 288,
        "2025Q4": 18,
    }
