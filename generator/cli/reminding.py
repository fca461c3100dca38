"""`xushi due`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

import click

from generator import pipeline
from generator.cli.face import Command, as_of_option, config_option, example, format_option
from generator.folders import write_files
from generator.locales import LOCALES, mark
from generator.locales.language import Language
from generator.pages.reminders import EntityDuties, OwedReport
from generator.settings import Settings, read_settings

COUNTS = mark("On %(day)s: missing %(missing)s, of units: %(units)s; due now %(due)s.")
NOTHING = mark("On %(day)s no unit owes a report.")
SINCE = mark("missing: %(n)s, since %(day)s (%(days)s)")
DUE = mark("due now: %(n)s")
ITEM = mark("%(period)s, due on %(day)s: %(name)s")
NEXT = mark("next due day: %(day)s (%(n)s due)")
LATE = mark("came late in the last month: %(n)s")
OTHERS = mark("Units that owe nothing now: %(n)s.")
WRITTEN = mark("Letters: %(n)s; they and a summary are in %(folder)s.")
NO_CONTACT = mark(
    "The letters do not say where to send reports: name the office as “contact” in mkdocs.yml."
)
UNKNOWN = mark("there is no %(kind)s “%(text)s”")
DID_YOU_MEAN = mark("did you mean “%(text)s”?")
KINDS = {"county": mark("county"), "unit": mark("unit")}


@click.command(
    "due",
    cls=Command,
    short_help="Say who has not reported, and write reminders. 谁还没有报送。",
    epilog=example("xushi due --as-of 2018-09-06 --out reminders"),
)
@config_option
@as_of_option
@click.option("--county", multiple=True, metavar="ID", help="Only this county. 只看某县。")
@click.option("--unit", multiple=True, metavar="ID", help="Only this unit. 只看某单位。")
@format_option("json", "csv")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for a letter a unit and a summary. 催报文本和汇总表的目录。",
)
@click.option(
    "--locale",
    type=click.Choice(LOCALES),
    help="Language of the letters, by default the site's own. 文本语言。",
)
def due(
    config_file: Path,
    as_of: dt.date | None,
    county: tuple[str, ...],
    unit: tuple[str, ...],
    format: str,
    out: Path | None,
    locale: str | None,
) -> None:
    """Say of each unit what is missing, what is due and what comes next, the worst first.

    列出每个单位缺报、应报和下一次应报的内容，并写好催报文本。

    A report is missing when its due day has passed and nothing came; due when its period has
    ended and its due day has not passed; next when its period has not ended. 不适用 frees a unit
    of a period; a unit that was closed owes nothing. With --out nothing but that folder is
    written: one .txt for each unit that something is missing or due of, summary.csv and
    summary.xlsx; an earlier .txt of a unit that owes nothing now is removed.
    """
    locales = (locale,) if locale else None
    settings = read_settings(config_file, as_of=as_of, locales=locales)
    only = {"county": county, "unit": unit}
    found = pipeline.due(settings, _known(only, settings))
    if out:
        files = found.files()
        letters = {f"{entity_id}.txt" for entity_id in found.named.entities}
        write_files(files, out, letters - files.keys())
    language = found.named.language
    told = {"text": _text, "json": _json, "csv": _csv}[format](found)
    click.echo(told, nl=not told.endswith("\n"))
    if out:
        n = language.number(sum(1 for _ in found.letters()))
        click.echo(language(WRITTEN, n=n, folder=out), err=True)
        if not settings.contact:
            click.echo(language(NO_CONTACT), err=True)


def _known(only: dict[str, tuple[str, ...]], settings: Settings) -> list[str]:
    """Give the ids that were asked for, once each is known to be one.

    Raises:
        click.BadParameter: There is no such county or unit.
    """
    if not any(only.values()):
        return []
    tables, _ = pipeline.reach(settings)
    language = Language(settings.locales[0])
    for kind, named in only.items():
        there = set(tables["counties" if kind == "county" else "units"][f"{kind}_id"])
        for text in named:
            if text in there:
                continue
            says = language(UNKNOWN, kind=language(KINDS[kind]), text=text)
            near = get_close_matches(text, sorted(there), n=1)
            hint = f"; {language(DID_YOU_MEAN, text=near[0])}" if near else ""
            raise click.BadParameter(says + hint, param_hint=f"--{kind}")
    return [text for named in only.values() for text in named]


def _text(found: pipeline.Dues) -> str:
    return "\n".join(_lines(found))


def _lines(found: pipeline.Dues) -> Iterator[str]:
    """Say how many reports are missing, then of each unit what it owes."""
    language = found.named.language
    owing = [one for one in found.entities if one.missing or one.due]
    day = language.day(found.as_of)
    if not owing:
        yield language(NOTHING, day=day)
        return
    missing = [one for one in owing if one.missing]
    words = {
        "missing": language.number(sum(len(one.missing) for one in missing)),
        "units": language.number(len(missing)),
        "due": language.number(sum(len(one.due) for one in owing)),
    }
    yield language(COUNTS, day=day, **words)
    for one in owing:
        yield ""
        yield from _of_unit(one, found)
    n_others = len(found.named.entities) - len(owing)
    if n_others:
        yield ""
        yield language(OTHERS, n=language.number(n_others))


def _of_unit(one: EntityDuties, found: pipeline.Dues) -> Iterator[str]:
    language = found.named.language
    yield f"{one.name} ({one.entity_id})"
    if one.missing and one.missing_since:
        n_days = found.days_overdue(one.missing[0]) or 0
        days = language.plural("%(n)s day overdue", "%(n)s days overdue", n_days)
        n = language.number(len(one.missing))
        yield f"  {language(SINCE, n=n, day=language.day(one.missing_since), days=days)}"
        yield from _items(one.missing, language)
    if one.due:
        yield f"  {language(DUE, n=language.number(len(one.due)))}"
        yield from _items(one.due, language)
    if one.next:
        words = {"day": language.day(one.next_due_on), "n": language.number(one.n_next)}
        yield f"  {language(NEXT, **words)}"
    if one.late:
        yield f"  {language(LATE, n=language.number(len(one.late)))}"


def _items(reports: Iterable[OwedReport], language: Language) -> Iterator[str]:
    for report in reports:
        words = {"period": language.period(report.period), "day": language.day(report.due_on)}
        yield f"    {language(ITEM, **words, name=report.indicator)}"


def _csv(found: pipeline.Dues) -> str:
    """Write the summary, one row a unit."""
    return found.files()[f"{pipeline.SUMMARY}.csv"].decode("utf-8-sig")


def _json(found: pipeline.Dues) -> str:
    """Write all that is known, with the letters."""
    letters = {one.entity_id: text for one, text in found.letters()}
    units = [
        {
            "entity_id": one.entity_id,
            "name": one.name,
            "county_id": one.county_id,
            "missing_since": _day(one.missing_since),
            "next_due_on": _day(one.next_due_on),
            **{duty.value: _reports(listed) for duty, listed in one.by_duty().items()},
            "letter": letters.get(one.entity_id, ""),
        }
        for one in found.entities
    ]
    told = {"as_of": _day(found.as_of), "units": units}
    return json.dumps(told, ensure_ascii=False, indent=2)


def _reports(listed: Collection[OwedReport]) -> list[dict[str, str | None]]:
    return [
        {
            "indicator_id": report.indicator_id,
            "indicator": report.indicator,
            "period": report.period,
            "due_on": _day(report.due_on),
            "received_on": _day(report.received_on),
        }
        for report in listed
    ]


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
