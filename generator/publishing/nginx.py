"""The configuration of nginx, in two parts to include and an example that includes them.

A page and what it asks for must be of one release, also when the link is exchanged between the two:
each page comes with a cookie that names its release, and what else is asked for comes from the
release that the cookie names, as long as it is there. Within one request the link is followed once.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.publishing.target import CURRENT, ID, RELEASES

PASSWORDS = "passwords"
"""The file beside the releases that names who may read the internal edition."""

TYPES = {
    "text/html; charset=utf-8": "html htm",
    "text/css; charset=utf-8": "css",
    "text/javascript; charset=utf-8": "js mjs",
    "application/json; charset=utf-8": "json map",
    "text/csv; charset=utf-8": "csv",
    "text/markdown; charset=utf-8": "md",
    "text/plain; charset=utf-8": "txt",
    "application/xml; charset=utf-8": "xml",
    "image/svg+xml; charset=utf-8": "svg",
    "image/png": "png",
    "image/jpeg": "jpg jpeg",
    "image/x-icon": "ico",
    "font/woff2": "woff2",
    "font/otf": "otf",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
"""Media types by ending of a file."""

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
REFERRER = "same-origin"
NAMED = r"\.[0-9a-f]{8}\.(?:min\.)?(?:js|css)(?:\.map)?$"
"""Addresses of files whose name changes with their content."""

HEAD = (
    "# Made by `xushi publish --server-config`; the next one makes it anew, so change it nowhere.\n"
)


def http_part(name: str, edition: str, policy: str, languages: Sequence[str]) -> str:
    """Write what goes inside ``http { }``."""
    scope = "private" if edition == "internal" else "public"
    lost = "".join(f'    "~^/{language}/" /{language}/404.html;\n' for language in languages)
    return f"""{HEAD}# For inside http {{ }}.

# The release that the link leads to.
map ${name}_here ${name}_id {{
    volatile;
    default "none";
    "~/{RELEASES}/(?<{name}_found>{ID})$" ${name}_found;
}}

# The release of the page that asks.
map $cookie_{name} ${name}_asked {{
    volatile;
    default ${name}_id;
    "~^{ID}$" $cookie_{name};
}}

map $uri ${name}_cookie {{
    volatile;
    default "";
    "~(?:\\.html|/)$" "{name}=${name}_id; Path=/; HttpOnly; SameSite=Strict";
}}

# Files whose name changes with their content stay; of all others a reader asks whether they are
# still the same, which costs no more than the answer.
map $uri ${name}_cache {{
    volatile;
    default "{scope}, no-cache";
    "~{NAMED}" "{scope}, max-age=31536000, immutable";
}}

map $uri ${name}_lost {{
    volatile;
    default /404.html;
{lost}}}

map $host ${name}_policy {{
    default "{policy}";
}}
"""


def server_part(name: str, edition: str, root: str) -> str:
    """Write what goes inside ``server { }``."""
    types = "".join(f'    "{media}" {endings};\n' for media, endings in TYPES.items())
    return f"""{HEAD}# For inside server {{ }}, for a site at the root of its host.

root "{root}/{CURRENT}";
set ${name}_here $realpath_root;
disable_symlinks on;
index index.html;
absolute_redirect off;
server_tokens off;
gzip off;
gzip_static on;
gzip_vary on;
etag on;
charset off;
default_type application/octet-stream;
types {{
{types}}}
{_internal(edition, root)}
add_header Content-Security-Policy ${name}_policy always;
add_header X-Content-Type-Options nosniff always;
add_header Referrer-Policy {REFERRER} always;
add_header Permissions-Policy "{PERMISSIONS}" always;
add_header Cache-Control ${name}_cache always;
add_header Set-Cookie ${name}_cookie always;

error_page 404 ${name}_lost;
error_page 403 =404 ${name}_lost;

location ~ "(?:\\.html|/)$" {{
    root ${name}_here;
}}
location / {{
    root "{root}/{RELEASES}/${name}_asked";
    try_files $uri @{name}_now;
}}
location @{name}_now {{
    root ${name}_here;
}}
"""


def _internal(edition: str, root: str) -> str:
    """Write what only the internal edition is told: who may read it."""
    if edition != "internal":
        return ""
    return f"""
# Make the file with: printf 'name:%s\\n' "$(openssl passwd -apr1)" >> "{root}/{PASSWORDS}"
# Without it nobody may read anything.
auth_basic "internal";
auth_basic_user_file "{root}/{PASSWORDS}";
add_header X-Robots-Tag noindex always;
"""


def whole_server(root: str, edition: str) -> str:
    """Write an example of a server, to be copied and changed."""
    return f"""# An example: copy it to /etc/nginx/conf.d/, change the copy, and `nginx -s reload`.
# It is loaded inside http {{ }}, as Debian does with that folder.
include "{root}/nginx/http.conf";

server {{
    listen 80;
    server_name {edition}.example.org;
    # listen 443 ssl;  ssl_certificate …;  ssl_certificate_key …;
    include "{root}/nginx/server.conf";
}}
"""
