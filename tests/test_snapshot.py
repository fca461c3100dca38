"""A period is frozen as two bags, both or none, and is made again byte for byte."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import bagit
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from generator import shards
from generator.bags import BagInfo, check_signature, fixity_of, seal, verify
from generator.cli import cli
from generator.periods import parse_period
from generator.problems import BagError, Code
from generator.settings import read_settings
from generator.snapshots import recover, taking
from generator.snapshots.days import day_to_show, last_due_day
from generator.snapshots.recipe import new_recipe, other_makers, read_recipe, recipe_text
from generator.starter import write_starter
from tests.bags.made import files_of, write_bag
from tests.changing import rows_of, write_rows, write_small_site

ENGLISH = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8"}
SECRETS = ("只给内部看的备注", "不公开的目标")
DAY = dt.date(2018, 10, 5)


def xushi(*arguments: str | Path) -> Result:
    """Use the command as from a terminal in English."""
    return CliRunner(env=ENGLISH).invoke(
        cli, [str(argument) for argument in arguments], prog_name="xushi", catch_exceptions=False
    )


def write_site(folder: Path) -> Path:
    """Write a small site with a note and a target that the public may not see; give its config."""
    write_small_site(folder)
    path = folder / "data" / "observations" / "2018-08.csv"
    figures = rows_of(path)
    for row in figures:
        row["note"] = SECRETS[0]
    write_rows(path, figures)
    path = folder / "data" / "targets.csv"
    targets = rows_of(path)
    targets[3] |= {"public": "no", "title": SECRETS[1]}
    write_rows(path, targets)
    config = folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("course_months: 12", "course_months: 1")
    config.write_text(text, encoding="utf-8")
    return config


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give the configuration of a small site in a folder of its own."""
    return write_site(tmp_path / "site")


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Freeze a quarter of a small site, signed and archived; give its folder, and what was said."""
    folder = tmp_path_factory.mktemp("frozen")
    key = folder / "key.pem"
    for command in (
        ["openssl", "genpkey", "-algorithm", "ED25519", "-out", key],
        ["openssl", "pkey", "-in", key, "-pubout", "-out", folder / "public.pem"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    site = write_site(folder / "site")
    said = xushi("snapshot", "2018Q3", "-f", site, "--zip", "--sign", key, "--jobs", "1")
    return folder / "site" / "snapshots", said


def contents(folder: Path) -> bytes:
    """Read everything in a folder, worksheets unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found += [book.read(name) for name in book.namelist()]
        elif path.is_file():
            found.append(path.read_bytes())
    return b"\n".join(found)


@pytest.mark.slow
def test_two_bags_and_what_is_said(frozen: tuple[Path, Result]) -> None:
    """Both bags are whole, also to the Library of Congress' tool, and told with their values."""
    folder, said = frozen

    assert said.exit_code == 0, said.output
    bags = [folder / name for name in ("2018Q3", "2018Q3.internal")]
    assert [verify(bag) for bag in bags] == [[], []]
    assert [bagit.Bag(str(bag)).is_valid() for bag in bags] == [True, True]
    assert sorted(path.name for path in folder.iterdir()) == [
        *("2018Q3", "2018Q3.internal", "2018Q3.internal.sig", "2018Q3.internal.zip"),
        *("2018Q3.sig", "2018Q3.zip", "versions.json"),
    ]
    lines = ["Snapshot 2018Q3 shows what was known on 2018-10-05."]
    for bag in bags:
        lines += [
            f"{bag.name}: open {bag}/data/site/index.html in a browser.",
            f"    Fixity value (SHA-256): {fixity_of(bag)}",
            f"    Beside it: {bag}.sig",
            f"    Beside it: {bag}.zip",
        ]
        assert check_signature(bag, Path(f"{bag}.sig"), folder.parents[1] / "public.pem") == []
        assert fixity_of(Path(f"{bag}.zip")) == fixity_of(bag)
        assert (bag / "data" / "site" / "index.html").is_file()
    lines.append("Keep 2018Q3.internal where the public cannot read it.")
    assert said.stdout.splitlines()[: len(lines)] == lines


@pytest.mark.slow
def test_public_bag_holds_nothing_internal(frozen: tuple[Path, Result]) -> None:
    """A note and a target that are not public are in the internal bag only."""
    folder, _ = frozen
    public, internal = (contents(folder / name) for name in ("2018Q3", "2018Q3.internal"))

    for secret in SECRETS:
        assert secret.encode() in internal
        assert secret.encode() not in public


@pytest.mark.slow
def test_tables_of_the_public_bag(frozen: tuple[Path, Result]) -> None:
    """They are what was known on the day, and what the independent checker finds valid."""
    from frictionless import Package

    tables = frozen[0] / "2018Q3" / "data" / "tables"
    report = Package(str(tables / "datapackage.json")).validate()

    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert {resource.name for resource in report.tasks} >= {"targets", "observations"}
    figures = rows_of(tables / "observations.csv")
    assert max(row["reported_on"] for row in figures) <= "2018-10-05"
    assert {row["note"] for row in figures} == {""}


@pytest.mark.slow
def test_inputs_of_the_internal_bag(frozen: tuple[Path, Result]) -> None:
    """They are byte for byte those of the site, with what the program was."""
    folder, _ = frozen
    payload = folder / "2018Q3.internal" / "data"
    root = folder.parent

    for path in (payload / "inputs").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (root / path.relative_to(payload / "inputs")).read_bytes()
    kept = {path.name for path in (payload / "inputs").iterdir()}
    assert kept == {"data", "mkdocs.yml", "templates"}
    recipe = read_recipe((payload / "method.json").read_bytes())
    assert (recipe.name, recipe.day, recipe.locales) == ("2018Q3", DAY, ("zh",))
    assert "pandas" in recipe.packages
    assert b"pandas==" in (payload / "requirements.lock").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("end", [pytest.param("", marks=pytest.mark.long), ".zip"])
def test_rebuilt_bytes_are_equal(frozen: tuple[Path, Result], end: str) -> None:
    """Both bags come out the same from the internal one, be it a folder or an archive."""
    folder, _ = frozen

    said = xushi("rebuild", folder / f"2018Q3.internal{end}", "--locale", "en", "--jobs", "2")

    assert said.exit_code == 0, said.output
    assert said.stdout == (
        "2018Q3 was made again, and every byte of both bags is the same.\n"
        f"    2018Q3: {fixity_of(folder / '2018Q3')}\n"
        f"    2018Q3.internal: {fixity_of(folder / '2018Q3.internal')}\n"
    )


@pytest.mark.long
def test_rebuilt_otherwise_is_named(frozen: tuple[Path, Result], tmp_path: Path) -> None:
    """A bag whose inputs are not those of its pages is sealed well, and still found out."""
    payload = tmp_path / "payload"
    shutil.copytree(frozen[0] / "2018Q3.internal" / "data", payload)
    config = payload / "inputs" / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("规划信息科", "办公室")
    config.write_text(text, encoding="utf-8")
    bag = seal(payload, tmp_path / "2018Q3.internal", BagInfo(DAY, "某县", opens="")).place

    said = xushi("rebuild", bag, "--locale", "en", "--jobs", "1")

    assert said.exit_code == 1
    assert said.stdout.startswith("2018Q3 was made again, and is not the same.\nTo mend:\n")
    assert "2018Q3/data/site/index.html: made again, the file has other bytes" in said.stdout
    assert "2018Q3.internal/bag-info.txt: made again, the file has other bytes" in said.stdout


@pytest.mark.long
def test_later_reports_change_nothing_public(frozen: tuple[Path, Result], tmp_path: Path) -> None:
    """Made later, with reports that came after the day, the public bag is the same."""
    config = write_site(tmp_path / "elsewhere" / "site")
    path = config.parent / "data" / "observations" / "2018-09.csv"
    figures = rows_of(path)
    late = {**figures[0], "reported_on": "2018-10-20", "intake": ""}
    write_rows(path, [*figures, late])

    said = xushi("snapshot", "2018Q3", "-f", config, "--as-of", DAY, "--jobs", "2")

    assert said.exit_code == 0, said.output
    made = config.parent / "snapshots"
    assert files_of(made / "2018Q3") == files_of(frozen[0] / "2018Q3")
    assert fixity_of(made / "2018Q3.internal") != fixity_of(frozen[0] / "2018Q3.internal")


@pytest.mark.slow
def test_correction(frozen: tuple[Path, Result], tmp_path: Path) -> None:
    """It lies beside what it corrects, which stays, and says why: in the bag and on its pages."""
    root = tmp_path / "site"
    shutil.copytree(frozen[0].parent, root)
    before = files_of(root / "snapshots" / "2018Q3")
    reason = "清溪镇8月的 <b>数字</b>有误"

    refused = xushi("snapshot", "2018Q3", "-f", root / "mkdocs.yml")
    said = xushi(
        "snapshot", "2018Q3", "-f", root / "mkdocs.yml", "--reason", reason.replace(" ", "\n\n")
    )

    assert refused.exit_code == 1
    assert "[snapshot-exists]" in refused.stderr
    assert said.exit_code == 0, said.output
    bags = [root / "snapshots" / name for name in ("2018Q3.r2", "2018Q3.r2.internal")]
    for bag in bags:
        assert verify(bag) == []
        for name in ("README.txt", "bag-info.txt"):
            assert reason in (bag / name).read_text(encoding="utf-8")
        page = (bag / "data" / "site" / "index.html").read_text(encoding="utf-8")
        assert "清溪镇8月的 &lt;b&gt;数字&lt;/b&gt;有误" in page
    assert files_of(root / "snapshots" / "2018Q3") == before
    versions = json.loads((root / "snapshots" / "versions.json").read_text(encoding="utf-8"))
    assert [version["version"] for version in versions] == ["2018Q3.r2", "2018Q3"]


@pytest.mark.parametrize("text", ["2018Q5", "2018Q3.r2", "2018Q3.internal", "2018-08-15", "../x"])
def test_no_period(text: str) -> None:
    """Text that names no period is a misuse, said with what to write."""
    said = xushi("snapshot", text)

    assert said.exit_code == 2
    assert f"“{text}” is no period to freeze; write a quarter like 2018Q3" in said.stderr


def test_empty_reason() -> None:
    """A correction without a reason is a misuse."""
    said = xushi("snapshot", "2018Q3", "--reason", " ")

    assert said.exit_code == 2
    assert "say in a few words why the earlier snapshot is corrected" in said.stderr


def refusals(config: Path, *arguments: str) -> tuple[int, str, list[str]]:
    """Ask for a snapshot; give exit code, first problem, and what lies in the folder then."""
    said = xushi("snapshot", *arguments, "-f", config)
    lines = [line for line in said.stderr.splitlines() if line.endswith("]")]
    left = sorted(path.name for path in (config.parent / "snapshots").iterdir())
    return said.exit_code, lines[0], left


@pytest.mark.slow
def test_period_in_the_future(config: Path) -> None:
    """A period that is not over by the newest report is refused, with a day and without."""
    where = "data: 2018Q4 ends on 2018-12-31"
    late = f"{where}, but the newest report is of 2018-10-10 [period-not-over]"
    early = f"{where} only, after the day to be shown, 2018-11-30 [day-in-period]"

    assert refusals(config, "2018Q4") == (1, late, [])
    assert refusals(config, "2018Q4", "--as-of", "2018-11-30") == (1, early, [])
    assert refusals(config, "2099Q1", "--as-of", "2099-12-31")[1].endswith("[period-not-over]")


def test_no_data(tmp_path: Path) -> None:
    """Of a site without reports there is nothing to freeze."""
    write_starter(tmp_path / "site", demonstration=False)

    code, first, left = refusals(tmp_path / "site" / "mkdocs.yml", "2018Q3")

    assert (code, left) == (1, [])
    assert "[no-observations]" in first


def test_nothing_to_correct(config: Path) -> None:
    """A reason without an earlier snapshot is refused, a snapshot over another one too."""
    assert refusals(config, "2018Q3", "--reason", "x")[1].endswith("[nothing-to-correct]")
    write_bag(config.parent)
    assert refusals(config, "2018Q3")[1].endswith("[snapshot-exists]")
    (config.parent / "snapshots" / "2018Q3.r2.zip").touch()
    code, first, left = refusals(config, "2018Q3", "--reason", "x")
    assert (code, left) == (1, ["2018Q3", "2018Q3.r2.zip"])
    assert first.endswith("2018Q3.r2.zip: the file is there already [file-exists]")


def test_addresses_for_a_server(config: Path) -> None:
    """Pages that only a server shows well are not frozen."""
    text = config.read_text(encoding="utf-8").replace("  offline: {}\n", "")
    config.write_text(text.replace("directory_urls: false", "directory_urls: true"), "utf-8")

    said = xushi("snapshot", "2018Q3", "-f", config)

    assert said.exit_code == 1
    assert "mkdocs.yml:use_directory_urls: " in said.stderr


DUE = [
    ("2018Q3", "month", 5, "2018-10-05"),
    ("2018Q3", "quarter", 15, "2018-10-15"),
    ("2018Q3", "year", 60, "2018-09-30"),
    ("2018Q4", "year", 60, "2019-03-01"),
    ("2018Q3", "week", 1, "2018-10-01"),  # its last week ended on Sunday, the last day
    ("2018-08", "quarter", 15, "2018-08-31"),
    ("2018H1", "two_months", 10, "2018-07-10"),
    ("2018Q3", "irregular", 90, "2018-09-30"),
]


@pytest.mark.parametrize(("period", "cadence", "days", "due"), DUE)
def test_last_due_day(period: str, cadence: str, days: int, due: str) -> None:
    """It is that of the last report of any period that ends in the one to be frozen."""
    derived = {"cadence": "month", "due_days": 99.0, "derived": "share"}
    rows = [{"cadence": cadence, "due_days": float(days), "derived": ""}, derived]

    assert str(last_due_day(pd.DataFrame(rows), parse_period(period))) == due


@pytest.mark.parametrize(
    ("newest", "shown", "codes"),
    [
        ("2018-10-20", "2018-10-05", []),
        ("2018-10-05", "2018-10-05", []),
        ("2018-10-03", "2018-10-03", [Code.DUE_DAY_AHEAD]),
    ],
)
def test_day_to_show(newest: str, shown: str, codes: list[Code]) -> None:
    """It is the due day, or that of the newest report where the data do not reach so far."""
    rows = [("i1", "month", 5.0, ""), ("i1", "month", 90.0, "2018-11-01")]
    names = ["indicator_id", "cadence", "due_days", "decided_on"]
    indicators = pd.DataFrame(rows, columns=names).assign(derived="")
    days = pd.to_datetime(indicators["decided_on"]).astype("datetime64[s]")
    tables = {"indicators": indicators.assign(decided_on=days)}
    newest_day = dt.date.fromisoformat(newest)

    day, told = day_to_show(tables, newest_day, parse_period("2018Q3"), None, Path("data"))

    assert str(day) == shown
    assert [found.code for found in told] == codes


@pytest.mark.long
def test_site_by_county_in_several_shards(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Observations that lie by county, of several shards, are several files of one table."""
    from frictionless import Package

    packed = tmp_path / "packed"
    assert xushi("pack", tmp_path / "data", "-f", config, "--quiet").exit_code == 0
    packed.mkdir()
    (tmp_path / "data").rename(packed / "data")
    shutil.copy(config, packed)
    monkeypatch.setattr(shards, "MOST_UNITS", 40)

    said = xushi(
        *("snapshot", "2018-08", "-f", packed / "mkdocs.yml", "--as-of", DAY),
        *("--locale", "en", "--jobs", "1"),
    )

    assert said.exit_code == 0, said.output
    payload = packed / "snapshots" / "2018-08" / "data"
    assert (payload / "site" / "en" / "index.html").is_file()
    files = sorted((payload / "tables" / "observations").iterdir())
    assert len(files) > 1
    assert Package(str(payload / "tables" / "datapackage.json")).validate().valid


def test_unknown_path(tmp_path: Path) -> None:
    """A path that is not there is a misuse."""
    assert xushi("rebuild", tmp_path / "2018Q3.internal").exit_code == 2


def test_bag_without_inputs(tmp_path: Path) -> None:
    """A public bag cannot be made again; the message names the one that can."""
    bag = write_bag(tmp_path)

    said = xushi("rebuild", bag, "--locale", "en")

    assert said.exit_code == 1
    assert said.stderr.startswith(
        f"To mend:\n{bag}: this bag does not hold what a snapshot is made from [no-inputs]\n"
        "    name the bag whose name ends with “.internal”, or its .zip\n"
    )


def write_internal(folder: Path, recipe: bytes) -> Path:
    """Seal an internal bag that holds a recipe and no pages."""
    for name, content in {
        "method.json": recipe,
        "requirements.lock": b"",
        "inputs/mkdocs.yml": b"site_name: x\n",
        "public/manifest-sha256.txt": b"",
        "public/tagmanifest-sha256.txt": b"",
    }.items():
        path = folder / "payload" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    info = BagInfo(DAY, "某县", opens="")
    return seal(folder / "payload", folder / "2018Q3.internal", info).place


def test_spoiled_bag(tmp_path: Path) -> None:
    """A bag that is not as it was sealed is not made again."""
    recipe = recipe_text(new_recipe("2018Q3", DAY, "", ("zh",), "mkdocs"))
    bag = write_internal(tmp_path, recipe)
    (bag / "data" / "inputs" / "mkdocs.yml").write_bytes(b"site_name: y\n")

    said = xushi("rebuild", bag, "--locale", "en")

    assert said.exit_code == 1
    assert "mkdocs.yml: the file was changed since the bag was sealed [changed-file]" in said.stderr


def test_other_versions_are_named(tmp_path: Path) -> None:
    """Where another version of a program would make other bytes, it is named with ours."""
    here = new_recipe("2018Q3", DAY, "", ("zh",), "mkdocs")
    packages = {**here.packages, "pandas": "1.5.3", "certifi": "1"}
    other = replace(here, xushi="0.0.9", python="3.9.1", packages=packages)
    bag = write_internal(tmp_path, recipe_text(other))

    said = xushi("rebuild", bag, "--locale", "en")

    assert said.exit_code == 1
    assert f"it was made with pandas 1.5.3, but here is {pd.__version__}" in said.stderr
    assert "it was made with xushi 0.0.9, but here is" in said.stderr
    assert "it was made with Python 3.9, but here is" in said.stderr
    assert said.stderr.endswith("3 to mend, 0 to look at.\n")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"name": 3}', b"\xff", b'{"locales": ["zh"], "name": "x"}']
)
def test_no_recipe(tmp_path: Path, content: bytes) -> None:
    """What is no recipe is said to be none."""
    bag = write_internal(tmp_path, content)

    said = xushi("rebuild", bag, "--locale", "en")

    assert said.exit_code == 1
    assert "method.json: this bag does not hold what a snapshot is made from" in said.stderr


def test_recipe_stays_what_it_is() -> None:
    """Written and read it is the same; the running program fits itself."""
    recipe = new_recipe("2018Q3.r2", DAY, "数字有误", ("zh", "en"), "mkdocs")

    assert read_recipe(recipe_text(recipe)) == recipe
    assert other_makers(recipe, None) == []  # type: ignore[arg-type]


def half_done(folder: Path, name: str) -> None:
    """Leave what a run leaves that is killed between the two bags."""
    sealed = folder / ".unfinished" / "sealed"
    payload = write_bag(folder.parent / "other").parents[1] / "site"
    info = BagInfo(DAY, "某县")
    seal(payload, sealed / name, info)
    seal(payload, folder / f"{name}.internal", info)
    (folder / ".unfinished" / "name").write_text(name, encoding="utf-8")


def test_half_is_finished(config: Path) -> None:
    """After a kill between the two bags the next run puts the second one in place."""
    folder = config.parent / "snapshots"
    half_done(folder, "2018Q2")

    said = xushi("snapshot", "2018Q2", "-f", config)

    assert said.stdout.startswith(
        "A run that was cut off had left half of 2018Q2; the other half is there now.\n"
    )
    assert "[snapshot-exists]" in said.stderr
    assert verify(folder / "2018Q2") == []
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["2018Q2", "2018Q2.internal", "versions.json"]


def test_unfinished_is_cleared(config: Path) -> None:
    """After a kill before that nothing is in place, and what was left is removed."""
    settings = read_settings(config)
    work = settings.snapshots_dir / ".unfinished"
    (work / "root" / "data").mkdir(parents=True)

    assert recover(settings).cleared
    assert not work.exists()
    assert recover(settings) == taking.Leftover()


def test_put_in_place_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second bag cannot be put in place, the first one is taken back."""
    sealed, folder = tmp_path / "sealed", tmp_path / "snapshots"
    for path in (sealed / "2018Q3", sealed / "2018Q3.internal", folder):
        path.mkdir(parents=True)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == folder / "2018Q3":
            raise PermissionError
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        taking._put(sealed, folder, "2018Q3")

    assert list(folder.iterdir()) == []
    assert sorted(path.name for path in sealed.iterdir()) == ["2018Q3", "2018Q3.internal"]


def test_unreadable_input(config: Path) -> None:
    """A file of the data that is no file any more is named, and nothing is made."""
    (config.parent / "data" / "lost.csv").symlink_to("nowhere.csv")

    code, first, left = refusals(config, "2018Q3")

    assert (code, left) == (1, [])
    assert first == (
        "data/lost.csv: it cannot be kept in a snapshot: No such file or directory "
        "[unreadable-input]"
    )


@pytest.mark.long
def test_bad_key_leaves_nothing(config: Path) -> None:
    """A key that cannot sign keeps both bags out."""
    key = config.parent / "key"
    key.write_text("no key\n", encoding="utf-8")

    code, _, left = refusals(config, "2018Q3", "--sign", str(key))

    assert (code, left) == (1, [])


@pytest.mark.long
def test_killed(config: Path) -> None:
    """Killed at any time, it leaves both bags or none after the next run."""
    command = [sys.executable, "-m", "generator", "snapshot", "2018Q3", "-f", str(config)]
    folder = config.parent / "snapshots"
    for seconds in (1, 3, 5, 7, 9, 11):
        with suppress(subprocess.TimeoutExpired):  # it is killed then
            subprocess.run(command, timeout=seconds, capture_output=True)
        recover(read_settings(config))
        there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        assert there in (set(), {"2018Q3", "2018Q3.internal", "versions.json"})
        shutil.rmtree(folder, ignore_errors=True)


def test_error_is_one_of_ours() -> None:
    """What is wrong with a snapshot travels as problems."""
    with pytest.raises(BagError) as caught:
        taking._free_name(Path("nowhere"), taking.Order("2018Q3", reason="x"))

    assert [found.code for found in caught.value.problems] == [Code.NOTHING_TO_CORRECT]
