"""Tables that nobody made for us, from files and databases, become tables of a site, or nothing.

What is brought in is judged with the checks of the site before anything is written.
"""

from generator.importing.admitting import Admitted, admit, default_place
from generator.importing.fetching import Fetched, fetch
from generator.importing.files import Imported, import_file
from generator.importing.mapping import Rules, read_rules
from generator.importing.reshaping import Skipped

__all__ = [
    "Admitted",
    "Fetched",
    "Imported",
    "Rules",
    "Skipped",
    "admit",
    "default_place",
    "fetch",
    "import_file",
    "read_rules",
]
