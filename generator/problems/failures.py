"""What ends a command on purpose: problems, by who could not go on."""

from __future__ import annotations

from collections.abc import Iterable

from generator.problems.found import Problem


class GeneratorError(Exception):
    """Base of every error this program raises on purpose; anything else is a bug."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(found.lines(str) for found in self.problems))

    def __reduce__(self) -> tuple[type[GeneratorError], tuple[tuple[Problem, ...]]]:
        """Travel between processes with the problems, not with their text."""
        return type(self), (self.problems,)


class ConfigError(GeneratorError):
    """The settings in mkdocs.yml or on the command line cannot be used."""


class DataError(GeneratorError):
    """The tables break the rules of `generator.schema`."""


class RenderError(GeneratorError):
    """A template and its page do not fit each other."""


class BuildError(GeneratorError):
    """MkDocs, or the disk, refused."""


class GateError(GeneratorError):
    """A finished public edition holds what the public may not see; the one before it stays."""


class BagError(GeneratorError):
    """A snapshot cannot be sealed, archived, signed, listed or made again."""


class IntakeError(GeneratorError):
    """The ledger cannot be written to, taken back or restored."""


class PublishError(GeneratorError):
    """A release cannot be brought to its place, or be gone back to."""
