"""`xushi forms`, `xushi collect` and `xushi undo`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from generator.cli.face import (
    Command,
    Day,
    config_option,
    example,
    keep_apart,
    message_option,
    show,
    translation,
)
from generator.forms import forms_of, hand_out
from generator.intake import (
    Collected,
    Offer,
    collect,
    last_intake,
    offer,
    own_intake,
    undo_last,
)
from generator.locales import Translate, mark, translations
from generator.periods import Period, parse_period
from generator.pipeline import evaluations
from generator.schema import TABLE_OF
from generator.settings import read_settings

HANDED_OUT = mark("%(forms)d forms with %(lines)d figures to fill in: %(folder)s")
NOBODY = mark("nobody owes a figure for %(period)s; name a period such as 2018-09")
NO_PERIOD = mark("“%(text)s” is not a period; write it like 2018-09")
TAKEN_BEFORE = mark("%(file)s was taken before (%(name)s); nothing is changed.")
COPY = mark("%(file)s is the same file as %(name)s and counts once.")
PASSED_OVER = mark("%(file)s is passed over: it is no workbook and no table. Ask for the form.")
EMPTY = mark("%(folder)s holds no files.")
FUTURE = mark("%(day)s has not come yet; today is %(today)s by the clock of this computer")
REFUSED = mark("%(file)s is not taken: %(faults)d to mend.")
ACCEPTED = mark("%(file)s is taken: %(rows)d new figures, %(same)d known already.")
ACCEPTED_ROWS = mark(
    "%(file)s is taken: %(rows)d new rows of %(table)s (%(title)s), %(same)d known already."
)
CONFIRM = mark("Take %(files)d files with %(rows)d new entries as received on %(day)s?")
NOTHING_NEW = mark("Nothing new was taken.")
TAKEN = mark("%(name)s: %(rows)d entries taken. xushi undo takes them back.")
REPLIES = mark("%(files)d files are returned: %(folder)s")
LEFT = mark("Nothing was taken.")
NOT_BACK = mark("Nothing was taken back.")
UNDONE = mark("%(name)s was taken back: %(rows)d entries. The ledger keeps it.")
BACK = mark("Take back %(name)s with %(rows)d entries?")

yes_option = click.option("--yes", is_flag=True, help="Do not ask. 不再询问。")


class PeriodType(click.ParamType[Period]):
    """A period written like 2018-09."""

    name = "period"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """Read the period, or say how one is written."""
        try:
            return parse_period(value)
        except ValueError:
            self.fail(translation({})(NO_PERIOD) % {"text": value}, param, ctx)


def clock() -> dt.datetime:
    """Tell the time; only what says when something was received may ask for it."""
    return dt.datetime.now().astimezone()


@click.command(
    "forms",
    cls=Command,
    short_help="Write the forms that units fill in. 生成填报表。",
    epilog=example("xushi forms --period 2018-09 forms/"),
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="OUT")
@click.option("--period", type=PeriodType(), required=True, help="What is reported. 报告期。")
@config_option
@message_option
def forms(folder: Path, period: Period, config_file: Path, locale: str | None) -> None:
    """Write one form a unit to OUT, a summary, and empty tables.

    生成各单位的填报表、汇总表和空白数据表。

    A form asks for the figures whose own period ends in the period: those of a quarter in its
    last month. It may be renamed and saved by any office program; xushi collect recognises it.
    """
    settings = read_settings(config_file)
    translate = translation({"locale": locale})
    keep_apart(folder, settings.data_dir, "OUT", translate)
    own = translations(settings.default_locale).gettext
    asked = (
        form
        for evaluation in evaluations(settings, period.end)
        for form in forms_of(evaluation, settings, period)
    )
    made = hand_out(asked, folder, period.name, period.end, own)
    if not made.forms:
        message = translate(NOBODY) % {"period": period.name}
        raise click.BadParameter(message, param_hint="--period")
    words = {"forms": len(made.forms), "lines": made.lines, "folder": folder}
    click.echo(translate(HANDED_OUT) % words)


@click.command(
    "collect",
    cls=Command,
    short_help="Take returned forms into the data. 收表入库。",
    epilog=example("xushi collect inbox/ --received 2018-10-05"),
)
@click.argument(
    "inbox", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="INBOX"
)
@click.option("--received", type=Day(), help="Day of receipt, by default today. 收到日期。")
@click.option(
    "--outbox",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the replies, by default outbox beside INBOX. 退回文件夹。",
)
@config_option
@yes_option
@message_option
def collect_files(
    inbox: Path,
    received: dt.date | None,
    outbox: Path | None,
    config_file: Path,
    yes: bool,
    locale: str | None,
) -> None:
    """Take the forms and tables of INBOX into data/, each file as a whole or not at all.

    收取填报表：合格的整份入库，不合格的整份退回并标出问题。

    Files that are not taken are answered in the outbox. Exit code 1 when there are such files.
    The files in INBOX stay as they are; one that was taken before changes nothing.
    """
    settings = read_settings(config_file)
    translate = translation({"locale": locale})
    outbox = outbox or inbox.resolve().parent / "outbox"
    now = clock()
    if received and received > now.date():
        message = translate(FUTURE) % {"day": received, "today": now.date()}
        raise click.BadParameter(message, param_hint="--received")
    for folder in (settings.data_dir, inbox):
        keep_apart(outbox, folder, "--outbox", translate)
    with own_intake(settings):
        offered = offer(settings, inbox, received or now.date())
        _tell(offered, inbox, translate)
        words = {"files": len(offered.accepted), "rows": offered.rows, "day": offered.received}
        if offered.rows and not yes and not click.confirm(translate(CONFIRM) % words):
            click.echo(translate(LEFT))
            return
        own = translations(settings.default_locale).gettext
        found = collect(settings, offered, outbox, now.isoformat(timespec="seconds"), own)
    _told(found, offered, outbox, locale)
    if offered.refused:
        click.get_current_context().exit(1)


def _tell(offered: Offer, inbox: Path, translate: Translate) -> None:
    if not (offered.digests or offered.repeated or offered.passed_over):
        click.echo(translate(EMPTY) % {"folder": inbox})
    for file in offered.passed_over:
        click.echo(translate(PASSED_OVER) % {"file": file})
    for file, name in sorted(offered.copies.items()):
        click.echo(translate(COPY) % {"file": file, "name": name})
    for file, name in sorted(offered.repeated.items()):
        click.echo(translate(TAKEN_BEFORE) % {"file": file, "name": name})
    for sent in offered.accepted:
        words = {"file": sent.form.file, "rows": sent.n_new, "same": sent.n_known}
        said = ACCEPTED_ROWS if sent.rows else ACCEPTED
        title = TABLE_OF[sent.form.table].title_zh
        click.echo(translate(said) % {**words, "table": sent.form.table, "title": title})
    for refused in offered.refused:
        words = {"file": refused.file, "faults": len(refused.problems)}
        click.echo(translate(REFUSED) % words)


def _told(found: Collected, offered: Offer, outbox: Path, locale: str | None) -> None:
    translate = translation({"locale": locale})
    if found.name:
        click.echo(translate(TAKEN) % {"name": found.name, "rows": found.rows})
    else:
        click.echo(translate(NOTHING_NEW))
    if offered.refused:
        problems = [wrong for refused in offered.refused for wrong in refused.problems]
        show(problems, {"locale": locale, "format": "text"})
        click.echo(translate(REPLIES) % {"files": len(offered.refused), "folder": outbox})


@click.command(
    "undo",
    cls=Command,
    short_help="Take back the last intake. 撤回上次收表。",
    epilog=example("xushi undo"),
)
@config_option
@yes_option
@message_option
def undo(config_file: Path, yes: bool, locale: str | None) -> None:
    """Take back the last intake as a whole; the ledger keeps it, and says so.

    撤回上一次收表的全部数据；台账保留记录。
    """
    settings = read_settings(config_file)
    translate = translation({"locale": locale})
    with own_intake(settings):
        last = last_intake(settings.data_dir)
        words = {"name": last.name, "rows": last.record["rows"]}
        if not yes and not click.confirm(translate(BACK) % words):
            click.echo(translate(NOT_BACK))
            return
        undo_last(settings.data_dir, clock().isoformat(timespec="seconds"))
    click.echo(translate(UNDONE) % words)
