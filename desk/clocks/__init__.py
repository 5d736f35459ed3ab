"""Legal clocks: which run for a case, until when, and what is overdue."""
