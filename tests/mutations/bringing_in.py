"""What units send, what others made, and what is told of it."""

from __future__ import annotations

from tests.mutations.mutation import Mutation

MUTATIONS = (
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
        "if digest in before:",
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
