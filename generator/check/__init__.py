"""Text tables become typed tables, or a list of everything that is wrong with them."""

from generator.check.parts import Checked, check_part, check_tables
from generator.check.site import check_site

__all__ = ["Checked", "check_part", "check_site", "check_tables"]
