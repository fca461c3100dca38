"""Files of tables, and what stands at their top."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, NOTE, WARNING, Kind

KINDS: Mapping[Code, Kind] = {
    Code.MISSING_TABLE: Kind(
        ERROR,
        mark("the table “%(table)s” is not in the data folder"),
        mark("add %(table)s.csv, %(table)s.xlsx or %(table)s.parquet"),
    ),
    Code.TABLE_TWICE: Kind(
        ERROR,
        mark("the table “%(table)s” is already in %(other)s"),
        mark("keep one of the two and move the other out of the data folder"),
    ),
    Code.UNKNOWN_FILE: Kind(
        WARNING,
        mark("“%(file)s” is no table of the site and is not read"),
        mark("name it after its table and save it as CSV, XLSX or Parquet, or move it away"),
    ),
    Code.MISSING_FILE: Kind(
        ERROR,
        mark("datapackage.json lists “%(file)s”, which is not in the data folder"),
        mark("add the file, or take it off the list"),
    ),
    Code.BAD_DESCRIPTOR: Kind(
        ERROR,
        mark("the file is not valid JSON, or has no list of resources with names and paths"),
        mark("correct the file, or delete it: the tables are then found by their names"),
    ),
    Code.BAD_FILE_NAME: Kind(
        ERROR,
        mark("the name of the file cannot be shown: it is not UTF-8, or no text"),
        mark("give the file another name, best of letters a–z and digits, such as 2018-08.csv"),
    ),
    Code.UNREADABLE_FILE: Kind(
        ERROR,
        mark("the file cannot be read as %(format)s"),
        mark("open it in the program that made it and save it again"),
    ),
    Code.FILE_TOO_LARGE: Kind(
        ERROR,
        mark("the file is too large: %(size)s, at most %(most)s"),
        mark("split it into several files in a folder “%(table)s”, or save it as Parquet"),
    ),
    Code.NO_SHEET: Kind(
        ERROR,
        mark("none of the sheets %(sheets)s is named “%(table)s” or “%(title)s”"),
        mark("rename the sheet that holds the table, or leave only one sheet visible"),
    ),
    Code.BAD_ENCODING: Kind(
        ERROR,
        mark("the text is neither UTF-8 nor GB 18030 (it looks like %(guess)s)"),
        mark("save the file as “CSV UTF-8”"),
    ),
    Code.BROKEN_UTF8: Kind(
        ERROR,
        mark("the text is UTF-8, but this row is not"),
        mark("type the row again and save the file as “CSV UTF-8”"),
    ),
    Code.READ_AS_GB18030: Kind(
        NOTE,
        mark("the text is GB 18030 (GBK) and was read as such"),
        mark("nothing to do; “CSV UTF-8” is safer when files travel"),
    ),
    Code.PRIVATE_CHARACTER: Kind(
        WARNING,
        mark("“%(text)s” holds a character that only one computer knows (%(character)s)"),
        mark("type the character again with a current input method"),
    ),
    Code.NOT_TEXT: Kind(
        ERROR,
        mark("“%(text)s” holds a character that no text has (%(character)s)"),
        mark("delete what is in the cell and type it again"),
    ),
    Code.WRONG_SEPARATOR: Kind(
        ERROR,
        mark("the cells are separated by “%(separator)s” instead of commas"),
        mark("save the file as “CSV UTF-8 (comma delimited)”"),
    ),
    Code.OPEN_QUOTE: Kind(
        ERROR,
        mark("a double quote is opened and never closed"),
        mark("close it, or write a quote inside a text twice"),
    ),
    Code.TITLE_ROWS: Kind(
        ERROR,
        mark("the header seems to be in row %(header)s; above it stands “%(text)s”"),
        mark("delete the rows above the header, so that it is row 1"),
    ),
    Code.NO_HEADER: Kind(
        ERROR,
        mark("no row looks like the header of “%(table)s”"),
        mark("let row 1 hold the column names, such as %(columns)s"),
    ),
    Code.EXTRA_CELLS: Kind(
        ERROR,
        mark("“%(text)s” stands in a column without a name (%(letter)s)"),
        mark("name the column, or put a text that contains a comma in double quotes"),
    ),
    Code.UNKNOWN_COLUMN: Kind(
        ERROR,
        mark("“%(text)s” is no column of “%(table)s”"),
        mark("use a column name from data/README.md, or delete the column"),
    ),
    Code.MISSING_COLUMN: Kind(
        ERROR,
        mark("the column “%(column)s” (%(title)s) is missing"),
        mark("add it to the header and fill it in every row"),
    ),
    Code.DUPLICATE_COLUMN: Kind(
        ERROR,
        mark("the column “%(column)s” is there twice"),
        mark("delete or rename one of the two"),
    ),
    Code.STRAY_TEXT: Kind(
        ERROR,
        mark("the row holds nothing but “%(text)s”"),
        mark("delete it if it is a footnote or a title; else fill in the other cells"),
    ),
}
