"""`xushi verify`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from generator.bags.names import printable
from generator.bags.signing import check_signature
from generator.bags.verifying import Examined, examine
from generator.cli.face import Command, example, message_option, show, translation
from generator.locales import Translate, mark
from generator.problems import BagError, Problem, errors

WHOLE = mark("%(path)s is whole: %(files)d files, %(octets)d bytes.")
NOT_WHOLE = mark("%(path)s is not as it was sealed.")
FIXITY = mark("Fixity value (SHA-256): %(fixity)s")
COMPARE = mark(
    "Compare the fixity value with the one that was published: it alone, or a signature, shows "
    "that not the whole was exchanged."
)
SIGNED = mark("The signature fits the key in %(key)s.")
BOTH = mark("a signature is checked with its key: name both files")
ONE = mark("a signature belongs to one snapshot: name one path")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    "verify",
    cls=Command,
    short_help="Say whether snapshots are as they were sealed. 检验快照。",
    epilog=example("xushi verify snapshots/2018Q3 2018Q3.zip"),
)
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(True, path_type=Path)
)
@click.option("--signature", type=_FILE, help="Signature made for it. 签名文件。")
@click.option("--public-key", type=_FILE, help="Key that it must fit. 公钥文件。")
@message_option
def verify(
    paths: tuple[Path, ...],
    signature: Path | None,
    public_key: Path | None,
    locale: str | None,
) -> None:
    """Say what was changed, lost or added in snapshots.

    检验快照：哪些文件被改动、丢失或增加。

    PATH is a folder (a BagIt bag) or its .zip, which is not unpacked. Nothing else is read.
    Exit code 1 when something is not as it was sealed.
    """
    options = {"format": "text", "locale": locale}
    translate = translation(options)
    _refuse_half(paths, signature, public_key, translate)
    problems: list[Problem] = []
    for path in paths:
        found = examine(path)
        problems += found.problems
        for line in _told(path, found, translate):
            click.echo(line)
    if signature is not None and public_key is not None and found.fixity:
        wrong = _signature_problems(paths[0], signature, public_key)
        problems += wrong
        if not wrong:
            click.echo(translate(SIGNED) % {"key": public_key})
    elif not errors(problems):
        click.echo(translate(COMPARE))
    if problems:
        show(problems, options)
    if errors(problems):
        click.get_current_context().exit(1)


def _refuse_half(
    paths: tuple[Path, ...],
    signature: Path | None,
    public_key: Path | None,
    translate: Translate,
) -> None:
    """Say how the options go together, where they do not."""
    if (signature is None) != (public_key is None):
        raise click.UsageError(translate(BOTH))
    if signature is not None and len(paths) > 1:
        raise click.UsageError(translate(ONE))


def _signature_problems(path: Path, signature: Path, public_key: Path) -> list[Problem]:
    """Say what is wrong with a signature, also why it could not be checked."""
    try:
        return check_signature(path, signature, public_key)
    except BagError as error:
        return list(error.problems)


def _told(path: Path, found: Examined, translate: Translate) -> Iterator[str]:
    """Say of one bag whether it is whole, and what its fixity value is; of no bag nothing."""
    if not found.fixity:
        return
    words = {"path": printable(str(path)), "files": found.files, "octets": found.octets}
    yield translate(NOT_WHOLE if errors(found.problems) else WHOLE) % words
    yield f"    {translate(FIXITY) % {'fixity': found.fixity}}"
