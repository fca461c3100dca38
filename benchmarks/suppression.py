"""Time the withholding of small numbers, and count what goes with them.

    python -m benchmarks.suppression [--units 300] [--indicators 10] [--months 12] [--small 5]

Made-up counts of persons of units in twenty townships, of which some per cent are 1 to 4, the
others 5 to 59. Prints one line without and one with running totals: figures, sums, seconds of a
processor, small figures, how many of them are only said to be withheld (eased), secondary ones,
how many of these are running totals, and how many are a township's or the county's.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from generator.suppression import withhold

N_TOWNSHIPS = 20


def made_up(
    n_units: int, n_indicators: int, n_months: int, small: float, *, running: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make figures and sums as `generator.suppression.withhold` takes them."""
    rng = np.random.default_rng(2018)
    shape = (n_indicators, n_units, n_months)
    is_small = rng.random(shape) < small
    units = np.where(is_small, rng.integers(1, 5, shape), rng.integers(5, 60, shape))
    township = np.arange(n_units) % N_TOWNSHIPS
    of_townships = [units[:, township == number].sum(axis=1) for number in range(N_TOWNSHIPS)]
    county = units.sum(axis=1)
    values = np.concatenate([units, np.stack(of_townships, axis=1), county[:, None]], axis=1)
    names = [f"u{number:03}" for number in range(n_units)]
    names += [*(f"t{number:02}" for number in range(N_TOWNSHIPS)), "c"]
    level = np.repeat([1.0, 4.0, 16.0], [n_units, N_TOWNSHIPS, 1])
    above = [*(f"t{number:02}" for number in township), *["c"] * N_TOWNSHIPS, ""]
    totals = values.cumsum(axis=2)
    cells, sums = [], []
    for i in range(n_indicators):
        for e, entity in enumerate(names):
            for m in range(n_months):
                name, total = f"i{i}|{entity}|{m:02}", f"i{i}|{entity}|{m:02}|running"
                cells.append((name, values[i, e, m], level[e] * np.log2(1 + values[i, e, m])))
                if above[e]:
                    parent = f"i{i}|{above[e]}|{m:02}"
                    sums.append((f"in {parent}", parent, name))
                if running:
                    cost = level[e] * np.log2(1 + totals[i, e, m]) / 2
                    cells.append((total, totals[i, e, m], cost))
                    sums.append((f"at {total}", total, name))
                    if m:
                        before = f"i{i}|{entity}|{m - 1:02}|running"
                        sums.append((f"at {total}", total, before))
    figures = pd.DataFrame(cells, columns=["cell_id", "value", "cost"]).assign(is_persons=True)
    return figures, pd.DataFrame(sums, columns=["sum_id", "total_id", "part_id"])


def line(cells: pd.DataFrame, sums: pd.DataFrame, *, running: bool) -> str:
    """Withhold, and write down what it took."""
    begin = time.process_time()
    listed = withhold(cells, sums)
    seconds = time.process_time() - begin
    rule, names = listed["rule"], listed["cell_id"]
    secondary = names[rule == "secondary"]
    eased = ((rule == "primary") & (listed["mark"] == "withheld")).sum()
    return (
        f"{'with' if running else 'no':>4} running totals: {len(cells):,} figures, "
        f"{sums['sum_id'].nunique():,} sums, {seconds:.2f} s; {(rule == 'primary').sum():,} small "
        f"({eased:,} eased), {len(secondary):,} secondary "
        f"({secondary.str.endswith('running').sum():,} running, "
        f"{secondary.str.contains(r'[|][tc]').sum():,} totals), "
        f"{(rule == 'exposed').sum():,} exposed"
    )


def main() -> None:
    """Print a line for figures of single months, and one with their running totals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--units", type=int, default=300)
    parser.add_argument("--indicators", type=int, default=10)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--small", type=float, default=5.0, help="per cent")
    chosen = parser.parse_args()
    size = (chosen.units, chosen.indicators, chosen.months, chosen.small / 100)
    for running in (False, True):
        print(line(*made_up(*size, running=running), running=running))


if __name__ == "__main__":
    main()
