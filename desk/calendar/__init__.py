"""Legal time: working days and periods as the complaint procedure counts them."""

from desk.calendar.overrides import CalendarFileError, Overrides, read_calendar, read_overrides
from desk.calendar.working_days import LegalDate, Pause, WorkingCalendar

__all__ = [
    "CalendarFileError",
    "LegalDate",
    "Overrides",
    "Pause",
    "WorkingCalendar",
    "read_calendar",
    "read_overrides",
]
