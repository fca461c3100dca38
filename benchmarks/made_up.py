"""Typed tables of any size, made up without a file, for the benchmarks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.schema import TABLE_OF, TABLES, Table, Type

MONTHS = 24
RATIO, SUM, STATE = 0, 1, 2


def typed(table: Table, n: int, **columns: object) -> pd.DataFrame:
    """Give a typed table of ``n`` rows; columns that are not given are empty."""
    empty: dict[str, object] = {}
    for column in table.columns:
        match column.type:
            case Type.YES_NO:
                empty[column.name] = False
            case Type.INTEGER | Type.NUMBER | Type.SHARE:
                empty[column.name] = np.nan
            case Type.DATE:
                empty[column.name] = pd.array([None] * n, dtype="datetime64[s]")
            case Type.PERIOD:
                days = pd.array([None] * n, dtype="datetime64[s]")
                empty |= {column.name: "", f"{column.name}_start": days, f"{column.name}_end": days}
            case Type.FIGURE:
                empty |= {
                    column.name: np.nan,
                    f"{column.name}_qualifier": "",
                    f"{column.name}_text": "",
                }
            case _:
                empty[column.name] = ""
    origin = {"file": f"{table.name}.csv", "sheet": "", "row": np.arange(2, n + 2)}
    return pd.DataFrame({**empty, **origin, **columns}, index=pd.RangeIndex(n))


def tables(n_units: int, n_indicators: int, seed: int = 2018) -> dict[str, pd.DataFrame]:
    """Give a site of ``n_units`` units that report ``n_indicators`` indicators for 24 months.

    One figure in 25 is revised, so there are ``n_units * n_indicators * 25`` observations. A
    third of the indicators are ratios, a third running totals and a third states; each has a
    target for each unit.
    """
    rng = np.random.default_rng(seed)
    n_counties = max(n_units // 50, 1)
    counties = [f"c{number:04d}" for number in range(n_counties)]
    units = [f"u{number:06d}" for number in range(n_units)]
    indicators = [f"i{number:04d}" for number in range(n_indicators)]
    way = np.arange(n_indicators) % 3
    made = {table.name: typed(table, 0) for table in TABLES}
    made["counties"] = typed(TABLE_OF["counties"], n_counties, county_id=counties, name=counties)
    made["units"] = typed(
        TABLE_OF["units"],
        n_units,
        unit_id=units,
        name=units,
        kind="health_centre",
        county_id=np.array(counties)[np.arange(n_units) % n_counties],
    )
    made["indicators"] = typed(
        TABLE_OF["indicators"],
        n_indicators,
        indicator_id=indicators,
        name=indicators,
        measure=np.array(["level", "cumulative", "level"])[way],
        cadence="month",
        due_days=5.0,
        aggregation=np.array(["ratio", "sum", "max"])[way],
        per=100.0,
        reported_by="health_centre",
        direction="up",
        maximum=np.where(way == RATIO, 100.0, np.nan),
    )
    made["plans"] = typed(
        TABLE_OF["plans"],
        n_counties,
        plan_id=[f"p-{county}" for county in counties],
        county_id=counties,
        period_start=np.datetime64("2017-01-01", "s"),
        period_end=np.datetime64("2018-12-31", "s"),
    )
    pairs = pd.MultiIndex.from_product([counties, range(n_indicators)])
    county, number = (pairs.get_level_values(level).to_numpy() for level in range(2))
    made["targets"] = typed(
        TABLE_OF["targets"],
        len(pairs),
        target_id=[f"t-{c}-{i}" for c, i in pairs],
        plan_id=[f"p-{c}" for c in county],
        indicator_id=np.array(indicators)[number],
        scope="each",
        scope_kinds="health_centre",
        op="at_least",
        value=np.array([90.0, 2400.0, 50.0])[way[number]],
        mode=np.where(way[number] == STATE, "keep", "reach"),
        commitment="should",
        weight=1.0,
    )
    made["observations"] = _observations(TABLE_OF["observations"], units, indicators, way, rng)
    return made


def _observations(
    table: Table, units: list[str], indicators: list[str], way: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    n = len(units) * len(indicators) * MONTHS
    revised = rng.choice(n, size=n // MONTHS, replace=False)
    place = np.concatenate([np.arange(n), revised])
    month, rest = place % MONTHS, place // MONTHS
    indicator, unit = rest % len(indicators), rest // len(indicators)
    first = (np.datetime64("2017-01", "M") + month).astype("datetime64[s]")
    end = (np.datetime64("2017-02", "M") + month).astype("datetime64[s]") - np.timedelta64(
        86400, "s"
    )
    is_ratio = way[indicator] == RATIO
    denominator = np.where(is_ratio, rng.integers(50, 500, len(place)), np.nan)
    value = np.where(way[indicator] == SUM, (month + 1) * 95.0, rng.normal(55, 4, len(place)))
    late = rng.integers(1, 12, len(place)) + np.where(np.arange(len(place)) >= n, 20, 0)
    months = [str(np.datetime64("2017-01", "M") + step) for step in range(MONTHS)]
    text = pd.Categorical.from_codes(np.zeros(len(place), dtype=np.int8), [""])
    return typed(
        table,
        len(place),
        indicator_id=pd.Categorical.from_codes(indicator, indicators),
        entity_id=pd.Categorical.from_codes(unit, units),
        period=pd.Categorical.from_codes(month, months),
        period_start=first,
        period_end=end,
        value=np.where(is_ratio, np.nan, value),
        numerator=np.floor(denominator * rng.uniform(0.7, 1.0, len(place))),
        denominator=denominator,
        reported_on=end + late.astype("timedelta64[D]"),
        value_qualifier=text,
        value_text=text,
        file=text,
        sheet=text,
        status=text,
    )
