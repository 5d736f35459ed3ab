"""Documents handed to the parties, written from the state of a case."""
