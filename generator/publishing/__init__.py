"""Releases where readers are: brought whole, shown in one step, gone back to; server settings."""

from generator.publishing.contents import Contents, read_contents
from generator.publishing.releases import Published, keep, publish, roll_back
from generator.publishing.servers import server_files, write_server_files
from generator.publishing.target import Target, open_target

__all__ = [
    "Contents",
    "Published",
    "Target",
    "keep",
    "open_target",
    "publish",
    "read_contents",
    "roll_back",
    "server_files",
    "write_server_files",
]
