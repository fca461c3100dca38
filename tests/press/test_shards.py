"""Pages pressed by some processes, or by another one, are the pages that this one presses."""

import pickle
from pathlib import Path, PurePosixPath

import pytest

from generator.press import Press, UnknownPageError, list_pages, open_press, read_page
from generator.press.shards import SHARD, Pressing
from generator.schema.specimen import Kind, Shell
from generator.successors import Successor

SPECIMEN = """<title>XsmarkTitle – XsmarkFactOne, XsmarkFactTwo</title>
<meta content="XsmarkDescription"><a href="#XsmarkIdA">XsmarkFolderA/XsmarkName</a><ul>
<li><a href="#XsmarkIdE">XsmarkHeadE</a></li>
<li><a href="#XsmarkIdF">XsmarkHeadF</a><ul>
<li><a href="#XsmarkIdG">XsmarkHeadG</a></li>
<li><a href="#XsmarkIdH">XsmarkHeadH</a></li>
</ul></li>
<li><a href="#XsmarkIdI">XsmarkHeadI</a></li>
</ul>
<div>XsmarkBegin</div>
<h1 id="XsmarkIdA">XsmarkHeadA</h1>
<h2 id="XsmarkIdE">XsmarkHeadE</h2>
<h3 id="XsmarkIdG">XsmarkHeadG</h3>
<div>XsmarkEnd</div>
<p>XsmarkTitle</p>"""
PAGE = """---
title: "单位 {n} &lt;b&gt;"
description: "B &amp; C"
facts: ["d", "e"]
search: {{"exclude": {excluded}}}
---

# 单位 {n} {{: #top }}

<p data-search-exclude="1">{n}</p>

## Part {{: #part }}

### Inside {{: #inside }}

<p>text</p>

## Other {{: #other }}
"""
WANTED = """<title>单位 7 &lt;b&gt; – d, e</title>
<meta content="B &amp; C"><a href="#top">units/u7</a><ul>
<li><a href="#part">Part</a><ul>
<li><a href="#inside">Inside</a></li>
</ul></li>
<li><a href="#other">Other</a></li>
</ul>
<h1 id="top">单位 7</h1>
<p>7</p>
<h2 id="part">Part</h2>
<h3 id="inside">Inside</h3>
<p>text</p>
<h2 id="other">Other</h2>
<p>单位 7</p>"""


@pytest.fixture
def made() -> Press:
    """Open a shell without MkDocs."""
    files = {PurePosixPath("search/search_index.json"): b'{"config": {}, "docs": []}'}
    return open_press(Shell("", {Kind(1, has_toc=True): SPECIMEN}, files, directory_urls=False))


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Write enough pages for four shards; every tenth is for the search."""
    (tmp_path / "docs/units").mkdir(parents=True)
    for n in range(3 * SHARD + 1):
        text = PAGE.format(n=n, excluded="true" if n % 10 else "false")
        (tmp_path / f"docs/units/u{n}.md").write_text(text, encoding="utf-8")
    return tmp_path / "docs"


def pressed(pressing: Pressing, jobs: int) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    """Press all pages; give the files, and what the search reads."""
    found = [entry for part in pressing.all(list_pages(pressing.docs), jobs) for entry in part]
    folder = pressing.folder.new
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return files, found


def test_page_is_filled_in(made: Press, docs: Path) -> None:
    """Every slot of the layout holds what the page says of it."""
    page = made.page(read_page(docs, PurePosixPath("units/u7.md"))).decode()

    assert page.replace(" &lt;b&gt;</p>", "</p>").split() == WANTED.split()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_processes_make_the_same_files(made: Press, docs: Path, tmp_path: Path) -> None:
    """The number of processes changes neither a byte nor the order of what the search reads."""
    one, three = (
        Pressing(made, docs, Successor(tmp_path / name, tmp_path / "published"))
        for name in ("one", "three")
    )

    files, found = pressed(one, jobs=1)
    assert len(files) == 3 * SHARD + 1
    assert len(found) == 20
    assert pressed(three, jobs=3) == (files, found)


def test_press_can_be_sent(made: Press, docs: Path, tmp_path: Path) -> None:
    """A press that was packed and opened again, elsewhere, makes the same pages."""
    pressing = Pressing(made, docs, Successor(tmp_path / "new", tmp_path / "published"))
    again: Pressing = pickle.loads(pickle.dumps(pressing))  # noqa: S301 - our own
    page = PurePosixPath("units/u7.md")

    assert again.shard([page]) == []
    assert (tmp_path / "new/units/u7.html").read_bytes() == made.page(read_page(docs, page))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("content", [b"words", "# 单位 {: #top }".encode("gb18030")])
def test_processes_say_what_they_do_not_know(
    made: Press, docs: Path, tmp_path: Path, content: bytes
) -> None:
    """A page of more than HTML, or in another encoding, is named by whichever process met it."""
    (docs / "units/u150.md").write_bytes(content)
    pressing = Pressing(made, docs, Successor(tmp_path / "new", tmp_path / "published"))

    with pytest.raises(UnknownPageError, match=r"^units/u150\.md$"):
        pressed(pressing, jobs=2)


def test_pages_come_in_the_order_of_mkdocs(tmp_path: Path) -> None:
    """Folder by folder, the index of each first; nothing else is a page."""
    for name in ("b.md", "a/z.md", "a/index.md", "index.md", "a-b/c.md", "a/b.css", "a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert [str(page) for page in list_pages(tmp_path)] == [
        *("index.md", "a.md", "b.md", "a/index.md", "a/z.md", "a-b/c.md")
    ]


@pytest.mark.parametrize("name", ["index.md", "a.b.md", "a/index.md", "a/b.md", "myindex.md"])
def test_addresses(made: Press, name: str) -> None:
    """A page has its own file, or is the index of a folder of its own."""
    page = PurePosixPath(name)
    folders = Press(Shell("", {}, {}, directory_urls=True), {}, {}, {})

    assert made.url(page) == made.path(page) == name.replace(".md", ".html")
    assert folders.path(page) == f"{folders.url(page)}index.html"
    assert (
        folders.url(page)
        == {
            "index.md": "",
            "a.b.md": "a.b/",
            "a/index.md": "a/",
            "a/b.md": "a/b/",
            "myindex.md": "myindex/",
        }[name]
    )
