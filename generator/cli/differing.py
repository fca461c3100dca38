"""`xushi diff`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd

from generator.cli.face import (
    Command,
    config_option,
    edition_option,
    example,
    format_option,
    message_locale,
    message_option,
    translation,
)
from generator.differences.comparing import FIGURES
from generator.downloads import json_bytes
from generator.downloads.written import Written
from generator.locales import mark
from generator.locales.language import Language, Yardstick
from generator.locales.words import AMENDED, EXCHANGE, STATUS, label
from generator.model import Exchange
from generator.pages.course import DIRECTIONS, rank
from generator.pages.facts import indicator_of
from generator.pages.rows import rows
from generator.pages.since import direction_of, yardstick_of
from generator.pipeline.differing import by_reason
from generator.settings import Edition
from generator.snapshots.comparing import Compared, WrongOrderError, compare

HEAD = mark("%(before)s (%(before_day)s) → %(now)s (%(now_day)s)")
EDITIONS = {"public": mark("public edition"), "internal": mark("internal edition")}
CHANGED = mark("Verdicts that changed: %(n)s.")
UNCHANGED = mark("No verdict changed.")
FIGURES_ONLY = mark("Verdicts that are the same and stand on other figures: %(n)s.")
READ_OFF = mark(
    "Of one side only what was published is at hand: the reasons name what differs, which need "
    "not be what changed the verdict."
)
WHY = mark("why: %(reasons)s")
SAME = mark("Same verdict, other figures")
NO_VERDICT = mark("no verdict")
NOT_TOLD = mark("not told")
WRONG_ORDER = mark("%(now)s shows %(now_day)s, before %(before)s (%(before_day)s): swap them")
WRITTEN = mark("Written to %(path)s.")


@click.command(
    "diff",
    cls=Command,
    short_help="Say which verdicts changed, and why. 比较两个快照。",
    epilog=example("xushi diff 2018Q2 2018Q3"),
)
@click.argument("earlier", metavar="EARLIER")
@click.argument("later", metavar="[LATER]", default="now")
@config_option
@edition_option
@format_option("json", "csv")
@click.option(
    "--all", "every", is_flag=True, help="Also verdicts whose figures only changed. 含仅数值变化。"
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write. 输出文件。"
)
@message_option
def diff(
    earlier: str,
    later: str,
    config_file: Path,
    edition: Edition | None,
    format: str,
    every: bool,
    out: Path | None,
    locale: str | None,
) -> None:
    """Say which verdicts are others than before, and why.

    比较两个快照：哪些结论变了，为什么。

    EARLIER and LATER are names of snapshots (2018Q3 is its newest correction, 2018Q3.r1 the first
    one), paths of bags or their .zip, or `now` for the site as it stands. Figures, corrections,
    late reports, amendments and rules are exchanged one after the other; a change belongs to what
    was exchanged when it happened. Without --edition the internal verdicts are compared where
    the internal bags are at hand, else the public ones.
    """
    language = Language(message_locale(locale))
    try:
        found = compare(config_file, earlier, later, edition)
    except WrongOrderError as error:
        words = {"before": earlier, "now": later}
        words |= {"before_day": error.args[0], "now_day": error.args[1]}
        translate = translation({"locale": locale})
        raise click.UsageError(translate(WRONG_ORDER) % words) from None
    listed = _worded(_listed(found.differences, every=every), found, language)
    if format == "csv":
        content = Written(_without_flags(listed)).csv(np.arange(len(listed)))
    elif format == "json":
        content = json_bytes(_as_json(found, listed))
    else:
        content = ("\n".join(_lines(found, listed, language)) + "\n").encode()
    if out is None:
        click.echo(content.decode("utf-8-sig"), nl=False)
    else:
        out.write_bytes(content)
        click.echo(language(WRITTEN, path=out))


def _listed(found: pd.DataFrame, *, every: bool) -> pd.DataFrame:
    """Choose what is listed, the worst first."""
    chosen = found if every else found[found["changed"]]
    orders = [
        (not changed, *rank(was, now, commitment))
        for changed, was, now, commitment in zip(
            chosen["changed"],
            chosen["status_before"],
            chosen["status"],
            chosen["commitment"],
            strict=True,
        )
    ]
    keys = [*chosen["target_id"]], [*chosen["entity_id"]]
    places = sorted(range(len(chosen)), key=lambda n: (orders[n], keys[0][n], keys[1][n]))
    return chosen.iloc[places].reset_index(drop=True)


def _worded(listed: pd.DataFrame, found: Compared, language: Language) -> pd.DataFrame:
    """Write the values of both ends beside them, in the words of the pages."""
    indicators = {row.indicator_id: indicator_of(row) for row in rows(found.indicators)}
    yardsticks = [
        yardstick_of(row, indicators) or Yardstick(row.measure, row.unit_of_measure)
        for row in rows(listed)
    ]
    for name in ("value_before", "value"):
        texts = [
            language.value(value, yardstick) if np.isfinite(value) else ""
            for value, yardstick in zip(listed[name], yardsticks, strict=True)
        ]
        text = name.replace("value", "value_text")
        listed.insert([*listed].index(name) + 1, text, pd.Series(texts, dtype=str))
    return listed


def _without_flags(listed: pd.DataFrame) -> pd.DataFrame:
    """Leave the columns that are for readers."""
    first = ["target_id", "title", "entity_id", "entity"]
    hidden = ["is_each_summary", "counts_in_county"]
    others = [name for name in listed.columns if name not in (*first, *hidden)]
    return listed[[*first, *others]]


def _as_json(found: Compared, listed: pd.DataFrame) -> dict[str, Any]:
    told = _without_flags(listed)
    numbers = [f"{name}{end}" for name in FIGURES for end in ("", "_before")]
    cells = told.astype(object).where(told.notna(), None)
    for name in ("reasons", "steps", "amended"):
        cells[name] = [text.split("|") if text else [] for text in told[name]]
    cells[numbers] = cells[numbers].where(np.isfinite(told[numbers]), None)
    return {
        "earlier": {"name": found.names[0], "as_of": found.days[0].isoformat()},
        "later": {"name": found.names[1], "as_of": found.days[1].isoformat()},
        "edition": found.edition,
        "changed": int(found.differences["changed"].sum()),
        "reasons": {reason.value: n for reason, n in by_reason(found.differences)},
        "differences": cells.to_dict("records"),
    }


def _lines(found: Compared, listed: pd.DataFrame, language: Language) -> Iterator[str]:
    (before, now), (before_day, now_day) = found.names, found.days
    head = language(HEAD, before=before, before_day=before_day, now=now, now_day=now_day)
    yield f"{head} · {language(EDITIONS[found.edition])}"
    every, changed = len(found.differences), int(found.differences["changed"].sum())
    yield language(CHANGED, n=language.number(changed)) if changed else language(UNCHANGED)
    for reason, n in by_reason(found.differences):
        yield f"  {language.number(n):>6}  {label(EXCHANGE, reason, language)}"
    if every > changed:
        yield language(FIGURES_ONLY, n=language.number(every - changed))
    if found.differences["read_off"].any():
        yield language(READ_OFF)
    last = ""
    for row in listed.itertuples():
        kind = _kind(row, language)
        if kind != last:
            yield f"\n{kind}"
        last = kind
        yield from _told(row, language)


def _kind(row: Any, language: Language) -> str:
    if not row.changed:
        return language(SAME)
    return language(DIRECTIONS[direction_of(row)])


def _told(row: Any, language: Language) -> Iterator[str]:
    """Say of one verdict what it was, what it is, and why."""
    reasons = row.reasons.split("|")
    is_hidden = Exchange.WITHHELD in reasons
    nothing = language(NOT_TOLD if is_hidden else NO_VERDICT)
    was, now = (
        label(STATUS, status, language) if status else nothing
        for status in (row.status_before, row.status)
    )
    yield f"  {was} → {now}  {row.entity} · {row.title} ({row.target_id})"
    figures = [
        f"{text} ({language.period(period)})" if text and period else text
        for text, period in (
            (row.value_text_before, row.period_before),
            (row.value_text, row.period),
        )
    ]
    if any(figures):
        yield f"      {figures[0] or '—'} → {figures[1] or '—'}"
    what = [label(AMENDED, name, language) for name in row.amended.split("|") if name]
    words = [
        label(EXCHANGE, reason, language)
        + (f" ({language.listing(what)})" if reason == Exchange.AMENDED and what else "")
        for reason in reasons
    ]
    yield f"      {language(WHY, reasons=language.listing(words))}"
    steps = row.steps.split("|")
    if len(steps) > 1:
        for step in steps:
            reason, _, moved = step.partition(":")
            ends = " → ".join(
                label(STATUS, one, language) if one else language(NO_VERDICT)
                for one in moved.split(">")
            )
            yield f"        {label(EXCHANGE, reason, language)}: {ends}"
