"""The entries of the theme's search index: made beside other work, and only where pages changed."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator import shell
from generator.problems import BuildError
from generator.shell import entries, searching
from tests.test_shell import AS_OF

pytestmark = pytest.mark.slow

PAGES = [
    {
        "url": f"u{n}.html",
        "title": f"清溪镇{n}",
        "content": f'<h1 id="top">清溪镇{n}</h1><p>卫生院</p>',
    }
    for n in range(3)
]


@pytest.fixture
def builder(tmp_path: Path) -> shell.Builder:
    """Lay out what the index needs of a site."""
    (tmp_path / "search").mkdir()
    (tmp_path / shell.WORDS).write_text("清溪镇 100000\n", encoding="utf-8")
    return shell.Builder(tmp_path / "mkdocs.yml", tmp_path / "zh", "", "", AS_OF, tmp_path / ".x")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Note the addresses of the pages that each process is sent."""
    noted: list[list[str]] = []

    class Noting(subprocess.Popen[str]):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            urls: list[str] = []
            noted.append(urls)
            assert self.stdin
            write = self.stdin.write

            def noting(line: str) -> int:
                if line.startswith("{"):
                    urls.append(json.loads(line)["url"])
                return write(line)

            self.stdin.write = noting  # type: ignore[method-assign]

    monkeypatch.setattr(searching.subprocess, "Popen", Noting)
    return noted


def made(builder: shell.Builder, pages: list[dict[str, str]]) -> list[dict[str, str]]:
    """Make the entries of pages, asked for one by one."""
    with shell.open_index(builder) as index:
        for page in pages:
            index.ask([page])
        return index.result()


def test_only_what_changed_is_made(builder: shell.Builder, sent: list[list[str]]) -> None:
    """Pages of before cost no process, a changed one is made alone, and all stay in order."""
    first = made(builder, PAGES)
    assert [entry["location"] for entry in first] == [f"u{n}.html" for n in range(3)]
    assert first[0]["title"] == "清溪镇\u200b0"

    assert made(builder, PAGES[::-1]) == first[::-1]
    changed = made(builder, [PAGES[0], PAGES[1] | {"content": '<h1 id="top">清</h1>'}])
    assert [entry["title"] for entry in changed] == [first[0]["title"], "清"]
    made(builder, PAGES[:1])

    assert sent == [["u0.html", "u1.html", "u2.html"], ["u1.html"]]


def test_entries_depend_on_the_names(builder: shell.Builder, sent: list[list[str]]) -> None:
    """Where other names are kept whole, all entries are made anew."""
    made(builder, PAGES[:1])
    words = builder.docs_dir.parent / shell.WORDS
    words.write_text("清溪镇 100000\n镇卫 100000\n", encoding="utf-8")
    made(builder, PAGES[:1])

    assert sent == [["u0.html"], ["u0.html"]]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"made_by": "1"}', '{"pages": {"a": []}}'])
def test_broken_cache_is_no_cache(tmp_path: Path, content: str) -> None:
    """What is in the cache may be cut off, or another's."""
    (tmp_path / "index.json").write_text(content)

    assert entries._read(tmp_path / "index.json", "1") == {}


def test_process_without_work_ends(builder: shell.Builder) -> None:
    """It is started before anybody knows whether pages come."""
    with shell.open_index(builder) as index:
        process = index._searching._process
        assert process
        assert process.poll() is None
        assert index.result() == []

    assert process.poll() is not None


def test_stopped_process_is_said(builder: shell.Builder) -> None:
    """Where the theme's search stops, its last words are the problem."""
    (builder.docs_dir.parent / shell.WORDS).unlink()

    with pytest.raises(BuildError) as caught:
        made(builder, PAGES * 10_000)

    assert "words.txt" in dict(caught.value.problems[0].words)["detail"]


@pytest.mark.parametrize(
    ("before", "after", "is_made_again"),
    [
        ("1 corrected", "2 corrected", False),
        ('1 (<a href="a.html">list</a>)', '2 (<a href="b.html">list</a>)', False),
        ("1 corrected", "1 <strong>corrected</strong>", True),
        ("1 corrected", '<span title="1">corrected</span>', True),
    ],
)
def test_text_that_is_not_searched(
    builder: shell.Builder,
    sent: list[list[str]],
    before: str,
    after: str,
    *,
    is_made_again: bool,
) -> None:
    """Where only text differs that the search does not read, entries are those of before."""
    page = '<h1 id="top">清溪镇</h1><p class="xs-line" data-search-exclude="1">{}</p><p>卫生院</p>'
    pages = [[PAGES[0] | {"content": page.format(text)}] for text in (before, after)]
    first, second = [made(builder, asked) for asked in pages]

    assert first == second
    assert first[0]["text"].replace("\u200b", "") == "<p>卫生院</p>"
    assert len(sent) == 1 + is_made_again


def test_process_stays_for_other_sites(builder: shell.Builder, sent: list[list[str]]) -> None:
    """One process makes the entries of site after site, each with its own names kept whole."""
    words = builder.docs_dir.parent / shell.WORDS
    page = PAGES[0] | {"content": '<h1 id="top">清溪镇卫生院</h1><p>和平区清溪镇卫健局</p>'}
    found = []
    with shell.Searching(builder.cache_dir) as process:
        for name in ("清溪镇卫", "和平区清", "清溪镇卫"):
            words.write_text(f"{name} 100000\n", encoding="utf-8")
            with shell.open_index(builder, process) as index:
                index.ask([page])
                found.append(index.result())

    assert len(sent) == 1
    assert found[0] == found[2] != found[1]
    for name, entries_made in zip(("清溪镇卫", "和平区清"), found, strict=False):
        words.write_text(f"{name} 100000\n", encoding="utf-8")
        assert made(builder, [page]) == entries_made


def test_words_are_cut_as_with_the_whole_dictionary(builder: shell.Builder, root: Path) -> None:
    """Of jieba's dictionary only a part is read, and of a spoiled copy of it nothing."""
    words = builder.docs_dir.parent / shell.WORDS
    files = [root / "README.zh.md", *sorted(root.glob("data/*.csv"))]
    texts = [path.read_text(encoding="utf-8")[:20_000] for path in files]
    text = re.sub(r"[^\u4e00-\u9fff\U00020000-\U0003ffff]+", " ", " ".join(texts)) + " 𠮷野家㐀"
    names = sorted({text[at : at + 3] for at in range(0, len(text), 97)})
    names = [name for name in names if " " not in name and len(name) == 3]
    words.write_text("".join(f"{name} 100000\n" for name in names), encoding="utf-8")
    page = PAGES[0] | {"content": f"<h1>{text}</h1>"}
    whole = "import sys, jieba; jieba.setLogLevel(60); jieba.load_userdict(sys.argv[1]); " + (
        "print(*('\\u200b'.join(jieba.cut(part)) for part in sys.stdin.read().split()))"
    )
    process = (sys.executable, "-c", whole, str(words))
    done = subprocess.run(process, input=text, capture_output=True, text=True, check=True)
    store = builder.cache_dir / searching.STORE

    for damage in (None, b"", b"x", None):
        if damage is not None:
            store.write_bytes(store.read_bytes()[: 5000 * len(damage)] + damage)
        (builder.cache_dir / "index-zh.json").unlink(missing_ok=True)
        [entry] = made(builder, [page])
        # The search adds a mark of its own where a word of the text ends a line.
        assert [part.strip("\u200b") for part in entry["text"].split()] == done.stdout.split()
