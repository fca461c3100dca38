"""The gate: the finished files of a public edition are searched for what they must not hold.

What is searched for, in every file, its name, and what is packed inside it:

* secrets: a text of the inputs (a cell of words, a name or a title, an id of its own, the name of
  a file or sheet, a clause of a plan) that stands in nothing the edition is made from
  (`generator.gate.secrets`);
* withheld figures, where a row, object or sentence also names their entity and indicator
  (`generator.gate.figures`);
* words that the settings forbid, and the marks of the internal edition (`generator.gate.marks`);
* telephone numbers, e-mail addresses, numbers of identity cards (`generator.gate.contacts`).

Files are opened by their first bytes, and texts in GB18030 and UTF-16 read
(`generator.gate.archives`); escapes of HTML, JSON and URLs are undone, invisible signs left out
(`generator.gate.unfolding`). What is packed and cannot be opened is itself a finding.
Not seen: a text that tags cut apart, one in a picture, one in full-width digits.
"""

from generator.gate.figures import Withheld, withheld_figures
from generator.gate.findings import Finding, problems_of
from generator.gate.scanning import Forbidden, Scanner
from generator.gate.secrets import left_of, public_texts, secrets_of

__all__ = [
    "Finding",
    "Forbidden",
    "Scanner",
    "Withheld",
    "left_of",
    "problems_of",
    "public_texts",
    "secrets_of",
    "withheld_figures",
]
