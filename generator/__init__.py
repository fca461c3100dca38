"""Xushi (序时): plan targets and reported figures, joined and judged, as progress pages."""

__version__ = "0.1.0"
