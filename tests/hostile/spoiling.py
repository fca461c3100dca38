"""What may befall a file on its way: bytes, parts, tags and cells that are changed or gone."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence

from hypothesis import strategies as st

ODD_CELLS = (
    *("", "—", "未报", "≥5", "约4000", "１２．５％", "1e400", "-0", "nan", "inf", "=1+1", "@x"),
    *("+1", "-1", "2018-02-30", "'", '"', "\u200b", "\ufeff", "\ue81e", "𬭚", "a|b|", "../.."),
    *("<b>", "9" * 400, "1,2,3", "已核实", "未开展", "不适用", "封顶", "43363", "#REF!", "九十"),
    *("xushi-form|1|u1|2018-09", "xushi-line|visits|2018-09", "xushi:value", "u1", "2018-13"),
)
ODD_VALUES = (
    *("", "-1", "0", "1", "7", "99", "1e309", "4294967296", "A1", "A0", "XFD1048576", "ZZZZ5"),
    *("B2:A1", "A1:XFD1048576", "&#0;", "&x;", "&amp;", "9" * 40, "../../x", "rId1", "rId9"),
    *("s", "e", "str", "b", "d", "n", "inlineStr", "0%", "yyyy-mm", "填报", "hidden", "preserve"),
)
ENCODINGS = (
    *("utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-32", "utf-7"),
    *("shift_jis", "latin-1", "cp1252", "euc_kr", "koi8-r"),
)
_TAG = re.compile(rb"<[^<>]*>")
_VALUE = re.compile(rb'"[^"<>]*"')
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=</)")


@st.composite
def bytes_of(draw: st.DrawFn, content: bytes) -> bytes:
    """Change some bytes, or cut the file off."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        until = min(at + draw(st.integers(0, 40)), len(content))
        content = content[:at] + draw(st.binary(max_size=12)) + content[until:]
    is_cut = draw(st.integers(0, 9)) == 0
    return content[: draw(st.integers(0, len(content)))] if is_cut else content


@st.composite
def xml_of(draw: st.DrawFn, content: bytes) -> bytes:
    """Change tags, attributes and texts of a part; it stays XML, more or less."""
    for _ in range(draw(st.integers(1, 5))):
        pattern, odd = draw(
            st.sampled_from([(_TAG, ()), (_VALUE, ODD_VALUES), (_TEXT, ODD_CELLS), (_TAG, ())])
        )
        found = list(pattern.finditer(content))
        if not found:
            continue
        one, other = draw(st.sampled_from(found)), draw(st.sampled_from(found))
        if odd:
            text = draw(st.sampled_from(odd)).encode("utf-8", "replace")
            new = b'"' + text + b'"' if pattern is _VALUE else _escaped(text)
        else:
            new = draw(
                st.sampled_from([b"", one[0] + one[0], other[0], one[0].replace(b'"', b"'")])
            )
        content = content[: one.start()] + new + content[one.end() :]
    return content


def _escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;")


@st.composite
def package_of(draw: st.DrawFn, content: bytes) -> bytes:
    """Change a package: the inside of a part, or which parts there are."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(parts) - 1))
        name, inside = parts[at]
        way = draw(st.sampled_from(["xml", "xml", "xml", "bytes", "gone", "twice", "swap", "name"]))
        if way == "xml":
            parts[at] = name, draw(xml_of(inside))
        elif way == "bytes":
            parts[at] = name, draw(bytes_of(inside))
        elif way == "gone" and len(parts) > 1:
            del parts[at]
        elif way == "twice":
            parts.append((name, draw(xml_of(inside))))
        elif way == "swap":
            parts[at] = name, parts[draw(st.integers(0, len(parts) - 1))][1]
        else:
            odd = [name.upper(), name.replace("/", "\\"), "xl/vbaProject.bin", f"xl/{name}", "../x"]
            parts[at] = draw(st.sampled_from(odd)), inside
    return _packed(parts)


def _packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore", UserWarning)  # two parts of one name are meant
        for name, inside in parts:
            package.writestr(name, inside)
    return made.getvalue()


@st.composite
def text_of(draw: st.DrawFn, content: str) -> bytes:
    """Change cells, rows and the encoding of a table."""
    rows = [line.split(",") for line in content.splitlines()]
    for _ in range(draw(st.integers(0, 4))):
        row = draw(st.integers(0, len(rows) - 1))
        way = draw(st.integers(0, 4))
        if way == 0 and len(rows) > 1:
            del rows[row]
        elif way == 1:
            rows.insert(row, list(rows[row]))
        elif way == 2:
            rows[row] = draw(st.permutations(rows[row]))
        else:
            at = draw(st.integers(0, len(rows[row]) - 1))
            cell = draw(st.sampled_from(ODD_CELLS) | st.text(max_size=8))
            rows[row] = [*rows[row][:at], cell, *rows[row][at + 1 :]]
    text = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"])).join(map(",".join, rows))
    text = text.replace(",", draw(st.sampled_from([",", ",", ",", "\t", ";", "，", "|"])))
    encoded = text.encode(draw(st.sampled_from(ENCODINGS)), "replace")
    return draw(bytes_of(encoded)) if draw(st.integers(0, 3)) == 0 else encoded
