"""`xushi serve`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from generator import pipeline
from generator.cli.building import BUILT
from generator.cli.face import (
    Command,
    as_of_option,
    as_text,
    config_option,
    edition_option,
    example,
    jobs_option,
    locale_option,
    on_option,
    translation,
)
from generator.cluster import Processes
from generator.locales import LOCALES, Translate, mark
from generator.problems import GeneratorError
from generator.progress import Progress
from generator.serving import Preview, free_port, open_preview
from generator.settings import read_settings
from generator.watching import watch

SERVING = mark("The site is at %(address)s and follows what you change; Ctrl-C ends that.")
FOLLOWED = mark("%(names)s: %(changed)d files changed in %(seconds).1f s.")
STAYS = mark("The site stays as it was until this is mended:")
ENDED = mark("Ended; the last site is in %(folder)s.")
TAKEN = mark("%(port)d is taken, or not for you to use; try --port %(other)d.")
NAMED = 3
"""How many of the files that changed are named."""


@click.command(
    cls=Command,
    short_help="Preview that follows your changes. 边改边看。",
    epilog=example("xushi serve --port 8001"),
)
@config_option
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port on this machine; 0 takes any free one. 本机端口，0为任一空闲端口。",
)
@as_of_option
@on_option
@locale_option
@edition_option
@jobs_option
def serve(
    config_file: Path,
    port: int,
    as_of: dt.date | None,
    on: dt.date | None,
    locale: str | None,
    edition: str | None,
    jobs: int,
) -> None:
    """Show the site in a browser on this machine, and keep it up to date.

    在本机浏览器中预览站点，随改随新。

    Whenever data, templates or mkdocs.yml change, what depends on it is made anew, and open pages
    load again. Errors are told here and on the pages; the site stays as it was until they are
    mended.
    """
    locales = LOCALES if locale == "all" else (locale,) if locale else None
    flags = {"as_of": as_of, "on": on, "edition": edition, "locales": locales}
    translate, ctrl_c = translation({"locale": locale}), click.get_current_context().obj
    settings = read_settings(config_file, **flags)
    searching = pipeline.Searching(settings.cache_dir)

    def bring_up_to_date(preview: Preview, names: Sequence[str]) -> None:
        """Build once; say on the terminal and on open pages what came of it."""
        progress = Progress(translate, "quiet" if names else "text")

        def say(phase: str) -> None:
            ctrl_c.stop_here()
            progress.say(phase)

        how = pipeline.How(say, progress.step, Processes(jobs), jobs, searching=searching)
        try:
            built = pipeline.build(read_settings(config_file, **flags), how)
        except (GeneratorError, OSError) as error:
            progress.close()
            told = f"{translate(STAYS)}\n{explained(error, translate)}"
            click.echo(told, err=True)
            preview.complain(told)
            return
        progress.close()
        preview.show(built.site_dir)
        words = {"changed": len(built.changed), "index": built.site_dir / "index.html"}
        if names:
            words |= {"names": listed(names), "seconds": progress.seconds()}
        click.echo(translate(FOLLOWED if names else BUILT) % words)

    watched = frozenset({settings.data_dir.name, settings.templates_dir.name, config_file.name})
    try:
        with (
            preview_at(port, settings.site_dir, translate) as preview,
            watch(settings.root, watched) as changes,
            searching,
        ):
            bring_up_to_date(preview, [])
            click.echo(translate(SERVING) % {"address": preview.address})
            while True:
                ctrl_c.stop_here()
                if names := changes.wait(LISTEN):
                    bring_up_to_date(preview, names)
    except KeyboardInterrupt:
        click.echo("\n" + translate(ENDED) % {"folder": settings.site_dir}, err=True)


LISTEN = 1.0
"""Seconds after which it is seen to that Ctrl-C, which may have got lost, is heard."""


@contextmanager
def preview_at(port: int, folder: Path, translate: Translate) -> Iterator[Preview]:
    """Serve a folder; where the port cannot be had, name another one."""
    with ExitStack() as stack:
        try:
            preview = stack.enter_context(open_preview(port, folder))
        except OSError:
            words = {"port": port, "other": free_port(port)}
            raise click.BadParameter(translate(TAKEN) % words, param_hint="--port") from None
        yield preview


def explained(error: GeneratorError | OSError, translate: Translate) -> str:
    """Compose what keeps a site from being made; a file may vanish while an editor replaces it."""
    if isinstance(error, GeneratorError):
        return as_text(sorted(error.problems), translate)
    return f"{error.filename or ''}: {error.strerror}"


def listed(names: Sequence[str]) -> str:
    """Name the first of some files."""
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
