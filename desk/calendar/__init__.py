"""Legal time: working days and periods as the complaint procedure counts them."""

from desk.calendar.working_days import CalendarFileError, LegalDate, WorkingCalendar, read_overrides

__all__ = ["CalendarFileError", "LegalDate", "WorkingCalendar", "read_overrides"]
