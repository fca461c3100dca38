"""Settings, templates, and what keeps a site from being built."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, Kind

KINDS: Mapping[Code, Kind] = {
    Code.NO_OBSERVATIONS: Kind(
        ERROR,
        mark("nothing was reported yet, so there is no day to show"),
        mark("fill in observations, or name a day with --as-of"),
    ),
    Code.NO_SETTINGS: Kind(
        ERROR,
        mark("there is no such configuration file"),
        mark("go to the folder of a site, or lay one out with xushi init"),
    ),
    Code.BROKEN_SETTINGS: Kind(
        ERROR,
        mark("the configuration file cannot be read: %(detail)s"),
        mark("mend this line: indent with spaces, and put a text with a colon in quotes"),
    ),
    Code.UNKNOWN_SETTING: Kind(
        ERROR,
        mark("there is no setting “%(text)s”"),
        mark("use one of: %(allowed)s"),
    ),
    Code.BAD_SETTING: Kind(
        ERROR,
        mark("“%(text)s” does not fit this setting"),
        mark("write: %(allowed)s"),
    ),
    Code.NOT_FOR_A_SITE: Kind(
        ERROR,
        mark("a build replaces all of this folder, and %(reason)s"),
        mark(
            "with --out name a new or an empty folder, or an earlier site of the edition"
            " “%(edition)s”; without --out the site goes to site/%(edition)s"
        ),
    ),
    Code.WRONG_TEMPLATE: Kind(
        ERROR,
        mark("the template cannot be used: %(detail)s"),
        mark("correct the template, or delete it to use the one that comes with the program"),
    ),
    Code.OTHER_BUILD: Kind(
        ERROR,
        mark("another build of this site is running"),
        mark("wait until it is done, then build again"),
    ),
    Code.NO_BUILDER: Kind(
        ERROR,
        mark("%(builder)s is to build the site, but is not installed"),
        mark("install it beside xushi (pip install %(package)s), or set “builder” to mkdocs"),
    ),
    Code.SITE_NOT_BUILT: Kind(
        ERROR,
        mark("%(builder)s could not build the site: %(detail)s"),
        mark("mend what %(builder)s names and build again"),
    ),
}
