"""Tables from databases: the same rows from each kind, nothing written, no password shown."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from generator.cli import cli
from generator.starter import write_starter
from tests.importing.postgres import PASSWORD, Server, programs, serving

COLUMNS = "indicator_id, entity_id, period, value, reported_on"
SELECT = "SELECT indicator_id, entity_id, period, value, reported_on FROM observations"
ROWS = [
    ("beds", "u2", "2018-09", "30.50", "2018-10-04"),
    ("beds", "u1", "2018-09", "12.00", "2018-10-05"),
    ("beds", "u1", "2018-08", "11.25", "2018-09-05"),
]
WRITTEN = [
    "indicator_id,entity_id,period,value,reported_on",
    "beds,u1,2018-08,11.25,2018-09-05",
    "beds,u1,2018-09,12,2018-10-05",
    "beds,u2,2018-09,30.5,2018-10-04",
]
TABLES = {
    "counties": "county_id,name,code_system\nc,某县,fictional\n",
    "units": "unit_id,name,kind,county_id\nu1,甲医院,county_hospital,c\nu2,乙院,health_centre,c\n",
    "indicators": "indicator_id,name,measure,cadence\nbeds,床位,level,month\n",
}
SCHEMA = "indicator_id text, entity_id text, period text, value numeric(10, 2), reported_on date"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay out a site with two units and one indicator."""
    write_starter(tmp_path / "site", demonstration=False)
    for name, text in TABLES.items():
        path = tmp_path / "site" / "data" / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
    return tmp_path / "site"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Start a server; skip where none is installed."""
    if programs() is None:
        pytest.skip("no PostgreSQL server on this machine (Debian: postgresql-15)")
    with serving() as server:
        server.run(
            f"CREATE TABLE observations ({SCHEMA}); GRANT SELECT ON observations TO reader;"
            "CREATE TABLE secret (name text)"
        )
        for row in ROWS:
            server.run(f"INSERT INTO observations VALUES {row}")  # noqa: S608
        yield server


def write_source(site: Path, url: str, query: str, more: str = "") -> None:
    """Write the one source of the settings."""
    path = site / "mkdocs.yml"
    text = path.read_text(encoding="utf-8").partition("    sources:")[0]
    source = (
        f"    sources:\n      observations:\n        url: {url}\n        query: {query}\n{more}"
    )
    path.write_text(text + source, encoding="utf-8")


def fetch(site: Path, *more: str) -> Result:
    """Run the command in English."""
    arguments = ["fetch", "--locale", "en", *more, "-f", str(site / "mkdocs.yml")]
    return CliRunner(env={"XUSHI_TEST_PASSWORD": PASSWORD}).invoke(cli, arguments)


def written(site: Path) -> list[str]:
    """Give the lines of what is kept."""
    text = (site / "data" / "observations.csv").read_text(encoding="utf-8-sig")
    return text.splitlines()


def sqlite_url(site: Path) -> str:
    """Make a database file; its columns have no types."""
    with sqlite3.connect(site / "a.db") as database:
        database.execute(f"CREATE TABLE observations ({COLUMNS})")
        rows = [(*row[:3], float(row[3]), row[4]) for row in ROWS]
        database.executemany("INSERT INTO observations VALUES (?, ?, ?, ?, ?)", rows)
    database.close()
    return "sqlite:///a.db"


def duckdb_url(site: Path) -> str:
    """Make a database file."""
    with duckdb.connect(site / "a.duckdb") as database:
        database.execute(f"CREATE TABLE observations ({SCHEMA})")
        database.executemany("INSERT INTO observations VALUES (?, ?, ?, ?, ?)", ROWS)
    return "duckdb:///a.duckdb"


@pytest.mark.slow
@pytest.mark.parametrize("make", [sqlite_url, duckdb_url])
def test_files(site: Path, make) -> None:
    """A database that is a file gives its rows in the order of the key, as a person writes them."""
    write_source(site, make(site), SELECT)

    said = fetch(site)

    assert said.exit_code == 0, said.output
    assert written(site) == WRITTEN


@pytest.mark.slow
def test_postgresql(site: Path, server: Server) -> None:
    """A server gives the same; its password has signs that an address must spell."""
    write_source(site, server.url(), SELECT)

    said = fetch(site)

    assert said.exit_code == 0, said.output
    assert written(site) == WRITTEN


@pytest.mark.slow
def test_order_of_the_database_does_not_count(site: Path, server: Server) -> None:
    """The same rows in another order are the same bytes, and replace nothing without being told."""
    write_source(site, server.url(), SELECT + " ORDER BY value")
    assert fetch(site).exit_code == 0
    first = (site / "data" / "observations.csv").read_bytes()
    write_source(site, server.url(), SELECT + " ORDER BY value DESC")

    again = fetch(site)
    forced = fetch(site, "--force")

    assert again.exit_code == 1
    assert "observations.csv: the file is there already, and holds rows [there-already]" in (
        again.output
    )
    assert forced.exit_code == 0
    assert (site / "data" / "observations.csv").read_bytes() == first


@pytest.mark.slow
def test_parquet_below_the_table(site: Path, server: Server) -> None:
    """The rows may be kept as Parquet, beside other files of the table."""
    (site / "data" / "observations.csv").unlink()
    more = "        file: observations/his.parquet\n"
    write_source(site, server.url(), SELECT, more)

    said = fetch(site)

    path = site / "data" / "observations" / "his.parquet"
    assert said.exit_code == 0, said.output
    rows = duckdb.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    assert [",".join(row) for row in rows] == WRITTEN[1:]


@pytest.mark.slow
def test_wrong_password(site: Path, server: Server) -> None:
    """What the server says is told; the password that was tried is not."""
    write_source(site, server.url(), SELECT)
    arguments = ["fetch", "--locale", "en", "-f", str(site / "mkdocs.yml")]

    said = CliRunner(env={"XUSHI_TEST_PASSWORD": "wrong one!"}).invoke(cli, arguments)

    assert said.exit_code == 1
    assert said.output == (
        "To mend:\n"
        "mkdocs.yml[extra.xushi.sources.observations]:url: the database cannot be opened: "
        'password authentication failed for user "reader" [no-connection]\n'
        "    see that it runs, and that name, password and right to read are correct\n"
        "1 to mend, 0 to look at.\n"
    )


@pytest.mark.slow
def test_password_file(site: Path, server: Server, tmp_path: Path) -> None:
    """The password may stand in a file outside the tree, where libpq finds it."""
    passwords = tmp_path / "pgpass"
    word = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    passwords.write_text(f"127.0.0.1:{server.port}:*:reader:{word}\n", encoding="utf-8")
    passwords.chmod(0o600)
    url = f"postgresql://reader@127.0.0.1:{server.port}/postgres"
    write_source(site, url, SELECT)
    arguments = ["fetch", "-f", str(site / "mkdocs.yml")]

    said = CliRunner(env={"PGPASSFILE": str(passwords)}).invoke(cli, arguments)

    assert said.exit_code == 0, said.output


LOST = (
    "SELECT 'beds' AS indicator_id, 'u1' AS entity_id, '2018-08' AS period, i AS value,"
    " CASE WHEN i = 25000 THEN pg_terminate_backend(pg_backend_pid())::text END AS note,"
    " '2018-09-05' AS reported_on FROM generate_series(1, 100000) AS i"
)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:<psycopg.ServerCursor:ResourceWarning")
def test_connection_lost_in_the_middle(site: Path, server: Server) -> None:
    """A server that goes away after 20,000 rows leaves what was there before."""
    before = (site / "data" / "observations.csv").read_bytes()
    write_source(site, server.url(), LOST)

    said = fetch(site)

    assert said.exit_code == 1
    assert "the connection was lost after 20000 rows" in said.output
    assert "[connection-lost]" in said.output
    assert (site / "data" / "observations.csv").read_bytes() == before
    gc.collect()  # here, not in a later test: nobody can close a cursor of a lost connection


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "told"),
    [
        pytest.param(
            "SELECT indicator_id, entity, period, value, reported_on FROM observations",
            ':query: the database refuses the query: column "entity" does not exist',
            id="a column was renamed in the database",
        ),
        pytest.param(
            "SELECT indicator_id, entity_id AS entity, period, value, reported_on"
            " FROM observations",
            ":1:entity: “entity” is no column of “observations” [unknown-column]\n"
            "    did you mean “entity_id”?",
            id="a column that the table does not have",
        ),
        pytest.param(
            "SELECT indicator_id, entity_id, period, reported_on,"
            " CASE WHEN value > 30 THEN 'many' ELSE value::text END AS value FROM observations",
            "mkdocs.yml[extra.xushi.sources.observations]:4:value: “many” is not a figure",
            id="figures became texts",
        ),
        pytest.param(
            "SELECT indicator_id, entity_id, period, reported_on FROM observations o"
            " JOIN secret s ON s.name = o.period",
            "permission denied for table secret",
            id="no right to read",
        ),
        pytest.param(
            "WITH gone AS (DELETE FROM observations RETURNING *) SELECT * FROM gone",
            "[query-refused]",
            id="a statement that deletes",
        ),
        pytest.param(
            "SELECT 1; DROP TABLE observations",
            "[query-refused]",
            id="two statements",
        ),
        pytest.param(
            "SELECT pg_sleep(0), nextval('s') FROM generate_series(1, 3)",
            "[query-refused]",
            id="a sequence that is not there",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_query_that_does_not_fit(site: Path, server: Server, query: str, told: str) -> None:
    """A schema that changed, or a query that writes, is named; nothing is kept or changed."""
    write_source(site, server.url(), f'"{query}"')

    said = fetch(site)

    assert said.exit_code == 1
    assert told in said.output
    assert PASSWORD not in said.output
    assert written(site)[1:] == []
    write_source(site, server.url(), SELECT)
    assert fetch(site).exit_code == 0


@pytest.mark.parametrize(
    ("url", "query", "code"),
    [
        ("postgresql://reader:open@127.0.0.1/x", "SELECT 1", "open-credential"),
        ("postgresql://reader@127.0.0.1/x?password=open", "SELECT 1", "open-credential"),
        ("postgresql://reader:${XUSHI_NO_SUCH}@127.0.0.1/x", "SELECT 1", "no-variable"),
        ("postgresql://127.0.0.1:1/x", "SELECT 1", "no-connection"),
        ("mysql://127.0.0.1/x", "SELECT 1", "bad-setting"),
        ("nonsense", "SELECT 1", "bad-setting"),
        ("sqlite:///gone.db", "SELECT 1", "no-connection"),
        ("duckdb:///mkdocs.yml", "SELECT 1", "no-connection"),
        ("sqlite:///a.db", "DELETE FROM observations", "bad-setting"),
        ("sqlite:///a.db", "WITH x AS (SELECT 1) DELETE FROM observations", "query-refused"),
        ("sqlite:///a.db", "SELECT * FROM observations; DROP TABLE observations", "query-refused"),
        ("duckdb:///a.duckdb", "SELECT * FROM read_csv('/etc/passwd')", "query-refused"),
        ("duckdb:///a.duckdb", "SELECT 1; DROP TABLE observations", "query-refused"),
    ],
)
def test_refused(site: Path, url: str, query: str, code: str) -> None:
    """An address or a query that will not do is a problem, never a traceback."""
    sqlite_url(site)
    duckdb_url(site)
    write_source(site, url, f'"{query}"')

    said = fetch(site)

    assert said.exit_code == 1, said.output
    assert f"[{code}]" in said.output
    assert "open@" not in said.output
    assert written(site)[1:] == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("observation: {url: 'a', query: 'SELECT 1'}", "did you mean “observations”?"),
        ("observations: {url: 'a'}", "“” does not fit this setting [bad-setting]"),
        ("observations: {url: 'a', query: 'SELECT 1', order: 1}", "there is no setting “order”"),
        ("observations: {url: 'a', query: 'SELECT 1', file: '../x.csv'}", "“../x.csv” does not"),
        ("observations: 5", "“5” does not fit this setting"),
    ],
)
def test_settings_are_strict(site: Path, source: str, told: str) -> None:
    """A source that is misspelt or leads out of the data folder is named with its row."""
    path = site / "mkdocs.yml"
    text = path.read_text(encoding="utf-8").replace(
        "    sources:\n", f"    sources:\n      {source}\n"
    )
    path.write_text(text, encoding="utf-8")
    row = next(n for n, line in enumerate(text.splitlines(), 1) if source in line)

    said = fetch(site)

    assert said.exit_code == 1
    assert told in said.output
    assert f"mkdocs.yml:{row}:extra.xushi.sources.observation" in said.output


def test_without_the_packages(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SQLAlchemy is not installed, the message says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "sqlalchemy", None)
    write_source(site, sqlite_url(site), SELECT)

    said = fetch(site)

    assert 'install them with: pip install "xushi[sql]"' in said.output


def test_dry_run(site: Path) -> None:
    """The first rows are shown, and nothing is written."""
    write_source(site, sqlite_url(site), SELECT)

    said = fetch(site, "--dry-run")

    assert said.exit_code == 0
    assert "The first of 3 rows:" in said.output
    assert all(f"  {line}" in said.output for line in WRITTEN)
    assert written(site)[1:] == []


def test_nothing_is_asked_for(site: Path) -> None:
    """Without sources there is nothing to fetch, and it is said where they belong."""
    said = fetch(site)

    assert said.exit_code == 1
    assert "extra.xushi.sources" in said.output
