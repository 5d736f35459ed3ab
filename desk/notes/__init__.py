"""Notes of the office on a case: seen by staff, told to nobody."""
