"""Monthly figures of the health centres, drawn with a fixed seed so that they look real."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.demonstration.book import Book
from tests.demonstration.places import PLACES, Place

MONTHS = tuple(f"{2017 + (8 + n) // 12}-{(8 + n) % 12 + 1:02d}" for n in range(14))
"""2017-09 to 2018-10."""
LAGS = (1, 2, 2, 3, 3, 3, 4, 4, 5)
LATE_LAGS = (6, 7, 7, 8, 9)
CORRECTED = 0.012
"""Share of reports that are corrected later."""


@dataclass(frozen=True)
class Curve:
    """How a share moves over the months in one county."""

    indicator_id: str
    county_id: str
    group: float
    """Size of the denominator as a share of all people."""
    begin: float
    end: float
    """Percent in the first and last month; of a share that starts anew each year, percent by the
    end of the first and the second year."""
    spread: float
    """Percentage points for one step of quality."""
    noise: float = 0.25
    year_to_date: bool = False
    swing: float = 0.0
    """How much the denominator changes from month to month, as a share of itself."""


CURVES = (
    Curve("records-rate", "lanjiang", 1, 84.4, 89.3, 1.1, 0.05),
    Curve("records-rate", "daochuan", 1, 87.6, 92.4, 1.2, 0.05),
    Curve("records-rate", "jichuan", 1, 82.3, 90.2, 1.8, 0.05),
    Curve("elderly-managed", "lanjiang", 0.145, 80.5, 87.5, 4.5, 0.3, year_to_date=True),
    Curve("hypertension-managed", "lanjiang", 0.072, 61.5, 70.5, 4.0),
    Curve("hypertension-managed", "daochuan", 0.078, 66.0, 72.5, 3.0),
    Curve("hypertension-managed", "jichuan", 0.069, 58.0, 68.0, 4.0),
    Curve("doctor-general", "lanjiang", 1, 32.2, 40.9, 2.2, 0.1),
    Curve("doctor-key", "lanjiang", 0.24, 63.7, 75.6, 3.0, 0.2),
    Curve("doctor-poor", "lanjiang", 0.021, 88.5, 98.0, 0.9, 0.2),
    Curve("mental-managed", "lanjiang", 0.0042, 93.6, 96.2, 1.4, 0.5),
    Curve("mental-medication", "lanjiang", 0.0042, 51.5, 62.5, 4.0, 0.8),
    Curve("free-medicine", "lanjiang", 0.0003, 72.0, 93.0, 5.0, 3.0),
    Curve("mental-covered", "daochuan", 0.0046, 90.8, 94.9, 1.2, 0.5),
    Curve("vaccination", "lanjiang", 0.0075, 96.6, 97.2, 0.5, 0.5, swing=0.08),
    Curve("vaccination", "daochuan", 0.0072, 96.9, 97.4, 0.5, 0.4, swing=0.08),
    Curve("vaccination", "jichuan", 0.0081, 95.2, 96.6, 0.6, 0.6, swing=0.08),
    Curve("vaccination-migrant", "daochuan", 0.0011, 82.0, 87.6, 2.0, 1.2, swing=0.15),
    Curve("health-checks", "daochuan", 0.55, 4.0, 66.0, 3.0, 0.5),
)
CANCER_CHECKS = (310, 610, 2130, 2860, 2930, 2720, 2650, 2470, 2220, 1930)
"""Checks of the whole county from 2018-01 on; spring and summer are the season."""

PLANTED = {
    ("mental-managed", "lj-shayu-hc", "2018-04"): "—@9",
    ("mental-managed", "lj-diwan-hc", "2018-09"): ">95",
    ("mental-medication", "lj-shayu-hc", "2018-04"): "未报@9",
    ("free-medicine", "lj-lancheng-csc", "2018-05"): "无@4",
    ("doctor-poor", "lj-dongli-csc", "2018-10"): "不适用@2",
    ("vaccination-migrant", "dc-yuyan-hc", "2018-02"): "不适用@4",
    ("vaccination-migrant", "dc-shijing-hc", "2018-02"): "—@8",
    ("health-checks", "dc-shijing-hc", "2018-01"): "约40@7",
    ("records-rate", "lj-lancheng-csc", "2018-07"): "88590/88600@4",
    ("records-rate", "jc-ximiao-hc", "2018-03"): "无变化@6",
    ("hypertension-managed", "jc-ximiao-hc", "2018-06"): "未报@9",
    ("hypertension-managed", "lj-shayu-hc", "2018-10"): ".",
    ("doctor-key", "lj-shayu-hc", "2018-10"): ".",
}
"""Words that units really write, and figures that reviews speak of."""


def add_figures(book: Book, random: Random) -> None:
    """Add the monthly reports of all health centres and village clinics."""
    for curve in CURVES:
        for place in PLACES:
            if place.county_id == curve.county_id:
                _follow(book, random, curve, place)
    _cancer_checks(book, random)
    _clinic_visits(book, random)


def _follow(book: Book, random: Random, curve: Curve, place: Place) -> None:
    """Report one place's share along the curve, month after month."""
    size = place.people * curve.group * random.uniform(0.97, 1.03)
    drift = 0.0
    for number, month in enumerate(MONTHS):
        if place.closed_after and month > place.closed_after:
            return
        drift = 0.6 * drift + random.gauss(0, curve.noise)
        grown = size * (1 + 0.002 * number) * _takeover(place, month)
        grown *= 1 + random.uniform(-curve.swing, curve.swing)
        denominator = max(2, round(grown))
        share = min(
            100.0,
            _level(curve, month, number)
            + drift
            + curve.spread * place.quality * _weight(curve, month),
        )
        numerator = min(denominator, max(0, round(denominator * share / 100)))
        _send(book, random, curve.indicator_id, place, month, numerator, denominator)


def _level(curve: Curve, month: str, number: int) -> float:
    if curve.year_to_date:
        whole_year = curve.begin if month < "2018" else curve.end
        return whole_year * _year_to_date(int(month[5:]))
    way = number / (len(MONTHS) - 1)
    return curve.begin + (curve.end - curve.begin) * (3 * way + way * way * (3 - 2 * way)) / 4


def _year_to_date(month: int) -> float:
    """Give the share of the year's work that is usually done by the end of a month."""
    return (0.03, 0.06, 0.14, 0.24, 0.36, 0.48, 0.58, 0.67, 0.75, 0.82, 0.91, 1.0)[month - 1]


def _weight(curve: Curve, month: str) -> float:
    return _year_to_date(int(month[5:])) if curve.year_to_date else 1.0


def _takeover(place: Place, month: str) -> float:
    """Give how much larger a place is after it took over a merged one."""
    gained = sum(p.people for p in PLACES if p.closed_after and month > p.closed_after)
    return 1 + gained / place.people if place.centre_id == "lj-boyu-chc" else 1.0


def _send(
    book: Book, random: Random, indicator: str, place: Place, month: str, top: int, bottom: int
) -> None:
    """Report one figure: in time or late, sometimes never, sometimes corrected afterwards."""
    lost = random.random() < place.missing
    late = random.random() < place.late
    lag = random.choice(LATE_LAGS if late else LAGS)
    corrected = random.random() < CORRECTED
    wrong = max(0, min(bottom, top + random.choice((-1, 1)) * max(1, round(bottom * 0.02))))
    later = random.randint(12, 24)
    planted = PLANTED.get((indicator, place.centre_id, month))
    if planted:
        book.report(indicator, place.centre_id, month, planted)
    elif not lost:
        figure = wrong if corrected else top
        book.report(indicator, place.centre_id, month, f"{figure}/{bottom}@{lag}")
        if corrected:
            book.report(indicator, place.centre_id, month, f"{top}/{bottom}@{later}", note="更正")


def _cancer_checks(book: Book, random: Random) -> None:
    """Split the county's checks among the centres, and each centre's among the two kinds."""
    for number, total in enumerate(CANCER_CHECKS):
        month = f"2018-{number + 1:02d}"
        open_places = [
            p
            for p in PLACES
            if p.county_id == "lanjiang" and not (p.closed_after and month > p.closed_after)
        ]
        sizes = [p.people * (1 + 0.12 * p.quality) * _takeover(p, month) for p in open_places]
        given, so_far = 0, 0.0
        for place, size in zip(open_places, sizes, strict=True):
            so_far += size
            checks = round(total * so_far / sum(sizes)) - given
            given += checks
            cervical = round(checks * random.uniform(0.49, 0.55))
            lag = random.choice(LATE_LAGS if random.random() < place.late else LAGS)
            for indicator, count in (
                ("two-cancer", checks),
                ("cervical-checks", cervical),
                ("breast-checks", checks - cervical),
            ):
                book.report(indicator, place.centre_id, month, f"{count}@{lag}")


def _clinic_visits(book: Book, random: Random) -> None:
    """Report the visits of village clinics, more in winter than in summer."""
    clinics = [row for row in book.rows["units"] if row["kind"] == "village_clinic"]
    for clinic in clinics:
        usual = random.uniform(260, 620)
        for month in MONTHS:
            winter = 0.22 if month[5:] in ("12", "01", "02") else 0.05
            visits = round(usual * (1 + winter + random.gauss(0, 0.05)))
            word = f"{visits}@{random.choice(LAGS)}"
            book.report("clinic-visits", str(clinic["unit_id"]), month, word)
