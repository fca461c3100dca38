"""What a text says: its escapes undone, invisible signs left out."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_JSON, _URL, _HTML = (
    rb"\\u(?!00[0-7])[0-9a-fA-F]{4}",
    # Not where a table is text: 95%2018年.
    rb"%(?:(?<![0-9]%)|(?!20[0-9]{2}(?![0-9a-zA-Z])))[0-9a-fA-F]{2}",
    rb"&\#(?!3[49];)[xX]?[0-9a-fA-F]{2,6};",
)
_ESCAPES = [
    *(re.compile(rb"%b(?:%b)*" % (one, one)) for one in (_JSON, _URL, _HTML)),
    *(
        re.compile(sign)
        for sign in (rb"\xe2\x80[\x8b-\x8f]", rb"\xc2\xad", rb"\xe2\x81\xa0", rb"<wbr>")
    ),
]
"""Each begins with the same bytes, so that one that is not there costs little.

Escapes of single signs of HTML and JSON, of which pages are full, are not undone: needles know
them.
"""


@dataclass(frozen=True, slots=True)
class Unfolded:
    """Content without escapes, and where each of its places was before."""

    content: bytes
    ends: tuple[int, ...]
    """Places in it behind each escape that was undone, rising."""
    shifts: tuple[int, ...]
    """How much farther behind these places lay before."""

    def before(self, place: int) -> int:
        """Give the place in the file itself."""
        at = bisect_right(self.ends, place)
        return place + (self.shifts[at - 1] if at else 0)


def unfold(content: bytes) -> Unfolded | None:
    """Undo escapes; None where there are none."""
    places = sorted(
        (found.start(), found[0]) for escape in _ESCAPES for found in escape.finditer(content)
    )
    if not places:
        return None
    pieces, ends, shifts = [], [], []
    last = size = shift = 0
    for start, escape in places:
        plain = _decoded(escape)
        pieces += [content[last:start], plain]
        size += start - last + len(plain)
        shift += len(escape) - len(plain)
        last = start + len(escape)
        ends.append(size)
        shifts.append(shift)
    return Unfolded(b"".join([*pieces, content[last:]]), tuple(ends), tuple(shifts))


def _decoded(escape: bytes) -> bytes:
    if escape.startswith(b"%"):
        return unquote_to_bytes(escape)
    if escape.startswith(b"&"):
        text = html.unescape(escape.decode())
    elif escape.startswith(b"\\"):
        digits = escape.decode().split("\\u")[1:]
        units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in digits)
        text = units.decode("utf-16-be", "replace")
    else:
        return b""
    return text.translate(INVISIBLE).encode("utf-8", "replace")


INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xAD, 0x2060, 0xFEFF])
"""Signs that nobody sees, as `str.translate` takes them away."""
