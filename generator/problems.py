"""What can be wrong, said to the person who can mend it.

A problem carries its place, its code and the words that go into its sentence; the sentence
itself is composed in the reader's language by `Problem.describe`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from generator.locales import Translate, mark

LONGEST_WORD = 80
"""Characters of an offending text that a message shows."""


NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffd-\uffff]"
)
"""Characters that no text has: controls, turns of direction, and what stands for lost ones."""


def column_letter(position: int) -> str:
    """Write the number of a column, counted from 0, as a spreadsheet does."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Severity(StrEnum):
    """An error stops the build; a warning is for a person to look at; a note needs nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, order=True, slots=True)
class Location:
    """A place a person can open: file, sheet, row as a spreadsheet numbers it, column."""

    file: str
    sheet: str = ""
    row: int = 0
    """1 is the first row of the file; 0 means the whole file."""
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        row = str(self.row) if self.row else ""
        return ":".join(part for part in (place, row, self.column) if part)


class Code(StrEnum):
    """What kind of thing is wrong. Each has its sentences in `KINDS`."""

    MISSING_TABLE = "missing-table"
    TABLE_TWICE = "table-twice"
    UNKNOWN_FILE = "unknown-file"
    MISSING_FILE = "missing-file"
    BAD_DESCRIPTOR = "bad-descriptor"
    BAD_FILE_NAME = "bad-file-name"
    UNREADABLE_FILE = "unreadable-file"
    FILE_TOO_LARGE = "file-too-large"
    NO_SHEET = "no-sheet"
    BAD_ENCODING = "bad-encoding"
    BROKEN_UTF8 = "broken-utf8"
    READ_AS_GB18030 = "read-as-gb18030"
    PRIVATE_CHARACTER = "private-character"
    NOT_TEXT = "not-text"
    WRONG_SEPARATOR = "wrong-separator"
    OPEN_QUOTE = "open-quote"
    TITLE_ROWS = "title-rows"
    NO_HEADER = "no-header"
    EXTRA_CELLS = "extra-cells"
    UNKNOWN_COLUMN = "unknown-column"
    MISSING_COLUMN = "missing-column"
    DUPLICATE_COLUMN = "duplicate-column"
    STRAY_TEXT = "stray-text"
    MISSING_VALUE = "missing-value"
    FORMULA_ERROR = "formula-error"
    DIGITS_LOST = "digits-lost"
    NOT_A_NUMBER = "not-a-number"
    NOT_A_FIGURE = "not-a-figure"
    NOT_WHOLE = "not-whole"
    BELOW_ZERO = "below-zero"
    NOT_A_SHARE = "not-a-share"
    NOT_A_DATE = "not-a-date"
    NOT_A_PERIOD = "not-a-period"
    NOT_ALLOWED = "not-allowed"
    NO_SCALE = "no-scale"
    NOT_A_STEP = "not-a-step"
    NOT_EXACT = "not-exact"
    WRONG_UNIT = "wrong-unit"
    UNSAFE_ID = "unsafe-id"
    IDS_ALIKE = "ids-alike"
    ID_IN_BOTH = "id-in-both"
    UNKNOWN_ID = "unknown-id"
    MISSPELT_ID = "misspelt-id"
    MISSING_ROW = "missing-row"
    MANY_DISAGREE = "many-disagree"
    DUPLICATE_ROW = "duplicate-row"
    TWO_VALUES = "two-values"
    SAME_VALUE = "same-value"
    BLANK_VALUE = "blank-value"
    OUT_OF_RANGE = "out-of-range"
    NUMERATOR_TOO_LARGE = "numerator-too-large"
    RATIO_CONTRADICTED = "ratio-contradicted"
    PARTS_DIFFER = "parts-differ"
    PERIOD_MISFIT = "period-misfit"
    REPORTED_EARLY = "reported-early"
    REACHED_LATER = "reached-later"
    FAR_DATE = "far-date"
    OUTSIDE_VALIDITY = "outside-validity"
    NOTHING_REPORTED = "nothing-reported"
    DERIVED_REPORTED = "derived-reported"
    PLAN_WITHOUT_PERIOD = "plan-without-period"
    ENDS_BEFORE_START = "ends-before-start"
    CLOSED_BEFORE_OPENED = "closed-before-opened"
    OUTSIDE_PLAN = "outside-plan"
    NO_DAY_LEFT = "no-day-left"
    OTHER_PLAN = "other-plan"
    OTHER_COUNTY = "other-county"
    WRONG_FOLDER = "wrong-folder"
    MISNAMED_FOLDER = "misnamed-folder"
    SCOPE_INCOMPLETE = "scope-incomplete"
    SCOPE_CONTRADICTED = "scope-contradicted"
    TARGET_WITHOUT_VALUE = "target-without-value"
    NO_UPPER_END = "no-upper-end"
    CROSSED = "crossed"
    AMBIGUOUS_TARGET = "ambiguous-target"
    NOT_A_COLLECTOR = "not-a-collector"
    SCHEDULE_FALLS = "schedule-falls"
    NOT_A_TOWNSHIP = "not-a-township"
    CIRCLE = "circle"
    CODE_NOT_HELD = "code-not-held"
    WRONG_CHECK_DIGIT = "wrong-check-digit"
    TEXT_TOO_LARGE = "text-too-large"
    TEXT_WITHOUT_PLAN = "text-without-plan"
    UNKNOWN_MARK = "unknown-mark"
    UNREAD_MARK = "unread-mark"
    UNMARKED_TARGET = "unmarked-target"
    NOT_A_BAG = "not-a-bag"
    NO_ACCESS = "no-access"
    BROKEN_ARCHIVE = "broken-archive"
    ARCHIVE_TOO_LARGE = "archive-too-large"
    ODD_ARCHIVE = "odd-archive"
    NOT_A_FILE = "not-a-file"
    FORBIDDEN_NAME = "forbidden-name"
    NAMES_ALIKE = "names-alike"
    NO_SNAPSHOT_NAME = "no-snapshot-name"
    ALREADY_SEALED = "already-sealed"
    FILE_EXISTS = "file-exists"
    NOTHING_TO_SEAL = "nothing-to-seal"
    BAD_DECLARATION = "bad-declaration"
    UNKNOWN_BAGIT = "unknown-bagit"
    OTHER_ENCODING = "other-encoding"
    NOT_UTF8 = "not-utf8"
    BROKEN_LINE = "broken-line"
    LISTED_TWICE = "listed-twice"
    OUTSIDE_BAG = "outside-bag"
    MISPLACED_LINE = "misplaced-line"
    NO_CHECKSUMS = "no-checksums"
    UNKNOWN_CHECKSUMS = "unknown-checksums"
    CHANGED_FILE = "changed-file"
    LOST_FILE = "lost-file"
    ADDED_FILE = "added-file"
    OTHER_OXUM = "other-oxum"
    NO_SIGNER = "no-signer"
    BAD_KEY = "bad-key"
    OTHER_KEY = "other-key"
    BAD_SIGNATURE = "bad-signature"
    SNAPSHOT_EXISTS = "snapshot-exists"
    NOTHING_TO_CORRECT = "nothing-to-correct"
    PERIOD_NOT_OVER = "period-not-over"
    DAY_IN_PERIOD = "day-in-period"
    DUE_DAY_AHEAD = "due-day-ahead"
    NOT_FROM_A_FOLDER = "not-from-a-folder"
    UNREADABLE_INPUT = "unreadable-input"
    NO_INPUTS = "no-inputs"
    UNKNOWN_SNAPSHOT = "unknown-snapshot"
    OTHER_SITE = "other-site"
    NO_INTERNAL_BAG = "no-internal-bag"
    NOTHING_TOLD = "nothing-told"
    OTHER_MAKER = "other-maker"
    MADE_OTHERWISE = "made-otherwise"
    NOT_MADE_AGAIN = "not-made-again"
    MADE_IN_ADDITION = "made-in-addition"
    NO_OBSERVATIONS = "no-observations"
    NO_SETTINGS = "no-settings"
    BROKEN_SETTINGS = "broken-settings"
    UNKNOWN_SETTING = "unknown-setting"
    BAD_SETTING = "bad-setting"
    WRONG_TEMPLATE = "wrong-template"
    OTHER_BUILD = "other-build"
    NO_BUILDER = "no-builder"
    SITE_NOT_BUILT = "site-not-built"
    SECRET_PUBLISHED = "secret-published"  # noqa: S105 - no password
    FIGURE_PUBLISHED = "figure-published"
    CONTACT_PUBLISHED = "contact-published"
    WORD_PUBLISHED = "word-published"
    INTERNAL_PUBLISHED = "internal-published"
    NOT_THROUGH_GATE = "not-through-gate"
    NO_DASK = "no-dask"
    NO_CLUSTER = "no-cluster"
    OTHER_VERSION = "other-version"
    WORKER_LOST = "worker-lost"
    NOTHING_TO_PUBLISH = "nothing-to-publish"
    INTERNAL_IN_PUBLIC = "internal-in-public"
    OTHER_EDITION = "other-edition"
    TARGET_IN_TARGET = "target-in-target"
    TARGET_IN_SITE = "target-in-site"
    NOT_A_TARGET = "not-a-target"
    TARGET_BUSY = "target-busy"
    NO_LINKS = "no-links"
    SITE_CHANGED = "site-changed"
    NO_RELEASE = "no-release"
    RELEASE_DAMAGED = "release-damaged"
    PATH_NOT_PLAIN = "path-not-plain"
    INLINE_ATTRIBUTE = "inline-attribute"
    NO_PROGRAM = "no-program"
    REMOTE_FAILED = "remote-failed"
    NEEDS_SSH = "needs-ssh"
    FORM_WITH_MACROS = "form-with-macros"
    FORM_LOCKED = "form-locked"
    FORM_TOO_LARGE = "form-too-large"
    NO_FORM = "no-form"
    FORM_NEWER = "form-newer"
    FORM_COPIES = "form-copies"
    UNKNOWN_SENDER = "unknown-sender"
    OTHER_SENDER = "other-sender"
    ROW_WITHOUT_KEY = "row-without-key"
    ROW_TWICE = "row-twice"
    BLANK_ENTRY = "blank-entry"
    REASON_AND_FIGURE = "reason-and-figure"
    NOT_A_REASON = "not-a-reason"
    TWO_ANSWERS = "two-answers"
    NO_CORRECTION_REASON = "no-correction-reason"
    KNOWN_LATER = "known-later"
    NO_CONFIRMATION_REASON = "no-confirmation-reason"
    FAR_FROM_PAST = "far-from-past"
    SAME_AGAIN = "same-again"
    TOTAL_FELL = "total-fell"
    OTHER_UNIT_LIKELY = "other-unit-likely"
    SAME_NUMBER = "same-number"
    OTHER_INTAKE = "other-intake"
    NO_LEDGER_HERE = "no-ledger-here"
    NO_INTAKE = "no-intake"
    LEDGER_CHANGED = "ledger-changed"
    BACKUP_DAMAGED = "backup-damaged"
    BROKEN_MAPPING = "broken-mapping"
    UNKNOWN_MAPPING_KEY = "unknown-mapping-key"
    BAD_MAPPING_VALUE = "bad-mapping-value"
    HEADING_NOT_FOUND = "heading-not-found"
    TWO_HEADINGS = "two-headings"
    NO_HEADING_FITS = "no-heading-fits"
    NO_ROWS = "no-rows"
    UNKNOWN_NAME = "unknown-name"
    NAME_OF_SEVERAL = "name-of-several"
    NO_RECEIVED_DAY = "no-received-day"
    WHICH_SHEET = "which-sheet"
    UNKNOWN_SHEET = "unknown-sheet"
    HAS_MACROS = "has-macros"
    LOCKED_FILE = "locked-file"
    EXTERNAL_LINKS = "external-links"
    OTHER_KIND_OF_FILE = "other-kind-of-file"
    TOO_LARGE_TO_IMPORT = "too-large-to-import"
    THERE_ALREADY = "there-already"
    ONE_FILE = "one-file"
    NO_SQL = "no-sql"
    NO_VARIABLE = "no-variable"
    OPEN_CREDENTIAL = "open-credential"
    NO_CONNECTION = "no-connection"
    QUERY_REFUSED = "query-refused"
    CONNECTION_LOST = "connection-lost"


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentences of one code, with ``%(name)s`` where a problem puts its words."""

    severity: Severity
    message: str
    """The fact, with the offending text in quotes."""
    fix: str
    """An instruction."""


_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

KINDS: Mapping[Code, Kind] = {
    Code.MISSING_TABLE: Kind(
        _ERROR,
        mark("the table “%(table)s” is not in the data folder"),
        mark("add %(table)s.csv, %(table)s.xlsx or %(table)s.parquet"),
    ),
    Code.TABLE_TWICE: Kind(
        _ERROR,
        mark("the table “%(table)s” is already in %(other)s"),
        mark("keep one of the two and move the other out of the data folder"),
    ),
    Code.UNKNOWN_FILE: Kind(
        _WARNING,
        mark("“%(file)s” is no table of the site and is not read"),
        mark("name it after its table and save it as CSV, XLSX or Parquet, or move it away"),
    ),
    Code.MISSING_FILE: Kind(
        _ERROR,
        mark("datapackage.json lists “%(file)s”, which is not in the data folder"),
        mark("add the file, or take it off the list"),
    ),
    Code.BAD_DESCRIPTOR: Kind(
        _ERROR,
        mark("the file is not valid JSON, or has no list of resources with names and paths"),
        mark("correct the file, or delete it: the tables are then found by their names"),
    ),
    Code.BAD_FILE_NAME: Kind(
        _ERROR,
        mark("the name of the file cannot be shown: it is not UTF-8, or no text"),
        mark("give the file another name, best of letters a–z and digits, such as 2018-08.csv"),
    ),
    Code.UNREADABLE_FILE: Kind(
        _ERROR,
        mark("the file cannot be read as %(format)s"),
        mark("open it in the program that made it and save it again"),
    ),
    Code.FILE_TOO_LARGE: Kind(
        _ERROR,
        mark("the file is too large: %(size)s, at most %(most)s"),
        mark("split it into several files in a folder “%(table)s”, or save it as Parquet"),
    ),
    Code.NO_SHEET: Kind(
        _ERROR,
        mark("none of the sheets %(sheets)s is named “%(table)s” or “%(title)s”"),
        mark("rename the sheet that holds the table, or leave only one sheet visible"),
    ),
    Code.BAD_ENCODING: Kind(
        _ERROR,
        mark("the text is neither UTF-8 nor GB 18030 (it looks like %(guess)s)"),
        mark("save the file as “CSV UTF-8”"),
    ),
    Code.BROKEN_UTF8: Kind(
        _ERROR,
        mark("the text is UTF-8, but this row is not"),
        mark("type the row again and save the file as “CSV UTF-8”"),
    ),
    Code.READ_AS_GB18030: Kind(
        _NOTE,
        mark("the text is GB 18030 (GBK) and was read as such"),
        mark("nothing to do; “CSV UTF-8” is safer when files travel"),
    ),
    Code.PRIVATE_CHARACTER: Kind(
        _WARNING,
        mark("“%(text)s” holds a character that only one computer knows (%(character)s)"),
        mark("type the character again with a current input method"),
    ),
    Code.NOT_TEXT: Kind(
        _ERROR,
        mark("“%(text)s” holds a character that no text has (%(character)s)"),
        mark("delete what is in the cell and type it again"),
    ),
    Code.WRONG_SEPARATOR: Kind(
        _ERROR,
        mark("the cells are separated by “%(separator)s” instead of commas"),
        mark("save the file as “CSV UTF-8 (comma delimited)”"),
    ),
    Code.OPEN_QUOTE: Kind(
        _ERROR,
        mark("a double quote is opened and never closed"),
        mark("close it, or write a quote inside a text twice"),
    ),
    Code.TITLE_ROWS: Kind(
        _ERROR,
        mark("the header seems to be in row %(header)s; above it stands “%(text)s”"),
        mark("delete the rows above the header, so that it is row 1"),
    ),
    Code.NO_HEADER: Kind(
        _ERROR,
        mark("no row looks like the header of “%(table)s”"),
        mark("let row 1 hold the column names, such as %(columns)s"),
    ),
    Code.EXTRA_CELLS: Kind(
        _ERROR,
        mark("“%(text)s” stands in a column without a name (%(letter)s)"),
        mark("name the column, or put a text that contains a comma in double quotes"),
    ),
    Code.UNKNOWN_COLUMN: Kind(
        _ERROR,
        mark("“%(text)s” is no column of “%(table)s”"),
        mark("use a column name from data/README.md, or delete the column"),
    ),
    Code.MISSING_COLUMN: Kind(
        _ERROR,
        mark("the column “%(column)s” (%(title)s) is missing"),
        mark("add it to the header and fill it in every row"),
    ),
    Code.DUPLICATE_COLUMN: Kind(
        _ERROR,
        mark("the column “%(column)s” is there twice"),
        mark("delete or rename one of the two"),
    ),
    Code.STRAY_TEXT: Kind(
        _ERROR,
        mark("the row holds nothing but “%(text)s”"),
        mark("delete it if it is a footnote or a title; else fill in the other cells"),
    ),
    Code.MISSING_VALUE: Kind(
        _ERROR,
        mark("the cell is empty"),
        mark("fill it in: every row needs “%(column)s” (%(title)s)"),
    ),
    Code.FORMULA_ERROR: Kind(
        _ERROR,
        mark("the formula gives “%(text)s”"),
        mark("correct the formula, or type the value"),
    ),
    Code.DIGITS_LOST: Kind(
        _ERROR,
        mark("“%(text)s” is what a spreadsheet leaves of a long number; its digits are lost"),
        mark("format the column as text, then type or paste the number again"),
    ),
    Code.NOT_A_NUMBER: Kind(
        _ERROR,
        mark("“%(text)s” is not a number"),
        mark("write digits with one decimal point, or leave the cell empty"),
    ),
    Code.NOT_A_FIGURE: Kind(
        _ERROR,
        mark("“%(text)s” is not a figure"),
        mark("write digits with one decimal point, or one of the words 未报, 不适用, 无, —"),
    ),
    Code.NOT_WHOLE: Kind(
        _ERROR,
        mark("“%(text)s” is not a whole number from %(least)s to %(most)s"),
        mark("write a whole number in digits"),
    ),
    Code.BELOW_ZERO: Kind(
        _ERROR,
        mark("“%(text)s” is less than zero"),
        mark("write a number of zero or more, or leave the cell empty"),
    ),
    Code.NOT_A_SHARE: Kind(
        _ERROR,
        mark("“%(text)s” is not a share between 0%% and 100%%"),
        mark("write 20%% or 0.2"),
    ),
    Code.NOT_A_DATE: Kind(
        _ERROR,
        mark("“%(text)s” is not a date"),
        mark("write the date as 2018-09-30"),
    ),
    Code.NOT_A_PERIOD: Kind(
        _ERROR,
        mark("“%(text)s” is not a period"),
        mark("write it as 2018, 2018H1, 2018Q3, 2018-09, 2018-09-30 or 2018-01-01/2018-09-30"),
    ),
    Code.NOT_ALLOWED: Kind(
        _ERROR,
        mark("“%(text)s” is not allowed here"),
        mark("use one of: %(choices)s"),
    ),
    Code.NO_SCALE: Kind(
        _ERROR,
        mark("grades need a scale"),
        mark("write the grades, lowest first, joined by “|”"),
    ),
    Code.NOT_A_STEP: Kind(
        _ERROR,
        mark("“%(text)s” is not on the scale of “%(indicator)s”"),
        mark("use one of: %(choices)s"),
    ),
    Code.NOT_EXACT: Kind(
        _ERROR,
        mark("“%(text)s” is not one exact figure"),
        mark("write the figure alone; “op” says whether it is a floor or a ceiling"),
    ),
    Code.WRONG_UNIT: Kind(
        _ERROR,
        mark("“%(text)s” is in “%(unit)s”, but “%(indicator)s” is in “%(expected)s”"),
        mark("convert the figure, or write it without a unit of measure"),
    ),
    Code.UNSAFE_ID: Kind(
        _ERROR,
        mark("“%(text)s” cannot be an id, because it becomes part of a web address"),
        mark("use letters a–z, digits, “-”, “_” and “.”, at most 64, beginning with one of a–z0–9"),
    ),
    Code.IDS_ALIKE: Kind(
        _ERROR,
        mark("“%(text)s” and “%(other)s” differ only in capital letters"),
        mark("write the id the same everywhere, or give one of them another id"),
    ),
    Code.ID_IN_BOTH: Kind(
        _ERROR,
        mark("“%(text)s” is a county and a unit at once"),
        mark("give the unit another id"),
    ),
    Code.UNKNOWN_ID: Kind(
        _ERROR,
        mark("“%(text)s” is not in the table “%(table)s”"),
        mark("correct the id, or add it to “%(table)s” first"),
    ),
    Code.MISSPELT_ID: Kind(
        _ERROR,
        mark("“%(text)s” is used nowhere, but “%(other)s”, first in %(first)s, %(times)s times"),
        mark("write the id the same everywhere"),
    ),
    Code.MISSING_ROW: Kind(
        _ERROR,
        mark("“%(text)s” has no row, but is used %(times)s times, first in %(first)s"),
        mark("add it to “%(table)s”, or correct the id wherever it is used"),
    ),
    Code.MANY_DISAGREE: Kind(
        _ERROR,
        mark("%(times)s rows do not fit “%(text)s”; the first is %(first)s"),
        mark("correct this cell, or all of those rows"),
    ),
    Code.DUPLICATE_ROW: Kind(
        _ERROR,
        mark("“%(text)s” is already in %(other)s"),
        mark("delete one of the two; if it is a change, give it its own day in “%(column)s”"),
    ),
    Code.TWO_VALUES: Kind(
        _ERROR,
        mark("%(other)s reports another value (“%(value)s”) for the same period on the same day"),
        mark("delete the wrong one, or number them in “intake” in the order of receipt"),
    ),
    Code.SAME_VALUE: Kind(
        _WARNING,
        mark("%(other)s reports the same value for the same period on the same day"),
        mark("delete one of the two"),
    ),
    Code.BLANK_VALUE: Kind(
        _WARNING,
        mark("the value is blank, which says neither zero nor why there is none"),
        mark("write the figure, or one of the words 未报, 不适用, 无, —"),
    ),
    Code.OUT_OF_RANGE: Kind(
        _ERROR,
        mark("“%(text)s” is outside the plausible range of “%(indicator)s”: %(low)s to %(high)s"),
        mark("correct the figure; if it is right, the office widens the range in “indicators”"),
    ),
    Code.NUMERATOR_TOO_LARGE: Kind(
        _ERROR,
        mark("the numerator %(numerator)s is greater than the denominator %(denominator)s"),
        mark("correct one of the two; a part cannot be greater than the whole"),
    ),
    Code.RATIO_CONTRADICTED: Kind(
        _ERROR,
        mark("the value is “%(text)s”, but numerator and denominator give %(computed)s"),
        mark("correct the value, the numerator or the denominator"),
    ),
    Code.PARTS_DIFFER: Kind(
        _ERROR,
        mark("the whole is “%(text)s”, but its parts (%(parts)s) add up to %(sum)s"),
        mark("correct the whole or the part that is wrong"),
    ),
    Code.PERIOD_MISFIT: Kind(
        _ERROR,
        mark("“%(text)s” is not one period of “%(indicator)s”, which is reported by %(cadence)s"),
        mark("write a whole period of the right length"),
    ),
    Code.REPORTED_EARLY: Kind(
        _ERROR,
        mark("reported on %(text)s, before the period ended on %(end)s"),
        mark("correct the period or the day of receipt"),
    ),
    Code.REACHED_LATER: Kind(
        _ERROR,
        mark("reached on %(text)s, after it was reported on %(reported)s"),
        mark("correct one of the two days"),
    ),
    Code.FAR_DATE: Kind(
        _WARNING,
        mark(
            "“%(text)s” is more than %(days)s days after every other report "
            "and after its own period"
        ),
        mark("correct the year; if it is right, build with --as-of, for it does not move the day"),
    ),
    Code.OUTSIDE_VALIDITY: Kind(
        _ERROR,
        mark("“%(text)s” did not exist in %(period)s (from %(start)s to %(end)s)"),
        mark("name the unit that existed then, or correct its dates"),
    ),
    Code.NOTHING_REPORTED: Kind(
        _WARNING,
        mark("there is no report of %(period)s from “%(text)s” for this to speak of"),
        mark("correct indicator, entity, period or day"),
    ),
    Code.DERIVED_REPORTED: Kind(
        _ERROR,
        mark("“%(text)s” is judged from the days on which reports come in, never reported"),
        mark("delete the row"),
    ),
    Code.PLAN_WITHOUT_PERIOD: Kind(
        _ERROR,
        mark("the plan “%(text)s” has no period"),
        mark("fill in its first and its last day"),
    ),
    Code.ENDS_BEFORE_START: Kind(
        _ERROR,
        mark("%(text)s is before %(start)s, the day in “%(column)s”"),
        mark("correct one of the two days"),
    ),
    Code.CLOSED_BEFORE_OPENED: Kind(
        _ERROR,
        mark("closed on %(text)s, before it was opened on %(opened)s"),
        mark("correct one of the two days"),
    ),
    Code.OUTSIDE_PLAN: Kind(
        _WARNING,
        mark("%(text)s is outside the plan “%(plan)s”: %(start)s to %(end)s"),
        mark("check the day against the document"),
    ),
    Code.NO_DAY_LEFT: Kind(
        _ERROR,
        mark("“%(text)s” leaves the target no day: the plan “%(plan)s” is %(start)s to %(end)s"),
        mark("correct the day, or fill in both “start” and “deadline”"),
    ),
    Code.OTHER_PLAN: Kind(
        _ERROR,
        mark("the stage “%(text)s” is not part of the plan “%(plan)s”"),
        mark("name a stage of this plan"),
    ),
    Code.OTHER_COUNTY: Kind(
        _ERROR,
        mark("“%(text)s” is in the county “%(county)s”, not in “%(expected)s”"),
        mark("name a unit of the same county"),
    ),
    Code.WRONG_FOLDER: Kind(
        _ERROR,
        mark(
            "“%(text)s” is of the county “%(county)s”, but stands in the folder of “%(expected)s”"
        ),
        mark("move the row into the folder county_id=%(county)s, or correct the id"),
    ),
    Code.MISNAMED_FOLDER: Kind(
        _ERROR,
        mark("%(times)s rows are not of the folder's county “%(text)s”; the first is %(first)s"),
        mark("name the folder county_id=%(county)s if they are right, or move the file"),
    ),
    Code.SCOPE_INCOMPLETE: Kind(
        _ERROR,
        mark("the scope is “%(scope)s”, but “%(column)s” is empty"),
        mark("fill in “%(column)s”, or choose another scope"),
    ),
    Code.SCOPE_CONTRADICTED: Kind(
        _ERROR,
        mark("“%(column)s” is filled in, but the scope is “%(scope)s”"),
        mark("empty the cell, or choose the scope that goes with it"),
    ),
    Code.TARGET_WITHOUT_VALUE: Kind(
        _ERROR,
        mark("the condition “%(op)s” needs a value"),
        mark("write what the plan promises"),
    ),
    Code.NO_UPPER_END: Kind(
        _ERROR,
        mark("the condition “between” needs an upper end"),
        mark("fill in “value_high”, or choose “at_least”"),
    ),
    Code.CROSSED: Kind(
        _ERROR,
        mark("%(text)s is less than %(low)s in “%(column)s”"),
        mark("correct one of the two; they may have changed places"),
    ),
    Code.AMBIGUOUS_TARGET: Kind(
        _WARNING,
        mark("a change of %(text)s of a percentage may mean percent or percentage points"),
        mark("ask the author of the plan and fill in “change_in”; until then it is not judged"),
    ),
    Code.NOT_A_COLLECTOR: Kind(
        _ERROR,
        mark("nothing counts towards “%(text)s”: it is neither a share met nor a score"),
        mark("name a target whose indicator has the measure “share_met” or “score”"),
    ),
    Code.SCHEDULE_FALLS: Kind(
        _ERROR,
        mark("“%(text)s” is less than an earlier point of the schedule"),
        mark("correct the share or the period; a schedule never goes back"),
    ),
    Code.NOT_A_TOWNSHIP: Kind(
        _ERROR,
        mark("“%(text)s” is not a township but “%(kind)s”"),
        mark("name a unit of kind “township”, or leave the cell empty"),
    ),
    Code.CIRCLE: Kind(
        _ERROR,
        mark("following “%(column)s” leads back to the start: %(path)s"),
        mark("correct one of these rows"),
    ),
    Code.CODE_NOT_HELD: Kind(
        _ERROR,
        mark("GB/T 2260 held no code “%(text)s” on %(day)s (years it was held: %(held)s)"),
        mark("correct the code, or the standard it belongs to in “code_system”"),
    ),
    Code.WRONG_CHECK_DIGIT: Kind(
        _WARNING,
        mark("“%(text)s” is no valid unified social credit code (GB 32100)"),
        mark("compare it with the certificate, character by character"),
    ),
    Code.TEXT_TOO_LARGE: Kind(
        _ERROR,
        mark("the text is too large: %(size)s, at most %(most)s"),
        mark("leave out annexes and tables that promise nothing"),
    ),
    Code.TEXT_WITHOUT_PLAN: Kind(
        _WARNING,
        mark("there is no plan “%(text)s” in the table “plans”, so the text is shown nowhere"),
        mark("name the file after the plan's “plan_id”"),
    ),
    Code.UNKNOWN_MARK: Kind(
        _ERROR,
        mark("“%(text)s” is marked in the text, but is no target of the plan “%(plan)s”"),
        mark("write [words](id) with an id of the table “targets”, or take the mark away"),
    ),
    Code.UNREAD_MARK: Kind(
        _ERROR,
        mark("the target “%(text)s” is named in the text, but not by a mark"),
        mark("write [words](id): the words in square brackets, the id right behind in round ones"),
    ),
    Code.UNMARKED_TARGET: Kind(
        _WARNING,
        mark("%(times)s promises are not marked in the text; the first is %(clause)s, “%(text)s”"),
        mark("write [words](%(target)s) where the text promises it"),
    ),
    Code.NOT_A_BAG: Kind(
        _ERROR,
        mark("there is no bag here: “bagit.txt” is missing"),
        mark("name the folder that holds bagit.txt, or the .zip of such a folder"),
    ),
    Code.NO_ACCESS: Kind(
        _ERROR,
        mark("it cannot be read: %(detail)s"),
        mark("see that the disk is sound and that you may read it, then try again"),
    ),
    Code.BROKEN_ARCHIVE: Kind(
        _ERROR,
        mark("the zip archive is damaged: %(detail)s"),
        mark("fetch it again from where it was published"),
    ),
    Code.ARCHIVE_TOO_LARGE: Kind(
        _ERROR,
        mark("the archive would unpack to %(size)s, more than %(most)s"),
        mark("do not unpack it unless you know who made it; a large bag is verified as a folder"),
    ),
    Code.ODD_ARCHIVE: Kind(
        _ERROR,
        mark(
            "“%(text)s” is in the archive as no bag needs it: a link, a password, twice, or outside"
        ),
        mark("do not unpack this archive; fetch it again from where it was published"),
    ),
    Code.NOT_A_FILE: Kind(
        _ERROR,
        mark("it is a link or a device, not a file"),
        mark("put the file itself in its place"),
    ),
    Code.FORBIDDEN_NAME: Kind(
        _ERROR,
        mark("“%(text)s” cannot be the name of a file on every system"),
        mark('leave out < > : " | ? * \\ %% and a space or dot at the end, and CON, NUL, AUX'),
    ),
    Code.NAMES_ALIKE: Kind(
        _ERROR,
        mark("“%(text)s” and “%(other)s” are one name on Windows and macOS"),
        mark("give one of them another name"),
    ),
    Code.NO_SNAPSHOT_NAME: Kind(
        _ERROR,
        mark("“%(text)s” is no name of a snapshot"),
        mark("name it after its period, such as 2018Q3; 2018Q3.r2 is a correction of it"),
    ),
    Code.ALREADY_SEALED: Kind(
        _ERROR,
        mark("“%(text)s” was sealed already, and what was sealed is never changed"),
        mark("seal a correction under the name “%(next)s” instead"),
    ),
    Code.FILE_EXISTS: Kind(
        _ERROR,
        mark("the file is there already"),
        mark("move it away, or name another one"),
    ),
    Code.NOTHING_TO_SEAL: Kind(
        _ERROR,
        mark("the folder holds no files to seal"),
        mark("build the site first"),
    ),
    Code.BAD_DECLARATION: Kind(
        _ERROR,
        mark("it is not the two lines that every bag begins with, its version and encoding"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.UNKNOWN_BAGIT: Kind(
        _ERROR,
        mark("the bag is of BagIt “%(text)s”; only %(known)s can be verified"),
        mark("verify it with a newer version of xushi, or with another program"),
    ),
    Code.OTHER_ENCODING: Kind(
        _ERROR,
        mark("the bag says that its texts are “%(text)s”; only UTF-8 can be read"),
        mark("verify it with another program"),
    ),
    Code.NOT_UTF8: Kind(
        _ERROR,
        mark("the text is not UTF-8"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.BROKEN_LINE: Kind(
        _ERROR,
        mark("the line “%(text)s” cannot be read"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.LISTED_TWICE: Kind(
        _ERROR,
        mark("“%(text)s” is listed twice"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.OUTSIDE_BAG: Kind(
        _ERROR,
        mark("“%(text)s” leads out of the bag"),
        mark("trust nothing in this bag; fetch it again from where it was published"),
    ),
    Code.MISPLACED_LINE: Kind(
        _ERROR,
        mark("“%(text)s” does not belong in this list"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.NO_CHECKSUMS: Kind(
        _ERROR,
        mark("the list of checksums is missing, without which nothing can be verified"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.UNKNOWN_CHECKSUMS: Kind(
        _WARNING,
        mark("checksums of the kind “%(text)s” are not verified here"),
        mark("verify them with another program, if no other list (sha256, sha512) is there"),
    ),
    Code.CHANGED_FILE: Kind(
        _ERROR,
        mark("the file was changed since the bag was sealed"),
        mark("restore it from another copy of the bag, or ask the office that sealed it"),
    ),
    Code.LOST_FILE: Kind(
        _ERROR,
        mark("the file is listed in %(list)s, but is not there"),
        mark("restore it from another copy of the bag, or ask the office that sealed it"),
    ),
    Code.ADDED_FILE: Kind(
        _ERROR,
        mark("the file is not listed in %(list)s; it was added since the bag was sealed"),
        mark("move it out of the bag"),
    ),
    Code.OTHER_OXUM: Kind(
        _ERROR,
        mark("Payload-Oxum says “%(text)s”, but the bytes and files of data are %(found)s"),
        mark("restore what was lost or changed from another copy of the bag"),
    ),
    Code.NO_SIGNER: Kind(
        _ERROR,
        mark("%(tool)s is needed for signatures of this kind, and is not installed"),
        mark("install it (%(package)s) and try again"),
    ),
    Code.BAD_KEY: Kind(
        _ERROR,
        mark("the key cannot be used: %(detail)s"),
        mark(
            "name a key made by ssh-keygen or openssl; a private one must be readable by you alone"
        ),
    ),
    Code.OTHER_KEY: Kind(
        _ERROR,
        mark("the key is of another kind than the signature, or no public key"),
        mark("name the .pub file for a signature by ssh-keygen, the PEM file for one by openssl"),
    ),
    Code.BAD_SIGNATURE: Kind(
        _ERROR,
        mark("the signature is not of this bag and this key"),
        mark("do not trust the bag unless the office that sealed it confirms its fixity value"),
    ),
    Code.SNAPSHOT_EXISTS: Kind(
        _ERROR,
        mark("there is a snapshot of %(period)s already, and what was sealed is never changed"),
        mark("to correct it, say why with --reason: that makes “%(next)s”, whose pages say it too"),
    ),
    Code.NOTHING_TO_CORRECT: Kind(
        _ERROR,
        mark("a reason is given, but there is no snapshot of %(period)s that could be corrected"),
        mark("leave out --reason"),
    ),
    Code.PERIOD_NOT_OVER: Kind(
        _ERROR,
        mark("%(period)s ends on %(end)s, but the newest report is of %(day)s"),
        mark("wait for the reports of the period, or correct the name of the period"),
    ),
    Code.DAY_IN_PERIOD: Kind(
        _ERROR,
        mark("%(period)s ends on %(end)s only, after the day to be shown, %(day)s"),
        mark("name a day with --as-of on which the period was over"),
    ),
    Code.DUE_DAY_AHEAD: Kind(
        _WARNING,
        mark(
            "the last report of %(period)s is due on %(due)s, but the newest report is of %(day)s; "
            "the snapshot shows that day"
        ),
        mark("if reports are still to come, make the snapshot when they are there"),
    ),
    Code.NOT_FROM_A_FOLDER: Kind(
        _ERROR,
        mark("with “use_directory_urls: true” pages cannot be opened from a folder"),
        mark("add the plugin “offline”, or write “use_directory_urls: false”"),
    ),
    Code.UNREADABLE_INPUT: Kind(
        _ERROR,
        mark("it cannot be kept in a snapshot: %(detail)s"),
        mark("put the file itself in its place, and see that you may read it"),
    ),
    Code.NO_INPUTS: Kind(
        _ERROR,
        mark("this bag does not hold what a snapshot is made from"),
        mark("name the bag whose name ends with “.internal”, or its .zip"),
    ),
    Code.UNKNOWN_SNAPSHOT: Kind(
        _ERROR,
        mark("there is no snapshot “%(text)s”"),
        mark("name one of these, a path of a bag, or “now” for the site as it stands: %(known)s"),
    ),
    Code.OTHER_SITE: Kind(
        _ERROR,
        mark("it has no county in common with “%(other)s”"),
        mark("compare snapshots of one site"),
    ),
    Code.NO_INTERNAL_BAG: Kind(
        _ERROR,
        mark(
            "“%(bag)s” is not beside it, so nobody can say which small numbers of persons its "
            "readers know"
        ),
        mark(
            "put that bag back from where it is kept, unpacked; if it is lost for good, take "
            "“%(name)s” out of the folder too: what it gives away is not counted with then"
        ),
    ),
    Code.NOTHING_TOLD: Kind(
        _ERROR,
        mark(
            "it does not say in a form that is known here which figures of persons %(name)s "
            "published (form “%(text)s”, known: %(known)s)"
        ),
        mark(
            "if a newer version of this program made the bag, use that version; if an older one "
            "did, keep both bags elsewhere: what they give away is not counted with then"
        ),
    ),
    Code.OTHER_MAKER: Kind(
        _ERROR,
        mark("it was made with %(package)s %(needed)s, but here is %(found)s"),
        mark("install %(package)s %(needed)s in an environment of its own, and try again there"),
    ),
    Code.MADE_OTHERWISE: Kind(
        _ERROR,
        mark("made again, the file has other bytes"),
        mark("ask the office that sealed the snapshot what it was made with"),
    ),
    Code.NOT_MADE_AGAIN: Kind(
        _ERROR,
        mark("the file is in the snapshot, but was not made again"),
        mark("ask the office that sealed the snapshot what it was made with"),
    ),
    Code.MADE_IN_ADDITION: Kind(
        _ERROR,
        mark("made again, there is this file too, which the snapshot does not hold"),
        mark("ask the office that sealed the snapshot what it was made with"),
    ),
    Code.NO_OBSERVATIONS: Kind(
        _ERROR,
        mark("nothing was reported yet, so there is no day to show"),
        mark("fill in observations, or name a day with --as-of"),
    ),
    Code.NO_SETTINGS: Kind(
        _ERROR,
        mark("there is no such configuration file"),
        mark("go to the folder of a site, or lay one out with xushi init"),
    ),
    Code.BROKEN_SETTINGS: Kind(
        _ERROR,
        mark("the configuration file cannot be read: %(detail)s"),
        mark("mend this line: indent with spaces, and put a text with a colon in quotes"),
    ),
    Code.UNKNOWN_SETTING: Kind(
        _ERROR,
        mark("there is no setting “%(text)s”"),
        mark("use one of: %(allowed)s"),
    ),
    Code.BAD_SETTING: Kind(
        _ERROR,
        mark("“%(text)s” does not fit this setting"),
        mark("write: %(allowed)s"),
    ),
    Code.WRONG_TEMPLATE: Kind(
        _ERROR,
        mark("the template cannot be used: %(detail)s"),
        mark("correct the template, or delete it to use the one that comes with the program"),
    ),
    Code.OTHER_BUILD: Kind(
        _ERROR,
        mark("another build of this site is running"),
        mark("wait until it is done, then build again"),
    ),
    Code.NO_BUILDER: Kind(
        _ERROR,
        mark("%(builder)s is to build the site, but is not installed"),
        mark("install it beside xushi (pip install %(package)s), or set “builder” to mkdocs"),
    ),
    Code.SITE_NOT_BUILT: Kind(
        _ERROR,
        mark("%(builder)s could not build the site: %(detail)s"),
        mark("mend what %(builder)s names and build again"),
    ),
    Code.SECRET_PUBLISHED: Kind(
        _ERROR,
        mark("“%(text)s” of %(origin)s is not public (byte %(offset)s, %(times)s in all)"),
        mark("take it out of the template that shows it, or mark its row public"),
    ),
    Code.FIGURE_PUBLISHED: Kind(
        _ERROR,
        mark("“%(text)s” of %(origin)s is withheld (byte %(offset)s, %(times)s in all)"),
        mark("take the figure out of the template or text that tells it"),
    ),
    Code.CONTACT_PUBLISHED: Kind(
        _ERROR,
        mark("“%(text)s” looks like a number or address of a person (%(origin)s, byte %(offset)s)"),
        mark("take it out of the table or template; one of an office may stand under “hotlines”"),
    ),
    Code.WORD_PUBLISHED: Kind(
        _ERROR,
        mark("“%(text)s” is one of the words of %(origin)s (byte %(offset)s, %(times)s in all)"),
        mark("take it out of the table or template that holds it, or off the list in mkdocs.yml"),
    ),
    Code.INTERNAL_PUBLISHED: Kind(
        _ERROR,
        mark("“%(text)s” belongs to the internal edition (byte %(offset)s, %(times)s in all)"),
        mark("take it out of the site's own templates"),
    ),
    Code.NOT_THROUGH_GATE: Kind(
        _ERROR,
        mark("the file was not searched for what the public may not see, or changed since"),
        mark("run xushi build again, then publish; nothing was published"),
    ),
    Code.NO_DASK: Kind(
        _ERROR,
        mark("building on a cluster needs Dask, which is not installed"),
        mark('install it with: pip install "xushi[cluster]"; or use --jobs instead'),
    ),
    Code.NO_CLUSTER: Kind(
        _ERROR,
        mark("no worker of a Dask cluster answers at “%(text)s”"),
        mark("start a scheduler and its workers, or write “local” for those of this machine"),
    ),
    Code.OTHER_VERSION: Kind(
        _ERROR,
        mark("the worker at “%(text)s” runs another version of this program"),
        mark("install the same version on every machine of the cluster"),
    ),
    Code.WORKER_LOST: Kind(
        _ERROR,
        mark("a piece of the work has failed with every process that tried it; each was ended"),
        mark("see that there is memory enough, or run fewer at once with --jobs"),
    ),
    Code.NOTHING_TO_PUBLISH: Kind(
        _ERROR,
        mark("there is no finished site of the edition “%(edition)s”"),
        mark("run xushi build --edition %(edition)s first"),
    ),
    Code.INTERNAL_IN_PUBLIC: Kind(
        _ERROR,
        mark("it is of the internal edition, which the public may not see"),
        mark("build the public edition anew; keep internal snapshots under names with .internal"),
    ),
    Code.OTHER_EDITION: Kind(
        _ERROR,
        mark("the folder holds releases of the edition “%(found)s”, not of “%(edition)s”"),
        mark("name a folder for each edition; those of two never share one"),
    ),
    Code.TARGET_IN_TARGET: Kind(
        _ERROR,
        mark("the folder lies inside %(other)s, whose releases are published"),
        mark("name a folder elsewhere"),
    ),
    Code.TARGET_IN_SITE: Kind(
        _ERROR,
        mark("the folder lies inside the finished site %(other)s, or around it"),
        mark("name a folder elsewhere: a build would remove the releases, or readers see the site"),
    ),
    Code.NOT_A_TARGET: Kind(
        _ERROR,
        mark("the folder holds something else than releases"),
        mark("name a new or an empty folder"),
    ),
    Code.TARGET_BUSY: Kind(
        _ERROR,
        mark("another publication to this folder is under way"),
        mark("wait for its end and try again"),
    ),
    Code.NO_LINKS: Kind(
        _ERROR,
        mark("no link can be made in this folder, and readers are led by one"),
        mark("publish to a folder of a Linux server, or copy the folder of the finished site"),
    ),
    Code.SITE_CHANGED: Kind(
        _ERROR,
        mark("the file was changed while it was being published"),
        mark("wait for the end of the build and publish again"),
    ),
    Code.NO_RELEASE: Kind(
        _ERROR,
        mark("there is no release “%(text)s” to go back to"),
        mark("name one of these: %(known)s"),
    ),
    Code.RELEASE_DAMAGED: Kind(
        _ERROR,
        mark("the release is not as it was published: this was changed, lost or added"),
        mark("publish that site again, or go back to another release"),
    ),
    Code.PATH_NOT_PLAIN: Kind(
        _ERROR,
        mark("the path holds a sign that would mean something in a server's configuration"),
        mark('name a folder without " \\ $ ` { } * ? in its path'),
    ),
    Code.INLINE_ATTRIBUTE: Kind(
        _WARNING,
        mark("a style or script in an attribute, which the server's policy will pass over"),
        mark("use a class in place of style=, and a script of its own in place of onclick="),
    ),
    Code.NO_PROGRAM: Kind(
        _ERROR,
        mark("the program “%(program)s” is not on this machine"),
        mark("install %(program)s, or publish to a folder"),
    ),
    Code.REMOTE_FAILED: Kind(
        _ERROR,
        mark("the other machine refused: %(detail)s"),
        mark("see that a key opens it and the folder can be written to; readers see what they saw"),
    ),
    Code.NEEDS_SSH: Kind(
        _ERROR,
        mark("this cannot be done through an rsync daemon"),
        mark("name the folder as host:/path, which ssh reaches, or do it on that machine"),
    ),
    Code.FORM_WITH_MACROS: Kind(
        _ERROR,
        mark("the file may hold macros and is not opened"),
        mark("save it as XLSX, without macros, and send it again"),
    ),
    Code.FORM_LOCKED: Kind(
        _ERROR,
        mark("the file is protected by a password and cannot be read"),
        mark("take the password off the file and send it again"),
    ),
    Code.FORM_TOO_LARGE: Kind(
        _ERROR,
        mark("the file is too large for a report: %(size)s, at most %(most)s"),
        mark("copy the figures into a fresh form, no formatted empty rows, and send that"),
    ),
    Code.NO_FORM: Kind(
        _ERROR,
        mark("the file is no form of this site, and no table of observations"),
        mark("fill in the form that was handed out; it may be renamed, but not rebuilt"),
    ),
    Code.FORM_NEWER: Kind(
        _ERROR,
        mark("the form is of version %(version)s, this program knows %(own)s"),
        mark("bring the program up to date, or hand out a fresh form"),
    ),
    Code.FORM_COPIES: Kind(
        _ERROR,
        mark("the sheets %(sheets)s are copies of the form with different entries"),
        mark("leave the one sheet that counts and delete the others"),
    ),
    Code.UNKNOWN_SENDER: Kind(
        _ERROR,
        mark("the form is that of “%(text)s”, which is no unit of this site"),
        mark("fill in a fresh form of the unit that reports"),
    ),
    Code.OTHER_SENDER: Kind(
        _ERROR,
        mark("the form was handed out to “%(own)s”, its title says “%(text)s”"),
        mark("fill in the form of the unit that reports, and leave its title as it is"),
    ),
    Code.ROW_WITHOUT_KEY: Kind(
        _ERROR,
        mark("“%(text)s” stands in a row that was inserted and asks for nothing"),
        mark(
            "put the figure into the row of its indicator, and remarks into the column of comments"
        ),
    ),
    Code.ROW_TWICE: Kind(
        _ERROR,
        mark("this row was copied from row %(other)s and says something else"),
        mark("delete one of the two rows"),
    ),
    Code.BLANK_ENTRY: Kind(
        _ERROR,
        mark("neither a figure nor a reason why there is none"),
        mark("fill in the figure, 0 if it is none, or choose the reason"),
    ),
    Code.REASON_AND_FIGURE: Kind(
        _ERROR,
        mark("there is a figure, and “%(text)s” as the reason why there is none"),
        mark("delete one of the two"),
    ),
    Code.NOT_A_REASON: Kind(
        _ERROR,
        mark("“%(text)s” is none of the reasons %(choices)s"),
        mark("choose one from the list, and put the rest into the comments"),
    ),
    Code.TWO_ANSWERS: Kind(
        _ERROR,
        mark("%(other)s gives another figure for the same: “%(value)s”"),
        mark("send one of the two files only"),
    ),
    Code.NO_CORRECTION_REASON: Kind(
        _ERROR,
        mark("“%(was)s” was reported before, and now “%(now)s”, without a reason"),
        mark("say why it is corrected, or put the earlier figure back"),
    ),
    Code.KNOWN_LATER: Kind(
        _ERROR,
        mark("“%(was)s” was received for it on %(day)s, after this day of receipt"),
        mark("collect the file with the day on which it was really received"),
    ),
    Code.NO_CONFIRMATION_REASON: Kind(
        _ERROR,
        mark("the figure is marked as checked, without a reason"),
        mark("say why it is right, or correct it"),
    ),
    Code.FAR_FROM_PAST: Kind(
        _WARNING,
        mark("“%(text)s” is far from your own earlier figures, %(low)s to %(high)s"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.SAME_AGAIN: Kind(
        _WARNING,
        mark("“%(text)s” is the figure of %(times)s periods in a row"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.TOTAL_FELL: Kind(
        _WARNING,
        mark("“%(text)s” is less than “%(before)s” before, though it adds up over the year"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.OTHER_UNIT_LIKELY: Kind(
        _WARNING,
        mark("“%(text)s” has the digits of “%(before)s” before, as in another unit of measure"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.SAME_NUMBER: Kind(
        _WARNING,
        mark("“%(text)s” stands here in %(unit)s and in %(second)s at “%(other)s”"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.OTHER_INTAKE: Kind(
        _ERROR,
        mark("somebody else is collecting, undoing or restoring at this moment"),
        mark("wait until they are done and run the command again"),
    ),
    Code.NO_LEDGER_HERE: Kind(
        _ERROR,
        mark("the observations are kept by county, where no intake can be added"),
        mark("keep them in one folder, data/observations/, without folders of counties"),
    ),
    Code.NO_INTAKE: Kind(
        _ERROR,
        mark("there is no intake that could be taken back"),
        mark("look into data/received/ for what was taken and taken back"),
    ),
    Code.LEDGER_CHANGED: Kind(
        _ERROR,
        mark("the file is not as intake %(name)s wrote it"),
        mark("bring the file back from a backup; corrections are new rows of a later report"),
    ),
    Code.BACKUP_DAMAGED: Kind(
        _ERROR,
        mark("the backup is not whole (%(detail)s); nothing was restored"),
        mark("take another copy of it"),
    ),
    Code.BROKEN_MAPPING: Kind(
        _ERROR,
        mark("the mapping file is no TOML: %(detail)s"),
        mark("mend this line: texts, and keys of other letters than a–z, stand in quotes"),
    ),
    Code.UNKNOWN_MAPPING_KEY: Kind(
        _ERROR,
        mark("a mapping file has no key “%(text)s” here"),
        mark("use one of: %(allowed)s"),
    ),
    Code.BAD_MAPPING_VALUE: Kind(
        _ERROR,
        mark("“%(text)s” does not fit this key"),
        mark("write: %(allowed)s"),
    ),
    Code.HEADING_NOT_FOUND: Kind(
        _ERROR,
        mark("no column is called “%(text)s”"),
        mark("name it as the file does, or add an alias; its columns are: %(allowed)s"),
    ),
    Code.TWO_HEADINGS: Kind(
        _ERROR,
        mark("several columns are called “%(text)s”: %(columns)s"),
        mark("add #1, #2 … behind the name, counted from the left"),
    ),
    Code.NO_HEADING_FITS: Kind(
        _ERROR,
        mark("no column heading fits the expression “%(text)s”"),
        mark("compare it with the headings of the file; it must fit a heading as a whole"),
    ),
    Code.NO_ROWS: Kind(
        _ERROR,
        mark("there is no row to take over"),
        mark("see that the right sheet is named, and that the mapping leaves out less"),
    ),
    Code.UNKNOWN_NAME: Kind(
        _ERROR,
        mark("“%(text)s” is no id, name, short name, alias or code in the table “%(table)s”"),
        mark("correct it, add it to the aliases in “%(table)s”, or leave the row out with drop"),
    ),
    Code.NAME_OF_SEVERAL: Kind(
        _ERROR,
        mark("“%(text)s” may be any of %(ids)s"),
        mark("write a name, an alias or a code that only one of them has"),
    ),
    Code.NO_RECEIVED_DAY: Kind(
        _ERROR,
        mark("nothing says on which day the figures were received"),
        mark("name the day with --received, or write reported_after or columns.reported_on"),
    ),
    Code.WHICH_SHEET: Kind(
        _ERROR,
        mark("the workbook has several visible sheets, or none: %(allowed)s"),
        mark('name the sheet in the mapping: sheet = "…"'),
    ),
    Code.UNKNOWN_SHEET: Kind(
        _ERROR,
        mark("the workbook has no sheet “%(text)s”"),
        mark("name one of: %(allowed)s"),
    ),
    Code.HAS_MACROS: Kind(
        _ERROR,
        mark("the workbook brings macros (%(text)s), and is not opened"),
        mark("save it as .xlsx without macros"),
    ),
    Code.LOCKED_FILE: Kind(
        _ERROR,
        mark("the workbook is protected by a password"),
        mark("save it without a password; it is not kept anywhere but in the tables"),
    ),
    Code.EXTERNAL_LINKS: Kind(
        _WARNING,
        mark("the workbook takes figures from other files; those it last saw are read"),
        mark("see that they are up to date, or paste them as values"),
    ),
    Code.OTHER_KIND_OF_FILE: Kind(
        _ERROR,
        mark("files of the kind “%(text)s” are not dealt with"),
        mark("save it as one of: %(allowed)s"),
    ),
    Code.TOO_LARGE_TO_IMPORT: Kind(
        _ERROR,
        mark("it is too large, or says so: %(size)s, at most %(most)s"),
        mark("delete empty rows and columns beyond the table, or split it"),
    ),
    Code.THERE_ALREADY: Kind(
        _ERROR,
        mark("the file is there already, and holds rows"),
        mark("name another one with --out, or replace it with --force"),
    ),
    Code.ONE_FILE: Kind(
        _ERROR,
        mark("the table “%(table)s” is one file, %(file)s, and cannot be a folder too"),
        mark("move %(file)s into the folder “%(table)s”"),
    ),
    Code.NO_SQL: Kind(
        _ERROR,
        mark("reading databases needs packages that are not installed"),
        mark('install them with: pip install "xushi[sql]"'),
    ),
    Code.NO_VARIABLE: Kind(
        _ERROR,
        mark("the environment has no variable “%(text)s”, which the address names"),
        mark("set it, or let libpq find the password in the file that PGPASSFILE names"),
    ),
    Code.OPEN_CREDENTIAL: Kind(
        _ERROR,
        mark("a password stands in the settings"),
        mark(
            "write ${NAME} in its place and set NAME in the environment; then change the password"
        ),
    ),
    Code.NO_CONNECTION: Kind(
        _ERROR,
        mark("the database cannot be opened: %(detail)s"),
        mark("see that it runs, and that name, password and right to read are correct"),
    ),
    Code.QUERY_REFUSED: Kind(
        _ERROR,
        mark("the database refuses the query: %(detail)s"),
        mark("try the query in the database's own program; tables may have changed"),
    ),
    Code.CONNECTION_LOST: Kind(
        _ERROR,
        mark("the connection was lost after %(rows)s rows: %(detail)s"),
        mark("try again; nothing of it was kept"),
    ),
}


_WHOLE = ("allowed",)
"""Words that are our own and not those of a cell or a file: lists of which all counts."""


def _shown(word: str) -> str:
    """Shorten a word for a message and keep it on one line, with nothing invisible in it."""
    plain = "".join(c if c.isprintable() else " " for c in " ".join(word.split()))
    return plain if len(plain) <= LONGEST_WORD else plain[: LONGEST_WORD - 1] + "…"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing to mend."""

    where: Location
    code: Code
    words: tuple[tuple[str, str], ...] = ()
    """What goes into the sentences of the code."""
    suggestion: str = ""
    """What was probably meant; shown in place of the fix sentence as "did you mean"."""

    @property
    def severity(self) -> Severity:
        """Whether this stops the build."""
        return KINDS[self.code].severity

    def describe(self, translate: Translate) -> tuple[str, str]:
        """Compose the message and the fix in the reader's language."""
        kind = KINDS[self.code]
        words = {name: word if name in _WHOLE else _shown(word) for name, word in self.words}
        fix = translate(kind.fix) % words
        if self.suggestion:
            fix = translate(mark("did you mean “%(suggestion)s”?")) % {
                "suggestion": _shown(self.suggestion)
            }
        return translate(kind.message) % words, fix

    def lines(self, translate: Translate) -> str:
        """Print the problem as a person reads it: place, message and code, then the fix."""
        message, fix = self.describe(translate)
        return f"{self.where}: {message} [{self.code}]\n    {fix}"

    def as_json(self, translate: Translate) -> dict[str, str | int]:
        """Give the problem as one flat object for machines."""
        message, fix = self.describe(translate)
        return {
            "file": self.where.file,
            "sheet": self.where.sheet,
            "row": self.where.row,
            "column": self.where.column,
            "code": str(self.code),
            "severity": str(self.severity),
            "message": message,
            "fix": fix,
            "suggestion": self.suggestion,
        }


def problem(code: Code, where: Location, suggestion: str = "", **words: object) -> Problem:
    """Make a problem from its place and words."""
    named = tuple((name, str(word)) for name, word in words.items())
    return Problem(where, code, named, suggestion)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Keep what stops the build."""
    return [found for found in problems if found.severity is Severity.ERROR]


class GeneratorError(Exception):
    """Base of every error this program raises on purpose; anything else is a bug."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(found.lines(str) for found in self.problems))

    def __reduce__(self) -> tuple[type[GeneratorError], tuple[tuple[Problem, ...]]]:
        """Travel between processes with the problems, not with their text."""
        return type(self), (self.problems,)


class ConfigError(GeneratorError):
    """The settings in mkdocs.yml or on the command line cannot be used."""


class DataError(GeneratorError):
    """The tables break the rules of `generator.schema`."""


class RenderError(GeneratorError):
    """A template and its page do not fit each other."""


class BuildError(GeneratorError):
    """MkDocs, or the disk, refused."""


class GateError(GeneratorError):
    """A finished public edition holds what the public may not see; the one before it stays."""


class BagError(GeneratorError):
    """A snapshot cannot be sealed, archived, signed, listed or made again."""


class IntakeError(GeneratorError):
    """The ledger cannot be written to, taken back or restored."""


class PublishError(GeneratorError):
    """A release cannot be brought to its place, or be gone back to."""
