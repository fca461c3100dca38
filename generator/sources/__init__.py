"""Files become text tables that know file, sheet and row; nothing is converted here."""

from generator.sources.by_county import ReportDays, county_days, partitions, report_days
from generator.sources.site import Reading, read_partition, read_site

__all__ = [
    "Reading",
    "ReportDays",
    "county_days",
    "partitions",
    "read_partition",
    "read_site",
    "report_days",
]
