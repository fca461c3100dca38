"""Ways to break a rule, each with the test that notices: what CONTRIBUTING.md lists.

``python -m tests.mutations`` prints that table.
"""

from __future__ import annotations

from dataclasses import dataclass

CASES = "tests/evaluate/test_cases.py::test_verdict"


@dataclass(frozen=True)
class Mutation:
    """One wrong change of one rule."""

    name: str
    file: str
    """Below `generator/`."""
    function: str
    old: str
    """Stands in the file once."""
    new: str
    caught_by: str = CASES

    @property
    def line(self) -> str:
        """Its row in the table."""
        return f"| {self.name} | `generator/{self.file}::{self.function}` | `{self.caught_by}` |"


MUTATIONS = (
    Mutation(
        "a row may lie in the folder of another county",
        "check/homes.py",
        "check_homes",
        "is_wrong = checked & (entities != folders)",
        "is_wrong = checked & False",
        "tests/check/test_parts.py::test_row_of_another_county",
    ),
    Mutation(
        "the internal edition may join the public one",
        "publishing/target.py",
        "check_target",
        "if found is not None and found != edition:",
        "if False:",
        "tests/publishing/test_releases.py::test_internal_never_joins_public",
    ),
    Mutation(
        "a page of the internal edition may be public",
        "publishing/contents.py",
        "_read",
        "if is_public and INTERNAL_PAGE in text:",
        "if False:",
        "tests/publishing/test_releases.py::test_internal_page_is_never_public",
    ),
    Mutation(
        "a damaged file is linked into the next release",
        "publishing/releases.py",
        "_holds",
        "digest_of(os.fspath(path))[1] == digest",
        "bool(digest)",
        "tests/publishing/test_releases.py::test_a_damaged_file_is_not_linked",
    ),
    Mutation(
        "a page does not say which release it is of",
        "publishing/nginx.py",
        "http_part",
        "${name}_id; Path=/;",
        "none; Path=/;",
        "tests/publishing/test_nginx.py::test_readers_during_swaps",
    ),
    Mutation(
        "the oldest releases go, be one the current one's predecessor",
        "publishing/releases.py",
        "keep",
        "{target.current(), target.before()}",
        "{target.current()}",
        "tests/publishing/test_releases.py::test_keep",
    ),
    Mutation(
        "a snapshot is sealed over another one",
        "bags/sealing.py",
        "_free_name",
        "    if os.path.lexists(place):\n        raise _already(place)\n    return name\n",
        "    return name\n",
        "tests/bags/test_sealing.py::test_nothing_is_written_for_a_name_that_is_taken",
    ),
    Mutation(
        "half a snapshot is left in place",
        "snapshots/taking.py",
        "_put",
        "            (folder / path.name).rename(path)\n",
        "            pass\n",
        "tests/test_snapshot.py::test_put_in_place_together",
    ),
    Mutation(
        "a snapshot shows what came after its day",
        "snapshots/days.py",
        "day_to_show",
        "    if due <= newest:\n        return due, []\n",
        "    if due <= newest:\n        return newest, []\n",
        "tests/test_snapshot.py::test_day_to_show",
    ),
    Mutation(
        "a file that was added to a snapshot is not seen",
        "bags/verifying.py",
        "_compared",
        "            if wanted[name] is None:\n",
        "            if not wanted:\n",
        "tests/bags/test_verifying.py::test_all_at_once",
    ),
    Mutation(
        "the tag manifest may be written another way",
        "bags/verifying.py",
        "_checked_form",
        "holding.text(tags.TAG_MANIFEST) != canonical",
        "not holding.text(tags.TAG_MANIFEST)",
        "tests/bags/test_verifying.py::test_each_byte_of_the_tag_manifest",
    ),
    Mutation(
        "a list of checksums may lead out of the bag",
        "bags/tags.py",
        "_fault",
        'if ".." in parts or',
        "if",
        "tests/bags/test_verifying.py::test_wrong_line",
    ),
    Mutation(
        "an archive may unpack to any size",
        "bags/holding.py",
        "_archive",
        "if unpacked > max(most, LEAST_BYTES):",
        "if unpacked < 0:",
        "tests/bags/test_archiving.py::test_bomb",
    ),
    Mutation(
        "a signature of another key fits",
        "bags/signing.py",
        "_ssh_fits",
        "public_key, message).returncode == 0",
        "public_key, message).returncode >= 0",
        "tests/bags/test_signing.py::test_signature_fits",
    ),
    Mutation(
        "`at_least` reads as `above`",
        "evaluate/conditions.py",
        "_reaches",
        "return np.where(strict, distance > 0, distance >= 0)",
        "return distance > 0",
    ),
    Mutation(
        "what came late counts as in time",
        "evaluate/rules.py",
        "lasting_and_reached",
        '(reached & docket["reached_in_time"], Status.ACHIEVED)',
        "(reached, Status.ACHIEVED)",
    ),
    Mutation(
        "exactly on schedule is behind it",
        "evaluate/rules.py",
        "open_path",
        '(docket["meets_now"] | (gap >= 0))',
        '(docket["meets_now"] | (gap > 0))',
    ),
    Mutation(
        "short by just the tolerance is too much",
        "evaluate/rules.py",
        "open_path",
        "(path & (beyond >= 0)",
        "(path & (beyond > 0)",
    ),
    Mutation(
        "the window is still open on its last day",
        "evaluate/facts.py",
        "with_closing",
        'over = cases["deadline"].to_numpy() <= np.datetime64(as_of)',
        'over = cases["deadline"].to_numpy() < np.datetime64(as_of)',
    ),
    Mutation(
        "one missing report is silence",
        "evaluate/facts.py",
        "_receipts",
        "(silent >= SILENT_REPORTS) & regular",
        "(silent >= 1) & regular",
    ),
    Mutation(
        "silence never becomes a failure",
        "evaluate/rules.py",
        "closed_and_silent",
        '        (docket["closed"] & docket["next_due_passed"], Status.MISSED),\n',
        "",
    ),
    Mutation(
        "an exceeded budget is forgiven",
        "evaluate/rules.py",
        "broken",
        '(docket["breakable"] & docket["exceeded"]) | docket["year_failed"]',
        'docket["year_failed"]',
    ),
    Mutation(
        "what cannot be judged is judged when it is reached",
        "evaluate/rules.py",
        "RULES",
        "    lasting_and_reached,\n    not_begun,\n    cannot_be_judged,\n",
        "    not_begun,\n    cannot_be_judged,\n    lasting_and_reached,\n",
    ),
    Mutation(
        "a cap is not a cap",
        "evaluate/conditions.py",
        "add_conditions",
        'open_ended = is_count & ~cases["cap"].to_numpy(dtype=bool)',
        "open_ended = is_count",
    ),
    Mutation(
        "percent and points of a change are the same",
        "evaluate/conditions.py",
        "_change",
        'by_percent.where(unit == "percent", by_points)',
        'by_points.where(unit != "", by_points)',
    ),
    Mutation(
        "percentages are averaged",
        "rollup/totals.py",
        "_ratio",
        "            value = numerator / denominator * per\n",
        '            value = self.sum("value", ~self.absent) / self.count(~self.absent)\n',
        "tests/real/test_nhs_ae.py::test_england_is_the_ratio_of_sums",
    ),
    Mutation(
        "rows count before they were known",
        "latest.py",
        "_not_after",
        "known = ~(frame[column].to_numpy() > np.datetime64(as_of))  # no day is not after any",
        "known = ~(frame[column].to_numpy() > np.datetime64('9999-12-31'))",
        "tests/test_as_of.py::test_reports_of_a_past_day",
    ),
    Mutation(
        "a rejected figure counts",
        "latest.py",
        "latest_observations",
        '    usable &= newest_decisions(observations, known["reviews"]) != "rejected"\n',
        "",
    ),
    Mutation(
        "the public sees figures that are not verified",
        "released.py",
        "only_released",
        "    kept = shown | told\n",
        "    kept, told = shown | held, told & False\n",
        "tests/test_released.py::test_what_may_not_be_shown_changes_nothing",
    ),
    Mutation(
        "a period is public on the day before its release day",
        "released.py",
        "_is_early",
        '(frame["period_end"].to_numpy() > until',
        '(frame["period_end"].to_numpy() - np.timedelta64(1, "D") > until',
        "tests/test_released.py::test_release_day",
    ),
    Mutation(
        "what is being verified was not reported",
        "released.py",
        "only_released",
        "    kept = shown | told\n",
        "    kept, told = shown, told & False\n",
        "tests/test_released.py::test_reported_and_not_verified",
    ),
    Mutation(
        "a last figure that is being verified closes its window",
        "evaluate/facts.py",
        "with_closing",
        '        & ~facts["awaited"].to_numpy(),\n',
        "        ,\n",
        "tests/test_released.py::test_window_whose_last_period_is_pending_is_open",
    ),
    Mutation(
        "a unit that is being verified is called missing",
        "rollup/totals.py",
        "_missing_ids",
        "missing = self.absent & ~self.pending",
        "missing = self.absent",
        "tests/test_released.py::test_county_says_how_many_are_verified",
    ),
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
        "a changed figure needs no reason",
        "intake/deciding.py",
        "_compare",
        'elif not entry.line.texts.get("correction"):',
        "elif False:",
        "tests/intake/test_ledger.py::test_correction_needs_a_reason",
    ),
    Mutation(
        "a file is taken twice",
        "intake/collecting.py",
        "offer",
        "if digest in before or digest in seen:",
        "if False:",
        "tests/intake/test_ledger.py::test_second_intake_of_a_file_changes_nothing",
    ),
    Mutation(
        "an intake that was cut off stays half",
        "intake/ledger.py",
        "recover",
        "shutil.rmtree(folder)",
        "_finish(data_dir, folder)",
        "tests/intake/test_ledger.py::test_killed_at_every_moment",
    ),
    Mutation(
        "a name that two units share is taken for the first of them",
        "importing/files.py",
        "_column_with_ids",
        "if len(found) > 1:",
        "if False:",
        "tests/importing/test_import.py::test_name_of_several",
    ),
    Mutation(
        "a sheet may declare any number of rows",
        "sources/foreign.py",
        "_check",
        "if rows > MOST_ROWS:",
        "if False:",
        "tests/importing/test_bad_files.py::test_refused",
    ),
    Mutation(
        "a password may stand in the settings",
        "sources/database.py",
        "_address",
        "if any((plain.password, *(plain.query.get(name) for name in _SECRETS))):",
        "if False:",
        "tests/importing/test_fetch.py::test_refused",
    ),
    Mutation(
        "rows of a query stay in the order of the database",
        "sources/database.py",
        "_sorted",
        "order = np.lexsort(keys) if len(frame) else np.arange(0)",
        "order = np.arange(len(frame))",
        "tests/importing/test_fetch.py::test_files",
    ),
    Mutation(
        "a closed unit is reminded",
        "duties.py",
        "_closed",
        'known[table]["valid_to"] < pd.Timestamp(as_of)',
        'known[table]["valid_to"] < pd.Timestamp("1900-01-01")',
        "tests/test_duties.py::test_unit_owes_while_it_exists",
    ),
    Mutation(
        "a late report is a new period",
        "differences/steps.py",
        "_classes",
        "found = np.full(len(frame), Exchange.LATE_ARRIVAL, dtype=object)",
        "found = np.full(len(frame), Exchange.NEW_PERIOD, dtype=object)",
        "tests/differences/test_comparing.py::test_one_class_is_one_reason",
    ),
    Mutation(
        "a change has no reason where the verdict is another one",
        "differences/comparing.py",
        "compared",
        "status | (~changed & figures)",
        "status & ~changed",
        "tests/differences/test_comparing.py::test_back_and_forth",
    ),
)

if __name__ == "__main__":
    print("\n".join(mutation.line for mutation in MUTATIONS))  # noqa: T201
