"""The result of a query becomes a text table, through SQLAlchemy; the database is only read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from generator.model import TextTable
from generator.problems import Code, Location, Problem, problem
from generator.schema import Table
from generator.sources.heading import Grid, as_table
from generator.sources.values import cell_text

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

CHUNK = 10_000
"""Rows that are fetched at once."""
MOST_ROWS = 10_000_000
DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "sqlite": "sqlite+pysqlite",
    "duckdb": "duckdb",
}
"""What opens each kind of database."""
_NAME = re.compile(r"\$\{(\w+)\}")
_SECRETS = ("password", "sslpassword")
_PATIENT = {
    "connect_timeout": "15",
    "keepalives_idle": "30",
    "tcp_user_timeout": "60000",
    "application_name": "xushi",
}
"""How long PostgreSQL may be silent: seconds to connect and of rest, milliseconds on the way."""
HIDDEN = "•••"


@dataclass(frozen=True, slots=True)
class Query:
    """A query of the settings, and how problems name it."""

    url: str
    """With ``${NAME}`` for what the environment holds."""
    text: str
    where: Location


class _RefusedError(Exception):
    def __init__(self, code: Code, column: str = "", **words: object) -> None:
        self.code, self.column, self.words = code, column, words


def read_query(
    query: Query, table: Table, root: Path, environment: Mapping[str, str] = os.environ
) -> tuple[TextTable | None, list[Problem]]:
    """Read the rows of a query as text, in an order that does not depend on the database.

    Nothing can be written: the transaction is read-only, a file is opened for reading. The driver
    sees the password, messages never do.

    Args:
        root: Where paths of databases that are files begin.

    Rows:
        As the query gives them, sorted by the key of the table, then by its other columns, texts
        by their characters. Row 1 is that of the names, as in a CSV file of the same table.
    """
    secrets: list[str] = []
    try:
        names, columns = _read(query, root, environment, secrets)
    except _RefusedError as found:
        words = {name: _without(str(word), secrets) for name, word in found.words.items()}
        where = Location(query.where.file, query.where.sheet, column=found.column)
        return None, [problem(found.code, where, **words)]
    cells = pd.DataFrame(
        {n: [name, *texts] for n, (name, texts) in enumerate(zip(names, columns, strict=True))}
    )
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="row")
    text_table, problems = as_table(Grid(cells, query.where.file, query.where.sheet), table)
    return (None if text_table is None else _sorted(text_table, table)), problems


def _without(text: str, secrets: Sequence[str]) -> str:
    """Take what nobody may see out of a message, also as it stands in an address."""
    for secret in sorted({*secrets, *map(quote, secrets)}, key=len, reverse=True):
        text = text.replace(secret, HIDDEN) if secret else text
    return text


def _read(
    query: Query, root: Path, environment: Mapping[str, str], secrets: list[str]
) -> tuple[list[str], list[list[str]]]:
    """Give the names of the columns, and the texts of each.

    Raises:
        _RefusedError: no-sql, bad-setting, no-variable, open-credential, no-connection,
            query-refused, connection-lost, too-large-to-import.
    """
    try:
        import sqlalchemy
    except ImportError:
        raise _RefusedError(Code.NO_SQL) from None
    url, arguments = _address(query.url, root, environment, secrets)
    known: dict[Any, str] = {}
    count = 0
    try:
        engine = sqlalchemy.create_engine(
            url, poolclass=sqlalchemy.pool.NullPool, connect_args=arguments
        )
        connection = engine.connect()
    except sqlalchemy.exc.NoSuchModuleError:
        raise _RefusedError(Code.NO_SQL) from None
    except ImportError:
        raise _RefusedError(Code.NO_SQL) from None
    except (sqlalchemy.exc.SQLAlchemyError, OSError, ValueError) as error:
        raise _RefusedError(Code.NO_CONNECTION, "url", detail=_detail(error)) from None
    try:
        with connection:
            names, parts = _result(connection, query.text, url)
            columns: list[list[str]] = [[] for _ in names]
            for part in parts:
                count += len(part)
                if count > MOST_ROWS:
                    words = {"size": f"> {MOST_ROWS} rows", "most": f"{MOST_ROWS} rows"}
                    raise _RefusedError(Code.TOO_LARGE_TO_IMPORT, "query", **words)
                for number, column in enumerate(columns):
                    column.extend([_text(row[number], known) for row in part])
    except sqlalchemy.exc.SQLAlchemyError as error:
        is_lost = getattr(error, "connection_invalidated", False)
        code = Code.CONNECTION_LOST if is_lost else Code.QUERY_REFUSED
        raise _RefusedError(code, "query", detail=_detail(error), rows=count) from None
    finally:
        engine.dispose()
    return names, columns


def _result(
    connection: Connection, text: str, url: URL
) -> tuple[list[str], Iterator[Sequence[Sequence[Any]]]]:
    """Run the query in a read-only transaction; rows come in parts."""
    options: dict[str, Any] = {"stream_results": True, "yield_per": CHUNK}
    if url.get_backend_name() == "postgresql":
        options |= {"postgresql_readonly": True}
    elif url.get_backend_name() == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
    connection = connection.execution_options(**options)
    # A percent sign would be taken for the place of a parameter where there are any.
    result = connection.exec_driver_sql(text)
    if not result.returns_rows:
        raise _RefusedError(Code.QUERY_REFUSED, "query", detail="SELECT …", rows=0)
    return [str(name) for name in result.keys()], result.partitions(CHUNK)  # noqa: SIM118


def _text(value: Any, known: dict[Any, str]) -> str:
    """Write a value; each distinct one once. What has no value is an empty cell."""
    if value is None:
        return ""
    try:
        key = type(value), value
        if key not in known:
            if len(known) > CHUNK * 10:
                known.clear()
            known[key] = _plain(value)
        return known[key]
    except TypeError:  # a list, a dictionary
        return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if type(value).__name__ == "Decimal" and value.is_finite():
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return cell_text(value)


def _detail(error: BaseException) -> str:
    """Give what the database says, without what is added: the query, where the server is."""
    said = " ".join(str(getattr(error, "orig", None) or error).split())
    return re.split(r"(?:FATAL|ERROR|PANIC): +| failed: ", said)[-1]


def _address(
    written: str, root: Path, environment: Mapping[str, str], secrets: list[str]
) -> tuple[URL, dict[str, Any]]:
    """Read an address, fill in what the environment holds, and add the driver's options."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    for name in _NAME.findall(written):
        if not environment.get(name):
            raise _RefusedError(Code.NO_VARIABLE, "url", text=name)
        secrets.append(environment[name])
    bare = _NAME.sub("", written)
    try:
        plain = make_url(bare)
        if any((plain.password, *(plain.query.get(name) for name in _SECRETS))):
            raise _RefusedError(Code.OPEN_CREDENTIAL, "url")
        url = make_url(_NAME.sub(lambda match: quote(environment[match[1]], safe=""), written))
    except (ArgumentError, ValueError):
        raise _RefusedError(Code.BAD_SETTING, "url", text=bare, allowed=ALLOWED) from None
    backend = url.drivername
    if backend not in DRIVERS:
        raise _RefusedError(Code.BAD_SETTING, "url", text=f"{backend}://", allowed=ALLOWED)
    url = url.set(drivername=DRIVERS[backend])
    if backend == "postgresql":
        return url, {**_PATIENT, "options": "-c default_transaction_read_only=on"}
    path = root / (url.database or "")
    if not path.is_file():
        detail = f"{url.database or ''}: no such file"
        raise _RefusedError(Code.NO_CONNECTION, "url", detail=detail)
    if backend == "sqlite":
        database = "file:" + quote(path.resolve().as_posix())
        return url.set(database=database, query={"mode": "ro", "uri": "true"}), {}
    options = {"enable_external_access": "false", "threads": "1"}
    return url.set(database=str(path.resolve()), query={}), {"read_only": True, "config": options}


ALLOWED = "postgresql://user:${NAME}@host/database, sqlite:///file.db, duckdb:///file.duckdb"


def _sorted(text_table: TextTable, table: Table) -> TextTable:
    """Sort the rows by their texts and number them anew; those of equal cells are alike anyway."""
    frame = text_table.frame.loc[:, ~text_table.frame.columns.duplicated()]
    first = [name for name in table.identity if name in frame.columns]
    names = [*first, *(name for name in frame.columns if name not in first)]
    keys = [pd.factorize(frame[name].astype(str), sort=True)[0] for name in reversed(names)]
    order = np.lexsort(keys) if len(frame) else np.arange(0)
    rows = text_table.frame.take(order)
    rows.index = pd.RangeIndex(2, len(rows) + 2, name="row")
    return TextTable(
        text_table.name, text_table.file, text_table.sheet, rows, text_table.header_row
    )
