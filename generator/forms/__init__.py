"""What units fill in: one workbook a unit and period, a summary, and empty tables."""

from generator.forms.duties import Form, Line, forms_of
from generator.forms.handing_out import hand_out
from generator.forms.workbook import TITLE_ENTRY, Entry, form_workbook

__all__ = ["TITLE_ENTRY", "Entry", "Form", "Line", "form_workbook", "forms_of", "hand_out"]
