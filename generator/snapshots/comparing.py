"""Two states of a site side by side: snapshots by name, bags by path, or the site as it stands."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from generator.audience import PUBLIC
from generator.bags import examine, snapshots_of
from generator.bags.holding import CHUNK, open_bag
from generator.bags.names import printable
from generator.bags.tags import AS_OF, NAME
from generator.latest import newest_report_day
from generator.model import Tables
from generator.pipeline.differing import Side, differences
from generator.pipeline.former import (
    CONFIGURATION,
    INPUTS,
    SITE,
    read_published,
    read_site,
    state_of,
)
from generator.pipeline.whole import day_of
from generator.problems import BagError, Code, Location, errors, problem
from generator.settings import Edition, Settings, read_settings
from generator.shards import Places, Shards, places_of, plan_shards, take, with_gone
from generator.snapshot_names import INTERNAL, parse_name

NOW = "now"
"""Names the site as it stands."""
_FIRST = re.compile(r"\.r1(?=\.internal$|$)")


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two states."""

    names: tuple[str, str]
    days: tuple[dt.date, dt.date]
    edition: str
    differences: pd.DataFrame
    """See `generator.pipeline.differing`."""
    indicators: pd.DataFrame
    """The indicators of both states, as the later one has them; none where neither is at hand."""


@dataclass(frozen=True, slots=True)
class _Bags:
    """What is at hand of one state."""

    name: str
    as_of: dt.date | None
    """None for the site as it stands."""
    public: Path | None = None
    internal: Path | None = None


class WrongOrderError(Exception):
    """The later state shows a day before the earlier one; its argument are both days."""


def compare(config_file: Path, earlier: str, later: str, edition: Edition | None) -> Compared:
    """Say what differs between two states, and why.

    Args:
        config_file: Of the site whose snapshots are named.
        earlier: ``2018Q2`` (its newest correction), ``2018Q2.r1`` (exactly that), the path of a
            bag or of its zip archive, or ``now``.
        later: The same; it shows the same day, or a later one.
        edition: Whose verdicts; by default the internal ones where both states are known so far.

    Raises:
        BagError: unknown-snapshot, no-inputs, other-site, or what is wrong with a bag.
        WrongOrderError: The later one shows an earlier day.
        GeneratorError: Settings or tables need mending.
    """
    settings = read_settings(config_file, edition=edition)
    with ExitStack() as stack:
        work = Path(stack.enter_context(TemporaryDirectory(prefix="xushi-")))
        found = [_find(text, settings, work / str(n)) for n, text in enumerate((earlier, later))]
        chosen = edition or ("internal" if all(map(_has_inputs, found)) else PUBLIC)
        sides, days = [], []
        for bags in found:
            side, day = _read(bags, settings, chosen)
            sides.append(side)
            days.append(day)
        if days[1] < days[0]:
            raise WrongOrderError(*days)
        _refuse_strangers(sides, found)
        parts = [differences(*pair, chosen) for pair in _parts(*sides)]
    rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    names = (found[0].name, found[1].name)
    return Compared(names, (days[0], days[1]), chosen, rows, _indicators(sides))


def _indicators(sides: Sequence[Side]) -> pd.DataFrame:
    tables = [side.state.tables["indicators"] for side in sides if side.state]
    every = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"indicator_id": []})
    return every.drop_duplicates("indicator_id", keep="last", ignore_index=True)


def _has_inputs(bags: _Bags) -> bool:
    return bags.as_of is None or bags.internal is not None


def _find(text: str, settings: Settings, work: Path) -> _Bags:
    """Find what a name or a path means; bags are verified.

    Raises:
        BagError: unknown-snapshot, or what is wrong with a bag.
    """
    if text == NOW:
        return _Bags(NOW, None)
    path = Path(text)
    if path.exists():
        return _opened([path], work)
    folder = settings.snapshots_dir
    known = {str(one.name): one for one in snapshots_of(folder)}
    try:
        wanted = parse_name(_FIRST.sub("", text))
    except ValueError:
        wanted = None
    names = {name.removesuffix(INTERNAL): parse_name(name.removesuffix(INTERNAL)) for name in known}
    exact = bool(re.search(r"\.r\d+", text))
    fits = [
        name
        for name, parsed in names.items()
        if wanted
        and parsed.period == wanted.period
        and (not exact or parsed.revision == wanted.revision)
    ]
    if not fits:
        meant = get_close_matches(text, names, n=1)
        words = {"text": printable(text), "known": ", ".join(names) or "—"}
        where = Location(printable(str(folder)))
        raise BagError([problem(Code.UNKNOWN_SNAPSHOT, where, *meant, **words)])
    name = max(fits, key=names.__getitem__)
    return _opened([known[bag].place for bag in (name, f"{name}{INTERNAL}") if bag in known], work)


def _opened(paths: Sequence[Path], work: Path) -> _Bags:
    """Verify bags of one snapshot, and unpack what is read of archives."""
    examined = [examine(path) for path in paths]
    problems = [found for one in examined for found in one.problems]
    if errors(problems):
        raise BagError(problems)
    info = examined[0].info
    day, name = info.get(AS_OF, ""), info.get(NAME, paths[0].name)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise BagError([problem(Code.NO_INPUTS, Location(printable(str(paths[0]))))])
    bags = _Bags(name.removesuffix(INTERNAL), dt.date.fromisoformat(day))
    for path in paths:
        place = path if path.is_dir() else _unpacked(path, work)
        is_internal = (place / INPUTS).is_dir()
        bags = replace(bags, internal=place) if is_internal else replace(bags, public=place)
    return bags


def _unpacked(path: Path, work: Path) -> Path:
    """Write what is read of an archive, which was verified, into a folder."""
    begins, ends = f"{INPUTS}/", ("assessments.csv", "datapackage.json")
    with open_bag(path) as holding:
        for name in holding.sizes:
            if name.startswith(begins) or (name.startswith(f"{SITE}/") and name.endswith(ends)):
                (work / name).parent.mkdir(parents=True, exist_ok=True)
                with holding.read(name) as source, (work / name).open("xb") as copy:
                    shutil.copyfileobj(source, copy, CHUNK)
    return work


def _read(bags: _Bags, settings: Settings, edition: str) -> tuple[Side, dt.date]:
    """Read one state for an edition, and its day.

    Raises:
        BagError: no-inputs, where the internal edition is asked of a public bag.
        GeneratorError: Its settings or tables cannot be read.
    """
    if bags.as_of is None:
        tables = read_site(settings.data_dir).whole()
        day = day_of(settings.as_of or newest_report_day(tables["observations"]))
        return Side(state_of(settings, tables, day, edition), settings.small_below), day
    own = bags.public if edition == PUBLIC else bags.internal
    published = read_published(own / SITE) if own else None
    if bags.internal is None:
        if published is None:
            raise BagError([problem(Code.NO_INPUTS, Location(printable(str(bags.public))))])
        return Side(None, 0, published), bags.as_of
    kept = read_settings(bags.internal / INPUTS / CONFIGURATION)
    state = state_of(kept, read_site(kept.data_dir).whole(), bags.as_of, edition)
    return Side(state, kept.small_below, published), bags.as_of


def _refuse_strangers(sides: Sequence[Side], found: Sequence[_Bags]) -> None:
    """Refuse two states that have no county in common.

    Raises:
        BagError: other-site.
    """
    counties = [
        set(side.state.tables["counties"]["county_id"])
        if side.state
        else set([] if side.published is None else side.published["county_id"])
        for side in sides
    ]
    if all(counties) and not counties[0] & counties[1]:
        where = Location(printable(found[1].name))
        raise BagError([problem(Code.OTHER_SITE, where, other=printable(found[0].name))])


def _parts(earlier: Side, later: Side) -> Iterator[tuple[Side, Side]]:
    """Divide both states by shards of the later one; counties that are gone go to the first."""
    if earlier.state is None or later.state is None:
        yield earlier, later
        return
    shards = plan_shards(later.state.tables)
    ours = with_gone(shards, earlier.state.tables["counties"]["county_id"])
    pairs = zip(
        places_of(earlier.state.tables, ours), places_of(later.state.tables, ours), strict=True
    )
    for number, places in enumerate(pairs):
        sides = zip((earlier, later), places, strict=True)
        before, now = (_part(side, own, ours, number) for side, own in sides)
        yield before, now


def _part(side: Side, places: Places, shards: Shards, number: int) -> Side:
    tables: Tables = side.state.tables if side.state else {}
    state = replace(side.state, tables=take(tables, places)) if side.state else None
    published = side.published
    if published is not None:
        home = published["county_id"].map(shards.of_county).fillna(0)
        published = published[(home == number).to_numpy()].reset_index(drop=True)
    return replace(side, state=state, published=published)
