"""The entries of the theme's search index: made beside other work, and only where pages changed."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator import shell
from generator.problems import BuildError
from generator.shell import entries
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
                urls.append(json.loads(line)["url"])
                return write(line)

            self.stdin.write = noting  # type: ignore[method-assign]

    monkeypatch.setattr(entries.subprocess, "Popen", Noting)
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
        process = index._process
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
