"""Counts by status of units, townships and counties, and their place among peers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.matching import VERDICT_KEY
from generator.model import Commitment, Status, Tables
from generator.schema.method import COMPARED_DECIMALS, FEWEST_JUDGED

GROUPS = ("all", "must_should", "strive")
"""All targets; 确保 and 要求; 力争. The first is for places only where a plan has both."""

DONE = (Status.ACHIEVED.value, Status.ACHIEVED_LATE.value)
WELL = (*DONE, Status.ON_SCHEDULE.value)


def summarise(assessments: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Count the verdicts that each entity answers for.

    A county answers for its own targets and those of single units, and once for a target that
    binds several; a unit for its own and for those of the county that it leads.

    Rows:
        One an entity and group of commitment (`GROUPS`), ordered by these.

    Columns:
        entity_id, group, one count a status, n, n_judged (all but not started and not
        assessable), share_achieved (achieved, in time or late) and share_on_schedule (these and
        on schedule), both weighted and 0–1 of the judged ones; place among peers by
        share_on_schedule, ties sharing it (NaN with fewer than `FEWEST_JUDGED` judged),
        n_peers and peer_group (the units of one kind in a county; all counties).
    """
    answers = _answers(assessments)
    strive = answers["commitment"] == Commitment.STRIVE
    groups = np.where(strive, "strive", "must_should")
    counted = pd.concat([answers.assign(group="all"), answers.assign(group=groups)])
    judged = counted["status"].isin([status for status in Status if status.is_judged])
    weight = counted["weight"].where(judged, 0.0)
    counted = counted.assign(
        n_judged=judged,
        weight=weight,
        weight_done=weight.where(counted["status"].isin(DONE), 0.0),
        weight_well=weight.where(counted["status"].isin(WELL), 0.0),
        **{status.value: counted["status"] == status for status in Status},
    )
    sums = ["n_judged", "weight", "weight_done", "weight_well", *[s.value for s in Status]]
    lines = counted.groupby(["entity_id", "group"], as_index=False)[sums].sum()
    statuses = [status.value for status in Status]
    lines = lines.astype(dict.fromkeys([*statuses, "n_judged"], "int64"))
    share = lines["weight"].where(lines["weight"] > 0)
    lines = lines.assign(
        n=lines[statuses].sum(axis=1),
        share_achieved=lines["weight_done"] / share,
        share_on_schedule=lines["weight_well"] / share,
    ).drop(columns=["weight", "weight_done", "weight_well"])
    return with_places(lines, known)


def _answers(assessments: pd.DataFrame) -> pd.DataFrame:
    """List who answers for which verdict: entity_id, commitment, status, weight."""
    columns = ["target_id", "entity_id", "commitment", "status", "weight"]
    own = assessments[~assessments["is_each_summary"]]
    of_county = assessments[assessments["counts_in_county"]]
    of_county = of_county.assign(entity_id=of_county["county_id"])
    led = of_county.assign(entity_id=of_county["lead_ids"].str.split("|")).explode("entity_id")
    led = led[led["entity_id"] != ""]
    answers = pd.concat([own[columns], of_county[columns], led[columns]])
    return answers.drop_duplicates(VERDICT_KEY, ignore_index=True)


def with_places(lines: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Give each entity its place among peers of the same group of commitment."""
    units = known["units"]
    peers = pd.Series(
        [*(units["county_id"] + "/" + units["kind"]), *["counties"] * len(known["counties"])],
        index=[*units["unit_id"], *known["counties"]["county_id"]],
        dtype=str,
    )
    lines = lines.assign(peer_group=lines["entity_id"].map(peers).fillna(""))
    ranked = lines["share_on_schedule"].where(lines["n_judged"] >= FEWEST_JUDGED)
    ranked = ranked.round(COMPARED_DECIMALS)
    by_peers = ranked.groupby([lines["peer_group"], lines["group"]])
    return lines.assign(
        place=by_peers.rank(method="min", ascending=False), n_peers=by_peers.transform("count")
    )
