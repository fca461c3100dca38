"""Files become text tables that know file, sheet and row; nothing is converted here."""

from generator.sources.site import Reading, read_site

__all__ = ["Reading", "read_site"]
