"""Small figures of persons."""

from __future__ import annotations

from tests.mutations.mutation import Mutation

MUTATIONS = (
    Mutation(
        "nothing goes with a small figure",
        "suppression/__init__.py",
        "_listed",
        "for cell in sorted({*net.small, *found.uses}):",
        "for cell in sorted(net.small):",
        "tests/suppression/test_attack.py::test_every_value_stays_possible",
    ),
    Mutation(
        "a small figure may leave the range of its mark",
        "suppression/moves.py",
        "fit",
        "return True if value + low >= 0 and cell not in net.firm else None",
        "return False",
        "tests/suppression/test_attack.py::test_every_value_stays_possible",
    ),
    Mutation(
        "a sum is put right by half",
        "suppression/moves.py",
        "find_move",
        "if not part.wrong:",
        "if len(part.wrong) < 2:",
        "tests/suppression/test_attack.py::test_every_value_stays_possible",
    ),
)
