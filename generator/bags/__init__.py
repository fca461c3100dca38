"""Snapshots as BagIt bags (RFC 8493): sealed, verified, archived, signed and listed."""

from generator.bags.archiving import archive
from generator.bags.listing import next_correction, site_versions, snapshots_of, versions_text
from generator.bags.sealing import Sealed, seal
from generator.bags.signing import check_signature, sign
from generator.bags.tags import BagInfo
from generator.bags.verifying import Examined, examine, fixity_of, verify, verify_part

__all__ = [
    "BagInfo",
    "Examined",
    "Sealed",
    "archive",
    "check_signature",
    "examine",
    "fixity_of",
    "next_correction",
    "seal",
    "sign",
    "site_versions",
    "snapshots_of",
    "verify",
    "verify_part",
    "versions_text",
]
