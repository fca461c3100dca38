"""What can be wrong, said to the person who can mend it.

A problem carries its place, its code and the words that go into its sentence; the sentence
itself is composed in the reader's language by `Problem.describe`. A code stands in `codes`, its
sentences in the module of its topic.
"""

from generator.problems.codes import Code
from generator.problems.failures import (
    BagError,
    BuildError,
    ConfigError,
    DataError,
    GateError,
    GeneratorError,
    IntakeError,
    PublishError,
    RenderError,
)
from generator.problems.found import KINDS, Location, Problem, errors, problem
from generator.problems.kinds import Severity
from generator.problems.texts import NOT_TEXT, column_letter

__all__ = [
    "KINDS",
    "NOT_TEXT",
    "BagError",
    "BuildError",
    "Code",
    "ConfigError",
    "DataError",
    "GateError",
    "GeneratorError",
    "IntakeError",
    "Location",
    "Problem",
    "PublishError",
    "RenderError",
    "Severity",
    "column_letter",
    "errors",
    "problem",
]
