"""The documents say what the program does: commands, options, settings, packages, layers."""

import ast
import re
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator.cli import cli
from generator.schema import TABLES
from generator.settings import FILE_KEYS, Settings
from generator.starter import write_starter
from tests.mutations import MUTATIONS, Mutation
from tests.test_architecture import LAYERS

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")
OPTIONS = sorted(
    {
        option.opts[-1]
        for command in cli.commands.values()
        for option in command.params
        if isinstance(option, click.Option)
    }
)


def read(name: str) -> str:
    """Read a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def rows(text: str, heading: str) -> list[list[str]]:
    """Give the cells of the first table whose first column is called ``heading``."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {heading} |"):
            next(lines)
            break
    cells = []
    for line in lines:
        if not line.startswith("|"):
            break
        cells.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return cells


def packages() -> set[str]:
    """Name every package that `pyproject.toml` asks for."""
    project = tomllib.loads(read("pyproject.toml"))
    asked = list(project["project"]["dependencies"])
    for group in project["dependency-groups"].values():
        asked += group
    return {re.split(r"[<>=]", package)[0] for package in asked}


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("command", sorted(cli.commands))
def test_command_is_explained(name: str, command: str) -> None:
    """Each command has its row."""
    assert f"| `xushi {command}" in read(name)


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("option", OPTIONS)
def test_option_is_explained(name: str, option: str) -> None:
    """Each option of any command is named."""
    assert f"`{option}" in read(name)


@pytest.mark.parametrize("name", READMES)
def test_option_names_its_commands(name: str) -> None:
    """The table of options says of which commands each is, and of no other."""
    table = rows(read(name), "option" if name == "README.md" else "选项")
    told: dict[str, set[str]] = {}
    for cells in table[:-1]:
        for option in set(re.findall(r"`(--[a-z-]+)", cells[0])):
            told.setdefault(option, set()).update(re.split(", |、", cells[1]))
    there: dict[str, set[str]] = {}
    for command in cli.commands.values():
        for option in command.params:
            if isinstance(option, click.Option):
                there.setdefault(option.opts[-1], set()).add(str(command.name))

    assert told == there


@pytest.mark.parametrize("name", READMES)
def test_settings_are_explained(name: str) -> None:
    """Each setting has its row, with the default that is in force."""
    table = {cells[0].strip("`"): cells[1].strip("`") for cells in settings_table(name)}
    shown = {"True": "true", "False": "false", "": "empty", "None": "empty"}

    assert table.keys() == set(FILE_KEYS)
    for key in FILE_KEYS:
        default = Settings.model_fields[key].default
        if isinstance(default, tuple):
            default = f"[{', '.join(default)}]"
        text = shown.get(str(default), str(default).removesuffix(".0"))
        assert table[key] in (text, {"empty": "空"}.get(text))


def settings_table(name: str) -> list[list[str]]:
    """Give the table of settings of a README."""
    return rows(read(name), "setting" if name == "README.md" else "设置")


@pytest.mark.parametrize("name", READMES)
def test_tables_are_explained(name: str) -> None:
    """Each table of a site has its row, in the order in which they are filled."""
    table = rows(read(name), "table" if name == "README.md" else "表")

    assert [cells[0].strip("`") for cells in table] == [table.name for table in TABLES]


@pytest.mark.parametrize("name", READMES)
def test_packages_have_a_reason(name: str) -> None:
    """Each package stands in a table with a reason, and none that is not used."""
    heading = "package" if name == "README.md" else "包"
    text = read(name)
    _, runs, tests = text.split(f"| {heading} |")
    table = [cells for part in (runs, tests) for cells in rows(f"| {heading} |{part}", heading)]
    named = {package for cells in table for package in cells[0].split(", ")}

    assert named == packages()
    assert all(len(cells[1]) > 3 for cells in table)


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_make_targets_exist(name: str) -> None:
    """A `make` target that a document names is in the Makefile."""
    named = set(re.findall(r"make ([a-z][a-z-]+)(?=`|\s+#|$)", read(name), flags=re.MULTILINE))
    there = set(re.findall(r"^([a-z-]+):.*##", read("Makefile"), flags=re.MULTILINE))

    assert named - there == set()


def test_makefile_stays_short() -> None:
    """The Makefile can be read in one look, and two commands head the README."""
    assert len(read("Makefile").splitlines()) <= 70
    assert read("README.md").splitlines()[2:6] == [
        "```sh",
        "make site   # builds the demonstration site and says where to open it",
        "make test   # runs the tests",
        "```",
    ]


def test_layers_are_listed() -> None:
    """The table of layers in CONTRIBUTING.md is the one that the architecture test keeps."""
    table = rows(read("CONTRIBUTING.md"), "layer")

    assert {cells[0]: set(re.findall(r"`(\w+)`", cells[1])) for cells in table} == LAYERS


def test_mutations_are_listed() -> None:
    """The table of mutations in CONTRIBUTING.md is that of `tests.mutations`."""
    assert len(MUTATIONS) >= 10
    assert "\n".join(mutation.line for mutation in MUTATIONS) in read("CONTRIBUTING.md")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_mutation_names_what_exists(mutation: Mutation) -> None:
    """A mutation names a function of its file, and a test that is there."""
    file, _, test = mutation.caught_by.partition("::")

    assert mutation.function in names(f"generator/{mutation.file}")
    assert test in names(file)


def names(path: str) -> set[str]:
    """Name the functions and constants of a Python file."""
    tree = ast.parse(read(path))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    targets = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return functions | targets


@pytest.mark.parametrize("name", READMES)
def test_example_is_what_one_sees(name: str, tmp_path: Path) -> None:
    """The example of a problem, done: the command shown prints what is shown."""
    (block,) = re.findall(r"```console\n\$ xushi (.*)\n([^`]*)```", read(name))
    arguments, shown = block[0].split(), block[1]
    write_starter(tmp_path / "site", demonstration=False)
    data = tmp_path / "site" / "data"
    (data / "counties.csv").write_text(
        "county_id,name,code,code_system\n990101,某县,990101,fictional\n", encoding="utf-8"
    )
    (data / "units.csv").write_text(
        "unit_id,name,kind,county_id\n"
        "u1,甲医院,county_hospital,990101\n"
        "u2,乙卫生院,health_centre,990101\n"
        "u3,丙卫生院,health_centre,990102\n",
        encoding="utf-8",
    )

    printed = CliRunner().invoke(cli, [*arguments, "-f", str(tmp_path / "site" / "mkdocs.yml")])

    assert printed.stdout == shown


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(name: str) -> None:
    """A link to a file of the tree leads to one."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", read(name)):
        assert (ROOT / target).exists(), target


def test_both_readmes_tell_the_same() -> None:
    """The Chinese README has the same sections, tables, rows and code blocks as the English."""
    english, chinese = (shape(read(name)) for name in READMES)

    assert english == chinese


def shape(text: str) -> list[str]:
    """Reduce a document to headings, table rows and fences."""
    return re.findall(r"^(?:#+ |\||```\w*)", text, flags=re.MULTILINE)
