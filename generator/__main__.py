"""The command `xushi`, also as `python -m generator`; loading it takes about a second."""

import os
import sys


def main() -> None:
    """Run the command; Ctrl-C ends it quietly while its parts are still being loaded."""
    try:
        from generator import cli
    except KeyboardInterrupt:
        # At once: what a library has half loaded may stumble over the way out.
        sys.stderr.flush()
        os._exit(130)
    cli.main()


if __name__ == "__main__":
    main()
