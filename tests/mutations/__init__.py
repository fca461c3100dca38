"""Ways to break a rule, each with the test that notices: what CONTRIBUTING.md lists.

``python -m tests.mutations`` prints that table.
"""

from __future__ import annotations

from tests.mutations import bringing_in, gate, judging, keeping, protecting
from tests.mutations.mutation import Mutation

__all__ = ["MUTATIONS", "Mutation"]

MUTATIONS = tuple(
    mutation
    for topic in (keeping, judging, protecting, bringing_in, gate)
    for mutation in topic.MUTATIONS
)
