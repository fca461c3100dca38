"""What a person sees who uses the command."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from generator import __version__, pipeline
from generator.cli import cli, message_locale
from generator.starter import write_starter

ROOT = Path(__file__).parent.parent
COUNTY = "990101,某县,fictional"


def xushi(*arguments: str | Path) -> Result:
    """Use the command as from a terminal in English."""
    return CliRunner(env={"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8"}).invoke(
        cli, [str(argument) for argument in arguments], prog_name="xushi", catch_exceptions=False
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay out a site whose tables are empty; give its configuration file."""
    write_starter(tmp_path / "site", demonstration=False)
    return tmp_path / "site" / "mkdocs.yml"


def write_table(site: Path, name: str, *lines: str) -> None:
    """Put lines into a table of a site."""
    path = site.parent / "data" / f"{name}.csv"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


@pytest.fixture
def wrong_site(site: Path) -> Path:
    """Lay out a site with one mistake: a unit of a county that is not there."""
    write_table(site, "counties", "county_id,name,code,code_system", "lan,某县,990101,fictional")
    write_table(
        site,
        "units",
        "unit_id,name,kind,county_id",
        "u1,某某县人民医院,county_hospital,lan",
        "u2,某某镇卫生院,health_centre,lna",
    )
    return site


MISTAKE = (
    "units.csv:3:county_id: “lna” is not in the table “counties” [unknown-id]\n"
    "    did you mean “lan”?\n"
)


def test_version() -> None:
    """The version is one line."""
    assert xushi("--version").output == f"xushi, version {__version__}\n"


def test_help_names_the_commands() -> None:
    """The first help names every command in both languages."""
    output = xushi("--help").output

    for command in cli.commands.values():
        assert re.search(rf"\n  {command.name} +[A-Z].+[一-龥]", output)


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_help_has_an_example(name: str) -> None:
    """Each command's help ends with an example that can be typed."""
    shown = xushi(name, "--help")

    assert shown.exit_code == 0
    assert f"\n  Example 示例:\n    xushi {name}" in shown.output
    assert all(
        option.help for option in cli.commands[name].params if isinstance(option, click.Option)
    )


def test_check_finds_nothing(site: Path) -> None:
    """A site without a mistake: one line, exit code 0."""
    shown = xushi("check", "-f", site)

    assert (shown.output, shown.exit_code) == ("Nothing to mend.\n", 0)


def test_check_in_english(wrong_site: Path) -> None:
    """A mistake is named with its place and what to do, on standard output; exit code 1."""
    shown = xushi("check", "-f", wrong_site)

    assert shown.stdout == f"To mend:\n{MISTAKE}1 to mend, 0 to look at.\n"
    assert shown.exit_code == 1


def test_check_in_chinese(wrong_site: Path) -> None:
    """The same in Chinese."""
    shown = xushi("check", "-f", wrong_site, "--locale", "zh")

    assert shown.stdout == (
        "必须更正：\n"
        "units.csv:3:county_id: “lna”不在表“counties”中 [unknown-id]\n"
        "    是否想写“lan”？\n"
        "必须更正1处，请核对0处。\n"
    )


def test_check_for_programs(wrong_site: Path) -> None:
    """As JSON, each problem is one flat object with the same sentences."""
    shown = xushi("check", "-f", wrong_site, "--format", "json")

    assert json.loads(shown.stdout) == {
        "errors": 1,
        "warnings": 0,
        "problems": [
            {
                "file": "units.csv",
                "sheet": "",
                "row": 3,
                "column": "county_id",
                "code": "unknown-id",
                "severity": "error",
                "message": "“lna” is not in the table “counties”",
                "fix": "did you mean “lan”?",
                "suggestion": "lan",
            }
        ],
    }
    assert shown.exit_code == 1


def test_settings_for_programs(site: Path) -> None:
    """A wrong setting is told to programs in the same form."""
    site.write_text("site_name: A\nextra: {xushi: {tolerance: many}}\n", encoding="utf-8")

    shown = xushi("check", "-f", site, "--format", "json")

    assert [problem["code"] for problem in json.loads(shown.stdout)["problems"]] == ["bad-setting"]
    assert shown.exit_code == 1


def test_build_refuses_wrong_data(wrong_site: Path) -> None:
    """A build says the same on standard error and writes nothing."""
    shown = xushi("build", "-f", wrong_site, "--quiet")

    assert (shown.stdout, shown.stderr) == ("", f"To mend:\n{MISTAKE}1 to mend, 0 to look at.\n")
    assert shown.exit_code == 1
    assert not (wrong_site.parent / "reports" / "public").exists()
    assert not (wrong_site.parent / "site" / "public").exists()


def test_nothing_reported_yet(site: Path) -> None:
    """Empty tables hold no mistake, but no day either."""
    shown = xushi("build", "-f", site, "--quiet")

    assert shown.stderr == (
        "To mend:\n"
        "observations.csv: nothing was reported yet, so there is no day to show "
        "[no-observations]\n"
        "    fill in observations, or name a day with --as-of\n"
        "1 to mend, 0 to look at.\n"
    )
    assert shown.exit_code == 1


@pytest.mark.slow
def test_empty_site_on_a_day(site: Path) -> None:
    """With a day named, even empty tables make a site; phases go to standard error."""
    shown = xushi("build", "-f", site, "--as-of", "2018-01-01")

    index = site.parent / "site" / "public" / "index.html"
    assert re.fullmatch(rf"\d+ files changed\. Open {index} in a browser\.\n", shown.stdout)
    assert shown.stderr == (
        "Reading the tables\nJudging the targets\nWriting the pages\nBuilding the site\n"
        "Searching the site for what the public may not see\n"
    )
    assert index.exists()


@pytest.mark.slow
def test_build_with_something_to_look_at(wrong_site: Path) -> None:
    """A warning does not stop a build; it is counted beside, and check names it."""
    write_table(
        wrong_site,
        "units",
        "unit_id,name,kind,county_id,code_system,code",
        "u1,某某县人民医院,county_hospital,lan,gb32100,12345678901234567X",
    )

    shown = xushi("build", "-f", wrong_site, "--as-of", "2018-01-01")

    assert "\n1 to look at: xushi check names them.\n" in shown.stderr
    assert shown.exit_code == 0


@pytest.mark.slow
def test_build_quietly_elsewhere(site: Path, tmp_path: Path) -> None:
    """With --out the site goes there, and with --quiet nothing is said when all is well."""
    shown = xushi(
        *("build", "-f", site, "--as-of", "2018-01-01"), "--out", tmp_path / "www", "--quiet"
    )

    assert (shown.output, shown.exit_code) == ("", 0)
    assert (tmp_path / "www" / "index.html").exists()
    assert not (site.parent / "site" / "public").exists()


def test_outside_a_site(tmp_path: Path) -> None:
    """Without a configuration file the way to one is told."""
    shown = xushi("build", "-f", tmp_path / "mkdocs.yml")

    assert shown.stderr == (
        "To mend:\n"
        "mkdocs.yml: there is no such configuration file [no-settings]\n"
        "    go to the folder of a site, or lay one out with xushi init\n"
        "1 to mend, 0 to look at.\n"
    )
    assert shown.exit_code == 1


NO_DAY = "is not a day of the years 1900 to 2100; write it like 2018-08-31"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(
            ["build", "--as-of", "31.8.2018"],
            f"Invalid value for '--as-of': “31.8.2018” {NO_DAY}",
            id="a day in another order",
        ),
        pytest.param(
            ["build", "--as-of", "20180831"],
            f"Invalid value for '--as-of': “20180831” {NO_DAY}",
            id="a day without hyphens",
        ),
        pytest.param(
            ["build", "--as-of", "9999-12-31"],
            f"Invalid value for '--as-of': “9999-12-31” {NO_DAY}",
            id="a day beyond all calendars",
        ),
        pytest.param(
            ["build", "--edition", "secret"],
            "Invalid value for '--edition': 'secret' is not one of 'public', 'internal'.",
            id="an edition that is not there",
        ),
        pytest.param(["chek"], "No such command 'chek'. Did you mean 'check'?", id="a slip"),
    ],
)
def test_misuse(arguments: list[str], told: str) -> None:
    """A misused command says what was wrong; exit code 2."""
    shown = xushi(*arguments)

    assert shown.stderr.endswith(f"Error: {told}\n")
    assert shown.exit_code == 2


def test_init(tmp_path: Path) -> None:
    """A new site says what comes next."""
    shown = xushi("init", tmp_path / "a")

    assert shown.output == (
        f"{tmp_path / 'a'} is ready. Next: fill in its data folder, then xushi check\n"
    )


def test_init_leaves_a_full_folder_alone(tmp_path: Path) -> None:
    """A folder that holds something is a misuse."""
    (tmp_path / "mine").touch()

    shown = xushi("init", tmp_path)

    assert shown.stderr.endswith(
        f"Error: Invalid value: {tmp_path} holds something already; "
        "name a new or an empty folder.\n"
    )
    assert shown.exit_code == 2


@pytest.mark.parametrize(
    ("chosen", "environment", "locale"),
    [
        pytest.param("en", {"LANG": "zh_CN.UTF-8"}, "en", id="asked for"),
        pytest.param(None, {"LANG": "en_US.UTF-8"}, "en", id="an English machine"),
        pytest.param(None, {"LANG": "zh_CN.GB18030"}, "zh", id="a Chinese machine"),
        pytest.param(None, {"LANG": "C.UTF-8"}, "zh", id="a machine without a language"),
        pytest.param(None, {}, "zh", id="nothing known"),
        pytest.param(None, {"LC_ALL": "en_GB", "LANG": "zh_CN"}, "en", id="LC_ALL before LANG"),
        pytest.param("all", {"LANG": "en_US"}, "en", id="pages in all, messages as the machine"),
    ],
)
def test_language_of_messages(chosen: str | None, environment: dict[str, str], locale: str) -> None:
    """Messages are in the language asked for, else the machine's, else Chinese."""
    assert message_locale(chosen, environment) == locale


def fail_with(error: BaseException) -> Any:
    """Make a build that fails."""

    def build(*_: object) -> None:
        raise error

    return build


def test_interrupted(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with one calm line and exit code 130."""
    monkeypatch.setattr(pipeline, "build", fail_with(KeyboardInterrupt()))

    shown = xushi("build", "-f", site)

    assert shown.stderr == "\nInterrupted; what was published before is as it was.\n"
    assert shown.exit_code == 130


def test_no_right_to_write(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine refuses is told in one line, without a traceback."""
    refusal = PermissionError(13, "Permission denied", "site/public")
    monkeypatch.setattr(pipeline, "build", fail_with(refusal))

    shown = xushi("build", "-f", site)

    said = "reading or writing it is not allowed; is it open in another program?"
    assert (shown.stderr, shown.exit_code) == (f"Error: site/public: {said}\n", 1)


def test_a_bug_keeps_its_traceback(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw is not dressed up as a message."""
    monkeypatch.setattr(pipeline, "build", fail_with(ZeroDivisionError()))

    with pytest.raises(ZeroDivisionError):
        xushi("build", "-f", site)


@pytest.mark.slow
def test_a_terminal_without_chinese(wrong_site: Path) -> None:
    """A character that the terminal lacks is spelled out, not fatal."""
    done = subprocess.run(
        [sys.executable, "-m", "generator", "check", "-f", wrong_site, "--locale", "zh"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1
    assert rb"\u201clna\u201d\u4e0d" in done.stdout


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start the command on its own, so that a signal reaches it as from a terminal."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", *map(str, arguments)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "en_GB.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=listen,
    )


def listen() -> None:
    """Hear Ctrl-C, even where the tests run in the background and are deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@pytest.mark.slow
def test_ctrl_c_in_the_middle(tmp_path: Path) -> None:
    """A real build that a person stops leaves the published site as it was."""
    write_starter(tmp_path / "demo", demonstration=True)
    published = tmp_path / "demo" / "site" / "public" / "index.html"
    published.parent.mkdir(parents=True)
    published.write_text("before", encoding="utf-8")

    building = start("build", "-f", tmp_path / "demo" / "mkdocs.yml")
    assert building.stderr is not None
    building.stderr.readline()
    time.sleep(0.2)
    os.killpg(building.pid, signal.SIGINT)
    _, told = building.communicate(timeout=60)

    assert building.returncode == 130
    assert told.endswith("\nInterrupted; what was published before is as it was.\n")
    assert published.read_text(encoding="utf-8") == "before"


def test_ctrl_c_while_loading() -> None:
    """Whoever stops the command before its parts are loaded sees no traceback."""
    stopped = subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_LOADING], capture_output=True, text=True, check=False
    )

    assert (stopped.returncode, stopped.stdout, stopped.stderr) == (130, "", "")


STOPPED_WHILE_LOADING = """
import sys
from generator.__main__ import main

class Stopped:
    def find_spec(self, name, path, target=None):
        if name == "generator.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stopped())
main()
"""


def test_ctrl_c_that_a_library_swallows(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption that got lost on its way stops the build before its next stage."""

    def build(settings: object, how: pipeline.How) -> None:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        how.say("Judging the targets")
        pytest.fail("the build went on")

    monkeypatch.setattr(pipeline, "build", build)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        shown = xushi("build", "-f", site)
    finally:
        after = signal.signal(signal.SIGINT, before)

    assert shown.exit_code == 130
    assert after is signal.default_int_handler
