"""Reviews speak of reports that came."""

from __future__ import annotations

import numpy as np

from generator.check.rows import Site
from generator.matching import FIGURE_KEY
from generator.problems import Code


def check_reviews(site: Site) -> None:
    """Name reviews of figures that nobody reported."""
    reviews, observations = site["reviews"], site["observations"]
    usable = reviews.is_sound(*FIGURE_KEY, "reported_on")
    waits = observations.is_waiting or not observations.is_sound(*FIGURE_KEY, "reported_on").all()
    if waits or not usable.any():
        return
    wanted = {name: set(reviews.text[name].distinct) for name in ("indicator_id", "entity_id")}
    is_near = np.logical_and.reduce([observations.text[n].isin(w) for n, w in wanted.items()])
    reported = set()
    for i in np.flatnonzero(is_near):
        key = tuple(str(observations.typed[name][i]) for name in FIGURE_KEY)
        reported |= {(*key, str(observations.typed["reported_on"][i])), (*key, "NaT")}
    is_lost = np.array(
        [
            tuple(str(reviews.typed[name][i]) for name in (*FIGURE_KEY, "reported_on"))
            not in reported
            for i in range(len(reviews))
        ],
        dtype=bool,
    )
    column = "reported_on"
    reviews.report(
        is_lost & usable,
        "period",
        Code.NOTHING_REPORTED,
        text=lambda i: reviews.text["entity_id"][i],
        period=lambda i: _when(reviews.text["period"][i], reviews.text[column][i]),
    )


def _when(period: str, day: str) -> str:
    return f"{period} ({day})" if day else period
