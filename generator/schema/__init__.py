"""The contracts of a site's tables."""

from generator.schema.definition import Column, Table, Type
from generator.schema.tables import KIND_WORDS, TABLES

__all__ = ["KIND_WORDS", "TABLES", "Column", "Table", "Type"]
