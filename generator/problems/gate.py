"""What a finished public edition must not hold."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, Kind

KINDS: Mapping[Code, Kind] = {
    Code.SECRET_PUBLISHED: Kind(
        ERROR,
        mark("“%(text)s” of %(origin)s is not public (byte %(offset)s, %(times)s in all)"),
        mark("take it out of the template that shows it, or mark its row public"),
    ),
    Code.FIGURE_PUBLISHED: Kind(
        ERROR,
        mark("“%(text)s” of %(origin)s is withheld (byte %(offset)s, %(times)s in all)"),
        mark("take the figure out of the template or text that tells it"),
    ),
    Code.CONTACT_PUBLISHED: Kind(
        ERROR,
        mark("“%(text)s” looks like a number or address of a person (%(origin)s, byte %(offset)s)"),
        mark("take it out of the table or template; one of an office may stand under “hotlines”"),
    ),
    Code.WORD_PUBLISHED: Kind(
        ERROR,
        mark("“%(text)s” is one of the words of %(origin)s (byte %(offset)s, %(times)s in all)"),
        mark("take it out of the table or template that holds it, or off the list in mkdocs.yml"),
    ),
    Code.INTERNAL_PUBLISHED: Kind(
        ERROR,
        mark("“%(text)s” belongs to the internal edition (byte %(offset)s, %(times)s in all)"),
        mark("take it out of the site's own templates"),
    ),
    Code.NOT_SEARCHED: Kind(
        ERROR,
        mark("“%(text)s” cannot be opened and searched for what the public may not see"),
        mark(
            "leave it out, put its text there as a page, or pack it anew as .zip, .gz or .xlsx"
            " without a password"
        ),
    ),
    Code.NOT_THROUGH_GATE: Kind(
        ERROR,
        mark("the file was not searched for what the public may not see, or changed since"),
        mark("run xushi build again, then publish; nothing was published"),
    ),
}
