"""Bags: sealing, verifying and signing them."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, WARNING, Kind

KINDS: Mapping[Code, Kind] = {
    Code.NOT_A_BAG: Kind(
        ERROR,
        mark("there is no bag here: “bagit.txt” is missing"),
        mark("name the folder that holds bagit.txt, or the .zip of such a folder"),
    ),
    Code.NO_ACCESS: Kind(
        ERROR,
        mark("it cannot be read: %(detail)s"),
        mark("see that the disk is sound and that you may read it, then try again"),
    ),
    Code.BROKEN_ARCHIVE: Kind(
        ERROR,
        mark("the zip archive is damaged: %(detail)s"),
        mark("fetch it again from where it was published"),
    ),
    Code.ARCHIVE_TOO_LARGE: Kind(
        ERROR,
        mark("the archive would unpack to %(size)s, more than %(most)s"),
        mark("do not unpack it unless you know who made it; a large bag is verified as a folder"),
    ),
    Code.ODD_ARCHIVE: Kind(
        ERROR,
        mark(
            "“%(text)s” is in the archive as no bag needs it: a link, a password, twice, or outside"
        ),
        mark("do not unpack this archive; fetch it again from where it was published"),
    ),
    Code.NOT_A_FILE: Kind(
        ERROR,
        mark("it is a link or a device, not a file"),
        mark("put the file itself in its place"),
    ),
    Code.FORBIDDEN_NAME: Kind(
        ERROR,
        mark("“%(text)s” cannot be the name of a file on every system"),
        mark('leave out < > : " | ? * \\ %% and a space or dot at the end, and CON, NUL, AUX'),
    ),
    Code.NAMES_ALIKE: Kind(
        ERROR,
        mark("“%(text)s” and “%(other)s” are one name on Windows and macOS"),
        mark("give one of them another name"),
    ),
    Code.NO_SNAPSHOT_NAME: Kind(
        ERROR,
        mark("“%(text)s” is no name of a snapshot"),
        mark("name it after its period, such as 2018Q3; 2018Q3.r2 is a correction of it"),
    ),
    Code.ALREADY_SEALED: Kind(
        ERROR,
        mark("“%(text)s” was sealed already, and what was sealed is never changed"),
        mark("seal a correction under the name “%(next)s” instead"),
    ),
    Code.FILE_EXISTS: Kind(
        ERROR,
        mark("the file is there already"),
        mark("move it away, or name another one"),
    ),
    Code.NOTHING_TO_SEAL: Kind(
        ERROR,
        mark("the folder holds no files to seal"),
        mark("build the site first"),
    ),
    Code.BAD_DECLARATION: Kind(
        ERROR,
        mark("it is not the two lines that every bag begins with, its version and encoding"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.UNKNOWN_BAGIT: Kind(
        ERROR,
        mark("the bag is of BagIt “%(text)s”; only %(known)s can be verified"),
        mark("verify it with a newer version of xushi, or with another program"),
    ),
    Code.OTHER_ENCODING: Kind(
        ERROR,
        mark("the bag says that its texts are “%(text)s”; only UTF-8 can be read"),
        mark("verify it with another program"),
    ),
    Code.NOT_UTF8: Kind(
        ERROR,
        mark("the text is not UTF-8"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.BROKEN_LINE: Kind(
        ERROR,
        mark("the line “%(text)s” cannot be read"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.LISTED_TWICE: Kind(
        ERROR,
        mark("“%(text)s” is listed twice"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.OUTSIDE_BAG: Kind(
        ERROR,
        mark("“%(text)s” leads out of the bag"),
        mark("trust nothing in this bag; fetch it again from where it was published"),
    ),
    Code.MISPLACED_LINE: Kind(
        ERROR,
        mark("“%(text)s” does not belong in this list"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.NO_CHECKSUMS: Kind(
        ERROR,
        mark("the list of checksums is missing, without which nothing can be verified"),
        mark("restore the file from another copy of the bag"),
    ),
    Code.UNKNOWN_CHECKSUMS: Kind(
        WARNING,
        mark("checksums of the kind “%(text)s” are not verified here"),
        mark("verify them with another program, if no other list (sha256, sha512) is there"),
    ),
    Code.CHANGED_FILE: Kind(
        ERROR,
        mark("the file was changed since the bag was sealed"),
        mark("restore it from another copy of the bag, or ask the office that sealed it"),
    ),
    Code.LOST_FILE: Kind(
        ERROR,
        mark("the file is listed in %(list)s, but is not there"),
        mark("restore it from another copy of the bag, or ask the office that sealed it"),
    ),
    Code.ADDED_FILE: Kind(
        ERROR,
        mark("the file is not listed in %(list)s; it was added since the bag was sealed"),
        mark("move it out of the bag"),
    ),
    Code.OTHER_OXUM: Kind(
        ERROR,
        mark("Payload-Oxum says “%(text)s”, but the bytes and files of data are %(found)s"),
        mark("restore what was lost or changed from another copy of the bag"),
    ),
    Code.NO_SIGNER: Kind(
        ERROR,
        mark("%(tool)s is needed for signatures of this kind, and is not installed"),
        mark("install it (%(package)s) and try again"),
    ),
    Code.BAD_KEY: Kind(
        ERROR,
        mark("the key cannot be used: %(detail)s"),
        mark(
            "name a key made by ssh-keygen or openssl; a private one must be readable by you alone"
        ),
    ),
    Code.OTHER_KEY: Kind(
        ERROR,
        mark("the key is of another kind than the signature, or no public key"),
        mark("name the .pub file for a signature by ssh-keygen, the PEM file for one by openssl"),
    ),
    Code.BAD_SIGNATURE: Kind(
        ERROR,
        mark("the signature is not of this bag and this key"),
        mark("do not trust the bag unless the office that sealed it confirms its fixity value"),
    ),
}
