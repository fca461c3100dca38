"""Make the vendored scripts and the font again, from the versions that README.md here names.

Run in the root of the tree, with the development packages and Debian's fonts-noto-cjk:

    python templates/assets/vendor/make.py
"""

from __future__ import annotations

from pathlib import Path

import vl_convert
from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FAMILY = "Xushi Sans"
RARE = "㵲𬭚"
"""Characters of county names that GB 2312 lacks."""
STAND_INS = {"✔": "✓", "✖": "×", "✎": "※", "⇅": "↕", "\u202f": "\u2009"}
"""Characters that Noto lacks, and what is drawn in their place where no other font has them."""
TEXTS = ("data", "generator", "templates", "tests/demonstration")
"""Folders whose texts must be drawn whole, whatever characters they use."""
SUFFIXES = {".csv", ".py", ".po", ".j2", ".md", ".html", ".js"}


def main() -> None:
    """Write vega.js and xushi-sans.woff2."""
    # As it comes, the bundle declares names such as `n` and `s` for the whole page.
    bundle = vl_convert.javascript_bundle()
    (HERE / "vega.js").write_text(f"(()=>{{{bundle}\n}})();\n", encoding="utf-8", newline="\n")
    FONTS.mkdir(exist_ok=True)
    noto = next(
        f for f in TTCollection(NOTO).fonts if f["name"].getDebugName(4) == "Noto Sans CJK SC"
    )
    make_font(noto, characters(), FONTS / "xushi-sans.woff2")


def characters() -> str:
    """Gather GB 2312, what Western texts need, and every character of our own files."""
    rows = range(0xA1, 0xF8)
    gb2312 = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    found = set("".join(pair.decode("gb2312", errors="ignore") for pair in gb2312))
    found.update(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2030)]))
    found.update(STAND_INS.values())
    found.update("−≤≥≈→←↑↓✓✗×÷±‰¥㎡㎥●○◐◑◆◇■□▲△▼▽▶▷∅⊘…—", RARE)
    for folder in TEXTS:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in SUFFIXES and HERE not in path.parents:
                found.update(path.read_text(encoding="utf-8", errors="ignore"))
    return "".join(sorted(c for c in found if c.isprintable()))


def make_font(font: TTFont, text: str, target: Path) -> None:
    """Cut a font down to a text and give it our name, as its licence asks of changed versions."""
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, glyph_names=False)
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG", "GPOS", "GSUB", "GDEF", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    for table in font["cmap"].tables:
        for sign, stand_in in STAND_INS.items():
            if ord(stand_in) in table.cmap:
                table.cmap[ord(sign)] = table.cmap[ord(stand_in)]
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = FAMILY
        elif record.nameID in (3, 6):
            record.string = FAMILY.replace(" ", "")
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    main()
