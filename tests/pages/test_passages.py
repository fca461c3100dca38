"""The full text of a plan: a stranger's Markdown becomes harmless HTML with marks in place."""

from __future__ import annotations

import pytest

from generator.pages.passages import parts_of

KNOWN = {"t1", "t2", "t3"}


def html(text: str) -> str:
    """Put all pieces of a text together; marks and notes as words in braces."""
    shown = []
    for part in parts_of(text, KNOWN, "计划"):
        shown.append(f"<h{part.level}>{part.heading}</h{part.level}>" if part.heading else "")
        for piece in part.pieces:
            marked = f"{{{piece.html}: {' '.join(piece.target_ids)}}}"
            notes = f"{{notes: {' '.join(piece.target_ids)}}}"
            passage = f"<div {' '.join(piece.anchored)}>"
            words = {"html": str(piece.html), "mark": marked, "notes": notes, "passage": passage}
            shown.append(words[piece.kind])
    return "".join(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            "完成[一件事](t1)。",
            "<div t1><p>完成{一件事: t1}。</p>{notes: t1}</div>",
            id="words in a paragraph",
        ),
        pytest.param(
            "［两件］（t1|t2）",
            "<div t1><p>{两件: t1 t2}</p>{notes: t1 t2}</div>",
            id="Chinese brackets, two targets",
        ),
        pytest.param("[秘密](other)。", "<p>秘密。</p>", id="a target that may not be shown"),
        pytest.param(
            "[甲](t1)\n[又甲](t1)",
            "<div t1><p>{甲: t1}</p>{notes: t1}</div><p>{又甲: t1}</p>",
            id="notes stand where it is marked first",
        ),
        pytest.param(
            "- [甲](t1)\n- 乙",
            "<ul><li><div t1><div>{甲: t1}</div>{notes: t1}</div></li><li>乙</li></ul>",
            id="an item of a list",
        ),
        pytest.param(
            "## 一、[做好](t1)\n正文",
            "<h2>一、做好</h2><div t1>{notes: t1}</div><p>正文</p>",
            id="in a heading",
        ),
        pytest.param(
            "# 计划\n## 一\n### 二", "<h2>一</h2><h3>二</h3>", id="its own title is not repeated"
        ),
        pytest.param("第一段\n　　第二段", "<p>第一段</p><p>第二段</p>", id="a line, a paragraph"),
        pytest.param("    缩进", "<p>缩进</p>", id="spaces in front make no code"),
        pytest.param(
            "3. 三\n4. 四", '<ol start="3"><li>三</li><li>四</li></ol>', id="numbers stay"
        ),
        pytest.param(
            "甲[1]乙[x](a b)", "<p>甲[1]乙[x](a b)</p>", id="other brackets are only brackets"
        ),
    ],
)
def test_marks(text: str, shown: str) -> None:
    """Marked words and notes stand where the text has them."""
    assert html(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<b onclick=x>b</b>", "<p>&lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
        ("![p](http://a/b.png)", None),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](xs-mark-0) [b](t1)", None),
        ("字{: onclick=x }", "<p>字{: onclick=x }</p>"),
        ("`[a](other)`", "<p><code>a</code></p>"),
        ("[a](https://a.example/?b=c&d)", None),
    ],
)
def test_nothing_harmful_gets_through(text: str, shown: str | None) -> None:
    """HTML is text, pictures and scripts are none, links lead to other sites only."""
    made = html(text)

    assert shown in (None, made)
    assert "<script" not in made
    assert "<img" not in made
    assert 'href="javascript' not in made
    assert " onclick=" not in made.replace("b onclick=x", "").replace("{: onclick=x", "")
    assert "other" not in made


def test_link_to_another_site_is_kept() -> None:
    """It opens as any link, and gives nothing of this site away."""
    made = html("见[省网](https://a.example/?b=c&d)。")

    assert made == (
        '<p>见<a href="https://a.example/?b=c&amp;d" rel="nofollow noopener noreferrer">省网</a>'
        "。</p>"
    )


def test_table_keeps_its_cells_and_gets_its_notes_below() -> None:
    """A mark in a cell is noted below the table, which carries no style of its own."""
    made = html("| 甲 | 乙 |\n| --- | --: |\n| [丙](t1) | 2 |")

    assert "style" not in made
    assert made.endswith("</table></div>{notes: t1}</div>")
    assert made.count("{丙: t1}") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "sign", ["[", "*", ">", "[a](", "_*", "=\n", "> ", "- - ", "a\n", "|a", "1. ", "> - "]
)
def test_endless_signs_end(sign: str) -> None:
    """A text of nothing but one sign is read in a moment and breaks nothing."""
    assert isinstance(html(sign * (20_000 // len(sign))), str)


def test_headings_skip_no_level() -> None:
    """A level that the text skips is not skipped on the page."""
    made = parts_of("### 甲\n# 乙\n###### 丙\n## 丁\n### 戊", KNOWN, "计划")

    assert [(part.heading, part.level) for part in made] == [
        ("甲", 2), ("乙", 2), ("丙", 3), ("丁", 3), ("戊", 4),
    ]  # fmt: skip


def test_mark_of_our_own_by_a_stranger() -> None:
    """Who writes what stands for a mark inside breaks nothing."""
    assert "乙" in html(f'[甲](t1) [乙](xs-mark-{"1" * 5000} "丙")')


def test_endless_lists_end() -> None:
    """Lists that stand in each other without end are flattened."""
    assert "项" in html("\n".join("  " * depth + "- 项" for depth in range(500)))
