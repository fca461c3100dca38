"""`xushi init` and `xushi pack`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.face import Command, CtrlC, config_option, example, translation
from generator.locales import mark
from generator.packing import InsideError, pack
from generator.settings import read_settings
from generator.starter import write_starter

LAID_OUT = mark("%(folder)s is ready. Next: cd %(folder)s && xushi build")
FILL_IN = mark("%(folder)s is ready. Next: fill in its data folder, then xushi check")
PACKED = mark("%(counties)d counties, %(rows)d observations: %(folder)s can replace %(data)s.")
INSIDE = mark("%(folder)s lies in the data folder; name a folder beside it.")
NOT_EMPTY = mark("%(folder)s holds something already; name a new or an empty folder.")


@click.command(
    cls=Command,
    short_help="Lay out a new site in DIR. 新建站点。",
    epilog=example("xushi init --demo demo"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--demo", is_flag=True, help="With the demonstration's invented data. 带演示数据。")
def init(folder: Path, demo: bool) -> None:
    """Lay out a new site in DIR.

    新建站点。

    Its tables are empty but for their headings, and data/README.md explains them.
    """
    translate = translation({})
    try:
        write_starter(folder, demonstration=demo)
    except FileExistsError:
        raise click.BadParameter(translate(NOT_EMPTY) % {"folder": folder}) from None
    click.echo(translate(LAID_OUT if demo else FILL_IN) % {"folder": folder})


@click.command(
    "pack",
    cls=Command,
    short_help="Copy the data to DIR, observations by county. 数据按县打包。",
    epilog=example("xushi pack packed"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@config_option
@click.option("--quiet", is_flag=True, help="Say only what is wrong. 只报告问题。")
def pack_data(folder: Path, config_file: Path, quiet: bool) -> None:
    """Copy the data folder to DIR, the observations as one Parquet file a county.

    复制数据文件夹，完成值按县存为 Parquet 文件。

    Large sites are then read county by county. Texts stay as they stand, and pages are the same.
    """
    translate = translation({})
    data_dir = read_settings(config_file).data_dir
    ctrl_c: CtrlC = click.get_current_context().obj

    def say(phase: str) -> None:
        ctrl_c.stop_here()
        if not quiet:
            click.echo(translate(phase), err=True)

    try:
        packed = pack(data_dir, folder, say)
    except FileExistsError:
        raise click.BadParameter(translate(NOT_EMPTY) % {"folder": folder}) from None
    except InsideError:
        raise click.BadParameter(translate(INSIDE) % {"folder": folder}) from None
    if not quiet:
        words = {"counties": packed.counties, "rows": packed.observations}
        click.echo(translate(PACKED) % {**words, "folder": folder, "data": data_dir})
