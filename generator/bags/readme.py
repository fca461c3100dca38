"""The README of a bag, in Chinese and English, for readers who have nothing but the bag."""

from __future__ import annotations

from collections.abc import Iterator

from generator.bags.tags import MANIFEST, PAYLOAD, TAG_MANIFEST, BagInfo, one_line
from generator.locales import LOCALES, mark
from generator.locales.language import Language
from generator.snapshot_names import SnapshotName

TITLE = mark("Snapshot %(name)s: %(title)s")
SEALED = mark(
    "This folder is a snapshot, sealed for good: it shows what was known on %(day)s about "
    "%(period)s."
)
BY = mark("Sealed by: %(organization)s.")
CORRECTS = mark("It corrects an earlier snapshot of the same period. The reason: %(reason)s")
SECRET = mark("It is internal: give it to nobody who may not read what is in it.")
BAG = mark(
    "It is a bag by the BagIt standard (RFC 8493): the content lies in the folder “data”, and the "
    "text files beside it say what it is and list a checksum of every file."
)

OPENING = mark("How to open it")
OPEN = mark("Open %(path)s in any browser, for example by a double click. It needs no network.")
UNPACK = mark("If you have a .zip, unpack the whole of it first.")

CHECKING = mark("How to check that nothing was changed")
TYPE = mark(
    "Open a terminal in this folder and type these two lines; each line of the answer must say OK. "
    "On macOS write “shasum -a 256” instead of “sha256sum”."
)
ADDED = mark(
    "This does not find files that were added. “xushi verify” and other BagIt programs do, and "
    "name all that was changed, lost or added at once."
)

FIXITY = mark("The fixity value")
STANDS = mark(
    "One number stands for the whole bag: the SHA-256 checksum of the file %(file)s, which holds "
    "the checksums of the other lists."
)
ELSEWHERE = mark(
    "It cannot stand in here, because it would change itself. It is printed where the snapshot was "
    "published, and this line gives it:"
)
COMPARE = mark(
    "If both are equal and the check above finds nothing, every file is as it was sealed. On "
    "Windows the line is:"
)


def readme_text(name: SnapshotName, info: BagInfo) -> str:
    """Compose the README, first in the default language; one sentence is not broken into lines."""
    return "\n\n".join("\n".join(_lines(Language(locale), name, info)) for locale in LOCALES)


def _lines(language: Language, name: SnapshotName, info: BagInfo) -> Iterator[str]:
    heading = language(TITLE, name=name, title=one_line(info.title))
    yield from (heading, "=" * 72, "")
    words = {"day": language.day(info.as_of), "period": language.period(str(name.period))}
    yield language(SEALED, **words)
    if info.organization:
        yield language(BY, organization=one_line(info.organization))
    if info.reason:
        yield language(CORRECTS, reason=one_line(info.reason))
    if name.is_internal:
        yield language(SECRET)
    yield language(BAG)
    if info.opens:
        yield from ("", f"* {language(OPENING)}", "")
        yield language(OPEN, path=f"{PAYLOAD}{info.opens}")
        yield language(UNPACK)
    yield from ("", f"* {language(CHECKING)}", "", language(TYPE), "")
    yield from (f"    sha256sum --check {TAG_MANIFEST}", f"    sha256sum --check {MANIFEST}", "")
    yield language(ADDED)
    yield from ("", f"* {language(FIXITY)}", "", language(STANDS, file=TAG_MANIFEST))
    yield from (language(ELSEWHERE), "", f"    sha256sum {TAG_MANIFEST}", "")
    yield from (language(COMPARE), "", f"    certutil -hashfile {TAG_MANIFEST} SHA256", "")
