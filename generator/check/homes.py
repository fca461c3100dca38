"""Observations that lie in the folder of a county are of that county."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from generator.check.causes import MANY
from generator.check.rows import Mask, Rows, Site
from generator.check.versions import in_force_last
from generator.problems import Code, Location, problem
from generator.schema.partitions import county_of


def homes_of(site: Site) -> dict[str, str]:
    """Give the county of each entity: a county's is itself, a unit's what its last row says."""
    counties, units = site["counties"], site["units"]
    homes = {str(county): str(county) for county in counties.text["county_id"].distinct}
    ids, owners = units.text["unit_id"], units.text["county_id"]
    known = in_force_last(units) & units.is_sound("unit_id", "county_id")
    homes |= {ids[i]: owners[i] for i in map(int, np.flatnonzero(known))}
    homes.pop("", None)
    return homes


def check_homes(site: Site) -> None:
    """Name reports in the folder of another county, or the folder if most in it are."""
    rows = site["observations"]
    folders = rows.files.map(county_of)
    if not np.any(folders != ""):
        return
    homes = homes_of(site)
    entities = rows.text["entity_id"].map(lambda entity: homes.get(entity, ""))
    checked = rows.sound["entity_id"] & (folders != "") & (entities != "")
    is_wrong = checked & (entities != folders)
    if not is_wrong.any():
        return
    is_own = _without_misnamed(rows, is_wrong, checked, entities)
    rows.hold_back(is_wrong, "entity_id")
    rows.report(
        is_own,
        "entity_id",
        Code.WRONG_FOLDER,
        county=lambda i: str(entities[i]),
        expected=lambda i: str(folders[i]),
    )


def _without_misnamed(
    rows: Rows, is_wrong: Mask, checked: Mask, homes: NDArray[np.object_]
) -> Mask:
    """Name files of which most rows are wrong; give the rows that are wrong by themselves."""
    is_own = is_wrong.copy()
    for number, file in enumerate(rows.files.distinct):
        inside = rows.files.codes == number
        wrong, total = int((is_wrong & inside).sum()), int((checked & inside).sum())
        if wrong > MANY and wrong * 2 > total:
            is_own &= ~inside
            rows.problems.append(
                problem(
                    Code.MISNAMED_FOLDER,
                    Location(file),
                    times=wrong,
                    text=county_of(file),
                    first=rows.row_name(int(np.flatnonzero(is_wrong & inside)[0])),
                    county=Counter(homes[is_wrong & inside]).most_common(1)[0][0],
                )
            )
    return is_own
