"""How readers of workbooks fail, made two errors: nobody else need know their libraries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import CalamineError, PasswordError

from generator.archives import DAMAGE

MAY_HOLD_MACROS = (".xlsm", ".xltm", ".xlsb", ".xlam")
"""Endings of workbooks that are not opened at all."""
_BROKEN = (*DAMAGE, CalamineError, OSError, KeyError, IndexError)


class BrokenError(Exception):
    """The bytes are no workbook, or not a whole one."""


class LockedError(Exception):
    """A password protects the workbook."""


class TooLargeError(Exception):
    """The workbook would not fit into the memory; says how large it is, and what would fit."""

    def __init__(self, size: str, most: str) -> None:
        super().__init__()
        self.words = {"size": size, "most": most}


@contextmanager
def whole_workbook() -> Iterator[None]:
    """Read a workbook inside; one that is too large stays `TooLargeError`.

    Raises:
        LockedError: A password protects it.
        BrokenError: It cannot be read, whatever the reason.
    """
    try:
        yield
    except PasswordError:
        raise LockedError from None
    except _BROKEN as error:
        raise BrokenError from error
    except BaseException as error:
        # The fast reader's own way to fail, which is no Exception: still a file like any other.
        if type(error).__name__ != "PanicException":
            raise
        raise BrokenError from error
