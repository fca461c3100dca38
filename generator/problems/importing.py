"""Tables made by others, and databases."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, WARNING, Kind

KINDS: Mapping[Code, Kind] = {
    Code.BROKEN_MAPPING: Kind(
        ERROR,
        mark("the mapping file is no TOML: %(detail)s"),
        mark("mend this line: texts, and keys of other letters than a–z, stand in quotes"),
    ),
    Code.UNKNOWN_MAPPING_KEY: Kind(
        ERROR,
        mark("a mapping file has no key “%(text)s” here"),
        mark("use one of: %(allowed)s"),
    ),
    Code.BAD_MAPPING_VALUE: Kind(
        ERROR,
        mark("“%(text)s” does not fit this key"),
        mark("write: %(allowed)s"),
    ),
    Code.HEADING_NOT_FOUND: Kind(
        ERROR,
        mark("no column is called “%(text)s”"),
        mark("name it as the file does, or add an alias; its columns are: %(allowed)s"),
    ),
    Code.TWO_HEADINGS: Kind(
        ERROR,
        mark("several columns are called “%(text)s”: %(columns)s"),
        mark("add #1, #2 … behind the name, counted from the left"),
    ),
    Code.NO_HEADING_FITS: Kind(
        ERROR,
        mark("no column heading fits the expression “%(text)s”"),
        mark("compare it with the headings of the file; it must fit a heading as a whole"),
    ),
    Code.NO_ROWS: Kind(
        ERROR,
        mark("there is no row to take over"),
        mark("see that the right sheet is named, and that the mapping leaves out less"),
    ),
    Code.UNKNOWN_NAME: Kind(
        ERROR,
        mark("“%(text)s” is no id, name, short name, alias or code in the table “%(table)s”"),
        mark("correct it, add it to the aliases in “%(table)s”, or leave the row out with drop"),
    ),
    Code.NAME_OF_SEVERAL: Kind(
        ERROR,
        mark("“%(text)s” may be any of %(ids)s"),
        mark("write a name, an alias or a code that only one of them has"),
    ),
    Code.NO_RECEIVED_DAY: Kind(
        ERROR,
        mark("nothing says on which day the figures were received"),
        mark("name the day with --received, or write reported_after or columns.reported_on"),
    ),
    Code.WHICH_SHEET: Kind(
        ERROR,
        mark("the workbook has several visible sheets, or none: %(allowed)s"),
        mark('name the sheet in the mapping: sheet = "…"'),
    ),
    Code.UNKNOWN_SHEET: Kind(
        ERROR,
        mark("the workbook has no sheet “%(text)s”"),
        mark("name one of: %(allowed)s"),
    ),
    Code.HAS_MACROS: Kind(
        ERROR,
        mark("the file may hold macros and is not opened"),
        mark("save it as .xlsx without macros"),
    ),
    Code.LOCKED_FILE: Kind(
        ERROR,
        mark("the file is protected by a password and cannot be read"),
        mark("save it without a password"),
    ),
    Code.EXTERNAL_LINKS: Kind(
        WARNING,
        mark("the workbook takes figures from other files; those it last saw are read"),
        mark("see that they are up to date, or paste them as values"),
    ),
    Code.OTHER_KIND_OF_FILE: Kind(
        ERROR,
        mark("files of the kind “%(text)s” are not dealt with"),
        mark("save it as one of: %(allowed)s"),
    ),
    Code.TOO_LARGE_TO_IMPORT: Kind(
        ERROR,
        mark("it is too large, or says so: %(size)s, at most %(most)s"),
        mark("delete empty rows and columns beyond the table, or split it"),
    ),
    Code.THERE_ALREADY: Kind(
        ERROR,
        mark("the file is there already, and holds rows"),
        mark("name another one with --out, or replace it with --force"),
    ),
    Code.ONE_FILE: Kind(
        ERROR,
        mark("the table “%(table)s” is one file, %(file)s, and cannot be a folder too"),
        mark("move %(file)s into the folder “%(table)s”"),
    ),
    Code.NO_SQL: Kind(
        ERROR,
        mark("reading databases needs packages that are not installed"),
        mark('install them with: pip install "xushi[sql]"'),
    ),
    Code.NO_VARIABLE: Kind(
        ERROR,
        mark("the environment has no variable “%(text)s”, which the address names"),
        mark("set it, or let libpq find the password in the file that PGPASSFILE names"),
    ),
    Code.OPEN_CREDENTIAL: Kind(
        ERROR,
        mark("a password stands in the settings"),
        mark(
            "write ${NAME} in its place and set NAME in the environment; then change the password"
        ),
    ),
    Code.NO_CONNECTION: Kind(
        ERROR,
        mark("the database cannot be opened: %(detail)s"),
        mark("see that it runs, and that name, password and right to read are correct"),
    ),
    Code.QUERY_REFUSED: Kind(
        ERROR,
        mark("the database refuses the query: %(detail)s"),
        mark("try the query in the database's own program; tables may have changed"),
    ),
    Code.CONNECTION_LOST: Kind(
        ERROR,
        mark("the connection was lost after %(rows)s rows: %(detail)s"),
        mark("try again; nothing of it was kept"),
    ),
}
