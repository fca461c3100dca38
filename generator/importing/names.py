"""What people call things, and the ids that the site has for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.check.suggest import MOST, closest
from generator.model import TextTable
from generator.schema import Column
from generator.sources.heading import heading_key

_CALLED = ("name", "short_name", "title", "code", "document_number")


class Names:
    """Finds the ids that a column may hold, by name, short name, alias, code or the id itself."""

    def __init__(self, tables: Iterable[TextTable], column: Column) -> None:
        self.table = column.refers_to[-1].partition(".")[0]
        self._ids: dict[str, set[str]] = {}
        self._names: dict[str, set[str]] = {}
        keys = dict(key.split(".") for key in column.refers_to)
        for table in tables:
            if table.name in keys and keys[table.name] in table.frame.columns:
                self._add(table, keys[table.name])
        self._suggested: dict[str, str] = {}

    def _add(self, table: TextTable, id_column: str) -> None:
        frame = table.frame.loc[:, ~table.frame.columns.duplicated()]
        ids = [str(text).strip() for text in frame[id_column]]
        for id_ in ids:
            self._ids.setdefault(heading_key(id_), set()).add(id_)
        for name in (*_CALLED, "aliases"):
            if name in frame.columns:
                for id_, cell in zip(ids, frame[name], strict=True):
                    called = str(cell).split("|") if name == "aliases" else [str(cell)]
                    for text in filter(None, map(heading_key, called)):
                        self._names.setdefault(text, set()).add(id_)

    def find(self, text: str) -> set[str]:
        """Give the ids that a text may stand for; none where it is unknown."""
        key = heading_key(text)
        return self._ids.get(key) or self._names.get(key) or set()

    def suggest(self, text: str) -> str:
        """Give what was probably meant, as the site writes it, or nothing; the search is slow."""
        if text not in self._suggested and len(self._suggested) < MOST:
            known: Mapping[str, set[str]] = self._ids
            named = {name: min(ids) for name, ids in sorted(self._names.items())}
            self._suggested[text] = closest(heading_key(text), sorted(known), named)
        found = self._suggested.get(text, "")
        return min(self._ids.get(heading_key(found), {found}))
