"""Refusals of notes."""

from desk.errors import FieldError, Unprocessable

MAX_NOTE = 2000  # characters


class NoteNotFitting(Unprocessable):
    code, title = "note_not_fitting", "备注没有写好"

    @classmethod
    def at_text(cls) -> "NoteNotFitting":
        return cls(errors=(FieldError("/text", "length", "备注要写1到2000个字"),))
