"""Where the observations of a large site lie: one folder a county, named as Hive names them."""

from __future__ import annotations

import re

TABLE = "observations"
FILE = "part.parquet"
"""The file in each folder, as `xushi pack` writes it; others are read as well."""
_COUNTY = re.compile(rf"{TABLE}/county_id=([^/]+)/.")


def folder_of(county_id: str) -> str:
    """Give the folder of a county's observations, below the data folder."""
    return f"{TABLE}/county_id={county_id}"


def county_of(file: str) -> str:
    """Tell whose observations a file holds by its folder; empty if it lies in none of a county.

    Args:
        file: Path below the data folder, with ``/``.
    """
    found = _COUNTY.match(file)
    return found[1] if found else ""
