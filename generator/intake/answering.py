"""Each file that is not taken is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from generator.check.days import read_period
from generator.forms import Form, forms_of
from generator.intake.known import Known
from generator.intake.replies import Refused, reply_form, reply_names, reply_table, write_reply
from generator.locales import Translate
from generator.periods import Period
from generator.pipeline.judging import evaluated
from generator.pipeline.parts import own_tables
from generator.schema.partitions import TABLE
from generator.settings import Settings


def answer(
    refused: Sequence[Refused],
    known: Known,
    settings: Settings,
    received: dt.date,
    outbox: Path,
    translate: Translate,
) -> list[Path]:
    """Write a reply to each file that is not taken; give the paths.

    Args:
        refused: Those files.
        known: What is known.
        settings: Of the site.
        received: The day of receipt.
        outbox: Where replies go.
        translate: Into the language of the senders.
    """
    names = reply_names([one.file for one in refused], translate)
    forms = _forms_asked(refused, known, settings, received)
    replies: list[Path] = []
    for one in refused:
        reply = None
        if one.is_table:
            reply = reply_table(one, translate)
        elif one.sent and (one.sent.entries or one.is_of_nobody):
            form = forms.get((one.sent.form.entity_id, one.sent.form.period))
            reply = reply_form(one.sent, form, received, translate)
        replies += write_reply(one, outbox / names[one.file], translate, reply)
    return replies


def _forms_asked(
    refused: Sequence[Refused], known: Known, settings: Settings, received: dt.date
) -> dict[tuple[str, str], Form]:
    """Give the form that each sender is asked for, by entity and period."""
    sent = [one.sent.form for one in refused if one.sent and not one.is_table]
    senders = {form.entity_id for form in sent}
    periods = {form.period: read_period(form.period) for form in sent}
    return {
        (form.entity_id, name): form
        for name, period in periods.items()
        if period
        for form in _forms(senders, known, settings, period, received)
    }


def _forms(
    senders: set[str], known: Known, settings: Settings, period: Period, received: dt.date
) -> Iterator[Form]:
    newest = known.tables[TABLE]["reported_on"].max()
    days = [period.end, received, *([] if pd.isna(newest) else [newest.date()])]
    for own in own_tables(known.tables, None, senders):
        yield from forms_of(evaluated(own, max(days), settings.tolerance), settings, period)
