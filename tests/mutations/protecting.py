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
    Mutation(
        "a corrected figure of persons is told as it was",
        "suppression/blanks.py",
        "rows_to_blank",
        "        | replaced,",
        "        | (replaced & False),"
        "tests/test_protecting.py::test_replaced_figures_of_persons_are_not_told",
    ),
    Mutation(
        "a past verdict stands on a figure that is withheld now",
        "suppression/blanks.py",
        "told_before",
        "figures[is_hidden | ~same]",
        "figures[is_hidden]",
        "tests/test_protecting.py::test_past_verdict_on_what_is_withheld_now",
    ),
    Mutation(
        "past verdicts on running totals of what is withheld are told",
        "suppression/figures.py",
        "judged_figures",
        "pd.concat([base[JUDGED], made[JUDGED]], ignore_index=True)",
        "base[JUDGED]",
        "tests/test_protecting.py::test_figures_that_verdicts_stand_on",
    ),
    Mutation(
        "the first of several corrections is told as what a figure is now",
        "suppression/blanks.py",
        "rows_to_blank",
        'revisions.duplicated(FIGURE_KEY, keep="last")',
        'revisions.duplicated(FIGURE_KEY, keep="first")',
        "tests/test_protecting.py::test_of_several_corrections_the_last_is_told",
    ),
    Mutation(
        "a past verdict tells whether a late report changed anything",
        "suppression/blanks.py",
        "told_before",
        "found |= _came_since(past, then)",
        "",
        "tests/test_protecting.py::test_past_verdict_on_what_is_withheld_now",
    ),
    Mutation(
        "bounds of a rate tell of missing units",
        "suppression/blanks.py",
        "rows_to_blank",
        '"bounds": _has(evaluation.values, possible),',
        '"bounds": _has(evaluation.values, possible) & False,',
        "tests/test_protecting.py::test_bounds_of_a_rate_are_figures_of_the_missing",
    ),
    Mutation(
        "exact counts of a site that rounds are not looked for",
        "gate/figures.py",
        "withheld_figures",
        'exact[exact["value"] % 1 == 0]',
        'exact[exact["value"] % 1 == 7]',
        "tests/test_protecting.py::test_rounding_instead",
    ),
    Mutation(
        "a link of somebody above the second names is replaced",
        "successors.py",
        "_make_folder",
        "            if not above.is_relative_to(top):\n                break\n",
        "",
        "tests/test_successors.py::test_what_is_not_ours_stays",
    ),
)
