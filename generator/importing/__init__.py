"""Tables that nobody made for us, from files and databases, become tables of a site, or nothing.

What is brought in is judged with the checks of the site before anything is written.
"""

from generator.importing.admitting import Found, admit, default_place, examine
from generator.importing.fetching import Fetched, fetch
from generator.importing.files import Imported, import_file
from generator.importing.mapping import Rules, read_rules
from generator.importing.reshaping import Tally

__all__ = [
    "Fetched",
    "Found",
    "Imported",
    "Rules",
    "Tally",
    "admit",
    "default_place",
    "examine",
    "fetch",
    "import_file",
    "read_rules",
]
