"""What there is to know of opening a ZIP archive that may be damaged, or made to do harm."""

from __future__ import annotations

import struct
import zipfile
import zlib

DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, OverflowError),
)
"""What the library raises where an archive is not what it should be, or a password locks it."""
MOST_TIMES = 200
"""An archive may unpack to so many times its own size; a site is some ten times smaller packed."""
LEAST_BYTES = 64 << 20
"""So much is harmless, however small the archive."""


def most_unpacked(size: int) -> int:
    """Give how many bytes an archive of some bytes may unpack to."""
    return max(LEAST_BYTES, MOST_TIMES * size)
