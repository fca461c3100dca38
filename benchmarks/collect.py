"""How long it takes to collect a thousand forms; `python -m benchmarks.collect` prints it.

The site is invented: a county with a thousand health centres that report eight figures a month.
"""

from __future__ import annotations

import datetime as dt
import resource
import tempfile
import time
from pathlib import Path

from generator.forms import Entry, form_workbook, forms_of
from generator.intake import collect, offer, own_intake
from generator.locales import translations
from generator.periods import parse_period
from generator.pipeline import reach
from generator.pipeline.judging import evaluated
from generator.settings import Settings, read_settings
from generator.starter import write_starter

FORMS, MONTHS, INDICATORS = 1000, 8, 8
DAY = dt.date(2018, 10, 5)
ZH = translations("zh").gettext


def write_site(folder: Path) -> Settings:
    """Lay out a site with a thousand units and eight months of figures."""
    write_starter(folder, demonstration=False)
    data = folder / "data"
    units = [f"u{number:04d}" for number in range(FORMS)]
    names = [f"i{number}" for number in range(INDICATORS)]
    tables = {
        "counties": ["county_id,name,code,code_system", "lan,某县,990101,fictional"],
        "units": [
            "unit_id,county_id,name,kind",
            *(f"{unit},lan,{unit}卫生院,health_centre" for unit in units),
        ],
        "indicators": [
            "indicator_id,name,measure,unit_of_measure,cadence,due_days,reported_by,aggregation",
            *(f"{name},指标{name},flow,人次,month,5,health_centre,sum" for name in names),
        ],
        "plans": [
            "plan_id,county_id,title,period_start,period_end,decided_on",
            "p,lan,计划,2018-01-01,2018-12-31,2018-01-02",
        ],
        "targets": [
            "target_id,plan_id,clause,title,indicator_id,scope,scope_kinds,op,value,decided_on",
            *(
                f"t{name},p,一,{name},{name},each,health_centre,at_least,9000,2018-01-02"
                for name in names
            ),
        ],
        "observations": [
            "indicator_id,entity_id,period,value,reported_on",
            *(
                f"{name},{unit},2018-{month:02d},{value(place, month)},2018-{month + 1:02d}-03"
                for unit in units
                for place, name in enumerate(names)
                for month in range(1, MONTHS + 1)
            ),
        ],
    }
    for name, lines in tables.items():
        (data / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_settings(folder / "mkdocs.yml")


def value(place: int, month: int) -> int:
    """Give a figure that moves a little from month to month."""
    return 700 + 13 * place + 7 * (month % 5) + month


def main() -> None:
    """Write the forms, fill them in, collect them, and say how long that took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = write_site(folder / "site")
        span = parse_period("2018-09")
        tables, _ = reach(settings)
        forms = forms_of(evaluated(tables, span.end, settings.tolerance), settings, span)
        inbox = folder / "inbox"
        inbox.mkdir()
        for form in forms:
            entries = {
                (line.indicator_id, line.period, "value"): Entry(str(value(place, 9)))
                for place, line in enumerate(form.lines)
            }
            (inbox / f"{form.entity_id}.xlsx").write_bytes(form_workbook(form, DAY, ZH, entries))
        wall, used = time.perf_counter(), time.process_time()
        with own_intake(settings):
            offered = offer(settings, inbox, DAY)
            found = collect(settings, offered, folder / "outbox", "2018-10-05T12:00:00", ZH)
        wall, used = time.perf_counter() - wall, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(forms)} forms, {found.rows} figures taken, {len(offered.refused)} refused: "
        f"{used:.1f} s of one processor, {wall:.1f} s by the clock; {most:.0f} MiB at most"
    )


if __name__ == "__main__":
    main()
