"""What the assistant answers: entries read from data/knowledge, their schema and their rendering."""
