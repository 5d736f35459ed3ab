"""Who of the staff works on a case; the timeline is its history."""
