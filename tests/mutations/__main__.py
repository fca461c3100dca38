"""Print the table of wrong changes."""

from __future__ import annotations

from tests.mutations import MUTATIONS

print("\n".join(mutation.line for mutation in MUTATIONS))  # noqa: T201
