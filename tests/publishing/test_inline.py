"""What a strict policy must name of a page."""

from __future__ import annotations

import subprocess
from base64 import b64encode

import pytest

from generator.publishing.inline import Inline, inline_of, read_inline

HASH = ["openssl", "dgst", "-sha256", "-binary"]


def openssl(text: bytes) -> str:
    """Hash a text with another program."""
    made = subprocess.run(HASH, input=text, capture_output=True, check=True)
    return f"sha256-{b64encode(made.stdout).decode()}"


@pytest.mark.parametrize(
    ("page", "scripts", "styles"),
    [
        (b"<script>a</script>", [b"a"], []),
        (b"<SCRIPT defer type='module'>a\r\nb</SCRIPT >", [b"a\nb"], []),
        (b"<script data-src=1>a</script>", [b"a"], []),
        (b"<script title='>'>a</script>", [b"a"], []),
        (b"<script src=a.js></script><script\nsrc='a.js'></script>", [], []),
        (b'<script id="__config" type="application/json">{"a":1}</script>', [], []),
        (b"<style media=print>p{}</style>", [], [b"p{}"]),
        (b"<script>a</script>x<script>b</script><script>a</script>", [b"a", b"b"], []),
    ],
)
def test_hashes(page: bytes, scripts: list[bytes], styles: list[bytes]) -> None:
    """Scripts that run and style elements are named; data and files of their own are not."""
    found = inline_of(page, "a.html")

    assert found.scripts == {openssl(text) for text in scripts}
    assert found.styles == {openssl(text) for text in styles}
    assert read_inline(found.text()) == found


@pytest.mark.parametrize(
    ("page", "is_odd"),
    [
        (b"<p style='color: red'>", True),
        (b"<p\nSTYLE=x>", True),
        (b"<p onclick='a()'>", True),
        (b"<p class=a>the style = x of onset = y</p>", False),
        (b"<p title='a style=b'>", False),
        (b"<script>if (a<b style = c>d) {}</script>", False),
        (b"<p data-style='a' data-on='b'>", False),
    ],
)
def test_attributes(page: bytes, is_odd: bool) -> None:
    """Attributes that are styles or scripts are found, words that look like them are not."""
    assert inline_of(page, "a.html").attributes == ({"a.html"} if is_odd else frozenset())


def test_together() -> None:
    """What several pages hold is named once."""
    pages = [b"<script>a</script>", b"<script>a</script><style>b</style>", b"<p style=a>"]
    whole = Inline()
    for number, page in enumerate(pages):
        whole |= inline_of(page, f"{number}.html")

    assert whole == Inline(
        frozenset({openssl(b"a")}), frozenset({openssl(b"b")}), frozenset({"2.html"})
    )
