"""Releases, and the machines that they are brought to."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, WARNING, Kind

KINDS: Mapping[Code, Kind] = {
    Code.NOTHING_TO_PUBLISH: Kind(
        ERROR,
        mark("there is no finished site of the edition “%(edition)s”"),
        mark("run xushi build --edition %(edition)s first"),
    ),
    Code.INTERNAL_IN_PUBLIC: Kind(
        ERROR,
        mark("it is of the internal edition, which the public may not see"),
        mark("build the public edition anew; keep internal snapshots under names with .internal"),
    ),
    Code.OTHER_EDITION: Kind(
        ERROR,
        mark("the folder holds releases of the edition “%(found)s”, not of “%(edition)s”"),
        mark("name a folder for each edition; those of two never share one"),
    ),
    Code.TARGET_IN_TARGET: Kind(
        ERROR,
        mark("the folder lies inside %(other)s, whose releases are published"),
        mark("name a folder elsewhere"),
    ),
    Code.TARGET_IN_SITE: Kind(
        ERROR,
        mark("the folder lies inside the finished site %(other)s, or around it"),
        mark("name a folder elsewhere: a build would remove the releases, or readers see the site"),
    ),
    Code.NOT_A_TARGET: Kind(
        ERROR,
        mark("the folder holds something else than releases"),
        mark("name a new or an empty folder"),
    ),
    Code.TARGET_NOT_MADE: Kind(
        ERROR,
        mark("the folder cannot be made there: %(detail)s"),
        mark("name a folder on a disk that you may write to"),
    ),
    Code.TARGET_BUSY: Kind(
        ERROR,
        mark("another publication to this folder is under way"),
        mark("wait for its end and try again"),
    ),
    Code.NO_LINKS: Kind(
        ERROR,
        mark("no link can be made in this folder, and readers are led by one"),
        mark("publish to a folder of a Linux server, or copy the folder of the finished site"),
    ),
    Code.SITE_CHANGED: Kind(
        ERROR,
        mark("the file was changed while it was being published"),
        mark("wait for the end of the build and publish again"),
    ),
    Code.NO_RELEASE: Kind(
        ERROR,
        mark("there is no release “%(text)s” to go back to"),
        mark("name one of these: %(known)s"),
    ),
    Code.NO_EARLIER_RELEASE: Kind(
        ERROR,
        mark("there is no earlier release to go back to"),
        mark("publish a mended site, or name another release of this folder after --rollback"),
    ),
    Code.RELEASE_DAMAGED: Kind(
        ERROR,
        mark("the release is not as it was published: this was changed, lost or added"),
        mark("publish that site again, or go back to another release"),
    ),
    Code.PATH_NOT_PLAIN: Kind(
        ERROR,
        mark("the path holds a sign that would mean something in a server's configuration"),
        mark('name a folder without " \\ $ ` { } * ? in its path'),
    ),
    Code.INLINE_ATTRIBUTE: Kind(
        WARNING,
        mark("a style or script in an attribute, which the server's policy will pass over"),
        mark("use a class in place of style=, and a script of its own in place of onclick="),
    ),
    Code.NO_PROGRAM: Kind(
        ERROR,
        mark("the program “%(program)s” is not on this machine"),
        mark("install %(program)s, or publish to a folder"),
    ),
    Code.REMOTE_FAILED: Kind(
        ERROR,
        mark("the other machine refused: %(detail)s"),
        mark("see that a key opens it and the folder can be written to; readers see what they saw"),
    ),
    Code.NEEDS_SSH: Kind(
        ERROR,
        mark("this cannot be done through an rsync daemon"),
        mark("name the folder as host:/path, which ssh reaches, or do it on that machine"),
    ),
}
