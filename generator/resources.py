"""Find the files that come with the program: in its own tree, or inside the installed wheel."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("generator")))


def resource(name: str) -> Path:
    """Give the path of ``templates``, ``data`` or ``mkdocs.yml``, or of anything below them.

    The wheel carries them in ``generator/packaged``; a tree that somebody works on has them
    beside the package, and there is no copy that could go stale.

    Raises:
        FileNotFoundError: The program came without it.
    """
    packaged = _PACKAGE / "packaged"
    found = (packaged if packaged.is_dir() else _PACKAGE.parent) / name
    if not found.exists():
        raise FileNotFoundError(f"{name} did not come with this program ({found})")
    return found
