"""Which pages the press can set, and what it reads of them."""

from pathlib import PurePosixPath

import pytest

from generator.press.source import Heading, UnknownPageError, read_source

PATH = PurePosixPath("units/u1.md")
FRONT = 'title: "A &lt;b&gt;"\ndescription: "B &amp; C"\nfacts: ["d", "e"]\n'
BODY = """<nav>way</nav>

# A &#60;b&#62; {: #top }

<div class="a">

<span>inside</span>

no # heading {: #x } in here

</div>
## Part {: #part }

<p>text</p>"""


def page(body: str = BODY, front: str = FRONT) -> bytes:
    """Write a page as it stands in reports/."""
    return f"---\n{front}---\n\n{body}\n".encode()


def test_page_is_taken_apart() -> None:
    """Texts are as a reader sees them, headings as HTML, and all between them is left alone."""
    source = read_source(PATH, page(front=f'{FRONT}search: {{"exclude": true}}\n'))

    assert (source.title, source.description, source.facts) == ("A <b>", "B & C", ("d", "e"))
    assert source.in_search is False
    assert source.headings == (
        Heading(1, b"A &#60;b&#62;", b"top", b"A &lt;b&gt;"),
        Heading(2, b"Part", b"part", b"Part"),
    )
    assert source.blocks[0] == b"<nav>way</nav>"
    assert source.blocks[1].endswith(b"no # heading {: #x } in here\n\n</div>")
    assert source.blocks[2] == b"<p>text</p>"
    assert source.has_toc


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(page("plain *words*"), id="words"),
        pytest.param(page("# A {: #top }\n\nwords"), id="words-after-the-title"),
        pytest.param(page("# A {: #top }\n\n<p>a</p>\n\nwords"), id="words-after-html"),
        pytest.param(page("# A {: #top }\n\n<p>a</p>\n\n<span>b</span>"), id="html-of-a-line"),
        pytest.param(page("# A {: #top }\n\n<div>\n\n<p>never closed</p>"), id="open-at-the-end"),
        pytest.param(page("# A {: #top }\n\n<pre>code</pre>"), id="code"),
        pytest.param(page("# A {: #top }\n\n<div>\n# B {: #b }\n</div>"), id="heading-in-html"),
        pytest.param(page("# A {: #top }\n\n<div>\n# B\n</div>"), id="heading-sign-in-html"),
        pytest.param(page("# A"), id="title-without-id"),
        pytest.param(page("# *A* {: #top }"), id="title-in-markdown"),
        pytest.param(page("# A & B {: #top }"), id="title-not-escaped"),
        pytest.param(page("## A {: #top }"), id="no-title"),
        pytest.param(page("# A {: #a }\n\n# B {: #b }"), id="two-titles"),
        pytest.param(page("# A {: #top }", 'title: "A"\n'), id="front-matter-too-short"),
        pytest.param(
            page("# A {: #top }", f'{FRONT}template: "x.html"\n'), id="front-matter-of-more"
        ),
        pytest.param(
            page("# A {: #top }", f"{FRONT}date: 2018-10-12\n"), id="front-matter-in-yaml"
        ),
        pytest.param(
            page("# A {: #top }", FRONT.replace('"A &lt;b&gt;"', "5")), id="title-is-a-number"
        ),
        pytest.param(
            page("# A {: #top }", FRONT.replace('["d", "e"]', '"d"')), id="facts-are-no-list"
        ),
        pytest.param(
            page("# A {: #top }", FRONT.replace('["d", "e"]', '["d"], "e"')), id="two-values"
        ),
        pytest.param(
            page("# A {: #top }", f'{FRONT}search: {{"boost": 2}}\n'), id="wish-for-the-search"
        ),
        pytest.param(page("# A {: #top }\n\n</div>\n\nwords\n\n<div>"), id="end-of-nothing"),
        pytest.param(page("# A {: #top }\n\n<p>a\rb</p>"), id="other-ends-of-lines"),
        pytest.param(b"# A {: #top }\n", id="no-front-matter"),
    ],
)
def test_what_only_mkdocs_can_make(text: bytes) -> None:
    """A page with more Markdown than headings is not guessed at."""
    with pytest.raises(UnknownPageError):
        read_source(PATH, text)
