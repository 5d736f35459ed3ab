"""复核: turns to look at again, what is exported and taught, and knowledge."""
