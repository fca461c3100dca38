"""The configuration of Caddy."""

from __future__ import annotations

from collections.abc import Sequence

from generator.publishing.nginx import HEAD, NAMED, PASSWORDS, PERMISSIONS, REFERRER
from generator.publishing.target import CURRENT

CHARSETS = {"csv": "text/csv", "md": "text/markdown", "txt": "text/plain"}


def caddyfile(edition: str, root: str, policy: str, languages: Sequence[str]) -> str:
    """Write a part of a Caddyfile, which a site imports.

    Caddy cannot tell which release a link leads to, so what a page asks for comes from the current
    release, whichever the page's own is.
    """
    scope = "private" if edition == "internal" else "public"
    types = "".join(
        f'\t@{ending} path *.{ending}\n\theader @{ending} Content-Type "{media}; charset=utf-8"\n'
        for ending, media in CHARSETS.items()
    )
    lost = "".join(
        f"\t\t@{language} path /{language}/*\n\t\trewrite @{language} /{language}/404.html\n"
        for language in languages
    )
    others = " ".join(f"/{language}/*" for language in languages) or "/404.html"
    headers = f"""header {{
		Content-Security-Policy "{policy}"
		X-Content-Type-Options nosniff
		Referrer-Policy {REFERRER}
		Permissions-Policy "{PERMISSIONS}"
		Cache-Control "{scope}, no-cache"
	}}"""
    return f"""{HEAD}# For a site at the root of its host; in your own Caddyfile:
#   {edition}.example.org {{
#       import "{root}/Caddyfile"
#   }}
# A page that is loaded just when a release takes the place of another one may be given styles and
# scripts of the new one; nginx, as configured beside, keeps them together.

route {{
	root * "{root}/{CURRENT}"
	{headers}
	@named path_regexp {NAMED}
	header @named Cache-Control "{scope}, max-age=31536000, immutable"
{types}{_internal(edition, root)}	file_server {{
		precompressed gzip
	}}
}}

handle_errors {{
	root * "{root}/{CURRENT}"
	{headers}
	header Content-Type "text/html; charset=utf-8"
	@lost expression `{{http.error.status_code}} == 404`
	handle @lost {{
{lost}		@rest not path {others}
		rewrite @rest /404.html
		file_server
	}}
}}
"""


def _internal(edition: str, root: str) -> str:
    """Write what only the internal edition is told: who may read it."""
    if edition != "internal":
        return ""
    return f"""	# One line a reader in that file: a name, and what `caddy hash-password` makes.
	basicauth {{
		import "{root}/caddy-{PASSWORDS}"
	}}
	header X-Robots-Tag noindex
"""
