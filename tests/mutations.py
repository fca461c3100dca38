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
        'over = cases["deadline"].to_numpy() <= day',
        'over = cases["deadline"].to_numpy() < day',
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
        '    usable &= ~_rejected(observations, known["reviews"])\n',
        "",
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
        "a note may stand on a public page",
        "gate/scanning.py",
        "__init__",
        "*((text, Code.SECRET_PUBLISHED, origin) for text, origin in _rows(secrets)),",
        "",
        "tests/gate/test_scanning.py::test_place",
    ),
    Mutation(
        "a forbidden word is not looked for",
        "gate/scanning.py",
        "__init__",
        "for word in forbidden.words if word",
        "for word in ()",
        "tests/gate/test_scanning.py::test_forbidden_words_and_internal_pages",
    ),
    Mutation(
        "the banner of the internal edition passes",
        "gate/scanning.py",
        "__init__",
        "for mark in MARKS",
        "for mark in ()",
        "tests/gate/test_scanning.py::test_forbidden_words_and_internal_pages",
    ),
    Mutation(
        "a page of the internal edition passes",
        "gate/scanning.py",
        "findings",
        "if is_internal(path):",
        "if False:",
        "tests/gate/test_scanning.py::test_forbidden_words_and_internal_pages",
    ),
    Mutation(
        "a telephone number passes",
        "gate/scanning.py",
        "_in_part",
        "*self._contacts(name, content),",
        "",
        "tests/gate/test_contacts.py::test_what_the_settings_name_is_allowed",
    ),
    Mutation(
        "any eighteen digits are an identity card",
        "gate/contacts.py",
        "is_person_number",
        "return fits and ",
        "return ",
        "tests/gate/test_contacts.py::test_form",
    ),
    Mutation(
        "a withheld figure passes",
        "gate/scanning.py",
        "_in_part",
        "if not is_name and not path",
        "if False and not path",
        "tests/gate/test_passages.py::test_told",
    ),
    Mutation(
        "a withheld figure passes in a worksheet",
        "gate/scanning.py",
        "findings",
        "if path.lower().endswith(SHEETS):",
        "if False:",
        "tests/gate/test_passages.py::test_row_of_a_worksheet",
    ),
    Mutation(
        "a figure of another period is a withheld one",
        "gate/passages.py",
        "_told",
        "if is_meant and any(",
        "if any(",
        "tests/gate/test_passages.py::test_not_told",
    ),
    Mutation(
        "packed files are not unpacked",
        "gate/unfolding.py",
        "parts_of",
        "if kind not in PACKED or deep >= DEEPEST:",
        "if True:",
        "tests/gate/test_scanning.py::test_packed",
    ),
    Mutation(
        "an escape hides a text",
        "gate/scanning.py",
        "_in_part",
        "unfold(part.content) or Unfolded",
        "Unfolded",
        "tests/gate/test_scanning.py::test_escapes_in_escapes_and_invisible_signs",
    ),
    Mutation(
        "an id is found inside another id",
        "gate/needles.py",
        "found_in",
        "if _is_whole(content, start, end):",
        "if True:",
        "tests/gate/test_scanning.py::test_whole_words_only",
    ),
    Mutation(
        "what the public may read stops a build",
        "gate/secrets.py",
        "left_of",
        "return secrets[is_left]",
        "return secrets",
        "tests/gate/test_scanning.py::test_public_texts_are_no_secrets",
    ),
    Mutation(
        "the name of a file is not searched",
        "gate/scanning.py",
        "findings",
        'Part("", path.encode()), is_name=True',
        'Part("", b""), is_name=True',
        "tests/gate/test_canaries.py::test_leak_is_found",
    ),
    Mutation(
        "ids of what is withheld may be published",
        "gate/secrets.py",
        "secrets_of",
        "or _is_own_id(column)",
        "",
        "tests/gate/test_canaries.py::test_each_canary_would_be_found",
    ),
    Mutation(
        "names of files may be published",
        "gate/secrets.py",
        "secrets_of",
        "in _places(frame):",
        "in ():",
        "tests/gate/test_canaries.py::test_each_canary_would_be_found",
    ),
    Mutation(
        "texts of plans that are not public may be published",
        "gate/secrets.py",
        "secrets_of",
        "in texts.items():",
        "in ():",
        "tests/gate/test_canaries.py::test_each_canary_would_be_found",
    ),
    Mutation(
        "a finding stops nothing",
        "pipeline/gating.py",
        "pass_gate",
        "    if found:\n",
        "    if False:\n",
        "tests/gate/test_canaries.py::test_leak_is_found",
    ),
    Mutation(
        "a build does not ask the gate",
        "pipeline/site.py",
        "build_site",
        "        check(site.new)\n",
        "",
        "tests/gate/test_canaries.py::test_published_site_stays",
    ),
    Mutation(
        "a file that changed since is published",
        "cli/publishing.py",
        "_check_gate",
        "if unsearched:",
        "if False:",
        "tests/publishing/test_command.py::test_only_what_was_searched",
    ),
)

if __name__ == "__main__":
    print("\n".join(mutation.line for mutation in MUTATIONS))  # noqa: T201
