"""The contracts of a site's tables."""

from generator.schema.definition import Column, Table, Type
from generator.schema.tables import KIND_WORDS, TABLE_OF, TABLES

__all__ = ["KIND_WORDS", "TABLES", "TABLE_OF", "Column", "Table", "Type"]
