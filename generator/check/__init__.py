"""Text tables become typed tables, or a list of everything that is wrong with them."""

from generator.check.site import check_site

__all__ = ["check_site"]
