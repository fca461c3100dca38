"""Write the demonstration tables into a folder: ``python -m tests.demonstration data``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.demonstration.site import write_site

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.demonstration FOLDER")
    write_site(Path(sys.argv[1]))
