"""The full texts of plans: Markdown files in ``data/plans/``, each named after its plan."""

from __future__ import annotations

from pathlib import Path

from generator.plantext import LARGEST, PlanText
from generator.problems import NOT_TEXT, Code, Location, Problem, problem
from generator.sources.encoding import decode

FOLDER = "plans"
_NOTES = ("readme.md",)


def read_texts(data_dir: Path) -> tuple[list[PlanText], list[Problem]]:
    """Read every text, in the order of the files' names; a note on the folder is none."""
    texts, problems = [], []
    for path in sorted((data_dir / FOLDER).glob("*.md")):
        if path.name.startswith(".") or path.name.lower() in _NOTES or not path.is_file():
            continue
        text, found = _read(path)
        problems += found
        if text is not None:
            texts.append(text)
    return texts, problems


def _read(path: Path) -> tuple[PlanText | None, list[Problem]]:
    if NOT_TEXT.search(path.name):
        shown = f"{FOLDER}/{NOT_TEXT.sub('?', path.name)}"
        return None, [problem(Code.BAD_FILE_NAME, Location(shown))]
    file = f"{FOLDER}/{path.name}"
    size = path.stat().st_size
    if size > LARGEST:
        words = {"size": f"{size / 1024:.0f} KiB", "most": f"{LARGEST // 1024} KiB"}
        return None, [problem(Code.TEXT_TOO_LARGE, Location(file), **words)]
    decoded = decode(path.read_bytes(), file)
    problems = list(decoded.problems)
    if not decoded.is_readable:
        return None, problems
    for row, line in enumerate(decoded.text.split("\n"), start=1):
        if odd := NOT_TEXT.search(line):
            words = {"text": line[:40], "character": f"U+{ord(odd[0]):04X}"}
            return None, [*problems, problem(Code.NOT_TEXT, Location(file, row=row), **words)]
    return PlanText(path.stem, file, decoded.text), problems
