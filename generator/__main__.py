"""`python -m generator` is the command `xushi`."""

from generator.cli import main

if __name__ == "__main__":  # processes that a build starts read this file too
    main()
