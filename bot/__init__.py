"""The brain's own code inside Rasa: how it is spoken to, what it keeps, how it understands."""
