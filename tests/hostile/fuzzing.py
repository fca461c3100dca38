"""Read and collect spoiled files for some seconds; run by the tests in a process of its own.

`python -m tests.hostile.fuzzing SECONDS` ends with 0 where each was told in words in time; else it
says which was not, and keeps it beside the message.
"""

from __future__ import annotations

import faulthandler
import gc
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator.cli import cli
from generator.importing import import_file, read_rules
from generator.intake.inbox import read_file
from generator.locales import LOCALES, translations
from generator.problems import GeneratorError, Problem
from generator.sources import read_site
from tests.hostile.files import old_book
from tests.hostile.spoiling import bytes_of, package_of, text_of
from tests.importing.test_bad_files import MAPPING, locked, workbook
from tests.intake.made import fill, made_forms, write_site

MOST_SECONDS = 30
"""Of one file, also where the machine has other work."""
FEW_EXAMPLES = 40
"""Between two looks at the clock; each round begins anew, for its own list grows."""
COMMANDS = ("collect", "import", "try", "check")
TABLE = "指标,单位,indicator_id,entity_id,period,value,numerator,denominator,note\n" + "".join(
    f"beds,u{n},visits,u{n},2018-09,1012,,,\nbeds,u{n},managed,u{n},2018-09,,451,600,补报\n"
    for n in (1, 2)
)


@dataclass(frozen=True)
class Desk:
    """A site, what is spoiled, and a place to put it."""

    folder: Path
    seeds: tuple[tuple[str, bytes], ...]

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "site/data"


def desk_in(folder: Path) -> Desk:
    """Lay out the site, and make the files that are sound."""
    forms = made_forms(write_site(folder / "site"), folder / "forms")
    filled = fill(forms["u1"], folder / "filled.xlsx").read_bytes()
    old = old_book([["xushi-form|1|u1|2018-09", "xushi:value"], ["xushi-line|visits|2018-09", 7.0]])
    seeds = (
        ("form.xlsx", filled),
        ("form.xlsx", forms["u2"].read_bytes()),
        ("form.xlsx", workbook()),
        ("form.xls", old),
        ("form.et", old),
        ("form.xls", locked()),
        ("form.csv", b""),
        ("a.toml", MAPPING.encode()),
    )
    shutil.copytree(folder / "site", folder / "kept")
    return Desk(folder, seeds)


@st.composite
def spoiled(draw: st.DrawFn, seeds: tuple[tuple[str, bytes], ...]) -> tuple[str, bytes]:
    """Give a file that was spoiled in one of the ways that fit it."""
    name, content = draw(st.sampled_from(seeds))
    if name.endswith(".csv"):
        return name, draw(text_of(TABLE))
    if name.endswith(".xlsx") and draw(st.integers(0, 3)):
        return name, draw(package_of(content))
    return name, draw(bytes_of(content))


def state(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def read(desk: Desk, name: str, content: bytes) -> None:
    """Read a file in each way there is; what is wrong is told, in both languages."""
    place = desk.folder / "one"
    place.mkdir(exist_ok=True)
    path = place / name
    path.write_bytes(content)
    mapping = place / "a.toml"
    problems: list[Problem] = []
    if name != "a.toml":
        mapping.write_text(MAPPING, encoding="utf-8")
        form = read_file(path, name)
        problems += form if isinstance(form, list) else form.problems
    else:
        path = place / "a.csv"
        path.write_text(TABLE, encoding="utf-8")
    try:
        problems += import_file(read_rules(mapping), path, []).problems
    except GeneratorError as error:
        problems += error.problems
    if name.endswith((".xlsx", ".csv")):
        shutil.copy(path, place / f"counties{path.suffix}")
        problems += read_site(place).problems
    shutil.rmtree(place)
    for wrong in problems:
        assert all(wrong.lines(translations(locale).gettext) for locale in LOCALES)


def use(desk: Desk, command: str, name: str, content: bytes) -> None:
    """Give a file to a command; what it refuses changes nothing in the data."""
    inbox = desk.folder / "inbox"
    inbox.mkdir()
    (inbox / name).write_bytes(content)
    mapping = inbox / "a.toml"
    config = "-f", str(desk.folder / "site/mkdocs.yml")
    day = "--received", "2018-10-05"
    if command == "check":
        (desk.data / "observations" / f"zz-{name}").write_bytes(content)
        arguments: tuple[str, ...] = ("check", *config)
    elif command == "collect":
        arguments = ("collect", str(inbox), *day, "--yes", *config)
    else:
        if name != "a.toml":
            mapping.write_text(MAPPING, encoding="utf-8")
        else:
            name = "a.csv"
            (inbox / name).write_text(TABLE, encoding="utf-8")
        dry = ("--dry-run",) if command == "try" else ()
        arguments = ("import", str(mapping), str(inbox / name), *day, *dry, *config)
    before = state(desk.data)

    found = CliRunner().invoke(cli, arguments, prog_name="xushi")

    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code in (0, 1), found.output
    assert "Traceback" not in found.output
    after = state(desk.data)
    if found.exit_code or command in ("check", "try"):
        assert after == before, sorted(after.items() ^ before.items())[:1]
    for used in (inbox, desk.folder / "outbox", desk.folder / "site"):
        shutil.rmtree(used, ignore_errors=True)
    shutil.copytree(desk.folder / "kept", desk.folder / "site")


def fuzz(desk: Desk, seconds: float) -> int:
    """Spoil files for a while; give how many."""
    began, count = time.monotonic(), 0
    ways = st.sampled_from([*["read"] * 24, *COMMANDS])

    @settings(
        max_examples=FEW_EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(ways, spoiled(desk.seeds))
    def one(way: str, found: tuple[str, bytes]) -> None:
        nonlocal count
        count += 1
        kept = desk.folder.parent / f"last-{found[0]}"
        kept.write_bytes(found[1])
        faulthandler.dump_traceback_later(MOST_SECONDS, exit=True)
        try:
            read(desk, *found) if way == "read" else use(desk, way, *found)
        except BaseException:
            sys.stderr.write(f"{way} of {kept}\n")
            raise
        faulthandler.cancel_dump_traceback_later()

    while time.monotonic() - began < seconds:
        one()
        gc.collect()
    return count


def main() -> None:
    """Fuzz, and say how many files there were."""
    place = Path(tempfile.mkdtemp(prefix="xushi-fuzz-"))  # stays where something was found
    (place / "desk").mkdir()
    count = fuzz(desk_in(place / "desk"), float(sys.argv[1]))
    sys.stdout.write(f"{count} files\n")
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
