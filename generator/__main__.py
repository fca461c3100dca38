"""`python -m generator` is the command `xushi`."""

from generator.cli import main

main()
