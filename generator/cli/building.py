"""`xushi build`, and who does its work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from generator import pipeline
from generator.cli.face import (
    Command,
    CtrlC,
    as_of_option,
    config_option,
    count,
    edition_option,
    example,
    jobs_option,
    locale_option,
    on_option,
    translation,
)
from generator.cluster import Processes, open_cluster
from generator.locales import LOCALES, mark
from generator.progress import Progress
from generator.settings import read_settings

BUILT = mark("%(changed)d files changed. Open %(index)s in a browser.")
LOOK = mark("%(warnings)d to look at: xushi check names them.")


@click.command(
    cls=Command,
    short_help="Make the pages and the site. 生成站点。",
    epilog=example("xushi build --as-of 2018-08-31 --locale all"),
)
@config_option
@as_of_option
@on_option
@locale_option
@edition_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the finished site, by default site/<edition>. 输出目录。",
)
@jobs_option
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Dask cluster that does the work, such as tcp://10.0.0.1:8786, or local. 集群地址。",
)
@click.option(
    "--storage",
    default="",
    metavar="URL",
    help="Folder or fsspec address that all workers of the cluster share. 集群共享存储。",
)
@click.option("--full", is_flag=True, help="Make everything anew. 全部重新生成。")
@click.option("--quiet", is_flag=True, help="Say only what is wrong. 只报告问题。")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What is told of the run, for people or programs. 进度的格式。",
)
def build(
    config_file: Path,
    as_of: dt.date | None,
    on: dt.date | None,
    locale: str | None,
    edition: str | None,
    out: Path | None,
    jobs: int,
    cluster: str | None,
    storage: str,
    full: bool,
    quiet: bool,
    log_format: str,
) -> None:
    """Make the pages in reports/ and the site in site/.

    生成页面和站点。

    Nothing is written while the data have errors. Only what changed is made anew.
    """
    locales = LOCALES if locale == "all" else (locale,) if locale else None
    flags = {"as_of": as_of, "on": on, "edition": edition, "out": out, "locales": locales}
    settings = read_settings(config_file, **flags)
    translate = translation({"locale": locale})

    ctrl_c: CtrlC = click.get_current_context().obj

    progress = Progress(translate, "quiet" if quiet else log_format)

    def say(phase: str) -> None:
        ctrl_c.stop_here()
        progress.say(phase)

    how = pipeline.How(say, progress.step, jobs=jobs, storage=storage, full=full)
    with workers(cluster, jobs) as own:
        try:
            built = pipeline.build(settings, replace(how, workers=own, send=bool(storage)))
        finally:
            progress.close()
    if not quiet:
        warnings = count(built.problems)["warnings"]
        if warnings:
            click.echo(translate(LOOK) % {"warnings": warnings}, err=True)
        index = built.site_dir / "index.html"
        click.echo(translate(BUILT) % {"changed": len(built.changed), "index": index})


@contextmanager
def workers(address: str | None, jobs: int) -> Iterator[pipeline.Workers]:
    """Give those who do the work: processes of this machine, or a cluster."""
    if not address:
        yield Processes(jobs)
        return
    with open_cluster(address, jobs, pipeline.code_key) as cluster:
        yield cluster
