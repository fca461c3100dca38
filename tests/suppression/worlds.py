"""Random figures tied by sums: entities by periods by parts, with gaps, zeros and history."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pandas as pd

World = tuple[pd.DataFrame, pd.DataFrame]


def world(seed: int) -> World:
    """Make figures of units in townships in a county, by period, by part of an indicator.

    Some have one township level or none, parts or none, running totals over the periods or a total
    of all periods or neither; some units do not report in some periods; many figures are zero.
    """
    rng = np.random.default_rng(seed)
    n_units, n_townships = int(rng.integers(2, 7)), int(rng.integers(0, 3))
    n_parts, n_periods = int(rng.choice([0, 0, 2, 3])), int(rng.integers(1, 5))
    over_time = rng.choice(["nothing", "running", "year", "differences"])
    mean = float(rng.choice([1.5, 4, 8, 20]))
    figures: dict[str, int] = {}
    sums: list[tuple[str, str, str]] = []
    hidden: set[str] = set()

    def add(sum_id: str, total: str, part: str) -> None:
        figures[total] = figures.get(total, 0) + figures[part]
        sums.append((sum_id, total, part))

    whole = "all" if n_parts else "only"
    parts = [f"part{k}" for k in range(n_parts)] or [whole]
    for unit, part, period in product(range(n_units), parts, range(n_periods)):
        if rng.random() > 0.06:
            count = 0 if rng.random() < 0.2 else int(rng.poisson(mean))
            figures[f"u{unit} {part} {period}"] = count
    entities = [f"u{unit}" for unit in range(n_units)]
    for part, period in product(parts, range(n_periods)):
        for unit in range(n_units):
            name = f"u{unit} {part} {period}"
            if name not in figures:
                continue
            top = f"t{unit % n_townships}" if n_townships else "c"
            add(f"in {top} {part} {period}", f"{top} {part} {period}", name)
        for township in range(n_townships):
            name = f"t{township} {part} {period}"
            if name in figures:
                add(f"in c {part} {period}", f"c {part} {period}", name)
    entities += [*(f"t{township}" for township in range(n_townships)), "c"]
    if n_parts:
        for entity, period, part in product(entities, range(n_periods), parts):
            name = f"{entity} {part} {period}"
            if name in figures:
                add(f"of {entity} {period}", f"{entity} all {period}", name)
        for period in range(n_periods):
            _tie(figures, sums, entities, n_units, n_townships, period)
    for entity, part in product(entities, dict.fromkeys([*parts, whole])):
        series = [f"{entity} {part} {period}" for period in range(n_periods)]
        series = [name for name in series if name in figures]
        match over_time:
            case "year":
                for name in series:
                    add(f"year {entity} {part}", f"{entity} {part} year", name)
            case "running":
                for at, name in enumerate(series):
                    total = f"{name} so far"
                    add(f"run {name}", total, name)
                    if at:
                        add(f"run {name}", total, f"{series[at - 1]} so far")
            case "differences":
                for one, other in pairwise(series):
                    rise = f"{other} rise"
                    figures[rise] = figures[other] - figures[one]
                    hidden.add(rise)
                    sums += [(f"rise {other}", other, one), (f"rise {other}", other, rise)]
    cells = pd.DataFrame({"cell_id": list(figures), "value": list(figures.values())})
    cells = cells.assign(is_persons=True, shown=~cells["cell_id"].isin(hidden))
    return cells, pd.DataFrame(sums, columns=["sum_id", "total_id", "part_id"])


def _tie(
    figures: dict[str, int],
    sums: list[tuple[str, str, str]],
    entities: list[str],
    n_units: int,
    n_townships: int,
    period: int,
) -> None:
    """Let the whole of each township and of the county be the sum of the wholes below, too."""
    for unit in range(n_units):
        name = f"u{unit} all {period}"
        top = f"t{unit % n_townships}" if n_townships else "c"
        if name in figures:
            sums.append((f"in {top} all {period}", f"{top} all {period}", name))
    for township in range(n_townships):
        name = f"t{township} all {period}"
        if name in figures:
            sums.append((f"in c all {period}", f"c all {period}", name))


def published_before(cells: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Pick figures that an earlier snapshot published; a few have been revised since."""
    rng = np.random.default_rng(seed)
    shown = cells[cells["shown"]]
    picked = shown[rng.random(len(shown)) < 0.1]
    revised = rng.random(len(picked)) < 0.2
    return picked[["cell_id"]].assign(value=picked["value"] + revised)
